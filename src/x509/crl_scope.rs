//! Which certificates, and which reasons of revocation, a list covers (RFC 5280 §4.2.1.13, §5.2.5, §6.3.3 (b), (d)).
//!
//! The certificate names distribution points, the list names what it is for; where they meet, the reasons that both
//! leave are covered. A list of the certificate's own issuer is also tried as if the certificate named that issuer as
//! its distribution point, as §6.3.3 ends.

use super::general_name::point_names;
use super::tlv;
use super::{Certificate, Crl, DistributionPoint, GeneralName, Name, Unusable};

/// A set of reasons (ReasonFlags, RFC 5280 §4.2.1.13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reasons(u16);

impl Reasons {
    /// None.
    pub const NONE: Self = Self(0);
    /// keyCompromise (1) to aACompromise (8): what a certificate must be asked about.
    pub const ALL: Self = Self(0b1_1111_1110);

    /// The content of the BIT STRING; bits without a meaning are left out.
    pub(super) fn read(content: &[u8]) -> Option<Self> {
        let (unused, octets) = content.split_first()?;
        let bit = |n: usize| octets.get(n / 8).is_some_and(|octet| octet & (0x80 >> (n % 8)) != 0);
        let set = (1..=8).filter(|n| bit(*n)).fold(0, |set, n| set | 1 << n);
        (*unused < 8).then_some(Self(set))
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are in either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What part of the revocations a list covers: IssuingDistributionPoint (RFC 5280 §5.2.5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)]
pub struct Scope {
    /// The names of the distribution point it is for.
    pub names: Option<Vec<GeneralName>>,
    /// End-entity certificates only.
    pub user_only: bool,
    /// CA certificates only.
    pub ca_only: bool,
    /// Attribute certificates only.
    pub attribute_only: bool,
    /// Some reasons only.
    pub reasons: Option<Reasons>,
    /// Revocations of other issuers too.
    pub indirect: bool,
}

impl Scope {
    /// The extension's value, in a list of `issuer`.
    pub(super) fn read(value: &[u8], issuer: &Name) -> Option<Self> {
        let mut scope = Self::default();
        for field in tlv::single(value)?.expect(0x30)?.inside().all()? {
            let flag = field.content.iter().any(|&b| b != 0);
            match field.tag {
                0xa0 => scope.names = Some(point_names(field.content, issuer)?),
                0x81 => scope.user_only = flag,
                0x82 => scope.ca_only = flag,
                0x83 => scope.reasons = Some(Reasons::read(field.content)?),
                0x84 => scope.indirect = flag,
                0x85 => scope.attribute_only = flag,
                _ => return None,
            }
        }
        Some(scope)
    }

    /// §6.3.3 (b)(2)(i): is it for this distribution point, or for any?
    fn is_for(&self, point: &DistributionPoint) -> bool {
        let Some(names) = &self.names else { return true };
        let own = point.names.as_ref().or(point.crl_issuer.as_ref());
        own.is_some_and(|own| own.iter().any(|name| names.contains(name)))
    }

    /// The reasons it covers.
    fn covers(&self) -> Reasons {
        self.reasons.unwrap_or(Reasons::ALL)
    }
}

/// The reasons that `crl` covers for `certificate`; nothing if it is a stranger's list.
pub(super) fn coverage(certificate: &Certificate, crl: &Crl) -> Option<Result<Reasons, Unusable>> {
    let own = crl.issuer() == certificate.issuer();
    let points = certificate.extensions().crl_distribution_points.as_deref().unwrap_or_default();
    if !own && !names_crl_issuer(certificate, crl.issuer()) {
        return None;
    }
    let everything = Scope::default();
    let scope = crl.scope().unwrap_or(&everything);
    let is_ca = certificate.is_ca();
    let rules = [
        (scope.attribute_only, Unusable::AttributeCertificates),
        (scope.user_only && is_ca, Unusable::UserCertificatesOnly),
        (scope.ca_only && !is_ca, Unusable::CaCertificatesOnly),
        (!own && !scope.indirect, Unusable::NotIndirect),
    ];
    if let Some((_, why)) = rules.into_iter().find(|(excluded, _)| *excluded) {
        return Some(Err(why));
    }
    let matching = points.iter().filter(|point| may_issue(point, crl, own, scope) && scope.is_for(point));
    let mut met: Vec<_> = matching.map(|point| point.reasons.unwrap_or(Reasons::ALL)).collect();
    if own && scope.is_for(&issuers_point(certificate)) {
        met.push(Reasons::ALL);
    }
    let covered = met.iter().fold(Reasons::NONE, |all, reasons| all.or(reasons.and(scope.covers())));
    Some(if met.is_empty() { Err(Unusable::OtherDistributionPoint) } else { Ok(covered) })
}

/// Does a distribution point of `certificate` name `issuer` as the one who issues the list?
pub(super) fn names_crl_issuer(certificate: &Certificate, issuer: &Name) -> bool {
    certificate.extensions().crl_distribution_points.iter().flatten().any(|point| names_issuer(point, issuer))
}

fn names_issuer(point: &DistributionPoint, issuer: &Name) -> bool {
    point.crl_issuer.iter().flatten().any(|name| matches!(name, GeneralName::Directory(name) if name == issuer))
}

/// §6.3.3 (b)(1).
fn may_issue(point: &DistributionPoint, crl: &Crl, own: bool, scope: &Scope) -> bool {
    if point.crl_issuer.is_some() { scope.indirect && names_issuer(point, crl.issuer()) } else { own }
}

/// The distribution point that every certificate has: its issuer's name (§6.3.3, last paragraph).
fn issuers_point(certificate: &Certificate) -> DistributionPoint {
    DistributionPoint { names: Some(vec![GeneralName::Directory(certificate.issuer().clone())]), ..Default::default() }
}

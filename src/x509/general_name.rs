//! GeneralName (RFC 5280 §4.2.1.6) and distribution points (§4.2.1.13), as far as certificates and CRLs use them.

use std::fmt;
use std::net::IpAddr;

use super::tlv::{self, Reader, Tlv};
use super::{Name, Reasons};
use crate::text::hex;

/// A name of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneralName {
    /// rfc822Name: an e-mail address.
    Email(String),
    /// dNSName.
    Dns(String),
    /// directoryName.
    Directory(Name),
    /// uniformResourceIdentifier.
    Uri(String),
    /// iPAddress: 4 or 16 octets; twice as many with a mask, in a constraint. The length is as it stands.
    Ip(Vec<u8>),
    /// Any other kind, or one that does not decode: its tag and content.
    Other {
        /// The identifier octet.
        tag: u8,
        /// The content octets.
        content: Vec<u8>,
    },
}

impl GeneralName {
    pub(super) fn read(element: Tlv<'_>) -> Self {
        let text = || std::str::from_utf8(element.content).ok().map(str::to_owned);
        let known = match element.tag {
            0x81 => text().map(Self::Email),
            0x82 => text().map(Self::Dns),
            0xa4 => Name::from_der(element.content).ok().map(Self::Directory),
            0x86 => text().map(Self::Uri),
            0x87 => Some(Self::Ip(element.content.to_vec())),
            _ => None,
        };
        known.unwrap_or_else(|| Self::Other { tag: element.tag, content: element.content.to_vec() })
    }

    /// GeneralNames: a sequence's content.
    pub(super) fn read_all(content: &[u8]) -> Option<Vec<Self>> {
        Some(Reader(content).all()?.into_iter().map(Self::read).collect())
    }
}

/// The form and the name: `email:lan@example.vn`, `dn:CN=Lan`, `ip:192.0.2.0/255.255.255.0`. A stranger's text.
impl fmt::Display for GeneralName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(text) => write!(f, "email:{text}"),
            Self::Dns(text) => write!(f, "dns:{text}"),
            Self::Directory(name) => write!(f, "dn:{name}"),
            Self::Uri(text) => write!(f, "uri:{text}"),
            Self::Ip(octets) => match (address(octets), octets.split_at(octets.len() / 2)) {
                (Some(address), _) => write!(f, "ip:{address}"),
                (None, (base, mask)) => match (address(base), address(mask)) {
                    (Some(base), Some(mask)) => write!(f, "ip:{base}/{mask}"),
                    _ => write!(f, "ip:#{}", hex(octets)),
                },
            },
            Self::Other { tag, content } => write!(f, "{tag:02x}:#{}", hex(content)),
        }
    }
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)).ok()
}

/// Where a CRL is found, and what part of the revocations it lists (RFC 5280 §4.2.1.13).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DistributionPoint {
    /// Its names; a name relative to the CRL issuer is completed with the issuer's.
    pub names: Option<Vec<GeneralName>>,
    /// The reasons it covers, if not all.
    pub reasons: Option<Reasons>,
    /// The CRL's issuer, where it is another than the certificate's.
    pub crl_issuer: Option<Vec<GeneralName>>,
}

impl DistributionPoint {
    /// CRLDistributionPoints, for a certificate of `issuer`.
    pub(super) fn read_all(der: &[u8], issuer: &Name) -> Option<Vec<Self>> {
        let points = tlv::single(der)?.expect(0x30)?.inside().all()?;
        points.into_iter().map(|point| Self::read(point.expect(0x30)?, issuer)).collect()
    }

    /// Its addresses, in order.
    pub fn urls(&self) -> impl Iterator<Item = &str> {
        self.names.iter().flatten().filter_map(|name| match name {
            GeneralName::Uri(uri) => Some(uri.as_str()),
            _ => None,
        })
    }

    fn read(point: Tlv<'_>, issuer: &Name) -> Option<Self> {
        let mut read = Self::default();
        let mut names = None;
        for field in point.inside().all()? {
            match field.tag {
                0xa0 => names = Some(field.content),
                0x81 => read.reasons = Some(Reasons::read(field.content)?),
                0xa2 => read.crl_issuer = Some(GeneralName::read_all(field.content)?),
                _ => return None,
            }
        }
        let directory = read.crl_issuer.iter().flatten().find_map(|name| match name {
            GeneralName::Directory(name) => Some(name),
            _ => None,
        });
        read.names = match names {
            Some(content) => Some(point_names(content, directory.unwrap_or(issuer))?),
            None => None,
        };
        Some(read)
    }
}

/// DistributionPointName: full, or one RDN below `issuer`.
pub(super) fn point_names(content: &[u8], issuer: &Name) -> Option<Vec<GeneralName>> {
    let choice = tlv::single(content)?;
    match choice.tag {
        0xa0 => GeneralName::read_all(choice.content),
        0xa1 => Some(vec![GeneralName::Directory(below(issuer, choice.content)?)]),
        _ => None,
    }
}

fn below(issuer: &Name, rdn: &[u8]) -> Option<Name> {
    let rdns = tlv::single(issuer.der())?.content;
    let set = der::Any::new(der::Tag::Set, rdn).ok()?;
    let whole = [rdns, &der::Encode::to_der(&set).ok()?].concat();
    let sequence = der::Any::new(der::Tag::Sequence, whole).ok()?;
    Name::from_der(&der::Encode::to_der(&sequence).ok()?).ok()
}

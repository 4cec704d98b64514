//! What a CA's certificate asks of those below it: name constraints, policy mappings and policy constraints
//! (RFC 5280 §4.2.1.5, §4.2.1.10, §4.2.1.11, §4.2.1.14), as they stand in its extensions.

use super::Subtree;
use super::tlv::{self, Tlv, oid_text};

/// Name constraints (RFC 5280 §4.2.1.10).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// Names must be in one of these, where any is of their form.
    pub permitted: Vec<Subtree>,
    /// Names must be in none of these.
    pub excluded: Vec<Subtree>,
}

impl NameConstraints {
    /// One of the two lists must be there, and no list may be empty: a CA that wrote nothing meant something.
    pub(super) fn read(value: &[u8]) -> Option<Self> {
        let mut fields = tlv::single(value)?.expect(0x30)?.inside();
        let permitted = fields.read_if(0xa0).map(subtrees);
        let excluded = fields.read_if(0xa1).map(subtrees);
        if !fields.is_empty() || (permitted.is_none() && excluded.is_none()) {
            return None;
        }
        let list = |read: Option<Option<Vec<Subtree>>>| read.unwrap_or_else(|| Some(Vec::new()));
        Some(Self { permitted: list(permitted)?, excluded: list(excluded)? })
    }
}

fn subtrees(list: Tlv<'_>) -> Option<Vec<Subtree>> {
    let subtrees: Vec<_> = list.inside().all()?.into_iter().map(Subtree::read).collect::<Option<_>>()?;
    (!subtrees.is_empty()).then_some(subtrees)
}

/// One policy of the issuer that equals one of the subject (RFC 5280 §4.2.1.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyMapping {
    /// issuerDomainPolicy, in dotted decimal.
    pub issuer: String,
    /// subjectDomainPolicy, in dotted decimal.
    pub subject: String,
}

impl PolicyMapping {
    pub(super) fn read_all(value: &[u8]) -> Option<Vec<Self>> {
        let mappings = tlv::single(value)?.expect(0x30)?.inside().all()?;
        let read = |mapping: Tlv<'_>| {
            let mut pair = mapping.expect(0x30)?.inside();
            let mut policy = || Some(oid_text(pair.read()?.expect(0x06)?.content));
            let mapping = Self { issuer: policy()?, subject: policy()? };
            pair.is_empty().then_some(mapping)
        };
        mappings.into_iter().map(read).collect()
    }
}

/// Policy constraints (RFC 5280 §4.2.1.11): after how many certificates each begins to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PolicyConstraints {
    /// requireExplicitPolicy.
    pub require_explicit_policy: Option<u32>,
    /// inhibitPolicyMapping.
    pub inhibit_policy_mapping: Option<u32>,
}

impl PolicyConstraints {
    pub(super) fn read(value: &[u8]) -> Option<Self> {
        let mut fields = tlv::single(value)?.expect(0x30)?.inside();
        let mut skip = |tag| fields.read_if(tag).map(|field| skip_certs(field.content));
        let (explicit, mapping) = (skip(0x80), skip(0x81));
        let known = |skip: Option<Option<u32>>| match skip {
            Some(None) => None,
            read => Some(read.flatten()),
        };
        let read = Self { require_explicit_policy: known(explicit)?, inhibit_policy_mapping: known(mapping)? };
        fields.is_empty().then_some(read)
    }
}

/// `SkipCerts ::= INTEGER (0..MAX)`, its content; more than any path is long comes back as the most there is.
fn skip_certs(content: &[u8]) -> Option<u32> {
    match tlv::shortest(content) {
        [] | [0x80..=0xff, ..] => None,
        digits if digits.len() > 5 => Some(u32::MAX),
        digits => {
            let number = digits.iter().fold(0_u64, |number, &digit| number << 8 | u64::from(digit));
            Some(u32::try_from(number).unwrap_or(u32::MAX))
        }
    }
}

/// inhibitAnyPolicy (RFC 5280 §4.2.1.14).
pub(super) fn inhibit_any_policy(value: &[u8]) -> Option<u32> {
    skip_certs(tlv::single(value)?.expect(0x02)?.content)
}

//! The entries of a revocation list, indexed by serial number (RFC 5280 §5.1.2.6, §5.3).
//!
//! Only offsets are kept, sorted by serial number: eight bytes an entry, found by halving, read when found.

use std::ops::Range;

use time::OffsetDateTime;

use super::crl::{extension, time};
use super::oids;
use super::tlv::{self, Reader, Tlv};

/// Why a certificate was revoked (RFC 5280 §5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// 0, or not said.
    Unspecified,
    /// 1: the subject's key.
    KeyCompromise,
    /// 2: the issuer's key.
    CaCompromise,
    /// 3: name or office changed.
    AffiliationChanged,
    /// 4: replaced by another.
    Superseded,
    /// 5: no longer needed.
    CessationOfOperation,
    /// 6: suspended, may come back.
    CertificateHold,
    /// 8: no longer suspended (delta lists only).
    RemoveFromCrl,
    /// 9: what it grants was withdrawn.
    PrivilegeWithdrawn,
    /// 10: the attribute authority's key.
    AaCompromise,
    /// 7, or beyond 10: no meaning is defined.
    Undefined(u8),
}

impl Reason {
    /// From the code of RFC 5280 §5.3.1.
    pub fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Unspecified,
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            8 => Self::RemoveFromCrl,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            other => Self::Undefined(other),
        }
    }

    /// The name of RFC 5280 §5.3.1.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
            Self::Undefined(_) => "undefined",
        }
    }
}

/// What a list says of one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevokedEntry {
    /// When it was revoked.
    pub time: OffsetDateTime,
    /// Why; nothing where the list does not say.
    pub reason: Option<Reason>,
    /// Since when the key is suspect (RFC 5280 §5.3.2).
    pub invalidity_date: Option<OffsetDateTime>,
}

impl RevokedEntry {
    /// May it come back (certificateHold)?
    pub fn is_hold(&self) -> bool {
        self.reason == Some(Reason::CertificateHold)
    }
}

/// Offsets of the entries in the signed part, by serial number.
pub(super) struct Entries(Vec<(u32, u32)>);

impl Entries {
    /// Walks every entry once. Beside the index: critical entry extensions that are not known.
    ///
    /// A list with such an extension on any entry must not be used to call any certificate good (RFC 5280 §5.3).
    /// `entries` is the part of `tbs` that holds them.
    pub(super) fn index(tbs: &[u8], entries: Range<usize>) -> Option<(Self, Vec<String>)> {
        let (mut found, mut unknown) = (Vec::new(), Vec::new());
        let mut reader = Reader(tbs.get(entries.clone())?);
        while !reader.is_empty() {
            let at = entries.end - reader.0.len();
            let entry = reader.read()?.expect(0x30)?;
            let serial = scan(entry, &mut unknown)?;
            found.push((serial, u32::try_from(at).ok()?, u32::try_from(entry.raw.len()).ok()?));
        }
        found.sort_unstable();
        Some((Self(found.into_iter().map(|(_, at, len)| (at, len)).collect()), unknown))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The entry of `serial`. Where it is listed more than once, the one that weighs most: final before hold, then earliest.
    pub(super) fn find(&self, tbs: &[u8], serial: &[u8]) -> Option<RevokedEntry> {
        let serial = tlv::shortest(serial);
        let first = self.0.partition_point(|&at| serial_at(tbs, at) < serial);
        let same = self.0[first..].iter().take_while(|&&at| serial_at(tbs, at) == serial);
        same.filter_map(|&at| read(element_at(tbs, at)?)).min_by_key(|entry| (entry.is_hold(), entry.time))
    }
}

fn element_at(tbs: &[u8], (at, len): (u32, u32)) -> Option<Tlv<'_>> {
    tlv::single(tbs.get(at as usize..at as usize + len as usize)?)
}

fn serial_at(tbs: &[u8], at: (u32, u32)) -> &[u8] {
    let serial = element_at(tbs, at).and_then(|entry| entry.inside().read());
    serial.map_or(&[], |serial| tlv::shortest(serial.content))
}

/// The serial number of an entry that is well formed. Notes unknown critical extensions.
fn scan<'a>(entry: Tlv<'a>, unknown: &mut Vec<String>) -> Option<&'a [u8]> {
    let mut fields = entry.inside();
    let serial = tlv::shortest(fields.read()?.expect(0x02)?.content);
    // Read here too: an entry that cannot be read when it is found would pass for none.
    time(fields.read()?)?;
    let extensions = fields.read_if(0x30).map_or(Reader(&[]), Tlv::inside);
    if !fields.is_empty() {
        return None;
    }
    let mut extensions = extensions;
    while !extensions.is_empty() {
        let element = extensions.read()?;
        // A critical flag is three bytes after the identifier; without one there is nothing to look up.
        let mut inside = element.expect(0x30)?.inside();
        inside.read()?;
        if inside.read_if(0x01).is_some() {
            let extension = extension(element)?;
            let known = [oids::REASON_CODE, oids::INVALIDITY_DATE, oids::CERTIFICATE_ISSUER];
            if extension.critical && !known.contains(&extension.oid.as_str()) && !unknown.contains(&extension.oid) {
                unknown.push(extension.oid);
            }
        }
    }
    Some(serial)
}

fn read(entry: Tlv<'_>) -> Option<RevokedEntry> {
    let mut fields = entry.inside();
    fields.read()?;
    let mut read = RevokedEntry { time: time(fields.read()?)?, reason: None, invalidity_date: None };
    let mut extensions = fields.read_if(0x30).map_or(Reader(&[]), Tlv::inside);
    while let Some(extension) = extensions.read().and_then(extension) {
        match extension.oid.as_str() {
            oids::REASON_CODE => read.reason = tlv::single(extension.value).and_then(reason),
            oids::INVALIDITY_DATE => read.invalidity_date = tlv::single(extension.value).and_then(time),
            _ => {}
        }
    }
    Some(read)
}

/// CRLReason, an ENUMERATED.
pub(super) fn reason(element: Tlv<'_>) -> Option<Reason> {
    match element.expect(0x0a)?.content {
        [code] => Some(Reason::from_code(*code)),
        _ => Some(Reason::Undefined(u8::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Key, ListDraft, extension, wrap, year};
    use super::super::{Crl, oids};
    use super::*;

    const CA: &str = "CA";

    #[test]
    fn a_number_listed_twice_counts_as_the_graver() {
        let key = Key::new(1);
        let list = ListDraft::new(2024, 2026).revoking(&[7], 2021, Some(6)).revoking(&[7], 2023, Some(1));
        let found = list.revoking(&[7], 2022, Some(4)).issue((CA, &key)).find(&[7]).unwrap();
        assert_eq!((found.time, found.reason), (year(2022), Some(Reason::Superseded)));
    }

    #[test]
    fn an_entry_that_cannot_be_read_fails_the_whole_list() {
        let key = Key::new(1);
        for bad in [&[0x17, 0][..], &[0x02, 1, 1], &[]] {
            let mut list = ListDraft::new(2024, 2026);
            list.entries.push(wrap(0x30, &[&[2, 1, 7], bad]));
            assert_eq!(Crl::from_der(&list.der((CA, &key))).unwrap_err().code(), "CRL_MALFORMED");
        }
    }

    #[test]
    fn a_critical_entry_extension_nobody_knows_is_reported() {
        let mut list = ListDraft::new(2024, 2026);
        let unknown = wrap(0x30, &[&extension("1.2.3", true, &[]), &extension(oids::REASON_CODE, true, &[10, 1, 1])]);
        list.entries.push(wrap(0x30, &[&[2, 1, 7], &wrap(0x18, &[b"20230101000000Z"]), &unknown]));
        let list = list.issue((CA, &Key::new(1)));
        assert_eq!(list.unknown_critical(), ["1.2.3"]);
        assert_eq!(list.find(&[7]).unwrap().reason, Some(Reason::KeyCompromise));
    }

    /// A province's list of years: every certificate that is on it is found, and no other.
    #[test]
    fn a_hundred_thousand_entries_are_indexed_once_and_found_each() {
        let serial = |n: u32| [&[0x11][..], &n.wrapping_mul(2_654_435_761).to_be_bytes()].concat();
        let mut list = ListDraft::new(2024, 2026);
        for n in 0..100_000 {
            let moment = wrap(0x17, &[b"230101000000Z"]);
            list.entries.push(wrap(0x30, &[&wrap(0x02, &[&serial(n)]), &moment]));
        }
        let der = list.der((CA, &Key::new(1)));
        let start = std::time::Instant::now();
        let list = Crl::from_der(&der).unwrap();
        let read = start.elapsed();
        assert_eq!(list.len(), 100_000);
        let start = std::time::Instant::now();
        assert!((0..100_000).all(|n| list.find(&serial(n)).is_some()));
        assert!((100_000..200_000).all(|n| list.find(&serial(n)).is_none()));
        println!("read in {read:?}, 200,000 lookups in {:?}", start.elapsed());
    }
}

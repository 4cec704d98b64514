//! The entries of a revocation list, found by serial number (RFC 5280 §5.1.2.6, §5.3).
//!
//! Only offsets are kept, eight bytes an entry; an entry is read when it is found. A list that is asked about a few
//! certificates is walked for each; one that is asked about many is sorted by serial number once, and halved. Beside
//! the offsets stand the entries that name a certificate issuer, in their order: it holds for those that follow (§5.3.3).

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use time::OffsetDateTime;

use super::crl::{extension, time};
use super::tlv::{self, Reader, Tlv};
use super::{GeneralName, Name, oids};

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

/// [`oids::CERTIFICATE_ISSUER`] in DER.
const CERTIFICATE_ISSUER: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x1d];

/// Where an entry lies in the signed part, and how long it is.
type Place = (u32, u32);

/// Walking a list so many times costs less than sorting it.
const FEW: u32 = 8;

/// The entries of a list.
pub(super) struct Entries {
    /// As they stand.
    places: Vec<Place>,
    /// Those that name a certificate issuer, as they stand.
    naming: Vec<Place>,
    asked: AtomicU32,
    /// By serial number, once it pays.
    sorted: OnceLock<Vec<Place>>,
}

impl Entries {
    /// Walks every entry once. Beside them: critical entry extensions that are not known.
    ///
    /// A list with such an extension on any entry must not be used to call any certificate good (RFC 5280 §5.3).
    /// `entries` is the part of `tbs` that holds them.
    pub(super) fn scan(tbs: &[u8], entries: Range<usize>) -> Option<(Self, Vec<String>)> {
        let (mut places, mut naming, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
        let mut reader = Reader(tbs.get(entries.clone())?);
        while !reader.is_empty() {
            let at = entries.end - reader.0.len();
            let entry = reader.read()?.expect(0x30)?;
            let place = (u32::try_from(at).ok()?, u32::try_from(entry.raw.len()).ok()?);
            places.push(place);
            if scan(entry, &mut unknown)? {
                naming.push(place);
            }
        }
        places.shrink_to_fit();
        Some((Self { places, naming, asked: AtomicU32::new(0), sorted: OnceLock::new() }, unknown))
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Does any entry name a certificate issuer?
    pub(super) fn name_issuers(&self) -> bool {
        !self.naming.is_empty()
    }

    /// The entry of `serial` among `issuer`'s certificates, in a list of `own`. Where it is listed more than once, the one
    /// that weighs most: final before hold, then earliest.
    pub(super) fn find(&self, tbs: &[u8], own: &Name, issuer: &Name, serial: &[u8]) -> Option<RevokedEntry> {
        let serial = tlv::shortest(serial);
        let same = self.of_serial(tbs, serial).into_iter();
        let theirs = same.filter(|&at| self.is_of(tbs, at, own, issuer));
        theirs.filter_map(|at| read(element_at(tbs, at)?)).min_by_key(|entry| (entry.is_hold(), entry.time))
    }

    fn of_serial(&self, tbs: &[u8], serial: &[u8]) -> Vec<Place> {
        if self.sorted.get().is_none() && self.asked.fetch_add(1, Ordering::Relaxed) < FEW {
            return self.places.iter().filter(|&&at| serial_at(tbs, at) == serial).copied().collect();
        }
        let sorted = self.sorted.get_or_init(|| {
            let mut found: Vec<_> = self.places.iter().map(|&at| (serial_at(tbs, at), at)).collect();
            found.sort_unstable();
            found.into_iter().map(|(_, at)| at).collect()
        });
        let first = sorted.partition_point(|&at| serial_at(tbs, at) < serial);
        sorted[first..].iter().take_while(|&&at| serial_at(tbs, at) == serial).copied().collect()
    }

    /// Does the entry at `place` speak of `issuer`'s certificates?
    fn is_of(&self, tbs: &[u8], place: Place, own: &Name, issuer: &Name) -> bool {
        let before = self.naming.partition_point(|&(at, _)| at <= place.0);
        match before.checked_sub(1).and_then(|last| element_at(tbs, self.naming[last])) {
            Some(entry) => certificate_issuer(entry)
                .iter()
                .flatten()
                .any(|name| matches!(name, GeneralName::Directory(name) if name == issuer)),
            None => own == issuer,
        }
    }
}

/// The names in an entry's certificateIssuer (RFC 5280 §5.3.3).
fn certificate_issuer(entry: Tlv<'_>) -> Option<Vec<GeneralName>> {
    let mut fields = entry.inside();
    fields.read()?; // userCertificate
    fields.read()?; // revocationDate
    let extensions = fields.read()?.inside().all()?.into_iter().filter_map(extension);
    let found = extensions.into_iter().find(|extension| extension.oid == oids::CERTIFICATE_ISSUER)?;
    GeneralName::read_all(tlv::single(found.value)?.expect(0x30)?.content)
}

fn element_at(tbs: &[u8], (at, len): Place) -> Option<Tlv<'_>> {
    tlv::single(tbs.get(at as usize..at as usize + len as usize)?)
}

fn serial_at(tbs: &[u8], at: Place) -> &[u8] {
    let serial = element_at(tbs, at).and_then(|entry| entry.inside().read());
    serial.map_or(&[], |serial| tlv::shortest(serial.content))
}

/// Does a well-formed entry name a certificate issuer? Nothing if it is malformed. Notes unknown critical extensions.
fn scan(entry: Tlv<'_>, unknown: &mut Vec<String>) -> Option<bool> {
    let mut fields = entry.inside();
    fields.read()?.expect(0x02)?;
    // Read here too: an entry that cannot be read when it is found would pass for none.
    time(fields.read()?)?;
    let mut extensions = fields.read_if(0x30).map_or(Reader(&[]), Tlv::inside);
    if !fields.is_empty() {
        return None;
    }
    let mut names_issuer = false;
    while !extensions.is_empty() {
        let element = extensions.read()?;
        let mut inside = element.expect(0x30)?.inside();
        names_issuer |= inside.read()?.raw == CERTIFICATE_ISSUER;
        // A critical flag is three bytes after the identifier; without one there is nothing to look up.
        if inside.read_if(0x01).is_some() {
            let extension = extension(element)?;
            let known = [oids::REASON_CODE, oids::INVALIDITY_DATE, oids::CERTIFICATE_ISSUER];
            // One is enough: the list may not be used.
            if extension.critical && !known.contains(&extension.oid.as_str()) && unknown.is_empty() {
                unknown.push(extension.oid);
            }
        }
    }
    Some(names_issuer)
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
        let found = list.revoking(&[7], 2022, Some(4)).issue((CA, &key));
        let found = found.find(found.issuer(), &[7]).unwrap();
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
        assert_eq!(list.find(list.issuer(), &[7]).unwrap().reason, Some(Reason::KeyCompromise));
    }

    /// A province's list of years: every certificate that is on it is found, and no other.
    #[test]
    fn a_hundred_thousand_entries_are_sorted_once_and_found_each() {
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
        assert!((0..100_000).all(|n| list.find(list.issuer(), &serial(n)).is_some()));
        assert!((100_000..200_000).all(|n| list.find(list.issuer(), &serial(n)).is_none()));
        println!("read in {read:?}, 200,000 lookups in {:?}", start.elapsed());
    }
}

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
        let (mut offsets, mut unknown) = (Vec::new(), Vec::new());
        let mut reader = Reader(tbs.get(entries.clone())?);
        while !reader.is_empty() {
            let at = entries.end - reader.0.len();
            let entry = reader.read()?.expect(0x30)?;
            scan(entry, &mut unknown)?;
            offsets.push((u32::try_from(at).ok()?, u32::try_from(entry.raw.len()).ok()?));
        }
        // Most issuers append, so that this is nearly sorted already for those that count up.
        offsets.sort_by(|a, b| serial_at(tbs, *a).cmp(serial_at(tbs, *b)));
        Some((Self(offsets), unknown))
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

/// Is the entry well formed? Notes unknown critical extensions.
fn scan(entry: Tlv<'_>, unknown: &mut Vec<String>) -> Option<()> {
    let mut fields = entry.inside();
    fields.read()?.expect(0x02)?;
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
    Some(())
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
fn reason(element: Tlv<'_>) -> Option<Reason> {
    match element.expect(0x0a)?.content {
        [code] => Some(Reason::from_code(*code)),
        _ => Some(Reason::Undefined(u8::MAX)),
    }
}

//! Requests, answers and TSTInfo (RFC 3161 §2.4).

use time::{Duration, OffsetDateTime};

use crate::cms::ber::{self, Element, INTEGER, NULL, OCTET_STRING, Reader, SEQUENCE, context, tlv};
use crate::hash::Hash;
use crate::x509::{hash_from_oid, hash_oid};

use super::Error;

/// A request for one time-stamp token (RFC 3161 §2.4.1).
pub struct Request<'a> {
    /// Of the imprint.
    pub hash: Hash,
    /// The imprint.
    pub digest: &'a [u8],
    /// Makes the answer to this question recognisable.
    pub nonce: u64,
}

impl Request<'_> {
    /// TimeStampReq in DER: version 1, the TSA's certificate asked for.
    pub fn to_der(&self) -> Vec<u8> {
        let algorithm = tlv(SEQUENCE, &[&ber::oid(hash_oid(self.hash)), &tlv(NULL, &[])]);
        let imprint = tlv(SEQUENCE, &[&algorithm, &tlv(OCTET_STRING, &[self.digest])]);
        let nonce = tlv(INTEGER, &[&integer(self.nonce)]);
        tlv(SEQUENCE, &[&tlv(INTEGER, &[&[1]]), &imprint, &nonce, &tlv(0x01, &[&[0xff]])])
    }
}

/// Content octets of a non-negative INTEGER in DER.
pub(super) fn integer(value: u64) -> Vec<u8> {
    let digits = value.to_be_bytes();
    let first = digits.iter().position(|&digit| digit != 0).unwrap_or(7);
    let mut octets = digits[first..].to_vec();
    if octets[0] & 0x80 != 0 {
        octets.insert(0, 0);
    }
    octets
}

/// The token of a TimeStampResp (RFC 3161 §2.4.2), its bytes as received.
///
/// # Errors
/// [`Error::Refused`] where the status is neither granted (0) nor grantedWithMods (1); [`Error::Malformed`].
pub fn token_of(response: &[u8]) -> Result<Vec<u8>, Error> {
    let mut fields = Reader(response).expect(SEQUENCE).ok_or(Error::Malformed { at: "TimeStampResp" })?.inside();
    let mut info = fields.expect(SEQUENCE).ok_or(Error::Malformed { at: "PKIStatusInfo" })?.inside();
    let status = info.read().and_then(Element::small_integer).ok_or(Error::Malformed { at: "PKIStatus" })?;
    if status > 1 {
        let text = info.take(SEQUENCE).map(status_text).unwrap_or_default();
        return Err(Error::Refused { status, text, failure: info.take(0x03).and_then(failure) });
    }
    let token = fields.read().ok_or(Error::Malformed { at: "timeStampToken" })?;
    Ok(token.raw.to_vec())
}

fn status_text(free_text: Element<'_>) -> String {
    let lines = free_text.inside().all().unwrap_or_default();
    let lines: Vec<_> = lines.iter().take(8).map(|line| String::from_utf8_lossy(line.content)).collect();
    lines.join("; ").chars().take(300).collect()
}

/// PKIFailureInfo's first bit by its name (RFC 3161 §2.4.2).
fn failure(bits: Element<'_>) -> Option<&'static str> {
    let (_, bits) = bits.content.split_first()?;
    let set = |n: usize| bits.get(n / 8).is_some_and(|byte| byte & (0x80 >> (n % 8)) != 0);
    let names = [
        (0, "badAlg"),
        (2, "badRequest"),
        (5, "badDataFormat"),
        (14, "timeNotAvailable"),
        (15, "unacceptedPolicy"),
        (16, "unacceptedExtension"),
        (17, "addInfoNotAvailable"),
        (25, "systemFailure"),
    ];
    names.into_iter().find(|(bit, _)| set(*bit)).map(|(_, name)| name)
}

/// What a TSA signs (RFC 3161 §2.4.2).
#[derive(Clone, Debug)]
pub struct TstInfo {
    /// Must be 1.
    pub version: u64,
    /// The TSA's policy, dotted decimal.
    pub policy: String,
    /// Hash of the imprint; nothing if it is not known.
    pub hash: Option<Hash>,
    /// The imprint.
    pub imprint: Vec<u8>,
    /// Content octets.
    pub serial: Vec<u8>,
    /// UTC.
    pub gen_time: OffsetDateTime,
    /// How far genTime may be off, either way.
    pub accuracy: Option<Duration>,
    /// May tokens of this TSA be ordered by genTime alone?
    pub ordering: bool,
    /// Content octets.
    pub nonce: Option<Vec<u8>>,
    /// The TSA's GeneralName, its whole encoding.
    pub tsa: Option<Vec<u8>>,
    /// OIDs of the critical extensions, none of which is known here.
    pub critical_extensions: Vec<String>,
}

impl TstInfo {
    /// Reads the eContent of a token.
    ///
    /// # Errors
    /// [`Error::Malformed`] with the field.
    pub fn parse(content: &[u8]) -> Result<Self, Error> {
        let malformed = |at| Error::Malformed { at };
        let mut whole = Reader(content);
        let mut fields = whole.expect(SEQUENCE).filter(|_| whole.is_empty()).ok_or(malformed("TSTInfo"))?.inside();
        let version = fields.read().and_then(Element::small_integer).ok_or(malformed("TSTInfo.version"))?;
        let policy = fields.read().and_then(Element::oid).ok_or(malformed("TSTInfo.policy"))?;
        let (hash, imprint) = fields.expect(SEQUENCE).and_then(message_imprint).ok_or(malformed("messageImprint"))?;
        let serial = fields.expect(INTEGER).ok_or(malformed("serialNumber"))?.content.to_vec();
        let gen_time =
            fields.expect(0x18).and_then(|time| generalized_time(time.content)).ok_or(malformed("genTime"))?;
        let accuracy = match fields.take(SEQUENCE) {
            Some(accuracy) => Some(duration(accuracy).ok_or(malformed("accuracy"))?),
            None => None,
        };
        let ordering = fields.take(0x01).is_some_and(|flag| flag.content != [0]);
        let nonce = fields.take(INTEGER).map(|nonce| nonce.content.to_vec());
        // Explicitly tagged: GeneralName is a CHOICE.
        let tsa = match fields.take(context(0)) {
            Some(tsa) => Some(tsa.inside().read().ok_or(malformed("tsa"))?.raw.to_vec()),
            None => None,
        };
        let critical_extensions = match fields.take(context(1)) {
            Some(extensions) => critical(extensions).ok_or(malformed("extensions"))?,
            None => Vec::new(),
        };
        if !fields.is_empty() {
            return Err(malformed("TSTInfo"));
        }
        Ok(Self {
            version,
            policy,
            hash,
            imprint,
            serial,
            gen_time,
            accuracy,
            ordering,
            nonce,
            tsa,
            critical_extensions,
        })
    }

    /// genTime less its accuracy: the earliest time at which the token was made.
    pub fn lower_bound(&self) -> OffsetDateTime {
        self.gen_time.saturating_sub(self.accuracy.unwrap_or(Duration::ZERO))
    }

    /// genTime and its accuracy: the latest time that is proven (EN 319 102-1 §5.4 with VERDICT §6).
    pub fn upper_bound(&self) -> OffsetDateTime {
        self.gen_time.saturating_add(self.accuracy.unwrap_or(Duration::ZERO))
    }
}

fn message_imprint(imprint: Element<'_>) -> Option<(Option<Hash>, Vec<u8>)> {
    let mut fields = imprint.inside();
    let oid = fields.expect(SEQUENCE)?.inside().read()?.oid()?;
    Some((hash_from_oid(&oid), fields.expect(OCTET_STRING)?.content.to_vec()))
}

/// `Accuracy ::= SEQUENCE { seconds, millis [0], micros [1] }`.
fn duration(accuracy: Element<'_>) -> Option<Duration> {
    let mut fields = accuracy.inside();
    let seconds = fields.take(INTEGER).map_or(Some(0), Element::small_integer)?;
    // 1..999 both (RFC 3161 §2.4.2), so that nothing overflows.
    let mut part = |n: u8| match fields.take(0x80 | n) {
        Some(part) => Element { tag: INTEGER, ..part }.small_integer().filter(|part| *part < 1000),
        None => Some(0),
    };
    let micros = i64::try_from(part(0)? * 1000 + part(1)?).ok()?;
    let seconds = i64::try_from(seconds).ok()?;
    fields.is_empty().then(|| Duration::seconds(seconds) + Duration::microseconds(micros))
}

/// `YYYYMMDDhhmmss[.s…]Z` (RFC 3161 §2.4.2).
fn generalized_time(content: &[u8]) -> Option<OffsetDateTime> {
    use time::macros::format_description;
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    // Digits only: what else a number may be written with, a sign, has no place here.
    let digits = !fraction.is_empty() && fraction.bytes().all(|digit| digit.is_ascii_digit());
    digits.then_some(())?;
    let time =
        time::PrimitiveDateTime::parse(whole, format_description!("[year][month][day][hour][minute][second]")).ok()?;
    let nanoseconds = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    Some(time.assume_utc() + Duration::nanoseconds(nanoseconds))
}

/// The OIDs of those of `Extensions` (RFC 5280 §4.1) that are critical; nothing if one cannot be read.
fn critical(extensions: Element<'_>) -> Option<Vec<String>> {
    let mut critical = Vec::new();
    for extension in extensions.inside().all()? {
        let mut fields = extension.inside();
        let oid = fields.read()?.oid()?;
        if fields.take(0x01).is_some_and(|flag| flag.content != [0]) {
            critical.push(oid);
        }
        fields.read().filter(|value| extension.tag == SEQUENCE && value.tag == OCTET_STRING && fields.is_empty())?;
    }
    Some(critical)
}

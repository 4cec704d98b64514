//! The use case: bytes → prepared update → signed attributes → key → time-stamp → CMS → [`Sealed`] update → appended by the
//! caller, who has the place for it → checked by our own verifier → [`Signed`].

use time::OffsetDateTime;

use crate::cms::attributes::PDF_MAC_DATA;
use crate::cms::{ToBeSigned, with_unsigned_attribute};
use crate::hash::{Hash, Prefixes, Trails};
use crate::pdf::{self, Document};
use crate::token::Signer;
use crate::tsa::{self, TimestampSource, Token};
use crate::verify::Level;
use crate::x509::{Certificate, KeyType, Scheme};

use super::error::Error;
use super::field::{self, Target};
use super::guard;
use super::integrity_code::{self, IntegrityCode};
use super::order::Order;
use super::prepare::{self, Kind, Prepared};
use super::self_check::{Growth, self_check};

/// Room for a time-stamp token with its chain; most are below 7 KiB.
const TIMESTAMP_ROOM: usize = 10 * 1024;
/// Room for everything in a CMS but certificates and time-stamp: attributes, names, a signature of 8192 bits.
const FRAME_ROOM: usize = 2 * 1024;

/// A sealed update that nobody has looked at yet: append [`Sealed::tail`] to the document, then [`Sealed::check`] the whole.
#[must_use = "an update that was not checked must not be written"]
pub struct Sealed {
    tail: Vec<u8>,
    signed: Signed,
}

/// What was signed, and how.
pub struct Signed {
    /// Fully qualified name of the field.
    pub field: String,
    /// The level reached; nothing for a document time-stamp.
    pub level: Option<Level>,
    /// genTime, where there is a time-stamp.
    pub timestamp_time: Option<OffsetDateTime>,
    /// Why the level is lower than ordered (`--defer`).
    pub deferred: Option<tsa::Error>,
}

impl Sealed {
    /// What is to be appended to the document that was signed.
    pub fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// Judges `whole`, the document with its tail; `prefixes` are those of its bytes.
    ///
    /// # Errors
    /// [`Error::SelfCheck`]: such a file must not be written.
    pub fn check(self, whole: &Document<'_>, prefixes: Prefixes<'_>, password: Option<&[u8]>) -> Result<Signed, Error> {
        let fields = std::slice::from_ref(&self.signed.field);
        let old = whole.bytes().len() - self.tail.len();
        self_check(whole, prefixes, &Growth { fields, updates: 1, old }, password)?;
        Ok(self.signed)
    }

    pub(super) fn into_parts(self) -> (Vec<u8>, Signed) {
        (self.tail, self.signed)
    }
}

/// The half of [`sign`] before a key is asked: the field chosen and allowed, the update made, with `size` bytes for the CMS.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Field`] or [`Error::Pdf`].
pub fn prepare<'a>(
    document: &Document<'a>,
    order: &Order,
    now: OffsetDateTime,
    size: usize,
) -> Result<Prepared<'a>, Error> {
    let target = allowed(document, order)?;
    let with_code = IntegrityCode::of(document).is_some();
    prepare::prepare(document, Kind::Signature(order, now), &target, size, with_code)
}

fn allowed(document: &Document<'_>, order: &Order) -> Result<Target, Error> {
    let target = field::choose(document, order.field.as_deref(), "Signature")?;
    guard::may_sign(document, order, &target)?;
    Ok(target)
}

/// Signs `document` by `order` at PAdES B-B, or at B-T for every higher level (EN 319 142-1 §6.3); `trails` may have gone over its bytes before, `now`
/// becomes the claimed time.
///
/// # Errors
/// [`Error`]; nothing is written anywhere.
pub fn sign(
    document: &Document<'_>,
    trails: &Trails,
    order: &Order,
    signer: &dyn Signer,
    tsa: Option<&dyn TimestampSource>,
    now: OffsetDateTime,
) -> Result<Sealed, Error> {
    let certificate = Certificate::from_der(signer.chain().first().map(Vec::as_slice).unwrap_or_default())?;
    let scheme = scheme(order, &certificate)?;
    let target = allowed(document, order)?;
    let mut size = FRAME_ROOM + signer.chain().iter().map(Vec::len).sum::<usize>();
    if order.level >= Level::BT {
        size += TIMESTAMP_ROOM;
    }
    let code = IntegrityCode::of(document);
    size += code.as_ref().map_or(0, |_| integrity_code::ROOM);
    loop {
        let prepared = prepare::prepare(document, Kind::Signature(order, now), &target, size, code.is_some())?;
        let digest = prepared.digest(order.hash, trails);
        let attributes = ToBeSigned::pades(&digest, order.hash, scheme, certificate.der());
        let attributes = attributes.map_err(crate::cms::BuildError::from)?;
        let value = signer.sign(&attributes.message(), scheme)?;
        let mut cms = attributes.signed(value, signer.chain().to_vec());
        let mut deferred = None;
        let mut timestamp_time = None;
        if order.level >= Level::BT {
            match time_stamp(tsa, order.hash, cms.signature()) {
                Ok(token) => {
                    timestamp_time = Some(Token::parse(&token)?.info.gen_time);
                    cms = cms.with_timestamp(&token);
                }
                Err(error) if order.defer => deferred = Some(error),
                Err(error) => return Err(error.into()),
            }
        }
        if let Some(code) = &code {
            let token = code.token(order.hash, &digest, Some(cms.signature()))?;
            cms = cms.with_pdf_mac(&token);
        }
        let cms = cms.to_der()?;
        let tail = match prepared.seal(&cms) {
            // What did not fit is made again with room enough: the covered bytes change, so the key has to sign again.
            Err(Error::Pdf(pdf::Error::ContentsTooSmall { needed, .. })) => {
                size = needed + TIMESTAMP_ROOM;
                continue;
            }
            sealed => sealed?,
        };
        let level = if timestamp_time.is_some() { Level::BT } else { Level::BB };
        let field = target.name().to_owned();
        return Ok(Sealed { tail, signed: Signed { field, level: Some(level), timestamp_time, deferred } });
    }
}

/// Makes a document time-stamp (ISO 32000-2 §12.8.5) over the whole of `document`; `trails` may have gone over its bytes before.
///
/// # Errors
/// [`Error`]; nothing is written anywhere.
pub fn timestamp(
    document: &Document<'_>,
    trails: &Trails,
    tsa: &dyn TimestampSource,
    hash: Hash,
) -> Result<Sealed, Error> {
    let target = field::choose(document, None, "Timestamp")?;
    guard::may_extend(document)?;
    let code = IntegrityCode::of(document);
    let mut size = TIMESTAMP_ROOM;
    loop {
        let prepared = prepare::prepare(document, Kind::Timestamp, &target, size, code.is_some())?;
        let digest = prepared.digest(hash, trails);
        let mut token = tsa.timestamp(hash, &digest)?;
        let parsed = Token::parse(&token)?;
        let gen_time = parsed.info.gen_time;
        if let (Some(code), Some(signer)) = (&code, parsed.data.signers.first()) {
            let code = code.token(hash, &digest, Some(&signer.signature))?;
            token = with_unsigned_attribute(&token, PDF_MAC_DATA, &code).map_err(tsa::Error::from)?;
        }
        match prepared.seal(&token) {
            Err(Error::Pdf(pdf::Error::ContentsTooSmall { needed, .. })) => size = needed + FRAME_ROOM,
            sealed => {
                let field = target.name().to_owned();
                let signed = Signed { field, level: None, timestamp_time: Some(gen_time), deferred: None };
                return Ok(Sealed { tail: sealed?, signed });
            }
        }
    }
}

/// The imprint is over SignerInfo.signature only (RFC 3161 Annex A).
fn time_stamp(tsa: Option<&dyn TimestampSource>, hash: Hash, signature: &[u8]) -> Result<Vec<u8>, tsa::Error> {
    // CLI.md: the imprint is SHA-256; a stronger hash of the signature is kept.
    let hash = hash.max(Hash::Sha256);
    tsa.ok_or(tsa::Error::NoTsa)?.timestamp(hash, &hash.digest(signature))
}

fn scheme(order: &Order, certificate: &Certificate) -> Result<Scheme, Error> {
    let key = certificate.public_key()?.key_type();
    match key {
        KeyType::RsaPss | KeyType::Rsa if order.pss || key == KeyType::RsaPss => {
            Ok(Scheme::RsaPss { hash: order.hash, mgf: order.hash, salt: order.hash.len() })
        }
        KeyType::Rsa => Ok(Scheme::RsaPkcs1(order.hash)),
        _ if order.pss => Err(Error::Scheme { key: key.name().to_owned() }),
        KeyType::P256 | KeyType::P384 | KeyType::P521 => Ok(Scheme::Ecdsa(order.hash)),
        _ => Err(Error::Scheme { key: key.name().to_owned() }),
    }
}

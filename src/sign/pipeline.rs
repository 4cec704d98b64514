//! The use case: bytes → prepared update → signed attributes → key → time-stamp → CMS → sealed → checked by our own verifier.

use time::OffsetDateTime;

use crate::cms::attributes::PDF_MAC_DATA;
use crate::cms::{ToBeSigned, with_unsigned_attribute};
use crate::hash::Hash;
use crate::pdf::{self, Appended, Document};
use crate::token::Signer;
use crate::tsa::{self, TimestampSource, Token};
use crate::verify::Level;
use crate::x509::{Certificate, KeyType, Scheme};

use super::error::Error;
use super::field::{self, Target};
use super::guard;
use super::integrity_code::{self, IntegrityCode};
use super::order::Order;
use super::prepare::{Kind, prepare};
use super::self_check::self_check;

/// Room for a time-stamp token with its chain; most are below 7 KiB.
const TIMESTAMP_ROOM: usize = 10 * 1024;
/// Room for everything in a CMS but certificates and time-stamp: attributes, names, a signature of 8192 bits.
const FRAME_ROOM: usize = 2 * 1024;

/// A signed document, in memory until it is written.
pub struct Signed<'a> {
    /// The new file.
    pub file: Appended<'a>,
    /// Fully qualified name of the field.
    pub field: String,
    /// The level reached; nothing for a document time-stamp.
    pub level: Option<Level>,
    /// genTime, where there is a time-stamp.
    pub timestamp_time: Option<OffsetDateTime>,
    /// Why the level is lower than ordered (`--defer`).
    pub deferred: Option<tsa::Error>,
}

/// Signs `document`, opened with `password`, by `order` at PAdES B-B or B-T (EN 319 142-1 §6.3); `now` becomes the claimed time.
///
/// # Errors
/// [`Error`]; nothing is written anywhere.
pub fn sign<'a>(
    document: &Document<'a>,
    password: Option<&[u8]>,
    order: &Order,
    signer: &dyn Signer,
    tsa: Option<&dyn TimestampSource>,
    now: OffsetDateTime,
) -> Result<Signed<'a>, Error> {
    let certificate = Certificate::from_der(signer.chain().first().map(Vec::as_slice).unwrap_or_default())?;
    let scheme = scheme(order, &certificate)?;
    let target = field::choose(document, order.field.as_deref(), "Signature")?;
    guard::may_sign(document, order, &target)?;
    let mut size = FRAME_ROOM + signer.chain().iter().map(Vec::len).sum::<usize>();
    if order.level >= Level::BT {
        size += TIMESTAMP_ROOM;
    }
    let code = IntegrityCode::of(document);
    if code.is_some() {
        size += integrity_code::ROOM;
    }
    loop {
        let prepared = prepare(document, Kind::Signature(order, now), &target, size, code.is_some())?;
        let digest = prepared.digest(order.hash);
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
            let token = code.token(order.hash, &digest, cms.signature())?;
            cms = cms.with_pdf_mac(&token);
        }
        let cms = cms.to_der()?;
        let file = match prepared.seal(&cms) {
            // What did not fit is made again with room enough: the covered bytes change, so the key has to sign again.
            Err(Error::Pdf(pdf::Error::ContentsTooSmall { needed, .. })) => {
                size = needed + TIMESTAMP_ROOM;
                continue;
            }
            sealed => sealed?,
        };
        let level = if timestamp_time.is_some() { Level::BT } else { Level::BB };
        return finish(document, password, file, &target, Some(level), timestamp_time, deferred);
    }
}

/// Adds a document time-stamp (ISO 32000-2 §12.8.5) over the whole of `document`, opened with `password`.
///
/// # Errors
/// [`Error`]; nothing is written anywhere.
pub fn timestamp<'a>(
    document: &Document<'a>,
    password: Option<&[u8]>,
    tsa: &dyn TimestampSource,
    hash: Hash,
) -> Result<Signed<'a>, Error> {
    let target = field::choose(document, None, "Timestamp")?;
    guard::may_extend(document)?;
    let code = IntegrityCode::of(document);
    let mut size = TIMESTAMP_ROOM;
    loop {
        let prepared = prepare(document, Kind::Timestamp, &target, size, code.is_some())?;
        let digest = prepared.digest(hash);
        let mut token = tsa.timestamp(hash, &digest)?;
        let parsed = Token::parse(&token)?;
        let gen_time = parsed.info.gen_time;
        if let (Some(code), Some(signer)) = (&code, parsed.data.signers.first()) {
            let code = code.token(hash, &digest, &signer.signature)?;
            token = with_unsigned_attribute(&token, PDF_MAC_DATA, &code).map_err(tsa::Error::from)?;
        }
        match prepared.seal(&token) {
            Err(Error::Pdf(pdf::Error::ContentsTooSmall { needed, .. })) => size = needed + FRAME_ROOM,
            sealed => return finish(document, password, sealed?, &target, None, Some(gen_time), None),
        }
    }
}

fn finish<'a>(
    document: &Document<'_>,
    password: Option<&[u8]>,
    file: Appended<'a>,
    target: &Target,
    level: Option<Level>,
    timestamp_time: Option<OffsetDateTime>,
    deferred: Option<tsa::Error>,
) -> Result<Signed<'a>, Error> {
    let field = target.name().to_owned();
    self_check(document, password, &file, &field)?;
    Ok(Signed { file, field, level, timestamp_time, deferred })
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

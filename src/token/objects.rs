//! The certificates on a token, and whether their private keys are there.
//!
//! Listing needs no login, so a private key may be invisible yet: its presence is then [`KeyPresence::Unknown`]. Some
//! tokens keep certificates compressed or in a form of their own; what is no X.509 is listed as unreadable, so that
//! the user learns why it cannot be used (and that `--cert` can stand in).

use pkcs11::types::{CK_OBJECT_HANDLE, CKA_CERTIFICATE_TYPE, CKA_ID, CKA_LABEL, CKA_VALUE, CKC_X_509, CKO_CERTIFICATE};

use super::keys::{KeyObject, Keys};
use super::session::Session;
use super::{Error, ObjectType, Slot, TokenInfo, Uri};
use crate::x509::Certificate;

/// Is the private key of a certificate on the token?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPresence {
    /// It is.
    Present,
    /// It is not.
    Absent,
    /// It could be, but shows itself only after a login.
    Unknown,
}

/// A certificate object on a token.
#[derive(Clone, Debug)]
pub struct CertificateEntry {
    /// Where it is.
    pub slot: Slot,
    /// The token it is on, as it was when listed.
    pub token: TokenInfo,
    /// CKA_LABEL. Strangers' text.
    pub label: String,
    /// CKA_ID.
    pub id: Vec<u8>,
    /// The certificate; nothing where its value cannot be read.
    pub certificate: Option<Certificate>,
    /// Why it cannot be read; empty where it can.
    pub unreadable: String,
    /// Is its private key there?
    pub private_key: KeyPresence,
    /// What names it, ready to paste.
    pub uri: Uri,
    /// The private key object, where it shows.
    pub(super) key: Option<KeyObject>,
    /// A public key object of the same key: before login, a hint that the private key is there too.
    pub(super) hinted: bool,
}

impl CertificateEntry {
    /// The certificate's encoding, where it can be read.
    pub fn der(&self) -> Option<&[u8]> {
        self.certificate.as_ref().map(Certificate::der)
    }
}

/// The certificates on the token in `slot`, without a login; none where there is no token.
///
/// # Errors
/// [`Error::DeviceRemoved`], [`Error::FunctionMissing`], or what else the module answered.
pub fn certificates(slot: &Slot) -> Result<Vec<CertificateEntry>, Error> {
    match &slot.token {
        Some(token) if token.flags.initialised() => {
            let session = Session::open(slot)?;
            in_session(slot, token, &session, &Keys::read(&session)?)
        }
        _ => Ok(Vec::new()),
    }
}

/// The certificates as `session`, logged in or not, can see them, with the `keys` that it sees.
pub(super) fn in_session(
    slot: &Slot,
    token: &TokenInfo,
    session: &Session,
    keys: &Keys,
) -> Result<Vec<CertificateEntry>, Error> {
    // Where no login is needed, or one has been made, what does not show is not there.
    let all_visible = !token.flags.login_required() || session.is_logged_in();
    let mut entries = Vec::new();
    for handle in session.objects(CKO_CERTIFICATE)? {
        let kind = session.number(handle, CKA_CERTIFICATE_TYPE)?;
        if kind.is_none_or(|kind| kind == CKC_X_509) {
            entries.push(entry(slot, token, session, handle, keys, all_visible)?);
        }
    }
    Ok(entries)
}

fn entry(
    slot: &Slot,
    token: &TokenInfo,
    session: &Session,
    handle: CK_OBJECT_HANDLE,
    keys: &Keys,
    all_visible: bool,
) -> Result<CertificateEntry, Error> {
    let label = session.text(handle, CKA_LABEL)?;
    let id = session.bytes(handle, CKA_ID)?.unwrap_or_default();
    let (certificate, unreadable) = match read(session.bytes(handle, CKA_VALUE)?.as_deref()) {
        Ok(certificate) => (Some(certificate), String::new()),
        Err(reason) => (None, reason),
    };
    let public = certificate.as_ref().and_then(|certificate| certificate.public_key().ok());
    let key = public.and_then(|public| match keys.private_of(public, &id)[..] {
        [key] => Some(key.clone()),
        _ => None,
    });
    let private_key = match &key {
        Some(_) => KeyPresence::Present,
        None if all_visible => KeyPresence::Absent,
        None => KeyPresence::Unknown,
    };
    let hinted = public.is_some_and(|public| keys.public_of(public).is_some());
    let uri = Uri::of_token(token).with_object(ObjectType::Certificate, &label, &id);
    let (slot, token) = (slot.clone(), token.clone());
    Ok(CertificateEntry { slot, token, label, id, certificate, unreadable, private_key, uri, key, hinted })
}

fn read(value: Option<&[u8]>) -> Result<Certificate, String> {
    let value = value.filter(|value| !value.is_empty()).ok_or("its value is empty")?;
    match value {
        [0x1f, 0x8b, ..] | [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => Err("its value is compressed".to_owned()),
        value => Certificate::from_der(unpadded(value)).map_err(|error| error.to_string()),
    }
}

/// Cards keep certificates in files of a fixed size and some modules hand out the whole file: a DER object, and then
/// nothing but 00 or FF.
fn unpadded(value: &[u8]) -> &[u8] {
    let [0x30, first, rest @ ..] = value else { return value };
    let count = usize::from(first & 0x7f);
    let length = match first {
        0..=0x7f => usize::from(*first),
        0x81..=0x84 if rest.len() >= count => rest[..count].iter().fold(0, |length, &b| length << 8 | usize::from(b)),
        _ => return value,
    };
    let header = if *first < 0x80 { 2 } else { 2 + count };
    match header.checked_add(length).and_then(|end| value.split_at_checked(end)) {
        Some((object, rest)) if rest.iter().all(|&b| b == 0) || rest.iter().all(|&b| b == 0xff) => object,
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_rest_of_a_card_file_is_not_part_of_the_certificate() {
        assert_eq!(unpadded(&[0x30, 1, 5, 0, 0]), [0x30, 1, 5]);
        assert_eq!(unpadded(&[0x30, 0x81, 1, 5, 0xff, 0xff]), [0x30, 0x81, 1, 5]);
        assert_eq!(unpadded(&[0x30, 1, 5, 0, 1]), [0x30, 1, 5, 0, 1]);
        assert_eq!(unpadded(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0]), [0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0]);
        assert_eq!(unpadded(&[0x30, 0x82, 1]), [0x30, 0x82, 1]);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert_eq!(read(None).unwrap_err(), "its value is empty");
        assert_eq!(read(Some(&[])).unwrap_err(), "its value is empty");
        assert_eq!(read(Some(&[0x78, 0x9c, 1])).unwrap_err(), "its value is compressed");
        assert!(read(Some(b"VGCA")).is_err());
    }
}

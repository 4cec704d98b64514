//! Where an encrypted document's integrity code is: /AuthCode of the trailer (ISO/TS 32004).
//!
//! It stands alone there, or travels in the signature that the entry refers to. Either way it covers the file to its last
//! byte, so every update needs a new one. What the code says is for `cms`.

use super::byte_range::{ByteRange, ShapeError};
use super::object::{Dictionary, Object, ObjectId, Span};
use super::view::View;

/// The place of the code, and what it covers.
#[derive(Clone, Debug)]
pub enum AuthCode {
    /// By itself, with its own ByteRange.
    Standalone {
        /// The token.
        mac: Vec<u8>,
        /// The whole file but the token.
        range: ByteRange,
    },
    /// In a signature, whose ByteRange counts.
    AttachedToSignature(ObjectId),
}

/// Why there is no code to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthCodeError {
    /// The newest trailer has no /AuthCode.
    #[error("the trailer has no /AuthCode")]
    Absent,
    /// It is not as the standard wants it; all of it is direct but /SigObjRef.
    #[error("/{0} of /AuthCode is missing or of another type")]
    Entry(&'static str),
    /// Its ByteRange is none.
    #[error("/AuthCode: {0}")]
    Range(#[from] ShapeError),
    /// Bytes of the file are not covered.
    #[error("the integrity code does not cover the whole file")]
    NotWholeFile,
}

impl View<'_, '_> {
    /// The place of the integrity code.
    ///
    /// # Errors
    /// [`AuthCodeError`] where there is none that could be checked.
    pub fn auth_code(&self) -> Result<AuthCode, AuthCodeError> {
        let entry = match self.trailer().get(b"AuthCode") {
            None => return Err(AuthCodeError::Absent),
            Some(Object::Dictionary(entry)) => entry,
            Some(_) => return Err(AuthCodeError::Entry("AuthCode")),
        };
        match entry.get(b"MACLocation").and_then(Object::as_name) {
            Some(b"Standalone") => self.standalone(entry),
            Some(b"AttachedToSig") => match entry.get(b"SigObjRef") {
                Some(Object::Reference(id)) => Ok(AuthCode::AttachedToSignature(*id)),
                _ => Err(AuthCodeError::Entry("SigObjRef")),
            },
            _ => Err(AuthCodeError::Entry("MACLocation")),
        }
    }

    fn standalone(&self, entry: &Dictionary) -> Result<AuthCode, AuthCodeError> {
        let numbers = entry.get(b"ByteRange").and_then(Object::as_array);
        let numbers: Option<Vec<i64>> =
            numbers.and_then(|all| all.iter().map(|item| item.value.as_integer()).collect());
        let mac = entry.entry(b"MAC").ok_or(AuthCodeError::Entry("MAC"))?;
        let bytes = mac.value.as_string().ok_or(AuthCodeError::Entry("MAC"))?.to_vec();
        let range = self.whole_file(numbers.as_deref(), Some(mac.span))?;
        Ok(AuthCode::Standalone { mac: bytes, range })
    }

    /// A ByteRange around the token at `place` that covers everything else.
    ///
    /// # Errors
    /// [`AuthCodeError::Range`] or [`AuthCodeError::NotWholeFile`].
    pub fn whole_file(&self, numbers: Option<&[i64]>, place: Option<Span>) -> Result<ByteRange, AuthCodeError> {
        let range = ByteRange::new(numbers, place, self.document())?;
        let whole = range.start() == 0 && range.end() == self.document().bytes().len();
        if whole { Ok(range) } else { Err(AuthCodeError::NotWholeFile) }
    }
}

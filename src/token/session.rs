//! Sessions: finding objects, reading attributes, logging in, signing (PKCS#11 v2.40 §5.6–5.11).
//!
//! A session belongs to one thread at a time. Closing the last session of a process logs it out, so whoever logged in
//! keeps one open. A failed operation can stay active in its session; such a session is thrown away, not used again.

use std::ptr;
use std::sync::Arc;

use pkcs11::types::{
    CK_ATTRIBUTE, CK_ATTRIBUTE_TYPE, CK_BBOOL, CK_MECHANISM, CK_OBJECT_CLASS, CK_OBJECT_HANDLE, CK_RSA_PKCS_PSS_PARAMS,
    CK_RV, CK_SESSION_HANDLE, CK_SESSION_INFO, CK_ULONG, CK_UNAVAILABLE_INFORMATION, CK_USER_TYPE, CKA_CLASS,
    CKF_SERIAL_SESSION, CKR_BUFFER_TOO_SMALL, CKR_OK, CKS_RO_USER_FUNCTIONS, CKS_RW_USER_FUNCTIONS,
};

use super::mechanism::Mechanism;
use super::module::{Module, call, must, ok};
use super::{Error, Pin, ReturnValue, Slot};

/// Most bytes of an attribute: a certificate is rarely above 8 KiB.
const LONGEST_ATTRIBUTE: usize = 1 << 20;
/// Most objects of one class that are looked at.
const MOST_OBJECTS: usize = 10_000;
/// Room for a signature; RSA with 16384 bits has 2048 bytes.
const SIGNATURE_ROOM: usize = 4096;

/// An open read-only session with the token in a slot; closed when dropped.
#[derive(Debug)]
pub(super) struct Session {
    module: Arc<Module>,
    handle: CK_SESSION_HANDLE,
}

impl Session {
    pub(super) fn open(slot: &Slot) -> Result<Self, Error> {
        let module = Arc::clone(slot.module());
        let mut handle = 0;
        must!(&module, C_OpenSession, slot.number(), CKF_SERIAL_SESSION, ptr::null_mut(), None, &raw mut handle)?;
        Ok(Self { module, handle })
    }

    /// Is the user logged in, in this or another session of the process?
    pub(super) fn is_logged_in(&self) -> bool {
        let mut info = CK_SESSION_INFO::default();
        let rv = call!(&self.module, C_GetSessionInfo, self.handle, &raw mut info);
        matches!(rv, Ok(CKR_OK)) && matches!(info.state, CKS_RO_USER_FUNCTIONS | CKS_RW_USER_FUNCTIONS)
    }

    /// One C_Login. Without `pin`, the token asks for it itself (PIN pad).
    pub(super) fn login(&self, user: CK_USER_TYPE, pin: Option<&Pin>) -> Result<CK_RV, Error> {
        let bytes = pin.map_or(&[][..], Pin::bytes);
        // NULL is what starts the PIN pad (§5.6, C_Login); an empty PIN is another thing. The module does not write.
        let pointer = if pin.is_some() { bytes.as_ptr().cast_mut() } else { ptr::null_mut() };
        call!(&self.module, C_Login, self.handle, user, pointer, bytes.len() as CK_ULONG)
    }

    /// Every object of a class that this session can see.
    pub(super) fn objects(&self, class: CK_OBJECT_CLASS) -> Result<Vec<CK_OBJECT_HANDLE>, Error> {
        let mut template = CK_ATTRIBUTE::new(CKA_CLASS).with_ck_ulong(&class);
        must!(&self.module, C_FindObjectsInit, self.handle, &raw mut template, 1)?;
        let found = self.collect();
        // Also after a failure: a search that stays active blocks the next one.
        let _ = call!(&self.module, C_FindObjectsFinal, self.handle);
        found
    }

    fn collect(&self) -> Result<Vec<CK_OBJECT_HANDLE>, Error> {
        let mut found = Vec::new();
        while found.len() < MOST_OBJECTS {
            let mut batch = [0; 64];
            let mut count = 0;
            let room = batch.len() as CK_ULONG;
            must!(&self.module, C_FindObjects, self.handle, batch.as_mut_ptr(), room, &raw mut count)?;
            if count == 0 {
                break;
            }
            found.extend(batch.iter().take(usize::try_from(count).unwrap_or(usize::MAX)));
        }
        Ok(found)
    }

    /// The value of an attribute; nothing where the object has none, hides it, or the module does not know it.
    pub(super) fn bytes(&self, object: CK_OBJECT_HANDLE, kind: CK_ATTRIBUTE_TYPE) -> Result<Option<Vec<u8>>, Error> {
        let Some(length) = self.fetch(object, kind, ptr::null_mut(), 0)? else { return Ok(None) };
        if length == 0 || length > LONGEST_ATTRIBUTE {
            return Ok((length == 0).then(Vec::new));
        }
        let mut value = vec![0; length];
        let got = self.fetch(object, kind, value.as_mut_ptr(), length)?;
        Ok(got.map(|got| {
            value.truncate(got);
            value
        }))
    }

    /// A number, as [`Session::bytes`].
    pub(super) fn number(&self, object: CK_OBJECT_HANDLE, kind: CK_ATTRIBUTE_TYPE) -> Result<Option<CK_ULONG>, Error> {
        let mut value: CK_ULONG = 0;
        let got = self.fetch(object, kind, (&raw mut value).cast(), size_of::<CK_ULONG>())?;
        Ok(got.filter(|&got| got == size_of::<CK_ULONG>()).map(|_| value))
    }

    /// A truth value; false as [`Session::bytes`] is nothing.
    pub(super) fn is(&self, object: CK_OBJECT_HANDLE, kind: CK_ATTRIBUTE_TYPE) -> Result<bool, Error> {
        let mut value: CK_BBOOL = 0;
        let got = self.fetch(object, kind, &raw mut value, 1)?;
        Ok(got == Some(1) && value != 0)
    }

    /// Text, without what does not decode; empty where there is none.
    pub(super) fn text(&self, object: CK_OBJECT_HANDLE, kind: CK_ATTRIBUTE_TYPE) -> Result<String, Error> {
        let bytes = self.bytes(object, kind)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).trim_end_matches('\0').to_owned())
    }

    /// One C_GetAttributeValue into `room` bytes at `into` (NULL asks for the length). Gives the length.
    fn fetch(
        &self,
        object: CK_OBJECT_HANDLE,
        kind: CK_ATTRIBUTE_TYPE,
        into: *mut u8,
        room: usize,
    ) -> Result<Option<usize>, Error> {
        let mut attribute = CK_ATTRIBUTE::new(kind);
        attribute.pValue = into.cast();
        attribute.ulValueLen = room as CK_ULONG;
        let rv = call!(&self.module, C_GetAttributeValue, self.handle, object, &raw mut attribute, 1)?;
        match ok("C_GetAttributeValue", rv) {
            Ok(()) if attribute.ulValueLen == CK_UNAVAILABLE_INFORMATION => Ok(None),
            // A module that reports more than it had room for has not filled it.
            Ok(()) => {
                let length = usize::try_from(attribute.ulValueLen).unwrap_or(usize::MAX);
                Ok(Some(length).filter(|&length| into.is_null() || length <= room))
            }
            // Sensitive, unknown, or a module that says CKR_GENERAL_ERROR for what it does not know: there is none.
            Err(Error::Call { .. }) => Ok(None),
            Err(gone) => Err(gone),
        }
    }

    /// C_SignInit; the answer is left to the caller, who may know another mechanism.
    pub(super) fn sign_init(&self, mechanism: &Mechanism, key: CK_OBJECT_HANDLE) -> Result<CK_RV, Error> {
        let mut pss = mechanism.pss;
        let mut raw = CK_MECHANISM {
            mechanism: mechanism.kind,
            pParameter: pss.as_mut().map_or(ptr::null_mut(), |pss| ptr::from_mut(pss).cast()),
            ulParameterLen: if pss.is_some() { size_of::<CK_RSA_PKCS_PSS_PARAMS>() as CK_ULONG } else { 0 },
        };
        call!(&self.module, C_SignInit, self.handle, &raw mut raw, key)
    }

    /// C_Sign into a buffer that is large enough for any key, since some drivers answer the question for the length
    /// wrongly or end the operation with it.
    pub(super) fn sign(&self, data: &[u8]) -> Result<Vec<u8>, Error> {
        let mut room = SIGNATURE_ROOM;
        loop {
            let mut value = vec![0; room];
            let mut length = room as CK_ULONG;
            let pointer = data.as_ptr().cast_mut();
            let rv = call!(
                &self.module,
                C_Sign,
                self.handle,
                pointer,
                data.len() as _,
                value.as_mut_ptr(),
                &raw mut length
            )?;
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            match rv {
                CKR_BUFFER_TOO_SMALL if length > room && length <= LONGEST_ATTRIBUTE => room = length,
                rv => {
                    ok("C_Sign", rv)?;
                    if length > room {
                        return Err(Error::Call { function: "C_Sign", rv: ReturnValue(CKR_BUFFER_TOO_SMALL.into()) });
                    }
                    value.truncate(length);
                    return Ok(value);
                }
            }
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = call!(&self.module, C_CloseSession, self.handle);
    }
}

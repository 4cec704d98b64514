//! Slots, the tokens in them, and what they say of themselves (PKCS#11 v2.40 §5.5).

use std::fmt;
use std::ptr;
use std::sync::Arc;

use pkcs11::types::{
    CK_FALSE, CK_FLAGS, CK_MECHANISM_INFO, CK_MECHANISM_TYPE, CK_RV, CK_SLOT_ID, CK_SLOT_INFO, CK_TOKEN_INFO, CK_ULONG,
    CK_VERSION, CKF_LOGIN_REQUIRED, CKF_PROTECTED_AUTHENTICATION_PATH, CKF_REMOVABLE_DEVICE, CKF_RNG, CKF_SIGN,
    CKF_TOKEN_INITIALIZED, CKF_TOKEN_PRESENT, CKF_USER_PIN_COUNT_LOW, CKF_USER_PIN_FINAL_TRY, CKF_USER_PIN_INITIALIZED,
    CKF_USER_PIN_LOCKED, CKF_USER_PIN_TO_BE_CHANGED, CKF_WRITE_PROTECTED, CKR_BUFFER_TOO_SMALL, CKR_FUNCTION_FAILED,
    CKR_GENERAL_ERROR, CKR_OK,
};

use super::module::{Module, call, failure, ok};
use super::{Error, ReturnValue};
use crate::hash::Hash;
use crate::text::hex;

/// Most slots or mechanisms that a module is believed to have.
const MOST: usize = 4096;

/// A version as PKCS#11 writes it: major, and hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Before the dot.
    pub major: u8,
    /// After the dot; 2.40 is 40.
    pub minor: u8,
}

impl From<CK_VERSION> for Version {
    fn from(version: CK_VERSION) -> Self {
        Self { major: version.major, minor: version.minor }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A place for a token. Cheap to clone; keeps its module alive.
#[derive(Clone, Debug)]
pub struct Slot {
    module: Arc<Module>,
    id: u64,
    /// What the module calls it, mostly the reader's name. Strangers' text.
    pub description: String,
    /// Who made the reader. Strangers' text.
    pub manufacturer: String,
    /// Can the token be pulled out?
    pub removable: bool,
    /// The token in it, if there is one that answers.
    pub token: Option<TokenInfo>,
    /// Why the token did not answer, if one is present.
    pub problem: Option<ReturnValue>,
}

/// What a token says of itself. Strangers' text, without the padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// Its label.
    pub label: String,
    /// Who made it.
    pub manufacturer: String,
    /// Its model.
    pub model: String,
    /// Its serial number.
    pub serial: String,
    /// Its state.
    pub flags: TokenFlags,
    /// Version of its hardware.
    pub hardware: Version,
    /// Version of its firmware.
    pub firmware: Version,
    /// Most sessions at once; nothing where the token does not say or has no limit.
    pub max_sessions: Option<usize>,
}

/// What the token says of itself. Some modules (SoftHSM) fail for a moment while another process logs in to the same token;
/// asking again costs nothing and changes nothing.
fn token_info(module: &Arc<Module>, id: CK_SLOT_ID) -> Result<Result<TokenInfo, CK_RV>, Error> {
    let mut tries_left = 5;
    loop {
        let mut token = CK_TOKEN_INFO::default();
        match call!(module, C_GetTokenInfo, id, &raw mut token)? {
            CKR_OK => return Ok(Ok(TokenInfo::read(&token))),
            CKR_GENERAL_ERROR | CKR_FUNCTION_FAILED if tries_left > 0 => {
                tries_left -= 1;
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            rv => return Ok(Err(rv)),
        }
    }
}

impl TokenInfo {
    /// A key file, as a prompt for its passphrase names it.
    pub(super) fn of_file(path: &std::path::Path) -> Self {
        Self {
            label: path.display().to_string(),
            manufacturer: String::new(),
            model: String::new(),
            serial: String::new(),
            flags: TokenFlags(0),
            hardware: Version::default(),
            firmware: Version::default(),
            max_sessions: None,
        }
    }
}

/// The flags of a token (PKCS#11 v2.40 §3.2, CK_TOKEN_INFO).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenFlags(CK_FLAGS);

/// How the token describes its user PIN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PinState {
    /// A wrong PIN was presented since the last right one.
    pub count_low: bool,
    /// One more wrong PIN locks it.
    pub final_try: bool,
    /// It is locked.
    pub locked: bool,
}

impl TokenFlags {
    fn has(self, flag: CK_FLAGS) -> bool {
        self.0 & flag != 0
    }

    /// CKF_USER_PIN_COUNT_LOW, CKF_USER_PIN_FINAL_TRY and CKF_USER_PIN_LOCKED.
    pub fn pin_state(self) -> PinState {
        PinState {
            count_low: self.has(CKF_USER_PIN_COUNT_LOW),
            final_try: self.has(CKF_USER_PIN_FINAL_TRY),
            locked: self.has(CKF_USER_PIN_LOCKED),
        }
    }

    /// CKF_PROTECTED_AUTHENTICATION_PATH: the PIN is typed on the token or its reader.
    pub fn pin_pad(self) -> bool {
        self.has(CKF_PROTECTED_AUTHENTICATION_PATH)
    }

    /// CKF_LOGIN_REQUIRED.
    pub fn login_required(self) -> bool {
        self.has(CKF_LOGIN_REQUIRED)
    }

    /// CKF_TOKEN_INITIALIZED.
    pub fn initialised(self) -> bool {
        self.has(CKF_TOKEN_INITIALIZED)
    }

    /// CKF_USER_PIN_INITIALIZED.
    pub fn pin_initialised(self) -> bool {
        self.has(CKF_USER_PIN_INITIALIZED)
    }

    /// CKF_USER_PIN_TO_BE_CHANGED.
    pub fn pin_to_be_changed(self) -> bool {
        self.has(CKF_USER_PIN_TO_BE_CHANGED)
    }

    /// CKF_RNG: it has a random number generator.
    pub fn random_numbers(self) -> bool {
        self.has(CKF_RNG)
    }

    /// CKF_WRITE_PROTECTED.
    pub fn write_protected(self) -> bool {
        self.has(CKF_WRITE_PROTECTED)
    }
}

impl TokenInfo {
    fn read(info: &CK_TOKEN_INFO) -> Self {
        // 0 means no limit, all ones means that the token does not say (§3.2).
        let sessions = Some(info.ulMaxSessionCount).filter(|&count| count != 0 && count != !0);
        Self {
            label: padded(&{ info.label }.0),
            manufacturer: padded(&{ info.manufacturerID }.0),
            model: padded(&{ info.model }.0),
            serial: padded(&{ info.serialNumber }.0),
            flags: TokenFlags(info.flags),
            hardware: info.hardwareVersion.into(),
            firmware: info.firmwareVersion.into(),
            max_sessions: sessions.map(|count| usize::try_from(count).unwrap_or(usize::MAX)),
        }
    }

    /// A name for this token that any module gives alike and that tells nothing of its holder: SHA-256 over serial
    /// number, label and manufacturer, in hexadecimal.
    pub fn identity(&self) -> String {
        let mut hasher = Hash::Sha256.hasher();
        for field in [&self.serial, &self.label, &self.manufacturer] {
            hasher.update(&(field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
        hex(&hasher.finish())
    }
}

impl Module {
    /// Its slots as they are now, with and without a token.
    ///
    /// # Errors
    /// What C_GetSlotList answered. A slot that fails alone is listed with its [`Slot::problem`].
    pub fn slots(self: &Arc<Self>) -> Result<Vec<Slot>, Error> {
        let ids: Vec<CK_SLOT_ID> =
            list("C_GetSlotList", |buffer, count| call!(self, C_GetSlotList, CK_FALSE, buffer, count))?;
        ids.into_iter().map(|id| Slot::read(self, id)).collect()
    }
}

impl Slot {
    fn read(module: &Arc<Module>, id: CK_SLOT_ID) -> Result<Self, Error> {
        let mut info = CK_SLOT_INFO::default();
        let rv = call!(module, C_GetSlotInfo, id, &raw mut info)?;
        let mut slot = Self {
            module: Arc::clone(module),
            id: id.into(),
            description: padded(&{ info.slotDescription }.0),
            manufacturer: padded(&{ info.manufacturerID }.0),
            removable: info.flags & CKF_REMOVABLE_DEVICE != 0,
            token: None,
            problem: (rv != CKR_OK).then_some(ReturnValue(rv.into())),
        };
        if rv == CKR_OK && info.flags & CKF_TOKEN_PRESENT != 0 {
            match token_info(module, id)? {
                Ok(token) => slot.token = Some(token),
                Err(rv) => slot.problem = Some(ReturnValue(rv.into())),
            }
        }
        Ok(slot)
    }

    /// The number the module gives it.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The module it belongs to.
    pub fn module(&self) -> &Arc<Module> {
        &self.module
    }

    /// What the token says now; the flags change with every wrong PIN.
    ///
    /// # Errors
    /// [`Error::DeviceRemoved`], or what else C_GetTokenInfo answered.
    pub fn token_now(&self) -> Result<TokenInfo, Error> {
        token_info(&self.module, self.number())?.map_err(|rv| failure("C_GetTokenInfo", rv))
    }

    /// The mechanisms its token offers, by number.
    ///
    /// # Errors
    /// What C_GetMechanismList answered.
    pub fn mechanisms(&self) -> Result<Vec<u64>, Error> {
        let found: Vec<CK_MECHANISM_TYPE> = list("C_GetMechanismList", |buffer, count| {
            call!(&self.module, C_GetMechanismList, self.number(), buffer, count)
        })?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// May `mechanism`, one of the list, make signatures? Some are listed for verifying only. Where the token does not
    /// say, it may.
    pub(super) fn can_sign_with(&self, mechanism: CK_MECHANISM_TYPE) -> bool {
        let mut info = CK_MECHANISM_INFO::default();
        let rv = call!(&self.module, C_GetMechanismInfo, self.number(), mechanism, &raw mut info);
        !matches!(rv, Ok(CKR_OK)) || info.flags == 0 || info.flags & CKF_SIGN != 0
    }

    pub(super) fn number(&self) -> CK_SLOT_ID {
        // It was a CK_SLOT_ID when it came.
        self.id as CK_SLOT_ID
    }
}

/// A list by the two-call convention (§5.2): ask for the length, then for the content; it may grow in between.
fn list<T: Copy + Default>(
    function: &'static str,
    ask: impl Fn(*mut T, *mut CK_ULONG) -> Result<CK_RV, Error>,
) -> Result<Vec<T>, Error> {
    let believed = |count: CK_ULONG| usize::try_from(count).unwrap_or(usize::MAX).min(MOST);
    for _ in 0..5 {
        let mut count = 0;
        ok(function, ask(ptr::null_mut(), &raw mut count)?)?;
        // One element at least: a pointer to nothing would ask for the length again.
        let mut items = vec![T::default(); believed(count).max(1)];
        let mut count = items.len() as CK_ULONG;
        match ask(items.as_mut_ptr(), &raw mut count)? {
            CKR_BUFFER_TOO_SMALL => {}
            rv => {
                ok(function, rv)?;
                items.truncate(believed(count));
                return Ok(items);
            }
        }
    }
    Err(Error::Call { function, rv: ReturnValue(CKR_BUFFER_TOO_SMALL.into()) })
}

/// Text out of a field that is padded with blanks, or against the standard with NUL.
pub(super) fn padded(field: &[u8]) -> String {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).trim_end_matches(' ').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_not_part_of_a_name() {
        assert_eq!(padded(b"VGCA Token      "), "VGCA Token");
        assert_eq!(padded(b"VGCA Token\0\0junk"), "VGCA Token");
        assert_eq!(padded(b" \xc4\x90\xe1\xbb\xa9c "), " Đức");
        assert_eq!(padded(b"    "), "");
    }

    #[test]
    fn a_list_that_grows_is_asked_for_again_and_one_that_lies_is_bounded() {
        let rounds = std::cell::Cell::new(0);
        let grown: Vec<u64> = list("C_GetSlotList", |buffer: *mut u64, count: *mut u64| {
            rounds.set(rounds.get() + 1);
            // SAFETY: `list` passes valid pointers.
            unsafe {
                let room = *count;
                *count = if rounds.get() > 2 { 2 } else { 1 };
                if buffer.is_null() {
                    return Ok(CKR_OK);
                }
                if room < *count || rounds.get() == 2 {
                    return Ok(CKR_BUFFER_TOO_SMALL);
                }
                *buffer = 7;
            }
            Ok(CKR_OK)
        })
        .unwrap();
        assert_eq!(grown, [7, 0]);
        let liar = list::<u64>("C_GetSlotList", |_, count| {
            // SAFETY: `list` passes a valid pointer.
            unsafe { *count = u64::MAX };
            Ok(CKR_OK)
        });
        assert_eq!(liar.unwrap().len(), MOST);
    }
}

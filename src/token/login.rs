//! Logging in: one wrong PIN is one try, ever.
//!
//! Before a PIN is presented, in this order: is a login needed at all; does the token say that its PIN is locked, or that one
//! try is left; for an unattended source, is there a marker that it was wrong ([`crate::state`]), looked at under the
//! lock that is held until the answer is known. Then the PIN is obtained, and because time may have passed at a prompt, the
//! flags are read again (and that it is still the same token). Then exactly one C_Login, with no retry of any kind.
//!
//! A token with a PIN pad (CKF_PROTECTED_AUTHENTICATION_PATH) is given no PIN: a source that exists is not even read.

use std::time::Duration;

use pkcs11::types::{
    CK_RV, CK_USER_TYPE, CKR_ARGUMENTS_BAD, CKR_CRYPTOKI_NOT_INITIALIZED, CKR_DEVICE_REMOVED, CKR_FUNCTION_CANCELED,
    CKR_FUNCTION_NOT_SUPPORTED, CKR_FUNCTION_REJECTED, CKR_OK, CKR_OPERATION_NOT_INITIALIZED, CKR_PIN_EXPIRED,
    CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE, CKR_PIN_LOCKED, CKR_SESSION_CLOSED,
    CKR_SESSION_HANDLE_INVALID, CKR_TOKEN_NOT_PRESENT, CKR_USER_ALREADY_LOGGED_IN, CKR_USER_ANOTHER_ALREADY_LOGGED_IN,
    CKR_USER_PIN_NOT_INITIALIZED, CKR_USER_TOO_MANY_TYPES, CKR_USER_TYPE_INVALID, CKU_CONTEXT_SPECIFIC, CKU_USER,
};

use super::module::failure;
use super::session::Session;
use super::{Error, OpenFile, Pin, PinSource, PinState, ReturnValue, Slot, TokenInfo};
use crate::state::{self, PinGuard};

/// How a token may be logged in to.
#[derive(Debug)]
pub struct Access<'a> {
    /// Where the PIN comes from.
    pub source: &'a PinSource,
    /// Use the token's last try, too.
    pub allow_final_try: bool,
    /// Markers of unattended PINs that were wrong.
    pub state: &'a state::PinState,
    /// How long to wait while another process logs in to the same token.
    pub patience: Duration,
}

/// What happened at the login, for whoever signs to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginReport {
    /// The token.
    pub token: TokenInfo,
    /// How it was done.
    pub how: LoginKind,
    /// How the token described its PIN just before: `count_low` means that somebody has presented a wrong one.
    pub before: PinState,
    /// The PIN file that others may read, if that is so.
    pub open_file: Option<OpenFile>,
    /// Why nothing could be kept between runs, where it was not needed (a login by hand).
    pub state_problem: Option<String>,
}

/// How a login was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginKind {
    /// The token needs none.
    NotNeeded,
    /// The process was logged in already.
    Already,
    /// On the PIN pad.
    PinPad,
    /// With a PIN typed here.
    Interactive,
    /// With a PIN from a file, a descriptor or the environment.
    Unattended,
}

/// One login to one token: who knows the PIN, and what is kept of it.
pub(super) struct Login<'a> {
    slot: &'a Slot,
    access: &'a Access<'a>,
}

impl<'a> Login<'a> {
    pub(super) fn new(slot: &'a Slot, access: &'a Access<'a>) -> Self {
        Self { slot, access }
    }

    /// Logs the user in through `session`, if that is needed. The PIN that was right comes back, for keys that ask again.
    pub(super) fn user(&self, session: &Session) -> Result<(LoginReport, Option<Pin>), Error> {
        let token = self.slot.token_now()?;
        let mut report = LoginReport {
            before: token.flags.pin_state(),
            how: LoginKind::NotNeeded,
            open_file: None,
            state_problem: None,
            token,
        };
        if !report.token.flags.login_required() {
            return Ok((report, None));
        }
        if session.is_logged_in() {
            report.how = LoginKind::Already;
            return Ok((report, None));
        }
        self.tries_left(&report.token)?;
        let early = self.early_guard(&report.token)?;
        let pin = self.obtain(&mut report)?;
        let guard = match early {
            Some(guard) => Some(guard),
            None => self.guard_if_possible(&mut report)?,
        };
        report.before = self.state_now(&report.token)?;
        match self.gate(guard.as_ref(), &report.token).present(session, CKU_USER, pin.as_ref())? {
            Presented::Right { problem } => report.state_problem = report.state_problem.or(problem),
            Presented::Already => report.how = LoginKind::Already,
        }
        Ok((report, pin))
    }

    /// A login for one signature (CKU_CONTEXT_SPECIFIC) with the PIN that was right before, on the same terms. Some
    /// cards have another PIN for signing: then this is the first time that it is presented.
    pub(super) fn context(&self, session: &Session, pin: Option<&Pin>) -> Result<(), Error> {
        let token = self.slot.token_now()?;
        let guard = self.early_guard(&token)?;
        self.state_now(&token)?;
        self.gate(guard.as_ref(), &token).present(session, CKU_CONTEXT_SPECIFIC, pin).map(drop)
    }

    /// The PIN from its source, unless the token has a PIN pad.
    fn obtain(&self, report: &mut LoginReport) -> Result<Option<Pin>, Error> {
        if report.token.flags.pin_pad() {
            report.how = LoginKind::PinPad;
            return Ok(None);
        }
        let (pin, open_file) = self.access.source.obtain(&report.token)?;
        report.open_file = open_file;
        report.how = if self.access.source.is_unattended() { LoginKind::Unattended } else { LoginKind::Interactive };
        Ok(Some(pin))
    }

    /// For an unattended PIN: the lock on the token, and no marker there, before the PIN is even read.
    fn early_guard(&self, token: &TokenInfo) -> Result<Option<PinGuard>, Error> {
        if !self.presents_unattended(token) {
            return Ok(None);
        }
        let guard = self.access.state.lock(&token.identity(), self.access.patience)?;
        if let Some(marker) = guard.marker()? {
            return Err(Error::PinSourceSpent {
                token: token.label.clone(),
                source_kind: self.access.source.kind(),
                marker: marker.to_path_buf(),
            });
        }
        Ok(Some(guard))
    }

    /// For a PIN typed by somebody, here or on the PIN pad: they may log in also where nothing can be written.
    fn guard_if_possible(&self, report: &mut LoginReport) -> Result<Option<PinGuard>, Error> {
        match self.access.state.lock(&report.token.identity(), self.access.patience) {
            Ok(guard) => Ok(Some(guard)),
            Err(error @ (state::Error::NoFolder | state::Error::File { .. })) => {
                report.state_problem = Some(error.to_string());
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn gate<'g>(&'g self, guard: Option<&'g PinGuard>, token: &'g TokenInfo) -> Gate<'g> {
        Gate { slot: self.slot, token, guard, unattended: self.presents_unattended(token) }
    }

    fn presents_unattended(&self, token: &TokenInfo) -> bool {
        self.access.source.is_unattended() && !token.flags.pin_pad()
    }

    /// The flags as they are now, just before the PIN is presented, on the token it is meant for.
    fn state_now(&self, token: &TokenInfo) -> Result<PinState, Error> {
        let now = self.slot.token_now()?;
        if now.identity() != token.identity() {
            let rv = ReturnValue(CKR_DEVICE_REMOVED.into());
            return Err(Error::DeviceRemoved { function: "C_GetTokenInfo", rv });
        }
        self.tries_left(&now)
    }

    fn tries_left(&self, token: &TokenInfo) -> Result<PinState, Error> {
        let state = token.flags.pin_state();
        if state.locked {
            return Err(Error::PinLocked { token: token.label.clone() });
        }
        if state.final_try && !self.access.allow_final_try {
            return Err(Error::PinFinalTry { token: token.label.clone() });
        }
        Ok(state)
    }
}

/// The one place where a PIN is presented.
struct Gate<'a> {
    slot: &'a Slot,
    token: &'a TokenInfo,
    guard: Option<&'a PinGuard>,
    unattended: bool,
}

enum Presented {
    /// The PIN was right; `problem` is why the marker could not be taken away.
    Right { problem: Option<String> },
    /// The process was logged in already, the PIN was not looked at.
    Already,
}

impl Gate<'_> {
    /// One C_Login between two notes.
    fn present(&self, session: &Session, user: CK_USER_TYPE, pin: Option<&Pin>) -> Result<Presented, Error> {
        if let Some(guard) = self.guard.filter(|_| self.unattended) {
            guard.begin()?;
        }
        let answer = session.login(user, pin);
        tracing::debug!(user, pin_pad = pin.is_none(), ?answer, "C_Login");
        match answer {
            Ok(CKR_OK) => {
                let problem = self.guard.and_then(|guard| guard.clear().err()).map(|error| error.to_string());
                return Ok(Presented::Right { problem });
            }
            Ok(CKR_USER_ALREADY_LOGGED_IN) => {
                self.take_back()?;
                return Ok(Presented::Already);
            }
            Ok(rv) if is_wrong(rv) => {
                if let Some(guard) = self.guard.filter(|_| self.unattended) {
                    guard.wrong();
                }
            }
            Ok(rv) if never_judged(rv) => self.take_back()?,
            // Nobody knows: CKR_DEVICE_ERROR may come after the card has counted. The marker stays.
            Ok(_) => {}
            Err(_) => self.take_back()?,
        }
        Err(answer.map_or_else(|missing| missing, |rv| self.refused(rv)))
    }

    /// Takes away the marker that this attempt has written; never one that was there before a login by hand.
    fn take_back(&self) -> Result<(), Error> {
        match self.guard.filter(|_| self.unattended) {
            Some(guard) => Ok(guard.clear()?),
            None => Ok(()),
        }
    }

    fn refused(&self, rv: CK_RV) -> Error {
        let token = self.token.label.clone();
        match rv {
            rv if is_wrong(rv) => {
                let state = self.slot.token_now().map(|token| token.flags.pin_state()).unwrap_or_default();
                Error::PinIncorrect { token, state }
            }
            CKR_PIN_LOCKED => Error::PinLocked { token },
            CKR_PIN_EXPIRED => Error::PinExpired { token },
            CKR_USER_PIN_NOT_INITIALIZED => Error::PinNotInitialised { token },
            CKR_FUNCTION_CANCELED | CKR_FUNCTION_REJECTED => Error::LoginCancelled { token },
            rv => failure("C_Login", rv),
        }
    }
}

fn is_wrong(rv: CK_RV) -> bool {
    matches!(rv, CKR_PIN_INCORRECT | CKR_PIN_INVALID | CKR_PIN_LEN_RANGE)
}

/// Answers that come before any PIN is looked at.
fn never_judged(rv: CK_RV) -> bool {
    matches!(
        rv,
        CKR_ARGUMENTS_BAD
            | CKR_CRYPTOKI_NOT_INITIALIZED
            | CKR_FUNCTION_NOT_SUPPORTED
            | CKR_OPERATION_NOT_INITIALIZED
            | CKR_SESSION_CLOSED
            | CKR_SESSION_HANDLE_INVALID
            | CKR_TOKEN_NOT_PRESENT
            | CKR_USER_ANOTHER_ALREADY_LOGGED_IN
            | CKR_USER_PIN_NOT_INITIALIZED
            | CKR_USER_TOO_MANY_TYPES
            | CKR_USER_TYPE_INVALID
    )
}

//! Signing with a key on a PKCS#11 token.
//!
//! One login serves all threads: PKCS#11 logs in the process, not the session. Each signature borrows a session of its
//! own from a small pool, since an operation belongs to a session. A key with CKA_ALWAYS_AUTHENTICATE wants a login
//! between C_SignInit and C_Sign (PKCS#11 v2.40 §5.6, CKU_CONTEXT_SPECIFIC): the PIN is kept for such a key only, and
//! one such login that fails is the last.
//!
//! The signature is not verified here; the caller has the certificate and does.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use pkcs11::types::{CK_OBJECT_HANDLE, CKR_MECHANISM_INVALID, CKR_MECHANISM_PARAM_INVALID, CKR_SESSION_COUNT};

use super::chain::chain;
use super::keys::{KeyObject, Keys};
use super::login::{Access, Login, LoginReport};
use super::mechanism::{self, Plan};
use super::module::ok;
use super::objects::in_session;
use super::select::{self, Choice, Criteria};
use super::session::Session;
use super::{CertificateEntry, Error, Pin, Signer, Slot, Uri};
use crate::x509::{Certificate, PublicKey, Scheme};

/// A private key on a token, logged in to and ready.
#[derive(Debug)]
pub struct Pkcs11Signer<'a> {
    slot: Slot,
    access: &'a Access<'a>,
    key: CK_OBJECT_HANDLE,
    public: PublicKey,
    certificate: Certificate,
    chain: Vec<Vec<u8>>,
    uri: Uri,
    mechanisms: Vec<u64>,
    /// For a key with CKA_ALWAYS_AUTHENTICATE.
    each_time: Option<Mutex<EachTime>>,
    pool: Pool,
}

/// The login that each signature needs; one thread at a time, so that one wrong PIN is one try.
#[derive(Debug)]
struct EachTime {
    /// Nothing on a PIN pad.
    pin: Option<Pin>,
    failed: bool,
}

impl<'a> Pkcs11Signer<'a> {
    /// Logs in to the chosen token and finds the key; `jobs` is how many threads will sign.
    ///
    /// # Errors
    /// What the login met ([`Error::PinIncorrect`], [`Error::PinSourceSpent`], …), [`Error::NoKey`],
    /// [`Error::AmbiguousKey`], or what the module answered.
    pub fn open(
        choice: &Choice,
        criteria: &Criteria<'_>,
        access: &'a Access<'a>,
        jobs: usize,
    ) -> Result<(Self, LoginReport), Error> {
        let slot = choice.slot.clone();
        let session = Session::open(&slot)?;
        let (report, pin) = Login::new(&slot, access).user(&session)?;
        let keys = Keys::read(&session)?;
        let entries = in_session(&slot, &report.token, &session, &keys)?;
        let Found { certificate, key, uri } = find(choice, criteria, &entries, &keys)?;
        let public = certificate.public_key().map_err(Error::KeyUnsupported)?.clone();
        let given = criteria.chain.iter().filter_map(|der| Certificate::from_der(der).ok());
        let known = entries.into_iter().filter_map(|entry| entry.certificate);
        let each_time = key.always_authenticate.then(|| Mutex::new(EachTime { pin, failed: false }));
        let limit = if slot.module().is_parallel() { jobs.max(1) } else { 1 };
        let limit = limit.min(report.token.max_sessions.unwrap_or(limit));
        let signer = Self {
            chain: chain(&certificate, &known.chain(given).collect::<Vec<_>>()),
            mechanisms: slot.mechanisms()?,
            pool: Pool::new(session, limit),
            key: key.handle,
            access,
            public,
            certificate,
            uri,
            each_time,
            slot,
        };
        Ok((signer, report))
    }

    /// The signing certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// What names the key (of its certificate, where the token holds one).
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Does each signature need a login of its own?
    pub fn is_always_authenticated(&self) -> bool {
        self.each_time.is_some()
    }

    fn plans(&self, scheme: Scheme) -> Result<Vec<Plan>, Error> {
        let offers = |kind| self.mechanisms.contains(&u64::from(kind)) && self.slot.can_sign_with(kind);
        mechanism::plans(scheme, &self.public, offers)
    }

    fn sign_in(&self, session: &Session, message: &[u8], scheme: Scheme) -> Result<Vec<u8>, Error> {
        let plan = self.begin(session, scheme)?;
        if let Some(each_time) = &self.each_time {
            self.authenticate(session, each_time)?;
        }
        // No DigestInfo meets a limit of DER; if one did, the token could not have made the signature either.
        let input = plan.input(message).map_err(|_| Error::MechanismMissing { scheme })?;
        mechanism::output(scheme, &self.public, session.sign(&input)?)
    }

    /// C_SignInit with the first mechanism that the token does not refuse after all.
    fn begin(&self, session: &Session, scheme: Scheme) -> Result<Plan, Error> {
        for plan in self.plans(scheme)? {
            match session.sign_init(&plan.mechanism, self.key)? {
                CKR_MECHANISM_INVALID | CKR_MECHANISM_PARAM_INVALID => {}
                rv => return ok("C_SignInit", rv).map(|()| plan),
            }
        }
        Err(Error::MechanismMissing { scheme })
    }

    fn authenticate(&self, session: &Session, each_time: &Mutex<EachTime>) -> Result<(), Error> {
        let mut each_time = each_time.lock().unwrap_or_else(PoisonError::into_inner);
        if each_time.failed {
            let token = self.slot.token.as_ref().map(|token| token.label.clone()).unwrap_or_default();
            return Err(Error::PinFailedBefore { token });
        }
        // Set first: whatever happens in between, there is no second try.
        each_time.failed = true;
        Login::new(&self.slot, self.access).context(session, each_time.pin.as_ref())?;
        each_time.failed = false;
        Ok(())
    }
}

impl Signer for Pkcs11Signer<'_> {
    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign(&self, message: &[u8], scheme: Scheme) -> Result<Vec<u8>, Error> {
        let session = self.pool.borrow(&self.slot)?;
        let signed = self.sign_in(&session, message, scheme);
        if signed.is_ok() {
            self.pool.give_back(session);
        } else {
            self.pool.replace(session, &self.slot);
        }
        signed
    }
}

/// A certificate and its one private key.
struct Found {
    certificate: Certificate,
    key: KeyObject,
    uri: Uri,
}

/// Out of all `entries` and `keys` that a session sees once it is logged in.
fn find(choice: &Choice, criteria: &Criteria<'_>, entries: &[CertificateEntry], keys: &Keys) -> Result<Found, Error> {
    let (certificate, id, uri) = if let Some(given) = &choice.given {
        let id = criteria.uri.and_then(|uri| uri.id.clone()).unwrap_or_default();
        (given.clone(), id, choice.slot.token.as_ref().map(Uri::of_token).unwrap_or_default())
    } else {
        let entry = select::settle(choice, entries, criteria)?;
        let uri = entry.uri.to_string();
        let certificate = entry.certificate.ok_or(Error::UnreadableCertificate { uri, reason: entry.unreadable })?;
        (certificate, entry.id, entry.uri)
    };
    let public = certificate.public_key().map_err(Error::KeyUnsupported)?;
    match keys.private_of(public, &id)[..] {
        [key] => Ok(Found { key: key.clone(), certificate, uri }),
        [] => Err(Error::NoKey { certificate: uri.to_string(), keys: keys.private_count() }),
        _ => Err(Error::AmbiguousKey { uris: vec![uri.to_string()] }),
    }
}

/// Sessions that wait for work. At least one stays open as long as the signer lives: the last one that is closed
/// logs out.
#[derive(Debug)]
struct Pool {
    inside: Mutex<Inside>,
    returned: Condvar,
}

#[derive(Debug)]
struct Inside {
    idle: Vec<Session>,
    open: usize,
    limit: usize,
}

impl Pool {
    fn new(session: Session, limit: usize) -> Self {
        let inside = Inside { idle: vec![session], open: 1, limit: limit.max(1) };
        Self { inside: Mutex::new(inside), returned: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An idle session, a new one below the limit, or the next that comes back.
    fn borrow(&self, slot: &Slot) -> Result<Session, Error> {
        let mut inside = self.lock();
        loop {
            if let Some(session) = inside.idle.pop() {
                return Ok(session);
            }
            if inside.open < inside.limit {
                match Session::open(slot) {
                    Ok(session) => {
                        inside.open += 1;
                        return Ok(session);
                    }
                    // The token has fewer than it says.
                    Err(Error::Call { rv, .. }) if rv.0 == u64::from(CKR_SESSION_COUNT) => inside.limit = inside.open,
                    Err(error) => return Err(error),
                }
            }
            inside = self.returned.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give_back(&self, session: Session) {
        self.lock().idle.push(session);
        self.returned.notify_one();
    }

    /// A session whose operation failed may still be in it. The new one is opened before the old one is closed.
    fn replace(&self, failed: Session, slot: &Slot) {
        let fresh = Session::open(slot).unwrap_or(failed);
        self.give_back(fresh);
    }
}

//! Which key is meant: by URI, or the only one that could be.
//!
//! A certificate is counted once, however many modules show it. Where private keys are invisible before a login, the
//! choice is made in two steps: first of the token (nobody is asked for the PIN of a token that cannot be meant), then,
//! logged in, of the key. Nothing is guessed: several that could be meant are an error that lists them.

use std::sync::Arc;

use super::keys::Keys;
use super::objects;
use super::session::Session;
use super::{CertificateEntry, Error, KeyPresence, Module, ObjectType, Slot, Uri};
use crate::x509::Certificate;

/// What is asked for.
pub struct Criteria<'a> {
    /// The URI that names key, certificate or token; without one, all tokens are looked at.
    pub uri: Option<&'a Uri>,
    /// The certificate (DER) of a key whose token holds no readable one.
    pub certificate: Option<&'a [u8]>,
    /// Further certificates (DER) for the chain. What cannot be read is passed over.
    pub chain: &'a [Vec<u8>],
    /// Is this certificate (DER) valid now and for signing? Asked where a choice is to be made.
    pub usable: &'a dyn Fn(&[u8]) -> bool,
}

/// A token that has been chosen, and what could be meant on it.
#[derive(Debug)]
pub struct Choice {
    pub(super) slot: Slot,
    /// The certificates that could be meant; empty where one was given.
    pub(super) entries: Vec<CertificateEntry>,
    pub(super) given: Option<Certificate>,
}

impl Choice {
    /// The slot of the token that will be logged in to.
    pub fn slot(&self) -> &Slot {
        &self.slot
    }

    /// The certificates that could be meant: one, or several of which the login will show one.
    pub fn entries(&self) -> &[CertificateEntry] {
        &self.entries
    }

    /// The certificate, where it is known before the login.
    pub fn certificate(&self) -> Option<&Certificate> {
        match (&self.given, &self.entries[..]) {
            (Some(given), _) => Some(given),
            (None, [only]) => only.certificate.as_ref(),
            _ => None,
        }
    }
}

/// Chooses the token, and as far as can be seen without a login the key.
///
/// # Errors
/// [`Error::NoModules`], [`Error::NoToken`], [`Error::NoTokenMatches`], [`Error::NoCertificate`],
/// [`Error::NoUsableCertificate`], [`Error::UnreadableCertificate`], [`Error::AmbiguousKey`],
/// [`Error::AmbiguousToken`], [`Error::GivenCertificate`].
pub fn choose(modules: &[Arc<Module>], criteria: &Criteria<'_>) -> Result<Choice, Error> {
    let slots = tokens(modules, criteria.uri)?;
    if let Some(der) = criteria.certificate {
        let given = Certificate::from_der(der).map_err(Error::GivenCertificate)?;
        return Ok(Choice { slot: holder(&slots, &given)?, entries: Vec::new(), given: Some(given) });
    }
    let count = slots.len();
    let mut entries = Vec::new();
    for slot in &slots {
        entries.extend(objects::certificates(slot)?);
    }
    let entries = once(narrow(entries, criteria, count)?);
    let [first, rest @ ..] = &entries[..] else {
        return Err(Error::NoCertificate { tokens: count, uri: text(criteria.uri) });
    };
    let one_token = rest.iter().all(|entry| same_slot(&entry.slot, &first.slot));
    // The login will tell which keys are there; where their public keys all show, it will tell nothing new.
    let open = entries.iter().any(|entry| entry.private_key == KeyPresence::Unknown && !entry.hinted);
    if rest.is_empty() || (one_token && open) {
        return Ok(Choice { slot: first.slot.clone(), entries, given: None });
    }
    Err(ambiguous(&entries))
}

/// The slots with a token that the URI could mean.
fn tokens(modules: &[Arc<Module>], uri: Option<&Uri>) -> Result<Vec<Slot>, Error> {
    let (mut matching, mut present, mut slots, mut failure) = (Vec::new(), 0, 0, None);
    for module in modules {
        let found = match module.slots() {
            Ok(found) => found,
            Err(error) => {
                failure.get_or_insert(error);
                continue;
            }
        };
        slots += found.len();
        let info = uri.and_then(|_| module.info().ok());
        for slot in found {
            let Some(token) = slot.token.as_ref().filter(|token| token.flags.initialised()) else { continue };
            present += 1;
            let meant = |uri: &Uri| {
                uri.matches_module(module.path(), info.as_ref()) && uri.matches_slot(&slot) && uri.matches_token(token)
            };
            if uri.is_none_or(meant) {
                matching.push(slot);
            }
        }
    }
    match (matching.is_empty(), failure, uri) {
        (false, ..) => Ok(matching),
        _ if modules.is_empty() => Err(Error::NoModules { failed: 0 }),
        (true, Some(failure), _) => Err(failure),
        (true, None, Some(uri)) if present > 0 => {
            Err(Error::NoTokenMatches { uri: uri.without_query().to_string(), present })
        }
        _ => Err(Error::NoToken { modules: modules.len(), slots }),
    }
}

/// The entries that can be meant: matched by the URI, readable, with a key; and where a choice remains, usable.
fn narrow(
    entries: Vec<CertificateEntry>,
    criteria: &Criteria<'_>,
    tokens: usize,
) -> Result<Vec<CertificateEntry>, Error> {
    let named = match criteria.uri {
        Some(uri) => by_uri(entries, uri),
        None => entries,
    };
    if named.is_empty() {
        return Err(Error::NoCertificate { tokens, uri: text(criteria.uri) });
    }
    let (readable, unreadable): (Vec<_>, Vec<_>) = named.into_iter().partition(|entry| entry.certificate.is_some());
    if let (true, Some(entry)) = (readable.is_empty(), unreadable.first()) {
        let reason = entry.unreadable.clone();
        return Err(Error::UnreadableCertificate { uri: entry.uri.to_string(), reason });
    }
    // A certificate that was named is looked at even when it is not usable: why it is not is then said of it.
    let found = readable.len();
    let with_key = |entry: &CertificateEntry| entry.private_key != KeyPresence::Absent;
    if criteria.uri.is_some() && once(readable.clone()).len() == 1 {
        let uri = readable.first().map(|entry| entry.uri.to_string()).unwrap_or_default();
        let left: Vec<_> = readable.into_iter().filter(with_key).collect();
        return if left.is_empty() { Err(Error::NoKey { certificate: uri, keys: 0 }) } else { Ok(left) };
    }
    let usable = |entry: &CertificateEntry| entry.der().is_some_and(criteria.usable);
    let mut left: Vec<_> = readable.into_iter().filter(|entry| with_key(entry) && usable(entry)).collect();
    if left.is_empty() {
        return Err(Error::NoUsableCertificate { found });
    }
    // What certainly has its key goes before what may have it.
    if left.iter().any(|entry| entry.private_key == KeyPresence::Present) {
        left.retain(|entry| entry.private_key == KeyPresence::Present);
    } else if left.iter().any(|entry| entry.hinted) {
        left.retain(|entry| entry.hinted);
    }
    Ok(left)
}

/// What the URI names; where it names private keys that do not show yet, what it may name.
fn by_uri(entries: Vec<CertificateEntry>, uri: &Uri) -> Vec<CertificateEntry> {
    let (mut certain, mut possible) = (Vec::new(), Vec::new());
    for entry in entries {
        match names(uri, &entry) {
            Some(true) => certain.push(entry),
            Some(false) => {}
            None => possible.push(entry),
        }
    }
    if certain.is_empty() { possible } else { certain }
}

fn names(uri: &Uri, entry: &CertificateEntry) -> Option<bool> {
    let certificate = uri.matches_object(ObjectType::Certificate, &entry.label, &entry.id);
    let key = entry.key.as_ref().map(|key| {
        let named = |kind| uri.matches_object(kind, &key.label, &key.id);
        named(ObjectType::PrivateKey) || named(ObjectType::PublicKey)
    });
    match key {
        _ if certificate => Some(true),
        Some(named) => Some(named),
        None if entry.private_key == KeyPresence::Absent => Some(false),
        None => match uri.object_type {
            Some(ObjectType::PrivateKey | ObjectType::PublicKey) | None => None,
            _ => Some(false),
        },
    }
}

/// Each certificate once: the same one shown by another module is the same; in another slot of the same module it is
/// on another token, and not the same.
fn once(entries: Vec<CertificateEntry>) -> Vec<CertificateEntry> {
    let mut kept: Vec<CertificateEntry> = Vec::new();
    for entry in entries {
        let shown = |earlier: &CertificateEntry| {
            earlier.der() == entry.der()
                && (same_slot(&earlier.slot, &entry.slot) || !Arc::ptr_eq(earlier.slot.module(), entry.slot.module()))
        };
        if !kept.iter().any(shown) {
            kept.push(entry);
        }
    }
    kept
}

fn same_slot(a: &Slot, b: &Slot) -> bool {
    Arc::ptr_eq(a.module(), b.module()) && a.id() == b.id()
}

fn ambiguous(entries: &[CertificateEntry]) -> Error {
    Error::AmbiguousKey { uris: entries.iter().map(|entry| entry.uri.to_string()).collect() }
}

fn text(uri: Option<&Uri>) -> Option<String> {
    uri.map(|uri| uri.without_query().to_string())
}

/// The token that holds the key of a certificate from a file: the one that shows the public key, else the only one.
fn holder(slots: &[Slot], given: &Certificate) -> Result<Slot, Error> {
    let public = given.public_key().map_err(Error::KeyUnsupported)?;
    if let [only] = slots {
        return Ok(only.clone());
    }
    let shows = |slot: &&Slot| {
        let keys = Session::open(slot).and_then(|session| Keys::read(&session));
        keys.is_ok_and(|keys| keys.public_of(public).is_some() || !keys.private_of(public, &[]).is_empty())
    };
    let showing: Vec<&Slot> = slots.iter().filter(shows).collect();
    if let [only] = showing[..] {
        return Ok(only.clone());
    }
    let tokens = slots.iter().filter_map(|slot| slot.token.as_ref());
    Err(Error::AmbiguousToken { uris: tokens.map(|token| Uri::of_token(token).to_string()).collect() })
}

/// After the login: the one of `entries`, all that are on the token, that is meant.
pub(super) fn settle(
    choice: &Choice,
    entries: &[CertificateEntry],
    criteria: &Criteria<'_>,
) -> Result<CertificateEntry, Error> {
    // Only what could be meant before: the choice was made among all tokens.
    let before = |entry: &&CertificateEntry| choice.entries.iter().any(|earlier| earlier.der() == entry.der());
    let entries = once(narrow(entries.iter().filter(before).cloned().collect(), criteria, 1)?);
    match <[_; 1]>::try_from(entries) {
        Ok([only]) => Ok(only),
        Err(entries) => Err(ambiguous(&entries)),
    }
}

//! Tokens, their certificates, and whether a key works: for people and as JSON Lines.

use serde::Serialize;
use time::{OffsetDateTime, UtcOffset};

use crate::messages::{Lang, TokenWord};
use crate::text::{Untrusted, hex, in_zone};
use crate::token::{CertificateEntry, KeyPresence, LoginReport, Module, Slot};
use crate::x509::{Certificate, Scheme};

use super::style::{Mark, bold, dim};

/// One slot, with its token if one is plugged in.
#[derive(Debug, Serialize)]
#[allow(missing_docs)] // The names are those of PKCS#11.
pub struct TokenLine {
    pub module: String,
    pub slot: u64,
    pub description: String,
    pub token: Option<TokenState>,
}

/// What a token says of itself.
#[derive(Debug, Serialize)]
#[allow(missing_docs, clippy::struct_excessive_bools)] // Each is a flag of CK_TOKEN_INFO.
pub struct TokenState {
    pub label: String,
    pub manufacturer: String,
    pub model: String,
    pub serial: String,
    pub initialised: bool,
    pub pin_pad: bool,
    pub pin_set: bool,
    pub pin_count_low: bool,
    pub pin_final_try: bool,
    pub pin_locked: bool,
}

impl TokenLine {
    /// What `slot` of `module` shows.
    pub fn of(module: &Module, slot: &Slot) -> Self {
        let token = slot.token.as_ref().map(|token| {
            let pin = token.flags.pin_state();
            TokenState {
                label: token.label.clone(),
                manufacturer: token.manufacturer.clone(),
                model: token.model.clone(),
                serial: token.serial.clone(),
                initialised: token.flags.initialised(),
                pin_pad: token.flags.pin_pad(),
                pin_set: token.flags.pin_initialised(),
                pin_count_low: pin.count_low,
                pin_final_try: pin.final_try,
                pin_locked: pin.locked,
            }
        });
        let module = module.path().display().to_string();
        Self { module, slot: slot.id(), description: slot.description.clone(), token }
    }

    /// For people.
    pub fn text(&self, lang: Lang) -> String {
        let words = lang.words();
        let Some(token) = &self.token else {
            let empty =
                format!("{} {} – {}", Mark::Nothing, words.token(TokenWord::EmptySlot), Untrusted(&self.description));
            return format!("{}\n", dim(&empty));
        };
        let flags = [
            (!token.initialised, TokenWord::NotInitialised),
            (token.pin_pad, TokenWord::PinPad),
            (token.initialised && !token.pin_set, TokenWord::PinNotSet),
            (token.pin_count_low, TokenWord::CountLow),
            (token.pin_final_try, TokenWord::FinalTry),
            (token.pin_locked, TokenWord::Locked),
        ];
        let flags: Vec<_> = flags.into_iter().filter(|(set, _)| *set).map(|(_, word)| words.token(word)).collect();
        let mark = match token {
            TokenState { initialised: false, .. } => Mark::Nothing,
            TokenState { pin_locked: true, .. } => Mark::Bad,
            TokenState { pin_count_low: true, .. } | TokenState { pin_final_try: true, .. } => Mark::Unsure,
            _ => Mark::Good,
        };
        // A token that is not initialised has neither label nor serial number.
        let name = if token.label.is_empty() { &token.model } else { &token.label };
        let mut text = format!("{mark} {}\n", bold(&Untrusted(name).to_string()));
        let mut line = |word, value: &str| {
            text = format!("{text}    {}: {}\n", words.token(word), Untrusted(value));
        };
        if !token.serial.is_empty() {
            line(TokenWord::Serial, &token.serial);
        }
        line(TokenWord::Model, &format!("{} {}", token.manufacturer, token.model));
        line(TokenWord::Module, &format!("{} (slot {})", self.module, self.slot));
        if !flags.is_empty() {
            line(TokenWord::State, &flags.join("; "));
        }
        text
    }
}

/// One certificate on a token.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct CertificateLine {
    pub uri: String,
    pub token: String,
    pub label: String,
    pub id: String,
    pub subject: Option<String>,
    pub issuer: Option<String>,
    pub serial: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub not_before: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub not_after: Option<OffsetDateTime>,
    pub key_usage: Vec<&'static str>,
    /// `present`, `absent`, `unknown` (it shows only after a login).
    pub private_key: &'static str,
    pub unreadable: Option<String>,
    #[serde(skip)]
    cn: Option<String>,
}

impl CertificateLine {
    /// What a token shows of one certificate.
    pub fn of(entry: &CertificateEntry) -> Self {
        let certificate = entry.certificate.as_ref();
        Self {
            uri: entry.uri.to_string(),
            token: entry.token.label.clone(),
            label: entry.label.clone(),
            id: hex(&entry.id),
            subject: certificate.map(|certificate| certificate.subject().to_rfc4514()),
            issuer: certificate.map(|certificate| certificate.issuer().to_rfc4514()),
            serial: certificate.map(Certificate::serial_hex),
            not_before: certificate.map(Certificate::not_before),
            not_after: certificate.map(Certificate::not_after),
            key_usage: certificate
                .and_then(|certificate| certificate.extensions().key_usage)
                .map(crate::x509::KeyUsage::names)
                .unwrap_or_default(),
            private_key: match entry.private_key {
                KeyPresence::Present => "present",
                KeyPresence::Absent => "absent",
                KeyPresence::Unknown => "unknown",
            },
            unreadable: certificate.is_none().then(|| entry.unreadable.clone()),
            cn: certificate.and_then(|certificate| certificate.subject().cn()).map(str::to_owned),
        }
    }

    /// For people.
    pub fn text(&self, lang: Lang, zone: UtcOffset) -> String {
        let words = lang.words();
        let mark = match (self.private_key, &self.unreadable) {
            (_, Some(_)) => Mark::Unsure,
            ("absent", None) => Mark::Nothing,
            _ => Mark::Good,
        };
        let name = self.cn.as_deref().or(self.subject.as_deref()).unwrap_or(&self.label);
        let mut text = format!("{mark} {}\n", bold(&Untrusted(name).to_string()));
        let mut line = |word, value: &str| {
            text = format!("{text}    {}: {}\n", words.token(word), Untrusted(value));
        };
        line(TokenWord::Uri, &self.uri);
        if let (Some(subject), Some(issuer)) = (&self.subject, &self.issuer) {
            line(TokenWord::Subject, subject);
            line(TokenWord::Issuer, issuer);
        }
        if let (Some(from), Some(to)) = (self.not_before, self.not_after) {
            line(TokenWord::Validity, &format!("{} → {}", in_zone(from, zone).date(), in_zone(to, zone).date()));
        }
        line(TokenWord::Usage, &self.key_usage.join(", "));
        let presence = match self.private_key {
            "present" => TokenWord::KeyPresent,
            "absent" => TokenWord::KeyAbsent,
            _ => TokenWord::KeyUnknown,
        };
        line(TokenWord::PrivateKey, words.token(presence));
        if let Some(why) = &self.unreadable {
            line(TokenWord::Unreadable, why);
        }
        text
    }
}

/// A random value signed and verified.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct CheckLine {
    pub status: &'static str,
    pub subject: String,
    pub scheme: &'static str,
    pub token: Option<String>,
    pub pin_count_low: bool,
}

impl CheckLine {
    /// What came of it.
    pub fn of(certificate: &Certificate, scheme: Scheme, works: bool, login: Option<&LoginReport>) -> Self {
        Self {
            status: if works { "works" } else { "broken" },
            subject: certificate.subject().to_rfc4514(),
            scheme: scheme.name(),
            token: login.map(|login| login.token.label.clone()),
            pin_count_low: login.is_some_and(|login| login.before.count_low),
        }
    }

    /// For people.
    pub fn text(&self, lang: Lang) -> String {
        let words = lang.words();
        let (mark, word) =
            if self.status == "works" { (Mark::Good, TokenWord::KeyWorks) } else { (Mark::Bad, TokenWord::KeyBroken) };
        let mut text = format!("{}  {}\n", mark.with(words.token(word)), Untrusted(&self.subject));
        if self.pin_count_low {
            text = format!("{text}    {}\n", words.token(TokenWord::CountLow));
        }
        text
    }
}

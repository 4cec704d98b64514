//! The certificates that are relied on: for people and as JSON Lines.

use serde::Serialize;
use time::{OffsetDateTime, UtcOffset};

use crate::messages::{Lang, TrustWord};
use crate::text::{Untrusted, hex, in_zone};
use crate::trust::{Entry, Use, authority};
use crate::x509::Certificate;

use super::style::{Mark, bold};

/// One certificate, and what was done with it.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct TrustLine {
    /// `kept`, `added`, `present`, `removed`.
    pub status: &'static str,
    pub sha256: String,
    pub subject: String,
    pub issuer: String,
    pub serial: String,
    #[serde(with = "time::serde::rfc3339")]
    pub not_before: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub not_after: OffsetDateTime,
    /// `signature`, `timestamp`, `intermediate`.
    #[serde(rename = "use")]
    pub uses: Vec<&'static str>,
    /// `own` or `machine`.
    pub store: &'static str,
    /// What an authority that is known beforehand is called.
    pub known: Option<&'static str>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub added: Option<OffsetDateTime>,
    pub key: Option<String>,
}

impl TrustLine {
    /// `certificate` in one's own store, after something was done with it.
    pub fn of(status: &'static str, certificate: &Certificate, uses: &[Use]) -> Self {
        let key = certificate.public_key().ok();
        Self {
            status,
            sha256: hex(certificate.fingerprint()),
            subject: certificate.subject().to_rfc4514(),
            issuer: certificate.issuer().to_rfc4514(),
            serial: certificate.serial_hex(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            uses: uses.iter().map(|usage| usage.name()).collect(),
            store: "own",
            known: authority(certificate).map(|known| known.name.as_str()),
            added: None,
            key: key.map(|key| match key.bits() {
                Some(bits) => format!("{} {bits}", key.key_type().name()),
                None => key.key_type().name().to_owned(),
            }),
        }
    }

    /// What a store holds.
    pub fn kept(entry: &Entry) -> Self {
        let store = if entry.of_the_machine { "machine" } else { "own" };
        // Whole seconds: what a file system keeps beyond them is nobody's business.
        let added = entry.added.and_then(|added| added.replace_nanosecond(0).ok());
        Self { store, added, ..Self::of("kept", &entry.certificate, &entry.uses) }
    }

    /// For people; `detail` shows everything.
    pub fn text(&self, lang: Lang, zone: UtcOffset, detail: bool) -> String {
        let words = lang.words();
        let word = |word| words.trust(word);
        let mark = match self.status {
            "removed" => Mark::Nothing,
            _ => Mark::Good,
        };
        let head = match self.status {
            "added" => format!("{}: ", word(TrustWord::Added)),
            "present" => format!("{}: ", word(TrustWord::Present)),
            "removed" => format!("{}: ", word(TrustWord::Removed)),
            _ => String::new(),
        };
        let mut text = format!("{mark} {head}{}\n", bold(&Untrusted(&self.subject).to_string()));
        let mut line = |label, value: &str| {
            text = format!("{text}    {}: {}\n", word(label), Untrusted(value));
        };
        line(TrustWord::Sha256, &self.sha256);
        let uses: Vec<_> = self.uses.iter().map(|usage| word(TrustWord::of_use(usage))).collect();
        line(TrustWord::For, &uses.join(", "));
        let day = |time: OffsetDateTime| in_zone(time, zone).date().to_string();
        line(TrustWord::Validity, &format!("{} → {}", day(self.not_before), day(self.not_after)));
        if let Some(known) = self.known {
            line(TrustWord::Known, known);
        }
        if self.store == "machine" {
            line(TrustWord::Store, word(TrustWord::Machine));
        }
        if detail {
            line(TrustWord::Issuer, &self.issuer);
            line(TrustWord::Serial, &self.serial);
            if let Some(key) = &self.key {
                line(TrustWord::Key, key);
            }
            if let Some(added) = self.added {
                line(TrustWord::AddedOn, &day(added));
            }
        }
        text
    }
}

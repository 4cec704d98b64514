//! What is in a bundle: for people and as JSON.

use serde::Serialize;
use time::{OffsetDateTime, UtcOffset};

use crate::bundle::Opened;
use crate::messages::{BundleWord, Lang, codes};
use crate::online::FetchProblem;
use crate::text::{Untrusted, hex};
use crate::x509::Certificate;

use super::style::{Mark, bold};
use super::verdict::show_time;

/// A bundle as `kyso bundle show` and `kyso bundle make` say it.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct BundleLine {
    pub file: String,
    pub sha256: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created: OffsetDateTime,
    pub age_days: i64,
    pub signer: String,
    pub signer_sha256: String,
    /// Is its signer relied on for bundles?
    pub relied_on: bool,
    pub trust: Vec<String>,
    pub tsa_trust: Vec<String>,
    pub intermediates: Vec<String>,
    pub crls: Vec<ListLine>,
    pub ocsps: usize,
    /// Authorities of whose there was no current list when it was made.
    pub without_list: Vec<String>,
    /// What could not be fetched for it.
    pub problems: Vec<ProblemLine>,
    /// The first line that is no comment: its name and edition.
    pub algorithm_table: String,
}

/// An address that gave no list.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct ProblemLine {
    pub url: String,
    pub code: &'static str,
    pub message: String,
}

/// One revocation list.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct ListLine {
    pub issuer: String,
    #[serde(with = "time::serde::rfc3339")]
    pub this_update: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub next_update: Option<OffsetDateTime>,
}

impl BundleLine {
    /// What is in `opened`, the file `file` with the digest `sha256`, as of `now`.
    pub fn of(
        file: &str,
        sha256: String,
        opened: &Opened,
        relied_on: bool,
        table: String,
        now: OffsetDateTime,
    ) -> Self {
        let Opened { bundle, signer } = opened;
        let names = |list: &[Certificate]| list.iter().map(|it| it.subject().to_rfc4514()).collect();
        let list = |crl: &crate::x509::Crl| ListLine {
            issuer: crl.issuer().to_rfc4514(),
            this_update: crl.this_update(),
            next_update: crl.next_update(),
        };
        Self {
            file: file.to_owned(),
            sha256,
            created: bundle.created,
            age_days: (now - bundle.created).whole_days(),
            signer: signer.subject().to_rfc4514(),
            signer_sha256: hex(signer.fingerprint()),
            relied_on,
            trust: names(&bundle.trust),
            tsa_trust: names(&bundle.tsa_trust),
            intermediates: names(&bundle.intermediates),
            crls: bundle.crls.iter().map(list).collect(),
            ocsps: bundle.ocsps.len(),
            without_list: names(&bundle.without_list()),
            problems: Vec::new(),
            algorithm_table: table,
        }
    }

    /// The same, and these could not be fetched.
    #[must_use]
    pub fn lacking(self, problems: &[FetchProblem]) -> Self {
        let line = |problem: &FetchProblem| ProblemLine {
            url: problem.url.clone(),
            code: problem.code,
            message: problem.text.clone(),
        };
        Self { problems: problems.iter().map(line).collect(), ..self }
    }

    /// For people.
    pub fn text(&self, lang: Lang, zone: UtcOffset) -> String {
        let words = lang.words();
        let word = |word| words.bundle(word);
        let mark = if self.relied_on { Mark::Good } else { Mark::Unsure };
        let mut text = format!("{mark} {}\n", bold(&Untrusted(&self.file).to_string()));
        let mut line = |label, value: &str| text = format!("{text}    {}: {}\n", word(label), Untrusted(value));
        line(BundleWord::Signer, &self.signer);
        line(BundleWord::SignerSha256, &self.signer_sha256);
        if !self.relied_on {
            line(BundleWord::State, word(BundleWord::Stranger));
        }
        line(BundleWord::Created, &format!("{} ({})", show_time(self.created, zone), words.days_old(self.age_days)));
        for (label, names) in [
            (BundleWord::Trust, &self.trust),
            (BundleWord::TsaTrust, &self.tsa_trust),
            (BundleWord::Intermediates, &self.intermediates),
        ] {
            for name in names {
                line(label, name);
            }
        }
        for list in &self.crls {
            let until = list.next_update.map(|time| format!(" → {}", show_time(time, zone))).unwrap_or_default();
            line(BundleWord::Crl, &format!("{}, {}{until}", list.issuer, show_time(list.this_update, zone)));
        }
        for name in &self.without_list {
            line(BundleWord::WithoutList, name);
        }
        for ProblemLine { url, code, message } in &self.problems {
            let known = codes::known(code, lang).map(|what| format!("{url}: {what}"));
            line(BundleWord::NotFetched, known.as_deref().filter(|_| lang != Lang::En).unwrap_or(message));
        }
        line(BundleWord::Ocsps, &self.ocsps.to_string());
        line(BundleWord::Table, &self.algorithm_table);
        text
    }
}

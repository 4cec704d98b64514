//! A verdict for people: one line a file, the signatures indented under it.
//!
//! What Circular 15/2025/TT-BKHCN asks to be shown of every signature is always there: the signer, the issuing CA, the
//! time, the integrity, and whether the certificate was valid then. Names come from the certificate, never from the
//! appearance, and pass through [`Untrusted`]: a file must not be able to write its own verdict.

use std::fmt::Write as _;
use time::{OffsetDateTime, UtcOffset};

use crate::messages::{Label, Lang, Words, codes};
use crate::text::Untrusted;
use crate::verify::{
    ChainElement, Change, ContentReport, EntryType, ErrorReport, Indication, Report, Requirement, RevocationReport,
    SignatureReport, SignerReport, Status, TimestampReport,
};

use super::style::{Mark, bold, dim};

/// How a verdict is shown.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The language.
    pub lang: Lang,
    /// The offset at which times are shown.
    pub zone: UtcOffset,
    /// Paths, time-stamps, revocation and every reason.
    pub detail: bool,
}

/// Changes shown without `-v`.
const CHANGES: usize = 5;

impl View {
    /// The whole text for one file.
    pub fn file(self, report: &Report) -> String {
        let mut lines = vec![self.headline(report)];
        if let Some(error) = &report.error {
            lines.push(format!("    {}", self.error(error)));
            lines.extend((!error.advice.is_empty()).then(|| format!("    {}", dim(&error.advice))));
        }
        for requirement in report.policy.requirements.iter().filter(|requirement| self.detail || !requirement.met) {
            lines.push(self.requirement(requirement));
        }
        if report.status != Status::NoSignature && report.uncovered_bytes > 0 {
            lines.push(format!("    {}", self.words().uncovered(report.uncovered_bytes)));
        }
        if !report.unsigned_fields.is_empty() && (self.detail || report.status == Status::NoSignature) {
            let fields: Vec<_> = report.unsigned_fields.iter().map(|field| Untrusted(field).to_string()).collect();
            lines.push(self.line(4, Label::UnsignedFields, &fields.join(", ")));
        }
        for signature in &report.signatures {
            lines.extend(self.signature(signature));
        }
        if self.detail && !report.content.is_empty() {
            lines.push(self.line(4, Label::Unseen, ""));
            lines.extend(report.content.iter().map(|content| self.content(content)));
        }
        lines.join("\n") + "\n"
    }

    fn words(self) -> &'static dyn Words {
        self.lang.words()
    }

    /// `✔ hợp lệ  van-ban.pdf  (2 chữ ký số)`
    fn headline(self, report: &Report) -> String {
        let verdict = match (report.status, report.decision) {
            (Status::Error, _) => Mark::Bad.with(self.words().not_judged()),
            (Status::NoSignature, _) | (_, None) => Mark::Nothing.with(self.words().no_signature()),
            (_, Some(decision)) => Mark::from(decision).with(self.words().decision(decision)),
        };
        let of = |kind| report.signatures.iter().filter(|signature| signature.entry_type == kind).count();
        let (signatures, timestamps) = (of(EntryType::Signature), of(EntryType::DocTimestamp));
        let name = bold(&Untrusted(&report.file).to_string());
        if signatures + timestamps == 0 {
            return format!("{verdict}  {name}");
        }
        format!("{verdict}  {name}  {}", dim(&format!("({})", self.words().counts(signatures, timestamps))))
    }

    /// The code's words where the message may be in another language; the message itself is English or the call's.
    fn error(self, error: &ErrorReport) -> String {
        let message = Untrusted(&error.message).to_string();
        match codes::known(&error.code, self.lang) {
            Some(text) if self.lang != Lang::En && !self.detail => text.to_owned(),
            Some(text) if self.lang != Lang::En => format!("{text} ({message})"),
            _ => message,
        }
    }

    fn requirement(self, requirement: &Requirement) -> String {
        let (mark, state) = if requirement.met { (Mark::Good, Label::Met) } else { (Mark::Unsure, Label::NotMet) };
        let what = codes::text(requirement.code, self.lang);
        self.line(4, Label::Requirements, &format!("{mark} {what}: {}", self.words().label(state)))
    }

    fn signature(self, signature: &SignatureReport) -> Vec<String> {
        let words = self.words();
        let kind = words.entry_type(signature.entry_type);
        let verdict = Mark::from(signature.indication).with(words.indication(signature.indication));
        let mut lines = vec![format!("    {verdict}  {} ({kind})", bold(&Untrusted(&signature.field).to_string()))];
        if signature.entry_type == EntryType::UsageRights {
            return lines;
        }
        if let Some(signer) = &signature.signer {
            lines.extend(self.signer(signer));
        }
        lines.extend(self.times(signature));
        lines.push(self.line(6, Label::Integrity, words.integrity(signature.integrity)));
        lines.extend(self.since(signature));
        lines.extend(signature.chain.first().map(|leaf| self.certificate(leaf, signature)));
        lines.extend(self.why(signature));
        if self.detail {
            lines.extend(self.details(signature));
        }
        lines
    }

    /// Who, for which office, and which CA says so.
    fn signer(self, signer: &SignerReport) -> Vec<String> {
        let words = self.words();
        let mut who = Untrusted(signer.cn.as_deref().unwrap_or(&signer.subject)).to_string();
        if let Some(title) = &signer.title {
            let _ = write!(who, ", {}", Untrusted(title));
        }
        if let Some(role) = signer.role {
            let _ = write!(who, " ({})", words.role(role));
        }
        let mut units: Vec<String> = signer.ou.iter().map(|unit| Untrusted(unit).to_string()).collect();
        units.extend(signer.o.as_deref().map(|o| Untrusted(o).to_string()));
        let mut office = units.join(", ");
        if let Some(code) = &signer.agency {
            office =
                if office.is_empty() { Untrusted(code).to_string() } else { format!("{office} [{}]", Untrusted(code)) };
        }
        let mut lines = vec![self.line(6, Label::Signer, &who)];
        if !office.is_empty() {
            lines.push(self.line(6, Label::Agency, &office));
        }
        lines.push(self.line(6, Label::Issuer, &Untrusted(&common_name(&signer.issuer)).to_string()));
        lines
    }

    /// The proven time and its clock; the claimed one is marked as what it is.
    fn times(self, signature: &SignatureReport) -> Vec<String> {
        let words = self.words();
        let mut lines = Vec::new();
        if let Some(time) = signature.best_time {
            let source = signature.best_time_source.unwrap_or_default();
            let proven = source != "current-time";
            let text = if proven {
                format!("{} ({})", self.time(time), words.time_source(source))
            } else {
                words.label(Label::NotProven).to_owned()
            };
            lines.push(self.line(6, Label::Time, &text));
        }
        if let Some(time) = signature.claimed_time {
            let source = words.time_source(signature.claimed_time_source.unwrap_or("M"));
            lines.push(self.line(6, Label::ClaimedTime, &format!("{} ({source})", self.time(time))));
        }
        lines
    }

    /// How far what came later goes, then each change; what was not permitted first.
    fn since(self, signature: &SignatureReport) -> Vec<String> {
        let words = self.words();
        let mut text = words.modifications(signature.modifications).to_owned();
        if signature.revisions_after > 0 {
            let _ = write!(text, " ({})", words.revisions_after(signature.revisions_after));
        }
        let mut lines = vec![self.line(6, Label::ChangedSince, &text)];
        let (permitted, forbidden): (Vec<_>, Vec<_>) = signature.changes.iter().partition(|change| change.permitted);
        let shown = if self.detail { usize::MAX } else { CHANGES };
        lines.extend(forbidden.iter().chain(&permitted).take(shown).map(|change| self.change(change)));
        let left = signature.changes.len().saturating_sub(shown);
        if left > 0 {
            lines.push(format!("          – {}", dim(&words.more(left))));
        }
        lines
    }

    /// `– page 3: the content of a page was replaced (Contents); not permitted`
    fn change(self, change: &Change) -> String {
        let page = change.page.map(|page| format!("{}: ", self.words().page(page))).unwrap_or_default();
        let what = if change.what.is_empty() { String::new() } else { format!(" ({})", Untrusted(&change.what)) };
        let mark = if change.permitted { String::new() } else { format!("; {}", self.words().label(Label::Forbidden)) };
        format!("          – {page}{}{what}{mark}", codes::text(change.kind, self.lang))
    }

    /// The certificate's dates, and whether the time judged lies between them.
    fn certificate(self, leaf: &ChainElement, signature: &SignatureReport) -> String {
        let words = self.words();
        let day = |time: OffsetDateTime| time.to_offset(self.zone).date().to_string();
        let validity = format!("{} → {}", day(leaf.not_before), day(leaf.not_after));
        let judged = signature.best_time.map(|time| leaf.not_before <= time && time <= leaf.not_after);
        let state = match judged {
            Some(true) => format!("; {}", words.label(Label::ValidAtTime)),
            Some(false) => format!("; {}", words.label(Label::NotValidAtTime)),
            None => String::new(),
        };
        self.line(6, Label::Certificate, &format!("{validity}{state}"))
    }

    /// Why not: the standard's word for it, then our reasons; under `-v` their codes too.
    fn why(self, signature: &SignatureReport) -> Vec<String> {
        if signature.indication == Indication::TotalPassed {
            return Vec::new();
        }
        let sub = signature.sub_indication.map(|sub| self.words().sub_indication(sub));
        let mut lines = vec![self.line(6, Label::Why, sub.unwrap_or_default())];
        for reason in signature.reasons.iter().take(if self.detail { usize::MAX } else { 3 }) {
            let what = codes::text(reason.code, self.lang);
            let mut parts = Vec::new();
            // The standard's word may have said it already.
            if sub != Some(what.as_str()) {
                parts.push(what);
            }
            parts.extend(reason.object.as_deref().map(|object| self.object(object)));
            parts.extend(reason.time.map(|time| self.time(time)));
            if self.detail {
                parts.push(dim(&format!("[{}; {}]", reason.code, reason.clause)));
            }
            if !parts.is_empty() {
                lines.push(format!("          – {}", parts.join("; ")));
            }
        }
        lines
    }

    /// What a reason is about: a stranger's name, or one of our codes.
    fn object(self, object: &str) -> String {
        codes::known(object, self.lang).map_or_else(|| Untrusted(object).to_string(), str::to_owned)
    }

    fn details(self, signature: &SignatureReport) -> Vec<String> {
        let words = self.words();
        let mut lines = vec![self.line(6, Label::Level, words.level(signature.level))];
        lines.push(self.line(6, Label::Coverage, words.coverage(signature.coverage)));
        if let Some(permission) = signature.certification {
            lines.push(self.line(6, Label::Certification, words.certification(permission)));
        }
        let mut list = |label, items: Vec<String>| {
            if !items.is_empty() {
                lines.push(self.line(6, label, ""));
                lines.extend(items.into_iter().map(|item| format!("          – {item}")));
            }
        };
        list(Label::Chain, signature.chain.iter().map(|element| self.element(element)).collect());
        list(Label::Revocation, signature.revocation.iter().map(|answer| self.revocation(answer)).collect());
        list(Label::Timestamps, signature.timestamps.iter().map(|stamp| self.timestamp(stamp)).collect());
        let warning = |code: &&'static str| format!("{}  {}", codes::text(code, self.lang), dim(&format!("[{code}]")));
        list(Label::Warnings, signature.warnings.iter().map(warning).collect());
        lines
    }

    fn content(self, content: &ContentReport) -> String {
        let ContentReport { code, count, object } = content;
        let what = codes::text(code, self.lang);
        format!("        – {what} ({count}×, {object})  {}", dim(&format!("[{code}]")))
    }

    fn element(self, element: &ChainElement) -> String {
        let words = self.words();
        let mark = Mark::from(element.indication);
        let subject = Untrusted(&element.subject);
        let why = element.sub_indication.map(|sub| format!(": {}", words.sub_indication(sub))).unwrap_or_default();
        format!("{mark} {} {subject}{why}", words.chain_role(element.role))
    }

    fn revocation(self, answer: &RevocationReport) -> String {
        let mut text = format!("{} ({}): {}", answer.kind, answer.source, self.words().revocation(answer.outcome));
        if let Some(time) = answer.revocation_time {
            let _ = write!(text, ", {}", self.time(time));
        }
        if let Some(time) = answer.this_update {
            let _ = write!(text, "  {}", dim(&format!("[{}]", self.time(time))));
        }
        text
    }

    fn timestamp(self, stamp: &TimestampReport) -> String {
        let words = self.words();
        let mark = Mark::from(stamp.indication);
        let time = stamp.time.map_or_else(|| words.label(Label::Unknown).to_owned(), |time| self.time(time));
        let tsa = stamp.tsa.as_deref().map(|tsa| format!(", {}", Untrusted(&common_name(tsa)))).unwrap_or_default();
        format!("{mark} {time} {}{tsa}", words.timestamp_kind(stamp.kind))
    }

    fn line(self, indent: usize, label: Label, text: &str) -> String {
        format!("{:indent$}{}: {text}", "", dim(self.words().label(label))).trim_end().to_owned()
    }

    fn time(self, time: OffsetDateTime) -> String {
        show_time(time, self.zone)
    }
}

/// `2026-11-23 17:33:36 +07:00`: local, and saying so.
pub(super) fn show_time(time: OffsetDateTime, zone: UtcOffset) -> String {
    let format = time::macros::format_description!(
        "[year]-[month]-[day] [hour]:[minute]:[second] [offset_hour sign:mandatory]:[offset_minute]"
    );
    time.to_offset(zone).format(format).unwrap_or_else(|_| time.to_string())
}

/// The CN of an RFC 4514 name, unescaped; the whole name where it has none.
///
/// For reading only: nothing is decided by it.
fn common_name(name: &str) -> String {
    let mut rest = name;
    loop {
        let end = end_of_rdn(rest);
        let (part, tail) = rest.split_at(end);
        if let Some(value) = part.strip_prefix("CN=") {
            return unescape(value);
        }
        match tail.get(1..) {
            Some(next) if !next.is_empty() => rest = next,
            _ => return name.to_owned(),
        }
    }
}

/// Where the first comma or plus stands that is not escaped.
fn end_of_rdn(name: &str) -> usize {
    let mut escaped = false;
    for (at, c) in name.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ',' | '+' => return at,
            _ => {}
        }
    }
    name.len()
}

/// RFC 4514 §2.4 backwards: `\,` is a comma, `\C3\A1` two bytes of UTF-8.
fn unescape(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let Some(first) = rest.next() else { break };
        let digit = |byte: u8| char::from(byte).to_digit(16);
        match (digit(first), rest.clone().next().and_then(digit)) {
            (Some(high), Some(low)) => {
                rest.next();
                bytes.push((high << 4 | low) as u8);
            }
            _ => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

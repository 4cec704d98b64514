//! The facts of a verdict as lines of a label, a text and a list, before anybody decides how they look.

use std::fmt::Write as _;

use time::OffsetDateTime;

use crate::messages::{Label, codes};
use crate::report::cert::with_name;
use crate::report::style::Mark;
use crate::text::{Untrusted, in_zone};
use crate::verify::{
    BundleReport, ChainElement, Change, Check, CheckResult, ContentReport, EntryType, EvidenceReport, Indication,
    LevelMissing, Reason, Report, Requirement, RevocationReport, SignatureReport, SignerReport, Status,
    TimestampReport,
};

use super::View;
use super::name::common_name;

/// One fact.
pub(super) struct Fact {
    pub(super) label: Label,
    pub(super) text: String,
    pub(super) items: Vec<Item>,
}

/// One of several things under a fact.
pub(super) struct Item {
    pub(super) mark: Option<Mark>,
    pub(super) text: String,
    /// Codes, clauses and what else only some want to know.
    pub(super) note: String,
}

impl Item {
    fn plain(text: String) -> Self {
        Self { mark: None, text, note: String::new() }
    }
}

pub(super) fn fact(label: Label, text: impl Into<String>) -> Fact {
    Fact { label, text: text.into(), items: Vec::new() }
}

/// The empty signature fields.
pub(super) fn unsigned_fields(fields: &[String]) -> Fact {
    let fields: Vec<_> = fields.iter().map(|field| Untrusted(field).to_string()).collect();
    fact(Label::UnsignedFields, fields.join(", "))
}

/// A list; nothing where it is empty.
pub(super) fn list(label: Label, items: impl Iterator<Item = Item>) -> Option<Fact> {
    let items: Vec<_> = items.collect();
    (!items.is_empty()).then(|| Fact { label, text: String::new(), items })
}

/// What the certificate says of itself that a policy may ask for, and for which policies its path is valid.
fn policies(signature: &SignatureReport) -> Vec<Fact> {
    let named = |oids: &[String]| oids.iter().map(|oid| Item::plain(Untrusted(&with_name(oid)).to_string())).collect();
    let list = |label, items: Vec<_>| list(label, items.into_iter());
    let said = signature.signer.iter().flat_map(|signer| {
        let statements = [&signer.qc_statements[..], &signer.qc_types].concat();
        [list(Label::Policies, named(&signer.policies)), list(Label::QcStatements, named(&statements))]
    });
    said.chain([list(Label::ValidPolicies, named(&signature.valid_policies))]).flatten().collect()
}

/// Changes shown where not everything is.
const CHANGES: usize = 5;
/// Reasons shown where not everything is.
pub(super) const REASONS: usize = 3;

impl View {
    /// What is always said of a signature or time-stamp.
    pub(super) fn main_facts(self, signature: &SignatureReport) -> Vec<Fact> {
        let kind = signature.entry_type;
        let mut facts: Vec<_> = signature.signer.iter().flat_map(|signer| self.signer(signer, kind)).collect();
        facts.extend(self.times(signature));
        facts.push(fact(Label::Integrity, self.words().integrity(signature.integrity)));
        facts.push(self.since(signature));
        facts.extend(signature.chain.first().map(|leaf| self.certificate(leaf, signature)));
        facts.extend(self.why(signature));
        facts
    }

    /// What is said to those who want to know.
    pub(super) fn further_facts(self, signature: &SignatureReport) -> Vec<Fact> {
        let words = self.words();
        // Levels are of signatures; a document time-stamp is part of one.
        let level = (signature.entry_type == EntryType::Signature).then(|| Fact {
            items: signature.level_missing.iter().map(|missing| self.level_missing(missing)).collect(),
            ..fact(Label::Level, words.level(signature.level))
        });
        let mut facts = Vec::from_iter(level);
        facts.push(fact(Label::Coverage, words.coverage(signature.coverage)));
        facts.extend(
            signature.certification.map(|permission| fact(Label::Certification, words.certification(permission))),
        );
        facts.extend(list(Label::Chain, signature.chain.iter().map(|element| self.element(element))));
        facts.extend(policies(signature));
        facts.extend(list(Label::Revocation, signature.revocation.iter().map(|answer| self.revocation(answer))));
        facts.extend(list(Label::Timestamps, signature.timestamps.iter().map(|stamp| self.timestamp(stamp))));
        facts.extend(list(Label::Warnings, signature.warnings.iter().map(|code| self.warning(code))));
        facts
    }

    pub(super) fn warning(self, code: &str) -> Item {
        Item { note: format!("[{code}]"), ..Item::plain(codes::text(code, self.lang)) }
    }

    /// Every check that was made, in the order of the blocks.
    pub(super) fn checks(self, signature: &SignatureReport) -> Option<Fact> {
        list(Label::Checks, signature.checks.iter().map(|check| self.check(check)))
    }

    /// How old what it was judged with is.
    pub(super) fn bundle(self, bundle: &BundleReport) -> Fact {
        let age = self.words().days_old(bundle.age_days);
        fact(
            Label::Bundle,
            format!("{} ({age}), {}", self.time(bundle.created), Untrusted(&common_name(&bundle.signer))),
        )
    }

    /// That a file stood for the document, and what it says of itself.
    pub(super) fn evidence(self, evidence: &EvidenceReport, report: &Report) -> Fact {
        let words = self.words();
        let EvidenceReport { sha256, tool, looked_at, then } = evidence;
        let document = report.sha256.as_deref().unwrap_or_default();
        let not_looked_at = format!("{}: {document}", words.label(Label::NotLookedAt));
        let word = match (then.status, then.decision) {
            (Status::Error, _) => words.not_judged(),
            (_, Some(decision)) => words.decision(decision),
            (_, None) => words.no_signature(),
        };
        let said = format!("{}: {word} ({})", words.label(Label::SaidThen), self.time(then.at));
        Fact {
            label: Label::Evidence,
            text: format!("SHA-256 {sha256} ({}, {})", self.time(*looked_at), Untrusted(tool)),
            items: vec![Item { mark: Some(Mark::Unsure), ..Item::plain(not_looked_at) }, Item::plain(said)],
        }
    }

    pub(super) fn requirement(self, requirement: &Requirement) -> Fact {
        let (mark, state) = if requirement.met { (Mark::Good, Label::Met) } else { (Mark::Unsure, Label::NotMet) };
        let what = codes::text(requirement.code, self.lang);
        fact(Label::Requirements, format!("{} {what}: {}", mark.sign(), self.words().label(state)))
    }

    /// What the signers could not have seen.
    pub(super) fn unseen(self, content: &[ContentReport]) -> Option<Fact> {
        let item = |ContentReport { code, count, object }: &ContentReport| Item {
            note: format!("[{code}]"),
            ..Item::plain(format!("{} ({count}×, {object})", codes::text(code, self.lang)))
        };
        list(Label::Unseen, content.iter().map(item))
    }

    /// Who, for which office, and which CA says so.
    fn signer(self, signer: &SignerReport, kind: EntryType) -> Vec<Fact> {
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
        let label = if kind == EntryType::DocTimestamp { Label::Stamper } else { Label::Signer };
        let mut facts = vec![fact(label, who)];
        if !office.is_empty() {
            facts.push(fact(Label::Agency, office));
        }
        facts.push(fact(Label::Issuer, Untrusted(&common_name(&signer.issuer)).to_string()));
        facts
    }

    /// The proven time and its clock; the claimed one is marked as what it is.
    fn times(self, signature: &SignatureReport) -> Vec<Fact> {
        let words = self.words();
        let mut facts = Vec::new();
        if let Some(time) = signature.best_time {
            let source = signature.best_time_source.unwrap_or_default();
            let proven = source != "current-time";
            let text = if proven {
                format!("{} ({})", self.time(time), words.time_source(source))
            } else {
                words.label(Label::NotProven).to_owned()
            };
            let stamp = signature.entry_type == EntryType::DocTimestamp;
            facts.push(fact(if stamp { Label::StampTime } else { Label::Time }, text));
        }
        if let Some(time) = signature.claimed_time {
            let source = words.time_source(signature.claimed_time_source.unwrap_or("M"));
            facts.push(fact(Label::ClaimedTime, format!("{} ({source})", self.time(time))));
        }
        facts
    }

    /// How far what came later goes, then each change; what was not permitted first.
    fn since(self, signature: &SignatureReport) -> Fact {
        let words = self.words();
        let mut text = words.modifications(signature.modifications).to_owned();
        if signature.revisions_after > 0 {
            let _ = write!(text, " ({})", words.revisions_after(signature.revisions_after));
        }
        let (permitted, forbidden): (Vec<_>, Vec<_>) = signature.changes.iter().partition(|change| change.permitted);
        let shown = if self.detail { usize::MAX } else { CHANGES };
        let changes = forbidden.iter().chain(&permitted).take(shown);
        let mut items: Vec<_> = changes.map(|change| Item::plain(self.change(change))).collect();
        let left = signature.changes.len().saturating_sub(shown);
        if left > 0 {
            items.push(Item { note: words.more(left), ..Item::plain(String::new()) });
        }
        Fact { items, ..fact(Label::ChangedSince, text) }
    }

    /// `page 3: the content of a page was replaced (Contents); not permitted`
    fn change(self, change: &Change) -> String {
        let page = change.page.map(|page| format!("{}: ", self.words().page(page))).unwrap_or_default();
        let what = if change.what.is_empty() { String::new() } else { format!(" ({})", Untrusted(&change.what)) };
        let mark = if change.permitted { String::new() } else { format!("; {}", self.words().label(Label::Forbidden)) };
        format!("{page}{}{what}{mark}", codes::text(change.kind, self.lang))
    }

    /// The certificate's dates, and whether the time judged lies between them.
    fn certificate(self, leaf: &ChainElement, signature: &SignatureReport) -> Fact {
        let words = self.words();
        let day = |time: OffsetDateTime| in_zone(time, self.zone).date().to_string();
        let validity = format!("{} → {}", day(leaf.not_before), day(leaf.not_after));
        let judged = signature.best_time.map(|time| leaf.not_before <= time && time <= leaf.not_after);
        // Without a proof there is no «that time»: the certificate is looked at as of the time judged.
        let proven = signature.best_time_source.is_some_and(|source| source != "current-time");
        let state = judged.map(|valid| match (valid, proven) {
            (true, true) => Label::ValidAtTime,
            (false, true) => Label::NotValidAtTime,
            (true, false) => Label::ValidNow,
            (false, false) => Label::NotValidNow,
        });
        let state = state.map(|state| format!("; {}", words.label(state))).unwrap_or_default();
        fact(Label::Certificate, format!("{validity}{state}"))
    }

    /// Why not: the standard's word for it, then our reasons; in detail their codes too.
    fn why(self, signature: &SignatureReport) -> Option<Fact> {
        if signature.indication == Indication::TotalPassed {
            return None;
        }
        let sub = signature.sub_indication.map(|sub| self.words().sub_indication(sub)).unwrap_or_default();
        let shown = signature.reasons.iter().take(if self.detail { usize::MAX } else { REASONS });
        let items = shown.map(|reason| self.reason(reason, sub));
        let said = |item: &Item| !item.text.is_empty() || !item.note.is_empty();
        Some(Fact { items: items.filter(said).collect(), ..fact(Label::Why, sub) })
    }

    pub(super) fn reason(self, reason: &Reason, sub: &str) -> Item {
        self.reason_saying(reason, codes::text(reason.code, self.lang), sub)
    }

    /// The same, where `what` says better what does not hold.
    pub(super) fn reason_saying(self, reason: &Reason, what: String, sub: &str) -> Item {
        let mut parts = Vec::new();
        // The standard's word may have said it already.
        if sub != what {
            parts.push(what);
        }
        parts.extend(reason.object.as_deref().map(|object| self.object(object)));
        parts.extend(reason.time.map(|time| self.time(time)));
        let note = if self.detail { format!("[{}; {}]", reason.code, reason.clause) } else { String::new() };
        Item { note, ..Item::plain(parts.join("; ")) }
    }

    /// What a reason is about: a stranger's name, one of our codes, or a code and a name.
    fn object(self, object: &str) -> String {
        let known = |code| codes::known(code, self.lang);
        let both =
            object.split_once(": ").and_then(|(code, name)| Some(format!("{}: {}", known(code)?, Untrusted(name))));
        known(object).map(str::to_owned).or(both).unwrap_or_else(|| Untrusted(object).to_string())
    }

    fn level_missing(self, missing: &LevelMissing) -> Item {
        Item {
            note: format!("[{}; {}]", missing.what, missing.clause),
            ..Item::plain(codes::text(missing.what, self.lang))
        }
    }

    fn element(self, element: &ChainElement) -> Item {
        self.element_saying(element, element.sub_indication.map(|sub| self.words().sub_indication(sub).to_owned()))
    }

    /// One certificate of a path, and `why` it is not good.
    pub(super) fn element_saying(self, element: &ChainElement, why: Option<String>) -> Item {
        let words = self.words();
        let subject = Untrusted(&element.subject);
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        let mark = Some(Mark::from(element.indication));
        Item { mark, ..Item::plain(format!("{} {subject}{why}", words.chain_role(element.role))) }
    }

    pub(super) fn revocation(self, answer: &RevocationReport) -> Item {
        let mut text = format!("{} ({}): {}", answer.kind, answer.source, self.words().revocation(answer.outcome));
        if let Some(time) = answer.revocation_time {
            let _ = write!(text, ", {}", self.time(time));
        }
        let note = answer.this_update.map(|time| format!("[{}]", self.time(time))).unwrap_or_default();
        Item { note, ..Item::plain(text) }
    }

    fn timestamp(self, stamp: &TimestampReport) -> Item {
        let words = self.words();
        let time = stamp.time.map_or_else(|| words.label(Label::Unknown).to_owned(), |time| self.time(time));
        let tsa = stamp.tsa.as_deref().map(|tsa| format!(", {}", Untrusted(&common_name(tsa)))).unwrap_or_default();
        let mark = Some(Mark::from(stamp.indication));
        Item { mark, ..Item::plain(format!("{time} {}{tsa}", words.timestamp_kind(stamp.kind))) }
    }

    fn check(self, check: &Check) -> Item {
        let mark = match check.result {
            CheckResult::Passed => Mark::Good,
            CheckResult::Warning | CheckResult::Indeterminate => Mark::Unsure,
            CheckResult::Failed => Mark::Bad,
        };
        // A code's text says what its failure means; of what holds, the code alone is said.
        let text = if check.result == CheckResult::Passed {
            check.code.to_owned()
        } else {
            codes::text(check.code, self.lang)
        };
        let note = if check.result == CheckResult::Passed {
            check.clause.to_owned()
        } else {
            format!("{}; {}", check.code, check.clause)
        };
        Item { mark: Some(mark), text, note: format!("[{note}]") }
    }
}

//! What the file does not carry, fetched where the user lets us: issuers, lists, OCSP answers.
//!
//! A dead address is a reason to try later, and one that documents may not lead to is named; neither is ever an error of the
//! run (VERDICT §2). Where nothing of it was needed, a refused address is still a warning: somebody wrote it.

use crate::net;
use crate::online::{FetchProblem, Gathered, Material, Online, Sources, gather};
use crate::x509::Evidence;

use super::chain::{Answer, Question, SourcedEvidence};
use super::findings::Findings;
use super::rules;

impl Question<'_> {
    /// Judges with what is at hand and what `online` has for this leaf.
    pub(super) fn judge_online(&self, online: &Online, findings: &mut Findings) -> Answer {
        let known = self.known();
        let Gathered { used, sources, problems, .. } =
            gather(self.leaf, &known, self.anchors, self.at, self.proven, Some(online), self.memory);
        let pool: Vec<_> = self.pool.iter().chain(&used.certificates).cloned().collect();
        let evidence: Vec<_> = self.evidence.iter().cloned().chain(sourced(&used, &sources)).collect();
        let mut judged = Findings::default();
        let answer = Question { pool: &pool, evidence: &evidence, ..*self }.judge(&mut judged);
        let wanting = judged.broke(rules::CERTIFICATE_PATH) || judged.broke(rules::REVOCATION_DATA);
        report(&problems, wanting, findings, judged);
        answer
    }

    fn known(&self) -> Material {
        let mut known = Material { certificates: self.pool.to_vec(), ..Material::default() };
        for sourced in self.evidence {
            match &sourced.evidence {
                Evidence::Crl(crl) => known.crls.push(crl.clone()),
                Evidence::Ocsp(ocsp) => known.ocsps.push(ocsp.clone()),
            }
        }
        known
    }
}

/// What was fetched; the rest is known already.
fn sourced(used: &Material, sources: &Sources) -> Vec<SourcedEvidence> {
    let crls = used.crls.iter().cloned().map(Evidence::Crl);
    let all = crls.chain(used.ocsps.iter().cloned().map(Evidence::Ocsp));
    let fetched = |evidence: Evidence| {
        let source = sources.get(evidence.fingerprint())?.name();
        Some(SourcedEvidence { source, evidence })
    };
    all.filter_map(fetched).collect()
}

/// The first reason gives its name to the whole: an address that may answer later comes before what it left open.
fn report(problems: &[FetchProblem], wanting: bool, findings: &mut Findings, judged: Findings) {
    let (passing, lasting): (Vec<_>, Vec<_>) = problems.iter().partition(|problem| problem.is_passing);
    let name = |problem: &FetchProblem| format!("{}: {}", problem.code, problem.text);
    for problem in passing.iter().filter(|_| wanting) {
        findings.break_rule(rules::FETCH, name(problem));
    }
    findings.absorb(judged);
    for problem in lasting.iter().filter(|_| wanting) {
        findings.break_rule(rules::FETCH, name(problem));
    }
    if problems.iter().any(|problem| problem.code == net::REFUSED) {
        findings.warn(rules::FETCH_REFUSED);
    }
}

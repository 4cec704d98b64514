//! Time-stamps (EN 319 102-1 §5.4): signature time-stamps inside a CMS, document time-stamps over a revision.
//!
//! A time-stamp proves only the bytes of its own range, and only if everything about it passes: the token's own checks
//! (VERDICT §6), its path to a time-stamping anchor, its revocation, its algorithms. It is validated at the current time; one
//! whose authority has ended since is validated in the past, by what later document time-stamps prove of it (§5.6.3).

use time::OffsetDateTime;

use crate::cms::{Facts, Oddity, SignerInfo, attributes};
use crate::hash::Hash;
use crate::tsa::{self, Problem, Token};
use crate::x509::Certificate;

use super::findings::Findings;
use super::kept::{Kept, kept};
use super::poe::{Place, Proofs};
use super::store::Store;
use super::terms::{Indication, SubIndication};
use super::verdict::TimestampReport;
use super::xcv::{Chain, Purpose, Question};
use super::{Context, accept, fault, rules};

/// A judged time-stamp.
pub(super) struct Judged {
    pub(super) report: TimestampReport,
    /// Everything that was found.
    pub(super) findings: Findings,
    /// It is wrong in itself: not merely by somebody unknown, or without revocation data.
    pub(super) broken: bool,
    /// genTime with its accuracy added, if it passed: by then what it covers existed.
    pub(super) proof: Option<OffsetDateTime>,
    /// genTime with its accuracy taken off, if it passed.
    pub(super) earliest: Option<OffsetDateTime>,
    /// What arithmetic says of it.
    pub(super) facts: Option<Facts>,
    /// Its chain, if its certificate is known.
    pub(super) chain: Option<Chain>,
    /// What the file keeps of its chain, if it passed.
    pub(super) kept: Option<Kept>,
}

/// What a time-stamp is judged with.
pub(super) struct Material<'a> {
    pub(super) context: &'a Context,
    /// Certificates, CRLs and OCSP answers.
    pub(super) store: &'a Store,
    /// What later document time-stamps prove.
    pub(super) proofs: &'a Proofs,
    /// Where the token stands in the file.
    pub(super) place: Place,
}

impl Material<'_> {
    /// Judges a token of `kind` over what `imprint` hashes.
    pub(super) fn judge(
        &self,
        kind: &'static str,
        token: &Result<Token, tsa::Error>,
        imprint: &dyn Fn(Hash) -> Vec<u8>,
    ) -> Judged {
        let mut findings = Findings::under(&self.context.policy.constraints);
        let token = match token {
            Ok(token) => token,
            Err(error) => {
                findings.break_rule(rules::TIMESTAMP_TOKEN, error.to_string());
                let report = report(kind, None, None, &findings);
                let (proof, earliest) = (None, None);
                return Judged {
                    report,
                    findings,
                    broken: true,
                    proof,
                    earliest,
                    facts: None,
                    chain: None,
                    kept: None,
                };
            }
        };
        let facts = token.facts(self.store.pool.all());
        let mut broken = Self::judge_token(token, facts.as_ref(), imprint, &mut findings);
        let certificate = facts.as_ref().and_then(|facts| facts.certificate.as_ref());
        let question = certificate.map(|certificate| self.question(certificate, token));
        let mut chain = question.as_ref().map(Question::judge);
        if let Some(chain) = &mut chain {
            chain.warn(&mut findings);
            fault::report_all(std::mem::take(&mut chain.faults), &chain.demanded, &mut findings);
        }
        broken |= self.judge_time(token, certificate, &mut findings);
        let imprint: Vec<_> = token.info.hash.into_iter().collect();
        if let Some(facts) = &facts {
            let (policy, proven) = (&self.context.policy, self.proofs.proven(self.place));
            accept::strength(facts, &imprint, policy, proven.unwrap_or(self.context.at), None, &mut findings);
        }
        let passed = findings.indication().0 == Indication::TotalPassed;
        let path = chain.as_ref().and_then(|chain| chain.path.as_ref()).filter(|_| passed);
        let kept =
            question.zip(path).map(|(question, path)| kept(&question, path, token.info.gen_time, &["dss", "cms"]));
        Judged {
            report: report(kind, Some(token), certificate, &findings),
            broken,
            proof: passed.then(|| token.info.upper_bound().min(self.context.at)),
            earliest: passed.then(|| token.info.lower_bound()),
            findings,
            chain,
            kept,
            facts,
        }
    }

    /// The token itself (VERDICT §6). Is it broken?
    fn judge_token(
        token: &Token,
        facts: Option<&Facts>,
        imprint: &dyn Fn(Hash) -> Vec<u8>,
        findings: &mut Findings,
    ) -> bool {
        for problem in token.problems(facts, imprint) {
            let (rule, indication, sub) = meaning(&problem);
            findings.break_as(rule, indication, sub, problem.code().to_owned(), None);
        }
        let broken = findings.indication().0 != Indication::TotalPassed;
        if !broken {
            findings.pass(rules::MESSAGE_IMPRINT);
            findings.pass(rules::TIMESTAMP_TOKEN);
        }
        let odd = |oddity| facts.is_some_and(|facts| facts.has(oddity));
        if token.data.odd_unsigned_part() || odd(Oddity::SidEncoding) {
            findings.warn(rules::UNSIGNED_PART);
        }
        if odd(Oddity::DigestAlgorithmUnlisted) {
            findings.warn(rules::DIGEST_ALGORITHM_LISTED);
        }
        broken
    }

    /// genTime against its authority's certificate, the current time, and what is proven of the token. Is it broken?
    fn judge_time(&self, token: &Token, certificate: Option<&Certificate>, findings: &mut Findings) -> bool {
        let gen_time = Some(token.info.gen_time);
        let mut broken = false;
        // A TSA that has no valid certificate yet, or no longer, stamps nothing: the clock was set (RFC 3161 §4).
        if let Some(certificate) = certificate.filter(|certificate| !certificate.is_valid_at(token.info.gen_time)) {
            findings.break_at(rules::TIMESTAMP_TOKEN, certificate.subject().to_rfc4514(), gen_time);
            broken = true;
        }
        // Proofs from after the current time are not used (VERDICT §1). That makes them no forgeries, unless no clock of
        // anybody's can have shown that time yet.
        if token.info.gen_time > self.context.at {
            findings.break_at(rules::TIMESTAMP_IN_FUTURE, None, gen_time);
            broken |= token.info.gen_time > self.context.at.max(self.context.clock);
        } else if self.proofs.proven(self.place).is_some_and(|proven| token.info.lower_bound() > proven) {
            // A later time-stamp covers this one and says that it was made earlier: they cannot both be right.
            findings.break_at(rules::TIMESTAMP_ORDER, None, gen_time);
        }
        broken
    }

    fn question<'q>(&'q self, certificate: &'q Certificate, token: &Token) -> Question<'q> {
        Question {
            context: self.context,
            store: self.store,
            proofs: self.proofs,
            leaf: certificate,
            anchors: &self.context.tsa_trust,
            purpose: Purpose::Timestamp,
            // RFC 3161 §2.4.2, RFC 5816: the token names its certificate, or has a problem.
            bound: true,
            proven: self.proofs.proven(self.place),
            stamped: false,
            made: Some(token.info.upper_bound()),
            not_before: None,
            asks: &super::xcv::OF_TIMESTAMPS,
            standing: std::cell::RefCell::default(),
        }
    }
}

/// Which rule a token's problem breaks, and what that means for the time-stamp.
fn meaning(problem: &Problem) -> (super::findings::Rule, Indication, SubIndication) {
    use {
        Indication::{Indeterminate, TotalFailed},
        SubIndication::{
            ChainConstraintsFailure, CryptoConstraintsFailure, FormatFailure, HashFailure, NoSigningCertificateFound,
            SigConstraintsFailure, SigCryptoFailure,
        },
    };
    match problem {
        Problem::Imprint => (rules::MESSAGE_IMPRINT, TotalFailed, HashFailure),
        Problem::Digest => (rules::MESSAGE_DIGEST, TotalFailed, HashFailure),
        Problem::Signature => (rules::SIGNATURE_VALUE, TotalFailed, SigCryptoFailure),
        Problem::SignerCount(_) => (rules::ONE_SIGNER, TotalFailed, FormatFailure),
        Problem::Version(_) | Problem::Attributes => (rules::TIMESTAMP_TOKEN, TotalFailed, FormatFailure),
        Problem::NoCertificate => (rules::SIGNING_CERTIFICATE, Indeterminate, NoSigningCertificateFound),
        Problem::Ess => (rules::ESS_SIGNING_CERTIFICATE, Indeterminate, NoSigningCertificateFound),
        // Not KEY_USAGE, which a policy may weaken for signers: who only signs documents stamps no time for anybody.
        Problem::Usage(_) => (rules::TIMESTAMP_TOKEN, Indeterminate, ChainConstraintsFailure),
        Problem::ImprintAlgorithm => (rules::ALGORITHM_KNOWN, Indeterminate, CryptoConstraintsFailure),
        Problem::CriticalExtension(_) | Problem::TsaName => {
            (rules::TIMESTAMP_TOKEN, Indeterminate, SigConstraintsFailure)
        }
    }
}

/// The signature time-stamps of `signer`, each judged over the octets of SignerInfo.signature only (RFC 3161 Annex A).
pub(super) fn signature_timestamps(signer: &SignerInfo, material: &Material<'_>) -> Vec<Judged> {
    let tokens = signer.unsigned_values(attributes::SIGNATURE_TIMESTAMP);
    let over = |hash: Hash| hash.digest(&signer.signature);
    tokens.into_iter().map(|token| material.judge("signature", &Token::parse(token), &over)).collect()
}

/// The content time-stamps of `signer`: over the signed bytes themselves, made before the signature (EN 319 122-1 §5.2.8).
pub(super) fn content_timestamps(
    signer: &SignerInfo,
    material: &Material<'_>,
    covered: &dyn Fn(Hash) -> Vec<u8>,
) -> Vec<Judged> {
    let tokens = signer.signed.iter().flat_map(|signed| signed.values(attributes::CONTENT_TIMESTAMP));
    tokens.map(|token| material.judge("content", &Token::parse(token), covered)).collect()
}

fn report(
    kind: &'static str,
    token: Option<&Token>,
    certificate: Option<&Certificate>,
    findings: &Findings,
) -> TimestampReport {
    let (indication, sub_indication) = findings.indication();
    TimestampReport {
        kind,
        time: token.map(|token| token.info.gen_time),
        accuracy_s: token.and_then(|token| token.info.accuracy).map(time::Duration::as_seconds_f64),
        policy_oid: token.map(|token| token.info.policy.clone()),
        tsa: certificate.map(|certificate| certificate.subject().to_rfc4514()),
        indication,
        sub_indication,
    }
}

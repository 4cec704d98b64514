//! Time-stamps (EN 319 102-1 §5.4): signature time-stamps inside a CMS, document time-stamps over a revision.
//!
//! A time-stamp proves only the bytes of its own range, and only if everything about it passes: the token's own checks
//! (VERDICT §6), its path to a time-stamping anchor, its revocation, its algorithms.

use time::OffsetDateTime;

use crate::cms::{Oddity, SignedData, SignerInfo, attributes};
use crate::hash::Hash;
use crate::tsa::{Problem, Token};
use crate::x509::{Certificate, Memory};

use super::Context;
use super::accept;
use super::chain::{Question, SourcedCrl};
use super::findings::Findings;
use super::rules;
use super::verdict::{Indication, SignatureReport, SubIndication, TimestampReport};

/// A judged time-stamp.
#[derive(Clone, Debug)]
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
}

/// What a time-stamp is judged with.
pub(super) struct Material<'a> {
    pub(super) context: &'a Context,
    /// Certificates and CRLs of the file.
    pub(super) pool: &'a [Certificate],
    pub(super) crls: &'a [SourcedCrl],
    /// The earliest time at which the token itself is proven to have existed (a later document time-stamp).
    pub(super) proven: Option<OffsetDateTime>,
}

impl Material<'_> {
    /// Judges `bytes` as a token of `kind` over what `imprint` hashes.
    pub(super) fn judge(&self, kind: &'static str, bytes: &[u8], imprint: &dyn Fn(Hash) -> Vec<u8>) -> Judged {
        let mut findings = Findings::under(&self.context.policy.constraints);
        match Token::parse(bytes) {
            Ok(token) => self.judge_token(kind, &token, imprint, findings),
            Err(error) => {
                findings.break_rule(rules::TIMESTAMP_TOKEN, error.to_string());
                Judged {
                    report: report(kind, None, None, &findings),
                    findings,
                    broken: true,
                    proof: None,
                    earliest: None,
                }
            }
        }
    }

    fn judge_token(
        &self,
        kind: &'static str,
        token: &Token,
        imprint: &dyn Fn(Hash) -> Vec<u8>,
        mut findings: Findings,
    ) -> Judged {
        let pool: Vec<_> = self.pool.iter().chain(&self.context.intermediates).cloned().collect();
        let facts = token.facts(&pool);
        for problem in token.problems(facts.as_ref(), imprint) {
            let (rule, indication, sub) = meaning(&problem);
            findings.break_as(rule, indication, sub, problem.code().to_owned(), None);
        }
        if findings.indication().0 == Indication::TotalPassed {
            findings.pass(rules::MESSAGE_IMPRINT);
            findings.pass(rules::TIMESTAMP_TOKEN);
        }
        let odd = |oddity| facts.as_ref().is_some_and(|facts| facts.has(oddity));
        if token.data.odd_unsigned_part() || odd(Oddity::SidEncoding) {
            findings.warn(rules::UNSIGNED_PART);
        }
        if odd(Oddity::DigestAlgorithmUnlisted) {
            findings.warn(rules::DIGEST_ALGORITHM_LISTED);
        }
        let mut broken = findings.indication().0 != Indication::TotalPassed;
        let certificate = facts.as_ref().and_then(|facts| facts.certificate.clone());
        if let Some(certificate) = &certificate {
            self.judge_chain(token, certificate, &pool, &mut findings);
            // A TSA that has no valid certificate yet, or no longer, stamps nothing: the clock was set (RFC 3161 §4).
            if !certificate.is_valid_at(token.info.gen_time) {
                let gen_time = Some(token.info.gen_time);
                findings.break_at(rules::TIMESTAMP_TOKEN, certificate.subject().to_rfc4514(), gen_time);
                broken = true;
            }
        }
        let imprint: Vec<_> = token.info.hash.into_iter().collect();
        if let Some(facts) = &facts {
            accept::strength(facts, &imprint, &self.context.policy, self.proven, self.context.at, &mut findings);
        }
        if token.info.gen_time > self.context.at {
            findings.break_at(rules::TIMESTAMP_IN_FUTURE, None, Some(token.info.gen_time));
            broken = true;
        }
        let passed = findings.indication().0 == Indication::TotalPassed;
        let proof = passed.then(|| token.info.upper_bound().min(self.context.at));
        let earliest = passed.then(|| token.info.lower_bound());
        Judged { report: report(kind, Some(token), certificate.as_ref(), &findings), findings, broken, proof, earliest }
    }

    fn judge_chain(&self, token: &Token, certificate: &Certificate, pool: &[Certificate], findings: &mut Findings) {
        let inside = certificates_in(&token.data, &self.context.memory).into_iter();
        let pool: Vec<_> = inside.chain(pool.iter().cloned()).collect();
        Question {
            leaf: certificate,
            pool: &pool,
            anchors: &self.context.tsa_trust,
            crls: self.crls,
            at: self.context.at,
            proven: self.proven,
            policy: &self.context.policy,
            memory: &self.context.memory,
        }
        .judge(findings);
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
        Problem::Usage(_) => (rules::KEY_USAGE, Indeterminate, ChainConstraintsFailure),
        Problem::ImprintAlgorithm => (rules::ALGORITHM_KNOWN, Indeterminate, CryptoConstraintsFailure),
        Problem::CriticalExtension(_) | Problem::TsaName => {
            (rules::TIMESTAMP_TOKEN, Indeterminate, SigConstraintsFailure)
        }
    }
}

/// The signature time-stamps of `signer`, each judged over the octets of SignerInfo.signature only (RFC 3161 Annex A).
pub(super) fn signature_timestamps(signer: &SignerInfo, material: &Material<'_>) -> Vec<Judged> {
    let tokens = signer.unsigned_values(attributes::SIGNATURE_TIMESTAMP);
    tokens.into_iter().map(|token| material.judge("signature", token, &|hash| hash.digest(&signer.signature))).collect()
}

/// The content time-stamps of `signer`: over the signed bytes themselves, made before the signature (EN 319 122-1 §5.2.8).
pub(super) fn content_timestamps(
    signer: &SignerInfo,
    material: &Material<'_>,
    covered: &dyn Fn(Hash) -> Vec<u8>,
) -> Vec<Judged> {
    let tokens = signer.signed.iter().flat_map(|signed| signed.values(attributes::CONTENT_TIMESTAMP));
    tokens.map(|token| material.judge("content", token, covered)).collect()
}

/// The signature was made after its content time-stamps, so nothing may prove that it existed before them (EN 319 102-1
/// §5.5.4).
pub(super) fn not_before(stamps: &[Judged], report: &mut SignatureReport, findings: &mut Findings) {
    for stamp in stamps {
        match (stamp.broken, stamp.earliest) {
            (_, Some(earliest)) if report.best_time.is_some_and(|best| best < earliest) => {
                findings.break_at(rules::TIMESTAMP_ORDER, None, stamp.report.time);
            }
            (_, Some(_)) => findings.pass(rules::CONTENT_TIMESTAMP),
            (true, None) => findings.break_at(rules::CONTENT_TIMESTAMP, None, stamp.report.time),
            (false, None) => findings.warn(rules::TIMESTAMP_NOT_USABLE),
        }
        findings.absorb_warnings(&stamp.findings);
    }
    report.timestamps.splice(0..0, stamps.iter().map(|stamp| stamp.report.clone()));
}

/// All certificates of a CMS that can be read, those of its time-stamps included.
pub(super) fn certificates_in(data: &SignedData, memory: &Memory) -> Vec<Certificate> {
    data.certificates.iter().filter_map(|der| memory.certificate(der).ok()).collect()
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

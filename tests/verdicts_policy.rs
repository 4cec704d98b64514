//! What the policy and the date decide: old forms, short keys, weak digests, declarations, time-stamps (VERDICT §5, §6, §8).

#![allow(clippy::unwrap_used)] // A test fails where it is.

mod openssl;

use kyso::cms::ToBeSigned;
use kyso::cms::ber::{self, OCTET_STRING, SEQUENCE, tlv};
use kyso::hash::Hash;
use kyso::verify::{Form, Indication, Integrity, Level, SubIndication};
use kyso::x509::Scheme;
use time::macros::datetime;

use openssl::Desk;
use openssl::forge::attribute;
use openssl::paper::Paper;
use openssl::verdict::{
    PADES, PASSED, PKCS7, cms_sign, failed, indeterminate, judged, lan, only, verdict, with_attributes,
};

/// Without signed attributes: never in PAdES; in an old form the policy decides.
#[test]
fn a_signature_without_attributes_is_for_the_policy_to_judge() {
    let desk = lan();
    let file = |sub_filter| Paper::new(sub_filter).signed(|covered| cms_sign(&desk, covered, "-noattr"));
    let pades = judged(&desk, &file(PADES));
    assert_eq!(verdict(&pades), indeterminate(SubIndication::SigConstraintsFailure));
    let old = judged(&desk, &file(PKCS7));
    assert_eq!((verdict(&old), old.integrity), (PASSED, Integrity::Intact));
    assert!(old.warnings.contains(&"NO_SIGNED_ATTRIBUTES"));
    let strict = only(desk.judge(&file(PKCS7), "nd30", |_| {}));
    assert_eq!(verdict(&strict), indeterminate(SubIndication::SigConstraintsFailure));
}

/// A key that was good once: before its date, and with a proof; not today.
#[test]
fn a_short_key_was_good_until_its_date() {
    let desk = Desk::new().with("lan", "RSA1024");
    let file = Paper::new(PADES).signed(|covered| desk.cms_of(&desk.attributes(covered)));
    let today = judged(&desk, &file);
    assert_eq!(verdict(&today), indeterminate(SubIndication::CryptoConstraintsFailureNoPoe));
    assert_eq!(today.reasons[0].object.as_deref(), Some("rsa 1024"));
    let then = only(desk.judge(&file, "default", |context| context.at = datetime!(2015-01-01 0:00 UTC)));
    assert!(!then.reasons.iter().any(|reason| reason.code == "ALGORITHM_STRENGTH"), "{:?}", then.reasons);
}

/// The old forms are judged, and said to be old.
#[test]
fn old_forms_are_judged() {
    let desk = lan();
    let sha1 = |covered: &[u8]| {
        desk.write("covered", &Hash::Sha1.digest(covered));
        desk.run("cms -sign -binary -nodetach -md sha256 -in covered -outform DER -signer lan.pem -inkey lan.key")
    };
    let file = Paper::new("adbe.pkcs7.sha1").signed(sha1);
    let old = judged(&desk, &file);
    // SHA-256 over a SHA-1: the bytes hang on SHA-1 all the same.
    assert_eq!(verdict(&old), indeterminate(SubIndication::CryptoConstraintsFailureNoPoe));
    assert_eq!((old.integrity, old.reasons[0].object.as_deref()), (Integrity::Intact, Some("sha1")));
    assert!(old.warnings.contains(&"LEGACY_SUB_FILTER"));
    let other = Paper::new("adbe.pkcs7.sha1").signed(|_| sha1(b"another letter"));
    assert_eq!(verdict(&judged(&desk, &other)), failed(SubIndication::HashFailure));

    let hexed = |name: &str| kyso::text::hex(&desk.certificate(name));
    let ca = kyso::text::hex(&desk.run("x509 -in ca.pem -outform DER"));
    for (cert, hash, expected) in [
        (format!("/Cert<{}>", hexed("lan")), "sha256", PASSED),
        (format!("/Cert[<{}><{ca}>]", hexed("lan")), "sha256", PASSED),
        (format!("/Cert[<{}>]", hexed("lan")), "sha1", indeterminate(SubIndication::CryptoConstraintsFailureNoPoe)),
        (format!("/Cert[<{ca}><{}>]", hexed("lan")), "sha256", indeterminate(SubIndication::CryptoConstraintsFailure)),
        (String::new(), "sha256", indeterminate(SubIndication::NoSigningCertificateFound)),
    ] {
        let file = Paper::new("adbe.x509.rsa_sha1").with(&cert).signed(|covered| {
            desk.write("covered", covered);
            tlv(OCTET_STRING, &[&desk.run(&format!("dgst -{hash} -sign lan.key covered"))])
        });
        let old = judged(&desk, &file);
        assert_eq!(verdict(&old), expected, "{hash}, {} octets of /Cert: {:?}", cert.len(), old.reasons);
        assert_eq!(old.form, Form::X509Rsa);
    }
}

/// /Cert says nothing beside an ETSI SubFilter: it is not looked at, and said to be there.
#[test]
fn a_cert_entry_changes_nothing_in_pades() {
    let desk = lan();
    let paper =
        Paper::new(PADES).with(&format!("/Cert<{}>", kyso::text::hex(&desk.run("x509 -in ca.pem -outform DER"))));
    let signature = with_attributes(&desk, &paper, &|_| {});
    assert_eq!((verdict(&signature), signature.level), (PASSED, None));
    assert!(signature.warnings.contains(&"CERT_ENTRY_IGNORED"));
}

/// What a signer declares is read: a policy is accepted or not, and a commitment stands instead of a reason.
#[test]
fn what_a_signer_declares_is_read() {
    let desk = lan();
    let policy = |digest: &[u8]| {
        let imprint =
            tlv(SEQUENCE, &[&tlv(SEQUENCE, &[&ber::oid("2.16.840.1.101.3.4.2.1")]), &tlv(OCTET_STRING, &[digest])]);
        attribute("1.2.840.113549.1.9.16.2.15", &[&tlv(SEQUENCE, &[&ber::oid("1.2.704.1"), &imprint])])
    };
    let file = |digest: &[u8]| {
        Paper::new(PADES).signed(|covered| {
            let mut attributes = desk.attributes(covered);
            attributes.push(policy(digest));
            attributes.sort();
            desk.cms_of(&attributes)
        })
    };
    let under = |file: &[u8], accepted: &str| {
        let text = include_str!("../src/verify/data/default.toml");
        let text = text.replace("\"hard\"", "\"soft\"").replace("signature_policies = \"any\"", accepted);
        let accepted = kyso::verify::Policy::parse("mine", &text).unwrap();
        only(desk.judge(file, "default", |context| context.policy = accepted))
    };
    let named = file(&[7; 32]);
    let any = judged(&desk, &named);
    assert_eq!(verdict(&any), PASSED);
    assert!(any.warnings.contains(&"SIGNATURE_POLICY"));
    assert_eq!(
        verdict(&under(&named, "signature_policies = []")),
        indeterminate(SubIndication::SignaturePolicyNotAvailable)
    );
    let listed = format!("signature_policies = [{{ oid = \"1.2.704.1\", digest = \"{}\" }}]", "07".repeat(32));
    assert_eq!(verdict(&under(&named, &listed)), PASSED);
    for digest in [&[8; 32], &[0; 32]] {
        assert_eq!(verdict(&under(&file(digest), &listed)), indeterminate(SubIndication::PolicyProcessingError));
    }

    let commitment =
        attribute("1.2.840.113549.1.9.16.2.16", &[&tlv(SEQUENCE, &[&ber::oid("1.2.840.113549.1.9.16.6.1")])]);
    let add = |all: &mut Vec<Vec<u8>>| all.push(commitment.clone());
    let alone = with_attributes(&desk, &Paper::new(PADES), &add);
    assert_eq!((verdict(&alone), alone.level), (PASSED, Some(Level::BB)));
    let with_reason = with_attributes(&desk, &Paper::new(PADES).with("/Reason(approved)"), &add);
    assert_eq!((verdict(&with_reason), with_reason.level), (PASSED, None));
    assert!(with_reason.warnings.contains(&"COMMITMENT_AND_REASON"));
    let torn = attribute("1.2.840.113549.1.9.16.2.15", &[&[4, 0]]);
    let torn = with_attributes(&desk, &Paper::new(PADES), &|all| all.push(torn.clone()));
    assert_eq!(verdict(&torn), indeterminate(SubIndication::SigConstraintsFailure));
}

/// A time-stamp over the content: the signature was made after it.
#[test]
fn a_content_time_stamp_is_the_only_proof_of_not_before() {
    let desk = lan().with("tsa", "RSA");
    let stamp = |content: &[u8]| {
        desk.write("stamped", content);
        desk.run("ts -query -data stamped -sha256 -cert -out request");
        desk.run("ts -reply -queryfile request -signer tsa.pem -inkey tsa.key -chain ca.pem -config openssl.cnf -token_out -out token");
        attribute("1.2.840.113549.1.9.16.2.20", &[&desk.read("token")])
    };
    let file = |content: &dyn Fn(&[u8]) -> Vec<u8>| {
        Paper::new(PADES).signed(|covered| {
            let mut attributes = desk.attributes(covered);
            attributes.push(stamp(&content(covered)));
            attributes.sort();
            desk.cms_of(&attributes)
        })
    };
    let honest = judged(&desk, &file(&<[u8]>::to_vec));
    assert_eq!(verdict(&honest), PASSED, "{:?}", honest.reasons);
    assert_eq!((honest.timestamps[0].kind, honest.timestamps[0].indication), ("content", Indication::TotalPassed));
    assert_eq!(honest.best_time_source, Some("current-time"), "it proves nothing of «not after»");
    let other = judged(&desk, &file(&|_| b"another letter".to_vec()));
    assert_eq!(verdict(&other), indeterminate(SubIndication::SigConstraintsFailure));
}

/// A time-stamp is as weak as what its authority signs with, however strong the imprint.
#[test]
fn a_time_stamp_signed_with_sha1_proves_nothing() {
    let desk = lan().with("tsa", "RSA");
    for (digest, source) in [("sha256", "signature-timestamp"), ("sha1", "current-time")] {
        let file = Paper::new(PADES).signed(|covered| {
            let certificate = desk.certificate("lan");
            let content = Hash::Sha256.digest(covered);
            let scheme = Scheme::RsaPkcs1(Hash::Sha256);
            let ready = ToBeSigned::pades(&content, Hash::Sha256, scheme, &certificate).unwrap();
            let value = desk.sign(&ready.message());
            desk.write("stamped", &value);
            desk.run("ts -query -data stamped -sha256 -cert -out request");
            desk.run(&format!(
                "ts -reply -queryfile request -signer tsa.pem -inkey tsa.key -config openssl.cnf -{digest} -token_out -out token"
            ));
            ready.signed(value, vec![certificate]).with_timestamp(&desk.read("token")).to_der().unwrap()
        });
        let signature = judged(&desk, &file);
        assert_eq!(verdict(&signature), PASSED, "{digest}: {:?}", signature.reasons);
        assert_eq!(signature.best_time_source, Some(source), "{digest}");
        assert_eq!(signature.warnings.contains(&"TIMESTAMP_NOT_USABLE"), digest == "sha1");
    }
}

/// An office that accepts no old forms says so in a file; another takes what the rules do not forbid.
#[test]
fn a_policy_file_makes_a_warning_a_failure_and_a_failure_a_warning() {
    let desk = lan();
    let old = Paper::new(PKCS7).signed(|covered| desk.cms_of(&desk.attributes(covered)));
    let under = |file: &[u8], constraints: &str| {
        let text =
            format!("extends = \"default\"\nname = \"mine\"\nrevocation = \"soft\"\n[constraints]\n{constraints}");
        let policy = kyso::verify::Policy::parse("mine.toml", &text).unwrap();
        only(desk.judge(file, "default", |context| context.policy = policy))
    };
    assert_eq!(verdict(&under(&old, "")), PASSED);
    let strict = under(&old, "LEGACY_SUB_FILTER = \"fail\"");
    assert_eq!(verdict(&strict), indeterminate(SubIndication::SigConstraintsFailure));
    assert_eq!(strict.reasons[0].code, "LEGACY_SUB_FILTER");
    let silent = under(&old, "LEGACY_SUB_FILTER = \"ignore\"");
    assert!(!silent.warnings.contains(&"LEGACY_SUB_FILTER"));
    // What a policy is silent about is still no baseline.
    let disorderly = Paper::new(PADES).signed(|covered| {
        let reversed: Vec<_> = desk.attributes(covered).into_iter().rev().collect();
        desk.cms_of(&reversed)
    });
    let silent = under(&disorderly, "SIGNED_ATTRIBUTES_NOT_DER = \"ignore\"");
    assert_eq!((verdict(&silent), silent.level), (PASSED, None));

    // A certificate for time-stamps, and for nothing else.
    desk.certify("lan", "lan", "stamper", 9);
    let wrong = Paper::new(PADES).signed(|covered| desk.cms_of(&desk.attributes(covered)));
    assert_eq!(verdict(&under(&wrong, "")), indeterminate(SubIndication::ChainConstraintsFailure));
    let lenient = under(&wrong, "KEY_USAGE = \"warn\"");
    assert_eq!(verdict(&lenient), PASSED);
    assert!(lenient.warnings.contains(&"KEY_USAGE"));
}

/// What a policy may ask of a signer's certificate is told of every signer, and what it asks is a check of its own.
#[test]
fn policies_and_statements_of_a_signer_are_told_and_asked_for() {
    let desk = lan();
    desk.certify("lan", "lan", "official", 9);
    let file = Paper::new(PADES).signed(|covered| desk.cms_of(&desk.attributes(covered)));
    let under = |policy: &str, demand: &str| {
        let text = format!("extends = \"{policy}\"\nname = \"mine\"\nrevocation = \"soft\"\n{demand}");
        let policy = kyso::verify::Policy::parse("mine.toml", &text).unwrap();
        desk.judge(&file, "default", |context| context.policy = policy)
    };
    let plain = only(under("default", ""));
    assert_eq!(verdict(&plain), PASSED);
    let signer = plain.signer.as_ref().unwrap();
    assert_eq!(
        (&signer.policies[..], &plain.valid_policies[..]),
        (&["1.2.704.1.1".to_owned()][..], &signer.policies[..])
    );
    assert_eq!(signer.qc_statements, ["0.4.0.1862.1.1", "0.4.0.1862.1.6"]);
    assert_eq!(signer.qc_types, ["0.4.0.1862.1.6.1"]);
    let checked = |signature: &kyso::verify::SignatureReport, code| {
        signature.checks.iter().find(|check| check.code == code).map(|check| check.result)
    };
    assert_eq!(checked(&plain, "CERTIFICATE_POLICIES"), None, "nobody asked");
    let met = "certificate_policies = [\"1.2.704.1.1\"]\nqc_statements = [\"qc-compliance\", \"qc-type-esign\"]";
    let met = only(under("default", met));
    assert_eq!(verdict(&met), PASSED);
    for code in ["CERTIFICATE_POLICIES", "QC_STATEMENTS"] {
        assert_eq!(checked(&met, code), Some(kyso::verify::CheckResult::Passed), "{code}");
    }
    for (demand, code) in [
        ("certificate_policies = [\"1.2.704.1.2\"]", "CERTIFICATE_POLICIES"),
        ("qc_statements = [\"qc-compliance\", \"qc-sscd\"]", "QC_STATEMENTS"),
    ] {
        let unmet = under("nd30", demand);
        assert_eq!(unmet.decision, Some(kyso::verify::Decision::Invalid), "{code}");
        let unmet = only(unmet);
        assert_eq!(verdict(&unmet), indeterminate(SubIndication::ChainConstraintsFailure));
        let reasons: Vec<_> = unmet.reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(reasons, [code]);
        assert_eq!(checked(&unmet, code), Some(kyso::verify::CheckResult::Indeterminate));
    }
}

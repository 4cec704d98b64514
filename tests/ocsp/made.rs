//! Answers that OpenSSL made as a responder, to questions that were asked here.

use std::fs;
use std::path::Path;

use kyso::x509::{
    Certificate, KeyType, Memory, OcspResponse, Outcome, Reason, RevocationData, check_revocation, ocsp_request,
    read_certificates,
};
use time::OffsetDateTime;

use super::peer::openssl;

/// A kind of key, how OpenSSL makes it, and how it signs with it.
const KINDS: [(KeyType, &[&str], &[&str]); 10] = [
    (KeyType::Rsa, &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], &["-rmd", "sha256"]),
    (KeyType::Rsa, &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], &["-rmd", "sha1"]),
    (
        KeyType::Rsa,
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        &["-rmd", "sha512", "-rsigopt", "rsa_padding_mode:pss", "-rsigopt", "rsa_pss_saltlen:64"],
    ),
    (KeyType::RsaPss, &["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"], &["-rmd", "sha384"]),
    (KeyType::P256, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], &["-rmd", "sha256"]),
    (KeyType::P384, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], &["-rmd", "sha384"]),
    (KeyType::P521, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], &["-rmd", "sha512"]),
    (KeyType::BrainpoolP256r1, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"], &[]),
    (KeyType::Ed25519, &["-algorithm", "ED25519"], &[]),
    (KeyType::Ed448, &["-algorithm", "ED448"], &[]),
];

/// What the CA's index says of numbers 7, 8 and 9; of 10 it says nothing.
const INDEX: &str = "V\t900101000000Z\t\t07\tunknown\t/CN=Lan
R\t900101000000Z\t240301000000Z,keyCompromise\t08\tunknown\t/CN=Mai
R\t900101000000Z\t240301000000Z,holdInstruction,1.2.840.10040.2.2\t09\tunknown\t/CN=Minh
";

fn read(folder: &Path, file: &str) -> Certificate {
    read_certificates(&fs::read(folder.join(file)).unwrap()).unwrap().remove(0)
}

/// A CA with that kind of key, and number 7 to 10 issued by it.
fn ca(folder: &Path, algorithm: &[&str]) {
    fs::write(folder.join("index.txt"), INDEX).unwrap();
    fs::write(folder.join("index.txt.attr"), "unique_subject = no\n").unwrap();
    openssl(folder, &[&["genpkey", "-out", "ca.key"], algorithm].concat());
    openssl(folder, &["req", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=CA", "-days", "3000", "-out", "ca.pem"]);
    openssl(folder, &["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "leaf.key"]);
    for number in ["7", "8", "9", "10"] {
        let out = format!("{number}.pem");
        let issue = ["req", "-x509", "-new", "-key", "leaf.key", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2000"];
        openssl(folder, &[&issue[..], &["-subj", "/CN=leaf", "-set_serial", number, "-out", &out]].concat());
    }
}

fn answer(folder: &Path, question: &[u8], options: &[&str]) -> OcspResponse {
    fs::write(folder.join("question.der"), question).unwrap();
    let respond = ["ocsp", "-index", "index.txt", "-CA", "ca.pem", "-rsigner", "ca.pem", "-rkey", "ca.key"];
    let files = ["-reqin", "question.der", "-respout", "answer.der", "-ndays", "1"];
    let said = openssl(folder, &[&respond[..], &files, options].concat());
    let der = fs::read(folder.join("answer.der")).unwrap_or_else(|_| panic!("{said}"));
    OcspResponse::from_der(&der).unwrap()
}

/// What each number is worth by an answer to a question about it.
#[test]
fn what_openssl_answers_with_each_kind_of_key_is_heard() {
    for (kind, algorithm, signing) in KINDS {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        ca(folder, algorithm);
        let issuer = read(folder, "ca.pem");
        assert_eq!(issuer.public_key().unwrap().key_type(), kind);
        let outcome = |number: u8| {
            let leaf = read(folder, &format!("{number}.pem"));
            let nonce = [number; 32];
            let answer = answer(folder, &ocsp_request(&leaf, &issuer, Some(&nonce)), signing);
            assert_eq!(answer.nonce(), Some(&nonce[..]), "{kind}: the nonce comes back");
            assert!(answer.is_about(&leaf, &issuer));
            let data = RevocationData { crls: Vec::new(), ocsps: vec![answer] };
            let memory = Memory::default();
            check_revocation(&leaf, &issuer, &data, &[], OffsetDateTime::now_utc(), &memory).outcome
        };
        assert!(matches!(outcome(7), Outcome::Good { .. }), "{kind} {signing:?}");
        assert!(matches!(outcome(8), Outcome::Revoked { reason: Some(Reason::KeyCompromise), .. }), "{kind}");
        assert!(matches!(outcome(9), Outcome::OnHold { .. }), "{kind}");
        assert_eq!(outcome(10), Outcome::Unknown, "{kind}");
    }
}

#[test]
fn a_responder_names_itself_by_its_key_and_leaves_its_certificate_out() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    ca(folder, KINDS[4].1);
    let (leaf, issuer) = (read(folder, "7.pem"), read(folder, "ca.pem"));
    let question = ocsp_request(&leaf, &issuer, None);
    // Not -rcid: OpenSSL 3.0 then answers about number 0.
    for options in [&["-resp_key_id"][..], &["-resp_no_certs"], &["-resp_key_id", "-resp_no_certs"]] {
        let answer = answer(folder, &question, options);
        assert_eq!(answer.nonce(), None);
        let data = RevocationData { crls: Vec::new(), ocsps: vec![answer] };
        let outcome =
            check_revocation(&leaf, &issuer, &data, &[], OffsetDateTime::now_utc(), &Memory::default()).outcome;
        assert!(matches!(outcome, Outcome::Good { .. }), "{options:?}: {outcome:?}");
    }
}

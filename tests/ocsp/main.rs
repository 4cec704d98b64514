//! OCSP answers by name: what each is worth, beside what OpenSSL says of the same bytes (RFC 6960, VERDICT §7).
//!
//! No public suite of such answers exists. Each case is a real answer, signed with a key of its own; where OpenSSL says
//! something else, the reason stands beside it, and a reason that no longer holds fails too.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod answer;
mod cases;
mod clerk;
mod damage;
#[path = "../desk/mod.rs"]
mod desk;
mod made;
mod peer;
mod pki;
mod shape;
mod together;
mod what;
mod who;

use std::collections::HashSet;
use std::fs;

use kyso::x509::{
    Considered, Error, Memory, OcspResponse, Outcome, RevocationData, check_revocation, revocation_exemption,
};
use time::OffsetDateTime;
use time::macros::datetime;

use cases::{Case, World};
use pki::Party;

const NOW: OffsetDateTime = datetime!(2025-01-01 00:00 UTC);

#[test]
fn each_answer_is_worth_what_it_is_and_openssl_agrees_or_the_reason_is_known() {
    let world = World::new();
    let cases = cases::all(&world);
    let names: HashSet<_> = cases.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), cases.len(), "a name twice");
    assert!(cases.len() > 100, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let (ours, theirs) = (spoken(case, &world), openssl(case, &world));
        let agrees = agree(&ours, theirs);
        if ours != case.says || theirs != case.openssl || agrees == case.because.is_some() {
            wrong.push(format!("{}: {ours}; OpenSSL: {theirs}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the answer is worth, in words.
fn spoken(case: &Case, world: &World) -> String {
    let answer = match OcspResponse::from_der(&case.der) {
        Ok(answer) => answer,
        Err(Error::OcspStatus { name, .. }) => return format!("no answer: {name}"),
        Err(_) => return "malformed".into(),
    };
    let data = RevocationData { crls: Vec::new(), ocsps: vec![answer] };
    let asked = case.asked.as_ref().unwrap_or(&world.lan).certificate();
    let issuer = case.issuer.as_ref().unwrap_or(&world.ca).certificate();
    let pool: Vec<_> = case.pool.iter().map(Party::certificate).collect();
    let answer = check_revocation(&asked, &issuer, &data, &pool, NOW, &Memory::default());
    answer.considered.first().map_or("nothing".into(), words)
}

fn words(considered: &Considered) -> String {
    if let Outcome::Unusable(why) = &considered.outcome {
        return format!("unusable {}", why.code());
    }
    let signer = considered.signer.as_ref().map_or(String::new(), |signer| {
        let exempt = if revocation_exemption(signer).is_some() { ", exempt" } else { "" };
        format!(" by {}{exempt}", signer.subject().cn().unwrap())
    });
    let said = match &considered.outcome {
        Outcome::Good { .. } => "good".into(),
        Outcome::Revoked { time, reason, invalidity_date } => {
            let suspect = invalidity_date.map_or(String::new(), |since| format!(", suspect since {}", since.date()));
            format!("revoked {} {}{suspect}", time.date(), reason.map_or("-", |reason| reason.name()))
        }
        Outcome::OnHold { time, .. } => format!("on-hold {}", time.date()),
        Outcome::Unknown => "unknown".into(),
        Outcome::Stale { .. } => "stale".into(),
        Outcome::NoInformation { .. } => "no-information".into(),
        Outcome::Unusable(_) | Outcome::None => "none".into(),
    };
    said + &signer
}

fn openssl(case: &Case, world: &World) -> &'static str {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("answer.der"), &case.der).unwrap();
    let issuer = case.issuer.as_ref().unwrap_or(&world.ca);
    let asked = case.asked.as_ref().unwrap_or(&world.lan);
    let mut others = vec![issuer.der.clone()];
    others.extend(case.pool.iter().map(|party| party.der.clone()));
    peer::pem(folder, "root.pem", std::slice::from_ref(&world.root.der));
    peer::pem(folder, "ca.pem", std::slice::from_ref(&issuer.der));
    peer::pem(folder, "leaf.pem", std::slice::from_ref(&asked.der));
    peer::pem(folder, "others.pem", &others);
    peer::verdict(folder, case.digest)
}

/// Is it the same verdict? OpenSSL has fewer words.
fn agree(ours: &str, theirs: &str) -> bool {
    let first = ours.split([' ', ':', ',']).next().unwrap();
    match theirs {
        "good" => first == "good",
        "revoked" => matches!(first, "revoked" | "on-hold"),
        "unknown" => first == "unknown",
        "out of date" => first == "stale" || ours == "unusable OCSP_DATES",
        "no answer" => first == "no",
        "not found" => ours == "nothing",
        "not verified" => matches!(first, "unusable" | "nothing" | "malformed"),
        "unreadable" => first == "malformed",
        _ => false,
    }
}

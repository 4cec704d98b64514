//! The public suite of path validation (NIST PKITS): every test, through the library.

#![allow(clippy::unwrap_used)] // A test stops where it stands.
#![allow(dead_code)]

#[path = "pkits/suite.rs"]
mod suite;
use kyso::x509::*;
use std::slice::from_ref;
use suite::*;
#[test]
fn scratch() {
    let suite = Suite::find();
    let at = time::macros::datetime!(2020-01-01 0:00 UTC);
    for vector in suite.vectors() {
        let (anchor, below, _) = vector.files(&suite);
        let (leaf, pool) = below.split_last().unwrap();
        let pool: Vec<_> = pool.iter().map(|f| certificate(f)).collect();
        let anchor = certificate(&anchor);
        let report = build_path(
            &certificate(leaf),
            &pool,
            from_ref(&anchor),
            at,
            &vector.inputs(),
            &Memory::default(),
            &mut Budget::default(),
        );
        let codes: Vec<_> = report.no_path.iter().chain(report.path.failures()).map(Failure::code).collect();
        let ok = (report.status == PathStatus::Valid) == vector.should_validate;
        let short =
            |p: &[String]| p.iter().map(|p| p.rsplit('.').next().unwrap().to_owned()).collect::<Vec<_>>().join(",");
        println!(
            "{}\t{}\t{}\t{}\t{}\t{}",
            if ok { "ok" } else { "DIFF" },
            vector.number(),
            vector.should_validate,
            codes.join(","),
            short(&report.path.authorities_policies),
            short(&report.path.valid_policies)
        );
    }
}

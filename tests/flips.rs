//! One bit flipped at each of thousands of places: no covered byte may change unnoticed, and inside /Contents only what no
//! signature protects may, each time with a warning that names its clause.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::collections::BTreeMap;
use std::fs;

use desk::Desk;
use kyso::verify::{Context, Indication, Integrity, Policy, Report};
use kyso::x509::{read_certificates, read_crls};

const FLIPS: usize = 2_000;

/// Warnings under which a flipped /Contents may pass: each names a part that no signature protects.
///
/// TIMESTAMP_NOT_USABLE: a CA certificate that travels in the token's bag, which nothing signs, no longer leads to the anchor;
/// the signature is then valid without a proof of its time, and says so.
const HARMLESS: [&str; 5] =
    ["CONTENTS_HEX_CASE", "CONTENTS_TRAILING_DATA", "UNSIGNED_PART", "DIGEST_ALGORITHM_LISTED", "TIMESTAMP_NOT_USABLE"];

fn context(desk: &Desk) -> Context {
    let trust = read_certificates(&fs::read(desk.lab.root_pem()).unwrap()).unwrap();
    Context {
        tsa_trust: trust.clone(),
        trust,
        crls: desk.lab.crls().iter().flat_map(|path| read_crls(&fs::read(path).unwrap()).unwrap()).collect(),
        ..Context::new(Policy::built_in("default").unwrap().unwrap(), time::OffsetDateTime::now_utc())
    }
}

/// Splitmix64: the same places in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

fn signed() -> (Desk, Vec<u8>, std::ops::Range<usize>) {
    let desk = Desk::new();
    let path = desk.sign(desk.lab.leader_token(), &desk.document("01-quyet-dinh-libreoffice.pdf"), "signed.pdf");
    let bytes = fs::read(path).unwrap();
    let report = context(&desk).judge("signed.pdf", &bytes, None);
    assert_eq!(report.signatures[0].indication, Indication::TotalPassed, "{:#?}", report.signatures[0].reasons);
    let [_, head, tail, _] = report.signatures[0].byte_range.unwrap();
    (desk, bytes, head as usize..tail as usize)
}

fn flipped(bytes: &[u8], at: usize, bit: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[at] ^= 1 << bit;
    changed
}

fn intact(report: &Report) -> bool {
    report.signatures.iter().any(|signature| signature.integrity == Integrity::Intact)
}

#[test]
fn no_flipped_bit_outside_contents_leaves_a_signature_intact() {
    let (desk, bytes, gap) = signed();
    let (context, mut dice) = (context(&desk), Dice(1));
    let mut done = 0;
    while done < FLIPS {
        let (at, bit) = (dice.below(bytes.len()), dice.below(8));
        if gap.contains(&at) {
            continue;
        }
        done += 1;
        let report = context.judge("flipped.pdf", &flipped(&bytes, at, bit), None);
        assert!(!intact(&report), "bit {bit} of byte {at}");
    }
}

#[test]
fn a_flipped_bit_inside_contents_passes_only_with_a_warning_that_names_why() {
    let (desk, bytes, gap) = signed();
    let (context, mut dice) = (context(&desk), Dice(2));
    let (mut classes, mut silent): (BTreeMap<String, usize>, Vec<String>) = Default::default();
    for _ in 0..FLIPS {
        let (at, bit) = (gap.start + dice.below(gap.len()), dice.below(8));
        let report = context.judge("flipped.pdf", &flipped(&bytes, at, bit), None);
        let Some(signature) =
            report.signatures.iter().find(|signature| signature.indication == Indication::TotalPassed)
        else {
            continue;
        };
        let why = signature.warnings.iter().find(|warning| HARMLESS.contains(warning));
        let Some(why) = why else {
            silent.push(format!("bit {bit} of byte {} of the CMS", (at - gap.start - 1) / 2));
            continue;
        };
        let clause = signature.checks.iter().find(|check| check.code == *why).map(|check| check.clause).unwrap();
        *classes.entry(format!("{why} ({clause})")).or_default() += 1;
    }
    println!("{classes:#?}");
    assert!(silent.is_empty(), "these pass without a warning: {silent:#?}");
}

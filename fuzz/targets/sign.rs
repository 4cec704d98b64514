//! A file that somebody damaged is signed with a key of the laboratory, and verified.
//!
//! Signing refuses, or the new file begins with the old one and our own verifier calls the new signature intact.

#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use kyso::hash::{Hash, Prefixes, Trails};
use kyso::pdf::Document;
use kyso::sign::{Entries, Order, sign};
use kyso::token::{Pin, Pkcs12Signer};
use kyso::verify::{Context, Integrity, Level, Policy};
use libfuzzer_sys::fuzz_target;
use time::macros::datetime;

/// The key that seeds.rs took from the laboratory: P-256, for it signs fast.
fn signer() -> &'static Pkcs12Signer {
    static SIGNER: OnceLock<Pkcs12Signer> = OnceLock::new();
    SIGNER.get_or_init(|| {
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/key");
        let passphrase = std::fs::read(home.join("passphrase")).expect("run.sh made the seeds");
        let passphrase = Pin::new(passphrase.trim_ascii_end().to_vec(), "file").expect("a passphrase");
        Pkcs12Signer::open(&home.join("id.p12"), &passphrase, &[], &|_| true).expect("run.sh made the seeds")
    })
}

fn order() -> Order {
    Order {
        level: Level::BB,
        hash: Hash::Sha256,
        pss: false,
        defer: false,
        field: None,
        entries: Entries::default(),
        certify: None,
        lock: None,
    }
}

fn context() -> Context {
    let policy = Policy::built_in("default").expect("a policy of that name").expect("it is sound");
    Context::new(policy, datetime!(2026-11-28 12:00 UTC))
}

fuzz_target!(|data: &[u8]| {
    let before = context().judge("", data, None);
    let Ok(document) = Document::open(data) else { return };
    let now = datetime!(2026-11-28 12:00 UTC);
    let Ok(sealed) = sign(&document, &Trails::default(), &order(), signer(), None, now) else { return };
    let file = [data, sealed.tail()].concat();
    let (Ok(whole), trails) = (Document::open(&file), Trails::default()) else { return };
    let Ok(signed) = sealed.check(&whole, Prefixes::new(&file, &trails), None) else { return };
    let after = context().judge("", &file, None);
    let new = after.signatures.iter().find(|entry| entry.field == signed.field).expect("the new field is found");
    assert_eq!(new.integrity, Integrity::Intact);
    assert_eq!(after.signatures.len(), before.signatures.len() + 1);
    // Without anchors nothing is ever valid.
    assert!(after.signatures.iter().all(|entry| entry.indication != kyso::verify::Indication::TotalPassed));
});

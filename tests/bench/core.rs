//! What a signature costs without the key: reading, choosing and checking the field, preparing the update, hashing what it
//! covers and sealing a CMS into it, one core, documents of about 30 KB.
//!
//! `cargo bench --bench core` prints documents a second, and how much of it SHA-256 over the same bytes takes, in turns in
//! one run: the hash is the physical limit, the ratio is what can be compared between machines.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use kyso::hash::{Hash, Trails};
use kyso::pdf::Document;
use kyso::sign::{Entries, Order, prepare};
use kyso::verify::Level;
use time::OffsetDateTime;

/// A CMS at B-B with two certificates is about this long.
const CMS: usize = 3 * 1024;
const ROUNDS: usize = 7;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/documents");
    let order = Order {
        level: Level::BB,
        hash: Hash::Sha256,
        pss: false,
        defer: false,
        field: None,
        entries: Entries::default(),
        certify: None,
        lock: None,
    };
    for (name, what) in [
        ("20-thong-bao-weasyprint.pdf", "table"),
        ("15-giay-moi-qpdf-2-0.pdf", "stream, object streams"),
        ("14-to-trinh-qpdf-linearized.pdf", "linearized"),
    ] {
        let bytes = fs::read(folder.join(name)).unwrap();
        let sign = || seal(&bytes, &order);
        let hash = || drop(black_box(Hash::Sha256.digest(black_box(&bytes))));
        let (mut signing, mut hashing) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            signing.push(one(sign));
            hashing.push(one(hash));
        }
        let (signing, hashing) = (median(signing), median(hashing));
        println!(
            "{name} ({} bytes, {what}): {:.0} a second on one core (limit 10,000), {:.1} × its SHA-256",
            bytes.len(),
            1.0 / signing.as_secs_f64(),
            signing.as_secs_f64() / hashing.as_secs_f64(),
        );
    }
}

fn seal(bytes: &[u8], order: &Order) {
    let document = Document::open(black_box(bytes)).unwrap();
    let prepared = prepare(&document, order, OffsetDateTime::UNIX_EPOCH, CMS).unwrap();
    let digest = prepared.digest(order.hash, &Trails::default());
    let sealed = prepared.seal(&[&digest[..], &[0x30; CMS - 32]].concat()).unwrap();
    black_box(sealed);
}

/// The time of one call, over as many as take a tenth of a second.
fn one(work: impl Fn()) -> Duration {
    let start = Instant::now();
    let mut calls = 0;
    while start.elapsed() < Duration::from_millis(100) {
        work();
        calls += 1;
    }
    start.elapsed() / calls
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

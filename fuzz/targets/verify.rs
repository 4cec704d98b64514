//! A signed file that somebody changed is judged. Whatever passes must be what its signer signed.
//!
//! The judge is not asked whether it was right: beside it stands what seeds.rs wrote down, the digests of all covered bytes
//! that the people of the laboratory ever signed, with the certificate of who did. A signature passes only over such
//! bytes, for such a signer; every later change was permitted; and the pages paint what they painted for the signer.

#![no_main]

mod forger;

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use kyso::hash::Hash;
use kyso::pdf::{Document, Error, Object, Page, View};
use kyso::text::hex;
use kyso::verify::{Context, Indication, Policy, SignatureReport};
use kyso::x509::{read_certificates, read_crls};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use time::OffsetDateTime;

/// What seeds.rs left for the judge and for those who check it.
struct World {
    context: Context,
    /// Digest of the covered bytes and fingerprint of the signer, as in a line of the file `signed`.
    signed: HashSet<String>,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let home = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/trust");
        let read = |name: &str| fs::read(home.join(name)).expect("run.sh made the seeds");
        let text = |name: &str| String::from_utf8(read(name)).expect("text");
        let at = text("at").trim().parse().expect("seconds");
        let crls = ["root.crl", "sub.crl", "tsa-ca.crl"].map(|name| read_crls(&read(name)).expect("a list"));
        let policy = Policy::built_in("default").expect("a policy of that name").expect("it is sound");
        let at = OffsetDateTime::from_unix_timestamp(at).expect("a time");
        let trust = read_certificates(&read("root.pem")).expect("a certificate");
        let context = Context { trust, crls: crls.concat(), ..Context::new(policy, at) };
        World { context, signed: text("signed").lines().map(str::to_owned).collect() }
    })
}

fuzz_target!(|data: &[u8]| {
    let report = world().context.judge("", data, None);
    let passed: Vec<_> = report.signatures.iter().filter(|entry| entry.indication == Indication::TotalPassed).collect();
    if passed.is_empty() {
        return;
    }
    let now = Document::open(data).expect("it was judged");
    let shown = painted(&now.latest());
    for entry in passed {
        let end = is_as_signed(entry, data);
        let then = Document::open(&data[..end]).expect("a signed revision is a document");
        assert!(shown == painted(&then.latest()), "{}: pages paint something else", entry.field);
    }
});

/// The bytes were signed by whom the report names; where they end.
fn is_as_signed(entry: &SignatureReport, data: &[u8]) -> usize {
    let range = entry.byte_range.expect("a passed signature has a range");
    let [start, head, tail, rest] = range.map(|number| usize::try_from(number).expect("within the file"));
    let covered = [&data[start..start + head], &data[tail..tail + rest]].concat();
    let signer = entry.signer.as_ref().expect("a passed signature has a signer");
    let line = format!("{} {}", hex(&Hash::Sha256.digest(&covered)), signer.fingerprint_sha256);
    assert!(world().signed.contains(&line), "{}: nobody signed {line}", entry.field);
    assert!((data[start + head], data[tail - 1]) == (b'<', b'>'), "{}: the gap is no string", entry.field);
    assert!(data[..start + head].windows(5).any(|window| window == b"%PDF-"), "{}: no header", entry.field);
    assert!(entry.changes.iter().all(|change| change.permitted), "{}: {:?}", entry.field, entry.changes);
    tail + rest
}

/// What the pages paint, page by page; nothing where it cannot be read.
fn painted(view: &View<'_, '_>) -> Option<Vec<Vec<u8>>> {
    let mut pages = Vec::new();
    let mut all = Ok(());
    view.each_page(|page| match content(view, page) {
        Ok(content) => pages.push(content),
        Err(error) => all = Err(error),
    })
    .ok()?;
    all.ok().map(|()| pages)
}

fn content(view: &View<'_, '_>, page: &Page) -> Result<Vec<u8>, Error> {
    let value = view.lookup(page.dictionary(), b"Contents")?;
    let parts: Vec<&Object> = match value.as_array() {
        Some(items) => items.iter().map(|item| &item.value).collect(),
        None => page.dictionary().get(b"Contents").into_iter().collect(),
    };
    let mut all = Vec::new();
    for part in parts {
        let part = view.resolve(part)?;
        if let (Some(id), Some(stream)) = (part.id(), part.as_stream()) {
            all.extend(view.decode(id, stream)?);
            all.push(b'\n');
        }
    }
    Ok(all)
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    forger::change(data, size, max_size, seed)
});

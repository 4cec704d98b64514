//! Seeds for the fuzzers, out of the laboratory and the sample documents: `cargo run --example seeds`.
//!
//! Whole files as they are, encrypted and packed by qpdf, signed, certified and time-stamped by kyso go to the targets that take
//! files; their objects, cross-reference sections and streams to those that take parts. The judge gets every file of the
//! attack workshop, with the laboratory's trust and a list of what was signed by whom. What is kept in `fuzz/seeds` is
//! added. Needs what the laboratory and the peers need (`fixtures/setup.sh`).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use kyso::hash::{Hash, Trails};
use kyso::pdf::{ByteRange, Document, Object, SignatureDictionary};
use kyso::sign::{Certify, Entries, LockFields, Order, sign, timestamp};
use kyso::text::hex;
use kyso::token::{Pin, Pkcs12Signer};
use kyso::tsa::{Pool, Settings, SystemClock};
use kyso::verify::{Context as Judge, Indication, Level, Policy};
use kyso::x509::{read_certificates, read_crls};
use kyso_lab::Lab;
use time::OffsetDateTime;

/// Longer parts teach a fuzzer nothing that shorter ones do not.
const LONGEST_PART: usize = 4096;
/// Signed files that the judge gets.
const LONGEST_SIGNED: usize = 65_536;
/// Documents that are signed and encrypted: every byte more makes a fuzzer slower.
const SMALL: usize = 30_000;

fn main() -> Result<()> {
    let lab = Lab::start()?;
    let seeds = Seeds { folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus") };
    let key = lab.p12("leader-3");
    seeds.write("key", "id.p12", &fs::read(&key.path)?)?;
    seeds.write("key", "passphrase", &fs::read(&key.passphrase_file)?)?;
    seeds.kept()?;
    seeds.workshop(&lab)?;
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/documents");
    for entry in fs::read_dir(documents)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "pdf") {
            continue;
        }
        let name = path.file_stem().and_then(|stem| stem.to_str()).context("a name")?.to_owned();
        let bytes = fs::read(&path)?;
        seeds.whole(&name, &bytes)?;
        if bytes.len() <= SMALL {
            seeds.variants(&name, &path)?;
            seeds.signed(&lab, &name, &bytes)?;
        }
    }
    Ok(())
}

struct Seeds {
    folder: PathBuf,
}

impl Seeds {
    fn write(&self, target: &str, name: &str, bytes: &[u8]) -> Result<()> {
        let folder = self.folder.join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), bytes).with_context(|| format!("{target}/{name}"))
    }

    /// What stands in `fuzz/seeds/TARGET`.
    fn kept(&self) -> Result<()> {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
        for target in fs::read_dir(kept)? {
            let target = target?;
            for seed in fs::read_dir(target.path())? {
                let seed = seed?;
                let (target, name) = (target.file_name(), seed.file_name());
                self.write(&target.to_string_lossy(), &name.to_string_lossy(), &fs::read(seed.path())?)?;
            }
        }
        Ok(())
    }

    /// A file for the targets that take files, and its parts for the others.
    fn whole(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.write("revision", name, bytes)?;
        self.write("repair", name, &without_startxref(bytes))?;
        self.write("sign", name, bytes)?;
        let Ok(document) = Document::open(bytes) else { return Ok(()) };
        for (index, revision) in document.revisions().iter().enumerate() {
            let start = usize::try_from(revision.xref_offset)? + document.header_offset();
            let section = bytes.get(start..revision.end).unwrap_or_default();
            if section.len() <= LONGEST_PART {
                // It stands directly after the header of nine bytes.
                self.write("xref", &format!("{name}-{index}"), &[&[0, 9], section].concat())?;
            }
            for (number, _) in document.touched(index) {
                self.object(name, &document, index, number)?;
            }
        }
        Ok(())
    }

    fn object(&self, name: &str, document: &Document<'_>, revision: usize, number: u32) -> Result<()> {
        let view = document.at(revision);
        let Ok(Some(object)) = view.get_number(number) else { return Ok(()) };
        let raw = object.raw(document.bytes());
        let part = format!("{name}-{revision}-{number}");
        match &object.value {
            Object::Stream(stream) if raw.len() <= LONGEST_PART => {
                let pairs = stream.dictionary.span.of(document.bytes());
                let pairs = pairs.strip_prefix(b"<<").and_then(|rest| rest.strip_suffix(b">>")).unwrap_or_default();
                self.write("filters", &part, &[pairs, b"\nstream\n", view.raw_data(stream)].concat())
            }
            Object::Dictionary(_) | Object::Array(_) if raw.len() <= LONGEST_PART => self.write("lexer", &part, raw),
            _ => Ok(()),
        }
    }

    /// The same document as others would store it.
    fn variants(&self, name: &str, path: &Path) -> Result<()> {
        let ways: [(&str, &[&str]); 7] = [
            ("packed", &["--object-streams=generate", "--compress-streams=y"]),
            ("linearized", &["--linearize", "--object-streams=generate"]),
            ("rc4-40", &["--allow-weak-crypto", "--encrypt", "", "o", "40", "--"]),
            ("rc4-128", &["--allow-weak-crypto", "--encrypt", "", "o", "128", "--use-aes=n", "--"]),
            ("aes-128", &["--allow-weak-crypto", "--encrypt", "", "o", "128", "--use-aes=y", "--"]),
            ("aes-256-r5", &["--allow-weak-crypto", "--encrypt", "", "o", "256", "--force-R5", "--"]),
            ("aes-256", &["--encrypt", "", "o", "256", "--"]),
        ];
        for (way, arguments) in ways {
            let out = tempfile::NamedTempFile::new()?;
            let status = Command::new("qpdf").args(arguments).arg(path).arg(out.path()).status()?;
            // qpdf says 3 for warnings.
            ensure!(matches!(status.code(), Some(0 | 3)), "qpdf {arguments:?}: {status}");
            self.whole(&format!("{name}-{way}"), &fs::read(out.path())?)?;
        }
        Ok(())
    }

    /// The document signed in every way, each time over the file before.
    fn signed(&self, lab: &Lab, name: &str, bytes: &[u8]) -> Result<()> {
        let key = lab.p12("leader-3");
        let passphrase = Pin::new(fs::read(&key.passphrase_file)?.trim_ascii_end().to_vec(), "file")?;
        let signer = Pkcs12Signer::open(&key.path, &passphrase, &[], &|_| true)?;
        let settings = Settings {
            urls: vec![lab.tsa_url()],
            credentials: None,
            timeout: Duration::from_secs(10),
            tries: 1,
            rate: None,
            proxy: None,
        };
        let tsa = Pool::new(settings, Box::new(SystemClock))?;
        let now = OffsetDateTime::now_utc();
        let plain = Order {
            level: Level::BB,
            hash: Hash::Sha256,
            pss: false,
            defer: false,
            field: None,
            entries: Entries { reason: Some("Phê duyệt".to_owned()), ..Entries::default() },
            certify: None,
            lock: None,
        };
        let orders = [
            ("certified", Order { certify: Some(Certify::Annotations), ..plain.clone() }),
            ("stamped", Order { level: Level::BT, ..plain.clone() }),
            ("locked", Order { lock: Some(LockFields::All), ..plain }),
        ];
        let mut file = bytes.to_vec();
        for (way, order) in orders {
            let document = Document::open(&file)?;
            let sealed = sign(&document, &Trails::default(), &order, &signer, Some(&tsa), now)?;
            file = [&file[..], sealed.tail()].concat();
            self.whole(&format!("{name}-{way}"), &file)?;
        }
        let sealed = timestamp(&Document::open(&file)?, &Trails::default(), &tsa, Hash::Sha256)?;
        let archived = [&file[..], sealed.tail()].concat();
        self.whole(&format!("{name}-archived"), &archived)
    }

    /// Attacks and honest files, whom to trust, and what was signed by whom.
    fn workshop(&self, lab: &Lab) -> Result<()> {
        let folder = tempfile::tempdir()?;
        kyso_attacks::make(lab, folder.path())?;
        let now = OffsetDateTime::now_utc();
        self.write("trust", "at", now.unix_timestamp().to_string().as_bytes())?;
        for entry in fs::read_dir(folder.path().join("trust"))? {
            let entry = entry?;
            self.write("trust", &entry.file_name().to_string_lossy(), &fs::read(entry.path())?)?;
        }
        let judge = judge(lab, now)?;
        let mut signed = BTreeSet::new();
        for kind in ["attacks", "honest"] {
            for entry in fs::read_dir(folder.path().join(kind))? {
                let entry = entry?;
                let bytes = fs::read(entry.path())?;
                signed.extend(signed_parts(&judge, &bytes));
                if bytes.len() <= LONGEST_SIGNED {
                    self.write("verify", &entry.file_name().to_string_lossy(), &bytes)?;
                }
            }
        }
        let lines: String = signed.into_iter().map(|line| line + "\n").collect();
        self.write("trust", "signed", lines.as_bytes())
    }
}

/// The file without a way to its cross-reference.
fn without_startxref(bytes: &[u8]) -> Vec<u8> {
    let mut lost = bytes.to_vec();
    for at in 0..lost.len() {
        if lost[at..].starts_with(b"startxref") {
            lost[at] = b'%';
        }
    }
    lost
}

fn judge(lab: &Lab, at: OffsetDateTime) -> Result<Judge> {
    let mut crls = Vec::new();
    for path in lab.crls() {
        crls.extend(read_crls(&fs::read(path)?)?);
    }
    let policy = Policy::built_in("default").context("a policy of that name")??;
    Ok(Judge { trust: read_certificates(&fs::read(lab.root_pem())?)?, crls, ..Judge::new(policy, at) })
}

/// Digest of the covered bytes and fingerprint of the signer, for each signature of `file` that passed when it was made:
/// while nothing came after it.
fn signed_parts(judge: &Judge, file: &[u8]) -> Vec<String> {
    let Ok(document) = Document::open(file) else { return Vec::new() };
    let Ok(tree) = document.latest().all_fields() else { return Vec::new() };
    let mut lines = Vec::new();
    for field in tree.signatures() {
        let Ok(Some(signature)) = SignatureDictionary::of_field(&document.latest(), field) else { continue };
        let Ok(range) = ByteRange::new(signature.byte_range.as_deref(), signature.contents_span, &document) else {
            continue;
        };
        for entry in judge.judge("", &file[..range.end()], None).signatures {
            let Some(signer) = entry.signer.filter(|_| entry.indication == Indication::TotalPassed) else { continue };
            let Some([start, head, tail, rest]) = entry.byte_range.map(|range| range.map(|at| at as usize)) else {
                continue;
            };
            let covered = [&file[start..start + head], &file[tail..tail + rest]].concat();
            lines.push(format!("{} {}", hex(&Hash::Sha256.digest(&covered)), signer.fingerprint_sha256));
        }
    }
    lines
}

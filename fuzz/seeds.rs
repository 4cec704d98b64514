//! Seeds for the fuzzers, out of the laboratory and the sample documents: `cargo run --example seeds`.
//!
//! Whole files as they are, encrypted and packed by qpdf, signed, certified and time-stamped by kyso go to the targets that take
//! files; their objects, cross-reference sections and streams to those that take parts. What is kept in `fuzz/seeds` is
//! added. Needs what the laboratory needs (`fixtures/setup.sh`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use kyso::hash::{Hash, Trails};
use kyso::pdf::{Document, Object};
use kyso::sign::{Certify, Entries, LockFields, Order, sign, timestamp};
use kyso::token::{Pin, Pkcs12Signer};
use kyso::tsa::{Pool, Settings, SystemClock};
use kyso::verify::Level;
use kyso_lab::Lab;
use time::OffsetDateTime;

/// Longer parts teach a fuzzer nothing that shorter ones do not.
const LONGEST_PART: usize = 4096;
/// Documents that are signed and encrypted: every byte more makes a fuzzer slower.
const SMALL: usize = 30_000;

fn main() -> Result<()> {
    let lab = Lab::start()?;
    let seeds = Seeds { folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus") };
    let key = lab.p12("leader-3");
    seeds.write("key", "id.p12", &fs::read(&key.path)?)?;
    seeds.write("key", "passphrase", &fs::read(&key.passphrase_file)?)?;
    seeds.kept()?;
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
}

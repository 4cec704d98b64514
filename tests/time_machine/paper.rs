//! Documents of any date: signed, stored with validation data, stamped, again and again.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use kyso::content::{Content, Draft};
use kyso::hash::{Hash, Trails};
use kyso::pdf::{Additions, Document, Update};
use kyso::sign::{self, Order, Raise, Workpiece};
use kyso::tsa::{self, TimestampSource};
use kyso::verify::{Context, Level, Policy};
use kyso::x509::{Certificate, Crl, OcspResponse};
use kyso_lab::clock::{Digest, Party, Signed, Token};
use time::OffsetDateTime;

/// Room for a CMS with its chain and time-stamps.
const ROOM: usize = 16 * 1024;

/// A document as it grows.
#[derive(Clone)]
pub(crate) struct Paper {
    pub(crate) bytes: Vec<u8>,
    /// The certificates of everybody who put something on it, for the DSS.
    certificates: BTreeSet<Vec<u8>>,
}

/// A signature to be put on it.
pub(crate) struct By<'a> {
    signer: &'a Party,
    claimed: OffsetDateTime,
    content: Option<Token<'a>>,
    stamps: Vec<Token<'a>>,
}

impl<'a> By<'a> {
    /// By `signer`, who claims that time.
    pub(crate) fn new(signer: &'a Party, claimed: OffsetDateTime) -> Self {
        Self { signer, claimed, content: None, stamps: Vec::new() }
    }

    /// With a content time-stamp.
    pub(crate) fn after(mut self, token: Token<'a>) -> Self {
        self.content = Some(token);
        self
    }

    /// With a signature time-stamp.
    pub(crate) fn stamped(mut self, token: Token<'a>) -> Self {
        self.stamps.push(token);
        self
    }
}

impl Paper {
    /// One page, nothing on it.
    pub(crate) fn new() -> Self {
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
            "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>>>",
            "<</Length 5>>\nstream\n0 0 m\nendstream",
        ];
        let (mut file, mut table) = (String::from("%PDF-1.7\n"), String::from("0000000000 65535 f \n"));
        for (at, object) in objects.iter().enumerate() {
            let _ = writeln!(table, "{:010} 00000 n ", file.len());
            let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1);
        }
        let start = file.len();
        let _ = write!(file, "xref\n0 5\n{table}trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        Self { bytes: file.into_bytes(), certificates: BTreeSet::new() }
    }

    /// A document that somebody else made.
    pub(crate) fn of(bytes: Vec<u8>) -> Self {
        Self { bytes, ..Self::new() }
    }

    fn met(&mut self, party: &Party) {
        self.certificates.extend(party.chain().into_iter().chain(party.root.clone()));
    }

    /// Signed.
    pub(crate) fn signed(mut self, by: &By<'_>) -> Self {
        self.met(by.signer);
        by.stamps.iter().chain(&by.content).for_each(|token| self.met(token.authority));
        let tail = {
            let document = Document::open(&self.bytes).unwrap();
            let prepared = sign::prepare(&document, &order(), by.claimed, ROOM).unwrap();
            let digest = |hash| prepared.digest(hash, &Trails::default());
            let mut signed = Signed::detached(by.signer, &digest(hash(by.signer.digest)));
            if let Some(token) = &by.content {
                signed = signed.after(&token.over_digest(&digest(Hash::Sha256)));
            }
            for token in &by.stamps {
                signed = signed.stamped(|value| token.over(value));
            }
            prepared.seal(&signed.der()).unwrap()
        };
        self.bytes.extend(tail);
        self
    }

    /// With these lists in the DSS.
    pub(crate) fn stored(self, lists: &[Vec<u8>]) -> Self {
        self.kept(lists, &[])
    }

    /// With these lists and answers in the DSS, and all paths from leaf to root (ISO 32000-2 §12.8.4.3).
    pub(crate) fn kept(mut self, lists: &[Vec<u8>], answers: &[Vec<u8>]) -> Self {
        let certificates = std::mem::take(&mut self.certificates).into_iter().collect();
        let additions = Additions { certificates, crls: lists.to_vec(), ocsps: answers.to_vec(), vri: Vec::new() };
        let tail = {
            let document = Document::open(&self.bytes).unwrap();
            let mut update = Update::new(&document).unwrap();
            assert!(update.add_evidence(&additions).unwrap(), "nothing new to store");
            update.finish().unwrap().into_tail()
        };
        self.bytes.extend(tail);
        self
    }

    /// Raised to `level` by kyso itself, at that time, with the lists and answers of that time (EN 319 142-1 §6.3).
    pub(crate) fn raised(
        mut self,
        level: Level,
        authority: &Party,
        at: OffsetDateTime,
        (lists, answers): (&[Vec<u8>], &[Vec<u8>]),
    ) -> Self {
        let root = Certificate::from_der(authority.root.as_ref().unwrap()).unwrap();
        let context = Context {
            trust: vec![root.clone()],
            tsa_trust: vec![root],
            crls: lists.iter().map(|der| Crl::from_der(der).unwrap()).collect(),
            ocsps: answers.iter().map(|der| OcspResponse::from_der(der).unwrap()).collect(),
            ..Context::new(Policy::built_in("default").unwrap().unwrap(), at)
        };
        let clock = Clock { authority, at };
        let (hash, vri, defer, only) = (Hash::Sha256, false, false, None);
        let raise = Raise { context: &context, tsa: Some(&clock), hash, vri, defer, only };
        let input = Content::of_stream(&mut &self.bytes[..], u64::MAX).unwrap();
        let mut draft = Draft::copy(input, &[], || unreachable!("small documents stay in memory")).unwrap();
        let mut work = Workpiece::new(&mut draft, None);
        let raised = raise.to(level, &mut work, at).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(raised.level, level);
        work.check(|_, _| Ok(())).unwrap();
        self.bytes = draft.bytes().to_vec();
        self
    }

    /// With a document time-stamp over everything.
    pub(crate) fn archived(mut self, authority: &Party, at: OffsetDateTime) -> Self {
        self.met(authority);
        let tail = {
            let document = Document::open(&self.bytes).unwrap();
            let clock = Clock { authority, at };
            let imprint = hash(authority.digest);
            let sealed = sign::timestamp(&document, &Trails::default(), &clock, imprint);
            sealed.unwrap_or_else(|error| panic!("{error}")).tail().to_vec()
        };
        self.bytes.extend(tail);
        self
    }
}

/// A TSA that stamps at its own time.
struct Clock<'a> {
    authority: &'a Party,
    at: OffsetDateTime,
}

impl TimestampSource for Clock<'_> {
    fn timestamp(&self, _: Hash, digest: &[u8]) -> Result<Vec<u8>, tsa::Error> {
        Ok(Token::new(self.authority, self.at).imprint(self.authority.digest).over_digest(digest))
    }
}

fn order() -> Order {
    Order {
        level: Level::BB,
        hash: Hash::Sha256,
        pss: false,
        defer: false,
        field: None,
        entries: sign::Entries::default(),
        certify: None,
        lock: None,
    }
}

fn hash(digest: Digest) -> Hash {
    match digest {
        Digest::Md5 => Hash::Md5,
        Digest::Sha1 => Hash::Sha1,
        Digest::Sha256 => Hash::Sha256,
    }
}

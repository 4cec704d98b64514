//! Thirty years of one decision: signed, made fit for the archive, and renewed by `sign::Raise` each time before its last
//! time-stamp ends; judged when everybody who had a part in it is long gone. pyHanko has no word on it: an authority that has
//! expired is a general failure of its path there, which ends the process; of younger archives `long_term` asks it.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

#[allow(dead_code)] // The time machine's, of which this needs a part.
#[path = "time_machine/cast.rs"]
mod cast;
#[allow(dead_code)]
#[path = "time_machine/paper.rs"]
mod paper;

use cast::{CAST, year};
use kyso::content::{Content, Draft};
use kyso::hash::Hash;
use kyso::sign::{self, Raise, Workpiece};
use kyso::tsa::{self, TimestampSource};
use kyso::verify::{Context, Level, Policy, Report, Status};
use kyso::x509::{Certificate, Crl};
use kyso_lab::clock::{Party, Token};
use paper::{By, Paper};
use time::{Duration, OffsetDateTime};

/// A time-stamping authority at its own time.
struct Clock<'a> {
    authority: &'a Party,
    at: OffsetDateTime,
}

impl TimestampSource for Clock<'_> {
    fn timestamp(&self, _: Hash, digest: &[u8]) -> Result<Vec<u8>, tsa::Error> {
        Ok(Token::new(self.authority, self.at).over_digest(digest))
    }
}

/// Somebody at `at` who trusts both roots and has the lists of that hour.
fn archivist(at: OffsetDateTime) -> Context {
    let roots = [&CAST.root, &CAST.root_2].map(|root| Certificate::from_der(&root.certificate).unwrap()).to_vec();
    let policy = Policy::built_in("default").unwrap().unwrap();
    let crls = CAST.lists(at, &[]).iter().map(|list| Crl::from_der(list).unwrap()).collect();
    Context { trust: roots.clone(), tsa_trust: roots, crls, ..Context::new(policy, at) }
}

/// The archivist's work of one day: the lists of the evening, and a time-stamp over them.
fn renewed(bytes: &[u8], authority: &Party, at: OffsetDateTime) -> Vec<u8> {
    let old = Content::of_stream(&mut &*bytes, u64::MAX).unwrap();
    let mut draft = Draft::copy(old, &[Hash::Sha256], tempfile::tempfile).unwrap();
    let (context, clock) = (archivist(at), Clock { authority, at });
    let raise =
        Raise { context: &context, tsa: Some(&clock), hash: Hash::Sha256, vri: false, defer: false, only: None };
    let mut work = Workpiece::new(&mut draft, None);
    let raised = raise.to(Level::BLta, &mut work, at).unwrap_or_else(|error| panic!("{at}: {error}"));
    assert_eq!((raised.level, raised.timestamp_time), (Level::BLta, Some(at)));
    let evening = context.as_of(at + Duration::hours(1));
    work.check(|whole, draft| sign::confirm(&evening, whole, draft.prefixes(), raised.level, None))
        .unwrap_or_else(|error| panic!("{at}: {error}"));
    draft.bytes().to_vec()
}

fn judged(bytes: &[u8], at: OffsetDateTime) -> Report {
    archivist(at).judge("decision.pdf", bytes, None)
}

/// When the last time-stamp ends.
fn due(bytes: &[u8]) -> OffsetDateTime {
    let document = kyso::pdf::Document::open(bytes).unwrap();
    let trails = kyso::hash::Trails::default();
    sign::due(&document, kyso::hash::Prefixes::new(bytes, &trails), &archivist(year(2018))).unwrap().unwrap()
}

/// An signs in 2018; her certificate ends in 2019, the first authority's in 2020, its successors' in 2027, 2036 and 2048.
#[test]
fn a_decision_outlives_its_signer_and_three_time_stamping_authorities() {
    let signed = year(2018) + Duration::days(60);
    let stamp = Token::new(&CAST.tsa_14, signed);
    let bare = Paper::new().signed(&By::new(&CAST.an, signed).stamped(stamp)).bytes;
    let first = renewed(&bare, &CAST.tsa_14, signed + Duration::days(1));
    assert_eq!(due(&first), year(2020));
    // Nobody renewed it in time: what proves it has ended, and that is said.
    assert_eq!(judged(&first, year(2021)).status, Status::Indeterminate);
    let renewals = [(&CAST.tsa_19, 2019, 2027), (&CAST.tsa_26, 2026, 2036), (&CAST.tsa_35, 2035, 2048)];
    let mut file = first;
    for (authority, when, ends) in renewals {
        let day = year(when) + Duration::days(200);
        file = renewed(&file, authority, day);
        assert_eq!(due(&file), year(ends));
        let report = judged(&file, year(ends) - Duration::days(30));
        let signature = &report.signatures[0];
        assert_eq!((report.status, signature.level), (Status::TotalPassed, Some(Level::BLta)), "{when}: {report:#?}");
        // By the upper bound of what the token says.
        assert_eq!(signature.best_time, Some(signed + Duration::seconds(1)));
    }
    // Of every authority the store has each certificate once.
    let document = kyso::pdf::Document::open(&file).unwrap();
    let store = document.latest().dss().unwrap().unwrap();
    let mut certificates: Vec<_> = store.certificates.iter().map(|evidence| &evidence.der).collect();
    certificates.sort();
    let all = certificates.len();
    certificates.dedup();
    assert_eq!((certificates.len(), store.damaged.len()), (all, 0));
}

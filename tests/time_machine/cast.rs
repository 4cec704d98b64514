//! The people of the stories and their times.
//!
//! | who | valid | for |
//! |---|---|---|
//! | root, root-2 | 2010–2040, 2030–2070 | anchors of everything |
//! | sub | 2011–2035 | signers |
//! | tsa-ca, tsa-ca-2 | 2011–2038, 2030–2060 | time-stamping authorities |
//! | an, binh | 2016–2019, 2016–2022 | sign |
//! | tsa-14, tsa-19, tsa-26, tsa-35 | 2014–2020, 2019–2027, 2026–2036, 2033–2048 | stamp |

use std::sync::LazyLock;

use kyso_lab::clock::{Draft, Entry, List, Party, Reason, Usage};
use time::{Date, Month, OffsetDateTime};

/// Midnight of a day.
pub(crate) fn day(year: i32, month: u8, day: u8) -> OffsetDateTime {
    let month = Month::try_from(month).unwrap();
    Date::from_calendar_date(year, month, day).unwrap().midnight().assume_utc()
}

/// The first of January.
pub(crate) fn year(year: i32) -> OffsetDateTime {
    day(year, 1, 1)
}

/// An authority and until when it lives.
pub(crate) struct Authority {
    pub(crate) party: Party,
    pub(crate) years: (i32, i32),
}

/// Everybody.
pub(crate) struct Cast {
    pub(crate) root: Party,
    pub(crate) root_2: Party,
    pub(crate) sub: Party,
    pub(crate) tsa_ca: Party,
    pub(crate) tsa_ca_2: Party,
    pub(crate) an: Party,
    pub(crate) binh: Party,
    pub(crate) tsa_14: Party,
    pub(crate) tsa_19: Party,
    pub(crate) tsa_26: Party,
    pub(crate) tsa_35: Party,
    authorities: Vec<Authority>,
}

/// Everybody, made once.
pub(crate) static CAST: LazyLock<Cast> = LazyLock::new(Cast::new);

/// `who` with those rights in those years.
pub(crate) fn draft(name: &str, usage: Usage, (from, to): (i32, i32)) -> Draft {
    Draft::new(name, usage, year(from), year(to))
}

impl Cast {
    fn new() -> Self {
        use Usage::{Authority as Ca, Signing, TimeStamping};
        let root = draft("Root", Ca, (2010, 2040)).root();
        let root_2 = draft("Root 2", Ca, (2030, 2070)).root();
        let sub = draft("Sub CA", Ca, (2011, 2035)).by(&root);
        let tsa_ca = draft("TSA CA", Ca, (2011, 2038)).by(&root);
        let tsa_ca_2 = draft("TSA CA 2", Ca, (2030, 2060)).by(&root_2);
        let stamper = |name, years, ca| draft(name, TimeStamping, years).by(ca);
        let authority = |party: &Party, years| Authority { party: party.clone(), years };
        Self {
            an: draft("An", Signing, (2016, 2019)).by(&sub),
            binh: draft("Binh", Signing, (2016, 2022)).by(&sub),
            tsa_14: stamper("TSA 14", (2014, 2020), &tsa_ca),
            tsa_19: stamper("TSA 19", (2019, 2027), &tsa_ca),
            tsa_26: stamper("TSA 26", (2026, 2036), &tsa_ca),
            tsa_35: stamper("TSA 35", (2033, 2048), &tsa_ca_2),
            authorities: vec![
                authority(&root, (2010, 2040)),
                authority(&root_2, (2030, 2070)),
                authority(&sub, (2011, 2035)),
                authority(&tsa_ca, (2011, 2038)),
                authority(&tsa_ca_2, (2030, 2060)),
            ],
            root,
            root_2,
            sub,
            tsa_ca,
            tsa_ca_2,
        }
    }

    /// The list of every authority living then, with what each revoked.
    pub(crate) fn lists(&self, at: OffsetDateTime, revoked: &[(&Party, Entry)]) -> Vec<Vec<u8>> {
        let alive = |authority: &&Authority| year(authority.years.0) <= at && at < year(authority.years.1);
        let living = self.authorities.iter().filter(alive);
        living.map(|authority| list(&authority.party, at, revoked).by(&authority.party)).collect()
    }
}

/// A list of An's authority that knows An as revoked a month before all signatures.
pub(crate) fn list_naming_an(at: OffsetDateTime) -> Vec<u8> {
    let entry = Entry::new(&CAST.an, day(2017, 2, 1)).because(Reason::KeyCompromise);
    List::at(at).revoking(&[entry]).by(&CAST.sub)
}

/// A list of the TSAs' authority that knows them all as compromised since before any of them stamped.
pub(crate) fn list_naming_the_tsas(at: OffsetDateTime) -> Vec<u8> {
    let gone = |tsa| Entry::new(tsa, day(2014, 1, 2)).because(Reason::KeyCompromise);
    List::at(at).revoking(&[&CAST.tsa_14, &CAST.tsa_19, &CAST.tsa_26].map(gone)).by(&CAST.tsa_ca)
}

/// Is that the subject of a TSA that [`list_naming_the_tsas`] names?
pub(crate) fn is_tsa_of_ours(subject: &str) -> bool {
    ["CN=TSA 14,C=VN", "CN=TSA 19,C=VN", "CN=TSA 26,C=VN"].contains(&subject)
}

/// An empty list of each of these.
pub(crate) fn lists_of(authorities: &[&Party], at: OffsetDateTime) -> Vec<Vec<u8>> {
    authorities.iter().map(|authority| List::at(at).by(authority)).collect()
}

/// The list of one authority, with what of `revoked` is its own.
pub(crate) fn list(authority: &Party, at: OffsetDateTime, revoked: &[(&Party, Entry)]) -> List {
    let own = revoked.iter().filter(|(issuer, _)| issuer.certificate == authority.certificate);
    let own: Vec<_> = own.map(|(_, entry)| entry.clone()).collect();
    List::at(at).revoking(&own)
}

//! All stories, named one by one before any of them was told.

mod algorithms;
mod archived;
mod demands;
mod detours;
mod forged;
mod paths;
pub(crate) mod peers;
mod signer;
mod stamped;
mod stored;

use std::sync::LazyLock;

use time::{Duration, OffsetDateTime};

use kyso_lab::clock::Token;

use crate::cast::{CAST, day, list};
use crate::paper::{By, Paper};
use crate::story::Story;

/// Every story, told once for all tests.
pub(crate) fn all() -> &'static [Story] {
    static ALL: LazyLock<Vec<Story>> = LazyLock::new(tell);
    &ALL
}

fn tell() -> Vec<Story> {
    [
        signer::tell(),
        stamped::tell(),
        stored::tell(),
        archived::tell(),
        algorithms::tell(),
        paths::tell(),
        forged::tell(),
        detours::tell(),
        demands::tell(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// When An signs, in all stories that do not say otherwise.
fn signed() -> OffsetDateTime {
    day(2017, 3, 1) + Duration::hours(10)
}

/// The time-stamp of that signature.
fn stamp() -> Token<'static> {
    Token::new(&CAST.tsa_14, signed() + Duration::seconds(5))
}

/// When the validation data are fetched.
fn fetched() -> OffsetDateTime {
    signed() + Duration::hours(2)
}

/// When the document time-stamp is made.
fn archived_at() -> OffsetDateTime {
    signed() + Duration::hours(3)
}

/// Signed by An, nothing more.
fn b_b() -> Paper {
    Paper::new().signed(&By::new(&CAST.an, signed()))
}

/// With a time-stamp.
fn b_t() -> Paper {
    Paper::new().signed(&By::new(&CAST.an, signed()).stamped(stamp()))
}

/// With the lists of two hours later.
fn b_lt() -> Paper {
    b_t().stored(&CAST.lists(fetched(), &[]))
}

/// With a document time-stamp over all that.
fn b_lta() -> Paper {
    b_lt().archived(&CAST.tsa_14, archived_at())
}

/// The lists of all but An's authority.
fn others(at: OffsetDateTime) -> Vec<Vec<u8>> {
    let own = list(&CAST.sub, at, &[]).by(&CAST.sub);
    CAST.lists(at, &[]).into_iter().filter(|der| *der != own).collect()
}

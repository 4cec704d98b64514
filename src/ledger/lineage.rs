//! Did a document come in, or is it the house's own?
//!
//! What was received is registered by its receiver and no work of the agency that signed it. A time-stamp, or a higher level,
//! makes other bytes of it but no other document: it stays an incoming one, however often that is done. A signature makes it a
//! document of whoever signed. All of that is told by the records there are and not by the order in which they came.

use std::collections::HashSet;

use super::standing::Standing;
use super::store::Store;
use super::{Action, Error, Kind};

/// Steps that are looked at: an archive renews a time-stamp every few years.
const LONGEST: usize = 1000;

/// Where bytes come from, by the records about them.
enum Origin<'a> {
    Signed,
    MadeOf(Vec<&'a [u8]>),
    Received,
    Unknown,
}

fn origin(known: &[Standing]) -> Origin<'_> {
    let is = |it: &Standing, actions: &[Action]| actions.iter().any(|action| action.name() == it.action);
    if known.iter().any(|it| it.made_of.is_some() && is(it, &[Action::Sign])) {
        return Origin::Signed;
    }
    let renewed = known.iter().filter(|it| is(it, &[Action::Timestamp, Action::Extend]));
    let inputs: Vec<_> = renewed.filter_map(|it| it.made_of.as_deref()).collect();
    if !inputs.is_empty() {
        Origin::MadeOf(inputs)
    } else if known.iter().any(|it| is(it, &[Action::Receive])) {
        Origin::Received
    } else {
        Origin::Unknown
    }
}

/// What bytes count as that `known` are all records about.
pub(super) fn kind(store: &mut impl Store, known: &[Standing]) -> Result<Kind, Error> {
    let mut seen = HashSet::new();
    let mut open: Vec<Vec<u8>> = Vec::new();
    let mut origin_of = origin(known);
    let mut these;
    loop {
        match origin_of {
            Origin::Received => return Ok(Kind::Incoming),
            Origin::MadeOf(inputs) => {
                open.extend(inputs.into_iter().filter(|input| seen.insert(input.to_vec())).map(<[u8]>::to_vec));
            }
            Origin::Signed | Origin::Unknown => {}
        }
        let Some(input) = open.pop().filter(|_| seen.len() < LONGEST) else { return Ok(Kind::Document) };
        these = store.standings(&input, "")?;
        origin_of = origin(&these);
    }
}

/// All bytes that were made of these, and of those.
pub(super) fn descendants(store: &mut impl Store, sha256: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    let (mut found, mut seen) = (vec![sha256.to_vec()], HashSet::from([sha256.to_vec()]));
    let mut at = 0;
    while let Some(of) = found.get(at).cloned() {
        at += 1;
        for output in store.outputs(&of)? {
            if seen.len() < LONGEST && seen.insert(output.clone()) {
                found.push(output);
            }
        }
    }
    found.remove(0);
    Ok(found)
}

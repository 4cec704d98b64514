//! Which agency a register speaks of, where it names it instead of giving its code.
//!
//! A name is compared whole, in NFC and without case; what is not exactly the name of one agency is none. Of agencies that had
//! one name after another (Decision 20/2020 gives codes anew) the one of that day is meant.

use std::collections::HashMap;

use time::Date;

use super::super::agencies::{Agencies, Agency};
use super::super::text::folded;

/// The agencies of the file by their names.
#[derive(Default)]
pub(in crate::stats) struct Offices<'a> {
    agencies: Option<&'a Agencies>,
    by_name: HashMap<String, Vec<&'a Agency>>,
}

impl<'a> Offices<'a> {
    pub(in crate::stats) fn new(agencies: Option<&'a Agencies>) -> Self {
        let mut offices = Self { agencies, by_name: HashMap::new() };
        for agency in agencies.into_iter().flat_map(Agencies::iter) {
            offices.by_name.entry(folded(&agency.name)).or_default().push(agency);
        }
        offices
    }

    /// The code of the agency that is so called on this day. Codes have no spaces and no diacritics: they are left alone.
    #[inline]
    pub(super) fn code<'c>(&self, cell: &'c str, on: Date) -> &'c str
    where
        'a: 'c,
    {
        if cell.bytes().all(|byte| byte.is_ascii() && byte != b' ') {
            cell
        } else {
            self.named(cell, on).unwrap_or(cell)
        }
    }

    #[cold]
    fn named(&self, name: &str, on: Date) -> Option<&'a str> {
        let all = self.by_name.get(&folded(name))?;
        let mut living = all.iter().filter(|agency| agency.life().contains(on));
        match (&all[..], living.next(), living.next()) {
            ([only], ..) | (_, Some(only), None) => Some(&only.code),
            _ => None,
        }
    }

    /// The agency whose register has these titles: the one that a line names, the lowest where its superiors stand above it as
    /// on a letterhead.
    ///
    /// # Errors
    ///
    /// The names, where several agencies are named.
    pub(super) fn titled(&self, titles: &[String]) -> Result<Option<&'a str>, Vec<String>> {
        let names = titles.iter().flat_map(|title| [Some(title.as_str()), title.split_once(':').map(|(_, name)| name)]);
        let found = names.flatten().filter_map(|name| self.by_name.get(&folded(name)));
        let mut found: Vec<_> = found.flatten().copied().collect();
        found.dedup_by(|a, b| a.code == b.code);
        let lowest = found.iter().find(|agency| {
            let parent = |agency: &&'a Agency| self.agencies?.get(agency.parent.as_deref()?);
            let above: Vec<_> = std::iter::successors(Some(**agency), parent).take(found.len() + 8).collect();
            found.iter().all(|other| above.iter().any(|above| above.code == other.code))
        });
        match (lowest, found.is_empty()) {
            (Some(agency), _) => Ok(Some(&agency.code)),
            (None, true) => Ok(None),
            (None, false) => Err(found.iter().map(|agency| agency.name.clone()).collect()),
        }
    }
}

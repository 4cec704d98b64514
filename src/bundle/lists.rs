//! The revocation lists that the authorities of a bundle publish, fetched where whoever makes it has a network.
//!
//! The addresses stand in certificates of authorities that he gave himself, and are guarded all the same
//! ([`crate::net`]). A list is taken in only if an authority of the bundle signed it and it is current; whether it speaks of a
//! certificate is for whoever judges.
//!
//! An authority's own list is named in the certificates that it issued. That of the last authority before the signers is
//! named in theirs, which are in no bundle: it comes in by `--crl`, and [`Bundle::without_list`] says so.

use time::{Duration, OffsetDateTime};

use crate::online::{FetchProblem, Online};
use crate::x509::{Certificate, Crl, KeyUsage};

use super::Bundle;

/// Clocks of authorities go ahead.
const TOLERANCE: Duration = Duration::minutes(5);

impl Bundle {
    /// Every authority in it, once.
    fn authorities(&self) -> Vec<Certificate> {
        let mut authorities: Vec<Certificate> = Vec::new();
        let all = self.trust.iter().chain(&self.tsa_trust).chain(&self.intermediates);
        for authority in all.filter(|certificate| certificate.is_ca()) {
            if !authorities.contains(authority) {
                authorities.push(authority.clone());
            }
        }
        authorities
    }

    /// Takes in the lists that its authorities name, as of `now`. Returns what could not be had.
    pub fn fetch_lists(&mut self, online: &Online, now: OffsetDateTime) -> Vec<FetchProblem> {
        let authorities = self.authorities();
        let counts = |crl: &Crl| is_current(crl, now) && authorities.iter().any(|authority| signed(authority, crl));
        let mut problems: Vec<FetchProblem> = Vec::new();
        for authority in &authorities {
            let fetched = online.for_document().lists(authority, &counts);
            for crl in fetched.found.crls.into_iter().filter(counts) {
                if !self.crls.contains(&crl) {
                    self.crls.push(crl);
                }
            }
            // Siblings name the same list.
            problems.extend(fetched.problems);
        }
        let mut said = std::collections::HashSet::new();
        problems.retain(|problem| said.insert((problem.url.clone(), problem.code)));
        problems
    }

    /// The authorities of which there is no list in it that was current when it was made.
    pub fn without_list(&self) -> Vec<Certificate> {
        let has = |authority: &Certificate| {
            self.crls.iter().any(|crl| is_current(crl, self.created) && signed(authority, crl))
        };
        let mut without = self.authorities();
        without.retain(|authority| !has(authority));
        without
    }
}

fn is_current(crl: &Crl, at: OffsetDateTime) -> bool {
    crl.this_update() <= at.saturating_add(TOLERANCE) && crl.next_update().is_some_and(|next| at <= next)
}

/// Did `authority` sign the list, and may it?
fn signed(authority: &Certificate, crl: &Crl) -> bool {
    let may = authority.extensions().key_usage.is_none_or(KeyUsage::crl_sign);
    let key = authority.public_key();
    may && authority.subject() == crl.issuer() && key.is_ok_and(|key| crl.signed_by(key) == Ok(true))
}

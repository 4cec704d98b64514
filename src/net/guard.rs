//! The look-up of a name out of a document: it gives only addresses that the rules allow.
//!
//! The connection is made to exactly the addresses that come out of here, and to none that was looked up again: a name server
//! that answers the second question otherwise than the first (DNS rebinding) changes nothing.

use std::net::SocketAddr;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::Allowed;
use super::address::host;
use super::error::Refusal;

/// Looks names up by the system, and refuses.
#[derive(Debug)]
pub(super) struct Guard {
    system: DefaultResolver,
    allowed: Allowed,
}

impl Guard {
    pub(super) fn new(allowed: Allowed) -> Self {
        Self { system: DefaultResolver::default(), allowed }
    }
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.system.resolve(uri, config, timeout)?;
        if self.allowed.has_host(&host(uri)) {
            return Ok(found);
        }
        let mut kept = self.empty();
        let mut refusal = None;
        for address in found.iter().copied() {
            match self.allowed.against(SocketAddr::ip(&address)) {
                None => kept.push(address),
                Some(what) => refusal = refusal.or(Some(Refusal { address: address.ip(), what })),
            }
        }
        match refusal {
            // A name with addresses of both kinds leads to the public ones.
            Some(refusal) if kept.is_empty() => Err(ureq::Error::Other(Box::new(refusal))),
            _ => Ok(kept),
        }
    }
}

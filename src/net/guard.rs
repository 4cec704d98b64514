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
        for address in sift(&found, &self.allowed).map_err(|refusal| ureq::Error::Other(Box::new(refusal)))? {
            kept.push(address);
        }
        Ok(kept)
    }
}

/// The addresses that documents may lead to: a name with addresses of both kinds leads to the public ones.
fn sift(found: &[SocketAddr], allowed: &Allowed) -> Result<Vec<SocketAddr>, Refusal> {
    let against = |address: &SocketAddr| allowed.against(address.ip());
    let kept: Vec<_> = found.iter().copied().filter(|address| against(address).is_none()).collect();
    let refusal = found.iter().find_map(|address| Some(Refusal { address: address.ip(), what: against(address)? }));
    match refusal {
        Some(refusal) if kept.is_empty() => Err(refusal),
        _ => Ok(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_to_its_public_addresses_alone() {
        let to = |addresses: &[&str], allow: &[&str]| {
            let found: Vec<SocketAddr> = addresses.iter().map(|address| address.parse().unwrap()).collect();
            let allow: Vec<_> = allow.iter().map(|&entry| entry.to_owned()).collect();
            let kept = sift(&found, &Allowed::new(&allow).unwrap());
            kept.map(|kept| kept.iter().map(ToString::to_string).collect::<Vec<_>>()).map_err(|refusal| refusal.what)
        };
        assert_eq!(to(&["10.0.0.1:80", "1.1.1.1:80", "[::1]:80"], &[]).unwrap(), ["1.1.1.1:80"]);
        assert_eq!(to(&["[::ffff:127.0.0.1]:80", "10.0.0.1:80"], &[]), Err("loopback"));
        assert_eq!(to(&["127.0.0.1:80", "10.0.0.1:80"], &["10.0.0.0/8"]).unwrap(), ["10.0.0.1:80"]);
    }
}

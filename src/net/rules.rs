//! Where an address out of a document may lead.
//!
//! Whoever writes a certificate writes the addresses in it, and whoever judges a stranger's file would otherwise be sent by
//! him to the printer, the router or the cloud's metadata service of their own network. So an address that a document names
//! leads to the public Internet only: [`what`] knows every block that is not (IANA's registries of special-purpose addresses,
//! RFC 6890 and its updates), also in the forms in which IPv6 carries an IPv4 address. What the user allows by name
//! ([`Allowed`], the setting `net.allow`) is allowed all the same: an office whose CA is on its own network says so once.
//!
//! Behind a proxy the proxy looks up the name, and nobody here sees where it leads: then a host is judged by how it is written
//! ([`name`]), and the proxy must have rules of its own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// IPv4 blocks that are not the public Internet: base, length of the prefix, what they are.
const V4: &[([u8; 4], u8, &str)] = &[
    // Connecting to 0.0.0.0 reaches this machine.
    ([0, 0, 0, 0], 8, "this network"),
    ([10, 0, 0, 0], 8, PRIVATE),
    ([100, 64, 0, 0], 10, SHARED),
    ([127, 0, 0, 0], 8, "loopback"),
    ([169, 254, 0, 0], 16, "link-local"),
    ([172, 16, 0, 0], 12, PRIVATE),
    ([192, 0, 0, 0], 24, "protocol assignments"),
    ([192, 0, 2, 0], 24, DOCUMENTATION),
    ([192, 88, 99, 0], 24, "6to4 relays"),
    ([192, 168, 0, 0], 16, PRIVATE),
    ([198, 18, 0, 0], 15, "benchmarking"),
    ([198, 51, 100, 0], 24, DOCUMENTATION),
    ([203, 0, 113, 0], 24, DOCUMENTATION),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, RESERVED),
];

/// IPv6 blocks inside 2000::/3, or with a name of their own, that are not the public Internet.
const V6: &[([u16; 8], u8, &str)] = &[
    ([0, 0, 0, 0, 0, 0, 0, 0], 128, "this network"),
    ([0, 0, 0, 0, 0, 0, 0, 1], 128, "loopback"),
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48, PRIVATE),
    ([0x100, 0, 0, 0, 0, 0, 0, 0], 64, "discard"),
    // Teredo (2001::/32) is in here.
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, "protocol assignments"),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, DOCUMENTATION),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, DOCUMENTATION),
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, PRIVATE),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, "link-local"),
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, PRIVATE),
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, "multicast"),
];

const PRIVATE: &str = "private network";
const SHARED: &str = "carrier-grade NAT";
const DOCUMENTATION: &str = "documentation";
const RESERVED: &str = "reserved";
/// What a host is that only this network knows.
const LOCAL_NAME: &str = "local name";

/// What an address is, unless it is one of the public Internet.
pub(super) fn what(address: IpAddr) -> Option<&'static str> {
    match inner(address) {
        IpAddr::V4(v4) => V4.iter().find(|(base, length, _)| Block::v4(*base, *length).has(v4.into())).map(|row| row.2),
        IpAddr::V6(v6) => {
            let known = V6.iter().find(|(base, length, _)| Block::v6(*base, *length).has(v6.into())).map(|row| row.2);
            let unicast = Block::v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3).has(v6.into());
            known.or((!unicast).then_some(RESERVED))
        }
    }
}

/// The IPv4 address that an IPv6 one stands for: mapped (RFC 4291 §2.5.5.2), compatible (§2.5.5.1), translated (RFC 6052,
/// RFC 2765), 6to4 (RFC 3056). Any other address is itself.
fn inner(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    let tail = |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match v6.segments() {
        // ::1 and :: are not 0.0.0.1 and 0.0.0.0.
        [0, 0, 0, 0, 0, 0, 0, 0..=1] => address,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => tail(high, low),
        _ => address,
    }
}

/// What a host's name says against it, where it is not looked up here: it is an address of the wrong kind, or a name that
/// only a local network answers (RFC 6761, RFC 6762, `internal`), or a number that some resolvers take for an address.
pub(super) fn name(host: &str) -> Option<&'static str> {
    let host = host.trim_end_matches('.');
    if let Ok(address) = IpAddr::from_str(host) {
        return what(address);
    }
    let Some((_, last)) = host.rsplit_once('.') else { return Some(LOCAL_NAME) };
    let local =
        matches!(last, "localhost" | "local" | "internal" | "localdomain" | "intranet" | "lan" | "home" | "corp");
    let number = last.starts_with(|first: char| first.is_ascii_digit());
    (local || number || host.ends_with(".home.arpa")).then_some(LOCAL_NAME)
}

/// Addresses that share a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    base: IpAddr,
    length: u8,
}

impl Block {
    fn v4(base: [u8; 4], length: u8) -> Self {
        Self { base: Ipv4Addr::from(base).into(), length }
    }

    fn v6(base: [u16; 8], length: u8) -> Self {
        Self { base: Ipv6Addr::from(base).into(), length }
    }

    fn has(self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let rest = 32_u32.saturating_sub(self.length.into());
                (u32::from(base) ^ u32::from(address)).checked_shr(rest).unwrap_or(0) == 0
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let rest = 128_u32.saturating_sub(self.length.into());
                (u128::from(base) ^ u128::from(address)).checked_shr(rest).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// `10.0.0.0/8`, or one address.
impl FromStr for Block {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (base, length) = text.split_once('/').map_or((text, None), |(base, length)| (base, Some(length)));
        let base: IpAddr = base.parse().map_err(drop)?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Ok(most), |length| length.parse().map_err(drop))?;
        if length > most { Err(()) } else { Ok(Self { base, length }) }
    }
}

/// What the user allows documents to lead to, beside the public Internet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    private: bool,
    blocks: Vec<Block>,
    hosts: Vec<String>,
}

impl Allowed {
    /// Reads entries: `private` (private networks and carrier-grade NAT, not this machine itself), a block (`10.1.0.0/16`),
    /// an address, a host (`ca.btc`), or all hosts below a domain (`.tinh.gov.vn`).
    ///
    /// # Errors
    /// The first entry that is none of these.
    pub fn new(entries: &[String]) -> Result<Self, String> {
        let mut allowed = Self::default();
        for entry in entries {
            let text = entry.trim().to_ascii_lowercase();
            if text == "private" {
                allowed.private = true;
            } else if let Ok(block) = text.trim_matches(['[', ']']).parse() {
                allowed.blocks.push(block);
            } else if is_host(&text) {
                allowed.hosts.push(text);
            } else {
                return Err(entry.clone());
            }
        }
        Ok(allowed)
    }

    /// May a document lead to `host` at all addresses it has?
    pub(super) fn has_host(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.');
        self.hosts.iter().any(|known| match known.strip_prefix('.') {
            Some(domain) => host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
            None => host == known,
        })
    }

    /// What speaks against a document's leading to `address`, if anything does.
    pub(super) fn against(&self, address: IpAddr) -> Option<&'static str> {
        let what = what(address)?;
        let inner = inner(address);
        let named = self.blocks.iter().any(|block| block.has(inner) || block.has(address));
        let private = self.private && (what == PRIVATE || what == SHARED);
        (!named && !private).then_some(what)
    }

    /// What speaks against `host`, which is looked up by somebody else, if anything does.
    pub(super) fn against_name(&self, host: &str) -> Option<&'static str> {
        if self.has_host(host) {
            return None;
        }
        match IpAddr::from_str(host) {
            Ok(address) => self.against(address),
            Err(_) => name(host),
        }
    }
}

/// A name with letters, digits, hyphens and dots, not a number.
fn is_host(text: &str) -> bool {
    let name = text.strip_prefix('.').unwrap_or(text);
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
    };
    name.split('.').all(label) && name.contains(|letter: char| letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn the_public_internet_is_everything_else() {
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.0.1",
            "192.169.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2400:cb00::1",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2002:808:808::1",
        ] {
            assert_eq!(what(ip(public)), None, "{public}");
        }
    }

    #[test]
    fn every_special_block_is_known_in_every_form() {
        for (special, kind) in [
            ("0.0.0.0", "this network"),
            ("10.1.2.3", PRIVATE),
            ("100.64.0.1", SHARED),
            ("100.127.255.255", SHARED),
            ("127.0.0.1", "loopback"),
            ("127.255.255.254", "loopback"),
            ("169.254.169.254", "link-local"),
            ("172.16.0.1", PRIVATE),
            ("172.31.255.255", PRIVATE),
            ("192.168.1.1", PRIVATE),
            ("192.0.0.8", "protocol assignments"),
            ("192.0.2.1", DOCUMENTATION),
            ("198.51.100.1", DOCUMENTATION),
            ("203.0.113.1", DOCUMENTATION),
            ("198.19.0.1", "benchmarking"),
            ("224.0.0.1", "multicast"),
            ("239.255.255.255", "multicast"),
            ("240.0.0.1", RESERVED),
            ("255.255.255.255", RESERVED),
            ("::", "this network"),
            ("::1", "loopback"),
            ("fe80::1", "link-local"),
            ("fc00::1", PRIVATE),
            ("fdff::1", PRIVATE),
            ("fec0::1", PRIVATE),
            ("ff02::1", "multicast"),
            ("2001:db8::1", DOCUMENTATION),
            ("3fff::1", DOCUMENTATION),
            ("2001::1", "protocol assignments"),
            ("100::1", "discard"),
            ("64:ff9b:1::1", PRIVATE),
            ("4000::1", RESERVED),
            ("5f00::1", RESERVED),
            ("1::1", RESERVED),
            ("::ffff:127.0.0.1", "loopback"),
            ("::ffff:10.0.0.1", PRIVATE),
            ("::127.0.0.1", "loopback"),
            ("::ffff:0:127.0.0.1", "loopback"),
            ("64:ff9b::10.0.0.1", PRIVATE),
            ("64:ff9b::169.254.169.254", "link-local"),
            ("2002:7f00:1::", "loopback"),
            ("2002:a00:1::1", PRIVATE),
            ("2002:c0a8:101::", PRIVATE),
        ] {
            assert_eq!(what(ip(special)), Some(kind), "{special}");
        }
    }

    #[test]
    fn a_name_that_nobody_here_looks_up_is_judged_by_how_it_is_written() {
        for local in [
            "localhost",
            "LocalHost".to_ascii_lowercase().as_str(),
            "ca",
            "a.localhost",
            "ca.local",
            "ca.internal.",
            "x.home.arpa",
            "127.1",
            "0x7f.0.0.1",
            "2130706433",
            "017700000001",
            "10.0.0.1",
            "::1",
            "127.0.0.1.",
        ] {
            assert!(name(local).is_some(), "{local}");
        }
        for public in ["ca.gov.vn", "ca.gov.vn.", "1.1.1.1", "2606:4700::1111", "9.example"] {
            assert_eq!(name(public), None, "{public}");
        }
    }

    fn allowed(entries: &[&str]) -> Result<Allowed, String> {
        Allowed::new(&entries.iter().map(|&entry| entry.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn what_the_user_names_is_allowed_and_nothing_beside_it() {
        let office = allowed(&["10.1.0.0/16", "127.0.0.2", "CA.btc", ".tinh.gov.vn", "fd00::/8"]).unwrap();
        for free in ["10.1.255.1", "::ffff:10.1.0.1", "127.0.0.2", "fd12::1", "8.8.8.8"] {
            assert_eq!(office.against(ip(free)), None, "{free}");
        }
        for refused in ["10.2.0.1", "127.0.0.1", "fc00::1", "192.168.0.1"] {
            assert!(office.against(ip(refused)).is_some(), "{refused}");
        }
        assert!(office.has_host("ca.btc") && office.has_host("ca.tinh.gov.vn") && office.has_host("ca.btc."));
        assert!(
            !office.has_host("tinh.gov.vn") && !office.has_host("xca.btc") && !office.has_host("tinh.gov.vn.evil.vn")
        );
        assert_eq!(office.against_name("ca.btc"), None);
        assert_eq!(office.against_name("printer"), Some(LOCAL_NAME));
    }

    #[test]
    fn private_does_not_mean_this_machine() {
        let private = allowed(&["private"]).unwrap();
        for free in ["10.0.0.1", "192.168.0.1", "100.64.0.1", "fd00::1", "::ffff:172.16.0.1"] {
            assert_eq!(private.against(ip(free)), None, "{free}");
        }
        for refused in ["127.0.0.1", "169.254.169.254", "::1", "0.0.0.0", "224.0.0.1"] {
            assert!(private.against(ip(refused)).is_some(), "{refused}");
        }
    }

    #[test]
    fn an_entry_that_means_nothing_is_an_error() {
        for wrong in ["10.0.0.0/33", "10.0.0/8", "", "a b", "http://ca.vn", "1234", "::/129"] {
            assert_eq!(allowed(&["private", wrong]), Err(wrong.to_owned()), "{wrong}");
        }
    }
}

//! Names as people type them: the strings of RFC 4514 back to a [`Name`], and `TYPE:VALUE` to a [`GeneralName`].
//!
//! What is typed is a constraint or a question, never evidence: values become UTF8String, which compares equal to any other
//! string type (RFC 5280 §7.1).

use std::net::IpAddr;

use der::{Any, Encode, Tag};
use spki::ObjectIdentifier;

use super::name::SHORT_NAMES;
use super::subtree::is_host_or_domain;
use super::{GeneralName, Name};
use crate::text::unhex;

impl Name {
    /// Reads a string of RFC 4514, most specific first; nothing if it is none, or empty.
    pub fn from_rfc4514(text: &str) -> Option<Self> {
        let mut rdns = Vec::new();
        for rdn in unescaped(text, ',') {
            let pairs: Vec<Any> = unescaped(rdn, '+').into_iter().map(attribute).collect::<Option<_>>()?;
            rdns.push(wrap(Tag::Set, &pairs)?);
        }
        rdns.reverse();
        Self::from_der(&wrap(Tag::Sequence, &rdns)?.to_der().ok()?).ok()
    }
}

fn wrap(tag: Tag, parts: &[Any]) -> Option<Any> {
    let content: Vec<Vec<u8>> = parts.iter().map(Encode::to_der).collect::<Result<_, _>>().ok()?;
    Any::new(tag, content.concat()).ok()
}

/// The parts of `text` between marks that no backslash escapes.
fn unescaped(text: &str, mark: char) -> Vec<&str> {
    let mut escaped = false;
    let split = |c: char| {
        let splits = c == mark && !escaped;
        escaped = c == '\\' && !escaped;
        splits
    };
    text.split(split).collect()
}

/// `TYPE=VALUE` (RFC 4514 §3).
fn attribute(pair: &str) -> Option<Any> {
    let (kind, value) = pair.split_once('=')?;
    let kind = kind.trim();
    let known = SHORT_NAMES.iter().find(|(_, name)| name.eq_ignore_ascii_case(kind)).map(|(oid, _)| *oid);
    let oid = ObjectIdentifier::new(known.unwrap_or(kind)).ok()?;
    let value = match value.trim_start().strip_prefix('#') {
        Some(digits) => der::Decode::from_der(&unhex(digits.trim_end())?).ok()?,
        None => Any::new(Tag::Utf8String, value_of(value)?).ok()?,
    };
    wrap(Tag::Sequence, &[Any::encode_from(&oid).ok()?, value])
}

/// The octets of a value: `\,` is a comma, `\C3\A9` two octets; space around it is no part of it.
fn value_of(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let mut rest = text.trim_start().as_bytes();
    // How much must stay: up to the last octet that is no bare space.
    let mut kept = 0;
    while let [first, after @ ..] = rest {
        let (octet, next) = match (first, after) {
            (b'\\', [high, low, next @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                (*unhex(str::from_utf8(&[*high, *low]).ok()?)?.first()?, next)
            }
            (b'\\', [escaped, next @ ..]) => (*escaped, next),
            (b'\\' | b'"' | b';' | b'<' | b'>' | 0, _) => return None,
            (octet, next) => (*octet, next),
        };
        octets.push(octet);
        if *first != b' ' {
            kept = octets.len();
        }
        rest = next;
    }
    octets.truncate(kept);
    (kept > 0 && str::from_utf8(&octets).is_ok()).then_some(octets)
}

impl GeneralName {
    /// Reads `email:`, `dns:`, `uri:`, `ip:` or `dn:` and what a constraint on names has there (RFC 5280 §4.2.1.10):
    /// `email:example.vn`, `dns:example.vn`, `uri:.example.vn`, `ip:192.0.2.0/24`, `dn:O=UBND,C=VN`.
    pub fn from_constraint(text: &str) -> Option<Self> {
        let (kind, value) = text.split_once(':')?;
        let plain = value.is_ascii() && !value.contains(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
        match kind.to_ascii_lowercase().as_str() {
            "email" if plain => Some(Self::Email(value.to_owned())),
            "dns" if is_host_or_domain(value) => Some(Self::Dns(value.to_owned())),
            "uri" if is_host_or_domain(value) => Some(Self::Uri(value.to_owned())),
            "ip" => range(value).map(Self::Ip),
            "dn" => Name::from_rfc4514(value).map(Self::Directory),
            _ => None,
        }
    }
}

/// Address and mask: `192.0.2.0/24`, `2001:db8::/32`, `192.0.2.0/255.255.255.0`, or one address.
fn range(text: &str) -> Option<Vec<u8>> {
    let (address, mask) = text.split_once('/').map_or((text, None), |(address, mask)| (address, Some(mask)));
    let address = octets(address)?;
    let mask = match mask {
        None => vec![0xff; address.len()],
        Some(mask) => match mask.parse::<usize>() {
            Ok(bits) if bits <= address.len() * 8 => {
                (0..address.len()).map(|at| leading(bits.saturating_sub(at * 8).min(8))).collect()
            }
            _ => octets(mask).filter(|mask| mask.len() == address.len())?,
        },
    };
    Some([address, mask].concat())
}

fn octets(address: &str) -> Option<Vec<u8>> {
    match address.parse().ok()? {
        IpAddr::V4(address) => Some(address.octets().to_vec()),
        IpAddr::V6(address) => Some(address.octets().to_vec()),
    }
}

/// So many ones, then zeros.
fn leading(bits: usize) -> u8 {
    !(0xff_u8.checked_shr(bits as u32).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rfc_4514_writes_is_read_back() {
        for text in [
            "CN=Lan",
            "UID=CCCD:001+CN=Nguyễn Thị Lan,OU=Sở Nội vụ,O=UBND tỉnh Bắc Ninh\\, VN,L=Bắc Ninh,C=VN",
            "OU=\\ IT\\; \\\"x\\\"\\ ,OU=\\#1 Room",
            "1.2.3=#13036f6464,emailAddress=lan@example.vn",
        ] {
            assert_eq!(Name::from_rfc4514(text).map(|name| name.to_string()).as_deref(), Some(text));
        }
        let spaced = Name::from_rfc4514("cn = Lan , o=A\\2c B\\\\ ").unwrap();
        assert_eq!(spaced.to_string(), "CN=Lan,O=A\\, B\\\\");
        for none in ["", "Lan", "CN=", "=x", "CN=Lan,", "1.2=#zz", "CN=a\\", "CN=\"a\"", "XY=a"] {
            assert_eq!(Name::from_rfc4514(none), None, "{none:?}");
        }
    }

    #[test]
    fn constraints_as_people_write_them() {
        let read = |text| GeneralName::from_constraint(text).map(|name| name.to_string());
        for (text, shown) in [
            ("dns:example.vn", "dns:example.vn"),
            ("DNS:.example.vn", "dns:.example.vn"),
            ("email:lan@example.vn", "email:lan@example.vn"),
            ("uri:example.vn", "uri:example.vn"),
            ("dn:O=UBND,C=VN", "dn:O=UBND,C=VN"),
            ("ip:192.0.2.0/24", "ip:192.0.2.0/255.255.255.0"),
            ("ip:192.0.2.0/255.255.255.0", "ip:192.0.2.0/255.255.255.0"),
            ("ip:192.0.2.7", "ip:192.0.2.7/255.255.255.255"),
            ("ip:2001:db8::/33", "ip:2001:db8::/ffff:ffff:8000::"),
        ] {
            assert_eq!(read(text).as_deref(), Some(shown));
        }
        for none in
            ["example.vn", "dns:a b", "ip:192.0.2.0/33", "ip:192.0.2.0/ffff::", "dn:x", "x400:a", "uri:http://a/"]
        {
            assert_eq!(read(none), None, "{none}");
        }
    }
}

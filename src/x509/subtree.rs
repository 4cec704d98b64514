//! One subtree of names, and whether a name lies in it (RFC 5280 §4.2.1.10).
//!
//! Five forms are processed: directory names, e-mail addresses, DNS names, URIs and IP addresses. Of any other form, of a
//! subtree with minimum or maximum, and of a name or a base that is not written as its form asks, nothing can be said:
//! [`Membership::Unknown`], which the caller must not take for either answer.

use std::net::Ipv4Addr;

use super::GeneralName;
use super::tlv::{self, Tlv};

/// id-on-SmtpUTF8Mailbox: an internationalised address, under the constraints of e-mail addresses (RFC 9598 §6).
const SMTP_UTF8_MAILBOX: &str = "1.3.6.1.5.5.7.8.9";

/// The names at and below a base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subtree {
    /// Where it begins.
    pub base: GeneralName,
    /// Is minimum 0 and maximum absent, as RFC 5280 asks?
    pub whole: bool,
}

/// Is a name in a subtree?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Membership {
    Inside,
    Outside,
    /// It cannot be said.
    Unknown,
}

impl From<bool> for Membership {
    fn from(inside: bool) -> Self {
        if inside { Self::Inside } else { Self::Outside }
    }
}

/// What a constraint and a name must have in common to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form<'a> {
    Email,
    Dns,
    Directory,
    Uri,
    Ip,
    /// Not processed: the identifier octet, and the type of an otherName.
    Other(u8, Option<&'a [u8]>),
}

impl Form<'_> {
    pub(super) fn of(name: &GeneralName) -> Form<'_> {
        match name {
            // A name whose text does not decode is of its form all the same.
            GeneralName::Email(_) | GeneralName::Other { tag: 0x81, .. } => Form::Email,
            GeneralName::Dns(_) | GeneralName::Other { tag: 0x82, .. } => Form::Dns,
            GeneralName::Directory(_) | GeneralName::Other { tag: 0xa4, .. } => Form::Directory,
            GeneralName::Uri(_) | GeneralName::Other { tag: 0x86, .. } => Form::Uri,
            GeneralName::Ip(_) => Form::Ip,
            GeneralName::Other { tag, content } => match other_type(*tag, content) {
                Some(oid) if tlv::oid_text(oid) == SMTP_UTF8_MAILBOX => Form::Email,
                oid => Form::Other(*tag, oid),
            },
        }
    }
}

/// The type-id of an otherName.
fn other_type(tag: u8, content: &[u8]) -> Option<&[u8]> {
    if tag != 0xa0 {
        return None;
    }
    Some(tlv::Reader(content).read()?.expect(0x06)?.content)
}

impl Subtree {
    /// Everything at and below `base`.
    pub fn new(base: GeneralName) -> Self {
        Self { base, whole: true }
    }

    /// `GeneralSubtree ::= SEQUENCE { base, minimum [0] DEFAULT 0, maximum [1] OPTIONAL }`
    pub(super) fn read(element: Tlv<'_>) -> Option<Self> {
        let mut fields = element.expect(0x30)?.inside();
        let base = GeneralName::read(fields.read()?);
        let minimum = fields.read_if(0x80).map_or(&[0][..], |minimum| minimum.content);
        let maximum = fields.read_if(0x81);
        let whole = tlv::shortest(minimum) == [0] && maximum.is_none();
        fields.is_empty().then_some(Self { base, whole })
    }

    /// Can names be compared with it at all?
    pub(super) fn is_processed(&self) -> bool {
        let base = match &self.base {
            GeneralName::Email(base) => match base.rsplit_once('@') {
                Some((local, host)) => plain_local(local) && is_host(host),
                None => is_host_or_domain(base),
            },
            GeneralName::Dns(base) | GeneralName::Uri(base) => is_host_or_domain(base),
            GeneralName::Directory(_) => true,
            GeneralName::Ip(base) => is_range(base),
            GeneralName::Other { .. } => false,
        };
        self.whole && base
    }

    /// Is `name`, of the same form, in this subtree?
    pub(super) fn membership(&self, name: &GeneralName) -> Membership {
        if !self.is_processed() {
            return Membership::Unknown;
        }
        let inside = match (&self.base, name) {
            (GeneralName::Email(base), GeneralName::Email(name)) => email_inside(name, base),
            (GeneralName::Email(base), GeneralName::Other { content, .. }) => {
                utf8_mailbox(content).and_then(|name| email_inside(&name, base))
            }
            (GeneralName::Dns(base), GeneralName::Dns(name)) => dns_inside(name, base),
            (GeneralName::Uri(base), GeneralName::Uri(name)) => uri_host(name).map(|host| host_inside(&host, base)),
            (GeneralName::Directory(base), GeneralName::Directory(name)) => Some(name.is_below(base)),
            (GeneralName::Ip(base), GeneralName::Ip(name)) => ip_inside(name, base),
            _ => None,
        };
        inside.map_or(Membership::Unknown, Membership::from)
    }

    /// Does `name` reach into this subtree? As [`Subtree::membership`], but `*.example.com` reaches into `a.example.com`.
    pub(super) fn overlap(&self, name: &GeneralName) -> Membership {
        if let (GeneralName::Dns(base), GeneralName::Dns(name)) = (&self.base, name)
            && let Some(parent) = name.strip_prefix("*.")
            && let Some((_, above)) = base.split_once('.')
            && self.is_processed()
            && folded(above) == folded(parent)
        {
            return Membership::Inside;
        }
        self.membership(name)
    }
}

/// Lower case, without the dot of the root.
fn folded(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// Labels of letters, digits, hyphens and underscores.
fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    text.strip_suffix('.').unwrap_or(text).split('.').all(label)
}

/// A host, `.domain`, or nothing at all, which is everything.
pub(super) fn is_host_or_domain(base: &str) -> bool {
    base.is_empty() || is_host(base.strip_prefix('.').unwrap_or(base))
}

/// A quoted local part has several spellings of one mailbox.
fn plain_local(local: &str) -> bool {
    !local.is_empty() && !local.contains(['"', '\\'])
}

/// A host exactly, or with a leading dot anything below it; for e-mail and URI constraints.
fn host_inside(host: &str, base: &str) -> bool {
    let (host, base) = (folded(host), folded(base));
    if base.is_empty() {
        return true;
    }
    if base.starts_with('.') { host.len() > base.len() && host.ends_with(&base) } else { host == base }
}

fn email_inside(name: &str, base: &str) -> Option<bool> {
    let (local, host) = name.rsplit_once('@')?;
    if !is_host(host) || local.is_empty() {
        return None;
    }
    match base.rsplit_once('@') {
        // The local part is compared as it stands (RFC 5280 §7.5).
        Some((wanted, at)) => plain_local(local).then(|| local == wanted && folded(host) == folded(at)),
        None => Some(host_inside(host, base)),
    }
}

/// The text of an SmtpUTF8Mailbox, whose host is in A-labels (RFC 9598 §3).
fn utf8_mailbox(content: &[u8]) -> Option<String> {
    let mut fields = tlv::Reader(content);
    fields.read()?.expect(0x06)?;
    let value = tlv::single(fields.read()?.expect(0xa0)?.content)?.expect(0x0c)?;
    String::from_utf8(value.content.to_vec()).ok()
}

/// «Adding zero or more labels to the left»; with a leading dot, as some issuers write it, at least one.
fn dns_inside(name: &str, base: &str) -> Option<bool> {
    if !is_host(name.strip_prefix("*.").unwrap_or(name)) {
        return None;
    }
    let (name, base) = (folded(name), folded(base));
    let inside = match base.strip_prefix('.') {
        _ if base.is_empty() => true,
        Some(_) => name.len() > base.len() && name.ends_with(&base),
        None => name.strip_suffix(&base).is_some_and(|front| front.is_empty() || front.ends_with('.')),
    };
    Some(inside)
}

/// The host of a URI; nothing where there is no authority or its host is an address, which no constraint admits.
fn uri_host(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host_port.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host_port,
    };
    let named = !scheme.is_empty() && is_host(host) && folded(host).parse::<Ipv4Addr>().is_err();
    named.then(|| host.to_owned())
}

/// An address with a mask of leading ones, of either version.
fn is_range(base: &[u8]) -> bool {
    let mask = &base[base.len() / 2..];
    let ones: u32 = mask.iter().map(|byte| byte.leading_ones()).sum();
    let leading = mask.iter().map(|byte| byte.count_ones()).sum::<u32>() == ones
        && mask.windows(2).all(|pair| pair[0] == 0xff || pair[1] == 0);
    matches!(base.len(), 8 | 32) && leading
}

fn ip_inside(name: &[u8], base: &[u8]) -> Option<bool> {
    if !matches!(name.len(), 4 | 16) {
        return None;
    }
    let (address, mask) = base.split_at(base.len() / 2);
    let masked = || name.iter().zip(address).zip(mask).all(|((name, base), mask)| name & mask == base & mask);
    Some(name.len() == address.len() && masked())
}

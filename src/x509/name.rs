//! Distinguished names (RFC 5280 §4.1.2.4), as they stand and as they are read.
//!
//! The DER is kept, since a certificate embeds its issuer's name by bytes; the attributes are decoded beside it. A
//! value in a string type whose bytes are not of that type is kept raw. T61String is read as UTF-8 where it is valid
//! UTF-8, else as Latin-1, which is what issuers mean by it.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::Error;
use super::name_match::comparable;
use super::oids;
use super::tlv::{self, Reader, Tlv, oid_text};

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its type, in dotted decimal.
    pub oid: String,
    /// Its value as text, where it is a string type whose bytes decode.
    pub value: Option<String>,
    /// The DER of the value, tag and length included.
    pub der: Vec<u8>,
    /// Which relative distinguished name it stands in, from 0; attributes that share one are a multi-valued RDN.
    pub rdn: usize,
}

/// A distinguished name: the DER of its `RDNSequence`, and what it says.
///
/// Two names are equal by RFC 5280 §7.1: types and order alike, values compared without regard to case, width and
/// repeated white space.
#[derive(Clone)]
pub struct Name {
    der: Vec<u8>,
    attributes: Vec<Attribute>,
    comparable: String,
}

impl Name {
    /// Reads the DER of one `Name`, with nothing after it.
    ///
    /// # Errors
    /// [`Error::Name`] if it is not a SEQUENCE OF SET OF type and value.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let attributes = parse(der).ok_or(Error::Name { len: der.len() })?;
        let comparable = comparable(&attributes);
        Ok(Self { der: der.to_vec(), attributes, comparable })
    }

    /// The encoding it came in.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Every attribute, in the order of the encoding (most general first by custom).
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// Has it no attributes at all?
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The text values of one type, in the order of the encoding.
    pub fn values<'a>(&'a self, oid: &'a str) -> impl Iterator<Item = &'a str> {
        self.attributes.iter().filter(move |a| a.oid == oid).filter_map(|a| a.value.as_deref())
    }

    /// commonName; the last where it repeats, being the most specific.
    pub fn cn(&self) -> Option<&str> {
        self.values(oids::CN).last()
    }

    /// organizationName.
    pub fn o(&self) -> Option<&str> {
        self.values(oids::O).last()
    }

    /// Every organizationalUnitName, in the order of the encoding.
    pub fn ou(&self) -> Vec<&str> {
        self.values(oids::OU).collect()
    }

    /// title (chức danh).
    pub fn title(&self) -> Option<&str> {
        self.values(oids::TITLE).last()
    }

    /// emailAddress.
    pub fn email(&self) -> Option<&str> {
        self.values(oids::EMAIL).last()
    }

    /// localityName.
    pub fn locality(&self) -> Option<&str> {
        self.values(oids::L).last()
    }

    /// stateOrProvinceName.
    pub fn state(&self) -> Option<&str> {
        self.values(oids::ST).last()
    }

    /// countryName.
    pub fn country(&self) -> Option<&str> {
        self.values(oids::C).last()
    }

    /// serialNumber of the subject, not of the certificate.
    pub fn serial_number(&self) -> Option<&str> {
        self.values(oids::SERIAL_NUMBER).last()
    }

    /// Every userId (`MST:…`, `CCCD:…`), in the order of the encoding.
    pub fn uid(&self) -> Vec<&str> {
        self.values(oids::UID).collect()
    }

    /// The string of RFC 4514: most specific first, escaped as §2.4 says.
    pub fn to_rfc4514(&self) -> String {
        let mut text = String::new();
        for (at, attribute) in rdns_reversed(&self.attributes) {
            if !text.is_empty() {
                text.push(if at == 0 { ',' } else { '+' });
            }
            push_attribute(&mut text, attribute);
        }
        text
    }

    /// Does it begin with every relative distinguished name of `base`, in their order (RFC 5280 §4.2.1.10)?
    pub(super) fn is_below(&self, base: &Self) -> bool {
        // Each relative name ends with a mark that no value has.
        self.comparable.starts_with(&base.comparable)
    }

    /// What stands for this name where names are looked up: equal for equal names.
    pub(super) fn comparable(&self) -> &str {
        &self.comparable
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der || self.comparable == other.comparable
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.comparable.hash(state);
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc4514())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({:?})", self.to_rfc4514())
    }
}

fn parse(der: &[u8]) -> Option<Vec<Attribute>> {
    let mut attributes = Vec::new();
    let rdns = tlv::single(der)?.expect(0x30)?.inside().all()?;
    for (rdn, set) in rdns.into_iter().enumerate() {
        for pair in set.expect(0x31)?.inside().all()? {
            attributes.push(attribute(pair.expect(0x30)?.inside(), rdn)?);
        }
    }
    Some(attributes)
}

fn attribute(mut pair: Reader<'_>, rdn: usize) -> Option<Attribute> {
    let oid = oid_text(pair.read()?.expect(0x06)?.content);
    let value = pair.read()?;
    pair.is_empty().then(|| Attribute { oid, value: string(value), der: value.raw.to_vec(), rdn })
}

/// The text of an ASN.1 string type (X.680 §41).
pub(super) fn string(value: Tlv<'_>) -> Option<String> {
    let bytes = value.content;
    match value.tag {
        0x0c => std::str::from_utf8(bytes).ok().map(str::to_owned), // UTF8String
        // NumericString, PrintableString, T61String, IA5String, VisibleString
        0x12 | 0x13 | 0x14 | 0x16 | 0x1a => {
            Some(std::str::from_utf8(bytes).map_or_else(|_| latin1(bytes), str::to_owned))
        }
        0x1c if bytes.len().is_multiple_of(4) => {
            bytes.as_chunks::<4>().0.iter().map(|unit| char::from_u32(u32::from_be_bytes(*unit))).collect() // UniversalString
        }
        0x1e if bytes.len().is_multiple_of(2) => {
            let units = bytes.as_chunks::<2>().0.iter().map(|unit| u16::from_be_bytes(*unit));
            char::decode_utf16(units).collect::<Result<_, _>>().ok() // BMPString
        }
        _ => None,
    }
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&b| char::from(b)).collect()
}

/// Attributes with their place inside their RDN, the last RDN first (RFC 4514 §2.1).
fn rdns_reversed(attributes: &[Attribute]) -> impl Iterator<Item = (usize, &Attribute)> {
    attributes.chunk_by(|a, b| a.rdn == b.rdn).rev().flat_map(|rdn| rdn.iter().enumerate())
}

fn push_attribute(text: &mut String, attribute: &Attribute) {
    match (short_name(&attribute.oid), &attribute.value) {
        (Some(name), Some(value)) => {
            text.push_str(name);
            text.push('=');
            push_escaped(text, value);
        }
        // A type in dotted decimal carries its value as hexadecimal BER (RFC 4514 §2.4).
        (name, _) => {
            text.push_str(name.unwrap_or(&attribute.oid));
            text.push_str("=#");
            text.push_str(&crate::text::hex(&attribute.der));
        }
    }
}

/// RFC 4514 §2.4.
fn push_escaped(text: &mut String, value: &str) {
    let last = value.chars().count().saturating_sub(1);
    for (at, c) in value.chars().enumerate() {
        match c {
            '\0' => text.push_str("\\00"),
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => text.extend(['\\', c]),
            '#' if at == 0 => text.push_str("\\#"),
            ' ' if at == 0 || at == last => text.push_str("\\ "),
            _ => text.push(c),
        }
    }
}

/// Registered short names (RFC 4514 §3 and RFC 4520's registry), and organizationIdentifier of X.520.
pub(super) const SHORT_NAMES: [(&str, &str); 23] = [
    (oids::CN, "CN"),
    ("2.5.4.4", "sn"),
    (oids::SERIAL_NUMBER, "serialNumber"),
    (oids::C, "C"),
    (oids::L, "L"),
    (oids::ST, "ST"),
    ("2.5.4.9", "STREET"),
    (oids::O, "O"),
    (oids::OU, "OU"),
    (oids::TITLE, "title"),
    ("2.5.4.13", "description"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.20", "telephoneNumber"),
    ("2.5.4.42", "givenName"),
    ("2.5.4.43", "initials"),
    ("2.5.4.44", "generationQualifier"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.65", "pseudonym"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    (oids::UID, "UID"),
    (oids::EMAIL, "emailAddress"),
];

fn short_name(oid: &str) -> Option<&'static str> {
    SHORT_NAMES.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name of one attribute a RDN, each value with its tag.
    fn name(pairs: &[(&[u8], u8, &[u8])]) -> Name {
        let wrap = |tag: u8, content: Vec<u8>| [vec![tag, content.len() as u8], content].concat();
        let rdns = pairs.iter().flat_map(|(oid, tag, value)| {
            let pair = [wrap(6, oid.to_vec()), wrap(*tag, value.to_vec())].concat();
            wrap(0x31, wrap(0x30, pair))
        });
        Name::from_der(&wrap(0x30, rdns.collect())).unwrap()
    }

    const CN: &[u8] = &[0x55, 4, 3];
    const O: &[u8] = &[0x55, 4, 10];
    const OU: &[u8] = &[0x55, 4, 11];

    #[test]
    fn an_agency_with_a_comma_in_its_name_is_written_as_rfc_4514_says() {
        let lan = name(&[
            (O, 0x0c, "UBND tỉnh Bắc Ninh, VN".as_bytes()),
            (OU, 0x13, b"#1 Room"),
            (OU, 0x13, b" IT; \"x\" "),
            (CN, 0x0c, "Nguyễn Thị Lan".as_bytes()),
            (&[0x2a, 3], 0x13, b"odd"),
        ]);
        assert_eq!(
            lan.to_string(),
            "1.2.3=#13036f6464,CN=Nguyễn Thị Lan,OU=\\ IT\\; \\\"x\\\"\\ ,OU=\\#1 Room,O=UBND tỉnh Bắc Ninh\\, VN"
        );
        assert_eq!(lan.ou(), ["#1 Room", " IT; \"x\" "]);
        assert_eq!((lan.cn(), lan.country()), (Some("Nguyễn Thị Lan"), None));
    }

    #[test]
    fn old_string_types_are_read() {
        let bmp: Vec<u8> = "Lân".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(name(&[(CN, 0x1e, &bmp)]).cn(), Some("Lân"));
        assert_eq!(name(&[(CN, 0x14, b"M\xfcller")]).cn(), Some("Müller"));
        assert_eq!(name(&[(CN, 0x14, "Lân".as_bytes())]).cn(), Some("Lân"));
        assert_eq!(name(&[(CN, 0x0c, b"\xff")]).cn(), None, "not UTF-8, kept raw");
        assert_eq!(name(&[(CN, 0x0c, b"\xff")]).to_string(), "CN=#0c01ff");
    }

    #[test]
    fn names_are_equal_without_case_white_space_and_string_type() {
        let left = name(&[(O, 0x0c, "Sở  Nội vụ".as_bytes()), (CN, 0x13, b"Lan ")]);
        let decomposed = "SO\u{31b}\u{309} NO\u{323}\u{302}I VU\u{323}";
        let right = name(&[(O, 0x0c, decomposed.as_bytes()), (CN, 0x0c, b" LAN")]);
        assert_eq!(left, right);
        assert_ne!(left, name(&[(CN, 0x13, b"Lan"), (O, 0x0c, "Sở Nội vụ".as_bytes())]), "another order");
        assert_ne!(left, name(&[(O, 0x0c, "Sở Nội vụ".as_bytes()), (OU, 0x13, b"Lan")]), "another type");
        assert_ne!(name(&[(CN, 0x13, b"La n")]), name(&[(CN, 0x13, b"Lan")]));
    }
}

//! Reading PKCS#11 URIs (RFC 7512 §2.3), and what can be wrong with one.

use std::path::PathBuf;
use std::str::FromStr;

use super::uri::{ObjectType, Uri};
use super::{Version, percent};

/// What is wrong with a URI, and where: `at` counts bytes from its start. Values are never quoted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    /// It does not begin with `pkcs11:`.
    #[error("a PKCS#11 URI begins with 'pkcs11:'")]
    Scheme,
    /// Not `name=value`.
    #[error("attribute without '=' in the PKCS#11 URI (byte {at})")]
    NoValue {
        /// Where the attribute begins.
        at: usize,
    },
    /// A path attribute that RFC 7512 does not define; it would match nothing.
    #[error("unknown attribute '{name}' in the PKCS#11 URI (byte {at})")]
    UnknownAttribute {
        /// Its name.
        name: String,
        /// Where it begins.
        at: usize,
    },
    /// An attribute is given twice.
    #[error("attribute '{name}' stands twice in the PKCS#11 URI (byte {at})")]
    Duplicate {
        /// Its name.
        name: String,
        /// Where the second begins.
        at: usize,
    },
    /// A character that must be percent-encoded, or a `%` that no two hexadecimal digits follow.
    #[error("bad percent-encoding in '{name}' of the PKCS#11 URI (byte {at})")]
    Encoding {
        /// The attribute.
        name: String,
        /// Where the character stands.
        at: usize,
    },
    /// The value is not of the attribute's kind.
    #[error("'{name}' of the PKCS#11 URI must be {expected} (byte {at})")]
    Value {
        /// The attribute.
        name: String,
        /// What it must be.
        expected: &'static str,
        /// Where the value begins.
        at: usize,
    },
    /// `pin-value` would put the PIN where others read it.
    #[error(
        "'pin-value' is not accepted in a PKCS#11 URI (byte {at}); use 'pin-source=file:…', --pin-file or the prompt"
    )]
    PinValue {
        /// Where it begins.
        at: usize,
    },
}

impl UriError {
    /// A stable name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Scheme => "URI_SCHEME",
            Self::NoValue { .. } => "URI_NO_VALUE",
            Self::UnknownAttribute { .. } => "URI_UNKNOWN_ATTRIBUTE",
            Self::Duplicate { .. } => "URI_DUPLICATE_ATTRIBUTE",
            Self::Encoding { .. } => "URI_ENCODING",
            Self::Value { .. } => "URI_VALUE",
            Self::PinValue { .. } => "URI_PIN_VALUE",
        }
    }
}

impl Uri {
    fn set(&mut self, attribute: &Attribute<'_>) -> Result<(), UriError> {
        match attribute.name {
            "token" => once(&mut self.token, attribute, Attribute::text),
            "manufacturer" => once(&mut self.manufacturer, attribute, Attribute::text),
            "serial" => once(&mut self.serial, attribute, Attribute::text),
            "model" => once(&mut self.model, attribute, Attribute::text),
            "library-manufacturer" => once(&mut self.library_manufacturer, attribute, Attribute::text),
            "library-description" => once(&mut self.library_description, attribute, Attribute::text),
            "library-version" => once(&mut self.library_version, attribute, Attribute::version),
            "slot-manufacturer" => once(&mut self.slot_manufacturer, attribute, Attribute::text),
            "slot-description" => once(&mut self.slot_description, attribute, Attribute::text),
            "slot-id" => once(&mut self.slot_id, attribute, Attribute::number),
            "object" => once(&mut self.object, attribute, Attribute::text),
            "type" => once(&mut self.object_type, attribute, Attribute::object_type),
            "id" => once(&mut self.id, attribute, Attribute::octets),
            // In the path it would only be unknown; that it is a PIN is what matters.
            "pin-value" => Err(UriError::PinValue { at: attribute.at }),
            name => Err(UriError::UnknownAttribute { name: name.to_owned(), at: attribute.at }),
        }
    }

    fn set_query(&mut self, attribute: &Attribute<'_>) -> Result<(), UriError> {
        match attribute.name {
            "pin-value" => Err(UriError::PinValue { at: attribute.at }),
            "pin-source" => once(&mut self.pin_source, attribute, Attribute::file),
            "module-path" => once(&mut self.module_path, attribute, |a| a.text().map(PathBuf::from)),
            "module-name" => once(&mut self.module_name, attribute, Attribute::text),
            _ => Ok(()),
        }
    }
}

fn once<'a, T>(
    field: &mut Option<T>,
    attribute: &Attribute<'a>,
    read: impl Fn(&Attribute<'a>) -> Result<T, UriError>,
) -> Result<(), UriError> {
    if field.is_some() {
        return Err(UriError::Duplicate { name: attribute.name.to_owned(), at: attribute.at });
    }
    *field = Some(read(attribute)?);
    Ok(())
}

/// One `name=value`, the value still encoded, and where it stands.
struct Attribute<'a> {
    name: &'a str,
    value: &'a str,
    at: usize,
    query: bool,
}

impl Attribute<'_> {
    fn value_at(&self) -> usize {
        self.at + self.name.len() + 1
    }

    fn octets(&self) -> Result<Vec<u8>, UriError> {
        percent::decode(self.value, self.query)
            .map_err(|offset| UriError::Encoding { name: self.name.to_owned(), at: self.value_at() + offset })
    }

    fn expected(&self, expected: &'static str) -> UriError {
        UriError::Value { name: self.name.to_owned(), expected, at: self.value_at() }
    }

    fn text(&self) -> Result<String, UriError> {
        String::from_utf8(self.octets()?).map_err(|_| self.expected("UTF-8"))
    }

    fn number(&self) -> Result<u64, UriError> {
        let digits = !self.value.is_empty() && self.value.bytes().all(|b| b.is_ascii_digit());
        self.value.parse().ok().filter(|_| digits).ok_or_else(|| self.expected("a decimal number"))
    }

    fn version(&self) -> Result<Version, UriError> {
        let (major, minor) = self.value.split_once('.').unwrap_or((self.value, "0"));
        let part = |text: &str| text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
        let parts = part(major).zip(part(minor));
        parts.map(|(major, minor)| Version { major, minor }).ok_or_else(|| self.expected("a version such as 2.6"))
    }

    fn object_type(&self) -> Result<ObjectType, UriError> {
        let found = ObjectType::ALL.iter().find(|(_, name)| *name == self.value);
        found.map(|(kind, _)| *kind).ok_or_else(|| self.expected("cert, data, private, public or secret-key"))
    }

    /// `file:/path` or `file:///path` (RFC 7512 §2.4); a command (`|…`) is never run.
    fn file(&self) -> Result<PathBuf, UriError> {
        let text = self.text()?;
        let path = text.strip_prefix("file:").ok_or_else(|| self.expected("'file:' and a path"))?;
        let path = path.strip_prefix("//localhost").or_else(|| path.strip_prefix("//")).unwrap_or(path);
        if path.is_empty() { Err(self.expected("'file:' and a path")) } else { Ok(path.into()) }
    }
}

impl FromStr for Uri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        const SCHEME: &str = "pkcs11:";
        let begins = text.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME));
        let rest = text.get(SCHEME.len()..).filter(|_| begins).ok_or(UriError::Scheme)?;
        let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
        let mut uri = Self::default();
        for attribute in attributes(path, ';', SCHEME.len(), false) {
            uri.set(&attribute?)?;
        }
        for attribute in attributes(query.unwrap_or(""), '&', SCHEME.len() + path.len() + 1, true) {
            uri.set_query(&attribute?)?;
        }
        Ok(uri)
    }
}

fn attributes(
    part: &str,
    separator: char,
    start: usize,
    query: bool,
) -> impl Iterator<Item = Result<Attribute<'_>, UriError>> {
    let mut at = start;
    part.split(separator).filter_map(move |attribute| {
        let begins = at;
        at += attribute.len() + 1;
        if attribute.is_empty() {
            return None;
        }
        let parts = attribute.split_once('=').ok_or(UriError::NoValue { at: begins });
        Some(parts.map(|(name, value)| Attribute { name, value, at: begins, query }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> UriError {
        text.parse::<Uri>().unwrap_err()
    }

    #[test]
    fn what_p11tool_prints_is_read_and_printed_back() {
        let text = "pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;serial=9b1c;token=V%C4%83n%20th%C6%B0;\
                    id=%01%AB;object=Ch%E1%BB%AF%20k%C3%BD;type=cert";
        let uri: Uri = text.parse().unwrap();
        assert_eq!(uri.token.as_deref(), Some("Văn thư"));
        assert_eq!(uri.id.as_deref(), Some(&[1, 0xab][..]));
        assert_eq!(uri.to_string(), text);
    }

    #[test]
    fn every_attribute_of_the_standard_there_and_back() {
        let text = "pkcs11:library-manufacturer=a%2Fb;library-description=c;library-version=2.6;\
                    slot-manufacturer=d;slot-description=e;slot-id=327;model=f;manufacturer=g;serial=h;token=i%3B;id=%00;\
                    object=j&k;type=private?pin-source=file:/etc/token%20pin&module-path=/usr/lib/x.so&module-name=x";
        let uri: Uri = text.parse().unwrap();
        assert_eq!(uri.to_string(), text);
        assert_eq!(uri.pin_source, Some("/etc/token pin".into()));
        assert_eq!(uri.token.as_deref(), Some("i;"));
        assert_eq!(uri.library_version, Some(Version { major: 2, minor: 6 }));
        assert_eq!("PKCS11:".parse(), Ok(Uri::default()));
        assert_eq!("pkcs11:?x-vendor=1".parse(), Ok(Uri::default()), "unknown queries are ignored");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let name = |name: &str| name.to_owned();
        assert_eq!(wrong("pkcs12:token=a"), UriError::Scheme);
        assert_eq!(wrong("pkcs11:token"), UriError::NoValue { at: 7 });
        assert_eq!(wrong("pkcs11:a=b;tokn=a"), UriError::UnknownAttribute { name: name("a"), at: 7 });
        assert_eq!(wrong("pkcs11:token=a;token=b"), UriError::Duplicate { name: name("token"), at: 15 });
        assert_eq!(wrong("pkcs11:token=a b"), UriError::Encoding { name: name("token"), at: 14 });
        assert_eq!(wrong("pkcs11:id=%0"), UriError::Encoding { name: name("id"), at: 10 });
        assert_eq!(wrong("pkcs11:token=%FF").code(), "URI_VALUE");
        assert_eq!(wrong("pkcs11:type=key").code(), "URI_VALUE");
        assert_eq!(wrong("pkcs11:slot-id=+1").code(), "URI_VALUE");
        assert_eq!(wrong("pkcs11:?pin-source=|cat%20pin").code(), "URI_VALUE");
    }

    #[test]
    fn a_pin_in_the_uri_is_refused_and_not_repeated() {
        let error = wrong("pkcs11:token=a?pin-value=739154");
        assert_eq!(error, UriError::PinValue { at: 15 });
        assert!(!format!("{error} {error:?}").contains("739154"));
    }
}

//! Signature dictionaries as a judge needs them (ISO 32000-2 §12.8.1, Table 255): nothing tidied away.

use super::encrypt::is_signature;
use super::error::Error;
use super::field::{Field, FieldTree};
use super::lexer::{all_hex, hex, is_space};
use super::object::{Dictionary, Object, ObjectId, Span};
use super::text::{decode_text, parse_date};
use super::view::View;
use time::OffsetDateTime;

/// What a signature reference transforms (§12.8.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transform {
    /// Certification with its permission: 1 no changes, 2 form filling (the default), 3 annotations too.
    DocMdp {
        /// P.
        permission: u8,
    },
    /// Locked fields.
    FieldMdp {
        /// /Action: `All`, `Include` or `Exclude`.
        action: String,
        /// /Fields, fully qualified names.
        fields: Vec<String>,
    },
    /// Usage rights of Adobe's readers.
    UsageRights,
    /// Any other /TransformMethod.
    Other(String),
}

/// A signature reference dictionary (Table 256).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What it says.
    pub transform: Transform,
    /// /DigestMethod, unused since PDF 1.7.
    pub digest_method: Option<String>,
}

/// A signature dictionary with its oddities.
#[derive(Clone, Debug, Default)]
pub struct SignatureDictionary {
    /// Its object; `None` if it stands directly in the field.
    pub id: Option<ObjectId>,
    /// The revision that defines the object (oldest is 0).
    pub revision: usize,
    /// Whether spans count in the file; in an object stream no ByteRange can leave /Contents out.
    pub in_file: bool,
    /// /Type, if any.
    pub kind: Option<String>,
    /// /Filter.
    pub filter: Option<String>,
    /// /SubFilter.
    pub sub_filter: Option<String>,
    /// /ByteRange, resolved; `None` if absent or other than an array of integers.
    pub byte_range: Option<Vec<i64>>,
    /// The /Contents token with its delimiters; `None` if absent, indirect or no string.
    pub contents_span: Option<Span>,
    /// /Contents decoded, padding included.
    pub contents: Vec<u8>,
    /// Whether /Contents is `<…>` of hexadecimal digits alone.
    pub contents_clean: bool,
    /// /M as a time; a date without zone counts as UTC.
    pub claimed_time: Option<OffsetDateTime>,
    /// /M as it stands.
    pub claimed_text: Option<String>,
    /// /Name.
    pub name: Option<String>,
    /// /Reason.
    pub reason: Option<String>,
    /// /Location.
    pub location: Option<String>,
    /// /ContactInfo.
    pub contact: Option<String>,
    /// /Reference.
    pub references: Vec<Reference>,
    /// /Cert: one string or an array of them.
    pub certificates: Vec<Vec<u8>>,
    /// Keys that occur twice, in the dictionary or one nested in it.
    pub duplicates: Vec<String>,
    /// Keys whose value is a reference; Table 255 asks for direct ones.
    pub indirect: Vec<String>,
    /// The dictionary itself.
    pub dictionary: Dictionary,
}

impl SignatureDictionary {
    /// The signature that `field` holds; `None` for an empty field.
    ///
    /// # Errors
    /// [`Error::WrongType`] if /V is no dictionary; else as [`View::get`].
    pub fn of_field(view: &View<'_, '_>, field: &Field) -> Result<Option<Self>, Error> {
        let Some(value) = &field.value else { return Ok(None) };
        // A direct /V lies in the object of the field that has it.
        Self::read(view, value, field.value_owner)
    }

    /// The signature that `value` is or refers to; `owner` is the object a direct one stands in.
    ///
    /// # Errors
    /// As [`SignatureDictionary::of_field`].
    pub fn read(view: &View<'_, '_>, value: &Object, owner: Option<ObjectId>) -> Result<Option<Self>, Error> {
        let resolved = view.resolve(value)?;
        if resolved.is_null() {
            return Ok(None);
        }
        let Some(dictionary) = resolved.as_dict() else {
            let place = "V of a signature field".to_owned();
            return Err(Error::WrongType { place, expected: "dictionary", found: resolved.kind() });
        };
        let home = resolved.id().or(owner).map(|id| view.get(id)).transpose()?.flatten();
        let in_file = home.as_ref().is_none_or(|home| home.in_file());
        let revision = home.as_ref().map_or(view.index(), |home| home.revision);
        Self::gather(view, dictionary, resolved.id(), in_file, revision).map(Some)
    }

    fn gather(
        view: &View<'_, '_>,
        dictionary: &Dictionary,
        id: Option<ObjectId>,
        in_file: bool,
        revision: usize,
    ) -> Result<Self, Error> {
        let name = |key: &[u8]| -> Result<Option<String>, Error> {
            Ok(view.lookup(dictionary, key)?.as_name().map(|name| String::from_utf8_lossy(name).into_owned()))
        };
        let text = |key: &[u8]| -> Result<Option<String>, Error> {
            Ok(view.lookup(dictionary, key)?.as_string().map(decode_text))
        };
        view.document().budget.copied(dictionary.span.len())?;
        let contents = dictionary.entry(b"Contents");
        let token =
            contents.filter(|entry| matches!(entry.value, Object::String(_)) && in_file).map(|entry| entry.span);
        let claimed_text = text(b"M")?;
        Ok(Self {
            id,
            revision,
            in_file,
            kind: name(b"Type")?,
            filter: name(b"Filter")?,
            sub_filter: name(b"SubFilter")?,
            byte_range: byte_range(view, dictionary)?,
            contents_span: token,
            contents: view.lookup(dictionary, b"Contents")?.as_string().unwrap_or_default().to_vec(),
            contents_clean: token.is_some_and(|span| is_clean_hex(span.of(view.document().bytes()))),
            claimed_time: claimed_text.as_deref().and_then(parse_date),
            claimed_text,
            name: text(b"Name")?,
            reason: text(b"Reason")?,
            location: text(b"Location")?,
            contact: text(b"ContactInfo")?,
            references: references(view, dictionary)?,
            certificates: certificates(view, dictionary)?,
            duplicates: nested_duplicates(dictionary, 8),
            indirect: indirect_keys(dictionary),
            dictionary: dictionary.clone(),
        })
    }

    /// /Contents without its padding of zero bytes. A DER value ending in zeros loses them too, so a CMS reader
    /// that knows the length should be given [`contents`](Self::contents) instead.
    pub fn contents_trimmed(&self) -> &[u8] {
        let used = self.contents.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        &self.contents[..used]
    }

    /// The permission of a DocMDP reference, if there is one.
    pub fn certification(&self) -> Option<u8> {
        self.references.iter().find_map(|reference| match reference.transform {
            Transform::DocMdp { permission } => Some(permission),
            _ => None,
        })
    }
}

/// Where a signature dictionary was met that no signature field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// /Perms /UR3 or /UR: usage rights, never counted as a signature.
    UsageRights,
    /// /Perms /DocMDP, though no field holds it.
    DocMdp,
    /// The value of a field that is not of type Sig.
    Field(String),
}

/// Signature dictionaries that no signature field of `tree` holds.
///
/// # Errors
/// As [`View::get`].
pub fn outside_fields(view: &View<'_, '_>, tree: &FieldTree) -> Result<Vec<(Outside, SignatureDictionary)>, Error> {
    let mut found = Vec::new();
    let held: Vec<ObjectId> = tree.signatures().filter_map(|field| field.value.as_ref()?.as_reference()).collect();
    let catalog = view.catalog()?;
    let perms = view.lookup(catalog.dictionary(), b"Perms")?;
    let permissions =
        [(&b"UR3"[..], Outside::UsageRights), (b"UR", Outside::UsageRights), (b"DocMDP", Outside::DocMdp)];
    for (key, place) in permissions {
        let Some(value) = perms.as_dict().and_then(|perms| perms.get(key)) else { continue };
        if value.as_reference().is_some_and(|id| held.contains(&id)) {
            continue;
        }
        let owner = perms.id().or(Some(catalog.id));
        found.extend(SignatureDictionary::read(view, value, owner).ok().flatten().map(|signature| (place, signature)));
    }
    for field in tree.fields.iter().filter(|field| !field.is_signature()) {
        let value = field.value.as_ref().and_then(|value| view.resolve(value).ok());
        if value.is_some_and(|value| value.as_dict().is_some_and(is_signature)) {
            let signature = SignatureDictionary::of_field(view, field)?;
            found.extend(signature.map(|signature| (Outside::Field(field.name.clone()), signature)));
        }
    }
    Ok(found)
}

fn byte_range(view: &View<'_, '_>, dictionary: &Dictionary) -> Result<Option<Vec<i64>>, Error> {
    let value = view.lookup(dictionary, b"ByteRange")?;
    let Some(items) = value.as_array() else { return Ok(None) };
    // A ByteRange of four numbers is the only one allowed; a long one is not worth copying.
    let items = &items[..items.len().min(64)];
    items.iter().map(|item| Ok(view.resolve(&item.value)?.as_integer())).collect()
}

/// `<`, hexadecimal digits, `>` and nothing else.
fn is_clean_hex(token: &[u8]) -> bool {
    let inner = token.strip_prefix(b"<").and_then(|rest| rest.strip_suffix(b">"));
    inner.is_some_and(|inner| inner.len() % 2 == 0 && all_hex(inner))
}

/// Whether the only oddity of a token is white space between its digits.
pub fn has_only_white_space_between(token: &[u8]) -> bool {
    let inner = token.strip_prefix(b"<").and_then(|rest| rest.strip_suffix(b">"));
    inner.is_some_and(|inner| inner.iter().all(|&byte| hex(byte).is_some() || is_space(byte)))
}

fn certificates(view: &View<'_, '_>, dictionary: &Dictionary) -> Result<Vec<Vec<u8>>, Error> {
    let value = view.lookup(dictionary, b"Cert")?;
    if let Some(one) = value.as_string() {
        return Ok(vec![one.to_vec()]);
    }
    let items = value.as_array().unwrap_or_default().iter().take(256);
    let all = items.map(|item| {
        let value = view.resolve(&item.value)?;
        view.document().budget.copied(value.as_string().map_or(0, <[u8]>::len))?;
        Ok(value.as_string().map(<[u8]>::to_vec))
    });
    Ok(all.collect::<Result<Vec<_>, Error>>()?.into_iter().flatten().collect())
}

/// /Reference with its transform parameters (Tables 256, 257, 259).
pub(crate) fn references(view: &View<'_, '_>, dictionary: &Dictionary) -> Result<Vec<Reference>, Error> {
    let value = view.lookup(dictionary, b"Reference")?;
    let mut found = Vec::new();
    for item in value.as_array().unwrap_or_default().iter().take(256) {
        let reference = view.resolve(&item.value)?;
        let Some(reference) = reference.as_dict() else { continue };
        let method = view.lookup(reference, b"TransformMethod")?;
        let parameters = view.lookup(reference, b"TransformParams")?;
        let empty = Dictionary::default();
        let parameters = parameters.as_dict().unwrap_or(&empty);
        let transform = match method.as_name().unwrap_or_default() {
            b"DocMDP" => {
                let permission = view.lookup(parameters, b"P")?.as_integer().unwrap_or(2);
                Transform::DocMdp { permission: u8::try_from(permission).unwrap_or(2) }
            }
            b"FieldMDP" => {
                let (action, fields) = lock(view, parameters)?;
                Transform::FieldMdp { action, fields }
            }
            b"UR" | b"UR3" => Transform::UsageRights,
            other => Transform::Other(String::from_utf8_lossy(other).into_owned()),
        };
        let digest_method = view.lookup(reference, b"DigestMethod")?;
        let digest_method = digest_method.as_name().map(|name| String::from_utf8_lossy(name).into_owned());
        found.push(Reference { transform, digest_method });
    }
    Ok(found)
}

/// /Action and /Fields, as in FieldMDP parameters and in /Lock.
pub(crate) fn lock(view: &View<'_, '_>, dictionary: &Dictionary) -> Result<(String, Vec<String>), Error> {
    let action = view.lookup(dictionary, b"Action")?;
    let action = String::from_utf8_lossy(action.as_name().unwrap_or_default()).into_owned();
    let list = view.lookup(dictionary, b"Fields")?;
    let mut fields = Vec::new();
    for item in list.as_array().unwrap_or_default() {
        if let Some(name) = view.resolve(&item.value)?.as_string() {
            view.document().budget.copied(name.len())?;
            fields.push(decode_text(name));
        }
    }
    Ok((action, fields))
}

fn nested_duplicates(dictionary: &Dictionary, depth: usize) -> Vec<String> {
    let mut keys: Vec<String> = dictionary.duplicates().iter().map(super::object::Name::to_text).collect();
    for entry in dictionary.entries.iter().filter(|_| depth > 0) {
        match &entry.value {
            Object::Dictionary(inner) => keys.extend(nested_duplicates(inner, depth - 1)),
            Object::Array(items) => {
                let inner = items.iter().filter_map(|item| item.value.as_dict());
                keys.extend(inner.flat_map(|inner| nested_duplicates(inner, depth - 1)));
            }
            _ => {}
        }
    }
    keys
}

/// Keys with an indirect value, an indirect item of /ByteRange included.
fn indirect_keys(dictionary: &Dictionary) -> Vec<String> {
    let is_indirect = |value: &Object| match value {
        Object::Reference(_) => true,
        Object::Array(items) => items.iter().any(|item| matches!(item.value, Object::Reference(_))),
        _ => false,
    };
    dictionary.entries.iter().filter(|entry| is_indirect(&entry.value)).map(|entry| entry.key.to_text()).collect()
}

//! What forbids a signature (exit code 8): permissions, DocMDP, locks, seed values (ISO 32000-2 §7.6.4.2, §12.8.2, §12.7.5.5).

use crate::hash::{Hash, Prefixes, Trails};
use crate::pdf::{Document, Object, SignatureDictionary, View};
use crate::verify::permissions::{self, Restrictions};
use crate::verify::{Modifications, integrity_code};

use super::error::{Error, Forbidden};
use super::field::Target;
use super::order::Order;

/// May `target` be signed by `order`?
///
/// # Errors
/// [`Error::Forbidden`] with what forbids it.
pub(super) fn may_sign(document: &Document<'_>, order: &Order, target: &Target) -> Result<(), Error> {
    encryption(document, matches!(target, Target::Existing { .. }))?;
    let signatures = signatures(document.latest())?;
    for (field, allows) in &signatures {
        // The least of all P counts (ISO 32000-2 Table 236), and 1 allows nothing but time-stamps and DSS.
        if allows.permission.is_some_and(|permission| permissions::allowed(permission) < Modifications::Signatures) {
            return Err(Forbidden::DocMdp { field: field.clone() }.into());
        }
        // A lock on all fields is taken to hold for fields made later too: some validators read it so.
        if allows.locks(target.name()) {
            return Err(Forbidden::Locked { field: target.name().to_owned(), by: field.clone() }.into());
        }
    }
    if order.certify.is_some() && !signatures.is_empty() {
        return Err(Forbidden::CertifyAfterSignature.into());
    }
    if let Target::Existing { name, seed_value: Some(seed_value), .. } = target {
        seed(order, name, seed_value)?;
    }
    Ok(())
}

/// May anything be appended, a document time-stamp for one? DocMDP and locks do not touch it (ISO 32000-2 Table 257).
///
/// # Errors
/// [`Error::Forbidden`] with what forbids it.
pub(super) fn may_extend(document: &Document<'_>) -> Result<(), Error> {
    encryption(document, false)
}

fn encryption(document: &Document<'_>, existing_field: bool) -> Result<(), Error> {
    let Some(encryption) = document.encryption() else { return Ok(()) };
    // A new code over a file whose own does not hold would vouch for what nobody knows.
    let trails = Trails::default();
    match integrity_code(document, Prefixes::new(document.bytes(), &trails)) {
        None | Some(Ok(())) => {}
        Some(Err(error)) => return Err(Forbidden::Mac(error).into()),
    }
    let permissions = encryption.permissions;
    let allowed =
        encryption.is_owner || if existing_field { permissions.sign_existing() } else { permissions.add_field() };
    if allowed { Ok(()) } else { Err(Forbidden::Permissions { permissions: permissions.0 }.into()) }
}

/// The signatures that the form holds, by field, and what each allows to those after it.
pub(super) fn signatures(view: View<'_, '_>) -> Result<Vec<(String, Restrictions)>, Error> {
    let mut found = Vec::new();
    for field in view.fields()?.signatures() {
        if let Ok(Some(dictionary)) = SignatureDictionary::of_field(&view, field) {
            found.push((field.name.clone(), Restrictions::of(&dictionary, field.lock.as_ref())));
        }
    }
    Ok(found)
}

/// The constraints of a seed value that its /Ff makes mandatory (ISO 32000-2 Table 237).
fn seed(order: &Order, field: &str, seed_value: &Object) -> Result<(), Error> {
    let Some(dictionary) = seed_value.as_dict() else { return Ok(()) };
    let flags = dictionary.get(b"Ff").and_then(Object::as_integer).unwrap_or(0);
    let required = |bit: u32| flags >> (bit - 1) & 1 == 1;
    let names = |key: &[u8]| -> Vec<String> {
        let value = dictionary.get(key);
        let items = value.and_then(Object::as_array).unwrap_or_default();
        let texts = items.iter().filter_map(|item| item.value.as_name().or(item.value.as_string()));
        let one = value.and_then(Object::as_name);
        texts.chain(one).map(crate::pdf::decode_text).collect()
    };
    let digest = match order.hash {
        Hash::Sha384 => "SHA384",
        Hash::Sha512 => "SHA512",
        _ => "SHA256",
    };
    let asks = [
        (1, &b"Filter"[..], "Adobe.PPKLite"),
        (2, b"SubFilter", "ETSI.CAdES.detached"),
        (7, b"DigestMethod", digest),
        (4, b"Reasons", order.entries.reason.as_deref().unwrap_or_default()),
    ];
    for (bit, key, ours) in asks {
        let allowed = names(key);
        if required(bit) && !allowed.is_empty() && !allowed.iter().any(|name| name == ours) {
            let wants = format!("/{} {}", String::from_utf8_lossy(key), allowed.join(", "));
            return Err(Forbidden::SeedValue { field: field.to_owned(), wants }.into());
        }
    }
    // Revocation data inside the CMS is Adobe's, and no part of PAdES.
    if required(6) && dictionary.get(b"AddRevInfo").and_then(Object::as_bool) == Some(true) {
        return Err(Forbidden::SeedValue { field: field.to_owned(), wants: "/AddRevInfo true".to_owned() }.into());
    }
    Ok(())
}

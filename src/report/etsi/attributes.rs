//! What a signature carries beside its value (TS 119 102-2 §4.3.6): attributes of the CMS, entries of its dictionary, and
//! what the document security store and document time-stamps add.

use crate::cms::attributes::{self, EssCertId};
use crate::cms::ber::{OCTET_STRING, Reader};
use crate::cms::{
    COMMITMENT_TYPE, SIGNATURE_POLICY, SIGNER_ATTRIBUTES, SignaturePolicy, SignedAttributes, SignedData, claimed_roles,
    commitment_type,
};
use crate::verify::{EntryType, ObjectKind, SignatureReport};

use super::names;
use super::objects::{Objects, Stamped};
use super::xml::Node;

/// The attributes of the entry at `index`, in the schema's order.
pub(super) fn of(signature: &SignatureReport, index: usize, cms: Option<&SignedData>, objects: &Objects<'_>) -> Node {
    let signed = cms.and_then(|data| data.signers.first()).and_then(|signer| signer.signed.as_ref());
    let stamps = |name, signed: bool, kind| -> Vec<Node> {
        let stamps = objects.stamps_of(index, kind);
        stamps
            .iter()
            .map(|Stamped { id, time }| attribute(name, signed, &[id]).with(Node::time("TimeStampValue", *time)))
            .collect()
    };
    let said = &signature.said;
    let claimed = signature.claimed_time.filter(|_| signature.entry_type != EntryType::DocTimestamp);
    let place = (EntryType::DocTimestamp != signature.entry_type).then_some(said.location.as_ref()).flatten();
    Node::new("SignatureAttributes")
        .all(claimed.map(|time| attribute("SigningTime", true, &[]).with(Node::time("Time", time))))
        .all(signed.and_then(|signed| signing_certificate(signed, signature, objects)))
        .all(signed.into_iter().flat_map(commitments))
        // Over the content, before the signature was made (EN 319 122-1 §5.2.8).
        .all(stamps("AllDataObjectsTimeStamp", true, "content"))
        .all(signed.into_iter().flat_map(policies))
        .all(entry("SignatureProductionPlace", "AddressString", place))
        .all(signed.and_then(roles))
        .all(stamps("SignatureTimeStamp", false, "signature"))
        .all(signed.and_then(message_digest))
        .all(evidence("DSS", |kind| objects.in_dss(kind)))
        .all(evidence("VRI", |kind| objects.in_vri(index, kind)))
        .all(stamps("DocTimeStamp", false, "document"))
        .all(entry("Reason", "ReasonElement", said.reason.as_ref()))
        .all(entry("Name", "NameElement", said.name.as_ref()))
        .all(entry("ContactInfo", "ContactInfoElement", said.contact.as_ref()))
        .all(entry("SubFilter", "SubFilterElement", signature.sub_filter.as_ref()))
        .all(
            signature
                .byte_range
                .map(|range| Node::text("ByteRange", &range.map(|number| number.to_string()).join(" "))),
        )
        .all(said.filter.as_ref().map(|filter| Node::new("Filter").with(Node::text("Filter", filter))))
}

/// An attribute, signed or not, that these objects are the value of.
fn attribute(name: &'static str, signed: bool, objects: &[&str]) -> Node {
    let node = Node::new(name).attribute("Signed", if signed { "true" } else { "false" });
    node.all((!objects.is_empty()).then(|| Node::reference("AttributeObject", objects)))
}

/// An entry of the signature dictionary: all of it but /Contents is signed.
fn entry(name: &'static str, element: &'static str, text: Option<&String>) -> Option<Node> {
    text.map(|text| attribute(name, true, &[]).with(Node::text(element, text)))
}

/// The certificate that the signer names (RFC 5035).
fn signing_certificate(signed: &SignedAttributes, signature: &SignatureReport, objects: &Objects<'_>) -> Option<Node> {
    let read = |oid, v2| signed.values(oid).into_iter().filter_map(move |value| EssCertId::first(value, v2));
    let named = read(attributes::SIGNING_CERTIFICATE, false).chain(read(attributes::SIGNING_CERTIFICATE_V2, true));
    let ids: Vec<_> =
        named.filter_map(|id| Some(Node::new("CertID").all(names::digest(id.hash?, &id.digest)))).collect();
    let own = signature.signer.as_ref().and_then(|signer| objects.id(&signer.fingerprint_sha256));
    let own: Vec<_> = own.into_iter().collect();
    (!ids.is_empty()).then(|| attribute("SigningCertificate", true, &own).all(ids))
}

/// The digest that the signer signed, whatever the bytes have (RFC 5652 §11.2).
fn message_digest(signed: &SignedAttributes) -> Option<Node> {
    let digest = Reader(signed.value(attributes::MESSAGE_DIGEST)?).expect(OCTET_STRING)?;
    Some(attribute("MessageDigest", true, &[]).with(Node::bytes("Digest", digest.content)))
}

fn commitments(signed: &SignedAttributes) -> Vec<Node> {
    let types = signed.values(COMMITMENT_TYPE).into_iter().filter_map(commitment_type);
    let node = |oid: String| {
        let identifier = Node::text("CommitmentTypeIdentifier", &format!("urn:oid:{oid}"));
        attribute("CommitmentTypeIndication", true, &[]).with(identifier)
    };
    types.map(node).collect()
}

/// The policies that the signer names; an implied one has no name.
fn policies(signed: &SignedAttributes) -> Vec<Node> {
    let named = signed.values(SIGNATURE_POLICY).into_iter().filter_map(SignaturePolicy::read);
    let node = |policy| match policy {
        SignaturePolicy::Explicit { oid, .. } => {
            let id = Node::text("SigPolicyId", &format!("urn:oid:{oid}"));
            Some(attribute("SigPolicyIdentifier", true, &[]).with(id))
        }
        SignaturePolicy::Implied => None,
    };
    named.filter_map(node).collect()
}

/// The roles that the signer claims (EN 319 122-1 §5.2.6.1); nobody certified them.
fn roles(signed: &SignedAttributes) -> Option<Node> {
    let claims = signed.values(SIGNER_ATTRIBUTES).into_iter().filter_map(claimed_roles).flatten();
    let role = |role: String| {
        Node::new("RoleDetails").with(Node::text("Role", &role)).with(Node::text("EndorsementType", "claimed"))
    };
    let roles: Vec<_> = claims.map(role).collect();
    (!roles.is_empty()).then(|| attribute("SignerRole", true, &[]).all(roles))
}

/// What the document security store `held`, for all signatures (DSS) or for this one (VRI).
fn evidence<'o>(name: &'static str, held: impl Fn(ObjectKind) -> Vec<&'o str>) -> Option<Node> {
    let kinds = [("Certs", ObjectKind::Certificate), ("CRLs", ObjectKind::Crl), ("OCSPs", ObjectKind::Ocsp)];
    let held: Vec<_> = kinds.into_iter().map(|(name, kind)| (name, held(kind))).collect();
    let held: Vec<_> = held.iter().filter(|(_, ids)| !ids.is_empty()).collect();
    (!held.is_empty())
        .then(|| attribute(name, false, &[]).all(held.iter().map(|(name, ids)| Node::reference(name, ids))))
}

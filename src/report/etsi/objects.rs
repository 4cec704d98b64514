//! What a verdict was built of, each thing once and with an ID (TS 119 102-2 §4.4): everything else refers to these.

use time::OffsetDateTime;

use crate::cms::{SignedData, SignerInfo, attributes};
use crate::text::unhex;
use crate::tsa::Token;
use crate::verify::{EntryType, Indication, ObjectKind, ObjectReport, Report, TimestampReport};

use super::names::{self, BY_VALIDATION};
use super::xml::Node;
use super::{signature, status};

/// The objects of one report.
pub(super) struct Objects<'r> {
    report: &'r Report,
    listed: Vec<Listed<'r>>,
}

/// One object.
struct Listed<'r> {
    id: String,
    object: &'r ObjectReport,
    /// Where it is one: the time-stamp.
    stamp: Option<Stamp<'r>>,
}

/// A time-stamp token and what became of it.
struct Stamp<'r> {
    token: Token,
    role: Role<'r>,
}

/// What a token is to the file.
#[derive(Clone, Copy)]
enum Role<'r> {
    /// The document time-stamp at this index of the report's signatures.
    Document(usize),
    /// In the signature at this index, with its verdict.
    Inside(usize, &'r TimestampReport),
    /// Nobody judged it: it stands where no time-stamp counts.
    Unjudged,
}

/// A judged time-stamp, for those who refer to it.
pub(super) struct Stamped<'o> {
    pub(super) id: &'o str,
    /// genTime.
    pub(super) time: OffsetDateTime,
}

impl<'r> Objects<'r> {
    /// Names everything in `report`.
    pub(super) fn of(report: &'r Report) -> Self {
        let mut numbers = [0_usize; 5];
        let roles = roles(report);
        let name = |(object, role): (&'r ObjectReport, Role<'r>)| {
            let number = &mut numbers[object.kind as usize];
            *number += 1;
            let token = (object.kind == ObjectKind::Timestamp).then(|| Token::parse(&object.der).ok()).flatten();
            let stamp = token.map(|token| Stamp { token, role });
            Listed { id: format!("{}-{number}", letter(object.kind)), object, stamp }
        };
        Self { report, listed: report.objects.iter().zip(roles).map(name).collect() }
    }

    /// The ID of the certificate, CRL or OCSP answer with this SHA-256 in hexadecimal.
    pub(super) fn id(&self, sha256: &str) -> Option<&str> {
        let is = |object: &ObjectReport| object.field.is_none() && object.sha256 == sha256;
        self.listed.iter().find(|listed| is(listed.object)).map(|listed| listed.id.as_str())
    }

    /// Is the certificate with this SHA-256 an anchor?
    pub(super) fn is_anchor(&self, sha256: &str) -> bool {
        self.report.trust.iter().any(|anchor| anchor.sha256 == sha256)
    }

    /// The IDs of what the document security store holds of this kind.
    pub(super) fn in_dss(&self, kind: ObjectKind) -> Vec<&str> {
        let held = self.listed.iter().filter(|listed| listed.object.kind == kind && listed.object.source == "dss");
        held.map(|listed| listed.id.as_str()).collect()
    }

    /// The IDs of what the security store names for the signature or time-stamp at `index` (/VRI) of this kind.
    pub(super) fn in_vri(&self, index: usize, kind: ObjectKind) -> Vec<&str> {
        let field = &self.report.signatures[index].field;
        let named = self.listed.iter().filter(|listed| listed.object.kind == kind && listed.object.vri.contains(field));
        named.map(|listed| listed.id.as_str()).collect()
    }

    /// The CMS of the signature, or the token of the document time-stamp, at `index`; nothing where two fields of one name
    /// leave open which is meant.
    pub(super) fn cms(&self, index: usize) -> Option<SignedData> {
        let entry = &self.report.signatures[index];
        if entry.entry_type == EntryType::DocTimestamp {
            return self.stamp_of(index).map(|(_, stamp)| stamp.token.data.clone());
        }
        if !is_unique(self.report, &entry.field) {
            return None;
        }
        let own =
            |object: &ObjectReport| object.kind == ObjectKind::Signature && object.field.as_ref() == Some(&entry.field);
        let object = self.listed.iter().find(|listed| own(listed.object))?;
        SignedData::parse(&object.object.der).ok()
    }

    /// The ID of the document time-stamp at `index`.
    pub(super) fn token_of(&self, index: usize) -> Option<&str> {
        self.stamp_of(index).map(|(listed, _)| listed.id.as_str())
    }

    fn stamp_of(&self, index: usize) -> Option<(&Listed<'r>, &Stamp<'r>)> {
        let is = |role| matches!(role, Role::Document(of) if of == index);
        self.stamps().find(|(_, stamp)| is(stamp.role))
    }

    fn stamps(&self) -> impl Iterator<Item = (&Listed<'r>, &Stamp<'r>)> {
        self.listed.iter().filter_map(|listed| Some((listed, listed.stamp.as_ref()?)))
    }

    /// The time-stamps of `kind` in or over the signature at `index`.
    pub(super) fn stamps_of(&self, index: usize, kind: &str) -> Vec<Stamped<'_>> {
        let later = |of: usize| {
            let (own, other) = (&self.report.signatures[index], &self.report.signatures[of]);
            of > index && other.revision > own.revision
        };
        let is = |role: Role<'_>| match role {
            Role::Document(of) => kind == "document" && later(of),
            Role::Inside(of, said) => of == index && said.kind == kind,
            Role::Unjudged => false,
        };
        let of_kind = self.stamps().filter(|(_, stamp)| is(stamp.role));
        of_kind.map(|(listed, stamp)| Stamped { id: &listed.id, time: stamp.token.info.gen_time }).collect()
    }

    /// The time-stamp that proves existence by exactly `time`: of the signature at `index` by one inside it, of anything by a
    /// document time-stamp.
    pub(super) fn proof(&self, time: OffsetDateTime, index: Option<usize>) -> Option<&str> {
        let proves = |(listed, stamp): &(&Listed<'r>, &Stamp<'r>)| match stamp.role {
            Role::Inside(of, _) if index != Some(of) => false,
            // It proves nothing of what came after it.
            Role::Document(of) if index.is_some_and(|index| index >= of) => false,
            _ => self.proven_by(listed).is_some_and(|proven| proven == time),
        };
        self.stamps().find(proves).map(|(listed, _)| listed.id.as_str())
    }

    /// By when a time-stamp that passed proves what it covers.
    fn proven_by(&self, listed: &Listed<'r>) -> Option<OffsetDateTime> {
        let stamp = listed.stamp.as_ref()?;
        match stamp.role {
            Role::Document(index) => self.report.signatures[index].best_time,
            Role::Inside(_, said) if said.indication == Indication::TotalPassed => {
                let bound = stamp.token.info.upper_bound().min(self.report.at);
                bound.replace_nanosecond(0).ok()
            }
            Role::Inside(..) | Role::Unjudged => None,
        }
    }

    /// Every `ValidationObject`: what was found, then the signers' documents.
    pub(super) fn nodes(&self) -> Vec<Node> {
        let found = self.listed.iter().filter_map(|listed| self.node(listed));
        found.chain((0..self.report.signatures.len()).filter_map(|index| self.signers_document(index))).collect()
    }

    fn node(&self, listed: &Listed<'r>) -> Option<Node> {
        let object = listed.object;
        let poe = poe("POE", object.proven, self.proof(object.proven, None).filter(|id| *id != listed.id));
        let node = Node::new("ValidationObject")
            .attribute("id", &listed.id)
            .with(Node::text("ObjectType", names::object_type(object.kind)?))
            .with(Node::new("ValidationObjectRepresentation").with(Node::bytes("base64", &object.der)))
            .with(poe);
        let Some(stamp) = &listed.stamp else { return Some(node) };
        let verdict = match stamp.role {
            Role::Document(index) => Some(signature::report("ValidationReport", self.report, index, self)),
            Role::Inside(_, said) => {
                let sub = said.sub_indication.and_then(names::sub);
                let status = status::status(names::of_object(said.indication), sub, None);
                Some(Node::new("ValidationReport").with(status))
            }
            Role::Unjudged => None,
        };
        Some(node.all(self.provides(listed, stamp.role)).all(verdict))
    }

    /// Of what a time-stamp is a proof, where it is one.
    fn provides(&self, listed: &Listed<'r>, role: Role<'r>) -> Option<Node> {
        let time = self.proven_by(listed)?;
        let (objects, signatures): (Vec<&str>, Vec<usize>) = match role {
            Role::Document(index) => {
                let covered = |other: &&Listed<'r>| other.object.proven == time && other.id != listed.id;
                let found = self.listed.iter().filter(covered);
                let found = found.filter(|other| other.object.kind != ObjectKind::Signature);
                (found.map(|other| other.id.as_str()).collect(), (0..index).collect())
            }
            Role::Inside(index, _) => (Vec::new(), vec![index]),
            Role::Unjudged => return None,
        };
        let reference = |index: usize| {
            let field = Node::text("PAdESFieldName", &self.report.signatures[index].field);
            Node::new("SignatureReference").with(field)
        };
        let signed = |index: &usize| self.report.signatures[*index].entry_type == EntryType::Signature;
        let provided = Node::new("POEProvisioning").with(Node::time("POETime", time));
        let provided = provided.all(objects.iter().map(|id| Node::reference("ValidationObject", &[id])));
        Some(provided.all(signatures.into_iter().filter(signed).map(reference)))
    }

    /// What the signature at `index` covers, by its digest alone: the report is kept beside the document.
    fn signers_document(&self, index: usize) -> Option<Node> {
        let digest = digest_of_document(self.report, index)?;
        let representation = Node::new("ValidationObjectRepresentation").with(digest);
        let node = Node::new("ValidationObject").attribute("id", &document_id(index));
        // What was signed is as old as the signature over it.
        let time = self.report.signatures[index].best_time.unwrap_or(self.report.at);
        let poe = poe("POE", time, self.proof(time, Some(index)));
        Some(node.with(Node::text("ObjectType", names::SIGNED_DATA)).with(representation).with(poe))
    }
}

/// A proof of existence under `name`.
pub(super) fn poe(name: &'static str, time: OffsetDateTime, by: Option<&str>) -> Node {
    Node::new(name)
        .with(Node::time("POETime", time))
        .with(Node::text("TypeOfProof", BY_VALIDATION))
        .all(by.map(|id| Node::reference("POEObject", &[id])))
}

/// The digest of what the signature at `index` covers.
pub(super) fn digest_of_document(report: &Report, index: usize) -> Option<Node> {
    let digest = unhex(report.signatures[index].signed_sha256.as_ref()?)?;
    Some(Node::new("DigestAlgAndValue").all(names::digest(crate::hash::Hash::Sha256, &digest)))
}

/// The ID of what the signature at `index` covers.
pub(super) fn document_id(index: usize) -> String {
    format!("D-{}", index + 1)
}

fn letter(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Signature => "CMS",
        ObjectKind::Timestamp => "T",
        ObjectKind::Certificate => "C",
        ObjectKind::Crl => "R",
        ObjectKind::Ocsp => "O",
    }
}

/// Has one entry alone this name?
fn is_unique(report: &Report, field: &str) -> bool {
    report.signatures.iter().filter(|entry| entry.field == field).count() == 1
}

/// What each object is to the file, in their order: an entry's own comes first, the tokens inside it after.
fn roles(report: &Report) -> Vec<Role<'_>> {
    let mut roles = vec![Role::Unjudged; report.objects.len()];
    for (index, entry) in report.signatures.iter().enumerate().filter(|(_, entry)| is_unique(report, &entry.field)) {
        let own: Vec<usize> =
            (0..roles.len()).filter(|&at| report.objects[at].field.as_ref() == Some(&entry.field)).collect();
        let [first, tokens @ ..] = &own[..] else { continue };
        if entry.entry_type == EntryType::DocTimestamp {
            roles[*first] = Role::Document(index);
            continue;
        }
        let Ok(data) = SignedData::parse(&report.objects[*first].der) else { continue };
        for kind in ["signature", "content"] {
            let of_kind = tokens_of(&data, kind);
            let here = tokens.iter().filter(|&&at| of_kind.contains(&report.objects[at].der));
            let said: Vec<_> = entry.timestamps.iter().filter(|stamp| stamp.kind == kind).collect();
            // Otherwise not every one was judged, and which was is not known.
            if said.len() == of_kind.len() {
                here.zip(said).for_each(|(&at, said)| roles[at] = Role::Inside(index, said));
            }
        }
    }
    roles
}

fn tokens_of(data: &SignedData, kind: &str) -> Vec<Vec<u8>> {
    let signed = |signer: &SignerInfo| -> Vec<Vec<u8>> {
        let values = signer.signed.iter().flat_map(|signed| signed.values(attributes::CONTENT_TIMESTAMP));
        values.map(<[u8]>::to_vec).collect()
    };
    let unsigned = |signer: &SignerInfo| -> Vec<Vec<u8>> {
        signer.unsigned_values(attributes::SIGNATURE_TIMESTAMP).into_iter().map(<[u8]>::to_vec).collect()
    };
    data.signers.iter().flat_map(|signer| if kind == "signature" { unsigned(signer) } else { signed(signer) }).collect()
}

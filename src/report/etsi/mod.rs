//! A verdict as a validation report of ETSI TS 119 102-2 V1.2.1 (namespace `http://uri.etsi.org/19102/v1.2.1#`), for machines
//! that know no program but a standard.
//!
//! | part of the report | where |
//! |---|---|
//! | one signature (§4.3): what it is, what was checked, when, what came out | `signature`, `status` |
//! | what the signer said (§4.3.6) | `attributes` |
//! | what it was judged with (§4.4), each thing once, named by an ID | `objects` |
//! | the URIs of all of this | `names` |
//! | XML | `xml` |
//!
//! It stands on [`Report::objects`] beside the verdict: without them nothing could be referred to. A signature has a report of
//! its own; a document time-stamp is an object with a report inside, as every time-stamp is. Usage rights are nobody's
//! signature and are left out. A file without a signature has one report that says so, for the schema asks for one; so has a
//! file that could not be read.
//!
//! **Not confirmed against the XML schema itself**, only against classes that others generated from it: whether elements
//! that these classes hold apart exclude each other (`DigestAlgAndValue` and `SignersDocumentRepresentation` in
//! `SignersDocument`; the schema language knows choices, classes do not), the facets of simple types, and whether values that
//! are of type `anyURI` must be absolute: constraints and reasons are named by the codes of `kyso-codes(7)`. That a file has
//! no signature is said by the URN that EU DSS uses; the standard has none.
//!
//! **Left out**, because no public text or report confirms what would stand there: `SignatureQuality` (the URIs that are known are
//! EU DSS's own, of a qualification by trusted lists, and DSS leaves the element out where it made none); /TU and /TS of a VRI;
//! roles that others certify or assert; `CounterSignature`, and the reference attributes of CAdES, which have no place in PAdES.

mod attributes;
mod names;
mod objects;
mod signature;
mod status;
mod xml;

use crate::verify::{EntryType, Report};

use objects::Objects;
use xml::Node;

/// The report of one file, as an XML document.
///
/// # Errors
/// None that happen: what is written to is memory.
pub fn document(report: &Report) -> std::io::Result<String> {
    let objects = Objects::of(report);
    let alone = |index: &usize| match report.signatures[*index].entry_type {
        EntryType::Signature => true,
        // One that is no time-stamp token is no object, and must not be lost.
        EntryType::DocTimestamp => objects.token_of(*index).is_none(),
        EntryType::UsageRights => false,
    };
    let mut signatures: Vec<_> = (0..report.signatures.len())
        .filter(alone)
        .map(|index| signature::report("SignatureValidationReport", report, index, &objects))
        .collect();
    if signatures.is_empty() {
        signatures.push(nothing(report));
    }
    let objects = objects.nodes();
    let listed = (!objects.is_empty()).then(|| Node::new("SignatureValidationObjects").all(objects));
    Node::new("ValidationReport")
        .attribute("xmlns", names::NAMESPACE)
        .attribute("xmlns:ds", names::XMLDSIG)
        .attribute("xmlns:xades", names::XADES)
        .all(signatures)
        .all(listed)
        .document()
}

/// The report of a file that has no signature, or could not be read.
fn nothing(report: &Report) -> Node {
    let error = report.error.iter().map(|error| (error.code.clone(), error.message.clone()));
    let said = status::said(status::evidence(report).into_iter().chain(error));
    let data = said.map(|said| Node::new("AssociatedValidationReportData").with(said));
    let status = match report.error {
        None => status::status(names::NO_SIGNATURE, None, data),
        Some(_) => status::status(names::INDETERMINATE, Some("SIGNED_DATA_NOT_FOUND".to_owned()), data),
    };
    Node::new("SignatureValidationReport").with(status)
}

//! Documents that somebody signed or forged, and what is said of them.

#![allow(dead_code)] // Each test binary uses its part.

use kyso::verify::{Indication, Report, SignatureReport, SubIndication};

use super::Desk;
use super::paper::Paper;

/// The SubFilter of PAdES.
pub(crate) const PADES: &str = "ETSI.CAdES.detached";
/// The SubFilter before it.
pub(crate) const PKCS7: &str = "adbe.pkcs7.detached";
/// Nothing is wrong.
pub(crate) const PASSED: (Indication, Option<SubIndication>) = (Indication::TotalPassed, None);

/// Lan, who has an RSA key.
pub(crate) fn lan() -> Desk {
    Desk::new().with("lan", "RSA")
}

/// Nobody can say.
pub(crate) fn indeterminate(sub: SubIndication) -> (Indication, Option<SubIndication>) {
    (Indication::Indeterminate, Some(sub))
}

/// Certainly wrong.
pub(crate) fn failed(sub: SubIndication) -> (Indication, Option<SubIndication>) {
    (Indication::TotalFailed, Some(sub))
}

/// The indication and why.
pub(crate) fn verdict(signature: &SignatureReport) -> (Indication, Option<SubIndication>) {
    (signature.indication, signature.sub_indication)
}

/// The one signature of a report.
pub(crate) fn only(report: Report) -> SignatureReport {
    let [signature] = <[_; 1]>::try_from(report.signatures).unwrap();
    signature
}

/// The verdict under the default policy, now.
pub(crate) fn judged(desk: &Desk, file: &[u8]) -> SignatureReport {
    only(desk.judge(file, "default", |_| {}))
}

/// Lan's CMS over `covered`, as OpenSSL makes it.
pub(crate) fn cms_sign(desk: &Desk, covered: &[u8], options: &str) -> Vec<u8> {
    desk.write("covered", covered);
    desk.run(&format!("cms -sign -binary -in covered -outform DER -signer lan.pem -inkey lan.key {options}"))
}

/// Lan's signature with her attributes changed by `change` before she signs them.
pub(crate) fn with_attributes(desk: &Desk, paper: &Paper<'_>, change: &dyn Fn(&mut Vec<Vec<u8>>)) -> SignatureReport {
    let file = paper.signed(|covered| {
        let mut attributes = desk.attributes(covered);
        change(&mut attributes);
        attributes.sort();
        desk.cms_of(&attributes)
    });
    judged(desk, &file)
}

/// Lan's signature with her CMS changed by `change` after she signed.
pub(crate) fn with_cms(desk: &Desk, sub_filter: &str, change: &dyn Fn(Vec<u8>) -> Vec<u8>) -> SignatureReport {
    let file = Paper::new(sub_filter).signed(|covered| change(desk.cms_of(&desk.attributes(covered))));
    judged(desk, &file)
}

//! What an answer looks like, and what is none.

use kyso::cms::ber::{OCTET_STRING, tlv};

use super::answer::{Answer, refusal, response};
use super::cases::{ARCHIVE_CUTOFF, Case, World, case};
use super::pki::day;

const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";

/// Extensions, and the two wrappings.
pub(crate) fn shapes(w: &World) -> Vec<Case> {
    let good = || w.answer(w.single());
    let nonce = tlv(OCTET_STRING, &[&[9; 32]]);
    vec![
        case("a_nonce", good().with(NONCE, false, &nonce), "good by Responder", "good"),
        case("a_nonce_without_its_octet_string", good().with(NONCE, false, &[9; 32]), "good by Responder", "good"),
        case("an_extension_nobody_must_know", good().with("1.2.3", false, &[5, 0]), "good by Responder", "good"),
        case(
            "a_critical_extension_nobody_knows",
            good().with("1.2.3", true, &[5, 0]),
            "unusable EVIDENCE_CRITICAL_EXTENSION",
            "good",
        )
        .because("extensions are not looked at"),
        case(
            "a_critical_extension_of_its_part",
            w.answer(w.single().with("1.2.3", true, &[5, 0])),
            "unusable EVIDENCE_CRITICAL_EXTENSION",
            "good",
        )
        .because("extensions are not looked at"),
        case(
            "a_critical_extension_that_is_known",
            w.answer(w.single().with(ARCHIVE_CUTOFF, true, &day("2020-01-01"))),
            "good by Responder",
            "good",
        ),
        case("the_version_spelt_out", good().version(&[0xa0, 3, 2, 1, 0]), "good by Responder", "good"),
        case("bare_as_a_signature_carries_it", good().basic(), "good by Responder", "unreadable")
            .because("only an OCSPResponse is read"),
    ]
}

/// What is no answer at all.
pub(crate) fn unreadable(w: &World) -> Vec<Case> {
    let good = || w.answer(w.single());
    let der = good().der();
    let basic = good().basic();
    let utc = tlv(0x17, &[b"240601000000Z"]);
    let not_a_list = w.answer(w.single().status(&[0x83, 0]));
    let indefinite = [&[0x30, 0x80][..], &der[4..], &[0, 0]].concat();
    vec![
        case("it_did_not_understand", refusal(1), "no answer: malformedRequest", "no answer"),
        case("it_is_broken", refusal(2), "no answer: internalError", "no answer"),
        case("it_asks_to_try_later", refusal(3), "no answer: tryLater", "no answer"),
        case("it_wants_the_question_signed", refusal(5), "no answer: sigRequired", "no answer"),
        case("it_is_not_authorized", refusal(6), "no answer: unauthorized", "no answer"),
        case("a_status_nobody_knows", refusal(9), "no answer: undefined", "no answer"),
        case("a_refusal_with_an_answer_in_it", response(6, BASIC, &basic), "no answer: unauthorized", "no answer"),
        case("success_without_an_answer", refusal(0), "malformed", "unreadable"),
        case("another_type_of_answer", response(0, "1.2.3.4", &basic), "malformed", "unreadable"),
        case("an_answer_about_nothing", Answer::by(&w.responder, &[]), "malformed", "not verified"),
        case("another_version", good().version(&[0xa0, 3, 2, 1, 1]), "malformed", "good")
            .because("the version is not looked at"),
        case("a_status_that_is_none", not_a_list, "malformed", "unreadable"),
        case("a_time_of_the_other_type", good().produced(utc), "malformed", "unreadable"),
        case("something_behind_the_parts", good().after_singles(&[5, 0]), "malformed", "unreadable"),
        case(
            "an_extension_twice",
            good().with("1.2.3", false, &[5, 0]).with("1.2.3", false, &[5, 0]),
            "malformed",
            "good",
        )
        .because("extensions are not looked at"),
        case("something_behind_the_whole", [&der[..], b"\n"].concat(), "malformed", "good")
            .because("what follows the first object is not read"),
        case("torn", der[..der.len() - 1].to_vec(), "malformed", "unreadable"),
        case("of_indefinite_length", indefinite, "malformed", "good").because("BER is read"),
        case("nothing_at_all", Vec::new(), "malformed", "unreadable"),
    ]
}

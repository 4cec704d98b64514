//! Keys on tokens, as offices meet them: wrong PINs, PIN pads, odd labels, half a function list.
//!
//! Real SoftHSM2, mostly through the shim, which behaves as difficult tokens do and counts every call.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/errand.rs"]
mod errand;
#[path = "support/shim.rs"]
mod shim;
#[path = "support/softhsm.rs"]
mod softhsm;

use std::time::Duration;
use std::{fs, thread};

use errand::scheme;
use kyso::token::{Pin, Pkcs12Signer, Signer, check};
use kyso::x509::Certificate;
use serde_json::{Value, json};
use shim::shim;
use softhsm::{Desk, PIN, WRONG_PIN, softhsm};

/// Lan's PIN was changed, but the timer still has the old one.
#[test]
fn a_wrong_pin_costs_one_login_and_ten_more_unattended_runs_none() {
    let desk = Desk::with_key("rsa:2048");
    let outcome = desk.sign().pin_file(WRONG_PIN).run().fails("PIN_INCORRECT");
    assert_eq!(outcome.calls("C_Login"), 1);
    for pin in [WRONG_PIN; 9].into_iter().chain([PIN]) {
        let outcome = desk.sign().pin_file(pin).run().fails("PIN_SOURCE_SPENT");
        assert_eq!(outcome.calls("C_Login"), 0);
    }
    // Typing it wrong changes nothing for the timer; typing it right does.
    desk.sign().typed(WRONG_PIN).run().fails("PIN_INCORRECT");
    desk.sign().run().fails("PIN_SOURCE_SPENT");
    let outcome = desk.sign().typed(PIN).run().signed(1);
    assert_eq!(outcome.result["count_low"], true, "SoftHSM says that a wrong PIN was presented");
    let outcome = desk.sign().run().signed(1);
    assert_eq!((outcome.calls("C_Login"), outcome.result["how"].as_str()), (1, Some("Unattended")));
    assert_eq!(outcome.result["open_file"], true);
}

#[test]
fn a_pin_comes_from_a_descriptor_or_the_environment_and_stays_nowhere() {
    let desk = Desk::with_key("rsa:2048");
    fs::write(desk.path("pin"), PIN).unwrap();
    let stdin = fs::File::open(desk.path("pin")).unwrap();
    desk.sign().stdin(stdin).with("pin", json!({ "descriptor": 0 })).run().signed(1);
    let outcome = desk.sign().with("pin", Value::Null).env("KYSO_PIN", PIN).run().signed(1);
    assert_eq!(outcome.result["environment_holds_a_pin"], false);
    desk.sign().with("pin", Value::Null).run().fails("NO_PIN");
    desk.sign().with("pin", Value::Null).env("KYSO_PIN", "").run().fails("PIN_EMPTY");
    desk.sign().with("pin", json!({ "file": desk.path("absent") })).run().fails("PIN_UNREADABLE");
    let outcome = desk.sign().with("uri", format!("pkcs11:token=Lan?pin-value={PIN}")).run().fails("URI_PIN_VALUE");
    assert_eq!(outcome.calls("C_Login"), 0);
}

#[test]
fn ten_processes_with_one_wrong_pin_spend_one_try_together() {
    let desk = Desk::with_key("rsa:2048");
    let mut errands: Vec<_> = (0..10).map(|_| desk.sign().pin_file(WRONG_PIN).shim("slow-login=50")).collect();
    let children: Vec<_> = errands.iter_mut().map(softhsm::Errand::start).collect();
    let outcomes: Vec<_> = errands.into_iter().zip(children).map(|(errand, child)| errand.finish(child)).collect();
    assert_eq!(outcomes.iter().map(|outcome| outcome.calls("C_Login")).sum::<usize>(), 1);
    // SoftHSM itself trips over ten processes now and then; whatever the others met, none of them logged in or signed.
    assert!(outcomes.iter().all(|outcome| outcome.result["error"].is_string()));
    assert!(outcomes.iter().any(|outcome| outcome.result["error"] == "PIN_SOURCE_SPENT"));
}

#[test]
fn a_process_killed_while_it_logs_in_leaves_the_marker() {
    let desk = Desk::with_key("rsa:2048");
    let mut errand = desk.sign().shim("slow-login=60000");
    let mut child = errand.start();
    while !errand.log().iter().any(|line| line.starts_with("begins login")) {
        assert!(child.try_wait().unwrap().is_none(), "it does not end by itself");
        thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(desk.sign().run().fails("PIN_SOURCE_SPENT").calls("C_Login"), 0);
    desk.sign().typed(PIN).run().signed(1);
    desk.sign().run().signed(1);
}

#[test]
fn where_no_marker_can_be_kept_a_timer_is_refused_and_a_person_is_not() {
    let desk = Desk::with_key("rsa:2048");
    let outcome = desk.sign().with("state", Value::Null).run().fails("STATE_NO_FOLDER");
    assert_eq!(outcome.calls("C_Login"), 0);
    let outcome = desk.sign().with("state", Value::Null).typed(PIN).run().signed(1);
    assert!(outcome.result["state_problem"].is_string());
}

#[test]
fn the_final_try_is_not_spent_unasked_and_a_locked_pin_not_presented() {
    let desk = Desk::with_key("rsa:2048");
    let outcome = desk.sign().shim("final-try").run().fails("PIN_FINAL_TRY");
    assert_eq!(outcome.calls("C_Login"), 0);
    desk.sign().shim("final-try").with("allow_final_try", true).run().signed(1);
    let outcome = desk.sign().shim("locked").with("allow_final_try", true).run().fails("PIN_LOCKED");
    assert_eq!(outcome.calls("C_Login"), 0);
    assert_eq!(desk.sign().shim("count-low").run().signed(1).result["count_low"], true);
}

#[test]
fn a_pin_pad_is_never_given_a_pin() {
    let desk = Desk::with_key("rsa:2048");
    let absent = json!({ "file": desk.path("absent") });
    let outcome = desk.sign().shim("pin-pad").with("pin", absent).run().signed(1);
    assert_eq!((outcome.noted("VIOLATION"), outcome.noted("pin=null 0x0")), (0, 1));
    assert_eq!(outcome.result["how"], "PinPad");
    let outcome = desk.sign().shim("pin-pad,always-authenticate").with("count", 2).run().signed(2);
    assert_eq!((outcome.noted("VIOLATION"), outcome.calls("C_Login")), (0, 3));
}

#[test]
fn a_key_that_wants_a_login_for_each_signature_signs_three_documents() {
    let desk = Desk::with_key("rsa:2048");
    let outcome = desk.sign().shim("always-authenticate").with("count", 3).run().signed(3);
    assert_eq!((outcome.noted("C_Login user=1 pin=given 0x0"), outcome.noted("C_Login user=2 pin=given 0x0")), (1, 3));
}

/// Some cards have another PIN for signing.
#[test]
fn a_signing_pin_that_is_wrong_is_presented_once_for_all_documents_and_runs() {
    let desk = Desk::with_key("rsa:2048");
    let errand = || desk.sign().shim("always-authenticate").env("KYSO_SHIM_CONTEXT_PIN", "885522");
    let four = || errand().with("count", 4).with("threads", 2);
    let outcome = four().typed(PIN).run().signed(0);
    assert_eq!(outcome.noted("C_Login user=2 pin=given 0xa0"), 1, "no marker guards what is typed; the signer does");
    let outcome = four().run().signed(0);
    assert_eq!(outcome.noted("C_Login user=2 pin=given 0xa0"), 1);
    assert_eq!(errand().run().fails("PIN_SOURCE_SPENT").calls("C_Login"), 0);
}

#[test]
fn a_key_is_found_whatever_its_label() {
    let desk = Desk::with_key("rsa:2048");
    desk.sign().shim("label-quirk").run().signed(1);
    // By what p11tool prints for either object; the certificate's label is not the key's.
    desk.sign().shim("label-quirk").with("uri", "pkcs11:token=Lan;object=sign;type=cert").run().signed(1);
    let key = "pkcs11:token=Lan;object=labelled%20by%20somebody%20else;type=private";
    desk.sign().shim("label-quirk").with("uri", key).run().signed(1);
    desk.sign().with("uri", "pkcs11:token=Lan;object=else").run().fails("NO_CERTIFICATE");
    desk.sign().with("uri", "pkcs11:token=Minh").run().fails("NO_TOKEN_MATCHES");
}

#[test]
fn a_key_is_found_by_its_public_key_where_the_ids_are_crossed() {
    let desk = Desk::new();
    for (name, kind) in [("lan", "rsa:2048"), ("minh", "rsa:2048"), ("curve", "P-256")] {
        desk.make_key(kind, name);
    }
    for (name, kind, id) in [("lan", "rsa:2048", "01"), ("minh", "rsa:2048", "02"), ("curve", "P-256", "03")] {
        desk.add_key(kind, name, id, "same");
    }
    for (name, id) in [("lan", "02"), ("minh", "01"), ("curve", "04")] {
        desk.add_certificate(name, id, "same");
    }
    desk.sign().with("uri", "pkcs11:id=%02;type=cert").run().signed(1);
    desk.sign().with("uri", "pkcs11:id=%01;type=cert").run().signed(1);
    desk.sign().with("uri", "pkcs11:id=%04").with("scheme", "ecdsa").run().signed(1);
    let outcome = desk.sign().run().fails("AMBIGUOUS_KEY");
    assert_eq!(outcome.result["text"].as_str().unwrap().matches("object=same;type=cert").count() / 2, 3);
    assert_eq!(outcome.calls("C_Login"), 0, "nobody is asked for a PIN before it is clear for what");
}

#[test]
fn a_certificate_without_its_key_is_refused() {
    let desk = Desk::with_key("rsa:2048");
    desk.make_key("rsa:2048", "other");
    desk.add_key("rsa:2048", "other", "07", "other");
    desk.tool(
        "pkcs11-tool",
        &[
            "--module",
            softhsm().to_str().unwrap(),
            "--token-label",
            "Lan",
            "--login",
            "--pin",
            PIN,
            "--delete-object",
            "--type",
            "privkey",
            "--id",
            "07",
        ],
    );
    desk.add_certificate("other", "07", "other");
    desk.sign().with("uri", "pkcs11:id=%07;type=cert").run().fails("NO_PRIVATE_KEY");
}

#[test]
fn tokens_that_only_pad_are_given_the_digest() {
    let rsa = Desk::with_key("rsa:2048");
    for scheme in ["rsa", "rsa-512", "pss"] {
        rsa.sign().with("scheme", scheme).run().signed(1);
        rsa.sign().with("scheme", scheme).shim("no-hash-mechanisms").run().signed(1);
    }
    rsa.sign().with("scheme", "ecdsa").run().fails("SCHEME_MISMATCH");
    let curve = Desk::with_key("P-256");
    for scheme in ["ecdsa", "ecdsa-512"] {
        curve.sign().with("scheme", scheme).with("count", 20).run().signed(20);
        curve.sign().with("scheme", scheme).shim("no-hash-mechanisms").run().signed(1);
    }
    let curve = Desk::with_key("P-384");
    curve.sign().with("scheme", "ecdsa").run().signed(1);
}

#[test]
fn holes_in_the_function_list_matter_only_where_they_are_needed() {
    let desk = Desk::with_key("rsa:2048");
    let unused =
        "null-functions=C_WaitForSlotEvent;C_GetInfo;C_GetMechanismInfo;C_GetSessionInfo;C_CloseSession;C_Finalize";
    desk.sign().shim(unused).run().signed(1);
    for needed in ["C_SignInit", "C_FindObjects", "C_GetSlotList", "C_Login"] {
        let outcome = desk.sign().shim(&format!("null-functions={needed}")).run().fails("MODULE_FUNCTION_MISSING");
        assert!(outcome.result["text"].as_str().is_none_or(|text| text.contains(needed)));
    }
    desk.sign().run().signed(1);
}

#[test]
fn threads_share_one_login_and_what_sessions_there_are() {
    let desk = Desk::with_key("rsa:2048");
    let errand = || desk.sign().with("threads", 2).with("count", 40);
    let outcome = errand().run().signed(40);
    assert_eq!((outcome.calls("C_Login"), outcome.calls("C_Sign")), (1, 40));
    assert_eq!(errand().shim("sessions=1").run().signed(40).calls("C_Login"), 1);
    assert_eq!(errand().shim("cant-lock").run().signed(40).calls("C_Initialize"), 2);
}

#[test]
fn a_token_pulled_out_is_named_as_such() {
    let desk = Desk::with_key("rsa:2048");
    let outcome = desk.sign().shim("removed-after=2").with("count", 5).run().signed(2).fails("DEVICE_REMOVED");
    assert_eq!(outcome.calls("C_Login"), 1, "nobody logs in again by himself");
}

/// An HSM, or a card whose certificate is compressed.
#[test]
fn a_certificate_from_a_file_stands_in_for_one_that_cannot_be_read() {
    let desk = Desk::with_key("rsa:2048");
    desk.sign().shim("empty-cert").run().fails("CERTIFICATE_UNREADABLE");
    desk.sign().shim("no-cert").run().fails("NO_CERTIFICATE");
    let file = desk.path("key.crt");
    desk.sign().shim("empty-cert").with("certificate", file.to_str()).run().signed(1);
    desk.sign().shim("no-cert").with("certificate", file.to_str()).run().signed(1);
    desk.make_key("rsa:2048", "stranger");
    desk.add_key("rsa:2048", "stranger", "09", "stranger");
    let file = desk.path("key.crt");
    desk.sign().shim("no-cert").with("certificate", file.to_str()).run().signed(1);
}

#[test]
fn the_certificate_is_counted_once_across_modules() {
    let desk = Desk::with_key("rsa:2048");
    let outcome = desk.sign().with("module_2", softhsm().to_str()).run().signed(1);
    assert_eq!(outcome.calls("C_Login"), 1);
    let again = desk.path("again.so");
    std::os::unix::fs::symlink(shim(), &again).unwrap();
    let outcome = desk.sign().with("module_2", again.to_str()).run().signed(1);
    assert_eq!(outcome.calls("C_Initialize"), 1, "a module is loaded once, by its real path");
}

#[test]
fn the_chain_is_built_from_the_token() {
    let desk = Desk::new();
    let tool = |arguments: &str| desk.tool("sh", &["-ec", &format!("cd '{}'; {arguments}", desk.path("").display())]);
    tool(
        "new() { openssl req -newkey rsa:2048 -nodes -keyout $1.pem -subj /CN=$1 -out $1.csr; }
        new root; new sub; new lan
        printf 'basicConstraints=critical,CA:TRUE' > ca
        openssl x509 -req -in root.csr -signkey root.pem -extfile ca -out root.crt.pem
        openssl x509 -req -in sub.csr -CA root.crt.pem -CAkey root.pem -CAcreateserial -extfile ca -out sub.crt.pem
        openssl x509 -req -in lan.csr -CA sub.crt.pem -CAkey sub.pem -CAcreateserial -out lan.crt.pem
        for name in root sub lan; do openssl x509 -in $name.crt.pem -outform DER -out $name.crt; done",
    );
    desk.import("Lan", "lan", "01", "lan");
    for (name, id) in [("lan", "01"), ("sub", "02"), ("root", "03")] {
        desk.add_certificate(name, id, name);
    }
    let outcome = desk.sign().with("uri", "pkcs11:id=%01;type=cert").run().signed(1);
    assert_eq!(outcome.result["chain"], 2, "the leaf and the sub-CA; the root is left out");
}

/// Lan and Minh have their tokens in one machine.
#[test]
fn with_two_tokens_nothing_is_guessed() {
    let desk = Desk::with_key("rsa:2048");
    desk.add_token("Minh");
    desk.add_key_to("Minh", "rsa:2048", "minh", "01", "sign");
    desk.add_certificate_to("Minh", "minh", "01", "sign");
    assert_eq!(desk.sign().run().fails("AMBIGUOUS_KEY").calls("C_Login"), 0);
    let outcome = desk.sign().with("uri", "pkcs11:token=Minh").run().signed(1);
    assert!(outcome.result["uri"].as_str().unwrap().contains("token=Minh"));
    // The public key tells which of them holds the key of a certificate from a file.
    let file = desk.path("minh.crt");
    let outcome = desk.sign().shim("no-cert").with("certificate", file.to_str()).run().signed(1);
    assert!(outcome.result["uri"].as_str().unwrap().contains("token=Minh"));
}

/// What `kyso token list` and `certs` show.
#[test]
fn listing_shows_tokens_and_certificates_without_a_login() {
    let desk = Desk::with_key("rsa:2048");
    let outcome = desk.sign().with("list", true).shim("pin-pad,count-low").run();
    let token = &outcome.result["tokens"][0];
    assert_eq!(outcome.result["tokens"].as_array().unwrap().len(), 1, "an empty slot holds no token");
    assert_eq!((&token["label"], &token["pin_pad"], &token["count_low"]), (&json!("Lan"), &json!(true), &json!(true)));
    let entry = &token["certificates"][0];
    assert_eq!((&entry["private_key"], &entry["readable"]), (&json!("Unknown"), &json!(true)));
    assert_eq!(outcome.calls("C_Login"), 0);
    // The URI is ready to paste.
    let uri = entry["uri"].as_str().unwrap();
    assert!(uri.ends_with(";token=Lan;id=%01;object=sign;type=cert"), "{uri}");
    desk.sign().with("uri", uri).run().signed(1);
    let outcome = desk.sign().with("list", true).shim("empty-cert").run();
    let entry = &outcome.result["tokens"][0]["certificates"][0];
    assert_eq!((&entry["readable"], &entry["unreadable"]), (&json!(false), &json!("its value is empty")));
}

#[test]
fn a_key_file_signs_as_a_token_does() {
    let desk = Desk::new();
    for (kind, schemes) in [("rsa:2048", &["rsa", "rsa-512", "pss"][..]), ("P-256", &["ecdsa"]), ("P-384", &["ecdsa"])]
    {
        desk.make_key(kind, "key");
        let pfx = desk.path("key.p12");
        let make = format!(
            "cd '{}'; openssl req -x509 -key key.pem -subj /CN=seal -days 3 -out key.crt;
            openssl pkcs12 -export -inkey key.pem -in key.crt -passout pass:{PIN} -out key.p12",
            desk.path("").display()
        );
        desk.tool("sh", &["-ec", &make]);
        let pin = |pin: &str| Pin::new(pin.as_bytes().to_vec(), "file").unwrap();
        let wrong = Pkcs12Signer::open(&pfx, &pin(WRONG_PIN), &[], &|_| true).unwrap_err();
        assert_eq!(wrong.code(), "PASSPHRASE_INCORRECT");
        let signer = Pkcs12Signer::open(&pfx, &pin(PIN), &[], &|_| true).unwrap();
        let key = Certificate::from_der(&signer.chain()[0]).unwrap().public_key().unwrap().clone();
        for name in schemes {
            let proof = check(&signer, scheme(name)).unwrap();
            assert!(key.verify(proof.scheme, &proof.message, &proof.signature).unwrap(), "{kind} {name}");
        }
    }
    let malformed =
        Pkcs12Signer::open(&desk.path("key.crt"), &Pin::new(b"x".to_vec(), "file").unwrap(), &[], &|_| true);
    assert_eq!(malformed.unwrap_err().code(), "KEY_FILE_MALFORMED");
}

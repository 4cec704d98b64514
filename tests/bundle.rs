//! A room without a network: what it judges by comes in as one signed file.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fs;

use desk::{Answer, Desk, answer, text};
use kyso_lab::Addresses;
use kyso_lab::clock::{Draft, Usage};
use serde_json::{Value, json};
use time::macros::datetime;

/// The department makes a bundle with its own key; the room relies on that key and on nothing else.
struct Department {
    desk: Desk,
    document: String,
    bundle: String,
    signer: String,
}

impl Department {
    fn new() -> Self {
        let desk = Desk::new();
        let document =
            text(&desk.sign(desk.lab.leader_token(), &desk.document("03-bao-cao-libreoffice-pdfa-2b.pdf"), "ky.pdf"));
        let (p12, bundle) = (desk.lab.p12("agency-1"), text(&desk.path("thang-11.bundle")));
        let mut order: Vec<String> =
            ["bundle", "make", "-o", &bundle, "--p12", &text(&p12.path)].map(str::to_owned).to_vec();
        order.extend(["--pin-file".to_owned(), text(&p12.passphrase_file), "--json".to_owned()]);
        order.extend(desk.trust());
        for intermediate in desk.lab.intermediates() {
            order.extend(["--intermediate".to_owned(), text(&intermediate)]);
        }
        let made = desk.kyso(&order).exits(0).json().remove(0);
        assert_eq!((made["age_days"].as_i64(), made["relied_on"].as_bool()), (Some(0), Some(false)));
        assert_eq!(made["crls"].as_array().unwrap().len(), desk.lab.crls().len());
        let signer = text(&desk.path("signer.pem"));
        let mut pkcs12 = std::process::Command::new("openssl");
        pkcs12.args(["pkcs12", "-in", &text(&p12.path), "-nokeys", "-clcerts", "-out", &signer, "-passin"]);
        answer(pkcs12.arg(format!("file:{}", text(&p12.passphrase_file)))).exits(0);
        Self { desk, document, bundle, signer }
    }

    fn verify(&self, arguments: &[&str]) -> desk::Answer {
        self.desk.kyso(["verify", &self.document, "--bundle", &self.bundle].iter().chain(arguments))
    }
}

/// A bundle is made of what files and the store hold; an option that would do nothing is no option.
#[test]
fn a_call_that_could_do_nothing_is_refused() {
    let desk = Desk::new();
    desk.kyso(["bundle", "show", "gone.bundle"]).exits(7).complains("gone.bundle");
    desk.kyso(["bundle", "make", "-o", "a.bundle", "--bundle", "b.bundle"]).exits(2).complains("--bundle");
}

#[test]
fn a_room_without_a_network_judges_by_what_was_carried_in() {
    let department = Department::new();
    let Department { desk, signer, bundle, .. } = &department;
    department.verify(&[]).exits(2).complains("--use bundle");
    department.verify(&["--lang", "vi"]).exits(2).complains("chưa được tin cậy");
    desk.kyso(["trust", "add", signer, "--use", "bundle", "--yes"]).exits(0).shows("bundles signed with it");
    let report = department.verify(&["--json"]).exits(0).json().remove(0);
    assert_eq!(report["status"], "total-passed");
    assert_eq!(report["bundle"]["age_days"], 0);
    department.verify(&[]).exits(0).shows("Bundle:").shows("today");
    desk.kyso(["bundle", "show", bundle]).exits(0).shows("Anchor for signatures").shows("ETSI TS 119 312");
    desk.kyso(["bundle", "show", bundle, "--lang", "vi"]).exits(0).shows("Chứng thư gốc cho chữ ký");
    // What is named replaces what was carried in.
    let other = desk.write("khac.pem", include_bytes!("../fixtures/x509/certificates.pem"));
    department.verify(&["--trust", &text(&other)]).exits(3);
}

/// Whoever changes a bundle on its way in decides nothing.
#[test]
fn a_bundle_that_was_changed_on_its_way_is_refused() {
    let Department { desk, bundle, signer, document } = Department::new();
    desk.kyso(["trust", "add", &signer, "--use", "bundle", "--yes"]).exits(0);
    let honest = fs::read_to_string(&bundle).unwrap();
    let cut = |text: &str| text.lines().next().unwrap().to_owned();
    for (forged, code) in [
        (honest.replace("\"created\":\"20", "\"created\":\"21"), "signature"),
        (honest.replace("sha1", "sha9"), "signature"),
        (cut(&honest), "not a bundle"),
        (format!("{honest}{honest}"), "not a bundle"),
        ("%PDF-1.7".to_owned(), "not a bundle"),
    ] {
        let forged = desk.write("forged.bundle", forged);
        desk.kyso(["verify", &document, "--bundle", &text(&forged)]).exits(2).complains(code);
    }
}

/// Any tool can check who made it.
#[test]
fn openssl_checks_a_bundle_too() {
    let Department { desk, bundle, .. } = Department::new();
    let file = fs::read_to_string(&bundle).unwrap();
    let (line, signature) = file.trim_end().split_once('\n').unwrap();
    let (line, signature) = (desk.write("line", line), desk.write("cms.b64", signature));
    let mut decode = std::process::Command::new("openssl");
    answer(decode.args(["base64", "-d", "-A", "-in", &text(&signature), "-out", &text(&desk.path("cms"))])).exits(0);
    let mut verify = std::process::Command::new("openssl");
    verify.args(["cms", "-verify", "-binary", "-inform", "DER", "-noverify", "-content", &text(&line)]);
    answer(verify.args(["-in", &text(&desk.path("cms")), "-out", "/dev/null"])).exits(0);
}

/// A bundle of these authorities, with the lists that their certificates name; documents may lead to `allowed` too.
fn made_online(desk: &Desk, anchor: &str, allowed: &str, further: &[&str]) -> Answer {
    let p12 = desk.lab.p12("agency-1");
    let mut command = desk.command();
    command.env("KYSO_NET_ALLOW", allowed).args(["bundle", "make", "--online", "--force", "--trust", anchor]);
    for authority in desk.lab.intermediates() {
        command.args(["--intermediate", &text(&authority)]);
    }
    command.args(["--p12", &text(&p12.path), "--pin-file", &text(&p12.passphrase_file)]);
    answer(command.args(["-o", &text(&desk.path("online.bundle"))]).args(further))
}

fn codes(line: &Value) -> Vec<&str> {
    line["problems"].as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap()).collect()
}

/// The department has a network, the room has none. The root's list is named in the certificates below it; those of the
/// authorities that issue to signers are named in signers' certificates alone.
#[test]
fn lists_are_fetched_from_the_authorities_and_what_could_not_be_had_is_told() {
    let desk = Desk::new();
    let root = text(&desk.lab.root_pem());
    let line = made_online(&desk, &root, "127.0.0.1", &["--json"]).exits(0).json().remove(0);
    assert_eq!((line["crls"].as_array().unwrap().len(), codes(&line)), (1, vec![]), "{line}");
    let without = line["without_list"].as_array().unwrap();
    assert!(without.len() == desk.lab.intermediates().len() && !without.contains(&line["trust"][0]), "{line}");
    let sub = text(&desk.lab.crls()[1]);
    let line = made_online(&desk, &root, "127.0.0.1", &["--json", "--crl", &sub]).exits(0).json().remove(0);
    assert_eq!(line["without_list"].as_array().unwrap().len(), without.len() - 1, "{line}");
    // Addresses lead to the public Internet, and to what the administrator allows: the bundle is made without the list.
    let line = made_online(&desk, &root, "", &["--json"]).exits(6).json().remove(0);
    assert_eq!((&line["crls"], codes(&line)), (&json!([]), vec!["NET_REFUSED"]), "{line}");
    let people = made_online(&desk, &root, "", &["--lang", "vi"]).exits(6);
    people.shows("Không tải được").shows("Không có danh sách thu hồi còn hạn của");
}

/// At the address that an authority names somebody put another's list.
#[test]
fn a_list_that_no_authority_of_the_bundle_signed_stays_out() {
    let desk = Desk::new();
    let crl = vec![format!("{}/crl/sub.crl", desk.lab.base_url())];
    let years = (datetime!(2020-01-01 0:00 UTC), datetime!(2040-01-01 0:00 UTC));
    let root = Draft::new("Careless Root", Usage::Authority, years.0, years.1);
    let root = root.naming(&Addresses { crl, ..Addresses::default() }).root();
    let anchor = text(&desk.write("careless.der", &root.certificate));
    let p12 = desk.lab.p12("agency-1");
    let mut command = desk.command();
    command.env("KYSO_NET_ALLOW", "127.0.0.1").args(["bundle", "make", "--online", "--json", "--trust", &anchor]);
    command.args(["--p12", &text(&p12.path), "--pin-file", &text(&p12.passphrase_file), "-o", "careless.bundle"]);
    let line = answer(&mut command).exits(6).json().remove(0);
    assert_eq!((&line["crls"], codes(&line)), (&json!([]), vec!["ONLINE_LIST_REFUSED"]), "{line}");
}

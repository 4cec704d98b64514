//! What documents do not carry, fetched by `--online`: dead, hanging, hostile and honest addresses.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;
#[path = "online/gathering.rs"]
mod gathering;
#[path = "online/reception.rs"]
mod reception;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;
use std::time::{Duration, Instant};

use desk::{answer, text};
use kyso_lab::Addresses;
use reception::{Reception, at, closed_port};

const NEAR: Ipv4Addr = Ipv4Addr::LOCALHOST;
const OTHER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// The signer's certificate names the list on the ministry's own network first; from here that address hangs.
#[test]
fn an_intranet_list_that_hangs_holds_nobody() {
    let office = Reception::new();
    let base = office.base();
    let crl = vec![format!("{base}/crl/sub.crl?fault=slow:60000"), format!("{base}/crl/sub.crl")];
    let file = office.signed("hanging", &Addresses { crl, ..Addresses::default() });
    let begun = Instant::now();
    let verdict = office.verify(&file).passes();
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(verdict.sources(), ["online", "online"], "the signer's list, and the root's");
}

/// Real files often hold the signer's certificate alone.
#[test]
fn a_missing_intermediate_is_fetched_in_every_form_it_is_published_in() {
    let office = Reception::without_intermediates();
    let base = office.base();
    for form in ["der", "pem", "p7c"] {
        let issuers = vec!["ldap://ca.example/cn=ca".to_owned(), format!("{base}/aia/sub.crt?fault={form}")];
        let file = office.signed(form, &Addresses { issuers, crl: vec![format!("{base}/crl/sub.crl")], ocsp: vec![] });
        office.verify_offline(&file).is("NO_CERTIFICATE_CHAIN_FOUND");
        office.verify(&file).passes();
    }
}

/// Lan's certificate by itself names its issuer and its list; nothing else is at hand.
#[test]
fn a_certificate_by_itself_is_judged_with_what_its_addresses_give() {
    let office = Reception::without_intermediates();
    let base = office.base();
    let issuers = vec![format!("{base}/aia/sub.crt")];
    let addresses = Addresses { issuers, crl: vec![format!("{base}/crl/sub.crl")], ocsp: vec![] };
    let (code, alone) = office.verify_certificate("alone", &addresses, &[]);
    assert_eq!((code, &alone["sub_indication"]), (3, &"NO_CERTIFICATE_CHAIN_FOUND".into()), "{alone}");
    let (code, fetched) = office.verify_certificate("fetched", &addresses, &["--online"]);
    assert_eq!((code, &fetched["indication"]), (0, &"total-passed".into()), "{fetched}");
    let sources: Vec<_> = fetched["revocation"].as_array().unwrap().iter().map(|one| &one["source"]).collect();
    assert_eq!(sources, ["online", "online"]);
    let dead = Addresses { crl: vec![format!("http://127.0.0.1:{}/sub.crl", closed_port())], ..addresses };
    let (code, said) = office.verify_certificate("dead", &dead, &["--online"]);
    assert_eq!((code, &said["sub_indication"]), (3, &"TRY_LATER".into()), "{said}");
}

/// The name of each fault of a responder, and what a report says of it.
#[test]
fn a_responder_that_does_not_answer_well_is_a_reason_to_try_later() {
    let office = Reception::new();
    let base = office.base();
    for (fault, reason) in [
        ("try-later", "OCSP_STATUS"),
        ("unauthorized", "OCSP_STATUS"),
        ("internal-error", "OCSP_STATUS"),
        ("garbage", "OCSP_MALFORMED"),
        ("truncated", "OCSP_MALFORMED"),
        ("wrong-nonce", "ONLINE_WRONG_NONCE"),
        ("wrong-cert", "ONLINE_OTHER_CERTIFICATE"),
        ("status:503", "NET_STATUS"),
        ("endless", "NET_TOO_LARGE"),
    ] {
        let url = format!("{base}/ocsp/sub?fault={fault}");
        let name = fault.replace(':', "-");
        let file = office.signed(&name, &Addresses { ocsp: vec![url], ..Addresses::default() });
        office.verify(&file).is("TRY_LATER").blames(reason).blames("/ocsp/sub");
    }
    for fault in ["bad-signature", "stale"] {
        let url = format!("{base}/ocsp/sub?fault={fault}");
        let file = office.signed(fault, &Addresses { ocsp: vec![url], ..Addresses::default() });
        let verdict = office.verify(&file).is("TRY_LATER");
        let outcomes: Vec<_> = verdict.revocation().iter().map(|one| one["outcome"].clone()).collect();
        let expected = if fault == "stale" { "stale" } else { "unusable" };
        assert!(outcomes.iter().any(|outcome| outcome == expected), "{outcomes:?}");
    }
}

/// Some responders take only what caches can keep (RFC 5019), some only what is posted.
#[test]
fn a_responder_is_asked_by_post_and_else_by_get() {
    let office = Reception::new();
    let base = office.base();
    // A door of its own: how a responder is asked stands in no certificate.
    let url = format!("{base}/ocsp/sub");
    let file = office.signed("posted", &Addresses { ocsp: vec![url], ..Addresses::default() });
    assert_eq!(office.verify(&file).passes().kinds(), ["ocsp", "crl"]);
    // An address with a query has no GET form; this responder refuses by its status alone.
    let get_only = reception::get_only_responder(&base);
    let file = office.signed("got", &Addresses { ocsp: vec![get_only.url()], ..Addresses::default() });
    assert_eq!(office.verify(&file).passes().kinds(), ["ocsp", "crl"]);
    assert!(get_only.requests().iter().any(|line| line.starts_with("GET /ocsp/sub/")), "{:?}", get_only.requests());
}

/// The list says nothing of it yet; the responder knows.
#[test]
fn a_revocation_that_only_the_responder_knows_is_found() {
    let office = Reception::new();
    let base = office.base();
    let addresses =
        Addresses { ocsp: vec![format!("{base}/ocsp/sub")], crl: vec![format!("{base}/crl/sub.crl")], issuers: vec![] };
    let file = office.signed_by_revoked("gone", &addresses);
    office.verify(&file).is("REVOKED_NO_POE");
}

/// VERDICT §2: for verify, a dead OCSP, CRL or AIA is exit 3, TRY_LATER; the report names the address.
#[test]
fn a_dead_address_is_exit_three_and_named() {
    let office = Reception::without_intermediates();
    let dead = format!("http://127.0.0.1:{}", closed_port());
    let one = |name: &str, addresses: &Addresses| office.verify(&office.signed(name, addresses)).is("TRY_LATER");
    let issuers = vec![format!("{dead}/sub.crt")];
    one("dead-aia", &Addresses { issuers, ..Addresses::default() }).blames("NET_CONNECTION").blames(&dead);
    let office = Reception::new();
    let one = |name: &str, addresses: &Addresses| office.verify(&office.signed(name, addresses)).is("TRY_LATER");
    one("dead-crl", &Addresses { crl: vec![format!("{dead}/sub.crl")], ..Addresses::default() }).blames(&dead);
    one("dead-ocsp", &Addresses { ocsp: vec![format!("{dead}/ocsp")], ..Addresses::default() }).blames(&dead);
    let slow = format!("{}/ocsp/sub?fault=drip:100", office.base());
    let file = office.signed("drip", &Addresses { ocsp: vec![slow], ..Addresses::default() });
    let begun = Instant::now();
    office.verify_with(&file, &[("KYSO_NET_TIMEOUT", "1s")], &[]).is("TRY_LATER").blames("NET_TIMEOUT");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// A stranger's file shall send nobody to the machine it is judged on.
#[test]
fn a_private_address_is_refused_and_reported() {
    let office = Reception::new();
    let door = office.lab().door(NEAR).unwrap();
    let port = door.base_url().rsplit(':').next().unwrap();
    for (name, host) in [
        ("loopback", "127.0.0.1"),
        ("name", "localhost"),
        ("mapped", "[::ffff:127.0.0.1]"),
        ("short", "127.1"),
        ("number", "2130706433"),
        ("metadata", "169.254.169.254"),
        ("nat64", "[64:ff9b::7f00:1]"),
    ] {
        let crl = vec![format!("http://{host}:{port}/crl/{name}.crl")];
        let file = office.signed(name, &Addresses { crl, ..Addresses::default() });
        let verdict = office.verify_with(&file, &[("KYSO_NET_ALLOW", "")], &office.root_list());
        verdict.is("TRY_LATER").blames("NET_REFUSED").blames(host).warns("FETCH_REFUSED");
        assert_eq!(office.lab().requests(&format!("/crl/{name}.crl")).unwrap(), 0, "{host}");
    }
}

/// The address is harmless; where it sends the question is not.
#[test]
fn a_redirect_into_the_own_network_is_refused() {
    let office = Reception::new();
    let public = office.lab().door(OTHER).unwrap();
    let inside = format!("{}/crl/inside.crl", office.base());
    let public = public.base_url();
    let allow = [("KYSO_NET_ALLOW", "127.0.0.2")];
    let judge = |name: &str, url: String| {
        let file = office.signed(name, &Addresses { crl: vec![url], ..Addresses::default() });
        office.verify_with(&file, &allow, &office.root_list())
    };
    let to = at(&inside);
    judge("inside", format!("{public}/x.crl?fault=redirect:{to}")).is("TRY_LATER").blames("NET_REFUSED");
    assert_eq!(office.lab().requests("/crl/inside.crl").unwrap(), 0);
    let beside = at(&format!("{public}/crl/sub.crl"));
    judge("beside", format!("{public}/x.crl?fault=redirect:{beside}")).passes();
    let loops = format!("{public}/y.crl?fault=redirect:/y.crl%3Ffault%3Dredirect:/y.crl");
    judge("loop", loops).is("TRY_LATER");
}

/// The first run fetches, the second has what it needs, though everybody is gone.
#[test]
fn what_was_fetched_serves_the_next_run_without_a_network() {
    let office = Reception::without_intermediates();
    let door = office.lab().door(OTHER).unwrap();
    let base = door.base_url().to_owned();
    let addresses =
        Addresses { ocsp: vec![format!("{base}/ocsp/sub")], crl: vec![], issuers: vec![format!("{base}/aia/sub.crt")] };
    let file = office.signed("kept", &addresses);
    let judge = || office.verify_with(&file, &[], &office.root_list());
    assert_eq!(judge().passes().source_of("ocsp"), "online");
    drop(door);
    assert_eq!(judge().passes().source_of("ocsp"), "cache");
    for entry in fs::read_dir(office.cache()).unwrap() {
        fs::write(entry.unwrap().path(), b"damaged").unwrap();
    }
    judge().is("TRY_LATER").blames("NET_CONNECTION");
}

/// Sixteen clerks open the same file.
#[test]
fn sixteen_processes_share_what_is_kept() {
    let office = Reception::without_intermediates();
    let base = office.base();
    let addresses = Addresses {
        ocsp: vec![],
        crl: vec![format!("{base}/crl/sub.crl")],
        issuers: vec![format!("{base}/aia/sub.crt")],
    };
    let file = office.signed("shared", &addresses);
    let started: Vec<_> = (0..16)
        .map(|_| office.command(&file, &[], &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    for process in started {
        let output = process.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    }
    let kept: Vec<_> = fs::read_dir(office.cache()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(kept.len(), 3, "two lists and a certificate, and nothing half written: {kept:?}");
}

/// A certificate by itself lacks the same, and is asked about in the same way.
#[test]
fn a_certificate_by_itself_is_completed_from_the_network() {
    let office = Reception::without_intermediates();
    let base = office.base();
    let dead = format!("http://127.0.0.1:{}/ocsp", closed_port());
    let issuers = vec![format!("{base}/aia/sub.crt")];
    let good = Addresses { ocsp: vec![format!("{base}/ocsp/sub")], crl: vec![], issuers: issuers.clone() };
    let (code, line) = office.judge_certificate(&good, &[]);
    assert_eq!((code, &line["chain"][2]["role"]), (0, &"root".into()), "{line:#}");
    let silent = Addresses { ocsp: vec![dead.clone()], crl: vec![], issuers };
    let (code, line) = office.judge_certificate(&silent, &[]);
    assert_eq!((code, &line["sub_indication"]), (3, &"TRY_LATER".into()), "{line:#}");
    assert!(line["reasons"].to_string().contains(&dead), "{line:#}");
    let (code, line) = office.judge_certificate(&silent, &["--revocation", "off"]);
    assert_eq!(code, 0, "nobody asks the dead responder: {line:#}");
}

/// A list from last month, once kept, is not believed for being kept.
#[test]
fn a_stale_list_is_fetched_again_and_stays_stale() {
    let office = Reception::new();
    let crl = vec![format!("{}/crl/sub.crl?fault=stale", office.base())];
    let file = office.signed("old-list", &Addresses { crl, ..Addresses::default() });
    let asked = || office.lab().requests("/crl/sub.crl").unwrap();
    for _ in 0..2 {
        let before = asked();
        let verdict = office.verify_with(&file, &[], &office.root_list()).is("TRY_LATER");
        assert!(verdict.revocation().iter().any(|one| one["outcome"] == "stale"), "{:?}", verdict.revocation());
        assert!(asked() > before);
    }
}

/// Ten thousand documents of one signer are one question.
#[test]
fn many_documents_ask_the_same_once() {
    let office = Reception::new();
    let door = office.lab().door(OTHER).unwrap();
    let responder = reception::counting(door.base_url());
    let file = office.signed("many", &Addresses { ocsp: vec![responder.url()], ..Addresses::default() });
    let folder = office.path("many");
    fs::create_dir(&folder).unwrap();
    for copy in 0..12 {
        fs::copy(&file, folder.join(format!("{copy}.pdf"))).unwrap();
    }
    let run = answer(&mut office.command(&folder, &[], &["-j", "4"])).exits(0);
    assert_eq!(run.json().len(), 12);
    assert_eq!(responder.requests().len(), 1, "{:?}", responder.requests());
}

/// A certificate with a thousand addresses, each of which leads somewhere.
#[test]
fn a_thousand_addresses_are_not_a_thousand_requests() {
    let office = Reception::new();
    let base = office.base();
    let crl = (0..1000).map(|at| format!("{base}/nothing/{at}.crl")).collect();
    let file = office.signed("thousand", &Addresses { crl, ..Addresses::default() });
    office.verify(&file).is("TRY_LATER").blames("ONLINE_LIMIT");
    let asked = (0..1000).filter(|at| office.lab().requests(&format!("/nothing/{at}.crl")).unwrap() > 0).count();
    assert!(asked <= kyso::online::MOST_ADDRESSES, "{asked}");
}

/// Behind a proxy nobody here looks names up: a host is judged by its name, and others go through.
#[test]
fn behind_a_proxy_a_private_host_is_refused_by_its_name() {
    let office = Reception::new();
    let proxy = TcpListener::bind((NEAR, 0)).unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let seen = std::thread::spawn(move || {
        let (mut stream, _) = proxy.accept().unwrap();
        let mut head = String::new();
        let mut lines = BufReader::new(stream.try_clone().unwrap());
        while !head.ends_with("\r\n\r\n") && lines.read_line(&mut head).unwrap() > 0 {}
        stream.write_all(b"HTTP/1.1 502 no\r\nContent-Length: 0\r\n\r\n").unwrap();
        head
    });
    let through = [("HTTP_PROXY", address.as_str()), ("KYSO_NET_ALLOW", "")];
    for (name, host) in [("router", "192.168.1.1"), ("intranet", "ca"), ("self", "localhost")] {
        let crl = vec![format!("http://{host}/sub.crl")];
        let file = office.signed(name, &Addresses { crl, ..Addresses::default() });
        office.verify_with(&file, &through, &office.root_list()).is("TRY_LATER").blames("NET_REFUSED");
    }
    let crl = vec!["http://ca.example.vn/sub.crl".to_owned()];
    let file = office.signed("public", &Addresses { crl, ..Addresses::default() });
    office.verify_with(&file, &through, &office.root_list()).is("TRY_LATER").blames("ca.example.vn");
    let head = seen.join().unwrap();
    assert!(head.starts_with("CONNECT ca.example.vn:80 "), "{head}");
}

/// Every system call is looked at: a file that names five addresses makes no connection unless the user asks, and with
/// `--online` none to a private place.
#[test]
fn no_connection_is_made_unless_asked_for() {
    let office = Reception::new();
    let base = office.base();
    let addresses = Addresses {
        ocsp: vec![format!("{base}/ocsp/sub"), "http://10.11.12.13/ocsp".to_owned()],
        crl: vec![format!("{base}/crl/sub.crl"), "http://192.168.14.15/sub.crl".to_owned()],
        issuers: vec![format!("{base}/aia/sub.crt")],
    };
    let file = office.signed("five", &addresses);
    let log = office.path("connections");
    let watched = |online: bool| {
        let mut arguments = vec!["-f", "-qq", "-e", "trace=connect", "-o"];
        let (log, file, root) = (text(&log), text(&file), text(&office.lab().root_pem()));
        arguments.extend([&log, env!("CARGO_BIN_EXE_kyso"), "verify", "--json", "--trust", &root]);
        arguments.extend(online.then_some("--online"));
        arguments.push(&file);
        let mut command = office.strace();
        let said = answer(command.args(arguments).env("KYSO_NET_ALLOW", "").env("KYSO_NET_TIMEOUT", "2s")).exits(3);
        let calls = fs::read_to_string(office.path("connections")).unwrap();
        let calls: Vec<_> = calls.lines().filter(|line| line.contains("sin_addr")).map(str::to_owned).collect();
        (said, calls)
    };
    let (_, calls) = watched(false);
    assert_eq!(calls, Vec::<String>::new());
    let (said, calls) = watched(true);
    assert_eq!(calls, Vec::<String>::new());
    assert!(said.out.contains("NET_REFUSED") && said.out.contains("FETCH_REFUSED"), "{}", said.out);
}

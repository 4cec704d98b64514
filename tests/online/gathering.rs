//! What is gathered for one certificate, by the library: a PKI in memory, and addresses that lead on and on.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use kyso::net::Allowed;
use kyso::online::{MOST_ADDRESSES, MOST_FETCHES, Material, Online, Settings, Source, gather};
use kyso::x509::{Certificate, Crl, Memory, OcspResponse, Outcome, PathStatus};
use kyso_lab::Addresses;
use kyso_lab::clock::{Answer, Draft, Entry, Key, List, Party, Usage};
use time::OffsetDateTime;

fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

fn draft(name: &str, usage: Usage) -> Draft {
    Draft::new(name, usage, now() - time::Duration::days(100), now() + time::Duration::days(100))
}

fn certificate(party: &Party) -> Certificate {
    Certificate::from_der(&party.certificate).unwrap()
}

fn online(allow: &str) -> Online {
    let settings = Settings {
        timeout: Duration::from_secs(5),
        proxy: None,
        allowed: Allowed::new(&allow.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).unwrap(),
        cache: None,
        clock: now,
        memory: Arc::default(),
    };
    Online::new(settings).unwrap()
}

/// A server that hands out `bodies[N]` at `/N`, and how often it was asked.
fn serve(bodies: impl Fn(usize) -> Vec<u8> + Send + 'static, listener: TcpListener) -> Arc<AtomicUsize> {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    // It ends with the test binary.
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            lines.read_line(&mut line).unwrap();
            let mut rest = String::new();
            while lines.read_line(&mut rest).unwrap() > 2 {}
            count.fetch_add(1, Ordering::SeqCst);
            let number = line.split(['/', ' ']).find_map(|part| part.parse().ok()).unwrap_or_default();
            let body = bodies(number);
            let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    asked
}

/// A stranger's certificate names its issuer's, which names its issuer's: forty of them, and no end.
#[test]
fn a_chain_that_points_on_and_on_is_not_followed_for_ever() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let naming = |at: usize| Addresses { issuers: vec![format!("{base}/{at}")], ..Addresses::default() };
    let mut chain = vec![draft("Nobody", Usage::Authority).root()];
    for at in (0..40).rev() {
        let issued = draft(&format!("CA {at}"), Usage::Authority).naming(&naming(at + 1)).by(chain.last().unwrap());
        chain.push(issued);
    }
    chain.reverse();
    let leaf = draft("Lan", Usage::Signing).naming(&naming(0)).by(&chain[0]);
    let ders: Vec<_> = chain.iter().map(|party| party.certificate.clone()).collect();
    let asked = serve(move |number| ders[number].clone(), listener);
    let (online, memory) = (online("127.0.0.1"), Memory::default());
    let found = gather(&certificate(&leaf), &Material::default(), &[], now(), None, Some(&online), &memory);
    assert_eq!(found.path.status, PathStatus::NoPath);
    let asked = asked.load(Ordering::SeqCst);
    assert!((2..=10).contains(&asked), "{asked}");
}

/// Each certificate names as many addresses as are asked; a document with enough of them comes to an end.
#[test]
fn what_one_document_may_ask_is_bounded_and_the_next_begins_anew() {
    let root = draft("CA", Usage::Authority).root();
    let strangers = MOST_FETCHES.div_ceil(MOST_ADDRESSES as u64) + 2;
    let certificates: Vec<_> = (0..strangers)
        .map(|at| {
            let issuers = (0..MOST_ADDRESSES).map(|way| format!("http://10.0.0.1/{at}/{way}")).collect();
            let addresses = Addresses { issuers, ..Addresses::default() };
            certificate(&draft(&format!("stranger {at}"), Usage::Signing).naming(&addresses).by(&root))
        })
        .collect();
    let online = online("");
    let problems = |online: &Online, certificates: &[Certificate]| -> Vec<&'static str> {
        let all = certificates.iter().flat_map(|certificate| online.issuers(certificate).problems);
        all.map(|problem| problem.code).collect()
    };
    let codes = problems(&online.for_document(), &certificates);
    let refused = codes.iter().filter(|code| **code == "NET_REFUSED").count() as u64;
    assert_eq!(refused, MOST_FETCHES);
    assert_eq!(codes.len() as u64 - refused, strangers * MOST_ADDRESSES as u64 - MOST_FETCHES);
    assert!(codes.iter().all(|code| matches!(*code, "NET_REFUSED" | "ONLINE_LIMIT")), "{codes:?}");
    let last = &certificates[certificates.len() - 1..];
    let next = problems(&online.for_document(), last);
    assert!(next.iter().all(|code| *code == "NET_REFUSED") && next.len() == MOST_ADDRESSES, "{next:?}");
}

/// The responder's certificate says nothing of nocheck: its own state has to be known, too, and goes into a DSS.
#[test]
fn whoever_answers_for_an_authority_is_gathered_like_the_signer() {
    let root = draft("Root", Usage::Authority).root();
    let ca = draft("CA", Usage::Authority).by(&root);
    let lan = draft("Lan", Usage::Signing).by(&ca);
    let responder = draft("Responder", Usage::RespondingWithoutNoCheck).by(&ca);
    let then = now() - time::Duration::hours(1);
    let list = |ca: &Party| Crl::from_der(&List::at(then).by(ca)).unwrap();
    let answer = OcspResponse::from_der(&Answer::about(&lan, &ca, now()).by(&responder)).unwrap();
    let known = Material {
        certificates: vec![certificate(&ca), certificate(&responder)],
        crls: vec![list(&root), list(&ca)],
        ocsps: vec![answer],
    };
    let anchors = [certificate(&root)];
    let found = gather(&certificate(&lan), &known, &anchors, now(), None, None, &Memory::default());
    assert_eq!(found.path.status, PathStatus::Valid);
    let states: Vec<_> = found
        .links
        .iter()
        .map(|link| {
            let good = link.answer.as_ref().is_some_and(|answer| matches!(answer.outcome, Outcome::Good { .. }));
            (link.certificate.subject().to_string(), good)
        })
        .collect();
    let expected = ["Lan", "Responder", "CA"].map(|name| (format!("CN={name},C=VN"), true));
    assert_eq!(states, expected);
    let used = (found.used.certificates.len(), found.used.crls.len(), found.used.ocsps.len());
    assert_eq!(used, (3, 2, 1), "CA, root and responder; two lists; one answer");
    assert!(found.problems.is_empty() && found.sources.is_empty());
}

/// For a DSS: what is known is from before the signature, and the authority has something newer.
#[test]
fn what_is_not_fresh_enough_is_fetched_though_it_is_current() {
    static LISTS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let crl = vec![format!("http://{}/1", listener.local_addr().unwrap())];
    let ca = draft("CA", Usage::Authority).root();
    let lan = draft("Lan", Usage::Signing).naming(&Addresses { crl, ..Addresses::default() }).by(&ca);
    let signed = now() - time::Duration::hours(1);
    let lists =
        LISTS.get_or_init(|| [2, 0].map(|hours| List::at(now() - time::Duration::hours(hours)).by(&ca)).to_vec());
    let asked = serve(|number| LISTS.get().unwrap()[number].clone(), listener);
    let known = Material { crls: vec![Crl::from_der(&lists[0]).unwrap()], ..Material::default() };
    let (online, memory, anchors) = (online("127.0.0.1"), Memory::default(), [certificate(&ca)]);
    let gathered = |fresh| gather(&certificate(&lan), &known, &anchors, now(), fresh, Some(&online), &memory);
    let current = gathered(None);
    assert_eq!((asked.load(Ordering::SeqCst), current.used.crls), (0, known.crls.clone()));
    let fresh = gathered(Some(signed));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(fresh.used.crls[0].der(), lists[1]);
    assert_eq!(fresh.sources.get(fresh.used.crls[0].fingerprint()), Some(&Source::Online));
}

/// The list of last week does not name Lan; the changes of today do.
#[test]
fn changes_to_a_list_are_fetched_with_it() {
    static LISTS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = |number| format!("http://{}/{number}", listener.local_addr().unwrap());
    let addresses = Addresses { crl: vec![url(0)], ..Addresses::default() };
    let ca = draft("CA", Usage::Authority).root();
    let lan = draft("Lan", Usage::Signing).naming(&addresses).naming_changes(&[url(1)]).by(&ca);
    let (week, hour) = (now() - time::Duration::days(7), now() - time::Duration::hours(1));
    let changes = List::at(hour).changing(week).revoking(&[Entry::new(&lan, hour)]);
    LISTS.set(vec![List::at(week).by(&ca), changes.by(&ca)]).unwrap();
    let asked = serve(|number| LISTS.get().unwrap()[number].clone(), listener);
    let (online, memory, anchors) = (online("127.0.0.1"), Memory::default(), [certificate(&ca)]);
    let found = gather(&certificate(&lan), &Material::default(), &anchors, now(), None, Some(&online), &memory);
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    let outcome = &found.links[0].answer.as_ref().unwrap().outcome;
    assert!(matches!(outcome, Outcome::Revoked { .. }), "{outcome:?}");
    assert_eq!(found.used.crls.len(), 2, "the changes are nothing without the list that they change");
}

/// A list of today by somebody who calls himself like the authority is no reason not to ask the authority.
#[test]
fn a_list_by_an_impostor_does_not_keep_the_network_from_being_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let crl = vec![format!("http://{}/0", listener.local_addr().unwrap())];
    let root = draft("Root", Usage::Authority).root();
    let ca = draft("CA", Usage::Authority).by(&root);
    let lan = draft("Lan", Usage::Signing).naming(&Addresses { crl, ..Addresses::default() }).by(&ca);
    let impostor = draft("CA", Usage::Authority).key(Key::named("an impostor's")).root();
    let then = now() - time::Duration::hours(1);
    let honest = List::at(then).revoking(&[Entry::new(&lan, then)]).by(&ca);
    let asked = serve(move |_| honest.clone(), listener);
    let known = Material {
        certificates: vec![certificate(&ca), certificate(&impostor)],
        crls: vec![Crl::from_der(&List::at(now()).by(&impostor)).unwrap()],
        ocsps: Vec::new(),
    };
    let (online, anchors) = (online("127.0.0.1"), [certificate(&root)]);
    let found = gather(&certificate(&lan), &known, &anchors, now(), None, Some(&online), &Memory::default());
    assert!(asked.load(Ordering::SeqCst) > 0);
    assert!(matches!(found.links[0].answer.as_ref().unwrap().outcome, Outcome::Revoked { .. }));
}

//! Time-stamps from OpenSSL's TSA through HTTP, and everything that can go wrong on the way.

#![allow(clippy::unwrap_used)] // A test fails where it is.

mod openssl;

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use kyso::cms::attributes::SIGNATURE_TIMESTAMP;
use kyso::cms::ber::{self, Reader, SEQUENCE};
use kyso::cms::{SignedData, ToBeSigned};
use kyso::hash::Hash;
use kyso::net::Credentials;
use kyso::tsa::{Clock, Error, Pool, Problem, Rate, Request, Settings, TimestampSource, Token, TstInfo, token_of};
use kyso::x509::Scheme;

use openssl::{Desk, replaced};

/// What the server does with one question.
enum Say {
    /// Answers as OpenSSL does.
    Honest,
    /// A status with further header lines.
    Status(u16, String),
    /// Nothing, for longer than anybody waits.
    Silence,
    /// This body, as a time-stamp reply.
    Body(Vec<u8>),
    /// Promises more than it sends.
    Cut,
    /// A page of a captive portal.
    Page,
    /// More than anybody wants.
    Flood,
}

/// A TSA on loopback. It answers question after question as it was told, and then honestly.
struct Server {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(script: impl IntoIterator<Item = Say>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/tsa", listener.local_addr().unwrap());
        let asked = Arc::default();
        let heads = Arc::clone(&asked);
        let mut script: VecDeque<Say> = script.into_iter().collect();
        thread::spawn(move || {
            let desk = Desk::new().with("tsa", "RSA");
            for stream in listener.incoming() {
                serve(&desk, &stream.unwrap(), script.pop_front().unwrap_or(Say::Honest), &heads);
            }
        });
        Self { url, asked }
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// Did the last question carry a password?
    fn saw_password(&self) -> bool {
        self.asked.lock().unwrap().last().unwrap().to_ascii_lowercase().contains("authorization: basic")
    }
}

fn serve(desk: &Desk, stream: &TcpStream, say: Say, heads: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
    let length = head
        .to_ascii_lowercase()
        .split("content-length:")
        .nth(1)
        .map_or(0, |rest| rest.lines().next().unwrap().trim().parse().unwrap());
    let mut question = vec![0; length];
    reader.read_exact(&mut question).unwrap();
    heads.lock().unwrap().push(head);
    let answer = |kind: &str, body: &[u8]| {
        let length = body.len();
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        [head.as_bytes(), body].concat()
    };
    let reply = "application/timestamp-reply; x=y";
    let bytes = match say {
        Say::Honest => answer(reply, &stamp(desk, &question)),
        Say::Body(body) => answer(reply, &body),
        Say::Cut => answer(reply, &[0x30; 4000])[..500].to_vec(),
        Say::Page => answer("text/html", b"<html>\x1b[2JLog in first</html>"),
        Say::Flood => answer(reply, &vec![0x30; 300 * 1024]),
        Say::Status(status, lines) => {
            format!("HTTP/1.1 {status} No\r\n{lines}Content-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
        }
        Say::Silence => {
            let keep = stream.try_clone().unwrap();
            thread::spawn(move || {
                thread::sleep(Duration::from_secs(20));
                drop(keep);
            });
            return;
        }
    };
    let mut stream = stream;
    let _ = stream.write_all(&bytes);
}

/// OpenSSL's answer to a TimeStampReq.
fn stamp(desk: &Desk, question: &[u8]) -> Vec<u8> {
    desk.write("question.tsq", question);
    desk.run(
        "ts -reply -queryfile question.tsq -config openssl.cnf -signer tsa.pem -inkey tsa.key -chain ca.pem -out answer.tsr",
    );
    desk.read("answer.tsr")
}

/// A clock that jumps where others sleep.
#[derive(Clone)]
struct Jumping {
    start: Instant,
    slept: Arc<Mutex<Vec<Duration>>>,
}

impl Jumping {
    fn new() -> Self {
        Self { start: Instant::now(), slept: Arc::default() }
    }

    fn slept(&self) -> Vec<f64> {
        self.slept.lock().unwrap().iter().map(Duration::as_secs_f64).collect()
    }
}

impl Clock for Jumping {
    fn now(&self) -> Instant {
        self.start + self.slept.lock().unwrap().iter().sum::<Duration>()
    }

    fn sleep(&self, time: Duration) {
        self.slept.lock().unwrap().push(time);
    }
}

fn settings(urls: &[&str]) -> Settings {
    Settings {
        urls: urls.iter().map(|url| (*url).to_owned()).collect(),
        credentials: None,
        timeout: Duration::from_secs(10),
        tries: 3,
        rate: None,
        proxy: None,
    }
}

/// Asks the servers in order for a stamp on a letter; what came, and how long was waited.
fn ask(servers: &[&Server]) -> (Result<Vec<u8>, Error>, Vec<f64>) {
    let urls: Vec<_> = servers.iter().map(|server| server.url.as_str()).collect();
    ask_with(settings(&urls))
}

fn ask_with(settings: Settings) -> (Result<Vec<u8>, Error>, Vec<f64>) {
    let clock = Jumping::new();
    let pool = Pool::new(settings, Box::new(clock.clone())).unwrap();
    (pool.timestamp(Hash::Sha256, &digest()), clock.slept())
}

fn digest() -> Vec<u8> {
    Hash::Sha256.digest(b"letter")
}

fn problems(token: &Token, over: &[u8]) -> Vec<Problem> {
    token.problems(token.facts(&[]).as_ref(), &|hash| hash.digest(over))
}

#[test]
fn a_stamp_is_had() {
    let server = Server::new([]);
    let bytes = ask(&[&server]).0.unwrap();
    let token = Token::parse(&bytes).unwrap();
    assert_eq!(problems(&token, b"letter"), []);
    assert_eq!(problems(&token, b"another letter"), [Problem::Imprint]);
    let TstInfo { version, policy, accuracy, gen_time, .. } = &token.info;
    assert_eq!((*version, policy.as_str()), (1, "1.3.6.1.4.1.99999.1"));
    assert_eq!(*accuracy, Some(time::Duration::milliseconds(1500)));
    assert_eq!(token.info.upper_bound() - *gen_time, time::Duration::milliseconds(1500));
    assert!(token.info.tsa.is_some() && !server.saw_password());
}

#[test]
fn a_busy_tsa_is_asked_again_when_it_says() {
    let busy = |wait: &str| Say::Status(429, format!("Retry-After: {wait}\r\n"));
    let date = "Fri, 20 Nov 2026 08:00:07 GMT\r\nDate: Fri, 20 Nov 2026 08:00:00 GMT";
    let (stamp, slept) = ask(&[&Server::new([busy("2"), busy(date)])]);
    assert_eq!((stamp.is_ok(), slept), (true, vec![2.0, 7.0]));
    let (stamp, slept) = ask(&[&Server::new([Say::Status(503, String::new()), Say::Cut])]);
    assert_eq!((stamp.is_ok(), slept), (true, vec![0.5, 1.0]), "without a word, twice as long each time");
}

#[test]
fn who_is_told_to_wait_an_hour_goes_to_the_next() {
    let shut = Server::new([Say::Status(429, "Retry-After: 3600\r\n".into())]);
    let (stamp, slept) = ask(&[&shut, &Server::new([])]);
    assert_eq!((stamp.is_ok(), slept, shut.asked()), (true, vec![], 1));
}

#[test]
fn a_silent_tsa_costs_its_time_and_no_more() {
    let silent = Server::new([Say::Silence]);
    let start = Instant::now();
    let (stamp, _) = ask_with(Settings { timeout: Duration::from_secs(1), tries: 1, ..settings(&[&silent.url]) });
    assert!(matches!(stamp.unwrap_err(), Error::Net(kyso::net::Error::Timeout { seconds: 1, .. })));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn refusals_are_not_asked_again() {
    let forbidden = Server::new([Say::Status(403, String::new())]);
    let (stamp, slept) = ask(&[&forbidden]);
    assert_eq!((stamp.unwrap_err().code(), slept.len(), forbidden.asked()), ("NET_STATUS", 0, 1));
    let flood = Server::new([Say::Flood]);
    assert_eq!((ask(&[&flood]).0.unwrap_err().code(), flood.asked()), ("NET_TOO_LARGE", 1));
}

/// status 2, a text that clears the screen, failInfo badAlg.
#[test]
fn a_refusal_says_why_and_forges_no_output() {
    let text = ber::tlv(SEQUENCE, &[&ber::tlv(0x0c, &[b"no\x1b[2J"])]);
    let status = ber::tlv(SEQUENCE, &[&[2, 1, 2], &text, &[3, 2, 7, 0x80]]);
    let server = Server::new([Say::Body(ber::tlv(SEQUENCE, &[&status]))]);
    let error = ask(&[&server]).0.unwrap_err();
    assert_eq!(error.to_string(), "the TSA refused with status 2 (badAlg): no\\u{1b}[2J");
    assert_eq!(server.asked(), 1);
}

#[test]
fn what_is_no_time_stamp_is_no_time_stamp() {
    let page = || Server::new([Say::Page, Say::Page, Say::Page]);
    assert_eq!(ask(&[&page()]).0.unwrap_err().code(), "TSA_MALFORMED");
    assert!(ask(&[&page(), &Server::new([])]).0.is_ok());
}

/// An answer to an earlier question over the same digest: only the nonce tells.
#[test]
fn a_replayed_answer_is_refused() {
    let desk = Desk::new().with("tsa", "RSA");
    let earlier = Request { hash: Hash::Sha256, digest: &digest(), nonce: 0x8000_0000_0000_0001 };
    let answer = stamp(&desk, &earlier.to_der());
    let nonce = Token::parse(&token_of(&answer).unwrap()).unwrap().info.nonce.unwrap();
    assert_eq!(nonce, [0, 0x80, 0, 0, 0, 0, 0, 0, 1], "a number, never negative");
    let replay = Settings { tries: 1, ..settings(&[&Server::new([Say::Body(answer)]).url]) };
    assert_eq!(ask_with(replay).0.unwrap_err().code(), "TSA_WRONG_NONCE");
}

#[test]
fn redirects_end_and_do_not_carry_the_password_away() {
    let here = Server::new((0..9).map(|_| Say::Status(301, "Location: /tsa\r\n".into())));
    let (stamp, _) = ask_with(Settings { tries: 1, ..settings(&[&here.url]) });
    assert!(stamp.unwrap_err().to_string().ends_with("more than 3 redirects"));
    assert_eq!(here.asked(), 4);

    let password = || Some(Credentials { user: "lan".into(), password: "mật khẩu".to_owned().into() });
    let there = Server::new([]);
    let from = Server::new([Say::Status(308, format!("Location: {}\r\n", there.url))]);
    let (stamp, _) = ask_with(Settings { credentials: password(), ..settings(&[&from.url]) });
    assert!(stamp.is_ok() && from.saw_password() && !there.saw_password());

    let file = Server::new([Say::Status(302, "Location: file:///etc/passwd\r\n".into())]);
    let (stamp, _) = ask_with(Settings { tries: 1, ..settings(&[&file.url]) });
    assert_eq!(stamp.unwrap_err().code(), "NET_CONNECTION");
}

#[test]
fn a_password_in_an_address_is_never_shown() {
    let shut = Server::new([Say::Status(403, String::new())]);
    let url = shut.url.replace("http://", "http://lan:secret@");
    let said = ask_with(settings(&[&url])).0.unwrap_err().to_string();
    assert_eq!(said, format!("{}: answered with HTTP status 403", shut.url));
    for url in ["ftp://lan:secret@tsa.vn/", "lan:secret@tsa.vn", "http://lan:se cret@"] {
        let error = ask_with(settings(&[url])).0.unwrap_err();
        assert!(error.code() == "NET_ADDRESS" && !error.to_string().contains("secret"), "{error}");
    }
}

#[test]
fn the_rate_holds_over_all_threads() {
    let server = Server::new([]);
    let clock = Jumping::new();
    let rate = Some(Rate { requests: 2, per: Duration::from_mins(1) });
    let pool = Pool::new(Settings { rate, ..settings(&[&server.url]) }, Box::new(clock.clone())).unwrap();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| pool.timestamp(Hash::Sha256, &digest()).unwrap());
        }
    });
    assert_eq!(clock.slept(), Vec::<f64>::new());
    pool.timestamp(Hash::Sha256, &digest()).unwrap();
    assert_eq!(clock.slept(), [60.0]);
}

/// The token of an honest TSA over the letter, for mutilation.
fn token(desk: &Desk) -> Vec<u8> {
    let request = Request { hash: Hash::Sha256, digest: &digest(), nonce: 1 };
    token_of(&stamp(desk, &request.to_der())).unwrap()
}

#[test]
fn every_cut_of_an_answer_is_an_error() {
    let desk = Desk::new().with("tsa", "EC");
    let whole = token(&desk);
    for length in 0..whole.len() {
        Token::parse(&whole[..length]).unwrap_err();
    }
    let content = Token::parse(&whole).unwrap().data.content.unwrap();
    for length in 0..content.len() {
        TstInfo::parse(&content[..length]).unwrap_err();
    }
    TstInfo::parse(&[&content[..], &[5, 0]].concat()).unwrap_err();
}

#[test]
fn no_flipped_bit_of_what_the_tsa_signed_goes_unnoticed() {
    let desk = Desk::new().with("tsa", "EC");
    let whole = token(&desk);
    let content = Token::parse(&whole).unwrap().data.content.unwrap();
    let start = whole.windows(content.len()).position(|window| window == content).unwrap();
    let mut flipped = whole.clone();
    for at in start..start + content.len() {
        for bit in 0..8 {
            flipped[at] ^= 1 << bit;
            let unnoticed = Token::parse(&flipped).is_ok_and(|token| problems(&token, b"letter").is_empty());
            assert!(!unnoticed, "bit {bit} of octet {at}");
            flipped[at] ^= 1 << bit;
        }
    }
}

#[test]
fn only_a_certificate_for_time_stamping_stamps_time() {
    let desk = Desk::new().with("tsa", "EC");
    let good = token(&desk);
    // The same key and number, another profile: without ESS nobody would notice.
    let stamper = desk.certificate("tsa");
    desk.certify("tsa", "tsa", "signer", 7);
    let signer = desk.certificate("tsa");
    let swapped = Token::parse(&replaced(&good, &stamper, &signer)).unwrap();
    let codes = |token: &Token| problems(token, b"letter").iter().map(Problem::code).collect::<Vec<_>>();
    assert_eq!(codes(&swapped), ["TST_ESS", "TST_USAGE"]);
    desk.certify("other", "tsa", "stamper", 7);
    let renamed = Token::parse(&replaced(&good, &stamper, &desk.certificate("other"))).unwrap();
    assert_eq!(codes(&renamed), ["TST_ESS", "TST_TSA_NAME"]);
}

/// Re-encoding a token breaks it in other people's verifiers: it travels as the TSA sent it, BER included.
#[test]
fn a_token_is_embedded_as_it_came() {
    let desk = Desk::new().with("lan", "EC").with("tsa", "EC");
    desk.write("letter", b"letter");
    let lan = desk.certificate("lan");
    let ready = ToBeSigned::pades(&digest(), Hash::Sha256, Scheme::Ecdsa(Hash::Sha256), &lan).unwrap();
    desk.write("message", &ready.message());
    let signed = ready.signed(desk.run("dgst -sha256 -sign lan.key message"), vec![lan]);
    let request = Request { hash: Hash::Sha256, digest: &Hash::Sha256.digest(signed.signature()), nonce: 1 };
    let token = token_of(&stamp(&desk, &request.to_der())).unwrap();
    let content = Reader(&token).read().unwrap().content;
    let indefinite = [&[SEQUENCE, 0x80], content, &[0, 0]].concat();
    for token in [token, indefinite] {
        let ready = ToBeSigned::pades(&digest(), Hash::Sha256, Scheme::Ecdsa(Hash::Sha256), &desk.certificate("lan"));
        let whole = ready.unwrap().signed(signed.signature().to_vec(), vec![desk.certificate("lan")]);
        desk.write("ours", &whole.with_timestamp(&token).to_der().unwrap());
        desk.run("cms -verify -cades -binary -inform DER -in ours -content letter -CAfile ca.pem -purpose any");
        let data = SignedData::parse(&desk.read("ours")).unwrap();
        let [embedded] = data.signers[0].unsigned_values(SIGNATURE_TIMESTAMP)[..] else { panic!("not one token") };
        assert_eq!(embedded, token);
        assert_eq!(problems(&Token::parse(embedded).unwrap(), signed.signature()), []);
    }
}

#[test]
fn a_proxy_is_asked_for_a_tunnel() {
    let proxy = Server::new([Say::Status(403, String::new())]);
    let far = Settings { proxy: Some(proxy.url.clone()), tries: 1, ..settings(&["http://tsa.example/tsa"]) };
    let said = ask_with(far).0.unwrap_err();
    assert_eq!(said.code(), "NET_CONNECTION");
    assert!(proxy.asked.lock().unwrap()[0].starts_with("CONNECT tsa.example:80 "));
}

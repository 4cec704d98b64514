use kyso::verify::*;
fn main() {
    let policy = Policy::built_in("default").unwrap().unwrap();
    let c = Context {
        at: time::OffsetDateTime::now_utc(),
        policy,
        trust: vec![],
        tsa_trust: vec![],
        intermediates: vec![],
        crls: vec![],
        agency_of: None,
    };
    for p in std::env::args().skip(1) {
        let b = std::fs::read(&p).unwrap();
        let t = std::time::Instant::now();
        let r = c.judge(&p, &b, None);
        let e = t.elapsed();
        if e.as_millis() > 1000 {
            eprintln!("SLOW {p} {e:?}");
        }
        println!("{}", serde_json::to_string(&r).unwrap());
    }
}

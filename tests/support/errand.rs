//! What an errand does, in its own process (see `softhsm`).

use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs, thread};

use kyso::hash::Hash;
use kyso::state::PinState;
use kyso::token::{
    Access, Criteria, Error, Pin, PinSource, Pkcs11Signer, Signer, Sources, Uri, certificates, check, choose, discover,
};
use kyso::x509::Scheme;
use serde_json::{Value, json};

/// What a process of its own does; nothing when the tests are run as tests.
#[test]
fn errand() {
    let Ok(order) = env::var("KYSO_ERRAND") else { return };
    let order: Value = serde_json::from_str(&order).unwrap();
    let done = if order["list"] == true { list(&order) } else { sign(&order) };
    let result = done.unwrap_or_else(|error| json!({ "error": error.code(), "text": format!("{error} {error:?}") }));
    fs::write(order["result"].as_str().unwrap(), result.to_string()).unwrap();
}

fn pin_source(pin: &Value) -> Result<PinSource, Error> {
    if let Some(path) = pin["file"].as_str() {
        return Ok(PinSource::File(path.into()));
    }
    if let Some(number) = pin["descriptor"].as_i64() {
        return Ok(PinSource::Descriptor(i32::try_from(number).unwrap()));
    }
    if let Some(typed) = pin["typed"].as_str().map(str::to_owned) {
        return Ok(PinSource::Interactive(Box::new(move |_| Pin::new(typed.clone().into_bytes(), "prompt"))));
    }
    // SAFETY: an errand runs alone; the thread that waits for it does not look at the environment.
    let taken = unsafe { Pin::take_from_environment("KYSO_PIN") }?;
    Ok(taken.map_or(PinSource::None, PinSource::Environment))
}

fn list(order: &Value) -> Result<Value, Error> {
    let module = PathBuf::from(order["module"].as_str().unwrap());
    let discovery = discover(&Sources { options: vec![module], ..Sources::default() })?;
    let mut tokens = Vec::new();
    for slot in discovery.modules[0].slots()? {
        let Some(token) = slot.token.as_ref().filter(|token| token.flags.initialised()) else { continue };
        let entries: Vec<Value> = certificates(&slot)?
            .iter()
            .map(|entry| {
                json!({
                    "uri": entry.uri.to_string(), "private_key": format!("{:?}", entry.private_key),
                    "readable": entry.der().is_some(), "unreadable": entry.unreadable,
                })
            })
            .collect();
        tokens.push(json!({
            "label": token.label, "pin_pad": token.flags.pin_pad(), "count_low": token.flags.pin_state().count_low,
            "certificates": entries,
        }));
    }
    Ok(json!({ "tokens": tokens }))
}

fn sign(order: &Value) -> Result<Value, Error> {
    let text = |key: &str| order[key].as_str().map(str::to_owned);
    let modules = match text("module_2") {
        Some(second) => vec![text("module").unwrap().into(), second.into()],
        None => vec![PathBuf::from(text("module").unwrap())],
    };
    let discovery = discover(&Sources { options: modules, ..Sources::default() })?;
    let uri: Option<Uri> = text("uri").map(|uri| uri.parse()).transpose()?;
    let given = text("certificate").map(|path| fs::read(path).unwrap());
    let criteria = Criteria { uri: uri.as_ref(), certificate: given.as_deref(), chain: &[], usable: &|_| true };
    let choice = choose(discovery.modules()?, &criteria)?;
    let source = pin_source(&order["pin"])?;
    let access = Access {
        source: &source,
        allow_final_try: order["allow_final_try"] == true,
        state: &PinState::new(text("state").map(PathBuf::from)),
        patience: Duration::from_secs(20),
    };
    let threads = order["threads"].as_u64().unwrap() as usize;
    let (signer, report) = Pkcs11Signer::open(&choice, &criteria, &access, threads)?;
    let scheme = scheme(&text("scheme").unwrap());
    let (count, failure) = sign_many(&signer, scheme, order["count"].as_u64().unwrap() as usize, threads);
    let mut result = json!({
        "signed": count, "how": format!("{:?}", report.how), "count_low": report.before.count_low,
        "open_file": report.open_file.is_some(), "state_problem": report.state_problem,
        "chain": signer.chain().len(), "environment_holds_a_pin": environment_holds_a_pin(), "uri": signer.uri().to_string(),
    });
    if let Some(error) = failure {
        result["error"] = error.code().into();
    }
    Ok(result)
}

/// Does the environment still hold a PIN, as children would get it or as the kernel shows it to others?
fn environment_holds_a_pin() -> bool {
    let kernel = fs::read("/proc/self/environ").unwrap_or_default();
    let shown = kernel.split(|&byte| byte == 0).any(|entry| entry.len() > 9 && entry.starts_with(b"KYSO_PIN="));
    shown || env::var_os("KYSO_PIN").is_some()
}

/// Signatures that were made and fit the certificate, and the first failure.
fn sign_many(signer: &Pkcs11Signer<'_>, scheme: Scheme, count: usize, threads: usize) -> (usize, Option<Error>) {
    let key = signer.certificate().public_key().unwrap();
    let one = |_| {
        let proof = check(signer, scheme)?;
        assert!(key.verify(proof.scheme, &proof.message, &proof.signature).unwrap());
        Ok(())
    };
    let each = count / threads;
    let results: Vec<Result<(), Error>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| (0..each).map(one).collect::<Vec<_>>())).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let made = results.iter().filter(|result| result.is_ok()).count();
    (made, results.into_iter().find_map(Result::err))
}

pub(crate) fn scheme(name: &str) -> Scheme {
    match name {
        "rsa" => Scheme::RsaPkcs1(Hash::Sha256),
        "rsa-512" => Scheme::RsaPkcs1(Hash::Sha512),
        "pss" => Scheme::RsaPss { hash: Hash::Sha256, mgf: Hash::Sha256, salt: 32 },
        "ecdsa" => Scheme::Ecdsa(Hash::Sha256),
        "ecdsa-512" => Scheme::Ecdsa(Hash::Sha512),
        _ => panic!("{name}"),
    }
}

//! The key that signs, in a token or in a PKCS#12 file: found, looked at, and only then logged in to, once.

use std::env;
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;

use crate::cli::KeyArgs;
use crate::config::{Config, Key};
use crate::messages::{Lang, MaterialProblem, OwnCertificate, Problem, TokenWord};
use crate::state::{self, PinState};
use crate::text::Untrusted;
use crate::token::{
    self, Access, Choice, Criteria, Discovery, Error, LoginReport, Module, Pin, PinSource, Pkcs11Signer, Pkcs12Signer,
    Signer, Sources, Uri,
};
use crate::x509::{Certificate, SigningRules, UsageFailure, document_signing, read_certificates};

use super::Call;

/// How long to wait while another process logs in to the same token.
const PATIENCE: Duration = Duration::from_mins(1);

/// Finds the modules that the settings name, else those of the system.
pub(super) fn modules(config: &Config) -> Result<Discovery, Error> {
    let named = config.paths(Key::Module);
    let config_home = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    token::discover(&Sources {
        well_known: named.is_empty(),
        p11_kit_folders: if named.is_empty() { Sources::system_folders(config_home.as_deref()) } else { Vec::new() },
        options: named,
        ..Sources::default()
    })
}

/// Where the key and its PIN are, before anything is asked of anybody.
pub(super) struct KeySource {
    lang: Lang,
    home: Home,
    chain: Vec<Vec<u8>>,
    source: PinSource,
    state: PinState,
    allow_final_try: bool,
}

enum Home {
    Token { modules: Vec<Arc<Module>>, uri: Option<Box<Uri>>, certificate: Option<Vec<u8>> },
    File(PathBuf),
}

/// Looks at the certificate, with what else of its chain is known (DER), before the PIN is asked for.
pub(super) type Look<'a> = dyn Fn(&Certificate, &[Vec<u8>]) -> anyhow::Result<()> + 'a;

/// A key that was used, and what its login showed.
pub(super) struct Opened<'k> {
    pub(super) signer: &'k dyn Signer,
    /// Nothing for a key file.
    pub(super) login: Option<LoginReport>,
}

impl KeySource {
    /// By options, environment and settings; `cert` and `chain` are files of certificates.
    pub(super) fn of(call: &Call, args: &KeyArgs, cert: Option<&Path>, chain: Option<&Path>) -> anyhow::Result<Self> {
        let given = cert.map(certificates).transpose()?.unwrap_or_default();
        let mut chain = chain.map(certificates).transpose()?.unwrap_or_default();
        let uri = call.config.text(Key::Key).map(str::parse::<Uri>).transpose().map_err(Error::from)?;
        let source = pin_source(call.lang, args, uri.as_ref())?;
        let home = if let Some(path) = &args.p12 {
            Home::File(path.clone())
        } else {
            let mut config = call.config.clone();
            let module: Vec<_> = uri.iter().filter_map(|uri| uri.module_path.clone()).collect();
            config.set_paths(Key::Module, "module-path", &module)?;
            let certificate = given.first().cloned();
            chain.extend(given.into_iter().skip(1));
            Home::Token { modules: modules(&config)?.modules, uri: uri.map(Box::new), certificate }
        };
        let state = PinState::new(state::folder(|name| env::var_os(name)));
        Ok(Self { lang: call.lang, home, chain, source, state, allow_final_try: args.allow_final_try })
    }

    /// Looks at the certificate with `look` before the PIN is asked for, logs in once, and does `work` with the key.
    ///
    /// # Errors
    /// What the key's home answered, or what `look` or `work` say.
    pub(super) fn with<T>(
        &self,
        jobs: usize,
        look: &Look<'_>,
        work: impl FnOnce(Opened<'_>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        match &self.home {
            Home::File(path) => {
                let passphrase = self.source.passphrase(path)?;
                let signer = Pkcs12Signer::open(path, &passphrase, &self.chain, &is_usable_now)?;
                look(signer.certificate(), signer.chain())?;
                work(Opened { signer: &signer, login: None })
            }
            Home::Token { modules, uri, certificate } => {
                let mut uri = uri.as_deref().cloned();
                let choice = loop {
                    match token::choose(modules, &self.criteria(uri.as_ref(), certificate.as_deref())) {
                        Err(Error::AmbiguousKey { uris })
                            if io::stdin().is_terminal() && io::stderr().is_terminal() =>
                        {
                            uri = Some(pick(self.lang, uris)?);
                        }
                        choice => break choice?,
                    }
                };
                self.with_token(&choice, uri.as_ref(), certificate.as_deref(), jobs, look, work)
            }
        }
    }

    fn with_token<T>(
        &self,
        choice: &Choice,
        uri: Option<&Uri>,
        certificate: Option<&[u8]>,
        jobs: usize,
        look: &Look<'_>,
        work: impl FnOnce(Opened<'_>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        if let Some(certificate) = choice.certificate() {
            look(certificate, &self.chain)?;
        }
        let access = Access {
            source: &self.source,
            allow_final_try: self.allow_final_try,
            state: &self.state,
            patience: PATIENCE,
        };
        let (signer, login) = Pkcs11Signer::open(choice, &self.criteria(uri, certificate), &access, jobs)?;
        if choice.certificate().is_none() {
            look(signer.certificate(), signer.chain())?;
        }
        work(Opened { signer: &signer, login: Some(login) })
    }

    fn criteria<'a>(&'a self, uri: Option<&'a Uri>, certificate: Option<&'a [u8]>) -> Criteria<'a> {
        Criteria { uri, certificate, chain: &self.chain, usable: &is_usable_now }
    }
}

/// `--pin-file`, `--pin-fd`, KYSO_PIN, the URI's pin-source, a prompt; without a terminal nothing.
fn pin_source(lang: Lang, args: &KeyArgs, uri: Option<&Uri>) -> Result<PinSource, Error> {
    if let Some(path) = &args.pin_file {
        return Ok(PinSource::File(path.clone()));
    }
    if let Some(number) = args.pin_fd {
        return Ok(PinSource::Descriptor(number));
    }
    // SAFETY: commands look for their key before they start any thread.
    #[allow(unsafe_code)]
    if let Some(pin) = unsafe { Pin::take_from_environment("KYSO_PIN") }? {
        return Ok(PinSource::Environment(pin));
    }
    if let Some(path) = uri.and_then(|uri| uri.pin_source.clone()) {
        return Ok(PinSource::File(path));
    }
    if !io::stdin().is_terminal() && !io::stderr().is_terminal() {
        return Ok(PinSource::None);
    }
    Ok(PinSource::prompt(move |token| {
        let words = lang.words();
        let state = token.flags.pin_state();
        let warning = if state.final_try {
            format!("{}\n", words.token(TokenWord::FinalTry))
        } else if state.count_low {
            format!("{}\n", words.token(TokenWord::CountLow))
        } else {
            String::new()
        };
        format!("{warning}{} {}: ", words.token(TokenWord::EnterPin), Untrusted(&token.label))
    }))
}

/// Somebody at the terminal chooses among several keys.
fn pick(lang: Lang, uris: Vec<String>) -> anyhow::Result<Uri> {
    let mut err = io::stderr().lock();
    for (number, uri) in uris.iter().enumerate() {
        writeln!(err, "{:>3}  {}", number + 1, Untrusted(uri))?;
    }
    write!(err, "{} ", lang.words().token(TokenWord::WhichKey))?;
    err.flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    let chosen = line.trim().parse::<usize>().ok().and_then(|number| uris.get(number.checked_sub(1)?));
    match chosen {
        Some(uri) => Ok(uri.parse().map_err(Error::from)?),
        None => Err(Error::AmbiguousKey { uris }.into()),
    }
}

fn certificates(path: &Path) -> Result<Vec<Vec<u8>>, Problem> {
    let problem = |why| Problem::Material { path: path.to_path_buf(), why };
    let bytes = fs::read(path).map_err(|error| problem(MaterialProblem::Io(Arc::new(error))))?;
    let read = read_certificates(&bytes).map_err(|error| problem(MaterialProblem::X509(error)))?;
    Ok(read.iter().map(|certificate| certificate.der().to_vec()).collect())
}

fn is_usable_now(der: &[u8]) -> bool {
    Certificate::from_der(der).is_ok_and(|certificate| own_problem(&certificate, OffsetDateTime::now_utc()).is_none())
}

/// Why one's own certificate cannot sign now: a signature that nobody accepts helps nobody.
pub(super) fn own_problem(certificate: &Certificate, now: OffsetDateTime) -> Option<OwnCertificate> {
    if now < certificate.not_before() {
        return Some(OwnCertificate::NotYetValid { not_before: certificate.not_before() });
    }
    if now > certificate.not_after() {
        return Some(OwnCertificate::Expired { not_after: certificate.not_after() });
    }
    let failures = document_signing(certificate, SigningRules::default());
    // RFC 5280 §4.2.1.3: without a key usage extension anything goes.
    let failure = failures.into_iter().find(|failure| *failure != UsageFailure::KeyUsageAbsent)?;
    Some(OwnCertificate::NotForSigning { code: failure.code() })
}

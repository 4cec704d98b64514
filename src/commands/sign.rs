//! `kyso sign`.

use time::OffsetDateTime;

use crate::cli::{Permission, SignArgs};
use crate::config::{Config, Key};
use crate::content::Draft;
use crate::exit::Code;
use crate::hash::Hash;
use crate::ledger::{Action, Record};
use crate::messages::{Doing, Problem, TokenWord};
use crate::pdf::{Document, Limits};
use crate::sign::{self, Certify, Entries, LockFields, Order};
use crate::text::Untrusted;
use crate::token::{LoginReport, Signer};
use crate::tsa::{self, Pool, TimestampSource};
use crate::verify::{self, Context, Level, Reach, SignerReport};
use crate::x509::Certificate;

use super::Call;
use super::inputs::{Input, Inputs};
use super::key::{KeySource, own_problem};
use super::outputs;
use super::produce::{Product, Run};
use super::record::{Book, output_record};

/// Signs every input with one key and one login.
pub(super) fn run(call: &Call, args: &SignArgs) -> anyhow::Result<Code> {
    let inputs = Inputs::resolve(&args.inputs)?;
    if inputs.has_stdin() && args.key.pin_fd == Some(0) {
        return Err(Problem::StdinTwice.into());
    }
    let targets = outputs::plan(&inputs.items, &args.output, call.args.global.json)?;
    let pool = super::authority::pool(&call.config)?;
    let order = order(args, &call.config, pool.is_some())?;
    // Before the token is touched: what is signed must be written down.
    let book = Book::open(&call.config, true)?;
    let context = super::verify::context(&call.config, OffsetDateTime::now_utc())?;
    let source = KeySource::of(call, &args.key, args.cert.as_deref(), args.chain.as_deref())?;
    let look = |certificate: &Certificate| match own_problem(certificate, OffsetDateTime::now_utc()) {
        Some(why) if !args.no_check => {
            Err(Problem::OwnCertificate { subject: certificate.subject().to_rfc4514(), why }.into())
        }
        _ => Ok(()),
    };
    // Everything that can be wrong without the token has been looked at: only now is a PIN asked for.
    source.with(call.config.jobs().unwrap_or(1), &look, |opened| {
        let certificate = Certificate::from_der(opened.signer.chain().first().map(Vec::as_slice).unwrap_or_default())?;
        if let Some(login) = &opened.login {
            tell(call, login);
        }
        if args.dry_run {
            ask_once(pool.as_ref(), &order)?;
        }
        let context = book.is_kept().then_some(&context);
        let job = Job { call, args, order, pool, signer: opened.signer, certificate, context };
        let run = Run {
            call,
            inputs: &inputs,
            targets,
            jobs: call.config.jobs().unwrap_or(1),
            doing: Doing::Sign,
            hash: job.order.hash,
            dry: args.dry_run,
        };
        run.all(
            |input, draft, password| job.one(input, draft, password),
            |line| Ok(line.record.as_ref().map_or(Ok(()), |record| book.record(record))?),
        )
    })
}

/// What the login showed that its owner should know.
fn tell(call: &Call, login: &LoginReport) {
    let mut console = call.console();
    let words = call.lang.words();
    if login.before.count_low {
        console.remark(&format!("{}: {}\n", Untrusted(&login.token.label), words.token(TokenWord::CountLow)));
    }
    if let Some(open) = &login.open_file {
        console.remark(&format!(
            "{}: {}\n",
            Untrusted(&open.path.display().to_string()),
            words.token(TokenWord::OpenPinFile)
        ));
    }
}

/// What all documents of a run share.
struct Job<'a> {
    call: &'a Call,
    args: &'a SignArgs,
    order: Order,
    pool: Option<Pool>,
    signer: &'a dyn Signer,
    certificate: Certificate,
    /// What the result is judged with for the ledger, if one is kept.
    context: Option<&'a Context>,
}

impl Job<'_> {
    fn one(&self, input: &Input, draft: &mut Draft, password: Option<&[u8]>) -> anyhow::Result<Product> {
        let document = super::inputs::open(draft.bytes(), self.args.repair, password)?;
        let mut warnings = Vec::new();
        if document.is_rebuilt() {
            warnings.push("CROSS_REFERENCE_REBUILT");
        }
        if self.args.no_check {
            warnings.push("OWN_CERTIFICATE_NOT_CHECKED");
        }
        // Before the key is asked: what the document may show others is the signer's to know (VERDICT §11).
        let reach = Reach::affordable(&document, Reach::Everywhere);
        warnings.extend(verify::content(&document, reach).iter().map(|content| content.code));
        let signer = Some(SignerReport::of(&self.certificate));
        if self.args.dry_run {
            let field = self.order.field.clone().unwrap_or_default();
            return Ok(Product { signer, warnings, ..Product::of(field) });
        }
        // /M says the signer's local time with its offset; whole seconds are all it can hold.
        let now = OffsetDateTime::now_utc().replace_nanosecond(0)?.to_offset(self.call.config.time_zone());
        let pool = self.pool.as_ref().map(|pool| pool as &dyn TimestampSource);
        let sealed = sign::sign(&document, draft.trails(), &self.order, self.signer, pool, now)?;
        draft.append(sealed.tail())?;
        let whole = Document::open_with(draft.bytes(), Limits::default(), password)?;
        let result = sealed.check(&whole, draft.prefixes(), password)?;
        if let Some(error) = &result.deferred {
            tracing::warn!(%error, "signed without a time-stamp");
            warnings.push("TIMESTAMP_DEFERRED");
        }
        let record = self.context.map(|context| {
            let input_length = draft.input_length();
            let record = output_record(context, Action::Sign, &input.name, &whole, draft.prefixes(), input_length);
            Record { no_check: record.no_check || self.args.no_check, ..record }
        });
        Ok(Product {
            record,
            level: result.level,
            signer,
            signing_time: Some(now.to_offset(time::UtcOffset::UTC)),
            timestamp_time: result.timestamp_time,
            warnings,
            ..Product::of(result.field)
        })
    }
}

fn order(args: &SignArgs, config: &Config, has_tsa: bool) -> anyhow::Result<Order> {
    let level = match config.text(Key::Level) {
        Some("b-b") => Level::BB,
        Some(_) if !has_tsa => return Err(tsa::Error::NoTsa.into()),
        None if !has_tsa => Level::BB,
        Some(_) | None => Level::BT,
    };
    Ok(Order {
        level,
        hash: Hash::from(args.digest),
        pss: args.pss,
        defer: args.defer,
        field: args.field.clone(),
        entries: Entries {
            name: args.name.clone(),
            reason: args.reason.clone(),
            location: args.location.clone(),
            contact: args.contact.clone(),
        },
        certify: args.certify.map(certify),
        lock: match args.lock_fields.as_slice() {
            [] => None,
            [all] if all == "all" => Some(LockFields::All),
            names => Some(LockFields::Include(names.to_vec())),
        },
    })
}

fn certify(permission: Permission) -> Certify {
    match permission {
        Permission::NoChanges => Certify::NoChanges,
        Permission::FormFilling => Certify::FormFilling,
        Permission::Annotations => Certify::Annotations,
    }
}

/// A dry run asks the authority once, about nothing.
fn ask_once(pool: Option<&Pool>, order: &Order) -> Result<(), tsa::Error> {
    match pool {
        Some(pool) if order.level >= Level::BT => pool.timestamp(order.hash, &order.hash.digest(&[])).map(drop),
        _ => Ok(()),
    }
}

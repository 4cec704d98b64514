//! `kyso sign`.

use std::cell::Cell;

use time::OffsetDateTime;

use crate::cli::{Permission, SignArgs};
use crate::config::{Config, Key};
use crate::content::Draft;
use crate::exit::Code;
use crate::hash::Hash;
use crate::ledger::{Action, Record};
use crate::messages::{Doing, OwnCertificate, Problem, TokenWord};
use crate::pdf::Document;
use crate::sign::{self, Certify, Entries, LockFields, Order, Raise, Raised, Signed, Standing, Workpiece, standing};
use crate::text::Untrusted;
use crate::token::{LoginReport, Signer};
use crate::tsa::{self, Pool, TimestampSource};
use crate::verify::policy::Revocation;
use crate::verify::{self, Context, Level, Reach, SignerReport};
use crate::x509::Certificate;

use super::Call;
use super::defer::Later;
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
    if order.level >= Level::BLt && context.trust.is_empty() {
        // Without anchors nobody can say which certificates the level needs.
        return Err(Problem::OptionNeeds { option: "--level b-lt", needs: "--trust" }.into());
    }
    let own_unknown = Cell::new(false);
    let look = |certificate: &Certificate, chain: &[Vec<u8>]| {
        if !args.no_check {
            own_unknown.set(look_at_own(certificate, chain, &context)?);
        }
        Ok(())
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
        let job = Job {
            call,
            args,
            order,
            pool,
            signer: opened.signer,
            certificate,
            context: &context,
            is_recorded: book.is_kept(),
            own_unknown: own_unknown.get(),
            later: Later::new(),
        };
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
            |line| {
                job.later.settle_or_note(line)?;
                Ok(line.record.as_ref().map_or(Ok(()), |record| book.record(record))?)
            },
        )
    })
}

/// Refuses a certificate that is known to be unfit; says whether too little is known of it.
fn look_at_own(certificate: &Certificate, chain: &[Vec<u8>], context: &Context) -> Result<bool, Problem> {
    let now = OffsetDateTime::now_utc();
    let refused = |why| Problem::OwnCertificate { subject: certificate.subject().to_rfc4514(), why };
    if let Some(why) = own_problem(certificate, now) {
        return Err(refused(why));
    }
    let chain: Vec<_> = chain.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
    match standing(certificate, &chain, context, now) {
        Standing::Good => Ok(false),
        Standing::Unknown(_) if context.policy.rules.own_certificate == Revocation::Soft => Ok(true),
        Standing::Unknown(_) => Err(refused(OwnCertificate::Unknown)),
        Standing::Revoked { subject, time } => Err(refused(OwnCertificate::Revoked { subject, time })),
        Standing::OnHold { subject, time } => Err(refused(OwnCertificate::OnHold { subject, time })),
        Standing::Unfit { code } => Err(refused(OwnCertificate::Demand { code })),
        Standing::BadPath { code } => Err(refused(OwnCertificate::BadPath { code })),
    }
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
    /// What the result is judged with, and what raises it.
    context: &'a Context,
    is_recorded: bool,
    /// Is too little known of one's own certificate?
    own_unknown: bool,
    later: Later,
}

impl Job<'_> {
    fn one(&self, input: &Input, draft: &mut Draft, password: Option<&[u8]>) -> anyhow::Result<Product> {
        let signer = Some(SignerReport::of(&self.certificate));
        // /M says the signer's local time with its offset; whole seconds are all it can hold.
        let now = OffsetDateTime::now_utc().replace_nanosecond(0)?.to_offset(self.call.config.time_zone());
        let (sealed, warnings) = {
            let document = super::inputs::open(draft.bytes(), self.args.repair, password)?;
            let warnings = self.warnings(&document);
            if self.args.dry_run {
                let field = self.order.field.clone().unwrap_or_default();
                return Ok(Product { signer, warnings, ..Product::of(field) });
            }
            (sign::sign(&document, draft.trails(), &self.order, self.signer, self.tsa(), now)?, warnings)
        };
        let mut work = Workpiece::new(draft, password);
        let made = work.append(sealed)?;
        let raised = self.raise(&made, &mut work)?;
        let raised_by = raised.as_ref().map(|raised| (raised, &made.field[..]));
        let (due, record) = work.check(|whole, draft| self.look_at(raised_by, input, whole, draft))?;
        let signing_time = Some(now.to_offset(time::UtcOffset::UTC));
        Ok(Product { signer, signing_time, due, record, ..self.product(made, raised, warnings) })
    }

    /// Before the key is asked: what the document may show others is the signer's to know (VERDICT §11).
    fn warnings(&self, document: &Document<'_>) -> Vec<&'static str> {
        let said = [
            (document.is_rebuilt(), "CROSS_REFERENCE_REBUILT"),
            (self.args.no_check, "OWN_CERTIFICATE_NOT_CHECKED"),
            (self.own_unknown, "OWN_CERTIFICATE_UNKNOWN"),
        ];
        let said = said.into_iter().filter_map(|(is_so, code)| is_so.then_some(code));
        let content = verify::content(document, Reach::affordable(document, Reach::Everywhere));
        said.chain(content.iter().map(|content| content.code)).collect()
    }

    fn tsa(&self) -> Option<&dyn TimestampSource> {
        self.pool.as_ref().map(|pool| pool as &dyn TimestampSource)
    }

    /// To B-LT and B-LTA, where that was ordered and the signature has its time-stamp.
    fn raise(&self, signed: &Signed, work: &mut Workpiece<'_>) -> Result<Option<Raised>, sign::Error> {
        if self.order.level < Level::BLt || signed.deferred.is_some() {
            return Ok(None);
        }
        let now = OffsetDateTime::now_utc();
        let (hash, vri, defer) = (self.order.hash, self.args.vri, self.order.defer);
        let only = Some(&signed.field[..]);
        let raise = Raise { context: self.context, tsa: self.tsa(), hash, vri, defer, only };
        Ok(Some(raise.to(self.order.level, work, now)?))
    }

    /// The result with trust: has it the level, until when, and what is written down of it.
    fn look_at(
        &self,
        raised: Option<(&Raised, &str)>,
        input: &Input,
        whole: &Document<'_>,
        draft: &Draft,
    ) -> Result<(Option<OffsetDateTime>, Option<Record>), sign::Error> {
        let (context, prefixes) = (self.context.as_of(OffsetDateTime::now_utc()), draft.prefixes());
        let due = match raised {
            Some((raised, field)) => {
                sign::confirm(&context, whole, prefixes, raised.level, Some(field))?;
                sign::due(whole, prefixes, &context)?
            }
            None => None,
        };
        let record = self.is_recorded.then(|| {
            let record = output_record(&context, Action::Sign, &input.name, whole, prefixes, draft.input_length());
            Record { no_check: record.no_check || self.args.no_check || self.own_unknown, ..record }
        });
        Ok((due, record))
    }

    /// What was reached, and what was left for later.
    fn product(&self, signed: Signed, raised: Option<Raised>, mut warnings: Vec<&'static str>) -> Product {
        let no_timestamp = signed.deferred.map(sign::Error::Tsa);
        if let Some(error) = &no_timestamp {
            tracing::warn!(%error, "signed without a time-stamp");
            warnings.push("TIMESTAMP_DEFERRED");
        }
        let level = raised.as_ref().map_or(signed.level, |raised| Some(raised.level));
        let shortfall = raised.and_then(|raised| raised.shortfall);
        if let Some(error) = &shortfall {
            tracing::warn!(%error, "the level ordered was not reached");
            warnings.push("LEVEL_DEFERRED");
        }
        let deferred = no_timestamp.or(shortfall).map(|error| Later::entry(self.order.level, &error));
        Product { level, timestamp_time: signed.timestamp_time, deferred, warnings, ..Product::of(signed.field) }
    }
}

fn order(args: &SignArgs, config: &Config, has_tsa: bool) -> anyhow::Result<Order> {
    let level = match config.text(Key::Level) {
        Some("b-b") => Level::BB,
        Some(_) if !has_tsa => return Err(tsa::Error::NoTsa.into()),
        Some("b-lt") => Level::BLt,
        Some("b-lta") => Level::BLta,
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

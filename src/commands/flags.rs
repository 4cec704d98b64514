//! Options that are settings too: put over what environment and files say, before any command runs.

use crate::cli::{
    AgenciesCommand, Args, BundleCommand, CertCommand, ColorWhen, Command, KeyArgs, LedgerCommand, MaterialArgs,
    ModuleArgs, PasswordArgs, Rate, SignLevel, TokenCommand, TrustArgs, TsaArgs,
};
use crate::config::{Config, Key};
use crate::messages::Problem;

type Outcome = Result<(), Problem>;

/// Puts every flag of `args` that is a setting into `config`.
///
/// # Errors
/// [`Problem::SettingValue`] for a value that a setting cannot have.
pub(super) fn apply(args: &Args, config: &mut Config) -> Outcome {
    set(config, Key::Lang, "--lang", args.global.lang.as_ref())?;
    set(config, Key::Color, "--color", args.global.color.map(color).as_ref())?;
    match &args.command {
        Command::Token(TokenCommand::List { modules: at } | TokenCommand::Certs { modules: at }) => modules(config, at),
        Command::Token(TokenCommand::Check { key: args }) => key(config, args),
        Command::Sign(args) => {
            key(config, &args.key)?;
            password(config, &args.password)?;
            tsa(config, &args.tsa)?;
            trust(config, &args.trust)?;
            set(config, Key::Policy, "--policy", args.policy.as_ref())?;
            set(config, Key::Level, "--level", args.level.map(level).as_ref())?;
            set(config, Key::Jobs, "--jobs", args.jobs.as_ref())?;
            record(config, args.ledger.as_ref(), args.agencies.as_ref())
        }
        Command::Timestamp(args) => {
            password(config, &args.password)?;
            tsa(config, &args.tsa)?;
            trust(config, &args.trust)?;
            set(config, Key::Policy, "--policy", args.policy.as_ref())?;
            set(config, Key::Jobs, "--jobs", args.jobs.as_ref())
        }
        Command::Extend(args) => {
            password(config, &args.password)?;
            tsa(config, &args.tsa)?;
            trust(config, &args.trust)?;
            set(config, Key::Policy, "--policy", args.policy.as_ref())?;
            set(config, Key::Jobs, "--jobs", args.jobs.as_ref())?;
            record(config, args.ledger.as_ref(), args.agencies.as_ref())
        }
        Command::Verify(args) => {
            password(config, &args.password)?;
            trust(config, &args.trust)?;
            set(config, Key::Policy, "--policy", args.policy.as_ref())?;
            set(config, Key::Jobs, "--jobs", args.jobs.as_ref())?;
            record(config, args.ledger.as_ref(), args.agencies.as_ref())
        }
        Command::Receive(args) => {
            password(config, &args.password)?;
            trust(config, &args.trust)?;
            // Decree 30 counts unless another policy is named here: one that asks for less in the configuration is none.
            config.set(Key::Policy, "--policy", vec![args.policy.clone().unwrap_or_else(|| "nd30".to_owned())])?;
            set(config, Key::Jobs, "--jobs", args.jobs.as_ref())?;
            record(config, args.ledger.as_ref(), args.agencies.as_ref())
        }
        Command::Stats(args) => {
            password(config, &args.password)?;
            trust(config, &args.trust)?;
            set(config, Key::Policy, "--policy", args.policy.as_ref())?;
            record(config, args.ledger.as_ref(), args.agencies.as_ref())
        }
        Command::Agencies(AgenciesCommand::Check { file }) => config.set_paths(Key::Agencies, "FILE", file),
        Command::Agencies(AgenciesCommand::Tree(args)) => config.set_paths(Key::Agencies, "--agencies", &args.agencies),
        Command::Agencies(AgenciesCommand::Match(args)) => {
            password(config, &args.password)?;
            config.set_paths(Key::Agencies, "--agencies", &args.agencies)
        }
        Command::Cert(CertCommand::Verify(args)) => {
            trust(config, &args.trust)?;
            // RFC 5280 alone counts unless a policy is named here: a policy of signatures in the configuration is none.
            config.set(Key::Policy, "--policy", vec![args.policy.clone().unwrap_or_else(|| "default".to_owned())])
        }
        Command::Bundle(BundleCommand::Make(args)) => {
            material(config, &args.material)?;
            set(config, Key::Online, "--online", args.online.then_some(&true))?;
            key(config, &args.key)
        }
        Command::Ledger(command) => self::ledger(config, command),
        Command::Inspect(args) => password(config, &args.password),
        Command::Extract(args) => password(config, &args.password),
        _ => Ok(()),
    }
}

fn ledger(config: &mut Config, command: &LedgerCommand) -> Outcome {
    match command {
        LedgerCommand::Check(args) => {
            trust(config, &args.trust)?;
            record(config, args.ledger.ledger.as_ref(), args.agencies.as_ref())
        }
        LedgerCommand::Seal(args) => {
            tsa(config, &args.tsa)?;
            record(config, args.ledger.ledger.as_ref(), None)
        }
        LedgerCommand::Head(args) => record(config, args.ledger.as_ref(), None),
        LedgerCommand::Export(args) => record(config, args.ledger.ledger.as_ref(), None),
        LedgerCommand::Import(args) => record(config, args.ledger.ledger.as_ref(), None),
        LedgerCommand::Recount(args) => record(config, args.ledger.ledger.as_ref(), args.agencies.as_ref()),
        LedgerCommand::Schema(_) => Ok(()),
    }
}

fn set(config: &mut Config, key: Key, flag: &'static str, value: Option<&impl ToString>) -> Outcome {
    config.set(key, flag, value.map(ToString::to_string).into_iter().collect())
}

fn modules(config: &mut Config, args: &ModuleArgs) -> Outcome {
    config.set_paths(Key::Module, "--module", &args.modules)
}

fn key(config: &mut Config, args: &KeyArgs) -> Outcome {
    modules(config, &args.modules)?;
    set(config, Key::Key, "--key", args.key.as_ref())
}

fn password(config: &mut Config, args: &PasswordArgs) -> Outcome {
    config.set_paths(Key::PasswordFile, "--password-file", &args.password_file)
}

fn tsa(config: &mut Config, args: &TsaArgs) -> Outcome {
    config.set(Key::TsaUrl, "--tsa", args.urls.clone())?;
    set(config, Key::TsaUser, "--tsa-user", args.user.as_ref())?;
    config.set_paths(Key::TsaPasswordFile, "--tsa-password-file", &args.password_file)?;
    let timeout = args.timeout.map(|timeout| format!("{}ms", timeout.as_millis()));
    set(config, Key::TsaTimeout, "--tsa-timeout", timeout.as_ref())?;
    set(config, Key::TsaTries, "--tsa-tries", args.tries.as_ref())?;
    let rate = args.rate.map(|Rate { count, per }| format!("{count}/{}ms", per.as_millis()));
    set(config, Key::TsaRate, "--tsa-rate", rate.as_ref())
}

fn trust(config: &mut Config, args: &TrustArgs) -> Outcome {
    material(config, &args.material)?;
    config.set_paths(Key::Bundle, "--bundle", &args.bundle)?;
    set(config, Key::Online, "--online", args.online.then_some(&true))
}

fn material(config: &mut Config, args: &MaterialArgs) -> Outcome {
    config.set_paths(Key::Trust, "--trust", &args.anchors)?;
    config.set_paths(Key::TsaTrust, "--tsa-trust", &args.tsa_anchors)?;
    config.set_paths(Key::Intermediate, "--intermediate", &args.intermediates)?;
    config.set_paths(Key::Crl, "--crl", &args.crls)?;
    config.set_paths(Key::Ocsp, "--ocsp", &args.ocsps)
}

fn record(config: &mut Config, ledger: Option<&String>, agencies: Option<&std::path::PathBuf>) -> Outcome {
    set(config, Key::Ledger, "--ledger", ledger)?;
    config.set_paths(Key::Agencies, "--agencies", agencies)
}

fn color(when: ColorWhen) -> &'static str {
    match when {
        ColorWhen::Auto => "auto",
        ColorWhen::Always => "always",
        ColorWhen::Never => "never",
    }
}

fn level(level: SignLevel) -> &'static str {
    match level {
        SignLevel::BB => "b-b",
        SignLevel::BT => "b-t",
        SignLevel::BLt => "b-lt",
        SignLevel::BLta => "b-lta",
    }
}

//! Options that several commands share.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::values::{Rate, rate, suffix};
use crate::text::duration;

/// Where PKCS#11 modules are.
#[derive(Debug, Default, Args)]
pub struct ModuleArgs {
    /// PKCS#11 module; may be repeated.
    ///
    /// By default KYSO_PKCS11_MODULE, then the configuration, then p11-kit's module files and well-known paths.
    #[arg(long = "module", value_name = "PATH")]
    pub modules: Vec<PathBuf>,
}

/// Which key, and how its PIN comes.
#[derive(Debug, Default, Args)]
pub struct KeyArgs {
    /// PKCS#11 URI of the key (RFC 7512), as 'kyso token certs' prints it.
    ///
    /// By default the only certificate that is valid now, may sign, and has its private key on the token.
    #[arg(short, long, value_name = "URI")]
    pub key: Option<String>,
    /// Where the token's module is.
    #[command(flatten)]
    pub modules: ModuleArgs,
    /// A PKCS#12 file in place of a token.
    ///
    /// Its passphrase comes as a PIN does.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["key", "modules"])]
    pub p12: Option<PathBuf>,
    /// Read the PIN from the first line of this file.
    ///
    /// Without it, --pin-fd and KYSO_PIN, the PIN is asked for without echo. A token with a PIN pad is never given one.
    /// After a wrong PIN an unattended source is not used again for that token until somebody logs in by hand.
    #[arg(long, value_name = "FILE", conflicts_with = "pin_fd")]
    pub pin_file: Option<PathBuf>,
    /// Read the PIN from the first line of this file descriptor.
    #[arg(long, value_name = "N")]
    pub pin_fd: Option<i32>,
    /// Use the token's last try, too.
    ///
    /// If the PIN is wrong then, the token is locked.
    #[arg(long)]
    pub allow_final_try: bool,
}

/// How a document that is locked is opened.
#[derive(Debug, Default, Args)]
pub struct PasswordArgs {
    /// Read the documents' password from the first line of this file.
    ///
    /// The user's or the owner's. The empty password is tried first; without this option it is asked for at the terminal,
    /// once for all documents that it opens.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// Where results go.
#[derive(Debug, Default, Args)]
pub struct OutputArgs {
    /// Write the result to this file.
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["output_dir", "in_place"])]
    pub output: Option<PathBuf>,
    /// Write results into this folder.
    ///
    /// What was found in a folder keeps its relative path.
    #[arg(short = 'd', long, value_name = "DIR", conflicts_with = "in_place")]
    pub output_dir: Option<PathBuf>,
    /// Replace the inputs.
    #[arg(long, conflicts_with = "suffix")]
    pub in_place: bool,
    /// Add to the name of each result: a.pdf becomes aSUFFIX.pdf.
    #[arg(long, value_name = "SUFFIX", requires = "output_dir", value_parser = suffix)]
    pub suffix: Option<String>,
    /// Replace results that exist.
    #[arg(long)]
    pub force: bool,
}

/// Which time-stamping authority, and how it is asked.
#[derive(Debug, Default, Args)]
pub struct TsaArgs {
    /// Address of a time-stamping authority (RFC 3161); may be repeated, tried in order.
    #[arg(long = "tsa", value_name = "URL")]
    pub urls: Vec<String>,
    /// User name for the authority (HTTP basic).
    #[arg(long = "tsa-user", value_name = "NAME", requires = "tsa_password_file")]
    pub user: Option<String>,
    /// Read the password for the authority from the first line of this file.
    #[arg(id = "tsa_password_file", long = "tsa-password-file", value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// How long one request may take.
    ///
    /// For example 30s or 3m. Official authorities have been seen to take two minutes.
    #[arg(long = "tsa-timeout", value_name = "DURATION", value_parser = duration)]
    pub timeout: Option<Duration>,
    /// How many times an address is tried.
    #[arg(long = "tsa-tries", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20))]
    pub tries: Option<u32>,
    /// At most so many requests in so much time.
    ///
    /// For example 20/20m.
    #[arg(long = "tsa-rate", value_name = "N/DURATION", value_parser = rate)]
    pub rate: Option<Rate>,
}

/// Certificates and revocation data in files.
#[derive(Debug, Default, Args)]
pub struct MaterialArgs {
    /// Trust anchors, PEM or DER, a file or a folder; may be repeated.
    ///
    /// They replace the configured ones.
    #[arg(long = "trust", value_name = "FILE|DIR")]
    pub anchors: Vec<PathBuf>,
    /// Trust anchors for time-stamps; by default those of --trust.
    #[arg(long = "tsa-trust", value_name = "FILE|DIR")]
    pub tsa_anchors: Vec<PathBuf>,
    /// Further CA certificates.
    ///
    /// For paths that the document does not carry whole.
    #[arg(long = "intermediate", value_name = "FILE|DIR")]
    pub intermediates: Vec<PathBuf>,
    /// Certificate revocation lists, PEM or DER.
    #[arg(long = "crl", value_name = "FILE|DIR")]
    pub crls: Vec<PathBuf>,
    /// OCSP answers, DER.
    #[arg(long = "ocsp", value_name = "FILE|DIR")]
    pub ocsps: Vec<PathBuf>,
}

/// What is trusted, and what else is known.
#[derive(Debug, Default, Args)]
pub struct TrustArgs {
    /// What files hold.
    #[command(flatten)]
    pub material: MaterialArgs,
    /// A signed bundle of anchors, lists and algorithms ('kyso bundle make').
    ///
    /// Its anchors count where --trust names none. Its signer must be relied on: 'kyso trust add FILE --use bundle'.
    #[arg(long, value_name = "FILE")]
    pub bundle: Option<PathBuf>,
    /// Fetch missing certificates and revocation data over the network.
    ///
    /// From the addresses in the certificates. An address out of a document leads to the public Internet only, and to what
    /// net.allow in the configuration names. Without this no connection is made.
    #[arg(long)]
    pub online: bool,
}

//! `kyso trust`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `kyso trust …`
#[derive(Debug, Subcommand)]
pub enum TrustCommand {
    /// Keeps certificates to rely on.
    ///
    /// A certificate that is known beforehand by its SHA-256 is taken as it is; any other asks for its SHA-256, as its
    /// authority publishes it, or for a yes.
    Add(TrustAddArgs),
    /// Fetches authorities that are known by the SHA-256 of their certificates.
    ///
    /// Whatever does not have that SHA-256 is refused. An authority without an address is added from a file.
    Fetch {
        /// vn, or a list of one's own (TOML: tables `authority` with name, sha256, role, addresses).
        #[arg(value_name = "vn|FILE.toml")]
        list: PathBuf,
    },
    /// Lists the certificates that are relied on.
    List,
    /// Shows one of them.
    Show {
        /// The beginning of its SHA-256.
        #[arg(value_name = "SHA256")]
        digest: String,
    },
    /// Relies on a certificate no longer.
    Remove {
        /// The beginning of its SHA-256.
        #[arg(value_name = "SHA256")]
        digest: String,
        /// Only for this.
        #[arg(long = "use", value_name = "USE", value_enum)]
        usage: Option<TrustUse>,
    },
}

/// `kyso trust add`
#[derive(Debug, Args)]
pub struct TrustAddArgs {
    /// Files of certificates: PEM, DER or PKCS#7.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// What for.
    ///
    /// By default an authority that is known beforehand is kept for what it is, any other for signatures and time-stamps.
    #[arg(long = "use", value_name = "USE", value_enum)]
    pub usage: Option<TrustUse>,
    /// The SHA-256 that a certificate must have; may be repeated, one for each.
    #[arg(long, value_name = "HEX")]
    pub sha256: Vec<String>,
    /// Take every certificate without asking.
    #[arg(long, conflicts_with = "sha256")]
    pub yes: bool,
}

/// What a certificate is kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TrustUse {
    /// An anchor for signatures.
    Signature,
    /// An anchor for time-stamps.
    Timestamp,
    /// Both.
    Both,
    /// A step on the way to an anchor.
    Intermediate,
    /// Whoever signs bundles.
    Bundle,
}

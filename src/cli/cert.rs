//! `kyso cert`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use time::OffsetDateTime;

use super::shared::TrustArgs;
use super::values::{instant, oid, subtree};
use crate::x509::Subtree;

/// `kyso cert …`
#[derive(Debug, Subcommand)]
pub enum CertCommand {
    /// Shows what certificates say.
    ///
    /// Everything as it stands, nothing judged.
    Show {
        /// Files of certificates: PEM, DER or PKCS#7.
        #[arg(value_name = "CERT", required = true)]
        files: Vec<PathBuf>,
    },
    /// Judges certificates: path, dates, revocation (RFC 5280).
    ///
    /// One verdict a file; a file may hold the certificate's issuers as well. Exit code 0: every certificate is valid. 3: one
    /// is not, or not enough is known. 7: a file could not be read.
    Verify(Box<CertVerifyArgs>),
}

/// `kyso cert verify`
#[derive(Debug, Args)]
pub struct CertVerifyArgs {
    /// Files of one certificate or a chain: PEM, DER or PKCS#7.
    #[arg(value_name = "CERT", required = true)]
    pub files: Vec<PathBuf>,
    /// What is trusted.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// Judge as of this time (RFC 3339), by default now.
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<OffsetDateTime>,
    /// Judge by a policy of signatures as well.
    ///
    /// Its algorithms with their dates, its key usage, its word on missing revocation data. Without it, RFC 5280 alone counts.
    #[arg(long, value_name = "default|nd30|FILE.toml")]
    pub policy: Option<String>,
    /// What the certificate is to be used for.
    #[arg(long, value_name = "USE", value_enum, default_value = "any")]
    pub usage: CertUsage,
    /// Only this certificate policy will do; may be repeated (user-initial-policy-set).
    ///
    /// It says which policies are asked about; with --explicit-policy, or where a certificate of the path requires it, one of
    /// them must be valid.
    #[arg(long = "policy-oid", value_name = "OID", value_parser = oid)]
    pub policy_oids: Vec<String>,
    /// Require a valid policy (initial-explicit-policy).
    #[arg(long)]
    pub explicit_policy: bool,
    /// Follow no policy mappings (initial-policy-mapping-inhibit).
    #[arg(long)]
    pub inhibit_policy_mapping: bool,
    /// Take anyPolicy for no policy (initial-any-policy-inhibit).
    #[arg(long)]
    pub inhibit_any_policy: bool,
    /// Names of this type must lie here; may be repeated (initial-permitted-subtrees).
    ///
    /// email:HOST, email:.DOMAIN or email:MAILBOX, dns:DOMAIN, uri:HOST or uri:.DOMAIN, ip:ADDRESS/BITS, dn:NAME (RFC 4514). For
    /// example dn:O=UBND,C=VN.
    #[arg(long = "permit-subtree", value_name = "TYPE:VALUE", value_parser = subtree)]
    pub permitted: Vec<Subtree>,
    /// No name of this type may lie here; may be repeated (initial-excluded-subtrees).
    #[arg(long = "exclude-subtree", value_name = "TYPE:VALUE", value_parser = subtree)]
    pub excluded: Vec<Subtree>,
    /// How revocation is asked about; by default as the policy says, else require.
    #[arg(long, value_name = "HOW", value_enum)]
    pub revocation: Option<CertRevocation>,
}

/// What a certificate is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CertUsage {
    /// Signing documents.
    Sign,
    /// Signing time-stamps; relies on --tsa-trust.
    Timestamp,
    /// Signing OCSP answers.
    Ocsp,
    /// Anything.
    Any,
}

/// How revocation is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CertRevocation {
    /// Every certificate of the path must be known not to be revoked.
    Require,
    /// What is not known is a warning.
    Soft,
    /// Not at all.
    Off,
}

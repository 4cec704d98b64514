//! `kyso bundle`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::{KeyArgs, MaterialArgs};

/// `kyso bundle …`
#[derive(Debug, Subcommand)]
pub enum BundleCommand {
    /// Makes a bundle and signs it.
    ///
    /// Of what --trust, --tsa-trust, --intermediate, --crl and --ocsp name, else of the store. Whoever uses it adds the signer's
    /// certificate once with 'kyso trust add FILE --use bundle'. Exit code 6: it was made, and a list that --online asked for
    /// could not be had.
    Make(Box<BundleMakeArgs>),
    /// Shows who signed a bundle, how old it is and what is in it.
    Show {
        /// The bundle.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// `kyso bundle make`
#[derive(Debug, Args)]
pub struct BundleMakeArgs {
    /// Write the bundle to this file.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Replace the file if it exists.
    #[arg(long)]
    pub force: bool,
    /// Fetch the revocation lists that the certificates of its authorities name.
    ///
    /// Each must be current and signed by an authority of the bundle. An address leads to the public Internet only, and to what
    /// net.allow in the configuration names. The list of an authority that issues to signers is named in their certificates
    /// alone: give it with --crl.
    #[arg(long)]
    pub online: bool,
    /// What it carries.
    #[command(flatten)]
    pub material: MaterialArgs,
    /// Which key signs it.
    #[command(flatten)]
    pub key: KeyArgs,
}

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
    /// certificate once with 'kyso trust add FILE --use bundle'.
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
    /// What it carries.
    #[command(flatten)]
    pub material: MaterialArgs,
    /// Which key signs it.
    #[command(flatten)]
    pub key: KeyArgs,
}

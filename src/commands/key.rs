//! The key that signs: in a token or in a PKCS#12 file.

use crate::cli::SignArgs;
use crate::token::Signer;

use super::Call;

/// Finds the key, asks for the PIN once, and logs in.
pub(super) fn open(_call: &Call, _args: &SignArgs) -> anyhow::Result<Box<dyn Signer>> {
    anyhow::bail!("the token layer is not merged yet")
}

//! English for what a token or a key file says: its own words, and what to do.

use crate::messages::Explanation;
use crate::token;

use super::errors::explained;

/// What went wrong and what to do.
pub(super) fn token(error: &token::Error) -> Explanation {
    match error {
        token::Error::AmbiguousKey { uris } => {
            Explanation::listing("several keys could be meant:", uris, advice(error))
        }
        error => explained(error, advice(error)),
    }
}

fn advice(error: &token::Error) -> &'static str {
    use token::Error;
    match error {
        Error::ModuleMissing { .. } | Error::ModuleLoad { .. } | Error::NotPkcs11 { .. } | Error::NoModules { .. } => {
            "Install the token maker's driver, or name its PKCS#11 module with --module."
        }
        Error::ModuleArchitecture { .. } => "Install the maker's module for this program's architecture.",
        Error::FunctionMissing { .. }
        | Error::Call { .. }
        | Error::MechanismMissing { .. }
        | Error::SignatureLength { .. } => "The module cannot do what is needed; try the maker's newest driver.",
        Error::NoToken { .. } => "Plug in the token, and see 'kyso token list'.",
        Error::NoTokenMatches { .. } | Error::AmbiguousToken { .. } => {
            "See 'kyso token list' for the tokens that are there."
        }
        Error::DeviceRemoved { .. } | Error::SessionLost { .. } => {
            "Plug the token in again and run the same command again."
        }
        Error::NoCertificate { .. }
        | Error::NoUsableCertificate { .. }
        | Error::AmbiguousKey { .. }
        | Error::NoKey { .. } => "See 'kyso token certs' and name one with --key.",
        Error::UnreadableCertificate { .. } => "Give the certificate with --cert.",
        Error::GivenCertificate(_) => "Check the file given with --cert.",
        Error::KeyUnsupported(_) | Error::SchemeMismatch { .. } => "Choose another key, or leave out --pss.",
        Error::PinIncorrect { .. } => {
            "It was tried once and is not tried again. Make sure of the PIN before the next try: the token locks itself."
        }
        Error::PinLocked { .. } => "Only the office that issued the token can unlock it.",
        Error::PinFinalTry { .. } => {
            "If it is wrong the token is locked. When you are sure of the PIN: --allow-final-try."
        }
        Error::PinSourceSpent { .. } | Error::PinFailedBefore { .. } => {
            "Correct the PIN there, then log in once by hand: 'kyso token check' with this token, without a PIN file."
        }
        Error::PinNotInitialised { .. } | Error::PinExpired { .. } => "Set the PIN with the token maker's program.",
        Error::NoPin { .. } => "Give --pin-file, --pin-fd or KYSO_PIN, or run it at a terminal.",
        Error::PinEmpty { .. } | Error::PinTooLong { .. } | Error::PinUnreadable { .. } => {
            "The PIN is the first line of the file."
        }
        Error::State(_) => "Set XDG_STATE_HOME to a folder that you can write to.",
        Error::Uri(_) => "Copy the URI as 'kyso token certs' prints it.",
        Error::PassphraseIncorrect { .. } => "Make sure of the passphrase of the key file.",
        _ => "",
    }
}

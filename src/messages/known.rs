//! The errors that have a code and words of their own, one variant a layer.
//!
//! `explain`, the exit code and the `error.code` of JSON all start here, so that an error cannot have one and lack another.

use std::error::Error;
use std::io;

use crate::{appearance, bundle, cms, edxml, ledger, net, pdf, sign, stats, token, trust, tsa, verify, x509};

use super::Problem;

/// An error whose type is known.
#[derive(Clone, Copy, Debug)]
pub enum Known<'a> {
    /// The call itself.
    Call(&'a Problem),
    /// The document.
    Pdf(&'a pdf::Error),
    /// A CMS that was read.
    Cms(&'a cms::Error),
    /// A certificate, key or list.
    X509(&'a x509::Error),
    /// An edXML package.
    Edxml(&'a edxml::Error),
    /// The network.
    Net(&'a net::Error),
    /// A time-stamping authority.
    Tsa(&'a tsa::Error),
    /// A token or key file.
    Token(&'a token::Error),
    /// The store of trusted certificates.
    Trust(&'a trust::Error),
    /// A bundle.
    Bundle(&'a bundle::Error),
    /// An evidence file.
    Evidence(&'a verify::EvidenceError),
    /// A policy.
    Policy(&'a verify::PolicyError),
    /// The ledger.
    Ledger(&'a ledger::Error),
    /// Statistics.
    Stats(&'a stats::Error),
    /// Fonts.
    Appearance(&'a appearance::Error),
    /// Signing.
    Sign(&'a sign::Error),
    /// The system.
    Io(&'a io::Error),
}

impl<'a> Known<'a> {
    /// The first known error in a chain of causes.
    pub fn in_chain(error: &'a anyhow::Error) -> Option<Self> {
        error.chain().find_map(Self::of)
    }

    /// One cause, if its type is known.
    pub fn of(cause: &'a (dyn Error + 'static)) -> Option<Self> {
        let known = None;
        let known = known.or_else(|| cause.downcast_ref().map(Self::Call));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Pdf));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Cms));
        let known = known.or_else(|| cause.downcast_ref().map(Self::X509));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Edxml));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Net));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Tsa));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Token));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Trust));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Bundle));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Evidence));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Policy));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Ledger));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Stats));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Appearance));
        let known = known.or_else(|| cause.downcast_ref().map(Self::Sign));
        known.or_else(|| cause.downcast_ref().map(Self::Io)).map(Self::inmost)
    }

    /// Signing passes on what other layers say; their own words are better.
    fn inmost(self) -> Self {
        match self {
            Self::Sign(sign::Error::Pdf(error)) => Self::Pdf(error),
            Self::Sign(sign::Error::Token(error)) | Self::Bundle(bundle::Error::Token(error)) => Self::Token(error),
            Self::Stats(stats::Error::Ledger(error)) => Self::Ledger(error),
            Self::Sign(sign::Error::Tsa(error)) => Self::Tsa(error).inmost(),
            Self::Tsa(tsa::Error::Net(error)) => Self::Net(error),
            other => other,
        }
    }

    /// The stable name in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Call(error) => error.code(),
            Self::Pdf(error) => error.code(),
            Self::Cms(error) => error.code(),
            Self::X509(error) => error.code(),
            Self::Edxml(error) => error.code(),
            Self::Net(error) => error.code(),
            Self::Tsa(error) => error.code(),
            Self::Token(error) => error.code(),
            Self::Trust(error) => error.code(),
            Self::Bundle(error) => error.code(),
            Self::Evidence(error) => error.code(),
            Self::Policy(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Stats(error) => error.code(),
            Self::Appearance(error) => error.code(),
            Self::Sign(error) => error.code(),
            Self::Io(_) => "IO",
        }
    }
}

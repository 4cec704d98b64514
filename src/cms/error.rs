//! Why a CMS cannot be read.

/// What is wrong, and where in the structure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Bytes that are no BER element, or not the one that the structure asks for.
    #[error("the CMS is malformed at {at}")]
    Malformed {
        /// The field by its name in RFC 5652.
        at: &'static str,
    },
    /// Another content type than SignedData.
    #[error("the CMS holds content of type {oid}, not SignedData")]
    NotSignedData {
        /// Its contentType.
        oid: String,
    },
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "CMS_MALFORMED",
            Self::NotSignedData { .. } => "CMS_NOT_SIGNED_DATA",
        }
    }
}

//! Why a package cannot be taken.

/// What is wrong with a package. Names in it are the sender's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Beyond a bound of [`super::Limits`].
    #[error("the package has more than {most} {what}")]
    Limit {
        /// Of what.
        what: &'static str,
        /// The bound.
        most: usize,
    },
    /// Not UTF-8.
    #[error("the package is not written in UTF-8 (byte {at})")]
    Encoding {
        /// Of the first byte that is not.
        at: usize,
    },
    /// Not well-formed XML.
    #[error("byte {at}: no well-formed XML ({why})")]
    Syntax {
        /// Byte of the package.
        at: u64,
        /// The reader's word for it.
        why: String,
    },
    /// A document type: no package needs one, and it could define entities.
    #[error("byte {at}: a document type (DOCTYPE) is not allowed")]
    DocType {
        /// Byte of the package.
        at: u64,
    },
    /// An entity that is not one of XML's own five.
    #[error("byte {at}: the entity &{name}; is not allowed")]
    Entity {
        /// Byte of the package.
        at: u64,
        /// Its name.
        name: String,
    },
    /// XML of another kind.
    #[error("the outermost element is <{found}>, not <edXML> of a known namespace")]
    NotEdxml {
        /// Its name.
        found: String,
    },
    /// One `ContentId` for several files.
    #[error("the ContentId {id} stands twice in {place}")]
    Twice {
        /// As found.
        id: String,
        /// `edXMLManifest` or `AttachmentEncoded`.
        place: &'static str,
    },
    /// A file that the manifest does not name.
    #[error("the file {id} is not in the manifest")]
    Unlisted {
        /// Its `ContentId`.
        id: String,
    },
    /// A file that the manifest names, and that is not there.
    #[error("the manifest names {name}, which is not in the package")]
    Absent {
        /// Its `AttachmentName`.
        name: String,
    },
    /// A name that leads out of a folder.
    #[error("a file is named {name}: a name with folders is not allowed")]
    Name {
        /// As found.
        name: String,
    },
    /// Not Base64.
    #[error("the file {id} is not Base64 ({why})")]
    Base64 {
        /// Its `ContentId`.
        id: String,
        /// The decoder's word for it.
        why: String,
    },
    /// Not a zip of one file.
    #[error("the file {id} is not a zip of one file ({why})")]
    Zip {
        /// Its `ContentId`.
        id: String,
        /// Why not.
        why: String,
    },
    /// A zip where a PDF is promised.
    #[error("{name} should be a PDF and is a zip in a zip")]
    ZipInZip {
        /// Its `AttachmentName`.
        name: String,
    },
}

impl Error {
    /// Stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Limit { .. } => "EDXML_LIMIT",
            Self::Encoding { .. } => "EDXML_ENCODING",
            Self::Syntax { .. } => "EDXML_SYNTAX",
            Self::DocType { .. } => "EDXML_DOCTYPE",
            Self::Entity { .. } => "EDXML_ENTITY",
            Self::NotEdxml { .. } => "NOT_EDXML",
            Self::Twice { .. } => "EDXML_ID_TWICE",
            Self::Unlisted { .. } => "EDXML_NOT_IN_MANIFEST",
            Self::Absent { .. } => "EDXML_FILE_ABSENT",
            Self::Name { .. } => "EDXML_NAME",
            Self::Base64 { .. } => "EDXML_BASE64",
            Self::Zip { .. } => "EDXML_ZIP",
            Self::ZipInZip { .. } => "EDXML_ZIP_IN_ZIP",
        }
    }

    /// What it is about, as the package names it.
    pub fn object(&self) -> Option<String> {
        match self {
            Self::Limit { what, most } => Some(format!("{most} {what}")),
            Self::Encoding { at } => Some(format!("byte {at}")),
            Self::Syntax { at, .. } | Self::DocType { at } => Some(format!("byte {at}")),
            Self::Entity { name, .. } | Self::Absent { name } | Self::Name { name } | Self::ZipInZip { name } => {
                Some(name.clone())
            }
            Self::NotEdxml { found } => Some(found.clone()),
            Self::Twice { id, .. } | Self::Unlisted { id } | Self::Base64 { id, .. } | Self::Zip { id, .. } => {
                Some(id.clone())
            }
        }
    }
}

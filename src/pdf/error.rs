//! What stops the reading of a PDF ([`Error`]) and what was read past ([`Finding`]).

use super::object::ObjectId;

/// Why a file, or a part of it, could not be looked at. Offsets are bytes from the start of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No `%PDF-` in the first KiB (ISO 32000-2 §7.5.2 and its note for readers).
    #[error("no %PDF- header in the first {searched} bytes")]
    NotPdf {
        /// Bytes searched.
        searched: usize,
    },
    /// No `startxref` that leads anywhere (§7.5.5).
    #[error("no startxref in the file")]
    NoStartxref,
    /// The chain of cross-reference sections is broken; the file would have to be rebuilt.
    #[error("cross-reference section lost at offset {offset}: {reason}")]
    XrefLost {
        /// Where a section was expected.
        offset: u64,
        /// What stood there.
        reason: &'static str,
    },
    /// The objects that a repair found make no document either.
    #[error("{lost}; the objects found make no document either")]
    BeyondRepair {
        /// Why a repair was tried.
        lost: Box<Error>,
    },
    /// A repair would bury the signatures there are: their revisions are lost with the cross-reference.
    #[error("the cross-reference is lost and the file carries signatures, which a repair would bury")]
    RepairSigned,
    /// /Prev leads back to a section already read.
    #[error("cross-reference sections loop at offset {offset}")]
    XrefLoop {
        /// The section met twice.
        offset: u64,
    },
    /// A bound of [`super::Limits`] was reached.
    #[error("{what} beyond the limit of {limit}")]
    Limit {
        /// What was counted.
        what: &'static str,
        /// The bound.
        limit: u64,
    },
    /// The bytes are no PDF object.
    #[error("syntax error at offset {offset}: {what}")]
    Syntax {
        /// Where, relative to the file or to the decoded object stream.
        offset: u64,
        /// What was wrong.
        what: &'static str,
    },
    /// The cross-reference points elsewhere than at the object.
    #[error("object {id} is not at offset {offset}")]
    ObjectNotAtOffset {
        /// The object asked for.
        id: ObjectId,
        /// Where its cross-reference entry points.
        offset: u64,
    },
    /// An object stream does not hold what the cross-reference promises (§7.5.7).
    #[error("object {id} is not in object stream {container}")]
    NotInObjectStream {
        /// The object asked for.
        id: ObjectId,
        /// The object stream's number.
        container: u32,
    },
    /// A value has another type than the standard asks for.
    #[error("{place} is {found}, not {expected}")]
    WrongType {
        /// Path of keys, e.g. `Root/AcroForm`.
        place: String,
        /// Type asked for.
        expected: &'static str,
        /// Type found.
        found: &'static str,
    },
    /// A required key or object is absent.
    #[error("{place} is missing")]
    Missing {
        /// Path of keys, e.g. `Root/Pages`.
        place: String,
    },
    /// A page that does not exist was asked for.
    #[error("no page {page}, the document has {count}")]
    NoPage {
        /// Number asked for, from 1.
        page: usize,
        /// Pages there are.
        count: usize,
    },
    /// A filter that cannot be undone here (§7.4).
    #[error("filter {name} is not supported")]
    UnsupportedFilter {
        /// Name of the filter.
        name: String,
    },
    /// A filter's data is damaged.
    #[error("stream data damaged in {filter}: {reason}")]
    Filter {
        /// Name of the filter.
        filter: String,
        /// The decoder's words.
        reason: String,
    },
    /// Encrypted and the empty password does not open it (§7.6).
    #[error("the document needs a password")]
    NeedsPassword,
    /// The password given opens nothing.
    #[error("the password is wrong")]
    WrongPassword,
    /// A security handler other than Standard R2–R6.
    #[error("encryption not supported: {what}")]
    UnsupportedEncryption {
        /// Handler or version.
        what: String,
    },
    /// The file holds more than the given type of offsets can say, or was built wrongly by the caller.
    #[error("update not possible: {what}")]
    Update {
        /// What stands in the way.
        what: &'static str,
    },
    /// The CMS does not fit into the space reserved for it.
    #[error("signature of {needed} bytes does not fit into {reserved}")]
    ContentsTooSmall {
        /// Bytes of the CMS.
        needed: usize,
        /// Bytes reserved.
        reserved: usize,
    },
}

impl Error {
    /// Whether a cross-reference made anew might lead to what was not found.
    pub fn is_repairable(&self) -> bool {
        matches!(
            self,
            Self::NoStartxref
                | Self::XrefLost { .. }
                | Self::XrefLoop { .. }
                | Self::Syntax { .. }
                | Self::ObjectNotAtOffset { .. }
                | Self::NotInObjectStream { .. }
                | Self::WrongType { .. }
                | Self::Missing { .. }
                | Self::NoPage { .. }
                | Self::Filter { .. }
        )
    }

    /// A stable code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotPdf { .. } => "NOT_PDF",
            Self::NoStartxref => "NO_STARTXREF",
            Self::XrefLost { .. } => "XREF_LOST",
            Self::BeyondRepair { .. } => "BEYOND_REPAIR",
            Self::RepairSigned => "REPAIR_SIGNED",
            Self::XrefLoop { .. } => "XREF_LOOP",
            Self::Limit { .. } => "LIMIT_EXCEEDED",
            Self::Syntax { .. } => "PDF_SYNTAX",
            Self::ObjectNotAtOffset { .. } => "OBJECT_NOT_AT_OFFSET",
            Self::NotInObjectStream { .. } => "NOT_IN_OBJECT_STREAM",
            Self::WrongType { .. } => "PDF_WRONG_TYPE",
            Self::Missing { .. } => "PDF_MISSING",
            Self::NoPage { .. } => "NO_PAGE",
            Self::UnsupportedFilter { .. } => "UNSUPPORTED_FILTER",
            Self::Filter { .. } => "STREAM_DAMAGED",
            Self::NeedsPassword => "NEEDS_PASSWORD",
            Self::WrongPassword => "WRONG_PASSWORD",
            Self::UnsupportedEncryption { .. } => "UNSUPPORTED_ENCRYPTION",
            Self::Update { .. } => "UPDATE_IMPOSSIBLE",
            Self::ContentsTooSmall { .. } => "CONTENTS_TOO_SMALL",
        }
    }
}

/// Something the standard forbids that was read past, with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Bytes from the start of the file; inside an object stream, from the start of its decoded data.
    pub offset: u64,
    /// The object it belongs to, where known.
    pub object: Option<ObjectId>,
    /// What it is.
    pub kind: FindingKind,
}

/// Kinds of [`Finding`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FindingKind {
    /// Bytes before `%PDF-` (§7.5.2).
    LeadingBytes {
        /// How many.
        count: u64,
    },
    /// Bytes other than white space after the last `%%EOF` (§7.5.5).
    TrailingBytes {
        /// How many.
        count: u64,
    },
    /// No `%%EOF` after a section.
    MissingEof,
    /// startxref or /Prev does not point exactly at its section, which was found nearby.
    XrefMoved {
        /// Where it said.
        said: u64,
    },
    /// The cross-reference was lost; this one is made from the objects found.
    XrefRebuilt,
    /// Cross-reference entries are not 20 bytes, or a subsection's count is wrong (§7.5.4).
    XrefEntries,
    /// A subsection starts at 1 where its objects start at 0, or the like.
    XrefOffByOne,
    /// Two subsections of one section define the same object.
    XrefOverlap,
    /// An object is in use both in the table and in its /XRefStm, at different places (VERDICT: ambiguous).
    HybridConflict,
    /// The same /XRefStm in two sections.
    XrefStmRepeated,
    /// A /XRefStm that could not be read.
    XrefStmLost,
    /// A section whose /Prev is later in the file, outside a linearized file.
    PrevForward,
    /// A trailer without /Root; an older one was used.
    RootFromOlderTrailer,
    /// /Size is not above the highest object number.
    SizeTooSmall,
    /// The object is not exactly where its entry points, but close by.
    ObjectMoved {
        /// Where the entry said.
        said: u64,
    },
    /// The generation of entry, header and reference differ.
    Generation,
    /// No `endobj` after an object; the next object, a section or the end of the file follows.
    MissingEndobj,
    /// Something else than `endobj` after an object's value.
    ObjectTail,
    /// The cross-reference has the object in use, and it is not there or is no object.
    ObjectLost,
    /// /Length is not the distance to `endstream` (§7.3.8).
    WrongLength {
        /// What /Length said, if it said anything.
        said: Option<i64>,
        /// Whether the data is known to be the same either way; where /Length says nothing, there is only one.
        same: bool,
    },
    /// `stream` is not followed by CRLF or LF.
    StreamEol,
    /// A key occurs twice in one dictionary.
    DuplicateKey {
        /// The key.
        key: String,
        /// Whether with the same value.
        same: bool,
    },
    /// Something that is no object where a value was expected; read as null.
    UnknownToken,
    /// A dictionary's key is not a name, or has no value.
    BadDictionary,
    /// A hexadecimal string with other than hexadecimal digits.
    BadHexString,
    /// The page tree has loops, wrong types or nodes that cannot be read.
    PageTree,
    /// The field tree has loops, wrong types or nodes that cannot be read.
    FieldTree,
    /// Stream data that ended early or had bad checksums; what could be decoded was used.
    StreamData {
        /// Whether it holds objects or cross-references, some of which may be lost.
        structure: bool,
    },
    /// Strings that could not be decrypted, and were read as they stand.
    StringsNotEncrypted,
    /// Revisions do not agree on /Encrypt, so earlier ones cannot be read as they were (§7.6.1).
    EncryptionChanged,
}

impl FindingKind {
    /// A stable code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LeadingBytes { .. } => "LEADING_BYTES",
            Self::TrailingBytes { .. } => "TRAILING_BYTES",
            Self::MissingEof => "MISSING_EOF",
            Self::XrefMoved { .. } => "XREF_MOVED",
            Self::XrefRebuilt => "XREF_REBUILT",
            Self::XrefEntries => "XREF_ENTRIES",
            Self::XrefOffByOne => "XREF_OFF_BY_ONE",
            Self::XrefOverlap => "XREF_OVERLAP",
            Self::HybridConflict => "HYBRID_CONFLICT",
            Self::XrefStmRepeated => "XREFSTM_REPEATED",
            Self::XrefStmLost => "XREFSTM_LOST",
            Self::PrevForward => "PREV_FORWARD",
            Self::RootFromOlderTrailer => "ROOT_FROM_OLDER_TRAILER",
            Self::SizeTooSmall => "SIZE_TOO_SMALL",
            Self::ObjectMoved { .. } => "OBJECT_MOVED",
            Self::Generation => "GENERATION_MISMATCH",
            Self::MissingEndobj => "MISSING_ENDOBJ",
            Self::ObjectTail => "OBJECT_TAIL",
            Self::ObjectLost => "OBJECT_LOST",
            Self::WrongLength { .. } => "WRONG_LENGTH",
            Self::StreamEol => "STREAM_EOL",
            Self::DuplicateKey { .. } => "DUPLICATE_KEY",
            Self::UnknownToken => "UNKNOWN_TOKEN",
            Self::BadDictionary => "BAD_DICTIONARY",
            Self::BadHexString => "BAD_HEX_STRING",
            Self::PageTree => "PAGE_TREE",
            Self::FieldTree => "FIELD_TREE",
            Self::StreamData { .. } => "STREAM_DATA",
            Self::StringsNotEncrypted => "STRINGS_NOT_ENCRYPTED",
            Self::EncryptionChanged => "ENCRYPTION_CHANGED",
        }
    }

    /// Whether another reader may understand the same bytes differently (VERDICT: AMBIGUOUS_SYNTAX).
    pub fn is_ambiguous(&self) -> bool {
        !matches!(
            self,
            Self::LeadingBytes { .. }
                | Self::TrailingBytes { .. }
                | Self::MissingEof
                | Self::XrefStmRepeated
                | Self::MissingEndobj
                | Self::WrongLength { same: true, .. }
                | Self::DuplicateKey { same: true, .. }
                | Self::StreamEol
                | Self::BadHexString
                | Self::StreamData { structure: false }
                | Self::SizeTooSmall
                | Self::XrefEntries
        )
    }
}

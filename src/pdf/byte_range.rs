//! The bytes a signature covers (ISO 32000-2 §12.8.1 with errata): shape first, then how much of the file.

use super::document::Document;
use super::error::Error;
use super::lexer::is_space;
use super::object::Span;
use super::revision::trailing;

/// A ByteRange of sound shape: from the start of the file, with one gap, to `end`.
///
/// Offsets are bytes from the start of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    start: usize,
    gap: Span,
    end: usize,
}

/// Why an array is no ByteRange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShapeError {
    /// No array of integers at all.
    #[error("no ByteRange of integers")]
    Absent,
    /// Other than two ranges.
    #[error("ByteRange of {count} numbers, not 4")]
    NotFour {
        /// How many numbers.
        count: usize,
    },
    /// A negative number, or a sum beyond all files.
    #[error("ByteRange with a negative or too large number")]
    Number,
    /// It leaves out the beginning.
    #[error("ByteRange starts at {start}, the header stands at {header}")]
    Start {
        /// First number.
        start: usize,
        /// Where `%PDF-` stands.
        header: usize,
    },
    /// The ranges touch or overlap.
    #[error("ByteRange leaves no gap at {head}")]
    NoGap {
        /// End of the first range.
        head: usize,
    },
    /// It ends after the file.
    #[error("ByteRange ends at {end}, the file at {length}")]
    BeyondFile {
        /// End of the second range.
        end: usize,
        /// Length of the file.
        length: usize,
    },
    /// The gap is not exactly the /Contents token of the dictionary.
    #[error("the gap is {}..{}, /Contents is not there", gap.start, gap.end)]
    GapNotContents {
        /// The gap.
        gap: Span,
        /// The token, if /Contents is a direct string in the file.
        contents: Option<Span>,
    },
}

impl ShapeError {
    /// A stable code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Absent => "BYTE_RANGE_ABSENT",
            Self::NotFour { .. } => "BYTE_RANGE_NOT_FOUR",
            Self::Number => "BYTE_RANGE_NUMBER",
            Self::Start { .. } => "BYTE_RANGE_START",
            Self::NoGap { .. } => "BYTE_RANGE_NO_GAP",
            Self::BeyondFile { .. } => "BYTE_RANGE_BEYOND_FILE",
            Self::GapNotContents { .. } => "BYTE_RANGE_GAP",
        }
    }
}

/// How much of the file a sound ByteRange covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// All; after it only `uncovered` bytes of white space or NUL.
    WholeFile {
        /// Bytes after the range.
        uncovered: usize,
    },
    /// All of the revision `index` and those before it; later revisions follow.
    WholeRevision {
        /// Index of the revision.
        index: usize,
    },
    /// Bytes of its own revision, or after it outside any revision, are uncovered.
    Partial {
        /// Where the range ends.
        end: usize,
    },
}

impl ByteRange {
    /// Checks the array's numbers against the file and the /Contents token of its dictionary.
    ///
    /// # Errors
    /// The first of [`ShapeError`]'s variants that holds; whether `end` closes a revision is asked by
    /// [`ByteRange::coverage`].
    pub fn new(array: Option<&[i64]>, contents: Option<Span>, document: &Document<'_>) -> Result<Self, ShapeError> {
        let array = array.ok_or(ShapeError::Absent)?;
        let &[start, head, tail, rest] = array else { return Err(ShapeError::NotFour { count: array.len() }) };
        let number = |value: i64| usize::try_from(value).map_err(|_| ShapeError::Number);
        let (start, head, tail, rest) = (number(start)?, number(head)?, number(tail)?, number(rest)?);
        let head = start.checked_add(head).ok_or(ShapeError::Number)?;
        let end = tail.checked_add(rest).ok_or(ShapeError::Number)?;
        let (header, length) = (document.header_offset(), document.bytes().len());
        if start != 0 && start != header {
            return Err(ShapeError::Start { start, header });
        }
        if head >= tail {
            return Err(ShapeError::NoGap { head });
        }
        if end > length {
            return Err(ShapeError::BeyondFile { end, length });
        }
        let gap = Span { start: head, end: tail };
        let token = gap.of(document.bytes());
        if contents != Some(gap) || token.first() != Some(&b'<') || token.last() != Some(&b'>') {
            return Err(ShapeError::GapNotContents { gap, contents });
        }
        Ok(Self { start, gap, end })
    }

    /// The gap: /Contents with `<` and `>`.
    pub fn gap(&self) -> Span {
        self.gap
    }

    /// One after the last covered byte.
    pub fn end(&self) -> usize {
        self.end
    }

    /// Bytes before the range: not 0 where something stands before `%PDF-` and is not covered.
    pub fn start(&self) -> usize {
        self.start
    }

    /// The covered bytes, before and after the gap.
    pub fn covered<'a>(&self, bytes: &'a [u8]) -> [&'a [u8]; 2] {
        let head = bytes.get(self.start..self.gap.start).unwrap_or_default();
        [head, bytes.get(self.gap.end..self.end).unwrap_or_default()]
    }

    /// What was signed, as a document of its own: `file[..end]`.
    ///
    /// # Errors
    /// As [`Document::open_with`]; a signed revision that cannot be read is no sound revision.
    pub fn signed<'a>(&self, document: &Document<'a>, password: Option<&[u8]>) -> Result<Document<'a>, Error> {
        let bytes: &'a [u8] = document.bytes();
        Document::open_with(bytes.get(..self.end).unwrap_or(bytes), *document.limits(), password)
    }

    /// How much of `document` is covered.
    pub fn coverage(&self, document: &Document<'_>) -> Coverage {
        let bytes = document.bytes();
        let partial = Coverage::Partial { end: self.end };
        let Some(index) = self.revision(document) else { return partial };
        let last = document.revisions().last().map_or(0, |newest| newest.end);
        if index + 1 == document.revisions().len() {
            let clean = trailing(bytes, self.end) == 0;
            return if clean { Coverage::WholeFile { uncovered: bytes.len() - self.end } } else { partial };
        }
        if trailing(bytes, last) > 0 { partial } else { Coverage::WholeRevision { index } }
    }

    /// The revision whose `%%EOF` the range ends with, white space after it aside.
    pub fn revision(&self, document: &Document<'_>) -> Option<usize> {
        let bytes = document.bytes();
        document.revisions().iter().position(|revision| {
            let rest = bytes.get(revision.eof..self.end);
            rest.is_some_and(|rest| rest.iter().all(|&byte| is_space(byte)))
        })
    }
}

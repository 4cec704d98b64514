//! Bounds on what an untrusted file may cost, each with where it comes from.

/// Limits of time, memory and depth while a file is read.
///
/// The defaults admit every honest file we know; an operator with stranger ones may raise them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nesting of arrays and dictionaries in one object; qpdf stops at 500, real files stay below 50.
    pub depth: usize,
    /// Cross-reference sections in the /Prev chain; a file signed daily for ten years has 3,650.
    pub sections: usize,
    /// Decoded bytes of one stream needed to read structure (object streams, xref streams, XMP).
    pub stream_bytes: usize,
    /// Decoded bytes of all such streams of one file.
    pub total_bytes: u64,
    /// Objects visited by one walk (page tree, field tree, graph).
    pub visited: usize,
    /// Highest object number believed; ISO 32000-1 Annex C gives 8,388,607 for Acrobat.
    pub object_number: u32,
    /// Findings kept; more are counted but not stored.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 256,
            sections: 4096,
            stream_bytes: 64 << 20,
            total_bytes: 256 << 20,
            visited: 4_000_000,
            object_number: 1 << 28,
            findings: 256,
        }
    }
}

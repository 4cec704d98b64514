//! Bounds on what an untrusted file may cost, each with where it comes from.

/// Limits of time, memory and depth while a file is read.
///
/// The defaults admit every honest file we know; an operator with stranger ones may raise them. Those of time grow with the
/// file: who sends more bytes may cost more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nesting of arrays and dictionaries in one object; qpdf stops at 500, real files stay below 50.
    pub depth: usize,
    /// Memory that one parsed object may take; a flat /Kids of half a million pages takes 32 MiB.
    pub object_bytes: usize,
    /// Cross-reference sections in the /Prev chain; a file signed daily for ten years has 3,650.
    pub sections: usize,
    /// Cross-reference entries of all sections; ISO 32000-1 Annex C gives 8,388,607 objects for Acrobat.
    pub entries: usize,
    /// Decoded bytes of one stream needed to read structure (object streams, xref streams, XMP), all its filters together.
    pub stream_bytes: usize,
    /// Decoded bytes of all such streams of one file, or sixteen times its size if that is more: text deflates by ten.
    pub total_bytes: u64,
    /// Bytes of object text read, on top of 32 times the file's size. Objects of a page or less are not counted: an
    /// honest walk reads those often, and only long ones can overlap so that reading all of them costs the square.
    /// Names, values and evidence copied out of the file may come to as much, on top of four times its size.
    pub text_bytes: u64,
    /// Nodes of the page tree; the longest documents of archives have some 100,000 pages.
    pub pages: usize,
    /// Objects visited by any other walk (field tree, annotations, graph).
    pub visited: usize,
    /// Signatures beyond one a revision; those that share one revision cannot all be sound (ISO 32000-2 §12.8.1).
    pub signatures: usize,
    /// Highest object number believed; ISO 32000-1 Annex C gives 8,388,607 for Acrobat.
    pub object_number: u32,
    /// Findings kept; more are counted but not stored.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 256,
            object_bytes: 48 << 20,
            sections: 4096,
            entries: 10_000_000,
            stream_bytes: 64 << 20,
            total_bytes: 256 << 20,
            text_bytes: 64 << 20,
            pages: 1 << 20,
            visited: 4_000_000,
            signatures: 64,
            object_number: 1 << 28,
            findings: 256,
        }
    }
}

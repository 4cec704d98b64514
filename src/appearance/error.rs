//! What can be wrong with a font.

use std::io;
use std::path::PathBuf;

/// Why there is nothing to draw text with.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // The messages say what the fields are.
pub enum Error {
    /// None of the known fonts is on this machine.
    #[error("no font for Vietnamese text is on this machine; looked into {}", shown(looked))]
    None { looked: Vec<PathBuf> },
    /// The file cannot be read.
    #[error("cannot read the font {path}", path = path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// It is no font, or a damaged one.
    #[error("{path} is no usable font: {why}", path = path.display())]
    Unusable { path: PathBuf, why: String },
    /// Outlines of another kind than TrueType (ISO 32000-2 Table 124, /FontFile2).
    #[error("{path} has no TrueType outlines", path = path.display())]
    Outlines { path: PathBuf },
    /// Its maker does not allow it to be part of a document (OpenType, OS/2 fsType).
    #[error("{path} may not be embedded into documents", path = path.display())]
    Locked { path: PathBuf },
    /// Vietnamese cannot be written with it.
    #[error("{path} lacks letters of Vietnamese: {letters}", path = path.display())]
    Lacks { path: PathBuf, letters: String },
}

impl Error {
    /// The stable name in JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::None { .. } => "FONT_NONE",
            Self::Unreadable { .. } => "FONT_UNREADABLE",
            Self::Unusable { .. } => "FONT_UNUSABLE",
            Self::Outlines { .. } => "FONT_OUTLINES",
            Self::Locked { .. } => "FONT_LOCKED",
            Self::Lacks { .. } => "FONT_LACKS",
        }
    }
}

fn shown(paths: &[PathBuf]) -> String {
    let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
    paths.join(", ")
}

//! What is drawn into a PDF: fonts of the machine, and text in them.
//!
//! No font is part of this program. A [`Font`] is found on the machine (Times New Roman where Decree 30/2020 asks for it, else
//! a face of its shape), a [`Typeface`] is that font at work in one document: it turns text into glyphs, measures it, and
//! at the end embeds the glyphs that were used and nothing else. Pages and what stands on them belong to those who draw.

mod embed;
mod error;
mod find;
mod font;
mod text;

pub use error::Error;
pub use find::{find, folders};
pub use font::Font;
pub use text::{Shaped, Typeface};

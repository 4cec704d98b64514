//! PDF files as signatures see them: revisions, objects, append-only updates (ISO 32000-2 §7).
//!
//! A signature covers `file[..end]`, so everything here is asked *as of a revision*: [`Document`] follows
//! the chain of cross-reference sections over borrowed bytes, [`View`] resolves an object through the
//! sections of its revision and the earlier ones, parsing only what is asked for. What the standard forbids
//! but can be read past becomes a [`Finding`] with its offset; what cannot is an [`Error`].
//! [`Update`] appends to the old bytes and never touches them.
//!
//! Limits: a file whose cross-reference is lost is refused ([`Error::XrefLost`]); only who asks for a repair
//! ([`Document::open_repairing`]) gets it rebuilt. Nothing here knows CMS or certificates; [`signature`] reads
//! dictionaries, the verdict is made in `verify`.

mod active;
mod advance;
mod appended;
mod auth_code;
mod budget;
mod byte_range;
mod cache;
mod catalog;
mod changes;
mod cipher;
mod compare;
pub mod content;
mod document;
mod dss;
mod dss_update;
mod edit;
mod encrypt;
mod error;
mod field;
mod fields;
mod filter;
mod graph;
mod indirect;
pub mod ink;
mod lexer;
mod limits;
mod look;
mod object;
mod object_stream;
mod pages;
mod parser;
mod permissions;
mod predictor;
mod rebuild;
mod revision;
#[cfg(test)]
mod samples;
mod scan;
mod scrutiny;
mod section;
mod short;
pub mod signature;
mod structure;
mod text;
mod unlock;
mod unnamed;
mod unshown;
mod update;
mod view;
mod write;
mod xref;
mod xref_stream;
mod xref_table;

pub use active::{ContentKind, OBJECTS as CONTENT_OBJECTS, Occurrence};
pub use appended::{Appended, Placeholder};
pub use auth_code::{AuthCode, AuthCodeError};
pub use byte_range::{ByteRange, Coverage, ShapeError};
pub use catalog::{AcroForm, Catalog, Place};
pub use changes::{Change, ChangeKind, changed_objects, same_value};
pub use compare::{Comparison, pairs};
pub use document::Document;
pub use dss::{Dss, Evidence, Vri};
pub use dss_update::{Additions, VriAddition};
pub use edit::{join, push, remove, set};
pub use encrypt::Encryption;
pub use error::{Error, Finding, FindingKind};
pub use field::{Field, FieldKind, FieldLock, FieldTree, LockAction, Widget};
pub use graph::References;
pub use indirect::{Contained, Indirect, Source, Value};
pub use limits::Limits;
pub use look::NOT_PLAIN_TEXT;
pub use object::{Dictionary, Entry, Item, Name, Object, ObjectId, PdfString, Span, Stream};
pub use pages::{Page, Pages, Rect};
pub use permissions::Permissions;
pub use revision::{Revision, XrefKind};
pub use short::Short;
pub use signature::{Outside, Reference, SignatureDictionary, Transform, outside_fields};
pub use structure::Structure;
pub use text::{decode_text, encode_text, format_date, parse_date};
pub use update::Update;
pub use view::View;
pub use write::{Dict, reference_array, text_string};

//! One file of a package: Base64 → zip → bytes.

use std::io::{Cursor, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zip::ZipArchive;

use super::Error;

/// The one file in `encoded`, of at most `most` bytes; `id` names it in errors.
pub(super) fn file(encoded: &[u8], id: &str, most: usize) -> Result<Vec<u8>, Error> {
    let zipped =
        STANDARD.decode(encoded).map_err(|error| Error::Base64 { id: id.to_owned(), why: error.to_string() })?;
    let unusable = |why: String| Error::Zip { id: id.to_owned(), why };
    let mut archive = ZipArchive::new(Cursor::new(zipped)).map_err(|error| unusable(error.to_string()))?;
    // Two of one name look like one here, and another program may unpack the other.
    if archive.len() != 1 || archive.has_duplicate_names() {
        return Err(unusable(format!("it holds {} files", archive.len())));
    }
    let file = archive.by_index(0).map_err(|error| unusable(error.to_string()))?;
    let name = file.name().map_err(|error| unusable(error.to_string()))?.into_owned();
    // It becomes no path here; whoever unpacks it with another tool should not be hurt either.
    if name.starts_with('/') || name.contains(['\\', ':', '\0']) || name.split('/').any(|part| part == "..") {
        return Err(Error::Name { name });
    }
    // What a zip says of its own size is not believed: reading stops one byte beyond the bound.
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(|error| unusable(error.to_string()))?;
    if bytes.len() > most { Err(Error::Limit { what: "bytes unpacked", most }) } else { Ok(bytes) }
}

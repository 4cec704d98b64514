//! One font file, fit for documents: TrueType outlines, a table of characters, its maker's permission, Vietnamese.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider};

use super::Error;

/// A font is a stranger's file too; the largest that office machines have are some 40 MiB (collections of Chinese).
const LARGEST: u64 = 64 << 20;
/// OpenType, OS/2 fsType bit 1: «must not be modified, embedded or exchanged in any manner without first obtaining explicit
/// permission of the legal owner», unless a later bit allows more.
const RESTRICTED: u16 = 0x0002;
/// Bit 8: no subsetting; bit 9: bitmaps only.
const NO_SUBSET: u16 = 0x0100;
const BITMAPS: u16 = 0x0200;
/// Letters that a font for Vietnamese has and one for Western Europe lacks.
const VIETNAMESE: &str = "ĂăĐđƠơƯưẠạẶặỆệỐốỖỗỢợỮữỲỳỸỹ";

/// A font of the machine.
#[derive(Clone, Debug)]
pub struct Font {
    bytes: Arc<[u8]>,
    path: PathBuf,
}

impl Font {
    /// Reads and checks it.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let unreadable = |source| Error::Unreadable { path: path.to_path_buf(), source };
        let mut bytes = Vec::new();
        File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST {
            return Err(Error::Unusable { path: path.to_path_buf(), why: format!("larger than {LARGEST} bytes") });
        }
        let font = Self { bytes: bytes.into(), path: path.to_path_buf() };
        font.check()?;
        Ok(font)
    }

    fn check(&self) -> Result<(), Error> {
        let path = || self.path.clone();
        let unusable = |error: skrifa::raw::ReadError| Error::Unusable { path: path(), why: error.to_string() };
        let font = FontRef::new(&self.bytes).map_err(unusable)?;
        font.head().and(font.hhea()).map_err(unusable)?;
        font.hmtx().and(font.maxp()).map_err(unusable)?;
        if font.glyf().and(font.loca(None)).is_err() || font.fvar().is_ok() {
            return Err(Error::Outlines { path: path() });
        }
        let permission = font.os2().map_or(0, |os2| os2.fs_type());
        if permission & 0x000F == RESTRICTED || permission & (NO_SUBSET | BITMAPS) != 0 {
            return Err(Error::Locked { path: path() });
        }
        let letters = font.charmap();
        let lacking: String = VIETNAMESE.chars().filter(|letter| letters.map(*letter).is_none()).collect();
        if lacking.is_empty() { Ok(()) } else { Err(Error::Lacks { path: path(), letters: lacking }) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its tables.
    pub(super) fn tables(&self) -> FontRef<'_> {
        FontRef::new(&self.bytes).expect("checked when it was read")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appearance::{find, folders};

    /// Some font of this machine, its OS/2 table changed.
    fn altered(change: impl Fn(&mut [u8])) -> Result<Font, Error> {
        let [font, _] = find(None, &folders(|name| std::env::var_os(name))).unwrap();
        let mut bytes = font.bytes().to_vec();
        // The directory of tables: tag, checksum, offset, length; from byte 12 on.
        let number = |at: usize| u32::from_be_bytes(font.bytes()[at..at + 4].try_into().unwrap()) as usize;
        let entry = (12..).step_by(16).find(|at| &font.bytes()[*at..at + 4] == b"OS/2").unwrap();
        let (offset, length) = (number(entry + 8), number(entry + 12));
        change(&mut bytes[offset..offset + length]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("altered.ttf");
        std::fs::write(&path, bytes).unwrap();
        Font::read(&path)
    }

    #[test]
    fn a_font_whose_maker_forbids_it_is_not_embedded() {
        let permission = |bits: u16| altered(move |os2| os2[8..10].copy_from_slice(&bits.to_be_bytes()));
        assert!(matches!(permission(RESTRICTED), Err(Error::Locked { .. })));
        assert!(matches!(permission(NO_SUBSET | 0x0008), Err(Error::Locked { .. })));
        for allowed in [0x0000, 0x0004, 0x0008] {
            assert!(permission(allowed).is_ok(), "{allowed:#06x}: installable, preview and print, editable");
        }
    }

    #[test]
    fn a_damaged_font_is_an_error_and_no_panic() {
        let folder = tempfile::tempdir().unwrap();
        let [font, _] = find(None, &folders(|name| std::env::var_os(name))).unwrap();
        for length in [0, 4, 12, 100, 1_000, 20_000] {
            let path = folder.path().join(format!("{length}.ttf"));
            std::fs::write(&path, &font.bytes()[..length]).unwrap();
            assert!(Font::read(&path).is_err(), "{length} bytes of it");
        }
    }
}

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

//! A signed document in the making: a private copy of the input, and the update that is appended to it.
//!
//! A small document is copied by reading it. A large one is copied into the file that will be the result, with its digests
//! taken on the way, and that copy is what is mapped, parsed and signed: nobody can change it under us, and the old bytes
//! are read once in all.

use std::fs::File;
use std::io::{self, Write};

use crate::hash::{Hash, Prefixes, Trails};

use super::copy::copy;
use super::mapped::Mapped;
use super::{Bytes, Content, Error};

/// A copy of an input that grows into the result.
pub struct Draft {
    content: Content,
    trails: Trails,
    /// Length of the input.
    old: usize,
    /// Are the bytes ours to append to?
    own: bool,
}

impl Draft {
    /// Only to look at: [`Draft::append`] refuses.
    pub fn view(content: Content) -> Self {
        Self { old: content.bytes().len(), content, trails: Trails::default(), own: false }
    }

    /// A copy of `content`; a large one is made in the empty file that `place` gives, with the digests that `hashes` name.
    ///
    /// # Errors
    /// [`Error::Changed`] where the input changed while it was copied, [`Error::Copy`] where the copy cannot be written.
    pub fn copy(content: Content, hashes: &[Hash], place: impl FnOnce() -> io::Result<File>) -> Result<Self, Error> {
        let mut draft = Self { own: true, ..Self::view(content) };
        let Bytes::Mapped { file, .. } = &draft.content.bytes else { return Ok(draft) };
        draft.trails = Trails::of(hashes);
        let mut own = place().map_err(Error::Copy)?;
        let length = copy(file, &mut own, &mut |bytes| draft.trails.update(bytes))?;
        draft.content.unchanged()?;
        if length != draft.old as u64 {
            return Err(Error::Changed);
        }
        draft.content.bytes = Bytes::Mapped { map: Mapped::new(&own)?, file: own };
        Ok(draft)
    }

    /// What was read and, after it, what was appended.
    pub fn bytes(&self) -> &[u8] {
        self.content.bytes()
    }

    /// The bytes with what is known of their digests.
    pub fn prefixes(&self) -> Prefixes<'_> {
        Prefixes::new(self.bytes(), &self.trails)
    }

    /// What is known of the digests.
    pub fn trails(&self) -> &Trails {
        &self.trails
    }

    /// Length of the input.
    pub fn input_length(&self) -> usize {
        self.old
    }

    /// Was anything appended?
    pub fn has_grown(&self) -> bool {
        self.bytes().len() > self.old
    }

    /// Appends an update.
    ///
    /// # Errors
    /// [`Error::Copy`]; the draft is of no more use then.
    pub fn append(&mut self, tail: &[u8]) -> Result<(), Error> {
        match &mut self.content.bytes {
            _ if !self.own => Err(Error::Copy(io::ErrorKind::ReadOnlyFilesystem.into())),
            Bytes::Memory(bytes) => {
                bytes.extend_from_slice(tail);
                Ok(())
            }
            Bytes::Mapped { file, map } => {
                // The place is at the end: there the copy left it.
                file.write_all(tail).map_err(Error::Copy)?;
                *map = Mapped::new(file)?;
                Ok(())
            }
        }
    }

    /// Is the input still the one that was read, and the copy whole?
    ///
    /// # Errors
    /// As [`Content::unchanged`].
    pub fn unchanged(&self) -> Result<(), Error> {
        self.content.unchanged()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A document grows by an update, in memory and in a file; the original stays as it was.
    #[test]
    fn a_copy_grows_and_knows_its_digests() {
        let desk = tempfile::tempdir().unwrap();
        let path = desk.path().join("a.pdf");
        let old: Vec<u8> = (0..1_000_000_u32).map(|at| (at % 253) as u8).collect();
        fs::write(&path, &old).unwrap();
        let new = [&old[..], b"the update"].concat();
        for in_memory in [0, u64::MAX] {
            let content = Content::read(&path, in_memory).unwrap();
            let mut draft = Draft::copy(content, &[Hash::Sha256], tempfile::tempfile).unwrap();
            assert_eq!(draft.bytes(), old);
            draft.append(b"the update").unwrap();
            assert_eq!((draft.bytes(), draft.has_grown()), (&new[..], true));
            let (input, output) = (draft.input_length(), draft.bytes().len());
            assert_eq!(draft.prefixes().digest(Hash::Sha256, input), Hash::Sha256.digest(&old));
            assert_eq!(draft.prefixes().digest(Hash::Sha256, output), Hash::Sha256.digest(&new));
            draft.unchanged().unwrap();
        }
        assert_eq!(fs::read(&path).unwrap(), old);
    }

    /// Somebody saves the input while it is being signed: the copy is whole, but not what they have now.
    #[test]
    fn an_input_saved_meanwhile_is_noticed_in_the_copy() {
        let desk = tempfile::tempdir().unwrap();
        let path = desk.path().join("a.pdf");
        fs::write(&path, vec![b'x'; 20_000]).unwrap();
        let content = Content::read(&path, 0).unwrap();
        let draft = Draft::copy(content, &[], tempfile::tempfile).unwrap();
        fs::write(&path, b"something else").unwrap();
        assert_eq!(draft.bytes(), vec![b'x'; 20_000]);
        assert!(matches!(draft.unchanged(), Err(Error::Changed)));
    }

    /// What is only looked at is never written to.
    #[test]
    fn a_view_of_a_file_cannot_grow() {
        let desk = tempfile::tempdir().unwrap();
        let path = desk.path().join("a.pdf");
        fs::write(&path, b"original").unwrap();
        for in_memory in [0, u64::MAX] {
            Draft::view(Content::read(&path, in_memory).unwrap()).append(b"!").unwrap_err();
        }
        assert_eq!(fs::read(&path).unwrap(), b"original");
    }
}

//! A copy that is looked at while it is made: the bytes pass by once, for the copy and for the digests.

use std::fs::File;
use std::io::{self, Read, Seek, Write};

use super::Error;

/// What is read at a time: large enough that system calls do not count, small enough for the second-level cache.
const CHUNK: usize = 256 << 10;

/// Copies all of `from` to the empty file `to` and shows every byte of the copy to `passing`; returns its length. Where the
/// file system can, the copy shares the original's blocks and nothing is written.
pub(super) fn copy(from: &File, to: &mut File, passing: &mut dyn FnMut(&[u8])) -> Result<u64, Error> {
    let mut source = from;
    source.rewind()?;
    let shared = share(from, to);
    let mut chunk = vec![0; CHUNK];
    let mut length = 0;
    loop {
        // Of a shared copy what counts is the copy: the original may change meanwhile.
        let read = if shared { to.read(&mut chunk) } else { source.read(&mut chunk) };
        let read = match read {
            Ok(0) => return Ok(length),
            Ok(read) => &chunk[..read],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        passing(read);
        if !shared {
            to.write_all(read).map_err(Error::Copy)?;
        }
        length += read.len() as u64;
    }
}

/// Makes `to` a copy-on-write clone of `from`; most file systems cannot.
#[cfg(target_os = "linux")]
fn share(from: &File, to: &File) -> bool {
    rustix::fs::ioctl_ficlone(to, from).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn share(_: &File, _: &File) -> bool {
    false
}

//! A copy that is looked at while it is made: the bytes pass by once, for the copy and for the digests.
//!
//! Copying waits for the kernel and a digest for the processor, so they run side by side: one thread copies, the caller's
//! looks at what was copied, and a few chunks travel between them.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::Error;

/// What is read at a time: large enough that system calls do not count, small enough for the second-level cache.
const CHUNK: usize = 256 << 10;
/// Chunks on their way: more would only fill memory.
const CHUNKS: usize = 4;

/// Copies all of `from` to the empty file `to` and shows every byte of the copy to `passing`; returns its length. Where the
/// file system can, the copy shares the original's blocks and nothing is written.
pub(super) fn copy(from: &File, to: &mut File, passing: &mut dyn FnMut(&[u8])) -> Result<u64, Error> {
    let mut source = from;
    source.rewind()?;
    // Of a shared copy what counts is the copy: the original may change meanwhile.
    let shared = share(from, to);
    let (full, copied) = sync_channel::<Vec<u8>>(CHUNKS);
    let (empty, spare) = sync_channel(CHUNKS);
    for _ in 0..CHUNKS {
        let _ = empty.send(vec![0; CHUNK]);
    }
    thread::scope(|scope| {
        let copying = scope.spawn(move || {
            if shared { move_chunks(to, None, &spare, &full) } else { move_chunks(source, Some(to), &spare, &full) }
        });
        for mut chunk in copied {
            passing(&chunk);
            chunk.resize(CHUNK, 0);
            // Nobody takes it any more where the copy failed.
            let _ = empty.send(chunk);
        }
        copying.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Reads `from` to its end, writes to `to` if it is another file, and hands every chunk on.
fn move_chunks(
    mut from: impl Read,
    mut to: Option<&mut File>,
    spare: &Receiver<Vec<u8>>,
    full: &SyncSender<Vec<u8>>,
) -> Result<u64, Error> {
    let mut length = 0;
    // The other side waits for chunks as long as this one lives, and gives each back.
    while let Ok(mut chunk) = spare.recv() {
        let read = loop {
            match from.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        if read == 0 {
            break;
        }
        chunk.truncate(read);
        if let Some(to) = &mut to {
            to.write_all(&chunk).map_err(Error::Copy)?;
        }
        length += read as u64;
        if full.send(chunk).is_err() {
            break;
        }
    }
    Ok(length)
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

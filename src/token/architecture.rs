//! What machine a library file is built for, before the dynamic linker says so less clearly.
//!
//! Vendors still ship 32-bit modules for Linux and Windows; «wrong ELF class» helps nobody. Only the first bytes of
//! ELF and PE files are read; anything else (Mach-O, linker scripts) is left to the linker.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// This process, in the words of [`mismatch`].
pub(super) const HERE: &str = if cfg!(target_arch = "x86_64") {
    "64-bit x86-64"
} else if cfg!(target_arch = "x86") {
    "32-bit x86"
} else if cfg!(target_arch = "aarch64") {
    "64-bit ARM"
} else if cfg!(target_arch = "arm") {
    "32-bit ARM"
} else if cfg!(target_arch = "riscv64") {
    "64-bit RISC-V"
} else {
    "another machine"
};

/// What the library at `path` is built for, if that is known and is not this process.
///
/// # Errors
/// What the file system says.
pub(super) fn mismatch(path: &Path) -> io::Result<Option<String>> {
    let mut file = File::open(path)?;
    let mut head = [0; 64];
    let mut filled = 0;
    while filled < head.len() {
        match file.read(&mut head[filled..])? {
            0 => return Ok(None),
            count => filled += count,
        }
    }
    let found = if head.starts_with(b"MZ") { pe(&mut file, &head)? } else { elf(&head) };
    Ok(found.filter(|found| found != HERE && HERE != "another machine"))
}

/// ELF header (System V ABI): class at 4, byte order at 5, machine at 18.
fn elf(head: &[u8; 64]) -> Option<String> {
    if !head.starts_with(b"\x7fELF") {
        return None;
    }
    let bits = match head[4] {
        1 => 32,
        2 => 64,
        _ => return None,
    };
    let machine = [head[18], head[19]];
    let machine = if head[5] == 2 { u16::from_be_bytes(machine) } else { u16::from_le_bytes(machine) };
    Some(match machine {
        3 => format!("{bits}-bit x86"),
        62 => format!("{bits}-bit x86-64"),
        40 | 183 => format!("{bits}-bit ARM"),
        243 => format!("{bits}-bit RISC-V"),
        other => format!("{bits}-bit machine {other}"),
    })
}

/// PE header: its offset at 0x3c, the machine after its four-byte mark.
fn pe(file: &mut File, head: &[u8; 64]) -> io::Result<Option<String>> {
    let offset = u32::from_le_bytes([head[60], head[61], head[62], head[63]]);
    let mut mark = [0; 6];
    file.seek(SeekFrom::Start(u64::from(offset)))?;
    if file.read_exact(&mut mark).is_err() || !mark.starts_with(b"PE\0\0") {
        return Ok(None);
    }
    Ok(Some(match u16::from_le_bytes([mark[4], mark[5]]) {
        0x014c => "32-bit x86".to_owned(),
        0x8664 => "64-bit x86-64".to_owned(),
        0xaa64 => "64-bit ARM".to_owned(),
        other => format!("machine 0x{other:04x}"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_for_32_bits_is_told_from_one_for_this_machine() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fptca_v4.so");
        let mut head = [0; 64];
        head[..8].copy_from_slice(b"\x7fELF\x01\x01\x01\0");
        head[18] = 3;
        std::fs::write(&path, head).unwrap();
        assert_eq!(mismatch(&path).unwrap().as_deref(), Some("32-bit x86"));
        assert_eq!(mismatch(&std::env::current_exe().unwrap()).unwrap(), None);
        std::fs::write(&path, "INPUT(libreal.so)").unwrap();
        assert_eq!(mismatch(&path).unwrap(), None, "a linker script is the linker's business");
    }
}

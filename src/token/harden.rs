//! A process that will hold a PIN makes itself hard to look into.

/// No core dumps, and no other process of the same user may read this one's memory (Linux). Best effort: where the
/// system refuses, the process goes on as it was.
///
/// To be called first in `main`.
pub fn harden() {
    #[cfg(unix)]
    // SAFETY: both calls only lower what this process may do; the structure lives on the stack during the call.
    unsafe {
        let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        libc::setrlimit(libc::RLIMIT_CORE, &raw const none);
        #[cfg(target_os = "linux")]
        libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0);
    }
}

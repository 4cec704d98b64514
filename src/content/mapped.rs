//! A file as memory, without the danger that others cut it off.
//!
//! Reading a page that is no longer in the file is SIGBUS, which ends a program. Here every map is watched: the handler puts
//! zeros in the place of the lost pages, from there to the end of the map, and marks the map as broken, so that reading goes
//! on and whoever reads learns of it afterwards. A SIGBUS anywhere else is none of ours and goes where it went before.

use std::fs::File;
use std::io;

use memmap2::Mmap;

/// A mapped file. Others can change its bytes, never its length or where it is.
pub(super) struct Mapped {
    // Before the map: what is not watched any more may be unmapped.
    watch: watch::Watch,
    map: Mmap,
}

impl Mapped {
    /// Maps all of `file`.
    pub(super) fn new(file: &File) -> io::Result<Self> {
        // SAFETY: the map is read-only, and its length is fixed. If another process writes to the file, bytes change between
        // two readings; nothing here or in the parsers rests on two readings being equal, every index is checked against
        // the fixed length, and who judged such bytes asks `Content::unchanged` before the result counts. A file that is
        // cut off is what `watch` is for.
        let map = unsafe { Mmap::map(file)? };
        Ok(Self { watch: watch::Watch::over(&map), map })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.map
    }

    /// Were bytes read that the file did not have?
    pub(super) fn is_broken(&self) -> bool {
        self.watch.is_broken()
    }
}

#[cfg(unix)]
mod watch {
    use std::mem;
    use std::ptr;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};

    /// A map that the handler knows. Places are never freed, only used again: the handler may read one at any moment.
    struct Place {
        taken: AtomicBool,
        /// Address of the first byte; 0 while there is no map.
        start: AtomicUsize,
        length: AtomicUsize,
        broken: AtomicBool,
        next: AtomicPtr<Place>,
    }

    static PLACES: AtomicPtr<Place> = AtomicPtr::new(ptr::null_mut());

    /// What was done about SIGBUS before, and the size of a page.
    static BEFORE: OnceLock<(libc::sigaction, usize)> = OnceLock::new();

    pub(super) struct Watch(&'static Place);

    impl Watch {
        pub(super) fn over(map: &[u8]) -> Self {
            BEFORE.get_or_init(install);
            let place = free_place();
            place.broken.store(false, Ordering::Relaxed);
            place.length.store(map.len(), Ordering::Relaxed);
            place.start.store(map.as_ptr() as usize, Ordering::Release);
            Self(place)
        }

        pub(super) fn is_broken(&self) -> bool {
            self.0.broken.load(Ordering::Acquire)
        }
    }

    impl Drop for Watch {
        fn drop(&mut self) {
            self.0.start.store(0, Ordering::Release);
            self.0.taken.store(false, Ordering::Release);
        }
    }

    fn places() -> impl Iterator<Item = &'static Place> {
        let place = |pointer: *mut Place| {
            // SAFETY: null, or leaked by `free_place` and so valid for ever.
            unsafe { pointer.as_ref() }
        };
        std::iter::successors(place(PLACES.load(Ordering::Acquire)), move |last| {
            place(last.next.load(Ordering::Acquire))
        })
    }

    fn free_place() -> &'static Place {
        let take = |place: &&Place| !place.taken.swap(true, Ordering::AcqRel);
        if let Some(place) = places().find(take) {
            return place;
        }
        let place: &'static mut Place = Box::leak(Box::new(Place {
            taken: AtomicBool::new(true),
            start: AtomicUsize::new(0),
            length: AtomicUsize::new(0),
            broken: AtomicBool::new(false),
            next: AtomicPtr::new(ptr::null_mut()),
        }));
        let pointer = ptr::from_mut(place);
        let mut first = PLACES.load(Ordering::Acquire);
        loop {
            // SAFETY: leaked above, so valid for ever.
            let place = unsafe { &*pointer };
            place.next.store(first, Ordering::Relaxed);
            match PLACES.compare_exchange(first, pointer, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return place,
                Err(now) => first = now,
            }
        }
    }

    fn install() -> (libc::sigaction, usize) {
        // SAFETY: all-zero is a valid sigaction and a valid empty mask; both pointers live through the call; the handler
        // has the signature that SA_SIGINFO asks for and only does what signal-safety(7) and mmap(2) allow.
        unsafe {
            let mut before: libc::sigaction = mem::zeroed();
            let mut ours: libc::sigaction = mem::zeroed();
            let handler: extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void) = on_sigbus;
            ours.sa_sigaction = handler as usize;
            ours.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            // It cannot fail for SIGBUS; if it did, a file that is cut off would end the program, as without a handler.
            libc::sigaction(libc::SIGBUS, &raw const ours, &raw mut before);
            (before, usize::try_from(libc::sysconf(libc::_SC_PAGESIZE)).unwrap_or(4096))
        }
    }

    extern "C" fn on_sigbus(_: libc::c_int, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
        let Some((before, page)) = BEFORE.get() else { return };
        // SAFETY: the kernel hands a valid siginfo to an SA_SIGINFO handler.
        let address = unsafe { (*info).si_addr() } as usize;
        for place in places() {
            let (start, length) = (place.start.load(Ordering::Acquire), place.length.load(Ordering::Relaxed));
            if start == 0 || address < start || address - start >= length {
                continue;
            }
            let lost = address - address % page;
            // SAFETY: from the page at fault to the end of a map that is ours and alive, for somebody is reading it now;
            // read-only as before, so nothing changes but the bytes.
            let zeros = unsafe {
                let (kind, flags) = (libc::PROT_READ, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED);
                libc::mmap(lost as *mut libc::c_void, start + length - lost, kind, flags, -1, 0)
            };
            if zeros != libc::MAP_FAILED {
                place.broken.store(true, Ordering::Release);
                return;
            }
        }
        // SAFETY: as it was before us; the instruction at fault is tried again and goes where it would have gone.
        unsafe {
            libc::sigaction(libc::SIGBUS, before, ptr::null_mut());
        }
    }
}

/// Where a mapped file cannot be cut off.
#[cfg(not(unix))]
mod watch {
    pub(super) struct Watch;

    impl Watch {
        pub(super) fn over(_: &[u8]) -> Self {
            Self
        }

        pub(super) fn is_broken(&self) -> bool {
            false
        }
    }
}

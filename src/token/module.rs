//! A PKCS#11 module: loaded, initialised, called (PKCS#11 v2.40 §5.4).
//!
//! Modules are other people's C. Nothing they return is taken for granted: a function list may have holes (a NULL
//! function is an error only when it is needed), a length may lie, initialisation may have happened before. What is
//! taken for granted, because nothing can be checked, is that the module keeps to the C interface.
//!
//! A module is told that several threads will call it (CKF_OS_LOCKING_OK); one that cannot bear that is called by
//! one thread at a time. It is never unloaded: vendors' modules start threads and register exit handlers, and code
//! that vanishes under them crashes the process. A child process must not use the modules of its parent (§5.4,
//! C_Initialize); kyso does not fork after loading one, and [`Module`] does not finalise in another process than the
//! one that initialised it.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::ptr::{self, NonNull};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use libloading::Library;
use pkcs11::types::{
    CK_C_INITIALIZE_ARGS, CK_FUNCTION_LIST, CK_FUNCTION_LIST_PTR, CK_FUNCTION_LIST_PTR_PTR, CK_INFO, CK_RV, CK_ULONG,
    CKR_CANT_LOCK, CKR_CRYPTOKI_ALREADY_INITIALIZED, CKR_CRYPTOKI_NOT_INITIALIZED, CKR_DEVICE_REMOVED,
    CKR_NEED_TO_CREATE_THREADS, CKR_OK, CKR_SESSION_CLOSED, CKR_SESSION_HANDLE_INVALID, CKR_TOKEN_NOT_PRESENT,
};

use super::slots::padded;
use super::{Error, ReturnValue, Version, architecture};

// The crate fixes CK_ULONG at 64 bits off Windows; where C's `unsigned long` is another, nothing would fit.
const _: () = assert!(size_of::<CK_ULONG>() == size_of::<libc::c_ulong>());

/// Calls one function of a module and gives its return value; a hole in the function list is an error.
///
/// The types of the `pkcs11` crate let safe code pass any pointer. Every use keeps to this: pointers are to live,
/// initialised memory of the length passed beside them, and are not kept by the module after the call.
macro_rules! call {
    ($module:expr, $function:ident $(, $argument:expr)* $(,)?) => {{
        let module: &$crate::token::module::Module = $module;
        match module.functions().$function {
            None => Err($crate::token::Error::FunctionMissing { name: stringify!($function) }),
            Some(function) => {
                let _turn = module.turn();
                Ok(function($($argument),*))
            }
        }
    }};
}

/// Calls one function of a module and makes every answer but CKR_OK an error.
macro_rules! must {
    ($module:expr, $function:ident $(, $argument:expr)* $(,)?) => {
        call!($module, $function $(, $argument)*).and_then(|rv| $crate::token::module::ok(stringify!($function), rv))
    };
}

pub(super) use {call, must};

/// CKR_OK, or the error that `rv` is.
pub(super) fn ok(function: &'static str, rv: CK_RV) -> Result<(), Error> {
    if rv == CKR_OK { Ok(()) } else { Err(failure(function, rv)) }
}

/// The error that `rv`, an answer other than CKR_OK, is.
pub(super) fn failure(function: &'static str, rv: CK_RV) -> Error {
    let value = ReturnValue(rv.into());
    match rv {
        CKR_DEVICE_REMOVED | CKR_TOKEN_NOT_PRESENT => Error::DeviceRemoved { function, rv: value },
        CKR_SESSION_HANDLE_INVALID | CKR_SESSION_CLOSED | CKR_CRYPTOKI_NOT_INITIALIZED => {
            Error::SessionLost { function, rv: value }
        }
        _ => Error::Call { function, rv: value },
    }
}

/// What a module says of itself (C_GetInfo).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleInfo {
    /// Who made the library.
    pub manufacturer: String,
    /// What it is.
    pub description: String,
    /// Its version.
    pub version: Version,
    /// The version of PKCS#11 it speaks.
    pub cryptoki: Version,
}

/// A loaded and initialised module.
#[derive(Debug)]
pub struct Module {
    path: PathBuf,
    functions: NonNull<CK_FUNCTION_LIST>,
    /// Held during each call, where the module cannot bear threads.
    one_at_a_time: Option<Mutex<()>>,
    initialised_here: bool,
    process: u32,
    _library: ManuallyDrop<Library>,
}

// SAFETY: `functions` points to the module's own list, which lives as long as the library, and that is never unloaded.
// The module has agreed to calls from several threads, or `one_at_a_time` keeps them apart.
unsafe impl Send for Module {}
// SAFETY: as above; the list is never written through.
unsafe impl Sync for Module {}

impl Module {
    /// Loads and initialises the module at `path`, by its real path.
    ///
    /// # Errors
    /// [`Error::ModuleMissing`], [`Error::ModuleArchitecture`], [`Error::ModuleLoad`], [`Error::NotPkcs11`], or what
    /// C_Initialize answered.
    pub fn load(path: &Path) -> Result<Arc<Self>, Error> {
        let missing = |reason| Error::ModuleMissing { path: path.to_path_buf(), reason };
        let path = std::fs::canonicalize(path).map_err(missing)?;
        if let Some(found) = architecture::mismatch(&path).map_err(missing)? {
            return Err(Error::ModuleArchitecture { path, found, needed: architecture::HERE });
        }
        let library = open(&path)?;
        let functions = function_list(&path, &library)?;
        let mut module = Self {
            path,
            functions,
            one_at_a_time: None,
            initialised_here: false,
            process: std::process::id(),
            _library: library,
        };
        module.initialise()?;
        tracing::debug!(path = %module.path.display(), "PKCS#11 module loaded");
        Ok(Arc::new(module))
    }

    /// Its real path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says of itself.
    ///
    /// # Errors
    /// What C_GetInfo answered.
    pub fn info(&self) -> Result<ModuleInfo, Error> {
        let mut info = CK_INFO::new();
        must!(self, C_GetInfo, &raw mut info)?;
        Ok(ModuleInfo {
            manufacturer: padded(&{ info.manufacturerID }.0),
            description: padded(&{ info.libraryDescription }.0),
            version: info.libraryVersion.into(),
            cryptoki: info.cryptokiVersion.into(),
        })
    }

    /// May several threads call it at once?
    pub(super) fn is_parallel(&self) -> bool {
        self.one_at_a_time.is_none()
    }

    pub(super) fn functions(&self) -> &CK_FUNCTION_LIST {
        // SAFETY: not NULL, from C_GetFunctionList, in memory that stays (see `Send`). Every field is valid for any bits a
        // module may have there: NULL is `None`. `function_list` has seen that the list is long enough.
        unsafe { self.functions.as_ref() }
    }

    pub(super) fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        // The lock guards no data of ours: one that panicked while it held it left nothing half done.
        self.one_at_a_time.as_ref().map(|lock| lock.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn initialise(&mut self) -> Result<(), Error> {
        // C_Initialize copies what it needs; the structure need not outlive the call (§5.4).
        let mut threads = CK_C_INITIALIZE_ARGS::new();
        let mut rv = call!(self, C_Initialize, &raw mut threads)?;
        if matches!(rv, CKR_CANT_LOCK | CKR_NEED_TO_CREATE_THREADS) {
            self.one_at_a_time = Some(Mutex::new(()));
            rv = call!(self, C_Initialize, ptr::null_mut())?;
        }
        if rv == CKR_CRYPTOKI_ALREADY_INITIALIZED {
            // Somebody else in this process did, and will finalise; how it was told of threads cannot be known.
            self.one_at_a_time = Some(Mutex::new(()));
            return Ok(());
        }
        ok("C_Initialize", rv)?;
        self.initialised_here = true;
        Ok(())
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        if self.initialised_here && self.process == std::process::id() {
            let _ = call!(self, C_Finalize, ptr::null_mut());
        }
    }
}

fn open(path: &Path) -> Result<ManuallyDrop<Library>, Error> {
    let failed = |error: libloading::Error| {
        let reason = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
        Error::ModuleLoad { path: path.to_path_buf(), reason }
    };
    // RTLD_NOW: a symbol that is missing is a message now, not a crash in the middle of a signature.
    // SAFETY: runs the library's initialisers, which is what loading a module means; the path is one the user, the
    // configuration or the system names, never the current directory's.
    #[cfg(unix)]
    let library = unsafe {
        use libloading::os::unix;
        unix::Library::open(Some(path), unix::RTLD_NOW | unix::RTLD_LOCAL).map(Library::from)
    };
    // SAFETY: as above.
    #[cfg(not(unix))]
    let library = unsafe { Library::new(path) };
    library.map(ManuallyDrop::new).map_err(failed)
}

fn function_list(path: &Path, library: &Library) -> Result<NonNull<CK_FUNCTION_LIST>, Error> {
    type GetFunctionList = extern "C" fn(CK_FUNCTION_LIST_PTR_PTR) -> CK_RV;
    let strange = |reason| Error::NotPkcs11 { path: path.to_path_buf(), reason };
    // SAFETY: the symbol has this type in every PKCS#11 module (§5.4).
    let get = unsafe { library.get::<GetFunctionList>(b"C_GetFunctionList\0") }
        .map_err(|_| strange("it exports no C_GetFunctionList"))?;
    let mut list: CK_FUNCTION_LIST_PTR = ptr::null_mut();
    ok("C_GetFunctionList", get(&raw mut list))?;
    let list = NonNull::new(list).ok_or_else(|| strange("C_GetFunctionList returns nothing"))?;
    if !list.is_aligned() {
        return Err(strange("its function list is not aligned"));
    }
    // SAFETY: every function list, of any version, begins with its version.
    let version = unsafe { (*list.as_ptr()).version };
    // Version 2.01 ends before C_WaitForSlotEvent; from 2.10 on the list has all 68 functions, and 3.x begins with them.
    if version.major < 2 || (version.major == 2 && version.minor < 10) {
        return Err(strange("its function list is older than PKCS#11 2.10"));
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_module_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let code = |path: &Path| Module::load(path).unwrap_err().code();
        assert_eq!(code(&folder.path().join("absent.so")), "MODULE_MISSING");
        let text = folder.path().join("text.so");
        std::fs::write(&text, "x".repeat(100)).unwrap();
        assert_eq!(code(&text), "MODULE_LOAD");
    }
}

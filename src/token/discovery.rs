//! Which PKCS#11 modules to load: the ones named, else the ones the system knows, else well-known paths.
//!
//! The first of these that names any decides: `--module`, KYSO_PKCS11_MODULE, the configuration. Only without them are
//! p11-kit's module files and the paths below looked at, both. A module is loaded once, by its real path. One that was named
//! and cannot be loaded is an error; one that was found and cannot is a [`Finding`], because half of what is installed on
//! an old machine does not work, and must not be in the way of what does.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Error, Module, p11_kit};

/// Where modules are when nobody says so: OpenSC, SoftHSM2, and the vendors whose Linux files are known.
const WELL_KNOWN: &[&str] = &[
    "/usr/lib/bit4id/libbit4xpki.so",
    "/usr/lib/libbit4xpki.so",
    "/usr/lib/libbit4ipki.so",
    "/usr/lib/libeTPkcs11.so",
    "/usr/lib/libeToken.so",
    "/usr/lib/libIDPrimePKCS11.so",
    "/usr/lib/pkcs11/libIDPrimePKCS11.so",
    "/usr/lib/libcastle.so",
    "/usr/lib/fptca_v4.so",
    "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib64/opensc-pkcs11.so",
    "/usr/lib64/pkcs11/opensc-pkcs11.so",
    "/usr/lib/pkcs11/opensc-pkcs11.so",
    "/usr/lib/opensc-pkcs11.so",
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
];

/// The vendors' names on Windows, in System32; a `*_s.dll` beside one is a shell of it, not a module.
const WINDOWS: &[&str] = &[
    "bit4xpki.dll",
    "eTPKCS11.dll",
    "IDPrimePKCS1164.dll",
    "eps2003csp11.dll",
    "eps2003csp11v2.dll",
    "vnptca_p11_v6.dll",
    "vnptca_p11_v7.dll",
    "vnptca_p11_v8.dll",
    "vnptca_p11_v9.dll",
    "vnptca_p11_v10.dll",
    "vnpt-ca_csp11.dll",
    "vnpt-ca_v34.dll",
    "viettel-ca_v1.dll",
    "viettel-ca_v2.dll",
    "viettel-ca_v3.dll",
    "viettel-ca_v4.dll",
    "viettel-ca_v5.dll",
    "viettel-ca_v6.dll",
    "fptca_v3.dll",
    "fptca_v4.dll",
    "BkavCA.dll",
    "BkavCAv2S.dll",
    "st3csp11.dll",
    "CA2_csp11.dll",
    "ncca_csp11_v1.dll",
    "nca_v4.dll",
    "nca_v5.dll",
    "nca_v6.dll",
    "nca_v7.dll",
    "nca_v8.dll",
    "nca_v9.dll",
    "newca_v4.dll",
    "misaca_csp11_v2.dll",
    "WDPKCS.dll",
    "opensc-pkcs11.dll",
];

/// What says which modules there are.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// `--module`.
    pub options: Vec<PathBuf>,
    /// The value of KYSO_PKCS11_MODULE: one path, or several as in PATH.
    pub environment: Option<OsString>,
    /// The configuration's list.
    pub configured: Vec<PathBuf>,
    /// p11-kit's folders with module files, the administrator's after the package's ([`Sources::system_folders`]).
    pub p11_kit_folders: Vec<PathBuf>,
    /// Also look at well-known paths.
    pub well_known: bool,
}

impl Sources {
    /// p11-kit's folders on this system; `config_home` is the user's configuration folder, if it is to be read.
    pub fn system_folders(config_home: Option<&Path>) -> Vec<PathBuf> {
        let system = ["/usr/share/p11-kit/modules", "/etc/pkcs11/modules"].map(PathBuf::from);
        system.into_iter().chain(config_home.map(|home| home.join("pkcs11/modules"))).collect()
    }
}

/// Who named a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `--module`.
    Option,
    /// KYSO_PKCS11_MODULE.
    Environment,
    /// The configuration.
    Configuration,
    /// A module file of p11-kit.
    P11Kit,
    /// A well-known path.
    WellKnown,
}

/// A module that was found but cannot be used.
#[derive(Debug)]
pub struct Finding {
    /// Where.
    pub path: PathBuf,
    /// Who named it.
    pub origin: Origin,
    /// Why it cannot be used.
    pub error: Error,
}

/// The modules there are.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Loaded, each once, in the order in which they were named.
    pub modules: Vec<Arc<Module>>,
    /// Found but not loaded.
    pub findings: Vec<Finding>,
}

impl Discovery {
    /// The modules, for whoever cannot do without one.
    ///
    /// # Errors
    /// [`Error::NoModules`].
    pub fn modules(&self) -> Result<&[Arc<Module>], Error> {
        match &self.modules[..] {
            [] => Err(Error::NoModules { failed: self.findings.len() }),
            modules => Ok(modules),
        }
    }
}

/// Loads the modules that `sources` name.
///
/// # Errors
/// Why a module that was named by option or environment cannot be loaded.
pub fn discover(sources: &Sources) -> Result<Discovery, Error> {
    let mut discovery = Discovery::default();
    let mut seen = HashSet::new();
    for (path, origin) in candidates(sources) {
        let real = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        // A vendor's path where nothing is installed is no finding.
        if !seen.insert(real) || (origin == Origin::WellKnown && !path.exists()) {
            continue;
        }
        match Module::load(&path) {
            Ok(module) => discovery.modules.push(module),
            Err(error) if matches!(origin, Origin::Option | Origin::Environment) => return Err(error),
            Err(error) => {
                tracing::debug!(path = %path.display(), %error, "PKCS#11 module not loaded");
                discovery.findings.push(Finding { path, origin, error });
            }
        }
    }
    Ok(discovery)
}

fn candidates(sources: &Sources) -> Vec<(PathBuf, Origin)> {
    let from = |paths: Vec<PathBuf>, origin| paths.into_iter().map(|path| (path, origin)).collect::<Vec<_>>();
    if !sources.options.is_empty() {
        return from(sources.options.clone(), Origin::Option);
    }
    if let Some(paths) = sources.environment.as_ref().filter(|paths| !paths.is_empty()) {
        return from(std::env::split_paths(paths).collect(), Origin::Environment);
    }
    if !sources.configured.is_empty() {
        return from(sources.configured.clone(), Origin::Configuration);
    }
    let mut found = from(p11_kit::modules(&sources.p11_kit_folders), Origin::P11Kit);
    if sources.well_known {
        found.extend(from(well_known(), Origin::WellKnown));
    }
    found
}

fn well_known() -> Vec<PathBuf> {
    if cfg!(windows) {
        let system = Path::new("C:\\Windows\\System32");
        return WINDOWS.iter().map(|name| system.join(name)).collect();
    }
    WELL_KNOWN.iter().map(PathBuf::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_goes_before_what_is_found() {
        let mut sources = Sources { well_known: true, ..Sources::default() };
        assert!(candidates(&sources).iter().all(|(_, origin)| *origin == Origin::WellKnown));
        sources.configured = vec!["/opt/configured.so".into()];
        assert_eq!(candidates(&sources), [("/opt/configured.so".into(), Origin::Configuration)]);
        sources.environment = Some("/opt/environment.so".into());
        assert_eq!(candidates(&sources), [("/opt/environment.so".into(), Origin::Environment)]);
        sources.options = vec!["/opt/option.so".into()];
        assert_eq!(candidates(&sources), [("/opt/option.so".into(), Origin::Option)]);
    }

    #[test]
    fn a_module_that_was_named_and_is_not_there_is_an_error_and_one_that_was_configured_a_finding() {
        let absent = PathBuf::from("/nowhere/module.so");
        let named = Sources { options: vec![absent.clone()], ..Sources::default() };
        assert_eq!(discover(&named).unwrap_err().code(), "MODULE_MISSING");
        let configured = Sources { configured: vec![absent], ..Sources::default() };
        let discovery = discover(&configured).unwrap();
        assert_eq!(discovery.findings[0].origin, Origin::Configuration);
        assert!(matches!(discovery.modules(), Err(Error::NoModules { failed: 1 })));
    }
}

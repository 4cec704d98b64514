//! p11-kit's module files: which modules the system has registered (pkcs11.conf(5)).
//!
//! One file a module, `name: value` a line. Read are `module`, `enable-in`, `disable-in`, `remote` and `trust-policy`;
//! p11-kit itself is not needed and its proxy not used. A file in the administrator's folder replaces the package's
//! file of the same name. The user's folder is read too, unless root runs the program.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// Longest module file that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Where modules named without a folder are, on the distributions there are.
const MODULE_FOLDERS: [&str; 6] = [
    "/usr/lib/x86_64-linux-gnu/pkcs11",
    "/usr/lib/aarch64-linux-gnu/pkcs11",
    "/usr/lib64/pkcs11",
    "/usr/lib/pkcs11",
    "/usr/local/lib/pkcs11",
    "/usr/lib/riscv64-linux-gnu/pkcs11",
];

/// The paths that the module files in `folders` name; a later folder goes before an earlier one.
pub(super) fn modules(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut files: BTreeMap<OsString, String> = BTreeMap::new();
    for folder in folders {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let short = fs::metadata(&path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LONGEST);
            if path.extension().is_some_and(|extension| extension == "module") && short {
                files.insert(entry.file_name(), fs::read_to_string(&path).unwrap_or_default());
            }
        }
    }
    files.values().filter_map(|text| module(text)).map(|name| located(&name)).collect()
}

/// The module that a file names, unless it is switched off for this program or is none that holds keys.
fn module(text: &str) -> Option<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let options: BTreeMap<&str, &str> =
        lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.trim(), value.trim())).collect();
    let lists_kyso =
        |name| options.get(name).map(|list: &&str| list.split([',', ' ']).any(|program| program == "kyso"));
    let enabled = lists_kyso("enable-in").unwrap_or(true) && !lists_kyso("disable-in").unwrap_or(false);
    let holds_keys = options.get("trust-policy") != Some(&"yes") && !options.contains_key("remote");
    let name = options.get("module").filter(|name| !name.is_empty())?;
    (enabled && holds_keys).then(|| (*name).to_owned())
}

fn located(name: &str) -> PathBuf {
    let path = Path::new(name);
    let places = MODULE_FOLDERS.iter().map(|folder| Path::new(folder).join(path));
    // A name that is found nowhere stays absolute, so that nothing is ever loaded from the current directory.
    places.clone().find(|place| place.exists()).unwrap_or_else(|| Path::new(MODULE_FOLDERS[3]).join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_administrators_file_replaces_the_packages() {
        let folder = tempfile::tempdir().unwrap();
        let (package, system) = (folder.path().join("package"), folder.path().join("system"));
        for (folder, file, text) in [
            (&package, "a.module", "# about\nmodule: /opt/a.so\n"),
            (&package, "b.module", "module: /opt/b.so\npriority: 3"),
            (&system, "b.module", "module:"),
            (&package, "readme", "module: /opt/readme.so"),
            (&package, "trust.module", "module: /opt/trust.so\ntrust-policy: yes"),
            (&package, "other.module", "module: /opt/other.so\nenable-in: firefox, chromium"),
            (&package, "c.module", "module: c.so"),
        ] {
            fs::create_dir_all(folder).unwrap();
            fs::write(folder.join(file), text).unwrap();
        }
        let found = modules(&[package, folder.path().join("absent"), system]);
        assert_eq!(found, [PathBuf::from("/opt/a.so"), "/usr/lib/pkcs11/c.so".into()]);
    }
}

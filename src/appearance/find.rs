//! Where fonts are on a machine, and which is taken.
//!
//! Times New Roman (Decree 30/2020, Annex I) if it is there, then faces with its metrics or its manner, then any that has
//! the letters of Vietnamese. The choice depends on names alone, so that the same machine gives the same document.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Error, Font};

/// Files of upright and bold faces, the best first; in lower case.
const FACES: [(&str, &str); 14] = [
    ("times new roman.ttf", "times new roman bold.ttf"),
    ("times_new_roman.ttf", "times_new_roman_bold.ttf"),
    ("times.ttf", "timesbd.ttf"),
    ("liberationserif-regular.ttf", "liberationserif-bold.ttf"),
    ("tinos-regular.ttf", "tinos-bold.ttf"),
    ("freeserif.ttf", "freeserifbold.ttf"),
    ("notoserif-regular.ttf", "notoserif-bold.ttf"),
    ("dejavuserif.ttf", "dejavuserif-bold.ttf"),
    ("liberationsans-regular.ttf", "liberationsans-bold.ttf"),
    ("arial.ttf", "arialbd.ttf"),
    ("arimo-regular.ttf", "arimo-bold.ttf"),
    ("notosans-regular.ttf", "notosans-bold.ttf"),
    ("dejavusans.ttf", "dejavusans-bold.ttf"),
    ("roboto-regular.ttf", "roboto-bold.ttf"),
];
/// Folders in folders that are looked into; distributions use three.
const DEPTH: usize = 6;
/// Files looked at: a machine for typesetting has some ten thousand.
const FILES: usize = 200_000;

/// The folders that fonts are in (XDG Base Directory Specification; the places of Windows and macOS); `variable` looks one up.
pub fn folders(variable: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let path = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = path("HOME");
    let below = |folder: &str| home.as_ref().map(|home| home.join(folder));
    let own = path("XDG_DATA_HOME").map(|data| data.join("fonts")).or_else(|| below(".local/share/fonts"));
    let windows = path("WINDIR").map(|windows| windows.join("Fonts"));
    let shared = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts/Supplemental"];
    let shared = shared.into_iter().map(PathBuf::from);
    own.into_iter().chain(below(".fonts")).chain(below("Library/Fonts")).chain(windows).chain(shared).collect()
}

/// Upright and bold: `given`, else the best that is in `folders`. Bold is upright again where there is none beside it.
///
/// # Errors
/// See [`Error`]; a font that was given is the one that is used or complained of.
pub fn find(given: Option<&Path>, folders: &[PathBuf]) -> Result<[Font; 2], Error> {
    if let Some(path) = given {
        let bold = bold_beside(path).map(|bold| Font::read(&bold)).transpose()?;
        let upright = Font::read(path)?;
        return Ok([upright.clone(), bold.unwrap_or(upright)]);
    }
    let files = files(folders);
    let named = |name: &str| files.iter().find(|(known, _)| known == name).map(|(_, path)| path.as_path());
    for (upright, bold) in FACES {
        // One that cannot be used is passed over: nobody asked for it.
        let Some(upright) = named(upright).and_then(|path| Font::read(path).ok()) else { continue };
        let bold = named(bold).and_then(|path| Font::read(path).ok());
        return Ok([upright.clone(), bold.unwrap_or(upright)]);
    }
    Err(Error::None { looked: folders.to_vec() })
}

/// Every file below the folders by its name in lower case, in an order that does not depend on the file system's.
fn files(folders: &[PathBuf]) -> Vec<(String, PathBuf)> {
    let walk = |folder: &PathBuf| WalkDir::new(folder).max_depth(DEPTH).follow_links(true).sort_by_file_name();
    let files = folders.iter().flat_map(walk).filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    files.take(FILES).map(|entry| (entry.file_name().to_string_lossy().to_lowercase(), entry.into_path())).collect()
}

/// The bold face that belongs to a known upright one, in the same folder.
fn bold_beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let (_, bold) = FACES.iter().find(|(upright, _)| *upright == name)?;
    let beside = files(&[path.parent()?.to_path_buf()]);
    beside.into_iter().find(|(known, _)| known == bold).map(|(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_fonts_is_told_where_they_were_looked_for() {
        let empty = tempfile::tempdir().unwrap();
        let error = find(None, &[empty.path().to_path_buf()]).unwrap_err();
        assert!(error.to_string().contains(&empty.path().display().to_string()), "{error}");
    }

    #[test]
    fn a_file_that_only_has_a_font_s_name_is_passed_over_unless_it_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let fake = folder.path().join("times.ttf");
        std::fs::write(&fake, b"no font").unwrap();
        assert!(matches!(find(None, &[folder.path().to_path_buf()]), Err(Error::None { .. })));
        assert!(matches!(find(Some(&fake), &[]), Err(Error::Unusable { .. })));
        assert!(matches!(find(Some(&folder.path().join("none.ttf")), &[]), Err(Error::Unreadable { .. })));
    }

    #[test]
    fn fonts_are_looked_for_in_one_s_own_folders_first() {
        let variable = |name: &str| (name == "HOME").then(|| OsString::from("/home/lan"));
        let folders = folders(variable);
        assert_eq!(folders[0], Path::new("/home/lan/.local/share/fonts"));
        assert!(folders.contains(&PathBuf::from("/usr/share/fonts")));
    }
}

//! What a judgement stands on beside the document: anchors, further certificates, revocation lists, OCSP answers, from files and folders.
//!
//! In a folder only files with the usual endings count, sorted by name, not its subfolders; a file named by itself must
//! hold what is asked for. What cannot be read ends the call: judging with half of the anchors would be another judgement.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::messages::{MaterialProblem, Problem};
use crate::x509::{self, Certificate, Crl, OcspResponse, read_certificates, read_crls, read_ocsps};

/// Endings of files of certificates.
const CERTIFICATES: &[&str] = &["pem", "crt", "cer", "der", "p7b", "p7c"];
/// Endings of files of revocation lists.
const CRLS: &[&str] = &["crl", "pem", "der"];
/// Endings of files of OCSP answers; OpenSSL writes `.der`, most others `.ors` or `.ocsp`.
const OCSPS: &[&str] = &["ors", "ocsp", "pem", "der"];

/// Every certificate in these files and folders.
///
/// # Errors
/// [`Problem::Material`] for the first file that cannot be used.
pub(super) fn certificates(paths: &[PathBuf]) -> Result<Vec<Certificate>, Problem> {
    read_all(paths, CERTIFICATES, read_certificates)
}

/// Every revocation list in these files and folders.
///
/// # Errors
/// [`Problem::Material`] for the first file that cannot be used.
pub(super) fn crls(paths: &[PathBuf]) -> Result<Vec<Crl>, Problem> {
    read_all(paths, CRLS, read_crls)
}

/// Every OCSP answer in these files and folders.
///
/// # Errors
/// [`Problem::Material`] for the first file that cannot be used.
pub(super) fn ocsps(paths: &[PathBuf]) -> Result<Vec<OcspResponse>, Problem> {
    read_all(paths, OCSPS, read_ocsps)
}

fn read_all<T>(
    paths: &[PathBuf],
    endings: &[&str],
    read: impl Fn(&[u8]) -> Result<Vec<T>, x509::Error>,
) -> Result<Vec<T>, Problem> {
    let mut all = Vec::new();
    for path in paths {
        let in_folder = path.is_dir();
        for file in if in_folder { files_in(path, endings)? } else { vec![path.clone()] } {
            let bytes = fs::read(&file).map_err(|error| unusable(&file, MaterialProblem::Io(Arc::new(error))))?;
            match read(&bytes) {
                Ok(found) => all.extend(found),
                // A folder may hold keys and revocation lists beside its certificates.
                Err(x509::Error::Nothing { .. }) if in_folder => {}
                Err(error) => return Err(unusable(&file, MaterialProblem::X509(error))),
            }
        }
    }
    Ok(all)
}

fn files_in(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, Problem> {
    let failed = |error| unusable(folder, MaterialProblem::Io(Arc::new(error)));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        if ending.is_some_and(|ending| endings.contains(&ending.as_str())) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn unusable(path: &Path, why: MaterialProblem) -> Problem {
    Problem::Material { path: path.to_path_buf(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = include_str!("../../fixtures/x509/certificates.pem");

    #[test]
    fn a_folder_gives_its_certificates_and_passes_over_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("b.pem"), PEM).unwrap();
        fs::write(folder.path().join("key.pem"), "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n")
            .unwrap();
        fs::write(folder.path().join("README"), "roots").unwrap();
        let alone = certificates(&[folder.path().join("b.pem")]).unwrap().len();
        assert!(alone > 0);
        assert_eq!(certificates(&[folder.path().to_path_buf()]).unwrap().len(), alone);
    }

    #[test]
    fn a_file_named_by_itself_must_hold_what_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let readme = folder.path().join("README");
        fs::write(&readme, "roots").unwrap();
        let why = |result: Result<Vec<Certificate>, Problem>| match result {
            Err(Problem::Material { why, .. }) => why,
            other => panic!("{other:?}"),
        };
        assert!(matches!(why(certificates(&[readme])), MaterialProblem::X509(_)));
        assert!(matches!(why(certificates(&[folder.path().join("gone.pem")])), MaterialProblem::Io(_)));
    }
}

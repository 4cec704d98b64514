//! The documents of an archive: every PDF below a folder, and every PDF in the packages there, judged once.
//!
//! `walk` lists what is there. What `memory` knows by name, size and times is not opened: its verdict stands. The rest is read and
//! judged by `look`, side by side, and the verdicts go into the ledger by `pen`, many in one transaction, so that a run that is
//! killed loses the last moment's. What came of each file is a [`Row`](row::Row); the rows together are the next run's memory.
//!
//! Memory is a cache and proves nothing by itself. A row says which bytes lie there, as long as size, times and inode stay; what it
//! counts for is by one ledger, one policy and one agencies file, and where any of them is another, the ledger is asked anew by the
//! digest of those bytes. A verdict that may change (`indeterminate`, an error) stands only as long as everything that it hangs on
//! does, and for a day. Without a ledger nothing is remembered.
//!
//! Nothing here depends on the order in which files are found or judged. Links are named and not followed.
//! Limit: where a file system has no times of inodes (Windows), a change that leaves size and time as they were goes unseen.

mod codec;
mod look;
mod memory;
mod pen;
mod row;
mod stamp;
mod walk;

use std::mem;
use std::path::Path;

use super::Error;
use super::agencies::Agencies;
use super::evidence::{Document, Documents};
use crate::hash::Hash;
use crate::ledger::{Head, Ledger};
use crate::text::hex;
use crate::verify::{ErrorReport, Report};

use look::{Desk, Looked};
use memory::Memory;
use pen::Pen;
use row::{Known, Made, Row};
use walk::{Found, Walked, name_of, text_of, walk};

/// What judges the documents of an archive, on several threads at once: the engine of `kyso verify`.
pub trait Judge: Sync {
    /// Reads the file at `path`, and does `work` with its bytes; what came of bytes that changed meanwhile is dropped.
    ///
    /// # Errors
    /// Why it could not be read.
    fn read(&self, path: &Path, work: &mut dyn FnMut(&[u8])) -> Result<(), ErrorReport>;

    /// Judges `bytes`, named `name` in the report.
    fn judge(&self, name: &str, bytes: &[u8]) -> Report;

    /// The report of what could not be read.
    fn unread(&self, name: &str, error: ErrorReport) -> Report;

    /// A digest of everything beside its bytes that a verdict hangs on: anchors, lists, passwords. Nothing where that cannot be
    /// said, as on the network.
    fn material(&self) -> Option<[u8; 32]> {
        None
    }
}

/// Something about a file that a reader of the figures must know: a stable code, and the file.
pub(super) type Told = (&'static str, String);

/// An archive that is to be counted.
pub(super) struct Archive<'a> {
    pub(super) folder: &'a Path,
    /// Where the rows are kept between runs.
    pub(super) memory: Option<&'a Path>,
    /// Name and version of the policy in force.
    pub(super) policy: Option<&'a str>,
    /// With SHA-256 of their file, in hex.
    pub(super) agencies: Option<(&'a Agencies, String)>,
    pub(super) judge: &'a dyn Judge,
    /// How many files are judged at a time.
    pub(super) jobs: usize,
}

impl Archive<'_> {
    /// Looks at what is new or changed, and gives every document in the order of paths, in `documents`.
    pub(super) fn documents(
        &self,
        ledger: Option<&dyn Ledger>,
        documents: Documents,
    ) -> Result<(Documents, Vec<Told>), Error> {
        let mut pen = ledger.zip(self.policy).map(|(ledger, policy)| Pen::new(ledger, policy)).transpose()?;
        let kept = self.memory.filter(|_| pen.is_some());
        let mut memory = kept.map(Memory::read).unwrap_or_default();
        let (before, began) = (memory.rows.len(), stamp::now());
        let Walked { same, found, mut told } = walk(self.folder, &memory)?;
        let material = self.judge.material();
        let (mut rows, mut files) = self.standing(&mut memory, same, material, pen.as_ref())?;
        files.extend(found);
        let is_new = !files.is_empty() || rows.len() != before;
        let desk = Desk {
            judge: self.judge,
            agencies: self.agencies.as_ref(),
            asks: pen.as_ref().is_some_and(Pen::remembers),
        };
        look::all(&desk, &files, self.jobs, pen.as_mut(), |file, looked| {
            rows.push(row(file, looked, began, &mut memory));
        })?;
        rows.sort_unstable_by(|a, b| a.below.cmp(&b.below));
        let head = pen.map(Pen::finish).transpose()?.flatten();
        let basis = head.map(|head| self.basis(head));
        if let Some(path) = kept.filter(|_| is_new || basis != memory.basis) {
            (memory.basis, memory.material) = (basis, material);
            memory.write(path, &rows);
        }
        told.extend(rows.iter().flat_map(Row::told));
        told.sort();
        Ok((handed_over(rows, &memory, documents), told))
    }

    /// Digest of what a verdict, and what it counts for, are by: the ledger as far as `head`, the policy, the agencies file.
    fn basis(&self, head: Head) -> [u8; 32] {
        let agencies = self.agencies.as_ref().map(|(_, digest)| digest.as_str()).unwrap_or_default();
        let tool = env!("CARGO_PKG_VERSION");
        digest(format!("{tool}\0{}\0{agencies}\0{head}", self.policy.unwrap_or_default()).as_bytes())
    }

    /// Rows whose files are as they were (`same`) and that stand, counted anew where they are by something else; and files that
    /// must be looked at all the same.
    fn standing(
        &self,
        memory: &mut Memory,
        mut same: Vec<u32>,
        material: Option<[u8; 32]>,
        pen: Option<&Pen<'_>>,
    ) -> Result<(Vec<Row>, Vec<Found>), Error> {
        // In the order of paths, as the rows are.
        same.sort_unstable();
        let mut same = same.into_iter().peekable();
        let is_current = pen.is_some_and(|pen| memory.basis == Some(self.basis(pen.head())));
        let holds = material.is_some() && material == memory.material;
        let all = mem::take(&mut memory.rows);
        let (mut rows, mut files) = (Vec::with_capacity(all.len()), Vec::new());
        for (mut row, place) in all.into_iter().zip(0..) {
            if same.next_if_eq(&place).is_none() {
                continue;
            }
            let mut stands = holds || row.documents.iter().all(|known| !known.open);
            if !is_current {
                for known in &mut row.documents {
                    stands = stands && self.count_again(known, memory, pen)?;
                }
            }
            if stands {
                rows.push(row);
            } else {
                let path = self.folder.join(name_of(&row.below));
                files.push(Found { path, below: row.below, stamp: row.stamp });
            }
        }
        Ok((rows, files))
    }

    /// Counts a document by the ledger, the policy and the agencies of today; false where there is no verdict.
    fn count_again(&self, known: &mut Known, memory: &mut Memory, pen: Option<&Pen<'_>>) -> Result<bool, Error> {
        let verdict = |digest: [u8; 32]| pen.map(|pen| pen.verdict(&hex(&digest))).transpose();
        let Some(record) = known.sha256.map(verdict).transpose()?.flatten().flatten() else {
            // An error is none, and counts for nothing that could be another.
            return Ok(known.reason.is_some());
        };
        let made = Made::of(&record, known.inner.as_deref(), self.agencies.as_ref().map(|(agencies, _)| *agencies));
        // What was open stands as long as what it hangs on does; a verdict under another policy may never have been looked for.
        let stands = !made.known.open || known.open;
        *known = placed(made, memory);
        Ok(stands)
    }
}

/// The row of a file that was looked at.
fn row(file: &Found, (made, whole): Looked, began: i64, memory: &mut Memory) -> Row {
    let documents = made.into_iter().map(|made| placed(made, memory)).collect();
    let settled = whole && file.stamp.would_show(began);
    Row { below: file.below.clone(), stamp: file.stamp, settled, documents }
}

/// With the places of its certificates.
fn placed(made: Made, memory: &mut Memory) -> Known {
    let certificates = made.certificates.into_iter().map(|sighted| memory.place(sighted)).collect();
    Known { certificates, ..made.known }
}

fn handed_over(rows: Vec<Row>, memory: &Memory, mut documents: Documents) -> Documents {
    let mut seen = vec![false; memory.certificates.len()];
    documents.reserve(rows.len());
    for Row { below, documents: these, .. } in rows {
        let mut path = text_of(below);
        let count = these.len();
        for (known, at) in these.into_iter().zip(1..) {
            for place in known.certificates.iter().map(|place| *place as usize) {
                if !mem::replace(&mut seen[place], true) {
                    documents.certificates.sight(memory.certificates[place].clone());
                }
            }
            let path = if at == count { mem::take(&mut path) } else { path.clone() };
            let path = known.path(path);
            documents.put(Document::new(path, known.facts, [known.recorded, known.judged_on], known.sha256));
        }
    }
    documents
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    let mut digest = [0; 32];
    digest.copy_from_slice(&Hash::Sha256.digest(bytes));
    digest
}

//! The tree of agencies through the years, and which of them a certificate belongs to.
//!
//! A file of agencies says who exists (code, name, parent, level, group, from when to when, and what became of it) and
//! how its certificates are known. It is read ([`file`]), checked as a whole ([`check`], every [`Fault`] with its place), and
//! answers three questions: who has this code ([`codes`]), who came after ([`succession`]), whose certificate is this ([`rules`]).
//! Nothing is ever taken out of the file: an agency that ended keeps its row, and the years before keep their figures.

mod agency;
mod check;
pub mod codes;
mod fault;
mod file;
mod rules;
mod succession;
mod tree;

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::Path;

pub use agency::{Agency, Level, Life};
pub use codes::Malformed;
pub use fault::{Fault, FaultKind};
pub use rules::{Held, Match};

use super::Error;
use super::register::encoding;
use rules::Rules;
use tree::Tree;

/// The agencies of one file.
#[derive(Clone, Debug, Default)]
pub struct Agencies {
    all: Vec<Agency>,
    by_code: HashMap<String, usize>,
    tree: Tree,
    rules: Rules,
    warnings: Vec<Fault>,
}

impl Agencies {
    /// Reads a file; TOML where its name ends in `.toml`, otherwise CSV in any encoding that a register may have.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], or [`Error::Agencies`] with every fault.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        let bytes = if toml {
            fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?
        } else {
            let mut bytes = Vec::new();
            encoding::text(path)?.read_to_end(&mut bytes).map_err(|error| encoding::raised(path, error))?;
            bytes
        };
        Self::parse(&bytes, toml).map_err(|faults| Error::Agencies { path: path.to_owned(), faults })
    }

    /// Reads and checks `bytes`.
    ///
    /// # Errors
    ///
    /// Every fault in the order of lines, warnings included, where one of them is an error.
    pub fn parse(bytes: &[u8], toml: bool) -> Result<Self, Vec<Fault>> {
        let rows = if toml { file::of_toml(bytes) } else { file::of_csv(bytes) }?;
        let (sound, warnings) = check::check(&rows);
        let Some((all, tree, rules)) = sound else { return Err(warnings) };
        let by_code = all.iter().enumerate().map(|(index, agency)| (codes::key(&agency.code), index)).collect();
        Ok(Self { all, by_code, tree, rules, warnings })
    }

    /// What is allowed and seldom meant, in the order of lines.
    pub fn warnings(&self) -> &[Fault] {
        &self.warnings
    }

    /// In the file's order.
    pub fn iter(&self) -> impl Iterator<Item = &Agency> {
        self.all.iter()
    }

    /// By its place in the file.
    pub fn at(&self, place: usize) -> Option<&Agency> {
        self.all.get(place)
    }

    /// By its code, in either spelling and without case.
    pub fn get(&self, code: &str) -> Option<&Agency> {
        self.by_code.get(&codes::key(code)).map(|index| &self.all[*index])
    }

    /// The agencies that took the place of this one, as it names them.
    pub fn successors(&self, agency: &Agency) -> impl Iterator<Item = &Agency> {
        agency.successors.iter().filter_map(|code| self.get(code))
    }

    /// Those without a parent, in the file's order.
    pub fn roots(&self) -> impl Iterator<Item = &Agency> {
        self.tree.roots().iter().map(|index| &self.all[*index])
    }

    /// Those directly below, in the file's order.
    pub fn children(&self, agency: &Agency) -> impl Iterator<Item = &Agency> {
        let index = self.by_code.get(&codes::key(&agency.code));
        index.into_iter().flat_map(|index| self.tree.children(*index)).map(|index| &self.all[*index])
    }
}

#[cfg(test)]
mod tests;

//! One transaction that writes, in memory: what is known of some records' bytes is fetched at once, and what is new is written at
//! once at the end.
//!
//! Offices get a number of this page alone (below zero) until it is known which they are; then sums of the same office meet.

use std::collections::{BTreeMap, HashMap};

use postgres::GenericClient;

use super::super::chain::Head;
use super::super::rollup::{Deltas, Place as Sum, Placed};
use super::super::row::{Digest, Row};
use super::super::seen::Seen;
use super::super::standing::Standing;
use super::super::store::Store;
use super::super::{Error, Flags};
use super::known::{Key, Known, key};
use super::line::{Line, Rows, column, kept};
use super::post::{self, digest_of};
use super::read;
use super::sums::kind_of;

/// What tells an office, or one of its signers, apart.
type Name = (String, String, Option<String>);

/// A transaction in work.
pub(super) struct Page<'p, 't, C> {
    line: &'p mut Line<'t, C>,
    pub(super) known: Known,
    documents: Rows,
    /// What counted before.
    counted: HashMap<i64, Placed>,
    /// What counts no longer.
    taken: Vec<i64>,
    /// What counts now.
    fresh: BTreeMap<i64, Placed>,
    names: HashMap<Name, usize>,
    /// The store's numbers of the first of them.
    numbers: Vec<i64>,
}

impl<'p, 't, C: GenericClient> Page<'p, 't, C> {
    pub(super) fn new(line: &'p mut Line<'t, C>) -> Self {
        Self {
            line,
            known: Known::default(),
            documents: Rows::new(),
            counted: HashMap::new(),
            taken: Vec::new(),
            fresh: BTreeMap::new(),
            names: HashMap::new(),
            numbers: Vec::new(),
        }
    }

    pub(super) fn line(&mut self) -> &mut Line<'t, C> {
        self.line
    }

    /// Fetches what is known of some bytes.
    pub(super) fn fetch(&mut self, keys: impl IntoIterator<Item = Key>) -> Result<(), Error> {
        self.known.fetch(self.line, keys)
    }

    /// As what the records that were found count.
    fn fetch_counted(&mut self) -> Result<(), Error> {
        let ids = std::mem::take(&mut self.known.found);
        if ids.is_empty() {
            return Ok(());
        }
        let sql = "SELECT id, office, signer, day, kind, flags, minutes FROM counted WHERE id = ANY($1)";
        for row in self.line.query(sql, &[&ids])? {
            let flags = column::<i64>(&row, 5)?;
            let placed = Placed {
                office: column(&row, 1)?,
                signer: column(&row, 2)?,
                day: column(&row, 3)?,
                kind: kind_of(column(&row, 4)?)?,
                flags: Flags(u32::try_from(flags).map_err(|_| Error::Sums { table: "counted" })?),
                minutes: column(&row, 6)?,
            };
            self.counted.insert(column(&row, 0)?, placed);
        }
        Ok(())
    }

    /// Writes what counts, and forgets what is known.
    pub(super) fn turn(&mut self) -> Result<(), Error> {
        self.number()?;
        if !self.taken.is_empty() {
            self.line.execute("DELETE FROM counted WHERE id = ANY($1)", &[&std::mem::take(&mut self.taken)])?;
        }
        let mut rows = Rows::new();
        for (id, placed) in std::mem::take(&mut self.fresh) {
            let Placed { office, signer, day, kind, flags, minutes } = placed;
            let (office, signer) = (self.numbered(office), self.numbered(signer));
            let row = rows.row(7).long(id).long(office).long(signer).int(day).short(kind as i16).long(flags.0.into());
            match minutes {
                Some(minutes) => row.long(minutes),
                None => row.nothing(),
            };
        }
        self.line.copy("COPY counted (id, office, signer, day, kind, flags, minutes) FROM STDIN BINARY", &rows)?;
        (self.known, self.counted) = (Known::default(), HashMap::new());
        Ok(())
    }

    /// Writes everything.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.line.copy(COPY, &self.documents)?;
        self.turn()
    }

    /// Asks for the numbers of the offices that are new here; those that are new at all get one.
    fn number(&mut self) -> Result<(), Error> {
        let known = self.numbers.len();
        let mut new: Vec<(&Name, usize)> = self.names.iter().map(|(name, at)| (name, *at)).collect();
        new.retain(|(_, at)| *at >= known);
        if new.is_empty() {
            return Ok(());
        }
        new.sort_unstable_by_key(|(_, at)| *at);
        let keys: Vec<Vec<u8>> = new.iter().map(|(name, _)| office_key(name).to_vec()).collect();
        let mut numbers = HashMap::<Vec<u8>, i64>::new();
        for row in self.line.query("SELECT key, id FROM offices WHERE key = ANY($1)", &[&keys])? {
            numbers.insert(column(&row, 0)?, column(&row, 1)?);
        }
        let missing: Vec<_> = keys.iter().zip(&new).filter(|(key, _)| !numbers.contains_key(*key)).collect();
        if !missing.is_empty() {
            let column_of =
                |of: fn(&Name) -> &str| missing.iter().map(|(_, (name, _))| kept(of(name))).collect::<Vec<_>>();
            let keys: Vec<_> = missing.iter().map(|(key, _)| *key).collect();
            let whole: Vec<_> = missing.iter().map(|(_, (name, _))| name.2.is_none()).collect();
            let (codes, names) = (column_of(|name| &name.0), column_of(|name| &name.1));
            let signers = column_of(|name| name.2.as_deref().unwrap_or_default());
            let sql = "INSERT INTO offices (key, code, name, whole, signer) SELECT * FROM
                       unnest($1::bytea[], $2::text[], $3::text[], $4::boolean[], $5::text[]) RETURNING key, id";
            for row in self.line.query(sql, &[&keys, &codes, &names, &whole, &signers])? {
                numbers.insert(column(&row, 0)?, column(&row, 1)?);
            }
        }
        for key in &keys {
            self.numbers.push(*numbers.get(key).ok_or(Error::Sums { table: "offices" })?);
        }
        Ok(())
    }

    /// The store's number of what has one of this page.
    fn numbered(&self, number: i64) -> i64 {
        let own = usize::try_from(-(number + 1)).ok().and_then(|at| self.numbers.get(at));
        own.copied().unwrap_or(number)
    }
}

impl<C: GenericClient> Store for Page<'_, '_, C> {
    fn head(&mut self) -> Result<Head, Error> {
        read::head(self.line)
    }

    fn standings(&mut self, sha256: &[u8], file: &str) -> Result<Vec<Standing>, Error> {
        let key = key(sha256.to_vec(), file);
        self.fetch([key.clone()])?;
        Ok(self.known.standings.get(&key).cloned().unwrap_or_default())
    }

    fn is_superseded(&mut self, sha256: &[u8]) -> Result<bool, Error> {
        Ok(!self.outputs(sha256)?.is_empty())
    }

    fn outputs(&mut self, sha256: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
        if sha256.is_empty() {
            return Ok(Vec::new());
        }
        self.fetch([key(sha256.to_vec(), "")])?;
        Ok(self.known.outputs.get(sha256).cloned().unwrap_or_default())
    }

    fn append(&mut self, id: i64, row: &Row, content: &Digest, hash: &Digest) -> Result<(), Error> {
        let standing = Standing::of(id, row, *content);
        self.known.standings.entry(key(row.sha256().to_vec(), &row.file)).or_default().push(standing);
        if let (Some(input), Some(output)) = (row.superseded(), &row.sha256_out) {
            self.known.outputs.entry(input.to_vec()).or_default().push(output.clone());
        }
        self.documents
            .row(16)
            .long(id)
            .long(row.time)
            .text(&row.action)
            .text(&row.file)
            .bytes(&row.sha256_in)
            .bytes_or_nothing(row.sha256_out.as_deref())
            .text(&row.status)
            .text_or_nothing(row.level.as_deref())
            .flag(row.no_check)
            .long(row.judged_on)
            .text(&row.policy)
            .text(&row.signatures)
            .text(&row.tool)
            .bytes_or_nothing(row.agencies.as_deref())
            .bytes(content)
            .bytes(hash);
        Ok(())
    }

    fn office(&mut self, code: &str, name: &str, signer: Option<&str>) -> Result<i64, Error> {
        let next = self.names.len();
        let at = *self.names.entry((code.to_owned(), name.to_owned(), signer.map(str::to_owned))).or_insert(next);
        i64::try_from(at).map(|at| -1 - at).map_err(|_| Error::Sums { table: "offices" })
    }

    fn count(&mut self, id: i64, placed: &Placed) -> Result<(), Error> {
        self.fresh.insert(id, *placed);
        Ok(())
    }

    fn uncount(&mut self, id: i64) -> Result<Option<Placed>, Error> {
        if let Some(placed) = self.fresh.remove(&id) {
            return Ok(Some(placed));
        }
        self.fetch_counted()?;
        let placed = self.counted.remove(&id);
        self.taken.extend(placed.is_some().then_some(id));
        Ok(placed)
    }

    fn add(&mut self, deltas: &Deltas) -> Result<(), Error> {
        self.number()?;
        let (mut cells, mut delays) = (BTreeMap::new(), BTreeMap::<Sum, BTreeMap<i64, i64>>::new());
        for (((grain, start, who), kind, flags), n) in deltas.cells() {
            *cells.entry(((grain, start, self.numbered(who)), kind, flags)).or_default() += n;
        }
        for ((grain, start, who), values) in deltas.delays() {
            let sum = delays.entry((grain, start, self.numbered(who))).or_default();
            for (value, n) in values {
                *sum.entry(value).or_default() += n;
            }
        }
        cells.retain(|_, n| *n != 0);
        post::cells(self.line, &cells)?;
        post::delays(self.line, &delays)
    }

    fn see(&mut self, seen: &Seen) -> Result<(), Error> {
        post::certificates(self.line, seen)
    }
}

fn office_key((code, name, signer): &Name) -> Digest {
    digest_of(&[Some(code), Some(name), signer.as_deref()])
}

const COPY: &str =
    "COPY documents (id, time, action, file, sha256_in, sha256_out, status, level, no_check, judged_on, policy,
    signatures, tool, agencies, content, hash) FROM STDIN BINARY";

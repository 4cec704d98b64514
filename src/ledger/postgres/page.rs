//! One transaction that writes, in memory: what is known of some records' bytes is fetched at once, and what is new is written at
//! once at the end.
//!
//! Offices get a number of this page alone (below zero) until it is known which they are; then sums of the same office meet.

use std::collections::{BTreeMap, HashMap, HashSet};

use postgres::GenericClient;
use time::OffsetDateTime;

use super::super::chain::Head;
use super::super::check::Link;
use super::super::histogram::Packed;
use super::super::rollup::{Deltas, Place as Sum, Placed};
use super::super::row::{Digest, Row, netstring, sha256};
use super::super::seen::Seen;
use super::super::standing::Standing;
use super::super::store::Store;
use super::super::{Error, Flags};
use super::line::{Line, Rows, column, kept, text};
use super::read;
use super::sums::kind_of;
use crate::text::hex;

/// The digest of some bytes; without one the name of the file.
pub(super) type Key = (Vec<u8>, String);

fn key(sha256: Vec<u8>, file: &str) -> Key {
    let file = if sha256.is_empty() { file.to_owned() } else { String::new() };
    (sha256, file)
}

/// What has to be known to write these records.
pub(super) fn keys_of<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<Key> {
    let both = |row: &'r Row| {
        [Some(key(row.sha256().to_vec(), &row.file)), row.superseded().map(|input| key(input.to_vec(), ""))]
            .into_iter()
            .flatten()
    };
    rows.into_iter().flat_map(both).collect()
}

/// What is known of the bytes that were asked for.
#[derive(Debug, Default)]
pub(super) struct Known {
    fetched: HashSet<Key>,
    standings: HashMap<Key, Vec<Standing>>,
    /// What records made of bytes.
    outputs: HashMap<Vec<u8>, Vec<Vec<u8>>>,
    /// The records that were found, where nobody asked yet whether they count.
    found: Vec<i64>,
}

impl Known {
    /// Asks for what is not known yet, and for what that was made of: where a document came from may be asked next.
    fn fetch<C: GenericClient>(
        &mut self,
        line: &mut Line<'_, C>,
        keys: impl IntoIterator<Item = Key>,
    ) -> Result<(), Error> {
        let mut next: Vec<Key> = keys.into_iter().collect();
        while !next.is_empty() {
            let new: HashSet<Key> = next.into_iter().filter(|key| self.fetched.insert(key.clone())).collect();
            next = self.fetch_new(line, &new)?;
        }
        Ok(())
    }

    /// Asks, and says what came up.
    fn fetch_new<C: GenericClient>(&mut self, line: &mut Line<'_, C>, new: &HashSet<Key>) -> Result<Vec<Key>, Error> {
        let start = |(sha256, _): &'_ Key| sha256[..sha256.len().min(8)].to_vec();
        let starts: Vec<_> = new.iter().map(start).filter(|start| !start.is_empty()).collect();
        let files: Vec<_> = new.iter().filter(|(sha256, _)| sha256.is_empty()).map(|(_, file)| kept(file)).collect();
        let mut rows = Vec::new();
        if !starts.is_empty() {
            rows = line.query(STANDINGS, &[&starts])?;
            for row in line.query(OUTPUTS, &[&starts])? {
                // Some begin alike and are others.
                let input = key(column(&row, 0)?, "");
                if new.contains(&input) {
                    self.outputs.entry(input.0).or_default().push(column(&row, 1)?);
                }
            }
        }
        if !files.is_empty() {
            rows.extend(line.query(UNREAD, &[&files])?);
        }
        let mut more = Vec::new();
        for row in &rows {
            let key = key(column(row, 8)?, &text(row, 9)?);
            if new.contains(&key) {
                let standing = read::standing_of(row)?;
                self.found.push(standing.id);
                more.extend(standing.made_of.iter().map(|input| (input.clone(), String::new())));
                self.standings.entry(key).or_default().push(standing);
            }
        }
        Ok(more)
    }
}

/// The records around one that is looked at.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// What has to be fetched before the first answer.
    pub(super) keys: Vec<Key>,
    pub(super) known: Known,
}

impl Around {
    pub(super) fn of(links: &[(i64, Link)]) -> Self {
        Self { keys: keys_of(links.iter().map(|(_, link)| &link.row)), known: Known::default() }
    }
}

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

    fn add_cells(&mut self, deltas: &Deltas) -> Result<(), Error> {
        let mut cells = BTreeMap::<(Sum, u8, u32), i64>::new();
        for (((grain, start, who), kind, flags), n) in deltas.cells() {
            *cells.entry(((grain, start, self.numbered(who)), kind, flags)).or_default() += n;
        }
        cells.retain(|_, n| *n != 0);
        if cells.is_empty() {
            return Ok(());
        }
        let grains: Vec<_> = cells.keys().map(|((grain, ..), ..)| i16::from(grain.code())).collect();
        let starts: Vec<_> = cells.keys().map(|((_, start, _), ..)| *start).collect();
        let whose: Vec<_> = cells.keys().map(|((.., who), ..)| *who).collect();
        let kinds: Vec<_> = cells.keys().map(|(_, kind, _)| i16::from(*kind)).collect();
        let flags: Vec<_> = cells.keys().map(|(.., flags)| i64::from(*flags)).collect();
        let counts: Vec<_> = cells.values().copied().collect();
        let sql = "INSERT INTO rollup AS r (grain, start, who, kind, flags, n) SELECT * FROM
                   unnest($1::smallint[], $2::integer[], $3::bigint[], $4::smallint[], $5::bigint[], $6::bigint[])
                   ON CONFLICT (grain, start, who, kind, flags) DO UPDATE SET n = r.n + excluded.n";
        self.line.execute(sql, &[&grains, &starts, &whose, &kinds, &flags, &counts])
    }

    fn add_delays(&mut self, deltas: &Deltas) -> Result<(), Error> {
        let mut delays = BTreeMap::<Sum, BTreeMap<i64, i64>>::new();
        for ((grain, start, who), values) in deltas.delays() {
            let sum = delays.entry((grain, start, self.numbered(who))).or_default();
            for (value, n) in values {
                *sum.entry(value).or_default() += n;
            }
        }
        if delays.is_empty() {
            return Ok(());
        }
        let grains: Vec<_> = delays.keys().map(|(grain, ..)| i16::from(grain.code())).collect();
        let starts: Vec<_> = delays.keys().map(|(_, start, _)| *start).collect();
        let whose: Vec<_> = delays.keys().map(|(.., who)| *who).collect();
        let sql = "SELECT grain, start, who, minutes FROM unnest($1::smallint[], $2::integer[], $3::bigint[])
                   AS asked (grain, start, who) JOIN delays USING (grain, start, who)";
        let mut known = HashMap::<(i16, i32, i64), Packed>::new();
        for row in self.line.query(sql, &[&grains, &starts, &whose])? {
            let minutes = Packed::read(&column::<Vec<u8>>(&row, 3)?).ok_or(Error::Sums { table: "delays" })?;
            known.insert((column(&row, 0)?, column(&row, 1)?, column(&row, 2)?), minutes);
        }
        let changed = delays.iter().map(|((grain, start, who), values)| {
            known.remove(&(i16::from(grain.code()), *start, *who)).unwrap_or_default().changed(values)
        });
        let changed: Vec<Packed> = changed.collect();
        let minutes: Vec<&[u8]> = changed.iter().map(Packed::bytes).collect();
        let sql = "INSERT INTO delays (grain, start, who, minutes) SELECT * FROM
                   unnest($1::smallint[], $2::integer[], $3::bigint[], $4::bytea[])
                   ON CONFLICT (grain, start, who) DO UPDATE SET minutes = excluded.minutes";
        self.line.execute(sql, &[&grains, &starts, &whose, &minutes])
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
        self.add_cells(deltas)?;
        self.add_delays(deltas)
    }

    fn see(&mut self, seen: &Seen) -> Result<(), Error> {
        for sight in seen.iter() {
            let it = &sight.signature;
            let ou = serde_json::to_string(&it.ou).map_err(|_| Error::Unfit { column: "signatures" })?;
            let (agency, role) = (it.agency.as_deref().unwrap_or_default(), it.role.as_deref().unwrap_or_default());
            let key = digest_of(&[Some(&hex(&sight.fingerprint)), Some(agency), Some(role)]);
            let text = |text: &Option<String>| text.as_deref().map(|text| kept(text).into_owned());
            self.line.execute(
                SEE,
                &[
                    &key.as_slice(),
                    &sight.fingerprint.as_slice(),
                    &kept(agency),
                    &kept(role),
                    &sight.passed,
                    &text(&it.cn),
                    &text(&it.o),
                    &ou,
                    &text(&it.serial),
                    &text(&it.issuer),
                    &it.not_after.map(OffsetDateTime::unix_timestamp),
                    &sight.first,
                    &sight.last,
                ],
            )?;
        }
        Ok(())
    }
}

/// Of texts that could be longer than an index can hold.
fn digest_of(texts: &[Option<&str>]) -> Digest {
    let mut form = String::new();
    for text in texts {
        netstring(&mut form, *text);
    }
    sha256(form.as_bytes())
}

fn office_key((code, name, signer): &Name) -> Digest {
    digest_of(&[Some(code), Some(name), signer.as_deref()])
}

const COPY: &str =
    "COPY documents (id, time, action, file, sha256_in, sha256_out, status, level, no_check, judged_on, policy,
    signatures, tool, agencies, content, hash) FROM STDIN BINARY";

/// The beginnings of digests are in an index.
const STANDINGS: &str = "
    SELECT id, content, CASE WHEN sha256_out <> sha256_in AND sha256_in <> '' THEN sha256_in END, action, status, policy,
    no_check, judged_on, coalesce(sha256_out, sha256_in), ''
    FROM documents WHERE substr(coalesce(sha256_out, sha256_in), 1, 8) = ANY($1)";

const UNREAD: &str = "
    SELECT id, content, CASE WHEN sha256_out <> sha256_in AND sha256_in <> '' THEN sha256_in END, action, status, policy,
    no_check, judged_on, ''::bytea, file
    FROM documents WHERE coalesce(sha256_out, sha256_in) = '' AND file = ANY($1)";

const OUTPUTS: &str = "
    SELECT sha256_in, sha256_out FROM documents WHERE substr(sha256_in, 1, 8) = ANY($1)
    AND sha256_out IS NOT NULL AND sha256_out <> sha256_in";

const SEE: &str = "
    INSERT INTO certificates AS c (key, fingerprint, agency, role, passed, cn, o, ou, serial, issuer, not_after, first, last)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (key) DO UPDATE SET
    passed = c.passed OR excluded.passed, first = least(c.first, excluded.first), last = greatest(c.last, excluded.last),
    not_after = coalesce(c.not_after, excluded.not_after)";

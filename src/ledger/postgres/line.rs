//! Questions and statements on a connection, each prepared once, and texts on their way there and back.
//!
//! PostgreSQL keeps no U+0000 in a text, and a stranger's certificate may hold one: it travels as two characters, so that what
//! is read is what was written.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write as _;

use postgres::types::{FromSqlOwned, ToSql};
use postgres::{GenericClient, Row, Statement};

use super::super::Error;
use super::failure::failed;

/// What is prepared on a connection.
pub(super) type Statements = HashMap<String, Statement>;

/// A value that goes into a statement.
pub(super) type Value<'v> = &'v (dyn ToSql + Sync);

/// A connection, or a transaction on it.
pub(super) struct Line<'l, C> {
    pub(super) client: &'l mut C,
    pub(super) statements: &'l mut Statements,
}

impl<C: GenericClient> Line<'_, C> {
    fn prepared(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(failed)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(super) fn query(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, Error> {
        let statement = self.prepared(sql)?;
        self.client.query(&statement, values).map_err(failed)
    }

    /// The first row.
    pub(super) fn first(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Option<Row>, Error> {
        Ok(self.query(sql, values)?.into_iter().next())
    }

    pub(super) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<(), Error> {
        let statement = self.prepared(sql)?;
        self.client.execute(&statement, values).map(drop).map_err(failed)
    }

    /// Statements without values, one after the other.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql).map_err(failed)
    }

    /// Adds rows to a table.
    pub(super) fn copy(&mut self, sql: &str, rows: &Rows) -> Result<(), Error> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut copy = self.client.copy_in(sql).map_err(failed)?;
        let written = copy.write_all(&rows.bytes).and_then(|()| copy.write_all(&END));
        match (written, copy.finish()) {
            (_, Err(error)) => Err(failed(error)),
            (Err(error), Ok(_)) => Err(Error::Lost(error.into())),
            (Ok(()), Ok(_)) => Ok(()),
        }
    }
}

/// A column of a row.
pub(super) fn column<T: FromSqlOwned>(row: &Row, at: usize) -> Result<T, Error> {
    row.try_get(at).map_err(failed)
}

/// A text column.
pub(super) fn text(row: &Row, at: usize) -> Result<String, Error> {
    column(row, at).map(given)
}

/// A text column that may be empty.
pub(super) fn text_or_none(row: &Row, at: usize) -> Result<Option<String>, Error> {
    Ok(column::<Option<String>>(row, at)?.map(given))
}

/// Stands before `0` for U+0000 and before `1` for itself.
const MARK: char = '\u{1a}';

/// A text as PostgreSQL can keep it.
pub(super) fn kept(text: &str) -> Cow<'_, str> {
    if text.contains(['\0', MARK]) {
        text.replace(MARK, "\u{1a}1").replace('\0', "\u{1a}0").into()
    } else {
        text.into()
    }
}

/// The text that [`kept`] made this of.
pub(super) fn given(text: String) -> String {
    if text.contains(MARK) { text.replace("\u{1a}0", "\0").replace("\u{1a}1", "\u{1a}") } else { text }
}

const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const END: [u8; 2] = (-1i16).to_be_bytes();

/// Rows in the binary format of COPY: how many columns, then each with its length before it, all big-endian.
pub(super) struct Rows {
    bytes: Vec<u8>,
}

impl Rows {
    pub(super) fn new() -> Self {
        Self { bytes: HEAD.to_vec() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.len() == HEAD.len()
    }

    /// Begins a row.
    pub(super) fn row(&mut self, columns: i16) -> &mut Self {
        self.bytes.extend(columns.to_be_bytes());
        self
    }

    pub(super) fn bytes(&mut self, value: &[u8]) -> &mut Self {
        // Nothing that is kept comes near: the server's own limit is half of this.
        let length = i32::try_from(value.len()).unwrap_or(i32::MAX);
        self.bytes.extend(length.to_be_bytes());
        self.bytes.extend(value);
        self
    }

    pub(super) fn nothing(&mut self) -> &mut Self {
        self.bytes.extend((-1i32).to_be_bytes());
        self
    }

    pub(super) fn bytes_or_nothing(&mut self, value: Option<&[u8]>) -> &mut Self {
        match value {
            Some(value) => self.bytes(value),
            None => self.nothing(),
        }
    }

    pub(super) fn text(&mut self, value: &str) -> &mut Self {
        self.bytes(kept(value).as_bytes())
    }

    pub(super) fn text_or_nothing(&mut self, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(value),
            None => self.nothing(),
        }
    }

    pub(super) fn long(&mut self, value: i64) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    pub(super) fn int(&mut self, value: i32) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    pub(super) fn short(&mut self, value: i16) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    pub(super) fn flag(&mut self, value: bool) -> &mut Self {
        self.bytes(&[u8::from(value)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back() {
        for text in ["", "Sở Tư pháp", "a\0b", "\u{1a}", "\u{1a}0", "\u{1a}1\0", "\0\0\u{1a}\u{1a}"] {
            let kept = kept(text).into_owned();
            assert!(!kept.contains('\0'));
            assert_eq!(given(kept), text);
        }
    }
}

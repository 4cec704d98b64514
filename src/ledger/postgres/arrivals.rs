//! The register of incoming documents in the database.

use postgres::{GenericClient, Row as Stored};

use super::super::arrivals::{Register, Row};
use super::super::{Arrival, Error};
use super::line::{Line, Value, column, kept, text};

/// A row, where `$condition` holds.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, year, number, received, arrived, file, sha256, content, policy, reasons, entry FROM arrivals WHERE ",
            $condition
        )
    };
}

pub(super) fn all<C: GenericClient>(line: &mut Line<'_, C>, year: Option<i32>) -> Result<Vec<Arrival>, Error> {
    let rows = line.query(select!("$1::integer IS NULL OR year = $1 ORDER BY id"), &[&year])?;
    rows.iter().map(arrival).collect()
}

fn one<C: GenericClient>(line: &mut Line<'_, C>, sql: &str, values: &[Value<'_>]) -> Result<Option<Arrival>, Error> {
    line.first(sql, values)?.map(|row| arrival(&row)).transpose()
}

impl<C: GenericClient> Register for Line<'_, C> {
    fn registered(&mut self, content: &str) -> Result<Option<Arrival>, Error> {
        one(self, select!("content = $1 AND number IS NOT NULL"), &[&kept(content)])
    }

    fn refused(&mut self, content: &str, reasons: &str, policy: &str) -> Result<Option<Arrival>, Error> {
        let sql = select!("content = $1 AND number IS NULL AND reasons = $2 AND policy = $3 LIMIT 1");
        one(self, sql, &[&kept(content), &kept(reasons), &kept(policy)])
    }

    fn last_number(&mut self, year: i32) -> Result<Option<u32>, Error> {
        let sql = "SELECT max(number) FROM arrivals WHERE year = $1 AND number IS NOT NULL";
        let last = self.first(sql, &[&year])?.map(|row| column::<Option<i32>>(&row, 0)).transpose()?;
        Ok(last.flatten().map(i32::unsigned_abs))
    }

    fn first_number(&mut self, year: i32) -> Result<u32, Error> {
        let found = self.first("SELECT first FROM beginnings WHERE year = $1", &[&year])?;
        Ok(found.map_or(Ok(1), |row| column::<i32>(&row, 0))?.unsigned_abs())
    }

    fn begin_at(&mut self, year: i32, first: u32) -> Result<(), Error> {
        let first = i32::try_from(first).map_err(|_| Error::Unfit { column: "number" })?;
        let sql = "INSERT INTO beginnings VALUES ($1, $2) ON CONFLICT (year) DO UPDATE SET first = excluded.first";
        self.execute(sql, &[&year, &first])
    }

    fn of_code(&mut self, code: &str) -> Result<Option<(u32, i32)>, Error> {
        let sql = "SELECT number, year FROM arrivals WHERE code = $1 AND number IS NOT NULL ORDER BY id LIMIT 1";
        let found = self.first(sql, &[&kept(code)])?;
        found.map(|row| Ok((column::<i32>(&row, 0)?.unsigned_abs(), column(&row, 1)?))).transpose()
    }

    fn add(&mut self, row: &Row, code: Option<&str>) -> Result<(), Error> {
        let number = row.number.map(i32::try_from).transpose().map_err(|_| Error::Unfit { column: "number" })?;
        let sql =
            "INSERT INTO arrivals (year, number, received, arrived, file, sha256, content, policy, reasons, entry, code)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let texts = [&row.arrived, &row.file, &row.sha256, &row.content, &row.policy, &row.reasons, &row.entry];
        let [arrived, file, sha256, content, policy, reasons, entry] = texts.map(|text| kept(text));
        let code = code.map(kept);
        let values: [Value<'_>; 11] =
            [&row.year, &number, &row.received, &arrived, &file, &sha256, &content, &policy, &reasons, &entry, &code];
        self.execute(sql, &values)
    }

    fn complete(&mut self, content: &str, entry: &str, code: Option<&str>) -> Result<(), Error> {
        let sql = "UPDATE arrivals SET entry = $1, code = $2 WHERE content = $3 AND number IS NOT NULL";
        self.execute(sql, &[&kept(entry), &code.map(kept), &kept(content)])
    }
}

fn arrival(stored: &Stored) -> Result<Arrival, Error> {
    let row = Row {
        year: column(stored, 1)?,
        number: column::<Option<i32>>(stored, 2)?.map(i32::unsigned_abs),
        received: column(stored, 3)?,
        arrived: text(stored, 4)?,
        file: text(stored, 5)?,
        sha256: text(stored, 6)?,
        content: text(stored, 7)?,
        policy: text(stored, 8)?,
        reasons: text(stored, 9)?,
        entry: text(stored, 10)?,
    };
    row.arrival(column(stored, 0)?)
}

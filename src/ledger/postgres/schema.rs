//! The tables of a ledger on PostgreSQL, how an older one becomes a new one, and who may do what with it.
//!
//! They are those of a SQLite file (`ledger::schema`), all in the schema `kyso` of one database. [`STEPS`] is what makes each
//! version of the one before; version 0 is nothing. kyso takes the steps where it may; else an administrator runs what
//! [`script`] says. A record is only ever added: `kyso_writer` may not change or remove one, and `kyso_reader` adds none.
//!
//! Keys are digests where the text could be longer than an index entry may be. `turns` has a row for each thing that is written
//! one after the other: whoever holds it is the writer, and a reader cannot hold it.

use std::fmt::Write as _;

/// What this build reads and writes.
pub(super) const VERSION: i64 = 2;

/// What was recorded, and what follows from it. Sums and certificates are changed again and again: room in their pages (`fillfactor`)
/// lets a change take the place of a dead row, which a report would have to read past.
const RECORDS: &str = "
CREATE TABLE IF NOT EXISTS kyso.documents (
    id bigint NOT NULL, time bigint NOT NULL, action text NOT NULL, file text NOT NULL, sha256_in bytea NOT NULL,
    sha256_out bytea, status text NOT NULL, level text, no_check boolean NOT NULL, judged_on bigint NOT NULL,
    policy text NOT NULL, signatures text NOT NULL, tool text NOT NULL, agencies bytea, content bytea NOT NULL,
    hash bytea NOT NULL, PRIMARY KEY (id)
);
CREATE INDEX IF NOT EXISTS documents_sha256 ON kyso.documents (substr(coalesce(sha256_out, sha256_in), 1, 8));
CREATE INDEX IF NOT EXISTS documents_superseded ON kyso.documents (substr(sha256_in, 1, 8)) WHERE sha256_out IS NOT NULL;
CREATE INDEX IF NOT EXISTS documents_unread ON kyso.documents USING hash (file) WHERE coalesce(sha256_out, sha256_in) = '';
CREATE TABLE IF NOT EXISTS kyso.seals (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, count bigint NOT NULL, hash bytea NOT NULL, token bytea NOT NULL
);
CREATE TABLE IF NOT EXISTS kyso.notes (name text PRIMARY KEY, value text NOT NULL);
INSERT INTO kyso.notes VALUES ('older', '0') ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS kyso.turns (name text PRIMARY KEY, held boolean);
INSERT INTO kyso.turns VALUES ('documents') ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS kyso.offices (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key bytea NOT NULL UNIQUE, code text NOT NULL, name text NOT NULL,
    whole boolean NOT NULL, signer text NOT NULL
);
CREATE TABLE IF NOT EXISTS kyso.counted (
    id bigint PRIMARY KEY, office bigint NOT NULL, signer bigint NOT NULL, day integer NOT NULL, kind smallint NOT NULL,
    flags bigint NOT NULL, minutes bigint
);
CREATE INDEX IF NOT EXISTS counted_office_day ON kyso.counted (office, day, id);
CREATE TABLE IF NOT EXISTS kyso.rollup (
    grain smallint NOT NULL, start integer NOT NULL, who bigint NOT NULL, kind smallint NOT NULL, flags bigint NOT NULL,
    n bigint NOT NULL, PRIMARY KEY (grain, start, who, kind, flags)
) WITH (fillfactor = 70);
CREATE TABLE IF NOT EXISTS kyso.delays (
    grain smallint NOT NULL, start integer NOT NULL, who bigint NOT NULL, minutes bytea NOT NULL,
    PRIMARY KEY (grain, start, who)
) WITH (fillfactor = 70);
CREATE TABLE IF NOT EXISTS kyso.certificates (
    key bytea PRIMARY KEY, fingerprint bytea NOT NULL, agency text NOT NULL, role text NOT NULL, passed boolean NOT NULL,
    cn text, o text, ou text NOT NULL, serial text, issuer text, not_after bigint, first integer NOT NULL, last integer NOT NULL
) WITH (fillfactor = 25);
";

/// The register of incoming documents; `beginnings` says where the numbers of a year begin, if that is not at 1.
const ARRIVALS: &str = "
CREATE TABLE IF NOT EXISTS kyso.arrivals (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, year integer NOT NULL, number integer CHECK (number > 0),
    received bigint NOT NULL, arrived text NOT NULL, file text NOT NULL, sha256 text NOT NULL, content text NOT NULL,
    policy text NOT NULL, reasons text NOT NULL, entry text NOT NULL, code text
);
CREATE UNIQUE INDEX IF NOT EXISTS arrivals_number ON kyso.arrivals (year, number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS arrivals_content ON kyso.arrivals (content) WHERE number IS NOT NULL;
CREATE INDEX IF NOT EXISTS arrivals_refused ON kyso.arrivals (content) WHERE number IS NULL;
CREATE INDEX IF NOT EXISTS arrivals_code ON kyso.arrivals USING hash (code) WHERE number IS NOT NULL;
CREATE TABLE IF NOT EXISTS kyso.beginnings (year integer PRIMARY KEY, first integer NOT NULL CHECK (first > 0));
INSERT INTO kyso.turns VALUES ('arrivals') ON CONFLICT DO NOTHING;
";

/// What makes version n + 1 of version n. Each step may be taken again: what is there stays as it is.
pub(super) const STEPS: [&str; 2] = [RECORDS, ARRIVALS];

/// The derived tables, to be filled anew.
pub(super) const DERIVED_TABLES: [&str; 5] = ["offices", "counted", "rollup", "delays", "certificates"];

/// Of records by themselves nobody but the owner may change or remove one. Sums follow them, so a writer changes those; of an
/// arrival he fills in columns that were left open; a turn is taken by locking its row.
const RIGHTS: &str = "
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kyso_reader') THEN CREATE ROLE kyso_reader NOLOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kyso_writer') THEN CREATE ROLE kyso_writer NOLOGIN; END IF;
END $$;
REVOKE ALL ON ALL TABLES IN SCHEMA kyso FROM kyso_reader, kyso_writer, PUBLIC;
GRANT USAGE ON SCHEMA kyso TO kyso_reader, kyso_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA kyso TO kyso_reader, kyso_writer;
GRANT INSERT ON kyso.documents, kyso.seals, kyso.arrivals TO kyso_writer;
GRANT UPDATE (entry, code) ON kyso.arrivals TO kyso_writer;
GRANT UPDATE (held) ON kyso.turns TO kyso_writer;
GRANT INSERT ON kyso.offices TO kyso_writer;
GRANT INSERT, DELETE ON kyso.counted TO kyso_writer;
GRANT INSERT, UPDATE ON kyso.rollup, kyso.delays, kyso.certificates, kyso.beginnings TO kyso_writer;
";

/// Years that get a partition of their own; what is older or younger has one too.
const YEARS: std::ops::RangeInclusive<i32> = 2015..=2050;

/// Writes down which version it is.
pub(super) fn mark(version: i64) -> String {
    format!(
        "INSERT INTO kyso.notes AS n VALUES ('version', '{version}') ON CONFLICT (name) DO UPDATE SET value = excluded.value
WHERE n.value::bigint < excluded.value::bigint;\n"
    )
}

/// A new ledger as SQL: for an administrator to look at, and to run as whoever is to own it. `partitioned`: records in
/// partitions by the year in which they were written. `roles`: with what is granted to whom. It may be run again.
pub(in super::super) fn script(partitioned: bool, roles: bool) -> String {
    let mut sql = "BEGIN;\nCREATE SCHEMA IF NOT EXISTS kyso;\n".to_owned();
    let records = if partitioned { in_partitions() } else { RECORDS.to_owned() };
    sql.push_str(records.trim_start());
    STEPS[1..].iter().for_each(|step| sql.push_str(step.trim_start()));
    sql.push_str(&mark(VERSION));
    if roles {
        sql.push_str(RIGHTS.trim_start());
    }
    sql.push_str("COMMIT;\n");
    sql
}

/// A primary key has to hold what partitions are told apart by.
fn in_partitions() -> String {
    let (head, rest) = RECORDS.split_once("PRIMARY KEY (id)\n)").unwrap_or((RECORDS, ""));
    let mut sql = format!("{head}PRIMARY KEY (id, time)\n) PARTITION BY RANGE (time)");
    let (end, rest) = rest.split_once('\n').unwrap_or_default();
    let _ = writeln!(sql, "{end}");
    for year in YEARS {
        // Writing to a String cannot fail.
        let _ = writeln!(
            sql,
            "CREATE TABLE IF NOT EXISTS kyso.documents_{year} PARTITION OF kyso.documents FOR VALUES FROM ({}) TO ({});",
            midnight(year),
            midnight(year + 1)
        );
    }
    sql.push_str("CREATE TABLE IF NOT EXISTS kyso.documents_other PARTITION OF kyso.documents DEFAULT;\n");
    sql.push_str(rest);
    sql
}

/// The first second of a year in Viet Nam.
fn midnight(year: i32) -> i64 {
    let first = time::Date::from_ordinal_date(year, 1).unwrap_or(time::Date::MIN);
    first.midnight().assume_offset(time::macros::offset!(+7)).unix_timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_what_kyso_does_by_itself() {
        assert_eq!(Ok(STEPS.len()), usize::try_from(VERSION));
        let plain = script(false, false);
        assert!(STEPS.iter().all(|step| plain.contains(step.trim_start())));
        assert!(!plain.contains("GRANT") && !plain.contains("PARTITION"));
        let partitioned = script(true, true);
        assert!(partitioned.contains(
            "PRIMARY KEY (id, time)\n) PARTITION BY RANGE (time);\nCREATE TABLE IF NOT EXISTS kyso.documents_2015"
        ));
        assert!(partitioned.contains("FOR VALUES FROM (1767200400) TO (1798736400)"), "2026 in Viet Nam");
        assert!(
            partitioned.contains("CREATE INDEX IF NOT EXISTS documents_sha256")
                && partitioned.contains("TO kyso_writer")
        );
    }
}

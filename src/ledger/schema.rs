//! The tables of a ledger in SQLite, and how old ones become new ones.
//!
//! `documents` is what was recorded: rows are only ever added, in a chain. Everything else is derived from it and can be
//! counted anew: `offices` gives numbers to offices and their signers, `counted` says which records count and as what,
//! `rollup` and `delays` sum that up, `certificates` are those that were seen. `seals` are time-stamps over the chain, `notes`
//! what is to be known of the ledger itself.
//!
//! An index over a digest is over its first eight bytes: that is a third of the size, and the row itself says the rest.

/// What this build reads and writes.
pub(super) const VERSION: i64 = 2;

/// What was recorded.
pub(super) const DOCUMENTS: &str = "
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, time INTEGER NOT NULL, action TEXT NOT NULL, file TEXT NOT NULL,
    sha256_in BLOB NOT NULL, sha256_out BLOB, status TEXT NOT NULL, level TEXT, no_check INTEGER NOT NULL,
    judged_on INTEGER NOT NULL, policy TEXT NOT NULL, signatures TEXT NOT NULL, tool TEXT NOT NULL, agencies BLOB,
    content BLOB NOT NULL, hash BLOB NOT NULL
) STRICT;
CREATE INDEX documents_sha256 ON documents (substr(coalesce(sha256_out, sha256_in), 1, 8));
CREATE INDEX documents_superseded ON documents (substr(sha256_in, 1, 8)) WHERE sha256_out IS NOT NULL;
CREATE TABLE seals (count INTEGER NOT NULL, hash BLOB NOT NULL, token BLOB NOT NULL) STRICT;
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// What follows from it. `start` and `day` are numbers like 20180514; `grain`: 0 years, 1 months, 2 days of offices (`whole`
/// is 1), 3 years, 4 months of their signers.
pub(super) const DERIVED: &str = "
CREATE TABLE offices (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, whole INTEGER NOT NULL, signer TEXT NOT NULL,
    UNIQUE (code, name, whole, signer)
) STRICT;
CREATE TABLE counted (
    id INTEGER PRIMARY KEY, office INTEGER NOT NULL, signer INTEGER NOT NULL, day INTEGER NOT NULL,
    kind INTEGER NOT NULL, flags INTEGER NOT NULL, minutes INTEGER
) STRICT;
CREATE INDEX counted_office_day ON counted (office, day);
CREATE TABLE rollup (
    grain INTEGER NOT NULL, start INTEGER NOT NULL, who INTEGER NOT NULL, kind INTEGER NOT NULL,
    flags INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (grain, start, who, kind, flags)
) STRICT, WITHOUT ROWID;
CREATE TABLE delays (
    grain INTEGER NOT NULL, start INTEGER NOT NULL, who INTEGER NOT NULL, minutes BLOB NOT NULL,
    PRIMARY KEY (grain, start, who)
) STRICT;
CREATE TABLE certificates (
    fingerprint BLOB NOT NULL, agency TEXT NOT NULL, role TEXT NOT NULL, passed INTEGER NOT NULL, cn TEXT, o TEXT,
    ou TEXT NOT NULL, serial TEXT, issuer TEXT, not_after INTEGER, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (fingerprint, agency, role)
) STRICT, WITHOUT ROWID;
";

/// The derived tables, to be filled anew.
pub(super) const DERIVED_TABLES: [&str; 5] = ["offices", "counted", "rollup", "delays", "certificates"];

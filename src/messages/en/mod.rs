//! English.

mod agencies;
mod errors;
mod examples;
mod ledger;
mod letters;
mod problems;
mod registers;
mod tokens;
mod words;

use super::Terms;

pub(super) use examples::EXAMPLES;

/// The words of [`super::Lang::En`].
pub(super) struct English;

pub(super) static TERMS: Terms = Terms {
    usage: "Usage",
    commands: "Commands",
    arguments: "Arguments",
    options: "Options",
    global_options: "Global options",
    examples: "Examples",
    default: "default",
    possible: "possible values",
    env: "env",
    help_flag: "Print help: short with -h, with examples with --help",
    version_flag: "Print the version",
    more: "For more, try '--help'.",
    manual: "kyso manual",
    codes_about: "every code in the JSON output of kyso, and what it means",
    policy_about: "the rules by which kyso verify judges, as a file",
    policy_story: "A policy file is TOML and its name ends in .toml. It is given with --policy or in the configuration (policy = \"office.toml\"). Its name, its version and the SHA-256 of its text stand in every report. An unknown key or rule is an error.",
    stats_about: "what offices are measured by in kyso stats: targets and scores",
    targets_story: "A file of targets is given with --targets. It is TOML with a table [[target]] for each, where its name ends in .toml, otherwise CSV with these keys as its heading. Where several targets for one rate apply to an office, the nearest counts: its own, its group's, its level's, everybody's. A target is met by the exact fraction, not by what is shown of it; a group, a level or an agency that is not there is an error.",
    scores_story: "A file of scores is given with --scores. It is TOML with a table [[criterion]] for each rate. A criterion gives points × rate ÷ full; the score is the exact sum, rounded once, half up. With --rank offices are ranked by it before it is rounded.",
    figures: "FIGURES",
    figures_story: "As JSON and CSV name them. Rates have one decimal, half up, and are computed from whole numbers; nothing is shown where nothing is divided by. Days are those of Viet Nam (+07:00).",
    targets: "TARGETS",
    scores: "SCORES",
    agencies_about: "the tree of agencies and their certificates, as a file",
    agencies_story: &[
        "A file of agencies is CSV (between commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1258), or TOML with a table [[agency]] for each and the same keys, where its name ends in .toml. It is given with --agencies or in the configuration (agencies = \"co-quan.csv\"). Other columns of CSV are the office's own. 'kyso agencies check FILE' tells what is wrong with it: an error stops whatever stands on the file, a warning does not.",
        "A certificate is compared by its parsed attributes, never by their order. Values are compared whole, in Unicode NFC and without case; | stands between several. match_cn means a certificate of the agency itself, match_o and match_ou that of one of its people; all that is given must hold, and nothing given matches nothing. Of agencies above one another the lowest that fits is taken; of others that fit at the same time none is.",
        "A certificate is compared as of a day: that of the signature, by its time-stamp or else by its own claim. What fits an agency that had ended by then is nobody's signature in its name: it is listed under that agency and warned of (ENDED_AGENCY). A successor takes certificates over where its own rule fits them.",
        "A successor that begins later than the day after the last day is a warning, and so is one of another name that begins at most 31 days before it: one that is older has taken the agency in. A successor of the same name must begin after the last day.",
    ],
    ledger_about: "what a ledger of kyso holds, and how its chain of records is computed",
    ledger_story: &[
        "A ledger is one SQLite file, named by --ledger sqlite:PATH or in the configuration (ledger = \"sqlite:…\"), or a database of a PostgreSQL server: postgres://USER@HOST/DATABASE. kyso sign, timestamp, extend, verify and receive write one record a document into its table documents; rows are only ever added. A record holds: when it was written, what was done, the name of the file, SHA-256 of the input and of the output, the verdict with its day and policy, and of each signature its field, indication and times, and of its certificate CN, O and OU of the subject, serial, issuer, SHA-256 and last day, with the agency and role that the agencies file of that day gave it. Names and titles of signers are personal data: who may read the file reads them. It holds no document, no PIN, no key, and of a subject nothing else: no personal number, no address.",
        "What was signed, time-stamped, extended or received is on the disk before kyso says so, and survives the loss of power. A verdict of kyso verify survives the end of the process; the loss of power may take those of the last moments, and they can be given again.",
        "Every record has a hash over the one before it. The content of a record is SHA-256 of its canonical form: the netstring (length in bytes, colon, text, comma) of «kyso ledger record 1», and then those of the columns time, action, file, sha256_in, sha256_out, status, level, no_check, judged_on, policy, signatures, tool, agencies; numbers in decimal digits, digests in lower-case hexadecimal digits, an absent value as «-,». The chain begins with SHA-256 of the netstrings of «kyso ledger chain 1» and of the number of records that are older than the chain (table notes, name older; 0 in a new ledger). The hash of a record is SHA-256 of the hash before it and its content, 64 bytes. 'kyso ledger check' computes all of it again.",
        "Whoever can write the file can also compute the chain anew, or cut off its end. Against that the head is kept elsewhere: 'kyso ledger head' prints it, 'kyso ledger seal' has it time-stamped (RFC 3161, the head's hash is the imprint), and 'kyso ledger check' compares. What came after the last head that was kept is not protected so, and a seal that was taken away leaves no trace: copies of seals are kept elsewhere too. The register of incoming documents (table arrivals) stands outside the chain, for its open columns are filled in later: neither the chain nor a seal shows what was changed there.",
        "The tables counted, rollup, delays, certificates and offices are derived from the records, and 'kyso ledger recount' makes them anew. One document is counted once, in its last state: bytes that a record made others of are superseded. Of several records on the same bytes a verdict goes before none, that of whoever made them before that of whoever received them and before that of anybody else, and the first before later ones. What was received is an incoming document and no work of the agency that signed it, however often it is time-stamped or raised to a higher level afterwards; what somebody signs of it is a document again. A file that could not be read has no digest and is known by its whole path. kyso stats reads a few rows of these sums. They are by the agencies file of each record's day; where the file of today gives some certificate another agency or role, the records are gone through and a warning says so (LEDGER_COUNTED_SLOWLY).",
        "'kyso ledger export' writes the columns above, as CSV (RFC 4180, UTF-8, CRLF) or Apache Parquet. Times are RFC 3339 in UTC, in Parquet time-stamps; signatures are JSON. In CSV an empty cell is an absent value, and an apostrophe stands before a cell that begins with an apostrophe or with what a spreadsheet takes for a formula. 'kyso ledger import' takes it off again. A record that is there already, by its content, is not added twice. With --partition there is a file for each year and agency in which a document counts: year=2026/agency=H02.05/ledger.parquet. Incoming registers and seals are not exported.",
        "On PostgreSQL (from version 12, in a database in UTF8) the same tables stand in the schema kyso, with the same columns, chain and sums; an export of one kind imported into the other gives the same chain. A text with U+0000 or U+001A has U+001A before it there (U+001A 0, U+001A 1), and kyso takes it off. kyso makes the tables where its user may, and makes older ones new, under a lock; elsewhere an administrator runs 'kyso ledger schema'. With --roles that makes kyso_writer, which adds records, seals and arrivals, changes sums, and may change or remove no record, and kyso_reader, which reads; counting anew is the owner's. With --partitioned records stand in partitions by the year (of Viet Nam) in which they were written; a new record then looks into the index of each. Writers take turns by locking a row of the table turns, for at most a minute. What is acknowledged is committed with synchronous_commit on, even where the server has it off. A server that is gone is waited for for half a minute, and the transaction done again; what had got in is not added twice. A pooler has to pool sessions, not transactions.",
        "An address is postgres://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE, read as libpq reads it, with one host; % and two digits stand for a byte. Without a port it is 5432; without a host the local socket in /var/run/postgresql; without a user PGUSER or who is logged in; without a database the one named like the user. A host that begins with / (%2F) is the folder of a local socket. Parameters: host, port, user, dbname, sslmode, sslrootcert, passfile, connect_timeout (seconds, 15 by default); another one is an error. The password is that of the address, else of PGPASSWORD, else of the first fitting line of PGPASSFILE or ~/.pgpass, which nobody else may read. Whoever lists processes sees an address on the command line: better the configuration, KYSO_LEDGER or ~/.pgpass. No error, report or log shows a password. The copy that kyso connects with is wiped at its end; the address stays in memory as it was given, and the driver holds a copy while it connects.",
        "sslmode is verify-full to every host but this one: encrypted, the server's certificate issued under one of the roots of sslrootcert (PEM or DER; else ~/.postgresql/root.crt), or itself one of them, and for the host's name (subjectAltName). verify-ca leaves out the name, require checks nothing (with sslrootcert: as verify-ca), disable does not encrypt. To this machine the connection is encrypted where the server can, unchecked, unless sslmode or sslrootcert is given. With SCRAM the password is bound to the channel.",
    ],
    headings: &[],
    error: "error",
    hint: "hint",
    warning: "warning",
};

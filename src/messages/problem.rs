//! What can be wrong with a call itself: its words, its configuration, its inputs and outputs.
//!
//! Errors of the standards' layers have their own types; these are of the layers users touch. `Display` is English for
//! logs and JSON; [`super::explain`] gives a person's words.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use time::OffsetDateTime;

use crate::exit::Code;
use crate::secret::SecretError;
use crate::x509;

/// What a setting's value should look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Any text.
    Text,
    /// A list of texts, or one text.
    Texts,
    /// A path.
    Path,
    /// A list of paths, or one path.
    Paths,
    /// A whole number from 1 to this.
    Count(u32),
    /// `true` or `false`.
    Flag,
    /// What documents may lead to: [`crate::net::Allowed`].
    Hosts,
    /// `30s`, `2m`, `500ms`.
    Duration,
    /// `20/20m`: so many in so much time.
    Rate,
    /// `+07:00`.
    ZoneOffset,
    /// `sqlite:PATH` or `none`.
    Ledger,
    /// A built-in policy, or the path of a policy file.
    Policy,
    /// The name of a command.
    Command,
}

/// What is wrong with a file that a call stands on.
#[derive(Clone, Debug, thiserror::Error)]
pub enum MaterialProblem {
    /// It cannot be read.
    #[error(transparent)]
    Io(Arc<io::Error>),
    /// It holds no certificate or list, or a damaged one.
    #[error(transparent)]
    X509(#[from] x509::Error),
    /// It should hold a password in its first line, which is empty.
    #[error("nothing in the first line")]
    NoPassword,
    /// Its first line is longer than any password.
    #[error("the first line is too long")]
    PasswordTooLong,
}

impl From<SecretError> for MaterialProblem {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Empty => Self::NoPassword,
            SecretError::TooLong => Self::PasswordTooLong,
            SecretError::Io(error) => Self::Io(Arc::new(error)),
        }
    }
}

/// Why one's own certificate will not do.
#[derive(Clone, Debug, thiserror::Error)]
pub enum OwnCertificate {
    /// Its time is over.
    #[error("it expired on {not_after}")]
    Expired {
        /// The last moment.
        not_after: OffsetDateTime,
    },
    /// Its time has not come.
    #[error("it is not valid before {not_before}")]
    NotYetValid {
        /// The first moment.
        not_before: OffsetDateTime,
    },
    /// Its key usage says otherwise.
    #[error("it is not for signing documents ({code})")]
    NotForSigning {
        /// Which rule of usage it breaks.
        code: &'static str,
    },
    /// It, or an authority above it, was revoked.
    #[error("{subject} was revoked on {time}")]
    Revoked {
        /// RFC 4514.
        subject: String,
        /// When.
        time: OffsetDateTime,
    },
    /// It, or an authority above it, is suspended.
    #[error("{subject} is suspended since {time}")]
    OnHold {
        /// RFC 4514.
        subject: String,
        /// Since when.
        time: OffsetDateTime,
    },
    /// Its path to a trusted root is not sound.
    #[error("its path to a trusted root is not sound ({code})")]
    BadPath {
        /// What is wrong with it.
        code: &'static str,
    },
    /// The policy asks signers for more.
    #[error("the policy asks signers for more ({code})")]
    Demand {
        /// Which of its demands is not met.
        code: &'static str,
    },
    /// Too little is known, and the policy wants to know.
    #[error("whether it is still good is not known, and the policy asks for it")]
    Unknown,
}

/// What is wrong with a call.
///
/// It can be cloned, since one problem may be the result of several documents; hence the shared [`io::Error`].
#[derive(Clone, Debug, thiserror::Error)]
pub enum Problem {
    /// A word on the command line that clap cannot judge.
    #[error("{value:?} is not usable for {option}")]
    OptionValue {
        /// With its dashes.
        option: &'static str,
        /// As typed.
        value: String,
        /// What would do.
        expected: Expected,
    },
    /// Two options that exclude each other, or one that needs another.
    #[error("{option} needs {needs}")]
    OptionNeeds {
        /// With its dashes.
        option: &'static str,
        /// With its dashes.
        needs: &'static str,
    },
    /// A key that no version of this program knows.
    #[error("{file}:{line}: unknown key {key:?}", file = file.display())]
    UnknownKey {
        /// The configuration file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// With its table: `tsa.urls`.
        key: String,
        /// The known key that is spelt most alike.
        nearest: &'static str,
    },
    /// A known key with a value it cannot have.
    #[error("{origin}: {key} cannot be {value}")]
    SettingValue {
        /// File and line, or the name of a variable.
        origin: String,
        /// The key.
        key: &'static str,
        /// As found.
        value: String,
        /// What would do.
        expected: Expected,
    },
    /// Not TOML.
    #[error("{file}:{line}: {message}", file = file.display())]
    ConfigSyntax {
        /// The configuration file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// The parser's word for it.
        message: String,
    },
    /// The file given by `--config`, or one that exists, cannot be read.
    #[error("cannot read configuration {file}", file = file.display())]
    ConfigUnreadable {
        /// The configuration file.
        file: PathBuf,
        /// What the system says.
        source: Arc<io::Error>,
    },
    /// No `-o`, `-d` or `--in-place`.
    #[error("no output given: -o FILE, -d DIR or --in-place")]
    OutputNeeded,
    /// `-o` names one file, and there are more inputs than one.
    #[error("-o names one file for {inputs} inputs")]
    OneOutputForMany {
        /// How many.
        inputs: usize,
    },
    /// Two inputs would be written to one place.
    #[error("{first} and {second} would both become {output}", output = output.display())]
    OutputsCollide {
        /// An input.
        first: String,
        /// Another.
        second: String,
        /// Where both would go.
        output: PathBuf,
    },
    /// `--json` and a PDF cannot share stdout.
    #[error("--json and a PDF cannot both go to stdout")]
    JsonWithPdf,
    /// What is no text would go to a terminal.
    #[error("this format is not for a terminal")]
    BinaryToTerminal,
    /// A workbook's sheet ends after 1,048,576 rows.
    #[error("{rows} rows do not fit into a sheet")]
    SheetFull {
        /// How many there are.
        rows: usize,
    },
    /// Stdin is wanted for two things.
    #[error("stdin cannot be both the PDF and the source of the PIN")]
    StdinTwice,
    /// Nothing to work on.
    #[error("no PDF among the inputs")]
    NoInput,
    /// An input, a list or a folder cannot be read.
    #[error("cannot read {path}", path = path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: Arc<io::Error>,
    },
    /// Somebody wrote to an input while it was worked on.
    #[error("{path} was changed while it was worked on", path = path.display())]
    Changed {
        /// Which.
        path: PathBuf,
    },
    /// A list that is not UTF-8 text, or names more than one PDF on stdin.
    #[error("{path}:{line}: not a path in UTF-8", path = path.display())]
    ListEntry {
        /// The list.
        path: PathBuf,
        /// From 1.
        line: usize,
    },
    /// A file is there already.
    #[error("{path} exists", path = path.display())]
    OutputExists {
        /// Which.
        path: PathBuf,
    },
    /// Nothing was written where a file of an earlier run stands.
    #[error("nothing was written to {path}, where a file of an earlier run stands", path = path.display())]
    OutputOfBefore {
        /// Which.
        path: PathBuf,
    },
    /// Writing there would change an input.
    #[error("{path} is an input", path = path.display())]
    OutputIsInput {
        /// Which.
        path: PathBuf,
    },
    /// An output cannot be written.
    #[error("cannot write {path}", path = path.display())]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: Arc<io::Error>,
    },
    /// A file of certificates, revocation lists, agencies and so on that cannot be used.
    #[error("{path}: {why}", path = path.display())]
    Material {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        why: MaterialProblem,
    },
    /// A folder without one certificate in it, where there should be some.
    #[error("{path}: no certificate in this folder", path = path.display())]
    NoCertificate {
        /// The folder.
        path: PathBuf,
    },
    /// No field of that name is signed.
    #[error("no signature in a field named {name:?}")]
    NoSuchField {
        /// As asked for.
        name: String,
    },
    /// The signer's own certificate is not fit for signing.
    #[error("certificate {subject} cannot be used: {why}")]
    OwnCertificate {
        /// RFC 4514.
        subject: String,
        /// Why not.
        why: OwnCertificate,
    },
    /// The range of a signature names no revision.
    #[error("the signature in field {name:?} covers no revision of the file")]
    NoRevision {
        /// The field.
        name: String,
    },
    /// A register is to be kept, and there is no ledger to keep it in.
    #[error("no ledger to keep the register in")]
    LedgerNeeded,
    /// What is to be corrected is not in the register.
    #[error("{file} is not registered")]
    NotRegistered {
        /// As it was named.
        file: String,
    },
    /// An option that describes one document, and several inputs.
    #[error("{option} describes one document, and there are {inputs} inputs")]
    OneDocumentOnly {
        /// With its dashes.
        option: &'static str,
        /// How many.
        inputs: usize,
    },
    /// A day on which nothing can have happened yet.
    #[error("{option} {day} has not come yet")]
    DayInFuture {
        /// With its dashes.
        option: &'static str,
        /// As typed.
        day: time::Date,
    },
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

impl Problem {
    /// An input that the system does not let us read.
    pub fn unreadable(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Unreadable { path: path.into(), source: Arc::new(source) }
    }

    /// The same of an input: what a call stands on is part of its words, what it is about is a file.
    #[must_use]
    pub fn of_input(self) -> Self {
        match self {
            Self::Material { path, why: MaterialProblem::Io(source) } => Self::Unreadable { path, source },
            other => other,
        }
    }

    /// A stable name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OptionValue { .. } => "OPTION_VALUE",
            Self::OptionNeeds { .. } => "OPTION_NEEDS",
            Self::UnknownKey { .. } => "CONFIG_UNKNOWN_KEY",
            Self::SettingValue { .. } => "CONFIG_VALUE",
            Self::ConfigSyntax { .. } => "CONFIG_SYNTAX",
            Self::ConfigUnreadable { .. } => "CONFIG_UNREADABLE",
            Self::OutputNeeded => "OUTPUT_NEEDED",
            Self::OneOutputForMany { .. } => "ONE_OUTPUT_FOR_MANY",
            Self::OutputsCollide { .. } => "OUTPUTS_COLLIDE",
            Self::JsonWithPdf => "JSON_WITH_PDF",
            Self::BinaryToTerminal => "BINARY_TO_TERMINAL",
            Self::SheetFull { .. } => "SHEET_FULL",
            Self::StdinTwice => "STDIN_TWICE",
            Self::NoInput => "NO_INPUT",
            Self::Unreadable { .. } => "INPUT_UNREADABLE",
            Self::Changed { .. } => "INPUT_CHANGED",
            Self::ListEntry { .. } => "LIST_ENTRY",
            Self::OutputExists { .. } => "OUTPUT_EXISTS",
            Self::OutputOfBefore { .. } => "OUTPUT_OF_BEFORE",
            Self::OutputIsInput { .. } => "OUTPUT_IS_INPUT",
            Self::Unwritable { .. } => "OUTPUT_UNWRITABLE",
            Self::Material { .. } => "MATERIAL_UNUSABLE",
            Self::NoCertificate { .. } => "NO_CERTIFICATE_THERE",
            Self::NoSuchField { .. } => "NO_SUCH_FIELD",
            Self::OwnCertificate { .. } => "OWN_CERTIFICATE",
            Self::NoRevision { .. } => "NO_REVISION",
            Self::LedgerNeeded => "LEDGER_NEEDED",
            Self::NotRegistered { .. } => "NOT_REGISTERED",
            Self::OneDocumentOnly { .. } => "ONE_DOCUMENT_ONLY",
            Self::DayInFuture { .. } => "DAY_IN_FUTURE",
            Self::Interrupted => "INTERRUPTED",
        }
    }

    /// The exit code it leads to.
    pub fn exit(&self) -> Code {
        match self {
            Self::NoInput
            | Self::Unreadable { .. }
            | Self::Changed { .. }
            | Self::ListEntry { .. }
            | Self::OutputExists { .. }
            | Self::OutputOfBefore { .. }
            | Self::OutputIsInput { .. }
            | Self::Unwritable { .. }
            | Self::NoRevision { .. }
            | Self::NotRegistered { .. }
            | Self::NoSuchField { .. } => Code::File,
            Self::OwnCertificate { .. } => Code::Token,
            Self::Interrupted => Code::Interrupted,
            _ => Code::Usage,
        }
    }
}

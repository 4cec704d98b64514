//! Every code that JSON can carry, with its meaning in both languages: the source of `kyso-codes(7)`.

/// One code.
#[derive(Clone, Copy, Debug)]
pub struct CodeText {
    /// As JSON has it.
    pub code: &'static str,
    /// Its meaning.
    pub en: &'static str,
    /// Its meaning.
    pub vi: &'static str,
}

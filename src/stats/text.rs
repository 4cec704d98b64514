//! How names and headings are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// NFC, lower case, single spaces: `SỞ  Tư pháp` is `sở tư pháp`. Diacritics stay: they tell names apart.
pub(super) fn folded(text: &str) -> String {
    let lower = text.nfc().collect::<String>().to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// Letters and digits alone, without diacritics: `Số, ký hiệu` and `so ky hieu` are both `sokyhieu`.
pub(super) fn bare(text: &str) -> String {
    let letters = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters.map(|c| if c == 'đ' { 'd' } else { c }).filter(|c| c.is_alphanumeric()).collect()
}

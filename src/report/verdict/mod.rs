//! A verdict for people: the same facts at a terminal ([`View::file`]) and as a page ([`html`]).
//!
//! What Circular 15/2025/TT-BKHCN asks to be shown of every signature is always there: the signer, the issuing CA, the
//! time, the integrity, and whether the certificate was valid then. Names come from the certificate, never from the
//! appearance, and pass through [`crate::text::Untrusted`]: a file must not be able to write its own verdict.

mod certificate;
mod facts;
pub mod html;
mod name;
mod text;

use crate::text::in_zone;
use time::{OffsetDateTime, UtcOffset};

use crate::messages::{Lang, Words};

/// How a verdict is shown.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The language.
    pub lang: Lang,
    /// The offset at which times are shown.
    pub zone: UtcOffset,
    /// Paths, time-stamps, revocation and every reason.
    pub detail: bool,
}

impl View {
    fn words(self) -> &'static dyn Words {
        self.lang.words()
    }

    fn time(self, time: OffsetDateTime) -> String {
        show_time(time, self.zone)
    }
}

/// `2026-11-23 17:33:36 +07:00`: local, and saying so.
pub(in crate::report) fn show_time(time: OffsetDateTime, zone: UtcOffset) -> String {
    let format = time::macros::format_description!(
        "[year]-[month]-[day] [hour]:[minute]:[second] [offset_hour sign:mandatory]:[offset_minute]"
    );
    in_zone(time, zone).format(format).unwrap_or_else(|_| time.to_string())
}

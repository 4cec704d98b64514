//! English for what a token or a key file says.

use crate::messages::Explanation;
use crate::token;

/// What went wrong and what to do.
pub(super) fn token(error: &token::Error) -> Explanation {
    match *error {}
}

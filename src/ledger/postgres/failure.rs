//! What the driver says, as what a person can do about it.

use std::error::Error as _;

use postgres::error::SqlState;

use super::super::Error;
use super::super::error::Source;
use super::place::Place;

/// Why there is no connection.
#[allow(clippy::needless_pass_by_value)] // As map_err gives it.
pub(super) fn connecting(place: &Place, error: postgres::Error) -> Error {
    let (server, user) = (place.to_string(), place.user().to_owned());
    let said = error.to_string();
    match error.code() {
        Some(code) if *code == SqlState::INVALID_PASSWORD || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            Error::Login { server, user, source: worded(&error) }
        }
        // The driver has no other sign of these.
        None if said.contains("TLS handshake") => Error::Tls { server, source: worded(&error) },
        None if said.contains("authentication") || said.contains("configuration") => {
            Error::Login { server, user, source: worded(&error) }
        }
        _ => place.unreachable(worded(&error)),
    }
}

/// Why something cannot be read or written.
#[allow(clippy::needless_pass_by_value)] // As map_err gives it.
pub(super) fn failed(error: postgres::Error) -> Error {
    let Some(code) = error.code() else {
        let of_the_wire =
            error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
        return if of_the_wire { Error::Lost(worded(&error)) } else { Error::Store(worded(&error)) };
    };
    let busy = [SqlState::LOCK_NOT_AVAILABLE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::T_R_SERIALIZATION_FAILURE];
    let gone = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    let code = code.clone();
    match code {
        code if busy.contains(&code) => Error::Busy(worded(&error)),
        code if gone.contains(&code) || code.code().starts_with("08") => Error::Lost(worded(&error)),
        code if code == SqlState::INSUFFICIENT_PRIVILEGE || code == SqlState::READ_ONLY_SQL_TRANSACTION => {
            Error::Rights(worded(&error))
        }
        _ => Error::Store(worded(&error)),
    }
}

/// What is at the bottom of it.
fn cause(error: &postgres::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// The server's own words: the driver's are «db error».
fn worded(error: &postgres::Error) -> Source {
    match error.as_db_error().map(|said| format!("{} ({})", said.message(), said.code().code())) {
        Some(words) => words.into(),
        None => cause(error).into(),
    }
}

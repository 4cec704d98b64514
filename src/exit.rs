//! Exit codes, one place.

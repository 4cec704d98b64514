//! Signing rates of agencies.

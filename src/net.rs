//! One HTTP client: timeouts, size caps.

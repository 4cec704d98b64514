//! One file a command: open, call one use case, report.

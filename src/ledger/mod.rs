//! The ledger of what was signed and verified.

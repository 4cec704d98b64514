//! Cryptographic Message Syntax (RFC 5652) as PDF signatures use it.

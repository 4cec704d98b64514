//! kyso signs, verifies and timestamps PDF documents, and counts what each agency signs.
//!
//! The layers, from the outside in; a layer uses itself and those below it, never one above
//! (`tests/layers.rs` reads the `use` lines and fails otherwise):
//!
//! | layer | modules | what |
//! |---|---|---|
//! | L1 | `main.rs` | parse, run, explain, exit |
//! | L2 | [`commands`] | one file a command: open, call one use case, report |
//! | L3 | [`cli`], [`config`], [`messages`], [`report`], [`exit`] | what users type and read |
//! | L4 | [`sign`], [`verify`], [`stats`], [`receive`] | the use cases |
//! | L5 | [`pdf`], [`cms`], [`x509`], [`online`], [`token`], [`tsa`], [`trust`], [`bundle`], [`ledger`], [`edxml`], [`appearance`] | one standard each |
//! | L6 | [`hash`], [`text`], [`content`], [`atomic`], [`net`], [`secret`], [`state`] | the ground |
//!
//! `pdf` knows no CMS, `cms` knows no PDF, `token` signs bytes and knows neither. Time, clocks, nonces
//! and limits are arguments.
//!
//! Where a clause lives: ISO 32000-2 §7 in [`pdf`]; §12.8 in [`sign`] and [`verify`]; RFC 5652, 5035 and
//! 6211 in [`cms`]; RFC 5280 in [`x509`]; RFC 3161 in [`tsa`]; RFC 7512 in [`token`];
//! ETSI EN 319 102-1 in [`verify`]; ETSI EN 319 142-1 in [`sign`].

pub mod cli;
pub mod commands;
pub mod config;
pub mod exit;
pub mod messages;
pub mod report;

pub mod receive;
pub mod sign;
pub mod stats;
pub mod verify;

pub mod appearance;
pub mod bundle;
pub mod cms;
pub mod edxml;
pub mod ledger;
pub mod online;
pub mod pdf;
pub mod token;
pub mod trust;
pub mod tsa;
pub mod x509;

pub mod atomic;
pub mod content;
pub mod hash;
pub mod net;
pub mod secret;
pub mod state;
pub mod text;

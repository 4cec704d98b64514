//! What users type: clap structs only; their doc comments are help and man page.

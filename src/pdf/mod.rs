//! PDF files as signatures see them: revisions, objects, append-only updates (ISO 32000-2 §7).

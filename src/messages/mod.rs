//! Words for people, in Vietnamese and English.

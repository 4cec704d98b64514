//! Signing: bytes, prepared update, CMS, sealed file.

//! Settings with their origin: flag, environment, user file, system file, default.

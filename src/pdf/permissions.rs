//! What a user may do with an encrypted document (ISO 32000-2 §7.6.4.2, Table 22).

/// /P as it stands in the file. It binds whoever opened the document as its user; the owner may do everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permissions(pub i64);

impl Permissions {
    fn bit(self, position: u32) -> bool {
        self.0 >> (position - 1) & 1 == 1
    }

    /// Bit 4: change the document by other than the operations below.
    pub fn modify(self) -> bool {
        self.bit(4)
    }

    /// Bit 6: annotations and form fields; with bit 4, new fields too.
    pub fn annotate(self) -> bool {
        self.bit(6)
    }

    /// Bit 9: fill in existing fields, signature fields among them.
    pub fn fill(self) -> bool {
        self.bit(9) || self.bit(6)
    }

    /// Whether an existing signature field may be signed.
    pub fn sign_existing(self) -> bool {
        self.fill()
    }

    /// Whether a new signature field may be made.
    pub fn add_field(self) -> bool {
        self.modify() && self.annotate()
    }

    /// ISO/TS 32004: bit 13 cleared promises an integrity code. It is reserved and 1 elsewhere, and some producers clear all
    /// reserved bits: those promise nothing.
    pub fn promise_integrity_code(self) -> bool {
        !self.bit(13) && self.bit(14) && self.bit(32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cleared_bit_13_promises_an_integrity_code_unless_all_reserved_bits_are_cleared() {
        for (p, promised) in [(-4, false), (-4100, true), (4_294_963_196, true), (2052, false), (-1, false)] {
            assert_eq!(Permissions(p).promise_integrity_code(), promised, "{p}");
        }
    }
}

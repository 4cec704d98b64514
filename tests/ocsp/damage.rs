//! Whatever is done to the bytes of an answer or a list: nothing panics, and what is revoked does not become anything else.

use kyso::x509::{Crl, Memory, OcspResponse, Outcome, RevocationData, check_revocation};
use proptest::prelude::*;

use super::NOW;
use super::answer::Answer;
use super::cases::World;
use super::pki::list;

/// Something done to bytes; `other` is an honest answer of the same shape that says «good».
#[derive(Clone, Debug)]
enum Damage {
    Flip(usize, u8),
    Set(usize, u8),
    Cut(usize),
    Drop(usize, usize),
    Repeat(usize, usize),
    Graft(usize, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let (at, len) = (any::<usize>(), 1..64_usize);
    prop_oneof![
        (at, 0..8_u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        (at, any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        at.prop_map(Damage::Cut),
        (at, len.clone()).prop_map(|(at, len)| Damage::Drop(at, len)),
        (at, len).prop_map(|(at, len)| Damage::Repeat(at, len)),
        (at, 1..512_usize).prop_map(|(at, len)| Damage::Graft(at, len)),
    ]
}

impl Damage {
    fn apply(&self, bytes: &mut Vec<u8>, other: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let place = |at: usize, len: usize| at % bytes.len()..(at % bytes.len() + len).min(bytes.len());
        match *self {
            Self::Flip(at, bit) => {
                let at = at % bytes.len();
                bytes[at] ^= 1 << bit;
            }
            Self::Set(at, byte) => {
                let at = at % bytes.len();
                bytes[at] = byte;
            }
            Self::Cut(at) => bytes.truncate(at % bytes.len()),
            Self::Drop(at, len) => drop(bytes.drain(place(at, len))),
            Self::Repeat(at, len) => {
                let range = place(at, len);
                let piece = bytes[range.clone()].to_vec();
                bytes.splice(range.end..range.end, piece);
            }
            Self::Graft(at, len) => {
                let range = place(at, len);
                let piece = other.get(range.start..range.end.min(other.len())).unwrap_or_default().to_vec();
                bytes.splice(range, piece);
            }
        }
    }
}

fn outcome(w: &World, data: &RevocationData) -> Outcome {
    check_revocation(&w.lan.certificate(), &w.ca.certificate(), data, &[], NOW, &Memory::default()).outcome
}

fn still_revoked_or_unheard(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Revoked { .. } | Outcome::Unusable(_) | Outcome::None)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_damage_turns_a_revoked_answer_into_another(damages in prop::collection::vec(damage(), 1..4)) {
        let w = World::new();
        let good = Answer::by(&w.responder, &[w.single()]).der();
        let mut der = Answer::by(&w.responder, &[w.single().revoked("2024-03-01", Some(1))]).der();
        for damage in damages {
            damage.apply(&mut der, &good);
        }
        // Grafted whole, the honest answer is itself.
        if let Ok(answer) = OcspResponse::from_der(&der) && der != good {
            let data = RevocationData { crls: Vec::new(), ocsps: vec![answer] };
            prop_assert!(still_revoked_or_unheard(&outcome(&w, &data)), "{:?}", outcome(&w, &data));
        }
    }

    #[test]
    fn no_damage_turns_a_list_into_another(damages in prop::collection::vec(damage(), 1..4)) {
        let w = World::new();
        let good = list(&w.ca, "2024-06-01", "2089-01-01", &[(&[8], "2024-03-01", 1)]);
        let mut der = list(&w.ca, "2024-06-01", "2089-01-01", &[(&[7], "2024-03-01", 1)]);
        for damage in damages {
            damage.apply(&mut der, &good);
        }
        if let Ok(crl) = Crl::from_der(&der) && der != good {
            let data = RevocationData { crls: vec![crl], ocsps: Vec::new() };
            prop_assert!(still_revoked_or_unheard(&outcome(&w, &data)), "{:?}", outcome(&w, &data));
        }
    }
}

/// Every bit of an answer, one after the other; those that no signature covers may flip without harm.
#[test]
fn no_single_bit_turns_a_revoked_answer_into_another() {
    let w = World::new();
    let der = Answer::by(&w.ca, &[w.single().revoked("2024-03-01", Some(1))]).carrying(&[]).der();
    let mut heard = 0;
    for at in 0..der.len() * 8 {
        let mut flipped = der.clone();
        flipped[at / 8] ^= 1 << (at % 8);
        let Ok(answer) = OcspResponse::from_der(&flipped) else { continue };
        heard += 1;
        let data = RevocationData { crls: Vec::new(), ocsps: vec![answer] };
        assert!(still_revoked_or_unheard(&outcome(&w, &data)), "bit {at}");
    }
    assert!(heard > der.len(), "most flips still read as an answer: {heard}");
}

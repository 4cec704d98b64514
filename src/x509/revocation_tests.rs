//! Lists that speak only together, for others, or of themselves (RFC 5280 §5.2.4, §5.2.5, §6.3.3).

use super::testing::{Draft, Key, ListDraft, distribution_point, extension, issued_by, point, year};
use super::{
    Certificate, Crl, Memory, Outcome, Reason, RevocationAnswer, RevocationData, Unusable, check_revocation, oids,
};

/// onlySomeReasons, and the reasons of a distribution point: key compromise alone, all others.
const COMPROMISE: [u8; 4] = [0x83, 2, 6, 0x40];
const OTHERS: [u8; 5] = [0x83, 3, 7, 0x3f, 0x80];
const INDIRECT: [u8; 3] = [0x84, 1, 0xff];

struct Desk {
    ca: Certificate,
    lan: Certificate,
}

impl Desk {
    /// Lan's certificate number 7, and what else it says.
    fn new(extensions: &[Vec<u8>]) -> Self {
        let lan = extensions.iter().fold(Draft::leaf("Lan").serial(&[7]), |lan, other| lan.with(other.clone()));
        let lan = lan.issue(&Key::new(3), ("CA", &Key::new(1)));
        Self { ca: Draft::ca("CA").self_signed(&Key::new(1)), lan }
    }

    fn ask(&self, crls: &[Crl], pool: &[Certificate]) -> RevocationAnswer {
        let data = RevocationData { crls: crls.to_vec(), ocsps: Vec::new() };
        check_revocation(&self.lan, &self.ca, &data, pool, year(2025), &Memory::default())
    }

    /// By lists of its own CA.
    fn hears(&self, lists: &[&ListDraft]) -> RevocationAnswer {
        let crls: Vec<_> = lists.iter().map(|list| list.issue(("CA", &Key::new(1)))).collect();
        self.ask(&crls, &[])
    }
}

fn good(since: i32) -> Outcome {
    Outcome::Good { this_update: year(since), next_update: Some(year(2026)) }
}

fn base() -> ListDraft {
    ListDraft::new(2022, 2024).numbered(5)
}

fn delta() -> ListDraft {
    ListDraft::new(2024, 2026).numbered(7).changing(4)
}

/// The list is out of date, its changes are not.
#[test]
fn a_delta_and_its_base_speak_as_one() {
    let desk = Desk::new(&[]);
    let answer = desk.hears(&[&base(), &delta()]);
    assert_eq!(answer.outcome, good(2024));
    assert_eq!(answer.also.iter().map(|one| one.evidence.this_update()).collect::<Vec<_>>(), [year(2022)]);
    let revoked = desk.hears(&[&base(), &delta().revoking(&[7], 2023, Some(1))]).outcome;
    assert!(matches!(revoked, Outcome::Revoked { reason: Some(Reason::KeyCompromise), .. }), "{revoked:?}");
    let held = base().revoking(&[7], 2021, Some(6));
    assert!(matches!(desk.hears(&[&held, &delta()]).outcome, Outcome::OnHold { .. }), "what it does not name stays");
    assert_eq!(desk.hears(&[&held, &delta().revoking(&[7], 2023, Some(8))]).outcome, good(2024));
    let for_good = base().revoking(&[7], 2021, Some(4));
    let answer = desk.hears(&[&for_good, &delta().revoking(&[7], 2023, Some(8))]);
    assert!(matches!(answer.outcome, Outcome::Revoked { .. }), "what is revoked for good is not removed");
}

#[test]
fn a_delta_without_the_list_it_completes_says_nothing() {
    let desk = Desk::new(&[]);
    let alone = |list: &ListDraft| desk.hears(&[list, &delta()]).considered[0].outcome.clone();
    assert_eq!(desk.hears(&[&delta()]).outcome, Outcome::Unusable(Unusable::Delta));
    for other in [
        ListDraft::new(2022, 2024).numbered(3),
        ListDraft::new(2022, 2024).numbered(7),
        ListDraft::new(2022, 2024),
        base().scoped(&[0x81, 1, 0xff]),
    ] {
        assert_eq!(alone(&other), Outcome::Unusable(Unusable::Delta));
    }
    let older = ListDraft::new(2023, 2026).numbered(6).changing(4).revoking(&[7], 2023, Some(6));
    assert_eq!(desk.hears(&[&base(), &older, &delta()]).outcome, good(2024), "the newest changes count");
    let high_bit = ListDraft::new(2022, 2024).with(extension(oids::CRL_NUMBER, false, &[2, 2, 0, 0x80]));
    assert_eq!(alone(&high_bit), Outcome::Unusable(Unusable::Delta), "128 is more than 7");
}

#[test]
fn lists_for_some_reasons_speak_together_or_not_at_all() {
    let desk = Desk::new(&[]);
    let (compromise, others) =
        (|| ListDraft::new(2023, 2026).scoped(&COMPROMISE), || ListDraft::new(2024, 2026).scoped(&OTHERS));
    let answer = desk.hears(&[&compromise(), &others()]);
    assert_eq!((answer.outcome, answer.also.len()), (good(2023), 1), "as old as the older");
    let half = Outcome::Unusable(Unusable::SomeReasons);
    assert_eq!(desk.hears(&[&compromise()]).outcome, half);
    assert_eq!(desk.hears(&[&compromise(), &compromise()]).outcome, half);
    let old = ListDraft::new(2021, 2022).scoped(&COMPROMISE);
    assert!(matches!(desk.hears(&[&old, &others()]).outcome, Outcome::Stale { .. }));
    assert_eq!(desk.hears(&[&old, &others(), &compromise()]).outcome, good(2023));
    let revoked = desk.hears(&[&others().revoking(&[7], 2023, Some(4))]).outcome;
    assert!(matches!(revoked, Outcome::Revoked { .. }), "one is enough to revoke");
    assert_eq!(desk.hears(&[&compromise(), &ListDraft::new(2022, 2026)]).outcome, good(2022), "a whole list is whole");
}

#[test]
fn an_indirect_list_speaks_of_each_issuers_certificates() {
    let (registry, key) = (Draft::ca("Registry").self_signed(&Key::new(9)), Key::new(9));
    let issue = |list: ListDraft| [list.issue(("Registry", &key))];
    let list = || ListDraft::new(2024, 2026).scoped(&INDIRECT);
    let desk = Desk::new(&[issued_by("Registry", &[])]);
    let ask = |list: ListDraft| desk.ask(&issue(list), std::slice::from_ref(&registry));
    let answer = ask(list());
    assert_eq!((answer.outcome.clone(), answer.signer.as_ref()), (good(2024), Some(&registry)));
    let others = list().revoking_of(None).revoking_of(Some("Other CA")).revoking_of(None);
    assert_eq!(ask(others).outcome, good(2024), "number 7 of the registry itself, and twice of another CA");
    for list in [list().revoking_of(Some("CA")), list().revoking_of(Some("Other CA")).revoking_of(Some("CA"))] {
        assert!(matches!(ask(list).outcome, Outcome::Revoked { .. }));
    }
    let inherited = list().revoking_of(Some("CA")).revoking(&[8], 2023, None).revoking(&[7], 2022, Some(1));
    let Outcome::Revoked { time, .. } = ask(inherited).outcome else { panic!() };
    assert_eq!(time, year(2022), "the issuer named last holds for what follows");

    assert_eq!(ask(ListDraft::new(2024, 2026)).outcome, Outcome::Unusable(Unusable::NotIndirect));
    assert_eq!(desk.ask(&issue(list()), &[]).outcome, Outcome::Unusable(Unusable::NoCrlIssuer));
    let unasked = Desk::new(&[]).ask(&issue(list()), std::slice::from_ref(&registry));
    assert_eq!(unasked.outcome, Outcome::None, "nobody sent us there");
    let some = Desk::new(&[issued_by("Registry", &[0x81, 2, 6, 0x40])]);
    let answer = some.ask(&issue(list()), std::slice::from_ref(&registry));
    assert_eq!(answer.outcome, Outcome::Unusable(Unusable::SomeReasons));
    let strange = desk.hears(&[&ListDraft::new(2024, 2026).revoking_of(Some("Other CA"))]).outcome;
    let unknown = Unusable::CriticalExtension(oids::CERTIFICATE_ISSUER.into());
    assert_eq!(strange, Outcome::Unusable(unknown), "others' entries in a list that is not indirect");
}

#[test]
fn a_second_key_of_the_ca_is_named_to_the_judge() {
    let desk = Desk::new(&[distribution_point("http://ca/1.crl")]);
    let second = Draft::ca("CA").serial(&[2]).issue(&Key::new(5), ("Root", &Key::new(6)));
    let crls = [ListDraft::new(2024, 2026).scoped(&point("http://ca/1.crl")).issue(("CA", &Key::new(5)))];
    assert_eq!(desk.ask(&crls, &[]).outcome, Outcome::Unusable(Unusable::Signature));
    let answer = desk.ask(&crls, std::slice::from_ref(&second));
    assert_eq!((answer.outcome.clone(), answer.signers().count()), (good(2024), 1));
    let mute = Draft::leaf("CA").serial(&[3]).issue(&Key::new(5), ("Root", &Key::new(6)));
    assert_eq!(desk.ask(&crls, &[mute]).outcome, Outcome::Unusable(Unusable::Signature), "no cRLSign");
}

/// Somebody puts a thousand worthless lists before the one that revokes.
#[test]
fn a_revocation_buried_under_a_heap_leaves_nothing_good() {
    let desk = Desk::new(&[]);
    let worthless = |n: i32| ListDraft::new(2024, 2026).revoking(&[8], n, None).issue(("CA", &Key::new(9)));
    let honest = |list: ListDraft| list.issue(("CA", &Key::new(1)));
    let heap: Vec<_> = (1000..2000).map(worthless).collect();
    let mut crls = [vec![honest(ListDraft::new(2024, 2026))], heap].concat();
    assert_eq!(desk.ask(&crls[..400], &[]).outcome, good(2024));
    assert_eq!(desk.ask(&crls, &[]).outcome, Outcome::Unusable(Unusable::TooMuch));
    crls.push(honest(ListDraft::new(2024, 2026).revoking(&[7], 2023, Some(1))));
    assert_eq!(desk.ask(&crls, &[]).outcome, Outcome::Unusable(Unusable::TooMuch));
    crls.reverse();
    assert!(matches!(desk.ask(&crls, &[]).outcome, Outcome::Revoked { .. }));
}

/// The list's signer asks about himself.
#[test]
fn nobody_vouches_for_himself_unless_his_issuer_sends_us_to_him() {
    let key = Key::new(3);
    let ask = |extensions: &[Vec<u8>], list: ListDraft| {
        let mut desk = Desk::new(extensions);
        let registry = extensions.iter().fold(Draft::ca("Lan").serial(&[7]), |lan, other| lan.with(other.clone()));
        desk.lan = registry.issue(&key, ("CA", &Key::new(1)));
        let crls = [list.issue(("Lan", &key)), list.issue(("CA", &key))];
        desk.ask(&crls, std::slice::from_ref(&desk.lan))
    };
    let list = || ListDraft::new(2024, 2026).scoped(&INDIRECT);
    assert_eq!(ask(&[], list()).outcome, Outcome::Unusable(Unusable::Signature), "a list of the CA's name by his key");
    let sent = ask(&[issued_by("Lan", &[])], list());
    assert_eq!((sent.outcome.clone(), sent.signer), (good(2024), None), "he is being judged already");
}

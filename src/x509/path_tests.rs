//! Paths under constraints that the public suite has none of: what a caller permits and excludes, what an anchor says of
//! itself (RFC 5937), names of every form, and certificates made to cost time.

use std::slice::from_ref;

use super::testing::{Draft, Key, basic_constraints, extension, key_usage, name, oid, wrap, year};
use super::*;

/// GeneralName, by the text of a constraint; a bare tag and octets for what has no text.
fn general(text: &str) -> Vec<u8> {
    match GeneralName::from_constraint(text) {
        Some(GeneralName::Email(value)) => wrap(0x81, &[value.as_bytes()]),
        Some(GeneralName::Dns(value)) => wrap(0x82, &[value.as_bytes()]),
        Some(GeneralName::Directory(value)) => wrap(0xa4, &[value.der()]),
        Some(GeneralName::Uri(value)) => wrap(0x86, &[value.as_bytes()]),
        Some(GeneralName::Ip(value)) => wrap(0x87, &[&value]),
        _ => {
            let (tag, value) = text.split_once(' ').unwrap();
            wrap(u8::from_str_radix(tag, 16).unwrap(), &[value.as_bytes()])
        }
    }
}

/// An alternative name: as a constraint, but an address has no mask, and a URI is a whole one.
fn alternative(text: &str) -> Vec<u8> {
    match text.split_once(':') {
        Some(("ip", address)) => {
            let address: std::net::IpAddr = address.parse().unwrap();
            match address {
                std::net::IpAddr::V4(address) => wrap(0x87, &[&address.octets()]),
                std::net::IpAddr::V6(address) => wrap(0x87, &[&address.octets()]),
            }
        }
        Some(("uri", value)) => wrap(0x86, &[value.as_bytes()]),
        Some(("dns", value)) => wrap(0x82, &[value.as_bytes()]),
        // An internationalised address (RFC 9598 §3).
        Some(("utf8", value)) => {
            let text = wrap(0xa0, &[&wrap(0x0c, &[value.as_bytes()])]);
            wrap(0xa0, &[&oid("1.3.6.1.5.5.7.8.9"), &text])
        }
        _ => general(text),
    }
}

fn alternatives(names: &[&str]) -> Vec<u8> {
    let names: Vec<u8> = names.iter().flat_map(|name| alternative(name)).collect();
    extension(oids::SUBJECT_ALT_NAME, false, &wrap(0x30, &[&names]))
}

/// Name constraints: `+` permits, `-` excludes.
fn constraints(critical: bool, subtrees: &[&str]) -> Vec<u8> {
    let list = |tag: u8, sign: char| {
        let chosen = subtrees.iter().filter_map(|subtree| subtree.strip_prefix(sign));
        let list: Vec<u8> = chosen.flat_map(|base| wrap(0x30, &[&general(base)])).collect();
        if list.is_empty() { list } else { wrap(tag, &[&list]) }
    };
    extension(oids::NAME_CONSTRAINTS, critical, &wrap(0x30, &[&list(0xa0, '+'), &list(0xa1, '-')]))
}

fn policies(names: &[&str]) -> Vec<u8> {
    let names: Vec<u8> = names.iter().flat_map(|name| wrap(0x30, &[&oid(name)])).collect();
    extension(oids::CERTIFICATE_POLICIES, false, &wrap(0x30, &[&names]))
}

/// requireExplicitPolicy [0] and inhibitPolicyMapping [1], each after so many certificates.
fn policy_constraints(fields: &[(u8, u8)]) -> Vec<u8> {
    let fields: Vec<u8> = fields.iter().flat_map(|(number, skip)| [0x80 | number, 1, *skip]).collect();
    extension(oids::POLICY_CONSTRAINTS, true, &wrap(0x30, &[&fields]))
}

/// What a caller asks, as on the command line: `+` permits, `-` excludes.
fn asking(subtrees: &[&str]) -> PathInputs {
    let list = |sign: char| {
        let chosen = subtrees.iter().filter_map(|subtree| subtree.strip_prefix(sign));
        chosen.map(|text| Subtree::new(GeneralName::from_constraint(text).unwrap())).collect()
    };
    PathInputs { permitted: list('+'), excluded: list('-'), ..PathInputs::default() }
}

/// Root → sub-CA → Lan; a story changes the parts it is about.
struct Story {
    root: Draft,
    sub: Draft,
    leaf: Draft,
    inputs: PathInputs,
    budget: Budget,
}

impl Story {
    fn new() -> Self {
        let (root, sub, leaf) = (Draft::ca("Root"), Draft::ca("Sub"), Draft::leaf("Lan"));
        Self { root, sub, leaf, inputs: PathInputs::default(), budget: Budget::default() }
    }

    fn asking(subtrees: &[&str]) -> Self {
        Self { inputs: asking(subtrees), ..Self::new() }
    }

    fn root(mut self, extension: Vec<u8>) -> Self {
        self.root = self.root.with(extension);
        self
    }

    fn sub(mut self, extension: Vec<u8>) -> Self {
        self.sub = self.sub.with(extension);
        self
    }

    fn leaf(mut self, extension: Vec<u8>) -> Self {
        self.leaf = self.leaf.with(extension);
        self
    }

    /// The leaf's whole subject.
    fn named(mut self, text: &str) -> Self {
        self.leaf.name = Some(Name::from_rfc4514(text).unwrap().der().to_vec());
        self
    }

    fn report(&mut self) -> PathReport {
        let leaf = self.leaf.issue(&Key::new(3), ("Sub", &Key::new(2)));
        let sub = self.sub.issue(&Key::new(2), ("Root", &Key::new(1)));
        let root = self.root.self_signed(&Key::new(1));
        let (memory, at) = (Memory::default(), year(2025));
        build_path(&leaf, from_ref(&sub), from_ref(&root), at, &self.inputs, &memory, &mut self.budget)
    }

    /// The codes of all that is wrong, or `ok`.
    fn says(mut self) -> String {
        let report = self.report();
        let codes: Vec<_> = report.no_path.iter().chain(report.path.failures()).map(Failure::code).collect();
        if codes.is_empty() { "ok".into() } else { codes.join(" ") }
    }

    /// The policies that are valid, or the codes.
    fn policies(mut self) -> String {
        let report = self.report();
        if report.status == PathStatus::Valid { report.valid_policies().join(" ") } else { self.says() }
    }
}

const OUT: &str = "NAME_NOT_PERMITTED";
const EXCLUDED: &str = "NAME_EXCLUDED";
const UNKNOWN: &str = "NAME_CONSTRAINT_UNKNOWN";

/// Each form of name against a caller's subtrees, and against the same subtrees in the sub-CA's certificate.
#[test]
fn names_of_each_form_lie_in_a_subtree_or_not() {
    let cases: &[(&str, &[&str], &[&str], &str)] = &[
        ("an address at the permitted host", &["+email:sub.example.vn"], &["email:lan@sub.example.vn"], "ok"),
        ("an address at a host below it", &["+email:example.vn"], &["email:lan@sub.example.vn"], OUT),
        ("an address in the permitted domain", &["+email:.example.vn"], &["email:lan@sub.example.vn"], "ok"),
        ("an address at the domain's own host", &["+email:.example.vn"], &["email:lan@example.vn"], OUT),
        ("the permitted mailbox, its host in capitals", &["+email:lan@example.vn"], &["email:lan@EXAMPLE.vn"], "ok"),
        ("the permitted mailbox in capitals", &["+email:lan@example.vn"], &["email:Lan@example.vn"], OUT),
        ("an excluded mailbox", &["-email:lan@example.vn"], &["email:lan@example.vn"], EXCLUDED),
        ("another mailbox of that host", &["-email:lan@example.vn"], &["email:minh@example.vn"], "ok"),
        ("an excluded host", &["-email:example.vn"], &["email:lan@example.vn"], EXCLUDED),
        ("an address without a host", &["+email:example.vn"], &["email:lan"], UNKNOWN),
        ("a quoted mailbox where a mailbox is excluded", &["-email:lan@a.vn"], &["email:\"lan\"@a.vn"], UNKNOWN),
        ("an internationalised address inside", &["+email:example.vn"], &["utf8:đạt@example.vn"], "ok"),
        ("an internationalised address outside", &["+email:example.vn"], &["utf8:đạt@example.com"], OUT),
        ("an internationalised address excluded", &["-email:example.vn"], &["utf8:đạt@example.vn"], EXCLUDED),
        ("an internationalised host", &["-email:example.vn"], &["utf8:đạt@bắc-ninh.vn"], UNKNOWN),
        ("the permitted host", &["+dns:example.vn"], &["dns:example.vn"], "ok"),
        ("a host below it, in capitals, with the root's dot", &["+dns:example.vn"], &["dns:A.B.Example.VN."], "ok"),
        ("a host that only ends alike", &["+dns:example.vn"], &["dns:badexample.vn"], OUT),
        ("a wildcard inside", &["+dns:example.vn"], &["dns:*.example.vn"], "ok"),
        ("a wildcard that reaches an excluded host", &["-dns:mail.example.vn"], &["dns:*.example.vn"], EXCLUDED),
        ("a wildcard beside it", &["-dns:mail.example.vn"], &["dns:*.example.com"], "ok"),
        ("a leading dot asks for a label more", &["+dns:.example.vn"], &["dns:example.vn"], OUT),
        ("no text at all is every host", &["-dns:"], &["dns:example.vn"], EXCLUDED),
        ("a host that is none", &["+dns:example.vn"], &["dns:a..example.vn"], UNKNOWN),
        ("a URI at the permitted host", &["+uri:www.example.vn"], &["uri:https://u:p@WWW.example.vn:8443/a?b"], "ok"),
        ("a URI below it", &["+uri:example.vn"], &["uri:https://www.example.vn/"], OUT),
        ("a URI in the permitted domain", &["+uri:.example.vn"], &["uri:ldap://www.example.vn"], "ok"),
        ("a URI that hides its host before an @", &["+uri:example.vn"], &["uri:https://example.vn@evil.com/"], OUT),
        ("an excluded URI", &["-uri:.example.vn"], &["uri:https://a.example.vn#x"], EXCLUDED),
        ("a URI without a host", &["-uri:example.vn"], &["uri:urn:oid:1.2.3"], UNKNOWN),
        ("a URI at an address", &["-uri:example.vn"], &["uri:https://192.0.2.1/"], UNKNOWN),
        ("a URI at an address of six", &["-uri:example.vn"], &["uri:https://[2001:db8::1]/"], UNKNOWN),
        ("an address in the permitted net", &["+ip:192.0.2.0/24"], &["ip:192.0.2.255"], "ok"),
        ("an address in the next", &["+ip:192.0.2.0/24"], &["ip:192.0.3.0"], OUT),
        (
            "an excluded net inside the permitted one",
            &["+ip:10.0.0.0/8", "-ip:10.1.0.0/16"],
            &["ip:10.1.2.3"],
            EXCLUDED,
        ),
        ("an address of six under a net of four", &["+ip:192.0.2.0/24"], &["ip:2001:db8::1"], OUT),
        ("an address of six", &["+ip:2001:db8::/33"], &["ip:2001:db8:7fff::1"], "ok"),
        ("all addresses of four excluded", &["-ip:0.0.0.0/0"], &["ip:192.0.2.1"], EXCLUDED),
        ("all addresses of four excluded, one of six", &["-ip:0.0.0.0/0"], &["ip:2001:db8::1"], "ok"),
        (
            "other forms than those constrained",
            &["+dns:example.vn", "-uri:example.vn"],
            &["email:lan@example.com"],
            "ok",
        ),
        ("of several names one outside", &["+dns:example.vn"], &["dns:a.example.vn", "dns:example.com"], OUT),
        ("of several permitted subtrees one", &["+dns:a.vn", "+dns:b.vn"], &["dns:b.vn"], "ok"),
    ];
    for (story, subtrees, names, expected) in cases {
        let names = alternatives(names);
        assert_eq!(Story::asking(subtrees).leaf(names.clone()).says(), *expected, "asked: {story}");
        assert_eq!(Story::new().sub(constraints(true, subtrees)).leaf(names).says(), *expected, "in the CA: {story}");
    }
}

/// The subject is a directory name, too; what it shows of e-mail addresses counts with the alternative names.
#[test]
fn the_subject_counts_as_a_name() {
    let inside = &["+dn:O=UBND tỉnh Bắc Ninh,C=VN"][..];
    let lan = "CN=Lan,OU=Sở Nội vụ,O=ubnd  TỈNH bắc ninh,C=VN";
    let cases: &[(&str, &[&str], &str, &str)] = &[
        ("inside", inside, lan, "ok"),
        ("the base itself", inside, "O=UBND tỉnh Bắc Ninh,C=VN", "ok"),
        ("another office", inside, "CN=Lan,O=UBND tỉnh Hà Nam,C=VN", OUT),
        ("the right attributes in another order", inside, "CN=Lan,C=VN,O=UBND tỉnh Bắc Ninh", OUT),
        ("two attributes of one relative name", inside, "CN=Lan,O=UBND tỉnh Bắc Ninh+OU=x,C=VN", OUT),
        ("excluded", &["-dn:OU=Sở Nội vụ,O=UBND tỉnh Bắc Ninh,C=VN"], lan, EXCLUDED),
        ("everybody excluded by country", &["-dn:C=VN"], lan, EXCLUDED),
        ("an address in the subject", &["+email:example.vn"], "emailAddress=lan@example.vn,CN=Lan", "ok"),
        ("an address outside in the subject", &["+email:example.vn"], "emailAddress=lan@example.com,CN=Lan", OUT),
        ("an address excluded in the subject", &["-email:example.vn"], "emailAddress=lan@example.vn,CN=Lan", EXCLUDED),
    ];
    for (story, subtrees, subject, expected) in cases {
        // The sub-CA's own name is asked about as well where the caller asks, so it stands in the CA here.
        let judged = |leaf: Vec<u8>| {
            let story = Story::new().sub(constraints(true, subtrees)).named(subject);
            if leaf.is_empty() { story.says() } else { story.leaf(leaf).says() }
        };
        assert_eq!(judged(Vec::new()), *expected, "{story}");
        // RFC 5280 asks for the subject's address where there are no alternative names; it is shown either way.
        assert_eq!(judged(alternatives(&["dns:example.vn"])), *expected, "{story}, beside alternative names");
    }
    let mut nameless = Story::new().sub(constraints(true, inside)).leaf(alternatives(&["email:lan@example.vn"]));
    nameless.leaf.name = Some(wrap(0x30, &[]));
    assert_eq!(nameless.says(), "ok", "an empty subject is no name");
}

/// What the caller asks, what the anchor says and what the CA says hold together, never one instead of another.
#[test]
fn subtrees_from_several_places_hold_together() {
    let with = |asked: &[&str], root: &[&str], sub: &[&str], names: &[&str]| {
        let mut story = Story::asking(asked).leaf(alternatives(names));
        if !root.is_empty() {
            story = story.root(constraints(true, root));
        }
        if !sub.is_empty() {
            story = story.sub(constraints(true, sub));
        }
        story.says()
    };
    let a = &["dns:a.example.vn"][..];
    for (story, said, expected) in [
        ("all three permit it", with(&["+dns:vn"], &["+dns:example.vn"], &["+dns:a.example.vn"], a), "ok"),
        ("the CA cannot widen what is asked", with(&["+dns:b.example.vn"], &[], &["+dns:example.vn"], a), OUT),
        ("the caller cannot widen the anchor", with(&["+dns:vn"], &["+dns:b.vn"], &[], a), OUT),
        ("the CA cannot widen the anchor", with(&[], &["+dns:b.vn"], &["+dns:a.example.vn"], a), OUT),
        (
            "what the anchor excludes stays excluded",
            with(&["+dns:vn"], &["-dns:example.vn"], &["+dns:vn"], a),
            EXCLUDED,
        ),
        ("what the caller excludes stays excluded", with(&["-dns:a.example.vn"], &[], &["+dns:vn"], a), EXCLUDED),
        ("what the CA excludes stays excluded", with(&["+dns:vn"], &["+dns:vn"], &["-dns:vn"], a), EXCLUDED),
        (
            "of two forms each counts",
            with(&["+dns:vn"], &["+email:example.vn"], &[], &["dns:a.vn", "email:a@b.vn"]),
            OUT,
        ),
        ("an empty intersection permits nothing", with(&["+dns:a.vn"], &[], &["+dns:b.vn"], &["dns:b.vn"]), OUT),
        ("and says nothing of other forms", with(&["+dns:a.vn"], &[], &["+dns:b.vn"], &["email:a@b.vn"]), "ok"),
        ("the caller asks of the sub-CA's subject too", with(&["+dn:CN=Lan"], &[], &[], &[]), OUT),
        ("the anchor asks of the sub-CA's subject too", with(&[], &["-dn:CN=Sub"], &[], &[]), EXCLUDED),
        ("an anchor's own name is not asked about", with(&["-dn:CN=Root"], &[], &[], &[]), "ok"),
    ] {
        assert_eq!(said, expected, "{story}");
    }
}

/// §4.2.1.10: a critical constraint that cannot be processed refuses the names of its form, and no others.
#[test]
fn constraints_that_cannot_be_processed() {
    let odd = |critical: bool, subtree: &[u8]| {
        extension(oids::NAME_CONSTRAINTS, critical, &wrap(0x30, &[&wrap(0xa0, &[&wrap(0x30, &[subtree])])]))
    };
    let dns = general("dns:example.vn");
    let registered = [0x88, 1, 0x2a];
    let minimum = [&dns[..], &[0x80, 1, 1]].concat();
    let maximum = [&dns[..], &[0x81, 1, 3]].concat();
    let zero = [&dns[..], &[0x80, 1, 0]].concat();
    let holed = wrap(0x87, &[&[192, 0, 2, 0, 255, 0, 255, 0]]);
    let names = |name: &[u8]| extension(oids::SUBJECT_ALT_NAME, false, &wrap(0x30, &[name]));
    let inside = alternatives(&["dns:a.example.vn"]);
    for (story, subtree, critical, leaf, expected) in [
        ("a registered identifier", &registered[..], true, names(&registered), UNKNOWN),
        ("a registered identifier, not critical", &registered, false, names(&registered), "ok"),
        ("a registered identifier constrained, a host named", &registered, true, inside.clone(), "ok"),
        ("a minimum", &minimum, true, inside.clone(), UNKNOWN),
        ("a maximum", &maximum, true, inside.clone(), UNKNOWN),
        ("a maximum, not critical", &maximum, false, inside.clone(), "ok"),
        ("a maximum on another form", &maximum, true, alternatives(&["email:lan@example.com"]), "ok"),
        ("a minimum of 0, written out", &zero, true, inside, "ok"),
        ("a mask with holes", &holed, true, alternatives(&["ip:192.0.2.1"]), UNKNOWN),
        (
            "an otherName of the same type",
            &wrap(0xa0, &[&oid("1.2.3"), &[0xa0, 0]]),
            true,
            names(&wrap(0xa0, &[&oid("1.2.3"), &[0xa0, 2, 5, 0]])),
            UNKNOWN,
        ),
        (
            "an otherName of another type",
            &wrap(0xa0, &[&oid("1.2.3"), &[0xa0, 0]]),
            true,
            names(&wrap(0xa0, &[&oid("1.2.4"), &[0xa0, 2, 5, 0]])),
            "ok",
        ),
        ("text that is no text", &general("dns:example.vn"), true, names(&[0x82, 2, 0xff, 0xfe]), UNKNOWN),
    ] {
        assert_eq!(Story::new().sub(odd(critical, subtree)).leaf(leaf).says(), expected, "{story}");
    }
    for empty in [&[0x30, 0][..], &[0x30, 2, 0xa0, 0]] {
        let story = Story::new().sub(extension(oids::NAME_CONSTRAINTS, true, empty));
        assert_eq!(story.says(), "EXTENSION_MALFORMED", "a constraint that says nothing meant something");
    }
}

/// RFC 5937 §3.2: what an anchor says of itself limits the paths below it, together with what the caller asks.
#[test]
fn an_anchors_own_constraints_hold() {
    let (mine, other) = ("1.2.3", "1.2.4");
    let certified = |story: Story, policy: &str| story.sub(policies(&[policy])).leaf(policies(&[policy]));
    let asked = |policies: &[&str]| PathInputs {
        policies: policies.iter().map(|policy| (*policy).to_owned()).collect(),
        explicit_policy: true,
        ..PathInputs::default()
    };
    let any = || Story::new().sub(policies(&[oids::ANY_POLICY])).leaf(policies(&[oids::ANY_POLICY]));
    let mapping = |from: &str, to: &str| {
        extension(oids::POLICY_MAPPINGS, true, &wrap(0x30, &[&wrap(0x30, &[&oid(from), &oid(to)])]))
    };
    let mapped = |story: Story| story.sub(policies(&[mine])).sub(mapping(mine, other)).leaf(policies(&[other]));
    let inhibit_any = |skip: u8| extension(oids::INHIBIT_ANY_POLICY, true, &[2, 1, skip]);
    for (story, said, expected) in [
        ("no constraint, no policy", Story::new().policies(), ""),
        ("no constraint, any policy", any().policies(), oids::ANY_POLICY),
        ("the anchor's policies narrow any-policy", any().root(policies(&[mine])).policies(), mine),
        (
            "an anchor for any policy narrows nothing",
            any().root(policies(&[oids::ANY_POLICY])).policies(),
            oids::ANY_POLICY,
        ),
        (
            "of the caller's and the anchor's the common ones",
            Story { inputs: asked(&[mine, other]), ..any().root(policies(&[mine])) }.policies(),
            mine,
        ),
        (
            "the caller's and the anchor's have none in common",
            Story { inputs: asked(&[other]), ..any().root(policies(&[mine])) }.policies(),
            "NO_VALID_POLICY",
        ),
        ("none in common, and none required", certified(Story::new().root(policies(&[mine])), other).policies(), ""),
        (
            "the anchor requires a policy, and there is none",
            Story::new().root(policy_constraints(&[(0, 0)])).policies(),
            "NO_VALID_POLICY",
        ),
        (
            "the anchor requires a policy, and there is one",
            certified(Story::new().root(policy_constraints(&[(0, 0)])), mine).policies(),
            mine,
        ),
        (
            "the anchor requires a policy after three certificates",
            Story::new().root(policy_constraints(&[(0, 3)])).policies(),
            "",
        ),
        ("mapped", mapped(Story::new()).policies(), mine),
        (
            "the anchor forbids mappings, and no policy is required",
            mapped(Story::new().root(policy_constraints(&[(1, 0)]))).policies(),
            "",
        ),
        (
            "the anchor forbids mappings and requires a policy",
            mapped(Story::new().root(policy_constraints(&[(0, 0), (1, 0)]))).policies(),
            "NO_VALID_POLICY",
        ),
        ("the anchor forbids any policy", any().root(inhibit_any(0)).policies(), ""),
        (
            "the anchor forbids any policy after two certificates",
            any().root(inhibit_any(2)).policies(),
            oids::ANY_POLICY,
        ),
        ("the anchor forbids any policy after one", any().root(inhibit_any(1)).policies(), ""),
    ] {
        assert_eq!(said, expected, "{story}");
    }
    let nameless = Story { root: Draft { name: Some(wrap(0x30, &[])), ..Draft::ca("") }, ..Story::new() };
    let sub = nameless.sub.der(&Key::new(2), ("Root", &Key::new(1)));
    assert!(Certificate::from_der(&sub).is_ok());
}

/// What limits an anchor must be heard: where it cannot be read, the anchor starts no path.
#[test]
fn an_anchor_whose_constraints_are_damaged_starts_no_path() {
    for kind in [oids::NAME_CONSTRAINTS, oids::POLICY_CONSTRAINTS, oids::INHIBIT_ANY_POLICY, oids::CERTIFICATE_POLICIES]
    {
        let story = Story::new().root(extension(kind, false, &[4, 0]));
        assert_eq!(story.says(), "EXTENSION_MALFORMED", "{kind}");
    }
    let harmless = Story::new().root(extension(oids::CRL_DISTRIBUTION_POINTS, false, &[4, 0]));
    assert_eq!(harmless.says(), "ok");
}

/// §6.1.4 (a), §6.1.5 (a), (b): the last certificate's own word, and numbers beyond every path.
#[test]
fn policy_counters_at_their_ends() {
    let require = |skip| policy_constraints(&[(0, skip)]);
    assert_eq!(Story::new().leaf(require(0)).says(), "NO_VALID_POLICY", "of the leaf itself");
    assert_eq!(Story::new().leaf(require(1)).says(), "ok");
    assert_eq!(Story::new().sub(require(1)).says(), "NO_VALID_POLICY");
    assert_eq!(Story::new().sub(require(2)).says(), "ok");
    let endless = extension(oids::POLICY_CONSTRAINTS, true, &wrap(0x30, &[&wrap(0x80, &[&[0x7f; 9]])]));
    assert_eq!(Story::new().sub(endless).says(), "ok", "after more certificates than there are");
    let negative = extension(oids::INHIBIT_ANY_POLICY, true, &[2, 1, 0xff]);
    assert_eq!(Story::new().sub(negative).says(), "EXTENSION_MALFORMED");
}

/// A leaf that is trusted itself is still asked what the caller asks.
#[test]
fn a_trusted_leaf_is_asked_what_the_caller_asks() {
    let leaf =
        Draft::leaf("Lan").with(alternatives(&["dns:a.vn"])).with(policies(&["1.2.3"])).self_signed(&Key::new(1));
    let says = |inputs: &PathInputs| {
        let (memory, mut budget) = (Memory::default(), Budget::default());
        let report = build_path(&leaf, &[], from_ref(&leaf), year(2050), inputs, &memory, &mut budget);
        report.failure().map_or_else(|| report.valid_policies().join(" "), |failure| failure.code().to_owned())
    };
    assert_eq!(says(&PathInputs::default()), "1.2.3");
    assert_eq!(says(&asking(&["-dns:vn"])), EXCLUDED);
    let policies = vec!["1.2.4".to_owned()];
    assert_eq!(says(&PathInputs { policies, explicit_policy: true, ..PathInputs::default() }), "NO_VALID_POLICY");
}

/// Ten thousand names under a thousand constraints are ten million comparisons: given up after the budget's number.
#[test]
fn names_and_constraints_made_to_cost_time_are_given_up() {
    let many: Vec<String> = (0..10_000).map(|n| format!("dns:{n}.example.vn")).collect();
    let names: Vec<&str> = many.iter().map(String::as_str).collect();
    let excluded: Vec<String> = (0..1000).map(|n| format!("-dns:{n}.example.com")).collect();
    let excluded: Vec<&str> = excluded.iter().map(String::as_str).collect();
    let mut story = Story::new().sub(constraints(true, &excluded)).leaf(alternatives(&names));
    assert_eq!(story.report().failure().map(Failure::code), Some("PATH_BUDGET"));
    assert!(story.budget.comparisons < 1000, "{}", story.budget.comparisons);
    // The names alone cost what they are.
    let mut few = Story::new().sub(constraints(true, &["-dns:example.com"])).leaf(alternatives(&names));
    assert_eq!(few.report().status, PathStatus::Valid);
    assert_eq!(Budget::default().comparisons - few.budget.comparisons, 10_001, "and the subject");
}

/// Every path of a mesh is judged while none is valid: together they have one budget of comparisons.
#[test]
fn many_bad_paths_have_one_budget_together() {
    let key = |n: u8| Key::new(n + 1);
    let ca = |n: u8| format!("CA {n}");
    let names: Vec<String> = (0..200).map(|n| format!("dns:{n}.example.vn")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let excluded: Vec<String> =
        (0..200).map(|n| format!("-dns:{n}.example.com")).chain(["-dns:199.example.vn".into()]).collect();
    let excluded: Vec<&str> = excluded.iter().map(String::as_str).collect();
    let pairs = (0..6_u8).flat_map(|of| (0..6).map(move |by| (of, by))).filter(|(of, by)| of != by);
    let pool: Vec<_> = pairs
        .map(|(of, by)| Draft::ca(&ca(of)).with(constraints(true, &excluded)).issue(&key(of), (&ca(by), &key(by))))
        .collect();
    let leaf = Draft::leaf("Lan").with(alternatives(&names)).issue(&Key::new(30), (&ca(0), &key(0)));
    let anchor = Draft::ca(&ca(5)).self_signed(&key(5));
    let mut budget = Budget::default();
    let report = build_path(
        &leaf,
        &pool,
        from_ref(&anchor),
        year(2025),
        &PathInputs::default(),
        &Memory::default(),
        &mut budget,
    );
    assert_ne!(report.status, PathStatus::Valid);
    assert_eq!(budget.comparisons, 0);
    assert!(budget.steps > 9_900, "the comparisons of a few paths, not of all: {}", budget.steps);
}

/// An intermediate that names itself again (a renewed key) passes where a leaf of that name would not (§6.1.3 (b)).
#[test]
fn a_self_issued_intermediate_is_not_asked_for_its_name() {
    let root = Draft::ca("Root").with(constraints(true, &["+dn:CN=Lan"])).self_signed(&Key::new(1));
    let renewed = Draft::ca("Root").issue(&Key::new(2), ("Root", &Key::new(1)));
    let leaf = Draft::leaf("Lan").issue(&Key::new(3), ("Root", &Key::new(2)));
    let reach = |leaf: &Certificate| {
        let (memory, mut budget) = (Memory::default(), Budget::default());
        build_path(leaf, from_ref(&renewed), from_ref(&root), year(2025), &PathInputs::default(), &memory, &mut budget)
    };
    assert_eq!(reach(&leaf).status, PathStatus::Valid);
    let last = Draft::leaf("Root").issue(&Key::new(4), ("Root", &Key::new(2)));
    assert_eq!(reach(&last).failure().map(Failure::code), Some(OUT), "the last certificate is asked");
}

/// A CA whose pathLenConstraint does not fit in 32 bits, and one that sets it without being a CA.
#[test]
fn odd_path_lengths() {
    let huge = extension(oids::BASIC_CONSTRAINTS, true, &wrap(0x30, &[&[1, 1, 0xff], &wrap(2, &[&[0x7f; 9]])]));
    let story = Story { sub: Draft::new("Sub").with(huge).with(key_usage(&[5])), ..Story::new() };
    assert_eq!(story.says(), "EXTENSION_MALFORMED NOT_CA");
    let story = Story { sub: Draft::new("Sub").with(basic_constraints(false, Some(3))), ..Story::new() };
    assert_eq!(story.says(), "NOT_CA");
    assert_eq!(name("Sub"), Name::from_rfc4514("CN=Sub").unwrap().der());
}

/// Whatever stands in the place of a constraint is one or is none; nothing panics, in the anchor or in the leaf.
#[test]
fn damaged_constraints_are_no_crash() {
    let mapping = wrap(0x30, &[&wrap(0x30, &[&oid("1.2.3"), &oid("1.2.4")])]);
    let limits = [
        constraints(true, &["+dns:example.vn", "+email:.vn", "-uri:.vn", "-ip:192.0.2.0/24", "+dn:CN=Lan"]),
        policies(&["1.2.3", oids::ANY_POLICY]),
        extension(oids::POLICY_MAPPINGS, true, &mapping),
        policy_constraints(&[(0, 3), (1, 0)]),
        extension(oids::INHIBIT_ANY_POLICY, true, &[2, 1, 1]),
    ];
    let names =
        alternatives(&["dns:*.example.vn", "email:\"a\"@b.vn", "uri:ldap://[::1", "ip:192.0.2.1", "utf8:đạt@vn"]);
    let anchor = limits.into_iter().fold(Draft::ca("Sub"), Draft::with).der(&Key::new(2), ("Root", &Key::new(1)));
    let leaf = Draft::leaf("Lan").with(names).with(policies(&["1.2.4"])).der(&Key::new(3), ("Sub", &Key::new(2)));
    let reach = |leaf: &[u8], anchor: &[u8]| {
        let (Ok(leaf), Ok(anchor)) = (Certificate::from_der(leaf), Certificate::from_der(anchor)) else { return };
        let (memory, mut budget) = (Memory::default(), Budget::default());
        // A leaf that is trusted itself is judged without its signature.
        for anchors in [from_ref(&anchor), from_ref(&leaf)] {
            build_path(&leaf, &[], anchors, year(2025), &asking(&["+dns:vn", "-dn:C=VN"]), &memory, &mut budget);
        }
    };
    for at in 0..anchor.len().max(leaf.len()) {
        for byte in [0x00, 0x01, 0x7f, 0x80, 0xff] {
            let damaged = |der: &[u8]| {
                let mut der = der.to_vec();
                der.get_mut(at).into_iter().for_each(|place| *place = byte);
                der
            };
            reach(&leaf, &damaged(&anchor));
            reach(&damaged(&leaf), &anchor);
        }
    }
}

//! What people do to a document after it was signed, and what a clerk is told of it.
//!
//! Files are made here: a contract with a form, signed by our own program, then changed by `Update` as other programs do.
//! Honest acts and forgeries that look like them stand side by side.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use desk::{Desk, answer, python, text};
use kyso::pdf::{Dict, Document, Object, ObjectId, Source, Update};
use kyso::verify::{Context, Indication, Modifications, Policy, Report, Status, SubIndication};
use kyso::x509::{read_certificates, read_crls};
use proptest::prelude::*;

const CATALOG: u32 = 1;
const PAGE: u32 = 3;
const CONTENT: u32 = 4;
const FONT: u32 = 5;
const TOTAL: u32 = 6;
const AGREED: u32 = 7;
const APPROVAL: u32 = 8;
const TOTAL_LOOKS: u32 = 9;
const NOTE: u32 = 10;
const FORM: u32 = 11;
const INFO: u32 = 12;
const LAYER: u32 = 13;
const IMAGE: u32 = 15;

fn id(number: u32) -> ObjectId {
    ObjectId::new(number, 0)
}

fn stream(head: &str, data: &str) -> String {
    format!("<<{head}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

/// What a field looks like.
fn looks(data: &str) -> String {
    stream("/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F 5 0 R>>>>", data)
}

/// A contract of one page: text, a picture, a layer, fields `Total`, `Agreed`, `Approval` and a note.
fn contract() -> Vec<u8> {
    contract_where(|_, body| body)
}

/// The contract with some of its objects written otherwise.
fn contract_where(otherwise: impl Fn(u32, String) -> String) -> Vec<u8> {
    let bodies = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm 11 0 R/Outlines 16 0 R/OCProperties<</OCGs[13 0 R]/D<</ON[13 0 R]>>>>>>"
            .to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</Im 15 0 R>>\
         /Properties<</L 13 0 R>>>>/Annots[6 0 R 7 0 R 8 0 R 10 0 R]>>"
            .to_owned(),
        stream("", "BT /F 12 Tf 70 700 Td (Price: 10 000 000) Tj ET /OC /L BDC /Im Do EMC"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(Total)/V(1)/Rect[70 600 170 620]/P 3 0 R/F 4/AP<</N 9 0 R>>>>".to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Btn/T(Agreed)/V/Off/AS/Off/Rect[70 560 90 580]/P 3 0 R/F 4\
         /AP<</N<</Yes 14 0 R/Off 9 0 R>>>>>>"
            .to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Approval)/Rect[300 100 400 150]/P 3 0 R/F 4>>".to_owned(),
        looks("BT /F 10 Tf (1) Tj ET"),
        "<</Type/Annot/Subtype/Text/Rect[500 800 520 820]/Contents(please check)/P 3 0 R>>".to_owned(),
        "<</Fields[6 0 R 7 0 R 8 0 R]/DR<</Font<</F 5 0 R>>>>/DA(/F 10 Tf)>>".to_owned(),
        "<</Title(Contract)/ModDate(D:20260101)>>".to_owned(),
        "<</Type/OCG/Name(Layer)>>".to_owned(),
        looks("0 0 20 20 re f"),
        stream("/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", "x"),
        "<</Type/Outlines/First 17 0 R/Last 17 0 R/Count 1>>".to_owned(),
        "<</Title(Price)/Parent 16 0 R/Dest[3 0 R/Fit]>>".to_owned(),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, body) in (1..).zip(bodies) {
        places.push(file.len());
        file.extend_from_slice(format!("{number} 0 obj\n{}\nendobj\n", otherwise(number, body)).as_bytes());
    }
    let at = file.len();
    let rows = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect::<Vec<_>>().concat();
    let size = places.len() + 1;
    let tail = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<</Size {size}/Root 1 0 R/Info 12 0 R/ID[<01><02>]>>\nstartxref\n{at}\n%%EOF\n"
    );
    file.extend_from_slice(tail.as_bytes());
    file
}

fn desk() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(Desk::new)
}

/// `document` signed by the director with further `options`; each made once.
fn signed_with(document: &[u8], options: &[&str]) -> Vec<u8> {
    static MADE: Mutex<BTreeMap<Vec<Vec<u8>>, Vec<u8>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap();
    let key: Vec<_> =
        [document].into_iter().chain(options.iter().map(|option| option.as_bytes())).map(<[u8]>::to_vec).collect();
    if let Some(bytes) = made.get(&key) {
        return bytes.clone();
    }
    let (desk, name) = (desk(), format!("{}.pdf", made.len()));
    let input = desk.write(&format!("in-{name}"), document);
    let output = desk.path(&format!("out-{name}"));
    let mut arguments = ["sign", "--level", "b-b", "--no-check"].map(str::to_owned).to_vec();
    arguments.extend(desk.key(desk.lab.leader_token()));
    arguments.extend(options.iter().map(|&option| option.to_owned()));
    arguments.extend(["-o".to_owned(), text(&output), text(&input)]);
    desk.kyso(arguments).exits(0);
    let bytes = fs::read(output).unwrap();
    made.insert(key, bytes.clone());
    bytes
}

/// The contract, signed without restrictions.
fn signed() -> Vec<u8> {
    signed_with(&contract(), &[])
}

/// The contract, certified with a permission.
fn certified(permission: &str) -> Vec<u8> {
    signed_with(&contract(), &["--certify", permission])
}

/// `file` after somebody appended what `change` does.
fn later(file: &[u8], change: impl FnOnce(&mut Update<'_, '_>)) -> Vec<u8> {
    let document = Document::open(file).unwrap();
    let mut update = Update::new(&document).unwrap();
    change(&mut update);
    update.finish().unwrap().to_vec()
}

fn judge(file: &[u8]) -> Report {
    static CONTEXT: OnceLock<Context> = OnceLock::new();
    let context = CONTEXT.get_or_init(|| {
        let lab = &desk().lab;
        let trust = read_certificates(&fs::read(lab.root_pem()).unwrap()).unwrap();
        Context {
            tsa_trust: trust.clone(),
            trust,
            crls: lab.crls().iter().flat_map(|path| read_crls(&fs::read(path).unwrap()).unwrap()).collect(),
            ..Context::new(Policy::built_in("default").unwrap().unwrap(), time::OffsetDateTime::now_utc())
        }
    });
    context.judge("contract.pdf", file, None)
}

/// The first signature's word: indication, level, and the kinds of change with `!` where not permitted.
fn told(file: &[u8]) -> (Indication, Modifications, Vec<String>) {
    let report = judge(file);
    let first = &report.signatures[0];
    let kinds = first.changes.iter().map(|change| {
        let page = change.page.map(|page| format!("p{page} ")).unwrap_or_default();
        let mark = if change.permitted { "" } else { "!" };
        format!("{page}{} {}{mark}", change.kind, change.what)
    });
    (first.indication, first.modifications, kinds.collect())
}

#[track_caller]
fn passes(file: &[u8], level: Modifications, changes: &[&str]) {
    assert_eq!(told(file), (Indication::TotalPassed, level, changes.iter().map(|&one| one.to_owned()).collect()));
}

#[track_caller]
fn fails(file: &[u8], change: &str) {
    let report = judge(file);
    let first = &report.signatures[0];
    assert_eq!(first.indication, Indication::TotalFailed, "{:#?}", first.changes);
    assert_eq!(first.sub_indication, Some(SubIndication::FormatFailure));
    let (.., kinds) = told(file);
    assert!(kinds.iter().any(|kind| kind == change), "no «{change}» in {kinds:#?}");
}

#[track_caller]
fn doubts(file: &[u8], change: &str) {
    let (indication, _, kinds) = told(file);
    assert_eq!(indication, Indication::Indeterminate, "{kinds:#?}");
    assert!(kinds.iter().any(|kind| kind == change), "no «{change}» in {kinds:#?}");
}

/// Replaces `old` in the text of an object.
fn edit(update: &mut Update<'_, '_>, number: u32, old: &str, new: &str) {
    let body = String::from_utf8(update.body(id(number)).unwrap()).unwrap();
    assert!(body.contains(old), "{body}");
    update.put(id(number), body.replace(old, new).as_bytes()).unwrap();
}

fn fill_total(update: &mut Update<'_, '_>, value: &str) {
    fill_total_looking(update, value, value);
}

/// The total is `value` and shows `look`.
fn fill_total_looking(update: &mut Update<'_, '_>, value: &str, look: &str) {
    let head = Dict::new().name("Type", "XObject").name("Subtype", "Form").raw("BBox", "[0 0 100 20]");
    let looks = update
        .add_stream(head.raw("Resources", "<</Font<</F 5 0 R>>>>"), format!("BT /F 10 Tf ({look}) Tj ET").as_bytes())
        .unwrap();
    update.set(id(TOTAL), &[b"V"], format!("({value})").as_bytes()).unwrap();
    update.set(id(TOTAL), &[b"AP", b"N"], format!("{looks} R").as_bytes()).unwrap();
}

fn annotate(update: &mut Update<'_, '_>, body: &str) {
    let new = update.add(body.as_bytes()).unwrap();
    update.push(id(PAGE), &[b"Annots"], format!("{new} R").as_bytes()).unwrap();
}

const COMMENT: &str = "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(seen)/P 3 0 R>>";
const BOX: &str = "<</Type/Annot/Subtype/FreeText/Rect[70 690 300 720]/Contents(Price: 1)/DA(/F 12 Tf)/P 3 0 R>>";

// Nobody changed anything.

/// A mail gateway, an archive or a careful editor writes objects again, as they are.
#[test]
fn what_was_only_written_again_is_no_change() {
    let again = later(&signed(), |update| {
        for number in [CATALOG, PAGE, TOTAL, FORM, FONT] {
            let body = update.body(id(number)).unwrap();
            update.put(id(number), &[b" ", &body[..], b" "].concat()).unwrap();
        }
    });
    passes(&again, Modifications::None, &[]);
}

/// An editor gives the fields and the form new numbers; what they are is the same.
#[test]
fn what_was_renumbered_is_no_change() {
    let renumbered = later(&signed(), |update| {
        let total = update.body(id(TOTAL)).unwrap();
        let new = update.add(&total).unwrap();
        edit(update, FORM, "[6 0 R", &format!("[{new} R"));
        edit(update, PAGE, "[6 0 R", &format!("[{new} R"));
        let form = update.body(id(FORM)).unwrap();
        let form = update.add(&form).unwrap();
        update.set(id(CATALOG), &[b"AcroForm"], format!("{form} R").as_bytes()).unwrap();
    });
    passes(&renumbered, Modifications::None, &[]);
}

/// Objects that nothing leads to are left behind by many writers.
#[test]
fn what_nothing_leads_to_is_no_change() {
    let orphaned = later(&signed(), |update| {
        update.add(b"(left behind)").unwrap();
    });
    passes(&orphaned, Modifications::None, &[]);
}

/// An editor notes when it saved the file.
#[test]
fn the_date_of_the_last_change_is_no_content() {
    let touched = later(&signed(), |update| update.set(id(INFO), &[b"ModDate"], b"(D:20260202)").unwrap());
    passes(&touched, Modifications::LtaUpdates, &["metadata-updated Info"]);
}

// Forms.

/// The clerk fills in the total, with a new appearance or by rewriting the old one.
#[test]
fn a_filled_field_is_named() {
    let filled = later(&signed(), |update| fill_total(update, "2"));
    passes(&filled, Modifications::FormFilling, &["p1 field-filled Total"]);
    let checked = later(&signed(), |update| {
        update.set(id(AGREED), &[b"V"], b"/Yes").unwrap();
        update.set(id(AGREED), &[b"AS"], b"/Yes").unwrap();
    });
    passes(&checked, Modifications::FormFilling, &["p1 field-filled Agreed"]);
}

/// Whoever fills in the total lets it show another one: allowed by the letter, and said.
#[test]
fn a_field_that_shows_something_else_than_it_holds_is_named() {
    let lying = later(&signed(), |update| fill_total_looking(update, "2", "2 000"));
    passes(&lying, Modifications::FormFilling, &["p1 field-filled Total", "p1 field-look Total"]);
    let report = judge(&lying);
    assert!(report.signatures[0].warnings.contains(&"FIELD_LOOK"));
    assert!(report.content.iter().any(|content| content.code == "CONTENT_FIELD_LOOK"));
    let redrawn = later(&signed(), |update| {
        update.set(id(AGREED), &[b"V"], b"/Yes").unwrap();
        update.set(id(AGREED), &[b"AS"], b"/Yes").unwrap();
        update.set(id(AGREED), &[b"AP", b"N", b"Yes"], format!("{TOTAL_LOOKS} 0 R").as_bytes()).unwrap();
    });
    passes(&redrawn, Modifications::FormFilling, &["p1 field-filled Agreed", "p1 field-look Agreed"]);
    let honest = judge(&later(&signed(), |update| fill_total(update, "2")));
    assert!(!honest.signatures[0].warnings.contains(&"FIELD_LOOK"));
    assert!(!honest.content.iter().any(|content| content.code == "CONTENT_FIELD_LOOK"));
}

/// The same under a certification that allows it, and under one that does not.
#[test]
fn a_certification_says_whether_forms_may_be_filled_in() {
    let fill = |file: &[u8]| later(file, |update| fill_total(update, "2"));
    passes(&fill(&certified("form-filling")), Modifications::FormFilling, &["p1 field-filled Total"]);
    fails(&fill(&certified("no-changes")), "p1 field-filled Total!");
}

/// Locked fields stay as they are; the others may be filled in.
#[test]
fn a_locked_field_may_not_be_filled_in() {
    let locked = signed_with(&contract(), &["--lock-fields", "Total"]);
    fails(&later(&locked, |update| fill_total(update, "2")), "p1 field-filled Total!");
    let other = signed_with(&contract(), &["--lock-fields", "Agreed"]);
    passes(&later(&other, |update| fill_total(update, "2")), Modifications::FormFilling, &["p1 field-filled Total"]);
    assert_eq!(judge(&locked).signatures[0].locked_fields, ["Total"]);
}

/// /Lock of the field says more than the signature repeats; both count. A later signature cannot give back what one took.
#[test]
fn the_lock_of_a_field_is_enforced_and_permissions_only_shrink() {
    let lock = |lock: &'static str| {
        let with = contract_where(|number, body| match number {
            APPROVAL => body.replace("/T(Approval)", &format!("/T(Approval)/Lock<</Type/SigFieldLock{lock}>>")),
            _ => body,
        });
        signed_with(&with, &["--field", "Approval"])
    };
    let total = lock("/Action/Include/Fields[(Total)]");
    fails(&later(&total, |update| fill_total(update, "2")), "p1 field-filled Total!");
    let closed = lock("/Action/Include/Fields[(Agreed)]/P 1");
    fails(&later(&closed, |update| fill_total(update, "2")), "p1 field-filled Total!");
    let open = lock("/Action/Include/Fields[(Agreed)]/P 3");
    passes(
        &later(&open, |update| annotate(update, COMMENT)),
        Modifications::Annotations,
        &["p1 annotation-added Text"],
    );
    let unlocked = later(&total, |update| update.remove(id(APPROVAL), &[b"Lock"]).unwrap());
    fails(&unlocked, "p1 field-changed Approval/Lock!");
}

/// A locked field was filled in and a comment made: the comment is doubtful, the field decides.
#[test]
fn what_is_forbidden_weighs_more_than_what_is_doubtful() {
    let locked = signed_with(&contract(), &["--lock-fields", "Total"]);
    let both = later(&locked, |update| {
        fill_total(update, "2");
        annotate(update, COMMENT);
    });
    fails(&both, "p1 field-filled Total!");
}

/// The field says 1 and shows 9: its looks were swapped, in place or for another.
#[test]
fn a_field_that_shows_what_nobody_filled_in_is_found() {
    let swapped = later(&signed(), |update| {
        let looks = update
            .add_stream(Dict::new().name("Subtype", "Form").raw("BBox", "[0 0 100 20]"), b"BT (9) Tj ET")
            .unwrap();
        update.set(id(TOTAL), &[b"AP", b"N"], format!("{looks} R").as_bytes()).unwrap();
    });
    fails(&swapped, "p1 appearance-replaced Total!");
    let in_place = later(&signed(), |update| update.put(id(TOTAL_LOOKS), looks("BT (9) Tj ET").as_bytes()).unwrap());
    fails(&in_place, "p1 appearance-replaced Total!");
}

/// Filling in one field, a forger swaps the picture that it shares with the page.
#[test]
fn filling_in_a_field_excuses_nothing_else() {
    // The looks of «Total» are drawn by the page too, under a name that is a link elsewhere.
    let shared = contract_where(|number, body| match number {
        PAGE => body.replace("/Im 15 0 R", "/Parent 9 0 R"),
        CONTENT => stream("", "/Parent Do"),
        _ => body,
    });
    let shared = signed_with(&shared, &[]);
    let forged = later(&shared, |update| {
        update.put(id(TOTAL_LOOKS), looks("BT /F 10 Tf (2) Tj ET").as_bytes()).unwrap();
        update.set(id(TOTAL), &[b"V"], b"(2)").unwrap();
    });
    fails(&forged, "p1 page-resources Resources!");
    let honest = later(&signed(), |update| {
        update.put(id(TOTAL_LOOKS), looks("BT /F 10 Tf (2) Tj ET").as_bytes()).unwrap();
        update.set(id(TOTAL), &[b"V"], b"(2)").unwrap();
    });
    // «Agreed» shows the same object when it is off, and nobody touched «Agreed».
    fails(&honest, "p1 appearance-replaced Agreed!");
}

/// What a form asks, hides or does is not what a clerk fills in.
#[test]
fn a_field_may_change_only_by_its_value() {
    for (key, value, change) in [
        (&b"Rect"[..], &b"[0 0 500 500]"[..], "p1 field-changed Total/Rect!"),
        (b"F", b"2", "p1 field-changed Total/F!"),
        (b"MaxLen", b"1", "p1 field-changed Total/MaxLen!"),
        (b"AA", b"<</K<</S/JavaScript/JS(x)>>>>", "p1 field-changed Total/AA!"),
        (b"TU", b"(What you owe)", "p1 field-changed Total/TU!"),
    ] {
        fails(&later(&signed(), |update| update.set(id(TOTAL), &[key], value).unwrap()), change);
    }
    let removed = later(&signed(), |update| edit(update, FORM, "6 0 R ", ""));
    fails(&removed, "field-removed Total!");
    let added = later(&signed(), |update| {
        let field = update.add(b"<</FT/Tx/T(Penalty)/V(9)/Subtype/Widget/Rect[70 500 170 520]>>").unwrap();
        update.push(id(FORM), &[b"Fields"], format!("{field} R").as_bytes()).unwrap();
    });
    fails(&added, "field-added Penalty!");
    let script = later(&signed(), |update| update.set(id(FORM), &[b"XFA"], b"(<xdp/>)").unwrap());
    fails(&script, "form-changed AcroForm/XFA!");
}

/// A form whose fields are to be drawn anew, with a font for it.
#[test]
fn a_form_may_bring_fonts_and_no_other_ones() {
    let fonts = later(&signed(), |update| {
        update.set(id(FORM), &[b"DR", b"Font", b"G"], b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>").unwrap();
    });
    passes(&fonts, Modifications::Signatures, &["form-resources AcroForm/DR/Font"]);
    let other = later(&signed(), |update| {
        update.set(id(FORM), &[b"DR", b"Font", b"F"], b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>").unwrap();
    });
    fails(&other, "form-changed AcroForm/DR/Font!");
    let anew = later(&signed(), |update| update.set(id(FORM), &[b"NeedAppearances"], b"true").unwrap());
    passes(&anew, Modifications::FormFilling, &["form-appearance AcroForm/NeedAppearances"]);
}

// Further signatures.

/// The agency seals what its leader signed, in the field that waits for it.
#[test]
fn a_second_signature_is_a_signature() {
    let sealed = signed_with(&signed(), &["--field", "Approval"]);
    passes(&sealed, Modifications::Signatures, &["p1 signature-added Approval"]);
    let certified = signed_with(&certified("form-filling"), &["--field", "Approval"]);
    passes(&certified, Modifications::Signatures, &["p1 signature-added Approval"]);
    // Where a lock forbids it, our own program does not sign; that others do is found.
    let locked = signed_with(&contract(), &["--lock-fields", "Approval"]);
    fails(&later(&locked, |update| foreign_signature(update, id(APPROVAL))), "p1 signature-added Approval!");
    fails(
        &later(&self::certified("no-changes"), |update| foreign_signature(update, id(APPROVAL))),
        "p1 signature-added Approval!",
    );
}

/// Web capture keeps a list of the pages that it made. A seal on such a page changes the page, not what the list says.
#[test]
fn a_page_that_others_list_is_judged_as_a_page() {
    let captured = contract_where(|number, body| match number {
        CATALOG => body.replace(
            "/Pages 2 0 R",
            "/Pages 2 0 R/Names<</IDS<</Names[(id)<</Type/SpiderContentSet/S/SPS/O[3 0 R]>>]>>>>",
        ),
        _ => body,
    });
    let sealed = signed_with(&signed_with(&captured, &[]), &["--field", "Seal"]);
    passes(&sealed, Modifications::Signatures, &["p1 signature-added Seal"]);
    let relisted = later(&sealed, |update| edit(update, CATALOG, "(id)", "(other)"));
    fails(&relisted, "catalog-changed Names/IDS!");
}

/// pyHanko signs on top, its way: a field of its own, metadata and /Info touched as it likes.
#[test]
fn a_second_signature_by_another_program_is_a_signature() {
    let (desk, first) = (desk(), signed());
    let p12 = desk.lab.p12("leader-1");
    let (input, output) = (desk.write("one.pdf", first), desk.path("two.pdf"));
    let mut command = Command::new(python());
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/sign.py"));
    command.arg("--p12").arg(&p12.path).arg("--passphrase-file").arg(&p12.passphrase_file);
    for path in desk.lab.intermediates() {
        command.arg("--chain").arg(path);
    }
    answer(command.args(["--field", "Theirs"]).arg(&input).arg(&output)).exits(0);
    let (indication, level, changes) = told(&fs::read(output).unwrap());
    assert_eq!((indication, level), (Indication::TotalPassed, Modifications::Signatures), "{changes:#?}");
    assert!(changes.contains(&"p1 signature-added Theirs".to_owned()), "{changes:#?}");
}

fn foreign_signature(update: &mut Update<'_, '_>, field: ObjectId) {
    let head = Dict::new().name("Type", "Sig").name("Filter", "Adobe.PPKLite").name("SubFilter", "adbe.pkcs7.detached");
    let value = update.add_signature(head, 64).unwrap();
    update.set(field, &[b"V"], format!("{value} R").as_bytes()).unwrap();
}

/// A new field where somebody draws a stamp, on a document that nobody certified and on a certified one.
#[test]
fn a_new_visible_signature_on_a_certified_document_may_cover_it() {
    let stamp = |file: &[u8]| {
        later(file, |update| {
            let field = update
                .add(b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Stamp)/Rect[70 690 300 720]/F 132/P 3 0 R>>")
                .unwrap();
            foreign_signature(update, field);
            update.push(id(FORM), &[b"Fields"], format!("{field} R").as_bytes()).unwrap();
            update.push(id(PAGE), &[b"Annots"], format!("{field} R").as_bytes()).unwrap();
        })
    };
    passes(&stamp(&signed()), Modifications::Signatures, &["p1 signature-added Stamp"]);
    let covered = stamp(&certified("form-filling"));
    doubts(&covered, "p1 signature-added Stamp");
    assert_eq!(judge(&covered).signatures[0].reasons[0].code, "COVERS_CERTIFIED");
}

/// A field for the next one to sign is no signature; one that already shows something is a forgery.
#[test]
fn an_empty_signature_field_is_an_annotation() {
    let field = |looks: &str| {
        later(&signed(), |update| {
            let body = format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(Next)/Rect[70 10 200 60]/P 3 0 R{looks}>>");
            let field = update.add(body.as_bytes()).unwrap();
            update.push(id(FORM), &[b"Fields"], format!("{field} R").as_bytes()).unwrap();
            update.push(id(PAGE), &[b"Annots"], format!("{field} R").as_bytes()).unwrap();
        })
    };
    doubts(&field(""), "p1 signature-field-added Next!");
    fails(&field("/AP<</N 14 0 R>>"), "p1 field-added Next!");
}

/// The signature is taken out, replaced, or shown in a second field.
#[test]
fn a_signature_of_before_stays_what_and_where_it_is() {
    let two = signed_with(&signed(), &["--field", "Approval"]);
    let value = Document::open(&two).unwrap().latest().fields().unwrap();
    let value = value.by_name("Approval").unwrap().value.clone().unwrap().as_reference().unwrap();
    let fails_second = |file: &[u8], change: &str| {
        let report = judge(file);
        let second = report.signatures.iter().find(|entry| entry.revision == 3).or(report.signatures.last()).unwrap();
        assert!(second.changes.iter().any(|found| found.kind == change), "{:#?}", second.changes);
        assert_eq!(second.indication, Indication::TotalFailed);
    };
    let recycled = later(&two, |update| {
        let field =
            update.add(format!("<</FT/Sig/T(Again)/V {value} R/Rect[0 0 0 0]/Subtype/Widget>>").as_bytes()).unwrap();
        update.push(id(FORM), &[b"Fields"], format!("{field} R").as_bytes()).unwrap();
    });
    fails_second(&recycled, "signature-changed");
    let removed = later(&two, |update| update.remove(id(APPROVAL), &[b"V"]).unwrap());
    let report = judge(&removed);
    assert!(
        report
            .signatures
            .iter()
            .all(|entry| entry.indication == Indication::TotalFailed || entry.modifications < Modifications::Other)
    );
}

/// Time-stamps and validation data are no change, whatever the permission.
#[test]
fn validation_data_may_come_to_a_document_that_allows_no_changes() {
    let renewed = later(&certified("no-changes"), |update| {
        let certificate = update.add_stream(Dict::new(), b"0").unwrap();
        let body =
            format!("<</Type/DSS/Certs[{certificate} R]/VRI<</{}<</Cert[{certificate} R]>>>>>>", "A1".repeat(20));
        update.set(id(CATALOG), &[b"DSS"], body.as_bytes()).unwrap();
        update.set(id(CATALOG), &[b"Extensions", b"ADBE"], b"<</BaseVersion/1.7/ExtensionLevel 8>>").unwrap();
    });
    passes(&renewed, Modifications::LtaUpdates, &["dss-updated DSS", "version-updated Extensions"]);
    let stamp = |rect: &str| {
        later(&certified("no-changes"), |update| {
            let head = Dict::new()
                .name("Type", "DocTimeStamp")
                .name("Filter", "Adobe.PPKLite")
                .name("SubFilter", "ETSI.RFC3161");
            let value = update.add_signature(head, 64).unwrap();
            let body = format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(Stamp)/Rect{rect}/F 132/P 3 0 R/V {value} R>>");
            let field = update.add(body.as_bytes()).unwrap();
            update.push(id(FORM), &[b"Fields"], format!("{field} R").as_bytes()).unwrap();
            update.push(id(PAGE), &[b"Annots"], format!("{field} R").as_bytes()).unwrap();
        })
    };
    passes(&stamp("[0 0 0 0]"), Modifications::LtaUpdates, &["p1 timestamp-added Stamp"]);
    // A time-stamp that shows something on the page is more than a time-stamp, wherever and with which widget.
    fails(&stamp("[70 690 300 720]"), "p1 signature-added Stamp!");
    fails(&stamp("[300 300 400 400]"), "p1 signature-added Stamp!");
    let second = later(&certified("no-changes"), |update| {
        let head = Dict::new().name("Filter", "Adobe.PPKLite").name("SubFilter", "ETSI.RFC3161");
        let value = update.add_signature(head, 64).unwrap();
        let widget = |rect: &str| format!("<</Type/Annot/Subtype/Widget/Rect{rect}/F 132/P 3 0 R>>");
        let kids = [widget("[0 0 0 0]"), widget("[300 300 400 400]")].map(|kid| update.add(kid.as_bytes()).unwrap());
        let body = format!("<</FT/Sig/T(Stamp)/V {value} R/Kids[{} R {} R]>>", kids[0], kids[1]);
        let field = update.add(body.as_bytes()).unwrap();
        update.push(id(FORM), &[b"Fields"], format!("{field} R").as_bytes()).unwrap();
        update.push(id(PAGE), &[b"Annots"], format!("{} R", kids[0]).as_bytes()).unwrap();
        update.push(id(PAGE), &[b"Annots"], format!("{} R", kids[1]).as_bytes()).unwrap();
    });
    fails(&second, "p1 signature-added Stamp!");
}

/// Certifying what was signed already tells the first signer's readers that something else holds.
#[test]
fn a_certification_is_the_first_signature() {
    let late = later(&signed(), |update| {
        foreign_signature(update, id(APPROVAL));
        update.set(id(CATALOG), &[b"Perms"], b"<</DocMDP 8 0 R>>").unwrap();
    });
    fails(&late, "certification-added Perms/DocMDP!");
}

// Annotations.

/// A reader comments; whoever certified with `annotations` allowed it, nobody else said so.
#[test]
fn comments_pass_where_they_were_allowed() {
    let comment = |file: &[u8]| later(file, |update| annotate(update, COMMENT));
    passes(&comment(&certified("annotations")), Modifications::Annotations, &["p1 annotation-added Text"]);
    doubts(&comment(&signed()), "p1 annotation-added Text!");
    fails(&comment(&certified("form-filling")), "p1 annotation-added Text!");
    let edited = later(&certified("annotations"), |update| update.set(id(NOTE), &[b"Contents"], b"(done)").unwrap());
    passes(&edited, Modifications::Annotations, &["p1 annotation-changed Text"]);
    let deleted = later(&certified("annotations"), |update| edit(update, PAGE, " 10 0 R", ""));
    passes(&deleted, Modifications::Annotations, &["p1 annotation-deleted Text"]);
}

/// A box of text over the price, where annotations are allowed: by the letter permitted, and not to be believed.
#[test]
fn an_annotation_that_may_cover_a_certified_page_is_doubted() {
    let forged = later(&certified("annotations"), |update| annotate(update, BOX));
    doubts(&forged, "p1 annotation-added FreeText");
    assert_eq!(judge(&forged).signatures[0].reasons[0].code, "COVERS_CERTIFIED");
}

/// Text of the page is drawn with the opacity that an annotation has: changing the annotation, or making it, shows the text.
#[test]
fn an_annotation_that_is_something_else_too_is_no_comment() {
    let hidden = |note: &'static str| {
        let document = contract_where(move |number, body| match number {
            PAGE => body.replace("/Font<<", &format!("/ExtGState<</P {note} 0 R>>/Font<<")),
            CONTENT => stream("", "/P gs BT /F 12 Tf 70 700 Td (Price: 10 000 000) Tj ET"),
            NOTE => body.replace("/P 3 0 R", "/P 3 0 R/ca 0"),
            _ => body,
        });
        signed_with(&document, &["--certify", "annotations"])
    };
    fails(
        &later(&hidden("10"), |update| update.set(id(NOTE), &[b"ca"], b"1").unwrap()),
        "p1 object-changed Annots/ca!",
    );
    let made = later(&hidden("99"), |update| {
        update.put(id(99), COMMENT.replace("/P 3 0 R", "/ca 0").as_bytes()).unwrap();
        update.push(id(PAGE), &[b"Annots"], b"99 0 R").unwrap();
    });
    fails(&made, "object-changed 99 0!");
}

/// An annotation that runs a program is no comment.
#[test]
fn a_comment_that_acts_is_found() {
    let script = COMMENT.replace("/Subtype/Text", "/Subtype/Link/A<</S/JavaScript/JS(x)>>");
    fails(&later(&certified("annotations"), |update| annotate(update, &script)), "p1 actions-changed Link!");
    let page = COMMENT.replace("/Subtype/Text", "/Subtype/Link/Dest[3 0 R/Fit]");
    passes(
        &later(&certified("annotations"), |update| annotate(update, &page)),
        Modifications::Annotations,
        &["p1 annotation-added Link"],
    );
}

/// A note in a tagged document brings an element of the structure; one that retells the page does not pass for it.
#[test]
fn the_structure_grows_by_annotations_only() {
    let tagged = contract_where(|number, body| match number {
        CATALOG => body.replace("/Outlines 16 0 R", "/StructTreeRoot 17 0 R"),
        16 => "<</Type/StructElem/S/P/P 17 0 R/Pg 3 0 R/K 0>>".to_owned(),
        17 => "<</Type/StructTreeRoot/K[16 0 R]/ParentTree<</Nums[0[16 0 R]]>>/ParentTreeNextKey 1>>".to_owned(),
        _ => body,
    });
    let tagged = signed_with(&tagged, &["--certify", "annotations"]);
    let with = |element: &str| {
        later(&tagged, |update| {
            let note = update.add(COMMENT.replace(">>", "/StructParent 1>>").as_bytes()).unwrap();
            update.push(id(PAGE), &[b"Annots"], format!("{note} R").as_bytes()).unwrap();
            let body =
                format!("<</Type/StructElem/S/Annot/P 17 0 R{}>>", element.replace("NOTE", &format!("{note} R")));
            let element = update.add(body.as_bytes()).unwrap();
            update.push(id(17), &[b"K"], format!("{element} R").as_bytes()).unwrap();
            let tree = format!("[0[16 0 R] 1 {element} R]");
            update.set(id(17), &[b"ParentTree", b"Nums"], tree.as_bytes()).unwrap();
            update.set(id(17), &[b"ParentTreeNextKey"], b"2").unwrap();
        })
    };
    let honest = with("/K<</Type/OBJR/Obj NOTE/Pg 3 0 R>>");
    passes(&honest, Modifications::Annotations, &["p1 annotation-added Text"]);
    fails(&with("/Pg 3 0 R/K 0/ActualText(Price: 1)"), "structure-changed StructTreeRoot/K!");
    let retold = later(&tagged, |update| update.set(id(16), &[b"ActualText"], b"(Price: 1)").unwrap());
    fails(&retold, "structure-changed StructTreeRoot/ActualText!");
}

// Forgeries.

/// Every way to show another page, each named.
#[test]
fn whatever_else_is_changed_is_named_and_fails() {
    type Forger = fn(&mut Update<'_, '_>);
    let acts: [(&str, Forger); 16] = [
        ("p1 page-content Contents!", |update| {
            update.put(id(CONTENT), stream("", "BT (Price: 1) Tj ET").as_bytes()).unwrap();
        }),
        ("p1 page-content Contents!", |update| {
            let other = update.add_stream(Dict::new(), b"BT (Price: 1) Tj ET").unwrap();
            update.set(id(PAGE), &[b"Contents"], format!("{other} R").as_bytes()).unwrap();
        }),
        ("p1 page-resources Resources!", |update| {
            update.put(id(FONT), b"<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>").unwrap();
        }),
        ("p1 page-resources Resources!", |update| {
            update
                .put(
                    id(IMAGE),
                    stream("/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", "y").as_bytes(),
                )
                .unwrap();
        }),
        ("p1 page-resources Resources!", |update| {
            update.set(id(PAGE), &[b"Resources", b"XObject", b"Im"], b"14 0 R").unwrap();
        }),
        ("optional-content OCProperties!", |update| {
            update.set(id(CATALOG), &[b"OCProperties", b"D"], b"<</OFF[13 0 R]>>").unwrap();
        }),
        ("p1 page-resources Resources!", |update| {
            update.put(id(LAYER), b"<</Type/OCG/Name(Layer)/Usage<</View<</ViewState/OFF>>>>>>").unwrap();
        }),
        ("p1 page-changed Rotate!", |update| update.set(id(PAGE), &[b"Rotate"], b"180").unwrap()),
        ("p1 page-changed MediaBox!", |update| update.set(id(2), &[b"MediaBox"], b"[0 0 10 10]").unwrap()),
        ("p2 page-added Kids!", |update| {
            let page = update.add(b"<</Type/Page/Parent 2 0 R>>").unwrap();
            update.push(id(2), &[b"Kids"], format!("{page} R").as_bytes()).unwrap();
        }),
        ("p1 page-removed Kids!", |update| update.set(id(2), &[b"Kids"], b"[]").unwrap()),
        ("actions-changed OpenAction!", |update| {
            update.set(id(CATALOG), &[b"OpenAction"], b"<</S/JavaScript/JS(x)>>").unwrap();
        }),
        ("attachments-changed Names/EmbeddedFiles!", |update| {
            update.set(id(CATALOG), &[b"Names"], b"<</EmbeddedFiles<</Names[(a)<</Type/Filespec>>]>>>>").unwrap();
        }),
        ("catalog-changed ViewerPreferences!", |update| {
            update.set(id(CATALOG), &[b"ViewerPreferences"], b"<</HideToolbar true>>").unwrap();
        }),
        ("catalog-changed Outlines!", |update| update.set(id(17), &[b"Title"], b"(Discount)").unwrap()),
        ("p1 page-content Contents!", |update| {
            // Another catalog with another page tree.
            let content = update.add_stream(Dict::new(), b"BT (Price: 1) Tj ET").unwrap();
            let pages = update.reserve();
            let page = update.add(format!("<</Type/Page/Parent {pages} R/Contents {content} R>>").as_bytes()).unwrap();
            update
                .put(pages, format!("<</Type/Pages/Kids[{page} R]/Count 1/MediaBox[0 0 595 842]>>").as_bytes())
                .unwrap();
            update.set(id(CATALOG), &[b"Pages"], format!("{pages} R").as_bytes()).unwrap();
        }),
    ];
    for (change, forge) in acts {
        let forged = later(&signed(), forge);
        fails(&forged, change);
        // Where annotations are allowed, this is not.
        fails(&later(&certified("annotations"), forge), change);
    }
}

/// Fonts lie in an object stream: a forger writes that stream anew, and no entry of the fonts' own says so.
#[test]
fn an_object_stream_written_anew_changes_what_lies_in_it() {
    let original = fs::read(desk::documents().join("06-cong-van-pdflatex.pdf")).unwrap();
    let file = signed_with(&original, &[]);
    let document = Document::open(&original).unwrap();
    let Source::Container(number, _) = document.latest().page(1).unwrap().object.source else { panic!("in no stream") };
    let container = document.latest().get(id(number)).unwrap().unwrap();
    let Object::Stream(stream) = &container.value else { panic!("no object stream") };
    let data = document.latest().decode(id(number), stream).unwrap();
    let of = |key: &[u8]| stream.dictionary.get(key).and_then(Object::as_integer).unwrap();
    let rewritten = |old: &[u8], new: &[u8]| {
        let at = data.windows(old.len()).position(|window| window == old).unwrap();
        let data = [&data[..at], new, &data[at + old.len()..]].concat();
        let head = format!("<</Type/ObjStm/N {}/First {}/Length {}>>\nstream\n", of(b"N"), of(b"First"), data.len());
        let body = [head.as_bytes(), &data, b"\nendstream"].concat();
        later(&file, |update| update.put(id(number), &body).unwrap())
    };
    passes(&rewritten(b"/BaseFont", b"/BaseFont"), Modifications::None, &[]);
    fails(&rewritten(b"/BaseFont", b"/BaseFony"), "p1 page-resources Resources!");
}

/// A reference that led to nothing when it was signed is filled: at once the page has other content.
#[test]
fn a_reference_to_nothing_may_not_be_filled() {
    let hollow = contract_where(|number, body| match number {
        PAGE => body.replace("/Contents 4 0 R", "/Contents[4 0 R 99 0 R]"),
        _ => body,
    });
    let filled = later(&signed_with(&hollow, &[]), |update| {
        update.put(id(99), stream("", "BT (not) Tj ET").as_bytes()).unwrap();
    });
    fails(&filled, "p1 page-content Contents!");
}

/// Documents of ten producers, with every object of theirs written once more: tables and streams, linearized, tagged, PDF/A.
#[test]
fn whoever_made_it_what_was_only_written_again_is_no_change() {
    for name in [
        "02-cong-van-libreoffice-pdfa-1b.pdf",
        "04-ke-hoach-libreoffice-pdfua.pdf",
        "05-to-trinh-xelatex-fields.pdf",
        "06-cong-van-pdflatex.pdf",
        "08-ke-hoach-chromium.pdf",
        "14-to-trinh-qpdf-linearized.pdf",
        "17-ke-hoach-qpdf-linearized-streams.pdf",
        "19-bao-cao-poppler-updated.pdf",
    ] {
        let file = signed_with(&fs::read(desk::documents().join(name)).unwrap(), &[]);
        let document = Document::open(&file).unwrap();
        let own = |object: &Object| {
            // The signature stays where it is; sections and object streams are the file's own machinery.
            let dictionary = object.as_dict();
            dictionary.is_some_and(|dictionary| {
                [&b"ByteRange"[..], b"W", b"First"].iter().any(|key| dictionary.get(key).is_some())
            })
        };
        let again = later(&file, |update| {
            for number in 1..document.latest().highest() {
                let Some(object) = document.latest().get_number(number).unwrap() else { continue };
                if !own(&object.value) {
                    let body = update.body(object.id).unwrap();
                    update.put(object.id, &[&body[..], b" "].concat()).unwrap();
                }
            }
        });
        assert_eq!(told(&again), (Indication::TotalPassed, Modifications::None, Vec::new()), "{name}");
    }
}

// Properties.

/// Any of the contract's objects, written again or moved to the end.
fn an_object() -> impl Strategy<Value = u32> {
    1..=17u32
}

/// A random object that is no signature, font or field.
fn a_body() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        any::<i16>().prop_map(|number| number.to_string()),
        "[A-Za-z]{1,8}".prop_map(|name| format!("/{name}")),
        "[a-z ]{0,12}".prop_map(|text| format!("({text})")),
        an_object().prop_map(|number| format!("{number} 0 R")),
        Just("null".to_owned()),
        Just("true".to_owned()),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(" "))),
            prop::collection::vec(("[A-Z][a-z]{0,6}", inner), 0..4).prop_map(|pairs| {
                let pairs: BTreeMap<_, _> = pairs.into_iter().collect();
                let pairs: Vec<_> = pairs.into_iter().map(|(key, value)| format!("/{key} {value}")).collect();
                format!("<<{}>>", pairs.join(""))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn objects_written_again_change_no_verdict(numbers in prop::collection::vec(an_object(), 0..12)) {
        let again = later(&signed(), |update| {
            for number in &numbers {
                let body = update.body(id(*number)).unwrap();
                update.put(id(*number), &[&body[..], b" % again"].concat()).unwrap();
            }
        });
        let (indication, level, changes) = told(&again);
        prop_assert_eq!((indication, level), (Indication::TotalPassed, Modifications::None), "{:#?}", changes);
    }

    /// Pages, content, fonts, pictures, layers, bookmarks: no random object in their place passes.
    #[test]
    fn no_random_object_in_place_of_another_passes(
        number in prop::sample::select(vec![1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14, 15, 16, 17u32]),
        body in a_body(),
    ) {
        let forged = later(&signed(), |update| update.put(id(number), body.as_bytes()).unwrap());
        prop_assert_ne!(judge(&forged).status, Status::TotalPassed, "{} {}", number, body);
    }

    /// A random entry added to a dictionary of the signed document.
    #[test]
    fn no_random_entry_passes_where_none_is_known(
        number in prop::sample::select(vec![1, 2, 3, 5, 6, 7, 8, 13, 16, 17u32]),
        key in "[A-Z][a-z]{5,9}",
        body in a_body().prop_filter("null is absence", |body| body != "null"),
    ) {
        let forged = later(&signed(), |update| update.set(id(number), &[key.as_bytes()], body.as_bytes()).unwrap());
        prop_assert_ne!(judge(&forged).status, Status::TotalPassed, "{} {} {}", number, key, body);
    }
}

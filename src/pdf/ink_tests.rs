//! White paper and what is not.

use crate::pdf::{Document, Rect};

fn page(content: &str, font: &str) -> Vec<u8> {
    let mut sample = crate::pdf::samples::Sample::new();
    sample.object(1, "<</Type/Catalog/Pages 2 0 R>>");
    sample.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>>>");
    sample.object(3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>");
    sample.object(4, &format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    sample.object(5, font);
    sample.table("/Root 1 0 R");
    sample.bytes
}

fn inked(content: &str, font: &str, [left, bottom, right, top]: [f64; 4]) -> bool {
    let bytes = page(content, font);
    let document = Document::open(&bytes).unwrap();
    let view = document.latest();
    view.ink(&view.page(1).unwrap()).touches(&Rect { left, bottom, right, top })
}

const HELVETICA: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
const TEXT: &str = "BT /F 12 Tf 72 700 Td (Gia tri) Tj ET";

#[test]
fn text_is_ink_and_the_margin_is_white() {
    assert!(inked(TEXT, HELVETICA, [80.0, 690.0, 100.0, 720.0]));
    assert!(!inked(TEXT, HELVETICA, [300.0, 100.0, 500.0, 130.0]));
}

#[test]
fn lines_images_and_forms_are_ink_where_the_matrix_puts_them() {
    assert!(inked("q 1 0 0 1 200 50 cm 0 0 50 50 re f Q", HELVETICA, [240.0, 90.0, 300.0, 200.0]));
    assert!(!inked("q 1 0 0 1 200 50 cm 0 0 50 50 re f Q", HELVETICA, [0.0, 0.0, 60.0, 45.0]));
    assert!(!inked("0 0 500 500 re n", HELVETICA, [10.0, 10.0, 60.0, 45.0]));
}

#[test]
fn what_is_not_understood_paints_everywhere() {
    let far = [300.0, 100.0, 500.0, 130.0];
    let type3 = "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<<>>>>";
    assert!(inked(TEXT, type3, far));
    assert!(inked("/Missing Do", HELVETICA, far));
    assert!(inked("/S sh", HELVETICA, far));
}

/// A page, and a widget with a look of its own.
fn with_forms(content: &str, forms: &[&str]) -> Vec<u8> {
    let mut sample = crate::pdf::samples::Sample::new();
    sample.object(1, "<</Type/Catalog/Pages 2 0 R>>");
    sample.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>");
    let resources = "/Resources<</XObject<</A 10 0 R/B 11 0 R>>>>";
    sample.object(3, &format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R{resources}>>"));
    sample.object(4, &format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    sample.object(5, "<</Subtype/Widget/Rect[100 100 300 200]/AP<</N 10 0 R>>>>");
    for (number, form) in (10..).zip(forms) {
        let head = format!("/Subtype/Form/BBox[0 0 400 200]{resources}/Length {}", form.len());
        sample.object(number, &format!("<<{head}>>\nstream\n{form}\nendstream"));
    }
    sample.table("/Root 1 0 R");
    sample.bytes
}

#[test]
fn a_form_is_ink_where_it_paints() {
    let touches = |content: &str, forms: &[&str], at: f64| {
        let bytes = with_forms(content, forms);
        let document = Document::open(&bytes).unwrap();
        let view = document.latest();
        view.ink(&view.page(1).unwrap()).touches(&Rect { left: at, bottom: at, right: at + 5.0, top: at + 5.0 })
    };
    let (square, outer) = ("10 10 20 20 re f", "q 1 0 0 1 100 100 cm /B Do Q");
    assert!(touches("/A Do", &[square], 15.0) && !touches("/A Do", &[square], 50.0));
    assert!(touches("/A Do", &[outer, square], 115.0) && !touches("/A Do", &[outer, square], 15.0));
    // One that draws itself, one in the state of the page, one that is not there.
    assert!(touches("/A Do", &["/A Do"], 50.0));
    assert!(touches("90 w /A Do", &["10 10 m 20 20 l S"], 50.0));
    assert!(touches("/A Do", &["/B Do"], 50.0));
}

#[test]
fn a_widget_is_ink_where_its_look_paints() {
    let bytes = with_forms("", &["0 0 400 20 re f"]);
    let document = Document::open(&bytes).unwrap();
    let view = document.latest();
    let widget = view.get_number(5).unwrap().unwrap();
    let boxes = view.look_ink(widget.value.as_dict().unwrap()).unwrap();
    assert_eq!(boxes.len(), 1);
    // Half as large as its box, and moved: with half a line around it.
    assert!((boxes[0].left - 99.75).abs() < 1e-9 && (boxes[0].top - 110.25).abs() < 1e-9, "{boxes:?}");
}

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

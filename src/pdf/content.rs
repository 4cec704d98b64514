//! Content streams as operators with operands (ISO 32000-2 §7.8.2), of pages and of form XObjects; and the matrices in them.

// Numbers of a page are far below 2^52. Matrices have the letters of the standard.
#![allow(clippy::cast_precision_loss, clippy::many_single_char_names)]

use lopdf::Object as Operand;
use lopdf::content::{Content, Operation};

use super::object::{Dictionary, Object, ObjectId};
use super::pages::Page;
use super::view::View;

/// Bytes of content that are read; pages of text have a hundredth of it.
const CONTENT: usize = 2 << 20;

/// A transformation (§8.3.3).
pub type Matrix = [f64; 6];
/// The one that changes nothing.
pub const SAME: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `inner` first, then `outer`.
pub fn multiply(inner: &Matrix, outer: &Matrix) -> Matrix {
    let [a, b, c, d, e, f] = *inner;
    let [g, h, i, j, k, l] = *outer;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

/// The numbers among the operands of `operation`.
pub fn numbers(operation: &Operation) -> Vec<f64> {
    operation.operands.iter().filter_map(number).collect()
}

pub(super) fn number(operand: &Operand) -> Option<f64> {
    match operand {
        Operand::Integer(integer) => Some(*integer as f64),
        Operand::Real(real) => Some(f64::from(*real)),
        _ => None,
    }
}

/// The six numbers of a matrix.
pub fn matrix(numbers: &[f64]) -> Option<Matrix> {
    numbers.try_into().ok()
}

/// /Matrix of a form XObject (Table 93).
pub fn form_matrix(view: &View<'_, '_>, form: &Dictionary) -> Option<Matrix> {
    let value = view.lookup(form, b"Matrix").ok()?;
    let Some(items) = value.as_array() else { return Some(SAME) };
    let numbers: Vec<_> = items.iter().filter_map(|item| view.resolve(&item.value).ok()?.as_number()).collect();
    matrix(&numbers)
}

/// The operations of a form XObject, with its dictionary; nothing if it cannot be read.
pub fn form_operations(view: &View<'_, '_>, id: ObjectId) -> Option<(Dictionary, Vec<Operation>)> {
    let object = view.get(id).ok()??;
    let stream = object.value.as_stream()?;
    let data = view.decode(id, stream).ok().filter(|data| data.len() <= CONTENT)?;
    Some((stream.dictionary.clone(), Content::decode(&data).ok()?.operations))
}

impl View<'_, '_> {
    /// The operations of a page; nothing if they cannot be read.
    pub(super) fn operations(&self, page: &Page) -> Option<Vec<Operation>> {
        Some(Content::decode(&self.content(page)?).ok()?.operations)
    }

    fn content(&self, page: &Page) -> Option<Vec<u8>> {
        let Some(raw) = page.dictionary().get(b"Contents") else { return Some(Vec::new()) };
        let value = self.resolve(raw).ok()?;
        let parts: Vec<&Object> = match value.as_array() {
            Some(items) => items.iter().map(|item| &item.value).collect(),
            None => vec![raw],
        };
        let mut all = Vec::new();
        for part in parts {
            let part = self.resolve(part).ok()?;
            if part.is_null() {
                continue;
            }
            all.extend_from_slice(&self.decode(part.id()?, part.as_stream()?).ok()?);
            // A token does not go on in the next stream (§7.8.2).
            all.push(b'\n');
            if all.len() > CONTENT {
                return None;
            }
        }
        Some(all)
    }

    /// /Resources, own or inherited (§7.7.3.4).
    pub(super) fn resources(&self, page: &Page) -> Option<Dictionary> {
        let mut node = page.dictionary().clone();
        for _ in 0..64 {
            let own = self.lookup(&node, b"Resources").ok()?;
            if let Some(resources) = own.as_dict() {
                return Some(resources.clone());
            }
            let parent = self.lookup(&node, b"Parent").ok()?.as_dict().cloned();
            match parent {
                Some(parent) => node = parent,
                None => return Some(Dictionary::default()),
            }
        }
        None
    }
}

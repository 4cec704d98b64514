//! The structure tree of a tagged file, as far as one new annotation needs it (ISO 32000-2 §14.7).
//!
//! An annotation that belongs to the content is an object reference (/OBJR, §14.7.5.3) in a structure element, and leads
//! back to it: its /StructParent is a key of the parent tree, whose value is that element (§14.7.5.4). [`Structure::find`]
//! looks where both would go and changes nothing; [`Structure::add`] writes. A tree that is not built as the standard
//! asks is left alone: nothing could be added that a reader would surely find.

use super::error::Error;
use super::object::{Dictionary, Object, ObjectId};
use super::update::Update;
use super::view::View;
use super::write::Dict;

/// Levels of a number tree followed; each multiplies what it can hold.
const LEVELS: usize = 32;
/// Steps of a role map followed, which may lead in a circle.
const ROLES: usize = 8;
/// Keys beyond are no honest count of annotations and pages.
const LARGEST_KEY: i64 = 1 << 30;

/// Where a new element goes.
#[derive(Clone, Debug)]
pub struct Structure {
    /// The structure tree root (§14.7.2).
    root: ObjectId,
    /// The element that takes the new one, or the root.
    parent: ObjectId,
    /// The parent tree's last leaf: its object, and the way to it within.
    leaf: (ObjectId, Vec<&'static [u8]>),
    /// Nodes whose /Limits have to grow: the node and its least key.
    limits: Vec<(ObjectId, i64)>,
    /// The next free key of the parent tree.
    key: i64,
}

impl Structure {
    /// Where a new element of the tagged file goes; nothing where the file is not tagged, or not soundly so.
    ///
    /// # Errors
    /// As [`View::get`].
    pub fn find(view: &View<'_, '_>) -> Result<Option<Self>, Error> {
        if !view.is_tagged() {
            return Ok(None);
        }
        let catalog = view.catalog()?;
        let tree = view.lookup(catalog.dictionary(), b"StructTreeRoot")?;
        let (Some(root), Some(dictionary)) = (tree.id(), tree.as_dict()) else { return Ok(None) };
        let next = view.lookup(dictionary, b"ParentTreeNextKey")?.as_integer().unwrap_or(0).max(0);
        let mut structure = Self {
            root,
            parent: only_element(view, dictionary)?.unwrap_or(root),
            leaf: (root, vec![b"ParentTree"]),
            limits: Vec::new(),
            key: next,
        };
        let sound = structure.descend(view, dictionary)?;
        Ok((sound && structure.key < LARGEST_KEY).then_some(structure))
    }

    /// The key of the new element: /StructParent of its annotation.
    pub fn key(&self) -> i64 {
        self.key
    }

    /// Adds an element of the standard type `role` that holds `annotation` on `page`, reachable from the root and from
    /// the parent tree.
    ///
    /// # Errors
    /// As [`Update::set`].
    pub fn add(
        &self,
        update: &mut Update<'_, '_>,
        role: &str,
        annotation: ObjectId,
        page: ObjectId,
    ) -> Result<(), Error> {
        let reference = Dict::new().name("Type", "OBJR").reference("Obj", annotation).reference("Pg", page);
        let element = Dict::new().name("Type", "StructElem").name("S", role).reference("P", self.parent);
        let element = update.add(&element.reference("Pg", page).dict("K", reference).finish())?;
        update.join(self.parent, &[b"K"], format!("{element} R").as_bytes())?;
        let (leaf, way) = &self.leaf;
        let numbers: Vec<&[u8]> = way.iter().copied().chain([&b"Nums"[..]]).collect();
        update.push(*leaf, &numbers, format!("{} {element} R", self.key).as_bytes())?;
        for (node, least) in &self.limits {
            update.set(*node, &[b"Limits"], format!("[{least} {}]", self.key).as_bytes())?;
        }
        update.set(self.root, &[b"ParentTreeNextKey"], (self.key + 1).to_string().as_bytes())
    }

    /// Goes to the last leaf of the parent tree (§7.9.7), raising the key above every one met; false if it is no sound tree.
    fn descend(&mut self, view: &View<'_, '_>, root: &Dictionary) -> Result<bool, Error> {
        let tree = view.lookup(root, b"ParentTree")?;
        let mut node = match tree.as_dict() {
            Some(node) => node.clone(),
            None => return Ok(tree.is_null()),
        };
        if let Some(id) = tree.id() {
            self.leaf = (id, Vec::new());
        }
        for _ in 0..LEVELS {
            let kids = view.lookup(&node, b"Kids")?;
            let Some(last) = kids.as_array().and_then(<[_]>::last) else {
                let numbers = view.lookup(&node, b"Nums")?;
                let keys = numbers.as_array().unwrap_or_default().chunks(2);
                for key in keys.filter_map(|pair| pair[0].value.as_integer()) {
                    self.key = self.key.max(key.saturating_add(1));
                }
                return Ok(numbers.is_null() && kids.is_null() || numbers.as_array().is_some());
            };
            let kid = view.resolve(&last.value)?;
            let (Some(id), Some(dictionary)) = (kid.id(), kid.as_dict()) else { return Ok(false) };
            let limits = view.lookup(dictionary, b"Limits")?;
            if let Some([least, greatest]) = limits.as_array()
                && let (Some(least), Some(greatest)) = (least.value.as_integer(), greatest.value.as_integer())
            {
                self.key = self.key.max(greatest.saturating_add(1));
                self.limits.push((id, least));
            }
            self.leaf = (id, Vec::new());
            node = dictionary.clone();
        }
        Ok(false)
    }
}

/// The one element below the root, if it is an object of its own that groups others: usually Document.
fn only_element(view: &View<'_, '_>, root: &Dictionary) -> Result<Option<ObjectId>, Error> {
    let kids = view.lookup(root, b"K")?;
    let only = match (kids.as_array(), kids.id()) {
        (Some([only]), _) => only.value.as_reference(),
        (None, id) => id,
        _ => None,
    };
    let Some(id) = only else { return Ok(None) };
    let Some(object) = view.get(id)? else { return Ok(None) };
    let groups = object.value.as_dict().map(|element| is_grouping(view, root, element)).transpose()?;
    Ok(groups.unwrap_or(false).then_some(id))
}

/// Whether the standard type of `element`, its own or by the role map, groups others (§14.8.4.3).
fn is_grouping(view: &View<'_, '_>, root: &Dictionary, element: &Dictionary) -> Result<bool, Error> {
    let roles = view.lookup(root, b"RoleMap")?;
    let mut role = view.lookup(element, b"S")?.as_name().map(<[u8]>::to_vec);
    for _ in 0..ROLES {
        let Some(name) = role else { return Ok(false) };
        if matches!(&name[..], b"Document" | b"DocumentFragment" | b"Part" | b"Art" | b"Sect" | b"Div") {
            return Ok(true);
        }
        let mapped = roles.as_dict().and_then(|roles| roles.get(&name));
        role = mapped.and_then(Object::as_name).map(<[u8]>::to_vec);
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::super::samples::Sample;
    use super::*;

    /// A tagged page with one annotation of ours to come; `tree` are the pairs of the structure tree root, 4.
    fn tagged(tree: &str, others: &[(u32, &str)]) -> Vec<u8> {
        let mut sample = Sample::new();
        sample.object(1, "<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 4 0 R>>");
        sample.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 10 10]>>");
        sample.object(3, "<</Type/Page/Parent 2 0 R>>");
        sample.object(4, &format!("<</Type/StructTreeRoot{tree}>>"));
        for (number, body) in others {
            sample.object(*number, body);
        }
        sample.table("/Root 1 0 R");
        sample.bytes
    }

    /// What the update writes, without white space between objects.
    fn added(bytes: &[u8]) -> Option<String> {
        let document = Document::open(bytes).unwrap();
        let mut update = Update::new(&document).unwrap();
        let structure = Structure::find(&update.view()).unwrap()?;
        structure.add(&mut update, "Form", ObjectId::new(99, 0), ObjectId::new(3, 0)).unwrap();
        let tail = update.finish().unwrap().tail().to_vec();
        let text = String::from_utf8(tail).unwrap();
        Some(text.split("xref").next().unwrap().replace('\n', " "))
    }

    #[test]
    fn an_element_is_reached_from_the_root_and_from_the_parent_tree() {
        let bytes = tagged(
            "/K 5 0 R/ParentTree 6 0 R",
            &[(5, "<</S/Tai/P 4 0 R/K[7 0 R]>>"), (6, "<</Nums[0[7 0 R]3 7 0 R]>>"), (7, "<</S/P/P 5 0 R>>")],
        );
        // Without a role map, Tai is no known type: the new element stands beside it.
        let beside = added(&bytes).unwrap();
        assert!(beside.contains("/K [5 0 R 20 0 R]") && beside.contains("/S/Form/P 4 0 R"), "{beside}");
        assert!(beside.contains("/Nums[0[7 0 R]3 7 0 R 4 20 0 R]"), "{beside}");
        assert!(beside.contains("/ParentTreeNextKey 5") && beside.contains("/K<</Type/OBJR/Obj 99 0 R/Pg 3 0 R>>"));
        let mapped = tagged(
            "/RoleMap<</Tai/Document>>/K[5 0 R]/ParentTree<</Nums[]>>/ParentTreeNextKey 8",
            &[(5, "<</S/Tai/P 4 0 R/K 7>>")],
        );
        let within = added(&mapped).unwrap();
        assert!(within.contains("/K [7 20 0 R]") && within.contains("/S/Form/P 5 0 R"), "{within}");
        assert!(within.contains("/ParentTree<</Nums[8 20 0 R]>>/ParentTreeNextKey 9"), "{within}");
    }

    #[test]
    fn a_parent_tree_of_several_levels_grows_at_its_end() {
        let bytes = tagged(
            "/K[]/ParentTree<</Kids[5 0 R]>>/ParentTreeNextKey 1",
            &[
                (5, "<</Kids[6 0 R 7 0 R]/Limits[0 21]>>"),
                (6, "<</Nums[0 null]/Limits[0 9]>>"),
                (7, "<</Nums 8 0 R/Limits[10 21]>>"),
                (8, "[10 null 21 null]"),
            ],
        );
        let text = added(&bytes).unwrap();
        assert!(text.contains("5 0 obj <</Kids[6 0 R 7 0 R]/Limits[0 22]>>"), "{text}");
        assert!(text.contains("7 0 obj <</Nums [10 null 21 null 22 20 0 R]/Limits[10 22]>>"), "{text}");
    }

    #[test]
    fn a_tree_that_is_none_is_left_alone() {
        for tree in [
            "/ParentTree 3",
            "/ParentTree<</Kids[<</Nums[]>>]>>",
            "/ParentTree<</Kids[5 0 R]>>",
            "/ParentTreeNextKey 9999999999",
        ] {
            assert_eq!(added(&tagged(tree, &[(5, "<</Kids[5 0 R]>>")])), None, "{tree}");
        }
        assert_eq!(added(&Sample::one_page().bytes), None);
    }
}

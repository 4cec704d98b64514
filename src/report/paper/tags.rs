//! The structure of a document: which element holds which, and where each is shown (ISO 32000-2 §14.7).

use lopdf::{Dictionary, Object, ObjectId, dictionary};

/// A structure type (ISO 32000-1 §14.8.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The whole.
    Document,
    /// Its title.
    H1,
    /// The title of a part.
    H2,
    /// A paragraph.
    P,
    /// A table, its rows, and their cells.
    Table,
    /// A row.
    Tr,
    /// The heading of a column.
    ColumnHeading,
    /// The heading of a row.
    RowHeading,
    /// The heading of the rows below, across so many columns.
    Band(usize),
    /// A cell.
    Td,
    /// A list of terms.
    L,
    /// One of them.
    Li,
    /// The term.
    Lbl,
    /// Its meaning.
    LBody,
}

impl Role {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::H1 => "H1",
            Self::H2 => "H2",
            Self::P => "P",
            Self::Table => "Table",
            Self::Tr => "TR",
            Self::ColumnHeading | Self::RowHeading | Self::Band(_) => "TH",
            Self::Td => "TD",
            Self::L => "L",
            Self::Li => "LI",
            Self::Lbl => "Lbl",
            Self::LBody => "LBody",
        }
    }

    /// Of which cells a heading is one (Table 384).
    fn scope(self) -> Option<&'static str> {
        match self {
            Self::ColumnHeading => Some("Column"),
            Self::RowHeading | Self::Band(_) => Some("Row"),
            _ => None,
        }
    }
}

/// One element of the structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element(usize);

/// What an element holds.
#[derive(Clone, Copy, Debug)]
enum Kid {
    Element(Element),
    /// The part of a page.
    Shown {
        page: usize,
        part: usize,
    },
}

#[derive(Debug)]
struct Node {
    role: Role,
    parent: Option<Element>,
    kids: Vec<Kid>,
}

/// All elements.
#[derive(Debug)]
pub(super) struct Tags(Vec<Node>);

impl Tags {
    pub(super) fn new() -> Self {
        Self(vec![Node { role: Role::Document, parent: None, kids: Vec::new() }])
    }

    #[allow(clippy::unused_self)] // There is one as soon as there are tags.
    pub(super) fn root(&self) -> Element {
        Element(0)
    }

    pub(super) fn add(&mut self, role: Role, parent: Element) -> Element {
        let element = Element(self.0.len());
        self.0.push(Node { role, parent: Some(parent), kids: Vec::new() });
        self.0[parent.0].kids.push(Kid::Element(element));
        element
    }

    pub(super) fn role(&self, element: Element) -> Role {
        self.0[element.0].role
    }

    pub(super) fn shown(&mut self, element: Element, page: usize, part: usize) {
        self.0[element.0].kids.push(Kid::Shown { page, part });
    }

    /// The objects of the tree, its root first. `pages` are the pages' objects and whose each of their parts is.
    pub(super) fn objects(
        &self,
        pages: &[(ObjectId, &[Element])],
        next: &mut dyn FnMut() -> ObjectId,
    ) -> Vec<(ObjectId, Object)> {
        let root = next();
        let ids: Vec<_> = self.0.iter().map(|_| next()).collect();
        let of = |element: &Element| Object::from(ids[element.0]);
        let mut numbers: Vec<Object> = Vec::new();
        for (place, (_, parts)) in (0_i64..).zip(pages) {
            numbers.extend([place.into(), parts.iter().map(of).collect::<Vec<_>>().into()]);
        }
        let tree = dictionary! {
            "Type" => "StructTreeRoot", "K" => ids[0],
            "ParentTree" => dictionary! { "Nums" => numbers }, "ParentTreeNextKey" => integer(pages.len()),
        };
        let nodes = self.0.iter().zip(&ids).map(|(node, id)| {
            let parent = node.parent.map_or(root, |parent| ids[parent.0]);
            (*id, node.dictionary(parent, &ids, pages).into())
        });
        [(root, tree.into())].into_iter().chain(nodes).collect()
    }
}

impl Node {
    fn dictionary(&self, parent: ObjectId, ids: &[ObjectId], pages: &[(ObjectId, &[Element])]) -> Dictionary {
        let kid = |kid: &Kid| match kid {
            Kid::Element(element) => Object::from(ids[element.0]),
            Kid::Shown { page, part } => {
                dictionary! { "Type" => "MCR", "Pg" => pages[*page].0, "MCID" => integer(*part) }.into()
            }
        };
        let mut element = dictionary! {
            "Type" => "StructElem", "S" => self.role.name(), "P" => parent,
        };
        match self.kids.as_slice() {
            // Most are shown once: a number with the page beside it.
            [Kid::Shown { page, part }] => {
                element.set("Pg", pages[*page].0);
                element.set("K", integer(*part));
            }
            kids => element.set("K", kids.iter().map(kid).collect::<Vec<_>>()),
        }
        if let Some(scope) = self.role.scope() {
            let mut attributes = dictionary! { "O" => "Table", "Scope" => scope };
            if let Role::Band(columns) = self.role {
                attributes.set("ColSpan", integer(columns));
            }
            element.set("A", attributes);
        }
        element
    }
}

/// Fewer than memory holds.
pub(super) fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

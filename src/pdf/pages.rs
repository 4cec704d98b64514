//! The page tree (ISO 32000-2 §7.7.3), walked as far as needed.

use super::catalog::Place;
use super::error::{Error, FindingKind};
use super::indirect::Indirect;
use super::object::{Dictionary, Object, ObjectId};
use super::view::View;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

/// A rectangle in points, lower left and upper right sorted (§7.9.5).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left.
    pub left: f64,
    /// Bottom.
    pub bottom: f64,
    /// Right.
    pub right: f64,
    /// Top.
    pub top: f64,
}

impl Rect {
    /// The rectangle of a resolved array of four numbers.
    pub fn read(view: &View<'_, '_>, object: &Object) -> Option<Self> {
        let array = view.resolve(object).ok()?;
        let items = array.as_array()?;
        let mut numbers = [0.0; 4];
        for (number, item) in numbers.iter_mut().zip(items) {
            *number = view.resolve(&item.value).ok()?.as_number()?;
        }
        let [a, b, c, d] = numbers;
        (items.len() >= 4).then(|| Self { left: a.min(c), bottom: b.min(d), right: a.max(c), top: b.max(d) })
    }

    /// Width in points.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height in points.
    pub fn height(&self) -> f64 {
        self.top - self.bottom
    }
}

/// One page with its inherited attributes (Table 31).
#[derive(Clone, Debug)]
pub struct Page {
    /// The page object.
    pub id: ObjectId,
    /// From 1, in the order of the walk.
    pub number: usize,
    /// The page object itself.
    pub object: Arc<Indirect>,
    /// /MediaBox, own or inherited.
    pub media_box: Option<Rect>,
    /// /CropBox, own or inherited.
    pub crop_box: Option<Rect>,
    /// /Rotate in degrees: 0, 90, 180 or 270.
    pub rotate: u16,
}

impl Page {
    /// The page dictionary.
    pub fn dictionary(&self) -> &Dictionary {
        // A page is only made of objects that are dictionaries.
        static EMPTY: Dictionary = Dictionary { entries: Vec::new(), span: super::object::Span { start: 0, end: 0 } };
        self.object.value.as_dict().unwrap_or(&EMPTY)
    }

    /// Where the /Annots array is, and the annotations in it that are indirect.
    ///
    /// # Errors
    /// As [`View::get`].
    pub fn annotations(&self, view: &View<'_, '_>) -> Result<(Place, Vec<ObjectId>), Error> {
        let raw = self.dictionary().get(b"Annots");
        let Some(raw) = raw else { return Ok((Place::Absent, Vec::new())) };
        let value = view.resolve(raw)?;
        let ids = value.as_array().unwrap_or_default().iter().filter_map(|item| item.value.as_reference()).collect();
        Ok((value.id().map_or(Place::Direct, Place::Indirect), ids))
    }
}

/// All pages in order.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// The pages.
    pub list: Vec<Page>,
}

#[derive(Clone, Copy, Default)]
struct Inherited {
    media_box: Option<Rect>,
    crop_box: Option<Rect>,
    rotate: u16,
}

impl View<'_, '_> {
    /// All pages; costs every page object, so prefer [`View::page`] and [`View::last_page`].
    ///
    /// # Errors
    /// Where the catalog has no page tree; damaged nodes within it are findings.
    pub fn pages(&self) -> Result<Pages, Error> {
        let mut list = Vec::new();
        self.walk_pages(false, |page| {
            list.push(page);
            ControlFlow::Continue(())
        })?;
        Ok(Pages { list })
    }

    /// Calls `visit` with every page in order and keeps none.
    ///
    /// # Errors
    /// As [`View::pages`].
    pub fn each_page(&self, mut visit: impl FnMut(&Page)) -> Result<(), Error> {
        self.walk_pages(false, |page| {
            visit(&page);
            ControlFlow::Continue(())
        })
    }

    /// Page `number`, from 1.
    ///
    /// # Errors
    /// [`Error::NoPage`] beyond the last one.
    pub fn page(&self, number: usize) -> Result<Page, Error> {
        let (mut found, mut count) = (None, 0);
        self.walk_pages(false, |page| {
            count = page.number;
            if page.number != number {
                return ControlFlow::Continue(());
            }
            found = Some(page);
            ControlFlow::Break(())
        })?;
        found.ok_or(Error::NoPage { page: number, count })
    }

    /// The last page; its number is what /Count of the root says.
    ///
    /// # Errors
    /// [`Error::NoPage`] where there is none.
    pub fn last_page(&self) -> Result<Page, Error> {
        let mut found = None;
        self.walk_pages(true, |page| {
            found = Some(page);
            ControlFlow::Break(())
        })?;
        let mut page = found.ok_or(Error::NoPage { page: 1, count: 0 })?;
        page.number = self.page_count()?;
        Ok(page)
    }

    /// What the root of the page tree says of the number of pages; at least 1.
    ///
    /// # Errors
    /// As [`View::get`].
    pub fn page_count(&self) -> Result<usize, Error> {
        let catalog = self.catalog()?;
        let root = self.lookup(catalog.dictionary(), b"Pages")?;
        let count = root.as_dict().map(|root| self.lookup(root, b"Count")).transpose()?;
        Ok(count.and_then(|count| usize::try_from(count.as_integer()?).ok()).unwrap_or(1).max(1))
    }

    /// Visits pages in order, or from the last to the first.
    fn walk_pages(&self, backwards: bool, mut visit: impl FnMut(Page) -> ControlFlow<()>) -> Result<(), Error> {
        let catalog = self.catalog()?;
        let root = catalog.dictionary().get(b"Pages").and_then(Object::as_reference);
        let root = root.ok_or_else(|| Error::Missing { place: "Root/Pages".to_owned() })?;
        let mut stack = vec![(root, Rc::new(Inherited::default()))];
        let mut seen = HashSet::new();
        let (mut number, mut visited) = (0, 0);
        while let Some((id, above)) = stack.pop() {
            visited += 1;
            // What waits counts too: a few nodes with the same long /Kids would fill the memory.
            if visited + stack.len() > self.document().limits().pages {
                return Err(self.limit("page tree nodes", self.document().limits().pages));
            }
            let node = self.get(id).ok().flatten().filter(|node| node.value.as_dict().is_some());
            let (Some(object), true) = (node, seen.insert(id)) else {
                self.document().say(0, Some(id), FindingKind::PageTree);
                continue;
            };
            let Some(dictionary) = object.value.as_dict() else { continue };
            let own = Rc::new(self.inherit(dictionary, *above));
            let kids = self.lookup(dictionary, b"Kids").ok();
            match kids.as_ref().and_then(|kids| kids.as_array()) {
                Some(kids) if !dictionary.is_name(b"Type", b"Page") => {
                    let ids = kids.iter().filter_map(|kid| kid.value.as_reference()).map(|kid| (kid, Rc::clone(&own)));
                    if backwards { stack.extend(ids) } else { stack.extend(ids.rev()) }
                }
                _ if dictionary.is_name(b"Type", b"Pages") && id == root => {}
                _ => {
                    number += 1;
                    let Inherited { media_box, crop_box, rotate } = *own;
                    let page = Page { id, number, object: Arc::clone(&object), media_box, crop_box, rotate };
                    if visit(page).is_break() {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    fn inherit(&self, dictionary: &Dictionary, above: Inherited) -> Inherited {
        let rect = |key: &[u8]| dictionary.get(key).and_then(|value| Rect::read(self, value));
        let turn = self.lookup(dictionary, b"Rotate").ok().and_then(|value| value.as_integer());
        Inherited {
            media_box: rect(b"MediaBox").or(above.media_box),
            crop_box: rect(b"CropBox").or(above.crop_box),
            rotate: turn.and_then(|turn| u16::try_from(turn.rem_euclid(360)).ok()).unwrap_or(above.rotate),
        }
    }
}

//! Who refers to whom, from the trailer inwards.
//!
//! A judge of changes has to know *every* way in which a changed object is reached: one that hangs in /AcroForm
//! and in a page's content is no innocent form update. So the graph keeps all edges, not only a tree.

use super::error::Error;
use super::object::{Dictionary, Object, ObjectId};
use super::view::View;
use std::collections::{BTreeMap, HashSet, VecDeque};

/// One reference: from an object (or the trailer) through a path of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The object that refers; `None` for the trailer.
    pub from: Option<ObjectId>,
    /// Keys and array places within it, e.g. `AcroForm/Fields/3`.
    pub path: String,
}

/// All references among objects that the trailer reaches.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// By target; the first edge is the one over which it was first reached (breadth first).
    edges: BTreeMap<ObjectId, Vec<Edge>>,
}

impl View<'_, '_> {
    /// Every object that the trailer reaches, with all edges. Objects that cannot be read have no edges out.
    ///
    /// # Errors
    /// [`Error::Limit`] beyond the number of visited objects allowed.
    pub fn graph(&self) -> Result<Graph, Error> {
        let mut graph = Graph::default();
        let mut queue = VecDeque::new();
        let limit = self.document().limits().visited;
        let mut count = 0;
        let trailer = Object::Dictionary(self.trailer().clone());
        let mut meet = |from: Option<ObjectId>, object: &Object, queue: &mut VecDeque<ObjectId>| {
            let mut path = String::new();
            references(object, &mut path, 0, &mut |to, path| {
                let edges = graph.edges.entry(to).or_default();
                if edges.is_empty() {
                    queue.push_back(to);
                }
                count += 1;
                if count <= limit {
                    edges.push(Edge { from, path: path.to_owned() });
                }
            });
            count
        };
        meet(None, &trailer, &mut queue);
        while let Some(id) = queue.pop_front() {
            let Ok(Some(object)) = self.get(id) else { continue };
            if meet(Some(id), &object.value, &mut queue) > limit {
                return Err(Error::Limit { what: "references between objects", limit: limit as u64 });
            }
        }
        Ok(graph)
    }
}

/// Calls `found` for each reference in `object`, with its path.
fn references(object: &Object, path: &mut String, depth: usize, found: &mut dyn FnMut(ObjectId, &str)) {
    // Deeper than any parser's limit.
    if depth > 1024 {
        return;
    }
    match object {
        Object::Reference(id) => found(*id, path),
        Object::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                step(path, &place.to_string(), |path| references(&item.value, path, depth + 1, found));
            }
        }
        Object::Dictionary(dictionary) => pairs(dictionary, path, depth, found),
        Object::Stream(stream) => pairs(&stream.dictionary, path, depth, found),
        _ => {}
    }
}

fn pairs(dictionary: &Dictionary, path: &mut String, depth: usize, found: &mut dyn FnMut(ObjectId, &str)) {
    for entry in &dictionary.entries {
        step(path, &entry.key.to_text(), |path| references(&entry.value, path, depth + 1, found));
    }
}

fn step(path: &mut String, name: &str, inside: impl FnOnce(&mut String)) {
    let length = path.len();
    if length > 0 {
        path.push('/');
    }
    path.push_str(name);
    inside(path);
    path.truncate(length);
}

impl Graph {
    /// Whether the trailer reaches `id`.
    pub fn reaches(&self, id: ObjectId) -> bool {
        self.edges.contains_key(&id)
    }

    /// All references to `id`.
    pub fn referrers(&self, id: ObjectId) -> &[Edge] {
        self.edges.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Number of objects reached.
    pub fn len(&self) -> usize {
        self.edges.len()
    }

    /// Whether the trailer reaches nothing.
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// The shortest path from the trailer, e.g. `Root/AcroForm/Fields/3/V`.
    pub fn path(&self, id: ObjectId) -> Option<String> {
        let mut steps = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next {
            let edge = self.edges.get(&id)?.first()?;
            steps.push(edge.path.as_str());
            next = edge.from;
        }
        steps.reverse();
        Some(steps.join("/"))
    }

    /// Every way from the trailer to `id` that meets no object twice, as paths; `None` if there are more than
    /// `limit`. Links back (`Parent`, and `P` of an annotation) are no ways in.
    pub fn paths(&self, id: ObjectId, limit: usize) -> Option<Vec<String>> {
        let mut search =
            Search { graph: self, limit, work: limit.saturating_mul(256), on_way: HashSet::new(), found: Vec::new() };
        search.back(id, &mut Vec::new()).then_some(search.found)
    }
}

struct Search<'g> {
    graph: &'g Graph,
    limit: usize,
    work: usize,
    on_way: HashSet<ObjectId>,
    found: Vec<String>,
}

impl Search<'_> {
    /// Extends the way backwards from `id`; false where a limit is hit.
    fn back(&mut self, id: ObjectId, way: &mut Vec<String>) -> bool {
        if self.work == 0 || way.len() > 256 {
            return false;
        }
        self.work -= 1;
        if !self.on_way.insert(id) {
            return true;
        }
        let graph = self.graph;
        let mut complete = true;
        for edge in graph.referrers(id) {
            // Many links back cost as much as many ways.
            self.work = self.work.saturating_sub(1);
            if matches!(edge.path.as_str(), "Parent" | "P") {
                continue;
            }
            way.push(edge.path.clone());
            complete = match edge.from {
                None => {
                    self.found.push(way.iter().rev().map(String::as_str).collect::<Vec<_>>().join("/"));
                    self.found.len() <= self.limit
                }
                Some(from) => self.back(from, way),
            };
            way.pop();
            if !complete {
                break;
            }
        }
        self.on_way.remove(&id);
        complete
    }
}

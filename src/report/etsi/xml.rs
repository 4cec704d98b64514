//! XML: a tree of elements first, then its text in one go, so that nothing is left open.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use time::OffsetDateTime;

use crate::text::moment;

/// An element.
pub(super) struct Node {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    text: Option<String>,
    inside: Vec<Node>,
}

impl Node {
    /// An empty one.
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), text: None, inside: Vec::new() }
    }

    /// One that holds text.
    pub(super) fn text(name: &'static str, text: &str) -> Self {
        // What XML 1.0 §2.2 cannot hold, a name or a reason in a document can.
        let text = text.chars().map(|c| if is_char(c) { c } else { char::REPLACEMENT_CHARACTER }).collect();
        Self { text: Some(text), ..Self::new(name) }
    }

    /// One that holds bytes, in Base64.
    pub(super) fn bytes(name: &'static str, bytes: &[u8]) -> Self {
        Self::text(name, &STANDARD.encode(bytes))
    }

    /// One that holds a time.
    pub(super) fn time(name: &'static str, time: OffsetDateTime) -> Self {
        Self::text(name, &moment(time))
    }

    /// One that refers to objects by their IDs (`VOReferenceType`).
    pub(super) fn reference(name: &'static str, ids: &[&str]) -> Self {
        Self::new(name).attribute("VOReference", &ids.join(" "))
    }

    /// With an attribute.
    pub(super) fn attribute(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.push((name, value.to_owned()));
        self
    }

    /// With one more element inside.
    pub(super) fn with(mut self, node: Self) -> Self {
        self.inside.push(node);
        self
    }

    /// With any number of elements inside.
    pub(super) fn all(mut self, nodes: impl IntoIterator<Item = Self>) -> Self {
        self.inside.extend(nodes);
        self
    }

    /// The whole document that this is the root of.
    pub(super) fn document(&self) -> io::Result<String> {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.write(&mut writer)?;
        let mut bytes = writer.into_inner();
        bytes.push(b'\n');
        String::from_utf8(bytes).map_err(io::Error::other)
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let attributes = self.attributes.iter().map(|(name, value)| (*name, value.as_str()));
        let start = BytesStart::new(self.name).with_attributes(attributes);
        if self.text.is_none() && self.inside.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        if let Some(text) = &self.text {
            writer.write_event(Event::Text(BytesText::new(text)))?;
        }
        for node in &self.inside {
            node.write(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

/// May XML hold it (XML 1.0 §2.2)? A carriage return may stand, but is read as another character (§2.11).
fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_says_cannot_become_an_element() {
        let node = Node::text("Reason", "</Reason>&\u{0}\u{1b}[31m\u{fffe}é").attribute("id", "\"<");
        let text = node.document().unwrap();
        let expected = "<Reason id=\"&quot;&lt;\">&lt;/Reason&gt;&amp;\u{fffd}\u{fffd}[31m\u{fffd}é</Reason>\n";
        assert!(text.ends_with(expected), "{text}");
    }
}

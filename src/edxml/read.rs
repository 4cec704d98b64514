//! From XML events to a [`Package`].
//!
//! The path of the element that ends decides what its text is. Elements of other namespaces have no name here, so nothing in them is
//! taken for the sender's words.

use std::collections::HashMap;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::{Attachment, Dialect, Error, Header, Limits, Organ, Package, says_pdf, unpack};

/// An XML signature (W3C XML Signature Syntax and Processing §3).
const XML_DSIG: &[u8] = b"http://www.w3.org/2000/09/xmldsig#";
/// Bytes of one tag; real ones have some hundred.
const LONGEST_TAG: usize = 4 << 10;
/// Elements of one package; real ones have some hundred.
const MOST_ELEMENTS: usize = 100_000;
/// Bytes of one value of the header. Annex VI of Decree 30/2020 gives the longest, the list of places, 1,000 characters.
const LONGEST_VALUE: usize = 64 << 10;
/// Offices that one package goes to: more than a country has communes.
const MOST_ADDRESSEES: usize = 20_000;
/// The element that carries a file.
const CARRIER: &str = "ContentTransferEncoded";

/// `Reference` of the manifest.
#[derive(Default)]
struct Reference {
    id: Option<String>,
    name: Option<String>,
    content_type: Option<String>,
}

impl Reference {
    fn place(&mut self, field: &str) -> Option<&mut Option<String>> {
        match field {
            "ContentId" => Some(&mut self.id),
            "AttachmentName" => Some(&mut self.name),
            "ContentType" => Some(&mut self.content_type),
            _ => None,
        }
    }
}

/// Where the reader is, and what it has.
struct Reading<'a> {
    xml: NsReader<&'a [u8]>,
    limits: Limits,
    path: Vec<String>,
    text: Vec<u8>,
    header: Header,
    manifest: Vec<Reference>,
    /// `Attachment` that is being read: its `ContentId`.
    id: Option<String>,
    /// Base64 that came before its `ContentId`.
    encoded: Option<Vec<u8>>,
    files: HashMap<String, Vec<u8>>,
    unpacked: usize,
    elements: usize,
    xml_signature: bool,
}

/// The whole package.
pub(super) fn package(bytes: &[u8], limits: Limits) -> Result<Package, Error> {
    if bytes.len() > limits.size {
        return Err(Error::Limit { what: "bytes", most: limits.size });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| Error::Encoding { at: error.valid_up_to() })?;
    let mut reading = Reading {
        xml: NsReader::from_reader(bytes),
        limits,
        path: Vec::new(),
        text: Vec::new(),
        header: Header::default(),
        manifest: Vec::new(),
        id: None,
        encoded: None,
        elements: 0,
        files: HashMap::new(),
        unpacked: 0,
        xml_signature: false,
    };
    let dialect = reading.root()?;
    while reading.step()? {}
    let attachments = reading.attachments()?;
    Ok(Package { dialect, header: reading.header, attachments, xml_signature: reading.xml_signature })
}

impl<'a> Reading<'a> {
    fn next(&mut self) -> Result<(Option<Vec<u8>>, Event<'a>), Error> {
        let at = self.xml.buffer_position();
        let (namespace, event) =
            self.xml.read_resolved_event().map_err(|error| Error::Syntax { at, why: error.to_string() })?;
        let namespace = match namespace {
            ResolveResult::Bound(Namespace(name)) => Some(name.to_vec()),
            ResolveResult::Unbound => None,
            ResolveResult::Unknown(prefix) => {
                let why = format!("unknown prefix {}", String::from_utf8_lossy(&prefix));
                return Err(Error::Syntax { at, why });
            }
        };
        if let Event::Start(start) | Event::Empty(start) = &event {
            self.elements += 1;
            // Attributes are compared with each other, and prefixes with all that are in force.
            if start.len() > LONGEST_TAG {
                return Err(Error::Limit { what: "bytes in one tag", most: LONGEST_TAG });
            }
            if self.elements > MOST_ELEMENTS {
                return Err(Error::Limit { what: "elements", most: MOST_ELEMENTS });
            }
        }
        match event {
            Event::DocType(_) => Err(Error::DocType { at }),
            event => Ok((namespace, event)),
        }
    }

    /// Up to the outermost element.
    fn root(&mut self) -> Result<Dialect, Error> {
        loop {
            let (namespace, event) = self.next()?;
            let (start, is_whole) = match event {
                Event::Start(start) => (start, false),
                Event::Empty(start) => (start, true),
                Event::Eof => return Err(Error::NotEdxml { found: String::new() }),
                _ => continue,
            };
            let found = name_of(&start);
            let known = [Dialect::Qcvn102, Dialect::EDoc];
            let mut dialects = known.into_iter();
            let dialect = dialects.find(|dialect| namespace.as_deref() == Some(dialect.namespace().as_bytes()));
            return match dialect {
                Some(dialect) if found == "edXML" && !is_whole => {
                    self.path.push(found);
                    Ok(dialect)
                }
                _ => Err(Error::NotEdxml { found }),
            };
        }
    }

    /// One event; false at the end.
    fn step(&mut self) -> Result<bool, Error> {
        let at = self.xml.buffer_position();
        let (namespace, event) = self.next()?;
        match event {
            Event::Start(start) => self.begin(namespace.as_deref(), &start)?,
            Event::Empty(start) => {
                self.begin(namespace.as_deref(), &start)?;
                self.end()?;
            }
            Event::End(_) => self.end()?,
            Event::Text(text) => self.take(&text)?,
            Event::CData(text) => self.take(&text)?,
            Event::GeneralRef(reference) => {
                let text = resolved(&reference, at)?;
                self.take(text.as_bytes())?;
            }
            Event::Eof if self.path.is_empty() => return Ok(false),
            Event::Eof => return Err(Error::Syntax { at, why: "it ends too early".to_owned() }),
            Event::DocType(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
        Ok(true)
    }

    fn begin(&mut self, namespace: Option<&[u8]>, start: &BytesStart<'_>) -> Result<(), Error> {
        if self.path.len() >= self.limits.depth {
            return Err(Error::Limit { what: "elements in each other", most: self.limits.depth });
        }
        let is_ours = namespace.is_none_or(|name| {
            [Dialect::Qcvn102, Dialect::EDoc].iter().any(|dialect| dialect.namespace().as_bytes() == name)
        });
        let name = if is_ours { name_of(start) } else { String::new() };
        self.xml_signature |= namespace == Some(XML_DSIG) && start.local_name().as_ref() == b"Signature";
        match name.as_str() {
            "To" if self.is_in("MessageHeader") => {
                if self.header.to.len() >= MOST_ADDRESSEES {
                    return Err(Error::Limit { what: "addressees", most: MOST_ADDRESSEES });
                }
                self.header.to.push(Organ::default());
            }
            "Reference" if self.is_in("edXMLManifest") => self.refer(start)?,
            "Attachment" if self.is_in("AttachmentEncoded") => {
                if self.files.len() >= self.limits.attachments {
                    return Err(Error::Limit { what: "files", most: self.limits.attachments });
                }
                (self.id, self.encoded) = (None, None);
            }
            _ => {}
        }
        self.path.push(name);
        self.text.clear();
        Ok(())
    }

    /// One more file of the manifest; older packages have its id as a link.
    fn refer(&mut self, start: &BytesStart<'_>) -> Result<(), Error> {
        if self.manifest.len() >= self.limits.attachments {
            return Err(Error::Limit { what: "files", most: self.limits.attachments });
        }
        let link = start.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == b"href");
        let id = link.map(|link| content_id(&String::from_utf8_lossy(&link.value)));
        self.manifest.push(Reference { id, ..Reference::default() });
        Ok(())
    }

    fn is_in(&self, parent: &str) -> bool {
        self.path.last().is_some_and(|name| name == parent)
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.is_in(CARRIER) {
            // Base64 is broken into lines as one likes.
            self.text.extend(bytes.iter().filter(|byte| !byte.is_ascii_whitespace()));
            return Ok(());
        }
        if self.text.len() + bytes.len() > LONGEST_VALUE {
            return Err(Error::Limit { what: "bytes in one value", most: LONGEST_VALUE });
        }
        self.text.extend_from_slice(bytes);
        Ok(())
    }

    fn end(&mut self) -> Result<(), Error> {
        let text = std::mem::take(&mut self.text);
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path[..] {
            ["edXML", "AttachmentEncoded", "Attachment", CARRIER] => self.encoded = Some(text),
            ["edXML", "AttachmentEncoded", "Attachment"] => self.unpack()?,
            _ => {
                // The whole package was found to be UTF-8, and events end between characters.
                let text = String::from_utf8_lossy(&text).split_whitespace().collect::<Vec<_>>().join(" ");
                if !text.is_empty() {
                    value(&path, text, &mut self.header, &mut self.manifest, &mut self.id);
                }
            }
        }
        self.path.pop();
        Ok(())
    }

    fn unpack(&mut self) -> Result<(), Error> {
        let id = self.id.take().unwrap_or_default();
        let encoded = self.encoded.take().unwrap_or_default();
        let bytes = unpack::file(&encoded, &id, self.limits.unpacked - self.unpacked).map_err(|error| match error {
            Error::Limit { what, .. } => Error::Limit { what, most: self.limits.unpacked },
            other => other,
        })?;
        self.unpacked += bytes.len();
        match self.files.insert(id.clone(), bytes) {
            Some(_) => Err(Error::Twice { id, place: "AttachmentEncoded" }),
            None => Ok(()),
        }
    }

    /// The files by the manifest: each has one entry, and each entry has a file.
    fn attachments(&mut self) -> Result<Vec<Attachment>, Error> {
        let mut attachments = Vec::new();
        let mut seen = Vec::new();
        for reference in std::mem::take(&mut self.manifest) {
            let id = reference.id.unwrap_or_default();
            let name = reference.name.unwrap_or_else(|| id.clone());
            if seen.contains(&id) {
                return Err(Error::Twice { id, place: "edXMLManifest" });
            }
            if name.contains(['/', '\\', '\0']) || name == ".." || name == "." {
                return Err(Error::Name { name });
            }
            let Some(bytes) = self.files.remove(&id) else { return Err(Error::Absent { name }) };
            if bytes.starts_with(b"PK\x03\x04") && says_pdf(&name, reference.content_type.as_deref()) {
                return Err(Error::ZipInZip { name });
            }
            attachments.push(Attachment { name, content_type: reference.content_type, bytes });
            seen.push(id);
        }
        match self.files.keys().min() {
            Some(id) => Err(Error::Unlisted { id: id.clone() }),
            None => Ok(attachments),
        }
    }
}

/// Puts one value where it belongs. What stands twice counts as it stands first.
fn value(path: &[&str], text: String, header: &mut Header, manifest: &mut [Reference], id: &mut Option<String>) {
    let place = match path {
        ["edXML", "AttachmentEncoded", "Attachment", "ContentId"] => Some(id),
        ["edXML", "edXMLEnvelope", "edXMLBody", "edXMLManifest", "Reference", field] => {
            manifest.last_mut().and_then(|reference| reference.place(field))
        }
        ["edXML", "edXMLEnvelope", "edXMLHeader", "MessageHeader", rest @ ..] => message(rest, &text, header),
        ["edXML", "edXMLEnvelope", "edXMLHeader", "Status", "StatusCode"] => Some(&mut header.status_code),
        ["edXML", "edXMLEnvelope", "edXMLHeader", "TraceHeaderList", "Bussiness" | "Business", rest @ ..] => {
            matches!(rest, [] | ["BussinessDocType" | "BusinessDocType"]).then_some(&mut header.business)
        }
        _ => None,
    };
    if let Some(place) = place {
        let is_id = path.last() == Some(&"ContentId");
        place.get_or_insert_with(|| if is_id { content_id(&text) } else { text });
    }
}

/// The place of a value in the header; lists are filled here.
fn message<'h>(path: &[&str], text: &str, header: &'h mut Header) -> Option<&'h mut Option<String>> {
    Some(match path {
        ["From", "OrganId"] => &mut header.from.organ_id,
        ["From", "OrganName"] => &mut header.from.organ_name,
        ["To", "OrganId"] => &mut header.to.last_mut()?.organ_id,
        ["To", "OrganName"] => &mut header.to.last_mut()?.organ_name,
        ["DocumentId"] => &mut header.document_id,
        ["Code", "CodeNumber"] => &mut header.code_number,
        ["Code", "CodeNotation"] => &mut header.code_notation,
        ["PromulgationInfo", "Place"] => &mut header.place,
        ["PromulgationInfo", "PromulgationDate"] => &mut header.promulgation_date,
        ["DocumentType", "TypeName"] | ["DocumentType"] => &mut header.type_name,
        ["Subject"] => &mut header.subject,
        ["Content"] => &mut header.content,
        ["SignerInfo", "Competence"] => &mut header.signer_competence,
        ["SignerInfo", "Position"] => &mut header.signer_position,
        ["SignerInfo", "FullName"] => &mut header.signer_full_name,
        ["DueDate"] => &mut header.due_date,
        ["OtherInfo", "Priority"] => &mut header.priority,
        ["OtherInfo", "PromulgationAmount"] => &mut header.promulgation_amount,
        ["OtherInfo", "PageAmount"] => &mut header.page_amount,
        ["StatusCode"] => &mut header.status_code,
        ["ToPlaces", "Place"] | ["ToPlaces"] => {
            if header.to_places.len() < MOST_ADDRESSEES {
                header.to_places.push(text.to_owned());
            }
            return None;
        }
        _ => return None,
    })
}

fn name_of(start: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(start.local_name().as_ref()).into_owned()
}

/// `cid:` and angle brackets are the writing of one or the other.
fn content_id(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    text.strip_prefix("cid:").unwrap_or(text).to_owned()
}

/// The character that a reference stands for.
fn resolved(reference: &BytesRef<'_>, at: u64) -> Result<String, Error> {
    let name = String::from_utf8_lossy(reference).into_owned();
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character.to_string()),
        Ok(None) => resolve_xml_entity(&name).map(str::to_owned).ok_or(Error::Entity { at, name }),
        Err(error) => Err(Error::Syntax { at, why: error.to_string() }),
    }
}

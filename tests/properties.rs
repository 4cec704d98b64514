//! What holds for every document, and not only for those that somebody thought of.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use kyso::pdf::{
    CONTENT_OBJECTS, Dict, Document, Limits, Object, ObjectId, SignatureDictionary, Update, changed_objects,
    outside_fields, set,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A value that a writer may have to write.
#[derive(Clone, Debug)]
enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Real(i32, u16),
    Text(String),
    Bytes(Vec<u8>),
    Name(String),
    Reference(u16),
    Array(Vec<Value>),
    Dictionary(Vec<(String, Value)>),
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        any::<i64>().prop_map(Value::Integer),
        (any::<i32>(), any::<u16>()).prop_map(|(whole, part)| Value::Real(whole, part)),
        "[ -~]{0,20}|[Ạ-ỹ ()\\\\]{0,20}".prop_map(Value::Text),
        vec(any::<u8>(), 0..30).prop_map(Value::Bytes),
        "[ -~]{1,12}".prop_map(Value::Name),
        (1..1000u16).prop_map(Value::Reference),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::Array),
            vec(("[A-Za-z #/]{1,8}", inner), 0..8).prop_map(|pairs| Value::Dictionary(unique(pairs))),
        ]
    })
}

/// A key twice is no dictionary that anybody may write.
fn unique(mut pairs: Vec<(String, Value)>) -> Vec<(String, Value)> {
    pairs.sort_by(|one, other| one.0.cmp(&other.0));
    pairs.dedup_by(|one, other| one.0 == other.0);
    pairs
}

/// The value as the writer of the library writes it, or by hand where it has no word for it.
fn written(value: &Value) -> Vec<u8> {
    match value {
        Value::Null => b"null".to_vec(),
        Value::Boolean(value) => value.to_string().into_bytes(),
        Value::Integer(value) => value.to_string().into_bytes(),
        Value::Real(whole, part) => format!("{whole}.{part:05}").into_bytes(),
        Value::Reference(number) => format!("{number} 0 R").into_bytes(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(written).collect();
            [&b"["[..], &items.join(&b' '), b"]"].concat()
        }
        Value::Dictionary(pairs) => {
            pairs.iter().fold(Dict::new(), |dict, (key, value)| dict.raw(key, written(value))).finish()
        }
        // These have a word only as the value of a key.
        Value::Text(text) => unkeyed(Dict::new().text("K", text)),
        Value::Bytes(bytes) => unkeyed(Dict::new().bytes("K", bytes)),
        Value::Name(name) => unkeyed(Dict::new().name("K", name)),
    }
}

fn unkeyed(dict: Dict) -> Vec<u8> {
    let text = dict.finish();
    text[4..text.len() - 2].to_vec()
}

/// Does `object` say what was written?
fn says(object: &Object, value: &Value) -> bool {
    match (object, value) {
        (Object::Null, Value::Null) => true,
        (Object::Boolean(read), Value::Boolean(value)) => read == value,
        (Object::Integer(read), Value::Integer(value)) => read == value,
        (Object::Real(read), Value::Real(whole, part)) => **read == *format!("{whole}.{part:05}").as_bytes(),
        (Object::String(read), Value::Text(text)) => kyso::pdf::decode_text(&read.bytes) == *text,
        (Object::String(read), Value::Bytes(bytes)) => read.bytes == *bytes,
        (Object::Name(read), Value::Name(name)) => read.as_bytes() == name.as_bytes(),
        (Object::Reference(read), Value::Reference(number)) => *read == ObjectId::new(u32::from(*number), 0),
        (Object::Array(items), Value::Array(values)) => {
            items.len() == values.len() && items.iter().zip(values).all(|(item, value)| says(&item.value, value))
        }
        (Object::Dictionary(read), Value::Dictionary(pairs)) => {
            let same = |(entry, (key, value)): (&kyso::pdf::Entry, &(String, Value))| {
                entry.key.as_bytes() == key.as_bytes() && says(&entry.value, value)
            };
            read.entries.len() == pairs.len() && read.entries.iter().zip(pairs).all(same)
        }
        _ => false,
    }
}

/// A document of several saves: for each, its objects from 10 on, and whether it ends with a cross-reference stream.
#[derive(Clone, Debug)]
struct Saves(Vec<(Vec<(u32, Value)>, bool)>);

fn saves() -> impl Strategy<Value = Saves> {
    vec((vec((10..30u32, value()), 0..6), any::<bool>()), 1..4).prop_map(Saves)
}

impl Saves {
    /// What the last save that has the object says it is.
    fn last(&self, number: u32) -> Option<&Value> {
        let objects = self.0.iter().flat_map(|(objects, _)| objects);
        objects.rev().find(|(known, _)| *known == number).map(|(_, value)| value)
    }

    fn file(&self) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec();
        let mut offsets = vec![(1, 9)];
        offsets.push((2, file.len()));
        file.extend_from_slice(b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n");
        let mut prev = String::new();
        for (objects, as_stream) in &self.0 {
            for (number, value) in objects {
                // Of two objects with one number in one save, the first would never be seen.
                offsets.retain(|(known, _)| known != number);
                offsets.push((*number, file.len()));
                let body = written(value);
                file.extend_from_slice(&[format!("{number} 0 obj\n").as_bytes(), &body, b"\nendobj\n"].concat());
            }
            let at = file.len();
            file.extend_from_slice(&section(&offsets, *as_stream, at, &format!("/Size 40/Root 1 0 R{prev}")));
            file.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
            prev = format!("/Prev {at}");
            offsets.clear();
        }
        file
    }
}

fn section(offsets: &[(u32, usize)], as_stream: bool, at: usize, trailer: &str) -> Vec<u8> {
    let mut text = String::new();
    if as_stream {
        let index: Vec<String> = offsets.iter().map(|(number, _)| format!("{number} 1")).collect();
        let rows: String = offsets.iter().fold(String::new(), |mut rows, (_, at)| {
            let _ = write!(rows, "01{at:08x}00");
            rows
        });
        let head = format!("/Type/XRef/W[1 4 1]/Index[{} 39 1]/Filter/ASCIIHexDecode", index.join(" "));
        let rows = format!("{rows}01{at:08x}00>");
        let _ =
            write!(text, "39 0 obj\n<<{head}{trailer}/Length {}>>\nstream\n{rows}\nendstream\nendobj\n", rows.len());
    } else {
        text.push_str("xref\n");
        for (number, at) in offsets {
            let _ = write!(text, "{number} 1\n{at:010} 00000 n \n");
        }
        if offsets.is_empty() {
            text.push_str("0 0\n");
        }
        let _ = write!(text, "trailer\n<<{trailer}>>\n");
    }
    text.into_bytes()
}

/// Looks at everything in `bytes`, so that whatever can panic does.
fn look_at_everything(bytes: &[u8]) {
    let limits = Limits { stream_bytes: 1 << 20, total_bytes: 8 << 20, ..Limits::default() };
    let Ok(document) = Document::open_with(bytes, limits, None) else { return };
    let _ = document.ambiguities();
    for index in 0..document.revisions().len().min(8) {
        let view = document.at(index);
        let _ = (
            view.pages(),
            view.dss(),
            view.pdf_a(),
            view.version(),
            view.doc_mdp(),
            view.unseen_content(CONTENT_OBJECTS),
        );
        for (number, _) in document.touched(index).into_iter().take(2000) {
            let Ok(Some(object)) = view.get_number(number) else { continue };
            let _ = object.value.as_stream().map(|stream| view.decode(object.id, stream));
        }
        let _ = view.scrutinize();
        let Ok(tree) = view.all_fields() else { continue };
        for field in tree.signatures() {
            let _ = SignatureDictionary::of_field(&view, field);
        }
        let _ = outside_fields(&view, &tree);
    }
    let _ = changed_objects(&document.at(0), &document.latest());
}

fn samples() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/documents");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|extension| extension == "pdf")).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

proptest! {
    // What fails becomes a test with a name, and no file of seeds.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Parse ∘ write = identity.
    #[test]
    fn what_is_written_reads_back(value in value()) {
        let saves = Saves(vec![(vec![(10, value.clone())], false)]);
        let file = saves.file();
        let document = Document::open(&file).unwrap();
        let object = document.latest().get(ObjectId::new(10, 0)).unwrap().unwrap();
        prop_assert!(says(&object.value, &value), "{:?} from {}", object.value, String::from_utf8_lossy(object.raw(&file)));
        prop_assert_eq!(object.raw(&file), written(&value));
        prop_assert_eq!(document.findings(), []);
    }

    /// An edited dictionary has the new value, and every other byte of it is where it was.
    #[test]
    fn an_edit_keeps_every_other_byte(pairs in vec(("[A-Za-z]{1,6}", value()), 1..8), which in any::<Index>(), new in value()) {
        let pairs = unique(pairs);
        let (key, old) = which.get(&pairs);
        let body = written(&Value::Dictionary(pairs.clone()));
        let edited = set(&body, &[key.as_bytes()], &written(&new)).unwrap();
        // The pairs are written in order, each after the one before.
        let at = pairs.iter().position(|(k, _)| k == key).unwrap();
        let length = |pairs: &[(String, Value)]| written(&Value::Dictionary(pairs.to_vec())).len() - 2;
        let (before, after) = (length(&pairs[..=at]) - written(old).len(), length(&pairs[..=at]));
        prop_assert!(edited.starts_with(&body[..before]) && edited.ends_with(&body[after..]), "{:?}", edited);
        let middle = &edited[before..edited.len() - (body.len() - after)];
        prop_assert_eq!(middle.trim_ascii(), written(&new));
    }

    /// An update begins with the old file; what it changed is changed, and nothing else is.
    #[test]
    fn an_update_changes_what_it_says_and_nothing_else(saves in saves(), new in vec((10..35u32, value()), 0..5)) {
        let old = saves.file();
        let document = Document::open(&old).unwrap();
        let mut update = Update::new(&document).unwrap();
        for (number, value) in &new {
            update.put(ObjectId::new(*number, 0), &written(value)).unwrap();
        }
        let added = update.add(b"<</New true>>").unwrap();
        let whole = update.finish().unwrap().to_vec();
        prop_assert!(whole.starts_with(&old));
        let after = Document::open(&whole).unwrap();
        prop_assert_eq!(after.revisions().len(), document.revisions().len() + 1);
        let ends = |document: &Document<'_>| document.revisions().iter().map(|it| (it.start, it.end)).collect::<Vec<_>>();
        prop_assert_eq!(&ends(&after)[..document.revisions().len()], ends(&document));
        prop_assert!(after.latest().get(added).unwrap().is_some());
        for number in 1..35 {
            let id = ObjectId::new(number, 0);
            let now = after.latest().get(id).unwrap().map(|object| object.value.clone());
            match new.iter().rev().find(|(changed, _)| *changed == number) {
                Some((_, value)) => prop_assert!(now.is_some_and(|now| says(&now, value))),
                None => match (saves.last(number), &now) {
                    (Some(was), Some(now)) => prop_assert!(says(now, was), "{} was {:?} and is {:?}", number, was, now),
                    (was, now) => prop_assert_eq!(was.is_some() || number < 3 || id == added, now.is_some()),
                },
            }
        }
    }

    /// Any bytes at all, and bytes that look like a file.
    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..2000)) {
        look_at_everything(&bytes);
        look_at_everything(&[b"%PDF-1.7\n", &bytes[..], b"\nstartxref\n9\n%%EOF"].concat());
        let _ = set(&bytes, &[b"K"], b"1");
        let _ = kyso::pdf::decode_text(&bytes);
    }

    /// Words of the syntax in any order, which get further than bytes do.
    #[test]
    fn no_words_make_it_panic(words in vec(select(WORDS), 0..200)) {
        let text = words.join(" ");
        look_at_everything(format!("%PDF-1.7\n{text}\nstartxref\n9\n%%EOF").as_bytes());
        let _ = set(text.as_bytes(), &[b"K"], b"1");
    }
}

const WORDS: &[&str] = &[
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "/Type",
    "/Catalog",
    "/Pages",
    "/Kids",
    "/Root",
    "/Prev",
    "/Size",
    "/W",
    "/Index",
    "/XRef",
    "/ObjStm",
    "/N",
    "/First",
    "/Length",
    "0",
    "1",
    "9",
    "-1",
    "65535",
    "1 0 R",
    "1 0 obj",
    "endobj",
    "xref",
    "trailer",
    "stream\n",
    "endstream",
    "startxref",
    "%%EOF",
    "%",
    "0000000009 00000 n",
    "/Encrypt",
    "/AcroForm",
    "/Fields",
    "/V",
    "/FT/Sig",
    "/Filter/FlateDecode",
    "/XRefStm",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// A sample document with bytes changed, cut out and put in.
    #[test]
    fn no_damaged_sample_makes_it_panic(which in any::<Index>(), hurts in vec((any::<Index>(), any::<Index>(), any::<u8>()), 1..12), cut in any::<bool>()) {
        thread_local!(static SAMPLES: Vec<Vec<u8>> = samples());
        let mut bytes = SAMPLES.with(|samples| which.get(samples).clone());
        for (from, to, byte) in hurts {
            let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
            bytes[from] = byte;
            // Where the cross-reference is, damage goes deepest.
            let end = bytes.len() - 1 - to % 2000;
            bytes[end] ^= byte;
            if cut && from < to {
                bytes.drain(from..to.min(from + 40));
            }
        }
        look_at_everything(&bytes);
    }
}

//! The bombs: each a file that costs much more than its size, if nobody looks at what it costs.

use std::fmt::Write as _;
use std::iter;

use super::paper::{Paper, deflate, lzw_zeros, object_stream, repeated};

/// A file, and the error that it has to meet where it has to meet one.
pub(crate) struct Bomb {
    pub(crate) name: &'static str,
    pub(crate) file: Vec<u8>,
    pub(crate) code: Option<&'static str>,
}

const LIMIT: Option<&str> = Some("LIMIT_EXCEEDED");

/// All of them, one made after the other.
pub(crate) fn all() -> impl Iterator<Item = Bomb> {
    let makers: Vec<fn() -> Bomb> = [streams(), objects(), sections(), trees(), signatures()].concat();
    makers.into_iter().map(|make| make())
}

/// A text of one piece a number.
fn many(numbers: impl Iterator<Item = u32>, piece: impl Fn(&mut String, u32) -> std::fmt::Result) -> String {
    let mut text = String::new();
    numbers.for_each(|number| piece(&mut text, number).unwrap());
    text
}

fn bomb(name: &'static str, code: Option<&'static str>, file: Vec<u8>) -> Bomb {
    Bomb { name, file, code }
}

/// 100 GB of zeros behind three Flate filters, in some 10 KB.
fn hundred_gigabytes() -> Vec<u8> {
    let zeros = repeated(&[0], 8 * 13);
    // What repeats: after the header and the first literal, thirteen bytes a turn. It begins anew often enough.
    let turn: Vec<u8> = zeros[20..33].to_vec();
    let gigabytes = 100_000_000_000 / 258 * 13 / 8;
    deflate(&repeated(&turn, gigabytes / 258))
}

const THREE_FLATES: &str = "/Filter[/FlateDecode/FlateDecode/FlateDecode]";

/// A catalog in an object stream, so that nobody gets past it.
fn behind(filters: &str, data: &[u8]) -> Vec<u8> {
    let mut paper = Paper::new();
    paper.stream(5, &format!("/Type/ObjStm/N 1/First 4{filters}"), data);
    paper.packed(6, "/Root 1 0 R", iter::once((1, 5, 0)))
}

/// One object in an object stream, found by the page tree.
fn packed_page_tree(body: &str) -> Vec<u8> {
    let mut paper = Paper::new();
    paper.object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm 2 0 R>>");
    let (data, _, first) = object_stream(iter::once((2, body)));
    paper.stream(5, &format!("/Type/ObjStm/N 1/First {first}/Filter/FlateDecode"), &deflate(&data));
    paper.packed(6, "/Root 1 0 R", iter::once((2, 5, 0)))
}

fn streams() -> Vec<fn() -> Bomb> {
    vec![
        || bomb("100 GB in an object stream", LIMIT, behind(THREE_FLATES, &hundred_gigabytes())),
        || {
            let pairs = format!("/W[1 4 2]/Root 1 0 R{THREE_FLATES}");
            bomb("100 GB in a cross-reference", LIMIT, Paper::one_page("").xref_stream(6, &pairs, &hundred_gigabytes()))
        },
        || {
            let pairs = "/W[0 1 0]/Root 1 0 R/Index[0 60000000]/Filter/FlateDecode";
            let file = Paper::one_page("").xref_stream(6, pairs, &deflate(&vec![9; 60_000_000]));
            bomb("60 million entries of one byte", LIMIT, file)
        },
        || {
            let filters = "/RunLengthDecode".repeat(16);
            bomb("16 run lengths", LIMIT, behind(&format!("/Filter[{filters}]"), &[129; 4096]))
        },
        || {
            let data = [&[129, b'z'].repeat(5000)[..], &[128]].concat();
            let filters = "/Filter[/RunLengthDecode/ASCII85Decode/ASCII85Decode]";
            bomb("run lengths of ASCII85", None, behind(filters, &data))
        },
        || bomb("LZW", None, behind("/Filter/LZWDecode", &lzw_zeros(12))),
        || bomb("seventeen filters", LIMIT, behind(&format!("/Filter[{}]", "/FlateDecode".repeat(17)), b"x")),
        || {
            let parameters = "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 1000000000000/Colors 99>>";
            bomb("predictor of a wide row", None, behind(parameters, &deflate(&[2; 1000])))
        },
        || {
            let parameters = "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 1>>";
            bomb("predictor of 30 million rows", None, behind(parameters, &deflate(&vec![2; 60_000_000])))
        },
        || {
            let mut paper = Paper::one_page("/DSS<</Certs 4 0 R/CRLs 4 0 R>>");
            paper.object(4, format!("[{}]", "5 0 R ".repeat(100_000)));
            paper.stream(5, "/Filter/FlateDecode", &deflate(&vec![0; 50_000_000]));
            bomb("100,000 times the same evidence", None, paper.table("/Root 1 0 R"))
        },
    ]
}

fn objects() -> Vec<fn() -> Bomb> {
    vec![
        || bomb("a million arrays deep", LIMIT, packed_page_tree(&"[".repeat(1_000_000))),
        || {
            let mut paper = Paper::new();
            paper.object(1, "<</A".repeat(1_000_000));
            bomb("a million dictionaries deep", LIMIT, paper.table("/Root 1 0 R"))
        },
        || bomb("30 million numbers", LIMIT, packed_page_tree(&format!("<</Kids[{}]>>", "0 ".repeat(30_000_000)))),
        || {
            let keys = "/K 0".repeat(1_000_000);
            bomb("a million times one key", None, packed_page_tree(&format!("<<{keys}>>")))
        },
        || {
            let keys = many(0..150_000, |text, n| write!(text, "/K{n} 0/K{n} 1"));
            bomb("150,000 keys twice", None, packed_page_tree(&format!("<<{keys}>>")))
        },
        || {
            let name = "#41".repeat(10_000_000);
            let mut paper = Paper::one_page(&format!("/{name} 1/V /{name}"));
            paper.object(4, "null");
            bomb("a name of ten million escapes", None, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields[4 0 R]>>");
            let text = "A".repeat(100_000_000);
            paper.object(4, format!("<</FT/Sig/T(s)/V<</Type/Sig/Contents({text})/ByteRange[0 1 2 3]>>>>"));
            bomb("a string of 100 MB", LIMIT, paper.table("/Root 1 0 R"))
        },
        || {
            // Each object is a string that holds all objects after it.
            let mut paper = Paper::one_page("/AcroForm<</Fields 4 0 R>>");
            let mut fields = String::new();
            let count = 100_000;
            for number in 5..count {
                let at = paper.raw(format!("{number} 0 obj("));
                paper.entry(number, at);
                let _ = write!(fields, "{number} 0 R ");
            }
            paper.raw(")".repeat(count as usize));
            paper.object(4, format!("[{fields}]"));
            bomb("100,000 strings in each other", None, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields 4 0 R>>");
            let mut fields = String::new();
            for number in 5..100_000 {
                let at = paper.raw(format!("{number} 0 obj<</Length 9>>stream\n"));
                paper.entry(number, at);
                let _ = write!(fields, "{number} 0 R ");
            }
            paper.object(4, format!("[{fields}]"));
            bomb("100,000 streams without end", None, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields 4 0 R>>");
            let mut fields = String::new();
            for number in 5..60_000 {
                let at = paper.raw(format!("{number} %"));
                paper.entry(number, at);
                let _ = write!(fields, "{number} 0 R ");
            }
            paper.raw("\n");
            paper.object(4, format!("[{fields}]"));
            bomb("60,000 headers in one comment", None, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::new();
            paper.stream(5, "/Type/ObjStm/N 1000000000/First 1000000000", b"1 0 ");
            bomb("an object stream of a billion", LIMIT, paper.packed(6, "/Root 1 0 R", iter::once((1, 5, 0))))
        },
        || {
            let rows = [(1, 5, 0), (5, 6, 0), (6, 5, 1)];
            bomb("object streams in each other", None, Paper::new().packed(7, "/Root 1 0 R", rows.into_iter()))
        },
        || {
            let mut paper = Paper::new();
            paper.object(5, "<</Type/ObjStm/N 1/First 4/Extends 5 0 R/Length 5 0 R>>\nstream\n1 0 <<>>\nendstream");
            bomb("a stream as long as itself", None, paper.packed(6, "/Root 1 0 R", iter::once((1, 5, 0))))
        },
        || {
            let mut paper = Paper::one_page("/DSS<</Certs[5 0 R]>>/AcroForm<</Fields[6 0 R]>>");
            paper.object(6, "<</FT/Sig/T(s)/SV<</A 7 0 R>>>>");
            for number in 7..15 {
                paper.object(number, format!("[{}]", format!("{} 0 R ", number + 1).repeat(10_000)));
            }
            paper.object(15, "/FlateDecode");
            paper.stream(5, "/Filter 13 0 R/DecodeParms 12 0 R", b"x");
            bomb("arrays of arrays of arrays", None, paper.table("/Root 1 0 R/ID 11 0 R"))
        },
    ]
}

fn sections() -> Vec<fn() -> Bomb> {
    vec![
        || {
            let at = Paper::one_page("").bytes.len();
            bomb("/Prev to itself", Some("XREF_LOOP"), Paper::one_page("").table(&format!("/Root 1 0 R/Prev {at}")))
        },
        || {
            let mut paper = Paper::one_page("");
            let first = paper.bytes.len();
            let second = first + 200;
            paper.raw(format!("{:199}\n", format!("xref\n0 0\ntrailer\n<</Root 1 0 R/Prev {second}>>")));
            bomb("/Prev in a circle", Some("XREF_LOOP"), paper.table(&format!("/Root 1 0 R/Prev {first}")))
        },
        || {
            let mut paper = Paper::one_page("").tabled("/Root 1 0 R");
            let mut last = paper.bytes.windows(5).position(|word| word == b"xref\n").unwrap();
            for _ in 0..1_000_000 {
                last = paper.raw(format!("xref\n0 0\ntrailer<</Root 1 0 R/Prev {last}>>startxref\n{last}\n%%EOF\n"));
            }
            paper.raw(format!("startxref\n{last}\n%%EOF\n"));
            bomb("a million revisions", LIMIT, paper.bytes)
        },
        || {
            let mut paper = Paper::one_page("").tabled("/Root 1 0 R");
            paper.raw("startxref%".repeat(1_000_000));
            bomb("a million times startxref", None, paper.bytes)
        },
        || {
            let index = many((0..5_000_000).rev(), |text, n| write!(text, "{n} 1 "));
            let pairs = format!("/W[1 2 1]/Root 1 0 R/Index[{index}]");
            bomb("ten million numbers in /Index", None, Paper::one_page("").xref_stream(6, &pairs, b"xxxx"))
        },
        || {
            let index = many((0..100_000).rev(), |text, n| write!(text, "{n} 1 "));
            let pairs = format!("/W[1 2 1]/Root 1 0 R/Index[{index}]/Filter/FlateDecode");
            let file = Paper::one_page("").xref_stream(6, &pairs, &deflate(&[1, 0, 9, 0].repeat(100_000)));
            bomb("100,000 subsections backwards", None, file)
        },
        || {
            let index = "0 1 ".repeat(100_000);
            let pairs = format!("/W[1 2 1]/Root 1 0 R/Index[{index}]/Filter/FlateDecode");
            let file = Paper::one_page("").xref_stream(6, &pairs, &deflate(&[1, 0, 9, 0].repeat(100_000)));
            bomb("100,000 subsections of one number", LIMIT, file)
        },
        || {
            let pairs = "/W[8 8 8]/Root 1 0 R/Index[4294967295 4294967295]";
            bomb("entries beyond all numbers", None, Paper::one_page("").xref_stream(6, pairs, &[255; 2400]))
        },
        || {
            // Every section is a string of the section before.
            let mut paper = Paper::one_page("");
            let mut last = 0;
            for number in 10..4000 {
                let head = format!("{number} 0 obj<</Type/XRef/W[1 1 1]/Size 0/Root 1 0 R");
                let next = paper.bytes.len() + head.len() + 20;
                last = paper.raw(format!("{head}{:17}/A(", format!("/Prev {next}")));
            }
            let _ = last;
            let first = paper.bytes.windows(7).position(|word| word == b"10 0 ob").unwrap();
            paper.raw("x".repeat(1_000_000));
            paper.raw(")>>stream\nendstream".repeat(4000));
            paper.raw(format!("\nstartxref\n{first}\n%%EOF\n"));
            bomb("sections in the strings of sections", None, paper.bytes)
        },
        || {
            let u = "00".repeat(10_000_000);
            let encrypt = format!(
                "/Encrypt<</Filter/Standard/V 5/R 6/Length 1000000000/P -1/U<{u}>/O<{u}>/UE<{u}>/OE<{u}>/Perms<{u}>>>"
            );
            bomb(
                "keys of ten megabytes",
                None,
                Paper::one_page("").table(&format!("/Root 1 0 R/ID[<00><00>]{encrypt}")),
            )
        },
        || {
            let encrypt = "/Encrypt<</Filter/Standard/V 2/R 3/Length 1000000000/P -1/U<00>/O<00>>>";
            bomb(
                "a key of a billion bits",
                None,
                Paper::one_page("").table(&format!("/Root 1 0 R/ID[<00><00>]{encrypt}")),
            )
        },
    ]
}

fn trees() -> Vec<fn() -> Bomb> {
    vec![
        || {
            let mut paper = Paper::new();
            paper.object(1, "<</Type/Catalog/Pages 2 0 R>>");
            paper.object(2, format!("<</Type/Pages/Kids[{}]/Count 10000000>>", "3 0 R ".repeat(10_000_000)));
            paper.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>");
            bomb("ten million times one page", LIMIT, paper.table("/Root 1 0 R"))
        },
        || bomb("ten million pages", LIMIT, many_pages()),
        || {
            let mut paper = Paper::new();
            paper.object(1, "<</Type/Catalog/Pages 2 0 R>>");
            for number in 2..200 {
                let next = number + 1;
                paper.object(number, format!("<</Type/Pages/Kids[{next} 0 R {next} 0 R {number} 0 R 2 0 R]/Count 1>>"));
            }
            paper.object(200, "<</Type/Page/Parent 2 0 R>>");
            bomb("2^198 ways to one page", None, paper.table("/Root 1 0 R"))
        },
        || {
            // The first kid is the one looked into, and the others wait.
            let mut paper = Paper::new();
            paper.object(1, "<</Type/Catalog/Pages 2 0 R>>");
            paper.object(500, format!("[{}]", "499 0 R ".repeat(300_000)));
            for number in 2..300 {
                paper.object(number, format!("<</Type/Pages/Kids {} 0 R/Count 1>>", 500 + number));
                let others = "499 0 R ".repeat(10_000);
                paper.object(500 + number, format!("[{} 0 R {others}]", number + 1));
            }
            paper.object(499, "<</Type/Page/Parent 2 0 R>>");
            bomb("three million pages that wait", LIMIT, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields[10 0 R]>>");
            for number in 10..100_010 {
                paper.object(number, format!("<</T(a)/Kids[{} 0 R]/Parent {} 0 R>>", number + 1, number - 1));
            }
            bomb("fields 100,000 deep", None, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields[10 0 R]>>");
            let name = "n".repeat(100_000);
            for number in 10..60 {
                paper.object(number, format!("<</T({name})/Kids[{} 0 R 70 0 R]>>", number + 1));
            }
            let mut kids = String::new();
            for number in 1000..30_000 {
                let _ = write!(kids, "{number} 0 R ");
                paper.object(number, "<</T(x)/FT/Tx>>");
            }
            paper.object(60, format!("<</T(y)/Kids[{kids}]>>"));
            bomb("30,000 names of five megabytes", LIMIT, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields 4 0 R>>");
            let mut fields = String::new();
            for number in 10..200_000 {
                let _ = write!(fields, "{number} 0 R ");
                paper.object(number, format!("<</T(Signature{})/FT/Sig>>", number - 9));
            }
            paper.object(4, format!("[{fields}]"));
            bomb("all good names taken", None, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields[4 0 R]>>");
            paper.object(4, format!("<</T(a)/FT/Tx/Kids[{}]>>", "5 0 R ".repeat(500_000)));
            paper.object(5, format!("<</Subtype/Widget/A[{}]>>", "0 ".repeat(10_000)));
            bomb("one widget 500,000 times", None, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::new();
            paper.object(1, "<</Type/Catalog/Pages 2 0 R>>");
            let mut kids = String::new();
            for number in 10..1010 {
                let _ = write!(kids, "{number} 0 R ");
                paper.object(number, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots 4 0 R>>");
            }
            paper.object(2, format!("<</Type/Pages/Kids[{kids}]/Count 1000>>"));
            paper.object(4, format!("[{}]", "5 0 R ".repeat(500_000)));
            paper.object(5, "<</Subtype/Widget/Parent 6 0 R>>");
            paper.object(6, "<</Parent 5 0 R>>");
            bomb("a thousand pages share 500,000 annotations", LIMIT, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("");
            paper.object(3, format!("<</Type/Page/Parent 2 0 R/Annots[{}]>>", "5 0 R ".repeat(10_000_000)));
            bomb("ten million annotations", None, paper.table("/Root 1 0 R"))
        },
    ]
}

/// Ten million page objects in object streams of 100,000; all of one kind, so that the file stays small.
fn many_pages() -> Vec<u8> {
    const STREAMS: u32 = 100;
    const EACH: u32 = 100_000;
    let mut paper = Paper::new();
    paper.object(1, "<</Type/Catalog/Pages 2 0 R>>");
    let mut roots = String::new();
    for stream in 0..STREAMS {
        let first = 1000 + stream * EACH;
        let kids = many(first..first + EACH, |text, number| write!(text, "{number} 0 R "));
        let node = format!("<</Type/Pages/Kids[{kids}]/Count {EACH}>>");
        let (data, count, head) = object_stream((first..first + EACH).map(|number| (number, "<</Type/Page>>")));
        let pairs = format!("/Type/ObjStm/N {count}/First {head}/Filter/FlateDecode");
        paper.stream(10 + stream, &pairs, &deflate(&data));
        let (data, _, head) = object_stream(iter::once((200 + stream, node.as_str())));
        paper.stream(400 + stream, &format!("/Type/ObjStm/N 1/First {head}/Filter/FlateDecode"), &deflate(&data));
        let _ = write!(roots, "{} 0 R ", 200 + stream);
    }
    paper.object(2, format!("<</Type/Pages/Kids[{roots}]/Count 10000000>>"));
    let nodes = (0..STREAMS).map(|stream| (200 + stream, 400 + stream, 0));
    // One million of them have entries: more, and the cross-reference itself is refused.
    let pages = (0..STREAMS - 1).flat_map(|stream| (0..EACH).map(move |n| (1000 + stream * EACH + n, 10 + stream, n)));
    paper.packed(9, "/Root 1 0 R", nodes.chain(pages))
}

fn signatures() -> Vec<fn() -> Bomb> {
    vec![
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields 4 0 R>>");
            let mut fields = String::new();
            for number in 10..50_000 {
                let _ = write!(fields, "{number} 0 R ");
                paper.object(number, format!("<</T(s{number})/FT/Sig/V 5 0 R>>"));
            }
            paper.object(4, format!("[{fields}]"));
            paper.object(5, "<</Type/Sig/Filter/X/SubFilter/Y/Contents<00>/ByteRange[0 9 999 99999]>>");
            bomb("50,000 signatures", LIMIT, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields[4 0 R]>>");
            let numbers = "1 ".repeat(400_000);
            paper.object(4, "<</T(s)/FT/Sig/V 5 0 R>>");
            paper.object(5, format!("<</Type/Sig/Filter/X/SubFilter/Y/Contents<00>/ByteRange[{numbers}]>>"));
            bomb("a ByteRange of 400,000 numbers", None, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields[4 0 R]>>");
            let references = "<</TransformMethod/FieldMDP/TransformParams 6 0 R>>".repeat(200);
            paper.object(4, "<</T(s)/FT/Sig/V 5 0 R/Lock 6 0 R>>");
            paper.object(5, format!("<</Type/Sig/Filter/X/Contents<00>/Reference[{references}]>>"));
            paper.object(6, format!("<</Action/Include/Fields[{}]>>", "(a)".repeat(400_000)));
            bomb("200 references to 400,000 names", None, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields 4 0 R>>");
            let mut fields = String::new();
            for number in 10..50_000 {
                let _ = write!(fields, "{number} 0 R ");
                paper.object(number, format!("<</T(s{number})/FT/Sig/Lock 5 0 R>>"));
            }
            paper.object(4, format!("[{fields}]"));
            paper.object(5, format!("<</Action/Include/Fields[{}]>>", "(a)".repeat(100_000)));
            bomb("50,000 locks of 100,000 names", LIMIT, paper.table("/Root 1 0 R"))
        },
        || {
            let vri = many(0..150_000, |text, n| write!(text, "/{n:040X} 5 0 R"));
            let mut paper = Paper::one_page(&format!("/DSS<</VRI<<{vri}>>>>"));
            paper.object(5, "<</Cert[6 0 R]>>");
            paper.stream(6, "", b"0\x00");
            bomb("150,000 entries in /VRI", None, paper.table("/Root 1 0 R"))
        },
        || {
            let mut paper = Paper::one_page("/AcroForm<</Fields[4 0 R]>>");
            paper.object(4, "<</T(s)/FT/Sig/V 5 0 R>>");
            // Indefinite lengths in each other, as BER allows.
            let contents = "3080".repeat(200_000);
            paper.object(
                5,
                format!(
                    "<</Type/Sig/Filter/X/SubFilter/adbe.pkcs7.detached/Contents<{contents}>/ByteRange[0 9 99 9]>>"
                ),
            );
            bomb("a CMS 200,000 deep", None, paper.table("/Root 1 0 R"))
        },
        || bomb("a million changes after a signature", None, changed()),
    ]
}

/// A signature with a sound ByteRange, and a revision after it that refers to everything from everywhere.
fn changed() -> Vec<u8> {
    let mut paper = Paper::one_page("/AcroForm<</Fields[4 0 R]>>");
    paper.object(4, "<</T(s)/FT/Sig/V 5 0 R>>");
    let at = paper.bytes.len();
    paper.object(5, format!("<</Type/Sig/Filter/X/SubFilter/adbe.pkcs7.detached/Contents<00>/ByteRange[{:40}]>>", ""));
    let mut paper = paper.tabled("/Root 1 0 R");
    let end = paper.bytes.len();
    let find = |word: &[u8]| at + paper.bytes[at..].windows(word.len()).position(|here| here == word).unwrap();
    let (gap, range) = (find(b"<00>"), find(b"/ByteRange["));
    let numbers = format!("0 {gap} {} {}", gap + 4, end - gap - 4);
    paper.bytes[range + 11..range + 11 + numbers.len()].copy_from_slice(numbers.as_bytes());
    let prev = paper.bytes.windows(5).rposition(|word| word == b"xref\n").unwrap();
    let prev = paper.bytes[..prev].windows(5).rposition(|word| word == b"xref\n").unwrap_or(prev);
    let links = "10 0 R 11 0 R 12 0 R ".repeat(10_000);
    paper.object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>/X 10 0 R>>");
    let body = format!("[{links}]");
    let (data, count, first) = object_stream((10..110).map(|number| (number, body.as_str())));
    paper.stream(8, &format!("/Type/ObjStm/N {count}/First {first}/Filter/FlateDecode"), &deflate(&data));
    paper.packed(9, &format!("/Root 1 0 R/Prev {prev}"), (10..110).map(|number| (number, 8, number - 10)))
}

//! Stream filters: the input is the pairs of a stream dictionary, a line `stream`, and the data.

#![no_main]

use kyso::pdf::{Document, Limits, ObjectId};
use libfuzzer_sys::fuzz_target;

const LIMIT: usize = 1 << 20;

fuzz_target!(|data: &[u8]| {
    let mark = b"\nstream\n";
    let Some(head) = data.windows(mark.len()).position(|window| window == mark) else { return };
    let (pairs, data) = (&data[..head], &data[head + mark.len()..]);
    let mut file = b"%PDF-1.7\n1 0 obj\n<<".to_vec();
    file.extend_from_slice(pairs);
    file.extend_from_slice(format!("/Length {}>>\nstream\n", data.len()).as_bytes());
    file.extend_from_slice(data);
    file.extend_from_slice(b"\nendstream\nendobj\n");
    let at = file.len();
    file.extend_from_slice(b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n");
    file.extend_from_slice(format!("trailer\n<</Size 2/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n").as_bytes());
    let limits = Limits { stream_bytes: LIMIT, total_bytes: 4 << 20, ..Limits::default() };
    let document = Document::open_with(&file, limits, None).expect("the frame is sound");
    let view = document.latest();
    let id = ObjectId::new(1, 0);
    let Ok(Some(object)) = view.get(id) else { return };
    let Some(stream) = object.value.as_stream() else { return };
    if let Ok(decoded) = view.decode(id, stream) {
        assert!(decoded.len() <= LIMIT, "no filter yields more than the limit");
    }
});

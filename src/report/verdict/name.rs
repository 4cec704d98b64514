//! Names of certificates as people read them.

/// The CN of an RFC 4514 name, unescaped; the whole name where it has none.
///
/// For reading only: nothing is decided by it.
pub(super) fn common_name(name: &str) -> String {
    let mut rest = name;
    loop {
        let end = end_of_rdn(rest);
        let (part, tail) = rest.split_at(end);
        if let Some(value) = part.strip_prefix("CN=") {
            return unescape(value);
        }
        match tail.get(1..) {
            Some(next) if !next.is_empty() => rest = next,
            _ => return name.to_owned(),
        }
    }
}

/// Where the first comma or plus stands that is not escaped.
fn end_of_rdn(name: &str) -> usize {
    let mut escaped = false;
    for (at, c) in name.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ',' | '+' => return at,
            _ => {}
        }
    }
    name.len()
}

/// RFC 4514 §2.4 backwards: `\,` is a comma, `\C3\A1` two bytes of UTF-8.
fn unescape(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let Some(first) = rest.next() else { break };
        let digit = |byte: u8| char::from(byte).to_digit(16);
        match (digit(first), rest.clone().next().and_then(digit)) {
            (Some(high), Some(low)) => {
                rest.next();
                bytes.push((high << 4 | low) as u8);
            }
            _ => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

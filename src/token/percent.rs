//! Percent-encoding as PKCS#11 URIs use it (RFC 7512 §2.3, RFC 3986 §2.1).

/// Characters of a value that need no encoding: unreserved, `pk11-res-avail`, and `&` in the path or `/?|` in the query.
fn is_plain(byte: u8, query: bool) -> bool {
    byte.is_ascii_alphanumeric()
        || b"-._~:[]@!$'()*+,=".contains(&byte)
        || if query { b"/?|".contains(&byte) } else { byte == b'&' }
}

/// The octets that `text` stands for; an error is the offset of the character that is wrong.
pub(super) fn decode(text: &str, query: bool) -> Result<Vec<u8>, usize> {
    let bytes = text.as_bytes();
    let mut octets = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            let digits = text.get(at + 1..at + 3).filter(|digits| digits.bytes().all(|d| d.is_ascii_hexdigit()));
            let octet = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).ok_or(at)?;
            octets.push(octet);
            at += 3;
        } else if is_plain(byte, query) || (!query && byte == b'/') {
            // A slash in the path is against the grammar, but p11-kit reads it and people write it.
            octets.push(byte);
            at += 1;
        } else {
            return Err(at);
        }
    }
    Ok(octets)
}

/// `octets` with everything encoded that must be.
pub(super) fn encode(octets: &[u8], query: bool) -> String {
    use std::fmt::Write;
    octets.iter().fold(String::with_capacity(octets.len()), |mut out, &octet| {
        if is_plain(octet, query) {
            out.push(char::from(octet));
        } else {
            let _ = write!(out, "%{octet:02X}");
        }
        out
    })
}

/// `octets` with every one encoded: binary values have no readable characters, only accidents.
pub(super) fn encode_all(octets: &[u8]) -> String {
    use std::fmt::Write;
    octets.iter().fold(String::with_capacity(octets.len() * 3), |mut out, octet| {
        let _ = write!(out, "%{octet:02X}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_octet_there_and_back() {
        let octets: Vec<u8> = (0..=255).collect();
        for query in [false, true] {
            assert_eq!(decode(&encode(&octets, query), query).as_ref(), Ok(&octets));
        }
        assert_eq!(decode(&encode_all(&octets), false), Ok(octets));
    }

    #[test]
    fn a_stray_percent_is_found_where_it_stands() {
        assert_eq!(decode("ab%4", false), Err(2));
        assert_eq!(decode("ab%+1", false), Err(2));
        assert_eq!(decode("ab%ă1", false), Err(2));
        assert_eq!(decode("a\u{103}", false), Err(1));
    }
}

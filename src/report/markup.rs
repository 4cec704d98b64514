//! Text inside HTML and SVG.

/// Text that neither HTML nor XML reads as anything else, in elements and in quoted attributes.
///
/// What XML 1.0 §2.2 does not allow at all becomes U+FFFD; the control characters among it are [`crate::text::Untrusted`]'s
/// to show.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_an_element_or_an_attribute_does_not() {
        assert_eq!(escaped("<b a=\"x\" b='y'>&"), "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
        assert_eq!(escaped("a\0b\u{ffff}c\n"), "a\u{fffd}b\u{fffd}c\n");
    }
}

//! Addresses as texts: which are http or https, how they are shown, where a redirect leads.

use ureq::http::{HeaderMap, Uri, header};

use super::{Error, text_of};

/// An absolute http or https address.
pub(super) fn address(url: &str) -> Result<Uri, Error> {
    let uri: Option<Uri> = url.parse().ok();
    let uri = uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && !host(uri).is_empty());
    uri.ok_or_else(|| Error::Address { url: shown(url) })
}

/// The host in lower case, an IPv6 address without its brackets.
pub(super) fn host(uri: &Uri) -> String {
    uri.host().unwrap_or_default().trim_matches(['[', ']']).to_ascii_lowercase()
}

/// `url` as it may be shown: without the user and password that may stand before the host.
pub fn shown(url: &str) -> String {
    let start = url.find("//").map_or(0, |at| at + 2);
    let (scheme, rest) = url.split_at(start);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}{}", &rest[host..])
}

/// Where an answer sends the question: absolute, or a path on the same host (RFC 9110 §10.2.2).
pub(super) fn redirected(url: &str, from: &Uri, headers: &HeaderMap) -> Result<Uri, Error> {
    let refused = |reason: &str| Error::Connection { url: shown(url), reason: reason.to_owned() };
    let location = text_of(headers, header::LOCATION).ok_or_else(|| refused("a redirect to nowhere"))?;
    let scheme = from.scheme_str().unwrap_or_default();
    let target = match &location {
        path if path.starts_with('/') && !path.starts_with("//") => {
            let authority = from.authority().map_or("", |authority| authority.as_str());
            format!("{scheme}://{authority}{path}")
        }
        absolute => (*absolute).to_owned(),
    };
    let target = address(&target).map_err(|_| refused("a redirect to what is no http or https address"))?;
    if scheme == "https" && target.scheme_str() != Some("https") {
        return Err(refused("a redirect from https to http"));
    }
    Ok(target)
}

pub(super) fn same_host(one: &Uri, other: &Uri) -> bool {
    (one.scheme_str(), one.host(), one.port_u16()) == (other.scheme_str(), other.host(), other.port_u16())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent_to(from: &str, location: &str) -> Result<String, Error> {
        let headers = HeaderMap::from_iter([(header::LOCATION, location.parse().unwrap())]);
        redirected(from, &from.parse().unwrap(), &headers).map(|uri| uri.to_string())
    }

    #[test]
    fn a_redirect_leads_to_no_weaker_place() {
        assert_eq!(sent_to("http://tsa.vn:81/a?b", "/c").unwrap(), "http://tsa.vn:81/c");
        assert_eq!(sent_to("http://tsa.vn/", "https://tsa.gov.vn/c").unwrap(), "https://tsa.gov.vn/c");
        for worse in ["http://tsa.vn/", "//tsa.vn/", "c", "file:///etc/passwd", "https:///"] {
            assert_eq!(sent_to("https://tsa.vn/", worse).unwrap_err().code(), "NET_CONNECTION", "{worse}");
        }
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        assert_eq!(shown("https://lan:se@cret@tsa.vn/a@b?c@d"), "https://tsa.vn/a@b?c@d");
        assert_eq!(shown("lan:secret@tsa.vn"), "tsa.vn");
        assert_eq!(shown("http://tsa.vn"), "http://tsa.vn");
    }

    #[test]
    fn only_http_and_https_are_addresses() {
        for other in ["ldap://ca.btc/cn=ca", "file:///etc/passwd", "ftp://ca.vn/", "http:///x", "ca.vn/x", "http://"] {
            assert!(matches!(address(other), Err(Error::Address { .. })), "{other}");
        }
        assert_eq!(host(&address("http://[::1]:80/").unwrap()), "::1");
    }
}

//! Which proxy leads to an address: the configured one, else HTTPS_PROXY, HTTP_PROXY and ALL_PROXY by scheme; NO_PROXY
//! names the hosts that need none.
//!
//! NO_PROXY is a list of hosts with commas: `example.vn` and `.example.vn` mean the host and all below it, `*` every host;
//! address blocks (`10.0.0.0/8`) are not understood. Towards an http:// address, too, the proxy is asked for a tunnel
//! (CONNECT): one that tunnels to port 443 only has to be told otherwise, or the address be https://.

use ureq::http::Uri;
use ureq::{Proxy, ProxyProtocol};

use super::address::host;
use super::{Error, shown};

/// The proxies of this process.
#[derive(Debug)]
pub(super) struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    /// Hosts that need none, in lower case.
    exempt: Vec<String>,
}

impl Proxies {
    /// `configured` for everything, else what `environment` (a variable's value by its name) says.
    pub(super) fn new(configured: Option<&str>, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let variable = |name: &str| {
            let values = [name.to_owned(), name.to_ascii_lowercase()].into_iter().filter_map(|name| environment(&name));
            values.map(|value| value.trim().to_owned()).find(|value| !value.is_empty())
        };
        let choose = |name| {
            let url = configured.map(str::to_owned).or_else(|| variable(name)).or_else(|| variable("ALL_PROXY"));
            url.as_deref().map(proxy).transpose()
        };
        let exempt = variable("NO_PROXY").unwrap_or_default();
        let exempt = exempt.split(',').map(|host| host.trim().to_ascii_lowercase()).filter(|host| !host.is_empty());
        Ok(Self { http: choose("HTTP_PROXY")?, https: choose("HTTPS_PROXY")?, exempt: exempt.collect() })
    }

    /// The proxy on the way to `uri`.
    pub(super) fn towards(&self, uri: &Uri) -> Option<Proxy> {
        let host = host(uri);
        if self.exempt.iter().any(|exempt| covers(exempt, &host)) {
            return None;
        }
        let proxy = if uri.scheme_str() == Some("https") { &self.https } else { &self.http };
        proxy.clone()
    }
}

/// A proxy that is no address is an error: passing it over would go around it.
fn proxy(url: &str) -> Result<Proxy, Error> {
    let proxy = Proxy::new(url).ok();
    let usable = proxy.filter(|proxy| matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https));
    usable.ok_or_else(|| Error::Address { url: shown(url) })
}

fn covers(exempt: &str, host: &str) -> bool {
    let domain = exempt.trim_start_matches('*').trim_start_matches('.');
    exempt == "*"
        || host == domain
        || (!domain.is_empty() && host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The host and port of the proxy towards `url`.
    fn way(environment: &[(&str, &str)], configured: Option<&str>, url: &str) -> Option<String> {
        let value = |name: &str| environment.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned());
        let proxies = Proxies::new(configured, &value).unwrap();
        proxies.towards(&url.parse().unwrap()).map(|proxy| format!("{}:{}", proxy.host(), proxy.port()))
    }

    #[test]
    fn each_scheme_has_its_proxy() {
        let environment = [("HTTPS_PROXY", "http://a:1"), ("http_proxy", "b:2"), ("ALL_PROXY", "http://c:3")];
        assert_eq!(way(&environment, None, "https://tsa.vn/").as_deref(), Some("a:1"));
        assert_eq!(way(&environment, None, "http://tsa.vn/").as_deref(), Some("b:2"));
        assert_eq!(way(&environment[2..], None, "http://tsa.vn/").as_deref(), Some("c:3"));
        assert_eq!(way(&environment, Some("http://d:4"), "http://tsa.vn/").as_deref(), Some("d:4"));
        assert_eq!(way(&[("HTTP_PROXY", " ")], None, "http://tsa.vn/"), None);
    }

    #[test]
    fn hosts_of_one_s_own_need_none() {
        let environment = [("HTTP_PROXY", "http://a:1"), ("NO_PROXY", "localhost, .gov.vn,127.0.0.1,::1")];
        let way = |url| way(&environment, None, url);
        for near in
            ["http://LOCALHOST:80/", "http://ca.gov.vn/tsa", "http://gov.vn/", "http://127.0.0.1/", "http://[::1]/"]
        {
            assert_eq!(way(near), None, "{near}");
        }
        for far in ["http://notgov.vn/", "http://gov.vn.example/", "http://127.0.0.10/"] {
            assert_eq!(way(far).as_deref(), Some("a:1"), "{far}");
        }
    }

    #[test]
    fn a_proxy_that_is_no_address_is_not_passed_over() {
        for broken in ["http://u:secret@", "socks5://a:1", "::"] {
            let error = Proxies::new(Some(broken), &|_| None).unwrap_err();
            assert!(matches!(&error, Error::Address { .. }) && !error.to_string().contains("secret"), "{error}");
        }
    }
}

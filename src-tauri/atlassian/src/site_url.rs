//! The address of a Jira Cloud site, made from whatever a person pastes.

use std::{fmt, str::FromStr};

use url::{Host, Url};

/// The origin of a Jira Cloud site: scheme, host and, where it is not the default, port.
///
/// Parsing accepts what people copy from a browser: a path, a query, capitals, a missing scheme,
/// an internationalised name. `https` is required, except on loopback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteUrl(Url);

/// Why a text is not the address of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SiteUrlError {
    #[error("it is empty")]
    Empty,
    #[error("it is not a web address")]
    NotAnAddress,
    #[error("it must begin with https://")]
    NotSecure,
    #[error("it holds a user name or password")]
    HoldsCredentials,
    #[error("its host name is not complete")]
    IncompleteHost,
}

/// Whether a credential may travel to this address: `https`, or `http` to this machine itself.
pub fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

impl SiteUrl {
    /// Host and, where it is not the default, port: how the site is named to people.
    pub fn host(&self) -> String {
        authority(&self.0)
    }

    /// The address of an absolute path on this site.
    pub(crate) fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }
}

/// Host and port of an address, without its path.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

impl FromStr for SiteUrl {
    type Err = SiteUrlError;

    fn from_str(text: &str) -> Result<Self, SiteUrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SiteUrlError::Empty);
        }
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let mut url = Url::parse(&with_scheme).map_err(|_| SiteUrlError::NotAnAddress)?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(SiteUrlError::NotAnAddress);
        }
        if !is_secure(&url) {
            return Err(SiteUrlError::NotSecure);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SiteUrlError::HoldsCredentials);
        }
        let complete = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.trim_end_matches('.').contains('.'),
            Some(_) => true,
            None => false,
        };
        if !complete {
            return Err(SiteUrlError::IncompleteHost);
        }
        url.set_path("");
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self(url))
    }
}

impl fmt::Display for SiteUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_people_paste() {
        for pasted in [
            "https://acme.atlassian.net",
            "  https://acme.atlassian.net/\n",
            "acme.atlassian.net",
            "ACME.Atlassian.NET",
            "HTTPS://acme.atlassian.net/jira/software/c/projects/A/boards/1?selected=A-1#top",
            "acme.atlassian.net/jira/your-work",
            "https://acme.atlassian.net:443/",
        ] {
            assert_eq!(pasted.parse::<SiteUrl>().unwrap().to_string(), "https://acme.atlassian.net");
        }
        let idn: SiteUrl = "https://Bücher.example/jira".parse().unwrap();
        assert_eq!(idn.to_string(), "https://xn--bcher-kva.example");
        let local: SiteUrl = "http://127.0.0.1:8080/rest".parse().unwrap();
        assert_eq!(local.to_string(), "http://127.0.0.1:8080");
        assert_eq!(local.host(), "127.0.0.1:8080");
    }

    #[test]
    fn refuses_what_no_key_should_travel_to() {
        for (pasted, why) in [
            ("", SiteUrlError::Empty),
            ("http://acme.atlassian.net", SiteUrlError::NotSecure),
            ("http://localhost.evil.example", SiteUrlError::NotSecure),
            ("http://127.0.0.1.nip.io", SiteUrlError::NotSecure),
            ("ftp://acme.atlassian.net", SiteUrlError::NotAnAddress),
            ("https://", SiteUrlError::NotAnAddress),
            ("not an address", SiteUrlError::NotAnAddress),
            ("acme", SiteUrlError::IncompleteHost),
            ("https://ada:pw@acme.atlassian.net", SiteUrlError::HoldsCredentials),
            ("ada@acme.atlassian.net", SiteUrlError::HoldsCredentials),
        ] {
            assert_eq!(pasted.parse::<SiteUrl>(), Err(why), "{pasted}");
        }
    }
}

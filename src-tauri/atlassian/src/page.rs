//! Lists that come in pages, as streams of pages.

use std::collections::HashSet;

use chrono::{TimeDelta, Utc};
use futures_util::stream::{self, Stream};
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use crate::{
    error::Error,
    http::{Auth, Client},
    site_url::authority,
};

/// A page of the organization API.
#[derive(Deserialize)]
struct Page<T> {
    data: Vec<T>,
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Links {
    next: Option<String>,
}

/// More pages than any list has: a million entries by a hundred.
const PAGE_LIMIT: usize = 10_000;
/// How often one page is waited for.
const WAITS: usize = 5;
/// The longest wait a host may ask for: the windows of Atlassian's limits last minutes at most.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(5);

impl Client {
    /// The pages from `first` on, each asked for when the one before was taken.
    ///
    /// The next page is named by a whole address in version 1 of the API and by a bare cursor in
    /// version 2; of the API access API, both are told. An address on another host does not get the
    /// key.
    pub(crate) fn pages<'a, T: DeserializeOwned + Send + 'a>(
        &'a self,
        first: Url,
        auth: Auth<'a>,
        scope: &'static str,
    ) -> impl Stream<Item = Result<Vec<T>, Error>> + Send + use<'a, T> {
        let walk = Walk { next: Some(first.to_string()), first, seen: HashSet::new() };
        stream::try_unfold((walk, auth), move |(mut walk, auth)| async move {
            let Some(url) = walk.step()? else { return Ok(None) };
            let page: Page<T> = self.get_patiently(url, &auth, scope).await?;
            walk.next = page.links.and_then(|links| links.next).filter(|next| !next.is_empty());
            Ok(Some((page.data, (walk, auth))))
        })
    }

    /// Waits as long as a busy host asks: whoever reads a long list does not lose what came so far.
    async fn get_patiently<T: DeserializeOwned>(
        &self,
        url: Url,
        auth: &Auth<'_>,
        scope: &'static str,
    ) -> Result<T, Error> {
        for _ in 0..WAITS {
            match self.get(url.clone(), auth, scope).await {
                Err(Error::Busy { retry_at: Some(at), .. }) if at - Utc::now() <= LONGEST_WAIT => {
                    tokio::time::sleep((at - Utc::now()).to_std().unwrap_or_default()).await;
                }
                answer => return answer,
            }
        }
        self.get(url, auth, scope).await
    }
}

/// The way through the pages.
struct Walk {
    first: Url,
    /// The page to come, as the one before names it.
    next: Option<String>,
    seen: HashSet<Url>,
}

impl Walk {
    /// Goes on to the next page. A list that leads in a circle, or has no end, is an error: a part
    /// of it would pass for the whole.
    fn step(&mut self) -> Result<Option<Url>, Error> {
        let Some(next) = self.next.take() else { return Ok(None) };
        let url = self.address(&next)?;
        let so_far = self.seen.len();
        if so_far == PAGE_LIMIT || !self.seen.insert(url.clone()) {
            return Err(Error::Unexpected {
                host: authority(&self.first),
                status: 200,
                cause: format!("its pages do not end: {so_far} came so far"),
            });
        }
        Ok(Some(url))
    }

    /// The address of a page, always on the host of the first one.
    fn address(&self, next: &str) -> Result<Url, Error> {
        let mut page = self.first.clone();
        // A cursor may look like an address, as `at:100` does, but it names no host.
        match Url::parse(next).ok().filter(Url::has_host) {
            Some(url) if url.origin() != self.first.origin() => {
                return Err(Error::Redirected {
                    host: authority(&self.first),
                    status: 200,
                    to: url.origin().ascii_serialization(),
                });
            }
            Some(url) => {
                page.set_path(url.path());
                page.set_query(url.query());
            }
            None => {
                page.query_pairs_mut().clear().append_pair("cursor", next);
            }
        }
        // Atlassian's links forget what was asked for besides the cursor, and the rest of the list
        // would be another: <https://jira.atlassian.com/browse/ACCESS-1603>.
        let kept: HashSet<_> = page.query_pairs().map(|(name, _)| name.into_owned()).collect();
        let lost: Vec<_> =
            self.first.query_pairs().filter(|(name, _)| !kept.contains(name.as_ref())).collect();
        if !lost.is_empty() {
            page.query_pairs_mut().extend_pairs(lost);
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "https://api.atlassian.com/keys?pageSize=100";

    fn walk() -> Walk {
        Walk { first: FIRST.parse().unwrap(), next: Some(FIRST.into()), seen: HashSet::new() }
    }

    #[test]
    fn the_next_page_is_an_address_or_a_cursor() {
        for (next, address) in [
            (FIRST, FIRST),
            ("https://api.atlassian.com/keys?cursor=a%2Bb", "/keys?cursor=a%2Bb&pageSize=100"),
            ("https://api.atlassian.com:443/keys?pageSize=50&cursor=a", "/keys?pageSize=50&cursor=a"),
            ("https://ada:pw@api.atlassian.com/keys?cursor=a#top", "/keys?cursor=a&pageSize=100"),
            ("a+b/c==", "/keys?cursor=a%2Bb%2Fc%3D%3D&pageSize=100"),
            ("at:100", "/keys?cursor=at%3A100&pageSize=100"),
            ("//evil.example/keys", "/keys?cursor=%2F%2Fevil.example%2Fkeys&pageSize=100"),
        ] {
            let address = Url::parse(FIRST).unwrap().join(address).unwrap();
            assert_eq!(walk().address(next), Ok(address), "{next}");
        }
    }

    #[test]
    fn no_other_host_scheme_or_port_is_gone_to() {
        for (next, to) in [
            ("https://evil.example/keys?cursor=a", "https://evil.example"),
            ("http://api.atlassian.com/keys?cursor=a", "http://api.atlassian.com"),
            ("https://api.atlassian.com:8443/keys?cursor=a", "https://api.atlassian.com:8443"),
            ("https://api.atlassian.com@evil.example/keys", "https://evil.example"),
            ("https:\\\\evil.example\\keys", "https://evil.example"),
            ("https:evil.example", "https://evil.example"),
        ] {
            let error = walk().address(next).unwrap_err();
            assert!(matches!(&error, Error::Redirected { to: named, .. } if named == to), "{next}: {error}");
        }
    }

    #[test]
    fn a_list_without_an_end_is_an_error() {
        let mut walk = walk();
        for page in 1..=PAGE_LIMIT {
            walk.step().unwrap();
            walk.next = Some(page.to_string());
        }
        let error = walk.step().unwrap_err().to_string();
        assert!(error.contains("10000 came so far"), "{error}");
        assert_eq!(walk.step(), Ok(None));
    }
}

//! Lists that come in pages, as streams of pages.

use std::{
    collections::{HashSet, VecDeque},
    time::Duration,
};

use chrono::{TimeDelta, Utc};
use futures_util::stream::{self, FuturesOrdered, Stream, TryStreamExt};
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use crate::{
    error::{Error, Unreachable},
    http::{Ask, Auth, Client},
    site_url::authority,
};

/// A page of a list, and where the list goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Leads to the next page; `None` at the end.
    pub next: Option<String>,
    /// How many there are on all pages, where that is told.
    pub total: Option<usize>,
}

/// A page as the organization API writes it.
#[derive(Deserialize)]
struct Written<T> {
    data: Vec<T>,
    links: Option<Links>,
    meta: Option<Meta>,
}

#[derive(Deserialize)]
struct Links {
    next: Option<String>,
}

#[derive(Deserialize)]
struct Meta {
    total: Option<usize>,
}

/// More pages than any list has: five million entries by a hundred.
const PAGE_LIMIT: usize = 50_000;
/// How often one page is waited for.
const WAITS: usize = 5;
/// The longest wait a host may ask for: the windows of Atlassian's limits last minutes at most.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(5);
/// How often one page may fail, beside the attempts each call makes, and the wait between.
const FAILURES: usize = 2;
const FAILED_WAIT: Duration = Duration::from_millis(200);
/// How many pages are asked for at once, where pages do not lead from one to the next.
pub(crate) const AT_ONCE: usize = 8;

impl Client {
    /// The pages of a list, each asked for when the one before was taken: all of them, or those `from`
    /// a page on that an earlier one named.
    ///
    /// The next page is named by a whole address in version 1 of the API and by a bare cursor in
    /// version 2; of the API access API, both are told. An address on another host does not get the
    /// key. A search takes its cursor in the body.
    pub(crate) fn pages<'a, T: DeserializeOwned + Send + 'a>(
        &'a self,
        ask: Ask,
        first: Url,
        from: Option<String>,
        auth: Auth<'a>,
        scope: &'static str,
    ) -> impl Stream<Item = Result<Page<T>, Error>> + Send + use<'a, T> {
        let next = from.unwrap_or_else(|| first.to_string());
        let walk = Walk { next: Some(next), first, seen: HashSet::new() };
        stream::try_unfold((walk, ask), move |(mut walk, mut ask)| async move {
            let Some(mut url) = walk.step()? else { return Ok(None) };
            if let Ask::Search(wanted) = &mut ask {
                let cursor = url.query_pairs().find(|(name, _)| name == "cursor");
                if let Some((_, cursor)) = cursor {
                    wanted["cursor"] = cursor.into();
                }
                url = walk.first.clone();
            }
            let page: Written<T> = self.ask_patiently(&ask, url, &auth, scope).await?;
            walk.next = page.links.and_then(|links| links.next).filter(|next| !next.is_empty());
            let total = page.meta.and_then(|meta| meta.total);
            Ok(Some((Page { items: page.data, next: walk.next.clone(), total }, (walk, ask))))
        })
    }

    /// Waits as long as a busy host asks, and for one that fails a moment: whoever reads a long list
    /// does not lose what came so far. Of those that wait for one endpoint, one asks at a time.
    pub(crate) async fn ask_patiently<T: DeserializeOwned>(
        &self,
        ask: &Ask,
        url: Url,
        auth: &Auth<'_>,
        scope: &'static str,
    ) -> Result<T, Error> {
        let (mut turn, mut failures) = (None, 0);
        for _ in 0..WAITS {
            match self.ask(ask, url.clone(), auth, scope).await {
                Err(Error::Busy { retry_at: Some(at), .. }) if at - Utc::now() <= LONGEST_WAIT => {
                    turn = Some(match turn.take() {
                        Some(turn) => turn,
                        None => self.pace.turn(&url).await,
                    });
                    tokio::time::sleep((at - Utc::now()).to_std().unwrap_or_default()).await;
                }
                Err(
                    Error::Unexpected { status: 500.., .. }
                    | Error::Busy { retry_at: None, .. }
                    | Error::Unreachable { why: Unreachable::Cut, .. },
                ) if failures < FAILURES => {
                    failures += 1;
                    tokio::time::sleep(FAILED_WAIT).await;
                }
                answer => return answer,
            }
        }
        self.ask(ask, url, auth, scope).await
    }
}

/// Asks several questions at a time and yields the answers in order. An answer may lead to further
/// questions, which then come before those that still wait.
pub(crate) fn several<'a, Q, A, F>(
    questions: impl IntoIterator<Item = Q>,
    ask: impl Fn(Q) -> F + Send + 'a,
) -> impl Stream<Item = Result<A, Error>> + Send
where
    Q: Send + 'a,
    A: Send + 'a,
    F: Future<Output = Result<(A, Vec<Q>), Error>> + Send + 'a,
{
    let waiting: VecDeque<_> = questions.into_iter().collect();
    stream::try_unfold((waiting, FuturesOrdered::new(), ask), async |(mut waiting, mut flying, ask)| {
        while flying.len() < AT_ONCE
            && let Some(question) = waiting.pop_front()
        {
            flying.push_back(ask(question));
        }
        Ok(flying.try_next().await?.map(|(answer, further)| {
            further.into_iter().rev().for_each(|question| waiting.push_front(question));
            (answer, (waiting, flying, ask))
        }))
    })
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
        assert!(error.contains("50000 came so far"), "{error}");
        assert_eq!(walk.step(), Ok(None));
    }
}

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
    #[serde(default)]
    links: Links,
}

#[derive(Default, Deserialize)]
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
    /// version 2. An address on another host does not get the key.
    pub(crate) fn pages<'a, T: DeserializeOwned + Send + 'a>(
        &'a self,
        first: Url,
        auth: Auth<'a>,
        scope: &'static str,
    ) -> impl Stream<Item = Result<Vec<T>, Error>> + Send + use<'a, T> {
        let walk = Walk { first: first.clone(), next: Some(first), seen: HashSet::new() };
        stream::try_unfold((walk, auth), move |(mut walk, auth)| async move {
            let Some(url) = walk.next.take() else { return Ok(None) };
            let page: Page<T> = self.get_patiently(url, &auth, scope).await?;
            if let Some(next) = page.links.next.filter(|next| !next.is_empty()) {
                walk.turn(&next)?;
            }
            Ok(Some((page.data, (walk, auth))))
        })
    }
}

impl Client {
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
    next: Option<Url>,
    seen: HashSet<String>,
}

impl Walk {
    /// Goes on to the page that an answer named. A list that leads in a circle, or has no end, is an
    /// error: a part of it would pass for the whole.
    fn turn(&mut self, next: &str) -> Result<(), Error> {
        let host = authority(&self.first);
        let url = match Url::parse(next) {
            Ok(url) if url.origin() != self.first.origin() => {
                return Err(Error::Redirected { host, status: 200, to: authority(&url) });
            }
            Ok(url) => url,
            Err(_) => with_cursor(&self.first, next),
        };
        if !self.seen.insert(next.to_owned()) || self.seen.len() >= PAGE_LIMIT {
            let cause = format!("its pages do not end: {} came so far", self.seen.len());
            return Err(Error::Unexpected { host, status: 200, cause });
        }
        self.next = Some(url);
        Ok(())
    }
}

fn with_cursor(first: &Url, cursor: &str) -> Url {
    let mut url = first.clone();
    let kept: Vec<(String, String)> =
        first.query_pairs().filter(|(name, _)| name != "cursor").map(|(n, v)| (n.into(), v.into())).collect();
    url.query_pairs_mut().clear().extend_pairs(kept).append_pair("cursor", cursor);
    url
}

//! Who is calling.

mod jira;
mod organization;

use axum::http::{HeaderMap, header::AUTHORIZATION};
use base64::{Engine, prelude::BASE64_STANDARD};

pub(crate) use jira::{Entrance, JiraCall, Via, Visitor, administers_jira};
pub(crate) use organization::OrganizationCall;

use crate::{
    credentials::{Credential, Credentials},
    log::Authorization,
};

/// The `Authorization` header of a request: its kind, and the credential in it when it is one of
/// the simulator's.
pub(crate) fn presented<'a>(
    headers: &HeaderMap,
    credentials: &'a Credentials,
) -> (Authorization, Option<&'a Credential>) {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some((scheme, value)) = header.and_then(|header| header.split_once(' ')) else {
        return (Authorization::None, None);
    };
    let find = |matching: &dyn Fn(&Credential) -> bool| {
        credentials.all().into_iter().find(|credential| matching(credential))
    };
    if scheme.eq_ignore_ascii_case("bearer") {
        let known = find(&|credential| credential.token == value);
        return (Authorization::Bearer, known);
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return (Authorization::None, None);
    }
    let decoded = BASE64_STANDARD.decode(value).ok().and_then(|pair| String::from_utf8(pair).ok());
    let known = decoded.as_deref().and_then(|pair| pair.split_once(':')).and_then(|(email, token)| {
        find(&|credential| credential.email.eq_ignore_ascii_case(email) && credential.token == token)
    });
    (Authorization::Basic, known)
}

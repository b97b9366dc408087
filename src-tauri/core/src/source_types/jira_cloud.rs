//! Jira Cloud: one site, by the API token of one of its administrators.

use atlassian_client::{self as client, Client, Error, SiteUrl};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::source_type::{Checking, Fields, SourceType};
use crate::{
    connected_to::{ConnectedTo, Route},
    field::{Faults, FieldName, valid_email, valid_site},
    problem::{Problem, explain_common},
};

/// A site's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JiraCloud {
    #[serde(serialize_with = "as_text", deserialize_with = "from_text")]
    site: SiteUrl,
    email: String,
}

const WHERE_TO_GET: &str = "id.atlassian.com > Security > API tokens";

impl SourceType for JiraCloud {
    fn from_fields(fields: &Fields, faults: &mut Faults) -> Option<Self> {
        let site = faults.check(FieldName::JiraUrl, valid_site(&fields.jira_url));
        let email = faults.check(FieldName::UserEmail, valid_email(&fields.user_email));
        Some(Self { site: site?, email: email? })
    }

    fn expiry_required() -> bool {
        // Tokens expire too, but the dialog asks for the date gently.
        false
    }

    fn wrong_key(key: &str) -> Option<&'static str> {
        // Organizations' API keys begin with `ATCTT3`, as secret scanners know them.
        key.starts_with("ATCTT3").then_some(
            "This is an organization's API key. A Jira Cloud source takes a user's API token, \
         from id.atlassian.com > Security > API tokens.",
        )
    }

    fn check<'a>(&'a self, client: &'a Client, key: &'a SecretString) -> Checking<'a> {
        Box::pin(async move {
            let found = client.connect_site(&self.site, &self.email, key).await?;
            Ok(ConnectedTo {
                name: found.title,
                url: self.site.to_string(),
                account: found.user,
                route: match found.route {
                    client::Route::Site => Route::Site,
                    client::Route::Gateway { .. } => Route::Gateway,
                },
            })
        })
    }

    fn explain(&self, error: &Error) -> (Problem, Option<FieldName>) {
        use FieldName::{ApiKey, JiraUrl, UserEmail};
        let (site, email) = (self.site.host(), &self.email);
        let (message, hint, field) = match error {
            Error::Refused { .. } => (
                format!("{site} refused the API token of {email}."),
                format!(
                    "It may have expired, been revoked or mistyped, or belong to another user. \
                     Check the e-mail address, or create a new token at {WHERE_TO_GET}."
                ),
                ApiKey,
            ),
            Error::PasswordUsed { .. } => (
                format!("{site} was given a password where it takes API tokens only."),
                format!("Create an API token as {email} at {WHERE_TO_GET}, and enter that."),
                ApiKey,
            ),
            Error::Captcha { .. } => (
                format!("{site} wants {email} to solve a CAPTCHA first."),
                format!("Sign in to {} once in the browser as this user, then try again.", self.site),
                UserEmail,
            ),
            Error::ScopeMissing { scope, .. } => (
                format!("This API token has scopes and lacks {scope}."),
                format!(
                    "Create a token with the scopes read:jira-user and manage:jira-configuration, \
                     or one without scopes, at {WHERE_TO_GET}."
                ),
                ApiKey,
            ),
            Error::Forbidden { .. } => (
                format!("{email} is not an administrator of {site}."),
                "Use the token of a user who has the permission Administer Jira, or have it \
                 granted to this one."
                    .to_owned(),
                UserEmail,
            ),
            Error::NotFound { .. } => (
                format!("There is no Jira site at {site}, or it is suspended."),
                "Check the Jira URL, and that the site opens in the browser.".to_owned(),
                JiraUrl,
            ),
            Error::NotAnApi { .. } => (
                format!("{site} answered with a web page, so it is no Jira address, or a proxy answers."),
                "Check the Jira URL: one looks like https://acme.atlassian.net. If it is right, sign \
                 in to the network, or ask those who run its proxy."
                    .to_owned(),
                JiraUrl,
            ),
            Error::Redirected { to, .. } => (
                format!("{site} sends calls on to {to}, so it is no Jira address, or a proxy answers."),
                format!(
                    "The token was not sent to {to}. If that is the site's real address, enter it \
                     as the Jira URL."
                ),
                JiraUrl,
            ),
            other => return (explain_common(other), None),
        };
        (Problem::new(message, hint, error), Some(field))
    }

    fn fields(&self) -> Fields {
        Fields { jira_url: self.site.to_string(), user_email: self.email.clone(), ..Fields::default() }
    }

    fn home_page(&self) -> String {
        self.site.to_string()
    }
}

fn as_text<S: Serializer>(site: &SiteUrl, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(site)
}

fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SiteUrl, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}

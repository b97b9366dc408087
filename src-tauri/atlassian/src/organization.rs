//! The organization API of admin.atlassian.com.
//!
//! <https://developer.atlassian.com/cloud/admin/organization/rest/>

use secrecy::SecretString;
use serde::Deserialize;

use crate::{
    error::Error,
    http::{Auth, Client},
    site_url::authority,
};

/// What an organization API key connects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    pub id: String,
    pub name: String,
}

#[derive(Deserialize)]
struct Data<T> {
    data: T,
}

#[derive(Deserialize)]
struct Org {
    id: String,
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Attributes {
    name: String,
}

/// The scope both calls need when the key has scopes at all.
const READ_ORGS: &str = "read:orgs:admin";

impl Client {
    /// Finds the organization this key belongs to, and its name.
    ///
    /// Without an id the organizations of the key are listed. A key with scopes gets an empty list
    /// there, although it may well read its organization when asked for it by id.
    ///
    /// # Errors
    /// [`Error::OrganizationUnclear`] when no id is given and not exactly one organization is
    /// listed, and every other case as it came.
    pub async fn connect_organization(
        &self,
        id: Option<&str>,
        key: &SecretString,
    ) -> Result<Organization, Error> {
        let auth = Auth::Bearer(key);
        let org = match id {
            Some(id) => {
                let url = self.api_at(&["admin", "v1", "orgs", id]);
                self.get::<Data<Org>>(url, &auth, READ_ORGS).await?.data
            }
            None => {
                let Data { data: mut listed } =
                    self.get::<Data<Vec<Org>>>(self.api("/admin/v1/orgs"), &auth, READ_ORGS).await?;
                match (listed.pop(), listed.len()) {
                    (Some(only), 0) => only,
                    (last, others) => {
                        return Err(Error::OrganizationUnclear {
                            host: authority(&self.config.api),
                            count: others + usize::from(last.is_some()),
                        });
                    }
                }
            }
        };
        Ok(Organization { id: org.id, name: org.attributes.name })
    }
}

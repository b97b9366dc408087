//! What all parts of the simulator share.

use std::sync::{Arc, Mutex, MutexGuard};

use serde::Serialize;

use crate::{
    credentials::{Credential, Credentials},
    effects::Effects,
    faults::Faults,
    limits::Limiter,
    log::Log,
    world::World,
};

#[derive(Debug)]
pub(crate) struct Desk {
    /// The organization API, as an origin.
    pub api: String,
    /// The Jira sites, as origins.
    pub sites: Vec<String>,
    pub credentials: Credentials,
    pub faults: Faults,
    pub limiter: Limiter,
    pub log: Arc<Log>,
    pub effects: Effects,
    pub world: Mutex<World>,
}

/// Where everything is, and what opens it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    pub api: String,
    pub sites: Vec<SiteOverview>,
    pub organization_id: String,
    pub organization_name: String,
    pub credentials: Vec<Credential>,
}

/// One Jira site.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteOverview {
    pub url: String,
    pub title: String,
    pub cloud_id: String,
}

impl Desk {
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    pub fn overview(&self) -> Overview {
        let world = self.world();
        let sites = self.sites.iter().zip(&world.sites).map(|(url, site)| SiteOverview {
            url: url.clone(),
            title: site.title.to_owned(),
            cloud_id: site.cloud_id.clone(),
        });
        Overview {
            api: self.api.clone(),
            sites: sites.collect(),
            organization_id: world.organization.id.clone(),
            organization_name: world.organization.name.to_owned(),
            credentials: self.credentials.all().into_iter().cloned().collect(),
        }
    }
}

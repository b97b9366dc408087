//! The hosts the simulator stands in for.

use serde::{Deserialize, Serialize};

/// One of the hosts, each on a port of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Host {
    /// api.atlassian.com: the organization API and the gateway to the sites.
    Api,
    /// The Jira site of this number.
    Site(usize),
}

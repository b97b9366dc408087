//! What a source turned out to be, when it answered.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What answered when the source was connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct ConnectedTo {
    /// The site's title, or the organization's name.
    pub name: String,
    pub url: String,
    /// Whose key it is; "" where the API does not tell.
    pub account: String,
    pub route: Route,
}

impl ConnectedTo {
    /// The id of the organization, which stands at the end of its address.
    pub(crate) fn id(&self) -> &str {
        self.url.rsplit('/').next().unwrap_or_default()
    }
}

/// The way calls to the source take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum Route {
    Site,
    /// Through Atlassian's API gateway, as tokens with scopes must.
    Gateway,
    Organization,
}

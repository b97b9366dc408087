//! The Help page, and what the window tells of this computer.

use external_sources_core::{Error, Problem, SourceId, source_types};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, State, command};
use tauri_plugin_opener::OpenerExt;
use ts_rs::TS;

use super::Answer;
use crate::{environment::api_base, state::AppState};

/// The pages of Atlassian that the app may open. The window names one; it cannot give an address.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub enum HelpLink {
    OrganizationApiKeys,
    ApiTokens,
    OrganizationKeyGuide,
    ApiTokenGuide,
}

impl HelpLink {
    fn address(self) -> &'static str {
        match self {
            Self::OrganizationApiKeys => "https://admin.atlassian.com/",
            Self::ApiTokens => "https://id.atlassian.com/manage-profile/security/api-tokens",
            Self::OrganizationKeyGuide => {
                "https://support.atlassian.com/organization-administration/docs/manage-an-organization-with-the-admin-apis/"
            }
            Self::ApiTokenGuide => {
                "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/"
            }
        }
    }
}

/// Whether the platform's keychain can keep keys.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct KeychainView {
    available: bool,
    /// What the platform calls it.
    name: &'static str,
    problem: Option<Problem>,
}

/// The app and where it keeps its data.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct AppInfo {
    version: &'static str,
    data_dir: String,
    api_base: String,
}

/// `source` is the one whose keys are meant: its organization's page spares the choice among several.
#[command]
pub async fn open_help(
    app: AppHandle,
    state: State<'_, AppState>,
    link: HelpLink,
    source: Option<SourceId>,
) -> Answer<()> {
    match (link, source) {
        (HelpLink::OrganizationApiKeys, Some(id)) => {
            open_in_browser(&app, &state.sources()?.home_page(id).await?)
        }
        _ => open_in_browser(&app, link.address()),
    }
}

#[command]
pub async fn keychain_status(state: State<'_, AppState>) -> Answer<KeychainView> {
    let vault = state.sources()?.vault();
    let problem = vault.ready().await.err();
    Ok(KeychainView { available: problem.is_none(), name: vault.name(), problem })
}

#[command]
pub fn support_matrix() -> source_types::SupportMatrix {
    source_types::support_matrix()
}

#[command]
pub fn app_info(state: State<'_, AppState>) -> AppInfo {
    AppInfo {
        version: env!("CARGO_PKG_VERSION"),
        data_dir: state.data_dir.display().to_string(),
        api_base: api_base().map(|url| url.to_string()).unwrap_or_default(),
    }
}

/// Opens a page in the user's browser.
pub fn open_in_browser(app: &AppHandle, address: &str) -> Answer<()> {
    app.opener().open_url(address, None::<&str>).map_err(|error| {
        Error::Failed(Problem::new("No browser could be opened.", format!("Open {address} yourself."), error))
            .into()
    })
}

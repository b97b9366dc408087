//! What an administrator types into the dialog.

use atlassian_simulator::{Credential, Simulator};

/// What an administrator types into the dialog of '+ External Source', by the fields' labels.
#[derive(Debug, Clone)]
pub struct Form {
    /// Source Name.
    pub name: String,
    /// Connection Type.
    pub connection_type: &'static str,
    /// The type's own fields, in the order of the dialog.
    pub fields: Vec<(&'static str, String)>,
}

impl Form {
    /// A Jira Cloud source with the administrator's token.
    pub fn site(name: &str, simulator: &Simulator, number: usize) -> Self {
        Self::jira_cloud(name, &simulator.site(number), &simulator.credentials().jira_admin)
    }

    /// A Jira Cloud source.
    pub fn jira_cloud(name: &str, url: &str, credential: &Credential) -> Self {
        Self {
            name: name.to_owned(),
            connection_type: "Jira Cloud",
            fields: vec![
                ("Jira URL", url.to_owned()),
                ("User Email", credential.email.clone()),
                ("API Key", credential.token.clone()),
            ],
        }
    }

    /// An Access source.
    pub fn access(name: &str, credential: &Credential, organization_id: &str) -> Self {
        Self {
            name: name.to_owned(),
            connection_type: "Access",
            fields: vec![
                ("API Key", credential.token.clone()),
                ("Organization ID", organization_id.to_owned()),
            ],
        }
    }
}

//! Organizations.

use axum::{Json, extract::Path};
use serde_json::{Value, json};

use super::Answer;
use crate::auth::OrganizationCall;

/// Lists the one organization; to a key with scopes, none.
pub(super) async fn list(call: OrganizationCall) -> Answer {
    let orgs = match call.admin()? {
        None => vec![shape(&call)],
        Some(_) => Vec::new(),
    };
    let links = json!({"self": format!("{}{}", call.desk.api, call.path)});
    Ok(Json(json!({"data": orgs, "links": links})))
}

pub(super) async fn read(call: OrganizationCall, Path(org): Path<String>) -> Answer {
    call.organization(&org, Some("read:orgs:admin"))?;
    Ok(Json(json!({"data": shape(&call)})))
}

fn shape(call: &OrganizationCall) -> Value {
    let world = call.desk.world();
    let url = format!("{}/admin/v1/orgs/{}", call.desk.api, world.organization.id);
    json!({
        "id": world.organization.id,
        "type": "orgs",
        "attributes": {"name": world.organization.name},
        "relationships": {
            "domains": {"related": format!("{url}/domains")},
            "users": {"related": format!("{url}/users")},
        },
        "links": {"self": url},
    })
}

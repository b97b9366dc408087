//! Directories.

use axum::{Json, extract::Path};
use serde_json::json;

use super::{Answer, cursor_links};
use crate::{
    auth::OrganizationCall,
    canned::Canned,
    routes::{errors, query::Parameters},
    world::{User, World},
};

pub(super) async fn list(call: OrganizationCall, Path(org): Path<String>, parameters: Parameters) -> Answer {
    call.organization(&org, Some("read:directories:admin"))?;
    let world = call.desk.world();
    let of_user = match parameters.get("accountId") {
        None => None,
        Some(id) => Some(world.find_user(id).ok_or_else(|| errors::not_found("User not found"))?),
    };
    let directories: Vec<_> = world
        .directories
        .iter()
        .enumerate()
        .filter(|&(number, _)| of_user.as_ref().is_none_or(|user| user.directory == number))
        .map(|(_, directory)| json!({"directoryId": directory.id, "name": directory.name}))
        .collect();
    Ok(Json(json!({"data": directories, "links": cursor_links(None)})))
}

/// The directories a path can name: one, or all of them.
#[derive(Clone, Copy)]
pub(super) struct Scope(Option<usize>);

impl Scope {
    pub const EVERYWHERE: Self = Self(None);

    pub fn from_path(world: &World, id: &str) -> Result<Self, Canned> {
        if id == "-" {
            return Ok(Self::EVERYWHERE);
        }
        let number = world.directories.iter().position(|directory| directory.id == id);
        number.map(|number| Self(Some(number))).ok_or_else(|| errors::not_found("Directory not found"))
    }

    /// Of a change: that all directories can be named is documented of none.
    pub fn to_change(world: &World, id: &str) -> Result<Self, Canned> {
        match Self::from_path(world, id)? {
            Self(None) => Err(errors::not_found("Directory not found")),
            one => Ok(one),
        }
    }

    /// Whether a user is found here; managed accounts of no directory are among all of them.
    pub fn holds(self, user: &User) -> bool {
        match user.removed {
            true => self.0.is_none() && user.managed,
            false => self.contains(user.directory),
        }
    }

    pub fn contains(self, directory: usize) -> bool {
        self.0.is_none_or(|only| only == directory)
    }
}

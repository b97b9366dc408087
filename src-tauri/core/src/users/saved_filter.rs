//! Filters that were given a name.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::filter::UserFilter;
use crate::{draft::name_key, error::Error, sources::Sources, store::Store};

/// A filter that was given a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct SavedFilter {
    pub name: String,
    pub filter: UserFilter,
}

impl Sources {
    /// The saved filters, by name.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn saved_filters(self: &Arc<Self>) -> Result<Vec<SavedFilter>, Error> {
        self.stored(Store::filters).await
    }

    /// Saves a filter, in the place of one of the same name.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn save_filter(self: &Arc<Self>, name: String, filter: UserFilter) -> Result<(), Error> {
        let saved = SavedFilter { name: name.trim().to_owned(), filter };
        self.stored(move |store| {
            store.change_filters(|filters| {
                filters.retain(|known| name_key(&known.name) != name_key(&saved.name));
                filters.push(saved);
                filters.sort_by_cached_key(|known| name_key(&known.name));
            })
        })
        .await
    }

    /// Removes a saved filter.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn delete_filter(self: &Arc<Self>, name: String) -> Result<(), Error> {
        self.stored(move |store| store.change_filters(|filters| filters.retain(|known| known.name != name)))
            .await
    }
}

//! The Keys page: the keys of every source and, where a source's key may read them, all API keys and
//! API tokens of its organization. They are fetched, kept for offline, searched, told of and revoked.

mod cache;
mod csv;
mod query;
mod row;
pub(crate) mod shelf;

use std::{path::PathBuf, sync::Arc};

use futures_util::TryStreamExt;

use self::row::{Today, rows};
pub use self::{
    query::{KeyCounts, KeyDay, KeyPage, KeyQuery, KeySort},
    row::{KeyRow, KeyStatus},
    shelf::InventoryState,
};
use crate::{
    actions::source_event::SourceEvent,
    check::kept_key,
    entry::{Entry, Inventory, KeyKind},
    error::Error,
    log::log,
    problem::Problem,
    source::{SourceId, SourceRecord, WatchedKey},
    sources::Sources,
    store::Store,
    tracked::name_of,
};

impl Sources {
    /// The keys that a query asks for. Reads the disk only: it works offline.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn list_keys(self: &Arc<Self>, query: KeyQuery) -> Result<KeyPage, Error> {
        let sources = Arc::clone(self);
        self.stored(move |store| {
            let earliest = store.settings()?.reminders.earliest();
            let today = Today { clock: &*sources.env.clock, earliest };
            let all = store.sources()?.into_iter().flat_map(|source| {
                rows(&source, sources.inventories.get(store.dir(), source.id).as_deref(), today)
            });
            Ok(query.answer(all.collect()))
        })
        .await
    }

    /// What is known of the inventory of each source that can have one.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn inventory_states(self: &Arc<Self>) -> Result<Vec<InventoryState>, Error> {
        let sources = Arc::clone(self);
        let mut states: Vec<_> = self
            .stored(move |store| {
                let with = store.sources()?.into_iter().filter(|source| source.connection.has_inventory());
                Ok(with
                    .map(|source| sources.inventories.state(store.dir(), source.id, source.name))
                    .collect())
            })
            .await?;
        states.sort_by_cached_key(|state: &InventoryState| state.source_name.to_lowercase());
        Ok(states)
    }

    /// Fetches the inventory of a source anew. While that is under way already, or when the user calls
    /// it off, the one known before stays. What goes wrong is told by [`InventoryState::problem`].
    ///
    /// # Errors
    /// When the source is gone or what was fetched cannot be stored.
    pub async fn fetch_inventory(self: &Arc<Self>, id: SourceId) -> Result<(), Error> {
        let Some((fetch, cancelled)) = self.inventories.begin(id) else { return Ok(()) };
        let record = self.record(id).await?;
        let entries = tokio::select! {
            entries = self.fetch_entries(&record) => entries,
            _ = cancelled => return Ok(()),
        };
        let fetched_at = self.env.clock.now().to_utc();
        let outcome = entries.map(|entries| Arc::new(Inventory { fetched_at, entries }));
        if let Ok(inventory) = &outcome {
            let kept = Arc::clone(inventory);
            self.stored(move |store| Ok(cache::write(store.dir(), id, &kept)?)).await?;
            self.follow_inventory(&record, inventory).await?;
        }
        fetch.end(outcome);
        Ok(())
    }

    /// Calls off a fetch that is under way.
    pub fn cancel_inventory(&self, id: SourceId) {
        self.inventories.cancel(id);
    }

    /// Tells each time an inventory is no longer what it was.
    pub fn inventory_changes(&self) -> tokio::sync::watch::Receiver<()> {
        self.inventories.changes()
    }

    /// Says which entry of the inventory is the source's own key; then its expiry follows from there.
    ///
    /// # Errors
    /// When the source is gone; what the disk says.
    pub async fn link_key(self: &Arc<Self>, id: SourceId, entry: Option<String>) -> Result<(), Error> {
        let record = self.record(id).await?;
        let own = record.key.to_string();
        // One key goes by two names: what was told of it under the one is told under the other.
        if let Some(before) = &record.own_entry {
            self.hand_on_told(own.clone(), name_of(id, before)).await?;
        }
        if let Some(entry) = &entry {
            self.hand_on_told(name_of(id, entry), own).await?;
        }
        self.amend(id, |record| {
            record.watched.retain(|key| Some(&key.entry) != entry.as_ref());
            record.own_entry = entry;
        })
        .await?;
        self.follow_known_inventory(id).await?;
        self.inventories.tell();
        Ok(())
    }

    /// Notes what was told under one name under another as well.
    async fn hand_on_told(self: &Arc<Self>, from: String, to: String) -> Result<(), Error> {
        self.stored(move |store| {
            let mut all = store.told()?;
            let Some(mut told) = all.remove(&from) else { return Ok(()) };
            if let Some(other) = all.remove(&to) {
                told = told.and(other);
            }
            store.put_told([(to.as_str(), &told)], [])
        })
        .await
    }

    /// Switches the reminders of a key on or off: the source's own, or another of its inventory.
    ///
    /// # Errors
    /// When the source or the key is gone, or the key has no expiry date; what the disk says.
    pub async fn set_key_reminders(
        self: &Arc<Self>,
        id: SourceId,
        entry: Option<String>,
        on: bool,
    ) -> Result<(), Error> {
        let record = self.record(id).await?;
        match entry.filter(|entry| record.own_entry.as_ref() != Some(entry)) {
            None => self.amend(id, |record| record.reminders = on).await?,
            Some(entry) => {
                let watched = match on {
                    true => Some(self.watched(id, entry.clone()).await?),
                    false => None,
                };
                self.amend(id, |record| {
                    record.watched.retain(|key| key.entry != entry);
                    record.watched.extend(watched);
                })
                .await?;
            }
        }
        self.inventories.tell();
        Ok(())
    }

    /// Revokes a key of an organization or of one of its users at Atlassian. Nothing that uses it works any longer.
    ///
    /// # Errors
    /// [`Error::Failed`] with what Atlassian said.
    pub async fn revoke_key(self: &Arc<Self>, id: SourceId, entry: String) -> Result<(), Error> {
        let (record, entry) = (self.record(id).await?, self.entry(id, entry).await?);
        let key = kept_key(&self.env.vault, &record).await.map_err(Error::Failed)?;
        let source_type = record.connection.source_type();
        let Some(revoking) = source_type.revoke(&self.env.client, &key, &entry) else { return Err(gone()) };
        match revoking.await {
            Ok(()) => self.note_revoked(&record, &entry).await,
            // Whoever revoked it before: it is gone, as was asked. Nothing was done that could be noted.
            Err(atlassian_client::Error::NotFound { .. }) if entry.kind == KeyKind::ApiKey => {}
            // The account of a token may be what was not found: then the token still works.
            Err(error @ atlassian_client::Error::NotFound { .. }) => {
                let sources = Arc::clone(self);
                tokio::spawn(async move { drop(sources.fetch_inventory(id).await) });
                return Err(Error::Failed(token_not_found(&record, &entry, &error)));
            }
            Err(error) => {
                let may = may_revoke(entry.kind);
                return Err(Error::Failed(cannot("The key could not be revoked", may, &record, &error)));
            }
        }
        let sources = Arc::clone(self);
        self.stored(move |store| {
            let Some(known) = sources.inventories.get(store.dir(), id) else { return Ok(()) };
            let entries = known.entries.iter().filter(|known| known.id != entry.id).cloned().collect();
            let left = Inventory { fetched_at: known.fetched_at, entries };
            cache::write(store.dir(), id, &left)?;
            sources.inventories.put(id, left);
            Ok(())
        })
        .await?;
        self.follow_known_inventory(id).await
    }

    /// Notes that a key was revoked. It is, also where that cannot be noted.
    async fn note_revoked(self: &Arc<Self>, record: &SourceRecord, key: &Entry) {
        let now = self.env.clock.now().to_utc();
        let event = SourceEvent::key_revoked(record, key, &self.env.account, now);
        match self.stored(move |store| store.put_event(&event)).await {
            Ok(()) => self.runs.tell(),
            Err(error) => log(format_args!("a revoked key could not be noted: {error}")),
        }
    }

    /// Writes the keys that a query asks for, all of them, as CSV into a folder.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn export_keys(self: &Arc<Self>, query: KeyQuery, folder: PathBuf) -> Result<PathBuf, Error> {
        let rows = self.list_keys(KeyQuery { offset: 0, limit: usize::MAX, ..query }).await?.rows;
        let path = folder.join(self.env.clock.now().format("keys-%Y-%m-%d-%H%M.csv").to_string());
        self.stored(move |_| {
            csv::write(&path, &rows)?;
            Ok(path)
        })
        .await
    }

    /// Removes what is kept of a source that is gone.
    pub(crate) async fn forget_inventory(self: &Arc<Self>, id: SourceId) {
        self.inventories.forget(id);
        let _ = self
            .stored(move |store: &Store| {
                cache::remove(store.dir(), id);
                Ok(())
            })
            .await;
    }

    async fn fetch_entries(&self, record: &SourceRecord) -> Result<Vec<Entry>, Problem> {
        let key = kept_key(&self.env.vault, record).await?;
        let source_type = record.connection.source_type();
        let Some(pages) = source_type.inventory(&self.env.client, &key) else { return Ok(Vec::new()) };
        pages
            .try_fold(Vec::new(), async |mut entries, page| {
                entries.extend(page);
                self.inventories.count(record.id, entries.len());
                Ok(entries)
            })
            .await
            .map_err(|error| cannot("The key inventory could not be read", MAY_READ, record, &error))
    }

    /// The inventory's word on a key.
    async fn entry(self: &Arc<Self>, id: SourceId, entry: String) -> Result<Entry, Error> {
        let sources = Arc::clone(self);
        let known = self.stored(move |store| {
            let known = sources.inventories.get(store.dir(), id);
            Ok(known.and_then(|known| known.entries.iter().find(|known| known.id == entry).cloned()))
        });
        known.await?.ok_or_else(gone)
    }

    async fn watched(self: &Arc<Self>, id: SourceId, entry: String) -> Result<WatchedKey, Error> {
        let known = self.entry(id, entry).await?;
        match known.expires_at {
            Some(at) => {
                Ok(WatchedKey { entry: known.id, label: known.label, expires_on: self.env.clock.day_of(at) })
            }
            None => Err(Error::Failed(Problem::new(
                format!("“{}” has no expiry date.", known.label),
                "There is nothing to be reminded of.",
                "",
            ))),
        }
    }

    async fn follow_known_inventory(self: &Arc<Self>, id: SourceId) -> Result<(), Error> {
        let (sources, record) = (Arc::clone(self), self.record(id).await?);
        let known = self.stored(move |store| Ok(sources.inventories.get(store.dir(), id))).await?;
        match known {
            Some(inventory) => self.follow_inventory(&record, &inventory).await,
            None => Ok(()),
        }
    }

    /// Brings the dates of a source's own and its watched keys in line with the inventory, as it was
    /// fetched for a record. What the user chose meanwhile stays.
    async fn follow_inventory(
        self: &Arc<Self>,
        fetched_for: &SourceRecord,
        inventory: &Inventory,
    ) -> Result<(), Error> {
        let day_of = |entry: &str| {
            let known = inventory.entries.iter().find(|known| known.id == entry)?;
            known.expires_at.map(|at| self.env.clock.day_of(at))
        };
        self.amend(fetched_for.id, |record| {
            let own = record.own_entry.as_deref().filter(|_| record.own_entry == fetched_for.own_entry);
            if let Some(day) = own.and_then(day_of) {
                record.expires_on = Some(day);
            }
            // A key that is listed no longer was revoked: there is nothing to be reminded of.
            record.watched.retain_mut(|key| day_of(&key.entry).map(|day| key.expires_on = day).is_some());
        })
        .await
    }
}

fn gone() -> Error {
    Error::Failed(Problem::new(
        "This key is no longer in the inventory.",
        "Refresh the inventory and try again.",
        "",
    ))
}

fn token_not_found(record: &SourceRecord, token: &Entry, error: &atlassian_client::Error) -> Problem {
    Problem::new(
        format!(
            "“{}” was not revoked: Atlassian did not find it. The organization of “{}” may not manage the account \
             it belongs to, or the token is gone.",
            token.label, record.name
        ),
        "The inventory is being fetched anew. A token that is still listed then goes on working: its owner, or \
         the organization that manages the account, can revoke it.",
        error,
    )
}

/// Which keys may read an inventory.
const MAY_READ: &str = "To see all keys of the organization, replace it by one with the scope read:tokens:admin, or \
                        by one without scopes.";

/// Which keys may revoke one of a kind.
fn may_revoke(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::ApiToken => "To revoke API tokens of users, replace it by one without scopes.",
        _ => {
            "To revoke API keys, replace it by one with the scope delete:tokens:admin, or by one without scopes."
        }
    }
}

fn cannot(what: &str, may: &str, record: &SourceRecord, error: &atlassian_client::Error) -> Problem {
    use atlassian_client::Error::{Forbidden, ScopeMissing};
    match error {
        Forbidden { .. } | ScopeMissing { .. } => Problem::new(
            format!("{what}: the key of “{}” has no right to.", record.name),
            format!("Everything else works with this key. {may}"),
            error,
        ),
        error => {
            let explained = record.connection.source_type().explain(error).0;
            Problem { message: format!("{what}. {}", explained.message), ..explained }
        }
    }
}

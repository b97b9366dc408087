//! The external sources: list, connect, edit, delete, check.
//!
//! The order between record and key keeps every confirmed source with its key, and no key without
//! its record, whatever a crash leaves half done: see [`Sources::save`] and [`Sources::sweep`].

use std::{collections::HashSet, sync::Arc};

use atlassian_client::Client;
use secrecy::{ExposeSecret, SecretString};
use tokio::{sync::watch, task::spawn_blocking};

use crate::{
    actions::runs::Runs,
    attention::Attention,
    check::check_new,
    checks::Checks,
    clock::Clock,
    connected_to::Route,
    draft::{SaveOptions, SourceDraft, ValidDraft, name_key},
    error::Error,
    field::FieldName,
    inventory::shelf::Inventories,
    network::Network,
    problem::Problem,
    source::{Checked, CredentialId, KeyId, SourceId, SourceRecord},
    store::{Store, StoreError},
    users::{shown::Shown, sync::Syncs},
    vault::{Keep, Vault, VaultError},
    view::{SourceList, SourceView},
};

/// What the app is given by the computer it runs on.
pub struct Environment {
    pub store: Store,
    pub vault: Vault,
    pub client: Client,
    pub clock: Box<dyn Clock>,
    pub network: Box<dyn Network>,
    /// The desktop account's name, for 'Last Updated By'.
    pub account: String,
}

/// The external sources of one data folder.
pub struct Sources {
    pub(crate) env: Environment,
    notices: Vec<Problem>,
    pub(crate) checks: Checks,
    pub(crate) inventories: Inventories,
    pub(crate) syncs: Syncs,
    pub(crate) shown: Shown,
    pub(crate) runs: Runs,
    /// Held while records are changed, so that no two changes meet.
    pub(crate) saving: tokio::sync::Mutex<()>,
    pub(crate) changed: watch::Sender<()>,
}

impl Sources {
    /// `notices` is what the start has to tell the user, if anything.
    pub fn new(env: Environment, notices: Vec<Problem>) -> Arc<Self> {
        let shown = Shown::new(env.store.dir().join("users"));
        Arc::new(Self {
            env,
            notices,
            checks: Checks::default(),
            inventories: Inventories::default(),
            syncs: Syncs::default(),
            shown,
            runs: Runs::default(),
            saving: tokio::sync::Mutex::default(),
            changed: watch::Sender::default(),
        })
    }

    /// Tells each time the list is no longer what it was.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// The keys of the sources.
    pub fn vault(&self) -> &Vault {
        &self.env.vault
    }

    /// All sources, by name. Reads the disk only: it works offline and without a keychain.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn list(self: &Arc<Self>) -> Result<SourceList, Error> {
        let (records, mut checks, told, settings) = self
            .stored(|store| Ok((store.sources()?, store.checks()?, store.told()?, store.settings()?)))
            .await?;
        let today = self.env.clock.now().date_naive();
        let attention = Attention::of(&records, &checks, &told, &settings.reminders, today);
        let mut sources: Vec<_> = records
            .into_iter()
            .map(|record| {
                let checked = checks.remove(&record.id);
                let checking = self.checks.under_way(record.id);
                SourceView::of(record, checked, checking, today, settings.reminders.earliest())
            })
            .collect();
        sources.sort_by_cached_key(|source| name_key(&source.name));
        Ok(SourceList { sources, notices: self.notices.clone(), attention, offline: self.checks.offline() })
    }

    /// Connects a new source: every field right, Atlassian asked, the key kept, then the record.
    ///
    /// `cancelled` ends the question to Atlassian; once the save itself has begun it runs to its end.
    ///
    /// # Errors
    /// Nothing is changed by any of them.
    pub async fn create(
        self: &Arc<Self>,
        draft: SourceDraft,
        options: SaveOptions,
        cancelled: impl Future<Output = ()>,
    ) -> Result<SourceView, Error> {
        self.save(SourceId::new(), draft, options, cancelled).await
    }

    /// Replaces a source's settings and key. The old record and the old key stay in force until the
    /// new ones are safe.
    ///
    /// # Errors
    /// Nothing is changed by any of them.
    pub async fn update(
        self: &Arc<Self>,
        id: SourceId,
        draft: SourceDraft,
        options: SaveOptions,
        cancelled: impl Future<Output = ()>,
    ) -> Result<SourceView, Error> {
        self.record(id).await?;
        self.save(id, draft, options, cancelled).await
    }

    /// Removes a source, then its key.
    ///
    /// # Errors
    /// When the record cannot be removed. A key that the keychain does not give up now is removed at
    /// a later start.
    pub async fn delete(self: &Arc<Self>, id: SourceId) -> Result<(), Error> {
        let record = {
            let _saving = self.saving.lock().await;
            let record = self.record(id).await?;
            let (by, at) = (self.env.account.clone(), self.env.clock.now().to_utc());
            self.stored(move |store| store.remove_source(id, &by, at)).await?;
            record
        };
        self.changed.send_replace(());
        self.forget_inventory(id).await;
        self.forget_users(id).await;
        self.drop_key(record.credential).await;
        Ok(())
    }

    /// Where a browser finds the source.
    ///
    /// # Errors
    /// When the source is gone.
    pub async fn home_page(self: &Arc<Self>, id: SourceId) -> Result<String, Error> {
        let view = self.view(id).await?;
        match view.connected_to {
            Some(connected_to) => Ok(connected_to.url),
            None => Ok(self.record(id).await?.connection.source_type().home_page()),
        }
    }

    /// Removes from the keychain what a crash left there without a record. Runs in the background
    /// after the start; what the keychain does not give up now is tried at the next one.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn sweep(self: &Arc<Self>) -> Result<(), Error> {
        let (unsettled, records) = {
            // With no save under way, an unsettled key without a record is nobody's.
            let _saving = self.saving.lock().await;
            self.stored(|store| Ok((store.unsettled()?, store.sources()?))).await?
        };
        let used: HashSet<_> = records.iter().map(|record| record.credential).collect();
        for credential in unsettled {
            if used.contains(&credential) {
                self.stored(move |store| store.settle(credential)).await?;
            } else {
                self.drop_key(credential).await;
            }
        }
        Ok(())
    }

    /// Writes what is still in memory, when the app ends.
    ///
    /// # Errors
    /// What the disk says.
    pub fn flush(&self) -> Result<(), StoreError> {
        self.env.store.flush()
    }

    async fn save(
        self: &Arc<Self>,
        id: SourceId,
        draft: SourceDraft,
        options: SaveOptions,
        cancelled: impl Future<Output = ()>,
    ) -> Result<SourceView, Error> {
        let draft = self.validate(id, draft).await?;
        let checked = tokio::select! {
            checked = self.check_draft(&draft, options) => checked?,
            () = cancelled => return Err(Error::Cancelled),
        };
        self.same_organization(id, &draft, &checked).await?;
        let sources = Arc::clone(self);
        // A task of its own: whoever asked may go away, a save that has begun does not stop half-way.
        tokio::spawn(async move { sources.commit(id, draft, options, checked).await })
            .await
            .map_err(|panic| failed("The source could not be saved.", panic))?
    }

    async fn validate(self: &Arc<Self>, id: SourceId, draft: SourceDraft) -> Result<ValidDraft, Error> {
        let records = self.stored(Store::sources).await?;
        let others = records.iter().filter(|record| record.id != id);
        let taken = others.map(|record| name_key(&record.name)).collect();
        draft.validate(&taken, self.env.clock.now().date_naive()).map_err(Error::Invalid)
    }

    async fn check_draft(&self, draft: &ValidDraft, options: SaveOptions) -> Result<Checked, Error> {
        match check_new(&self.env.client, &draft.connection, &draft.key).await {
            Ok(connected_to) => Ok(Checked::connected(self.env.clock.now().to_utc(), connected_to)),
            // Saved without a check: the status says why there was none.
            Err(Error::Unreachable(problem)) if options.without_check => Ok(Checked::never(problem)),
            Err(error) => Err(error),
        }
    }

    /// Refuses the key of another organization for a source that did not ask for one: without an Organization
    /// ID the key alone tells which it is.
    async fn same_organization(
        self: &Arc<Self>,
        id: SourceId,
        draft: &ValidDraft,
        checked: &Checked,
    ) -> Result<(), Error> {
        let (record, before) = self.stored(move |store| Ok((store.source(id)?, store.check(id)?))).await?;
        let (Some(record), Some(was), Some(is)) =
            (record, before.and_then(|before| before.connected_to), &checked.connected_to)
        else {
            return Ok(());
        };
        let elsewhere = is.route == Route::Organization && is.url != was.url;
        if !elsewhere || record.connection != draft.connection {
            return Ok(());
        }
        let [is, was] = [is, &was].map(|organization| (&organization.name, organization.id()));
        Err(Error::Misconfigured {
            problem: Problem::new(
                format!("This key is of “{}” ({}), the source is of “{}” ({}).", is.0, is.1, was.0, was.1),
                format!(
                    "Paste a key of “{}”. Should the source become one of “{}”, choose Edit and enter its \
                     Organization ID.",
                    was.0, is.0
                ),
                "the key opens another organization",
            ),
            field: Some(FieldName::ApiKey),
            retry_after_secs: None,
        })
    }

    /// Key first, under a new id that is noted before; then the record, which in the same step notes
    /// the old key; then the old key goes.
    async fn commit(
        self: Arc<Self>,
        id: SourceId,
        draft: ValidDraft,
        options: SaveOptions,
        checked: Checked,
    ) -> Result<SourceView, Error> {
        let saving = self.saving.lock().await;
        let before = self.stored(move |store| store.source(id)).await?;
        // The name may have been taken while Atlassian was asked.
        let name = name_key(&draft.name);
        let records = self.stored(Store::sources).await?;
        if records.iter().any(|record| record.id != id && name_key(&record.name) == name) {
            return Err(failed(
                &format!("Another source was named “{}” in the meantime.", draft.name),
                "the name is taken",
            ));
        }
        let known = match &before {
            Some(before) => self.same_key(before, &draft.key).await,
            None => false,
        };
        let credential = CredentialId::new();
        self.stored(move |store| store.unsettle(credential)).await?;
        let keep = if options.session_only { Keep::ForThisSession } else { Keep::InKeychain };
        let label = format!("External Sources: {}", draft.name);
        if let Err(error) = self.env.vault.keep(credential, label, draft.key, keep).await {
            // Not answered in time, it may still be kept: then the next start settles it.
            if !matches!(error, VaultError::NoAnswer(_)) {
                self.drop_key(credential).await;
            }
            return Err(Error::NoKeychain(self.env.vault.explain(&error)));
        }
        let elsewhere = before.as_ref().is_some_and(|before| before.connection != draft.connection);
        let record = SourceRecord {
            id,
            name: draft.name,
            connection: draft.connection,
            expires_on: draft.expires_on,
            credential,
            key: before.as_ref().filter(|_| known).map_or_else(KeyId::new, |before| before.key),
            reminders: before.as_ref().is_none_or(|before| before.reminders),
            own_entry: before.as_ref().filter(|_| known).and_then(|before| before.own_entry.clone()),
            watched: before.as_ref().map(|before| before.watched.clone()).unwrap_or_default(),
            session_only: options.session_only,
            updated_by: self.env.account.clone(),
            updated_at: self.env.clock.now().to_utc(),
        };
        // Should this fail, the key stays noted: the next start knows what became of the record.
        self.stored(move |store| store.put_source(&record, &checked)).await?;
        drop(saving);
        self.changed.send_replace(());
        if elsewhere {
            self.forget_users(id).await;
        }
        if let Some(before) = before {
            self.drop_key(before.credential).await;
        }
        self.view(id).await
    }

    /// Whether the key that was entered is the one the source has already. Where the keychain does not
    /// tell, it counts as a new one.
    async fn same_key(&self, source: &SourceRecord, key: &SecretString) -> bool {
        let kept = self.env.vault.read(source.credential).await;
        kept.is_ok_and(|kept| kept.expose_secret() == key.expose_secret())
    }

    /// Removes a key that has no record. One the keychain does not give up stays noted.
    async fn drop_key(self: &Arc<Self>, credential: CredentialId) {
        if self.env.vault.remove(credential).await.is_ok() {
            // Failing this, the next start finds the key gone and settles it then.
            let _ = self.stored(move |store| store.settle(credential)).await;
        }
    }

    pub(crate) async fn record(self: &Arc<Self>, id: SourceId) -> Result<SourceRecord, Error> {
        self.stored(move |store| store.source(id))
            .await?
            .ok_or_else(|| failed("This source is no longer there.", "deleted in the meantime"))
    }

    pub(crate) async fn view(self: &Arc<Self>, id: SourceId) -> Result<SourceView, Error> {
        let list = self.list().await?;
        list.sources
            .into_iter()
            .find(|source| source.id == id)
            .ok_or_else(|| failed("This source is no longer there.", "deleted in the meantime"))
    }

    /// Runs a call to the store on a thread that may block.
    pub(crate) async fn stored<T: Send + 'static>(
        self: &Arc<Self>,
        call: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        let sources = Arc::clone(self);
        let result = spawn_blocking(move || call(&sources.env.store)).await;
        result
            .map_err(|panic| panic.to_string())
            .and_then(|result| result.map_err(|error| error.to_string()))
            .map_err(|cause| {
                Error::Failed(Problem::new(
                    "The data folder could not be read or written.",
                    "Check that its disk has space left and can be written to, then try again.",
                    cause,
                ))
            })
    }
}

fn failed(message: &str, cause: impl ToString) -> Error {
    Error::Failed(Problem::new(message, "Look at the list and try again.", cause))
}

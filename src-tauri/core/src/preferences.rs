//! What the user chooses about being warned: for all sources, for one, for one key.

use std::sync::Arc;

use crate::{
    error::Error,
    settings::{PAUSE, Settings},
    source::{SourceId, SourceRecord},
    sources::Sources,
    store::Store,
    tracked::Tracked,
};

impl Sources {
    /// What the user chose for the whole app.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn settings(self: &Arc<Self>) -> Result<Settings, Error> {
        self.stored(Store::settings).await
    }

    /// Keeps what the user chose for the whole app, tidied. A pause stays as it is: one that was begun
    /// or ended in the tray meanwhile is newer than a form.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn set_settings(self: &Arc<Self>, settings: Settings) -> Result<Settings, Error> {
        self.change_settings(|kept| Settings { paused_until: kept.paused_until, ..settings.tidied() }).await
    }

    /// Pauses notifications for a day, or ends the pause.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn toggle_pause(self: &Arc<Self>) -> Result<Settings, Error> {
        let now = self.env.clock.now().to_utc();
        self.change_settings(move |kept| Settings {
            paused_until: (!kept.paused_at(now)).then(|| now + PAUSE),
            ..kept
        })
        .await
    }

    async fn change_settings(
        self: &Arc<Self>,
        change: impl FnOnce(Settings) -> Settings + Send + 'static,
    ) -> Result<Settings, Error> {
        let settings = self
            .stored(move |store| {
                let settings = change(store.settings()?);
                store.put_settings(&settings)?;
                Ok(settings)
            })
            .await?;
        self.changed.send_replace(());
        Ok(settings)
    }

    /// Asks for silence about a key for some days: the source's own, or another of its inventory.
    ///
    /// # Errors
    /// When the source is gone; what the disk says.
    pub async fn snooze(
        self: &Arc<Self>,
        id: SourceId,
        entry: Option<String>,
        days: u16,
    ) -> Result<(), Error> {
        let today = self.env.clock.now().date_naive();
        let record = self.record(id).await?;
        let wanted = |key: &Tracked| key.entry == entry || key.entry.is_none() && entry == record.own_entry;
        let Some(key) = record.tracked().find(wanted) else { return Ok(()) };
        self.stored(move |store| {
            let mut told = key.told(store.told()?.remove(&key.name));
            told.snooze(today, days);
            store.put_told([(key.name.as_str(), &told)], [])
        })
        .await?;
        self.changed.send_replace(());
        Ok(())
    }

    /// Changes what is said of a source beside its connection and its key.
    pub(crate) async fn amend(
        self: &Arc<Self>,
        id: SourceId,
        amend: impl FnOnce(&mut SourceRecord),
    ) -> Result<(), Error> {
        let _saving = self.saving.lock().await;
        let before = self.record(id).await?;
        let mut record = before.clone();
        amend(&mut record);
        if record == before {
            return Ok(());
        }
        self.stored(move |store| store.put_record(&record)).await?;
        self.changed.send_replace(());
        Ok(())
    }
}

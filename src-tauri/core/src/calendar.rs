//! The ends of all keys as a calendar file, for calendars that people share.

use std::{path::PathBuf, sync::Arc};

use chrono::Duration;
use icalendar::{Alarm, Calendar, Component, Event, EventLike};

use crate::{error::Error, source::SourceRecord, sources::Sources, tracked::Tracked};

impl Sources {
    /// Writes a calendar file (RFC 5545) with an all-day event for the last day of every known key.
    /// Imported again, an event replaces its earlier self.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn export_calendar(self: &Arc<Self>, folder: PathBuf) -> Result<PathBuf, Error> {
        let path = folder.join(self.env.clock.now().format("key-expiry-%Y-%m-%d-%H%M.ics").to_string());
        self.stored(move |store| {
            let earliest = store.settings()?.reminders.earliest();
            let records = store.sources()?;
            let events = records.iter().flat_map(SourceRecord::tracked).map(|key| event(&key, earliest));
            std::fs::write(&path, events.collect::<Calendar>().name("Key expiry").done().to_string())?;
            Ok(path)
        })
        .await
    }
}

fn event(key: &Tracked, earliest: i64) -> Event {
    let reminder = format!("{} expires in {earliest} days", key.subject);
    Event::new()
        .uid(&format!("{}@external-sources", key.name))
        .summary(&format!("{} expires", key.subject))
        .description("Replace it in External Sources before this day ends.")
        .all_day(key.expires_on)
        .alarm(Alarm::display(&reminder, -Duration::days(earliest)))
        .done()
}

//! The ends of all keys as a calendar file, for calendars that people share.

use std::{path::PathBuf, sync::Arc};

use chrono::{Duration, NaiveDate};
use icalendar::{Alarm, Calendar, Component, Event, EventLike};

use crate::{
    error::Error,
    inventory::{KeyQuery, KeyRow, KeyStatus},
    sources::Sources,
};

impl Sources {
    /// Writes a calendar file (RFC 5545) with an all-day event for the last day of every known key:
    /// those of the sources, and those of their inventories that have not expired. Imported again, an
    /// event replaces its earlier self, also when the source has a new key.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn export_calendar(self: &Arc<Self>, folder: PathBuf) -> Result<PathBuf, Error> {
        let path = folder.join(self.env.clock.now().format("key-expiry-%Y-%m-%d-%H%M.ics").to_string());
        let rows = self.list_keys(KeyQuery::everything()).await?.rows;
        self.stored(move |store| {
            let earliest = store.settings()?.reminders.earliest();
            let ahead = rows.iter().filter(|key| key.own || key.status != KeyStatus::Expired);
            let events = ahead.filter_map(|key| Some(event(key, key.expires_on?, earliest)));
            std::fs::write(&path, events.collect::<Calendar>().name("Key expiry").done().to_string())?;
            Ok(path)
        })
        .await
    }
}

fn event(key: &KeyRow, expires_on: NaiveDate, earliest: i64) -> Event {
    let (name, subject) = match &key.entry {
        Some(entry) if !key.own => {
            (format!("{}/{entry}", key.source), format!("“{}” of “{}”", key.label, key.source_name))
        }
        _ => (key.source.to_string(), format!("The key of “{}”", key.source_name)),
    };
    let mut event = Event::new();
    event
        .uid(&format!("{name}@external-sources"))
        .summary(&format!("{subject} expires"))
        .description("Replace it before this day ends.")
        .all_day(expires_on);
    // An inventory may list thousands of keys that nobody asked to be reminded of.
    if key.own || key.reminders {
        let reminder = format!("{subject} expires in {earliest} days");
        event.alarm(Alarm::display(&reminder, -Duration::days(earliest)));
    }
    event.done()
}

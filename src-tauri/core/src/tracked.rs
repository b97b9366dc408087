//! Every key whose life is watched: those of the sources, and those of an organization's inventory
//! that reminders were switched on for.

use chrono::NaiveDate;

use crate::{
    reminders::Told,
    source::{SourceId, SourceRecord},
};

/// A key that ends on a known day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tracked {
    /// The name under which it is noted what was told of it. A new key has a new one.
    pub name: String,
    pub source: SourceId,
    /// Its name in the inventory; `None` for a source's own key.
    pub entry: Option<String>,
    /// As the subject of a sentence: “The key of “Acme””.
    pub subject: String,
    /// As an item of a list: “Acme”.
    pub label: String,
    pub expires_on: NaiveDate,
    /// Whether notifications tell of its end.
    pub reminders: bool,
}

impl Tracked {
    /// What was told of this key, given what is noted under its name.
    pub fn told(&self, noted: Option<Told>) -> Told {
        noted.unwrap_or_else(|| Told::nothing(self.expires_on)).redated(self.expires_on)
    }
}

/// The name of a key of an inventory.
pub(crate) fn name_of(source: SourceId, entry: &str) -> String {
    format!("{source}/{entry}")
}

impl SourceRecord {
    /// Whether a name is that of a key which this source gives to watch or, its reminders being switched
    /// off, may give again: what was told of it is kept.
    pub(crate) fn knows(&self, name: &str) -> bool {
        name.strip_prefix(&self.id.to_string()).is_some_and(|rest| rest.starts_with('/'))
            || name == self.key.to_string()
    }

    /// The keys that this source gives to watch.
    pub(crate) fn tracked(&self) -> impl Iterator<Item = Tracked> {
        let own = self.expires_on.map(|expires_on| Tracked {
            name: self.key.to_string(),
            source: self.id,
            entry: None,
            subject: format!("The key of “{}”", self.name),
            label: self.name.clone(),
            expires_on,
            reminders: self.reminders,
        });
        let others = self.watched.iter().map(|key| Tracked {
            name: name_of(self.id, &key.entry),
            source: self.id,
            entry: Some(key.entry.clone()),
            subject: format!("“{}” of “{}”", key.label, self.name),
            label: format!("{} ({})", key.label, self.name),
            expires_on: key.expires_on,
            reminders: true,
        });
        own.into_iter().chain(others)
    }
}

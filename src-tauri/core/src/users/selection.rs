//! Which users are selected.

use std::{borrow::Cow, sync::Arc};

use serde::Deserialize;
use ts_rs::TS;

use super::{
    filter::{InSource, UserFilter},
    page::UserQuery,
    query::{Around, Everyone, Rows},
};
use crate::source::SourceId;

/// A change of what is selected.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export_to = "ipc.d.ts")]
pub enum SelectionChange {
    One {
        user: InSource,
        on: bool,
    },
    /// The rows of a query, the first and the last one included.
    Range {
        query: UserQuery,
        from: usize,
        to: usize,
        on: bool,
    },
    /// Everyone that a filter lets through.
    All {
        filter: UserFilter,
    },
    None,
}

/// Selected users. Who was selected stays so when sources are fetched anew, as long as they are there;
/// who comes new is not, whatever filter they were selected by: nobody has seen them.
#[derive(Clone)]
pub struct Selection {
    among: Arc<Everyone>,
    rows: Rows,
}

impl Selection {
    pub fn none(among: Arc<Everyone>) -> Self {
        Self { rows: among.none(), among }
    }

    /// Goes over to everyone as they are now.
    pub fn follow(&mut self, now: Arc<Everyone>) {
        self.rows = self.rows_in(&now).into_owned();
        self.among = now;
    }

    pub fn change(&mut self, change: &SelectionChange, around: Around) {
        match change {
            SelectionChange::One { user, on } => self.set(user.source, &user.id, *on),
            SelectionChange::Range { query, from, to, on } => {
                let limit = (to + 1).saturating_sub(*from);
                self.set_shown(&UserQuery { offset: *from, limit, ..query.clone() }, around, *on);
            }
            SelectionChange::All { filter } => self.set_matching(filter, around, true),
            SelectionChange::None => self.clear(),
        }
    }

    pub fn set(&mut self, source: SourceId, account_id: &str, on: bool) {
        for row in self.among.rows_of(source, account_id) {
            self.rows.set(row, on);
        }
    }

    /// The rows that a query shows: a page, or a range.
    pub fn set_shown(&mut self, query: &UserQuery, around: Around, on: bool) {
        let matching = self.among.matching(&query.filter, around);
        let ordered = self.among.ordered(&matching, query.sort, query.descending);
        for row in ordered.skip(query.offset).take(query.limit) {
            self.rows.set(row, on);
        }
    }

    /// Everyone that a filter lets through.
    pub fn set_matching(&mut self, filter: &UserFilter, around: Around, on: bool) {
        let matching = self.among.matching(filter, around);
        match on {
            true => self.rows.add(&matching),
            false => self.rows.remove(&matching),
        }
    }

    pub fn clear(&mut self) {
        self.rows = self.among.none();
    }

    pub fn count(&self) -> usize {
        self.rows.count()
    }

    pub fn is_selected(&self, source: SourceId, account_id: &str) -> bool {
        self.among.rows_of(source, account_id).any(|row| self.rows.contains(row))
    }

    /// The accounts, by source and name.
    pub fn accounts(&self) -> Vec<(SourceId, String)> {
        let account = |row| (self.among.source(row), self.among.account_id(row).to_owned());
        self.rows.iter().map(account).collect()
    }

    /// The selected rows of everyone, also when the selection was made in another version.
    pub fn rows_in(&self, now: &Everyone) -> Cow<'_, Rows> {
        match std::ptr::eq(&*self.among, now) {
            true => Cow::Borrowed(&self.rows),
            false => Cow::Owned(now.carried_over(&self.rows, &self.among)),
        }
    }
}

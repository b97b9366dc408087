//! Which users are selected.

use std::{borrow::Cow, sync::Arc};

use super::{
    filter::UserFilter,
    page::UserQuery,
    query::{Around, Everyone, Rows},
};
use crate::source::SourceId;

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

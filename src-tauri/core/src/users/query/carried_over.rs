//! The same users in another version of everyone.

use std::sync::Arc;

use super::{Everyone, Rows};

impl Everyone {
    /// Finds the users of a set that was made before.
    pub(in crate::users) fn carried_over(&self, rows: &Rows, before: &Self) -> Rows {
        let mut now = self.none();
        for old in &before.parts {
            let same = self.parts.iter().find(|part| Arc::ptr_eq(&part.directory, &old.directory));
            if let Some(part) = same {
                now.0[part.words()].copy_from_slice(&rows.0[old.words()]);
                continue;
            }
            for at in old.rows_in(rows) {
                for row in self.rows_of(old.directory.source(), old.directory.account_ids.value(at)) {
                    now.set(row, true);
                }
            }
        }
        now
    }
}

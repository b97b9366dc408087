//! Finding the rows that have a text.

use std::ops::Range;

use arrow_array::StringArray;

use super::Everyone;
use crate::users::directory::Directory;

/// The rows by the hash of a text, sorted: the hash in the upper half, the row in the lower.
pub struct Index(Vec<u64>);

impl Index {
    pub fn of(everyone: &Everyone, column: impl Fn(&Directory) -> &StringArray) -> Self {
        let mut entries = Vec::with_capacity(everyone.len());
        for part in &everyone.parts {
            let texts = column(&part.directory).iter().map(Option::unwrap_or_default);
            entries.extend(texts.zip(part.rows()).map(|(text, row)| hashed(text).start | u64::from(row)));
        }
        entries.sort_unstable();
        Self(entries)
    }

    /// The rows that may have a text: others can have the same hash.
    pub fn rows(&self, text: &str) -> impl Iterator<Item = u32> {
        let hashed = hashed(text);
        let first = self.0.partition_point(|entry| *entry < hashed.start);
        self.0[first..].iter().take_while(move |entry| **entry <= hashed.end).map(|entry| *entry as u32)
    }
}

/// The first and the last entry that a text can have.
fn hashed(text: &str) -> Range<u64> {
    let hash = u64::from(crc32fast::hash(text.as_bytes())) << 32;
    hash..hash | u64::from(u32::MAX)
}

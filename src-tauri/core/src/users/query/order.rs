//! The orders of everyone.

use std::cmp::Ordering;

use super::{Everyone, Part};
use crate::users::{directory::millis, fold::fold, page::UserSort};

/// Comes last, in either direction: nothing is known to sort by.
const UNKNOWN: u64 = u64::MAX;

impl Everyone {
    /// Everyone in an order. Equals are by name, then by account id.
    pub(super) fn order(&self, sort: UserSort, descending: bool) -> &[u32] {
        self.orders[2 * sort as usize + usize::from(descending)].get_or_init(|| self.sorted(sort, descending))
    }

    fn sorted(&self, sort: UserSort, descending: bool) -> Vec<u32> {
        let by_name = (sort, descending) == (UserSort::Name, false);
        if by_name && self.parts.len() < 2 {
            return self.all.iter().collect();
        }
        let keys = Keys::new(self, sort);
        let key = |row| {
            let (part, at) = self.at(row);
            let key = keys.of(part, at).unwrap_or(UNKNOWN);
            (if descending && key != UNKNOWN { !key } else { key }, row)
        };
        let mut keyed: Vec<_> = match by_name {
            true => self.all.iter().map(key).collect(),
            false => self.order(UserSort::Name, false).iter().copied().map(key).collect(),
        };
        // The sort is stable, and quick where there are sorted runs: each source's users are one.
        keyed.sort_by(|(first, one), (second, other)| {
            first
                .cmp(second)
                .then_with(|| {
                    let texts = keys.text(self, *one).cmp(keys.text(self, *other));
                    if descending { texts.reverse() } else { texts }
                })
                .then_with(|| match by_name {
                    true => self.account_id(*one).cmp(self.account_id(*other)),
                    false => Ordering::Equal,
                })
        });
        keyed.into_iter().map(|(_, row)| row).collect()
    }
}

/// What rows are sorted by: numbers, which for texts are their beginnings.
struct Keys {
    sort: UserSort,
    /// For each source its rank among the names, or those of its directories.
    ranks: Vec<Vec<u64>>,
}

impl Keys {
    fn new(everyone: &Everyone, sort: UserSort) -> Self {
        let names = |part: &Part| match sort {
            UserSort::Source => vec![fold(&part.source_name)],
            UserSort::Directory => part.directory.directories.all().map(fold).collect(),
            _ => Vec::new(),
        };
        let names: Vec<_> = everyone.parts.iter().map(names).collect();
        let mut sorted: Vec<_> = names.iter().flatten().collect();
        sorted.sort();
        let rank = |name| sorted.partition_point(|other| *other < name) as u64 + 1;
        let ranks = names.iter().map(|names| names.iter().map(rank).collect()).collect();
        Self { sort, ranks }
    }

    fn of(&self, part: &Part, at: usize) -> Option<u64> {
        let directory = &part.directory;
        match self.sort {
            UserSort::Name => Some(beginning(directory.folded_names.value(at))),
            UserSort::Email => {
                Some(directory.folded_emails.value(at)).filter(|text| !text.is_empty()).map(beginning)
            }
            UserSort::Source => Some(self.ranks[part.number][0]),
            UserSort::Status => Some(directory.statuses.value(at).into()),
            UserSort::AccountType => Some(directory.account_types.value(at).into()),
            UserSort::Directory => directory.directories.code(at).map(|code| self.ranks[part.number][code]),
            UserSort::Added => millis(&directory.added, at).map(ordered),
            // Never is before any time.
            UserSort::LastActive if directory.tells_activity() => {
                Some(millis(&directory.last_active, at).map_or(1, ordered))
            }
            UserSort::LastActive => None,
        }
    }

    /// What decides between texts that begin alike.
    fn text<'a>(&self, everyone: &'a Everyone, row: u32) -> &'a str {
        match self.sort {
            UserSort::Name => everyone.folded_name(row),
            UserSort::Email => everyone.folded_email(row),
            _ => "",
        }
    }
}

/// The first bytes of a text, in its order.
fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(bytes.len());
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

fn ordered(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

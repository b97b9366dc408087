use std::{collections::BTreeSet, sync::Arc};

use proptest::prelude::*;

use super::{
    naive,
    query::{AROUND, asked},
    rosters::everyone,
};
use crate::{
    source::SourceId,
    users::{
        directory::Directory,
        filter::UserFilter,
        page::{UserQuery, UserSort},
        query::{Around, Everyone},
        selection::Selection,
        user::Roster,
    },
};

#[derive(Debug, Clone)]
enum Step {
    One(String, bool),
    Shown(usize, usize, bool),
    Matching(bool),
    All(bool),
    Clear,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => ("[a-f]", any::<bool>()).prop_map(|(account, on)| Step::One(account, on)),
        2 => (0..50usize, 0..50usize, any::<bool>()).prop_map(|(from, count, on)| Step::Shown(from, count, on)),
        2 => any::<bool>().prop_map(Step::Matching),
        1 => any::<bool>().prop_map(Step::All),
        1 => Just(Step::Clear),
    ]
}

/// Each account once in its source, as sources have them.
fn distinct(rosters: &mut [(SourceId, Roster)]) {
    for (_, roster) in rosters {
        for (number, user) in roster.users.iter_mut().enumerate() {
            user.account_id =
                format!("{}{}", user.account_id, if number < 6 { String::new() } else { number.to_string() });
        }
        roster.users.sort_by_key(|user| user.account_id.clone());
        roster.users.dedup_by_key(|user| user.account_id.clone());
    }
}

proptest! {
    #[test]
    fn a_selection_is_a_set_of_accounts(
        (mut rosters, filter) in asked(),
        steps in prop::collection::vec(step(), 0..8),
        gone in any::<[bool; 7]>(),
    ) {
        distinct(&mut rosters);
        let before = everyone(&rosters);
        let mut selection = Selection::none(Arc::clone(&before));
        let mut naive: BTreeSet<(SourceId, String)> = BTreeSet::new();
        let accounts = |filter: &UserFilter| {
            let all = naive::everyone(&rosters);
            let passing = all.iter().filter(|one| one.passes(filter));
            passing.map(|one| (one.source, one.user.account_id.clone())).collect::<BTreeSet<_>>()
        };
        let mut set = |accounts: BTreeSet<(SourceId, String)>, on| match on {
            true => naive.extend(accounts),
            false => naive.retain(|account| !accounts.contains(account)),
        };
        for step in steps {
            match step {
                Step::One(account, on) => {
                    for (source, roster) in &rosters {
                        selection.set(*source, &account, on);
                        if roster.users.iter().any(|user| user.account_id == account) {
                            set(BTreeSet::from([(*source, account.clone())]), on);
                        }
                    }
                }
                Step::Shown(offset, limit, on) => {
                    let query = UserQuery { filter: filter.clone(), sort: UserSort::Added, descending: true, offset, limit };
                    let rows = before.page(&query, AROUND, &selection).rows;
                    selection.set_shown(&query, AROUND, on);
                    set(rows.into_iter().map(|row| (row.source, row.account_id)).collect(), on);
                }
                Step::Matching(on) => {
                    selection.set_matching(&filter, AROUND, on);
                    set(accounts(&filter), on);
                }
                Step::All(on) => {
                    selection.set_matching(&UserFilter::default(), AROUND, on);
                    set(accounts(&UserFilter::default()), on);
                }
                Step::Clear => {
                    selection.clear();
                    set(accounts(&UserFilter::default()), false);
                }
            }
        }
        prop_assert_eq!(selection.count(), naive.len());
        prop_assert_eq!(&selection.accounts().into_iter().collect::<BTreeSet<_>>(), &naive);
        let query = UserQuery { filter, sort: UserSort::Name, descending: false, offset: 0, limit: 500 };
        let page = before.page(&query, AROUND, &selection);
        prop_assert_eq!(page.selected, accounts(&query.filter).intersection(&naive).count());
        let selected = selection.rows_in(&before).into_owned();
        let only_selected = UserFilter { only_selected: true, ..query.filter.clone() };
        let around = Around { selected: Some(&selected), ..AROUND };
        prop_assert_eq!(before.matching(&only_selected, around).count(), page.selected);
        for row in &page.rows {
            prop_assert_eq!(row.selected, naive.contains(&(row.source, row.account_id.clone())));
            prop_assert_eq!(row.selected, selection.is_selected(row.source, &row.account_id));
        }

        // Some sources are fetched anew, with others there; the rest stay as they are.
        let parts: Vec<_> = before.directories().cloned().enumerate().rev().map(|(number, directory)| {
            let roster = Roster { users: rosters[number].1.users.iter().skip(3).cloned().collect(), ..rosters[number].1.clone() };
            let fetched = || Arc::new(Directory::build(directory.source(), roster.clone()));
            (if gone[number] { fetched() } else { Arc::clone(&directory) }, String::new())
        }).collect();
        naive.retain(|(source, account)| {
            let number = rosters.iter().position(|(known, _)| known == source).unwrap();
            !gone[number] || rosters[number].1.users.iter().skip(3).any(|user| user.account_id == *account)
        });
        let now = Arc::new(Everyone::new(parts));
        prop_assert_eq!(now.page(&query, AROUND, &selection).selected, {
            let page = now.page(&query, AROUND, &Selection::none(now.clone()));
            page.rows.iter().filter(|row| naive.contains(&(row.source, row.account_id.clone()))).count()
        });
        selection.follow(now);
        prop_assert_eq!(selection.accounts().into_iter().collect::<BTreeSet<_>>(), naive);
    }
}

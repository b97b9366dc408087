use chrono::{DateTime, Days, FixedOffset, Utc};
use proptest::prelude::*;

use super::{
    naive::{self, One},
    rosters::{East, everyone, rosters},
};
use crate::{
    clock::Clock,
    source::SourceId,
    users::{
        filter::{InSource, LoginHistory, UserFilter},
        fold::fold,
        page::{Choice, UserQuery, UserRow, UserSort},
        query::Around,
        selection::Selection,
        user::{AccountType, Roster, User, UserStatus},
    },
};

pub const AROUND: Around = Around { clock: &East, named: None, selected: None };

/// Rosters, and a filter on them.
pub fn asked() -> impl Strategy<Value = (Vec<(SourceId, Roster)>, UserFilter)> {
    rosters().prop_flat_map(|rosters| {
        let sources = rosters.iter().map(|(source, _)| *source).collect();
        (Just(rosters), naive::filter(sources))
    })
}

/// What tells users apart.
type Told = (SourceId, String, String, String, UserStatus, [Option<DateTime<Utc>>; 2]);

fn shown(row: &UserRow) -> Told {
    let row = row.clone();
    (row.source, row.account_id, row.name, row.email, row.status, [row.last_active, row.added])
}

fn expected(one: &One) -> Told {
    let user = one.user.clone();
    let email = user.email.unwrap_or_default();
    (one.source, user.account_id, user.name, email, user.status, [user.last_active, user.added])
}

proptest! {
    #[test]
    fn a_query_answers_what_loops_would(
        (rosters, filter) in asked(),
        (sort, descending) in (prop::sample::select(&UserSort::ALL[..]), any::<bool>()),
        (offset, limit) in (0..20usize, 0..50usize),
    ) {
        let everyone = everyone(&rosters);
        let all = naive::everyone(&rosters);
        let mut wanted: Vec<_> = all.iter().filter(|one| one.passes(&filter)).collect();
        wanted.sort_by_cached_key(|one| (one.key(UserSort::Name), one.user.account_id.clone()));
        wanted.sort_by(|one, other| match (one.key(sort), other.key(sort)) {
            (Some(one), Some(other)) if descending => other.cmp(&one),
            (Some(one), Some(other)) => one.cmp(&other),
            (one, other) => one.is_none().cmp(&other.is_none()),
        });
        let query = UserQuery { filter, sort, descending, offset, limit };
        let page = everyone.page(&query, AROUND, &Selection::none(everyone.clone()));
        prop_assert_eq!(page.total, wanted.len());
        prop_assert_eq!(page.all, all.len());
        // Of those with the same name and id, any may come first.
        let names = wanted.iter().skip(offset).take(limit);
        let names: Vec<_> = names.map(|one| (fold(&one.user.name), &one.user.account_id)).collect();
        let got: Vec<_> = page.rows.iter().map(|row| (fold(&row.name), &row.account_id)).collect();
        prop_assert_eq!(got, names);
        let mut users: Vec<_> = wanted.into_iter().map(expected).collect();
        for row in &page.rows {
            let at = users.iter().position(|user| *user == shown(row));
            users.swap_remove(at.expect("each user is shown once"));
        }
    }

    #[test]
    fn facets_tell_what_each_choice_would_show((rosters, filter) in asked()) {
        let everyone = everyone(&rosters);
        let facets = everyone.facets(&filter, AROUND);
        let count = |filter: UserFilter| naive::everyone(&rosters).iter().filter(|one| one.passes(&filter)).count();
        for Choice { value, count: told, .. } in facets.sources {
            prop_assert_eq!(told, count(UserFilter { sources: vec![value], ..filter.clone() }));
        }
        for Choice { value, count: told, .. } in facets.statuses {
            prop_assert_eq!(told, count(UserFilter { statuses: vec![value], ..filter.clone() }));
        }
        for Choice { value, count: told, .. } in facets.account_types {
            prop_assert_eq!(told, count(UserFilter { account_types: vec![value], ..filter.clone() }));
        }
        for Choice { value, count: told, .. } in facets.directories {
            prop_assert_eq!(told, count(UserFilter { directories: vec![value], ..filter.clone() }));
        }
        for Choice { value, count: told, .. } in facets.domains {
            prop_assert_eq!(told, count(UserFilter { domains: vec![value], ..filter.clone() }));
        }
        for Choice { value, count: told, .. } in facets.apps {
            prop_assert_eq!(told, count(UserFilter { apps: vec![value], ..filter.clone() }));
        }
        for (at, value) in [false, true].into_iter().enumerate() {
            prop_assert_eq!(facets.managed[at], count(UserFilter { managed: Some(value), ..filter.clone() }));
            prop_assert_eq!(facets.synced[at], count(UserFilter { synced: Some(value), ..filter.clone() }));
        }
        let history = |login_history| count(UserFilter { login_history, ..filter.clone() });
        prop_assert_eq!(facets.logged_in, history(LoginHistory::LoggedInBefore));
        prop_assert_eq!(facets.never_logged_in, history(LoginHistory::NeverLoggedIn));
    }

    #[test]
    fn groups_tell_their_members(rosters in rosters()) {
        let everyone = everyone(&rosters);
        for Choice { value, label, count } in everyone.groups("", usize::MAX) {
            let InSource { source, id } = value;
            let named = naive::everyone(&rosters);
            let members = named.iter().filter(|one| one.source == source && one.user.groups.contains(&id));
            prop_assert_eq!(count, members.count(), "{}", label);
        }
    }
}

/// [`East`], a day later.
struct NextDay;

impl Clock for NextDay {
    fn now(&self) -> DateTime<FixedOffset> {
        East.now() + Days::new(1)
    }
}

#[test]
fn days_ago_are_counted_from_the_day_on_which_it_is_asked() {
    let moments = [
        Some("2026-03-20T12:00:00+09:00"),
        // The last second that is more than 90 days ago, and the first that is not.
        Some("2026-04-01T23:59:59+09:00"),
        Some("2026-04-02T00:00:00+09:00"),
        None,
    ];
    let user = |last_active: Option<&str>| User {
        account_id: last_active.unwrap_or("never").into(),
        name: String::new(),
        email: None,
        account_type: AccountType::Person,
        status: UserStatus::Active,
        managed: None,
        synced: None,
        directory: None,
        groups: Vec::new(),
        apps: Vec::new(),
        last_active: last_active.map(|at| at.parse().unwrap()),
        added: None,
    };
    let roster = Roster {
        fetched_at: East.now().to_utc(),
        users: moments.map(user).into(),
        groups: Vec::new(),
        apps: Vec::new(),
        tells_activity: true,
    };
    // The same `Everyone` answers each time: it remembers what it was asked last.
    let everyone = everyone(&[(SourceId::new(), roster)]);
    let count = |filter: &UserFilter, clock: &dyn Clock| {
        everyone.matching(filter, Around { clock, ..AROUND }).count()
    };
    let inactive = |days| UserFilter { inactive_days: Some(days), ..UserFilter::default() };
    assert_eq!(count(&inactive(90), &East), 2);
    assert_eq!(count(&inactive(90), &NextDay), 3);
    assert_eq!(count(&inactive(90), &East), 2);
    assert_eq!(count(&inactive(0), &East), 3, "whoever was never active was not active long ago");
    assert_eq!(count(&inactive(u32::MAX), &East), 0);

    // Beside a date, the earlier one counts.
    let with_date = |day: &str| UserFilter { last_login_before: Some(day.parse().unwrap()), ..inactive(90) };
    assert_eq!(count(&with_date("2026-04-01"), &NextDay), 1);
    assert_eq!(count(&with_date("2026-05-01"), &East), 2);
    assert_eq!(count(&with_date("2026-05-01"), &NextDay), 3);
}

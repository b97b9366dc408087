//! How quick the users are: `cargo run --release --example users_engine [USERS]`.

mod crowd;

use std::{
    fs::{self, File},
    hint::black_box,
    io::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{TimeDelta, Utc};
use external_sources_core::{
    SourceId, SystemClock,
    users::{
        directory::Directory,
        filter::{InSource, LoginHistory, UserFilter},
        page::{UserQuery, UserSort},
        query::{Around, Everyone},
        selection::Selection,
        user::UserStatus,
    },
};

const TERMS: [&str; 16] = [
    "smith",
    "muller 12",
    "anna",
    "user99",
    "@example7.com",
    "田中",
    "nowak lukasz",
    "zzzz",
    "a",
    "e",
    "com",
    "an",
    "o'connor",
    "7",
    "иванов ольга",
    "u",
];

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let made = work();
    let took = begun.elapsed();
    println!("{what:<44} {took:>10.2?}");
    (made, took)
}

/// What of this process is in memory, in MB: all, and what is not the mapped file.
fn resident(when: &str) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mb = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1024
    };
    println!("{when:<44} {:>7} MB ({} MB of it memory of its own)", mb("VmRSS"), mb("RssAnon"));
}

/// The best of some times: writing to a disk that others use varies.
fn best<T>(what: &str, mut work: impl FnMut() -> T) -> Duration {
    (0..3).map(|_| timed(what, &mut work).1).min().unwrap()
}

fn write(path: &std::path::Path, users: usize) {
    let (roster, _) = timed("make up users", || crowd::roster(users));
    let (directory, _) = timed("build", || Directory::build(SourceId::new(), roster));
    let took = best("write", || directory.write(path).unwrap());
    let bytes = fs::read(path).unwrap();
    let plain = path.with_extension("plain");
    let plainly = best("the same bytes, plain, with fsync", || {
        let mut file = File::create(&plain).unwrap();
        file.write_all(&bytes).unwrap();
        file.sync_all().unwrap();
    });
    let ratio = took.as_secs_f64() / plainly.as_secs_f64();
    println!("{:<44} {:>7} MB, ratio {ratio:.2}", "size", bytes.len() >> 20);
    fs::remove_file(plain).unwrap();
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let users = arguments.next().map_or(1_000_000, |users| users.parse().expect("a number of users"));
    // In a process of its own, so that memory is told of what the app does all day.
    if let Some(path) = arguments.next() {
        return write(path.as_ref(), users);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.arrow");
    let program = std::env::current_exe().unwrap();
    let made = std::process::Command::new(program).arg(users.to_string()).arg(&path).status().unwrap();
    assert!(made.success());

    resident("resident before");
    let around = Around { clock: &SystemClock, named: None, selected: None };
    let query = |filter: UserFilter, sort, descending, offset| UserQuery {
        filter,
        sort,
        descending,
        offset,
        limit: 100,
    };
    let search = |search: &str| UserFilter { search: search.into(), ..UserFilter::default() };
    let (opened, opening) = timed("open", || Arc::new(Directory::open(&path).unwrap()));
    resident("resident after open");
    let source = opened.source();
    let everyone = Arc::new(Everyone::new(vec![(opened, "Bench".into())]));
    let none = Selection::none(Arc::clone(&everyone));
    let page = |query: &UserQuery| black_box(everyone.page(query, around, &none));
    let (_, first) = timed("first query", || page(&query(search("smith"), UserSort::Name, false, 0)));
    println!("{:<44} {:>10.2?}", "open and first query", opening + first);
    resident("resident after a search");

    let mut all = Vec::new();
    for term in TERMS {
        let mut took: Vec<_> = (0..40)
            .map(|round| {
                // Another filter in between, so that nothing is remembered.
                page(&query(search("qqqqqqqq"), UserSort::Name, false, 0));
                let query = query(search(term), UserSort::Name, false, round % 2);
                let begun = Instant::now();
                page(&query);
                begun.elapsed()
            })
            .collect();
        took.sort();
        let total = page(&query(search(term), UserSort::Name, false, 0)).total;
        println!(
            "search {term:<24} {total:>10}   best {:>8.2?}  p50 {:>8.2?}  p99 {:>8.2?}",
            took[0], took[20], took[39]
        );
        all.extend(took);
    }
    all.sort();
    println!("{:<44} p50 {:.2?}, p99 {:.2?}", "all searches", all[all.len() / 2], all[all.len() * 99 / 100]);

    let admins = UserFilter {
        groups: vec![InSource { source, id: "group-7".into() }, InSource { source, id: "group-8".into() }],
        statuses: vec![UserStatus::Active],
        ..UserFilter::default()
    };
    let idle = UserFilter {
        apps: vec![InSource { source, id: "jira".into() }],
        last_login_before: Some((Utc::now() - TimeDelta::days(180)).date_naive()),
        login_history: LoginHistory::LoggedInBefore,
        ..search("an")
    };
    for (name, filter) in
        [("everyone", UserFilter::default()), ("group and status", admins), ("idle in Jira", idle)]
    {
        timed(&format!("{name}: filter"), || page(&query(filter.clone(), UserSort::Name, false, 0)).total);
        for sort in UserSort::ALL {
            timed(&format!("{name}: by {sort:?}"), || page(&query(filter.clone(), sort, false, 0)));
            timed(&format!("{name}: by {sort:?} again"), || page(&query(filter.clone(), sort, false, 0)));
        }
        timed(&format!("{name}: by Email, descending"), || {
            page(&query(filter.clone(), UserSort::Email, true, 0))
        });
        timed(&format!("{name}: half-way down"), || {
            page(&query(filter.clone(), UserSort::Email, false, users / 2))
        });
        timed(&format!("{name}: facets"), || black_box(everyone.facets(&filter, around)));
    }
    timed("groups named 12", || black_box(everyone.groups("12", 50)));
    let mut selection = Selection::none(Arc::clone(&everyone));
    timed("select everyone", || selection.set_matching(&UserFilter::default(), around, true));
    let (accounts, _) = timed("their accounts", || selection.accounts());
    timed("is one selected, the first time", || selection.is_selected(source, &accounts[7].1));
    timed("is one selected", || selection.is_selected(source, &accounts[8].1));
    drop(accounts);
    resident("resident after all");
}

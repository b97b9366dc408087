//! Searching many users in process, beside databases and data frames.

use std::{fs, time::Duration};

use external_sources_core::users::page::{UserPage, UserSort};
use serde::Deserialize;

use super::{everyone::Everyone, snapshot};
use crate::{
    peers,
    table::{Measured, Measured::Time, Table, Target},
};

/// From one to nearly all: words of Latin and other scripts, folded as our columns are.
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
const PEERS: [(&str, &str); 3] = [
    ("DuckDB", "search_with_duckdb.py"),
    ("polars", "search_with_polars.py"),
    ("SQLite LIKE", "search_with_sqlite.py"),
];
const ROUNDS: usize = 40;
const PEER_ROUNDS: usize = 3;
const MOST_MEMORY: f64 = 150.0;

/// What a peer tells.
#[derive(Deserialize)]
struct Told {
    found: Vec<Found>,
    by_email: Found,
}

#[derive(Deserialize)]
struct Found {
    count: usize,
    /// Accounts.
    first: Vec<String>,
    seconds: Vec<f64>,
}

pub async fn measure(table: &mut Table) {
    let within = |milliseconds| Target::Within(Duration::from_millis(milliseconds));
    of(1_000_000, [within(8), within(16)], table).await;
    of(100_000, [within(1), Target::Nothing], table).await;
}

async fn of(count: usize, [p50, p99]: [Target; 2], table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.arrow");
    let written = snapshot::write_in_another_process(&path, count);
    let before = resident();
    let (everyone, opening) = Everyone::open(&path, TERMS[0]);
    let memory = Measured::Megabytes(resident());

    let mut took: Vec<_> = TERMS.iter().flat_map(|term| everyone.search(term, ROUNDS)).collect();
    took.sort();
    let (sorting, mut sorted) = everyone.sort(UserSort::Email, ROUNDS);
    sorted.sort();
    let size = if count >= 1_000_000 { "1M" } else { "100k" };

    for (name, script) in PEERS {
        let rounds = PEER_ROUNDS.to_string();
        let arguments = [path.to_str().unwrap(), &rounds].into_iter().chain(TERMS);
        let told: Told = peers::run(script, arguments).await;
        for (term, found) in TERMS.iter().zip(&told.found) {
            let page = everyone.page(term, UserSort::Name);
            assert_eq!(found.count, page.total, "{name} finds other users by “{term}” than we do");
            assert_eq!(found.first, accounts(&page), "{name} finds others first by “{term}”");
        }
        let page = everyone.page("", UserSort::Email);
        assert_eq!(told.by_email.first, accounts(&page), "{name} sorts otherwise");
        let mut theirs: Vec<_> = told.found.iter().flat_map(|found| &found.seconds).copied().collect();
        theirs.sort_by(f64::total_cmp);
        let [half, most] = [50, 99].map(|percent| Time(Duration::from_secs_f64(at(&theirs, percent))));
        table.add(format!("search of {size}, p50"), Time(at(&took, 50)), (name, half), p50);
        table.add(format!("search of {size}, p99"), Time(at(&took, 99)), (name, most), p99);
        let mut theirs = told.by_email.seconds;
        theirs.sort_by(f64::total_cmp);
        let half = Time(Duration::from_secs_f64(at(&theirs, 50)));
        let what = format!("{size} by e-mail, first rows, p50");
        table.add(what, Time(at(&sorted, 50)), (name, half), Target::Within(Duration::from_millis(1)));
    }
    table.add_alone(format!("{size} by e-mail, the first time"), Time(sorting), Target::Nothing);
    let plain = ("a plain fsynced file", Time(written.plain));
    table.add(format!("snapshot of {size}, write"), Time(written.took), plain, Target::TimesAsMuch(1.6));
    let what = format!("snapshot of {size}, open and first query");
    table.add_alone(what, Time(opening), Target::Within(Duration::from_millis(100)));
    let before = ("before", Measured::Megabytes(before));
    table.add(
        format!("memory of a process with {size}, after a search"),
        memory,
        before,
        Target::MoreMemory(MOST_MEMORY),
    );
}

fn accounts(page: &UserPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.account_id.as_str()).collect()
}

fn at<T: Copy>(sorted: &[T], percent: usize) -> T {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

/// The memory of this process, in MB.
fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

//! The users of a Jira site, read by our client and by scripts.

use std::{
    fs,
    pin::pin,
    time::{Duration, Instant},
};

use atlassian_client::{Client, Config, Route, SiteLogin};
use atlassian_simulator::{Config as World, Fault, FaultRule, Simulator};
use futures_util::TryStreamExt;
use serde::Deserialize;

use super::Size;
use crate::{
    peers,
    table::{Measured::Time, Table, Target},
};

/// What Jira takes for an answer.
pub const LATENCY: Duration = Duration::from_millis(50);
/// The largest page Jira gives, which is ours, and the one it gives when none is asked for.
const LARGE: usize = 1000;
const SMALL: usize = 50;
/// Users of the world whose site is read in small pages.
const FEW: usize = 14_150;
/// How often slower each peer is to be.
const PEERS: [(&str, &str, Target); 3] = [
    ("requests", "sync_with_requests.py", Target::TimesFaster(8.0)),
    ("httpx, 8 at a time", "sync_with_httpx.py", Target::TimesFaster(3.0)),
    ("jira.js", "sync_with_jira.mjs", Target::Nothing),
];

/// What a peer tells of its sync, in seconds.
#[derive(Deserialize, Clone, Copy, PartialEq, PartialOrd)]
struct Took {
    seconds: f64,
    first: f64,
}

pub async fn measure(size: Size, table: &mut Table) {
    read(size.site, LARGE, size.rounds, table).await;
    // A script that asks for no larger pages takes minutes for more.
    read(FEW, SMALL, 1, table).await;
}

/// Reads everyone of a site, ours in large pages and theirs in these.
async fn read(users: usize, page: usize, rounds: usize, table: &mut Table) {
    let simulator = Simulator::start(World { users, ..World::default() }).await.unwrap();
    let (_, unhurried) = ours(&simulator).await;
    simulator.fault(FaultRule::on("", Fault::Slow(LATENCY)));
    let (accounts, _) = ours(&simulator).await;
    let what = format!("{} Jira users, {LATENCY:?} an answer, theirs by {page}", accounts.len());

    // In turns, so that what else the machine does meets all of them.
    let mut took = Vec::new();
    let mut peers_took = PEERS.map(|_| Vec::new());
    for _ in 0..rounds {
        took.push(ours(&simulator).await.1);
        for ((_, script, _), took) in PEERS.iter().zip(&mut peers_took) {
            took.push(theirs(script, &simulator, page, &accounts).await);
        }
    }
    let took = middle(took);
    for ((name, _, target), theirs) in PEERS.into_iter().zip(peers_took) {
        let theirs = Time(seconds(middle(theirs).seconds));
        table.add(&what, Time(seconds(took.seconds)), (name, theirs), target);
    }
    let waits = ("the waits, 8 at a time", Time(LATENCY * users.div_ceil(LARGE).div_ceil(8) as u32));
    table.add(&what, Time(seconds(took.seconds)), waits, Target::Nothing);
    let what = format!("{} Jira users, no wait for an answer", accounts.len());
    table.add_alone(what, Time(seconds(unhurried.seconds)), Target::Nothing);
    table.add_alone("first rows of them", Time(seconds(took.first)), Target::Within(2 * LATENCY));
}

/// The accounts that our client reads, in order.
async fn ours(simulator: &Simulator) -> (Vec<String>, Took) {
    let client = Client::new(Config { api: simulator.api().parse().unwrap(), ..Config::default() }).unwrap();
    let admin = &simulator.credentials().jira_admin;
    let (site, token) = (simulator.site(0).parse().unwrap(), admin.token.clone().into());
    let login = SiteLogin { site: &site, route: Route::Site, email: &admin.email, token: &token };

    let begun = Instant::now();
    let mut users = Vec::new();
    let mut first = None;
    let mut pages = pin!(client.site_users(login, 0));
    while let Some(page) = pages.try_next().await.unwrap() {
        first.get_or_insert_with(|| begun.elapsed());
        users.extend(page.items);
    }
    let took =
        Took { seconds: begun.elapsed().as_secs_f64(), first: first.unwrap_or_default().as_secs_f64() };
    (users.into_iter().map(|user| user.account_id).collect(), took)
}

/// What a peer takes for the same accounts.
async fn theirs(script: &str, simulator: &Simulator, page: usize, accounts: &[String]) -> Took {
    let admin = &simulator.credentials().jira_admin;
    let file = tempfile::NamedTempFile::new().unwrap();
    let page = page.to_string();
    let path = file.path().to_str().unwrap();
    let took: Took = peers::run(script, [&simulator.site(0), &admin.email, &admin.token, &page, path]).await;
    let read = fs::read_to_string(path).unwrap();
    assert!(read.lines().eq(accounts), "{script} read other users than we did");
    took
}

fn middle(mut took: Vec<Took>) -> Took {
    took.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    took[took.len() / 2]
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

//! How near do bulk changes come to the limit of their endpoint, beside scripts that do the same?

use std::{collections::BTreeSet, fs, time::Duration};

use atlassian_client::{Client, Config, Route, SiteLogin};
use atlassian_simulator::{Config as World, Fault, FaultRule, Limits, Outcome, Simulator};
use futures_util::future::try_join_all;
use serde::Deserialize;
use tokio::time::Instant;

use crate::{
    load::load,
    peers,
    table::{
        Measured::{Number, Time},
        Table, Target,
    },
};

/// How many users are added to a group.
const WRITES: usize = 1000;
/// Users of the world: so many that there are as many on the site.
const USERS: usize = 1600;
/// How many a second the endpoint takes, and what it takes for an answer.
const RATE: f64 = 50.0;
const LATENCY: Duration = Duration::from_millis(20);
/// How many more it takes at once: few, and enough for a pause of a second not to matter.
const BURSTS: [u32; 2] = [5, 100];
/// At least so much of the possible rate is to be reached.
const SHARE: f64 = 0.95;
/// Refusals by a limit of which answers tell nothing: a hundredth.
const UNTOLD: usize = WRITES / 100;
const PEERS: [(&str, &str); 2] =
    [("requests", "add_with_requests.py"), ("requests, 16 threads", "add_with_threads.py")];

/// What came of it.
struct Made {
    took: Duration,
    refusals: usize,
    members: BTreeSet<String>,
}

/// What a peer tells.
#[derive(Deserialize)]
struct Told {
    seconds: f64,
}

pub async fn measure() {
    let mut table = Table::default();
    println!("{}", load());
    for burst in BURSTS {
        let limits = Limits::bucket(burst, RATE);
        run(limits, &mut table).await;
        run(limits.untold(), &mut table).await;
    }
    println!("\n{}; every peer made the same members as we did\n{table}", load());
}

/// Adds the same users in each way, each in a world of its own.
async fn run(limits: Limits, table: &mut Table) {
    let how = if limits.headers { "told what remains" } else { "told nothing" };
    let what = format!("{WRITES} writes, {RATE}/s, burst {}, {how}", limits.burst);
    let possible = Duration::from_secs_f64((WRITES - limits.burst as usize) as f64 / RATE);

    let us = ours(&Site::open(limits).await).await;
    let least = ("the limit", Time(possible));
    table.add(&what, Time(us.took), least, Target::TimesAsMuch(1.0 / SHARE));
    let most = if limits.headers { 0 } else { UNTOLD };
    table.add_alone(format!("{what}: refusals"), Number(us.refusals), Target::AtMost(most));
    for (name, script) in PEERS {
        let them = theirs(script, &Site::open(limits).await).await;
        assert!(us.members == them.members, "{name} made other members than we did");
        table.add(&what, Time(us.took), (name, Time(them.took)), Target::TimesFaster(1.0));
        let refusals = (name, Number(them.refusals));
        table.add(format!("{what}: refusals"), Number(us.refusals), refusals, Target::Nothing);
        let share = possible.as_secs_f64() / them.took.as_secs_f64();
        println!("  {name}: {:.1} % of the limit", 100.0 * share);
    }
    let share = possible.as_secs_f64() / us.took.as_secs_f64();
    println!("  ours: {:.1} % of the limit", 100.0 * share);
}

/// A world with a limit, a group that has nobody, and those who are to be in it.
struct Site {
    simulator: Simulator,
    group: String,
    accounts: Vec<String>,
}

impl Site {
    async fn open(limits: Limits) -> Self {
        let simulator = Simulator::start(World { users: USERS, ..World::default() }).await.unwrap();
        let (group, ..) = simulator.groups().into_iter().find(|(_, name, _)| name == "empty").unwrap();
        let on_site = simulator.everyone().into_iter().filter(|user| user.sites[0].listed);
        let accounts: Vec<_> = on_site.map(|user| user.account_id).take(WRITES).collect();
        assert_eq!(accounts.len(), WRITES);
        simulator.fault(FaultRule::on("/group/user", Fault::Slow(LATENCY)));
        simulator.limit(Some(limits));
        Self { simulator, group, accounts }
    }

    /// What came of it, by the simulator's word: each write took effect once.
    fn made(&self, took: Duration) -> Made {
        let log = self.simulator.log();
        let with = |status| log.iter().filter(|request| request.outcome == Outcome::Status(status)).count();
        let refusals = with(429);
        assert_eq!((with(201), log.len()), (WRITES, WRITES + refusals));
        let everyone = self.simulator.everyone().into_iter();
        let members = everyone.filter(|user| user.groups.contains(&self.group)).map(|user| user.account_id);
        Made { took, refusals, members: members.collect() }
    }
}

async fn ours(site: &Site) -> Made {
    let simulator = &site.simulator;
    let client = Client::new(Config { api: simulator.api().parse().unwrap(), ..Config::default() }).unwrap();
    let admin = &simulator.credentials().jira_admin;
    let (url, token) = (simulator.site(0).parse().unwrap(), admin.token.clone().into());
    let login = SiteLogin { site: &url, route: Route::Site, email: &admin.email, token: &token };

    let begun = Instant::now();
    let add = |account| client.add_to_site_group(&login, &site.group, account);
    try_join_all(site.accounts.iter().map(|account| add(account))).await.unwrap();
    site.made(begun.elapsed())
}

async fn theirs(script: &str, site: &Site) -> Made {
    let admin = &site.simulator.credentials().jira_admin;
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), site.accounts.join("\n")).unwrap();
    let path = file.path().to_str().unwrap();
    let url = site.simulator.site(0);
    let told: Told = peers::run(script, [&url, &admin.email, &admin.token, &site.group, path]).await;
    site.made(Duration::from_secs_f64(told.seconds))
}

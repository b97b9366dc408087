//! Two hundred kills in the middle of runs of a thousand writes.

use std::{collections::BTreeSet, time::Instant};

use atlassian_simulator::{Config, Limits, LoggedRequest, Outcome, Simulator};
use desktop_tests::Desktop;
use serde_json::Value;

use super::App;

const KILLS: u32 = 200;
const WRITES: usize = 1000;
/// More than are added to the group: some are in it, some must not be touched, some are not on the site.
const USERS: usize = 1500;

#[tokio::test(flavor = "multi_thread")]
async fn no_kill_loses_or_repeats_a_write() {
    let simulator = Simulator::start(Config { users: USERS, ..Config::default() }).await.unwrap();
    let desktop = Desktop::start("crash-runs").await;
    // Answers that tell a wide limit: without, each life would have to feel its way first.
    simulator.limit(Some(Limits::bucket(1000, 1000.0)));
    let (group, ..) = simulator.groups().into_iter().find(|(_, name, _)| name == "empty").unwrap();
    let mut app = App::start(&desktop, &simulator);
    let admin = &simulator.credentials().jira_admin;
    app.tell(&format!("create Site {} {} {} ", simulator.site(0), admin.email, admin.token)).unwrap();
    assert_eq!(app.tell("sync Site").unwrap(), "done");

    let (mut kills, mut runs, mut whole_run) = (0, 0, None);
    while kills < KILLS {
        // In turns, everyone joins the group and leaves it.
        let (verb, joins) = if runs % 2 == 0 { ("add", true) } else { ("remove", false) };
        let before = members(&simulator, &group);
        let effects_before = simulator.effects().len();
        simulator.clear_log();
        let begun = Instant::now();
        let begun_run = app.tell(&format!("{verb} Site {group} {WRITES}")).unwrap();
        let (run, planned) = (begun_run["run"].as_str().unwrap().to_owned(), accounts(&begun_run["planned"]));
        assert_eq!(planned.len(), WRITES);

        let mut lives = 0;
        let ended = loop {
            lives += 1;
            // The first run is left alone: it tells how long one takes here.
            let killer = whole_run.map(|whole| app.kill_in(whole * (1 + kills * 7919 % 100) / 400));
            let ended = app.tell(&format!("ended {run}"));
            if let Some(killer) = killer {
                killer.join().unwrap();
                kills += 1;
                app = app.restart(&desktop, &simulator);
                app.tell("go-on").unwrap();
            }
            if let Some(ended) = ended {
                break ended;
            }
        };
        whole_run.get_or_insert_with(|| begun.elapsed());
        runs += 1;

        // The simulator's state is the plan, each write took effect once, and none was sent twice.
        let after = members(&simulator, &group);
        let expected = match joins {
            true => before.union(&planned).cloned().collect::<BTreeSet<_>>(),
            false => before.difference(&planned).cloned().collect(),
        };
        assert_eq!(after, expected, "run {runs}");
        assert_eq!(simulator.effects().len() - effects_before, WRITES, "run {runs}, {lives} lives");
        for write in simulator.log().into_iter().filter(is_write) {
            assert!(!matches!(write.outcome, Outcome::Status(400..)), "sent again: {write:?}");
        }
        // The journal agrees.
        assert_eq!(ended["state"]["kind"], "finished", "{ended}");
        assert_eq!(
            (&ended["counts"]["done"], &ended["counts"]["failed"]),
            (&WRITES.into(), &0.into()),
            "{ended}"
        );
    }
    println!("{kills} kills in {runs} runs of {WRITES} writes");
}

pub fn is_write(request: &LoggedRequest) -> bool {
    request.path_and_query.contains("/group/user")
}

pub fn members(simulator: &Simulator, group: &str) -> BTreeSet<String> {
    let everyone = simulator.everyone().into_iter();
    everyone.filter(|user| user.groups.iter().any(|id| id == group)).map(|user| user.account_id).collect()
}

pub fn accounts(planned: &Value) -> BTreeSet<String> {
    planned.as_array().unwrap().iter().map(|account| account.as_str().unwrap().to_owned()).collect()
}

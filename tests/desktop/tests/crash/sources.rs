//! A hundred kills in the middle of creating, editing and deleting.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use atlassian_simulator::Simulator;
use desktop_tests::Desktop;
use serde_json::Value;

use super::App;

const KILLS: u32 = 100;

/// What the user was told is in force: the expiry date of each source, by name.
type Confirmed = BTreeMap<String, String>;

#[tokio::test(flavor = "multi_thread")]
async fn no_kill_parts_a_source_from_its_key() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let desktop = Desktop::start("crash").await;
    let mut confirmed = Confirmed::new();
    let mut torn = [0; 3];
    let mut names = 0;
    let one_save = {
        let mut app = App::start(&desktop, &simulator);
        let begun = Instant::now();
        assert_eq!(app.tell(&save(&simulator, "create", "S0", 30)).unwrap(), "done");
        confirmed.insert("S0".to_owned(), expires(30));
        begun.elapsed()
    };

    for kill in 0..KILLS {
        let mut app = App::start(&desktop, &simulator);
        assert_eq!(app.tell("sweep").unwrap(), "done");
        // From the first moment to some steps on, however fast this machine is.
        let killer = app.kill_in(one_save * (kill * 7919 % 100) / 25);
        // What was under way when the kill came may have happened or not; both are right.
        let mut open: Option<(String, Vec<Option<String>>)> = None;
        for step in 0.. {
            let kind = if confirmed.is_empty() { 0 } else { (kill + step) % 3 };
            let (name, words, after) = match kind {
                0 => {
                    names += 1;
                    let name = format!("S{names}");
                    (name.clone(), save(&simulator, "create", &name, 30), Some(expires(30)))
                }
                1 => {
                    let name = confirmed.keys().next().unwrap().clone();
                    let days = 31 + (kill + step) % 300;
                    (name.clone(), save(&simulator, "edit", &name, days), Some(expires(days)))
                }
                _ => {
                    let name = confirmed.keys().next_back().unwrap().clone();
                    (name.clone(), format!("delete {name}"), None)
                }
            };
            match app.tell(&words) {
                Some(answer) => {
                    assert_eq!(answer, "done", "{words}");
                    match after {
                        Some(date) => confirmed.insert(name, date),
                        None => confirmed.remove(&name),
                    };
                }
                None => {
                    torn[kind as usize] += 1;
                    open = Some((name.clone(), vec![confirmed.get(&name).cloned(), after]));
                    break;
                }
            }
        }
        killer.join().unwrap();
        drop(app);

        let found = after_restart(&desktop, &simulator).await;
        if let Some((name, possible)) = open {
            let now = found.get(&name).cloned();
            assert!(possible.contains(&now), "kill {kill}: {name} is {now:?}, not of {possible:?}");
            match now {
                Some(date) => confirmed.insert(name, date),
                None => confirmed.remove(&name),
            };
        }
        assert_eq!(found, confirmed, "kill {kill}");
    }
    println!("{KILLS} kills; under way were {} creates, {} edits, {} deletes", torn[0], torn[1], torn[2]);
    assert!(torn.iter().all(|count| *count > 0), "{torn:?}");
}

/// What a start finds: every source must connect with its key, and the keychain hold no other.
async fn after_restart(desktop: &Desktop, simulator: &Simulator) -> Confirmed {
    let mut app = App::start(desktop, simulator);
    app.tell("sweep").unwrap();
    let sources = app.tell("list").unwrap();
    let sources = sources.as_array().unwrap();
    let unconnected: BTreeSet<_> = sources
        .iter()
        .filter(|source| source["status"]["state"] != "connected")
        .map(|source| source.to_string())
        .collect();
    assert!(unconnected.is_empty(), "{unconnected:?}");
    assert_eq!(desktop.keychain().keys().await.len(), sources.len(), "a key without its record");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    sources.iter().map(|source| (text(&source["name"]), text(&source["expiresOn"]))).collect()
}

fn save(simulator: &Simulator, verb: &str, name: &str, days: u32) -> String {
    let admin = &simulator.credentials().jira_admin;
    format!("{verb} {name} {} {} {} {}", simulator.site(0), admin.email, admin.token, expires(days))
}

/// A date some days ahead of today, as the dialog takes it.
fn expires(days: u32) -> String {
    (chrono::Local::now().date_naive() + chrono::Days::new(days.into())).to_string()
}

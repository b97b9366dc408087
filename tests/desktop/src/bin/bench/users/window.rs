//! The app's window with many users behind it, beside an empty window.

use std::{path::Path, time::Duration};

use atlassian_simulator::Simulator;
use desktop_tests::{App, Desktop};
use external_sources_core::{
    Store,
    users::{
        directory::{Directory, kept},
        user::Roster,
    },
};

use super::crowd;
use crate::{
    press::press,
    sources,
    table::{
        Measured::{Megabytes, Time},
        Table, Target,
    },
};

const SOURCES: usize = 50;
const USERS: usize = 1_000_000;
const STARTS: usize = 5;
const PRESSES: usize = 200;
/// What is typed: each finds another number of users than the one before.
const TYPED: [&str; 7] = ["s", "smith", "smith 7", "o", "ol", "user12", "user123"];
/// Until a window has settled, so that memory is told as it stays.
const SETTLED: Duration = Duration::from_secs(3);

pub async fn measure(table: &mut Table) {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let desktop = Desktop::start("bench-users").await;
    let bare = desktop.open_app(&simulator.api()).await;
    let (bare_start, bare_memory) = (bare.usable_after(), settled(&bare).await);
    bare.kill().await;
    sources::connect(&desktop, &simulator, SOURCES, 0);
    keep_users(&desktop.data_dir());
    let empty = crate::empty_window();

    let (mut starts, mut empty_starts, mut empty_memory) = (Vec::new(), Vec::new(), 0.0);
    for _ in 0..STARTS {
        let window = desktop.open(&empty, &simulator.api()).await;
        empty_starts.push(window.usable_after());
        empty_memory = settled(&window).await;
        window.kill().await;
        let app = desktop.open_app(&simulator.api()).await;
        starts.push(app.usable_after());
        app.kill().await;
    }
    starts.sort();
    empty_starts.sort();
    let beside = ("an empty window", Time(empty_starts[STARTS / 2]));
    table.add("cold start with no source", Time(bare_start), beside, Target::Nothing);
    let what = format!("cold start to the list, {SOURCES} sources, 1M users");
    table.add(what, Time(starts[STARTS / 2]), beside, Target::TimesAsMuch(1.2));

    let app = desktop.open_app(&simulator.api()).await;
    app.resize(1100, 720).await;
    app.click_link("Users").await;
    app.wait_patiently_for_text("1,000,000 users").await;
    app.fill("Search", "smith").await;
    app.wait_patiently_for_text("of 1,000,000 users").await;
    let beside = ("an empty window", Megabytes(empty_memory));
    table.add("memory of the app with no source", Megabytes(bare_memory), beside, Target::Nothing);
    let what = "memory of the app with 1M users, after a search";
    table.add(what, Megabytes(settled(&app).await), beside, Target::MoreMemory(150.0));

    let took = press(&app, "#users-search", Some("#users-count"), &TYPED, PRESSES).await;
    for percent in [50, 99] {
        let took = Duration::from_secs_f64(took[took.len() * percent / 100] / 1000.0);
        let what = format!("key press to painted rows of 1M, p{percent}");
        table.add_alone(what, Time(took), Target::Within(Duration::from_millis(50)));
    }
}

/// Gives every source its part of the users, as a sync would have.
fn keep_users(data: &Path) {
    let (store, notice) = Store::open(data).unwrap();
    assert!(notice.is_none(), "{notice:?}");
    let sources = store.sources().unwrap();
    drop(store);
    let Roster { fetched_at, mut users, groups, apps, tells_activity } = crowd::roster(USERS);
    for source in &sources {
        let users = users.split_off(users.len() - USERS / SOURCES);
        let roster = Roster { fetched_at, users, groups: groups.clone(), apps: apps.clone(), tells_activity };
        kept::keep(&data.join("users"), &Directory::build(source.id, roster)).unwrap();
    }
}

/// The memory of a window, in MB.
async fn settled(app: &App<'_>) -> f64 {
    tokio::time::sleep(SETTLED).await;
    app.memory() as f64 / 1024.0
}

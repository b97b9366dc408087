//! The users of every source, in the real window, against what the simulator knows of them itself.

#![cfg(target_os = "linux")]

use std::fs;

use atlassian_simulator::{Config, Fault, FaultRule, Known, LoggedRequest, Simulator};
use chrono::{Days, Local, NaiveDate};
use desktop_tests::{App, Colours, Desktop, Form};
use serde_json::{Value, json};

/// As many as a large company has.
const USERS: usize = 100_000;
const GROUPS: usize = 10_000;

async fn connect(app: &App<'_>, form: Form) {
    app.click_link("External Sources").await;
    app.create(&form).await;
    app.click_link("Users").await;
}

/// How many users a filter lets through.
async fn count(app: &App<'_>, filter: Value) -> usize {
    let query = json!({"filter": filter, "sort": "name", "descending": false, "offset": 0, "limit": 1});
    let page = app.invoke("query_users", json!({ "query": query })).await.unwrap();
    usize::try_from(page["total"].as_u64().unwrap()).unwrap()
}

/// “1,234”, as the window writes it.
fn words(count: usize) -> String {
    let digits = count.to_string();
    let groups: Vec<_> =
        digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}

fn day(ago: u64) -> NaiveDate {
    Local::now().date_naive() - Days::new(ago)
}

/// When Atlassian tells that a user of the organization was last active.
fn last_day(known: &Known) -> Option<NaiveDate> {
    let seen = known.sites.iter().filter(|site| known.managed || site.access);
    seen.filter_map(|site| site.last_active).max().map(|at| at.with_timezone(&Local).date_naive())
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_of_an_organization_is_found_by_every_filter_also_offline() {
    let config = Config { users: USERS, squads: GROUPS, ..Config::default() };
    let simulator = Simulator::start(config).await.unwrap();
    let everyone: Vec<_> =
        simulator.everyone().into_iter().filter(|known| known.managed || known.directory.is_some()).collect();
    let mut desktop = Desktop::start("users").await;
    let app = desktop.open_app(&simulator.api()).await;
    app.resize(1200, 800).await;
    app.click_link("Users").await;
    app.wait_for_text("No users without a source").await;
    app.screenshot("no source").await;
    connect(&app, Form::access("Acme", &simulator.credentials().organization, "")).await;
    app.wait_for_text("No users yet").await;
    app.screenshot("not synced").await;
    app.click_button("Sync").await;
    app.wait_for_text("a second").await;
    app.screenshot("first sync").await;
    let all = words(everyone.len());
    app.wait_patiently_for_text(&format!("{all} users")).await;
    app.until("the end of the sync", async || app.has_button("Sync").await.then_some(())).await;
    app.screenshot("all").await;

    // By hand, as a user does.
    app.fill("Search", "zoe smith").await;
    let zoes = everyone.iter().filter(|known| matches(known, &["zoe", "smith"])).count();
    app.wait_patiently_for_text(&format!("{} of {all} users", words(zoes))).await;
    app.screenshot("search").await;
    app.fill("Search", " ").await;
    app.click_button("Filters").await;
    app.unfold("User Status").await;
    // Two in a row, before the figures beside them follow.
    app.tick("Deactivated").await;
    app.tick("Suspended").await;
    let of = |status| move |known: &&Known| known.directory.is_some() && known.status == status;
    let both = everyone.iter().filter(|known| of("deactivated")(known) || of("suspended")(known)).count();
    app.wait_patiently_for_text(&format!("{} of {all} users", words(both))).await;
    app.tick("Deactivated").await;
    let suspended = of("suspended");
    let suspended = words(everyone.iter().filter(suspended).count());
    app.wait_patiently_for_text(&format!("{suspended} of {all} users")).await;
    app.screenshot("suspended").await;
    app.click_button(&format!("All {suspended} matching")).await;
    app.wait_for_text(&format!("{suspended} selected")).await;
    app.click_button("Clear all").await;
    app.wait_patiently_for_text(&format!("{all} users, {suspended} selected")).await;
    app.click_button("None").await;
    let before = |day: NaiveDate| {
        let earlier = |known: &&Known| last_day(known).is_some_and(|last| last < day);
        words(everyone.iter().filter(earlier).count())
    };
    app.unfold("Last Login").await;
    app.click_button("90 days ago").await;
    app.wait_patiently_for_text(&format!("{} of {all} users", before(day(90)))).await;
    app.wait_for_text("Last login more than 90 days ago").await;
    app.screenshot("90 days ago").await;
    // A day that is typed takes their place.
    app.fill("Last Login before", &day(30).to_string()).await;
    app.wait_patiently_for_text(&format!("{} of {all} users", before(day(30)))).await;
    app.click_button("Clear all").await;

    // Every filter, counted by the window's own question and by the world.
    let source = app.invoke("user_sources", json!({})).await.unwrap()[0]["source"].clone();
    let design = simulator.groups().into_iter().find(|(_, name, _)| name == "Design & Brand").unwrap().0;
    let (quarter, year) = (day(90), day(365));
    let site = simulator.overview().sites[0].cloud_id.clone();
    type Test = Box<dyn Fn(&Known) -> bool>;
    let filters: Vec<(Value, Test)> = vec![
        (
            json!({"email": "MARIA"}),
            Box::new(|known| known.email.as_deref().is_some_and(|email| email.contains("maria"))),
        ),
        (
            json!({"domains": ["acme.example"]}),
            Box::new(|known| known.email.as_deref().is_some_and(|email| email.ends_with("@acme.example"))),
        ),
        (
            json!({"groups": [{"source": source, "id": design}]}),
            Box::new({
                let design = design.clone();
                move |known| known.groups.contains(&design)
            }),
        ),
        (
            json!({"directories": ["Acme Partners"]}),
            Box::new(|known| known.directory == Some("Acme Partners")),
        ),
        (json!({"managed": true}), Box::new(|known| known.managed)),
        (json!({"synced": false}), Box::new(|known| !known.synced)),
        (json!({"accountTypes": ["app"]}), Box::new(|known| known.account_type == "app")),
        (json!({"loginHistory": "neverLoggedIn"}), Box::new(|known| last_day(known).is_none())),
        (json!({"loginHistory": "loggedInBefore"}), Box::new(|known| last_day(known).is_some())),
        (
            json!({"lastLoginBefore": quarter}),
            Box::new(move |known| last_day(known).is_some_and(|day| day < quarter)),
        ),
        (
            json!({"inactiveDays": 90}),
            Box::new(move |known| last_day(known).is_some_and(|day| day < quarter)),
        ),
        (
            json!({"lastLoginAfter": year}),
            Box::new(move |known| last_day(known).is_some_and(|day| day > year)),
        ),
        (
            json!({"apps": [{"source": source, "id": format!("jira-software/{site}")}]}),
            Box::new(|known| known.sites[0].access),
        ),
        (
            json!({"statuses": ["notInvited", "forDeletion"]}),
            Box::new(|known| {
                known.directory.is_some() && ["not_invited", "for_deletion"].contains(&known.status)
            }),
        ),
    ];
    for (filter, passes) in &filters {
        let expected = everyone.iter().filter(|known| passes(known)).count();
        assert_eq!(count(&app, filter.clone()).await, expected, "{filter}");
        assert!(expected > 0, "{filter} lets nobody through: it tests nothing");
    }
    let listed = "Email\nzoe.smith.0@acme.example\nnobody@acme.example\n";
    let file = app.invoke("read_user_file", json!({ "text": listed })).await.unwrap();
    assert_eq!((&file["matched"], &file["unmatched"][0]["line"]), (&json!(1), &json!(3)));
    assert_eq!(count(&app, json!({"inFile": true})).await, 1);

    app.click_link("Insights").await;
    app.wait_for_text("Activity by application").await;
    app.screenshot("insights").await;
    app.close().await;

    // No network, and nobody at the other end: everyone is there.
    let api = simulator.api();
    drop(simulator);
    desktop.set_colours(Colours::Dark);
    let app = desktop.open_app(&api).await;
    app.resize(1200, 800).await;
    app.click_link("Users").await;
    app.wait_patiently_for_text(&format!("{all} users")).await;
    app.fill("Search", "zoe smith").await;
    app.wait_patiently_for_text(&format!("{} of {all} users", words(zoes))).await;
    app.screenshot("offline dark").await;
    assert_eq!(app.axe().await, [""; 0]);
}

/// Whether each of these words is in the name or the e-mail.
fn matches(known: &Known, words: &[&str]) -> bool {
    // The names with these words have no other marks than this one.
    let name = known.name.to_lowercase().replace('ë', "e");
    let email = known.email.clone().unwrap_or_default().to_lowercase();
    words.iter().all(|word| name.contains(word) || email.contains(word))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_was_killed_goes_on_and_comes_to_the_same() {
    let simulator = Simulator::start(Config { users: 8_000, ..Config::default() }).await.unwrap();
    let desktop = Desktop::start("users_killed").await;
    let app = desktop.open_app(&simulator.api()).await;
    connect(&app, Form::site("Acme", &simulator, 0)).await;
    simulator.fault(FaultRule::on("startAt=5000", Fault::Hang));
    app.click_button("Sync").await;
    app.until("the first users", async || (count(&app, json!({})).await > 0).then_some(())).await;
    simulator.wait_for(1, |request| request.path_and_query.contains("startAt=7000")).await;
    app.screenshot("under way").await;
    app.kill().await;

    simulator.clear_faults();
    simulator.clear_log();
    let app = desktop.open_app(&simulator.api()).await;
    app.click_link("Users").await;
    app.wait_for_text("No users yet").await;
    app.click_button("Sync").await;
    let listed = simulator.everyone().iter().filter(|known| known.sites[0].listed).count();
    app.wait_patiently_for_text(&format!("{} users", words(listed))).await;
    app.until("the end of the sync", async || app.has_button("Sync").await.then_some(())).await;
    let again = |request: &LoggedRequest| request.path_and_query.contains("startAt=0&maxResults=1000");
    assert!(!simulator.log().iter().any(again), "it went on where it was");
    let hidden =
        simulator.everyone().iter().filter(|known| known.sites[0].listed && known.email.is_none()).count();
    assert!(hidden > 0);
    assert_eq!(
        count(&app, json!({"email": "@"})).await,
        listed - hidden,
        "those who hide their e-mail are listed without"
    );

    // What the type of source cannot serve is shown, disabled, with the reason.
    app.click_button("Filters").await;
    app.unfold("Last Login").await;
    app.wait_for_text("Jira Cloud").await;
    app.screenshot("what a site does not tell").await;

    // One person, and a file of all.
    app.fill("Search", "zoe.smith.0").await;
    app.wait_patiently_for_text(&format!("1 of {} users", words(listed))).await;
    app.click_button("Export").await;
    app.click_button("CSV").await;
    app.wait_for_text("Saved to").await;
    let downloads = fs::read_dir(desktop.folder().join("home")).unwrap().flatten();
    let file = downloads.map(|entry| entry.path()).find(|path| path.to_string_lossy().ends_with(".csv"));
    let table = fs::read_to_string(file.expect("the file is in the home folder")).unwrap();
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines[0], "Username,Email,Full Name,Status,User Directory,Last Login Date");
    assert!(lines.len() == 2 && lines[1].contains("zoe.smith.0@acme.example,Zoë Smith,Active,,"), "{table}");
    app.click_link("Zoë Smith").await;
    app.wait_for_text("In each source").await;
    app.screenshot("person").await;
}

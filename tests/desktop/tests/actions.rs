//! Actions on users, in the real window: what is selected is previewed, confirmed, run and taken back, and the
//! simulator's world is then as the window says.

#![cfg(target_os = "linux")]

use std::{collections::BTreeSet, time::Duration};

use atlassian_simulator::{Change, Config, Fault, FaultRule, Known, Simulator, cases};
use desktop_tests::{App, Colours, Desktop, Form, Key};

const SMALL: (u32, u32) = (800, 600);
const LARGE: (u32, u32) = (1400, 900);

/// Connects a site and an organization, and fetches their users.
async fn connect(app: &App<'_>, simulator: &Simulator) {
    app.create(&Form::site("Acme", simulator, 0)).await;
    app.create(&Form::access("Beta", &simulator.credentials().organization, "")).await;
    app.click_link("Users").await;
    app.click_button("Sync").await;
    let everyone = simulator.everyone();
    let of_site = everyone.iter().filter(|known| known.sites[0].listed).count();
    let of_organization = everyone.iter().filter(|known| known.managed || known.directory.is_some()).count();
    app.wait_patiently_for_text(&format!("{} users", of_site + of_organization)).await;
    app.until("the end of the sync", async || app.has_button("Sync").await.then_some(())).await;
}

/// Shows the users of one source only.
async fn only(app: &App<'_>, source: &str) {
    app.click_button("Filters").await;
    app.unfold("Source").await;
    app.tick(source).await;
    app.wait_for_text(" of ").await;
}

/// Begins an action of the menu for the users that are selected.
async fn act(app: &App<'_>, action: &str) {
    app.click_button("Actions").await;
    app.click_button(action).await;
}

/// Shows one user of the site only.
async fn find(app: &App<'_>, user: &Known) {
    app.fill("Search", user.email.as_deref().unwrap_or_default()).await;
    app.wait_for_text("1 of ").await;
}

/// Who is in a group.
fn members(simulator: &Simulator, group: &str) -> BTreeSet<String> {
    let id = simulator.groups().into_iter().find(|(_, name, _)| name == group).unwrap().0;
    let is_in = |known: &Known| known.groups.contains(&id);
    simulator.everyone().into_iter().filter(is_in).map(|known| known.account_id).collect()
}

/// One of some users who may be changed and can be searched for.
fn someone(simulator: &Simulator, of: &BTreeSet<String>) -> Known {
    let fits = |known: &Known| {
        of.contains(&known.account_id)
            && known.sites[0].listed
            && !known.synced
            && known.active
            && known.email.is_some()
    };
    simulator.everyone().into_iter().find(fits).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_confirmed_is_done_and_can_be_taken_back() {
    let simulator = Simulator::start(Config { users: 120, ..Config::default() }).await.unwrap();
    let desktop = Desktop::start("actions").await;
    let app = desktop.open_app(&simulator.api()).await;
    app.resize(1200, 800).await;
    connect(&app, &simulator).await;
    only(&app, "Acme").await;
    let selected = app.select_all().await;
    let before = members(&simulator, "engineering");

    act(&app, "Add to groups…").await;
    app.fill("Group(s)", "engineering").await;
    app.wait_for_dialog("engineering").await;
    app.press(Key::Enter).await;
    app.click_button("Preview").await;
    app.wait_patiently_for_text("Nothing has been changed yet").await;
    app.screenshot("preview").await;
    let (change, already, refused) =
        (app.told("Will change").await, app.told("Nothing to do").await, app.told("Refused").await);
    assert_eq!(change + already + refused, selected);
    app.click_button(&format!("Refused {refused}")).await;
    app.fill("Search", &simulator.credentials().jira_admin.email).await;
    app.wait_for_text("one of your own keys belongs to this account").await;
    app.fill("Search", " ").await;
    app.wait_for_text("an identity provider keeps the account").await;
    assert!(simulator.effects().is_empty(), "a preview changes nothing");

    app.fill("Reason", "A new team").await;
    app.click_button(&format!("Add {change} users to groups")).await;
    app.wait_patiently_for_text("Finished").await;
    // A reader hears of it as well.
    app.wait_for_text(&format!("Add to “engineering”: Finished, {change} done")).await;
    app.screenshot("run").await;
    let joined: BTreeSet<_> = simulator.effects().into_iter().filter_map(|effect| effect.account).collect();
    assert_eq!(joined.len(), change);
    assert!(joined.is_disjoint(&before), "nobody joined twice");
    assert_eq!(members(&simulator, "engineering"), &before | &joined);
    assert!(app.text().await.contains("A new team"));

    app.click_button("Undo…").await;
    app.wait_patiently_for_text("Nothing has been changed yet").await;
    app.click_button(&format!("Undo {change} changes")).await;
    app.wait_for_text("Undo of an earlier run").await;
    app.wait_patiently_for_text("Finished").await;
    assert_eq!(members(&simulator, "engineering"), before);

    // The one who goes for good, with the number typed.
    let gone = someone(&simulator, &joined);
    app.click_link("Users").await;
    app.click_button("None").await;
    find(&app, &gone).await;
    let count = app.select_all().await;
    let users = if count == 1 { "1 user".to_owned() } else { format!("{count} users") };
    act(&app, "Delete from site").await;
    app.wait_for_text("Nothing has been changed yet").await;
    app.click_button(&format!("Delete {users} from site")).await;
    app.wait_for_text("Type the number of users").await;
    app.screenshot("number").await;
    let deleted = |known: &Known| known.account_id == gone.account_id && known.sites[0].left;
    assert!(!simulator.everyone().iter().any(deleted), "nothing is sent before the number is typed");
    app.fill(&format!("Type {count} to confirm"), &count.to_string()).await;
    app.click_button(&format!("Delete {users} from site")).await;
    app.wait_patiently_for_text("Finished").await;
    assert!(simulator.everyone().iter().any(deleted));

    // A person, access by access.
    let person = someone(&simulator, &before);
    let effects = simulator.effects().len();
    app.click_link("Users").await;
    find(&app, &person).await;
    app.click_link(&person.name).await;
    app.click_button("End access…").await;
    app.wait_for_dialog("Remove from “engineering”").await;
    // What something larger includes is not chosen beside it.
    app.tick("Delete from site").await;
    app.wait_for_dialog("Included in “Delete from site”.").await;
    app.screenshot("end access").await;
    app.tick("Delete from site").await;
    app.tick("Remove from “engineering”").await;
    app.click_button("Preview").await;
    app.click_button("Make 1 change").await;
    app.wait_patiently_for_text("Finished").await;
    let effects = simulator.effects().split_off(effects);
    assert_eq!(effects.len(), 1);
    assert_eq!(effects[0].account.as_ref(), Some(&person.account_id));
    assert!(matches!(effects[0].change, Change::LeftGroup(_)));

    app.click_link("Activity").await;
    app.wait_for_text("Undo: Add to “engineering”").await;
    app.click_button("Export CSV").await;
    app.wait_for_text("Saved to").await;
    app.screenshot("activity").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn light() {
    tour(Colours::Light, "light", &[SMALL, LARGE]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dark() {
    tour(Colours::Dark, "dark", &[SMALL]).await;
}

/// Looks at every page of actions, with what axe finds wrong.
async fn tour(colours: Colours, name: &str, sizes: &[(u32, u32)]) {
    let simulator = Simulator::start(Config { users: 120, ..Config::default() }).await.unwrap();
    let mut desktop = Desktop::start(&format!("actions/{name}")).await;
    desktop.set_colours(colours);
    let app = desktop.open_app(&simulator.api()).await;
    let mut look = Look { app: &app, sizes, violations: Vec::new() };
    app.click_link("Activity").await;
    app.wait_for_text("Nothing was done yet").await;
    look.at("00 nothing done").await;
    app.click_link("External Sources").await;
    connect(&app, &simulator).await;
    app.select_all().await;
    for (width, height) in sizes {
        app.resize(*width, *height).await;
        app.click_button("Actions").await;
        app.wait_for_text("Change directory").await;
        app.screenshot(&format!("01 menu {width}")).await;
        look.violations.extend(app.axe().await);
        app.press(Key::Escape).await;
    }
    act(&app, "Create Jira issue…").await;
    app.wait_for_dialog("The first of them would be").await;
    look.at("02 issue").await;
    app.click_button("Cancel").await;
    act(&app, "Add to groups…").await;
    app.click_button("Preview").await;
    app.wait_for_dialog("Choose a group").await;
    app.fill("Group(s)", "eng").await;
    app.wait_for_dialog("engineering").await;
    app.screenshot("03 groups found").await;
    app.press(Key::Enter).await;
    look.at("03 groups").await;
    app.click_button("Cancel").await;
    act(&app, "Remove application access…").await;
    app.wait_for_dialog("Applications").await;
    look.at("04 applications").await;
    app.click_button("Cancel").await;
    act(&app, "Delete account").await;
    app.wait_patiently_for_text("Nothing has been changed yet").await;
    look.at("05 preview").await;
    app.click_button(&format!("Delete accounts of {} users", app.told("Will change").await)).await;
    app.wait_for_text("Type the number").await;
    look.at("06 number").await;
    app.click_link("Settings").await;
    app.fill("Most users per run", "5").await;
    app.fill("Groups never to touch", "site-admins").await;
    app.screenshot("06 safety").await;
    app.tick("A reason is required for each run").await;
    app.click_link("Users").await;
    act(&app, "Suspend access").await;
    app.wait_patiently_for_text("one run may change 5").await;
    look.at("06 too many").await;
    app.click_link("Settings").await;
    app.fill("Most users per run", "0").await;
    app.click_link("Users").await;
    act(&app, "Suspend access").await;
    app.wait_patiently_for_text("Nothing has been changed yet").await;
    let users = app.told("Will change").await;
    app.fill("Reason", "They have left the company, says HR").await;
    simulator.fault(FaultRule::on("/suspend", Fault::Slow(Duration::from_secs(2))));
    app.click_button(&format!("Suspend {users} users")).await;
    app.wait_for_text("Running").await;
    app.wait_for_text(" left").await;
    look.at("07 run").await;
    app.click_link("Users").await;
    app.wait_for_text("“Suspend access”:").await;
    look.at("08 strip").await;
    app.click_link("Show run").await;
    app.click_button("Pause").await;
    app.wait_for_text("Paused").await;
    look.at("09 paused").await;
    simulator.clear_faults();
    simulator.fault(FaultRule::on("/suspend", cases::org_user_token()));
    app.click_button("Continue").await;
    app.wait_for_text("Stopped").await;
    look.at("10 stopped").await;
    simulator.clear_faults();
    simulator.fault(FaultRule::on("/suspend", cases::org_no_rights("")).times(1));
    app.click_button("Continue").await;
    app.wait_patiently_for_text("Finished").await;
    look.at("11 finished").await;
    app.click_link("Activity").await;
    app.wait_for_text("Suspend access").await;
    look.at("12 activity").await;
    app.click_link("Scheduled tasks").await;
    app.wait_for_text("No scheduled task yet").await;
    look.at("13 no task").await;
    app.click_button("New task").await;
    app.wait_for_dialog("Everyone").await;
    look.at("14 task").await;
    app.fill("Name", "Suspend who left").await;
    app.choose("Action", "Suspend access").await;
    app.click_button("Save").await;
    app.wait_for_dialog("Note why this is done").await;
    app.fill("Reason", "They are gone").await;
    app.click_button("Save").await;
    app.wait_for_text("Mondays at 07:00").await;
    look.at("15 tasks").await;
    app.click_button("Run now").await;
    app.wait_for_text("Test of the scheduled task").await;
    look.at("16 test").await;
    app.click_link("Users").await;
    app.click_link("Noah Smith").await;
    app.click_button("End access…").await;
    app.wait_for_dialog("All they could lose").await;
    look.at("17 end access").await;
    app.click_button("Cancel").await;
    assert!(look.violations.is_empty(), "{}", look.violations.join("\n"));
}

/// What is wrong with the window, gathered so that one run tells all there is to mend.
struct Look<'a> {
    app: &'a App<'a>,
    sizes: &'a [(u32, u32)],
    violations: Vec<String>,
}

impl Look<'_> {
    async fn at(&mut self, state: &str) {
        let Self { app, sizes, violations } = self;
        for (width, height) in *sizes {
            app.resize(*width, *height).await;
            app.screenshot(&format!("{state} {width}")).await;
            if app.overflows_sideways().await {
                violations.push(format!("{state}: wider than a window of {width}"));
            }
        }
        violations.extend(app.axe().await.into_iter().map(|violation| format!("{state}: {violation}")));
    }
}

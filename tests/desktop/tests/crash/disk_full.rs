//! A disk that is full in the middle of a run.

use std::fs::{self, File};

use atlassian_simulator::{Config, Outcome, Simulator};
use desktop_tests::Desktop;
use rustix::process::{Pid, Resource, Rlimit, prlimit};

use super::{
    App,
    runs::{accounts, is_write, members},
};

const WRITES: usize = 300;
/// So far files can be written: the database and standard error are longer by then.
const FULL: u64 = 4096;

#[tokio::test(flavor = "multi_thread")]
async fn a_run_stops_when_its_journal_cannot_be_written_and_goes_on_later() {
    let simulator = Simulator::start(Config { users: 500, ..Config::default() }).await.unwrap();
    let desktop = Desktop::start("disk-full").await;
    let (group, ..) = simulator.groups().into_iter().find(|(_, name, _)| name == "empty").unwrap();
    // Desktops put standard error into a file, on the same disk.
    let errors = desktop.data_dir().with_file_name("errors");
    fs::write(&errors, " ".repeat(2 * FULL as usize)).unwrap();
    let errors = File::options().append(true).open(errors).unwrap();
    let mut app = App::start_with(&desktop, &simulator, errors.into());
    let admin = &simulator.credentials().jira_admin;
    app.tell(&format!("create Site {} {} {} ", simulator.site(0), admin.email, admin.token)).unwrap();
    assert_eq!(app.tell("sync Site").unwrap(), "done");
    let begun = app.tell(&format!("add Site {group} {WRITES}")).unwrap();
    let (run, planned) = (begun["run"].as_str().unwrap().to_owned(), accounts(&begun["planned"]));

    simulator.wait_for(20, is_write).await;
    let id = Pid::from_raw(app.process.id().try_into().unwrap());
    prlimit(id, Resource::Fsize, Rlimit { current: Some(FULL), maximum: None }).unwrap();
    let ended = app.tell(&format!("ended {run}")).unwrap();
    assert_eq!(ended["state"]["kind"], "stopped", "{ended}");
    assert!(ended["state"]["problem"]["message"].as_str().unwrap().contains("journal"), "{ended}");
    let sent = simulator.log().into_iter().filter(is_write).count();
    assert!(sent < WRITES, "it went on without a journal");

    let mut app = app.restart(&desktop, &simulator);
    app.tell(&format!("resume {run}")).unwrap();
    let ended = app.tell(&format!("ended {run}")).unwrap();
    assert_eq!(ended["state"]["kind"], "finished", "{ended}");
    assert_eq!(ended["counts"]["done"], planned.len(), "{ended}");
    assert_eq!(members(&simulator, &group), planned);
    assert_eq!(simulator.effects().len(), planned.len());
    for write in simulator.log().into_iter().filter(is_write) {
        assert!(!matches!(write.outcome, Outcome::Status(400..)), "sent again: {write:?}");
    }
}

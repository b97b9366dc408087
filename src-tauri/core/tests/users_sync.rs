//! Syncing the users of sources, against what the simulator knows of them itself.

#[path = "../../../tests/support/mod.rs"]
mod support;

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use atlassian_client::{self as client, Client};
use atlassian_simulator::{Canned, Config, Fault, FaultRule, Host, Known, Simulator, cases};
use external_sources_core::{
    Notification, Notifier, Problem, Settings, SourceId, Sources, SystemNetwork, Watch,
    source_types::ConnectionType,
    users::{
        directory::kept,
        page::UserSource,
        user::{AccountType, App, AppAccess, Group, Roster, User, UserStatus},
    },
};
use proptest::prelude::*;
use serde_json::json;
use support::{CHECKED, Later, MemoryKeychain, environment, organization, site, uncancelled};

struct Office {
    simulator: Simulator,
    dir: tempfile::TempDir,
    keychain: MemoryKeychain,
    clock: Later,
}

impl Office {
    async fn of(users: usize, squads: usize) -> Self {
        let config = Config { users, squads, ..Config::default() };
        Self {
            simulator: Simulator::start(config).await.unwrap(),
            dir: tempfile::tempdir().unwrap(),
            keychain: MemoryKeychain::default(),
            clock: Later::default(),
        }
    }

    fn start(&self) -> Arc<Sources> {
        // Does not wait for what it can tell at once; what is slow may just be this computer.
        let (api, patience) = (self.simulator.api().parse().unwrap(), Duration::from_millis(20));
        let client = Client::new(client::Config { api, patience, ..Default::default() }).unwrap();
        let dir = self.dir.path();
        let (environment, notices) =
            environment(dir, self.keychain.clone(), client, self.clock.clone(), SystemNetwork);
        Sources::new(environment, notices)
    }

    async fn connect(&self, sources: &Arc<Sources>, kind: ConnectionType) -> SourceId {
        let known = self.simulator.credentials();
        let draft = match kind {
            ConnectionType::JiraCloud => site("Site", &self.simulator.site(0), &known.jira_admin),
            ConnectionType::Access => {
                organization("Acme", &self.simulator.organization_id(), &known.organization)
            }
        };
        sources.create(draft, CHECKED, uncancelled()).await.unwrap().id
    }

    async fn open(kind: ConnectionType, users: usize, squads: usize) -> (Self, Arc<Sources>, SourceId) {
        let office = Self::of(users, squads).await;
        let sources = office.start();
        let id = office.connect(&sources, kind).await;
        (office, sources, id)
    }

    /// What is kept of a source, by account id.
    fn kept(&self, id: SourceId) -> Option<Roster> {
        let directory = kept::newest(&self.dir.path().join("users"), id)?.unwrap();
        Some(Roster {
            fetched_at: directory.fetched_at(),
            users: sorted((0..directory.len()).map(|row| directory.user(row))),
            groups: directory.groups().to_vec(),
            apps: directory.apps().to_vec(),
            tells_activity: directory.tells_activity(),
        })
    }

    fn roster(&self, id: SourceId) -> Roster {
        self.kept(id).unwrap()
    }

    fn spool(&self, id: SourceId) -> PathBuf {
        self.dir.path().join("users").join(format!("{id}.part"))
    }

    fn host(&self, number: usize) -> String {
        self.simulator.site(number).replace("http://", "")
    }

    fn groups(&self, tells_synced: bool) -> Vec<Group> {
        let groups = self.simulator.groups().into_iter();
        let mut groups: Vec<_> =
            groups.map(|(id, name, synced)| Group { id, name, synced: synced && tells_synced }).collect();
        groups.sort_by(|a, b| a.id.cmp(&b.id));
        groups
    }

    /// What a sync of the kind must come to.
    fn truth(&self, kind: ConnectionType) -> (Vec<User>, Vec<Group>, Vec<App>) {
        let everyone = self.simulator.everyone();
        match kind {
            ConnectionType::JiraCloud => {
                let listed = everyone.into_iter().filter(|known| known.sites[0].listed);
                let name = format!("Jira Software ({})", self.host(0));
                let app = App { id: "jira-software".into(), name, seats: Some(2_000_000) };
                (sorted(listed.map(of_site)), self.groups(false), vec![app])
            }
            ConnectionType::Access => {
                let sites = self.simulator.overview().sites;
                let products =
                    [("jira-software", "Jira Software"), ("jira-servicedesk", "Jira Service Management")];
                let apps = products.iter().zip(&sites).enumerate().map(|(number, ((key, name), site))| App {
                    id: format!("{key}/{}", site.cloud_id),
                    name: format!("{name} ({})", self.host(number)),
                    seats: None,
                });
                let mut apps: Vec<_> = apps.collect();
                let ids: Vec<_> = apps.iter().map(|app| app.id.clone()).collect();
                apps.sort_by(|a, b| a.id.cmp(&b.id));
                let known = everyone.into_iter().filter(|known| known.managed || known.directory.is_some());
                (sorted(known.map(|known| of_organization(known, &ids))), self.groups(true), apps)
            }
        }
    }

    fn assert_true(&self, id: SourceId, kind: ConnectionType) {
        let (roster, (users, groups, apps)) = (self.roster(id), self.truth(kind));
        assert_eq!(roster.users.len(), users.len());
        for (user, truth) in roster.users.iter().zip(&users) {
            assert_eq!(user, truth);
        }
        assert_eq!((&roster.groups, &roster.apps), (&groups, &apps));
        assert_eq!(roster.tells_activity, kind == ConnectionType::Access);
    }
}

fn sorted(users: impl Iterator<Item = User>) -> Vec<User> {
    let mut users: Vec<_> = users.collect();
    users.sort_by(|a, b| a.account_id.cmp(&b.account_id));
    users
}

fn of_site(known: Known) -> User {
    let app = AppAccess { app: "jira-software".into(), last_active: None };
    User {
        account_type: account_type(known.account_type),
        status: if known.active { UserStatus::Active } else { UserStatus::Inactive },
        managed: None,
        synced: None,
        directory: None,
        apps: known.sites[0].access.then_some(app).into_iter().collect(),
        last_active: None,
        added: None,
        account_id: known.account_id,
        name: known.name,
        email: known.email,
        groups: known.groups,
    }
}

fn of_organization(known: Known, apps: &[String]) -> User {
    let sites = known.sites.iter().zip(apps).filter(|(site, _)| site.access);
    let mut apps: Vec<_> =
        sites.map(|(site, app)| AppAccess { app: app.clone(), last_active: site.last_active }).collect();
    apps.sort_by(|a, b| a.app.cmp(&b.app));
    let used = apps.iter().filter_map(|app| app.last_active).max();
    User {
        account_type: account_type(known.account_type),
        status: match (known.directory, known.status, known.account_status) {
            (None, _, "active") | (Some(_), "active", _) => UserStatus::Active,
            (None, _, "closed") => UserStatus::Closed,
            (Some(_), "suspended", _) => UserStatus::Suspended,
            (Some(_), "not_invited", _) => UserStatus::NotInvited,
            (Some(_), "for_deletion", _) => UserStatus::ForDeletion,
            _ => UserStatus::Deactivated,
        },
        managed: Some(known.managed),
        synced: Some(known.synced),
        directory: known.directory.map(str::to_owned),
        last_active: if known.managed { known.last_active() } else { used },
        apps,
        added: Some(known.added),
        account_id: known.account_id,
        name: known.name,
        email: known.email,
        groups: known.groups,
    }
}

fn account_type(name: &str) -> AccountType {
    match name {
        "atlassian" => AccountType::Person,
        "app" => AccountType::App,
        "customer" => AccountType::Customer,
        other => panic!("{other}"),
    }
}

async fn state(sources: &Arc<Sources>, id: SourceId) -> UserSource {
    sources.user_sources().await.unwrap().into_iter().find(|state| state.source == id).unwrap()
}

async fn problem(sources: &Arc<Sources>, id: SourceId) -> Option<Problem> {
    state(sources, id).await.problem
}

const KINDS: [ConnectionType; 2] = [ConnectionType::JiraCloud, ConnectionType::Access];

#[tokio::test]
async fn a_sync_comes_to_what_is_true() {
    for kind in KINDS {
        let (office, sources, id) = Office::open(kind, 2_300, 30).await;
        sources.sync_users(id).await.unwrap();
        office.assert_true(id, kind);
        let state = state(&sources, id).await;
        assert_eq!((state.users, state.sync, state.problem), (office.roster(id).users.len(), None, None));
        assert!(!office.spool(id).exists());
        let users = office.roster(id).users;
        assert!(users.iter().any(|user| user.email.is_none()), "some hide it");
        let never = users.iter().filter(|user| user.last_active.is_none()).count();
        assert!(if kind == ConnectionType::Access {
            (1..users.len()).contains(&never)
        } else {
            never == users.len()
        });
    }
}

#[tokio::test]
async fn tokens_with_scopes_sync_through_the_gateway() {
    let office = Office::of(1_200, 0).await;
    let sources = office.start();
    let scoped = &office.simulator.credentials().jira_scoped;
    let draft = site("Site", &office.simulator.site(0), scoped);
    let id = sources.create(draft, CHECKED, uncancelled()).await.unwrap().id;
    sources.sync_users(id).await.unwrap();
    office.assert_true(id, ConnectionType::JiraCloud);
}

#[tokio::test]
async fn ten_thousand_groups_are_read() {
    let (office, sources, id) = Office::open(ConnectionType::JiraCloud, 600, 10_000).await;
    sources.sync_users(id).await.unwrap();
    office.assert_true(id, ConnectionType::JiraCloud);
    assert!(office.simulator.peak_in_flight() <= 8);
}

#[tokio::test]
async fn whoever_comes_twice_is_there_once_as_told_later() {
    for (kind, page) in
        [(ConnectionType::JiraCloud, "startAt=1000&"), (ConnectionType::Access, "/users/search")]
    {
        let (office, sources, id) = Office::open(kind, 2_300, 0).await;
        office.simulator.fault(FaultRule::on(page, Fault::Twice("Renamed".into())).times(1));
        sources.sync_users(id).await.unwrap();
        let (users, truth) = (office.roster(id).users, office.truth(kind).0);
        assert_eq!(users.len(), truth.len());
        let other: Vec<_> = users.iter().zip(&truth).filter(|(user, truth)| user != truth).collect();
        assert_eq!(other.len(), 1);
        assert_eq!(*other[0].0, User { name: "Renamed".into(), ..other[0].1.clone() });
    }
}

#[tokio::test]
async fn a_key_with_half_the_rights_gets_half_and_says_so() {
    let (office, sources, id) = Office::open(ConnectionType::Access, 700, 0).await;
    let accounts = format!("/orgs/{}/users", office.simulator.organization_id());
    let no_right = |path: &str| FaultRule::on(path, cases::org_no_rights(path));

    office.simulator.fault(no_right(&accounts));
    sources.sync_users(id).await.unwrap();
    let told = problem(&sources, id).await.unwrap();
    assert!(
        told.message.contains("managed accounts") && told.hint.contains("read:accounts:admin"),
        "{told:?}"
    );
    let truth = office.truth(ConnectionType::Access).0;
    assert_eq!(office.roster(id).users.len(), truth.iter().filter(|user| user.directory.is_some()).count());

    office.simulator.clear_faults();
    office.simulator.fault(no_right("/directories"));
    sources.sync_users(id).await.unwrap();
    let told = problem(&sources, id).await.unwrap();
    assert!(told.message.contains("directories") && told.hint.contains("read:directories:admin"), "{told:?}");
    assert_eq!(office.roster(id).users.len(), truth.iter().filter(|user| user.managed == Some(true)).count());
    assert!(office.roster(id).users.iter().any(|user| user.status == UserStatus::Closed));

    let before = office.roster(id);
    office.simulator.fault(no_right(&accounts));
    sources.sync_users(id).await.unwrap();
    let told = problem(&sources, id).await.unwrap();
    assert!(told.message.starts_with("The users of “Acme” could not be read."), "{told:?}");
    assert_eq!(office.roster(id), before);

    office.simulator.clear_faults();
    // Without the right to list directories, all of them are still searched.
    office.simulator.fault(no_right("/directories").method("GET"));
    sources.sync_users(id).await.unwrap();
    assert_eq!(problem(&sources, id).await, None);
    assert_eq!(office.roster(id).users.len(), truth.len());
}

/// Makes every kind of trouble at a page, once and for good, and sees what a sync makes of it.
async fn trouble(kind: ConnectionType, page: &str, after: u32) {
    let (office, sources, id) = Office::open(kind, 2_300, 30).await;
    let at = |trouble: Fault| FaultRule::on(page, trouble).after(after);
    let server_error = || Fault::from(Canned::json(500, &json!({"message": "oops"})));
    let busy = cases::busy_429(&cases::BusyHeader::RetryAfterSeconds(1));
    for passing in [busy.into(), server_error(), Fault::CutMidBody] {
        office.simulator.fault(at(passing).times(1));
    }
    sources.sync_users(id).await.unwrap();
    assert_eq!(problem(&sources, id).await, None, "{page}");
    office.assert_true(id, kind);
    let before = office.roster(id);

    let not_soon = cases::busy_429(&cases::BusyHeader::RetryAfterSeconds(3600));
    for (lasting, said) in [
        (server_error(), "does not document"),
        (Fault::CutMidBody, "connection was lost"),
        (cases::truncated_json().into(), "does not document"),
        (cases::bad_token_strict().into(), "refused"),
        (cases::login_page_200().into(), "web page"),
        (not_soon.into(), "busy"),
    ] {
        // What came before the trouble is not asked for again.
        fs::remove_file(office.spool(id)).ok();
        office.simulator.clear_faults();
        office.simulator.fault(at(lasting));
        sources.sync_users(id).await.unwrap();
        let told = problem(&sources, id).await.unwrap_or_else(|| panic!("{page}: {said}"));
        let name = if kind == ConnectionType::Access { "Acme" } else { "Site" };
        let begin = format!("The users of “{name}” could not be read. ");
        assert!(told.message.starts_with(&begin) && told.message.contains(said), "{page}: {told:?}");
        assert!(!told.hint.is_empty());
        assert_eq!(office.roster(id), before, "{page}");
    }
    office.simulator.clear_faults();
    // The pause that was asked for holds for as long as the app runs.
    drop(sources);
    let sources = office.start();
    sources.sync_users(id).await.unwrap();
    assert_eq!(problem(&sources, id).await, None, "{page}");
    office.assert_true(id, kind);
}

#[tokio::test]
async fn trouble_in_a_page_of_users_is_waited_out_or_told() {
    for page in ["startAt=0&", "startAt=2000&", "startAt=9000&"] {
        trouble(ConnectionType::JiraCloud, page, 0).await;
    }
}

#[tokio::test]
async fn trouble_with_groups_is_waited_out_or_told() {
    for (page, after) in
        [("/group/bulk", 0), ("/applicationrole", 0), ("/group/member", 0), ("/group/member", 25)]
    {
        trouble(ConnectionType::JiraCloud, page, after).await;
    }
}

#[tokio::test]
async fn trouble_in_an_organization_is_waited_out_or_told() {
    for (page, after) in
        [("/v2/", 0), ("/users?cursor", 3), ("/users/search", 0), ("/users/search", 9), ("/groups/search", 0)]
    {
        trouble(ConnectionType::Access, page, after).await;
    }
}

#[tokio::test]
async fn the_first_users_show_while_the_rest_is_on_its_way() {
    let (office, sources, id) = Office::open(ConnectionType::JiraCloud, 9_500, 0).await;
    office.simulator.clear_log();
    office.simulator.fault(FaultRule::on("startAt=1000&", Fault::Hang));
    let syncing = tokio::spawn({
        let sources = Arc::clone(&sources);
        async move { sources.sync_users(id).await }
    });
    let mut changes = sources.user_changes();
    while state(&sources, id).await.users == 0 {
        changes.changed().await.unwrap();
    }
    assert_eq!(
        office.simulator.log()[0].path_and_query,
        "/rest/api/3/users/search?startAt=0&maxResults=1000"
    );
    let waiting = state(&sources, id).await;
    let progress = waiting.sync.unwrap();
    assert_eq!((progress.stage.as_str(), progress.done), ("Users", waiting.users));
    assert_eq!(waiting.fetched_at, None, "they are not all");

    // Whoever asks again meanwhile begins no other.
    sources.sync_users(id).await.unwrap();
    sources.cancel_sync(id);
    syncing.await.unwrap().unwrap();
    assert_eq!(state(&sources, id).await.sync, None);
    office.simulator.clear_faults();
    sources.sync_users(id).await.unwrap();
    let users = office.truth(ConnectionType::JiraCloud).0.len();
    assert_eq!(state(&sources, id).await.users, users);

    // Later ones show when they are whole.
    office.simulator.fault(FaultRule::on("startAt=8000&", Fault::Hang));
    let syncing = tokio::spawn({
        let sources = Arc::clone(&sources);
        async move { sources.sync_users(id).await }
    });
    while state(&sources, id).await.sync.is_none_or(|progress| progress.done < 1000) {
        // How far it is, is told only so often: the last of it may go untold while a page is waited for.
        tokio::task::yield_now().await;
        assert_eq!(state(&sources, id).await.users, users);
    }
    sources.cancel_sync(id);
    syncing.await.unwrap().unwrap();
    assert_eq!(state(&sources, id).await.users, users);
}

/// Stops a sync at a request, by a cancel or by what a crash leaves, and sees the next one go on.
async fn stopped(kind: ConnectionType, at: u32, crash: Option<f64>) {
    let (office, sources, id) = Office::open(kind, 2_300, 40).await;
    let asked = || office.simulator.log().len();
    office.simulator.clear_log();
    sources.sync_users(id).await.unwrap();
    let (undisturbed, all) = (office.roster(id), asked());

    office.simulator.clear_log();
    office.simulator.fault(FaultRule::on("", Fault::Hang).after(at));
    let syncing = tokio::spawn({
        let sources = Arc::clone(&sources);
        async move { sources.sync_users(id).await }
    });
    let hanging = office.simulator.wait_for(at as usize + 1, |_| true);
    hanging.await;
    // What was answered is taken in before the sync is stopped.
    sources.cancel_sync(id);
    syncing.await.unwrap().unwrap();
    assert_eq!(office.roster(id), undisturbed, "a sync that was stopped changes nothing");
    drop(sources);
    office.simulator.clear_faults();
    office.simulator.clear_log();

    if let Some(part) = crash {
        let whole = fs::read(office.spool(id)).unwrap();
        fs::write(office.spool(id), &whole[..(whole.len() as f64 * part) as usize]).unwrap();
    }
    let sources = office.start();
    sources.sync_users(id).await.unwrap();
    let resumed = office.roster(id);
    assert_eq!(
        (resumed.users, resumed.groups, resumed.apps),
        (undisturbed.users, undisturbed.groups, undisturbed.apps)
    );
    assert_eq!(problem(&sources, id).await, None);
    if crash.is_none() && at > 60 {
        assert!(asked() < all, "{} of {all}", asked());
    }
    assert!(!office.spool(id).exists());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sync_that_was_stopped_comes_to_the_same(
        access in any::<bool>(), at in 0u32..70, crash in proptest::option::of(0.0..1.0f64),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let kind = KINDS[usize::from(access)];
        // An organization of this size is read in some sixty requests, a site in more.
        let at = if access { at % 40 } else { at };
        runtime.block_on(stopped(kind, at, crash));
    }
}

#[tokio::test]
async fn what_came_is_thrown_away_when_it_is_old_or_of_another_key() {
    let (office, sources, id) = Office::open(ConnectionType::JiraCloud, 2_300, 0).await;
    let stop = async || {
        office.simulator.fault(FaultRule::on("/group/bulk", cases::login_page_200()));
        sources.sync_users(id).await.unwrap();
        office.simulator.clear_faults();
        office.simulator.clear_log();
        assert!(office.spool(id).exists());
    };
    let begins_anew = || {
        office
            .simulator
            .log()
            .iter()
            .any(|request| request.path_and_query.contains("startAt=0&maxResults=1000"))
    };

    stop().await;
    sources.sync_users(id).await.unwrap();
    assert!(!begins_anew());

    stop().await;
    let spool = fs::read(office.spool(id)).unwrap();
    for secret in office.simulator.credentials().all_secrets() {
        assert!(!spool.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
    office.clock.0.store(24, Ordering::Relaxed);
    sources.sync_users(id).await.unwrap();
    assert!(begins_anew());

    stop().await;
    let draft = site("Site", &office.simulator.site(0), &office.simulator.credentials().jira_admin);
    sources.update(id, draft, CHECKED, uncancelled()).await.unwrap();
    sources.sync_users(id).await.unwrap();
    assert!(begins_anew());

    let elsewhere = site("Site", &office.simulator.site(1), &office.simulator.credentials().jira_admin);
    sources.update(id, elsewhere, CHECKED, uncancelled()).await.unwrap();
    assert!(office.kept(id).is_none(), "they were another site's");

    stop().await;
    sources.delete(id).await.unwrap();
    assert!(!office.spool(id).exists() && office.kept(id).is_none());
}

#[tokio::test]
async fn a_source_that_is_deleted_while_it_syncs_leaves_nothing() {
    let (office, sources, id) = Office::open(ConnectionType::JiraCloud, 1_200, 0).await;
    office.simulator.fault(FaultRule::on("/group/bulk", Fault::Hang));
    let syncing = tokio::spawn({
        let sources = Arc::clone(&sources);
        async move { sources.sync_users(id).await }
    });
    office.simulator.wait_for(1, |request| request.path_and_query.contains("/group/bulk")).await;
    sources.delete(id).await.unwrap();
    syncing.await.unwrap().unwrap();
    assert!(!office.spool(id).exists() && office.kept(id).is_none());
}

struct Silent;

impl Notifier for Silent {
    async fn show(&self, _: Notification) -> bool {
        true
    }
}

#[tokio::test]
async fn users_that_were_fetched_once_are_fetched_again_in_the_background() {
    let office = Office::of(300, 0).await;
    let sources = office.start();
    let (site, acme) = (
        office.connect(&sources, ConnectionType::JiraCloud).await,
        office.connect(&sources, ConnectionType::Access).await,
    );
    sources.sync_users(site).await.unwrap();
    let first = office.roster(site).fetched_at;
    let mut watch = Watch::new(Arc::clone(&sources), Silent);
    office.simulator.clear_log();

    office.clock.0.store(23, Ordering::Relaxed);
    watch.refresh().await.unwrap();
    let never = Settings { sync_users_every_hours: 0, ..Settings::default() };
    sources.set_settings(never).await.unwrap();
    office.clock.0.store(48, Ordering::Relaxed);
    watch.refresh().await.unwrap();
    sources.set_settings(Settings::default()).await.unwrap();
    assert!(office.simulator.log().is_empty());

    office.clock.0.store(72, Ordering::Relaxed);
    let mut changes = sources.user_changes();
    watch.refresh().await.unwrap();
    while office.roster(site).fetched_at == first {
        changes.changed().await.unwrap();
    }
    assert!(office.kept(acme).is_none(), "nobody asked for these");
    assert!(office.simulator.log().iter().all(|request| request.host == Host::Site(0)));

    sources.sync_all_users().await.unwrap();
    office.assert_true(site, ConnectionType::JiraCloud);
    office.assert_true(acme, ConnectionType::Access);
}

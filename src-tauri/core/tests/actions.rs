//! Bulk actions, against what the simulator knows has changed.

#[path = "../../../tests/support/mod.rs"]
mod support;

use std::{
    collections::BTreeSet,
    fs,
    ops::ControlFlow,
    sync::{Arc, Mutex, atomic::Ordering},
    time::Duration,
};

use atlassian_client::{self as client, Client};
use atlassian_simulator::{
    Canned, Config, Fault, FaultRule, Known, Limits, LoggedRequest, Simulator,
    cases::{self, BusyHeader},
};
use external_sources_core::{
    Error, Notification, Notifier, Settings, SourceId, Sources, SystemNetwork, Target, Watch,
    actions::{
        activity::{Activity, ActivityQuery, ActivityShow, RunTable, RunView},
        change::Change,
        plan::{ItemQuery, ItemRow, PlanView, Show},
        planning::Confirmation,
        request::{ActionRequest, ChosenChange, IssueTemplate, PlanRequest},
        run::{Outcome, RunId, RunState},
        safety::Safety,
        task::{Schedule, Task, TaskId},
    },
    source_types::ConnectionType,
    users::{
        directory::kept,
        filter::{InSource, UserFilter},
        user::UserStatus,
    },
};
use support::{CHECKED, Later, MemoryKeychain, environment, organization, site, uncancelled};

/// One source with its users, and the simulator behind it.
struct Office {
    simulator: Simulator,
    dir: tempfile::TempDir,
    keychain: MemoryKeychain,
    clock: Later,
    sources: Arc<Sources>,
    source: SourceId,
}

impl Office {
    async fn of(kind: ConnectionType, users: usize) -> Self {
        let simulator = Simulator::start(Config { users, ..Config::default() }).await.unwrap();
        let (dir, keychain) = (tempfile::tempdir().unwrap(), MemoryKeychain::default());
        let clock = Later::default();
        let sources = open(&simulator, &dir, &keychain, &clock);
        let known = simulator.credentials();
        let draft = match kind {
            ConnectionType::JiraCloud => site("Site", &simulator.site(0), &known.jira_admin),
            ConnectionType::Access => organization("Acme", &simulator.organization_id(), &known.organization),
        };
        let source = sources.create(draft, CHECKED, uncancelled()).await.unwrap().id;
        sources.sync_users(source).await.unwrap();
        simulator.clear_log();
        // Answers that tell a wide limit: without, a run feels its way first.
        simulator.limit(Some(Limits::bucket(1000, 1000.0)));
        Self { simulator, dir, keychain, clock, sources, source }
    }

    fn group(&self, name: &str) -> InSource {
        let groups = self.simulator.groups();
        let (id, ..) = groups.into_iter().find(|(_, known, _)| known == name).unwrap();
        InSource { source: self.source, id }
    }

    async fn plan(&self, request: PlanRequest) -> Result<PlanView, Error> {
        self.sources.plan(request, |_, _| ControlFlow::Continue(())).await
    }

    /// A plan for everyone that a filter lets through.
    async fn plan_for(&self, filter: UserFilter, action: ActionRequest) -> PlanView {
        self.plan(PlanRequest::Matching { filter: Box::new(filter), action }).await.unwrap()
    }

    async fn rows(&self, plan: &PlanView, show: Show) -> Vec<ItemRow> {
        let query = ItemQuery { show, search: String::new(), offset: 0, limit: usize::MAX };
        self.sources.plan_items(plan.id, &query).unwrap().rows
    }

    async fn begin(&self, plan: &PlanView) -> RunId {
        self.sources.begin_run(plan.id, confirmed(plan)).await.unwrap()
    }

    async fn run(&self, plan: &PlanView) -> RunView {
        let id = self.begin(plan).await;
        self.ended(id).await
    }

    /// The run, once nothing of it is under way.
    async fn ended(&self, id: RunId) -> RunView {
        let sources = Arc::clone(&self.sources);
        let ended = async move {
            let mut changes = sources.run_changes();
            loop {
                changes.borrow_and_update();
                let run = sources.run_of(id).await.unwrap();
                if run.progress.is_none() && run.run.state != RunState::Running {
                    return run;
                }
                changes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(120), ended).await.expect("the run ends")
    }

    async fn outcomes(&self, id: RunId) -> Vec<ItemRow> {
        let query = ItemQuery { show: Show::All, search: String::new(), offset: 0, limit: usize::MAX };
        self.sources.run_items(id, query).await.unwrap().rows
    }

    /// Who is in a group, as the simulator has it.
    fn members(&self, group: &InSource) -> BTreeSet<String> {
        let everyone = self.simulator.everyone().into_iter();
        everyone.filter(|user| user.groups.contains(&group.id)).map(|user| user.account_id).collect()
    }

    /// Who is in a group, as far as is kept.
    fn kept_members(&self, group: &InSource) -> BTreeSet<String> {
        let directory = kept::newest(&self.dir.path().join("users"), self.source).unwrap().unwrap();
        let users = (0..directory.len()).map(|row| directory.user(row));
        users.filter(|user| user.groups.contains(&group.id)).map(|user| user.account_id).collect()
    }

    fn status(&self, account_id: &str) -> UserStatus {
        let directory = kept::newest(&self.dir.path().join("users"), self.source).unwrap().unwrap();
        let mut users = (0..directory.len()).map(|row| directory.user(row));
        users.find(|user| user.account_id == account_id).unwrap().status
    }

    fn known(&self, account_id: &str) -> Known {
        self.simulator.everyone().into_iter().find(|user| user.account_id == account_id).unwrap()
    }

    /// How many changes took effect.
    fn effects(&self) -> usize {
        self.simulator.effects().len()
    }
}

fn open(
    simulator: &Simulator,
    dir: &tempfile::TempDir,
    keychain: &MemoryKeychain,
    clock: &Later,
) -> Arc<Sources> {
    let (api, patience) = (simulator.api().parse().unwrap(), Duration::from_millis(20));
    let timeout = Duration::from_secs(5);
    let client = Client::new(client::Config { api, patience, timeout, ..Default::default() }).unwrap();
    let (environment, notices) =
        environment(dir.path(), keychain.clone(), client, clock.clone(), SystemNetwork);
    Sources::new(environment, notices)
}

fn confirmed(plan: &PlanView) -> Confirmation {
    Confirmation { typed: Some(plan.users), reason: "a test".into() }
}

fn accounts(rows: &[ItemRow]) -> BTreeSet<String> {
    rows.iter().map(|row| row.account_id.clone()).collect()
}

fn named(name: &str) -> UserFilter {
    UserFilter { search: name.into(), ..UserFilter::default() }
}

const WRITE: &str = "/group/user";

#[tokio::test(flavor = "multi_thread")]
async fn who_was_planned_changes_and_nobody_else_and_it_can_be_taken_back() {
    let office = Office::of(ConnectionType::JiraCloud, 250).await;
    let group = office.group("Design & Brand");
    let (before, kept_before) = (office.members(&group), office.kept_members(&group));
    let add = ActionRequest::AddToGroups { groups: vec![group.clone()] };
    let plan = office.plan_for(named("smith"), add.clone()).await;
    let planned = accounts(&office.rows(&plan, Show::Planned).await);
    let already = accounts(&office.rows(&plan, Show::Already).await);
    assert!(plan.changes >= 5 && planned.len() == plan.changes, "{plan:?}");
    assert!(already.is_subset(&before) && planned.is_disjoint(&before));
    assert_eq!(office.effects(), 0, "a preview changes nothing");

    let run = office.run(&plan).await;
    assert_eq!(run.run.state, RunState::Finished);
    assert_eq!((run.run.counts.done, run.run.counts.failed), (planned.len(), 0));
    let after: BTreeSet<_> = before.union(&planned).cloned().collect();
    assert_eq!(office.members(&group), after);
    assert_eq!(office.effects(), planned.len(), "each change once");
    let kept = kept_before.union(&planned).cloned().collect();
    assert_eq!(office.kept_members(&group), kept, "what is kept follows");
    assert_eq!(office.plan_for(named("smith"), add).await.changes, 0, "nothing is left to do");

    assert!(run.run.can_undo);
    let undo = office.plan(PlanRequest::Undo { run: run.run.id }).await.unwrap();
    assert_eq!(accounts(&office.rows(&undo, Show::Planned).await), planned);
    let undone = office.run(&undo).await;
    assert_eq!(undone.run.state, RunState::Finished);
    assert_eq!(office.members(&group), before);
    assert_eq!(office.kept_members(&group), kept_before);

    // A restart keeps what was done.
    let query = ActivityQuery { search: String::new(), show: ActivityShow::Runs, offset: 0, limit: 10 };
    assert_eq!(office.sources.activity(query.clone()).await.unwrap().total, 2);
    drop(office.sources);
    let again = open(&office.simulator, &office.dir, &office.keychain, &office.clock);
    assert_eq!(again.activity(query).await.unwrap().total, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_activity_is_found_by_what_was_changed_and_is_written_to_files() {
    let office = Office::of(ConnectionType::JiraCloud, 120).await;
    let add = ActionRequest::AddToGroups { groups: vec![office.group("Design & Brand")] };
    let smiths = office.run(&office.plan_for(named("smith"), add.clone()).await).await.run;
    let run = office.run(&office.plan_for(UserFilter::default(), add).await).await.run;
    let rows = office.outcomes(run.id).await;
    let is_done = |row: &&ItemRow| matches!(row.outcome, Outcome::Done { .. });
    let other = rows.iter().filter(is_done).find(|row| !row.email.is_empty()).unwrap();

    let query = |search: &str, show| ActivityQuery { search: search.into(), show, offset: 0, limit: 10 };
    let found = async |search: &str| {
        let page = office.sources.activity(query(search, ActivityShow::Runs)).await.unwrap();
        let id = |line: Activity| match line {
            Activity::Run(view) => view.run.id,
            Activity::Source(event) => panic!("{event:?}"),
        };
        page.lines.into_iter().map(id).collect::<Vec<_>>()
    };
    assert_eq!(found(&other.account_id).await, [run.id]);
    for part in [other.name.to_lowercase(), other.email.clone()] {
        assert!(found(&part).await.contains(&run.id), "{part}");
    }
    assert_eq!(found(&other.source_name).await, [run.id, smiths.id]);
    assert!(found("nobody of this name").await.is_empty());
    // What has two characters is in too much: nothing is read for it.
    assert_eq!(found(&other.account_id[..3]).await.len(), 2);
    assert!(found(&other.account_id[..2]).await.is_empty());

    let path = office.dir.path().join("written");
    let written = || fs::read_to_string(&path).unwrap();
    let (csv, json) = (RunTable::Csv, RunTable::Json);
    // However many rows the page asks for.
    let all = || ActivityQuery { limit: 0, ..query("", ActivityShow::All) };
    office.sources.export_activity(all(), csv, path.clone()).await.unwrap();
    let text = written();
    let [columns, last, first, created] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
    assert_eq!(
        columns,
        "When,What,Details,By,Reason,State,Done,Nothing to do,Failed,Refused,Cancelled,Not done,Run"
    );
    let (counts, begun, title) = (run.counts, run.begun_at.to_rfc3339(), &run.title);
    let numbers = format!("{},{},0,{},0,0", counts.done, counts.already, counts.refused);
    assert_eq!(last, format!("{begun},{title},,Ada,a test,Finished,{numbers},{}", run.id));
    assert!(first.ends_with(&smiths.id.to_string()), "{first}");
    assert!(created.ends_with(",“Site” was created,,Ada,,Source,,,,,,,"), "{created}");

    let of_one = query(&other.account_id, ActivityShow::All);
    office.sources.export_activity(of_one, json, path.clone()).await.unwrap();
    let lines: Vec<serde_json::Value> = serde_json::from_str(&written()).unwrap();
    assert_eq!((lines.len(), &lines[0]["of"]["reason"]), (1, &"a test".into()));

    office.sources.export_run(run.id, csv, path.clone()).await.unwrap();
    let text = written();
    let (columns, items) = text.split_once('\n').unwrap();
    assert!(columns.ends_with(",Result,Remark,When,Run,By,Reason,Begun"), "{columns}");
    assert!(counts.already > 0 && items.lines().count() == rows.len());
    for (row, line) in rows.iter().zip(items.lines()) {
        let at = match row.outcome {
            Outcome::Done { at, .. } => at.to_rfc3339(),
            _ => String::new(),
        };
        assert!(line.ends_with(&format!(",{at},{title},Ada,a test,{begun}")), "{row:?}: {line}");
    }
    office.sources.export_run(run.id, json, path.clone()).await.unwrap();
    let item = &serde_json::from_str::<serde_json::Value>(&written()).unwrap()["items"][0];
    assert_eq!([&item["run"], &item["by"], &item["reason"]], [title.as_str(), "Ada", "a test"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_and_access_end_and_come_back() {
    let office = Office::of(ConnectionType::Access, 250).await;
    let admins = office.group("site-admins");
    let user = |kind: fn(&Known) -> bool| {
        let everyone = office.simulator.everyone();
        let mut others = everyone.into_iter().filter(|user| user.active && !user.synced && kind(user));
        others.find(|user| !user.groups.contains(&admins.id)).unwrap().account_id
    };
    let (managed, guest) = (user(|user| user.managed), user(|user| !user.managed));
    let change = async |account: &str, change: Change| {
        let changes = vec![ChosenChange { source: office.source, account_id: account.into(), change }];
        let plan = office.plan(PlanRequest::Chosen { changes }).await.unwrap();
        assert_eq!(plan.changes, 1, "{:?}", office.rows(&plan, Show::All).await);
        let run = office.run(&plan).await;
        assert_eq!(run.run.counts.done, 1, "{:?}", office.outcomes(run.run.id).await);
        run.run.id
    };
    let undo = async |run: RunId| {
        let plan = office.plan(PlanRequest::Undo { run }).await.unwrap();
        assert_eq!(office.run(&plan).await.run.counts.done, 1);
    };

    let run = change(&managed, Change::Deactivate).await;
    assert_eq!(office.known(&managed).status, "deactivated");
    assert_eq!(office.status(&managed), UserStatus::Deactivated);
    undo(run).await;
    assert_eq!((office.known(&managed).status, office.status(&managed)), ("active", UserStatus::Active));

    let run = change(&guest, Change::Suspend).await;
    assert_eq!(
        (office.known(&guest).membership, office.status(&guest)),
        ("suspended", UserStatus::Suspended)
    );
    undo(run).await;
    assert_eq!((office.known(&guest).membership, office.status(&guest)), ("active", UserStatus::Active));

    let run = change(&managed, Change::DeleteAccount).await;
    assert!(office.known(&managed).for_deletion);
    undo(run).await;
    assert!(!office.known(&managed).for_deletion);

    // Cancelling its deletion would activate the account, which it was not.
    change(&managed, Change::Deactivate).await;
    let run = change(&managed, Change::DeleteAccount).await;
    let plan = office.plan(PlanRequest::Undo { run }).await.unwrap();
    assert_eq!(plan.changes, 0);
    let refused = &office.rows(&plan, Show::Refused).await[0].outcome;
    assert!(matches!(refused, Outcome::Refused { why } if why.contains("activate")), "{refused:?}");

    change(&guest, Change::RemoveFromDirectory).await;
    assert_eq!(office.known(&guest).directory, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_ends_access_is_told_what_cannot_end_and_what_is_not_known() {
    let office = Office::of(ConnectionType::Access, 250).await;
    let (simulator, sources) = (&office.simulator, &office.sources);
    let draft = site("Site", &simulator.site(0), &simulator.credentials().jira_admin);
    let later = sources.create(draft, CHECKED, uncancelled()).await.unwrap().id;
    let synced_group = office.group("idp-everyone").id;
    let everyone = simulator.everyone();
    let user = |kind: fn(&Known) -> bool| {
        let mut active = everyone.iter().filter(|user| user.active && user.sites[0].listed && kind(user));
        active.find(|user| user.groups.contains(&synced_group)).unwrap()
    };
    let (guest, scim) = (user(|user| !user.managed), user(|user| user.synced));
    let told = async |user: &Known| -> Vec<_> {
        let person = InSource { source: office.source, id: user.account_id.clone() };
        let endings = sources.endings(person).await.unwrap().into_iter();
        endings.map(|ending| (ending.source_name, ending.words, ending.why_not)).collect()
    };
    let ending =
        |source: &str, words: &str, why_not: &str| (source.to_owned(), words.to_owned(), why_not.to_owned());
    let unmanaged = "the organization does not manage the account";
    let of_site_only = "an organization has no users of a site only: see Jira Cloud";

    let endings = told(guest).await;
    let whole = [
        ending("Acme", "Suspend access", ""),
        ending("Acme", "Deactivate account", unmanaged),
        ending("Acme", "Remove from directory", ""),
        ending("Acme", "Delete from site", of_site_only),
        ending("Acme", "Delete account", unmanaged),
    ];
    let (first, groups) = endings.split_at(whole.len());
    assert_eq!(first, whole);
    assert_eq!(groups.len(), guest.groups.len());
    let kept = "an identity provider keeps the group “idp-everyone”: change it there";
    let kept = ending("Acme", "Remove from “idp-everyone”", kept);
    assert!(groups.iter().all(|group| *group == kept || group.2.is_empty()), "{groups:?}");
    assert!(groups.contains(&kept), "{groups:?}");

    let endings = told(scim).await;
    let kept = "an identity provider keeps the account: change it there";
    assert_eq!(endings[0], ending("Acme", "Suspend access", kept));
    assert!(endings.iter().all(|(.., why_not)| !why_not.is_empty()), "{endings:?}");

    // A source that was never synced is named, and tells once it was.
    let mut unknown = sources.user_sources().await.unwrap();
    unknown.retain(|source| source.fetched_at.is_none());
    assert_eq!(unknown.iter().map(|source| source.source_name.as_str()).collect::<Vec<_>>(), ["Site"]);
    sources.sync_users(later).await.unwrap();
    let endings = told(guest).await;
    assert!(endings.contains(&ending("Site", "Delete from site", "")), "{endings:?}");
    let elsewhere = "belongs to the directory: see directory users";
    assert!(endings.contains(&ending("Site", "Suspend access", elsewhere)), "{endings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_fetched_during_a_run_follows_it() {
    let office = Office::of(ConnectionType::Access, 250).await;
    let plan = office.plan_for(UserFilter::default(), ActionRequest::Suspend).await;
    let planned = accounts(&office.rows(&plan, Show::Planned).await);
    let is_last = |asked: &LoggedRequest| asked.path_and_query.contains("/groups");
    office.simulator.clear_log();
    office.simulator.fault(FaultRule::on("/groups", Fault::Slow(Duration::from_secs(3))));
    let (sources, source) = (Arc::clone(&office.sources), office.source);
    let sync = tokio::spawn(async move { sources.sync_users(source).await });
    office.simulator.wait_for(1, is_last).await;
    let run = office.run(&plan).await;
    assert_eq!(run.run.counts.done, planned.len());
    assert!(!sync.is_finished(), "the run was meant to end first");
    sync.await.unwrap().unwrap();
    for account in planned {
        assert_eq!(office.status(&account), UserStatus::Suspended, "{account}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn application_access_ends_by_leaving_the_groups_that_give_it() {
    for kind in [ConnectionType::Access, ConnectionType::JiraCloud] {
        let office = Office::of(kind, 120).await;
        let facets = office.sources.user_facets(UserFilter::default()).await.unwrap();
        let app = facets.apps.iter().find(|app| app.label.contains("Software")).unwrap().value.clone();
        let filter = UserFilter { apps: vec![app.clone()], ..UserFilter::default() };
        let apps = ActionRequest::RemoveApps { apps: vec![app] };
        let plan = office.plan_for(filter.clone(), apps.clone()).await;
        let planned = accounts(&office.rows(&plan, Show::Planned).await);
        let had: BTreeSet<_> = with_access(&office);
        assert!(plan.changes > 20 && planned.is_subset(&had), "{kind:?}: {plan:?}");
        let run = office.run(&plan).await;
        assert_eq!(run.run.counts.done, plan.changes, "{kind:?}");
        assert_eq!(with_access(&office), had.difference(&planned).cloned().collect(), "{kind:?}");

        // What is kept follows: they have it no more, and get it back.
        let left = office.plan_for(filter.clone(), apps.clone()).await;
        assert_eq!(left.changes, 0, "{kind:?}: {left:?}");
        let everyone = office.plan_for(UserFilter::default(), apps).await;
        assert!(everyone.already >= planned.len(), "without it, there is nothing to do: {everyone:?}");
        let undo = office.plan(PlanRequest::Undo { run: run.run.id }).await.unwrap();
        office.run(&undo).await;
        let again = office.plan_for(filter, ActionRequest::Suspend).await;
        let asked = accounts(&office.rows(&again, Show::All).await);
        assert!(planned.is_subset(&asked), "{kind:?}");
    }
}

/// Who may use the first site.
fn with_access(office: &Office) -> BTreeSet<String> {
    let everyone = office.simulator.everyone().into_iter();
    everyone.filter(|user| user.sites[0].access).map(|user| user.account_id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_not_be_touched_is_refused_before_anything_is_sent() {
    let office = Office::of(ConnectionType::Access, 250).await;
    let everyone = office.simulator.everyone();
    let admins = office.group("site-admins");
    let synced_group = office.group("idp-everyone");
    let active = || everyone.iter().filter(|user| user.active && !user.synced);
    let boss = active().find(|user| user.groups.contains(&admins.id)).unwrap();
    let scim = everyone.iter().find(|user| user.synced && user.active && user.managed).unwrap();
    let member = active().find(|user| user.groups.contains(&synced_group.id)).unwrap();
    let guest = active().find(|user| !user.managed).unwrap();
    let owner = everyone.iter().find(|user| user.organization_admin).unwrap();
    let protected = active().filter(|user| user.account_id != guest.account_id).nth(5).unwrap();
    let settings = Settings {
        safety: Safety { protected_accounts: vec![protected.account_id.clone()], ..Safety::default() },
        ..Settings::default()
    };
    office.sources.set_settings(settings).await.unwrap();
    let group = |id: &InSource, name: &str, synced| external_sources_core::users::user::Group {
        id: id.id.clone(),
        name: name.into(),
        synced,
    };
    let cases = [
        (boss, Change::Suspend, "the last active member of “site-admins”"),
        (owner, Change::RemoveFromDirectory, "the last active administrator of the organization"),
        (scim, Change::Deactivate, "an identity provider keeps the account"),
        (
            member,
            Change::RemoveFromGroup { group: group(&synced_group, "idp-everyone", true) },
            "keeps the group",
        ),
        (guest, Change::Deactivate, "does not manage the account"),
        (guest, Change::DeleteFromSite, "no users of a site"),
        (guest, Change::Restore, ""),
        (protected, Change::Suspend, "never to be touched"),
    ];
    let changes = cases.iter().map(|(user, change, _)| ChosenChange {
        source: office.source,
        account_id: user.account_id.clone(),
        change: change.clone(),
    });
    let plan = office.plan(PlanRequest::Chosen { changes: changes.collect() }).await.unwrap();
    let rows = office.rows(&plan, Show::All).await;
    assert_eq!(rows.len(), cases.len());
    for (row, (_, change, why)) in rows.iter().zip(&cases) {
        match (&row.outcome, *why) {
            (Outcome::Refused { why: said }, why) if !why.is_empty() => assert!(said.contains(why), "{said}"),
            (Outcome::Already, "") => {}
            other => panic!("{change:?}: {other:?}"),
        }
    }
    let nothing = office.sources.begin_run(plan.id, confirmed(&plan)).await;
    assert!(matches!(nothing, Err(Error::Failed(_))), "{nothing:?}");
    assert_eq!(office.effects(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_a_key_is_never_touched() {
    let office = Office::of(ConnectionType::JiraCloud, 250).await;
    let admin = &office.simulator.credentials().jira_admin;
    let filter = UserFilter { email: admin.email.clone(), ..UserFilter::default() };
    let plan = office.plan_for(filter, ActionRequest::DeleteFromSite).await;
    let rows = office.rows(&plan, Show::All).await;
    let [ItemRow { outcome: Outcome::Refused { why }, .. }] = &rows[..] else { panic!("{rows:?}") };
    assert!(why.contains("your own keys"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_organization_does_not_tell_refuses_one_account_and_no_more() {
    let office = Office::of(ConnectionType::Access, 250).await;
    office.sources.fetch_inventory(office.source).await.unwrap();
    let everyone = office.simulator.everyone();
    let is_active = |account: &str| everyone.iter().any(|user| user.account_id == account && user.active);
    let key = office.simulator.api_keys().into_iter().find(|key| is_active(&key.owner)).unwrap();
    let refusal = async |account_id: &str, change: Change| {
        let change = ChosenChange { source: office.source, account_id: account_id.into(), change };
        let plan = office.plan(PlanRequest::Chosen { changes: vec![change] }).await.unwrap();
        match office.rows(&plan, Show::All).await.remove(0).outcome {
            Outcome::Refused { why } => why,
            other => panic!("{other:?}"),
        }
    };
    // Which of its keys the app has, nobody has said.
    let why = refusal(&key.owner, Change::Suspend).await;
    assert!(why.contains("perhaps"), "{why}");
    office.sources.link_key(office.source, Some(key.id)).await.unwrap();
    let why = refusal(&key.owner, Change::Suspend).await;
    assert!(why.contains("one of your own keys"), "{why}");

    let managed = everyone.iter().filter(|user| user.managed && user.active && !user.synced);
    let managed = managed.filter(|user| user.account_id != key.owner).nth(3).unwrap();
    let said =
        serde_json::json!({"context": {"allowed": false, "reason": {"key": "externalDirectory.scim"}}});
    for (said, expected) in [(said, "an identity provider"), (serde_json::json!({}), "without scopes")] {
        office.simulator.clear_faults();
        office.simulator.fault(FaultRule::on("/manage", Canned::json(403, &said)));
        let why = refusal(&managed.account_id, Change::Deactivate).await;
        assert!(why.contains(expected), "{why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_confirmed_as_its_dangers_need() {
    let office = Office::of(ConnectionType::JiraCloud, 250).await;
    let safety = Safety { most_users: 3, reason_required: true, ..Safety::default() };
    office.sources.set_settings(Settings { safety, ..Settings::default() }).await.unwrap();
    let many = office.plan_for(named("smith"), ActionRequest::DeleteFromSite).await;
    assert_eq!(many.over, Some(3));
    let refused = |confirmation| office.sources.begin_run(many.id, confirmation);
    assert!(refused(confirmed(&many)).await.is_err(), "more than one run may change");

    let safety = Safety { most_users: 0, reason_required: true, ..Safety::default() };
    office.sources.set_settings(Settings { safety: safety.clone(), ..Settings::default() }).await.unwrap();
    assert!(many.destructive && many.reason_required);
    let typed = Some(many.users);
    for (typed, reason) in [(None, "why"), (Some(many.users + 1), "why"), (typed, " ")] {
        let refused = refused(Confirmation { typed, reason: reason.into() }).await;
        assert!(refused.is_err(), "{typed:?} {reason:?}");
    }
    // Nor is it begun where less may be touched since.
    let stricter = Safety { protected_accounts: vec!["boss@acme.example".into()], ..safety.clone() };
    office.sources.set_settings(Settings { safety: stricter, ..Settings::default() }).await.unwrap();
    assert!(refused(confirmed(&many)).await.is_err(), "Settings have changed");
    office.sources.set_settings(Settings { safety, ..Settings::default() }).await.unwrap();
    // Users that were fetched anew are not those that were looked at.
    office.sources.sync_users(office.source).await.unwrap();
    assert!(refused(confirmed(&many)).await.is_err(), "the users have changed");
    assert_eq!(office.effects(), 0);

    let many = office.plan_for(named("smith"), ActionRequest::DeleteFromSite).await;
    let twice = tokio::join!(
        office.sources.begin_run(many.id, confirmed(&many)),
        office.sources.begin_run(many.id, confirmed(&many))
    );
    let begun = [twice.0, twice.1].into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(begun.len(), 1, "two clicks are one run");
    assert_eq!(office.ended(begun[0]).await.run.counts.done, many.users);
    assert_eq!(office.effects(), many.users);
}

/// What goes wrong in the middle of a run, and what it comes to.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_each_change_is_made_once_and_the_result_tells_the_truth() {
    let busy = |seconds| cases::busy_429(&BusyHeader::RetryAfterSeconds(seconds));
    let lost = |fault| Fault::AfterEffect(Box::new(fault));
    let faults: Vec<(&'static str, FaultRule)> = vec![
        ("429", FaultRule::on(WRITE, busy(1))),
        ("503", FaultRule::on(WRITE, cases::unavailable_503())),
        ("a reset before", FaultRule::on(WRITE, Fault::Reset)),
        ("a reset after", FaultRule::on(WRITE, lost(Fault::Reset))),
        ("a cut answer after", FaultRule::on(WRITE, lost(Fault::CutMidBody))),
        ("503 after", FaultRule::on(WRITE, lost(cases::unavailable_503().into()))),
        ("a web page after", FaultRule::on(WRITE, lost(cases::login_page_200().into()))),
        ("no answer to the question either", FaultRule::on("/user/groups", Fault::Reset)),
    ];
    let cases = faults.into_iter().map(|(what, fault)| tokio::spawn(goes_wrong(what, fault)));
    for case in cases.collect::<Vec<_>>() {
        case.await.unwrap();
    }
}

async fn goes_wrong(what: &'static str, fault: FaultRule) {
    let office = Office::of(ConnectionType::JiraCloud, 60).await;
    let group = office.group("Design & Brand");
    let action = ActionRequest::AddToGroups { groups: vec![group.clone()] };
    let plan = office.plan_for(UserFilter::default(), action).await;
    let planned = accounts(&office.rows(&plan, Show::Planned).await);
    let before = office.members(&group);
    office.simulator.fault(fault.after(3).times(2));
    if what.starts_with("no answer") {
        let lost = Fault::AfterEffect(Box::new(Fault::Reset));
        office.simulator.fault(FaultRule::on(WRITE, lost).after(2).times(1));
    }
    let run = office.run(&plan).await;
    assert_eq!(run.run.state, RunState::Finished, "{what}: {run:?}");
    assert_eq!(run.run.counts.done, planned.len(), "{what}: {:?}", run.run.counts);
    assert_eq!(office.members(&group), before.union(&planned).cloned().collect(), "{what}");
    assert_eq!(office.effects(), planned.len(), "{what}: each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_somebody_else_made_counts_as_made_and_a_refused_one_as_failed() {
    let office = Office::of(ConnectionType::JiraCloud, 60).await;
    let group = office.group("Design & Brand");
    let action = ActionRequest::AddToGroups { groups: vec![group.clone()] };
    let plan = office.plan_for(UserFilter::default(), action).await;
    let planned: Vec<_> = accounts(&office.rows(&plan, Show::Planned).await).into_iter().collect();
    // Meanwhile somebody adds one, and Atlassian refuses another.
    let (other, forbidden) = (&planned[1], cases::not_admin());
    let (site, token) = (
        office.simulator.site(0).parse().unwrap(),
        office.simulator.credentials().jira_admin.token.clone().into(),
    );
    let login = client::SiteLogin {
        site: &site,
        route: client::Route::Site,
        email: &office.simulator.credentials().jira_admin.email,
        token: &token,
    };
    let client =
        Client::new(client::Config { api: office.simulator.api().parse().unwrap(), ..Default::default() })
            .unwrap();
    client.add_to_site_group(&login, &group.id, other).await.unwrap();
    office.simulator.fault(FaultRule::on(WRITE, forbidden).after(4).times(1));

    let run = office.run(&plan).await;
    let counts = run.run.counts;
    assert_eq!(
        (counts.done, counts.already, counts.failed),
        (planned.len() - 2, 1 + plan.already, 1),
        "{counts:?}"
    );
    let failed = office.outcomes(run.run.id).await;
    let failed = failed.iter().find_map(|row| match &row.outcome {
        Outcome::Failed { problem } => Some((row, problem)),
        _ => None,
    });
    let (row, problem) = failed.unwrap();
    assert!(problem.message.contains("does not allow") && problem.detail.contains("403"), "{problem:?}");
    assert!(!office.members(&group).contains(&row.account_id));

    let again = office.plan(PlanRequest::Again { run: run.run.id }).await.unwrap();
    assert_eq!(accounts(&office.rows(&again, Show::Planned).await), [row.account_id.clone()].into());
    assert_eq!(office.run(&again).await.run.counts.done, 1);
    assert_eq!(office.effects(), planned.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_ends_midway_stops_the_run_which_goes_on_later() {
    let office = Office::of(ConnectionType::JiraCloud, 60).await;
    let group = office.group("Design & Brand");
    let action = ActionRequest::AddToGroups { groups: vec![group.clone()] };
    let plan = office.plan_for(UserFilter::default(), action).await;
    office.simulator.fault(FaultRule::on("", cases::bad_token_strict()).after(5));
    let run = office.run(&plan).await;
    let RunState::Stopped { problem } = &run.run.state else { panic!("{run:?}") };
    assert!(problem.message.contains("“Site”") && problem.message.contains("refused"), "{problem:?}");
    let counts = run.run.counts;
    assert_eq!((counts.begun, counts.failed), (0, 0), "{counts:?}");
    assert_eq!(counts.done + counts.planned, plan.changes);
    assert_eq!(office.effects(), counts.done);

    office.simulator.clear_faults();
    office.sources.resume_run(run.run.id).await.unwrap();
    let run = office.ended(run.run.id).await;
    assert_eq!((run.run.state, run.run.counts.done), (RunState::Finished, plan.changes));
    assert_eq!(office.effects(), plan.changes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_is_gone_has_not_let_anybody_go() {
    let office = Office::of(ConnectionType::JiraCloud, 60).await;
    for site_is_gone in [cases::site_unknown_json(), cases::site_unavailable_html()] {
        let plan = office.plan_for(UserFilter::default(), ActionRequest::DeleteFromSite).await;
        let before = office.effects();
        office.simulator.fault(FaultRule::on("/rest/api/3/user", site_is_gone.clone()).after(3));
        office.simulator.fault(FaultRule::on("/myself", site_is_gone));
        let run = office.run(&plan).await;
        assert!(matches!(run.run.state, RunState::Stopped { .. }), "{run:?}");
        let counts = run.run.counts;
        assert_eq!((counts.done, counts.already), (office.effects() - before, 0), "{counts:?}");
        office.simulator.clear_faults();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_pauses_and_goes_on_at_once_loses_no_change() {
    let office = Office::of(ConnectionType::JiraCloud, 60).await;
    let action = ActionRequest::AddToGroups { groups: vec![office.group("Design & Brand")] };
    let plan = office.plan_for(UserFilter::default(), action).await;
    let slow = |milliseconds| FaultRule::on("/group/user", Fault::Slow(Duration::from_millis(milliseconds)));
    // One call is still open when the others have ended.
    office.simulator.fault(slow(3000).after(8).times(1));
    office.simulator.fault(slow(300));
    let id = office.begin(&plan).await;
    office.simulator.wait_for(12, |asked| asked.path_and_query.contains("/group/user")).await;
    let done = async || office.sources.run_of(id).await.unwrap().progress.expect("it is open").counts.done;
    let before = done().await;
    office.sources.pause_run(id).await;
    // Half of those under way have ended, and so the others were come to, and passed over.
    let some_end = async {
        while done().await < before + 4 {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(Duration::from_secs(30), some_end).await.expect("some calls end");
    office.sources.resume_run(id).await.unwrap();
    let run = office.ended(id).await;
    assert_eq!((run.run.state, run.run.counts.done), (RunState::Finished, plan.changes));
    assert_eq!(office.effects(), plan.changes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_without_a_network_waits_and_can_be_called_off() {
    let office = Office::of(ConnectionType::JiraCloud, 60).await;
    let group = office.group("Design & Brand");
    let action = ActionRequest::AddToGroups { groups: vec![group.clone()] };
    let plan = office.plan_for(UserFilter::default(), action).await;
    office.simulator.fault(FaultRule::on("", Fault::Reset).after(5));
    let id = office.begin(&plan).await;
    let mut changes = office.sources.run_changes();
    let waiting = async {
        loop {
            changes.borrow_and_update();
            let run = office.sources.run_of(id).await.unwrap();
            if let Some(waiting) = run.progress.and_then(|progress| progress.waiting) {
                return waiting;
            }
            changes.changed().await.unwrap();
        }
    };
    let waiting = tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("it says so");
    assert!(waiting.message.contains("“Site”"), "{waiting:?}");

    office.sources.pause_run(id).await;
    let paused = office.ended(id).await;
    assert_eq!(paused.run.state, RunState::Paused);
    office.sources.cancel_run(id).await.unwrap();
    let cancelled = office.ended(id).await;
    let counts = cancelled.run.counts;
    assert_eq!((cancelled.run.state, counts.planned, counts.failed), (RunState::Cancelled, 0, 0));
    assert_eq!(counts.done + counts.begun + counts.cancelled, plan.changes);
    assert_eq!(office.effects(), counts.done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_stands_in_line_is_called_off_at_once() {
    let office = Office::of(ConnectionType::JiraCloud, 60).await;
    let add = |name| ActionRequest::AddToGroups { groups: vec![office.group(name)] };
    let first = office.plan_for(UserFilter::default(), add("Design & Brand")).await;
    office.simulator.fault(FaultRule::on(WRITE, Fault::Reset));
    let first = office.begin(&first).await;
    let second = office.plan_for(UserFilter::default(), add("site-admins")).await;
    let second = office.begin(&second).await;

    office.sources.pause_run(second).await;
    assert_eq!(office.ended(second).await.run.state, RunState::Paused);
    office.sources.resume_run(second).await.unwrap();
    office.sources.cancel_run(second).await.unwrap();
    let cancelled = office.ended(second).await.run;
    assert_eq!((cancelled.state, cancelled.counts.planned), (RunState::Cancelled, 0));
    assert!(office.sources.run_of(first).await.unwrap().progress.is_some(), "the first still waits");
    office.sources.cancel_run(first).await.unwrap();
    office.ended(first).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_is_created_once_about_each_user() {
    let office = Office::of(ConnectionType::JiraCloud, 60).await;
    let projects = office.sources.issue_projects(office.source).await.unwrap();
    let (project, _) = projects.first().unwrap().clone();
    let types = office.sources.issue_types(office.source, &project).await.unwrap();
    let issue = IssueTemplate {
        source: office.source,
        project,
        issue_type: types[0].clone(),
        summary: "Review {name}".into(),
        description: "{name} ({account}) is {status} in {source}.".into(),
    };
    let reviews = issue.clone();
    let plan = office.plan_for(named("smith"), ActionRequest::CreateIssue { issue }).await;
    // Two answers are lost: one issue is there, and the other only found later.
    let lost = || Fault::AfterEffect(Box::new(Fault::Reset));
    office.simulator.fault(FaultRule::on("/rest/api/3/issue", lost()).method("POST").after(1).times(1));
    let run = office.run(&plan).await;
    assert_eq!(run.run.counts.done, plan.changes, "{:?}", office.outcomes(run.run.id).await);
    let issues = office.simulator.issues(0);
    assert_eq!(issues.len(), plan.changes);
    assert!(
        issues.iter().all(|issue| issue.summary.starts_with("Review ") && !issue.description.contains('{'))
    );

    // One that is not found for as long as the run asks is not known of, and is not created again: it is asked
    // about again.
    let before = issues.len();
    let plan = office.plan_for(named("smith"), ActionRequest::CreateIssue { issue: reviews }).await;
    office.simulator.fault(FaultRule::on("/rest/api/3/issue", lost()).method("POST").times(1));
    let nothing = Canned::json(200, &serde_json::json!({"issues": []}));
    office.simulator.fault(FaultRule::on("/search/jql", nothing));
    let run = office.run(&plan).await;
    let counts = run.run.counts;
    assert_eq!((run.run.state, counts.begun), (RunState::Finished, 1));
    office.simulator.clear_faults();
    office.sources.resume_run(run.run.id).await.unwrap();
    let counts = office.ended(run.run.id).await.run.counts;
    assert_eq!((counts.begun, counts.done), (0, plan.changes));
    assert_eq!(office.simulator.issues(0).len(), before + plan.changes);
}

/// Keeps what is told outside the window.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Notification>>>);

impl Recorder {
    fn take(&self) -> Vec<Notification> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Notifier for Recorder {
    async fn show(&self, notification: Notification) -> bool {
        self.0.lock().unwrap().push(notification);
        true
    }
}

async fn runs_of(sources: &Arc<Sources>) -> usize {
    let query = ActivityQuery { search: String::new(), show: ActivityShow::Runs, offset: 0, limit: 10 };
    sources.activity(query).await.unwrap().total
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_looks_at_the_users_anew_and_does_nothing_to_old_ones() {
    let office = Office::of(ConnectionType::JiraCloud, 120).await;
    let group = office.group("Design & Brand");
    let task = Task {
        id: TaskId::new(),
        name: "Clear out".into(),
        filter: UserFilter { groups: vec![group.clone()], ..UserFilter::default() },
        action: ActionRequest::RemoveFromGroups { groups: vec![group.clone()] },
        schedule: Schedule::Every { hours: 6 },
        most_users: 500,
        reason: String::new(),
        test: false,
        enabled: true,
        last: chrono::DateTime::UNIX_EPOCH,
        ran_at: None,
    };
    office.sources.put_task(task).await.unwrap();
    let last_run = async || {
        let query = ActivityQuery { search: String::new(), show: ActivityShow::Runs, offset: 0, limit: 1 };
        let Activity::Run(last) = office.sources.activity(query).await.unwrap().lines.remove(0) else {
            panic!("a run")
        };
        office.ended(last.run.id).await.run
    };

    // Somebody else adds people to the group, of whom this app has not heard.
    let elsewhere = tempfile::tempdir().unwrap();
    let others = open(&office.simulator, &elsewhere, &MemoryKeychain::default(), &office.clock);
    let key = &office.simulator.credentials().jira_admin;
    let theirs = others.create(site("Site", &office.simulator.site(0), key), CHECKED, uncancelled()).await;
    let theirs = theirs.unwrap().id;
    others.sync_users(theirs).await.unwrap();
    let action = ActionRequest::AddToGroups { groups: vec![InSource { source: theirs, ..group.clone() }] };
    let request = PlanRequest::Matching { filter: Box::new(named("smith")), action };
    let plan = others.plan(request, |_, _| ControlFlow::Continue(())).await.unwrap();
    let run = others.begin_run(plan.id, confirmed(&plan)).await.unwrap();
    let mut ends = others.run_changes();
    while others.run_of(run).await.unwrap().run.state != RunState::Finished {
        ends.changed().await.unwrap();
    }
    let effects = office.effects();
    assert!(effects > 0 && office.members(&group).len() > office.kept_members(&group).len());

    // The users cannot be read. That may pass, so it is tried a few times.
    office.simulator.fault(FaultRule::on("/group/bulk", Canned::json(500, &serde_json::json!({}))));
    office.clock.0.fetch_add(5, Ordering::Relaxed);
    for _ in 0..3 {
        office.clock.0.fetch_add(1, Ordering::Relaxed);
        office.sources.run_due_tasks().await.unwrap();
        office.sources.run_due_tasks().await.unwrap();
        assert_eq!(runs_of(&office.sources).await, 0);
    }
    office.clock.0.fetch_add(1, Ordering::Relaxed);
    office.sources.run_due_tasks().await.unwrap();
    let RunState::Stopped { problem } = last_run().await.state else { panic!("it must not run") };
    assert!(
        problem.message.starts_with("Nothing was done") && problem.message.contains("“Site”"),
        "{problem:?}"
    );
    assert_eq!(office.effects(), effects);

    // A sync that is under way is waited for. It goes on with what the one that failed left hours ago, so
    // there is one more.
    office.simulator.clear_faults();
    office.simulator.fault(FaultRule::on("/group/bulk", Fault::Slow(Duration::from_millis(300))));
    office.clock.0.fetch_add(6, Ordering::Relaxed);
    office.simulator.clear_log();
    let (synced, ran) =
        tokio::join!(office.sources.sync_users(office.source), office.sources.run_due_tasks());
    synced.unwrap();
    ran.unwrap();
    let run = last_run().await;
    assert_eq!(run.state, RunState::Finished);
    assert_eq!(office.members(&group), BTreeSet::new(), "those, too, of whom it had not heard");
    let asked = office
        .simulator
        .log()
        .iter()
        .filter(|request| request.path_and_query.contains("/group/bulk"))
        .count();
    assert_eq!(asked, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_tests_first_then_does_it_and_never_more_than_it_may() {
    let office = Office::of(ConnectionType::JiraCloud, 120).await;
    let group = office.group("Design & Brand");
    let before = office.members(&group);
    let recorder = Recorder::default();
    let watch = Watch::new(Arc::clone(&office.sources), recorder.clone());
    let task = Task {
        id: TaskId::new(),
        name: "Welcome".into(),
        filter: named("smith"),
        action: ActionRequest::AddToGroups { groups: vec![group.clone()] },
        schedule: Schedule::Every { hours: 6 },
        most_users: 50,
        reason: "Housekeeping".into(),
        test: true,
        enabled: true,
        last: chrono::DateTime::UNIX_EPOCH,
        ran_at: None,
    };
    let runs = async || runs_of(&office.sources).await;
    let in_hours = async |hours| {
        office.clock.0.fetch_add(hours, Ordering::Relaxed);
        office.sources.run_due_tasks().await.unwrap();
        let before = runs().await;
        office.sources.run_due_tasks().await.unwrap();
        assert_eq!(runs().await, before, "once for each time");
        before
    };

    office.sources.put_task(task.clone()).await.unwrap();
    assert_eq!(in_hours(5).await, 0, "it is not time yet");
    assert_eq!(in_hours(1).await, 1);
    watch.tell_runs().await.unwrap();
    watch.tell_runs().await.unwrap();
    let [told] = &recorder.take()[..] else { panic!("one word for one run") };
    assert!(told.title.contains("was tested") && told.body.contains("would make"), "{told:?}");
    assert!(matches!(told.target, Some(Target::Run(_))));
    assert_eq!(office.effects(), 0, "a test sends nothing");

    // More users than it may change.
    office.sources.put_task(Task { test: false, most_users: 1, ..task.clone() }).await.unwrap();
    assert_eq!(in_hours(6).await, 2);
    watch.tell_runs().await.unwrap();
    let [told] = &recorder.take()[..] else { panic!("one word for one run") };
    assert!(told.title.contains("has stopped") && told.body.contains("may change 1"), "{told:?}");
    let Some(Target::Run(refused)) = told.target else { panic!("{told:?}") };
    office.sources.resume_run(refused).await.unwrap();
    assert!(matches!(office.ended(refused).await.run.state, RunState::Stopped { .. }), "it cannot be forced");
    assert_eq!(office.effects(), 0);

    office.sources.put_task(Task { test: false, ..task.clone() }).await.unwrap();
    assert_eq!(in_hours(6).await, 3);
    let query = ActivityQuery { search: "Design".into(), show: ActivityShow::All, offset: 0, limit: 1 };
    let last = office.sources.activity(query).await.unwrap().lines.remove(0);
    let Activity::Run(last) = last else { panic!("{last:?}") };
    let ended = office.ended(last.run.id).await;
    assert_eq!(ended.run.state, RunState::Finished);
    let added: BTreeSet<_> = office.members(&group).difference(&before).cloned().collect();
    assert_eq!((added.len(), office.effects()), (ended.run.counts.done, ended.run.counts.done));
    assert!(ended.run.counts.done > 0);
    watch.tell_runs().await.unwrap();
    let [told] = &recorder.take()[..] else { panic!("one word for one run") };
    assert!(told.title.contains("has ended"), "{told:?}");

    office.sources.put_task(Task { enabled: false, ..task }).await.unwrap();
    assert_eq!(in_hours(60).await, 3, "it is switched off");

    let path = office.dir.path().join("activity.csv");
    let query =
        ActivityQuery { search: "welcome".into(), show: ActivityShow::NeedAttention, offset: 0, limit: 1 };
    office.sources.export_activity(query.clone(), RunTable::Csv, path.clone()).await.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let [_, stopped] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
    assert!(stopped.contains(",Scheduled task “Welcome”,Ada,"), "{stopped}");
    assert!(stopped.contains(",Not run,0,"), "{stopped}");
    let query = ActivityQuery { show: ActivityShow::Runs, ..query };
    office.sources.export_activity(query, RunTable::Csv, path.clone()).await.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let [_, done, _, tested] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
    assert!(done.contains(",Scheduled task “Welcome”,Ada,") && done.contains(",Finished,"), "{done}");
    assert!(tested.contains(",Test: nothing was sent,0,"), "{tested}");
}

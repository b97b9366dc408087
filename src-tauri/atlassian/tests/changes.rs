//! Every change, against what the simulator knows itself: what came of it, and what is said of one
//! that can't be.

use std::time::Duration;

use atlassian_client::{
    AccountPermissions, Client, Config, DirectoryLogin, DirectoryUser, EVERY_DIRECTORY, Error, NewIssue,
    Permission, Reason, Route, SiteLogin, SiteUrl, Unreachable,
};
use atlassian_simulator::{Canned, Change, Effect, Fault, FaultRule, Issue, Known, Limits, Simulator, cases};
use secrecy::SecretString;
use serde_json::json;

/// A client that knows of no pause yet, and waits for none.
fn client(simulator: &Simulator) -> Client {
    let (api, patience) = (simulator.api().parse().unwrap(), Duration::from_millis(20));
    Client::new(Config { api, patience, ..Config::default() }).unwrap()
}

struct Office {
    simulator: Simulator,
    client: Client,
    site: SiteUrl,
    token: SecretString,
    key: SecretString,
    organization: String,
}

impl Office {
    async fn open() -> Self {
        let config = atlassian_simulator::Config { users: 400, ..Default::default() };
        let simulator = Simulator::start(config).await.unwrap();
        Self {
            client: client(&simulator),
            site: simulator.site(0).parse().unwrap(),
            token: simulator.credentials().jira_admin.token.clone().into(),
            key: simulator.credentials().organization.token.clone().into(),
            organization: simulator.organization_id(),
            simulator,
        }
    }

    fn login(&self) -> SiteLogin<'_> {
        let email = &self.simulator.credentials().jira_admin.email;
        SiteLogin { site: &self.site, route: Route::Site, email, token: &self.token }
    }

    fn at<'a>(&'a self, directory: &'a str) -> DirectoryLogin<'a> {
        DirectoryLogin { organization: &self.organization, directory, key: &self.key }
    }

    fn find(&self, matching: impl Fn(&Known) -> bool) -> Known {
        // The first are the people the credentials belong to.
        self.simulator.everyone().into_iter().skip(3).find(matching).expect("someone is like that")
    }

    fn now(&self, account: &str) -> Known {
        self.find(|user| user.account_id == account)
    }

    /// An active user of the site and of the first directory, whose account may be changed.
    fn someone(&self) -> Known {
        self.find(|user| {
            let at_home = user.active && user.directory == Some("Acme Inc.") && user.sites[0].listed;
            at_home && user.managed && !user.synced && !user.groups.contains(&self.group("empty"))
        })
    }

    fn group(&self, name: &str) -> String {
        let named = |(_, group, _): &(String, String, bool)| group == name;
        self.simulator.groups().into_iter().find(named).expect("a group of this name").0
    }

    fn directory(&self, number: usize) -> String {
        self.simulator.directories()[number].0.clone()
    }

    fn changes(&self) -> Vec<Change> {
        self.simulator.effects().into_iter().map(|effect| effect.change).collect()
    }

    async fn told(&self, directory: &str, account: &str) -> Option<DirectoryUser> {
        self.client.directory_user(&self.at(directory), account).await.unwrap()
    }

    /// How often something was asked for that changes things.
    fn writes(&self) -> usize {
        let searches = |path: &str| path.ends_with("/search") || path.ends_with("/search/jql");
        let log = self.simulator.log();
        log.iter().filter(|asked| asked.method != "GET" && !searches(&asked.path_and_query)).count()
    }
}

#[track_caller]
fn rejected(outcome: Result<(), Error>, with: u16, words: &str) {
    let error = outcome.unwrap_err();
    let expected =
        matches!(&error, Error::Rejected { status, cause, .. } if *status == with && cause == words);
    assert!(expected && !error.leaves_open(), "{error:?}");
}

#[track_caller]
fn not_found<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    let error = outcome.unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }) && !error.leaves_open(), "{error:?}");
}

#[track_caller]
fn forbidden<T: std::fmt::Debug>(outcome: Result<T, Error>, words: &str) {
    let error = outcome.unwrap_err();
    let expected = matches!(&error, Error::Forbidden { cause, .. } if cause.contains(words));
    assert!(expected && !error.leaves_open(), "{error:?}");
}

#[tokio::test]
async fn a_site_adds_to_groups_and_removes_from_them() {
    let office = Office::open().await;
    let (client, login) = (&office.client, office.login());
    let (user, group) = (office.someone().account_id, office.group("empty"));
    let before = client.site_groups_of(&login, &user).await.unwrap();

    client.add_to_site_group(&login, &group, &user).await.unwrap();
    assert!(office.now(&user).groups.contains(&group));
    let mut told = client.site_groups_of(&login, &user).await.unwrap();
    told.sort_unstable();
    assert_eq!(told, office.now(&user).groups);
    let again = client.add_to_site_group(&login, &group, &user).await;
    rejected(again, 400, "Cannot add user. User is already a member of the group.");

    client.remove_from_site_group(&login, &group, &user).await.unwrap();
    assert_eq!(client.site_groups_of(&login, &user).await.unwrap(), before);
    let again = client.remove_from_site_group(&login, &group, &user).await;
    rejected(again, 400, "Cannot remove user. User is not a member of the group.");

    let effect = |method: &str, path: String, change| Effect {
        method: method.into(),
        path_and_query: format!("/rest/api/3/group/user?groupId={path}"),
        account: Some(user.clone()),
        change,
    };
    // Colons need no encoding in a query, but are encoded.
    let removed = format!("{group}&accountId={}", user.replace(':', "%3A"));
    let expected = [
        effect("POST", group.clone(), Change::JoinedGroup(group.clone())),
        effect("DELETE", removed, Change::LeftGroup(group.clone())),
    ];
    assert_eq!(office.simulator.effects(), expected);
}

#[tokio::test]
async fn a_site_deletes_a_user_once() {
    let office = Office::open().await;
    let (client, login, user) = (&office.client, office.login(), office.someone().account_id);
    assert!(client.site_user_exists(&login, &user).await.unwrap());
    client.delete_site_user(&login, &user).await.unwrap();
    let left = office.now(&user).sites.map(|site| site.left);
    assert_eq!(left, [true, false], "the other site keeps the user");
    assert!(!client.site_user_exists(&login, &user).await.unwrap());
    not_found(client.delete_site_user(&login, &user).await);
    not_found(client.site_groups_of(&login, &user).await);
    assert_eq!(office.changes(), [Change::DeletedFromSite(0)]);

    let error = Canned::json(500, &json!({}));
    office.simulator.fault(FaultRule::on("/user?", error));
    let unknown = client.site_user_exists(&login, &user).await;
    assert!(matches!(unknown, Err(Error::Unexpected { status: 500, .. })), "no answer is no 'no'");
}

#[tokio::test]
async fn a_site_says_what_can_not_be_changed() {
    let office = Office::open().await;
    let (client, login, user) = (&office.client, office.login(), office.someone().account_id);
    let group = office.group("empty");
    not_found(client.add_to_site_group(&login, "no-such-group", &user).await);
    not_found(client.add_to_site_group(&login, &group, "no-such-account").await);
    not_found(client.delete_site_user(&login, "no-such-account").await);
    let synced = office.group("idp-everyone");
    forbidden(client.remove_from_site_group(&login, &synced, &user).await, "identity provider");
    forbidden(client.add_to_site_group(&login, &synced, &user).await, "identity provider");

    let member = &office.simulator.credentials().jira_member;
    let token = member.token.clone().into();
    let login = SiteLogin { email: &member.email, token: &token, ..login };
    forbidden(client.add_to_site_group(&login, &group, &user).await, "");
    forbidden(client.remove_from_site_group(&login, &group, &user).await, "");
    forbidden(client.delete_site_user(&login, &user).await, "");
    assert_eq!(office.changes(), []);
}

#[tokio::test]
async fn tokens_with_scopes_change_through_the_gateway() {
    let office = Office::open().await;
    let (client, user, group) = (&office.client, office.someone().account_id, office.group("empty"));
    let through_gateway = async |login: &atlassian_simulator::Credential| {
        let token: SecretString = login.token.clone().into();
        let route = client.site_route(&office.site, &login.email, &token).await.unwrap();
        let login = SiteLogin { site: &office.site, route, email: &login.email, token: &token };
        let myself = client.site_myself(&login).await.unwrap();
        (myself, client.add_to_site_group(&login, &group, &user).await)
    };
    let credentials = office.simulator.credentials();
    let (_, lacking) = through_gateway(&credentials.jira_lacking_scope).await;
    let lacking = lacking.unwrap_err();
    assert!(matches!(lacking, Error::ScopeMissing { scope: "manage:jira-configuration", .. }), "{lacking}");

    let (myself, added) = through_gateway(&credentials.jira_scoped).await;
    added.unwrap();
    assert_eq!(myself, office.simulator.everyone()[0].account_id);
    assert_eq!(office.changes(), [Change::JoinedGroup(group.clone())]);
    let effects = office.simulator.effects();
    assert!(effects[0].path_and_query.starts_with("/ex/jira/"), "as it came: {effects:?}");
}

fn issue() -> NewIssue {
    NewIssue {
        project: "ACME".into(),
        issue_type: "Task".into(),
        summary: "Does 東京 still need \"Jira\"?".into(),
        description: "Ada was last here in May.\n\nAsk her manager.".into(),
        label: "external-sources-1f3a".into(),
    }
}

#[tokio::test]
async fn an_issue_is_created_and_found_by_its_label() {
    let office = Office::open().await;
    let (client, login) = (&office.client, office.login());
    assert_eq!(client.find_issue(&login, "ACME", &issue().label).await.unwrap(), None);
    let key = client.create_issue(&login, &issue()).await.unwrap();
    let bare = NewIssue { description: String::new(), label: "a\"b\\c".into(), ..issue() };
    let other = client.create_issue(&login, &bare).await.unwrap();
    assert_ne!(key, other);

    let issues = office.simulator.issues(0);
    let kept = |created: NewIssue, key: &str, id: &str| Issue {
        id: id.into(),
        key: key.into(),
        issue_type: created.issue_type,
        summary: created.summary,
        description: created.description,
        label: created.label,
    };
    assert_eq!(issues, [kept(issue(), &key, "10001"), kept(bare.clone(), &other, "10002")]);
    assert_eq!(client.find_issue(&login, "ACME", &issue().label).await.unwrap(), Some(key.clone()));
    assert_eq!(client.find_issue(&login, "ACME", &bare.label).await.unwrap(), Some(other.clone()));
    assert_eq!(client.find_issue(&login, "TEAM1", &bare.label).await.unwrap(), None);
    assert_eq!(office.changes(), [Change::IssueCreated(key), Change::IssueCreated(other)]);

    let missing = client.find_issue(&login, "NOWHERE", "a").await.unwrap_err();
    assert!(matches!(missing, Error::Unexpected { status: 400, .. }), "{missing}");
}

#[tokio::test]
async fn an_issue_is_rejected_in_the_words_of_jira() {
    let office = Office::open().await;
    for (wrong, words) in [
        (NewIssue { project: "OLD".into(), ..issue() }, "project: Specify a valid project ID or key"),
        (NewIssue { issue_type: "Sub-task".into(), ..issue() }, "issuetype: Specify a valid issue type"),
        (NewIssue { summary: "a\nb".into(), ..issue() }, "newline"),
        (NewIssue { summary: "a".repeat(256), ..issue() }, "255"),
        (NewIssue { label: "two words".into(), ..issue() }, "labels: The label 'two words' contains spaces"),
    ] {
        let error = office.client.create_issue(&office.login(), &wrong).await.unwrap_err();
        let expected = matches!(&error, Error::Rejected { status: 400, cause, .. } if cause.contains(words));
        assert!(expected, "{error:?}");
    }
    assert_eq!(office.changes(), []);
}

#[tokio::test]
async fn projects_and_issue_types_are_those_an_issue_can_have() {
    let office = Office::open().await;
    let (client, login) = (&office.client, office.login());
    let projects = client.projects(&login).await.unwrap();
    assert_eq!((projects[0].key.as_str(), projects[0].name.as_str()), ("ACME", "Acme Jira"));
    assert_eq!(projects.len(), 56, "more than a page");
    assert!(projects.iter().all(|project| project.key != "OLD"), "no issues are created there");

    let types = client.issue_types(&login, "ACME").await.unwrap();
    assert_eq!(types, ["Task", "Service Request", "Bug"], "sub-tasks need an issue above");
    // A page that is cut shorter than asked for.
    let page = json!({"startAt": 0, "maxResults": 2, "total": 4, "issueTypes": [
        {"name": "Task", "subtask": false}, {"name": "Sub-task", "subtask": true},
    ]});
    let short = FaultRule::on("/issuetypes?startAt=0", Canned::json(200, &page));
    office.simulator.fault(short);
    assert_eq!(client.issue_types(&login, "ACME").await.unwrap(), types);
    not_found(client.issue_types(&login, "OLD").await);
    not_found(client.issue_types(&login, "../../project").await);
}

#[tokio::test]
async fn a_directory_suspends_restores_and_removes() {
    let office = Office::open().await;
    let client = &office.client;
    let (user, home) = (office.someone(), office.directory(0));
    let account = &user.account_id;

    client.suspend(&office.at(&home), account).await.unwrap();
    assert_eq!(office.now(account).membership, "suspended");
    let told = office.told(&home, account).await.unwrap();
    assert_eq!((told.status.as_str(), told.membership_status.as_str()), ("suspended", "suspended"));
    client.suspend(&office.at(&home), account).await.unwrap();
    client.restore(&office.at(&home), account).await.unwrap();
    client.restore(&office.at(&home), account).await.unwrap();
    assert_eq!(office.now(account), user, "as before");
    let told = office.told(&home, account).await.unwrap();
    assert_eq!((told.status.as_str(), told.membership_status.as_str()), ("active", "active"));
    let mut groups: Vec<_> = told.groups.into_iter().map(|group| group.id).collect();
    groups.sort_unstable();
    assert_eq!(groups, user.groups);

    client.remove_from_directory(&office.at(&home), account).await.unwrap();
    assert_eq!((office.now(account).directory, office.now(account).groups), (None, Vec::new()));
    assert_eq!(office.told(&home, account).await, None);
    let told = office.told(EVERY_DIRECTORY, account).await.unwrap();
    assert_eq!(told.status, "not_invited", "the account is still managed");
    not_found(client.remove_from_directory(&office.at(&home), account).await);
    not_found(client.suspend(&office.at(&home), account).await);
    let changes = [Change::Suspended, Change::Restored, Change::RemovedFromDirectory];
    assert_eq!(office.changes(), changes, "nothing that was so already");
}

#[tokio::test]
async fn a_directory_adds_to_groups_and_removes_from_them() {
    let office = Office::open().await;
    let client = &office.client;
    let (account, home, group) = (office.someone().account_id, office.directory(0), office.group("empty"));
    let in_group = async || {
        let told = office.told(&home, &account).await.unwrap();
        told.groups.iter().any(|own| own.id == group)
    };

    client.add_to_directory_group(&office.at(&home), &group, &account).await.unwrap();
    assert!(office.now(&account).groups.contains(&group) && in_group().await);
    let again = client.add_to_directory_group(&office.at(&home), &group, &account).await;
    rejected(again, 409, "The user is already a member of the group.");
    client.remove_from_directory_group(&office.at(&home), &group, &account).await.unwrap();
    assert!(!office.now(&account).groups.contains(&group) && !in_group().await);
    not_found(client.remove_from_directory_group(&office.at(&home), &group, &account).await);
    assert_eq!(office.changes(), [Change::JoinedGroup(group.clone()), Change::LeftGroup(group.clone())]);
}

#[tokio::test]
async fn a_directory_says_what_can_not_be_changed() {
    let office = Office::open().await;
    let client = &office.client;
    let (account, home, group) = (office.someone().account_id, office.directory(0), office.group("empty"));
    let login = office.at(&home);
    let synced = office.group("idp-everyone");
    rejected(
        client.add_to_directory_group(&login, &synced, &account).await,
        409,
        "The group is synced from an identity provider.",
    );
    let removed = client.remove_from_directory_group(&login, &synced, &account).await;
    rejected(removed, 409, "The group is synced from an identity provider.");
    let partner = office.find(|user| user.directory == Some("Acme Partners")).account_id;
    rejected(
        client.add_to_directory_group(&login, &group, &partner).await,
        400,
        "The user is in another directory than the group.",
    );
    not_found(client.add_to_directory_group(&login, "no-such-group", &account).await);
    not_found(client.add_to_directory_group(&login, &group, "no-such-account").await);
    not_found(client.suspend(&office.at(&office.directory(1)), &account).await);
    not_found(client.suspend(&office.at(EVERY_DIRECTORY), &account).await);
    let inactive =
        office.find(|user| user.account_status == "inactive" && user.directory == Some("Acme Inc."));
    let suspended = client.suspend(&login, &inactive.account_id).await;
    rejected(suspended, 409, "The user has no active account in this directory.");

    let key = office.simulator.credentials().organization_not_admin.token.clone().into();
    let powerless = DirectoryLogin { key: &key, ..login };
    forbidden(client.add_to_directory_group(&powerless, &group, &account).await, "no permission");
    forbidden(client.restore(&powerless, &account).await, "no permission");
    forbidden(client.remove_from_directory(&powerless, &account).await, "no permission");
    assert_eq!(office.changes(), []);
    assert_eq!(office.told(&home, "no-such-account").await, None);
}

#[tokio::test]
async fn an_account_is_deactivated_deleted_and_brought_back() {
    let office = Office::open().await;
    let (client, key, user) = (&office.client, &office.key, office.someone());
    let account = &user.account_id;
    let status = async || client.account_status(account, key).await.unwrap();
    assert_eq!(status().await, "active");

    client.deactivate(account, Some("Left in May"), key).await.unwrap();
    assert_eq!((office.now(account).account_status, status().await.as_str()), ("inactive", "inactive"));
    client.deactivate(account, None, key).await.unwrap();
    client.reactivate(account, key).await.unwrap();
    client.reactivate(account, key).await.unwrap();
    assert_eq!((office.now(account), status().await.as_str()), (user.clone(), "active"));
    client.cancel_account_deletion(account, key).await.unwrap();

    client.delete_account(account, key).await.unwrap();
    client.delete_account(account, key).await.unwrap();
    assert_eq!((office.now(account).for_deletion, status().await.as_str()), (true, "inactive"));
    let told = office.told(EVERY_DIRECTORY, account).await.unwrap();
    assert_eq!(told.status, "for_deletion");
    forbidden(client.reactivate(account, key).await, "forbidden.action");
    client.cancel_account_deletion(account, key).await.unwrap();
    assert_eq!(office.now(account), user, "as before");

    let changes = [
        Change::Deactivated(Some("Left in May".into())),
        Change::Reactivated,
        Change::DeletionBegun,
        Change::DeletionCancelled,
    ];
    assert_eq!(office.changes(), changes, "nothing that was so already");
    assert!(office.simulator.effects().iter().all(|effect| effect.account.as_deref() == Some(account)));
}

#[tokio::test]
async fn what_may_be_done_with_an_account_is_told_before() {
    let office = Office::open().await;
    let (client, key) = (&office.client, &office.key);
    let yes = Some(Permission { allowed: true, reason: None });
    let permissions = client.account_permissions(&office.someone().account_id, key).await.unwrap();
    assert_eq!(permissions, AccountPermissions { enablement: yes.clone(), delete: yes });

    let synced = office.find(|user| user.synced && user.active).account_id;
    let reason = Some(Reason { key: "externalDirectory.scim".into() });
    let no = Some(Permission { allowed: false, reason });
    let permissions = client.account_permissions(&synced, key).await.unwrap();
    assert_eq!(permissions, AccountPermissions { enablement: no.clone(), delete: no });
    for refused in [
        client.deactivate(&synced, None, key).await,
        client.reactivate(&synced, key).await,
        client.delete_account(&synced, key).await,
        client.cancel_account_deletion(&synced, key).await,
    ] {
        forbidden(refused, "externalDirectory.scim");
    }

    // As measured of an account that an identity provider keeps: nothing is said of deleting it.
    let measured = json!({"lifecycle.enablement": {"allowed": true}, "profile": {"name": {"allowed": true}}});
    office.simulator.fault(FaultRule::on("/manage", Canned::json(200, &measured)).times(1));
    let permissions = client.account_permissions(&synced, key).await.unwrap();
    assert!(permissions.enablement.is_some_and(|told| told.allowed) && permissions.delete.is_none());
    assert_eq!(office.changes(), []);
}

#[tokio::test]
async fn accounts_are_left_to_keys_without_scopes() {
    let office = Office::open().await;
    let (client, account) = (&office.client, office.someone().account_id);
    let scoped = office.simulator.credentials().organization_scoped.token.clone().into();
    forbidden(client.account_permissions(&account, &scoped).await, "manage:org");
    forbidden(client.account_status(&account, &scoped).await, "manage:org");
    for refused in [
        client.deactivate(&account, Some("Bye"), &scoped).await,
        client.reactivate(&account, &scoped).await,
        client.delete_account(&account, &scoped).await,
        client.cancel_account_deletion(&account, &scoped).await,
    ] {
        forbidden(refused, "manage:org");
    }
    let unmanaged = office.find(|user| !user.managed).account_id;
    not_found(client.account_permissions(&unmanaged, &office.key).await);
    not_found(client.deactivate(&unmanaged, None, &office.key).await);
    not_found(client.delete_account("../../admin/v1/orgs", &office.key).await);
    assert_eq!(office.changes(), []);
}

/// Loses the answer to the next change, which is made all the same.
fn lose_answer(office: &Office, method: &str) {
    office.simulator.clear_log();
    let lost = Fault::AfterEffect(Box::new(Fault::Reset));
    office.simulator.fault(FaultRule::on("", lost).method(method).times(1));
}

#[track_caller]
fn lost_once<T: std::fmt::Debug>(office: &Office, outcome: Result<T, Error>) {
    let error = outcome.unwrap_err();
    assert!(matches!(error, Error::Unreachable { why: Unreachable::Cut, .. }), "{error:?}");
    assert!(error.leaves_open());
    assert_eq!(office.writes(), 1, "it is not sent again by itself: {:?}", office.simulator.log());
}

#[tokio::test]
async fn a_site_tells_what_became_of_a_change_whose_answer_was_lost() {
    let office = Office::open().await;
    let (client, login) = (&office.client, office.login());
    let (user, group) = (office.someone().account_id, office.group("empty"));
    let in_group = async || client.site_groups_of(&login, &user).await.unwrap().contains(&group);

    lose_answer(&office, "POST");
    lost_once(&office, client.add_to_site_group(&login, &group, &user).await);
    assert!(in_group().await);
    lose_answer(&office, "DELETE");
    lost_once(&office, client.remove_from_site_group(&login, &group, &user).await);
    assert!(!in_group().await);
    lose_answer(&office, "POST");
    lost_once(&office, client.create_issue(&login, &issue()).await);
    office.simulator.fault(FaultRule::on("/search/jql", cases::search_behind()).times(1));
    assert_eq!(client.find_issue(&login, "ACME", &issue().label).await.unwrap(), None, "not yet");
    let found = client.find_issue(&login, "ACME", &issue().label).await.unwrap().unwrap();
    lose_answer(&office, "DELETE");
    lost_once(&office, client.delete_site_user(&login, &user).await);
    assert!(!client.site_user_exists(&login, &user).await.unwrap());

    let changes = [
        Change::JoinedGroup(group.clone()),
        Change::LeftGroup(group.clone()),
        Change::IssueCreated(found),
        Change::DeletedFromSite(0),
    ];
    assert_eq!(office.changes(), changes);
}

#[tokio::test]
async fn a_directory_tells_what_became_of_a_change_whose_answer_was_lost() {
    let office = Office::open().await;
    let client = &office.client;
    let (account, home, group) = (office.someone().account_id, office.directory(0), office.group("empty"));
    let told = async || office.told(&home, &account).await;
    let in_group = async || told().await.unwrap().groups.iter().any(|own| own.id == group);

    lose_answer(&office, "POST");
    lost_once(&office, client.suspend(&office.at(&home), &account).await);
    assert_eq!(told().await.unwrap().membership_status, "suspended");
    lose_answer(&office, "POST");
    lost_once(&office, client.restore(&office.at(&home), &account).await);
    assert_eq!(told().await.unwrap().membership_status, "active");
    lose_answer(&office, "POST");
    lost_once(&office, client.add_to_directory_group(&office.at(&home), &group, &account).await);
    assert!(in_group().await);
    lose_answer(&office, "DELETE");
    lost_once(&office, client.remove_from_directory_group(&office.at(&home), &group, &account).await);
    assert!(!in_group().await);
    lose_answer(&office, "DELETE");
    lost_once(&office, client.remove_from_directory(&office.at(&home), &account).await);
    assert_eq!(told().await, None);
    assert_eq!(office.changes().len(), 5);
}

#[tokio::test]
async fn an_account_tells_what_became_of_a_change_whose_answer_was_lost() {
    let office = Office::open().await;
    let (client, key, account) = (&office.client, &office.key, office.someone().account_id);
    let status = async || client.account_status(&account, key).await.unwrap();
    let for_deletion =
        async || office.told(EVERY_DIRECTORY, &account).await.unwrap().status == "for_deletion";

    lose_answer(&office, "POST");
    lost_once(&office, client.deactivate(&account, None, key).await);
    assert_eq!(status().await, "inactive");
    lose_answer(&office, "POST");
    lost_once(&office, client.reactivate(&account, key).await);
    assert_eq!(status().await, "active");
    lose_answer(&office, "POST");
    lost_once(&office, client.delete_account(&account, key).await);
    assert!(for_deletion().await);
    lose_answer(&office, "POST");
    lost_once(&office, client.cancel_account_deletion(&account, key).await);
    assert!(!for_deletion().await);
    assert_eq!(office.changes().len(), 4);
}

#[tokio::test]
async fn no_trouble_makes_a_change_twice_and_each_tells_whether_it_may_be_made() {
    let office = Office::open().await;
    let (account, home) = (office.someone().account_id, office.directory(0));
    let suspend = async |client: &Client| {
        let suspended = client.suspend(&office.at(&home), &account).await;
        suspended.unwrap_err()
    };
    let after = |fault: Fault| Fault::AfterEffect(Box::new(fault));
    let page = || Canned::html(502, "<html>Bad Gateway</html>");
    for (trouble, leaves_open) in [
        (after(Fault::CutMidBody), true),
        (after(Canned::json(500, &json!({})).into()), true),
        (after(page().into()), true),
        (Fault::Reset, true),
        (cases::redirect_to("https://elsewhere.example/").into(), false),
        (cases::org_user_token().into(), false),
        (cases::unavailable_503().into(), true),
    ] {
        office.simulator.clear_log();
        office.simulator.fault(FaultRule::on("/suspend", trouble.clone()).times(1));
        let error = suspend(&client(&office.simulator)).await;
        assert_eq!(error.leaves_open(), leaves_open, "{trouble:?}: {error:?}");
        assert_eq!(office.writes(), 1, "{trouble:?}");
    }
    assert_eq!(office.changes(), [Change::Suspended], "however often it was tried");

    office.simulator.fault(FaultRule::on("/suspend", cases::unavailable_503()).times(1));
    suspend(&office.client).await;
    office.simulator.clear_log();
    let paused = suspend(&office.client).await;
    assert!(matches!(paused, Error::Busy { .. }), "{paused}");
    assert_eq!(office.writes(), 0, "nothing is sent while a pause is asked for");

    let busy = cases::busy_429(&cases::BusyHeader::RateLimitReason);
    office.simulator.fault(FaultRule::on("/restore", busy).times(1));
    let refused = office.client.restore(&office.at(&home), &account).await.unwrap_err();
    assert!(matches!(refused, Error::Busy { .. }) && !refused.leaves_open(), "{refused}");
    assert_eq!(office.writes(), 1, "nor before the pause is over, when it does not say for how long");

    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let api = format!("http://{nobody}").parse().unwrap();
    let client = Client::new(Config { api, ..Config::default() }).unwrap();
    let refused = client.reactivate(&account, &office.key).await.unwrap_err();
    assert!(matches!(refused, Error::Unreachable { why: Unreachable::Refused, .. }), "{refused}");
    assert!(!refused.leaves_open(), "nothing was sent");
}

#[tokio::test]
async fn a_limit_counts_a_change_for_all_groups_and_accounts_together() {
    let office = Office::open().await;
    let (client, login, home) = (&office.client, office.login(), office.directory(0));
    let directory = office.at(&home);
    let users: Vec<_> = office.simulator.everyone().into_iter().skip(3).collect();
    let at_home = |user: &&Known| user.active && user.directory == Some("Acme Inc.") && user.managed;
    let accounts: Vec<_> = users.iter().filter(at_home).map(|user| user.account_id.clone()).collect();
    let groups = [office.group("empty"), office.group("engineering"), office.group("Design & Brand")];
    // Slow enough that nothing comes free meanwhile.
    office.simulator.limit(Some(Limits::bucket(2, 0.01).untold()));
    for number in 0..3 {
        let (account, group) = (&accounts[number], &groups[number]);
        let suspended = client.suspend(&directory, account).await;
        let left = client.remove_from_directory_group(&directory, group, account);
        let deactivated = client.deactivate(account, None, &office.key).await;
        let joined = client.add_to_site_group(&login, group, account).await;
        for outcome in [suspended, left.await, deactivated, joined] {
            let is_busy = matches!(outcome, Err(Error::Busy { status: 429, .. }));
            assert_eq!(is_busy, number == 2, "{number}: {outcome:?}");
        }
    }
}

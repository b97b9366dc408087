//! Connecting, editing, deleting and checking sources, as the window asks for it.

mod support;

use std::{collections::HashSet, path::Path};

use atlassian_simulator::{Config, Fault, FaultRule, Simulator};
use chrono::{DateTime, FixedOffset};
use external_sources_core::{
    Clock, Error, ExpiryState, FieldName, SaveOptions, SourceDraft, StatusState,
    actions::activity::{Activity, ActivityQuery, ActivityShow},
    source_types::ConnectionType,
};
use support::{
    CHECKED, MemoryKeychain, NoKeychain, client, days_ahead, open, open_at, organization, site, uncancelled,
};

#[tokio::test]
async fn both_types_connect_and_tell_what_they_connected_to() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, keychain) = (tempfile::tempdir().unwrap(), MemoryKeychain::default());
    let sources = open(dir.path(), keychain.clone(), client(&simulator));
    let known = simulator.credentials();
    let id = simulator.organization_id();

    let pasted = format!("{}/jira/software/c/projects/A?x=1", simulator.site(0));
    for draft in [
        site("Site", &pasted, &known.jira_admin),
        site("Scoped site", &simulator.site(1), &known.jira_scoped),
        organization("Organization", "", &known.organization),
        organization(
            "Scoped organization",
            &format!("https://admin.atlassian.com/o/{id}/overview"),
            &known.organization_scoped,
        ),
    ] {
        sources.create(draft, CHECKED, uncancelled()).await.unwrap();
    }

    let list = sources.list().await.unwrap().sources;
    let told: Vec<_> = list
        .iter()
        .map(|source| {
            let connected_to = source.connected_to.clone().unwrap();
            assert_eq!(source.status.state, StatusState::Connected);
            assert_eq!(source.last_updated_by, "Ada");
            (
                source.name.as_str(),
                format!("{:?}", connected_to.route),
                connected_to.name,
                connected_to.account.is_empty(),
            )
        })
        .collect();
    let overview = simulator.overview();
    assert_eq!(
        told,
        [
            ("Organization", "Organization".into(), "Acme Inc.".into(), true),
            ("Scoped organization", "Organization".into(), "Acme Inc.".into(), true),
            ("Scoped site", "Gateway".into(), overview.sites[1].title.clone(), false),
            ("Site", "Site".into(), overview.sites[0].title.clone(), false),
        ]
    );
    assert_eq!(list[3].jira_url, simulator.site(0));
    assert_eq!(keychain.keys().len(), 4);
    no_secret_in(dir.path(), &simulator);
}

#[tokio::test]
async fn all_wrong_fields_are_told_at_once() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let sources = open(dir.path(), MemoryKeychain::default(), client(&simulator));
    let draft = SourceDraft {
        name: "  ".into(),
        connection_type: ConnectionType::JiraCloud,
        jira_url: "http://acme.atlassian.net".into(),
        user_email: "ada".into(),
        api_key: " \n ".into(),
        expires_on: days_ahead(-1),
        organization_id: "not even looked at".into(),
    };
    let wrong = faults(&sources, draft).await;
    use FieldName::{ApiKey, ExpiresOn, JiraUrl, Name, UserEmail};
    assert_eq!(wrong, HashSet::from([Name, JiraUrl, UserEmail, ApiKey, ExpiresOn]));
    assert!(simulator.log().is_empty(), "nothing is sent anywhere");
}

#[tokio::test]
async fn each_field_is_held_to_its_rule() {
    use FieldName::{ApiKey, ExpiresOn, Name, OrganizationId};
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let sources = open(dir.path(), MemoryKeychain::default(), client(&simulator));
    let known = simulator.credentials();
    let right = || organization("Acme", "", &known.organization);
    sources.create(right(), CHECKED, uncancelled()).await.unwrap();

    let other = || SourceDraft { name: "Other".into(), ..right() };
    for (draft, field) in [
        (SourceDraft { name: " ACME ".into(), ..right() }, Name),
        (SourceDraft { name: "x".repeat(121), ..right() }, Name),
        (SourceDraft { api_key: known.jira_admin.token.clone().into(), ..other() }, ApiKey),
        (SourceDraft { api_key: "my key: ATCTT3xAbc".into(), ..other() }, ApiKey),
        (SourceDraft { api_key: "ATCTT3xÄ".into(), ..other() }, ApiKey),
        (SourceDraft { expires_on: String::new(), ..other() }, ExpiresOn),
        (SourceDraft { expires_on: days_ahead(-1), ..other() }, ExpiresOn),
        (SourceDraft { expires_on: days_ahead(367), ..other() }, ExpiresOn),
        (SourceDraft { expires_on: "31.12.2026".into(), ..other() }, ExpiresOn),
        (SourceDraft { expires_on: "2027-02-30".into(), ..other() }, ExpiresOn),
        (SourceDraft { organization_id: "../orgs".into(), ..other() }, OrganizationId),
    ] {
        assert_eq!(faults(&sources, draft).await, HashSet::from([field]));
    }
    let user_token_needed = SourceDraft {
        user_email: "ada@acme.example".into(),
        ..site("Other", "acme.atlassian.net", &known.organization)
    };
    assert_eq!(faults(&sources, user_token_needed).await, HashSet::from([ApiKey]));

    // A key as mail and terminals wrap it is taken as it was meant.
    let (start, end) = known.organization.token.split_at(20);
    let wrapped = SourceDraft { api_key: format!("  {start}\r\n{end}\n").into(), ..other() };
    sources.create(wrapped, CHECKED, uncancelled()).await.unwrap();
}

async fn faults(
    sources: &std::sync::Arc<external_sources_core::Sources>,
    draft: SourceDraft,
) -> HashSet<FieldName> {
    match sources.create(draft, CHECKED, uncancelled()).await {
        Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_failed_edit_leaves_the_old_record_and_key_in_force() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, keychain) = (tempfile::tempdir().unwrap(), MemoryKeychain::default());
    let sources = open(dir.path(), keychain.clone(), client(&simulator));
    let known = simulator.credentials();
    let before = sources
        .create(site("Acme", &simulator.site(0), &known.jira_admin), CHECKED, uncancelled())
        .await
        .unwrap();

    let worse = site("Renamed", &simulator.site(1), &known.jira_expired);
    let error = sources.update(before.id, worse, CHECKED, uncancelled()).await.unwrap_err();
    assert!(matches!(error, Error::Misconfigured { .. }), "{error:?}");
    assert_eq!(sources.list().await.unwrap().sources, std::slice::from_ref(&before));
    assert_eq!(sources.check(before.id).await.unwrap().status.state, StatusState::Connected);

    let better = site("Renamed", &simulator.site(1), &known.jira_scoped);
    let after = sources.update(before.id, better, CHECKED, uncancelled()).await.unwrap();
    assert_eq!((after.id, after.name.as_str()), (before.id, "Renamed"));
    assert_eq!(keychain.keys(), [known.jira_scoped.token.as_str()], "the old key is gone");
    let search = "key replaced".into();
    let query = ActivityQuery { search, show: ActivityShow::Sources, offset: 0, limit: 10 };
    let noted = sources.activity(query).await.unwrap().lines;
    let [Activity::Source(edit)] = &noted[..] else { panic!("the edit that failed is none: {noted:?}") };
    assert_eq!(edit.details[0], "name (was “Acme”, now “Renamed”)");
    assert!(edit.details[1].starts_with("Jira URL (was ") && !edit.details[1].contains("none"), "{edit:?}");

    sources.delete(after.id).await.unwrap();
    assert!(sources.list().await.unwrap().sources.is_empty());
    assert!(keychain.keys().is_empty());
    no_secret_in(dir.path(), &simulator);
}

#[tokio::test]
async fn a_key_of_another_organization_needs_its_id() {
    let first = Simulator::start(Default::default()).await.unwrap();
    let second = Simulator::start(Config { seed: 2, ..Default::default() }).await.unwrap();
    let (dir, keychain) = (tempfile::tempdir().unwrap(), MemoryKeychain::default());
    let key = &first.credentials().organization;
    let before = {
        let sources = open(dir.path(), keychain.clone(), client(&first));
        sources.create(organization("Acme", "", key), CHECKED, uncancelled()).await.unwrap()
    };

    let sources = open(dir.path(), keychain.clone(), client(&second));
    let other = |id: &str| organization("Acme", id, &second.credentials().organization);
    let error = sources.update(before.id, other(""), CHECKED, uncancelled()).await.unwrap_err();
    let problem = match error {
        Error::Misconfigured { problem, field: Some(FieldName::ApiKey), .. } => problem,
        other => panic!("{other:?}"),
    };
    for id in [first.organization_id(), second.organization_id()] {
        assert!(problem.message.contains(&id), "{problem:?}");
    }
    assert!(problem.hint.contains("choose Edit"), "{problem:?}");
    assert_eq!(keychain.keys(), [key.token.as_str()], "the old key stays in force");
    assert_eq!(sources.list().await.unwrap().sources, std::slice::from_ref(&before));

    // Meant so, it is done.
    let id = second.organization_id();
    let after = sources.update(before.id, other(&id), CHECKED, uncancelled()).await.unwrap();
    assert_eq!(after.organization_id, id);
    assert_eq!(keychain.keys(), [second.credentials().organization.token.as_str()]);
}

#[tokio::test]
async fn unreachable_sources_are_saved_only_when_asked() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let sources = open(dir.path(), MemoryKeychain::default(), client(&simulator));
    let admin = &simulator.credentials().jira_admin;
    let draft = || site("Acme", &simulator.site(0), admin);
    let anyway = SaveOptions { without_check: true, session_only: false };

    simulator.fault(FaultRule::on("/myself", Fault::Reset));
    let error = sources.create(draft(), CHECKED, uncancelled()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    let saved = sources.create(draft(), anyway, uncancelled()).await.unwrap();
    assert_eq!((saved.status.state, saved.status.checked_at), (StatusState::Error, None));
    assert!(saved.status.problem.unwrap().message.contains("lost"));

    simulator.clear_faults();
    let checked = sources.check(saved.id).await.unwrap();
    assert_eq!(checked.status.state, StatusState::Connected);
    assert_eq!(checked.last_updated, saved.last_updated, "a check is no change by the user");

    // 'Without check' is no way around an answer.
    let refused = site("Other", &simulator.site(0), &simulator.credentials().jira_expired);
    let error = sources.create(refused, anyway, uncancelled()).await.unwrap_err();
    assert!(matches!(error, Error::Misconfigured { .. }), "{error:?}");
}

#[tokio::test]
async fn a_cancelled_check_saves_nothing() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, keychain) = (tempfile::tempdir().unwrap(), MemoryKeychain::default());
    let sources = open(dir.path(), keychain.clone(), client(&simulator));
    simulator.fault(FaultRule::on("/myself", Fault::Hang));
    let draft = site("Acme", &simulator.site(0), &simulator.credentials().jira_admin);
    let asked =
        async { drop(simulator.wait_for(1, |request| request.path_and_query.contains("/myself")).await) };
    let error = sources.create(draft, CHECKED, asked).await.unwrap_err();
    assert_eq!(error, Error::Cancelled);
    assert!(sources.list().await.unwrap().sources.is_empty());
    assert!(keychain.keys().is_empty());
}

#[tokio::test]
async fn without_a_keychain_a_key_lasts_one_session() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let draft = || site("Acme", &simulator.site(0), &simulator.credentials().jira_admin);
    let session_only = SaveOptions { without_check: false, session_only: true };
    let id = {
        let sources = open(dir.path(), NoKeychain, client(&simulator));
        let error = sources.create(draft(), CHECKED, uncancelled()).await.unwrap_err();
        assert!(matches!(error, Error::NoKeychain(_)), "{error:?}");
        assert!(sources.list().await.unwrap().sources.is_empty());
        let saved = sources.create(draft(), session_only, uncancelled()).await.unwrap();
        assert!(saved.session_only);
        assert_eq!(sources.check(saved.id).await.unwrap().status.state, StatusState::Connected);
        no_secret_in(dir.path(), &simulator);
        saved.id
    };
    let sources = open(dir.path(), MemoryKeychain::default(), client(&simulator));
    let problem = sources.check(id).await.unwrap().status.problem.unwrap();
    assert!(problem.message.contains("one session only"), "{problem:?}");
}

#[tokio::test]
async fn all_are_checked_a_few_at_a_time() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let sources = open(dir.path(), MemoryKeychain::default(), client(&simulator));
    for n in 0..20 {
        let draft = site(&format!("Site {n}"), &simulator.site(n % 2), &simulator.credentials().jira_admin);
        sources.create(draft, CHECKED, uncancelled()).await.unwrap();
    }
    simulator.clear_log();
    simulator.fault(FaultRule::on("", Fault::Slow(std::time::Duration::from_millis(20))));
    sources.check_all().await.unwrap();
    assert!(simulator.peak_in_flight() <= 4, "{} at once", simulator.peak_in_flight());
    assert_eq!(
        simulator.log().iter().filter(|request| request.path_and_query.contains("/myself")).count(),
        20
    );
    assert!(sources.list().await.unwrap().sources.iter().all(|source| !source.status.checking));
}

/// A clock that stands still.
struct At(DateTime<FixedOffset>);

impl Clock for At {
    fn now(&self) -> DateTime<FixedOffset> {
        self.0
    }
}

#[tokio::test]
async fn expiry_counts_days_of_the_users_calendar() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    for (now, state, days_left) in [
        ("2026-11-23T23:59:59-08:00", ExpiryState::Soon, 8),
        ("2026-12-01T23:59:59+14:00", ExpiryState::Soon, 0),
        ("2026-12-02T00:00:00+14:00", ExpiryState::Expired, -1),
        ("2026-10-31T12:00:00+00:00", ExpiryState::Fine, 31),
        ("2026-11-01T12:00:00+00:00", ExpiryState::Soon, 30),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let date = || SourceDraft {
            expires_on: "2026-12-01".into(),
            ..organization("Acme", "", &simulator.credentials().organization)
        };
        let created: DateTime<FixedOffset> = "2026-06-01T12:00:00Z".parse().unwrap();
        let sources = open_at(dir.path(), MemoryKeychain::default(), client(&simulator), At(created));
        sources.create(date(), CHECKED, uncancelled()).await.unwrap();
        drop(sources);
        let later =
            open_at(dir.path(), MemoryKeychain::default(), client(&simulator), At(now.parse().unwrap()));
        let expiry = later.list().await.unwrap().sources[0].expiry;
        assert_eq!((expiry.state, expiry.days_left), (state, Some(days_left)), "{now}");
    }
}

/// No byte of any secret is in any file of the data folder.
fn no_secret_in(dir: &Path, simulator: &Simulator) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            no_secret_in(&path, simulator);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for secret in simulator.credentials().all_secrets() {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "a secret is in {}", path.display());
        }
    }
}

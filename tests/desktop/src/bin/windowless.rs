//! The app without its window: the same records, keychain and client, told what to do by lines of
//! its input. Tests that kill the app often use it, since it starts in milliseconds.
//!
//! `windowless DATA_DIR API [KEYCHAIN_SERVICE DAYS_AGO]`, then one of these a line, each answered by a
//! line of JSON:
//! `create NAME URL EMAIL KEY EXPIRES`, `edit NAME URL EMAIL KEY EXPIRES`, `delete NAME`, `sweep`,
//! `list` (after checking all), `sync NAME`, `add NAME GROUP MOST` and `remove NAME GROUP MOST` (which begin a
//! run for so many users at most), `go-on` (with runs that were under way), `resume RUN`, `ended RUN` (once it has).

use std::{io::BufRead, ops::ControlFlow, path::Path, sync::Arc, time::Duration};

use atlassian_client::{Client, Config};
use chrono::{DateTime, FixedOffset, TimeDelta};
use external_sources_core::{
    Clock, Environment, Error, SaveOptions, SourceDraft, SourceId, Sources, Store, SystemClock,
    SystemNetwork, Vault,
    actions::{
        change::Change,
        plan::{ItemQuery, Show},
        planning::Confirmation,
        request::{ActionRequest, ChosenChange, PlanRequest},
        run::{RunId, RunState},
    },
    source_types::ConnectionType,
    users::{filter::InSource, user::Group},
    vault::OsKeychain,
};
use serde_json::{Value, json};

/// A clock that was right some time ago: what is checked by it is due for another check.
struct Past(TimeDelta);

impl Clock for Past {
    fn now(&self) -> DateTime<FixedOffset> {
        SystemClock.now() - self.0
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (dir, api, service, days_ago) = match arguments.as_slice() {
        [dir, api] => (dir, api, "windowless", 0),
        [dir, api, service, days] => (dir, api, service.as_str(), days.parse().unwrap()),
        _ => panic!("usage: windowless DATA_DIR API [KEYCHAIN_SERVICE DAYS_AGO]"),
    };
    let (store, notice) = Store::open(Path::new(dir)).unwrap();
    assert!(notice.is_none(), "{notice:?}");
    let sources = Sources::new(
        Environment {
            store,
            vault: Vault::start(OsKeychain::new(service), Duration::from_secs(30)),
            client: Client::new(Config { api: api.parse().unwrap(), ..Config::default() }).unwrap(),
            clock: Box::new(Past(TimeDelta::days(days_ago))),
            network: Box::new(SystemNetwork),
            account: "Ada".into(),
        },
        Vec::new(),
    );
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split(' ').collect();
        let answer = match perform(&sources, &words).await {
            Ok(value) => value,
            Err(error) => json!({ "error": format!("{error:?}") }),
        };
        println!("{answer}");
    }
}

async fn perform(sources: &Arc<Sources>, words: &[&str]) -> Result<Value, Error> {
    let never = std::future::pending;
    match words {
        ["create", fields @ ..] => {
            sources.create(draft(fields), SaveOptions::default(), never()).await?;
        }
        ["edit", fields @ ..] => {
            let id = find(sources, fields[0]).await?;
            sources.update(id, draft(fields), SaveOptions::default(), never()).await?;
        }
        ["delete", name] => sources.delete(find(sources, name).await?).await?,
        ["sweep"] => sources.sweep().await?,
        ["list"] => {
            sources.check_all().await?;
            return Ok(json!(sources.list().await?.sources));
        }
        ["sync", name] => sources.sync_users(find(sources, name).await?).await?,
        [verb @ ("add" | "remove"), name, group, most] => {
            let source = find(sources, name).await?;
            return begin(sources, *verb == "add", source, group, most.parse().unwrap()).await;
        }
        ["go-on"] => sources.go_on_with_runs().await?,
        ["resume", run] => {
            sources.resume_run(serde_json::from_value(json!(run)).unwrap()).await?;
        }
        ["ended", run] => {
            let run = serde_json::from_value(json!(run)).unwrap();
            return ended(sources, run).await;
        }
        other => panic!("not understood: {other:?}"),
    }
    Ok(json!("done"))
}

/// Begins to add users to a group, or to remove them, and tells the run and whom it changes.
async fn begin(
    sources: &Arc<Sources>,
    adds: bool,
    source: SourceId,
    group: &str,
    most: usize,
) -> Result<Value, Error> {
    let told = |_, _| ControlFlow::Continue(());
    let groups = vec![InSource { source, id: group.to_owned() }];
    let action = match adds {
        true => ActionRequest::AddToGroups { groups },
        false => ActionRequest::RemoveFromGroups { groups },
    };
    let all = PlanRequest::Matching { filter: Box::default(), action };
    let query = ItemQuery { show: Show::Planned, search: String::new(), offset: 0, limit: most };
    let plan = sources.plan(all, told).await?;
    let rows = sources.plan_items(plan.id, &query)?.rows;
    let changes = rows.iter().map(|row| {
        let group = Group { id: group.to_owned(), name: "empty".into(), synced: false };
        let change = if adds { Change::AddToGroup { group } } else { Change::RemoveFromGroup { group } };
        ChosenChange { source, account_id: row.account_id.clone(), change }
    });
    let plan = sources.plan(PlanRequest::Chosen { changes: changes.collect() }, told).await?;
    let confirmation = Confirmation { typed: Some(plan.users), reason: String::new() };
    let run = sources.begin_run(plan.id, confirmation).await?;
    let planned: Vec<_> = rows.iter().map(|row| &row.account_id).collect();
    Ok(json!({ "run": run, "planned": planned }))
}

/// What is said of a run, once it has ended.
async fn ended(sources: &Arc<Sources>, run: RunId) -> Result<Value, Error> {
    let mut changes = sources.run_changes();
    loop {
        changes.borrow_and_update();
        let view = sources.run_of(run).await?;
        if view.progress.is_none() && view.run.state != RunState::Running {
            return Ok(json!(view.run));
        }
        changes.changed().await.expect("the sources live");
    }
}

fn draft(fields: &[&str]) -> SourceDraft {
    let [name, url, email, key, expires] = fields else { panic!("not understood: {fields:?}") };
    SourceDraft {
        name: (*name).into(),
        connection_type: ConnectionType::JiraCloud,
        jira_url: (*url).into(),
        user_email: (*email).into(),
        api_key: (*key).into(),
        expires_on: (*expires).into(),
        organization_id: String::new(),
    }
}

async fn find(sources: &Arc<Sources>, name: &str) -> Result<SourceId, Error> {
    let list = sources.list().await?;
    Ok(list.sources.into_iter().find(|source| source.name == name).expect("the source is there").id)
}

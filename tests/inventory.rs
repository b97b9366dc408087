//! The keys of every source and of its organization.

mod support;

use std::{fs, sync::Arc, time::Duration};

use atlassian_simulator::{Canned, Fault, FaultRule, Simulator, cases};
use external_sources_core::{
    Error, KeyKind, SourceId, Sources, Target,
    actions::{
        activity::{Activity, ActivityQuery, ActivityShow},
        source_event::SourceChange,
    },
    inventory::{KeyPage, KeyQuery, KeyRow, KeySort, KeyStatus},
};
use serde_json::json;
use support::{CHECKED, MemoryKeychain, client, days_ahead, open, organization, site, uncancelled};

fn everything() -> KeyQuery {
    KeyQuery { sort: KeySort::Label, ..KeyQuery::everything() }
}

async fn keys(sources: &Arc<Sources>, query: KeyQuery) -> KeyPage {
    sources.list_keys(query).await.unwrap()
}

async fn named(sources: &Arc<Sources>, label: &str) -> KeyRow {
    let page = keys(sources, KeyQuery { search: label.into(), ..everything() }).await;
    page.rows.into_iter().find(|row| row.label == label).unwrap_or_else(|| panic!("no {label}"))
}

struct Office {
    simulator: Simulator,
    dir: tempfile::TempDir,
    keychain: MemoryKeychain,
}

impl Office {
    async fn open() -> (Self, Arc<Sources>, SourceId) {
        let simulator = Simulator::start(Default::default()).await.unwrap();
        let office =
            Self { simulator, dir: tempfile::tempdir().unwrap(), keychain: MemoryKeychain::default() };
        let sources = office.start();
        let draft = organization("Acme", "", &office.simulator.credentials().organization);
        let id = sources.create(draft, CHECKED, uncancelled()).await.unwrap().id;
        (office, sources, id)
    }

    fn start(&self) -> Arc<Sources> {
        open(self.dir.path(), self.keychain.clone(), client(&self.simulator))
    }
}

#[tokio::test]
async fn all_keys_are_listed_also_offline_and_after_a_restart() {
    let (office, sources, id) = Office::open().await;
    let known = office.simulator.credentials();
    let site = site("Site", &office.simulator.site(0), &known.jira_admin);
    sources.create(site, CHECKED, uncancelled()).await.unwrap();
    let before = keys(&sources, everything()).await;
    assert_eq!(before.rows.iter().map(|row| row.kind).collect::<Vec<_>>(), [KeyKind::SourceKey; 2]);

    sources.fetch_inventory(id).await.unwrap();
    let page = keys(&sources, everything()).await;
    assert_eq!(page.all, page.rows.len());
    assert!(page.rows.iter().any(|row| row.kind == KeyKind::ApiToken && !row.owner_name.is_empty()));
    let soon = page.rows.iter().filter(|row| row.status == KeyStatus::Soon).count();
    assert_eq!(page.counts.status[&KeyStatus::Soon], soon);
    assert!(soon >= 6, "0, 1, 3, 7, 14 and 30 days ahead");

    drop(sources);
    let (dir, keychain, client) = (office.dir, office.keychain, client(&office.simulator));
    drop(office.simulator);
    let sources = open(dir.path(), keychain, client);
    assert_eq!(keys(&sources, everything()).await, page, "offline, as it was");
    let state = &sources.inventory_states().await.unwrap()[0];
    assert!(state.fetched_at.is_some() && state.keys == page.all - 2);
    sources.fetch_inventory(id).await.unwrap();
    let state = &sources.inventory_states().await.unwrap()[0];
    assert!(state.problem.as_ref().unwrap().message.contains("could not be reached"));
    assert_eq!(keys(&sources, everything()).await, page, "a failed fetch leaves what was known");
}

#[tokio::test]
async fn filters_sorts_and_windows_agree_with_the_whole() {
    use KeyStatus::{Blocked, Expired, Fine, NotSet, Soon};
    let (_office, sources, id) = Office::open().await;
    sources.fetch_inventory(id).await.unwrap();
    let all = keys(&sources, everything()).await;

    for status in [Expired, Soon, Fine, NotSet, Blocked] {
        let page = keys(&sources, KeyQuery { status: Some(status), ..everything() }).await;
        assert!(page.rows.iter().all(|row| row.status == status));
        assert_eq!(page.total, all.rows.iter().filter(|row| row.status == status).count());
    }
    let page = keys(&sources, KeyQuery { search: "INTEGRATION 1".into(), ..everything() }).await;
    assert_eq!(
        page.rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(),
        ["Integration 1", "Integration 10"]
    );

    let by_expiry = KeyQuery { sort: KeySort::Expires, ..everything() };
    let whole = keys(&sources, by_expiry.clone()).await.rows;
    assert!(whole.is_sorted_by_key(|row| row.days_left.unwrap_or(i64::MAX)));
    let window = keys(&sources, KeyQuery { offset: 5, limit: 10, ..by_expiry.clone() }).await;
    assert_eq!(window.rows, whole[5..15]);
    let backwards = keys(&sources, KeyQuery { descending: true, ..by_expiry }).await.rows;
    assert!(
        backwards.is_sorted_by(|a, b| a.days_left.unwrap_or(i64::MAX) >= b.days_left.unwrap_or(i64::MAX))
    );

    let on_line: usize = all.days.iter().map(|day| day.count).sum();
    let dated = all.rows.iter().filter(|row| row.days_left.is_some_and(|days| (-30..=366).contains(&days)));
    assert_eq!(on_line, dated.count());
}

#[tokio::test]
async fn the_expiry_of_a_linked_key_follows_the_inventory() {
    let (_office, sources, id) = Office::open().await;
    assert_eq!(sources.list().await.unwrap().sources[0].expires_on.unwrap().to_string(), days_ahead(90));
    sources.fetch_inventory(id).await.unwrap();
    let entry = named(&sources, "organization").await;
    sources.link_key(id, entry.entry.clone()).await.unwrap();

    let linked = named(&sources, "organization").await;
    assert!(linked.own);
    assert_eq!(sources.list().await.unwrap().sources[0].expires_on, linked.expires_on);
    let page = keys(&sources, everything()).await;
    assert!(page.rows.iter().all(|row| row.kind != KeyKind::SourceKey), "it is listed once");

    sources.link_key(id, None).await.unwrap();
    assert!(!named(&sources, "organization").await.own);
}

#[tokio::test]
async fn any_key_can_be_watched_until_it_is_revoked() {
    let (office, sources, id) = Office::open().await;
    sources.fetch_inventory(id).await.unwrap();
    let entry = named(&sources, "Integration 6").await;
    assert_eq!(entry.days_left, Some(7));
    sources.set_key_reminders(id, entry.entry.clone(), true).await.unwrap();
    assert!(named(&sources, "Integration 6").await.reminders);
    let items = sources.list().await.unwrap().attention.items;
    assert_eq!(items[0].message, "“Integration 6” of “Acme” expires in 7 days.");
    assert_eq!(items[0].target(), Target::Inventory(id));

    sources.revoke_key(id, entry.entry.unwrap()).await.unwrap();
    assert!(sources.list().await.unwrap().attention.items.is_empty());
    let page = keys(&sources, KeyQuery { search: "Integration 6".into(), ..everything() }).await;
    assert_eq!(page.total, 0);
    sources.fetch_inventory(id).await.unwrap();
    let page = keys(&sources, KeyQuery { search: "Integration 6".into(), ..everything() }).await;
    assert_eq!(page.total, 0, "at Atlassian too");

    // What somebody else revoked is not noted as revoked here.
    office.simulator.fault(FaultRule::on("/revoke/", Canned::text(404, "")));
    let entry = named(&sources, "Integration 7").await.entry.unwrap();
    sources.revoke_key(id, entry).await.unwrap();
    let search = "integration".into();
    let query = ActivityQuery { search, show: ActivityShow::Sources, offset: 0, limit: 10 };
    let noted = sources.activity(query).await.unwrap().lines;
    let [Activity::Source(revoked)] = &noted[..] else { panic!("{noted:?}") };
    assert_eq!((revoked.change, &*revoked.by, &*revoked.name), (SourceChange::KeyRevoked, "Ada", "Acme"));
    assert!(revoked.details[0].starts_with("API key “Integration 6” of "), "{revoked:?}");
}

#[tokio::test]
async fn what_is_chosen_during_a_fetch_stays() {
    let (office, sources, id) = Office::open().await;
    sources.fetch_inventory(id).await.unwrap();
    let (five, six) = (named(&sources, "Integration 5").await, named(&sources, "Integration 6").await);
    let own = named(&sources, "organization").await;
    sources.set_key_reminders(id, five.entry.clone(), true).await.unwrap();
    // Somebody else revokes it.
    let key = office.simulator.credentials().organization.token.clone().into();
    let organization = office.simulator.organization_id();
    let atlassian = client(&office.simulator);
    atlassian.revoke_api_key(&organization, &five.entry.unwrap(), &key).await.unwrap();

    office.simulator.fault(FaultRule::on("/api-tokens", Fault::Slow(Duration::from_millis(300))));
    let mut changes = sources.inventory_changes();
    let choosing = async {
        while sources.inventory_states().await.unwrap()[0].fetched == 0 {
            changes.changed().await.unwrap();
        }
        sources.set_key_reminders(id, six.entry.clone(), true).await.unwrap();
        sources.link_key(id, own.entry.clone()).await.unwrap();
    };
    let (fetched, ()) = tokio::join!(sources.fetch_inventory(id), choosing);
    fetched.unwrap();
    let watched = keys(&sources, everything()).await.rows.into_iter().filter(|row| row.reminders);
    assert_eq!(watched.map(|row| row.label).collect::<Vec<_>>(), ["Integration 6", "organization"]);
    assert_eq!(sources.list().await.unwrap().sources[0].expires_on, own.expires_on);
}

#[tokio::test]
async fn a_token_that_the_organization_blocks_is_not_active() {
    let (office, sources, id) = Office::open().await;
    let token = |id: &str, last_day: String| {
        let end = format!("{last_day}T12:00:00Z");
        json!({"id": id, "label": "CI", "status": "BLOCKED", "expiresAt": end})
    };
    let tokens = [token("soon", days_ahead(5)), token("expired", days_ahead(-5))];
    let page = Canned::json(200, &json!({"data": tokens, "links": {}}));
    office.simulator.fault(FaultRule::on("/api-tokens", page));
    sources.fetch_inventory(id).await.unwrap();

    let blocked = KeyQuery { status: Some(KeyStatus::Blocked), ..everything() };
    let page = keys(&sources, blocked.clone()).await;
    assert_eq!((page.rows[0].entry.as_deref(), page.total), (Some("soon"), 1));
    assert_eq!((page.counts.status[&KeyStatus::Blocked], page.days[0].state), (1, KeyStatus::Blocked));
    let path = sources.export_keys(blocked, office.dir.path().to_owned()).await.unwrap();
    assert!(fs::read_to_string(path).unwrap().trim_end().ends_with(",blocked"));
    let ended = KeyQuery { status: Some(KeyStatus::Expired), kind: Some(KeyKind::ApiToken), ..everything() };
    assert_eq!(keys(&sources, ended).await.rows[0].entry.as_deref(), Some("expired"));
}

#[tokio::test]
async fn a_token_that_was_not_found_does_not_count_as_revoked() {
    let (office, sources, id) = Office::open().await;
    sources.fetch_inventory(id).await.unwrap();
    let tokens = office.simulator.api_tokens();
    let unmanaged = tokens.iter().find(|token| !token.owner_managed).unwrap();
    let state = async || sources.inventory_states().await.unwrap().remove(0);
    let (before, mut changes) = (state().await, sources.inventory_changes());

    let Err(Error::Failed(problem)) = sources.revoke_key(id, unmanaged.id.clone()).await else {
        panic!("an account that the organization does not manage")
    };
    assert!(problem.message.contains("was not revoked"), "{}", problem.message);
    assert!(problem.message.contains("may not manage the account"), "{}", problem.message);
    while state().await.fetched_at == before.fetched_at {
        changes.changed().await.unwrap();
    }
    let page = keys(&sources, everything()).await;
    assert!(page.rows.iter().any(|row| row.entry.as_ref() == Some(&unmanaged.id)), "it is still there");

    let managed = tokens.iter().find(|token| token.owner_managed).unwrap();
    sources.revoke_key(id, managed.id.clone()).await.unwrap();
    let page = keys(&sources, everything()).await;
    assert!(page.rows.iter().all(|row| row.entry.as_ref() != Some(&managed.id)));
}

#[tokio::test]
async fn a_token_of_nobody_known_says_why_it_cannot_be_revoked() {
    let (office, sources, id) = Office::open().await;
    let token = json!({"id": "1", "label": "CI", "status": "ALLOWED"});
    let page = Canned::json(200, &json!({"data": [token], "links": {}}));
    office.simulator.fault(FaultRule::on("/api-tokens", page));
    sources.fetch_inventory(id).await.unwrap();
    let row = named(&sources, "CI").await;
    assert!(!row.revocable && row.not_revocable.contains("whose token"), "{row:?}");
    assert_eq!(named(&sources, "Integration 1").await.not_revocable, "");
}

#[tokio::test]
async fn a_key_without_the_right_is_told_and_nothing_else_suffers() {
    let (office, sources, id) = Office::open().await;
    office.simulator.fault(FaultRule::on("/api-access/", cases::org_no_rights("/admin/api-access")));
    sources.fetch_inventory(id).await.unwrap();
    let state = &sources.inventory_states().await.unwrap()[0];
    let problem = state.problem.as_ref().unwrap();
    assert!(problem.message.contains("the key of “Acme” has no right"), "{}", problem.message);
    assert!(problem.hint.contains("read:tokens:admin"), "{}", problem.hint);
    assert!(!state.fetching && state.fetched_at.is_none());
    assert_eq!(keys(&sources, everything()).await.total, 1);
    sources.check(id).await.unwrap();

    office.simulator.clear_faults();
    sources.fetch_inventory(id).await.unwrap();
    assert_eq!(sources.inventory_states().await.unwrap()[0].problem, None);
}

#[tokio::test]
async fn a_refused_revocation_says_which_key_could() {
    let (office, sources, id) = Office::open().await;
    sources.fetch_inventory(id).await.unwrap();
    let key = named(&sources, "Integration 6").await.entry.unwrap();
    let token = office.simulator.api_tokens().remove(0).id;
    office.simulator.fault(FaultRule::on("/revoke/", cases::scope_missing()));
    office.simulator.fault(FaultRule::on("/manage/", cases::scope_missing()));
    for (entry, needed) in [
        (key, "the scope delete:tokens:admin, or by one without"),
        (token, "replace it by one without scopes"),
    ] {
        let Err(Error::Failed(problem)) = sources.revoke_key(id, entry).await else { panic!("{needed}") };
        assert!(problem.hint.contains(needed), "{}", problem.hint);
        assert!(!problem.hint.contains("read:tokens:admin"), "{}", problem.hint);
    }
}

#[tokio::test]
async fn a_damaged_inventory_is_fetched_again() {
    let (office, sources, id) = Office::open().await;
    sources.fetch_inventory(id).await.unwrap();
    let total = keys(&sources, everything()).await.total;
    drop(sources);
    let file = office.dir.path().join("inventory").join(format!("{id}.json"));
    fs::write(&file, b"{\"fetchedAt\": 7").unwrap();
    let sources = office.start();
    assert_eq!(keys(&sources, everything()).await.total, 1);
    sources.fetch_inventory(id).await.unwrap();
    assert_eq!(keys(&sources, everything()).await.total, total);

    sources.delete(id).await.unwrap();
    assert!(!file.exists(), "it goes with its source");
}

#[tokio::test]
async fn an_export_holds_what_was_asked_for_and_no_formula() {
    let (office, sources, id) = Office::open().await;
    sources.fetch_inventory(id).await.unwrap();
    let query = KeyQuery { search: "integration".into(), limit: 2, ..everything() };
    let path = sources.export_keys(query, office.dir.path().to_owned()).await.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("Label,Kind,Source,Owner,Owner Email,Created,Last Active,Expires,Status\n"));
    assert_eq!(text.lines().count(), 11, "all that match, not the window");

    let hostile = organization("=HYPERLINK(\"x\")", "", &office.simulator.credentials().organization);
    sources.create(hostile, CHECKED, uncancelled()).await.unwrap();
    let query = KeyQuery { search: "hyperlink".into(), ..everything() };
    let path = sources.export_keys(query, office.dir.path().to_owned()).await.unwrap();
    assert!(fs::read_to_string(path).unwrap().contains("\"'=HYPERLINK(\"\"x\"\")\""));
}

#[tokio::test]
async fn sources_travel_without_their_keys() {
    let (office, sources, _) = Office::open().await;
    let known = office.simulator.credentials();
    let site = site("Site", &office.simulator.site(0), &known.jira_admin);
    sources.create(site, CHECKED, uncancelled()).await.unwrap();
    let path = sources.export_sources(office.dir.path().to_owned()).await.unwrap();
    let text = fs::read_to_string(path).unwrap();
    assert!(known.all_secrets().iter().all(|secret| !text.contains(secret)));

    let (dir, keychain) = (tempfile::tempdir().unwrap(), MemoryKeychain::default());
    let other = open(dir.path(), keychain.clone(), client(&office.simulator));
    let mut report = other.import_sources(&text).await.unwrap();
    report.added.sort();
    assert_eq!(report.added, ["Acme", "Site"]);
    let list = other.list().await.unwrap().sources;
    assert!(list[0].status.problem.as_ref().unwrap().message.contains("has not been entered"));
    assert!(list.iter().zip(sources.list().await.unwrap().sources).all(|(copy, original)| {
        (&copy.name, copy.expires_on, &copy.jira_url)
            == (&original.name, original.expires_on, &original.jira_url)
    }));

    let again = other.import_sources(&text).await.unwrap();
    assert_eq!((again.added.len(), again.skipped.len()), (0, 2));
    assert!(other.import_sources("{}").await.is_err());
}

#[tokio::test]
async fn the_calendar_has_every_last_day() {
    let (office, sources, id) = Office::open().await;
    let path = sources.export_calendar(office.dir.path().to_owned()).await.unwrap();
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains("SUMMARY:The key of “Acme” expires"), "{text}");
    assert!(text.contains(&format!("DTSTART;VALUE=DATE:{}", days_ahead(90).replace('-', ""))), "{text}");

    // Of the inventory, what is still to come.
    sources.fetch_inventory(id).await.unwrap();
    let path = sources.export_calendar(office.dir.path().to_owned()).await.unwrap();
    let text = fs::read_to_string(path).unwrap();
    let rows = keys(&sources, everything()).await.rows;
    let ahead = rows.iter().filter(|row| row.days_left.is_some_and(|days| days >= 0)).count();
    assert!(ahead > 6);
    assert_eq!(text.matches("BEGIN:VEVENT").count(), ahead);
    assert_eq!(text.matches("BEGIN:VALARM").count(), 1, "only where there are reminders");
    assert!(text.contains("SUMMARY:“Integration 6” of “Acme” expires"), "{text}");

    // A new key takes the old one's place, also in the calendar.
    let uid = format!("UID:{id}@external-sources");
    assert!(text.contains(&uid), "{text}");
    let other = &office.simulator.credentials().organization_scoped;
    let draft = organization("Acme", &office.simulator.organization_id(), other);
    sources.update(id, draft, CHECKED, uncancelled()).await.unwrap();
    let path = sources.export_calendar(office.dir.path().to_owned()).await.unwrap();
    assert!(fs::read_to_string(path).unwrap().contains(&uid));
}

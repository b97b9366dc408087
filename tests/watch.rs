//! What is told and checked while nobody looks.

mod support;

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use atlassian_client::Client;
use atlassian_simulator::{FaultRule, Simulator, cases};
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use external_sources_core::{
    AttentionLevel, Clock, Error, Network, Notification, Notifier, SaveOptions, Settings, SourceDraft,
    SourceId, Sources, StatusState, Target, Watch,
};
use support::{CHECKED, MemoryKeychain, client, open_on, organization, site, uncancelled};

/// A computer whose clock, network and notifications tests hold in their hands.
#[derive(Clone)]
struct Computer {
    now: Arc<Mutex<DateTime<FixedOffset>>>,
    online: Arc<AtomicBool>,
    shown: Arc<Mutex<Vec<Notification>>>,
    takes_notifications: Arc<AtomicBool>,
    keychain: MemoryKeychain,
}

impl Computer {
    fn new() -> Self {
        Self {
            now: Arc::new(Mutex::new("2026-11-24T12:00:00+01:00".parse().unwrap())),
            online: Arc::new(true.into()),
            shown: Arc::default(),
            takes_notifications: Arc::new(true.into()),
            keychain: MemoryKeychain::default(),
        }
    }

    fn start(&self, dir: &Path, client: Client) -> (Arc<Sources>, Watch<Self>) {
        let sources = open_on(dir, self.keychain.clone(), client, self.clone(), self.clone());
        (Arc::clone(&sources), Watch::new(sources, self.clone()))
    }

    fn pass(&self, time: TimeDelta) {
        *self.now.lock().unwrap() += time;
    }

    /// Sets the clock, in a zone so many hours ahead of UTC.
    fn set(&self, now: DateTime<Utc>, zone: i32) {
        *self.now.lock().unwrap() = now.with_timezone(&FixedOffset::east_opt(zone * 3600).unwrap());
    }

    fn day_ahead(&self, days: i64) -> String {
        (Clock::now(self).date_naive() + TimeDelta::days(days)).to_string()
    }

    /// The notifications since the last call.
    fn take(&self) -> Vec<Notification> {
        std::mem::take(&mut *self.shown.lock().unwrap())
    }

    fn titles(&self) -> Vec<String> {
        self.take().into_iter().map(|notification| notification.title).collect()
    }
}

impl Clock for Computer {
    fn now(&self) -> DateTime<FixedOffset> {
        *self.now.lock().unwrap()
    }
}

impl Network for Computer {
    fn is_online(&self) -> bool {
        self.online.load(Ordering::Relaxed)
    }
}

impl Notifier for Computer {
    async fn show(&self, notification: Notification) -> bool {
        let taken = self.takes_notifications.load(Ordering::Relaxed);
        if taken {
            self.shown.lock().unwrap().push(notification);
        }
        taken
    }
}

/// An organization whose key ends in so many days.
fn expiring(simulator: &Simulator, computer: &Computer, name: &str, days: i64) -> SourceDraft {
    SourceDraft {
        expires_on: computer.day_ahead(days),
        ..organization(name, "", &simulator.credentials().organization)
    }
}

async fn create(sources: &Arc<Sources>, draft: SourceDraft) -> SourceId {
    sources.create(draft, CHECKED, uncancelled()).await.unwrap().id
}

#[tokio::test]
async fn a_key_is_told_of_once_for_each_step_also_over_restarts() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let known = simulator.credentials();
    let acme = SourceDraft {
        expires_on: computer.day_ahead(40),
        ..site("Acme", &simulator.site(0), &known.jira_admin)
    };
    {
        let (sources, watch) = computer.start(dir.path(), client(&simulator));
        let id = create(&sources, acme).await;
        watch.remind().await.unwrap();
        assert_eq!(computer.titles(), [""; 0]);

        computer.pass(TimeDelta::days(10));
        watch.remind().await.unwrap();
        watch.remind().await.unwrap();
        let told = computer.take();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].title, "The key of “Acme” expires in 30 days");
        assert_eq!(told[0].target, Some(Target::Key(id)));
    }
    // The app was off over the steps of 14 and 7 days.
    computer.pass(TimeDelta::days(24));
    {
        let (_sources, watch) = computer.start(dir.path(), client(&simulator));
        watch.remind().await.unwrap();
        assert_eq!(computer.titles(), ["The key of “Acme” expires in 6 days"]);
    }
    let (sources, watch) = computer.start(dir.path(), client(&simulator));
    for (days, title) in [
        (0, None),
        (3, Some("The key of “Acme” expires in 3 days")),
        (2, Some("The key of “Acme” expires tomorrow")),
        (1, Some("The key of “Acme” expires today")),
        (1, Some("The key of “Acme” expired yesterday")),
        (1, Some("The key of “Acme” expired 2 days ago")),
    ] {
        computer.pass(TimeDelta::days(days));
        watch.remind().await.unwrap();
        assert_eq!(computer.titles(), title.into_iter().collect::<Vec<_>>());
    }
    let attention = sources.list().await.unwrap().attention;
    assert_eq!(attention.level, AttentionLevel::Expired);
    assert_eq!(attention.items[0].message, "The key of “Acme” expired 2 days ago.");
}

#[tokio::test]
async fn several_keys_are_told_of_together() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, watch) = computer.start(dir.path(), client(&simulator));
    for (name, days) in [("Acme", 7), ("Beta", 1), ("Gamma", 200)] {
        create(&sources, expiring(&simulator, &computer, name, days)).await;
    }
    watch.remind().await.unwrap();
    let told = computer.take();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].title, "2 keys need attention");
    assert_eq!(told[0].body, "Beta expires tomorrow\nAcme expires in 7 days");
}

#[tokio::test]
async fn a_new_key_begins_anew_and_the_same_key_goes_on() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, watch) = computer.start(dir.path(), client(&simulator));
    let known = simulator.credentials();
    let draft = |name: &str| SourceDraft {
        expires_on: computer.day_ahead(7),
        ..organization(name, &simulator.organization_id(), &known.organization)
    };
    let id = create(&sources, draft("Acme")).await;
    watch.remind().await.unwrap();
    assert_eq!(computer.titles().len(), 1);

    // Renamed: the key had to be entered again, but it is the same.
    sources.update(id, draft("Acme Inc."), CHECKED, uncancelled()).await.unwrap();
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), [""; 0]);

    // Another key, though it ends on the same day.
    let replaced =
        SourceDraft { api_key: known.organization_scoped.token.clone().into(), ..draft("Acme Inc.") };
    sources.update(id, replaced, CHECKED, uncancelled()).await.unwrap();
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), ["The key of “Acme Inc.” expires in 7 days"]);

    sources.delete(id).await.unwrap();
    computer.pass(TimeDelta::days(10));
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), [""; 0]);
}

#[tokio::test]
async fn a_change_of_zone_repeats_no_step() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, watch) = computer.start(dir.path(), client(&simulator));
    let key = simulator.api_keys().into_iter().find(|key| key.label == "Integration 6").unwrap();
    // It ends at midnight UTC: a day later in Berlin than in New York.
    let noon = key.expires_at - TimeDelta::days(7) + TimeDelta::hours(12);
    computer.set(noon, 1);
    let id = create(&sources, expiring(&simulator, &computer, "Acme", 90)).await;
    sources.fetch_inventory(id).await.unwrap();
    sources.set_key_reminders(id, Some(key.id), true).await.unwrap();
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), ["“Integration 6” of “Acme” expires in 7 days"]);

    for (hours, title) in [(0, None), (24, None), (72, Some("“Integration 6” of “Acme” expires in 3 days"))]
    {
        computer.set(noon + TimeDelta::hours(hours), -5);
        sources.fetch_inventory(id).await.unwrap();
        watch.remind().await.unwrap();
        assert_eq!(computer.titles(), title.into_iter().collect::<Vec<_>>());
    }
    computer.set(noon + TimeDelta::hours(72), 1);
    sources.fetch_inventory(id).await.unwrap();
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), [""; 0], "home again");
}

#[tokio::test]
async fn a_key_that_is_watched_again_or_linked_goes_on() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, watch) = computer.start(dir.path(), client(&simulator));
    let keys = simulator.api_keys();
    let named = |label: &str| keys.iter().find(|key| key.label == label).unwrap();
    let (soon, later) = (named("Integration 6"), Some(named("Integration 9").id.clone()));
    let noon = soon.expires_at - TimeDelta::days(7) + TimeDelta::hours(12);
    computer.set(noon, 1);
    let id = create(&sources, expiring(&simulator, &computer, "Acme", 300)).await;
    sources.fetch_inventory(id).await.unwrap();
    let entry = Some(soon.id.clone());
    sources.set_key_reminders(id, entry.clone(), true).await.unwrap();
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), ["“Integration 6” of “Acme” expires in 7 days"]);

    sources.set_key_reminders(id, entry.clone(), false).await.unwrap();
    watch.remind().await.unwrap();
    sources.set_key_reminders(id, entry.clone(), true).await.unwrap();
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), [""; 0], "watched again");

    sources.link_key(id, entry.clone()).await.unwrap();
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), [""; 0], "the source's own");

    computer.set(noon + TimeDelta::days(4), 1);
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), ["The key of “Acme” expires in 3 days"]);
    sources.link_key(id, later).await.unwrap();
    sources.set_key_reminders(id, entry, true).await.unwrap();
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), [""; 0], "it was another key's");
}

#[tokio::test]
async fn silence_is_kept_and_ends() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, watch) = computer.start(dir.path(), client(&simulator));
    let id = create(&sources, expiring(&simulator, &computer, "Acme", 7)).await;

    sources.set_key_reminders(id, None, false).await.unwrap();
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), [""; 0], "switched off for the source");
    sources.set_key_reminders(id, None, true).await.unwrap();

    // A form that was filled before knows nothing of the pause.
    let form = sources.settings().await.unwrap();
    sources.toggle_pause().await.unwrap();
    assert!(sources.set_settings(form).await.unwrap().paused_until.is_some());
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), [""; 0], "paused");
    computer.pass(TimeDelta::hours(25));
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), ["The key of “Acme” expires in 6 days"], "the pause ends by itself");

    sources.snooze(id, None, 2).await.unwrap();
    assert!(sources.list().await.unwrap().attention.items[0].snoozed_until.is_some());
    computer.pass(TimeDelta::days(1));
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), [""; 0], "snoozed");
    computer.pass(TimeDelta::days(1));
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), ["The key of “Acme” expires in 4 days"], "the snooze ends");
}

#[tokio::test]
async fn an_expired_key_needs_attention_also_without_reminders() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, watch) = computer.start(dir.path(), client(&simulator));
    let id = create(&sources, expiring(&simulator, &computer, "Acme", 1)).await;
    sources.set_key_reminders(id, None, false).await.unwrap();
    assert_eq!(sources.list().await.unwrap().attention.level, AttentionLevel::Fine);

    computer.pass(TimeDelta::days(2));
    let attention = sources.list().await.unwrap().attention;
    assert_eq!(attention.level, AttentionLevel::Expired);
    assert_eq!(attention.summary(), "Acme expired yesterday");
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), [""; 0], "no notification all the same");
    sources.snooze(id, None, 3).await.unwrap();
    assert!(sources.list().await.unwrap().attention.items[0].snoozed_until.is_some(), "not in the banner");
}

#[tokio::test]
async fn midnight_and_the_end_of_a_pause_are_changes() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, mut watch) = computer.start(dir.path(), client(&simulator));
    watch.follow_clock().await.unwrap();
    // It is noon; the pause lasts until the next one.
    sources.toggle_pause().await.unwrap();
    watch.follow_clock().await.unwrap();
    let mut changes = sources.changes();
    for (hours, changed) in [(11, false), (1, true), (0, false), (11, false), (1, true), (0, false)] {
        computer.pass(TimeDelta::hours(hours));
        watch.follow_clock().await.unwrap();
        assert_eq!(changes.has_changed().unwrap(), changed, "at {}", Clock::now(&computer));
        changes.mark_unchanged();
    }
}

#[tokio::test]
async fn a_pause_begun_while_the_clock_was_ahead_is_over_once_it_is_right() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, watch) = computer.start(dir.path(), client(&simulator));
    create(&sources, expiring(&simulator, &computer, "Acme", 7)).await;
    computer.pass(TimeDelta::days(300));
    sources.toggle_pause().await.unwrap();
    computer.pass(TimeDelta::days(-300));
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), ["The key of “Acme” expires in 7 days"]);
}

#[tokio::test]
async fn old_inventories_are_fetched_a_few_at_a_time() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, mut watch) = computer.start(dir.path(), client(&simulator));
    // What the clock said while it was wrong stops no refresh once it is right.
    computer.pass(TimeDelta::days(100));
    watch.refresh().await.unwrap();
    computer.pass(TimeDelta::days(-100));
    for number in 0..6 {
        let draft = expiring(&simulator, &computer, &format!("Acme {number}"), 90);
        let id = create(&sources, draft).await;
        sources.fetch_inventory(id).await.unwrap();
    }
    computer.pass(TimeDelta::hours(24));
    simulator.fault(FaultRule::on(
        "/api-access/",
        atlassian_simulator::Fault::Slow(std::time::Duration::from_millis(50)),
    ));
    let mut changes = sources.inventory_changes();
    watch.refresh().await.unwrap();
    let now = Clock::now(&computer).to_utc();
    loop {
        let states = sources.inventory_states().await.unwrap();
        let fetching = states.iter().filter(|state| state.fetching).count();
        assert!(fetching <= 3, "{fetching} at once");
        if states.iter().all(|state| state.fetched_at == Some(now)) {
            break;
        }
        changes.changed().await.unwrap();
    }
}

#[tokio::test]
async fn what_no_desktop_took_is_told_again() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, watch) = computer.start(dir.path(), client(&simulator));
    create(&sources, expiring(&simulator, &computer, "Acme", 1)).await;
    computer.takes_notifications.store(false, Ordering::Relaxed);
    watch.remind().await.unwrap();
    computer.takes_notifications.store(true, Ordering::Relaxed);
    watch.remind().await.unwrap();
    watch.remind().await.unwrap();
    assert_eq!(computer.titles(), ["The key of “Acme” expires tomorrow"]);
}

#[tokio::test]
async fn a_broken_source_is_told_of_once_and_so_is_its_return() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, mut watch) = computer.start(dir.path(), client(&simulator));
    let id = create(&sources, site("Acme", &simulator.site(0), &simulator.credentials().jira_admin)).await;

    simulator.clear_log();
    watch.check().await.unwrap();
    assert_eq!(simulator.log().len(), 0, "it was checked just now");

    simulator.fault(FaultRule::on("/myself", cases::bad_token_strict()));
    for _ in 0..2 {
        computer.pass(TimeDelta::hours(5));
        watch.check().await.unwrap();
        watch.tell_changes().await.unwrap();
    }
    let told = computer.take();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].title, "“Acme” is not connected any more");
    assert!(told[0].body.contains("refused the API token"), "{}", told[0].body);
    assert_eq!(told[0].target, Some(Target::Source(id)));

    simulator.clear_faults();
    for _ in 0..2 {
        computer.pass(TimeDelta::hours(5));
        watch.check().await.unwrap();
        watch.tell_changes().await.unwrap();
    }
    assert_eq!(computer.titles(), ["“Acme” is connected again"]);

    // What the user has seen is not told.
    simulator.fault(FaultRule::on("/myself", cases::bad_token_strict()));
    assert_eq!(sources.check(id).await.unwrap().status.state, StatusState::Error);
    watch.tell_changes().await.unwrap();
    assert_eq!(computer.titles(), [""; 0]);
}

#[tokio::test]
async fn a_host_that_misses_one_call_is_no_news() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, mut watch) = computer.start(dir.path(), client(&simulator));
    create(&sources, site("Acme", &simulator.site(0), &simulator.credentials().jira_admin)).await;
    drop(simulator);

    computer.pass(TimeDelta::hours(5));
    watch.check().await.unwrap();
    watch.tell_changes().await.unwrap();
    assert_eq!(computer.titles(), [""; 0]);
    // It is asked again soon.
    computer.pass(TimeDelta::minutes(6));
    watch.check().await.unwrap();
    watch.tell_changes().await.unwrap();
    assert_eq!(computer.titles(), ["“Acme” is not connected any more"]);
}

#[tokio::test]
async fn a_locked_keychain_says_nothing_of_a_source() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, mut watch) = computer.start(dir.path(), client(&simulator));
    let admin = &simulator.credentials().jira_admin;
    let id = create(&sources, site("Acme", &simulator.site(0), admin)).await;
    create(&sources, site("Beta", &simulator.site(0), admin)).await;
    let before = sources.list().await.unwrap().sources;

    computer.keychain.lock(true);
    computer.pass(TimeDelta::hours(5));
    for _ in 0..3 {
        watch.check().await.unwrap();
        watch.tell_changes().await.unwrap();
        computer.pass(TimeDelta::minutes(5));
    }
    assert_eq!(computer.titles(), [""; 0]);
    // Whoever asks is told why.
    let error = sources.check(id).await.unwrap_err();
    assert!(matches!(&error, Error::NoKeychain(problem) if problem.message.contains("refused")), "{error:?}");
    assert!(matches!(sources.check_all().await.unwrap_err(), Error::NoKeychain(_)));
    assert_eq!(sources.list().await.unwrap().sources, before, "nothing was learnt");

    computer.keychain.lock(false);
    simulator.clear_log();
    watch.check().await.unwrap();
    assert_eq!(simulator.log().len(), 0, "it is not asked all the time");
    computer.pass(TimeDelta::hours(1));
    watch.check().await.unwrap();
    let list = sources.list().await.unwrap().sources;
    assert!(list.iter().zip(&before).all(|(now, before)| now.status.checked_at > before.status.checked_at));
    watch.tell_changes().await.unwrap();
    assert_eq!(computer.titles(), [""; 0]);

    // A key that is gone is the source's own trouble.
    computer.keychain.clear();
    assert_eq!(sources.check(id).await.unwrap().status.state, StatusState::Error);
}

#[tokio::test]
async fn offline_says_nothing_of_a_source() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, mut watch) = computer.start(dir.path(), client(&simulator));
    let draft = site("Acme", "https://no-such-site.invalid", &simulator.credentials().jira_admin);
    let unchecked = SaveOptions { without_check: true, session_only: false };
    sources.create(draft, unchecked, uncancelled()).await.unwrap();

    computer.online.store(false, Ordering::Relaxed);
    watch.check().await.unwrap();
    let list = sources.list().await.unwrap();
    assert!(list.offline);
    assert_eq!(list.sources[0].status.checked_at, None, "nothing was learnt of it");

    // Back online all sources are checked, and only now is it the source that does not answer.
    computer.online.store(true, Ordering::Relaxed);
    watch.check().await.unwrap();
    let list = sources.list().await.unwrap();
    assert!(!list.offline);
    assert!(list.sources[0].status.checked_at.is_some());
}

#[tokio::test]
async fn a_network_that_is_gone_is_told_before_any_check_is_due() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, mut watch) = computer.start(dir.path(), client(&simulator));
    let admin = &simulator.credentials().jira_admin;
    let id = create(&sources, site("Acme", &simulator.site(0), admin)).await;

    // No way out is known, but the source answers, as through a proxy.
    simulator.clear_log();
    computer.online.store(false, Ordering::Relaxed);
    watch.check().await.unwrap();
    assert!(!sources.list().await.unwrap().offline);
    let asked = simulator.log().len();
    watch.check().await.unwrap();
    assert_eq!(simulator.log().len(), asked, "it is asked once, not all the time");

    computer.online.store(true, Ordering::Relaxed);
    computer.pass(TimeDelta::minutes(1));
    watch.check().await.unwrap();
    assert!(simulator.log().len() > asked, "back online, it is asked again");

    sources.delete(id).await.unwrap();
    let draft = site("Acme", "https://no-such-site.invalid", admin);
    let unchecked = SaveOptions { without_check: true, session_only: false };
    let id = sources.create(draft, unchecked, uncancelled()).await.unwrap().id;
    sources.check(id).await.unwrap();
    assert!(!sources.list().await.unwrap().offline);
    computer.online.store(false, Ordering::Relaxed);
    watch.check().await.unwrap();
    assert!(sources.list().await.unwrap().offline);
}

#[tokio::test]
async fn a_sleep_makes_checks_due_and_a_long_round_does_not() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, mut watch) = computer.start(dir.path(), client(&simulator));
    create(&sources, site("Acme", &simulator.site(0), &simulator.credentials().jira_admin)).await;
    simulator.clear_log();

    watch.check().await.unwrap();
    computer.pass(TimeDelta::minutes(10));
    watch.rest(async {}).await;
    watch.check().await.unwrap();
    assert_eq!(simulator.log().len(), 0, "the round took long");

    watch.rest(async { computer.pass(TimeDelta::minutes(10)) }).await;
    watch.check().await.unwrap();
    assert!(!simulator.log().is_empty(), "the computer slept");
}

#[tokio::test]
async fn background_checks_never_come_as_a_burst() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let (dir, computer) = (tempfile::tempdir().unwrap(), Computer::new());
    let (sources, mut watch) = computer.start(dir.path(), client(&simulator));
    for number in 0..12 {
        let name = format!("Site {number}");
        create(&sources, site(&name, &simulator.site(0), &simulator.credentials().jira_admin)).await;
    }
    let never = Settings { check_every_mins: 0, ..Settings::default() };
    sources.set_settings(never).await.unwrap();
    computer.pass(TimeDelta::days(1));
    simulator.clear_log();
    watch.check().await.unwrap();
    assert_eq!(simulator.log().len(), 0, "switched off");

    sources.set_settings(Settings::default()).await.unwrap();
    simulator.fault(FaultRule::on(
        "/myself",
        atlassian_simulator::Fault::Slow(std::time::Duration::from_millis(900)),
    ));
    watch.check().await.unwrap();
    let asked = simulator.log().iter().filter(|request| request.path_and_query.ends_with("/myself")).count();
    assert_eq!(asked, 12, "each once");
    assert!(simulator.peak_in_flight() <= 4, "{} at once", simulator.peak_in_flight());
}

//! Many changes at once, before the limits of the simulator.

use std::time::Duration;

use atlassian_client::{Client, Config, Error, Route, SiteLogin, SiteUrl};
use atlassian_simulator::{Canned, Fault, FaultRule, Limits, LoggedRequest, Outcome, Simulator, cases};
use chrono::TimeDelta;
use futures_util::future::join_all;
use secrecy::SecretString;

const WRITES: usize = 60;

struct Office {
    simulator: Simulator,
    client: Client,
    site: SiteUrl,
    token: SecretString,
    /// A group that has nobody.
    group: String,
    /// Those who are to be in it.
    accounts: Vec<String>,
}

impl Office {
    async fn open(patience: Duration) -> Self {
        let simulator = Simulator::start(atlassian_simulator::Config::default()).await.unwrap();
        let config = Config { api: simulator.api().parse().unwrap(), patience, ..Config::default() };
        let on_site = simulator.everyone().into_iter().filter(|user| user.sites[0].listed);
        let (group, ..) = simulator.groups().into_iter().find(|(_, name, _)| name == "empty").unwrap();
        Self {
            client: Client::new(config).unwrap(),
            site: simulator.site(0).parse().unwrap(),
            token: simulator.credentials().jira_admin.token.clone().into(),
            accounts: on_site.map(|user| user.account_id).take(WRITES).collect(),
            group,
            simulator,
        }
    }

    async fn add(&self, account: &str) -> Result<(), Error> {
        let email = &self.simulator.credentials().jira_admin.email;
        let login = SiteLogin { site: &self.site, route: Route::Site, email, token: &self.token };
        self.client.add_to_site_group(&login, &self.group, account).await
    }

    /// Adds everyone, and holds against the log that each was added once. Returns what was asked.
    async fn add_all(&self) -> Vec<LoggedRequest> {
        self.simulator.clear_log();
        for result in join_all(self.accounts.iter().map(|account| self.add(account))).await {
            result.unwrap();
        }
        let log = self.simulator.log();
        let made = log.iter().filter(|request| request.outcome == Outcome::Status(201)).count();
        assert_eq!((made, self.members()), (WRITES, WRITES));
        log
    }

    fn members(&self) -> usize {
        self.simulator.everyone().iter().filter(|user| user.groups.contains(&self.group)).count()
    }
}

fn refusals(log: &[LoggedRequest]) -> Vec<&LoggedRequest> {
    log.iter().filter(|request| request.outcome == Outcome::Status(429)).collect()
}

#[tokio::test]
async fn a_limit_that_is_told_is_kept() {
    let office = Office::open(Duration::from_secs(5)).await;
    office.simulator.limit(Some(Limits::bucket(5, 40.0)));
    office.simulator.fault(FaultRule::on("", Fault::Slow(Duration::from_millis(10))));
    let log = office.add_all().await;
    assert_eq!(refusals(&log).len(), 0);
    assert_eq!(log.len(), WRITES);
}

#[tokio::test]
async fn a_limit_that_is_not_told_is_found_and_its_pauses_are_kept() {
    let office = Office::open(Duration::from_secs(5)).await;
    office.simulator.limit(Some(Limits::bucket(5, 20.0).untold()));
    office.simulator.fault(FaultRule::on("", Fault::Slow(Duration::from_millis(10))));
    let log = office.add_all().await;
    let refused = refusals(&log);
    assert!(!refused.is_empty());
    assert_eq!(log.len(), WRITES + refused.len());
    for refusal in refused {
        // Those that were on their way when it was heard may still come; the pause is a second.
        let paused = refusal.at + TimeDelta::milliseconds(250)..refusal.at + TimeDelta::seconds(1);
        let early = log.iter().filter(|request| paused.contains(&request.at)).count();
        assert_eq!(early, 0, "sent within a pause");
    }
}

#[tokio::test]
async fn only_a_refusal_is_sent_again() {
    let office = Office::open(Duration::from_secs(5)).await;
    let account = office.accounts[0].as_str();
    let busy = |status: u16| Canned::json(status, &serde_json::json!({})).with("Retry-After", "1");
    office.simulator.fault(FaultRule::on("/group/user", busy(429)).times(1));
    office.add(account).await.unwrap();
    assert_eq!(office.simulator.log().len(), 2);

    // The change may have been made, and here it was.
    let cut = || Fault::AfterEffect(Box::new(Fault::CutMidBody));
    let unclear = || Fault::AfterEffect(Box::new(busy(503).into()));
    for (account, fault) in
        office.accounts[1..].iter().zip([cut(), unclear(), cases::login_page_200().into()])
    {
        office.simulator.clear_log();
        office.simulator.fault(FaultRule::on("/group/user", fault).times(1));
        office.add(account).await.unwrap_err();
        assert_eq!(office.simulator.log().len(), 1);
    }
    assert_eq!(office.members(), 3);
}

#[tokio::test]
async fn a_pause_that_is_too_long_is_left_to_the_caller() {
    let office = Office::open(Duration::from_secs(5)).await;
    let busy = Canned::json(429, &serde_json::json!({})).with("Retry-After", "60");
    office.simulator.fault(FaultRule::on("/group/user", busy).times(1));
    let results = join_all(office.accounts.iter().map(|account| office.add(account))).await;
    for result in results {
        let Err(Error::Busy { status: 429, retry_at: Some(at), .. }) = result else {
            panic!("not busy: {result:?}");
        };
        assert!(at > office.simulator.log()[0].at + TimeDelta::seconds(50));
    }
    assert_eq!(office.simulator.log().len(), 1, "nothing is sent while the pause runs");
    assert_eq!(office.members(), 0);
}

//! Users, groups and members, over the simulator's pages and against what it knows itself.

use std::{collections::BTreeSet, time::Duration};

use atlassian_client::{
    Client, Config, DirectoryUser, EVERY_DIRECTORY, Error, Part, Route, SiteLogin, SiteUrl, SiteUser,
};
use atlassian_simulator::{Canned, Fault, FaultRule, Known, Limits, Simulator, cases};
use futures_util::TryStreamExt;
use secrecy::SecretString;

struct Office {
    simulator: Simulator,
    client: Client,
    site: SiteUrl,
    token: SecretString,
    key: SecretString,
}

impl Office {
    async fn open(users: usize, squads: usize) -> Self {
        let config = atlassian_simulator::Config { users, squads, ..Default::default() };
        let simulator = Simulator::start(config).await.unwrap();
        let (api, patience) = (simulator.api().parse().unwrap(), Duration::from_millis(20));
        Self {
            client: Client::new(Config { api, patience, ..Config::default() }).unwrap(),
            site: simulator.site(0).parse().unwrap(),
            token: simulator.credentials().jira_admin.token.clone().into(),
            key: simulator.credentials().organization.token.clone().into(),
            simulator,
        }
    }

    fn login(&self) -> SiteLogin<'_> {
        let email = &self.simulator.credentials().jira_admin.email;
        SiteLogin { site: &self.site, route: Route::Site, email, token: &self.token }
    }

    async fn users(&self, from: usize) -> Result<Vec<SiteUser>, Error> {
        let pages = self.client.site_users(self.login(), from);
        pages.map_ok(|page| page.items).try_concat().await
    }

    async fn members(&self, groups: Vec<(String, usize)>) -> Result<BTreeSet<(String, String)>, Error> {
        let pages = self.client.group_members(self.login(), groups);
        let pages: Vec<_> = pages.try_collect().await?;
        let of = |page: atlassian_client::Members| {
            page.accounts.items.into_iter().map(move |account| (account, page.group.clone()))
        };
        Ok(pages.into_iter().flat_map(of).collect())
    }

    async fn search(&self, directory: &str, parts: &[Part]) -> Result<Vec<DirectoryUser>, Error> {
        let (id, mut users) = (self.simulator.organization_id(), Vec::new());
        for part in parts {
            let pages = self.client.directory_users(&id, directory, *part, &self.key, None);
            users.extend::<Vec<_>>(pages.map_ok(|page| page.items).try_concat().await?);
        }
        users.sort_by(|a, b| a.account_id.cmp(&b.account_id));
        Ok(users)
    }

    fn listed(&self) -> Vec<SiteUser> {
        self.simulator.everyone().into_iter().filter(|user| user.sites[0].listed).map(site_user).collect()
    }
}

fn site_user(known: Known) -> SiteUser {
    SiteUser {
        account_id: known.account_id,
        account_type: known.account_type.into(),
        display_name: known.name,
        email_address: known.email,
        active: known.active,
    }
}

#[tokio::test]
async fn a_site_lists_everyone_in_order_several_pages_at_a_time() {
    let office = Office::open(11_500, 0).await;
    office.simulator.fault(FaultRule::on("/users/search", Fault::Slow(Duration::from_millis(30))));
    assert_eq!(office.users(0).await.unwrap(), office.listed());
    assert_eq!(office.simulator.peak_in_flight(), 8);

    let pages: Vec<_> = office.client.site_users(office.login(), 0).try_collect().await.unwrap();
    assert!(pages.iter().all(|page| page.items.len() < 1000), "every page is a short one");
    let rest = office.users(pages[2].next.unwrap()).await.unwrap();
    let whole: Vec<_> = pages.into_iter().skip(3).flat_map(|page| page.items).collect();
    assert_eq!(rest, whole, "it goes on where a page says");
}

#[tokio::test]
async fn a_site_that_is_too_slow_is_asked_for_less() {
    let office = Office::open(2_500, 0).await;
    for size in ["maxResults=1000", "maxResults=500", "maxResults=250"] {
        office.simulator.fault(FaultRule::on(size, cases::too_slow_409()));
    }
    assert_eq!(office.users(0).await.unwrap(), office.listed());
    office.simulator.fault(FaultRule::on("/users/search", cases::too_slow_409()));
    assert!(matches!(office.users(0).await, Err(Error::Unexpected { status: 409, .. })));
}

#[tokio::test]
async fn tokens_with_scopes_read_through_the_gateway() {
    let office = Office::open(1_500, 0).await;
    let scoped = &office.simulator.credentials().jira_scoped;
    let token = scoped.token.clone().into();
    let route = office.client.site_route(&office.site, &scoped.email, &token).await.unwrap();
    assert!(matches!(route, Route::Gateway { .. }));
    let login = SiteLogin { route, token: &token, ..office.login() };
    let pages = office.client.site_users(login.clone(), 0).map_ok(|page| page.items);
    assert_eq!(pages.try_concat().await.unwrap(), office.listed());
    assert_eq!(office.client.application_roles(&login).await.unwrap()[0].key, "jira-software");
}

#[tokio::test]
async fn every_group_and_every_member_comes_once() {
    let office = Office::open(3_000, 120).await;
    let groups = office.client.site_groups(office.login(), 0).map_ok(|page| page.items);
    let groups: Vec<_> = groups.try_concat().await.unwrap();
    let named: Vec<_> = groups.iter().map(|group| (group.group_id.clone(), group.name.clone())).collect();
    let known: Vec<_> = office.simulator.groups().into_iter().map(|(id, name, _)| (id, name)).collect();
    assert_eq!(named, known);

    let everyone = office.simulator.everyone();
    let pairs = everyone.iter().flat_map(|user| user.groups.iter().map(|group| (&user.account_id, group)));
    let pairs: BTreeSet<_> = pairs.map(|(account, group)| (account.clone(), group.clone())).collect();
    let all: Vec<_> = groups.into_iter().map(|group| (group.group_id, 0)).collect();
    assert_eq!(office.members(all.clone()).await.unwrap(), pairs);

    let gone = vec![("no-such-group".to_owned(), 0)];
    assert!(office.members(gone).await.unwrap().is_empty(), "deleted meanwhile");
    let login = office.login();
    let pages: Vec<_> = office.client.group_members(login, all[2..3].to_vec()).try_collect().await.unwrap();
    let middle = pages[3].accounts.next.unwrap();
    let rest = office.members(vec![(all[2].0.clone(), middle)]).await.unwrap();
    let total = pages[0].accounts.total.unwrap();
    assert_eq!(rest.len(), total - middle, "a group goes on where a page says");
}

#[tokio::test]
async fn an_organization_lists_its_accounts_and_directories() {
    let office = Office::open(1_200, 0).await;
    let (id, everyone) = (office.simulator.organization_id(), office.simulator.everyone());
    let pages: Vec<_> = office.client.managed_accounts(&id, &office.key, None).try_collect().await.unwrap();
    let accounts: Vec<_> = pages.iter().flat_map(|page| &page.items).collect();
    let managed: Vec<_> = everyone.iter().filter(|user| user.managed).collect();
    assert_eq!(pages[0].total, Some(managed.len()));
    assert_eq!(accounts.len(), managed.len());
    for (account, known) in accounts.iter().zip(managed) {
        assert_eq!(account.account_id, known.account_id);
        assert_eq!(account.account_status, known.account_status);
        assert_eq!(
            (account.email.as_ref(), account.last_active),
            (known.email.as_ref(), known.last_active())
        );
    }
    let next = pages[4].next.clone();
    let rest = office.client.managed_accounts(&id, &office.key, next).map_ok(|page| page.items);
    assert_eq!(rest.try_concat().await.unwrap().iter().collect::<Vec<_>>(), accounts[500..]);

    let groups = office.client.directory_groups(&id, &office.key, None).map_ok(|page| page.items);
    let groups = groups.try_concat().await.unwrap();
    let groups: Vec<_> = groups.into_iter().map(|g| (g.id, g.name, g.external_synced)).collect();
    assert_eq!(groups, office.simulator.groups());
}

#[tokio::test]
async fn the_parts_of_a_search_are_the_whole() {
    let office = Office::open(2_000, 0).await;
    let everyone = office.search(EVERY_DIRECTORY, &[Part::Everyone]).await.unwrap();
    assert_eq!(everyone.len(), 2_000);
    assert_eq!(office.search(EVERY_DIRECTORY, &Part::ALL).await.unwrap(), everyone);

    let id = office.simulator.organization_id();
    let directories = office.client.directories(&id, &office.key).map_ok(|page| page.items);
    let mut by_directory = Vec::new();
    for directory in directories.try_concat().await.unwrap() {
        by_directory.extend(office.search(&directory.directory_id, &Part::ALL).await.unwrap());
    }
    by_directory.sort_by(|a, b| a.account_id.cmp(&b.account_id));
    assert_eq!(by_directory, everyone);
}

#[tokio::test]
async fn trouble_in_any_page_is_waited_out_or_told() {
    let office = Office::open(4_500, 0).await;
    let (listed, everyone) = (office.listed(), office.search("-", &[Part::Everyone]).await.unwrap());
    let busy = cases::busy_429(&cases::BusyHeader::RetryAfterSeconds(1));
    for page in ["startAt=0&", "startAt=2000&", "startAt=5000&"] {
        for trouble in
            [busy.clone().into(), Canned::json(500, &serde_json::json!({})).into(), Fault::CutMidBody]
        {
            office.simulator.fault(FaultRule::on(page, trouble).times(1));
        }
        assert_eq!(office.users(0).await.unwrap(), listed, "{page}");
        office.simulator.fault(FaultRule::on(page, cases::truncated_json()));
        assert!(matches!(office.users(0).await, Err(Error::Unexpected { status: 200, .. })), "{page}");
        office.simulator.clear_faults();
    }
    // A search is a read: it is asked again although it is sent as POST.
    for trouble in [busy.into(), Canned::json(503, &serde_json::json!({})).into(), Fault::Reset] {
        office.simulator.fault(FaultRule::on("/users/search", trouble).method("POST").times(1));
    }
    assert_eq!(office.search("-", &[Part::Everyone]).await.unwrap(), everyone);
}

#[tokio::test]
async fn a_narrow_limit_makes_it_slower_not_wrong() {
    let office = Office::open(9_000, 0).await;
    office.simulator.limit(Some(Limits::bucket(2, 4.0)));
    assert_eq!(office.users(0).await.unwrap(), office.listed());
}

#[tokio::test]
async fn a_search_leads_to_no_other_host_and_in_no_circle() {
    let office = Office::open(500, 0).await;
    let elsewhere = Office::open(250, 0).await;
    let next = format!("{}/admin/v2/orgs/x/directories/-/users/search?cursor=a", elsewhere.simulator.api());
    office.simulator.fault(FaultRule::on("/users/search", Fault::NextPage(next)).times(1));
    let error = office.search("-", &[Part::Everyone]).await.unwrap_err();
    assert!(matches!(error, Error::Redirected { .. }), "{error}");
    assert!(elsewhere.simulator.log().is_empty());

    // `at:100`, as the simulator writes it.
    office.simulator.fault(FaultRule::on("/users/search", Fault::NextPage("YXQ6MTAw".into())));
    let error = office.search("-", &[Part::Everyone]).await.unwrap_err();
    assert!(error.to_string().contains("do not end"), "{error}");
}

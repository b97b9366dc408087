//! The users of an organization: the accounts it manages, joined with the users of its directories.

use std::{
    collections::{HashMap, HashSet},
    pin::pin,
    sync::{Mutex, OnceLock, PoisonError},
};

use atlassian_client::{
    Directory, DirectoryProduct, DirectoryUser, EVERY_DIRECTORY, Error, ManagedAccount, Part, SiteUrl,
};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    problem::Problem,
    users::{
        piece::{Asking, Piece},
        user::{AccountType, App, AppAccess, Group, User, UserStatus},
    },
};

const ACCOUNTS: &str = "accounts";
const GROUPS: &str = "groups";
/// How many searches are under way at once. Each has a cursor of its own.
const AT_ONCE: usize = 8;

/// Tells of all users, and returns what the key may not read. One that may read only the accounts, or
/// only the directories, still tells of those.
pub(super) async fn tell_users(organization: &str, asking: &Asking<'_>) -> Result<Option<Problem>, Error> {
    let reading = Reading { organization, asking, count: OnceLock::new(), named: Mutex::default() };
    let accounts = async { unless_withheld(reading.accounts().await) };
    let directories = async { unless_withheld(reading.directories().await) };
    match tokio::try_join!(accounts, directories)? {
        (Err(error), Err(_)) => Err(error),
        (Err(error), Ok(())) => Ok(Some(partial("the managed accounts", "read:accounts:admin", &error))),
        (Ok(()), Err(error)) => Ok(Some(partial(
            "the directories, which tell of groups and suspensions",
            "read:directories:admin",
            &error,
        ))),
        (Ok(()), Ok(())) => Ok(None),
    }
}

/// Tells what the key has no right to from what went wrong.
fn unless_withheld<T>(read: Result<T, Error>) -> Result<Result<T, Error>, Error> {
    match read {
        Err(error @ (Error::Forbidden { .. } | Error::ScopeMissing { .. })) => Ok(Err(error)),
        read => read.map(Ok),
    }
}

fn partial(what: &str, scope: &str, error: &Error) -> Problem {
    Problem::new(
        format!("This key may not read {what}."),
        format!(
            "What it may read is shown. For the rest, replace it by a key with the scope {scope}, or by \
             one without scopes."
        ),
        error,
    )
}

/// A sync of one organization.
struct Reading<'a> {
    organization: &'a str,
    asking: &'a Asking<'a>,
    /// How many users there are, once that is told.
    count: OnceLock<usize>,
    /// The groups and applications that were told of, by id and name.
    named: Mutex<HashSet<(String, String)>>,
}

/// One of the lists that the users of directories are read in.
struct Search {
    directory: Directory,
    part: Part,
}

/// Where a product runs.
struct Site {
    id: String,
    host: String,
}

impl Reading<'_> {
    async fn accounts(&self) -> Result<(), Error> {
        let Asking { client, key, marks, .. } = self.asking;
        if marks.ended(ACCOUNTS) {
            return Ok(());
        }
        let mut sites = HashMap::new();
        let mut pages = pin!(client.managed_accounts(self.organization, key, marks.cursor(ACCOUNTS)));
        while let Some(page) = pages.try_next().await? {
            let products = || page.items.iter().flat_map(|account| &account.product_access);
            for product in products() {
                if !sites.contains_key(&product.url) {
                    sites.insert(product.url.clone(), self.site(&product.url).await);
                }
            }
            let apps = products().map(|product| app(&product.key, &sites[&product.url]));
            let apps = self.not_named(apps, |app| (&app.id, &app.name));
            let accounts = page.items.iter().map(|account| of_account(account, &sites)).collect();
            let total = self.count.get().copied().or(page.total);
            self.asking.tell(Piece { total, apps, accounts, ..Piece::of(ACCOUNTS, page.next) }).await;
        }
        Ok(())
    }

    async fn directories(&self) -> Result<(), Error> {
        let Asking { client, key, .. } = self.asking;
        let listed = client.directories(self.organization, key).map_ok(|page| page.items).try_concat();
        let directories = unless_withheld(listed.await)?.unwrap_or_default();
        let searches = stream::iter(searches(directories)).map(|search| self.search(search));
        let count = async {
            // Without it, nothing is missing but how long it takes.
            if let Ok(count) = client.user_count(self.organization, key).await {
                let _ = self.count.set(count);
            }
            Ok(())
        };
        let groups = async { unless_withheld(self.groups().await) };
        let searches = searches.buffer_unordered(AT_ONCE).try_collect::<()>();
        // Without a list of groups, users still tell theirs.
        tokio::try_join!(searches, groups, count).map(drop)
    }

    async fn groups(&self) -> Result<(), Error> {
        let Asking { client, key, marks, .. } = self.asking;
        if marks.ended(GROUPS) {
            return Ok(());
        }
        let mut pages = pin!(client.directory_groups(self.organization, key, marks.cursor(GROUPS)));
        while let Some(page) = pages.try_next().await? {
            let groups = page.items.into_iter();
            let groups =
                groups.map(|group| Group { id: group.id, name: group.name, synced: group.external_synced });
            self.asking.tell(Piece { groups: groups.collect(), ..Piece::of(GROUPS, page.next) }).await;
        }
        Ok(())
    }

    async fn search(&self, Search { directory, part }: Search) -> Result<(), Error> {
        let Asking { client, key, marks, .. } = self.asking;
        let list = format!("{}/{}", directory.directory_id, part.name());
        if marks.ended(&list) {
            return Ok(());
        }
        let (id, from) = (&directory.directory_id, marks.cursor(&list));
        let mut pages = pin!(client.directory_users(self.organization, id, part, key, from));
        while let Some(page) = pages.try_next().await? {
            let users = || page.items.iter();
            let groups = users().flat_map(|user| &user.groups);
            let groups =
                groups.map(|group| Group { id: group.id.clone(), name: group.name.clone(), synced: false });
            let apps = users().flat_map(|user| &user.product_access);
            let apps = apps.map(|product| app(&product.key, &Site::of(product)));
            let piece = Piece {
                total: self.count.get().copied(),
                groups: self.not_named(groups, |group| (&group.id, &group.name)),
                apps: self.not_named(apps, |app| (&app.id, &app.name)),
                users: users().map(|user| of_user(user, &directory.name)).collect(),
                ..Piece::of(list.clone(), page.next)
            };
            self.asking.tell(piece).await;
        }
        Ok(())
    }

    /// The site at an address, by the id that directories call it. Every site tells its own.
    async fn site(&self, url: &str) -> Site {
        let Ok(site) = url.parse::<SiteUrl>() else { return Site { id: url.into(), host: url.into() } };
        let host = site.host();
        Site { id: self.asking.client.cloud_id(&site).await.unwrap_or_else(|_| host.clone()), host }
    }

    /// Those that were not told of yet.
    fn not_named<T>(&self, all: impl Iterator<Item = T>, name: impl Fn(&T) -> (&String, &String)) -> Vec<T> {
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        let first = |one: &T| {
            let (id, name) = name(one);
            named.insert((id.clone(), name.clone()))
        };
        all.filter(first).collect()
    }
}

/// The lists to read. Each directory is read by itself, since only so its users' directory is known;
/// whoever is in none shows in a search of all. Where directories are not told, that is all there is.
fn searches(directories: Vec<Directory>) -> Vec<Search> {
    let all = Directory { directory_id: EVERY_DIRECTORY.into(), name: String::new() };
    let outside = if directories.is_empty() { &Part::ALL[..] } else { &Part::OUTSIDE };
    let within = directories.into_iter().flat_map(|directory| {
        Part::ALL.into_iter().map(move |part| Search { directory: directory.clone(), part })
    });
    within.chain(outside.iter().map(|part| Search { directory: all.clone(), part: *part })).collect()
}

impl Site {
    /// Sites are told by their id, or by a resource name that ends in it.
    fn of(product: &DirectoryProduct) -> Self {
        let id = product.id.rsplit('/').next().unwrap_or_default();
        Self { id: id.to_owned(), host: id.chars().take(8).collect() }
    }
}

fn app(key: &str, site: &Site) -> App {
    App { id: app_id(key, site), name: format!("{} ({})", product_name(key), site.host), seats: None }
}

fn app_id(key: &str, site: &Site) -> String {
    format!("{key}/{}", site.id)
}

/// The name of a product, which the APIs tell by keys like `jira-software`.
fn product_name(key: &str) -> String {
    if matches!(key, "jira-servicedesk" | "jira-service-desk") {
        return "Jira Service Management".into();
    }
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    key.split('-').map(capital).collect::<Vec<_>>().join(" ")
}

fn of_account(account: &ManagedAccount, sites: &HashMap<String, Site>) -> User {
    let apps = account.product_access.iter().map(|product| AppAccess {
        app: app_id(&product.key, &sites[&product.url]),
        last_active: product.last_active,
    });
    User {
        account_id: account.account_id.clone(),
        name: account.name.clone(),
        email: account.email.clone(),
        account_type: AccountType::from_api(&account.account_type),
        status: account_status(&account.account_status),
        managed: Some(true),
        synced: None,
        directory: None,
        groups: Vec::new(),
        apps: apps.collect(),
        last_active: account.last_active,
        added: None,
    }
}

fn of_user(user: &DirectoryUser, directory: &str) -> User {
    let apps = user.product_access.iter().map(|product| AppAccess {
        app: app_id(&product.key, &Site::of(product)),
        last_active: product.last_active_timestamp,
    });
    User {
        account_id: user.account_id.clone(),
        name: user.name.clone(),
        email: user.email.clone(),
        account_type: AccountType::from_api(&user.account_type),
        status: match user.status.as_str() {
            "active" => UserStatus::Active,
            "suspended" => UserStatus::Suspended,
            "not_invited" => UserStatus::NotInvited,
            "deactivated" => UserStatus::Deactivated,
            "for_deletion" => UserStatus::ForDeletion,
            _ => account_status(&user.account_status),
        },
        managed: user.claim_status.as_deref().map(|status| status == "managed"),
        synced: user.management_source.as_deref().map(|from| from == "synced"),
        directory: Some(directory.to_owned()).filter(|name| !name.is_empty()),
        groups: user.groups.iter().map(|group| group.id.clone()).collect(),
        last_active: user.product_access.iter().filter_map(|product| product.last_active_timestamp).max(),
        apps: apps.collect(),
        added: user.added_to_org,
    }
}

fn account_status(status: &str) -> UserStatus {
    match status {
        "active" => UserStatus::Active,
        "closed" => UserStatus::Closed,
        _ => UserStatus::Deactivated,
    }
}

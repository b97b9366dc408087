//! The users of an organization: one cursor, which leads from page to page, and several.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use atlassian_client::{Client, Config, EVERY_DIRECTORY, Part};
use atlassian_simulator::{Config as World, Fault, FaultRule, Simulator};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::{Size, jira::LATENCY};
use crate::table::{Measured::Time, Table, Target};

/// How much longer than its answers a list may take.
const CLOSE: Target = Target::TimesAsMuch(1.06);
/// How many lists are read at once, as the app does.
const AT_ONCE: usize = 8;

pub async fn measure(size: Size, table: &mut Table) {
    let world = World { users: size.organization, ..World::default() };
    let simulator = Simulator::start(world).await.unwrap();
    simulator.fault(FaultRule::on("", Fault::Slow(LATENCY)));
    let api = simulator.api().parse().unwrap();
    let client = Client::new(Config { api, ..Config::default() }).unwrap();
    let (organization, key) =
        (simulator.organization_id(), simulator.credentials().organization.token.clone().into());
    let search = async |directory: String, part| {
        let pages = client.directory_users(&organization, &directory, part, &key, None);
        pages.map_ok(|page| page.items).try_concat().await.unwrap()
    };

    let mut managed = None;
    let mut serial = None;
    let mut split = None;
    for _ in 0..size.rounds {
        let accounts = timed(&simulator, async {
            client.managed_accounts(&organization, &key, None).map_ok(|page| page.items).try_concat().await
        });
        shortest(&mut managed, accounts.await);
        let everyone = timed(&simulator, async { search(EVERY_DIRECTORY.into(), Part::Everyone).await });
        shortest(&mut serial, everyone.await);
        let parts = timed(&simulator, async {
            let listed = client.directories(&organization, &key).map_ok(|page| page.items).try_concat();
            let directories = listed.await.unwrap().into_iter().map(|directory| directory.directory_id);
            let within = directories.flat_map(|id| Part::ALL.map(|part| (id.clone(), part)));
            let outside = Part::OUTSIDE.map(|part| (EVERY_DIRECTORY.to_owned(), part));
            let searches = stream::iter(within.chain(outside)).map(|(id, part)| search(id, part));
            searches.buffer_unordered(AT_ONCE).concat().await
        });
        shortest(&mut split, parts.await);
    }
    let ((accounts, managed, pages), (everyone, serial, searched), (parts, split, _)) =
        (managed.unwrap(), serial.unwrap(), split.unwrap());
    let ids = |users: &[atlassian_client::DirectoryUser]| {
        users.iter().map(|user| user.account_id.clone()).collect::<HashSet<_>>()
    };
    assert!(ids(&everyone) == ids(&parts), "the parts of the search do not name everyone");

    let answers = |pages: u32| ("its answers", Time(LATENCY * pages));
    let what = format!("{} managed accounts, {pages} pages by a cursor", accounts.unwrap().len());
    table.add(what, Time(managed), answers(pages), CLOSE);
    let what = format!("{} users of directories, {searched} pages by a cursor", everyone.len());
    table.add(&what, Time(serial), answers(searched), CLOSE);
    let what = format!("{what}; split by directory and status");
    table.add(what, Time(split), ("one cursor", Time(serial)), Target::TimesFaster(1.0));
}

/// What came, how long it took, and how many answers.
async fn timed<T>(simulator: &Simulator, work: impl Future<Output = T>) -> (T, Duration, u32) {
    simulator.clear_log();
    let begun = Instant::now();
    let made = work.await;
    (made, begun.elapsed(), simulator.log().len() as u32)
}

fn shortest<T>(known: &mut Option<(T, Duration, u32)>, new: (T, Duration, u32)) {
    if known.as_ref().is_none_or(|known| new.1 < known.1) {
        *known = Some(new);
    }
}

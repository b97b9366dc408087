//! The moat around the records: damage, kills between two steps, two instances.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use atlassian_simulator::Simulator;
use external_sources_core::{Store, store::StoreError};
use proptest::prelude::*;
use support::{CHECKED, MemoryKeychain, client, open, site, uncancelled};

const NAMES: [&str; 3] = ["Alpha", "Beta", "Gamma"];

/// A data folder with three sources in it, made once.
fn made() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap().keep();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let simulator = Simulator::start(Default::default()).await.unwrap();
            let sources = open(&dir, MemoryKeychain::default(), client(&simulator));
            for name in NAMES {
                let draft = site(name, &simulator.site(0), &simulator.credentials().jira_admin);
                sources.create(draft, CHECKED, uncancelled()).await.unwrap();
            }
            sources.flush().unwrap();
        });
        dir
    })
}

/// A copy of it, to be damaged.
fn copy() -> tempfile::TempDir {
    fn copy_into(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let (path, to) = {
                let entry = entry.unwrap();
                (entry.path(), to.join(entry.file_name()))
            };
            if path.is_dir() { copy_into(&path, &to) } else { fs::copy(&path, &to).map(drop).unwrap() }
        }
    }
    let dir = tempfile::tempdir().unwrap();
    copy_into(made(), dir.path());
    dir
}

/// The names of the sources after a start, and whether the user was told of damage.
fn start(dir: &Path) -> (Vec<String>, bool) {
    let (store, notice) = Store::open(dir).unwrap();
    let mut names: Vec<_> = store.sources().unwrap().into_iter().map(|source| source.name).collect();
    names.sort();
    (names, notice.is_some())
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn a_whole_folder_opens_without_a_word() {
    let dir = copy();
    for _ in 0..2 {
        assert_eq!(start(dir.path()), (NAMES.map(String::from).to_vec(), false));
    }
}

#[test]
fn a_lost_database_comes_back_from_the_backup() {
    let dir = copy();
    fs::remove_dir_all(dir.path().join("db")).unwrap();
    assert_eq!(start(dir.path()), (NAMES.map(String::from).to_vec(), true));
    assert_eq!(start(dir.path()), (NAMES.map(String::from).to_vec(), false), "told once");
}

#[test]
fn damaged_files_are_set_aside_not_deleted() {
    let dir = copy();
    let damaged = dir.path().join("db/db");
    let bytes = fs::read(&damaged).unwrap();
    fs::write(&damaged, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(start(dir.path()), (NAMES.map(String::from).to_vec(), true));
    assert!(dir.path().join("db-damaged-1/db").exists());
}

#[test]
fn a_damaged_backup_is_passed_over() {
    let dir = copy();
    let backups = files(&dir.path().join("backups"));
    assert_eq!(backups.len(), 3);
    fs::write(&backups[2], "{}").unwrap();
    fs::remove_dir_all(dir.path().join("db")).unwrap();
    // The last change is lost with both its copies; everything before it is there.
    assert_eq!(start(dir.path()), (vec!["Alpha".into(), "Beta".into()], true));
}

#[test]
fn a_kill_between_change_and_backup_loses_nothing() {
    let dir = copy();
    fs::remove_file(&files(&dir.path().join("backups"))[2]).unwrap();
    assert_eq!(start(dir.path()), (NAMES.map(String::from).to_vec(), false));
    assert_eq!(files(&dir.path().join("backups")).len(), 3, "the backup is caught up on");
}

#[test]
fn a_folder_has_one_user_at_a_time() {
    let dir = copy();
    let (_first, _) = Store::open(dir.path()).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::InUse)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to a file of the database, every source is there after the next start.
    #[test]
    fn no_damage_to_the_database_loses_a_source(which: prop::sample::Index, at: prop::sample::Index, cut: bool, noise: [u8; 16]) {
        let dir = copy();
        let files = files(&dir.path().join("db"));
        let path = which.get(&files);
        let mut bytes = fs::read(path).unwrap();
        let at = if bytes.is_empty() { 0 } else { at.index(bytes.len()) };
        if cut { bytes.truncate(at) } else { bytes.splice(at..(at + 16).min(bytes.len()), noise).for_each(drop) }
        fs::write(path, bytes).unwrap();
        prop_assert_eq!(start(dir.path()).0, NAMES);
    }
}

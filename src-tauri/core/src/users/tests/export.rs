use std::{fs, ops::ControlFlow, sync::Arc};

use arrow_ipc::reader::FileReader;
use chrono::TimeZone;
use proptest::prelude::*;

use super::rosters::{East, everyone, rosters};
use crate::{
    source::SourceId,
    users::{
        directory::Directory,
        export::UserTable,
        query::Everyone,
        user::{AccountType, App, AppAccess, Group, Roster, User, UserStatus},
    },
};

fn two() -> Everyone {
    let ada = User {
        account_id: "712020:ada".into(),
        name: "=Ada, “the first”".into(),
        email: Some("ada@acme.com".into()),
        account_type: AccountType::Person,
        status: UserStatus::NotInvited,
        managed: Some(true),
        synced: None,
        directory: Some("Main".into()),
        groups: vec!["g1".into(), "g2".into()],
        apps: vec![AppAccess { app: "jira".into(), last_active: None }],
        // The next day already where the user is.
        last_active: Some(chrono::Utc.with_ymd_and_hms(2026, 6, 30, 20, 0, 0).unwrap()),
        added: None,
    };
    let bob =
        User { account_id: "bob".into(), name: "Bob".into(), email: None, last_active: None, ..ada.clone() };
    let roster = |users: &[&User], tells_activity| Roster {
        fetched_at: ada.last_active.unwrap(),
        users: users.iter().copied().cloned().collect(),
        groups: vec![Group { id: "g1".into(), name: "Admins".into(), synced: false }],
        apps: vec![App { id: "jira".into(), name: "Jira".into(), seats: None }],
        tells_activity,
    };
    let directory =
        |users: &[&User], tells| Arc::new(Directory::build(SourceId::new(), roster(users, tells)));
    Everyone::new(vec![
        (directory(&[&ada, &bob], true), "Acme".into()),
        (directory(&[&bob], false), "Jira".into()),
    ])
}

fn written(table: UserTable) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(table.file_name(&East));
    let everyone = two();
    let rows: Vec<_> = everyone.all().iter().collect();
    assert!(everyone.export(&rows, table, &path, &East, |_| ControlFlow::Continue(())).unwrap());
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_csv_has_the_columns_such_exports_always_had() {
    assert_eq!(
        written(UserTable::Csv),
        "Username,Email,Full Name,Status,User Directory,Last Login Date\n\
         712020:ada,ada@acme.com,\"'=Ada, “the first”\",Not invited,Main,2026-07-01\n\
         bob,,Bob,Not invited,Main,never\n\
         bob,,Bob,Not invited,Main,\n"
    );
    assert_eq!(UserTable::Csv.file_name(&East), "users-2026-07-01-0800.csv");
}

#[test]
fn the_full_csv_has_every_column() {
    assert_eq!(
        written(UserTable::FullCsv).lines().nth(1).unwrap(),
        "Acme,712020:ada,ada@acme.com,\"'=Ada, “the first”\",Person,Not invited,yes,,Main,Admins; g2,Jira,\
         2026-06-30T20:00:00+00:00,"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn an_arrow_file_has_every_row(rosters in rosters()) {
        let (folder, everyone) = (tempfile::tempdir().unwrap(), everyone(&rosters));
        let path = folder.path().join(UserTable::Arrow.file_name(&East));
        let rows: Vec<_> = everyone.all().iter().collect();
        prop_assert!(everyone.export(&rows, UserTable::Arrow, &path, &East, |_| ControlFlow::Continue(())).unwrap());
        let batches = FileReader::try_new(fs::File::open(path).unwrap(), None).unwrap();
        prop_assert_eq!(batches.map(|batch| batch.unwrap().num_rows()).sum::<usize>(), everyone.len());
    }
}

#[test]
fn nothing_stays_of_an_export_that_is_called_off() {
    let folder = tempfile::tempdir().unwrap();
    let everyone = two();
    let rows: Vec<_> = everyone.all().iter().collect();
    for table in [UserTable::Csv, UserTable::FullCsv, UserTable::Arrow] {
        let path = folder.path().join("users");
        assert!(!everyone.export(&rows, table, &path, &East, |_| ControlFlow::Break(())).unwrap());
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

use std::fs;

use proptest::{prelude::*, sample::Index};

use super::rosters::roster;
use crate::{
    source::SourceId,
    users::{
        directory::{Damaged, Directory, kept},
        user::User,
    },
};

fn users(directory: &Directory) -> Vec<User> {
    (0..directory.len()).map(|row| directory.user(row)).collect()
}

proptest! {
    #[test]
    fn what_is_written_is_what_was_fetched(roster in roster()) {
        let (folder, source) = (tempfile::tempdir().unwrap(), SourceId::new());
        let path = folder.path().join("users.arrow");
        let built = Directory::build(source, roster.clone());
        built.write(&path).unwrap();
        let opened = Directory::open(&path).unwrap();
        prop_assert_eq!(users(&built), users(&opened));
        prop_assert_eq!((opened.source(), opened.fetched_at()), (source, roster.fetched_at));
        prop_assert_eq!(opened.tells_activity(), roster.tells_activity);
        let mut kept = users(&opened);
        for user in roster.users {
            let at = kept.iter().position(|kept| *kept == user);
            kept.swap_remove(at.expect("nobody is lost"));
        }
        prop_assert!(kept.is_empty());
    }

    /// Bytes flipped, cut off, put in, moved: it is the same, or it is said.
    #[test]
    fn a_damaged_file_is_the_same_or_an_error(
        roster in roster(),
        flips in prop::collection::vec((any::<Index>(), 1..=255u8), 0..4),
        (cut, put) in (prop::option::of(any::<Index>()), prop::option::of((any::<Index>(), any::<u8>()))),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.arrow");
        let built = Directory::build(SourceId::new(), roster);
        built.write(&path).unwrap();
        let mut bytes = fs::read(&path).unwrap();
        for (at, flip) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
        }
        if let Some((at, byte)) = put {
            bytes.insert(at.index(bytes.len()), byte);
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        fs::write(&path, bytes).unwrap();
        if let Ok(opened) = Directory::open(&path) {
            prop_assert_eq!(users(&opened), users(&built));
        }
    }
}

#[test]
fn other_files_are_told_from_ours() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.arrow");
    for bytes in
        [&b""[..], b"ARROW1", &[0; 1000], b"ARROW1\0\0 and so on and so on and so on and so on ARROW1"]
    {
        fs::write(&path, bytes).unwrap();
        assert!(matches!(Directory::open(&path), Err(Damaged::Content | Damaged::Io(_))));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn the_newest_is_kept_and_others_go(first in roster(), second in roster(), third in roster()) {
        let (folder, source) = (tempfile::tempdir().unwrap(), SourceId::new());
        prop_assert!(kept::newest(folder.path(), source).is_none());
        kept::keep(folder.path(), &Directory::build(source, first)).unwrap();
        let looked_at = kept::newest(folder.path(), source).unwrap().unwrap();
        let other = SourceId::new();
        let before = users(&looked_at);
        let second = Directory::build(source, second);
        kept::keep(folder.path(), &second).unwrap();
        kept::keep(folder.path(), &Directory::build(other, third)).unwrap();
        prop_assert_eq!(users(&looked_at), before);
        prop_assert_eq!(users(&kept::newest(folder.path(), source).unwrap().unwrap()), users(&second));
        prop_assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        kept::forget(folder.path(), source);
        prop_assert!(kept::newest(folder.path(), source).is_none());
        prop_assert!(kept::newest(folder.path(), other).is_some());
    }
}

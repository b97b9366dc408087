use std::sync::Arc;

use proptest::{prelude::*, sample::subsequence};

use super::{
    naive,
    rosters::{East, everyone, rosters},
};
use crate::users::{
    filter::UserFilter,
    fold::fold,
    named::{Named, Unmatched},
    page::{UserQuery, UserSort},
    query::Around,
    selection::Selection,
};

const LINES: [&str; 7] = ["ADA@acme.com", "jg@GROSSE.de", "c", "712020:f", "a@b.c", "x@nowhere", "no one"];

proptest! {
    #[test]
    fn a_file_lets_through_whom_it_names(rosters in rosters(), lines in subsequence(&LINES[..], 1..LINES.len())) {
        let file = Arc::new(Named::read(lines.join("\n").as_bytes()).unwrap());
        let everyone = everyone(&rosters);
        let around = Around { clock: &East, named: Some(&file), selected: None };
        let filter = UserFilter { in_file: true, ..UserFilter::default() };
        let query = UserQuery { filter, sort: UserSort::Name, descending: false, offset: 0, limit: 0 };
        let page = everyone.page(&query, around, &Selection::none(everyone.clone()));
        let all = naive::everyone(&rosters);
        let calls = |line: &str, one: &naive::One| {
            one.user.account_id == line || one.user.email.as_deref().is_some_and(|email| fold(email) == fold(line))
        };
        let passing = all.iter().filter(|one| lines.iter().any(|line| calls(line, one)));
        prop_assert_eq!(page.total, passing.count());
        let unmatched = lines.iter().zip(1..).filter(|(line, _)| !all.iter().any(|one| calls(line, one)));
        let unmatched: Vec<_> = unmatched.map(|(text, line)| Unmatched { line, text: (*text).into() }).collect();
        prop_assert_eq!(everyone.unmatched(&file), unmatched);
    }
}

#[test]
fn without_a_file_nobody_is_in_it() {
    let everyone = everyone(&[]);
    let filter = UserFilter { in_file: true, ..UserFilter::default() };
    assert_eq!(everyone.matching(&filter, Around { clock: &East, named: None, selected: None }).count(), 0);
}

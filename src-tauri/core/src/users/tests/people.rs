use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{
    naive,
    rosters::{everyone, rosters},
};
use crate::users::{fold::fold, selection::Selection};

proptest! {
    #[test]
    fn a_person_is_found_by_account_and_by_email(rosters in rosters(), account in "[a-e]") {
        let everyone = everyone(&rosters);
        let Some((source, _)) = rosters.last() else { return Ok(()) };
        let found = everyone.person(*source, &account, &Selection::none(everyone.clone()));
        let all = naive::everyone(&rosters);
        let email = |one: &naive::One| one.user.email.as_deref().map(fold).filter(|email| !email.is_empty());
        let emails: BTreeSet<_> = all.iter().filter(|one| one.user.account_id == account).filter_map(email).collect();
        let same = |one: &&naive::One| {
            one.user.account_id == account || email(one).is_some_and(|email| emails.contains(&email))
        };
        prop_assert_eq!(found.len(), all.iter().filter(same).count());
        if all.iter().any(|one| one.source == *source && one.user.account_id == account) {
            prop_assert_eq!(&found[0].user.account_id, &account);
            prop_assert_eq!(found[0].user.source, *source);
        }
    }
}

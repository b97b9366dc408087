use proptest::prelude::*;

use super::{
    naive,
    query::AROUND,
    rosters::{everyone, rosters},
};

proptest! {
    /// Also the days where one figure ends and the next begins.
    #[test]
    fn each_figure_counts_the_users_its_filter_lists(rosters in rosters(), one in any::<bool>()) {
        let everyone = everyone(&rosters);
        let sources: Vec<_> = rosters.iter().map(|(source, _)| *source).take(usize::from(one)).collect();
        let insights = everyone.insights(&sources, AROUND);
        let all = naive::everyone(&rosters);
        let figures = insights.activity.iter().chain(&insights.statuses).chain(&insights.domains);
        let of_apps = insights.apps.iter().flat_map(|app| app.activity.iter().chain([&app.users]));
        for figure in figures.chain(of_apps) {
            let listed = all.iter().filter(|one| one.passes(&figure.filter)).count();
            prop_assert_eq!(figure.count, listed, "{}", figure.label);
        }
        for app in insights.apps.iter().filter(|app| !app.activity.is_empty()) {
            prop_assert_eq!(app.users.count, app.activity.iter().map(|figure| figure.count).sum::<usize>());
        }
        let with_domain: usize = insights.domains.iter().map(|figure| figure.count).sum();
        prop_assert_eq!(insights.users, with_domain + insights.other_domains);
    }
}

//! Figures to draw: who uses what, and who does not. Each comes with the filter that lists its users.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate};
use serde::Serialize;
use ts_rs::TS;

use super::{
    directory::millis,
    filter::{InSource, LoginHistory, UserFilter},
    query::{Around, Everyone, first_moment},
    user::UserStatus,
};
use crate::source::SourceId;

/// What is drawn of the users of some sources.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct UserInsights {
    pub users: usize,
    /// When users were last active anywhere, in sources that tell: from lately to never.
    pub activity: Vec<Figure>,
    /// The largest first.
    pub apps: Vec<AppInsight>,
    pub statuses: Vec<Figure>,
    /// The largest ones, by the e-mails of users.
    pub domains: Vec<Figure>,
    /// How many are of another domain, or of none that is known.
    pub other_domains: usize,
}

/// The users of one application.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct AppInsight {
    pub app: InSource,
    pub source_name: String,
    /// All of them.
    pub users: Figure,
    /// How many it is paid for, where that is told.
    #[ts(type = "number | null")]
    pub seats: Option<u64>,
    /// When they were last active in it, from lately to never; empty where the source does not tell.
    pub activity: Vec<Figure>,
}

/// A number of users, and the filter that lists them.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "ipc.d.ts")]
pub struct Figure {
    pub label: String,
    pub count: usize,
    pub filter: UserFilter,
}

/// The days ago up to which activity is counted together.
const AGES: [u64; 3] = [30, 90, 365];
/// Those, longer ago, and never.
const ACTIVITY: [&str; AGES.len() + 2] =
    ["Last 30 days", "31–90 days ago", "91–365 days ago", "Longer ago", "Never"];
/// How many domains are told.
const DOMAINS: usize = 12;

impl Everyone {
    /// Figures of some sources, or of all when none is named.
    pub fn insights(&self, sources: &[SourceId], around: Around) -> UserInsights {
        let base = UserFilter { sources: sources.to_vec(), ..UserFilter::default() };
        let rows = self.matching(&base, around);
        let today = around.clock.now().date_naive();
        let begins = AGES.map(|age| first_moment(day(today, age - 1), around.clock).timestamp_millis());
        let when = |at: Option<i64>| match at {
            Some(at) => begins.partition_point(|begin| at < *begin),
            None => ACTIVITY.len() - 1,
        };

        let mut activity = [0; ACTIVITY.len()];
        let mut apps = Vec::new();
        for part in self.parts() {
            let directory = &part.directory;
            let mut by_app = vec![[0; ACTIVITY.len()]; directory.apps().len()];
            for at in part.rows_in(&rows) {
                if directory.tells_activity() {
                    activity[when(millis(&directory.last_active, at))] += 1;
                }
                directory.app_access(at).for_each(|(app, last)| by_app[app][when(last)] += 1);
            }
            if sources.is_empty() || sources.contains(&directory.source()) {
                apps.extend(directory.apps().iter().zip(by_app).map(|(app, counts)| {
                    let id = InSource { source: directory.source(), id: app.id.clone() };
                    let filter = UserFilter { apps: vec![id.clone()], ..UserFilter::default() };
                    AppInsight {
                        app: id,
                        source_name: part.source_name.clone(),
                        seats: app.seats,
                        activity: if directory.tells_activity() {
                            figures(counts, &filter, today)
                        } else {
                            Vec::new()
                        },
                        users: Figure { label: app.name.clone(), count: counts.iter().sum(), filter },
                    }
                }));
            }
        }

        apps.sort_by_key(|app| Reverse(app.users.count));

        let statuses = UserStatus::ALL
            .into_iter()
            .zip(self.numbers(&rows, |directory, at| directory.statuses.value(at)));
        let statuses = statuses.filter(|(_, count)| *count > 0).map(|(status, count)| {
            let filter = UserFilter { statuses: vec![status], ..base.clone() };
            Figure { label: status.words().into(), count, filter }
        });
        let mut domains = self.names(&rows, |directory| &directory.domains);
        domains.retain(|domain| domain.count > 0);
        domains.sort_by_key(|domain| Reverse(domain.count));
        domains.truncate(DOMAINS);
        let users = rows.count();
        UserInsights {
            users,
            activity: figures(activity, &base, today),
            apps,
            statuses: statuses.collect(),
            other_domains: users - domains.iter().map(|domain| domain.count).sum::<usize>(),
            domains: domains
                .into_iter()
                .map(|domain| Figure {
                    label: domain.label,
                    count: domain.count,
                    filter: UserFilter { domains: vec![domain.value], ..base.clone() },
                })
                .collect(),
        }
    }
}

fn figures(counts: [usize; ACTIVITY.len()], base: &UserFilter, today: NaiveDate) -> Vec<Figure> {
    let figure = |(at, (label, count)): (usize, (&str, usize))| {
        let mut filter = base.clone();
        match at {
            _ if at == ACTIVITY.len() - 1 => filter.login_history = LoginHistory::NeverLoggedIn,
            _ => {
                filter.last_login_after = AGES.get(at).map(|age| day(today, *age));
                filter.last_login_before = at.checked_sub(1).map(|newer| day(today, AGES[newer] - 1));
            }
        }
        Figure { label: label.into(), count, filter }
    };
    ACTIVITY.into_iter().zip(counts).enumerate().map(figure).collect()
}

fn day(today: NaiveDate, days_ago: u64) -> NaiveDate {
    today - Days::new(days_ago)
}

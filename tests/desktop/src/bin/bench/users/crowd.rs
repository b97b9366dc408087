//! As many users as are wanted, the same each time, with names in many scripts.

use chrono::{TimeDelta, Utc};
use external_sources_core::users::user::{AccountType, App, AppAccess, Group, Roster, User, UserStatus};

const FIRST: [&str; 24] = [
    "Anna",
    "Jürgen",
    "Łukasz",
    "Søren",
    "María",
    "John",
    "Olivia",
    "Mohammed",
    "Zoë",
    "Kateřina",
    "Николай",
    "Ольга",
    "Αλέξης",
    "محمد",
    "שָׁלוֹם",
    "राम",
    "สมชาย",
    "太郎",
    "花子",
    "철수",
    "Nguyễn",
    "İbrahim",
    "Priya",
    "Liam",
];
const LAST: [&str; 20] = [
    "Smith",
    "Große",
    "Nowak",
    "Hansen",
    "García",
    "O’Connor",
    "Müller",
    "Иванов",
    "Παπάς",
    "علي",
    "כהן",
    "कुमार",
    "ใจดี",
    "田中",
    "佐藤",
    "김",
    "Yılmaz",
    "Patel",
    "Williams",
    "Johansson",
];
/// Everyone of a source that tells all there is to tell.
pub fn roster(users: usize) -> Roster {
    let now = Utc::now();
    let mut state = 1u64;
    let mut random = move |end: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % end
    };
    let apps = ["jira", "confluence", "jsm", "bitbucket", "loom"];
    let user = |number: usize| User {
        account_id: format!("712020:{:08x}-{:04x}-4f00-8a00-{number:012x}", random(1 << 31), random(1 << 16)),
        name: format!("{} {} {}", FIRST[random(24)], LAST[random(20)], random(1000)),
        email: (random(20) > 0).then(|| format!("user{number}.{}@example{}.com", random(100), random(40))),
        account_type: if random(20) == 0 { AccountType::App } else { AccountType::Person },
        status: UserStatus::ALL[random(9).saturating_sub(2) % 7],
        managed: Some(random(3) > 0),
        synced: Some(random(4) == 0),
        directory: Some(["Main", "Contractors", "Partners", "Élan"][random(4)].to_owned()),
        groups: (0..random(6)).map(|_| format!("group-{}", random(5000))).collect(),
        apps: (0..random(4))
            .map(|app| AppAccess {
                app: apps[app].to_owned(),
                last_active: (random(3) > 0).then(|| now - TimeDelta::minutes(random(800_000) as i64)),
            })
            .collect(),
        last_active: (random(5) > 0).then(|| now - TimeDelta::minutes(random(800_000) as i64)),
        added: Some(now - TimeDelta::minutes(random(3_000_000) as i64)),
    };
    Roster {
        fetched_at: now,
        users: (0..users).map(user).collect(),
        groups: (0..5000)
            .map(|group| Group {
                id: format!("group-{group}"),
                name: format!("Group {group}"),
                synced: false,
            })
            .collect(),
        apps: apps
            .iter()
            .map(|app| App { id: (*app).to_owned(), name: (*app).to_owned(), seats: Some(500_000) })
            .collect(),
        tells_activity: true,
    }
}

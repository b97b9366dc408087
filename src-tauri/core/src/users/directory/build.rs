//! Columns from users.

use std::{collections::HashMap, sync::Arc};

use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, ListArray, RecordBatch, StringArray, StructArray,
    TimestampMillisecondArray, UInt8Array, UInt32Array, types::UInt32Type,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::DataType;
use chrono::{DateTime, Utc};

use super::{
    Directory,
    schema::{About, access, item},
};
use crate::{
    source::SourceId,
    users::{
        fold::{domain, fold},
        user::{App, Group, Roster},
    },
};

impl Directory {
    /// Puts everyone of a source in columns.
    pub fn build(source: SourceId, roster: Roster) -> Self {
        let Roster { fetched_at, users, groups, apps, tells_activity } = roster;
        let mut users: Vec<_> = users.iter().map(|user| (fold(&user.name), user)).collect();
        users.sort_by(|(name, one), (other_name, other)| {
            name.cmp(other_name).then_with(|| one.account_id.cmp(&other.account_id))
        });
        let (folded_names, users): (Vec<_>, Vec<_>) = users.into_iter().unzip();
        let mut groups = Coded::new(groups, |group| &group.id);
        let mut apps = Coded::new(apps, |app| &app.id);
        let unknown = |id: &str| Group { id: id.to_owned(), name: id.to_owned(), synced: false };
        let group_codes: Vec<_> =
            users.iter().flat_map(|user| &user.groups).map(|id| groups.code(id, unknown)).collect();
        let unknown = |id: &str| App { id: id.to_owned(), name: id.to_owned(), seats: None };
        let all_access = || users.iter().flat_map(|user| &user.apps);
        let app_codes: Vec<_> = all_access().map(|access| apps.code(&access.app, unknown)).collect();
        let access_columns: Vec<ArrayRef> = vec![
            Arc::new(UInt32Array::from(app_codes)),
            moments(all_access().map(|access| access.last_active)),
        ];

        let folded_emails = StringArray::from_iter_values(
            users.iter().map(|user| user.email.as_deref().map(fold).unwrap_or_default()),
        );
        let domains: Vec<_> = users.iter().map(|user| user.email.as_deref().and_then(domain)).collect();
        let domains: DictionaryArray<UInt32Type> = domains.iter().map(Option::as_deref).collect();
        let directories: DictionaryArray<UInt32Type> =
            users.iter().map(|user| user.directory.as_deref()).collect();
        let about = About {
            source,
            fetched_at,
            tells_activity,
            rows: users.len(),
            groups: groups.all,
            apps: apps.all,
        };
        let columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(users.iter().map(|user| &user.account_id))),
            Arc::new(StringArray::from_iter_values(users.iter().map(|user| &user.name))),
            Arc::new(users.iter().map(|user| user.email.as_deref()).collect::<StringArray>()),
            Arc::new(StringArray::from(folded_names)),
            Arc::new(folded_emails),
            Arc::new(UInt8Array::from_iter_values(users.iter().map(|user| user.account_type as u8))),
            Arc::new(UInt8Array::from_iter_values(users.iter().map(|user| user.status as u8))),
            Arc::new(users.iter().map(|user| user.managed).collect::<BooleanArray>()),
            Arc::new(users.iter().map(|user| user.synced).collect::<BooleanArray>()),
            Arc::new(directories),
            Arc::new(domains),
            lists(users.iter().map(|user| user.groups.len()), Arc::new(UInt32Array::from(group_codes))),
            lists(
                users.iter().map(|user| user.apps.len()),
                Arc::new(StructArray::new(access(), access_columns, None)),
            ),
            moments(users.iter().map(|user| user.last_active)),
            moments(users.iter().map(|user| user.added)),
        ];
        let batch = RecordBatch::try_new(Arc::new(about.schema()), columns).expect("they fit the schema");
        Self::of(batch).expect("it was built whole")
    }
}

fn moments(of: impl Iterator<Item = Option<DateTime<Utc>>>) -> ArrayRef {
    let millis: TimestampMillisecondArray = of.map(|at| at.map(|at| at.timestamp_millis())).collect();
    Arc::new(millis.with_timezone("UTC"))
}

fn lists(lengths: impl Iterator<Item = usize>, values: ArrayRef) -> ArrayRef {
    let of: DataType = values.data_type().clone();
    Arc::new(ListArray::new(item(of), OffsetBuffer::from_lengths(lengths), values, None))
}

/// Things of a source, each of which has a number. What users name and nobody listed is added.
struct Coded<T> {
    all: Vec<T>,
    codes: HashMap<String, u32>,
}

impl<T> Coded<T> {
    fn new(all: Vec<T>, id: impl Fn(&T) -> &String) -> Self {
        let codes = all.iter().zip(0..).map(|(one, code)| (id(one).clone(), code)).collect();
        Self { all, codes }
    }

    fn code(&mut self, id: &str, unknown: impl Fn(&str) -> T) -> u32 {
        if let Some(code) = self.codes.get(id) {
            return *code;
        }
        let code = self.all.len() as u32;
        self.all.push(unknown(id));
        self.codes.insert(id.to_owned(), code);
        code
    }
}

//! The columns of a directory's file, and what is said of them all.

use std::{collections::HashMap, sync::Arc};

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Fields, Schema, TimeUnit};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Damaged;
use crate::{
    source::SourceId,
    users::user::{App, Group},
};

pub const ACCOUNT_ID: &str = "account_id";
pub const NAME: &str = "name";
pub const EMAIL: &str = "email";
pub const FOLDED_NAME: &str = "folded_name";
pub const FOLDED_EMAIL: &str = "folded_email";
pub const ACCOUNT_TYPE: &str = "account_type";
pub const STATUS: &str = "status";
pub const MANAGED: &str = "managed";
pub const SYNCED: &str = "synced";
pub const DIRECTORY: &str = "directory";
pub const DOMAIN: &str = "domain";
pub const GROUPS: &str = "groups";
pub const APPS: &str = "apps";
pub const LAST_ACTIVE: &str = "last_active";
pub const ADDED: &str = "added";

/// The form of the file. A file of another form is fetched again.
const FORMAT: &str = "1";

/// What is said of all users of a file.
#[derive(Serialize, Deserialize)]
pub struct About {
    pub source: SourceId,
    pub fetched_at: DateTime<Utc>,
    pub tells_activity: bool,
    pub rows: usize,
    pub groups: Vec<Group>,
    pub apps: Vec<App>,
}

impl About {
    pub fn schema(&self) -> Schema {
        let about = serde_json::to_string(self).expect("it is plain data");
        let metadata = [("format".to_owned(), FORMAT.to_owned()), ("about".to_owned(), about)];
        Schema::new_with_metadata(columns(), HashMap::from(metadata))
    }

    /// What a batch says of itself, if it has the columns it must have.
    pub fn of(batch: &RecordBatch) -> Result<Self, Damaged> {
        let schema = batch.schema_ref();
        if schema.metadata.get("format").is_none_or(|format| format != FORMAT) {
            return Err(Damaged::Version);
        }
        let about = schema.metadata.get("about").and_then(|about| serde_json::from_str(about).ok());
        let whole = |about: &Self| about.rows == batch.num_rows() && *schema.fields() == columns();
        about.filter(whole).ok_or(Damaged::Content)
    }
}

pub fn access() -> Fields {
    Fields::from(vec![Field::new("app", DataType::UInt32, false), Field::new(LAST_ACTIVE, moment(), true)])
}

pub fn item(of: DataType) -> Arc<Field> {
    Arc::new(Field::new("item", of, false))
}

pub fn moment() -> DataType {
    DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
}

fn columns() -> Fields {
    let names = || DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::Utf8));
    let always = |name: &str, of| Field::new(name, of, false);
    let maybe = |name: &str, of| Field::new(name, of, true);
    Fields::from(vec![
        always(ACCOUNT_ID, DataType::Utf8),
        always(NAME, DataType::Utf8),
        maybe(EMAIL, DataType::Utf8),
        always(FOLDED_NAME, DataType::Utf8),
        always(FOLDED_EMAIL, DataType::Utf8),
        always(ACCOUNT_TYPE, DataType::UInt8),
        always(STATUS, DataType::UInt8),
        maybe(MANAGED, DataType::Boolean),
        maybe(SYNCED, DataType::Boolean),
        maybe(DIRECTORY, names()),
        maybe(DOMAIN, names()),
        always(GROUPS, DataType::List(item(DataType::UInt32))),
        always(APPS, DataType::List(item(DataType::Struct(access())))),
        maybe(LAST_ACTIVE, moment()),
        maybe(ADDED, moment()),
    ])
}

//! What was asked of the simulator, and what became of it.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use tokio::sync::watch;

use crate::host::Host;

/// One request. It never holds a secret.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedRequest {
    pub at: DateTime<Utc>,
    pub host: Host,
    pub method: String,
    pub path_and_query: String,
    pub outcome: Outcome,
    pub authorization: Authorization,
    /// The name of the credential that was used, where it is one of the simulator's.
    pub account: Option<&'static str>,
}

/// How a request ended. In JSON: `null`, the status, or `"cut"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Not answered yet.
    Open,
    Status(u16),
    /// The connection ended before the answer did.
    Cut,
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Open => to.serialize_none(),
            Self::Status(status) => to.serialize_u16(*status),
            Self::Cut => to.serialize_str("cut"),
        }
    }
}

/// The kind of the `Authorization` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Authorization {
    Basic,
    Bearer,
    None,
}

/// The requests since the start or the last [`clear`](Self::clear).
#[derive(Debug)]
pub(crate) struct Log {
    kept: Mutex<Kept>,
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Kept {
    requests: Vec<LoggedRequest>,
    /// Counts the clearings: what was asked before one must not end up in the log after it.
    era: usize,
    in_flight: usize,
    peak: usize,
}

impl Log {
    pub fn new() -> Self {
        Self { kept: Mutex::default(), changed: watch::Sender::new(()) }
    }

    /// Notes a request that arrived. It counts as cut unless [`InFlight::end`] says otherwise.
    pub fn begin(self: &Arc<Self>, request: LoggedRequest) -> InFlight {
        let mut kept = self.kept.lock().unwrap();
        kept.requests.push(request);
        kept.in_flight += 1;
        kept.peak = kept.peak.max(kept.in_flight);
        let flight = InFlight {
            log: Arc::clone(self),
            era: kept.era,
            index: kept.requests.len() - 1,
            outcome: Outcome::Cut,
        };
        drop(kept);
        self.changed.send_replace(());
        flight
    }

    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.kept.lock().unwrap().requests.clone()
    }

    pub fn peak(&self) -> usize {
        self.kept.lock().unwrap().peak
    }

    pub fn clear(&self) {
        let mut kept = self.kept.lock().unwrap();
        kept.requests.clear();
        kept.era += 1;
        kept.peak = kept.in_flight;
    }

    /// Waits until `count` requests of this kind are in the log.
    pub async fn wait_for(
        &self,
        count: usize,
        matching: impl Fn(&LoggedRequest) -> bool,
    ) -> Vec<LoggedRequest> {
        let mut changes = self.changed.subscribe();
        loop {
            let found: Vec<_> = self.requests().into_iter().filter(&matching).collect();
            if found.len() >= count {
                return found;
            }
            // The sender lives as long as this log does.
            let _ = changes.changed().await;
        }
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(crate) struct InFlight {
    log: Arc<Log>,
    era: usize,
    index: usize,
    outcome: Outcome,
}

impl InFlight {
    pub fn end(mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut kept = self.log.kept.lock().unwrap();
        kept.in_flight -= 1;
        if kept.era == self.era {
            kept.requests[self.index].outcome = self.outcome;
        }
        drop(kept);
        self.log.changed.send_replace(());
    }
}

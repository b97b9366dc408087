//! A roster in the making: on the disk, in memory and, before there is a first one, on show.

use std::{io, path::Path, time::Duration};

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::{
    gathered::Gathered,
    spool::{Heading, Spool},
};
use crate::{
    source::SourceRecord,
    users::{
        piece::{Marks, Piece, Stage},
        user::Roster,
    },
};

/// What came of a sync so far.
pub(super) struct Draft {
    spool: Spool,
    gathered: Gathered,
    begun_at: DateTime<Utc>,
    tells_activity: bool,
    /// How many people were on show last, and since when.
    shown: usize,
    since: Option<Instant>,
    pause: Duration,
}

/// How long what is on show stays, unless twice as many have come.
const PAUSE: Duration = Duration::from_secs(2);
/// How many times as long it stays as it takes to show more.
const WORTH: u32 = 10;

impl Draft {
    /// Goes on from what an earlier sync left.
    pub fn open(dir: &Path, record: &SourceRecord, now: DateTime<Utc>) -> io::Result<Self> {
        let mut gathered = Gathered::default();
        let heading = Heading::new(record.credential, now);
        let (spool, heading) = Spool::open(dir, record.id, heading, |piece| gathered.add(piece))?;
        Ok(Self {
            spool,
            gathered,
            begun_at: heading.begun_at,
            tells_activity: record.connection.source_type().tells_activity(),
            shown: 0,
            since: None,
            pause: PAUSE,
        })
    }

    pub fn marks(&self) -> Marks {
        self.gathered.marks.clone()
    }

    pub fn add(&mut self, piece: Piece) -> io::Result<()> {
        self.spool.append(&piece)?;
        self.gathered.add(piece);
        Ok(())
    }

    pub fn done(&self, stage: Stage) -> usize {
        self.gathered.done(stage)
    }

    /// Shows what came so far: at once, then each time twice as many have come or some time has passed.
    pub fn show(&mut self, show: impl FnOnce(Roster)) {
        let people = self.gathered.people();
        let waited = self.since.is_none_or(|since| since.elapsed() >= self.pause);
        if people == 0 || !(waited || people >= 2 * self.shown) {
            return;
        }
        let began = Instant::now();
        show(self.gathered.clone().into_roster(self.begun_at, self.tells_activity));
        self.pause = PAUSE.max(began.elapsed() * WORTH);
        (self.shown, self.since) = (people, Some(Instant::now()));
    }

    pub fn into_roster(self) -> Roster {
        self.gathered.into_roster(self.begun_at, self.tells_activity)
    }
}

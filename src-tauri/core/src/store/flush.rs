//! Waiting until what was written is on the disk.

use std::{
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

/// From when on a flush takes long.
const LONG: Duration = Duration::from_secs(1);

/// Waits until everything is on the disk.
///
/// sled 0.34.7 wakes nobody when the write fails that a finished reservation begins (`exit_reservation`
/// in its `pagecache/logger.rs`): on a full disk, who waits for that write would wait for ever. A later
/// flush finds the error at its start, and wakes all.
///
/// # Errors
/// What the disk says.
pub(super) fn flush(db: &sled::Db) -> Result<(), sled::Error> {
    let (flushed, ended) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut pause = LONG;
            while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                drop(db.flush_async());
                // On a disk that is only slow they would add up.
                pause *= 2;
            }
        });
        let result = db.flush();
        drop(flushed);
        result.map(drop)
    })
}

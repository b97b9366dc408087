//! Writing a snapshot, beside a plain file of the same bytes.

use std::{
    env,
    fs::{self, File},
    io::Write,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use external_sources_core::{SourceId, users::directory::Directory};
use serde::{Deserialize, Serialize};

use super::crowd;

/// The argument that has this program write a snapshot.
pub const WRITE: &str = "write-users";
/// A disk that others use varies: the best of so many times counts.
const TIMES: usize = 5;

#[derive(Serialize, Deserialize)]
pub struct Written {
    pub took: Duration,
    pub plain: Duration,
}

/// In a process of its own, so that the memory of this one is told as it is after a start.
pub fn write_in_another_process(path: &Path, count: usize) -> Written {
    let program = env::current_exe().unwrap();
    let output = Command::new(program).arg(WRITE).arg(path).arg(count.to_string()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Writes a snapshot and tells how long it took.
pub fn write(path: &Path, count: usize) {
    let directory = Directory::build(SourceId::new(), crowd::roster(count));
    directory.write(path).unwrap();
    let bytes = fs::read(path).unwrap();
    let (mut took, mut plain) = (Duration::MAX, Duration::MAX);
    for _ in 0..TIMES {
        took = took.min(timed(|| directory.write(path).unwrap()));
        plain = plain.min(timed(|| write_plainly(&path.with_extension("plain"), &bytes)));
    }
    fs::remove_file(path.with_extension("plain")).unwrap();
    println!("{}", serde_json::to_string(&Written { took, plain }).unwrap());
}

fn write_plainly(path: &Path, bytes: &[u8]) {
    let mut file = File::create(path).unwrap();
    file.write_all(bytes).unwrap();
    file.sync_all().unwrap();
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

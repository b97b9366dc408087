//! What came of a sync that is under way, on the disk: a sync that is stopped goes on from there.
//!
//! Each entry is preceded by its length and its CRC-32. An entry that was not written whole ends the
//! file. There is no key in it.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    source::{CredentialId, SourceId},
    users::piece::Piece,
};

/// The file of one source. It is locked for as long as it is open.
#[derive(Debug)]
pub(super) struct Spool(File);

/// What the pieces belong to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Heading {
    version: u32,
    /// Each save of a source has another.
    credential: CredentialId,
    pub begun_at: DateTime<Utc>,
}

/// The form of the entries.
const VERSION: u32 = 1;
/// From this age on, what came is fetched again.
const OLD: TimeDelta = TimeDelta::hours(24);

pub(super) fn path(dir: &Path, id: SourceId) -> PathBuf {
    dir.join("users").join(format!("{id}.part"))
}

pub(super) fn remove(dir: &Path, id: SourceId) {
    // Failing this, a file is left that is too old for the next sync, or belongs to no source.
    let _ = fs::remove_file(path(dir, id));
}

impl Heading {
    pub fn new(credential: CredentialId, now: DateTime<Utc>) -> Self {
        Self { version: VERSION, credential, begun_at: now }
    }

    /// Whether pieces under another heading serve a sync that begins under this one.
    fn continues(&self, other: &Self) -> bool {
        let age = self.begun_at - other.begun_at;
        (Self { begun_at: self.begun_at, ..*other }) == *self && age >= TimeDelta::zero() && age < OLD
    }
}

impl Spool {
    /// Opens the file of a source and hands what an earlier sync left to `add`. What is of no use any
    /// more is thrown away. Tells the heading that holds.
    pub fn open(
        dir: &Path,
        id: SourceId,
        heading: Heading,
        mut add: impl FnMut(Piece),
    ) -> io::Result<(Self, Heading)> {
        let path = path(dir, id);
        fs::create_dir_all(path.parent().expect("it is in a folder"))?;
        let file = File::options().read(true).write(true).create(true).truncate(false).open(path)?;
        // A sync that was dropped may still be writing its last piece.
        file.lock()?;
        let mut reader = BufReader::new(&file);
        let mut whole = 0;
        let found = read(&mut reader, &mut whole).filter(|found| heading.continues(found));
        if found.is_some() {
            while let Some(piece) = read(&mut reader, &mut whole) {
                add(piece);
            }
        }
        let mut spool = Self(file);
        spool.0.set_len(if found.is_some() { whole } else { 0 })?;
        spool.0.seek(SeekFrom::End(0))?;
        if found.is_none() {
            spool.write(&heading)?;
        }
        Ok((spool, found.unwrap_or(heading)))
    }

    pub fn append(&mut self, piece: &Piece) -> io::Result<()> {
        self.write(piece)
    }

    fn write(&mut self, entry: &impl Serialize) -> io::Result<()> {
        let mut bytes = vec![0; 8];
        serde_json::to_writer(&mut bytes, entry)?;
        let length = u32::try_from(bytes.len() - 8).map_err(io::Error::other)?;
        let sum = crc32fast::hash(&bytes[8..]);
        bytes[..4].copy_from_slice(&length.to_le_bytes());
        bytes[4..8].copy_from_slice(&sum.to_le_bytes());
        self.0.write_all(&bytes)
    }
}

/// The next entry, and where it ends; `None` where none was written whole.
fn read<T: DeserializeOwned>(from: &mut impl Read, end: &mut u64) -> Option<T> {
    let mut head = [0; 8];
    from.read_exact(&mut head).ok()?;
    let [length, sum] =
        [&head[..4], &head[4..]].map(|word| u32::from_le_bytes(word.try_into().expect("four bytes")));
    let mut bytes = Vec::new();
    from.take(length.into()).read_to_end(&mut bytes).ok()?;
    if bytes.len() != length as usize || crc32fast::hash(&bytes) != sum {
        return None;
    }
    let entry = serde_json::from_slice(&bytes).ok()?;
    *end += 8 + u64::from(length);
    Some(entry)
}

//! The files of directories in one folder.
//!
//! Windows replaces no file that is mapped. So each snapshot has a file of its own, by a number that
//! grows, and the ones before are removed when nobody looks at them any more: now, or at a later write.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Damaged, Directory};
use crate::source::SourceId;

/// Keeps a directory in place of what is kept of its source.
///
/// # Errors
/// What the disk says.
pub fn keep(folder: &Path, directory: &Directory) -> Result<PathBuf, Damaged> {
    fs::create_dir_all(folder)?;
    let before = files(folder, directory.source());
    let number = before.last().map_or(0, |(number, _)| number + 1);
    let path = folder.join(format!("{}.{number}.arrow", directory.source()));
    directory.write(&path)?;
    remove(before);
    Ok(path)
}

/// What is kept of a source; `None` when nothing is.
///
/// # Errors
/// When it is damaged.
pub fn newest(folder: &Path, source: SourceId) -> Option<Result<Directory, Damaged>> {
    files(folder, source).last().map(|(_, path)| Directory::open(path))
}

/// Removes what is kept of a source, as far as nobody looks at it.
pub fn forget(folder: &Path, source: SourceId) {
    remove(files(folder, source));
}

fn remove(files: Vec<(u64, PathBuf)>) {
    for (_, path) in files {
        // Failing this, the next write tries again.
        let _ = fs::remove_file(path);
    }
}

/// The files of a source, the newest last.
fn files(folder: &Path, source: SourceId) -> Vec<(u64, PathBuf)> {
    let number = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        name.strip_prefix(&format!("{source}."))?.strip_suffix(".arrow")?.parse().ok()
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> = entries.filter_map(|path| Some((number(&path)?, path))).collect();
    files.sort();
    files
}

//! Inventories on the disk, one file for each source. They can be fetched again: one that is damaged
//! or of another version is thrown away.

use std::{fs, io, path::Path};

use crate::{entry::Inventory, source::SourceId};

fn path(dir: &Path, id: SourceId) -> std::path::PathBuf {
    dir.join("inventory").join(format!("{id}.json"))
}

pub fn read(dir: &Path, id: SourceId) -> Option<Inventory> {
    serde_json::from_slice(&fs::read(path(dir, id)).ok()?).ok()
}

/// Replaces the file, whole or not at all.
pub fn write(dir: &Path, id: SourceId, inventory: &Inventory) -> io::Result<()> {
    let path = path(dir, id);
    let folder = path.parent().expect("it is in a folder");
    fs::create_dir_all(folder)?;
    let file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(io::BufWriter::new(&file), inventory)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

pub fn remove(dir: &Path, id: SourceId) {
    // Failing this, a file is left that no source leads to.
    let _ = fs::remove_file(path(dir, id));
}

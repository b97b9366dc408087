//! The file of a directory: an Arrow IPC file that is mapped, not read, so that only what is looked at
//! takes memory.
//!
//! Arrow checks lengths, offsets, UTF-8 and indices, but its reader can panic over damaged metadata.
//! So nothing of a file is looked at before its checksum fits. It stands in the padding behind the
//! magic number at the start, which other programs skip.

use std::{
    fs::File,
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::Path,
    sync::Arc,
};

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::{
    Block, convert::try_fb_to_schema, reader::FileDecoder, reader::read_footer_length, root_as_footer,
    writer::FileWriter,
};
use arrow_schema::ArrowError;
use bytes::Bytes;
use memmap2::Mmap;

use super::Directory;

/// Why a file of users cannot be used. They are fetched again.
#[derive(Debug, thiserror::Error)]
pub enum Damaged {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the file holds no users, or is damaged")]
    Content,
    #[error("another version of the app wrote the file")]
    Version,
    #[error(transparent)]
    Arrow(#[from] ArrowError),
}

const MAGIC: &[u8] = b"ARROW1\0\0";
/// Where the checksum of all that follows it ends.
const SUMMED: usize = MAGIC.len() + size_of::<u32>();
/// The length of the footer and the magic number once more.
const TRAILER: usize = 10;

impl Directory {
    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&self, path: &Path) -> Result<(), Damaged> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let file = tempfile::NamedTempFile::new_in(folder)?;
        let mut writer = FileWriter::try_new(BufWriter::new(&file), self.batch.schema_ref())?;
        writer.write(&self.batch)?;
        writer.finish()?;
        drop(writer);
        // SAFETY: nobody else knows of the file yet.
        let sum = sum(&unsafe { Mmap::map(&file)? }[SUMMED..]);
        let mut bytes = file.as_file();
        bytes.seek(SeekFrom::Start(MAGIC.len() as u64))?;
        bytes.write_all(&sum.to_le_bytes())?;
        bytes.sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        #[cfg(unix)]
        File::open(folder)?.sync_all()?;
        Ok(())
    }

    /// Maps a file.
    ///
    /// # Errors
    /// When it is not exactly what [`Self::write`] wrote.
    pub fn open(path: &Path) -> Result<Self, Damaged> {
        let file = File::open(path)?;
        // SAFETY: files of users are replaced, never written to, so what is mapped does not change.
        let map = Mapped(Arc::new(unsafe { Mmap::map(&file)? }));
        let bytes: &[u8] = map.as_ref();
        let whole = bytes.len() > SUMMED + TRAILER
            && bytes.starts_with(MAGIC)
            && bytes[MAGIC.len()..SUMMED] == sum(&bytes[SUMMED..]).to_le_bytes();
        if !whole {
            return Err(Damaged::Content);
        }
        let directory = Self::of(decode(&Buffer::from(Bytes::from_owner(map.clone())))?)?;
        map.let_go();
        Ok(directory)
    }
}

/// A file in memory, for as long as a column of it is in use.
#[derive(Clone)]
struct Mapped(Arc<Mmap>);

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Mapped {
    /// Checking has brought the whole file into memory. Only what is searched needs to come back.
    fn let_go(&self) {
        #[cfg(unix)]
        // SAFETY: the map is of a file and read only, so its pages come back as they were. Failing
        // this, they stay until the system needs the memory.
        let _ = unsafe { self.0.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
    }
}

/// Reads the one batch of a file whose checksum fits.
fn decode(bytes: &Buffer) -> Result<RecordBatch, Damaged> {
    let (rest, trailer) = bytes.split_last_chunk::<TRAILER>().ok_or(Damaged::Content)?;
    let footer_at = rest.len().checked_sub(read_footer_length(*trailer)?).ok_or(Damaged::Content)?;
    let footer = root_as_footer(&rest[footer_at..]).map_err(|_| Damaged::Content)?;
    let schema = footer.schema().ok_or(Damaged::Content)?;
    let mut decoder = FileDecoder::new(Arc::new(try_fb_to_schema(schema)?), footer.version());
    let part = |block: &Block| {
        let (at, length) =
            (block.offset() as usize, block.metaDataLength() as usize + block.bodyLength() as usize);
        let fits = at.checked_add(length).is_some_and(|end| end <= footer_at);
        fits.then(|| bytes.slice_with_length(at, length)).ok_or(Damaged::Content)
    };
    for block in footer.dictionaries().iter().flatten() {
        decoder.read_dictionary(block, &part(block)?)?;
    }
    let blocks = footer.recordBatches().ok_or(Damaged::Content)?;
    let block = blocks.iter().next().filter(|_| blocks.len() == 1).ok_or(Damaged::Content)?;
    decoder.read_record_batch(block, &part(block)?)?.ok_or(Damaged::Content)
}

fn sum(bytes: &[u8]) -> u32 {
    let (first, second) = bytes.split_at(bytes.len() / 2);
    std::thread::scope(|threads| {
        let second = threads.spawn(|| summed(second));
        let mut sum = summed(first);
        sum.combine(&second.join().expect("it cannot panic"));
        sum.finalize()
    })
}

fn summed(bytes: &[u8]) -> crc32fast::Hasher {
    let mut sum = crc32fast::Hasher::new();
    sum.update(bytes);
    sum
}

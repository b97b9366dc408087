//! The users that are shown: of each source those that are kept or, before there are some, those that
//! came so far.

use std::{
    collections::HashMap,
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};

use super::{
    directory::{Directory, kept},
    named::Named,
    query::Everyone,
    selection::Selection,
    user::Roster,
};
use crate::source::SourceId;

/// The users of one data folder. Its calls may block on the disk.
pub(crate) struct Shown {
    folder: PathBuf,
    now: Mutex<Now>,
}

/// What a question is answered from.
#[derive(Clone)]
pub(crate) struct View {
    pub everyone: Arc<Everyone>,
    pub selection: Selection,
    /// The users that the CSV file names which was read last.
    pub named: Option<Arc<Named>>,
}

struct Now {
    /// The sources whose file was looked for.
    known: HashMap<SourceId, Known>,
    view: View,
    /// Whom `everyone` is made of.
    shown: Vec<(Arc<Directory>, String)>,
}

#[derive(Clone, Default)]
struct Known {
    directory: Option<Arc<Directory>>,
    /// They are all there are, and are kept.
    whole: bool,
    /// Why what was kept was thrown away.
    damage: Option<String>,
}

impl Shown {
    /// Users are kept in this folder.
    pub fn new(folder: PathBuf) -> Self {
        let everyone = Arc::new(Everyone::new(Vec::new()));
        let selection = Selection::none(Arc::clone(&everyone));
        let view = View { everyone, selection, named: None };
        Self { folder, now: Mutex::new(Now { known: HashMap::new(), view, shown: Vec::new() }) }
    }

    /// The users of these sources, each with its name, as they are now.
    pub fn view(&self, sources: Vec<(SourceId, String)>) -> View {
        self.up_to_date(sources).view.clone()
    }

    /// Changes what is selected, and tells how many are.
    pub fn select(
        &self,
        sources: Vec<(SourceId, String)>,
        change: impl FnOnce(&mut Selection, &View),
    ) -> usize {
        let mut now = self.up_to_date(sources);
        let view = now.view.clone();
        change(&mut now.view.selection, &view);
        now.view.selection.count()
    }

    /// Has filters on a file mean these users.
    pub fn name(&self, named: Arc<Named>) {
        self.now().view.named = Some(named);
    }

    /// Why what was kept of a source was thrown away, if it was.
    pub fn damage(&self, id: SourceId) -> Option<String> {
        self.known(id).damage
    }

    /// Replaces the users of a source, for good.
    ///
    /// # Errors
    /// What the disk says; then those known before stay.
    pub fn keep(&self, id: SourceId, roster: Roster) -> io::Result<()> {
        let path = kept::keep(&self.folder, &Directory::build(id, roster)).map_err(io::Error::other)?;
        // From the file, only what is looked at takes memory.
        self.put(id, Directory::open(&path).map_err(io::Error::other)?, true);
        Ok(())
    }

    /// Has the users that are kept of a source follow what was done to them.
    ///
    /// # Errors
    /// What the disk says; then those known before stay.
    pub fn edit(&self, id: SourceId, edit: impl FnOnce(&mut Roster)) -> io::Result<()> {
        let known = self.known(id);
        let Some(directory) = known.directory.filter(|_| known.whole) else { return Ok(()) };
        let mut roster = directory.roster();
        edit(&mut roster);
        self.keep(id, roster)
    }

    /// Shows the users that came so far of a source that has none kept.
    pub fn show(&self, id: SourceId, so_far: Roster) {
        self.put(id, Directory::build(id, so_far), false);
    }

    /// When the users that are kept of a source were fetched.
    pub fn fetched_at(&self, id: SourceId) -> Option<DateTime<Utc>> {
        let known = self.known(id);
        known.directory.filter(|_| known.whole).map(|directory| directory.fetched_at())
    }

    /// How many users of a source are shown.
    pub fn count(&self, id: SourceId) -> usize {
        self.known(id).directory.map_or(0, |directory| directory.len())
    }

    /// Removes what there is of a source.
    pub fn forget(&self, id: SourceId) {
        self.now().known.remove(&id);
        kept::forget(&self.folder, id);
    }

    fn up_to_date(&self, sources: Vec<(SourceId, String)>) -> MutexGuard<'_, Now> {
        let shown: Vec<_> =
            sources.into_iter().filter_map(|(id, name)| Some((self.known(id).directory?, name))).collect();
        let mut now = self.now();
        let same = shown.len() == now.shown.len()
            && shown.iter().zip(&now.shown).all(|(a, b)| Arc::ptr_eq(&a.0, &b.0) && a.1 == b.1);
        if !same {
            let everyone = Arc::new(Everyone::new(shown.clone()));
            now.view.selection.follow(Arc::clone(&everyone));
            now.view.everyone = everyone;
            now.shown = shown;
        }
        now
    }

    /// What is known of a source. Reads the disk the first time; what is damaged there is removed.
    fn known(&self, id: SourceId) -> Known {
        if let Some(known) = self.now().known.get(&id) {
            return known.clone();
        }
        let known = match kept::newest(&self.folder, id) {
            None => Known::default(),
            Some(Ok(directory)) => Known { directory: Some(Arc::new(directory)), whole: true, damage: None },
            Some(Err(damaged)) => {
                kept::forget(&self.folder, id);
                Known { damage: Some(damaged.to_string()), ..Known::default() }
            }
        };
        self.now().known.entry(id).or_insert(known).clone()
    }

    fn put(&self, id: SourceId, directory: Directory, whole: bool) {
        let known = Known { directory: Some(Arc::new(directory)), whole, damage: None };
        self.now().known.insert(id, known);
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Everyone, asked as the Users page asks.

use std::{
    hint::black_box,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use external_sources_core::{
    SystemClock,
    users::{
        directory::Directory,
        filter::UserFilter,
        page::{UserPage, UserQuery, UserSort},
        query::{Around, Everyone as Users},
        selection::Selection,
    },
};

/// How many rows the page shows first.
const FIRST: usize = 100;
/// What nobody is called.
const NOBODY: &str = "qqqqqqqq";

pub struct Everyone {
    users: Arc<Users>,
    selection: Selection,
}

impl Everyone {
    /// Opens a snapshot and asks for the first time. Tells how long both took.
    pub fn open(path: &Path, term: &str) -> (Self, Duration) {
        let begun = Instant::now();
        let directory = Arc::new(Directory::open(path).unwrap());
        let users = Arc::new(Users::new(vec![(directory, "Bench".into())]));
        let everyone = Self { selection: Selection::none(Arc::clone(&users)), users };
        black_box(everyone.page(term, UserSort::Name));
        (everyone, begun.elapsed())
    }

    /// How many have a text, and the first rows of them.
    pub fn page(&self, search: &str, sort: UserSort) -> UserPage {
        let filter = UserFilter { search: search.into(), ..UserFilter::default() };
        let query = UserQuery { filter, sort, descending: false, offset: 0, limit: FIRST };
        let around = Around { clock: &SystemClock, named: None, selected: None };
        self.users.page(&query, around, &self.selection)
    }

    /// How long a search takes, each time.
    pub fn search(&self, term: &str, rounds: usize) -> Vec<Duration> {
        let round = |_| {
            // Another search in between, so that nothing is remembered.
            self.page(NOBODY, UserSort::Name);
            timed(|| self.page(term, UserSort::Name))
        };
        (0..rounds).map(round).collect()
    }

    /// How long everyone's first rows by a column take, the first time and then.
    pub fn sort(&self, sort: UserSort, rounds: usize) -> (Duration, Vec<Duration>) {
        self.page("", UserSort::Name);
        let page = || timed(|| self.page("", sort));
        (page(), (0..rounds).map(|_| page()).collect())
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    black_box(work());
    begun.elapsed()
}

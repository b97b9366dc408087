//! How quick are the users, beside what others need for the same?

mod crowd;
mod everyone;
mod jira;
mod organization;
mod search;
mod snapshot;
mod window;

pub use self::snapshot::{WRITE, write};
use crate::{load::load, table::Table};

/// How much is measured.
#[derive(Clone, Copy)]
pub struct Size {
    /// Users of the world, seven in ten of whom are on the site.
    site: usize,
    /// Users of the organization.
    organization: usize,
    /// How often each of those is read.
    rounds: usize,
}

impl Size {
    pub const FULL: Self = Self { site: 141_500, organization: 20_000, rounds: 3 };
    pub const QUICK: Self = Self { site: 28_300, organization: 4_000, rounds: 1 };
}

pub async fn measure(size: Size) {
    let mut table = Table::default();
    println!("{}", load());
    // First what is told of the memory of this process, which grows with what follows.
    search::measure(&mut table).await;
    jira::measure(size, &mut table).await;
    organization::measure(size, &mut table).await;
    window::measure(&mut table).await;
    println!("\n{}; every peer gave the same answers as we did\n{table}", load());
}

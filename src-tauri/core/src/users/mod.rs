//! The users of every source: fetched, kept for offline, searched.

pub mod directory;
pub mod export;
pub mod filter;
pub(crate) mod fold;
pub mod insights;
pub mod named;
pub mod page;
pub mod people;
pub(crate) mod piece;
pub mod query;
pub mod saved_filter;
pub mod selection;
pub(crate) mod shown;
pub mod sync;
#[cfg(test)]
mod tests;
pub mod user;

use std::{ops::ControlFlow, path::PathBuf, sync::Arc};

use self::{
    export::UserTable,
    filter::{InSource, UserFilter},
    insights::UserInsights,
    named::{Named, UserFile},
    page::{Choice, FoundGroup, UserFacets, UserPage, UserQuery, UserSort},
    people::PersonView,
    query::Around,
    selection::SelectionChange,
    shown::View,
};
use crate::{
    error::Error,
    inventory::KeyQuery,
    problem::Problem,
    source::SourceId,
    sources::Sources,
    store::{Store, StoreError},
};

/// How many groups are suggested.
const SUGGESTED: usize = 20;

impl Sources {
    /// The users that a query asks for. Reads the disk only: it works offline, like all that follows.
    ///
    /// # Errors
    /// When the records cannot be read; the same for all that follows.
    pub async fn query_users(self: &Arc<Self>, query: UserQuery) -> Result<UserPage, Error> {
        self.look(move |view, around| view.everyone.page(&query, around, &view.selection)).await
    }

    /// How many users each choice of a filter would show, the other filters staying.
    pub async fn user_facets(self: &Arc<Self>, filter: UserFilter) -> Result<UserFacets, Error> {
        self.look(move |view, around| view.everyone.facets(&filter, around)).await
    }

    /// The groups whose name has a text in it, of some sources, or of all when none is named.
    pub async fn find_groups(
        self: &Arc<Self>,
        text: String,
        sources: Vec<SourceId>,
    ) -> Result<Vec<FoundGroup>, Error> {
        self.look(move |view, _| {
            let mut groups = view.everyone.groups(&text, usize::MAX);
            groups.retain(|group| sources.is_empty() || sources.contains(&group.value.source));
            groups.truncate(SUGGESTED);
            let found = |Choice { value, label, count }: Choice<InSource>| {
                let source_name = view.everyone.source_name(value.source).to_owned();
                FoundGroup { value, label, source_name, count }
            };
            groups.into_iter().map(found).collect()
        })
        .await
    }

    /// Changes what is selected, and tells how many are.
    pub async fn select_users(self: &Arc<Self>, change: SelectionChange) -> Result<usize, Error> {
        let sources = Arc::clone(self);
        self.stored(move |store| {
            let count = sources.shown.select(named_sources(store)?, |selection, view| {
                let selected = view.selection.rows_in(&view.everyone);
                selection.change(&change, sources.around(view, &selected));
            });
            Ok(count)
        })
        .await
    }

    /// Everything that is known of one person.
    pub async fn person(self: &Arc<Self>, user: InSource) -> Result<PersonView, Error> {
        let memberships =
            self.look(move |view, _| view.everyone.person(user.source, &user.id, &view.selection)).await?;
        let mut tokens = self.list_keys(KeyQuery::everything()).await?.rows;
        tokens.retain(|key| memberships.iter().any(|membership| membership.user.owns(key)));
        Ok(PersonView { memberships, tokens })
    }

    /// Figures of some sources, or of all when none is named.
    pub async fn user_insights(self: &Arc<Self>, sources: Vec<SourceId>) -> Result<UserInsights, Error> {
        self.look(move |view, around| view.everyone.insights(&sources, around)).await
    }

    /// Reads a CSV file of users; filters on a file mean these from now on.
    ///
    /// # Errors
    /// Also when it is no such file.
    pub async fn read_user_file(self: &Arc<Self>, text: String) -> Result<UserFile, Error> {
        let named = Named::read(text.as_bytes()).ok().filter(|named| !named.is_empty()).ok_or_else(|| {
            Error::Failed(Problem::new(
                "This file names no users.",
                "Choose a CSV file with an e-mail address or an account ID in each line.",
                "",
            ))
        })?;
        let named = Arc::new(named);
        self.shown.name(Arc::clone(&named));
        self.look(move |view, _| {
            let unmatched = view.everyone.unmatched(&named);
            UserFile { lines: named.len(), matched: named.len() - unmatched.len(), unmatched }
        })
        .await
    }

    /// Writes the users that a filter lets through into a folder, telling each time how many of how many
    /// are written, and tells where.
    ///
    /// # Errors
    /// [`Error::Cancelled`] when `told` breaks: then nothing was written. What the disk says.
    pub async fn export_users(
        self: &Arc<Self>,
        filter: UserFilter,
        table: UserTable,
        folder: PathBuf,
        mut told: impl FnMut(usize, usize) -> ControlFlow<()> + Send + 'static,
    ) -> Result<PathBuf, Error> {
        let sources = Arc::clone(self);
        let written = self
            .look(move |view, around| {
                let clock = &*sources.env.clock;
                let matching = view.everyone.matching(&filter, around);
                let rows: Vec<_> = view.everyone.ordered(&matching, UserSort::Name, false).collect();
                let path = folder.join(table.file_name(clock));
                let told = |done| told(done, rows.len());
                view.everyone.export(&rows, table, &path, clock, told).map(|whole| whole.then_some(path))
            })
            .await?;
        match written {
            Ok(Some(path)) => Ok(path),
            Ok(None) => Err(Error::Cancelled),
            Err(error) => Err(Error::Failed(Problem::new(
                "The users could not be written.",
                "Check that the disk has space left and the folder can be written to, then try again.",
                error,
            ))),
        }
    }

    /// Looks at everyone, on a thread that may block.
    pub(crate) async fn look<T: Send + 'static>(
        self: &Arc<Self>,
        look: impl FnOnce(&View, Around<'_>) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let sources = Arc::clone(self);
        self.stored(move |store| {
            let view = sources.shown.view(named_sources(store)?);
            let selected = view.selection.rows_in(&view.everyone);
            Ok(look(&view, sources.around(&view, &selected)))
        })
        .await
    }

    pub(crate) fn around<'a>(&'a self, view: &'a View, selected: &'a query::Rows) -> Around<'a> {
        Around { clock: &*self.env.clock, named: view.named.as_ref(), selected: Some(selected) }
    }
}

/// The sources by name, as lists show them.
fn named_sources(store: &Store) -> Result<Vec<(SourceId, String)>, StoreError> {
    let mut sources: Vec<_> = store.sources()?.into_iter().map(|source| (source.id, source.name)).collect();
    sources.sort_by_cached_key(|(_, name)| name.to_lowercase());
    Ok(sources)
}

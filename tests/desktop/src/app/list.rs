//! The list of sources.

use std::collections::HashMap;

use super::App;

/// One row: the texts of its cells, by column header.
type Row = HashMap<String, String>;

impl App<'_> {
    /// The names in the list, in its order.
    pub async fn sources(&self) -> Vec<String> {
        let name = |row: Row| row["Name"].lines().next().unwrap_or_default().trim().to_owned();
        self.rows().await.into_iter().map(name).collect()
    }

    /// What stands in a source's row under a header.
    ///
    /// # Panics
    /// When there is no such source or column.
    pub async fn cell(&self, source: &str, column: &str) -> String {
        let mut row = self.row(source).await.unwrap_or_else(|| panic!("there is no source “{source}”"));
        row.remove(column).unwrap_or_else(|| panic!("there is no column “{column}”"))
    }

    /// Waits for a source to be in the list, with no dialog in front of it.
    pub async fn wait_for_source(&self, source: &str) {
        let look = async || {
            let in_front = self.dialog_text().await.is_some();
            self.row(source).await.filter(|_| !in_front)
        };
        self.until(format_args!("the source “{source}” in the list"), look).await;
    }

    /// Waits for a text in a source's row, under a header.
    pub async fn wait_for_cell(&self, source: &str, column: &str, text: &str) {
        let look = async || self.row(source).await?.get(column)?.contains(text).then_some(());
        self.until(format_args!("“{text}” in the row of “{source}” under “{column}”"), look).await;
    }

    async fn row(&self, source: &str) -> Option<Row> {
        let named = |row: &Row| row["Name"].lines().next().is_some_and(|name| name.trim() == source);
        self.rows().await.into_iter().find(named)
    }

    async fn rows(&self) -> Vec<Row> {
        let rows = self.run(include_str!("../scripts/rows.js"), []).await;
        serde_json::from_value(rows).expect("rows are texts by header")
    }
}

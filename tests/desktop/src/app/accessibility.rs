//! Checks with axe-core.

use std::fs;

use super::App;
use crate::desktop::repository;

impl App<'_> {
    /// What axe finds wrong with the page as it is now.
    pub async fn axe(&self) -> Vec<String> {
        let library = repository().join("tests/ui/node_modules/axe-core/axe.min.js");
        let library = fs::read_to_string(&library)
            .unwrap_or_else(|error| panic!("run `npm ci --prefix tests/ui`: {}: {error}", library.display()));
        self.run(&library, []).await;
        let violations = self.run_async(include_str!("../scripts/axe.js"), []).await;
        serde_json::from_value(violations).expect("violations are texts")
    }
}

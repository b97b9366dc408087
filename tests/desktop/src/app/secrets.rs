//! Where a secret could show itself.

use serde_json::{Value, json};

use super::{App, text};

impl App<'_> {
    /// Everything that is in the page: markup, what fields of every type hold, and what the page has stored.
    pub async fn dom(&self) -> String {
        text(self.run(include_str!("../scripts/dom.js"), []).await)
    }

    /// The page's markup: every text and attribute, but not what is typed into fields.
    pub async fn markup(&self) -> String {
        text(self.run("return document.documentElement.outerHTML", []).await)
    }

    /// Keeps a copy of every answer that the window gets from now on.
    pub async fn record_replies(&self) {
        self.run(include_str!("../scripts/record_replies.js"), []).await;
    }

    /// The answers since [`record_replies`](Self::record_replies).
    pub async fn replies(&self) -> Vec<String> {
        serde_json::from_value(self.run("return window.recordedReplies", []).await)
            .expect("replies are texts")
    }

    /// Asks the Rust side what the window could ask it.
    ///
    /// # Errors
    /// What the Rust side answers in the place of a result.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let script = include_str!("../scripts/invoke.js");
        let answer = self.run_async(script, [json!(command), arguments]).await;
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }
}

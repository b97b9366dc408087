//! Dialogs, of which the topmost one is worked with.

use super::{App, text};

impl App<'_> {
    /// What the topmost dialog says, its buttons included.
    pub async fn dialog_text(&self) -> Option<String> {
        let said = self.run(include_str!("../scripts/dialog_text.js"), []).await;
        (!said.is_null()).then(|| text(said))
    }

    /// Waits for the topmost dialog to say something, and returns all it says.
    pub async fn wait_for_dialog(&self, words: &str) -> String {
        let look = async || self.dialog_text().await.filter(|said| said.contains(words));
        self.until(format_args!("a dialog that says “{words}”"), look).await
    }

    /// Waits until no dialog is open.
    pub async fn wait_for_no_dialog(&self) {
        let look = async || self.dialog_text().await.is_none().then_some(());
        self.until("the last dialog to close", look).await;
    }

    /// Closes the form without saving it.
    pub async fn discard(&self) {
        self.click_button("Cancel").await;
        self.click_button("Discard").await;
        self.wait_for_no_dialog().await;
    }
}

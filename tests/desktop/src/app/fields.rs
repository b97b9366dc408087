//! Fields, found by their labels.

use fantoccini::elements::Element;
use serde_json::json;

use super::{
    App,
    controls::{Place, Role},
    done, text,
};
use crate::Form;

impl App<'_> {
    /// Replaces what a field holds.
    pub async fn fill(&self, label: &str, value: &str) {
        let field = self.field(label).await;
        done(field.clear().await);
        if !value.is_empty() {
            done(field.send_keys(value).await);
        }
    }

    /// Chooses an option of a list.
    pub async fn choose(&self, label: &str, option: &str) {
        let field = self.field(label).await;
        // A user's focus is what WebKit compares a choice with; its WebDriver chooses without it.
        self.run("arguments[0].focus()", [json!(field)]).await;
        done(field.select_by_label(option).await);
    }

    /// What a field holds.
    pub async fn value(&self, label: &str) -> String {
        let field = self.field(label).await;
        done(field.prop("value").await).unwrap_or_default()
    }

    /// What is said to be wrong with a field.
    pub async fn field_error(&self, label: &str) -> Option<String> {
        let field = json!(self.field(label).await);
        let error = self.run(include_str!("../scripts/field_error.js"), [field]).await;
        (!error.is_null()).then(|| text(error))
    }

    /// Fills in the dialog of a source. The key's last day, which Access asks for, is set 90 days ahead.
    pub async fn fill_in(&self, form: &Form) {
        self.fill("Source Name", &form.name).await;
        self.choose("Connection Type", form.connection_type).await;
        for (label, value) in &form.fields {
            self.fill(label, value).await;
        }
        self.click_button("In 90 days").await;
    }

    /// Connects a source and waits for it to appear in the list.
    pub async fn create(&self, form: &Form) {
        self.click_button("+ External Source").await;
        self.fill_in(form).await;
        self.click_button("Create").await;
        self.wait_for_source(&form.name).await;
    }

    async fn field(&self, label: &str) -> Element {
        self.control(Role::Field, label, Place::InFront).await
    }
}

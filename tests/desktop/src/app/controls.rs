//! Controls, found by the names that are read on them.

use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use super::App;

/// What kind of control a name is looked for among.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    Button,
    Link,
    Field,
    Summary,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Link => "link",
            Self::Field => "field",
            Self::Summary => "summary",
        }
    }
}

/// Where a name is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    /// In the topmost dialog, else in the page.
    InFront,
    /// In the row of this source.
    Row(&'a str),
}

impl App<'_> {
    /// Presses a button of the topmost dialog, else of the page.
    pub async fn click_button(&self, name: &str) {
        self.click(Role::Button, name, Place::InFront).await;
    }

    /// Presses a button in the row of a source.
    pub async fn click_row_button(&self, source: &str, name: &str) {
        self.click(Role::Button, name, Place::Row(source)).await;
    }

    /// Follows a link, such as those of the main navigation.
    pub async fn click_link(&self, name: &str) {
        self.click(Role::Link, name, Place::InFront).await;
    }

    /// Ticks a box that is not ticked, and the other way round.
    pub async fn tick(&self, name: &str) {
        self.click(Role::Field, name, Place::InFront).await;
    }

    /// Opens what a line hides, such as 'Technical details'.
    pub async fn unfold(&self, name: &str) {
        self.click(Role::Summary, name, Place::InFront).await;
        let line = json!(self.control(Role::Summary, name, Place::InFront).await);
        let is_open =
            async || self.run("return arguments[0].parentElement.open", [line.clone()]).await.as_bool();
        self.until(format_args!("“{name}” to open"), async || is_open().await.filter(|open| *open)).await;
    }

    /// Whether a button is there, to be pressed.
    pub async fn has_button(&self, name: &str) -> bool {
        self.find(Role::Button, name, Place::InFront).await.is_some()
    }

    pub(super) async fn control(&self, role: Role, name: &str, place: Place<'_>) -> Element {
        let look = async || self.find(role, name, place).await;
        self.until(format_args!("the {} “{name}” {place:?}", role.name()), look).await
    }

    async fn click(&self, role: Role, name: &str, place: Place<'_>) {
        // Something may still be in its way, such as a dialog that is about to close.
        let click = async || self.find(role, name, place).await?.click().await.ok();
        self.until(format_args!("the {} “{name}” {place:?}, to be clicked", role.name()), click).await;
    }

    async fn find(&self, role: Role, name: &str, place: Place<'_>) -> Option<Element> {
        let source = match place {
            Place::InFront => Value::Null,
            Place::Row(source) => json!(source),
        };
        let found =
            self.run(include_str!("../scripts/find.js"), [json!(role.name()), json!(name), source]).await;
        // A reference to an element is an object whose one key names the kind of reference.
        let id = found.as_object()?.values().next()?.as_str()?.to_owned();
        Some(Element::from_element_id(self.window.clone(), ElementRef::from(id)))
    }
}

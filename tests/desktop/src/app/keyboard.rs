//! The keyboard, with the focus where it is.

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};

use super::{App, done, text};

/// More stops than any page or dialog of the tests has.
const STOPS: usize = 60;

impl App<'_> {
    /// Presses a key and releases it.
    pub async fn press(&self, key: Key) {
        self.strike(&[character(key)]).await;
    }

    /// Presses a key while others are held down.
    pub async fn press_with(&self, held: Key, key: char) {
        self.strike(&[character(held), key]).await;
    }

    /// Types a text into what has the focus.
    pub async fn type_text(&self, text: &str) {
        for letter in text.chars() {
            self.strike(&[letter]).await;
        }
    }

    /// Moves the focus on, by Tab, to the control of this name.
    pub async fn tab_to(&self, name: &str) {
        let mut passed = Vec::new();
        while passed.len() < STOPS {
            self.press(Key::Tab).await;
            let focused = self.focused().await;
            if focused == name {
                return;
            }
            passed.push(focused);
        }
        panic!("Tab does not lead to “{name}”; it passed {passed:?}")
    }

    /// The name of the control that has the focus.
    pub async fn focused(&self) -> String {
        text(self.run(include_str!("../scripts/focused.js"), []).await)
    }

    /// Waits for the focus to be on the control of this name.
    pub async fn wait_for_focus(&self, name: &str) {
        let look = async || (self.focused().await == name).then_some(());
        self.until(format_args!("the focus on “{name}”"), look).await;
    }

    async fn strike(&self, keys: &[char]) {
        let down = keys.iter().map(|key| KeyAction::Down { value: *key });
        let up = keys.iter().rev().map(|key| KeyAction::Up { value: *key });
        let keyboard = KeyActions::new("keyboard".to_owned());
        let keyboard = down.chain(up).fold(keyboard, |keyboard, action| keyboard.then(action));
        done(self.window.perform_actions(keyboard).await);
    }
}

/// WebDriver names keys by characters that mean nothing else.
fn character(key: Key) -> char {
    key.chars().next().expect("every key has a character")
}

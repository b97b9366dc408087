//! What the window looks like.

use std::{fs, path::PathBuf};

use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use serde_json::json;

use super::{
    App,
    controls::{Place, Role},
    done,
};

impl App<'_> {
    /// Takes a picture of the window.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        // The driver pictures the last frame that was painted; this one may not have been yet.
        let painted = "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(arguments[0])))";
        self.run_async(painted, []).await;
        let folder = self.desktop.pictures();
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        fs::write(&path, done(self.window.screenshot().await)).unwrap();
        path
    }

    /// Makes the page this wide and high, in pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        let fits = async || {
            done(self.window.set_window_size(width, height).await);
            (self.run("return [innerWidth, innerHeight]", []).await == json!([width, height])).then_some(())
        };
        self.until(format_args!("a window of {width} × {height}"), fits).await;
    }

    /// Whether the page, and not only a part of it, would have to be scrolled sideways.
    pub async fn overflows_sideways(&self) -> bool {
        let script = "const page = document.documentElement; return page.scrollWidth > page.clientWidth";
        self.run(script, []).await == json!(true)
    }

    /// Moves the mouse over a button in the row of a source.
    pub async fn hover(&self, source: &str, button: &str) {
        let element = self.control(Role::Button, button, Place::Row(source)).await;
        let over = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
        done(self.window.perform_actions(MouseActions::new("mouse".to_owned()).then(over)).await);
    }

    /// What the open tooltip says.
    pub async fn wait_for_tooltip(&self) -> String {
        self.until("a tooltip", async || self.tooltip().await).await
    }

    /// Waits until no tooltip is open.
    pub async fn wait_for_no_tooltip(&self) {
        self.until("the tooltip to close", async || self.tooltip().await.is_none().then_some(())).await;
    }

    async fn tooltip(&self) -> Option<String> {
        let script = r#"return document.querySelector("[role=tooltip]:popover-open")?.innerText ?? null"#;
        self.run(script, []).await.as_str().map(str::to_owned)
    }
}

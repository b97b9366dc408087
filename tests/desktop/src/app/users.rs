//! Users that are selected, and what is said of them before they are changed.

use super::App;

impl App<'_> {
    /// Selects all that match, once there are so many as the page says.
    pub async fn select_all(&self) -> usize {
        let matching = async || {
            let text = self.text().await;
            let counts = text.lines().filter_map(|line| line.strip_prefix("All ")?.strip_suffix(" matching"));
            counts.filter(|count| *count != "0").map(str::to_owned).next()
        };
        let count = self.until("how many match", matching).await;
        self.click_button(&format!("All {count} matching")).await;
        self.wait_for_text(&format!("{count} selected")).await;
        count.replace(',', "").parse().unwrap()
    }

    /// How many a button of the page says, such as “Will change 12”.
    pub async fn told(&self, what: &str) -> usize {
        let look = async || {
            let text = self.text().await;
            text.lines().find_map(|line| line.strip_prefix(what)?.trim().replace(',', "").parse().ok())
        };
        self.until(format_args!("how many “{what}”"), look).await
    }
}

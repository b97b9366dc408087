//! Key presses in a search box, and how long each takes to be seen.

use desktop_tests::App;
use serde_json::{Value, json};

/// A script has half a minute: so many at a time.
const AT_A_TIME: usize = 50;

/// The milliseconds of each press, sorted: to the next frame, or to the one after `shown` has changed.
pub async fn press(
    app: &App<'_>,
    field: &str,
    shown: Option<&str>,
    words: &[&str],
    times: usize,
) -> Vec<f64> {
    let mut took: Vec<f64> = Vec::new();
    while took.len() < times {
        let arguments = [json!(field), json!(shown), json!(words), json!(took.len()), json!(AT_A_TIME)];
        let some = app.run_async(include_str!("press.js"), arguments).await;
        took.extend(some.as_array().unwrap().iter().filter_map(Value::as_f64));
    }
    took.sort_by(f64::total_cmp);
    took
}

//! Does the window answer while 300 sources are checked in the background, and are they spread out?

use std::time::{Duration, Instant};

use atlassian_simulator::{Fault, FaultRule, LoggedRequest, Simulator};
use desktop_tests::{App, Desktop};

const SOURCES: usize = 300;
/// What Atlassian takes for an answer.
const LATENCY: Duration = Duration::from_millis(150);
/// Key presses in the search box, and the word they make, again and again.
const PRESSES: usize = 300;
const WORD: &str = "site-123";
/// Within how many milliseconds the window is to answer.
const PROMPT: f64 = 50.0;
/// Sources that are checked at once, and checks that begin in a second.
const AT_ONCE: usize = 4;
const A_SECOND: usize = 5;

pub async fn measure() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let desktop = Desktop::start("bench-background").await;
    // The clock of a day ago: as soon as the app starts, all are due.
    super::sources::connect(&desktop, &simulator, SOURCES, 1);
    simulator.fault(FaultRule::on("", Fault::Slow(LATENCY)));
    simulator.clear_log();

    let window = desktop.open(&super::empty_window(), &simulator.api()).await;
    let beside = press(&window).await;
    window.kill().await;

    let app = desktop.open_app(&simulator.api()).await;
    app.resize(1100, 720).await;
    simulator.wait_for(1, is_check).await;
    let begun = Instant::now();
    let busy = press(&app).await;
    let checked_meanwhile = checks(&simulator.log()).len();
    simulator.wait_for(SOURCES, is_check).await;
    let took = begun.elapsed();
    app.wait_for_text("300 sources, all connected").await;
    let log = simulator.log();
    let peak = simulator.peak_in_flight();
    let quiet = press(&app).await;

    println!(
        "{SOURCES} sources, checked in the background in {:.0} s, {LATENCY:?} an answer",
        took.as_secs_f64()
    );
    println!("key press in the search box to painted rows, {PRESSES} times   p50     p99     most");
    line("in an empty window's box, with no rows at all", &beside);
    line("while nothing is checked", &quiet);
    line(&format!("while the first {checked_meanwhile} are checked"), &busy);
    let most = busiest_second(&checks(&log));
    println!("at once at the simulator: {peak} at most (limit {AT_ONCE})");
    println!("checks begun within one second: {most} at most (limit {A_SECOND}, and one for the edge)");
    assert!(peak <= AT_ONCE && most <= A_SECOND + 1, "the checks came as a burst");
}

/// The milliseconds of each press, sorted.
async fn press(app: &App<'_>) -> Vec<f64> {
    let words: Vec<_> = (1..=WORD.len()).map(|letters| &WORD[..letters]).collect();
    super::press::press(app, "#search", None, &words, PRESSES).await
}

fn line(what: &str, took: &[f64]) {
    let [p50, p99, most] = [took.len() / 2, took.len() * 99 / 100, took.len() - 1].map(|at| took[at]);
    let verdict = if p99 <= PROMPT { "within" } else { "beyond" };
    println!("  {what:<54} {p50:>4.0} ms {p99:>4.0} ms {most:>4.0} ms   p99 {verdict} {PROMPT} ms");
}

fn is_check(request: &LoggedRequest) -> bool {
    request.path_and_query.ends_with("/myself")
}

fn checks(log: &[LoggedRequest]) -> Vec<i64> {
    log.iter().filter(|request| is_check(request)).map(|request| request.at.timestamp_millis()).collect()
}

/// The most moments within any one second.
fn busiest_second(moments: &[i64]) -> usize {
    let within = |from: &i64| moments.iter().filter(|at| (*from..from + 1000).contains(*at)).count();
    moments.iter().map(within).max().unwrap_or_default()
}

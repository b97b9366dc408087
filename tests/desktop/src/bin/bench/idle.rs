//! What does the app take while it sits in the tray, and does it grow as its window comes and goes?

use std::time::{Duration, Instant};

use atlassian_simulator::Simulator;
use desktop_tests::{Desktop, PlainApp};

const SOURCES: usize = 50;
/// How long it sits there.
const IDLE: Duration = Duration::from_secs(120);
/// How long the window is open: a look.
const OPEN: Duration = Duration::from_millis(700);
/// How many lines tell of the memory.
const LINES: u32 = 12;

/// Opens and closes the window for so many minutes.
pub async fn measure(minutes: u32) {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let mut desktop = Desktop::start("bench-idle").await;
    super::sources::connect(&desktop, &simulator, SOURCES, 0);
    desktop.add_tray().await;
    desktop.take_notifications().await;
    let app = desktop.start_app(&simulator.api(), &["--hidden"]);
    desktop.tray().wait_for_tooltip("All sources are fine").await;

    tokio::time::sleep(Duration::from_secs(5)).await;
    let before = app.processor_time();
    tokio::time::sleep(IDLE).await;
    let took = app.processor_time() - before;
    println!(
        "in the tray with {SOURCES} sources: {} ms of processor time in {IDLE:?}, {:.3} % of one processor; {} MiB",
        took.as_millis(),
        100.0 * took.as_secs_f64() / IDLE.as_secs_f64(),
        app.memory() / 1024
    );

    println!(
        "the window opened and closed for {minutes} min: memory of no file and all of it (PSS), without a window; and \
         with one before"
    );
    let begun = Instant::now();
    let every = Duration::from_secs(u64::from(minutes) * 60) / LINES;
    let mut cycles = 0;
    for line in 1..=LINES {
        let mut with_window;
        loop {
            with_window = cycle(&desktop, &app).await;
            cycles += 1;
            if begun.elapsed() >= every * line {
                break;
            }
        }
        println!(
            "  {:>5.1} min {cycles:>5} cycles {:>5.1} MiB {:>5} MiB {:>5} MiB",
            begun.elapsed().as_secs_f64() / 60.0,
            app.own_memory() as f64 / 1024.0,
            app.memory() / 1024,
            with_window / 1024
        );
    }
}

/// Opens the window, closes it, and tells the memory it took, in KiB.
async fn cycle(desktop: &Desktop, app: &PlainApp) -> u64 {
    desktop.tray().choose("Open External Sources").await;
    app.wait_for_window().await;
    tokio::time::sleep(OPEN).await;
    let memory = app.memory();
    desktop.close_window();
    app.wait_for_no_window().await;
    memory
}

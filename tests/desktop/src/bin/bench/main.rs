//! `bench WHAT`: measures the app that `EXTERNAL_SOURCES_BIN` names, on a desktop of its own.

#[cfg(target_os = "linux")]
mod actions;
#[cfg(target_os = "linux")]
mod background;
#[cfg(target_os = "linux")]
mod idle;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod peers;
#[cfg(target_os = "linux")]
mod press;
#[cfg(target_os = "linux")]
mod sources;
#[cfg(target_os = "linux")]
mod table;
#[cfg(target_os = "linux")]
mod users;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["actions"] => actions::measure().await,
        ["background"] => background::measure().await,
        ["idle"] => idle::measure(5).await,
        ["idle", minutes] => idle::measure(minutes.parse().expect("a number of minutes")).await,
        ["users"] => users::measure(users::Size::FULL).await,
        ["users", "--quick"] => users::measure(users::Size::QUICK).await,
        [users::WRITE, path, count] => users::write(path.as_ref(), count.parse().expect("a number of users")),
        _ => eprintln!("usage: bench actions | background | idle [MINUTES] | users [--quick]"),
    }
}

/// The program whose window the app's own is measured beside.
#[cfg(target_os = "linux")]
fn empty_window() -> std::path::PathBuf {
    std::env::current_exe().unwrap().with_file_name("examples/empty_window")
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("The measurements work on Linux, where WebDriver reaches the window.");
}

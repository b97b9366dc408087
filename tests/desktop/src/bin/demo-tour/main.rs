//! `demo-tour FOLDER`: a tour of the app in a window nobody sees, which leaves its pictures there.

#[cfg(target_os = "linux")]
mod tour;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() {
    let folder = std::env::args_os().nth(1).expect("usage: demo-tour FOLDER");
    let folder = std::path::absolute(folder).expect("a folder");
    tour::make(&folder).await;
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("The tour works on Linux, where WebDriver reaches the window.");
}

//! The start at login, into the tray.

use std::{env, io::ErrorKind};

use auto_launch::{AutoLaunch, AutoLaunchBuilder, Error};
use tauri::AppHandle;
#[cfg(target_os = "linux")]
use tauri::Manager;

use crate::HIDDEN;

/// # Errors
/// When the system does not tell.
pub fn is_on(app: &AppHandle) -> Result<bool, Error> {
    entry(app)?.is_enabled()
}

/// # Errors
/// When the system's list of what starts at login cannot be changed.
pub fn set(app: &AppHandle, on: bool) -> Result<(), Error> {
    let entry = entry(app)?;
    if on {
        return entry.enable();
    }
    match entry.disable() {
        // On Windows: it was off.
        Err(Error::Io(error)) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn entry(app: &AppHandle) -> Result<AutoLaunch, Error> {
    let program = env::current_exe()?;
    // What runs of an AppImage is a mount that goes with the process: the file itself is to be started.
    #[cfg(target_os = "linux")]
    let program = app.env().appimage.map_or(program, Into::into);
    #[cfg(target_os = "macos")]
    let program = program.canonicalize()?;
    AutoLaunchBuilder::new()
        .set_app_name(&app.package_info().name)
        .set_app_path(&word(&program.display().to_string()))
        .set_args(&[HIDDEN])
        .build()
}

/// A path as one word of the command that the entry holds: it is written there as it is.
fn word(path: &str) -> String {
    if cfg!(target_os = "linux") {
        exec_word(path)
    } else if cfg!(windows) {
        format!("\"{path}\"")
    } else {
        // An entry of macOS holds a list of words.
        path.to_owned()
    }
}

/// By the rules of desktop entries for `Exec`: quoted, and the backslashes of that doubled, as in any text there.
fn exec_word(path: &str) -> String {
    let mut word = String::from('"');
    for character in path.chars() {
        match character {
            '"' | '`' | '$' => word.push_str(r"\\"),
            '\\' => word.push_str(r"\\\"),
            '%' => word.push('%'),
            _ => {}
        }
        word.push(character);
    }
    word.push('"');
    word
}

#[cfg(test)]
mod tests {
    use super::exec_word;

    #[test]
    fn a_path_is_one_word_of_a_desktop_entry() {
        for (path, word) in [
            ("/usr/bin/external-sources", r#""/usr/bin/external-sources""#),
            ("/home/ada/External Sources.AppImage", r#""/home/ada/External Sources.AppImage""#),
            (r#"/tmp/"a"/$b/`c`"#, r#""/tmp/\\"a\\"/\\$b/\\`c\\`""#),
            (r"/tmp/a\b/100%", r#""/tmp/a\\\\b/100%%""#),
        ] {
            assert_eq!(exec_word(path), word);
        }
    }
}

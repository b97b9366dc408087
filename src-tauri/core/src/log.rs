//! What is told on standard error, for whoever looks for it.

use std::{
    fmt::Display,
    io::{self, Write},
};

/// Tells something on standard error, if that takes it. `eprintln!` would panic where it goes to a full disk.
pub fn log(what: impl Display) {
    let _ = writeln!(io::stderr(), "external-sources: {what}");
}

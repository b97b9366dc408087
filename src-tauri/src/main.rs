//! The desktop app. Everything is in the library, so that it can be documented and tested.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    external_sources::run();
}

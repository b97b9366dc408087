//! What only Linux needs.

use std::path::Path;

/// WebKitGTK shows an empty window with NVIDIA's driver unless it keeps off DMA-BUF. The setting
/// breaks screenshots by WebDriver, so it is made only there, and never over the user's own.
pub fn avoid_white_window() {
    const SETTING: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if Path::new("/proc/driver/nvidia/version").exists() && std::env::var_os(SETTING).is_none() {
        // SAFETY: the first thing the process does, before any other thread exists.
        unsafe { std::env::set_var(SETTING, "1") };
    }
}

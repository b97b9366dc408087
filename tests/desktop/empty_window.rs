//! A window of Tauri's with an empty page: what the app's own is measured beside.
//!
//! It is an example of the app's package, whose build script makes what Tauri needs to know.

use std::borrow::Cow;

use tauri::{
    App, Assets, WebviewUrl, WebviewWindowBuilder,
    utils::assets::{AssetKey, AssetsIter, CspHash},
};

/// Empty but for what the measurements know the app's list and its search box by.
const PAGE: &[u8] = b"<!doctype html><title>Empty</title><p id=\"sources-empty\"></p><input id=\"search\">";

struct Empty;

impl<R: tauri::Runtime> Assets<R> for Empty {
    fn get(&self, _: &AssetKey) -> Option<Cow<'_, [u8]>> {
        Some(PAGE.into())
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        Box::new(std::iter::empty())
    }

    fn csp_hashes(&self, _: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        Box::new(std::iter::empty())
    }
}

fn main() {
    let mut context = tauri::generate_context!();
    context.set_assets(Box::new(Empty));
    let open = |app: &mut App| {
        WebviewWindowBuilder::new(app, "empty", WebviewUrl::default()).inner_size(1100.0, 720.0).build()?;
        Ok(())
    };
    tauri::Builder::default().setup(open).run(context).expect("the window opens");
}

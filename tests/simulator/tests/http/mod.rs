//! A client that knows nothing of the app's own.

use reqwest::Client;

pub fn client() -> Client {
    // The workspace builds reqwest without a cryptography of its own.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new()
}

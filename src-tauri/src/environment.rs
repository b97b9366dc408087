//! What the app takes from this computer and from its environment variables.

use std::{
    env,
    fs::DirBuilder,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use atlassian_client::{Client, Config, is_secure};
use external_sources_core::{
    Environment, Problem, Sources, Store, SystemClock, SystemNetwork, Vault, store::StoreError,
    vault::OsKeychain,
};
use tauri::{AppHandle, Manager};
use url::Url;

/// Where everything of this instance lives.
const DATA_DIR: &str = "EXTERNAL_SOURCES_DATA_DIR";
/// Base of the organization API: Government Cloud, proxies, tests.
const ATLASSIAN_API: &str = "EXTERNAL_SOURCES_ATLASSIAN_API";

/// How long one call of the keychain may take, the user's answer to its prompt included.
const KEYCHAIN_PATIENCE: Duration = Duration::from_secs(60);

/// How this process was started.
pub struct Surroundings {
    /// Names this instance: the app's identifier, and one of its own for another data folder.
    pub instance: String,
    data_dir: Option<PathBuf>,
    keychain_service: String,
}

impl Surroundings {
    pub fn of_this_process(config: &tauri::Config) -> Self {
        let app = &config.identifier;
        let data_dir = env::var_os(DATA_DIR).filter(|dir| !dir.is_empty()).map(PathBuf::from);
        let instance = match &data_dir {
            None => app.clone(),
            Some(dir) => {
                let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.clone());
                format!("{app}.at{:08x}", crc32fast::hash(dir.as_os_str().as_encoded_bytes()))
            }
        };
        let keychain_service = match cfg!(debug_assertions) {
            true => format!("{app}.debug"),
            false => app.clone(),
        };
        Self { instance, data_dir, keychain_service }
    }

    /// The data folder: the given one, else the platform's for this app.
    pub fn data_dir(&self, app: &AppHandle) -> tauri::Result<PathBuf> {
        match &self.data_dir {
            Some(dir) => Ok(std::path::absolute(dir)?),
            None => app.path().app_local_data_dir(),
        }
    }

    /// Opens the data folder and starts everything that works on it.
    ///
    /// # Errors
    /// Why the app cannot work, as a person is told it.
    pub fn sources(&self, dir: &Path) -> Result<std::sync::Arc<Sources>, Problem> {
        let client = Client::new(Config { api: api_base()?, ..Config::default() }).map_err(|error| {
            Problem::new(
                "No secure connection can be made: the system's certificates could not be read.",
                "On Linux, install the package ca-certificates, then start the app again.",
                error,
            )
        })?;
        create_private(dir).map_err(|error| explain(dir, &error.into()))?;
        let (store, notice) = Store::open(dir).map_err(|error| explain(dir, &error))?;
        let environment = Environment {
            store,
            vault: Vault::start(OsKeychain::new(&self.keychain_service), KEYCHAIN_PATIENCE),
            client,
            clock: Box::new(SystemClock),
            network: Box::new(SystemNetwork),
            account: account(),
        };
        Ok(Sources::new(environment, notice.into_iter().collect()))
    }
}

/// The base of the organization API.
///
/// # Errors
/// When the variable holds an address that no key may travel to.
pub fn api_base() -> Result<Url, Problem> {
    let Ok(text) = env::var(ATLASSIAN_API) else { return Ok(Config::default().api) };
    match Url::parse(&text) {
        Ok(url) if is_secure(&url) => Ok(url),
        _ => Err(Problem::new(
            format!("The address in {ATLASSIAN_API} cannot be used."),
            "Set it to an https address, or to http on this computer itself, or remove it. Then start the app again.",
            text,
        )),
    }
}

/// The desktop account's name, as 'Last Updated By' shows it.
fn account() -> String {
    let named = |name: Result<String, _>| name.ok().filter(|name: &String| !name.trim().is_empty());
    named(whoami::realname()).or_else(|| named(whoami::username())).unwrap_or_else(|| "unknown".into())
}

/// Makes the data folder readable by its owner only.
fn create_private(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn explain(dir: &Path, error: &StoreError) -> Problem {
    let folder = dir.display();
    match error {
        StoreError::InUse => Problem::new(
            format!("Another External Sources window already works with the folder {folder}."),
            "Use that window, or close it and start the app again.",
            error,
        ),
        StoreError::Newer(_) => Problem::new(
            format!("The folder {folder} was written by a newer version of External Sources."),
            "Install the newest version. Nothing was changed.",
            error,
        ),
        _ => Problem::new(
            format!("The data folder {folder} cannot be used."),
            "Check that it can be written to and that its disk has space left, then start the app again.",
            error,
        ),
    }
}

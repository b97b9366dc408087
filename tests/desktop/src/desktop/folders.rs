//! The folders of a private desktop.

use std::{
    env,
    fs::{self, File, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// A home of its own, in a folder that is removed when this is dropped.
pub struct Folders(TempDir);

impl Folders {
    pub fn new() -> Self {
        let root = tempfile::Builder::new().prefix("external-sources-").tempdir().unwrap();
        let folders = Self(root);
        for dir in [folders.home(), folders.data_home(), folders.data(), folders.logs(), folders.runtime()] {
            fs::create_dir_all(&dir).unwrap();
        }
        fs::set_permissions(folders.runtime(), Permissions::from_mode(0o700)).unwrap();
        folders
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    pub fn data(&self) -> PathBuf {
        self.root().join("data")
    }

    pub fn logs(&self) -> PathBuf {
        self.root().join("logs")
    }

    pub fn app_log(&self) -> PathBuf {
        self.logs().join("app")
    }

    pub fn runtime(&self) -> PathBuf {
        self.root().join("run")
    }

    /// The environment variable that tells the app where its data is.
    pub fn data_variable(&self) -> String {
        format!("EXTERNAL_SOURCES_DATA_DIR={}", self.data().display())
    }

    fn home(&self) -> PathBuf {
        self.root().join("home")
    }

    fn data_home(&self) -> PathBuf {
        self.home().join(".local/share")
    }

    /// A program with this home and nothing of the tester's own environment, which could hold proxies,
    /// displays and keychains.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        command
            // A test that is killed drops nothing; what it started ends all the same.
            .args(["--pdeathsig", "KILL", "--", program])
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("LANG", "C.UTF-8")
            .env("HOME", self.home())
            .env("XDG_DATA_HOME", self.data_home())
            .env("XDG_RUNTIME_DIR", self.runtime())
            .stderr(File::create(self.logs().join(Path::new(program).file_name().unwrap())).unwrap());
        command
    }
}

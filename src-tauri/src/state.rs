//! What lives as long as the app does.

use std::{
    ops::ControlFlow,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use external_sources_core::{Error, Problem, Settings, Sources, log};
use tauri::{
    AppHandle, Emitter,
    async_runtime::{block_on, spawn},
};
use tokio::{
    sync::{oneshot, watch},
    time::sleep,
};

use crate::environment::Surroundings;

/// What every command can reach.
pub struct AppState {
    pub data_dir: PathBuf,
    /// Or why the app cannot work; the window then says so.
    sources: Result<Arc<Sources>, Problem>,
    /// Calls off the save that is under way.
    cancel: Mutex<Option<oneshot::Sender<()>>>,
    /// The export that is under way.
    pub export: CallOff,
    /// The plan that is being worked out.
    pub plan: CallOff,
}

/// Whether the user calls off what is under way.
#[derive(Default)]
pub struct CallOff(AtomicBool);

impl AppState {
    pub fn start(app: &AppHandle, surroundings: Surroundings) -> tauri::Result<Self> {
        let data_dir = surroundings.data_dir(app)?;
        let sources = surroundings.sources(&data_dir);
        if let Ok(sources) = &sources {
            tell_changes(app, "sources-changed", sources.changes());
            tell_changes(app, "inventory-changed", sources.inventory_changes());
            tell_changes(app, "users-changed", sources.user_changes());
            tell_changes(app, "runs-changed", sources.run_changes());
            let sources = Arc::clone(sources);
            // What cannot be swept now is swept at the next start.
            spawn(async move { drop(sources.sweep().await) });
        }
        Ok(Self {
            data_dir,
            sources,
            cancel: Mutex::default(),
            export: CallOff::default(),
            plan: CallOff::default(),
        })
    }

    /// What the user chose, or what is usual where that cannot be read.
    pub fn settings(&self) -> Settings {
        self.sources.as_ref().ok().and_then(|sources| block_on(sources.settings()).ok()).unwrap_or_default()
    }

    /// # Errors
    /// Why the app cannot work.
    pub fn sources(&self) -> Result<&Arc<Sources>, Error> {
        self.sources.as_ref().map_err(|problem| Error::Failed(problem.clone()))
    }

    /// Resolves when the user calls off the save that begins now.
    pub fn cancellation(&self) -> impl Future<Output = ()> + Send + use<> {
        let (cancel, cancelled) = oneshot::channel();
        *self.cancel.lock().unwrap_or_else(PoisonError::into_inner) = Some(cancel);
        async {
            if cancelled.await.is_err() {
                // Another save took its place.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Calls off the save that is under way, if one is.
    pub fn cancel(&self) {
        if let Some(cancel) = self.cancel.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = cancel.send(());
        }
    }

    pub fn flush(&self) {
        if let Ok(sources) = &self.sources
            && let Err(error) = sources.flush()
        {
            log(error);
        }
    }
}

impl CallOff {
    /// Something new is under way.
    pub fn begin(&self) {
        self.0.store(false, Relaxed);
    }

    pub fn call_off(&self) {
        self.0.store(true, Relaxed);
    }

    /// Whether it goes on.
    pub fn flow(&self) -> ControlFlow<()> {
        match self.0.load(Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}

/// How long after news more of it waits: each has the window read and lay out a list anew.
const PAUSE: Duration = Duration::from_millis(200);

/// Lets the window know when what it shows is no longer true.
fn tell_changes(app: &AppHandle, event: &'static str, mut changes: watch::Receiver<()>) {
    let app = app.clone();
    spawn(async move {
        while changes.changed().await.is_ok() {
            let _ = app.emit(event, ());
            sleep(PAUSE).await;
        }
    });
}

//! Running tasks when their time has come.

use std::{ops::ControlFlow, sync::Arc};

use super::{
    plan::Plan,
    request::PlanRequest,
    run::{Origin, RunId, RunState},
    task::{Task, TaskId},
};
use crate::{error::Error, problem::Problem, sources::Sources};

impl Sources {
    /// The scheduled tasks, by name.
    ///
    /// # Errors
    /// When the records cannot be read or written; the same for all that follows.
    pub async fn tasks(self: &Arc<Self>) -> Result<Vec<Task>, Error> {
        self.stored(|store| store.tasks()).await
    }

    /// Adds a task, or replaces it.
    pub async fn put_task(self: &Arc<Self>, mut task: Task) -> Result<(), Error> {
        task.name = task.name.trim().to_owned();
        if task.filter.in_file || task.filter.only_selected {
            return Err(Error::Failed(Problem::new(
                "A task cannot use a CSV file or a selection: neither is there when it runs.",
                "Choose a filter that finds the users by what is known of them.",
                "",
            )));
        }
        task.reason = task.reason.trim().to_owned();
        let now = self.env.clock.now().to_utc();
        self.stored(move |store| {
            store.change_tasks(|tasks| {
                let known = tasks.iter().find(|known| known.id == task.id);
                task.ran_at = known.and_then(|known| known.ran_at);
                // Only times to come count, since it is there, so, and switched on.
                let same_times = known.filter(|known| known.enabled && known.schedule == task.schedule);
                task.last = same_times.map_or(now, |known| known.last);
                tasks.retain(|known| known.id != task.id);
                tasks.push(task);
                tasks.sort_by_cached_key(|task| task.name.to_lowercase());
            })
        })
        .await?;
        self.runs.tell();
        Ok(())
    }

    /// Removes a task.
    pub async fn delete_task(self: &Arc<Self>, id: TaskId) -> Result<(), Error> {
        self.stored(move |store| store.change_tasks(|tasks| tasks.retain(|task| task.id != id))).await?;
        self.runs.tell();
        Ok(())
    }

    /// Runs a task now, whatever its time.
    ///
    /// # Errors
    /// Also when it is not there, or cannot be planned: whoever asked is there to be told.
    pub async fn run_task(self: &Arc<Self>, id: TaskId) -> Result<RunId, Error> {
        let find = async || Ok::<_, Error>(self.tasks().await?.into_iter().find(|task| task.id == id));
        let refuse = |message, hint| Err(Error::Failed(Problem::new(message, hint, id)));
        if let Some(task) = find().await? {
            let plan = self.planned(&task).await?;
            if let Some(run) = self.run_one(task.clone(), Ok(plan)).await? {
                return Ok(run);
            }
            if find().await?.is_some_and(|now| now.ran_at != task.ran_at) {
                return refuse("This task has just run by itself.", "See what it did on the page Activity.");
            }
        }
        refuse("This task was changed or deleted in the meantime.", "Look at the list again.")
    }

    /// Runs the tasks whose time has come, on users as they are now. Offline, they wait.
    ///
    /// # Errors
    /// When the records or the journal cannot be read or written.
    pub async fn run_due_tasks(self: &Arc<Self>) -> Result<(), Error> {
        let clock = &*self.env.clock;
        for task in self.tasks().await?.into_iter().filter(|task| task.is_due(clock)) {
            if self.is_offline() || self.runs.retries.is_waiting(task.id, clock.now().to_utc()) {
                continue;
            }
            let plan = self.planned(&task).await;
            let is_passing = match &plan {
                Err(Error::Failed(_)) => {
                    self.is_offline() || self.runs.retries.put_off(task.id, clock.now().to_utc())
                }
                _ => false,
            };
            if !is_passing {
                self.runs.retries.forget(task.id);
                self.run_one(task, plan).await?;
            }
        }
        Ok(())
    }

    fn is_offline(&self) -> bool {
        self.checks.offline() || !self.env.network.is_online()
    }

    /// What a task would do to users as they are now.
    async fn planned(self: &Arc<Self>, task: &Task) -> Result<Plan, Error> {
        self.refresh_users(&task.filter.sources_meant()).await?;
        let filter = Box::new(task.filter.clone());
        let request = PlanRequest::Matching { filter, action: task.action.clone() };
        let plan = self.worked_out(request, |_, _| ControlFlow::Continue(())).await?;
        Ok(Plan { origin: Origin::Task(task.name.clone()), ..plan })
    }

    /// Runs a task that was planned, or notes why it could not be. The time is noted first: a task that
    /// fails does not run again and again. `None` when it is not what it was.
    async fn run_one(
        self: &Arc<Self>,
        task: Task,
        plan: Result<Plan, Error>,
    ) -> Result<Option<RunId>, Error> {
        let (known, now) = (task.clone(), self.env.clock.now().to_utc());
        let is_current = self.stored(move |store| {
            let mut is_current = false;
            store.change_tasks(|tasks| {
                for task in tasks.iter_mut().filter(|task| **task == known) {
                    (task.last, task.ran_at) = (now, Some(now));
                    is_current = true;
                }
            })?;
            Ok(is_current)
        });
        if !is_current.await? {
            return Ok(None);
        }
        let (plan, state) = match plan {
            Ok(plan) => {
                let safety = self.settings().await?.safety;
                let state = match task.unsafe_to_run(plan.users(), &safety) {
                    Some(problem) => RunState::Stopped { problem },
                    None if task.test => RunState::Finished,
                    None => RunState::Running,
                };
                (plan, state)
            }
            Err(Error::Failed(problem)) => {
                let origin = Origin::Task(task.name.clone());
                (Plan::new(task.name, origin, Vec::new(), Vec::new()), RunState::Stopped { problem })
            }
            Err(error) => return Err(error),
        };
        let run = match state {
            RunState::Running => self.begin(&plan, task.reason).await,
            state => self.journaled(&plan, task.reason, state).await,
        };
        run.map(Some)
    }
}

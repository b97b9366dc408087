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
        // Only times to come count.
        task.last = self.env.clock.now().to_utc();
        self.stored(move |store| {
            store.change_tasks(|tasks| {
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
    /// Also when it is not there.
    pub async fn run_task(self: &Arc<Self>, id: TaskId) -> Result<RunId, Error> {
        let task = self.tasks().await?.into_iter().find(|task| task.id == id);
        let run = match task {
            Some(task) => {
                let fresh = self.refresh_users(&task.filter.sources).await;
                self.run_one(task, fresh).await?
            }
            None => None,
        };
        run.ok_or_else(|| {
            Error::Failed(Problem::new(
                "This task was changed or deleted in the meantime.",
                "Look at the list again.",
                id,
            ))
        })
    }

    /// Runs the tasks whose time has come, on users as they are now. Offline, they wait.
    ///
    /// # Errors
    /// When the records or the journal cannot be read or written.
    pub async fn run_due_tasks(self: &Arc<Self>) -> Result<(), Error> {
        for task in self.tasks().await? {
            if self.checks.offline() {
                break;
            }
            if !task.is_due(self.env.clock.now()) {
                continue;
            }
            let fresh = self.refresh_users(&task.filter.sources).await;
            // A source that did not answer may not be to blame.
            if fresh.is_err() && matches!(self.check_any().await, Err(Error::Unreachable(_))) {
                break;
            }
            self.run_one(task, fresh).await?;
        }
        Ok(())
    }

    /// Runs a task on users that are `fresh`; why they are not is noted in place of the run. The time is noted
    /// first: a task that fails does not run again and again. `None` when it is not what it was.
    async fn run_one(self: &Arc<Self>, task: Task, fresh: Result<(), Error>) -> Result<Option<RunId>, Error> {
        let (known, now) = (task.clone(), self.env.clock.now().to_utc());
        let is_current = self.stored(move |store| {
            let mut is_current = false;
            store.change_tasks(|tasks| {
                for task in tasks.iter_mut().filter(|task| **task == known) {
                    task.last = now;
                    is_current = true;
                }
            })?;
            Ok(is_current)
        });
        if !is_current.await? {
            return Ok(None);
        }
        let request =
            PlanRequest::Matching { filter: Box::new(task.filter.clone()), action: task.action.clone() };
        let origin = Origin::Task(task.name.clone());
        let plan = match fresh {
            Ok(()) => self.worked_out(request, |_, _| ControlFlow::Continue(())).await,
            Err(error) => Err(error),
        };
        let run = match plan {
            Ok(plan) if plan.users() > task.most_users && !task.test => {
                let problem = Problem::new(
                    format!(
                        "“{}” would change {} users; it may change {}. Nothing was done.",
                        task.name,
                        plan.users(),
                        task.most_users
                    ),
                    "Look at the filter of the task, or raise its limit.",
                    "",
                );
                self.journaled(&Plan { origin, ..plan }, String::new(), RunState::Stopped { problem }).await
            }
            Ok(plan) if task.test => {
                self.journaled(&Plan { origin, ..plan }, String::new(), RunState::Finished).await
            }
            Ok(plan) => self.begin(&Plan { origin, ..plan }, String::new()).await,
            Err(Error::Failed(problem)) => {
                let plan = Plan::new(task.name, origin, Vec::new(), Vec::new());
                self.journaled(&plan, String::new(), RunState::Stopped { problem }).await
            }
            Err(error) => Err(error),
        };
        run.map(Some)
    }
}

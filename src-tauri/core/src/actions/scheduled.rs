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
        self.run_one(id, |_| true).await?.ok_or_else(|| {
            Error::Failed(Problem::new("This task is no longer there.", "Look at the list again.", id))
        })
    }

    /// Runs the tasks whose time has come.
    pub(crate) async fn run_due_tasks(self: &Arc<Self>) -> Result<(), Error> {
        let is_due = |task: &Task, now| task.enabled && task.schedule.is_due(task.last, now);
        let now = self.env.clock.now();
        for task in self.tasks().await?.into_iter().filter(|task| is_due(task, now)) {
            // As it is by then: planning the one before may take minutes.
            let now = self.env.clock.now();
            self.run_one(task.id, move |task| is_due(task, now)).await?;
        }
        Ok(())
    }

    /// The time is noted first: a task that fails does not run again and again. `None` when the task is not
    /// there, or not `wanted`.
    async fn run_one(
        self: &Arc<Self>,
        id: TaskId,
        wanted: impl Fn(&Task) -> bool + Send + 'static,
    ) -> Result<Option<RunId>, Error> {
        let now = self.env.clock.now().to_utc();
        let task = self.stored(move |store| {
            let mut found = None;
            store.change_tasks(|tasks| {
                for task in tasks.iter_mut().filter(|task| task.id == id && wanted(task)) {
                    task.last = now;
                    found = Some(task.clone());
                }
            })?;
            Ok(found)
        });
        let Some(task) = task.await? else { return Ok(None) };
        let request =
            PlanRequest::Matching { filter: Box::new(task.filter.clone()), action: task.action.clone() };
        let origin = Origin::Task(task.name.clone());
        let run = match self.worked_out(request, |_, _| ControlFlow::Continue(())).await {
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

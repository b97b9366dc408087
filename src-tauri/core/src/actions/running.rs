//! Carrying out a run.
//!
//! Each change is noted before it is sent and after its answer, both on the disk. So a change is sent
//! again only where the source surely has not taken it: after a 429, or once it said that things are
//! not so.

use std::{collections::HashMap, sync::Arc, time::Duration};

use atlassian_client::Error as Failure;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use tokio::{
    sync::{mpsc, oneshot},
    time::sleep,
};

use super::{
    actor::Actor,
    actors::{Actors, Closed, explain},
    run::{Counts, Item, Outcome, RunId, RunRecord, RunState, Step},
    runs::{Control, Wish},
};
use crate::{error::Error, log::log, problem::Problem, source::SourceRecord, sources::Sources};

/// How many changes are under way at once. The client keeps the pace.
const AT_ONCE: usize = 8;
/// How often a change is sent before it counts as failed.
const ATTEMPTS: u32 = 3;
/// How many refusals in a row tell that it is the key, and not the users.
const FORBIDDEN: u32 = 5;
/// The pauses while a source cannot be reached, the first and the longest.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How many notes may wait to be written.
const NOTES: usize = 64;

/// One run that is under way.
struct Running {
    sources: Arc<Sources>,
    control: Arc<Control>,
    actors: Actors,
    journal: mpsc::Sender<Note>,
}

/// A line of the journal, and whom to tell that it is on the disk.
struct Note {
    number: usize,
    item: Item,
    written: oneshot::Sender<bool>,
}

impl Sources {
    /// Goes on with the runs that were under way when the app ended.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn go_on_with_runs(self: &Arc<Self>) -> Result<(), Error> {
        let runs = self.stored(|store| store.runs()).await?;
        for run in runs.into_iter().filter(|run| run.state == RunState::Running && !run.test) {
            self.go_on(run.id, run.counts);
        }
        Ok(())
    }

    /// Goes on with a run that was paused or stopped.
    ///
    /// # Errors
    /// When it is not there, or the journal cannot be written.
    pub async fn resume_run(self: &Arc<Self>, id: RunId) -> Result<(), Error> {
        if self.runs.wish(id, Wish::GoOn).await {
            return Ok(());
        }
        let run = self.run_record(id).await?;
        // A task that would have changed more than it may is no run to go on with. One that ended without
        // knowing what became of a change asks again.
        let is_open = matches!(run.state, RunState::Paused | RunState::Stopped { .. } | RunState::Running)
            || (run.state == RunState::Finished && run.counts.begun > 0);
        if is_open && !run.test {
            let counts = run.counts;
            let run = RunRecord { state: RunState::Running, ended_at: None, told: false, ..run };
            self.stored(move |store| store.put_run(&run)).await?;
            self.go_on(id, counts);
            self.runs.tell();
        }
        Ok(())
    }

    /// Lets a run end what is under way, and begin nothing more.
    pub async fn pause_run(&self, id: RunId) {
        self.runs.wish(id, Wish::Pause).await;
    }

    /// The same for good: what is left is called off.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn cancel_run(self: &Arc<Self>, id: RunId) -> Result<(), Error> {
        if self.runs.wish(id, Wish::Cancel).await {
            return Ok(());
        }
        let run = self.run_record(id).await?;
        match run.state {
            // One that could not note its end is noted as under way.
            RunState::Running if self.runs.broken(id).is_none() => Ok(()),
            RunState::Running | RunState::Paused | RunState::Stopped { .. } => {
                self.close(run, RunState::Cancelled).await?;
                self.runs.tell();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Carries out what is left of a run, in the background, unless it is under way already.
    pub(super) fn go_on(self: &Arc<Self>, id: RunId, counts: Counts) {
        let Some(control) = self.runs.begin(id, counts) else { return };
        let sources = Arc::clone(self);
        tokio::spawn(async move {
            let _ended = Ended(&sources, id);
            if let Err(error) = sources.carry_out_in_turn(id, &control).await {
                log(format_args!("a run could not go on: {error}"));
                sources.runs.set_broken(id, not_noted(error));
            }
        });
    }

    /// Waits until the runs before it have ended. One that is not to go on ends without its turn.
    async fn carry_out_in_turn(self: &Arc<Self>, id: RunId, control: &Arc<Control>) -> Result<(), Error> {
        if self.runs.line.try_lock().is_err() {
            control.wait_for(Problem::new(
                "This run waits until the one before it has ended.",
                "Pause or cancel that one to have this one begin.",
                "",
            ));
        }
        let _turn = loop {
            tokio::select! {
                turn = self.runs.line.lock() => break turn,
                () = control.halted() => if let Some(wish) = control.close(true) {
                    return self.close(self.run_record(id).await?, control.end(wish)).await;
                },
            }
        };
        self.carry_out(id, control).await
    }

    async fn carry_out(self: &Arc<Self>, id: RunId, control: &Arc<Control>) -> Result<(), Error> {
        let mut items = self.stored(move |store| store.items(id)).await?;
        control.count(Counts::of(items.iter().map(|item| &item.outcome)));
        let (journal, notes) = mpsc::channel(NOTES);
        let writing = tokio::spawn(write(Arc::clone(self), id, notes));
        let running = Running {
            sources: Arc::clone(self),
            control: Arc::clone(control),
            actors: Actors::new(self),
            journal,
        };
        let wish = loop {
            let open = items.into_iter().enumerate().filter(|(_, item)| item.outcome.is_open());
            let carry_out = |(number, item)| running.carry_out(number, item);
            stream::iter(open).map(carry_out).buffer_unordered(AT_ONCE).collect::<()>().await;
            items = self.stored(move |store| store.items(id)).await?;
            // Whoever pauses and goes on before the last call has ended finds the others passed over.
            let is_passed_over = items.iter().any(|item| item.outcome == Outcome::Planned);
            if let Some(wish) = control.close(is_passed_over) {
                break wish;
            }
        };
        drop(running);
        let _ = writing.await;

        let run = self.run_record(id).await?;
        self.follow(&run).await;
        self.close(run, control.end(wish)).await
    }

    /// Notes how a run ended, for now or for good.
    async fn close(self: &Arc<Self>, run: RunRecord, state: RunState) -> Result<(), Error> {
        let ended_at = Some(self.env.clock.now().to_utc());
        self.stored(move |store| {
            let mut items = store.items(run.id)?;
            if state == RunState::Cancelled {
                let left = items.iter_mut().enumerate().filter(|(_, item)| item.outcome == Outcome::Planned);
                let mut cancelled = Vec::new();
                for (number, item) in left {
                    item.outcome = Outcome::Cancelled;
                    cancelled.push((number, &*item));
                }
                store.put_items(run.id, &cancelled)?;
            }
            let counts = Counts::of(items.iter().map(|item| &item.outcome));
            // The pause came after the last change.
            let state = match state {
                RunState::Paused if counts.planned + counts.begun == 0 => RunState::Finished,
                state => state,
            };
            store.put_run(&RunRecord { state, counts, ended_at, ..run })
        })
        .await
    }

    /// Has what is known of users, fetched from then on, follow what runs have done since.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) async fn follow_runs_since(self: &Arc<Self>, fetched_at: DateTime<Utc>) -> Result<(), Error> {
        let runs = self.stored(|store| store.runs()).await?;
        let since = |run: &RunRecord| !run.test && run.ended_at.is_none_or(|ended| ended >= fetched_at);
        for run in runs.iter().filter(|run| since(run)) {
            self.follow(run).await;
        }
        Ok(())
    }

    /// Has what is known of users follow what a run did to them since they were fetched.
    async fn follow(self: &Arc<Self>, run: &RunRecord) {
        let (sources, id, begun_at) = (Arc::clone(self), run.id, run.begun_at);
        let followed = self.stored(move |store| {
            let mut made = HashMap::<_, HashMap<_, Vec<_>>>::new();
            for Item { step, outcome } in store.items(id)? {
                let at = match outcome {
                    Outcome::Done { at, .. } => at,
                    Outcome::Already => begun_at,
                    _ => continue,
                };
                let by_account = made.entry(step.source).or_default();
                by_account.entry(step.subject.account_id.clone()).or_default().push((at, step));
            }
            for (source, made) in made {
                sources.shown.edit(source, |roster| {
                    let fetched_at = roster.fetched_at;
                    roster.users.retain_mut(|user| {
                        let changes = made.get(&user.account_id).into_iter().flatten();
                        let mut since = changes.filter(|(at, _)| *at >= fetched_at);
                        since.all(|(_, step)| step.apply(user))
                    });
                })?;
            }
            Ok(())
        });
        // Failing this, the next sync tells.
        if followed.await.is_ok() {
            self.syncs.tell();
        }
    }
}

/// Takes a run off the list of those under way, whatever it ended by.
struct Ended<'a>(&'a Sources, RunId);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.runs.end(self.1);
    }
}

impl Running {
    /// Carries out one change, if the run goes on that long.
    async fn carry_out(&self, number: usize, mut item: Item) {
        // What was begun in another life may have been made: that is asked first.
        let was_begun = item.outcome == Outcome::Begun;
        let mut ask = was_begun;
        let mut last_word: Option<LastWord> = None;
        let mut attempts: u32 = 0;
        let mut pause = PAUSE;
        while self.control.goes_on() {
            let Some((actor, record)) = self.open(&item.step).await else { return };
            let Item { step, .. } = &item;
            let failure = if ask {
                match (actor.is_made(&step.subject, &step.change).await, &last_word) {
                    (Ok(Some(_)), Some(LastWord { made: Made::ByOthers, .. })) => {
                        return self.note(number, &mut item, Outcome::Already).await;
                    }
                    (Ok(Some(note)), _) => return self.done(number, item, note).await,
                    (Ok(None), Some(LastWord { problem, made })) => {
                        if matches!(made, Made::ByUs) && !step.change.can_be_disproved() {
                            return;
                        }
                        let failed = Outcome::Failed { problem: problem.clone() };
                        return self.note(number, &mut item, failed).await;
                    }
                    (Ok(None), None) if step.change.can_be_disproved() => {
                        ask = false;
                        continue;
                    }
                    // It may only not be seen yet: it stays noted as begun, and is not sent again.
                    (Ok(None), None) if attempts >= ATTEMPTS => return,
                    (Ok(None), None) => {
                        attempts += 1;
                        self.pause(pause).await;
                        pause *= 2;
                        continue;
                    }
                    (Err(failure), _) => failure,
                }
            } else {
                self.note(number, &mut item, Outcome::Begun).await;
                if !self.control.goes_on() {
                    // Nothing was sent since the source last said that it is not so.
                    return self.note(number, &mut item, Outcome::Planned).await;
                }
                attempts += 1;
                match actor.make(&item.step.subject, &item.step.change).await {
                    Ok(note) => return self.done(number, item, note).await,
                    Err(failure) => failure,
                }
            };
            let problem = explain(&record, &failure);
            match &failure {
                Failure::Refused { .. }
                | Failure::PasswordUsed { .. }
                | Failure::Captcha { .. }
                | Failure::ScopeMissing { .. }
                | Failure::OrganizationUnclear { .. } => {
                    self.control.stop(problem);
                    // Turned away at the door, a change was not made.
                    if !ask {
                        self.note(number, &mut item, Outcome::Planned).await;
                    }
                    return;
                }
                Failure::Forbidden { .. } if !ask => {
                    let problem = forbidden(&record, &failure);
                    if self.control.forbidden(true) >= FORBIDDEN {
                        self.control.stop(problem.clone());
                    }
                    return self.note(number, &mut item, Outcome::Failed { problem }).await;
                }
                Failure::Rejected { .. } | Failure::NotFound { .. } if !ask => {
                    // It may be so already, by an earlier attempt or by somebody else: the source knows.
                    ask = true;
                    let made = if was_begun || attempts > 1 { Made::ByUs } else { Made::ByOthers };
                    last_word = Some(LastWord { problem: not_taken(&record, &failure), made });
                }
                Failure::Busy { status: 429, retry_at, .. } => {
                    attempts = attempts.saturating_sub(1);
                    if !ask {
                        self.note(number, &mut item, Outcome::Planned).await;
                    }
                    self.wait(problem, until(*retry_at).max(pause)).await;
                }
                // Without a network nothing fails, it waits.
                failure if failure.is_unreachable() => {
                    attempts = attempts.saturating_sub(1);
                    ask |= failure.leaves_open();
                    if !ask {
                        self.note(number, &mut item, Outcome::Planned).await;
                    }
                    self.wait(problem, pause).await;
                }
                failure => {
                    if attempts >= ATTEMPTS {
                        match (ask, failure.leaves_open()) {
                            // Nobody knows what became of it, so it stays noted as begun.
                            (true, _) => return self.control.stop(problem),
                            (false, false) => {
                                return self.note(number, &mut item, Outcome::Failed { problem }).await;
                            }
                            (false, true) => {
                                last_word = Some(LastWord { problem: problem.clone(), made: Made::ByUs });
                            }
                        }
                    }
                    if ask {
                        attempts += 1;
                    }
                    ask |= failure.leaves_open();
                    let retry_at =
                        if let Failure::Busy { retry_at, .. } = failure { *retry_at } else { None };
                    self.wait(problem, until(retry_at).max(pause)).await;
                }
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// The source, opened, and what is kept of it. Waits while it cannot be reached; where that will not
    /// help, the run stops.
    async fn open(&self, step: &Step) -> Option<(Arc<dyn Actor>, SourceRecord)> {
        let mut pause = PAUSE;
        while self.control.goes_on() {
            match self.actors.get(step.through).await {
                Ok(open) if open.0.place() == step.place => return Some(open),
                Ok((actor, record)) => self.control.stop(Problem::new(
                    format!("“{}” leads elsewhere now than when the run was confirmed.", record.name),
                    "Have the source lead there again and continue, or cancel the run.",
                    format!("{} then, {} now", step.place, actor.place()),
                )),
                Err(Closed { problem, cause: Some(Failure::Unreachable { .. } | Failure::Busy { .. }) }) => {
                    self.wait(problem, pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(Closed { problem, .. }) => self.control.stop(problem),
            }
        }
        None
    }

    /// Says what is waited for, and waits.
    async fn wait(&self, problem: Problem, pause: Duration) {
        self.control.wait_for(problem);
        self.pause(pause).await;
    }

    /// Lets some time pass, unless the run is not to go on.
    async fn pause(&self, pause: Duration) {
        tokio::select! {
            () = sleep(pause) => {}
            () = self.control.halted() => {}
        }
    }

    async fn done(&self, number: usize, mut item: Item, note: String) {
        self.control.forbidden(false);
        let at = self.sources.env.clock.now().to_utc();
        self.note(number, &mut item, Outcome::Done { at, note }).await;
    }

    /// Writes a line of the journal. Where it cannot be written, the run stops: what is not noted must
    /// not be done.
    async fn note(&self, number: usize, item: &mut Item, outcome: Outcome) {
        let before = std::mem::replace(&mut item.outcome, outcome);
        if before == item.outcome {
            return;
        }
        let (written, done) = oneshot::channel();
        let note = Note { number, item: item.clone(), written };
        match self.journal.send(note).await.is_ok() && done.await.unwrap_or(false) {
            true => self.control.note(&before, &item.outcome),
            false => self.control.stop(not_noted("see the data folder")),
        }
    }
}

/// What is said of a change that the source does not turn out to have made.
struct LastWord {
    problem: Problem,
    /// Who made it, where it turns out made.
    made: Made,
}

enum Made {
    ByUs,
    ByOthers,
}

/// Writes the journal: all that waits at a time, with one flush.
async fn write(sources: Arc<Sources>, id: RunId, mut notes: mpsc::Receiver<Note>) {
    let mut waiting = Vec::new();
    while notes.recv_many(&mut waiting, NOTES).await > 0 {
        let (told, items): (Vec<_>, Vec<_>) =
            waiting.drain(..).map(|note| (note.written, (note.number, note.item))).unzip();
        let written = sources.stored(move |store| {
            let items: Vec<_> = items.iter().map(|(number, item)| (*number, item)).collect();
            store.put_items(id, &items)
        });
        let written = written.await.inspect_err(|error| log(format_args!("{error:?}"))).is_ok();
        for told in told {
            let _ = told.send(written);
        }
    }
}

fn not_noted(cause: impl ToString) -> Problem {
    Problem::new(
        "The journal of the run could not be written, so the run has stopped.",
        "Check that the disk has space left and can be written to, restart the app, and continue the run: \
         what is not certain is asked of the source first.",
        cause,
    )
}

/// How long it is until a moment, and a little longer, since servers' clocks differ.
fn until(at: Option<DateTime<Utc>>) -> Duration {
    at.and_then(|at| (at - Utc::now()).to_std().ok()).unwrap_or_default()
}

fn forbidden(record: &SourceRecord, failure: &Failure) -> Problem {
    Problem::new(
        format!("“{}” does not allow this change.", record.name),
        "The key may lack a right or a scope, or the user is an administrator whom it may not change.",
        failure,
    )
}

fn not_taken(record: &SourceRecord, failure: &Failure) -> Problem {
    let said = match failure {
        Failure::Rejected { cause, .. } | Failure::NotFound { cause, .. } => cause.as_str(),
        _ => "",
    };
    Problem::new(
        format!("“{}” did not take the change: {said}", record.name),
        "Nothing was changed.",
        failure,
    )
}

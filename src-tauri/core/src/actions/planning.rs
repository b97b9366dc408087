//! From what is asked for to a plan, and from a plan to a run.

use std::{
    collections::{BTreeSet, HashMap, HashSet, hash_map::Entry},
    ops::ControlFlow,
    path::PathBuf,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use ts_rs::TS;

use super::{
    activity::not_written,
    actor::Actor,
    actors::{Actors, Closed},
    change::{Change, Subject},
    guards::{Guards, Insiders},
    plan::{ItemPage, ItemQuery, Plan, PlanId, PlanView, page, write_csv},
    request::{ActionRequest, ChosenChange, PlanRequest},
    run::{AppGroups, Item, Origin, Outcome, RunId, RunRecord, RunState, Step},
};
use crate::{
    entry::KeyKind,
    error::Error,
    problem::Problem,
    source::{SourceId, SourceRecord},
    sources::Sources,
    users::{
        filter::InSource,
        fold::fold,
        query::{Everyone, Rows},
        shown::View,
        user::{Group, User, UserStatus},
    },
};

/// How many questions are asked at once.
const AT_ONCE: usize = 8;

/// What the user confirms a plan with.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "ipc.d.ts")]
pub struct Confirmation {
    /// The number of users, typed, where something cannot be taken back.
    pub typed: Option<usize>,
    pub reason: String,
}

/// A change that is wanted of a user, or why there is none to make.
struct Wanted {
    source: SourceId,
    through: SourceId,
    user: User,
    change: Change,
    opens: Vec<AppGroups>,
    refused: Option<String>,
}

/// Tells which users are meant, of those that are shown and selected.
type Chooser = Box<dyn FnOnce(&View, &Rows) -> Rows + Send>;

/// What is wanted, and what it is called.
struct Wish {
    title: String,
    origin: Origin,
    wanted: Vec<Wanted>,
    /// Changes of users that are not known any more.
    lost: Vec<Item>,
}

impl Sources {
    /// Works out what a request would do, asking the sources what they allow; `told` hears how many
    /// of how many users were asked about. The plan stands until the next one is made.
    ///
    /// # Errors
    /// [`Error::Cancelled`] when `told` breaks. When a source cannot be asked: nothing is planned then.
    pub async fn plan(
        self: &Arc<Self>,
        request: PlanRequest,
        told: impl Fn(usize, usize) -> ControlFlow<()> + Send + Sync,
    ) -> Result<PlanView, Error> {
        let plan = self.worked_out(request, told).await?;
        let safety = self.settings().await?.safety;
        let view = plan.view(safety.most_users, safety.reason_required);
        *self.runs.plan.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(plan));
        Ok(view)
    }

    /// Some rows of the plan.
    ///
    /// # Errors
    /// When another plan was made since; the same for all that follows.
    pub fn plan_items(&self, id: PlanId, query: &ItemQuery) -> Result<ItemPage, Error> {
        Ok(page(&self.plan_of(id)?.items, query))
    }

    /// Writes the plan into a file: what a run would do.
    ///
    /// # Errors
    /// Also what the disk says.
    pub async fn export_plan(self: &Arc<Self>, id: PlanId, path: PathBuf) -> Result<(), Error> {
        let plan = self.plan_of(id)?;
        self.stored(move |_| Ok(write_csv(&path, &plan.items, None))).await?.map_err(not_written)
    }

    /// Begins a run of the plan, which goes on in the background.
    ///
    /// # Errors
    /// Also when the users were fetched anew since, or the confirmation lacks something: nothing is sent.
    pub async fn begin_run(self: &Arc<Self>, id: PlanId, confirmed: Confirmation) -> Result<RunId, Error> {
        let plan = self.plan_of(id)?;
        let safety = self.settings().await?.safety;
        let users = plan.users();
        let refuse = |message: &str, hint: &str| Err(Error::Failed(Problem::new(message, hint, "")));
        if users == 0 {
            return refuse("There is nothing to do.", "Choose other users, or another action.");
        }
        if safety.most_users > 0 && users > safety.most_users {
            return refuse(
                &format!("This would change {users} users; one run may change {}.", safety.most_users),
                "Choose fewer users, or raise the limit in Settings.",
            );
        }
        if plan.is_destructive() && confirmed.typed != Some(users) {
            return refuse(
                &format!(
                    "Not everything of this can be taken back, so it needs the number of users: {users}."
                ),
                "Type the number to confirm.",
            );
        }
        if safety.reason_required && confirmed.reason.trim().is_empty() {
            return refuse("A run needs a reason.", "Note why it is done.");
        }
        if !safety.protects_as(&plan.safety) {
            return refuse(
                "What is never to be touched has changed in Settings since this preview was made.",
                "Choose “Preview again”.",
            );
        }
        if !self.is_current(&plan).await? {
            return refuse(
                "The users have changed since this preview was made.",
                "Go back and look at the preview again: it is made anew.",
            );
        }
        // Whoever confirms it twice begins one run.
        let taken = {
            let mut last = self.runs.plan.lock().unwrap_or_else(PoisonError::into_inner);
            last.take_if(|last| last.id == id)
        };
        if taken.is_none() {
            return Err(gone());
        }
        self.begin(&plan, confirmed.reason.trim().to_owned()).await
    }

    /// Writes a plan into the journal, and begins to carry it out.
    pub(super) async fn begin(self: &Arc<Self>, plan: &Plan, reason: String) -> Result<RunId, Error> {
        let id = self.journaled(plan, reason, RunState::Running).await?;
        self.go_on(id, plan.counts());
        Ok(id)
    }

    /// Writes a plan into the journal. One that is not to be carried out says what it would do.
    pub(super) async fn journaled(
        self: &Arc<Self>,
        plan: &Plan,
        reason: String,
        state: RunState,
    ) -> Result<RunId, Error> {
        let now = self.env.clock.now().to_utc();
        let test = state != RunState::Running;
        let to_undo = |item: &Item| item.outcome == Outcome::Planned && item.step.change.inverse().is_some();
        let run = RunRecord {
            id: RunId::new(),
            title: plan.title.clone(),
            origin: plan.origin.clone(),
            test,
            reason,
            by: self.env.account.clone(),
            begun_at: now,
            ended_at: test.then_some(now),
            state,
            counts: plan.counts(),
            can_undo: !test && plan.items.iter().any(to_undo),
            told: false,
        };
        let (id, items) = (run.id, plan.items.clone());
        self.stored(move |store| store.begin_run(&run, &items)).await?;
        match test {
            true => self.runs.tell_end(),
            false => self.runs.tell(),
        }
        Ok(id)
    }

    fn plan_of(&self, id: PlanId) -> Result<Arc<Plan>, Error> {
        let last = self.runs.plan.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|plan| plan.id == id).cloned().ok_or_else(gone)
    }

    /// Whether the users are still those the plan was worked out for.
    async fn is_current(self: &Arc<Self>, plan: &Plan) -> Result<bool, Error> {
        let known = plan.versions.clone();
        self.look(move |view, _| {
            known.iter().all(|known| view.everyone.directories().any(|now| Arc::ptr_eq(now, known)))
        })
        .await
    }

    pub(super) async fn worked_out(
        self: &Arc<Self>,
        request: PlanRequest,
        told: impl Fn(usize, usize) -> ControlFlow<()> + Send + Sync,
    ) -> Result<Plan, Error> {
        let actors = Actors::new(self);
        let records = self.stored(|store| store.sources()).await?;
        let records: HashMap<_, _> = records.into_iter().map(|record| (record.id, record)).collect();
        let (wish, everyone) = self.wished(request, &actors).await?;
        let involved: BTreeSet<_> = wish
            .wanted
            .iter()
            .filter(|wanted| wanted.refused.is_none())
            .map(|wanted| wanted.through)
            .collect();
        let records = Arc::new(records);
        let mut insiders = self.insiders(Arc::clone(&records)).await?;
        self.ask_for_insiders(&mut insiders, &actors, &involved).await?;
        let Wish { title, origin, wanted, lost } = wish;
        let sources = Arc::clone(self);
        let (mut items, versions, safety) = self
            .stored(move |store| {
                let mut items = lost;
                let safety = store.settings()?.safety;
                let mut guards = sources.guards(&safety, insiders, &everyone);
                items.extend(wanted.into_iter().map(|wanted| judged(wanted, &records, &mut guards)));
                let touched: HashSet<_> = items.iter().map(|item| item.step.source).collect();
                let versions = everyone.directories().filter(|one| touched.contains(&one.source())).cloned();
                Ok((items, versions.collect(), safety))
            })
            .await?;
        self.ask(&mut items, &actors, told).await?;
        Ok(Plan { safety, ..Plan::new(title, origin, items, versions) })
    }

    /// Whom the app's own keys belong to, as far as records and inventories tell.
    async fn insiders(
        self: &Arc<Self>,
        records: Arc<HashMap<SourceId, SourceRecord>>,
    ) -> Result<Insiders, Error> {
        let sources = Arc::clone(self);
        self.stored(move |store| {
            let mut insiders = Insiders::default();
            for record in records.values() {
                let email = record.connection.source_type().fields().user_email;
                if !email.is_empty() {
                    insiders.emails.insert(fold(&email));
                }
                let inventory = sources.inventories.get(store.dir(), record.id);
                for entry in inventory.iter().flat_map(|inventory| &inventory.entries) {
                    match &record.own_entry {
                        Some(id) if *id == entry.id => _ = insiders.accounts.insert(entry.owner_id.clone()),
                        None if entry.kind == KeyKind::ApiKey => {
                            _ = insiders.perhaps.insert(entry.owner_id.clone())
                        }
                        _ => {}
                    }
                }
            }
            Ok(insiders)
        })
        .await
    }

    /// The same, as far as some sources tell, and who administers them.
    async fn ask_for_insiders(
        &self,
        insiders: &mut Insiders,
        actors: &Actors,
        involved: &BTreeSet<SourceId>,
    ) -> Result<(), Error> {
        for id in involved {
            let (actor, record) = actors.get(*id).await.map_err(not_asked)?;
            let asked = tokio::try_join!(actor.own_account(), actor.admins());
            let (account, admins) = asked.map_err(|error| not_asked(Closed::asked(&record, error)))?;
            insiders.accounts.extend(account);
            insiders.admins.insert(*id, admins.into_iter().collect());
        }
        Ok(())
    }

    /// Has the sources say which changes they will not take.
    async fn ask(
        &self,
        items: &mut [Item],
        actors: &Actors,
        told: impl Fn(usize, usize) -> ControlFlow<()> + Send + Sync,
    ) -> Result<(), Error> {
        let mut open = HashMap::new();
        for item in items.iter_mut().filter(|item| item.outcome == Outcome::Planned) {
            let actor: &Arc<dyn Actor> = match open.entry(item.step.through) {
                Entry::Occupied(place) => place.into_mut(),
                Entry::Vacant(place) => {
                    place.insert(actors.get(item.step.through).await.map_err(not_asked)?.0)
                }
            };
            item.step.place = actor.place();
        }
        let to_ask = items.iter().enumerate().filter(|(_, item)| {
            item.outcome == Outcome::Planned && open[&item.step.through].tells_refusal(&item.step.change)
        });
        let to_ask: Vec<_> = to_ask.map(|(at, item)| (at, item.step.clone())).collect();
        let (asked, all) = (AtomicUsize::new(0), to_ask.len());
        let (open, told, asked) = (&open, &told, &asked);
        let ask = |(at, step): (usize, Step)| async move {
            if told(asked.fetch_add(1, Relaxed), all).is_break() {
                return Err(Error::Cancelled);
            }
            match open[&step.through].refusal(&step.subject, &step.change).await {
                Ok(refusal) => Ok((at, refusal)),
                Err(error) => Err(Error::Failed(Problem::new(
                    format!("“{}” could not be asked what it allows.", step.source_name),
                    "Check the source, then try again. Nothing was changed.",
                    error,
                ))),
            }
        };
        let mut answers = stream::iter(to_ask).map(ask).buffer_unordered(AT_ONCE);
        while let Some((at, refusal)) = answers.try_next().await? {
            if let Some(why) = refusal {
                items[at].outcome = Outcome::Refused { why };
            }
        }
        Ok(())
    }

    /// Who is to be changed, and how.
    async fn wished(
        self: &Arc<Self>,
        request: PlanRequest,
        actors: &Actors,
    ) -> Result<(Wish, Arc<Everyone>), Error> {
        let (action, of): (_, Chooser) = match request {
            PlanRequest::Selected { action } => (action, Box::new(|_, selected| selected.clone())),
            PlanRequest::Matching { filter, action } => {
                let sources = Arc::clone(self);
                let matching = move |view: &View, selected: &Rows| {
                    view.everyone.matching(&filter, sources.around(view, selected))
                };
                (action, Box::new(matching))
            }
            PlanRequest::Chosen { changes } => return self.chosen(changes).await,
            PlanRequest::Undo { run } => return self.taken_back(run).await,
            PlanRequest::Again { run } => return self.once_more(run).await,
        };
        let (everyone, rows) = self
            .look(move |view, around| {
                let rows = of(view, around.selected.expect("it is always told"));
                (Arc::clone(&view.everyone), rows)
            })
            .await?;
        let opening = self.groups_to_leave(&action, &everyone, &rows, actors).await?;
        self.stored(move |_| {
            let mut wanted = Vec::new();
            for row in rows.iter() {
                let (part, at) = everyone.at(row);
                let (user, groups) = (part.directory.user(at), part.directory.groups());
                let (source, name) = (part.directory.source(), &part.source_name);
                wanted.extend(wants(&action, source, name, user, groups, &opening));
            }
            let title = title(&action, &everyone);
            Ok((Wish { title, origin: Origin::User, wanted, lost: Vec::new() }, everyone))
        })
        .await
    }

    /// By source, what opens the applications that users are to lose.
    async fn groups_to_leave(
        self: &Arc<Self>,
        action: &ActionRequest,
        everyone: &Arc<Everyone>,
        rows: &Rows,
        actors: &Actors,
    ) -> Result<Vec<(SourceId, AppGroups)>, Error> {
        let ActionRequest::RemoveApps { apps } = action else { return Ok(Vec::new()) };
        let mut opening = Vec::new();
        for InSource { source, id: app } in apps {
            let Some(part) = everyone.parts().iter().find(|part| part.directory.source() == *source) else {
                continue;
            };
            let theirs: BTreeSet<_> =
                part.rows_in(rows).flat_map(|row| part.directory.group_codes(row)).collect();
            let groups: Vec<_> =
                theirs.into_iter().map(|code| part.directory.groups()[code].clone()).collect();
            let (actor, record) = actors.get(*source).await.map_err(not_asked)?;
            let found = actor.groups_opening(app, &groups).await;
            let found = found.map_err(|error| not_asked(Closed::asked(&record, error)))?;
            opening.push((*source, AppGroups { app: app.clone(), groups: found }));
        }
        Ok(opening)
    }

    async fn chosen(self: &Arc<Self>, changes: Vec<ChosenChange>) -> Result<(Wish, Arc<Everyone>), Error> {
        self.look(move |view, _| {
            let everyone = Arc::clone(&view.everyone);
            let wanted: Vec<_> = changes
                .into_iter()
                .filter_map(|chosen| {
                    let source = chosen.source;
                    let user = everyone.user_of(source, &chosen.account_id)?;
                    let (change, opens) = (chosen.change, Vec::new());
                    Some(Wanted { source, through: source, user, change, opens, refused: None })
                })
                .collect();
            let names: BTreeSet<_> = wanted.iter().map(|wanted| wanted.user.name.as_str()).collect();
            let names: Vec<_> = names.into_iter().collect();
            let title = format!("End access of {}", names.join(", "));
            (Wish { title, origin: Origin::User, wanted, lost: Vec::new() }, everyone)
        })
        .await
    }

    /// What takes back what a run did.
    async fn taken_back(self: &Arc<Self>, run: RunId) -> Result<(Wish, Arc<Everyone>), Error> {
        let record = self.run_record(run).await?;
        let undo = |item: Item| {
            let done = matches!(item.outcome, Outcome::Done { .. });
            let change = item.step.change.inverse().filter(|_| done)?;
            // https://developer.atlassian.com/cloud/admin/user-management/rest/api-group-lifecycle/
            let activates = change == Change::CancelDeletion
                && item.step.before.is_some_and(|before| before != UserStatus::Active);
            let refused = activates.then(|| {
                "the account was not active before, and cancelling its deletion would activate it: see \
                 “Cancel deletion”"
                    .to_owned()
            });
            Some((Step { change, ..item.step }, refused))
        };
        self.of_run(run, format!("Undo: {}", record.title), Origin::Undo(run), undo).await
    }

    /// What a run failed to do, or did not come to.
    async fn once_more(self: &Arc<Self>, run: RunId) -> Result<(Wish, Arc<Everyone>), Error> {
        let record = self.run_record(run).await?;
        let again = |item: Item| {
            let again = match item.outcome {
                Outcome::Failed { .. } | Outcome::Cancelled => true,
                // What is not known to be undone is not repeated.
                Outcome::Begun => item.step.change.can_be_disproved(),
                _ => false,
            };
            again.then_some((item.step, None))
        };
        self.of_run(run, record.title, Origin::Again(run), again).await
    }

    async fn of_run(
        self: &Arc<Self>,
        run: RunId,
        title: String,
        origin: Origin,
        step: fn(Item) -> Option<(Step, Option<String>)>,
    ) -> Result<(Wish, Arc<Everyone>), Error> {
        let items = self.stored(move |store| store.items(run)).await?;
        self.look(move |view, _| {
            let everyone = Arc::clone(&view.everyone);
            let (mut wanted, mut lost) = (Vec::new(), Vec::new());
            for (step, refused) in items.into_iter().filter_map(step) {
                match everyone.user_of(step.source, &step.subject.account_id) {
                    Some(user) => wanted.push(Wanted {
                        source: step.source,
                        through: step.through,
                        user,
                        change: step.change,
                        opens: step.opens,
                        refused,
                    }),
                    None => lost.push(Item {
                        step,
                        outcome: Outcome::Refused {
                            why: "not among the users of the source any more".into(),
                        },
                    }),
                }
            }
            (Wish { title, origin, wanted, lost }, everyone)
        })
        .await
    }
}

/// Why a user is told of where nothing is asked of the source.
const NO_GROUP: Option<&str> = Some("the source has none of these groups");

/// The changes that an action means for one user.
fn wants(
    action: &ActionRequest,
    source: SourceId,
    source_name: &str,
    user: User,
    groups: &[Group],
    opening: &[(SourceId, AppGroups)],
) -> Vec<Wanted> {
    let want = |change: Change, through: SourceId, refused: Option<&str>| Wanted {
        source,
        through,
        user: user.clone(),
        change,
        opens: Vec::new(),
        refused: refused.map(str::to_owned),
    };
    let in_groups = |asked: &[InSource], change: fn(Group) -> Change, none: Option<&'static str>| {
        let here = |group: &&Group| asked.iter().any(|asked| asked.source == source && asked.id == group.id);
        let changes: Vec<_> =
            groups.iter().filter(here).map(|group| want(change(group.clone()), source, None)).collect();
        if !changes.is_empty() {
            return changes;
        }
        // A user of a source that has none of the groups is told of, not left out.
        let unknown = Group { id: String::new(), name: "…".into(), synced: false };
        vec![want(change(unknown), source, none)]
    };
    let add = |group| Change::AddToGroup { group };
    let leave = |group| Change::RemoveFromGroup { group };
    match action {
        ActionRequest::AddToGroups { groups } => in_groups(groups, add, NO_GROUP),
        ActionRequest::RemoveFromGroups { groups } => in_groups(groups, leave, NO_GROUP),
        ActionRequest::RemoveApps { apps } => {
            let here: Vec<_> =
                opening.iter().filter(|(of, _)| *of == source).map(|(_, opening)| opening).collect();
            let theirs =
                user.groups.iter().filter(|group| here.iter().any(|opening| opening.groups.contains(group)));
            let theirs: Vec<_> = theirs.map(|id| InSource { source, id: id.clone() }).collect();
            let asked: Vec<_> = apps.iter().filter(|app| app.source == source).collect();
            let has_one = user.apps.iter().any(|known| asked.iter().any(|asked| asked.id == known.app));
            let none = match asked.is_empty() {
                true => Some("the source has none of these applications"),
                // Without any, there is nothing to do.
                false => has_one.then_some("no group of this user is known to open it"),
            };
            let mut wanted = in_groups(&theirs, leave, none);
            for Wanted { change, opens: closed, .. } in &mut wanted {
                if let Change::RemoveFromGroup { group } = change {
                    let closes = here.iter().filter(|opening| opening.groups.contains(&group.id));
                    *closed = closes.map(|opening| (*opening).clone()).collect();
                }
            }
            wanted
        }
        ActionRequest::CreateIssue { issue } => {
            vec![want(issue.about(&user, source_name), issue.source, None)]
        }
        plain => plain.plain().map(|change| want(change, source, None)).into_iter().collect(),
    }
}

fn title(action: &ActionRequest, everyone: &Everyone) -> String {
    let names = |asked: &[InSource]| {
        let named = everyone.directories().flat_map(|directory| {
            let source = directory.source();
            let asked = asked.iter().filter(move |asked| asked.source == source);
            asked.filter_map(|asked| {
                let group = directory.groups().iter().find(|group| group.id == asked.id);
                let app = || directory.apps().iter().find(|app| app.id == asked.id).map(|app| &app.name);
                group.map(|group| &group.name).or_else(app).map(|name| format!("“{name}”"))
            })
        });
        named.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
    };
    match action {
        ActionRequest::AddToGroups { groups } => format!("Add to {}", names(groups)),
        ActionRequest::RemoveFromGroups { groups } => format!("Remove from {}", names(groups)),
        ActionRequest::RemoveApps { apps } => format!("Remove access to {}", names(apps)),
        ActionRequest::CreateIssue { issue } => format!("Create issues in {}", issue.project),
        plain => plain.plain().map(|change| change.words()).unwrap_or_default(),
    }
}

/// Holds one change against what is known.
fn judged(wanted: Wanted, records: &HashMap<SourceId, SourceRecord>, guards: &mut Guards) -> Item {
    let Wanted { source, through, user, change, opens, refused } = wanted;
    let record = records.get(&source);
    let support = record.map(|record| record.connection.source_type().supports(&user, &change));
    let unsupported = || match support {
        None => Some("the source is no longer there".to_owned()),
        Some(support) => (!support.supported).then(|| support.note.to_owned()),
    };
    let outcome = match refused.or_else(unsupported) {
        Some(why) => Outcome::Refused { why },
        None if change.is_made(&user) => Outcome::Already,
        None => match guards.refusal(source, &user, &change) {
            Some(why) => Outcome::Refused { why },
            None => Outcome::Planned,
        },
    };
    let step = Step {
        through,
        source,
        source_name: record.map(|record| record.name.clone()).unwrap_or_default(),
        subject: Subject { account_id: user.account_id, directory: user.directory },
        name: user.name,
        email: user.email.unwrap_or_default(),
        change,
        opens,
        before: Some(user.status),
        place: String::new(),
    };
    Item { step, outcome }
}

fn gone() -> Error {
    Error::Failed(Problem::new(
        "This preview is no longer there.",
        "Choose the action again: the preview is made anew.",
        "",
    ))
}

fn not_asked(closed: Closed) -> Error {
    Error::Failed(Problem {
        message: format!("Nothing was planned. {}", closed.problem.message),
        ..closed.problem
    })
}

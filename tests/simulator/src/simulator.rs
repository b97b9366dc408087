//! The simulator, as tests hold it.

use std::{
    io,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use tokio::{net::TcpListener, task::JoinSet};

use crate::{
    credentials::Credentials,
    desk::{Desk, Overview},
    draw::Draw,
    effects::{Effect, Effects},
    faults::{FaultRule, Faults},
    front::Front,
    host::Host,
    issued::Issued,
    known::Known,
    limits::{Limiter, Limits},
    log::{Log, LoggedRequest},
    server,
    world::{self, Issue, Population, SITES, World},
};

/// What kind of world to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// The loopback address of all hosts.
    pub address: Ipv4Addr,
    /// The port of the organization API; 0 for any. The sites take any.
    pub port: u16,
    /// The same seed makes the same world, on the same day.
    pub seed: u64,
    /// Users in the organization. The three who own credentials are always there.
    pub users: usize,
    /// Organization keys besides those of the credentials.
    pub keys: usize,
    /// Groups besides the eleven that are always there. Most users are in two of them.
    pub squads: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self { address: Ipv4Addr::LOCALHOST, port: 0, seed: 1, users: 250, keys: 10, squads: 0 }
    }
}

/// A running simulator. It stops when dropped.
#[derive(Debug)]
pub struct Simulator {
    desk: Arc<Desk>,
    /// Dropping the set ends the tasks, which hold listeners and connections.
    _listeners: JoinSet<()>,
}

impl Simulator {
    /// Starts a world on loopback.
    ///
    /// # Errors
    /// When a port can't be had.
    pub async fn start(config: Config) -> io::Result<Self> {
        let bind = |port| TcpListener::bind((config.address, port));
        let mut listeners = vec![(Host::Api, bind(config.port).await?)];
        for site in 0..SITES {
            listeners.push((Host::Site(site), bind(0).await?));
        }
        let mut origins = Vec::new();
        for (_, listener) in &listeners {
            origins.push(format!("http://{}", listener.local_addr()?));
        }

        let draw = Draw::new(config.seed);
        let people = Population::new(draw, config.users, config.squads, world::today());
        let credentials = Credentials::new(draw, &people);
        let desk = Arc::new(Desk {
            api: origins.remove(0),
            sites: origins,
            world: Mutex::new(World::new(draw, people, &credentials, config.keys)),
            credentials,
            faults: Faults::default(),
            limiter: Limiter::default(),
            log: Arc::new(Log::new()),
            effects: Effects::default(),
        });
        let listening = listeners
            .into_iter()
            .map(|(host, listener)| server::listen(listener, Front::new(Arc::clone(&desk), host)))
            .collect();
        Ok(Self { desk, _listeners: listening })
    }

    /// The organization API and the gateway, as an origin.
    pub fn api(&self) -> String {
        self.desk.api.clone()
    }

    /// A Jira site, as an origin.
    ///
    /// # Panics
    /// When there is no site of this number; there are two.
    pub fn site(&self, number: usize) -> String {
        self.desk.sites[number].clone()
    }

    /// The id of the organization.
    pub fn organization_id(&self) -> String {
        self.desk.world().organization.id.clone()
    }

    /// The keys and tokens that work, and those that do not.
    pub fn credentials(&self) -> &Credentials {
        &self.desk.credentials
    }

    /// Where everything is, and what opens it.
    pub fn overview(&self) -> Overview {
        self.desk.overview()
    }

    /// The organization keys that are not revoked.
    pub fn api_keys(&self) -> Vec<Issued> {
        let world = self.desk.world();
        world.api_keys.iter().map(|key| Issued::key(key, &world)).collect()
    }

    /// The users' API tokens that are not revoked.
    pub fn api_tokens(&self) -> Vec<Issued> {
        let world = self.desk.world();
        world.api_tokens_from(0).map(|(_, token)| Issued::token(token, &world)).collect()
    }

    /// Everyone, as the world has them: what lists are held against.
    pub fn everyone(&self) -> Vec<Known> {
        let world = self.desk.world();
        world.users_from(0).map(|user| Known::of(user, &world)).collect()
    }

    /// The ids and names of the groups, and whether an identity provider keeps them.
    pub fn groups(&self) -> Vec<(String, String, bool)> {
        let world = self.desk.world();
        world.groups.iter().map(|group| (group.id.clone(), group.name.clone(), group.synced)).collect()
    }

    /// The ids and names of the directories.
    pub fn directories(&self) -> Vec<(String, &'static str)> {
        let world = self.desk.world();
        world.directories.iter().map(|directory| (directory.id.clone(), directory.name)).collect()
    }

    /// The issues of a site, project by project.
    ///
    /// # Panics
    /// When there is no site of this number; there are two.
    pub fn issues(&self, site: usize) -> Vec<Issue> {
        self.desk.world().sites[site].issues().cloned().collect()
    }

    /// What requests changed since the start, in order, also when their answer was lost.
    pub fn effects(&self) -> Vec<Effect> {
        self.desk.effects.all()
    }

    /// Makes something go wrong from now on.
    pub fn fault(&self, rule: FaultRule) {
        self.desk.faults.add(rule);
    }

    /// Lets everything go right again.
    pub fn clear_faults(&self) {
        self.desk.faults.clear();
    }

    /// Sets or lifts rate limits; there are none at the start.
    pub fn limit(&self, limits: Option<Limits>) {
        self.desk.limiter.set(limits);
    }

    /// The requests since the start or the last [`clear_log`](Self::clear_log).
    pub fn log(&self) -> Vec<LoggedRequest> {
        self.desk.log.requests()
    }

    /// Forgets the requests and the peak.
    pub fn clear_log(&self) {
        self.desk.log.clear();
    }

    /// Waits until `count` requests of this kind are in the log, answered or not. There is no
    /// limit to the wait: put it into a timeout.
    pub async fn wait_for(
        &self,
        count: usize,
        matching: impl Fn(&LoggedRequest) -> bool,
    ) -> Vec<LoggedRequest> {
        self.desk.log.wait_for(count, matching).await
    }

    /// The most requests that were being answered at the same time.
    pub fn peak_in_flight(&self) -> usize {
        self.desk.log.peak()
    }
}

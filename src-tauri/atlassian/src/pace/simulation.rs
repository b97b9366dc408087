//! Turns before a limit that is simulated, in simulated time: what a limit lets through at best, and
//! what came of it, are no matter of how fast this machine is.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use proptest::prelude::*;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use super::{
    told::{Allowance, Told},
    turns::Turns,
};

/// How a limit comes free again.
#[derive(Debug, Clone, Copy)]
enum Refill {
    /// So many in a second, one by one.
    Rate(f64),
    /// All at the end of each window.
    Window(Duration),
}

#[derive(Debug, Clone, Copy)]
struct Host {
    burst: u32,
    refill: Refill,
    headers: bool,
    /// The shortest and the longest round trip.
    latency: (Duration, Duration),
    /// Whether the work comes after the counting, so that a refusal overtakes what passed before it.
    swift_refusals: bool,
    seed: u64,
}

/// What the host saw.
#[derive(Debug)]
struct State {
    left: f64,
    at: Instant,
    window_ends: Instant,
    refusals: u32,
    passed: u32,
    /// Requests that left during a pause that was asked for before.
    too_early: u32,
    quiet_until: Option<Instant>,
    random: u64,
}

impl State {
    /// Counts a request.
    fn count(&mut self, host: &Host) -> Told {
        let now = Instant::now();
        let full = f64::from(host.burst);
        let mut wait = Duration::ZERO;
        match host.refill {
            Refill::Rate(rate) => {
                self.left = (self.left + (now - self.at).as_secs_f64() * rate).min(full);
                if self.left < 1.0 {
                    wait = Duration::from_secs_f64((1.0 - self.left) / rate);
                }
            }
            Refill::Window(length) => {
                if now >= self.window_ends {
                    (self.left, self.window_ends) = (full, now + length);
                }
                wait = self.window_ends - now;
            }
        }
        self.at = now;
        let refused = self.left < 1.0;
        if refused {
            self.refusals += 1;
        } else {
            self.left -= 1.0;
            self.passed += 1;
        }
        let reset = match host.refill {
            // In whole seconds, the sooner one: most of the time it is over.
            Refill::Rate(_) => Duration::from_secs(wait.as_secs()),
            Refill::Window(_) => wait,
        };
        let allowance = Allowance { limit: host.burst, remaining: self.left as u32, reset: Some(reset) };
        Told {
            refused,
            pause: refused.then(|| Duration::from_secs(wait.as_secs_f64().ceil() as u64)),
            allowance: host.headers.then_some(allowance),
            near_limit: false,
        }
    }

    fn between(&mut self, (least, most): (Duration, Duration)) -> Duration {
        self.random =
            self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        least + (most - least).mul_f64((self.random >> 40) as f64 / (1 << 24) as f64)
    }
}

/// What came of many writes.
#[derive(Debug)]
struct Run {
    took: Duration,
    passed: u32,
    refusals: u32,
    too_early: u32,
}

impl Host {
    fn bucket(burst: u32, rate: f64) -> Self {
        Self {
            burst,
            refill: Refill::Rate(rate),
            headers: true,
            latency: (ms(20), ms(20)),
            swift_refusals: false,
            seed: 1,
        }
    }

    fn window(burst: u32, length: Duration) -> Self {
        Self { refill: Refill::Window(length), ..Self::bucket(burst, 0.0) }
    }

    /// The least that so many writes take, eight at a time.
    fn least(&self, writes: u32) -> f64 {
        let rate = match self.refill {
            Refill::Rate(rate) => rate,
            Refill::Window(length) => f64::from(self.burst) / length.as_secs_f64(),
        };
        let trip = (self.latency.0 + self.latency.1).as_secs_f64() / 2.0;
        (f64::from(writes.saturating_sub(self.burst)) / rate).max(f64::from(writes) * trip / 8.0)
    }

    /// Sends so many writes and holds what came of them against what must hold in any case. Tells the
    /// share of the possible rate, and the refusals.
    async fn share(self, writes: u32) -> (f64, u32) {
        let run = run(self, writes).await;
        assert_eq!((run.passed, run.too_early), (writes, 0), "{self:?}");
        let share = self.least(writes) / run.took.as_secs_f64();
        println!("{self:?}: {:.1} %, {} refusals", 100.0 * share, run.refusals);
        (share, run.refusals)
    }

    /// Sends a thousand writes, of which a hundredth may be refused, at this share of the possible rate.
    async fn learns(self, least: f64) {
        let (share, refusals) = self.share(1000).await;
        assert!(refusals <= 10, "{self:?}: {refusals}");
        assert!(share >= least, "{self:?}: {share}");
    }
}

/// What an answer tells that passed and leaves so many of a hundred.
fn remain(remaining: u32) -> Told {
    Told { allowance: Some(Allowance { limit: 100, remaining, reset: None }), ..Told::default() }
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Sends so many writes, each until it passes.
async fn run(host: Host, writes: u32) -> Run {
    let begun = Instant::now();
    let state = Arc::new(Mutex::new(State {
        left: host.burst.into(),
        at: begun,
        window_ends: begun,
        refusals: 0,
        passed: 0,
        too_early: 0,
        quiet_until: None,
        random: host.seed,
    }));
    let turns = Arc::<Turns>::default();
    let mut tasks = JoinSet::new();
    for _ in 0..writes {
        let (turns, state) = (Arc::clone(&turns), Arc::clone(&state));
        tasks.spawn(async move {
            loop {
                let turn = turns.next(Duration::MAX).await.unwrap();
                let trip = {
                    let mut state = state.lock().unwrap();
                    if state.quiet_until.is_some_and(|until| Instant::now() < until) {
                        state.too_early += 1;
                    }
                    state.between(host.latency)
                };
                let there = if host.swift_refusals { trip / 20 } else { trip / 2 };
                sleep(there).await;
                let told = state.lock().unwrap().count(&host);
                sleep(if host.swift_refusals && told.refused { there } else { trip - there }).await;
                turn.answered(&told);
                if !told.refused {
                    return;
                }
                let mut state = state.lock().unwrap();
                state.quiet_until = state.quiet_until.max(told.pause.map(|pause| Instant::now() + pause));
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let state = state.lock().unwrap();
    Run { took: begun.elapsed(), passed: state.passed, refusals: state.refusals, too_early: state.too_early }
}

#[tokio::test(start_paused = true)]
async fn what_answers_tell_is_used_to_the_last_and_never_exceeded() {
    for rate in [5.0, 50.0, 200.0] {
        for burst in [5, 50, 100] {
            for latency in [(20, 20), (200, 200), (20, 60)] {
                let latency = (ms(latency.0), ms(latency.1));
                let host = Host { latency, ..Host::bucket(burst, rate) };
                let (share, refusals) = host.share(if rate < 10.0 { 200 } else { 400 }).await;
                assert_eq!(refusals, 0, "{host:?}");
                // Requests that overtake each other may come all at once, which five do not last for.
                let jitter = latency.0 != latency.1 && rate > 100.0 && burst == 5;
                let least = if latency.1 > ms(100) { 0.9 } else { 0.95 };
                assert!(share >= least || jitter, "{host:?}: {share}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_next_to_nothing_costs_time_and_no_refusal() {
    for (rate, least) in [(5.0, 0.8), (50.0, 0.5), (200.0, 0.2)] {
        let (share, refusals) = Host::bucket(2, rate).share(300).await;
        assert_eq!(refusals, 0);
        assert!(share >= least, "{rate}: {share}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_window_is_spread_and_never_exceeded() {
    for (burst, seconds) in [(10, 1), (10, 10), (100, 2), (100, 10), (100, 60)] {
        let host = Host::window(burst, Duration::from_secs(seconds));
        let (share, refusals) = host.share(10 * burst).await;
        assert_eq!(refusals, 0, "{host:?}");
        assert!(share >= 0.85, "{host:?}: {share}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_answers_do_not_tell_is_learnt_from_a_few_refusals() {
    // A refusal costs a second. At a burst of five that is nearly a twentieth of what a thousand writes
    // take, for the bucket runs over meanwhile.
    for (rate, burst, least) in [(5.0, 5, 0.85), (50.0, 5, 0.88), (50.0, 100, 0.95)] {
        for swift_refusals in [false, true] {
            let host = Host { headers: false, swift_refusals, ..Host::bucket(burst, rate) };
            host.learns(least).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_that_overtake_other_answers_teach_nothing_wrong() {
    for (burst, least) in [(5, 0.8), (100, 0.95)] {
        let latency = (ms(20), ms(60));
        let host = Host { headers: false, swift_refusals: true, latency, ..Host::bucket(burst, 50.0) };
        host.learns(least).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_remains_is_left_to_those_sent_before() {
    let turns = Arc::<Turns>::default();
    turns.next(Duration::MAX).await.unwrap().answered(&remain(4));
    let turn = async || tokio::time::timeout(ms(200), turns.next(Duration::MAX)).await.ok()?.ok();
    let _before = [turn().await.unwrap(), turn().await.unwrap()];
    // The last one is the first to be counted, and the two before it are still to come.
    turn().await.unwrap().answered(&remain(3));
    assert!(turn().await.is_some(), "one is left");
    assert!(turn().await.is_none(), "but no second");
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_one_tells_nothing() {
    let (_, refusals) = Host::bucket(1, 50.0).share(300).await;
    assert!(refusals <= 3, "{refusals}");
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_is_too_long_is_told_to_all_in_line() {
    let turns = Arc::<Turns>::default();
    let refused = Told { refused: true, pause: Some(Duration::from_secs(30)), ..Told::default() };
    let turn = turns.next(Duration::ZERO).await.unwrap();
    let others: Vec<_> = (0..3)
        .map(|_| {
            tokio::spawn({
                let turns = Arc::clone(&turns);
                async move { turns.next(Duration::from_secs(5)).await.map(drop) }
            })
        })
        .collect();
    sleep(ms(100)).await;
    assert_eq!(turn.answered(&refused), Duration::from_secs(30));
    for other in others {
        assert_eq!(other.await.unwrap(), Err(Duration::from_secs(30)));
    }
    sleep(Duration::from_secs(26)).await;
    turns.next(Duration::from_secs(5)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_up_leaves_nothing_behind() {
    let turns = Arc::<Turns>::default();
    turns.next(Duration::MAX).await.unwrap().answered(&remain(99));
    for _ in 0..50 {
        let mut held = Vec::new();
        while let Ok(turn) = tokio::time::timeout(ms(1), turns.next(Duration::MAX)).await {
            held.push(turn.unwrap());
        }
        assert_eq!(held.len(), 8, "no more on their way, and no fewer");
        held.remove(0).answered(&remain(99));
    }
    turns.next(Duration::MAX).await.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_limit_that_is_told_is_exceeded(
        rate in 2.0_f64..200.0,
        burst in 2_u32..120,
        latency in 20_u64..200,
        spread in 0_u64..400,
        seed: u64,
    ) {
        let latency = (ms(latency), ms(latency + spread));
        let host = Host { latency, seed, ..Host::bucket(burst, rate) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let (_, refusals) = runtime.unwrap().block_on(host.share(150));
        prop_assert_eq!(refusals, 0);
    }
}

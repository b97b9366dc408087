//! A limit of which answers tell nothing but that it was hit.
//!
//! Every bucket is thought of that might be behind it, with how likely it is. Each answer makes those
//! unlikely that would have given another one. A request leaves once it would pass with most of them.

use std::{iter::successors, time::Duration};

use tokio::time::Instant;

use super::{
    limit::{Flight, Next},
    told::Told,
    trips::Trips,
};

#[derive(Debug)]
pub(super) struct Guessed {
    buckets: Vec<Bucket>,
    /// Answers that overtook those of requests sent before, as refusals do: each is compared once all
    /// before it were.
    early: Vec<(Flight, Told)>,
    /// The time up to which the buckets are filled.
    at: Instant,
    /// The rate that is as likely too high as too low.
    rate: f64,
    /// When the last one left.
    last: Instant,
    /// How many passed since the last refusal.
    passed: f64,
    trips: Trips,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    burst: f64,
    /// What comes back in a second.
    rate: f64,
    left: f64,
    /// The likelihoods of all sum up to one.
    likelihood: f64,
}

/// The bursts that are thought of: every one that is small, and as many of the large ones as it takes
/// to be close to any.
const LARGEST: f64 = 200.0;
const BURST_STEP: f64 = 1.1;
/// The rates, in a second. From one to the next the step is small enough to stay close to the limit.
const SLOWEST: f64 = 0.2;
const FASTEST: f64 = 500.0;
const RATE_STEP: f64 = 1.03;
/// The rate that is most likely at first, and how many e-folds more or less are still likely.
const USUAL: f64 = 40.0;
const UNUSUAL: f64 = 1.5;

/// How sure it must be that a request passes. With each that does it need be a little less so, down to
/// the least: this is how it comes closer to the limit, and notices one that was raised.
const SURE: f64 = 0.9;
const EASE: f64 = 5e-5;
const LEAST_SURE: f64 = 0.5;
/// How many a bucket must have for a request to leave, where it holds as many: more than the one that
/// it takes, for what is little off is not noticed soon.
const CUSHION: f64 = 1.8;
/// How much faster than the likely rate it may go at most. Whatever a bucket holds is used soon enough,
/// and few are on their way when it is empty.
const AHEAD: f64 = 1.5;
/// How many answers wait at most for one that was sent before.
const EARLY: usize = 16;
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(10);

/// From how many on a refusal surprises. A bucket that has just one may as well have none.
const CLOSE: f64 = 0.8;
/// How fast the likelihood falls with how far a bucket is off, for each request.
const SHARP: f64 = 4.0;
/// What is left of a likelihood after one answer at least, for there may be other reasons for it.
const SURPRISE: f64 = 0.02;
/// What is never ruled out, for limits change.
const LEAST: f64 = 1e-12;
/// What a bucket has after a refusal: something between none and one.
const REFUSED: f64 = 0.5;
/// The part of a limit that is told to be near.
const NEAR: f64 = 0.2;

impl Guessed {
    pub fn new(at: Instant) -> Self {
        let rates = successors(Some(SLOWEST), |rate| Some(rate * RATE_STEP).filter(|rate| *rate <= FASTEST));
        let bursts = || {
            let next = |burst: &f64| (burst + 1.0).max((burst * BURST_STEP).round());
            successors(Some(1.0), move |burst| Some(next(burst)).filter(|burst| *burst <= LARGEST))
        };
        let bucket = |rate: f64| {
            let off = (rate / USUAL).ln() / UNUSUAL;
            let likelihood = (-off * off / 2.0).exp();
            bursts().map(move |burst| Bucket { burst, rate, left: burst, likelihood })
        };
        Self {
            buckets: rates.flat_map(bucket).collect(),
            early: Vec::new(),
            at,
            rate: USUAL,
            last: at,
            passed: 0.0,
            trips: Trips::default(),
        }
    }

    pub fn sent(&mut self, flight: Flight) {
        self.last = flight.sent;
    }

    /// Takes an answer, with the requests that are still on their way.
    pub fn answered(&mut self, flight: Flight, now: Instant, told: &Told, flights: &[Flight]) {
        self.trips.note(now - flight.sent);
        self.early.push((flight, *told));
        self.early.sort_by_key(|(flight, _)| flight.number);
        self.compare(flights);
    }

    /// Compares the answers that none is to come before.
    pub fn compare(&mut self, flights: &[Flight]) {
        let oldest = flights.first().map_or(u64::MAX, |flight| flight.number);
        while self.early.first().is_some_and(|(flight, _)| flight.number < oldest) || self.early.len() > EARLY
        {
            let (flight, told) = self.early.remove(0);
            self.hear(flight, &told);
        }
    }

    fn hear(&mut self, Flight { sent, .. }: Flight, told: &Told) {
        self.passed = if told.refused { 0.0 } else { self.passed + 1.0 };
        let seconds = sent.saturating_duration_since(self.at).as_secs_f64();
        self.at = self.at.max(sent);
        let spread = self.trips.spread().as_secs_f64();
        for bucket in &mut self.buckets {
            bucket.hear(seconds, spread, told);
        }
        let sum: f64 = self.buckets.iter().map(|bucket| bucket.likelihood).sum();
        let mut slower = 0.0;
        for bucket in &mut self.buckets {
            bucket.likelihood = (bucket.likelihood / sum).max(LEAST);
            // They are in the order of their rates.
            if slower < 0.5 {
                self.rate = bucket.rate;
            }
            slower += bucket.likelihood;
        }
    }

    pub fn next(&self, now: Instant, flights: &[Flight]) -> Next {
        let ahead = self.with(flights, now);
        let enough = (SURE - EASE * self.passed).max(LEAST_SURE);
        let sure = |wait: Duration| {
            let passes = |bucket: &&Bucket| {
                let left = bucket.left + wait.as_secs_f64() * bucket.rate;
                left.min(bucket.burst) >= CUSHION.min(bucket.burst)
            };
            ahead.iter().filter(passes).map(|bucket| bucket.likelihood).sum::<f64>() >= enough
        };
        let pace = self.last + Duration::from_secs_f64(1.0 / (AHEAD * self.rate));
        let mut short = pace.saturating_duration_since(now);
        if sure(short) {
            return if short.is_zero() { Next::Now } else { Next::At(pace) };
        }
        let mut long = LONGEST;
        while long > short + Duration::from_millis(1) {
            let middle = (short + long) / 2;
            if sure(middle) { long = middle } else { short = middle }
        }
        Next::At(now + long)
    }

    /// The buckets as they will be when all that were sent are counted.
    fn with(&self, flights: &[Flight], now: Instant) -> Vec<Bucket> {
        let mut buckets = self.buckets.clone();
        let mut at = self.at;
        let mut uncompared: Vec<_> = self.early.iter().map(|(flight, _)| flight).chain(flights).collect();
        uncompared.sort_by_key(|flight| flight.number);
        for flight in uncompared {
            let passed = flight.sent.saturating_duration_since(at).as_secs_f64();
            at = at.max(flight.sent);
            for bucket in &mut buckets {
                bucket.refill(passed);
                bucket.left -= 1.0;
            }
        }
        let passed = now.saturating_duration_since(at).as_secs_f64();
        buckets.iter_mut().for_each(|bucket| bucket.refill(passed));
        buckets
    }
}

impl Bucket {
    fn refill(&mut self, seconds: f64) {
        self.left = (self.left + seconds * self.rate).min(self.burst);
    }

    /// Compares an answer with the one this bucket would have given, so many seconds after the last.
    /// `spread` is by how many seconds requests may have come closer together than they were sent.
    fn hear(&mut self, seconds: f64, spread: f64, told: &Told) {
        // Not limited by the burst: the longer one should have been there, the more a refusal tells.
        let due = self.left + seconds * self.rate;
        self.left = due.min(self.burst);
        let off;
        if told.refused {
            off = due - CLOSE;
            self.left = self.left.min(REFUSED);
        } else {
            let late = spread * self.rate;
            off = 1.0 - late - due;
            self.left = (self.left - 1.0).max(-late);
        }
        self.likelihood *= (-SHARP * off.max(0.0)).exp().max(SURPRISE);
        if told.near_limit && self.left > NEAR * self.burst + 1.0 {
            self.likelihood *= SURPRISE;
        }
    }
}

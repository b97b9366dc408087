//! A limit whose answers tell what remains.
//!
//! All that is used is what must be true. `Remaining` was true when its request was counted; since
//! then, those sent later took one each, and some came back at the rate that the answers prove.
//! Requests are counted in the order they were sent, as far as the differences between their round
//! trips allow to tell. So nothing is sent that is not known to be left, and the rate is learnt
//! without a refusal.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use super::{
    limit::{Flight, Next},
    told::Allowance,
    trips::Trips,
};

#[derive(Debug)]
pub(super) struct Counted {
    limit: f64,
    /// What was sent of late, oldest first.
    sends: VecDeque<Sent>,
    /// What the last answers told, in the order they came.
    answers: VecDeque<Answer>,
    /// How many come back in a second at least, as the answers prove.
    rate: f64,
    /// The last answer of any kind.
    heard: Instant,
    trips: Trips,
}

#[derive(Debug, Clone, Copy)]
struct Sent {
    flight: Flight,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    OnItsWay,
    /// Answered, and so it has surely taken one.
    Counted,
    /// Refused, or never answered: nobody knows whether it took one.
    Over,
}

#[derive(Debug, Clone, Copy)]
struct Answer {
    flight: Flight,
    remaining: f64,
    reset: Option<Instant>,
}

/// How many answers the rate is taken from: at 50 a second, those of two and a half seconds.
const ANSWERS: usize = 128;
/// How many sends are remembered: those answers and what is on its way.
const SENDS: usize = ANSWERS + 16;
/// How many answers tell what remains; the last one is not always that of the last request.
const LAST: usize = 8;
/// The last one known to remain goes at this pace while no rate is proven.
const CAREFUL: Duration = Duration::from_millis(100);
/// And once one is, it may go so much faster than that: this is how more is found out.
const DARING: f64 = 1.25;
/// How long nothing is sent when nothing is left and no answer tells for how long.
const UNTOLD: Duration = Duration::from_secs(1);
/// How much resets must differ to be those of two windows.
const WINDOW: Duration = Duration::from_millis(50);
/// What is left in a window for others.
const RESERVE: f64 = 0.02;
/// The part of a window that may go at once; the rest is spread until its end.
const FREE: f64 = 0.5;

impl Counted {
    /// Knows of the requests on their way, and of the first one that was answered.
    pub fn new(flights: &[Flight], answered: Flight) -> Self {
        let mut sends: Vec<_> = flights.iter().copied().chain([answered]).collect();
        sends.sort_by_key(|flight| flight.number);
        Self {
            limit: 0.0,
            sends: sends.into_iter().map(Sent::new).collect(),
            answers: VecDeque::new(),
            rate: 0.0,
            heard: answered.sent,
            trips: Trips::default(),
        }
    }

    pub fn sent(&mut self, flight: Flight) {
        push(&mut self.sends, SENDS, Sent::new(flight));
    }

    pub fn answered(&mut self, flight: Flight, now: Instant, refused: bool, allowance: Allowance) {
        self.trips.note(now - flight.sent);
        self.limit = allowance.limit.into();
        if refused {
            return self.refused(flight, now);
        }
        self.heard = now;
        self.note(flight, State::Counted);
        let remaining = allowance.remaining.into();
        // One that is over tells nothing.
        let reset = allowance.reset.filter(|reset| !reset.is_zero()).map(|reset| now + reset);
        let answer = Answer { flight, remaining, reset };
        // Of what remains, the answer tells whole ones; the rest of one may be there besides.
        if self.expected(flight) > remaining + 1.0 + 1e-6 {
            // The rate is no longer that, others use the limit too, or it is no rate at all.
            self.answers.clear();
        }
        self.rate = self.answers.iter().map(|earlier| self.proven(earlier, &answer)).fold(0.0, f64::max);
        push(&mut self.answers, ANSWERS, answer);
    }

    /// Notes a refusal, after which nothing is trusted that was told before.
    pub fn refused(&mut self, flight: Flight, now: Instant) {
        self.lost(flight);
        self.answers.clear();
        self.rate = 0.0;
        self.heard = now;
    }

    /// Notes a request of which no answer tells what it left.
    pub fn lost(&mut self, flight: Flight) {
        self.note(flight, State::Over);
    }

    fn note(&mut self, flight: Flight, state: State) {
        if let Some(send) = self.sends.iter_mut().find(|send| send.flight.number == flight.number) {
            send.state = state;
        }
    }

    pub fn next(&self, now: Instant, flights: &[Flight]) -> Next {
        let known = self.known(now, u64::MAX);
        let last = self.sends.back().map_or(now, |send| send.flight.sent);
        let at = match self.window_end(now) {
            Some(_) if known > self.limit * FREE => now,
            Some(end) => {
                let spare = known - (self.limit * RESERVE).floor();
                if spare < 1.0 { end } else { last + (end - last).div_f64(spare + 1.0) }
            }
            None if known >= 2.0 => now,
            None if known >= 1.0 && self.rate > 0.0 => last + seconds(1.0 / (DARING * self.rate)),
            None if known >= 1.0 => last + CAREFUL,
            None if self.rate > 0.0 => now + seconds((1.0 - known) / self.rate),
            None if !flights.is_empty() => return Next::AfterAnswer,
            // Nothing is known to be there. One request, alone, asks again.
            None => self.reset().filter(|reset| *reset > self.heard).unwrap_or(self.heard + UNTOLD),
        };
        if at <= now { Next::Now } else { Next::At(at) }
    }

    /// When a window ends, if the limit is of that kind and the end is still to come.
    fn window_end(&self, now: Instant) -> Option<Instant> {
        self.reset().filter(|end| self.rate == 0.0 && *end > now)
    }

    fn reset(&self) -> Option<Instant> {
        self.answers.back()?.reset
    }

    /// How many are left, at least, for a request that is sent now.
    fn known(&self, now: Instant, through: u64) -> f64 {
        let last = self.answers.iter().rev().take(LAST);
        last.map(|answer| self.since(answer, now, through)).fold(0.0, f64::max)
    }

    /// How many were left, at least, when a request was counted that is now answered.
    fn expected(&self, flight: Flight) -> f64 {
        let late = flight.sent + self.trips.spread();
        let through = self.sends.iter().rev().find(|send| send.flight.sent <= late);
        self.known(flight.sent, through.map_or(flight.number, |send| send.flight.number))
    }

    /// What is left of what an answer told.
    fn since(&self, answer: &Answer, now: Instant, through: u64) -> f64 {
        let spread = self.trips.spread();
        let (mut left, mut at) = (answer.remaining, answer.flight.sent + spread);
        let mut refill = |left: f64, until: Instant| {
            let gained = until.saturating_duration_since(at).as_secs_f64() * self.rate;
            at = at.max(until);
            (left + gained).min(self.limit)
        };
        let later = self.sends.iter().filter(|Sent { flight, state }| {
            flight.number <= through
                && flight.number != answer.flight.number
                && (flight.number > answer.flight.number
                    || flight.sent + spread > answer.flight.sent
                    // How late it is counted is not known yet.
                    || *state == State::OnItsWay)
        });
        for send in later {
            left = refill(left, send.flight.sent) - 1.0;
        }
        refill(left, now)
    }

    /// The least rate at which one answer can follow from another.
    fn proven(&self, earlier: &Answer, later: &Answer) -> f64 {
        let spread = self.trips.spread();
        let (from, to) = (earlier.flight.sent, later.flight.sent);
        if to <= from + 2 * spread || earlier.window_ended(later) {
            return 0.0;
        }
        let between = |send: &&Sent| {
            send.state == State::Counted && send.flight.sent > from + spread && send.flight.sent + spread < to
        };
        let taken = self.sends.iter().filter(between).count() as f64 + 1.0;
        (taken + later.remaining - earlier.remaining - 1.0) / (to + spread - from).as_secs_f64()
    }
}

impl Sent {
    fn new(flight: Flight) -> Self {
        Self { flight, state: State::OnItsWay }
    }
}

impl Answer {
    /// Whether all came back at once between this answer and a later one.
    fn window_ended(&self, later: &Self) -> bool {
        self.reset
            .zip(later.reset)
            .is_some_and(|(reset, next)| reset > self.flight.sent + WINDOW && next > reset + WINDOW)
    }
}

fn push<T>(kept: &mut VecDeque<T>, most: usize, new: T) {
    if kept.len() == most {
        kept.pop_front();
    }
    kept.push_back(new);
}

/// A wait in seconds; one that is longer than an hour is an hour.
fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds.min(3600.0))
}

//! What is known of the limit of one endpoint, and what may be sent there next.

use std::time::Duration;

use tokio::time::Instant;

use super::{counted::Counted, guessed::Guessed, told::Told};

/// One endpoint's limit. It keeps no time of its own: whoever asks says when.
#[derive(Debug, Default)]
pub(super) struct Limit {
    /// Those on their way, in the order they were sent.
    flights: Vec<Flight>,
    sent: u64,
    /// Until when the endpoint wants to be left alone.
    pause: Option<Instant>,
    /// Answers in a row that refused without saying for how long.
    untold: u32,
    /// Answers in a row that did not tell what remains.
    silent: u32,
    known: Known,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Flight {
    pub number: u64,
    pub sent: Instant,
}

/// Where knowledge comes from.
#[derive(Debug, Default)]
enum Known {
    #[default]
    Nothing,
    /// From answers that tell what remains.
    Counted(Counted),
    /// From which requests passed, for lack of more.
    Guessed(Guessed),
}

/// When the next request may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Now,
    At(Instant),
    /// Not before one of those on their way is answered.
    AfterAnswer,
}

/// From how far apart on requests are slow.
const SLOW: Duration = Duration::from_secs(1);
/// The pause after a refusal that asks for none, doubled with each that follows.
const UNTOLD: Duration = Duration::from_secs(1);
/// The most it is doubled: to about a minute.
const DOUBLINGS: u32 = 6;
/// After so many answers that do not tell what remains, none is expected to.
const SILENT: u32 = 8;
/// The longest a server's pause is taken at its word.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

impl Limit {
    pub fn next(&self, now: Instant) -> Next {
        if let Some(pause) = self.pause.filter(|pause| *pause > now) {
            return Next::At(pause);
        }
        match &self.known {
            // The first one goes alone and finds out what there is to know.
            Known::Nothing if self.flights.is_empty() => Next::Now,
            Known::Nothing => Next::AfterAnswer,
            Known::Counted(counted) => counted.next(now, &self.flights),
            Known::Guessed(guessed) => guessed.next(now, &self.flights),
        }
    }

    /// When a pause ends that the endpoint asked for.
    pub fn pause(&self) -> Option<Instant> {
        self.pause
    }

    /// How long it may be until the next one leaves. Keeping to a rate is no pause, unless it is a slow
    /// one.
    pub fn patience(&self, now: Instant, pause: Duration) -> Duration {
        if self.pause.is_some_and(|until| until > now) { pause } else { pause.max(SLOW) }
    }

    /// Notes that a request leaves.
    pub fn sent(&mut self, now: Instant) -> Flight {
        let flight = Flight { number: self.sent, sent: now };
        self.sent += 1;
        self.flights.push(flight);
        match &mut self.known {
            Known::Counted(counted) => counted.sent(flight),
            Known::Guessed(guessed) => guessed.sent(flight),
            Known::Nothing => {}
        }
        flight
    }

    /// Notes the answer to a request.
    pub fn answered(&mut self, flight: Flight, now: Instant, told: &Told) {
        self.flights.retain(|other| other.number != flight.number);
        // A pause of no time at all is none: the next one would be refused as well.
        let told_pause = told.pause.filter(|pause| !pause.is_zero());
        self.untold = if told.refused && told_pause.is_none() { self.untold + 1 } else { 0 };
        let pause = match told_pause {
            None if told.refused => Some(UNTOLD * (1 << (self.untold - 1).min(DOUBLINGS))),
            pause => pause.map(|pause| pause.min(LONGEST)),
        };
        if let Some(pause) = pause {
            self.pause = self.pause.max(Some(now + pause));
        }
        // A limit of one never tells that anything remains.
        let allowance = told.allowance.filter(|allowance| allowance.limit > 1);
        self.silent = if allowance.is_some() { 0 } else { self.silent + 1 };
        match (allowance, &mut self.known) {
            (Some(allowance), Known::Counted(counted)) => {
                counted.answered(flight, now, told.refused, allowance);
            }
            (Some(allowance), _) => {
                let mut counted = Counted::new(&self.flights, flight);
                counted.answered(flight, now, told.refused, allowance);
                self.known = Known::Counted(counted);
            }
            // It may come from whoever stands in front and knows less.
            (None, Known::Counted(counted)) if self.silent < SILENT => match told.refused {
                true => counted.refused(flight, now),
                false => counted.lost(flight),
            },
            (None, Known::Guessed(guessed)) => guessed.answered(flight, now, told, &self.flights),
            (None, _) => {
                let mut guessed = Guessed::new(flight.sent);
                guessed.answered(flight, now, told, &self.flights);
                self.known = Known::Guessed(guessed);
            }
        }
    }

    /// Notes that no answer will come. The request may have counted all the same.
    pub fn lost(&mut self, flight: Flight) {
        self.flights.retain(|other| other.number != flight.number);
        match &mut self.known {
            Known::Counted(counted) => counted.lost(flight),
            Known::Guessed(guessed) => guessed.compare(&self.flights),
            Known::Nothing => {}
        }
    }
}

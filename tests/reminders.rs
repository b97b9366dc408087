//! The schedule of reminders over years, time zones and clocks that jump.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use external_sources_core::{ReminderSteps, Step, Told};
use proptest::prelude::*;

/// What happens to a computer.
#[derive(Debug, Clone)]
enum Event {
    /// So many minutes pass, then the app looks.
    Look(i64),
    /// So many minutes pass with the app off.
    Off(i64),
    /// The user travels.
    Fly(Tz),
    /// The clock goes wrong by so many minutes, or right again.
    Clock(i64),
    /// The inventory is fetched, which tells the moment of the key's end: its day is that of the zone.
    Fetch,
}

const ZONES: [Tz; 7] = [
    Tz::Pacific__Kiritimati,
    Tz::Pacific__Pago_Pago,
    Tz::Europe__Berlin,
    Tz::America__New_York,
    Tz::Australia__Lord_Howe,
    Tz::Asia__Kathmandu,
    Tz::Africa__Casablanca,
];

const DAY: i64 = 24 * 60;

/// Without jumps of the clock.
fn calm() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => (1..2 * DAY).prop_map(Event::Look),
        1 => (1..40 * DAY).prop_map(Event::Off),
        1 => prop::sample::select(&ZONES[..]).prop_map(Event::Fly),
        1 => Just(Event::Fetch),
    ]
}

fn wild() -> impl Strategy<Value = Event> {
    let years = 3 * 365 * DAY;
    prop_oneof![
        8 => calm(),
        1 => (-years..years).prop_map(Event::Clock),
        1 => Just(Event::Clock(0)),
    ]
}

fn steps() -> impl Strategy<Value = ReminderSteps> {
    prop_oneof![
        3 => Just(ReminderSteps::default()),
        1 => (prop::collection::vec(0..120_u16, 0..8), any::<bool>())
            .prop_map(|(days_before, daily_after)| ReminderSteps { days_before, daily_after }),
    ]
}

/// One key's life on one computer.
struct Life {
    told: Told,
    expires_at: DateTime<Utc>,
    steps: ReminderSteps,
    now: DateTime<Utc>,
    zone: Tz,
    wrong_by: TimeDelta,
    /// Every step told, with the day the clock showed.
    history: Vec<(Step, NaiveDate)>,
}

impl Life {
    fn new(days: i64, steps: ReminderSteps) -> Self {
        let now: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().unwrap();
        let zone = Tz::Europe__Berlin;
        let expires_on = now.with_timezone(&zone).date_naive() + TimeDelta::days(days);
        let told = Told::nothing(expires_on);
        // Then three days are under way on earth.
        let expires_at = expires_on.and_hms_opt(10, 30, 0).unwrap().and_utc();
        Self { told, expires_at, steps, now, zone, wrong_by: TimeDelta::zero(), history: Vec::new() }
    }

    fn today(&self) -> NaiveDate {
        (self.now + self.wrong_by).with_timezone(&self.zone).date_naive()
    }

    fn days_left(&self) -> i64 {
        (self.told.expires_on - self.today()).num_days()
    }

    /// Lets one thing happen; tells whether the app looked.
    fn live(&mut self, event: &Event) -> bool {
        match event {
            Event::Look(minutes) => {
                self.now += TimeDelta::minutes(*minutes);
                let today = self.today();
                if let Some(step) = self.told.due(today, &self.steps) {
                    self.told.mark(step, today);
                    self.history.push((step, today));
                }
                return true;
            }
            Event::Off(minutes) => self.now += TimeDelta::minutes(*minutes),
            Event::Fly(zone) => self.zone = *zone,
            Event::Clock(minutes) => self.wrong_by = TimeDelta::minutes(*minutes),
            Event::Fetch => {
                let day = self.expires_at.with_timezone(&self.zone).date_naive();
                self.told = self.told.clone().redated(day);
            }
        }
        false
    }

    /// The most urgent step that has come, worked out apart from the code under test.
    fn expected(&self) -> Option<i64> {
        let left = self.days_left();
        if left < 0 && self.steps.daily_after {
            return Some(left);
        }
        let mut days: Vec<i64> = self.steps.days_before.iter().map(|&days| i64::from(days)).collect();
        days.sort_unstable();
        days.into_iter().find(|&days| left <= days)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_step_is_told_twice(days in -10..400_i64, steps in steps(), events in prop::collection::vec(wild(), 1..400)) {
        let mut life = Life::new(days, steps);
        for event in &events {
            life.live(event);
        }
        let told: Vec<_> = life.history.iter().map(|(step, _)| *step).collect();
        prop_assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len(), "{:?}", told);
    }

    #[test]
    fn no_step_is_missed(days in -10..400_i64, steps in steps(), events in prop::collection::vec(wild(), 1..400)) {
        let mut life = Life::new(days, steps);
        for event in &events {
            if !life.live(event) {
                continue;
            }
            let Some(step) = life.expected() else { continue };
            // Told itself, or overtaken by a more urgent one at about this date.
            let about = life.today() + TimeDelta::days(2);
            prop_assert!(
                life.history.iter().any(|(told, day)| told.0 == step || told.0 < step && *day <= about),
                "{} days left, told {:?}", life.days_left(), life.history
            );
        }
    }

    #[test]
    fn at_home_each_step_is_told_on_its_first_look(
        days in -10..400_i64, steps in steps(), looks in prop::collection::vec(1..3 * DAY, 1..400),
    ) {
        let mut life = Life::new(days, steps);
        let mut expected = Vec::new();
        for minutes in looks {
            life.live(&Event::Look(minutes));
            let reached = life.expected();
            if let Some(step) = reached && expected.last() != Some(&step) {
                expected.push(step);
            }
            let told: Vec<_> = life.history.iter().map(|(step, _)| step.0).collect();
            prop_assert_eq!(&told, &expected);
        }
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn what_was_missed_is_told_as_one() {
    let steps = ReminderSteps::default();
    let mut told = Told::nothing(day("2026-12-31"));
    assert_eq!(told.due(day("2026-11-24"), &steps), None);
    // Off from the step of 30 days to that of 7.
    assert_eq!(told.due(day("2026-12-26"), &steps), Some(Step(7)));
    told.mark(Step(7), day("2026-12-26"));
    assert_eq!(told.due(day("2026-12-27"), &steps), None);
    assert_eq!(told.due(day("2026-12-28"), &steps), Some(Step(3)));
    assert_eq!(told.due(day("2027-01-05"), &steps), Some(Step(-5)));
}

#[test]
fn a_clock_that_was_years_ahead_silences_nothing() {
    let steps = ReminderSteps::default();
    let mut told = Told::nothing(day("2026-12-31"));
    told.mark(Step(-1000), day("2029-09-26"));
    assert_eq!(told.due(day("2026-12-24"), &steps), Some(Step(7)));
}

#[test]
fn a_flight_west_over_the_date_line_tells_nothing_less_urgent() {
    let steps = ReminderSteps { days_before: vec![30, 1], daily_after: true };
    let mut told = Told::nothing(day("2026-12-31"));
    told.mark(Step(1), day("2026-12-30"));
    assert_eq!(told.due(day("2026-12-29"), &steps), None);
}

#[test]
fn a_date_that_another_zone_moved_goes_on_and_another_begins_anew() {
    let steps = ReminderSteps::default();
    let mut told = Told::nothing(day("2026-12-31"));
    told.mark(Step(7), day("2026-12-24"));
    assert_eq!(told.clone().redated(day("2026-12-30")).due(day("2026-12-24"), &steps), None);
    assert_eq!(told.clone().redated(day("2027-01-01")).due(day("2026-12-25"), &steps), None);
    assert_eq!(told.clone().redated(day("2027-01-03")).due(day("2026-12-27"), &steps), Some(Step(7)));

    told.snooze(day("2026-12-24"), 14);
    let moved = told.redated(day("2026-12-30"));
    assert_eq!(moved.snooze_on(day("2026-12-24")), Some(day("2026-12-30")), "never beyond the last day");
}

#[test]
fn what_was_told_under_two_names_is_told_once() {
    let steps = ReminderSteps::default();
    let mut own = Told::nothing(day("2026-12-31"));
    own.mark(Step(7), day("2026-12-24"));
    let watched = Told::nothing(day("2027-01-01"));
    assert_eq!(watched.clone().and(own.clone()).due(day("2026-12-25"), &steps), None);
    let another = Told::nothing(day("2027-06-30"));
    assert_eq!(another.clone().and(own.clone()), another);

    let mut snoozed = watched;
    snoozed.snooze(day("2026-12-20"), 3);
    assert_eq!(snoozed.clone().due(day("2026-12-25"), &steps), Some(Step(7)));
    assert_eq!(snoozed.and(own).due(day("2026-12-25"), &steps), None, "its end was told");
}

#[test]
fn a_snooze_ends_with_one_word_and_never_after_the_last_day() {
    let steps = ReminderSteps::default();
    let mut told = Told::nothing(day("2026-12-31"));
    told.mark(Step(7), day("2026-12-24"));
    told.snooze(day("2026-12-24"), 2);
    assert_eq!(told.due(day("2026-12-25"), &steps), None);
    assert_eq!(told.due(day("2026-12-26"), &steps), Some(Step(7)));
    told.mark(Step(7), day("2026-12-26"));
    assert_eq!(told.due(day("2026-12-26"), &steps), None);
    assert_eq!(told.due(day("2026-12-28"), &steps), Some(Step(3)));

    told.snooze(day("2026-12-28"), 14);
    assert_eq!(told.snooze_on(day("2026-12-28")), Some(day("2026-12-31")));
    assert_eq!(told.due(day("2026-12-30"), &steps), None);
    assert_eq!(told.due(day("2026-12-31"), &steps), Some(Step(0)));
}

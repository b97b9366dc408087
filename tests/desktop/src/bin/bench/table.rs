//! What was measured, beside what it is compared with.

use std::{fmt, time::Duration};

/// One line each; what is wanted, and whether it was reached, stands beside it.
#[derive(Default)]
pub struct Table(Vec<[String; 6]>);

/// What is wanted.
#[derive(Clone, Copy)]
pub enum Target {
    /// The other takes at least so many times as long.
    TimesFaster(f64),
    /// It takes at most so many times as much as the other.
    TimesAsMuch(f64),
    /// It takes no longer, whatever the other takes.
    Within(Duration),
    /// It takes at most so many MB more than the other.
    MoreMemory(f64),
    /// So many of it at most, whatever the other needs.
    AtMost(usize),
    /// Only told.
    Nothing,
}

/// Something measured.
#[derive(Clone, Copy)]
pub enum Measured {
    Time(Duration),
    Megabytes(f64),
    Number(usize),
}

impl Table {
    /// Adds a line, and prints it at once: the whole takes minutes.
    pub fn add(
        &mut self,
        what: impl Into<String>,
        ours: Measured,
        (peer, theirs): (&str, Measured),
        target: Target,
    ) {
        let ratio = match target {
            _ if matches!(ours, Measured::Megabytes(_)) => {
                format!("{:+.0} MB", ours.number() - theirs.number())
            }
            _ if matches!(ours, Measured::Number(_)) => format!("{:+}", ours.number() - theirs.number()),
            Target::TimesAsMuch(_) | Target::Nothing if ours.number() > theirs.number() => {
                format!("{:.2} × as much", ours.number() / theirs.number())
            }
            Target::TimesAsMuch(_) => format!("{:.2} × as much", ours.number() / theirs.number()),
            _ => format!("{:.1} × faster", theirs.number() / ours.number()),
        };
        let line = [
            what.into(),
            ours.to_string(),
            format!("{peer} {theirs}"),
            ratio,
            target.to_string(),
            verdict(target, ours, Some(theirs)).into(),
        ];
        println!("{}", line.join(" | "));
        self.0.push(line);
    }

    /// The same where nothing stands beside it.
    pub fn add_alone(&mut self, what: impl Into<String>, ours: Measured, target: Target) {
        let verdict = verdict(target, ours, None).into();
        let line = [what.into(), ours.to_string(), String::new(), String::new(), target.to_string(), verdict];
        println!("{}", line.join(" | "));
        self.0.push(line);
    }
}

fn verdict(target: Target, ours: Measured, theirs: Option<Measured>) -> &'static str {
    let (ours, theirs) = (ours.number(), theirs.map_or(f64::NAN, Measured::number));
    let reached = match target {
        Target::TimesFaster(times) => theirs / ours >= times,
        Target::TimesAsMuch(times) => ours / theirs <= times,
        Target::Within(time) => ours <= time.as_secs_f64(),
        Target::MoreMemory(megabytes) => ours - theirs <= megabytes,
        Target::AtMost(most) => ours <= most as f64,
        Target::Nothing => return "",
    };
    if reached { "reached" } else { "MISSED" }
}

impl Measured {
    /// Seconds, MB, or how many.
    fn number(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Megabytes(megabytes) => megabytes,
            Self::Number(number) => number as f64,
        }
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Time(time) if time >= Duration::from_secs(1) => write!(f, "{:.2} s", time.as_secs_f64()),
            Self::Time(time) if time >= Duration::from_millis(20) => {
                write!(f, "{:.0} ms", 1e3 * time.as_secs_f64())
            }
            Self::Time(time) => write!(f, "{:.2} ms", 1e3 * time.as_secs_f64()),
            Self::Megabytes(megabytes) => write!(f, "{megabytes:.0} MB"),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimesFaster(times) => write!(f, "≥ {times} × faster"),
            Self::TimesAsMuch(times) => write!(f, "≤ {times:.2} × as much"),
            Self::Within(time) => write!(f, "≤ {time:?}"),
            Self::MoreMemory(megabytes) => write!(f, "≤ +{megabytes} MB"),
            Self::AtMost(most) => write!(f, "≤ {most}"),
            Self::Nothing => Ok(()),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["what", "ours", "beside it", "ratio", "target", ""].map(str::to_owned);
        let lines = || std::iter::once(&head).chain(&self.0);
        let widths: [usize; 6] = std::array::from_fn(|column| {
            lines().map(|line| line[column].chars().count()).max().unwrap_or_default()
        });
        for line in lines() {
            let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

//! Processes, ended by their ids and never by their names.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};

/// A process of a private desktop. It ends when this is dropped.
pub struct Process(Child);

impl Process {
    pub fn start(command: &mut Command) -> Self {
        let program = command.get_program().to_owned();
        let child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        Self(child)
    }

    /// Starts a program that, once it is ready, writes one line to its standard output.
    pub fn with_first_line(command: &mut Command) -> (Self, String) {
        let mut process = Self::start(command.stdout(Stdio::piped()));
        let mut line = String::new();
        let output = process.0.stdout.take().expect("its output is piped");
        BufReader::new(output).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "{} did not start", command.get_program().display());
        (process, line.trim().to_owned())
    }

    pub fn id(&self) -> Pid {
        Pid::from_child(&self.0)
    }

    pub fn has_ended(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(Some(_)))
    }

    pub fn stdin(&mut self) -> std::process::ChildStdin {
        self.0.stdin.take().expect("its input is piped, and taken once")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It fails where the process has ended already, which is as well.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Processes that others have started, such as a web view's.
pub struct Strays(Vec<Pid>);

impl Strays {
    /// Those with this variable in the environment they were started with.
    pub fn carrying(variable: &str) -> Self {
        let carries = |pid: &Pid| {
            let environment = fs::read(format!("/proc/{}/environ", pid.as_raw_nonzero()));
            environment.is_ok_and(|environment| {
                environment.split(|byte| *byte == 0).any(|v| v == variable.as_bytes())
            })
        };
        let processes = fs::read_dir("/proc").unwrap().flatten();
        let ids = processes.filter_map(|entry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?));
        Self(ids.filter(carries).collect())
    }

    #[must_use]
    pub fn except(mut self, pid: Pid) -> Self {
        self.0.retain(|other| *other != pid);
        self
    }

    /// Whether one of them has this name, as the system cuts it.
    pub fn any_named(&self, name: &str) -> bool {
        self.0.iter().any(|pid| {
            let called = fs::read_to_string(format!("/proc/{}/comm", pid.as_raw_nonzero()));
            called.is_ok_and(|called| called.trim() == name)
        })
    }

    /// The processor time they have taken so far.
    pub fn processor_time(&self) -> Duration {
        let ticks = |pid: &Pid| {
            let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
            // The name, in parentheses, may hold anything. Fields 14 and 15 are user and system time.
            let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
            Some(fields[11].parse::<u64>().ok()? + fields[12].parse::<u64>().ok()?)
        };
        let ticks: u64 = self.0.iter().filter_map(ticks).sum();
        Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second())
    }

    /// The memory they take, in KiB; what is shared counts in part (PSS).
    pub fn memory(&self) -> u64 {
        self.sum("Pss:")
    }

    /// The memory that is of no file, in KiB: all that they have asked for. Without swap it stays, where
    /// [`Self::memory`] shrinks as the system lets go of what it can read again.
    pub fn own_memory(&self) -> u64 {
        self.sum("Anonymous:")
    }

    /// A figure of their memory, in KiB, together.
    fn sum(&self, figure: &str) -> u64 {
        let of = |pid: &Pid| {
            let rollup = fs::read_to_string(format!("/proc/{}/smaps_rollup", pid.as_raw_nonzero())).ok()?;
            let line = rollup.lines().find(|line| line.starts_with(figure))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        };
        self.0.iter().filter_map(of).sum()
    }

    /// How many files of this name they have open.
    pub fn open_files(&self, name: &str) -> usize {
        let open = self.0.iter().flat_map(|pid| fs::read_dir(format!("/proc/{}/fd", pid.as_raw_nonzero())));
        let targets = open.flatten().flatten().filter_map(|file| fs::read_link(file.path()).ok());
        targets.filter(|target| target.to_string_lossy().contains(name)).count()
    }

    /// How long ago the first of them was started, to a hundredth of a second.
    pub fn age(&self) -> Duration {
        let started = |pid: &Pid| {
            let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
            // Field 22, counted as above: ticks since the system was started.
            stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse::<u64>().ok()
        };
        let first = self.0.iter().filter_map(started).min().expect("one of them runs");
        let started = Duration::from_millis(first * 1000 / rustix::param::clock_ticks_per_second());
        let uptime = fs::read_to_string("/proc/uptime").unwrap();
        let uptime: f64 = uptime.split(' ').next().unwrap().parse().unwrap();
        Duration::from_secs_f64(uptime).saturating_sub(started)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ends them as a crash would.
    pub fn kill(&self) {
        for pid in &self.0 {
            // It fails where one has ended in the meantime.
            let _ = kill_process(*pid, Signal::KILL);
        }
    }
}

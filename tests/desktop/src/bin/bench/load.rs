//! What else this machine is doing, which figures are to be read with.

pub fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let minute = load.split(' ').next().unwrap_or("?").to_owned();
    format!("{processors} processors, load {minute} in the last minute")
}

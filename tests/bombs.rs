//! Files that cost much more than their size: each is refused, or read, in little time and little memory.
//!
//! The program is run as its users run it, and the kernel says what it took (Linux). In the figures of a released program no bomb
//! takes 2 seconds or 256 MiB: `cargo test --release --test bombs -- --nocapture` prints them. The test allows more
//! time, for machines are busy and a program for debugging is slow.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

#[path = "bombs/arsenal.rs"]
mod arsenal;
mod desk;
#[path = "bombs/paper.rs"]
mod paper;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{fs, io};

use arsenal::Bomb;
use desk::{Desk, text};

/// MiB of resident memory, the mapped file left out.
const MEMORY: u64 = 256;
const SECONDS: u64 = if cfg!(debug_assertions) { 60 } else { 10 };

/// What a run took: time of the processor, which others on the machine do not lengthen, and MiB of memory.
struct Cost {
    code: i32,
    out: String,
    time: Duration,
    peak: u64,
}

#[test]
fn no_bomb_costs_more_than_its_due() {
    let desk = Desk::new();
    let mut heavy = Vec::new();
    let key = desk.lab.p12("leader-3");
    for bomb in arsenal::all() {
        let input = desk.write("bomb.pdf", &bomb.file);
        let (output, input) = (text(&desk.path("signed.pdf")), text(&input));
        let (p12, passphrase) = (text(&key.path), text(&key.passphrase_file));
        let sign = ["sign", "--json", "--level", "b-b", "--ledger", "none", "--p12", &p12, "--pin-file", &passphrase];
        let calls: [(&str, Vec<&str>); 3] = [
            ("inspect", vec!["inspect", "--json", &input]),
            ("verify", vec!["verify", "--json", "--ledger", "none", &input]),
            ("sign", [&sign[..], &["--force", "-o", &output, &input]].concat()),
        ];
        for (name, arguments) in calls {
            let cost = run(desk.command().args(arguments));
            let mapped = if bomb.file.len() > 64 << 20 { bomb.file.len() as u64 >> 20 } else { 0 };
            let peak = cost.peak.saturating_sub(mapped);
            let size = bomb.file.len() >> 10;
            println!(
                "{:44} {size:6} KiB {name:8} exit {:3} {:6.2} s {peak:4} MiB",
                bomb.name,
                cost.code,
                cost.time.as_secs_f64()
            );
            if cost.time.as_secs() >= SECONDS || peak > MEMORY || !is_answer(&bomb, name, &cost) {
                heavy.push(format!(
                    "{} {name}: exit {} {:?} {peak} MiB\n{}",
                    bomb.name,
                    cost.code,
                    cost.time,
                    head(&cost.out)
                ));
            }
        }
    }
    assert!(heavy.is_empty(), "{}", heavy.join("\n"));
}

/// An error has its code; nothing is ever valid, and nothing falls over.
fn is_answer(bomb: &Bomb, call: &str, cost: &Cost) -> bool {
    // Where inspect cannot even open the file, it says so to people alone; signing may meet another error first, or
    // need nothing of what is so large.
    let named = call != "verify" || bomb.code.is_none_or(|code| cost.out.contains(code));
    let allowed: &[i32] = match call {
        "verify" => &[1, 3, 4, 7],
        _ => &[0, 7, 8],
    };
    named && allowed.contains(&cost.code)
}

fn head(text: &str) -> &str {
    text.char_indices().nth(400).map_or(text, |(end, _)| &text[..end])
}

/// Runs `command` and asks the kernel what it took.
fn run(command: &mut Command) -> Cost {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let out = fs::File::create(&path).unwrap();
    let mut child = command.stdout(out.try_clone().unwrap()).stderr(out).stdin(Stdio::null()).spawn().unwrap();
    let peak = peak_while_running(child.id());
    let time = processor_time(child.id());
    let code = child.wait().unwrap().code().unwrap_or(-1);
    Cost { code, time, peak, out: read(&path).unwrap() }
}

/// VmHWM in MiB, looked at until the process has ended: the kernel keeps the highest value.
fn peak_while_running(process: u32) -> u64 {
    let mut peak = 0;
    let status = format!("/proc/{process}/status");
    while let Ok(text) = fs::read_to_string(&status) {
        // A process that has ended has no memory any more.
        let Some(line) = text.lines().find(|line| line.starts_with("VmHWM:")) else { break };
        peak = line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(1));
    }
    peak >> 10
}

/// utime and stime of a process that has ended and was not waited for, in the hundredths of a second of proc(5).
fn processor_time(process: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The name stands in parentheses and may hold anything; the times are the 12th and 13th field after it.
    let fields: Vec<&str> = text.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

/// The beginning of what was said; a report of a bomb may be long.
fn read(path: &Path) -> io::Result<String> {
    let bytes = fs::read(path)?;
    Ok(String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 20)]).into_owned())
}

//! A clerk whose process is killed while it works.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

/// Runs `kyso verify --json …`, kills it (SIGKILL) after so many lines of its answer, and gives the SHA-256 of every file that was
/// shown as judged.
pub(crate) fn shown_before_the_kill(command: &mut Command, lines: usize) -> Vec<String> {
    let mut clerk = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut answer = BufReader::new(clerk.stdout.take().unwrap()).lines();
    let mut shown: Vec<String> = answer.by_ref().take(lines).map(Result::unwrap).collect();
    clerk.kill().unwrap();
    clerk.wait().unwrap();
    // What stood in the pipe already was shown too; the last line may be half of one.
    shown.extend(answer.map_while(Result::ok));
    let sha256 = |line: String| Some(serde_json::from_str::<Value>(&line).ok()?["sha256"].as_str()?.to_owned());
    let count = shown.len();
    let judged: Vec<_> = shown.into_iter().filter_map(sha256).collect();
    assert!(judged.len() + 1 >= count && judged.len() >= lines, "{} of {count} lines are verdicts", judged.len());
    judged
}

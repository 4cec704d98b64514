//! Several ways to one answer: an address on the signer's own network may come first, and hang.
//!
//! The first way has a head start; when it fails, or the head start is over, the next begins beside it. Once enough is known
//! the others are left to end by themselves: their threads hold nothing that anybody waits for, and the process ends without
//! them.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// Runs `tasks` until `enough` says so of an answer, all have ended, or it is `until`.
pub(super) fn race<T: Send + 'static>(
    tasks: Vec<impl FnOnce() -> T + Send + 'static>,
    head_start: Duration,
    until: Instant,
    mut enough: impl FnMut(T) -> bool,
) {
    let (sender, answers) = mpsc::channel();
    let mut waiting = tasks.into_iter();
    let mut running = 0_usize;
    loop {
        if let Some(task) = waiting.next() {
            let sender = sender.clone();
            let spawned = thread::Builder::new().name("fetch".into()).spawn(move || {
                // Nobody listens once enough is known.
                let _ = sender.send(task());
            });
            running += usize::from(spawned.is_ok());
        }
        let left = until.saturating_duration_since(Instant::now());
        let patience = if waiting.len() == 0 { left } else { head_start.min(left) };
        if left.is_zero() || (running == 0 && waiting.len() == 0) {
            return;
        }
        match answers.recv_timeout(patience) {
            Ok(answer) => {
                running -= 1;
                if enough(answer) {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            // Not possible while `sender` lives.
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD_START: Duration = Duration::from_millis(50);

    /// Tasks that answer with their number after so many milliseconds.
    fn ways(milliseconds: &[u64]) -> Vec<impl FnOnce() -> usize + Send + 'static> {
        let way = |(at, wait): (usize, &u64)| {
            let wait = Duration::from_millis(*wait);
            move || {
                thread::sleep(wait);
                at
            }
        };
        milliseconds.iter().enumerate().map(way).collect()
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(10)
    }

    #[test]
    fn the_first_way_is_alone_if_it_is_quick() {
        let mut answers = Vec::new();
        race(ways(&[0, 0, 0]), HEAD_START, soon(), |answer| {
            answers.push(answer);
            true
        });
        assert_eq!(answers, [0]);
    }

    #[test]
    fn a_way_that_hangs_holds_nobody() {
        let begun = Instant::now();
        let mut answers = Vec::new();
        race(ways(&[60_000, 60_000, 0]), HEAD_START, soon(), |answer| {
            answers.push(answer);
            true
        });
        assert_eq!(answers, [2]);
        assert!(begun.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn an_answer_that_is_not_enough_starts_the_next_at_once() {
        let mut answers = Vec::new();
        race(ways(&[0, 0, 0]), Duration::from_mins(1), soon(), |answer| {
            answers.push(answer);
            false
        });
        assert_eq!(answers, [0, 1, 2]);
    }

    #[test]
    fn when_time_is_over_it_is_over() {
        let begun = Instant::now();
        let until = begun + Duration::from_millis(100);
        race(ways(&[60_000, 60_000]), HEAD_START, until, |_| false);
        assert!(begun.elapsed() < Duration::from_secs(5));
        race(Vec::<fn() -> usize>::new(), HEAD_START, until, |_| panic!("nobody was asked"));
    }
}

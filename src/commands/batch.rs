//! Many documents side by side, results in the order of the inputs.
//!
//! Workers take the next input as they become free; each result is handed on as soon as all before it are. A worker waits
//! when it is far ahead of the slowest, so that one slow time-stamp does not pile up the results of a million files.
//! Ctrl-C lets each worker finish what it has; since inputs are taken in order, what is done is always a prefix.

use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// How far a worker may be ahead of the oldest result that is not handed on yet.
const AHEAD: usize = 1024;

/// How a batch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Every input was worked on.
    Complete,
    /// Somebody asked to stop; so many inputs are done.
    Interrupted {
        /// The first so many.
        done: usize,
    },
    /// Whoever reads our output went away.
    ReaderGone,
}

/// A worker broke down over one input; the others go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Panicked;

/// A flag that Ctrl-C and SIGTERM set; a second Ctrl-C ends the program at once.
///
/// # Errors
/// What the system says.
pub(super) fn stop_flag() -> io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first signal finds the flag unset and sets it, the second finds it set and ends the program.
        flag::register_conditional_shutdown(signal, 130, Arc::clone(&stop))?;
        flag::register(signal, Arc::clone(&stop))?;
    }
    Ok(stop)
}

/// Does `work` for every item on `jobs` threads and hands each result to `emit`, in order, on this thread.
///
/// # Errors
/// What `emit` fails with; a closed pipe is [`Ending::ReaderGone`] instead.
pub(super) fn run<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    stop: &AtomicBool,
    work: impl Fn(&T) -> R + Sync,
    mut emit: impl FnMut(&T, Result<R, Panicked>) -> io::Result<()>,
) -> io::Result<Ending> {
    let desk = Desk::new(items.len());
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, items.len().max(1)) {
            scope.spawn(|| {
                while let Some(at) = desk.take(stop) {
                    // A hostile file that finds a bug must not take the whole batch with it.
                    let result = panic::catch_unwind(AssertUnwindSafe(|| work(&items[at])));
                    desk.put(at, result.map_err(|_| Panicked));
                }
                desk.leave();
            });
        }
        let mut done = 0;
        while let Some(result) = desk.next(done, stop, jobs.clamp(1, items.len().max(1))) {
            if let Err(error) = emit(&items[done], result) {
                desk.close();
                return if error.kind() == io::ErrorKind::BrokenPipe { Ok(Ending::ReaderGone) } else { Err(error) };
            }
            done += 1;
        }
        Ok(if done == items.len() { Ending::Complete } else { Ending::Interrupted { done } })
    })
}

/// Where workers and the emitting thread meet.
struct Desk<R> {
    state: Mutex<State<R>>,
    changed: Condvar,
}

struct State<R> {
    taken: usize,
    emitted: usize,
    left: usize,
    closed: bool,
    results: Vec<Option<Result<R, Panicked>>>,
}

impl<R> Desk<R> {
    fn new(count: usize) -> Self {
        let results = (0..count).map(|_| None).collect();
        let state = State { taken: 0, emitted: 0, left: 0, closed: false, results };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// No code that can panic runs under the lock, so a poisoned one still holds a whole state.
    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<R>>) -> MutexGuard<'a, State<R>> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// The next input for a worker; nothing when there is none, or when all shall stop.
    fn take(&self, stop: &AtomicBool) -> Option<usize> {
        let mut state = self.lock();
        while !state.closed && state.taken < state.results.len() && state.taken >= state.emitted + AHEAD {
            state = self.wait(state);
        }
        if state.closed || stop.load(Ordering::Relaxed) || state.taken >= state.results.len() {
            return None;
        }
        state.taken += 1;
        Some(state.taken - 1)
    }

    fn put(&self, at: usize, result: Result<R, Panicked>) {
        self.lock().results[at] = Some(result);
        self.changed.notify_all();
    }

    /// A worker went home.
    fn leave(&self) {
        self.lock().left += 1;
        self.changed.notify_all();
    }

    fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// The result of input `at`, once it is there; nothing when no worker will bring it any more.
    fn next(&self, at: usize, stop: &AtomicBool, workers: usize) -> Option<Result<R, Panicked>> {
        let mut state = self.lock();
        loop {
            if let Some(result) = state.results.get_mut(at)?.take() {
                state.emitted = at + 1;
                self.changed.notify_all();
                return Some(result);
            }
            let nobody_works = state.left == workers;
            if nobody_works || (stop.load(Ordering::Relaxed) && at >= state.taken) {
                return None;
            }
            state = self.wait(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn never() -> AtomicBool {
        AtomicBool::new(false)
    }

    #[test]
    fn results_come_in_the_order_of_the_inputs() {
        let items: Vec<u64> = (0..200).collect();
        let mut seen = Vec::new();
        let slow_at_first = |n: &u64| {
            thread::sleep(Duration::from_millis(if n.is_multiple_of(7) { 3 } else { 0 }));
            *n
        };
        let ending = run(&items, 4, &never(), slow_at_first, |_, n| {
            seen.push(n.unwrap());
            Ok(())
        });
        assert_eq!(ending.unwrap(), Ending::Complete);
        assert_eq!(seen, items);
    }

    #[test]
    fn a_file_that_breaks_a_worker_does_not_stop_the_others() {
        let mut results = Vec::new();
        let ending = run(
            &[1, 0, 2],
            1,
            &never(),
            |n| 10 / n,
            |_, r| {
                results.push(r);
                Ok(())
            },
        );
        assert_eq!(ending.unwrap(), Ending::Complete);
        assert_eq!(results, [Ok(10), Err(Panicked), Ok(5)]);
    }

    #[test]
    fn ctrl_c_keeps_what_is_done_and_it_is_a_prefix() {
        let (stop, items) = (never(), (0..100).collect::<Vec<i32>>());
        let mut seen = Vec::new();
        let ending = run(
            &items,
            3,
            &stop,
            |n| *n,
            |_, n| {
                seen.push(n.unwrap());
                stop.store(seen.len() >= 10, Ordering::Relaxed);
                thread::sleep(Duration::from_millis(1));
                Ok(())
            },
        );
        assert_eq!(seen, items[..seen.len()]);
        match ending.unwrap() {
            Ending::Interrupted { done } => assert_eq!(done, seen.len()),
            Ending::Complete => assert_eq!(seen.len(), 100),
            Ending::ReaderGone => panic!("nobody went away"),
        }
    }

    #[test]
    fn a_reader_that_goes_away_ends_the_batch_quietly() {
        let items: Vec<i32> = (0..10_000).collect();
        let ending = run(&items, 2, &never(), |n| *n, |_, _| Err(io::ErrorKind::BrokenPipe.into()));
        assert_eq!(ending.unwrap(), Ending::ReaderGone);
    }

    #[test]
    fn no_input_is_no_work() {
        let ending = run(&[], 4, &never(), |n: &i32| *n, |_, _| Ok(()));
        assert_eq!(ending.unwrap(), Ending::Complete);
    }
}

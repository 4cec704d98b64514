//! Many documents side by side, results in the order of the inputs.
//!
//! Workers take the next input as they become free. Whoever finishes the oldest input that is missing hands on its result,
//! and those after it that are there already: at once, and without waking anybody for it. A worker waits when it is far ahead
//! of the slowest, so that one slow time-stamp does not pile up the results of a million files. Ctrl-C lets each worker
//! finish what it has; since inputs are taken in order, what is done is always a prefix.

use std::collections::VecDeque;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
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

/// Does `work` for every item on `jobs` threads and hands each result to `emit`, in order, one at a time.
///
/// # Errors
/// What `emit` fails with; a closed pipe is [`Ending::ReaderGone`] instead.
pub(super) fn run<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    stop: &AtomicBool,
    work: impl Fn(&T) -> R + Sync,
    mut emit: impl FnMut(&T, Result<R, Panicked>) -> io::Result<()> + Send,
) -> io::Result<Ending> {
    let desk = Desk::new(items.len());
    let outlet = Mutex::new(|at: usize, result| emit(&items[at], result));
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, items.len().max(1)) {
            scope.spawn(|| {
                while let Some(at) = desk.take(stop) {
                    // A hostile file that finds a bug must not take the whole batch with it.
                    let result = panic::catch_unwind(AssertUnwindSafe(|| work(&items[at])));
                    desk.put(at, result.map_err(|_| Panicked));
                    desk.hand_on(&outlet);
                }
            });
        }
    });
    desk.ending()
}

/// Where workers meet.
struct Desk<R> {
    count: usize,
    state: Mutex<State<R>>,
    /// Somebody may go on who was too far ahead.
    changed: Condvar,
}

struct State<R> {
    /// Inputs that a worker has taken.
    taken: usize,
    /// Results that were handed on.
    emitted: usize,
    /// The results after those, as far as they are there.
    results: VecDeque<Option<Result<R, Panicked>>>,
    /// Workers that are too far ahead.
    waiting: usize,
    /// What handing on failed with: all shall stop.
    failure: Option<io::Error>,
}

impl<R> Desk<R> {
    fn new(count: usize) -> Self {
        let state = State { taken: 0, emitted: 0, results: VecDeque::new(), waiting: 0, failure: None };
        Self { count, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// No code that can panic runs under the lock, so a poisoned one still holds a whole state.
    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next input for a worker; nothing when there is none, or when all shall stop.
    fn take(&self, stop: &AtomicBool) -> Option<usize> {
        let mut state = self.lock();
        while state.failure.is_none() && state.taken < self.count && state.taken >= state.emitted + AHEAD {
            state.waiting += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
        if state.failure.is_some() || stop.load(Ordering::Relaxed) || state.taken >= self.count {
            return None;
        }
        state.taken += 1;
        state.results.push_back(None);
        Some(state.taken - 1)
    }

    fn put(&self, at: usize, result: Result<R, Panicked>) {
        let mut state = self.lock();
        let place = at - state.emitted;
        state.results[place] = Some(result);
    }

    /// Hands on what is there, in order, unless another worker is at it: that one will see what was put before.
    fn hand_on(&self, outlet: &Mutex<impl FnMut(usize, Result<R, Panicked>) -> io::Result<()>>) {
        while self.is_ready() {
            let mut emit = match outlet.try_lock() {
                Ok(emit) => emit,
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => return,
            };
            while let Some((at, result)) = self.ready() {
                if let Err(error) = emit(at, result) {
                    self.lock().failure = Some(error);
                    self.changed.notify_all();
                    return;
                }
            }
        }
    }

    fn is_ready(&self) -> bool {
        let state = self.lock();
        state.failure.is_none() && matches!(state.results.front(), Some(Some(_)))
    }

    /// The oldest result that was not handed on, if it is there.
    fn ready(&self) -> Option<(usize, Result<R, Panicked>)> {
        let mut state = self.lock();
        let result = state.results.front_mut()?.take()?;
        state.results.pop_front();
        state.emitted += 1;
        if state.waiting > 0 {
            self.changed.notify_all();
        }
        Some((state.emitted - 1, result))
    }

    fn ending(self) -> io::Result<Ending> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        match state.failure {
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Ending::ReaderGone),
            Some(error) => Err(error),
            None if state.emitted == self.count => Ok(Ending::Complete),
            None => Ok(Ending::Interrupted { done: state.emitted }),
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

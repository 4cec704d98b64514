//! Work that is done side by side, and taken up in order.
//!
//! In rounds: while the results of one are taken up, the next is read and worked on. Three rounds are in memory at most, and
//! what is taken up, and in which order, does not depend on how many processors there are.

use std::sync::mpsc::sync_channel;
use std::thread;

use rayon::prelude::*;

/// Pieces of a round for each processor, so that all are busy to its end.
const PIECES: usize = 3;
/// Of one round, however many processors: it bounds the memory.
const MOST: usize = 32;

/// Makes something of everything that `next` gives, and calls `take` with each in order. What `take` returns as an error
/// ends it.
pub(super) fn rounds<T: Send, M: Send, E>(
    mut next: impl FnMut() -> Option<T> + Send,
    make: impl Fn(T) -> M + Sync + Send,
    mut take: impl FnMut(M) -> Result<(), E>,
) -> Result<(), E> {
    let width = (rayon::current_num_threads() * PIECES).min(MOST);
    thread::scope(|scope| {
        let (sender, results) = sync_channel(1);
        scope.spawn(move || {
            loop {
                let round: Vec<T> = (0..width).map_while(|_| next()).collect();
                let results: Vec<M> = round.into_par_iter().map(&make).collect();
                // Nobody waits for it any more after an error.
                if results.is_empty() || sender.send(results).is_err() {
                    break;
                }
            }
        });
        results.into_iter().flatten().try_for_each(&mut take)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_the_first_error_ends_it() {
        let (mut given, mut taken) = (0_u32.., Vec::new());
        let result = rounds(
            || given.next(),
            |number| if number == 500 { Err(number) } else { Ok(number * 2) },
            |made| made.map(|double| taken.push(double)),
        );
        assert_eq!((result, taken), (Err(500), (0..500).map(|number| number * 2).collect()));
        assert_eq!(rounds(|| None, |()| (), |()| Err(())), Ok(()));
    }
}

//! Work in parallel, results in order: the one place where threads meet.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

/// Units in flight per thread: enough to keep threads busy, few enough to bound memory.
const UNITS_PER_THREAD: u64 = 16;

/// How far the work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Units done, failed ones included.
    pub done: u64,
    /// Units in all.
    pub total: u64,
}

/// Whether the work came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every unit was done and taken.
    Complete,
    /// It was stopped before.
    Stopped,
}

/// Does the units of a range on the current thread pool and hands each result to `take`, in order and on the calling
/// thread, so that nothing made of them can depend on the number of threads. While some units run, those before them
/// are taken. Setting `stop` ends the work after the units under way; these are taken too.
///
/// `total` is the number of units for `progress`, which may be more than the range when some were done before.
///
/// # Errors
/// The first error that `take` returns ends the work.
pub fn in_order<T: Send, E>(
    units: std::ops::Range<u64>,
    total: u64,
    stop: &AtomicBool,
    progress: impl Fn(Progress) + Sync,
    work: impl Fn(u64) -> T + Sync,
    mut take: impl FnMut(u64, T) -> Result<(), E>,
) -> Result<Ended, E> {
    let done = AtomicU64::new(units.start);
    let block = (rayon::current_num_threads() as u64 * UNITS_PER_THREAD).max(1);
    let mut ready: Vec<(u64, T)> = Vec::new();
    let mut first = units.start;
    while first < units.end && !stop.load(Ordering::Relaxed) {
        let last = units.end.min(first + block);
        let mut next = Vec::new();
        let taken = rayon::in_place_scope(|scope| {
            scope.spawn(|_| {
                next = (first..last)
                    .collect::<Vec<u64>>()
                    .into_par_iter()
                    .with_max_len(1)
                    .map(|unit| {
                        let result = work(unit);
                        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                        progress(Progress { done, total });
                        (unit, result)
                    })
                    .collect();
            });
            ready
                .drain(..)
                .try_for_each(|(unit, result)| take(unit, result))
        });
        taken?;
        ready = next;
        first = last;
    }
    ready
        .into_iter()
        .try_for_each(|(unit, result)| take(unit, result))?;
    Ok(if first >= units.end {
        Ended::Complete
    } else {
        Ended::Stopped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_a_stop_keeps_what_was_done() {
        let stop = AtomicBool::new(false);
        let mut seen = Vec::new();
        let ended = in_order(
            5..300,
            300,
            &stop,
            |_| {},
            |unit| unit * unit,
            |unit, square| {
                assert_eq!(square, unit * unit);
                seen.push(unit);
                if unit == 6 {
                    stop.store(true, Ordering::Relaxed);
                }
                Ok::<(), ()>(())
            },
        );
        assert_eq!(ended, Ok(Ended::Stopped));
        assert_eq!(seen, (5..5 + seen.len() as u64).collect::<Vec<_>>());
        assert!(seen.len() < 295);
        let failed = in_order(
            0..10,
            10,
            &AtomicBool::new(false),
            |_| {},
            |u| u,
            |u, _| {
                if u == 3 { Err("three") } else { Ok(()) }
            },
        );
        assert_eq!(failed, Err("three"));
    }
}

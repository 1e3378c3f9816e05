//! Many changes of one scenario, each run as often as asked for, without holding more than a few of them at once.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use super::execute::{Failure, one_replication};
use super::in_order::{Ended, Progress, in_order};
use super::plan::Plan;
use crate::measure::pair::Pair;

/// Points that one thread runs beside each other: they can share people and twin, and memory grows with their number.
pub const POINTS_TOGETHER: usize = 8;

/// Runs each point in the replications wanted of it. In one replication all points meet the same people with the same
/// draws. `plan` makes the plan of a point when it is run, so that not all are held at once; the plans have the same
/// networks and seed.
///
/// `record` makes of each result what is to be kept, on any thread; `take` receives it in order of replication and, within
/// one, of point. `together` (≥ 1) points are run beside each other; what comes out does not depend on it. The units of
/// `progress` are replications of such groups.
///
/// # Errors
/// The first error that `take` returns ends the execution.
///
/// # Panics
/// If `together` is 0.
pub fn execute_points<T: Send, E>(
    wanted: &[Range<u32>],
    together: usize,
    stop: &AtomicBool,
    progress: impl Fn(Progress) + Sync,
    plan: impl Fn(usize) -> Plan + Sync,
    record: impl Fn(usize, &Pair) -> T + Sync,
    mut take: impl FnMut(u32, usize, Result<T, Failure>) -> Result<(), E>,
) -> Result<Ended, E> {
    let units = units(wanted, together);
    in_order(
        0..units.len() as u64,
        units.len() as u64,
        stop,
        progress,
        |unit| {
            let (replication, points) = &units[unit as usize];
            one_group(points, *replication, &plan, &record)
        },
        |unit, results| {
            let (replication, points) = &units[unit as usize];
            points
                .iter()
                .zip(results)
                .try_for_each(|(&point, result)| take(*replication, point, result))
        },
    )
}

/// How many units the work has.
pub fn count_units(wanted: &[Range<u32>], together: usize) -> u64 {
    units(wanted, together).len() as u64
}

/// Replications with the points that are run beside each other.
fn units(wanted: &[Range<u32>], together: usize) -> Vec<(u32, Vec<usize>)> {
    let first = wanted.iter().map(|range| range.start).min().unwrap_or(0);
    let last = wanted.iter().map(|range| range.end).max().unwrap_or(0);
    (first..last)
        .flat_map(|replication| {
            let here: Vec<usize> = (0..wanted.len())
                .filter(|&point| wanted[point].contains(&replication))
                .collect();
            here.chunks(together)
                .map(|group| (replication, group.to_vec()))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn one_group<T>(
    points: &[usize],
    replication: u32,
    plan: &impl Fn(usize) -> Plan,
    record: &impl Fn(usize, &Pair) -> T,
) -> Vec<Result<T, Failure>> {
    let plans: Vec<Plan> = points.iter().map(|&point| plan(point)).collect();
    let arms: Vec<&Plan> = plans.iter().collect();
    match one_replication(&arms, replication) {
        Ok(pairs) => points
            .iter()
            .zip(&pairs)
            .map(|(&point, pair)| Ok(record(point, pair)))
            .collect(),
        Err(failure) if points.len() == 1 => vec![Err(failure)],
        // Only the point at fault may fail, whoever shares its group.
        Err(_) => points
            .iter()
            .flat_map(|point| one_group(std::slice::from_ref(point), replication, plan, record))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_hold_each_point_in_each_replication_wanted_of_it_once_and_in_order() {
        let wanted = [0..3, 1..2, 0..0, 0..3];
        let of = |together| -> Vec<(u32, usize)> {
            units(&wanted, together)
                .into_iter()
                .flat_map(|(run, points)| {
                    assert!(points.len() <= together);
                    points.into_iter().map(move |point| (run, point))
                })
                .collect()
        };
        let expected = [(0, 0), (0, 3), (1, 0), (1, 1), (1, 3), (2, 0), (2, 3)];
        assert_eq!(of(1), expected);
        assert_eq!(of(2), expected);
        assert_eq!(of(8), expected);
        assert_eq!(count_units(&wanted, 2), 4);
    }
}

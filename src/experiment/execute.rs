//! Running plans: networks of replications in parallel, results in order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;

use super::in_order::{Ended, Progress, in_order};
use super::plan::Plan;
use crate::measure::pair::Pair;
use crate::pathway::run::{Trace, run_arms, run_with_twin};

/// A replication that failed: where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Replication.
    pub replication: u32,
    /// Network.
    pub network: String,
    /// What the program said.
    pub message: String,
}

/// How the execution ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Replications done.
    pub done: u32,
    /// Replications that failed.
    pub failures: Vec<Failure>,
    /// Whether it was stopped before the end.
    pub stopped: bool,
}

/// Runs all replications of a plan on the current thread pool.
///
/// `take` receives each network's result as it is merged (replication, network, result), then `finish` the whole
/// replication, both in the order of the plan and on the calling thread. `progress` is called from any thread.
/// Setting `stop` ends the execution after the units under way.
///
/// # Errors
/// The first error that `take` or `finish` returns ends the execution.
pub fn execute<E>(
    plan: &Plan,
    stop: &AtomicBool,
    progress: impl Fn(Progress) + Sync,
    take: impl FnMut(u32, usize, &Pair) -> Result<(), E>,
    finish: impl FnMut(u32, Pair) -> Result<(), E>,
) -> Result<Outcome, E> {
    execute_each(plan.runs, |_| plan, stop, progress, take, finish)
}

/// As [`execute`], with a plan for each replication, of which there are `runs`. The plans have the same networks and seed.
///
/// # Errors
/// The first error that `take` or `finish` returns ends the execution.
pub fn execute_each<'p, E>(
    runs: u32,
    plan: impl Fn(u32) -> &'p Plan + Sync,
    stop: &AtomicBool,
    progress: impl Fn(Progress) + Sync,
    mut take: impl FnMut(u32, usize, &Pair) -> Result<(), E>,
    mut finish: impl FnMut(u32, Pair) -> Result<(), E>,
) -> Result<Outcome, E> {
    let mut outcome = Outcome::default();
    execute_units(
        |replication| vec![plan(replication)],
        0..runs,
        stop,
        progress,
        |run, network, pairs| take(run, network, &pairs[0]),
        |run, result| match result {
            Ok(mut pairs) => {
                outcome.done += 1;
                finish(run, pairs.remove(0))
            }
            Err(failures) => {
                outcome.failures.extend(failures);
                Ok(())
            }
        },
    )
    .map(|ended| Outcome {
        stopped: ended == Ended::Stopped,
        ..outcome
    })
}

/// Runs some replications of several plans beside each other: in each replication every plan meets the same people with
/// the same draws. The plans have the same networks and seed.
///
/// `take` receives the results of each network as they are merged, one for each plan, then `finish` those of the whole
/// replication, or the reasons why some of its networks failed.
///
/// # Errors
/// The first error that `take` or `finish` returns ends the execution.
///
/// # Panics
/// Without a plan.
pub fn execute_arms<E>(
    plans: &[Plan],
    replications: std::ops::Range<u32>,
    stop: &AtomicBool,
    progress: impl Fn(Progress) + Sync,
    take: impl FnMut(u32, usize, &[Pair]) -> Result<(), E>,
    finish: impl FnMut(u32, Result<Vec<Pair>, Vec<Failure>>) -> Result<(), E>,
) -> Result<Ended, E> {
    execute_units(
        |_| plans.iter().collect(),
        replications,
        stop,
        progress,
        take,
        finish,
    )
}

/// Replications in units of one network; `arms` are the plans of a replication.
fn execute_units<'p, E>(
    arms: impl Fn(u32) -> Vec<&'p Plan> + Sync,
    replications: std::ops::Range<u32>,
    stop: &AtomicBool,
    progress: impl Fn(Progress) + Sync,
    mut take: impl FnMut(u32, usize, &[Pair]) -> Result<(), E>,
    mut finish: impl FnMut(u32, Result<Vec<Pair>, Vec<Failure>>) -> Result<(), E>,
) -> Result<Ended, E> {
    let networks = arms(replications.start)[0].networks() as u64;
    let place = |unit: u64| ((unit / networks) as u32, (unit % networks) as usize);
    let mut whole: Option<Vec<Pair>> = None;
    let mut failures: Vec<Failure> = Vec::new();
    in_order(
        u64::from(replications.start) * networks..u64::from(replications.end) * networks,
        u64::from(replications.end) * networks,
        stop,
        progress,
        |unit| {
            let (replication, network) = place(unit);
            one_network(&arms(replication), network, replication)
        },
        |unit, result| {
            let (replication, network) = place(unit);
            match result {
                Ok(pairs) => {
                    take(replication, network, &pairs)?;
                    whole = Some(match whole.take() {
                        Some(before) => merged(before, pairs),
                        None => pairs,
                    });
                }
                Err(failure) => failures.push(failure),
            }
            if network + 1 < networks as usize {
                return Ok(());
            }
            let failures = std::mem::take(&mut failures);
            match whole.take() {
                Some(pairs) if failures.is_empty() => finish(replication, Ok(pairs)),
                _ => finish(replication, Err(failures)),
            }
        },
    )
}

fn merged(mut before: Vec<Pair>, more: Vec<Pair>) -> Vec<Pair> {
    for (pair, other) in before.iter_mut().zip(more) {
        pair.merge(other);
    }
    before
}

/// One network of one replication under every plan; a failure says where and why.
fn one_network(plans: &[&Plan], network: usize, replication: u32) -> Result<Vec<Pair>, Failure> {
    catch_unwind(AssertUnwindSafe(|| {
        let units: Vec<_> = plans
            .iter()
            .map(|plan| plan.unit(network, replication))
            .collect();
        run_arms(&units, &Trace::default())
    }))
    .map_err(|panic| Failure {
        replication,
        network: plans[0].network_name(network).to_owned(),
        message: panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "the run stopped without a message".to_owned()),
    })
}

/// One whole replication under every plan, on this thread: its networks one after another.
///
/// # Errors
/// The first failure.
pub fn one_replication(plans: &[&Plan], replication: u32) -> Result<Vec<Pair>, Failure> {
    let mut whole: Option<Vec<Pair>> = None;
    for network in 0..plans[0].networks() {
        let pairs = one_network(plans, network, replication)?;
        whole = Some(match whole {
            Some(before) => merged(before, pairs),
            None => pairs,
        });
    }
    Ok(whole.unwrap_or_default())
}

/// Runs one network of one replication again with a trace: stories of chosen people, portraits. The trace changes
/// nothing else, so the result is that of the plan's own run.
pub fn trace(plan: &Plan, network: usize, replication: u32, trace: &Trace) -> Pair {
    run_with_twin(plan.unit(network, replication), trace)
}

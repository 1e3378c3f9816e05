//! Running the plan: units in parallel, results in order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::plan::Plan;
use crate::measure::pair::Pair;
use crate::pathway::run::{Trace, run_with_twin};

/// Units in flight per thread: enough to keep threads busy, few enough to bound memory.
const UNITS_PER_THREAD: usize = 4;

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

/// How far the execution has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Units done, failed ones included.
    pub done: u64,
    /// Units in all.
    pub total: u64,
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
    mut take: impl FnMut(u32, usize, &Pair) -> Result<(), E>,
    mut finish: impl FnMut(u32, Pair) -> Result<(), E>,
) -> Result<Outcome, E> {
    let networks = plan.networks();
    let total = u64::from(plan.runs) * networks as u64;
    let done = std::sync::atomic::AtomicU64::new(0);
    let block = (rayon::current_num_threads() * UNITS_PER_THREAD).max(1) as u64;
    let mut outcome = Outcome::default();
    let mut whole: Option<Pair> = None;
    let mut failed = false;
    for first in (0..total).step_by(block as usize) {
        if stop.load(Ordering::Relaxed) {
            outcome.stopped = true;
            return Ok(outcome);
        }
        let units: Vec<u64> = (first..total.min(first + block)).collect();
        let results: Vec<Result<Pair, String>> = units
            .par_iter()
            .with_max_len(1)
            .map(|&unit| {
                let replication = (unit / networks as u64) as u32;
                let network = (unit % networks as u64) as usize;
                let result = unit_result(plan, network, replication);
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                progress(Progress { done, total });
                result
            })
            .collect();
        for (unit, result) in units.into_iter().zip(results) {
            let replication = (unit / networks as u64) as u32;
            let network = (unit % networks as u64) as usize;
            match result {
                Ok(pair) => {
                    take(replication, network, &pair)?;
                    match &mut whole {
                        Some(whole) => whole.merge(pair),
                        None => whole = Some(pair),
                    }
                }
                Err(message) => {
                    failed = true;
                    let network = plan.network_name(network).to_owned();
                    outcome.failures.push(Failure {
                        replication,
                        network,
                        message,
                    });
                }
            }
            if network + 1 == networks {
                let pair = whole.take();
                if let (false, Some(pair)) = (failed, pair) {
                    finish(replication, pair)?;
                    outcome.done += 1;
                }
                failed = false;
            }
        }
    }
    Ok(outcome)
}

fn unit_result(plan: &Plan, network: usize, replication: u32) -> Result<Pair, String> {
    catch_unwind(AssertUnwindSafe(|| {
        run_with_twin(plan.unit(network, replication), &Trace::default())
    }))
    .map_err(|panic| {
        panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "the run stopped without a message".to_owned())
    })
}

/// Runs one network of one replication again with a trace: stories of chosen people, portraits. The trace changes
/// nothing else, so the result is that of the plan's own run.
pub fn trace(plan: &Plan, network: usize, replication: u32, trace: &Trace) -> Pair {
    run_with_twin(plan.unit(network, replication), trace)
}

//! Running the plan: units in parallel, results in order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::plan::Plan;
use crate::measure::pair::Pair;
use crate::pathway::run::{Trace, run_with_twin};

/// Units in flight per thread: enough to keep threads busy, few enough to bound memory.
const UNITS_PER_THREAD: usize = 16;

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
    let total = u64::from(plan.runs) * plan.networks() as u64;
    let done = AtomicU64::new(0);
    let block = (rayon::current_num_threads() * UNITS_PER_THREAD).max(1) as u64;
    let mut gathered = Gathered::default();
    let mut ready: Vec<UnitResult> = Vec::new();
    for first in (0..total).step_by(block as usize) {
        if stop.load(Ordering::Relaxed) {
            gathered.outcome.stopped = true;
            return Ok(gathered.outcome);
        }
        // While the next units run on the other threads, this one takes care of those that are ready.
        let mut next = Vec::new();
        let taken = rayon::in_place_scope(|scope| {
            scope.spawn(|_| {
                let units: Vec<u64> = (first..total.min(first + block)).collect();
                next = units
                    .into_par_iter()
                    .with_max_len(1)
                    .map(|unit| {
                        let result = UnitResult::of(plan, unit);
                        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                        progress(Progress { done, total });
                        result
                    })
                    .collect();
            });
            gathered.add(plan, std::mem::take(&mut ready), &mut take, &mut finish)
        });
        taken?;
        ready = next;
    }
    gathered.add(plan, ready, &mut take, &mut finish)?;
    Ok(gathered.outcome)
}

/// What one unit of work gave.
struct UnitResult {
    replication: u32,
    network: usize,
    result: Result<Pair, String>,
}

impl UnitResult {
    fn of(plan: &Plan, unit: u64) -> Self {
        let networks = plan.networks() as u64;
        let (replication, network) = ((unit / networks) as u32, (unit % networks) as usize);
        Self {
            replication,
            network,
            result: unit_result(plan, network, replication),
        }
    }
}

/// Results merged so far, in the order of the plan.
#[derive(Default)]
struct Gathered {
    outcome: Outcome,
    /// The replication under way, merged over its networks so far.
    whole: Option<Pair>,
    /// Whether a network of the replication under way has failed.
    failed: bool,
}

impl Gathered {
    fn add<E>(
        &mut self,
        plan: &Plan,
        results: Vec<UnitResult>,
        take: &mut impl FnMut(u32, usize, &Pair) -> Result<(), E>,
        finish: &mut impl FnMut(u32, Pair) -> Result<(), E>,
    ) -> Result<(), E> {
        for UnitResult {
            replication,
            network,
            result,
        } in results
        {
            match result {
                Ok(pair) => {
                    take(replication, network, &pair)?;
                    match &mut self.whole {
                        Some(whole) => whole.merge(pair),
                        None => self.whole = Some(pair),
                    }
                }
                Err(message) => {
                    self.failed = true;
                    let network = plan.network_name(network).to_owned();
                    self.outcome.failures.push(Failure {
                        replication,
                        network,
                        message,
                    });
                }
            }
            if network + 1 == plan.networks() {
                if let (false, Some(pair)) = (self.failed, self.whole.take()) {
                    finish(replication, pair)?;
                    self.outcome.done += 1;
                }
                self.failed = false;
            }
        }
        Ok(())
    }
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

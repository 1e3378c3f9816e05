//! `spsim run`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::progress::Report;
use super::{CliError, RunArgs, interrupt, pool, print, scenario, summary};
use crate::experiment::Failure;
use crate::experiment::priors::Beliefs;
use crate::scenario::Scenario;
use crate::scenario::posterior::Posterior;
use crate::study::run::{Options, produce};

/// Folder for runs when none is given.
const OUTPUTS: &str = "outputs";

pub fn command(args: RunArgs) -> Result<(), CliError> {
    let scenario = Scenario::load(&args.scenario, &scenario::overrides(&args.set)?)?;
    let options = Options {
        runs: args.runs.unwrap_or(scenario.runs),
        seed: args.seed.unwrap_or(scenario.seed),
        journeys: args.journeys,
        figures: !args.no_figures,
        posterior: args.posterior.as_deref().map(Posterior::load).transpose()?,
        overrides: args.set,
    };
    // Refused before a folder is made.
    Beliefs::new(options.posterior.clone(), std::slice::from_ref(&scenario))?;
    let target = args.destination.folder(&scenario.name)?;
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let product = produce(
        &scenario,
        &options,
        &target,
        args.destination.force,
        &pool,
        &stop,
        &Report::default(),
    )?;
    let printed = print(&summary::summary(&scenario, &options, &product));
    if product.failures.is_empty() {
        return printed;
    }
    Err(some_failed(&product.failures, product.results.runs))
}

/// Some runs failed: which, where and why. `done` are in the results.
pub fn some_failed(failures: &[Failure], done: usize) -> CliError {
    let lines: Vec<String> = failures
        .iter()
        .map(|f| {
            format!(
                "  run {}, network {}: {}",
                f.replication, f.network, f.message
            )
        })
        .collect();
    let failed: BTreeSet<u32> = failures.iter().map(|f| f.replication).collect();
    CliError::Other(format!(
        "{} of {} runs failed and are not in the results:\n{}",
        failed.len(),
        done.max(failed.last().map_or(0, |&last| last as usize + 1)),
        lines.join("\n")
    ))
}

/// `outputs/NAME`, or with a number if that exists. `outputs` itself is made when it is missing.
pub fn default_target(name: &str) -> Result<PathBuf, CliError> {
    let parent = Path::new(OUTPUTS);
    std::fs::create_dir_all(parent).map_err(|error| {
        CliError::Other(format!(
            "cannot create the folder {OUTPUTS}: {error}; give another with --out"
        ))
    })?;
    let first = parent.join(name);
    let numbered = (2..).map(|n| parent.join(format!("{name}-{n}")));
    let free = std::iter::once(first)
        .chain(numbered)
        .find(|target| !target.exists());
    Ok(free.expect("numbers never end"))
}

//! `spsim reproduce`: what a manifest says, once more, compared byte by byte.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use rayon::ThreadPool;
use serde_json::Value as Json;

use super::progress::Report;
use super::{CliError, ReproduceArgs, interrupt, pool, print};
use crate::analysis::comparison::Target;
use crate::experiment::priors::Beliefs;
use crate::output::manifest::{
    Kind, Manifest, Program, ScenarioRecord, first_altered, first_difference,
};
use crate::output::workbook::WORKBOOK_FILE;
use crate::scenario::Scenario;
use crate::study::compare::{self, Runs, Wanted, compare, unique_names};
use crate::study::report::REPORT_FILE;
use crate::study::run::{self, produce};
use crate::study::uncertainty::{self, Structure};
use crate::study::workbook::write_workbook;
use crate::study::{
    calibrate, evaluate, evidence, frontier, recorded, recorded_posterior, sensitivity, sweep,
    validate, verify,
};

pub fn command(args: &ReproduceArgs) -> Result<(), CliError> {
    let mut manifest = Manifest::read(&args.dir)?;
    // The page tells when and where the comparison was made: it is made from the folder, not from the runs.
    manifest.files.remove(REPORT_FILE);
    let version = Program::this().version;
    let other_version = (version != manifest.program.version).then(|| {
        format!(
            "\nThe folder was made by version {}, this is version {version}: results may rightly differ.",
            manifest.program.version
        )
    });
    let place = tempfile::tempdir()
        .map_err(|error| CliError::Other(format!("cannot make a temporary folder: {error}")))?;
    let target = place.path().join("again");
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let folder = match manifest.kind {
        Kind::Run => run_again(&manifest, &target, &pool, &stop)?,
        Kind::Comparison => comparison_again(&manifest, &target, &pool, &stop)?,
        Kind::Evaluation => {
            let evaluation = evaluate::recorded(&manifest)?;
            evaluate::evaluate(
                &evaluation,
                &target,
                false,
                &pool,
                &stop,
                &Report::default(),
            )?
            .folder
        }
        Kind::Evidence => {
            let scenarios = scenarios_again(&manifest)?;
            let options = evidence::recorded(&manifest)?;
            let report = Report::default();
            evidence::evidence(&scenarios, &options, &target, false, &pool, &stop, &report)?.folder
        }
        Kind::Sweep => {
            let file = sweep::recorded(&manifest)?;
            let (draw, report) = (figures(&manifest), Report::default());
            sweep::sweep(&file, draw, &target, false, &pool, &stop, &report)?.folder
        }
        Kind::Validation => {
            let report = Report::default();
            validate::again(&manifest, &target, &pool, &stop, &report)?.folder
        }
        Kind::Verification => {
            let only = verify::recorded(&manifest);
            verify::verify(&only, &target, false, &pool, &stop, &Report::default())?.folder
        }
        Kind::Calibration => {
            let report = Report::default();
            calibrate::again(&manifest, &target, &pool, &stop, &report)?.folder
        }
        Kind::Frontier => {
            let file = frontier::recorded(&manifest)?;
            let (draw, report) = (figures(&manifest), Report::default());
            frontier::frontier(&file, draw, &target, false, &pool, &stop, &report)?.folder
        }
        Kind::Sensitivity => {
            let file = sensitivity::recorded(&manifest)?;
            let (draw, report) = (figures(&manifest), Report::default());
            sensitivity::sensitivity(&file, draw, &target, false, &pool, &stop, &report)?.folder
        }
    };
    // A workbook made after the run is made again as well.
    if manifest.files.contains_key(WORKBOOK_FILE) {
        write_workbook(&folder, None)?;
    }
    if let Some(difference) = first_difference(&manifest, &folder, Some(&args.dir))? {
        return Err(CliError::Other(format!(
            "not identical: {difference}{}",
            other_version.unwrap_or_default()
        )));
    }
    // The manifest holds; now the files themselves, which somebody may have changed since.
    if let Some(difference) = first_altered(&manifest, &args.dir, Some(&folder), |_| true)? {
        return Err(CliError::Other(format!(
            "not identical: the run comes out as recorded, but {} was changed since: {difference}",
            args.dir.display()
        )));
    }
    print(&format!(
        "identical: {} files of {} came out the same to the last byte\n",
        manifest.files.len(),
        args.dir.display()
    ))
}

fn run_again(
    manifest: &Manifest,
    target: &Path,
    pool: &ThreadPool,
    stop: &AtomicBool,
) -> Result<PathBuf, CliError> {
    let scenario = recorded(&manifest.scenarios[0])?;
    let options = run::Options {
        runs: number_of_runs(manifest.runs)?,
        seed: manifest.seed,
        journeys: whole(manifest, "journeys"),
        figures: figures(manifest),
        posterior: recorded_posterior(manifest)?,
        overrides: manifest.scenarios[0].overrides.clone(),
    };
    let report = Report::default();
    Ok(produce(&scenario, &options, target, false, pool, stop, &report)?.folder)
}

/// The scenarios of a manifest, the base first.
fn scenarios_again(manifest: &Manifest) -> Result<Vec<Scenario>, CliError> {
    let records = manifest.scenarios.iter();
    let mut scenarios = records.map(recorded).collect::<Result<Vec<_>, _>>()?;
    unique_names(&mut scenarios);
    Ok(scenarios)
}

fn comparison_again(
    manifest: &Manifest,
    target: &Path,
    pool: &ThreadPool,
    stop: &AtomicBool,
) -> Result<PathBuf, CliError> {
    let scenarios = scenarios_again(manifest)?;
    let mut structures = Vec::new();
    let kept: Vec<ScenarioRecord> = option(manifest, "structures")
        .map(|records| serde_json::from_value(records.clone()))
        .transpose()
        .map_err(|error| CliError::Other(format!("the manifest is damaged: {error}")))?
        .unwrap_or_default();
    for record in &kept {
        structures.push(Structure::new(recorded(record)?)?);
    }
    let options = compare::Options {
        runs: match option(manifest, "precision").filter(|wanted| !wanted.is_null()) {
            Some(wanted) => Runs::Precise(precision(wanted)?),
            None => Runs::Number(number_of_runs(manifest.runs)?),
        },
        seed: manifest.seed,
        draws: uncertainty::Wanted {
            draws: whole(manifest, "draws"),
            runs_per_draw: whole(manifest, "runs_per_draw"),
            structures,
            beliefs: Beliefs::new(recorded_posterior(manifest)?, &scenarios)
                .map_err(CliError::Scenario)?,
        },
        one_way_runs: whole(manifest, "one_way_runs"),
        contributions: option(manifest, "contributions")
            .and_then(Json::as_bool)
            .unwrap_or(false),
        targets: targets(manifest)?,
        scale_to: option(manifest, "scale_to").and_then(Json::as_f64),
        figures: figures(manifest),
        overrides: manifest.scenarios[0].overrides.clone(),
    };
    let report = Report::default();
    Ok(compare(&scenarios, &options, target, false, pool, stop, &report)?.folder)
}

fn precision(wanted: &Json) -> Result<Wanted, CliError> {
    let damaged =
        || CliError::Other("the manifest is damaged: its precision cannot be read".to_owned());
    Ok(Wanted {
        share: wanted["share"].as_f64().ok_or_else(damaged)?,
        runs_at_most: wanted["runs_at_most"]
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
            .ok_or_else(damaged)?,
        measures: serde_json::from_value(wanted["measures"].clone()).map_err(|_| damaged())?,
    })
}

fn targets(manifest: &Manifest) -> Result<Vec<Target>, CliError> {
    let texts: Vec<String> = option(manifest, "targets")
        .and_then(|texts| serde_json::from_value(texts.clone()).ok())
        .unwrap_or_default();
    texts
        .iter()
        .map(|text| {
            text.parse()
                .map_err(|error| CliError::Other(format!("the manifest is damaged: {error}")))
        })
        .collect()
}

fn option<'a>(manifest: &'a Manifest, name: &str) -> Option<&'a Json> {
    manifest.options.get(name)
}

/// A whole number among the options; 0 if it is not there.
fn whole(manifest: &Manifest, name: &str) -> u32 {
    option(manifest, name)
        .and_then(Json::as_u64)
        .and_then(|n| u32::try_from(n).ok())
        .unwrap_or(0)
}

fn figures(manifest: &Manifest) -> bool {
    option(manifest, "figures")
        .and_then(Json::as_bool)
        .unwrap_or(true)
}

fn number_of_runs(runs: u64) -> Result<u32, CliError> {
    u32::try_from(runs).map_err(|_| {
        CliError::Other(format!(
            "the manifest asks for {runs} runs, which is too many"
        ))
    })
}

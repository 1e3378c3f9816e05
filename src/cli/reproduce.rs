//! `spsim reproduce`: what a manifest says, once more, compared byte by byte.

use std::path::{Path, PathBuf};

use super::progress::Report;
use super::{CliError, ReproduceArgs, interrupt, pool, print};
use crate::output::manifest::{Kind, Manifest, Program, first_altered, first_difference};
use crate::study::run::{Options, produce};
use crate::study::{evaluate, recorded};

pub fn command(args: &ReproduceArgs) -> Result<(), CliError> {
    let manifest = Manifest::read(&args.dir)?;
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
    let made = match manifest.kind {
        Kind::Evaluation => evaluated_again(args, &manifest, &target)?,
        _ => run_again(args, &target)?,
    };
    if let Some(difference) = first_difference(&manifest, &made, Some(&args.dir))? {
        return Err(CliError::Other(format!(
            "not identical: {difference}{}",
            other_version.unwrap_or_default()
        )));
    }
    // The manifest holds; now the files themselves, which somebody may have changed since.
    if let Some(difference) = first_altered(&manifest, &args.dir, Some(&made), |_| true)? {
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

/// The virtual studies of a folder once more.
fn evaluated_again(
    args: &ReproduceArgs,
    manifest: &Manifest,
    target: &Path,
) -> Result<PathBuf, CliError> {
    let evaluation = evaluate::recorded(manifest)?;
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let product = evaluate::evaluate(&evaluation, target, false, &pool, &stop, &Report::default())?;
    Ok(product.folder)
}

/// The runs of a folder once more.
fn run_again(args: &ReproduceArgs, target: &Path) -> Result<PathBuf, CliError> {
    let manifest = Manifest::read_kind(&args.dir, Kind::Run)?;
    let scenario = recorded(&manifest.scenarios[0])?;
    let option = |name: &str| manifest.options.get(name);
    let options = Options {
        runs: u32::try_from(manifest.runs).map_err(|_| {
            CliError::Other(format!(
                "the manifest asks for {} runs, which is too many",
                manifest.runs
            ))
        })?,
        seed: manifest.seed,
        journeys: option("journeys")
            .and_then(serde_json::Value::as_u64)
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(0),
        figures: option("figures")
            .and_then(serde_json::Value::as_bool)
            .unwrap_or(true),
        overrides: manifest.scenarios[0].overrides.clone(),
    };
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let product = produce(
        &scenario,
        &options,
        target,
        false,
        &pool,
        &stop,
        &Report::default(),
    )?;
    Ok(product.folder)
}

//! `spsim calibrate`.

use std::fs;
use std::path::Path;

use super::progress::Report;
use super::text::{number, wrapped};
use super::{CalibrateArgs, CliError, interrupt, pool, print, scenario};
use crate::output::calibration_page::{amount, answer, tension_words};
use crate::scenario::targets::Targets;
use crate::scenario::{Scenario, ScenarioError};
use crate::study::calibrate::{self, Options, Product, calibrate};

pub fn command(args: CalibrateArgs) -> Result<(), CliError> {
    let scenario = Scenario::load(&args.scenario, &scenario::overrides(&args.set)?)
        .map_err(|error| perhaps_swapped(&args.scenario, error))?;
    let targets = Targets::load(&args.targets, &calibrate::known_measures(), &scenario)?;
    let particles = args.particles as usize;
    let options = Options {
        particles,
        draws: args.draws.map_or(3 * particles, |draws| draws as usize),
        generations: args.generations,
        quantile: args.quantile,
        tolerance: args.distance,
        least_acceptance: args.least_acceptance,
        surrogate: !args.no_surrogate,
        runs: args.runs,
        checks: args.checks,
        seed: args.seed.unwrap_or(scenario.seed),
        figures: !args.no_figures,
        overrides: args.set,
    };
    if options.draws < particles {
        return Err(CliError::Other(format!(
            "--draws {} are fewer than the {particles} points that are kept of them",
            options.draws
        )));
    }
    let target = args
        .destination
        .folder(&calibrate::name(&scenario, &targets))?;
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let product = calibrate(
        &scenario,
        &targets,
        &options,
        &target,
        args.destination.force,
        &pool,
        &stop,
        &Report::default(),
    )?;
    print(&text(&product))
}

/// Says so where the targets were given in the place of the scenario.
fn perhaps_swapped(path: &Path, error: ScenarioError) -> CliError {
    let holds_targets = fs::read_to_string(path)
        .is_ok_and(|text| text.lines().any(|line| line.trim() == "[[target]]"));
    if holds_targets {
        return CliError::Other(format!(
            "{} is a file of targets: the scenario comes first, then the targets",
            path.display()
        ));
    }
    error.into()
}

fn text(product: &Product) -> String {
    let calibration = &product.calibration;
    let mut text = format!("\n{} – {}\n\n", calibration.scenario, calibration.title);
    for sentence in answer(calibration) {
        text.push_str(&wrapped(&sentence));
    }
    text.push_str("\nTarget: aim, before, after (off, in tolerances)\n");
    for (target, fit) in calibration
        .targets
        .iter()
        .zip(&calibration.findings.targets)
    {
        let (low, high) = target.aim.ends();
        let aim = match low == high {
            true => amount(low, target.unit),
            false => format!(
                "{} to {}",
                amount(low, target.unit),
                amount(high, target.unit)
            ),
        };
        text.push_str(&format!(
            "  {:6} {:44} {:>14} {:>9} {:>9}  {:>6} {}\n",
            target.id,
            shortened(&target.what, 44),
            aim,
            amount(fit.prior.mean, target.unit),
            amount(fit.posterior.mean, target.unit),
            number(fit.off, 2),
            match (fit.met, target.fitted) {
                (true, _) => "",
                (false, true) => "missed",
                (false, false) => "missed (validation)",
            }
        ));
    }
    for tension in &calibration.findings.tensions {
        text.push('\n');
        text.push_str(&wrapped(
            &tension_words(calibration, tension).replace("**", ""),
        ));
    }
    text.push_str(&format!(
        "\n{} seconds. Written to {}: calibration.md, posterior.csv for --posterior of `spsim run` and `spsim compare`.\n",
        number(product.seconds, 0),
        product.folder.display()
    ));
    text
}

/// At most so many characters.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

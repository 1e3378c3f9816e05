//! `spsim compare`.

use std::path::Path;

use super::progress::Report;
use super::{CliError, CompareArgs, compare_summary, interrupt, pool, print, run, scenario};
use crate::analysis::comparison::{Better, Target};
use crate::analysis::headlines::{HEADLINES, Headline, headline_of};
use crate::experiment::priors::Beliefs;
use crate::scenario::Scenario;
use crate::scenario::posterior::Posterior;
use crate::study::compare::{self, Options, Runs, Wanted, compare, unique_names};
use crate::study::uncertainty::{self, Structure};

/// The limit on the 90th percentile of waits where no other is asked for, in days.
const FOUR_WEEKS: f64 = 28.0;
/// The measures that must be precise where nothing else is asked for.
const USUALLY_PRECISE: [&str; 4] = [
    "wait_median",
    "seen_by_a_link_worker",
    "reached_stage_3",
    "cost_nhs_and_personal_social_services",
];

pub fn command(args: CompareArgs) -> Result<(), CliError> {
    let overrides = scenario::overrides(&args.set)?;
    let mut scenarios = Vec::with_capacity(args.scenarios.len());
    for path in &args.scenarios {
        scenarios.push(Scenario::load(path, &overrides)?);
    }
    unique_names(&mut scenarios);
    let options = Options {
        runs: runs(&args, &scenarios[0])?,
        seed: args.seed.unwrap_or(scenarios[0].seed),
        draws: draws(&args, &scenarios)?,
        one_way_runs: args.one_way_runs,
        contributions: args.contributions,
        targets: targets(&args)?,
        scale_to: args.scale_to,
        figures: !args.no_figures,
        overrides: args.set,
    };
    compare::check_comparable(&scenarios)?;
    print(&compare_summary::options(&scenarios))?;
    let target = match args.out {
        Some(target) => target,
        None => run::default_target(&compare::name(&scenarios))?,
    };
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let product = compare(
        &scenarios,
        &options,
        &target,
        args.force,
        &pool,
        &stop,
        &Report::default(),
    )?;
    let printed = print(&compare_summary::summary(&product));
    if product.failures.is_empty() {
        return printed;
    }
    Err(run::some_failed(&product.failures, product.decision.runs))
}

/// How many runs are made: what the command line says, else what the base says.
fn runs(args: &CompareArgs, base: &Scenario) -> Result<Runs, CliError> {
    let share = match (args.precision, args.runs) {
        (Some(share), _) => share,
        (None, Some(runs)) => return Ok(Runs::Number(runs)),
        (None, None) => match base.precision {
            Some(share) => share,
            None => return Ok(Runs::Number(base.runs)),
        },
    };
    let measures: Vec<String> = if !args.measure.is_empty() {
        args.measure.clone()
    } else if !base.precise.is_empty() {
        base.precise.clone()
    } else {
        USUALLY_PRECISE.map(str::to_owned).to_vec()
    };
    for measure in &measures {
        known(measure, "--measure, or `precise` in [run]")?;
    }
    Ok(Runs::Precise(Wanted {
        share,
        runs_at_most: args.runs_at_most.unwrap_or(base.runs_at_most),
        measures,
    }))
}

/// Refuses what is not a headline measure, with the nearest that is.
fn known(measure: &str, asked_by: &str) -> Result<(), CliError> {
    if headline_of(measure).is_some() {
        return Ok(());
    }
    let likeness = |headline: &Headline| strsim::jaro_winkler(headline.id, measure);
    let near = HEADLINES
        .iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .map_or_else(String::new, |near| format!("; did you mean `{}`?", near.id));
    Err(CliError::Other(format!(
        "there is no headline measure `{measure}` (asked for by {asked_by}){near}"
    )))
}

/// The limits that measures should keep: those asked for, or the usual one.
fn targets(args: &CompareArgs) -> Result<Vec<Target>, CliError> {
    if args.target.is_empty() {
        return Ok(vec![Target {
            measure: "wait_90th_percentile".to_owned(),
            side: Better::Lower,
            limit: FOUR_WEEKS,
        }]);
    }
    for target in &args.target {
        known(&target.measure, "--target")?;
    }
    Ok(args.target.clone())
}

/// The draws that are asked for.
fn draws(args: &CompareArgs, scenarios: &[Scenario]) -> Result<uncertainty::Wanted, CliError> {
    let mut structures = Vec::new();
    for path in &args.structure {
        structures.push(Structure::new(Scenario::load(path, &[])?)?);
    }
    Ok(uncertainty::Wanted {
        draws: args.draws,
        runs_per_draw: args.runs_per_draw,
        structures,
        beliefs: beliefs(args.posterior.as_deref(), args.priors, scenarios)?,
    })
}

/// What is drawn from: the table that is asked for, the priors alone, or what belongs to the default values.
pub fn beliefs(
    posterior: Option<&Path>,
    priors: bool,
    scenarios: &[Scenario],
) -> Result<Beliefs, CliError> {
    Ok(match posterior {
        Some(path) => Beliefs::new(Some(Posterior::load(path)?), scenarios)?,
        None if priors => Beliefs::default(),
        None => Beliefs::of_defaults(scenarios),
    })
}

/// A share such as `0.05` or `5%`, above 0 and at most 1.
pub fn share(text: &str) -> Result<f64, String> {
    let (number, scale) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent, 100.0),
        None => (text.trim(), 1.0),
    };
    match number.trim().parse::<f64>() {
        Ok(x) if x > 0.0 && x / scale <= 1.0 => Ok(x / scale),
        Ok(_) => Err("allowed: above 0 and at most 100%, such as 0.05 or 5%".to_owned()),
        Err(_) => Err("expected a share, such as 0.05 or 5%".to_owned()),
    }
}

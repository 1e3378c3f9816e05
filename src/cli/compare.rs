//! `spsim compare`.

use super::progress::Report;
use super::{CliError, CompareArgs, compare_summary, interrupt, pool, print, run, scenario};
use crate::analysis::headlines::HEADLINES;
use crate::scenario::Scenario;
use crate::study::compare::{self, Options, Runs, Wanted, compare, unique_names};
use crate::study::uncertainty::{self, Structure};

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
        draws: draws(&args)?,
        one_way_runs: args.one_way_runs,
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
    let Some(share) = args.precision else {
        return Ok(Runs::Number(args.runs.unwrap_or(base.runs)));
    };
    let measures: Vec<String> = if args.measure.is_empty() {
        USUALLY_PRECISE.map(str::to_owned).to_vec()
    } else {
        args.measure.clone()
    };
    for measure in &measures {
        if !HEADLINES.iter().any(|headline| headline.id == measure) {
            let near = HEADLINES
                .iter()
                .max_by(|a, b| {
                    strsim::jaro_winkler(a.id, measure)
                        .total_cmp(&strsim::jaro_winkler(b.id, measure))
                })
                .map_or_else(String::new, |near| format!("; did you mean `{}`?", near.id));
            return Err(CliError::Other(format!(
                "`--measure {measure}`: there is no such headline measure{near}"
            )));
        }
    }
    Ok(Runs::Precise(Wanted {
        share,
        runs_at_most: args.runs_at_most,
        measures,
    }))
}

/// The draws of the priors that are asked for.
fn draws(args: &CompareArgs) -> Result<uncertainty::Wanted, CliError> {
    let mut structures = Vec::new();
    for path in &args.structure {
        structures.push(Structure::new(Scenario::load(path, &[])?)?);
    }
    Ok(uncertainty::Wanted {
        draws: args.draws,
        runs_per_draw: args.runs_per_draw,
        structures,
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

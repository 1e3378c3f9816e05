//! What does another choice change, for whom, at what cost, and how sure are we? Scenarios side by side on the same
//! people with the same random numbers.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::folder::{self, Record, record};
use super::one_way::one_way;
use super::{StudyError, Watch, all_failed, contributions, uncertainty};
use crate::analysis::comparison::Target;
use crate::analysis::decision::{
    Assumption, Decision, Draws, Frame, OptionFacts, PreciseDifference, PrecisionFound,
};
use crate::analysis::headlines::headline_of;
use crate::analysis::measures::thresholds;
use crate::analysis::replications::{Precision, Replications};
use crate::analysis::results::{Collector, Results};
use crate::analysis::statistics::Estimate;
use crate::experiment::priors::uncertain;
use crate::experiment::{Ended, Failure, Plan, execute_arms};
use crate::output::comparison_tables;
use crate::output::figures::board;
use crate::output::folder::OutputFolder;
use crate::output::journal::Journal;
use crate::output::manifest::Kind;
use crate::output::run_tables as tables;
use crate::output::table::{TableFacts, TableWriter};
use crate::scenario::parameters::registry;
use crate::scenario::posterior::Posterior;
use crate::scenario::{Scenario, differences, in_words, incomparable};

/// The document with everything that was found.
pub const DECISION_FILE: &str = "decision.json";
/// Runs from which the scale of a measure is read when its precision is asked for as a share.
const PILOT_RUNS: usize = 10;
/// For how long a precision must hold, in percent of the runs so far (Hoad, Robinson and Davies 2010).
const LOOK_AHEAD_PERCENT: u32 = 5;
/// Runs executed together while a precision is sought; the answer does not depend on it.
const BATCH_RUNS: u32 = 16;

/// How many runs are made.
#[derive(Clone, Debug, PartialEq)]
pub enum Runs {
    /// So many.
    Number(u32),
    /// As many as a precision asks for.
    Precise(Wanted),
}

/// A precision that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Half-width of the 95% interval of each difference from the base, as a share of the level of the base; measures
    /// whose differences are near zero have a half-width of their own.
    pub share: f64,
    /// The most runs that are made.
    pub runs_at_most: u32,
    /// The headline measures that must be so precise.
    pub measures: Vec<String>,
}

/// What is to be made.
#[derive(Clone, Debug)]
pub struct Options {
    /// Number of runs.
    pub runs: Runs,
    /// Master seed.
    pub seed: u64,
    /// Draws of the priors; none by default.
    pub draws: uncertainty::Wanted,
    /// Runs of each option with each uncertain parameter moved alone; 0 for none.
    pub one_way_runs: u32,
    /// Whether the settings that an option changes are run one by one.
    pub contributions: bool,
    /// Limits that measures should keep.
    pub targets: Vec<Target>,
    /// Registered patients whose services the same decision concerns, if not only these.
    pub scale_to: Option<f64>,
    /// Whether figures are drawn.
    pub figures: bool,
    /// The `--set` arguments, which hold for every option.
    pub overrides: Vec<String>,
}

/// What was made.
pub struct Product {
    /// The folder, in place.
    pub folder: PathBuf,
    /// What was found.
    pub decision: Decision,
    /// Failed runs.
    pub failures: Vec<Failure>,
    /// Seconds that the runs took.
    pub seconds: f64,
}

/// Gives each scenario a short name of its own.
pub fn unique_names(scenarios: &mut [Scenario]) {
    for i in 1..scenarios.len() {
        let name = scenarios[i].name.clone();
        let mut number = 2;
        while scenarios[..i]
            .iter()
            .any(|other| other.name == scenarios[i].name)
        {
            scenarios[i].name = format!("{name}-{number}");
            number += 1;
        }
    }
}

/// Refuses scenarios that cannot be compared, with all reasons.
///
/// # Errors
/// If one cannot be compared with the first.
pub fn check_comparable(scenarios: &[Scenario]) -> Result<(), StudyError> {
    let reasons: Vec<String> = scenarios[1..]
        .iter()
        .flat_map(|other| incomparable(&scenarios[0], other))
        .map(|reason| format!("  {reason}"))
        .collect();
    if reasons.is_empty() {
        Ok(())
    } else {
        Err(StudyError::Other(format!(
            "these scenarios cannot be compared, because they are not about the same people over the same time:\n{}",
            reasons.join("\n")
        )))
    }
}

/// Compares scenarios, the first being the base, and puts the complete folder in place.
///
/// # Errors
/// If the scenarios cannot be compared, the folder cannot be written, every run failed, or the work was stopped.
pub fn compare(
    scenarios: &[Scenario],
    options: &Options,
    target: &Path,
    force: bool,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    check_comparable(scenarios)?;
    if options.contributions {
        contributions::check(scenarios)?;
    }
    let folder = OutputFolder::begin(target, force)?;
    // What another plan left unfinished is refused now, not after the runs.
    let draws = uncertainty::Plan {
        scenarios,
        overrides: &options.overrides,
        seed: options.seed,
        wanted: &options.draws,
    };
    if options.draws.draws > 0 && Journal::folder_for(target).exists() {
        draws.journal(target, force)?;
    }
    let started = std::time::Instant::now();
    let made = pool.install(|| runs(scenarios, options, &folder, stop, watch));
    watch.end();
    let mut made = made?;
    let (drawn, journal) = match options.draws.draws {
        0 => (None, None),
        _ => {
            let (drawn, journal) = pool.install(|| draws.drawn(target, force, stop, watch))?;
            (Some(drawn), Some(journal))
        }
    };
    let sides = match options.one_way_runs {
        0 => None,
        runs => Some(pool.install(|| {
            one_way(
                scenarios,
                &options.draws.beliefs,
                options.seed,
                runs,
                stop,
                watch,
            )
        })?),
    };
    let contributed = match options.contributions {
        false => Vec::new(),
        true => pool.install(|| {
            let (results, failures) = (&made.results, &made.failures);
            contributions::contributions(scenarios, results, failures, options.seed, stop, watch)
        })?,
    };
    let seconds = started.elapsed().as_secs_f64();
    let structures: Vec<String> = options
        .draws
        .structures
        .iter()
        .map(|structure| structure.scenario.title.clone())
        .collect();
    let results = &made.results;
    let decision = Decision::of(
        Frame {
            contributions: contributed,
            ..frame(scenarios, options, &made)
        },
        results,
        drawn
            .as_ref()
            .map(|drawn| Draws {
                records: &drawn.records,
                recorder: &drawn.recorder,
                parameters: &drawn.parameters,
                structures: &structures,
                effective_size: options
                    .draws
                    .beliefs
                    .posterior
                    .as_ref()
                    .map(Posterior::effective_size),
            })
            .as_ref(),
        sides.as_ref(),
    );
    if let Some(drawn) = &drawn {
        made.facts.extend(write_draws(
            &folder,
            scenarios,
            &decision,
            drawn,
            &structures,
        )?);
    }
    if options.contributions {
        let spec = comparison_tables::contributions_spec();
        let mut table = TableWriter::create(folder.path(), spec)?;
        comparison_tables::write_contributions(&mut table, &decision)?;
        made.facts.push(table.finish()?);
    }
    if options.figures {
        let by_run = |id: &str, option: usize| -> Vec<f64> {
            let of = |option: usize| results[option].outcome(id, "all").iter();
            of(option).zip(of(0)).map(|(a, b)| a - b).collect()
        };
        folder::write_figures(&folder, &board::figures(&decision, by_run))?;
    }
    folder.write(DECISION_FILE, folder::pretty(&json!(decision)))?;
    if stop.load(Ordering::Relaxed) {
        return Err(stopped());
    }
    let folder = folder::complete(
        folder,
        &made.facts,
        &Record {
            kind: Kind::Comparison,
            name: &name(scenarios),
            title: &decision.title,
            description: &decision.question,
            command: command_line(scenarios, options),
            seed: options.seed,
            runs: decision.runs as u64,
            scenarios: scenarios
                .iter()
                .map(|scenario| record(scenario, &options.overrides))
                .collect(),
            options: json!({
                "precision": match &options.runs {
                    Runs::Number(_) => serde_json::Value::Null,
                    Runs::Precise(wanted) => json!({
                        "share": wanted.share,
                        "runs_at_most": wanted.runs_at_most,
                        "measures": wanted.measures,
                    }),
                },
                "draws": options.draws.draws,
                "runs_per_draw": options.draws.runs_per_draw,
                "structures": options
                    .draws
                    .structures
                    .iter()
                    .map(|structure| record(&structure.scenario, &[]))
                    .collect::<Vec<_>>(),
                "posterior": folder::kept(options.draws.beliefs.posterior.as_ref()),
                "one_way_runs": options.one_way_runs,
                "contributions": options.contributions,
                "targets": options.targets.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "scale_to": options.scale_to,
                "figures": options.figures,
                "failed_runs": folder::failed(&made.failures),
            }),
        },
    )?;
    if let Some(journal) = journal {
        journal.close()?;
    }
    Ok(Product {
        folder,
        decision,
        failures: made.failures,
        seconds,
    })
}

fn write_draws(
    folder: &OutputFolder,
    scenarios: &[Scenario],
    decision: &Decision,
    drawn: &uncertainty::Made,
    structures: &[String],
) -> Result<Vec<TableFacts>, StudyError> {
    let titles = decision.labels();
    let names: Vec<&str> = scenarios.iter().map(|s| s.name.as_str()).collect();
    let mut psa = TableWriter::create(folder.path(), comparison_tables::psa_spec())?;
    comparison_tables::write_psa(&mut psa, &drawn.records, &drawn.recorder, &titles)?;
    let mut draws = TableWriter::create(folder.path(), comparison_tables::draws_spec())?;
    comparison_tables::write_draws(
        &mut draws,
        &drawn.records,
        &drawn.recorder,
        &names,
        structures,
    )?;
    folder.write(
        "psa_parameters.csv",
        comparison_tables::psa_parameters(&drawn.records, &drawn.parameters),
    )?;
    Ok(vec![psa.finish()?, draws.finish()?])
}

/// The uncertain parameters of the scenarios, with what stands behind them in the base.
pub(super) fn assumptions(
    scenarios: &[Scenario],
    posterior: Option<&Posterior>,
) -> Vec<Assumption> {
    let base = &scenarios[0];
    uncertain(scenarios)
        .into_iter()
        .map(|index| {
            let parameter = &registry()[index];
            let evidence = &base.evidence[index];
            Assumption {
                path: parameter.path(),
                meaning: parameter
                    .doc
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
                value: in_words(parameter, base.values[index]),
                prior: posterior
                    .and_then(|posterior| posterior.range_in_words(index))
                    .map(|range| format!("calibrated: 90% from {range}"))
                    .unwrap_or_else(|| evidence.prior.to_string()),
                calibrated: posterior.is_some_and(|found| found.parameters.contains(&index)),
                strength: evidence.strength.label().to_owned(),
                source: evidence.source.clone(),
                matters_pounds: None,
            }
        })
        .collect()
}

pub(super) fn stopped() -> StudyError {
    StudyError::Interrupted(
        "Stopped before the results were complete; nothing was written.".to_owned(),
    )
}

/// Short name of a comparison: that of its only option, or of its base.
pub fn name(scenarios: &[Scenario]) -> String {
    match scenarios {
        [base, other] => format!("{}-against-{}", other.name, base.name),
        _ => format!("options-against-{}", scenarios[0].name),
    }
}

/// What the runs gave.
struct Made {
    facts: Vec<TableFacts>,
    /// Of each option, aligned by run.
    results: Vec<Results>,
    failures: Vec<Failure>,
    precision: Option<PrecisionFound>,
}

fn runs(
    scenarios: &[Scenario],
    options: &Options,
    folder: &OutputFolder,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Made, StudyError> {
    let most = match &options.runs {
        Runs::Number(runs) => *runs,
        Runs::Precise(wanted) => wanted.runs_at_most,
    };
    let plans: Vec<Plan> = scenarios
        .iter()
        .map(|scenario| Plan::new(scenario, most, options.seed))
        .collect();
    let base = &scenarios[0];
    let mut collectors: Vec<Collector> = scenarios
        .iter()
        .map(|_| Collector::new(base.days))
        .collect();
    let mut outcomes = TableWriter::create(
        folder.path(),
        tables::outcomes_spec(collectors[0].outcome_measures()),
    )?;
    let mut series = TableWriter::create(
        folder.path(),
        tables::series_spec(collectors[0].series_measures()),
    )?;
    let parameters: Vec<_> = scenarios.iter().map(Scenario::parameters).collect();
    let registered = registered(&plans[0]);
    let mut failures = Vec::new();
    let mut search = match &options.runs {
        Runs::Number(_) => None,
        Runs::Precise(wanted) => Some(Search::new(wanted, scenarios)),
    };
    watch.begin("runs", u64::from(most) * plans[0].networks() as u64);
    let mut first = 0;
    while first < most && !search.as_ref().is_some_and(Search::satisfied) {
        let last = match search {
            None => most,
            Some(_) => most.min(first + BATCH_RUNS),
        };
        let ended = execute_arms(
            &plans,
            first..last,
            stop,
            |progress| watch.update(progress),
            |_, _, _| Ok::<(), StudyError>(()),
            |run, result| {
                if search.as_ref().is_some_and(Search::satisfied) {
                    return Ok(());
                }
                let pairs = match result {
                    Ok(pairs) => pairs,
                    Err(failed) => {
                        failures.extend(failed);
                        return Ok(());
                    }
                };
                for (arm, pair) in pairs.iter().enumerate() {
                    let name = &scenarios[arm].name;
                    collectors[arm].run(
                        run,
                        pair,
                        &parameters[arm],
                        registered,
                        |seen| tables::write_observation(&mut outcomes, name, base.start, seen),
                        |seen| tables::write_observation(&mut series, name, base.start, seen),
                    )?;
                }
                if let Some(search) = &mut search {
                    search.feed(&collectors, run as usize);
                }
                Ok(())
            },
        )?;
        if ended == Ended::Stopped {
            return Err(stopped());
        }
        first = last;
    }
    if collectors[0].results.runs == 0 {
        return Err(all_failed(&failures));
    }
    let made = collectors[0].results.runs;
    for collector in &mut collectors {
        collector.results.runs = made;
        collector.results.fill_up();
    }
    let mut summary = TableWriter::create(folder.path(), tables::summary_spec())?;
    let mut changes = TableWriter::create(folder.path(), comparison_tables::differences_spec())?;
    for (arm, scenario) in scenarios.iter().enumerate() {
        let (name, results) = (scenario.name.as_str(), &collectors[arm].results);
        let measures = collectors[arm].outcome_measures();
        tables::write_summary(&mut summary, name, measures, results)?;
        if arm > 0 {
            comparison_tables::write_differences(
                &mut changes,
                (name, results),
                (&base.name, &collectors[0].results),
                measures,
            )?;
        }
    }
    Ok(Made {
        facts: vec![
            outcomes.finish()?,
            series.finish()?,
            summary.finish()?,
            changes.finish()?,
        ],
        precision: search.map(Search::found),
        results: collectors
            .into_iter()
            .map(|collector| collector.results)
            .collect(),
        failures,
    })
}

/// Registered patients over all networks.
pub(super) fn registered(plan: &Plan) -> f64 {
    (0..plan.networks())
        .map(|network| {
            f64::from(
                plan.first_parameters(network)
                    .population
                    .registered_patients,
            )
        })
        .sum()
}

/// What there is to say about the scenarios as options.
pub(super) fn option_facts(scenarios: &[Scenario], overrides: &[String]) -> Vec<OptionFacts> {
    scenarios
        .iter()
        .enumerate()
        .map(|(number, scenario)| OptionFacts {
            name: scenario.name.clone(),
            title: super::run::shown_title(scenario, overrides),
            description: scenario.description.clone(),
            question: scenario.question.clone(),
            differs: if number == 0 {
                Vec::new()
            } else {
                what_differs(&scenarios[0], scenario)
            },
        })
        .collect()
}

fn frame(scenarios: &[Scenario], options: &Options, made: &Made) -> Frame {
    let base = &scenarios[0];
    Frame {
        options: option_facts(scenarios, &options.overrides),
        start: base.start,
        days: base.days,
        networks: base.networks.len(),
        registered_patients: registered(&Plan::new(base, 1, options.seed)),
        failed_runs: made
            .failures
            .iter()
            .map(|failure| failure.replication)
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        precision: made.precision.clone(),
        seed: options.seed,
        price_year: base.parameters().costs.price_year,
        thresholds_pounds: thresholds(&base.parameters().values).to_vec(),
        wellby_pounds: base.parameters().values.wellby,
        inequality_averse: base.parameters().values.inequality_aversion > 0.0,
        assumptions: assumptions(scenarios, options.draws.beliefs.posterior.as_ref()),
        targets: options.targets.clone(),
        scale_to: options.scale_to,
        contributions: Vec::new(),
    }
}

/// What differs from the base, in words; how often a scenario says it is to be run and where numbers come from do not
/// count.
pub fn what_differs(base: &Scenario, other: &Scenario) -> Vec<String> {
    differences(base, other)
        .iter()
        .filter(|difference| !difference.path.starts_with("run.") && !difference.is_of_source())
        .map(ToString::to_string)
        .collect()
}

/// The command that makes the same folder again.
fn command_line(scenarios: &[Scenario], options: &Options) -> String {
    let files: Vec<String> = scenarios
        .iter()
        .map(|scenario| format!("{}.toml", scenario.name))
        .collect();
    let runs = match &options.runs {
        Runs::Number(runs) => format!("--runs {runs}"),
        Runs::Precise(wanted) => {
            let measures: Vec<String> = wanted
                .measures
                .iter()
                .map(|measure| format!(" --measure {measure}"))
                .collect();
            format!(
                "--precision {} --runs-at-most {}{}",
                wanted.share,
                wanted.runs_at_most,
                measures.concat()
            )
        }
    };
    let mut line = format!(
        "spsim compare {} {runs} --seed {}",
        files.join(" "),
        options.seed
    );
    for set in &options.overrides {
        line.push_str(&format!(" --set {set}"));
    }
    if options.draws.draws > 0 {
        line.push_str(&format!(
            " --draws {} --runs-per-draw {}",
            options.draws.draws, options.draws.runs_per_draw
        ));
    }
    if options.draws.draws > 0 || options.one_way_runs > 0 {
        line.push_str(&options.draws.beliefs.option());
    }
    for structure in &options.draws.structures {
        line.push_str(&format!(" --structure {}.toml", structure.scenario.name));
    }
    if options.one_way_runs > 0 {
        line.push_str(&format!(" --one-way-runs {}", options.one_way_runs));
    }
    if options.contributions {
        line.push_str(" --contributions");
    }
    for target in &options.targets {
        line.push_str(&format!(" --target '{target}'"));
    }
    if let Some(people) = options.scale_to {
        line.push_str(&format!(" --scale-to {people}"));
    }
    if !options.figures {
        line.push_str(" --no-figures");
    }
    line
}

/// The search for the number of runs at which every difference is precise enough.
struct Search {
    /// Measure and option of each sequence.
    sequences: Vec<(String, usize)>,
    /// Title of each option, for the words.
    titles: Vec<String>,
    share: f64,
    /// What differences are divided by, once the pilot runs are in: then a precise one has a half-width of one.
    scales: Vec<f64>,
    replications: Replications,
}

impl Search {
    fn new(wanted: &Wanted, scenarios: &[Scenario]) -> Self {
        let sequences: Vec<(String, usize)> = (1..scenarios.len())
            .flat_map(|option| wanted.measures.iter().map(move |id| (id.clone(), option)))
            .collect();
        Self {
            replications: Replications::new(
                &vec![Precision::Absolute(1.0); sequences.len()],
                LOOK_AHEAD_PERCENT,
            ),
            sequences,
            titles: scenarios
                .iter()
                .map(|scenario| scenario.title.clone())
                .collect(),
            share: wanted.share,
            scales: Vec::new(),
        }
    }

    fn satisfied(&self) -> bool {
        self.replications.satisfied()
    }

    /// The run of that number is in.
    fn feed(&mut self, collectors: &[Collector], run: usize) {
        let value = |option: usize, id: &str, run: usize| -> f64 {
            collectors[option]
                .results
                .outcome(id, "all")
                .get(run)
                .copied()
                .unwrap_or(f64::NAN)
        };
        if run + 1 < PILOT_RUNS {
            return;
        }
        let pending = if self.scales.is_empty() {
            self.scales = self
                .sequences
                .iter()
                .map(|(id, _)| self.scale(collectors[0].results.outcome(id, "all"), id))
                .collect();
            0..=run
        } else {
            run..=run
        };
        for run in pending {
            let differences: Vec<f64> = self
                .sequences
                .iter()
                .zip(&self.scales)
                .map(|((id, option), scale)| (value(*option, id, run) - value(0, id, run)) / scale)
                .collect();
            self.replications.feed(&differences);
        }
    }

    /// The half-width that is asked of a difference, in the unit of the measure.
    fn scale(&self, base: &[f64], id: &str) -> f64 {
        let own = headline_of(id).and_then(|headline| headline.absolute_half_width);
        own.unwrap_or_else(|| self.share * Estimate::of(base).mean.abs())
    }

    fn words(&self, sequence: usize) -> String {
        let (id, option) = &self.sequences[sequence];
        let label = headline_of(id).map_or(id.as_str(), |headline| headline.label);
        if self.titles.len() > 2 {
            format!("{label} ({})", self.titles[*option])
        } else {
            label.to_owned()
        }
    }

    fn found(self) -> PrecisionFound {
        let progress: Vec<_> = self.replications.progress().collect();
        let deciding = self.replications.deciding().unwrap_or(0);
        let defined = |x: f64| x.is_finite().then_some(x);
        let scale = self.scales.get(deciding).copied();
        let reached = progress.get(deciding).map(|progress| progress.half_width);
        PrecisionFound {
            enough: self.replications.accepted(),
            deciding,
            half_widths: [
                reached.zip(scale).and_then(|(x, scale)| defined(x * scale)),
                scale.and_then(defined),
            ],
            each: progress
                .iter()
                .zip(&self.sequences)
                .enumerate()
                .map(|(number, (progress, (id, option)))| PreciseDifference {
                    id: id.clone(),
                    option: *option,
                    words: self.words(number),
                    enough: progress.accepted,
                })
                .collect(),
        }
    }
}

//! What happens to the patients of one scenario: runs, tables, figures, journeys. Done by `run`, and again by
//! `reproduce`.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::folder::{self, Record, record, write_figure};
use super::{StudyError, Watch, all_failed};
use crate::analysis::results::{Collector, Results};
use crate::experiment::priors::Beliefs;
use crate::experiment::{Failure, Plan, execute_each, trace};
use crate::measure::journey::Portrait;
use crate::measure::series::WorkerWeek;
use crate::output::figures::{self, FigureContext};
use crate::output::folder::OutputFolder;
use crate::output::manifest::Kind;
use crate::output::run_tables as tables;
use crate::output::table::{TableFacts, TableWriter};
use crate::pathway::run::Trace;
use crate::scenario::parameters::Parameters;
use crate::scenario::posterior::Posterior;
use crate::scenario::{Scenario, ScenarioError};

/// Networks up to which each is given its own rows, and its posts a table.
pub const NETWORKS_SHOWN: usize = 50;

/// What is to be made.
#[derive(Clone, Debug)]
pub struct Options {
    /// Number of replications.
    pub runs: u32,
    /// Master seed.
    pub seed: u64,
    /// Number of journeys.
    pub journeys: u32,
    /// Whether figures are drawn.
    pub figures: bool,
    /// Joint draws of parameters, one for each replication, if not all have the values of the scenario.
    pub posterior: Option<Posterior>,
    /// The `--set` arguments.
    pub overrides: Vec<String>,
}

/// What was made.
pub struct Product {
    /// The folder, in place.
    pub folder: PathBuf,
    /// The values of all runs.
    pub results: Results,
    /// Replications that failed.
    pub failures: Vec<Failure>,
    /// Events executed and nominal patient-days, in both worlds.
    pub work: [u64; 2],
    /// Seconds that the runs took.
    pub seconds: f64,
}

/// The plans of the runs of a scenario: one for all, or with a posterior one for each.
pub struct Plans {
    runs: u32,
    plans: Vec<(Plan, Parameters)>,
}

impl Plans {
    /// For `runs` replications.
    ///
    /// # Errors
    /// If the scenario is uncertain about no parameter of the posterior, or no draw without contradiction is found.
    pub fn new(
        scenario: &Scenario,
        posterior: Option<&Posterior>,
        runs: u32,
        seed: u64,
    ) -> Result<Self, ScenarioError> {
        let planned =
            |scenario: &Scenario| (Plan::new(scenario, runs, seed), scenario.parameters());
        let plans = if posterior.is_none() {
            vec![planned(scenario)]
        } else {
            let beliefs = Beliefs::new(posterior.cloned(), std::slice::from_ref(scenario))?;
            (0..runs)
                .map(|run| Ok(planned(&beliefs.posterior_drawn(scenario, seed, run)?)))
                .collect::<Result<_, ScenarioError>>()?
        };
        Ok(Self { runs, plans })
    }

    /// The plan of a replication.
    pub fn of(&self, run: u32) -> &Plan {
        &self.at(run).0
    }

    fn at(&self, run: u32) -> &(Plan, Parameters) {
        self.plans.get(run as usize).unwrap_or(&self.plans[0])
    }
}

/// The scenario's title, with what the command line changed.
pub fn shown_title(scenario: &Scenario, overrides: &[String]) -> String {
    if overrides.is_empty() {
        scenario.title.clone()
    } else {
        format!("{}, with {}", scenario.title, overrides.join(", "))
    }
}

/// Runs a scenario and puts the complete folder in place.
pub fn produce(
    scenario: &Scenario,
    options: &Options,
    target: &Path,
    force: bool,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    let plans = Plans::new(
        scenario,
        options.posterior.as_ref(),
        options.runs,
        options.seed,
    )?;
    let plan = plans.of(0);
    let folder = OutputFolder::begin(target, force)?;
    let started = std::time::Instant::now();
    watch.begin(
        &scenario.title,
        u64::from(plan.runs) * plan.networks() as u64,
    );
    let made = pool.install(|| runs(scenario, &plans, &folder, watch, stop));
    watch.end();
    let mut made = made?;
    let seconds = started.elapsed().as_secs_f64();
    if made.stopped {
        return Err(StudyError::Interrupted(format!(
            "Stopped after {} of {} runs; nothing was written.",
            made.done, plan.runs
        )));
    }
    if made.done == 0 {
        return Err(all_failed(&made.failures));
    }
    let unless_stopped = || match stop.load(Ordering::Relaxed) {
        false => Ok(()),
        true => Err(StudyError::Interrupted(
            "Stopped before the results were complete; nothing was written.".to_owned(),
        )),
    };
    if options.journeys > 0 {
        unless_stopped()?;
        made.facts
            .extend(journeys(scenario, plan, options.journeys, &folder)?);
    }
    if options.figures {
        unless_stopped()?;
        let context = FigureContext {
            scenario_title: &shown_title(scenario, &options.overrides),
            start: scenario.start,
            days: scenario.days,
            results: &made.results,
            worker_weeks: &made.worker_weeks,
        };
        for figure in pool.install(|| figures::all(&context)) {
            write_figure(&figure, |name, bytes| {
                Ok::<(), StudyError>(folder.write(&format!("figures/{name}"), bytes)?)
            })?;
        }
    }
    unless_stopped()?;
    let folder = folder::complete(
        folder,
        &made.facts,
        &Record {
            kind: Kind::Run,
            name: &scenario.name,
            title: &scenario.title,
            description: &scenario.description,
            command: command_line(scenario, options),
            seed: options.seed,
            runs: u64::from(options.runs),
            scenarios: vec![record(scenario, &options.overrides)],
            options: json!({
                "journeys": options.journeys,
                "figures": options.figures,
                "posterior": folder::kept(options.posterior.as_ref()),
                "failed_runs": folder::failed(&made.failures),
            }),
        },
    )?;
    Ok(Product {
        folder,
        results: made.results,
        failures: made.failures,
        work: made.work,
        seconds,
    })
}

/// What the runs gave.
struct Made {
    facts: Vec<TableFacts>,
    results: Results,
    worker_weeks: Vec<(String, WorkerWeek)>,
    failures: Vec<Failure>,
    done: u32,
    stopped: bool,
    work: [u64; 2],
}

fn runs(
    scenario: &Scenario,
    plans: &Plans,
    folder: &OutputFolder,
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<Made, StudyError> {
    let (name, start) = (scenario.name.as_str(), scenario.start);
    let plan = plans.of(0);
    let mut collector = Collector::new(scenario.days);
    let mut outcomes = TableWriter::create(
        folder.path(),
        tables::outcomes_spec(collector.outcome_measures()),
    )?;
    let mut series = TableWriter::create(
        folder.path(),
        tables::series_spec(collector.series_measures()),
    )?;
    let mut workers = TableWriter::create(folder.path(), tables::link_workers_spec())?;
    let registered = |network: usize| {
        f64::from(
            plan.first_parameters(network)
                .population
                .registered_patients,
        )
    };
    let all_registered: f64 = (0..plan.networks()).map(registered).sum();
    let single = plan.networks() > 1 && plan.networks() <= NETWORKS_SHOWN;
    let mut worker_weeks = Vec::new();
    let mut work = [0, 0];
    // Rows of networks come before those of their run; both sinks need the same table.
    let outcomes_cell = std::cell::RefCell::new(&mut outcomes);
    let shared = std::cell::RefCell::new(&mut collector);
    let outcome = execute_each(
        plans.runs,
        |run| plans.of(run),
        stop,
        |progress| watch.update(progress),
        |run, network, pair| {
            work[0] += pair.with_service.events + pair.without.events;
            work[1] += pair.with_service.patient_days + pair.without.patient_days;
            let network_name = plan.network_name(network);
            if run == 0 && plan.networks() <= NETWORKS_SHOWN {
                worker_weeks.extend(
                    pair.with_service
                        .worker_weeks
                        .iter()
                        .map(|&week| (network_name.to_owned(), week)),
                );
            }
            if single {
                let parameters = plans.of(run).first_parameters(network);
                shared.borrow().network(
                    run,
                    network_name,
                    pair,
                    parameters,
                    registered(network),
                    |seen| {
                        tables::write_observation(
                            &mut outcomes_cell.borrow_mut(),
                            name,
                            start,
                            seen,
                        )
                    },
                )?;
            }
            Ok::<(), StudyError>(())
        },
        |run, pair| {
            shared.borrow_mut().run(
                run,
                &pair,
                &plans.at(run).1,
                all_registered,
                |seen| {
                    tables::write_observation(&mut outcomes_cell.borrow_mut(), name, start, seen)
                },
                |seen| tables::write_observation(&mut series, name, start, seen),
            )?;
            Ok(())
        },
    )?;
    collector.results.fill_up();
    for (network, week) in &worker_weeks {
        tables::write_worker_week(&mut workers, name, start, network, week)?;
    }
    let mut summary = TableWriter::create(folder.path(), tables::summary_spec())?;
    tables::write_summary(
        &mut summary,
        name,
        collector.outcome_measures(),
        &collector.results,
    )?;
    let facts = vec![
        outcomes.finish()?,
        series.finish()?,
        summary.finish()?,
        workers.finish()?,
    ];
    Ok(Made {
        facts,
        results: collector.results,
        worker_weeks,
        failures: outcome.failures,
        done: outcome.done,
        stopped: outcome.stopped,
        work,
    })
}

/// People of the first run who were served, with their network, in an order by chance that never changes.
pub fn served_people(plan: &Plan, run: u32) -> Vec<(usize, Portrait)> {
    let wanted = Trace {
        portraits: true,
        ..Trace::default()
    };
    let mut people: Vec<(u64, usize, Portrait)> = Vec::new();
    for network in 0..plan.networks().min(NETWORKS_SHOWN) {
        for portrait in trace(plan, network, run, &wanted).with_service.portraits {
            // Fibonacci hashing spreads the keys.
            let rank =
                (u64::from(portrait.key) << 8 | network as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            people.push((rank, network, portrait));
        }
    }
    people.sort_by_key(|&(rank, ..)| rank);
    people
        .into_iter()
        .map(|(_, network, portrait)| (network, portrait))
        .collect()
}

fn journeys(
    scenario: &Scenario,
    plan: &Plan,
    number: u32,
    folder: &OutputFolder,
) -> Result<Vec<TableFacts>, StudyError> {
    let (name, start) = (scenario.name.as_str(), scenario.start);
    let mut chosen = served_people(plan, 0);
    chosen.truncate(number as usize);
    chosen.sort_by_key(|(network, portrait)| (*network, portrait.key));
    let mut patients = TableWriter::create(folder.path(), tables::patients_spec())?;
    let mut events = TableWriter::create(folder.path(), tables::journeys_spec())?;
    for network in 0..plan.networks() {
        let here: Vec<&Portrait> = chosen
            .iter()
            .filter(|(n, _)| *n == network)
            .map(|(_, portrait)| portrait)
            .collect();
        if here.is_empty() {
            continue;
        }
        let wanted = Trace {
            stories: here.iter().map(|portrait| portrait.key).collect(),
            ..Trace::default()
        };
        let pair = trace(plan, network, 0, &wanted);
        let told = pair
            .with_service
            .recorder
            .map(|recorder| recorder.events)
            .unwrap_or_default();
        let network_name = plan.network_name(network);
        for portrait in here {
            tables::write_patient(&mut patients, name, start, network_name, portrait)?;
            for (number, event) in told
                .iter()
                .filter(|event| event.key == portrait.key)
                .enumerate()
            {
                tables::write_journey_event(
                    &mut events,
                    name,
                    start,
                    network_name,
                    number + 1,
                    event,
                )?;
            }
        }
    }
    Ok(vec![patients.finish()?, events.finish()?])
}

/// The command that makes the same folder again; threads never matter.
fn command_line(scenario: &Scenario, options: &Options) -> String {
    let mut line = format!(
        "spsim run {}.toml --runs {} --seed {}",
        scenario.name, options.runs, options.seed
    );
    for set in &options.overrides {
        line.push_str(&format!(" --set {set}"));
    }
    if let Some(posterior) = &options.posterior {
        line.push_str(&format!(" --posterior {}", posterior.file.name));
    }
    if options.journeys > 0 {
        line.push_str(&format!(" --journeys {}", options.journeys));
    }
    if !options.figures {
        line.push_str(" --no-figures");
    }
    line
}

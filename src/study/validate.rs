//! Does the model agree with what was published and not fitted? Figures, each beside a prediction over draws of what is
//! believed; patterns, each as a paired difference; the table of stages. Cut off half way, it goes on from where it was.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::arms::Arms;
use super::compare::stopped;
use super::folder::{self, Record, kept, pretty, record};
use super::{StudyError, Watch, calibrate, evaluate, recorded_posterior, stamp};
use crate::analysis::evaluation::{Design, StudyResult};
use crate::analysis::record::Recorder;
use crate::analysis::validation::{Judged, Shown, Validation, behind, value};
use crate::experiment::priors::Beliefs;
use crate::experiment::{Ended, Plan, in_order, trace};
use crate::output::error::OutputError;
use crate::output::figures::validation as figures;
use crate::output::folder::OutputFolder;
use crate::output::journal::Journal;
use crate::output::manifest::{self, Kind, Manifest, Program, ScenarioRecord};
use crate::output::story::stage_table;
use crate::output::table::{TableFacts, TableWriter};
use crate::output::validation_page::{Beside, page};
use crate::output::validation_tables as tables;
use crate::pathway::run::Trace;
use crate::scenario::observations::{Known, Observations, Part, Quantity, Setting};
use crate::scenario::parameters::registry;
use crate::scenario::targets::KnownMeasure;
use crate::scenario::{Scenario, SourceFile};

/// The page, in the folder.
pub const PAGE_FILE: &str = "validation.md";
/// What the model is held against where nothing else is named.
pub const USUAL_FILE: &str = "scenarios/validation/observations.toml";
/// Draws where no number is given.
pub const USUAL_DRAWS: u32 = 100;
/// Pairs of runs of each pattern likewise.
pub const USUAL_PATTERN_RUNS: u32 = 24;
/// People in the published table of stages.
const STAGES_SAMPLE: usize = 17;

/// What is to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// Draws of what is believed, one run or one study in each.
    pub draws: u32,
    /// Pairs of runs of each pattern; at least 3.
    pub pattern_runs: u32,
    /// Master seed; a manifest keeps it elsewhere.
    #[serde(skip)]
    pub seed: u64,
    /// What is drawn from; a manifest keeps it elsewhere.
    #[serde(skip)]
    pub beliefs: Beliefs,
    /// Whether the figure is drawn.
    pub figures: bool,
}

/// What was made.
pub struct Product {
    /// The folder, in place.
    pub folder: PathBuf,
    /// What was found.
    pub validation: Validation,
    /// Seconds that it took.
    pub seconds: f64,
}

/// What is known of a virtual study, by design.
const OF_STUDIES: [(&str, &str); 4] = [
    ("estimate", "SWEMWBS points"),
    ("finds_nothing", "share"),
    ("true_effect", "SWEMWBS points"),
    ("recruited", "people"),
];

/// Name of a design in measures of studies.
fn of_design(design: Design) -> &'static str {
    match design {
        Design::BeforeAfter => "before_after",
        Design::Matched => "matched",
        Design::Stepped => "stepped",
        Design::ClusterTrial => "cluster_trial",
        Design::Dose => "dose",
    }
}

/// The measures of a virtual study: those of each design.
pub fn known_of_studies() -> Vec<KnownMeasure> {
    let of = |&design: &Design| {
        OF_STUDIES.map(|(what, unit)| KnownMeasure {
            id: format!("{}_{what}", of_design(design)),
            unit,
            subgroups: vec!["all".to_owned()],
        })
    };
    Design::ALL.iter().flat_map(of).collect()
}

/// Reads what the model is held against.
///
/// # Errors
/// If a file cannot be read or anything in it is wrong.
pub fn load(path: &Path) -> Result<Observations, StudyError> {
    let (of_runs, of_studies) = (calibrate::known_measures(), known_of_studies());
    let known = Known {
        of_runs: &of_runs,
        of_studies: &of_studies,
    };
    Ok(Observations::load(path, known)?)
}

/// The stamp of a page made from these observations with these options.
///
/// # Errors
/// If the probe of the model cannot be run.
pub fn stamp_of(against: &Observations, options: &Options) -> Result<String, StudyError> {
    let mut files = against.files();
    files.extend(options.beliefs.posterior.iter().map(|p| p.file.clone()));
    files.push(SourceFile {
        name: "command".to_owned(),
        text: command_line(against, options),
    });
    stamp::stamp(&files)
}

/// The command that makes the same folder again.
fn command_line(against: &Observations, options: &Options) -> String {
    let mut line = format!(
        "spsim validate {}.toml --draws {} --pattern-runs {} --seed {}",
        against.name, options.draws, options.pattern_runs, options.seed
    );
    line.push_str(&options.beliefs.option());
    if !options.figures {
        line.push_str(" --no-figures");
    }
    line
}

/// Holds the model against what was seen, and puts the complete folder in place. That the model fails somewhere is no error.
///
/// # Errors
/// If nothing drawn is uncertain in the settings, a run fails, the folder cannot be written, or the work was stopped;
/// what was done is kept beside the folder, and the same call goes on from there.
pub fn validate(
    against: &Observations,
    options: &Options,
    target: &Path,
    force: bool,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    let folder = OutputFolder::begin(target, force)?;
    let started = std::time::Instant::now();
    let jobs = jobs(against, options);
    let (mut journal, before) = journal(against, options, &jobs, target, force)?;
    let (values, stages) = pool.install(|| {
        let keep = |row: &[f64]| Ok(journal.append(row)?);
        let values = simulate(against, options, &jobs, before, keep, stop, watch)?;
        Ok::<_, StudyError>((values, stages(against, options)?))
    })?;
    let validation = found(against, options, &values, stages);
    let seconds = started.elapsed().as_secs_f64();
    let facts = write(&folder, options, &validation, &values)?;
    if stop.load(Ordering::Relaxed) {
        return Err(stopped());
    }
    let mut kept_options = json!(options);
    kept_options["posterior"] = kept(options.beliefs.posterior.as_ref());
    let folder = folder::complete(
        folder,
        &facts,
        &Record {
            kind: Kind::Validation,
            name: &against.name,
            title: &against.title,
            description: "The model beside figures and patterns that were published and not fitted.",
            command: command_line(against, options),
            seed: options.seed,
            runs: jobs.iter().map(|job| u64::from(job.units)).sum(),
            scenarios: records(against),
            options: kept_options,
        },
    )?;
    journal.close()?;
    Ok(Product {
        folder,
        validation,
        seconds,
    })
}

/// The validation that a manifest records, made again.
///
/// # Errors
/// If the manifest is damaged, or as [`validate`].
pub fn again(
    manifest: &Manifest,
    target: &Path,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    let damaged = |why: &str| StudyError::Other(format!("the manifest is damaged: {why}"));
    let mut texts: Vec<Vec<SourceFile>> = manifest
        .scenarios
        .iter()
        .map(|record| {
            let files = record.files.iter();
            files
                .map(|file| SourceFile {
                    name: file.name.clone(),
                    text: file.text.clone(),
                })
                .collect()
        })
        .collect();
    let own = texts.pop().and_then(|mut files| files.pop());
    let own = own.ok_or_else(|| damaged("what the model was held against is missing"))?;
    let (of_runs, of_studies) = (calibrate::known_measures(), known_of_studies());
    let known = Known {
        of_runs: &of_runs,
        of_studies: &of_studies,
    };
    let settings = texts.iter().map(Vec::as_slice).collect();
    let against = Observations::from_kept(&own, settings, known)?;
    let options: Options = serde_json::from_value(manifest.options.clone())
        .map_err(|error| damaged(&error.to_string()))?;
    let options = Options {
        seed: manifest.seed,
        beliefs: Beliefs {
            posterior: recorded_posterior(manifest)?,
        },
        ..options
    };
    validate(&against, &options, target, false, pool, stop, watch)
}

/// What a manifest keeps: every setting in order, then the document itself.
fn records(against: &Observations) -> Vec<ScenarioRecord> {
    let files = |files: &[SourceFile]| {
        files
            .iter()
            .map(|file| manifest::SourceFile::new(file.name.clone(), file.text.clone()))
            .collect()
    };
    let of_setting = |setting: &Setting| match setting {
        Setting::Scenario(scenario) => record(scenario, &[]),
        Setting::Evaluation(evaluation) => ScenarioRecord {
            name: evaluation.name.clone(),
            title: evaluation.title.clone(),
            files: files(&evaluation.files),
            overrides: Vec::new(),
            resolved: json!({ "days": evaluation.days_needed() }),
        },
    };
    let own = ScenarioRecord {
        name: against.name.clone(),
        title: against.title.clone(),
        files: files(std::slice::from_ref(&against.file)),
        overrides: Vec::new(),
        resolved: json!({
            "observations": against.observations.len(),
            "patterns": against.patterns.len(),
        }),
    };
    against
        .settings
        .iter()
        .map(of_setting)
        .chain([own])
        .collect()
}

/// Runs of one setting, and what is taken from each.
struct Job<'a> {
    setting: &'a Setting,
    /// Whether each run has a draw of what is believed; otherwise all have the values of the scenario.
    drawn: bool,
    units: u32,
    quantities: Vec<Wanted<'a>>,
    recorder: Recorder,
}

/// A quantity, and for what it is wanted.
struct Wanted<'a> {
    quantity: &'a Quantity,
    row: Row,
}

/// A row of the page.
#[derive(Clone, Copy)]
enum Row {
    Observation(usize),
    /// A pattern, and whether it is the side with less.
    Pattern(usize, bool),
}

/// All runs that are needed, one job for each setting and purpose.
fn jobs<'a>(against: &'a Observations, options: &Options) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    for (number, setting) in against.settings.iter().enumerate() {
        let observations = against.observations.iter().enumerate();
        let observed = observations
            .filter(|(_, observation)| observation.setting == number)
            .map(|(row, observation)| Wanted {
                quantity: &observation.quantity,
                row: Row::Observation(row),
            })
            .collect();
        let mut sides = Vec::new();
        for (row, pattern) in against.patterns.iter().enumerate() {
            let wanted = |quantity, is_less| Wanted {
                quantity,
                row: Row::Pattern(row, is_less),
            };
            if pattern.more == number {
                sides.push(wanted(&pattern.quantity, false));
                sides.extend(pattern.than.as_ref().map(|than| wanted(than, true)));
            }
            if pattern.less == Some(number) {
                sides.push(wanted(&pattern.quantity, true));
            }
        }
        for (drawn, units, quantities) in [
            (true, options.draws, observed),
            (false, options.pattern_runs, sides),
        ] {
            if !quantities.is_empty() {
                jobs.push(Job::new(setting, drawn, units, quantities));
            }
        }
    }
    jobs
}

impl<'a> Job<'a> {
    fn new(setting: &'a Setting, drawn: bool, units: u32, quantities: Vec<Wanted<'a>>) -> Self {
        let parts = quantities
            .iter()
            .flat_map(|wanted| wanted.quantity.parts.iter().chain(&wanted.quantity.per))
            .map(|part| (part.measure.as_str(), part.subgroup.as_str()));
        let recorder = match setting {
            Setting::Scenario(_) => Recorder::of(parts),
            Setting::Evaluation(_) => Recorder::of(std::iter::empty()),
        };
        Self {
            setting,
            drawn,
            units,
            quantities,
            recorder,
        }
    }

    /// The wanted values of one run or study.
    fn values(&self, options: &Options, unit: u32) -> Result<Vec<f64>, StudyError> {
        let scenario = self.scenario(options, unit)?;
        let times = |quantity: &Quantity| {
            quantity.times.map_or(1.0, |index| {
                scenario.values[index].as_number().unwrap_or(f64::NAN)
            })
        };
        let values = |measured: &dyn Fn(&Part) -> f64| {
            let all = self.quantities.iter();
            all.map(|wanted| value(wanted.quantity, times(wanted.quantity), measured))
                .collect()
        };
        match self.setting {
            Setting::Scenario(_) => {
                let arms = Arms::new(std::slice::from_ref(&scenario), unit + 1, options.seed);
                let kept = arms.record(unit, &self.recorder, self.setting.name())?;
                Ok(values(&|part| {
                    kept[0][self.recorder.position(&part.measure, &part.subgroup)]
                }))
            }
            Setting::Evaluation(evaluation) => {
                let mut evaluation = evaluation.as_ref().clone();
                evaluation.seed = options.seed;
                evaluation.studies = unit + 1;
                evaluation.scenario = scenario.clone();
                let results = evaluate::one_study(&evaluation, unit)?;
                Ok(values(&|part| of_study(&results, &part.measure)))
            }
        }
    }

    fn scenario(&self, options: &Options, unit: u32) -> Result<Scenario, StudyError> {
        let scenario = self.setting.scenario();
        if !self.drawn {
            return Ok(scenario.clone());
        }
        drawn(scenario, options, unit)
    }
}

/// A scenario with a draw of what is believed.
fn drawn(scenario: &Scenario, options: &Options, draw: u32) -> Result<Scenario, StudyError> {
    let one = std::slice::from_ref(scenario);
    let mut drawn = options.beliefs.drawn(one, options.seed, draw)?;
    Ok(drawn.scenarios.remove(0))
}

/// A measure of a virtual study; NaN if the study has not come to it.
fn of_study(results: &[StudyResult], measure: &str) -> f64 {
    for result in results {
        let Some(what) = measure
            .strip_prefix(of_design(result.design))
            .and_then(|rest| rest.strip_prefix('_'))
        else {
            continue;
        };
        return match what {
            "estimate" => result.found.estimate,
            "finds_nothing" => result
                .found
                .covers(0.0)
                .map_or(f64::NAN, |covers| f64::from(u8::from(covers))),
            "true_effect" => result.effect,
            _ => result.recruited as f64,
        };
    }
    f64::NAN
}

/// What the patterns alone come to, on the current thread pool; nothing is written.
///
/// # Errors
/// If a run fails, or the work was stopped.
pub fn shown(
    against: &Observations,
    options: &Options,
    stop: &AtomicBool,
) -> Result<Vec<Shown>, StudyError> {
    let jobs: Vec<Job<'_>> = jobs(against, options)
        .into_iter()
        .filter(|job| !job.drawn)
        .collect();
    let values = simulate(against, options, &jobs, Vec::new(), |_| Ok(()), stop, &())?;
    Ok(judged_patterns(against, &values))
}

/// Numbers of a line of the journal before the values: which job, which of its runs.
const HEAD: usize = 2;

fn journal(
    against: &Observations,
    options: &Options,
    jobs: &[Job<'_>],
    target: &Path,
    force: bool,
) -> Result<(Journal, Vec<Vec<f64>>), StudyError> {
    let plan = pretty(&json!({
        "program": Program::this(),
        "scenarios": records(against),
        "options": options,
        "seed": options.seed,
        "posterior": kept(options.beliefs.posterior.as_ref()),
    }));
    let width = HEAD + most_values(jobs);
    let opened = match Journal::open(target, &plan, width, false) {
        Err(OutputError::OtherPlan { .. } | OutputError::BadJournal { .. }) if force => {
            Journal::open(target, &plan, width, true)
        }
        opened => opened,
    };
    Ok(opened?)
}

fn most_values(jobs: &[Job<'_>]) -> usize {
    let each = jobs.iter().map(|job| job.quantities.len());
    each.max().unwrap_or(0)
}

/// The values behind every row.
struct Values {
    /// Of each observation, by draw.
    observations: Vec<Vec<f64>>,
    /// Of each pattern, by run: more and less, nothing if there is no other side.
    patterns: Vec<Vec<[f64; 2]>>,
}

impl Values {
    fn new(against: &Observations, options: &Options) -> Self {
        let runs = vec![[0.0; 2]; options.pattern_runs as usize];
        Self {
            observations: vec![Vec::new(); against.observations.len()],
            patterns: vec![runs; against.patterns.len()],
        }
    }

    fn take(&mut self, job: &Job<'_>, unit: u32, values: &[f64]) {
        for (wanted, &value) in job.quantities.iter().zip(values) {
            match wanted.row {
                Row::Observation(row) => self.observations[row].push(value),
                Row::Pattern(row, is_less) => {
                    self.patterns[row][unit as usize][usize::from(is_less)] = value;
                }
            }
        }
    }
}

fn simulate(
    against: &Observations,
    options: &Options,
    jobs: &[Job<'_>],
    before: Vec<Vec<f64>>,
    mut keep: impl FnMut(&[f64]) -> Result<(), StudyError>,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Values, StudyError> {
    let units: Vec<(usize, u32)> = jobs
        .iter()
        .enumerate()
        .flat_map(|(number, job)| (0..job.units).map(move |unit| (number, unit)))
        .collect();
    let mut found = Values::new(against, options);
    let (mut done, all) = (before.len().min(units.len()) as u64, units.len() as u64);
    for (row, &(number, unit)) in before.iter().zip(&units) {
        if row[0] != number as f64 || row[1] != f64::from(unit) {
            return Err(StudyError::Other(
                "the unfinished validation beside the folder is damaged; delete it, or begin anew with --force"
                    .to_owned(),
            ));
        }
        found.take(&jobs[number], unit, &row[HEAD..]);
    }
    let width = most_values(jobs);
    watch.begin("runs and studies", all);
    let ended = in_order(
        done..all,
        all,
        stop,
        |progress| watch.update(progress),
        |unit| {
            let (number, unit) = units[unit as usize];
            jobs[number].values(options, unit)
        },
        |unit, values| {
            let (number, unit) = units[unit as usize];
            let mut values = values?;
            values.resize(width, f64::NAN);
            let head = [number as f64, f64::from(unit)];
            keep(&[&head[..], &values].concat())?;
            found.take(&jobs[number], unit, &values);
            done += 1;
            Ok::<(), StudyError>(())
        },
    );
    watch.end();
    match ended? {
        Ended::Complete => Ok(found),
        Ended::Stopped => Err(StudyError::Interrupted(format!(
            "Stopped after {done} of {all} runs and studies. The same command goes on from there."
        ))),
    }
}

/// The stages of a sample of long-term attenders under the first draw.
fn stages(against: &Observations, options: &Options) -> Result<Option<String>, StudyError> {
    let Some(number) = against.stages else {
        return Ok(None);
    };
    let scenario = drawn(against.settings[number].scenario(), options, 0)?;
    let plan = Plan::new(&scenario, 1, options.seed);
    let portraits = Trace {
        portraits: true,
        ..Trace::default()
    };
    let book = trace(&plan, 0, 0, &portraits).with_service;
    Ok(Some(stage_table(
        &book.portraits,
        scenario.start,
        scenario.days,
        STAGES_SAMPLE,
    )))
}

fn judged_patterns(against: &Observations, values: &Values) -> Vec<Shown> {
    let pairs = against.patterns.iter().zip(&values.patterns);
    pairs
        .map(|(pattern, runs)| Shown::of(runs, pattern.quantity.divided_by))
        .collect()
}

fn found(
    against: &Observations,
    options: &Options,
    values: &Values,
    stages: Option<String>,
) -> Validation {
    let judged = against
        .observations
        .iter()
        .zip(&values.observations)
        .map(|(observation, draws)| Judged::of(&observation.seen, draws))
        .collect();
    let uncertain = || {
        let all = registry().iter();
        all.map(|parameter| (parameter.path(), parameter.source))
    };
    Validation {
        judged,
        shown: judged_patterns(against, values),
        behind: against
            .observations
            .iter()
            .map(|observation| behind(&observation.source, uncertain()))
            .collect(),
        against: against.clone(),
        stages,
        draws: options.draws,
        pattern_runs: options.pattern_runs,
        seed: options.seed,
        posterior: options
            .beliefs
            .posterior
            .as_ref()
            .map(|posterior| posterior.file.name.clone()),
    }
}

fn write(
    folder: &OutputFolder,
    options: &Options,
    validation: &Validation,
    values: &Values,
) -> Result<Vec<TableFacts>, StudyError> {
    let create = |spec| TableWriter::create(folder.path(), spec);
    let mut table = create(tables::validation_spec())?;
    tables::write_validation(&mut table, validation)?;
    let mut patterns = create(tables::patterns_spec())?;
    tables::write_patterns(&mut patterns, validation)?;
    let mut draws = create(tables::draws_spec())?;
    tables::write_draws(&mut draws, validation, &values.observations)?;
    let figure = figures::published(validation);
    if options.figures {
        folder::write_figures(folder, std::slice::from_ref(&figure))?;
    }
    let stamp = stamp_of(&validation.against, options)?;
    let text = page(
        validation,
        &Beside {
            command: &command_line(&validation.against, options),
            stamp: &stamp::line(&stamp),
            figure: options.figures.then_some("figures/validation.png"),
        },
    );
    folder.write(PAGE_FILE, text)?;
    Ok(vec![table.finish()?, patterns.finish()?, draws.finish()?])
}

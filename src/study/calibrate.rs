//! Which beliefs agree with what was seen in the real world? Approximate Bayesian computation over the priors of a
//! scenario's uncertain parameters, and draws of what is believed after it. Cut off half way, it goes on from where it was.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::arms::Arms;
use super::compare::stopped;
use super::folder::{self, Record, record};
use super::{StudyError, Watch, stamp};
use crate::analysis::calibration::abc_smc::{Batch, NotFound, Settings, calibrate as search};
use crate::analysis::calibration::fit::Findings;
use crate::analysis::calibration::{Calibration, weighted_rows};
use crate::analysis::measures::OutcomeMeasures;
use crate::analysis::record::Recorder;
use crate::experiment::space::Space;
use crate::experiment::{Ended, in_order};
use crate::output::calibration_page::{PAGE_FILE, page};
use crate::output::calibration_tables as tables;
use crate::output::error::OutputError;
use crate::output::figures::calibration as figures;
use crate::output::folder::OutputFolder;
use crate::output::journal::Journal;
use crate::output::manifest::{Kind, Manifest, Program, ScenarioRecord, SourceFile};
use crate::output::table::{TableFacts, TableWriter};
use crate::scenario::Scenario;
use crate::scenario::targets::{KnownMeasure, Targets};
use crate::world::demography::subgroup_label;

/// Steps at which priors are looked at for their means and ranges.
const PRIOR_STEPS: u32 = 1_000;
/// In place of the number of a generation in the journal: checks of the posterior.
const CHECK: f64 = -1.0;

/// What is to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// Points of each generation.
    pub particles: usize,
    /// Draws of the prior, and of the surrogate, of which the best are kept.
    pub draws: usize,
    /// Most generations after the draws of the prior.
    pub generations: u32,
    /// Share of a generation that the next distance keeps.
    pub quantile: f64,
    /// Distance, in tolerances, at which the search ends.
    pub tolerance: f64,
    /// Share of points that must be accepted: below it the search ends.
    pub least_acceptance: f64,
    /// Whether a regression says where to look.
    pub surrogate: bool,
    /// Runs of each point, the same for all points.
    pub runs: u32,
    /// Draws of the posterior that are simulated in runs of their own.
    pub checks: u32,
    /// Master seed of points and runs.
    pub seed: u64,
    /// Whether figures are drawn.
    pub figures: bool,
    /// The `--set` arguments.
    pub overrides: Vec<String>,
}

impl Options {
    fn settings(&self) -> Settings {
        Settings {
            particles: self.particles,
            draws: self.draws,
            generations: self.generations,
            quantile: self.quantile,
            tolerance: self.tolerance,
            least_acceptance: self.least_acceptance,
            surrogate: self.surrogate,
            seed: self.seed,
        }
    }
}

/// What was made.
pub struct Product {
    /// The folder, in place.
    pub folder: PathBuf,
    /// What was found.
    pub calibration: Calibration,
    /// Seconds that the simulations took.
    pub seconds: f64,
}

/// The measures that may be targets: those of a whole run.
pub fn known_measures() -> Vec<KnownMeasure> {
    OutcomeMeasures::new()
        .list()
        .map(|measure| KnownMeasure {
            id: measure.id.clone(),
            unit: measure.unit,
            subgroups: (0..measure.by.count()).map(subgroup_label).collect(),
        })
        .collect()
}

/// The short name of a calibration.
pub fn name(scenario: &Scenario, targets: &Targets) -> String {
    format!("{}-to-{}", scenario.name, targets.name)
}

/// The stamp of the page of a calibration: of the model, the files of the scenario and the targets. What values free
/// parameters have by default does not matter to a calibration.
///
/// # Errors
/// If the probe of the model cannot be run.
pub fn page_stamp(scenario: &Scenario, targets: &Targets) -> Result<String, StudyError> {
    let mut files = scenario.files.clone();
    files.push(targets.file.clone());
    stamp::stamp_whatever(&targets.parameters, &files)
}

/// The calibration that a manifest records, made again.
///
/// # Errors
/// If the manifest is damaged, or as [`calibrate`].
pub fn again(
    manifest: &Manifest,
    target: &Path,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    let damaged = |why: String| StudyError::Other(format!("the manifest is damaged: {why}"));
    let [scenario, document] = &manifest.scenarios[..] else {
        return Err(damaged("a scenario and its targets are needed".to_owned()));
    };
    let scenario = super::recorded(scenario)?;
    let file = document
        .files
        .first()
        .ok_or_else(|| damaged("the targets are missing".to_owned()))?;
    let file = crate::scenario::SourceFile {
        name: file.name.clone(),
        text: file.text.clone(),
    };
    let targets = Targets::from_file(&file, &known_measures(), &scenario)?;
    let mut options: Options = serde_json::from_value(manifest.options.clone())
        .map_err(|error| damaged(error.to_string()))?;
    options.seed = manifest.seed;
    calibrate(
        &scenario, &targets, &options, target, false, pool, stop, watch,
    )
}

/// Calibrates a scenario and puts the complete folder in place.
///
/// # Errors
/// If nearly no draw of the priors can be simulated, the folder cannot be written, or the work was stopped; what was done
/// is kept beside the folder, and the same call goes on from there.
#[expect(
    clippy::too_many_arguments,
    reason = "what, how, where to, and who is to hear of it"
)]
pub fn calibrate(
    scenario: &Scenario,
    targets: &Targets,
    options: &Options,
    target: &Path,
    force: bool,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    let folder = OutputFolder::begin(target, force)?;
    let started = std::time::Instant::now();
    let (journal, before) = journal(scenario, targets, options, target, force)?;
    let mut simulator = Simulator {
        scenario,
        space: Space::new(scenario, &targets.parameters),
        recorder: Recorder::of(
            targets
                .targets
                .iter()
                .map(|target| (target.measure.as_str(), target.subgroup.as_str())),
        ),
        runs: options.runs,
        seed: options.seed,
        journal,
        before: before.into_iter(),
        stop,
        watch,
    };
    let calibration = pool.install(|| found(&mut simulator, targets, options))?;
    let seconds = started.elapsed().as_secs_f64();
    let command = command_line(scenario, targets, options);
    let facts = write(&folder, scenario, targets, options, &calibration, &command)?;
    if stop.load(Ordering::Relaxed) {
        return Err(stopped());
    }
    let name = name(scenario, targets);
    let folder = folder::complete(
        folder,
        &facts,
        &Record {
            kind: Kind::Calibration,
            name: &name,
            title: &targets.title,
            description: &format!(
                "{} calibrated to {} targets",
                scenario.title,
                targets.targets.len()
            ),
            command,
            seed: options.seed,
            runs: u64::from(options.runs),
            scenarios: vec![record(scenario, &options.overrides), document(targets)],
            options: json!(options),
        },
    )?;
    simulator.journal.close()?;
    Ok(Product {
        folder,
        calibration,
        seconds,
    })
}

/// The targets as a manifest keeps them.
fn document(targets: &Targets) -> ScenarioRecord {
    ScenarioRecord {
        name: targets.name.clone(),
        title: targets.title.clone(),
        files: vec![SourceFile::new(
            targets.file.name.clone(),
            targets.file.text.clone(),
        )],
        overrides: Vec::new(),
        resolved: json!({ "targets": targets.targets.len() }),
    }
}

/// The journal of simulations beside the folder, and those that are in it.
fn journal(
    scenario: &Scenario,
    targets: &Targets,
    options: &Options,
    target: &Path,
    force: bool,
) -> Result<(Journal, Vec<Vec<f64>>), StudyError> {
    let plan = folder::pretty(&json!({
        "program": Program::this(),
        "scenario": record(scenario, &options.overrides),
        "targets": document(targets),
        "options": options,
    }));
    let width = HEAD + targets.targets.len();
    let opened = match Journal::open(target, &plan, width, false) {
        Err(OutputError::OtherPlan { .. } | OutputError::BadJournal { .. }) if force => {
            Journal::open(target, &plan, width, true)
        }
        opened => opened,
    };
    Ok(opened?)
}

/// Numbers of a line of the journal before the values: generation, attempt, whether there are values.
const HEAD: usize = 3;

/// Simulates points, unless the journal holds them already.
struct Simulator<'a> {
    scenario: &'a Scenario,
    space: Space,
    recorder: Recorder,
    runs: u32,
    seed: u64,
    journal: Journal,
    before: std::vec::IntoIter<Vec<f64>>,
    stop: &'a AtomicBool,
    watch: &'a dyn Watch,
}

/// Values of the targets, none if they could not be simulated.
type Outputs = Option<Vec<f64>>;

impl Simulator<'_> {
    /// The values of points, in order. Point `i` is attempt `first` + i of a generation and is simulated in the replications
    /// from `replication(i)`.
    fn simulate(
        &mut self,
        generation: f64,
        first: u32,
        points: &[Vec<f64>],
        what: &str,
        replication: impl Fn(u32) -> u32 + Sync,
    ) -> Result<Vec<Outputs>, StudyError> {
        let mut outputs: Vec<Outputs> = Vec::with_capacity(points.len());
        while outputs.len() < points.len()
            && let Some(row) = self.before.next()
        {
            let number = f64::from(first) + outputs.len() as f64;
            if row[0] != generation || row[1] != number {
                return Err(StudyError::Other(
                    "the unfinished calibration beside the folder is damaged; delete it, or begin anew with --force"
                        .to_owned(),
                ));
            }
            outputs.push((row[2] == 1.0).then(|| row[HEAD..].to_vec()));
        }
        let (done, all) = (outputs.len() as u64, points.len() as u64);
        if done == all {
            return Ok(outputs);
        }
        let (space, scenario, recorder) = (&self.space, self.scenario, &self.recorder);
        let (runs, seed, width) = (self.runs, self.seed, recorder.columns().len());
        let (journal, watch) = (&mut self.journal, self.watch);
        watch.begin(what, all);
        let ended = in_order(
            done..all,
            all,
            self.stop,
            |progress| watch.update(progress),
            |unit| {
                let from = replication(unit as u32);
                one_point(
                    scenario,
                    space,
                    recorder,
                    &points[unit as usize],
                    from..from + runs,
                    seed,
                )
            },
            |unit, values| {
                let number = f64::from(first) + unit as f64;
                let mut row = vec![generation, number, f64::from(u8::from(values.is_some()))];
                row.extend(values.clone().unwrap_or_else(|| vec![f64::NAN; width]));
                journal.append(&row)?;
                outputs.push(values);
                Ok::<(), StudyError>(())
            },
        );
        watch.end();
        match ended? {
            Ended::Complete => Ok(outputs),
            Ended::Stopped => Err(StudyError::Interrupted(format!(
                "Stopped after {} simulations. The same command goes on from there.",
                self.journal.done()
            ))),
        }
    }
}

/// Means of the targets over some replications at a point; nothing if its values contradict each other or a run fails.
fn one_point(
    scenario: &Scenario,
    space: &Space,
    recorder: &Recorder,
    z: &[f64],
    replications: std::ops::Range<u32>,
    seed: u64,
) -> Outputs {
    let scenario = scenario.with_beliefs(&space.values(z)).ok()?;
    let arms = Arms::new(std::slice::from_ref(&scenario), replications.end, seed);
    let number = f64::from(replications.end - replications.start);
    let mut means = vec![0.0; recorder.columns().len()];
    for replication in replications {
        let kept = arms.record(replication, recorder, "a point").ok()?;
        for (mean, value) in means.iter_mut().zip(&kept[0]) {
            *mean += value / number;
        }
    }
    Some(means)
}

/// Searches, checks the posterior in runs of its own and says what was found.
fn found(
    simulator: &mut Simulator<'_>,
    targets: &Targets,
    options: &Options,
) -> Result<Calibration, StudyError> {
    let settings = options.settings();
    let dimensions = simulator.space.dimensions();
    let found = search(dimensions, &targets.targets, &settings, |batch: &Batch| {
        let what = match batch.generation {
            0 => "draws of the priors".to_owned(),
            number if batch.tolerance.is_infinite() => {
                format!("generation {number}, by the surrogate")
            }
            number => format!(
                "generation {number}, distance at most {:.2}, {} of {} kept",
                batch.tolerance, batch.accepted, settings.particles
            ),
        };
        simulator.simulate(
            f64::from(batch.generation),
            batch.first,
            &batch.points,
            &what,
            |_| 0,
        )
    })
    .map_err(|error| match error {
        NotFound::Stopped(error) => error,
        failing @ NotFound::Failing { .. } => StudyError::Other(failing.to_string()),
    })?;
    let posterior = found.posterior();
    let points: Vec<Vec<f64>> = weighted_rows(&posterior.weights, options.checks)
        .into_iter()
        .map(|row| posterior.particles[row].z.clone())
        .collect();
    let runs = options.runs;
    // The first replications are those of the search.
    let checks: Vec<Vec<f64>> = simulator
        .simulate(CHECK, 0, &points, "checks of the posterior", |check| {
            (check + 1).saturating_mul(runs)
        })?
        .into_iter()
        .flatten()
        .collect();
    let space = &simulator.space;
    let particles = &found.posterior().particles;
    let by_particle: Vec<Vec<f64>> = particles
        .iter()
        .map(|particle| {
            let values = space.values(&particle.z);
            values
                .iter()
                .map(|(_, value)| value.as_number().unwrap_or(f64::NAN))
                .collect()
        })
        .collect();
    let values: Vec<Vec<f64>> = (0..dimensions)
        .map(|i| by_particle.iter().map(|row| row[i]).collect())
        .collect();
    let findings = Findings::of(
        &targets.targets,
        &found,
        &space.prior_values(PRIOR_STEPS),
        &values,
        &checks,
    );
    Ok(Calibration {
        title: targets.title.clone(),
        scenario: super::run::shown_title(simulator.scenario, &options.overrides),
        targets: targets.targets.clone(),
        parameters: targets.parameters.clone(),
        settings,
        runs,
        checks: checks.len(),
        found,
        values,
        findings,
    })
}

fn write(
    folder: &OutputFolder,
    scenario: &Scenario,
    targets: &Targets,
    options: &Options,
    calibration: &Calibration,
    command: &str,
) -> Result<Vec<TableFacts>, StudyError> {
    let create = |spec| TableWriter::create(folder.path(), spec);
    let mut generations = create(tables::generations_spec())?;
    tables::write_generations(&mut generations, calibration)?;
    let mut fit = create(tables::fit_spec())?;
    tables::write_fit(&mut fit, calibration)?;
    let mut parameters = create(tables::parameters_spec())?;
    tables::write_parameters(&mut parameters, calibration)?;
    let mut correlations = create(tables::correlations_spec())?;
    tables::write_correlations(&mut correlations, calibration)?;
    folder.write(tables::POSTERIOR_FILE, tables::posterior(calibration))?;
    let drawn = match options.figures {
        true => figures::figures(calibration),
        false => Vec::new(),
    };
    folder::write_figures(folder, &drawn)?;
    let stamp = stamp::line(&page_stamp(scenario, targets)?);
    folder.write(PAGE_FILE, page(calibration, &drawn, &stamp, command))?;
    Ok(vec![
        generations.finish()?,
        fit.finish()?,
        parameters.finish()?,
        correlations.finish()?,
    ])
}

/// The command that makes the same folder again; threads never matter.
fn command_line(scenario: &Scenario, targets: &Targets, options: &Options) -> String {
    let mut line = format!(
        "spsim calibrate {}.toml {}.toml --particles {} --draws {} --runs {} --generations {} --distance {} --quantile {} --least-acceptance {} --checks {} --seed {}",
        scenario.name,
        targets.name,
        options.particles,
        options.draws,
        options.runs,
        options.generations,
        options.tolerance,
        options.quantile,
        options.least_acceptance,
        options.checks,
        options.seed,
    );
    if !options.surrogate {
        line.push_str(" --no-surrogate");
    }
    for set in &options.overrides {
        line.push_str(&format!(" --set {set}"));
    }
    if !options.figures {
        line.push_str(" --no-figures");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::calibration::distance;
    use crate::scenario::SourceFile;
    use crate::scenario::posterior::Posterior;

    fn file(name: &str, text: &str) -> SourceFile {
        SourceFile {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }

    fn small() -> (Scenario, Targets, Options) {
        let scenario = Scenario::from_files(
            &[file(
                "small.toml",
                "[time]\ndays = 120\n[population]\nregistered_patients = 3_000\npractices = 1\n",
            )],
            &[],
        )
        .expect("it is right");
        let text = "[targets]\nparameters = [\"referral.inappropriate\", \"contact.no_show\"]\n\
                    [[target]]\nid = \"A\"\nmeasure = \"share_inappropriate\"\nvalue = 0.2\ntolerance = 0.05\nsource = \"toy\"\n\
                    [[target]]\nid = \"B\"\nmeasure = \"share_contacted\"\nrange = [0.5, 0.9]\ntolerance = 0.1\nsource = \"toy\"\n\
                    use = \"validation\"\n";
        let targets = Targets::from_file(&file("aims.toml", text), &known_measures(), &scenario)
            .expect("it is right");
        let options = Options {
            particles: 12,
            draws: 24,
            generations: 2,
            quantile: 0.5,
            tolerance: 0.2,
            least_acceptance: 0.05,
            surrogate: true,
            runs: 1,
            checks: 8,
            seed: 3,
            figures: false,
            overrides: Vec::new(),
        };
        (scenario, targets, options)
    }

    /// The default values are medians, one by one; together they must do what the draws do.
    #[test]
    fn the_default_values_come_as_near_to_the_targets_as_the_draws() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let scenario = Scenario::load(&folder.join("baseline.toml"), &[]).unwrap();
        let file = folder.join("targets/england.toml");
        let targets = Targets::load(&file, &known_measures(), &scenario).unwrap();
        let asked = targets.targets.iter();
        let recorder =
            Recorder::of(asked.map(|target| (target.measure.as_str(), target.subgroup.as_str())));
        let nothing_free = Space::new(&scenario, &[]);
        let seen = one_point(&scenario, &nothing_free, &recorder, &[], 0..8, 1).unwrap();
        let page = include_str!("../../docs/calibration.md");
        let (_, after) = page.split_once("ended at a distance of ").unwrap();
        let (reached, _) = after.split_once(" tolerances").unwrap();
        let off = distance(&targets.targets, &seen);
        assert!(off < reached.parse().unwrap(), "{off}, not {reached}");
    }

    fn made(target: &Path, threads: usize, stop: &AtomicBool) -> Result<Product, StudyError> {
        let (scenario, targets, options) = small();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        calibrate(
            &scenario,
            &targets,
            &options,
            target,
            false,
            &pool,
            stop,
            &(),
        )
    }

    /// Sets the flag when so many simulations are done.
    struct After<'a>(u64, std::sync::atomic::AtomicU64, &'a AtomicBool);

    impl Watch for After<'_> {
        fn begin(&self, _: &str, _: u64) {}
        fn update(&self, _: crate::experiment::Progress) {
            if self.1.fetch_add(1, Ordering::Relaxed) + 1 == self.0 {
                self.2.store(true, Ordering::Relaxed);
            }
        }
        fn end(&self) {}
    }

    #[test]
    fn threads_and_interruptions_change_no_byte_and_the_posterior_can_be_read_back() {
        let place = tempfile::tempdir().unwrap();
        let go = AtomicBool::new(false);
        let whole = made(&place.path().join("whole"), 2, &go).expect("it can be made");

        let (scenario, targets, options) = small();
        let target = place.path().join("parts");
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        let stop = AtomicBool::new(false);
        let after = After(30, 0.into(), &stop);
        let cut = calibrate(
            &scenario, &targets, &options, &target, false, &pool, &stop, &after,
        );
        assert!(matches!(cut, Err(StudyError::Interrupted(_))));
        assert!(!target.exists() && Journal::folder_for(&target).exists());
        let other = Options { runs: 2, ..options };
        let refused = calibrate(&scenario, &targets, &other, &target, false, &pool, &go, &());
        assert!(matches!(
            refused,
            Err(StudyError::Output(OutputError::OtherPlan { .. }))
        ));
        let parts = made(&target, 1, &go).expect("it goes on");
        assert!(!Journal::folder_for(&target).exists());
        for name in [
            "posterior.csv",
            "fit.csv",
            "parameters.csv",
            "calibration.md",
        ] {
            let read = |folder: &Path| std::fs::read_to_string(folder.join(name)).unwrap();
            assert_eq!(read(&whole.folder), read(&parts.folder), "{name}");
        }

        let posterior = Posterior::load(&whole.folder.join("posterior.csv")).expect("it is read");
        assert_eq!(posterior.parameters, targets.parameters);
        assert_eq!(posterior.rows.len(), 12);
        let weights: f64 = whole.calibration.found.posterior().weights.iter().sum();
        assert!((weights - 1.0).abs() < 1e-12);
        let fit = &whole.calibration.findings.targets;
        let off = |mean: f64| (mean - 0.2).abs();
        assert!(
            off(fit[0].posterior.mean) < off(fit[0].prior.mean),
            "{fit:?}"
        );
    }
}

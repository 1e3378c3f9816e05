//! Which inputs drive an outcome, and how much of its spread is only chance? Screening first, then shares of variance and
//! rank correlations of what was kept. Cut off half way, it goes on from where it was.
//!
//! A trajectory, a row of a Saltelli design and a point of a Latin hypercube are blocks: all points of a block meet the same
//! people with the same random numbers, other blocks others. So differences within a block are of the inputs, and what is
//! said of all blocks holds for more than a few futures.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value as Json, json};

use super::arms::Arms;
use super::compare::{check_comparable, registered};
use super::folder::{self, Record, record};
use super::frontier::known_measures;
use super::one_way::LOW_AND_HIGH;
use super::points::{level, to_design};
use super::sweep::number_of_runs;
use super::{StudyError, Watch};
use crate::analysis::record::Recorder;
use crate::analysis::sensitivity::findings::SensitivityFindings;
use crate::analysis::sensitivity::morris::{self, Effects};
use crate::analysis::sensitivity::prcc::{Column, rank_correlations};
use crate::analysis::sensitivity::sobol;
use crate::experiment::design::latin_hypercube_unit;
use crate::experiment::priors::quantile;
use crate::experiment::sensitivity::{saltelli, trajectories};
use crate::experiment::{Ended, Plan, in_order};
use crate::output::error::OutputError;
use crate::output::figures::comparison::sensitivity as figures;
use crate::output::folder::OutputFolder;
use crate::output::journal::Journal;
use crate::output::manifest::{self, Kind, Manifest, Program, ScenarioRecord};
use crate::output::sensitivity_tables as tables;
use crate::output::table::{TableFacts, TableWriter};
use crate::scenario::parameter::Prior;
use crate::scenario::parameters::registry;
use crate::scenario::sensitivity::{Input, Scale, Sensitivity};
use crate::scenario::sweep::Level;
use crate::scenario::{Scenario, SourceFile, in_words};

/// The document with everything that was found.
pub const SENSITIVITY_FILE: &str = "sensitivity.json";
/// Contradictions that are shown in full.
const SHOWN: usize = 5;

/// What was made.
pub struct Product {
    /// The folder, in place.
    pub folder: PathBuf,
    /// What was found.
    pub findings: SensitivityFindings,
    /// Number of figures.
    pub figures: usize,
    /// Seconds that the runs took.
    pub seconds: f64,
}

/// The analysis that a manifest records, read again from the texts that it keeps.
///
/// # Errors
/// If this version of the program no longer accepts it.
pub fn recorded(manifest: &Manifest) -> Result<Sensitivity, StudyError> {
    let mut kept: Vec<Vec<SourceFile>> = manifest
        .scenarios
        .iter()
        .map(|record| {
            let file = |file: &manifest::SourceFile| SourceFile {
                name: file.name.clone(),
                text: file.text.clone(),
            };
            record.files.iter().map(file).collect()
        })
        .collect();
    let own = kept
        .pop()
        .and_then(|mut files| files.pop())
        .ok_or_else(|| {
            StudyError::Other("the manifest is damaged: it keeps no experiment file".to_owned())
        })?;
    let mut file = Sensitivity::from_files(&own, &kept, &known_measures())?;
    file.seed = manifest.seed;
    file.runs = number_of_runs(manifest)?;
    Ok(file)
}

/// Runs all methods and puts the complete folder in place, with figures if `draw` says so.
///
/// # Errors
/// If the scenarios cannot be compared, values contradict each other, a run fails, no measure can be analysed, the folder
/// cannot be written, or the work was stopped; what was done is kept beside the target.
pub fn sensitivity(
    file: &Sensitivity,
    draw: bool,
    target: &Path,
    force: bool,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    let scenarios: Vec<Scenario> = file.scenarios().into_iter().cloned().collect();
    check_comparable(&scenarios)?;
    let folder = OutputFolder::begin(target, force)?;
    let records: Vec<ScenarioRecord> = scenarios
        .iter()
        .map(|scenario| record(scenario, &[]))
        .chain([document(file)])
        .collect();
    let (journal, before) = journal(file, &records, target, force)?;
    let recorder = Recorder::new();
    let mut work = Work {
        file,
        columns: file
            .measures
            .iter()
            .map(|id| recorder.position(id, "all"))
            .collect(),
        recorder,
        scenarios,
        journal,
        before: before.into_iter(),
        points: TableWriter::create(folder.path(), tables::points_spec())?,
        outcomes: TableWriter::create(folder.path(), tables::outcomes_spec(Some(file)))?,
    };
    let started = std::time::Instant::now();
    let findings = pool.install(|| work.all(stop, watch));
    watch.end();
    let findings = match findings {
        Ok(findings) => findings,
        Err(error) => {
            // Nothing was done that could be gone on from.
            if work.journal.done() == 0 {
                work.journal.close()?;
            }
            return Err(error);
        }
    };
    if !findings.measures.iter().any(|measure| measure.is_known()) {
        work.journal.close()?;
        return Err(nothing_known(&findings));
    }
    let seconds = started.elapsed().as_secs_f64();
    let mut facts = vec![work.points.finish()?, work.outcomes.finish()?];
    facts.extend(write_findings(&folder, &findings)?);
    let drawn = match draw {
        true => figures::all(&findings),
        false => Vec::new(),
    };
    folder::write_figures(&folder, &drawn)?;
    folder.write(SENSITIVITY_FILE, folder::pretty(&json!(findings)))?;
    if stop.load(Ordering::Relaxed) {
        return Err(stopped());
    }
    let folder = folder::complete(
        folder,
        &facts,
        &Record {
            kind: Kind::Sensitivity,
            name: &file.name,
            title: &file.title,
            description: &file.question,
            command: format!(
                "spsim sensitivity {}.toml --runs {} --seed {}{}",
                file.name,
                file.runs,
                file.seed,
                if draw { "" } else { " --no-figures" }
            ),
            seed: file.seed,
            runs: u64::from(file.runs),
            scenarios: records,
            options: json!({ "figures": draw }),
        },
    )?;
    work.journal.close()?;
    Ok(Product {
        folder,
        findings,
        figures: drawn.len(),
        seconds,
    })
}

fn stopped() -> StudyError {
    StudyError::Interrupted(
        "Stopped before the results were complete. The same command goes on from there.".to_owned(),
    )
}

fn nothing_known(findings: &SensitivityFindings) -> StudyError {
    let reasons: Vec<String> = findings
        .measures
        .iter()
        .map(|measure| format!("  {}: {}", measure.id, measure.answer.join(" ")))
        .collect();
    StudyError::Other(format!(
        "no measure can be analysed:\n{}",
        reasons.join("\n")
    ))
}

/// The document itself, as a manifest keeps it beside the scenarios.
fn document(file: &Sensitivity) -> ScenarioRecord {
    let own = &file.own_file;
    ScenarioRecord {
        name: file.name.clone(),
        title: file.title.clone(),
        files: vec![manifest::SourceFile::new(
            own.name.clone(),
            own.text.clone(),
        )],
        overrides: Vec::new(),
        resolved: Json::Null,
    }
}

/// The journal that keeps points until the results are in place, and the points that are in it.
fn journal(
    file: &Sensitivity,
    records: &[ScenarioRecord],
    target: &Path,
    force: bool,
) -> Result<(Journal, Vec<Vec<f64>>), StudyError> {
    let plan = folder::pretty(&json!({
        "program": Program::this(),
        "scenarios": records,
        "seed": file.seed,
        "runs": file.runs,
    }));
    let width = file.runs as usize * file.measures.len();
    let opened = match Journal::open(target, &plan, width, false) {
        Err(OutputError::OtherPlan { .. } | OutputError::BadJournal { .. }) if force => {
            Journal::open(target, &plan, width, true)
        }
        opened => opened,
    };
    Ok(opened?)
}

/// The points of one method.
struct Stage {
    /// Its name in the tables.
    method: &'static str,
    /// What is under way, for whoever watches.
    what: &'static str,
    /// Positions of the inputs that vary.
    inputs: Vec<usize>,
    /// Coordinates by point and varied input.
    points: Vec<Vec<f64>>,
    /// Points that share their random numbers.
    block: usize,
    /// Whether the outer twentieths of priors are left out, since the grid has its ends.
    without_tails: bool,
}

/// An analysis under way.
struct Work<'a> {
    file: &'a Sensitivity,
    scenarios: Vec<Scenario>,
    recorder: Recorder,
    /// Positions of the measures among what is kept.
    columns: Vec<usize>,
    journal: Journal,
    /// What was done before.
    before: std::vec::IntoIter<Vec<f64>>,
    points: TableWriter,
    outcomes: TableWriter,
}

impl Work<'_> {
    fn all(
        &mut self,
        stop: &AtomicBool,
        watch: &dyn Watch,
    ) -> Result<SensitivityFindings, StudyError> {
        let file = self.file;
        let seed = file.design_seed;
        let mut findings =
            SensitivityFindings::new(file, registered(&Plan::new(&file.scenario, 1, file.seed)));
        if let Some(wanted) = file.morris {
            let scales: Vec<Scale> = file.inputs.iter().map(Input::scale).collect();
            let design = trajectories(&scales, wanted.levels, wanted.trajectories, seed);
            let stage = Stage {
                method: "morris",
                what: "screening",
                inputs: (0..file.inputs.len()).collect(),
                points: design.iter().flat_map(|one| one.points.clone()).collect(),
                block: file.inputs.len() + 1,
                without_tails: true,
            };
            let steps: Vec<Vec<morris::Step>> = design.into_iter().map(|one| one.steps).collect();
            let is_ordered: Vec<bool> = scales
                .iter()
                .map(|scale| !matches!(scale, Scale::Unordered(_)))
                .collect();
            let outputs = self.run(&stage, stop, watch)?;
            for (measure, outputs) in findings.measures.iter_mut().zip(&outputs) {
                let found = morris::effects(&is_ordered, &steps, outputs, seed);
                measure.morris = Some(found.into());
            }
            findings.points.morris = Some(stage.points.len());
            if let Some(keep) = wanted.keep {
                let found: Vec<&[Effects]> = findings
                    .measures
                    .iter()
                    .filter_map(|measure| measure.morris.as_ref()?.found())
                    .map(Vec::as_slice)
                    .collect();
                findings.kept = morris::ranked(&found, file.inputs.len());
                findings.kept.truncate(keep as usize);
            }
        }
        let kept = findings.kept.clone();
        if let Some(wanted) = file.sobol {
            let design = saltelli(kept.len(), wanted.rows as usize, seed)
                .map_err(|error| StudyError::Other(error.to_string()))?;
            let stage = Stage {
                method: "sobol",
                what: "shares of variance",
                inputs: kept.clone(),
                points: design.into_iter().flatten().collect(),
                block: kept.len() + 2,
                without_tails: false,
            };
            let outputs = self.run(&stage, stop, watch)?;
            for (measure, outputs) in findings.measures.iter_mut().zip(&outputs) {
                measure.sobol = Some(sobol::indices(kept.len(), outputs, seed).into());
            }
            findings.points.sobol = Some(stage.points.len());
        }
        if let Some(wanted) = file.prcc {
            let points = latin_hypercube_unit(kept.len(), wanted.points as usize, seed)
                .map_err(|error| StudyError::Other(error.to_string()))?;
            let stage = Stage {
                method: "prcc",
                what: "rank correlations",
                inputs: kept,
                points,
                block: 1,
                without_tails: false,
            };
            let outputs = self.run(&stage, stop, watch)?;
            let columns = self.regressors(&stage)?;
            for (measure, outputs) in findings.measures.iter_mut().zip(&outputs) {
                measure.prcc = Some(rank_correlations(&columns, outputs).into());
            }
            findings.points.prcc = Some(stage.points.len());
        }
        findings.answer();
        Ok(findings)
    }

    /// Runs the points that are not done yet, writes all of them, and gives the outputs by measure, point and run.
    fn run(
        &mut self,
        stage: &Stage,
        stop: &AtomicBool,
        watch: &dyn Watch,
    ) -> Result<Vec<Vec<Vec<f64>>>, StudyError> {
        self.check(stage)?;
        let units = stage.points.len() as u64;
        let mut rows: Vec<Vec<f64>> = self.before.by_ref().take(stage.points.len()).collect();
        watch.begin(stage.what, units);
        let journal = &mut self.journal;
        let (file, scenarios) = (self.file, &self.scenarios);
        let (recorder, columns) = (&self.recorder, &self.columns);
        let ended = in_order(
            rows.len() as u64..units,
            units,
            stop,
            |progress| watch.update(progress),
            |unit| one_point(file, scenarios, recorder, columns, stage, unit as usize),
            |_, row| {
                let row = row?;
                journal.append(&row)?;
                rows.push(row);
                Ok::<(), StudyError>(())
            },
        );
        watch.end();
        if ended? == Ended::Stopped {
            return Err(stopped());
        }
        let (measures, runs) = (self.columns.len(), self.file.runs as usize);
        for (point, row) in rows.iter().enumerate() {
            for (position, &input) in stage.inputs.iter().enumerate() {
                let u = stage.points[point][position];
                let level = self.level(&self.scenarios[0], input, u, stage)?;
                tables::write_point(
                    &mut self.points,
                    (stage.method, point, point / stage.block),
                    &self.file.inputs[input],
                    u,
                    &level,
                )?;
            }
            for (number, &value) in row.iter().enumerate() {
                let (run, measure) = (number / measures, number % measures);
                let id = &self.file.measures[measure];
                tables::write_outcome(&mut self.outcomes, stage.method, point, run, id, value)?;
            }
        }
        let of = |measure: usize, row: &Vec<f64>| -> Vec<f64> {
            (0..runs).map(|run| row[run * measures + measure]).collect()
        };
        Ok((0..measures)
            .map(|measure| rows.iter().map(|row| of(measure, row)).collect())
            .collect())
    }

    /// Refuses points at which values contradict each other, before any of them is run.
    fn check(&self, stage: &Stage) -> Result<(), StudyError> {
        let (mut count, mut reasons) = (0, Vec::new());
        for point in 0..stage.points.len() {
            if let Err(error) = options(self.file, &self.scenarios, stage, point) {
                count += 1;
                let why = error.to_string();
                let why = why.strip_prefix("error: ").unwrap_or(&why);
                if reasons.len() < SHOWN {
                    reasons.push(format!("  point {point}: {why}"));
                }
            }
        }
        if count == 0 {
            return Ok(());
        }
        if count > SHOWN {
            reasons.push(format!("  … and {} more", count - SHOWN));
        }
        Err(StudyError::Other(format!(
            "values contradict each other at {count} of {} points of the {}, and a design must be whole; give an input a \
             narrower range in a `[[factor]]`, or leave it out:\n{}",
            stage.points.len(),
            stage.what,
            reasons.join("\n")
        )))
    }

    fn level(
        &self,
        scenario: &Scenario,
        input: usize,
        u: f64,
        stage: &Stage,
    ) -> Result<Level, StudyError> {
        level_at(&self.file.inputs[input], scenario, u, stage.without_tails)
    }

    /// The values of the inputs of a stage, as a regression takes them.
    fn regressors(&self, stage: &Stage) -> Result<Vec<Column>, StudyError> {
        stage
            .inputs
            .iter()
            .enumerate()
            .map(|(position, &input)| {
                let us = || stage.points.iter().map(|point| point[position]);
                let stratum = |u: f64, n: u32| ((u * f64::from(n)) as usize).min(n as usize - 1);
                Ok(match self.file.inputs[input].scale() {
                    Scale::Unordered(n) => {
                        Column::Categories(us().map(|u| stratum(u, n)).collect(), n as usize)
                    }
                    Scale::Ordered(n) => {
                        Column::Numbers(us().map(|u| stratum(u, n) as f64).collect())
                    }
                    Scale::Continuous => Column::Numbers(
                        us().map(|u| {
                            let level = self.level(&self.scenarios[0], input, u, stage)?;
                            // A belief that only the other scenario has is known by its place in the prior.
                            let value = level.set.first().and_then(|(_, value)| value.as_number());
                            let is_own = matches!(&self.file.inputs[input], Input::Factor(_))
                                || self.varies_in_first(input);
                            Ok(value.filter(|_| is_own).unwrap_or(u))
                        })
                        .collect::<Result<_, StudyError>>()?,
                    ),
                })
            })
            .collect()
    }

    /// Whether an input is a belief that the first scenario has.
    fn varies_in_first(&self, input: usize) -> bool {
        matches!(&self.file.inputs[input], Input::Belief(index)
            if self.scenarios[0].evidence[*index].prior != Prior::Fixed)
    }
}

/// The level of an input at a coordinate. Of a prior, the value below which that share of it lies.
fn level_at(
    input: &Input,
    scenario: &Scenario,
    u: f64,
    without_tails: bool,
) -> Result<Level, StudyError> {
    match input {
        Input::Belief(index) => {
            let [low, high] = LOW_AND_HIGH;
            let share = if without_tails {
                low + (high - low) * u
            } else {
                u
            };
            let parameter = &registry()[*index];
            let prior = scenario.evidence[*index].prior;
            let value = quantile(parameter, prior, scenario.values[*index], share);
            Ok(Level {
                label: in_words(parameter, value),
                set: vec![(*index, value)],
            })
        }
        Input::Factor(factor) => {
            let value = to_design(factor).levels.at(&factor.name, u);
            let value = value.map_err(|error| StudyError::Other(error.to_string()))?;
            Ok(level(factor, value))
        }
    }
}

/// The scenarios at a point of a stage.
fn options(
    file: &Sensitivity,
    scenarios: &[Scenario],
    stage: &Stage,
    point: usize,
) -> Result<Vec<Scenario>, StudyError> {
    scenarios
        .iter()
        .map(|scenario| {
            let (mut beliefs, mut factors) = (Vec::new(), Vec::new());
            for (&input, &u) in stage.inputs.iter().zip(&stage.points[point]) {
                let input = &file.inputs[input];
                let level = level_at(input, scenario, u, stage.without_tails)?;
                match input {
                    Input::Belief(_) => beliefs.extend(level.set),
                    Input::Factor(_) => factors.extend(level.set),
                }
            }
            Ok(scenario.with_beliefs(&beliefs)?.with_values(&factors)?)
        })
        .collect()
}

/// The measures of one point, run after run.
fn one_point(
    file: &Sensitivity,
    scenarios: &[Scenario],
    recorder: &Recorder,
    columns: &[usize],
    stage: &Stage,
    point: usize,
) -> Result<Vec<f64>, StudyError> {
    let arms = Arms::new(
        &options(file, scenarios, stage, point)?,
        file.runs,
        file.seed,
    );
    let what = format!("point {point} of the {}", stage.what);
    let first = (point / stage.block) as u32 * file.runs;
    let mut row = Vec::with_capacity(file.runs as usize * columns.len());
    for run in 0..file.runs {
        let kept = arms.record(first + run, recorder, &what)?;
        row.extend(columns.iter().map(|&column| match kept.as_slice() {
            [own, against, ..] => own[column] - against[column],
            [own] => own[column],
            [] => f64::NAN,
        }));
    }
    Ok(row)
}

/// The tables of what was found.
fn write_findings(
    folder: &OutputFolder,
    findings: &SensitivityFindings,
) -> Result<Vec<TableFacts>, StudyError> {
    let create = |spec| TableWriter::create(folder.path(), spec);
    let mut inputs = create(tables::inputs_spec())?;
    tables::write_inputs(&mut inputs, findings)?;
    let mut facts = vec![inputs.finish()?];
    if findings.points.morris.is_some() {
        let mut table = create(tables::effects_spec())?;
        tables::write_effects(&mut table, findings)?;
        facts.push(table.finish()?);
    }
    if findings.points.sobol.is_some() {
        let mut table = create(tables::indices_spec())?;
        tables::write_indices(&mut table, findings)?;
        facts.push(table.finish()?);
    }
    if findings.points.prcc.is_some() {
        let mut table = create(tables::correlations_spec())?;
        tables::write_correlations(&mut table, findings)?;
        facts.push(table.finish()?);
    }
    let mut spread = create(tables::spread_spec())?;
    tables::write_spread(&mut spread, findings)?;
    facts.push(spread.finish()?);
    Ok(facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sensitivity::findings::Analysed;

    /// A small place with twice the staff, against itself.
    fn small(methods: &str) -> Sensitivity {
        let file = |name: &str, text: &str| SourceFile {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        let place = "[time]\ndays = 120\n[run]\nseed = 5\n[population]\nregistered_patients = 4_000\npractices = 1\n\
                     [staffing]\nlink_workers_fte = 0.2\n";
        let text = format!(
            "title = \"Small\"\nscenario = \"place.toml\"\nmeasures = [\"seen_by_a_link_worker\", \"wait_median\"]\n\
             inputs = [\"contact.no_show\"]\n{methods}\n\
             [[factor]]\nname = \"Link workers\"\nparameter = \"staffing.link_workers_fte\"\nlow = 0.2\nhigh = 1\n\
             [[factor]]\nname = \"Nothing\"\nlevels = [{{ label = \"a\", set = {{}} }}, {{ label = \"b\", set = {{}} }}]\n\
             [[factor]]\nparameter = \"waiting.priority\"\n"
        );
        let own = file("small.toml", &text);
        Sensitivity::from_files(&own, &[vec![file("place.toml", place)]], &known_measures())
            .expect("it is right")
    }

    fn made(
        file: &Sensitivity,
        threads: usize,
        folder: &Path,
        stop: &AtomicBool,
    ) -> Result<Product, StudyError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        sensitivity(file, true, folder, false, &pool, stop, &())
    }

    const METHODS: &str =
        "[morris]\ntrajectories = 3\nkeep = 2\n[sobol]\nrows = 16\n[prcc]\npoints = 12\n";

    #[test]
    fn what_drives_it_is_kept_and_what_does_nothing_has_no_effect_on_any_number_of_threads() {
        let place = tempfile::tempdir().unwrap();
        let stop = AtomicBool::new(false);
        let file = small(METHODS);
        let [one, two] = [1, 2].map(|threads| {
            let folder = place.path().join(threads.to_string());
            made(&file, threads, &folder, &stop).expect("it can be made")
        });
        assert_eq!(one.findings, two.findings);
        let findings = &one.findings;
        let names: Vec<&str> = findings.inputs.iter().map(|i| i.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "contact.no_show",
                "Link workers",
                "Nothing",
                "waiting.priority"
            ]
        );
        assert_eq!(findings.kept.len(), 2);
        assert_eq!(findings.kept[0], 1, "link workers decide how many are seen");
        let seen = &findings.measures[0];
        let effects = seen.morris.as_ref().unwrap().found().unwrap();
        assert_eq!(
            effects[2].mu_star.value, 0.0,
            "the same random numbers, so exactly nothing"
        );
        assert!(effects[1].mu.unwrap() > 0.0 && effects[3].mu.is_none());
        let indices = seen.sobol.as_ref().unwrap().found().unwrap();
        assert!(indices.inputs[0].total.value > 0.5, "{indices:?}");
        assert!((0.0..1.0).contains(&indices.spread.chance_share()));
        let correlations = seen.prcc.as_ref().unwrap().found().unwrap();
        assert!(correlations.inputs[0].unwrap().lower_95 > 0.0);
        for table in [
            "points",
            "outcomes",
            "effects",
            "indices",
            "rank_correlations",
            "spread",
        ] {
            let read = |product: &Product| {
                std::fs::read(product.folder.join(format!("{table}.csv"))).unwrap()
            };
            assert_eq!(read(&one), read(&two), "{table}");
        }
        let json = std::fs::read_to_string(one.folder.join(SENSITIVITY_FILE)).unwrap();
        let read: SensitivityFindings = serde_json::from_str(&json).unwrap();
        assert_eq!(
            (&read.inputs, &read.kept),
            (&findings.inputs, &findings.kept)
        );
        assert_eq!(read.measures[0].answer, findings.measures[0].answer);
        let manifest = Manifest::read(&one.folder).unwrap();
        assert_eq!(recorded(&manifest).unwrap(), file);
        assert!(!Journal::folder_for(&one.folder).exists());
    }

    #[test]
    fn cut_off_half_way_it_goes_on_to_the_same_end() {
        let place = tempfile::tempdir().unwrap();
        let file = small(METHODS);
        let whole = place.path().join("whole");
        let never = AtomicBool::new(false);
        made(&file, 2, &whole, &never).expect("it can be made");

        /// Stops the work in its second part.
        struct Stopper<'a>(&'a AtomicBool);
        impl Watch for Stopper<'_> {
            fn begin(&self, what: &str, _: u64) {
                if what == "shares of variance" {
                    self.0.store(true, Ordering::Relaxed);
                }
            }
            fn update(&self, _: crate::experiment::Progress) {}
            fn end(&self) {}
        }
        let stop = AtomicBool::new(false);
        let cut = place.path().join("cut");
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        let ended = sensitivity(&file, true, &cut, false, &pool, &stop, &Stopper(&stop));
        assert!(matches!(ended, Err(StudyError::Interrupted(_))));
        assert!(!cut.exists() && Journal::folder_for(&cut).exists());
        made(&file, 1, &cut, &never).expect("it goes on");
        assert!(!Journal::folder_for(&cut).exists());
        for name in ["sensitivity.json", "outcomes.csv", "indices.csv"] {
            let read = |folder: &Path| std::fs::read(folder.join(name)).unwrap();
            assert_eq!(read(&whole), read(&cut), "{name}");
        }
    }

    #[test]
    fn measures_without_a_value_are_refused_by_their_point() {
        let place = tempfile::tempdir().unwrap();
        // Nobody is seen where nobody may be referred, so there is no wait.
        let mut file =
            small("[morris]\ntrajectories = 2\n[[factor]]\nparameter = \"referral.open\"\n");
        let stop = AtomicBool::new(false);
        let folder = place.path().join("a");
        let product = made(&file, 2, &folder, &stop).expect("one measure is whole");
        let Some(Analysed::Refused(why)) = &product.findings.measures[1].morris else {
            panic!("{:?}", product.findings.measures[1]);
        };
        assert!(why.contains("not defined at point"), "{why}");
        file.measures.remove(0);
        let error = made(&file, 2, &place.path().join("b"), &stop)
            .err()
            .expect("none is whole");
        assert!(
            error.to_string().contains("wait_median: No screening"),
            "{error}"
        );
    }
}

//! How do outcomes change over combinations of values? One scenario at the points of a design, all on the same people with
//! the same random numbers.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::compare::stopped;
use super::folder::{self, Record, record};
use super::points::Points;
use super::{StudyError, Watch, all_failed};
use crate::analysis::sweep::{PointValues, SweepFindings};
use crate::experiment::Failure;
use crate::output::figures::experiment;
use crate::output::folder::OutputFolder;
use crate::output::manifest::{Kind, Manifest};
use crate::output::sweep_tables as tables;
use crate::output::table::{TableFacts, TableWriter};
use crate::scenario::sweep::Sweep;

/// The document with everything that was found.
pub const SWEEP_FILE: &str = "sweep.json";
/// The most runs of all points together: what is kept of each is held until the end.
const MOST_RUNS: u64 = 400_000;

/// What was made.
pub struct Product {
    /// The folder, in place.
    pub folder: PathBuf,
    /// What was found.
    pub findings: SweepFindings,
    /// Failed runs of points.
    pub failures: Vec<Failure>,
    /// Number of figures.
    pub figures: usize,
    /// Seconds that the runs took.
    pub seconds: f64,
}

/// The sweep that a manifest records, read again from the texts that it keeps.
///
/// # Errors
/// If this version of the program no longer accepts it.
pub fn recorded(manifest: &Manifest) -> Result<Sweep, StudyError> {
    let mut sweep = Sweep::from_files(&folder::kept_files(manifest))?;
    sweep.seed = manifest.seed;
    sweep.runs = number_of_runs(manifest)?;
    Ok(sweep)
}

/// The number of runs that a manifest records.
pub(super) fn number_of_runs(manifest: &Manifest) -> Result<u32, StudyError> {
    u32::try_from(manifest.runs).map_err(|_| {
        StudyError::Other(format!(
            "the manifest asks for {} runs, which is too many",
            manifest.runs
        ))
    })
}

/// Runs all points and puts the complete folder in place, with figures if `draw` says so.
///
/// # Errors
/// If the design is not possible or too large, values contradict each other, the folder cannot be written, every run
/// failed, or the work was stopped.
pub fn sweep(
    sweep: &Sweep,
    draw: bool,
    target: &Path,
    force: bool,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    let points = Points::new(sweep)?;
    let runs = u64::from(sweep.runs) * points.levels.len() as u64;
    if runs > MOST_RUNS {
        return Err(StudyError::Other(format!(
            "{} points with {} runs each are {runs} runs; at most {MOST_RUNS} are possible",
            points.levels.len(),
            sweep.runs
        )));
    }
    let folder = OutputFolder::begin(target, force)?;
    let started = std::time::Instant::now();
    let (findings, values, facts, failures) =
        pool.install(|| made(sweep, &points, &folder, stop, watch))?;
    let seconds = started.elapsed().as_secs_f64();
    let figures = match draw {
        true => experiment::of_sweep(&findings, |id, point| {
            values
                .of(point, points.recorder.position(id, "all"))
                .to_vec()
        }),
        false => Vec::new(),
    };
    folder::write_figures(&folder, &figures)?;
    folder.write(SWEEP_FILE, folder::pretty(&json!(findings)))?;
    if stop.load(Ordering::Relaxed) {
        return Err(stopped());
    }
    let folder = folder::complete(
        folder,
        &facts,
        &Record {
            kind: Kind::Sweep,
            name: &sweep.name,
            title: &sweep.title,
            description: &sweep.question,
            command: format!(
                "spsim sweep {}.toml --runs {} --seed {}{}",
                sweep.name,
                sweep.runs,
                sweep.seed,
                if draw { "" } else { " --no-figures" }
            ),
            seed: sweep.seed,
            runs: u64::from(sweep.runs),
            scenarios: vec![record(&sweep.scenario, &[]), points.document()],
            options: json!({ "figures": draw, "failed_runs": folder::failed(&failures) }),
        },
    )?;
    Ok(Product {
        folder,
        findings,
        failures,
        figures: figures.len(),
        seconds,
    })
}

/// Runs all points and writes the tables.
fn made(
    sweep: &Sweep,
    points: &Points<'_>,
    folder: &OutputFolder,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<(SweepFindings, PointValues, Vec<TableFacts>, Vec<Failure>), StudyError> {
    let columns = points.recorder.columns();
    let create = |spec| TableWriter::create(folder.path(), spec);
    let mut design = create(tables::points_spec())?;
    tables::write_points(
        &mut design,
        &sweep.factors,
        points.levels.iter().map(Vec::as_slice),
    )?;
    let mut outcomes = create(tables::outcomes_spec(columns))?;
    let (mut values, mut failures) = (points.values(), Vec::new());
    let mut done = 0_u64;
    points.run(
        &vec![0..sweep.runs; points.levels.len()],
        &mut values,
        &mut failures,
        (stop, watch),
        |run, point, record| {
            done += 1;
            Ok(tables::write_outcomes(
                &mut outcomes,
                point,
                run,
                columns,
                record,
            )?)
        },
    )?;
    if done == 0 {
        return Err(all_failed(&failures));
    }
    let mut summary = create(tables::summary_spec())?;
    tables::write_summary(&mut summary, columns, &values)?;
    let mut differences = create(tables::differences_spec())?;
    tables::write_differences(&mut differences, columns, &values)?;
    let findings = SweepFindings::of(points.frame(), sweep.runs, columns, &values);
    let facts = vec![
        design.finish()?,
        outcomes.finish()?,
        summary.finish()?,
        differences.finish()?,
    ];
    Ok((findings, values, facts, failures))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::SourceFile;
    use crate::scenario::parameter::Value;
    use crate::scenario::sweep::{Factor, Level, Levels};

    /// Two factors of two levels; the levels of the second are the same but for their labels.
    fn small() -> Sweep {
        let file = |name: &str, text: &str| SourceFile {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        Sweep::from_files(&[
            file(
                "place.toml",
                "[time]\ndays = 120\n[run]\nruns = 3\n[population]\nregistered_patients = 4_000\npractices = 1\n",
            ),
            file(
                "small.toml",
                "title = \"Small\"\nscenario = \"place.toml\"\n\
                 [[factor]]\nparameter = \"staffing.link_workers_fte\"\nvalues = [0.2, 1]\n\
                 [[factor]]\nname = \"Label\"\nlevels = [\n\
                 { label = \"one\", set = { staffing.caseload_cap = 40 } },\n\
                 { label = \"other\", set = { staffing.caseload_cap = 40 } },\n]\n",
            ),
        ])
        .expect("it is right")
    }

    fn made_with(threads: usize, folder: &Path) -> Product {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let stop = AtomicBool::new(false);
        sweep(&small(), true, folder, false, &pool, &stop, &()).expect("it can be made")
    }

    #[test]
    fn levels_that_set_the_same_give_exactly_the_same_on_any_number_of_threads() {
        let place = tempfile::tempdir().unwrap();
        let [one, two] = [1, 2].map(|threads| {
            let product = made_with(threads, &place.path().join(threads.to_string()));
            (product.folder.clone(), product)
        });
        let (findings, again) = (&one.1.findings, &two.1.findings);
        assert_eq!(findings, again);
        assert_eq!(findings.frame.points.len(), 5);
        for measure in &findings.measures {
            for [a, b] in [[1, 2], [3, 4]] {
                assert_eq!(measure.levels[a], measure.levels[b], "{}", measure.id);
                assert_eq!(measure.changes[a - 1], measure.changes[b - 1]);
            }
        }
        let seen = findings.measure("seen_by_a_link_worker").unwrap();
        let mean = |point: usize| seen.levels[point].mean.unwrap();
        assert!(mean(3) > 2.0 * mean(1), "{} {}", mean(1), mean(3));
        assert!(matches!(seen.best_and_worst(), Some([3 | 4, 1 | 2])));
        for table in ["points", "outcomes", "summary", "differences"] {
            let read = |folder: &Path| std::fs::read(folder.join(format!("{table}.csv"))).unwrap();
            assert_eq!(read(&one.0), read(&two.0), "{table}");
        }
        let text = std::fs::read_to_string(one.0.join("points.csv")).unwrap();
        assert!(text.contains("4,Label,other,staffing.caseload_cap,40,40 people,people"));
        let json = std::fs::read_to_string(one.0.join(SWEEP_FILE)).unwrap();
        assert_eq!(
            serde_json::from_str::<SweepFindings>(&json).unwrap().frame,
            findings.frame
        );
    }

    /// The numbers behind a figure: rows of cells.
    fn drawn(folder: &Path, figure: &str) -> Vec<Vec<String>> {
        let path = folder.join(format!("figures/{figure}.csv"));
        let mut table = csv::Reader::from_path(path).expect("the figure was drawn");
        let rows = table.records().map(|row| row.expect("a row"));
        rows.map(|row| row.iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn figures_show_the_means_over_the_points_that_belong_together() {
        let place = tempfile::tempdir().unwrap();
        let product = made_with(2, &place.path().join("grid"));
        assert_eq!(product.figures, 10, "five measures as tables and as lines");
        let cells = drawn(&product.folder, "sweep-grid-reached-stage-3");
        let names: Vec<[&str; 2]> = cells.iter().map(|c| [&*c[0], &*c[1]]).collect();
        let [few, many] = ["0.2 FTE", "1 FTE"];
        let all = [["one", few], ["one", many], ["other", few], ["other", many]];
        assert_eq!(names, all);
        let measure = product.findings.measure("reached_stage_3").unwrap();
        for (cell, point) in cells.iter().zip([1, 3, 2, 4]) {
            let mean: f64 = cell[2].parse().unwrap();
            let found = measure.levels[point].mean.unwrap();
            assert!((mean - found).abs() < 1e-9, "{mean} {found}");
        }

        // A third factor is averaged over, run by run.
        let mut three = small();
        three.factors.swap(0, 1);
        let triage = crate::scenario::index_of("waiting.priority").unwrap();
        let level = |label: &'static str| Level {
            label: label.to_owned(),
            set: vec![(triage, Value::Choice(label))],
        };
        three.factors.insert(
            1,
            Factor {
                name: "Priority".to_owned(),
                parameter: Some(triage),
                levels: Levels::List(vec![level("first come"), level("deprivation")]),
            },
        );
        let made = |sweep: &Sweep, name: &str| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(2)
                .build()
                .unwrap();
            let (stop, folder) = (AtomicBool::new(false), place.path().join(name));
            super::sweep(sweep, true, &folder, false, &pool, &stop, &()).expect("it can be made")
        };
        let product = made(&three, "three");
        // Points: label, priority, link workers; the last changes fastest.
        let lines = drawn(&product.folder, "sweep-lines-seen-by-a-link-worker");
        let measure = product.findings.measure("seen_by_a_link_worker").unwrap();
        let mean = |point: usize| measure.levels[point].mean.unwrap();
        let expected = 0.5 * (mean(1) + mean(3));
        assert_eq!(lines[0][..2], ["one".to_owned(), "0.2".to_owned()]);
        assert!((lines[0][2].parse::<f64>().unwrap() - expected).abs() < 1e-9);

        three.design = crate::scenario::sweep::Design {
            kind: crate::scenario::sweep::DesignKind::Sobol,
            points: 4,
            seed: 1,
        };
        let product = made(&three, "sobol");
        assert_eq!(product.figures, 5);
        let points = drawn(&product.folder, "sweep-points-wait-median");
        assert_eq!(points.len(), 3 * 4);
    }

    #[test]
    fn a_sweep_can_be_read_again_from_the_texts_it_keeps() {
        let sweep = small();
        assert_eq!(Sweep::from_files(&sweep.files).expect("the same"), sweep);
    }
}

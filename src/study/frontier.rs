//! Which candidate is best among those that keep what is asked of them? Ranking and selection over the points of a design,
//! all on the same people with the same random numbers.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::compare::stopped;
use super::folder::{self, Record, record};
use super::points::Points;
use super::sweep::number_of_runs;
use super::{StudyError, Watch, all_failed};
use crate::analysis::frontier::{FrontierFindings, Search};
use crate::analysis::headlines::HEADLINES;
use crate::experiment::Failure;
use crate::output::figures::experiment;
use crate::output::folder::OutputFolder;
use crate::output::manifest::{Kind, Manifest};
use crate::output::sweep_tables as tables;
use crate::output::table::{TableFacts, TableWriter};
use crate::scenario::frontier::{Frontier, KnownMeasure};

/// The document with everything that was found.
pub const FRONTIER_FILE: &str = "frontier.json";

/// What was made.
pub struct Product {
    /// The folder, in place.
    pub folder: PathBuf,
    /// What was found.
    pub findings: FrontierFindings,
    /// Failed runs of candidates.
    pub failures: Vec<Failure>,
    /// Number of figures.
    pub figures: usize,
    /// Seconds that the runs took.
    pub seconds: f64,
}

/// The measures that a search may ask for.
pub fn known_measures() -> Vec<KnownMeasure> {
    HEADLINES
        .iter()
        .map(|headline| KnownMeasure {
            id: headline.id,
            by_quintile: headline.by_quintile,
            directed: headline.better.is_some(),
            difference_only: headline.difference_only,
        })
        .collect()
}

/// The search that a manifest records, read again from the texts that it keeps.
///
/// # Errors
/// If this version of the program no longer accepts it.
pub fn recorded(manifest: &Manifest) -> Result<Frontier, StudyError> {
    let mut frontier = Frontier::from_files(&folder::kept_files(manifest), &known_measures())?;
    let most = number_of_runs(manifest)?;
    frontier.selection.runs_at_most = most;
    frontier.candidates.runs = most;
    frontier.candidates.seed = manifest.seed;
    Ok(frontier)
}

/// Searches and puts the complete folder in place, with a figure if `draw` says so.
///
/// # Errors
/// If the design is not possible, values contradict each other, the folder cannot be written, every run failed, or the
/// work was stopped.
pub fn frontier(
    frontier: &Frontier,
    draw: bool,
    target: &Path,
    force: bool,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    let candidates = &frontier.candidates;
    let points = Points::new(candidates)?;
    let folder = OutputFolder::begin(target, force)?;
    let started = std::time::Instant::now();
    let (findings, facts, failures) =
        pool.install(|| made(frontier, &points, &folder, stop, watch))?;
    let seconds = started.elapsed().as_secs_f64();
    let figures: Vec<_> = draw
        .then(|| experiment::of_search(&findings))
        .into_iter()
        .collect();
    folder::write_figures(&folder, &figures)?;
    folder.write(FRONTIER_FILE, folder::pretty(&json!(findings)))?;
    if stop.load(Ordering::Relaxed) {
        return Err(stopped());
    }
    let most = frontier.selection.runs_at_most;
    let folder = folder::complete(
        folder,
        &facts,
        &Record {
            kind: Kind::Frontier,
            name: &candidates.name,
            title: &candidates.title,
            description: &candidates.question,
            command: format!(
                "spsim frontier {}.toml --runs {most} --seed {}{}",
                candidates.name,
                candidates.seed,
                if draw { "" } else { " --no-figures" }
            ),
            seed: candidates.seed,
            runs: u64::from(most),
            scenarios: vec![record(&candidates.scenario, &[]), points.document()],
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

/// Searches and writes the tables.
fn made(
    frontier: &Frontier,
    points: &Points<'_>,
    folder: &OutputFolder,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<(FrontierFindings, Vec<TableFacts>, Vec<Failure>), StudyError> {
    let columns = points.recorder.columns();
    let create = |spec| TableWriter::create(folder.path(), spec);
    let mut design = create(tables::points_spec())?;
    tables::write_points(
        &mut design,
        &frontier.candidates.factors,
        points.levels.iter().map(Vec::as_slice),
    )?;
    let mut outcomes = create(tables::outcomes_spec(columns))?;
    let (mut values, mut failures) = (points.values(), Vec::new());
    let mut search = Search::new(frontier, points.levels.len() - 1, &points.recorder);
    let mut done = 0_u64;
    while let Some(wanted) = search.next(&values) {
        points.run(
            &wanted,
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
        search
            .take(&values)
            .map_err(|error| StudyError::Other(error.to_string()))?;
    }
    let findings = search.findings(frontier, points.frame(), &points.recorder, &values);
    let mut differences = create(tables::differences_spec())?;
    tables::write_differences(&mut differences, columns, &values)?;
    let mut candidates = create(tables::candidates_spec(Some(&findings)))?;
    tables::write_candidates(&mut candidates, &findings)?;
    let mut checks = create(tables::checks_spec(Some(&findings)))?;
    tables::write_checks(&mut checks, &findings)?;
    let facts = vec![
        design.finish()?,
        outcomes.finish()?,
        differences.finish()?,
        candidates.finish()?,
        checks.finish()?,
    ];
    Ok((findings, facts, failures))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::frontier::Standing;
    use crate::scenario::SourceFile;

    /// Four sizes of the service, the cheapest last; the least money is sought.
    fn search(constraint: &str, method: &str) -> FrontierFindings {
        let file = |name: &str, text: String| SourceFile {
            name: name.to_owned(),
            text,
        };
        let document = Frontier::from_files(
            &[
                file(
                    "place.toml",
                    "[time]\ndays = 90\n[population]\nregistered_patients = 3_000\npractices = 1\n".to_owned(),
                ),
                file(
                    "search.toml",
                    format!(
                        "scenario = \"place.toml\"\n[[factor]]\nparameter = \"staffing.link_workers_fte\"\n\
                         values = [1, 0.8, 0.5, 0.3]\n[objective]\nminimise = \"cost_service_total\"\n{constraint}\n\
                         [selection]\nmethod = \"{method}\"\nindifference = 100\nfirst_runs = 5\nruns_at_most = 20\n"
                    ),
                ),
            ],
            &known_measures(),
        )
        .expect("it is right");
        let place = tempfile::tempdir().unwrap();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(2)
            .build()
            .unwrap();
        let stop = AtomicBool::new(false);
        frontier(
            &document,
            false,
            &place.path().join("out"),
            false,
            &pool,
            &stop,
            &(),
        )
        .expect("it can be made")
        .findings
    }

    #[test]
    fn where_all_candidates_are_allowed_the_cheapest_is_chosen() {
        let trivial = "[[constraint]]\nmeasure = \"referred\"\nat_least = 0";
        for (constraint, method) in [(trivial, "kn"), ("", "kn"), (trivial, "ocba")] {
            let found = search(constraint, method);
            assert!(found.decided, "{method}");
            assert_eq!(found.chosen, Some(4), "{method}");
            assert!(found.candidates[3].on_frontier);
            assert!(found.could_be_better.is_empty() || method == "ocba");
        }
    }

    #[test]
    fn where_no_candidate_is_allowed_none_is_chosen() {
        let found = search("[[constraint]]\nmeasure = \"referred\"\nat_most = -1", "kn");
        assert!(found.decided);
        assert_eq!(found.chosen, None);
        for candidate in &found.candidates {
            assert_eq!(candidate.standing, Standing::Infeasible);
            assert!(candidate.runs < 20, "dropped before the most allowed");
            assert!(!candidate.on_frontier);
        }
    }
}

//! Does the program give what can be worked out without it? Exact checks on the model, reduced by the scenario files that
//! come with it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::compare::stopped;
use super::folder::{self, Record, record};
use super::{StudyError, Watch, stamp};
use crate::analysis::verification::reductions::REDUCTIONS;
use crate::analysis::verification::stories::{Observed, Setting};
use crate::analysis::verification::traces::Followed;
use crate::analysis::verification::{Check, Checks, Findings, Found, Reduction, confidence};
use crate::engine::random::Streams;
use crate::experiment::{Ended, Plan, in_order, trace};
use crate::output::folder::OutputFolder;
use crate::output::manifest::{Kind, Manifest};
use crate::output::table::TableWriter;
use crate::output::verification_tables as tables;
use crate::pathway::run::Trace;
use crate::scenario::parameters::Parameters;
use crate::scenario::{Scenario, SourceFile};
use crate::world::person::people_in_need;

/// The page, in the folder.
pub const PAGE_FILE: &str = "verification.md";

/// Embeds scenario files, so that an installed program has them.
macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        /// Name and text of every file of `scenarios/verification`.
        const FILES: &[(&str, &str)] = &[$(
            (concat!($name, ".toml"), include_str!(concat!("../../scenarios/verification/", $name, ".toml"))),
        )+];
    };
}

embedded![
    "bank-holidays",
    "deprived-first",
    "erlang-a",
    "erlang-b",
    "erlang-c",
    "fixed-length",
    "full-days",
    "full-list",
    "funnel",
    "late-link-workers",
    "leaving",
    "limited-length",
    "no-link-worker",
    "queue",
    "quiet",
    "stocks",
    "tandem",
];

/// The embedded scenario files.
pub fn files() -> Vec<SourceFile> {
    FILES
        .iter()
        .map(|&(name, text)| SourceFile {
            name: name.to_owned(),
            text: text.to_owned(),
        })
        .collect()
}

/// The stamp of the page.
///
/// # Errors
/// If the probe cannot be run.
pub fn page_stamp() -> Result<String, StudyError> {
    stamp::stamp(&files())
}

/// The scenario of a reduction.
///
/// # Errors
/// If this version of the program does not accept its file.
pub fn scenario(reduction: &Reduction) -> Result<Scenario, StudyError> {
    let own = format!("{}.toml", reduction.name);
    let (mut own, mut all): (Vec<SourceFile>, Vec<SourceFile>) =
        files().into_iter().partition(|file| file.name == own);
    all.append(&mut own);
    Ok(Scenario::from_files(&all, &[])?)
}

/// What was made.
pub struct Product {
    /// The folder, in place.
    pub folder: PathBuf,
    /// What was found.
    pub findings: Findings,
    /// Seconds that the runs took.
    pub seconds: f64,
}

/// A reduction made ready to run.
struct Ready {
    reduction: &'static Reduction,
    scenario: Scenario,
    plan: Plan,
    setting: Setting,
    checks: Vec<Check>,
}

impl Ready {
    fn new(reduction: &'static Reduction) -> Result<Self, StudyError> {
        let scenario = scenario(reduction)?;
        let setting = Setting {
            epochs: scenario.networks[0]
                .epochs
                .iter()
                .map(|epoch| (epoch.day, Parameters::from_values(&epoch.values)))
                .collect(),
            days: scenario.days,
        };
        let checks = match &reduction.checks {
            Checks::Numbers(checks) => checks(&setting),
            Checks::ByHand(_) => Vec::new(),
        };
        Ok(Self {
            plan: Plan::new(&scenario, scenario.runs, scenario.seed),
            reduction,
            scenario,
            setting,
            checks,
        })
    }

    /// One run with everybody's story, as the checks see it.
    fn run(&self, replication: u32) -> Seen {
        let plan = &self.plan;
        let streams = Streams::new(plan.seed, u64::from(replication), plan.network_name(0));
        let people = people_in_need(plan.first_parameters(0), streams, self.setting.days);
        let everybody = Trace {
            stories: people.iter().map(|person| person.key).collect(),
            portraits: true,
            ..Trace::default()
        };
        let book = trace(plan, 0, replication, &everybody).with_service;
        match &self.reduction.checks {
            Checks::Numbers(_) => {
                let observed = Observed::new(&self.setting, &book);
                let measured = self.checks.iter().map(|check| (check.measure)(&observed));
                Seen::Numbers(measured.collect())
            }
            Checks::ByHand(course) => Seen::Course(Followed::of(
                self.reduction.name,
                self.reduction.reduces_to,
                course,
                &book,
            )),
        }
    }
}

/// What one run has shown.
enum Seen {
    /// The value of each check.
    Numbers(Vec<f64>),
    /// A course of events.
    Course(Followed),
}

/// The reductions of some scenarios, all if none is named.
///
/// # Errors
/// If a name is none of theirs.
fn chosen(only: &[String]) -> Result<Vec<&'static Reduction>, StudyError> {
    let unknown = only
        .iter()
        .find(|name| !REDUCTIONS.iter().any(|reduction| reduction.name == **name));
    if let Some(name) = unknown {
        let names: Vec<&str> = REDUCTIONS.iter().map(|reduction| reduction.name).collect();
        return Err(StudyError::Other(format!(
            "there are no exact checks named `{name}`; allowed are: {}",
            names.join(", ")
        )));
    }
    let wanted = |name: &str| only.is_empty() || only.iter().any(|wanted| wanted == name);
    Ok(REDUCTIONS
        .iter()
        .filter(|reduction| wanted(reduction.name))
        .collect())
}

/// The names that a manifest records.
pub fn recorded(manifest: &Manifest) -> Vec<String> {
    manifest
        .options
        .get("only")
        .and_then(|names| serde_json::from_value(names.clone()).ok())
        .unwrap_or_default()
}

/// Makes the checks on the current thread pool.
fn checked(ready: &[Ready], stop: &AtomicBool, watch: &dyn Watch) -> Result<Findings, StudyError> {
    let units: Vec<(usize, u32)> = ready
        .iter()
        .enumerate()
        .flat_map(|(number, ready)| (0..ready.plan.runs).map(move |run| (number, run)))
        .collect();
    let mut numbers: BTreeMap<usize, Vec<Vec<f64>>> = BTreeMap::new();
    let mut traces = Vec::new();
    watch.begin("Exact checks", units.len() as u64);
    let ended = in_order(
        0..units.len() as u64,
        units.len() as u64,
        stop,
        |progress| watch.update(progress),
        |unit| {
            let (number, run) = units[unit as usize];
            catch_unwind(AssertUnwindSafe(|| ready[number].run(run))).map_err(|_| {
                StudyError::Other(format!(
                    "run {run} of {} failed",
                    ready[number].reduction.name
                ))
            })
        },
        |unit, seen| {
            let (number, _) = units[unit as usize];
            match seen? {
                Seen::Numbers(values) => numbers.entry(number).or_default().push(values),
                Seen::Course(course) => traces.push(course),
            }
            Ok::<(), StudyError>(())
        },
    );
    watch.end();
    if ended? == Ended::Stopped {
        return Err(stopped());
    }
    let confidence = confidence(ready.iter().map(|ready| ready.checks.len()).sum());
    let mut found = Vec::new();
    for (number, runs) in &numbers {
        let ready = &ready[*number];
        for (position, check) in ready.checks.iter().enumerate() {
            let values: Vec<f64> = runs.iter().map(|run| run[position]).collect();
            found.push(Found::of(ready.reduction, check, &values, confidence));
        }
    }
    Ok(Findings {
        confidence,
        numbers: found,
        traces,
    })
}

/// Makes the checks of the scenarios named, or all, and puts the complete folder in place.
///
/// # Errors
/// If there are no checks of a name, the folder cannot be written, a run fails, or the work was stopped. A check that is not passed is no error: it is
/// among the findings.
pub fn verify(
    only: &[String],
    target: &Path,
    force: bool,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    let reductions = chosen(only)?;
    let folder = OutputFolder::begin(target, force)?;
    let started = std::time::Instant::now();
    let (ready, findings) = pool.install(|| {
        let ready: Vec<Ready> = reductions
            .into_iter()
            .map(Ready::new)
            .collect::<Result<_, _>>()?;
        let findings = checked(&ready, stop, watch)?;
        Ok::<_, StudyError>((ready, findings))
    })?;
    let seconds = started.elapsed().as_secs_f64();
    let mut table = TableWriter::create(folder.path(), tables::verification_spec())?;
    tables::write_verification(&mut table, &findings)?;
    let facts = table.finish()?;
    let scenarios: Vec<&Scenario> = ready.iter().map(|ready| &ready.scenario).collect();
    let line = stamp::line(&page_stamp()?);
    folder.write(PAGE_FILE, tables::page(&findings, &scenarios, &line))?;
    let runs = ready.iter().map(|ready| u64::from(ready.plan.runs)).sum();
    let folder = folder::complete(
        folder,
        &[facts],
        &Record {
            kind: Kind::Verification,
            name: "verification",
            title: "Exact checks",
            description: "What the model gives where it can be worked out without it.",
            command: only
                .iter()
                .fold("spsim verify".to_owned(), |command, name| {
                    format!("{command} --only {name}")
                }),
            seed: scenarios[0].seed,
            runs,
            scenarios: scenarios
                .iter()
                .map(|scenario| record(scenario, &[]))
                .collect(),
            options: json!({ "only": only }),
        },
    )?;
    Ok(Product {
        folder,
        findings,
        seconds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::verification::Verdict;
    use std::collections::BTreeSet;

    #[test]
    fn the_files_of_the_folder_are_embedded_and_all_are_used() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/verification");
        let there: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let embedded: BTreeSet<String> = files().into_iter().map(|file| file.name).collect();
        assert_eq!(there, embedded);
        let used: BTreeSet<String> = REDUCTIONS
            .iter()
            .flat_map(|reduction| scenario(reduction).expect("it can be read").files)
            .map(|file| file.name)
            .collect();
        assert_eq!(embedded, used);
    }

    #[test]
    fn exact_values_follow_from_the_files() {
        for reduction in REDUCTIONS {
            let ready = Ready::new(reduction).expect("it can be read");
            for check in &ready.checks {
                assert!(
                    check.exact.is_finite() && check.widest > 0.0,
                    "{}",
                    check.what
                );
                if check.exact != 0.0 {
                    let grain = check.closed_form / check.exact - 1.0;
                    assert!(
                        grain.abs() < 0.25,
                        "{}, {}: {} and {} on days",
                        reduction.name,
                        check.what,
                        check.closed_form,
                        check.exact
                    );
                }
            }
        }
    }

    /// The checks that take a moment; and one that claims something else fails.
    #[test]
    fn quick_checks_pass_and_a_wrong_one_fails() {
        let stop = AtomicBool::new(false);
        let quick: Vec<&Reduction> = REDUCTIONS
            .iter()
            .filter(|reduction| {
                matches!(reduction.checks, Checks::ByHand(_)) || reduction.name == "no-link-worker"
            })
            .collect();
        let mut ready: Vec<Ready> = quick
            .into_iter()
            .map(|reduction| Ready::new(reduction).unwrap())
            .collect();
        for wrong in [false, true] {
            for ready in &mut ready {
                ready.plan.runs = ready.plan.runs.min(20);
                for check in &mut ready.checks {
                    check.widest *= 2.0;
                    if wrong {
                        check.exact *= 1.3;
                    }
                }
            }
            let found = checked(&ready, &stop, &()).unwrap();
            assert_eq!(found.traces.len(), 3);
            for course in &found.traces {
                assert_eq!(course.verdict(), Verdict::Passes, "{course:#?}");
            }
            let expected = if wrong {
                Verdict::Fails
            } else {
                Verdict::Passes
            };
            for number in &found.numbers {
                assert_eq!(number.verdict, expected, "{number:#?}");
            }
        }
    }
}

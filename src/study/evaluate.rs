//! Virtual evaluations: studies run on the simulated people of many networks, and a folder that says what they found
//! and how far that is from the truth.
//!
//! Each network is run with a service that opens on a given day and without it, over the same people. What one network
//! gives to the studies does not depend on any other, so networks run in parallel; studies are analysed in order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde_json::{Value as Json, json};

use super::folder::{self, Record};
use super::{StudyError, Watch};
use crate::analysis::evaluation::field::Draws;
use crate::analysis::evaluation::over_studies::DesignSummary;
use crate::analysis::evaluation::recruit::{Window, Worlds};
use crate::analysis::evaluation::{
    Design, Participant, StudyResult, before_after, cluster_trial, matched, stepped,
};
use crate::engine::random::Streams;
use crate::experiment::{Ended, Failure, Plan, Progress, in_order};
use crate::measure::panel::PanelPlan;
use crate::output::chart::NumberFormat;
use crate::output::error::OutputError;
use crate::output::evaluation_tables as tables;
use crate::output::figures::NamedFigure;
use crate::output::figures::comparison::evaluation::{
    DesignResult, VirtualEvaluation, virtual_evaluation,
};
use crate::output::figures::comparison::{Better, Measure, Setting};
use crate::output::folder::OutputFolder;
use crate::output::manifest::{Kind, Manifest, ScenarioRecord, SourceFile};
use crate::output::table::TableWriter;
use crate::pathway::panel::panels;
use crate::pathway::policy;
use crate::pathway::run::{Epoch, NetworkPlan};
use crate::scenario::evaluation::{Evaluation, FieldWork, ROUND_DAYS};
use crate::scenario::parameters::Parameters;
use crate::world::stream::Stream;

/// Place of the draws that belong to a study as a whole; networks have a number at the end of their names.
const WHOLE_STUDY: &str = "study";

/// What was found.
#[derive(Debug)]
pub struct Product {
    /// The folder, in place.
    pub folder: PathBuf,
    /// Each design over all studies, in the order of [`Design`].
    pub summaries: Vec<DesignSummary>,
    /// Networks that failed; their studies are not in the results.
    pub failures: Vec<Failure>,
}

/// Runs all studies and puts the complete folder in place. `evaluation.studies` and `evaluation.seed` say how many and
/// with which seed. Setting `stop` ends the work after the networks under way. The bytes do not depend on `pool`.
///
/// # Errors
/// If the folder cannot be written, the work was stopped, or every study failed.
pub fn evaluate(
    evaluation: &Evaluation,
    target: &Path,
    force: bool,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    let folder = OutputFolder::begin(target, force)?;
    let mut rows = TableWriter::create(folder.path(), tables::studies_spec())?;
    let mut results: Vec<StudyResult> = Vec::new();
    watch.begin(
        &evaluation.title,
        u64::from(evaluation.studies) * u64::from(evaluation.networks_needed()),
    );
    let outcome = pool.install(|| {
        conduct(
            evaluation,
            stop,
            |progress| watch.update(progress),
            |study, found| {
                for result in found {
                    tables::write_study(&mut rows, &evaluation.name, study, result)?;
                }
                results.extend(found);
                Ok::<(), OutputError>(())
            },
        )
    })?;
    watch.end();
    if outcome.stopped {
        return Err(StudyError::Interrupted(format!(
            "Stopped after {} of {} studies; nothing was written.",
            outcome.done, evaluation.studies
        )));
    }
    if outcome.done == 0 {
        let why = outcome.failures.first().map(|f| format!(": {}", f.message));
        let why = why.unwrap_or_default();
        return Err(StudyError::Other(format!("every study failed{why}")));
    }
    let summaries = summaries(&results);
    let mut table = TableWriter::create(folder.path(), tables::summary_spec())?;
    for summary in &summaries {
        tables::write_summary(&mut table, &evaluation.name, summary)?;
    }
    let facts = [rows.finish()?, table.finish()?];
    folder::write_figure(&figure(evaluation, &summaries), |name, bytes| {
        Ok::<(), StudyError>(folder.write(&format!("figures/{name}"), bytes)?)
    })?;
    let folder = folder::complete(
        folder,
        &facts,
        &Record {
            kind: Kind::Evaluation,
            name: &evaluation.name,
            title: &evaluation.title,
            description: &evaluation.question,
            command: format!(
                "spsim evaluate {}.toml --studies {} --seed {}",
                evaluation.name, evaluation.studies, evaluation.seed
            ),
            seed: evaluation.seed,
            runs: u64::from(evaluation.studies),
            scenarios: vec![
                folder::record(&evaluation.scenario, &[]),
                document(evaluation),
            ],
            options: json!({ "failed": folder::failed(&outcome.failures) }),
        },
    )?;
    Ok(Product {
        folder,
        summaries,
        failures: outcome.failures,
    })
}

/// The evaluation that a manifest records, read again from the texts that it keeps.
///
/// # Errors
/// If this version of the program no longer accepts it.
pub fn recorded(manifest: &Manifest) -> Result<Evaluation, StudyError> {
    let mut evaluation = Evaluation::from_files(&folder::kept_files(manifest))?;
    evaluation.seed = manifest.seed;
    evaluation.studies = u32::try_from(manifest.runs)
        .map_err(|_| StudyError::Other("the manifest asks for too many studies".to_owned()))?;
    Ok(evaluation)
}

/// How the studies ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conducted {
    /// Studies done.
    pub done: u32,
    /// Networks that failed; their studies are not in the results.
    pub failures: Vec<Failure>,
    /// Whether the work was stopped before the end.
    pub stopped: bool,
}

/// Runs all studies on the current thread pool; `take` receives the results of each, in order and on the calling
/// thread. `progress` is called from any thread and counts networks.
///
/// # Errors
/// The first error that `take` returns ends the work.
pub fn conduct<E>(
    evaluation: &Evaluation,
    stop: &AtomicBool,
    progress: impl Fn(Progress) + Sync,
    mut take: impl FnMut(u32, &[StudyResult]) -> Result<(), E>,
) -> Result<Conducted, E> {
    let field = Field::new(evaluation);
    let networks = u64::from(evaluation.networks_needed().max(1));
    let total = u64::from(evaluation.studies) * networks;
    let place = |unit: u64| ((unit / networks) as u32, (unit % networks) as u32);
    let mut conducted = Conducted::default();
    let (mut whole, mut failures) = (Vec::new(), Vec::new());
    let ended = in_order(
        0..total,
        total,
        stop,
        progress,
        |unit| {
            let (study, network) = place(unit);
            field.try_network(study, network)
        },
        |unit, recruits| {
            let (study, network) = place(unit);
            match recruits {
                Ok(recruits) => whole.push(recruits),
                Err(message) => failures.push(Failure {
                    replication: study,
                    network: field.name(network),
                    message,
                }),
            }
            if u64::from(network) + 1 < networks {
                return Ok(());
            }
            let (whole, failures) = (std::mem::take(&mut whole), std::mem::take(&mut failures));
            if failures.is_empty() {
                take(study, &analyse(evaluation, whole))?;
                conducted.done += 1;
            }
            conducted.failures.extend(failures);
            Ok(())
        },
    )?;
    conducted.stopped = ended == Ended::Stopped;
    Ok(conducted)
}

/// One virtual study by all designs asked for, on the current thread. Studies of another number meet other people.
///
/// # Errors
/// If a network fails.
pub fn one_study(evaluation: &Evaluation, study: u32) -> Result<Vec<StudyResult>, StudyError> {
    let field = Field::new(evaluation);
    let networks = (0..evaluation.networks_needed())
        .map(|network| {
            field.try_network(study, network).map_err(|why| {
                StudyError::Other(format!(
                    "{} failed in network {}: {why}",
                    evaluation.title,
                    field.name(network)
                ))
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(analyse(evaluation, networks))
}

/// Each design over all studies, for those designs that were used.
pub fn summaries(results: &[StudyResult]) -> Vec<DesignSummary> {
    Design::ALL
        .iter()
        .map(|&design| {
            let of: Vec<StudyResult> = results
                .iter()
                .filter(|result| result.design == design)
                .copied()
                .collect();
            (design, of)
        })
        .filter(|(_, of)| !of.is_empty())
        .map(|(design, of)| DesignSummary::of(design, &of))
        .collect()
}

/// What the designs estimate, beside the truth.
fn figure(evaluation: &Evaluation, summaries: &[DesignSummary]) -> NamedFigure {
    let capital = |label: &str| {
        let mut letters = label.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect()
    };
    let designs = summaries.iter().map(|summary| DesignResult {
        design: capital(summary.design.label()),
        mean: summary.estimate.mean,
        lower: summary.range[0],
        upper: summary.range[1],
        truth: summary.effect,
        power: summary.power.share,
        why_missing: "no study came to an estimate".to_owned(),
    });
    let found = VirtualEvaluation {
        effect: Measure {
            name: "Change in SWEMWBS by the follow-up that the service caused (points)".to_owned(),
            format: NumberFormat::ThreeDecimals,
            better: Better::Higher,
        },
        studies: summaries
            .iter()
            .map(|summary| summary.asked)
            .max()
            .unwrap_or(0),
        designs: designs.collect(),
    };
    let basis = format!(
        "A new service in “{}”: {} months of recruitment, follow-up after {} months.",
        evaluation.scenario.title, evaluation.recruitment_months, evaluation.follow_up_months
    );
    virtual_evaluation(
        &Setting {
            title: &evaluation.title,
            period: "",
            basis: &basis,
        },
        &found,
    )
}

/// Those whom one network gives to a study.
#[derive(Default)]
struct Recruits {
    before_after: Vec<Participant>,
    cases: Vec<Participant>,
    controls: Vec<Participant>,
    trial: Vec<Participant>,
    stepped: Option<stepped::Network>,
}

/// The study in the field: what every network of every study needs.
struct Field<'a> {
    evaluation: &'a Evaluation,
    plan: Plan,
    panel: PanelPlan,
}

impl<'a> Field<'a> {
    fn new(evaluation: &'a Evaluation) -> Self {
        // Only the days that are needed.
        let mut scenario = evaluation.scenario.clone();
        scenario.days = evaluation.days_needed();
        let plan = Plan::new(&scenario, evaluation.studies, evaluation.seed);
        let periods = evaluation.stepped.map_or(1, |design| design.steps);
        let panel = PanelPlan {
            recruiting: (0..periods)
                .map(|period| {
                    let from = evaluation.opening_day() + period * evaluation.period_days();
                    from..from + evaluation.recruitment_days()
                })
                .collect(),
            follow_up_days: evaluation.follow_up_days(),
            every_days: ROUND_DAYS,
        };
        Self {
            evaluation,
            plan,
            panel,
        }
    }

    /// The networks of the scenario in turn, as often as needed: the same place, other people.
    fn name(&self, network: u32) -> String {
        let of_scenario = self.plan.networks() as u32;
        format!(
            "{}-{}",
            self.plan.network_name((network % of_scenario) as usize),
            network / of_scenario + 1
        )
    }

    fn try_network(&self, study: u32, network: u32) -> Result<Recruits, String> {
        catch_unwind(AssertUnwindSafe(|| self.network(study, network))).map_err(|panic| {
            panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                .unwrap_or_else(|| "the run stopped without a message".to_owned())
        })
    }

    fn network(&self, study: u32, network: u32) -> Recruits {
        let evaluation = self.evaluation;
        let name = self.name(network);
        let planned = self
            .plan
            .unit(network as usize % self.plan.networks(), study);
        let plan = NetworkPlan {
            name: &name,
            ..planned
        };
        let streams = Streams::new(plan.seed, u64::from(study), plan.name);
        let setup = evaluation.opening_day();
        let roll_out = evaluation
            .stepped
            .filter(|design| network < design.networks)
            .map(|design| {
                let position = self.position(study, network, design.networks, Design::Stepped);
                (
                    design,
                    1 + (position * design.steps / design.networks) as usize,
                )
            });
        let opens_later = |opens: usize| setup + opens as u32 * evaluation.period_days();
        let at_once = opened_on(plan.epochs, setup, setup);
        let never: Vec<Epoch> = plan.epochs.iter().map(policy::without_service).collect();
        // The last group of a roll-out opens when the study is over.
        let later = roll_out
            .filter(|(design, opens)| *opens < design.steps as usize)
            .map(|(_, opens)| opened_on(plan.epochs, opens_later(opens), setup));
        let levers: Vec<&[Epoch]> = [&never, &at_once]
            .into_iter()
            .chain(&later)
            .map(Vec::as_slice)
            .collect();
        let found = panels(plan, &levers, &self.panel);
        let (never, at_once) = (&found[0], &found[1]);
        let later = found.get(2).unwrap_or(never);
        let draws = |design| Draws { streams, design };
        let window = |from: u32, period: u32| Window {
            from,
            until: from + evaluation.recruitment_days(),
            follow_up_days: evaluation.follow_up_days(),
            period,
        };
        let worlds = |with_service| Worlds {
            network: network as usize,
            with_service,
            without: never,
        };
        let (here, first) = (worlds(at_once), window(setup, 0));
        let mut recruits = Recruits::default();
        if let Some(design) = evaluation.before_after.filter(|d| network < d.networks) {
            recruits.before_after = here.served(first, &design.work, &draws(Design::BeforeAfter));
        }
        if let Some(design) = evaluation.matched.filter(|d| network < d.networks) {
            let draws = draws(Design::Matched);
            recruits.cases = here.referred(first, &design.work, &draws);
            recruits.controls = here.not_served(first, &draws);
        }
        if let Some(design) = evaluation.cluster_trial.filter(|d| network < d.networks) {
            let position = self.position(study, network, design.networks, Design::ClusterTrial);
            let has_service = position < design.networks / 2;
            let draws = draws(Design::ClusterTrial);
            recruits.trial = here.consulting(first, has_service, &design.work, &draws);
        }
        recruits.stepped = roll_out.map(|(design, opens)| {
            let (here, draws) = (worlds(later), draws(Design::Stepped));
            let recruit = |period: usize| {
                // Once a network has been open for a period it says nothing more.
                if period > opens {
                    return Vec::new();
                }
                let window = window(opens_later(period), period as u32);
                here.consulting(window, period == opens, &design.work, &draws)
            };
            stepped::Network {
                opens,
                periods: (0..design.steps as usize).map(recruit).collect(),
            }
        });
        recruits
    }

    /// Where the lot puts a network among all of a design.
    fn position(&self, study: u32, network: u32, networks: u32, design: Design) -> u32 {
        let streams = Streams::new(self.plan.seed, u64::from(study), WHOLE_STUDY);
        let lot = |network: u32| {
            streams
                .block(Stream::StudyAllocation, network, design.index() as u32)
                .0[0]
        };
        let own = lot(network);
        let before = |&other: &u32| (lot(other), other) < (own, network);
        (0..networks).filter(before).count() as u32
    }
}

/// The levers of a service that takes its first referrals on a day: nothing before it is set up, then posts are filled
/// and GPs trained, then everything as planned.
fn opened_on(planned: &[Epoch], opens: u32, setup_days: u32) -> Vec<Epoch> {
    let set_up_from = opens.saturating_sub(setup_days);
    let mut borders: Vec<u32> = planned
        .iter()
        .map(|epoch| epoch.day)
        .chain([0, set_up_from, opens])
        .collect();
    borders.sort_unstable();
    borders.dedup();
    borders
        .into_iter()
        .map(|day| {
            let in_force = planned.iter().rfind(|epoch| epoch.day <= day);
            let epoch = Epoch {
                day,
                parameters: in_force.unwrap_or(&planned[0]).parameters.clone(),
            };
            if day < set_up_from {
                policy::without_service(&epoch)
            } else if day < opens {
                let mut parameters: Parameters = epoch.parameters;
                parameters.referral.open = false;
                Epoch { day, parameters }
            } else {
                epoch
            }
        })
        .collect()
}

/// Analyses one study by all designs.
fn analyse(evaluation: &Evaluation, networks: Vec<Recruits>) -> Vec<StudyResult> {
    let mut all = Recruits::default();
    let mut roll_out = Vec::new();
    for network in networks {
        all.before_after.extend(network.before_after);
        all.cases.extend(network.cases);
        all.controls.extend(network.controls);
        all.trial.extend(network.trial);
        roll_out.extend(network.stepped);
    }
    let mut results = Vec::new();
    if let Some(design) = &evaluation.before_after {
        results.push(before_after::analyse(all.before_after, &design.work));
    }
    if let Some(design) = &evaluation.matched {
        results.push(matched::analyse(all.cases, all.controls, design));
    }
    if let Some(design) = &evaluation.stepped {
        results.push(stepped::analyse(roll_out, &design.work));
    }
    if let Some(design) = &evaluation.cluster_trial {
        results.extend(cluster_trial::analyse(all.trial, &design.work));
    }
    results
}

/// The evaluation's own document as a manifest keeps it, beside its scenario.
fn document(evaluation: &Evaluation) -> ScenarioRecord {
    ScenarioRecord {
        name: evaluation.name.clone(),
        title: evaluation.title.clone(),
        files: evaluation
            .files
            .last()
            .map(|file| SourceFile::new(file.name.clone(), file.text.clone()))
            .into_iter()
            .collect(),
        overrides: Vec::new(),
        resolved: resolved(evaluation),
    }
}

/// The evaluation as it was conducted.
fn resolved(evaluation: &Evaluation) -> Json {
    let work = |work: &FieldWork| {
        json!({
            "agree_share": work.agree_share,
            "most_per_network": (work.most_per_network != u32::MAX).then_some(work.most_per_network),
            "answer_share": work.answer_share,
            "odds_ratio_engaged": work.odds_ratio_engaged,
            "odds_ratio_per_point": work.odds_ratio_per_point,
            "error_sd_points": work.error_sd_points,
        })
    };
    json!({
        "setup_months": evaluation.setup_months,
        "recruitment_months": evaluation.recruitment_months,
        "follow_up_months": evaluation.follow_up_months,
        "days": evaluation.days_needed(),
        "before_after": evaluation.before_after.map(|d| json!({
            "networks": d.networks, "field_work": work(&d.work),
        })),
        "matched": evaluation.matched.map(|d| json!({
            "networks": d.networks, "caliper_points": d.caliper_points, "days_apart": d.days_apart,
            "field_work": work(&d.work),
        })),
        "stepped": evaluation.stepped.map(|d| json!({
            "networks": d.networks, "steps": d.steps, "field_work": work(&d.work),
        })),
        "cluster_trial": evaluation.cluster_trial.map(|d| json!({
            "networks": d.networks, "field_work": work(&d.work),
        })),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_set_up_then_opens_and_keeps_its_dated_changes() {
        let epoch = |day, workers| {
            let mut parameters = Parameters::default();
            parameters.staffing.link_workers_fte = workers;
            Epoch { day, parameters }
        };
        let planned = [epoch(0, 2.0), epoch(50, 3.0), epoch(200, 4.0)];
        let opened = opened_on(&planned, 120, 90);
        let seen: Vec<(u32, bool, f64)> = opened
            .iter()
            .map(|e| {
                let p = &e.parameters;
                (e.day, p.referral.open, p.staffing.link_workers_fte)
            })
            .collect();
        assert_eq!(
            seen,
            [
                (0, false, 0.0),
                (30, false, 2.0),
                (50, false, 3.0),
                (120, true, 3.0),
                (200, true, 4.0)
            ]
        );
        let at_once = opened_on(&planned[..1], 90, 90);
        assert_eq!(at_once.len(), 2);
        assert!(!at_once[0].parameters.referral.open && at_once[1].parameters.referral.open);
        assert_eq!(at_once[0].parameters.staffing.link_workers_fte, 2.0);
    }
}

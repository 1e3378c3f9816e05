//! What does each setting that an option changes contribute to its difference from the base? Every setting changed alone,
//! on the same people with the same random numbers as the comparison itself.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use super::arms::Arms;
use super::compare::stopped;
use super::{StudyError, Watch};
use crate::analysis::contributions::{Contributions, MeasureContributions, Setting};
use crate::analysis::headlines::headline_of;
use crate::analysis::record::Recorder;
use crate::analysis::results::Results;
use crate::experiment::{Ended, Failure, in_order};
use crate::scenario::parameters::registry;
use crate::scenario::{Scenario, ScenarioError, changed_settings, meaning, with_setting};

/// The measures that are taken apart.
const MEASURES: [&str; 3] = [
    "wait_median",
    "qalys",
    "cost_nhs_and_personal_social_services",
];

/// An option with the scenarios in which one of its settings is changed alone.
struct Apart {
    option: usize,
    settings: Vec<Setting>,
    /// One a setting; none where it contradicts the base.
    alone: Vec<Option<Scenario>>,
}

/// The options that change two or more settings.
///
/// # Errors
/// If there is none.
fn apart(scenarios: &[Scenario]) -> Result<Vec<Apart>, StudyError> {
    let base = &scenarios[0];
    let mut all = Vec::new();
    for (option, other) in scenarios.iter().enumerate().skip(1) {
        let changed = changed_settings(base, other);
        if changed.len() < 2 {
            continue;
        }
        let alone = changed
            .iter()
            .map(|one| match with_setting(base, other, one.index) {
                Ok(scenario) => Ok(Some(scenario)),
                Err(ScenarioError::Contradiction { .. }) => Ok(None),
                Err(error) => Err(error),
            })
            .collect::<Result<_, _>>()?;
        all.push(Apart {
            option,
            settings: changed
                .into_iter()
                .map(|one| {
                    let parameter = &registry()[one.index];
                    Setting {
                        path: parameter.path(),
                        meaning: meaning(parameter),
                        change: one.change,
                    }
                })
                .collect(),
            alone,
        });
    }
    if all.is_empty() {
        return Err(StudyError::Other(
            "no option changes two or more settings of the base, so there is nothing to take apart: leave out \
             --contributions"
                .to_owned(),
        ));
    }
    Ok(all)
}

/// Refuses scenarios of which no option can be taken apart.
///
/// # Errors
/// If no option changes two or more settings.
pub fn check(scenarios: &[Scenario]) -> Result<(), StudyError> {
    apart(scenarios).map(|_| ())
}

/// Takes every option apart that changes two or more settings. `results` are those of the comparison, one entry a
/// scenario, aligned by run; `failures` are its failed runs, which are left out.
///
/// # Errors
/// If there is no such option, a run fails, or the work is stopped.
pub fn contributions(
    scenarios: &[Scenario],
    results: &[Results],
    failures: &[Failure],
    seed: u64,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Vec<Contributions>, StudyError> {
    let apart = apart(scenarios)?;
    let runs = u32::try_from(results[0].runs).unwrap_or(u32::MAX);
    let failed: BTreeSet<u32> = failures.iter().map(|failure| failure.replication).collect();
    let recorder = Recorder::new();
    let kept = MEASURES.map(|id| recorder.position(id, "all"));
    let arms: Vec<Option<Arms>> = apart
        .iter()
        .map(|of| {
            let possible: Vec<Scenario> = of.alone.iter().flatten().cloned().collect();
            (!possible.is_empty()).then(|| Arms::new(&possible, runs, seed))
        })
        .collect();
    // By option, then by setting that could be run, then by measure: values by run.
    let mut values: Vec<Vec<[Vec<f64>; MEASURES.len()]>> = apart
        .iter()
        .map(|of| vec![Default::default(); of.alone.iter().flatten().count()])
        .collect();
    let units = u64::from(runs) * apart.len() as u64;
    let place = |unit: u64| {
        (
            (unit / u64::from(runs)) as usize,
            (unit % u64::from(runs)) as u32,
        )
    };
    watch.begin("one setting at a time", units);
    let ended = in_order(
        0..units,
        units,
        stop,
        |progress| watch.update(progress),
        |unit| {
            let (option, run) = place(unit);
            match &arms[option] {
                Some(arms) if !failed.contains(&run) => arms.record(run, &recorder, "a run"),
                _ => Ok(Vec::new()),
            }
        },
        |unit, records| {
            let (option, _) = place(unit);
            let records = records?;
            for (setting, values) in values[option].iter_mut().enumerate() {
                for (values, &column) in values.iter_mut().zip(&kept) {
                    values.push(records.get(setting).map_or(f64::NAN, |kept| kept[column]));
                }
            }
            Ok::<(), StudyError>(())
        },
    );
    watch.end();
    if ended? == Ended::Stopped {
        return Err(stopped());
    }
    Ok(apart
        .into_iter()
        .zip(values)
        .map(|(of, values)| Contributions {
            option: of.option,
            measures: MEASURES
                .iter()
                .enumerate()
                .map(|(number, id)| {
                    let mut run = values.iter();
                    let alone: Vec<Option<Vec<f64>>> = of
                        .alone
                        .iter()
                        .map(|scenario| {
                            scenario.as_ref()?;
                            run.next().map(|values| values[number].clone())
                        })
                        .collect();
                    let of_option = |option: usize| results[option].outcome(id, "all");
                    let better = headline_of(id).and_then(|headline| headline.better);
                    MeasureContributions::of(id, of_option(0), &alone, of_option(of.option), better)
                })
                .collect(),
            settings: of.settings,
        })
        .collect())
}

//! Which belief, moved alone, changes the answer? Every uncertain parameter at its low and at its high value, all else as
//! it is, on the same people.

use std::sync::atomic::AtomicBool;

use super::arms::Arms;
use super::{StudyError, Watch};
use crate::analysis::decision::NHS_QALYS;
use crate::analysis::one_way::{Side, Sides};
use crate::analysis::record::Recorder;
use crate::experiment::priors::{Beliefs, uncertain};
use crate::experiment::{Ended, in_order};
use crate::scenario::parameter::Prior;
use crate::scenario::parameters::registry;
use crate::scenario::{Scenario, ScenarioError};

/// Shares of what is believed that lie below the low and the high value.
pub const LOW_AND_HIGH: [f64; 2] = [0.05, 0.95];

/// Runs each option with each uncertain parameter at its low and its high value; the first entry is the base case.
///
/// # Errors
/// If a run fails or the work is stopped.
pub fn one_way(
    scenarios: &[Scenario],
    beliefs: &Beliefs,
    seed: u64,
    runs: u32,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Sides, StudyError> {
    let parameters = uncertain(scenarios);
    let units = 1 + 2 * parameters.len() as u64;
    let recorder = Recorder::new();
    watch.begin("one parameter at a time", units);
    let mut sides = Sides::default();
    let ended = in_order(
        0..units,
        units,
        stop,
        |progress| watch.update(progress),
        |unit| {
            let moved = unit.checked_sub(1).map(|unit| {
                (
                    parameters[unit as usize / 2],
                    LOW_AND_HIGH[unit as usize % 2],
                )
            });
            one_side(scenarios, beliefs, seed, runs, moved, &recorder)
        },
        |unit, side| {
            match side? {
                None => {}
                Some(side) if unit == 0 => sides.base = side,
                Some(side) => {
                    let index = parameters[(unit as usize - 1) / 2];
                    sides.add(registry()[index].path(), (unit as usize - 1) % 2, side);
                }
            }
            Ok::<(), StudyError>(())
        },
    );
    watch.end();
    if ended? == Ended::Stopped {
        return Err(StudyError::Interrupted(
            "Stopped before the results were complete; nothing was written. Draws, if there were any, are kept: the same command goes on from there."
                .to_owned(),
        ));
    }
    Ok(sides)
}

/// Every option with one parameter moved; none where the value would contradict others.
fn one_side(
    scenarios: &[Scenario],
    beliefs: &Beliefs,
    seed: u64,
    runs: u32,
    moved: Option<(usize, f64)>,
    recorder: &Recorder,
) -> Result<Option<Side>, StudyError> {
    let mut input = f64::NAN;
    let mut options = scenarios.to_vec();
    if let Some((index, share)) = moved {
        for option in &mut options {
            if option.evidence[index].prior == Prior::Fixed {
                continue;
            }
            let value = beliefs.quantile(option, index, share);
            if input.is_nan() {
                input = value.as_number().unwrap_or(f64::NAN);
            }
            *option = match option.with_beliefs(&[(index, value)]) {
                Ok(option) => option,
                Err(ScenarioError::Contradiction { .. }) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
        }
    }
    let arms = Arms::new(&options, runs, seed);
    let [cost, effect] = [NHS_QALYS.cost, NHS_QALYS.effect].map(|id| recorder.position(id, "all"));
    let mut side = Side::new(input, options.len());
    for run in 0..runs {
        for (option, kept) in arms.record(run, recorder, "a run")?.iter().enumerate() {
            side.costs_pounds[option].push(kept[cost]);
            side.effects[option].push(kept[effect]);
        }
    }
    Ok(Some(side))
}

//! The points of a design: the scenario as it is, then one for each combination of levels.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use serde_json::Value as Json;

use super::compare::{registered, stopped};
use super::{StudyError, Watch};
use crate::analysis::measures::thresholds;
use crate::analysis::record::Recorder;
use crate::analysis::sweep::{FactorFacts, LevelFacts, PointFacts, PointValues, SweepFrame};
use crate::experiment::design::{self, Spacing};
use crate::experiment::points::{POINTS_TOGETHER, count_units};
use crate::experiment::{Ended, Failure, Plan, execute_points};
use crate::output::manifest::{self, ScenarioRecord};
use crate::scenario::Scenario;
use crate::scenario::parameter::Value;
use crate::scenario::parameters::Parameters;
use crate::scenario::sweep::{DesignKind, Factor, Level, Levels, Sweep};

/// Contradictions that are shown in full.
const SHOWN: usize = 5;

/// The points of a sweep, checked, and what their runs need.
pub struct Points<'a> {
    sweep: &'a Sweep,
    /// The level of each factor at each point; point 0, the scenario as it is, has none.
    pub levels: Vec<Vec<Level>>,
    /// Base values of each point, typed.
    parameters: Vec<Parameters>,
    registered: f64,
    /// What is kept of each run.
    pub recorder: Recorder,
}

impl<'a> Points<'a> {
    /// Makes the design.
    ///
    /// # Errors
    /// If it is not possible, or values contradict each other at some points; these are named.
    pub fn new(sweep: &'a Sweep) -> Result<Self, StudyError> {
        let factors: Vec<design::Factor> = sweep.factors.iter().map(to_design).collect();
        let design = match sweep.design.kind {
            DesignKind::Factorial => design::full_factorial(&factors),
            DesignKind::LatinHypercube => {
                design::latin_hypercube(&factors, sweep.design.points, sweep.design.seed)
            }
            DesignKind::Sobol => design::sobol(&factors, sweep.design.points, sweep.design.seed),
        };
        let design = design.map_err(|error| StudyError::Other(error.to_string()))?;
        let of_point = |point: &Vec<Value>| -> Vec<Level> {
            let both = sweep.factors.iter().zip(point);
            both.map(|(factor, &value)| level(factor, value)).collect()
        };
        let levels: Vec<Vec<Level>> = std::iter::once(Vec::new())
            .chain(design.iter().map(of_point))
            .collect();
        let mut parameters = Vec::with_capacity(levels.len());
        let mut reasons = Vec::new();
        for (number, levels) in levels.iter().enumerate() {
            match changed(&sweep.scenario, levels) {
                Ok(scenario) => parameters.push(scenario.parameters()),
                Err(error) => {
                    let labels: Vec<&str> = levels.iter().map(|l| l.label.as_str()).collect();
                    let why = error.to_string();
                    let why = why.strip_prefix("error: ").unwrap_or(&why);
                    reasons.push(format!("  point {number} ({}): {why}", labels.join(", ")));
                }
            }
        }
        if !reasons.is_empty() {
            let count = reasons.len();
            reasons.truncate(SHOWN);
            if count > SHOWN {
                reasons.push(format!("  … and {} more", count - SHOWN));
            }
            return Err(StudyError::Other(format!(
                "values contradict each other at {count} of {} points:\n{}",
                levels.len() - 1,
                reasons.join("\n")
            )));
        }
        let registered = registered(&Plan::new(&sweep.scenario, 1, sweep.seed));
        Ok(Self {
            sweep,
            levels,
            parameters,
            registered,
            recorder: Recorder::new(),
        })
    }

    /// What is known of the sweep before its runs.
    pub fn frame(&self) -> SweepFrame {
        let (sweep, scenario) = (self.sweep, &self.sweep.scenario);
        SweepFrame {
            title: sweep.title.clone(),
            question: sweep.question.clone(),
            scenario: scenario.title.clone(),
            start: scenario.start,
            days: scenario.days,
            networks: scenario.networks.len(),
            registered_patients: self.registered,
            thresholds_pounds: thresholds(&scenario.parameters().values).to_vec(),
            seed: sweep.seed,
            design: sweep.design.kind.label().to_owned(),
            factors: sweep.factors.iter().map(FactorFacts::of).collect(),
            points: self
                .levels
                .iter()
                .enumerate()
                .map(|(point, levels)| PointFacts {
                    point,
                    levels: sweep
                        .factors
                        .iter()
                        .zip(levels)
                        .map(|(factor, level)| LevelFacts::of(factor, level))
                        .collect(),
                })
                .collect(),
            same_as_base: (1..self.levels.len()).find(|&point| {
                let mut set = self.levels[point].iter().flat_map(|level| &level.set);
                set.all(|&(index, value)| {
                    let mut epochs = scenario.networks.iter().flat_map(|n| &n.epochs);
                    epochs.all(|epoch| epoch.values[index] == value)
                })
            }),
        }
    }

    /// No run yet of any point.
    pub fn values(&self) -> PointValues {
        PointValues::new(self.levels.len(), self.recorder.columns().len())
    }

    /// Runs each point in the replications wanted of it, which follow those it has. `taken` hears the kept numbers of each
    /// run and point in order.
    ///
    /// # Errors
    /// The first error of `taken`, or that the work was stopped.
    pub fn run(
        &self,
        wanted: &[Range<u32>],
        values: &mut PointValues,
        failures: &mut Vec<Failure>,
        (stop, watch): (&AtomicBool, &dyn Watch),
        mut taken: impl FnMut(u32, usize, &[f64]) -> Result<(), StudyError>,
    ) -> Result<(), StudyError> {
        let scenario = &self.sweep.scenario;
        watch.begin("points and runs", count_units(wanted, POINTS_TOGETHER));
        let ended = execute_points(
            wanted,
            POINTS_TOGETHER,
            stop,
            |progress| watch.update(progress),
            |point| {
                let changed = changed(scenario, &self.levels[point]).expect("checked beforehand");
                Plan::new(&changed, wanted[point].end, self.sweep.seed)
            },
            |point, pair| {
                let parameters = &self.parameters[point];
                self.recorder
                    .record(pair, parameters, self.registered, scenario.days)
            },
            |run, point, result| match result {
                Ok(record) => {
                    values.push(point, Some(&record));
                    taken(run, point, &record)
                }
                Err(failure) => {
                    values.push(point, None);
                    failures.push(failure);
                    Ok(())
                }
            },
        );
        watch.end();
        match ended? {
            Ended::Complete => Ok(()),
            Ended::Stopped => Err(stopped()),
        }
    }

    /// The document itself, as a manifest keeps it beside the scenario.
    pub fn document(&self) -> ScenarioRecord {
        let own = self.sweep.files.last();
        ScenarioRecord {
            name: self.sweep.name.clone(),
            title: self.sweep.title.clone(),
            files: own
                .map(|file| manifest::SourceFile::new(file.name.clone(), file.text.clone()))
                .into_iter()
                .collect(),
            overrides: Vec::new(),
            resolved: Json::Null,
        }
    }
}

/// The scenario at a point.
fn changed(
    scenario: &Scenario,
    levels: &[Level],
) -> Result<Scenario, crate::scenario::ScenarioError> {
    let values: Vec<(usize, Value)> = levels.iter().flat_map(|l| l.set.iter().copied()).collect();
    scenario.with_values(&values)
}

/// A factor as designs know it: of a list its positions are varied.
pub(super) fn to_design(factor: &Factor) -> design::Factor {
    let levels = match factor.levels {
        Levels::List(ref levels) => {
            design::Levels::List((0..levels.len() as i64).map(Value::Integer).collect())
        }
        Levels::Range {
            low,
            high,
            steps,
            logarithmic,
        } => {
            let spacing = if logarithmic {
                Spacing::Logarithmic
            } else {
                Spacing::Linear
            };
            if factor.is_whole() {
                design::Levels::Integers {
                    low: low as i64,
                    high: high as i64,
                    steps,
                    spacing,
                }
            } else {
                design::Levels::Numbers {
                    low,
                    high,
                    steps,
                    spacing,
                }
            }
        }
    };
    design::Factor {
        name: factor.name.clone(),
        levels,
    }
}

/// The level that a value of the design stands for.
pub(super) fn level(factor: &Factor, value: Value) -> Level {
    match (&factor.levels, value) {
        (Levels::List(levels), Value::Integer(position)) => levels[position as usize].clone(),
        (
            &Levels::Range {
                low,
                high,
                steps: None,
                ..
            },
            Value::Number(x),
        ) => factor.level_of(Value::Number(rounded(x).clamp(low, high))),
        (_, value) => factor.level_of(value),
    }
}

/// A number that can be read and typed: four significant digits.
fn rounded(x: f64) -> f64 {
    if x == 0.0 {
        return x;
    }
    let digits = 3 - libm::floor(libm::log10(x.abs())) as i32;
    // Multiplied or divided by a whole power of ten, so that the result is the nearest number to its decimals.
    let power = libm::pow(10.0, f64::from(digits.abs()));
    if digits >= 0 {
        (x * power).round() / power
    } else {
        (x / power).round() * power
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::SourceFile;

    #[test]
    fn numbers_of_a_range_have_four_digits() {
        for (x, short) in [
            (2.348_173_6, 2.348),
            (0.004_617_49, 0.004_617),
            (-12_345.6, -12_350.0),
            (0.0, 0.0),
            (1.0, 1.0),
        ] {
            assert_eq!(rounded(x), short);
        }
    }

    fn sweep_of(factors: &str) -> Sweep {
        let file = |name: &str, text: String| SourceFile {
            name: name.to_owned(),
            text,
        };
        Sweep::from_files(&[
            file(
                "place.toml",
                "[time]\ndays = 60\n[population]\nregistered_patients = 3_000\npractices = 1\n"
                    .to_owned(),
            ),
            file(
                "sweep.toml",
                format!("scenario = \"place.toml\"\n{factors}"),
            ),
        ])
        .expect("it is right")
    }

    #[test]
    fn points_that_contradict_each_other_are_named() {
        let sweep = sweep_of(
            "[[factor]]\nparameter = \"contact.first_minutes\"\nvalues = [45, 480]\n\
             [[factor]]\nparameter = \"staffing.hours_per_week\"\nvalues = [37.5, 10]\n",
        );
        let Err(error) = Points::new(&sweep) else {
            panic!("a contact is longer than a day");
        };
        let message = error.to_string();
        assert!(message.contains("at 2 of 4 points"), "{message}");
        assert!(
            message.contains("point 4 (480 minutes, 10 hours a week): a contact of 480 minutes"),
            "{message}"
        );
    }

    #[test]
    fn what_is_run_beside_what_changes_nothing() {
        let sweep = sweep_of(
            "[[factor]]\nparameter = \"staffing.link_workers_fte\"\nvalues = [0.2, 0.5, 1]\n",
        );
        let points = Points::new(&sweep).expect("it is possible");
        let all = |together: usize| {
            let mut seen = Vec::new();
            let ended = execute_points(
                &[0..2, 0..2, 1..2, 0..1],
                together,
                &AtomicBool::new(false),
                |_| {},
                |point| {
                    Plan::new(
                        &changed(&sweep.scenario, &points.levels[point]).unwrap(),
                        2,
                        5,
                    )
                },
                |point, pair| {
                    let parameters = &points.parameters[point];
                    let record = points.recorder.record(pair, parameters, 3_000.0, 60);
                    record.iter().map(|x| x.to_bits()).collect::<Vec<u64>>()
                },
                |run, point, record| {
                    seen.push((run, point, record.expect("no run fails")));
                    Ok::<(), ()>(())
                },
            );
            assert_eq!(ended, Ok(Ended::Complete));
            seen
        };
        let alone = all(1);
        assert_eq!(alone.len(), 6);
        assert_eq!(alone, all(3));
    }

    #[test]
    fn a_latin_hypercube_takes_flags_choices_whole_numbers_and_packages() {
        let sweep = sweep_of(
            "[design]\nkind = \"latin-hypercube\"\npoints = 12\n\
             [[factor]]\nparameter = \"referral.triage\"\n\
             [[factor]]\nparameter = \"waiting.priority\"\n\
             [[factor]]\nparameter = \"staffing.caseload_cap\"\nlow = 20\nhigh = 31\n\
             [[factor]]\nname = \"Money\"\nlevels = [{ label = \"as it is\", set = {} }, { label = \"more\", set = { group_money.grant = \"£3,000 a year\", community.extra_places = 2 } }]\n",
        );
        let points = Points::new(&sweep).expect("it is possible");
        assert_eq!(points.levels.len(), 13);
        assert!(points.levels[0].is_empty());
        let times = |factor: usize, label: &str| {
            let levels = points.levels[1..].iter().map(|levels| &levels[factor]);
            levels.filter(|level| level.label == label).count()
        };
        assert_eq!((times(0, "no"), times(0, "yes")), (6, 6));
        assert_eq!(times(1, "\"severity\""), 3);
        for cap in 20..=31 {
            assert_eq!(times(2, &format!("{cap} people")), 1, "each stratum once");
        }
        assert_eq!((times(3, "as it is"), times(3, "more")), (6, 6));
        assert_eq!(
            points.frame().points[1].levels[0]
                .value
                .map(|x| x * (1.0 - x)),
            Some(0.0)
        );
    }
}

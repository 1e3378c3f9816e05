//! What a sweep over factors has found, as one document, ready to be printed and drawn.
//!
//! Point 0 is the scenario as it is; every other point is compared with it, run by run. Numbers are in the unit of their
//! measure; shares are between 0 and 1. What is not defined is absent.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::comparison::Better;
use super::decision::{Change, Level, QuintileResult};
use super::headlines::{HEADLINES, Topic};
use super::record::Column;
use crate::scenario::parameters::registry;
use crate::scenario::sweep::{Factor, Level as FactorLevel, Levels};

/// The kept numbers of all points over their runs.
#[derive(Clone, Debug, PartialEq)]
pub struct PointValues {
    columns: usize,
    /// Values by point, column and run.
    values: Vec<Vec<Vec<f64>>>,
}

impl PointValues {
    /// No run yet of so many points and kept numbers.
    pub fn new(points: usize, columns: usize) -> Self {
        Self {
            columns,
            values: vec![vec![Vec::new(); columns]; points],
        }
    }

    /// Adds the next run of a point; none if it failed, which leaves no number in it defined.
    ///
    /// # Panics
    /// If the record has not as many numbers as there are columns.
    pub fn push(&mut self, point: usize, record: Option<&[f64]>) {
        if let Some(record) = record {
            assert_eq!(record.len(), self.columns, "one number a column");
        }
        for (column, values) in self.values[point].iter_mut().enumerate() {
            values.push(record.map_or(f64::NAN, |record| record[column]));
        }
    }

    /// One kept number of a point over its runs; NaN where it is not defined.
    pub fn of(&self, point: usize, column: usize) -> &[f64] {
        &self.values[point][column]
    }

    /// Number of points.
    pub fn points(&self) -> usize {
        self.values.len()
    }
}

/// Everything that a sweep has found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepFindings {
    /// What was swept.
    #[serde(flatten)]
    pub frame: SweepFrame,
    /// Runs of each point.
    pub runs: u32,
    /// The measures, in order.
    pub measures: Vec<SweptMeasure>,
}

/// The facts of a sweep that do not come from its runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepFrame {
    /// Title.
    pub title: String,
    /// The question; may be empty.
    pub question: String,
    /// Title of the scenario.
    pub scenario: String,
    /// First day.
    pub start: Date,
    /// Number of days.
    pub days: u32,
    /// Number of networks.
    pub networks: usize,
    /// Registered patients.
    pub registered_patients: f64,
    /// Values of a QALY in the scenario, in pounds.
    pub thresholds_pounds: Vec<f64>,
    /// Master seed of the runs.
    pub seed: u64,
    /// Kind of design: `factorial`, `latin-hypercube` or `sobol`.
    pub design: String,
    /// What is varied.
    pub factors: Vec<FactorFacts>,
    /// The points, the scenario as it is first.
    pub points: Vec<PointFacts>,
    /// The first point that sets everything to what it is anyway; absent if there is none.
    pub same_as_base: Option<usize>,
}

/// Something that is varied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorFacts {
    /// Its name.
    pub name: String,
    /// Its parameter; absent if several move together.
    pub parameter: Option<String>,
    /// Unit of its values; empty if there is none.
    pub unit: String,
    /// The labels of its levels, in order; empty where any value of a range is possible.
    pub levels: Vec<String>,
}

impl FactorFacts {
    /// The facts of a factor.
    pub fn of(factor: &Factor) -> Self {
        let parameter = factor.parameter.map(|index| &registry()[index]);
        Self {
            name: factor.name.clone(),
            parameter: parameter.map(|parameter| parameter.path()),
            unit: parameter.map_or("", |p| p.unit.label()).to_owned(),
            levels: match &factor.levels {
                Levels::List(levels) => levels.iter().map(|level| level.label.clone()).collect(),
                Levels::Range { .. } => Vec::new(),
            },
        }
    }
}

/// A point: a level of each factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointFacts {
    /// Its number; 0 is the scenario as it is.
    pub point: usize,
    /// Its levels, in the order of the factors; none of the scenario as it is.
    pub levels: Vec<LevelFacts>,
}

impl PointFacts {
    /// In words: its levels, or that nothing is changed.
    pub fn words(&self) -> String {
        if self.levels.is_empty() {
            return "as it is".to_owned();
        }
        let labels: Vec<&str> = self.levels.iter().map(|l| l.label.as_str()).collect();
        labels.join(", ")
    }
}

/// A level of a factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelFacts {
    /// What it is called.
    pub label: String,
    /// Its value in the unit of the parameter, flags as 0 and 1; absent of choices and where several parameters move.
    pub value: Option<f64>,
}

impl LevelFacts {
    /// The facts of a level of a factor.
    pub fn of(factor: &Factor, level: &FactorLevel) -> Self {
        let value = match (factor.parameter, level.set.as_slice()) {
            (Some(_), &[(_, value)]) => value.as_number(),
            _ => None,
        };
        Self {
            label: level.label.clone(),
            value,
        }
    }
}

/// A measure at all points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweptMeasure {
    /// Name, as in the tables.
    pub id: String,
    /// What it is, in words.
    pub label: String,
    /// Unit as printed; `%` for shares, whose values are printed times 100.
    pub unit: String,
    /// Digits after the point when printed.
    pub decimals: usize,
    /// Which way is better.
    pub better: Option<Better>,
    /// Heading.
    pub topic: Topic,
    /// Whether only differences mean something.
    pub difference_only: bool,
    /// Levels, one a point.
    pub levels: Vec<Level>,
    /// Differences from point 0, one for each other point.
    pub changes: Vec<Change>,
    /// The same by deprivation quintile, 1 to 5; empty where it is not shown so.
    pub quintiles: Vec<QuintileResult>,
}

impl SweptMeasure {
    /// The point with the best mean and that with the worst, point 0 apart; none where neither way is better or no mean is
    /// defined.
    pub fn best_and_worst(&self) -> Option<[usize; 2]> {
        let sign = self.better?.sign();
        let mut ranked: Vec<(usize, f64)> = self
            .levels
            .iter()
            .enumerate()
            .skip(1)
            .filter_map(|(point, level)| Some((point, sign * level.mean?)))
            .collect();
        // Stable: of equals the first point counts.
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        Some([ranked.first()?.0, ranked.last()?.0])
    }
}

impl SweepFindings {
    /// What the runs of all points have shown; `columns` are the kept numbers of `values`.
    ///
    /// # Panics
    /// If there are not values for each point.
    pub fn of(frame: SweepFrame, runs: u32, columns: &[Column], values: &PointValues) -> Self {
        assert_eq!(frame.points.len(), values.points(), "values for each point");
        let measures = HEADLINES
            .iter()
            .map(|headline| {
                let of = |subgroup: &str| -> (Vec<Level>, Vec<Change>) {
                    let column = columns
                        .iter()
                        .position(|c| c.measure == headline.id && c.subgroup == subgroup)
                        .expect("every headline is kept");
                    let base = values.of(0, column);
                    let levels = (0..values.points())
                        .map(|point| Level::of(values.of(point, column)))
                        .collect();
                    let changes = (1..values.points())
                        .map(|point| Change::of(values.of(point, column), base, headline.better))
                        .collect();
                    (levels, changes)
                };
                let (levels, changes) = of("all");
                SweptMeasure {
                    id: headline.id.to_owned(),
                    label: headline.label_at(&frame.thresholds_pounds),
                    unit: headline.unit.to_owned(),
                    decimals: headline.decimals,
                    better: headline.better,
                    topic: headline.topic,
                    difference_only: headline.difference_only,
                    levels,
                    changes,
                    quintiles: (1..=5)
                        .filter(|_| headline.by_quintile)
                        .map(|quintile: u8| {
                            let (levels, changes) = of(&format!("imd={quintile}"));
                            QuintileResult {
                                quintile,
                                levels,
                                changes,
                            }
                        })
                        .collect(),
                }
            })
            .collect();
        Self {
            frame,
            runs,
            measures,
        }
    }

    /// A measure by name.
    pub fn measure(&self, id: &str) -> Option<&SweptMeasure> {
        self.measures.iter().find(|measure| measure.id == id)
    }
}

//! The values of all runs, by measure, subgroup and time: what figures and summaries are made of.

use std::collections::BTreeMap;

use super::measures::{OutcomeMeasures, RunView, SeriesMeasures};
use super::statistics::Estimate;
use crate::measure::pair::Pair;
use crate::scenario::parameters::Parameters;
use crate::world::demography::{ALL, subgroup_label};

/// Values of whole-run measures and of measures by month, for all runs of one scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// Number of runs.
    pub runs: usize,
    /// Value of each run by measure and subgroup; NaN where it is not defined.
    outcomes: BTreeMap<(String, String), Vec<f64>>,
    /// Value of each run by measure, subgroup and day; NaN where it is not defined.
    series: BTreeMap<(String, String), BTreeMap<u32, Vec<f64>>>,
}

impl Results {
    /// Adds the value of a whole-run measure in run number `run`.
    pub fn add_outcome(&mut self, run: usize, measure: &str, subgroup: &str, value: f64) {
        self.runs = self.runs.max(run + 1);
        let values = entry(&mut self.outcomes, measure, subgroup);
        values.resize(values.len().max(run), f64::NAN);
        values.push(value);
    }

    /// Adds the value of a measure on a day in run number `run`.
    pub fn add_series(&mut self, run: usize, measure: &str, subgroup: &str, day: u32, value: f64) {
        self.runs = self.runs.max(run + 1);
        let values = entry(&mut self.series, measure, subgroup)
            .entry(day)
            .or_default();
        values.resize(values.len().max(run), f64::NAN);
        values.push(value);
    }

    /// Gives every measure a value for every run: NaN where nothing was added, as in runs where it is not defined.
    pub fn fill_up(&mut self) {
        let runs = self.runs;
        for values in self
            .outcomes
            .values_mut()
            .chain(self.series.values_mut().flat_map(BTreeMap::values_mut))
        {
            values.resize(runs, f64::NAN);
        }
    }

    /// The values of a whole-run measure over runs; empty if there is none.
    pub fn outcome(&self, measure: &str, subgroup: &str) -> &[f64] {
        self.outcomes
            .get(&key(measure, subgroup))
            .map_or(&[], Vec::as_slice)
    }

    /// Mean and interval of a whole-run measure.
    pub fn estimate(&self, measure: &str, subgroup: &str) -> Estimate {
        Estimate::of(self.outcome(measure, subgroup))
    }

    /// The values of a measure by day, over runs.
    pub fn series(&self, measure: &str, subgroup: &str) -> Option<&BTreeMap<u32, Vec<f64>>> {
        self.series.get(&key(measure, subgroup))
    }

    /// All whole-run measures and subgroups.
    pub fn outcomes(&self) -> impl Iterator<Item = (&str, &str, &[f64])> {
        self.outcomes.iter().map(|((measure, subgroup), values)| {
            (measure.as_str(), subgroup.as_str(), values.as_slice())
        })
    }
}

fn key(measure: &str, subgroup: &str) -> (String, String) {
    (measure.to_owned(), subgroup.to_owned())
}

fn entry<'a, T: Default>(
    map: &'a mut BTreeMap<(String, String), T>,
    measure: &str,
    subgroup: &str,
) -> &'a mut T {
    map.entry(key(measure, subgroup)).or_default()
}

/// One value in a table: run, network, day, subgroup, measure, value. Values that are not defined are left out.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'a> {
    /// Run.
    pub run: u32,
    /// Network, or `all`.
    pub network: &'a str,
    /// Day since the start: of a snapshot, or the last day for a whole run.
    pub day: u32,
    /// Subgroup.
    pub subgroup: &'a str,
    /// Measure.
    pub measure: &'a str,
    /// Value.
    pub value: f64,
}

/// Turns records into observations and collects those of all networks together.
pub struct Collector {
    outcomes: OutcomeMeasures,
    series: SeriesMeasures,
    outcome_ids: Vec<String>,
    series_ids: Vec<String>,
    subgroups: Vec<String>,
    days: u32,
    /// What has been collected.
    pub results: Results,
}

impl Collector {
    /// For runs of `days` days.
    pub fn new(days: u32) -> Self {
        let (outcomes, series) = (OutcomeMeasures::new(), SeriesMeasures::new());
        Self {
            outcome_ids: outcomes.list().map(|measure| measure.id.clone()).collect(),
            series_ids: series.list().map(|measure| measure.id.clone()).collect(),
            subgroups: (0..crate::world::demography::SUBGROUPS)
                .map(subgroup_label)
                .collect(),
            outcomes,
            series,
            days,
            results: Results::default(),
        }
    }

    /// Whole-run observations of one network, everybody together.
    ///
    /// # Errors
    /// The first error of `take`.
    pub fn network<E>(
        &self,
        run: u32,
        network: &str,
        pair: &Pair,
        parameters: &Parameters,
        registered: f64,
        mut take: impl FnMut(Observation<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let view = RunView::new(pair, parameters, registered, self.days);
        let mut result = Ok(());
        self.outcomes.extract(&view, |measure, subgroup, value| {
            if subgroup == ALL && result.is_ok() && value.is_finite() {
                let measure = &self.outcome_ids[measure];
                result = take(Observation {
                    run,
                    network,
                    day: self.days,
                    subgroup: "all",
                    measure,
                    value,
                });
            }
        });
        result
    }

    /// All observations of a run over all networks; they are collected as well.
    ///
    /// # Errors
    /// The first error of `outcome` or `series`.
    pub fn run<E>(
        &mut self,
        run: u32,
        pair: &Pair,
        parameters: &Parameters,
        registered: f64,
        mut outcome: impl FnMut(Observation<'_>) -> Result<(), E>,
        mut series: impl FnMut(Observation<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let view = RunView::new(pair, parameters, registered, self.days);
        let results = &mut self.results;
        let position = run as usize;
        let mut result = Ok(());
        self.outcomes.extract(&view, |measure, subgroup, value| {
            let (measure, subgroup) = (&self.outcome_ids[measure], &self.subgroups[subgroup]);
            if !value.is_finite() {
                return;
            }
            results.add_outcome(position, measure, subgroup, value);
            if result.is_ok() {
                result = outcome(Observation {
                    run,
                    network: "all",
                    day: self.days,
                    subgroup,
                    measure,
                    value,
                });
            }
        });
        result?;
        let mut result = Ok(());
        for month in &pair.with_service.months {
            self.series.extract(month, |measure, subgroup, value| {
                let (measure, subgroup) = (&self.series_ids[measure], &self.subgroups[subgroup]);
                if !value.is_finite() {
                    return;
                }
                results.add_series(position, measure, subgroup, month.day, value);
                if result.is_ok() {
                    result = series(Observation {
                        run,
                        network: "all",
                        day: month.day,
                        subgroup,
                        measure,
                        value,
                    });
                }
            });
        }
        result
    }

    /// Measures of whole runs.
    pub fn outcome_measures(&self) -> &OutcomeMeasures {
        &self.outcomes
    }

    /// Measures by month.
    pub fn series_measures(&self) -> &SeriesMeasures {
        &self.series
    }
}

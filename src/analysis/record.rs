//! The few numbers that are kept of each run where there are very many runs: the headlines, by deprivation quintile
//! where they are shown so.

use super::headlines::HEADLINES;
use super::measures::{OutcomeMeasures, RunView};
use crate::measure::pair::Pair;
use crate::scenario::parameters::Parameters;
use crate::world::demography::subgroup_label;

/// Measures kept beside the headlines: what a world without the service costs and yields.
const BESIDE: [&str; 3] = [
    "cost_nhs_and_personal_social_services_without_service",
    "cost_societal_without_service",
    "qalys_without_service",
];

/// One number kept of each run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name of the measure.
    pub measure: String,
    /// Subgroup, as in the tables.
    pub subgroup: String,
    number: usize,
    group: usize,
}

/// Takes the kept numbers out of a run.
pub struct Recorder {
    measures: OutcomeMeasures,
    columns: Vec<Column>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Recorder {
    /// All headlines.
    pub fn new() -> Self {
        let measures = OutcomeMeasures::new();
        let kept = HEADLINES
            .iter()
            .map(|headline| (headline.id, headline.by_quintile))
            .chain(BESIDE.map(|id| (id, false)));
        let columns = kept
            .flat_map(|(id, by_quintile)| {
                let number = measures
                    .list()
                    .position(|measure| measure.id == id)
                    .expect("a headline is a measure");
                let groups = if by_quintile { 6 } else { 1 };
                (0..groups).map(move |group| Column {
                    measure: id.to_owned(),
                    subgroup: subgroup_label(group),
                    number,
                    group,
                })
            })
            .collect();
        Self { measures, columns }
    }

    /// These measures, each of a subgroup.
    ///
    /// # Panics
    /// If one is not a measure of a whole run, or not known for its subgroup.
    pub fn of<'a>(wanted: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let measures = OutcomeMeasures::new();
        let columns = wanted
            .map(|(id, subgroup)| {
                let (number, measure) = measures
                    .list()
                    .enumerate()
                    .find(|(_, measure)| measure.id == id)
                    .unwrap_or_else(|| panic!("{id} is not a measure"));
                let group = (0..measure.by.count())
                    .find(|&group| subgroup_label(group) == subgroup)
                    .unwrap_or_else(|| panic!("{id} is not known for {subgroup}"));
                Column {
                    measure: id.to_owned(),
                    subgroup: subgroup.to_owned(),
                    number,
                    group,
                }
            })
            .collect();
        Self { measures, columns }
    }

    /// What is kept, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Position of a measure for a subgroup.
    ///
    /// # Panics
    /// If it is not kept.
    pub fn position(&self, measure: &str, subgroup: &str) -> usize {
        self.columns
            .iter()
            .position(|column| column.measure == measure && column.subgroup == subgroup)
            .unwrap_or_else(|| panic!("{measure} of {subgroup} is not kept"))
    }

    /// The kept numbers of a run of `days` days, in the order of [`Recorder::columns`]; NaN where one is not defined.
    pub fn record(
        &self,
        pair: &Pair,
        parameters: &Parameters,
        registered: f64,
        days: u32,
    ) -> Vec<f64> {
        let view = RunView::new(pair, parameters, registered, days);
        self.columns
            .iter()
            .map(|column| self.measures.value(&view, column.number, column.group))
            .collect()
    }
}

//! The tables of the runs of one scenario.

use super::comparison::{EMPTY, INTERVAL, RANGE, SHARES};
use super::sheet::{Cell, Column, Shown, Table, columns};
use crate::analysis::headlines::HEADLINES;
use crate::analysis::measures::{OutcomeMeasures, SeriesMeasures};
use crate::analysis::results::Results;
use crate::analysis::statistics::{Estimate, quantile, sorted};
use crate::output::run_tables::date_on;
use crate::scenario::Scenario;
use crate::world::demography::subgroup_label;

/// All tables of a run, in the order of the sheets.
pub(super) fn tables(scenario: &Scenario, results: &Results) -> Vec<Table> {
    vec![
        summary(results),
        all_measures(results),
        months(scenario, results),
    ]
}

/// Mean, interval, spread and number of the values of runs.
fn spread(values: &[f64], shown: Shown) -> Vec<Cell> {
    let (estimate, ordered) = (Estimate::of(values), sorted(values));
    let number = |x: f64| Cell::number(Some(x), shown);
    let mut cells = Vec::from(Cell::estimate(&estimate, shown));
    cells.extend([
        number(estimate.sd),
        number(quantile(&ordered, 0.1)),
        number(quantile(&ordered, 0.5)),
        number(quantile(&ordered, 0.9)),
        Cell::count(estimate.n),
    ]);
    cells
}

/// The columns of [`spread`] after some of the table's own, and the name of the measure last.
fn with_spread(own: &[(&str, f64)]) -> Vec<Column> {
    let mut all = own.to_vec();
    all.extend([
        ("Mean", 13.0),
        ("Lower 95%", 13.0),
        ("Upper 95%", 13.0),
        ("Standard deviation", 13.0),
        ("10th percentile", 13.0),
        ("Median", 13.0),
        ("90th percentile", 13.0),
        ("Runs", 8.0),
        ("Name in the CSV tables", 36.0),
    ]);
    columns(&all)
}

fn summary(results: &Results) -> Table {
    let rows = HEADLINES
        .iter()
        .filter(|headline| !headline.difference_only)
        .map(|headline| {
            let mut row = vec![
                Cell::text(headline.topic.label()),
                Cell::text(headline.label),
                Cell::text(headline.unit),
            ];
            row.extend(spread(
                results.outcome(headline.id, "all"),
                Shown::of(headline.unit, headline.decimals),
            ));
            row.push(Cell::text(headline.id));
            row
        })
        .collect();
    Table {
        name: "Summary",
        title: "What happens: the headline measures of the whole run".to_owned(),
        notes: vec![
            "Everybody, all networks.".to_owned(),
            INTERVAL.to_owned(),
            RANGE.to_owned(),
            SHARES.to_owned(),
            format!("QALYs and net benefit are told by `spsim compare`, as differences. {EMPTY}"),
        ],
        columns: with_spread(&[("Topic", 20.0), ("Measure", 50.0), ("Unit", 15.0)]),
        rows,
    }
}

fn all_measures(results: &Results) -> Table {
    let measures = OutcomeMeasures::new();
    let mut rows = Vec::new();
    for measure in measures.list() {
        for group in (0..measure.by.count()).map(subgroup_label) {
            let values = results.outcome(&measure.id, &group);
            if values.is_empty() {
                continue;
            }
            let mut row = vec![
                Cell::text(&measure.doc),
                Cell::text(measure.unit),
                Cell::text(&group),
            ];
            row.extend(spread(
                values,
                Shown::guessed(measure.unit, Estimate::of(values).mean),
            ));
            row.push(Cell::text(&measure.id));
            rows.push(row);
        }
    }
    Table {
        name: "All measures",
        title: "All measures of the whole run, by group of people".to_owned(),
        notes: vec![
            "Group: all, or deprivation quintile (imd=1 the most deprived), age, sex or main need."
                .to_owned(),
            INTERVAL.to_owned(),
            RANGE.to_owned(),
            "Unit share: cells hold shares from 0 to 1 shown as percentages.".to_owned(),
            format!("Measures without a value in any run are left out. {EMPTY}"),
        ],
        columns: with_spread(&[("Measure", 60.0), ("Unit", 18.0), ("Group", 26.0)]),
        rows,
    }
}

fn months(scenario: &Scenario, results: &Results) -> Table {
    let measures = SeriesMeasures::new();
    let mut rows = Vec::new();
    for measure in measures.list() {
        let Some(series) = results.series(&measure.id, "all") else {
            continue;
        };
        // One number of digits for the whole course, that of its highest month.
        let highest = series
            .values()
            .map(|values| Estimate::of(values).mean.abs())
            .fold(0.0, f64::max);
        for (&day, values) in series {
            let mut row = vec![
                Cell::Date(date_on(scenario.start, day)),
                Cell::text(&measure.doc),
                Cell::text(measure.unit),
            ];
            row.extend(spread(values, Shown::guessed(measure.unit, highest)));
            row.push(Cell::text(&measure.id));
            rows.push(row);
        }
    }
    Table {
        name: "By month",
        title: "The course over the months".to_owned(),
        notes: vec![
            "The state at the start of each month and at the end of the run; everybody, all networks. By quintile: series.csv.".to_owned(),
            INTERVAL.to_owned(),
            RANGE.to_owned(),
            EMPTY.to_owned(),
        ],
        columns: with_spread(&[("Date", 12.0), ("Measure", 60.0), ("Unit", 15.0)]),
        rows,
    }
}

//! The tables of a comparison: what is in each, column by column.

use super::error::OutputError;
use super::table::{Cell, Column, ColumnType, TableSpec, TableWriter};
use crate::analysis::comparison::{Better, compare};
use crate::analysis::headlines::headline_of;
use crate::analysis::measures::OutcomeMeasures;
use crate::analysis::results::Results;
use crate::world::demography::subgroup_label;

fn column(name: &'static str, kind: ColumnType, unit: &'static str, doc: &str) -> Column {
    Column {
        name,
        kind,
        unit,
        doc: doc.to_owned(),
        missing_allowed: false,
    }
}

fn number(name: &'static str, unit: &'static str, doc: &str) -> Column {
    Column {
        missing_allowed: true,
        ..column(name, ColumnType::Number, unit, doc)
    }
}

/// A number, missing where it is not defined.
pub fn defined(x: f64) -> Cell<'static> {
    if x.is_finite() {
        Cell::Number(x)
    } else {
        Cell::Missing
    }
}

/// Paired differences from the base, one row a scenario, measure and subgroup.
pub fn differences_spec() -> TableSpec {
    TableSpec {
        name: "differences".to_owned(),
        title: "Paired differences from the base".to_owned(),
        doc: "Whole-run measures: each scenario less the base, run by run on the same people with the same random \
              numbers, over all networks."
            .to_owned(),
        columns: vec![
            column("scenario", ColumnType::Text, "", "Name of the scenario."),
            column("base", ColumnType::Text, "", "Name of the scenario that it is compared with."),
            column("subgroup", ColumnType::Text, "", "Whom it is about."),
            column("measure", ColumnType::Text, "", "What is measured, see the table of outcomes."),
            column("unit", ColumnType::Text, "", "Unit of the measure."),
            column("pairs", ColumnType::Integer, "", "Runs with a value in both."),
            number("mean_difference", "see measure", "Mean of the differences."),
            number("lower_95", "see measure", "Lower end of the 95% paired confidence interval."),
            number("upper_95", "see measure", "Upper end of the 95% paired confidence interval."),
            number("sd", "see measure", "Standard deviation of the difference between runs."),
            number("share_improved", "share", "Share of runs in which the scenario is better than the base; a tie counts half. Missing where neither way is better."),
            number("variance_ratio", "ratio", "How many times more runs the same interval would need with independent random numbers."),
        ],
        primary_key: vec!["scenario", "subgroup", "measure"],
    }
}

/// Writes the differences of one scenario from the base.
///
/// # Errors
/// If the file cannot be written.
pub fn write_differences(
    table: &mut TableWriter,
    (scenario, results): (&str, &Results),
    (base, base_results): (&str, &Results),
    measures: &OutcomeMeasures,
) -> Result<(), OutputError> {
    for measure in measures.list() {
        let better = headline_of(&measure.id).and_then(|headline| headline.better);
        for subgroup in (0..measure.by.count()).map(subgroup_label) {
            let found = compare(
                results.outcome(&measure.id, &subgroup),
                base_results.outcome(&measure.id, &subgroup),
                better.unwrap_or(Better::Higher),
            );
            table.row(&[
                Cell::Text(scenario),
                Cell::Text(base),
                Cell::Text(&subgroup),
                Cell::Text(&measure.id),
                Cell::Text(measure.unit),
                Cell::Integer(found.difference.n as i64),
                defined(found.difference.mean),
                defined(found.difference.lower),
                defined(found.difference.upper),
                defined(found.difference.sd),
                better.map_or(Cell::Missing, |_| defined(found.improved)),
                defined(found.variance_ratio),
            ])?;
        }
    }
    Ok(())
}

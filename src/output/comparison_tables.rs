//! The tables of a comparison: what is in each, column by column.

use super::error::OutputError;
use super::table::{Cell, Column, ColumnType, TableSpec, TableWriter, column, optional};
use crate::analysis::comparison::{Better, compare};
use crate::analysis::decision::Decision;
use crate::analysis::headlines::headline_of;
use crate::analysis::measures::OutcomeMeasures;
use crate::analysis::record::Recorder;
use crate::analysis::results::Results;
use crate::analysis::uncertainty::DrawRecord;
use crate::world::demography::subgroup_label;

fn number(name: &'static str, unit: &'static str, doc: &str) -> Column {
    optional(name, ColumnType::Number, unit, doc)
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

/// The cells of a paired difference over runs: pairs, mean, 95% interval, standard deviation, share improved (missing where
/// neither way is better) and variance ratio.
pub(super) fn difference_cells(
    changed: &[f64],
    base: &[f64],
    better: Option<Better>,
) -> [Cell<'static>; 7] {
    let found = compare(changed, base, better.unwrap_or(Better::Higher));
    [
        Cell::Integer(found.difference.n as i64),
        Cell::defined(found.difference.mean),
        Cell::defined(found.difference.lower),
        Cell::defined(found.difference.upper),
        Cell::defined(found.difference.sd),
        better.map_or(Cell::Missing, |_| Cell::defined(found.improved)),
        Cell::defined(found.variance_ratio),
    ]
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
            let names = [
                Cell::Text(scenario),
                Cell::Text(base),
                Cell::Text(&subgroup),
                Cell::Text(&measure.id),
                Cell::Text(measure.unit),
            ];
            let difference = difference_cells(
                results.outcome(&measure.id, &subgroup),
                base_results.outcome(&measure.id, &subgroup),
                better,
            );
            table.row(&[&names[..], &difference].concat())?;
        }
    }
    Ok(())
}

/// What each changed setting contributes, one row an option, measure and part.
pub fn contributions_spec() -> TableSpec {
    TableSpec {
        name: "contributions".to_owned(),
        title: "What each changed setting contributes".to_owned(),
        doc: "Each setting of an option changed alone, less the base, run by run on the same people with the same random \
              numbers; then what they do together beyond the sum of those run alone, and all of them."
            .to_owned(),
        columns: vec![
            column("scenario", ColumnType::Text, "", "Name of the scenario."),
            column("measure", ColumnType::Text, "", "What is measured, see the table of outcomes."),
            column("number", ColumnType::Integer, "", "Number of the part, from 1."),
            column("part", ColumnType::Text, "", "`setting`, `interaction` or `all`."),
            column("what", ColumnType::Text, "", "What is changed, in words."),
            optional("pairs", ColumnType::Integer, "", "Runs with a value; missing where the setting contradicts the base and was not run."),
            number("mean_difference", "see measure", "Mean of the differences."),
            number("lower_95", "see measure", "Lower end of the 95% paired confidence interval."),
            number("upper_95", "see measure", "Upper end of the 95% paired confidence interval."),
            number("sd", "see measure", "Standard deviation of the difference between runs."),
        ],
        primary_key: vec!["scenario", "measure", "number"],
    }
}

/// Writes what each changed setting contributes.
///
/// # Errors
/// If the file cannot be written.
pub fn write_contributions(
    table: &mut TableWriter,
    decision: &Decision,
) -> Result<(), OutputError> {
    for of in &decision.contributions {
        for found in &of.measures {
            for (number, part) in found.parts(&of.settings).into_iter().enumerate() {
                let value = |of: Option<f64>| of.map_or(Cell::Missing, Cell::Number);
                let change = part.change;
                table.row(&[
                    Cell::Text(&decision.options[of.option].name),
                    Cell::Text(&found.id),
                    Cell::Integer(number as i64 + 1),
                    Cell::Text(part.kind),
                    Cell::Text(&part.words),
                    change.map_or(Cell::Missing, |change| Cell::Integer(change.runs as i64)),
                    value(change.and_then(|change| change.mean)),
                    value(change.and_then(|change| change.lower_95)),
                    value(change.and_then(|change| change.upper_95)),
                    value(change.and_then(|change| change.sd)),
                ])?;
            }
        }
    }
    Ok(())
}

/// Costs and effects by draw: the table that `spsim cea` reads.
pub fn psa_spec() -> TableSpec {
    TableSpec {
        name: "psa".to_owned(),
        title: "Costs and effects by draw of what is believed".to_owned(),
        doc: "One row a draw and strategy: means over the runs of the draw. `spsim cea psa.csv --parameters \
              psa_parameters.csv` analyses it again; psa_parameters.csv has the values of the uncertain parameters, one \
              row a draw."
            .to_owned(),
        columns: vec![
            column("draw", ColumnType::Integer, "", "Number of the draw, from 0."),
            column("strategy", ColumnType::Text, "", "Title of the scenario."),
            column("cost", ColumnType::Number, "GBP", "Cost to the NHS and personal social services, discounted."),
            column("effect", ColumnType::Number, "QALYs", "QALYs since onset, discounted; only differences between strategies mean something."),
            column("cost_societal", ColumnType::Number, "GBP", "Cost to society, discounted."),
            column("wellbys", ColumnType::Number, "WELLBYs", "WELLBYs since onset, discounted; never to be added to QALYs."),
        ],
        primary_key: vec!["draw", "strategy"],
    }
}

/// Writes the draws of the model as it is.
///
/// # Errors
/// If the file cannot be written.
pub fn write_psa(
    table: &mut TableWriter,
    records: &[DrawRecord],
    recorder: &Recorder,
    titles: &[String],
) -> Result<(), OutputError> {
    let columns = [
        "cost_nhs_and_personal_social_services",
        "qalys",
        "cost_societal",
        "wellbys",
    ]
    .map(|id| recorder.position(id, "all"));
    for record in records.iter().filter(|record| record.structure == 0) {
        for (option, title) in titles.iter().enumerate() {
            let [cost, effect, societal, wellbys] = columns.map(|c| record.mean(option, c));
            table.row(&[
                Cell::Integer(i64::from(record.draw)),
                Cell::Text(title),
                Cell::Number(cost),
                Cell::Number(effect),
                Cell::Number(societal),
                Cell::Number(wellbys),
            ])?;
        }
    }
    Ok(())
}

/// The values of the uncertain parameters, one row a draw, as CSV: the file that `spsim cea --parameters` reads.
pub fn psa_parameters(records: &[DrawRecord], parameters: &[String]) -> String {
    let mut text = format!("draw,{}\n", parameters.join(","));
    for record in records.iter().filter(|record| record.structure == 0) {
        text.push_str(&record.draw.to_string());
        for value in &record.values {
            text.push_str(&format!(",{value}"));
        }
        text.push('\n');
    }
    text
}

/// Headline measures by draw.
pub fn draws_spec() -> TableSpec {
    TableSpec {
        name: "draws".to_owned(),
        title: "Headline measures by draw of what is believed".to_owned(),
        doc:
            "Means over the runs of each draw, for the model as it is and for its other structures."
                .to_owned(),
        columns: vec![
            column(
                "structure",
                ColumnType::Text,
                "",
                "Structure of the model; `as it is` for the model itself.",
            ),
            column(
                "draw",
                ColumnType::Integer,
                "",
                "Number of the draw, from 0; the same values in every structure.",
            ),
            column("scenario", ColumnType::Text, "", "Name of the scenario."),
            column("subgroup", ColumnType::Text, "", "Whom it is about."),
            column(
                "measure",
                ColumnType::Text,
                "",
                "What is measured, see the table of outcomes.",
            ),
            column(
                "value",
                ColumnType::Number,
                "see measure",
                "Mean over runs; a value that is not defined has no row.",
            ),
        ],
        primary_key: vec!["structure", "draw", "scenario", "subgroup", "measure"],
    }
}

/// Writes the headline measures of every draw.
///
/// # Errors
/// If the file cannot be written.
pub fn write_draws(
    table: &mut TableWriter,
    records: &[DrawRecord],
    recorder: &Recorder,
    scenarios: &[&str],
    structures: &[String],
) -> Result<(), OutputError> {
    for record in records {
        let structure = match record.structure {
            0 => "as it is",
            number => &structures[number - 1],
        };
        for (option, scenario) in scenarios.iter().enumerate() {
            for (number, column) in recorder.columns().iter().enumerate() {
                let value = record.mean(option, number);
                if value.is_finite() {
                    table.row(&[
                        Cell::Text(structure),
                        Cell::Integer(i64::from(record.draw)),
                        Cell::Text(scenario),
                        Cell::Text(&column.subgroup),
                        Cell::Text(&column.measure),
                        Cell::Number(value),
                    ])?;
                }
            }
        }
    }
    Ok(())
}

//! The tables of a validation: what is in each, column by column.

use super::error::OutputError;
use super::table::{Cell, Column, ColumnType, TableSpec, TableWriter, column, optional};
use crate::analysis::validation::Validation;
use crate::scenario::observations::Seen;

fn text(name: &'static str, doc: &str) -> Column {
    column(name, ColumnType::Text, "", doc)
}

fn number(name: &'static str, doc: &str) -> Column {
    optional(name, ColumnType::Number, "see unit", doc)
}

/// Published figures, one row each.
pub fn validation_spec() -> TableSpec {
    TableSpec {
        name: "validation".to_owned(),
        title: "The model beside published figures".to_owned(),
        doc: "Figures that were published and not fitted, each beside a prediction: one run or virtual study in each of \
              many draws of what is believed."
            .to_owned(),
        columns: vec![
            text("observation", "Its short name."),
            text("what", "What was observed."),
            text("setting", "Scenario or evaluation file that describes the setting."),
            text("unit", "Unit of the numbers."),
            number("observed_low", "The published figure, or the lower end of a range or the lowest value allowed; missing if there is none."),
            number("observed_high", "The published figure, or the upper end of a range or the highest value allowed; missing if there is none."),
            number("observed_half_width", "How far the truth may lie beyond: half of a 95% interval, or a tolerance. Missing for a bound."),
            number("model_median", "Median of the draws."),
            number("model_lower", "2.5% quantile of the draws."),
            number("model_upper", "97.5% quantile of the draws."),
            number("useful_width", "A model interval that is wider says little. Missing for a bound."),
            optional("share_on_right_side", ColumnType::Number, "share", "Share of the draws on the right side of a bound; missing for a figure."),
            column("draws", ColumnType::Integer, "", "Draws with a value."),
            text("verdict", "`agrees`, `agrees, but says little`, or how it fails."),
            optional("behind", ColumnType::Text, "", "Parameters whose default or prior cites the same source, parted by spaces: such a row is not quite independent."),
            text("source", "Where the figure comes from."),
            optional("note", ColumnType::Text, "", "What a reader should know about it."),
            optional("why", ColumnType::Text, "", "Why the authors believe that the model fails, where it does."),
        ],
        primary_key: vec!["observation"],
    }
}

/// A text, missing if it is empty.
fn words(text: &str) -> Cell<'_> {
    match text.is_empty() {
        true => Cell::Missing,
        false => Cell::Text(text),
    }
}

/// Writes the figures.
///
/// # Errors
/// If the file cannot be written.
pub fn write_validation(
    table: &mut TableWriter,
    validation: &Validation,
) -> Result<(), OutputError> {
    for ((observation, judged), behind) in validation.rows().zip(&validation.behind) {
        let number = |x: Option<f64>| x.map_or(Cell::Missing, Cell::defined);
        let (ends, beside) = match observation.seen {
            Seen::Figure {
                ends: (low, high),
                half_width,
                useful_width,
            } => (
                [Some(low), Some(high)],
                [Some(half_width), Some(useful_width)],
            ),
            Seen::AtLeast(bound) => ([Some(bound), None], [None; 2]),
            Seen::AtMost(bound) => ([None, Some(bound)], [None; 2]),
        };
        let behind = behind.join(" ");
        let why = if judged.verdict.fails() {
            &*observation.why
        } else {
            ""
        };
        table.row(&[
            Cell::Text(&observation.id),
            Cell::Text(&observation.what),
            Cell::Text(validation.against.settings[observation.setting].name()),
            Cell::Text(&observation.quantity.unit),
            number(ends[0]),
            number(ends[1]),
            number(beside[0]),
            Cell::defined(judged.median),
            Cell::defined(judged.interval[0]),
            Cell::defined(judged.interval[1]),
            number(beside[1]),
            number(judged.right_side),
            Cell::Integer(judged.draws as i64),
            Cell::Text(judged.verdict.label()),
            words(&behind),
            Cell::Text(&observation.source),
            words(&observation.note),
            words(why),
        ])?;
    }
    Ok(())
}

/// Patterns, one row each.
pub fn patterns_spec() -> TableSpec {
    TableSpec {
        name: "patterns".to_owned(),
        title: "Patterns".to_owned(),
        doc: "Patterns that the founding studies report: differences between runs on the same people with the same random \
              numbers, at the values of the scenario files."
            .to_owned(),
        columns: vec![
            column("number", ColumnType::Integer, "", "Place in the list, from 1."),
            text("pattern", "Which pattern."),
            text("claim", "What is claimed."),
            text("unit", "Unit of the numbers."),
            text("more", "Scenario file in which there should be more."),
            optional("less", ColumnType::Text, "", "Scenario file in which there should be less; missing if the claim is about one scenario."),
            number("mean_more", "Mean where there should be more."),
            number("mean_less", "Mean where there should be less; 0 if more than nothing is claimed."),
            number("difference", "Mean difference of pairs of runs."),
            number("lower", "Lower end of its 99% interval (Student's t)."),
            number("upper", "Upper end."),
            column("runs", ColumnType::Integer, "", "Pairs of runs with a value."),
            text("holds", "Whether the interval lies wholly above zero: yes or no."),
        ],
        primary_key: vec!["number"],
    }
}

/// Writes the patterns.
///
/// # Errors
/// If the file cannot be written.
pub fn write_patterns(table: &mut TableWriter, validation: &Validation) -> Result<(), OutputError> {
    let settings = &validation.against.settings;
    for (number, (pattern, shown)) in validation.patterns().enumerate() {
        let [difference, lower, upper] = shown.difference;
        table.row(&[
            Cell::Integer(number as i64 + 1),
            Cell::Text(&pattern.id),
            Cell::Text(&pattern.what),
            Cell::Text(&pattern.quantity.unit),
            Cell::Text(settings[pattern.more].name()),
            match pattern.less {
                Some(less) => Cell::Text(settings[less].name()),
                None => Cell::Missing,
            },
            Cell::defined(shown.means[0]),
            Cell::defined(shown.means[1]),
            Cell::defined(difference),
            Cell::defined(lower),
            Cell::defined(upper),
            Cell::Integer(shown.runs as i64),
            Cell::Text(if shown.holds { "yes" } else { "no" }),
        ])?;
    }
    Ok(())
}

/// Every draw of every figure.
pub fn draws_spec() -> TableSpec {
    TableSpec {
        name: "validation_draws".to_owned(),
        title: "Draws behind the predictions".to_owned(),
        doc: "What the model gives for each figure in each draw of what is believed.".to_owned(),
        columns: vec![
            text("observation", "Short name of the figure."),
            column(
                "draw",
                ColumnType::Integer,
                "",
                "Number of the draw, from 0: the same draw in all settings.",
            ),
            number(
                "value",
                "What the model gives, in the unit of the figure; missing where it is not defined.",
            ),
        ],
        primary_key: vec!["observation", "draw"],
    }
}

/// Writes the draws of each observation, in their order.
///
/// # Errors
/// If the file cannot be written.
pub fn write_draws(
    table: &mut TableWriter,
    validation: &Validation,
    draws: &[Vec<f64>],
) -> Result<(), OutputError> {
    for (observation, values) in validation.against.observations.iter().zip(draws) {
        for (draw, &value) in values.iter().enumerate() {
            table.row(&[
                Cell::Text(&observation.id),
                Cell::Integer(draw as i64),
                Cell::defined(value),
            ])?;
        }
    }
    Ok(())
}

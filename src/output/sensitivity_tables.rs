//! The tables of a sensitivity analysis: what is in each, column by column.

use super::error::OutputError;
use super::table::{Cell, Column, ColumnType, TableSpec, TableWriter, column, optional};
use crate::analysis::headlines::headline_of;
use crate::analysis::sensitivity::WithInterval;
use crate::analysis::sensitivity::findings::{Analysed, MeasureFindings, SensitivityFindings};
use crate::scenario::sensitivity::{Input, Sensitivity};
use crate::scenario::sweep::Level;

fn number(name: &'static str, unit: &'static str, doc: &str) -> Column {
    optional(name, ColumnType::Number, unit, doc)
}

fn method() -> Column {
    let doc =
        "`morris` (trajectories), `sobol` (rows of a Saltelli design) or `prcc` (Latin hypercube).";
    column("method", ColumnType::Text, "", doc)
}

fn point() -> Column {
    let doc = "Number of the point within the method, from 0.";
    column("point", ColumnType::Integer, "", doc)
}

fn input() -> Column {
    let doc = "Name of the input, see the table of inputs.";
    column("input", ColumnType::Text, "", doc)
}

fn measure() -> Column {
    let doc = "What is measured, see the table of outcomes.";
    column("measure", ColumnType::Text, "", doc)
}

fn unit_of(id: &str) -> &'static str {
    match headline_of(id).map_or("", |headline| headline.unit) {
        "%" => "share",
        "" => "number",
        unit => unit,
    }
}

/// What varies, one row an input.
pub fn inputs_spec() -> TableSpec {
    TableSpec {
        name: "inputs".to_owned(),
        title: "Inputs".to_owned(),
        doc: "What varies, and how.".to_owned(),
        columns: vec![
            column("input", ColumnType::Text, "", "Its name."),
            optional(
                "parameter",
                ColumnType::Text,
                "",
                "Its parameter; missing if several move together.",
            ),
            optional(
                "unit",
                ColumnType::Text,
                "",
                "Unit of its values; missing if there is none.",
            ),
            column(
                "varies",
                ColumnType::Text,
                "",
                "How it varies: a prior, a range, or values.",
            ),
            column(
                "is_belief",
                ColumnType::Integer,
                "",
                "1 if it varies by its prior, else 0.",
            ),
            optional(
                "kept",
                ColumnType::Integer,
                "",
                "Place among the inputs that Sobol' indices and rank correlations are about, from 1; missing of others.",
            ),
        ],
        primary_key: vec!["input"],
    }
}

/// Writes the inputs.
///
/// # Errors
/// If the file cannot be written.
pub fn write_inputs(
    table: &mut TableWriter,
    findings: &SensitivityFindings,
) -> Result<(), OutputError> {
    for (number, input) in findings.inputs.iter().enumerate() {
        let kept = findings.kept.iter().position(|&kept| kept == number);
        table.row(&[
            Cell::Text(&input.name),
            input.parameter.as_deref().map_or(Cell::Missing, Cell::Text),
            match input.unit.as_str() {
                "" => Cell::Missing,
                unit => Cell::Text(unit),
            },
            Cell::Text(&input.varies),
            Cell::Integer(i64::from(input.is_belief)),
            kept.map_or(Cell::Missing, |place| Cell::Integer(place as i64 + 1)),
        ])?;
    }
    Ok(())
}

/// The points of all methods, one row a point and input.
pub fn points_spec() -> TableSpec {
    TableSpec {
        name: "points".to_owned(),
        title: "Points of the designs".to_owned(),
        doc: "The values at each point. Inputs that a method does not vary are as in the scenario."
            .to_owned(),
        columns: vec![
            method(),
            point(),
            column(
                "block",
                ColumnType::Integer,
                "",
                "Points of one block meet the same people with the same random numbers: a trajectory, a row.",
            ),
            input(),
            column(
                "coordinate",
                ColumnType::Number,
                "",
                "Place on the unit cube, 0 to 1.",
            ),
            number(
                "value",
                "see input",
                "Its value; flags as 0 and 1, missing of choices and where several parameters move.",
            ),
            column("label", ColumnType::Text, "", "Its value in words."),
        ],
        primary_key: vec!["method", "point", "input"],
    }
}

/// Writes the value of an input at a point; `place` is method, point and block.
///
/// # Errors
/// If the file cannot be written.
pub fn write_point(
    table: &mut TableWriter,
    place: (&str, usize, usize),
    input: &Input,
    coordinate: f64,
    level: &Level,
) -> Result<(), OutputError> {
    let (method, point, block) = place;
    let value = match level.set.as_slice() {
        [(_, value)] => value.as_number(),
        _ => None,
    };
    table.row(&[
        Cell::Text(method),
        Cell::Integer(point as i64),
        Cell::Integer(block as i64),
        Cell::Text(&input.name()),
        Cell::Number(coordinate),
        value.map_or(Cell::Missing, Cell::Number),
        Cell::Text(&level.label),
    ])
}

/// The measures of each run of each point, one row an observation; without a file of any analysis.
pub fn outcomes_spec(file: Option<&Sensitivity>) -> TableSpec {
    let list: String = file
        .iter()
        .flat_map(|file| &file.measures)
        .map(|id| {
            let label = headline_of(id).map_or("", |headline| headline.label);
            format!("\n- `{id}` ({}): {label}", unit_of(id))
        })
        .collect();
    let measures = match list.as_str() {
        "" => String::new(),
        some => format!("\n\nMeasures:{some}"),
    };
    let paired = match file.and_then(|file| file.against.as_ref()) {
        Some(against) => format!(
            " Each value is the difference of the scenario from “{}” at the same point, on the same people.",
            against.title
        ),
        None => String::new(),
    };
    TableSpec {
        name: "outcomes".to_owned(),
        title: "Outcomes of whole runs".to_owned(),
        doc: format!(
            "Measures of whole runs over all networks and people, at each point.{paired}{measures}"
        ),
        columns: vec![
            method(),
            point(),
            column("run", ColumnType::Integer, "", "Run of the point, from 0."),
            measure(),
            column(
                "value",
                ColumnType::Number,
                "see measure",
                "The value; a value that is not defined has no row.",
            ),
        ],
        primary_key: vec!["method", "point", "run", "measure"],
    }
}

/// Writes one measure of one run of one point.
///
/// # Errors
/// If the file cannot be written.
pub fn write_outcome(
    table: &mut TableWriter,
    method: &str,
    point: usize,
    run: usize,
    measure: &str,
    value: f64,
) -> Result<(), OutputError> {
    if !value.is_finite() {
        return Ok(());
    }
    table.row(&[
        Cell::Text(method),
        Cell::Integer(point as i64),
        Cell::Integer(run as i64),
        Cell::Text(measure),
        Cell::Number(value),
    ])
}

/// Elementary effects, one row a measure and input.
pub fn effects_spec() -> TableSpec {
    let of = |name, doc: &str| number(name, "see measure", doc);
    TableSpec {
        name: "effects".to_owned(),
        title: "Elementary effects (Morris)".to_owned(),
        doc: "What the whole range of an input would change in a measure, from the 5% to the 95% value of a prior or from \
              end to end of a range, over trajectories. Of a choice: what changing from one value to another does."
            .to_owned(),
        columns: vec![
            measure(),
            column("unit", ColumnType::Text, "", "Unit of the measure."),
            input(),
            column("mu_star", ColumnType::Number, "see measure", "μ*: mean absolute effect."),
            of("lower_95", "Lower end of its 95% interval (bootstrap over trajectories)."),
            of("upper_95", "Upper end of it."),
            of("mu", "μ: mean effect. Missing where the values of the input have no order."),
            of("sigma", "σ: standard deviation of the effects; chance included."),
            of("chance", "The μ* that chance alone would show on average."),
            of("chance_upper", "The μ* that chance alone would exceed once in forty times."),
        ],
        primary_key: vec!["measure", "input"],
    }
}

fn interval_cells(one: WithInterval) -> [Cell<'static>; 3] {
    [one.value, one.lower_95, one.upper_95].map(Cell::defined)
}

/// Writes the elementary effects.
///
/// # Errors
/// If the file cannot be written.
pub fn write_effects(
    table: &mut TableWriter,
    findings: &SensitivityFindings,
) -> Result<(), OutputError> {
    for measure in &findings.measures {
        let found = measure
            .morris
            .as_ref()
            .and_then(|analysed| analysed.found());
        for (input, effects) in findings.inputs.iter().zip(found.into_iter().flatten()) {
            let rest = [
                effects.mu.map_or(Cell::Missing, Cell::Number),
                Cell::defined(effects.sigma),
                effects.chance.map_or(Cell::Missing, Cell::Number),
                effects.chance_upper.map_or(Cell::Missing, Cell::Number),
            ];
            let own = interval_cells(effects.mu_star);
            table.row(&[&head(measure, &input.name)[..], &own, &rest].concat())?;
        }
    }
    Ok(())
}

fn head<'a>(measure: &'a MeasureFindings, input: &'a str) -> [Cell<'a>; 3] {
    [
        Cell::Text(&measure.id),
        Cell::Text(unit_of(&measure.id)),
        Cell::Text(input),
    ]
}

/// Sobol' indices, one row a measure and kept input.
pub fn indices_spec() -> TableSpec {
    let share = |name, doc: &str| number(name, "share", doc);
    TableSpec {
        name: "indices".to_owned(),
        title: "Sobol' indices".to_owned(),
        doc: "Shares of the variance of the expected measure, over the inputs that were kept; chance is taken out. Estimates \
              may lie a little below 0 or above 1. Intervals are of a bootstrap over rows."
            .to_owned(),
        columns: vec![
            measure(),
            column("unit", ColumnType::Text, "", "Unit of the measure."),
            input(),
            share("first", "First order: the share that the input explains by itself."),
            share("first_lower_95", "Lower end of its 95% interval."),
            share("first_upper_95", "Upper end of it."),
            share("total", "Total: with all interactions in which it takes part."),
            share("total_lower_95", "Lower end of its 95% interval."),
            share("total_upper_95", "Upper end of it."),
        ],
        primary_key: vec!["measure", "input"],
    }
}

/// Writes the Sobol' indices.
///
/// # Errors
/// If the file cannot be written.
pub fn write_indices(
    table: &mut TableWriter,
    findings: &SensitivityFindings,
) -> Result<(), OutputError> {
    for measure in &findings.measures {
        let Some(found) = measure.sobol.as_ref().and_then(|analysed| analysed.found()) else {
            continue;
        };
        for (&kept, one) in findings.kept.iter().zip(&found.inputs) {
            let name = &findings.inputs[kept].name;
            let both = [interval_cells(one.first), interval_cells(one.total)].concat();
            table.row(&[&head(measure, name)[..], &both].concat())?;
        }
    }
    Ok(())
}

/// Rank correlations, one row a measure and kept input.
pub fn correlations_spec() -> TableSpec {
    TableSpec {
        name: "rank_correlations".to_owned(),
        title: "Partial rank correlation coefficients".to_owned(),
        doc: "How closely a measure rises (above 0) or falls (below 0) with an input, the others held. Missing of inputs \
              whose values have no order or that were the same at all points."
            .to_owned(),
        columns: vec![
            measure(),
            column("unit", ColumnType::Text, "", "Unit of the measure."),
            input(),
            number("prcc", "", "The coefficient, −1 to 1."),
            number("lower_95", "", "Lower end of its 95% interval (Fisher's z)."),
            number("upper_95", "", "Upper end of it."),
        ],
        primary_key: vec!["measure", "input"],
    }
}

/// Writes the rank correlations.
///
/// # Errors
/// If the file cannot be written.
pub fn write_correlations(
    table: &mut TableWriter,
    findings: &SensitivityFindings,
) -> Result<(), OutputError> {
    for measure in &findings.measures {
        let Some(found) = measure.prcc.as_ref().and_then(|analysed| analysed.found()) else {
            continue;
        };
        for (&kept, one) in findings.kept.iter().zip(&found.inputs) {
            let name = &findings.inputs[kept].name;
            let cells = one.map_or([Cell::Missing; 3], interval_cells);
            table.row(&[&head(measure, name)[..], &cells].concat())?;
        }
    }
    Ok(())
}

/// The spread of each measure, one row a method and measure.
pub fn spread_spec() -> TableSpec {
    TableSpec {
        name: "spread".to_owned(),
        title: "Spread of the measures".to_owned(),
        doc: "How far each measure ranges over the inputs, and how much of that is only chance. Or why nothing can be said."
            .to_owned(),
        columns: vec![
            method(),
            measure(),
            column("unit", ColumnType::Text, "", "Unit of the measure."),
            number("mean", "see measure", "Mean over points and runs."),
            number("sd_inputs", "see measure", "Standard deviation of the expected measure, which the inputs cause."),
            number("sd_chance", "see measure", "Standard deviation between runs of one point."),
            number("chance_share", "share", "Share of the variance of a single run that is only chance."),
            optional("refused", ColumnType::Text, "", "Why the measure cannot be analysed."),
        ],
        primary_key: vec!["method", "measure"],
    }
}

/// Writes the spread of the measures.
///
/// # Errors
/// If the file cannot be written.
pub fn write_spread(
    table: &mut TableWriter,
    findings: &SensitivityFindings,
) -> Result<(), OutputError> {
    for measure in &findings.measures {
        let why = |why: &String| (None, Some(why.clone()));
        let morris = match &measure.morris {
            Some(Analysed::Refused(refused)) => Some(why(refused)),
            Some(Analysed::Found(_)) | None => None,
        };
        let sobol = measure.sobol.as_ref().map(|analysed| match analysed {
            Analysed::Found(found) => (Some(found.spread), None),
            Analysed::Refused(refused) => why(refused),
        });
        let prcc = measure.prcc.as_ref().map(|analysed| match analysed {
            Analysed::Found(found) => (Some(found.spread), None),
            Analysed::Refused(refused) => why(refused),
        });
        for (method, row) in [("morris", morris), ("sobol", sobol), ("prcc", prcc)] {
            let Some((spread, refused)) = row else {
                continue;
            };
            let cells = spread.map_or([Cell::Missing; 4], |spread| {
                [
                    spread.mean,
                    spread.variance_inputs.sqrt(),
                    spread.variance_chance.sqrt(),
                    spread.chance_share(),
                ]
                .map(Cell::defined)
            });
            let names = [
                Cell::Text(method),
                Cell::Text(&measure.id),
                Cell::Text(unit_of(&measure.id)),
            ];
            let why = [refused.as_deref().map_or(Cell::Missing, Cell::Text)];
            table.row(&[&names[..], &cells, &why].concat())?;
        }
    }
    Ok(())
}

//! The tables of a sweep and of a search for the best candidate: what is in each, column by column.

use super::comparison_tables::difference_cells;
use super::error::OutputError;
use super::run_tables::spread_cells;
use super::table::{Cell, Column, ColumnType, TableSpec, TableWriter, column, optional};
use crate::analysis::frontier::FrontierFindings;
use crate::analysis::headlines::headline_of;
use crate::analysis::record::Column as Kept;
use crate::analysis::sweep::PointValues;
use crate::scenario::parameters::registry;
use crate::scenario::sweep::{Factor, Level};
use crate::scenario::{grouped, in_words};

fn number(name: &'static str, doc: &str) -> Column {
    optional(name, ColumnType::Number, "see measure", doc)
}

fn point() -> Column {
    column(
        "point",
        ColumnType::Integer,
        "",
        "Number of the point; 0 is the scenario as it is.",
    )
}

fn subgroup() -> Column {
    let doc = "Whom it is about: `all`, or such as `imd=1` (most deprived fifth).";
    column("subgroup", ColumnType::Text, "", doc)
}

fn measure() -> Column {
    let doc = "What is measured, see the table of outcomes.";
    column("measure", ColumnType::Text, "", doc)
}

fn unit_of(kept: &Kept) -> &'static str {
    match headline_of(&kept.measure).map_or("GBP", |headline| headline.unit) {
        "%" => "share",
        "" => "number",
        unit => unit,
    }
}

/// What each point sets, one row a point, factor and parameter.
pub fn points_spec() -> TableSpec {
    TableSpec {
        name: "points".to_owned(),
        title: "Points of the design".to_owned(),
        doc: "The values that each point sets. Point 0, the scenario as it is, sets nothing and has no row. A level that \
              leaves everything as it is has a row without a parameter."
            .to_owned(),
        columns: vec![
            point(),
            column("factor", ColumnType::Text, "", "Name of the factor."),
            column("level", ColumnType::Text, "", "Name of its level."),
            optional("parameter", ColumnType::Text, "", "Parameter that the level sets."),
            optional("value", ColumnType::Number, "see unit", "Its value; flags as 0 and 1, missing of choices."),
            optional("label", ColumnType::Text, "", "Its value in words."),
            optional("unit", ColumnType::Text, "", "Unit of the value."),
        ],
        primary_key: Vec::new(),
    }
}

/// Writes what each point after the first sets: `points` holds the level of each factor.
///
/// # Errors
/// If the file cannot be written.
pub fn write_points<'a>(
    table: &mut TableWriter,
    factors: &[Factor],
    points: impl IntoIterator<Item = &'a [Level]>,
) -> Result<(), OutputError> {
    for (number, levels) in points.into_iter().enumerate() {
        for (factor, level) in factors.iter().zip(levels) {
            let head = [
                Cell::Integer(number as i64),
                Cell::Text(&factor.name),
                Cell::Text(&level.label),
            ];
            if level.set.is_empty() {
                let [a, b, c] = head;
                let none = Cell::Missing;
                table.row(&[a, b, c, none, none, none, none])?;
            }
            for &(index, value) in &level.set {
                let parameter = &registry()[index];
                let [a, b, c] = head;
                table.row(&[
                    a,
                    b,
                    c,
                    Cell::Text(&parameter.path()),
                    value.as_number().map_or(Cell::Missing, Cell::Number),
                    Cell::Text(&in_words(parameter, value)),
                    Cell::Text(parameter.unit.label()),
                ])?;
            }
        }
    }
    Ok(())
}

/// Kept numbers of each run of each point, one row an observation.
pub fn outcomes_spec(columns: &[Kept]) -> TableSpec {
    let measures: String = columns
        .iter()
        .filter(|kept| kept.subgroup == "all")
        .map(|kept| {
            let label =
                headline_of(&kept.measure).map_or("In a world without the service", |h| h.label);
            format!("\n- `{}` ({}): {label}", kept.measure, unit_of(kept))
        })
        .collect();
    TableSpec {
        name: "outcomes".to_owned(),
        title: "Outcomes of whole runs".to_owned(),
        doc: format!(
            "Measures of whole runs over all networks, at each point. In one run all points meet the same people with \
             the same random numbers.\n\nMeasures:{measures}"
        ),
        columns: vec![
            point(),
            column(
                "run",
                ColumnType::Integer,
                "",
                "Replication, from 0: one simulated future.",
            ),
            subgroup(),
            measure(),
            column(
                "value",
                ColumnType::Number,
                "see measure",
                "The value; a value that is not defined has no row.",
            ),
        ],
        primary_key: vec!["point", "run", "subgroup", "measure"],
    }
}

/// Writes the kept numbers of one run of one point.
///
/// # Errors
/// If the file cannot be written.
pub fn write_outcomes(
    table: &mut TableWriter,
    point: usize,
    run: u32,
    columns: &[Kept],
    record: &[f64],
) -> Result<(), OutputError> {
    for (kept, &value) in columns.iter().zip(record) {
        if value.is_finite() {
            table.row(&[
                Cell::Integer(point as i64),
                Cell::Integer(i64::from(run)),
                Cell::Text(&kept.subgroup),
                Cell::Text(&kept.measure),
                Cell::Number(value),
            ])?;
        }
    }
    Ok(())
}

/// Mean, interval and spread over runs, one row a point, measure and subgroup.
pub fn summary_spec() -> TableSpec {
    TableSpec {
        name: "summary".to_owned(),
        title: "Summary over runs".to_owned(),
        doc: "Measures of whole runs at each point: mean with 95% confidence interval (Student's t), and the spread of \
              the runs."
            .to_owned(),
        columns: vec![
            point(),
            subgroup(),
            measure(),
            column("unit", ColumnType::Text, "", "Unit of the measure."),
            column("runs", ColumnType::Integer, "", "Number of runs with a value."),
            number("mean", "Mean over runs."),
            number("lower_95", "Lower end of the 95% confidence interval of the mean."),
            number("upper_95", "Upper end of the 95% confidence interval of the mean."),
            number("sd", "Standard deviation between runs."),
            number("p10", "A tenth of the simulated futures fall below."),
            number("p50", "Half of the simulated futures fall below."),
            number("p90", "Nine tenths of the simulated futures fall below."),
        ],
        primary_key: vec!["point", "subgroup", "measure"],
    }
}

/// Writes the summary of all points.
///
/// # Errors
/// If the file cannot be written.
pub fn write_summary(
    table: &mut TableWriter,
    columns: &[Kept],
    values: &PointValues,
) -> Result<(), OutputError> {
    for point in 0..values.points() {
        for (position, kept) in columns.iter().enumerate() {
            let own = values.of(point, position);
            let names = [
                Cell::Integer(point as i64),
                Cell::Text(&kept.subgroup),
                Cell::Text(&kept.measure),
                Cell::Text(unit_of(kept)),
            ];
            table.row(&[&names[..], &spread_cells(own)].concat())?;
        }
    }
    Ok(())
}

/// Paired differences from the scenario as it is, one row a point, measure and subgroup.
pub fn differences_spec() -> TableSpec {
    TableSpec {
        name: "differences".to_owned(),
        title: "Paired differences from the scenario as it is".to_owned(),
        doc: "Measures of whole runs: each point less point 0, run by run on the same people with the same random \
              numbers."
            .to_owned(),
        columns: vec![
            point(),
            subgroup(),
            measure(),
            column("unit", ColumnType::Text, "", "Unit of the measure."),
            column("pairs", ColumnType::Integer, "", "Runs with a value in both."),
            number("mean_difference", "Mean of the differences."),
            number("lower_95", "Lower end of the 95% paired confidence interval."),
            number("upper_95", "Upper end of the 95% paired confidence interval."),
            number("sd", "Standard deviation of the difference between runs."),
            optional("share_improved", ColumnType::Number, "share", "Share of runs in which the point is better; a tie counts half. Missing where neither way is better."),
            optional("variance_ratio", ColumnType::Number, "ratio", "How many times more runs the same interval would need with independent random numbers."),
        ],
        primary_key: vec!["point", "subgroup", "measure"],
    }
}

/// Writes the differences of all points from the first.
///
/// # Errors
/// If the file cannot be written.
pub fn write_differences(
    table: &mut TableWriter,
    columns: &[Kept],
    values: &PointValues,
) -> Result<(), OutputError> {
    for point in 1..values.points() {
        for (position, kept) in columns.iter().enumerate() {
            let better = headline_of(&kept.measure).and_then(|headline| headline.better);
            let names = [
                Cell::Integer(point as i64),
                Cell::Text(&kept.subgroup),
                Cell::Text(&kept.measure),
                Cell::Text(unit_of(kept)),
            ];
            let difference =
                difference_cells(values.of(point, position), values.of(0, position), better);
            table.row(&[&names[..], &difference].concat())?;
        }
    }
    Ok(())
}

/// Candidates of a search, one row each; without findings of any search.
pub fn candidates_spec(findings: Option<&FrontierFindings>) -> TableSpec {
    let money = |name, doc: &str| optional(name, ColumnType::Number, "see objective", doc);
    let sought = findings.map_or_else(String::new, |findings| {
        let (objective, outcome) = (&findings.objective, &findings.outcome);
        format!(
            " Objective: {} (`{}`). Outcome: {} (`{}`).",
            objective.label, objective.id, outcome.label, outcome.id
        )
    });
    TableSpec {
        name: "candidates".to_owned(),
        title: "Candidates".to_owned(),
        doc: format!(
            "What became of each candidate.{sought} Candidates have unlike numbers of runs, so differences from point 0 \
             are to be compared, not means."
        ),
        columns: vec![
            point(),
            column("label", ColumnType::Text, "", "Its levels in words."),
            column(
                "standing",
                ColumnType::Text,
                "",
                "`chosen`; `equally good`: dropped, but on average worse than the one chosen by no more than the indifference (whether it keeps the constraints says the next column); `beaten` by a candidate that keeps all constraints; `infeasible`; `open` when the search ended; `no value`: the objective is not defined in some runs.",
            ),
            column(
                "constraints",
                ColumnType::Text,
                "",
                "Whether it keeps them, at the confidence asked for: `feasible`, `infeasible`, `undecided`.",
            ),
            column("runs", ColumnType::Integer, "", "Its runs."),
            money("objective_mean", "Mean of the objective over its runs."),
            money(
                "objective_difference",
                "Mean paired difference of the objective from point 0.",
            ),
            money(
                "objective_lower_95",
                "Lower end of its 95% paired interval.",
            ),
            money(
                "objective_upper_95",
                "Upper end of its 95% paired interval.",
            ),
            optional(
                "outcome_mean",
                ColumnType::Number,
                "see outcome",
                "Mean of the outcome over its runs.",
            ),
            optional(
                "outcome_difference",
                ColumnType::Number,
                "see outcome",
                "Mean paired difference of the outcome from point 0.",
            ),
            optional(
                "outcome_lower_95",
                ColumnType::Number,
                "see outcome",
                "Lower end of its 95% paired interval.",
            ),
            optional(
                "outcome_upper_95",
                ColumnType::Number,
                "see outcome",
                "Upper end of its 95% paired interval.",
            ),
            column(
                "on_frontier",
                ColumnType::Integer,
                "",
                "1 if it is feasible and no other feasible candidate outdoes it in both, else 0.",
            ),
        ],
        primary_key: vec!["point"],
    }
}

/// Writes the candidates.
///
/// # Errors
/// If the file cannot be written.
pub fn write_candidates(
    table: &mut TableWriter,
    findings: &FrontierFindings,
) -> Result<(), OutputError> {
    let cell = |x: Option<f64>| x.map_or(Cell::Missing, Cell::Number);
    for candidate in &findings.candidates {
        let (objective, outcome) = (&candidate.objective, &candidate.outcome);
        table.row(&[
            Cell::Integer(candidate.point as i64),
            Cell::Text(&findings.frame.points[candidate.point].words()),
            Cell::Text(candidate.standing.label()),
            Cell::Text(&candidate.feasible),
            Cell::Integer(i64::from(candidate.runs)),
            cell(objective.level.mean),
            cell(objective.change.mean),
            cell(objective.change.lower_95),
            cell(objective.change.upper_95),
            cell(outcome.level.mean),
            cell(outcome.change.mean),
            cell(outcome.change.lower_95),
            cell(outcome.change.upper_95),
            Cell::Integer(i64::from(candidate.on_frontier)),
        ])?;
    }
    Ok(())
}

/// Constraints of candidates, one row each; without findings of any search.
pub fn checks_spec(findings: Option<&FrontierFindings>) -> TableSpec {
    let constraints: String = findings
        .iter()
        .flat_map(|findings| &findings.constraints)
        .enumerate()
        .map(|(number, constraint)| {
            format!(
                "\n- {}: {} (`{}`, limit {})",
                number + 1,
                constraint.words,
                constraint.measure.id,
                grouped(constraint.limit)
            )
        })
        .collect();
    TableSpec {
        name: "checks".to_owned(),
        title: "Candidates against the constraints".to_owned(),
        doc: match constraints.as_str() {
            "" => "Each constraint of each candidate at the last look at it.".to_owned(),
            some => format!(
                "Each constraint of each candidate at the last look at it.\n\nConstraints:{some}"
            ),
        },
        columns: vec![
            point(),
            column(
                "constraint",
                ColumnType::Integer,
                "",
                "Number of the constraint.",
            ),
            optional(
                "estimate",
                ColumnType::Number,
                "see constraint",
                "The mean; of a constraint on a share of runs that share; of one that compares with the scenario as it is the mean gain, negative for a loss.",
            ),
            optional(
                "lower",
                ColumnType::Number,
                "see constraint",
                "Lower one-sided confidence bound, corrected for candidates, constraints and looks.",
            ),
            optional(
                "upper",
                ColumnType::Number,
                "see constraint",
                "Upper bound, likewise.",
            ),
            column("runs", ColumnType::Integer, "", "Runs with a value."),
            column(
                "verdict",
                ColumnType::Text,
                "",
                "`feasible`, `infeasible` or `undecided`; once settled it stands.",
            ),
        ],
        primary_key: vec!["point", "constraint"],
    }
}

/// Writes the constraints of all candidates.
///
/// # Errors
/// If the file cannot be written.
pub fn write_checks(
    table: &mut TableWriter,
    findings: &FrontierFindings,
) -> Result<(), OutputError> {
    let cell = |x: Option<f64>| x.map_or(Cell::Missing, Cell::Number);
    for candidate in &findings.candidates {
        for (number, check) in candidate.checks.iter().enumerate() {
            table.row(&[
                Cell::Integer(candidate.point as i64),
                Cell::Integer(number as i64 + 1),
                cell(check.estimate),
                cell(check.lower),
                cell(check.upper),
                Cell::Integer(check.runs as i64),
                Cell::Text(&check.verdict),
            ])?;
        }
    }
    Ok(())
}

//! The tables of a calibration: what is in each, column by column.

use super::error::OutputError;
use super::table::{Cell, Column, ColumnType, TableSpec, TableWriter, column, optional};
use crate::analysis::calibration::Calibration;
use crate::analysis::calibration::fit::Spread;
use crate::scenario::parameters::registry;

/// The table of posterior draws. Its columns are named by parameters and targets, so it is no table of the data package.
pub const POSTERIOR_FILE: &str = "posterior.csv";

const UNIT: &str = "see unit";
const TOLERANCES: &str = "tolerances";

fn text(name: &'static str, doc: &str) -> Column {
    column(name, ColumnType::Text, "", doc)
}

fn whole(name: &'static str, unit: &'static str, doc: &str) -> Column {
    column(name, ColumnType::Integer, unit, doc)
}

fn number(name: &'static str, unit: &'static str, doc: &str) -> Column {
    optional(name, ColumnType::Number, unit, doc)
}

fn spread_cells(spread: &Spread) -> [Cell<'static>; 4] {
    [spread.mean, spread.lower, spread.median, spread.upper].map(Cell::defined)
}

/// The posterior as CSV, one row a particle: `draw`, `weight`, `distance`, the parameters by path in their units, the
/// simulated targets by id in those of their measures. It is read back in place of priors.
pub fn posterior(calibration: &Calibration) -> String {
    let mut header = vec![
        "draw".to_owned(),
        "weight".to_owned(),
        "distance".to_owned(),
    ];
    header.extend(calibration.parameters.iter().map(|&i| registry()[i].path()));
    header.extend(calibration.targets.iter().map(|target| target.id.clone()));
    let mut table = header.join(",") + "\n";
    let posterior = calibration.found.posterior();
    for (draw, particle) in posterior.particles.iter().enumerate() {
        let head = [posterior.weights[draw], particle.distance];
        let own = calibration.values.iter().map(|values| values[draw]);
        table.push_str(&draw.to_string());
        for x in head
            .into_iter()
            .chain(own)
            .chain(particle.outputs.iter().copied())
        {
            table.push(',');
            // A validation target that is not defined has no number.
            if x.is_finite() {
                table.push_str(&six_digits(x).to_string());
            }
        }
        table.push('\n');
    }
    table
}

/// Rounded to six significant digits: the table is carried about with everything that is drawn from it.
fn six_digits(x: f64) -> f64 {
    format!("{x:.5e}").parse().expect("a number")
}

/// One row a generation.
pub fn generations_spec() -> TableSpec {
    TableSpec {
        name: "generations".to_owned(),
        title: "Generations of the calibration".to_owned(),
        doc: "How the search went: each generation keeps points within a smaller distance from the targets.".to_owned(),
        columns: vec![
            whole("generation", "", "Number; 0 are draws of the priors."),
            number("tolerance", TOLERANCES, "No point kept is farther from the targets: root of the weighted mean of squared residuals."),
            number("median_distance", TOLERANCES, "Half of the weight lies nearer."),
            whole("attempts", "points", "Points simulated until enough were kept."),
            whole("kept", "points", "Points kept."),
            whole("failed", "points", "Points that could not be simulated, or without a value of a fitted target."),
            number("acceptance", "share", "Kept points by attempts."),
            number("effective_size", "points", "Points that count alike would tell as much (Kish)."),
        ],
        primary_key: vec!["generation"],
    }
}

/// Writes all generations.
///
/// # Errors
/// If the file cannot be written.
pub fn write_generations(
    table: &mut TableWriter,
    calibration: &Calibration,
) -> Result<(), OutputError> {
    for population in &calibration.found.populations {
        table.row(&[
            Cell::Integer(i64::from(population.generation)),
            Cell::defined(population.tolerance),
            Cell::defined(population.distance_quantile(0.5)),
            Cell::Integer(population.attempts as i64),
            Cell::Integer(population.particles.len() as i64),
            Cell::Integer(population.failed as i64),
            Cell::defined(population.acceptance()),
            Cell::defined(population.effective_size()),
        ])?;
    }
    Ok(())
}

/// One row a target.
pub fn fit_spec() -> TableSpec {
    TableSpec {
        name: "fit".to_owned(),
        title: "Fit to the targets".to_owned(),
        doc: "What the model gives for each target before and after calibration. After: draws of the posterior in runs \
              that the calibration never saw."
            .to_owned(),
        columns: vec![
            text("target", "Short name."),
            text("what", "What it is."),
            text("measure", "Name of the measure."),
            text("subgroup", "Whom it is about."),
            text("unit", "Unit of the measure."),
            text("use", "`calibration`: fitted; `validation`: shown only."),
            number("aim_low", UNIT, "Lowest value that is right."),
            number("aim_high", UNIT, "Highest value that is right; equal to the lowest unless a range was given."),
            number("tolerance", UNIT, "How far off still counts as met."),
            number("weight", "", "How much it counts among all."),
            number("prior_mean", UNIT, "Mean over draws of the priors."),
            number("prior_lower_95", UNIT, "2.5% of them give less."),
            number("prior_median", UNIT, "Half of them give less."),
            number("prior_upper_95", UNIT, "2.5% of them give more."),
            number("prior_met", "share", "Share of them within the tolerance."),
            number("posterior_mean", UNIT, "Mean over draws of the posterior."),
            number("posterior_lower_95", UNIT, "2.5% of them give less."),
            number("posterior_median", UNIT, "Half of them give less."),
            number("posterior_upper_95", UNIT, "2.5% of them give more."),
            number("off", TOLERANCES, "How far the posterior's mean is off; below zero if too low."),
            text("met", "Whether that is within the tolerance: yes or no."),
            number("explained", "share", "Share of the variance under the priors that a regression on the free parameters explains."),
            text("source", "Where the target comes from."),
        ],
        primary_key: vec!["target"],
    }
}

/// Writes all targets.
///
/// # Errors
/// If the file cannot be written.
pub fn write_fit(table: &mut TableWriter, calibration: &Calibration) -> Result<(), OutputError> {
    for (target, fit) in calibration
        .targets
        .iter()
        .zip(&calibration.findings.targets)
    {
        let (low, high) = target.aim.ends();
        let unit = if target.unit.is_empty() {
            "none"
        } else {
            target.unit
        };
        let mut row = vec![
            Cell::Text(&target.id),
            Cell::Text(&target.what),
            Cell::Text(&target.measure),
            Cell::Text(&target.subgroup),
            Cell::Text(unit),
            Cell::Text(if target.fitted {
                "calibration"
            } else {
                "validation"
            }),
            Cell::Number(low),
            Cell::Number(high),
            Cell::Number(target.tolerance),
            Cell::Number(target.weight),
        ];
        row.extend(spread_cells(&fit.prior));
        row.push(Cell::Number(fit.met_before));
        row.extend(spread_cells(&fit.posterior));
        row.extend([
            Cell::defined(fit.off),
            Cell::Text(if fit.met { "yes" } else { "no" }),
            Cell::defined(fit.explained),
            Cell::Text(&target.source),
        ]);
        table.row(&row)?;
    }
    Ok(())
}

/// One row a free parameter.
pub fn parameters_spec() -> TableSpec {
    TableSpec {
        name: "parameters".to_owned(),
        title: "Free parameters before and after".to_owned(),
        doc: "What the targets have taught about each free parameter.".to_owned(),
        columns: vec![
            text("parameter", "Its path."),
            text("unit", "Its unit."),
            number("prior_mean", UNIT, "Mean of the prior."),
            number("prior_lower_95", UNIT, "2.5% of the prior lie below."),
            number("prior_median", UNIT, "Half of the prior lies below."),
            number("prior_upper_95", UNIT, "2.5% of the prior lie above."),
            number("posterior_mean", UNIT, "Mean of the posterior."),
            number(
                "posterior_lower_95",
                UNIT,
                "2.5% of the posterior lie below.",
            ),
            number(
                "posterior_median",
                UNIT,
                "Half of the posterior lies below.",
            ),
            number(
                "posterior_upper_95",
                UNIT,
                "2.5% of the posterior lie above.",
            ),
            number(
                "shift",
                "standard deviations of the prior",
                "Mean of the posterior from the middle of the prior, of normal scores.",
            ),
            number(
                "shrinkage",
                "share",
                "Share of the prior's variance that is gone, of normal scores; below zero if there is more.",
            ),
            text(
                "informed",
                "Whether the targets say anything of it beyond chance: yes or no.",
            ),
        ],
        primary_key: vec!["parameter"],
    }
}

/// Writes all free parameters.
///
/// # Errors
/// If the file cannot be written.
pub fn write_parameters(
    table: &mut TableWriter,
    calibration: &Calibration,
) -> Result<(), OutputError> {
    for (&index, fit) in calibration
        .parameters
        .iter()
        .zip(&calibration.findings.parameters)
    {
        let path = registry()[index].path();
        let unit = match registry()[index].unit.label() {
            "" => "none",
            unit => unit,
        };
        let mut row = vec![Cell::Text(&path), Cell::Text(unit)];
        row.extend(spread_cells(&fit.prior));
        row.extend(spread_cells(&fit.posterior));
        row.extend([
            Cell::defined(fit.shift),
            Cell::defined(fit.shrinkage),
            Cell::Text(if fit.informed { "yes" } else { "no" }),
        ]);
        table.row(&row)?;
    }
    Ok(())
}

/// One row a pair of free parameters.
pub fn correlations_spec() -> TableSpec {
    TableSpec {
        name: "correlations".to_owned(),
        title: "Correlations of the free parameters under the posterior".to_owned(),
        doc: "Every pair once. Beliefs that were independent before go together after, where the targets speak of both."
            .to_owned(),
        columns: vec![
            text("parameter", "One parameter."),
            text("other", "The other."),
            number("correlation", "", "Weighted correlation of their normal scores."),
        ],
        primary_key: vec!["parameter", "other"],
    }
}

/// Writes all pairs.
///
/// # Errors
/// If the file cannot be written.
pub fn write_correlations(
    table: &mut TableWriter,
    calibration: &Calibration,
) -> Result<(), OutputError> {
    for (i, row) in calibration.findings.correlations.iter().enumerate() {
        for (j, &correlation) in row.iter().enumerate().skip(i + 1) {
            let [one, other] = [i, j].map(|k| registry()[calibration.parameters[k]].path());
            table.row(&[
                Cell::Text(&one),
                Cell::Text(&other),
                Cell::defined(correlation),
            ])?;
        }
    }
    Ok(())
}

//! The tables of virtual evaluations: what is in each, column by column.

use super::error::OutputError;
use super::table::{Cell, Column, ColumnType, TableSpec, TableWriter, column, optional};
use crate::analysis::evaluation::over_studies::{DesignSummary, Share};
use crate::analysis::evaluation::{Parts, StudyResult};

const POINTS: &str = "SWEMWBS points";

fn text(name: &'static str, doc: &str) -> Column {
    column(name, ColumnType::Text, "", doc)
}

fn whole(name: &'static str, unit: &'static str, doc: &str) -> Column {
    column(name, ColumnType::Integer, unit, doc)
}

fn points(name: &'static str, doc: &str) -> Column {
    number(name, POINTS, doc)
}

fn number(name: &'static str, unit: &'static str, doc: &str) -> Column {
    optional(name, ColumnType::Number, unit, doc)
}

/// One row a virtual study and design.
pub fn studies_spec() -> TableSpec {
    TableSpec {
        name: "studies".to_owned(),
        title: "Virtual studies".to_owned(),
        doc: "What each virtual study found by each design, beside what was truly caused among its own people."
            .to_owned(),
        columns: vec![
            text("evaluation", "Name of the evaluation."),
            whole("study", "", "Study, from 0."),
            text("design", "How the effect is estimated."),
            whole("recruited", "people", "People recruited, in all arms."),
            whole("complete", "people", "People with complete data in the analysis."),
            points("estimate", "Estimate."),
            points("lower", "Lower end of its 95% interval."),
            points("upper", "Upper end."),
            points("estimate_if_nothing", "Estimate of the same study had the service caused nothing."),
            points("lower_if_nothing", "Lower end of its 95% interval."),
            points("upper_if_nothing", "Upper end."),
            points("effect", "True effect in the estimand's own population at follow-up."),
            points("effect_served", "True effect among those of it who were served by the follow-up."),
            points("regression", "Before and after only: passing distress that lifted by itself."),
            points("recovery", "Before and after only: other change that would have come without the service."),
            points("completers", "Before and after only: those who answered twice differ from those served."),
            number("variance", "squared SWEMWBS points", "Trial only: variance of the follow-up given the baseline."),
            number("icc", "share", "Trial only: share of that variance between networks; may come out below 0."),
        ],
        primary_key: vec!["evaluation", "study", "design"],
    }
}

/// Writes one study by one design.
///
/// # Errors
/// If the file cannot be written.
pub fn write_study(
    table: &mut TableWriter,
    evaluation: &str,
    study: u32,
    result: &StudyResult,
) -> Result<(), OutputError> {
    let [regression, recovery, completers] = parts(result.parts);
    let planning = result.planning;
    table.row(&[
        Cell::Text(evaluation),
        Cell::Integer(i64::from(study)),
        Cell::Text(result.design.label()),
        Cell::Integer(result.recruited as i64),
        Cell::Integer(result.complete as i64),
        Cell::Number(result.found.estimate),
        Cell::Number(result.found.lower),
        Cell::Number(result.found.upper),
        Cell::Number(result.found_if_nothing.estimate),
        Cell::Number(result.found_if_nothing.lower),
        Cell::Number(result.found_if_nothing.upper),
        Cell::Number(result.effect),
        Cell::Number(result.effect_served),
        regression,
        recovery,
        completers,
        planning.map_or(Cell::Missing, |p| Cell::Number(p.variance)),
        planning.map_or(Cell::Missing, |p| Cell::Number(p.icc)),
    ])
}

fn parts(parts: Option<Parts>) -> [Cell<'static>; 3] {
    parts.map_or([Cell::Missing; 3], |parts| {
        [parts.regression, parts.recovery, parts.completers].map(Cell::Number)
    })
}

/// One row a design, over all studies.
pub fn summary_spec() -> TableSpec {
    TableSpec {
        name: "summary".to_owned(),
        title: "Designs over all studies".to_owned(),
        doc: "What each design finds on average, how far that is from the truth, and how often. Intervals of bias are \
              Monte Carlo intervals (Student's t over studies), those of shares are Wilson's; all at 95%."
            .to_owned(),
        columns: vec![
            text("evaluation", "Name of the evaluation."),
            text("design", "How the effect is estimated."),
            whole("studies", "studies", "Studies that came to an estimate."),
            whole("studies_asked", "studies", "Studies in all."),
            number("recruited", "people", "People recruited, mean."),
            number("complete", "people", "People with complete data, mean."),
            points("estimate", "Estimate, mean."),
            points("estimate_low", "2.5% of studies estimate less."),
            points("estimate_high", "2.5% of studies estimate more."),
            points("estimate_sd", "Standard deviation of estimates between studies."),
            points("effect", "True effect in the estimand's own population, mean."),
            points("effect_served", "True effect among those of it who were served, mean."),
            points("bias", "Estimate minus true effect, mean."),
            points("bias_lower", "Lower end of its interval."),
            points("bias_upper", "Upper end."),
            number("coverage", "share", "Studies whose 95% interval covers the true effect."),
            number("coverage_lower", "share", "Lower end of its interval."),
            number("coverage_upper", "share", "Upper end."),
            number("power", "share", "Studies whose interval excludes 0 in the direction of the true effect."),
            number("power_lower", "share", "Lower end of its interval."),
            number("power_upper", "share", "Upper end."),
            number("false_gain", "share", "Studies that would have shown a gain had the service caused nothing."),
            number("false_gain_lower", "share", "Lower end of its interval."),
            number("false_gain_upper", "share", "Upper end."),
            points("regression", "Before and after only: mean part of passing distress that lifted by itself."),
            points("recovery", "Before and after only: mean part of other change without the service."),
            points("completers", "Before and after only: mean part of those who answered being others than all."),
            number("variance", "squared SWEMWBS points", "Trial only: variance of the follow-up given the baseline."),
            number("icc", "share", "Trial only: share of that variance between networks."),
            number("people_per_arm_80", "people", "Trial only: complete data by arm for a power of 80%."),
            number("networks_per_arm_80", "networks", "Trial only: networks by arm for a power of 80%."),
        ],
        primary_key: vec!["evaluation", "design"],
    }
}

/// Writes one design over all studies.
///
/// # Errors
/// If the file cannot be written.
pub fn write_summary(
    table: &mut TableWriter,
    evaluation: &str,
    summary: &DesignSummary,
) -> Result<(), OutputError> {
    let [regression, recovery, completers] = parts(summary.parts);
    let share = |share: Share| [share.share, share.lower, share.upper].map(Cell::Number);
    let [coverage, coverage_lower, coverage_upper] = share(summary.coverage);
    let [power, power_lower, power_upper] = share(summary.power);
    let [false_gain, false_gain_lower, false_gain_upper] = share(summary.false_gain);
    let [people, networks] = summary
        .size_for_80_percent
        .map_or([Cell::Missing; 2], |size| size.map(Cell::Number));
    table.row(&[
        Cell::Text(evaluation),
        Cell::Text(summary.design.label()),
        Cell::Integer(summary.studies as i64),
        Cell::Integer(summary.asked as i64),
        Cell::Number(summary.recruited),
        Cell::Number(summary.complete),
        Cell::Number(summary.estimate.mean),
        Cell::Number(summary.range[0]),
        Cell::Number(summary.range[1]),
        Cell::Number(summary.estimate.sd),
        Cell::Number(summary.effect),
        Cell::Number(summary.effect_served),
        Cell::Number(summary.bias.mean),
        Cell::Number(summary.bias.lower),
        Cell::Number(summary.bias.upper),
        coverage,
        coverage_lower,
        coverage_upper,
        power,
        power_lower,
        power_upper,
        false_gain,
        false_gain_lower,
        false_gain_upper,
        regression,
        recovery,
        completers,
        summary
            .planning
            .map_or(Cell::Missing, |p| Cell::Number(p.variance)),
        summary
            .planning
            .map_or(Cell::Missing, |p| Cell::Number(p.icc)),
        people,
        networks,
    ])
}

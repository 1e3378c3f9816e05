//! What it is worth to know more before deciding.

use super::super::NamedFigure;
use super::{Datum, Setting, named, no_observation, round_pounds, some, words};
use crate::analysis::answer::FEWEST_DRAWS_TO_NAME;
use crate::output::chart::{
    Axis, BandSeries, Guide, LinePlot, LineWords, NumberFormat, Span, SpanFrame, SpanRow, lines,
    spans,
};

/// Expected value of perfect information over a grid of thresholds.
#[derive(Clone, Debug, PartialEq)]
pub struct PerfectInformation {
    /// Pounds for one unit of effect, rising.
    pub thresholds: Vec<f64>,
    /// Pounds at each threshold, not below zero.
    pub evpi_pounds: Vec<f64>,
    /// Whose: "per person in need" or "for 12,000 people over five years".
    pub scale: String,
    /// Thresholds marked by upright lines.
    pub marked: Vec<f64>,
    /// One unit of effect: "QALY".
    pub unit: String,
}

/// Expected value of perfect information on one group of parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupValue {
    /// The group: "Uptake and drop-out".
    pub group: String,
    /// Pounds, not below zero; NaN where it was not estimated.
    pub evppi_pounds: f64,
    /// Its standard error in pounds; NaN if unknown.
    pub standard_error_pounds: f64,
    /// Why there is no estimate. Empty where there is one.
    pub why_missing: String,
}

/// Values of partial information beside their limit.
#[derive(Clone, Debug, PartialEq)]
pub struct PartialInformation {
    /// Pounds for one unit of effect at which all values hold.
    pub threshold: f64,
    /// Value of knowing everything, in pounds: the limit of all bars.
    pub evpi_pounds: f64,
    /// Whose: "per person in need".
    pub scale: String,
    /// One unit of effect: "QALY".
    pub unit: String,
    /// Draws that they rest on.
    pub draws: usize,
    /// In any order; drawn from the highest down.
    pub groups: Vec<GroupValue>,
}

/// A curve over thresholds.
pub fn evpi(setting: &Setting<'_>, info: &PerfectInformation) -> NamedFigure {
    let plot = LinePlot {
        title: String::new(),
        y: Axis::from_zero(
            format!("Value of perfect information, pounds {}", info.scale),
            NumberFormat::Pounds,
        ),
        series: vec![BandSeries {
            name: String::new(),
            x: info.thresholds.clone(),
            median: info.evpi_pounds.clone(),
            bands: vec![],
        }],
        bold: vec![],
        guides: info
            .marked
            .iter()
            .map(|&value| Guide::new(value, round_pounds(value)))
            .collect(),
    };
    let pounds = |value: f64| NumberFormat::Pounds.text(value);
    let pairs = || info.thresholds.iter().zip(&info.evpi_pounds);
    let highest = pairs()
        .filter(|(_, value)| value.is_finite())
        .max_by(|a, b| a.1.total_cmp(b.1));
    let mut parts = Vec::new();
    if let Some((threshold, value)) = highest {
        parts.push(format!(
            "highest: {} where one {} is worth {}",
            pounds(*value),
            info.unit,
            round_pounds(*threshold)
        ));
    }
    for mark in &info.marked {
        if let Some((_, value)) = pairs().find(|(threshold, _)| *threshold == mark) {
            parts.push(format!("{} at {}", pounds(*value), round_pounds(*mark)));
        }
    }
    let caption = setting.caption(
        "What knowing everything would be worth",
        "The most that research could be worth: what is lost on average by deciding with today's knowledge. Peaks lie \
         where the best strategy changes.",
        &some(parts, 10),
    );
    let x = Axis::number(
        format!("Pounds that one {} is worth", info.unit),
        NumberFormat::Pounds,
    );
    let rows = pairs().map(|(t, v)| vec![Datum::Number(*t), Datum::Number(*v)]);
    let figure = lines(&caption, &x, &LineWords::default(), &[plot]);
    named(
        "evpi",
        &caption,
        figure,
        &["threshold_pounds", "evpi_pounds"],
        rows.collect(),
    )
}

/// A bar for each group of parameters with its standard error, and the value of knowing everything as the limit.
pub fn evppi(setting: &Setting<'_>, info: &PartialInformation) -> NamedFigure {
    let pounds = |value: f64| NumberFormat::Pounds.text(value);
    let mut groups: Vec<&GroupValue> = info.groups.iter().collect();
    let rank = |g: &GroupValue| {
        if g.evppi_pounds.is_finite() {
            -g.evppi_pounds
        } else {
            f64::INFINITY
        }
    };
    groups.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
    let said = |g: &GroupValue| match (g.evppi_pounds, g.standard_error_pounds) {
        (value, _) if !value.is_finite() => no_observation(&g.why_missing),
        (value, error) if error.is_finite() => format!("{} (SE {})", pounds(value), pounds(error)),
        (value, _) => pounds(value),
    };
    let drawn: Vec<SpanRow> = groups
        .iter()
        .map(|g| SpanRow {
            label: g.group.clone(),
            spans: vec![Span {
                from: 0.0,
                to: g.evppi_pounds,
                ..Span::default()
            }],
            interval: (
                (g.evppi_pounds - g.standard_error_pounds).max(0.0),
                g.evppi_pounds + g.standard_error_pounds,
            ),
            text: said(g),
            ..SpanRow::default()
        })
        .collect();
    let parts = groups.iter().map(|g| format!("{}: {}", g.group, said(g)));
    let limit = if info.evpi_pounds.is_finite() {
        format!("everything: {}", pounds(info.evpi_pounds))
    } else {
        "everything: not estimated".to_owned()
    };
    let few = info.draws < FEWEST_DRAWS_TO_NAME;
    let caption = setting.caption(
        match few {
            true => "What is worth finding out: too few draws to tell",
            false => "What is worth finding out",
        },
        &format!(
            "Where one {} is worth {}. Bars: value of knowing the parameters of one group exactly; lines reach one \
             standard error (SE) either way. The dashed line is the value of knowing everything; groups do not add up to it.{}",
            info.unit,
            round_pounds(info.threshold),
            match few {
                true => format!(
                    " Of {} draws such values are mostly noise: nothing follows from them. Ask for {FEWEST_DRAWS_TO_NAME} or more.",
                    info.draws
                ),
                false => String::new(),
            }
        ),
        &some([limit].into_iter().chain(parts).collect(), 12),
    );
    let frame = SpanFrame {
        guides: vec![Guide::new(
            info.evpi_pounds,
            format!("knowing everything {}", pounds(info.evpi_pounds)),
        )],
        ..SpanFrame::default()
    };
    let axis = Axis::from_zero(format!("Pounds {}", info.scale), NumberFormat::Pounds);
    let row = |name: &str, value: f64, error: f64| {
        vec![words(name), Datum::Number(value), Datum::Number(error)]
    };
    let mut rows = vec![row("everything (EVPI)", info.evpi_pounds, f64::NAN)];
    rows.extend(
        groups
            .iter()
            .map(|g| row(&g.group, g.evppi_pounds, g.standard_error_pounds)),
    );
    let figure = spans(&caption, &axis, &drawn, &frame);
    let columns = ["group", "value_pounds", "standard_error_pounds"];
    named("evppi", &caption, figure, &columns, rows)
}

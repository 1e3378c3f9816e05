//! From base to scenario, one change at a time.

use super::super::NamedFigure;
use super::{Datum, Measure, Setting, named, some, words};
use crate::output::chart::{Axis, Span, SpanFrame, SpanRow, spans};

/// The way from base to scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// The outcome.
    pub outcome: Measure,
    /// Name of the base.
    pub base_name: String,
    /// Outcome of the base.
    pub base: f64,
    /// What each change does on its own, in the outcome's unit; NaN where it was not run.
    pub contributions: Vec<(String, f64)>,
    /// What the changes do together beyond the sum of their own contributions.
    pub interaction: f64,
    /// Name of the scenario.
    pub scenario_name: String,
    /// Outcome of the scenario.
    pub scenario: f64,
}

/// Below this share of the larger total, changes would be slivers on an axis that begins at zero.
const SLIVER: f64 = 0.15;

/// Steps from base to scenario with their signs, the interaction last.
pub fn waterfall(setting: &Setting<'_>, w: &Waterfall) -> NamedFigure {
    let format = w.outcome.format;
    let mut steps: Vec<(String, f64)> = w.contributions.clone();
    steps.push((
        "Together beyond their sum (interaction)".to_owned(),
        w.interaction,
    ));
    let mut reached = vec![w.base];
    for (_, amount) in steps.iter().filter(|(_, amount)| amount.is_finite()) {
        reached.push(reached[reached.len() - 1] + amount);
    }
    let (low, high) = reached
        .iter()
        .chain([&w.scenario])
        .filter(|v| v.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| {
            (low.min(v), high.max(v))
        });
    let from_zero = high - low >= SLIVER * low.abs().max(high.abs());
    let total = |name: &str, value: f64, joined: bool| SpanRow {
        label: name.to_owned(),
        spans: vec![Span {
            from: if from_zero { 0.0 } else { value },
            to: value,
            look: 4,
            ..Span::default()
        }],
        interval: (f64::NAN, f64::NAN),
        marks: if from_zero { vec![] } else { vec![value] },
        text: format.text(value),
        bold: true,
        arrows: false,
        joined,
    };
    let mut rows = vec![total(&w.base_name, w.base, true)];
    let mut at = w.base;
    for (i, (name, amount)) in steps.iter().enumerate() {
        let look = match (i + 1 == steps.len(), *amount < 0.0) {
            (true, _) => 5,
            (false, true) => 3,
            (false, false) => 0,
        };
        rows.push(SpanRow {
            label: name.clone(),
            spans: vec![Span {
                from: at,
                to: at + amount,
                look,
                ..Span::default()
            }],
            interval: (f64::NAN, f64::NAN),
            text: if amount.is_finite() {
                format.signed(*amount)
            } else {
                super::no_observation("not run on its own")
            },
            joined: true,
            arrows: true,
            ..SpanRow::default()
        });
        if amount.is_finite() {
            at += amount;
        }
    }
    rows.push(total(&w.scenario_name, w.scenario, false));
    let frame = SpanFrame {
        looks: ["Raises it (+)", "", "", "Lowers it (−)", "", "Interaction"]
            .map(str::to_owned)
            .to_vec(),
        mark: "Base and scenario".to_owned(),
        ends: w.outcome.better.ends(),
        ..SpanFrame::default()
    };
    let parts = [format!("{}: {}", w.base_name, format.text(w.base))]
        .into_iter()
        .chain(
            steps
                .iter()
                .map(|(name, amount)| format!("{name}: {}", format.signed(*amount))),
        )
        .chain([format!("{}: {}", w.scenario_name, format.text(w.scenario))])
        .collect();
    let scale = if from_zero {
        ""
    } else {
        " The axis does not begin at zero."
    };
    let caption = setting.caption(
        &format!("What each change contributes: {}", w.outcome.name),
        &format!(
            "Each change alone against the base, then what they do together beyond the sum. Indicative: what they do \
             together belongs to none of them alone.{scale}"
        ),
        &some(parts, 14),
    );
    let axis = Axis::number(w.outcome.name.clone(), format);
    let row =
        |kind: &str, name: &str, value: f64| vec![words(kind), words(name), Datum::Number(value)];
    let mut data = vec![row("base", &w.base_name, w.base)];
    data.extend(
        w.contributions
            .iter()
            .map(|(name, amount)| row("contribution", name, *amount)),
    );
    data.push(row("interaction", &steps[steps.len() - 1].0, w.interaction));
    data.push(row("scenario", &w.scenario_name, w.scenario));
    let figure = spans(&caption, &axis, &rows, &frame);
    named(
        "waterfall",
        &caption,
        figure,
        &["kind", "name", "value"],
        data,
    )
}

//! One parameter at a time, from its low to its high value.

use super::super::NamedFigure;
use super::{Datum, Measure, Setting, named, no_observation, some, words};
use crate::output::chart::{Axis, Guide, Span, SpanFrame, SpanRow, spans};

/// What the outcome is at both ends of one parameter's range.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterSwing {
    /// The parameter, with its unit.
    pub parameter: String,
    /// Its low value as written: "0.2".
    pub low: String,
    /// Its high value as written.
    pub high: String,
    /// Outcome at the low value; NaN where it was not run.
    pub at_low: f64,
    /// Outcome at the high value; NaN where it was not run.
    pub at_high: f64,
    /// The best option at the low value, where it is not the one of the base case.
    pub best_at_low: Option<String>,
    /// The best option at the high value, where it is not the one of the base case.
    pub best_at_high: Option<String>,
}

/// A tornado.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// The outcome.
    pub outcome: Measure,
    /// Its value in the base case.
    pub base: f64,
    /// Half the width of the range around the base that chance alone explains, in the outcome's unit; NaN if unknown.
    pub noise_floor: f64,
    /// In any order; drawn from the widest down.
    pub parameters: Vec<ParameterSwing>,
}

/// Bars from the base to both ends, the widest on top, with the range that chance explains behind them.
pub fn tornado(setting: &Setting<'_>, tornado: &Tornado) -> NamedFigure {
    let format = tornado.outcome.format;
    let base = tornado.base;
    let width = |p: &ParameterSwing| {
        let ends = [p.at_low, p.at_high].into_iter().filter(|v| v.is_finite());
        let (low, high) = ends.fold((base, base), |(low, high), v| (low.min(v), high.max(v)));
        high - low
    };
    let mut parameters: Vec<&ParameterSwing> = tornado.parameters.iter().collect();
    parameters.sort_by(|a, b| width(b).total_cmp(&width(a)));
    let noise = tornado.noise_floor;
    let changes = |p: &ParameterSwing| -> Vec<String> {
        let at = |value: &str, best: &Option<String>| {
            best.as_ref().map(|best| format!("at {value} best: {best}"))
        };
        let both = [at(&p.low, &p.best_at_low), at(&p.high, &p.best_at_high)];
        both.into_iter().flatten().collect()
    };
    let rows: Vec<SpanRow> = parameters
        .iter()
        .map(|p| {
            let span = |to: f64, look: usize, value: &str| Span {
                from: base,
                to,
                look,
                inside: vec![],
                beyond: value.to_owned(),
            };
            let seen = p.at_low.is_finite() || p.at_high.is_finite();
            let mut marks = Vec::new();
            marks.extend(p.best_at_low.as_ref().map(|_| p.at_low));
            marks.extend(p.best_at_high.as_ref().map(|_| p.at_high));
            SpanRow {
                label: p.parameter.clone(),
                spans: vec![span(p.at_low, 0, &p.low), span(p.at_high, 3, &p.high)],
                interval: (f64::NAN, f64::NAN),
                marks,
                text: if seen {
                    changes(p).join("; ")
                } else {
                    no_observation("not run")
                },
                ..SpanRow::default()
            }
        })
        .collect();
    let shaded = (noise.is_finite() && base.is_finite()).then(|| {
        let meaning = format!("Noise floor: ±{} may be chance", format.text(noise.abs()));
        (base - noise, base + noise, meaning)
    });
    let frame = SpanFrame {
        looks: vec![
            "At its low value".to_owned(),
            String::new(),
            String::new(),
            "At its high value".to_owned(),
        ],
        mark: "Another option becomes best".to_owned(),
        guides: vec![Guide::new(base, format!("base case {}", format.text(base)))],
        shaded,
        ..SpanFrame::default()
    };
    let parts = parameters
        .iter()
        .map(|p| {
            let (low, high) = (format.text(p.at_low), format.text(p.at_high));
            let changes: String = changes(p)
                .iter()
                .map(|change| format!(", {change}"))
                .collect();
            format!(
                "{}: {low} at {}, {high} at {}{changes}",
                p.parameter, p.low, p.high
            )
        })
        .collect();
    let caption = setting.caption(
        &format!("What moves it most: {}", tornado.outcome.name),
        "One parameter at a time, the others as in the base case; the value of the parameter stands at the end of its \
         bar. Parameters moved together can do more or less than these bars.",
        &some(parts, 10),
    );
    let axis = Axis::number(tornado.outcome.name.clone(), format);
    let data = parameters.iter().map(|p| {
        vec![
            words(&p.parameter),
            words(&p.low),
            words(&p.high),
            Datum::Number(p.at_low),
            Datum::Number(base),
            Datum::Number(p.at_high),
            words(p.best_at_low.as_deref().unwrap_or_default()),
            words(p.best_at_high.as_deref().unwrap_or_default()),
        ]
    });
    let figure = spans(&caption, &axis, &rows, &frame);
    let columns = [
        "parameter",
        "low_value",
        "high_value",
        "outcome_at_low",
        "outcome_base",
        "outcome_at_high",
        "other_best_at_low",
        "other_best_at_high",
    ];
    named("tornado", &caption, figure, &columns, data.collect())
}

//! Where the spread of results comes from.

use super::super::NamedFigure;
use super::{Datum, Setting, named, no_observation, some, words};
use crate::output::chart::{Axis, NumberFormat, Span, SpanFrame, SpanRow, spans};

/// Shares of one measure's variance; they add up to one.
#[derive(Clone, Debug, PartialEq)]
pub struct VarianceShares {
    /// The measure, without its unit.
    pub measure: String,
    /// Chance between runs with the same parameters, 0 to 1; all three NaN where nothing was observed.
    pub chance: f64,
    /// Values of parameters, 0 to 1.
    pub parameters: f64,
    /// Choice of model structure, 0 to 1.
    pub structure: f64,
    /// Why there are no shares. Empty where there are.
    pub why_missing: String,
}

/// One bar a measure, cut into the three shares.
pub fn variance_shares(setting: &Setting<'_>, measures: &[VarianceShares]) -> NamedFigure {
    let parts = |m: &VarianceShares| {
        [
            ("chance", m.chance),
            ("parameters", m.parameters),
            ("structure", m.structure),
        ]
    };
    let percent = |share: f64| match (100.0 * share).round() {
        0.0 if share > 0.0 => "below 1%".to_owned(),
        whole => format!("{whole}%"),
    };
    let rows: Vec<SpanRow> = measures
        .iter()
        .map(|m| {
            let mut at = 0.0;
            let seen = parts(m).iter().all(|(_, share)| share.is_finite());
            let spans = parts(m)
                .iter()
                .enumerate()
                .filter(|(_, (_, share))| *share > 0.0 && seen)
                .map(|(look, (name, share))| {
                    let from = at;
                    at += share;
                    Span {
                        from,
                        to: at.min(1.0),
                        look,
                        inside: vec![format!("{name} {}", percent(*share))],
                        beyond: String::new(),
                    }
                })
                .collect();
            SpanRow {
                label: m.measure.clone(),
                spans,
                interval: (f64::NAN, f64::NAN),
                text: if seen {
                    String::new()
                } else {
                    no_observation(&m.why_missing)
                },
                ..SpanRow::default()
            }
        })
        .collect();
    let said = measures
        .iter()
        .map(
            |m| match parts(m).iter().all(|(_, share)| share.is_finite()) {
                true => {
                    let shares = parts(m).map(|(name, share)| format!("{name} {}", percent(share)));
                    format!("{}: {}", m.measure, shares.join(", "))
                }
                false => format!(
                    "{}: {}",
                    m.measure,
                    no_observation(&m.why_missing).to_lowercase()
                ),
            },
        )
        .collect();
    let caption = setting.caption(
        "Where the uncertainty comes from",
        "Chance: runs differ though nothing else does; more runs cannot remove it from one year in one place. \
         Parameters: values that are not known exactly. Structure: ways to build the model.",
        &some(said, 12),
    );
    let frame = SpanFrame {
        looks: ["Chance", "Parameters", "Structure"]
            .into_iter()
            .enumerate()
            .map(|(look, name)| {
                let shown = measures.iter().any(|m| parts(m)[look].1 > 0.0);
                if shown {
                    name.to_owned()
                } else {
                    String::new()
                }
            })
            .collect(),
        ..SpanFrame::default()
    };
    let axis = Axis::Number {
        label: "Share of variance".to_owned(),
        min: Some(0.0),
        max: Some(1.0),
        format: NumberFormat::Percent,
    };
    let data = measures.iter().map(|m| {
        let shares = parts(m).map(|(_, share)| Datum::Number(share));
        [words(&m.measure)].into_iter().chain(shares).collect()
    });
    let figure = spans(&caption, &axis, &rows, &frame);
    let columns = ["measure", "chance", "parameters", "structure"];
    named(
        "variance-shares",
        &caption,
        figure,
        &columns,
        data.collect(),
    )
}

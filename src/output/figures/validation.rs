//! The figure of a validation: published figures beside predictions, a panel for each unit.

use super::{Datum, FigureData, NamedFigure};
use crate::analysis::validation::{Judged, Validation, Verdict};
use crate::output::chart::{
    Axis, Caption, EndWords, ForestPanel, ForestPoint, ForestRow, Guide, NumberFormat, Point,
    forest,
};
use crate::output::validation_page::{observed, predicted};
use crate::scenario::observations::{Observation, Seen};

const OBSERVED: &str = "Published, with 95% interval or tolerance";

/// Published figures and predictions.
pub fn published(validation: &Validation) -> NamedFigure {
    let mut units: Vec<&str> = Vec::new();
    for observation in &validation.against.observations {
        if !units.contains(&observation.quantity.unit.as_str()) {
            units.push(&observation.quantity.unit);
        }
    }
    let panels: Vec<ForestPanel> = units.iter().map(|unit| panel(validation, unit)).collect();
    let [agree, little, fail] = validation.tally();
    let told: Vec<String> = validation
        .rows()
        .map(|(observation, judged)| {
            format!(
                "{}: {}, observed {}, model {}, {}",
                observation.id,
                observation.what,
                observed(observation, judged),
                predicted(observation, judged),
                judged.verdict.label()
            )
        })
        .collect();
    let caption = Caption {
        title: format!(
            "Published figures beside the model: {agree} agree, {little} say little, {fail} fail"
        ),
        subtitle: validation.against.title.clone(),
        note: format!(
            "Model: median and 95% range of {} draws of what is believed, one run or virtual study each. Of a range its \
             middle is marked; of a bound only the bound. None of these figures was a target of \
             the calibration; some of their sources also stand behind a prior (†: validation.md).",
            validation.draws
        ),
        alt: format!("{}.", told.join("; ")),
    };
    let columns = [
        "observation",
        "what",
        "unit",
        "observed_low",
        "observed_high",
        "model_median",
        "model_lower_95",
        "model_upper_95",
        "verdict",
    ];
    let words = |text: &str| Datum::Text(text.to_owned());
    let rows = validation
        .rows()
        .map(|(observation, judged)| {
            let (low, high) = reach(observation);
            let numbers = [
                low,
                high,
                judged.median,
                judged.interval[0],
                judged.interval[1],
            ];
            [
                &*observation.id,
                &*observation.what,
                &*observation.quantity.unit,
            ]
            .map(words)
            .into_iter()
            .chain(numbers.map(Datum::Number))
            .chain([words(judged.verdict.label())])
            .collect()
        })
        .collect();
    NamedFigure {
        name: "validation".to_owned(),
        title: caption.title.clone(),
        figure: forest(&caption, "Observed | model", &panels),
        data: FigureData {
            columns: columns.to_vec(),
            rows,
        },
    }
}

/// Where the truth may lie.
fn reach(observation: &Observation) -> (f64, f64) {
    match observation.seen {
        Seen::Figure {
            ends: (low, high),
            half_width,
            ..
        } => (low - half_width, high + half_width),
        Seen::AtLeast(bound) => (bound, f64::NAN),
        Seen::AtMost(bound) => (f64::NAN, bound),
    }
}

fn panel(validation: &Validation, unit: &str) -> ForestPanel {
    let rows: Vec<(&Observation, &Judged)> = validation
        .rows()
        .filter(|(observation, _)| observation.quantity.unit == unit)
        .collect();
    let format = format_of(unit, &rows);
    let spans_zero = rows
        .iter()
        .any(|(observation, judged)| judged.interval[0] < 0.0 || reach(observation).0 < 0.0);
    ForestPanel {
        title: match unit {
            "share" => "Shares and relative changes".to_owned(),
            unit => capital(unit),
        },
        axis: Axis::number(unit, format),
        guides: match spans_zero {
            true => vec![Guide::new(0.0, "0")],
            false => Vec::new(),
        },
        ends: EndWords::default(),
        rows: rows
            .into_iter()
            .map(|(observation, judged)| row(observation, judged, format))
            .collect(),
    }
}

/// Few digits where numbers are large.
fn format_of(unit: &str, rows: &[(&Observation, &Judged)]) -> NumberFormat {
    let largest = rows
        .iter()
        .flat_map(|(_, judged)| judged.interval)
        .map(f64::abs)
        .filter(|x| x.is_finite())
        .fold(0.0, f64::max);
    match () {
        () if unit == "share" => NumberFormat::Percent,
        () if largest >= 50.0 => NumberFormat::Integer,
        () if largest >= 0.5 => NumberFormat::OneDecimal,
        () => NumberFormat::ThreeDecimals,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|letter| letter.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn row(observation: &Observation, judged: &Judged, format: NumberFormat) -> ForestRow {
    let told = |x: f64| format.text(x);
    let (seen, text) = match observation.seen {
        Seen::Figure {
            ends: (low, high), ..
        } => {
            let text = match low == high {
                true => told(low),
                false => format!("{} to {}", told(low), told(high)),
            };
            (0.5 * (low + high), text)
        }
        Seen::AtLeast(bound) if judged.is_event => (bound, "it did".to_owned()),
        Seen::AtLeast(bound) => (bound, format!("at least {}", told(bound))),
        Seen::AtMost(bound) => (bound, format!("at most {}", told(bound))),
    };
    let (lower, upper) = match observation.seen {
        Seen::Figure { .. } => reach(observation),
        _ => (f64::NAN, f64::NAN),
    };
    let point = |name: &str, [value, lower, upper]: [f64; 3], text: String| ForestPoint {
        point: Point {
            name: name.to_owned(),
            value,
            lower,
            upper,
        },
        text,
        arrow_from: f64::NAN,
        goes_on: [false; 2],
    };
    let verdict = match judged.verdict {
        Verdict::Agrees => "agrees",
        Verdict::SaysLittle => "says little",
        Verdict::TooHigh => "FAILS: above",
        Verdict::TooLow => "FAILS: below",
        Verdict::NoValue => "FAILS: no value",
    };
    let ([low, high], middle) = match judged.right_side {
        // Of something that happens or not, the share of the draws is drawn.
        Some(share) if judged.is_event => ([f64::NAN; 2], share),
        _ => (judged.interval, judged.median),
    };
    ForestRow {
        label: format!("{}: {}", observation.id, observation.what),
        points: vec![
            point(OBSERVED, [seen, lower, upper], text),
            point(
                "Model",
                [middle, low, high],
                format!("{}  {verdict}", told(middle)),
            ),
        ],
    }
}

//! Cost-effectiveness acceptability curves and their frontier.

use super::super::NamedFigure;
use super::{Datum, Setting, named, round_pounds, some, words};
use crate::output::chart::{Axis, BandSeries, Guide, LinePlot, LineWords, NumberFormat, lines};

/// How probable it is that each strategy is worth most, over a grid of thresholds.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptability {
    /// Pounds for one unit of effect, rising.
    pub thresholds: Vec<f64>,
    /// Strategy and, at each threshold, the share of draws (0 to 1) in which its net benefit is highest.
    pub strategies: Vec<(String, Vec<f64>)>,
    /// At each threshold the number of the strategy with the highest mean net benefit.
    pub best: Vec<Option<usize>>,
    /// Thresholds marked by upright lines: 20,000, 25,000, 30,000, 35,000.
    pub marked: Vec<f64>,
    /// One unit of effect: "QALY".
    pub unit: String,
}

/// From which threshold to which each strategy is best on average.
fn stretches(a: &Acceptability) -> Vec<(usize, usize, usize)> {
    let mut stretches: Vec<(usize, usize, usize)> = Vec::new();
    for (i, best) in a.best.iter().enumerate().take(a.thresholds.len()) {
        let Some(best) = best.filter(|&best| best < a.strategies.len()) else {
            continue;
        };
        match stretches.last_mut() {
            Some((of, _, last)) if *of == best && *last + 1 == i => *last = i,
            _ => stretches.push((best, i, i)),
        }
    }
    stretches
}

/// A curve for each strategy; the stretch where it is best on average is bold.
pub fn acceptability(setting: &Setting<'_>, a: &Acceptability) -> NamedFigure {
    let stretches = stretches(a);
    let series: Vec<BandSeries> = a
        .strategies
        .iter()
        .map(|(name, chance)| BandSeries {
            name: name.clone(),
            x: a.thresholds.clone(),
            median: chance.clone(),
            bands: vec![],
        })
        .collect();
    let bold = stretches
        .iter()
        .map(|&(of, first, last)| {
            let chance = &a.strategies[of].1;
            let points = (first..=last).filter_map(|i| Some((a.thresholds[i], *chance.get(i)?)));
            (of, points.collect())
        })
        .collect();
    let plot = LinePlot {
        title: String::new(),
        y: Axis::Number {
            label: "Probability that the strategy is worth most".to_owned(),
            min: Some(0.0),
            max: Some(1.0),
            format: NumberFormat::Percent,
        },
        series,
        bold,
        guides: a
            .marked
            .iter()
            .map(|&value| Guide::new(value, round_pounds(value)))
            .collect(),
    };
    let pounds = round_pounds;
    let mut parts: Vec<String> = stretches
        .iter()
        .map(|&(of, first, last)| {
            let (from, to) = (pounds(a.thresholds[first]), pounds(a.thresholds[last]));
            format!(
                "best on average from {from} to {to}: {}",
                a.strategies[of].0
            )
        })
        .collect();
    for &mark in &a.marked {
        let at = a.thresholds.iter().position(|&t| t == mark);
        let Some(at) = at else { continue };
        let chances: Vec<String> = a
            .strategies
            .iter()
            .filter_map(|(name, chance)| {
                Some(format!(
                    "{name} {}",
                    NumberFormat::Percent.text(*chance.get(at)?)
                ))
            })
            .collect();
        parts.push(format!("at {}: {}", pounds(mark), chances.join(", ")));
    }
    let caption = setting.caption(
        &format!("Which strategy is the best value, by what one {} is worth", a.unit),
        &format!(
            "The bold stretch belongs to the strategy with the highest mean net benefit (the acceptability frontier). It \
             need not be the most probable one. Upright lines: {} per {}.",
            a.marked.iter().map(|&m| pounds(m)).collect::<Vec<_>>().join(", "),
            a.unit
        ),
        &some(parts, 10),
    );
    let x = Axis::number(
        format!("Pounds that one {} is worth", a.unit),
        NumberFormat::Pounds,
    );
    let strokes = LineWords {
        bold: "Best on average".to_owned(),
        ..LineWords::default()
    };
    let mut rows = Vec::new();
    for (number, (name, chance)) in a.strategies.iter().enumerate() {
        for (i, (threshold, chance)) in a.thresholds.iter().zip(chance).enumerate() {
            let best = a.best.get(i).copied().flatten() == Some(number);
            rows.push(vec![
                words(name),
                Datum::Number(*threshold),
                Datum::Number(*chance),
                words(if best { "yes" } else { "no" }),
            ]);
        }
    }
    let figure = lines(&caption, &x, &strokes, &[plot]);
    let columns = [
        "strategy",
        "threshold_pounds",
        "probability_worth_most",
        "best_on_average",
    ];
    named("acceptability", &caption, figure, &columns, rows)
}

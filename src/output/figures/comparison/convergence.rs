//! Whether there are enough runs.

use super::super::NamedFigure;
use super::{Datum, Estimate, Measure, Setting, named, some, words};
use crate::output::chart::{
    Axis, Band, BandSeries, Guide, LinePlot, LineWords, NumberFormat, lines,
};

/// One measure as runs are added.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureConvergence {
    /// The measure.
    pub measure: Measure,
    /// Number of runs, rising, and the mean of so many with its 95% interval.
    pub means: Vec<(u32, Estimate)>,
    /// The number of runs chosen; `None` where no number reached the precision asked for.
    pub chosen: Option<u32>,
}

/// A plot a measure: the mean of the first runs with its interval, and the number chosen.
pub fn convergence(setting: &Setting<'_>, measures: &[MeasureConvergence]) -> NamedFigure {
    let plots: Vec<LinePlot> = measures
        .iter()
        .map(|one| {
            let of =
                |value: fn(&Estimate) -> f64| one.means.iter().map(|(_, e)| value(e)).collect();
            LinePlot {
                title: one.measure.name.clone(),
                y: Axis::number(one.measure.name.clone(), one.measure.format),
                series: vec![BandSeries {
                    name: String::new(),
                    x: one.means.iter().map(|(n, _)| f64::from(*n)).collect(),
                    median: of(|e| e.mean),
                    bands: vec![Band {
                        level: 0.95,
                        lower: of(|e| e.lower),
                        upper: of(|e| e.upper),
                    }],
                }],
                bold: vec![],
                guides: one
                    .chosen
                    .map(|n| Guide::new(f64::from(n), format!("{n} runs chosen")))
                    .into_iter()
                    .collect(),
            }
        })
        .collect();
    let parts = measures
        .iter()
        .map(|one| {
            let last = one.means.iter().rfind(|(_, e)| e.mean.is_finite());
            let last = last.map_or("no observation".to_owned(), |(n, e)| {
                let format = one.measure.format;
                format!(
                    "after {n} runs {} ({} to {})",
                    format.text(e.mean),
                    format.text(e.lower),
                    format.text(e.upper)
                )
            });
            let chosen = match one.chosen {
                Some(n) => format!("{n} runs chosen"),
                None => "no number of runs was enough".to_owned(),
            };
            format!("{}: {last}, {chosen}", one.measure.name)
        })
        .collect();
    let short: Vec<&str> = measures
        .iter()
        .filter(|one| one.chosen.is_none())
        .map(|one| one.measure.name.as_str())
        .collect();
    let short = if short.is_empty() {
        String::new()
    } else {
        format!(
            " Not precise enough with any number shown: {}.",
            short.join(", ")
        )
    };
    let caption = setting.caption(
        "Whether there are enough runs",
        &format!("Each plot has its own scale, which need not begin at zero.{short}"),
        &some(parts, 8),
    );
    let strokes = LineWords {
        middle: "Mean of the runs so far".to_owned(),
        band: "95% interval of the mean".to_owned(),
        ..LineWords::default()
    };
    let x = Axis::number("Number of runs", NumberFormat::Integer);
    let mut rows = Vec::new();
    for one in measures {
        for (n, estimate) in &one.means {
            let start = [words(&one.measure.name), Datum::Number(f64::from(*n))];
            let chosen = if one.chosen == Some(*n) { "yes" } else { "no" };
            rows.push(
                start
                    .into_iter()
                    .chain(estimate.data())
                    .chain([words(chosen)])
                    .collect(),
            );
        }
    }
    let figure = lines(&caption, &x, &strokes, &plots);
    let columns = ["measure", "runs", "mean", "lower_95", "upper_95", "chosen"];
    named("convergence", &caption, figure, &columns, rows)
}

//! An outcome over one factor or two.

use super::super::NamedFigure;
use super::{Datum, Estimate, Measure, Setting, inner, named, some, words};
use crate::output::chart::{
    Axis, Band, BandSeries, Factor, LinePlot, LineWords, Matrix, NumberFormat, lines, matrix,
};

/// An outcome at each pair of levels of two factors.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepGrid {
    /// The outcome.
    pub outcome: Measure,
    /// The factor along the top.
    pub columns: Factor,
    /// The factor down the side.
    pub rows: Factor,
    /// Mean outcome by row and column; `None` where it was not run.
    pub means: Vec<Vec<Option<f64>>>,
    /// Row and column of the base case, if it is in the grid.
    pub base: Option<(usize, usize)>,
}

/// An outcome along one factor.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepLines {
    /// The outcome.
    pub outcome: Measure,
    /// The factor along the horizontal axis, with its unit.
    pub factor: String,
    /// How its values are written.
    pub factor_format: NumberFormat,
    /// The second factor, named in the note; empty for none.
    pub second: String,
    /// A level of the second factor, with value of the first and outcome there, values rising.
    pub levels: Vec<(String, Vec<(f64, Estimate)>)>,
}

/// A table of two factors with the outcome in the cells.
pub fn sweep_grid(setting: &Setting<'_>, sweep: &SweepGrid) -> NamedFigure {
    let format = sweep.outcome.format;
    let mut cells = Vec::new();
    for (r, row) in sweep.rows.levels.iter().enumerate() {
        for (c, column) in sweep.columns.levels.iter().enumerate() {
            let mean = sweep
                .means
                .get(r)
                .and_then(|cells| cells.get(c))
                .copied()
                .flatten();
            cells.push((
                row,
                column,
                mean.filter(|v| v.is_finite()).unwrap_or(f64::NAN),
            ));
        }
    }
    let seen = || cells.iter().filter(|(_, _, mean)| mean.is_finite());
    let said = |word: &str, (row, column, mean): &(&String, &String, f64)| {
        format!(
            "{word}: {} where {} is {row} and {} is {column}",
            format.text(*mean),
            sweep.rows.name,
            sweep.columns.name
        )
    };
    let parts = [
        seen()
            .min_by(|a, b| a.2.total_cmp(&b.2))
            .map(|cell| said("lowest", cell)),
        seen()
            .max_by(|a, b| a.2.total_cmp(&b.2))
            .map(|cell| said("highest", cell)),
    ];
    let caption = setting.caption(
        &format!(
            "{}, by {} and {}",
            sweep.outcome.name,
            inner(&sweep.rows.name),
            inner(&sweep.columns.name)
        ),
        "Means over runs; darker is more.",
        &some(parts.into_iter().flatten().collect(), 4),
    );
    let table = Matrix {
        columns: sweep.columns.clone(),
        rows: sweep.rows.clone(),
        values: sweep.means.clone(),
        label: sweep.outcome.name.clone(),
        format,
        framed: sweep
            .base
            .map(|(row, column)| (row, column, "base case".to_owned())),
    };
    let figure = matrix(&caption, &table);
    let rows = cells
        .iter()
        .map(|(row, column, mean)| vec![words(row), words(column), Datum::Number(*mean)])
        .collect();
    named(
        "sweep-grid",
        &caption,
        figure,
        &["row_level", "column_level", "mean"],
        rows,
    )
}

/// The outcome along one factor, a line for each level of a second.
pub fn sweep_lines(setting: &Setting<'_>, sweep: &SweepLines) -> NamedFigure {
    let format = sweep.outcome.format;
    let series = sweep
        .levels
        .iter()
        .map(|(name, points)| {
            let of = |value: fn(&Estimate) -> f64| points.iter().map(|(_, e)| value(e)).collect();
            BandSeries {
                name: name.clone(),
                x: points.iter().map(|(x, _)| *x).collect(),
                median: of(|e| e.mean),
                bands: vec![Band {
                    level: 0.95,
                    lower: of(|e| e.lower),
                    upper: of(|e| e.upper),
                }],
            }
        })
        .collect();
    let plot = LinePlot {
        title: String::new(),
        y: Axis::number(sweep.outcome.name.clone(), format),
        series,
        bold: vec![],
        guides: vec![],
    };
    let x = |value: f64| sweep.factor_format.text(value);
    let parts = sweep
        .levels
        .iter()
        .map(|(name, points)| {
            let mut seen = points.iter().filter(|(_, e)| e.mean.is_finite());
            let said = |(at, e): &(f64, Estimate)| format!("{} at {}", format.text(e.mean), x(*at));
            match (seen.next(), seen.next_back()) {
                (Some(first), Some(last)) => format!("{name}: {}, {}", said(first), said(last)),
                (Some(only), None) => format!("{name}: {}", said(only)),
                (None, _) => format!("{name}: no observation"),
            }
        })
        .collect();
    let second = match sweep.second.as_str() {
        "" => String::new(),
        second => format!(" Lines: {second}."),
    };
    let caption = setting.caption(
        &format!("{}, by {}", sweep.outcome.name, inner(&sweep.factor)),
        &format!(
            "Markers are means over runs, bands their 95% intervals; between markers nothing was run.{second} The \
             vertical axis need not begin at zero."
        ),
        &some(parts, 8),
    );
    let strokes = LineWords {
        middle: "Mean".to_owned(),
        band: "95% interval of the mean".to_owned(),
        points: true,
        ..LineWords::default()
    };
    let mut rows = Vec::new();
    for (name, points) in &sweep.levels {
        for (at, estimate) in points {
            let start = [words(name), Datum::Number(*at)];
            rows.push(start.into_iter().chain(estimate.data()).collect());
        }
    }
    let along = Axis::number(sweep.factor.clone(), sweep.factor_format);
    let figure = lines(&caption, &along, &strokes, &[plot]);
    let columns = ["level", "factor_value", "mean", "lower_95", "upper_95"];
    named("sweep-lines", &caption, figure, &columns, rows)
}

//! An outcome over one factor or two.

use super::super::NamedFigure;
use super::{Datum, Estimate, Measure, Setting, inner, named, some, words};
use crate::output::chart::{
    Across, Axis, Band, BandSeries, Factor, LinePlot, LineWords, Matrix, NumberFormat, PointPanel,
    lines, matrix, point_panels,
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

/// An outcome at the points of a design that fills a space, against each factor in turn.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepPoints {
    /// The outcome.
    pub outcome: Measure,
    /// The factors in order.
    pub factors: Vec<FactorPoints>,
    /// Mean outcome at each point over its runs; NaN where there is none.
    pub means: Vec<f64>,
}

/// A factor at the points of a design.
#[derive(Clone, Debug, PartialEq)]
pub struct FactorPoints {
    /// Its name, with its unit.
    pub name: String,
    /// Where the points lie.
    pub at: Positions,
}

/// Where points lie along a factor.
#[derive(Clone, Debug, PartialEq)]
pub enum Positions {
    /// At these values, written so.
    Values(Vec<f64>, NumberFormat),
    /// At these levels: their names in order, and the position of each point's.
    Levels(Vec<String>, Vec<usize>),
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
        signed: false,
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

/// Parts of a range over which means are shown.
const PARTS: usize = 5;
/// Points that a part must have on average for its mean to say something.
const POINTS_A_PART: usize = 4;

/// A panel a factor: all points, and their means over fifths of its range or at its levels.
pub fn sweep_points(setting: &Setting<'_>, sweep: &SweepPoints) -> NamedFigure {
    let format = sweep.outcome.format;
    let mean_of = |points: &mut dyn Iterator<Item = usize>| -> f64 {
        let seen = points.filter_map(|i| sweep.means.get(i).filter(|y| y.is_finite()));
        let (sum, n) = seen.fold((0.0, 0_u32), |(sum, n), y| (sum + y, n + 1));
        if n == 0 { f64::NAN } else { sum / f64::from(n) }
    };
    let (mut panels, mut parts, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for factor in &sweep.factors {
        let (across, xs, means, ends) =
            match &factor.at {
                Positions::Values(values, written) => {
                    let fold = |of: fn(f64, f64) -> f64| values.iter().copied().reduce(of);
                    let low = fold(f64::min).unwrap_or(f64::NAN);
                    let high = fold(f64::max).unwrap_or(f64::NAN);
                    let edge = |part: usize| low + (high - low) * part as f64 / PARTS as f64;
                    let means: Vec<(f64, f64, f64)> = (0..PARTS)
                        .filter(|_| high > low && values.len() >= PARTS * POINTS_A_PART)
                        .map(|part| {
                            let (from, to) = (edge(part), edge(part + 1));
                            let is_last = part + 1 == PARTS;
                            let within = |x: f64| x >= from && (x < to || is_last);
                            let mut points = (0..values.len()).filter(|&i| within(values[i]));
                            (from, to, mean_of(&mut points))
                        })
                        .collect();
                    rows.extend(values.iter().zip(&sweep.means).enumerate().map(
                        |(i, (x, mean))| {
                            let level = written.text(*x);
                            vec![
                                words(&factor.name),
                                Datum::Number((i + 1) as f64),
                                words(&level),
                                Datum::Number(*x),
                                Datum::Number(*mean),
                            ]
                        },
                    ));
                    let ends = [("lowest fifth", 0), ("highest fifth", PARTS - 1)]
                        .map(|(name, part)| Some((name.to_owned(), means.get(part)?.2)));
                    let across = Across::Number(Axis::number("", *written));
                    (
                        across,
                        values.clone(),
                        means,
                        ends.into_iter().flatten().collect(),
                    )
                }
                Positions::Levels(names, levels) => {
                    let means: Vec<(f64, f64, f64)> = (0..names.len())
                        .map(|level| {
                            let mut points = (0..levels.len()).filter(|&i| levels[i] == level);
                            let middle = level as f64;
                            (middle - 0.35, middle + 0.35, mean_of(&mut points))
                        })
                        .collect();
                    rows.extend(levels.iter().zip(&sweep.means).enumerate().map(
                        |(i, (&level, mean))| {
                            vec![
                                words(&factor.name),
                                Datum::Number((i + 1) as f64),
                                words(names.get(level).map_or("", String::as_str)),
                                Datum::Number(f64::NAN),
                                Datum::Number(*mean),
                            ]
                        },
                    ));
                    let named = names.iter().cloned().zip(means.iter().map(|m| m.2));
                    let xs = levels.iter().map(|&level| level as f64).collect();
                    let ends: Vec<(String, f64)> = named.collect();
                    (Across::Levels(names.clone()), xs, means, ends)
                }
            };
        let said: Vec<String> = ends
            .iter()
            .filter(|(_, mean)| mean.is_finite())
            .map(|(name, mean)| format!("{name} {}", format.text(*mean)))
            .collect();
        if !said.is_empty() {
            parts.push(format!("{}: {}", factor.name, said.join(", ")));
        }
        panels.push(PointPanel {
            title: factor.name.clone(),
            across,
            points: xs.into_iter().zip(sweep.means.iter().copied()).collect(),
            means,
        });
    }
    let caption = setting.caption(
        &format!("{}, by each factor", sweep.outcome.name),
        "All factors vary at once, so points scatter around each mean because of the others. The vertical axis need not \
         begin at zero.",
        &some(parts, 12),
    );
    let figure = point_panels(
        &caption,
        &Axis::number(sweep.outcome.name.clone(), format),
        [
            "A point of the design: mean over its runs",
            "Mean of the points in a fifth of the range, or at a level",
        ],
        &panels,
    );
    let columns = ["factor", "point", "level", "factor_value", "mean"];
    named("sweep-points", &caption, figure, &columns, rows)
}

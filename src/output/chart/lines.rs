//! Curves in one plot or in panels with axes of their own, with words for their middle and their band.

use super::axis::{Axis, Ends, Ruler};
use super::curves::{NAME_DISTANCE, curves, names_at_ends};
use super::guides::{Guide, Guides};
use super::page::{
    Body, LABEL, Swatch, heading, key, key_height, no_observations, page, tick_room, widest,
    x_axis, x_axis_height, y_axis, y_label,
};
use super::palette::{GREY, Style, WHITE, style};
use super::sheet::{Rect, Sheet, wrap};
use super::{BandSeries, Caption, Figure};

/// A plot of its own: one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct LinePlot {
    /// What is shown, with its unit, where there are several plots; the axis' label where there is one.
    pub title: String,
    /// The vertical axis.
    pub y: Axis,
    /// The curves. What their `median` is, the words say.
    pub series: Vec<BandSeries>,
    /// Parts of curves drawn boldly: the number of the curve and the points.
    pub bold: Vec<(usize, Vec<(f64, f64)>)>,
    /// Upright lines to read the curves against.
    pub guides: Vec<Guide>,
}

/// What the strokes of [`lines`] mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineWords {
    /// The middle of each curve: "Mean".
    pub middle: String,
    /// The band around it: "95% interval".
    pub band: String,
    /// The bold parts.
    pub bold: String,
    /// Whether a marker stands at each x.
    pub points: bool,
}

/// One plot with the curves named at their ends, or panels two abreast with the names in the key.
pub fn lines(caption: &Caption, x: &Axis, words: &LineWords, plots: &[LinePlot]) -> Figure {
    let alone = plots.len() <= 1;
    let mut names: Vec<&str> = Vec::new();
    for series in plots.iter().flat_map(|plot| &plot.series) {
        if !names.contains(&series.name.as_str()) {
            names.push(&series.name);
        }
    }
    let entries = entries(words, plots, &names, alone);
    let columns = if alone { 1 } else { 2 };
    let rows = plots.len().div_ceil(columns).max(1);
    let body = if alone {
        Body::High(430.0)
    } else {
        Body::High(key_height(&entries) + 234.0 * rows as f64 + x_axis_height(x))
    };
    let (mut sheet, mut room) = page(caption, body);
    key(&mut sheet, &mut room, &entries);
    if plots.is_empty() {
        no_observations(&mut sheet, room);
        return Figure::new(caption, &sheet);
    }
    let ends: Vec<Vec<String>> = plots[0]
        .series
        .iter()
        .map(|s| wrap(&s.name, LABEL, 170.0, 3))
        .collect();
    let mut right = room.right - 12.0;
    if alone {
        y_label(&mut sheet, &mut room, &plots[0].y);
        let names = widest(ends.iter().flatten());
        if names > 0.0 {
            right = room.right - names - NAME_DISTANCE;
        }
    }

    let (gap, foot) = (26.0, x_axis_height(x));
    let title = if alone { 6.0 } else { 34.0 };
    let height = (room.height() - foot + gap) / rows as f64 - gap;
    let up = |plot: &LinePlot, bottom: f64, top: f64| {
        let ys = plot.series.iter().flat_map(BandSeries::ys);
        let bold = plot.bold.iter().flat_map(|(_, points)| points);
        let ys = ys.chain(bold.map(|(_, y)| *y));
        Ruler::new(&plot.y, ys, Ends::AtTicks, bottom, top)
    };
    let ticks = plots
        .iter()
        .map(|plot| tick_room(&up(plot, height - title, 0.0)))
        .fold(0.0, f64::max);
    let wide = (right - room.left - gap * (columns as f64 - 1.0)) / columns as f64 - ticks;
    let xs: Vec<f64> = plots
        .iter()
        .flat_map(|plot| {
            plot.series
                .iter()
                .flat_map(BandSeries::xs)
                .chain(plot.guides.iter().map(|g| g.value))
        })
        .collect();

    for (i, one) in plots.iter().enumerate() {
        let (row, column) = (i / columns, i % columns);
        let left = room.left + ticks + column as f64 * (wide + ticks + gap);
        let top = room.top + row as f64 * (height + gap);
        let mut plot = Rect {
            left,
            top: top + title,
            right: left + wide,
            bottom: top + height,
        };
        // Half a label's width kept free at both ends, so that neighbours' labels do not meet.
        let inset = if alone { 0.0 } else { 8.0 };
        let across = Ruler::new(
            x,
            xs.iter().copied(),
            Ends::AtData,
            plot.left + inset,
            plot.right - inset,
        );
        if !alone {
            let middle = top + 10.0;
            heading(&mut sheet, &one.title, left - ticks, middle, wide + ticks);
        }
        let guides = Guides::new(&one.guides, &across, plot.left - ticks, plot.right);
        plot.top += guides.height();
        let up = up(one, plot.bottom, plot.top);
        y_axis(&mut sheet, plot, &up, true);
        let zero = up.zero();
        if (up.value_at(zero)).abs()
            < 1e-9 * (up.value_at(plot.top) - up.value_at(plot.bottom)).abs()
        {
            sheet.straight((plot.left, zero), (plot.right, zero), 1.5, GREY);
        }
        if i + columns >= plots.len() {
            x_axis(&mut sheet, plot, x, &across, false);
        } else {
            let (left, right) = ((plot.left, plot.bottom), (plot.right, plot.bottom));
            sheet.straight(left, right, 1.0, GREY);
        }
        guides.draw(&mut sheet, plot);
        let look = |name: &str| style(names.iter().position(|n| *n == name).unwrap_or(0));
        let styles: Vec<Style> = one.series.iter().map(|s| look(&s.name)).collect();
        let drawn = curves(&mut sheet, &across, &up, &one.series, &styles, TINT);
        bold(&mut sheet, one, &across, &up, &styles);
        if words.points {
            for (series, style) in one.series.iter().zip(&styles) {
                for (x, y) in series.stretches().into_iter().flatten() {
                    let at = (across.at(x), up.at(y));
                    sheet.marker(style.marker, at, 4.5, style.colour);
                }
            }
        }
        if !drawn {
            no_observations(&mut sheet, plot);
        }
        if alone {
            names_at_ends(&mut sheet, plot, &across, &up, &one.series, &ends);
        }
    }
    Figure::new(caption, &sheet)
}

const TINT: f64 = 0.16;

fn bold(sheet: &mut Sheet, plot: &LinePlot, across: &Ruler, up: &Ruler, styles: &[Style]) {
    let pixels = |points: &[(f64, f64)]| -> Vec<(f64, f64)> {
        let finite = points
            .iter()
            .filter(|(x, y)| x.is_finite() && y.is_finite());
        finite.map(|&(x, y)| (across.at(x), up.at(y))).collect()
    };
    for (width, edge) in [(9.0, true), (6.0, false)] {
        for (series, points) in &plot.bold {
            if let Some(style) = styles.get(*series) {
                let colour = if edge { WHITE } else { style.colour };
                sheet.line(&pixels(points), width, &[], colour);
            }
        }
    }
}

fn entries(
    words: &LineWords,
    plots: &[LinePlot],
    names: &[&str],
    alone: bool,
) -> Vec<(Swatch, String)> {
    let all = || plots.iter().flat_map(|plot| &plot.series);
    let look = if names.len() > 1 {
        Style {
            colour: GREY,
            ..style(0)
        }
    } else {
        style(0)
    };
    let mut entries = Vec::new();
    if !alone {
        let named = names
            .iter()
            .enumerate()
            .filter(|(_, name)| !name.is_empty());
        entries.extend(named.map(|(i, name)| (Swatch::Line(style(i)), (*name).to_owned())));
    }
    if !words.middle.is_empty() && all().next().is_some() {
        entries.push((Swatch::Line(look), words.middle.clone()));
    }
    if !words.band.is_empty() && all().any(|series| !series.bands.is_empty()) {
        entries.push((Swatch::Shade(look.colour, TINT, 1), words.band.clone()));
    }
    if !words.bold.is_empty() && plots.iter().any(|plot| !plot.bold.is_empty()) {
        entries.push((Swatch::Thick(GREY), words.bold.clone()));
    }
    entries
}

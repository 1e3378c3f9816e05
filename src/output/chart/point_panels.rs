//! One quantity against several others: a panel of points for each, side by side on one vertical scale.

use super::axis::{Axis, Ends, Ruler};
use super::page::{
    Body, LABEL, Swatch, heading, key, key_height, no_observations, page, tick_room, x_axis,
    x_axis_height, y_axis, y_label,
};
use super::palette::{GREY, TEXT, style};
use super::sheet::{Align, Rect, fit, wrap};
use super::{Caption, Figure};

/// What lies along a panel.
#[derive(Debug, Clone, PartialEq)]
pub enum Across {
    /// A quantity.
    Number(Axis),
    /// Levels in order; the x of a point is the position of its level.
    Levels(Vec<String>),
}

/// A panel.
#[derive(Debug, Clone, PartialEq)]
pub struct PointPanel {
    /// What lies along it, with its unit.
    pub title: String,
    /// The horizontal axis.
    pub across: Across,
    /// The points.
    pub points: Vec<(f64, f64)>,
    /// Means over stretches of the axis: from, to and the mean.
    pub means: Vec<(f64, f64, f64)>,
}

/// Panels two abreast. `words` say what a point and what a mean is.
pub fn point_panels(
    caption: &Caption,
    y: &Axis,
    words: [&str; 2],
    panels: &[PointPanel],
) -> Figure {
    const COLUMNS: usize = 2;
    const GAP: f64 = 26.0;
    const TITLE: f64 = 32.0;
    const HIGH: f64 = 150.0;
    const MOST_LINES: usize = 3;
    const LINE: f64 = 16.0;
    let seen = |(x, y): &&(f64, f64)| x.is_finite() && y.is_finite();
    let observed = || panels.iter().flat_map(|p| p.points.iter().filter(seen));
    let look = style(0);
    let mut entries = vec![(Swatch::Marker(look), words[0].to_owned())];
    if panels.iter().any(|panel| !panel.means.is_empty()) {
        entries.push((Swatch::Thick(TEXT), words[1].to_owned()));
    }
    if observed().next().is_none() {
        let (mut sheet, room) = page(caption, Body::Rest);
        no_observations(&mut sheet, room);
        return Figure::new(caption, &sheet);
    }
    let ruler = |top: f64| Ruler::new(y, observed().map(|p| p.1), Ends::AtTicks, top + HIGH, top);
    let ticks = tick_room(&ruler(0.0));
    // The room is as wide on every sheet, so what fits into a row is known before its height.
    let (_, room) = page(caption, Body::High(0.0));
    let wide = (room.width() - GAP * (COLUMNS as f64 - 1.0)) / COLUMNS as f64 - ticks;
    let names = |panel: &PointPanel| -> Vec<Vec<String>> {
        let Across::Levels(levels) = &panel.across else {
            return Vec::new();
        };
        let each = wide / levels.len().max(1) as f64 - 6.0;
        levels
            .iter()
            .map(|level| wrap(level, LABEL, each, MOST_LINES))
            .collect()
    };
    let plain = Axis::number("", y.format());
    let foots: Vec<f64> = panels
        .chunks(COLUMNS)
        .map(|row| {
            let lines = row.iter().flat_map(names).map(|name| name.len()).max();
            x_axis_height(&plain).max(8.0 + LINE * lines.unwrap_or(0) as f64)
        })
        .collect();
    let rows: f64 = foots.iter().map(|foot| TITLE + HIGH + foot + 12.0).sum();
    let (mut sheet, mut room) = page(caption, Body::High(key_height(&entries) + 24.0 + rows));
    key(&mut sheet, &mut room, &entries);
    y_label(&mut sheet, &mut room, y);
    let mut top = room.top;
    for (row, foot) in panels.chunks(COLUMNS).zip(foots) {
        for (column, panel) in row.iter().enumerate() {
            let left = room.left + ticks + column as f64 * (wide + ticks + GAP);
            let plot = Rect {
                left,
                top: top + TITLE,
                right: left + wide,
                bottom: top + TITLE + HIGH,
            };
            let title = fit(&panel.title, LABEL, wide + ticks);
            heading(&mut sheet, &title, left - ticks, top + 12.0, wide + ticks);
            let up = ruler(plot.top);
            y_axis(&mut sheet, plot, &up, true);
            let xs = || panel.points.iter().filter(seen).map(|p| p.0);
            let across = match &panel.across {
                Across::Number(axis) => {
                    let axis = axis.unlabelled();
                    let (left, right) = (plot.left + 10.0, plot.right - 10.0);
                    let across = Ruler::new(&axis, xs(), Ends::AtData, left, right);
                    x_axis(&mut sheet, plot, &axis, &across, false);
                    across
                }
                Across::Levels(levels) => {
                    let ends = [-0.5, levels.len() as f64 - 0.5];
                    let across = Ruler::new(&plain, ends, Ends::AtData, plot.left, plot.right);
                    let (left, right) = ((plot.left, plot.bottom), (plot.right, plot.bottom));
                    sheet.straight(left, right, 1.0, GREY);
                    for (level, name) in names(panel).iter().enumerate() {
                        let middle = plot.bottom + 8.0 + LINE * name.len() as f64 / 2.0;
                        let x = across.at(level as f64);
                        sheet.lines_at(name, x, middle, LABEL, Align::Centre, GREY);
                    }
                    across
                }
            };
            for (i, &(x, y)) in panel.points.iter().enumerate() {
                if !(x.is_finite() && y.is_finite()) {
                    continue;
                }
                // Points of one level stand side by side, so that they can be told apart.
                let aside = match &panel.across {
                    Across::Number(_) => 0.0,
                    Across::Levels(_) => 0.5 * ((i as f64 + 0.5) / panel.points.len() as f64 - 0.5),
                };
                let at = (across.at(x + aside), up.at(y));
                sheet.speck(look.marker, at, 3.2, look.colour, 0.55);
            }
            for &(from, to, mean) in &panel.means {
                if from.is_finite() && to.is_finite() && mean.is_finite() {
                    let (y, ends) = (up.at(mean), [across.at(from) + 2.0, across.at(to) - 2.0]);
                    sheet.straight((ends[0], y), (ends[1], y), 3.0, TEXT);
                }
            }
        }
        top += TITLE + HIGH + foot + 12.0;
    }
    Figure::new(caption, &sheet)
}

//! Estimates with intervals, several to a row, to be compared along it.

use super::axis::{Axis, Ends, Ruler};
use super::page::{Body, LABEL, Swatch, key, no_observations, page, stripe, x_axis, x_axis_height};
use super::palette::{GREY, TEXT, style};
use super::sheet::{Align, Rect, text_width, wrap};
use super::{Caption, Figure};

/// One estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Points of one name look alike in all rows and share one entry of the key.
    pub name: String,
    /// The estimate; NaN if there is none.
    pub value: f64,
    /// Lower end of the interval; NaN if there is none.
    pub lower: f64,
    /// Upper end of the interval; NaN if there is none.
    pub upper: f64,
}

/// The estimates of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Written at the left.
    pub label: String,
    /// Top to bottom inside the row.
    pub points: Vec<Point>,
}

/// A marker and an interval for each estimate; rows top to bottom, names in the key.
pub fn dot_intervals(caption: &Caption, axis: &Axis, rows: &[Row]) -> Figure {
    const LANE: f64 = 16.0;
    let row_height = |row: &Row| (LANE * row.points.len() as f64 + 14.0).max(34.0);
    let height: f64 = rows.iter().map(row_height).sum();
    let mut names: Vec<&str> = Vec::new();
    for point in rows.iter().flat_map(|row| &row.points) {
        if !names.contains(&point.name.as_str()) {
            names.push(&point.name);
        }
    }
    let entries: Vec<_> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
        .map(|(i, name)| (Swatch::Marker(style(i)), (*name).to_owned()))
        .collect();
    // The key's height is known only once it is laid out: a throw-away sheet tells.
    let key_height = {
        let (mut sheet, mut room) = page(caption, Body::High(0.0));
        let top = room.top;
        key(&mut sheet, &mut room, &entries);
        room.top - top
    };
    let (mut sheet, mut room) = page(
        caption,
        Body::High(key_height + height.max(120.0) + x_axis_height(axis) + 10.0),
    );
    key(&mut sheet, &mut room, &entries);

    let labels: Vec<Vec<String>> = rows
        .iter()
        .map(|row| wrap(&row.label, LABEL, 220.0, 2))
        .collect();
    let widest = labels
        .iter()
        .flatten()
        .map(|line| text_width(line, LABEL))
        .fold(0.0, f64::max);
    let plot = Rect {
        left: room.left + widest + 16.0,
        top: room.top + 4.0,
        right: room.right - 24.0,
        bottom: room.bottom - x_axis_height(axis),
    };
    let values = rows
        .iter()
        .flat_map(|row| &row.points)
        .flat_map(|p| [p.value, p.lower, p.upper]);
    let across = Ruler::new(axis, values, Ends::AtTicks, plot.left, plot.right);

    let mut y = plot.top;
    for (i, row) in rows.iter().enumerate() {
        stripe(
            &mut sheet,
            Rect {
                left: room.left,
                top: y,
                right: plot.right,
                bottom: y + row_height(row),
            },
            i,
        );
        y += row_height(row);
    }
    x_axis(&mut sheet, plot, axis, &across, true);
    if across.crosses_zero() {
        sheet.straight(
            (across.zero(), plot.top),
            (across.zero(), plot.bottom),
            1.5,
            GREY,
        );
    }
    let mut y = plot.top;
    for (row, label) in rows.iter().zip(&labels) {
        let middle = y + row_height(row) / 2.0;
        sheet.lines_at(label, plot.left - 12.0, middle, LABEL, Align::Right, TEXT);
        for (lane, point) in row.points.iter().enumerate() {
            let y = middle + LANE * (lane as f64 - (row.points.len() as f64 - 1.0) / 2.0);
            let look = style(
                names
                    .iter()
                    .position(|name| *name == point.name)
                    .unwrap_or(0),
            );
            if point.lower.is_finite() && point.upper.is_finite() {
                sheet.whisker(
                    across.at(point.lower),
                    across.at(point.upper),
                    y,
                    3.5,
                    look.colour,
                );
            }
            if point.value.is_finite() {
                sheet.marker(look.marker, (across.at(point.value), y), 5.0, look.colour);
            }
        }
        y += row_height(row);
    }
    if !rows
        .iter()
        .flat_map(|row| &row.points)
        .any(|p| p.value.is_finite())
    {
        no_observations(&mut sheet, plot);
    }
    Figure::new(caption, &sheet)
}

//! Estimates with intervals in panels, each panel on its own axis, with the numbers written beside them.

use super::axis::{Axis, Ends, Ruler};
use super::guides::{Guide, Guides};
use super::page::{
    Body, EndWords, LABEL, Swatch, end_words, heading, in_place, key, key_height, no_observations,
    page, stripe, widest, x_axis,
};
use super::palette::{GREY, TEXT, style};
use super::sheet::{Align, Rect, fit, wrap};
use super::{Caption, Figure, Point};

/// One estimate of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct ForestPoint {
    /// The estimate and its interval; points of one name look alike in all panels and share one entry of the key.
    pub point: Point,
    /// Its numbers, written at the right; where there is no estimate, the reason, written in its place.
    pub text: String,
    /// An arrow is drawn from here to the estimate; NaN for none.
    pub arrow_from: f64,
    /// Whether the interval goes on beyond its lower and its upper end, which then are arrowheads.
    pub goes_on: [bool; 2],
}

/// The estimates of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct ForestRow {
    /// Written at the left.
    pub label: String,
    /// Top to bottom inside the row.
    pub points: Vec<ForestPoint>,
}

/// Rows that share an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct ForestPanel {
    /// What is estimated, with its unit; the axis' own label is not drawn.
    pub title: String,
    /// Ticks and range.
    pub axis: Axis,
    /// Lines to read the estimates against.
    pub guides: Vec<Guide>,
    /// What it means to lie left or right.
    pub ends: EndWords,
    /// Top to bottom.
    pub rows: Vec<ForestRow>,
}

const TITLE: f64 = 26.0;
const TICKS: f64 = 24.0;
const WORDS: f64 = 20.0;
const GAP: f64 = 14.0;
const LANE: f64 = 18.0;

/// Panels from top to bottom, their plots one under the other; `head` stands over the column of numbers.
pub fn forest(caption: &Caption, head: &str, panels: &[ForestPanel]) -> Figure {
    let points = || {
        let rows = panels.iter().flat_map(|panel| &panel.rows);
        rows.flat_map(|row| &row.points)
    };
    let mut names: Vec<&str> = Vec::new();
    for name in points().map(|p| p.point.name.as_str()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let entries: Vec<_> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
        .map(|(i, name)| (Swatch::Marker(style(i)), (*name).to_owned()))
        .collect();

    let label = |row: &ForestRow| wrap(&row.label, LABEL, 215.0, 4);
    let row_height = |row: &ForestRow| {
        let lanes = LANE * row.points.len().max(1) as f64 + 8.0;
        lanes.max(16.0 * label(row).len() as f64 + 8.0)
    };
    let head = fit(head, LABEL, 250.0);
    let seen = |p: &&ForestPoint| p.point.value.is_finite();
    let texts: Vec<String> = points()
        .filter(seen)
        .map(|p| fit(&p.text, LABEL, 250.0))
        .collect();
    let text_column = widest(texts.iter().chain([&head]));
    let labels: Vec<String> = panels
        .iter()
        .flat_map(|panel| &panel.rows)
        .flat_map(label)
        .collect();

    // The horizontal layout does not depend on the height of the page, so it can be drafted on any page.
    let (_, room) = page(caption, Body::High(0.0));
    let (left, right) = (
        room.left + widest(&labels) + 16.0,
        room.right - text_column - 26.0,
    );
    let rulers: Vec<Ruler> = panels
        .iter()
        .map(|panel| {
            let points = panel.rows.iter().flat_map(|row| &row.points);
            let values =
                points.flat_map(|p| [p.point.value, p.point.lower, p.point.upper, p.arrow_from]);
            let guides = panel.guides.iter().map(|guide| guide.value);
            Ruler::new(
                &panel.axis,
                values.chain(guides),
                Ends::AtTicks,
                left + 6.0,
                right - 6.0,
            )
        })
        .collect();
    let guides: Vec<Guides> = panels
        .iter()
        .zip(&rulers)
        .map(|(panel, across)| Guides::new(&panel.guides, across, left, right))
        .collect();
    let worded = |panel: &ForestPanel| !panel.ends.low.is_empty() || !panel.ends.high.is_empty();
    let rows_height = |panel: &ForestPanel| {
        let rows: f64 = panel.rows.iter().map(row_height).sum();
        rows.max(30.0)
    };
    let height: f64 = panels
        .iter()
        .zip(&guides)
        .map(|(panel, guides)| {
            let words = if worded(panel) { WORDS } else { 0.0 };
            TITLE + guides.height() + rows_height(panel) + TICKS + words + GAP
        })
        .sum();

    let body = key_height(&entries) + height.max(120.0) + 6.0;
    let (mut sheet, mut room) = page(caption, Body::High(body));
    key(&mut sheet, &mut room, &entries);
    if panels.is_empty() {
        no_observations(&mut sheet, room);
    }
    let mut y = room.top + 2.0;
    for (i, ((panel, across), guides)) in panels.iter().zip(&rulers).zip(&guides).enumerate() {
        // The head of the numbers stands in the line of the first title.
        let title_width = if i == 0 { right } else { room.right } - room.left;
        heading(
            &mut sheet,
            &panel.title,
            room.left,
            y + TITLE / 2.0,
            title_width,
        );
        if i == 0 {
            let x = right + 18.0;
            sheet.text_at(&head, x, y + TITLE / 2.0, LABEL, Align::Left, GREY);
        }
        y += TITLE + guides.height();
        let plot = Rect {
            left,
            top: y,
            right,
            bottom: y + rows_height(panel),
        };
        let mut top = y;
        for (i, row) in panel.rows.iter().enumerate() {
            let bottom = top + row_height(row);
            stripe(
                &mut sheet,
                Rect {
                    left: room.left,
                    top,
                    right: room.right,
                    bottom,
                },
                i,
            );
            top = bottom;
        }
        x_axis(&mut sheet, plot, &panel.axis.unlabelled(), across, true);
        if across.crosses_zero() {
            let zero = across.zero();
            sheet.straight((zero, plot.top), (zero, plot.bottom), 1.5, GREY);
        }
        guides.draw(&mut sheet, plot);
        let mut top = plot.top;
        for (number, row) in panel.rows.iter().enumerate() {
            let middle = top + row_height(row) / 2.0;
            sheet.lines_at(&label(row), left - 12.0, middle, LABEL, Align::Right, TEXT);
            if row.points.is_empty() {
                let words = ["No observations".to_owned()];
                in_place(&mut sheet, &words, left + 12.0, middle, number);
            }
            for (lane, one) in row.points.iter().enumerate() {
                let lanes = row.points.len() as f64;
                let y = middle + LANE * (lane as f64 - (lanes - 1.0) / 2.0);
                let (point, point_on) = (&one.point, one.goes_on);
                let look = style(names.iter().position(|n| *n == point.name).unwrap_or(0));
                if !point.value.is_finite() {
                    let reason = match one.text.trim() {
                        "" => "No observations",
                        reason => reason,
                    };
                    // Among several points of a row, the reason says whose it is.
                    let reason = match point.name.as_str() {
                        "" => reason.to_owned(),
                        name => {
                            let (first, rest) = reason.split_at(
                                reason
                                    .char_indices()
                                    .nth(1)
                                    .map_or(reason.len(), |(at, _)| at),
                            );
                            format!("{name} – {}{rest}", first.to_lowercase())
                        }
                    };
                    let reason = [fit(&reason, LABEL, room.right - left - 16.0)];
                    in_place(&mut sheet, &reason, left + 12.0, y, number);
                    continue;
                }
                if point.lower.is_finite() && point.upper.is_finite() {
                    let (from, to) = (across.at(point.lower), across.at(point.upper));
                    sheet.whisker(from, to, y, 3.5, look.colour);
                    for (end, outwards, goes_on) in
                        [(from, -1.0, point_on[0]), (to, 1.0, point_on[1])]
                    {
                        if goes_on {
                            sheet.arrow(end - 5.0 * outwards, end + 3.0 * outwards, y, look.colour);
                        }
                    }
                }
                let x = across.at(point.value);
                if one.arrow_from.is_finite() {
                    let from = across.at(one.arrow_from);
                    // The head ends at the edge of the marker.
                    let to = if x < from { x + 7.0 } else { x - 7.0 };
                    if (x - from).abs() > 14.0 {
                        sheet.arrow(from, to, y - 9.0, TEXT);
                    }
                }
                sheet.marker(look.marker, (x, y), 5.0, look.colour);
                let text = fit(&one.text, LABEL, text_column.max(1.0));
                sheet.text_at(&text, right + 18.0, y, LABEL, Align::Left, TEXT);
            }
            top += row_height(row);
        }
        if panel.rows.is_empty() {
            no_observations(&mut sheet, plot);
        }
        y = plot.bottom + TICKS;
        if worded(panel) {
            end_words(&mut sheet, plot, y + WORDS / 2.0, &panel.ends);
            y += WORDS;
        }
        y += GAP;
    }
    Figure::new(caption, &sheet)
}

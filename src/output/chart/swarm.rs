//! One dot for each run: how widely single runs differ, and on which side of a line they fall.

use super::axis::{Axis, Ends, Ruler};
use super::guides::{Guide, Guides};
use super::page::{
    Body, EndWords, LABEL, Swatch, end_words, heading, in_place, key, key_height, no_observations,
    page, stripe, widest, x_axis,
};
use super::palette::{GREY, TEXT, WHITE, style};
use super::sheet::{Align, Rect, fit, wrap};
use super::{Caption, Figure};

/// The runs of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct SwarmRow {
    /// Written at the left.
    pub label: String,
    /// One value a run, in any order.
    pub values: Vec<f64>,
    /// Mean of all runs, also where fewer dots are drawn; NaN if there is none.
    pub mean: f64,
    /// Lines written at the right; where there is no value, the reason, written in its place.
    pub texts: Vec<String>,
}

/// Rows that share an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct SwarmPanel {
    /// What is shown, with its unit; the axis' own label is not drawn.
    pub title: String,
    /// Ticks and range.
    pub axis: Axis,
    /// Lines to read the dots against.
    pub guides: Vec<Guide>,
    /// What it means to lie left or right.
    pub ends: EndWords,
    /// Top to bottom.
    pub rows: Vec<SwarmRow>,
}

const RADIUS: f64 = 2.6;
const TITLE: f64 = 26.0;
const TICKS: f64 = 24.0;
const WORDS: f64 = 20.0;
const GAP: f64 = 14.0;
/// Dots of a row are piled up to this far from its middle; in denser places they overlap.
const HIGHEST_PILE: f64 = 46.0;

/// Where the dots of a row lie: pixels along the axis and away from the row's middle.
fn pile(values: &[f64], across: &Ruler) -> Vec<(f64, f64)> {
    let mut xs: Vec<f64> = values
        .iter()
        .filter(|v| v.is_finite())
        .map(|&v| across.at(v))
        .collect();
    xs.sort_by(f64::total_cmp);
    let step = 2.0 * RADIUS + 0.4;
    let mut placed: Vec<(f64, f64)> = Vec::with_capacity(xs.len());
    for x in xs {
        let near = placed
            .iter()
            .rev()
            .take_while(|(other, _)| x - other < step);
        let near: Vec<(f64, f64)> = near.copied().collect();
        // As near to the middle as the neighbours allow: touching one of them, above or below.
        let mut offsets = vec![0.0];
        for (other, y) in &near {
            let apart = ((step * step - (x - other) * (x - other)).max(0.0)).sqrt() + 0.01;
            offsets.extend([y + apart, y - apart]);
        }
        offsets.sort_by(|a: &f64, b: &f64| a.abs().total_cmp(&b.abs()));
        let free = |offset: &&f64| {
            offset.abs() <= HIGHEST_PILE
                && near.iter().all(|(other, y)| {
                    let (dx, dy) = (x - other, *offset - y);
                    dx * dx + dy * dy >= step * step
                })
        };
        // Without a free place, somewhere that depends on the dot only.
        let spare = HIGHEST_PILE * ((placed.len() * 37 % 101) as f64 / 50.0 - 1.0);
        let offset = offsets.iter().find(free).copied().unwrap_or(spare);
        placed.push((x, offset));
    }
    placed
}

/// Panels from top to bottom, a cloud of dots to each row, the mean as an upright stroke; `dot` says what one dot is.
pub fn swarm(caption: &Caption, dot: &str, panels: &[SwarmPanel]) -> Figure {
    let look = style(0);
    let entries = vec![
        (Swatch::Dot(look.colour), dot.to_owned()),
        (Swatch::Upright, "Mean".to_owned()),
    ];
    let rows = || panels.iter().flat_map(|panel| &panel.rows);
    let seen = |row: &SwarmRow| row.values.iter().any(|v| v.is_finite());
    let label = |row: &SwarmRow| wrap(&row.label, LABEL, 150.0, 3);
    let texts = |row: &SwarmRow| -> Vec<String> {
        let lines = row
            .texts
            .iter()
            .flat_map(|text| wrap(text, LABEL, 200.0, 2));
        lines.collect()
    };
    let labels: Vec<String> = rows().flat_map(label).collect();
    let columns: Vec<String> = rows().filter(|row| seen(row)).flat_map(texts).collect();
    let (_, room) = page(caption, Body::High(0.0));
    let (left, right) = (
        room.left + widest(&labels) + 16.0,
        room.right - widest(&columns) - 26.0,
    );
    let rulers: Vec<Ruler> = panels
        .iter()
        .map(|panel| {
            let values = panel.rows.iter().flat_map(|row| row.values.iter().copied());
            let guides = panel.guides.iter().map(|guide| guide.value);
            let all = values.chain(guides);
            Ruler::new(&panel.axis, all, Ends::AtTicks, left + 6.0, right - 6.0)
        })
        .collect();
    let guides: Vec<Guides> = panels
        .iter()
        .zip(&rulers)
        .map(|(panel, across)| Guides::new(&panel.guides, across, left, right))
        .collect();
    let piles: Vec<Vec<Vec<(f64, f64)>>> = panels
        .iter()
        .zip(&rulers)
        .map(|(panel, across)| panel.rows.iter().map(|r| pile(&r.values, across)).collect())
        .collect();
    let row_height = |row: &SwarmRow, dots: &[(f64, f64)]| {
        let reach = dots
            .iter()
            .map(|(_, offset)| offset.abs())
            .fold(0.0, f64::max);
        let text = 16.0 * texts(row).len().max(label(row).len()) as f64;
        (2.0 * (reach + RADIUS) + 10.0).max(text + 8.0).max(30.0)
    };
    let heights: Vec<Vec<f64>> = panels
        .iter()
        .zip(&piles)
        .map(|(panel, piles)| {
            let rows = panel.rows.iter().zip(piles);
            rows.map(|(row, dots)| row_height(row, dots)).collect()
        })
        .collect();
    let worded = |panel: &SwarmPanel| !panel.ends.low.is_empty() || !panel.ends.high.is_empty();
    let plot_height = |i: usize| heights[i].iter().sum::<f64>().max(30.0);
    let height: f64 = (0..panels.len())
        .map(|i| {
            let words = if worded(&panels[i]) { WORDS } else { 0.0 };
            TITLE + guides[i].height() + plot_height(i) + TICKS + words + GAP
        })
        .sum();

    let body = key_height(&entries) + height.max(120.0) + 6.0;
    let (mut sheet, mut room) = page(caption, Body::High(body));
    key(&mut sheet, &mut room, &entries);
    if panels.is_empty() {
        no_observations(&mut sheet, room);
    }
    let mut y = room.top + 2.0;
    for (i, panel) in panels.iter().enumerate() {
        let across = &rulers[i];
        heading(
            &mut sheet,
            &panel.title,
            room.left,
            y + TITLE / 2.0,
            room.width(),
        );
        y += TITLE + guides[i].height();
        let plot = Rect {
            left,
            top: y,
            right,
            bottom: y + plot_height(i),
        };
        let mut top = y;
        for (row, height) in heights[i].iter().enumerate() {
            let rect = Rect {
                left: room.left,
                top,
                right: room.right,
                bottom: top + height,
            };
            stripe(&mut sheet, rect, row);
            top += height;
        }
        x_axis(&mut sheet, plot, &panel.axis.unlabelled(), across, true);
        if across.crosses_zero() {
            let zero = across.zero();
            sheet.straight((zero, plot.top), (zero, plot.bottom), 1.5, GREY);
        }
        guides[i].draw(&mut sheet, plot);
        let mut top = plot.top;
        let dots = piles[i].iter().zip(&heights[i]);
        for (number, (row, (dots, height))) in panel.rows.iter().zip(dots).enumerate() {
            let middle = top + height / 2.0;
            sheet.lines_at(&label(row), left - 12.0, middle, LABEL, Align::Right, TEXT);
            if !seen(row) {
                let reason = match row.texts.join(", ") {
                    nothing if nothing.trim().is_empty() => "No observations".to_owned(),
                    reason => reason,
                };
                let reason = [fit(&reason, LABEL, room.right - left - 16.0)];
                in_place(&mut sheet, &reason, left + 12.0, middle, number);
                top += height;
                continue;
            }
            for (x, offset) in dots {
                sheet.dot((*x, middle + offset), RADIUS, look.colour, 1.0);
            }
            if row.mean.is_finite() {
                let x = across.at(row.mean);
                for (width, colour) in [(4.0, WHITE), (2.5, TEXT)] {
                    sheet.straight((x, top + 3.0), (x, top + height - 3.0), width, colour);
                }
            }
            sheet.lines_at(&texts(row), right + 18.0, middle, LABEL, Align::Left, TEXT);
            top += height;
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

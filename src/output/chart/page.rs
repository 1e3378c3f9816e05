//! What every chart shares: caption, key, axes, and the honest word when there is nothing to show.

use super::Caption;
use super::axis::{Axis, Ruler};
use super::palette::{Colour, GREY, GRID, HATCH, PALE, Style, TEXT};
use super::sheet::{Align, Font, Rect, Sheet, bold, fit, regular, text_width, wrap};

pub(super) const WIDTH: f64 = 900.0;
/// The height of a chart that does not grow with its rows.
pub(super) const HEIGHT: f64 = 560.0;

const MARGIN: f64 = 24.0;
const TITLE: Font = bold(20.0);
const SUBTITLE: Font = regular(14.0);
const NOTE: Font = regular(12.5);
pub(super) const LABEL: Font = regular(13.0);
pub(super) const LABEL_BOLD: Font = bold(13.0);

/// How high the part under the subtitle and above the note is.
pub(super) enum Body {
    /// What is left of [`HEIGHT`].
    Rest,
    /// This many pixels, for charts that grow with their rows.
    High(f64),
}

/// A sheet with the caption written, and the room left between its parts.
pub(super) fn page(caption: &Caption, body: Body) -> (Sheet, Rect) {
    let room = WIDTH - 2.0 * MARGIN;
    let title = wrap(&caption.title, TITLE, room, 2);
    let subtitle = wrap(&caption.subtitle, SUBTITLE, room, 3);
    let note = wrap(&caption.note, NOTE, room, 4);
    let top = 20.0 + 26.0 * title.len() as f64 + 20.0 * subtitle.len() as f64 + 8.0;
    let foot = 16.0 + 17.0 * note.len() as f64 + if note.is_empty() { 0.0 } else { 10.0 };
    let height = match body {
        Body::Rest => HEIGHT,
        Body::High(body) => top + body + foot,
    };
    let mut sheet = Sheet::new(WIDTH, height);
    let mut y = 20.0;
    for line in &title {
        sheet.text(line, MARGIN, y + 18.0, TITLE, Align::Left, TEXT);
        y += 26.0;
    }
    for line in &subtitle {
        sheet.text(line, MARGIN, y + 14.0, SUBTITLE, Align::Left, GREY);
        y += 20.0;
    }
    for (i, line) in note.iter().enumerate() {
        let up = 17.0 * (note.len() - 1 - i) as f64;
        sheet.text(line, MARGIN, height - 16.0 - up, NOTE, Align::Left, GREY);
    }
    (
        sheet,
        Rect {
            left: MARGIN,
            top,
            right: WIDTH - MARGIN,
            bottom: height - foot,
        },
    )
}

/// What stands before a text of the key.
pub(super) enum Swatch {
    Line(Style),
    Marker(Style),
    /// So many layers of a tint of the given opacity, one on another.
    Shade(Colour, f64, usize),
    Cell(Colour),
    MarkedCell(Colour),
    EmptyCell,
}

/// The key, flowing over as many rows as it needs at the top of `room`, which it takes away.
pub(super) fn key(sheet: &mut Sheet, room: &mut Rect, entries: &[(Swatch, String)]) {
    if entries.is_empty() {
        return;
    }
    let (mut x, mut y) = (room.left, room.top + 11.0);
    for (swatch, text) in entries {
        let text = fit(text, LABEL, room.width() - 34.0);
        let width = 34.0 + text_width(&text, LABEL);
        if x > room.left && x + width > room.right {
            x = room.left;
            y += 22.0;
        }
        let middle = (x + 13.0, y);
        let cell = Rect {
            left: x + 4.0,
            top: y - 7.0,
            right: x + 26.0,
            bottom: y + 7.0,
        };
        match swatch {
            Swatch::Line(style) => {
                sheet.line(&[(x, y), (x + 26.0, y)], 2.5, style.dash, style.colour);
            }
            Swatch::Marker(style) => sheet.marker(style.marker, middle, 5.5, style.colour),
            Swatch::Shade(colour, opacity, layers) => {
                (0..*layers).for_each(|_| sheet.rect(cell, *colour, *opacity));
            }
            Swatch::Cell(colour) => sheet.rect(cell, *colour, 1.0),
            Swatch::MarkedCell(colour) => {
                sheet.rect(cell, *colour, 1.0);
                cell_mark(sheet, cell, *colour);
            }
            Swatch::EmptyCell => empty_cell(sheet, cell),
        }
        sheet.text_at(&text, x + 34.0, y, LABEL, Align::Left, TEXT);
        x += width + 22.0;
    }
    room.top = y + 18.0;
}

/// The mark in a cell over the threshold: a stroke, which runs on through neighbours that are over it too.
pub(super) fn cell_mark(sheet: &mut Sheet, cell: Rect, under: Colour) {
    let colour = if under.is_dark() {
        super::palette::WHITE
    } else {
        TEXT
    };
    let (_, y) = cell.middle();
    sheet.rect(
        Rect {
            top: y - 1.0,
            bottom: y + 1.0,
            ..cell
        },
        colour,
        1.0,
    );
}

/// A cell without a value: no shade at all, but a slanting stroke.
pub(super) fn empty_cell(sheet: &mut Sheet, cell: Rect) {
    sheet.rect(cell, PALE, 1.0);
    sheet.straight(
        (cell.left, cell.bottom),
        (cell.right, cell.top),
        0.75,
        HATCH,
    );
}

/// Ticks, labels and (if `grid`) vertical grid lines of a horizontal axis under `plot`.
pub(super) fn x_axis(sheet: &mut Sheet, plot: Rect, axis: &Axis, ruler: &Ruler, grid: bool) {
    for (value, label) in &ruler.ticks {
        let x = ruler.at(*value);
        if grid {
            sheet.straight((x, plot.top), (x, plot.bottom), 1.0, GRID);
        }
        sheet.straight((x, plot.bottom), (x, plot.bottom + 5.0), 1.0, GREY);
        sheet.text(label, x, plot.bottom + 19.0, LABEL, Align::Centre, GREY);
    }
    sheet.straight(
        (plot.left, plot.bottom),
        (plot.right, plot.bottom),
        1.0,
        GREY,
    );
    if !axis.label().is_empty() {
        let x = (plot.left + plot.right) / 2.0;
        let label = fit(axis.label(), LABEL, 2.0 * (x.min(WIDTH - x) - 8.0));
        sheet.text(&label, x, plot.bottom + 38.0, LABEL, Align::Centre, GREY);
    }
}

/// The room under a plot that [`x_axis`] takes.
pub(super) fn x_axis_height(axis: &Axis) -> f64 {
    if axis.label().is_empty() { 26.0 } else { 46.0 }
}

/// Horizontal grid lines over `plot`, with their labels to the left of it if `labelled`.
pub(super) fn y_axis(sheet: &mut Sheet, plot: Rect, ruler: &Ruler, labelled: bool) {
    for (value, label) in &ruler.ticks {
        let y = ruler.at(*value);
        let colour = if *value == 0.0 && ruler.crosses_zero() {
            GREY
        } else {
            GRID
        };
        sheet.straight((plot.left, y), (plot.right, y), 1.0, colour);
        if labelled {
            sheet.text_at(label, plot.left - 8.0, y, LABEL, Align::Right, GREY);
        }
    }
}

/// The widest tick label with its distance from the plot.
pub(super) fn tick_room(ruler: &Ruler) -> f64 {
    ruler
        .ticks
        .iter()
        .map(|(_, label)| text_width(label, LABEL))
        .fold(0.0, f64::max)
        + 10.0
}

/// The label of a vertical axis: horizontal, above it. Takes its room from the top.
pub(super) fn y_label(sheet: &mut Sheet, room: &mut Rect, axis: &Axis) {
    if !axis.label().is_empty() {
        let label = fit(axis.label(), LABEL, room.width());
        sheet.text(&label, room.left, room.top + 12.0, LABEL, Align::Left, GREY);
        room.top += 22.0;
    }
}

/// A pale stripe behind every second row.
pub(super) fn stripe(sheet: &mut Sheet, rect: Rect, row: usize) {
    if row % 2 == 1 {
        sheet.rect(rect, PALE, 1.0);
    }
}

pub(super) fn no_observations(sheet: &mut Sheet, room: Rect) {
    let (x, y) = room.middle();
    sheet.text_at("No observations", x, y, regular(15.0), Align::Centre, GREY);
}

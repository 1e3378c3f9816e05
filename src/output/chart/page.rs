//! What every chart shares: caption, key, axes, and the honest word when there is nothing to show.

use super::Caption;
use super::axis::{Axis, Ruler};
use super::format::NumberFormat;
use super::palette::{BLUE, Colour, GREY, GRID, HATCH, Marker, PALE, PLUM, Style, TEXT, WHITE};
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

/// What it means to lie towards either end of a horizontal axis. Empty texts are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndWords {
    /// At the lower end: "better".
    pub low: String,
    /// At the upper end: "worse".
    pub high: String,
}

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
    /// A line much thicker than the others.
    Thick(Colour),
    /// An upright stroke.
    Upright,
    /// A dark diamond.
    Diamond,
    /// An empty cell with a frame.
    Frame,
    /// A dot of a crowd.
    Dot(Colour),
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
            Swatch::Thick(colour) => {
                sheet.straight((x, y), (x + 26.0, y), 6.0, *colour);
            }
            Swatch::Upright => {
                sheet.straight((middle.0, y - 8.0), (middle.0, y + 8.0), 2.5, TEXT);
            }
            Swatch::Diamond => sheet.marker(Marker::Diamond, middle, 6.0, TEXT),
            Swatch::Frame => {
                sheet.rect(cell, TEXT, 1.0);
                let inner = Rect {
                    left: cell.left + 3.0,
                    top: cell.top + 3.0,
                    right: cell.right - 3.0,
                    bottom: cell.bottom - 3.0,
                };
                sheet.rect(inner, WHITE, 1.0);
            }
            Swatch::Dot(colour) => sheet.dot(middle, 3.0, *colour, 1.0),
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

/// The pale end of the colour scale; the other end is [`BLUE`].
pub(super) const LIGHT: Colour = Colour(0xE3, 0xEC, 0xF5);

/// How cells are shaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ramp {
    /// From pale to blue.
    Rising,
    /// From plum through nearly white to blue.
    Signed,
}

impl Ramp {
    /// The colour `share` (0 to 1) of the way from the low end to the high one.
    pub fn at(self, share: f64) -> Colour {
        match self {
            Ramp::Rising => LIGHT.towards(BLUE, share),
            Ramp::Signed if share < 0.5 => PLUM.towards(PALE, 2.0 * share),
            Ramp::Signed => PALE.towards(BLUE, 2.0 * share - 1.0),
        }
    }
}

/// What the shades of cells mean, from the lowest value to the highest. Takes its room from the top.
pub(super) fn colour_scale(
    sheet: &mut Sheet,
    room: &mut Rect,
    label: &str,
    [low, high]: [f64; 2],
    format: NumberFormat,
    ramp: Ramp,
) {
    let wide = 150.0;
    let (left_text, right_text) = (format.text(low), format.text(high));
    let label = fit(label, LABEL, 420.0);
    let y = room.top + 11.0;
    sheet.text_at(&label, room.left, y, LABEL, Align::Left, TEXT);
    let mut left = room.left + text_width(&label, LABEL) + 14.0;
    sheet.text_at(&left_text, left, y, LABEL, Align::Left, GREY);
    left += text_width(&left_text, LABEL) + 6.0;
    for i in 0..75 {
        let from = left + wide / 75.0 * f64::from(i);
        let rect = Rect {
            left: from,
            top: y - 7.0,
            right: from + wide / 75.0,
            bottom: y + 7.0,
        };
        sheet.rect(rect, ramp.at(f64::from(i) / 74.0), 1.0);
    }
    sheet.text_at(&right_text, left + wide + 6.0, y, LABEL, Align::Left, GREY);
    room.top += 22.0;
}

/// What the two ends of a horizontal axis mean ("better", "worse"), under its ticks, with arrows drawn to them.
pub(super) fn end_words(sheet: &mut Sheet, plot: Rect, y: f64, ends: &EndWords) {
    const ARROW: f64 = 20.0;
    let room = plot.width() / 2.0 - ARROW - 20.0;
    let (low, high) = (fit(&ends.low, LABEL, room), fit(&ends.high, LABEL, room));
    if !low.is_empty() {
        sheet.arrow(plot.left + ARROW, plot.left, y, GREY);
        let x = plot.left + ARROW + 6.0;
        sheet.text_at(&low, x, y, LABEL, Align::Left, GREY);
    }
    if !high.is_empty() {
        sheet.arrow(plot.right - ARROW, plot.right, y, GREY);
        let x = plot.right - ARROW - 6.0;
        sheet.text_at(&high, x, y, LABEL, Align::Right, GREY);
    }
}

/// The widest of the texts.
pub(super) fn widest<'a>(texts: impl IntoIterator<Item = &'a String>) -> f64 {
    texts
        .into_iter()
        .map(|text| text_width(text, LABEL))
        .fold(0.0, f64::max)
}

/// The height that the key takes.
pub(super) fn key_height(entries: &[(Swatch, String)]) -> f64 {
    // Known only once it is laid out: a throw-away sheet tells.
    let (mut sheet, mut room) = page(&Caption::default(), Body::High(0.0));
    let top = room.top;
    key(&mut sheet, &mut room, entries);
    room.top - top
}

/// A title or name that stands above a plot.
pub(super) fn heading(sheet: &mut Sheet, text: &str, x: f64, y: f64, width: f64) {
    let text = fit(text, LABEL_BOLD, width);
    sheet.text_at(&text, x, y, LABEL_BOLD, Align::Left, TEXT);
}

/// The mark in a cell over the threshold: a stroke, which runs on through neighbours that are over it too.
pub(super) fn cell_mark(sheet: &mut Sheet, cell: Rect, under: Colour) {
    let colour = if under.is_dark() { WHITE } else { TEXT };
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

/// Why a row shows nothing, on a ground that hides the lines of the plot; `row` tells which ground.
pub(super) fn in_place(sheet: &mut Sheet, lines: &[String], x: f64, y: f64, row: usize) {
    let (wide, high) = (widest(lines), 16.0 * lines.len() as f64);
    let ground = if row % 2 == 1 { PALE } else { WHITE };
    let behind = Rect {
        left: x - 3.0,
        top: y - high / 2.0,
        right: x + wide + 3.0,
        bottom: y + high / 2.0,
    };
    sheet.rect(behind, ground, 1.0);
    sheet.lines_at(lines, x, y, LABEL, Align::Left, GREY);
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

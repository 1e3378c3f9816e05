//! A table of two factors: a value written in each cell, and shaded.

use super::page::{
    Body, LABEL, LABEL_BOLD, Ramp, Swatch, colour_scale, empty_cell, key, no_observations, page,
    widest,
};
use super::palette::{Colour, GREY, TEXT, WHITE};
use super::sheet::{Align, Rect, fit, text_width, wrap};
use super::{Caption, Figure, NumberFormat};

/// One axis of the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Factor {
    /// What is varied, with its unit.
    pub name: String,
    /// Its values in order.
    pub levels: Vec<String>,
}

/// The table.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Along the top.
    pub columns: Factor,
    /// Down the side.
    pub rows: Factor,
    /// Values by row and column; `None` where nothing was observed.
    pub values: Vec<Vec<Option<f64>>>,
    /// What is written in the cells, with the unit.
    pub label: String,
    /// How it is written.
    pub format: NumberFormat,
    /// Whether zero is the middle: shaded one way below it, another above.
    pub signed: bool,
    /// A framed cell: row, column and what it is.
    pub framed: Option<(usize, usize, String)>,
}

/// The shade of a value between two ends, and the colour of words on it.
fn shade(ramp: Ramp, value: f64, low: f64, high: f64) -> (Colour, Colour) {
    // Halved, so that the largest numbers do not overflow.
    let share = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
    let colour = if high > low {
        ramp.at(share)
    } else {
        ramp.at(0.0)
    };
    (colour, colour.ink())
}

/// The widest column.
const WIDEST: f64 = 150.0;
/// The most lines of a column's name, and how far apart they are.
const MOST_LINES: usize = 3;
const LINE: f64 = 16.0;

/// What names of several lines need beyond one.
fn depth(names: &[Vec<String>]) -> f64 {
    let most = names.iter().map(Vec::len).max().unwrap_or(1).max(1);
    LINE * (most - 1) as f64
}

/// Cells shaded from light (lowest) to dark blue (highest), or with signs from plum through white to dark blue; the value
/// in each.
pub fn matrix(caption: &Caption, table: &Matrix) -> Figure {
    let cell = |row: usize, column: usize| {
        let cells = table.values.get(row);
        let value = cells.and_then(|cells| cells.get(column)).copied().flatten();
        value.filter(|v| v.is_finite())
    };
    let (columns, rows) = (table.columns.levels.len(), table.rows.levels.len());
    let height = (330.0 / rows.max(1) as f64).clamp(26.0, 54.0);
    let heads = |wide: f64| -> Vec<Vec<String>> {
        let levels = table.columns.levels.iter();
        levels
            .map(|level| wrap(level, LABEL, wide - 6.0, MOST_LINES))
            .collect()
    };
    // How wide columns become depends on the names of rows; no column is narrower than this.
    let narrowest = (560.0 / columns.max(1) as f64).min(WIDEST);
    let body = 130.0 + depth(&heads(narrowest)) + height * rows.max(3) as f64;
    let (mut sheet, mut room) = page(caption, Body::High(body));
    let observed: Vec<f64> = (0..rows)
        .flat_map(|row| (0..columns).filter_map(move |column| cell(row, column)))
        .collect();
    if observed.is_empty() {
        no_observations(&mut sheet, room);
        return Figure::new(caption, &sheet);
    }
    let low = observed.iter().copied().fold(f64::INFINITY, f64::min);
    let high = observed.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (ramp, low, high) = match table.signed {
        true => (Ramp::Signed, -high.max(-low), high.max(-low)),
        false => (Ramp::Rising, low, high),
    };
    colour_scale(
        &mut sheet,
        &mut room,
        &table.label,
        [low, high],
        table.format,
        ramp,
    );
    let mut entries = Vec::new();
    if let Some((_, _, meaning)) = &table.framed {
        entries.push((Swatch::Frame, meaning.clone()));
    }
    if observed.len() < rows * columns {
        entries.push((Swatch::EmptyCell, "no observation".to_owned()));
    }
    key(&mut sheet, &mut room, &entries);
    room.top += 6.0;

    let lines = if height < 36.0 { 1 } else { 2 };
    let names: Vec<Vec<String>> = table
        .rows
        .levels
        .iter()
        .map(|name| wrap(name, LABEL, 170.0, lines))
        .collect();
    let side = fit(&table.rows.name, LABEL_BOLD, 230.0);
    let left = room.left + widest(names.iter().flatten()).max(text_width(&side, LABEL_BOLD)) + 14.0;
    let wide = ((room.right - left) / columns as f64).min(WIDEST);
    let heads = heads(wide);
    let deep = depth(&heads);
    let plot = Rect {
        left,
        top: room.top + 50.0 + deep,
        right: left + wide * columns as f64,
        bottom: room.top + 50.0 + deep + height * rows as f64,
    };
    let top_name = fit(&table.columns.name, LABEL_BOLD, room.right - left);
    let y = room.top + 10.0;
    sheet.text_at(&top_name, left, y, LABEL_BOLD, Align::Left, TEXT);
    let y = plot.top - 12.0;
    sheet.text_at(&side, room.left, y, LABEL_BOLD, Align::Left, TEXT);
    for (i, lines) in heads.iter().enumerate() {
        let x = left + wide * (i as f64 + 0.5);
        let middle = plot.top - 12.0 - 0.5 * LINE * (lines.len().max(1) - 1) as f64;
        sheet.lines_at(lines, x, middle, LABEL, Align::Centre, GREY);
    }
    let place = |row: usize, column: usize| Rect {
        left: left + wide * column as f64 + 1.0,
        top: plot.top + height * row as f64 + 1.0,
        right: left + wide * (column + 1) as f64 - 1.0,
        bottom: plot.top + height * (row + 1) as f64 - 1.0,
    };
    for (row, name) in names.iter().enumerate() {
        let y = place(row, 0).middle().1;
        sheet.lines_at(name, left - 10.0, y, LABEL, Align::Right, GREY);
        for column in 0..columns {
            let rect = place(row, column);
            let Some(value) = cell(row, column) else {
                empty_cell(&mut sheet, rect);
                continue;
            };
            let (colour, ink) = shade(ramp, value, low, high);
            sheet.rect(rect, colour, 1.0);
            let (x, y) = rect.middle();
            let text = wrap(&table.format.text(value), LABEL, wide - 4.0, 1);
            let text = text.first().map_or("", String::as_str);
            sheet.text_at(text, x, y, LABEL, Align::Centre, ink);
        }
    }
    if let Some((row, column, _)) = &table.framed
        && *row < rows
        && *column < columns
    {
        let rect = place(*row, *column);
        for (inset, width, colour) in [(1.0, 3.0, TEXT), (3.5, 2.0, WHITE)] {
            let (l, t) = (rect.left + inset, rect.top + inset);
            let (r, b) = (rect.right - inset, rect.bottom - inset);
            let corners = [(l, t), (r, t), (r, b), (l, b), (l, t)];
            for pair in corners.windows(2) {
                sheet.straight(pair[0], pair[1], width, colour);
            }
        }
    }
    Figure::new(caption, &sheet)
}

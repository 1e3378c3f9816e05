//! A grid of cells: one row for each unit, one column for each step of time.

use super::axis::{Axis, Ends, Ruler};
use super::page::{
    Body, LABEL, LIGHT, Ramp, Swatch, cell_mark, colour_scale, empty_cell, key, no_observations,
    page, x_axis, x_axis_height,
};
use super::palette::{BLUE, GRID, TEXT};
use super::sheet::{Align, Rect, fit, text_width};
use super::{Caption, Figure, NumberFormat};

/// The values of a heat map.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatGrid {
    /// Names of the rows, top to bottom.
    pub rows: Vec<String>,
    /// For each row its cells from left to right; `None` where nothing was observed.
    pub values: Vec<Vec<Option<f64>>>,
    /// How wide a column is on the x axis, in its units (7 for weeks on an [`Axis::Date`]). The first begins at 0.
    pub column_width: f64,
    /// What the colours mean, with the unit.
    pub label: String,
    /// How the ends of the colour scale are written.
    pub format: NumberFormat,
    /// Cells above it get a mark.
    pub threshold: Option<Threshold>,
}

/// A value that matters.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// Cells strictly above it are marked.
    pub value: f64,
    /// What it means: "over the caseload limit of 60".
    pub meaning: String,
}

/// Cells shaded from light to dark blue, those over the threshold marked with a stroke.
pub fn heat_map(caption: &Caption, x: &Axis, grid: &HeatGrid) -> Figure {
    let cell = |row: usize, column: usize| {
        grid.values
            .get(row)
            .and_then(|cells| cells.get(column))
            .copied()
            .flatten()
            .filter(|v| v.is_finite())
    };
    let columns = grid
        .values
        .iter()
        .take(grid.rows.len())
        .map(Vec::len)
        .max()
        .unwrap_or(0);
    let count = grid.rows.len();
    let row_height = (360.0 / count.max(1) as f64).clamp(17.0, 40.0);
    let body = 60.0 + row_height * count.max(3) as f64 + x_axis_height(x);
    let (mut sheet, mut room) = page(caption, Body::High(body));

    let observed: Vec<f64> = (0..count)
        .flat_map(|row| (0..columns).filter_map(move |c| cell(row, c)))
        .collect();
    let range = observed.iter().fold(None, |range: Option<(f64, f64)>, &v| {
        Some(range.map_or((v, v), |(low, high)| (low.min(v), high.max(v))))
    });
    // Counts and shares are shaded from zero, so that half the value is half the shade.
    let range = range.map(|(low, high)| (low.min(0.0), high));
    let shade = |value: f64| match range {
        Some((low, high)) if high > low => {
            LIGHT.towards(BLUE, (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0))
        }
        _ => LIGHT,
    };

    if let Some((low, high)) = range {
        colour_scale(
            &mut sheet,
            &mut room,
            &grid.label,
            [low, high],
            grid.format,
            Ramp::Rising,
        );

        let over = grid
            .threshold
            .as_ref()
            .filter(|t| observed.iter().any(|&v| v > t.value));
        let missing = (0..count).any(|row| (0..columns).any(|column| cell(row, column).is_none()));
        let mut entries = Vec::new();
        if let Some(threshold) = over {
            entries.push((Swatch::MarkedCell(shade(high)), threshold.meaning.clone()));
        } else if let Some(threshold) = &grid.threshold {
            entries.push((
                Swatch::Cell(shade(high)),
                format!("none {}", threshold.meaning),
            ));
        }
        if missing {
            entries.push((Swatch::EmptyCell, "no observation".to_owned()));
        }
        key(&mut sheet, &mut room, &entries);
    }

    let names: Vec<String> = grid
        .rows
        .iter()
        .map(|name| fit(name, LABEL, 190.0))
        .collect();
    let widest = names
        .iter()
        .map(|name| text_width(name, LABEL))
        .fold(0.0, f64::max);
    let top = room.top + 4.0;
    let plot = Rect {
        left: room.left + widest + 10.0,
        top,
        right: room.right - 12.0,
        bottom: if count == 0 {
            room.bottom - x_axis_height(x)
        } else {
            top + row_height * count as f64
        },
    };
    let width = if grid.column_width.is_finite() && grid.column_width > 0.0 {
        grid.column_width
    } else {
        1.0
    };
    let ends = if columns == 0 {
        vec![]
    } else {
        vec![0.0, width * columns as f64]
    };
    let across = Ruler::new(x, ends, Ends::AtData, plot.left, plot.right);

    for (row, name) in names.iter().enumerate() {
        let top = plot.top + row_height * row as f64;
        sheet.text_at(
            name,
            plot.left - 8.0,
            top + row_height / 2.0,
            LABEL,
            Align::Right,
            TEXT,
        );
        for column in 0..columns {
            let (from, to) = (
                across.at(width * column as f64),
                across.at(width * (column + 1) as f64),
            );
            // A hair of white between cells, where they are wide enough to spare it.
            let gap = if to - from > 5.0 { 0.5 } else { 0.0 };
            let rect = Rect {
                left: from,
                top: top + 0.5,
                right: to - gap,
                bottom: top + row_height - 0.5,
            };
            let value = cell(row, column);
            let Some(value) = value else {
                empty_cell(&mut sheet, rect);
                continue;
            };
            let colour = shade(value);
            sheet.rect(rect, colour, 1.0);
            if grid
                .threshold
                .as_ref()
                .is_some_and(|threshold| value > threshold.value)
            {
                cell_mark(&mut sheet, rect, colour);
            }
        }
        let below = top + row_height;
        sheet.straight((plot.left, below), (plot.right, below), 0.25, GRID);
    }
    x_axis(&mut sheet, plot, x, &across, false);
    if observed.is_empty() {
        no_observations(&mut sheet, plot);
    }
    Figure::new(caption, &sheet)
}

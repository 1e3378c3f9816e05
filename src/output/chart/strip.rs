//! Points in columns: one quantity over an ordered scale that is no number, read against a floor.

use super::axis::{Axis, Ends, Ruler};
use super::page::{
    Body, EndWords, LABEL, LABEL_BOLD, LIGHT, Swatch, end_words, key, key_height, no_observations,
    page, tick_room, widest, y_axis, y_label,
};
use super::palette::{BLUE, GREY, GRID, Style, TEXT, WHITE, style};
use super::place::{Taken, around, nearest};
use super::sheet::{Align, Rect, fit, text_width, wrap};
use super::{Caption, Figure, Guide};

/// A point.
#[derive(Debug, Clone, PartialEq)]
pub struct StripPoint {
    /// Position of its column.
    pub column: usize,
    /// Along the vertical axis.
    pub value: f64,
    /// Written beside it; may be empty.
    pub label: String,
    /// Whether it is small and grey: nothing can be said of it.
    pub is_muted: bool,
}

/// What the points are drawn over.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StripFrame {
    /// Names of the columns, from left to right.
    pub columns: Vec<String>,
    /// What it means to lie left or right.
    pub ends: EndWords,
    /// A level that points are read against; its words stand at the left end.
    pub floor: Option<Guide>,
    /// The corner at the upper right: its first column, its lower end and its words.
    pub corner: Option<(usize, f64, String)>,
    /// What a point is, and what a muted one is.
    pub words: [String; 2],
}

const RADIUS: f64 = 5.5;
const SPECK: f64 = 3.2;
const PLOT: f64 = 430.0;
const LINE: f64 = 16.0;
const WORDS: f64 = 22.0;

/// Points beside each other in their columns, labels where nothing else is.
pub fn strip(caption: &Caption, y: &Axis, frame: &StripFrame, points: &[StripPoint]) -> Figure {
    let muted = Style {
        colour: GREY,
        ..style(4)
    };
    let entries = vec![
        (Swatch::Marker(style(0)), frame.words[0].clone()),
        (Swatch::Marker(muted), frame.words[1].clone()),
    ];
    let columns = frame.columns.len();
    let seen: Vec<&StripPoint> = points
        .iter()
        .filter(|point| point.value.is_finite() && point.column < columns)
        .collect();
    let floor = frame.floor.as_ref().filter(|floor| floor.value.is_finite());
    let values = || {
        let all = seen.iter().map(|point| point.value);
        all.chain(floor.map(|floor| floor.value))
    };
    let ruler = |bottom: f64, top: f64| Ruler::new(y, values(), Ends::AtTicks, bottom, top);
    let ticks = tick_room(&ruler(PLOT, 0.0));
    let (_, room) = page(caption, Body::High(0.0));
    let wide = (room.width() - ticks) / columns.max(1) as f64;
    let names: Vec<Vec<String>> = frame
        .columns
        .iter()
        .map(|name| wrap(name, LABEL, wide - 10.0, 3))
        .collect();
    let foot = 10.0 + LINE * names.iter().map(Vec::len).max().unwrap_or(0) as f64 + WORDS;
    let body = key_height(&entries) + 22.0 + 12.0 + PLOT + foot;
    let (mut sheet, mut room) = page(caption, Body::High(body));
    key(&mut sheet, &mut room, &entries);
    y_label(&mut sheet, &mut room, y);
    let plot = Rect {
        left: room.left + ticks,
        top: room.top + 12.0,
        right: room.right,
        bottom: room.top + 12.0 + PLOT,
    };
    let up = ruler(plot.bottom, plot.top);
    let middle = |column: usize| plot.left + wide * (column as f64 + 0.5);
    let floor_y = floor.map_or(plot.bottom, |floor| up.at(floor.value));

    let corner = frame.corner.as_ref().map(|(first, low, words)| {
        let rect = Rect {
            left: (plot.left + wide * *first as f64).min(plot.right),
            bottom: if low.is_finite() {
                up.at(*low)
            } else {
                plot.top
            },
            ..plot
        };
        sheet.rect(rect, LIGHT, 0.7);
        (rect, words)
    });
    y_axis(&mut sheet, plot, &up, true);
    for column in 1..columns {
        let x = plot.left + wide * column as f64;
        sheet.straight((x, plot.top), (x, plot.bottom), 1.0, GRID);
    }
    let ends = [(plot.left, plot.bottom), (plot.right, plot.bottom)];
    sheet.straight(ends[0], ends[1], 1.0, GREY);
    for (column, name) in names.iter().enumerate() {
        let y = plot.bottom + 10.0 + LINE * name.len() as f64 / 2.0;
        sheet.lines_at(name, middle(column), y, LABEL, Align::Centre, GREY);
    }
    let below = Rect {
        bottom: plot.bottom + foot - WORDS,
        ..plot
    };
    end_words(&mut sheet, below, below.bottom + WORDS / 2.0, &frame.ends);

    let mut taken = Taken::new(Rect {
        left: plot.left + 4.0,
        top: plot.top + 2.0,
        right: plot.right - 2.0,
        bottom: plot.bottom - 2.0,
    });
    if let Some((rect, words)) = corner {
        let words = fit(words, LABEL_BOLD, rect.width() - 16.0);
        let (x, y) = (rect.right - 8.0, rect.top + 13.0);
        sheet.text_at(&words, x, y, LABEL_BOLD, Align::Right, BLUE);
        taken.take(Rect {
            left: x - text_width(&words, LABEL_BOLD) - 4.0,
            top: rect.top,
            right: rect.right,
            bottom: y + 10.0,
        });
    }
    if let Some(floor) = floor {
        let line = [(plot.left, floor_y), (plot.right, floor_y)];
        sheet.line(&line, 1.5, &[5.0, 3.0], GREY);
        let words = wrap(&floor.label, LABEL, plot.width() / 2.0, 2);
        let high = LINE * words.len() as f64;
        let behind = Rect {
            left: plot.left + 6.0,
            top: floor_y - high - 4.0,
            right: plot.left + 10.0 + widest(&words),
            bottom: floor_y - 2.0,
        };
        if !words.is_empty() {
            sheet.rect(behind, WHITE, 0.8);
            let (_, y) = behind.middle();
            sheet.lines_at(&words, plot.left + 8.0, y, LABEL, Align::Left, TEXT);
            taken.take(behind);
        }
    }

    // Muted points lie scattered over the width of their column, in an order that depends on nothing but their number.
    let mut counts = vec![0_u32; columns];
    for point in seen.iter().filter(|point| point.is_muted) {
        let number = &mut counts[point.column];
        *number += 1;
        let share = f64::from(*number) * 0.618_034 % 1.0 - 0.5;
        let at = (
            middle(point.column) + share * (wide - 4.0 * SPECK),
            up.at(point.value),
        );
        sheet.speck(muted.marker, at, SPECK, muted.colour, 0.6);
    }
    // The others stand as near to the middle as those before them allow.
    let mut placed: Vec<(&StripPoint, (f64, f64))> = Vec::new();
    for point in seen.iter().filter(|point| !point.is_muted) {
        let y = up.at(point.value);
        let step = 2.0 * RADIUS + 3.0;
        let most = (((wide / 2.0 - RADIUS) / step).floor().max(0.0)) as i32;
        let free = |x: &f64| {
            placed
                .iter()
                .all(|(_, (other_x, other_y))| libm::hypot(x - other_x, y - other_y) >= step)
        };
        let middle = middle(point.column);
        let x = (0..=most)
            .flat_map(|i| [f64::from(i), -f64::from(i)])
            .map(|i| middle + i * step)
            .find(free)
            .unwrap_or(middle);
        placed.push((point, (x, y)));
    }
    let look = style(0);
    for (_, at) in &placed {
        sheet.marker(look.marker, *at, RADIUS, look.colour);
        taken.take(around(*at, RADIUS + 1.0));
    }
    for (point, at) in &placed {
        let text = fit(&point.label, LABEL, 300.0);
        if text.trim().is_empty() {
            continue;
        }
        let Some(place) = taken.near(*at, text_width(&text, LABEL) + 4.0, 15.0) else {
            continue;
        };
        let edge = nearest(*at, &place);
        if libm::hypot(edge.0 - at.0, edge.1 - at.1) > RADIUS + 8.0 {
            sheet.straight(*at, edge, 1.0, GREY);
            sheet.marker(look.marker, *at, RADIUS, look.colour);
        }
        let (x, y) = place.middle();
        sheet.rect(place, WHITE, 0.75);
        sheet.text_at(&text, x, y, LABEL, Align::Centre, TEXT);
    }
    if seen.is_empty() {
        no_observations(&mut sheet, plot);
    }
    Figure::new(caption, &sheet)
}

//! Quantities side by side, in groups.

use super::axis::{Axis, Ends, Ruler};
use super::format::with_interval;
use super::page::{Body, LABEL, LABEL_BOLD, no_observations, page, x_axis, x_axis_height};
use super::palette::{GREY, TEXT, style};
use super::sheet::{Align, Rect, fit, text_width, wrap};
use super::{Caption, Figure};

/// One quantity with its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Bars of one name look alike in all groups. Empty in a group of one: the group's label names it.
    pub name: String,
    /// May be negative; NaN for a quantity that was not observed.
    pub value: f64,
    /// Lower end of the interval; NaN if there is none.
    pub lower: f64,
    /// Upper end of the interval; NaN if there is none.
    pub upper: f64,
}

/// Bars that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct BarGroup {
    /// Written over the bars, or beside the only one.
    pub label: String,
    /// Top to bottom.
    pub bars: Vec<Bar>,
}

/// Horizontal bars from zero with whiskers, each named at its left, its numbers at its right.
pub fn bars(caption: &Caption, axis: &Axis, groups: &[BarGroup]) -> Figure {
    const BAR: f64 = 26.0;
    const HEAD: f64 = 26.0;
    const GAP: f64 = 12.0;
    // Without names inside the groups, one line a group is enough.
    let plain = groups
        .iter()
        .all(|g| g.bars.len() <= 1 && g.bars.iter().all(|bar| bar.name.is_empty()));
    let head = if plain { 0.0 } else { HEAD };
    let (bar, gap) = if plain { (38.0, 0.0) } else { (BAR, GAP) };
    let rows: usize = groups.iter().map(|g| g.bars.len().max(1)).sum();
    let height = (head + gap) * groups.len() as f64 + bar * rows as f64;
    let (mut sheet, room) = page(
        caption,
        Body::High(height.max(120.0) + x_axis_height(axis) + 8.0),
    );

    let mut names: Vec<&str> = Vec::new();
    for bar in groups.iter().flat_map(|g| &g.bars) {
        if !names.contains(&bar.name.as_str()) {
            names.push(&bar.name);
        }
    }
    let all = || groups.iter().flat_map(|g| &g.bars);
    let format = axis.format();
    let shown: Vec<String> = if plain {
        groups.iter().map(|g| g.label.clone()).collect()
    } else {
        all().map(|b| b.name.clone()).collect()
    };
    let shown: Vec<Vec<String>> = shown
        .iter()
        .map(|name| wrap(name, LABEL, 220.0, if plain { 2 } else { 1 }))
        .collect();
    let numbers = || all().map(|b| with_interval(format, b.value, b.lower, b.upper));
    let label_width = shown
        .iter()
        .flatten()
        .map(|line| text_width(line, LABEL))
        .fold(0.0, f64::max);
    let number_width = numbers()
        .map(|text| text_width(&text, LABEL))
        .fold(0.0, f64::max);
    let plot = Rect {
        left: room.left + label_width + 14.0,
        top: room.top,
        right: room.right - number_width - 24.0,
        bottom: room.bottom - x_axis_height(axis),
    };
    let values = all().flat_map(|b| [b.value, b.lower, b.upper]).chain([0.0]);
    let across = Ruler::new(axis, values, Ends::AtTicks, plot.left, plot.right);
    x_axis(&mut sheet, plot, axis, &across, true);

    let mut y = plot.top;
    let mut shown = shown.iter();
    for group in groups {
        if !plain {
            let label = fit(&group.label, LABEL_BOLD, room.width());
            sheet.text_at(
                &label,
                room.left,
                y + head / 2.0 + 3.0,
                LABEL_BOLD,
                Align::Left,
                TEXT,
            );
        }
        y += head;
        if group.bars.is_empty() {
            if plain && let Some(name) = shown.next() {
                sheet.lines_at(
                    name,
                    plot.left - 10.0,
                    y + bar / 2.0,
                    LABEL,
                    Align::Right,
                    TEXT,
                );
            }
            sheet.text_at(
                "No observations",
                plot.left + 8.0,
                y + bar / 2.0,
                LABEL,
                Align::Left,
                GREY,
            );
            y += bar;
        }
        for one in &group.bars {
            let middle = y + bar / 2.0;
            if let Some(name) = shown.next() {
                sheet.lines_at(name, plot.left - 10.0, middle, LABEL, Align::Right, TEXT);
            }
            if one.value.is_finite() {
                let (zero, end) = (across.zero(), across.at(one.value));
                let half = bar * 0.36;
                let look = style(names.iter().position(|name| *name == one.name).unwrap_or(0));
                let rect = Rect {
                    left: zero.min(end),
                    top: middle - half,
                    right: zero.max(end),
                    bottom: middle + half,
                };
                sheet.rect(rect, look.colour, 1.0);
            }
            if one.lower.is_finite() && one.upper.is_finite() {
                sheet.whisker(
                    across.at(one.lower),
                    across.at(one.upper),
                    middle,
                    4.0,
                    TEXT,
                );
            }
            let text = with_interval(format, one.value, one.lower, one.upper);
            sheet.text_at(&text, plot.right + 18.0, middle, LABEL, Align::Left, TEXT);
            y += bar;
        }
        y += gap;
    }
    sheet.straight(
        (across.zero(), plot.top),
        (across.zero(), plot.bottom),
        1.5,
        GREY,
    );
    if !all().any(|b| b.value.is_finite()) && !groups.iter().any(|g| g.bars.is_empty()) {
        no_observations(&mut sheet, plot);
    }
    Figure::new(caption, &sheet)
}

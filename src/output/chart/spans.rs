//! Rows of spans along one axis: bars from a base, bars up to a limit, contributions, shares of a whole.

use super::axis::{Axis, Ends, Ruler};
use super::guides::{Guide, Guides};
use super::page::{
    Body, EndWords, LABEL, LABEL_BOLD, Swatch, end_words, in_place, key, key_height,
    no_observations, page, stripe, widest, x_axis, x_axis_height,
};
use super::palette::{GREY, Marker, PALE, TEXT, style};
use super::sheet::{Align, Rect, fit, text_width, wrap};
use super::{Caption, Figure};

/// A stretch of a row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Span {
    /// Where it begins.
    pub from: f64,
    /// Where it ends; may lie below `from`.
    pub to: f64,
    /// Number of its look; the key names it.
    pub look: usize,
    /// Written inside it: the first of these that fits. Where none does, the first stands at the right of the row.
    pub inside: Vec<String>,
    /// Written beyond its end.
    pub beyond: String,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SpanRow {
    /// Written at the left.
    pub label: String,
    /// Drawn in one lane where they only touch, in lanes of their own where they overlap.
    pub spans: Vec<Span>,
    /// An interval drawn as a whisker; NaN for none.
    pub interval: (f64, f64),
    /// Values marked with a diamond.
    pub marks: Vec<f64>,
    /// Written at the right; without any span, the reason, written in its place.
    pub text: String,
    /// Whether label and text are bold.
    pub bold: bool,
    /// Whether the spans point at their ends.
    pub arrows: bool,
    /// Whether a fine line leads from the end of its last span to the next row.
    pub joined: bool,
}

/// What all rows share.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SpanFrame {
    /// Names of the looks, for the key; empty names are left out.
    pub looks: Vec<String>,
    /// What a diamond means.
    pub mark: String,
    /// Lines to read the rows against.
    pub guides: Vec<Guide>,
    /// A shaded stretch with its meaning.
    pub shaded: Option<(f64, f64, String)>,
    /// What it means to lie left or right.
    pub ends: EndWords,
}

const LANE: f64 = 18.0;
const SHADE: f64 = 0.22;

impl SpanRow {
    fn finite(&self) -> Vec<&Span> {
        let finite = |s: &&Span| s.from.is_finite() && s.to.is_finite();
        self.spans.iter().filter(finite).collect()
    }

    fn lanes(&self) -> usize {
        let mut ranges: Vec<(f64, f64)> = self
            .finite()
            .iter()
            .map(|s| (s.from.min(s.to), s.from.max(s.to)))
            .collect();
        ranges.sort_by(|a, b| a.0.total_cmp(&b.0));
        let size = ranges
            .iter()
            .map(|(low, high)| high - low)
            .fold(0.0, f64::max);
        let overlap = ranges.windows(2).any(|w| w[0].1 > w[1].0 + 1e-9 * size);
        if overlap { ranges.len() } else { 1 }
    }

    /// How far beyond an end its words begin: a mark may stand there.
    fn away(&self) -> f64 {
        if self.marks.is_empty() { 6.0 } else { 13.0 }
    }

    fn height(&self) -> f64 {
        match self.lanes() {
            1 => 36.0,
            n => LANE * n as f64 + 12.0,
        }
    }
}

/// Rows from top to bottom, each named at its left, its words at its right.
pub fn spans(caption: &Caption, axis: &Axis, rows: &[SpanRow], frame: &SpanFrame) -> Figure {
    let mut entries: Vec<_> = frame
        .looks
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
        .map(|(i, name)| (Swatch::Cell(style(i).colour), name.clone()))
        .collect();
    if let Some((_, _, meaning)) = &frame.shaded {
        entries.push((Swatch::Shade(GREY, SHADE, 1), meaning.clone()));
    }
    if rows.iter().any(|row| !row.marks.is_empty()) && !frame.mark.is_empty() {
        entries.push((Swatch::Diamond, frame.mark.clone()));
    }

    let font = |row: &SpanRow| if row.bold { LABEL_BOLD } else { LABEL };
    let label = |row: &SpanRow| wrap(&row.label, font(row), 215.0, 2);
    let width = |lines: &[String], row: &SpanRow| {
        let widths = lines.iter().map(|line| text_width(line, font(row)));
        widths.fold(0.0, f64::max)
    };
    let (_, room) = page(caption, Body::High(0.0));
    let left = room.left
        + rows
            .iter()
            .map(|row| width(&label(row), row))
            .fold(0.0, f64::max)
        + 16.0;
    // Words that do not fit into their spans move into the column at the right, which narrows the spans in turn.
    let mut texts: Vec<Vec<String>> = rows.iter().map(|_| Vec::new()).collect();
    let mut layout = None;
    for _ in 0..3 {
        for (row, text) in rows.iter().zip(&mut texts) {
            if text.is_empty() && !row.finite().is_empty() {
                *text = wrap(&row.text, font(row), 210.0, 2);
            }
        }
        let column = rows.iter().zip(&texts).map(|(row, text)| width(text, row));
        let right = room.right - column.fold(0.0, f64::max) - 26.0;
        let across = ruler(axis, rows, frame, left, right);
        let mut changed = false;
        for (row, text) in rows.iter().zip(&mut texts) {
            let left_over: Vec<String> = row
                .finite()
                .iter()
                .filter(|s| inside(s, &across).is_none())
                .filter_map(|s| s.inside.first().cloned())
                .collect();
            if !left_over.is_empty() {
                let all = [vec![row.text.clone()], left_over].concat();
                let all = all
                    .into_iter()
                    .filter(|t| !t.is_empty())
                    .collect::<Vec<_>>();
                let lines = wrap(&all.join(", "), font(row), 210.0, 2);
                changed |= lines != *text;
                *text = lines;
            }
        }
        layout = Some((across, right));
        if !changed {
            break;
        }
    }
    let (across, right) =
        layout.unwrap_or_else(|| (ruler(axis, rows, frame, left, room.right), room.right));
    let guides = Guides::new(&frame.guides, &across, left, room.right);
    let worded = !frame.ends.low.is_empty() || !frame.ends.high.is_empty();
    let words = if worded { 22.0 } else { 0.0 };
    let height: f64 = rows.iter().map(SpanRow::height).sum();

    let body = key_height(&entries)
        + guides.height()
        + height.max(120.0)
        + x_axis_height(axis)
        + words
        + 12.0;
    let (mut sheet, mut room) = page(caption, Body::High(body));
    key(&mut sheet, &mut room, &entries);
    let plot = Rect {
        left,
        top: room.top + guides.height() + 4.0,
        right,
        bottom: room.top + guides.height() + 4.0 + height.max(120.0),
    };
    let mut top = plot.top;
    for (i, row) in rows.iter().enumerate() {
        let rect = Rect {
            left: room.left,
            top,
            right: room.right,
            bottom: top + row.height(),
        };
        stripe(&mut sheet, rect, i);
        top = rect.bottom;
    }
    if let Some((low, high, _)) = &frame.shaded
        && low.is_finite()
        && high.is_finite()
    {
        let rect = Rect {
            left: across.at(low.min(*high)),
            right: across.at(low.max(*high)),
            ..plot
        };
        sheet.rect(rect, GREY, SHADE);
    }
    // The words of the two ends stand between ticks and label of the axis.
    x_axis(&mut sheet, plot, &axis.unlabelled(), &across, true);
    if worded {
        end_words(&mut sheet, plot, plot.bottom + 34.0, &frame.ends);
    }
    if !axis.label().is_empty() {
        let middle = (plot.left + plot.right) / 2.0;
        let label = fit(
            axis.label(),
            LABEL,
            2.0 * (middle.min(super::page::WIDTH - middle) - 8.0),
        );
        let y = plot.bottom + 38.0 + words;
        sheet.text(&label, middle, y, LABEL, Align::Centre, GREY);
    }
    if across.crosses_zero() {
        let zero = across.zero();
        sheet.straight((zero, plot.top), (zero, plot.bottom), 1.5, GREY);
    }

    let mut top = plot.top;
    for (i, (row, text)) in rows.iter().zip(&texts).enumerate() {
        let middle = top + row.height() / 2.0;
        sheet.lines_at(
            &label(row),
            left - 12.0,
            middle,
            font(row),
            Align::Right,
            TEXT,
        );
        let drawn = row.finite();
        if drawn.is_empty() {
            top += row.height();
            continue;
        }
        let lanes = row.lanes();
        let half = if lanes == 1 { 11.0 } else { LANE / 2.0 - 1.5 };
        for (lane, span) in drawn.iter().enumerate() {
            let lane = if lanes == 1 { 0 } else { lane };
            let y = middle + LANE * (lane as f64 - (lanes as f64 - 1.0) / 2.0);
            let (from, to) = (across.at(span.from), across.at(span.to));
            let colour = style(span.look).colour;
            let rect = Rect {
                left: from.min(to),
                top: y - half,
                // A hair of white tells neighbours apart.
                right: from.max(to)
                    - if lanes == 1 && drawn.len() > 1 {
                        1.0
                    } else {
                        0.0
                    },
                bottom: y + half,
            };
            // A pointed end takes its tip out of the bar; a short bar is all tip.
            let tip = (to - from).abs().min(9.0).copysign(to - from);
            if row.arrows && tip.abs() > 0.5 {
                let shaft = to - tip;
                let outline = vec![
                    (from, rect.top),
                    (shaft, rect.top),
                    (to, y),
                    (shaft, rect.bottom),
                    (from, rect.bottom),
                ];
                sheet.area(outline, colour, 1.0);
            } else {
                sheet.rect(rect, colour, 1.0);
            }
            if let Some(words) = inside(span, &across) {
                sheet.text_at(
                    words,
                    rect.middle().0,
                    y,
                    LABEL_BOLD,
                    Align::Centre,
                    colour.ink(),
                );
            }
            let beyond = fit(&span.beyond, LABEL, BEYOND);
            let away = row.away();
            if span.to < span.from {
                sheet.text_at(&beyond, to - away, y, LABEL, Align::Right, TEXT);
            } else {
                sheet.text_at(&beyond, to + away, y, LABEL, Align::Left, TEXT);
            }
        }
        if row.interval.0.is_finite() && row.interval.1.is_finite() {
            let (from, to) = (across.at(row.interval.0), across.at(row.interval.1));
            sheet.whisker(from, to, middle, 5.0, TEXT);
        }
        for mark in row.marks.iter().filter(|m| m.is_finite()) {
            let at = (across.at(*mark), middle);
            sheet.marker(Marker::Diamond, at, 6.5, TEXT);
        }
        sheet.lines_at(text, right + 18.0, middle, font(row), Align::Left, TEXT);
        top += row.height();
        if row.joined
            && i + 1 < rows.len()
            && let Some(last) = drawn.last()
        {
            let x = across.at(last.to);
            sheet.straight((x, middle + half), (x, top + 7.0), 1.0, GREY);
        }
    }
    guides.draw(&mut sheet, plot);
    let mut top = plot.top;
    for (i, row) in rows.iter().enumerate() {
        if row.finite().is_empty() {
            let reason = match row.text.trim() {
                "" => "No observations",
                reason => reason,
            };
            let reason = [fit(reason, LABEL, room.right - left - 16.0)];
            let middle = top + row.height() / 2.0;
            in_place(&mut sheet, &reason, left + 12.0, middle, i);
        }
        top += row.height();
    }
    if rows.is_empty() {
        sheet.rect(plot, PALE, 1.0);
        no_observations(&mut sheet, plot);
    }
    Figure::new(caption, &sheet)
}

/// Words beyond the end of a span are not wider than this.
const BEYOND: f64 = 90.0;

/// The axis, with room kept at both sides for the words beyond the ends.
fn ruler(axis: &Axis, rows: &[SpanRow], frame: &SpanFrame, left: f64, right: f64) -> Ruler {
    let all = || rows.iter().flat_map(|row| row.finite());
    let beyond = |low: bool| -> f64 {
        let texts: Vec<String> = all()
            .filter(|s| (s.to < s.from) == low && !s.beyond.is_empty())
            .map(|s| fit(&s.beyond, LABEL, BEYOND))
            .collect();
        if texts.is_empty() {
            0.0
        } else {
            widest(&texts) + 8.0
        }
    };
    let (low, high) = (beyond(true), beyond(false));
    let shaded = frame.shaded.iter().flat_map(|(low, high, _)| [*low, *high]);
    let values = all()
        .flat_map(|s| [s.from, s.to])
        .chain(rows.iter().flat_map(|row| [row.interval.0, row.interval.1]))
        .chain(rows.iter().flat_map(|row| row.marks.iter().copied()))
        .chain(frame.guides.iter().map(|guide| guide.value))
        .chain(shaded);
    Ruler::new(axis, values, Ends::AtTicks, left + low, right - high)
}

/// The first of the words that fits into the span.
fn inside<'a>(span: &'a Span, across: &Ruler) -> Option<&'a String> {
    let room = (across.at(span.to) - across.at(span.from)).abs() - 8.0;
    span.inside
        .iter()
        .find(|text| text_width(text, LABEL_BOLD) <= room)
}

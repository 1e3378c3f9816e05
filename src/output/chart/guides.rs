//! Values that a whole plot is read against: vertical lines with words above them.

use super::axis::Ruler;
use super::page::LABEL;
use super::palette::{GREY, TEXT};
use super::sheet::{Align, Rect, Sheet, fit, text_width};

/// A value that all marks of a plot are read against.
#[derive(Debug, Clone, PartialEq)]
pub struct Guide {
    /// Where the line stands; nothing is drawn where it is not finite.
    pub value: f64,
    /// Written above the line; may be empty.
    pub label: String,
}

impl Guide {
    /// A line with a name.
    pub fn new(value: f64, label: impl Into<String>) -> Self {
        Self {
            value,
            label: label.into(),
        }
    }
}

const ROW: f64 = 17.0;
/// Labels that would need more rows than this are left out.
const MOST_ROWS: usize = 4;

struct Placed {
    x: f64,
    zero: bool,
    /// Words, their centre and their row, counted from the plot upwards.
    label: Option<(String, f64, usize)>,
}

/// Guides laid over an axis, their labels in as many rows as keep them apart.
pub(super) struct Guides(Vec<Placed>);

impl Guides {
    /// Labels stay between the pixels `left` and `right`.
    pub fn new(guides: &[Guide], across: &Ruler, left: f64, right: f64) -> Self {
        let mut placed: Vec<Placed> = Vec::new();
        let mut taken: Vec<(f64, f64, usize)> = Vec::new();
        for guide in guides.iter().filter(|guide| guide.value.is_finite()) {
            let x = across.at(guide.value);
            let text = fit(&guide.label, LABEL, (right - left).max(1.0));
            let half = text_width(&text, LABEL) / 2.0;
            let centre = x.min(right - half).max(left + half);
            let free = |row: &usize| {
                taken.iter().all(|(from, to, of)| {
                    of != row || *to + 10.0 < centre - half || centre + half + 10.0 < *from
                })
            };
            let row = (0..MOST_ROWS).find(free);
            let label = row.filter(|_| !text.is_empty()).map(|row| {
                taken.push((centre - half, centre + half, row));
                (text, centre, row)
            });
            placed.push(Placed {
                x,
                zero: guide.value == 0.0,
                label,
            });
        }
        Self(placed)
    }

    /// The room that the labels take above the plot.
    pub fn height(&self) -> f64 {
        let rows = self.0.iter().filter_map(|placed| placed.label.as_ref());
        rows.map(|(_, _, row)| (row + 1) as f64 * ROW)
            .fold(0.0, f64::max)
    }

    pub fn draw(&self, sheet: &mut Sheet, plot: Rect) {
        for placed in &self.0 {
            let line = [(placed.x, plot.top - 3.0), (placed.x, plot.bottom)];
            // Zero looks alike on all charts: a whole line.
            let dash: &[f64] = if placed.zero { &[] } else { &[5.0, 3.0] };
            sheet.line(&line, 1.5, dash, GREY);
            if let Some((text, centre, row)) = &placed.label {
                let y = plot.top - 3.0 - ROW * (*row as f64 + 0.5);
                sheet.text_at(text, *centre, y, LABEL, Align::Centre, TEXT);
            }
        }
    }
}

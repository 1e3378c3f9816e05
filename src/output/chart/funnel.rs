//! How many are left after each step of a pathway.

use super::axis::{Axis, Ends, Ruler};
use super::format::with_interval;
use super::page::{Body, LABEL, LABEL_BOLD, no_observations, page};
use super::palette::{BLUE, GREY, PALE, TEXT};
use super::sheet::{Align, Rect, fit, text_width, wrap};
use super::{Caption, Figure, NumberFormat};

/// One step of a funnel.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelStep {
    /// What people did or had done to them: "Attended an activity".
    pub label: String,
    /// How many did.
    pub value: f64,
    /// Lower end of the interval; NaN if there is none.
    pub lower: f64,
    /// Upper end of the interval; NaN if there is none.
    pub upper: f64,
    /// Out of those at the first step, between 0 and 1; NaN to leave it out.
    pub share_of_first: f64,
}

const ROW: f64 = 54.0;

/// Bars that shrink from step to step, with counts, intervals and shares written beside them.
pub fn funnel(caption: &Caption, steps: &[FunnelStep]) -> Figure {
    let (mut sheet, room) = page(caption, Body::High(34.0 + ROW * steps.len().max(3) as f64));
    let format = NumberFormat::Integer;
    let counts: Vec<String> = steps
        .iter()
        .map(|s| with_interval(format, s.value, s.lower, s.upper))
        .collect();
    let labels: Vec<Vec<String>> = steps
        .iter()
        .map(|s| wrap(&s.label, LABEL, 180.0, 3))
        .collect();
    let widest = |texts: &mut dyn Iterator<Item = &String>| {
        texts.map(|t| text_width(t, LABEL)).fold(0.0, f64::max)
    };
    let label_width = widest(&mut labels.iter().flatten());
    let count_width = widest(&mut counts.iter()).max(110.0);
    let share_head = wrap(
        &format!(
            "% of {}",
            steps
                .first()
                .map_or("first step", |s| s.label.as_str())
                .to_lowercase()
        ),
        LABEL,
        120.0,
        2,
    );
    let shares = steps
        .iter()
        .map(|s| text_width(&NumberFormat::Percent.text(s.share_of_first), LABEL_BOLD));
    let share_width = shares.fold(widest(&mut share_head.iter()), f64::max);

    let share_x = room.right - share_width;
    let count_x = share_x - count_width - 22.0;
    let plot = Rect {
        left: room.left + label_width + 14.0,
        top: room.top + 34.0,
        right: count_x - 20.0,
        bottom: room.top + 34.0 + ROW * steps.len() as f64,
    };
    let values = steps.iter().flat_map(|s| [s.value, s.lower, s.upper]);
    let across = Ruler::new(
        &Axis::from_zero("", format),
        values,
        Ends::AtData,
        plot.left,
        plot.right,
    );

    if !steps.iter().any(|s| s.value.is_finite()) {
        no_observations(&mut sheet, room);
        return Figure::new(caption, &sheet);
    }
    let has_interval = steps
        .iter()
        .any(|s| s.lower.is_finite() && s.upper.is_finite());
    let head = if has_interval {
        "Number (interval)"
    } else {
        "Number"
    };
    sheet.text_at(
        &fit(head, LABEL, count_width),
        count_x,
        room.top + 13.0,
        LABEL,
        Align::Left,
        GREY,
    );
    sheet.lines_at(
        &share_head,
        share_x,
        room.top + 13.0,
        LABEL,
        Align::Left,
        GREY,
    );
    for (i, step) in steps.iter().enumerate() {
        let middle = plot.top + ROW * (i as f64 + 0.5);
        sheet.lines_at(
            &labels[i],
            plot.left - 12.0,
            middle,
            LABEL,
            Align::Right,
            TEXT,
        );
        let bar = Rect {
            left: plot.left,
            top: middle - 16.0,
            right: plot.right,
            bottom: middle + 16.0,
        };
        sheet.rect(bar, PALE, 1.0);
        if step.value.is_finite() {
            sheet.rect(
                Rect {
                    right: across.at(step.value),
                    ..bar
                },
                BLUE,
                1.0,
            );
        }
        if step.lower.is_finite() && step.upper.is_finite() {
            sheet.whisker(
                across.at(step.lower),
                across.at(step.upper),
                middle,
                5.0,
                TEXT,
            );
        }
        sheet.text_at(&counts[i], count_x, middle, LABEL, Align::Left, TEXT);
        if step.share_of_first.is_finite() {
            let share = NumberFormat::Percent.text(step.share_of_first);
            sheet.text_at(&share, share_x, middle, LABEL_BOLD, Align::Left, TEXT);
        }
    }
    sheet.straight((plot.left, plot.top), (plot.left, plot.bottom), 1.0, GREY);
    Figure::new(caption, &sheet)
}

//! Points in a plane: clouds of draws, named points, a path through some of them, lines through the origin.

use super::axis::{Axis, Ends, Ruler};
use super::page::{
    Body, LABEL, LABEL_BOLD, Swatch, key, key_height, no_observations, page, tick_room, widest,
    x_axis, x_axis_height, y_axis, y_label,
};
use super::palette::{Colour, GREY, TEXT, WHITE, style};
use super::place::{Taken, around, nearest, spread};
use super::sheet::{Align, Rect, Sheet, fit, text_width};
use super::{Caption, Figure};

/// Points that look alike.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScatterGroup {
    /// In the key; groups without a name are not in it.
    pub name: String,
    /// Small dots, translucent.
    pub cloud: Vec<(f64, f64)>,
    /// Large markers over all clouds.
    pub marks: Vec<ScatterMark>,
}

/// One point that matters.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterMark {
    /// Along the horizontal axis.
    pub x: f64,
    /// Along the vertical axis.
    pub y: f64,
    /// Written beside it; may be empty.
    pub label: String,
    /// Whether a ring is drawn around it and its label is bold.
    pub chosen: bool,
}

/// A line through the origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Ray {
    /// Units of the vertical axis for one of the horizontal; above zero.
    pub slope: f64,
    /// Written where it leaves the plot.
    pub label: String,
}

/// What is drawn over the plane besides the points.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plane {
    /// Meanings of the quadrants: upper left, upper right, lower left, lower right. Both axes then cross at zero.
    pub quadrants: Option<[String; 4]>,
    /// Lines through the origin.
    pub rays: Vec<Ray>,
    /// A line through these points, in order, with its name in the key.
    pub path: Vec<(f64, f64)>,
    /// Name of the path.
    pub path_name: String,
}

const STRIP: f64 = 22.0;

/// Clouds first, then lines, then marks with their labels where nothing else is.
pub fn scatter(
    caption: &Caption,
    x: &Axis,
    y: &Axis,
    groups: &[ScatterGroup],
    plane: &Plane,
) -> Figure {
    let mut entries: Vec<_> = groups
        .iter()
        .enumerate()
        .filter(|(_, group)| !group.name.is_empty())
        .map(|(i, group)| (Swatch::Marker(style(i)), group.name.clone()))
        .collect();
    if plane.path.len() > 1 && !plane.path_name.is_empty() {
        entries.push((Swatch::Thick(PATH), plane.path_name.clone()));
    }
    let (mut sheet, mut room) = page(caption, Body::High(key_height(&entries) + 500.0));
    key(&mut sheet, &mut room, &entries);
    y_label(&mut sheet, &mut room, y);

    let points: Vec<(f64, f64)> = groups
        .iter()
        .flat_map(|g| {
            let marks = g.marks.iter().map(|mark| (mark.x, mark.y));
            g.cloud.iter().copied().chain(marks)
        })
        .chain(plane.path.iter().copied())
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .collect();
    let quadrants = plane.quadrants.is_some();
    // Around the origin, something of every quadrant is shown.
    let opened = |of: fn(&(f64, f64)) -> f64| -> Vec<f64> {
        let mut values: Vec<f64> = points.iter().map(of).collect();
        if quadrants {
            let far = values.iter().fold(0.0_f64, |far, v| far.max(v.abs()));
            values.extend([-far * 0.25, far * 0.25]);
        } else if let Some(&first) = values.first() {
            // Room for markers and words at the edges; what cannot be negative stays so.
            let fold = |of: fn(f64, f64) -> f64| values.iter().copied().fold(first, of);
            let (low, high) = (fold(f64::min), fold(f64::max));
            let room = 0.04 * (high - low);
            values.push(if low >= 0.0 {
                (low - room).max(0.0)
            } else {
                low - room
            });
            values.push(high + room);
        }
        values
    };
    let ray_labels: Vec<String> = plane
        .rays
        .iter()
        .map(|ray| fit(&ray.label, LABEL, 110.0))
        .collect();
    let ray_room = widest(&ray_labels) + if plane.rays.is_empty() { 12.0 } else { 20.0 };
    let (above, below) = match (quadrants, plane.rays.is_empty()) {
        (true, false) => (2.0 * STRIP, STRIP),
        (true, true) => (STRIP, STRIP),
        (false, false) => (STRIP, 0.0),
        (false, true) => (8.0, 0.0),
    };
    let mut plot = Rect {
        left: room.left,
        top: room.top + above,
        right: room.right - ray_room,
        bottom: room.bottom - x_axis_height(x) - below,
    };
    let up = Ruler::new(y, opened(|p| p.1), Ends::AtTicks, plot.bottom, plot.top);
    plot.left += tick_room(&up);
    let across = Ruler::new(x, opened(|p| p.0), Ends::AtTicks, plot.left, plot.right);

    y_axis(&mut sheet, plot, &up, true);
    let framed = Rect {
        bottom: plot.bottom + below,
        ..plot
    };
    for (value, _) in &across.ticks {
        let x = across.at(*value);
        sheet.straight((x, plot.top), (x, plot.bottom), 1.0, super::palette::GRID);
    }
    x_axis(&mut sheet, framed, x, &across, false);
    if let Some(words) = &plane.quadrants {
        let (zero_x, zero_y) = (across.zero(), up.zero());
        sheet.straight((zero_x, plot.top), (zero_x, plot.bottom), 1.5, GREY);
        sheet.straight((plot.left, zero_y), (plot.right, zero_y), 1.5, GREY);
        let half = plot.width() / 2.0 - 10.0;
        let (top, bottom) = (room.top + STRIP / 2.0, plot.bottom + STRIP / 2.0);
        let corners = [
            (plot.left + 4.0, top, Align::Left),
            (plot.right - 4.0, top, Align::Right),
            (plot.left + 4.0, bottom, Align::Left),
            (plot.right - 4.0, bottom, Align::Right),
        ];
        for (text, (x, y, align)) in words.iter().zip(corners) {
            sheet.text_at(&fit(text, LABEL, half), x, y, LABEL, align, GREY);
        }
    }

    for (i, group) in groups.iter().enumerate() {
        for (x, y) in &group.cloud {
            if x.is_finite() && y.is_finite() {
                let at = (across.at(*x), up.at(*y));
                sheet.speck(style(i).marker, at, 2.6, style(i).colour, 0.45);
            }
        }
    }
    rays(&mut sheet, plot, &across, &up, plane, &ray_labels);
    let path: Vec<(f64, f64)> = plane
        .path
        .iter()
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .map(|&(x, y)| (across.at(x), up.at(y)))
        .collect();
    sheet.line(&path, 7.0, &[], WHITE);
    sheet.line(&path, 4.0, &[], PATH);
    marks(&mut sheet, plot, &across, &up, groups, &path);
    if points.is_empty() {
        no_observations(&mut sheet, plot);
    }
    Figure::new(caption, &sheet)
}

/// The path is no group: a grey that no group has.
const PATH: Colour = Colour(0x8A, 0x8A, 0x8A);

fn rays(
    sheet: &mut Sheet,
    plot: Rect,
    across: &Ruler,
    up: &Ruler,
    plane: &Plane,
    labels: &[String],
) {
    let (x0, x1) = (across.value_at(plot.left), across.value_at(plot.right));
    let (y0, y1) = (up.value_at(plot.bottom), up.value_at(plot.top));
    // Where each line leaves: at the right side or at the top.
    let (mut right, mut top) = (Vec::new(), Vec::new());
    for (ray, label) in plane.rays.iter().zip(labels) {
        if !(ray.slope.is_finite() && ray.slope > 0.0) {
            continue;
        }
        let (from, to) = (x0.max(y0 / ray.slope), x1.min(y1 / ray.slope));
        let ends = [from, to].map(|x| (across.at(x), up.at(x * ray.slope)));
        if to <= from || to <= 0.0 {
            continue;
        }
        sheet.line(&ends, 1.5, &[6.0, 4.0], TEXT);
        let list = if to < x1 { &mut top } else { &mut right };
        list.push((label, ends[1]));
    }
    let mut spans: Vec<_> = right.iter().map(|(_, (_, y))| (*y, 8.0)).collect();
    spread(&mut spans, plot.top, plot.bottom);
    for ((label, end), (y, _)) in right.iter().zip(&spans) {
        sheet.straight(*end, (plot.right + 10.0, *y), 1.0, GREY);
        sheet.text_at(label, plot.right + 14.0, *y, LABEL, Align::Left, TEXT);
    }
    let half = |label: &str| text_width(label, LABEL) / 2.0 + 5.0;
    let mut spans: Vec<_> = top
        .iter()
        .map(|(label, (x, _))| (*x, half(label)))
        .collect();
    spread(&mut spans, plot.left, plot.right);
    for ((label, end), (x, _)) in top.iter().zip(&spans) {
        sheet.straight(*end, (*x, plot.top - 5.0), 1.0, GREY);
        let y = plot.top - STRIP / 2.0 - 2.0;
        sheet.text_at(label, *x, y, LABEL, Align::Centre, TEXT);
    }
}

fn marks(
    sheet: &mut Sheet,
    plot: Rect,
    across: &Ruler,
    up: &Ruler,
    groups: &[ScatterGroup],
    path: &[(f64, f64)],
) {
    const RADIUS: f64 = 6.5;
    let all = || {
        groups.iter().enumerate().flat_map(|(i, group)| {
            let finite = group
                .marks
                .iter()
                .filter(|m| m.x.is_finite() && m.y.is_finite());
            finite.map(move |mark| (i, mark, (across.at(mark.x), up.at(mark.y))))
        })
    };
    let mut taken = Taken::new(Rect {
        left: plot.left + 4.0,
        top: plot.top + 2.0,
        right: plot.right,
        bottom: plot.bottom - 2.0,
    });
    // The chosen ones last, so that nothing covers them.
    let (chosen, others): (Vec<_>, Vec<_>) = all().partition(|(_, mark, _)| mark.chosen);
    let drawn: Vec<_> = others.into_iter().chain(chosen).collect();
    for &(_, mark, at) in &drawn {
        taken.take(around(at, RADIUS + if mark.chosen { 9.0 } else { 1.0 }));
    }
    // Words keep off the path, too: small boxes along it.
    for pair in path.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let steps = (libm::hypot(x1 - x0, y1 - y0) / 6.0)
            .ceil()
            .clamp(1.0, 500.0);
        for step in 0..=steps as usize {
            let share = step as f64 / steps;
            taken.take(around(
                (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share),
                3.0,
            ));
        }
    }
    let mut order: Vec<_> = all()
        .filter(|(_, mark, _)| !mark.label.trim().is_empty())
        .collect();
    order.sort_by_key(|(_, mark, _)| !mark.chosen);
    let mut written = Vec::new();
    for (_, mark, at) in order {
        let font = if mark.chosen { LABEL_BOLD } else { LABEL };
        let text = fit(&mark.label, font, 300.0);
        let Some(place) = taken.near(at, text_width(&text, font) + 4.0, 15.0) else {
            continue;
        };
        // A fine line where the words had to move away, under the markers.
        let edge = nearest(at, &place);
        if libm::hypot(edge.0 - at.0, edge.1 - at.1) > RADIUS + 8.0 {
            sheet.straight(at, edge, 1.0, GREY);
        }
        written.push((text, font, place));
    }
    for (i, mark, at) in drawn {
        if mark.chosen {
            sheet.dot(at, RADIUS + 5.5, TEXT, 1.0);
            sheet.dot(at, RADIUS + 3.5, WHITE, 1.0);
        }
        let look = style(i);
        sheet.marker(look.marker, at, RADIUS, look.colour);
    }
    for (text, font, place) in written {
        let (x, y) = place.middle();
        sheet.rect(place, WHITE, 0.75);
        sheet.text_at(&text, x, y, font, Align::Centre, TEXT);
    }
}

//! Curves over time (or another quantity) with nested bands around them.

use super::axis::{Axis, Ends, Ruler};
use super::page::{
    Body, LABEL, LABEL_BOLD, Swatch, key, no_observations, page, tick_room, x_axis, x_axis_height,
    y_axis, y_label,
};
use super::palette::{GREY, Style, TEXT, WHITE, style};
use super::sheet::{Align, Rect, Sheet, fit, text_width, wrap};
use super::{Caption, Figure};

/// The range that holds a given share of the simulated futures, at each x.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// The share it holds, between 0 and 1.
    pub level: f64,
    /// Lower edge, one value for each x.
    pub lower: Vec<f64>,
    /// Upper edge, one value for each x.
    pub upper: Vec<f64>,
}

/// One curve: its middle and the bands around it. Vectors of unequal length are read to the end of the shortest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BandSeries {
    /// Written where the curve ends.
    pub name: String,
    /// Rising; in days since the start on an [`Axis::Date`].
    pub x: Vec<f64>,
    /// The median, one value for each x.
    pub median: Vec<f64>,
    /// Any number of bands, in any order.
    pub bands: Vec<Band>,
}

impl BandSeries {
    /// The observed points, in stretches without gaps.
    pub(super) fn stretches(&self) -> Vec<Vec<(f64, f64)>> {
        let points: Vec<_> = self
            .x
            .iter()
            .copied()
            .zip(self.median.iter().copied())
            .collect();
        points
            .split(|(x, y)| !x.is_finite() || !y.is_finite())
            .filter(|stretch| !stretch.is_empty())
            .map(<[_]>::to_vec)
            .collect()
    }

    fn band_stretches(&self, band: &Band) -> Vec<Vec<(f64, f64, f64)>> {
        let edges = band.lower.iter().copied().zip(band.upper.iter().copied());
        let points: Vec<_> = self
            .x
            .iter()
            .copied()
            .zip(edges)
            .map(|(x, (lower, upper))| (x, lower, upper))
            .collect();
        points
            .split(|(x, lower, upper)| !(x.is_finite() && lower.is_finite() && upper.is_finite()))
            .filter(|stretch| !stretch.is_empty())
            .map(<[_]>::to_vec)
            .collect()
    }

    fn widest_first(&self) -> Vec<&Band> {
        let mut bands: Vec<&Band> = self.bands.iter().collect();
        bands.sort_by(|a, b| b.level.total_cmp(&a.level));
        bands
    }

    pub(super) fn xs(&self) -> Vec<f64> {
        let medians = self.stretches().into_iter().flatten().map(|(x, _)| x);
        let edges = self
            .bands
            .iter()
            .flat_map(|band| self.band_stretches(band))
            .flatten()
            .map(|(x, ..)| x);
        medians.chain(edges).collect()
    }

    pub(super) fn ys(&self) -> Vec<f64> {
        let medians = self.stretches().into_iter().flatten().map(|(_, y)| y);
        let edges = self
            .bands
            .iter()
            .flat_map(|band| self.band_stretches(band))
            .flatten();
        medians
            .chain(edges.flat_map(|(_, lower, upper)| [lower, upper]))
            .collect()
    }
}

/// Curves with translucent nested bands, each named at its right end.
///
/// All bands given are drawn. Three nested bands read well around one curve; to compare curves, give each one band.
pub fn bands(caption: &Caption, x: &Axis, y: &Axis, series: &[BandSeries]) -> Figure {
    let (mut sheet, mut room) = page(caption, Body::Rest);
    let tint = tint(series.len(), series);
    let look = if series.len() > 1 {
        Style {
            colour: GREY,
            ..style(0)
        }
    } else {
        style(0)
    };
    key(&mut sheet, &mut room, &band_key(series, look, tint));
    y_label(&mut sheet, &mut room, y);

    let names: Vec<Vec<String>> = series
        .iter()
        .map(|s| wrap(&s.name, LABEL, 170.0, 3))
        .collect();
    let widest = names
        .iter()
        .flatten()
        .map(|line| text_width(line, LABEL))
        .fold(0.0, f64::max);
    let mut plot = Rect {
        left: room.left,
        top: room.top + 6.0,
        right: room.right
            - if widest > 0.0 {
                widest + NAME_DISTANCE
            } else {
                12.0
            },
        bottom: room.bottom - x_axis_height(x),
    };
    let up = Ruler::new(
        y,
        series.iter().flat_map(BandSeries::ys),
        Ends::AtTicks,
        plot.bottom,
        plot.top,
    );
    plot.left += tick_room(&up);
    let across = Ruler::new(
        x,
        series.iter().flat_map(BandSeries::xs),
        Ends::AtData,
        plot.left,
        plot.right,
    );

    y_axis(&mut sheet, plot, &up, true);
    x_axis(&mut sheet, plot, x, &across, false);
    let styles: Vec<Style> = (0..series.len()).map(style).collect();
    if !curves(&mut sheet, &across, &up, series, &styles, tint) {
        no_observations(&mut sheet, plot);
    }
    names_at_ends(&mut sheet, plot, &across, &up, series, &names);
    Figure::new(caption, &sheet)
}

/// The same curves for several groups side by side, one panel each, all on the same scales.
pub fn small_multiples(
    caption: &Caption,
    x: &Axis,
    y: &Axis,
    panels: &[(String, Vec<BandSeries>)],
) -> Figure {
    let columns = match panels.len() {
        0 | 1 => 1,
        2 | 4 => 2,
        n if n <= 9 => 3,
        _ => 4,
    };
    let rows = panels.len().div_ceil(columns).max(1);
    let body = if rows <= 2 {
        Body::Rest
    } else {
        Body::High(60.0 + 190.0 * rows as f64)
    };
    let (mut sheet, mut room) = page(caption, body);

    // A series keeps its look from panel to panel: looks go by name, in order of first appearance.
    let mut names: Vec<&str> = Vec::new();
    for series in panels.iter().flat_map(|(_, series)| series) {
        if !names.contains(&series.name.as_str()) {
            names.push(&series.name);
        }
    }
    let named = names.iter().any(|name| !name.is_empty()) && names.len() > 1;
    let most = panels
        .iter()
        .map(|(_, series)| series.len())
        .max()
        .unwrap_or(0);
    let tint = tint(most, panels.iter().flat_map(|(_, series)| series));
    let look = if named {
        Style {
            colour: GREY,
            ..style(0)
        }
    } else {
        style(0)
    };
    let mut entries = Vec::new();
    if named {
        entries.extend(
            names
                .iter()
                .enumerate()
                .map(|(i, name)| (Swatch::Line(style(i)), (*name).to_owned())),
        );
    }
    entries.extend(band_key(
        panels.iter().flat_map(|(_, series)| series),
        look,
        tint,
    ));
    key(&mut sheet, &mut room, &entries);
    y_label(&mut sheet, &mut room, y);

    let all = || panels.iter().flat_map(|(_, series)| series);
    let ys: Vec<f64> = all().flat_map(BandSeries::ys).collect();
    let xs: Vec<f64> = all().flat_map(BandSeries::xs).collect();
    let (title, gap, foot) = (24.0, 22.0, x_axis_height(x));
    let height = (room.height() - foot + gap) / rows as f64 - gap;
    let widths = |left: f64| (room.right - left - gap * (columns as f64 - 1.0)) / columns as f64;
    let draft = Ruler::new(y, ys.iter().copied(), Ends::AtTicks, height - title, 0.0);
    let left = room.left + tick_room(&draft);
    let width = widths(left);

    for (i, (name, series)) in panels.iter().enumerate() {
        let (row, column) = (i / columns, i % columns);
        let start = left + column as f64 * (width + gap);
        let top = room.top + row as f64 * (height + gap);
        let plot = Rect {
            left: start,
            top: top + title,
            right: start + width,
            bottom: top + height,
        };
        let up = Ruler::new(y, ys.iter().copied(), Ends::AtTicks, plot.bottom, plot.top);
        // Half a label's width kept free at both ends, so that neighbours' labels do not meet.
        let across = Ruler::new(
            x,
            xs.iter().copied(),
            Ends::AtData,
            plot.left + 6.0,
            plot.right - 6.0,
        );
        sheet.text(
            &fit(name, LABEL_BOLD, width),
            plot.left,
            plot.top - 8.0,
            LABEL_BOLD,
            Align::Left,
            TEXT,
        );
        y_axis(&mut sheet, plot, &up, column == 0);
        if i + columns >= panels.len() {
            x_axis(&mut sheet, plot, x, &across, false);
        } else {
            sheet.straight(
                (plot.left, plot.bottom),
                (plot.right, plot.bottom),
                1.0,
                GREY,
            );
        }
        let styles: Vec<Style> = series
            .iter()
            .map(|s| style(names.iter().position(|name| *name == s.name).unwrap_or(0)))
            .collect();
        if !curves(&mut sheet, &across, &up, series, &styles, tint) {
            no_observations(&mut sheet, plot);
        }
    }
    if panels.is_empty() {
        no_observations(&mut sheet, room);
    }
    Figure::new(caption, &sheet)
}

/// How strongly one layer of a band is tinted where so many curves share a plot: the more layers may meet, the fainter.
fn tint<'a>(curves: usize, all: impl IntoIterator<Item = &'a BandSeries>) -> f64 {
    let nested = all.into_iter().any(|series| series.bands.len() > 1);
    match (curves, nested) {
        (0 | 1, _) => 0.2,
        (_, false) => 0.16,
        (2, true) => 0.14,
        (_, true) => 0.1,
    }
}

/// Bands first, medians over all of them. Says whether anything was drawn.
pub(super) fn curves(
    sheet: &mut Sheet,
    across: &Ruler,
    up: &Ruler,
    series: &[BandSeries],
    styles: &[Style],
    tint: f64,
) -> bool {
    let mut drawn = false;
    for (one, style) in series.iter().zip(styles) {
        for (depth, band) in one.widest_first().into_iter().enumerate() {
            for stretch in one.band_stretches(band) {
                drawn = true;
                if let [(x, lower, upper)] = stretch[..] {
                    let x = across.at(x);
                    let rect = Rect {
                        left: x - 4.0,
                        top: up.at(upper),
                        right: x + 4.0,
                        bottom: up.at(lower),
                    };
                    sheet.rect(rect, style.colour, tint);
                    continue;
                }
                let edge = |of: fn(&(f64, f64, f64)) -> f64| -> Vec<(f64, f64)> {
                    stretch
                        .iter()
                        .map(|point| (across.at(point.0), up.at(of(point))))
                        .collect()
                };
                let (lower, upper) = (edge(|point| point.1), edge(|point| point.2));
                if depth == 0 && series.len() > 1 {
                    // Where bands overlap, a fine outline tells whose is whose.
                    let faint = style.colour.towards(WHITE, 0.5);
                    sheet.line(&lower, 1.0, style.dash, faint);
                    sheet.line(&upper, 1.0, style.dash, faint);
                }
                sheet.area(
                    upper.into_iter().chain(lower.into_iter().rev()).collect(),
                    style.colour,
                    tint,
                );
            }
        }
    }
    for (one, style) in series.iter().zip(styles) {
        for stretch in one.stretches() {
            drawn = true;
            let points: Vec<_> = stretch
                .iter()
                .map(|&(x, y)| (across.at(x), up.at(y)))
                .collect();
            if let [point] = points[..] {
                sheet.marker(style.marker, point, 4.0, style.colour);
                continue;
            }
            // The white edge keeps a line clear of the shading it crosses.
            sheet.line(&points, 4.5, &[], WHITE);
            sheet.line(&points, 2.5, style.dash, style.colour);
        }
    }
    drawn
}

/// What line and shading mean.
fn band_key<'a>(
    series: impl IntoIterator<Item = &'a BandSeries>,
    look: Style,
    tint: f64,
) -> Vec<(Swatch, String)> {
    let mut levels: Vec<f64> = Vec::new();
    for band in series.into_iter().flat_map(|s| &s.bands) {
        if !levels.contains(&band.level) {
            levels.push(band.level);
        }
    }
    if levels.is_empty() {
        return Vec::new();
    }
    levels.sort_by(f64::total_cmp);
    let median = (Swatch::Line(look), "Median".to_owned());
    let shades = levels.iter().enumerate().map(|(i, level)| {
        let text = format!("Middle {}%", (level * 100.0).round());
        (Swatch::Shade(look.colour, tint, levels.len() - i), text)
    });
    std::iter::once(median).chain(shades).collect()
}

/// How far right of the plot a name begins: a fine line to it and a sample of its curve come between.
pub(super) const NAME_DISTANCE: f64 = 54.0;

/// Each name beside the last point of its curve, pushed apart where curves end close together.
pub(super) fn names_at_ends(
    sheet: &mut Sheet,
    plot: Rect,
    across: &Ruler,
    up: &Ruler,
    series: &[BandSeries],
    names: &[Vec<String>],
) {
    const LINE: f64 = 16.0;
    struct Name<'a> {
        lines: &'a [String],
        style: Style,
        end: (f64, f64),
        half: f64,
        y: f64,
    }
    let mut placed: Vec<Name> = Vec::new();
    for (i, one) in series.iter().enumerate() {
        let Some(&(x, y)) = one.stretches().last().and_then(|stretch| stretch.last()) else {
            continue;
        };
        if names[i].is_empty() {
            continue;
        }
        let end = (across.at(x), up.at(y));
        let half = LINE * names[i].len() as f64 / 2.0 + 1.0;
        placed.push(Name {
            lines: &names[i],
            style: style(i),
            end,
            half,
            y: end.1,
        });
    }
    placed.sort_by(|a, b| a.end.1.total_cmp(&b.end.1));
    let mut floor = plot.top - 8.0;
    for name in &mut placed {
        name.y = name.y.max(floor + name.half);
        floor = name.y + name.half;
    }
    let mut ceiling = plot.bottom + 6.0;
    for name in placed.iter_mut().rev() {
        name.y = name.y.min(ceiling - name.half);
        ceiling = name.y - name.half;
    }
    for name in &placed {
        let text_x = plot.right + NAME_DISTANCE;
        let sample = [(text_x - 34.0, name.y), (text_x - 8.0, name.y)];
        sheet.straight(name.end, sample[0], 1.0, name.style.colour);
        sheet.line(&sample, 2.5, name.style.dash, name.style.colour);
        sheet.lines_at(name.lines, text_x, name.y, LABEL, Align::Left, TEXT);
    }
}

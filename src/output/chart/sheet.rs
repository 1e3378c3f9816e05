//! A sheet of shapes in pixels as shown (x to the right, y down), and the one function that paints it.
//!
//! Only this file calls the drawing library.

use std::sync::Once;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::FontStyle as PlottersFontStyle;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::palette::{Colour, Marker, WHITE};

/// What is drawn is laid out on a grid this much finer than the pixels shown: the library knows whole pixels only.
pub(super) const FINENESS: u32 = 4;

/// Registered with the library under the list of fonts an SVG reader should try.
const FONT_FAMILY: &str = "Roboto, Arial, Helvetica, sans-serif";

/// The library's "size" of a font is its line height; this many times the em size that SVG and CSS mean.
const LINE_HEIGHT_PER_EM: f64 = 1.24;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// Size in pixels (em) and weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Font {
    pub size: f64,
    pub bold: bool,
}

pub(super) const fn regular(size: f64) -> Font {
    Font { size, bold: false }
}

pub(super) const fn bold(size: f64) -> Font {
    Font { size, bold: true }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
    pub fn middle(&self) -> (f64, f64) {
        (
            (self.left + self.right) / 2.0,
            (self.top + self.bottom) / 2.0,
        )
    }
}

enum Shape {
    Line {
        points: Vec<(f64, f64)>,
        width: f64,
        colour: Colour,
    },
    Area {
        points: Vec<(f64, f64)>,
        colour: Colour,
        opacity: f64,
    },
    Rect {
        rect: Rect,
        colour: Colour,
        opacity: f64,
    },
    Disc {
        x: f64,
        y: f64,
        radius: f64,
        colour: Colour,
        opacity: f64,
    },
    Text {
        text: String,
        x: f64,
        baseline: f64,
        font: Font,
        align: Align,
        colour: Colour,
    },
}

pub(super) struct Sheet {
    pub width: f64,
    pub height: f64,
    shapes: Vec<Shape>,
}

impl Sheet {
    pub fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            shapes: Vec::new(),
        }
    }

    /// A line through the points, cut into strokes and gaps of the given lengths (solid if there are none).
    pub fn line(&mut self, points: &[(f64, f64)], width: f64, dash: &[f64], colour: Colour) {
        if points.len() < 2 {
            return;
        }
        if dash.is_empty() {
            self.shapes.push(Shape::Line {
                points: points.to_vec(),
                width,
                colour,
            });
            return;
        }
        for stroke in strokes(points, dash) {
            self.shapes.push(Shape::Line {
                points: stroke,
                width,
                colour,
            });
        }
    }

    pub fn straight(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Colour) {
        self.line(&[from, to], width, &[], colour);
    }

    pub fn area(&mut self, points: Vec<(f64, f64)>, colour: Colour, opacity: f64) {
        if points.len() > 2 {
            self.shapes.push(Shape::Area {
                points,
                colour,
                opacity,
            });
        }
    }

    pub fn rect(&mut self, rect: Rect, colour: Colour, opacity: f64) {
        self.shapes.push(Shape::Rect {
            rect,
            colour,
            opacity,
        });
    }

    /// A marker about `2 * radius` pixels wide with a thin white edge that sets it off from what is behind.
    pub fn marker(&mut self, marker: Marker, at: (f64, f64), radius: f64, colour: Colour) {
        self.speck(marker, at, radius + 1.5, WHITE, 1.0);
        self.speck(marker, at, radius, colour, 1.0);
    }

    /// A marker without an edge; translucent where opacity is below 1, so that crowds look darker.
    pub fn speck(
        &mut self,
        marker: Marker,
        (x, y): (f64, f64),
        radius: f64,
        colour: Colour,
        opacity: f64,
    ) {
        let around = |offsets: &[(f64, f64)]| -> Vec<(f64, f64)> {
            offsets
                .iter()
                .map(|(dx, dy)| (x + dx * radius, y + dy * radius))
                .collect()
        };
        let reaching = |half_width: f64, half_height: f64| Rect {
            left: x - half_width,
            top: y - half_height,
            right: x + half_width,
            bottom: y + half_height,
        };
        match marker {
            Marker::Disc => self.dot((x, y), radius, colour, opacity),
            Marker::Square => self.rect(reaching(radius * 0.9, radius * 0.9), colour, opacity),
            Marker::Triangle => self.area(
                around(&[(0.0, -1.15), (1.1, 0.8), (-1.1, 0.8)]),
                colour,
                opacity,
            ),
            Marker::TriangleDown => self.area(
                around(&[(0.0, 1.15), (1.1, -0.8), (-1.1, -0.8)]),
                colour,
                opacity,
            ),
            Marker::Diamond => self.area(
                around(&[(0.0, -1.25), (1.1, 0.0), (0.0, 1.25), (-1.1, 0.0)]),
                colour,
                opacity,
            ),
            Marker::Cross => {
                let (long, short) = (radius * 1.1, radius * 0.4);
                self.rect(reaching(long, short), colour, opacity);
                self.rect(reaching(short, long), colour, opacity);
            }
        }
    }

    /// A disc without an edge.
    pub fn dot(&mut self, (x, y): (f64, f64), radius: f64, colour: Colour, opacity: f64) {
        self.shapes.push(Shape::Disc {
            x,
            y,
            radius,
            colour,
            opacity,
        });
    }

    /// A horizontal stroke with a head at its end; only the head where there is no room for more.
    pub fn arrow(&mut self, from_x: f64, to_x: f64, y: f64, colour: Colour) {
        const HEAD: f64 = 7.0;
        let back = if to_x < from_x { HEAD } else { -HEAD };
        if (to_x - from_x).abs() > HEAD {
            self.straight((from_x, y), (to_x + back, y), 2.0, colour);
        }
        let head = vec![(to_x, y), (to_x + back, y - 4.5), (to_x + back, y + 4.5)];
        self.area(head, colour, 1.0);
    }

    /// An interval as a horizontal stroke with caps, edged in white so that it shows on a bar too.
    pub fn whisker(&mut self, from_x: f64, to_x: f64, y: f64, cap: f64, colour: Colour) {
        for (edge, colour) in [(1.25, WHITE), (0.0, colour)] {
            let half = 0.75 + edge;
            for (left, right, reach) in [
                (from_x - half, to_x + half, half),
                (from_x - half, from_x + half, cap + edge),
                (to_x - half, to_x + half, cap + edge),
            ] {
                self.rect(
                    Rect {
                        left,
                        top: y - reach,
                        right,
                        bottom: y + reach,
                    },
                    colour,
                    1.0,
                );
            }
        }
    }

    /// One line of text with its baseline at `baseline`.
    pub fn text(
        &mut self,
        text: &str,
        x: f64,
        baseline: f64,
        font: Font,
        align: Align,
        colour: Colour,
    ) {
        // Control characters are not allowed in XML and have no glyphs.
        let text: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        if !text.trim().is_empty() {
            self.shapes.push(Shape::Text {
                text,
                x,
                baseline,
                font,
                align,
                colour,
            });
        }
    }

    /// One line of text whose capitals are centred on `y`.
    pub fn text_at(
        &mut self,
        text: &str,
        x: f64,
        y: f64,
        font: Font,
        align: Align,
        colour: Colour,
    ) {
        self.text(text, x, y + 0.36 * font.size, font, align, colour);
    }

    /// Lines of text, the block centred on `y`.
    pub fn lines_at(
        &mut self,
        lines: &[String],
        x: f64,
        y: f64,
        font: Font,
        align: Align,
        colour: Colour,
    ) {
        let leading = font.size * 1.2;
        for (i, line) in lines.iter().enumerate() {
            let offset = (i as f64 - (lines.len() as f64 - 1.0) / 2.0) * leading;
            self.text_at(line, x, y + offset, font, align, colour);
        }
    }

    /// The sheet as SVG text, without a title or description.
    pub fn svg(&self) -> String {
        let mut svg = String::new();
        let area = SVGBackend::with_string(&mut svg, self.fine_size()).into_drawing_area();
        // `dy` of 0.76 em below the given point.
        self.paint(
            &area,
            Medium {
                baseline_below: 0.76 / LINE_HEIGHT_PER_EM,
                whole_lines: true,
            },
        )
        .expect("writing SVG to memory cannot fail, and the fonts are part of the program");
        drop(area);
        svg
    }

    /// The sheet as rows of red, green, blue bytes, with the width and height in fine pixels.
    pub fn pixels(&self) -> (Vec<u8>, u32, u32) {
        let (width, height) = self.fine_size();
        let mut pixels = vec![0xFF; width as usize * height as usize * 3];
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        self.paint(
            &area,
            Medium {
                baseline_below: 0.5,
                whole_lines: false,
            },
        )
        .expect("painting in memory cannot fail, and the fonts are part of the program");
        drop(area);
        (pixels, width, height)
    }

    fn fine_size(&self) -> (u32, u32) {
        let fine = |length: f64| length.round().clamp(1.0, 10_000.0) as u32 * FINENESS;
        (fine(self.width), fine(self.height))
    }

    fn paint<B: DrawingBackend>(
        &self,
        area: &DrawingArea<B, Shift>,
        medium: Medium,
    ) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
        register_fonts();
        area.fill(&plotters::style::WHITE)?;
        for shape in &self.shapes {
            match shape {
                Shape::Line {
                    points,
                    width,
                    colour,
                } => {
                    let width = fine(*width).max(1) as u32;
                    let style = paint_of(*colour, 1.0).stroke_width(width);
                    let points: Vec<_> = points.iter().map(|&point| fine_point(point)).collect();
                    if medium.whole_lines {
                        area.draw(&PathElement::new(points, style))?;
                        continue;
                    }
                    // The rasteriser tears wide lines with sharp bends: paint them piece by piece, joints rounded.
                    for pair in points.windows(2) {
                        area.draw(&PathElement::new(pair.to_vec(), style))?;
                    }
                    if points.len() > 2 && width > 2 {
                        for &joint in &points[1..points.len() - 1] {
                            area.draw(&Circle::new(joint, width / 2, style.filled()))?;
                        }
                    }
                }
                Shape::Area {
                    points,
                    colour,
                    opacity,
                } => {
                    let points: Vec<_> = points.iter().map(|&point| fine_point(point)).collect();
                    area.draw(&Polygon::new(points, paint_of(*colour, *opacity).filled()))?;
                }
                Shape::Rect {
                    rect,
                    colour,
                    opacity,
                } => {
                    let corners = [
                        fine_point((rect.left, rect.top)),
                        fine_point((rect.right, rect.bottom)),
                    ];
                    area.draw(&Rectangle::new(
                        corners,
                        paint_of(*colour, *opacity).filled(),
                    ))?;
                }
                Shape::Disc {
                    x,
                    y,
                    radius,
                    colour,
                    opacity,
                } => {
                    area.draw(&Circle::new(
                        fine_point((*x, *y)),
                        fine(*radius),
                        paint_of(*colour, *opacity).filled(),
                    ))?;
                }
                Shape::Text {
                    text,
                    x,
                    baseline,
                    font,
                    align,
                    colour,
                } => {
                    let size = library_size(*font);
                    let anchor = Pos::new(
                        match align {
                            Align::Left => HPos::Left,
                            Align::Centre => HPos::Center,
                            Align::Right => HPos::Right,
                        },
                        VPos::Top,
                    );
                    let colour = paint_of(*colour, 1.0);
                    let style = TextStyle::from(library_font(*font))
                        .color(&colour)
                        .pos(anchor);
                    let top = fine(*baseline) - (size * medium.baseline_below).round() as i32;
                    area.draw(&Text::new(text.clone(), (fine(*x), top), style))?;
                }
            }
        }
        area.present()
    }
}

/// Where the two backends differ.
#[derive(Clone, Copy)]
struct Medium {
    /// How far below the point given for a text its baseline comes out, as a share of the font's line height.
    baseline_below: f64,
    /// Whether a bent line is drawn well in one go.
    whole_lines: bool,
}

/// The width of the text in pixels.
pub(super) fn text_width(text: &str, font: Font) -> f64 {
    register_fonts();
    let (width, _) = library_font(font)
        .box_size(text)
        .expect("the fonts are part of the program");
    f64::from(width) / f64::from(FINENESS)
}

/// The text broken into at most `most_lines` lines of at most `width` pixels; what does not fit ends in "…".
pub(super) fn wrap(text: &str, font: Font, width: f64, most_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = lines.len() >= most_lines;
        match lines.last_mut() {
            Some(line) if full || text_width(&format!("{line} {word}"), font) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ if full => break,
            _ => lines.push(word.to_owned()),
        }
    }
    for line in &mut lines {
        shorten(line, font, width);
    }
    lines
}

/// The text on one line of at most `width` pixels.
pub(super) fn fit(text: &str, font: Font, width: f64) -> String {
    wrap(text, font, width, 1).pop().unwrap_or_default()
}

fn shorten(line: &mut String, font: Font, width: f64) {
    if text_width(line, font) <= width {
        return;
    }
    // Halving the search keeps even a text of a million letters quick.
    let ends: Vec<usize> = line.char_indices().map(|(at, _)| at).collect();
    let fits = |&end: &usize| text_width(&format!("{}…", line[..end].trim_end()), font) <= width;
    let kept = ends.partition_point(fits);
    let end = if kept == 0 { 0 } else { ends[kept - 1] };
    *line = format!("{}…", line[..end].trim_end());
}

/// The pieces of a dashed line.
fn strokes(points: &[(f64, f64)], dash: &[f64]) -> Vec<Vec<(f64, f64)>> {
    let mut strokes = Vec::new();
    let mut current = vec![points[0]];
    let (mut part, mut left) = (0, dash[0]);
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = libm::hypot(to.0 - from.0, to.1 - from.1);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let share = done / length;
            let here = (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            );
            if part % 2 == 0 {
                current.push(here);
                strokes.push(std::mem::take(&mut current));
            } else {
                current = vec![here];
            }
            part = (part + 1) % dash.len();
            left = dash[part];
        }
        left -= length - done;
        if part % 2 == 0 {
            current.push(to);
        }
    }
    if current.len() > 1 {
        strokes.push(current);
    }
    strokes
}

fn register_fonts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let faces: [(PlottersFontStyle, &'static [u8]); 2] = [
            (
                PlottersFontStyle::Normal,
                include_bytes!("../../../assets/fonts/Roboto-Regular-subset.ttf"),
            ),
            (
                PlottersFontStyle::Bold,
                include_bytes!("../../../assets/fonts/Roboto-Bold-subset.ttf"),
            ),
        ];
        for (style, bytes) in faces {
            assert!(
                plotters::style::register_font(FONT_FAMILY, style, bytes).is_ok(),
                "the font is well formed"
            );
        }
    });
}

fn library_size(font: Font) -> f64 {
    font.size * LINE_HEIGHT_PER_EM * f64::from(FINENESS)
}

fn library_font(font: Font) -> FontDesc<'static> {
    let style = if font.bold {
        PlottersFontStyle::Bold
    } else {
        PlottersFontStyle::Normal
    };
    FontDesc::new(FontFamily::Name(FONT_FAMILY), library_size(font), style)
}

fn paint_of(Colour(red, green, blue): Colour, opacity: f64) -> RGBAColor {
    RGBColor(red, green, blue).mix(opacity)
}

/// Far outside any sheet, yet far from overflow in the rasteriser.
const FAR: f64 = 100_000.0;

fn fine(pixels: f64) -> i32 {
    // NaN becomes 0; nothing that is not finite should come this far.
    (pixels * f64::from(FINENESS)).round().clamp(-FAR, FAR) as i32
}

fn fine_point((x, y): (f64, f64)) -> (i32, i32) {
    (fine(x), fine(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_fit_and_keep_every_word_until_the_last() {
        let text = "people offered a link worker in the most deprived fifth of neighbourhoods";
        let lines = wrap(text, regular(13.0), 150.0, 9);
        assert_eq!(lines.join(" "), text);
        assert!(lines.len() > 2);
        assert!(
            lines
                .iter()
                .all(|line| text_width(line, regular(13.0)) <= 150.0)
        );
        let two = wrap(text, regular(13.0), 150.0, 2);
        assert_eq!(two.len(), 2);
        assert!(two[1].ends_with('…'));
        assert!(
            text_width(
                &fit(&"w".repeat(10_000), regular(13.0), 80.0),
                regular(13.0)
            ) <= 80.0
        );
        assert!(wrap("  ", regular(13.0), 150.0, 2).is_empty());
    }

    #[test]
    fn dashes_cover_their_share_of_a_line() {
        let line: Vec<(f64, f64)> = (0..=100).map(|i| (f64::from(i) * 3.0, 0.0)).collect();
        let drawn: f64 = strokes(&line, &[9.0, 3.0])
            .iter()
            .map(|s| s[s.len() - 1].0 - s[0].0)
            .sum();
        assert!((drawn - 225.0).abs() < 9.0, "{drawn} of 300 pixels drawn");
    }
}

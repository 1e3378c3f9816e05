//! Colours, dashes and markers. A series is never told by its colour alone.

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// The colour `share` (0 to 1) of the way to `other`.
    pub fn towards(self, other: Colour, share: f64) -> Colour {
        let mix = |a: u8, b: u8| {
            (f64::from(a) + (f64::from(b) - f64::from(a)) * share.clamp(0.0, 1.0)).round() as u8
        };
        Colour(
            mix(self.0, other.0),
            mix(self.1, other.1),
            mix(self.2, other.2),
        )
    }

    /// How bright it is, from 0 (black) to 1 (white): the relative luminance of WCAG 2.1.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                libm::pow((part + 0.055) / 1.055, 2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast ratio of WCAG 2.1 with another colour, from 1 to 21.
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The colour of words on it: white or black, whichever contrasts more.
    pub fn ink(self) -> Colour {
        if self.contrast(WHITE) > self.contrast(TEXT) {
            WHITE
        } else {
            TEXT
        }
    }

    /// Whether white shows on it better than black.
    pub fn is_dark(self) -> bool {
        0.299 * f64::from(self.0) + 0.587 * f64::from(self.1) + 0.114 * f64::from(self.2) < 140.0
    }
}

pub(super) const WHITE: Colour = Colour(0xFF, 0xFF, 0xFF);
/// Titles, names and numbers.
pub(super) const TEXT: Colour = Colour(0x22, 0x22, 0x22);
/// Axes, their labels, notes.
pub(super) const GREY: Colour = Colour(0x59, 0x59, 0x59);
pub(super) const GRID: Colour = Colour(0xE2, 0xE2, 0xE2);
/// Strokes through cells without a value.
pub(super) const HATCH: Colour = Colour(0xB5, 0xB5, 0xB5);
/// The stripe behind every second row, and the ground of cells without a value.
pub(super) const PALE: Colour = Colour(0xF3, 0xF4, 0xF6);
pub(super) const BLUE: Colour = COLOURS[0];
pub(super) const PLUM: Colour = COLOURS[2];

/// The Analysis Function's categorical palette, in its order.
const COLOURS: [Colour; 6] = [
    Colour(0x12, 0x43, 0x6D),
    Colour(0x28, 0xA1, 0x97),
    Colour(0x80, 0x16, 0x50),
    Colour(0xF4, 0x6A, 0x25),
    Colour(0x3D, 0x3D, 0x3D),
    Colour(0xA2, 0x85, 0xD1),
];

/// Lengths of strokes and gaps in pixels; empty is a solid line.
const DASHES: [&[f64]; 6] = [
    &[],
    &[9.0, 4.0],
    &[3.0, 3.0],
    &[12.0, 3.0, 3.0, 3.0],
    &[16.0, 5.0],
    &[6.0, 3.0, 2.0, 3.0, 2.0, 3.0],
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Disc,
    Square,
    Triangle,
    Diamond,
    Cross,
    TriangleDown,
}

const MARKERS: [Marker; 6] = [
    Marker::Disc,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
    Marker::Cross,
    Marker::TriangleDown,
];

/// How one series looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub colour: Colour,
    pub dash: &'static [f64],
    pub marker: Marker,
}

/// The look of series number `index`. From the seventh on, colours return with other dashes and markers.
pub(super) fn style(index: usize) -> Style {
    let round = index / COLOURS.len();
    Style {
        colour: COLOURS[index % COLOURS.len()],
        dash: DASHES[(index + round) % DASHES.len()],
        marker: MARKERS[(index + round) % MARKERS.len()],
    }
}

#[cfg(test)]
mod tests {
    use super::super::page::Ramp;
    use super::*;

    #[test]
    fn words_on_any_colour_of_a_figure_can_be_read() {
        assert!((WHITE.contrast(Colour(0, 0, 0)) - 21.0).abs() < 1e-9);
        let shades = [Ramp::Rising, Ramp::Signed]
            .into_iter()
            .flat_map(|ramp| (0..=20).map(move |i| ramp.at(f64::from(i) / 20.0)));
        for colour in COLOURS.into_iter().chain(shades) {
            assert!(colour.contrast(colour.ink()) >= 3.0, "{colour:?}");
        }
    }
}

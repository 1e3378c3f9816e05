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

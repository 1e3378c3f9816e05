//! Charts: plain numbers in, one [`Figure`] (SVG, PNG and alternative text) out.
//!
//! The kit knows nothing of what the numbers mean. It holds to the rules of accessible public-sector charts: a
//! palette of which neighbours can be told apart, never colour alone (dashes and markers differ too), lines named
//! where they end, all text horizontal and at least 12 pixels high, thousands separators, and an honest
//! "no observations" in place of an empty chart.
//!
//! Every chart is first laid out on a sheet of shapes, in pixels as shown, and then painted by one function
//! for both formats. The same input gives the same SVG text on every machine.
//!
//! A value that is not finite (NaN or infinite) is a missing value everywhere: a gap in a line, an empty cell,
//! a bar that is not drawn.

mod axis;
mod bars;
mod curves;
mod dot_intervals;
mod figure;
mod forest;
mod format;
mod funnel;
mod guides;
mod heat_map;
mod lines;
mod matrix;
mod page;
mod palette;
mod place;
mod point_panels;
mod scatter;
mod sheet;
mod spans;
mod strip;
mod swarm;

pub use axis::Axis;
pub use bars::{Bar, BarGroup, bars};
pub use curves::{Band, BandSeries, bands, small_multiples};
pub use dot_intervals::{Point, Row, dot_intervals};
pub use figure::{FONT_FACE_CSS, Figure};
pub use forest::{ForestPanel, ForestPoint, ForestRow, forest};
pub use format::NumberFormat;
pub use funnel::{FunnelStep, funnel};
pub use guides::Guide;
pub use heat_map::{HeatGrid, Threshold, heat_map};
pub use lines::{LinePlot, LineWords, lines};
pub use matrix::{Factor, Matrix, matrix};
pub use page::EndWords;
pub use point_panels::{Across, PointPanel, point_panels};
pub use scatter::{Plane, Ray, ScatterGroup, ScatterMark, scatter};
pub use spans::{Span, SpanFrame, SpanRow, spans};
pub use strip::{StripFrame, StripPoint, strip};
pub use swarm::{SwarmPanel, SwarmRow, swarm};

/// The words that travel with a figure. Empty texts take no room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// What the figure shows, in a few words.
    pub title: String,
    /// Under the title: the scenario's name, what is compared.
    pub subtitle: String,
    /// Small, at the bottom: the number of runs, what the bands mean, the source.
    pub note: String,
    /// What a reader who cannot see the figure should know. Title and subtitle stand in if it is empty.
    pub alt: String,
}

#[cfg(test)]
pub(super) mod tests;

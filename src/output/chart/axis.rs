//! Axes: where a value lies between two pixels, and which ticks to write.

use jiff::civil::{Date, date};

use super::format::NumberFormat;

/// What an axis measures.
#[derive(Debug, Clone, PartialEq)]
pub enum Axis {
    /// A quantity.
    Number {
        /// The quantity and its unit; written horizontally.
        label: String,
        /// The axis reaches at least down to here. Data below it is still shown.
        min: Option<f64>,
        /// The axis reaches at least up to here. Data above it is still shown.
        max: Option<f64>,
        /// How ticks and values are written.
        format: NumberFormat,
    },
    /// Time, in days since `start`. Ticks fall on the first days of months, quarters or years.
    Date {
        /// Day 0.
        start: Date,
    },
}

impl Axis {
    /// An axis that fits the data.
    pub fn number(label: impl Into<String>, format: NumberFormat) -> Self {
        Self::Number {
            label: label.into(),
            min: None,
            max: None,
            format,
        }
    }

    /// An axis that begins at zero.
    pub fn from_zero(label: impl Into<String>, format: NumberFormat) -> Self {
        Self::Number {
            label: label.into(),
            min: Some(0.0),
            max: None,
            format,
        }
    }

    /// Days since `start`.
    pub fn date(start: Date) -> Self {
        Self::Date { start }
    }

    /// The same axis without its words, where a heading says them.
    pub(super) fn unlabelled(&self) -> Self {
        let mut axis = self.clone();
        if let Self::Number { label, .. } = &mut axis {
            label.clear();
        }
        axis
    }

    pub(super) fn label(&self) -> &str {
        match self {
            Self::Number { label, .. } => label,
            Self::Date { .. } => "",
        }
    }

    pub(super) fn format(&self) -> NumberFormat {
        match self {
            Self::Number { format, .. } => *format,
            Self::Date { .. } => NumberFormat::Integer,
        }
    }
}

/// Whether an axis ends where the data ends or at the next tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    AtData,
    AtTicks,
}

/// An axis laid over pixels.
#[derive(Debug, Clone)]
pub(super) struct Ruler {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    /// Value and label, rising.
    pub ticks: Vec<(f64, String)>,
}

/// Pixels a tick label of a horizontal axis needs.
const LABEL_WIDTH: f64 = 78.0;
/// Pixels between ticks of a vertical axis.
const LABEL_HEIGHT: f64 = 48.0;

impl Ruler {
    /// The axis for all finite `data`, from pixel `from` (its lowest value) to pixel `to`.
    pub fn new(
        axis: &Axis,
        data: impl IntoIterator<Item = f64>,
        ends: Ends,
        from: f64,
        to: f64,
    ) -> Self {
        let horizontal = to > from;
        let length = (to - from).abs();
        let most = (length
            / if horizontal {
                LABEL_WIDTH
            } else {
                LABEL_HEIGHT
            })
        .max(1.0);
        let mut data = data
            .into_iter()
            .filter(|v| v.is_finite())
            .map(|v| v.clamp(-LARGEST, LARGEST));
        let range = data
            .next()
            .map(|first| data.fold((first, first), |(low, high), v| (low.min(v), high.max(v))));
        match axis {
            Axis::Number {
                min, max, format, ..
            } => {
                let asked = [*min, *max].into_iter().flatten().filter(|v| v.is_finite());
                let range = asked.fold(range, |range, v| {
                    let v = v.clamp(-LARGEST, LARGEST);
                    Some(range.map_or((v, v), |(low, high)| (low.min(v), high.max(v))))
                });
                let (low, high) = opened(range.unwrap_or((0.0, 1.0)), *format);
                Self::of_numbers(low, high, ends, *format, most, (from, to))
            }
            Axis::Date { start } => {
                let (low, high) = match range {
                    Some((low, high)) if high > low => (low, high),
                    Some((low, _)) => (low - 15.0, low + 15.0),
                    None => (0.0, 365.0),
                };
                Self {
                    low,
                    high,
                    from,
                    to,
                    ticks: date_ticks(*start, low, high, most),
                }
            }
        }
    }

    fn of_numbers(
        low: f64,
        high: f64,
        ends: Ends,
        format: NumberFormat,
        most: f64,
        (from, to): (f64, f64),
    ) -> Self {
        let step = round_step((high - low) / most).max(format.smallest_step());
        let (first, last) = match ends {
            Ends::AtTicks => ((low / step).floor(), (high / step).ceil()),
            Ends::AtData => ((low / step).ceil(), (high / step).floor()),
        };
        let (low, high) = match ends {
            Ends::AtTicks => (low.min(first * step), high.max(last * step)),
            Ends::AtData => (low, high),
        };
        let count = (last - first).clamp(-1.0, 200.0) as i32;
        let ticks = (0..=count)
            .map(|i| {
                let value = (first + f64::from(i)) * step;
                (value, format.tick(value, step))
            })
            .collect();
        Self {
            low,
            high,
            from,
            to,
            ticks,
        }
    }

    /// The pixel of a value; values outside the axis lie at its ends.
    pub fn at(&self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.from + (self.to - self.from) * share
    }

    /// The value of a pixel.
    pub fn value_at(&self, pixel: f64) -> f64 {
        self.low + (self.high - self.low) * (pixel - self.from) / (self.to - self.from)
    }

    /// The pixel of zero, or of the end of the axis nearest to it.
    pub fn zero(&self) -> f64 {
        self.at(0.0)
    }

    /// Whether zero lies inside the axis with values on both sides.
    pub fn crosses_zero(&self) -> bool {
        self.low < 0.0 && self.high > 0.0
    }
}

/// Differences and steps stay finite up to here.
const LARGEST: f64 = 1e300;

/// A range with some length: a single value gets room on both sides.
fn opened((low, high): (f64, f64), format: NumberFormat) -> (f64, f64) {
    let size = low.abs().max(high.abs());
    if high - low > size * 1e-9 && high - low > 1e-290 {
        return (low, high);
    }
    if size < 1e-290 {
        return (0.0, 1.0);
    }
    let room = (size * 0.5).max(format.smallest_step());
    if low >= 0.0 {
        ((low - room).max(0.0), high + room)
    } else {
        (low - room, (high + room).min(0.0))
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let tens = libm::floor(libm::log10(least));
    let power = |tens: f64| libm::pow(10.0, tens);
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|lead| lead * power(tens))
        .find(|&step| step >= least * (1.0 - 1e-9))
        .unwrap_or_else(|| power(tens + 1.0))
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// First days of months, at most `most` of them; days where the range is too short for months.
fn date_ticks(start: Date, low: f64, high: f64, most: f64) -> Vec<(f64, String)> {
    let day = |offset: f64| {
        let days = jiff::Span::new()
            .try_days(offset.clamp(-1e7, 1e7) as i64)
            .ok()?;
        start.checked_add(days).ok()
    };
    let (Some(first), Some(last)) = (day(low.floor()), day(high.ceil())) else {
        return Vec::new();
    };
    let offset = |of: Date| {
        start
            .until(of)
            .map_or(f64::NAN, |span| f64::from(span.get_days()))
    };
    let inside = |at: &f64| *at >= low && *at <= high;
    let months = month_number(last) - month_number(first);
    if months < 3 {
        let step = [1, 2, 7, 14, 28]
            .into_iter()
            .find(|&step| (high - low) / f64::from(step) <= most)
            .unwrap_or(28);
        return (0..)
            .map(|i| low.ceil() + f64::from(i * step))
            .take_while(inside)
            .filter_map(|at| {
                let date = day(at)?;
                Some((
                    at,
                    format!("{} {}", date.day(), MONTHS[date.month() as usize - 1]),
                ))
            })
            .collect();
    }
    let steps = [
        1, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 6_000, 12_000, 60_000,
    ];
    let step = steps
        .into_iter()
        .find(|&step| f64::from(months) / f64::from(step) <= most)
        .unwrap_or(240_000);
    let mut ticks = Vec::new();
    let mut month = month_number(first).div_euclid(step) * step;
    while month <= month_number(last) {
        let (year, of_year) = (month.div_euclid(12), month.rem_euclid(12));
        if (-9_999..=9_999).contains(&year) {
            let at = offset(date(year as i16, of_year as i8 + 1, 1));
            if inside(&at) {
                ticks.push((at, format!("{} {year}", MONTHS[of_year as usize])));
            }
        }
        month += step;
    }
    ticks
}

fn month_number(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruler(axis: &Axis, data: &[f64]) -> Ruler {
        Ruler::new(axis, data.iter().copied(), Ends::AtTicks, 0.0, 600.0)
    }

    fn labels(ruler: &Ruler) -> Vec<&str> {
        ruler
            .ticks
            .iter()
            .map(|(_, label)| label.as_str())
            .collect()
    }

    #[test]
    fn ticks_are_round_and_hold_the_data() {
        let r = ruler(
            &Axis::from_zero("people", NumberFormat::Integer),
            &[130.0, 4_870.0],
        );
        assert_eq!(
            labels(&r),
            ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]
        );
        assert_eq!(
            (r.at(0.0), r.at(2_500.0), r.at(5_000.0)),
            (0.0, 300.0, 600.0)
        );
        let r = ruler(&Axis::number("share", NumberFormat::Percent), &[0.12, 0.31]);
        assert_eq!(labels(&r), ["10%", "15%", "20%", "25%", "30%", "35%"]);
    }

    #[test]
    fn counts_are_not_halved() {
        let r = ruler(&Axis::from_zero("people", NumberFormat::Integer), &[2.0]);
        assert_eq!(labels(&r), ["0", "1", "2"]);
    }

    #[test]
    fn strange_ranges_still_give_an_axis() {
        let axis = Axis::number("x", NumberFormat::OneDecimal);
        for data in [
            &[][..],
            &[f64::NAN, f64::INFINITY],
            &[0.0],
            &[5.0, 5.0],
            &[-3.0],
            &[f64::MAX, f64::MIN],
            &[f64::MIN_POSITIVE, 0.0],
            &[1e-300, 2e-300],
            &[1e17, 1e17 + 16.0],
            &[-1e-12, 1e-12],
        ] {
            for ends in [Ends::AtData, Ends::AtTicks] {
                let r = Ruler::new(&axis, data.iter().copied(), ends, 0.0, 600.0);
                assert!(r.ticks.len() <= 12, "{} ticks for {data:?}", r.ticks.len());
                assert!(
                    data.iter()
                        .all(|&v| v.is_nan() || (0.0..=600.0).contains(&r.at(v))),
                    "{data:?}"
                );
            }
        }
    }

    #[test]
    fn dates_tick_at_month_quarter_and_year_starts() {
        let axis = Axis::date(date(2026, 4, 1));
        assert_eq!(
            labels(&ruler(&axis, &[0.0, 900.0]))[..3],
            ["Jul 2026", "Jan 2027", "Jul 2027"]
        );
        assert_eq!(
            labels(&ruler(&axis, &[0.0, 364.0])),
            ["Apr 2026", "Jul 2026", "Oct 2026", "Jan 2027"]
        );
        assert_eq!(
            labels(&ruler(&axis, &[0.0, 20.0])),
            ["1 Apr", "8 Apr", "15 Apr"]
        );
        assert!(ruler(&axis, &[0.0, 3_650_000.0]).ticks.len() <= 8);
        assert_eq!(labels(&ruler(&axis, &[1e300, 2e300])).len(), 0);
    }
}

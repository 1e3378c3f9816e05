//! Numbers as people read them.

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFormat {
    /// Whole, with thousands separators: 12,345.
    Integer,
    /// 12,345.6
    OneDecimal,
    /// 0.123, for small quantities such as quality-adjusted life years
    ThreeDecimals,
    /// A share between 0 and 1 as a percentage: 0.56 is written 56%.
    Percent,
    /// Pounds: £12.50, £1,234, £12.3k, £1.23m.
    Pounds,
}

impl NumberFormat {
    /// The number as written in a label or a table; a dash if it is not finite.
    pub fn text(self, value: f64) -> String {
        if !value.is_finite() {
            return "–".to_owned();
        }
        let size = value.abs();
        match self {
            Self::Integer => grouped(value, 0),
            Self::OneDecimal => grouped(value, 1),
            Self::ThreeDecimals => grouped(value, 3),
            Self::Percent => {
                let decimals = if size == 0.0 || size >= 0.0995 { 0 } else { 1 };
                grouped(value * 100.0, decimals) + "%"
            }
            Self::Pounds => {
                let (scaled, unit) = match size {
                    s if s >= NO_UNIT => (value, ""),
                    s if s >= 999_500_000.0 => (value / 1e9, "bn"),
                    s if s >= 999_500.0 => (value / 1e6, "m"),
                    s if s >= 9_999.5 => (value / 1e3, "k"),
                    _ => (value, ""),
                };
                let decimals = match (unit, scaled.abs()) {
                    ("", s) if s >= 99.995 || s == s.round() => 0,
                    ("", _) => 2,
                    (_, s) if s >= 99.95 => 0,
                    (_, s) if s >= 9.995 => 1,
                    _ => 2,
                };
                pounds(&grouped(scaled, decimals), unit)
            }
        }
    }

    /// A difference: as [`NumberFormat::text`], with a plus sign before what is above zero.
    pub fn signed(self, value: f64) -> String {
        let text = self.text(value);
        let zero = !text.bytes().any(|b| b.is_ascii_digit() && b != b'0');
        if value > 0.0 && !zero {
            format!("+{text}")
        } else {
            text
        }
    }

    /// A tick of an axis whose ticks are `step` apart: as many decimals as tell neighbours apart, no more.
    pub(in crate::output) fn tick(self, value: f64, step: f64) -> String {
        match self {
            Self::Integer | Self::OneDecimal | Self::ThreeDecimals => {
                grouped(value, decimals_for(step))
            }
            Self::Percent => grouped(value * 100.0, decimals_for(step * 100.0)) + "%",
            Self::Pounds => {
                let (unit, name) = match step {
                    s if s >= NO_UNIT => (1.0, ""),
                    s if s >= 1e9 => (1e9, "bn"),
                    s if s >= 1e6 => (1e6, "m"),
                    s if s >= 1e3 => (1e3, "k"),
                    _ => (1.0, ""),
                };
                let decimals = match decimals_for(step / unit) {
                    1 if name.is_empty() => 2,
                    n => n,
                };
                let name = if value == 0.0 { "" } else { name };
                pounds(&grouped(value / unit, decimals), name)
            }
        }
    }

    /// The smallest step between ticks that makes sense: counts are not cut into halves.
    pub(super) fn smallest_step(self) -> f64 {
        if self == Self::Integer { 1.0 } else { 0.0 }
    }
}

/// The value with its interval: "1,234 (1,180 to 1,290)"; the value alone where the interval is missing.
pub(super) fn with_interval(format: NumberFormat, value: f64, lower: f64, upper: f64) -> String {
    let value = format.text(value);
    if lower.is_finite() && upper.is_finite() {
        format!("{value} ({} to {})", format.text(lower), format.text(upper))
    } else {
        value
    }
}

/// Sums no one has a word for are written scientifically.
const NO_UNIT: f64 = 1e15;

fn pounds(number: &str, unit: &str) -> String {
    match number.strip_prefix('−') {
        Some(size) => format!("−£{size}{unit}"),
        None => format!("£{number}{unit}"),
    }
}

fn decimals_for(step: f64) -> usize {
    (0..=9)
        .find(|&n| {
            let shifted = step * TENS[n];
            (shifted - shifted.round()).abs() < 1e-6 * shifted
        })
        .unwrap_or(9)
}

const TENS: [f64; 10] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// Fixed decimals, commas between thousands, a real minus sign; scientific where digits would not be read.
fn grouped(value: f64, decimals: usize) -> String {
    let size = value.abs();
    if size >= 1e15 || (size > 0.0 && size < 1e-9 && decimals >= 9) {
        let text = format!("{size:.2e}");
        return if value < 0.0 {
            format!("−{text}")
        } else {
            text
        };
    }
    let digits = format!("{size:.decimals$}");
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::new();
    if value < 0.0 && digits.bytes().any(|b| b.is_ascii_digit() && b != b'0') {
        text.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_read_them() {
        use NumberFormat::*;
        let written = [
            (Integer, 1_234_567.4, "1,234,567"),
            (Integer, -0.2, "0"),
            (Integer, -1200.0, "−1,200"),
            (OneDecimal, 12_345.67, "12,345.7"),
            (ThreeDecimals, 0.0123, "0.012"),
            (Percent, 0.56, "56%"),
            (Percent, 0.004, "0.4%"),
            (Percent, 0.0, "0%"),
            (Pounds, 12.5, "£12.50"),
            (Pounds, 8_234.0, "£8,234"),
            (Pounds, 12_345.0, "£12.3k"),
            (Pounds, -1_234_000.0, "−£1.23m"),
            (Integer, f64::NAN, "–"),
            (Integer, 1e300, "1.00e300"),
        ];
        for (format, value, text) in written {
            assert_eq!(format.text(value), text);
        }
    }

    #[test]
    fn ticks_have_the_decimals_their_step_needs() {
        use NumberFormat::*;
        assert_eq!(OneDecimal.tick(2.0, 1.0), "2");
        assert_eq!(OneDecimal.tick(0.25, 0.25), "0.25");
        assert_eq!(Percent.tick(0.025, 0.025), "2.5%");
        assert_eq!(Pounds.tick(20_000.0, 5_000.0), "£20k");
        assert_eq!(Pounds.tick(2.5, 2.5), "£2.50");
        assert_eq!(Pounds.tick(0.0, 1e6), "£0");
    }

    #[test]
    fn differences_carry_their_sign() {
        assert_eq!(NumberFormat::Integer.signed(1_200.0), "+1,200");
        assert_eq!(NumberFormat::Integer.signed(0.2), "0");
        assert_eq!(NumberFormat::Pounds.signed(-3.0), "−£3");
        assert_eq!(NumberFormat::Pounds.signed(f64::NAN), "–");
    }

    #[test]
    fn a_missing_interval_is_left_out() {
        let format = NumberFormat::Integer;
        assert_eq!(with_interval(format, 5.0, 4.0, 6.0), "5 (4 to 6)");
        assert_eq!(with_interval(format, 5.0, f64::NAN, 6.0), "5");
    }
}

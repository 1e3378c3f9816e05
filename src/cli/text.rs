//! Numbers and words for the terminal.

use crate::analysis::statistics::Estimate;
pub use crate::scenario::fixed as number;

/// Width of running text.
const WIDTH: usize = 118;

/// A value of a measure as it is printed: shares (unit `%`) times 100, pounds with their sign.
pub fn measured(unit: &str, decimals: usize, value: Option<f64>) -> String {
    let scale = if unit == "%" { 100.0 } else { 1.0 };
    let text = number(value.map_or(f64::NAN, |x| x * scale), decimals);
    match unit {
        "%" => text + "%",
        "GBP" => match text.strip_prefix('-') {
            Some(rest) => format!("-£{rest}"),
            None => format!("£{text}"),
        },
        _ => text,
    }
}

/// A mean with its 95% interval, such as `1,234 (1,200 to 1,268)`; the mean alone if the interval is not defined.
pub fn with_interval(estimate: Estimate, scale: f64, decimals: usize) -> String {
    let mean = number(estimate.mean * scale, decimals);
    if estimate.lower.is_finite() && estimate.n >= super::summary::FEWEST_RUNS {
        format!(
            "{mean} ({} to {})",
            number(estimate.lower * scale, decimals),
            number(estimate.upper * scale, decimals)
        )
    } else {
        mean
    }
}

/// Running text in lines, ending with a line feed.
pub fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += length;
    }
    lines + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(with_interval(Estimate::of(&[1.0]), 100.0, 0), "100");
        assert_eq!(
            with_interval(Estimate::of(&[10.0, 20.0, 30.0]), 1.0, 1),
            "20.0",
            "too few runs for an interval"
        );
        assert_eq!(
            with_interval(Estimate::of(&[10.0, 20.0, 30.0, 20.0, 20.0]), 1.0, 1),
            "20.0 (11.2 to 28.8)"
        );
    }
}

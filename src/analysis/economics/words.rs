//! Numbers as economists read them.

use crate::scenario::fixed;

/// Pounds: `£20,098`, `-£5.04`. Pence below £100; an en dash if it is not defined.
pub fn pounds(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let decimals = if value == 0.0 || value.abs() >= 99.995 {
        0
    } else {
        2
    };
    let text = fixed(value, decimals);
    match text.strip_prefix('-') {
        Some(size) => format!("-£{size}"),
        None => format!("£{text}"),
    }
}

/// An amount of effect with four significant digits and at most eight decimals: `0.0002506`, `1.25`, `1,204`.
pub fn amount(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let size = value.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    let whole_digits = libm::floor(libm::log10(size)) as i32 + 1;
    let decimals = (4 - whole_digits).clamp(0, 8) as usize;
    let text = fixed(value, decimals);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A share in percent, never rounded to certainty: `62%`, `over 99%`, `under 1%`.
pub fn share(value: f64) -> String {
    let percent = 100.0 * value;
    if !percent.is_finite() {
        "–".to_owned()
    } else if percent > 99.0 && percent < 100.0 {
        "over 99%".to_owned()
    } else if percent < 1.0 && percent > 0.0 {
        "under 1%".to_owned()
    } else {
        fixed(percent, 0) + "%"
    }
}

/// A number of things: `1 draw`, `1,000 draws`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        fixed(number as f64, 0),
        if number == 1 { one } else { many }
    )
}

/// A unit in the plural: `QALYs`. A unit that is more than a plain word stays as it is.
pub fn plural(unit: &str) -> String {
    if unit.ends_with(|c: char| c.is_alphabetic()) && !unit.ends_with('s') && !unit.contains(' ') {
        format!("{unit}s")
    } else {
        unit.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(pounds(20_097.59), "£20,098");
        assert_eq!(pounds(-5.036), "-£5.04");
        assert_eq!(pounds(-0.001), "£0.00");
        assert_eq!(pounds(0.0), "£0");
        assert_eq!(pounds(f64::NAN), "–");
        assert_eq!(amount(0.000_250_58), "0.0002506");
        assert_eq!(amount(-1.25), "-1.25");
        assert_eq!(amount(12_345.6), "12,346");
        assert_eq!(amount(0.0), "0");
        assert_eq!(count(1, "draw", "draws"), "1 draw");
        assert_eq!(plural("QALY"), "QALYs");
        assert_eq!(plural("point of SWEMWBS"), "point of SWEMWBS");
    }
}

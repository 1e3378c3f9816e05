//! Values as a reader expects them: `12%`, `£1,500 a year`, `3.6 FTE`.

use super::parameter::{Parameter, Unit, Value};

/// A parameter's value with its unit, in words. Numbers are rounded to six digits after the point.
pub fn in_words(parameter: &Parameter, value: Value) -> String {
    let x = match value {
        Value::Number(x) => x,
        Value::Integer(n) => n as f64,
        Value::Flag(true) => return "yes".to_owned(),
        Value::Flag(false) => return "no".to_owned(),
        Value::Choice(label) => return format!("\"{label}\""),
    };
    let number = grouped(x);
    match parameter.unit {
        Unit::Share => format!("{}%", grouped(x * 100.0)),
        Unit::Pounds => pounds(x),
        Unit::PoundsPerYear => format!("{} a year", pounds(x)),
        Unit::PoundsPerHour => format!("{} an hour", pounds(x)),
        // A year is a name, not a quantity.
        Unit::PriceYear => format!("{x}"),
        Unit::Index | Unit::Ratio | Unit::None => number,
        unit => format!("{number} {}", unit.label()),
    }
}

/// What a parameter means, as the start of a sentence without its full stop.
pub fn meaning(parameter: &Parameter) -> String {
    let doc = parameter
        .doc
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    doc.trim_end_matches('.').to_owned()
}

fn pounds(x: f64) -> String {
    let sign = if x < 0.0 { "-" } else { "" };
    format!("{sign}£{}", grouped(x.abs()))
}

/// Thousands apart, at most six digits after the point.
pub fn grouped(x: f64) -> String {
    let rounded = (x * 1e6).round() / 1e6;
    let sign = if rounded < 0.0 { "-" } else { "" };
    sign.to_owned() + &thousands_apart(&rounded.abs().to_string())
}

/// Thousands apart, so many digits after the point, no sign before what rounds to zero; an en dash if it is not finite.
/// Halves of whole numbers go up, as in a spreadsheet; `format!` would take them to the even neighbour.
pub fn fixed(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return "–".to_owned();
    }
    let size = if decimals == 0 {
        x.abs().round()
    } else {
        x.abs()
    };
    let plain = format!("{size:.decimals$}");
    let is_zero = !plain.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    let sign = if x < 0.0 && !is_zero { "-" } else { "" };
    sign.to_owned() + &thousands_apart(&plain)
}

/// Commas between the thousands of digits without a sign.
fn thousands_apart(plain: &str) -> String {
    let whole = plain.find('.').unwrap_or(plain.len());
    let mut words = String::new();
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::names::index_of;
    use super::super::parameters::registry;
    use super::*;

    #[test]
    fn numbers_have_their_thousands_apart() {
        assert_eq!(fixed(1_234_567.0, 0), "1,234,567");
        assert_eq!(fixed(-999.96, 1), "-1,000.0");
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(fixed(f64::NAN, 1), "–");
        assert_eq!([fixed(82.5, 0), fixed(-0.5, 0)], ["83", "-1"]);
        assert_eq!(grouped(-1_234.5), "-1,234.5");
        assert_eq!(grouped(0.000_000_1), "0");
    }

    #[test]
    fn values_read_like_words() {
        for (path, value, words) in [
            ("referral.acceptance", Value::Number(0.88), "88%"),
            ("group_money.grant", Value::Number(1500.0), "£1,500 a year"),
            ("staffing.link_workers_fte", Value::Number(3.6), "3.6 FTE"),
            (
                "population.registered_patients",
                Value::Integer(1_234_567),
                "1,234,567 people",
            ),
            ("community.extra_social", Value::Integer(-2), "-2 groups"),
            (
                "waiting.patience_weeks",
                Value::Number(90.0 / 7.0),
                "12.857143 weeks",
            ),
            ("costs.price_year", Value::Integer(2024), "2024"),
            ("referral.open", Value::Flag(false), "no"),
        ] {
            let parameter = &registry()[index_of(path).unwrap()];
            assert_eq!(in_words(parameter, value), words);
        }
    }
}

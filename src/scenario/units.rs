//! Numbers written with a unit, such as `"90 days"` or `"£37"`, turned into the unit of the parameter.

use super::parameter::Unit;

/// Why a number with a unit cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum UnitError {
    /// There is no number at the start.
    NoNumber,
    /// There is a number but no unit: it needs no quotes.
    NoUnit,
    /// The unit, as written, does not fit.
    Wrong(String),
}

/// Reads `text` as a number with a unit and gives it in `unit`.
///
/// # Errors
/// If there is no number, no unit, or one that cannot be turned into `unit`.
pub(super) fn convert(text: &str, unit: Unit) -> Result<f64, UnitError> {
    let text = text.trim();
    // A sign of money stands before its number, every other unit behind.
    let (money, rest) = match text.strip_prefix('£') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || "+-.,_".contains(c)))
        .unwrap_or(rest.len());
    let number: f64 = rest[..end]
        .replace([',', '_'], "")
        .parse()
        .map_err(|_| UnitError::NoNumber)?;
    let mut words = rest[end..].trim().to_owned();
    if money {
        words = format!("GBP {words}").trim().to_owned();
    }
    if words.is_empty() {
        return Err(UnitError::NoUnit);
    }
    factor(&words, unit)
        .map(|(times, over)| number * times / over)
        .ok_or(UnitError::Wrong(words))
}

/// What one `words` is in `unit`, as a fraction so that whole results stay exact; `None` if the two do not fit.
pub(super) fn factor(words: &str, unit: Unit) -> Option<(f64, f64)> {
    let words = tidy(words);
    if words == tidy(unit.label()) {
        return Some((1.0, 1.0));
    }
    let family = family(unit);
    let find = |words: &str| {
        family
            .iter()
            .find(|(names, _)| names.contains(&words))
            .map(|(_, size)| *size)
    };
    let own = find(&tidy(unit.label()))?;
    Some((find(&words)?, own))
}

/// The units that are converted into this one, in words; empty if there is none.
pub(super) fn convertible(unit: Unit) -> String {
    let own = tidy(unit.label());
    let names: Vec<&str> = family(unit)
        .iter()
        .filter(|(names, _)| !names.contains(&own.as_str()))
        .map(|(names, _)| names[0])
        .collect();
    names.join(", ")
}

/// One spelling for "per week", "/week" and "a week".
fn tidy(words: &str) -> String {
    words
        .to_lowercase()
        .replace('/', " a ")
        .replace('£', "gbp ")
        .split_whitespace()
        .map(|word| match word {
            "per" | "an" => "a",
            "pounds" | "pound" => "gbp",
            "yr" => "year",
            "mins" | "min" => "minutes",
            "hrs" | "hr" | "h" => "hours",
            other => other,
        })
        .collect::<Vec<_>>()
        .join(" ")
}

type Family = &'static [(&'static [&'static str], f64)];

/// The units that convert into each other: names (the first is shown) and size against the smallest.
///
/// Working time (minutes, hours) and calendar time (days and longer) are kept apart on purpose: nobody knows whether
/// a "day" of work has 24 hours.
fn family(unit: Unit) -> Family {
    match unit {
        Unit::Minutes | Unit::Hours => &[(&["minutes", "minute"], 1.0), (&["hours", "hour"], 60.0)],
        Unit::Days | Unit::Weeks | Unit::Months | Unit::Years => &[
            (&["days", "day"], 1.0),
            (&["weeks", "week"], 7.0),
            (&["months", "month"], 30.4375),
            (&["years", "year"], 365.25),
        ],
        Unit::HoursPerWeek | Unit::HoursPerMonth => &[
            (&["hours a month", "hour a month"], 7.0),
            (&["hours a week", "hour a week"], 30.4375),
        ],
        Unit::Share => &[
            (&["%", "percent", "per cent", "a cent"], 1.0),
            (&["share"], 100.0),
        ],
        Unit::PerYear => &[(&["% a year", "percent a year"], 1.0), (&["a year"], 100.0)],
        Unit::PerWeek => &[(&["% a week", "percent a week"], 1.0), (&["a week"], 100.0)],
        Unit::PoundsPerYear => &[(&["gbp a year"], 1.0), (&["gbp a month"], 12.0)],
        Unit::People => &[(&["people", "person", "patients", "clients"], 1.0)],
        Unit::Fte => &[(&["fte", "wte"], 1.0)],
        Unit::Contacts => &[(&["contacts", "contact"], 1.0)],
        Unit::Sessions => &[(&["sessions", "session"], 1.0)],
        Unit::Groups => &[(&["groups", "group"], 1.0)],
        Unit::Places => &[(&["places", "place"], 1.0)],
        Unit::Tries => &[(&["tries", "try"], 1.0)],
        Unit::Practices => &[(&["practices", "practice"], 1.0)],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compatible_units_are_converted() {
        for (text, unit, value) in [
            ("91 days", Unit::Weeks, 13.0),
            ("3 months", Unit::Years, 0.25),
            ("1.5 hours", Unit::Minutes, 90.0),
            ("37 %", Unit::Share, 0.37),
            ("50 percent", Unit::Share, 0.5),
            ("3.5% a year", Unit::PerYear, 0.035),
            ("£37", Unit::Pounds, 37.0),
            ("37 GBP", Unit::Pounds, 37.0),
            ("£1,500 per year", Unit::PoundsPerYear, 1500.0),
            ("£100/month", Unit::PoundsPerYear, 1200.0),
            ("£60 an hour", Unit::PoundsPerHour, 60.0),
            ("3.6 FTE", Unit::Fte, 3.6),
            ("-2 groups", Unit::Groups, -2.0),
            ("67 per 1,000 a year", Unit::PerThousandAYear, 67.0),
        ] {
            assert_eq!(convert(text, unit), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_unit_as_written() {
        for (text, unit, wrong) in [
            ("90 GBP", Unit::Weeks, "GBP"),
            ("1 day", Unit::Minutes, "day"),
            ("£37", Unit::PoundsPerYear, "GBP"),
            ("5 %", Unit::Fte, "%"),
        ] {
            assert_eq!(
                convert(text, unit),
                Err(UnitError::Wrong(wrong.to_owned())),
                "{text}"
            );
        }
        assert_eq!(convert("severity", Unit::Weeks), Err(UnitError::NoNumber));
        assert_eq!(convert("12", Unit::Weeks), Err(UnitError::NoUnit));
    }
}

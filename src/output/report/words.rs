//! Numbers and verdicts in words: every number of the page is written here, once.

use crate::analysis::comparison::Better;
use crate::analysis::decision::{Change, Level, MeasureResult, MonthlyResult};
use crate::scenario::fixed;

/// Fewer runs than these give no interval that means something.
pub const FEWEST_RUNS: usize = 5;

/// How the numbers of a measure are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit<'a> {
    /// Unit; `%` for shares, `GBP` for pounds.
    pub name: &'a str,
    /// The most digits after the point.
    pub decimals: usize,
}

impl<'a> From<&'a MeasureResult> for Unit<'a> {
    fn from(measure: &'a MeasureResult) -> Self {
        Self {
            name: &measure.unit,
            decimals: measure.decimals,
        }
    }
}

impl<'a> From<&'a MonthlyResult> for Unit<'a> {
    fn from(measure: &'a MonthlyResult) -> Self {
        Self {
            name: &measure.unit,
            decimals: measure.decimals,
        }
    }
}

/// Pounds, to the pound at the finest.
pub const POUNDS: Unit<'static> = Unit {
    name: "GBP",
    decimals: 0,
};

impl Unit<'_> {
    /// What a value is multiplied by to be printed.
    pub fn scale(self) -> f64 {
        if self.name == "%" { 100.0 } else { 1.0 }
    }

    /// What a difference is counted in: "percentage points", "pounds", "days"; empty where there is no unit.
    pub fn of_differences(self) -> &'static str {
        match self.name {
            "%" => "percentage points",
            "GBP" => "pounds",
            _ => "",
        }
    }

    /// The power of ten to which a number is rounded whose 95% interval has this half-width: the second digit of the
    /// half-width, since digits beyond it are chance.
    fn place(self, half_width: f64) -> i32 {
        let finest = -(self.decimals as i32);
        let size = half_width * self.scale();
        if size.is_finite() && size > 0.0 {
            (libm::floor(libm::log10(size)) as i32 - 1).max(finest)
        } else {
            finest
        }
    }

    fn written(self, value: f64, place: i32) -> String {
        let value = value * self.scale();
        match self.name {
            "GBP" => pounds(value, place),
            _ => rounded(value, place),
        }
    }

    fn half_width(lower: Option<f64>, upper: Option<f64>) -> f64 {
        match (lower, upper) {
            (Some(lower), Some(upper)) => (upper - lower) / 2.0,
            _ => f64::NAN,
        }
    }

    /// The mean of a level: pounds to the digits that its interval supports, others to those of the measure, as on the
    /// terminal and in the workbook; a dash where there is none.
    pub fn level(self, level: &Level) -> String {
        match (self.name, level.mean) {
            ("GBP", Some(mean)) => {
                let place = self.place(Self::half_width(level.lower_95, level.upper_95));
                self.written(mean, place)
            }
            (_, mean) => self.value(mean),
        }
    }

    /// One value, to the most digits of the measure.
    pub fn value(self, value: Option<f64>) -> String {
        let sign = if self.name == "%" { "%" } else { "" };
        value.map_or_else(
            || "–".to_owned(),
            |x| self.written(x, self.place(f64::NAN)) + sign,
        )
    }

    /// A difference with its sign and its 95% interval, such as "−13.5 (−16.3 to −10.7)".
    pub fn difference(self, change: &Change) -> String {
        let (mean, range) = self.difference_parts(change);
        match range {
            Some(range) => format!("{mean} {range}"),
            None => mean,
        }
    }

    /// A difference, and its interval in brackets if there is one.
    pub fn difference_parts(self, change: &Change) -> (String, Option<String>) {
        if change.identical {
            return ("no difference".to_owned(), None);
        }
        let Some(mean) = change.mean else {
            return ("–".to_owned(), None);
        };
        let place = self.place(Self::half_width(change.lower_95, change.upper_95));
        let signed = |x: f64| with_sign(x, self.written(x, place));
        let points = if self.name == "%" { " points" } else { "" };
        let range = match (change.lower_95, change.upper_95) {
            (Some(lower), Some(upper)) if change.runs >= FEWEST_RUNS => {
                Some(format!("({} to {})", signed(lower), signed(upper)))
            }
            _ => None,
        };
        (signed(mean) + points, range)
    }
}

/// Which way a difference goes, in a word and a class for its look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The word: the look only repeats it.
    pub word: &'static str,
    /// Class in the style sheet.
    pub class: &'static str,
}

/// What a difference means where one way is better; nothing where neither is, or nothing was observed.
pub fn verdict(better: Option<Better>, change: &Change) -> Option<Verdict> {
    let better = better?;
    if change.identical {
        return Some(Verdict {
            word: "the same",
            class: "unclear",
        });
    }
    let mean = change.mean?;
    Some(if change.runs < FEWEST_RUNS || !change.is_clear() {
        Verdict {
            word: "not clear",
            class: "unclear",
        }
    } else if mean * better.sign() > 0.0 {
        Verdict {
            word: "better",
            class: "better",
        }
    } else {
        Verdict {
            word: "worse",
            class: "worse",
        }
    })
}

/// In how many runs the option does better than the base. All of a few runs is not certainty, so it is said as a count.
pub fn runs_better(change: &Change) -> String {
    match change.improved {
        _ if change.identical => "–".to_owned(),
        Some(share) if share >= 1.0 => format!("all {} runs", grouped(change.runs as f64, 0)),
        Some(share) if share <= 0.0 => "no run".to_owned(),
        Some(share) => percent(share) + " of runs",
        None => "–".to_owned(),
    }
}

/// A share as a whole percentage; not 0% or 100% of what merely comes near.
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        p if !p.is_finite() => "–".to_owned(),
        p if p > 0.0 && p < 0.5 => "less than 1%".to_owned(),
        p if (99.5..100.0).contains(&p) => "more than 99%".to_owned(),
        p => grouped(p, 0) + "%",
    }
}

/// Pounds of any size to three digits: £350, £12,300, £1.23m.
pub fn short_pounds(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value == 0.0 {
        return "£0".to_owned();
    }
    let place = libm::floor(libm::log10(value.abs())) as i32 - 2;
    pounds(value, place.max(0))
}

/// A number with a plus sign if it is above zero as printed.
pub fn with_sign(value: f64, text: String) -> String {
    if value > 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        format!("+{text}")
    } else {
        text
    }
}

/// Rounded to a power of ten.
fn rounded(value: f64, place: i32) -> String {
    if place > 0 {
        let coarse = libm::pow(10.0, f64::from(place));
        grouped((value / coarse).round() * coarse, 0)
    } else {
        grouped(value, place.unsigned_abs() as usize)
    }
}

fn pounds(value: f64, place: i32) -> String {
    let (number, unit) = if value.abs() >= 999_500.0 && place >= 3 {
        (rounded(value / 1e6, place - 6), "m")
    } else {
        (rounded(value, place), "")
    };
    match number.strip_prefix('−') {
        Some(size) => format!("−£{size}{unit}"),
        None => format!("£{number}{unit}"),
    }
}

/// Fixed decimals, commas between thousands, a real minus sign, none before zero; a dash if it is not finite.
pub fn grouped(value: f64, decimals: usize) -> String {
    fixed(value, decimals).replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(mean: f64, half_width: f64, runs: usize, improved: Option<f64>) -> Change {
        Change {
            mean: Some(mean),
            lower_95: Some(mean - half_width),
            upper_95: Some(mean + half_width),
            sd: None,
            runs,
            improved,
            variance_ratio: None,
            identical: false,
        }
    }

    fn unit(name: &str, decimals: usize) -> Unit<'_> {
        Unit { name, decimals }
    }

    #[test]
    fn differences_have_the_digits_that_their_interval_supports() {
        let cases = [
            (unit("days", 1), -13.5, 2.847, "−13.5 (−16.3 to −10.7)"),
            (unit("people", 0), 434.85, 109.85, "+430 (+330 to +540)"),
            (
                unit("%", 1),
                -0.29845,
                0.0908,
                "−29.8 points (−38.9 to −20.8)",
            ),
            (
                POUNDS,
                113_765.7,
                4_236.6,
                "+£113,800 (+£109,500 to +£118,000)",
            ),
            (
                POUNDS,
                -31_183.3,
                22_236.6,
                "−£31,000 (−£53,000 to −£9,000)",
            ),
            (
                unit("SWEMWBS points", 2),
                -0.0027,
                0.0038,
                "0.00 (−0.01 to 0.00)",
            ),
        ];
        for (unit, mean, half_width, written) in cases {
            assert_eq!(
                unit.difference(&change(mean, half_width, 20, None)),
                written
            );
        }
        assert_eq!(
            unit("days", 1).difference(&change(-2.0, 1.0, 4, None)),
            "−2.0"
        );
    }

    #[test]
    fn levels_are_not_more_exact_than_they_are_known() {
        let level = |mean: f64, half_width: f64| Level {
            mean: Some(mean),
            lower_95: Some(mean - half_width),
            upper_95: Some(mean + half_width),
            p10: None,
            p90: None,
        };
        assert_eq!(POUNDS.level(&level(18_611_971.0, 131_009.0)), "£18.61m");
        assert_eq!(POUNDS.level(&level(636_766.0, 4_153.0)), "£636,800");
        assert_eq!(unit("people", 0).level(&level(2_906.4, 53.5)), "2,906");
        assert_eq!(unit("%", 1).level(&level(0.3269, 0.0985)), "32.7%");
        assert_eq!(POUNDS.value(None), "–");
    }

    #[test]
    fn a_verdict_needs_an_interval_that_leaves_zero_out() {
        let word = |better, change: &Change| verdict(better, change).map(|v| v.word);
        let lower = Some(Better::Lower);
        assert_eq!(word(lower, &change(-2.0, 1.0, 20, None)), Some("better"));
        assert_eq!(word(lower, &change(2.0, 1.0, 20, None)), Some("worse"));
        assert_eq!(word(lower, &change(2.0, 3.0, 20, None)), Some("not clear"));
        assert_eq!(word(lower, &change(2.0, 1.0, 3, None)), Some("not clear"));
        assert_eq!(word(None, &change(2.0, 1.0, 20, None)), None);
        let same = Change {
            identical: true,
            ..change(0.0, 0.0, 20, Some(0.5))
        };
        assert_eq!(word(lower, &same), Some("the same"));
        assert_eq!(runs_better(&same), "–");
    }

    #[test]
    fn what_is_nearly_certain_is_not_called_certain() {
        assert_eq!(runs_better(&change(1.0, 1.0, 20, Some(1.0))), "all 20 runs");
        assert_eq!(runs_better(&change(1.0, 1.0, 20, Some(0.0))), "no run");
        assert_eq!(
            runs_better(&change(1.0, 1.0, 20, Some(0.875))),
            "88% of runs"
        );
        assert_eq!(percent(0.998), "more than 99%");
        assert_eq!(percent(0.002), "less than 1%");
        assert_eq!(percent(1.0), "100%");
    }

    #[test]
    fn pounds_are_short() {
        assert_eq!(short_pounds(-31_183.0), "−£31,200");
        assert_eq!(short_pounds(1_234_567.0), "£1.23m");
        assert_eq!(short_pounds(20_000.0), "£20,000");
        assert_eq!(short_pounds(0.0), "£0");
        assert_eq!(short_pounds(f64::NAN), "–");
    }
}

//! A model beside what was seen in the real world and not fitted: figures, each against a prediction interval, and
//! patterns, each as a paired difference.

use std::collections::BTreeSet;

use super::statistics::{Estimate, quantile, sorted};
use crate::scenario::observations::{Observation, Observations, Part, Pattern, Quantity, Seen};

/// Share of the draws on the right side of a bound from which the model agrees with it, and below which it fails.
pub const MOST_DRAWS: f64 = 0.8;
/// See [`MOST_DRAWS`].
pub const FEW_DRAWS: f64 = 0.2;

/// How a figure and the model stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// What was observed lies within what the model predicts.
    Agrees,
    /// It does, but nearly anything would.
    SaysLittle,
    /// The model lies above.
    TooHigh,
    /// The model lies below.
    TooLow,
    /// The model gives no value.
    NoValue,
}

impl Verdict {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::SaysLittle => "agrees, but says little",
            Self::TooHigh => "fails: the model lies above",
            Self::TooLow => "fails: the model lies below",
            Self::NoValue => "fails: the model gives no value",
        }
    }

    /// Whether the model fails.
    pub fn fails(self) -> bool {
        !matches!(self, Self::Agrees | Self::SaysLittle)
    }
}

/// What the model gives for an observation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Draws with a value.
    pub draws: usize,
    /// Median of the draws; NaN without any.
    pub median: f64,
    /// The 2.5% and the 97.5% quantile; NaN without any.
    pub interval: [f64; 2],
    /// Share of the draws on the right side of a bound.
    pub right_side: Option<f64>,
    /// Whether it is something that happens (1) or not (0) in each draw: then the share of draws is the prediction.
    pub is_event: bool,
    /// The verdict.
    pub verdict: Verdict,
}

impl Judged {
    /// Judges an observation by the values of the draws, NaN where a draw gives none.
    ///
    /// A figure agrees if it lies within the 95% interval of the draws, which its own 95% interval widens: half-widths
    /// to each side add up as independent errors do, by squares.
    pub fn of(seen: &Seen, draws: &[f64]) -> Self {
        let values = sorted(draws);
        if values.is_empty() {
            return Self {
                draws: 0,
                median: f64::NAN,
                interval: [f64::NAN; 2],
                right_side: None,
                is_event: false,
                verdict: Verdict::NoValue,
            };
        }
        let [lower, median, upper] = [0.025, 0.5, 0.975].map(|p| quantile(&values, p));
        let share = |right: &dyn Fn(f64) -> bool| {
            values.iter().filter(|&&x| right(x)).count() as f64 / values.len() as f64
        };
        let (right_side, verdict) = match *seen {
            Seen::Figure {
                ends: (low, high),
                half_width,
                useful_width,
            } => {
                let below = median - libm::hypot(median - lower, half_width);
                let above = median + libm::hypot(upper - median, half_width);
                let verdict = match () {
                    () if below > high => Verdict::TooHigh,
                    () if above < low => Verdict::TooLow,
                    () if upper - lower > useful_width => Verdict::SaysLittle,
                    () => Verdict::Agrees,
                };
                (None, verdict)
            }
            Seen::AtLeast(bound) => by_share(share(&|x| x >= bound), Verdict::TooLow),
            Seen::AtMost(bound) => by_share(share(&|x| x <= bound), Verdict::TooHigh),
        };
        Self {
            draws: values.len(),
            median,
            interval: [lower, upper],
            right_side,
            is_event: values.iter().all(|&x| x == 0.0 || x == 1.0),
            verdict,
        }
    }
}

fn by_share(right: f64, wrong: Verdict) -> (Option<f64>, Verdict) {
    let verdict = match right {
        most if most >= MOST_DRAWS => Verdict::Agrees,
        few if few < FEW_DRAWS => wrong,
        _ => Verdict::SaysLittle,
    };
    (Some(right), verdict)
}

/// What a pattern comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    /// Mean on the side of more and on that of less, before they are divided by the number of the pattern.
    pub means: [f64; 2],
    /// The paired difference: mean, and the ends of its 99% interval.
    pub difference: [f64; 3],
    /// Pairs of runs.
    pub runs: usize,
    /// Whether the interval lies wholly above zero.
    pub holds: bool,
}

impl Shown {
    /// Judges a pattern by pairs of values (more, less) of the same people, which were divided by `divided_by`.
    pub fn of(pairs: &[[f64; 2]], divided_by: f64) -> Self {
        let defined: Vec<[f64; 2]> = pairs
            .iter()
            .copied()
            .filter(|pair| pair.iter().all(|x| x.is_finite()))
            .collect();
        let column = |i: usize| -> Vec<f64> { defined.iter().map(|pair| pair[i]).collect() };
        let differences: Vec<f64> = defined.iter().map(|[more, less]| more - less).collect();
        let found = Estimate::of(&differences);
        let half = found.half_width_at(0.99);
        Self {
            means: [0, 1].map(|i| Estimate::of(&column(i)).mean * divided_by),
            difference: [found.mean, found.mean - half, found.mean + half],
            runs: defined.len(),
            holds: found.mean - half > 0.0,
        }
    }
}

/// What a quantity comes to, given the values of measures; `times` is the value of its parameter.
pub fn value(quantity: &Quantity, times: f64, measured: impl Fn(&Part) -> f64) -> f64 {
    let sum = |parts: &[Part]| parts.iter().map(&measured).sum::<f64>();
    let whole = match quantity.per.as_slice() {
        [] => 1.0,
        parts => sum(parts),
    };
    sum(&quantity.parts) / whole * times / quantity.divided_by
}

/// Everything that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Validation {
    /// What the model was held against.
    pub against: Observations,
    /// The observations' judgements, in their order.
    pub judged: Vec<Judged>,
    /// The patterns, in their order.
    pub shown: Vec<Shown>,
    /// Parameters whose default or prior cites the source of an observation, by observation.
    pub behind: Vec<Vec<String>>,
    /// The table of stages as text, if asked for.
    pub stages: Option<String>,
    /// Draws of what is believed.
    pub draws: u32,
    /// Pairs of runs of each pattern.
    pub pattern_runs: u32,
    /// Master seed.
    pub seed: u64,
    /// Name of the table of joint draws, if there is one.
    pub posterior: Option<String>,
}

impl Validation {
    /// Observations with their judgements.
    pub fn rows(&self) -> impl Iterator<Item = (&Observation, &Judged)> {
        self.against.observations.iter().zip(&self.judged)
    }

    /// Patterns with what they come to.
    pub fn patterns(&self) -> impl Iterator<Item = (&Pattern, &Shown)> {
        self.against.patterns.iter().zip(&self.shown)
    }

    /// How many observations there are of each verdict: agrees, says little, fails.
    pub fn tally(&self) -> [usize; 3] {
        self.judged.iter().fold([0; 3], |mut tally, judged| {
            let place = match judged.verdict {
                Verdict::Agrees => 0,
                Verdict::SaysLittle => 1,
                _ => 2,
            };
            tally[place] += 1;
            tally
        })
    }
}

/// Parameters whose source cites one of the rows of evidence that another source cites.
pub fn behind<'p>(
    source: &str,
    parameters: impl Iterator<Item = (String, &'p str)>,
) -> Vec<String> {
    let rows: BTreeSet<&str> = rows(source).collect();
    parameters
        .filter(|(_, theirs)| self::rows(theirs).any(|row| rows.contains(row)))
        .map(|(path, _)| path)
        .collect()
}

/// Rows of evidence that a text cites, such as `D10` or `O1c`.
fn rows(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| {
            let mut letters = word.chars();
            let topic = letters.next().is_some_and(|c| "DIULCGOVRSNT".contains(c));
            let rest = letters.as_str();
            let digits = rest
                .strip_suffix(|c: char| c.is_ascii_lowercase())
                .unwrap_or(rest);
            topic && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(low: f64, high: f64, half_width: f64, useful_width: f64) -> Seen {
        Seen::Figure {
            ends: (low, high),
            half_width,
            useful_width,
        }
    }

    #[test]
    fn a_figure_is_held_against_the_interval_widened_by_its_own() {
        // 101 draws from 0 to 1: median 0.5, 95% from 0.025 to 0.975, half-width 0.475.
        let draws: Vec<f64> = (0..=100).map(|i| f64::from(i) / 100.0).collect();
        let verdict = |seen: Seen| Judged::of(&seen, &draws).verdict;
        assert_eq!(verdict(figure(0.9, 0.9, 0.01, 1.0)), Verdict::Agrees);
        assert_eq!(verdict(figure(0.9, 0.9, 0.01, 0.9)), Verdict::SaysLittle);
        assert_eq!(verdict(figure(1.1, 1.1, 0.01, 1.0)), Verdict::TooLow);
        // sqrt(0.475² + 0.4²) = 0.621: up to 1.121.
        assert_eq!(verdict(figure(1.12, 1.12, 0.4, 1.0)), Verdict::Agrees);
        assert_eq!(verdict(figure(1.13, 1.13, 0.4, 1.0)), Verdict::TooLow);
        assert_eq!(verdict(figure(-0.2, -0.1, 0.0, 1.0)), Verdict::TooHigh);
        assert_eq!(verdict(figure(-0.2, 0.1, 0.0, 1.0)), Verdict::Agrees);
        let judged = Judged::of(&figure(0.5, 0.5, 0.1, 1.0), &[f64::NAN]);
        assert_eq!((judged.verdict, judged.draws), (Verdict::NoValue, 0));
    }

    #[test]
    fn a_bound_is_held_against_the_share_of_draws_on_its_side() {
        let draws = [-1.0, 1.0, 2.0, 3.0, f64::NAN];
        let judged = |seen| Judged::of(&seen, &draws);
        assert_eq!(judged(Seen::AtLeast(0.0)).verdict, Verdict::SaysLittle);
        assert_eq!(judged(Seen::AtLeast(0.0)).right_side, Some(0.75));
        assert_eq!(judged(Seen::AtLeast(-1.0)).verdict, Verdict::Agrees);
        assert_eq!(judged(Seen::AtLeast(4.0)).verdict, Verdict::TooLow);
        assert_eq!(judged(Seen::AtMost(-2.0)).verdict, Verdict::TooHigh);
        assert_eq!(judged(Seen::AtMost(3.0)).verdict, Verdict::Agrees);
        let event = Judged::of(&Seen::AtLeast(1.0), &[1.0, 0.0, 1.0, 1.0, 1.0]);
        assert!(event.is_event && !judged(Seen::AtMost(3.0)).is_event);
        assert_eq!(
            (event.verdict, event.right_side),
            (Verdict::Agrees, Some(0.8))
        );
    }

    #[test]
    fn a_pattern_holds_if_its_paired_difference_is_clear_of_zero() {
        // Differences 1, 2 and 3: mean 2, standard error 0.57735, t at 99% with 2 degrees of freedom 9.9248.
        let shown = Shown::of(&[[2.0, 1.0], [4.0, 2.0], [6.0, 3.0], [f64::NAN, 1.0]], 1.0);
        assert_eq!((shown.runs, shown.means), (3, [4.0, 2.0]));
        assert!((shown.difference[1] - (2.0 - 9.924_843 * 0.577_350)).abs() < 1e-4);
        assert!(!shown.holds);
        let steady = [[2.0, 1.0], [3.0, 1.9], [4.0, 3.1], [5.0, 4.0]];
        assert!(Shown::of(&steady, 1.0).holds);
        assert_eq!(Shown::of(&[[2.0, 1.0]; 2], 2.5).means, [5.0, 2.5]);
    }

    #[test]
    fn a_quantity_is_a_sum_by_a_sum_times_a_parameter() {
        let part = |measure: &str| Part {
            measure: measure.to_owned(),
            subgroup: "all".to_owned(),
        };
        let quantity = Quantity {
            parts: vec![part("a"), part("bb")],
            per: vec![part("cccc")],
            times: None,
            divided_by: 2.0,
            unit: "share".to_owned(),
        };
        let length = |part: &Part| part.measure.len() as f64;
        assert_eq!(value(&quantity, 6.0, length), 3.0 / 4.0 * 6.0 / 2.0);
    }

    #[test]
    fn parameters_that_rest_on_the_same_row_are_found() {
        let sources = [
            ("a.b".to_owned(), "70% engage (U1, U2)"),
            ("c.d".to_owned(), "Direction only (S11); U20"),
        ];
        let found = behind("Dundee 2011-14 (U2)", sources.into_iter());
        assert_eq!(found, ["a.b"]);
    }
}

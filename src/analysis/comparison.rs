//! Two policies over the same runs: paired differences, chance of improvement, chance of meeting a target.
//!
//! Run r of both draws the same numbers, so differences are taken run by run: the interval is that of the mean difference
//! (paired t), usually much narrower than the intervals of the two means suggest.

use super::statistics::Estimate;

/// Which way a measure is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

impl Better {
    /// 1 where higher is better, −1 where lower is: times a value, more is better.
    #[must_use]
    pub fn sign(self) -> f64 {
        match self {
            Self::Higher => 1.0,
            Self::Lower => -1.0,
        }
    }
}

/// The difference between two aligned sets of runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Mean of `changed` − `base` over runs, with its 95% interval, standard deviation and number of pairs.
    pub difference: Estimate,
    /// Runs left out because one of the two has no value.
    pub left_out: usize,
    /// Share of runs in which the change is an improvement; a tie counts half. NaN without pairs.
    pub improved: f64,
    /// Runs in which both are exactly equal.
    pub ties: usize,
    /// (var X + var Y) / var(X − Y): how many times more runs the same interval would need with independent draws.
    /// Infinite where the difference never varies but the values do; NaN where nothing varies or below two pairs.
    pub variance_ratio: f64,
    /// Whether there are pairs and all of them are exactly equal: the difference is exactly zero, not just small.
    pub identical: bool,
}

/// Compares two aligned sets of runs, `changed` − `base`. Runs without a finite value on both sides, and runs that only
/// one side has, are left out and counted.
#[must_use]
pub fn compare(changed: &[f64], base: &[f64], better: Better) -> Comparison {
    let (x, y): (Vec<f64>, Vec<f64>) = changed
        .iter()
        .zip(base)
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .unzip();
    let differences: Vec<f64> = x.iter().zip(&y).map(|(x, y)| x - y).collect();
    let difference = Estimate::of(&differences);
    let ties = differences.iter().filter(|d| **d == 0.0).count();
    let wins = differences
        .iter()
        .filter(|d| better.sign() * **d > 0.0)
        .count();
    let n = differences.len();
    let (sd_x, sd_y) = (Estimate::of(&x).sd, Estimate::of(&y).sd);
    Comparison {
        difference,
        left_out: changed.len().max(base.len()) - n,
        improved: (wins as f64 + 0.5 * ties as f64) / n as f64,
        ties,
        variance_ratio: (sd_x * sd_x + sd_y * sd_y) / (difference.sd * difference.sd),
        identical: n > 0 && ties == n,
    }
}

/// A share of runs with its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// Runs that meet the target.
    pub met: usize,
    /// Runs with a value.
    pub n: usize,
    /// Runs without one, left out.
    pub left_out: usize,
    /// `met / n`; NaN without values.
    pub share: f64,
    /// Lower end of Wilson's interval; 0 without values.
    pub lower: f64,
    /// Upper end; 1 without values.
    pub upper: f64,
}

/// The chance that a run meets a target: a value at least as good as `target`, itself included.
#[must_use]
pub fn chance_of_meeting(values: &[f64], target: f64, better: Better) -> Chance {
    let finite = values.iter().filter(|x| x.is_finite());
    let n = finite.clone().count();
    let met = finite
        .filter(|x| match better {
            Better::Higher => **x >= target,
            Better::Lower => **x <= target,
        })
        .count();
    let (lower, upper) = wilson(met, n);
    Chance {
        met,
        n,
        left_out: values.len() - n,
        share: met as f64 / n as f64,
        lower,
        upper,
    }
}

/// The 95% interval of a share by Wilson, Journal of the American Statistical Association 22 (1927) 209-212: it does
/// not leave 0 to 1 and has a width when none or all succeed. 0 to 1 without trials.
#[must_use]
pub fn wilson(successes: usize, trials: usize) -> (f64, f64) {
    /// The 97.5% quantile of the standard normal.
    const Z: f64 = 1.959_963_984_540_054;
    if trials == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (trials as f64, successes as f64 / trials as f64);
    let shrink = 1.0 / (1.0 + Z * Z / n);
    let centre = shrink * (p + Z * Z / (2.0 * n));
    let half = shrink * Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    // The ends are exact where none or all succeed; rounding would leave them a hair off.
    let lower = if successes == 0 { 0.0 } else { centre - half };
    let upper = if successes == trials {
        1.0
    } else {
        centre + half
    };
    (lower, upper)
}

/// A limit that a measure should keep, such as `wait_90th_percentile<=28`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Target {
    /// Name of the measure.
    pub measure: String,
    /// Which side of the limit is kept: the higher or the lower one; the limit itself is kept.
    pub side: Better,
    /// The limit, in the unit of the measure.
    pub limit: f64,
}

impl std::str::FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = [("<=", Better::Lower), (">=", Better::Higher)]
            .into_iter()
            .find_map(|(sign, side)| text.split_once(sign).map(|parts| (parts, side)));
        let Some(((measure, limit), side)) = parts else {
            return Err(
                "expected a measure, `<=` or `>=`, and a number, such as wait_90th_percentile<=28"
                    .to_owned(),
            );
        };
        let (number, scale) = match limit.trim().strip_suffix('%') {
            Some(percent) => (percent.trim(), 100.0),
            None => (limit.trim(), 1.0),
        };
        match number.parse::<f64>() {
            Ok(limit) if limit.is_finite() && !measure.trim().is_empty() => Ok(Self {
                measure: measure.trim().to_owned(),
                side,
                limit: limit / scale,
            }),
            _ => Err(format!("`{}` is not a number", limit.trim())),
        }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = match self.side {
            Better::Higher => ">=",
            Better::Lower => "<=",
        };
        write!(f, "{}{sign}{}", self.measure, self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_read_as_they_are_written() {
        let target: Target = "wait_90th_percentile <= 28".parse().unwrap();
        assert_eq!((target.side, target.limit), (Better::Lower, 28.0));
        assert_eq!(target.to_string().parse(), Ok(target));
        let share: Target = "share_contacted>=90%".parse().unwrap();
        assert_eq!((share.side, share.limit), (Better::Higher, 0.9));
        for wrong in ["wait", "wait<28", "wait<=four", "<=3", "wait<=NaN"] {
            assert!(wrong.parse::<Target>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_paired_difference_by_hand() {
        let changed = [12.0, 11.0, 16.0, 14.0];
        let base = [10.0, 10.0, 13.0, 14.0];
        let comparison = compare(&changed, &base, Better::Higher);
        // Differences 2, 1, 3, 0: mean 1.5, sd √(5/3), t(3) 3.18245.
        assert_eq!(comparison.difference.mean, 1.5);
        assert!((comparison.difference.sd - 1.290_994).abs() < 1e-6);
        assert!((comparison.difference.half_width() - 2.054_26).abs() < 1e-4);
        assert_eq!((comparison.difference.n, comparison.left_out), (4, 0));
        assert_eq!((comparison.improved, comparison.ties), (0.875, 1));
        assert!(!comparison.identical);
        // Variances 59/12 and 4.25 against 5/3.
        let ratio = (59.0 / 12.0 + 4.25) / (5.0 / 3.0);
        assert!((comparison.variance_ratio - ratio).abs() < 1e-12);
        assert_eq!(compare(&changed, &base, Better::Lower).improved, 0.125);
    }

    #[test]
    fn identical_runs_differ_by_exactly_zero() {
        let runs = [0.1, 0.7, 1e9];
        let comparison = compare(&runs, &runs, Better::Lower);
        assert!(comparison.identical);
        let d = comparison.difference;
        assert_eq!((d.mean, d.lower, d.upper, d.sd), (0.0, 0.0, 0.0, 0.0));
        assert_eq!((comparison.improved, comparison.ties), (0.5, 3));
        assert_eq!(comparison.variance_ratio, f64::INFINITY);
        assert!(
            compare(&[1.0; 3], &[1.0; 3], Better::Lower)
                .variance_ratio
                .is_nan()
        );
        assert!(!compare(&[], &[], Better::Lower).identical);
    }

    #[test]
    fn runs_without_a_value_are_left_out_in_pairs() {
        let changed = [f64::NAN, 2.0, 3.0, 4.0, 5.0];
        let base = [1.0, f64::NAN, 1.0, 1.0];
        let comparison = compare(&changed, &base, Better::Higher);
        assert_eq!((comparison.difference.n, comparison.left_out), (2, 3));
        assert_eq!(comparison.difference.mean, 2.5);
        let nothing = compare(&[f64::NAN], &[1.0], Better::Higher);
        assert!(nothing.improved.is_nan() && nothing.difference.mean.is_nan());
    }

    #[test]
    fn wilson_has_published_values() {
        // Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
        for (successes, trials, lower, upper) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
            (29, 29, 0.8830, 1.0),
        ] {
            let interval = wilson(successes, trials);
            assert!((interval.0 - lower).abs() < 6e-5, "{interval:?}");
            assert!((interval.1 - upper).abs() < 6e-5, "{interval:?}");
        }
    }

    #[test]
    fn a_target_is_met_by_the_value_itself() {
        let values = [1.0, 2.0, 3.0, f64::NAN];
        let low = chance_of_meeting(&values, 2.0, Better::Lower);
        assert_eq!((low.met, low.n, low.left_out), (2, 3, 1));
        assert_eq!(chance_of_meeting(&values, 3.0, Better::Higher).met, 1);
        let nothing = chance_of_meeting(&[], 0.0, Better::Higher);
        assert!(nothing.share.is_nan());
        assert_eq!((nothing.lower, nothing.upper), (0.0, 1.0));
    }
}

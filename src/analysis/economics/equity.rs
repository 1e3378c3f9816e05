//! Who gains: weights by income, and gaps between fifths of deprivation.

use serde::{Deserialize, Serialize};

/// The elasticity of the marginal utility of income of HM Treasury's Green Book.
pub const GREEN_BOOK_ELASTICITY: f64 = 1.3;

/// What a pound is worth to somebody with `income`, relative to somebody with `reference_income`:
/// `(reference / income)^elasticity`. `None` unless both incomes are above 0 and finite.
pub fn distributional_weight(income: f64, reference_income: f64, elasticity: f64) -> Option<f64> {
    let usable = |x: f64| x.is_finite() && x > 0.0;
    (usable(income) && usable(reference_income) && elasticity.is_finite())
        .then(|| libm::pow(reference_income / income, elasticity))
}

/// How unequally something is spread over the fifths, from the most to the least deprived.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// The most deprived fifth less the least deprived.
    pub absolute: f64,
    /// The most deprived fifth divided by the least deprived; `None` if that is not above 0.
    pub relative: Option<f64>,
    /// Slope index of inequality: the difference between the bottom and the top of the whole scale of deprivation, most
    /// deprived less least deprived, by a line through all fifths weighted by their shares. In the unit of the values.
    pub slope_index: f64,
    /// Relative index of inequality: the slope index divided by the mean; `None` if that is not above 0.
    pub relative_index: Option<f64>,
}

/// Why there is no gap.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GapError {
    /// A value that is missing or infinite.
    #[error("the value of fifth {fifth} is {value}: all five must be finite")]
    Value {
        /// From 1, the most deprived.
        fifth: usize,
        /// What was found.
        value: f64,
    },
    /// A share that cannot be.
    #[error("the share of fifth {fifth} is {share}: it must be finite and above 0")]
    Share {
        /// From 1, the most deprived.
        fifth: usize,
        /// What was found.
        share: f64,
    },
}

/// Gaps between five values, most deprived first; `shares` are the fifths' people, in any unit.
///
/// # Errors
/// If a value is not finite, or a share not above 0: a fifth without people has no value.
pub fn gap(values: [f64; 5], shares: [f64; 5]) -> Result<Gap, GapError> {
    for (i, (&value, &share)) in values.iter().zip(&shares).enumerate() {
        if !value.is_finite() {
            return Err(GapError::Value {
                fifth: i + 1,
                value,
            });
        }
        if !(share.is_finite() && share > 0.0) {
            return Err(GapError::Share {
                fifth: i + 1,
                share,
            });
        }
    }
    let people: f64 = shares.iter().sum();
    // Each fifth stands at the middle of its part of the scale from 0, most deprived, to 1.
    let mut below = 0.0;
    let rank = shares.map(|share| {
        let middle = (below + share / 2.0) / people;
        below += share;
        middle
    });
    let weighted = |of: &dyn Fn(usize) -> f64| -> f64 {
        (0..5).map(|i| shares[i] * of(i)).sum::<f64>() / people
    };
    let (mean, middle) = (weighted(&|i| values[i]), weighted(&|i| rank[i]));
    let covariance = weighted(&|i| (rank[i] - middle) * (values[i] - mean));
    let variance = weighted(&|i| (rank[i] - middle) * (rank[i] - middle));
    let slope_index = 0.0 - covariance / variance;
    let per = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    Ok(Gap {
        absolute: values[0] - values[4],
        relative: per(values[0], values[4]),
        slope_index,
        relative_index: per(slope_index, mean),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pound_is_worth_more_to_the_poor() {
        let weight = |income| distributional_weight(income, 30_000.0, GREEN_BOOK_ELASTICITY);
        assert_eq!(weight(30_000.0), Some(1.0));
        assert!((weight(15_000.0).unwrap() - 2.462_289).abs() < 1e-6);
        assert_eq!(weight(0.0), None);
        assert_eq!(distributional_weight(1.0, 5.0, 0.0), Some(1.0));
    }

    #[test]
    fn a_straight_line_has_its_own_slope() {
        // From 0.9 to 0.1 at the middles of equal fifths: 1 over the whole scale.
        let gap = gap([0.9, 0.7, 0.5, 0.3, 0.1], [1.0; 5]).unwrap();
        assert!((gap.absolute - 0.8).abs() < 1e-12);
        assert!((gap.relative.unwrap() - 9.0).abs() < 1e-9);
        assert!((gap.slope_index - 1.0).abs() < 1e-12);
        assert!((gap.relative_index.unwrap() - 2.0).abs() < 1e-12);
    }

    #[test]
    fn shares_count_and_need_not_sum_to_one() {
        let shares = [40.0, 20.0, 20.0, 10.0, 10.0];
        let middles = [0.2, 0.5, 0.7, 0.85, 0.95];
        let gap = gap(middles.map(|rank| 3.0 - 2.0 * rank), shares).unwrap();
        assert!((gap.slope_index - 2.0).abs() < 1e-12);
    }

    #[test]
    fn no_inequality_and_no_ratio() {
        let equal = gap([0.0; 5], [1.0; 5]).unwrap();
        assert_eq!(
            (equal.absolute, equal.relative, equal.slope_index),
            (0.0, None, 0.0)
        );
        assert!(gap([0.0, 0.0, f64::NAN, 0.0, 0.0], [1.0; 5]).is_err());
        assert_eq!(
            gap([0.0; 5], [1.0, 1.0, 1.0, 1.0, 0.0])
                .unwrap_err()
                .to_string(),
            "the share of fifth 5 is 0: it must be finite and above 0"
        );
    }
}

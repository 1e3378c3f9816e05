//! Which beliefs agree with what was seen in the real world: approximate Bayesian computation.
//!
//! | module | holds |
//! | --- | --- |
//! | [`abc_smc`] | the sequence of populations: proposals, acceptance, weights, tolerances, when to stop |
//! | [`proposal`] | where points are drawn from, and how densely |
//! | [`surrogate`] | a regression of the targets on the parameters: a good start, and what a target answers to |
//! | [`fit`] | what was found: parameters before and after, targets met and missed, why some cannot be met together |
//!
//! Parameters live on z = Φ⁻¹(u), where u is the share of the prior below the value. The prior of z is then standard
//! normal and independent, whatever the parameters: bounds and whole numbers are no concern of the algorithm.

pub mod abc_smc;
pub mod fit;
pub mod proposal;
pub mod surrogate;

use crate::scenario::targets::Target;

/// One simulation: where, and what came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// The parameters, as standard normal scores.
    pub z: Vec<f64>,
    /// The simulated value of each target, validation included, in the order of the targets.
    pub outputs: Vec<f64>,
    /// How far it is from the fitted targets, see [`distance`].
    pub distance: f64,
}

/// How far simulated values are from the fitted targets: the root of the weighted mean of squared residuals, each in its
/// own tolerance. 1 means that all are off by their tolerance. NaN if a fitted value is not defined.
pub fn distance(targets: &[Target], outputs: &[f64]) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (target, &output) in targets.iter().zip(outputs) {
        if target.fitted {
            let residual = target.residual(output);
            sum += target.weight * residual * residual;
            weights += target.weight;
        }
    }
    libm::sqrt(sum / weights)
}

/// The weighted quantile: the least value at which the weights of it and of all below reach a share `p` of the whole.
/// NaN without values.
pub fn weighted_quantile(values: &[f64], weights: &[f64], p: f64) -> f64 {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let whole: f64 = weights.iter().sum();
    let mut below = 0.0;
    for &i in &order {
        below += weights[i];
        // A hair less, so that rounding of the sum does not skip the value that reaches it exactly.
        if below >= (p - 1e-12) * whole {
            return values[i];
        }
    }
    order.last().map_or(f64::NAN, |&last| values[last])
}

/// Effective number of independent draws behind weights: (Σw)² / Σw² (Kish 1965).
pub fn effective_size(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    sum * sum / squares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weighted_quantiles_and_effective_size_by_hand() {
        let (values, weights) = ([3.0, 1.0, 2.0], [0.5, 0.25, 0.25]);
        assert_eq!(weighted_quantile(&values, &weights, 0.2), 1.0);
        assert_eq!(weighted_quantile(&values, &weights, 0.5), 2.0);
        assert_eq!(weighted_quantile(&values, &weights, 0.51), 3.0);
        assert!(weighted_quantile(&[], &[], 0.5).is_nan());
        assert!((effective_size(&weights) - 1.0 / 0.375).abs() < 1e-12);
    }
}

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

use self::abc_smc::{Found, Settings};
use self::fit::Findings;
use crate::scenario::targets::Target;

/// A calibration that was carried out, as tables, figures and page need it.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Title of the targets.
    pub title: String,
    /// Title of the scenario.
    pub scenario: String,
    /// The targets.
    pub targets: Vec<Target>,
    /// Positions in the registry of the free parameters.
    pub parameters: Vec<usize>,
    /// How it was gone about.
    pub settings: Settings,
    /// Runs of each point.
    pub runs: u32,
    /// Draws of the posterior that were checked in runs of their own.
    pub checks: usize,
    /// The populations.
    pub found: Found,
    /// Values of each parameter in its unit, by particle of the posterior.
    pub values: Vec<Vec<f64>>,
    /// What was learned.
    pub findings: Findings,
}

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

/// Rows as often as their weights say: those at the middle of `number` even steps through the weights.
pub fn weighted_rows(weights: &[f64], number: u32) -> Vec<usize> {
    let whole: f64 = weights.iter().sum();
    let (mut rows, mut row, mut below) = (Vec::new(), 0, weights.first().copied().unwrap_or(0.0));
    for step in 0..number {
        let at = (f64::from(step) + 0.5) / f64::from(number) * whole;
        while below < at && row + 1 < weights.len() {
            row += 1;
            below += weights[row];
        }
        rows.push(row);
    }
    rows
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
        assert_eq!(weighted_rows(&weights, 4), [0, 0, 1, 2]);
        assert!((effective_size(&weights) - 1.0 / 0.375).abs() < 1e-12);
    }
}

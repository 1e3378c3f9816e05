//! What a calibration has found: what was learned of each parameter, which targets are met, and why others are not.

use nalgebra::{Cholesky, DMatrix, DVector};

use super::abc_smc::{Found, Population};
use super::surrogate::Surrogate;
use super::weighted_quantile;
use crate::scenario::targets::Target;

/// Share of the prior's variance that must be gone before a parameter counts as informed.
const LEAST_SHRINKAGE: f64 = 0.1;
/// Standard deviations of the prior by which the mean must have moved, otherwise.
const LEAST_SHIFT: f64 = 0.25;
/// Standard errors that either must exceed, so that few points do not make news.
const ERRORS: f64 = 2.5;
/// Correlations below it are not spoken of.
pub const SHOWN_CORRELATION: f64 = 0.3;
/// A score beyond which a value is implausible under its prior.
const IMPLAUSIBLE: f64 = 2.5;
/// Tolerances by which another target must get worse to be named.
const WORSE: f64 = 0.25;
/// Share of the draws of the prior that meet a target, above which its being met says little.
pub const NEARLY_ALL: f64 = 0.9;
/// Parameters and targets that the explanation of a tension names.
const NAMED: usize = 3;

/// Mean, median and the range that holds 95%.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// 2.5% lie below.
    pub lower: f64,
    /// Half lie below.
    pub median: f64,
    /// 2.5% lie above.
    pub upper: f64,
}

impl Spread {
    /// Of weighted values; those that are not defined are left aside. NaN without values.
    pub fn of(values: &[f64], weights: &[f64]) -> Self {
        let (values, weights): (Vec<f64>, Vec<f64>) = values
            .iter()
            .zip(weights)
            .filter(|(value, _)| value.is_finite())
            .unzip();
        let whole: f64 = weights.iter().sum();
        let sum: f64 = values.iter().zip(&weights).map(|(x, w)| x * w).sum();
        let at = |p| weighted_quantile(&values, &weights, p);
        Self {
            mean: sum / whole,
            lower: at(0.025),
            median: at(0.5),
            upper: at(0.975),
        }
    }

    /// Of values that count alike.
    pub fn plain(values: &[f64]) -> Self {
        Self::of(values, &vec![1.0; values.len()])
    }
}

/// What was learned of one parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterFit {
    /// Its values under the prior, in its unit.
    pub prior: Spread,
    /// Its values under the posterior.
    pub posterior: Spread,
    /// Mean of the posterior in standard deviations of the prior from its middle.
    pub shift: f64,
    /// Share of the prior's variance that is gone, of normal scores; below zero if there is more.
    pub shrinkage: f64,
    /// Whether the targets say anything of it.
    pub informed: bool,
}

/// How one target is met.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetFit {
    /// Simulated values at draws of the prior.
    pub prior: Spread,
    /// Simulated values at draws of the posterior, in runs that the calibration never saw.
    pub posterior: Spread,
    /// How far the mean of the latter is off, in tolerances: below zero if too low.
    pub off: f64,
    /// Whether it is within the tolerance.
    pub met: bool,
    /// Share of the draws of the prior that are within the tolerance: near 1, and to meet the target says little.
    pub met_before: f64,
    /// Share of the variance under the prior that the free parameters explain.
    pub explained: f64,
}

/// Why a target is missed.
#[derive(Clone, Debug, PartialEq)]
pub struct Tension {
    /// Position of the target.
    pub target: usize,
    /// What would get worse were it met: position of a target, how far it is off now and then, in tolerances.
    pub worse: Vec<(usize, f64, f64)>,
    /// Where parameters would have to go that are implausible under their priors: position and score.
    pub implausible: Vec<(usize, f64)>,
    /// Whether the free parameters move the target at all.
    pub movable: bool,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// Of each free parameter.
    pub parameters: Vec<ParameterFit>,
    /// Of each target.
    pub targets: Vec<TargetFit>,
    /// Correlations of the parameters' scores under the posterior, row by row.
    pub correlations: Vec<Vec<f64>>,
    /// Of each fitted target that is missed.
    pub tensions: Vec<Tension>,
    /// Effective number of points of the posterior.
    pub effective_size: f64,
}

impl Findings {
    /// Puts together what was found. `prior_values` are values of each parameter at even steps of its prior,
    /// `posterior_values` those of the particles; `checks` are simulated values of all targets in runs that the calibration
    /// never saw, at draws of the posterior that count alike.
    pub fn of(
        targets: &[Target],
        found: &Found,
        prior_values: &[Vec<f64>],
        posterior_values: &[Vec<f64>],
        checks: &[Vec<f64>],
    ) -> Self {
        let posterior = found.posterior();
        let surrogate = Surrogate::new(&found.prior, targets.len());
        let dimensions = prior_values.len();
        let (mean, covariance) = moments(posterior, dimensions);
        let effective_size = posterior.effective_size();
        let parameters = (0..dimensions)
            .map(|i| {
                let (shift, shrinkage) = (mean[i], 1.0 - covariance[(i, i)]);
                ParameterFit {
                    prior: Spread::plain(&prior_values[i]),
                    posterior: Spread::of(&posterior_values[i], &posterior.weights),
                    shift,
                    shrinkage,
                    informed: shift.abs() >= least_shift(effective_size)
                        || shrinkage >= least_shrinkage(effective_size),
                }
            })
            .collect();
        let of_checks = |k: usize| -> Vec<f64> { checks.iter().map(|run| run[k]).collect() };
        let fits: Vec<TargetFit> = targets
            .iter()
            .enumerate()
            .map(|(k, target)| {
                let before: Vec<f64> = found.prior.iter().map(|s| s.outputs[k]).collect();
                let posterior = Spread::plain(&of_checks(k));
                let off = target.residual(posterior.mean);
                let met = |simulated: f64| target.residual(simulated).abs() <= 1.0;
                TargetFit {
                    prior: Spread::plain(&before),
                    posterior,
                    off,
                    met: met(posterior.mean),
                    met_before: before.iter().filter(|&&x| met(x)).count() as f64
                        / before.len() as f64,
                    explained: surrogate.explained(k),
                }
            })
            .collect();
        let tensions = (0..targets.len())
            .filter(|&k| targets[k].fitted && !fits[k].met)
            .map(|k| tension(k, targets, &fits, &surrogate, &mean))
            .collect();
        Self {
            parameters,
            targets: fits,
            correlations: correlations(&covariance),
            tensions,
            effective_size,
        }
    }

    /// Pairs of parameters whose correlation exceeds [`SHOWN_CORRELATION`] either way, and what chance makes of so few
    /// points, strongest first.
    pub fn strong_correlations(&self) -> Vec<(usize, usize, f64)> {
        let least = SHOWN_CORRELATION.max(ERRORS / libm::sqrt(self.effective_size));
        let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
        for (i, row) in self.correlations.iter().enumerate() {
            for (j, &r) in row.iter().enumerate().take(i) {
                if r.abs() > least {
                    pairs.push((j, i, r));
                }
            }
        }
        pairs.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
        pairs
    }
}

/// Standard deviations of the prior by which the mean of a parameter must have moved to count as informed, given the
/// effective number of points.
pub fn least_shift(effective_size: f64) -> f64 {
    LEAST_SHIFT.max(ERRORS / libm::sqrt(effective_size))
}

/// Share of the prior's variance that must be gone otherwise.
pub fn least_shrinkage(effective_size: f64) -> f64 {
    LEAST_SHRINKAGE.max(ERRORS * libm::sqrt(2.0 / effective_size))
}

/// Weighted mean and covariance of the scores.
fn moments(population: &Population, dimensions: usize) -> (DVector<f64>, DMatrix<f64>) {
    let each = || population.particles.iter().zip(&population.weights);
    let mut mean = DVector::zeros(dimensions);
    for (particle, &weight) in each() {
        mean += DVector::from_column_slice(&particle.z) * weight;
    }
    let mut covariance = DMatrix::zeros(dimensions, dimensions);
    for (particle, &weight) in each() {
        let off = DVector::from_column_slice(&particle.z) - &mean;
        covariance += &off * off.transpose() * weight;
    }
    let squares: f64 = population.weights.iter().map(|w| w * w).sum();
    covariance /= (1.0 - squares).max(0.1);
    (mean, covariance)
}

fn correlations(covariance: &DMatrix<f64>) -> Vec<Vec<f64>> {
    let n = covariance.nrows();
    let entry = |i: usize, j: usize| {
        let scale = libm::sqrt(covariance[(i, i)] * covariance[(j, j)]);
        if i == j {
            1.0
        } else if scale > 0.0 {
            covariance[(i, j)] / scale
        } else {
            0.0
        }
    };
    (0..n)
        .map(|i| (0..n).map(|j| entry(i, j)).collect())
        .collect()
}

/// What it would take to meet a target: from the middle of the posterior to the point where the regression says that it
/// is met and that loses least elsewhere, in squared scores of the parameters and squared residuals of the other targets.
fn tension(
    k: usize,
    targets: &[Target],
    fits: &[TargetFit],
    surrogate: &Surrogate,
    mean: &DVector<f64>,
) -> Tension {
    let slope = |l: usize| surrogate.gradient(l, mean) / targets[l].tolerance;
    let others: Vec<usize> = (0..targets.len())
        .filter(|&l| l != k && targets[l].fitted && fits[l].off.is_finite())
        .collect();
    let mut curvature = DMatrix::identity(mean.len(), mean.len());
    let mut pull = -mean.clone();
    for &l in &others {
        let slope = slope(l);
        pull -= &slope * fits[l].off;
        curvature += &slope * slope.transpose();
    }
    let own = slope(k);
    let nothing = Tension {
        target: k,
        worse: Vec::new(),
        implausible: Vec::new(),
        movable: false,
    };
    let Some(factor) = Cholesky::new(curvature) else {
        return nothing;
    };
    let (toward, free) = (factor.solve(&own), factor.solve(&pull));
    let reach = own.dot(&toward);
    // A tolerance must be worth less than three standard deviations of the prior in the best direction.
    if own.norm() < 1.0 / (IMPLAUSIBLE * 2.0) || !fits[k].off.is_finite() || reach <= 0.0 {
        return nothing;
    }
    let step = &free + &toward * ((-fits[k].off - own.dot(&free)) / reach);
    let mut worse: Vec<(usize, f64, f64)> = others
        .iter()
        .map(|&l| (l, fits[l].off, fits[l].off + slope(l).dot(&step)))
        .filter(|(_, now, then)| then.abs() > now.abs() + WORSE && then.abs() > 1.0)
        .collect();
    worse.sort_by(|a, b| (b.2.abs() - b.1.abs()).total_cmp(&(a.2.abs() - a.1.abs())));
    worse.truncate(NAMED);
    let there = mean + step;
    let mut implausible: Vec<(usize, f64)> = there
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, z)| z.abs() > IMPLAUSIBLE)
        .collect();
    implausible.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    implausible.truncate(NAMED);
    Tension {
        worse,
        implausible,
        movable: true,
        ..nothing
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::super::abc_smc::{Settings, calibrate};
    use super::*;
    use crate::scenario::targets::Aim;

    fn target(id: &str, value: f64) -> Target {
        Target {
            id: id.to_owned(),
            measure: "y".to_owned(),
            unit: "",
            subgroup: "all".to_owned(),
            aim: Aim::Value(value),
            tolerance: 0.2,
            weight: 1.0,
            what: id.to_owned(),
            source: "toy".to_owned(),
            fitted: true,
        }
    }

    /// Three parameters; targets answer to the first and the sum of the first two. The third is never seen.
    fn findings(values: [f64; 4]) -> Findings {
        let targets: Vec<Target> = ["A", "B", "C", "D"]
            .iter()
            .zip(values)
            .map(|(id, value)| target(id, value))
            .collect();
        let model = |z: &[f64]| vec![z[0], z[0] + z[1], -z[0], 0.0];
        let settings = Settings {
            particles: 300,
            draws: 600,
            generations: 15,
            quantile: 0.5,
            tolerance: 0.3,
            least_acceptance: 0.02,
            surrogate: true,
            seed: 4,
        };
        let found = calibrate(3, &targets, &settings, |batch| {
            Ok::<_, Infallible>(batch.points.iter().map(|z| Some(model(z))).collect())
        })
        .expect("it can be found");
        let last = found.posterior();
        let by_parameter: Vec<Vec<f64>> = (0..3)
            .map(|i| last.particles.iter().map(|p| p.z[i]).collect())
            .collect();
        let prior = vec![vec![-1.0, 0.0, 1.0]; 3];
        // Checks at the particles, each as often as its weight says.
        let checks: Vec<Vec<f64>> = last
            .particles
            .iter()
            .zip(&last.weights)
            .flat_map(|(p, w)| vec![p.outputs.clone(); (w * 3_000.0) as usize])
            .collect();
        Findings::of(&targets, &found, &prior, &by_parameter, &checks)
    }

    #[test]
    fn what_the_targets_speak_of_is_informed_and_nothing_else() {
        let found = findings([0.8, 0.3, -0.8, 0.0]);
        let informed: Vec<bool> = found.parameters.iter().map(|p| p.informed).collect();
        assert_eq!(informed, [true, true, false]);
        assert!(found.parameters[0].shrinkage > 0.9);
        assert!((found.parameters[0].posterior.mean - 0.8).abs() < 0.1);
        assert!(found.parameters[2].shrinkage.abs() < 0.25);
        assert!(found.targets.iter().all(|fit| fit.met));
        // Of a standard normal score 11.6% lie from 0.6 to 1; what is always 0 meets its target whatever is drawn.
        assert!((found.targets[0].met_before - 0.116).abs() < 0.04);
        assert_eq!(found.targets[3].met_before, 1.0);
        assert!(found.tensions.is_empty());
        // The second score makes up for the first.
        let strong = found.strong_correlations();
        assert!(
            strong.iter().any(|&(i, j, r)| (i, j) == (0, 1) && r < -0.3),
            "{strong:?}"
        );
        assert!(found.effective_size > 100.0);
    }

    #[test]
    fn targets_that_pull_against_each_other_are_named_and_those_out_of_reach_too() {
        // C asks the opposite of A, and nothing moves D.
        let found = findings([1.0, 0.3, 0.6, 1.0]);
        assert!(!found.targets[0].met && !found.targets[2].met && !found.targets[3].met);
        let of = |k: usize| {
            let mut tensions = found.tensions.iter();
            tensions.find(|t| t.target == k).expect("it is missed")
        };
        assert!(
            of(0).movable && of(0).worse.iter().any(|w| w.0 == 2),
            "{:?}",
            of(0)
        );
        assert!(of(2).worse.iter().any(|w| w.0 == 0), "{:?}", of(2));
        assert!(!of(3).movable);
    }

    #[test]
    fn a_spread_weighs_and_leaves_aside_what_is_not_defined() {
        let spread = Spread::of(&[1.0, f64::NAN, 3.0], &[3.0, 9.0, 1.0]);
        assert_eq!((spread.mean, spread.median), (1.5, 1.0));
        assert!(Spread::plain(&[]).mean.is_nan());
    }
}

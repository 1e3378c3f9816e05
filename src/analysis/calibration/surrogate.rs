//! A regression of the targets' values on the parameters: linear and squared terms, a ridge.
//!
//! It is cheap to ask, so it says where to look first, and which targets pull against each other. It is never taken for
//! the model: points that it proposes are simulated and weighted as all others.

use nalgebra::{Cholesky, DMatrix, DVector};

use super::Simulated;
use crate::scenario::targets::Target;

/// Simulations for each term of the regression, below which squares are left out.
const ENOUGH_FOR_SQUARES: usize = 4;
/// Weight of the belief that a term is zero, in simulations.
const RIDGE: f64 = 1.0;
/// The proposal's covariance as a multiple of what the regression says: it is sure of itself.
const WIDER: f64 = 1.5;
/// Steps towards the best point; a handful do.
const MOST_STEPS: u32 = 50;
/// Halvings of a step that does not lead down.
const MOST_HALVINGS: u32 = 20;

/// The value of each target as a function of the parameters' normal scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Surrogate {
    outputs: Vec<Response>,
    dimensions: usize,
}

/// One target's regression: terms are orthogonal under the prior.
#[derive(Clone, Debug, PartialEq)]
struct Response {
    constant: f64,
    linear: Vec<f64>,
    /// Of (z² − 1) / √2; empty if left out.
    square: Vec<f64>,
    /// Standard deviation of what the regression leaves.
    left_sd: f64,
    /// Share of the variance that it explains.
    explained: f64,
}

fn square_term(z: f64) -> f64 {
    (z * z - 1.0) * std::f64::consts::FRAC_1_SQRT_2
}

impl Surrogate {
    /// Fits the first `outputs` values of simulations at draws of the prior. Values that are not defined are left aside.
    pub fn new(simulated: &[Simulated], outputs: usize) -> Self {
        let dimensions = simulated.first().map_or(0, |s| s.z.len());
        let squares = simulated.len() >= ENOUGH_FOR_SQUARES * (1 + 2 * dimensions);
        let outputs = (0..outputs)
            .map(|k| Response::new(simulated, k, dimensions, squares))
            .collect();
        Self {
            outputs,
            dimensions,
        }
    }

    /// The value of target `k` at a point, in the unit of its measure.
    pub fn value(&self, k: usize, z: &DVector<f64>) -> f64 {
        let response = &self.outputs[k];
        let mut value = response.constant;
        for (i, &x) in z.iter().enumerate() {
            value += response.linear[i] * x;
            if let Some(square) = response.square.get(i) {
                value += square * square_term(x);
            }
        }
        value
    }

    /// How the value of target `k` changes with each score at a point.
    pub fn gradient(&self, k: usize, z: &DVector<f64>) -> DVector<f64> {
        let response = &self.outputs[k];
        DVector::from_fn(self.dimensions, |i, _| {
            let curve = response.square.get(i).copied().unwrap_or(0.0);
            response.linear[i] + curve * std::f64::consts::SQRT_2 * z[i]
        })
    }

    /// Share of the variance of target `k` under the prior that the regression explains.
    pub fn explained(&self, k: usize) -> f64 {
        self.outputs[k].explained
    }

    /// Where to begin: the most plausible point if each fitted target is missed by about its tolerance and what the
    /// regression leaves, and the covariance around it, a little wider. Gauss-Newton from the middle of the prior and
    /// from the best simulation.
    pub fn start(
        &self,
        targets: &[Target],
        simulated: &[Simulated],
    ) -> (DVector<f64>, DMatrix<f64>) {
        let middle = DVector::zeros(self.dimensions);
        let best = simulated
            .iter()
            .min_by(|a, b| a.distance.total_cmp(&b.distance))
            .map_or(middle.clone(), |s| DVector::from_column_slice(&s.z));
        let [a, b] = [middle, best].map(|from| self.descend(targets, from));
        let point = if self.cost(targets, &a) <= self.cost(targets, &b) {
            a
        } else {
            b
        };
        let (_, curvature) = self.slopes(targets, &point);
        let covariance = Cholesky::new(curvature).map_or_else(
            || DMatrix::identity(self.dimensions, self.dimensions),
            |factor| factor.inverse(),
        );
        (point, covariance * WIDER)
    }

    /// Half the sum of squared scores and of squared residuals.
    fn cost(&self, targets: &[Target], z: &DVector<f64>) -> f64 {
        let residuals: f64 = self
            .fitted(targets)
            .map(|(k, target, scale)| {
                let residual = target.residual(self.value(k, z)) * scale;
                residual * residual
            })
            .sum();
        0.5 * (z.norm_squared() + residuals)
    }

    /// Gradient and approximate curvature of the cost.
    fn slopes(&self, targets: &[Target], z: &DVector<f64>) -> (DVector<f64>, DMatrix<f64>) {
        let mut gradient = z.clone();
        let mut curvature = DMatrix::identity(self.dimensions, self.dimensions);
        for (k, target, scale) in self.fitted(targets) {
            let residual = target.residual(self.value(k, z)) * scale;
            if residual != 0.0 {
                let slope = self.gradient(k, z) * (scale / target.tolerance);
                gradient += &slope * residual;
                curvature += &slope * slope.transpose();
            }
        }
        (gradient, curvature)
    }

    /// Fitted targets with the scale of their residuals: what the regression leaves adds to the tolerance.
    fn fitted<'a>(
        &'a self,
        targets: &'a [Target],
    ) -> impl Iterator<Item = (usize, &'a Target, f64)> {
        let fitted = targets.iter().enumerate().filter(|(_, t)| t.fitted);
        fitted.map(|(k, target)| {
            let left = self.outputs[k].left_sd / target.tolerance;
            (k, target, libm::sqrt(target.weight / (1.0 + left * left)))
        })
    }

    fn descend(&self, targets: &[Target], from: DVector<f64>) -> DVector<f64> {
        let mut z = from;
        let mut cost = self.cost(targets, &z);
        for _ in 0..MOST_STEPS {
            let (gradient, curvature) = self.slopes(targets, &z);
            let Some(factor) = Cholesky::new(curvature) else {
                return z;
            };
            let mut step = factor.solve(&gradient);
            let mut better = None;
            for _ in 0..MOST_HALVINGS {
                let next = &z - &step;
                let there = self.cost(targets, &next);
                if there < cost {
                    better = Some((next, there));
                    break;
                }
                step *= 0.5;
            }
            let Some((next, there)) = better else {
                return z;
            };
            let settled = cost - there < 1e-9 * (1.0 + cost);
            (z, cost) = (next, there);
            if settled {
                return z;
            }
        }
        z
    }
}

impl Response {
    fn new(simulated: &[Simulated], k: usize, dimensions: usize, squares: bool) -> Self {
        let rows: Vec<&Simulated> = simulated
            .iter()
            .filter(|s| s.outputs[k].is_finite())
            .collect();
        let terms = 1 + dimensions * if squares { 2 } else { 1 };
        let n = rows.len();
        let design = DMatrix::from_fn(n, terms, |row, term| match term {
            0 => 1.0,
            term if term <= dimensions => rows[row].z[term - 1],
            term => square_term(rows[row].z[term - 1 - dimensions]),
        });
        let values = DVector::from_fn(n, |row, _| rows[row].outputs[k]);
        let mut normal = design.transpose() * &design;
        for term in 1..terms {
            normal[(term, term)] += RIDGE;
        }
        // Only without any row is the constant's own entry zero.
        normal[(0, 0)] = normal[(0, 0)].max(1.0);
        let coefficients = Cholesky::new(normal).map_or_else(
            || DVector::zeros(terms),
            |factor| factor.solve(&(design.transpose() * &values)),
        );
        let left = (&values - &design * &coefficients).norm_squared();
        let mean = if n > 0 { values.mean() } else { 0.0 };
        let whole: f64 = values.iter().map(|y| (y - mean) * (y - mean)).sum();
        Self {
            constant: coefficients[0],
            linear: coefficients.as_slice()[1..=dimensions].to_vec(),
            square: coefficients.as_slice()[1 + dimensions..].to_vec(),
            left_sd: libm::sqrt(left / n.saturating_sub(terms).max(1) as f64),
            explained: if whole > 0.0 { 1.0 - left / whole } else { 0.0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::calibration::proposal::Proposal;
    use crate::scenario::targets::Aim;

    #[test]
    fn a_quadratic_is_found_again_and_aimed_at() {
        let prior = Proposal::prior(3);
        let simulated: Vec<Simulated> = (0..200)
            .map(|attempt| {
                let z = prior.draw(3, 0, attempt);
                let y = 1.0 + 2.0 * z[0] - z[2] + 0.5 * z[1] * z[1];
                Simulated {
                    z,
                    outputs: vec![y, f64::NAN],
                    distance: y.abs(),
                }
            })
            .collect();
        let surrogate = Surrogate::new(&simulated, 2);
        let at = DVector::from_column_slice(&[0.5, 1.0, -1.0]);
        assert!((surrogate.value(0, &at) - 3.5).abs() < 0.1);
        let slope = surrogate.gradient(0, &at);
        for (found, right) in slope.iter().zip([2.0, 1.0, -1.0]) {
            assert!((found - right).abs() < 0.1, "{slope}");
        }
        assert!(surrogate.explained(0) > 0.99);
        assert_eq!(surrogate.value(1, &at), 0.0, "nothing is known of it");
        let target = |fitted: bool| Target {
            id: "T".to_owned(),
            measure: "y".to_owned(),
            unit: "",
            subgroup: "all".to_owned(),
            aim: Aim::Value(4.0),
            tolerance: 0.1,
            weight: 1.0,
            what: "y".to_owned(),
            source: "toy".to_owned(),
            fitted,
        };
        let (point, covariance) = surrogate.start(&[target(true), target(false)], &simulated);
        assert!((surrogate.value(0, &point) - 4.0).abs() < 0.1);
        // Along the gradient little is left of the prior's variance; across it all of it, and a half more.
        assert!(covariance[(0, 0)] < 0.8, "{covariance}");
        let free = covariance.trace();
        assert!((2.5..4.5).contains(&free), "{free}");
    }
}

//! Where the points of a generation are drawn from: the prior, one normal, or a smoothed population.

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::engine::random::{StreamGenerator, StreamId, Streams};
use crate::engine::sample::normal;

/// The place of these draws among the random streams.
const PLACE: &str = "calibration";
/// Share of the points of every later generation that still come from the prior: no weight can then exceed the
/// reciprocal of it, however badly the rest was aimed.
const FROM_PRIOR: f64 = 0.1;
/// By how much the covariance of all points of a generation exceeds that of the population before, so that its edges are
/// looked at too: this share, and this share by number of dimensions, because every one of them costs points.
const WIDER: (f64, f64) = (0.25, 0.5);
/// Log of the square root of 2π.
const LOG_ROOT_TAU: f64 = 0.918_938_533_204_672_8;

#[derive(Clone, Copy)]
struct Points;

impl StreamId for Points {
    fn number(self) -> u32 {
        1
    }
}

/// A distribution of points in the space of normal scores: a mixture of the prior and of normals of one shape.
pub struct Proposal {
    dimensions: usize,
    /// Share of the prior in the mixture.
    prior_share: f64,
    centres: Vec<DVector<f64>>,
    /// Weights of the centres, which sum to 1.
    weights: Vec<f64>,
    /// The centres, divided by the root of the covariance.
    whitened: Vec<DVector<f64>>,
    /// Cholesky factor of the covariance around each centre.
    root: DMatrix<f64>,
}

impl Proposal {
    /// The prior: independent standard normals.
    pub fn prior(dimensions: usize) -> Self {
        Self {
            dimensions,
            prior_share: 1.0,
            centres: Vec::new(),
            weights: Vec::new(),
            whitened: Vec::new(),
            root: DMatrix::identity(dimensions, dimensions),
        }
    }

    /// One normal beside the prior.
    pub fn normal(mean: DVector<f64>, covariance: DMatrix<f64>) -> Self {
        Self::mixture(vec![mean], vec![1.0], covariance)
    }

    /// A smoothed population: normals around its points, which are first drawn towards their mean.
    ///
    /// With d dimensions the normals have the share d / (d + 4) of the population's covariance, and the spread of the
    /// centres is shrunk by as much (West 1993), so that together they are only a little wider than the population
    /// (`WIDER`). A kernel of twice its covariance (Beaumont et al 2009) makes them three times as wide: of no matter
    /// in one dimension, but with 18 only one point in 200 would count.
    pub fn around(points: &[&[f64]], weights: &[f64]) -> Self {
        let (mean, covariance) = moments(points, weights);
        let dimensions = mean.len() as f64;
        let smooth = dimensions / (dimensions + 4.0);
        let shrink = libm::sqrt(1.0 - smooth);
        let centres = points
            .iter()
            .map(|point| &mean + (DVector::from_column_slice(point) - &mean) * shrink)
            .collect();
        Self::mixture(
            centres,
            weights.to_vec(),
            covariance * (smooth + WIDER.0 + WIDER.1 / dimensions),
        )
    }

    fn mixture(
        centres: Vec<DVector<f64>>,
        weights: Vec<f64>,
        mut covariance: DMatrix<f64>,
    ) -> Self {
        let dimensions = covariance.nrows();
        let mut ridge = 1e-9;
        let root = loop {
            for i in 0..dimensions {
                covariance[(i, i)] += ridge;
            }
            match Cholesky::new(covariance.clone()) {
                Some(factor) => break factor.l(),
                None => ridge *= 10.0,
            }
        };
        let whitened = centres.iter().map(|centre| whiten(&root, centre)).collect();
        Self {
            dimensions,
            prior_share: FROM_PRIOR,
            centres,
            weights,
            whitened,
            root,
        }
    }

    /// Point number `attempt` of a generation: a function of these numbers and the seed alone.
    pub fn draw(&self, seed: u64, generation: u32, attempt: u32) -> Vec<f64> {
        let mut generator =
            Streams::new(seed, u64::from(generation), PLACE).generator(Points, attempt, 0);
        let from = generator.uniform();
        let which = generator.uniform();
        let scores = scores(&mut generator, self.dimensions);
        if from < self.prior_share {
            return scores.as_slice().to_vec();
        }
        let mut below = 0.0;
        let centre = self
            .weights
            .iter()
            .position(|weight| {
                below += weight;
                which < below
            })
            .unwrap_or(self.centres.len() - 1);
        (&self.centres[centre] + &self.root * scores)
            .as_slice()
            .to_vec()
    }

    /// How much rarer a point is here than under the prior: the prior's density by that of the mixture, the weight of a
    /// point drawn here.
    pub fn weight(&self, z: &[f64]) -> f64 {
        let point = DVector::from_column_slice(z);
        let prior = log_density(point.norm_squared(), self.dimensions, 0.0);
        if self.centres.is_empty() {
            return 1.0;
        }
        let scale: f64 = self.root.diagonal().iter().map(|&x| libm::log(x)).sum();
        let white = whiten(&self.root, &point);
        let logs: Vec<f64> = self
            .whitened
            .iter()
            .map(|centre| log_density((&white - centre).norm_squared(), self.dimensions, scale))
            .collect();
        let most = logs.iter().copied().fold(prior, f64::max);
        let near: f64 = logs
            .iter()
            .zip(&self.weights)
            .map(|(log, weight)| weight * libm::exp(log - most))
            .sum();
        let prior = libm::exp(prior - most);
        prior / (self.prior_share * prior + (1.0 - self.prior_share) * near)
    }
}

fn scores(generator: &mut StreamGenerator, dimensions: usize) -> DVector<f64> {
    DVector::from_fn(dimensions, |_, _| normal(generator.uniform()))
}

fn whiten(root: &DMatrix<f64>, point: &DVector<f64>) -> DVector<f64> {
    root.solve_lower_triangular(point)
        .expect("the diagonal of a Cholesky factor is above zero")
}

/// Log density of a normal at a squared Mahalanobis distance; `scale` is half the log determinant.
fn log_density(squared: f64, dimensions: usize, scale: f64) -> f64 {
    -0.5 * squared - scale - LOG_ROOT_TAU * dimensions as f64
}

/// Weighted mean and covariance. Correlations are shrunk by (d / n)², n being the effective number of points: with few
/// dimensions not to be felt, because it would blur what the targets have narrowed, but with as many as points wholly.
fn moments(points: &[&[f64]], weights: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
    let dimensions = points[0].len();
    let mut mean = DVector::zeros(dimensions);
    for (point, &weight) in points.iter().zip(weights) {
        mean += DVector::from_column_slice(point) * weight;
    }
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    let mut covariance = DMatrix::zeros(dimensions, dimensions);
    for (point, &weight) in points.iter().zip(weights) {
        let off = DVector::from_column_slice(point) - &mean;
        covariance += &off * off.transpose() * weight;
    }
    covariance /= (1.0 - squares).max(0.1);
    let crowded = (dimensions as f64 * squares).min(1.0);
    let kept = 1.0 - crowded * crowded;
    for row in 0..dimensions {
        for column in 0..dimensions {
            if row != column {
                covariance[(row, column)] *= kept;
            }
        }
    }
    (mean, covariance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_turn_a_mixture_back_into_the_prior() {
        let mean = DVector::from_column_slice(&[1.0, -0.5]);
        let covariance = DMatrix::from_row_slice(2, 2, &[0.5, 0.2, 0.2, 0.4]);
        let proposal = Proposal::normal(mean, covariance);
        let n = 20_000;
        let (mut sum, mut first, mut square, mut most) = (0.0, 0.0, 0.0, 0.0_f64);
        for attempt in 0..n {
            let z = proposal.draw(1, 0, attempt);
            let weight = proposal.weight(&z);
            sum += weight;
            first += weight * z[0];
            square += weight * z[1] * z[1];
            most = most.max(weight);
        }
        let n = f64::from(n);
        assert!((sum / n - 1.0).abs() < 0.04, "{}", sum / n);
        assert!((first / sum).abs() < 0.05, "{}", first / sum);
        assert!((square / sum - 1.0).abs() < 0.08, "{}", square / sum);
        assert!(most <= 1.0 / FROM_PRIOR + 1e-9, "{most}");
    }

    #[test]
    fn a_smoothed_population_is_a_little_wider_than_itself() {
        let prior = Proposal::prior(3);
        let points: Vec<Vec<f64>> = (0..2_000)
            .map(|attempt| {
                prior
                    .draw(5, 0, attempt)
                    .iter()
                    .map(|z| 2.0 + 0.3 * z)
                    .collect()
            })
            .collect();
        let slices: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
        let proposal = Proposal::around(&slices, &vec![1.0 / 2_000.0; 2_000]);
        // Points of the mixture that are not from the prior, by their place.
        let drawn: Vec<f64> = (0..4_000)
            .map(|attempt| proposal.draw(6, 1, attempt)[1])
            .filter(|z| (0.0..4.0).contains(z))
            .collect();
        let n = drawn.len() as f64;
        let mean = drawn.iter().sum::<f64>() / n;
        assert!(drawn.len() > 3_600 && (mean - 1.95).abs() < 0.06, "{mean}");
        assert_eq!(proposal.draw(6, 1, 7), proposal.draw(6, 1, 7));
        assert_ne!(proposal.draw(6, 1, 7), proposal.draw(6, 2, 7));
    }
}

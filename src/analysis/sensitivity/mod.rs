//! Which inputs drive an output: estimators on plain arrays, and what they have found as one document.
//!
//! | module | answers |
//! | --- | --- |
//! | [`morris`] | which inputs matter at all, from few points (Morris 1991; Campolongo and others 2007) |
//! | [`sobol`] | what share of the variance each input explains, alone and with others (Saltelli and others 2010; Jansen 1999) |
//! | [`prcc`] | how closely the output rises with each input, the others held (Marino and others 2008) |
//! | [`findings`] | what an analysis has found, as one document |
//! | [`words`] | the same in sentences |
//!
//! An output is `outputs[point][run]`: each point has the same number of runs, with random numbers of their own in each
//! block of points (a trajectory, a row of a design) and shared within it. The estimators work on means over runs and take
//! out what chance adds to squares and products of such means. A point without a defined value is refused by its number:
//! a design with holes estimates something else.

pub mod findings;
pub mod morris;
pub mod prcc;
pub mod sobol;
pub mod words;

use serde::{Deserialize, Serialize};

use super::statistics::{quantile, sorted};
use crate::engine::random::{StreamId, Streams};

/// Resamples of a bootstrap.
const RESAMPLES: u32 = 1_000;

/// Why outputs cannot be analysed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unusable {
    /// A point has no value.
    #[error("it is not defined at point {point}, run {run}; a design must be whole")]
    NotDefined {
        /// The point, from 0.
        point: usize,
        /// The run, from 0.
        run: usize,
    },
    /// Nothing varies.
    #[error("it is the same at all points, so no input drives it")]
    NeverChanges,
    /// What varies is no more than runs differ among themselves.
    #[error(
        "the points differ no more than chance alone makes them: more runs or rows are needed, or the inputs do nothing"
    )]
    OnlyChance,
    /// Two inputs cannot be told apart.
    #[error("the inputs cannot be told apart at these points: more points are needed")]
    Collinear,
}

/// An estimate with its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WithInterval {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub lower_95: f64,
    /// Upper end.
    pub upper_95: f64,
}

impl WithInterval {
    /// From the lower end to the upper.
    pub fn width(&self) -> f64 {
        self.upper_95 - self.lower_95
    }
}

/// Refuses outputs with a value that is not defined, and outputs that never change.
fn check(outputs: &[Vec<f64>]) -> Result<(), Unusable> {
    for (point, runs) in outputs.iter().enumerate() {
        if let Some(run) = runs.iter().position(|x| !x.is_finite()) {
            return Err(Unusable::NotDefined { point, run });
        }
    }
    let means: Vec<f64> = outputs.iter().map(|runs| mean(runs)).collect();
    if means.iter().all(|x| *x == means[0]) {
        return Err(Unusable::NeverChanges);
    }
    Ok(())
}

/// The spread of an output over points that were drawn independently, each with runs of its own.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean over points and runs.
    pub mean: f64,
    /// Variance of the expected output, which the inputs cause; 0 where chance explains all.
    pub variance_inputs: f64,
    /// Variance between runs of one point: only chance.
    pub variance_chance: f64,
}

impl Spread {
    /// The share of the variance of a single run that is only chance; 0 without variance.
    pub fn chance_share(&self) -> f64 {
        let total = self.variance_inputs + self.variance_chance;
        if total > 0.0 {
            self.variance_chance / total
        } else {
            0.0
        }
    }

    /// From points with at least two runs each.
    fn of(outputs: &[&[f64]]) -> Self {
        let means: Vec<f64> = outputs.iter().map(|runs| mean(runs)).collect();
        let within: Vec<f64> = outputs.iter().map(|runs| variance(runs)).collect();
        let runs = outputs.first().map_or(1, |runs| runs.len()) as f64;
        let chance = mean(&within);
        Self {
            mean: mean(&means),
            variance_inputs: (variance(&means) - chance / runs).max(0.0),
            variance_chance: chance,
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// With divisor n − 1; 0 below two values.
fn variance(values: &[f64]) -> f64 {
    covariance(values, values)
}

/// With divisor n − 1; 0 below two pairs.
fn covariance(xs: &[f64], ys: &[f64]) -> f64 {
    if xs.len() < 2 {
        return 0.0;
    }
    let (mx, my) = (mean(xs), mean(ys));
    let products: f64 = xs.iter().zip(ys).map(|(x, y)| (x - mx) * (y - my)).sum();
    products / (xs.len() - 1) as f64
}

#[derive(Clone, Copy)]
struct Resample;

impl StreamId for Resample {
    fn number(self) -> u32 {
        1
    }
}

/// For each resample, which of `n` blocks it takes.
fn resamples(n: usize, seed: u64) -> impl Iterator<Item = Vec<usize>> {
    let streams = Streams::new(seed, u64::MAX, "bootstrap of a sensitivity analysis");
    (0..RESAMPLES).map(move |number| {
        let mut generator = streams.generator(Resample, number, 0);
        // By multiply and shift: the bias is below n / 2^64.
        let mut pick = || ((u128::from(generator.word()) * n as u128) >> 64) as usize;
        (0..n).map(|_| pick()).collect()
    })
}

/// The estimate with the percentile interval of its resamples.
fn percentile(value: f64, resampled: &[f64]) -> WithInterval {
    let ordered = sorted(resampled);
    WithInterval {
        value,
        lower_95: quantile(&ordered, 0.025),
        upper_95: quantile(&ordered, 0.975),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_with_holes_or_without_change_are_refused_by_name() {
        let hole = [vec![1.0, 2.0], vec![3.0, f64::NAN]];
        assert_eq!(check(&hole), Err(Unusable::NotDefined { point: 1, run: 1 }));
        let flat = [vec![1.0, 2.0], vec![2.0, 1.0]];
        assert_eq!(check(&flat), Err(Unusable::NeverChanges));
        assert_eq!(check(&[vec![1.0], vec![2.0]]), Ok(()));
    }

    #[test]
    fn spread_by_hand() {
        // Means 2 and 8, variance 18; runs differ by variance 2 and 8: 18 - 5 / 2.
        let points: [&[f64]; 2] = [&[1.0, 3.0], &[10.0, 6.0]];
        let spread = Spread::of(&points);
        assert_eq!((spread.mean, spread.variance_chance), (5.0, 5.0));
        assert_eq!(spread.variance_inputs, 15.5);
        assert!((spread.chance_share() - 5.0 / 20.5).abs() < 1e-15);
    }

    #[test]
    fn resamples_are_those_of_the_seed() {
        let first: Vec<usize> = resamples(10, 1).next().unwrap();
        assert_eq!(first, resamples(10, 1).next().unwrap());
        assert_ne!(first, resamples(10, 2).next().unwrap());
        assert_eq!(resamples(10, 1).count(), RESAMPLES as usize);
        let mut counts = [0; 10];
        for resample in resamples(10, 1) {
            for block in resample {
                counts[block] += 1;
            }
        }
        assert!(counts.iter().all(|n| (850..1150).contains(n)), "{counts:?}");
    }
}

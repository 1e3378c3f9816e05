//! The space in which a calibration searches: every free parameter by its place within its own prior.

use super::priors::{Draw, quantile};
use crate::engine::quantile::normal_below;
use crate::scenario::Scenario;
use crate::scenario::parameter::{Prior, Value};
use crate::scenario::parameters::registry;

/// Shares of a prior nearer to 0 or 1 than this are not told apart.
const EDGE: f64 = 1e-12;

/// Free parameters with their priors. A point is a list of normal scores z: the value of a parameter is the one below
/// which the share Φ(z) of its prior lies, so the prior of all points is standard normal.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    /// Position in the registry, prior, value of the scenario.
    parameters: Vec<(usize, Prior, Value)>,
}

impl Space {
    /// Of these parameters, given by their positions in the registry, as the scenario believes them to be.
    pub fn new(scenario: &Scenario, parameters: &[usize]) -> Self {
        Self {
            parameters: parameters
                .iter()
                .map(|&index| {
                    (
                        index,
                        scenario.evidence[index].prior,
                        scenario.values[index],
                    )
                })
                .collect(),
        }
    }

    /// Number of free parameters.
    pub fn dimensions(&self) -> usize {
        self.parameters.len()
    }

    /// The values at a point.
    pub fn values(&self, z: &[f64]) -> Draw {
        self.parameters
            .iter()
            .zip(z)
            .map(|(&(index, prior, default), &z)| {
                let share = normal_below(z).clamp(EDGE, 1.0 - EDGE);
                (index, quantile(&registry()[index], prior, default, share))
            })
            .collect()
    }

    /// The values of each parameter in the middle of `steps` equal parts of its prior.
    pub fn prior_values(&self, steps: u32) -> Vec<Vec<f64>> {
        self.parameters
            .iter()
            .map(|&(index, prior, default)| {
                (0..steps)
                    .map(|step| {
                        let share = (f64::from(step) + 0.5) / f64::from(steps);
                        quantile(&registry()[index], prior, default, share)
                            .as_number()
                            .unwrap_or(f64::NAN)
                    })
                    .collect()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{SourceFile, index_of};

    #[test]
    fn scores_are_places_within_the_prior() {
        let file = SourceFile {
            name: "a.toml".to_owned(),
            text: "[referral]\ninappropriate = { value = 0.2, prior = { uniform = [0.1, 0.5] } }\n"
                .to_owned(),
        };
        let scenario = Scenario::from_files(&[file], &[]).unwrap();
        let index = index_of("referral.inappropriate").unwrap();
        let space = Space::new(&scenario, &[index]);
        assert_eq!(space.dimensions(), 1);
        let at = |z: f64| match space.values(&[z])[..] {
            [(place, Value::Number(x))] if place == index => x,
            _ => panic!("one number"),
        };
        assert!((at(0.0) - 0.3).abs() < 1e-12);
        assert!((at(1.0) - (0.1 + 0.4 * 0.841_344_746)).abs() < 1e-8);
        assert!(at(-50.0) >= 0.1 && at(50.0) <= 0.5);
        let values = &space.prior_values(4)[0];
        for (found, right) in values.iter().zip([0.15, 0.25, 0.35, 0.45]) {
            assert!((found - right).abs() < 1e-12);
        }
    }
}

//! The value of information: what it would be worth to know parameters before choosing.

use serde::{Deserialize, Serialize};

use super::discounting;
use super::draws::{DrawTable, mean};
use super::net_benefit::{best, expected};
use super::splines::{Smoother, free_columns};
use super::words::count;

/// Fewest draws for a regression.
pub const FEWEST_DRAWS: usize = 50;
/// Fewest draws for each free column of a regression.
const DRAWS_FOR_A_COLUMN: usize = 5;

/// Expected value of partial perfect information.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evppi {
    /// Its estimate in pounds, within 0 and the value of perfect information.
    pub pounds: f64,
    /// Its standard error in pounds. 0 where no draw would change the choice.
    pub standard_error_pounds: f64,
}

/// Why the value of a set of parameters cannot be estimated.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotEstimable {
    /// With one strategy there is nothing to choose.
    #[error("there is one strategy, so that there is no choice that knowledge could change")]
    NoChoice,
    /// A regression needs data.
    #[error("{} {} too few to estimate the value of {}: at least {needed} are needed", count(*.found, "draw", "draws"), if *.found == 1 { "is" } else { "are" }, count(*.parameters, "parameter", "parameters together"))]
    TooFewDraws {
        /// Draws in the table.
        found: usize,
        /// Draws needed.
        needed: usize,
        /// Parameters in the set.
        parameters: usize,
    },
    /// An empty set, or a column that the table does not have.
    #[error("there are no such parameters in the table")]
    NoSuchParameters,
}

/// Expected value of perfect information of net benefits `[strategy][draw]`, in pounds: `E[max NB] - max E[NB]`.
pub fn evpi(net_benefit: &[Vec<f64>]) -> f64 {
    gain(net_benefit).0.pounds
}

/// The closed form of the value of perfect information for two strategies whose incremental net benefit is normal: the
/// unit normal loss `s phi(m/s) - |m| Phi(-|m|/s)` (Raiffa and Schlaifer 1961).
pub fn evpi_of_normal(mean_pounds: f64, sd_pounds: f64) -> f64 {
    if sd_pounds <= 0.0 {
        return 0.0;
    }
    let z = mean_pounds.abs() / sd_pounds;
    let density = libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
    let tail = libm::erfc(z / std::f64::consts::SQRT_2) / 2.0;
    sd_pounds * density - mean_pounds.abs() * tail
}

/// What knowing a set of parameters is worth, from the draws of an ordinary probabilistic analysis (Strong, Oakley and
/// Brennan, *Medical Decision Making* 2014; 34: 311-326): a regression of costs and of effects on the parameters gives
/// what would be expected of each strategy if they were known. Costs and effects are fitted once, so that any threshold
/// costs nothing more.
///
/// A parameter enters by a smooth curve; of a group, products of two parameters as well if there are draws enough, so
/// that an interaction of three within the group is seen only in part. A parameter without any influence gets a value
/// near 0, not always 0: set it against the standard error.
pub struct PartialInformation {
    /// Fitted difference in cost to the first strategy, `[strategy][draw]`.
    costs_pounds: Vec<Vec<f64>>,
    /// Fitted difference in effect.
    effects: Vec<Vec<f64>>,
}

impl PartialInformation {
    /// Fits the parameters at the given positions in the table, taken together.
    ///
    /// # Errors
    /// If there is one strategy, no such parameter, or too few draws for so many parameters.
    pub fn fit(table: &DrawTable, parameters: &[usize]) -> Result<Self, NotEstimable> {
        if table.strategies().len() < 2 {
            return Err(NotEstimable::NoChoice);
        }
        let columns: Option<Vec<&[f64]>> = parameters
            .iter()
            .map(|&p| table.parameters().get(p).map(|column| &column.values[..]))
            .collect();
        let columns = columns
            .filter(|columns| !columns.is_empty())
            .ok_or(NotEstimable::NoSuchParameters)?;
        let needed = FEWEST_DRAWS.max(DRAWS_FOR_A_COLUMN * free_columns(columns.len()));
        if table.draws() < needed {
            return Err(NotEstimable::TooFewDraws {
                found: table.draws(),
                needed,
                parameters: columns.len(),
            });
        }
        let smoother = Smoother::new(&columns);
        let fit_differences = |arrays: &[Vec<f64>]| -> Vec<Vec<f64>> {
            arrays
                .iter()
                .enumerate()
                .map(|(strategy, values)| {
                    if strategy == 0 {
                        return vec![0.0; values.len()];
                    }
                    let to_first: Vec<f64> =
                        values.iter().zip(&arrays[0]).map(|(a, b)| a - b).collect();
                    smoother.fit(&to_first)
                })
                .collect()
        };
        Ok(Self {
            costs_pounds: fit_differences(table.costs_pounds()),
            effects: fit_differences(table.effects()),
        })
    }

    /// The same for a choice among some of the strategies, by position, the reference first.
    ///
    /// # Panics
    /// If there is no such strategy.
    #[must_use]
    pub fn among(&self, strategies: &[usize]) -> Self {
        let some = |arrays: &[Vec<f64>]| -> Vec<Vec<f64>> {
            strategies.iter().map(|&s| arrays[s].clone()).collect()
        };
        Self {
            costs_pounds: some(&self.costs_pounds),
            effects: some(&self.effects),
        }
    }

    /// The value at one threshold, given the net benefits `[strategy][draw]` there.
    ///
    /// The standard error is that of a mean over draws of its influence function: the net benefit that the draw itself
    /// has under the choice made with knowledge, less that under the choice made without. This holds both the spread of
    /// the parameters and the noise about the regression, but not its bias.
    pub fn at(&self, threshold_pounds: f64, net_benefit: &[Vec<f64>]) -> Evppi {
        let fitted: Vec<Vec<f64>> = self
            .costs_pounds
            .iter()
            .zip(&self.effects)
            .map(|(costs, effects)| {
                costs
                    .iter()
                    .zip(effects)
                    .map(|(cost, effect)| threshold_pounds * effect - cost)
                    .collect()
            })
            .collect();
        let (estimate, choices) = gain(&fitted);
        let without = best(&expected(net_benefit));
        let influence: Vec<f64> = choices
            .iter()
            .enumerate()
            .map(|(draw, &choice)| net_benefit[choice][draw] - net_benefit[without][draw])
            .collect();
        Evppi {
            pounds: estimate.pounds.min(evpi(net_benefit)),
            standard_error_pounds: standard_error(&influence),
        }
    }
}

/// `E[max] - max E` with its standard error, and which strategy is best in each draw. In pounds.
fn gain(values: &[Vec<f64>]) -> (Evppi, Vec<usize>) {
    let without = best(&expected(values));
    let draws = values[without].len();
    let mut choices = Vec::with_capacity(draws);
    let gains: Vec<f64> = (0..draws)
        .map(|draw| {
            let mut choice = without;
            for (strategy, line) in values.iter().enumerate() {
                if line[draw] > values[choice][draw] {
                    choice = strategy;
                }
            }
            choices.push(choice);
            values[choice][draw] - values[without][draw]
        })
        .collect();
    let estimate = Evppi {
        pounds: mean(&gains),
        standard_error_pounds: standard_error(&gains),
    };
    (estimate, choices)
}

fn standard_error(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = mean(values);
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (squares / (n - 1.0).max(1.0) / n).sqrt()
}

/// The value of partial information by nested simulation, to check the regression. For each outer draw of the parameters
/// of interest, from 0 to `outer - 1`, `inner` gives net benefits `[strategy][inner draw]` with all other parameters drawn
/// anew given it. The estimate is biased upwards if there are few inner draws.
///
/// # Panics
/// If `outer` is 0 or an inner simulation is empty.
pub fn nested(outer: usize, mut inner: impl FnMut(usize) -> Vec<Vec<f64>>) -> Evppi {
    assert!(outer > 0, "at least one outer draw");
    let mut by_strategy: Vec<Vec<f64>> = Vec::new();
    for draw in 0..outer {
        let means = expected(&inner(draw));
        by_strategy.resize(means.len(), Vec::with_capacity(outer));
        for (line, mean) in by_strategy.iter_mut().zip(means) {
            line.push(mean);
        }
    }
    gain(&by_strategy).0
}

/// How many decisions a value of information for one person stands for: the sum of `incidence_t / (1 + r)^t` over the
/// years in which the knowledge is of use. The first year is `t = 0` and not discounted.
pub fn population_factor(incidence_by_year: &[f64], rate_per_year: f64) -> f64 {
    incidence_by_year
        .iter()
        .enumerate()
        .map(|(year, people)| people * discounting::factor(rate_per_year, year as f64))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::draws::ParameterColumn;
    use super::super::net_benefit::net_benefit;
    use super::super::testing::Draws;
    use super::*;

    /// Two strategies with the given incremental net benefit at a threshold of £1, as a saving in cost.
    fn two(net_benefit: Vec<f64>, parameters: Vec<(&str, Vec<f64>)>) -> DrawTable {
        let zeros = vec![0.0; net_benefit.len()];
        let costs = net_benefit.iter().map(|x| -x).collect();
        DrawTable::new(
            vec!["without".into(), "with".into()],
            vec![zeros.clone(), costs],
            vec![zeros.clone(), zeros],
        )
        .unwrap()
        .with_parameters(
            parameters
                .into_iter()
                .map(|(name, values)| ParameterColumn {
                    name: name.into(),
                    values,
                })
                .collect(),
        )
        .unwrap()
    }

    fn value(table: &DrawTable, parameters: &[usize]) -> Evppi {
        PartialInformation::fit(table, parameters)
            .unwrap()
            .at(1.0, &net_benefit(table, 1.0))
    }

    #[track_caller]
    fn agrees(found: Evppi, truth: f64, bound: f64) {
        assert!(
            found.standard_error_pounds < bound,
            "the standard error {} is too large to see anything",
            found.standard_error_pounds
        );
        assert!(
            (found.pounds - truth).abs() < 4.0 * found.standard_error_pounds,
            "{found:?} is not {truth}"
        );
    }

    #[test]
    fn unit_normal_loss() {
        assert!((evpi_of_normal(500.0, 1_000.0) - 197.8).abs() < 0.05);
        assert!((evpi_of_normal(-500.0, 1_000.0) - 197.797).abs() < 0.001);
        assert!((evpi_of_normal(0.0, 1.0) - 0.398_942).abs() < 1e-6);
        assert_eq!(evpi_of_normal(5.0, 0.0), 0.0);
    }

    #[test]
    fn perfect_information_of_a_normal_meets_its_closed_form() {
        let x = Draws::new(10).normals(0, 20_000);
        let table = two(x.iter().map(|x| 500.0 + 1_000.0 * x).collect(), vec![]);
        let found = evpi(&net_benefit(&table, 1.0));
        assert!((found - 197.8).abs() < 12.0, "{found}");
    }

    /// INB = 200 + 800 a + 600 b: knowing a leaves a normal with mean 200 and standard deviation 800.
    #[test]
    fn linear_parameters_meet_their_closed_form() {
        let draws = Draws::new(11);
        let (a, b) = (draws.normals(0, 4_000), draws.normals(1, 4_000));
        let inb: Vec<f64> = (0..4_000)
            .map(|i| 200.0 + 800.0 * a[i] + 600.0 * b[i])
            .collect();
        let table = two(inb, vec![("a", a), ("b", b)]);
        agrees(value(&table, &[0]), evpi_of_normal(200.0, 800.0), 15.0);
        agrees(value(&table, &[1]), evpi_of_normal(200.0, 600.0), 15.0);
        let both = value(&table, &[0, 1]);
        let perfect = evpi(&net_benefit(&table, 1.0));
        agrees(both, evpi_of_normal(200.0, 1_000.0), 15.0);
        assert!((both.pounds - perfect).abs() < 1e-6 * perfect);
        assert!(value(&table, &[0]).pounds <= perfect && value(&table, &[1]).pounds <= perfect);
    }

    /// INB = 1000 (a² - 1 + b): E[max(a² - 1, 0)] = 2 phi(1) = 0.48394, which no straight line sees.
    #[test]
    fn a_curved_parameter_meets_closed_form_and_nested_simulation() {
        let draws = Draws::new(12);
        let (a, b) = (draws.normals(0, 4_000), draws.normals(1, 4_000));
        let inb = |a: f64, b: f64| 1_000.0 * (a * a - 1.0 + b);
        let table = two(
            (0..4_000).map(|i| inb(a[i], b[i])).collect(),
            vec![("a", a), ("b", b)],
        );
        let regression = value(&table, &[0]);
        agrees(regression, 483.941, 25.0);
        let by_nesting = nested(1_000, |outer| {
            let a = draws.normal(2, outer);
            let inner = (0..400).map(|i| inb(a, draws.normal(3, outer * 400 + i)));
            vec![vec![0.0; 400], inner.collect()]
        });
        agrees(by_nesting, 483.941, 40.0);
        let together = libm::hypot(
            regression.standard_error_pounds,
            by_nesting.standard_error_pounds,
        );
        assert!((regression.pounds - by_nesting.pounds).abs() < 4.0 * together);
    }

    /// INB = 1000 a b: neither alone is worth anything, both together E[max(ab, 0)] = 1/pi.
    #[test]
    fn an_interaction_shows_in_the_group_alone() {
        let draws = Draws::new(13);
        let (a, b) = (draws.normals(0, 3_000), draws.normals(1, 3_000));
        let table = two(
            (0..3_000).map(|i| 1_000.0 * a[i] * b[i]).collect(),
            vec![("a", a), ("b", b)],
        );
        agrees(value(&table, &[0, 1]), 318.31, 25.0);
        assert!(value(&table, &[0]).pounds < 40.0);
    }

    #[test]
    fn what_has_no_influence_is_worth_little_and_never_more_than_everything() {
        let draws = Draws::new(14);
        let (a, noise) = (draws.normals(0, 500), draws.normals(1, 500));
        let table = two(
            a.iter().map(|a| 100.0 + 1_000.0 * a).collect(),
            vec![
                ("idle", noise),
                ("constant", vec![1.0; 500]),
                ("a", a.clone()),
                ("again", a),
            ],
        );
        let perfect = evpi(&net_benefit(&table, 1.0));
        assert!(value(&table, &[0]).pounds < 0.05 * perfect);
        let constant = value(&table, &[1]);
        assert_eq!(
            (constant.pounds, constant.standard_error_pounds),
            (0.0, 0.0)
        );
        for set in [&[2][..], &[2, 3], &[0, 1, 2, 3]] {
            let found = value(&table, set).pounds;
            assert!(found <= perfect && (found - perfect).abs() < 1e-3 * perfect);
        }
    }

    #[test]
    fn what_cannot_be_estimated_says_why() {
        let x = Draws::new(15).normals(0, 60);
        let table = two(x.clone(), vec![("a", x.clone())]);
        let why = |set: &[usize]| {
            PartialInformation::fit(&table, set)
                .err()
                .expect("a refusal")
                .to_string()
        };
        assert_eq!(why(&[]), "there are no such parameters in the table");
        assert_eq!(why(&[7]), "there are no such parameters in the table");
        assert_eq!(
            why(&[0; 12]),
            "60 draws are too few to estimate the value of 12 parameters together: at least 65 are needed"
        );
        let few = two(vec![1.0, -1.0], vec![("a", vec![0.0, 1.0])]);
        assert_eq!(
            PartialInformation::fit(&few, &[0]).err(),
            Some(NotEstimable::TooFewDraws {
                found: 2,
                needed: 50,
                parameters: 1
            })
        );
        let single = DrawTable::new(vec!["A".into()], vec![x.clone()], vec![x]).unwrap();
        assert_eq!(
            PartialInformation::fit(&single, &[0]).err(),
            Some(NotEstimable::NoChoice)
        );
    }

    #[test]
    fn a_population_is_discounted_year_by_year() {
        assert!((population_factor(&[1_000.0; 3], 0.035) - 2_899.694).abs() < 0.001);
        assert_eq!(population_factor(&[100.0, 50.0], 0.0), 150.0);
        assert_eq!(population_factor(&[], 0.035), 0.0);
    }
}

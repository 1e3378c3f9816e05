//! Partial rank correlation coefficients: how closely the output rises or falls with an input when the straight-line
//! effects (on ranks) of all other inputs are taken out of both (Marino, Hogue, Ray and Kirschner, Journal of Theoretical
//! Biology 254 (2008) 178-196).
//!
//! With the slope b of the regression of the standardised ranks of the output on those of all inputs, the share s of its
//! variance that this leaves, and the diagonal element d of the inverse of the inputs' correlation matrix, the correlation
//! of the two residuals is b / √(b² + s d).

use nalgebra::{Cholesky, DMatrix, DVector};
use serde::{Deserialize, Serialize};

use super::{Spread, Unusable, WithInterval, check, mean};
use crate::analysis::statistics::{ranks, standardised};

/// The 97.5% quantile of the standard normal.
const Z: f64 = 1.959_963_984_540_054;

/// The values of an input at all points.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Numbers; of a list, the positions of its values.
    Numbers(Vec<f64>),
    /// Values without an order: which of so many. They are held when others are looked at, and have no coefficient.
    Categories(Vec<usize>, usize),
}

/// The coefficients of all inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankCorrelations {
    /// The spread of the output over the points.
    pub spread: Spread,
    /// By input: the coefficient, −1 to 1, with the interval by Fisher's z. Absent of inputs without an order and of those
    /// that are the same at all points.
    pub inputs: Vec<Option<WithInterval>>,
}

/// The coefficients of inputs for an output.
///
/// # Errors
/// If a value is not defined, nothing changes, or there are too few points to tell the inputs apart.
///
/// # Panics
/// If an input has not a value for each point.
pub fn rank_correlations(
    inputs: &[Column],
    outputs: &[Vec<f64>],
) -> Result<RankCorrelations, Unusable> {
    check(outputs)?;
    let points = outputs.len();
    // Standardised columns of the regression, and the input whose coefficient each gives.
    let mut columns: Vec<(Option<usize>, Vec<f64>)> = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        match input {
            Column::Numbers(values) => {
                assert_eq!(values.len(), points, "a value for each point");
                columns.extend(standardised(&ranks(values)).map(|c| (Some(number), c)));
            }
            Column::Categories(values, count) => {
                assert_eq!(values.len(), points, "a value for each point");
                // All but the first: the last one follows from the others.
                for category in 1..*count {
                    let is: Vec<f64> = values
                        .iter()
                        .map(|&value| f64::from(u8::from(value == category)))
                        .collect();
                    columns.extend(standardised(&is).map(|c| (None, c)));
                }
            }
        }
    }
    let means: Vec<f64> = outputs.iter().map(|runs| mean(runs)).collect();
    let output = standardised(&ranks(&means)).ok_or(Unusable::NeverChanges)?;
    // Fisher's z has a standard error of 1 / √(n − 3 − others held).
    let freedom = points as f64 - 2.0 - columns.len() as f64;
    if freedom < 1.0 {
        return Err(Unusable::Collinear);
    }
    let product = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(x, y)| x * y).sum() };
    let between = DMatrix::from_fn(columns.len(), columns.len(), |a, b| {
        product(&columns[a].1, &columns[b].1)
    });
    let with_output = DVector::from_fn(columns.len(), |a, _| product(&columns[a].1, &output));
    let inverse = Cholesky::new(between).ok_or(Unusable::Collinear)?.inverse();
    let slopes = &inverse * &with_output;
    // Where the inputs decide the output wholly, all that is left is rounding.
    let left = (1.0 - with_output.dot(&slopes)).max(1e-12);
    let mut found = vec![None; inputs.len()];
    for (column, (input, _)) in columns.iter().enumerate() {
        let Some(input) = *input else { continue };
        let (slope, own) = (slopes[column], inverse[(column, column)]);
        let value = slope / (slope * slope + left * own).sqrt();
        if !value.is_finite() {
            return Err(Unusable::Collinear);
        }
        let (z, error) = (libm::atanh(value), Z / freedom.sqrt());
        found[input] = Some(WithInterval {
            value,
            lower_95: libm::tanh(z - error),
            upper_95: libm::tanh(z + error),
        });
    }
    let runs: Vec<&[f64]> = outputs.iter().map(Vec::as_slice).collect();
    Ok(RankCorrelations {
        spread: Spread::of(&runs),
        inputs: found,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::design::latin_hypercube_unit;

    fn column(points: &[Vec<f64>], input: usize) -> Vec<f64> {
        points.iter().map(|point| point[input]).collect()
    }

    #[test]
    fn a_monotone_function_of_one_input_is_found_whatever_its_shape() {
        let points = latin_hypercube_unit(2, 200, 1).unwrap();
        let outputs: Vec<Vec<f64>> = points
            .iter()
            .map(|u| vec![-libm::exp(8.0 * u[0])])
            .collect();
        let inputs = [0, 1].map(|i| Column::Numbers(column(&points, i)));
        let found = rank_correlations(&inputs, &outputs).expect("they can be told apart");
        let one = found.inputs[0].unwrap();
        assert!((one.value + 1.0).abs() < 1e-9, "{one:?}");
    }

    #[test]
    fn it_is_the_correlation_of_the_residuals_of_ranks() {
        // Worked with ranks: x = 1 2 3 4 5 6, z = 2 1 4 3 6 5, y = 1 3 2 5 4 6. Correlations: xz = 29/35, xy = 31/35,
        // zy = 17/35; partial xy given z = (31·35 - 29·17) / √((35² - 29²)(35² - 17²)) = 592 / √(384 · 936).
        let x = Column::Numbers(vec![1.0, 2.0, 3.0, 4.0, 5.0, 60.0]);
        let z = Column::Numbers(vec![20.0, 10.0, 40.0, 30.0, 60.0, 50.0]);
        let y: Vec<Vec<f64>> = [1.0, 3.0, 2.0, 5.0, 4.0, 6.0].map(|y| vec![y]).into();
        let found = rank_correlations(&[x, z], &y).expect("they can be told apart");
        let expected = 592.0 / (384.0_f64 * 936.0).sqrt();
        let one = found.inputs[0].unwrap();
        assert!((one.value - expected).abs() < 1e-12, "{one:?}, {expected}");
        // Six points, one other input held: standard error of z is 1 / √2.
        let upper = libm::tanh(libm::atanh(expected) + Z / 2.0_f64.sqrt());
        assert!((one.upper_95 - upper).abs() < 1e-12);
    }

    #[test]
    fn what_the_others_do_is_taken_out_and_idle_inputs_have_none() {
        let points = latin_hypercube_unit(4, 300, 1).unwrap();
        let category = |u: f64| (u * 3.0) as usize;
        let outputs: Vec<Vec<f64>> = points
            .iter()
            .map(|u| vec![10.0 * u[0] - u[1] + [0.0, 7.0, 3.0][category(u[3])]])
            .collect();
        let categories = points.iter().map(|u| category(u[3])).collect();
        let inputs = [
            Column::Numbers(column(&points, 0)),
            Column::Numbers(column(&points, 1)),
            Column::Numbers(column(&points, 2)),
            Column::Categories(categories, 3),
            Column::Numbers(vec![5.0; 300]),
        ];
        let found = rank_correlations(&inputs, &outputs).expect("they can be told apart");
        let value = |i: usize| found.inputs[i].unwrap().value;
        assert!(value(0) > 0.97 && value(1) < -0.4, "{found:?}");
        assert!(value(2).abs() < 0.15, "{found:?}");
        let idle = found.inputs[2].unwrap();
        assert!(idle.lower_95 < 0.0 && idle.upper_95 > 0.0);
        assert_eq!((found.inputs[3], found.inputs[4]), (None, None));
    }

    #[test]
    fn inputs_that_move_together_and_too_few_points_are_refused() {
        let x: Vec<f64> = (0..20).map(f64::from).collect();
        let y: Vec<Vec<f64>> = x.iter().map(|x| vec![x * x]).collect();
        let twice = [Column::Numbers(x.clone()), Column::Numbers(x)];
        assert_eq!(rank_correlations(&twice, &y), Err(Unusable::Collinear));
        let points = latin_hypercube_unit(4, 6, 1).unwrap();
        let inputs: Vec<Column> = (0..4)
            .map(|i| Column::Numbers(column(&points, i)))
            .collect();
        assert_eq!(
            rank_correlations(&inputs, &y[..6]),
            Err(Unusable::Collinear)
        );
    }
}

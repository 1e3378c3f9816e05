//! Sobol' indices: the share of the variance that an input explains alone (first order) and together with others (total).
//!
//! The design has rows of points A, B and, for each input, A with that input from B. First order as in Saltelli and others,
//! Computer Physics Communications 181 (2010) 259-270, table 2 (b); total as in Jansen, Computer Physics Communications 117
//! (1999) 35-43. All points of a row have the same random numbers, other rows others.
//!
//! The indices are shares of the variance of the *expected* output, over futures. A mean of R runs carries an R-th of the
//! variance of chance, and so do squares and products of such means; what chance adds is estimated from the runs and taken
//! away: of the square of a mean difference its variance over runs divided by R, of a product of two means their covariance
//! divided by R.

use serde::{Deserialize, Serialize};

use super::{
    Spread, Unusable, WithInterval, check, covariance, mean, percentile, resamples, variance,
};

/// The indices of one input.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Indices {
    /// Share of the variance that would go if the input were known. May be estimated a little below 0.
    pub first: WithInterval,
    /// Share that would be left if everything but the input were known.
    pub total: WithInterval,
}

/// The indices of all inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SobolIndices {
    /// The spread of the output over the points A and B.
    pub spread: Spread,
    /// By input.
    pub inputs: Vec<Indices>,
    /// Share that inputs explain only together: what the first-order indices leave, or that by which the totals exceed the
    /// whole, whichever is less. Both are equal where inputs act in pairs; at few rows the totals are surer.
    pub together: WithInterval,
}

/// What a row contributes to the estimates.
struct Row {
    /// Means at A and B.
    means: [f64; 2],
    /// Variances between runs at A and B.
    chance: [f64; 2],
    /// By input: mean difference from A, its product with the mean at B, and its square; both without what chance adds.
    inputs: Vec<[f64; 3]>,
}

impl Row {
    /// From the outputs at A, B and A with each input from B.
    fn of(points: &[Vec<f64>]) -> Self {
        let (a, b) = (&points[0], &points[1]);
        let runs = a.len() as f64;
        let inputs = points[2..]
            .iter()
            .map(|moved| {
                let changes: Vec<f64> = moved.iter().zip(a).map(|(y, x)| y - x).collect();
                let change = mean(&changes);
                [
                    change,
                    mean(b) * change - covariance(b, &changes) / runs,
                    change * change - variance(&changes) / runs,
                ]
            })
            .collect();
        Self {
            means: [mean(a), mean(b)],
            chance: [variance(a), variance(b)],
            inputs,
        }
    }
}

/// The estimates from some rows: first and total of each input. None if nothing but chance varies.
fn estimates(rows: &[&Row], runs: f64) -> Option<Vec<[f64; 2]>> {
    let n = rows.len() as f64;
    let over = |of: &dyn Fn(&Row) -> f64| rows.iter().map(|row| of(row)).sum::<f64>() / n;
    let spread = [0, 1].map(|side| {
        let values: Vec<f64> = rows.iter().map(|row| row.means[side]).collect();
        variance(&values) - over(&|row| row.chance[side]) / runs
    });
    let total = 0.5 * (spread[0] + spread[1]);
    if total <= 0.0 {
        return None;
    }
    // Products are taken around the mean, which leaves their expectation and takes most of their noise.
    let centre = over(&|row| 0.5 * (row.means[0] + row.means[1]));
    let inputs = rows.first().map_or(0, |row| row.inputs.len());
    let of_input = |i: usize| {
        let product = over(&|row| row.inputs[i][1] - centre * row.inputs[i][0]);
        let square = over(&|row| row.inputs[i][2]);
        [product / total, 0.5 * square / total]
    };
    Some((0..inputs).map(of_input).collect())
}

/// What inputs explain only together, from first and total of each.
fn together(found: &[[f64; 2]]) -> f64 {
    let sum = |which: usize| found.iter().map(|index| index[which]).sum::<f64>();
    (1.0 - sum(0)).min(sum(1) - 1.0)
}

/// The indices with percentile intervals of a bootstrap over rows. `outputs` holds row after row, each with the points A, B
/// and A with each of `inputs` inputs from B.
///
/// # Errors
/// If a value is not defined, or nothing varies but by chance.
///
/// # Panics
/// If the rows are not whole.
pub fn indices(inputs: usize, outputs: &[Vec<f64>], seed: u64) -> Result<SobolIndices, Unusable> {
    assert!(outputs.len().is_multiple_of(inputs + 2), "rows are whole");
    check(outputs)?;
    let runs = outputs[0].len() as f64;
    let rows: Vec<Row> = outputs.chunks(inputs + 2).map(Row::of).collect();
    let found = estimates(&rows.iter().collect::<Vec<_>>(), runs).ok_or(Unusable::OnlyChance)?;
    let resampled: Vec<Vec<[f64; 2]>> = resamples(rows.len(), seed)
        .filter_map(|draw| {
            let drawn: Vec<&Row> = draw.iter().map(|&row| &rows[row]).collect();
            estimates(&drawn, runs)
        })
        .collect();
    let interval = |input: usize, which: usize| {
        let values: Vec<f64> = resampled.iter().map(|one| one[input][which]).collect();
        percentile(found[input][which], &values)
    };
    let rests: Vec<f64> = resampled.iter().map(|one| together(one)).collect();
    let independent: Vec<&[f64]> = outputs
        .chunks(inputs + 2)
        .flat_map(|row| [row[0].as_slice(), row[1].as_slice()])
        .collect();
    Ok(SobolIndices {
        spread: Spread::of(&independent),
        inputs: (0..inputs)
            .map(|input| Indices {
                first: interval(input, 0),
                total: interval(input, 1),
            })
            .collect(),
        together: percentile(together(&found), &rests),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::engine::random::{StreamId, Streams};
    use crate::engine::sample::normal;
    use crate::experiment::sensitivity::saltelli;

    #[derive(Clone, Copy)]
    enum Noise {
        Own = 1,
        Shared,
    }
    impl StreamId for Noise {
        fn number(self) -> u32 {
            self as u32
        }
    }

    /// Ishigami's function with a = 7, b = 0.1, on the unit cube.
    pub fn ishigami(u: &[f64]) -> f64 {
        let x = |i: usize| PI * (2.0 * u[i] - 1.0);
        let sine = libm::sin(x(1));
        let fourth = x(2) * x(2) * x(2) * x(2);
        libm::sin(x(0)) * (1.0 + 0.1 * fourth) + 7.0 * sine * sine
    }

    fn found(
        inputs: usize,
        rows: usize,
        output: impl Fn(usize, &[f64]) -> Vec<f64>,
    ) -> SobolIndices {
        let design = saltelli(inputs, rows, 1).expect("it is possible");
        let outputs: Vec<Vec<f64>> = design
            .iter()
            .enumerate()
            .flat_map(|(row, points)| points.iter().map(move |point| (row, point)))
            .map(|(row, point)| output(row, point))
            .collect();
        indices(inputs, &outputs, 1).expect("it varies")
    }

    fn near(found: &SobolIndices, first: &[f64], total: &[f64], tolerance: f64) {
        for (i, (one, (s, t))) in found.inputs.iter().zip(first.iter().zip(total)).enumerate() {
            assert!(
                (one.first.value - s).abs() < tolerance,
                "S{i}: {one:?}, {s}"
            );
            assert!(
                (one.total.value - t).abs() < tolerance,
                "T{i}: {one:?}, {t}"
            );
            assert!(one.first.lower_95 < s + tolerance && one.first.upper_95 > s - tolerance);
        }
    }

    #[test]
    fn ishigami_as_published() {
        let found = found(3, 2048, |_, u| vec![ishigami(u)]);
        near(
            &found,
            &[0.313_905, 0.442_411, 0.0],
            &[0.557_589, 0.442_411, 0.243_684],
            0.02,
        );
        assert!((found.spread.variance_inputs - 13.844_588).abs() < 0.3);
        assert_eq!(found.spread.chance_share(), 0.0);
        assert!((found.together.value - 0.243_684).abs() < 0.02);
        assert!(found.together.lower_95 > 0.1 && found.together.upper_95 < 0.4);
        // The only interaction is that of the first and the third: what either has beyond its own share.
        for i in [0, 2] {
            let both = found.inputs[i].total.value - found.inputs[i].first.value;
            assert!((both - 0.243_684).abs() < 0.02, "{both}");
        }
    }

    #[test]
    fn sobol_g_as_published() {
        let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
        let g = |u: &[f64]| -> f64 {
            u.iter()
                .zip(a)
                .map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a))
                .product()
        };
        assert!((g(&[0.0; 8]) - 4.058_356).abs() < 1e-6);
        let found = found(8, 4096, |_, u| vec![g(u)]);
        near(
            &found,
            &[0.716_192, 0.179_048, 0.023_676, 0.007_162, 0.000_071_6],
            &[0.787_144, 0.242_198],
            0.02,
        );
    }

    #[test]
    fn a_linear_function_has_the_shares_of_its_squares_and_no_interactions() {
        let found = found(5, 1024, |_, u| {
            let weights = [5.0, 4.0, 3.0, 2.0, 1.0];
            vec![u.iter().zip(weights).map(|(u, w)| u * w).sum()]
        });
        let shares = [25.0, 16.0, 9.0, 4.0, 1.0].map(|s| s / 55.0);
        near(&found, &shares, &shares, 0.02);
    }

    #[test]
    fn chance_is_taken_out_of_the_indices_and_named() {
        // 5 u0 + 4 u1, variance 41 / 12; chance of variance 4 in each run, half of it common to the points of a row.
        let streams = Streams::new(1, 0, "noise");
        let draw =
            |noise: Noise, a: u32, b: u32| 2.0_f64.sqrt() * normal(streams.uniform(noise, a, b));
        let found = found(3, 4096, |row, u| {
            let own = (u[0] * 1e9) as u32 ^ (u[1] * 1e9) as u32 ^ (u[2] * 1e9) as u32;
            (0..2)
                .map(|run| {
                    5.0 * u[0]
                        + 4.0 * u[1]
                        + draw(Noise::Own, own, run)
                        + draw(Noise::Shared, row as u32, run)
                })
                .collect()
        });
        let shares = [25.0 / 41.0, 16.0 / 41.0, 0.0];
        near(&found, &shares, &shares, 0.06);
        let chance = 4.0 / (4.0 + 41.0 / 12.0);
        assert!(
            (found.spread.chance_share() - chance).abs() < 0.02,
            "{found:?}"
        );
    }

    #[test]
    fn outputs_that_only_chance_moves_are_refused() {
        let streams = Streams::new(1, 0, "only");
        let outputs: Vec<Vec<f64>> = (0..64)
            .map(|point| {
                (0..2)
                    .map(|run| streams.uniform(Noise::Own, point, run))
                    .collect()
            })
            .collect();
        // By luck the points may differ a little more than the runs do; of these draws they do not.
        let mut refused = 0;
        for skip in 0..8 {
            refused += u32::from(
                indices(2, &outputs[4 * skip..4 * skip + 32], 1) == Err(Unusable::OnlyChance),
            );
        }
        assert!(refused > 0);
        assert_eq!(
            indices(1, &vec![vec![1.0, 1.0]; 6], 1),
            Err(Unusable::NeverChanges)
        );
    }
}

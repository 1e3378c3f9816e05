//! How much of an outcome's uncertainty is chance, how much is unknown parameters, how much the model's structure.
//!
//! Three layers are kept apart: *chance* varies between runs of the same draw of parameters, *parameter* uncertainty
//! between draws, *structural* uncertainty between structures (versions of the model). They are estimated as components
//! of variance with the analysis-of-variance estimators (Searle, Casella and McCulloch, Variance Components, 1992), which
//! are unbiased; a negative estimate is set to zero and marked.
//!
//! What is estimated from means of runs is freed of their chance through the covariance of runs with the same number.
//! So it makes no difference whether run r draws the same random numbers in all draws and structures (common random
//! numbers: runs crossed with draws) or its own: the textbook's one-way formula, which takes them for independent,
//! would find too little parameter uncertainty where they are shared.

/// How draws of parameters and structures go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Each structure has draws of its own.
    Nested,
    /// Draw d is the same set of parameters in every structure: the interaction of both can be told apart.
    Crossed,
}

/// What became of an estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// As estimated.
    Estimated,
    /// The estimate was negative and is shown as zero: too small to be told from zero with so few runs, draws or
    /// structures.
    Truncated {
        /// The negative estimate.
        raw: f64,
    },
    /// Needs at least two structures (structural), two draws (parameter) or both in a crossed layout (interaction);
    /// shown as zero.
    NotEstimable,
}

/// One layer of the uncertainty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Component {
    /// Variance, in the squared unit of the outcome; not negative.
    pub variance: f64,
    /// Share of the total; the shares of all layers sum to 1. NaN where nothing varies.
    pub share: f64,
    /// What became of the estimate.
    pub standing: Standing,
}

/// The variance of a single run of a draw and a structure taken at random, by layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layers {
    /// Between runs of one draw.
    pub chance: Component,
    /// Between draws of parameters.
    pub parameter: Component,
    /// Between structures, as if they were a sample of the structures that could be.
    pub structural: Component,
    /// What draws do differently in different structures; estimable in a crossed layout only.
    pub interaction: Component,
    /// Sum of the layers.
    pub total: f64,
    /// Draws that were used, summed over structures.
    pub draws: usize,
    /// Draws left out: fewer than two runs with a value or, in a crossed layout, not in every structure.
    pub draws_left_out: usize,
}

/// Why the layers cannot be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayersError {
    /// No draw with two runs.
    #[error(
        "no draw has two runs with a value: chance cannot be told from parameters; make at least two runs of each draw"
    )]
    NoRuns,
    /// A crossed layout without a draw in all structures.
    #[error("no draw has two runs with a value in every structure")]
    NoCommonDraw,
}

/// The layers of `values[structure][draw][run]`. Numbers of draws and runs may differ and values may be missing (NaN).
///
/// Exactly unbiased where all draws have the same runs, or all runs are independent; very nearly so where runs are shared
/// and some are missing.
///
/// # Errors
/// If no draw can be used, see [`LayersError`].
pub fn layers(values: &[Vec<Vec<f64>>], layout: Layout) -> Result<Layers, LayersError> {
    let usable = |runs: &Vec<f64>| runs.iter().filter(|x| x.is_finite()).count() >= 2;
    if !values.iter().flatten().any(usable) {
        return Err(LayersError::NoRuns);
    }
    let in_all = |d: usize| values.iter().all(|draws| draws.get(d).is_some_and(usable));
    let cells: Vec<Vec<Cell>> = values
        .iter()
        .map(|draws| {
            let kept = draws.iter().enumerate().filter(|(d, runs)| match layout {
                Layout::Nested => usable(runs),
                Layout::Crossed => in_all(*d),
            });
            kept.map(|(_, runs)| Cell::of(runs)).collect()
        })
        .filter(|cells: &Vec<Cell>| !cells.is_empty())
        .collect();
    if cells.is_empty() {
        return Err(LayersError::NoCommonDraw);
    }

    let (mut squares, mut freedom) = (0.0, 0.0);
    for cell in cells.iter().flatten() {
        squares += cell.variance * cell.freedom;
        freedom += cell.freedom;
    }
    let of_table = |table: &[Vec<f64>]| match layout {
        Layout::Nested => nested(table),
        Layout::Crossed => crossed(table),
    };
    let table = |of: &dyn Fn(&Cell) -> f64| -> Vec<Vec<f64>> {
        cells
            .iter()
            .map(|cells| cells.iter().map(of).collect())
            .collect()
    };
    // The estimates are quadratic forms of the means of runs; the same forms of the noise are their bias.
    let mut between = of_table(&table(&|cell| cell.mean));
    let runs = cells.iter().flatten().map(|cell| cell.noise.len()).max();
    for run in 0..runs.unwrap_or(0) {
        let noise = of_table(&table(&|cell| cell.noise.get(run).copied().unwrap_or(0.0)));
        for (estimate, bias) in between.iter_mut().zip(noise) {
            *estimate = estimate.zip(bias).map(|(x, y)| x - y);
        }
    }

    let chance = Some(squares / freedom);
    let mut components = [chance, between[0], between[1], between[2]].map(component);
    let total = components.iter().map(|c| c.variance).sum();
    for component in &mut components {
        component.share = component.variance / total;
    }
    let [chance, parameter, structural, interaction] = components;
    let draws = cells.iter().map(Vec::len).sum();
    Ok(Layers {
        chance,
        parameter,
        structural,
        interaction,
        total,
        draws,
        draws_left_out: values.iter().map(Vec::len).sum::<usize>() - draws,
    })
}

fn component(estimate: Option<f64>) -> Component {
    let (variance, standing) = match estimate {
        None => (0.0, Standing::NotEstimable),
        Some(raw) if raw < 0.0 => (0.0, Standing::Truncated { raw }),
        Some(variance) => (variance, Standing::Estimated),
    };
    Component {
        variance,
        share: f64::NAN,
        standing,
    }
}

/// The runs of one draw in one structure.
struct Cell {
    mean: f64,
    /// Between runs.
    variance: f64,
    /// Number of values less one.
    freedom: f64,
    /// Deviation of each run from the mean, scaled so that the products of two cells, summed over runs, estimate the
    /// covariance of their means. Zero for a missing run.
    noise: Vec<f64>,
}

impl Cell {
    /// Needs two finite values.
    fn of(runs: &[f64]) -> Self {
        let n = runs.iter().filter(|x| x.is_finite()).count() as f64;
        let mean = runs.iter().filter(|x| x.is_finite()).sum::<f64>() / n;
        let deviation = |x: f64| if x.is_finite() { x - mean } else { 0.0 };
        let squares: f64 = runs.iter().map(|&x| deviation(x) * deviation(x)).sum();
        let scale = 1.0 / (n * (n - 1.0)).sqrt();
        Self {
            mean,
            variance: squares / (n - 1.0),
            freedom: n - 1.0,
            noise: runs.iter().map(|&x| scale * deviation(x)).collect(),
        }
    }
}

/// Parameter, structural, interaction from `table[structure][draw]` with draws nested in structures, numbers of draws not
/// necessarily equal.
fn nested(table: &[Vec<f64>]) -> [Option<f64>; 3] {
    let means: Vec<f64> = table.iter().map(|draws| mean(draws)).collect();
    let freedom = table.iter().map(|draws| draws.len() - 1).sum::<usize>();
    let squares: f64 = table
        .iter()
        .zip(&means)
        .map(|(draws, m)| draws.iter().map(|x| (x - m) * (x - m)).sum::<f64>())
        .sum();
    let parameter = (freedom > 0).then(|| squares / freedom as f64);
    // The mean of b draws carries a b-th of the variance between draws.
    let inverse = mean(
        &table
            .iter()
            .map(|draws| 1.0 / draws.len() as f64)
            .collect::<Vec<_>>(),
    );
    let structural = variance(&means).map(|v| v - parameter.unwrap_or(0.0) * inverse);
    [parameter, structural, None]
}

/// The same from a full table with draws that are the same in every structure.
fn crossed(table: &[Vec<f64>]) -> [Option<f64>; 3] {
    let (structures, draws) = (table.len(), table[0].len());
    let of_structure: Vec<f64> = table.iter().map(|row| mean(row)).collect();
    let of_draw: Vec<f64> = (0..draws)
        .map(|d| mean(&table.iter().map(|row| row[d]).collect::<Vec<_>>()))
        .collect();
    let all = mean(&of_structure);
    let mut squares = 0.0;
    for (row, s) in table.iter().zip(&of_structure) {
        for (x, d) in row.iter().zip(&of_draw) {
            let rest = x - s - d + all;
            squares += rest * rest;
        }
    }
    let freedom = (structures - 1) * (draws - 1);
    let interaction = (freedom > 0).then(|| squares / freedom as f64);
    let i = interaction.unwrap_or(0.0);
    [
        variance(&of_draw).map(|v| v - i / structures as f64),
        variance(&of_structure).map(|v| v - i / draws as f64),
        interaction,
    ]
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// With divisor n − 1; `None` below two values.
fn variance(values: &[f64]) -> Option<f64> {
    let m = mean(values);
    let squares: f64 = values.iter().map(|x| (x - m) * (x - m)).sum();
    (values.len() >= 2).then(|| squares / (values.len() - 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::random::{StreamId, Streams};
    use crate::engine::sample::normal;

    #[derive(Clone, Copy)]
    enum Part {
        Structure = 1,
        Draw,
        Both,
        Run,
        Own,
    }
    impl StreamId for Part {
        fn number(self) -> u32 {
            self as u32
        }
    }

    /// Standard deviations of structure, draw, both together, runs shared by all cells, runs of their own.
    type Sds = [f64; 5];

    fn sample(seed: u64, sizes: [u32; 3], sds: Sds, layout: Layout) -> Vec<Vec<Vec<f64>>> {
        let streams = Streams::new(seed, 0, "layers");
        let [structures, draws, runs] = sizes;
        let z = |part: Part, a: u32, b: u32| normal(streams.uniform(part, a, b));
        let value = |s: u32, d: u32, r: u32| {
            let draw_of = match layout {
                Layout::Nested => s,
                Layout::Crossed => 0,
            };
            100.0
                + sds[0] * z(Part::Structure, s, 0)
                + sds[1] * z(Part::Draw, draw_of, d)
                + sds[2] * z(Part::Both, s, d)
                + sds[3] * z(Part::Run, r, 0)
                + sds[4] * z(Part::Own, s * draws + d, r)
        };
        (0..structures)
            .map(|s| {
                (0..draws)
                    .map(|d| (0..runs).map(|r| value(s, d, r)).collect())
                    .collect()
            })
            .collect()
    }

    /// Mean estimates (chance, parameter, structural, interaction), not truncated, over seeds.
    fn mean_estimates(sizes: [u32; 3], sds: Sds, layout: Layout) -> [f64; 4] {
        const SEEDS: u64 = 400;
        let mut sums = [0.0; 4];
        for seed in 0..SEEDS {
            let found = layers(&sample(seed, sizes, sds, layout), layout).unwrap();
            let parts = [
                found.chance,
                found.parameter,
                found.structural,
                found.interaction,
            ];
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum += match part.standing {
                    Standing::Truncated { raw } => raw,
                    _ => part.variance,
                };
            }
        }
        sums.map(|sum| sum / SEEDS as f64)
    }

    fn near(found: [f64; 4], expected: [f64; 4], tolerance: f64) {
        for (x, y) in found.iter().zip(expected) {
            assert!((x - y).abs() <= tolerance, "{found:?} for {expected:?}");
        }
    }

    #[test]
    fn known_variances_are_found_with_runs_of_their_own() {
        let sds = [2.0, 1.5, 0.0, 0.0, 3.0];
        let nested = mean_estimates([6, 8, 4], sds, Layout::Nested);
        near(nested, [9.0, 2.25, 4.0, 0.0], 0.4);
        let sds = [2.0, 1.5, 1.0, 0.0, 3.0];
        let crossed = mean_estimates([6, 8, 4], sds, Layout::Crossed);
        near(crossed, [9.0, 2.25, 4.0, 1.0], 0.4);
    }

    #[test]
    fn known_variances_are_found_with_shared_runs() {
        // One-way formulas would be 16 / 4 too low for the parameters.
        let sds = [2.0, 1.5, 0.0, 4.0, 1.0];
        let nested = mean_estimates([6, 8, 4], sds, Layout::Nested);
        near(
            [0.0, nested[1], nested[2], nested[3]],
            [0.0, 2.25, 4.0, 0.0],
            0.4,
        );
        assert!((nested[0] - 17.0).abs() < 2.0, "{nested:?}");
    }

    #[test]
    fn one_structure_by_hand() {
        // Means 2 and 8, variance 18; run deviations (−1, 1), (2, −2): variance between means of runs
        // (4.5 + 4.5) / (2 × 1) = 4.5.
        let found = layers(&[vec![vec![1.0, 3.0], vec![10.0, 6.0]]], Layout::Nested).unwrap();
        assert_eq!(found.chance.variance, 5.0);
        assert!((found.parameter.variance - 13.5).abs() < 1e-12);
        assert_eq!(found.structural.standing, Standing::NotEstimable);
        assert!((found.total - 18.5).abs() < 1e-12);
        assert!((found.parameter.share - 13.5 / 18.5).abs() < 1e-12);
        let crossed = layers(&[vec![vec![1.0, 3.0], vec![10.0, 6.0]]], Layout::Crossed).unwrap();
        assert_eq!(crossed, found);
    }

    #[test]
    fn shares_sum_to_one_and_negative_components_are_zero_and_marked() {
        let mut truncated = 0;
        for seed in 0..50 {
            for layout in [Layout::Nested, Layout::Crossed] {
                let values = sample(seed, [2, 3, 3], [0.1, 0.1, 0.1, 0.0, 5.0], layout);
                let found = layers(&values, layout).unwrap();
                let parts = [
                    found.chance,
                    found.parameter,
                    found.structural,
                    found.interaction,
                ];
                let sum: f64 = parts.iter().map(|p| p.share).sum();
                assert!((sum - 1.0).abs() < 1e-12);
                for part in parts {
                    assert!(part.variance >= 0.0);
                    if let Standing::Truncated { raw } = part.standing {
                        assert!(raw < 0.0 && part.variance == 0.0);
                        truncated += 1;
                    }
                }
            }
        }
        assert!(truncated > 20, "{truncated}");
    }

    #[test]
    fn missing_runs_and_draws_are_tolerated_without_bias() {
        let sds = [2.0, 1.5, 0.0, 0.0, 3.0];
        let mut sums = [0.0; 4];
        for seed in 0..400 {
            let mut values = sample(seed, [6, 8, 5], sds, Layout::Nested);
            values[0].truncate(3);
            values[1][2] = vec![1e6];
            values[2][0][1] = f64::NAN;
            values[3][4].truncate(2);
            let found = layers(&values, Layout::Nested).unwrap();
            assert_eq!((found.draws, found.draws_left_out), (42, 1));
            let raw = |c: Component| match c.standing {
                Standing::Truncated { raw } => raw,
                _ => c.variance,
            };
            sums[0] += found.chance.variance / 400.0;
            sums[1] += raw(found.parameter) / 400.0;
            sums[2] += raw(found.structural) / 400.0;
        }
        near(sums, [9.0, 2.25, 4.0, 0.0], 0.4);
        let mut values = sample(1, [2, 4, 3], sds, Layout::Crossed);
        values[0][1] = Vec::new();
        let found = layers(&values, Layout::Crossed).unwrap();
        assert_eq!((found.draws, found.draws_left_out), (6, 2));
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        let single = [vec![vec![1.0], vec![2.0, f64::NAN]]];
        assert_eq!(layers(&single, Layout::Nested), Err(LayersError::NoRuns));
        assert_eq!(layers(&[], Layout::Nested), Err(LayersError::NoRuns));
        let apart = [
            vec![vec![1.0, 2.0], vec![]],
            vec![vec![f64::NAN, 2.0], vec![1.0, 2.0]],
        ];
        assert_eq!(
            layers(&apart, Layout::Crossed),
            Err(LayersError::NoCommonDraw)
        );
        let still = layers(&vec![vec![vec![1.0; 2]; 2]; 2], Layout::Nested).unwrap();
        assert!(still.total == 0.0 && still.chance.share.is_nan());
    }
}

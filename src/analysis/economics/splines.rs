//! Regression on parameters with smooth curves whose stiffness the data choose.
//!
//! Each parameter enters by a straight line and by a cubic spline with a penalty on curvature, in the form of a mixed
//! model: the lines are free, the curved parts are shrunk together by one ridge. Its strength is chosen by generalised
//! cross-validation. Groups of parameters may have products of their lines as well, shrunk by the same ridge; whether they
//! come in is decided by the same criterion.

use nalgebra::{Cholesky, DMatrix, DVector, SymmetricEigen};

/// Degrees of freedom count this much in cross-validation: it guards against wiggles that chance alone rewards (Kim and
/// Gu, *Journal of the Royal Statistical Society B* 2004; 66: 337-356; also Wood's `gamma`).
const PRICE_OF_FREEDOM: f64 = 1.4;
/// Most interior knots of one parameter.
const MOST_KNOTS: usize = 8;
/// Most penalised columns of one regression: time grows with their cube.
const MOST_COLUMNS: usize = 240;
/// Columns whose part that is new falls below this share of their length add nothing.
const NOTHING_NEW: f64 = 1e-8;
/// Strengths of the ridge that are tried, by falling powers of the largest eigenvalue.
const STRENGTHS: usize = 45;

/// Regression on a set of parameters, ready for any outcome.
pub(super) struct Smoother {
    /// Orthonormal columns: the constant and the lines.
    free: Vec<DVector<f64>>,
    /// Without and with products.
    candidates: Vec<Penalised>,
}

/// Penalised columns, orthogonal to the free ones, turned to their principal axes.
struct Penalised {
    /// Principal axes, one column each, of length 1.
    axes: DMatrix<f64>,
    /// Squared length along each axis before it was made 1.
    sizes: Vec<f64>,
}

/// How many free columns `parameters` would need, the constant included.
pub(super) fn free_columns(parameters: usize) -> usize {
    parameters + 1
}

impl Smoother {
    /// A smoother for the given columns, each with one value a draw. Constant columns and those that are sums of others
    /// add nothing and do no harm.
    pub(super) fn new(columns: &[&[f64]]) -> Self {
        let draws = columns.first().map_or(0, |column| column.len());
        let mut free = vec![DVector::from_element(draws, 1.0 / (draws as f64).sqrt())];
        let lines: Vec<Vec<f64>> = columns
            .iter()
            .filter_map(|column| standardised(column))
            .collect();
        for line in &lines {
            if let Some(direction) = new_direction(DVector::from_column_slice(line), &free) {
                free.push(direction);
            }
        }
        let each = (MOST_COLUMNS / lines.len().max(1)).min(draws / (4 * lines.len().max(1)));
        let knots = each.saturating_sub(2).min(MOST_KNOTS);
        let mut curves = Vec::new();
        if each >= 2 {
            for line in &lines {
                curves.extend(curved_columns(line, knots));
            }
        }
        let curves: Vec<DVector<f64>> = curves
            .into_iter()
            .map(|column| without(column, &free))
            .collect();
        let mut candidates = vec![Penalised::of(&curves, draws)];
        let pairs = lines.len() * lines.len().saturating_sub(1) / 2;
        if pairs > 0 && pairs + curves.len() <= MOST_COLUMNS.min(draws / 2) {
            // Products are as long as an average curve, so that the ridge treats them alike.
            let total: f64 = curves.iter().map(DVector::norm_squared).sum();
            let length = if total > 0.0 {
                (total / lines.len() as f64).sqrt()
            } else {
                (draws as f64).sqrt()
            };
            let mut all = curves;
            for (i, a) in lines.iter().enumerate() {
                for b in &lines[i + 1..] {
                    let product: Vec<f64> = a.iter().zip(b).map(|(a, b)| a * b).collect();
                    let product = DVector::from_vec(product);
                    let before = product.norm();
                    let new = without(product, &free);
                    let after = new.norm();
                    if after > NOTHING_NEW * before {
                        all.push(new * (length / after));
                    }
                }
            }
            candidates.push(Penalised::of(&all, draws));
        }
        Self { free, candidates }
    }

    /// The expectation of `outcome` given the parameters, draw by draw.
    pub(super) fn fit(&self, outcome: &[f64]) -> Vec<f64> {
        let y = DVector::from_column_slice(outcome);
        let draws = y.len() as f64;
        let rest = without(y.clone(), &self.free);
        let mut best: Option<(f64, DVector<f64>)> = None;
        for candidate in &self.candidates {
            let loads = candidate.axes.tr_mul(&rest);
            let outside = (rest.norm_squared() - loads.norm_squared()).max(0.0);
            let largest = candidate.sizes.iter().copied().fold(0.0, f64::max);
            for step in 0..STRENGTHS {
                // From 1e4 times the largest eigenvalue, which leaves straight lines, down to 1e-7 of it.
                let strength = largest * libm::exp10(4.0 - step as f64 / 4.0);
                let kept: Vec<f64> = candidate
                    .sizes
                    .iter()
                    .map(|size| size / (size + strength))
                    .collect();
                let freedom = self.free.len() as f64 + kept.iter().sum::<f64>();
                let room = draws - PRICE_OF_FREEDOM * freedom;
                if room <= 0.0 {
                    break;
                }
                let residual = outside
                    + loads
                        .iter()
                        .zip(&kept)
                        .map(|(load, kept)| load * load * (1.0 - kept) * (1.0 - kept))
                        .sum::<f64>();
                let score = draws * residual / (room * room);
                if best.as_ref().is_none_or(|(lowest, _)| score < *lowest) {
                    let shrunk = DVector::from_iterator(
                        kept.len(),
                        loads.iter().zip(&kept).map(|(load, kept)| load * kept),
                    );
                    best = Some((score, &candidate.axes * shrunk));
                }
                if candidate.sizes.is_empty() {
                    break;
                }
            }
        }
        let mut fitted = &y - rest;
        if let Some((_, curved)) = best {
            fitted += curved;
        }
        fitted.as_slice().to_vec()
    }
}

impl Penalised {
    fn of(columns: &[DVector<f64>], draws: usize) -> Self {
        if columns.is_empty() {
            return Self {
                axes: DMatrix::zeros(draws, 0),
                sizes: Vec::new(),
            };
        }
        let matrix = DMatrix::from_columns(columns);
        let eigen = SymmetricEigen::new(matrix.tr_mul(&matrix));
        let largest = eigen.eigenvalues.iter().copied().fold(0.0, f64::max);
        let mut axes = Vec::new();
        let mut sizes = Vec::new();
        for (i, &size) in eigen.eigenvalues.iter().enumerate() {
            if largest > 0.0 && size > 1e-10 * largest {
                axes.push(&matrix * eigen.eigenvectors.column(i) / size.sqrt());
                sizes.push(size);
            }
        }
        let axes = if axes.is_empty() {
            DMatrix::zeros(draws, 0)
        } else {
            DMatrix::from_columns(&axes)
        };
        Self { axes, sizes }
    }
}

/// With mean 0 and standard deviation 1; `None` if the column is constant.
fn standardised(column: &[f64]) -> Option<Vec<f64>> {
    let n = column.len() as f64;
    let mean = column.iter().sum::<f64>() / n;
    let sd = (column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
    (sd > 1e-12 * mean.abs() && sd > 0.0).then(|| column.iter().map(|x| (x - mean) / sd).collect())
}

/// What of a column is orthogonal to an orthonormal basis. Twice, because once leaves rounding behind.
fn without(mut column: DVector<f64>, basis: &[DVector<f64>]) -> DVector<f64> {
    for _ in 0..2 {
        for direction in basis {
            let part = direction.dot(&column);
            column.axpy(-part, direction, 1.0);
        }
    }
    column
}

fn new_direction(column: DVector<f64>, basis: &[DVector<f64>]) -> Option<DVector<f64>> {
    let before = column.norm();
    let rest = without(column, basis);
    let after = rest.norm();
    (after > NOTHING_NEW * before).then(|| rest / after)
}

/// The curved part of a cubic B-spline with interior knots at quantiles of `x`, in columns `Z = B D' (D D')^-1` with `D`
/// the second divided differences at the Greville points: a ridge on them is a penalty on curvature (Eilers and Marx,
/// *Statistical Science* 1996; 11: 89-121; Currie and Durbán, *Statistical Modelling* 2002; 2: 333-349).
fn curved_columns(x: &[f64], interior_knots: usize) -> Vec<DVector<f64>> {
    let mut distinct = x.to_vec();
    distinct.sort_by(f64::total_cmp);
    let (Some(&low), Some(&high)) = (distinct.first(), distinct.last()) else {
        return Vec::new();
    };
    let last = distinct.len() - 1;
    let mut interior: Vec<f64> = (1..=interior_knots)
        .map(|i| distinct[i * last / (interior_knots + 1)])
        .filter(|&knot| knot > low && knot < high)
        .collect();
    interior.dedup();
    // Knots that nearly coincide make the differences explode.
    let apart = 1e-6 * (high - low);
    interior.dedup_by(|b, a| *b - *a < apart);
    interior.retain(|knot| knot - low > apart && high - knot > apart);

    let mut knots = vec![low; 4];
    knots.extend(&interior);
    knots.extend([high; 4]);
    let size = knots.len() - 4;
    let greville: Vec<f64> = (0..size)
        .map(|i| (knots[i + 1] + knots[i + 2] + knots[i + 3]) / 3.0)
        .collect();
    let mut differences = DMatrix::zeros(size - 2, size);
    for i in 0..size - 2 {
        let [a, b, c] = [greville[i], greville[i + 1], greville[i + 2]];
        // The square of a row is its second derivative squared, times the stretch it stands for.
        let weight = 2.0 * ((c - a) / 2.0).sqrt();
        differences[(i, i)] = weight / ((b - a) * (c - a));
        differences[(i, i + 1)] = -weight / ((b - a) * (c - b));
        differences[(i, i + 2)] = weight / ((c - b) * (c - a));
    }
    let Some(square) = Cholesky::new(&differences * differences.transpose()) else {
        return Vec::new();
    };
    // (D D')^-1 D, whose transpose turns B-splines into curved columns.
    let turn = square.solve(&differences);
    let mut columns = vec![DVector::zeros(x.len()); size - 2];
    for (draw, &value) in x.iter().enumerate() {
        let (first, splines) = cubic_b_splines(&knots, value);
        for (k, spline) in splines.into_iter().enumerate() {
            for (j, column) in columns.iter_mut().enumerate() {
                column[draw] += spline * turn[(j, first + k)];
            }
        }
    }
    columns
}

/// The four cubic B-splines that are not 0 at `x`, and the number of the first (Cox and de Boor).
fn cubic_b_splines(knots: &[f64], x: f64) -> (usize, [f64; 4]) {
    let intervals = knots.len() - 7;
    let interval = knots[4..3 + intervals].partition_point(|&knot| knot <= x);
    let at = interval + 3;
    let mut splines = [1.0, 0.0, 0.0, 0.0];
    for degree in 1..=3 {
        let mut carried = 0.0;
        for r in 0..degree {
            let (right, left) = (knots[at + r + 1], knots[at + r + 1 - degree]);
            let part = splines[r] / (right - left);
            splines[r] = carried + (right - x) * part;
            carried = (x - left) * part;
        }
        splines[degree] = carried;
    }
    (at - 3, splines)
}

#[cfg(test)]
mod tests {
    use super::super::testing::Draws;
    use super::*;

    fn error(fitted: &[f64], truth: impl Fn(usize) -> f64) -> f64 {
        let squares = fitted
            .iter()
            .enumerate()
            .map(|(i, y)| (y - truth(i)) * (y - truth(i)));
        (squares.sum::<f64>() / fitted.len() as f64).sqrt()
    }

    #[test]
    fn b_splines_sum_to_one_and_reproduce_lines() {
        let knots = [0.0, 0.0, 0.0, 0.0, 0.2, 0.7, 1.0, 1.0, 1.0, 1.0];
        for x in [0.0, 0.1, 0.2, 0.5, 0.7, 0.99, 1.0] {
            let (first, splines) = cubic_b_splines(&knots, x);
            let line: f64 = splines
                .iter()
                .enumerate()
                .map(|(k, b)| {
                    b * (knots[first + k + 1] + knots[first + k + 2] + knots[first + k + 3]) / 3.0
                })
                .sum();
            assert!((splines.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!((line - x).abs() < 1e-12, "{x}: {line}");
            assert!(splines.iter().all(|b| *b >= -1e-15));
        }
    }

    #[test]
    fn lines_and_cubics_without_noise_are_met() {
        let x = Draws::new(1).normals(0, 400);
        let smoother = Smoother::new(&[&x]);
        let line: Vec<f64> = x.iter().map(|x| 3.0 - 2.0 * x).collect();
        assert!(error(&smoother.fit(&line), |i| line[i]) < 1e-9);
        let cubic: Vec<f64> = x.iter().map(|x| x * x * x - x).collect();
        assert!(error(&smoother.fit(&cubic), |i| cubic[i]) < 1e-2);
    }

    #[test]
    fn a_curve_is_found_under_noise_and_noise_alone_is_not_followed() {
        let draws = Draws::new(2);
        let (x, noise) = (draws.normals(0, 2_000), draws.normals(1, 2_000));
        let smoother = Smoother::new(&[&x]);
        let truth = |i: usize| libm::sin(2.0 * x[i]);
        let y: Vec<f64> = (0..2_000).map(|i| truth(i) + noise[i]).collect();
        let off = error(&smoother.fit(&y), truth);
        assert!(off < 0.1, "{off}");
        let off = error(&smoother.fit(&noise), |_| 0.0);
        assert!(off < 0.06, "{off}");
    }

    #[test]
    fn products_come_in_where_they_are_needed() {
        let draws = Draws::new(3);
        let (a, b, noise) = (
            draws.normals(0, 1_000),
            draws.normals(1, 1_000),
            draws.normals(2, 1_000),
        );
        let smoother = Smoother::new(&[&a, &b]);
        let y: Vec<f64> = (0..1_000).map(|i| a[i] * b[i] + 0.5 * noise[i]).collect();
        let off = error(&smoother.fit(&y), |i| a[i] * b[i]);
        assert!(off < 0.12, "{off}");
    }

    #[test]
    fn constant_collinear_and_two_valued_columns_do_no_harm() {
        let draws = Draws::new(4);
        let x = draws.normals(0, 200);
        let twice: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0).collect();
        let flag: Vec<f64> = x.iter().map(|x| f64::from(*x > 0.3)).collect();
        let constant = vec![5.0; 200];
        let y: Vec<f64> = (0..200).map(|i| x[i] + 3.0 * flag[i]).collect();
        let smoother = Smoother::new(&[&constant, &x, &twice, &flag]);
        assert_eq!(smoother.free.len(), 3);
        assert!(error(&smoother.fit(&y), |i| y[i]) < 1e-6);
        let nothing = Smoother::new(&[&constant]).fit(&y);
        let mean = y.iter().sum::<f64>() / 200.0;
        assert!(nothing.iter().all(|fitted| (fitted - mean).abs() < 1e-12));
    }
}

//! Means with intervals, and quantiles.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean over replications with its 95% confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Mean.
    pub mean: f64,
    /// Lower end of the interval; equal to the mean when it is not defined.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Standard deviation between replications.
    pub sd: f64,
    /// Number of replications with a value.
    pub n: usize,
}

/// The 97.5% quantile of Student's t with `df` degrees of freedom.
///
/// # Panics
/// If `df` is 0.
pub fn t_quantile(df: usize) -> f64 {
    t_quantile_at(df, 0.975)
}

fn t_quantile_at(df: usize, p: f64) -> f64 {
    StudentsT::new(0.0, 1.0, df as f64)
        .expect("at least one degree of freedom")
        .inverse_cdf(p)
}

impl Estimate {
    /// Mean ± t(n − 1, 0.975) × sd / √n over the finite values (Welford's update). With fewer than two values the
    /// interval is not defined: both ends are NaN. Without values everything is NaN.
    pub fn of(values: &[f64]) -> Self {
        let (mut n, mut mean, mut squares) = (0_usize, 0.0, 0.0);
        for &x in values.iter().filter(|x| x.is_finite()) {
            n += 1;
            let before = x - mean;
            mean += before / n as f64;
            squares += before * (x - mean);
        }
        if n == 0 {
            return Self {
                mean: f64::NAN,
                lower: f64::NAN,
                upper: f64::NAN,
                sd: f64::NAN,
                n,
            };
        }
        if n == 1 {
            return Self {
                mean,
                lower: f64::NAN,
                upper: f64::NAN,
                sd: f64::NAN,
                n,
            };
        }
        let sd = (squares / (n - 1) as f64).sqrt();
        let half = t_quantile(n - 1) * sd / (n as f64).sqrt();
        Self {
            mean,
            lower: mean - half,
            upper: mean + half,
            sd,
            n,
        }
    }

    /// The standard error of the mean; NaN with fewer than two values.
    pub fn standard_error(&self) -> f64 {
        self.sd / (self.n as f64).sqrt()
    }

    /// Half the width of the interval.
    pub fn half_width(&self) -> f64 {
        0.5 * (self.upper - self.lower)
    }

    /// Half the width of an interval of another confidence; NaN with fewer than two values.
    pub fn half_width_at(&self, confidence: f64) -> f64 {
        match self.n {
            0 | 1 => f64::NAN,
            n => t_quantile_at(n - 1, 0.5 + 0.5 * confidence) * self.sd / (n as f64).sqrt(),
        }
    }
}

/// The quantile of values sorted in ascending order, by linear interpolation (type 7, as in R, NumPy and Excel). NaN
/// without values.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    match sorted.len() {
        0 => f64::NAN,
        n => {
            let position = p.clamp(0.0, 1.0) * (n - 1) as f64;
            let below = position.floor() as usize;
            let above = (below + 1).min(n - 1);
            sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
        }
    }
}

/// The finite values in ascending order.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut finite: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
    finite.sort_by(f64::total_cmp);
    finite
}

/// Ranks from 1; equal values share the mean of theirs.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let same = order[first..]
            .iter()
            .take_while(|&&i| values[i] == values[order[first]])
            .count();
        for &i in &order[first..first + same] {
            ranks[i] = first as f64 + 0.5 * (same as f64 + 1.0);
        }
        first += same;
    }
    ranks
}

/// Around 0 with a sum of squares of 1; none if nothing varies.
pub fn standardised(values: &[f64]) -> Option<Vec<f64>> {
    let centre = values.iter().sum::<f64>() / values.len() as f64;
    let length = values
        .iter()
        .map(|x| (x - centre) * (x - centre))
        .sum::<f64>()
        .sqrt();
    (length > 0.0).then(|| values.iter().map(|x| (x - centre) / length).collect())
}

/// Spearman's rank correlation of pairs of values; none if either never changes.
pub fn rank_correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let (a, b) = (standardised(&ranks(a))?, standardised(&ranks(b))?);
    Some(a.iter().zip(&b).map(|(x, y)| x * y).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_equal_values_are_shared() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }

    #[test]
    fn worked_example_of_the_half_width() {
        let estimate = Estimate::of(&[10.0, 20.0, 30.0]);
        assert_eq!((estimate.mean, estimate.sd, estimate.n), (20.0, 10.0, 3));
        assert!((estimate.half_width() - 24.841).abs() < 0.001);
    }

    #[test]
    fn few_values_have_no_interval_and_missing_ones_do_not_count() {
        assert!(Estimate::of(&[]).mean.is_nan());
        let one = Estimate::of(&[f64::NAN, 3.0]);
        assert_eq!((one.mean, one.n), (3.0, 1));
        assert!(one.lower.is_nan() && one.upper.is_nan());
    }

    #[test]
    fn quantiles_are_those_of_r_type_7() {
        let values = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(quantile(&values, 0.5), 2.5);
        assert_eq!(quantile(&values, 0.9), 3.7);
        assert_eq!(quantile(&values, 1.0), 4.0);
        assert!(quantile(&[], 0.5).is_nan());
    }
}

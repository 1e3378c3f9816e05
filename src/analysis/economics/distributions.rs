//! Distributions of uncertain parameters from what papers report (method of moments; Briggs, Claxton and Sculpher,
//! *Decision Modelling for Health Economic Evaluation*, 2006, chapter 4).

/// A beta distribution, for probabilities and utilities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    /// First shape.
    pub alpha: f64,
    /// Second shape.
    pub beta: f64,
}

/// A gamma distribution, for costs and rates; its mean is `shape * scale`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    /// Shape.
    pub shape: f64,
    /// Scale, in the unit of the parameter.
    pub scale: f64,
}

/// A log-normal distribution, for ratios and skewed amounts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    /// Mean of the logarithm; its exponential is the median.
    pub mu: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
}

/// A normal distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
}

/// Why there is no such distribution.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MomentError {
    /// A number outside its range.
    #[error("the {what} is {value}, but must be {allowed}")]
    Range {
        /// Which number.
        what: &'static str,
        /// What was given.
        value: f64,
        /// What it may be.
        allowed: &'static str,
    },
    /// More spread than a probability with this mean can have.
    #[error("a standard error of {standard_error} is too large for a beta distribution with mean {mean}: it must be below {}", (.mean * (1.0 - .mean)).sqrt())]
    TooWide {
        /// Mean.
        mean: f64,
        /// Standard error.
        standard_error: f64,
    },
    /// The ends of an interval in the wrong order, or a ratio outside its own interval.
    #[error("the interval from {lower} to {upper} {problem}")]
    Interval {
        /// Lower end.
        lower: f64,
        /// Upper end.
        upper: f64,
        /// What is wrong.
        problem: &'static str,
    },
    /// Counts that sum to nothing.
    #[error("all counts are 0: give at least one observation, or a prior")]
    NoCounts,
}

/// The 90% quantile of the standard normal distribution: half the width of an 80% interval.
const Z_80: f64 = 1.281_551_565_544_600_5;
/// Twice the 97.5% quantile of the standard normal distribution, 3.92: the width of a 95% interval.
const WIDTH_95: f64 = 2.0 * 1.959_963_984_540_054;

fn positive(what: &'static str, value: f64) -> Result<f64, MomentError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(MomentError::Range {
            what,
            value,
            allowed: "a finite number above 0",
        })
    }
}

impl Beta {
    /// From mean `m` and standard error `s`: `k = m(1-m)/s² - 1`, `alpha = mk`, `beta = (1-m)k`.
    ///
    /// # Errors
    /// If the mean is not between 0 and 1, or `s² >= m(1-m)`.
    pub fn from_mean_and_se(mean: f64, standard_error: f64) -> Result<Self, MomentError> {
        if !(mean > 0.0 && mean < 1.0) {
            return Err(MomentError::Range {
                what: "mean",
                value: mean,
                allowed: "above 0 and below 1",
            });
        }
        let s = positive("standard error", standard_error)?;
        let room = mean * (1.0 - mean);
        if s * s >= room {
            return Err(MomentError::TooWide {
                mean,
                standard_error,
            });
        }
        let k = room / (s * s) - 1.0;
        Ok(Self {
            alpha: mean * k,
            beta: (1.0 - mean) * k,
        })
    }
}

impl Gamma {
    /// From mean `m` and standard error `s`: shape `(m/s)²`, scale `s²/m`.
    ///
    /// # Errors
    /// If either is not above 0.
    pub fn from_mean_and_se(mean: f64, standard_error: f64) -> Result<Self, MomentError> {
        let (m, s) = (
            positive("mean", mean)?,
            positive("standard error", standard_error)?,
        );
        Ok(Self {
            shape: (m / s) * (m / s),
            scale: s * s / m,
        })
    }
}

impl LogNormal {
    /// From mean `m` and standard deviation `s` of the parameter itself: `sigma² = ln(1 + s²/m²)`, `mu = ln m - sigma²/2`.
    ///
    /// # Errors
    /// If either is not above 0.
    pub fn from_mean_and_sd(mean: f64, sd: f64) -> Result<Self, MomentError> {
        let (m, s) = (positive("mean", mean)?, positive("standard deviation", sd)?);
        let variance = libm::log1p((s / m) * (s / m));
        Ok(Self {
            mu: libm::log(m) - variance / 2.0,
            sigma: variance.sqrt(),
        })
    }

    /// From a ratio (of risks, odds, rates or hazards) and its 95% confidence interval:
    /// `mu = ln r`, `sigma = (ln U - ln L) / 3.92`.
    ///
    /// # Errors
    /// If a number is not above 0, the interval has no width, or the ratio lies outside it.
    pub fn from_ratio_and_95_interval(
        ratio: f64,
        lower: f64,
        upper: f64,
    ) -> Result<Self, MomentError> {
        let r = positive("ratio", ratio)?;
        let (l, u) = (positive("lower end", lower)?, positive("upper end", upper)?);
        if l >= u {
            return Err(MomentError::Interval {
                lower,
                upper,
                problem: "has no width: the lower end must be below the upper",
            });
        }
        if r < l || r > u {
            return Err(MomentError::Interval {
                lower,
                upper,
                problem: "does not hold the ratio",
            });
        }
        Ok(Self {
            mu: libm::log(r),
            sigma: (libm::log(u) - libm::log(l)) / WIDTH_95,
        })
    }
}

impl Normal {
    /// From an 80% interval, the form in which experts are asked: the mean is its middle, and its half-width 1.2816
    /// standard deviations.
    ///
    /// # Errors
    /// If an end is not finite or the interval has no width.
    pub fn from_80_interval(lower: f64, upper: f64) -> Result<Self, MomentError> {
        if !(lower.is_finite() && upper.is_finite() && lower < upper) {
            return Err(MomentError::Interval {
                lower,
                upper,
                problem: "has no width: both ends must be finite and the lower below the upper",
            });
        }
        Ok(Self {
            mean: lower + (upper - lower) / 2.0,
            sd: (upper - lower) / (2.0 * Z_80),
        })
    }
}

/// The concentrations of a Dirichlet distribution for the shares of categories: observed `counts` plus
/// `prior_per_category` (0 for the counts alone; 1 for a uniform prior, which also saves categories never seen).
///
/// # Errors
/// If there is no category, a count or the prior is negative or not finite, or all sums are 0. A category whose sum is 0
/// gets a share of exactly 0 in every draw.
pub fn dirichlet_from_counts(
    counts: &[f64],
    prior_per_category: f64,
) -> Result<Vec<f64>, MomentError> {
    for (what, value) in counts
        .iter()
        .map(|&count| ("count", count))
        .chain([("prior", prior_per_category)])
    {
        if !(value.is_finite() && value >= 0.0) {
            return Err(MomentError::Range {
                what,
                value,
                allowed: "a finite number of at least 0",
            });
        }
    }
    let alpha: Vec<f64> = counts.iter().map(|n| n + prior_per_category).collect();
    if alpha.iter().all(|&a| a == 0.0) {
        return Err(MomentError::NoCounts);
    }
    Ok(alpha)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} is not {b}");
    }

    #[test]
    fn worked_betas_and_gammas() {
        let beta = Beta::from_mean_and_se(0.8, 0.1).unwrap();
        near(beta.alpha, 12.0);
        near(beta.beta, 3.0);
        let gamma = Gamma::from_mean_and_se(10_000.0, 1_000.0).unwrap();
        near(gamma.shape, 100.0);
        near(gamma.scale, 100.0);
    }

    #[test]
    fn what_cannot_be_is_refused_with_the_reason() {
        let error = Beta::from_mean_and_se(0.5, 0.5).unwrap_err().to_string();
        assert!(
            error.contains("too large") && error.ends_with("below 0.5"),
            "{error}"
        );
        for mean in [0.0, 1.0, -0.1, f64::NAN] {
            assert!(Beta::from_mean_and_se(mean, 0.1).is_err());
        }
        assert!(Beta::from_mean_and_se(0.5, 0.0).is_err());
        assert!(Gamma::from_mean_and_se(-1.0, 1.0).is_err());
        assert!(LogNormal::from_mean_and_sd(1.0, f64::INFINITY).is_err());
        assert!(LogNormal::from_ratio_and_95_interval(0.8, 0.9, 1.1).is_err());
        assert!(LogNormal::from_ratio_and_95_interval(0.8, 0.9, 0.7).is_err());
        assert!(Normal::from_80_interval(2.0, 1.0).is_err());
    }

    #[test]
    fn log_normals_keep_the_moments_and_the_interval() {
        let d = LogNormal::from_mean_and_sd(10_000.0, 2_000.0).unwrap();
        let variance = d.sigma * d.sigma;
        near(libm::exp(d.mu + variance / 2.0), 10_000.0);
        near(10_000.0 * libm::expm1(variance).sqrt(), 2_000.0);
        // A hazard ratio of 0.509 (0.365 to 0.710): Briggs, Claxton and Sculpher, chapter 2.
        let ratio = LogNormal::from_ratio_and_95_interval(0.509, 0.365, 0.710).unwrap();
        assert!((ratio.mu + 0.675).abs() < 5e-4 && (ratio.sigma - 0.1697).abs() < 5e-4);
    }

    #[test]
    fn an_80_interval_makes_a_normal() {
        let normal = Normal::from_80_interval(0.0, 2.0).unwrap();
        near(normal.mean, 1.0);
        near(normal.mean + 1.281_551_565_544_600_5 * normal.sd, 2.0);
    }

    #[test]
    fn dirichlet_counts_may_have_gaps_but_not_only_gaps() {
        assert_eq!(dirichlet_from_counts(&[3.0, 0.0], 1.0).unwrap(), [4.0, 1.0]);
        assert_eq!(dirichlet_from_counts(&[3.0, 0.0], 0.0).unwrap(), [3.0, 0.0]);
        assert_eq!(
            dirichlet_from_counts(&[0.0, 0.0], 0.0),
            Err(MomentError::NoCounts)
        );
        assert_eq!(dirichlet_from_counts(&[], 1.0), Err(MomentError::NoCounts));
        assert!(dirichlet_from_counts(&[-1.0], 0.0).is_err());
    }
}

//! Distributions as functions of one uniform (or a few), with the same bits on every platform.
//!
//! Each function of a single `u` is the quantile function of its distribution: it grows with `u`, so two runs that
//! share a uniform share its rank, and a longer mean means a longer draw. `u` is in the open interval (0, 1), as
//! [`crate::engine::random`] gives it. Only `libm`, [`exp`] and [`ln`] are used: the platform's own maths library differs between machines.
//!
//! Parameters are the caller's to check; those outside the range named give a meaningless number or NaN, not a panic.

use libm::{floor, log, log1p, pow};
use rand::Rng;

use crate::engine::exponential::exp;
use crate::engine::logarithm::ln;
use crate::engine::random::open_unit;

/// Exponential with this mean (>= 0).
#[inline]
#[must_use]
pub fn exponential(u: f64, mean: f64) -> f64 {
    // 1 - u is exact: see Block::uniform.
    -mean * ln(1.0 - u)
}

/// Erlang with shape N (1 to 19) and this mean: the sum of N exponentials, by one logarithm of the product of N
/// uniforms. The one function here that falls when its uniforms grow.
#[inline]
#[must_use]
pub fn erlang<const N: usize>(uniforms: [f64; N], mean: f64) -> f64 {
    let product: f64 = uniforms.iter().product();
    -mean / N as f64 * ln(product)
}

/// Weibull, `shape` > 0: 1 is the exponential, above 1 the hazard grows.
#[inline]
#[must_use]
pub fn weibull(u: f64, shape: f64, scale: f64) -> f64 {
    scale * pow(-log(1.0 - u), 1.0 / shape)
}

/// Standard normal, by algorithm AS 241 (PPND16) of Wichura, Applied Statistics 37 (1988) 477-484; relative error
/// about 1e-16.
#[inline]
#[must_use]
pub fn normal(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        q * ratio(&as241::CENTRE_ABOVE, &as241::CENTRE_BELOW, r)
    } else {
        let r = libm::sqrt(-log(if q < 0.0 { u } else { 1.0 - u }));
        let x = if r <= 5.0 {
            ratio(&as241::SHOULDER_ABOVE, &as241::SHOULDER_BELOW, r - 1.6)
        } else {
            ratio(&as241::TAIL_ABOVE, &as241::TAIL_BELOW, r - 5.0)
        };
        if q < 0.0 { -x } else { x }
    }
}

/// Log-normal: `median` > 0, `sigma` >= 0 the standard deviation of the logarithm.
#[inline]
#[must_use]
pub fn log_normal(u: f64, median: f64, sigma: f64) -> f64 {
    median * exp(sigma * normal(u))
}

/// Logit-normal on (0, 1): `median` in (0, 1), `sigma` >= 0 the standard deviation of the logit.
#[inline]
#[must_use]
pub fn logit_normal(u: f64, median: f64, sigma: f64) -> f64 {
    expit(logit(median) + sigma * normal(u))
}

/// Log-logistic: `median` > 0, `shape` > 0; the mean is finite for a shape above 1.
#[inline]
#[must_use]
pub fn log_logistic(u: f64, median: f64, shape: f64) -> f64 {
    median * pow(u / (1.0 - u), 1.0 / shape)
}

/// Triangular, `low <= mode <= high`.
#[inline]
#[must_use]
pub fn triangular(u: f64, low: f64, mode: f64, high: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return mode;
    }
    let split = (mode - low) / width;
    if u < split {
        low + libm::sqrt(u * width * (mode - low))
    } else {
        high - libm::sqrt((1.0 - u) * width * (high - mode))
    }
}

/// Uniform between `low` and `high`.
#[inline]
#[must_use]
pub fn uniform(u: f64, low: f64, high: f64) -> f64 {
    low + (high - low) * u
}

/// How many trials fail before the first success; `p` in (0, 1]. Mean (1 - p) / p.
#[inline]
#[must_use]
pub fn geometric(u: f64, p: f64) -> u32 {
    if p >= 1.0 {
        return 0;
    }
    // A cast from float to integer stops at the largest integer.
    floor(log(1.0 - u) / log1p(-p)) as u32
}

/// The largest mean for which [`poisson`] is exact to double precision and quick.
pub const POISSON_MEAN_MAX: f64 = 50.0;

/// Poisson, `mean` in 0 to [`POISSON_MEAN_MAX`], by walking up the distribution function. For larger means see
/// [`poisson_any`].
#[inline]
#[must_use]
pub fn poisson(u: f64, mean: f64) -> u32 {
    let mut probability = exp(-mean);
    let mut below = probability;
    let mut count = 0;
    // The bound matters only where rounding keeps the sum under the last uniforms before 1.
    while u > below && count < 1_000 {
        count += 1;
        probability *= mean / f64::from(count);
        below += probability;
    }
    count
}

/// Poisson for any finite mean >= 0, as a sum of Poissons small enough for [`poisson`]. Time grows with the mean.
#[must_use]
pub fn poisson_any(generator: &mut impl Rng, mean: f64) -> u32 {
    let mut rest = mean;
    let mut count = 0;
    while rest > POISSON_MEAN_MAX && rest.is_finite() {
        count += poisson(open_unit(generator.next_u64()), POISSON_MEAN_MAX);
        rest -= POISSON_MEAN_MAX;
    }
    count + poisson(open_unit(generator.next_u64()), rest)
}

/// Gamma with `shape` > 0 and `scale` > 0 (mean shape * scale), by Marsaglia and Tsang, "A simple method for
/// generating gamma variables", ACM TOMS 26 (2000) 363-372.
#[must_use]
pub fn gamma(generator: &mut impl Rng, shape: f64, scale: f64) -> f64 {
    if shape >= 1.0 {
        scale * gamma_from_one(generator, shape)
    } else {
        scale * exp(log_gamma(generator, shape))
    }
}

/// Beta with `a`, `b` > 0.
#[must_use]
pub fn beta(generator: &mut impl Rng, a: f64, b: f64) -> f64 {
    // In logarithms, because both gammas can be too small for a double when a and b are.
    let log_x = log_gamma(generator, a);
    let log_y = log_gamma(generator, b);
    expit(log_x - log_y)
}

/// The logarithm of a standard gamma.
fn log_gamma(generator: &mut impl Rng, shape: f64) -> f64 {
    if shape >= 1.0 {
        log(gamma_from_one(generator, shape))
    } else {
        log(gamma_from_one(generator, shape + 1.0)) + log(open_unit(generator.next_u64())) / shape
    }
}

/// Standard gamma for a shape of 1 or more. `rand_distr` is not used: its bits depend on which maths library the
/// rest of the build happens to select.
fn gamma_from_one(generator: &mut impl Rng, shape: f64) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / libm::sqrt(9.0 * d);
    loop {
        let x = normal(open_unit(generator.next_u64()));
        let t = 1.0 + c * x;
        if t <= 0.0 {
            continue;
        }
        let v = t * t * t;
        let u = open_unit(generator.next_u64());
        if log(u) < 0.5 * x * x + d - d * v + d * log(v) {
            return d * v;
        }
    }
}

/// The logistic function.
#[inline]
#[must_use]
pub fn expit(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// The logarithm of the odds of `p` in (0, 1).
#[inline]
#[must_use]
pub fn logit(p: f64) -> f64 {
    log(p / (1.0 - p))
}

/// Why weights cannot be drawn from.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum WeightError {
    /// There are no weights.
    #[error("there is nothing to choose from")]
    Empty,
    /// A weight is negative or not finite.
    #[error("weight {index} is {weight}: it must be finite and not negative")]
    Unusable {
        /// Position of the weight.
        index: usize,
        /// The weight.
        weight: f64,
    },
    /// All weights are zero, or their sum is not finite.
    #[error("all weights are zero, or their sum is too large")]
    Sum,
}

/// A choice among a few, each with its own probability.
#[derive(Debug, Clone, PartialEq)]
pub struct Categorical {
    cumulative: Vec<f64>,
    /// The last one that can be chosen at all.
    last: usize,
}

impl Categorical {
    /// Probabilities in proportion to the weights.
    ///
    /// # Errors
    /// If there are no weights, one is negative or not finite, or their sum is 0 or not finite.
    pub fn from_weights(weights: &[f64]) -> Result<Self, WeightError> {
        if weights.is_empty() {
            return Err(WeightError::Empty);
        }
        if let Some(index) = weights
            .iter()
            .position(|weight| !(weight.is_finite() && *weight >= 0.0))
        {
            return Err(WeightError::Unusable {
                index,
                weight: weights[index],
            });
        }
        let mut sum = 0.0;
        let cumulative = weights
            .iter()
            .map(|weight| {
                sum += weight;
                sum
            })
            .collect();
        match weights.iter().rposition(|weight| *weight > 0.0) {
            Some(last) if sum.is_finite() => Ok(Self { cumulative, last }),
            _ => Err(WeightError::Sum),
        }
    }

    /// The index that belongs to `u`; one with weight 0 is never chosen.
    #[inline]
    #[must_use]
    pub fn pick(&self, u: f64) -> usize {
        let target = u * self.cumulative[self.last];
        self.cumulative
            .partition_point(|&cumulative| cumulative <= target)
            .min(self.last)
    }

    /// How many there are to choose from.
    #[allow(clippy::len_without_is_empty)] // Never empty.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cumulative.len()
    }

    /// The probability of an index.
    #[must_use]
    pub fn probability(&self, index: usize) -> f64 {
        let before = if index == 0 {
            0.0
        } else {
            self.cumulative[index - 1]
        };
        (self.cumulative[index] - before) / self.cumulative[self.last]
    }
}

#[inline]
fn ratio(above: &[f64; 8], below: &[f64; 8], r: f64) -> f64 {
    let horner = |c: &[f64; 8]| {
        ((((((c[7] * r + c[6]) * r + c[5]) * r + c[4]) * r + c[3]) * r + c[2]) * r + c[1]) * r
            + c[0]
    };
    horner(above) / horner(below)
}

/// The coefficients as they are printed.
#[allow(clippy::excessive_precision)]
mod as241 {
    pub const CENTRE_ABOVE: [f64; 8] = [
        3.387_132_872_796_366_608_0,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ];
    pub const CENTRE_BELOW: [f64; 8] = [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_083_0e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061_0e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561_0e3,
    ];
    pub const SHOULDER_ABOVE: [f64; 8] = [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_90,
        5.769_497_221_460_691_405_50,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_70e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_40e-4,
    ];
    pub const SHOULDER_BELOW: [f64; 8] = [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_40,
        6.897_673_349_851_000_045_50e-1,
        1.481_039_764_274_800_745_90e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946_00e-4,
        1.050_750_071_644_416_843_24e-9,
    ];
    pub const TAIL_ABOVE: [f64; 8] = [
        6.657_904_643_501_103_777_20,
        5.463_784_911_164_114_369_90,
        1.784_826_539_917_291_335_80,
        2.965_605_718_285_048_912_30e-1,
        2.653_218_952_657_612_309_30e-2,
        1.242_660_947_388_078_438_60e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ];
    pub const TAIL_BELOW: [f64; 8] = [
        1.0,
        5.998_322_065_558_879_376_90e-1,
        1.369_298_809_227_358_053_10e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591_00e-4,
        1.846_318_317_510_054_681_80e-5,
        1.421_511_758_316_445_888_70e-7,
        2.044_263_103_389_939_785_64e-15,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::random::{StreamGenerator, StreamId, Streams};

    #[derive(Clone, Copy)]
    struct Only;
    impl StreamId for Only {
        fn number(self) -> u32 {
            1
        }
    }

    fn generator(agent: u32) -> StreamGenerator {
        Streams::new(20_261_120, 0, "sample").generator(Only, agent, 0)
    }

    #[track_caller]
    fn assert_close(found: f64, expected: f64, relative: f64) {
        assert!(
            (found - expected).abs() <= relative * expected.abs(),
            "{found} is not {expected}"
        );
    }

    /// Quantiles by SciPy 1.16.
    #[test]
    fn known_quantiles() {
        for (u, expected) in [
            (1.110_223_024_625_156_5e-16, -8.209_536_151_601_387),
            (1e-10, -6.361_340_902_404_056),
            (0.024_25, -1.972_961_051_311_885),
            (0.1, -1.281_551_565_544_600_4),
            (0.25, -0.674_489_750_196_081_7),
            (0.3, -0.524_400_512_708_040_9),
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
        ] {
            assert_close(normal(u), expected, 1e-15);
        }
        assert_close(exponential(0.3, 7.0), 2.496_724_607_571_127, 1e-14);
        assert_close(weibull(0.3, 1.5, 10.0), 5.029_387_149_157_185, 1e-14);
        assert_close(log_normal(0.3, 20.0, 0.8), 13.147_240_167_291_77, 1e-14);
        assert_close(logit_normal(0.3, 0.2, 1.1), 0.123_128_177_048_910_38, 1e-14);
        assert_close(log_logistic(0.3, 30.0, 2.5), 21.376_201_793_663_835, 1e-14);
        for (u, expected) in [(0.1, 3.264_911_06), (0.3, 4.203_449_3), (0.9, 7.809_109_77)] {
            assert_close(triangular(u, 2.0, 4.0, 10.0), expected, 1e-8);
        }
        assert_eq!(
            [0.05, 0.1001, 0.3, 0.9, 0.999].map(|u| geometric(u, 0.1)),
            [0, 1, 3, 21, 65]
        );
        assert_eq!(
            [0.001, 0.3, 0.5, 0.99, 0.999_999].map(|u| poisson(u, 5.0)),
            [0, 4, 5, 11, 19]
        );
        assert_eq!(
            [0.001, 0.3, 0.5, 0.99, 0.999_999].map(|u| poisson(u, 50.0)),
            [30, 46, 50, 67, 87]
        );
        assert_close(
            erlang([0.3, 0.4, 0.5, 0.6], 0.125),
            0.103_882_385_641_438_35,
            1e-14,
        );
        assert_close(logit(expit(-3.7)), -3.7, 1e-14);
    }

    /// The golden bits: the same on every platform, because nothing but libm and exact operations is used.
    #[test]
    fn known_bits() {
        let hash = (0..1_000)
            .map(|i| (f64::from(i) + 0.5) / 1_000.0)
            .flat_map(|u| {
                [
                    exponential(u, 7.0),
                    weibull(u, 1.5, 10.0),
                    log_normal(u, 20.0, 0.8),
                    logit_normal(u, 0.2, 1.1),
                    log_logistic(u, 30.0, 2.5),
                    triangular(u, 2.0, 4.0, 10.0),
                    f64::from(poisson(u, 5.0)),
                    gamma(&mut generator((u * 1e6) as u32), 0.3 + 2.0 * u, 1.0),
                    beta(&mut generator((u * 1e6) as u32), 0.4, 2.0 * u),
                ]
            })
            .fold(0xCBF2_9CE4_8422_2325_u64, |hash, x| {
                (hash ^ x.to_bits()).wrapping_mul(0x0000_0100_0000_01B3)
            });
        assert_eq!(hash, 0x4216_c918_07b2_67b1, "{hash:#x}");
    }

    /// Mean and variance over a fine grid of uniforms, against the formulae.
    #[test]
    fn moments_over_a_fine_grid() {
        let grid = |sample: &dyn Fn(f64) -> f64| {
            const POINTS: u32 = 200_000;
            let values = || (0..POINTS).map(|i| sample((f64::from(i) + 0.5) / f64::from(POINTS)));
            let mean = values().sum::<f64>() / f64::from(POINTS);
            let variance =
                values().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(POINTS);
            (mean, variance)
        };
        let e = exp(1.0);
        for (name, found, expected) in [
            ("exponential", grid(&|u| exponential(u, 7.0)), (7.0, 49.0)),
            // Gamma(1.5) = sqrt(pi) / 2, Gamma(2) = 1
            (
                "weibull",
                grid(&|u| weibull(u, 2.0, 10.0)),
                (8.862_269_254_527_58, 21.460_183_660_255_17),
            ),
            ("normal", grid(&normal), (0.0, 1.0)),
            (
                "log-normal",
                grid(&|u| log_normal(u, 1.0, 1.0)),
                (exp(0.5), (e - 1.0) * e),
            ),
            // Mean pi/4 / sin(pi/4), second moment pi/2
            (
                "log-logistic",
                grid(&|u| log_logistic(u, 1.0, 4.0)),
                (1.110_720_734_539_591_6, 0.337_095_976_951_286_5),
            ),
            (
                "triangular",
                grid(&|u| triangular(u, 2.0, 4.0, 10.0)),
                (16.0 / 3.0, 52.0 / 18.0),
            ),
            (
                "triangular, no spread",
                grid(&|u| triangular(u, 3.0, 3.0, 3.0)),
                (3.0, 0.0),
            ),
            (
                "triangular, mode at the end",
                grid(&|u| triangular(u, 0.0, 1.0, 1.0)),
                (2.0 / 3.0, 1.0 / 18.0),
            ),
            (
                "uniform",
                grid(&|u| uniform(u, -1.0, 3.0)),
                (1.0, 16.0 / 12.0),
            ),
            (
                "geometric",
                grid(&|u| f64::from(geometric(u, 0.2))),
                (4.0, 20.0),
            ),
            ("poisson", grid(&|u| f64::from(poisson(u, 0.7))), (0.7, 0.7)),
            (
                "poisson",
                grid(&|u| f64::from(poisson(u, 40.0))),
                (40.0, 40.0),
            ),
        ] {
            assert!(
                (found.0 - expected.0).abs() < 1e-3 * (1.0 + expected.0),
                "mean of {name}: {found:?} {expected:?}"
            );
            assert!(
                (found.1 - expected.1).abs() < 1e-2 * (0.01 + expected.1),
                "variance of {name}: {found:?} {expected:?}"
            );
        }
        assert_eq!(geometric(0.999, 1.0), 0);
        assert_eq!(poisson(0.999, 0.0), 0);
    }

    #[test]
    fn quantile_functions_grow() {
        let functions: [fn(f64) -> f64; 7] = [
            |u| exponential(u, 7.0),
            |u| weibull(u, 0.7, 10.0),
            normal,
            |u| logit_normal(u, 0.3, 2.0),
            |u| log_logistic(u, 30.0, 2.5),
            |u| triangular(u, 2.0, 4.0, 10.0),
            |u| f64::from(poisson(u, 12.0)),
        ];
        for (which, function) in functions.iter().enumerate() {
            let values: Vec<f64> = (1..10_000)
                .map(|i| function(f64::from(i) / 10_000.0))
                .collect();
            assert!(
                values.is_sorted() && values[0] < values[9_998],
                "function {which}"
            );
        }
    }

    #[test]
    fn samplers_that_reject_have_the_right_moments() {
        const DRAWS: u32 = 40_000;
        let moments = |sample: &mut dyn FnMut(&mut StreamGenerator) -> f64| {
            let values: Vec<f64> = (0..DRAWS)
                .map(|agent| sample(&mut generator(agent)))
                .collect();
            let mean = values.iter().sum::<f64>() / f64::from(DRAWS);
            (
                mean,
                values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(DRAWS),
            )
        };
        // Standard errors of the mean are at most 0.01 of the standard deviation; of the variance, about 0.03 of it.
        for (shape, scale) in [(0.2, 3.0), (1.0, 2.0), (2.5, 1.0), (60.0, 0.5)] {
            let (mean, variance) = moments(&mut |g| gamma(g, shape, scale));
            let expected = shape * scale * scale;
            assert!(
                (mean - shape * scale).abs() < 0.02 * libm::sqrt(expected),
                "gamma {shape}: mean {mean}"
            );
            assert!(
                (variance - expected).abs() < 0.12 * expected,
                "gamma {shape}: variance {variance}"
            );
        }
        for (a, b) in [(0.01, 0.02), (0.5, 0.5), (2.0, 6.0)] {
            let (mean, variance) = moments(&mut |g| beta(g, a, b));
            let expected = a * b / ((a + b) * (a + b) * (a + b + 1.0));
            assert!(
                (mean - a / (a + b)).abs() < 0.02 * libm::sqrt(expected),
                "beta {a} {b}: mean {mean}"
            );
            assert!(
                (variance - expected).abs() < 0.05 * expected,
                "beta {a} {b}: variance {variance}"
            );
        }
        for poisson_mean in [0.0, 3.0, 50.0, 333.3] {
            let (mean, variance) = moments(&mut |g| f64::from(poisson_any(g, poisson_mean)));
            assert!(
                (mean - poisson_mean).abs() <= 0.02 * libm::sqrt(poisson_mean),
                "poisson: mean {mean}"
            );
            assert!(
                (variance - poisson_mean).abs() <= 0.04 * poisson_mean,
                "poisson: variance {variance}"
            );
        }
    }

    #[test]
    fn categories_come_in_proportion_and_never_with_weight_zero() {
        let categorical = Categorical::from_weights(&[0.0, 3.0, 0.0, 1.0, 0.0]).unwrap();
        let mut counts = [0; 5];
        for i in 0..10_000 {
            counts[categorical.pick((f64::from(i) + 0.5) / 10_000.0)] += 1;
        }
        assert_eq!(counts, [0, 7_500, 0, 2_500, 0]);
        assert_eq!(categorical.pick(open_unit(0)), 1);
        assert_eq!(categorical.pick(open_unit(u64::MAX)), 3);
        assert_eq!(
            (
                categorical.len(),
                categorical.probability(1),
                categorical.probability(2)
            ),
            (5, 0.75, 0.0)
        );
        assert_eq!(Categorical::from_weights(&[]), Err(WeightError::Empty));
        assert_eq!(Categorical::from_weights(&[0.0]), Err(WeightError::Sum));
        assert_eq!(
            Categorical::from_weights(&[f64::MAX, f64::MAX]),
            Err(WeightError::Sum)
        );
        assert_eq!(
            Categorical::from_weights(&[1.0, -1.0]),
            Err(WeightError::Unusable {
                index: 1,
                weight: -1.0
            })
        );
        assert!(Categorical::from_weights(&[1.0, f64::NAN]).is_err());
    }
}

//! Quantiles of the gamma and the beta distribution: the same bits on every platform, by `libm` alone.
//!
//! The distribution functions are those of Press et al., Numerical Recipes (2007), 6.2 and 6.4: a series below the mean,
//! a continued fraction (Lentz) above. The quantile is found by Newton steps held between two bounds.

/// Relative change below which sums and fractions have settled.
const SETTLED: f64 = 1e-15;
/// Steps of a series or a fraction; both settle long before.
const MOST_TERMS: u32 = 10_000;
/// Steps of the search: halving alone would settle within these.
const MOST_STEPS: u32 = 200;

/// Share of a gamma distribution with `shape` > 0 and scale 1 below `x`.
#[must_use]
pub fn gamma_below(x: f64, shape: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let mut term = 1.0 / shape;
        let mut sum = term;
        for n in 1..MOST_TERMS {
            term *= x / (shape + f64::from(n));
            sum += term;
            if term < sum * SETTLED {
                break;
            }
        }
        front * sum
    } else {
        let mut fraction = Lentz::new(x + 1.0 - shape);
        for n in 1..MOST_TERMS {
            let n = f64::from(n);
            if fraction.step(-n * (n - shape), x + 2.0 * n + 1.0 - shape) {
                break;
            }
        }
        1.0 - front / fraction.value
    }
}

/// Share of a beta distribution with shapes `a`, `b` > 0 below `x`.
#[must_use]
pub fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = libm::exp(
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
            + a * libm::log(x)
            + b * libm::log1p(-x),
    );
    if x < (a + 1.0) / (a + b + 2.0) {
        front / (a * beta_fraction(x, a, b))
    } else {
        1.0 - front / (b * beta_fraction(1.0 - x, b, a))
    }
}

/// The denominator of the continued fraction of the incomplete beta function.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    let mut fraction = Lentz::new(1.0);
    for n in 0..MOST_TERMS {
        let m = f64::from(n / 2);
        let numerator = if n == 0 {
            -(a + b) * x / (a + 1.0)
        } else if n % 2 == 1 {
            let m = m + 1.0;
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        if fraction.step(numerator, 1.0) {
            break;
        }
    }
    fraction.value
}

/// A continued fraction b0 + a1/(b1 + a2/(b2 + …)), from the front (modified Lentz).
struct Lentz {
    value: f64,
    c: f64,
    d: f64,
}

impl Lentz {
    /// What stands for zero where a division by it would come.
    const TINY: f64 = 1e-300;

    fn new(b0: f64) -> Self {
        let value = if b0 == 0.0 { Self::TINY } else { b0 };
        Self {
            value,
            c: value,
            d: 0.0,
        }
    }

    /// Takes one more level in; says whether the value has settled.
    fn step(&mut self, a: f64, b: f64) -> bool {
        let guard = |x: f64| if x == 0.0 { Self::TINY } else { x };
        self.d = 1.0 / guard(b + a * self.d);
        self.c = guard(b + a / self.c);
        let factor = self.c * self.d;
        self.value *= factor;
        (factor - 1.0).abs() < SETTLED
    }
}

/// The value below which a share `p` in (0, 1) of a gamma distribution with `shape` and `scale` > 0 lies.
#[must_use]
pub fn gamma_quantile(p: f64, shape: f64, scale: f64) -> f64 {
    // A bound above: the mean and many standard deviations.
    let mut high = shape + 10.0 * shape.sqrt() + 10.0;
    while gamma_below(high, shape) < p {
        high *= 2.0;
    }
    let density = |x: f64| libm::exp((shape - 1.0) * libm::log(x) - x - libm::lgamma(shape));
    scale * search(p, 0.0, high, |x| gamma_below(x, shape), density)
}

/// The value below which a share `p` in (0, 1) of a beta distribution with shapes `a`, `b` > 0 lies.
#[must_use]
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let log_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let density =
        |x: f64| libm::exp((a - 1.0) * libm::log(x) + (b - 1.0) * libm::log1p(-x) - log_beta);
    search(p, 0.0, 1.0, |x| beta_below(x, a, b), density)
}

/// Share of a normal distribution with mean 0 and standard deviation 1 below `x`.
#[must_use]
pub fn normal_below(x: f64) -> f64 {
    0.5 * libm::erfc(-x / core::f64::consts::SQRT_2)
}

/// Newton steps towards `below(x) = p`, halving wherever a step would leave the bounds.
fn search(
    p: f64,
    mut low: f64,
    mut high: f64,
    below: impl Fn(f64) -> f64,
    density: impl Fn(f64) -> f64,
) -> f64 {
    let mut x = 0.5 * (low + high);
    for _ in 0..MOST_STEPS {
        let excess = below(x) - p;
        if excess > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - excess / density(x);
        let next = if newton > low && newton < high {
            newton
        } else {
            0.5 * (low + high)
        };
        if (next - x).abs() <= 1e-14 * x.abs() {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_r() {
        // qgamma and qbeta of R 4.3.
        for (p, shape, expected) in [
            (0.5, 1.0, core::f64::consts::LN_2),
            (0.95, 16.0, 23.097_171_170_7),
            (0.025, 36.0, 25.214_511_2),
            (0.01, 0.5, 7.854_3e-5),
        ] {
            let found = gamma_quantile(p, shape, 1.0);
            assert!(
                (found / expected - 1.0).abs() < 1e-4,
                "{p} {shape}: {found}"
            );
        }
        for (p, a, b, expected) in [
            (0.5, 1.0, 1.0, 0.5),
            (0.5, 2.0, 2.0, 0.5),
            (0.05, 1.0, 3.0, 0.016_952_427),
            (0.95, 3.0, 1.0, 0.983_047_572),
        ] {
            let found = beta_quantile(p, a, b);
            assert!((found - expected).abs() < 1e-8, "{p} {a} {b}: {found}");
        }
    }

    #[test]
    fn the_quantile_is_the_inverse_of_the_share_below() {
        for p in [1e-6, 0.003, 0.2, 0.5, 0.77, 0.999, 1.0 - 1e-7] {
            for shape in [0.3, 1.0, 4.0, 36.0, 900.0] {
                let x = gamma_quantile(p, shape, 1.0);
                assert!((gamma_below(x, shape) - p).abs() < 1e-9, "{p} {shape}");
            }
            for (a, b) in [
                (0.4, 0.7),
                (4.0, 29.0),
                (12.0, 88.0),
                (16.0, 384.0),
                (900.0, 2.0),
            ] {
                let x = beta_quantile(p, a, b);
                assert!((beta_below(x, a, b) - p).abs() < 1e-9, "{p} {a} {b}");
            }
        }
        assert!((normal_below(1.959_963_984_540_054) - 0.975).abs() < 1e-12);
    }
}

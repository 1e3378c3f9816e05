//! The exponential function for factors and decay: a table and a short polynomial, no division.
//!
//! `libm::exp` is right to the last bit or nearly so and takes about four times as long; in a run full of decaying
//! needs and log-linear rates it was the largest single cost. Only multiplications and additions are used, so the bits
//! are the same on every platform. The reduction is the usual one: x = (k + i / 128) log 2 + r with |r| below
//! log 2 / 256, and exp x = 2^k 2^(i / 128) exp r, with 2^(i / 128) from a table.

const CELL_BITS: u32 = 7;
const CELLS: usize = 1 << CELL_BITS;
/// The table is centred on 1, where its entries are most exact.
const MIDDLE: i64 = CELLS as i64 / 2;

/// log 2 in two parts; the first ends in so many zeros that its product with any index is exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Beyond this the power of two would leave the normal numbers.
const MOST: f64 = 700.0;

/// 1.5 times 2^52: adding it to a number below 2^50 rounds that to a whole number, which then stands in the lowest bits.
const ROUNDING: f64 = 6_755_399_441_055_744.0;

static TABLE: [f64; CELLS] = table();

const fn table() -> [f64; CELLS] {
    let mut powers = [1.0; CELLS];
    let mut i = 0;
    while i < CELLS {
        powers[i] =
            exp_by_series((i as i64 - MIDDLE) as f64 * (std::f64::consts::LN_2 / CELLS as f64));
        i += 1;
    }
    powers
}

/// The series of exp around 0, for the table: x between -0.35 and 0.35.
const fn exp_by_series(x: f64) -> f64 {
    let mut sum = 1.0;
    let mut n = 18.0;
    while n > 1.0 {
        sum = 1.0 + sum * x / n;
        n -= 1.0;
    }
    1.0 + x * sum
}

/// e to the power of `x`, with a relative error below 5e-16; exactly 1 at 0, and never above 1 below 0.
#[inline]
#[must_use]
pub fn exp(x: f64) -> f64 {
    if x.abs() >= MOST || x.is_nan() {
        return libm::exp(x);
    }
    let shifted = x * (CELLS as f64 / std::f64::consts::LN_2) + ROUNDING;
    let index = shifted.to_bits().wrapping_sub(ROUNDING.to_bits()) as i64;
    let whole = shifted - ROUNDING;
    let r = (x - whole * (LN_2_HIGH / CELLS as f64)) - whole * (LN_2_LOW / CELLS as f64);
    let cell = index + MIDDLE;
    let power = TABLE[cell as usize % CELLS];
    let scale = f64::from_bits((((cell >> CELL_BITS) + 1023) as u64) << 52);
    // exp r - 1 for |r| < 0.0028; the first term left out is r^6 / 720.
    let square = r * r;
    let tail = r + square * ((0.5 + r * (1.0 / 6.0)) + square * (1.0 / 24.0 + r * (1.0 / 120.0)));
    scale * (power + power * tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::random::{open_unit, philox4x64_10};

    #[test]
    fn agrees_with_libm() {
        let mut worst = 0.0_f64;
        let mut check = |x: f64| {
            let expected = libm::exp(x);
            worst = worst.max((exp(x) / expected - 1.0).abs());
        };
        for counter in 0..200_000 {
            let words = philox4x64_10([counter, 0, 0, 0], [1, 2]).map(open_unit);
            check((words[0] - 0.5) * 2.0 * MOST);
            check((words[1] - 0.5) * 10.0);
            check(words[2] - 0.5);
            check((words[3] - 0.5) * 1e-6);
        }
        // The edges of the cells, where one entry of the table gives way to the next.
        for i in -1_000..1_000 {
            let edge = (f64::from(i) + 0.5) * std::f64::consts::LN_2 / CELLS as f64;
            for x in [edge.next_down(), edge, edge.next_up()] {
                check(x);
            }
        }
        assert!(worst < 5e-16, "{worst:e}");
    }

    #[test]
    fn the_ends_are_those_of_libm() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-0.0), 1.0);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(f64::INFINITY), f64::INFINITY);
        assert!(exp(f64::NAN).is_nan());
        for x in [-745.0, -710.0, -MOST, MOST, 709.0, 710.0] {
            assert_eq!(exp(x), libm::exp(x), "{x}");
        }
        let mut x = -1e-300;
        while x > -1.0 {
            assert!(exp(x) <= 1.0 && exp(-x) >= 1.0, "{x}");
            x *= 3.0;
        }
    }

    /// The golden bits: the same on every platform.
    #[test]
    fn known_bits() {
        let hash = (-7_000..7_000)
            .map(|i| exp(f64::from(i) / 10.3))
            .fold(0xCBF2_9CE4_8422_2325_u64, |hash, x| {
                (hash ^ x.to_bits()).wrapping_mul(0x0000_0100_0000_01B3)
            });
        assert_eq!(hash, 0xB07F_A2DE_40D3_01A9, "{hash:#x}");
    }
}

//! A natural logarithm for drawing waiting times: a table and a short polynomial, no division.
//!
//! `libm::log` is right to the last bit and takes about twice as long; in a run full of exponential waits it
//! was the largest single cost. Only multiplications and additions are used, so the bits are the same on every
//! platform. The reduction is that of the "optimized routines" of Arm (T. Arndt and S. Nagy): x = 2^k z, with z near
//! the centre c of one of 128 cells, and log x = k log 2 + log c + log(1 + r), r = z / c - 1.

const CELL_BITS: u32 = 7;
const CELLS: usize = 1 << CELL_BITS;
const CELL_SHIFT: u32 = 52 - CELL_BITS;
/// The lower end of the range of z, about 0.705, chosen by Arm so that 1 lies inside a cell.
const LOWEST: u64 = 0x3FE6_9009_0000_0000;

#[derive(Clone, Copy)]
struct Cell {
    inverse_centre: f64,
    log_centre: f64,
}

static TABLE: [Cell; CELLS] = table();

const fn table() -> [Cell; CELLS] {
    let mut cells = [Cell {
        inverse_centre: 1.0,
        log_centre: 0.0,
    }; CELLS];
    let mut i = 0;
    while i < CELLS {
        let low = LOWEST + ((i as u64) << CELL_SHIFT);
        let high = low + (1 << CELL_SHIFT);
        // In the cell around 1 the "centre" is 1, so that small logarithms are exact to the last bits.
        if !(low <= 1.0_f64.to_bits() && 1.0_f64.to_bits() < high) {
            let centre = (f64::from_bits(low) + f64::from_bits(high)) / 2.0;
            let inverse_centre = 1.0 / centre;
            cells[i] = Cell {
                inverse_centre,
                log_centre: -log_by_series(inverse_centre),
            };
        }
        i += 1;
    }
    cells
}

/// log x = 2 artanh((x - 1) / (x + 1)), for the table: x between 0.7 and 1.5.
const fn log_by_series(x: f64) -> f64 {
    let s = (x - 1.0) / (x + 1.0);
    let square = s * s;
    let mut sum = 0.0;
    let mut odd = 31.0;
    while odd > 0.0 {
        sum = sum * square + 1.0 / odd;
        odd -= 2.0;
    }
    2.0 * s * sum
}

/// The natural logarithm of a positive, normal, finite number; for anything else the result means nothing.
///
/// The error is below 5e-16, or 5e-16 of the result where that is beyond 1.
#[inline]
#[must_use]
pub fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let above = bits.wrapping_sub(LOWEST);
    let exponent = (above as i64 >> 52) as f64;
    let z = f64::from_bits(bits.wrapping_sub(above & (0xFFF << 52)));
    let Cell {
        inverse_centre,
        log_centre,
    } = TABLE[(above >> CELL_SHIFT) as usize % CELLS];
    let r = z * inverse_centre - 1.0;
    let square = r * r;
    // log(1 + r) - r for |r| < 0.006, by its series; the first term left out is r^8 / 8.
    let tail = square
        * ((-0.5 + r * (1.0 / 3.0))
            + square * ((-0.25 + r * 0.2) + square * (-1.0 / 6.0 + r * (1.0 / 7.0))));
    (exponent * std::f64::consts::LN_2 + log_centre) + (r + tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::random::{open_unit, philox4x64_10};

    #[test]
    fn agrees_with_libm() {
        let mut worst = 0.0_f64;
        let mut check = |x: f64| {
            let expected = libm::log(x);
            worst = worst.max((ln(x) - expected).abs() / expected.abs().max(1.0));
        };
        for i in 0..200_000_u64 {
            let [a, b, c, d] = philox4x64_10([i, 0, 0, 0], [1, 2]).map(open_unit);
            check(a);
            check(a * b * c * d);
            check(1.0 - a * b * c * d);
            check(1.0 / (a * b * c * d));
            check(0.5 + a);
        }
        for cell in TABLE {
            check(1.0 / cell.inverse_centre);
        }
        check(open_unit(0));
        check(open_unit(u64::MAX));
        check(f64::MIN_POSITIVE);
        check(f64::MAX);
        assert!(worst < 5e-16, "{worst:e}");
        assert_eq!(ln(1.0), 0.0);
        // Relative accuracy next to 1.
        for x in [
            open_unit(u64::MAX),
            1.0 + f64::EPSILON,
            1.0 - 1e-9,
            1.0 + 1e-9,
        ] {
            assert!((ln(x) / libm::log(x) - 1.0).abs() < 1e-15, "{x}");
        }
    }

    #[test]
    fn grows() {
        // Around the cells' ends, where two tables meet.
        for i in 0..CELLS as u64 {
            let end = f64::from_bits(LOWEST + (i << CELL_SHIFT));
            let around = [end * (1.0 - 1e-15), end, end * (1.0 + 1e-15)].map(ln);
            assert!(around.is_sorted(), "{end}: {around:?}");
        }
    }
}

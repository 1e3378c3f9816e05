//! Which combinations of values to run: full factorial, Latin hypercube, Sobol' sequence.
//!
//! A design is a list of points; a point has one [`Value`] a factor, in the order of the factors. Space-filling designs
//! are first made on the unit cube ([`latin_hypercube_unit`], [`sobol_unit`]) and then carried over by [`Levels::at`],
//! which gives whole numbers, flags and choices bins of equal probability.
//!
//! Draws have a key of their own: that of replication 2^64 − 1, which no run can have since runs are numbered by 32
//! bits, and of the design's name where a run has its network's. They share nothing with the draws of the model, and
//! each factor has its own, so a factor added at the end leaves the others as they were.

use crate::engine::random::{StreamId, Streams};
use crate::scenario::parameter::Value;

/// The number that stands in the key where runs have their replication.
const DESIGN: u64 = u64::MAX;

/// The most points of a design.
pub const MOST_POINTS: usize = 1_000_000;

/// The most points of a Sobol' sequence: the length of the crate's own.
pub const MOST_SOBOL_POINTS: usize = 1 << 16;

/// The most factors of a Sobol' sequence.
pub const MOST_SOBOL_FACTORS: usize = sobol_burley::NUM_DIMENSIONS as usize;

/// The most values that a design holds: points × factors.
const MOST_VALUES: usize = 50_000_000;

/// What draws of designs are for. Numbers count within the design's own key.
#[derive(Clone, Copy)]
enum DesignStream {
    /// Order of the strata of a factor.
    Order = 1,
    /// Place within a stratum.
    Place = 2,
    /// Scrambling of a Sobol' sequence.
    Scramble = 3,
}

impl StreamId for DesignStream {
    fn number(self) -> u32 {
        self as u32
    }
}

/// How values of a range are spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// Equal differences.
    Linear,
    /// Equal ratios; the range must be above zero.
    Logarithmic,
}

/// The values that a factor takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Levels {
    /// These, in this order.
    List(Vec<Value>),
    /// Real numbers from `low` to `high`.
    Numbers {
        /// Lowest.
        low: f64,
        /// Highest.
        high: f64,
        /// How many values, ends included; then only these are used, in every design. `None` for any value between.
        steps: Option<usize>,
        /// How they are spaced.
        spacing: Spacing,
    },
    /// Whole numbers from `low` to `high`.
    Integers {
        /// Lowest.
        low: i64,
        /// Highest.
        high: i64,
        /// How many values, ends included, before those that round to the same are merged. `None` for all.
        steps: Option<usize>,
        /// How they are spaced. A number n without steps on a logarithmic scale has the weight of n to n + 1.
        spacing: Spacing,
    },
}

/// One thing that is varied.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Its name, such as the path of a parameter; not looked at here but in messages.
    pub name: String,
    /// The values that it takes.
    pub levels: Levels,
}

/// Why a design cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DesignError {
    /// Nothing is varied.
    #[error("a design needs at least one factor")]
    NoFactors,
    /// No points were asked for.
    #[error("a design needs at least one point")]
    NoPoints,
    /// A list without values.
    #[error("{factor} has no values")]
    NoLevels {
        /// Name of the factor.
        factor: String,
    },
    /// A range that is upside down or not finite.
    #[error(
        "{factor}: a range from {low} to {high} is not possible: it must go from a lower number to a higher one"
    )]
    Range {
        /// Name of the factor.
        factor: String,
        /// As given.
        low: f64,
        /// As given.
        high: f64,
    },
    /// A logarithmic range that does not begin above zero.
    #[error("{factor}: a logarithmic range must begin above 0, this one begins at {low}")]
    Logarithm {
        /// Name of the factor.
        factor: String,
        /// As given.
        low: f64,
    },
    /// Too few values for both ends of a range.
    #[error(
        "{factor}: {steps} values of a range are too few: both ends are included, so at least 2 are needed"
    )]
    Steps {
        /// Name of the factor.
        factor: String,
        /// As given.
        steps: usize,
    },
    /// A factorial design with a factor that has no countable values.
    #[error(
        "{factor}: a factorial design needs to know how many values of the range to use: give `steps`"
    )]
    NotCountable {
        /// Name of the factor.
        factor: String,
    },
    /// More points than can be run.
    #[error("the design has {points} points, at most {most} are possible")]
    TooManyPoints {
        /// How many it would have; the largest number there is if it cannot be counted.
        points: u64,
        /// How many it may have.
        most: usize,
    },
    /// More factors than there are.
    #[error("the design has {factors} factors, at most {most} are possible")]
    TooManyFactors {
        /// How many it would have.
        factors: usize,
        /// How many it may have.
        most: usize,
    },
}

/// Every combination; the last factor changes fastest.
///
/// # Errors
/// If a factor is not possible or a range of real numbers has no steps; above [`MOST_POINTS`].
pub fn full_factorial(factors: &[Factor]) -> Result<Vec<Vec<Value>>, DesignError> {
    let prepared = prepare(factors)?;
    let mut points = 1_u64;
    for (levels, factor) in prepared.iter().zip(factors) {
        let count = levels.count().ok_or_else(|| DesignError::NotCountable {
            factor: factor.name.clone(),
        })?;
        points = points.saturating_mul(count);
    }
    check_size(points, factors.len(), MOST_POINTS)?;
    let lists: Vec<Vec<Value>> = prepared.iter().map(Prepared::all).collect();
    let mut design = Vec::with_capacity(points as usize);
    let mut position = vec![0; lists.len()];
    for _ in 0..points {
        let point = lists.iter().zip(&position).map(|(list, &i)| list[i]);
        design.push(point.collect());
        for (i, list) in position.iter_mut().zip(&lists).rev() {
            *i += 1;
            if *i < list.len() {
                break;
            }
            *i = 0;
        }
    }
    Ok(design)
}

/// A Latin hypercube of `points` points: of as many equally probable strata of each factor, each holds exactly one point,
/// at a random place (McKay, Beckman and Conover, Technometrics 21 (1979) 239-245).
///
/// # Errors
/// If a factor is not possible; without points; above [`MOST_POINTS`].
pub fn latin_hypercube(
    factors: &[Factor],
    points: usize,
    seed: u64,
) -> Result<Vec<Vec<Value>>, DesignError> {
    let prepared = prepare(factors)?;
    Ok(carry_over(
        &prepared,
        &latin_hypercube_unit(factors.len(), points, seed)?,
    ))
}

/// The first `points` points of a Sobol' sequence, with Owen's scrambling by `seed` (Burley, Journal of Computer Graphics
/// Techniques 9(4) (2020) 1-20). Best with a power of two: then each of as many strata of each factor holds exactly one
/// point. A longer sequence of the same seed begins with the shorter one.
///
/// # Errors
/// If a factor is not possible; without points; above [`MOST_SOBOL_POINTS`] or [`MOST_SOBOL_FACTORS`].
pub fn sobol(factors: &[Factor], points: usize, seed: u64) -> Result<Vec<Vec<Value>>, DesignError> {
    let prepared = prepare(factors)?;
    Ok(carry_over(
        &prepared,
        &sobol_unit(factors.len(), points, seed)?,
    ))
}

/// A Latin hypercube on the open unit cube, `[point][factor]`.
///
/// # Errors
/// As [`latin_hypercube`].
pub fn latin_hypercube_unit(
    factors: usize,
    points: usize,
    seed: u64,
) -> Result<Vec<Vec<f64>>, DesignError> {
    check_size(points as u64, factors, MOST_POINTS)?;
    let streams = Streams::new(seed, DESIGN, "Latin hypercube");
    let mut design = vec![vec![0.0; factors]; points];
    for factor in 0..factors {
        let number = factor as u32;
        let mut order: Vec<u32> = (0..points as u32).collect();
        let mut generator = streams.generator(DesignStream::Order, number, 0);
        for last in (1..points).rev() {
            // Fisher and Yates, by multiply and shift: the bias is below 2^-44.
            let other = (u128::from(generator.word()) * (last as u128 + 1)) >> 64;
            order.swap(last, other as usize);
        }
        for (i, point) in design.iter_mut().enumerate() {
            let place = streams.block(DesignStream::Place, number, i as u32);
            // 2^32 places in a stratum: coarse enough that the sum is exact, so no point slips into the next.
            point[factor] = (f64::from(order[i]) + place.half_uniform(0)) / points as f64;
        }
    }
    Ok(design)
}

/// A scrambled Sobol' sequence on the open unit cube, `[point][factor]`.
///
/// # Errors
/// As [`sobol`].
pub fn sobol_unit(factors: usize, points: usize, seed: u64) -> Result<Vec<Vec<f64>>, DesignError> {
    check_size(points as u64, factors, MOST_SOBOL_POINTS)?;
    if factors > MOST_SOBOL_FACTORS {
        return Err(DesignError::TooManyFactors {
            factors,
            most: MOST_SOBOL_FACTORS,
        });
    }
    /// The middle of the crate's 2^23 cells, so that 0 is never met.
    const HALF_A_CELL: f64 = 1.0 / (1_u64 << 24) as f64;
    let streams = Streams::new(seed, DESIGN, "Sobol sequence");
    let scramble = streams.block(DesignStream::Scramble, 0, 0).0[0] as u32;
    let coordinate = |point: usize, factor: usize| {
        f64::from(sobol_burley::sample(point as u32, factor as u32, scramble)) + HALF_A_CELL
    };
    let point = |i: usize| (0..factors).map(|factor| coordinate(i, factor)).collect();
    Ok((0..points).map(point).collect())
}

impl Levels {
    /// The value at probability `u`, in (0, 1), when all values of the range or list are equally likely.
    ///
    /// # Errors
    /// If the levels are not possible; `name` is for the message.
    pub fn at(&self, name: &str, u: f64) -> Result<Value, DesignError> {
        Ok(self.prepare(name)?.at(u))
    }

    /// Checks the levels and lists those that have steps.
    fn prepare(&self, name: &str) -> Result<Prepared, DesignError> {
        let factor = || name.to_owned();
        let (low, high, steps, spacing, whole) = match *self {
            Self::List(ref values) if values.is_empty() => {
                return Err(DesignError::NoLevels { factor: factor() });
            }
            Self::List(ref values) => return Ok(Prepared::List(values.clone())),
            Self::Numbers {
                low,
                high,
                steps,
                spacing,
            } => (low, high, steps, spacing, false),
            Self::Integers {
                low,
                high,
                steps,
                spacing,
            } => (low as f64, high as f64, steps, spacing, true),
        };
        if !(low.is_finite() && high.is_finite() && (high - low).is_finite() && low <= high) {
            return Err(DesignError::Range {
                factor: factor(),
                low,
                high,
            });
        }
        if spacing == Spacing::Logarithmic && low <= 0.0 {
            return Err(DesignError::Logarithm {
                factor: factor(),
                low,
            });
        }
        let Some(steps) = steps else {
            return Ok(match *self {
                Self::Integers { low, high, .. } => Prepared::Integers(low, high, spacing),
                _ => Prepared::Numbers(low, high, spacing),
            });
        };
        if steps < 2 && low < high || steps == 0 {
            return Err(DesignError::Steps {
                factor: factor(),
                steps,
            });
        }
        check_size(steps as u64, 1, MOST_POINTS)?;
        let mut values: Vec<Value> = (0..steps)
            .map(|i| between(low, high, i as f64 / (steps - 1).max(1) as f64, spacing))
            .map(|x| match whole {
                true => Value::Integer(x.round() as i64),
                false => Value::Number(x),
            })
            .collect();
        values.dedup();
        Ok(Prepared::List(values))
    }
}

/// Levels that were checked.
enum Prepared {
    List(Vec<Value>),
    Numbers(f64, f64, Spacing),
    Integers(i64, i64, Spacing),
}

impl Prepared {
    /// Number of values; `None` for a continuum.
    fn count(&self) -> Option<u64> {
        match *self {
            Self::List(ref values) => Some(values.len() as u64),
            Self::Numbers(low, high, _) => (low == high).then_some(1),
            Self::Integers(low, high, _) => Some(high.abs_diff(low).saturating_add(1)),
        }
    }

    /// All values of levels that can be counted.
    fn all(&self) -> Vec<Value> {
        match *self {
            Self::List(ref values) => values.clone(),
            Self::Numbers(low, _, _) => vec![Value::Number(low)],
            Self::Integers(low, high, _) => (low..=high).map(Value::Integer).collect(),
        }
    }

    fn at(&self, u: f64) -> Value {
        match *self {
            Self::List(ref values) => {
                let bin = (u * values.len() as f64) as usize;
                values[bin.min(values.len() - 1)]
            }
            Self::Numbers(low, high, spacing) => Value::Number(between(low, high, u, spacing)),
            Self::Integers(low, high, spacing) => {
                let x = between(low as f64, high as f64 + 1.0, u, spacing);
                Value::Integer((x.floor() as i64).clamp(low, high))
            }
        }
    }
}

/// The number at the share `u` of the way.
fn between(low: f64, high: f64, u: f64, spacing: Spacing) -> f64 {
    // The ends are given back as they are; rounding would miss them.
    if u <= 0.0 || low == high {
        return low;
    }
    if u >= 1.0 {
        return high;
    }
    let x = match spacing {
        Spacing::Linear => low + (high - low) * u,
        Spacing::Logarithmic => low * libm::exp(u * (libm::log(high) - libm::log(low))),
    };
    x.clamp(low, high)
}

fn prepare(factors: &[Factor]) -> Result<Vec<Prepared>, DesignError> {
    factors
        .iter()
        .map(|factor| factor.levels.prepare(&factor.name))
        .collect()
}

fn carry_over(factors: &[Prepared], unit: &[Vec<f64>]) -> Vec<Vec<Value>> {
    let point = |point: &Vec<f64>| factors.iter().zip(point).map(|(f, &u)| f.at(u)).collect();
    unit.iter().map(point).collect()
}

fn check_size(points: u64, factors: usize, most: usize) -> Result<(), DesignError> {
    if factors == 0 {
        return Err(DesignError::NoFactors);
    }
    if points == 0 {
        return Err(DesignError::NoPoints);
    }
    if factors > MOST_VALUES {
        return Err(DesignError::TooManyFactors {
            factors,
            most: MOST_VALUES,
        });
    }
    let most = most.min(MOST_VALUES / factors);
    if points > most as u64 {
        return Err(DesignError::TooManyPoints { points, most });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::stream::Stream;
    use proptest::prelude::*;

    fn factor(name: &str, levels: Levels) -> Factor {
        Factor {
            name: name.to_owned(),
            levels,
        }
    }

    fn numbers(low: f64, high: f64, steps: Option<usize>, spacing: Spacing) -> Levels {
        Levels::Numbers {
            low,
            high,
            steps,
            spacing,
        }
    }

    fn integers(low: i64, high: i64, steps: Option<usize>, spacing: Spacing) -> Levels {
        Levels::Integers {
            low,
            high,
            steps,
            spacing,
        }
    }

    use Spacing::{Linear, Logarithmic};
    use Value::{Choice, Flag, Integer, Number};

    #[test]
    fn a_full_factorial_has_every_combination_once_in_order() {
        let design = full_factorial(&[
            factor("policy", Levels::List(vec![Choice("fifo"), Choice("need")])),
            factor("staff", integers(2, 3, None, Linear)),
            factor("share", numbers(0.0, 1.0, Some(3), Linear)),
        ])
        .unwrap();
        assert_eq!(design.len(), 12);
        assert_eq!(design[0], [Choice("fifo"), Integer(2), Number(0.0)]);
        assert_eq!(design[1], [Choice("fifo"), Integer(2), Number(0.5)]);
        assert_eq!(design[3], [Choice("fifo"), Integer(3), Number(0.0)]);
        assert_eq!(design[11], [Choice("need"), Integer(3), Number(1.0)]);
        for (i, point) in design.iter().enumerate() {
            assert!(!design[..i].contains(point), "{point:?} twice");
        }
    }

    #[test]
    fn steps_include_both_ends_and_space_by_ratio_on_a_logarithmic_scale() {
        let all = |levels: Levels| -> Vec<Value> {
            full_factorial(&[factor("x", levels)])
                .unwrap()
                .into_iter()
                .map(|point| point[0])
                .collect()
        };
        let tenfold = all(numbers(0.01, 10.0, Some(4), Logarithmic));
        for (value, expected) in tenfold.iter().zip([0.01, 0.1, 1.0, 10.0]) {
            assert!(matches!(value, Number(x) if (x / expected - 1.0).abs() < 1e-12));
        }
        assert_eq!((tenfold[0], tenfold[3]), (Number(0.01), Number(10.0)));
        let whole = all(integers(1, 100, Some(3), Logarithmic));
        assert_eq!(whole, [Integer(1), Integer(10), Integer(100)]);
        // Those that round to the same are merged.
        let merged = all(integers(1, 3, Some(9), Linear));
        assert_eq!(merged, [Integer(1), Integer(2), Integer(3)]);
        assert_eq!(all(integers(-1, 1, None, Linear)), [-1, 0, 1].map(Integer));
        assert_eq!(all(numbers(5.0, 5.0, None, Linear)), [Number(5.0)]);
    }

    #[test]
    fn discrete_levels_get_bins_of_equal_probability() {
        let factors = [
            factor("staff", integers(3, 7, None, Linear)),
            factor("open", Levels::List(vec![Flag(false), Flag(true)])),
            factor(
                "policy",
                Levels::List(vec![Choice("a"), Choice("b"), Choice("c"), Choice("d")]),
            ),
        ];
        let count = |design: &[Vec<Value>], factor: usize, value: Value| {
            design.iter().filter(|point| point[factor] == value).count()
        };
        let design = latin_hypercube(&factors, 200, 7).unwrap();
        for n in 3..=7 {
            assert_eq!(count(&design, 0, Integer(n)), 40);
        }
        assert_eq!(count(&design, 1, Flag(true)), 100);
        assert_eq!(count(&design, 2, Choice("c")), 50);
        let design = sobol(&factors, 64, 7).unwrap();
        assert_eq!(count(&design, 1, Flag(true)), 32);
        assert_eq!(count(&design, 2, Choice("c")), 16);
        for n in 3..=7 {
            assert!((12..=14).contains(&count(&design, 0, Integer(n))));
        }
    }

    #[test]
    fn logarithmic_whole_numbers_keep_to_their_range() {
        let levels = integers(1, 1000, None, Logarithmic);
        let at = |u| levels.at("x", u).unwrap();
        assert_eq!((at(1e-12), at(1.0 - 1e-12)), (Integer(1), Integer(1000)));
        // ln 2 / ln 1001 of the weight is on 1.
        assert_eq!((at(0.1003), at(0.1004)), (Integer(1), Integer(2)));
        let wide = integers(i64::MIN / 4, i64::MAX / 4, None, Linear);
        assert!(wide.at("x", 0.999_999).is_ok());
    }

    #[test]
    fn designs_follow_the_seed_and_a_further_factor_changes_nothing() {
        let hypercube = |factors, seed| latin_hypercube_unit(factors, 20, seed).unwrap();
        assert_eq!(hypercube(3, 1), hypercube(3, 1));
        assert_ne!(hypercube(3, 1), hypercube(3, 2));
        let sequence = |factors, seed| sobol_unit(factors, 32, seed).unwrap();
        assert_eq!(sequence(3, 1), sequence(3, 1));
        assert_ne!(sequence(3, 1), sequence(3, 2));
        for (three, four) in [
            (hypercube(3, 1), hypercube(4, 1)),
            (sequence(3, 1), sequence(4, 1)),
        ] {
            for (a, b) in three.iter().zip(&four) {
                assert_eq!(a[..], b[..3]);
                assert_ne!(b[2], b[3]);
            }
        }
        assert_eq!(
            sobol_unit(2, 8, 5).unwrap(),
            sobol_unit(2, 16, 5).unwrap()[..8]
        );
    }

    #[test]
    fn the_draws_are_not_those_of_any_run() {
        let design = Streams::new(1, DESIGN, "Latin hypercube");
        let run = Streams::new(1, u64::from(u32::MAX), "Latin hypercube");
        assert_ne!(design.key(), run.key());
        assert_ne!(
            design.block(DesignStream::Order, 0, 0),
            run.block(Stream::Onset, 0, 0)
        );
    }

    /// The mean of x y over the unit square is 1/4, with random points' error 0.22 / √n.
    #[test]
    fn a_sobol_sequence_integrates_better_than_chance() {
        let mut worst: f64 = 0.0;
        for seed in 0..20 {
            let points = sobol_unit(2, 1024, seed).unwrap();
            let mean = points.iter().map(|p| p[0] * p[1]).sum::<f64>() / 1024.0;
            worst = worst.max((mean - 0.25).abs());
        }
        assert!(worst < 0.001, "{worst}");
    }

    #[test]
    fn impossible_designs_are_refused_with_a_reason() {
        let one = [factor("x", numbers(0.0, 1.0, None, Linear))];
        assert_eq!(latin_hypercube(&[], 5, 1), Err(DesignError::NoFactors));
        assert_eq!(full_factorial(&[]), Err(DesignError::NoFactors));
        assert_eq!(sobol(&one, 0, 1), Err(DesignError::NoPoints));
        let refused = |levels| full_factorial(&[factor("x", levels)]).unwrap_err();
        assert!(matches!(
            refused(Levels::List(vec![])),
            DesignError::NoLevels { .. }
        ));
        assert!(matches!(
            refused(one[0].levels.clone()),
            DesignError::NotCountable { .. }
        ));
        for (low, high) in [
            (2.0, 1.0),
            (f64::NAN, 1.0),
            (0.0, f64::INFINITY),
            (-1e308, 1e308),
        ] {
            let found = refused(numbers(low, high, Some(3), Linear));
            assert!(matches!(found, DesignError::Range { .. }), "{found}");
        }
        let found = refused(integers(0, 9, None, Logarithmic));
        assert!(found.to_string().contains("begins at 0"), "{found}");
        assert!(matches!(
            refused(numbers(0.0, 1.0, Some(1), Linear)),
            DesignError::Steps { .. }
        ));

        let many = |found, most| {
            assert!(
                matches!(found, Err(DesignError::TooManyPoints { most: m, .. }) if m == most),
                "{found:?}"
            );
        };
        many(
            full_factorial(&vec![factor("x", integers(1, 10, None, Linear)); 300]),
            MOST_POINTS.min(MOST_VALUES / 300),
        );
        many(
            full_factorial(&[factor("x", integers(i64::MIN, i64::MAX, None, Linear))]),
            MOST_POINTS,
        );
        many(
            full_factorial(&[factor("x", numbers(0.0, 1.0, Some(usize::MAX), Linear))]),
            MOST_POINTS,
        );
        many(latin_hypercube(&one, usize::MAX, 1), MOST_POINTS);
        many(sobol(&one, 65_537, 1), MOST_SOBOL_POINTS);
        assert!(matches!(
            sobol_unit(257, 2, 1),
            Err(DesignError::TooManyFactors { most: 256, .. })
        ));
        assert_eq!(sobol_unit(256, 65_536, 1).unwrap().len(), 65_536);
    }

    /// Each of as many strata as points holds exactly one.
    fn strata_are_hit_once(points: &[Vec<f64>]) -> Result<(), TestCaseError> {
        let n = points.len();
        for factor in 0..points[0].len() {
            let mut hit = vec![false; n];
            for point in points {
                let u = point[factor];
                prop_assert!(u > 0.0 && u < 1.0);
                let stratum = (u * n as f64) as usize;
                prop_assert!(!std::mem::replace(&mut hit[stratum], true));
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn each_stratum_of_a_latin_hypercube_is_hit_once(
            factors in 1_usize..6, points in 1_usize..700, seed: u64,
        ) {
            strata_are_hit_once(&latin_hypercube_unit(factors, points, seed).unwrap())?;
        }

        #[test]
        fn each_stratum_of_a_sobol_sequence_is_hit_once(
            factors in 1_usize..40, power in 0_u32..10, seed: u64,
        ) {
            strata_are_hit_once(&sobol_unit(factors, 1 << power, seed).unwrap())?;
        }

        #[test]
        fn every_value_is_one_of_the_factor(
            low in -100_i64..100, width in 0_i64..50, steps in prop::option::of(2_usize..9), seed: u64,
        ) {
            let high = low + width;
            let design = latin_hypercube(
                &[
                    factor("whole", integers(low, high, steps, Linear)),
                    factor("real", numbers(low as f64, high as f64, steps, Linear)),
                ],
                50,
                seed,
            ).unwrap();
            for point in design {
                prop_assert!(matches!(point[0], Integer(n) if (low..=high).contains(&n)));
                prop_assert!(matches!(point[1], Number(x) if (low as f64..=high as f64).contains(&x)));
            }
        }
    }
}

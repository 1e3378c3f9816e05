//! Which part of a change is due to what: contributions one at a time with an explicit interaction, and Shapley shares.
//!
//! A change of several factors at once is taken apart by running subsets of it. A subset is a bit mask: bit i is set where
//! factor i is changed; mask 0 is the base. For an interval, take each run apart and estimate the mean over runs.

/// One-at-a-time contributions. Indicative where the interaction is not small against them.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// Outcome with nothing changed.
    pub base: f64,
    /// What each factor does alone: outcome with it changed − base.
    pub contributions: Vec<f64>,
    /// What the factors do together beyond the sum of what each does alone.
    pub interaction: f64,
    /// Outcome with everything changed: base + contributions + interaction.
    pub changed: f64,
}

/// The most factors for which all subsets are run: 2^16 = 65,536 of them.
pub const MOST_FACTORS: usize = 16;

/// Why a change cannot be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttributionError {
    /// Too many subsets.
    #[error(
        "{factors} factors have more subsets than can be run: at most {MOST_FACTORS} factors are taken apart"
    )]
    TooManyFactors {
        /// Number of factors.
        factors: usize,
    },
}

/// Asks for n + 2 outcomes (fewer for one factor or none): the base, each factor alone, all together.
///
/// # Errors
/// Above [`MOST_FACTORS`] factors.
pub fn one_at_a_time(
    factors: usize,
    mut outcome: impl FnMut(u32) -> f64,
) -> Result<Waterfall, AttributionError> {
    let all = all_changed(factors)?;
    let base = outcome(0);
    let contributions: Vec<f64> = (0..factors).map(|i| outcome(1 << i) - base).collect();
    // One factor alone is everything: its interaction is exactly zero.
    let (changed, interaction) = match contributions[..] {
        [] => (base, 0.0),
        [only] => (base + only, 0.0),
        _ => {
            let changed = outcome(all);
            (changed, changed - base - contributions.iter().sum::<f64>())
        }
    };
    Ok(Waterfall {
        base,
        contributions,
        interaction,
        changed,
    })
}

/// Shapley's shares of the change from base to everything changed: what a factor adds, averaged over all orders in which
/// the factors could be changed. They sum to the whole change and do not depend on the order of the factors.
///
/// Asks for each of the 2^n outcomes once, masks ascending. Shapley, "A value for n-person games", Contributions to the
/// Theory of Games II (1953) 307-317.
///
/// # Errors
/// Above [`MOST_FACTORS`] factors.
pub fn shapley(
    factors: usize,
    outcome: impl FnMut(u32) -> f64,
) -> Result<Vec<f64>, AttributionError> {
    let all = all_changed(factors)?;
    let outcomes: Vec<f64> = (0..=all).map(outcome).collect();
    // Weight of a subset of size s without the factor: s! (n − s − 1)! / n! = 1 / (n × C(n − 1, s)).
    let mut weights = Vec::with_capacity(factors);
    let mut choose = 1.0;
    for size in 0..factors {
        weights.push(1.0 / (factors as f64 * choose));
        choose *= (factors - 1 - size) as f64 / (size + 1) as f64;
    }
    let share = |i: usize| {
        (0..=all)
            .filter(|mask| mask & (1 << i) == 0)
            .map(|mask| {
                let added = outcomes[(mask | 1 << i) as usize] - outcomes[mask as usize];
                weights[mask.count_ones() as usize] * added
            })
            .sum()
    };
    Ok((0..factors).map(share).collect())
}

fn all_changed(factors: usize) -> Result<u32, AttributionError> {
    if factors > MOST_FACTORS {
        return Err(AttributionError::TooManyFactors { factors });
    }
    Ok((1 << factors) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Base 10; +2, +3 and −1 alone; the first two add another 4 together.
    fn outcome(mask: u32) -> f64 {
        let on = |i: u32| f64::from(mask >> i & 1);
        10.0 + 2.0 * on(0) + 3.0 * on(1) - on(2) + 4.0 * on(0) * on(1)
    }

    #[test]
    fn what_is_not_due_to_one_is_the_interaction() {
        let waterfall = one_at_a_time(3, outcome).unwrap();
        assert_eq!(waterfall.contributions, [2.0, 3.0, -1.0]);
        assert_eq!(
            (waterfall.base, waterfall.interaction, waterfall.changed),
            (10.0, 4.0, 18.0)
        );
        assert_eq!(one_at_a_time(1, outcome).unwrap().interaction, 0.0);
    }

    #[test]
    fn shapley_halves_what_two_do_together() {
        let shares = shapley(3, outcome).unwrap();
        for (share, expected) in shares.iter().zip([4.0, 5.0, -1.0]) {
            assert!((share - expected).abs() < 1e-12, "{shares:?}");
        }
        // The glove game: one left glove, two right ones.
        let gloves = shapley(3, |mask| f64::from(mask & 1 != 0 && mask & 6 != 0)).unwrap();
        for (share, expected) in gloves.iter().zip([4.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((share - expected).abs() < 1e-12, "{gloves:?}");
        }
    }

    #[test]
    fn nothing_and_too_much() {
        assert_eq!(shapley(0, |_| 5.0).unwrap(), Vec::<f64>::new());
        assert_eq!(one_at_a_time(0, |_| 5.0).unwrap().changed, 5.0);
        let refused = AttributionError::TooManyFactors { factors: 17 };
        assert_eq!(shapley(17, |_| panic!("not asked")), Err(refused));
        assert_eq!(one_at_a_time(17, |_| panic!("not asked")), Err(refused));
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_change_and_ignore_the_order(
            outcomes in prop::collection::vec(-100.0..100.0_f64, 32),
        ) {
            let shares = shapley(5, |mask| outcomes[mask as usize]).unwrap();
            prop_assert!((shares.iter().sum::<f64>() - (outcomes[31] - outcomes[0])).abs() < 1e-9);
            // The bits reversed: factor i becomes factor 4 − i.
            let reversed = shapley(5, |mask| outcomes[(mask.reverse_bits() >> 27) as usize]).unwrap();
            for (i, share) in shares.iter().enumerate() {
                prop_assert!((share - reversed[4 - i]).abs() < 1e-9);
            }
        }
    }
}

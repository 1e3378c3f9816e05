//! Net monetary benefit, and how sure a choice is at each threshold.

use serde::{Deserialize, Serialize};

use super::draws::{DrawTable, mean};

/// Net monetary benefit `threshold * effect - cost` in pounds, `[strategy][draw]`.
pub fn net_benefit(table: &DrawTable, threshold_pounds: f64) -> Vec<Vec<f64>> {
    table
        .costs_pounds()
        .iter()
        .zip(table.effects())
        .map(|(costs, effects)| {
            costs
                .iter()
                .zip(effects)
                .map(|(cost, effect)| threshold_pounds * effect - cost)
                .collect()
        })
        .collect()
}

/// The mean of each strategy over its draws.
pub fn expected(net_benefit: &[Vec<f64>]) -> Vec<f64> {
    net_benefit.iter().map(|draws| mean(draws)).collect()
}

/// The position of the greatest value; of equals, the first. 0 without values.
pub fn best(values: &[f64]) -> usize {
    let mut best = 0;
    for (i, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = i;
        }
    }
    best
}

/// What is known at one threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AtThreshold {
    /// Pounds for one unit of effect.
    pub threshold_pounds: f64,
    /// Expected net benefit of each strategy, in pounds.
    pub expected_pounds: Vec<f64>,
    /// The strategy with the greatest expected net benefit: what should be chosen, however unsure. Of equals, the first
    /// listed.
    pub best: usize,
    /// Cost-effectiveness acceptability: for each strategy the share of draws in which it has the greatest net benefit.
    /// Strategies that tie in a draw share it, so that the shares sum to 1.
    pub probability_best: Vec<f64>,
    /// The acceptability *frontier*: the share of draws in which [`AtThreshold::best`] is best. Not the highest of the
    /// shares: where net benefit is skewed, the strategy to choose may be the best one in fewer than half of the draws.
    pub frontier: f64,
    /// Expected value of perfect information, in pounds: what is lost on average because the choice is made under
    /// uncertainty.
    pub evpi_pounds: f64,
}

impl AtThreshold {
    /// Evaluates net benefits `[strategy][draw]` at one threshold. There must be at least one strategy and one draw.
    pub fn of(threshold_pounds: f64, net_benefit: &[Vec<f64>]) -> Self {
        let expected_pounds = expected(net_benefit);
        let best = best(&expected_pounds);
        let draws = net_benefit[best].len();
        let mut wins = vec![0.0; net_benefit.len()];
        let mut highest_sum = 0.0;
        for draw in 0..draws {
            let highest = net_benefit
                .iter()
                .map(|values| values[draw])
                .fold(f64::NEG_INFINITY, f64::max);
            let winners = net_benefit
                .iter()
                .filter(|values| values[draw] == highest)
                .count();
            for (strategy, values) in net_benefit.iter().enumerate() {
                if values[draw] == highest {
                    wins[strategy] += 1.0 / winners as f64;
                }
            }
            // Against the chosen strategy, so that nothing is lost to rounding where it always wins.
            highest_sum += highest - net_benefit[best][draw];
        }
        let probability_best: Vec<f64> = wins.iter().map(|n| n / draws as f64).collect();
        Self {
            threshold_pounds,
            frontier: probability_best[best],
            expected_pounds,
            best,
            probability_best,
            evpi_pounds: highest_sum / draws as f64,
        }
    }
}

/// Expected net benefit, acceptability curve and frontier, and the value of perfect information at each threshold (Fenwick,
/// Claxton and Sculpher, *Health Economics* 2001; 10: 779-787).
pub fn over_thresholds(table: &DrawTable, thresholds_pounds: &[f64]) -> Vec<AtThreshold> {
    thresholds_pounds
        .iter()
        .map(|&threshold| AtThreshold::of(threshold, &net_benefit(table, threshold)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(costs: &[&[f64]], effects: &[&[f64]]) -> DrawTable {
        let owned = |arrays: &[&[f64]]| arrays.iter().map(|a| a.to_vec()).collect();
        let names = (0..costs.len()).map(|i| format!("s{i}")).collect();
        DrawTable::new(names, owned(costs), owned(effects)).unwrap()
    }

    /// A strategy that seldom helps, but then much: it should be chosen although it mostly loses, and the frontier must
    /// say so. The published case is BCEA's vaccine example, with a frontier of 0.460 at £20,100.
    #[test]
    fn the_frontier_follows_expected_net_benefit_not_the_highest_curve() {
        let effect: Vec<f64> = (0..50).map(|i| if i < 23 { 0.002 } else { 0.0 }).collect();
        let (none, cost) = (vec![0.0; 50], vec![18.4; 50]);
        let table = table(&[&none, &cost], &[&none, &effect]);
        // Mean effect 0.00092, so that the choice switches at £20,000.
        let [below, above] = &over_thresholds(&table, &[19_900.0, 20_100.0])[..] else {
            panic!("two thresholds")
        };
        assert_eq!((below.best, above.best), (0, 1));
        assert_eq!((below.frontier, above.frontier), (0.54, 0.46));
        assert_eq!(above.probability_best, [0.54, 0.46]);
        assert!((above.expected_pounds[1] - 0.092).abs() < 1e-9);
        // Perfect information saves £18.40 in the 54% of draws without effect.
        assert!((above.evpi_pounds - 0.54 * 18.4).abs() < 1e-9);
        assert!((below.evpi_pounds - 0.46 * (39.8 - 18.4)).abs() < 1e-9);
    }

    #[test]
    fn ties_share_a_draw() {
        let table = table(
            &[&[0.0, 0.0], &[0.0, 1.0], &[0.0, 1.0]],
            &[&[0.0; 2], &[0.0; 2], &[0.0; 2]],
        );
        let at = &over_thresholds(&table, &[20_000.0])[0];
        assert_eq!(at.best, 0);
        assert_eq!(at.probability_best, [2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
        assert_eq!(at.evpi_pounds, 0.0);
    }

    #[test]
    fn one_strategy_is_always_best() {
        let at = &over_thresholds(&table(&[&[5.0, 6.0]], &[&[1.0, 2.0]]), &[10.0])[0];
        assert_eq!((at.best, at.frontier, at.evpi_pounds), (0, 1.0, 0.0));
        assert_eq!(at.expected_pounds, [9.5]);
    }
}

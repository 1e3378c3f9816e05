//! One parameter at a time: which matter, and where the best choice changes.

use serde::{Deserialize, Serialize};

use super::net_benefit::best;

/// What happens when one parameter alone is moved to its low and to its high value.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// The parameter.
    pub name: String,
    /// Its low and its high value.
    pub inputs: [f64; 2],
    /// Expected net benefit in pounds of each strategy at the low value, then at the high one.
    pub expected_pounds: [Vec<f64>; 2],
}

/// One bar of a tornado.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// The parameter.
    pub name: String,
    /// Its low and its high value.
    pub inputs: [f64; 2],
    /// The outcome at each.
    pub outcomes_pounds: [f64; 2],
    /// Distance between the two outcomes.
    pub range_pounds: f64,
    /// Whether the bar stands out of the noise of the simulation: its range exceeds the full width of the noise band.
    pub above_noise: bool,
    /// The best strategy at the low and at the high value.
    pub best: [usize; 2],
    /// Whether either differs from the best strategy of the base case.
    pub changes_best: bool,
}

/// A tornado: bars by falling range around the line of the base case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tornado {
    /// The outcome with every parameter at its base value.
    pub base_pounds: f64,
    /// The best strategy there.
    pub base_best: usize,
    /// Half the width of the interval that chance alone gives an outcome.
    pub noise_half_width_pounds: f64,
    /// One bar a parameter; those of the same range in the order given.
    pub bars: Vec<Bar>,
}

/// The tornado of one strategy's expected net benefit. `base_expected_pounds` is that of each strategy in the base case,
/// `strategy` the one whose bars are drawn, and `against` the one it is compared with, if its incremental net benefit
/// shall be shown. `noise_half_width_pounds` is half the width of the confidence interval of an outcome over runs (0
/// without noise).
///
/// # Panics
/// If a swing lacks a strategy.
pub fn tornado(
    base_expected_pounds: &[f64],
    strategy: usize,
    against: Option<usize>,
    swings: &[Swing],
    noise_half_width_pounds: f64,
) -> Tornado {
    let outcome =
        |expected: &[f64]| expected[strategy] - against.map_or(0.0, |other| expected[other]);
    let base_best = best(base_expected_pounds);
    let mut bars: Vec<Bar> = swings
        .iter()
        .map(|swing| {
            let [low, high] = &swing.expected_pounds;
            let outcomes_pounds = [outcome(low), outcome(high)];
            let range_pounds = (outcomes_pounds[1] - outcomes_pounds[0]).abs();
            let best = [best(low), best(high)];
            Bar {
                name: swing.name.clone(),
                inputs: swing.inputs,
                outcomes_pounds,
                range_pounds,
                above_noise: range_pounds > 2.0 * noise_half_width_pounds,
                best,
                changes_best: best != [base_best; 2],
            }
        })
        .collect();
    bars.sort_by(|a, b| b.range_pounds.total_cmp(&a.range_pounds));
    Tornado {
        base_pounds: outcome(base_expected_pounds),
        base_best,
        noise_half_width_pounds,
        bars,
    }
}

/// A value of a parameter at which another strategy becomes the best.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Switch {
    /// The value of the parameter.
    pub at: f64,
    /// The best strategy below it.
    pub from: usize,
    /// The best strategy above it.
    pub to: usize,
}

/// Every switch of the best strategy along a parameter, from expected net benefits `[strategy][point]` at the points of a
/// rising `grid`; between points net benefit is taken as a straight line, so that a switch between two neighbours, or
/// several, is found in between. Where strategies are equal over a stretch, the one that was best before it stays.
///
/// # Panics
/// If the grid does not rise or a strategy has not one value for each point.
pub fn switches(grid: &[f64], expected_pounds: &[Vec<f64>]) -> Vec<Switch> {
    assert!(
        grid.windows(2).all(|pair| pair[0] < pair[1]),
        "the grid must rise"
    );
    assert!(
        expected_pounds.iter().all(|line| line.len() == grid.len()),
        "one value for each point of the grid"
    );
    let mut found = Vec::new();
    let at_start: Vec<f64> = expected_pounds
        .iter()
        .filter_map(|line| line.first().copied())
        .collect();
    if at_start.is_empty() {
        return found;
    }
    let mut current = best(&at_start);
    for point in 1..grid.len() {
        let (left, right) = (grid[point - 1], grid[point]);
        let value = |s: usize| expected_pounds[s][point - 1];
        let rise = |s: usize| expected_pounds[s][point] - value(s);
        // Position within the interval, from 0 to 1.
        let mut position = 0.0;
        loop {
            // The first line that rises above the current one; of those that meet at one place, the steepest.
            let mut next: Option<(f64, usize)> = None;
            for s in 0..expected_pounds.len() {
                let closing = rise(s) - rise(current);
                if closing <= 0.0 {
                    continue;
                }
                let meeting = ((value(current) - value(s)) / closing).max(position);
                let sooner = next.is_none_or(|(at, other)| {
                    meeting < at || (meeting == at && rise(s) > rise(other))
                });
                if meeting < 1.0 && sooner {
                    next = Some((meeting, s));
                }
            }
            let Some((at, to)) = next else { break };
            found.push(Switch {
                at: left + at * (right - left),
                from: current,
                to,
            });
            current = to;
            position = at;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swing(name: &str, low: [f64; 2], high: [f64; 2]) -> Swing {
        Swing {
            name: name.to_owned(),
            inputs: [0.0, 1.0],
            expected_pounds: [low.to_vec(), high.to_vec()],
        }
    }

    #[test]
    fn bars_are_sorted_and_say_where_the_choice_changes() {
        let swings = [
            swing("small", [100.0, 140.0], [100.0, 160.0]),
            swing("large", [100.0, 50.0], [100.0, 300.0]),
            swing("falling", [100.0, 200.0], [100.0, 120.0]),
        ];
        let tornado = tornado(&[100.0, 150.0], 1, Some(0), &swings, 15.0);
        assert_eq!((tornado.base_pounds, tornado.base_best), (50.0, 1));
        let bars: Vec<_> = tornado
            .bars
            .iter()
            .map(|bar| {
                (
                    bar.name.as_str(),
                    bar.range_pounds,
                    bar.changes_best,
                    bar.above_noise,
                )
            })
            .collect();
        assert_eq!(
            bars,
            [
                ("large", 250.0, true, true),
                ("falling", 80.0, false, true),
                ("small", 20.0, false, false),
            ]
        );
        assert_eq!(tornado.bars[0].best, [0, 1]);
        assert_eq!(tornado.bars[1].outcomes_pounds, [100.0, 20.0]);
    }

    #[test]
    fn a_switch_is_found_between_the_points() {
        let grid = [0.0, 0.4, 0.5, 1.0];
        let switch = switches(&grid, &[vec![0.0; 4], vec![-8.0, -1.0, 3.0, 4.0]]);
        assert_eq!(switch.len(), 1);
        assert_eq!((switch[0].from, switch[0].to), (0, 1));
        assert!((switch[0].at - 0.425).abs() < 1e-12);
    }

    #[test]
    fn several_switches_may_lie_between_two_points_and_a_choice_may_come_back() {
        // Three lines over one interval: 0 until 1/4, 1 until 3/4, then 2.
        let lines = [vec![1.0, -1.0], vec![0.5, 0.5], vec![-1.0, 1.0]];
        let found = switches(&[0.0, 1.0], &lines);
        let places: Vec<_> = found.iter().map(|s| (s.at, s.from, s.to)).collect();
        assert_eq!(places, [(0.25, 0, 1), (0.75, 1, 2)]);
        let back = switches(&[0.0, 1.0, 2.0], &[vec![0.0; 3], vec![-1.0, 1.0, -1.0]]);
        let places: Vec<_> = back.iter().map(|s| (s.at, s.from, s.to)).collect();
        assert_eq!(places, [(0.5, 0, 1), (1.5, 1, 0)]);
    }

    #[test]
    fn equals_do_not_switch() {
        assert!(switches(&[0.0, 1.0], &[vec![1.0, 2.0], vec![1.0, 2.0]]).is_empty());
        // Touching at a point, then parting again as before.
        let touch = [vec![1.0, 1.0, 1.0], vec![0.0, 1.0, 0.0]];
        assert!(switches(&[0.0, 1.0, 2.0], &touch).is_empty());
        assert!(switches(&[], &[]).is_empty());
        assert!(switches(&[1.0], &[vec![1.0]]).is_empty());
        // From the first point on, another is equal but rising.
        let rising = switches(&[0.0, 1.0], &[vec![1.0, 1.0], vec![1.0, 2.0]]);
        assert_eq!(
            rising,
            [Switch {
                at: 0.0,
                from: 0,
                to: 1
            }]
        );
    }
}

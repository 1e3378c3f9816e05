//! Designs that tell which inputs matter: trajectories of Morris, rows of Saltelli. Points lie on the unit cube; an input
//! with `n` values takes the middles of `n` equal strata.

use super::design::{DesignError, sobol_unit};
use crate::engine::random::{StreamId, Streams};
use crate::scenario::sensitivity::Scale;

#[derive(Clone, Copy)]
enum TrajectoryStream {
    /// In which order inputs move.
    Order = 1,
    /// From where to where an input moves.
    Move = 2,
}

impl StreamId for TrajectoryStream {
    fn number(self) -> u32 {
        self as u32
    }
}

/// A way through the cube that moves each input once.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// The points; one more than inputs.
    pub points: Vec<Vec<f64>>,
    /// Between points: the input that moves, and the share of its range that the step covers, negative where it goes down;
    /// 1 for a step between two values without an order.
    pub steps: Vec<(usize, f64)>,
}

/// Trajectories on a grid of `levels` (even, ≥ 4) levels from 0 to 1, with steps of Δ = levels / (2 (levels − 1)), up or
/// down from any level that allows it (Morris 1991). Inputs move in random order. Each trajectory is drawn on its own, so
/// more of them leave the first ones as they were. An input without an order moves from any of its values to any other.
pub fn trajectories(scales: &[Scale], levels: u32, count: u32, seed: u64) -> Vec<Trajectory> {
    let streams = Streams::new(seed, u64::MAX, "Morris trajectories");
    (0..count)
        .map(|number| {
            let moves: Vec<Move> = scales
                .iter()
                .enumerate()
                .map(|(input, scale)| {
                    let block = streams.block(TrajectoryStream::Move, number, input as u32);
                    Move::of(*scale, levels, |word, n| block.below(word, n))
                })
                .collect();
            let mut order: Vec<usize> = (0..scales.len()).collect();
            let mut generator = streams.generator(TrajectoryStream::Order, number, 0);
            for last in (1..order.len()).rev() {
                let other = (u128::from(generator.word()) * (last as u128 + 1)) >> 64;
                order.swap(last, other as usize);
            }
            let mut point: Vec<f64> = moves.iter().map(|one| one.from).collect();
            let mut points = vec![point.clone()];
            for &input in &order {
                point[input] = moves[input].to;
                points.push(point.clone());
            }
            Trajectory {
                points,
                steps: order.iter().map(|&i| (i, moves[i].share)).collect(),
            }
        })
        .collect()
}

/// What an input does in a trajectory.
struct Move {
    from: f64,
    to: f64,
    share: f64,
}

impl Move {
    /// `below` draws a whole number below another, from the word of that number.
    fn of(scale: Scale, levels: u32, below: impl Fn(usize, u32) -> u32) -> Self {
        let middle = |value: u32, n: u32| (f64::from(value) + 0.5) / f64::from(n);
        if let Scale::Unordered(n) = scale {
            let from = below(0, n);
            // Any of the others: those from `from` on stand one further.
            let other = below(1, n - 1);
            let to = other + u32::from(other >= from);
            return Self {
                from: middle(from, n),
                to: middle(to, n),
                share: 1.0,
            };
        }
        let low = below(0, levels / 2);
        let high = low + levels / 2;
        let (from, to) = if below(1, 2) == 0 {
            (low, high)
        } else {
            (high, low)
        };
        let most = levels - 1;
        if let Scale::Ordered(n) = scale {
            // The value in whose stratum the level lies.
            let value = |level: u32| {
                (u64::from(level) * u64::from(n) / u64::from(most)).min(u64::from(n) - 1) as u32
            };
            let (first, last) = (value(from), value(to));
            return Self {
                from: middle(first, n),
                to: middle(last, n),
                share: (f64::from(last) - f64::from(first)) / f64::from(n - 1),
            };
        }
        let at = |level: u32| f64::from(level) / f64::from(most);
        let sign = if to > from { 1.0 } else { -1.0 };
        Self {
            from: at(from),
            to: at(to),
            share: sign * f64::from(levels / 2) / f64::from(most),
        }
    }
}

/// Rows of points A, B and, for each input, A with that input from B, `[row][point][input]`: the first and the second half
/// of the dimensions of a scrambled Sobol' sequence.
///
/// # Errors
/// Without inputs or rows; above the dimensions or points of the sequence.
pub fn saltelli(inputs: usize, rows: usize, seed: u64) -> Result<Vec<Vec<Vec<f64>>>, DesignError> {
    let both = sobol_unit(2 * inputs, rows, seed)?;
    Ok(both
        .iter()
        .map(|point| {
            let (a, b) = point.split_at(inputs);
            let moved = (0..inputs).map(|input| {
                let mut point = a.to_vec();
                point[input] = b[input];
                point
            });
            [a.to_vec(), b.to_vec()].into_iter().chain(moved).collect()
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trajectory_moves_each_input_once_by_one_step() {
        let scales = [
            Scale::Continuous,
            Scale::Ordered(2),
            Scale::Ordered(3),
            Scale::Ordered(40),
            Scale::Unordered(5),
        ];
        let mut starts = [0_u32; 4];
        for one in trajectories(&scales, 4, 400, 1) {
            assert_eq!((one.points.len(), one.steps.len()), (6, 5));
            let mut moved: Vec<usize> = one.steps.iter().map(|(input, _)| *input).collect();
            for (pair, &(input, share)) in one.points.windows(2).zip(&one.steps) {
                for (other, (from, to)) in pair[0].iter().zip(&pair[1]).enumerate() {
                    assert_eq!(from == to, other != input);
                }
                let way = pair[1][input] - pair[0][input];
                match input {
                    0 => {
                        assert!(
                            (way - share).abs() < 1e-15 && (share.abs() - 2.0 / 3.0).abs() < 1e-15
                        );
                        starts[(pair[0][0] * 3.0).round() as usize] += 1;
                    }
                    1 => assert_eq!((share.abs(), way), (1.0, 0.5 * share)),
                    // Of three values the ends, or the middle and the end above it.
                    2 => assert!([0.5, 1.0].contains(&share.abs()), "{share}"),
                    3 => assert!((share.abs() - 2.0 / 3.0).abs() < 0.02, "{share}"),
                    _ => assert_eq!(share, 1.0),
                }
            }
            moved.sort_unstable();
            assert_eq!(moved, [0, 1, 2, 3, 4]);
        }
        assert!(starts.iter().all(|n| (70..130).contains(n)), "{starts:?}");
        let few = trajectories(&scales, 4, 3, 1);
        assert_eq!(few, trajectories(&scales, 4, 9, 1)[..3]);
        assert_ne!(few, trajectories(&scales, 4, 3, 2));
    }

    #[test]
    fn a_row_takes_one_input_at_a_time_from_its_second_point() {
        for row in saltelli(3, 8, 1).unwrap() {
            assert_eq!(row.len(), 5);
            for input in 0..3 {
                for (other, value) in row[2 + input].iter().enumerate() {
                    let from = usize::from(other == input);
                    assert_eq!(*value, row[from][other]);
                }
            }
        }
        assert!(saltelli(129, 8, 1).is_err());
    }
}

//! Screening by elementary effects (Morris, Technometrics 33 (1991) 161-174; μ* of Campolongo, Cariboni and Saltelli,
//! Environmental Modelling and Software 22 (2007) 1509-1518).
//!
//! Each trajectory begins at a random point of a grid and moves every input once, in random order; nothing is done to
//! spread trajectories beyond that. An elementary effect is the change of the output in one step, divided by the share of
//! the input's whole range that the step covers: what the whole range would change if it went on so.

use serde::{Deserialize, Serialize};

use super::{Unusable, WithInterval, check, mean, percentile, resamples, variance};

/// Mean of the absolute value of a standard normal number: √(2/π).
const MEAN_ABSOLUTE_NORMAL: f64 = 0.797_884_560_802_865_4;

/// Its standard deviation: √(1 − 2/π).
const SD_ABSOLUTE_NORMAL: f64 = 0.602_810_274_989_087;
/// The 97.5% quantile of the standard normal.
const Z: f64 = 1.959_963_984_540_054;

/// A step of a trajectory: which input moves, and by which share of its range, negative where it goes down.
pub type Step = (usize, f64);

/// What one input does, over all trajectories. In the unit of the output, for the whole range of the input.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effects {
    /// Mean effect; absent where the values of the input have no order.
    pub mu: Option<f64>,
    /// Mean absolute effect, with its bootstrap interval over trajectories.
    pub mu_star: WithInterval,
    /// Standard deviation of the effects: how much the effect depends on the rest, chance included.
    pub sigma: f64,
    /// The mean absolute effect that chance alone would show on average. Absent with one run.
    pub chance: Option<f64>,
    /// What chance alone would exceed once in forty times. Absent with one run.
    pub chance_upper: Option<f64>,
}

impl Effects {
    /// Whether the input moves the output more than chance alone is likely to.
    pub fn is_clear(&self) -> bool {
        self.mu_star.value > self.chance_upper.unwrap_or(0.0)
    }
}

/// The effects of all inputs. `is_ordered` says of each whether its values have an order; `outputs` holds trajectory after
/// trajectory, each with one point more than `steps`.
///
/// # Errors
/// If a value is not defined or nothing changes.
///
/// # Panics
/// If there are not as many points as steps ask for, or an input is never moved.
pub fn effects(
    is_ordered: &[bool],
    trajectories: &[Vec<Step>],
    outputs: &[Vec<f64>],
    seed: u64,
) -> Result<Vec<Effects>, Unusable> {
    let points: usize = trajectories.iter().map(|steps| steps.len() + 1).sum();
    assert_eq!(points, outputs.len(), "a point more than steps");
    check(outputs)?;
    // By input: the effect in each trajectory, and the variance that chance adds to it.
    let mut found: Vec<Vec<(f64, f64)>> = vec![Vec::new(); is_ordered.len()];
    let mut first = 0;
    for steps in trajectories {
        for (number, &(input, share)) in steps.iter().enumerate() {
            let (before, after) = (&outputs[first + number], &outputs[first + number + 1]);
            // Within a trajectory runs share their random numbers, so the difference is taken run by run.
            let changes: Vec<f64> = after.iter().zip(before).map(|(y, x)| y - x).collect();
            let chance = variance(&changes) / changes.len() as f64;
            found[input].push((mean(&changes) / share, chance / (share * share)));
        }
        first += steps.len() + 1;
    }
    let has_runs = outputs[0].len() > 1;
    let draws: Vec<Vec<usize>> = resamples(trajectories.len(), seed).collect();
    Ok(found
        .iter()
        .zip(is_ordered)
        .map(|(found, is_ordered)| {
            let effects: Vec<f64> = found.iter().map(|(effect, _)| *effect).collect();
            let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
            let chance: Vec<f64> = found.iter().map(|(_, chance)| *chance).collect();
            let resampled: Vec<f64> = draws
                .iter()
                .map(|draw| draw.iter().map(|&t| sizes[t]).sum::<f64>() / draw.len() as f64)
                .collect();
            let spread = mean(&chance).sqrt();
            let upper = Z * SD_ABSOLUTE_NORMAL / (effects.len() as f64).sqrt();
            Effects {
                mu: is_ordered.then(|| mean(&effects)),
                mu_star: percentile(mean(&sizes), &resampled),
                sigma: variance(&effects).sqrt(),
                chance: has_runs.then_some(MEAN_ABSOLUTE_NORMAL * spread),
                chance_upper: has_runs.then_some((MEAN_ABSOLUTE_NORMAL + upper) * spread),
            }
        })
        .collect())
}

/// The inputs in order of influence over several outputs: by the largest share that their μ* has of the greatest of an
/// output. Equal ones keep their order.
pub fn ranked(outputs: &[&[Effects]], inputs: usize) -> Vec<usize> {
    let mut scores = vec![0.0_f64; inputs];
    for effects in outputs {
        let greatest = effects
            .iter()
            .map(|found| found.mu_star.value)
            .fold(0.0, f64::max);
        if greatest > 0.0 {
            for (score, found) in scores.iter_mut().zip(*effects) {
                *score = score.max(found.mu_star.value / greatest);
            }
        }
    }
    let mut order: Vec<usize> = (0..inputs).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sensitivity::sobol::tests::ishigami;
    use crate::engine::random::{StreamId, Streams};
    use crate::engine::sample::normal;
    use crate::experiment::sensitivity::trajectories;
    use crate::scenario::sensitivity::Scale;

    #[derive(Clone, Copy)]
    struct Noise;
    impl StreamId for Noise {
        fn number(self) -> u32 {
            1
        }
    }

    fn screened(
        scales: &[Scale],
        count: u32,
        mut output: impl FnMut(usize, &[f64]) -> Vec<f64>,
    ) -> Vec<Effects> {
        let design = trajectories(scales, 4, count, 1);
        let points = design
            .iter()
            .enumerate()
            .flat_map(|(t, one)| one.points.iter().map(move |point| (t, point.as_slice())));
        let outputs: Vec<Vec<f64>> = points.map(|(t, point)| output(t, point)).collect();
        let steps: Vec<Vec<Step>> = design.iter().map(|one| one.steps.clone()).collect();
        let is_ordered: Vec<bool> = scales
            .iter()
            .map(|scale| !matches!(scale, Scale::Unordered(_)))
            .collect();
        effects(&is_ordered, &steps, &outputs, 1).expect("it changes")
    }

    #[test]
    fn ishigami_on_four_levels() {
        let found = screened(&[Scale::Continuous; 3], 4_000, |_, u| vec![ishigami(u)]);
        // Over the whole grid: |sin| changes by 0.866 in two thirds of the range, times the mean of 1 + 0.1 x3^4; then
        // 5.25 in two thirds, always; then 9.6207 times the mean of |sin|, 0.433.
        for (effects, (mu_star, tolerance)) in
            found
                .iter()
                .zip([(7.704, 0.25), (7.875, 1e-12), (6.249, 0.25)])
        {
            assert!(
                (effects.mu_star.value - mu_star).abs() < tolerance,
                "{found:?}"
            );
            assert!(effects.mu_star.lower_95 <= effects.mu_star.value);
        }
        assert!(found[2].mu.unwrap().abs() < 0.3, "it goes either way");
        assert!(found[2].sigma > 6.0 && found[1].sigma > 7.0);
        assert_eq!(found[0].chance, None);
        assert_eq!(ranked(&[&found], 3)[2], 2);
    }

    #[test]
    fn a_straight_line_has_one_effect_everywhere() {
        let scales = [
            Scale::Continuous,
            Scale::Ordered(2),
            Scale::Ordered(5),
            Scale::Unordered(3),
        ];
        let level = |u: f64, n: f64| (u * n).floor();
        let found = screened(&scales, 20, |_, u| {
            vec![10.0 * u[0] - 4.0 * level(u[1], 2.0) + level(u[2], 5.0)]
        });
        for (effects, mu) in found.iter().zip([10.0, -4.0, 4.0]) {
            assert!((effects.mu.unwrap() - mu).abs() < 1e-12, "{effects:?}");
            assert!((effects.mu_star.value - f64::abs(mu)).abs() < 1e-12);
            assert!(effects.sigma < 1e-12);
        }
        assert_eq!((found[3].mu, found[3].mu_star.value), (None, 0.0));
    }

    #[test]
    fn a_step_of_a_choice_is_from_one_of_its_values_to_another() {
        // Three values giving 0, 0 and 6: two of the three pairs differ by 6.
        let found = screened(&[Scale::Unordered(3)], 6_000, |_, u| {
            vec![if u[0] > 2.0 / 3.0 { 6.0 } else { 0.0 }]
        });
        assert!((found[0].mu_star.value - 4.0).abs() < 0.1, "{found:?}");
    }

    #[test]
    fn chance_alone_shows_as_much_as_it_says() {
        let streams = Streams::new(1, 0, "noise");
        let mut number = 0;
        let found = screened(&[Scale::Continuous; 2], 2_000, |_, u| {
            (0..3)
                .map(|_| {
                    number += 1;
                    u[0] + normal(streams.uniform(Noise, number, 0))
                })
                .collect()
        });
        let idle = found[1];
        assert!(
            (idle.mu_star.value / idle.chance.unwrap() - 1.0).abs() < 0.05,
            "{idle:?}"
        );
        assert!(found[0].is_clear() && found[0].mu_star.value > 1.2 * found[0].chance.unwrap());
    }

    #[test]
    fn an_idle_input_is_seldom_called_clear() {
        let streams = Streams::new(2, 0, "idle");
        let mut number = 0;
        let scales = [Scale::Continuous; 400];
        let found = screened(&scales, 8, |_, _| {
            (0..4)
                .map(|_| {
                    number += 1;
                    normal(streams.uniform(Noise, number, 0))
                })
                .collect()
        });
        let clear = found.iter().filter(|effects| effects.is_clear()).count();
        assert!((2..30).contains(&clear), "{clear} of 400, ten expected");
    }
}

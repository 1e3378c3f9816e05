//! The inner needs of self-determination theory: autonomy, competence and relatedness.
//!
//! Each need has a fast level `L` and a slow internalised baseline `B`. Between events the level returns to the
//! baseline at rate `k` and the baseline follows the level at rate `r` (which depends on the stage):
//! `dL/dt = -k (L - B)`, `dB/dt = r (L - B)`. With `D = L - B` this has the exact solution
//! `D(t) = D(0) exp(-(k + r) t)`, `B(t) = B(0) + r / (k + r) (D(0) - D(t))`, so a person is brought forward in one step
//! over any time, and gains that were not internalised fade by themselves.

use crate::engine::exponential::exp;
use crate::scenario::parameters::Wellbeing;

/// Index of autonomy.
pub const AUTONOMY: usize = 0;
/// Index of competence.
pub const COMPETENCE: usize = 1;
/// Index of relatedness.
pub const RELATEDNESS: usize = 2;

const LN_2: f64 = std::f64::consts::LN_2;

/// Rates of the inner needs per day, worked out once from the parameters.
#[derive(Clone, Copy, Debug)]
pub struct NeedRates {
    /// Rate at which the baseline follows the level per day, by stage 0 to 5.
    internalise: [f64; 6],
    /// Rate at which the gap between level and baseline closes per day, by stage: autonomy and competence, relatedness.
    closing: [[f64; 2]; 6],
    /// Share of a closing gap by which the baseline moves, likewise.
    share: [[f64; 2]; 6],
    /// Level above which events no longer raise a need.
    pub ceiling: f64,
}

impl NeedRates {
    /// Converts half-lives in weeks and shares a week to rates a day.
    pub fn new(p: &Wellbeing) -> Self {
        let weekly = [
            p.internalisation_stage_0,
            p.internalisation_stage_1,
            p.internalisation_stage_2,
            p.internalisation_stage_3,
            p.internalisation_stage_4,
            p.internalisation_stage_5,
        ];
        let decay = [
            LN_2 / (7.0 * p.half_life_autonomy_competence_weeks),
            LN_2 / (7.0 * p.half_life_relatedness_weeks),
        ];
        let internalise = weekly.map(|share| share / 7.0);
        Self {
            internalise,
            closing: internalise.map(|r| decay.map(|k| k + r)),
            share: internalise.map(|r| decay.map(|k| if k + r > 0.0 { r / (k + r) } else { 0.0 })),
            ceiling: p.ceiling,
        }
    }
}

/// Levels and baselines of the three needs, each in 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct InnerNeeds {
    /// Fast levels: autonomy, competence, relatedness.
    pub level: [f64; 3],
    /// Internalised baselines.
    pub baseline: [f64; 3],
}

impl InnerNeeds {
    /// All three at rest.
    pub fn at_rest(levels: [f64; 3]) -> Self {
        Self {
            level: levels,
            baseline: levels,
        }
    }

    /// Whether nothing is on the move, so that time changes nothing.
    #[inline]
    pub fn is_at_rest(&self) -> bool {
        self.level == self.baseline
    }

    /// Brings the needs forward by `days` at a stage (0 to 5). Returns the integral of each level over that time,
    /// in level-days.
    #[inline]
    pub fn advance(&mut self, days: f64, stage: u8, rates: &NeedRates) -> [f64; 3] {
        if self.is_at_rest() {
            return self.level.map(|level| level * days);
        }
        let stage = usize::from(stage);
        let r = rates.internalise[stage];
        let mut area = [0.0; 3];
        let exponential = rates.closing[stage].map(|total| exp(-total * days));
        for (need, area) in area.iter_mut().enumerate() {
            let speed = usize::from(need == RELATEDNESS);
            let total = rates.closing[stage][speed];
            let share = rates.share[stage][speed];
            let gap = self.level[need] - self.baseline[need];
            let left = gap * exponential[speed];
            // Integral of the gap, then of the baseline, over the time.
            let gap_area = if total > 0.0 {
                (gap - left) / total
            } else {
                gap * days
            };
            *area = self.baseline[need] * days + share * (gap * days - gap_area) + gap_area;
            self.baseline[need] += r * gap_area;
            self.level[need] = self.baseline[need] + left;
            if left.abs() < 1e-9 {
                self.level[need] = self.baseline[need];
            }
        }
        area
    }

    /// Raises one need by a share of what is missing to the ceiling; above the ceiling nothing happens.
    #[inline]
    pub fn lift(&mut self, need: usize, share: f64, rates: &NeedRates) {
        self.level[need] += share * (rates.ceiling - self.level[need]).max(0.0);
    }

    /// Takes away a share of what a need stands above its baseline.
    #[inline]
    pub fn lose_raised(&mut self, need: usize, share: f64) {
        let raised = self.level[need] - self.baseline[need];
        if raised > 0.0 {
            self.level[need] -= share * raised;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parameters::Parameters;

    fn rates() -> NeedRates {
        NeedRates::new(&Parameters::default().wellbeing)
    }

    #[test]
    fn one_long_step_equals_many_short_ones() {
        let mut long = InnerNeeds {
            level: [0.6, 0.5, 0.7],
            baseline: [0.4, 0.4, 0.35],
        };
        let mut short = long;
        let area_long = long.advance(140.0, 3, &rates());
        let mut area_short = [0.0; 3];
        for _ in 0..20 {
            let area = short.advance(7.0, 3, &rates());
            for need in 0..3 {
                area_short[need] += area[need];
            }
        }
        for need in 0..3 {
            assert!((long.level[need] - short.level[need]).abs() < 1e-12);
            assert!((long.baseline[need] - short.baseline[need]).abs() < 1e-12);
            assert!((area_long[need] - area_short[need]).abs() < 1e-9);
        }
    }

    #[test]
    fn the_integral_agrees_with_a_fine_sum() {
        let mut needs = InnerNeeds {
            level: [0.6, 0.5, 0.7],
            baseline: [0.4, 0.4, 0.35],
        };
        let mut fine = needs;
        let area = needs.advance(50.0, 5, &rates());
        let mut sum = [0.0; 3];
        for _ in 0..50_000 {
            let before = fine.level;
            fine.advance(0.001, 5, &rates());
            for need in 0..3 {
                sum[need] += 0.0005 * (before[need] + fine.level[need]);
            }
        }
        for need in 0..3 {
            assert!(
                (area[need] - sum[need]).abs() < 1e-6,
                "{} {}",
                area[need],
                sum[need]
            );
        }
    }

    #[test]
    fn early_gains_fade_and_late_gains_stay() {
        // The half-life of autonomy at stage 1 is close to the parameter's eight weeks.
        let start = InnerNeeds {
            level: [0.5; 3],
            baseline: [0.4; 3],
        };
        let mut early = start;
        early.advance(7.0 * 8.0, 1, &rates());
        assert!((early.level[AUTONOMY] - 0.4 - 0.05).abs() < 0.003);
        early.advance(7.0 * 44.0, 1, &rates());
        let mut late = start;
        late.advance(7.0 * 52.0, 5, &rates());
        assert!(early.level[AUTONOMY] - 0.4 < 0.01);
        assert!(late.level[AUTONOMY] - 0.4 > 0.035);
    }

    #[test]
    fn lifting_never_passes_the_ceiling_and_never_lowers() {
        let rates = rates();
        let mut needs = InnerNeeds::at_rest([0.4, 0.9, 0.4]);
        for _ in 0..10_000 {
            needs.lift(AUTONOMY, 0.1, &rates);
            needs.lift(COMPETENCE, 0.1, &rates);
        }
        assert!(needs.level[AUTONOMY] <= rates.ceiling);
        assert_eq!(needs.level[COMPETENCE], 0.9);
    }
}

//! Many virtual studies of one design: what would be found on average, how far from the truth, how often.

use super::cluster_trial::size_for_80_percent;
use super::{Design, Parts, Planning, StudyResult, mean};
use crate::analysis::statistics::{Estimate, quantile, sorted};

/// The share of studies in which something holds, with its 95% interval by Wilson's score method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share; NaN without studies.
    pub share: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Studies in which it could be told.
    pub n: usize,
}

impl Share {
    /// Counts; those who cannot tell are left out.
    pub fn of(holds: impl Iterator<Item = Option<bool>>) -> Self {
        const Z: f64 = 1.959_963_984_540_054;
        let told: Vec<bool> = holds.flatten().collect();
        let n = told.len() as f64;
        let share = told.iter().filter(|holds| **holds).count() as f64 / n;
        let middle = (share + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half =
            Z / (1.0 + Z * Z / n) * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        Self {
            share,
            lower: (middle - half).max(0.0),
            upper: (middle + half).min(1.0),
            n: told.len(),
        }
    }
}

/// A design over many studies. Points are SWEMWBS points.
#[derive(Clone, Debug, PartialEq)]
pub struct DesignSummary {
    /// The design.
    pub design: Design,
    /// Studies that came to an estimate.
    pub studies: usize,
    /// Studies in all.
    pub asked: usize,
    /// People recruited, mean.
    pub recruited: f64,
    /// People with complete data, mean.
    pub complete: f64,
    /// Estimate: mean, its Monte Carlo interval, and standard deviation between studies.
    pub estimate: Estimate,
    /// The range that holds the middle 95% of estimates.
    pub range: [f64; 2],
    /// True effect in the estimand's own population, mean.
    pub effect: f64,
    /// True effect among those of it who were served, mean.
    pub effect_served: f64,
    /// Estimate minus true effect, with its Monte Carlo interval.
    pub bias: Estimate,
    /// How often the study's interval covers the truth.
    pub coverage: Share,
    /// How often the study's interval excludes zero in the direction of the true effect; upwards if there is none.
    pub power: Share,
    /// How often the study would have shown a gain had the service caused nothing.
    pub false_gain: Share,
    /// Parts of the estimate, before/after only.
    pub parts: Option<Parts>,
    /// Variance, ICC and people by network, trial only.
    pub planning: Option<Planning>,
    /// People with complete data and networks, by arm, for a power of 80%; trial only.
    pub size_for_80_percent: Option<[f64; 2]>,
}

impl DesignSummary {
    /// Sums up the studies of one design.
    pub fn of(design: Design, studies: &[StudyResult]) -> Self {
        let told: Vec<&StudyResult> = studies
            .iter()
            .filter(|study| study.found.estimate.is_finite() && study.effect.is_finite())
            .collect();
        let estimates: Vec<f64> = told.iter().map(|study| study.found.estimate).collect();
        let biases: Vec<f64> = told
            .iter()
            .map(|study| study.found.estimate - study.effect)
            .collect();
        let average = |value: &dyn Fn(&StudyResult) -> f64| {
            mean(
                told.iter()
                    .map(|study| value(study))
                    .filter(|x| x.is_finite()),
            )
        };
        let effect = average(&|study| study.effect);
        let in_order = sorted(&estimates);
        let parts = studies.iter().any(|study| study.parts.is_some()).then(|| {
            let part =
                |pick: &dyn Fn(Parts) -> f64| average(&|study| study.parts.map_or(f64::NAN, pick));
            Parts {
                regression: part(&|parts| parts.regression),
                recovery: part(&|parts| parts.recovery),
                completers: part(&|parts| parts.completers),
            }
        });
        let planning = studies
            .iter()
            .any(|study| study.planning.is_some())
            .then(|| {
                let of = |pick: &dyn Fn(Planning) -> f64| {
                    average(&|study| study.planning.map_or(f64::NAN, pick))
                };
                Planning {
                    variance: of(&|planning| planning.variance),
                    icc: of(&|planning| planning.icc),
                    people_per_network: of(&|planning| planning.people_per_network),
                }
            });
        Self {
            design,
            studies: told.len(),
            asked: studies.len(),
            recruited: mean(studies.iter().map(|study| study.recruited as f64)),
            complete: mean(studies.iter().map(|study| study.complete as f64)),
            estimate: Estimate::of(&estimates),
            range: [0.025, 0.975].map(|p| quantile(&in_order, p)),
            effect,
            effect_served: average(&|study| study.effect_served),
            bias: Estimate::of(&biases),
            coverage: Share::of(told.iter().map(|study| study.found.covers(study.effect))),
            power: Share::of(told.iter().map(|study| {
                let above = study.found.shows_a_gain()?;
                Some(if effect < 0.0 {
                    study.found.upper < 0.0
                } else {
                    above
                })
            })),
            false_gain: Share::of(
                studies
                    .iter()
                    .map(|study| study.found_if_nothing.shows_a_gain()),
            ),
            parts,
            planning,
            size_for_80_percent: planning
                .and_then(|planning| size_for_80_percent(planning, effect)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Interval;
    use super::*;

    #[test]
    fn wilson_of_the_worked_example() {
        // 8 of 10: 0.4902 to 0.9433 (Newcombe 1998 gives the method).
        let share = Share::of((0..10).map(|i| Some(i < 8)).chain([None]));
        assert_eq!((share.share, share.n), (0.8, 10));
        assert!((share.lower - 0.490_16).abs() < 1e-4 && (share.upper - 0.943_32).abs() < 1e-4);
        let none = Share::of([Some(false); 20].into_iter());
        assert!(none.lower == 0.0 && (none.upper - 0.161_13).abs() < 1e-4);
        assert!(Share::of(std::iter::empty()).share.is_nan());
    }

    #[test]
    fn bias_coverage_and_power_are_told_apart() {
        let study = |estimate: f64, effect: f64| StudyResult {
            design: Design::BeforeAfter,
            recruited: 10,
            complete: 5,
            found: Interval {
                estimate,
                lower: estimate - 0.5,
                upper: estimate + 0.5,
            },
            found_if_nothing: Interval {
                estimate: 0.0,
                lower: -0.5,
                upper: 0.5,
            },
            effect,
            effect_served: effect,
            parts: None,
            planning: None,
        };
        let mut broken = study(f64::NAN, 1.0);
        broken.found = Interval::NONE;
        let studies = [study(1.0, 1.2), study(2.0, 1.0), study(0.4, 0.8), broken];
        let summary = DesignSummary::of(Design::BeforeAfter, &studies);
        assert_eq!((summary.studies, summary.asked), (3, 4));
        assert!((summary.estimate.mean - 3.4 / 3.0).abs() < 1e-12);
        assert!((summary.bias.mean - 0.4 / 3.0).abs() < 1e-12);
        assert!((summary.coverage.share - 2.0 / 3.0).abs() < 1e-12);
        assert!((summary.power.share - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(summary.false_gain.share, 0.0);
        assert_eq!((summary.recruited, summary.complete), (10.0, 5.0));
        assert!(summary.size_for_80_percent.is_none());
    }
}

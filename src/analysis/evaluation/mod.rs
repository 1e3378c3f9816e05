//! Virtual studies: what an evaluator would have found, beside what was truly caused.
//!
//! | module | holds |
//! | --- | --- |
//! | [`recruit`] | who takes part, from the panels of a network in the world with the service and without it |
//! | [`field`] | who agrees, who answers, and with what error: what turns the truth into data |
//! | [`before_after`] | change among those served who answered twice, without a control group |
//! | [`matched`] | the served against matched people who were not: difference in change |
//! | [`stepped`] | a roll-out in steps: difference in differences against networks not open yet |
//! | [`cluster_trial`] | networks by lot: intention to treat, the dose subgroup, the size needed |
//! | [`over_studies`] | many studies of a design: bias, coverage, power, false alarms |
//!
//! A [`Participant`] holds the truth in both worlds and, once a study has been in the field, what it saw. Estimators
//! only use what was seen; the truth is what they are held against.

pub mod before_after;
pub mod cluster_trial;
pub mod field;
pub mod matched;
pub mod over_studies;
pub mod recruit;
pub mod stepped;

use super::statistics::{Estimate, t_quantile};
use crate::measure::panel::Score;
use crate::world::demography::{AgeBand, ImdQuintile, MainNeed, Sex, labelled};

labelled! {
    /// How an effect is estimated.
    Design {
        /// Change among the served.
        BeforeAfter = "before and after",
        /// Difference in change from matched controls.
        Matched = "matched controls",
        /// Difference in differences along a roll-out.
        Stepped = "stepped roll-out",
        /// Intention to treat in a cluster randomised trial.
        ClusterTrial = "cluster randomised trial",
        /// Those with three or more contacts against all controls of the trial.
        Dose = "dose subgroup of the trial",
    }
}

/// What truly happened to a participant by the follow-up, in both worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Score with the service.
    pub with_service: Score,
    /// Score of the same person without it.
    pub without: Score,
    /// Whether the person had had a first contact with the service, where it was there for this person.
    pub served: bool,
    /// Whether there were three or more contacts.
    pub three_contacts: bool,
    /// Whether the person had three or more contacts or had come to a session of a group.
    pub engaged: bool,
}

impl Outcome {
    /// What the service caused, in SWEMWBS points.
    pub fn effect(&self) -> f64 {
        f64::from(self.with_service.points) - f64::from(self.without.points)
    }
}

/// The chances of one participant in a study, drawn once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// Error at baseline and at follow-up, in standard deviations.
    pub error: [f64; 2],
    /// Answers at follow-up if this uniform lies below the probability of answering.
    pub answer: f64,
}

/// Somebody recruited into a study.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Participant {
    /// Number of the network within the study.
    pub network: usize,
    /// Index of the person within the network.
    pub person: u32,
    /// Day of the baseline.
    pub index_day: u32,
    /// Age band.
    pub age: AgeBand,
    /// Sex.
    pub sex: Sex,
    /// Deprivation quintile.
    pub imd: ImdQuintile,
    /// Main need.
    pub need: MainNeed,
    /// Whether the follow-up falls in the world with the service.
    pub treated: bool,
    /// True score at baseline.
    pub baseline: Score,
    /// The truth at follow-up; none if the person has died or moved away.
    pub outcome: Option<Outcome>,
    /// The person's chances in the field.
    pub chance: Chance,
    /// Scores as measured at baseline and at follow-up; none for those who did not answer.
    pub seen: Option<[f64; 2]>,
}

impl Participant {
    /// The measured change of those who answered.
    pub fn change(&self) -> Option<f64> {
        self.seen.map(|[before, after]| after - before)
    }
}

/// An estimate in SWEMWBS points with its 95% interval; NaN where it is not defined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub estimate: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl Interval {
    /// No estimate at all.
    pub const NONE: Interval = Interval {
        estimate: f64::NAN,
        lower: f64::NAN,
        upper: f64::NAN,
    };

    /// The mean of independent values, by Student's t.
    pub fn of_mean(values: &[f64]) -> Self {
        let found = Estimate::of(values);
        Self {
            estimate: found.mean,
            lower: found.lower,
            upper: found.upper,
        }
    }

    /// Estimate ± t × standard error; without degrees of freedom the interval is not defined.
    pub fn by_t(estimate: f64, standard_error: f64, df: usize) -> Self {
        if df == 0 || !standard_error.is_finite() {
            return Self {
                estimate,
                ..Self::NONE
            };
        }
        let half = t_quantile(df) * standard_error;
        Self {
            estimate,
            lower: estimate - half,
            upper: estimate + half,
        }
    }

    /// Whether the interval holds a value; none if it is not defined.
    pub fn covers(&self, value: f64) -> Option<bool> {
        (self.lower.is_finite() && self.upper.is_finite() && value.is_finite())
            .then_some(self.lower <= value && value <= self.upper)
    }

    /// Whether the interval lies wholly above zero; none if it is not defined.
    pub fn shows_a_gain(&self) -> Option<bool> {
        (self.lower.is_finite() && self.upper.is_finite()).then_some(self.lower > 0.0)
    }
}

/// Where the estimate of a before/after study comes from. The parts and the true effect sum to the estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parts {
    /// Passing distress that lifts by itself: regression to the mean.
    pub regression: f64,
    /// All other change of the same people without the service: recovery, setbacks, help found alone.
    pub recovery: f64,
    /// That those who answered twice differ from all who were served, and error of measurement.
    pub completers: f64,
}

/// What the planning of a trial needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planning {
    /// Variance of the follow-up score given the baseline, between people of all networks of an arm.
    pub variance: f64,
    /// Share of that variance which lies between networks; may come out below zero.
    pub icc: f64,
    /// Complete data by network, on average.
    pub people_per_network: f64,
}

/// One virtual study analysed by one design.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudyResult {
    /// The design.
    pub design: Design,
    /// People recruited.
    pub recruited: usize,
    /// People with complete data in the analysis.
    pub complete: usize,
    /// What was found.
    pub found: Interval,
    /// What the same study would have found had the service caused nothing.
    pub found_if_nothing: Interval,
    /// True effect in the estimand's own population.
    pub effect: f64,
    /// True effect among those of it who were served by the follow-up.
    pub effect_served: f64,
    /// The parts of a before/after estimate.
    pub parts: Option<Parts>,
    /// What the planning of a trial needs.
    pub planning: Option<Planning>,
}

/// Mean of some values; NaN of none.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut n, mut sum) = (0_u32, 0.0);
    for value in values {
        n += 1;
        sum += value;
    }
    sum / f64::from(n)
}

/// True effect among participants who are present at follow-up, and among those of them who were served.
fn effects<'a>(participants: impl Iterator<Item = &'a Participant> + Clone) -> [f64; 2] {
    let present = participants.filter_map(|participant| participant.outcome);
    [
        mean(present.clone().map(|outcome| outcome.effect())),
        mean(
            present
                .filter(|outcome| outcome.served)
                .map(|outcome| outcome.effect()),
        ),
    ]
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Somebody whose score is `before`, then `without` without the service and `without + effect` with it.
    pub fn participant(
        network: usize,
        treated: bool,
        before: f32,
        without: f32,
        effect: f32,
    ) -> Participant {
        let score = |points| Score {
            points,
            distress: 0.0,
        };
        Participant {
            network,
            person: 0,
            index_day: 0,
            age: AgeBand::From30To44,
            sex: Sex::Female,
            imd: 3,
            need: MainNeed::Loneliness,
            treated,
            baseline: score(before),
            outcome: Some(Outcome {
                with_service: score(without + effect),
                without: score(without),
                served: treated,
                three_contacts: false,
                engaged: false,
            }),
            chance: Chance {
                error: [0.0; 2],
                answer: 0.5,
            },
            seen: None,
        }
    }

    #[test]
    fn an_interval_says_what_it_covers_only_if_it_is_defined() {
        let interval = Interval::by_t(1.0, 0.5, 10);
        assert!((interval.upper - 1.0 - 2.228_139 * 0.5).abs() < 1e-5);
        assert_eq!(interval.covers(2.0), Some(true));
        assert_eq!(interval.covers(2.2), Some(false));
        assert_eq!(interval.shows_a_gain(), Some(false));
        assert_eq!(Interval::by_t(1.0, 0.5, 0).covers(1.0), None);
        assert_eq!(Interval::of_mean(&[3.0]).shows_a_gain(), None);
    }
}

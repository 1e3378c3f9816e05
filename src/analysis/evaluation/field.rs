//! The study in the field: who agrees, who answers at follow-up, and with what error. It turns truth into data.

use super::{Chance, Design, Participant};
use crate::engine::random::Streams;
use crate::engine::sample::{expit, logit, normal};
use crate::scenario::evaluation::FieldWork;
use crate::world::stream::Stream;

/// Bounds of SWEMWBS, points.
const LEAST: f64 = 7.0;
const MOST: f64 = 35.0;

/// What the participants' follow-up shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// What happened.
    AsItWas,
    /// What would have happened had the service caused nothing, with the same people taking part.
    NothingCaused,
}

/// The draws of one design in one network of one study. A person has the same chances whoever else takes part.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    /// Streams of the network and the study.
    pub streams: Streams,
    /// The design: each has draws of its own. The dose subgroup is part of its trial.
    pub design: Design,
}

impl Draws {
    /// Whether the person with a key agrees when asked for the first time or, in a roll-out, in a period.
    pub fn agrees(&self, key: u32, period: u32, share: f64) -> bool {
        let occurrence = self.occurrence(period);
        self.streams.uniform(Stream::StudyConsent, key, occurrence) < share
    }

    /// The person's chances once recruited.
    pub fn chance(&self, key: u32, period: u32) -> Chance {
        let occurrence = self.occurrence(period);
        let error = self
            .streams
            .block(Stream::StudyMeasurement, key, occurrence);
        Chance {
            error: [normal(error.uniform(0)), normal(error.uniform(1))],
            answer: self.streams.uniform(Stream::StudyAnswer, key, occurrence),
        }
    }

    fn occurrence(&self, period: u32) -> u32 {
        (period << 3) + self.design.index() as u32
    }
}

/// Measures the baseline of everybody and the follow-up of those who answer.
///
/// The probability of answering is `expit(logit(answer_share) + ln(odds_ratio_engaged) × engaged +
/// ln(odds_ratio_per_point) × (points - mean points))`, with the true points at follow-up and their mean over all
/// participants present. Those who have died or moved away never answer.
pub fn measure(participants: &mut [Participant], work: &FieldWork, world: World) {
    let mean = super::mean(participants.iter().filter_map(|p| follow_up(p, world)));
    let usual = logit(work.answer_share.clamp(1e-9, 1.0 - 1e-9));
    let engaged = libm::log(work.odds_ratio_engaged);
    let per_point = libm::log(work.odds_ratio_per_point);
    for participant in participants {
        participant.seen = follow_up(participant, world).and_then(|points| {
            let is_engaged = participant.outcome.is_some_and(|outcome| outcome.engaged);
            let answers = expit(
                usual + engaged * f64::from(u8::from(is_engaged)) + per_point * (points - mean),
            );
            let read = |points: f64, error: f64| {
                (points + work.error_sd_points * error).clamp(LEAST, MOST)
            };
            let [first, second] = participant.chance.error;
            (participant.chance.answer < answers).then(|| {
                [
                    read(f64::from(participant.baseline.points), first),
                    read(points, second),
                ]
            })
        });
    }
}

/// The true points of a participant at follow-up.
fn follow_up(participant: &Participant, world: World) -> Option<f64> {
    participant.outcome.map(|outcome| {
        let score = if participant.treated && world == World::AsItWas {
            outcome.with_service
        } else {
            outcome.without
        };
        f64::from(score.points)
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::tests::participant;
    use super::*;

    pub fn work() -> FieldWork {
        FieldWork {
            agree_share: 1.0,
            most_per_network: u32::MAX,
            answer_share: 0.6,
            odds_ratio_engaged: 3.0,
            odds_ratio_per_point: 1.5,
            error_sd_points: 1.0,
        }
    }

    #[test]
    fn those_who_answer_are_seen_with_error_and_the_rest_not_at_all() {
        // Odds of 1.5 for a mean person; a point above the mean and engaged: 1.5 × 1.5 × 3 = 6.75.
        let mut both = [
            participant(0, true, 18.0, 20.0, 1.0),
            participant(0, false, 18.0, 19.0, 1.0),
        ];
        both[0].chance.error = [2.0, -1.0];
        if let Some(outcome) = &mut both[0].outcome {
            outcome.engaged = true;
        }
        let odds = |ratio: f64| ratio / (1.0 + ratio);
        for (answer, seen) in [
            (odds(6.75) - 1e-9, Some([20.0, 20.0])),
            (odds(6.75) + 1e-9, None),
        ] {
            both[0].chance.answer = answer;
            measure(&mut both, &work(), World::AsItWas);
            assert_eq!(both[0].seen, seen);
        }
        // The control is a point below the mean: odds 1.
        both[1].chance.answer = 0.5 - 1e-9;
        measure(&mut both, &work(), World::AsItWas);
        assert_eq!(both[1].change(), Some(1.0));
        // Had nothing been caused, the first would be half a point above the mean.
        both[0].chance.answer = odds(1.5 * 3.0 * 1.5_f64.sqrt()) - 1e-9;
        measure(&mut both, &work(), World::NothingCaused);
        assert_eq!(both[0].seen, Some([20.0, 19.0]));
    }

    #[test]
    fn the_dead_never_answer_and_scores_stay_on_the_scale() {
        let mut few = [
            participant(0, true, 34.9, 7.0, 0.0),
            participant(0, true, 20.0, 20.0, 0.0),
        ];
        few[0].chance.error = [5.0, -5.0];
        few[0].chance.answer = 0.0;
        few[1].chance.answer = 0.0;
        few[1].outcome = None;
        measure(&mut few, &work(), World::AsItWas);
        assert_eq!(few[0].seen, Some([35.0, 7.0]));
        assert_eq!(few[1].seen, None);
    }
}

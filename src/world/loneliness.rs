//! Loneliness on the three-item UCLA scale, and disability: read off a person's state when somebody looks. Nothing that
//! happens depends on them.

use super::demography::MainNeed;
use super::patient::Patient;
use super::person::Person;
use super::stream::Stream;
use crate::engine::random::Streams;
use crate::engine::sample::normal;
use crate::scenario::parameters::{Loneliness, Parameters};

/// What loneliness depends on.
#[derive(Clone, Copy, Debug)]
pub struct LonelinessModel {
    p: Loneliness,
    /// Relatedness at which the mean score holds.
    middling: f64,
    streams: Streams,
}

impl LonelinessModel {
    /// Reads the parameters.
    pub fn new(p: &Parameters, streams: Streams) -> Self {
        Self {
            p: p.loneliness,
            middling: p.wellbeing.relatedness_start,
            streams,
        }
    }

    /// Score on the three-item UCLA scale, 3 to 9, of a person with a level of relatedness and of passing distress
    /// (SWEMWBS points around zero, below: worse).
    pub fn score(
        &self,
        person: &Person,
        patient: &Patient,
        relatedness: f64,
        distress: f64,
    ) -> f64 {
        let p = &self.p;
        let z = normal(self.streams.uniform(Stream::Loneliness, person.key, 0));
        let mut score = p.mean_score + p.person_sd * z
            - p.points_relatedness * (relatedness - self.middling)
            - p.points_distress * distress;
        if person.need == MainNeed::Loneliness {
            score += p.main_need_points;
        }
        if patient.recovered {
            score -= p.points_recovery;
        }
        score.clamp(3.0, 9.0)
    }

    /// Whether a person with a score says to be lonely often or always.
    pub fn is_often(&self, score: f64) -> bool {
        score >= self.p.often_from
    }

    /// Whether a person in need is disabled.
    pub fn is_disabled(&self, person: &Person) -> bool {
        let u = self
            .streams
            .block(Stream::Loneliness, person.key, 0)
            .uniform(1);
        u < self.p.disabled_share_in_need
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::person::people_in_need;

    #[test]
    fn the_score_follows_relatedness_distress_and_the_main_need() {
        let p = Parameters::default();
        let streams = Streams::new(3, 0, "x");
        let model = LonelinessModel::new(&p, streams);
        let people = people_in_need(&p, streams, 30);
        let mean = |lonely: bool, relatedness: f64, distress: f64| {
            let scores: Vec<f64> = people
                .iter()
                .filter(|person| (person.need == MainNeed::Loneliness) == lonely)
                .map(|person| model.score(person, &Patient::new(person), relatedness, distress))
                .collect();
            scores.iter().sum::<f64>() / scores.len() as f64
        };
        let middling = p.wellbeing.relatedness_start;
        assert!((mean(false, middling, 0.0) - p.loneliness.mean_score).abs() < 0.1);
        assert!(mean(true, middling, 0.0) > mean(false, middling, 0.0) + 0.8);
        assert!(mean(false, middling + 0.2, 0.0) < mean(false, middling, 0.0) - 0.8);
        assert!(mean(false, middling, -2.0) > mean(false, middling, 0.0) + 0.3);
        assert_eq!(mean(true, 0.0, -30.0), 9.0, "the scale ends at nine");
        let disabled = people
            .iter()
            .filter(|person| model.is_disabled(person))
            .count() as f64;
        let share = disabled / people.len() as f64;
        assert!((share - p.loneliness.disabled_share_in_need).abs() < 0.03);
    }
}

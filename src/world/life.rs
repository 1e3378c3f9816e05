//! The course of a person's distress and the consultations at which a GP could come to offer social prescribing.
//!
//! Both are drawn once for a person and are the same in every scenario and in the no-service twin. Consultations that
//! could lead to an offer are candidates of a Poisson process at the person's highest rate times the highest
//! probability of an offer that the beliefs allow; a run takes each with the probability that the state of person and
//! GP gives (thinning), so only the few that matter become events. Distress is drawn at every candidate by the exact
//! step of a mean-reverting (Ornstein–Uhlenbeck) process.

use super::gp::Gp;
use super::patient::WellbeingModel;
use super::person::{Person, YEAR_DAYS};
use super::stream::Stream;
use crate::engine::exponential::exp;
use crate::engine::logarithm::ln;
use crate::engine::random::Streams;
use crate::engine::sample::{exponential, normal};
use crate::scenario::parameters::{Gp as GpParameters, Parameters};

/// Standard deviations of distress up to which the rate of consulting rises.
const WORST_SD: f64 = 2.5;
/// Burden that setbacks may add before the rate of consulting stops rising.
const BURDEN_SLACK: f64 = 0.15;

/// One candidate consultation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Day.
    pub day: u32,
    /// Distress on that day, SWEMWBS points around zero (below: worse).
    pub distress: f32,
    /// The consultation takes place if this is below the factor of the person's state on the rate.
    pub consults_below: f32,
    /// The offer is made if this is below the probability of recognising and offering.
    pub offered_below: f32,
}

/// A candidate consultation as found by its day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chance {
    /// Index of the person.
    pub person: u32,
    /// Number of the candidate among those of the person.
    pub occurrence: u32,
    /// As in [`Candidate`]: most chances are ruled out by it alone.
    pub offered_below: f32,
}

/// Waiting times, from the onset of need, whose first draw is kept: most people recover or leave before a second one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstWait {
    /// For a setback.
    Setback = 0,
    /// For a chance to join a group alone.
    JoinAlone = 1,
}

/// The candidates and the first waits of all people of a network.
#[derive(Clone, Debug, Default)]
pub struct Lives {
    candidates: Vec<Candidate>,
    /// Where each person's candidates begin; one more entry than people.
    first: Vec<u32>,
    /// For each person the first [`FirstWait`]s, in means of their distributions.
    first_waits: Vec<[f64; 2]>,
    /// The same candidates by day, then person, then time.
    chances: Vec<Chance>,
    /// Where the chances of each day begin; one more entry than days.
    first_of_day: Vec<u32>,
}

/// Highest probability that any GP recognises and offers, given the beliefs.
pub fn highest_offer(p: &GpParameters) -> f64 {
    let placed = GpParameters {
        link_worker_in_practice: true,
        ..*p
    };
    Gp::recognises(1.0, p) * Gp::offers(1.0, Gp::opportunity(0.0, p), 1.0, &placed)
}

impl Lives {
    /// Draws the candidates of people between onset and the end of need, exit or run, whichever comes first.
    pub fn draw(
        people: &[Person],
        p: &Parameters,
        model: &WellbeingModel,
        streams: Streams,
        days: u32,
    ) -> Self {
        let highest = highest_offer(&p.gp);
        let worst = exp(p.gp.consulting_per_point * WORST_SD * p.wellbeing.distress_sd);
        let mut lives = Self {
            candidates: Vec::with_capacity(people.len() * 6),
            first: Vec::with_capacity(people.len() + 1),
            first_waits: Vec::with_capacity(people.len()),
            ..Self::default()
        };
        for person in people {
            lives.first.push(lives.candidates.len() as u32);
            lives.first_waits.push(
                [Stream::Setback, Stream::JoinAlone]
                    .map(|stream| exponential(streams.uniform(stream, person.key, 0), 1.0)),
            );
            let heaviest = person.burden + BURDEN_SLACK - p.need.burden_median;
            let cap = worst * exp(p.gp.consulting_burden * heaviest);
            let rate = p.gp.consultations_in_need * person.consulting * cap * highest / YEAR_DAYS;
            if rate <= 0.0 {
                continue;
            }
            let end = f64::from(days.min(person.recovery_day).min(person.exit_day));
            let mut time = f64::from(person.onset_day);
            let mut distress = person.distress;
            for occurrence in 0_u32.. {
                let draw = streams.block(Stream::Consultation, person.key, occurrence);
                let gap = -ln(draw.uniform(0)) / rate;
                time += gap;
                if time >= end {
                    break;
                }
                let kept = exp(-model.distress_rate * gap);
                distress = kept * distress
                    + model.distress_sd
                        * (1.0 - kept * kept).max(0.0).sqrt()
                        * normal(draw.uniform(2));
                lives.candidates.push(Candidate {
                    day: time as u32,
                    distress: distress as f32,
                    consults_below: (draw.uniform(1) * cap) as f32,
                    offered_below: (draw.uniform(3) * highest) as f32,
                });
            }
        }
        lives.first.push(lives.candidates.len() as u32);
        lives.sort_by_day(days);
        lives
    }

    /// Fills the order by day, by counting: people and their candidates keep their order within a day.
    fn sort_by_day(&mut self, days: u32) {
        let mut next = vec![0_u32; days as usize + 1];
        for candidate in &self.candidates {
            next[candidate.day as usize + 1] += 1;
        }
        for day in 0..days as usize {
            next[day + 1] += next[day];
        }
        self.first_of_day.clone_from(&next);
        self.chances = vec![Chance::default(); self.candidates.len()];
        for (person, range) in self.first.windows(2).enumerate() {
            let own = &self.candidates[range[0] as usize..range[1] as usize];
            for (occurrence, candidate) in own.iter().enumerate() {
                let place = &mut next[candidate.day as usize];
                self.chances[*place as usize] = Chance {
                    person: person as u32,
                    occurrence: occurrence as u32,
                    offered_below: candidate.offered_below,
                };
                *place += 1;
            }
        }
    }

    /// The candidates of everybody on a day of the run, in order of person and time.
    #[inline]
    pub fn on(&self, day: u32) -> &[Chance] {
        let day = day as usize;
        &self.chances[self.first_of_day[day] as usize..self.first_of_day[day + 1] as usize]
    }

    /// A person's first wait of a kind, in means of its distribution.
    #[inline]
    pub fn first_wait(&self, person: u32, kind: FirstWait) -> f64 {
        self.first_waits[person as usize][kind as usize]
    }

    /// The candidates of a person in order of time.
    #[inline]
    pub fn of(&self, person: u32) -> &[Candidate] {
        let i = person as usize;
        &self.candidates[self.first[i] as usize..self.first[i + 1] as usize]
    }

    /// Distress expected on a day, given the last value drawn up to that day.
    pub fn distress_on(&self, person: u32, who: &Person, day: u32, model: &WellbeingModel) -> f64 {
        let candidates = self.of(person);
        let before = candidates.partition_point(|candidate| candidate.day <= day);
        let (since, distress) = match before.checked_sub(1) {
            Some(last) => (candidates[last].day, f64::from(candidates[last].distress)),
            None => (who.onset_day, who.distress),
        };
        let days = f64::from(day.saturating_sub(since));
        if days == 0.0 {
            distress
        } else {
            distress * exp(-model.distress_rate * days)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::person::people_in_need;

    #[test]
    fn distress_keeps_its_spread_and_its_memory() {
        let mut p = Parameters::default();
        // Very many candidates, so that the correlation at a given distance can be seen.
        p.gp.consultations_in_need = 60.0;
        let model = WellbeingModel::new(&p);
        let streams = Streams::new(4, 0, "x");
        let people = people_in_need(&p, streams, 700);
        let lives = Lives::draw(&people, &p, &model, streams, 700);
        let (mut n, mut squares, mut pairs, mut expected, mut products) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for i in 0..people.len() as u32 {
            for candidate in lives.of(i) {
                squares += f64::from(candidate.distress * candidate.distress);
                n += 1.0;
            }
            for two in lives.of(i).windows(2) {
                let gap = f64::from(two[1].day - two[0].day);
                if (20.0..40.0).contains(&gap) {
                    expected += exp(-model.distress_rate * gap);
                    products += f64::from(two[0].distress * two[1].distress);
                    pairs += 1.0;
                }
            }
        }
        assert!(((squares / n).sqrt() / p.wellbeing.distress_sd - 1.0).abs() < 0.01);
        let correlation = products / pairs / (squares / n);
        assert!(
            (correlation - expected / pairs).abs() < 0.02,
            "{correlation} {}",
            expected / pairs
        );
    }

    #[test]
    fn every_candidate_is_found_on_its_day_once_and_in_order() {
        let p = Parameters::default();
        let streams = Streams::new(5, 0, "x");
        let people = people_in_need(&p, streams, 200);
        let lives = Lives::draw(&people, &p, &WellbeingModel::new(&p), streams, 200);
        let mut found = 0;
        for day in 0..200 {
            let chances = lives.on(day);
            assert!(chances.is_sorted_by_key(|chance| (chance.person, chance.occurrence)));
            for chance in chances {
                let candidate = lives.of(chance.person)[chance.occurrence as usize];
                assert_eq!(candidate.day, day);
                assert_eq!(candidate.offered_below, chance.offered_below);
            }
            found += chances.len();
        }
        let all: usize = (0..people.len() as u32).map(|i| lives.of(i).len()).sum();
        assert!(all > 0 && found == all);
    }

    #[test]
    fn no_policy_can_pass_the_bound_on_offers() {
        let p = Parameters::default().gp;
        let highest = highest_offer(&p);
        assert!(highest > 0.0 && highest <= 1.0);
        for capability in [0.2, 0.6, 0.99] {
            for motivation in [0.2, 0.99] {
                let placed = GpParameters {
                    link_worker_in_practice: true,
                    ..p
                };
                let offer = Gp::recognises(capability, &p)
                    * Gp::offers(capability, Gp::opportunity(0.0, &p), motivation, &placed);
                assert!(offer <= highest);
            }
        }
    }
}

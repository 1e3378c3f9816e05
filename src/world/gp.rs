//! GPs as COM-B agents: capability, opportunity and motivation are each necessary for an offer
//! (Aughterson, Baxter and Fancourt 2020).

use super::stream::Stream;
use crate::engine::exponential::exp;
use crate::engine::random::Streams;
use crate::engine::sample::normal;
use crate::scenario::parameters::{Gp as GpParameters, Parameters};
use crate::world::person::index;

/// One GP.
#[derive(Clone, Copy, Debug)]
pub struct Gp {
    /// Practice within the network.
    pub practice: u32,
    /// Own capability without training or feedback, 0 to 1.
    capability_own: f64,
    /// Own motivation without feedback, 0 to 1.
    motivation_own: f64,
    /// Capability gained by learning, as of `day`.
    learned: f64,
    /// Motivation gained (or lost) by feedback, as of `day`.
    moved: f64,
    /// Day of the last change.
    day: u32,
    /// Good and bad news heard so far.
    pub news_heard: [u32; 2],
    /// Training sessions attended.
    pub trainings: u32,
}

/// What news a GP hears of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// The person was helped.
    Good,
    /// The person was not reached or dropped out.
    Bad,
    /// The referral was outside the remit: a lesson.
    OutOfRemit,
}

impl Gp {
    /// The GP with a number within the network.
    pub fn new(number: u32, p: &Parameters, streams: Streams) -> Self {
        let traits = streams.block(Stream::GpTraits, number, 0);
        let spread = p.gp.com_b_sd;
        Self {
            practice: number % p.population.practices.max(1),
            capability_own: index(p.gp.capability_start + spread * normal(traits.uniform(0))),
            motivation_own: index(p.gp.motivation_start + spread * normal(traits.uniform(1))),
            learned: 0.0,
            moved: 0.0,
            day: 0,
            news_heard: [0; 2],
            trainings: 0,
        }
    }

    /// What is left of something gained some days ago. Most GPs have gained nothing, which costs nothing.
    #[inline]
    fn left(gained: f64, days: f64, half_life_weeks: f64) -> f64 {
        if gained == 0.0 {
            0.0
        } else {
            gained * exp(-std::f64::consts::LN_2 * days / (7.0 * half_life_weeks))
        }
    }

    /// Capability on a day, 0 to 1: what was learned fades.
    pub fn capability(&self, day: u32, p: &GpParameters) -> f64 {
        let days = f64::from(day - self.day);
        self.capability_own + Self::left(self.learned, days, p.capability_half_life_weeks)
    }

    /// Motivation on a day, 0 to 1: good and bad news fade.
    pub fn motivation(&self, day: u32, p: &GpParameters) -> f64 {
        let days = f64::from(day - self.day);
        self.motivation_own + Self::left(self.moved, days, p.motivation_half_life_weeks)
    }

    fn set(&mut self, day: u32, capability: f64, motivation: f64) {
        self.learned = capability - self.capability_own;
        self.moved = motivation - self.motivation_own;
        self.day = day;
    }

    /// A training session raises capability by a share of what is missing.
    pub fn train(&mut self, day: u32, p: &GpParameters) {
        let capability = self.capability(day, p);
        let motivation = self.motivation(day, p);
        self.set(
            day,
            capability + p.training_gain * (1.0 - capability),
            motivation,
        );
        self.trainings += 1;
    }

    /// Hears how one of the own referrals went.
    pub fn hear(&mut self, news: News, day: u32, p: &GpParameters) {
        let mut capability = self.capability(day, p);
        let mut motivation = self.motivation(day, p);
        match news {
            News::Good => motivation += p.feedback_gain * (1.0 - motivation),
            News::Bad => motivation -= p.feedback_loss * motivation,
            News::OutOfRemit => capability += p.feedback_learning * (1.0 - capability),
        }
        self.news_heard[usize::from(news != News::Good)] += 1;
        self.set(day, capability, motivation);
    }

    /// Opportunity, 0 to 1: falls with the wait that the GP sees and with time pressure.
    pub fn opportunity(wait_weeks: f64, p: &GpParameters) -> f64 {
        p.opportunity_base * (1.0 - p.time_pressure)
            / (1.0 + wait_weeks / p.wait_halves_opportunity_weeks)
    }

    /// Probability that the GP recognises the social need in one consultation.
    pub fn recognises(capability: f64, p: &GpParameters) -> f64 {
        (p.recognition * capability / 0.5).min(1.0)
    }

    /// Probability of an offer once the need is recognised: capability × opportunity × motivation, scaled; with a link
    /// worker in the practice the odds rise.
    pub fn offers(capability: f64, opportunity: f64, motivation: f64, p: &GpParameters) -> f64 {
        let probability = (p.offer_scale * capability * opportunity * motivation).clamp(0.0, 1.0);
        if p.link_worker_in_practice {
            let odds = p.presence_ratio * probability;
            odds / (1.0 - probability + odds)
        } else {
            probability
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_capability_opportunity_and_motivation_is_necessary() {
        let p = Parameters::default().gp;
        assert_eq!(Gp::offers(0.0, 0.5, 0.5, &p), 0.0);
        assert_eq!(Gp::offers(0.5, 0.0, 0.5, &p), 0.0);
        assert_eq!(Gp::offers(0.5, 0.5, 0.0, &p), 0.0);
        assert!(Gp::opportunity(0.0, &p) > Gp::opportunity(8.0, &p));
        assert!((Gp::opportunity(16.0, &p) - 0.5 * Gp::opportunity(0.0, &p)).abs() < 1e-12);
    }

    #[test]
    fn training_and_news_move_a_gp_and_fade() {
        let all = Parameters::default();
        let p = &all.gp;
        let mut gp = Gp::new(0, &all, Streams::new(1, 0, "gp"));
        let (capability, motivation) = (gp.capability(0, p), gp.motivation(0, p));
        gp.train(10, p);
        let trained = gp.capability(10, p);
        assert!(trained > capability);
        for day in 11..40 {
            gp.hear(News::Good, day, p);
        }
        let moved = gp.motivation(40, p);
        assert!(moved > motivation + 0.1);
        let later = 40 + (7.0 * p.motivation_half_life_weeks) as u32;
        assert!((gp.motivation(later, p) - motivation - 0.5 * (moved - motivation)).abs() < 1e-3);
        gp.hear(News::OutOfRemit, 41, p);
        assert!(gp.capability(41, p) > trained * 0.9);
        assert!(gp.capability(41, p) < 1.0 && gp.motivation(41, p) < 1.0);
    }
}

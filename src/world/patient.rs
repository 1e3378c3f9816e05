//! What has become of a person in one run: inner needs, burden, stage, place in the service, wellbeing.

use super::needs::{InnerNeeds, NeedRates};
use super::person::{NO_DAY, Person, YEAR_DAYS};
use super::stage::Journey;
use crate::engine::exponential::exp;
use crate::scenario::parameters::Parameters;

/// Where a patient stands with the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not in the service.
    Outside,
    /// On the waiting list.
    Waiting,
    /// Called by a link worker, not reached yet.
    Calling,
    /// With a link worker.
    Active,
}

/// No group.
pub const NO_GROUP: u16 = u16::MAX;

/// The state of one person in one run.
#[derive(Clone, Copy, Debug)]
pub struct Patient {
    /// Inner needs as of `accrued_day`.
    pub needs: InnerNeeds,
    /// Day up to which needs and areas are worked out.
    pub accrued_day: u32,
    /// Burden now, 0 to 1.
    pub burden: f64,
    /// Confidence to go somewhere new, 0 to 1.
    pub confidence: f64,
    /// The journey through the stages.
    pub journey: Journey,
    /// Where the patient stands with the service.
    pub status: Status,
    /// Index of the open episode, if not outside.
    pub episode: u32,
    /// Number of episodes so far.
    pub episodes: u16,
    /// Number of the episode for which coming to an onward activity was counted last, from 1.
    pub onward_episode: u16,
    /// Up to two groups that the patient belongs to.
    pub groups: [u16; 2],
    /// Whether the person is in need now.
    pub in_need: bool,
    /// Whether the need has resolved by itself.
    pub recovered: bool,
    /// Whether the person has left the network.
    pub gone: bool,
    /// Whether a setback blocks moving on, and until when.
    pub blocked_until: u32,
    /// Link worker of the last episode, [`u16::MAX`] for none.
    pub last_worker: u16,
    /// Day of the first contact or, on direct entry, of the first session; [`NO_DAY`] if never served.
    pub served_day: u32,
    /// Champion until this day; 0 if not.
    pub champion_until: u32,
    /// Group of which the person is a champion, [`NO_GROUP`] if of none.
    pub champion_group: u16,
    /// Contacts with a link worker in all.
    pub contacts: u16,
    /// Sessions attended in all.
    pub sessions: u16,
    /// Occurrence counters of the person's own chains of candidate events.
    pub counters: Counters,
    /// Area under the gain in wellbeing since onset, point-days: plain and discounted.
    pub gain_area: [f64; 2],
    /// GP consultations expected so far, given the state over time.
    pub expected_consultations: f64,
    /// Area under the factor of the state on the rate of hospital use, in days.
    pub hospital_days: f64,
    /// The two above with each part discounted as a cost of its day.
    pub discounted_use: [f64; 2],
}

/// How many candidates of each chain have been drawn: the occurrence in the person's streams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Self-referral and agencies.
    pub approach: u32,
    /// Joining alone.
    pub join_alone: u32,
    /// Setbacks.
    pub setback: u32,
    /// Memberships begun.
    pub membership: u32,
    /// Returns through the open door.
    pub returns: u32,
    /// Weeks at stage 4.
    pub goal_weeks: u32,
    /// Day of the next reckoning at stage 4, so that there is never more than one.
    pub goal_day: u32,
}

/// What the wellbeing and the service use of a person depend on, worked out once a run.
#[derive(Clone, Copy, Debug)]
pub struct WellbeingModel {
    /// Points for a full rise of autonomy, competence, relatedness.
    pub points: [f64; 3],
    /// Points for the relief of a full burden.
    pub burden_points: f64,
    /// Points gained on natural recovery.
    pub recovery_points: f64,
    /// Rates of the inner needs.
    pub rates: NeedRates,
    /// Standard deviation of distress.
    pub distress_sd: f64,
    /// Rate of return of distress to zero per day.
    pub distress_rate: f64,
    /// Burden at which rates of service use are those of the parameters.
    pub middle_burden: f64,
    /// GP consultations per day of a person in need and of one whose need has resolved.
    pub consultations_per_day: [f64; 2],
    /// Change of the log rate of consulting per point above the own trait, and per burden.
    pub consulting: [f64; 2],
    /// The same for hospital use.
    pub hospital: [f64; 2],
    /// Share of these slopes that holds when a person's own gain or burden changes.
    pub response: f64,
}

impl WellbeingModel {
    /// Reads the parameters.
    pub fn new(p: &Parameters) -> Self {
        let w = &p.wellbeing;
        // Distress comes and goes; its mean effect on the rate of consulting is taken with it.
        let distress = p.gp.consulting_per_point * w.distress_sd;
        let mean_factor = exp(0.5 * distress * distress);
        Self {
            points: [w.points_autonomy, w.points_competence, w.points_relatedness],
            burden_points: w.points_burden_relieved,
            recovery_points: w.points_recovery,
            rates: NeedRates::new(w),
            distress_sd: w.distress_sd,
            distress_rate: if w.distress_weekly_autocorrelation > 0.0 {
                -libm::log(w.distress_weekly_autocorrelation) / 7.0
            } else {
                // Distress without memory: gone within the hour.
                24.0
            },
            middle_burden: p.need.burden_median,
            consultations_per_day: [p.gp.consultations_in_need, p.gp.consultations_resolved]
                .map(|yearly| yearly * mean_factor / YEAR_DAYS),
            consulting: [-p.gp.consulting_per_point, p.gp.consulting_burden],
            hospital: [-p.service_use.per_point, p.service_use.burden],
            response: p.service_use.response,
        }
    }
}

impl Patient {
    /// A person on the day of onset.
    pub fn new(person: &Person) -> Self {
        Self {
            needs: InnerNeeds::at_rest(person.inner_needs),
            accrued_day: person.onset_day,
            burden: person.burden,
            confidence: person.confidence,
            journey: Journey::default(),
            status: Status::Outside,
            episode: u32::MAX,
            episodes: 0,
            onward_episode: 0,
            groups: [NO_GROUP; 2],
            in_need: true,
            recovered: false,
            gone: false,
            blocked_until: 0,
            last_worker: u16::MAX,
            served_day: NO_DAY,
            champion_until: 0,
            champion_group: NO_GROUP,
            contacts: 0,
            sessions: 0,
            counters: Counters::default(),
            gain_area: [0.0; 2],
            expected_consultations: 0.0,
            hospital_days: 0.0,
            discounted_use: [0.0; 2],
        }
    }

    /// Whether the patient belongs to a group.
    #[inline]
    pub fn is_member(&self) -> bool {
        self.groups[0] != NO_GROUP || self.groups[1] != NO_GROUP
    }

    /// Gain in SWEMWBS points since onset from inner needs, burden and recovery, as of `accrued_day`.
    #[inline]
    pub fn gain(&self, person: &Person, model: &WellbeingModel) -> f64 {
        self.fixed_gain(person, model)
            + (0..3)
                .map(|i| model.points[i] * (self.needs.level[i] - person.inner_needs[i]))
                .sum::<f64>()
    }

    /// The part of the gain that does not move between events.
    #[inline]
    fn fixed_gain(&self, person: &Person, model: &WellbeingModel) -> f64 {
        let recovery = if self.recovered {
            model.recovery_points
        } else {
            0.0
        };
        model.burden_points * (person.burden - self.burden) + recovery
    }

    /// Brings the inner needs up to `day` and adds up the areas under the gain and under the factors on service use. To
    /// be called before anything that these depend on changes. `discount` holds the factors of each day for effects and
    /// for costs.
    #[inline]
    pub fn accrue(
        &mut self,
        person: &Person,
        day: u32,
        model: &WellbeingModel,
        discount: [&[f64]; 2],
    ) {
        if day <= self.accrued_day {
            return;
        }
        let days = f64::from(day - self.accrued_day);
        let middle = (self.accrued_day as usize + day as usize) / 2;
        let levels = self.needs.advance(days, self.journey.current, &model.rates);
        let mut area = self.fixed_gain(person, model) * days;
        for (i, level_days) in levels.into_iter().enumerate() {
            area += model.points[i] * (level_days - person.inner_needs[i] * days);
        }
        self.gain_area[0] += area;
        let [of_effects, of_costs] = discount.map(|factors| factors[middle.min(factors.len() - 1)]);
        self.gain_area[1] += area * of_effects;
        // The mean gain over the interval stands for its course: intervals are short while it moves.
        let mean = area / days;
        let usual = model.consultations_per_day[usize::from(!self.in_need)] * person.consulting;
        let consultations =
            usual * days * self.use_factor(person, 0.0, mean, model.consulting, model);
        let hospital = days * self.use_factor(person, 0.0, mean, model.hospital, model);
        self.expected_consultations += consultations;
        self.hospital_days += hospital;
        self.discounted_use[0] += consultations * of_costs;
        self.discounted_use[1] += hospital * of_costs;
        self.accrued_day = day;
    }

    /// SWEMWBS on a day at or after the last event, 7 to 35. Changes nothing: observers use it. `distress` is that of
    /// the day.
    pub fn swemwbs_on(
        &self,
        person: &Person,
        day: u32,
        distress: f64,
        model: &WellbeingModel,
    ) -> f64 {
        self.swemwbs_at(person, self.levels_on(day, model), distress, model)
    }

    /// Levels of the three needs on a day at or after the last event. Changes nothing.
    #[inline]
    pub fn levels_on(&self, day: u32, model: &WellbeingModel) -> [f64; 3] {
        let mut copy = self.needs;
        copy.advance(
            f64::from(day.saturating_sub(self.accrued_day)),
            self.journey.current,
            &model.rates,
        );
        copy.level
    }

    /// SWEMWBS at some levels of the needs, 7 to 35.
    #[inline]
    pub fn swemwbs_at(
        &self,
        person: &Person,
        levels: [f64; 3],
        distress: f64,
        model: &WellbeingModel,
    ) -> f64 {
        let mut points = person.trait_points + self.fixed_gain(person, model) + distress;
        for (i, level) in levels.into_iter().enumerate() {
            points += model.points[i] * (level - person.inner_needs[i]);
        }
        points.clamp(7.0, 35.0)
    }

    /// Factor of a person's state on a rate of service use. The slopes (change of the log rate per point above the own
    /// trait, and per burden) hold for passing distress and between people; of a change within a person only the share
    /// `response` counts, because what differs between people is mostly not undone by helping one of them.
    #[inline]
    pub fn use_factor(
        &self,
        person: &Person,
        distress: f64,
        gain: f64,
        [per_point, per_burden]: [f64; 2],
        model: &WellbeingModel,
    ) -> f64 {
        let points = distress + model.response * gain;
        let burden = person.burden + model.response * (self.burden - person.burden);
        exp(per_point * points + per_burden * (burden - model.middle_burden))
    }

    /// GP consultations a year, and the factor on hospital use, at some levels of the needs in the distress of a day.
    /// Changes nothing: observers use it.
    pub fn use_rates_at(
        &self,
        person: &Person,
        levels: [f64; 3],
        distress: f64,
        model: &WellbeingModel,
    ) -> [f64; 2] {
        let rise = |i: usize| model.points[i] * (levels[i] - person.inner_needs[i]);
        let gain = self.fixed_gain(person, model) + (0..3).map(rise).sum::<f64>();
        let usual = model.consultations_per_day[usize::from(!self.in_need)] * person.consulting;
        [
            usual * YEAR_DAYS * self.use_factor(person, distress, gain, model.consulting, model),
            self.use_factor(person, distress, gain, model.hospital, model),
        ]
    }

    /// A blocking barrier: a setback not yet overcome.
    #[inline]
    pub fn is_blocked(&self, day: u32) -> bool {
        day < self.blocked_until
    }

    /// Has the need resolved by itself: part of the burden goes.
    pub fn recover(&mut self, p: &Parameters) {
        self.recovered = true;
        self.in_need = false;
        self.burden *= 1.0 - p.need.recovery_burden_share;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::random::Streams;
    use crate::world::person::people_in_need;

    #[test]
    fn observing_changes_nothing_and_agrees_with_accruing() {
        let p = Parameters::default();
        let model = WellbeingModel::new(&p);
        let people = people_in_need(&p, Streams::new(3, 0, "x"), 10);
        let discount = vec![1.0; 400];
        for person in people.iter().take(200) {
            let mut patient = Patient::new(person);
            patient.needs.level[2] += 0.1;
            patient.burden *= 0.8;
            let seen = patient.swemwbs_on(person, 90, 0.0, &model);
            let before = format!("{patient:?}");
            assert_eq!(seen, patient.swemwbs_on(person, 90, 0.0, &model));
            assert_eq!(before, format!("{patient:?}"));
            patient.accrue(person, 90, &model, [&discount, &discount]);
            let points = person.trait_points + patient.gain(person, &model);
            assert!((points.clamp(7.0, 35.0) - seen).abs() < 1e-9);
        }
    }
}

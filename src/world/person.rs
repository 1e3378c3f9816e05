//! Who a person is: everything that no policy can change, drawn from the person's own streams.
//!
//! People come from the need process alone, so the same people with the same traits, onset, natural recovery and exit
//! appear in every scenario that shares its beliefs and its seed, and in the world without the service.

use super::barriers::{Barrier, Barriers};
use super::demography::{AgeBand, ImdQuintile, MainNeed, Sex, subgroups_of};
use super::stream::Stream;
use crate::engine::exponential::exp;
use crate::engine::random::Streams;
use crate::engine::sample::{Categorical, expit, exponential, log_normal, logit, normal};
use crate::scenario::parameters::{Parameters, Population};

/// Days of a year, on average.
pub const YEAR_DAYS: f64 = 365.25;

/// A day after the end of any run.
pub const NO_DAY: u32 = u32::MAX;

/// Why a person leaves the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Moved away.
    MovedAway,
    /// Died.
    Died,
}

/// The traits of one person.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// Identity in all draws: `n` for the n-th person in need on the first day, `2^31 + n` for the n-th who falls into
    /// need later.
    pub key: u32,
    /// Day on which the need begins; 0 for those in need on the first day.
    pub onset_day: u32,
    /// Day on which the need resolves by itself; [`NO_DAY`] if never within a run.
    pub recovery_day: u32,
    /// Day on which the person leaves the network, and why.
    pub exit_day: u32,
    /// Why the person leaves.
    pub exit: Exit,
    /// Index of the usual GP within the network.
    pub gp: u32,
    /// Age band.
    pub age: AgeBand,
    /// Sex.
    pub sex: Sex,
    /// Deprivation quintile, 1 most deprived.
    pub imd: ImdQuintile,
    /// Main need.
    pub need: MainNeed,
    /// Needs beyond a link worker's remit, hidden until seen.
    pub complex: bool,
    /// Burden at onset, 0 to 1.
    pub burden: f64,
    /// Autonomy, competence and relatedness at onset, 0 to 1.
    pub inner_needs: [f64; 3],
    /// SWEMWBS at onset without passing distress.
    pub trait_points: f64,
    /// First value of passing distress, in SWEMWBS points around zero (below: worse).
    pub distress: f64,
    /// Confidence to go somewhere new at onset, 0 to 1.
    pub confidence: f64,
    /// Trust in the GP, 0 to 1.
    pub trust: f64,
    /// Own factor on the rate of consulting.
    pub consulting: f64,
    /// Barriers.
    pub barriers: Barriers,
}

impl Person {
    /// The reported subgroups that the person belongs to.
    #[inline]
    pub fn subgroups(&self) -> [usize; 5] {
        subgroups_of(self.imd, self.age, self.sex, self.need)
    }

    /// Whether the need began after the first day.
    #[inline]
    pub fn fell_into_need_later(&self) -> bool {
        self.key >= LATER
    }

    /// Name of the person within the network: `A00012` in need on the first day, `N00012` later.
    pub fn id(&self) -> String {
        person_id(self.key)
    }
}

const LATER: u32 = 1 << 31;

/// Name of the person with a key, see [`Person::id`].
pub fn person_id(key: u32) -> String {
    if key < LATER {
        format!("A{key:05}")
    } else {
        format!("N{:05}", key - LATER)
    }
}

/// The key of a name given by [`person_id`]; `None` if it is not one.
pub fn parse_person_id(id: &str) -> Option<u32> {
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|&n| n < LATER);
    match id.as_bytes().first()? {
        b'A' | b'a' => number(&id[1..]),
        b'N' | b'n' => number(&id[1..]).map(|n| n + LATER),
        _ => None,
    }
}

/// Keeps an index in 0 to 1, a little away from both ends.
#[inline]
pub fn index(x: f64) -> f64 {
    x.clamp(0.01, 0.99)
}

/// How many GPs a network has, at least one.
pub fn gps(p: &Population) -> u32 {
    ((f64::from(p.registered_patients) / p.patients_per_gp).round() as u32).max(1)
}

/// Everybody who is in need on the first day or falls into need before `days`, in order of key.
///
/// Both numbers are Poisson, by exponential gaps: need on the first day with mean prevalence × adults (weighted), later
/// onsets with the incidence rate per adult.
pub fn people_in_need(p: &Parameters, streams: Streams, days: u32) -> Vec<Person> {
    let maker = Maker::new(p, streams);
    let adults = f64::from(p.population.registered_patients) * p.population.adult_share;
    let weight = mean_rate_ratio(p);
    let mut people = Vec::new();

    let at_start = adults * p.need.prevalence_at_start * weight;
    let mut sum = 0.0;
    for n in 0..LATER {
        sum += exponential(streams.uniform(Stream::Prevalence, n, 0), 1.0);
        if sum > at_start {
            break;
        }
        people.push(maker.person(n, 0));
    }

    let daily = onsets_a_day(p);
    if daily > 0.0 {
        let mut time = 0.0;
        for n in 0..LATER {
            time += exponential(streams.uniform(Stream::Onset, LATER + n, 0), 1.0 / daily);
            if time >= f64::from(days) {
                break;
            }
            people.push(maker.person(LATER + n, time as u32));
        }
    }
    people
}

/// How many people fall into need on a day, on average.
pub fn onsets_a_day(p: &Parameters) -> f64 {
    let adults = f64::from(p.population.registered_patients) * p.population.adult_share;
    adults * p.need.incidence_per_1000 / 1_000.0 / YEAR_DAYS * mean_rate_ratio(p)
}

/// Mean rate ratio over the population, so that incidence is that of the mix of England at ratio 1: of a population with
/// England's ages and sexes and an even mix of quintiles. Only the quintiles of the place move it.
fn mean_rate_ratio(p: &Parameters) -> f64 {
    let imds = rates_by_quintile(p);
    let imd_share: f64 = imds.iter().map(|i| i.0).sum();
    let imd_rate: f64 = imds.iter().map(|i| i.0 * i.1).sum();
    let even: f64 = imds.iter().map(|i| i.1).sum::<f64>() / 5.0;
    imd_rate / imd_share / even
}

/// Weight and rate ratio of each quintile.
fn rates_by_quintile(p: &Parameters) -> [(f64, f64); 5] {
    let (place, n) = (&p.population, &p.need);
    [
        (place.imd_1, n.rate_ratio_imd_1),
        (place.imd_2, n.rate_ratio_imd_2),
        (place.imd_3, 1.0),
        (place.imd_4, n.rate_ratio_imd_4),
        (place.imd_5, n.rate_ratio_imd_5),
    ]
}

/// Draws people of one network.
struct Maker<'a> {
    p: &'a Parameters,
    streams: Streams,
    /// Joint distribution of age, sex and quintile among people who fall into need.
    strata: Categorical,
    needs: Categorical,
    gps: u32,
    /// Presence of each barrier, by quintile.
    barriers: [[f64; Barrier::COUNT]; 5],
    /// Logit of the median burden.
    burden_logit: f64,
    /// Brings the mean of the own factor on the rate of consulting to 1.
    habit_scale: f64,
    /// Change of the log mean duration per burden.
    duration_burden: f64,
}

impl<'a> Maker<'a> {
    fn new(p: &'a Parameters, streams: Streams) -> Self {
        let n = &p.need;
        let ages = [
            (p.population.age_18_29, n.rate_ratio_18_29),
            (p.population.age_30_44, n.rate_ratio_30_44),
            (p.population.age_45_64, 1.0),
            (p.population.age_65_74, n.rate_ratio_65_74),
            (p.population.age_75_plus, n.rate_ratio_75_plus),
        ];
        let sexes = [
            (p.population.female_share, n.rate_ratio_female),
            (1.0 - p.population.female_share, 1.0),
        ];
        let imds = rates_by_quintile(p);
        let mut weights = Vec::with_capacity(50);
        for age in ages {
            for sex in sexes {
                for imd in imds {
                    weights.push(age.0 * age.1 * sex.0 * sex.1 * imd.0 * imd.1);
                }
            }
        }
        let needs = [
            n.weight_loneliness,
            n.weight_low_mood,
            n.weight_money_housing,
            n.weight_inactivity,
            n.weight_long_term_condition,
            n.weight_bereavement,
            n.weight_caring,
            n.weight_occupation,
        ];
        Self {
            p,
            streams,
            strata: Categorical::from_weights(&weights)
                .expect("weights were checked with the scenario"),
            needs: Categorical::from_weights(&needs)
                .expect("weights were checked with the scenario"),
            gps: gps(&p.population),
            barriers: [1, 2, 3, 4, 5].map(|imd| presence_of_barriers(p, imd)),
            burden_logit: logit(n.burden_median),
            habit_scale: exp(-0.5 * p.gp.consulting_sigma * p.gp.consulting_sigma),
            duration_burden: libm::log(n.duration_burden_ratio),
        }
    }

    fn person(&self, key: u32, onset_day: u32) -> Person {
        let p = self.p;
        let draw = |stream| self.streams.block(stream, key, 0);

        let demography = draw(Stream::Demography);
        let stratum = self.strata.pick(demography.uniform(0));
        let age = AgeBand::ALL[stratum / 10];
        let sex = Sex::ALL[stratum / 5 % 2];
        let imd = (stratum % 5 + 1) as ImdQuintile;
        let need = MainNeed::ALL[self.needs.pick(demography.uniform(1))];
        let complex = demography.uniform(2) < p.need.complex_share;
        let steps = 3.0 - f64::from(imd);

        let inner = draw(Stream::InnerNeeds);
        let burden = index(expit(
            self.burden_logit
                + p.need.burden_per_imd_step * steps
                + p.need.burden_sigma * normal(inner.uniform(0)),
        ));
        let heavier = burden - p.need.burden_median;
        let w = &p.wellbeing;
        let starts = [w.autonomy_start, w.competence_start, w.relatedness_start];
        let mut inner_needs = [0.0; 3];
        for (i, (level, start)) in inner_needs.iter_mut().zip(starts).enumerate() {
            let z = normal(inner.uniform(i + 1));
            *level = index(start - w.inner_need_burden_slope * heavier + w.inner_need_sd * z);
        }

        let temper = draw(Stream::Temper);
        let trait_points =
            w.trait_mean - w.trait_burden_slope * heavier + w.trait_sd * normal(temper.uniform(0));
        let barriers = self.barriers(key, imd);
        // An anxious person is less confident; the mean over people stays where the parameter puts it.
        let anxiety =
            barriers.strength(Barrier::SocialAnxiety) - 0.5 * p.need.barrier_social_anxiety;
        let confidence = index(
            p.need.confidence_mean - 0.3 * anxiety
                + p.need.confidence_sd * normal(temper.uniform(1)),
        );
        let trust = index(p.referral.trust_mean + p.referral.trust_sd * normal(temper.uniform(2)));
        let habit = log_normal(temper.uniform(3), 1.0, p.gp.consulting_sigma) * self.habit_scale;
        let consulting = match sex {
            Sex::Female => habit * p.gp.consulting_ratio_female,
            Sex::Male => habit,
        };

        let course = draw(Stream::Course);
        let duration = p.need.mean_duration_years * YEAR_DAYS * exp(self.duration_burden * heavier);
        let deaths = match age {
            AgeBand::From18To29 | AgeBand::From30To44 | AgeBand::From45To64 => {
                p.need.deaths_per_year_18_64
            }
            AgeBand::From65To74 => p.need.deaths_per_year_65_74,
            AgeBand::From75 => p.need.deaths_per_year_75_plus,
        };
        let exits = deaths + p.need.moves_away_per_year;
        // One uniform gives both when and why: its position within the time drawn is independent of the cause's share.
        let exit_gap = if exits > 0.0 {
            exponential(course.uniform(1), YEAR_DAYS / exits)
        } else {
            f64::INFINITY
        };
        let exit = if demography.uniform(3) * exits < deaths {
            Exit::Died
        } else {
            Exit::MovedAway
        };

        Person {
            key,
            onset_day,
            recovery_day: day_after(onset_day, exponential(course.uniform(0), duration)),
            exit_day: day_after(onset_day, exit_gap),
            exit,
            gp: course.below(3, self.gps),
            age,
            sex,
            imd,
            need,
            complex,
            burden,
            inner_needs,
            trait_points,
            distress: w.distress_sd * normal(course.uniform(2)),
            confidence,
            trust,
            consulting,
            barriers,
        }
    }

    fn barriers(&self, key: u32, imd: ImdQuintile) -> Barriers {
        let shares = &self.barriers[usize::from(imd) - 1];
        let mut strengths = [0.0_f32; Barrier::COUNT];
        for (half, strengths) in strengths.chunks_mut(4).enumerate() {
            let draw = |stream| self.streams.block(stream, key, half as u32);
            let presence = draw(Stream::BarrierPresence);
            let mut how_strong = None;
            for (i, strength) in strengths.iter_mut().enumerate() {
                if presence.uniform(i) < shares[4 * half + i] {
                    let drawn = how_strong.get_or_insert_with(|| draw(Stream::BarrierStrength));
                    *strength = (0.2 + 0.8 * drawn.uniform(i)) as f32;
                }
            }
        }
        Barriers(strengths)
    }
}

/// The share of people in need who have each barrier, by quintile.
fn presence_of_barriers(p: &Parameters, imd: ImdQuintile) -> [f64; Barrier::COUNT] {
    let n = &p.need;
    let mut shares = [
        n.barrier_transport,
        n.barrier_cost,
        n.barrier_social_anxiety,
        n.barrier_physical_health,
        n.barrier_caring_duties,
        n.barrier_language,
        n.barrier_digital,
    ];
    let odds = exp(libm::log(n.barrier_odds_per_imd_step) * (3.0 - f64::from(imd)));
    for barrier in [Barrier::Transport, Barrier::Cost] {
        let share = &mut shares[barrier.index()];
        *share = *share * odds / (1.0 - *share + *share * odds);
    }
    shares
}

/// The day a positive time after a day, at least the next one; [`NO_DAY`] beyond any calendar.
#[inline]
pub fn day_after(day: u32, gap_days: f64) -> u32 {
    let when = f64::from(day) + gap_days.max(1.0);
    if when < 1.0e6 { when as u32 } else { NO_DAY }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(change: impl FnOnce(&mut Parameters)) -> Vec<Person> {
        let mut p = Parameters::default();
        change(&mut p);
        people_in_need(&p, Streams::new(1, 0, "test"), 1096)
    }

    #[test]
    fn prevalence_and_incidence_are_those_of_the_scenario() {
        let people = sample(|p| {
            p.population.registered_patients = 400_000;
            p.need.prevalence_at_start = 0.1;
            p.need.incidence_per_1000 = 67.0;
        });
        let adults = 400_000.0 * 0.79;
        let at_start = people.iter().filter(|person| person.key < LATER).count() as f64;
        let later = people.len() as f64 - at_start;
        let expected_start = adults * 0.10;
        let expected_later = adults * 0.067 * 1096.0 / YEAR_DAYS;
        assert!((at_start - expected_start).abs() < 4.0 * expected_start.sqrt());
        assert!((later - expected_later).abs() < 4.0 * expected_later.sqrt());
    }

    #[test]
    fn keys_are_unique_and_ids_can_be_read_back() {
        let people = sample(|_| ());
        let mut keys: Vec<u32> = people.iter().map(|person| person.key).collect();
        keys.dedup();
        assert_eq!(keys.len(), people.len());
        for person in &people {
            assert_eq!(parse_person_id(&person.id()), Some(person.key));
        }
        assert_eq!(parse_person_id("X1"), None);
        assert_eq!(parse_person_id(""), None);
    }

    #[test]
    fn a_deprived_place_has_more_and_heavier_need() {
        let even = sample(|_| ());
        let deprived = sample(|p| {
            p.population.imd_1 = 0.8;
            p.population.imd_5 = 0.0;
        });
        let burden =
            |people: &[Person]| people.iter().map(|x| x.burden).sum::<f64>() / people.len() as f64;
        assert!(deprived.len() as f64 > 1.15 * even.len() as f64);
        assert!(burden(&deprived) > burden(&even) + 0.03);
    }

    #[test]
    fn a_higher_prevalence_leaves_everybody_else_the_same() {
        let few = sample(|p| p.need.prevalence_at_start = 0.05);
        let many = sample(|p| p.need.prevalence_at_start = 0.10);
        assert!(few.len() < many.len());
        for person in &few {
            let same = many
                .iter()
                .find(|other| other.key == person.key)
                .expect("the same person");
            assert_eq!(format!("{person:?}"), format!("{same:?}"));
        }
    }
}

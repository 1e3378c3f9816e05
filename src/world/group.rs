//! Community groups: members, climate, places, money.

use std::collections::VecDeque;

use super::demography::{MainNeed, labelled};
use super::stream::Stream;
use crate::engine::random::Streams;
use crate::engine::sample::{log_normal, normal};
use crate::scenario::parameters::Parameters;
use crate::world::person::{NO_DAY, index};

labelled! {
    /// What a group does.
    Category {
        /// Advice and advocacy: cases, not membership.
        Advice = "advice",
        /// Physical activity, in courses.
        Physical = "physical activity",
        /// Yoga, walking, pain management.
        Wellbeing = "wellbeing",
        /// Social cafés and clubs.
        Social = "social",
        /// Creative and skills, in courses.
        Creative = "creative",
        /// Volunteering.
        Volunteering = "volunteering",
    }
}

impl Category {
    /// Whether the group runs in courses of fixed length.
    pub fn runs_courses(self) -> bool {
        matches!(self, Category::Physical | Category::Creative)
    }
}

/// How well a category answers a main need, 0 to 1: rows are needs in the order of [`MainNeed::ALL`], columns
/// categories in the order of [`Category::ALL`]. Judgement, guided by the reasons for referral and the activities in
/// Table 1 of the founding study.
#[rustfmt::skip]
const FIT: [[f64; Category::COUNT]; MainNeed::COUNT] = [
    [0.2, 0.5, 0.6, 1.0, 0.7, 0.6], // loneliness
    [0.3, 0.7, 0.9, 0.8, 0.7, 0.5], // low mood
    [1.0, 0.2, 0.3, 0.4, 0.3, 0.3], // money and housing
    [0.1, 1.0, 0.8, 0.5, 0.4, 0.4], // inactivity
    [0.4, 0.8, 1.0, 0.6, 0.5, 0.3], // long-term condition
    [0.3, 0.5, 0.7, 1.0, 0.6, 0.6], // bereavement
    [0.8, 0.4, 0.7, 0.8, 0.4, 0.2], // caring role
    [0.3, 0.6, 0.5, 0.7, 0.9, 1.0], // occupation
];

/// How well a category answers a main need, 0 to 1.
#[inline]
pub fn fit(need: MainNeed, category: Category) -> f64 {
    FIT[need.index()][category.index()]
}

/// Liking of one person for every category, each 0 to 1, the same in every run of the person.
#[inline]
pub fn likings(streams: Streams, person_key: u32) -> [f64; Category::COUNT] {
    let blocks = [0, 1].map(|half| streams.block(Stream::Liking, person_key, half));
    std::array::from_fn(|i| blocks[i / 4].uniform(i % 4))
}

/// Liking of a person for a category, 0 to 1, the same in every run of the person.
#[inline]
pub fn liking(streams: Streams, person_key: u32, category: Category) -> f64 {
    let i = category.index();
    streams
        .block(Stream::Liking, person_key, i as u32 / 4)
        .uniform(i % 4)
}

/// One simulated member.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Index of the patient.
    pub patient: u32,
    /// Number of this membership of the patient: the occurrence in the membership stream.
    pub number: u32,
    /// Day of joining.
    pub joined_day: u32,
    /// Sessions attended.
    pub attended: u16,
    /// Sessions missed in a row.
    pub missed: u16,
    /// Sessions for which the person may still be accompanied.
    pub bridges_left: u16,
    /// Day of the session to which a link worker has promised to come along; `u32::MAX` if none.
    pub bridge_day: u32,
    /// Day of the first session that the person intends to come to: that with the link worker, if one is promised.
    pub starts_day: u32,
    /// Whether the member was sent by the service (for payment and vouchers).
    pub referred: bool,
    /// Whether the course is done and the person stays as a regular member.
    pub regular: bool,
    /// Link worker who sent the person, [`u16::MAX`] if none.
    pub worker: u16,
    /// How much the person enjoys what the group does, 0 to 1: answer to the main need and liking.
    pub enjoyment: f64,
}

/// One group.
#[derive(Clone, Debug)]
pub struct Group {
    /// What it does.
    pub category: Category,
    /// Weekday of its session, 0 is Monday.
    pub weekday: u8,
    /// Whether it is open.
    pub open: bool,
    /// Counts openings and closings, so that an outdated event can be told.
    pub stamp: u32,
    /// Places without champions.
    pub places: u32,
    /// Places held by people who were not referred.
    pub background: u32,
    /// Climate without champions and support, 0 to 1.
    pub climate: f64,
    /// Factor of distance on the transport barrier; 1 is middling.
    pub distance: f64,
    /// Factor on income.
    pub income_factor: f64,
    /// Champions at work.
    pub champions: u32,
    /// Sessions that champions have accompanied this month.
    pub champion_bridges: u32,
    /// Simulated members, in order of joining.
    pub members: Vec<Member>,
    /// People waiting for a place: membership to begin and the day of asking.
    pub queue: VecDeque<(Member, u32)>,
    /// Reserves in pence; may be below zero.
    pub reserves_pence: i64,
    /// Income and cost since the group opened, in pence, for the balance.
    pub flows_pence: [i64; 2],
    /// Months in a row with reserves below zero.
    pub months_short: u32,
    /// Whether sessions are held every other week only, to save money.
    pub reduced: bool,
    /// Parity of the week in which a reduced group meets.
    pub sessions_held: u32,
    /// Last day on which somebody was turned away for want of a place; [`NO_DAY`] if never.
    pub turned_away_day: u32,
}

impl Group {
    /// Group number `number` of a network, open and without simulated members.
    pub fn new(number: u32, category: Category, p: &Parameters, streams: Streams) -> Self {
        let traits = streams.block(Stream::GroupTraits, number, 0);
        let income = streams.block(Stream::GroupIncome, number, 0);
        let places = log_normal(
            traits.uniform(0),
            p.community.places_median,
            p.community.places_sigma,
        );
        let places = (places.round() as u32).max(1);
        // Spread over the whole range: with the members sent by the service about half of all groups are full.
        let filled = index(p.community.background_share + 0.25 * normal(traits.uniform(1)));
        let income_factor = log_normal(income.uniform(0), 1.0, p.group_money.income_sigma);
        let monthly_cost = p.group_money.session_cost * 52.0 / 12.0;
        Self {
            category,
            weekday: traits.below(2, 5) as u8,
            open: true,
            stamp: 0,
            places,
            background: (filled * f64::from(places)).round() as u32,
            climate: index(
                p.community.climate_mean + p.community.climate_sd * normal(income.uniform(1)),
            ),
            distance: 0.5 + income.uniform(2),
            income_factor,
            champions: 0,
            champion_bridges: 0,
            members: Vec::new(),
            queue: VecDeque::new(),
            reserves_pence: (monthly_cost * p.group_money.reserves_months * 100.0).round() as i64,
            flows_pence: [0; 2],
            months_short: 0,
            reduced: false,
            sessions_held: 0,
            turned_away_day: NO_DAY,
        }
    }

    /// Places in all: own, of champions, and by policy.
    pub fn places_in_all(&self, p: &Parameters) -> u32 {
        let places = i64::from(self.places)
            + i64::from(p.champions.places * self.champions)
            + i64::from(p.community.extra_places);
        u32::try_from(places.max(0)).unwrap_or(u32::MAX)
    }

    /// Places taken.
    pub fn taken(&self) -> u32 {
        self.background + self.members.len() as u32
    }

    /// Whether a place is free.
    pub fn has_place(&self, p: &Parameters) -> bool {
        self.open && self.taken() < self.places_in_all(p)
    }

    /// Climate with champions and support, 0 to 1.
    pub fn climate_now(&self, p: &Parameters) -> f64 {
        (self.climate
            + p.champions.climate * f64::from(self.champions)
            + p.community.climate_support)
            .min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_groups_start_nearly_full_without_anybody_referred_and_places_are_eight_to_twenty()
     {
        let p = Parameters::default();
        let streams = Streams::new(1, 0, "groups");
        let groups: Vec<Group> = (0..4_000)
            .map(|n| Group::new(n, Category::Social, &p, streams))
            .collect();
        let tight = groups
            .iter()
            .filter(|g| g.taken() * 10 >= g.places * 8)
            .count() as f64
            / 4_000.0;
        let usual = groups
            .iter()
            .filter(|g| (7..=20).contains(&g.places))
            .count() as f64
            / 4_000.0;
        assert!((0.15..0.4).contains(&tight), "{tight}");
        assert!(usual > 0.9, "{usual}");
    }

    #[test]
    fn every_need_is_answered_by_some_category() {
        for &need in MainNeed::ALL {
            let best = Category::ALL
                .iter()
                .map(|&c| fit(need, c))
                .fold(0.0, f64::max);
            assert!(best >= 0.8, "{}", need.label());
        }
    }
}

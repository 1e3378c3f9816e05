//! Everybody in need as a survey would find them: SWEMWBS on regular days and at consultations, and who was referred,
//! seen and helped when. Kept only on request, for virtual evaluations.

use std::ops::Range;

use crate::world::demography::{AgeBand, ImdQuintile, MainNeed, Sex};
use crate::world::person::{NO_DAY, Person};

/// When a panel looks: consultations are noted while people are recruited, everybody is asked in rounds while
/// follow-ups are due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PanelPlan {
    /// Days of recruitment.
    pub recruiting: Vec<Range<u32>>,
    /// Days from baseline to the earliest follow-up.
    pub follow_up_days: u32,
    /// Days between two rounds, the first on day 0; at least one.
    pub every_days: u32,
}

impl PanelPlan {
    /// Whether consultations of a day are noted.
    pub fn notes_visits(&self, day: u32) -> bool {
        self.recruiting.iter().any(|range| range.contains(&day))
    }

    /// Whether a round falls on a day, asked or not.
    pub fn is_round(&self, day: u32) -> bool {
        day.is_multiple_of(self.every_days)
    }

    /// Whether follow-ups may be due in a round on a day.
    pub fn asks(&self, day: u32) -> bool {
        let due = |range: &Range<u32>| {
            let first = range.start + self.follow_up_days;
            (first..range.end + self.follow_up_days + self.every_days).contains(&day)
        };
        self.recruiting.iter().any(due)
    }
}

/// SWEMWBS of one person on one day, 7 to 35 points, and the passing distress in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// All points.
    pub points: f32,
    /// Passing distress, points around zero (below: worse).
    pub distress: f32,
}

/// The score of somebody who is not there.
const ABSENT: Score = Score {
    points: f32::NAN,
    distress: f32::NAN,
};

/// One person: traits, and the days on which things happened; [`NO_DAY`] for what did not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Respondent {
    /// Identity in all draws, as in [`Person::key`].
    pub key: u32,
    /// Age band.
    pub age: AgeBand,
    /// Sex.
    pub sex: Sex,
    /// Deprivation quintile, 1 most deprived.
    pub imd: ImdQuintile,
    /// Main need.
    pub need: MainNeed,
    /// First referral of any route within the run.
    pub referred_day: u32,
    /// Whether that referral was by a GP.
    pub referred_by_gp: bool,
    /// First contact with a link worker or, on direct entry, first session.
    pub served_day: u32,
    /// Score just before that.
    pub served: Option<Score>,
    /// Third contact with a link worker.
    pub third_contact_day: u32,
    /// First session of a group.
    pub first_session_day: u32,
    /// Contacts so far.
    contacts: u32,
}

impl Respondent {
    fn new(person: &Person) -> Self {
        Self {
            key: person.key,
            age: person.age,
            sex: person.sex,
            imd: person.imd,
            need: person.need,
            referred_day: NO_DAY,
            referred_by_gp: false,
            served_day: NO_DAY,
            served: None,
            third_contact_day: NO_DAY,
            first_session_day: NO_DAY,
            contacts: 0,
        }
    }

    /// A contact with a link worker is held on a day.
    pub fn met(&mut self, day: u32) {
        self.contacts += 1;
        if self.contacts == 3 {
            self.third_contact_day = day;
        }
    }
}

/// A consultation with a GP of a person in need: one of those, picked at random, that could lead to an offer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit {
    /// Index of the person.
    pub person: u32,
    /// Day.
    pub day: u32,
    /// Score on that day.
    pub score: Score,
    /// Whether the GP, as GPs are before the service has taught them anything, would offer a referral: the same in
    /// every world.
    pub suitable: bool,
}

/// What was found in one world.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// Everybody who is ever in need, in order of onset.
    pub respondents: Vec<Respondent>,
    /// Consultations in order of day, then person.
    pub visits: Vec<Visit>,
    /// When it looks.
    pub plan: PanelPlan,
    /// Scores of each round by person, as far as people have come into need; empty if nobody was asked.
    rounds: Vec<Vec<Score>>,
}

impl Panel {
    /// A panel of people, before the first day.
    pub fn new(people: &[Person], plan: &PanelPlan) -> Self {
        Self {
            respondents: people.iter().map(Respondent::new).collect(),
            plan: plan.clone(),
            ..Self::default()
        }
    }

    /// Adds the next round: the score of each person so far, none for those who have left; no people if nobody is asked.
    pub fn add_round(&mut self, scores: impl Iterator<Item = Option<Score>>) {
        self.rounds
            .push(scores.map(|score| score.unwrap_or(ABSENT)).collect());
    }

    /// Score of a person in the first round on or after a day; none if the person has left by then, the
    /// run is over or nobody was asked.
    pub fn score_from(&self, person: u32, day: u32) -> Option<Score> {
        let round = self.rounds.get(self.round_from(day))?;
        round
            .get(person as usize)
            .copied()
            .filter(|score| score.points.is_finite())
    }

    /// The day of the first round on or after a day.
    pub fn round_day(&self, day: u32) -> u32 {
        self.round_from(day) as u32 * self.plan.every_days
    }

    fn round_from(&self, day: u32) -> usize {
        day.div_ceil(self.plan.every_days) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(points: f32) -> Score {
        Score {
            points,
            distress: 0.0,
        }
    }

    #[test]
    fn the_round_on_or_after_a_day_is_found() {
        let plan = PanelPlan {
            recruiting: vec![10..20, 100..110],
            follow_up_days: 30,
            every_days: 28,
        };
        assert!(plan.notes_visits(10) && !plan.notes_visits(20) && plan.notes_visits(109));
        assert!(plan.is_round(0) && plan.is_round(56) && !plan.is_round(57));
        // Due from day 40 to 49, so in the rounds of days 56; later from 130 to 139, in that of 140.
        let asked: Vec<u32> = (0..8)
            .map(|n| 28 * n)
            .filter(|&day| plan.asks(day))
            .collect();
        assert_eq!(asked, [56, 140]);

        let mut panel = Panel::new(&[], &plan);
        panel.add_round([Some(score(20.0))].into_iter());
        panel.add_round([None, Some(score(22.0))].into_iter());
        assert_eq!(panel.score_from(0, 0), Some(score(20.0)));
        assert_eq!(panel.score_from(0, 1), None, "has left by day 28");
        assert_eq!(panel.score_from(1, 0), None, "not yet in need on day 0");
        assert_eq!(panel.score_from(1, 28), Some(score(22.0)));
        assert_eq!(panel.score_from(1, 29), None, "after the last round");
        assert_eq!((panel.round_day(1), panel.round_day(28)), (28, 28));
    }
}

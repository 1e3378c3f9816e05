//! What a service would find in the questionnaires that it collects: only those who filled one in at the first contact
//! and another three months later. Nothing is drawn: each person counts with the probability of having both.

use super::wellbeing::Look;
use crate::scenario::parameters::Questionnaires as Habits;
use crate::world::demography::SUBGROUPS;

/// Months after the first contact at which people are asked again.
pub const ASKED_AGAIN_MONTHS: u32 = 3;

/// Sums over people asked again, by subgroup.
#[derive(Clone, Debug, PartialEq)]
pub struct Questionnaires {
    /// People who were there to be asked.
    pub people: [u64; SUBGROUPS],
    /// Expected number of people with both questionnaires.
    pub paired: [f64; SUBGROUPS],
    /// Expected sum of their change in SWEMWBS, points.
    pub swemwbs_change: [f64; SUBGROUPS],
    /// Expected sum of their change in loneliness, UCLA points.
    pub loneliness_change: [f64; SUBGROUPS],
    /// Expected number of them who are less lonely, by a point of a scale in whole points.
    pub less_lonely: [f64; SUBGROUPS],
    /// Expected number of them who are less lonely or report more wellbeing, each by a point.
    pub better: [f64; SUBGROUPS],
}

/// A change of half a point shows on a scale in whole points.
const SHOWS: f64 = 0.5;

impl Default for Questionnaires {
    fn default() -> Self {
        Self {
            people: [0; SUBGROUPS],
            paired: [0.0; SUBGROUPS],
            swemwbs_change: [0.0; SUBGROUPS],
            loneliness_change: [0.0; SUBGROUPS],
            less_lonely: [0.0; SUBGROUPS],
            better: [0.0; SUBGROUPS],
        }
    }
}

impl Questionnaires {
    /// Adds a person looked at before the first contact and three months later.
    pub fn add(&mut self, habits: &Habits, subgroups: [usize; 5], before: &Look, after: &Look) {
        let change = after.points - before.points;
        let lonelier = after.loneliness - before.loneliness;
        let is_less_lonely = f64::from(u8::from(lonelier <= -SHOWS));
        let is_better = f64::from(u8::from(lonelier <= -SHOWS || change >= SHOWS));
        let paired = if u32::from(after.meetings) < habits.engaged_from {
            0.0
        } else {
            habits.first_share * answers(habits, change)
        };
        for subgroup in subgroups {
            self.people[subgroup] += 1;
            self.paired[subgroup] += paired;
            self.swemwbs_change[subgroup] += paired * change;
            self.loneliness_change[subgroup] += paired * lonelier;
            self.less_lonely[subgroup] += paired * is_less_lonely;
            self.better[subgroup] += paired * is_better;
        }
    }

    /// Adds another network of the same run.
    pub fn merge(&mut self, other: &Self) {
        for (n, more) in self.people.iter_mut().zip(other.people) {
            *n += more;
        }
        for (mine, theirs) in [
            (&mut self.paired, &other.paired),
            (&mut self.swemwbs_change, &other.swemwbs_change),
            (&mut self.loneliness_change, &other.loneliness_change),
            (&mut self.less_lonely, &other.less_lonely),
            (&mut self.better, &other.better),
        ] {
            for (x, more) in mine.iter_mut().zip(theirs) {
                *x += more;
            }
        }
    }
}

/// Probability of answering again after a change in SWEMWBS.
fn answers(habits: &Habits, change: f64) -> f64 {
    let odds = habits.answer_share * libm::pow(habits.answer_odds_per_point, change);
    odds / (1.0 - habits.answer_share + odds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_gain_answer_more_and_those_who_stay_away_never() {
        let habits = Habits {
            first_share: 0.5,
            engaged_from: 3,
            answer_share: 0.6,
            answer_odds_per_point: 1.5,
        };
        assert!((answers(&habits, 0.0) - 0.6).abs() < 1e-12);
        // Odds of 1.5 times 1.5 squared.
        assert!((answers(&habits, 2.0) - 3.375 / 4.375).abs() < 1e-12);
        let look = |points, loneliness, meetings| Look {
            person: 0,
            day: 0,
            mark: 0,
            points,
            loneliness,
            use_rates: [0.0; 2],
            meetings,
            highest: 0,
            is_member: false,
        };
        let mut found = Questionnaires::default();
        found.add(
            &habits,
            [0, 1, 6, 11, 13],
            &look(18.0, 7.0, 0),
            &look(18.0, 6.0, 3),
        );
        found.add(
            &habits,
            [0, 2, 6, 11, 13],
            &look(18.0, 7.0, 0),
            &look(25.0, 3.0, 2),
        );
        assert_eq!(found.people[0], 2);
        assert!((found.paired[0] - 0.3).abs() < 1e-12);
        assert!((found.loneliness_change[0] + 0.3).abs() < 1e-12);
        assert_eq!(found.paired[2], 0.0);
        assert!((found.less_lonely[0] - 0.3).abs() < 1e-12);
        // A gain of less than half a point does not show; one of half a point does.
        for (points, loneliness, better) in [(18.4, 6.6, 0.0), (18.5, 7.0, 1.0), (18.0, 6.5, 1.0)] {
            let mut found = Questionnaires::default();
            let after = look(points, loneliness, 3);
            found.add(&habits, [0, 1, 6, 11, 13], &look(18.0, 7.0, 0), &after);
            assert_eq!(found.better[0] / found.paired[0], better);
        }
    }
}

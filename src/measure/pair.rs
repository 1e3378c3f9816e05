//! The two worlds of one run side by side, and their sum over networks.

use super::book::Book;
use super::questionnaires::{ASKED_AGAIN_MONTHS, Questionnaires};
use super::wellbeing::{Look, Marks, SERVED_MONTHS};
use crate::scenario::parameters::Questionnaires as Habits;
use crate::world::person::Person;

/// What was seen with the service and in its no-service twin: the same people with the same draws.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The world with the service.
    pub with_service: Book,
    /// The twin without it.
    pub without: Book,
    /// SWEMWBS of the served in both worlds, by time since first contact.
    pub served: Marks,
    /// Loneliness of the served in both worlds, by time since first contact.
    pub served_loneliness: Marks,
    /// GP consultations a year and the factor on hospital use of the served in both worlds, likewise.
    pub served_use: [Marks; 2],
    /// Gains of those who, a year after the first contact, had got no further than stage 2 and belong to no group, and of
    /// those at stage 4 or beyond: people, sum at three months, sum at twelve.
    pub gains_by_stage: [[f64; 3]; 2],
    /// What the service's own questionnaires would show.
    pub questionnaires: Questionnaires,
}

/// Months after the first contact between which gains by stage are followed.
pub const GAIN_MONTHS: [u32; 2] = [3, 12];

impl Pair {
    /// Puts two books side by side. Looks of the twin stand in the order of those of the service; once summed they are
    /// given up.
    pub fn new(
        mut with_service: Book,
        mut without: Book,
        people: &[Person],
        habits: &Habits,
    ) -> Self {
        let mut served = Marks::new(SERVED_MONTHS.len());
        let mut served_loneliness = served.clone();
        let mut served_use = [served.clone(), served.clone()];
        let mut gains_by_stage = [[0.0; 3]; 2];
        let mut questionnaires = Questionnaires::default();
        let mut first = vec![None; people.len()];
        let mut early_gain = vec![None; people.len()];
        debug_assert_eq!(with_service.looks.len(), without.looks.len());
        for (number, (look, twin)) in with_service.looks.iter().zip(&without.looks).enumerate() {
            let person = look.person as usize;
            let before = &with_service.looks[*first[person].get_or_insert(number)];
            let subgroups = people[person].subgroups();
            let mark = usize::from(look.mark);
            served.add(mark, subgroups, look.points, twin.points, before.points);
            served_loneliness.add(
                mark,
                subgroups,
                look.loneliness,
                twin.loneliness,
                before.loneliness,
            );
            for (part, marks) in served_use.iter_mut().enumerate() {
                let of = |look: &Look| look.use_rates[part];
                marks.add(mark, subgroups, of(look), of(twin), of(before));
            }
            let gain = look.points - twin.points;
            if SERVED_MONTHS[mark] == GAIN_MONTHS[0] {
                early_gain[person] = Some(gain);
            } else if let (true, Some(early)) =
                (SERVED_MONTHS[mark] == GAIN_MONTHS[1], early_gain[person])
            {
                let late = usize::from(look.highest >= 4);
                if late == 1 || (look.highest <= 2 && !look.is_member) {
                    for (sum, more) in gains_by_stage[late].iter_mut().zip([1.0, early, gain]) {
                        *sum += more;
                    }
                }
            }
            if SERVED_MONTHS[mark] == ASKED_AGAIN_MONTHS {
                questionnaires.add(habits, subgroups, before, look);
            }
        }
        with_service.looks = Vec::new();
        without.looks = Vec::new();
        Self {
            with_service,
            without,
            served,
            served_loneliness,
            served_use,
            gains_by_stage,
            questionnaires,
        }
    }

    /// Adds another network of the same run.
    pub fn merge(&mut self, other: Self) {
        self.with_service.merge(other.with_service);
        self.without.merge(other.without);
        self.served.merge(&other.served);
        self.served_loneliness.merge(&other.served_loneliness);
        for (mine, theirs) in self.served_use.iter_mut().zip(&other.served_use) {
            mine.merge(theirs);
        }
        let theirs = other.gains_by_stage.into_iter().flatten();
        for (sum, more) in self.gains_by_stage.iter_mut().flatten().zip(theirs) {
            *sum += more;
        }
        self.questionnaires.merge(&other.questionnaires);
    }
}

//! The two worlds of one run side by side, and their sum over networks.

use super::book::Book;
use super::questionnaires::{ASKED_AGAIN_MONTHS, Questionnaires};
use super::wellbeing::{Marks, SERVED_MONTHS};
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
    /// What the service's own questionnaires would show.
    pub questionnaires: Questionnaires,
}

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
        let mut questionnaires = Questionnaires::default();
        let mut first = vec![None; people.len()];
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
            questionnaires,
        }
    }

    /// Adds another network of the same run.
    pub fn merge(&mut self, other: Self) {
        self.with_service.merge(other.with_service);
        self.without.merge(other.without);
        self.served.merge(&other.served);
        self.served_loneliness.merge(&other.served_loneliness);
        self.questionnaires.merge(&other.questionnaires);
    }
}

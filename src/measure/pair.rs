//! The two worlds of one run side by side, and their sum over networks.

use super::book::Book;
use super::wellbeing::{Marks, SERVED_MONTHS};
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
}

impl Pair {
    /// Puts two books side by side. Looks of the twin stand in the order of those of the service; once summed they are
    /// given up.
    pub fn new(mut with_service: Book, mut without: Book, people: &[Person]) -> Self {
        let mut served = Marks::new(SERVED_MONTHS.len());
        let mut before = vec![f64::NAN; people.len()];
        debug_assert_eq!(with_service.looks.len(), without.looks.len());
        for (look, twin) in with_service.looks.iter().zip(&without.looks) {
            let person = look.person as usize;
            if look.mark == 0 {
                before[person] = look.points;
            }
            let subgroups = people[person].subgroups();
            served.add(
                usize::from(look.mark),
                subgroups,
                look.points,
                twin.points,
                before[person],
            );
        }
        with_service.looks = Vec::new();
        without.looks = Vec::new();
        Self {
            with_service,
            without,
            served,
        }
    }

    /// Adds another network of the same run.
    pub fn merge(&mut self, other: Self) {
        self.with_service.merge(other.with_service);
        self.without.merge(other.without);
        self.served.merge(&other.served);
    }
}

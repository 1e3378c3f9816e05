//! Courses of events worked out by hand, compared event by event.

use std::collections::BTreeMap;

use super::Verdict;
use crate::measure::book::Book;

/// A course of events with its working.
#[derive(Clone, Copy, Debug)]
pub struct ByHand {
    /// How it is worked out, in words.
    pub working: &'static str,
    /// Day of the run, what happens, to how many people. Every happening of a kind that is named must be listed.
    pub expected: &'static [Happening],
}

/// Day of the run, what happens, to how many people.
pub type Happening = (u32, &'static str, u32);

/// One line of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Day of the run.
    pub day: u32,
    /// What happens.
    pub what: String,
    /// To how many people by hand.
    pub expected: u32,
    /// To how many people in the run.
    pub found: u32,
}

/// What became of a course of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Name of the scenario.
    pub scenario: &'static str,
    /// What it is about.
    pub reduces_to: &'static str,
    /// How it is worked out, in words.
    pub working: &'static str,
    /// Every day and happening, in order.
    pub lines: Vec<Line>,
}

impl Followed {
    /// Compares a run in which everybody's story was told.
    pub fn of(
        scenario: &'static str,
        reduces_to: &'static str,
        by_hand: &ByHand,
        book: &Book,
    ) -> Self {
        let kind_of = |what: &str| what.split(':').next().unwrap_or(what).to_owned();
        let kinds: Vec<String> = by_hand
            .expected
            .iter()
            .map(|(_, what, _)| kind_of(what))
            .collect();
        let mut counts: BTreeMap<(u32, String), [u32; 2]> = BTreeMap::new();
        for &(day, what, people) in by_hand.expected {
            counts.entry((day, what.to_owned())).or_default()[0] += people;
        }
        for event in book.recorder.iter().flat_map(|recorder| &recorder.events) {
            if !kinds.iter().any(|kind| kind == event.kind) {
                continue;
            }
            let what = match super::stories::end_reason(&event.text) {
                Some(why) if event.kind == "ended" => format!("ended: {}", why.label()),
                _ => event.kind.to_owned(),
            };
            counts.entry((event.day, what)).or_default()[1] += 1;
        }
        Self {
            scenario,
            reduces_to,
            working: by_hand.working,
            lines: counts
                .into_iter()
                .map(|((day, what), [expected, found])| Line {
                    day,
                    what,
                    expected,
                    found,
                })
                .collect(),
        }
    }

    /// Whether everything came as worked out.
    pub fn verdict(&self) -> Verdict {
        if !self.lines.is_empty() && self.lines.iter().all(|line| line.expected == line.found) {
            Verdict::Passes
        } else {
            Verdict::Fails
        }
    }
}

/// People leave, and their places are taken on the same day.
pub const LEAVING: ByHand = ByHand {
    working: "Day 0 is a Monday; ten people are on the list and the link worker has four places. Nobody ever comes to an \
              appointment, and whoever misses two in a row is discharged; after a missed one the next is booked three days \
              later at the earliest. Day 0: the first four are called. Day 1, the next working day: four miss their \
              appointment; three days later is day 4, a Friday: they miss the second and are discharged. Appointments come \
              before the look at the list within a day, so the four places are taken again on day 4. The next working day \
              is Monday, day 7: four miss; day 10, a Thursday: they miss again and go, and the last two are called. Day 11: \
              two miss; day 14, a Monday: they go.",
    expected: &[
        (0, "reached", 4),
        (1, "missed", 4),
        (4, "missed", 4),
        (4, "ended: did not attend", 4),
        (4, "reached", 4),
        (7, "missed", 4),
        (10, "missed", 4),
        (10, "ended: did not attend", 4),
        (10, "reached", 2),
        (11, "missed", 2),
        (14, "missed", 2),
        (14, "ended: did not attend", 2),
    ],
};

/// An appointment that would end after the worker's day is given on another day.
pub const FULL_DAYS: ByHand = ByHand {
    working: "Day 0 is a Monday; five people are on the list. A working day has 450 minutes (37.5 hours over five days), a \
              first appointment 200, a second one 100. All five are called on day 0. Two first appointments fill 400 \
              minutes; the third would end after 600, in the evening, so it is given on the next day: two people on day 1, \
              two on day 2, one on day 3. The second contact is due a week after the first: two on day 8, two on day 9, one \
              on day 10; it is the last one by policy.",
    expected: &[
        (0, "reached", 5),
        (1, "contact", 2),
        (2, "contact", 2),
        (3, "contact", 1),
        (8, "contact", 2),
        (8, "ended: policy length reached", 2),
        (9, "contact", 2),
        (9, "ended: policy length reached", 2),
        (10, "contact", 1),
        (10, "ended: policy length reached", 1),
    ],
};

/// Nobody works on bank holidays and weekends.
pub const BANK_HOLIDAYS: ByHand = ByHand {
    working: "Day 0 is Thursday 24 December 2026; eight people are on the list. An appointment takes 225 of the 450 minutes \
              of a day, so there are two a day, and one is all that the policy allows. All are called on day 0. Friday 25 \
              December is a bank holiday, then comes a weekend, and as Boxing Day falls on its Saturday, Monday 28 December \
              is the bank holiday in its place. So the first two are seen on Tuesday 29 December, day 5, two on day 6 and \
              two on Thursday 31 December, day 7. Friday 1 January is a bank holiday; the last two are seen on Monday 4 \
              January, day 11.",
    expected: &[
        (0, "reached", 8),
        (5, "contact", 2),
        (5, "ended: policy length reached", 2),
        (6, "contact", 2),
        (6, "ended: policy length reached", 2),
        (7, "contact", 2),
        (7, "ended: policy length reached", 2),
        (11, "contact", 2),
        (11, "ended: policy length reached", 2),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::journey::{JourneyEvent, Recorder};

    fn book(days: &[u32]) -> Book {
        let events = days.iter().map(|&day| JourneyEvent {
            person: 0,
            key: 0,
            day,
            kind: "contact",
            text: "Contact 1.".to_owned(),
            needs: [0.0; 3],
            burden: 0.0,
            confidence: 0.0,
            swemwbs: 0.0,
            stage: 0,
        });
        let mut recorder = Recorder::new(vec![true]);
        recorder.events = events.collect();
        Book::new(Some(recorder), 0)
    }

    #[test]
    fn an_event_too_many_too_few_or_late_is_seen() {
        let by_hand = ByHand {
            working: "",
            expected: &[(1, "contact", 2), (3, "contact", 1)],
        };
        let verdict = |days: &[u32]| Followed::of("x", "x", &by_hand, &book(days)).verdict();
        assert_eq!(verdict(&[1, 1, 3]), Verdict::Passes);
        for wrong in [&[1, 3][..], &[1, 1, 4], &[1, 1, 3, 3], &[]] {
            assert_eq!(verdict(wrong), Verdict::Fails, "{wrong:?}");
        }
    }
}

//! The observer that a run of one network writes into.

use super::count::{Count, Counts};
use super::journey::{JourneyEvent, Portrait, Recorder};
use super::money::{CostLine, Money};
use super::panel::Panel;
use super::series::{BY_IMD, MonthSnapshot, WorkerWeek};
use super::wellbeing::Look;
use crate::world::demography::{ImdQuintile, SUBGROUPS};
use crate::world::group::Category;

/// A wait from referral to first contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait {
    /// Days.
    pub days: u16,
    /// Quintile of the person.
    pub imd: ImdQuintile,
}

/// How people whom the service sent to groups of a category fared; memberships cut short by the end of the run, a
/// closure or a move are in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Came to a first session.
    pub came: u64,
    /// Gave up the place without having come.
    pub never_came: u64,
    /// Came until the course was over.
    pub completed: u64,
    /// Gave up the place before that, having come or not.
    pub left_early: u64,
}

/// People who have been attending for half a year or more on the last day and still come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LongTerm {
    /// All of them.
    pub people: u64,
    /// Those who entered the journey at stage 1.
    pub entered_at_1: u64,
    /// Those who have reached stage 5, of all and of those who entered at stage 1.
    pub reached_5: [u64; 2],
}

/// Confidence at onset below which a person counts as one of the less confident.
pub const LESS_CONFIDENT: f64 = 0.45;

/// What one run of one network has shown, in one world.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Events by subgroup.
    pub counts: Counts,
    /// Costs.
    pub money: Money,
    /// Waits to first contact of those contacted.
    pub waits: Vec<Wait>,
    /// Contacts of each completed episode (goals met), for their distribution.
    pub contacts_of_completed: Vec<u16>,
    /// Snapshots by month.
    pub months: Vec<MonthSnapshot>,
    /// Caseload by post and week.
    pub worker_weeks: Vec<WorkerWeek>,
    /// Looks at the served.
    pub looks: Vec<Look>,
    /// SWEMWBS of everybody in need after onset: people and sum, by mark and subgroup.
    pub onset_marks: Vec<([u64; SUBGROUPS], [f64; SUBGROUPS])>,
    /// People of the onset marks who had reached stages 1 to 5 by then, by mark, stage and everybody or quintile.
    pub onset_stages: Vec<[[u64; BY_IMD]; 5]>,
    /// Days from entry to stages 3, 4 and 5: people and sum.
    pub days_to_stage: [[u64; 2]; 3],
    /// Area under the gain in wellbeing since onset, by subgroup, in point-years: plain and discounted.
    pub gain_point_years: Vec<[f64; 2]>,
    /// Days of all people in the run: patient-days.
    pub patient_days: u64,
    /// Events executed.
    pub events: u64,
    /// Money of groups: reserves at start or opening, income, cost, reserves at end or closure, in pence.
    pub group_money_pence: [i64; 4],
    /// Groups closed by lack of money, by other reasons, by decision or shock.
    pub closures: [u32; 3],
    /// Groups opened after the first day.
    pub openings: u32,
    /// Groups open on the last day, and those of them that turned somebody away in the month before.
    pub open_and_turning_away: [u64; 2],
    /// People sent to groups, by category.
    pub sent: [Sent; Category::COUNT],
    /// Long-term attenders on the last day.
    pub long_term: LongTerm,
    /// Burden at onset of those who entered the journey at stages 1 and 2: people and sum.
    pub burden_at_entry: [[f64; 2]; 2],
    /// Memberships of the less and of the more confident: with a first session, and given up without one.
    pub first_sessions: [[u64; 2]; 2],
    /// Adults registered, not disabled and disabled.
    pub adults: [f64; 2],
    /// Adults in need on the last day who are lonely often or always, not disabled and disabled.
    pub often_lonely: [u64; 2],
    /// Stories of traced people.
    pub recorder: Option<Box<Recorder>>,
    /// Portraits of everybody served, if asked for.
    pub portraits: Vec<Portrait>,
    /// Everybody as a survey would find them, if asked for.
    pub panel: Option<Box<Panel>>,
}

impl Book {
    /// An empty book.
    pub fn new(recorder: Option<Recorder>, onset_marks: usize) -> Self {
        Self {
            recorder: recorder.map(Box::new),
            onset_marks: vec![([0; SUBGROUPS], [0.0; SUBGROUPS]); onset_marks],
            onset_stages: vec![[[0; BY_IMD]; 5]; onset_marks],
            gain_point_years: vec![[0.0; 2]; SUBGROUPS],
            ..Self::default()
        }
    }

    /// Adds what was seen in another network of the same run. Stories and panels stay with their network.
    pub fn merge(&mut self, other: Self) {
        self.counts.merge(&other.counts);
        self.money.merge(&other.money);
        self.waits.extend(other.waits);
        self.contacts_of_completed
            .extend(other.contacts_of_completed);
        for (mine, theirs) in self.months.iter_mut().zip(&other.months) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.onset_marks.iter_mut().zip(&other.onset_marks) {
            for subgroup in 0..SUBGROUPS {
                mine.0[subgroup] += theirs.0[subgroup];
                mine.1[subgroup] += theirs.1[subgroup];
            }
        }
        let stages = |book: &mut Vec<[[u64; BY_IMD]; 5]>, more: &[[[u64; BY_IMD]; 5]]| {
            for (n, m) in book
                .iter_mut()
                .flatten()
                .flatten()
                .zip(more.iter().flatten().flatten())
            {
                *n += m;
            }
        };
        stages(&mut self.onset_stages, &other.onset_stages);
        for (n, m) in self
            .days_to_stage
            .iter_mut()
            .flatten()
            .zip(other.days_to_stage.iter().flatten())
        {
            *n += m;
        }
        for (mine, theirs) in self
            .gain_point_years
            .iter_mut()
            .zip(&other.gain_point_years)
        {
            mine[0] += theirs[0];
            mine[1] += theirs[1];
        }
        self.patient_days += other.patient_days;
        self.events += other.events;
        for (mine, theirs) in self
            .group_money_pence
            .iter_mut()
            .zip(other.group_money_pence)
        {
            *mine += theirs;
        }
        for (mine, theirs) in self.closures.iter_mut().zip(other.closures) {
            *mine += theirs;
        }
        self.openings += other.openings;
        for (n, more) in self
            .open_and_turning_away
            .iter_mut()
            .zip(other.open_and_turning_away)
        {
            *n += more;
        }
        for (mine, theirs) in self.sent.iter_mut().zip(other.sent) {
            mine.came += theirs.came;
            mine.never_came += theirs.never_came;
            mine.completed += theirs.completed;
            mine.left_early += theirs.left_early;
        }
        self.long_term.people += other.long_term.people;
        self.long_term.entered_at_1 += other.long_term.entered_at_1;
        for half in 0..2 {
            for part in 0..2 {
                self.burden_at_entry[half][part] += other.burden_at_entry[half][part];
                self.first_sessions[half][part] += other.first_sessions[half][part];
            }
        }
        for entry in 0..2 {
            self.long_term.reached_5[entry] += other.long_term.reached_5[entry];
            self.adults[entry] += other.adults[entry];
            self.often_lonely[entry] += other.often_lonely[entry];
        }
    }

    /// Counts one happening.
    #[inline]
    pub fn count(&mut self, count: Count, subgroups: [usize; 5]) {
        self.counts.add(count, subgroups);
    }

    /// Books a cost.
    #[inline]
    pub fn spend(&mut self, line: CostLine, pence: i64, discount: f64) {
        self.money.spend(line, pence, discount);
    }

    /// Whether a person's story is told.
    #[inline]
    pub fn traces(&self, person: u32) -> bool {
        self.recorder
            .as_ref()
            .is_some_and(|recorder| recorder.traces(person))
    }

    /// Adds an event to a story.
    pub fn tell(&mut self, event: JourneyEvent) {
        if let Some(recorder) = &mut self.recorder {
            recorder.events.push(event);
        }
    }
}

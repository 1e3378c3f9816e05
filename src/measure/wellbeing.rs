//! Wellbeing at fixed times after the first contact and after the onset of need, in the world with the service and in
//! its no-service twin.

use crate::world::demography::SUBGROUPS;

/// Months after the first contact (or the first session on direct entry) at which the served are observed; 0 is just
/// before that contact.
pub const SERVED_MONTHS: [u32; 8] = [0, 1, 3, 6, 9, 12, 18, 24];
/// Months after the onset of need (or the first day) at which everybody in need is observed.
pub const ONSET_MONTHS: [u32; 4] = [3, 6, 12, 24];

/// Days after an event for a number of months.
pub fn month_days(months: u32) -> u32 {
    (f64::from(months) * 30.4375).round() as u32
}

/// One look at one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Index of the person.
    pub person: u32,
    /// Day of the look.
    pub day: u32,
    /// Index into [`SERVED_MONTHS`].
    pub mark: u8,
    /// SWEMWBS.
    pub points: f64,
    /// Loneliness, UCLA points.
    pub loneliness: f64,
    /// Rate of GP consultations a year and factor on the rate of hospital use that the state of the day brings.
    pub use_rates: [f64; 2],
    /// Contacts and sessions so far.
    pub meetings: u16,
    /// Highest stage reached so far.
    pub highest: u8,
    /// Whether the person belongs to a group.
    pub is_member: bool,
}

/// Sums of a score, such as SWEMWBS or loneliness, by mark and subgroup.
#[derive(Clone, Debug, PartialEq)]
pub struct Marks {
    /// People observed.
    pub people: Vec<[u64; SUBGROUPS]>,
    /// Sum of the score with the service.
    pub with_service: Vec<[f64; SUBGROUPS]>,
    /// Sum of the score of the same people without it.
    pub without: Vec<[f64; SUBGROUPS]>,
    /// Sum of the score with the service at mark 0 of the same people.
    pub before: Vec<[f64; SUBGROUPS]>,
}

impl Marks {
    /// No observations yet, for a number of marks.
    pub fn new(marks: usize) -> Self {
        Self {
            people: vec![[0; SUBGROUPS]; marks],
            with_service: vec![[0.0; SUBGROUPS]; marks],
            without: vec![[0.0; SUBGROUPS]; marks],
            before: vec![[0.0; SUBGROUPS]; marks],
        }
    }

    /// Adds one person's look at a mark.
    pub fn add(
        &mut self,
        mark: usize,
        subgroups: [usize; 5],
        with_service: f64,
        without: f64,
        before: f64,
    ) {
        for subgroup in subgroups {
            self.people[mark][subgroup] += 1;
            self.with_service[mark][subgroup] += with_service;
            self.without[mark][subgroup] += without;
            self.before[mark][subgroup] += before;
        }
    }

    /// Adds the sums of another part.
    pub fn merge(&mut self, other: &Marks) {
        for (a, b) in self.people.iter_mut().zip(&other.people) {
            for (n, more) in a.iter_mut().zip(b) {
                *n += more;
            }
        }
        for (mine, theirs) in [
            (&mut self.with_service, &other.with_service),
            (&mut self.without, &other.without),
            (&mut self.before, &other.before),
        ] {
            for (a, b) in mine.iter_mut().zip(theirs) {
                for (x, more) in a.iter_mut().zip(b) {
                    *x += more;
                }
            }
        }
    }
}

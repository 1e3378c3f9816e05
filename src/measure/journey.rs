//! The story of chosen people: one row an event, with the inner state after it.

use crate::world::barriers::Barriers;
use crate::world::demography::{AgeBand, ImdQuintile, MainNeed, Sex};
use crate::world::group::Category;
use crate::world::stage::{Journey, NEVER};

/// One event in a person's story.
#[derive(Clone, Debug, PartialEq)]
pub struct JourneyEvent {
    /// Index of the person in the run.
    pub person: u32,
    /// Key of the person.
    pub key: u32,
    /// Day.
    pub day: u32,
    /// One word for the kind of event.
    pub kind: &'static str,
    /// What happened, in plain words.
    pub text: String,
    /// Autonomy, competence, relatedness after the event.
    pub needs: [f64; 3],
    /// Burden after the event.
    pub burden: f64,
    /// Confidence after the event.
    pub confidence: f64,
    /// SWEMWBS after the event.
    pub swemwbs: f64,
    /// Stage after the event.
    pub stage: u8,
}

/// Who a traced person is and where they ended up.
#[derive(Clone, Debug, PartialEq)]
pub struct Portrait {
    /// Key of the person.
    pub key: u32,
    /// Age band.
    pub age: AgeBand,
    /// Sex.
    pub sex: Sex,
    /// Deprivation quintile.
    pub imd: ImdQuintile,
    /// Main need.
    pub need: MainNeed,
    /// Whether the needs are beyond a link worker's remit.
    pub complex: bool,
    /// Burden at onset.
    pub burden: f64,
    /// Barriers.
    pub barriers: Barriers,
    /// Stages.
    pub journey: Journey,
    /// Contacts with a link worker in all.
    pub contacts: u16,
    /// Sessions attended in all.
    pub sessions: u16,
    /// First and last day of coming to a group, if ever.
    pub attended_between: Option<(u32, u32)>,
    /// Categories in which at least one session was attended, in the order of [`Category::ALL`].
    pub attended: [bool; Category::COUNT],
    /// Whether the person belongs to a group on the last day.
    pub still_member: bool,
}

/// Somebody who came within so many days of the end counts as still coming.
const STILL_COMING_DAYS: u32 = 28;
/// Six months of attending: what the founding study asked of its participants.
pub const LONG_TERM_DAYS: u32 = 183;

/// Days for which a person who still comes on the last day has been engaged, since the first contact or session;
/// `None` if the person no longer comes, or never came to a group.
pub fn engaged_days(
    journey: &Journey,
    attended_between: Option<(u32, u32)>,
    still_member: bool,
    days: u32,
) -> Option<u32> {
    let (first, last) = attended_between?;
    let still = still_member || last.saturating_add(STILL_COMING_DAYS) >= days;
    let support = journey.first_reached[0];
    let from = if support == NEVER {
        first
    } else {
        first.min(u32::from(support))
    };
    let until = if still_member { days } else { last };
    still.then(|| until.saturating_sub(from))
}

impl Portrait {
    /// As [`engaged_days`].
    pub fn engaged_days(&self, days: u32) -> Option<u32> {
        engaged_days(
            &self.journey,
            self.attended_between,
            self.still_member,
            days,
        )
    }
}

/// Records the stories of chosen people.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    /// Whether each person is traced, by index; empty means nobody.
    traced: Vec<bool>,
    /// The events so far, in order of time.
    pub events: Vec<JourneyEvent>,
}

impl Recorder {
    /// Traces the people whose index is marked.
    pub fn new(traced: Vec<bool>) -> Self {
        Self {
            traced,
            events: Vec::new(),
        }
    }

    /// Whether a person is traced.
    #[inline]
    pub fn traces(&self, person: u32) -> bool {
        self.traced.get(person as usize).copied().unwrap_or(false)
    }
}

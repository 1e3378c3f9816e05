//! What can happen on a day, and in what order.
//!
//! Within a day events are ordered by (kind, agent, detail), never by when they were planned, so that one event more
//! somewhere leaves the order of all others as it was. The kinds are declared in the order of the day: policy and staff
//! first, then people and what befalls them, then the service, then groups, then observation.

/// One event. `agent` is the index of whom it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// What happens.
    pub kind: Kind,
    /// Whom it concerns: person, episode, link worker, group or GP.
    pub agent: u32,
    /// A small detail: a mark, a category, a kind of news.
    pub detail: u16,
    /// A stamp that must still fit when the event comes up, or a second index.
    pub stamp: u32,
}

/// Kinds of events in the order in which they happen within a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// A dated change of levers comes into force.
    PolicyChange,
    /// The first day of a month: money, background members, snapshot.
    Month,
    /// The first day of a week: diaries, strain, sickness, leavers.
    Week,
    /// A post is taken up.
    Starter,
    /// GP training is held.
    GpTraining,
    /// A new group opens.
    GroupOpens,
    /// A person falls into need.
    Onset,
    /// A need resolves by itself.
    Recovery,
    /// A person leaves the network.
    Exit,
    /// A setback.
    Setback,
    /// Consultations with GPs, possibly of several people.
    Consultation,
    /// Self-referral or referral by an agency, possibly.
    Approach,
    /// A person may join a group alone.
    JoinAlone,
    /// A discharged person may come back.
    Return,
    /// A lapsed member may come back to the group.
    MemberReturn,
    /// A GP hears how a referral went.
    Feedback,
    /// A person loses patience on the waiting list.
    Patience,
    /// A link worker tries again to reach a person.
    Try,
    /// An appointment could not be booked; try again.
    Rebook,
    /// An appointment with a link worker.
    Appointment,
    /// Link workers look at the waiting list.
    Intake,
    /// A weekly session of a group.
    Session,
    /// A week at stage 4.
    GoalWeek,
    /// A champion stops.
    ChampionEnds,
    /// The state of the network is noted: by month (detail 0), posts by week (detail 1).
    Snapshot,
    /// A look at the wellbeing of somebody served.
    Look,
    /// Looks at the wellbeing of those in need, by time since onset.
    OnsetLook,
}

const LAST: u8 = Kind::OnsetLook as u8;

impl Event {
    /// An event without detail or stamp.
    pub fn new(kind: Kind, agent: u32) -> Self {
        Self {
            kind,
            agent,
            detail: 0,
            stamp: 0,
        }
    }

    /// Position within the day: kind, agent, detail.
    #[inline]
    pub fn order(self) -> u64 {
        u64::from(self.kind as u8) << 56 | u64::from(self.agent) << 16 | u64::from(self.detail)
    }

    /// What the queue keeps beside the order.
    #[inline]
    pub fn payload(self) -> u64 {
        u64::from(self.stamp)
    }

    /// The event that was packed into an order and a payload.
    #[inline]
    pub fn unpack(order: u64, payload: u64) -> Self {
        let number = (order >> 56) as u8;
        assert!(number <= LAST, "no event has the number {number}");
        Self {
            kind: KINDS[usize::from(number)],
            agent: (order >> 16) as u32,
            detail: order as u16,
            stamp: payload as u32,
        }
    }
}

const KINDS: [Kind; LAST as usize + 1] = [
    Kind::PolicyChange,
    Kind::Month,
    Kind::Week,
    Kind::Starter,
    Kind::GpTraining,
    Kind::GroupOpens,
    Kind::Onset,
    Kind::Recovery,
    Kind::Exit,
    Kind::Setback,
    Kind::Consultation,
    Kind::Approach,
    Kind::JoinAlone,
    Kind::Return,
    Kind::MemberReturn,
    Kind::Feedback,
    Kind::Patience,
    Kind::Try,
    Kind::Rebook,
    Kind::Appointment,
    Kind::Intake,
    Kind::Session,
    Kind::GoalWeek,
    Kind::ChampionEnds,
    Kind::Snapshot,
    Kind::Look,
    Kind::OnsetLook,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_survive_packing() {
        for (number, &kind) in KINDS.iter().enumerate() {
            assert_eq!(kind as usize, number);
            let event = Event {
                kind,
                agent: u32::MAX - 7,
                detail: 65_000,
                stamp: 4_000_000_000,
            };
            assert_eq!(Event::unpack(event.order(), event.payload()), event);
        }
    }
}

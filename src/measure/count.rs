//! Events counted by subgroup.

use crate::world::demography::{SUBGROUPS, labelled};
use crate::world::episode::EndReason;

labelled! {
    /// What is counted, each once a happening.
    Count {
        /// People who were in need at some time of the run.
        PeopleInNeed = "people in need",
        /// GP consultations of these people.
        GpConsultations = "GP consultations",
        /// Offers of social prescribing.
        Offered = "offered",
        /// Offers accepted.
        Accepted = "accepted",
        /// Offers declined.
        Declined = "declined",
        /// Referrals received, by any route (returns through the open door included).
        Referred = "referred",
        /// Referrals by GPs.
        ReferredByGp = "referred by GP",
        /// Self-referrals.
        ReferredBySelf = "self-referred",
        /// Referrals by other agencies.
        ReferredByAgency = "referred by other agency",
        /// Returns through the open door.
        ReturnedOpenDoor = "returned through open door",
        /// Referrals found to be inappropriate.
        Inappropriate = "inappropriate referrals",
        /// Episodes with a first attended contact.
        Contacted = "seen by a link worker",
        /// Attended contacts.
        Contacts = "contacts attended",
        /// Appointments missed by the patient.
        MissedAppointments = "appointments missed",
        /// Appointments moved because the link worker was sick or had left.
        MovedAppointments = "appointments moved by the service",
        /// Episodes that reached a third contact.
        ThreeContacts = "three or more contacts",
        /// Groups proposed.
        Proposed = "group proposed",
        /// Conversations in which no fitting group with a place was found.
        Unmatched = "no fitting group",
        /// Proposals agreed to.
        Agreed = "agreed to a group",
        /// Referred people who came to a first session of any group or advice.
        Onward = "came to an onward activity",
        /// First sessions of any member, referred or not.
        FirstSessions = "first sessions attended",
        /// Memberships that ended without a single session.
        NeverCame = "joined but never came",
        /// First or second sessions to which somebody was accompanied.
        Accompanied = "sessions accompanied",
        /// Sessions attended.
        Sessions = "sessions attended",
        /// Memberships that lapsed.
        Lapsed = "memberships lapsed",
        /// Courses completed.
        CoursesCompleted = "courses completed",
        /// Members displaced by a closure.
        Displaced = "displaced by closure",
        /// People who gave up waiting for a place in a group.
        GaveUpQueue = "gave up waiting for a group",
        /// People who reached stage 1.
        Stage1 = "reached stage 1",
        /// People who reached stage 2.
        Stage2 = "reached stage 2",
        /// People who reached stage 3.
        Stage3 = "reached stage 3",
        /// People who reached stage 4.
        Stage4 = "reached stage 4",
        /// People who reached stage 5.
        Stage5 = "reached stage 5",
        /// People who entered the journey at stage 2.
        EnteredAt2 = "entered at stage 2",
        /// Setbacks.
        Setbacks = "setbacks",
        /// Falls to an earlier stage.
        FellBack = "fell back a stage",
        /// New champions.
        Champions = "became a champion",
        /// A&E attendances.
        AeAttendances = "A&E attendances",
        /// Inpatient admissions.
        Admissions = "inpatient admissions",
        /// Ended: goals met.
        EndedGoalsMet = "ended: goals met",
        /// Ended: longest length by policy.
        EndedPolicyLength = "ended: policy length reached",
        /// Ended: went straight to a group.
        EndedDirectToGroup = "ended: went straight to a group",
        /// Ended: dropped out.
        EndedDroppedOut = "ended: dropped out",
        /// Ended: did not attend.
        EndedDidNotAttend = "ended: did not attend",
        /// Ended: could not be reached.
        EndedNotReached = "ended: could not be reached",
        /// Ended: lost patience.
        EndedLostPatience = "ended: lost patience waiting",
        /// Ended: recovered while waiting.
        EndedRecoveredWaiting = "ended: recovered while waiting",
        /// Ended: inappropriate, found at triage.
        EndedInappropriateTriage = "ended: inappropriate, found at triage",
        /// Ended: inappropriate, found at the first appointment.
        EndedInappropriateSeen = "ended: inappropriate, found at first appointment",
        /// Ended: moved away.
        EndedMovedAway = "ended: moved away",
        /// Ended: died.
        EndedDied = "ended: died",
        /// Ended: turned away because the list was full.
        EndedTurnedAway = "ended: turned away, list full",
        /// In the service on the first day: waiting or active.
        OpenAtStart = "in the service at start",
        /// Members of groups on the first day who had been sent there before.
        MembersAtStart = "in a group at start",
        /// On the waiting list on the last day (being called included).
        WaitingAtEnd = "waiting at end",
        /// With a link worker on the last day.
        ActiveAtEnd = "with a link worker at end",
    }
}

impl Count {
    /// The count of episodes that ended for a reason.
    pub fn ended(reason: EndReason) -> Self {
        Count::ALL[Count::EndedGoalsMet.index() + reason.index()]
    }

    /// The count of people who reached a stage, 1 to 5.
    pub fn stage(stage: u8) -> Self {
        Count::ALL[Count::Stage1.index() + usize::from(stage) - 1]
    }

    /// All reasons for ending, in order.
    pub fn endings() -> impl Iterator<Item = Count> {
        EndReason::ALL.iter().map(|&reason| Count::ended(reason))
    }
}

/// Counters by what is counted and subgroup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts(Vec<[u64; SUBGROUPS]>);

impl Default for Counts {
    fn default() -> Self {
        Self(vec![[0; SUBGROUPS]; Count::COUNT])
    }
}

impl Counts {
    /// Counts one happening to a person of the five subgroups.
    #[inline]
    pub fn add(&mut self, count: Count, subgroups: [usize; 5]) {
        let row = &mut self.0[count.index()];
        for subgroup in subgroups {
            row[subgroup] += 1;
        }
    }

    /// Counts `number` happenings to a person of the five subgroups.
    #[inline]
    pub fn add_many(&mut self, count: Count, subgroups: [usize; 5], number: u64) {
        let row = &mut self.0[count.index()];
        for subgroup in subgroups {
            row[subgroup] += number;
        }
    }

    /// The number in a subgroup.
    #[inline]
    pub fn get(&self, count: Count, subgroup: usize) -> u64 {
        self.0[count.index()][subgroup]
    }

    /// The number over everybody.
    pub fn all(&self, count: Count) -> u64 {
        self.get(count, crate::world::demography::ALL)
    }

    /// Adds the counts of another part.
    pub fn merge(&mut self, other: &Counts) {
        for (row, added) in self.0.iter_mut().zip(&other.0) {
            for (n, more) in row.iter_mut().zip(added) {
                *n += more;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_reason_has_its_own_count() {
        for &reason in EndReason::ALL {
            assert_eq!(
                Count::ended(reason).label(),
                format!("ended: {}", reason.label())
            );
        }
        assert_eq!(Count::stage(5), Count::Stage5);
    }
}

//! One referral: from the waiting list through contacts with a link worker to its recorded end.

use super::demography::labelled;

labelled! {
    /// How a referral came.
    Route {
        /// By a GP.
        Gp = "GP",
        /// By the patient.
        SelfReferral = "self-referral",
        /// By another agency.
        Agency = "other agency",
        /// Back through the open door.
        OpenDoor = "open door",
        /// Already in the service on the first day.
        AtStart = "at start",
    }
}

labelled! {
    /// Why an episode ended. Every episode ends for exactly one of these or is still open.
    EndReason {
        /// Goals met.
        GoalsMet = "goals met",
        /// Longest number of contacts or weeks by policy.
        PolicyLength = "policy length reached",
        /// Went straight to a group after a light-touch entry.
        DirectToGroup = "went straight to a group",
        /// Dropped out between contacts.
        DroppedOut = "dropped out",
        /// Missed appointments.
        DidNotAttend = "did not attend",
        /// Could not be reached.
        NotReached = "could not be reached",
        /// Lost patience on the waiting list.
        LostPatience = "lost patience waiting",
        /// Recovered while waiting.
        RecoveredWaiting = "recovered while waiting",
        /// Inappropriate, found out at triage.
        InappropriateTriage = "inappropriate, found at triage",
        /// Inappropriate, found out at the first appointment.
        InappropriateSeen = "inappropriate, found at first appointment",
        /// Moved away.
        MovedAway = "moved away",
        /// Died.
        Died = "died",
        /// Turned away because the list was full.
        TurnedAway = "turned away, list full",
    }
}

/// One referral and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Episode {
    /// Index of the patient.
    pub patient: u32,
    /// Number of this episode of the patient, from 0: the occurrence in the patient's streams.
    pub number: u32,
    /// Day of referral.
    pub referred_day: u32,
    /// How it came.
    pub route: Route,
    /// GP who referred, [`u32::MAX`] if none.
    pub gp: u32,
    /// Outside the remit; hidden until found out.
    pub inappropriate: bool,
    /// Whether triage has been done.
    pub triaged: bool,
    /// Whether the person waits at the head of the list after losing a link worker.
    pub reallocated: bool,
    /// Tries to reach the person so far.
    pub tries: u16,
    /// Link worker, [`u16::MAX`] while waiting.
    pub worker: u16,
    /// Day of the first attended contact, `u32::MAX` before.
    pub first_contact_day: u32,
    /// Day of the last attended contact.
    pub last_contact_day: u32,
    /// Attended contacts.
    pub contacts: u16,
    /// Appointments made so far: the occurrence in the contact streams.
    pub appointments: u16,
    /// Appointments missed in a row.
    pub missed: u16,
    /// Day of the next appointment, if any.
    pub next_day: u32,
    /// Minutes booked for the next appointment, travel and admin included.
    pub next_minutes: u32,
    /// Minutes of these that are admin.
    pub next_admin_minutes: u32,
    /// Alliance with the link worker, 0 to 1.
    pub alliance: f64,
    /// Dependency on the link worker, 0 to 1.
    pub dependency: f64,
    /// Counts changes of plan, so that an outdated event can be told.
    pub stamp: u32,
}

impl Episode {
    /// A new referral.
    pub fn new(
        patient: u32,
        number: u32,
        day: u32,
        route: Route,
        gp: u32,
        inappropriate: bool,
    ) -> Self {
        Self {
            patient,
            number,
            referred_day: day,
            route,
            gp,
            inappropriate,
            triaged: false,
            reallocated: false,
            tries: 0,
            worker: u16::MAX,
            first_contact_day: u32::MAX,
            last_contact_day: day,
            contacts: 0,
            appointments: 0,
            missed: 0,
            next_day: u32::MAX,
            next_minutes: 0,
            next_admin_minutes: 0,
            alliance: 0.3,
            dependency: 0.0,
            stamp: 0,
        }
    }
}

/// Open episodes in re-used places: memory follows the people in the service, not everybody who ever was.
#[derive(Clone, Debug, Default)]
pub struct Episodes {
    places: Vec<Episode>,
    free: Vec<u32>,
}

impl Episodes {
    /// Opens an episode and returns its place. The stamp goes on from the place's last use, so that events for an
    /// earlier episode never fit.
    pub fn open(&mut self, mut episode: Episode) -> u32 {
        if let Some(place) = self.free.pop() {
            episode.stamp = self.places[place as usize].stamp.wrapping_add(1);
            self.places[place as usize] = episode;
            place
        } else {
            self.places.push(episode);
            (self.places.len() - 1) as u32
        }
    }

    /// Closes an episode; its place may be used again.
    pub fn close(&mut self, place: u32) {
        let episode = &mut self.places[place as usize];
        episode.stamp = episode.stamp.wrapping_add(1);
        self.free.push(place);
    }

    /// Number of open episodes.
    pub fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// Whether no episode is open.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl std::ops::Index<u32> for Episodes {
    type Output = Episode;
    #[inline]
    fn index(&self, place: u32) -> &Episode {
        &self.places[place as usize]
    }
}

impl std::ops::IndexMut<u32> for Episodes {
    #[inline]
    fn index_mut(&mut self, place: u32) -> &mut Episode {
        &mut self.places[place as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_used_again_with_a_new_stamp() {
        let mut episodes = Episodes::default();
        let first = episodes.open(Episode::new(1, 0, 5, Route::Gp, 0, false));
        let stamp = episodes[first].stamp;
        episodes.close(first);
        assert!(episodes.is_empty());
        let second = episodes.open(Episode::new(2, 0, 6, Route::Agency, 0, false));
        assert_eq!(first, second);
        assert_ne!(episodes[second].stamp, stamp);
        assert_eq!(episodes.len(), 1);
    }
}

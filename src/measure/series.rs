//! Snapshots of a network in the course of a run.

use super::money::CostLine;

/// Everybody and the five quintiles.
pub const BY_IMD: usize = 6;

/// The state of a network at the start of a month (and on the last day).
#[derive(Clone, Debug, PartialEq, Default)]
pub struct MonthSnapshot {
    /// Day of the snapshot.
    pub day: u32,
    /// People in need, by everybody and quintile.
    pub in_need: [u32; BY_IMD],
    /// People on the waiting list, those being called included.
    pub waiting: [u32; BY_IMD],
    /// People with a link worker.
    pub active: [u32; BY_IMD],
    /// First contacts since the snapshot before: number, and sum of waits in days.
    pub first_contacts: [u32; BY_IMD],
    /// Sum of the waits in days of these first contacts.
    pub wait_days: [u64; BY_IMD],
    /// Referrals so far.
    pub referred: [u64; BY_IMD],
    /// People who have reached stages 1 to 5 so far.
    pub stages: [[u64; BY_IMD]; 5],
    /// Groups open.
    pub groups_open: u32,
    /// Places of open groups.
    pub places: u32,
    /// Places held by people who were not simulated.
    pub taken_background: u32,
    /// Places held by simulated people.
    pub taken_members: u32,
    /// Open groups without a free place.
    pub groups_full: u32,
    /// People waiting for a place in an open group.
    pub queued: u32,
    /// Link workers in post, in thousandths of full-time equivalents.
    pub in_post_milli_fte: u64,
    /// Establishment in thousandths of full-time equivalents.
    pub establishment_milli_fte: u64,
    /// Strain summed over link workers in post, weighted by thousandths of full-time equivalents.
    pub strain_milli_fte: f64,
    /// Costs so far by line, in pence.
    pub spent_pence: [i64; CostLine::COUNT],
}

impl MonthSnapshot {
    /// Adds the state of another network on the same day.
    pub fn merge(&mut self, other: &MonthSnapshot) {
        debug_assert_eq!(self.day, other.day);
        for i in 0..BY_IMD {
            self.in_need[i] += other.in_need[i];
            self.waiting[i] += other.waiting[i];
            self.active[i] += other.active[i];
            self.first_contacts[i] += other.first_contacts[i];
            self.wait_days[i] += other.wait_days[i];
            self.referred[i] += other.referred[i];
            for stage in 0..5 {
                self.stages[stage][i] += other.stages[stage][i];
            }
        }
        self.groups_open += other.groups_open;
        self.places += other.places;
        self.taken_background += other.taken_background;
        self.taken_members += other.taken_members;
        self.groups_full += other.groups_full;
        self.queued += other.queued;
        self.in_post_milli_fte += other.in_post_milli_fte;
        self.establishment_milli_fte += other.establishment_milli_fte;
        self.strain_milli_fte += other.strain_milli_fte;
        for (a, b) in self.spent_pence.iter_mut().zip(&other.spent_pence) {
            *a += b;
        }
    }
}

/// The caseload of one post in one week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorkerWeek {
    /// First day of the week.
    pub day: u32,
    /// Post within the network.
    pub slot: u16,
    /// Whether the post was filled.
    pub in_post: bool,
    /// Clients seen at least once.
    pub caseload: u32,
    /// Caseload places taken: clients, and people being called.
    pub places_taken: u32,
    /// Clients above which the worker of this post is strained.
    pub safe_caseload: f32,
    /// Strain, 0 to 1.
    pub strain: f32,
    /// Minutes with patients and of admin in the week before.
    pub minutes: [u32; 2],
}

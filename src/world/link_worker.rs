//! Link workers: a post with hours and a diary, and the person who holds it with skill, knowledge and strain.

use super::stream::Stream;
use crate::engine::diary::Diary;
use crate::engine::random::Streams;
use crate::engine::sample::normal;
use crate::scenario::parameters::{Parameters, Staffing, Strain};
use crate::world::person::index;

/// Share of time on admin that is usual (evidence L22): more of it strains, less of it relieves.
pub const USUAL_ADMIN_SHARE: f64 = 0.35;

/// One post in the establishment and its present holder.
#[derive(Clone, Debug)]
pub struct LinkWorker {
    /// Full-time equivalents of the post, 0 when it is closed.
    pub fte: f64,
    /// Number of the present (or, in a vacancy, the last) holder of the post, from 0.
    pub holder: u32,
    /// Whether the post is filled.
    pub in_post: bool,
    /// Counts changes of holder, so that an outdated event can be told.
    pub stamp: u32,
    /// Skill, 0 to 1.
    pub skill: f64,
    /// Knowledge of groups in general by holder, 0 to 1.
    pub knowledge: f64,
    /// Strain, 0 to 1.
    pub strain: f64,
    /// Caseload places taken: clients, and people being called.
    pub caseload: u32,
    /// Of these, people being called who have not been seen yet.
    pub calling: u32,
    /// First day of the last spell of sickness.
    pub sick_from: u32,
    /// Away sick until this day (not included).
    pub sick_until: u32,
    /// Diary in minutes.
    pub diary: Diary,
    /// Days up to which the diary is open (not included).
    pub diary_until: u32,
    /// Inappropriate referrals met since the last weekly reckoning.
    pub inappropriate_week: u32,
    /// Minutes with patients and of admin since the last weekly reckoning.
    pub minutes_week: [u32; 2],
    /// The same of the week before.
    pub minutes_last_week: [u32; 2],
}

impl LinkWorker {
    /// An empty post; [`LinkWorker::take_up`] fills it.
    pub fn vacant() -> Self {
        Self {
            fte: 0.0,
            holder: 0,
            in_post: false,
            stamp: 0,
            skill: 0.0,
            knowledge: 0.0,
            strain: 0.0,
            caseload: 0,
            calling: 0,
            sick_from: 0,
            sick_until: 0,
            diary: Diary::new(),
            diary_until: 0,
            inappropriate_week: 0,
            minutes_week: [0; 2],
            minutes_last_week: [0; 2],
        }
    }

    /// Somebody takes up the post: established on the first day, new to the place later.
    pub fn take_up(&mut self, slot: u32, established: bool, p: &Parameters, streams: Streams) {
        let traits = streams.block(Stream::LinkWorkerTraits, slot, self.holder);
        self.in_post = true;
        self.stamp += 1;
        self.skill = index(p.staffing.skill_mean + p.staffing.skill_sd * normal(traits.uniform(0)));
        self.knowledge = if established {
            p.staffing.knowledge_start
        } else {
            p.staffing.knowledge_new
        };
        self.strain = p.strain.base;
        self.sick_from = 0;
        self.sick_until = 0;
        self.inappropriate_week = 0;
        self.minutes_week = [0; 2];
    }

    /// Whether the worker is in post and not sick on a day.
    #[inline]
    pub fn is_at_work(&self, day: u32) -> bool {
        self.in_post && !(self.sick_from..self.sick_until).contains(&day)
    }

    /// Most clients at once: the cap of a full-time worker times the post's share, at least one.
    pub fn cap(&self, p: &Staffing) -> u32 {
        if self.fte <= 0.0 {
            0
        } else {
            ((f64::from(p.caseload_cap) * self.fte).floor() as u32).max(1)
        }
    }

    /// Working days a week of the post.
    pub fn days_per_week(&self) -> u32 {
        ((5.0 * self.fte).ceil() as u32).clamp(1, 5)
    }

    /// Minutes of one working day left for patients and their admin, after general admin, supervision, the peer
    /// network, relationship building and training.
    pub fn patient_minutes_a_day(&self, p: &Staffing) -> u32 {
        let week = p.hours_per_week * 60.0 * self.fte;
        let meetings = 60.0
            * (p.supervision_hours_per_month * 12.0 / 52.0
                + if p.peer_network {
                    2.0 * 12.0 / 52.0
                } else {
                    0.0
                }
                + p.relationship_hours_per_week * self.fte
                + p.skills_training_days * p.hours_per_week / 5.0 / 52.0);
        let left = (week * (1.0 - p.general_admin_share) - meetings).max(0.0);
        (left / f64::from(self.days_per_week())) as u32
    }

    /// Clients seen at least once, who are what weighs on a worker.
    pub fn clients(&self) -> u32 {
        self.caseload - self.calling
    }

    /// The strain that the present load would lead to, 0 to 1.
    pub fn due_strain(&self, admin_share: f64, s: &Staffing, p: &Strain) -> f64 {
        let safe = s.safe_caseload * self.fte.max(0.01);
        let overload = (f64::from(self.clients()) / safe - 1.0).max(0.0);
        let supervision = s.supervision_hours_per_month.min(3.0) * p.supervision_relief;
        let peers = if s.peer_network { p.peer_relief } else { 0.0 };
        (p.base
            + p.overload * overload
            + p.inappropriate * f64::from(self.inappropriate_week)
            + p.admin * (admin_share - USUAL_ADMIN_SHARE)
            - supervision
            - peers)
            .clamp(0.0, 1.0)
    }

    /// Quality of a contact, 0 to 1: skill × alliance × what strain leaves. Middling alliance counts three quarters.
    pub fn quality(&self, alliance: f64, p: &Strain) -> f64 {
        self.skill * (0.5 + 0.5 * alliance) * (1.0 - p.quality_loss * self.strain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker(fte: f64) -> LinkWorker {
        let mut worker = LinkWorker::vacant();
        worker.fte = fte;
        worker.take_up(0, true, &Parameters::default(), Streams::new(1, 0, "lw"));
        worker
    }

    #[test]
    fn load_inappropriate_referrals_and_admin_strain_and_support_relieves() {
        let p = Parameters::default();
        let mut busy = worker(1.0);
        let calm = busy.due_strain(0.35, &p.staffing, &p.strain);
        busy.caseload = 60;
        let loaded = busy.due_strain(0.35, &p.staffing, &p.strain);
        assert!(loaded > calm);
        assert!(busy.due_strain(0.6, &p.staffing, &p.strain) > loaded);
        let mut supported = p.staffing;
        supported.supervision_hours_per_month = 3.0;
        assert!(busy.due_strain(0.35, &supported, &p.strain) < loaded);
        busy.inappropriate_week = 3;
        assert!(busy.due_strain(0.35, &p.staffing, &p.strain) > loaded);
        busy.strain = 0.8;
        let strained = busy.quality(0.5, &p.strain);
        busy.strain = 0.1;
        assert!(busy.quality(0.5, &p.strain) > strained);
    }

    #[test]
    fn a_part_time_post_works_fewer_days_and_holds_fewer_clients() {
        let p = Parameters::default().staffing;
        let (full, part) = (worker(1.0), worker(0.6));
        assert_eq!((full.days_per_week(), part.days_per_week()), (5, 3));
        assert_eq!((full.cap(&p), part.cap(&p)), (60, 36));
        let weekly = |w: &LinkWorker| w.patient_minutes_a_day(&p) * w.days_per_week();
        assert!(weekly(&part) > weekly(&full) / 2 && weekly(&part) < weekly(&full) * 7 / 10);
        assert!(weekly(&full) < (37.5 * 60.0 * 0.85) as u32);
    }
}

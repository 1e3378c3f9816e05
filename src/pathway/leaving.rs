//! Process 11: ends of episodes and memberships, and the open door.

use super::event::{Event, Kind};
use super::run::Run;
use super::{champions, contact, matching, referral};
use crate::engine::sample::exponential;
use crate::measure::count::Count;
use crate::measure::money::{CostLine, pence};
use crate::world::episode::{EndReason, Route};
use crate::world::group::{fit, liking};
use crate::world::patient::{NO_GROUP, Status};
use crate::world::person::{YEAR_DAYS, day_after};
use crate::world::stream::Stream;

/// An episode ends for one recorded reason.
pub fn end_episode(run: &mut Run<'_>, place: u32, reason: EndReason) {
    let episode = run.episodes[place];
    let i = episode.patient;
    contact::cancel(run, place);
    let status = run.patients[i as usize].status;
    debug_assert!(status != Status::Outside);
    if status == Status::Waiting {
        let position = run.list.iter().position(|&listed| listed == place);
        if let Some(position) = position {
            run.list.remove(position);
        }
    } else {
        let worker = &mut run.workers[usize::from(episode.worker)];
        worker.caseload -= 1;
        worker.calling -= u32::from(status == Status::Calling);
    }
    let imd = usize::from(run.people[i as usize].imd);
    for group in [0, imd] {
        run.in_service[usize::from(status == Status::Active)][group] -= 1;
    }
    run.patients[i as usize].status = Status::Outside;
    run.patients[i as usize].episode = u32::MAX;
    run.episodes.close(place);
    run.count(Count::ended(reason), i);
    run.tell(i, "ended", |_| {
        format!("The episode with the service ends: {}.", reason.label())
    });
    contact::news(run, episode.gp, reason);
    if matches!(
        reason,
        EndReason::InappropriateSeen | EndReason::InappropriateTriage
    ) {
        run.spend(CostLine::OtherServices, pence(run.p.costs.other_service));
        // The person goes back to the GP once, who finds another way.
        run.patients[i as usize].expected_consultations += 1.0;
    }
    let may_return = matches!(
        reason,
        EndReason::GoalsMet
            | EndReason::PolicyLength
            | EndReason::DroppedOut
            | EndReason::DidNotAttend
            | EndReason::DirectToGroup
    );
    if may_return && run.p.contact.returns_per_year > 0.0 {
        let returns = run.patients[i as usize].counters.returns;
        run.patients[i as usize].counters.returns += 1;
        let gap = exponential(
            run.draw(Stream::Return, i, returns).uniform(0),
            YEAR_DAYS / run.p.contact.returns_per_year,
        );
        run.plan_event(day_after(run.day, gap), Event::new(Kind::Return, i));
    }
}

/// The open door: a discharged person still in need comes back.
pub fn comes_back(run: &mut Run<'_>, i: u32) {
    let patient = &run.patients[i as usize];
    let open = run.p.contact.open_door && run.p.referral.open;
    if open && !patient.gone && patient.in_need && patient.status == Status::Outside {
        referral::refer(run, i, Route::OpenDoor, u32::MAX, false);
    }
}

/// A member leaves a group: the place is free.
pub fn leave_group(run: &mut Run<'_>, group: usize, position: usize) {
    let member = run.groups[group].members.remove(position);
    for place in &mut run.patients[member.patient as usize].groups {
        if *place == group as u16 {
            *place = NO_GROUP;
        }
    }
    if run.patients[member.patient as usize].champion_group == group as u16 {
        champions::stop(run, member.patient);
    }
}

/// A person who moves away or dies leaves all groups.
pub fn leave_all_groups(run: &mut Run<'_>, i: u32) {
    for group in run.patients[i as usize].groups {
        if group != NO_GROUP {
            let group = usize::from(group);
            if let Some(position) = run.groups[group]
                .members
                .iter()
                .position(|member| member.patient == i)
            {
                leave_group(run, group, position);
            }
        }
    }
}

/// Plans when a lapsed member may come back.
pub fn plan_member_return(run: &mut Run<'_>, i: u32, group: usize) {
    let rate = run.p.attendance.returns_per_year;
    if rate <= 0.0 {
        return;
    }
    let number = run.patients[i as usize].counters.membership;
    let gap = exponential(
        run.draw(Stream::Membership, i, number << 12).uniform(0),
        YEAR_DAYS / rate,
    );
    run.plan_event(
        day_after(run.day, gap),
        Event {
            detail: group as u16,
            ..Event::new(Kind::MemberReturn, i)
        },
    );
}

/// A lapsed member comes back to the group if still in need, and the group is open.
pub fn member_returns(run: &mut Run<'_>, i: u32, group: u16) {
    let patient = &run.patients[i as usize];
    let group = usize::from(group);
    if !patient.gone && patient.in_need && !patient.is_member() && run.groups[group].open {
        run.tell(i, "returns", |_| "Comes back to the group.".to_owned());
        matching::ask_to_join(run, i, group, false, u16::MAX);
    }
}

/// A person at stage 3 or later who leaves one group may go on to another that suits them, with the help of fellows.
pub fn may_join_another(run: &mut Run<'_>, i: u32, u: f64) {
    let patient = &run.patients[i as usize];
    let share = run.p.attendance.joins_another;
    if patient.gone || patient.journey.current < 3 || u >= share {
        return;
    }
    if let Some(group) = fellows_suggestion(run, i, u / share) {
        run.tell(i, "another group", |run| {
            format!(
                "Goes on to {} with people met in the group.",
                run.groups[group].category.label()
            )
        });
        matching::ask_to_join(run, i, group, false, u16::MAX);
    }
}

/// The better of two open groups with a place that fellows suggest, chosen by one uniform.
pub fn fellows_suggestion(run: &Run<'_>, i: u32, u: f64) -> Option<usize> {
    let person = &run.people[i as usize];
    let mut best: Option<(f64, usize)> = None;
    let mut left = u;
    for _ in 0..2 {
        left *= run.groups.len() as f64;
        let group = (left as usize).min(run.groups.len().saturating_sub(1));
        left -= group as f64;
        let candidate = run.groups.get(group)?;
        let worth = fit(person.need, candidate.category)
            + liking(run.streams, person.key, candidate.category);
        if candidate.has_place(&run.p) && best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, group));
        }
    }
    best.map(|(_, group)| group)
}

//! Process 13: posts and their holders, leave, sickness, strain, leavers and replacement; strain feeds on load and
//! feeds sickness and leaving.

use super::event::{Event, Kind};
use super::run::Run;
use super::{contact, funding, referral};
use crate::engine::exponential::exp;
use crate::engine::sample::{exponential, log_normal};
use crate::measure::money::{CostLine, pence};
use crate::world::link_worker::LinkWorker;
use crate::world::patient::Status;
use crate::world::person::day_after;
use crate::world::stream::Stream;

/// How far ahead diaries are open; appointments are booked less far.
const DIARY_DAYS: u32 = 190;
/// Posts smaller than this are not filled.
const SMALLEST_FTE: f64 = 0.05;
/// Share of the alliance that a client brings to a new link worker.
const ALLIANCE_KEPT: f64 = 0.4;

/// Full-time equivalents of post `slot` (from 0) in an establishment: whole posts first, then what is left.
fn slot_fte(establishment: f64, slot: usize) -> f64 {
    let fte = (establishment - slot as f64).clamp(0.0, 1.0);
    if fte < SMALLEST_FTE { 0.0 } else { fte }
}

/// On the first day all posts are filled by established workers.
pub fn fill_posts_at_start(run: &mut Run<'_>) {
    establish(run, true);
}

/// Brings the posts in line with the establishment: opens, enlarges, reduces or closes them.
pub fn establish(run: &mut Run<'_>, at_start: bool) {
    let establishment = run.p.staffing.link_workers_fte;
    let slots = establishment.ceil() as usize;
    while run.workers.len() < slots {
        run.workers.push(LinkWorker::vacant());
    }
    for slot in 0..run.workers.len() {
        let fte = slot_fte(establishment, slot);
        let before = run.workers[slot].fte;
        run.workers[slot].fte = fte;
        if before == 0.0 && fte > 0.0 {
            if at_start {
                let streams = run.streams;
                run.workers[slot].take_up(slot as u32, true, &run.p, streams);
            } else {
                advertise(run, slot);
            }
        } else if before > 0.0 && fte == 0.0 {
            run.workers[slot].in_post = false;
            run.workers[slot].stamp += 1;
            reallocate(run, slot);
        }
        open_diary(run, slot, true);
    }
}

/// Opens a diary up to its usual length; `anew` sets the capacity of days already open as well.
fn open_diary(run: &mut Run<'_>, slot: usize, anew: bool) {
    let minutes = run.workers[slot].patient_minutes_a_day(&run.p.staffing);
    let days_per_week = run.workers[slot].days_per_week();
    let filled = run.workers[slot].fte > 0.0;
    let until = (run.day + DIARY_DAYS).min(run.plan.calendar.days() + DIARY_DAYS);
    let from = if anew {
        run.day
    } else {
        run.workers[slot].diary_until.max(run.day)
    };
    for day in from..until {
        let works = filled
            && u32::from(run.plan.calendar.weekday(day)) < days_per_week
            && run.plan.calendar.is_working_day(day)
            && !on_leave(run, slot, day);
        run.workers[slot]
            .diary
            .open(day, if works { minutes } else { 0 });
    }
    run.workers[slot].diary_until = until;
}

/// Annual leave is taken in whole weeks, known far ahead, the same in every scenario.
fn on_leave(run: &Run<'_>, slot: usize, day: u32) -> bool {
    let share = f64::from(run.p.staffing.annual_leave_days) / 260.0;
    run.streams
        .uniform(Stream::AnnualLeave, slot as u32, day / 7)
        < share
}

/// Every seventh day: diaries, the reckoning of the week, strain, sickness, leavers.
pub fn week(run: &mut Run<'_>) {
    run.plan_event(run.day + 7, Event::new(Kind::Week, 0));
    run.plan_event(
        run.day,
        Event {
            detail: 1,
            ..Event::new(Kind::Snapshot, 0)
        },
    );
    let week = run.day / 7;
    for slot in 0..run.workers.len() {
        for day in run.day.saturating_sub(7)..run.day {
            run.workers[slot].diary.close(day);
        }
        if run.workers[slot].fte <= 0.0 {
            continue;
        }
        open_diary(run, slot, false);
        if !run.workers[slot].in_post {
            continue;
        }
        strain(run, slot);
        if !leaves(run, slot, week) {
            falls_sick(run, slot, week);
        }
    }
}

/// Strain closes part of the gap to what the load of the week would lead to.
fn strain(run: &mut Run<'_>, slot: usize) {
    let p = &run.p;
    let worker = &mut run.workers[slot];
    let [patients, admin] = worker.minutes_week;
    let admin_share = if patients + admin == 0 {
        p.staffing.general_admin_share
    } else {
        let of_contacts = f64::from(admin) / f64::from(patients + admin);
        p.staffing.general_admin_share + (1.0 - p.staffing.general_admin_share) * of_contacts
    };
    let due = worker.due_strain(admin_share, &p.staffing, &p.strain);
    worker.strain += p.strain.adjustment * (due - worker.strain);
    worker.minutes_last_week = worker.minutes_week;
    worker.minutes_week = [0; 2];
    worker.inappropriate_week = 0;
}

/// A spell of sickness may begin: its length is drawn, no appointments are held meanwhile.
fn falls_sick(run: &mut Run<'_>, slot: usize, week: u32) {
    let p = &run.p;
    let worker = &run.workers[slot];
    if run.day < worker.sick_until || p.staffing.sickness_share <= 0.0 {
        return;
    }
    let ratio = exp(libm::log(p.strain.sickness_ratio) * (worker.strain - p.strain.base));
    let share = (p.staffing.sickness_share * ratio).min(0.9);
    let weekly = (5.0 * share / ((1.0 - share) * p.staffing.sickness_spell_days)).min(1.0);
    let draw = run.streams.block(Stream::Sickness, slot as u32, week);
    if draw.uniform(0) < weekly {
        let first = run.day + draw.below(1, 5);
        let days = exponential(draw.uniform(2), p.staffing.sickness_spell_days * 7.0 / 5.0)
            .ceil()
            .min(365.0);
        // The days of the week before the first one of sickness are worked.
        run.workers[slot].sick_from = first;
        run.workers[slot].sick_until = first + days as u32;
    }
}

/// A link worker may leave; the post is advertised and the clients are handed over.
fn leaves(run: &mut Run<'_>, slot: usize, week: u32) -> bool {
    let p = &run.p;
    let worker = &run.workers[slot];
    let ratio = exp(libm::log(p.strain.leaving_ratio) * (worker.strain - p.strain.base));
    let weekly = 1.0 - exp(-p.staffing.leavers_per_year * ratio / 52.0);
    if run.streams.uniform(Stream::Turnover, slot as u32, week) >= weekly {
        return false;
    }
    funding::settle(run);
    run.workers[slot].in_post = false;
    run.workers[slot].stamp += 1;
    run.workers[slot].holder += 1;
    advertise(run, slot);
    reallocate(run, slot);
    true
}

/// A vacancy is advertised: somebody takes up the post after the time of recruitment.
fn advertise(run: &mut Run<'_>, slot: usize) {
    run.spend(CostLine::Recruitment, pence(run.p.costs.recruitment));
    let holder = run.workers[slot].holder;
    let u = run
        .streams
        .block(Stream::Turnover, slot as u32 | 1 << 31, holder)
        .uniform(0);
    let weeks = if run.p.staffing.recruitment_weeks > 0.0 {
        log_normal(u, run.p.staffing.recruitment_weeks, 0.4)
    } else {
        0.0
    };
    let stamp = run.workers[slot].stamp;
    run.plan_event(
        day_after(run.day, 7.0 * weeks),
        Event {
            stamp,
            ..Event::new(Kind::Starter, slot as u32)
        },
    );
}

/// Somebody new takes up a post.
pub fn starter(run: &mut Run<'_>, slot: usize, stamp: u32) {
    let worker = &run.workers[slot];
    if worker.stamp == stamp && !worker.in_post && worker.fte > 0.0 {
        funding::settle(run);
        let streams = run.streams;
        run.workers[slot].take_up(slot as u32, false, &run.p, streams);
    }
}

/// Clients of a worker who left go to colleagues with a free caseload place, in the order of their last contact; the
/// rest go to the head of the waiting list. Alliance suffers.
fn reallocate(run: &mut Run<'_>, slot: usize) {
    let mut clients: Vec<u32> = run
        .patients
        .iter()
        .filter(|patient| matches!(patient.status, Status::Active | Status::Calling))
        .map(|patient| patient.episode)
        .filter(|&place| usize::from(run.episodes[place].worker) == slot)
        .collect();
    clients.sort_by_key(|&place| {
        (
            run.episodes[place].last_contact_day,
            run.episodes[place].patient,
        )
    });
    for place in clients {
        contact::cancel(run, place);
        run.workers[slot].caseload -= 1;
        let i = run.episodes[place].patient;
        let was = run.patients[i as usize].status;
        run.workers[slot].calling -= u32::from(was == Status::Calling);
        let episode = &mut run.episodes[place];
        episode.alliance *= ALLIANCE_KEPT;
        episode.dependency *= ALLIANCE_KEPT;
        episode.stamp += 1;
        let colleague = (0..run.workers.len())
            .filter(|&other| {
                let worker = &run.workers[other];
                other != slot && worker.in_post && worker.caseload < worker.cap(&run.p.staffing)
            })
            .min_by(|&a, &b| {
                let load = |s: usize| f64::from(run.workers[s].caseload) / run.workers[s].fte;
                load(a).total_cmp(&load(b)).then(a.cmp(&b))
            });
        match colleague {
            Some(other) if was == Status::Active => {
                run.episodes[place].worker = other as u16;
                run.workers[other].caseload += 1;
                run.tell(i, "handed over", |_| {
                    "The link worker leaves; a colleague takes over.".to_owned()
                });
                let from = run.day + 1;
                contact::book(run, place, from);
            }
            _ => back_to_list(run, place, was),
        }
    }
}

fn back_to_list(run: &mut Run<'_>, place: u32, was: Status) {
    let i = run.episodes[place].patient;
    run.episodes[place].worker = u16::MAX;
    run.episodes[place].reallocated = true;
    run.patients[i as usize].status = Status::Waiting;
    if was == Status::Active {
        let imd = usize::from(run.people[i as usize].imd);
        for group in [0, imd] {
            run.in_service[1][group] -= 1;
            run.in_service[0][group] += 1;
        }
    }
    run.list.push(place);
    referral::plan_patience(run, place);
    run.tell(i, "back to the list", |_| {
        "The link worker leaves; back to the head of the waiting list.".to_owned()
    });
}

/// Once a month: relationship building raises knowledge of groups, training raises skill.
pub fn develop(run: &mut Run<'_>) {
    let p = &run.p.staffing;
    let gain = (p.knowledge_gain * p.relationship_hours_per_week).min(1.0);
    let training = (p.skills_training_gain * p.skills_training_days / 12.0).min(1.0);
    for worker in &mut run.workers {
        if worker.in_post {
            worker.knowledge += gain * (1.0 - worker.knowledge);
            worker.skill += training * (0.95 - worker.skill).max(0.0);
        }
    }
}

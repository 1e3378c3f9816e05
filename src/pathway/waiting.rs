//! Process 5: the waiting list, triage, and reaching people.

use super::event::{Event, Kind};
use super::run::Run;
use super::{contact, leaving, matching};
use crate::engine::sample::{expit, logit};
use crate::measure::count::Count;
use crate::scenario::parameters::WaitingPolicy;
use crate::world::episode::{EndReason, Route};
use crate::world::link_worker::LinkWorker;
use crate::world::patient::Status;
use crate::world::stream::Stream;

/// Each working day the link workers look at the list: while one of them has room, the next person is called.
pub fn intake(run: &mut Run<'_>) {
    let tomorrow = run.plan.calendar.next_working_day(run.day + 1);
    run.plan_event(tomorrow, Event::new(Kind::Intake, 0));
    if !run.plan.calendar.is_working_day(run.day) {
        return;
    }
    let mut sorted = false;
    while !run.list.is_empty() {
        let Some(worker) = worker_with_room(run) else {
            return;
        };
        // Nothing that happens in the loop changes the order of those who stay on the list.
        if !sorted {
            sort_list(run);
            sorted = true;
        }
        let place = run.list.remove(0);
        let worker = known_worker(run, place).unwrap_or(worker);
        call(run, place, worker);
    }
}

/// The link worker who is least loaded for their hours among those who have room.
fn worker_with_room(run: &Run<'_>) -> Option<u16> {
    let mut best: Option<(f64, usize)> = None;
    for (slot, worker) in run.workers.iter().enumerate() {
        let load = f64::from(worker.caseload) / worker.fte;
        if best.is_none_or(|(least, _)| load < least) && has_room(run, worker) {
            best = Some((load, slot));
        }
    }
    best.map(|(_, slot)| slot as u16)
}

/// The link worker whom a person who comes again knows, if that one has room: the open door leads to a familiar face.
fn known_worker(run: &Run<'_>, place: u32) -> Option<u16> {
    let known = run.patients[run.episodes[place].patient as usize].last_worker;
    let worker = run.workers.get(usize::from(known))?;
    has_room(run, worker).then_some(known)
}

/// Whether a link worker is at work, has a caseload place and a slot for a first appointment within the booking
/// horizon.
fn has_room(run: &Run<'_>, worker: &LinkWorker) -> bool {
    let p = &run.p;
    if !worker.is_at_work(run.day) || worker.caseload >= worker.cap(&p.staffing) {
        return false;
    }
    let minutes = (p.contact.first_minutes + p.contact.admin_minutes_per_contact) as u32;
    let fits = minutes
        .min(worker.patient_minutes_a_day(&p.staffing))
        .max(1);
    let until = run.day + 1 + p.contact.booking_horizon_days;
    worker.diary.first_fit(run.day + 1, until, fits).is_some()
}

/// Puts the list into the order in which people are called today. People whose link worker left go first.
fn sort_list(run: &mut Run<'_>) {
    let mut list = std::mem::take(&mut run.list);
    let p = &run.p.waiting;
    let score = |place: u32| -> f64 {
        let episode = &run.episodes[place];
        let patient = episode.patient as usize;
        let imd_steps = 5.0 - f64::from(run.people[patient].imd);
        match p.priority {
            WaitingPolicy::FirstCome => 0.0,
            WaitingPolicy::Severity => run.patients[patient].burden,
            WaitingPolicy::Deprivation => imd_steps,
            WaitingPolicy::Hybrid => {
                f64::from(run.day - episode.referred_day) / 7.0
                    + p.hybrid_burden_weeks * run.patients[patient].burden
                    + p.hybrid_imd_weeks * imd_steps
            }
        }
    };
    // Most of the list is in order from the day before, which this sort makes use of.
    list.sort_by(|&a, &b| {
        let (first, second) = (&run.episodes[a], &run.episodes[b]);
        second
            .reallocated
            .cmp(&first.reallocated)
            .then_with(|| score(b).total_cmp(&score(a)))
            .then(first.referred_day.cmp(&second.referred_day))
            .then_with(|| {
                run.people[first.patient as usize]
                    .key
                    .cmp(&run.people[second.patient as usize].key)
            })
    });
    run.list = list;
}

/// A link worker takes a person from the list: triage if the policy says so, then the first try to reach them.
fn call(run: &mut Run<'_>, place: u32, worker: u16) {
    let episode = run.episodes[place];
    if run.p.referral.triage && !episode.triaged {
        run.episodes[place].triaged = true;
        let minutes = run.p.referral.triage_minutes.round() as u32;
        let day = run.day;
        run.workers[usize::from(worker)].diary.book(day, minutes);
        let found = run
            .draw(Stream::Referral, episode.patient, episode.number)
            .uniform(1);
        if episode.inappropriate && found < run.p.referral.triage_sensitivity {
            run.workers[usize::from(worker)].inappropriate_week += 1;
            run.count(Count::Inappropriate, episode.patient);
            leaving::end_episode(run, place, EndReason::InappropriateTriage);
            return;
        }
    }
    run.episodes[place].worker = worker;
    run.workers[usize::from(worker)].caseload += 1;
    if episode.contacts > 0 {
        // A client handed over by a worker who left: no need to be reached anew.
        run.patients[episode.patient as usize].status = Status::Active;
        move_to_active(run, place);
        run.episodes[place].reallocated = false;
        contact::book(run, place, run.day + 1);
        return;
    }
    run.patients[episode.patient as usize].status = Status::Calling;
    run.workers[usize::from(worker)].calling += 1;
    let stamp = run.episodes[place].stamp;
    try_to_reach(run, place, stamp);
}

/// Moves a person from "waiting" to "with a link worker" in the running totals.
pub fn move_to_active(run: &mut Run<'_>, place: u32) {
    let imd = usize::from(run.people[run.episodes[place].patient as usize].imd);
    for group in [0, imd] {
        run.in_service[0][group] -= 1;
        run.in_service[1][group] += 1;
    }
}

/// One try to reach a person by telephone.
pub fn try_to_reach(run: &mut Run<'_>, place: u32, stamp: u32) {
    let episode = run.episodes[place];
    let i = episode.patient;
    if episode.stamp != stamp || run.patients[i as usize].status != Status::Calling {
        return;
    }
    let day = run.day;
    if !run.plan.calendar.is_working_day(day)
        || !run.workers[usize::from(episode.worker)].is_at_work(day)
    {
        let later = run.plan.calendar.next_working_day(day + 1);
        run.plan_event(
            later,
            Event {
                stamp,
                ..Event::new(Kind::Try, place)
            },
        );
        return;
    }
    let p = run.p.waiting;
    run.workers[usize::from(episode.worker)]
        .diary
        .book(day, p.try_minutes.round() as u32);
    let occurrence = episode.number * 64 + u32::from(episode.tries.min(63));
    run.episodes[place].tries += 1;
    let steps = 3.0 - f64::from(run.people[i as usize].imd);
    let probability =
        expit(logit(p.reached_per_try.clamp(1e-9, 1.0 - 1e-9)) + p.reached_imd * steps);
    // People already in the service know their link worker's number.
    let reached = episode.route == Route::AtStart
        || p.reached_per_try >= 1.0
        || run.draw(Stream::ContactTry, i, occurrence).uniform(0) < probability;
    if reached {
        run.tell(i, "reached", |run| {
            format!(
                "A link worker gets through after {} on the list{}.",
                match run.day - episode.referred_day {
                    1 => "1 day".to_owned(),
                    days => format!("{days} days"),
                },
                if episode.tries > 0 {
                    format!(", at try {}", episode.tries + 1)
                } else {
                    String::new()
                }
            )
        });
        if episode.route == Route::SelfReferral
            && run.patients[i as usize].burden <= run.p.referral.direct_entry_burden
            && !episode.inappropriate
            && matching::propose(run, i, episode.worker, occurrence | 1 << 31)
        {
            leaving::end_episode(run, place, EndReason::DirectToGroup);
            return;
        }
        contact::book(run, place, day + 1);
    } else if u32::from(run.episodes[place].tries) >= p.contact_tries {
        leaving::end_episode(run, place, EndReason::NotReached);
    } else {
        let later = run
            .plan
            .calendar
            .next_working_day(day + p.days_between_tries);
        run.plan_event(
            later,
            Event {
                stamp,
                ..Event::new(Kind::Try, place)
            },
        );
    }
}

/// A person's patience ends; only those still on the list leave.
pub fn loses_patience(run: &mut Run<'_>, place: u32, stamp: u32) {
    let episode = run.episodes[place];
    if episode.stamp == stamp
        && run.patients[episode.patient as usize].status == Status::Waiting
        && episode.contacts == 0
    {
        leaving::end_episode(run, place, EndReason::LostPatience);
    }
}

/// Burden added by the days on the list, reckoned at the first contact.
pub fn burden_of_waiting(run: &mut Run<'_>, place: u32) {
    let episode = run.episodes[place];
    let years = f64::from(run.day - episode.referred_day) / crate::world::person::YEAR_DAYS;
    let patient = &mut run.patients[episode.patient as usize];
    patient.burden = (patient.burden + run.p.waiting.burden_per_year * years).min(1.0);
}

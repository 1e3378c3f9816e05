//! Process 1: people fall into need, recover by themselves, have setbacks, and leave the network. Nothing here depends
//! on any policy.

use super::event::{Event, Kind};
use super::run::Run;
use super::{leaving, observe, progression, referral};
use crate::engine::sample::{exponential, log_normal};
use crate::measure::count::Count;
use crate::world::episode::EndReason;
use crate::world::life::FirstWait;
use crate::world::patient::{Patient, Status};
use crate::world::person::{Exit, YEAR_DAYS, day_after};
use crate::world::stream::Stream;

/// Person number `i` falls into need (or is in need on the first day).
pub fn onset(run: &mut Run<'_>, i: u32) {
    let person = run.people[i as usize];
    run.patients.push(Patient::new(&person));
    if let Some(next) = run.people.get(i as usize + 1) {
        run.plan_event(next.onset_day, Event::new(Kind::Onset, i + 1));
    }
    run.count(Count::PeopleInNeed, i);
    for group in [0, usize::from(person.imd)] {
        run.in_need[group] += 1;
    }
    if person.recovery_day <= person.exit_day {
        run.plan_event(person.recovery_day, Event::new(Kind::Recovery, i));
    }
    run.plan_event(person.exit_day, Event::new(Kind::Exit, i));
    referral::plan_next_approach(run, i);
    super::matching::plan_next_join_alone(run, i);
    plan_next_setback(run, i);
    run.tell(i, "need", |_| {
        let when = if person.onset_day == 0 {
            "Is in need"
        } else {
            "Falls into need"
        };
        let barriers: Vec<String> = person
            .barriers
            .present()
            .iter()
            .map(|(b, s)| format!("{} ({s:.1})", b.label()))
            .collect();
        let barriers = if barriers.is_empty() {
            "none".to_owned()
        } else {
            barriers.join(", ")
        };
        format!("{when}: {}. Barriers: {barriers}.", person.need.label())
    });
    observe::start_in_service(run, i);
}

/// A need resolves by itself, before the person has left.
pub fn recovery(run: &mut Run<'_>, i: u32) {
    run.accrue(i);
    run.patients[i as usize].recover(&run.p);
    for group in [0, usize::from(run.people[i as usize].imd)] {
        run.in_need[group] -= 1;
    }
    run.tell(i, "recovery", |_| {
        "The need eases by itself, as it would have without any service.".to_owned()
    });
    if run.patients[i as usize].status == Status::Waiting {
        leaving::end_episode(
            run,
            run.patients[i as usize].episode,
            EndReason::RecoveredWaiting,
        );
    }
}

/// A person moves away or dies.
pub fn exit(run: &mut Run<'_>, i: u32) {
    run.accrue(i);
    let why = run.people[i as usize].exit;
    let patient = &mut run.patients[i as usize];
    patient.gone = true;
    if patient.in_need {
        patient.in_need = false;
        for group in [0, usize::from(run.people[i as usize].imd)] {
            run.in_need[group] -= 1;
        }
    }
    let patient = &run.patients[i as usize];
    let reason = match why {
        Exit::MovedAway => EndReason::MovedAway,
        Exit::Died => EndReason::Died,
    };
    if patient.status != Status::Outside {
        leaving::end_episode(run, patient.episode, reason);
    }
    leaving::leave_all_groups(run, i);
    run.book.patient_days += u64::from(run.day - run.people[i as usize].onset_day);
    run.tell(i, "exit", |_| {
        match why {
            Exit::MovedAway => "Moves away.",
            Exit::Died => "Dies.",
        }
        .to_owned()
    });
}

/// Plans the next setback, whose time no policy can move.
fn plan_next_setback(run: &mut Run<'_>, i: u32) {
    let rate = run.p.need.setbacks_per_year;
    if rate <= 0.0 {
        return;
    }
    let counters = &mut run.patients[i as usize].counters;
    let occurrence = counters.setback;
    counters.setback += 1;
    let wait = if occurrence == 0 {
        run.lives.first_wait(i, FirstWait::Setback)
    } else {
        exponential(run.draw(Stream::Setback, i, occurrence).uniform(0), 1.0)
    };
    let gap = wait * (YEAR_DAYS / rate);
    run.plan_in_need(
        day_after(run.day, gap),
        Event {
            stamp: occurrence,
            ..Event::new(Kind::Setback, i)
        },
    );
}

/// A health shock or a bereavement: burden rises, raised needs fall, moving on is blocked for a time.
pub fn setback(run: &mut Run<'_>, i: u32) {
    let patient = &run.patients[i as usize];
    if patient.gone || patient.recovered {
        return;
    }
    let draw = run.draw(Stream::Setback, i, patient.counters.setback - 1);
    run.accrue(i);
    let p = run.p.need;
    let patient = &mut run.patients[i as usize];
    patient.burden = (patient.burden + p.setback_burden).min(1.0);
    for need in 0..3 {
        patient.needs.lose_raised(need, p.setback_loss);
    }
    let blocked = log_normal(draw.uniform(1), p.setback_blocks_days.max(0.01), 0.5);
    patient.blocked_until = patient.blocked_until.max(day_after(run.day, blocked));
    let health = draw.uniform(2) < p.setback_health_share;
    run.count(Count::Setbacks, i);
    run.tell(i, "setback", |_| {
        let what = if health {
            "A health shock"
        } else {
            "A bereavement"
        };
        format!("{what}: the burden grows and moving on must wait.")
    });
    if draw.uniform(3) < p.setback_lowers_stage {
        progression::fall_back(run, i);
    }
    plan_next_setback(run, i);
}

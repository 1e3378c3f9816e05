//! Process 8: weekly sessions. Members come or stay away, are accompanied, grow, lapse.

use super::event::{Event, Kind};
use super::run::Run;
use super::{leaving, matching, observe, progression};
use crate::engine::random::Block;
use crate::engine::sample::expit;
use crate::measure::count::Count;
use crate::measure::money::{CostLine, pence};
use crate::scenario::parameters::BridgingBy;
use crate::world::barriers::Barrier;
use crate::world::group::{Category, Member};
use crate::world::needs::{AUTONOMY, COMPETENCE, RELATEDNESS};
use crate::world::patient::NO_GROUP;
use crate::world::stream::Stream;

/// What a session is like for everybody in it.
#[derive(Clone, Copy)]
struct Atmosphere {
    climate: f64,
    /// Share of those present at stages 4 and 5.
    further_on: f64,
}

/// A group holds its session; the next one is a week later. Closed groups and public holidays hold none.
pub fn hold(run: &mut Run<'_>, group: u32, stamp: u32) {
    let number = group as usize;
    if !run.groups[number].open || run.groups[number].stamp != stamp {
        return;
    }
    run.plan_event(
        run.day + 7,
        Event {
            stamp,
            ..Event::new(Kind::Session, group)
        },
    );
    if !run.plan.calendar.is_working_day(run.day) {
        return;
    }
    run.groups[number].sessions_held += 1;
    if run.groups[number].reduced && run.groups[number].sessions_held.is_multiple_of(2) {
        return;
    }
    let cost = pence(run.p.group_money.session_cost);
    super::funding::group_pays(run, number, cost);
    matching::invite(run, number);
    if run.groups[number].members.is_empty() {
        return;
    }
    let atmosphere = atmosphere(run, number);
    let mut position = 0;
    while position < run.groups[number].members.len() {
        // A member who leaves makes room at this position.
        if !member_session(run, number, position, atmosphere) {
            position += 1;
        }
    }
}

fn atmosphere(run: &Run<'_>, number: usize) -> Atmosphere {
    let group = &run.groups[number];
    let simulated = group
        .members
        .iter()
        .filter(|m| run.patients[m.patient as usize].journey.is_far_along())
        .count();
    let background = f64::from(group.background) * run.p.community.background_far_along;
    Atmosphere {
        climate: group.climate_now(&run.p),
        further_on: (simulated as f64 + background) / f64::from(group.taken().max(1)),
    }
}

/// One member's session. Returns whether the member left the group.
fn member_session(
    run: &mut Run<'_>,
    group: usize,
    position: usize,
    atmosphere: Atmosphere,
) -> bool {
    let member = run.groups[group].members[position];
    if run.day < member.starts_day {
        return false;
    }
    let i = member.patient;
    run.accrue(i);
    // Two groups on one day are told apart by the place that the group has with the person.
    let place = usize::from(run.patients[i as usize].groups[1] == group as u16);
    let draw = run.draw(Stream::Session, i, run.day * 2 + place as u32);
    let accompanied = accompanies(run, group, position, &member);
    if draw.uniform(0) < comes(run, group, &member, atmosphere, accompanied) {
        attends(run, group, position, atmosphere, draw);
        moves_on(run, group, position)
    } else {
        stays_away(run, group, position)
    }
}

/// Probability of coming to a session.
fn comes(
    run: &Run<'_>,
    group: usize,
    member: &Member,
    atmosphere: Atmosphere,
    accompanied: bool,
) -> f64 {
    let i = member.patient;
    let (a, patient) = (&run.p.attendance, &run.patients[i as usize]);
    let mut log_odds = a.constant
        + a.confidence * patient.confidence
        + a.relatedness * patient.needs.level[RELATEDNESS]
        + a.enjoyment * member.enjoyment
        + a.climate * atmosphere.climate
        + a.barrier * matching::barrier(run, i, group, member.referred);
    if member.attended == 0 {
        log_odds += a.first_session;
    }
    if accompanied {
        let b = &run.p.bridging;
        log_odds += libm::log(b.odds_ratio) + b.least_confident * (1.0 - 2.0 * patient.confidence);
    }
    expit(log_odds)
}

/// Weeks ahead within which a link worker finds a session to come along to.
const BRIDGE_WEEKS: u32 = 6;

/// A link worker who is to accompany a new member promises the first session for which the diary has room, and the
/// member starts with that one. Without room within the next weeks the member starts alone.
pub fn promise_bridge(run: &mut Run<'_>, group: usize, member: &mut Member) {
    member.starts_day = run.day;
    member.bridge_day = u32::MAX;
    if member.bridges_left == 0 || run.p.bridging.by != BridgingBy::LinkWorker {
        return;
    }
    let weekday = u32::from(run.groups[group].weekday);
    let today = u32::from(run.plan.calendar.weekday(run.day));
    let next = run.day + 1 + (weekday + 6 - today) % 7;
    let days = (0..BRIDGE_WEEKS).map(|week| next + 7 * week);
    if let Some(day) = book_bridge(run, member.worker, days) {
        member.bridge_day = day;
        member.starts_day = day;
    }
}

/// Books the first of some days on which a link worker has the time to come along.
fn book_bridge(run: &mut Run<'_>, worker: u16, mut days: impl Iterator<Item = u32>) -> Option<u32> {
    let minutes = run.p.bridging.minutes.round() as u32;
    let worker = run
        .workers
        .get_mut(usize::from(worker))
        .filter(|worker| worker.in_post)?;
    days.find(|&day| worker.diary.book(day, minutes))
}

/// Whether somebody accompanies the member today: a champion if one is free, else whom the policy says.
fn accompanies(run: &mut Run<'_>, group: usize, position: usize, member: &Member) -> bool {
    if member.bridges_left == 0 {
        return false;
    }
    let promised = member.bridge_day == run.day;
    let g = &mut run.groups[group];
    let found = match run.p.bridging.by {
        BridgingBy::LinkWorker if promised => {
            let worker = &mut run.workers[usize::from(member.worker)];
            let comes = worker.is_at_work(run.day);
            worker.minutes_week[0] += u32::from(comes) * run.p.bridging.minutes.round() as u32;
            comes
        }
        _ if g.champion_bridges < run.p.champions.bridges_per_month * g.champions => {
            g.champion_bridges += 1;
            true
        }
        BridgingBy::Volunteer => {
            run.spend(
                CostLine::VolunteerBridging,
                pence(run.p.costs.volunteer_bridging),
            );
            let hours = run.p.bridging.minutes / 60.0;
            run.spend(
                CostLine::VolunteerTime,
                pence(hours * run.p.costs.volunteer_hour),
            );
            true
        }
        BridgingBy::LinkWorker => false,
    };
    if found {
        let left = member.bridges_left - 1;
        run.groups[group].members[position].bridges_left = left;
        run.count(Count::Accompanied, member.patient);
        run.tell(member.patient, "accompanied", |_| {
            "Is accompanied to the session.".to_owned()
        });
    }
    let left = run.groups[group].members[position].bridges_left;
    if promised && left > 0 {
        let next = std::iter::once(run.day + 7);
        let day = book_bridge(run, member.worker, next).unwrap_or(u32::MAX);
        run.groups[group].members[position].bridge_day = day;
    }
    found
}

/// A member comes: needs rise, confidence grows, stages move.
fn attends(run: &mut Run<'_>, group: usize, position: usize, atmosphere: Atmosphere, draw: Block) {
    let (first, referred, i, worker) = {
        let member = &mut run.groups[group].members[position];
        member.attended += 1;
        member.missed = 0;
        (
            member.attended == 1,
            member.referred,
            member.patient,
            member.worker,
        )
    };
    let category = run.groups[group].category;
    run.count(Count::Sessions, i);
    if first {
        run.count(Count::FirstSessions, i);
        run.note_first_session(i, true);
        if referred {
            run.book.sent[category.index()].came += 1;
            let patient = &mut run.patients[i as usize];
            if patient.onward_episode != patient.episodes {
                patient.onward_episode = patient.episodes;
                run.count(Count::Onward, i);
            }
            let payment = pence(run.p.group_money.payment_per_referral);
            if payment > 0 {
                run.spend(CostLine::PaymentsPerReferral, payment);
                super::funding::group_receives(run, group, payment);
            }
            observe::first_served(run, i);
        }
        run.tell(i, "first session", |run| {
            format!(
                "Comes to a first session: {} (group {}).",
                run.groups[group].category.label(),
                group + 1
            )
        });
    }
    pay_for_session(run, i, referred);
    if run.p.community.price > 0.0 {
        super::funding::group_receives(run, group, pence(run.p.community.price));
    }
    observe::attended(run, i, category);

    let s = run.p.stages;
    let rates = run.model.rates;
    let patient = &mut run.patients[i as usize];
    patient.sessions = patient.sessions.saturating_add(1);
    if category == Category::Advice {
        patient.burden -= s.advice_burden_relief * patient.burden;
        patient
            .needs
            .lift(AUTONOMY, s.session_autonomy * atmosphere.climate, &rates);
        patient.needs.lift(
            COMPETENCE,
            s.session_competence * atmosphere.climate,
            &rates,
        );
        if worker != u16::MAX && patient.journey.current == 0 {
            progression::reach(run, i, 1);
        }
        return;
    }
    patient.needs.lift(
        RELATEDNESS,
        s.session_relatedness * atmosphere.climate,
        &rates,
    );
    patient.needs.lift(
        COMPETENCE,
        s.session_competence * atmosphere.climate,
        &rates,
    );
    patient
        .needs
        .lift(AUTONOMY, s.session_autonomy * atmosphere.climate, &rates);
    patient.confidence += s.session_confidence * (1.0 - patient.confidence);
    if run.day < patient.champion_until {
        // Purpose found in giving back, a quarter of the monthly gain each week.
        let purpose = run.p.champions.purpose / 4.0;
        patient.needs.lift(AUTONOMY, purpose, &rates);
        patient.needs.lift(COMPETENCE, purpose, &rates);
    }
    progression::after_session(
        run,
        i,
        atmosphere.climate,
        atmosphere.further_on,
        [draw.uniform(1), draw.uniform(2)],
    );
}

/// Who pays for a session: fare and fee by voucher where there is one, else the member, who also gives the time.
fn pay_for_session(run: &mut Run<'_>, i: u32, referred: bool) {
    let barriers = run.people[i as usize].barriers;
    let (community, costs) = (run.p.community, run.p.costs);
    let has =
        |policy: bool, barrier: Barrier| referred && policy && barriers.strength(barrier) > 0.0;
    let mut own = 0;
    if has(community.transport_vouchers, Barrier::Transport) {
        run.spend(CostLine::TransportVouchers, pence(costs.transport_voucher));
    } else {
        own += pence(costs.patient_fare);
    }
    if has(community.cost_vouchers, Barrier::Cost) {
        run.spend(CostLine::CostVouchers, pence(community.price));
    } else {
        own += pence(community.price);
    }
    run.spend(CostLine::PatientSpending, own);
    let minutes = costs.session_minutes + costs.patient_travel_minutes;
    run.spend(
        CostLine::PatientTime,
        pence(minutes / 60.0 * costs.patient_hour),
    );
}

/// After a session attended: a case of advice is done, a course is completed, a person at stage 5 moves on.
fn moves_on(run: &mut Run<'_>, group: usize, position: usize) -> bool {
    let member = run.groups[group].members[position];
    let i = member.patient;
    let a = run.p.attendance;
    let category = run.groups[group].category;
    // Most sessions ask for none of it.
    let draw = |run: &Run<'_>| {
        run.draw(
            Stream::Membership,
            i,
            member.number << 12 | u32::from(member.attended.min(4095)),
        )
    };
    if category == Category::Advice {
        if draw(run).uniform(0) < 1.0 / a.advice_sessions {
            run.tell(i, "advice done", |_| {
                "The advice service has done what it can.".to_owned()
            });
            leaving::leave_group(run, group, position);
            return true;
        }
        return false;
    }
    let weeks = f64::from(run.day - member.joined_day) / 7.0;
    if category.runs_courses() && !member.regular && weeks >= a.course_weeks {
        run.count(Count::CoursesCompleted, i);
        if member.referred {
            run.book.sent[category.index()].completed += 1;
        }
        if draw(run).uniform(1) < a.stays_on {
            run.groups[group].members[position].regular = true;
        } else {
            run.tell(i, "course completed", |_| {
                "The course is completed.".to_owned()
            });
            leaving::leave_group(run, group, position);
            leaving::may_join_another(run, i, draw(run).uniform(2));
            return true;
        }
    }
    if run.patients[i as usize].journey.current == 5 && draw(run).uniform(3) < a.moving_on {
        run.tell(i, "moves on", |_| {
            "Moves on to things of their own and leaves the group.".to_owned()
        });
        leaving::leave_group(run, group, position);
        return true;
    }
    false
}

/// A member stays away; after too many sessions in a row membership lapses.
fn stays_away(run: &mut Run<'_>, group: usize, position: usize) -> bool {
    let member = &mut run.groups[group].members[position];
    member.missed += 1;
    let (i, never_came, regular) = (member.patient, member.attended == 0, member.regular);
    let referred = member.referred;
    if u32::from(member.missed) < run.p.attendance.missed_to_lapse {
        return false;
    }
    run.count(Count::Lapsed, i);
    if never_came {
        run.count(Count::NeverCame, i);
        run.note_first_session(i, false);
    }
    if referred {
        let sent = &mut run.book.sent[run.groups[group].category.index()];
        sent.never_came += u64::from(never_came);
        sent.left_early += u64::from(!regular);
    }
    run.tell(i, "lapsed", |_| {
        if never_came {
            "Has not come; the place in the group is given up."
        } else {
            "Stops coming to the group."
        }
        .to_owned()
    });
    leaving::leave_group(run, group, position);
    leaving::plan_member_return(run, i, group);
    debug_assert!(
        !run.patients[i as usize].groups.contains(&(group as u16)) || group as u16 == NO_GROUP
    );
    true
}

//! Process 6: appointments with a link worker, from booking to what they change.

use rand_distr::{Distribution, Gamma};

use super::event::{Event, Kind};
use super::run::Run;
use super::{feedback, leaving, matching, observe, panel, progression, waiting};
use crate::engine::sample::{expit, logit};
use crate::measure::book::Wait;
use crate::measure::count::Count;
use crate::measure::money::{CostLine, pence};
use crate::scenario::parameters::ContactMode;
use crate::world::barriers::Barrier;
use crate::world::episode::{EndReason, Route};
use crate::world::gp::News;
use crate::world::needs::{AUTONOMY, COMPETENCE};
use crate::world::patient::Status;
use crate::world::stream::Stream;

/// How far ahead any appointment is booked, in days.
const BOOKING_DAYS: u32 = 150;
/// Days after which a booking that found no room is tried again.
const REBOOK_DAYS: u32 = 7;
/// Weight of a new first contact in the moving average of the wait that GPs see.
const WAIT_MEMORY: f64 = 0.05;
/// Strength of a barrier from which on a home visit is offered.
const HOME_VISIT_BARRIER: f64 = 0.7;

/// How one contact is held.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Telephone,
    Surgery,
    HomeVisit,
}

fn mode(run: &Run<'_>, i: u32, first: bool) -> Mode {
    let barriers = &run.people[i as usize].barriers;
    match run.p.contact.mode {
        ContactMode::Telephone => Mode::Telephone,
        ContactMode::FaceToFace => Mode::Surgery,
        ContactMode::HomeVisit => Mode::HomeVisit,
        ContactMode::ByNeed => {
            let housebound = barriers
                .strength(Barrier::SocialAnxiety)
                .max(barriers.strength(Barrier::PhysicalHealth));
            if housebound >= HOME_VISIT_BARRIER {
                Mode::HomeVisit
            } else if first
                || barriers.strength(Barrier::Digital) > 0.0
                || barriers.strength(Barrier::Language) > 0.0
            {
                Mode::Surgery
            } else {
                Mode::Telephone
            }
        }
    }
}

/// Books the next appointment from a day on: the first day of the link worker's diary with room for its minutes, which
/// are those of the contact, its admin and any travel. Without room the booking is tried again a week later.
pub fn book(run: &mut Run<'_>, place: u32, from_day: u32) {
    let episode = run.episodes[place];
    let i = episode.patient;
    let first = episode.contacts == 0;
    let p = run.p.contact;
    let mode = mode(run, i, first);
    let length = match (first, mode) {
        (true, _) => p.first_minutes,
        (false, Mode::Telephone) => p.telephone_minutes,
        (false, _) => p.follow_up_minutes,
    };
    let key = run.people[i as usize].key;
    let occurrence = episode.number << 10 | u32::from(episode.appointments.min(1023));
    let minutes = if p.length_cv > 0.0 {
        // Rounded to whole minutes, so that the last bit of the platform's arithmetic never shows.
        let shape = 1.0 / (p.length_cv * p.length_cv);
        let mut generator = run
            .streams
            .generator(Stream::ContactLength, key, occurrence);
        Gamma::new(shape, length / shape).map_or(length, |gamma| gamma.sample(&mut generator))
    } else {
        length
    };
    let travel = if mode == Mode::HomeVisit {
        p.travel_minutes
    } else {
        0.0
    };
    let worker = usize::from(episode.worker);
    let relief = admin_relief(run);
    let per_client = if first {
        p.admin_minutes_per_client
    } else {
        0.0
    };
    let admin = ((p.admin_minutes_per_contact + per_client) * relief).round() as u32;
    let day_long = run.workers[worker]
        .patient_minutes_a_day(&run.p.staffing)
        .max(1);
    let total = (minutes.round().max(1.0) as u32 + travel.round() as u32 + admin).min(day_long);
    let from = from_day.max(run.day + 1);
    match run.workers[worker]
        .diary
        .first_fit(from, run.day + BOOKING_DAYS, total)
    {
        Some(day) => {
            run.workers[worker].diary.book(day, total);
            let episode = &mut run.episodes[place];
            episode.appointments += 1;
            episode.next_day = day;
            episode.next_minutes = total;
            episode.next_admin_minutes = admin.min(total);
            episode.stamp += 1;
            let stamp = episode.stamp;
            run.plan_event(
                day,
                Event {
                    stamp,
                    ..Event::new(Kind::Appointment, place)
                },
            );
        }
        None => {
            run.episodes[place].next_day = u32::MAX;
            let stamp = run.episodes[place].stamp;
            run.plan_event(
                run.day + REBOOK_DAYS,
                Event {
                    stamp,
                    ..Event::new(Kind::Rebook, place)
                },
            );
        }
    }
}

/// What assistants leave of a link worker's admin: with one assistant per link worker the full relief.
pub fn admin_relief(run: &Run<'_>) -> f64 {
    let staffing = &run.p.staffing;
    if staffing.link_workers_fte <= 0.0 {
        return 1.0;
    }
    let ratio = (staffing.admin_support_fte / staffing.link_workers_fte).min(1.0);
    1.0 - staffing.admin_support_relief * ratio
}

/// Tries again to book.
pub fn rebook(run: &mut Run<'_>, place: u32, stamp: u32) {
    if run.episodes[place].stamp == stamp {
        let from = run.day + 1;
        book(run, place, from);
    }
}

/// Gives back the minutes of a booked appointment that will not be held.
pub fn cancel(run: &mut Run<'_>, place: u32) {
    let episode = run.episodes[place];
    if episode.next_day != u32::MAX && episode.next_day >= run.day && episode.worker != u16::MAX {
        run.workers[usize::from(episode.worker)]
            .diary
            .release(episode.next_day, episode.next_minutes);
    }
    run.episodes[place].next_day = u32::MAX;
}

/// The day of an appointment has come.
pub fn appointment(run: &mut Run<'_>, place: u32, stamp: u32) {
    let episode = run.episodes[place];
    if episode.stamp != stamp {
        return;
    }
    let i = episode.patient;
    let worker = usize::from(episode.worker);
    if !run.workers[worker].is_at_work(run.day) {
        run.count(Count::MovedAppointments, i);
        run.tell(i, "moved", |_| {
            "The link worker is away sick; the appointment is moved.".to_owned()
        });
        let from = run.workers[worker].sick_until;
        cancel(run, place);
        book(run, place, from);
        return;
    }
    run.workers[worker].minutes_week[0] += episode.next_minutes - episode.next_admin_minutes;
    run.workers[worker].minutes_week[1] += episode.next_admin_minutes;
    run.episodes[place].next_day = u32::MAX;
    // The occurrence of the appointment just held: `appointments` counts those made.
    let occurrence = episode.number << 10 | u32::from(episode.appointments.min(1023));
    let draw = run.draw(Stream::Contact, i, occurrence);
    if draw.uniform(0) < run.p.contact.no_show {
        missed(run, place);
    } else if episode.inappropriate {
        found_inappropriate(run, place);
    } else {
        attended(run, place, draw, occurrence);
    }
}

fn missed(run: &mut Run<'_>, place: u32) {
    let i = run.episodes[place].patient;
    run.count(Count::MissedAppointments, i);
    run.tell(i, "missed", |_| {
        "Does not come to the appointment.".to_owned()
    });
    run.episodes[place].missed += 1;
    if u32::from(run.episodes[place].missed) >= run.p.contact.no_shows_allowed {
        leaving::end_episode(run, place, EndReason::DidNotAttend);
    } else {
        let from = run.day + 3;
        book(run, place, from);
    }
}

fn found_inappropriate(run: &mut Run<'_>, place: u32) {
    let episode = run.episodes[place];
    first_contact(run, place);
    run.workers[usize::from(episode.worker)].inappropriate_week += 1;
    run.count(Count::Inappropriate, episode.patient);
    leaving::end_episode(run, place, EndReason::InappropriateSeen);
}

/// What every first contact has in common: the wait is over.
fn first_contact(run: &mut Run<'_>, place: u32) {
    let episode = run.episodes[place];
    let i = episode.patient;
    let imd = run.people[i as usize].imd;
    run.episodes[place].first_contact_day = run.day;
    if run.patients[i as usize].status == Status::Calling {
        run.patients[i as usize].status = Status::Active;
        run.workers[usize::from(episode.worker)].calling -= 1;
        waiting::move_to_active(run, place);
    }
    if episode.route == Route::AtStart {
        return;
    }
    let days = run.day - episode.referred_day;
    run.count(Count::Contacted, i);
    run.book.waits.push(Wait {
        days: u16::try_from(days).unwrap_or(u16::MAX),
        imd,
    });
    for group in [0, usize::from(imd)] {
        run.month_waits[0][group] += 1;
        run.month_waits[1][group] += u64::from(days);
    }
    let weeks = f64::from(days) / 7.0;
    run.wait_seen_weeks += WAIT_MEMORY * (weeks - run.wait_seen_weeks);
}

fn attended(run: &mut Run<'_>, place: u32, draw: crate::engine::random::Block, occurrence: u32) {
    let i = run.episodes[place].patient;
    if run.episodes[place].contacts == 0 {
        first_contact(run, place);
        run.accrue(i);
        observe::first_served(run, i);
        waiting::burden_of_waiting(run, place);
    }
    run.accrue(i);
    spend_time_of_patient(run, place);
    let p = run.p.contact;
    let episode = &mut run.episodes[place];
    let gap = run.day - episode.last_contact_day;
    let before = episode.contacts;
    episode.contacts += 1;
    episode.missed = 0;
    episode.last_contact_day = run.day;
    // Very frequent or very long contact breeds reliance.
    let too_soon = before > 0 && f64::from(gap) < p.dependency_gap_days;
    let too_many = f64::from(episode.contacts) > p.dependency_contacts;
    for grows in [too_soon, too_many] {
        if grows {
            episode.dependency += p.dependency_gain * (1.0 - episode.dependency);
        }
    }
    episode.alliance += p.alliance_gain * (1.0 - episode.alliance);
    let episode = *episode;

    let quality = run.workers[usize::from(episode.worker)].quality(episode.alliance, &run.p.strain);
    let rates = run.model.rates;
    let patient = &mut run.patients[i as usize];
    patient.contacts += 1;
    patient.last_worker = episode.worker;
    patient.needs.lift(
        AUTONOMY,
        p.inner_need_gain * quality * (1.0 - episode.dependency),
        &rates,
    );
    patient
        .needs
        .lift(COMPETENCE, p.inner_need_gain * quality, &rates);
    patient.burden -= p.burden_relief * quality * patient.burden;
    run.count(Count::Contacts, i);
    panel::met(run, i);
    if episode.contacts == 3 {
        run.count(Count::ThreeContacts, i);
    }
    run.tell(i, "contact", |_| {
        format!(
            "Contact {} with the link worker (alliance {:.2}, quality of the contact {quality:.2}).",
            episode.contacts, episode.alliance
        )
    });
    progression::reach(run, i, 1);

    if u32::from(episode.contacts) >= run.p.matching.first_contact
        && !run.patients[i as usize].is_member()
        && draw.uniform(1) < run.p.matching.proposal
    {
        matching::propose(run, i, episode.worker, occurrence);
    }
    after_contact(run, place, draw);
}

/// What the appointment takes of the patient's own time, and the fare if it is at the surgery.
fn spend_time_of_patient(run: &mut Run<'_>, place: u32) {
    let episode = run.episodes[place];
    let costs = run.p.costs;
    let mut minutes = f64::from(episode.next_minutes - episode.next_admin_minutes);
    match mode(run, episode.patient, episode.contacts == 0) {
        Mode::Telephone => {}
        Mode::HomeVisit => minutes = (minutes - run.p.contact.travel_minutes).max(0.0),
        Mode::Surgery => {
            minutes += costs.patient_travel_minutes;
            run.spend(CostLine::PatientSpending, pence(costs.patient_fare));
        }
    }
    run.spend(
        CostLine::PatientTime,
        pence(minutes / 60.0 * costs.patient_hour),
    );
}

/// Goals met, dropped out, at the limit of the policy, or another appointment.
fn after_contact(run: &mut Run<'_>, place: u32, draw: crate::engine::random::Block) {
    let episode = run.episodes[place];
    let i = episode.patient;
    let p = run.p.contact;
    let patient = &run.patients[i as usize];
    let linked = f64::from(u8::from(patient.sessions > 0));
    let heavier = patient.burden - run.p.need.burden_median;
    let goals = expit(
        p.goals_constant
            + p.goals_per_contact * f64::from(episode.contacts)
            + p.goals_linked * linked
            + p.goals_burden * heavier
            + p.goals_dependency * episode.dependency,
    );
    let drops = expit(
        logit(p.drop_out.clamp(1e-9, 1.0 - 1e-9)) + p.drop_out_alliance * (episode.alliance - 0.5),
    );
    if draw.uniform(2) < goals {
        run.book.contacts_of_completed.push(episode.contacts);
        leaving::end_episode(run, place, EndReason::GoalsMet);
    } else if draw.uniform(3) < drops && p.drop_out > 0.0 {
        leaving::end_episode(run, place, EndReason::DroppedOut);
    } else if u32::from(episode.contacts) >= p.maximum_contacts
        || f64::from(run.day - episode.first_contact_day.min(run.day)) >= 7.0 * p.maximum_weeks
    {
        leaving::end_episode(run, place, EndReason::PolicyLength);
    } else {
        // The rhythm of the policy, shorter for the heavily burdened and longer for the light.
        let pace = if run.patients[i as usize].burden > 0.6 {
            0.75
        } else if run.patients[i as usize].burden < 0.3 {
            1.25
        } else {
            1.0
        };
        let from = run.day + (p.rhythm_days * pace).round().max(1.0) as u32;
        book(run, place, from);
    }
}

/// What a GP would hear of an episode that ended for a reason.
pub fn news(run: &mut Run<'_>, gp: u32, reason: EndReason) {
    let news = match reason {
        EndReason::GoalsMet | EndReason::DirectToGroup | EndReason::PolicyLength => News::Good,
        EndReason::InappropriateTriage | EndReason::InappropriateSeen => News::OutOfRemit,
        EndReason::DroppedOut
        | EndReason::DidNotAttend
        | EndReason::NotReached
        | EndReason::LostPatience
        | EndReason::TurnedAway => News::Bad,
        EndReason::RecoveredWaiting | EndReason::MovedAway | EndReason::Died => return,
    };
    feedback::send(run, gp, news);
}

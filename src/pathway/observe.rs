//! Looks at wellbeing, snapshots, portraits, and the state of the service on the first day.
//!
//! Except for [`start_in_service`], which belongs to the first day, nothing here changes what happens.

use super::event::{Event, Kind};
use super::run::{Run, Trace};
use super::{contact, leaving, matching, panel, progression, referral, service_use, waiting};
use crate::measure::book::LongTerm;
use crate::measure::count::Count;
use crate::measure::journey::{LONG_TERM_DAYS, Portrait, engaged_days};
use crate::measure::series::{BY_IMD, MonthSnapshot, WorkerWeek};
use crate::measure::wellbeing::{Look, ONSET_MONTHS, SERVED_MONTHS, month_days};
use crate::world::demography::SUBGROUPS;
use crate::world::episode::Route;
use crate::world::group::Category;
use crate::world::link_worker::USUAL_ADMIN_SHARE;
use crate::world::needs::RELATEDNESS;
use crate::world::patient::Status;
use crate::world::person::{NO_DAY, Person, YEAR_DAYS};
use crate::world::stream::Stream;

/// Days before the last one in which a group counts as turning people away, as it would say in a survey.
const SURVEYED_DAYS: u32 = 30;

/// When and in what a person has taken part.
#[derive(Clone, Copy, Debug, Default)]
pub struct Attended {
    /// First and last day of a session attended.
    pub between: Option<(u32, u32)>,
    /// Categories attended.
    pub categories: [bool; Category::COUNT],
}

/// Somebody comes to a session: noted for observers only.
pub fn attended(run: &mut Run<'_>, i: u32, category: Category) {
    panel::attended(run, i);
    let attended = &mut run.attended[i as usize];
    let first = attended.between.map_or(run.day, |(first, _)| first);
    attended.between = Some((first, run.day));
    attended.categories[category.index()] = true;
}

/// The service reaches a person for the first time: looks are planned from here on, the first of them now, before
/// anything has changed.
pub fn first_served(run: &mut Run<'_>, i: u32) {
    if run.patients[i as usize].served_day != NO_DAY {
        return;
    }
    run.patients[i as usize].served_day = run.day;
    panel::first_served(run, i);
    if !run.plans_looks {
        return;
    }
    take_look(run, i, 0);
    for (mark, &months) in SERVED_MONTHS.iter().enumerate().skip(1) {
        let event = Event {
            detail: mark as u16,
            stamp: u32::MAX,
            ..Event::new(Kind::Look, i)
        };
        run.plan_event(run.day + month_days(months), event);
    }
}

fn take_look(run: &mut Run<'_>, i: u32, mark: u8) {
    let look = today(run, i, mark);
    run.book.looks.push(look);
}

/// A person today, in the passing distress expected of the day.
fn today(run: &Run<'_>, i: u32, mark: u8) -> Look {
    let person = &run.people[i as usize];
    let patient = &run.patients[i as usize];
    let distress = run.lives.distress_on(i, person, run.day, &run.model);
    let levels = patient.levels_on(run.day, &run.model);
    Look {
        person: i,
        day: run.day,
        mark,
        points: patient.swemwbs_at(person, levels, distress, &run.model),
        loneliness: run
            .loneliness
            .score(person, patient, levels[RELATEDNESS], distress),
        use_rates: patient.use_rates_at(person, levels, distress, &run.model),
        meetings: patient.contacts.saturating_add(patient.sessions),
        highest: patient.journey.highest,
        is_member: patient.is_member(),
    }
}

/// A planned look comes up. In the twin it fills the place that the other world's look has.
pub fn look(run: &mut Run<'_>, i: u32, event: Event) {
    if run.plans_looks {
        if !run.patients[i as usize].gone {
            take_look(run, i, event.detail as u8);
        }
    } else {
        let number = event.stamp as usize;
        run.book.looks[number] = today(run, i, run.book.looks[number].mark);
    }
}

/// The looks of today at people in need, some months after onset. People come in order of onset, so for each number
/// of months those due today follow those of yesterday.
pub fn onset_looks(run: &mut Run<'_>) {
    run.plan_event(run.day + 1, Event::new(Kind::OnsetLook, 0));
    panel::end_of_day(run);
    for (mark, &months) in ONSET_MONTHS.iter().enumerate() {
        let after = month_days(months);
        while let Some(person) = run.people.get(run.onset_looked[mark] as usize)
            && person.onset_day + after <= run.day
        {
            onset_look(run, run.onset_looked[mark], mark);
            run.onset_looked[mark] += 1;
        }
    }
}

fn onset_look(run: &mut Run<'_>, i: u32, mark: usize) {
    let patient = &run.patients[i as usize];
    if patient.gone {
        return;
    }
    // Of everybody in need passing distress is zero on average: leaving it out takes away noise and nothing else.
    let person = &run.people[i as usize];
    let points = patient.swemwbs_on(person, run.day, 0.0, &run.model);
    let stages = &mut run.book.onset_stages[mark];
    for stage in stages.iter_mut().take(usize::from(patient.journey.highest)) {
        stage[0] += 1;
        stage[usize::from(person.imd)] += 1;
    }
    let (people, sum) = &mut run.book.onset_marks[mark];
    for subgroup in person.subgroups() {
        people[subgroup] += 1;
        sum[subgroup] += points;
    }
}

/// The caseload of each post this week.
pub fn posts(run: &mut Run<'_>) {
    let safe = run.p.staffing.safe_caseload;
    for (slot, worker) in run.workers.iter().enumerate() {
        if worker.fte > 0.0 {
            run.book.worker_weeks.push(WorkerWeek {
                day: run.day,
                slot: slot as u16,
                in_post: worker.in_post,
                caseload: worker.clients(),
                places_taken: worker.caseload,
                safe_caseload: (safe * worker.fte) as f32,
                strain: worker.strain as f32,
                minutes: worker.minutes_last_week,
            });
        }
    }
}

/// The state of the network today.
pub fn snapshot(run: &mut Run<'_>) {
    let by_imd =
        |count: Count| std::array::from_fn::<u64, BY_IMD, _>(|g| run.book.counts.get(count, g));
    let open = || run.groups.iter().filter(|group| group.open);
    let milli = |fte: f64| (fte * 1_000.0).round() as u64;
    let in_post = || run.workers.iter().filter(|worker| worker.in_post);
    let snapshot = MonthSnapshot {
        day: run.day,
        in_need: run.in_need,
        waiting: run.in_service[0],
        active: run.in_service[1],
        first_contacts: run.month_waits[0].map(|n| n as u32),
        wait_days: run.month_waits[1],
        referred: by_imd(Count::Referred),
        stages: std::array::from_fn(|stage| by_imd(Count::stage(stage as u8 + 1))),
        groups_open: open().count() as u32,
        places: open().map(|group| group.places_in_all(&run.p)).sum(),
        taken_background: open().map(|group| group.background).sum(),
        taken_members: open().map(|group| group.members.len() as u32).sum(),
        groups_full: open().filter(|group| !group.has_place(&run.p)).count() as u32,
        queued: open().map(|group| group.queue.len() as u32).sum(),
        in_post_milli_fte: in_post().map(|worker| milli(worker.fte)).sum(),
        establishment_milli_fte: run.workers.iter().map(|worker| milli(worker.fte)).sum(),
        strain_milli_fte: in_post()
            .map(|worker| worker.strain * worker.fte * 1_000.0)
            .sum(),
        spent_pence: run.book.money.pence,
    };
    run.book.months.push(snapshot);
    run.month_waits = [[0; 6]; 2];
}

/// On the first day some people in need are already in the service: a caseload with each link worker, and a list. Who
/// they are does not depend on how many: everybody has a rank.
pub fn start_in_service(run: &mut Run<'_>, i: u32) {
    let start = run.p.start;
    let in_need_at_start = |person: &Person| !person.fell_into_need_later();
    let last = in_need_at_start(&run.people[i as usize])
        && !run.people.get(i as usize + 1).is_some_and(in_need_at_start);
    if !last || !run.p.referral.open {
        return;
    }
    // The last person in need on the first day has come: rank them all.
    let mut ranked: Vec<(u64, u32)> = (0..=i)
        .map(|j| (run.draw(Stream::StartingState, j, 0).0[0], j))
        .collect();
    ranked.sort_unstable();
    let mut ranked = ranked.into_iter().map(|(_, j)| j);
    for slot in 0..run.workers.len() {
        // Somebody may have left on the very first day: a vacant post has no clients.
        if !run.workers[slot].in_post {
            continue;
        }
        let share = start.caseload_per_fte * run.workers[slot].fte;
        let clients = (share.round() as u32).min(run.workers[slot].cap(&run.p.staffing));
        for j in ranked.by_ref().take(clients as usize) {
            start_as_client(run, j, slot);
        }
    }
    for j in ranked.by_ref().take(start.waiting_list as usize) {
        let draw = run.draw(Stream::StartingState, j, 1);
        let inappropriate =
            referral::is_inappropriate(run, j, Some(run.p.gp.capability_start), draw.uniform(0));
        referral::refer(run, j, Route::AtStart, u32::MAX, inappropriate);
    }
    let registered = f64::from(run.p.population.registered_patients);
    let members = (start.members_per_10000 * registered / 10_000.0).round() as usize;
    for j in ranked.take(members) {
        start_as_member(run, j);
    }
    for slot in 0..run.workers.len() {
        let p = &run.p;
        let worker = &mut run.workers[slot];
        if worker.in_post {
            worker.strain = worker.due_strain(USUAL_ADMIN_SHARE, &p.staffing, &p.strain);
        }
    }
}

/// A member of a group who was sent there before the first day and has been to a few sessions.
fn start_as_member(run: &mut Run<'_>, j: u32) {
    let draw = run.draw(Stream::StartingState, j, 2);
    if let Some(group) = leaving::fellows_suggestion(run, j, draw.uniform(0)) {
        run.tell(j, "at start", |_| {
            "Was in the service before and comes to a group by now.".to_owned()
        });
        progression::reach(run, j, 1);
        progression::reach(run, j, 2);
        // Served before the run: not among those whose wellbeing is followed from first contact.
        run.patients[j as usize].served_day = 0;
        run.patients[j as usize].sessions = 4;
        matching::ask_to_join(run, j, group, true, u16::MAX);
        if let Some(member) = run.groups[group]
            .members
            .last_mut()
            .filter(|member| member.patient == j)
        {
            member.attended = 4;
            member.bridges_left = 0;
            run.count(Count::MembersAtStart, j);
        }
    }
}

/// A client in the middle of an episode: one to three contacts behind, the next within the rhythm.
fn start_as_client(run: &mut Run<'_>, j: u32, slot: usize) {
    referral::refer(run, j, Route::AtStart, u32::MAX, false);
    let place = run.patients[j as usize].episode;
    run.list.pop();
    let draw = run.draw(Stream::StartingState, j, 1);
    run.patients[j as usize].status = Status::Active;
    run.patients[j as usize].served_day = 0;
    run.tell(j, "at start", |_| {
        "Is already with a link worker.".to_owned()
    });
    progression::reach(run, j, 1);
    waiting::move_to_active(run, place);
    run.workers[slot].caseload += 1;
    let episode = &mut run.episodes[place];
    episode.worker = slot as u16;
    episode.contacts = 1 + draw.below(1, 3) as u16;
    episode.first_contact_day = 0;
    episode.alliance = 0.5;
    let from = 1 + (draw.uniform(2) * run.p.contact.rhythm_days) as u32;
    contact::book(run, place, from);
}

/// The last day: everybody's needs and areas are brought up to it, what is open is counted.
pub fn finish(run: &mut Run<'_>, trace: &Trace) {
    let days = run.plan.calendar.days();
    snapshot(run);
    for i in 0..run.patients.len() as u32 {
        if !run.patients[i as usize].gone {
            run.accrue(i);
            run.book.patient_days += u64::from(days - run.people[i as usize].onset_day);
        }
        match run.patients[i as usize].status {
            Status::Outside => {}
            Status::Waiting | Status::Calling => run.count(Count::WaitingAtEnd, i),
            Status::Active => run.count(Count::ActiveAtEnd, i),
        }
        note_long_term(run, i, days);
        note_loneliness(run, i);
        let area = run.patients[i as usize].gain_area;
        for subgroup in run.people[i as usize].subgroups() {
            for (sum, area) in run.book.gain_point_years[subgroup].iter_mut().zip(area) {
                *sum += area / YEAR_DAYS;
            }
        }
        if trace.portraits
            && (run.patients[i as usize].contacts > 0 || run.patients[i as usize].sessions > 0)
        {
            let portrait = portrait(run, i);
            run.book.portraits.push(portrait);
        }
    }
    debug_assert_eq!(run.book.gain_point_years.len(), SUBGROUPS);
    service_use::count_all(run);
    for group in run.groups.iter().filter(|group| group.open) {
        run.book.group_money_pence[3] += group.reserves_pence;
        let recently =
            group.turned_away_day != NO_DAY && days - group.turned_away_day <= SURVEYED_DAYS;
        run.book.open_and_turning_away[0] += 1;
        run.book.open_and_turning_away[1] += u64::from(recently);
    }
    let population = &run.epochs[0].parameters.population;
    let adults = f64::from(population.registered_patients) * population.adult_share;
    let disabled = adults * run.p.loneliness.disabled_share_of_adults;
    run.book.adults = [adults - disabled, disabled];
    run.book.events = run.queue.executed();
}

/// Counts a person who has been attending for long, if this is one.
fn note_long_term(run: &mut Run<'_>, i: u32, days: u32) {
    let (patient, attended) = (&run.patients[i as usize], run.attended[i as usize]);
    let journey = &patient.journey;
    let engaged = engaged_days(journey, attended.between, patient.is_member(), days);
    if engaged.is_some_and(|engaged| engaged >= LONG_TERM_DAYS) {
        let entered_at_1 = u64::from(journey.entered_at == 1);
        let reached_5 = u64::from(journey.highest == 5);
        let LongTerm {
            people,
            entered_at_1: entered,
            reached_5: [all, of_entered],
        } = &mut run.book.long_term;
        *people += 1;
        *entered += entered_at_1;
        *all += reached_5;
        *of_entered += reached_5 * entered_at_1;
    }
}

/// Counts a person in need who is often lonely, if this is one.
fn note_loneliness(run: &mut Run<'_>, i: u32) {
    let patient = &run.patients[i as usize];
    if patient.gone || !patient.in_need {
        return;
    }
    let score = today(run, i, 0).loneliness;
    if run.loneliness.is_often(score) {
        let disabled = run.loneliness.is_disabled(&run.people[i as usize]);
        run.book.often_lonely[usize::from(disabled)] += 1;
    }
}

fn portrait(run: &Run<'_>, i: u32) -> Portrait {
    let (person, patient, attended) = (
        &run.people[i as usize],
        &run.patients[i as usize],
        &run.attended[i as usize],
    );
    Portrait {
        key: person.key,
        age: person.age,
        sex: person.sex,
        imd: person.imd,
        need: person.need,
        complex: person.complex,
        burden: person.burden,
        barriers: person.barriers,
        journey: patient.journey,
        contacts: patient.contacts,
        sessions: patient.sessions,
        attended_between: attended.between,
        attended: attended.categories,
        still_member: patient.is_member(),
    }
}

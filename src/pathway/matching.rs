//! Process 7: proposing a group, agreeing, joining. No fitting group is an outcome of its own.

use super::event::{Event, Kind};
use super::run::Run;
use super::session;
use crate::engine::sample::{expit, exponential};
use crate::measure::count::Count;
use crate::scenario::parameters::{BridgingPolicy, Parameters};
use crate::world::group::{Category, Group, Member, fit, liking, likings};
use crate::world::life::FirstWait;
use crate::world::patient::NO_GROUP;
use crate::world::person::{Person, YEAR_DAYS, day_after};
use crate::world::stream::Stream;

/// Distance matters less than being able to go at all: share of transport and cost barriers left by vouchers.
fn barrier_to(person: &Person, group: &Group, p: &Parameters, referred: bool) -> f64 {
    let left = |voucher: bool| {
        if voucher && referred {
            1.0 - p.community.voucher_relief
        } else {
            1.0
        }
    };
    person.barriers.to_group(
        left(p.community.transport_vouchers),
        left(p.community.cost_vouchers),
        group.distance,
        // A price of two pounds is the one at which the cost barrier was scaled.
        (p.community.price / 2.0).min(2.0),
    )
}

/// What stands between a person and a group now, 0 (nothing) to about 2.
pub fn barrier(run: &Run<'_>, i: u32, group: usize, referred: bool) -> f64 {
    barrier_to(
        &run.people[i as usize],
        &run.groups[group],
        &run.p,
        referred,
    )
}

/// How well a group suits a person, 0 to 1: answer to the main need, liking, access.
fn suits(
    run: &Run<'_>,
    i: u32,
    likings: &[f64; Category::COUNT],
    group: usize,
    referred: bool,
) -> f64 {
    let person = &run.people[i as usize];
    let category = run.groups[group].category;
    let answer = fit(person.need, category) * (0.6 + 0.4 * likings[category.index()]);
    answer * (1.0 - 0.25 * barrier(run, i, group, referred).min(2.0))
}

/// Whether a person can still be taken: a free place, or a queue shorter than half the places.
fn can_take(run: &Run<'_>, group: usize) -> bool {
    let g = &run.groups[group];
    g.has_place(&run.p) || (g.open && (g.queue.len() as u32) * 2 < g.places)
}

/// A link worker proposes the best group they can think of. Returns whether the person agreed.
///
/// The worker thinks of each group with a probability that rises with knowledge, up to the number considered.
pub fn propose(run: &mut Run<'_>, i: u32, worker: u16, occurrence: u32) -> bool {
    let knowledge = run.workers[usize::from(worker)].knowledge;
    let key = run.people[i as usize].key;
    let mut generator = run.streams.generator(Stream::Considered, key, occurrence);
    let mut best: Option<(f64, usize)> = None;
    let mut wanted: Option<(f64, usize)> = None;
    // Every group has its own number in this conversation; the worker considers the known ones with the lowest.
    let mut thought_of = std::mem::take(&mut run.scratch);
    thought_of.clear();
    for (four, groups) in run.groups.chunks(4).enumerate() {
        let block = generator.block();
        for (i, group) in groups.iter().enumerate() {
            if group.open && block.uniform(i) < knowledge {
                thought_of.push((block.0[i], (4 * four + i) as u32));
            }
        }
    }
    let considered = run.p.matching.considered as usize;
    if thought_of.len() > considered {
        thought_of.select_nth_unstable(considered);
        thought_of.truncate(considered);
    }
    thought_of.sort_unstable();
    let likings = likings(run.streams, key);
    for &(_, number) in &thought_of {
        let group = number as usize;
        let mut suited = suits(run, i, &likings, group, true);
        if wanted.is_none_or(|(most, _)| suited > most) {
            wanted = Some((suited, group));
        }
        if !run.groups[group].has_place(&run.p) {
            suited *= run.p.matching.queue_discount;
        }
        if can_take(run, group) && best.is_none_or(|(most, _)| suited > most) {
            best = Some((suited, group));
        }
    }
    run.scratch = thought_of;
    // Observed only: the group that would have suited best has no room even on its list.
    if let Some((suited, group)) = wanted
        && suited >= run.p.matching.least_fit
        && !can_take(run, group)
    {
        run.groups[group].turned_away_day = run.day;
    }
    let Some((suited, group)) = best.filter(|&(suited, _)| suited >= run.p.matching.least_fit)
    else {
        run.count(Count::Unmatched, i);
        let category = wanted.map_or_else(
            || favourite(run, i),
            |(_, group)| run.groups[group].category,
        );
        run.unmet[category.index()] += 1;
        run.tell(i, "unmatched", |_| {
            "No fitting group with a place can be found.".to_owned()
        });
        return false;
    };
    run.count(Count::Proposed, i);
    let m = run.p.matching;
    let agrees = expit(
        m.agreement_constant
            + m.agreement_fit * (suited - 0.5)
            + m.agreement_barrier * barrier(run, i, group, true),
    );
    if run.draw(Stream::Agreement, i, occurrence).uniform(0) >= agrees {
        run.tell(i, "proposal", |run| {
            format!(
                "The link worker proposes {}; the answer is: not for now.",
                run.groups[group].category.label()
            )
        });
        return false;
    }
    run.count(Count::Agreed, i);
    run.tell(i, "agreed", |run| {
        format!(
            "Agrees to try {} (group {}).",
            run.groups[group].category.label(),
            group + 1
        )
    });
    ask_to_join(run, i, group, true, worker);
    true
}

/// The category that answers a person's main need best.
fn favourite(run: &Run<'_>, i: u32) -> Category {
    let need = run.people[i as usize].need;
    let mut best = Category::ALL[0];
    for &category in Category::ALL {
        if fit(need, category) > fit(need, best) {
            best = category;
        }
    }
    best
}

/// A person asks to join: takes a free place or waits for one.
pub fn ask_to_join(run: &mut Run<'_>, i: u32, group: usize, referred: bool, worker: u16) {
    let patient = &mut run.patients[i as usize];
    if patient.groups.contains(&(group as u16)) || !patient.groups.contains(&NO_GROUP) {
        return;
    }
    let number = patient.counters.membership;
    patient.counters.membership += 1;
    let person = &run.people[i as usize];
    let category = run.groups[group].category;
    let bridged = referred
        && match run.p.bridging.policy {
            BridgingPolicy::Nobody => false,
            BridgingPolicy::Targeted => patient.confidence < run.p.bridging.target_confidence,
            BridgingPolicy::Everybody => true,
        };
    let member = Member {
        patient: i,
        number,
        joined_day: run.day,
        attended: 0,
        missed: 0,
        bridges_left: if bridged {
            run.p.bridging.sessions.min(1_000) as u16
        } else {
            0
        },
        bridge_day: u32::MAX,
        starts_day: run.day,
        referred,
        regular: false,
        worker,
        enjoyment: 0.5 * fit(person.need, category)
            + 0.5 * liking(run.streams, person.key, category),
    };
    if run.groups[group].has_place(&run.p) {
        enter(run, group, member);
    } else {
        let day = run.day;
        run.groups[group].queue.push_back((member, day));
        run.tell(i, "queue", |_| {
            "The group is full: waits for a place in it.".to_owned()
        });
    }
}

/// A person takes a place in a group.
pub fn enter(run: &mut Run<'_>, group: usize, mut member: Member) {
    member.joined_day = run.day;
    let groups = &mut run.patients[member.patient as usize].groups;
    let Some(free) = groups.iter_mut().find(|place| **place == NO_GROUP) else {
        return;
    };
    *free = group as u16;
    session::promise_bridge(run, group, &mut member);
    run.groups[group].members.push(member);
}

/// Invites people from the queue while places are free; those who waited too long have given up.
pub fn invite(run: &mut Run<'_>, group: usize) {
    let patience = (7.0 * run.p.matching.queue_patience_weeks) as u32;
    while run.groups[group].has_place(&run.p) {
        let Some((member, asked)) = run.groups[group].queue.pop_front() else {
            return;
        };
        let patient = &run.patients[member.patient as usize];
        let joined_meanwhile =
            patient.groups.contains(&(group as u16)) || !patient.groups.contains(&NO_GROUP);
        if patient.gone || joined_meanwhile {
            continue;
        }
        if run.day - asked > patience {
            run.groups[group].turned_away_day = run.day;
            run.count(Count::GaveUpQueue, member.patient);
            run.tell(member.patient, "gave up", |_| {
                "A place in the group comes free, too late: has given up waiting for it.".to_owned()
            });
            continue;
        }
        run.tell(member.patient, "place", |_| {
            "A place in the group comes free.".to_owned()
        });
        enter(run, group, member);
    }
}

/// Plans when a person may join a group alone.
pub fn plan_next_join_alone(run: &mut Run<'_>, i: u32) {
    let rate = run.p.matching.joins_alone_per_year / YEAR_DAYS;
    if rate <= 0.0 {
        return;
    }
    let counters = &mut run.patients[i as usize].counters;
    let occurrence = counters.join_alone;
    counters.join_alone += 1;
    let wait = if occurrence == 0 {
        run.lives.first_wait(i, FirstWait::JoinAlone)
    } else {
        exponential(run.draw(Stream::JoinAlone, i, occurrence).uniform(0), 1.0)
    };
    let gap = wait * (1.0 / rate);
    run.plan_in_need(day_after(run.day, gap), Event::new(Kind::JoinAlone, i));
}

/// A person may join a group alone: the lighter the burden the more likely. The best group they hear of.
pub fn join_alone(run: &mut Run<'_>, i: u32) {
    let patient = &run.patients[i as usize];
    if patient.gone || patient.recovered {
        return;
    }
    let occurrence = patient.counters.join_alone - 1;
    let free = !patient.is_member();
    let heavy = patient.burden;
    plan_next_join_alone(run, i);
    let draw = run.draw(Stream::JoinAlone, i, occurrence);
    if !free || run.groups.is_empty() || draw.uniform(1) < heavy {
        return;
    }
    let likings = likings(run.streams, run.people[i as usize].key);
    // Word of mouth reaches a person with three groups.
    let mut best: Option<(f64, usize)> = None;
    let mut left = draw.uniform(2);
    for _ in 0..3 {
        left *= run.groups.len() as f64;
        let group = left as usize;
        left -= group as f64;
        let suited = suits(run, i, &likings, group, false);
        if can_take(run, group) && best.is_none_or(|(most, _)| suited > most) {
            best = Some((suited, group));
        }
    }
    if let Some((_, group)) = best {
        run.tell(i, "joins alone", |run| {
            format!(
                "Hears of a group for {} and asks to join without any help.",
                run.groups[group].category.label()
            )
        });
        ask_to_join(run, i, group, false, u16::MAX);
    }
}

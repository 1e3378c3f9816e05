//! Process 12: some at stage 5 become champions of their group, who make room, lift the climate and accompany others.

use super::event::{Event, Kind};
use super::run::Run;
use crate::engine::sample::exponential;
use crate::measure::count::Count;
use crate::world::patient::NO_GROUP;
use crate::world::person::{YEAR_DAYS, day_after};
use crate::world::stream::Stream;

/// On reaching stage 5 a member may become a champion.
pub fn may_begin(run: &mut Run<'_>, i: u32) {
    let patient = &run.patients[i as usize];
    let Some(&group) = patient.groups.iter().find(|&&group| group != NO_GROUP) else {
        return;
    };
    let p = &run.p.champions;
    let ratio = if run.p.community.volunteer_programme {
        p.programme_ratio
    } else {
        1.0
    };
    let draw = run.draw(Stream::Champion, i, 0);
    if draw.uniform(0) >= (p.becomes * ratio).min(1.0) {
        return;
    }
    let until = day_after(
        run.day,
        exponential(draw.uniform(1), p.mean_years * YEAR_DAYS),
    );
    run.patients[i as usize].champion_until = until;
    run.patients[i as usize].champion_group = group;
    run.groups[usize::from(group)].champions += 1;
    run.count(Count::Champions, i);
    run.plan_event(until, Event::new(Kind::ChampionEnds, i));
    run.tell(i, "champion", |_| {
        "Becomes a champion of the group and gives something back.".to_owned()
    });
}

/// The time as a champion is over.
pub fn ends(run: &mut Run<'_>, i: u32) {
    if run.patients[i as usize].champion_until == run.day {
        stop(run, i);
    }
}

/// A champion whose time is over, or who leaves the group or the network, stops.
pub fn stop(run: &mut Run<'_>, i: u32) {
    let patient = &mut run.patients[i as usize];
    if patient.champion_group != NO_GROUP {
        run.groups[usize::from(patient.champion_group)].champions -= 1;
        patient.champion_group = NO_GROUP;
        patient.champion_until = 0;
    }
}

//! Process 9 and 10: the stages of the journey, and falling back.

use super::champions;
use super::event::{Event, Kind};
use super::run::Run;
use crate::engine::exponential::exp;
use crate::measure::count::Count;
use crate::world::needs::{AUTONOMY, COMPETENCE, RELATEDNESS};
use crate::world::stream::Stream;

/// SWEMWBS at which the hazard of reaching stage 5 is that of the parameter.
const REFERENCE_POINTS: f64 = 23.0;

/// A person reaches a stage, if it is the next one. The caller has brought the inner needs up to today.
pub fn reach(run: &mut Run<'_>, i: u32, stage: u8) {
    let day = run.day;
    let journey = &mut run.patients[i as usize].journey;
    let enters = journey.entered_at == 0;
    let before = journey.current;
    let first_time = journey.reach(stage, day);
    let moved = journey.current != before;
    if first_time {
        run.count(Count::stage(stage), i);
        if stage >= 3 {
            let journey = &run.patients[i as usize].journey;
            let entry = journey.first_reached[usize::from(journey.entered_at) - 1];
            let [people, days] = &mut run.book.days_to_stage[usize::from(stage) - 3];
            *people += 1;
            *days += u64::from(run.day - u32::from(entry));
        }
        if enters && stage <= 2 {
            let burden = run.people[i as usize].burden;
            let [people, sum] = &mut run.book.burden_at_entry[usize::from(stage) - 1];
            *people += 1.0;
            *sum += burden;
        }
        if enters && stage == 2 {
            run.count(Count::EnteredAt2, i);
        }
        run.tell(i, "stage", |_| {
            let what = match stage {
                1 => "has received professional support",
                2 => "engages with others in an activity",
                3 => "learns new skills and ways of relating to others",
                4 => "sees themselves and the future differently",
                _ => "moves towards goals of their own",
            };
            format!("Reaches stage {stage}: {what}.")
        });
    } else if moved {
        run.tell(i, "stage", |_| format!("Is back at stage {stage}."));
    }
    if moved && stage == 4 {
        plan_goal_week(run, i);
    }
    if first_time && stage == 5 {
        champions::may_begin(run, i);
    }
}

/// After an attended session: stage 2, then the hazards to 3 (competence, relatedness, climate) and to 4 (autonomy,
/// competence, and the company of people further on). One step a session.
pub fn after_session(run: &mut Run<'_>, i: u32, climate: f64, further_on: f64, uniforms: [f64; 2]) {
    let s = &run.p.stages;
    let patient = &run.patients[i as usize];
    let level = patient.needs.level;
    match patient.journey.current {
        0 | 1 => reach(run, i, 2),
        2 if !patient.is_blocked(run.day) => {
            let hazard = s.hazard_2_3 * (level[COMPETENCE] + level[RELATEDNESS]) * (0.4 + climate);
            if uniforms[0] < hazard {
                reach(run, i, 3);
            }
        }
        3 if !patient.is_blocked(run.day) => {
            let hazard = s.hazard_3_4
                * (level[AUTONOMY] + level[COMPETENCE])
                * (0.5 + s.company * further_on);
            if uniforms[1] < hazard {
                reach(run, i, 4);
            }
        }
        _ => {}
    }
}

/// Plans the next weekly reckoning at stage 4; an earlier plan no longer holds.
fn plan_goal_week(run: &mut Run<'_>, i: u32) {
    let day = run.day + 7;
    run.patients[i as usize].counters.goal_day = day;
    run.plan_event(day, Event::new(Kind::GoalWeek, i));
}

/// A week at stage 4: moving towards goals needs autonomy, wellbeing and no blocking barrier.
pub fn goal_week(run: &mut Run<'_>, i: u32) {
    let patient = &run.patients[i as usize];
    if patient.gone || patient.journey.current != 4 || patient.counters.goal_day != run.day {
        return;
    }
    let week = run.patients[i as usize].counters.goal_weeks;
    run.patients[i as usize].counters.goal_weeks += 1;
    run.accrue(i);
    let s = &run.p.stages;
    let patient = &run.patients[i as usize];
    let points = run.people[i as usize].trait_points
        + patient.gain(&run.people[i as usize], &run.model)
        + run
            .lives
            .distress_on(i, &run.people[i as usize], run.day, &run.model);
    let hazard = s.hazard_4_5
        * patient.needs.level[AUTONOMY]
        * exp(s.hazard_4_5_per_point * (points - REFERENCE_POINTS));
    let blocked = patient.is_blocked(run.day);
    if !blocked && run.draw(Stream::Goal, i, week).uniform(0) < hazard {
        reach(run, i, 5);
    } else {
        plan_goal_week(run, i);
    }
}

/// A setback takes the present stage down by one, from stage 3 up.
pub fn fall_back(run: &mut Run<'_>, i: u32) {
    let journey = &mut run.patients[i as usize].journey;
    if journey.fall_back() {
        let now = journey.current;
        run.count(Count::FellBack, i);
        if now == 4 {
            plan_goal_week(run, i);
        }
        run.tell(i, "fell back", |_| format!("Falls back to stage {now}."));
    }
}

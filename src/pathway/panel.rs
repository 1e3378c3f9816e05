//! Everybody as a survey would find them, kept on request. Nothing here changes a run.
//!
//! A questionnaire finds people in their passing distress. Between the days on which a person's distress is drawn
//! ([`crate::world::life`]) it is drawn here from the same process, given the values before and after (an
//! Ornstein–Uhlenbeck bridge), so that scores have their full spread and both worlds find the same distress.

use super::run::{Epoch, Looks, NetworkPlan, Population, Run, Trace, run};
use crate::engine::exponential::exp;
use crate::engine::random::Streams;
use crate::engine::sample::normal;
use crate::measure::panel::{Panel, PanelPlan, Score, Visit};
use crate::world::episode::Route;
use crate::world::gp::Gp;
use crate::world::life::Lives;
use crate::world::patient::WellbeingModel;
use crate::world::person::{NO_DAY, people_in_need};
use crate::world::stream::Stream;

/// The same people in several worlds that differ in their levers alone, each with its panel. `plan.epochs` are the service as planned; they say who the people are and what GPs would offer.
pub fn panels(plan: NetworkPlan<'_>, worlds: &[&[Epoch]], panel: &PanelPlan) -> Vec<Panel> {
    let streams = Streams::new(plan.seed, u64::from(plan.replication), plan.name);
    let beliefs = &plan.epochs[0].parameters;
    let days = plan.calendar.days();
    let people = people_in_need(beliefs, streams, days);
    let model = WellbeingModel::new(beliefs);
    let lives = Lives::draw(&people, beliefs, &model, streams, days);
    let population = Population {
        people: &people,
        lives: &lives,
    };
    let trace = Trace {
        panel: Some(panel.clone()),
        ..Trace::default()
    };
    worlds
        .iter()
        .map(|epochs| {
            let book = run(plan, population, streams, epochs, Looks::Plan, &trace);
            book.panel.map_or_else(Panel::default, |panel| *panel)
        })
        .collect()
}

/// The end of a day: consultations are noted, and on the day of a round everybody is asked.
pub fn end_of_day(run: &mut Run<'_>) {
    let Some(mut panel) = run.book.panel.take() else {
        return;
    };
    if panel.plan.notes_visits(run.day) {
        note_visits(run, &mut panel);
    }
    if panel.plan.is_round(run.day) {
        let asked = if panel.plan.asks(run.day) {
            run.patients.len() as u32
        } else {
            0
        };
        let answer = |i: u32| (!run.patients[i as usize].gone).then(|| score(run, i));
        panel.add_round((0..asked).map(answer));
    }
    run.book.panel = Some(panel);
}

/// The candidate consultations of today that take place, whatever the service does: as in
/// [`super::consultation`], but also in a world without the service.
fn note_visits(run: &Run<'_>, panel: &mut Panel) {
    for chance in run.lives.on(run.day) {
        let i = chance.person;
        let patient = &run.patients[i as usize];
        if patient.gone || !patient.in_need {
            continue;
        }
        let person = &run.people[i as usize];
        let candidate = run.lives.of(i)[chance.occurrence as usize];
        let mut now = *patient;
        let discount = [&run.plan.discount.effects[..], &run.plan.discount.costs[..]];
        now.accrue(person, run.day, &run.model, discount);
        let gain = now.gain(person, &run.model);
        let distress = f64::from(candidate.distress);
        let state = now.use_factor(person, distress, gain, run.model.consulting, &run.model);
        if f64::from(candidate.consults_below) >= state
            || now.burden < run.p.referral.eligibility_burden
        {
            continue;
        }
        let points = now.swemwbs_on(person, run.day, distress, &run.model);
        panel.visits.push(Visit {
            person: i,
            day: run.day,
            score: Score {
                points: points as f32,
                distress: candidate.distress,
            },
            suitable: f64::from(candidate.offered_below) < would_offer(run, i, chance.occurrence),
        });
    }
}

/// Probability that the GP of a candidate consultation recognises and offers, with own capability and motivation and
/// the wait of the start, under the levers of the service as planned at its end.
fn would_offer(run: &Run<'_>, i: u32, occurrence: u32) -> f64 {
    let p = &run.plan.epochs[run.plan.epochs.len() - 1].parameters;
    let draw = run.draw(Stream::Offer, i, occurrence);
    let number = if draw.uniform(0) < p.gp.continuity {
        run.people[i as usize].gp
    } else {
        draw.below(1, run.gps.len() as u32)
    };
    let gp = Gp::new(number, p, run.streams);
    let (capability, motivation) = (gp.capability(0, &p.gp), gp.motivation(0, &p.gp));
    let opportunity = Gp::opportunity(p.start.waited_weeks, &p.gp);
    Gp::recognises(capability, &p.gp) * Gp::offers(capability, opportunity, motivation, &p.gp)
}

/// Somebody is referred for the first time in the run.
pub fn referred(run: &mut Run<'_>, i: u32, route: Route) {
    let day = run.day;
    if let Some(panel) = &mut run.book.panel {
        let respondent = &mut panel.respondents[i as usize];
        if respondent.referred_day == NO_DAY {
            respondent.referred_day = day;
            respondent.referred_by_gp = route == Route::Gp;
        }
    }
}

/// The service reaches somebody for the first time: the score just before.
pub fn first_served(run: &mut Run<'_>, i: u32) {
    if run.book.panel.is_none() {
        return;
    }
    let (day, score) = (run.day, score(run, i));
    if let Some(panel) = &mut run.book.panel {
        let respondent = &mut panel.respondents[i as usize];
        respondent.served_day = day;
        respondent.served = Some(score);
    }
}

/// A contact with a link worker is held.
pub fn met(run: &mut Run<'_>, i: u32) {
    let day = run.day;
    if let Some(panel) = &mut run.book.panel {
        panel.respondents[i as usize].met(day);
    }
}

/// Somebody comes to a session.
pub fn attended(run: &mut Run<'_>, i: u32) {
    let day = run.day;
    if let Some(panel) = &mut run.book.panel {
        let first = &mut panel.respondents[i as usize].first_session_day;
        *first = (*first).min(day);
    }
}

fn score(run: &Run<'_>, i: u32) -> Score {
    let person = &run.people[i as usize];
    let distress = distress(run, i);
    let points = run.patients[i as usize].swemwbs_on(person, run.day, distress, &run.model);
    Score {
        points: points as f32,
        distress: distress as f32,
    }
}

/// Distress today: drawn given the last value known and that of the next candidate consultation, so it is the same in
/// every world. Two looks with no candidate between them are a little less alike than they should be.
fn distress(run: &Run<'_>, i: u32) -> f64 {
    let person = &run.people[i as usize];
    let candidates = run.lives.of(i);
    let next = candidates.partition_point(|candidate| candidate.day <= run.day);
    let (since, before) = match next.checked_sub(1) {
        Some(last) => (candidates[last].day, f64::from(candidates[last].distress)),
        None => (person.onset_day, person.distress),
    };
    if since == run.day {
        return before;
    }
    let kept = |days: u32| exp(-run.model.distress_rate * f64::from(days));
    let a = kept(run.day - since);
    let (mut mean, mut share) = (a * before, 1.0 - a * a);
    if let Some(after) = candidates.get(next) {
        let b = kept(after.day - run.day);
        let across = 1.0 - a * a * b * b;
        mean = (mean * (1.0 - b * b) + f64::from(after.distress) * b * (1.0 - a * a)) / across;
        share *= (1.0 - b * b) / across;
    }
    let z = normal(run.draw(Stream::SurveyDistress, i, run.day).uniform(0));
    mean + run.model.distress_sd * share.sqrt() * z
}

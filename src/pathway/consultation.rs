//! Process 2 and 3: a person in need consults; the GP recognises the need and offers; the person accepts.
//!
//! Candidate consultations come at a person's own highest rate, at times that no policy can move; each is taken with
//! the probability that the person's state gives. Passing distress is drawn at every candidate, so it is the same in
//! every scenario, and because people consult when they feel worst, they feel better afterwards without any service.

use super::event::{Event, Kind};
use super::referral;
use super::run::Run;
use crate::engine::random::Block;
use crate::engine::sample::{expit, exponential, logit, normal};
use crate::measure::count::Count;
use crate::world::barriers::Barrier;
use crate::world::episode::Route;
use crate::world::gp::Gp;
use crate::world::patient::Status;
use crate::world::person::YEAR_DAYS;
use crate::world::stream::Stream;

/// Points below the own trait up to which the rate of consulting rises: two and a half standard deviations of distress.
const WORST_SD: f64 = 2.5;
/// Burden that setbacks and waiting may add before the rate stops rising.
const BURDEN_SLACK: f64 = 0.15;
/// Points that burden may take away below onset; part of the bound on the rate.
const GAIN_SLACK: f64 = 1.0;

/// Highest factor on a person's rate of consulting.
fn cap(run: &Run<'_>, i: u32) -> f64 {
    let p = &run.p.gp;
    let heavier = run.people[i as usize].burden + BURDEN_SLACK - run.p.need.burden_median;
    libm::exp(
        p.consulting_per_point * WORST_SD * run.model.distress_sd + p.consulting_burden * heavier,
    )
}

/// The highest factor that a value of distress allows; a bound that holds in every scenario.
fn bound(run: &Run<'_>, i: u32, distress: f64, cap: f64) -> f64 {
    let p = &run.p.gp;
    let heavier = run.people[i as usize].burden + BURDEN_SLACK - run.p.need.burden_median;
    let worst =
        libm::exp(p.consulting_per_point * (GAIN_SLACK - distress) + p.consulting_burden * heavier);
    worst.min(cap)
}

/// Goes through the candidates after a time (in days) until one may be taken, and plans it.
pub fn plan_next(run: &mut Run<'_>, i: u32, mut time: f64) {
    let person = &run.people[i as usize];
    let cap = cap(run, i);
    let rate = run
        .p
        .gp
        .consultations_in_need
        .max(run.p.gp.consultations_resolved)
        * person.consulting
        * cap
        / YEAR_DAYS;
    if rate <= 0.0 {
        return;
    }
    let end = f64::from(run.plan.calendar.days().min(person.exit_day));
    loop {
        let occurrence = run.patients[i as usize].counters.consultation;
        let draw = run.draw(Stream::Consultation, i, occurrence);
        time += exponential(draw.uniform(0), 1.0 / rate);
        if time >= end {
            return;
        }
        // Never two on one day: the next candidate of a day already passed falls on the day after.
        let day = (time as u32).max(run.patients[i as usize].distress_day);
        run.patients[i as usize].counters.consultation += 1;
        run.patients[i as usize].draw_distress(day, normal(draw.uniform(2)), &run.model);
        let distress = run.patients[i as usize].distress;
        if draw.uniform(1) * cap <= bound(run, i, distress, cap) && day > run.day {
            run.plan_event(
                day,
                Event {
                    stamp: occurrence,
                    ..Event::new(Kind::Consultation, i)
                },
            );
            return;
        }
    }
}

/// A candidate consultation comes up.
pub fn consult(run: &mut Run<'_>, i: u32) {
    if run.patients[i as usize].gone {
        return;
    }
    let occurrence = run.patients[i as usize].counters.consultation - 1;
    let draw = run.draw(Stream::Consultation, i, occurrence);
    if takes_place(run, i, draw) {
        run.count(Count::GpConsultations, i);
        offer(run, i, occurrence, draw);
    }
    plan_next(run, i, f64::from(run.day));
}

fn takes_place(run: &mut Run<'_>, i: u32, draw: Block) -> bool {
    run.accrue(i);
    let p = &run.p.gp;
    let patient = &run.patients[i as usize];
    let person = &run.people[i as usize];
    let points = patient.points_above_trait(person, &run.model);
    let factor = patient.use_ratio(
        points,
        p.consulting_per_point,
        p.consulting_burden,
        run.p.need.burden_median,
    );
    let base = p.consultations_in_need.max(p.consultations_resolved);
    let usual = if patient.in_need {
        p.consultations_in_need
    } else {
        p.consultations_resolved
    };
    let cap = cap(run, i);
    let distress = patient.distress;
    draw.uniform(1) * cap <= factor.min(bound(run, i, distress, cap)) * usual / base
}

/// The GP may recognise the need and offer; the person may accept.
fn offer(run: &mut Run<'_>, i: u32, occurrence: u32, draw: Block) {
    let patient = &run.patients[i as usize];
    let person = &run.people[i as usize];
    if !run.p.referral.open
        || !patient.in_need
        || patient.status != Status::Outside
        || patient.burden < run.p.referral.eligibility_burden
    {
        return;
    }
    let gp_number = if draw.uniform(3) < run.p.gp.continuity {
        person.gp
    } else {
        // What is left of the uniform chooses among the GPs.
        let left = (draw.uniform(3) - run.p.gp.continuity) / (1.0 - run.p.gp.continuity);
        ((left * run.gps.len() as f64) as u32).min(run.gps.len() as u32 - 1)
    };
    let gp = &run.gps[gp_number as usize];
    let p = &run.p.gp;
    let chances = run.draw(Stream::Offer, i, occurrence);
    let capability = gp.capability(run.day, p);
    if chances.uniform(0) >= Gp::recognises(capability, p) {
        return;
    }
    let opportunity = Gp::opportunity(run.wait_seen_weeks, p);
    let mut probability = Gp::offers(capability, opportunity, gp.motivation(run.day, p), p);
    if patient.episodes > 0 {
        probability *= p.offer_again_ratio;
    }
    if chances.uniform(1) >= probability {
        return;
    }
    run.count(Count::Offered, i);
    if chances.uniform(2) >= accepts(run, i) {
        run.count(Count::Declined, i);
        run.tell(i, "declined", |_| {
            "The GP offers social prescribing; the offer is declined.".to_owned()
        });
        return;
    }
    run.count(Count::Accepted, i);
    run.tell(i, "offer", |run| {
        format!(
            "Consults GP {} feeling low; the GP offers social prescribing and the offer is accepted.",
            run.people[i as usize].gp + 1
        )
    });
    let inappropriate = referral::is_inappropriate(run, i, Some(capability), chances.uniform(3));
    referral::refer(run, i, Route::Gp, gp_number, inappropriate);
}

/// Probability that a person accepts: trust in the GP, stigma, need as perceived. The averages are taken out, so the
/// average person accepts with the parameter's probability.
fn accepts(run: &Run<'_>, i: u32) -> f64 {
    let p = &run.p.referral;
    let person = &run.people[i as usize];
    let stigma =
        person.barriers.strength(Barrier::SocialAnxiety) - 0.6 * run.p.need.barrier_social_anxiety;
    expit(
        logit(p.acceptance.clamp(1e-9, 1.0 - 1e-9))
            + p.acceptance_trust * (person.trust - p.trust_mean)
            + p.acceptance_stigma * stigma
            + p.acceptance_burden * (run.patients[i as usize].burden - run.p.need.burden_median),
    )
}

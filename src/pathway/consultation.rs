//! Processes 2 and 3: a person in need consults; the GP recognises the need and offers; the person accepts.
//!
//! Candidate consultations and distress come from [`crate::world::life`]. Because people consult when they feel worst,
//! they feel better afterwards without any service: regression to the mean.

use super::event::{Event, Kind};
use super::referral;
use super::run::Run;
use crate::engine::sample::{expit, logit};
use crate::measure::count::Count;
use crate::world::barriers::Barrier;
use crate::world::episode::Route;
use crate::world::gp::Gp;
use crate::world::life::Candidate;
use crate::world::patient::Status;
use crate::world::stream::Stream;

/// Plans the next candidate consultation of a person, if the service takes referrals at any time.
pub fn plan_next(run: &mut Run<'_>, i: u32) {
    if !run.ever_open {
        return;
    }
    let next = run.patients[i as usize].counters.consultation;
    if let Some(candidate) = run.lives.of(i).get(next as usize) {
        run.patients[i as usize].counters.consultation += 1;
        run.plan_event(
            candidate.day,
            Event {
                stamp: next,
                ..Event::new(Kind::Consultation, i)
            },
        );
    }
}

/// A candidate consultation comes up.
pub fn consult(run: &mut Run<'_>, i: u32, occurrence: u32) {
    plan_next(run, i);
    let candidate = run.lives.of(i)[occurrence as usize];
    let patient = &run.patients[i as usize];
    if patient.gone || !run.p.referral.open || patient.status != Status::Outside || !patient.in_need
    {
        return;
    }
    // What rules most candidates out comes first.
    let draw = run.draw(Stream::Offer, i, occurrence);
    let p = &run.p.gp;
    let number = if draw.uniform(0) < p.continuity {
        run.people[i as usize].gp
    } else {
        draw.below(1, run.gps.len() as u32)
    };
    let gp = &run.gps[number as usize];
    let capability = gp.capability(run.day, p);
    let opportunity = Gp::opportunity(run.wait_seen_weeks, p);
    let mut probability = Gp::recognises(capability, p)
        * Gp::offers(capability, opportunity, gp.motivation(run.day, p), p);
    if patient.episodes > 0 {
        probability *= p.offer_again_ratio;
    }
    if f64::from(candidate.offered_below) >= probability || !consults(run, i, candidate) {
        return;
    }
    run.count(Count::Offered, i);
    if draw.uniform(2) >= accepts(run, i) {
        run.count(Count::Declined, i);
        run.tell(i, "declined", |_| {
            "Consults feeling low; the GP offers social prescribing, and it is declined.".to_owned()
        });
        return;
    }
    run.count(Count::Accepted, i);
    run.tell(i, "offer", |_| {
        format!(
            "Consults GP {} feeling low; the GP offers social prescribing, and it is accepted.",
            number + 1
        )
    });
    let inappropriate = referral::is_inappropriate(run, i, Some(capability), draw.uniform(3));
    referral::refer(run, i, Route::Gp, number, inappropriate);
}

/// Whether a candidate consultation takes place, given the person's state.
fn consults(run: &mut Run<'_>, i: u32, candidate: Candidate) -> bool {
    run.accrue(i);
    let patient = &run.patients[i as usize];
    let points = patient.gain(&run.people[i as usize], &run.model) + f64::from(candidate.distress);
    let state = patient.use_factor(points, run.model.consulting, run.model.middle_burden);
    f64::from(candidate.consults_below) < state
        && patient.burden >= run.p.referral.eligibility_burden
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

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

/// All candidate consultations of today, in order of person.
///
/// No consultation changes what another of the same day depends on: GPs hear news and see waits later in the day. So
/// the probability that each GP recognises and offers is worked out once a day, and its maximum rules out most
/// candidates before anything is known of them.
pub fn today(run: &mut Run<'_>) {
    run.plan_event(run.day + 1, Event::new(Kind::Consultation, 0));
    if !run.p.referral.open {
        return;
    }
    let p = &run.p.gp;
    let opportunity = Gp::opportunity(run.wait_seen_weeks, p);
    run.offers.clear();
    run.offers.extend(run.gps.iter().map(|gp| {
        let capability = gp.capability(run.day, p);
        Gp::recognises(capability, p)
            * Gp::offers(capability, opportunity, gp.motivation(run.day, p), p)
    }));
    let highest =
        run.offers.iter().fold(0.0_f64, |most, &o| most.max(o)) * p.offer_again_ratio.max(1.0);
    let lives = run.lives;
    for chance in lives.on(run.day) {
        if f64::from(chance.offered_below) < highest {
            consult(run, chance.person, chance.occurrence);
        }
    }
}

/// A candidate consultation that could lead to an offer.
fn consult(run: &mut Run<'_>, i: u32, occurrence: u32) {
    let patient = &run.patients[i as usize];
    if patient.gone || patient.status != Status::Outside || !patient.in_need {
        return;
    }
    let draw = run.draw(Stream::Offer, i, occurrence);
    let p = &run.p.gp;
    let number = if draw.uniform(0) < p.continuity {
        run.people[i as usize].gp
    } else {
        draw.below(1, run.gps.len() as u32)
    };
    let mut probability = run.offers[number as usize];
    if patient.episodes > 0 {
        probability *= p.offer_again_ratio;
    }
    let candidate = run.lives.of(i)[occurrence as usize];
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
    let capability = run.gps[number as usize].capability(run.day, &run.p.gp);
    let inappropriate = referral::is_inappropriate(run, i, Some(capability), draw.uniform(3));
    referral::refer(run, i, Route::Gp, number, inappropriate);
}

/// Whether a candidate consultation takes place, given the person's state.
fn consults(run: &mut Run<'_>, i: u32, candidate: Candidate) -> bool {
    run.accrue(i);
    let patient = &run.patients[i as usize];
    let person = &run.people[i as usize];
    let gain = patient.gain(person, &run.model);
    let distress = f64::from(candidate.distress);
    let state = patient.use_factor(person, distress, gain, run.model.consulting, &run.model);
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

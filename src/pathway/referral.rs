//! Routes in, and process 4: inappropriate referrals.

use super::event::{Event, Kind};
use super::run::Run;
use super::{leaving, panel};
use crate::engine::sample::{expit, exponential, logit};
use crate::measure::count::Count;
use crate::world::episode::{EndReason, Episode, Route};
use crate::world::patient::Status;
use crate::world::person::{YEAR_DAYS, day_after};
use crate::world::stream::Stream;

/// Most by which marketing may raise non-medical referral: the rate at which candidates are drawn.
const MARKETING_CAP: f64 = 3.0;

/// Whether a referral is outside the remit, from one uniform. `capability` is the GP's; none for other routes.
pub fn is_inappropriate(run: &Run<'_>, i: u32, capability: Option<f64>, u: f64) -> bool {
    let p = &run.p.referral;
    if p.inappropriate <= 0.0 {
        return false;
    }
    // The complex are rarer than the rest; taking their mean out keeps the average near the parameter.
    let complex = libm::log(p.inappropriate_odds_complex);
    let complexity = f64::from(u8::from(run.people[i as usize].complex)) - run.p.need.complex_share;
    let mut log_odds = logit(p.inappropriate) + complex * complexity;
    log_odds += match capability {
        Some(capability) => -p.inappropriate_capability * (capability - run.p.gp.capability_start),
        None => libm::log(p.inappropriate_odds_non_clinical),
    };
    u < expit(log_odds)
}

/// Whether the list holds as many people as it may beyond the caseload places that are free.
fn list_is_full(run: &Run<'_>) -> bool {
    let most = run.p.waiting.most_waiting;
    if (run.list.len() as u64) < u64::from(most) {
        return false;
    }
    let free: u64 = run
        .workers
        .iter()
        .filter(|worker| worker.in_post)
        .map(|worker| u64::from(worker.cap(&run.p.staffing).saturating_sub(worker.caseload)))
        .sum();
    run.list.len() as u64 >= u64::from(most) + free
}

/// A person is referred: an episode opens and goes on the waiting list. If the list is full the episode ends at once;
/// those in the service on the first day are on it in any case.
pub fn refer(run: &mut Run<'_>, i: u32, route: Route, gp: u32, inappropriate: bool) {
    let turned_away = route != Route::AtStart && list_is_full(run);
    let patient = &mut run.patients[i as usize];
    let number = u32::from(patient.episodes);
    patient.episodes += 1;
    patient.status = Status::Waiting;
    let place = run
        .episodes
        .open(Episode::new(i, number, run.day, route, gp, inappropriate));
    run.patients[i as usize].episode = place;
    run.list.push(place);
    for group in [0, usize::from(run.people[i as usize].imd)] {
        run.in_service[0][group] += 1;
    }
    match route {
        Route::Gp => run.count(Count::ReferredByGp, i),
        Route::SelfReferral => run.count(Count::ReferredBySelf, i),
        Route::Agency => run.count(Count::ReferredByAgency, i),
        Route::OpenDoor => run.count(Count::ReturnedOpenDoor, i),
        Route::AtStart => run.count(Count::OpenAtStart, i),
    }
    if route != Route::AtStart {
        run.count(Count::Referred, i);
        panel::referred(run, i, route);
        run.tell(i, "referral", |_| {
            match route {
                Route::Gp => "Referred by the GP",
                Route::SelfReferral => "Asks the service for help",
                Route::Agency => "Referred by another agency",
                Route::OpenDoor => "Comes back through the open door",
                Route::AtStart => "Is in the service",
            }
            .to_owned()
                + "; goes on the waiting list for a link worker."
        });
    }
    if turned_away {
        leaving::end_episode(run, place, EndReason::TurnedAway);
    } else {
        plan_patience(run, place);
    }
}

/// Plans when a person on the list loses patience, counted from the referral.
pub fn plan_patience(run: &mut Run<'_>, place: u32) {
    let episode = run.episodes[place];
    let draw = run.draw(Stream::Referral, episode.patient, episode.number);
    let patience = exponential(draw.uniform(0), 7.0 * run.p.waiting.patience_weeks);
    let day = day_after(episode.referred_day, patience).max(run.day + 1);
    let stamp = episode.stamp;
    run.plan_event(
        day,
        Event {
            stamp,
            ..Event::new(Kind::Patience, place)
        },
    );
}

/// Highest rate per day at which a person comes by a non-medical route.
fn approach_rate(run: &Run<'_>) -> f64 {
    (run.p.referral.self_referral_rate + run.p.referral.agency_rate) * MARKETING_CAP / YEAR_DAYS
}

/// Plans the next candidate approach, if the service takes referrals at any time; its time does not depend on policy.
pub fn plan_next_approach(run: &mut Run<'_>, i: u32) {
    let rate = approach_rate(run);
    if rate <= 0.0 || !run.ever_open {
        return;
    }
    let counters = &mut run.patients[i as usize].counters;
    let occurrence = counters.approach;
    counters.approach += 1;
    let gap = exponential(
        run.draw(Stream::Approach, i, occurrence).uniform(0),
        1.0 / rate,
    );
    run.plan_in_need(day_after(run.day, gap), Event::new(Kind::Approach, i));
}

/// A candidate approach comes up: self-referral or another agency, if the route is open.
pub fn approach(run: &mut Run<'_>, i: u32) {
    let patient = &run.patients[i as usize];
    if patient.gone || !patient.in_need {
        return;
    }
    let occurrence = patient.counters.approach - 1;
    let outside = patient.status == Status::Outside;
    let burden = patient.burden;
    plan_next_approach(run, i);
    let p = &run.p.referral;
    if !p.open || !outside || burden < p.eligibility_burden {
        return;
    }
    let person = &run.people[i as usize];
    let marketing = if person.imd <= 2 {
        p.marketing_deprived_ratio.min(MARKETING_CAP)
    } else {
        1.0
    };
    // People refer themselves less the heavier their burden; the average stays where the parameter puts it.
    let light = (1.5 - burden / run.p.need.burden_median.max(0.01)).clamp(0.0, 1.0) * 2.0;
    let own = if p.self_referral_open {
        p.self_referral_rate * light.min(1.5)
    } else {
        0.0
    };
    let scale = marketing / (approach_rate(run) * YEAR_DAYS);
    let again = if patient_was_served(run, i) {
        run.p.gp.offer_again_ratio
    } else {
        1.0
    };
    let chances = run.draw(Stream::Approach, i, occurrence);
    let u = chances.uniform(1);
    let route = if u < p.agency_rate * scale * again {
        Route::Agency
    } else if u < (p.agency_rate + own) * scale * again {
        Route::SelfReferral
    } else {
        return;
    };
    let inappropriate = is_inappropriate(run, i, None, chances.uniform(2));
    refer(run, i, route, u32::MAX, inappropriate);
}

fn patient_was_served(run: &Run<'_>, i: u32) -> bool {
    run.patients[i as usize].episodes > 0
}

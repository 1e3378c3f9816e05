//! Process 15: what GPs hear of their referrals, and GP training.

use super::event::{Event, Kind};
use super::run::Run;
use crate::measure::money::{CostLine, pence};
use crate::world::gp::News;
use crate::world::stream::Stream;

/// News of a referral sets out to its GP if the feedback policy is on.
pub fn send(run: &mut Run<'_>, gp: u32, news: News) {
    if gp == u32::MAX || !run.p.gp.feedback {
        return;
    }
    let detail = match news {
        News::Good => 0,
        News::Bad => 1,
        News::OutOfRemit => 2,
    };
    let day = run.day + run.p.gp.feedback_delay_days.round() as u32;
    run.plan_event(
        day,
        Event {
            detail,
            ..Event::new(Kind::Feedback, gp)
        },
    );
    run.spend(CostLine::GpFeedback, pence(run.p.costs.gp_feedback));
}

/// A GP hears the news.
pub fn heard(run: &mut Run<'_>, gp: u32, detail: u16) {
    let news = match detail {
        0 => News::Good,
        1 => News::Bad,
        _ => News::OutOfRemit,
    };
    let day = run.day;
    run.gps[gp as usize].hear(news, day, &run.p.gp);
}

/// Plans the next training if the policy holds any; called on the first day and after each change of policy.
pub fn plan_training(run: &mut Run<'_>) {
    let per_year = run.p.gp.training_sessions_per_year;
    if per_year > 0.0 && run.p.referral.open {
        let gap = (365.25 / per_year).round().max(1.0) as u32;
        // The first session comes a month after the policy begins.
        let first = run.day + gap.min(30);
        run.plan_event(first, Event::new(Kind::GpTraining, run.day));
    }
}

/// A training session for all GPs. `since` is the day of the policy that holds it.
pub fn training(run: &mut Run<'_>, since: u32) {
    let per_year = run.p.gp.training_sessions_per_year;
    let current = run
        .epochs
        .iter()
        .rev()
        .find(|epoch| epoch.day <= run.day)
        .map_or(0, |epoch| epoch.day);
    if per_year <= 0.0 || current != since {
        return;
    }
    let (day, price) = (run.day, pence(run.p.costs.gp_training));
    for number in 0..run.gps.len() {
        let comes = run.streams.uniform(Stream::GpTraining, number as u32, day)
            < run.p.gp.training_attendance;
        if comes {
            run.gps[number].train(day, &run.p.gp);
            run.spend(CostLine::GpTraining, price);
        }
    }
    let gap = (365.25 / per_year).round().max(1.0) as u32;
    run.plan_event(day + gap, Event::new(Kind::GpTraining, since));
}

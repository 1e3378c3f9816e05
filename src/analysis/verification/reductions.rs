//! Which scenario file reduces the model to what, and how that is measured. Every exact value follows from the values
//! of the file.

use super::competing::{CAUSES, Hazards, SEEN, Spell, aalen_johansen};
use super::days::{
    Caseload, contacts, days_to_referral, not_yet_referred, stay, steady,
    until_the_link_worker_looks,
};
use super::queues::{
    Moments, delayed_mg1_wait, erlang_a, erlang_b, erlang_c, mg1_wait, mmc_wait, mmck,
    poisson_at_most, priority_waits,
};
use super::stories::{Observed, Setting, Story, mean};
use super::traces;
use super::{Check, Checks, Measure, Reduction};
use crate::engine::sample::{expit, logit};
use crate::measure::count::Count;
use crate::measure::series::MonthSnapshot;
use crate::scenario::parameters::Parameters;
use crate::world::episode::EndReason;
use crate::world::person::{YEAR_DAYS, onsets_a_day};

/// All reductions, in the order in which they are reported.
pub static REDUCTIONS: &[Reduction] = &[
    numbers("erlang-c", "M/M/c", waits_for_a_place),
    numbers("erlang-a", "Erlang-A", gives_up_waiting),
    numbers("full-list", "M/M/c/K", finds_the_list_full),
    numbers("erlang-b", "loss system", no_list_at_all),
    numbers("fixed-length", "M/D/1", one_place),
    numbers("limited-length", "M/G/1", one_place),
    numbers("deprived-first", "priority", two_classes),
    numbers("tandem", "tandem", two_stages),
    numbers("funnel", "thinning", thinned),
    numbers("stocks", "Little's law", stocks),
    numbers("no-link-worker", "four competing ends", four_ends),
    numbers("late-link-workers", "five competing ends", five_ends),
    by_hand("leaving", "people leave", traces::LEAVING),
    by_hand("full-days", "full days", traces::FULL_DAYS),
    by_hand("bank-holidays", "bank holidays", traces::BANK_HOLIDAYS),
];

const fn numbers(
    name: &'static str,
    reduces_to: &'static str,
    checks: fn(&Setting) -> Vec<Check>,
) -> Reduction {
    Reduction {
        name,
        reduces_to,
        checks: Checks::Numbers(checks),
    }
}

const fn by_hand(
    name: &'static str,
    reduces_to: &'static str,
    course: traces::ByHand,
) -> Reduction {
    Reduction {
        name,
        reduces_to,
        checks: Checks::ByHand(course),
    }
}

/// People whom the list is followed up to, beyond what any of the files comes to.
const LONGEST_LIST: u32 = 250;

// What the files say ----------------------------------------------------------------------------------------------

/// Rate a day at which somebody in the most deprived quintile recovers.
fn recovery_a_day(p: &Parameters) -> f64 {
    let n = &p.need;
    let burden = expit(logit(n.burden_median) + 2.0 * n.burden_per_imd_step);
    let years =
        n.mean_duration_years * libm::pow(n.duration_burden_ratio, burden - n.burden_median);
    1.0 / (years * YEAR_DAYS)
}

/// Referrals a day once there are as many as there will be: of everybody who falls into need and does not recover before
/// another agency refers them.
fn referrals_a_day(p: &Parameters) -> f64 {
    let referral = p.referral.agency_rate / YEAR_DAYS;
    onsets_a_day(p) * referral / (referral + recovery_a_day(p))
}

/// Rate a day at which patience ends.
fn patience_a_day(p: &Parameters) -> f64 {
    1.0 / (7.0 * p.waiting.patience_weeks)
}

/// Rate a day of the last contact: five working days in seven.
fn service_a_day(p: &Parameters) -> f64 {
    p.contact.drop_out * 5.0 / 7.0
}

/// The caseload that a file describes. `room` is that of list and caseload together, if it is limited.
fn caseload(p: &Parameters, limited: bool) -> Caseload {
    Caseload {
        places: places(p),
        arrivals_a_day: referrals_a_day(p),
        last: p.contact.drop_out,
        leaving_a_day: patience_a_day(p) + recovery_a_day(p),
        room: limited.then(|| places(p) + p.waiting.most_waiting),
    }
}

fn places(p: &Parameters) -> u32 {
    (f64::from(p.staffing.caseload_cap) * p.staffing.link_workers_fte) as u32
}

/// A check of a number; its widest half-width is a share of the exact value.
fn check(
    (what, unit): (&'static str, &'static str),
    formula: &'static str,
    (closed_form, exact): (f64, f64),
    widest_share: f64,
    measure: impl Fn(&Observed<'_>) -> f64 + Send + Sync + 'static,
) -> Check {
    Check {
        what,
        unit,
        formula,
        closed_form,
        exact,
        widest: widest_share * exact,
        measure: Box::new(measure),
    }
}

/// Mean number of places taken at the end of a day, by everybody's call and end.
fn mean_taken(o: &Observed<'_>) -> f64 {
    let (from, to) = o.setting.window();
    let held: u32 = o
        .stories
        .iter()
        .filter_map(|story| Story::span(story.called, story.ended.map(|e| e.0), o.setting.days))
        .map(|(start, end)| end.min(to).saturating_sub(start.max(from)))
        .sum();
    f64::from(held) / f64::from(to - from)
}

fn share_full(o: &Observed<'_>, places: u32) -> f64 {
    mean(o.places_taken().map(|n| f64::from(u8::from(n >= places))))
}

fn turned_away(story: &Story) -> bool {
    matches!(story.ended, Some((_, EndReason::TurnedAway)))
}

fn gave_up(story: &Story) -> bool {
    matches!(story.ended, Some((_, EndReason::LostPatience)))
}

// Queues ----------------------------------------------------------------------------------------------------------

fn waits_for_a_place(setting: &Setting) -> Vec<Check> {
    let p = setting.parameters();
    let (c, arrivals, service) = (places(p), referrals_a_day(p), service_a_day(p));
    let load = arrivals / service;
    let caseload = caseload(p, false);
    let days = steady(&caseload, LONGEST_LIST);
    vec![
        check(
            ("Mean days on the list", "days"),
            "Erlang C / (c μ - λ)",
            (mmc_wait(c, arrivals, service), days.days_on_list(&caseload)),
            0.06,
            |o| o.days_on_list(|_| true),
        ),
        check(
            ("Share of Mondays with all places taken", "share"),
            "Erlang C",
            (erlang_c(c, load), days.full_on_monday),
            0.03,
            move |o| share_full(o, c),
        ),
        check(
            ("Places taken", "places"),
            "λ / μ",
            (load, days.taken),
            0.02,
            mean_taken,
        ),
    ]
}

fn gives_up_waiting(setting: &Setting) -> Vec<Check> {
    let p = setting.parameters();
    let (c, arrivals, service) = (places(p), referrals_a_day(p), service_a_day(p));
    let closed = erlang_a(c, arrivals, service, patience_a_day(p));
    let caseload = caseload(p, false);
    let days = steady(&caseload, LONGEST_LIST);
    let own_share = patience_a_day(p) / caseload.leaving_a_day;
    vec![
        check(
            ("Share giving up", "share"),
            "θ E[waiting] / λ",
            (closed.gives_up, days.leaves * own_share),
            0.03,
            |o| o.share(gave_up),
        ),
        check(
            ("Mean days on the list, of all", "days"),
            "E[waiting] / λ",
            (closed.waiting / arrivals, days.days_on_list(&caseload)),
            0.04,
            |o| o.days_on_list(|_| true),
        ),
        check(
            ("Places taken", "places"),
            "E[busy]",
            (closed.busy, days.taken),
            0.02,
            mean_taken,
        ),
    ]
}

fn finds_the_list_full(setting: &Setting) -> Vec<Check> {
    let p = setting.parameters();
    let (c, arrivals, service) = (places(p), referrals_a_day(p), service_a_day(p));
    let room = c + p.waiting.most_waiting;
    let closed = mmck(c, room, arrivals / service);
    let lost = closed[room as usize];
    let waiting: f64 = (c..=room)
        .map(|n| f64::from(n - c) * closed[n as usize])
        .sum();
    let caseload = caseload(p, true);
    let days = steady(&caseload, p.waiting.most_waiting + c + 1);
    vec![
        check(
            ("Share turned away", "share"),
            "P(K people)",
            (lost, days.turned_away),
            0.04,
            |o| o.share(turned_away),
        ),
        check(
            ("Mean days on the list, of those taken on", "days"),
            "E[waiting] / (λ (1 - P(K)))",
            (
                waiting / (arrivals * (1.0 - lost)),
                days.days_on_list(&caseload),
            ),
            0.04,
            |o| o.days_on_list(|story| !turned_away(story)),
        ),
    ]
}

fn no_list_at_all(setting: &Setting) -> Vec<Check> {
    let p = setting.parameters();
    let (c, load) = (places(p), referrals_a_day(p) / service_a_day(p));
    let lost = erlang_b(c, load);
    let days = steady(&caseload(p, true), c + 1);
    vec![
        check(
            ("Share turned away", "share"),
            "Erlang B",
            (lost, days.turned_away),
            0.03,
            |o| o.share(turned_away),
        ),
        check(
            ("Places taken", "places"),
            "λ / μ (1 - Erlang B)",
            (load * (1.0 - lost), days.taken),
            0.02,
            mean_taken,
        ),
    ]
}

/// Days on the list are counted from the start of the day of referral to its end or that of the call: half a day less.
const HALF_A_DAY: f64 = 0.5;

/// Mean wait for one place in order of arrival: by Pollaczek and Khinchine, and with the time until the link worker
/// looks, in whole days.
fn waits_for_one_place(p: &Parameters) -> (Moments, f64, f64) {
    let most = p.contact.maximum_contacts;
    let held = stay(&contacts(p.contact.drop_out, most));
    let arrivals = referrals_a_day(p);
    let delayed = delayed_mg1_wait(arrivals, held, until_the_link_worker_looks());
    (held, mg1_wait(arrivals, held), delayed - HALF_A_DAY)
}

fn one_place(setting: &Setting) -> Vec<Check> {
    let (held, closed, exact) = waits_for_one_place(setting.parameters());
    let load = referrals_a_day(setting.parameters()) * held.mean;
    vec![
        check(
            ("Mean days on the list", "days"),
            "λ E[S²] / (2 (1 - ρ))",
            (closed, exact),
            0.05,
            |o| o.days_on_list(|_| true),
        ),
        check(
            ("Places taken", "places"),
            "ρ = λ E[S]",
            (load, load),
            0.02,
            mean_taken,
        ),
    ]
}

fn two_classes(setting: &Setting) -> Vec<Check> {
    let p = setting.parameters();
    let (held, closed, exact) = waits_for_one_place(p);
    let load = referrals_a_day(p) * held.mean;
    let first = p.population.imd_1 / (p.population.imd_1 + p.population.imd_2);
    let loads = [load * first, load * (1.0 - first)];
    let closed = priority_waits(closed, loads);
    let exact = priority_waits(exact + HALF_A_DAY, loads).map(|wait| wait - HALF_A_DAY);
    let of = |imd: u8| move |o: &Observed<'_>| o.days_on_list(|story| story.imd == Some(imd));
    vec![
        check(
            ("Mean days on the list, quintile 1", "days"),
            "λ E[S²] / 2 / (1 - ρ₁)",
            (closed[0], exact[0]),
            0.04,
            of(1),
        ),
        check(
            ("Mean days on the list, quintile 2", "days"),
            "λ E[S²] / 2 / ((1 - ρ₁) (1 - ρ))",
            (closed[1], exact[1]),
            0.06,
            of(2),
        ),
    ]
}

// Two stages ------------------------------------------------------------------------------------------------------

/// People between onset and referral, and people on list and caseload, at the end of each first day of a month.
fn both_stages(o: &Observed<'_>) -> Vec<(u32, u32)> {
    let (from, to) = o.setting.window();
    let inside = |month: &&MonthSnapshot| (from..to).contains(&month.day);
    let months = o.book.months.iter().filter(inside);
    months
        .map(|month| {
            let not_yet = o.stories.iter().filter(|story| {
                let over = story.referred.or(story.recovered_or_gone);
                story.onset <= month.day && over.is_none_or(|day| day > month.day)
            });
            (not_yet.count() as u32, month.waiting[0] + month.active[0])
        })
        .collect()
}

fn two_stages(setting: &Setting) -> Vec<Check> {
    let p = setting.parameters();
    let (c, arrivals, service) = (places(p), referrals_a_day(p), service_a_day(p));
    let load = arrivals / service;
    // Candidates come three times as often as referrals, so that marketing can raise the rate (`referral.rs`).
    let candidates = 3.0 * p.referral.agency_rate / YEAR_DAYS;
    let delay = days_to_referral(candidates, 1.0 / 3.0);
    let n = (arrivals * delay) as u32;
    let first = (
        poisson_at_most(n, arrivals * YEAR_DAYS / p.referral.agency_rate),
        not_yet_referred(n, arrivals, delay),
    );
    let endless = mmck(c, 5_000, load);
    let days = steady(&caseload(p, false), LONGEST_LIST);
    let second = (
        endless[..=c as usize].iter().sum::<f64>(),
        days.together[..=c as usize].iter().sum::<f64>(),
    );
    let share = |o: &Observed<'_>, is: &dyn Fn((u32, u32)) -> bool| {
        mean(
            both_stages(o)
                .into_iter()
                .map(|stages| f64::from(u8::from(is(stages)))),
        )
    };
    vec![
        check(
            ("First stage: at most its mean", "share of time"),
            "Poisson with mean λ / r",
            first,
            0.03,
            move |o| share(o, &|(a, _)| a <= n),
        ),
        check(
            ("Second stage: nobody more than places", "share of time"),
            "M/M/c",
            second,
            0.03,
            move |o| share(o, &|(_, b)| b <= c),
        ),
        check(
            ("Both at once", "share of time"),
            "product",
            (first.0 * second.0, first.1 * second.1),
            0.04,
            move |o| share(o, &|(a, b)| a <= n && b <= c),
        ),
    ]
}

// The funnel ------------------------------------------------------------------------------------------------------

fn thinned(setting: &Setting) -> Vec<Check> {
    /// Numbers of people at the steps of the funnel, in a run that lets every episode come to its end.
    struct Steps {
        called: f64,
        rung: f64,
        reached: f64,
        fit: f64,
    }
    fn n(o: &Observed<'_>, count: Count) -> f64 {
        o.book.counts.all(count) as f64
    }
    fn steps(o: &Observed<'_>) -> Steps {
        // A few leave on the weekend before they are called; that is independent of all that follows.
        let left = n(o, Count::EndedRecoveredWaiting) + n(o, Count::EndedLostPatience);
        let called = n(o, Count::Referred) - left;
        let rung = called - n(o, Count::EndedInappropriateTriage);
        Steps {
            called,
            rung,
            reached: rung - n(o, Count::EndedNotReached),
            fit: n(o, Count::Contacted) - n(o, Count::EndedInappropriateSeen),
        }
    }
    let p = setting.parameters();
    let (r, w, k) = (&p.referral, &p.waiting, &p.contact);
    let not_reached = libm::pow(1.0 - w.reached_per_try, f64::from(w.contact_tries));
    let comes = 1.0 - libm::pow(k.no_show, f64::from(k.no_shows_allowed));
    let hidden = r.inappropriate * (1.0 - r.triage_sensitivity);
    let found = hidden / (hidden + 1.0 - r.inappropriate);
    let next = (1.0 - k.drop_out) * comes;
    let all = libm::pow(next, f64::from(k.maximum_contacts) - 1.0) * (1.0 - k.drop_out);
    let of = |what, formula, share, measure: fn(&Observed<'_>) -> f64| {
        check((what, "share"), formula, (share, share), 0.04, measure)
    };
    vec![
        of(
            "Accept, of those offered",
            "acceptance",
            r.acceptance,
            |o| n(o, Count::Accepted) / n(o, Count::Offered),
        ),
        of(
            "Triaged out, of those called",
            "inappropriate × sensitivity",
            r.inappropriate * r.triage_sensitivity,
            |o| n(o, Count::EndedInappropriateTriage) / steps(o).called,
        ),
        of(
            "Not reached, of those rung",
            "(1 - reached)^tries",
            not_reached,
            |o| n(o, Count::EndedNotReached) / steps(o).rung,
        ),
        of(
            "Seen, of those reached",
            "1 - no-show^allowed",
            comes,
            |o| n(o, Count::Contacted) / steps(o).reached,
        ),
        of(
            "Found out of remit, of those seen",
            "i (1 - s) / (i (1 - s) + 1 - i)",
            found,
            |o| n(o, Count::EndedInappropriateSeen) / n(o, Count::Contacted),
        ),
        of(
            "Three contacts, of those fit",
            "((1 - drop-out) (1 - no-show^allowed))²",
            next * next,
            |o| n(o, Count::ThreeContacts) / steps(o).fit,
        ),
        of(
            "All contacts, of those fit",
            "as above, to the last contact",
            all,
            |o| n(o, Count::EndedPolicyLength) / steps(o).fit,
        ),
    ]
}

// Little's law ----------------------------------------------------------------------------------------------------

/// Days of 28 years, after which weekdays and dates of the month repeat.
const CALENDAR_CYCLE: u32 = 28 * 365 + 7;

/// First and last day of a stay, of those who had one.
type Stay = fn(&Story, u32) -> Option<(u32, u32)>;

/// Days on which a stock was noted, and how many people were in it.
type Noted = Vec<(u32, u32)>;

fn by_month(o: &Observed<'_>, stock: fn(&MonthSnapshot) -> u32) -> Noted {
    let from = o.setting.days.saturating_sub(CALENDAR_CYCLE);
    let months = o.book.months.iter();
    months
        .filter(|month| (from..o.setting.days).contains(&month.day))
        .map(|month| (month.day, stock(month)))
        .collect()
}

fn by_week(o: &Observed<'_>) -> Noted {
    let weeks = o.book.worker_weeks.iter();
    weeks.map(|week| (week.day, week.places_taken)).collect()
}

/// Mean of a stock less arrivals × mean stay, both over whole cycles of the calendar: stays are cut at both ends.
fn less_all_stays(o: &Observed<'_>, noted: &Noted, stay: Stay) -> f64 {
    let days = o.setting.days;
    let from = days.saturating_sub(CALENDAR_CYCLE);
    let stays = o.stories.iter().filter_map(|story| stay(story, days));
    let held: u32 = stays
        .map(|(start, end)| end.saturating_sub(start.max(from)))
        .sum();
    mean(noted.iter().map(|(_, n)| f64::from(*n))) - f64::from(held) / f64::from(days - from)
}

/// The same with stays counted on the days on which the stock was noted.
fn less_stays_then(o: &Observed<'_>, noted: &Noted, stay: Stay) -> f64 {
    let until = |day: u32| noted.partition_point(|(noted, _)| *noted < day);
    let stays = o
        .stories
        .iter()
        .filter_map(|story| stay(story, o.setting.days));
    let held: usize = stays.map(|(start, end)| until(end) - until(start)).sum();
    let all: u32 = noted.iter().map(|(_, n)| n).sum();
    (f64::from(all) - held as f64) / noted.len() as f64
}

fn stocks(_: &Setting) -> Vec<Check> {
    fn law(what: &'static str, formula: &'static str, measure: Measure) -> Check {
        Check {
            what,
            unit: "people",
            formula,
            closed_form: 0.0,
            exact: 0.0,
            widest: 0.02,
            measure,
        }
    }
    let on_list: Stay = |story, days| {
        let end = story.seen.or(story.ended.map(|(day, _)| day));
        Story::span(story.referred, end, days)
    };
    let with_link_worker: Stay =
        |story, days| Story::span(story.seen, story.ended.map(|(day, _)| day), days);
    let with_place: Stay =
        |story, days| Story::span(story.called, story.ended.map(|(day, _)| day), days);
    let in_queue: Stay = |story, days| {
        let waits = story.asked.filter(|_| story.joined != story.asked);
        Story::span(waits, story.joined.or(story.left), days)
    };
    let in_group: Stay = |story, days| Story::span(story.joined, story.left, days);
    let (whole, then) = ("L - λ W", "L - λ W on the days noted");
    vec![
        law(
            "Waiting list, those being called included",
            whole,
            Box::new(move |o| less_all_stays(o, &by_month(o, |m| m.waiting[0]), on_list)),
        ),
        law(
            "People with a link worker",
            whole,
            Box::new(move |o| less_all_stays(o, &by_month(o, |m| m.active[0]), with_link_worker)),
        ),
        law(
            "Places on the caseload",
            then,
            Box::new(move |o| less_stays_then(o, &by_week(o), with_place)),
        ),
        law(
            "Waiting for a place in the group",
            then,
            Box::new(move |o| less_stays_then(o, &by_month(o, |m| m.queued), in_queue)),
        ),
        law(
            "Places in the group",
            then,
            Box::new(move |o| less_stays_then(o, &by_month(o, |m| m.taken_members), in_group)),
        ),
    ]
}

// Competing ends --------------------------------------------------------------------------------------------------

fn hazards(p: &Parameters) -> Hazards {
    Hazards {
        gives_up: patience_a_day(p),
        recovers: recovery_a_day(p),
        moves: p.need.moves_away_per_year / YEAR_DAYS,
        dies: p.need.deaths_per_year_18_64 / YEAR_DAYS,
    }
}

/// Times from referral to the end of the wait, of those referred from `from` on and before `to`.
fn spells(o: &Observed<'_>, from: u32, to: u32) -> Vec<Spell> {
    let days = o.setting.days;
    o.stories
        .iter()
        .filter_map(|story| {
            let referred = story.referred.filter(|day| (from..to).contains(day))?;
            let cause = |reason| match reason {
                EndReason::LostPatience => Some(0),
                EndReason::RecoveredWaiting => Some(1),
                EndReason::MovedAway => Some(2),
                EndReason::Died => Some(3),
                _ => None,
            };
            Some(match (story.seen, story.ended) {
                (Some(seen), _) => Spell {
                    days: seen - referred,
                    cause: Some(SEEN),
                },
                (None, Some((day, reason))) => Spell {
                    days: day - referred,
                    cause: cause(reason),
                },
                // The last day is seen to its end.
                (None, None) => Spell {
                    days: days - 1 - referred,
                    cause: None,
                },
            })
        })
        .collect()
}

/// Days after referral at which ends are counted.
const FOLLOWED_DAYS: u32 = 180;
const BY_THEN: [&str; CAUSES] = [
    "Gave up within 180 days",
    "Recovered within 180 days",
    "Moved away within 180 days",
    "Died within 180 days",
    "Seen within 180 days",
];

fn four_ends(setting: &Setting) -> Vec<Check> {
    let hazards = hazards(setting.parameters());
    let closed = hazards.closed(f64::from(FOLLOWED_DAYS), None);
    let exact = hazards.on_days(FOLLOWED_DAYS, None);
    (0..SEEN)
        .map(|cause| {
            check(
                (BY_THEN[cause], "share"),
                "h / H (1 - exp(-H t))",
                (closed[cause], exact[cause]),
                0.06,
                move |o| {
                    let spells = spells(o, 0, o.setting.days);
                    aalen_johansen(&spells, CAUSES, FOLLOWED_DAYS)[cause]
                },
            )
        })
        .collect()
}

/// First day from which on people who come are counted: by then as many come as ever will.
const STEADY_ARRIVALS_DAY: u32 = 200;

fn five_ends(setting: &Setting) -> Vec<Check> {
    let hazards = hazards(setting.parameters());
    let to = setting.epochs.last().map_or(0, |(day, _)| *day);
    let window = to.saturating_sub(STEADY_ARRIVALS_DAY);
    let closed = hazards.closed(f64::from(FOLLOWED_DAYS), Some(f64::from(window)));
    let exact = hazards.on_days(FOLLOWED_DAYS, Some(window));
    (0..CAUSES)
        .map(|cause| {
            let formula = if cause == SEEN {
                "(1 - exp(-H t)) / (H T)"
            } else {
                "∫ h exp(-H u) (1 - u / T) du"
            };
            check(
                (BY_THEN[cause], "share"),
                formula,
                (closed[cause], exact[cause]),
                0.06,
                move |o| {
                    let spells = spells(o, STEADY_ARRIVALS_DAY, to);
                    aalen_johansen(&spells, CAUSES, FOLLOWED_DAYS)[cause]
                },
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reduction_has_its_own_name_and_something_to_check() {
        let names: BTreeSet<&str> = REDUCTIONS.iter().map(|reduction| reduction.name).collect();
        assert_eq!(names.len(), REDUCTIONS.len());
        for reduction in REDUCTIONS {
            if let Checks::ByHand(course) = &reduction.checks {
                assert!(!course.expected.is_empty() && !course.working.is_empty());
            }
        }
    }
}

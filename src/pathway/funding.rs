//! Process 14 and all money: what the service costs, what groups receive and spend, closures and openings.

use super::event::{Event, Kind};
use super::run::Run;
use super::{leaving, matching, progression, workforce};
use crate::engine::exponential::exp;
use crate::engine::random::Block;
use crate::engine::sample::log_normal;
use crate::measure::count::Count;
use crate::measure::money::{CostLine, pence};
use crate::scenario::parameters::{Band, Parameters};
use crate::world::group::{Category, Group};
use crate::world::needs::RELATEDNESS;
use crate::world::patient::NO_GROUP;
use crate::world::person::{YEAR_DAYS, day_after};
use crate::world::stream::Stream;

/// Why a group closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closure {
    /// Reserves ran out.
    Money = 0,
    /// For other reasons.
    Other = 1,
    /// By decision, or in a shock.
    Decision = 2,
}

/// Most groups that one network can ever have: group numbers are kept in 16 bits.
const MOST_GROUPS: usize = 60_000;

/// How many groups of each category a network has without extra ones.
pub fn usual_groups(p: &Parameters) -> [u32; Category::COUNT] {
    let c = &p.community;
    let per_10000 = [
        c.advice_per_10000,
        c.physical_per_10000,
        c.wellbeing_per_10000,
        c.social_per_10000,
        c.creative_per_10000,
        c.volunteering_per_10000,
    ];
    per_10000
        .map(|rate| (rate * f64::from(p.population.registered_patients) / 10_000.0).round() as u32)
}

/// The groups of each category opened or closed by policy beyond the usual ones.
pub fn extra_groups(p: &Parameters) -> [i32; Category::COUNT] {
    let c = &p.community;
    [
        c.extra_advice,
        c.extra_physical,
        c.extra_wellbeing,
        c.extra_social,
        c.extra_creative,
        c.extra_volunteering,
    ]
}

/// On the first day.
pub fn open_first_groups(run: &mut Run<'_>) {
    let usual = usual_groups(&run.p);
    let extra = extra_groups(&run.p);
    for (&category, count) in Category::ALL.iter().zip(usual) {
        for _ in 0..count {
            new_group(run, category);
        }
    }
    change_number_of_groups(run, [0; Category::COUNT], extra);
    if run.p.community.closed_share > 0.0 {
        shock(run, run.p.community.closed_share);
    }
}

fn new_group(run: &mut Run<'_>, category: Category) {
    if run.groups.len() >= MOST_GROUPS {
        return;
    }
    let number = run.groups.len() as u32;
    let group = Group::new(number, category, &run.p, run.streams);
    run.book.group_money_pence[0] += group.reserves_pence;
    let weekday = u32::from(group.weekday);
    let today = u32::from(run.plan.calendar.weekday(run.day));
    let first = run.day + (weekday + 7 - today) % 7;
    let stamp = group.stamp;
    run.groups.push(group);
    run.plan_event(
        first,
        Event {
            stamp,
            ..Event::new(Kind::Session, number)
        },
    );
}

/// A new group opens: seed money, a decision, or the community itself.
pub fn open_group(run: &mut Run<'_>, category: u16) {
    run.book.openings += 1;
    new_group(run, Category::ALL[usize::from(category)]);
}

/// Opens or closes groups so that the extra number of each category changes from `before` to `after`.
pub fn change_number_of_groups(
    run: &mut Run<'_>,
    before: [i32; Category::COUNT],
    after: [i32; Category::COUNT],
) {
    for (&category, (before, after)) in Category::ALL.iter().zip(before.into_iter().zip(after)) {
        for _ in before..after {
            run.book.openings += u32::from(run.day > 0);
            new_group(run, category);
        }
        for _ in after..before {
            let victim = by_chance(run)
                .into_iter()
                .find(|&group| run.groups[group].category == category);
            if let Some(group) = victim {
                close(run, group, Closure::Decision);
            }
        }
    }
}

/// Closes a share of all open groups, by chance.
pub fn shock(run: &mut Run<'_>, share: f64) {
    let open = by_chance(run);
    let number = (open.len() as f64 * share).round() as usize;
    for group in open.into_iter().take(number) {
        close(run, group, Closure::Decision);
    }
}

/// Open groups in an order by chance that is the same in every scenario.
fn by_chance(run: &Run<'_>) -> Vec<usize> {
    let mut open: Vec<(u64, usize)> = (0..run.groups.len())
        .filter(|&group| run.groups[group].open)
        .map(|group| {
            (
                run.streams.block(Stream::Shock, group as u32, 0).0[0],
                group,
            )
        })
        .collect();
    open.sort_unstable();
    open.into_iter().map(|(_, group)| group).collect()
}

/// A group closes: its members are displaced, lose relatedness, and some are linked to another group. The community
/// replaces what closed for want of money or for other reasons after a time.
fn close(run: &mut Run<'_>, number: usize, why: Closure) {
    let group = &mut run.groups[number];
    group.open = false;
    group.stamp += 1;
    group.champions = 0;
    let category = group.category;
    let queue = std::mem::take(&mut group.queue);
    let members = std::mem::take(&mut group.members);
    run.book.group_money_pence[3] += run.groups[number].reserves_pence;
    run.book.closures[why as usize] += 1;
    for (member, _) in queue {
        run.count(Count::GaveUpQueue, member.patient);
    }
    for member in members {
        let i = member.patient;
        run.accrue(i);
        let patient = &mut run.patients[i as usize];
        for place in &mut patient.groups {
            if *place == number as u16 {
                *place = NO_GROUP;
            }
        }
        if patient.champion_group == number as u16 {
            patient.champion_group = NO_GROUP;
            patient.champion_until = 0;
        }
        patient
            .needs
            .lose_raised(RELATEDNESS, run.p.stages.closure_loss);
        run.count(Count::Displaced, i);
        run.tell(i, "closure", |_| {
            "The group closes; a circle of people is lost.".to_owned()
        });
        let draw = run.draw(Stream::Displaced, i, member.number);
        if draw.uniform(2) < run.p.need.setback_lowers_stage {
            progression::fall_back(run, i);
        }
        relink(run, i, draw);
    }
    if why != Closure::Decision && run.p.group_money.replacement_months > 0.0 {
        let draw = run.streams.block(Stream::Closure, number as u32, u32::MAX);
        let months = log_normal(draw.uniform(0), run.p.group_money.replacement_months, 0.5);
        let day = day_after(run.day, months * 30.4375);
        run.plan_event(
            day,
            Event {
                detail: category.index() as u16,
                ..Event::new(Kind::GroupOpens, number as u32)
            },
        );
    }
}

/// A displaced member may be linked to another group by the link worker or by fellows.
fn relink(run: &mut Run<'_>, i: u32, draw: Block) {
    if draw.uniform(0) >= run.p.stages.closure_relinked || run.patients[i as usize].gone {
        return;
    }
    if let Some(group) = leaving::fellows_suggestion(run, i, draw.uniform(1)) {
        run.tell(i, "relinked", |run| {
            format!(
                "Finds another group: {}.",
                run.groups[group].category.label()
            )
        });
        matching::ask_to_join(run, i, group, false, u16::MAX);
    }
}

/// A group pays out of its reserves.
pub fn group_pays(run: &mut Run<'_>, group: usize, pence: i64) {
    run.groups[group].reserves_pence -= pence;
    run.groups[group].flows_pence[1] += pence;
    run.book.group_money_pence[2] += pence;
}

/// A group receives money.
pub fn group_receives(run: &mut Run<'_>, group: usize, pence: i64) {
    run.groups[group].reserves_pence += pence;
    run.groups[group].flows_pence[0] += pence;
    run.book.group_money_pence[1] += pence;
}

/// The first day, and the first day of every month: settle costs, money of groups, background members, snapshot.
pub fn month(run: &mut Run<'_>) {
    let calendar = run.plan.calendar;
    let next = (run.day + 1..=run.day + 31)
        .find(|&day| calendar.is_month_start(day))
        .unwrap_or(run.day + 31);
    run.plan_event(next, Event::new(Kind::Month, 0));
    settle(run);
    run.plan_event(run.day, Event::new(Kind::Snapshot, 0));
    workforce::develop(run);
    let days = f64::from(next.min(calendar.days()) - run.day);
    let month = next;
    run.seed_pence += pence(run.p.group_money.seed_money * days / YEAR_DAYS);
    for number in 0..run.groups.len() {
        if run.groups[number].open {
            group_month(run, number, month, days);
        }
    }
    open_with_seed_money(run);
    open_by_relationships(run, month, days);
}

fn group_month(run: &mut Run<'_>, number: usize, month: u32, days: f64) {
    let m = run.p.group_money;
    let years = days / YEAR_DAYS;
    let grant = pence(m.grant * years);
    if grant > 0 {
        run.spend(CostLine::Grants, grant);
        group_receives(run, number, grant);
    }
    // Members who are not simulated pay for the sessions of the month as the simulated do at each session.
    let fees =
        run.p.community.price * f64::from(run.groups[number].background) * 0.75 * 52.0 * years;
    let other = pence(m.other_income * run.groups[number].income_factor * years + fees);
    group_receives(run, number, other);
    run.groups[number].champion_bridges = 0;

    let draw = run.streams.block(Stream::Background, number as u32, month);
    drift_of_background(run, number, draw);
    let group = &mut run.groups[number];
    if group.reserves_pence < 0 {
        group.months_short += 1;
        group.reduced = true;
    } else {
        group.months_short = 0;
        group.reduced = false;
    }
    let ruined = group.months_short >= m.months_to_closure;
    let hazard = 1.0 - exp(-m.closures_per_year * years);
    if ruined {
        close(run, number, Closure::Money);
    } else if run.streams.uniform(Stream::Closure, number as u32, month) < hazard {
        close(run, number, Closure::Other);
    }
}

/// Members who are not simulated come and go: one more or one less in some months, back towards the mean share.
fn drift_of_background(run: &mut Run<'_>, number: usize, draw: Block) {
    let places = run.groups[number].places_in_all(&run.p);
    let share = run.p.community.background_share;
    let group = &mut run.groups[number];
    let filled = f64::from(group.background) / f64::from(group.places.max(1));
    let up = 0.25 + 0.5 * (share - filled);
    let down = 0.25 - 0.5 * (share - filled);
    let u = draw.uniform(0);
    if u < up.clamp(0.0, 0.9) {
        if group.taken() < places {
            group.background += 1;
        }
    } else if u > 1.0 - down.clamp(0.0, 0.9) && group.background > 0 {
        group.background -= 1;
    }
}

/// Seed money opens groups where most people could not be matched.
fn open_with_seed_money(run: &mut Run<'_>) {
    let price = pence(run.p.group_money.opening_cost).max(1);
    while run.seed_pence >= price && open_where_most_wanted(run) {
        run.seed_pence -= price;
        run.spend(CostLine::SeedMoney, price);
    }
}

/// Where link workers build relationships, the community may open a group by itself, where one is wanted.
fn open_by_relationships(run: &mut Run<'_>, month: u32, days: f64) {
    let in_post: f64 = run
        .workers
        .iter()
        .filter(|w| w.in_post)
        .map(|w| w.fte)
        .sum();
    let hours = in_post * run.p.staffing.relationship_hours_per_week;
    let rate = run.p.group_money.openings_per_relationship_hour * hours / YEAR_DAYS;
    let u = run.streams.uniform(Stream::Opening, 0, month);
    if u < 1.0 - exp(-rate * days) {
        open_where_most_wanted(run);
    }
}

/// Opens a group of the category that most people asked for in vain since the last opening; `false` if nobody did.
fn open_where_most_wanted(run: &mut Run<'_>) -> bool {
    let mut most = 0;
    for category in 1..Category::COUNT {
        if run.unmet[category] > run.unmet[most] {
            most = category;
        }
    }
    if run.unmet[most] == 0 {
        return false;
    }
    run.unmet[most] = 0;
    open_group(run, most as u16);
    true
}

/// Books the running costs of the service from the day they were last settled until today, with the staff and the
/// policy of that time. To be called before either changes.
pub fn settle(run: &mut Run<'_>) {
    if run.day <= run.settled_day {
        return;
    }
    let days = run.day - run.settled_day;
    let years = f64::from(days) / YEAR_DAYS;
    let middle = (run.settled_day + run.day) / 2;
    run.settled_day = run.day;
    let discount = run.plan.discount.costs[middle as usize];
    let c = run.p.costs;
    let s = run.p.staffing;
    let in_post: f64 = run
        .workers
        .iter()
        .filter(|w| w.in_post)
        .map(|w| w.fte)
        .sum();
    let open = run.groups.iter().filter(|group| group.open).count() as f64;
    let champions = f64::from(run.groups.iter().map(|group| group.champions).sum::<u32>());
    let post = match s.band {
        Band::Four => c.link_worker_band_4,
        Band::Five => c.link_worker_band_5,
        Band::Six => c.link_worker_band_6,
    };
    let programme = if run.p.community.volunteer_programme {
        c.volunteer_programme
    } else {
        0.0
    };
    let marketing = if run.p.referral.marketing_deprived_ratio == 1.0 {
        0.0
    } else {
        c.marketing
    };
    let lines = [
        (CostLine::LinkWorkers, in_post * post),
        (
            CostLine::AdminSupport,
            s.admin_support_fte * c.admin_support,
        ),
        (CostLine::Overheads, in_post * post * c.overhead_share),
        (
            CostLine::Supervision,
            in_post * s.supervision_hours_per_month * 12.0 * c.supervision_per_hour,
        ),
        (
            CostLine::SkillsTraining,
            in_post * s.skills_training_days * c.skills_training_day,
        ),
        (CostLine::Marketing, marketing),
        (CostLine::Volunteers, programme + champions * c.champion),
        (
            CostLine::VolunteerTime,
            champions * c.champion_hours * YEAR_DAYS / 7.0 * c.volunteer_hour,
        ),
        (
            CostLine::ClimateSupport,
            open * run.p.community.climate_support * 10.0 * c.climate_support,
        ),
    ];
    for (line, yearly) in lines {
        let amount = pence(yearly * years);
        if amount != 0 {
            run.book.spend(line, amount, discount);
        }
    }
}

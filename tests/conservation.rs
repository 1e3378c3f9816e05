//! Nothing is lost: people, money, places and minutes balance exactly in every run, whatever the parameters.

mod common;

use common::{Setup, each};
use proptest::prelude::*;
use spsim::measure::book::Book;
use spsim::measure::count::Count;
use spsim::measure::money::{CostLine, pence};
use spsim::measure::wellbeing::SERVED_MONTHS;
use spsim::scenario::parameter::{Kind, Value};
use spsim::scenario::parameters::{Parameters, registry};
use spsim::world::demography::{AgeBand, MainNeed, SUBGROUPS, Sex, subgroup_label};
use spsim::world::link_worker::LinkWorker;
use spsim::world::person::YEAR_DAYS;

/// How far a lever that is off by default may be turned up.
fn most(path: &str) -> f64 {
    match path {
        "staffing.admin_support_fte" | "community.closed_share" | "community.climate_support" => {
            0.5
        }
        "gp.training_sessions_per_year" => 4.0,
        "referral.eligibility_burden" => 0.4,
        "group_money.payment_per_referral" => 100.0,
        "group_money.seed_money" => 20_000.0,
        "costs.budget" => 100_000.0,
        _ => 1.0,
    }
}

/// A value a distance `x` (-1 to 1) from the default: the default itself at 0, a third or three times as much at the
/// ends, shares on the scale of odds.
fn moved(path: &str, kind: Kind, default: Value, x: f64) -> Value {
    match (kind, default) {
        (Kind::Number(low, high), Value::Number(d)) => {
            let value = if d == 0.0 {
                x.max(0.0) * most(path)
            } else if (low, high) == (0.0, 1.0) && d < 1.0 {
                let odds = d / (1.0 - d) * libm::exp(1.5 * x);
                odds / (1.0 + odds)
            } else {
                d * libm::exp(1.1 * x)
            };
            Value::Number(value.clamp(low, high))
        }
        (Kind::Integer(low, high), Value::Integer(d)) => {
            let value = if d == 0 {
                (3.0 * x).round() as i64
            } else {
                (d as f64 * libm::exp(1.1 * x)).round() as i64
            };
            Value::Integer(value.clamp(low, high))
        }
        (Kind::Flag, Value::Flag(d)) => Value::Flag(d != (x > 0.3)),
        (Kind::Choice(labels), Value::Choice(d)) => {
            let at = labels.iter().position(|&label| label == d).unwrap_or(0);
            let step = (x.abs() * labels.len() as f64) as usize;
            Value::Choice(labels[(at + step) % labels.len()])
        }
        _ => default,
    }
}

/// Every parameter of the registry moved by chance; shrinks towards the defaults.
fn any_parameters() -> impl Strategy<Value = Parameters> {
    let n = registry().len();
    (
        prop::collection::vec(-1.0..1.0_f64, n),
        2_000..8_000_u32,
        0.0..3.0_f64,
    )
        .prop_map(|(moves, registered, fte)| {
            let values: Vec<Value> = registry()
                .iter()
                .zip(moves)
                .map(|(parameter, x)| {
                    moved(&parameter.path(), parameter.kind, parameter.default, x)
                })
                .collect();
            let mut p = Parameters::from_values(&values);
            p.population.registered_patients = registered;
            p.staffing.link_workers_fte = fte;
            p
        })
}

fn everybody_is_somewhere(book: &Book) {
    for subgroup in 0..SUBGROUPS {
        let n = |count| book.counts.get(count, subgroup);
        let ended: u64 = Count::endings().map(n).sum();
        assert_eq!(
            n(Count::Referred) + n(Count::OpenAtStart),
            n(Count::WaitingAtEnd) + n(Count::ActiveAtEnd) + ended,
            "{}",
            subgroup_label(subgroup)
        );
    }
    let last = &book.months[book.months.len() - 1];
    assert_eq!(
        u64::from(last.waiting[0]),
        book.counts.all(Count::WaitingAtEnd)
    );
    assert_eq!(
        u64::from(last.active[0]),
        book.counts.all(Count::ActiveAtEnd)
    );
    for month in &book.months {
        for by_imd in [
            month.in_need,
            month.waiting,
            month.active,
            month.first_contacts,
        ] {
            assert_eq!(by_imd[0], by_imd[1..].iter().sum::<u32>());
        }
        assert!(
            month.taken_members + month.taken_background <= month.places + month.groups_open * 60
        );
        assert!(month.in_post_milli_fte <= month.establishment_milli_fte);
    }
}

fn subgroups_add_up(book: &Book) {
    let ages = 6..6 + AgeBand::COUNT;
    let sexes = ages.end..ages.end + Sex::COUNT;
    let needs = sexes.end..sexes.end + MainNeed::COUNT;
    for &count in Count::ALL {
        for part in [1..6, ages.clone(), sexes.clone(), needs.clone()] {
            let sum: u64 = part.map(|subgroup| book.counts.get(count, subgroup)).sum();
            assert_eq!(sum, book.counts.all(count), "{}", count.label());
        }
    }
}

fn the_funnel_narrows(book: &Book) {
    for subgroup in 0..SUBGROUPS {
        let n = |count| book.counts.get(count, subgroup);
        let sum = |counts: &[Count]| counts.iter().map(|&count| n(count)).sum::<u64>();
        assert_eq!(n(Count::Offered), sum(&[Count::Accepted, Count::Declined]));
        assert_eq!(n(Count::Accepted), n(Count::ReferredByGp));
        let routes = [
            Count::ReferredByGp,
            Count::ReferredBySelf,
            Count::ReferredByAgency,
            Count::ReturnedOpenDoor,
        ];
        assert_eq!(n(Count::Referred), sum(&routes));
        let found = [
            Count::EndedInappropriateSeen,
            Count::EndedInappropriateTriage,
        ];
        assert_eq!(n(Count::Inappropriate), sum(&found));
        for (narrow, wide) in [
            (vec![Count::Contacted], vec![Count::Referred]),
            (
                vec![Count::ThreeContacts],
                vec![Count::Contacted, Count::OpenAtStart],
            ),
            (
                vec![Count::Contacted, Count::ThreeContacts],
                vec![Count::Contacts, Count::Contacted, Count::OpenAtStart],
            ),
            (vec![Count::Agreed], vec![Count::Proposed]),
            (vec![Count::Onward], vec![Count::FirstSessions]),
            (vec![Count::FirstSessions], vec![Count::Sessions]),
            (vec![Count::NeverCame], vec![Count::Lapsed]),
            (vec![Count::Stage2], vec![Count::Stage1, Count::EnteredAt2]),
            (vec![Count::Stage3], vec![Count::Stage2]),
            (vec![Count::Stage4], vec![Count::Stage3]),
            (vec![Count::Stage5], vec![Count::Stage4]),
            (vec![Count::Champions], vec![Count::Stage5]),
            (vec![Count::EnteredAt2], vec![Count::Stage2]),
            (vec![Count::Stage1], vec![Count::PeopleInNeed]),
        ] {
            assert!(
                sum(&narrow) <= sum(&wide),
                "{}: {narrow:?} {} above {wide:?} {}",
                subgroup_label(subgroup),
                sum(&narrow),
                sum(&wide)
            );
        }
    }
    assert_eq!(book.waits.len() as u64, book.counts.all(Count::Contacted));
    let completed = book.contacts_of_completed.len() as u64;
    assert_eq!(completed, book.counts.all(Count::EndedGoalsMet));
    // What the months say of first contacts and waits, and what single waits say, is the same.
    let by_month: u64 = book
        .months
        .iter()
        .map(|m| u64::from(m.first_contacts[0]))
        .sum();
    assert_eq!(by_month, book.counts.all(Count::Contacted));
    let days: u64 = book.months.iter().map(|month| month.wait_days[0]).sum();
    assert_eq!(
        days,
        book.waits
            .iter()
            .map(|wait| u64::from(wait.days))
            .sum::<u64>()
    );
}

fn journeys_are_in_order(book: &Book) {
    let mut entered_at_2 = 0;
    for portrait in &book.portraits {
        let journey = &portrait.journey;
        assert!(journey.current <= journey.highest && journey.highest <= 5);
        assert!(journey.entered_at <= 2);
        entered_at_2 += u64::from(journey.entered_at == 2);
        let first = usize::from(journey.entered_at.max(1)) - 1;
        let highest = usize::from(journey.highest);
        if journey.highest > 0 {
            let reached = &journey.first_reached[first..highest];
            assert!(reached.is_sorted() && reached.iter().all(|&day| day < u16::MAX));
        }
        assert!(
            journey.first_reached[highest..]
                .iter()
                .all(|&day| day == u16::MAX)
        );
    }
    assert_eq!(entered_at_2, book.counts.all(Count::EnteredAt2));
}

fn money_balances(book: &Book) {
    let [opening, income, cost, closing] = book.group_money_pence;
    assert_eq!(opening + income - cost, closing, "money of groups");
    for (&line, &pence) in CostLine::ALL.iter().zip(&book.money.pence) {
        assert!(pence >= 0, "{}", line.label());
    }
    let service: i64 = CostLine::ALL
        .iter()
        .filter(|line| line.is_service())
        .map(|line| book.money.pence[line.index()])
        .sum();
    assert_eq!(service, book.money.service_pence());
    for (plain, discounted) in book.money.pence.iter().zip(&book.money.discounted_pence) {
        assert!((0.0..=*plain as f64 + 1e-6).contains(discounted));
    }
    // The months are a running total: it never falls, and ends no higher than the total of the run.
    for two in book.months.windows(2) {
        let rises = |line: usize| two[0].spent_pence[line] <= two[1].spent_pence[line];
        assert!((0..CostLine::COUNT).all(rises));
    }
}

fn staff_work_within_their_hours(book: &Book, p: &Parameters) {
    for week in &book.worker_weeks {
        let mut worker = LinkWorker::vacant();
        worker.fte = (p.staffing.link_workers_fte - f64::from(week.slot)).min(1.0);
        let capacity = worker.patient_minutes_a_day(&p.staffing) * worker.days_per_week();
        assert!(
            week.minutes[0] + week.minutes[1] <= capacity,
            "{week:?} of {capacity} minutes"
        );
        assert!(week.places_taken <= worker.cap(&p.staffing), "{week:?}");
        assert!(
            week.in_post || week.places_taken == 0,
            "a vacant post has no clients: {week:?}"
        );
        assert!((0.0..=1.0).contains(&week.strain));
    }
}

fn worlds_line_up(with: &Book, without: &Book) {
    assert_eq!(with.looks.len(), without.looks.len());
    for (a, b) in with.looks.iter().zip(&without.looks) {
        assert_eq!((a.person, a.day, a.mark), (b.person, b.day, b.mark));
        assert!(usize::from(a.mark) < SERVED_MONTHS.len());
        for points in [a.points, b.points] {
            assert!((7.0..=35.0).contains(&points), "{a:?} {b:?}");
        }
    }
    for count in [
        Count::Offered,
        Count::Referred,
        Count::OpenAtStart,
        Count::Contacts,
        Count::Proposed,
        Count::Onward,
        Count::Accompanied,
        Count::Stage1,
        Count::WaitingAtEnd,
    ] {
        assert_eq!(without.counts.all(count), 0, "{}", count.label());
    }
    assert_eq!(
        without.counts.all(Count::Stage2),
        without.counts.all(Count::EnteredAt2)
    );
    for line in [
        CostLine::LinkWorkers,
        CostLine::AdminSupport,
        CostLine::Overheads,
        CostLine::Supervision,
        CostLine::SkillsTraining,
        CostLine::Recruitment,
        CostLine::GpTraining,
        CostLine::GpFeedback,
        CostLine::Marketing,
        CostLine::VolunteerBridging,
        CostLine::TransportVouchers,
        CostLine::CostVouchers,
        CostLine::PaymentsPerReferral,
        CostLine::SeedMoney,
        CostLine::OtherServices,
    ] {
        assert_eq!(without.money.pence[line.index()], 0, "{}", line.label());
    }
    // The same people fall into need, have the same setbacks, and are looked at after the same times.
    for count in [Count::PeopleInNeed, Count::Setbacks] {
        for subgroup in 0..SUBGROUPS {
            let both = [with, without].map(|book| book.counts.get(count, subgroup));
            assert_eq!(both[0], both[1], "{}", count.label());
        }
    }
    assert_eq!(with.patient_days, without.patient_days);
    for (a, b) in with.onset_marks.iter().zip(&without.onset_marks) {
        assert_eq!(a.0, b.0);
    }
    let needs = |book: &Book| book.months.iter().map(|m| m.in_need).collect::<Vec<_>>();
    assert_eq!(needs(with), needs(without));
}

fn everything_balances(setup: &Setup, replication: u32) {
    let (with, without) = setup.with_twin_and_portraits(replication);
    for book in [&with, &without] {
        everybody_is_somewhere(book);
        subgroups_add_up(book);
        the_funnel_narrows(book);
        money_balances(book);
    }
    journeys_are_in_order(&with);
    worlds_line_up(&with, &without);
    if setup.epochs.len() == 1 {
        staff_work_within_their_hours(&with, &setup.epochs[0].parameters);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_120),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_the_parameters(p in any_parameters(), days in 200..500_u32, replication in 0..1_000_u32) {
        everything_balances(&Setup::of(days, p), replication);
    }

    /// Levers that change in the middle of a run: everything but the limits of one policy still holds.
    #[test]
    fn whatever_changes_on_the_way(
        p in any_parameters(),
        later in any_parameters(),
        day in 1..300_u32,
    ) {
        let setup = Setup::of(400, p).changed_on(day, |now| {
            // Beliefs and the place stay; what a commissioner decides changes.
            now.staffing = later.staffing;
            now.contact.maximum_contacts = later.contact.maximum_contacts;
            now.contact.rhythm_days = later.contact.rhythm_days;
            now.referral.triage = later.referral.triage;
            now.referral.open = later.referral.open;
            now.bridging = later.bridging;
            now.community.extra_social = later.community.extra_social;
            now.community.extra_places = later.community.extra_places;
            now.community.closed_share = later.community.closed_share;
            now.group_money.grant = later.group_money.grant;
            now.gp.feedback = later.gp.feedback;
            now.gp.training_sessions_per_year = later.gp.training_sessions_per_year;
        });
        everything_balances(&setup, 0);
    }
}

/// The whole network at its usual size, for three years.
#[test]
fn with_the_usual_parameters() {
    each(4, |r| everything_balances(&Setup::new(1_096, |_| ()), r));
}

/// A list that is nearly always full: whoever is turned away is counted like everybody else who leaves.
#[test]
fn with_a_list_that_is_full() {
    let setup = Setup::new(731, |p| {
        p.staffing.link_workers_fte = 1.0;
        p.waiting.most_waiting = 20;
    });
    each(2, |r| {
        everything_balances(&setup, r);
        let (book, _) = setup.with_twin(r);
        assert!(book.counts.all(Count::EndedTurnedAway) > 50);
        assert!(book.counts.all(Count::Contacted) > 50);
    });
}

/// When nobody leaves, link workers cost hours × years × price: to half a penny for each settlement, one a month.
#[test]
fn staff_cost_what_their_hours_cost() {
    for (fte, days) in [(0.4, 365), (2.6, 731), (7.0, 100)] {
        let setup = Setup::new(days, |p| {
            p.population.registered_patients = 5_000;
            p.staffing.link_workers_fte = fte;
            p.staffing.leavers_per_year = 0.0;
        });
        let (book, _) = setup.with_twin(0);
        let costs = &setup.epochs[0].parameters.costs;
        let years = f64::from(days) / YEAR_DAYS;
        for (line, yearly) in [
            (CostLine::LinkWorkers, costs.link_worker_band_5),
            (
                CostLine::Overheads,
                costs.link_worker_band_5 * costs.overhead_share,
            ),
        ] {
            let spent = book.money.pence[line.index()];
            let due = pence(fte * yearly * years);
            let settlements = book.months.len() as i64;
            assert!(
                (spent - due).abs() <= settlements,
                "{}: {spent} for {due}",
                line.label()
            );
        }
        assert_eq!(book.money.pence[CostLine::Recruitment.index()], 0);
    }
}

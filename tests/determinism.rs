//! The same plan gives the same book, whatever else is run, watched or changed beside it.

mod common;

use common::{Interval, Setup, each};
use rayon::ThreadPoolBuilder;
use spsim::measure::book::Book;
use spsim::measure::count::Count;
use spsim::measure::panel::PanelPlan;
use spsim::pathway::panel::panels;
use spsim::pathway::policy;
use spsim::pathway::run::Trace;
use spsim::scenario::parameters::Parameters;

/// All that a book says, without what was only recorded on request. Floats are written so that no bit is lost.
fn digest(book: &Book) -> String {
    let bare = Book {
        recorder: None,
        portraits: Vec::new(),
        panel: None,
        ..book.clone()
    };
    format!("{bare:?}")
}

fn small(p: &mut Parameters) {
    p.population.registered_patients = 6_000;
    p.staffing.link_workers_fte = 0.4;
    p.start.waiting_list = 10;
}

/// The first place where two long texts differ, for a message that can be read.
#[track_caller]
fn assert_same(a: &str, b: &str) {
    if a != b {
        let at = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
        let around = |text: &str| {
            let from = at.saturating_sub(120);
            String::from_utf8_lossy(&text.as_bytes()[from..text.len().min(at + 80)]).into_owned()
        };
        panic!("differ at {at}:\n{}\n{}", around(a), around(b));
    }
}

#[test]
fn the_same_plan_gives_the_same_books() {
    let setup = Setup::new(1_096, |_| ());
    for replication in [0, 7] {
        let (with, without) = setup.with_twin(replication);
        let (again, without_again) = setup.with_twin(replication);
        assert_same(&digest(&with), &digest(&again));
        assert_same(&digest(&without), &digest(&without_again));
    }
}

#[test]
fn order_and_threads_do_not_show() {
    let setup = Setup::new(400, small);
    let books = |threads: usize| -> Vec<String> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads can be started");
        pool.install(|| each(24, |r| digest(&setup.with_twin(r).0)))
    };
    let one_by_one = books(1);
    for threads in [2, 8] {
        assert_eq!(books(threads), one_by_one, "{threads} threads");
    }
    let mut backwards: Vec<String> = (0..24)
        .rev()
        .map(|r| digest(&setup.with_twin(r).0))
        .collect();
    backwards.reverse();
    assert_eq!(backwards, one_by_one);
}

/// The twin does not touch the world with the service, nor the other way round.
#[test]
fn the_world_with_the_service_is_the_same_without_its_twin() {
    let setup = Setup::new(500, small);
    for replication in 0..5 {
        let alone = setup.served(replication, &Trace::default());
        assert_same(&digest(&alone), &digest(&setup.with_twin(replication).0));
    }
}

/// A commissioner's decision moves nobody's life: the same people with the same candidates, the same onset, recovery
/// and exit, and the twin of one policy is the twin of the other at every common look.
#[test]
fn staffing_changes_nobody() {
    let few = Setup::new(800, small);
    let many = Setup::new(800, |p| {
        small(p);
        p.staffing.link_workers_fte = 3.0;
        p.staffing.caseload_cap = 25;
        p.staffing.supervision_hours_per_month = 4.0;
        p.staffing.admin_support_fte = 1.0;
    });
    for replication in 0..4 {
        let people = few.people(replication);
        let others = many.people(replication);
        assert_eq!(format!("{people:?}"), format!("{others:?}"));
        let (lives, other_lives) = (
            few.lives(&people, replication),
            many.lives(&others, replication),
        );
        assert_eq!(format!("{lives:?}"), format!("{other_lives:?}"));

        let (a, twin_a) = few.with_twin(replication);
        let (b, twin_b) = many.with_twin(replication);
        assert!(a.counts.all(Count::Contacts) < b.counts.all(Count::Contacts));
        for count in [Count::PeopleInNeed, Count::Setbacks] {
            assert_eq!(
                a.counts.all(count),
                b.counts.all(count),
                "{}",
                count.label()
            );
        }
        assert_eq!(a.patient_days, b.patient_days);
        for (x, y) in a.months.iter().zip(&b.months) {
            assert_eq!(x.in_need, y.in_need);
        }
        // Looks of the twin fall on other days under other policies; all else about it is the same.
        let bare = |book: &Book| {
            digest(&Book {
                looks: Vec::new(),
                events: 0,
                ..book.clone()
            })
        };
        assert_same(&bare(&twin_a), &bare(&twin_b));
    }
}

#[test]
fn watching_changes_nothing() {
    let setup = Setup::new(700, small);
    for replication in 0..4 {
        let unwatched = setup.served(replication, &Trace::default());
        let told = setup.told(replication);
        assert!(
            told.recorder
                .as_ref()
                .is_some_and(|r| r.events.len() > 1_000)
        );
        assert!(!told.portraits.is_empty());
        assert_same(&digest(&unwatched), &digest(&told));
        // The story of one person is the same whoever else is told about.
        let events = &told.recorder.as_ref().expect("told").events;
        let key = events[events.len() / 2].key;
        let alone = setup.served(
            replication,
            &Trace {
                stories: vec![key],
                ..Trace::default()
            },
        );
        let of_all: Vec<_> = events.iter().filter(|event| event.key == key).collect();
        let of_one: Vec<_> = alone.recorder.iter().flat_map(|r| &r.events).collect();
        assert_eq!(of_all, of_one);
    }
}

/// A survey of everybody changes nothing, and finds the same people in the same passing distress in both worlds.
#[test]
fn a_panel_changes_nothing() {
    let setup = Setup::new(400, small);
    let panel = PanelPlan {
        recruiting: vec![0..200, 200..300],
        follow_up_days: 0,
        every_days: 28,
    };
    let asked = Trace {
        panel: Some(panel.clone()),
        ..Trace::default()
    };
    for replication in 0..3 {
        let unasked = setup.served(replication, &Trace::default());
        let surveyed = setup.served(replication, &asked);
        assert_same(&digest(&unasked), &digest(&surveyed));
        assert!(unasked.panel.is_none());
        let closed: Vec<_> = setup.epochs.iter().map(policy::without_service).collect();
        let worlds = panels(setup.plan(replication), &[&setup.epochs, &closed], &panel);
        let [with, without] = worlds.as_slice() else {
            panic!("two worlds");
        };
        assert_same(
            &format!("{:?}", surveyed.panel),
            &format!("{:?}", Some(with)),
        );
        let (mut met, mut helped) = (0, 0);
        for (i, respondent) in with.respondents.iter().enumerate() {
            for round in 0..11 {
                let looks = [with, without].map(|world| world.score_from(i as u32, 28 * round));
                assert_eq!(
                    looks[0].map(|look| look.distress),
                    looks[1].map(|look| look.distress)
                );
                helped += usize::from(looks[0] != looks[1]);
            }
            assert_eq!(without.respondents[i].served_day, u32::MAX);
            met += usize::from(respondent.served_day != u32::MAX);
        }
        assert!(met > 20 && helped > 20, "{met} {helped}");
        assert!(with.visits.len() > 100 && without.visits.len() > 100);
    }
}

/// Two networks, two seeds or two replications share nothing; a network is the same beside any other.
#[test]
fn name_seed_and_replication_name_a_world() {
    let north = Setup {
        name: "north",
        ..Setup::new(300, small)
    };
    let south = Setup {
        name: "south",
        ..Setup::new(300, small)
    };
    let other_seed = Setup {
        seed: north.seed + 1,
        ..Setup::new(300, small)
    };
    let book = digest(&north.with_twin(0).0);
    let _ = south.with_twin(0);
    assert_same(&digest(&north.with_twin(0).0), &book);
    assert_ne!(digest(&south.with_twin(0).0), book);
    assert_ne!(digest(&other_seed.with_twin(0).0), book);
    assert_ne!(digest(&north.with_twin(1).0), book);
}

/// Neighbouring replications, seeds and networks are uncorrelated: over 200 pairs of small runs the correlation of each
/// total is within four standard errors of none.
#[test]
fn replications_are_independent() {
    let totals = |setup: &Setup, first: u32| -> Vec<[f64; 4]> {
        each(200, |r| {
            let book = setup.served(first + r, &Trace::default());
            [
                book.counts.all(Count::PeopleInNeed) as f64,
                book.counts.all(Count::Referred) as f64,
                book.counts.all(Count::Sessions) as f64,
                book.money.pence.iter().sum::<i64>() as f64,
            ]
        })
    };
    let tiny = |p: &mut Parameters| {
        small(p);
        p.population.registered_patients = 2_000;
    };
    let base = Setup::new(250, tiny);
    let here = totals(&base, 0);
    let others = [
        ("the next replication", totals(&base, 1)),
        (
            "the next seed",
            totals(
                &Setup {
                    seed: base.seed + 1,
                    ..Setup::new(250, tiny)
                },
                0,
            ),
        ),
        (
            "another network",
            totals(
                &Setup {
                    name: "another",
                    ..Setup::new(250, tiny)
                },
                0,
            ),
        ),
    ];
    for (name, there) in others {
        for total in 0..4 {
            let a: Vec<f64> = here.iter().map(|values| values[total]).collect();
            let b: Vec<f64> = there.iter().map(|values| values[total]).collect();
            let r = correlation(&a, &b);
            assert!(
                r.abs() < 4.0 / 200.0_f64.sqrt(),
                "{name}, total {total}: {r:.3}"
            );
        }
    }
}

/// Common random numbers do what they are for: the same replication under two policies is strongly correlated, so a
/// paired difference needs far fewer runs.
#[test]
fn the_same_replication_of_two_policies_is_alike() {
    let few = Setup::new(600, |p| p.staffing.link_workers_fte = 2.6);
    let more = Setup::new(600, |p| p.staffing.link_workers_fte = 3.0);
    let gain = |book: &Book| book.gain_point_years[0][0];
    let a = few.measure(30, gain);
    let b = more.measure(30, gain);
    assert!(correlation(&a, &b) > 0.9);
    let paired = Interval::paired(&b, &a).half_width;
    let alone = Interval::of(&a).half_width;
    assert!(paired < 0.3 * alone, "{paired} {alone}");
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let mean = |x: &[f64]| x.iter().sum::<f64>() / n;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let product = |x: &[f64], mx: f64, y: &[f64], my: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum()
    };
    product(a, mean_a, b, mean_b)
        / (product(a, mean_a, a, mean_a) * product(b, mean_b, b, mean_b)).sqrt()
}

//! What must hold of every comparison: the same people, exactly paired; properties under common random numbers; a long
//! experiment cut off half way comes to the same bytes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::ThreadPoolBuilder;
use spsim::analysis::decision::Decision;
use spsim::experiment::Progress;
use spsim::output::journal::Journal;
use spsim::scenario::parameter::{Role, Unit, Value};
use spsim::scenario::parameters::registry;
use spsim::scenario::{Scenario, SourceFile};
use spsim::study::compare::{Options, Product, Runs, Wanted, compare, unique_names};
use spsim::study::uncertainty::{self, Structure};
use spsim::study::{StudyError, Watch};

/// A small, overloaded place over half a year.
const SMALL: &str = "[scenario]\ntitle = \"A small place\"\n[time]\ndays = 240\n[population]\n\
                     registered_patients = 8_000\npractices = 1\n[staffing]\nlink_workers_fte = 0.4\n\
                     [start]\nwaiting_list = 12\n";

fn scenario(name: &str, more: &str) -> Scenario {
    let base = SourceFile {
        name: "base.toml".to_owned(),
        text: SMALL.to_owned(),
    };
    let file = SourceFile {
        name: format!("{name}.toml"),
        text: format!("extends = \"base.toml\"\n[scenario]\ntitle = \"{name}\"\n{more}"),
    };
    Scenario::from_files(&[base, file], &[]).unwrap()
}

fn staffed(fte: f64) -> Scenario {
    scenario(
        &format!("staff {fte}"),
        &format!("[staffing]\nlink_workers_fte = {fte:?}\n"),
    )
}

fn options(runs: u32) -> Options {
    Options {
        runs: Runs::Number(runs),
        seed: 11,
        draws: uncertainty::Wanted::default(),
        one_way_runs: 0,
        contributions: false,
        targets: vec!["wait_90th_percentile<=28".parse().unwrap()],
        scale_to: None,
        figures: false,
        overrides: Vec::new(),
    }
}

fn made(
    scenarios: &[Scenario],
    options: &Options,
    target: &Path,
    threads: usize,
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<Product, StudyError> {
    let mut scenarios = scenarios.to_vec();
    unique_names(&mut scenarios);
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    compare(&scenarios, options, target, false, &pool, stop, watch)
}

fn decision(scenarios: &[Scenario], runs: u32) -> Decision {
    let place = tempfile::tempdir().unwrap();
    let never = AtomicBool::new(false);
    made(
        scenarios,
        &options(runs),
        &place.path().join("out"),
        2,
        &(),
        &never,
    )
    .unwrap()
    .decision
}

/// Every file of a folder but the manifest, which tells the time.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_name() != "manifest.json" && entry.path().is_file())
        .map(|entry| {
            (
                entry.file_name().to_string_lossy().into_owned(),
                std::fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn two_identical_scenarios_differ_by_exactly_zero() {
    let decision = decision(&[staffed(0.4), staffed(0.4)], 6);
    for measure in &decision.measures {
        let change = &measure.changes[0];
        assert!(
            change.identical || change.runs == 0,
            "{}: {change:?}",
            measure.id
        );
        if change.runs > 0 {
            assert_eq!(change.mean, Some(0.0), "{}", measure.id);
        }
    }
    assert!(decision.options[1].differs.is_empty());
    let economics = decision.economics.unwrap();
    assert_eq!(
        economics.differences[0].words,
        "no difference in cost or effect"
    );
    assert_eq!(economics.decisions[0].at.probability_best, [0.5, 0.5]);
}

#[test]
fn the_order_of_scenarios_only_turns_the_sign() {
    let (one, other) = (staffed(0.4), staffed(0.8));
    let forth = decision(&[one.clone(), other.clone()], 5);
    let back = decision(&[other, one], 5);
    for (a, b) in forth.measures.iter().zip(&back.measures) {
        assert_eq!(a.levels[0], b.levels[1], "{}", a.id);
        assert_eq!(a.levels[1], b.levels[0], "{}", a.id);
        assert_eq!(
            a.changes[0].mean.map(|x| x + 0.0),
            b.changes[0].mean.map(|x| -x + 0.0),
            "{}",
            a.id
        );
    }
}

#[test]
fn a_third_option_leaves_the_others_as_they_are() {
    let grants = scenario("grants", "[group_money]\ngrant = 100.0\n");
    let two = decision(&[staffed(0.4), staffed(0.8)], 4);
    let three = decision(&[staffed(0.4), grants, staffed(0.8)], 4);
    for (a, b) in two.measures.iter().zip(&three.measures) {
        assert_eq!(a.changes[0], b.changes[1], "{}", a.id);
    }
}

#[test]
fn more_staff_never_raises_the_mean_wait() {
    let staff = [0.3, 0.5, 0.8, 1.2, 2.0, 4.0];
    let scenarios: Vec<Scenario> = staff.iter().map(|&fte| staffed(fte)).collect();
    for pair in scenarios.windows(2) {
        let decision = decision(pair, 12);
        let wait = decision.measure("wait_median").unwrap();
        let list = decision.measure("mean_waiting_list").unwrap();
        for change in [&wait.changes[0], &list.changes[0]] {
            // Beyond noise: the interval must not lie above zero.
            assert!(
                change.lower_95.unwrap() <= 0.0,
                "{}: {change:?}",
                pair[1].title
            );
        }
    }
    let all = decision(&[staffed(0.3), staffed(4.0)], 12);
    let list = &all.measure("mean_waiting_list").unwrap().changes[0];
    assert!(list.upper_95.unwrap() < -5.0, "{list:?}");
}

#[test]
fn with_staff_without_number_nobody_waits_for_staff() {
    // What is left is the time of calling and the next day with an appointment: more staff changes it no further.
    let direct = "[waiting]\nreached_per_try = 1.0\n[staffing]\nlink_workers_fte = ";
    let crowd = scenario("a thousand", &format!("{direct}1000.0\n"));
    let more = scenario("five thousand", &format!("{direct}5000.0\n"));
    let decision = decision(&[crowd, more], 3);
    let wait = decision.measure("wait_90th_percentile").unwrap();
    for level in &wait.levels {
        assert!(level.mean.unwrap() <= 7.0, "{level:?}");
    }
    let over = decision.measure("share_waiting_over_4_weeks").unwrap();
    assert_eq!(over.levels[0].mean, Some(0.0));
    assert!(
        wait.changes[0].mean.unwrap().abs() < 0.5,
        "{:?}",
        wait.changes[0]
    );
}

#[test]
fn doubling_all_money_doubles_the_net_benefit_at_double_the_threshold() {
    let double = |scenario: &Scenario| -> Scenario {
        let values: Vec<(usize, Value)> = registry()
            .iter()
            .enumerate()
            .filter(|(_, parameter)| {
                let money = matches!(
                    parameter.unit,
                    Unit::Pounds | Unit::PoundsPerYear | Unit::PoundsPerHour
                );
                // What a session costs a member also decides who comes: that is not money alone.
                money
                    && parameter.path() != "community.price"
                    && (parameter.role != Role::Belief || parameter.section == "group_money")
            })
            .filter_map(|(index, _)| match scenario.values[index] {
                Value::Number(x) => Some((index, Value::Number(2.0 * x))),
                _ => None,
            })
            .collect();
        scenario.with_values(&values).unwrap()
    };
    // Groups live on grants alone, so that their fate scales with all money.
    let base = scenario("as it is", "[community]\nprice = 0.0\n");
    let more = scenario(
        "more",
        "[community]\nprice = 0.0\n[staffing]\nlink_workers_fte = 0.9\n",
    );
    let once = decision(&[base.clone(), more.clone()], 4);
    let twice = decision(&[double(&base), double(&more)], 4);
    let change =
        |decision: &Decision, id: &str| decision.measure(id).unwrap().changes[0].mean.unwrap();
    assert_eq!(
        change(&once, "qalys"),
        change(&twice, "qalys"),
        "people fare as before"
    );
    for id in ["net_benefit_1", "net_benefit_4"] {
        let (a, b) = (change(&once, id), change(&twice, id));
        // Whole pence are rounded once before and once after doubling.
        assert!(
            (b - 2.0 * a).abs() < 0.002 * a.abs().max(1_000.0),
            "{id}: {a} {b}"
        );
    }
}

#[test]
fn threads_do_not_show_in_a_comparison_and_a_precision_decides_alike() {
    let place = tempfile::tempdir().unwrap();
    let never = AtomicBool::new(false);
    let scenarios = [staffed(0.4), staffed(0.7)];
    let mut wanted = options(1);
    wanted.runs = Runs::Precise(Wanted {
        share: 0.4,
        runs_at_most: 60,
        measures: vec!["wait_median".to_owned(), "seen_by_a_link_worker".to_owned()],
    });
    let mut found = Vec::new();
    for threads in [1, 3] {
        let target = place.path().join(threads.to_string());
        let product = made(&scenarios, &wanted, &target, threads, &(), &never).unwrap();
        let precision = product.decision.precision.unwrap();
        let enough = precision.enough.expect("60 runs are enough");
        assert!((10..60).contains(&enough), "{enough}");
        assert!(product.decision.runs >= enough && product.decision.runs < 60);
        assert!(precision.half_widths[0] <= precision.half_widths[1]);
        found.push(files(&target));
    }
    assert!(found[0] == found[1], "the number of threads shows");
}

/// Stops the work after some draws.
struct StopAfter<'a>(u64, &'a AtomicBool);

impl Watch for StopAfter<'_> {
    fn begin(&self, _: &str, _: u64) {}
    fn update(&self, progress: Progress) {
        if progress.total > 40 && progress.done >= self.0 {
            self.1.store(true, Ordering::Relaxed);
        }
    }
    fn end(&self) {}
}

#[test]
fn draws_cut_off_half_way_come_to_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let scenarios = [staffed(0.4), staffed(0.7)];
    let nothing_works = SourceFile {
        name: "nothing.toml".to_owned(),
        text: "[contact]\ninner_need_gain = 0.0\nburden_relief = 0.0\n".to_owned(),
    };
    let mut wanted = options(2);
    wanted.draws = uncertainty::Wanted {
        draws: 60,
        runs_per_draw: 2,
        structures: vec![
            Structure::new(Scenario::from_files(&[nothing_works], &[]).unwrap()).unwrap(),
        ],
        ..uncertainty::Wanted::default()
    };
    let whole = place.path().join("whole");
    let never = AtomicBool::new(false);
    let product = made(&scenarios, &wanted, &whole, 2, &(), &never).unwrap();

    let cut = place.path().join("cut");
    let stop = AtomicBool::new(false);
    let stopped = made(&scenarios, &wanted, &cut, 2, &StopAfter(30, &stop), &stop);
    assert!(
        matches!(stopped, Err(StudyError::Interrupted(_))),
        "it was to be stopped"
    );
    assert!(!cut.exists(), "nothing half-made is shown");
    let records = Journal::folder_for(&cut).join("records.csv");
    let done = std::fs::read_to_string(&records).unwrap().lines().count();
    assert!((20..120).contains(&done), "{done}");
    // The last line is torn, as by a power cut.
    let mut text = std::fs::read_to_string(&records).unwrap();
    text.truncate(text.len() - 40);
    std::fs::write(&records, text).unwrap();
    made(&scenarios, &wanted, &cut, 1, &(), &never).unwrap();
    assert!(!Journal::folder_for(&cut).exists(), "the journal goes");
    assert!(files(&whole) == files(&cut), "the cut shows");

    let uncertainty = product.decision.uncertainty.unwrap();
    assert_eq!((uncertainty.draws, uncertainty.structure_draws), (60, 60));
    let qalys = uncertainty.measure("qalys", 1).unwrap();
    let shares = qalys.layers.unwrap();
    let sum = shares.chance + shares.parameters + shares.structure.unwrap();
    assert!((sum - 1.0).abs() < 1e-9, "{shares:?}");
    let (usual, null) = (
        qalys.by_structure[0].unwrap(),
        qalys.by_structure[1].unwrap(),
    );
    assert!(
        null < usual,
        "where contacts change nothing there is less to gain: {usual} {null}"
    );
}

#[test]
fn scenarios_about_other_people_or_times_are_refused_with_all_reasons() {
    let base = staffed(0.4);
    let other = scenario(
        "other",
        "[time]\ndays = 100\n[population]\nregistered_patients = 9_000\n",
    );
    let place = tempfile::tempdir().unwrap();
    let target = place.path().join("out");
    let never = AtomicBool::new(false);
    let Err(error) = made(&[base, other], &options(2), &target, 1, &(), &never) else {
        panic!("they cannot be compared");
    };
    let words = error.to_string();
    for part in [
        "the length: 240 days",
        "100 days in other",
        "8,000 people",
        "9,000 people",
    ] {
        assert!(words.contains(part), "{words}");
    }
    assert!(!target.exists());
}

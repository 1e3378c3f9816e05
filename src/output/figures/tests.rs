//! Every figure with results of a real run, with a single one, and with nothing at all.

use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;
use crate::analysis::measures::{OutcomeMeasures, SeriesMeasures};
use crate::world::demography::subgroup_label;

/// Every measure in every subgroup, with plain values that differ from run to run.
fn results(runs: usize, days: &[u32], value: impl Fn(usize, usize) -> f64) -> Results {
    let mut results = Results::default();
    let (outcomes, series) = (OutcomeMeasures::new(), SeriesMeasures::new());
    for run in 0..runs {
        for (i, measure) in outcomes.list().enumerate() {
            for subgroup in 0..measure.by.count() {
                results.add_outcome(run, &measure.id, &subgroup_label(subgroup), value(run, i));
            }
        }
        for (i, measure) in series.list().enumerate() {
            for subgroup in 0..measure.by.count() {
                for &day in days {
                    let value = value(run, i) + f64::from(day) / 30.0;
                    results.add_series(run, &measure.id, &subgroup_label(subgroup), day, value);
                }
            }
        }
    }
    results
}

fn drawn(days: u32, results: &Results, weeks: &[(String, WorkerWeek)]) -> Vec<NamedFigure> {
    all(&FigureContext {
        scenario_title: "Two link workers",
        start: date(2026, 4, 1),
        days,
        results,
        worker_weeks: weeks,
    })
}

fn week(network: &str, day: u32, slot: u16, caseload: u32) -> (String, WorkerWeek) {
    let week = WorkerWeek {
        day,
        slot,
        in_post: true,
        caseload,
        safe_caseload: 40.0,
        strain: 0.2,
        minutes: [900, 300],
    };
    (network.to_owned(), week)
}

#[test]
fn every_figure_names_the_scenario_and_carries_its_numbers() {
    let results = results(20, &[0, 30, 61], |run, i| 10.0 + run as f64 + i as f64);
    let figures = drawn(
        61,
        &results,
        &[week("Alder", 0, 0, 50), week("Alder", 7, 0, 30)],
    );
    let names: BTreeSet<&str> = figures.iter().map(|f| f.name).collect();
    assert_eq!(names.len(), figures.len());
    for f in &figures {
        assert!(
            f.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
            "{}",
            f.name
        );
        assert!(
            f.figure.alt.contains("Two link workers"),
            "{}",
            f.figure.alt
        );
        assert!(
            f.figure.alt.chars().any(|c| c.is_ascii_digit()),
            "{}",
            f.figure.alt
        );
        assert!(
            !f.figure.svg.contains("NaN") && !f.figure.alt.contains("NaN"),
            "{}",
            f.name
        );
        assert!(!f.data.rows.is_empty(), "{}", f.name);
        assert!(
            f.data
                .rows
                .iter()
                .all(|row| row.len() == f.data.columns.len()),
            "{}",
            f.name
        );
    }
}

#[test]
fn ranges_are_quantiles_over_futures_and_one_future_has_none() {
    let many = results(21, &[0, 30], |run, _| run as f64);
    let list = |results: &Results| {
        let figures = drawn(31, results, &[]);
        figures
            .into_iter()
            .find(|f| f.name == "waiting-list")
            .unwrap()
    };
    let numbers = |figure: &NamedFigure| -> Vec<String> {
        figure.data.rows[0]
            .iter()
            .skip(2)
            .map(Datum::text)
            .collect()
    };
    assert_eq!(
        numbers(&list(&many)),
        ["10", "5", "15", "2", "18", "0.5", "19.5"]
    );
    let one = list(&results(1, &[0, 30], |_, _| 4.0));
    assert_eq!(numbers(&one), ["4", "", "", "", "", "", ""]);
    assert!(!one.figure.alt.contains("80%"), "{}", one.figure.alt);
}

#[test]
fn nothing_at_all_zeros_and_missing_values_give_figures_too() {
    let nothing = Results::default();
    let zeros = results(3, &[0, 1], |_, _| 0.0);
    let missing = results(2, &[0], |_, _| f64::NAN);
    for results in [&nothing, &zeros, &missing] {
        for days in [0, 1] {
            for f in drawn(days, results, &[]) {
                assert!(!f.figure.png.is_empty());
                assert!(
                    !f.figure.alt.contains("NaN"),
                    "{}: {}",
                    f.name,
                    f.figure.alt
                );
            }
        }
    }
}

#[test]
fn a_heat_map_of_many_posts_says_how_many_it_leaves_out() {
    let weeks: Vec<_> = (0..30)
        .map(|i| week(&format!("Network {i:02}"), 0, 0, i))
        .collect();
    let results = Results::default();
    let figures = drawn(7, &results, &weeks);
    let map = figures
        .iter()
        .find(|f| f.name == "caseload-by-worker")
        .unwrap();
    assert_eq!(map.data.rows.len(), 24);
    assert!(map.figure.svg.contains("30 posts"), "the note says so");
}

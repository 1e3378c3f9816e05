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

fn context<'a>(
    days: u32,
    results: &'a Results,
    weeks: &'a [(String, WorkerWeek)],
) -> FigureContext<'a> {
    FigureContext {
        scenario_title: "Two link workers",
        start: date(2026, 4, 1),
        days,
        results,
        worker_weeks: weeks,
    }
}

fn week(network: &str, day: u32, slot: u16, caseload: u32) -> (String, WorkerWeek) {
    let week = WorkerWeek {
        day,
        slot,
        in_post: true,
        caseload,
        places_taken: 0,
        safe_caseload: 40.0,
        strain: 0.2,
        minutes: [900, 300],
    };
    (network.to_owned(), week)
}

#[test]
fn every_figure_names_the_scenario_and_carries_its_numbers() {
    let results = results(20, &[0, 30, 61], |run, i| 10.0 + run as f64 + i as f64);
    let weeks = [week("Alder", 0, 0, 50), week("Alder", 7, 0, 30)];
    let figures = all(&context(61, &results, &weeks));
    let names: BTreeSet<&str> = figures.iter().map(|f| f.name.as_str()).collect();
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
fn ranges_are_quantiles_over_futures_and_few_futures_have_none() {
    let list = |runs: usize| {
        let results = results(runs, &[0, 30], |run, _| run as f64);
        waiting::waiting_list(&context(31, &results, &[]))
    };
    let numbers = |figure: &NamedFigure| -> Vec<String> {
        let first = figure.data.rows[0].iter().skip(2);
        first
            .map(|datum| match datum {
                Datum::Number(value) if value.is_finite() => format!("{value:.3}"),
                other => other.text(),
            })
            .collect()
    };
    let many = [
        "10.000", "5.000", "15.000", "2.000", "18.000", "0.500", "19.500",
    ];
    assert_eq!(numbers(&list(21)), many);
    for (futures, median) in [(1, "0.000"), (3, "1.000")] {
        let few = list(futures);
        assert_eq!(numbers(&few), [median, "", "", "", "", "", ""]);
        assert!(!few.figure.alt.contains("80%"), "{}", few.figure.alt);
    }
}

#[test]
fn nothing_at_all_zeros_and_missing_values_give_figures_too() {
    let nothing = Results::default();
    let zeros = results(5, &[0, 1], |_, _| 0.0);
    let missing = results(2, &[0], |_, _| f64::NAN);
    for (days, results) in [(0, &nothing), (1, &zeros), (1, &missing)] {
        for f in all(&context(days, results, &[])) {
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

#[test]
fn a_heat_map_of_many_networks_shows_the_heaviest_and_says_so() {
    let weeks: Vec<_> = (0..30)
        .map(|i| week(&format!("Network {i:02}"), 0, 0, i))
        .collect();
    let results = Results::default();
    let map = service::caseload_by_worker(&context(7, &results, &weeks));
    assert_eq!(map.data.rows.len(), 24);
    let named = |name: &str| {
        map.data
            .rows
            .iter()
            .any(|row| row[0] == Datum::Text(name.to_owned()))
    };
    assert!(
        named("Network 29") && !named("Network 00"),
        "the heaviest are shown"
    );
    assert!(
        map.figure.svg.contains("Of 30 networks"),
        "the note says so"
    );
}

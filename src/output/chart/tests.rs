//! Every chart with ordinary and with strange data.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn caption(title: &str) -> Caption {
    Caption {
        title: title.into(),
        subtitle: "Baseline: two link workers, no waiting-list triage. April 2026 to March 2029".into(),
        note: "20 simulated futures. Shading: where the middle 50%, 80% and 95% of futures lie. Not a forecast of \
               any one week; small practices vary more."
            .into(),
        alt: String::new(),
    }
}

/// A wobble that needs no random numbers.
fn wobble(i: usize, salt: usize) -> f64 {
    ((i * 7919 + salt * 104_729) % 1000) as f64 / 500.0 - 1.0
}

fn waiting(name: &str, salt: usize, level: f64, growth: f64) -> BandSeries {
    let weeks = 157;
    let x: Vec<f64> = (0..weeks).map(|week| 7.0 * week as f64).collect();
    let median: Vec<f64> =
        (0..weeks).map(|i| level + growth * i as f64 + level * 0.05 * wobble(i, salt)).collect();
    let band = |level: f64, half: f64| Band {
        level,
        lower: median.iter().enumerate().map(|(i, m)| m - half * (4.0 + i as f64 * 0.15)).collect(),
        upper: median.iter().enumerate().map(|(i, m)| m + half * (4.0 + i as f64 * 0.25)).collect(),
    };
    let bands = vec![band(0.5, 0.7), band(0.8, 1.3), band(0.95, 2.0)];
    BandSeries { name: name.into(), x, median, bands }
}

fn time() -> Axis {
    Axis::date(date(2026, 4, 6))
}

fn gallery() -> Vec<(&'static str, Figure)> {
    let people = Axis::from_zero("People waiting for a first contact", NumberFormat::Integer);
    let quintiles = ["Most deprived fifth", "Second fifth", "Third fifth", "Fourth fifth", "Least deprived fifth"];
    let bar = |name: &str, value: f64, half: f64| Bar {
        name: name.into(),
        value,
        lower: value - half,
        upper: value + half,
    };
    let point = |name: &str, value: f64, half: f64| Point {
        name: name.into(),
        value,
        lower: value - half,
        upper: value + half,
    };
    let step = |label: &str, value: f64| FunnelStep {
        label: label.into(),
        value,
        lower: value * 0.94,
        upper: value * 1.07,
        share_of_first: value / 4_210.0,
    };
    let heat = HeatGrid {
        rows: (1..=12).map(|i| format!("Link worker {i}, Network {}", (i - 1) / 4 + 1)).collect(),
        values: (0..12)
            .map(|row| {
                (0..104)
                    .map(|week| {
                        (row % 5 != 3 || week > 30).then(|| {
                            (20.0 + row as f64 * 2.5 + week as f64 * 0.3 + 6.0 * wobble(week, row)).max(0.0).round()
                        })
                    })
                    .collect()
            })
            .collect(),
        column_width: 7.0,
        label: "Open cases held".into(),
        format: NumberFormat::Integer,
        threshold: Some(Threshold { value: 60.0, meaning: "over the caseload limit of 60".into() }),
    };
    vec![
        ("bands_one", bands(&caption("People waiting"), &time(), &people, &[waiting("Baseline", 1, 60.0, 0.3)])),
        (
            "bands_three",
            bands(
                &caption("People waiting under three ways to run the service"),
                &time(),
                &people,
                &[
                    waiting("Baseline", 1, 60.0, 0.3),
                    waiting("One more link worker from October 2026", 2, 58.0, 0.28),
                    waiting("Champions in every group", 3, 65.0, -0.2),
                ],
            ),
        ),
        (
            "small_multiples",
            small_multiples(
                &caption("People waiting, by deprivation of their neighbourhood"),
                &time(),
                &people,
                &quintiles
                    .iter()
                    .enumerate()
                    .map(|(i, name)| {
                        let level = 60.0 - 8.0 * i as f64;
                        let more = waiting("One more link worker", i + 9, level, -0.05);
                        ((*name).to_owned(), vec![waiting("Baseline", i, level, 0.2), more])
                    })
                    .collect::<Vec<_>>(),
            ),
        ),
        ("heat_map", heat_map(&caption("Cases held by each link worker, week by week"), &time(), &heat)),
        (
            "funnel",
            funnel(
                &caption("From need to lasting participation"),
                &[
                    step("Referred", 4_210.0),
                    step("Reached by a link worker", 3_102.0),
                    step("Agreed a plan", 2_590.0),
                    step("Attended a community group at least once", 1_480.0),
                    step("Still attending after twelve weeks", 712.0),
                ],
            ),
        ),
        (
            "bars_grouped",
            bars(
                &caption("Difference from the baseline after three years"),
                &Axis::number("Difference in people helped", NumberFormat::Integer),
                &quintiles[..3]
                    .iter()
                    .enumerate()
                    .map(|(i, label)| BarGroup {
                        label: (*label).into(),
                        bars: vec![
                            bar("One more link worker", 310.0 - 120.0 * i as f64, 60.0),
                            bar("Champions in every group", 140.0 - 110.0 * i as f64, 75.0),
                        ],
                    })
                    .collect::<Vec<_>>(),
            ),
        ),
        (
            "bars_plain",
            bars(
                &caption("Cost by kind"),
                &Axis::from_zero("Pounds over three years", NumberFormat::Pounds),
                &[("Link workers", 412_000.0), ("Group places", 96_500.0), ("Supervision and estates", 58_200.0)]
                    .map(|(label, pounds)| BarGroup { label: label.into(), bars: vec![bar("", pounds, 9_000.0)] }),
            ),
        ),
        (
            "dot_intervals",
            dot_intervals(
                &caption("Wellbeing after six months: those who were served and their counterfactual selves"),
                &Axis::number("Change in ONS4 life satisfaction (points)", NumberFormat::OneDecimal),
                &quintiles
                    .iter()
                    .enumerate()
                    .map(|(i, label)| Row {
                        label: (*label).into(),
                        points: vec![
                            point("Served", 0.9 - 0.1 * i as f64, 0.25),
                            point("Had they not been served", 0.2 - 0.08 * i as f64, 0.18),
                        ],
                    })
                    .collect::<Vec<_>>(),
            ),
        ),
    ]
}

/// Writes the figures to look at: `cargo test --lib chart -- --ignored`.
#[test]
#[ignore = "writes files for the eye"]
fn write_the_gallery() {
    let folder = std::env::temp_dir().join("spsim-figures");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, figure) in gallery() {
        std::fs::write(folder.join(format!("{name}.png")), &figure.png).unwrap();
        std::fs::write(folder.join(format!("{name}.svg")), figure.standalone_svg()).unwrap();
    }
}

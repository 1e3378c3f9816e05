//! A paired difference month by month.

use jiff::civil::Date;

use super::super::NamedFigure;
use super::{Better, Datum, Estimate, Measure, Setting, named, some, words};
use crate::output::chart::{Axis, Band, BandSeries, LinePlot, LineWords, lines};

/// One measure: how the difference from the baseline goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureCourse {
    /// What differs.
    pub measure: Measure,
    /// Scenario and its mean difference at each date, dates rising.
    pub scenarios: Vec<(String, Vec<(Date, Estimate)>)>,
}

fn better(one: &MeasureCourse) -> &'static str {
    match one.measure.better {
        Better::Higher => "; higher is better",
        Better::Lower => "; lower is better",
        Better::Neither => "",
    }
}

/// A plot a measure, a line a scenario: the mean difference with its 95% interval, and the line of no difference.
pub fn difference_over_time(setting: &Setting<'_>, measures: &[MeasureCourse]) -> NamedFigure {
    let all = || {
        measures
            .iter()
            .flat_map(|one| one.scenarios.iter().map(move |s| (one, s)))
    };
    let start = all()
        .filter_map(|(_, (_, points))| points.first())
        .map(|(date, _)| *date)
        .min();
    let start = start.unwrap_or(jiff::civil::date(2026, 4, 1));
    let days = |date: Date| {
        start
            .until(date)
            .map_or(f64::NAN, |span| f64::from(span.get_days()))
    };
    let plots: Vec<LinePlot> = measures
        .iter()
        .map(|one| LinePlot {
            title: format!("{}{}", one.measure.name, better(one)),
            y: Axis::Number {
                label: format!(
                    "{}: difference from the baseline{}",
                    one.measure.name,
                    better(one)
                ),
                min: Some(0.0),
                max: Some(0.0),
                format: one.measure.format,
            },
            series: one
                .scenarios
                .iter()
                .map(|(scenario, points)| {
                    let of = |value: fn(&Estimate) -> f64| {
                        points.iter().map(|(_, e)| value(e)).collect()
                    };
                    BandSeries {
                        name: scenario.clone(),
                        x: points.iter().map(|(date, _)| days(*date)).collect(),
                        median: of(|e| e.mean),
                        bands: vec![Band {
                            level: 0.95,
                            lower: of(|e| e.lower),
                            upper: of(|e| e.upper),
                        }],
                    }
                })
                .collect(),
            bold: vec![],
            guides: vec![],
        })
        .collect();
    let parts = all()
        .map(|(one, (scenario, points))| {
            let mut seen = points.iter().filter(|(_, e)| e.mean.is_finite());
            let said = |(date, e): &(Date, Estimate)| {
                format!(
                    "{} on {}",
                    e.signed(one.measure.format),
                    super::super::easel::long_date(*date)
                )
            };
            let course = match (seen.next(), seen.next_back()) {
                (Some(first), Some(last)) => format!("{}, {}", said(first), said(last)),
                (Some(only), None) => said(only),
                (None, _) => "no observation".to_owned(),
            };
            format!("{}, {scenario}: {course}", one.measure.name)
        })
        .collect();
    let caption = setting.caption(
        "How the difference develops",
        "The dark level line is no difference. Bands are 95% intervals of the mean difference at each date on its own, \
         not the range of single futures.",
        &some(parts, 8),
    );
    let strokes = LineWords {
        middle: match measures.iter().all(|one| one.scenarios.len() < 2) {
            // The name of the only line says enough.
            true => String::new(),
            false => "Mean difference".to_owned(),
        },
        band: "95% interval of the mean".to_owned(),
        ..LineWords::default()
    };
    let mut rows = Vec::new();
    for (one, (scenario, points)) in all() {
        for (date, estimate) in points {
            let names = [
                words(&one.measure.name),
                words(scenario),
                Datum::Date(*date),
            ];
            rows.push(names.into_iter().chain(estimate.data()).collect());
        }
    }
    let figure = lines(&caption, &Axis::date(start), &strokes, &plots);
    let columns = [
        "measure",
        "scenario",
        "date",
        "mean_difference",
        "lower_95",
        "upper_95",
    ];
    named("difference-over-time", &caption, figure, &columns, rows)
}

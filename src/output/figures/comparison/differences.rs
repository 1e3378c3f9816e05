//! Paired differences between scenarios and a baseline: scenario less baseline, over runs with the same chance events.

use super::super::NamedFigure;
use super::super::easel::QUINTILES;
use super::Datum;
use super::{Better, Estimate, Measure, Setting, named, no_observation, some, words};
use crate::output::chart::{
    Axis, ForestPanel, ForestPoint, ForestRow, Guide, NumberFormat, Point, SwarmPanel, SwarmRow,
    forest, swarm,
};

/// One measure: the mean paired difference of each scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureDifferences {
    /// What differs.
    pub measure: Measure,
    /// Scenario and its mean difference from the baseline, in the measure's unit.
    pub scenarios: Vec<(String, Estimate)>,
}

/// One measure: mean paired differences of each scenario by deprivation quintile.
#[derive(Clone, Debug, PartialEq)]
pub struct QuintileDifferences {
    /// What differs.
    pub measure: Measure,
    /// Scenario and its mean difference in each quintile, most deprived first.
    pub scenarios: Vec<(String, [Estimate; 5])>,
}

/// One measure: the paired differences of single runs.
#[derive(Clone, Debug, PartialEq)]
pub struct RunDifferences {
    /// What differs.
    pub measure: Measure,
    /// The difference hoped for, in the measure's unit.
    pub target: Option<f64>,
    /// Scenario and its difference in each run, in the order of the runs; NaN where a run has none.
    pub scenarios: Vec<(String, Vec<f64>)>,
}

fn axis(measure: &Measure) -> Axis {
    // A scale that does not show "no change" would hide how large a difference is.
    Axis::Number {
        label: String::new(),
        min: Some(0.0),
        max: Some(0.0),
        format: measure.format,
    }
}

fn point(name: &str, estimate: &Estimate, format: NumberFormat) -> ForestPoint {
    ForestPoint {
        point: Point {
            name: name.to_owned(),
            value: estimate.mean,
            lower: estimate.lower,
            upper: estimate.upper,
        },
        text: estimate.signed(format),
        arrow_from: f64::NAN,
        goes_on: [false; 2],
    }
}

fn no_change(panel: usize) -> Guide {
    Guide::new(0.0, if panel == 0 { "no change" } else { "" })
}

const HEAD: &str = "Difference (95% interval)";
const NOTE: &str = "Each measure has its own scale. Dots are mean differences; the lines through them are 95% intervals \
                    of the mean, not the range of single futures.";

/// A panel a measure, a row a scenario: the mean difference, its interval, and the line of no change.
pub fn differences(setting: &Setting<'_>, measures: &[MeasureDifferences]) -> NamedFigure {
    let panels: Vec<ForestPanel> = measures
        .iter()
        .enumerate()
        .map(|(i, one)| ForestPanel {
            title: one.measure.name.clone(),
            axis: axis(&one.measure),
            guides: vec![no_change(i)],
            ends: one.measure.better.ends(),
            rows: one
                .scenarios
                .iter()
                .map(|(scenario, estimate)| ForestRow {
                    label: scenario.clone(),
                    points: vec![point("", estimate, one.measure.format)],
                })
                .collect(),
        })
        .collect();
    let all = || {
        measures
            .iter()
            .flat_map(|one| one.scenarios.iter().map(move |s| (one, s)))
    };
    let parts = all()
        .map(|(one, (scenario, estimate))| {
            let estimate = estimate.signed(one.measure.format);
            format!("{}, {scenario}: {estimate}", one.measure.name)
        })
        .collect();
    let caption = setting.caption("What changes, by measure", NOTE, &some(parts, 12));
    let rows = all().map(|(one, (scenario, estimate))| {
        let names = [words(&one.measure.name), words(scenario)];
        names.into_iter().chain(estimate.data()).collect()
    });
    let columns = [
        "measure",
        "scenario",
        "mean_difference",
        "lower_95",
        "upper_95",
    ];
    let figure = forest(&caption, HEAD, &panels);
    named("differences", &caption, figure, &columns, rows.collect())
}

/// A panel a measure, a row a deprivation quintile, in it a point for each scenario.
pub fn differences_by_deprivation(
    setting: &Setting<'_>,
    measures: &[QuintileDifferences],
) -> NamedFigure {
    let panels: Vec<ForestPanel> = measures
        .iter()
        .enumerate()
        .map(|(i, one)| ForestPanel {
            title: one.measure.name.clone(),
            axis: axis(&one.measure),
            guides: vec![no_change(i)],
            ends: one.measure.better.ends(),
            rows: QUINTILES
                .iter()
                .enumerate()
                .map(|(quintile, label)| ForestRow {
                    label: (*label).to_owned(),
                    points: one
                        .scenarios
                        .iter()
                        .map(|(name, by)| point(name, &by[quintile], one.measure.format))
                        .collect(),
                })
                .collect(),
        })
        .collect();
    let all = || {
        measures
            .iter()
            .flat_map(|one| one.scenarios.iter().map(move |s| (one, s)))
    };
    let parts = all()
        .map(|(one, (scenario, by))| {
            let of = |i: usize| by[i].signed(one.measure.format);
            format!(
                "{}, {scenario}: {} in the most deprived fifth, {} in the least deprived",
                one.measure.name,
                of(0),
                of(4)
            )
        })
        .collect();
    let note = format!(
        "{NOTE} Fifths of areas by the Index of Multiple Deprivation; the number of people living in each differs."
    );
    let caption = setting.caption("What changes, by deprivation", &note, &some(parts, 8));
    let mut rows = Vec::new();
    for (one, (scenario, by)) in all() {
        for (quintile, estimate) in QUINTILES.iter().zip(by) {
            let names = [&one.measure.name, scenario, *quintile].map(words);
            rows.push(names.into_iter().chain(estimate.data()).collect());
        }
    }
    let columns = [
        "measure",
        "scenario",
        "deprivation",
        "mean_difference",
        "lower_95",
        "upper_95",
    ];
    let figure = forest(&caption, HEAD, &panels);
    named(
        "differences-by-deprivation",
        &caption,
        figure,
        &columns,
        rows,
    )
}

/// Above this many runs a dot stands for several.
const MOST_DOTS: usize = 400;

/// Every so many of the sorted values, each from the middle of its share.
fn thinned(values: &[f64], every: usize) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted.into_iter().skip(every / 2).step_by(every).collect()
}

/// In how many of the runs the difference goes the better way, in words.
fn chances(one: &RunDifferences, values: &[f64]) -> Vec<String> {
    let seen: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    if seen.is_empty() {
        return vec![no_observation("no run has both values")];
    }
    let share = |holds: &dyn Fn(f64) -> bool| {
        let number = seen.iter().filter(|&&v| holds(v)).count();
        // Rounded shares of 0 and 100% are for none and all only.
        match (number, seen.len()) {
            (0, _) => "none".to_owned(),
            (n, of) if n == of => "all".to_owned(),
            (n, of) => {
                let percent = (100.0 * n as f64 / of as f64).round().clamp(1.0, 99.0);
                format!("{percent}%")
            }
        }
    };
    let (word, better): (&str, &dyn Fn(f64) -> bool) = match one.measure.better {
        Better::Higher => ("Better", &|v| v > 0.0),
        Better::Lower => ("Better", &|v| v < 0.0),
        Better::Neither => ("More", &|v| v > 0.0),
    };
    let runs = match seen.len() {
        1 => "1 run".to_owned(),
        n => format!("{} runs", NumberFormat::Integer.text(n as f64)),
    };
    let mut lines = vec![format!("{word} in {} of {runs}", share(better))];
    if seen.contains(&0.0) {
        lines.push(format!("No change in {}", share(&|v| v == 0.0)));
    }
    if let Some(target) = one.target {
        let met = match one.measure.better {
            Better::Lower => share(&|v| v <= target),
            _ => share(&|v| v >= target),
        };
        lines.push(format!("Target met in {met}"));
    }
    lines
}

/// A panel a measure, a row a scenario, a dot a run, with the chance of improvement in words.
pub fn differences_by_run(setting: &Setting<'_>, measures: &[RunDifferences]) -> NamedFigure {
    let all = || {
        measures
            .iter()
            .flat_map(|one| one.scenarios.iter().map(move |s| (one, s)))
    };
    let most = all()
        .map(|(_, (_, values))| values.len())
        .max()
        .unwrap_or(0);
    let every = most.div_ceil(MOST_DOTS).max(1);
    let panels: Vec<SwarmPanel> = measures
        .iter()
        .enumerate()
        .map(|(i, one)| {
            let target = one.target.map(|value| {
                Guide::new(
                    value,
                    format!("target {}", one.measure.format.signed(value)),
                )
            });
            SwarmPanel {
                title: one.measure.name.clone(),
                axis: axis(&one.measure),
                guides: [no_change(i)].into_iter().chain(target).collect(),
                ends: one.measure.better.ends(),
                rows: one
                    .scenarios
                    .iter()
                    .map(|(scenario, values)| {
                        let seen = thinned(values, 1);
                        SwarmRow {
                            label: scenario.clone(),
                            values: thinned(values, every),
                            mean: seen.iter().sum::<f64>() / seen.len() as f64,
                            texts: chances(one, values),
                        }
                    })
                    .collect(),
            }
        })
        .collect();
    let parts = all()
        .map(|(one, (scenario, values))| {
            let chances = chances(one, values).join(", ");
            format!("{}, {scenario}: {chances}", one.measure.name)
        })
        .collect();
    let note = "A run compares two futures that share their chance events. The share of better runs is how likely one \
                service is to fare better in one such period; it is not how sure the mean difference is.";
    let caption = setting.caption("Differences in single futures", note, &some(parts, 12));
    let mut rows = Vec::new();
    for (one, (scenario, values)) in all() {
        for (run, value) in values.iter().enumerate() {
            let (run, value) = (Datum::Number(run as f64), Datum::Number(*value));
            rows.push(vec![words(&one.measure.name), words(scenario), run, value]);
        }
    }
    let dot = match every {
        1 => "One run".to_owned(),
        n => format!("One dot for {n} runs"),
    };
    let figure = swarm(&caption, &dot, &panels);
    let columns = ["measure", "scenario", "run", "difference"];
    named("differences-by-run", &caption, figure, &columns, rows)
}

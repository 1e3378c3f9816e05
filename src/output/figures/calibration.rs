//! The figures of a calibration: beliefs before and after, fit to the targets, what goes together.

use super::{Datum, FigureData, NamedFigure};
use crate::analysis::calibration::Calibration;
use crate::analysis::calibration::abc_smc::Population;
use crate::analysis::calibration::fit::{SHOWN_CORRELATION, Spread};
use crate::output::calibration_page::amount;
use crate::output::chart::{
    Axis, BandSeries, Caption, EndWords, Factor, Figure, ForestPanel, ForestPoint, ForestRow,
    Guide, Matrix, NumberFormat, Point, forest, matrix, small_multiples,
};
use crate::scenario::parameters::registry;
use crate::scenario::targets::Target;

/// Parameters that are drawn: those that the targets have taught most.
const MOST_PANELS: usize = 24;
/// Parameters in the table of correlations.
const MOST_CORRELATED: usize = 8;
/// Ranges are drawn at least to so many tolerances, and cut off where they would hide what matters.
const LEAST_REACH: f64 = 4.0;
/// How far densities are drawn, in standard deviations of the prior, and in which steps.
const REACH: f64 = 3.6;
const STEP: f64 = 0.1;
/// The narrowest bell that smooths draws.
const NARROWEST: f64 = 0.05;

/// All figures.
pub fn figures(calibration: &Calibration) -> Vec<NamedFigure> {
    [
        Some(targets(calibration)),
        Some(parameters(calibration)),
        correlations(calibration),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn caption(calibration: &Calibration, title: &str, note: &str, alt: &str) -> Caption {
    let subtitle = format!("{} – {}", calibration.scenario, calibration.title);
    Caption {
        title: title.to_owned(),
        note: note.to_owned(),
        alt: format!("{title}. {subtitle}. {alt}"),
        subtitle,
    }
}

fn named(
    name: &str,
    caption: &Caption,
    figure: Figure,
    columns: &[&'static str],
    rows: Vec<Vec<Datum>>,
) -> NamedFigure {
    NamedFigure {
        name: name.to_owned(),
        title: caption.title.clone(),
        figure,
        data: FigureData {
            columns: columns.to_vec(),
            rows,
        },
    }
}

fn words(text: &str) -> Datum {
    Datum::Text(text.to_owned())
}

/// Simulated targets before and after, in tolerances from the target.
fn targets(calibration: &Calibration) -> NamedFigure {
    let both = || {
        calibration
            .targets
            .iter()
            .zip(&calibration.findings.targets)
    };
    let reach = both()
        .flat_map(|(target, fit)| {
            [fit.posterior.lower, fit.posterior.upper].map(|x| target.residual(x).abs())
        })
        .filter(|x| x.is_finite())
        .fold(LEAST_REACH, f64::max)
        .ceil();
    let point = |target: &Target, spread: &Spread, name: &str, cut: bool| {
        let [value, lower, upper] =
            [spread.mean, spread.lower, spread.upper].map(|x| target.residual(x));
        let text = amount(spread.mean, target.unit);
        let hidden = cut && value.abs() > reach;
        ForestPoint {
            point: Point {
                name: name.to_owned(),
                value: if hidden { f64::NAN } else { value },
                lower: lower.clamp(-reach, reach),
                upper: upper.clamp(-reach, reach),
            },
            text: if hidden {
                format!("beyond the axis: {text}")
            } else {
                text
            },
            arrow_from: f64::NAN,
            goes_on: [lower < -reach, upper > reach],
        }
    };
    let rows = both()
        .map(|(target, fit)| ForestRow {
            label: format!("{}: {}", target.id, target.what),
            points: vec![
                point(target, &fit.prior, "Before: draws of the priors", true),
                point(
                    target,
                    &fit.posterior,
                    "After: draws of the posterior, new runs",
                    false,
                ),
            ],
        })
        .collect();
    let panel = ForestPanel {
        title: "Distance from the target, in tolerances".to_owned(),
        axis: Axis::number("Tolerances", NumberFormat::OneDecimal),
        guides: vec![
            Guide::new(-1.0, "−1"),
            Guide::new(0.0, "on target"),
            Guide::new(1.0, "+1"),
        ],
        ends: EndWords {
            low: "too low".to_owned(),
            high: "too high".to_owned(),
        },
        rows,
    };
    let parts: Vec<String> = both()
        .map(|(target, fit)| {
            format!(
                "{}: aim {}, before {}, after {}",
                target.id,
                amount(
                    0.5 * (target.aim.ends().0 + target.aim.ends().1),
                    target.unit
                ),
                amount(fit.prior.mean, target.unit),
                amount(fit.posterior.mean, target.unit)
            )
        })
        .collect();
    let caption = caption(
        calibration,
        "How the targets are met",
        &format!(
            "Means and ranges that hold 95% of the draws; a range with an arrowhead goes on beyond {reach} tolerances. A target is met between \
             the outer lines. Of a range, its nearer end counts."
        ),
        &format!("{}.", parts.join("; ")),
    );
    let columns = [
        "target",
        "draws",
        "mean",
        "lower_95",
        "upper_95",
        "mean_off",
        "lower_off",
        "upper_off",
    ];
    let data = both()
        .flat_map(|(target, fit)| {
            [("prior", &fit.prior), ("posterior", &fit.posterior)].map(|(name, spread)| {
                let values = [spread.mean, spread.lower, spread.upper];
                [words(&target.id), words(name)]
                    .into_iter()
                    .chain(values.map(Datum::Number))
                    .chain(values.map(|x| Datum::Number(target.residual(x))))
                    .collect()
            })
        })
        .collect();
    let figure = forest(&caption, "Mean", &[panel]);
    named("calibration-targets", &caption, figure, &columns, data)
}

/// Beliefs about each parameter before and after, as densities of normal scores.
fn parameters(calibration: &Calibration) -> NamedFigure {
    let findings = &calibration.findings;
    let all = 0..calibration.parameters.len();
    let mut order: Vec<usize> = all.filter(|&i| findings.parameters[i].informed).collect();
    if order.is_empty() {
        order = (0..calibration.parameters.len()).collect();
    }
    if order.len() > MOST_PANELS {
        let learned =
            |&i: &usize| findings.parameters[i].shrinkage + findings.parameters[i].shift.abs();
        order.sort_by(|a, b| learned(b).total_cmp(&learned(a)));
        order.truncate(MOST_PANELS);
        order.sort_unstable();
    }
    let steps = (2.0 * REACH / STEP).round() as u32;
    let x: Vec<f64> = (0..=steps).map(|i| f64::from(i) * STEP - REACH).collect();
    let posterior = calibration.found.posterior();
    let prior: Vec<f64> = x.iter().map(|&x| bell(x)).collect();
    let path = |i: usize| registry()[calibration.parameters[i]].path();
    let curves: Vec<(usize, Vec<f64>)> = order
        .iter()
        .map(|&i| (i, density(posterior, i, &x)))
        .collect();
    let panels: Vec<(String, Vec<BandSeries>)> = curves
        .iter()
        .map(|(i, after)| {
            let series = |name: &str, y: &[f64]| BandSeries {
                name: name.to_owned(),
                x: x.clone(),
                median: y.to_vec(),
                bands: Vec::new(),
            };
            (
                path(*i),
                vec![series("Before", &prior), series("After", after)],
            )
        })
        .collect();
    let mut told: Vec<String> = order
        .iter()
        .filter(|&&i| findings.parameters[i].informed)
        .map(|&i| {
            let fit = &findings.parameters[i];
            format!(
                "{} moved by {:.1} standard deviations, {:.0}% of its variance is gone",
                path(i),
                fit.shift,
                100.0 * fit.shrinkage.max(0.0)
            )
        })
        .collect();
    if told.is_empty() {
        told.push("No parameter was informed".to_owned());
    }
    let left_out = calibration.parameters.len() - order.len();
    let note = match left_out {
        0 => "Across: normal scores. Every prior is the same bell around 0, with a standard deviation of 1."
            .to_owned(),
        n => format!(
            "Across: normal scores. Every prior is the same bell around 0, with a standard deviation of 1. {n} parameters of which nothing, or less, was learned are not drawn."
        ),
    };
    let caption = caption(
        calibration,
        "What the targets have taught about each parameter",
        &note,
        &format!("{}.", told.join("; ")),
    );
    let axis = Axis::Number {
        label: String::new(),
        min: Some(-4.0),
        max: Some(4.0),
        format: NumberFormat::Integer,
    };
    let y = Axis::from_zero("Density", NumberFormat::OneDecimal);
    let data = curves
        .iter()
        .flat_map(|(i, after)| {
            let each = x.iter().zip(prior.iter().zip(after));
            each.map(|(&x, (&before, &after))| {
                vec![
                    words(&path(*i)),
                    Datum::Number((x * 10.0).round() / 10.0),
                    Datum::Number(before),
                    Datum::Number(after),
                ]
            })
            .collect::<Vec<_>>()
        })
        .collect();
    let figure = small_multiples(&caption, &axis, &y, &panels);
    let columns = ["parameter", "score", "prior_density", "posterior_density"];
    named("calibration-parameters", &caption, figure, &columns, data)
}

fn bell(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / libm::sqrt(std::f64::consts::TAU)
}

/// Smoothed density of a parameter's scores (normal kernel, width by Silverman's rule on the effective number of points).
fn density(population: &Population, parameter: usize, at: &[f64]) -> Vec<f64> {
    let each = || population.particles.iter().zip(&population.weights);
    let mean: f64 = each().map(|(p, w)| w * p.z[parameter]).sum();
    let variance: f64 = each()
        .map(|(p, w)| w * (p.z[parameter] - mean) * (p.z[parameter] - mean))
        .sum();
    let width =
        (1.06 * libm::sqrt(variance) * libm::pow(population.effective_size(), -0.2)).max(NARROWEST);
    at.iter()
        .map(|x| {
            each()
                .map(|(p, w)| w * bell((x - p.z[parameter]) / width) / width)
                .sum()
        })
        .collect()
}

/// Correlations of the parameters that go together; none if none do.
fn correlations(calibration: &Calibration) -> Option<NamedFigure> {
    let pairs = calibration.findings.strong_correlations();
    let mut chosen: Vec<usize> = Vec::new();
    for &(i, j, _) in &pairs {
        let new = [i, j].iter().filter(|k| !chosen.contains(k)).count();
        if chosen.len() + new <= MOST_CORRELATED {
            for k in [i, j] {
                if !chosen.contains(&k) {
                    chosen.push(k);
                }
            }
        }
    }
    if chosen.is_empty() {
        return None;
    }
    chosen.sort_unstable();
    let path = |i: usize| registry()[calibration.parameters[i]].path();
    let correlation = |i: usize, j: usize| calibration.findings.correlations[i][j];
    let names: Vec<String> = chosen.iter().map(|&i| path(i)).collect();
    let values = chosen
        .iter()
        .map(|&i| {
            let cell = |&j: &usize| Some(correlation(i, j));
            chosen.iter().map(cell).collect()
        })
        .collect();
    let told: Vec<String> = pairs
        .iter()
        .take(6)
        .map(|&(i, j, r)| format!("{} and {} {r:.2}", path(i), path(j)))
        .collect();
    let caption = caption(
        calibration,
        "Parameters that go together under the posterior",
        &format!(
            "Correlations of normal scores. Parameters without one beyond ±{SHOWN_CORRELATION} are left out; {MOST_CORRELATED} are shown at most."
        ),
        &format!("{}.", told.join("; ")),
    );
    let factor = |name: &str, levels: &[String]| Factor {
        name: name.to_owned(),
        levels: levels.to_vec(),
    };
    // Along the top there is room for numbers only.
    let numbers: Vec<String> = (1..=names.len()).map(|n| n.to_string()).collect();
    let rows: Vec<String> = names
        .iter()
        .zip(&numbers)
        .map(|(name, number)| format!("{number} {}", name.replace('.', ": ").replace('_', " ")))
        .collect();
    let table = Matrix {
        columns: factor("", &numbers),
        rows: factor("Parameter", &rows),
        values,
        label: "Correlation".to_owned(),
        format: NumberFormat::OneDecimal,
        signed: true,
        framed: None,
    };
    let figure = matrix(&caption, &table);
    let columns = ["parameter", "other", "correlation"];
    let data = chosen
        .iter()
        .flat_map(|&i| {
            let others = chosen.iter().filter(move |&&j| i < j);
            others.map(move |&j| {
                vec![
                    words(&path(i)),
                    words(&path(j)),
                    Datum::Number(correlation(i, j)),
                ]
            })
        })
        .collect();
    Some(named(
        "calibration-correlations",
        &caption,
        figure,
        &columns,
        data,
    ))
}

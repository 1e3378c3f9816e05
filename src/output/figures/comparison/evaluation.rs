//! What studies of different designs would estimate, against the effect that is known in a simulation.

use super::super::NamedFigure;
use super::{Datum, Measure, Setting, named, no_observation, some, words};
use crate::output::chart::{
    Axis, ForestPanel, ForestPoint, ForestRow, Guide, NumberFormat, Point, forest,
};

/// One design, studied again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct DesignResult {
    /// The design: "Before and after, no comparison group".
    pub design: String,
    /// Mean estimate over replicated studies, in the measure's unit; NaN where no study gave one.
    pub mean: f64,
    /// 2.5th percentile of the estimates.
    pub lower: f64,
    /// 97.5th percentile of the estimates.
    pub upper: f64,
    /// The effect as it is in the simulation, among the people whom this design speaks of.
    pub truth: f64,
    /// Share of studies (0 to 1) that find an effect in the true direction; NaN if unknown.
    pub power: f64,
    /// Why there is no estimate. Empty where there is one.
    pub why_missing: String,
}

/// Designs against the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct VirtualEvaluation {
    /// The effect that is studied.
    pub effect: Measure,
    /// Studies simulated for each design.
    pub studies: usize,
    /// Top to bottom.
    pub designs: Vec<DesignResult>,
}

/// A row a design: mean and 95% range of its estimates, and below them the truth among the people whom it speaks of; the
/// bias as an arrow, power in words.
pub fn virtual_evaluation(setting: &Setting<'_>, evaluation: &VirtualEvaluation) -> NamedFigure {
    let format = evaluation.effect.format;
    let power = |d: &DesignResult| match d.power {
        power if power.is_finite() => format!("power {}", NumberFormat::Percent.text(power)),
        _ => "power unknown".to_owned(),
    };
    let bias = |d: &DesignResult| d.mean - d.truth;
    let text = |d: &DesignResult| {
        if d.mean.is_finite() {
            format!(
                "{}, bias {}, {}",
                format.signed(d.mean),
                format.signed(bias(d)),
                power(d)
            )
        } else {
            no_observation(&d.why_missing)
        }
    };
    let truth = |d: &DesignResult| format!("true effect {}", format.signed(d.truth));
    let points = |d: &DesignResult| {
        let estimates = ForestPoint {
            point: Point {
                // A reason in the place of an estimate stands by itself.
                name: match d.mean.is_finite() {
                    true => "Mean estimate and the range of 95 of 100 studies".to_owned(),
                    false => String::new(),
                },
                value: d.mean,
                lower: d.lower,
                upper: d.upper,
            },
            text: text(d),
            arrow_from: d.truth,
            goes_on: [false; 2],
        };
        let known = d.truth.is_finite().then(|| ForestPoint {
            point: Point {
                name: "True effect among the people whom the design speaks of".to_owned(),
                value: d.truth,
                lower: f64::NAN,
                upper: f64::NAN,
            },
            text: truth(d),
            arrow_from: f64::NAN,
            goes_on: [false; 2],
        });
        [estimates].into_iter().chain(known).collect()
    };
    let panel = ForestPanel {
        title: evaluation.effect.name.clone(),
        axis: Axis::Number {
            label: String::new(),
            min: Some(0.0),
            max: Some(0.0),
            format,
        },
        guides: vec![Guide::new(0.0, "no effect")],
        ends: evaluation.effect.better.ends(),
        rows: evaluation
            .designs
            .iter()
            .map(|d| ForestRow {
                label: d.design.clone(),
                points: points(d),
            })
            .collect(),
    };
    let parts = evaluation
        .designs
        .iter()
        .map(|d| match d.mean.is_finite() {
            true => format!("{}: {}, {}", d.design, text(d), truth(d)),
            false => format!("{}: {}", d.design, text(d)),
        })
        .collect();
    let caption = setting.caption(
        "What a study would find",
        &format!(
            "{} simulated studies of each design. Arrows lead from the true effect to the mean estimate: the bias. Power: \
             share of studies that find the effect.",
            NumberFormat::Integer.text(evaluation.studies as f64)
        ),
        &some(parts, 12),
    );
    let rows = evaluation.designs.iter().map(|d| {
        let numbers = [d.mean, d.lower, d.upper, bias(d), d.power, d.truth];
        [words(&d.design)]
            .into_iter()
            .chain(numbers.map(Datum::Number))
            .collect()
    });
    let panels = if evaluation.designs.is_empty() {
        vec![]
    } else {
        vec![panel]
    };
    let figure = forest(&caption, "Mean, bias, power", &panels);
    let columns = [
        "design",
        "mean",
        "lower_95",
        "upper_95",
        "bias",
        "power",
        "true_effect",
    ];
    named(
        "virtual-evaluation",
        &caption,
        figure,
        &columns,
        rows.collect(),
    )
}

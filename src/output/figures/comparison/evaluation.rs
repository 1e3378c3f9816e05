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
    /// Median estimate over replicated studies, in the measure's unit; NaN where no study gave one.
    pub median: f64,
    /// 5th percentile of the estimates.
    pub lower: f64,
    /// 95th percentile of the estimates.
    pub upper: f64,
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
    /// The effect as it is in the simulation.
    pub truth: f64,
    /// Studies simulated for each design.
    pub studies: usize,
    /// Top to bottom.
    pub designs: Vec<DesignResult>,
}

/// A row a design: median and 90% range of its estimates, the bias as an arrow from the truth, power in words.
pub fn virtual_evaluation(setting: &Setting<'_>, evaluation: &VirtualEvaluation) -> NamedFigure {
    let format = evaluation.effect.format;
    let power = |d: &DesignResult| match d.power {
        power if power.is_finite() => format!("power {}", NumberFormat::Percent.text(power)),
        _ => "power unknown".to_owned(),
    };
    let bias = |d: &DesignResult| d.median - evaluation.truth;
    let text = |d: &DesignResult| {
        if d.median.is_finite() {
            format!(
                "{}, bias {}, {}",
                format.signed(d.median),
                format.signed(bias(d)),
                power(d)
            )
        } else {
            no_observation(&d.why_missing)
        }
    };
    let panel = ForestPanel {
        title: evaluation.effect.name.clone(),
        axis: Axis::Number {
            label: String::new(),
            min: Some(0.0),
            max: Some(0.0),
            format,
        },
        guides: vec![
            Guide::new(
                evaluation.truth,
                format!("true effect {}", format.signed(evaluation.truth)),
            ),
            Guide::new(0.0, "no effect"),
        ],
        ends: evaluation.effect.better.ends(),
        rows: evaluation
            .designs
            .iter()
            .map(|d| ForestRow {
                label: d.design.clone(),
                points: vec![ForestPoint {
                    point: Point {
                        name: String::new(),
                        value: d.median,
                        lower: d.lower,
                        upper: d.upper,
                    },
                    text: text(d),
                    arrow_from: evaluation.truth,
                }],
            })
            .collect(),
    };
    let parts = [format!("true effect {}", format.signed(evaluation.truth))]
        .into_iter()
        .chain(
            evaluation
                .designs
                .iter()
                .map(|d| format!("{}: {}", d.design, text(d))),
        )
        .collect();
    let caption = setting.caption(
        "What a study would find",
        &format!(
            "Dots are medians of {} simulated studies of each design; 90% of their estimates fall between the ends of each \
             line. Arrows lead from the true effect to the median: the bias. Power: share of studies that find the effect.",
            NumberFormat::Integer.text(evaluation.studies as f64)
        ),
        &some(parts, 12),
    );
    let rows = evaluation.designs.iter().map(|d| {
        let numbers = [
            d.median,
            d.lower,
            d.upper,
            bias(d),
            d.power,
            evaluation.truth,
        ];
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
    let figure = forest(&caption, "Median, bias, power", &panels);
    let columns = [
        "design",
        "median",
        "lower_90",
        "upper_90",
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

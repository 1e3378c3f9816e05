//! The cost-effectiveness plane.

use super::super::NamedFigure;
use super::{Datum, Setting, named, round_pounds, some, words};
use crate::output::chart::{Axis, NumberFormat, Plane, Ray, ScatterGroup, ScatterMark, scatter};

/// One strategy against the reference.
#[derive(Clone, Debug, PartialEq)]
pub struct StrategyDraws {
    /// Its name.
    pub name: String,
    /// More effect and more cost (pounds) than the reference, one pair for each draw of the parameters.
    pub draws: Vec<(f64, f64)>,
    /// Mean of the draws: effect and cost (pounds); NaN if there are none.
    pub mean: (f64, f64),
}

/// The plane.
#[derive(Clone, Debug, PartialEq)]
pub struct CostEffectivenessPlane {
    /// The strategy at the origin.
    pub reference: String,
    /// Effect with unit and scale: "QALYs gained per person in need".
    pub effect: String,
    /// Cost with scale: "Added cost per person in need".
    pub cost: String,
    /// How effects are written.
    pub effect_format: NumberFormat,
    /// The others.
    pub strategies: Vec<StrategyDraws>,
    /// Lines drawn, in pounds for one unit of effect: 20,000, 25,000, 30,000, 35,000.
    pub thresholds: Vec<f64>,
    /// One unit of effect: "QALY".
    pub unit: String,
}

/// So many dots can be told apart and keep the file small.
const MOST_DOTS: usize = 1_500;

/// Clouds of draws and their means, threshold lines, and what the quadrants mean.
pub fn cost_effectiveness_plane(
    setting: &Setting<'_>,
    plane: &CostEffectivenessPlane,
) -> NamedFigure {
    let total: usize = plane.strategies.iter().map(|s| s.draws.len()).sum();
    let every = total.div_ceil(MOST_DOTS).max(1);
    let groups: Vec<ScatterGroup> = plane
        .strategies
        .iter()
        .map(|s| ScatterGroup {
            name: String::new(),
            cloud: s.draws.iter().copied().step_by(every).collect(),
            marks: vec![ScatterMark {
                x: s.mean.0,
                y: s.mean.1,
                label: s.name.clone(),
                chosen: false,
            }],
        })
        .collect();
    let drawn: usize = groups.iter().map(|g| g.cloud.len()).sum();
    let over = Plane {
        quadrants: Some(
            [
                "Costs more, does less",
                "Costs more, does more",
                "Costs less, does less",
                "Costs less, does more",
            ]
            .map(str::to_owned),
        ),
        rays: plane
            .thresholds
            .iter()
            .map(|&slope| Ray {
                slope,
                label: round_pounds(slope),
            })
            .collect(),
        ..Plane::default()
    };
    let parts = plane
        .strategies
        .iter()
        .map(|s| match s.mean {
            (effect, cost) if effect.is_finite() && cost.is_finite() => format!(
                "{}: {} of effect at {} of cost on average",
                s.name,
                plane.effect_format.signed(effect),
                NumberFormat::Pounds.signed(cost)
            ),
            _ => format!("{}: no observation", s.name),
        })
        .collect();
    let thinned = if every > 1 {
        let count = |n: usize| NumberFormat::Integer.text(n as f64);
        format!(
            " Of {} draws, {} are drawn, one in {every}; means are over all.",
            count(total),
            count(drawn)
        )
    } else {
        String::new()
    };
    let unseen: Vec<&str> = plane
        .strategies
        .iter()
        .filter(|s| !(s.mean.0.is_finite() && s.mean.1.is_finite()))
        .map(|s| s.name.as_str())
        .collect();
    let unseen = if unseen.is_empty() {
        String::new()
    } else {
        format!(" No observation: {}.", unseen.join(", "))
    };
    let note = format!(
        "{} is where the dark lines cross. Small dots are draws of the uncertain parameters, large markers their means. \
         Below a dashed line a strategy is worth its cost at that price of one {}.{thinned}{unseen}",
        plane.reference, plane.unit
    );
    let caption = setting.caption("Cost and effect together", &note, &some(parts, 8));
    let mut rows = Vec::new();
    for s in &plane.strategies {
        let row = |kind: &str, (effect, cost): (f64, f64)| {
            vec![
                words(&s.name),
                words(kind),
                Datum::Number(effect),
                Datum::Number(cost),
            ]
        };
        rows.push(row("mean", s.mean));
        rows.extend(s.draws.iter().map(|draw| row("draw", *draw)));
    }
    let figure = scatter(
        &caption,
        &Axis::number(plane.effect.clone(), plane.effect_format),
        &Axis::number(plane.cost.clone(), NumberFormat::Pounds),
        &groups,
        &over,
    );
    let columns = [
        "strategy",
        "kind",
        "effect_difference",
        "cost_difference_pounds",
    ];
    named("cost-effectiveness-plane", &caption, figure, &columns, rows)
}

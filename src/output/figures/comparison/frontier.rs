//! Cost against effect: strategies with their frontier, and the candidates of a search.

use super::super::NamedFigure;
use super::{Better, Datum, Measure, Setting, inner, named, some, words};
use crate::output::chart::{Axis, NumberFormat, Plane, ScatterGroup, ScatterMark, scatter};

/// Where a strategy stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Best at some threshold.
    Frontier,
    /// Another one costs no more and does no less.
    Dominated,
    /// A mix of two others costs no more and does no less.
    ExtendedlyDominated,
}

impl Standing {
    const ALL: [Self; 3] = [Self::Frontier, Self::Dominated, Self::ExtendedlyDominated];

    fn word(self) -> &'static str {
        match self {
            Self::Frontier => "On the frontier",
            Self::Dominated => "Dominated: another does as much for less",
            Self::ExtendedlyDominated => "Dominated by a mix of two others",
        }
    }
}

/// One strategy's means.
#[derive(Clone, Debug, PartialEq)]
pub struct StrategyMeans {
    /// Its name.
    pub name: String,
    /// Mean effect, in the unit of the axis.
    pub effect: f64,
    /// Mean cost in pounds.
    pub cost_pounds: f64,
    /// Where it stands.
    pub standing: Standing,
    /// Pounds for one more unit of effect than the strategy before it on the frontier; NaN for none.
    pub icer_pounds: f64,
}

/// Strategies in the plane of effect and cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Frontier {
    /// Effect with unit and scale.
    pub effect: String,
    /// How effects are written.
    pub effect_format: NumberFormat,
    /// Cost with scale.
    pub cost: String,
    /// One unit of effect: "QALY".
    pub unit: String,
    /// In any order.
    pub strategies: Vec<StrategyMeans>,
}

/// Mean cost against mean effect, the frontier as a line, dominated strategies marked by shape and word.
pub fn cost_effectiveness_frontier(setting: &Setting<'_>, frontier: &Frontier) -> NamedFigure {
    let label = |s: &StrategyMeans| match s.standing {
        Standing::Frontier if s.icer_pounds.is_finite() => {
            format!(
                "{} ({} per {})",
                s.name,
                NumberFormat::Pounds.text(s.icer_pounds),
                frontier.unit
            )
        }
        Standing::Frontier => s.name.clone(),
        _ => format!("{} (dominated)", s.name),
    };
    let groups: Vec<ScatterGroup> = Standing::ALL
        .map(|standing| {
            let of = || {
                frontier
                    .strategies
                    .iter()
                    .filter(move |s| s.standing == standing)
            };
            ScatterGroup {
                name: if of().next().is_some() {
                    standing.word().to_owned()
                } else {
                    String::new()
                },
                cloud: vec![],
                marks: of()
                    .map(|s| ScatterMark {
                        x: s.effect,
                        y: s.cost_pounds,
                        label: label(s),
                        chosen: false,
                    })
                    .collect(),
            }
        })
        .to_vec();
    let mut path: Vec<(f64, f64)> = groups[0].marks.iter().map(|m| (m.x, m.y)).collect();
    path.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let parts = frontier
        .strategies
        .iter()
        .map(|s| {
            let effect = frontier.effect_format.text(s.effect);
            format!(
                "{}: effect {effect}, cost {}",
                label(s),
                NumberFormat::Pounds.text(s.cost_pounds)
            )
        })
        .collect();
    let caption = setting.caption(
        "Strategies by cost and effect",
        &format!(
            "Means over draws. In brackets: pounds for one more {} than the strategy before it on the frontier.",
            frontier.unit
        ),
        &some(parts, 12),
    );
    let plane = Plane {
        path,
        path_name: "Frontier".to_owned(),
        ..Plane::default()
    };
    let figure = scatter(
        &caption,
        &Axis::number(frontier.effect.clone(), frontier.effect_format),
        &Axis::number(frontier.cost.clone(), NumberFormat::Pounds),
        &groups,
        &plane,
    );
    let rows = frontier.strategies.iter().map(|s| {
        vec![
            words(&s.name),
            Datum::Number(s.effect),
            Datum::Number(s.cost_pounds),
            words(s.standing.word()),
            Datum::Number(s.icer_pounds),
        ]
    });
    let columns = [
        "strategy",
        "effect",
        "cost_pounds",
        "standing",
        "icer_pounds",
    ];
    named(
        "cost-effectiveness-frontier",
        &caption,
        figure,
        &columns,
        rows.collect(),
    )
}

/// One candidate of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its name; written beside it if it is on the frontier or chosen.
    pub name: String,
    /// What is sought, in its measure's unit: less the scenario as it is.
    pub objective: f64,
    /// Outcome, likewise.
    pub outcome: f64,
    /// Whether it keeps all constraints; none where that is not settled.
    pub feasible: Option<bool>,
    /// Whether it is feasible and worse than the chosen one by no more than the difference worth finding.
    pub equally_good: bool,
    /// Whether no feasible candidate is better in both.
    pub on_frontier: bool,
    /// Whether the search chose it.
    pub chosen: bool,
}

type Holds = fn(&Candidate) -> bool;

/// The candidates of a search, as differences from the scenario as it is, which lies at zero: objective against outcome;
/// feasible, unsettled and infeasible ones by shape, the chosen one named.
pub fn search_frontier(
    setting: &Setting<'_>,
    objective: &Measure,
    outcome: &Measure,
    candidates: &[Candidate],
) -> NamedFigure {
    let kinds: [(&str, Holds); 5] = [
        ("Feasible, on the frontier", |c| {
            c.feasible == Some(true) && c.on_frontier
        }),
        ("Feasible, equally good", |c| {
            c.feasible == Some(true) && !c.on_frontier && c.equally_good
        }),
        ("Feasible, but another is better", |c| {
            c.feasible == Some(true) && !c.on_frontier && !c.equally_good
        }),
        ("Infeasible: breaks a constraint", |c| {
            c.feasible == Some(false)
        }),
        ("Not settled whether it is feasible", |c| {
            c.feasible.is_none()
        }),
    ];
    let kind = |c: &Candidate| {
        kinds
            .iter()
            .find(|(_, holds)| holds(c))
            .map_or("", |(name, _)| *name)
    };
    let is_on = |c: &Candidate| kinds[0].1(c);
    let mut groups: Vec<ScatterGroup> = kinds
        .map(|(name, holds)| {
            let of = || candidates.iter().filter(move |c| holds(c));
            ScatterGroup {
                name: if of().next().is_some() {
                    name.to_owned()
                } else {
                    String::new()
                },
                cloud: vec![],
                marks: of()
                    .map(|c| ScatterMark {
                        x: c.objective,
                        y: c.outcome,
                        label: match (c.chosen, is_on(c)) {
                            (true, _) => format!("Chosen: {}", c.name),
                            (false, true) => c.name.clone(),
                            (false, false) => String::new(),
                        },
                        chosen: c.chosen,
                    })
                    .collect(),
            }
        })
        .to_vec();
    let mut path: Vec<(f64, f64)> = groups[0].marks.iter().map(|m| (m.x, m.y)).collect();
    path.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    if candidates
        .iter()
        .any(|c| c.objective.is_finite() && c.outcome.is_finite())
    {
        groups.push(ScatterGroup {
            name: "The scenario as it is".to_owned(),
            cloud: vec![],
            marks: vec![ScatterMark {
                x: 0.0,
                y: 0.0,
                label: "As it is".to_owned(),
                chosen: false,
            }],
        });
    }
    let said = |c: &Candidate| {
        format!(
            "{}: {} and {}",
            c.name,
            objective.format.signed(c.objective),
            outcome.format.signed(c.outcome)
        )
    };
    let count = |holds: Holds| candidates.iter().filter(|c| holds(c)).count();
    let mut parts = vec![format!(
        "{} candidates, {} of them feasible; differences from the scenario as it is of {}, and of {}",
        candidates.len(),
        count(|c| c.feasible == Some(true)),
        inner(&objective.name),
        inner(&outcome.name)
    )];
    parts.extend(
        candidates
            .iter()
            .filter(|c| c.chosen)
            .map(|c| format!("chosen: {}", said(c))),
    );
    parts.extend(
        candidates
            .iter()
            .filter(|c| c.equally_good)
            .map(|c| match c.feasible {
                Some(true) => format!("equally good: {}", said(c)),
                _ => format!("equally good if it is feasible: {}", said(c)),
            }),
    );
    parts.extend(
        candidates
            .iter()
            .filter(|c| is_on(c) && !c.chosen && !c.equally_good)
            .map(said),
    );
    let ways = [
        (objective.better, ["left", "right"]),
        (outcome.better, ["down", "up"]),
    ];
    let further: Vec<String> = ways
        .into_iter()
        .filter_map(|(better, [low, high])| match better {
            Better::Higher => Some(format!("further {high}")),
            Better::Lower => Some(format!("further {low}")),
            Better::Neither => None,
        })
        .collect();
    let direction = match further.as_slice() {
        [] => String::new(),
        some => format!(" Better is {}.", some.join(" and ")),
    };
    let caption = setting.caption(
        "Which candidates do best, and which are allowed",
        &format!(
            "Each marker is one candidate, less the scenario as it is; names only on the frontier.{direction}"
        ),
        &some(parts, 10),
    );
    let plane = Plane {
        path,
        path_name: "Frontier".to_owned(),
        ..Plane::default()
    };
    let axis = |measure: &Measure| {
        let name = format!("{}, less that of the scenario as it is", measure.name);
        Axis::number(name, measure.format)
    };
    let figure = scatter(&caption, &axis(objective), &axis(outcome), &groups, &plane);
    let rows = candidates.iter().map(|c| {
        vec![
            words(&c.name),
            Datum::Number(c.objective),
            Datum::Number(c.outcome),
            words(kind(c)),
            words(if c.chosen { "yes" } else { "no" }),
        ]
    });
    let columns = [
        "candidate",
        "objective_difference",
        "outcome_difference",
        "standing",
        "chosen",
    ];
    named(
        "search-frontier",
        &caption,
        figure,
        &columns,
        rows.collect(),
    )
}

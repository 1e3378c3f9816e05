//! Full incremental analysis: which strategies are ever worth having, and what each step costs.

use serde::{Deserialize, Serialize};

use super::words::{amount, plural, pounds};

/// What one strategy offers against another, by quadrant of the cost-effectiveness plane. A ratio exists only where it can
/// be read without its sign: a negative one would mean both "dominates" and "dominated".
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "quadrant", rename_all = "snake_case")]
pub enum Comparison {
    /// More effect at more cost.
    BetterAndDearer {
        /// The incremental cost-effectiveness ratio.
        pounds_per_unit_gained: f64,
    },
    /// More effect at less cost, or the same cost.
    Dominates,
    /// Less effect at less cost.
    WorseAndCheaper {
        /// What is saved for each unit of effect given up: above the threshold it is a bargain.
        pounds_saved_per_unit_given_up: f64,
    },
    /// Less effect at more cost, or the same cost.
    Dominated,
    /// The same effect at more cost: no ratio.
    SameEffectDearer {
        /// Extra cost.
        pounds: f64,
    },
    /// The same effect at less cost: no ratio.
    SameEffectCheaper {
        /// Saving.
        pounds: f64,
    },
    /// No difference at all.
    Same,
}

impl Comparison {
    /// Compares by the differences (this strategy less the other).
    pub fn of(cost_difference_pounds: f64, effect_difference: f64) -> Self {
        let (cost, effect) = (cost_difference_pounds, effect_difference);
        if effect == 0.0 {
            return if cost > 0.0 {
                Self::SameEffectDearer { pounds: cost }
            } else if cost < 0.0 {
                Self::SameEffectCheaper { pounds: -cost }
            } else {
                Self::Same
            };
        }
        match (effect > 0.0, cost) {
            (true, c) if c > 0.0 => Self::BetterAndDearer {
                pounds_per_unit_gained: c / effect,
            },
            (true, _) => Self::Dominates,
            (false, c) if c < 0.0 => Self::WorseAndCheaper {
                pounds_saved_per_unit_given_up: c / effect,
            },
            (false, _) => Self::Dominated,
        }
    }

    /// In words, such as `better and dearer: £20,098 for each QALY gained`.
    pub fn words(&self, effect_name: &str) -> String {
        match *self {
            Self::BetterAndDearer {
                pounds_per_unit_gained: ratio,
            } => format!(
                "better and dearer: {} for each {effect_name} gained",
                pounds(ratio)
            ),
            Self::Dominates => "better and no dearer: dominates".to_owned(),
            Self::WorseAndCheaper {
                pounds_saved_per_unit_given_up: ratio,
            } => format!(
                "worse and cheaper: saves {} for each {effect_name} given up",
                pounds(ratio)
            ),
            Self::Dominated => "worse and no cheaper: dominated".to_owned(),
            Self::SameEffectDearer { pounds: more } => {
                format!("same effect, {} dearer: dominated", pounds(more))
            }
            Self::SameEffectCheaper { pounds: less } => {
                format!("same effect, {} cheaper: dominates", pounds(less))
            }
            Self::Same => "no difference in cost or effect".to_owned(),
        }
    }
}

/// `a - b`, and exactly 0 where only rounding tells them apart.
pub fn difference(a: f64, b: f64) -> f64 {
    let gap = a - b;
    if gap.abs() <= 1e-12 * a.abs().max(b.abs()) {
        0.0
    } else {
        gap
    }
}

/// What the analysis says of a strategy. Numbers are positions in the list of strategies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The beginning of the frontier: the cheapest strategy.
    Cheapest,
    /// On the frontier after a cheaper strategy.
    OnFrontier {
        /// The cheaper neighbour on the frontier.
        after: usize,
        /// The incremental cost-effectiveness ratio against it, above 0.
        pounds_per_unit: f64,
    },
    /// Another strategy costs no more and does no worse, and is better in one of them.
    Dominated {
        /// That strategy.
        by: usize,
    },
    /// A mixture of two strategies costs less for the same effect.
    ExtendedlyDominated {
        /// The cheaper of the two.
        below: usize,
        /// The dearer.
        above: usize,
    },
    /// The same cost and effect as an earlier strategy.
    SameAs {
        /// That strategy.
        other: usize,
    },
}

/// One strategy in the order of cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IncrementalRow {
    /// Position in the list of strategies.
    pub strategy: usize,
    /// Expected cost.
    pub cost_pounds: f64,
    /// Expected effect.
    pub effect: f64,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// Full incremental analysis of expected costs and effects (Drummond and others, *Methods for the Economic Evaluation of
/// Health Care Programmes*, 4th edition, 2015, chapter 4). Strategies in the order of cost, those on the frontier with the
/// ratio against their cheaper neighbour there; ratios never fall along the frontier.
///
/// Ties: of two strategies with the same cost the more effective one dominates, with the same effect the cheaper one. Two
/// with the same cost and effect are one: the first listed stands, the other is [`Verdict::SameAs`]. A strategy exactly on
/// the line between its neighbours stays on the frontier, with the same ratio as the next. Differences within rounding
/// count as none.
///
/// # Panics
/// If the arrays differ in length.
pub fn full_incremental(costs_pounds: &[f64], effects: &[f64]) -> Vec<IncrementalRow> {
    assert_eq!(
        costs_pounds.len(),
        effects.len(),
        "one effect for each cost"
    );
    let cost = |a: usize, b: usize| difference(costs_pounds[a], costs_pounds[b]);
    let effect = |a: usize, b: usize| difference(effects[a], effects[b]);
    let dominates = |a: usize, b: usize| {
        cost(a, b) <= 0.0 && effect(a, b) >= 0.0 && (cost(a, b) < 0.0 || effect(a, b) > 0.0)
    };
    let mut order: Vec<usize> = (0..costs_pounds.len()).collect();
    // Stable: of equals the first listed comes first.
    order.sort_by(|&a, &b| {
        costs_pounds[a]
            .total_cmp(&costs_pounds[b])
            .then(effects[b].total_cmp(&effects[a]))
    });

    let same = |s: usize| (0..s).find(|&other| cost(s, other) == 0.0 && effect(s, other) == 0.0);
    let mut frontier: Vec<usize> = Vec::new();
    for &s in &order {
        if same(s).is_some() || order.iter().any(|&other| dominates(other, s)) {
            continue;
        }
        while let [.., before, last] = frontier[..] {
            // The step to `last` costs more for each unit than the step from it.
            if cost(last, before) * effect(s, last) > cost(s, last) * effect(last, before) {
                frontier.pop();
            } else {
                break;
            }
        }
        frontier.push(s);
    }

    let verdict = |s: usize| {
        if let Some(place) = frontier.iter().position(|&member| member == s) {
            return match place.checked_sub(1).map(|before| frontier[before]) {
                None => Verdict::Cheapest,
                Some(after) => Verdict::OnFrontier {
                    after,
                    pounds_per_unit: cost(s, after) / effect(s, after),
                },
            };
        }
        if let Some(other) = same(s) {
            return Verdict::SameAs { other };
        }
        // Named is a strategy of the frontier if one dominates.
        if let Some(&by) = frontier
            .iter()
            .chain(&order)
            .find(|&&other| dominates(other, s))
        {
            return Verdict::Dominated { by };
        }
        let above = frontier
            .iter()
            .position(|&member| effect(member, s) > 0.0)
            .unwrap_or(frontier.len() - 1);
        Verdict::ExtendedlyDominated {
            below: frontier[above.saturating_sub(1)],
            above: frontier[above],
        }
    };
    order
        .iter()
        .map(|&strategy| IncrementalRow {
            strategy,
            cost_pounds: costs_pounds[strategy],
            effect: effects[strategy],
            verdict: verdict(strategy),
        })
        .collect()
}

impl IncrementalRow {
    /// The verdict in words, such as `better and dearer than A: £5,000 for each QALY gained`.
    pub fn words(&self, names: &[String], rows: &[Self], effect_name: &str) -> String {
        match self.verdict {
            Verdict::Cheapest if rows.len() == 1 => {
                "the only strategy: nothing to compare it with".to_owned()
            }
            Verdict::Cheapest
                if !rows
                    .iter()
                    .any(|row| matches!(row.verdict, Verdict::OnFrontier { .. })) =>
            {
                "cheapest, and no other strategy does better".to_owned()
            }
            Verdict::Cheapest => "cheapest".to_owned(),
            Verdict::OnFrontier {
                after,
                pounds_per_unit,
            } => format!(
                "{} for each {effect_name} gained over {}",
                pounds(pounds_per_unit),
                names[after]
            ),
            Verdict::Dominated { by } => {
                let other = rows.iter().find(|row| row.strategy == by);
                let (dearer, worse) = other.map_or((0.0, 0.0), |other| {
                    (
                        difference(self.cost_pounds, other.cost_pounds),
                        difference(other.effect, self.effect),
                    )
                });
                let mut reasons = Vec::new();
                if dearer > 0.0 {
                    reasons.push(format!("{} dearer", pounds(dearer)));
                }
                if worse > 0.0 {
                    reasons.push(format!("{} {} worse", amount(worse), plural(effect_name)));
                }
                format!("dominated by {}: {}", names[by], reasons.join(" and "))
            }
            Verdict::ExtendedlyDominated { below, above } => format!(
                "extendedly dominated: a mix of {} and {} does as well for less",
                names[below], names[above]
            ),
            Verdict::SameAs { other } => format!("the same cost and effect as {}", names[other]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdicts(costs: &[f64], effects: &[f64]) -> Vec<(usize, Verdict)> {
        full_incremental(costs, effects)
            .iter()
            .map(|row| (row.strategy, row.verdict))
            .collect()
    }

    /// UC, A, B, C, D and E of the worked example of the R package dampack.
    #[test]
    fn worked_frontier() {
        let costs = [5_000.0, 12_000.0, 10_000.0, 25_000.0, 35_000.0, 55_000.0];
        let effects = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(
            verdicts(&costs, &effects),
            [
                (0, Verdict::Cheapest),
                (
                    2,
                    Verdict::OnFrontier {
                        after: 0,
                        pounds_per_unit: 5_000.0
                    }
                ),
                (1, Verdict::Dominated { by: 2 }),
                (3, Verdict::ExtendedlyDominated { below: 2, above: 4 }),
                (
                    4,
                    Verdict::OnFrontier {
                        after: 2,
                        pounds_per_unit: 12_500.0
                    }
                ),
                (
                    5,
                    Verdict::OnFrontier {
                        after: 4,
                        pounds_per_unit: 20_000.0
                    }
                ),
            ]
        );
        let names: Vec<String> = ["UC", "A", "B", "C", "D", "E"].map(str::to_owned).into();
        let rows = full_incremental(&costs, &effects);
        let words: Vec<String> = rows
            .iter()
            .map(|row| row.words(&names, &rows, "QALY"))
            .collect();
        assert_eq!(words[0], "cheapest");
        assert_eq!(words[1], "£5,000 for each QALY gained over UC");
        assert_eq!(
            words[2],
            "dominated by B: £2,000 dearer and 0.5 QALYs worse"
        );
        assert_eq!(
            words[3],
            "extendedly dominated: a mix of B and D does as well for less"
        );
    }

    #[test]
    fn the_cheapest_may_dominate_all() {
        assert_eq!(
            verdicts(&[3.0, 1.0, 2.0], &[1.0, 2.0, 2.0]),
            [
                (1, Verdict::Cheapest),
                (2, Verdict::Dominated { by: 1 }),
                (0, Verdict::Dominated { by: 1 }),
            ]
        );
    }

    #[test]
    fn one_strategy_and_none_are_no_trouble() {
        assert_eq!(verdicts(&[1.0], &[1.0]), [(0, Verdict::Cheapest)]);
        assert!(verdicts(&[], &[]).is_empty());
    }

    #[test]
    fn ties_are_settled_as_documented() {
        // The same cost; the same effect; the same of both, listed out of order.
        assert_eq!(
            verdicts(&[1.0, 1.0], &[1.0, 2.0]),
            [(1, Verdict::Cheapest), (0, Verdict::Dominated { by: 1 })]
        );
        assert_eq!(
            verdicts(&[2.0, 1.0], &[1.0, 1.0]),
            [(1, Verdict::Cheapest), (0, Verdict::Dominated { by: 1 })]
        );
        assert_eq!(
            verdicts(&[1.0, 1.0, 1.0], &[0.5, 0.5, 0.5]),
            [
                (0, Verdict::Cheapest),
                (1, Verdict::SameAs { other: 0 }),
                (2, Verdict::SameAs { other: 0 })
            ]
        );
        // On a line: the ratio stays.
        let on_line = verdicts(&[0.0, 1.0, 2.0], &[0.0, 1.0, 2.0]);
        for (strategy, verdict) in &on_line[1..] {
            assert_eq!(
                *verdict,
                Verdict::OnFrontier {
                    after: strategy - 1,
                    pounds_per_unit: 1.0
                }
            );
        }
        // Rounding is no difference.
        assert_eq!(
            verdicts(&[0.3, 0.1 + 0.2], &[1.0, 1.0])[1].1,
            Verdict::SameAs { other: 0 }
        );
    }

    #[test]
    fn dominated_by_a_strategy_that_is_itself_off_the_frontier() {
        // 1 is extendedly dominated by 0 and 3; 2 is dominated by 1 alone.
        let rows = verdicts(&[0.0, 6.0, 7.0, 8.0], &[0.0, 1.0, 0.9, 4.0]);
        assert_eq!(
            rows[1].1,
            Verdict::ExtendedlyDominated { below: 0, above: 3 }
        );
        assert_eq!(rows[2].1, Verdict::Dominated { by: 1 });
    }

    #[test]
    fn no_ratio_is_ever_negative() {
        let cases = [
            (
                5.035_98,
                0.000_250_58,
                "better and dearer: £20,097 for each QALY gained",
            ),
            (-50.0, 0.1, "better and no dearer: dominates"),
            (0.0, 0.1, "better and no dearer: dominates"),
            (
                -5_000.0,
                -0.1,
                "worse and cheaper: saves £50,000 for each QALY given up",
            ),
            (50.0, -0.1, "worse and no cheaper: dominated"),
            (0.0, -0.1, "worse and no cheaper: dominated"),
            (50.0, 0.0, "same effect, £50.00 dearer: dominated"),
            (-50.0, 0.0, "same effect, £50.00 cheaper: dominates"),
            (0.0, 0.0, "no difference in cost or effect"),
        ];
        for (cost, effect, words) in cases {
            assert_eq!(Comparison::of(cost, effect).words("QALY"), words);
        }
    }
}

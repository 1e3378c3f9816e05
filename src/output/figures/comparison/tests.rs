//! Every figure with realistic, with missing and with no numbers.

use jiff::civil::date;
use proptest::prelude::*;

use super::acceptability::{Acceptability, acceptability};
use super::convergence::{MeasureConvergence, convergence};
use super::course::{MeasureCourse, difference_over_time};
use super::differences::*;
use super::evaluation::{DesignResult, VirtualEvaluation, virtual_evaluation};
use super::frontier::*;
use super::information::*;
use super::plane::{CostEffectivenessPlane, StrategyDraws, cost_effectiveness_plane};
use super::sweep::*;
use super::tornado::{ParameterSwing, Tornado, tornado};
use super::variance::{VarianceShares, variance_shares};
use super::waterfall::{Waterfall, waterfall};
use super::*;
use crate::output::chart::Factor;
use crate::output::chart::tests::{
    assert_texts_keep_apart, assert_texts_stay_inside, strange, strange_words, texts, wobble,
};

const SETTING: Setting<'static> = Setting {
    title: "Three ways to run the service, against: Baseline (two link workers)",
    period: "1 April 2026 to 31 March 2029",
    basis: "200 pairs of simulated futures.",
};

const SCENARIOS: [&str; 3] = [
    "One more link worker",
    "Champions in every group",
    "Both, with triage of the waiting list",
];

fn measure(name: &str, format: NumberFormat, better: Better) -> Measure {
    Measure {
        name: name.into(),
        format,
        better,
    }
}

fn wait() -> Measure {
    measure(
        "Mean wait from referral to first contact (days)",
        NumberFormat::OneDecimal,
        Better::Lower,
    )
}

fn cost() -> Measure {
    measure("Cost of the service", NumberFormat::Pounds, Better::Lower)
}

fn measures() -> Vec<Measure> {
    vec![
        wait(),
        measure(
            "People helped, twelve weeks or longer",
            NumberFormat::Integer,
            Better::Higher,
        ),
        measure(
            "SWEMWBS after six months (points)",
            NumberFormat::ThreeDecimals,
            Better::Higher,
        ),
        measure(
            "Cost of the service (£)",
            NumberFormat::Pounds,
            Better::Lower,
        ),
        measure("Referrals", NumberFormat::Integer, Better::Neither),
    ]
}

/// Sizes that differ from measure to measure as they do in life.
fn size(m: usize) -> f64 {
    [-9.4, 212.0, 0.042, 61_500.0, 14.0][m]
}

fn around(mean: f64, half: f64) -> Estimate {
    Estimate::new(mean, mean - half, mean + half)
}

/// Something like a normal deviate.
fn normal(i: usize, salt: usize) -> f64 {
    (0..6).map(|k| wobble(i * 6 + k, salt + 7 * k)).sum::<f64>() / 1.414
}

fn sample_differences() -> Vec<MeasureDifferences> {
    let rows = |m: usize| {
        let row = |s: usize| {
            let mean = size(m) * [1.0, 0.35, 1.6][s];
            (SCENARIOS[s].to_owned(), around(mean, size(m).abs() * 0.4))
        };
        let mut rows: Vec<_> = (0..3).map(row).collect();
        if m == 2 {
            rows[1].1 = Estimate::missing("nobody was followed for six months");
        }
        rows
    };
    let measures = measures().into_iter().enumerate();
    measures
        .map(|(m, measure)| MeasureDifferences {
            measure,
            scenarios: rows(m),
        })
        .collect()
}

fn sample_quintiles() -> Vec<QuintileDifferences> {
    let measures = measures().into_iter().enumerate().take(2);
    measures
        .map(|(m, measure)| QuintileDifferences {
            measure,
            scenarios: (0..2)
                .map(|s| {
                    let by = std::array::from_fn(|q| match (s, q) {
                        (1, 4) => Estimate::missing("nobody referred from these areas"),
                        _ => around(
                            size(m) * (1.3 - 0.25 * q as f64 - 0.6 * s as f64),
                            size(m).abs() * 0.35,
                        ),
                    });
                    (SCENARIOS[s].to_owned(), by)
                })
                .collect(),
        })
        .collect()
}

fn sample_runs(runs: usize) -> Vec<RunDifferences> {
    let measures = measures().into_iter().enumerate().take(2);
    measures
        .map(|(m, measure)| RunDifferences {
            measure,
            target: (m == 0).then_some(-7.0),
            scenarios: (0..3)
                .map(|s| {
                    let value = |i| {
                        size(m) * [1.0, 0.3, 1.6][s] + size(m).abs() * 0.6 * normal(i, s + 11 * m)
                    };
                    (SCENARIOS[s].to_owned(), (0..runs).map(value).collect())
                })
                .collect(),
        })
        .collect()
}

fn sample_courses(most: usize) -> Vec<MeasureCourse> {
    let measures = measures().into_iter().enumerate().take(most);
    measures
        .map(|(m, measure)| MeasureCourse {
            measure,
            scenarios: (0..3)
                .map(|s| {
                    let points = (0..36_usize)
                        .map(|month| {
                            let grown = 1.0 - libm::exp(-(month as f64) / 10.0);
                            let mean = size(m) * [1.0, 0.35, 1.6][s] * grown
                                + size(m) * 0.06 * wobble(month, s);
                            let date = date(
                                2026 + (month as i16 + 3) / 12,
                                ((month + 3) % 12) as i8 + 1,
                                1,
                            );
                            (date, around(mean, size(m).abs() * (0.1 + 0.2 * grown)))
                        })
                        .collect();
                    (SCENARIOS[s].to_owned(), points)
                })
                .collect(),
        })
        .collect()
}

fn sample_plane() -> CostEffectivenessPlane {
    let means = [(0.0052, 96.0), (0.0021, 31.0), (0.0071, 118.0)];
    CostEffectivenessPlane {
        reference: "Baseline".into(),
        effect: "QALYs gained per person in need".into(),
        cost: "Added cost per person in need".into(),
        effect_format: NumberFormat::ThreeDecimals,
        strategies: (0..3)
            .map(|s| StrategyDraws {
                name: SCENARIOS[s].into(),
                draws: (0..1_000)
                    .map(|i| {
                        let (a, b) = (normal(i, s), normal(i, s + 50));
                        (means[s].0 * (1.0 + 0.6 * a), means[s].1 + 30.0 * b)
                    })
                    .collect(),
                mean: means[s],
            })
            .collect(),
        thresholds: vec![20_000.0, 25_000.0, 30_000.0, 35_000.0],
        unit: "QALY".into(),
    }
}

fn sample_acceptability() -> Acceptability {
    let thresholds: Vec<f64> = (0..=50).map(|i| 1_000.0 * f64::from(i)).collect();
    let weights = |t: f64| {
        [
            libm::exp(-t / 9_000.0) * 3.0,
            0.35,
            t / 22_000.0,
            (t / 30_000.0) * (t / 30_000.0),
        ]
    };
    let names = [
        "Baseline",
        "Champions in every group",
        "One more link worker",
        "Both, with triage",
    ];
    let chance = |t: f64, s: usize| weights(t)[s] / weights(t).iter().sum::<f64>();
    Acceptability {
        strategies: (0..4)
            .map(|s| {
                (
                    names[s].to_owned(),
                    thresholds.iter().map(|&t| chance(t, s)).collect(),
                )
            })
            .collect(),
        best: thresholds
            .iter()
            .map(|&t| {
                Some(if t < 15_000.0 {
                    0
                } else if t < 19_000.0 {
                    1
                } else if t < 31_000.0 {
                    2
                } else {
                    3
                })
            })
            .collect(),
        thresholds,
        marked: vec![20_000.0, 25_000.0, 30_000.0, 35_000.0],
        unit: "QALY".into(),
    }
}

fn sample_information() -> (PerfectInformation, PartialInformation) {
    let thresholds: Vec<f64> = (0..=50).map(|i| 1_000.0 * f64::from(i)).collect();
    let peak = |t: f64| {
        let (a, b) = ((t - 15_000.0) / 6_000.0, (t - 31_000.0) / 9_000.0);
        11.0 * libm::exp(-a * a) + 16.0 * libm::exp(-b * b)
    };
    let group = |group: &str, value: f64, error: f64| GroupValue {
        group: group.into(),
        evppi_pounds: value,
        standard_error_pounds: error,
        why_missing: String::new(),
    };
    let mut missing = group("Costs of health services", f64::NAN, f64::NAN);
    missing.why_missing = "held fixed in this analysis".into();
    (
        PerfectInformation {
            evpi_pounds: thresholds.iter().map(|&t| peak(t)).collect(),
            thresholds,
            scale: "per person in need".into(),
            marked: vec![20_000.0, 25_000.0, 30_000.0, 35_000.0],
            unit: "QALY".into(),
        },
        PartialInformation {
            draws: 1_000,
            threshold: 30_000.0,
            evpi_pounds: 15.84,
            scale: "per person in need".into(),
            unit: "QALY".into(),
            groups: vec![
                group("Uptake and drop-out", 3.2, 0.6),
                group("Effect of attending on wellbeing", 9.7, 0.9),
                missing,
                group("Capacity of community groups", 0.4, 0.3),
            ],
        },
    )
}

fn sample_frontier() -> Frontier {
    let strategy =
        |name: &str, effect: f64, cost: f64, standing: Standing, icer: f64| StrategyMeans {
            name: name.into(),
            effect,
            cost_pounds: cost,
            standing,
            icer_pounds: icer,
        };
    Frontier {
        effect: "QALYs per person in need".into(),
        effect_format: NumberFormat::ThreeDecimals,
        cost: "Cost per person in need".into(),
        unit: "QALY".into(),
        strategies: vec![
            strategy("No service", 2.031, 1_402.0, Standing::Frontier, f64::NAN),
            strategy(
                "Baseline",
                2.036,
                1_440.0,
                Standing::ExtendedlyDominated,
                f64::NAN,
            ),
            strategy(
                "Champions in every group",
                2.039,
                1_449.0,
                Standing::Frontier,
                5_875.0,
            ),
            strategy(
                "One more link worker",
                2.041,
                1_530.0,
                Standing::Dominated,
                f64::NAN,
            ),
            strategy(
                "Both, with triage",
                2.046,
                1_571.0,
                Standing::Frontier,
                17_430.0,
            ),
            strategy(
                "Two more link workers",
                2.0455,
                1_640.0,
                Standing::Dominated,
                f64::NAN,
            ),
        ],
    }
}

fn sample_candidates() -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = (0..60)
        .map(|i| {
            let cost = 80_000.0 + 5_000.0 * i as f64;
            Candidate {
                name: format!("{} workers, {} groups", 1 + i / 12, 4 + i % 12),
                objective: cost - 200_000.0,
                outcome: 6.0e6 / cost + 9.0 * wobble(i, 3) - 30.0,
                feasible: (i % 9 > 0).then_some(i > 14),
                equally_good: i == 30,
                on_frontier: false,
                chosen: false,
            }
        })
        .collect();
    let mut best = f64::INFINITY;
    for c in candidates.iter_mut().filter(|c| c.feasible == Some(true)) {
        if c.outcome < best {
            best = c.outcome;
            c.on_frontier = true;
        }
    }
    let last = candidates.iter_mut().rfind(|c| c.on_frontier).unwrap();
    last.chosen = true;
    candidates
}

fn sample_tornado() -> Tornado {
    let swing =
        |parameter: &str, low: &str, high: &str, at_low: f64, at_high: f64| ParameterSwing {
            parameter: parameter.into(),
            low: low.into(),
            high: high.into(),
            at_low,
            at_high,
            best_at_low: None,
            best_at_high: None,
        };
    let mut parameters = vec![
        swing("Share who take up the offer", "40%", "75%", 61.0, 118.0),
        swing(
            "Effect of attending (points a month)",
            "0.05",
            "0.30",
            -22.0,
            176.0,
        ),
        swing("Minutes of a first meeting", "45", "90", 101.0, 72.0),
        swing("Weeks until a place is free", "0", "12", 97.0, 90.0),
        swing("Half-life of the effect (months)", "3", "24", 96.5, 140.0),
        swing("Share of groups that close", "1%", "9%", 104.0, 98.0),
        swing("Discount rate", "0%", "6%", f64::NAN, f64::NAN),
    ];
    parameters[1].best_at_low = Some("Champions in every group".into());
    Tornado {
        outcome: measure(
            "Net monetary benefit per person in need (£)",
            NumberFormat::Pounds,
            Better::Higher,
        ),
        base: 94.0,
        noise_floor: 6.0,
        parameters,
    }
}

fn sample_waterfall(base: f64) -> Waterfall {
    let steps = [
        ("More referrals", 14.2),
        ("One more link worker", -21.5),
        ("Less drop-out", 3.9),
        ("More group places", -4.4),
    ];
    let interaction = -2.6;
    Waterfall {
        outcome: wait(),
        base_name: "Baseline".into(),
        base,
        contributions: steps
            .map(|(name, amount)| (name.to_owned(), amount))
            .to_vec(),
        interaction,
        scenario_name: "Full package".into(),
        scenario: base + steps.iter().map(|(_, amount)| amount).sum::<f64>() + interaction,
    }
}

fn sample_grid() -> SweepGrid {
    let mut means: Vec<Vec<Option<f64>>> = (0..5)
        .map(|r| {
            (0..6)
                .map(|c| Some(62.0 / (1.0 + 0.6 * c as f64) + 4.5 * r as f64))
                .collect()
        })
        .collect();
    means[4][0] = None;
    SweepGrid {
        outcome: wait(),
        columns: Factor {
            name: "Link workers (full-time posts)".into(),
            levels: (1..=6).map(|n| n.to_string()).collect(),
        },
        rows: Factor {
            name: "Referrals a month".into(),
            levels: [40, 60, 80, 100, 120].map(|n| n.to_string()).to_vec(),
        },
        means,
        base: Some((2, 1)),
    }
}

fn sample_lines() -> SweepLines {
    SweepLines {
        outcome: wait(),
        factor: "Link workers (full-time posts)".into(),
        factor_format: NumberFormat::Integer,
        second: "referrals a month".into(),
        levels: [40, 80, 120]
            .map(|referrals| {
                let at = |posts: f64| {
                    around(62.0 / (0.4 + 0.6 * posts) + 0.2 * f64::from(referrals), 3.0)
                };
                let points = [1.0, 2.0, 3.0, 4.0, 6.0].map(|posts| (posts, at(posts)));
                (format!("{referrals} referrals"), points.to_vec())
            })
            .to_vec(),
    }
}

fn sample_points() -> SweepPoints {
    let posts: Vec<f64> = (0..96)
        .map(|i| 1.6 + 4.0 * (i as f64 + 0.5) / 96.0)
        .collect();
    let policy: Vec<usize> = (0..96).map(|i| i * 7 % 3).collect();
    SweepPoints {
        outcome: wait(),
        means: (0..96)
            .map(|i| 60.0 / posts[i] + 4.0 * policy[i] as f64 + 5.0 * wobble(i, 8))
            .collect(),
        factors: vec![
            FactorPoints {
                name: "Link workers (full-time posts)".into(),
                at: Positions::Values(posts, NumberFormat::OneDecimal),
            },
            FactorPoints {
                name: "Whom to accompany".into(),
                at: Positions::Levels(
                    [
                        "nobody",
                        "the least confident, by link workers",
                        "the least confident, by volunteers of the groups",
                    ]
                    .map(str::to_owned)
                    .to_vec(),
                    policy,
                ),
            },
            FactorPoints {
                name: "Triage".into(),
                at: Positions::Levels(
                    vec!["no".into(), "yes".into()],
                    (0..96).map(|i| i % 2).collect(),
                ),
            },
        ],
    }
}

fn sample_convergence() -> Vec<MeasureConvergence> {
    let measures = measures().into_iter().enumerate().take(4);
    measures
        .map(|(m, measure)| {
            let values: Vec<f64> = (0..100)
                .map(|i| size(m).abs() * (3.0 + 0.5 * normal(i, m + 5)))
                .collect();
            let means = (3..=100_u32)
                .map(|n| {
                    let seen = &values[..n as usize];
                    let mean = seen.iter().sum::<f64>() / f64::from(n);
                    (n, around(mean, size(m).abs() / f64::from(n).sqrt()))
                })
                .collect();
            MeasureConvergence {
                measure,
                means,
                chosen: (m != 3).then_some(30 + 20 * m as u32),
            }
        })
        .collect()
}

fn sample_evaluation() -> VirtualEvaluation {
    let design = |design: &str, mean: f64, half: f64, power: f64| DesignResult {
        design: design.into(),
        mean,
        lower: mean - half,
        upper: mean + half,
        truth: 0.62,
        power,
        why_missing: String::new(),
    };
    let mut designs = vec![
        design("Before and after, no comparison group", 2.31, 0.4, 0.99),
        design("Matched comparison group", 0.92, 0.7, 0.61),
        design("Stepped wedge by network", 0.58, 0.9, 0.34),
        design("Randomised, 300 people", 0.61, 0.8, 0.41),
        design("Randomised, 50 people", f64::NAN, f64::NAN, f64::NAN),
    ];
    (designs[4].why_missing, designs[4].truth) = ("no study kept enough people".into(), f64::NAN);
    VirtualEvaluation {
        effect: measure(
            "Change in SWEMWBS after six months (points)",
            NumberFormat::OneDecimal,
            Better::Higher,
        ),
        studies: 500,
        designs,
    }
}

fn sample_variance() -> Vec<VarianceShares> {
    let shares = |measure: &str, chance: f64, parameters: f64| VarianceShares {
        measure: measure.into(),
        chance,
        parameters,
        structure: 1.0 - chance - parameters,
        why_missing: String::new(),
    };
    let mut missing = shares("Share of groups that close", f64::NAN, f64::NAN);
    missing.why_missing = "the outcome never varies".into();
    vec![
        shares("Mean wait", 0.22, 0.61),
        shares("People helped", 0.08, 0.89),
        shares("SWEMWBS after six months", 0.45, 0.40),
        shares("Cost of the service", 0.03, 0.97),
        missing,
    ]
}

fn gallery() -> Vec<NamedFigure> {
    let s = &SETTING;
    let (perfect, partial) = sample_information();
    vec![
        differences(s, &sample_differences()),
        differences_by_deprivation(s, &sample_quintiles()),
        differences_by_run(s, &sample_runs(200)),
        difference_over_time(s, &sample_courses(1)),
        difference_over_time(s, &sample_courses(4)),
        cost_effectiveness_plane(s, &sample_plane()),
        acceptability(s, &sample_acceptability()),
        evpi(s, &perfect),
        evppi(s, &partial),
        cost_effectiveness_frontier(s, &sample_frontier()),
        search_frontier(s, &cost(), &wait(), &sample_candidates()),
        tornado(s, &sample_tornado()),
        variance_shares(s, &sample_variance()),
        waterfall(s, &sample_waterfall(31.0)),
        waterfall(s, &sample_waterfall(1_031.0)),
        sweep_grid(s, &sample_grid()),
        sweep_lines(s, &sample_lines()),
        sweep_points(s, &sample_points()),
        convergence(s, &sample_convergence()),
        virtual_evaluation(s, &sample_evaluation()),
    ]
}

#[test]
fn no_text_is_cut_off_or_runs_into_another() {
    for f in gallery() {
        assert_texts_stay_inside(&f.figure.svg);
        assert_texts_keep_apart(&f.name, &f.figure.svg);
    }
}

#[test]
fn every_figure_names_what_is_compared_and_carries_its_numbers() {
    for f in gallery() {
        let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(f.name.chars().all(kebab), "{}", f.name);
        assert!(
            f.figure.alt.contains("Three ways to run"),
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
        let words: Vec<String> = texts(&f.figure.svg)
            .into_iter()
            .map(|(text, _)| text)
            .collect();
        assert!(words.join(" ").contains(SETTING.basis), "{}", f.name);
        assert!(!f.data.rows.is_empty(), "{}", f.name);
        let columns = f.data.columns.len();
        assert!(
            f.data.rows.iter().all(|row| row.len() == columns),
            "{}",
            f.name
        );
    }
}

fn has(f: &NamedFigure, words: &str) -> bool {
    texts(&f.figure.svg).iter().any(|(text, _)| text == words)
}

#[test]
fn differences_are_written_with_their_signs_and_directions() {
    let f = differences(&SETTING, &sample_differences());
    for words in [
        "−9.4 (−13.2 to −5.6)",
        "+212 (+127 to +297)",
        "no change",
        "better",
        "worse",
    ] {
        assert!(has(&f, words), "{words}");
    }
    assert!(has(
        &f,
        "No observation: nobody was followed for six months"
    ));
    let f = differences_by_deprivation(&SETTING, &sample_quintiles());
    let reason = "Champions in every group – no observation: nobody referred from these areas";
    assert!(has(&f, reason), "the reason says whose it is");
}

#[test]
fn chances_count_runs_and_do_not_round_to_certainty() {
    let runs = |better: Better, target: Option<f64>, values: Vec<f64>| {
        let one = RunDifferences {
            measure: measure("Wait", NumberFormat::OneDecimal, better),
            target,
            scenarios: vec![("A".into(), values)],
        };
        differences_by_run(&SETTING, &[one])
    };
    let f = runs(Better::Lower, Some(-2.0), vec![-3.0, -1.0, 0.0, 2.0]);
    for words in [
        "Better in 50% of 4 runs",
        "No change in 25%",
        "Target met in 25%",
        "target −2.0",
    ] {
        assert!(has(&f, words), "{words}");
    }
    let mut nearly_all = vec![1.0; 999];
    nearly_all.push(-1.0);
    let f = runs(Better::Higher, None, nearly_all);
    assert!(has(&f, "Better in 99% of 1,000 runs"));
    assert!(has(&f, "One dot for 3 runs"));
    assert!(has(
        &runs(Better::Higher, None, vec![1.0, f64::NAN]),
        "Better in all of 1 run"
    ));
    let f = runs(Better::Higher, None, vec![f64::NAN]);
    assert!(has(&f, "No observation: no run has both values"));
}

#[test]
fn a_crowded_plane_is_thinned_and_says_so() {
    let f = cost_effectiveness_plane(&SETTING, &sample_plane());
    assert!(
        f.figure
            .svg
            .contains("Of 3,000 draws, 1,500 are drawn, one in 2")
    );
    assert_eq!(f.data.rows.len(), 3_003, "the table holds all of them");
    for words in ["£20k", "£25k", "£30k", "£35k", "Costs less, does more"] {
        assert!(has(&f, words), "{words}");
    }
    let mut few = sample_plane();
    few.strategies.truncate(1);
    few.strategies[0].draws.truncate(100);
    assert!(
        !cost_effectiveness_plane(&SETTING, &few)
            .figure
            .svg
            .contains("are drawn")
    );
}

#[test]
fn the_acceptability_frontier_is_told_in_stretches() {
    let f = acceptability(&SETTING, &sample_acceptability());
    let told = "Best on average from £0 to £14k: Baseline; \
                best on average from £15k to £18k: Champions in every group;";
    assert!(f.figure.alt.contains(told), "{}", f.figure.alt);
}

#[test]
fn bars_of_information_are_ranked_and_have_their_limit() {
    let f = evppi(&SETTING, &sample_information().1);
    let ranked: Vec<String> = f.data.rows.iter().map(|row| row[0].text()).collect();
    assert_eq!(ranked[0], "everything (EVPI)");
    assert_eq!(ranked[1], "Effect of attending on wellbeing");
    assert_eq!(ranked[4], "Costs of health services");
    assert!(has(&f, "knowing everything £15.84") && has(&f, "£9.70 (SE £0.90)"));
    assert!(has(&f, "No observation: held fixed in this analysis"));
}

#[test]
fn strategies_off_the_frontier_are_named_so() {
    let f = cost_effectiveness_frontier(&SETTING, &sample_frontier());
    assert!(has(&f, "Both, with triage (£17.4k per QALY)"));
    assert!(has(&f, "One more link worker (dominated)") && has(&f, "Baseline (dominated)"));
    let f = search_frontier(&SETTING, &cost(), &wait(), &sample_candidates());
    let chosen = texts(&f.figure.svg)
        .iter()
        .filter(|(text, _)| text.starts_with("Chosen: "))
        .count();
    assert_eq!(chosen, 1);
    assert!(f.figure.alt.contains("60 candidates, 40 of them feasible"));
}

#[test]
fn a_tornado_is_sorted_and_says_where_the_best_option_changes() {
    let f = tornado(&SETTING, &sample_tornado());
    let order: Vec<String> = f.data.rows.iter().map(|row| row[0].text()).collect();
    assert_eq!(order[0], "Effect of attending (points a month)", "198 wide");
    assert_eq!(order[1], "Share who take up the offer", "57 wide");
    assert_eq!(
        order[2], "Half-life of the effect (months)",
        "46 wide, all on one side"
    );
    assert_eq!(order[6], "Discount rate", "not run");
    assert!(has(&f, "Noise floor: ±£6 may be chance") && has(&f, "base case £94"));
    assert!(has(&f, "Another option becomes best"));
    assert!(
        f.figure
            .alt
            .contains("at 0.05 best: Champions in every group")
    );
}

#[test]
fn a_waterfall_ends_where_the_scenario_is() {
    let f = waterfall(&SETTING, &sample_waterfall(31.0));
    let steps: f64 = f
        .data
        .rows
        .iter()
        .take(6)
        .map(|row| row[2].text().parse::<f64>().unwrap())
        .sum();
    assert!(
        (steps - 20.6).abs() < 1e-9,
        "31 + 14.2 − 21.5 + 3.9 − 4.4 − 2.6 = 20.6, not {steps}"
    );
    assert!(has(&f, "+14.2") && has(&f, "−21.5") && has(&f, "20.6"));
    let far = waterfall(&SETTING, &sample_waterfall(1_031.0));
    assert!(far.figure.svg.contains("does not begin at zero"));
    assert!(!f.figure.svg.contains("does not begin at zero"));
}

#[test]
fn shares_that_do_not_fit_stand_beside_their_bar() {
    let f = variance_shares(&SETTING, &sample_variance());
    assert!(has(&f, "parameters 89%") && has(&f, "chance 8%, structure 3%"));
}

#[test]
fn a_study_is_told_by_bias_and_power() {
    let f = virtual_evaluation(&SETTING, &sample_evaluation());
    assert!(has(&f, "+2.3, bias +1.7, power 99%") && has(&f, "true effect +0.6"));
    assert!(has(&f, "No observation: no study kept enough people"));
}

#[test]
fn nothing_at_all_and_nothing_observed_give_figures_with_a_reason() {
    let s = &SETTING;
    let (mut perfect, mut partial) = sample_information();
    let mut plane = sample_plane();
    let mut accept = sample_acceptability();
    let mut frontier = sample_frontier();
    let mut swings = sample_tornado();
    let mut fall = sample_waterfall(1.0);
    let mut grid = sample_grid();
    let mut sweep = sample_lines();
    let mut study = sample_evaluation();
    (perfect.thresholds, perfect.evpi_pounds, perfect.marked) = (vec![], vec![], vec![]);
    (partial.groups, partial.evpi_pounds) = (vec![], f64::NAN);
    plane.strategies = vec![];
    (accept.thresholds, accept.strategies, accept.marked) = (vec![], vec![], vec![]);
    frontier.strategies = vec![];
    swings.parameters = vec![];
    (fall.base, fall.interaction, fall.scenario) = (f64::NAN, f64::NAN, f64::NAN);
    fall.contributions = vec![];
    grid.means = vec![];
    sweep.levels = vec![];
    let mut points = sample_points();
    points.means.iter_mut().for_each(|mean| *mean = f64::NAN);
    study.designs = vec![];
    let nothing = |measure: Measure| MeasureDifferences {
        measure,
        scenarios: vec![(SCENARIOS[0].to_owned(), Estimate::missing(""))],
    };
    let mut gone = sample_candidates();
    gone.iter_mut().for_each(|c| c.outcome = f64::NAN);
    let courses = |points: Vec<(jiff::civil::Date, Estimate)>| MeasureCourse {
        measure: wait(),
        scenarios: vec![("A".into(), points)],
    };
    for f in [
        differences(s, &[]),
        differences(s, &[nothing(wait())]),
        differences_by_deprivation(s, &[]),
        differences_by_run(s, &[]),
        differences_by_run(s, &sample_runs(0)),
        difference_over_time(s, &[]),
        difference_over_time(s, &[courses(vec![])]),
        difference_over_time(
            s,
            &[courses(vec![(
                date(2026, 4, 1),
                Estimate::missing("no pair"),
            )])],
        ),
        cost_effectiveness_plane(s, &plane),
        acceptability(s, &accept),
        evpi(s, &perfect),
        evppi(s, &partial),
        cost_effectiveness_frontier(s, &frontier),
        search_frontier(s, &wait(), &wait(), &[]),
        search_frontier(s, &wait(), &wait(), &gone),
        tornado(s, &swings),
        variance_shares(s, &[]),
        waterfall(s, &fall),
        sweep_grid(s, &grid),
        sweep_lines(s, &sweep),
        sweep_points(s, &points),
        convergence(s, &[]),
        virtual_evaluation(s, &study),
    ] {
        assert!(f.figure.svg.contains("No observation"), "{}", f.name);
        assert!(
            !f.figure.svg.contains("NaN") && !f.figure.svg.contains("inf\""),
            "{}",
            f.name
        );
        assert!(
            !f.figure.alt.contains("NaN") && !f.figure.png.is_empty(),
            "{}",
            f.name
        );
        assert_texts_stay_inside(&f.figure.svg);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the numbers and words: no panic, no text outside, nothing that is not a number in the SVG.
    #[test]
    fn strange_data_still_gives_a_figure(
        values in prop::collection::vec(strange(), 0..9),
        words in strange_words(),
        kind in 0..10usize,
    ) {
        let s = Setting { title: &words, period: &words, basis: &words };
        let at = |i: usize| values.get(i % values.len().max(1)).copied().unwrap_or(f64::NAN);
        let estimate = |i: usize| Estimate { mean: at(i), lower: at(i + 1), upper: at(i + 2), why_missing: words.clone() };
        let one = Measure { name: words.clone(), format: NumberFormat::Pounds, better: Better::Higher };
        let many = || 0..values.len();
        let f = match kind {
            0 => differences(&s, &[MeasureDifferences {
                measure: one, scenarios: many().map(|i| (words.clone(), estimate(i))).collect(),
            }]),
            1 => differences_by_run(&s, &[RunDifferences {
                measure: one, target: Some(at(3)), scenarios: vec![(words.clone(), values.clone()); 2],
            }]),
            2 => cost_effectiveness_plane(&s, &CostEffectivenessPlane {
                reference: words.clone(), effect: words.clone(), cost: words.clone(),
                effect_format: NumberFormat::ThreeDecimals,
                strategies: many().map(|i| StrategyDraws {
                    name: words.clone(), draws: many().map(|j| (at(j), at(i + j))).collect(), mean: (at(i), at(i + 1)),
                }).collect(),
                thresholds: values.clone(), unit: words.clone(),
            }),
            3 => acceptability(&s, &Acceptability {
                thresholds: values.clone(), strategies: vec![(words.clone(), values.clone()); 3],
                best: many().map(|i| i.checked_sub(1)).collect(), marked: values.clone(), unit: words.clone(),
            }),
            4 => search_frontier(&s, &one, &one, &many().map(|i| Candidate {
                name: words.clone(), objective: at(i), outcome: at(i + 1),
                feasible: (i % 4 > 0).then_some(i % 3 > 0), on_frontier: i % 2 > 0, chosen: i == 1,
                equally_good: i == 3,
            }).collect::<Vec<_>>()),
            5 => tornado(&s, &Tornado {
                outcome: one, base: at(0), noise_floor: at(1),
                parameters: many().map(|i| ParameterSwing {
                    parameter: words.clone(), low: words.clone(), high: words.clone(), at_low: at(i), at_high: at(i + 1),
                    best_at_low: Some(words.clone()), best_at_high: None,
                }).collect(),
            }),
            6 => waterfall(&s, &Waterfall {
                outcome: one, base_name: words.clone(), base: at(0),
                contributions: many().map(|i| (words.clone(), at(i))).collect(),
                interaction: at(1), scenario_name: words.clone(), scenario: at(2),
            }),
            7 => sweep_grid(&s, &SweepGrid {
                outcome: one,
                columns: Factor { name: words.clone(), levels: vec![words.clone(); values.len()] },
                rows: Factor { name: words.clone(), levels: vec![words.clone(); 2] },
                means: vec![values.iter().map(|&v| Some(v)).collect()],
                base: Some((0, 1)),
            }),
            8 => sweep_points(&s, &SweepPoints {
                outcome: one,
                factors: vec![
                    FactorPoints { name: words.clone(), at: Positions::Values(values.clone(), NumberFormat::Integer) },
                    FactorPoints {
                        name: words.clone(),
                        at: Positions::Levels(vec![words.clone(); 3], many().map(|i| i % 3).collect()),
                    },
                ],
                means: many().map(|i| at(i + 1)).collect(),
            }),
            _ => convergence(&s, &vec![MeasureConvergence {
                measure: one, means: many().map(|i| (i as u32, estimate(i))).collect(), chosen: Some(3),
            }; values.len() % 4]),
        };
        prop_assert!(!f.figure.svg.contains("=\"NaN") && !f.figure.svg.contains("=\"inf"));
        assert_texts_stay_inside(&f.figure.svg);
    }
}

//! The tables of what is uncertain: differences over draws, one parameter at a time, and the assumptions.

use super::comparison::{EMPTY, SHARES, better, label, shown};
use super::inputs::role;
use super::sheet::{Cell, Column, Shown, Table, columns};
use crate::analysis::decision::Decision;
use crate::analysis::economics::words::pounds;
use crate::analysis::uncertainty::Uncertainty;

const MONEY: Shown = Shown::Places(0);

/// How uncertain the differences are; `names` are those of the options. What was not asked for has no table.
pub(super) fn tables(decision: &Decision, names: &[String]) -> Vec<Table> {
    let drawn = decision.uncertainty.as_ref();
    let mut all = Vec::from_iter(drawn.map(|drawn| over_draws(decision, drawn, names)));
    all.extend(one_at_a_time(decision, names));
    all.push(assumptions(decision));
    all
}

/// What a parameter means; nothing if it is not among the assumptions.
pub(super) fn meaning<'a>(decision: &'a Decision, path: &str) -> &'a str {
    let mut assumptions = decision.assumptions.iter();
    assumptions
        .find(|assumption| assumption.path == path)
        .map_or("", |assumption| &assumption.meaning)
}

fn over_draws(decision: &Decision, drawn: &Uncertainty, names: &[String]) -> Table {
    let structures = !drawn.structures.is_empty();
    let share = |share: Option<f64>| Cell::number(share, Shown::Percent(0));
    let mut rows = Vec::new();
    for found in &drawn.measures {
        let (Some(measure), Some(name)) = (decision.measure(&found.id), names.get(found.option))
        else {
            continue;
        };
        let number = |x: Option<f64>| Cell::number(x, shown(measure));
        let level = |x: Option<f64>| number(x.filter(|_| !measure.difference_only));
        let mut row = vec![
            Cell::text(measure.topic.label()),
            Cell::text(label(decision, measure)),
            Cell::text(&measure.unit),
            Cell::text(better(measure)),
            Cell::text(name),
            level(found.levels[0]),
            level(found.levels[1]),
            number(found.mean),
            number(found.lower_95),
            number(found.upper_95),
            share(found.improved),
            share(found.layers.map(|layers| layers.chance)),
            share(found.layers.map(|layers| layers.parameters)),
        ];
        if structures {
            row.push(share(found.layers.and_then(|layers| layers.structure)));
        }
        row.push(Cell::text(match found.layers {
            Some(layers) if layers.truncated => "yes",
            Some(_) => "no",
            None => "",
        }));
        if structures {
            row.extend(
                (0..=drawn.structures.len())
                    .map(|structure| number(found.by_structure.get(structure).copied().flatten())),
            );
        }
        row.push(Cell::text(&found.id));
        rows.push(row);
    }
    let mut headings = columns(&[
        ("Topic", 20.0),
        ("Measure", 44.0),
        ("Unit", 15.0),
        ("Better when", 9.0),
        ("Option", 30.0),
        ("Base, mean of the draws", 14.0),
        ("Option, mean of the draws", 14.0),
        ("Difference, mean of the draws", 14.0),
        ("2.5% of the draws fall below", 14.0),
        ("97.5% of the draws fall below", 14.0),
        ("Chance better", 11.0),
        ("Variance from chance", 12.0),
        ("Variance from parameters", 12.0),
    ]);
    if structures {
        headings.extend(columns(&[("Variance from structure", 12.0)]));
    }
    headings.extend(columns(&[("A share too small to tell", 12.0)]));
    if structures {
        let titles = drawn.structures.iter().enumerate();
        headings.push(Column {
            heading: "Difference, the model as it is".to_owned(),
            width: 20.0,
        });
        headings.extend(titles.map(|(number, title)| Column {
            heading: format!("Difference, structure {}: {title}", number + 1),
            width: 20.0,
        }));
    }
    headings.extend(columns(&[("Name in the CSV tables", 36.0)]));
    let mut notes = vec![
        format!(
            "{} draws of what is believed about {} uncertain parameters, {} runs of each option in each draw. {} joint draws were passed over because their values contradict each other.",
            drawn.draws, drawn.parameters, drawn.runs_per_draw, drawn.passed_over
        ),
        format!("Difference: option less base ({}). 95% of the draws lie between the two ends: doubt about the inputs, and what chance is left in the mean of a draw's runs.", names[0]),
        "Chance better: share of draws in which the option is better than the base; a tie counts half.".to_owned(),
        "Variance: shares of the variance of a single future's difference. A share too small to tell: one came out below zero and is set to zero.".to_owned(),
    ];
    if structures {
        notes.push(format!(
            "Differences by structure are all over the same {} draws; variance from structure includes how it acts together with parameters.",
            drawn.structure_draws
        ));
    } else {
        notes.push("No other structure of the model was tried.".to_owned());
    }
    notes.push(SHARES.to_owned());
    notes.push(EMPTY.to_owned());
    Table {
        name: "Uncertainty",
        title: "How uncertain the differences are, and why".to_owned(),
        notes,
        columns: headings,
        rows,
    }
}

fn one_at_a_time(decision: &Decision, names: &[String]) -> Option<Table> {
    let one_way = decision.one_way.as_ref()?;
    let name = |option: usize| Cell::text(names.get(option).map_or("", String::as_str));
    let yes_no = |yes: bool| Cell::text(if yes { "yes" } else { "no" });
    let plain = |x: f64| Cell::number(Some(x), Shown::Plain);
    let money = |x: f64| Cell::number(Some(x), MONEY);
    let mut rows = Vec::new();
    for bar in &one_way.tornado.bars {
        let own = vec![
            Cell::text(&bar.name),
            Cell::text(meaning(decision, &bar.name)),
            plain(bar.inputs[0]),
            plain(bar.inputs[1]),
            money(bar.outcomes_pounds[0]),
            money(bar.outcomes_pounds[1]),
            money(bar.range_pounds),
            yes_no(bar.above_noise),
            name(bar.best[0]),
            name(bar.best[1]),
        ];
        let mut switches = one_way
            .switches
            .iter()
            .filter(|switch| switch.parameter == bar.name)
            .peekable();
        if switches.peek().is_none() {
            let none = [Cell::Empty, Cell::Empty, Cell::Empty];
            rows.push(own.iter().cloned().chain(none).collect());
        }
        rows.extend(switches.map(|switch| {
            let at = [plain(switch.at), name(switch.from), name(switch.to)];
            own.iter().cloned().chain(at).collect()
        }));
    }
    let threshold = pounds(one_way.threshold_pounds);
    let (shown, base) = (names.get(one_way.option)?, &names[0]);
    Some(Table {
        name: "One at a time",
        title: "One parameter at a time: which belief moves the answer".to_owned(),
        notes: vec![
            format!("Each uncertain parameter alone is moved to its 5% and to its 95% value; {} runs of each option at each.", one_way.runs),
            format!("Net benefit in pounds of “{shown}” less that of the base (“{base}”), at {threshold} a QALY; with everything as it is {}, where “{}” is best.",
                pounds(one_way.tornado.base_pounds),
                names.get(one_way.tornado.base_best).map_or("", String::as_str)),
            format!("Stands out of chance: the range exceeds {}, the full width of what chance alone gives. What does not stand out says nothing.",
                pounds(2.0 * one_way.tornado.noise_half_width_pounds)),
            "Changes at: the value at which another option becomes the best, taking net benefit as a straight line in between; empty where none does. One row for each such value.".to_owned(),
        ],
        columns: columns(&[
            ("Parameter", 34.0),
            ("Meaning", 56.0),
            ("Low value", 12.0),
            ("High value", 12.0),
            ("Added net benefit, low (GBP)", 15.0),
            ("Added net benefit, high (GBP)", 15.0),
            ("Range (GBP)", 13.0),
            ("Stands out of chance", 11.0),
            ("Best option, low", 28.0),
            ("Best option, high", 28.0),
            ("Best option changes at", 13.0),
            ("Best below", 28.0),
            ("Best above", 28.0),
        ]),
        rows,
    })
}

fn assumptions(decision: &Decision) -> Table {
    let economics = decision.economics.as_ref();
    let decisions = economics.map_or(&[][..], |economics| &economics.decisions);
    let worth = match decisions.get(decisions.len().saturating_sub(2)) {
        Some(at) => format!(
            "Worth knowing: at {} a QALY; see the sheet Value of knowing for its standard error. Empty where it was not worked out, for which draws are needed.",
            pounds(at.at.threshold_pounds)
        ),
        None => "Worth knowing is empty: it was not worked out.".to_owned(),
    };
    Table {
        name: "Assumptions",
        title: format!(
            "What is uncertain: {} parameters, with what stands behind each",
            decision.assumptions.len()
        ),
        notes: vec![
            format!("Value: that of the {} ({}). Prior: what is believed about it by itself; where draws of a calibration stand in its place, their range.", role(0).to_lowercase(), decision.options[0].title),
            "Strength of evidence, strongest first: controlled, cohort, survey, guidance, qualitative, judgement (no figure was found).".to_owned(),
            worth,
        ],
        columns: columns(&[
            ("Parameter", 34.0),
            ("Meaning", 56.0),
            ("Value in the base", 18.0),
            ("Prior", 30.0),
            ("Strength of evidence", 13.0),
            ("Source", 60.0),
            ("Worth knowing (GBP)", 14.0),
        ]),
        rows: decision
            .assumptions
            .iter()
            .map(|assumption| {
                vec![
                    Cell::text(&assumption.path),
                    Cell::text(&assumption.meaning),
                    Cell::text(&assumption.value),
                    Cell::text(&assumption.prior),
                    Cell::text(&assumption.strength),
                    Cell::text(&assumption.source),
                    Cell::number(assumption.matters_pounds, MONEY),
                ]
            })
            .collect(),
    }
}

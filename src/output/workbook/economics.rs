//! The tables of what the options are worth: the answer, cost-effectiveness, and the value of knowing more.

use super::comparison::EMPTY;
use super::inputs::role;
use super::sheet::{Cell, Column, Shown, Table, columns};
use super::uncertainty::meaning;
use crate::analysis::decision::{Basis, Decision};
use crate::analysis::economics::words::{amount, pounds};
use crate::analysis::economics::{CostEffectiveness, FEWEST_FOR_INTERVAL, InformationLine, Spread};

const MONEY: Shown = Shown::Places(0);
const EFFECT: Shown = Shown::Places(2);
const CHANCE: Shown = Shown::Percent(0);

/// Cost-effectiveness and what hangs on it, in the order of the sheets; what was not asked for has no rows or no table.
pub(super) fn tables(decision: &Decision) -> Vec<Table> {
    let mut all = Vec::new();
    if let Some(economics) = &decision.economics {
        all.push(cost_effectiveness(decision, economics));
        all.push(acceptability(decision, economics));
    }
    all.push(lenses(decision));
    if let Some(economics) = &decision.economics {
        all.extend(information(decision, economics));
    }
    all
}

/// What chances and intervals are made of.
fn basis(decision: &Decision, economics: &CostEffectiveness) -> [String; 2] {
    let (from, what) = match decision.basis {
        Basis::Draws => (
            "draws of what is believed about the inputs, each with the mean of its runs. Intervals and chances hold doubt about the inputs.",
            "draws",
        ),
        Basis::Runs => (
            "runs with the inputs held fixed. Intervals and chances hold chance alone, not doubt about the inputs.",
            "runs",
        ),
    };
    [
        format!("From {} {from}", economics.draws),
        format!(
            "Lower and upper: the middle 95% of the {what}; empty with fewer than {FEWEST_FOR_INTERVAL}."
        ),
    ]
}

/// Mean and interval; nothing of the reference, which does not differ from itself.
fn spread(spread: Option<&Spread>, shown: Shown) -> [Cell; 3] {
    let interval = spread.and_then(|spread| spread.interval_95);
    [
        spread.map(|spread| spread.mean),
        interval.map(|[lower, _]| lower),
        interval.map(|[_, upper]| upper),
    ]
    .map(|number| Cell::number(number, shown))
}

/// Headings of [`spread`].
fn spread_columns(what: &str, unit: &str) -> [Column; 3] {
    ["", ", lower 95%", ", upper 95%"].map(|end| Column {
        heading: format!("{what}{end} ({unit})"),
        width: 14.0,
    })
}

/// The answer in sentences, and the best option at each value of a QALY; `names` are those of the options.
pub(super) fn answer(decision: &Decision, names: &[String]) -> Option<Table> {
    let answer = decision.answer.as_ref()?;
    let sentence = |part: &str, words: &str| {
        let mut row = vec![Cell::text(part), Cell::text(words)];
        row.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
        row
    };
    let of = |part: &'static str, sentences: &[String]| -> Vec<Vec<Cell>> {
        sentences
            .iter()
            .map(|words| sentence(part, words))
            .collect()
    };
    let mut rows = of("The answer", &answer.words);
    rows.extend(answer.at_thresholds.iter().map(|at| {
        vec![
            Cell::text("Best option"),
            Cell::text(format!("At {} a QALY", pounds(at.threshold_pounds))),
            Cell::number(Some(at.threshold_pounds), MONEY),
            Cell::text(names.get(at.best).map_or("", String::as_str)),
            Cell::number(Some(at.probability_best), CHANCE),
            Cell::number(Some(at.expected_gain_pounds), MONEY),
        ]
    }));
    rows.extend(of("Assumptions that matter most", &answer.matter_most));
    rows.extend(of("What would change it", &answer.what_would_change));
    rows.extend(of("Keep in mind", &answer.caveats));
    let mut notes = Vec::new();
    if let Some(economics) = &decision.economics {
        let [from, _] = basis(decision, economics);
        notes.push(from);
    }
    notes.push("Best option: the one with the greatest expected net benefit, to the NHS and personal social services. Expected gain: its net benefit less that of the base.".to_owned());
    notes.push("Only rows of the best option have numbers; sentences have none.".to_owned());
    Some(Table {
        name: "Answer",
        title: "The answer: what to choose, how sure that is, what would change it".to_owned(),
        notes,
        columns: columns(&[
            ("Part", 21.0),
            ("In words", 100.0),
            ("Value of a QALY (GBP)", 13.0),
            ("Best option", 30.0),
            ("Chance that it is best", 12.0),
            ("Expected gain over the base (GBP)", 15.0),
        ]),
        rows,
    })
}

fn cost_effectiveness(decision: &Decision, economics: &CostEffectiveness) -> Table {
    let unit = &economics.effect_name;
    let rows = economics
        .strategies
        .iter()
        .enumerate()
        .map(|(option, line)| {
            let name = &line.strategy;
            let against = economics.differences.iter().find(|d| d.strategy == *name);
            let step = economics.incremental.iter().find(|i| i.strategy == *name);
            let mut row = vec![Cell::text(name)];
            row.extend(spread(Some(&line.cost_pounds), MONEY));
            row.extend(spread(against.map(|d| &d.cost_pounds), MONEY));
            row.extend(spread(against.map(|d| &d.effect), EFFECT));
            row.push(Cell::text(against.map_or("the base", |d| &d.words)));
            row.push(Cell::text(step.map_or("", |step| &step.words)));
            for at in &economics.decisions {
                let found = at
                    .incremental_pounds
                    .get(option)
                    .filter(|_| against.is_some());
                row.extend(spread(found, MONEY));
            }
            row
        })
        .collect();
    let mut headings = columns(&[("Option", 30.0)]);
    headings.extend(spread_columns("Cost", "GBP"));
    headings.extend(spread_columns("Added cost", "GBP"));
    headings.extend(spread_columns("Added effect", &format!("{unit}s")));
    headings.extend(columns(&[
        ("Against the base", 46.0),
        ("Among all options, by rising cost", 46.0),
    ]));
    for at in &economics.decisions {
        let threshold = pounds(at.at.threshold_pounds);
        headings.extend(spread_columns(
            &format!("Added net benefit at {threshold} a {unit}"),
            "GBP",
        ));
    }
    let [from, interval] = basis(decision, economics);
    Table {
        name: "Cost-effectiveness",
        title: format!(
            "Cost-effectiveness: costs to the NHS and personal social services, {unit}s"
        ),
        notes: vec![
            from,
            interval,
            format!(
                "Added: less the base ({}), whose cells are empty. For all registered patients over the whole run, discounted.",
                economics.reference
            ),
            format!(
                "Net benefit: value of a {unit} times {unit}s less cost. {unit}s by themselves mean nothing, only their difference."
            ),
            EMPTY.to_owned(),
        ],
        columns: headings,
        rows,
    }
}

fn acceptability(decision: &Decision, economics: &CostEffectiveness) -> Table {
    let unit = &economics.effect_name;
    let rows = economics
        .curves
        .iter()
        .map(|at| {
            let mut row = vec![Cell::number(Some(at.threshold_pounds), MONEY)];
            let chances = at.probability_best.iter();
            row.extend(chances.map(|&chance| Cell::number(Some(chance), Shown::Percent(1))));
            row.extend([
                Cell::text(
                    economics
                        .strategies
                        .get(at.best)
                        .map_or("", |s| &s.strategy),
                ),
                Cell::number(Some(at.evpi_pounds), MONEY),
            ]);
            row
        })
        .collect();
    let mut headings = vec![Column {
        heading: format!("Value of a {unit} (GBP)"),
        width: 13.0,
    }];
    let options = economics.strategies.iter().enumerate();
    headings.extend(options.map(|(option, line)| Column {
        heading: format!("Chance best, {}: {}", role(option), line.strategy),
        width: 20.0,
    }));
    headings.extend(columns(&[
        ("Best on average", 34.0),
        ("Value of knowing everything (GBP)", 16.0),
    ]));
    let [from, _] = basis(decision, economics);
    Table {
        name: "Acceptability",
        title: format!("How likely each option is the best, by the value of a {unit}"),
        notes: vec![
            from,
            "Chance best: cost-effectiveness acceptability curve. Options that tie share a draw, so that the chances of a row sum to 100%.".to_owned(),
            "Best on average: the option with the greatest expected net benefit, which is the one to choose however unsure; its chance is the acceptability frontier.".to_owned(),
            "Value of knowing everything: expected value of perfect information, for this one decision in this place.".to_owned(),
        ],
        columns: headings,
        rows,
    }
}

fn lenses(decision: &Decision) -> Table {
    let mut rows = Vec::new();
    for lens in &decision.lenses {
        let found = &lens.economics;
        for (option, line) in found.strategies.iter().enumerate() {
            let Some(against) = found
                .differences
                .iter()
                .find(|d| d.strategy == line.strategy)
            else {
                continue;
            };
            for at in &found.decisions {
                let mut row = vec![
                    Cell::text(&lens.title),
                    Cell::text(&line.strategy),
                    Cell::text(&found.effect_name),
                ];
                row.extend(spread(Some(&against.cost_pounds), MONEY));
                row.extend(spread(Some(&against.effect), EFFECT));
                row.push(Cell::text(&against.words));
                row.push(Cell::number(Some(at.at.threshold_pounds), MONEY));
                row.extend(spread(at.incremental_pounds.get(option), MONEY));
                row.push(Cell::number(
                    at.at.probability_best.get(option).copied(),
                    CHANCE,
                ));
                row.push(Cell::text(&at.choose));
                rows.push(row);
            }
        }
    }
    let mut notes = Vec::new();
    if let Some(lens) = decision.lenses.first() {
        notes.extend(basis(decision, &lens.economics));
    }
    notes.extend([
        "Each lens looks at the same gain in another way. They must never be added.".to_owned(),
        "Added: option less base, for all registered patients over the whole run, discounted."
            .to_owned(),
    ]);
    let mut headings = columns(&[("Lens", 40.0), ("Option", 30.0), ("Unit of effect", 18.0)]);
    headings.extend(spread_columns("Added cost", "GBP"));
    headings.extend(spread_columns("Added effect", "units"));
    headings.extend(columns(&[
        ("Against the base", 46.0),
        ("Value of one unit (GBP)", 13.0),
    ]));
    headings.extend(spread_columns("Added net benefit", "GBP"));
    headings.extend(columns(&[
        ("Chance that it is best", 12.0),
        ("Best on average", 30.0),
    ]));
    Table {
        name: "Other lenses",
        title: "The same options through other lenses".to_owned(),
        notes,
        columns: headings,
        rows,
    }
}

/// Nothing where no value could be estimated.
fn information(decision: &Decision, economics: &CostEffectiveness) -> Option<Table> {
    let lines = &economics.information;
    if lines.iter().all(|line| line.values.is_empty()) {
        return None;
    }
    let mut everything = vec![
        Cell::text("everything"),
        Cell::text("all that is uncertain"),
        Cell::text("The most that research for this one decision could be worth"),
        Cell::count(lines.iter().filter(|line| !line.is_group).count()),
    ];
    for at in &economics.decisions {
        everything.extend([Cell::number(Some(at.at.evpi_pounds), MONEY), Cell::Empty]);
    }
    everything.push(Cell::Empty);
    let row = |line: &InformationLine| {
        let mut row = vec![
            Cell::text(if line.is_group { "group" } else { "parameter" }),
            Cell::text(&line.name),
            Cell::text(match line.is_group {
                true => format!("All uncertain parameters of the section {}", line.name),
                false => meaning(decision, &line.name).to_owned(),
            }),
            Cell::count(line.parameters),
        ];
        for at in 0..economics.decisions.len() {
            let value = line.values.get(at);
            row.push(Cell::number(value.map(|v| v.pounds), MONEY));
            row.push(Cell::number(value.map(|v| v.standard_error_pounds), MONEY));
        }
        row.push(Cell::text(line.problem.as_deref().unwrap_or_default()));
        row
    };
    let mut headings = columns(&[
        ("Kind", 12.0),
        ("Name", 34.0),
        ("Meaning", 56.0),
        ("Parameters", 11.0),
    ]);
    for at in &economics.decisions {
        let threshold = pounds(at.at.threshold_pounds);
        headings.extend(["Worth", "Standard error"].map(|what| Column {
            heading: format!("{what} at {threshold} a {} (GBP)", economics.effect_name),
            width: 15.0,
        }));
    }
    headings.extend(columns(&[("Why not estimated", 40.0)]));
    let mut notes = vec![
        format!("Expected value of partial perfect information, from {} draws by regression: what it would gain on average to know a parameter before choosing.", economics.draws),
        "In pounds, for this one decision in this place. Values of parameters do not add up to that of their group.".to_owned(),
        "With few draws much that is worth nothing seems to be worth something: hold each value against its standard error.".to_owned(),
    ];
    if let Some(factor) = economics.population_factor {
        notes.push(format!(
            "For all people whom the decision concerns, multiply by {}.",
            amount(factor)
        ));
    }
    Some(Table {
        name: "Value of knowing",
        title: "What it would be worth to know more before choosing".to_owned(),
        notes,
        columns: headings,
        rows: [everything]
            .into_iter()
            .chain(lines.iter().map(row))
            .collect(),
    })
}

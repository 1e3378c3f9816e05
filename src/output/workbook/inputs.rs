//! The values that went in, with what stands behind each.

use super::sheet::{Cell, Column, Shown, Table, columns};
use crate::output::run_tables::date_on;
use crate::scenario::parameter::{Parameter, Unit, Value};
use crate::scenario::parameters::registry;
use crate::scenario::{Explained, Origin, Scenario, explain};

/// The tables of the inputs: base values, and where networks or dates differ from them. `names` are those of the
/// options, one a scenario, the base first.
pub(super) fn tables(scenarios: &[Scenario], names: &[String]) -> Vec<Table> {
    let told: Vec<Vec<Explained>> = scenarios
        .iter()
        .map(|scenario| {
            explain(scenario, None).expect("without a path there is none to be unknown")
        })
        .collect();
    vec![
        base_values(scenarios, names, &told),
        exceptions(scenarios, names),
    ]
}

/// `Base` or `Option 2`.
pub(super) fn role(option: usize) -> String {
    match option {
        0 => "Base".to_owned(),
        number => format!("Option {number}"),
    }
}

fn cell(parameter: &Parameter, value: Value) -> Cell {
    match value {
        Value::Number(x) => Cell::number(Some(x), Shown::Plain),
        Value::Integer(n) if parameter.unit == Unit::PriceYear => {
            Cell::number(Some(n as f64), Shown::Plain)
        }
        Value::Integer(n) => Cell::number(Some(n as f64), Shown::Places(0)),
        Value::Flag(yes) => Cell::text(if yes { "yes" } else { "no" }),
        Value::Choice(label) => Cell::text(label),
    }
}

/// Where a value was given, without the folder: of one file, options in other folders have other paths.
fn given_in(origin: &Origin) -> String {
    match origin {
        Origin::File { name, line } => {
            let file = name.rsplit('/').next().unwrap_or(name);
            format!("{file}, line {line}")
        }
        Origin::Default | Origin::CommandLine => origin.to_string(),
    }
}

/// What is said of a parameter in all scenarios: once if they agree, else one after the other.
fn agreed(rows: &[&Explained], words: impl Fn(&Explained) -> String) -> Cell {
    let all: Vec<String> = rows.iter().map(|row| words(row)).collect();
    if all.iter().all(|words| *words == all[0]) {
        return Cell::text(&all[0]);
    }
    let each: Vec<String> = all
        .iter()
        .enumerate()
        .map(|(option, words)| format!("{}: {words}", role(option)))
        .collect();
    Cell::text(each.join("; "))
}

fn base_values(scenarios: &[Scenario], names: &[String], told: &[Vec<Explained>]) -> Table {
    let several = scenarios.len() > 1;
    let mut rows = Vec::new();
    for (index, parameter) in registry().iter().enumerate() {
        let all: Vec<&Explained> = told.iter().filter_map(|rows| rows.get(index)).collect();
        let Some(first) = all.first() else { continue };
        let mut row = vec![
            Cell::text(parameter.section),
            Cell::text(parameter.name),
            Cell::text(&first.doc),
            Cell::text(first.unit),
        ];
        row.extend(
            scenarios
                .iter()
                .map(|scenario| cell(parameter, scenario.values[index])),
        );
        if several {
            let differs = scenarios
                .iter()
                .any(|scenario| scenario.values[index] != scenarios[0].values[index]);
            row.push(Cell::text(if differs { "differs" } else { "same" }));
        }
        row.extend([
            agreed(&all, |row| row.prior.to_string()),
            agreed(&all, |row| row.strength.label().to_owned()),
            agreed(&all, |row| match row.note.as_str() {
                "" => row.source.clone(),
                note => format!("{} ({note})", row.source),
            }),
            agreed(&all, |row| given_in(&row.origin)),
        ]);
        rows.push(row);
    }
    let mut headings = columns(&[
        ("Section", 14.0),
        ("Parameter", 26.0),
        ("Meaning", 56.0),
        ("Unit", 18.0),
    ]);
    headings.extend(names.iter().enumerate().map(|(option, name)| Column {
        heading: match several {
            true => format!("{}: {name}", role(option)),
            false => "Value".to_owned(),
        },
        width: if several { 18.0 } else { 14.0 },
    }));
    if several {
        headings.extend(columns(&[("Differs between options", 10.0)]));
    }
    headings.extend(columns(&[
        ("Prior", 30.0),
        ("Strength of evidence", 13.0),
        ("Source", 60.0),
        ("Given in", 26.0),
    ]));
    let mut notes = vec![
        "Values in the unit of each parameter; a share is written from 0 to 1. To change one: section.parameter in the scenario file, or --set.".to_owned(),
        "Prior: what is believed about a value before any calibration. Fixed: a decision or a count, not uncertain.".to_owned(),
        "Strength of evidence, strongest first: controlled, cohort, survey, guidance, qualitative, judgement (no figure was found).".to_owned(),
        "Given in: default of the program, file and line of the scenario, or --set.".to_owned(),
    ];
    if several {
        notes.push("Where options differ in prior, strength, source or origin, each is named. Filter the column Differs for what was compared.".to_owned());
    }
    Table {
        name: "Inputs",
        title: format!("All {} inputs, with their evidence", registry().len()),
        notes,
        columns: headings,
        rows,
    }
}

fn exceptions(scenarios: &[Scenario], names: &[String]) -> Table {
    let mut rows = Vec::new();
    for (scenario, name) in scenarios.iter().zip(names) {
        for network in &scenario.networks {
            let mut before = &scenario.values;
            for epoch in &network.epochs {
                for (index, parameter) in registry().iter().enumerate() {
                    let (old, new) = (before[index], epoch.values[index]);
                    if old != new {
                        rows.push(vec![
                            Cell::text(name),
                            Cell::text(&network.name),
                            Cell::Date(date_on(scenario.start, epoch.day)),
                            Cell::text(parameter.section),
                            Cell::text(parameter.name),
                            Cell::text(parameter.unit.label()),
                            cell(parameter, old),
                            cell(parameter, new),
                        ]);
                    }
                }
                before = &epoch.values;
            }
        }
    }
    Table {
        name: "Inputs by place and date",
        title: "Where and when inputs depart from the sheet Inputs".to_owned(),
        notes: vec![
            "One row for each value that a network has of its own, and for each value that changes at a date.".to_owned(),
            "Before: the value of the sheet Inputs, or the network's value until that date.".to_owned(),
        ],
        columns: columns(&[
            ("Scenario", 34.0),
            ("Network", 24.0),
            ("From", 12.0),
            ("Section", 14.0),
            ("Parameter", 28.0),
            ("Unit", 22.0),
            ("Before", 14.0),
            ("From then on", 14.0),
        ]),
        rows,
    }
}

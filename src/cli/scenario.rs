//! `spsim scenario`: check, explain, diff, schema.

use std::path::Path;

use comfy_table::{Cell, ContentArrangement, Table};

use super::{CliError, ScenarioCommand, print};
use crate::scenario::{
    Explained, Override, Scenario, differences, evaluation_schema, explain, frontier_schema,
    json_schema, sensitivity_schema, sweep_schema, targets_schema, validation_schema,
};
use crate::study::frontier::known_measures;

/// A kind of file that users write.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum FileKind {
    /// Scenario files.
    Scenario,
    /// Files of `spsim sweep`.
    Sweep,
    /// Files of `spsim frontier`.
    Frontier,
    /// Files of `spsim sensitivity`.
    Sensitivity,
    /// Targets of `spsim calibrate`.
    Targets,
    /// Files of `spsim validate`.
    Validation,
    /// Files of `spsim evaluate`.
    Evaluation,
}

/// Parses `--set` arguments.
pub fn overrides(set: &[String]) -> Result<Vec<Override>, CliError> {
    set.iter()
        .map(|text| text.parse::<Override>().map_err(CliError::Scenario))
        .collect()
}

pub fn command(command: ScenarioCommand) -> Result<(), CliError> {
    match command {
        ScenarioCommand::Check { file, set } => check(&file, &set),
        ScenarioCommand::Explain { file, field, set } => show(&file, field.as_deref(), &set),
        ScenarioCommand::Diff { a, b } => diff(&a, &b),
        ScenarioCommand::Schema { kind } => {
            let known = known_measures();
            let measures: Vec<&str> = known.iter().map(|measure| measure.id).collect();
            let schema = match kind {
                FileKind::Scenario => json_schema(),
                FileKind::Sweep => sweep_schema(),
                FileKind::Frontier => frontier_schema(&measures),
                FileKind::Sensitivity => sensitivity_schema(&measures),
                FileKind::Targets => targets_schema(),
                FileKind::Validation => validation_schema(),
                FileKind::Evaluation => evaluation_schema(),
            };
            let text = serde_json::to_string_pretty(&schema).expect("a schema is plain JSON");
            print(&format!("{text}\n"))
        }
    }
}

fn check(file: &Path, set: &[String]) -> Result<(), CliError> {
    let scenario = Scenario::load(file, &overrides(set)?)?;
    let changes = match scenario.changes.len() {
        0 => String::new(),
        1 => ", 1 dated change".to_owned(),
        n => format!(", {n} dated changes"),
    };
    let networks = scenario.networks.len();
    print(&format!(
        "{} is in order: {} days from {}, {networks} network{}{changes}\n",
        file.display(),
        scenario.days,
        scenario.start,
        if networks == 1 { "" } else { "s" },
    ))
}

fn show(file: &Path, field: Option<&str>, set: &[String]) -> Result<(), CliError> {
    let scenario = Scenario::load(file, &overrides(set)?)?;
    let rows = explain(&scenario, field)?;
    if let [row] = rows.as_slice() {
        return print(&one(row));
    }
    let mut table = Table::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["field", "value", "from", "strength", "source"]);
    for row in rows {
        table.add_row([
            Cell::new(&row.path),
            Cell::new(&row.value),
            Cell::new(row.origin.to_string()),
            Cell::new(row.strength.label()),
            Cell::new(&row.source),
        ]);
    }
    print(&format!("{}\n", trim_lines(&table.to_string())))
}

fn one(row: &Explained) -> String {
    let mut text = format!("{} = {}\n", row.path, row.value);
    for line in row.doc.trim().lines() {
        text.push_str(&format!("  {}\n", line.trim()));
    }
    text.push_str(&format!("from      {}\n", row.origin));
    text.push_str(&format!("allowed   {}\n", row.allowed));
    text.push_str(&format!("prior     {}\n", row.prior));
    if let Some(range) = &row.calibrated {
        text.push_str(&format!(
            "          calibrated: the median, 90% from {range} (docs/calibration.md)\n"
        ));
    }
    text.push_str(&format!("strength  {}\n", row.strength.label()));
    text.push_str(&format!("source    {}\n", row.source));
    if !row.note.is_empty() {
        text.push_str(&format!("note      {}\n", row.note));
    }
    text
}

fn diff(a: &Path, b: &Path) -> Result<(), CliError> {
    let (first, second) = (Scenario::load(a, &[])?, Scenario::load(b, &[])?);
    let found = differences(&first, &second);
    if found.is_empty() {
        return print("No difference: both scenarios run the same.\n");
    }
    let mut text = format!("From {} to {}:\n", first.title, second.title);
    for difference in found {
        text.push_str(&format!("- {difference}\n"));
    }
    print(&text)
}

/// Without the blanks at the ends of lines.
pub fn trim_lines(text: &str) -> String {
    text.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

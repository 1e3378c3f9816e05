//! The first and the last sheet: what the workbook is about, and what a reader must know.

use jiff::civil::Date;

use super::inputs::role;
use super::sheet::{Line, Page, Table, grouped};
use crate::analysis::decision::{Basis, Decision};
use crate::output::manifest::{Manifest, Program};
use crate::output::run_tables::date_on;
use crate::scenario::Scenario;
use crate::scenario::parameters::Parameters;

pub(super) const COVER: &str = "Cover";
pub(super) const NOTES: &str = "Notes";

/// `1 April 2026 to 31 March 2029 (1,096 days)`.
fn period(start: Date, days: u32) -> String {
    let last = date_on(start, days.saturating_sub(1));
    format!(
        "{} to {} ({} days)",
        start.strftime("%-d %B %Y"),
        last.strftime("%-d %B %Y"),
        grouped(f64::from(days))
    )
}

fn people(networks: usize, registered: f64) -> String {
    let networks = match networks {
        1 => "1 network".to_owned(),
        n => format!("{} networks", grouped(n as f64)),
    };
    format!("{networks}, {} registered patients", grouped(registered))
}

fn program(program: &Program) -> String {
    let commit = program
        .git
        .as_ref()
        .map_or_else(String::new, |git| format!(", commit {git}"));
    format!("{} {}{commit}", program.name, program.version)
}

/// What made the numbers, the same for all kinds.
fn made_by(manifest: &Manifest) -> [Line; 3] {
    [
        Line::fact("Seed", manifest.seed.to_string()),
        Line::fact("Program", program(&manifest.program)),
        Line::fact("Command", &manifest.command),
    ]
}

fn contents(tables: &[Table]) -> impl Iterator<Item = Line> + '_ {
    let sheets = tables
        .iter()
        .map(|table| Line::Sheet(table.name, table.title.clone()));
    let notes = Line::Sheet(NOTES, "What a reader must know, and the licence".to_owned());
    [Line::Heading("Contents")]
        .into_iter()
        .chain(sheets)
        .chain([notes])
}

/// The words of a description, without the line breaks of its file.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unless_empty(name: &str, words: &str) -> Option<Line> {
    let words = flowing(words);
    (!words.is_empty()).then(|| Line::fact(name, words))
}

/// The cover of a comparison.
pub(super) fn of_comparison(
    decision: &Decision,
    names: &[String],
    manifest: &Manifest,
    tables: &[Table],
) -> Page {
    let mut lines = Vec::from_iter(unless_empty("Question", &decision.question));
    lines.push(Line::Heading("What is compared"));
    for (number, (option, name)) in decision.options.iter().zip(names).enumerate() {
        let described = flowing(&option.description);
        lines.push(Line::fact(
            role(number),
            match described.as_str() {
                "" => name.clone(),
                words => format!("{name}. {words}"),
            },
        ));
        for differs in &option.differs {
            lines.push(Line::fact(format!("{} differs", role(number)), differs));
        }
        if number > 0 && option.differs.is_empty() {
            lines.push(Line::fact(
                format!("{} differs", role(number)),
                "In nothing from the base",
            ));
        }
    }
    lines.push(Line::Heading("What was simulated"));
    lines.extend([
        Line::fact("Period", period(decision.start, decision.days)),
        Line::fact(
            "People",
            people(decision.networks, decision.registered_patients),
        ),
        Line::fact(
            "Runs",
            format!(
                "{} of each option, on the same people with the same random numbers{}",
                futures(decision.runs),
                failed(decision.failed_runs)
            ),
        ),
    ]);
    if let Some(precision) = &decision.precision {
        let decided = precision.decided().map_or_else(String::new, |deciding| {
            format!(" What decided: {}.", deciding.words)
        });
        lines.push(Line::fact(
            "Precision",
            format!("{}{decided}", precision.reached(decision.runs)),
        ));
    }
    if let Some(drawn) = &decision.uncertainty {
        lines.push(Line::fact(
            "Draws",
            format!(
                "{} draws of what is believed about {} uncertain inputs, {} runs of each option in each",
                grouped(drawn.draws as f64),
                drawn.parameters,
                drawn.runs_per_draw
            ),
        ));
    }
    lines.extend([
        Line::fact("Price year", decision.price_year.to_string()),
        Line::fact(
            "Values of a QALY",
            decision
                .thresholds_pounds
                .iter()
                .map(|&pounds| format!("£{}", grouped(pounds)))
                .collect::<Vec<_>>()
                .join(", "),
        ),
    ]);
    lines.extend(made_by(manifest));
    lines.push(Line::Heading("How to read"));
    lines.extend([
        Line::fact(
            "Begin with",
            format!(
                "{} Decision: what each option changes, with its interval and the chance that it is better. Levels come second.",
                match decision.answer {
                    Some(_) => "The sheet Answer: what to choose and how sure that is. Then",
                    None => "The sheet",
                }
            ),
        ),
        Line::fact(
            "Tables",
            "One a sheet, under its title and notes, as an Excel table with a name such as table_inputs. Cells hold numbers in full; the format only rounds what is shown.",
        ),
        Line::fact(
            "Differences",
            "Option less base in pairs of runs. \"No clear difference\": the 95% interval holds zero.",
        ),
    ]);
    lines.extend(contents(tables));
    Page {
        name: COVER,
        title: flowing(&decision.title),
        lines,
    }
}

/// The cover of a run.
pub(super) fn of_run(
    title: &str,
    scenario: &Scenario,
    runs: usize,
    manifest: &Manifest,
    tables: &[Table],
) -> Page {
    let registered: f64 = scenario
        .networks
        .iter()
        .filter_map(|network| network.epochs.first())
        .map(|epoch| {
            f64::from(
                Parameters::from_values(&epoch.values)
                    .population
                    .registered_patients,
            )
        })
        .sum();
    let mut lines = Vec::from_iter(unless_empty("Question", &scenario.question));
    lines.extend(unless_empty("Scenario", &scenario.description));
    lines.push(Line::Heading("What was simulated"));
    lines.extend([
        Line::fact("Period", period(scenario.start, scenario.days)),
        Line::fact("People", people(scenario.networks.len(), registered)),
        Line::fact(
            "Runs",
            format!("{}{}", futures(runs), failed(failures(manifest))),
        ),
        Line::fact(
            "Price year",
            scenario.parameters().costs.price_year.to_string(),
        ),
    ]);
    lines.extend(made_by(manifest));
    lines.push(Line::Heading("How to read"));
    lines.extend([
        Line::fact(
            "Begin with",
            "The sheet Summary: means over the simulated futures with their intervals, and the range of 80% of the futures.",
        ),
        Line::fact(
            "Tables",
            "One a sheet, under its title and notes, as an Excel table with a name such as table_inputs. Cells hold numbers in full; the format only rounds what is shown.",
        ),
    ]);
    lines.extend(contents(tables));
    Page {
        name: COVER,
        title: flowing(title),
        lines,
    }
}

fn futures(runs: usize) -> String {
    match runs {
        1 => "1 simulated future".to_owned(),
        n => format!("{} simulated futures", grouped(n as f64)),
    }
}

fn failed(runs: usize) -> String {
    match runs {
        0 => String::new(),
        1 => "; 1 more failed and is in no number".to_owned(),
        n => format!("; {n} more failed and are in no number"),
    }
}

/// Runs that a manifest lists as failed.
fn failures(manifest: &Manifest) -> usize {
    let failed = manifest.options["failed_runs"].as_array();
    failed.map_or(0, |failed| {
        failed
            .iter()
            .filter_map(|failure| failure["run"].as_u64())
            .collect::<std::collections::BTreeSet<_>>()
            .len()
    })
}

/// Where doubt about the inputs is in the numbers, and where it is not.
fn doubt(decision: Option<&Decision>) -> &'static str {
    match decision.map(|decision| decision.basis) {
        None => "Neither holds doubt about the inputs themselves.",
        Some(Basis::Runs) => {
            "Neither holds doubt about the inputs themselves, and no chance does: run the comparison with --draws to see how uncertain they make it."
        }
        Some(Basis::Draws) => {
            "What is believed about the inputs was drawn again and again. Intervals and chances of the sheets Answer, Cost-effectiveness, Acceptability, Other lenses, Value of knowing and Uncertainty hold that doubt; those of all other sheets hold chance alone."
        }
    }
}

/// The last sheet.
pub(super) fn notes(manifest: &Manifest, decision: Option<&Decision>) -> Page {
    let mut lines = vec![
        Line::Heading("What the numbers are"),
        Line::fact(
            "A simulation",
            "These are simulated futures of made-up people, not observations and not forecasts. They follow from the inputs and from the model.",
        ),
        Line::fact(
            "Chance",
            "95% confidence intervals say how surely the mean over runs is known; more runs narrow them. The range from the 10th to the 90th percentile says how much futures differ; more runs do not narrow it.",
        ),
        Line::fact(
            "Doubt about inputs",
            format!(
                "{} Many are judgements or come from studies elsewhere: see prior and strength of evidence in the sheet Inputs.",
                doubt(decision)
            ),
        ),
        Line::fact(
            "Few runs",
            "With fewer than five runs, intervals and chances say little.",
        ),
        Line::Heading("Money and outcomes"),
        Line::fact(
            "Costs",
            "In pounds of the price year. Costs by line are not discounted; QALYs, WELLBYs and net benefits are.",
        ),
        Line::fact(
            "QALYs and WELLBYs",
            "Two lenses on the same gain in wellbeing. They must never be added.",
        ),
        Line::fact(
            "Wellbeing",
            "SWEMWBS, the short Warwick-Edinburgh Mental Wellbeing Scale, 7 to 35. What is caused is measured against the same people in the same world without the service.",
        ),
        Line::fact(
            "Deprivation",
            "Quintiles of the Index of Multiple Deprivation: 1 is the most deprived fifth of areas, 5 the least.",
        ),
    ];
    if decision.is_some() {
        lines.push(Line::fact(
            "Many differences",
            "Of measures that nothing changes, about one in twenty shows a clear difference by chance alone. Judge by the measures chosen beforehand.",
        ));
    }
    lines.extend([
        Line::Heading("Spreadsheet"),
        Line::fact(
            "Empty cells",
            "A value that is not defined, such as the wait of nobody, or one that is not asked of a row. Never zero.",
        ),
        Line::fact(
            "Accessibility",
            "One table a sheet from column A, no merged cells, no empty rows, nothing told by colour alone.",
        ),
        Line::fact(
            "Other formats",
            "The folder that this workbook was made from holds all runs and months as CSV and Parquet, with a data dictionary.",
        ),
        Line::Heading("Licence"),
        Line::fact(
            "Program",
            format!(
                "{} is free software under the MIT licence or the Apache License 2.0, at your choice, without any warranty.",
                manifest.program.name
            ),
        ),
        Line::fact(
            "Cite as",
            format!(
                "{}, seed {}, with the command on the cover",
                program(&manifest.program),
                manifest.seed
            ),
        ),
    ]);
    Page {
        name: NOTES,
        title: "Notes".to_owned(),
        lines,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_period_is_told_with_its_last_day() {
        assert_eq!(
            period(date(2026, 4, 1), 1_096),
            "1 April 2026 to 31 March 2029 (1,096 days)"
        );
        assert_eq!(people(1, 50_000.0), "1 network, 50,000 registered patients");
        assert_eq!(grouped(999.0), "999");
        assert_eq!(grouped(1_234_567.0), "1,234,567");
    }
}

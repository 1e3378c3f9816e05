//! `spsim cea`: cost-effectiveness of strategies from a table of draws, of this model or any other.

use comfy_table::{CellAlignment, Table, presets};

use super::scenario::trim_lines;
use super::text::number;
use super::{CeaArgs, CliError, print};
use crate::analysis::economics::words::{amount, count, plural, pounds};
use crate::analysis::economics::{
    CostEffectiveness, InformationLine, Population, Settings, SettingsError, Spread, grid_for,
};
use crate::output::draws_file::read_draws;
use crate::output::economics_tables::economics_tables;
use crate::output::folder::OutputFolder;

/// Parameters whose value is printed; the file holds all.
const MOST_PARAMETERS: usize = 12;

pub fn command(args: &CeaArgs) -> Result<(), CliError> {
    let settings = settings(args);
    // Refused now if the folder is taken.
    let folder = args
        .out
        .as_ref()
        .map(|out| OutputFolder::begin(out, false))
        .transpose()?;
    let read = read_draws(&args.draws, args.parameters.as_deref())
        .map_err(|error| CliError::Other(error.to_string()))?;
    let mut results = CostEffectiveness::of(&read.table, &settings)
        .map_err(|error| CliError::Other(in_words(&error)))?;
    results.notes.splice(0..0, read.notes);
    let json = || {
        let text = serde_json::to_string_pretty(&results).expect("results are plain JSON");
        text + "\n"
    };
    let mut written = String::new();
    if let Some(folder) = folder {
        for (name, text) in economics_tables(&results) {
            folder.write(name, text)?;
        }
        folder.write("results.json", json())?;
        written = format!(
            "\nWritten to {}: tables (CSV) and results.json.\n",
            folder.finish()?.display()
        );
    }
    if args.json {
        return print(&json());
    }
    let heading = format!(
        "\n{}: {}.\n",
        args.draws.display(),
        read.table.size_in_words()
    );
    print(&(heading + &page(&results) + &written))
}

fn settings(args: &CeaArgs) -> Settings {
    let default = Settings::default();
    let mut thresholds_pounds = args.threshold.clone();
    thresholds_pounds.sort_by(f64::total_cmp);
    thresholds_pounds.dedup();
    if thresholds_pounds.is_empty() {
        thresholds_pounds = default.thresholds_pounds;
    }
    Settings {
        effect_name: args.effect_name.clone(),
        grid_pounds: grid_for(&thresholds_pounds),
        thresholds_pounds,
        reference: args.reference.clone(),
        population: args
            .population
            .zip(args.years)
            .map(|(people_per_year, years)| Population {
                people_per_year,
                years: years as usize,
                rate_per_year: args.discount_rate,
            }),
    }
}

fn in_words(error: &SettingsError) -> String {
    let option = match error {
        SettingsError::Reference { .. } => "--reference",
        SettingsError::Threshold(_) => "--threshold",
        SettingsError::Population => "--population, --years, --discount-rate",
    };
    format!("{option}: {error}")
}

/// What is printed.
fn page(results: &CostEffectiveness) -> String {
    let mut text = String::new();
    for note in &results.notes {
        text.push_str(&format!("{note}\n"));
    }
    section(
        &mut text,
        &format!("Each strategy{}", spread_in_words(results)),
        strategies(results),
        2,
    );
    section(
        &mut text,
        "Full incremental analysis, in the order of cost",
        incremental(results),
        4,
    );
    if !results.differences.is_empty() {
        section(
            &mut text,
            &format!("Against {}{}", results.reference, spread_in_words(results)),
            differences(results),
            2,
        );
        section(
            &mut text,
            &format!(
                "Where the draws lie against {} (% of draws)",
                results.reference
            ),
            plane(results),
            5,
        );
        section(
            &mut text,
            &format!(
                "The decision by threshold (pounds for one {})",
                results.effect_name
            ),
            decisions(results),
            usize::MAX,
        );
        text.push_str(
            "To choose is the strategy with the highest expected net benefit, even if it is best in fewer than half of the\n\
             draws. Perfect information is what it would be worth, on average, to know every parameter before choosing.\n",
        );
        text.push_str(&population(results));
        information(&mut text, results);
        if results
            .information
            .iter()
            .any(|line| line.problem.is_none())
        {
            text.push_str(
                "Values are estimated by regression, per decision; one within two standard errors of £0 may be noise.\n",
            );
        }
    }
    text
}

fn spread_in_words(results: &CostEffectiveness) -> &'static str {
    let known = results
        .strategies
        .iter()
        .any(|line| line.cost_pounds.interval_95.is_some());
    if known {
        " (mean, and the middle 95% of draws)"
    } else {
        " (mean over draws)"
    }
}

fn with_spread(spread: Spread, show: fn(f64) -> String) -> String {
    match spread.interval_95 {
        None => show(spread.mean),
        Some([lower, upper]) => {
            format!("{} ({} to {})", show(spread.mean), show(lower), show(upper))
        }
    }
}

fn strategies(results: &CostEffectiveness) -> Table {
    let mut table = plain();
    table.set_header(["", "cost", plural(&results.effect_name).as_str()]);
    for line in &results.strategies {
        table.add_row([
            line.strategy.clone(),
            with_spread(line.cost_pounds, pounds),
            with_spread(line.effect, amount),
        ]);
    }
    table
}

fn incremental(results: &CostEffectiveness) -> Table {
    let mut table = plain();
    let units = plural(&results.effect_name);
    table.set_header([
        "",
        "cost",
        &units,
        "extra cost",
        &format!("extra {units}"),
        "verdict",
    ]);
    for line in &results.incremental {
        let step = line.step.as_ref();
        table.add_row([
            line.strategy.clone(),
            pounds(line.cost_pounds),
            amount(line.effect),
            step.map(|step| pounds(step.cost_pounds))
                .unwrap_or_default(),
            step.map(|step| amount(step.effect)).unwrap_or_default(),
            line.words.clone(),
        ]);
    }
    table
}

fn differences(results: &CostEffectiveness) -> Table {
    let mut table = plain();
    let units = plural(&results.effect_name);
    table.set_header(["", "extra cost", &format!("extra {units}"), "verdict"]);
    for line in &results.differences {
        table.add_row([
            line.strategy.clone(),
            with_spread(line.cost_pounds, pounds),
            with_spread(line.effect, amount),
            line.words.clone(),
        ]);
    }
    table
}

fn plane(results: &CostEffectiveness) -> Table {
    let mut table = plain();
    table.set_header([
        "",
        "better, dearer",
        "better, cheaper",
        "worse, cheaper",
        "worse, dearer",
        "no difference in one",
    ]);
    for line in &results.differences {
        let plane = line.plane;
        let shares = [
            plane.better_and_dearer,
            plane.better_and_cheaper,
            plane.worse_and_cheaper,
            plane.worse_and_dearer,
            plane.on_an_axis,
        ];
        let cells = shares.map(|share| number(share * 100.0, 1));
        table.add_row([line.strategy.clone()].into_iter().chain(cells));
    }
    table
}

fn decisions(results: &CostEffectiveness) -> Table {
    let mut table = plain();
    let header = results
        .decisions
        .iter()
        .map(|decision| pounds(decision.at.threshold_pounds));
    table.set_header([String::new()].into_iter().chain(header));
    let mut row = |label: String, cell: &dyn Fn(usize) -> String| {
        let cells = (0..results.decisions.len()).map(cell);
        table.add_row([label].into_iter().chain(cells));
    };
    let at = |i: usize| &results.decisions[i].at;
    row("to choose".into(), &|i| results.decisions[i].choose.clone());
    for (s, line) in results.strategies.iter().enumerate() {
        if line.strategy != results.reference {
            row(
                format!("net benefit over {}: {}", results.reference, line.strategy),
                &|i| pounds(results.decisions[i].incremental_pounds[s].mean),
            );
        }
    }
    for (s, line) in results.strategies.iter().enumerate() {
        row(format!("chance to be best: {}", line.strategy), &|i| {
            number(at(i).probability_best[s] * 100.0, 1) + "%"
        });
    }
    row("chance that the choice is right".into(), &|i| {
        number(at(i).frontier * 100.0, 1) + "%"
    });
    row("worth of perfect information".into(), &|i| {
        pounds(at(i).evpi_pounds)
    });
    if let Some(factor) = results.population_factor {
        row("worth of perfect information, population".into(), &|i| {
            pounds(factor * at(i).evpi_pounds)
        });
    }
    table
}

fn population(results: &CostEffectiveness) -> String {
    let Some((population, factor)) = results.population.zip(results.population_factor) else {
        return String::new();
    };
    format!(
        "Population: {} people a year for {}, discounted at {}%: {} decisions today. Draws must be for one person.\n",
        number(population.people_per_year, 0),
        count(population.years, "year", "years"),
        amount(population.rate_per_year * 100.0),
        number(factor, 0)
    )
}

fn information(text: &mut String, results: &CostEffectiveness) {
    let groups = results.information.iter().filter(|line| line.is_group);
    let single = results.information.iter().filter(|line| !line.is_group);
    for (title, lines) in [
        (
            "What it would be worth to know a group of parameters",
            groups.collect::<Vec<_>>(),
        ),
        (
            "What it would be worth to know one parameter",
            single.collect(),
        ),
    ] {
        let estimated: Vec<&InformationLine> = lines
            .iter()
            .copied()
            .filter(|line| line.problem.is_none())
            .collect();
        if !estimated.is_empty() {
            let mut table = plain();
            let header = results
                .decisions
                .iter()
                .map(|decision| pounds(decision.at.threshold_pounds));
            table.set_header([String::new()].into_iter().chain(header));
            for line in estimated.iter().take(MOST_PARAMETERS) {
                let cells = line.values.iter().map(|value| {
                    format!(
                        "{} ± {}",
                        pounds(value.pounds),
                        pounds(value.standard_error_pounds)
                    )
                });
                table.add_row([line.name.clone()].into_iter().chain(cells));
            }
            let title = format!("{title} (pounds ± standard error, by threshold)");
            section(text, &title, table, usize::MAX);
            if estimated.len() > MOST_PARAMETERS {
                text.push_str(&format!(
                    "  and {} more of lower value\n",
                    estimated.len() - MOST_PARAMETERS
                ));
            }
        }
        for line in lines.iter().filter(|line| line.problem.is_some()).take(3) {
            if let Some(problem) = &line.problem {
                text.push_str(&format!("{}: {problem}\n", line.name));
            }
        }
    }
}

/// A titled table whose first column, and those after `numbers` more, are words.
fn section(text: &mut String, title: &str, mut table: Table, numbers: usize) {
    for (i, column) in table.column_iter_mut().enumerate() {
        column.set_padding((2, 1));
        if (1..=numbers).contains(&i) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    text.push_str(&format!("\n{title}\n{}\n", trim_lines(&table.to_string())));
}

fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

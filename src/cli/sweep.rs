//! `spsim sweep`.

use std::collections::BTreeSet;

use comfy_table::Table;

use super::compare_summary::signed_change;
use super::progress::Report;
use super::summary::{plain, section};
use super::text::{measured, number, wrapped};
use super::{CliError, SweepArgs, interrupt, pool, print};
use crate::analysis::sweep::{SweepFindings, SweepFrame, SweptMeasure};
use crate::experiment::Failure;
use crate::scenario::sweep::Sweep;
use crate::study::sweep::{Product, sweep};

/// The measures that are printed.
const MAIN: [(&str, &str); 5] = [
    ("wait_median", "wait, median (days)"),
    ("wait_90th_percentile", "wait, 90th pct (days)"),
    ("seen_by_a_link_worker", "seen"),
    ("reached_stage_3", "reached stage 3"),
    (
        "cost_nhs_and_personal_social_services",
        "cost to NHS and PSS",
    ),
];
/// Why nothing was drawn.
const NO_FIGURE: &str = "No figure was drawn: no factor is a number, and the first two have too many levels for a table.";
/// Points up to which all are printed.
const POINTS_SHOWN: usize = 30;

pub fn command(args: SweepArgs) -> Result<(), CliError> {
    let mut file = Sweep::load(&args.file)?;
    file.runs = args.runs.unwrap_or(file.runs);
    file.seed = args.seed.unwrap_or(file.seed);
    let target = args.destination.folder(&file.name)?;
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let draw = !args.no_figures;
    let report = Report::default();
    let product = sweep(
        &file,
        draw,
        &target,
        args.destination.force,
        &pool,
        &stop,
        &report,
    )?;
    let mut told = text(&product);
    if draw && product.figures == 0 {
        told.push_str(&wrapped(NO_FIGURE));
    }
    let printed = print(&told);
    if product.failures.is_empty() {
        return printed;
    }
    Err(some_failed(&product.failures))
}

/// Some runs of some points failed: which, where and why.
pub fn some_failed(failures: &[Failure]) -> CliError {
    let lines: Vec<String> = failures
        .iter()
        .map(|f| {
            format!(
                "  run {}, network {}: {}",
                f.replication, f.network, f.message
            )
        })
        .collect();
    CliError::Other(format!(
        "{} runs of points failed and are not in the results:\n{}",
        failures.len(),
        lines.join("\n")
    ))
}

/// Title, question, people and time.
pub fn heading(frame: &SweepFrame) -> String {
    let mut text = format!("\n{}\n", frame.title);
    if !frame.question.is_empty() {
        text.push_str(&format!("{}\n", frame.question));
    }
    text.push_str(&format!(
        "Scenario: {}. {} registered patients, {} days from {}.\n",
        frame.scenario,
        number(frame.registered_patients, 0),
        number(f64::from(frame.days), 0),
        frame.start,
    ));
    text
}

fn text(product: &Product) -> String {
    let findings = &product.findings;
    let frame = &findings.frame;
    let points = frame.points.len() - 1;
    let mut text = heading(frame);
    text.push_str(&format!(
        "{points} points ({}) and the scenario as it is (point 0), {} runs each, on the same people with the same random \
         numbers (seed {}).\n",
        frame.design, findings.runs, frame.seed
    ));
    if points <= POINTS_SHOWN {
        section(&mut text, "Means by point", by_point(findings));
    }
    section(&mut text, "Best and worst points", extremes(findings));
    if points > POINTS_SHOWN {
        text.push_str(&levels_of_extremes(findings));
    }
    text.push_str(&wrapped(
        "Differences from the scenario as it is, run by run, with 95% intervals of each on its own. The best of many \
         points is in part the luckiest: `spsim frontier` chooses with a stated confidence.",
    ));
    text.push_str(&format!(
        "\nWritten to {}: tables (CSV and Parquet), {}data dictionary, sweep.json, manifest. {:.1} s.\n",
        product.folder.display(),
        figures(product.figures),
        product.seconds
    ));
    text
}

/// How many figures were written, in a list of what was.
pub fn figures(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "a figure, ".to_owned(),
        n => format!("{n} figures, "),
    }
}

fn main_measures(findings: &SweepFindings) -> Vec<(&'static str, &SweptMeasure)> {
    MAIN.iter()
        .filter_map(|&(id, short)| Some((short, findings.measure(id)?)))
        .collect()
}

fn by_point(findings: &SweepFindings) -> Table {
    let measures = main_measures(findings);
    let frame = &findings.frame;
    let mut table = plain();
    let header = std::iter::once("point".to_owned())
        .chain(frame.factors.iter().map(|factor| factor.name.clone()))
        .chain(measures.iter().map(|(short, _)| (*short).to_owned()));
    table.set_header(header);
    for point in &frame.points {
        let mut row = vec![point.point.to_string()];
        match point.levels.as_slice() {
            [] => row.extend(frame.factors.iter().map(|_| "as it is".to_owned())),
            levels => row.extend(levels.iter().map(|level| level.label.clone())),
        }
        row.extend(measures.iter().map(|(_, measure)| {
            measured(
                &measure.unit,
                measure.decimals,
                measure.levels[point.point].mean,
            )
        }));
        table.add_row(row);
    }
    table
}

/// The levels of the points that are best or worst in something.
fn levels_of_extremes(findings: &SweepFindings) -> String {
    let named: BTreeSet<usize> = main_measures(findings)
        .into_iter()
        .filter_map(|(_, measure)| measure.best_and_worst())
        .flatten()
        .collect();
    let frame = &findings.frame;
    let levels = |point: usize| -> String {
        let both = frame.factors.iter().zip(&frame.points[point].levels);
        let words: Vec<String> = both
            .map(|(factor, level)| format!("{}: {}", factor.name, level.label))
            .collect();
        wrapped(&format!("Point {point}. {}", words.join("; ")))
    };
    let lines: String = named.into_iter().map(levels).collect();
    format!("{lines}\n")
}

fn extremes(findings: &SweepFindings) -> Table {
    let mut table = plain();
    table.set_header(["", "", "point", "mean", "difference"]);
    for (short, measure) in main_measures(findings) {
        let Some(both) = measure.best_and_worst() else {
            continue;
        };
        for (word, point) in ["best", "worst"].into_iter().zip(both) {
            table.add_row([
                short.to_owned(),
                word.to_owned(),
                point.to_string(),
                measured(&measure.unit, measure.decimals, measure.levels[point].mean),
                signed_change(&measure.unit, measure.decimals, &measure.changes[point - 1]),
            ]);
        }
    }
    table
}

//! `spsim frontier`.

use comfy_table::Table;

use super::compare_summary::signed_change;
use super::progress::Report;
use super::summary::{plain, section};
use super::sweep::{figures, heading, some_failed};
use super::text::{measured, number, wrapped};
use super::{CliError, FrontierArgs, interrupt, pool, print};
use crate::analysis::frontier::{
    AgainstBase, CandidateFacts, CheckFacts, ConstraintFacts, FrontierFindings, MeasureFacts,
    Standing,
};
use crate::scenario::frontier::Frontier;
use crate::study::frontier::{Product, frontier, known_measures};

pub fn command(args: FrontierArgs) -> Result<(), CliError> {
    let mut file = Frontier::load(&args.file, &known_measures())?;
    if let Some(runs) = args.runs {
        if runs < file.selection.first_runs {
            return Err(CliError::Other(format!(
                "--runs {runs} is fewer than the {} runs before the first decision (first_runs)",
                file.selection.first_runs
            )));
        }
        file.selection.runs_at_most = runs;
        file.candidates.runs = runs;
    }
    file.candidates.seed = args.seed.unwrap_or(file.candidates.seed);
    let target = args.destination.folder(&file.candidates.name)?;
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let (draw, report) = (!args.no_figures, Report::default());
    let product = frontier(
        &file,
        draw,
        &target,
        args.destination.force,
        &pool,
        &stop,
        &report,
    )?;
    let printed = print(&text(&product));
    if product.failures.is_empty() {
        return printed;
    }
    Err(some_failed(&product.failures))
}

fn text(product: &Product) -> String {
    let findings = &product.findings;
    let mut text = heading(&findings.frame);
    text.push_str(&format!(
        "\nSought: the {} of: {}\n",
        if findings.minimise { "least" } else { "most" },
        findings.objective.label
    ));
    for (number, constraint) in findings.constraints.iter().enumerate() {
        text.push_str(&format!(
            "Constraint {}: {}\n",
            number + 1,
            constraint.words
        ));
    }
    text.push_str(&format!(
        "{} candidates and the scenario as it is, {} runs in all, on the same people with the same random numbers (seed {}).\n",
        findings.candidates.len(),
        number(findings.runs as f64, 0),
        findings.frame.seed
    ));
    text.push_str(&format!("\n{}", answer(findings)));
    section(&mut text, "Candidates", candidates(findings));
    text.push_str(&wrapped(
        "Objective and outcome are paired differences from the scenario as it is, with 95% intervals. Constraints: mean, \
         share of runs, or gain over the scenario as it is; then its one-sided bounds, corrected for candidates, \
         constraints and looks. * on the frontier: feasible, and no other feasible candidate is better in both.",
    ));
    text.push('\n');
    text.push_str(&wrapped(&findings.guarantee));
    text.push_str(&format!(
        "\nWritten to {}: tables (CSV and Parquet), {}data dictionary, frontier.json, manifest. {:.1} s.\n",
        product.folder.display(),
        figures(product.figures),
        product.seconds
    ));
    text
}

/// The answer in words.
fn answer(findings: &FrontierFindings) -> String {
    let named = |point: usize| format!("{point} ({})", findings.frame.points[point].words());
    let open: Vec<String> = findings
        .could_be_better
        .iter()
        .map(|&point| named(point))
        .collect();
    let mut text = match findings.chosen {
        Some(point) => {
            let candidate = &findings.candidates[point - 1];
            let told = |measure: &MeasureFacts, values: &AgainstBase| {
                format!(
                    "  {}: {} from the scenario as it is\n",
                    measure.label,
                    signed_change(&measure.unit, measure.decimals, &values.change)
                )
            };
            format!(
                "Answer: candidate {}\n{}{}",
                named(point),
                told(&findings.objective, &candidate.objective),
                told(&findings.outcome, &candidate.outcome)
            )
        }
        None if open.is_empty() => wrapped(
            "Answer: none. No candidate keeps all constraints; the table says which each one breaks.",
        ),
        None => wrapped(
            "Answer: none is known. No candidate has been shown to keep all constraints with the runs allowed; those still \
             open may.",
        ),
    };
    let equals: Vec<String> = findings
        .candidates
        .iter()
        .filter(|candidate| candidate.standing == Standing::EquallyGood)
        .map(|candidate| match candidate.feasible.as_str() {
            "feasible" => named(candidate.point),
            _ => format!("{}, if it keeps the constraints", named(candidate.point)),
        })
        .collect();
    if !equals.is_empty() {
        text.push_str(&wrapped(&format!(
            "Equally good, within the difference of {} worth finding: candidates {}.",
            measured(
                &findings.objective.unit,
                findings.objective.decimals,
                Some(findings.indifference)
            ),
            equals.join("; ")
        )));
    }
    if !open.is_empty() {
        let what = match findings.chosen {
            Some(_) => "Not settled: these could still be better",
            None => "Open",
        };
        text.push_str(&wrapped(&format!(
            "{what}: candidates {}.",
            open.join("; ")
        )));
    }
    text
}

fn candidates(findings: &FrontierFindings) -> Table {
    let mut table = plain();
    let mut header: Vec<String> = ["", "levels", "standing", "constraints", "runs"]
        .map(str::to_owned)
        .to_vec();
    header.extend([short(&findings.objective), short(&findings.outcome)]);
    header.extend((1..=findings.constraints.len()).map(|number| format!("constraint {number}")));
    table.set_header(header);
    for candidate in &findings.candidates {
        table.add_row(row(findings, candidate));
    }
    table
}

fn row(findings: &FrontierFindings, candidate: &CandidateFacts) -> Vec<String> {
    let mark = if candidate.on_frontier { " *" } else { "" };
    let difference = |measure: &MeasureFacts, values: &AgainstBase| {
        signed_change(&measure.unit, measure.decimals, &values.change)
    };
    let mut row = vec![
        candidate.point.to_string(),
        findings.frame.points[candidate.point].words(),
        format!("{}{mark}", candidate.standing.label()),
        candidate.feasible.clone(),
        candidate.runs.to_string(),
        difference(&findings.objective, &candidate.objective),
        difference(&findings.outcome, &candidate.outcome),
    ];
    let checks = findings.constraints.iter().zip(&candidate.checks);
    row.extend(checks.map(|(constraint, check)| checked(constraint, check)));
    row.resize(7 + findings.constraints.len(), String::new());
    row
}

/// Estimate and bounds of a constraint.
fn checked(constraint: &ConstraintFacts, check: &CheckFacts) -> String {
    let measure = &constraint.measure;
    let (unit, decimals) = match constraint.share_of_runs {
        Some(_) => ("%", 0),
        None => (measure.unit.as_str(), measure.decimals),
    };
    let told = |x: Option<f64>| measured(unit, decimals, x);
    match (check.lower, check.upper) {
        (Some(_), Some(_)) => format!(
            "{} ({} to {})",
            told(check.estimate),
            told(check.lower),
            told(check.upper)
        ),
        _ => told(check.estimate),
    }
}

/// The label up to its first comma.
fn short(measure: &MeasureFacts) -> String {
    measure
        .label
        .split([',', ':'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

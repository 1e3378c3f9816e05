//! `spsim sensitivity`.

use comfy_table::Table;

use super::progress::Report;
use super::summary::{plain, section};
use super::sweep::figures;
use super::text::{measured, number, wrapped};
use super::{CliError, SensitivityArgs, interrupt, pool, print};
use crate::analysis::sensitivity::WithInterval;
use crate::analysis::sensitivity::findings::{MeasureFindings, SensitivityFindings};
use crate::analysis::sensitivity::morris::Effects;
use crate::scenario::sensitivity::Sensitivity;
use crate::study::frontier::known_measures;
use crate::study::sensitivity::{Product, sensitivity};

/// Inputs that are printed of each measure.
const ROWS: usize = 12;

pub fn command(args: SensitivityArgs) -> Result<(), CliError> {
    let mut file = Sensitivity::load(&args.file, &known_measures())?;
    file.runs = args.runs.unwrap_or(file.runs);
    file.seed = args.seed.unwrap_or(file.seed);
    let target = args.destination.folder(&file.name)?;
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let product = sensitivity(
        &file,
        !args.no_figures,
        &target,
        args.destination.force,
        &pool,
        &stop,
        &Report::default(),
    )?;
    print(&text(&product))
}

fn text(product: &Product) -> String {
    let findings = &product.findings;
    let mut text = format!("\n{}\n", findings.title);
    if !findings.question.is_empty() {
        text.push_str(&format!("{}\n", findings.question));
    }
    text.push_str(&format!(
        "Scenario: {}. {} registered patients, {} days from {}.\n",
        findings.scenario,
        number(findings.registered_patients, 0),
        number(f64::from(findings.days), 0),
        findings.start,
    ));
    if let Some(against) = &findings.against {
        text.push_str(&format!(
            "Measures are differences from: {against}, at the same inputs and on the same people.\n"
        ));
    }
    text.push_str(&design(findings));
    for measure in &findings.measures {
        section(&mut text, &measure.label, table(findings, measure));
        if findings.inputs.len() > ROWS {
            text.push_str(&format!(
                "… and {} more inputs, in the tables\n",
                findings.inputs.len() - ROWS
            ));
        }
        for sentence in &measure.answer {
            text.push_str(&wrapped(sentence));
        }
    }
    text.push('\n');
    text.push_str(&wrapped(
        "These are answers about the model and the ranges given, not about the world: an input with a wide prior moves more \
         than the same input with a narrow one.",
    ));
    text.push_str(&format!(
        "\nWritten to {}: tables (CSV and Parquet), {}data dictionary, sensitivity.json, manifest. {:.1} s.\n",
        product.folder.display(),
        figures(product.figures),
        product.seconds
    ));
    text
}

/// How many points each method took.
fn design(findings: &SensitivityFindings) -> String {
    let points = &findings.points;
    let mut parts = Vec::new();
    if let Some(n) = points.morris {
        parts.push(format!(
            "screening at {} points ({} trajectories)",
            number(n as f64, 0),
            n / (findings.inputs.len() + 1)
        ));
    }
    if let Some(n) = points.sobol {
        parts.push(format!(
            "shares of variance at {} points",
            number(n as f64, 0)
        ));
    }
    if let Some(n) = points.prcc {
        parts.push(format!(
            "rank correlations at {} points",
            number(n as f64, 0)
        ));
    }
    let kept = match findings.kept.len() {
        n if n == findings.inputs.len() || parts.len() < 2 => String::new(),
        n => format!(
            " The {n} most influential went on from the screening; the others then stayed as they are."
        ),
    };
    wrapped(&format!(
        "{} inputs; {}; {} runs each (seed {}).{kept}",
        findings.inputs.len(),
        parts.join(", "),
        findings.runs,
        findings.seed
    ))
}

/// Digits after the point that show three figures of the greatest effect; effects are often finer than levels.
fn effect_decimals(measure: &MeasureFindings, effects: &[Effects]) -> usize {
    let sizes = effects.iter().map(|effects| effects.mu_star.value);
    let greatest = sizes.fold(0.0, f64::max);
    let printed = if measure.unit == "%" {
        100.0 * greatest
    } else {
        greatest
    };
    match measure.unit.as_str() {
        "GBP" => 0,
        _ if printed > 0.0 => (2.0 - libm::floor(libm::log10(printed))).clamp(0.0, 6.0) as usize,
        _ => 0,
    }
}

/// The inputs of a measure, the most influential first, with what each method says of them.
fn table(findings: &SensitivityFindings, measure: &MeasureFindings) -> Table {
    let morris = measure.morris.as_ref().and_then(|a| a.found());
    let sobol = measure.sobol.as_ref().and_then(|a| a.found());
    let prcc = measure.prcc.as_ref().and_then(|a| a.found());
    let place = |input: usize| findings.kept.iter().position(|&kept| kept == input);
    let total = |input: usize| Some(sobol?.inputs[place(input)?].total.value);
    let correlation = |input: usize| prcc?.inputs[place(input)?];
    // By the strongest method that knows the input.
    let key = |input: usize| -> (f64, f64) {
        let size = morris.map(|effects| effects[input].mu_star.value);
        let size = size.or_else(|| Some(correlation(input)?.value.abs()));
        (
            total(input).unwrap_or(f64::NEG_INFINITY),
            size.unwrap_or(f64::NEG_INFINITY),
        )
    };
    let mut order: Vec<usize> = (0..findings.inputs.len()).collect();
    order.sort_by(|&a, &b| {
        let (x, y) = (key(b), key(a));
        x.0.total_cmp(&y.0).then(x.1.total_cmp(&y.1))
    });
    let mut table = plain();
    let mut header = vec!["input".to_owned()];
    if morris.is_some() {
        header.push(match measure.unit.as_str() {
            "" | "%" | "GBP" => "mean effect (μ*)".to_owned(),
            unit => format!("mean effect (μ*, {unit})"),
        });
    }
    if sobol.is_some() {
        header.push("by itself (S1)".to_owned());
        header.push("with others (ST)".to_owned());
    }
    if prcc.is_some() {
        header.push("rank correlation".to_owned());
    }
    table.set_header(header);
    let decimals = morris.map_or(0, |effects| effect_decimals(measure, effects));
    let share = |one: Option<WithInterval>| -> String {
        one.map_or_else(String::new, |one| {
            let percent = |x: f64| number(100.0 * x, 0);
            format!(
                "{}% ({} to {})",
                percent(one.value),
                percent(one.lower_95),
                percent(one.upper_95)
            )
        })
    };
    for input in order.into_iter().take(ROWS) {
        let mut row = vec![findings.inputs[input].name.clone()];
        if let Some(effects) = morris {
            let value = |x: f64| measured(&measure.unit, decimals, Some(x));
            let one = effects[input].mu_star;
            row.push(format!(
                "{} ({} to {})",
                value(one.value),
                value(one.lower_95),
                value(one.upper_95)
            ));
        }
        if let Some(found) = sobol {
            let one = place(input).map(|place| found.inputs[place]);
            row.push(share(one.map(|one| one.first)));
            row.push(share(one.map(|one| one.total)));
        }
        if prcc.is_some() {
            row.push(correlation(input).map_or_else(String::new, |one| {
                format!(
                    "{} ({} to {})",
                    number(one.value, 2),
                    number(one.lower_95, 2),
                    number(one.upper_95, 2)
                )
            }));
        }
        table.add_row(row);
    }
    table
}

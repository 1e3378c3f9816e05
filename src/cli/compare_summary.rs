//! What `spsim compare` prints: what differs, then paired differences first, levels second.

use comfy_table::Table;

use super::summary::{plain, section};
use super::text::{measured, number};
use crate::analysis::comparison::Better;
use crate::analysis::decision::{Change, Decision, Level, MeasureResult, PrecisionFound};
use crate::analysis::headlines::{LEADING, Topic};
use crate::analysis::uncertainty::Uncertainty;
use crate::scenario::Scenario;
use crate::study::compare::{Product, what_differs};

/// Measures shown by deprivation quintile.
const BY_QUINTILE: [&str; 4] = [
    "wait_median",
    "seen_by_a_link_worker",
    "reached_stage_3",
    "qalys",
];

/// What is compared, before the first run.
pub fn options(scenarios: &[Scenario]) -> String {
    let base = &scenarios[0];
    let mut text = format!("\nBase: {}\n", base.title);
    for option in &scenarios[1..] {
        text.push_str(&format!("\nOption: {}\n", option.title));
        if !option.question.is_empty() {
            text.push_str(&format!("{}\n", option.question));
        }
        let differs = what_differs(base, option);
        if differs.is_empty() {
            text.push_str("  Nothing differs from the base.\n");
        }
        for difference in differs {
            text.push_str(&format!("  {difference}\n"));
        }
    }
    text
}

/// What was found.
pub fn summary(product: &Product) -> String {
    let decision = &product.decision;
    let mut text = format!(
        "\n{} registered patients, {} days from {}. {} runs of each option on the same people (seed {}).\n\
         Differences are taken before rounding; those of shares are in percentage points.\n",
        number(decision.registered_patients, 0),
        number(f64::from(decision.days), 0),
        decision.start,
        decision.runs,
        decision.seed
    );
    if let Some(precision) = &decision.precision {
        text.push_str(&told(precision, decision.runs));
    }
    for option in 0..decision.options.len() - 1 {
        if decision.options.len() > 2 {
            text.push_str(&format!("\n== {} ==\n", decision.options[option + 1].title));
        }
        for topic in [
            Topic::Waits,
            Topic::Pathway,
            Topic::Outcomes,
            Topic::Workload,
            Topic::Money,
        ] {
            section(
                &mut text,
                topic.label(),
                differences(decision, option, topic),
            );
        }
        section(
            &mut text,
            "Differences by deprivation quintile (1 = most deprived)",
            by_quintile(decision, option),
        );
    }
    if !decision.targets.is_empty() {
        section(
            &mut text,
            "Chance of meeting a target: share of simulated futures (95% interval)",
            targets(decision),
        );
    }
    if !decision.contributions.is_empty() {
        section(
            &mut text,
            "What each changed setting contributes alone, and what they do together beyond the sum",
            contributions(decision),
        );
    }
    if let Some(uncertainty) = &decision.uncertainty {
        for option in 1..decision.options.len() {
            let mut title = format!(
                "Over {} draws of what is believed, on which the answer rests",
                number(uncertainty.draws as f64, 0)
            );
            if decision.options.len() > 2 {
                title.push_str(&format!(": {}", decision.options[option].title));
            }
            section(&mut text, &title, over_draws(decision, uncertainty, option));
        }
    }
    text.push_str(&answer(decision));
    text.push_str(
        "\n(a to b): 95% paired confidence interval over runs; it tells chance only, not how uncertain the model's beliefs are.\n\
         Chance better: share of simulated futures (over draws: of draws) in which the option does better than the base.\n",
    );
    for option in 0..decision.options.len() - 1 {
        if let Some(ratio) = decision.variance_ratio(option) {
            text.push_str(&format!(
                "{}: with independent random numbers the same intervals would need about {} times more runs (median over measures).\n",
                decision.options[option + 1].title,
                number(ratio, 1)
            ));
        }
    }
    text.push_str(&format!(
        "\nWritten to {}: tables (CSV and Parquet), data dictionary, decision.json, manifest. {:.1} s.\n",
        product.folder.display(),
        product.seconds
    ));
    text
}

/// What each changed setting contributes.
fn contributions(decision: &Decision) -> Table {
    let mut table = plain();
    for of in &decision.contributions {
        let measures: Vec<&MeasureResult> = of
            .measures
            .iter()
            .filter_map(|found| decision.measure(&found.id))
            .collect();
        let mut header = vec![decision.options[of.option].title.clone()];
        header.extend(
            measures
                .iter()
                .map(|measure| decision.label_with_unit(measure)),
        );
        table.add_row(header);
        let columns: Vec<_> = of
            .measures
            .iter()
            .map(|found| found.parts(&of.settings))
            .collect();
        for line in 0..columns[0].len() {
            let mut row = vec![columns[0][line].words.clone()];
            row.extend(columns.iter().zip(&measures).map(|(parts, measure)| {
                parts[line].change.map_or_else(
                    || "not possible alone".to_owned(),
                    |change| signed_change(&measure.unit, measure.decimals, change),
                )
            }));
            table.add_row(row);
        }
    }
    table
}

/// The chance of each option to keep each limit.
fn targets(decision: &Decision) -> Table {
    let mut table = plain();
    let mut header = vec![String::new()];
    header.extend(decision.labels());
    table.set_header(header);
    for result in &decision.targets {
        let (measure, target) = (decision.measure(&result.target.measure), &result.target);
        let limit = measure.map_or_else(
            || target.limit.to_string(),
            |measure| measured(&measure.unit, measure.decimals, Some(target.limit)),
        );
        let side = match target.side {
            Better::Lower => "at most",
            Better::Higher => "at least",
        };
        let mut row = vec![format!("{} {side} {limit}", result.label)];
        row.extend(result.chances.iter().map(|chance| {
            let [lower, upper] = chance.interval_95;
            let percent = |share: f64| number(100.0 * share, 0);
            chance.share.map_or_else(String::new, |share| {
                format!(
                    "{}% ({} to {})",
                    percent(share),
                    percent(lower),
                    percent(upper)
                )
            })
        }));
        table.add_row(row);
    }
    table
}

/// The answer, what it would take to change it, and what to keep in mind.
fn answer(decision: &Decision) -> String {
    let mut text = String::new();
    if let Some(uncertainty) = &decision.uncertainty {
        for (number_of, title) in decision.labels().iter().enumerate().skip(1) {
            let net = uncertainty.measure("net_benefit_3", number_of);
            let Some(shares) = net.and_then(|measure| measure.layers) else {
                continue;
            };
            let percent = |share: f64| format!("{}%", number(100.0 * share, 0));
            let structure = shares.structure.map_or_else(String::new, |share| {
                format!(", {} the structure of the model", percent(share))
            });
            text.push_str(&format!(
                "\n{title}: of the variance of a single future's net benefit, {} is chance, {} what is believed about the {} uncertain parameters{structure}.\n",
                percent(shares.chance),
                percent(shares.parameters),
                uncertainty.parameters
            ));
        }
    }
    if let Some(answer) = &decision.answer {
        for (title, sentences) in [
            ("The answer", &answer.words),
            ("Assumptions that matter most", &answer.matter_most),
            ("What would change it", &answer.what_would_change),
            ("Keep in mind", &answer.caveats),
        ] {
            if sentences.is_empty() {
                continue;
            }
            text.push_str(&format!("\n{title}\n"));
            for sentence in sentences {
                text.push_str(&format!("  - {sentence}\n"));
            }
        }
    }
    text
}

fn told(precision: &PrecisionFound, runs: usize) -> String {
    let mut text = precision.reached(runs);
    if let Some(deciding) = precision.decided() {
        let [reached, wanted] = precision.half_widths.map(|x| x.unwrap_or(f64::NAN));
        text.push_str(&format!(
            " {} decided (half-width {}, asked for {}).",
            deciding.words,
            number(reached, digits(wanted)),
            number(wanted, digits(wanted))
        ));
    }
    text.push('\n');
    for one in &precision.each {
        let enough = one
            .enough
            .map_or_else(|| "not reached".to_owned(), |n| format!("{n} runs alone"));
        text.push_str(&format!("  {}: {enough}\n", one.words));
    }
    text
}

/// Digits after the point that show two digits of a number.
fn digits(x: f64) -> usize {
    if x >= 10.0 || !x.is_finite() || x <= 0.0 {
        0
    } else {
        (1.0 - libm::log10(x).floor()).max(0.0) as usize
    }
}

fn differences(decision: &Decision, option: usize, topic: Topic) -> Table {
    let mut table = plain();
    table.set_header(["", "base", "option", "difference", "chance better"]);
    for measure in decision.measures.iter().filter(|m| m.topic == topic) {
        let level = |level: &Level| match measure.difference_only {
            true => String::new(),
            false => printed(measure, level.mean),
        };
        let change = &measure.changes[option];
        table.add_row([
            decision.label_with_unit(measure),
            level(&measure.levels[0]),
            level(&measure.levels[option + 1]),
            with_interval(measure, change),
            chance(change),
        ]);
    }
    table
}

/// The leading measures over draws: what stands above is with all beliefs at their central values.
fn over_draws(decision: &Decision, uncertainty: &Uncertainty, option: usize) -> Table {
    let mut table = plain();
    table.set_header([
        "",
        "base",
        "option",
        "difference",
        "95% of draws",
        "chance better",
    ]);
    for (measure, found) in LEADING.iter().filter_map(|id| {
        let found = uncertainty.measure(id, option)?;
        Some((decision.measure(id)?, found))
    }) {
        let level = |value: Option<f64>| match measure.difference_only {
            true => String::new(),
            false => printed(measure, value),
        };
        let signed = |value: Option<f64>| signed(&measure.unit, measure.decimals, value);
        let [lower, upper] = [found.lower_95, found.upper_95].map(signed);
        table.add_row([
            decision.label_with_unit(measure),
            level(found.levels[0]),
            level(found.levels[1]),
            signed(found.mean),
            format!("{lower} to {upper}"),
            found.improved.map_or_else(String::new, |share| {
                format!("{}%", number(100.0 * share, 0))
            }),
        ]);
    }
    table
}

fn by_quintile(decision: &Decision, option: usize) -> Table {
    let mut table = plain();
    let measures: Vec<&MeasureResult> = BY_QUINTILE
        .iter()
        .filter_map(|id| decision.measure(id))
        .collect();
    let mut header = vec!["quintile".to_owned()];
    header.extend(
        measures
            .iter()
            .map(|measure| decision.label_with_unit(measure)),
    );
    table.set_header(header);
    for quintile in 0..5 {
        let mut row = vec![(quintile + 1).to_string()];
        row.extend(measures.iter().map(|measure| {
            measure
                .quintiles
                .get(quintile)
                .map_or_else(String::new, |q| with_interval(measure, &q.changes[option]))
        }));
        table.add_row(row);
    }
    table
}

fn printed(measure: &MeasureResult, value: Option<f64>) -> String {
    measured(&measure.unit, measure.decimals, value)
}

/// A difference with its sign and its interval; `no difference` where both are exactly equal.
fn with_interval(measure: &MeasureResult, change: &Change) -> String {
    signed_change(&measure.unit, measure.decimals, change)
}

/// The same for a unit and a number of digits.
pub fn signed_change(unit: &str, decimals: usize, change: &Change) -> String {
    if change.identical {
        return "no difference".to_owned();
    }
    let end = if unit == "%" { " points" } else { "" };
    let signed = |value: Option<f64>| signed(unit, decimals, value);
    match (change.lower_95, change.upper_95) {
        (Some(_), Some(_)) if change.runs >= super::summary::FEWEST_RUNS => format!(
            "{}{end} ({} to {})",
            signed(change.mean),
            signed(change.lower_95),
            signed(change.upper_95)
        ),
        _ => signed(change.mean) + end,
    }
}

/// A difference with its sign; of shares the number of percentage points.
fn signed(unit: &str, decimals: usize, value: Option<f64>) -> String {
    let text = measured(unit, decimals, value);
    let text = text.trim_end_matches('%');
    if value.is_some_and(|x| x > 0.0) && text.chars().any(|c| ('1'..='9').contains(&c)) {
        format!("+{text}")
    } else {
        text.to_owned()
    }
}

fn chance(change: &Change) -> String {
    match change.improved {
        Some(share) if !change.identical => format!("{}%", number(100.0 * share, 0)),
        _ => String::new(),
    }
}

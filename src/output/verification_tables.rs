//! The table and the page of the exact checks.

use std::fmt::Write as _;

use super::error::OutputError;
use super::table::{Cell, Column, ColumnType, TableSpec, TableWriter, column, optional};
use crate::analysis::verification::traces::Followed;
use crate::analysis::verification::{FAMILY_CONFIDENCE, Findings, Found};
use crate::scenario::Scenario;

/// Every check, one row each.
pub fn verification_spec() -> TableSpec {
    let number = |name, doc: &str| optional(name, ColumnType::Number, "see unit", doc);
    let text = |name, doc: &str| column(name, ColumnType::Text, "", doc);
    let some: fn(&'static str, &str) -> Column =
        |name, doc| optional(name, ColumnType::Text, "", doc);
    TableSpec {
        name: "verification".to_owned(),
        title: "Exact checks".to_owned(),
        doc: "What the model gives where it can be worked out without it. A course of events by hand has one row: \
              `exact` is the number of happenings expected and `simulated` that of those that came as expected."
            .to_owned(),
        columns: vec![
            text("scenario", "Scenario file, of those that come with the program."),
            text("reduces_to", "What the scenario reduces the model to."),
            text("check", "What is checked."),
            some("unit", "Unit of the numbers."),
            some("formula", "How the closed form is worked out."),
            number("closed_form", "Value of the closed form, in continuous time."),
            number("exact", "Value on whole days with weekends, where that differs: what the simulation has to give."),
            number("simulated", "Mean over runs."),
            number("lower", "Lower end of its interval."),
            number("upper", "Upper end of its interval."),
            number("widest", "Half-width that the interval may have at most."),
            column("runs", ColumnType::Integer, "", "Runs with a value."),
            text("verdict", "`passes`, `too wide`, `fails`."),
        ],
        primary_key: vec!["scenario", "check"],
    }
}

/// Writes every check.
///
/// # Errors
/// If the file cannot be written.
pub fn write_verification(table: &mut TableWriter, findings: &Findings) -> Result<(), OutputError> {
    for found in &findings.numbers {
        table.row(&[
            Cell::Text(found.scenario),
            Cell::Text(found.reduces_to),
            Cell::Text(found.what),
            Cell::Text(found.unit),
            Cell::Text(found.formula),
            Cell::Number(found.closed_form),
            Cell::Number(found.exact),
            Cell::defined(found.simulated),
            Cell::defined(found.simulated - found.half_width),
            Cell::defined(found.simulated + found.half_width),
            Cell::Number(found.widest),
            Cell::Integer(found.runs as i64),
            Cell::Text(found.verdict.label()),
        ])?;
    }
    for course in &findings.traces {
        let [expected, met] = happenings(course);
        table.row(&[
            Cell::Text(course.scenario),
            Cell::Text(course.reduces_to),
            Cell::Text(EVERY_EVENT),
            Cell::Text("happenings"),
            Cell::Text("by hand"),
            Cell::Missing,
            Cell::Number(expected),
            Cell::Number(met),
            Cell::Missing,
            Cell::Missing,
            Cell::Missing,
            Cell::Integer(1),
            Cell::Text(course.verdict().label()),
        ])?;
    }
    Ok(())
}

/// What is checked of a course of events.
pub const EVERY_EVENT: &str = "Every event on its day";

/// Happenings worked out, and how many of them came on their day, in people.
pub fn happenings(course: &Followed) -> [f64; 2] {
    course.lines.iter().fold([0.0; 2], |[expected, met], line| {
        [
            expected + f64::from(line.expected),
            met + f64::from(line.expected.min(line.found)),
        ]
    })
}

/// A number with as many decimals as its interval is wide.
pub fn shown(value: f64, half_width: f64) -> String {
    let decimals = if half_width.is_finite() && half_width > 0.0 {
        (1.0 - libm::floor(libm::log10(half_width))).clamp(0.0, 6.0) as usize
    } else {
        4
    };
    if value.is_finite() {
        let text = format!("{value:.decimals$}");
        let zero = text.chars().all(|c| matches!(c, '-' | '0' | '.'));
        if zero {
            text.trim_start_matches('-').to_owned()
        } else {
            text
        }
    } else {
        "–".to_owned()
    }
}

/// Mean and interval, such as `0.312 (0.305 to 0.319)`.
pub fn with_interval(found: &Found) -> String {
    let told = |x| shown(x, found.half_width);
    format!(
        "{} ({} to {})",
        told(found.simulated),
        told(found.simulated - found.half_width),
        told(found.simulated + found.half_width)
    )
}

/// Confidence of each interval in words, such as `99.97%`.
pub fn confidence_words(confidence: f64) -> String {
    format!("{:.2}%", 100.0 * confidence)
}

/// The page. `scenarios` are those of the checks, `stamp` the line that says what it was made from.
pub fn page(findings: &Findings, scenarios: &[&Scenario], stamp: &str) -> String {
    let (checks, passed) = findings.passed();
    let mut text = format!(
        "# Exact checks\n\n\
         Written by the program: `spsim verify` makes this page as `verification.md` in its output folder; to renew it\n\
         in the documents, copy that file to `docs/`.\n\n\
         {stamp}\n\n\
         **{passed} of {checks} checks pass.**\n\n\
         Each check runs the model itself, the same engine with no special path, on an ordinary scenario file of\n\
         `scenarios/verification/` that switches processes off until what is left can be worked out without the model.\n\
         Exact values follow from the values of the file.\n\n\
         - *Closed form* is the textbook result in continuous time.\n\
         - *On whole days* is what the simulation has to give. The model counts in days, and link workers call on working\n  \
           days only. For a caseload with equal chances of ending at each contact the queue on whole days with weekends is\n  \
           solved exactly as a Markov chain over the week; for one place by Welch's formula for a delayed start, taking the\n  \
           weekday of a start as evenly spread; for competing ends by summing over days. The difference between the two\n  \
           columns is the grain of days: it belongs to the model, not to an error.\n\
         - *Simulated* is the mean over runs with its interval by Student's t. Each interval has confidence {confidence}, so\n  \
           that a program without any error passes all {number} of them together with at least {family:.0}% (Bonferroni).\n  \
           The other {courses} checks are courses of events worked out by hand, without chance.\n\
         - A check *passes* if the interval covers the value on whole days and half of it is no wider than the last column\n  \
           but one allows. Too few runs fail as surely as a wrong number does.\n\n\
         Left out of the exact values, because far smaller than the intervals: in queues without patience one person in\n\
         some hundreds leaves the list by itself after all (the chain counts them, the formulas for one place do not).\n\n",
        confidence = confidence_words(findings.confidence),
        number = findings.numbers.len(),
        courses = findings.traces.len(),
        family = 100.0 * FAMILY_CONFIDENCE,
    );
    for scenario in scenarios {
        section(&mut text, findings, scenario);
    }
    text
}

fn section(text: &mut String, findings: &Findings, scenario: &Scenario) {
    let numbers: Vec<&Found> = findings
        .numbers
        .iter()
        .filter(|found| found.scenario == scenario.name)
        .collect();
    let course = findings
        .traces
        .iter()
        .find(|course| course.scenario == scenario.name);
    let words: Vec<&str> = scenario.description.split_whitespace().collect();
    let _ = write!(
        text,
        "## {}\n\n`scenarios/verification/{}.toml`. {}\n\n",
        scenario.title,
        scenario.name,
        words.join(" ")
    );
    if let Some(course) = course {
        let _ = write!(
            text,
            "{}\n\n| day | what happens | people, by hand | people, simulated |\n| ---: | --- | ---: | ---: |\n",
            course.working
        );
        for line in &course.lines {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} |",
                line.day, line.what, line.expected, line.found
            );
        }
        let _ = write!(text, "\nVerdict: **{}**.\n\n", course.verdict().label());
    }
    if let Some(first) = numbers.first() {
        let _ = write!(
            text,
            "{} runs of {} days.\n\n\
             | check | unit | formula | closed form | on whole days | simulated | half-width allowed | verdict |\n\
             | --- | --- | --- | ---: | ---: | ---: | ---: | --- |\n",
            first.runs, scenario.days
        );
        for found in numbers {
            let told = |x| shown(x, found.half_width);
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                found.what,
                found.unit,
                found.formula,
                told(found.closed_form),
                told(found.exact),
                with_interval(found),
                told(found.widest),
                found.verdict.label()
            );
        }
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_decimals_that_their_interval_deserves() {
        assert_eq!(shown(0.123_456, 0.004), "0.1235");
        assert_eq!(shown(8.301, 0.3), "8.30");
        assert_eq!(shown(-0.001, 0.1), "0.00");
        assert_eq!(shown(f64::NAN, 0.1), "–");
        assert_eq!(shown(1.0, 0.0), "1.0000");
    }
}

//! `spsim verify`.

use comfy_table::Table;

use super::progress::Report;
use super::summary::{plain, section};
use super::text::wrapped;
use super::{CliError, VerifyArgs, interrupt, pool, print};
use crate::analysis::verification::{FAMILY_CONFIDENCE, Findings};
use crate::output::verification_tables::{
    EVERY_EVENT, confidence_words, happenings, shown, with_interval,
};
use crate::study::verify::{Product, verify};

pub fn command(args: VerifyArgs) -> Result<(), CliError> {
    let target = args.destination.folder("verification")?;
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let report = Report::default();
    let product = verify(
        &args.only,
        &target,
        args.destination.force,
        &pool,
        &stop,
        &report,
    )?;
    print(&text(&product))?;
    let (checks, passed) = product.findings.passed();
    if passed == checks {
        Ok(())
    } else {
        Err(CliError::Other(format!(
            "{} of {checks} exact checks are not passed",
            checks - passed
        )))
    }
}

fn text(product: &Product) -> String {
    let findings = &product.findings;
    let (checks, passed) = findings.passed();
    let mut text = String::new();
    if !findings.numbers.is_empty() {
        section(&mut text, "Exact checks", numbers(findings));
    }
    if !findings.traces.is_empty() {
        section(&mut text, "Courses of events by hand", courses(findings));
    }
    text.push('\n');
    text.push_str(&wrapped(&format!(
        "{passed} of {checks} checks pass. Exact values are those on whole days with weekends; beside them stands the closed \
         form. Intervals have confidence {} each, so that all together cover with {:.0}% at least.",
        confidence_words(findings.confidence),
        100.0 * FAMILY_CONFIDENCE
    )));
    text.push_str(&format!(
        "\nWritten to {}: verification (CSV and Parquet), verification.md, data dictionary, manifest. {:.1} s.\n",
        product.folder.display(),
        product.seconds
    ));
    text
}

fn numbers(findings: &Findings) -> Table {
    let mut table = plain();
    table.set_header(["", "closed form", "exact", "simulated", "verdict"]);
    for found in &findings.numbers {
        table.add_row([
            format!("{}: {}", found.reduces_to, found.what),
            shown(found.closed_form, found.half_width),
            shown(found.exact, found.half_width),
            with_interval(found),
            found.verdict.label().to_owned(),
        ]);
    }
    table
}

fn courses(findings: &Findings) -> Table {
    let mut table = plain();
    table.set_header(["", "expected", "came so", "verdict"]);
    for course in &findings.traces {
        let [expected, met] = happenings(course);
        table.add_row([
            format!("{}: {EVERY_EVENT}", course.reduces_to),
            expected.to_string(),
            met.to_string(),
            course.verdict().label().to_owned(),
        ]);
    }
    table
}

//! `spsim validate`.

use comfy_table::Table;

use super::compare::beliefs;
use super::progress::Report;
use super::summary::{plain, section};
use super::text::wrapped;
use super::{CliError, ValidateArgs, interrupt, pool, print};
use crate::analysis::validation::Validation;
use crate::output::validation_page::{answer, difference, observed, predicted};
use crate::study::validate::{Options, Product, load, validate};

pub fn command(args: ValidateArgs) -> Result<(), CliError> {
    let against = load(&args.file)?;
    let scenarios: Vec<_> = against
        .settings
        .iter()
        .map(|setting| setting.scenario().clone())
        .collect();
    let options = Options {
        draws: args.draws,
        pattern_runs: args.pattern_runs,
        seed: args.seed.unwrap_or(1),
        beliefs: beliefs(
            args.drawn_from.posterior.as_deref(),
            args.drawn_from.priors,
            &scenarios,
        )?,
        figures: !args.no_figures,
    };
    let target = args.destination.folder("validation")?;
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let product = validate(
        &against,
        &options,
        &target,
        args.destination.force,
        &pool,
        &stop,
        &Report::default(),
    )?;
    print(&text(&product))
}

fn text(product: &Product) -> String {
    let validation = &product.validation;
    let mut text = String::new();
    section(&mut text, "Published figures", figures(validation));
    if !validation.shown.is_empty() {
        section(&mut text, "Patterns", patterns(validation));
    }
    text.push('\n');
    for sentence in answer(validation) {
        text.push_str(&wrapped(&sentence));
    }
    text.push_str(&format!(
        "\nWritten to {}: validation.md, tables (CSV and Parquet), data dictionary, manifest. {:.1} s.\n",
        product.folder.display(),
        product.seconds
    ));
    text
}

fn figures(validation: &Validation) -> Table {
    let mut table = plain();
    table.set_header(["", "observed", "model", "verdict"]);
    for (observation, judged) in validation.rows() {
        table.add_row([
            format!("{}: {}", observation.id, observation.what),
            observed(observation, judged),
            predicted(observation, judged),
            judged.verdict.label().to_owned(),
        ]);
    }
    table
}

fn patterns(validation: &Validation) -> Table {
    let mut table = plain();
    table.set_header(["", "difference", "99% interval", "holds"]);
    for (pattern, shown) in validation.patterns() {
        let ([difference, lower, upper], counted) = difference(pattern, shown);
        table.add_row([
            format!("{}: {}", pattern.id, pattern.what),
            format!("{difference} {counted}"),
            format!("{lower} to {upper}"),
            if shown.holds { "yes" } else { "NO" }.to_owned(),
        ]);
    }
    table
}

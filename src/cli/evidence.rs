//! `spsim evidence`.

use std::path::{Path, PathBuf};

use comfy_table::Table;

use super::compare::beliefs;
use super::progress::Report;
use super::summary::{plain, section};
use super::text::{measured, number, wrapped};
use super::{CliError, EvidenceArgs, interrupt, pool, print};
use crate::analysis::evidence::Agenda;
use crate::scenario::Scenario;
use crate::study::compare::{check_comparable, unique_names};
use crate::study::evidence::{Options, Product, evidence, standard_choices};

/// Places of the agenda that are printed.
const SHOWN: usize = 12;

pub fn command(args: EvidenceArgs) -> Result<(), CliError> {
    let (scenarios, left_out) = scenarios(&args.scenarios)?;
    if scenarios.len() < 2 {
        return Err(CliError::Other(
            "there is nothing to choose: give a base and at least one other scenario, or none for those in scenarios"
                .to_owned(),
        ));
    }
    check_comparable(&scenarios)?;
    let mut thresholds_pounds = args.threshold;
    thresholds_pounds.sort_by(f64::total_cmp);
    thresholds_pounds.dedup();
    let options = Options {
        draws: args.draws,
        runs_per_draw: args.runs_per_draw,
        seed: args.seed.unwrap_or(scenarios[0].seed),
        thresholds_pounds,
        scale_to: args.scale_to,
        left_out,
        beliefs: beliefs(
            args.drawn_from.posterior.as_deref(),
            args.drawn_from.priors,
            &scenarios,
        )?,
        figures: !args.no_figures,
    };
    let target = args.destination.folder("evidence")?;
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let product = evidence(
        &scenarios,
        &options,
        &target,
        args.destination.force,
        &pool,
        &stop,
        &Report::default(),
    )?;
    print(&text(&product))
}

/// The base and its options, and titles of what was left out: without files, those that come with the program.
fn scenarios(files: &[PathBuf]) -> Result<(Vec<Scenario>, Vec<String>), CliError> {
    match files {
        [] => Ok(standard_choices(Path::new(""))?),
        files => {
            let mut all = Vec::with_capacity(files.len());
            for path in files {
                all.push(Scenario::load(path, &[])?);
            }
            unique_names(&mut all);
            Ok((all, Vec::new()))
        }
    }
}

fn text(product: &Product) -> String {
    let agenda = &product.agenda;
    let mut text = format!(
        "\nBase: {}\n{} registered patients, {} days. {} draws of what is believed about {} parameters; runs of each of {} options in each: {} (seed {}).\n",
        agenda.base,
        number(agenda.registered_patients, 0),
        number(f64::from(agenda.days), 0),
        number(f64::from(agenda.draws), 0),
        agenda.parameters.len(),
        agenda.options.len(),
        agenda.runs_per_draw,
        agenda.seed
    );
    for title in &agenda.left_out {
        text.push_str(&format!(
            "Left out, because it changes what is believed and not what is decided: {title}\n"
        ));
    }
    section(
        &mut text,
        "The choices: what knowing everything would be worth a year, and what noise reaches",
        choices(agenda),
    );
    let above = agenda.parameters.iter().filter(|entry| entry.stands_out);
    let above = above.count();
    let wanted = agenda.parameters.iter().filter(|entry| entry.is_wanted());
    if above > 0 {
        section(
            &mut text,
            "What is worth finding out, by worth times weakness of evidence",
            order(agenda, above.min(SHOWN)),
        );
    }
    text.push('\n');
    let draws = number(f64::from(agenda.draws), 0);
    text.push_str(&wrapped(&match above {
        0 => format!(
            "None of {} uncertain parameters can be told from noise with {draws} draws; ask for more with --draws.",
            agenda.parameters.len()
        ),
        above => format!(
            "{above} of {} uncertain parameters stand above the noise, {} of them rest on interviews or judgement alone. \
             The others cannot be told from noise with {draws} draws.",
            agenda.parameters.len(),
            wanted.count(),
        ),
    }));
    text.push_str(&wrapped(
        "What groups do for members who are in no need of support is not valued: an option that saves on groups looks \
         better here than it is.",
    ));
    text.push_str(&format!(
        "\nWritten to {}: evidence.md, tables (CSV and Parquet), data dictionary, manifest. {:.1} s.\n",
        product.folder.display(),
        product.seconds
    ));
    text
}

fn pounds(value: f64) -> String {
    measured("GBP", 0, Some(value))
}

fn choices(agenda: &Agenda) -> Table {
    let mut table = plain();
    table.set_header(["", "a QALY at", "best", "chance", "EVPI", "noise"]);
    for choice in &agenda.choices {
        for at in &choice.at {
            table.add_row([
                choice.label.clone(),
                pounds(at.threshold_pounds),
                at.best.clone(),
                format!("{}%", number(100.0 * at.probability_best, 0)),
                pounds(at.evpi_pounds / agenda.years()),
                pounds(at.noise_pounds / agenda.years()),
            ]);
        }
    }
    table
}

fn order(agenda: &Agenda, shown: usize) -> Table {
    let mut table = plain();
    table.set_header(["", "evidence", "worth a year", "of EVPI", "most for"]);
    for entry in &agenda.parameters[..shown] {
        let (choice, at) = agenda.where_most(entry);
        let share = agenda.share_of_evpi(entry).unwrap_or(f64::NAN);
        table.add_row([
            entry.assumption.path.clone(),
            entry.assumption.strength.clone(),
            pounds(entry.pounds() / agenda.years()),
            format!("{}%", number(100.0 * share, 0)),
            format!("{} at {}", choice.label, pounds(at.threshold_pounds)),
        ]);
    }
    table
}

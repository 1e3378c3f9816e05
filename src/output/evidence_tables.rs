//! The tables of a research agenda: what is in each, column by column.

use super::error::OutputError;
use super::table::{Cell, Column, ColumnType, TableSpec, TableWriter, column, optional};
use crate::analysis::evidence::Agenda;

fn text(name: &'static str, doc: &str) -> Column {
    column(name, ColumnType::Text, "", doc)
}

fn number(name: &'static str, unit: &'static str, doc: &str) -> Column {
    column(name, ColumnType::Number, unit, doc)
}

const POUNDS: &str = "GBP";
const NOISE: &str = "The greatest value that any shuffled parameter reached there, for this place over the whole period: \
                     what is not above it may be noise.";

/// The agenda, one row an uncertain parameter.
pub fn evidence_spec() -> TableSpec {
    TableSpec {
        name: "evidence".to_owned(),
        title: "What is worth finding out".to_owned(),
        doc: "Every uncertain parameter by what knowing it exactly would be worth (EVPPI) in the choice and at the value \
              of a QALY where it matters most, against how strong its evidence is; in the order of the agenda, then those \
              that cannot be told from noise. Amounts are for this place over the whole period unless said otherwise."
            .to_owned(),
        columns: vec![
            optional("place", ColumnType::Integer, "", "Place in the agenda, from 1; missing for what cannot be told from noise."),
            text("parameter", "Section and name."),
            text("meaning", "What it means."),
            text("value", "Its value in the base."),
            text("prior", "What is believed about it."),
            text("strength", "How strong the evidence behind it is."),
            column("weakness", ColumnType::Integer, "", "The same as a rank: 1 a study with a control group, 6 judgement."),
            text("source", "Where it comes from."),
            number("evppi", POUNDS, "What knowing it exactly would be worth."),
            number("standard_error", POUNDS, "Standard error of that, without the bias of the regression."),
            number("evppi_a_year", "GBP a year", "The same a year."),
            number("evppi_per_patient", "GBP a registered patient", "The same for each registered patient, over the whole period."),
            optional("evppi_all_places", ColumnType::Number, POUNDS, "The same for all places that face the same choice; missing unless --scale-to says how many people live there."),
            text("decision", "The choice where it matters most."),
            number("qaly_value", "GBP a QALY", "The value of a QALY where it matters most."),
            optional("share_of_evpi", ColumnType::Number, "share", "Its value as a share of the value of knowing everything in that choice."),
            number("noise", POUNDS, NOISE),
            text("above_noise", "Whether it stands above the noise in any choice: yes or no."),
            number("priority", POUNDS, "Value times weakness, which puts the agenda in order; 0 for what cannot be told from noise. A convention."),
        ],
        primary_key: vec!["parameter"],
    }
}

/// Writes the agenda.
///
/// # Errors
/// If the file cannot be written.
pub fn write_evidence(table: &mut TableWriter, agenda: &Agenda) -> Result<(), OutputError> {
    for (number, entry) in agenda.parameters.iter().enumerate() {
        let (choice, at) = agenda.where_most(entry);
        let (assumption, pounds) = (&entry.assumption, entry.pounds());
        let [worth, threshold] = entry.most;
        table.row(&[
            match entry.stands_out {
                true => Cell::Integer(number as i64 + 1),
                false => Cell::Missing,
            },
            Cell::Text(&assumption.path),
            Cell::Text(&assumption.meaning),
            Cell::Text(&assumption.value),
            Cell::Text(&assumption.prior),
            Cell::Text(&assumption.strength),
            Cell::Integer(i64::from(entry.strength.weakness())),
            Cell::Text(&assumption.source),
            Cell::Number(pounds),
            Cell::Number(entry.worth[worth][threshold].standard_error_pounds),
            Cell::Number(pounds / agenda.years()),
            Cell::Number(pounds / agenda.registered_patients),
            agenda
                .places()
                .map_or(Cell::Missing, |places| Cell::Number(pounds * places)),
            Cell::Text(&choice.label),
            Cell::Number(at.threshold_pounds),
            agenda
                .share_of_evpi(entry)
                .map_or(Cell::Missing, Cell::Number),
            Cell::Number(at.noise_pounds),
            Cell::Text(if entry.stands_out { "yes" } else { "no" }),
            Cell::Number(entry.priority()),
        ])?;
    }
    Ok(())
}

/// What each parameter is worth in each choice.
pub fn evppi_spec() -> TableSpec {
    TableSpec {
        name: "evppi".to_owned(),
        title: "What knowing each parameter would be worth in each choice".to_owned(),
        doc: "One row a choice, value of a QALY and uncertain parameter; for this place over the whole period.".to_owned(),
        columns: vec![
            text("decision", "The choice: this option against the base, or the best of all."),
            number("qaly_value", "GBP a QALY", "Value of a QALY."),
            text("parameter", "Section and name."),
            number("evppi", POUNDS, "What knowing it exactly would be worth."),
            number("standard_error", POUNDS, "Standard error of that."),
            text("above_noise", "Whether it is more than any shuffled parameter reached there: yes or no."),
        ],
        primary_key: vec!["decision", "qaly_value", "parameter"],
    }
}

/// Writes what each parameter is worth in each choice.
///
/// # Errors
/// If the file cannot be written.
pub fn write_evppi(table: &mut TableWriter, agenda: &Agenda) -> Result<(), OutputError> {
    for (number, choice) in agenda.choices.iter().enumerate() {
        for (threshold, at) in choice.at.iter().enumerate() {
            for entry in &agenda.parameters {
                let worth = entry.worth[number][threshold];
                let above = worth.pounds > at.noise_pounds;
                table.row(&[
                    Cell::Text(&choice.label),
                    Cell::Number(at.threshold_pounds),
                    Cell::Text(&entry.assumption.path),
                    Cell::Number(worth.pounds),
                    Cell::Number(worth.standard_error_pounds),
                    Cell::Text(if above { "yes" } else { "no" }),
                ])?;
            }
        }
    }
    Ok(())
}

/// The choices without more knowledge.
pub fn choices_spec() -> TableSpec {
    TableSpec {
        name: "choices".to_owned(),
        title: "The choices as they stand".to_owned(),
        doc: "One row a choice and value of a QALY; for this place over the whole period."
            .to_owned(),
        columns: vec![
            text(
                "decision",
                "The choice: this option against the base, or the best of all.",
            ),
            number("qaly_value", "GBP a QALY", "Value of a QALY."),
            text("best", "The option with the greatest expected net benefit."),
            number(
                "probability_best",
                "share",
                "Share of draws in which it has the greatest net benefit.",
            ),
            number(
                "evpi",
                POUNDS,
                "What knowing everything would be worth: the most that research for this choice could be. Luck that is left in draws of few runs counts as if it could be known.",
            ),
            number("noise", POUNDS, NOISE),
        ],
        primary_key: vec!["decision", "qaly_value"],
    }
}

/// Writes the choices.
///
/// # Errors
/// If the file cannot be written.
pub fn write_choices(table: &mut TableWriter, agenda: &Agenda) -> Result<(), OutputError> {
    for choice in &agenda.choices {
        for at in &choice.at {
            table.row(&[
                Cell::Text(&choice.label),
                Cell::Number(at.threshold_pounds),
                Cell::Text(&at.best),
                Cell::Number(at.probability_best),
                Cell::Number(at.evpi_pounds),
                Cell::Number(at.noise_pounds),
            ])?;
        }
    }
    Ok(())
}

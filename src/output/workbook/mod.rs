//! The Excel workbook of a comparison or of a run: a cover, one table a sheet, notes.
//!
//! | module | holds |
//! | --- | --- |
//! | `comparison` | differences and levels over the runs of a comparison |
//! | `economics` | what the options are worth, and the answer |
//! | `uncertainty` | what is uncertain, and how much it matters |
//! | `run` | the tables of the runs of one scenario |
//! | `inputs` | the values that went in, with their evidence |
//! | `cover` | the first and the last sheet |
//! | `sheet` | what a sheet holds, before anything of Excel is known |
//! | `book` | sheets as the bytes of a file |

mod book;
mod comparison;
mod cover;
mod economics;
mod inputs;
mod run;
mod sheet;
mod uncertainty;

use book::Book;
use sheet::{Page, Table};

use super::error::OutputError;
use super::manifest::Manifest;
use crate::analysis::decision::Decision;
use crate::analysis::results::Results;
use crate::scenario::Scenario;

/// The workbook's name in an output folder.
pub const WORKBOOK_FILE: &str = "workbook.xlsx";

/// The workbook of a comparison. `scenarios` has one scenario an option, in the same order.
///
/// The same arguments give the same bytes; when and where the folder was made does not matter.
///
/// # Errors
/// If the comparison has no option or not one scenario for each, or a table is too long for Excel.
pub fn workbook(
    decision: &Decision,
    manifest: &Manifest,
    scenarios: &[Scenario],
) -> Result<Vec<u8>, OutputError> {
    if scenarios.is_empty() || scenarios.len() != decision.options.len() {
        return Err(OutputError::Table {
            table: "Inputs".to_owned(),
            problem: format!(
                "{} scenarios for {} options",
                scenarios.len(),
                decision.options.len()
            ),
        });
    }
    let names = decision.labels();
    let mut tables = Vec::from_iter(economics::answer(decision, &names));
    tables.extend(comparison::tables(decision, &names));
    tables.extend(economics::tables(decision));
    tables.extend(uncertainty::tables(decision, &names));
    tables.extend(inputs::tables(scenarios, &names));
    tables.retain(|table| !table.rows.is_empty());
    let cover = cover::of_comparison(decision, &names, manifest, &tables);
    bytes(&cover, &tables, manifest, Some(decision))
}

/// The workbook of the runs of one scenario; `title` is that of the scenario with what the command line changed.
///
/// The same arguments give the same bytes; when and where the folder was made does not matter.
///
/// # Errors
/// If a table is too long for Excel.
pub fn workbook_of_run(
    title: &str,
    scenario: &Scenario,
    results: &Results,
    manifest: &Manifest,
) -> Result<Vec<u8>, OutputError> {
    let mut tables = run::tables(scenario, results);
    tables.extend(inputs::tables(
        std::slice::from_ref(scenario),
        &[title.to_owned()],
    ));
    tables.retain(|table| !table.rows.is_empty());
    let cover = cover::of_run(title, scenario, results.runs, manifest, &tables);
    bytes(&cover, &tables, manifest, None)
}

fn bytes(
    cover: &Page,
    tables: &[Table],
    manifest: &Manifest,
    decision: Option<&Decision>,
) -> Result<Vec<u8>, OutputError> {
    let author = format!("{} {}", manifest.program.name, manifest.program.version);
    Ok(Book {
        title: &cover.title,
        author: &author,
        cover,
        tables,
        notes: &cover::notes(manifest, decision),
    }
    .bytes()?)
}

#[cfg(test)]
mod tests;

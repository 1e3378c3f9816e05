//! What every study writes at the end: figures with their data, dictionary, data package, manifest.

use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::StudyError;
use crate::experiment::Failure;
use crate::output::datapackage::{DATA_PACKAGE_FILE, data_package};
use crate::output::dictionary::data_dictionary;
use crate::output::figures::{Datum, NamedFigure};
use crate::output::folder::OutputFolder;
use crate::output::manifest::{
    Environment, Kind, MANIFEST_FILE, Manifest, Program, SCHEMA_VERSION, ScenarioRecord,
    SourceFile, hash_files,
};
use crate::output::run_tables as tables;
use crate::output::table::TableFacts;
use crate::scenario::parameters::registry;
use crate::scenario::posterior::Posterior;
use crate::scenario::{self, Scenario, in_words};

/// What the manifest says of a study.
pub struct Record<'a> {
    /// What the folder holds.
    pub kind: Kind,
    /// Short name.
    pub name: &'a str,
    /// Title.
    pub title: &'a str,
    /// What it is about.
    pub description: &'a str,
    /// The command that makes the same folder again; threads never matter.
    pub command: String,
    /// Master seed.
    pub seed: u64,
    /// Number of runs.
    pub runs: u64,
    /// The scenarios.
    pub scenarios: Vec<ScenarioRecord>,
    /// Every other option that decides the results.
    pub options: Json,
}

/// Describes the tables, seals the folder with its manifest and puts it in place.
///
/// # Errors
/// If a file cannot be written or the folder not be put in place.
pub fn complete(
    folder: OutputFolder,
    tables: &[TableFacts],
    record: &Record<'_>,
) -> Result<PathBuf, StudyError> {
    let specs = || tables.iter().map(|facts| &facts.spec);
    let package = data_package(record.name, record.title, record.description, specs());
    folder.write(DATA_PACKAGE_FILE, pretty(&package))?;
    folder.write("data-dictionary.md", data_dictionary(specs()))?;
    let manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        kind: record.kind,
        program: Program::this(),
        command: record.command.clone(),
        environment: Environment::this(jiff::Timestamp::now()),
        seed: record.seed,
        runs: record.runs,
        scenarios: record.scenarios.clone(),
        options: record.options.clone(),
        files: hash_files(folder.path(), tables)?,
    };
    folder.write(MANIFEST_FILE, manifest.to_json())?;
    Ok(folder.finish()?)
}

/// The numbers behind a figure as CSV.
fn figure_data(figure: &NamedFigure) -> Result<Vec<u8>, StudyError> {
    let broken = |error: csv::Error| {
        StudyError::Other(format!("the data of figure {}: {error}", figure.name))
    };
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(&figure.data.columns).map_err(broken)?;
    for row in &figure.data.rows {
        table
            .write_record(row.iter().map(Datum::text))
            .map_err(broken)?;
    }
    table
        .into_inner()
        .map_err(|error| StudyError::Other(format!("the data of figure {}: {error}", figure.name)))
}

/// Writes a figure as SVG and PNG, with its numbers and its text alternative.
pub fn write_figure<E: From<StudyError>>(
    figure: &NamedFigure,
    mut write: impl FnMut(&str, Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    write(
        &format!("{}.svg", figure.name),
        figure.figure.standalone_svg().into_bytes(),
    )?;
    write(&format!("{}.png", figure.name), figure.figure.png.clone())?;
    write(&format!("{}.csv", figure.name), figure_data(figure)?)?;
    write(
        &format!("{}.txt", figure.name),
        format!("{}\n\n{}\n", figure.title, figure.figure.alt).into_bytes(),
    )
}

/// Writes figures into the folder of figures.
pub fn write_figures(folder: &OutputFolder, figures: &[NamedFigure]) -> Result<(), StudyError> {
    figures.iter().try_for_each(|figure| {
        write_figure(figure, |name, bytes| {
            Ok(folder.write(&format!("figures/{name}"), bytes)?)
        })
    })
}

/// The files that a manifest keeps, in the order in which they were read.
pub fn kept_files(manifest: &Manifest) -> Vec<scenario::SourceFile> {
    let files = manifest.scenarios.iter().flat_map(|record| &record.files);
    files
        .map(|file| scenario::SourceFile {
            name: file.name.clone(),
            text: file.text.clone(),
        })
        .collect()
}

/// A posterior as a manifest keeps it among the options.
pub fn kept(posterior: Option<&Posterior>) -> Json {
    posterior.map_or(Json::Null, |posterior| {
        json!(SourceFile::new(
            posterior.file.name.clone(),
            posterior.file.text.clone()
        ))
    })
}

/// Failed runs as the manifest lists them.
pub fn failed(failures: &[Failure]) -> Json {
    failures
        .iter()
        .map(|f| json!({ "run": f.replication, "network": f.network, "why": f.message }))
        .collect()
}

/// The scenario as a manifest keeps it.
pub fn record(scenario: &Scenario, overrides: &[String]) -> ScenarioRecord {
    ScenarioRecord {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        files: scenario
            .files
            .iter()
            .map(|file| SourceFile::new(file.name.clone(), file.text.clone()))
            .collect(),
        overrides: overrides.to_vec(),
        resolved: resolved(scenario),
    }
}

/// Every value as it was used: base values with their evidence, and where networks and dates differ from them.
fn resolved(scenario: &Scenario) -> Json {
    let base: serde_json::Map<String, Json> = registry()
        .iter()
        .zip(scenario.values.iter().zip(&scenario.evidence))
        .map(|(parameter, (&value, evidence))| {
            let entry = json!({
                "value": in_words(parameter, value),
                "unit": parameter.unit.label(),
                "prior": evidence.prior.to_string(),
                "strength": evidence.strength.label(),
                "source": evidence.source,
                "from": evidence.origin.to_string(),
            });
            (parameter.path(), entry)
        })
        .collect();
    let networks: Vec<Json> = scenario
        .networks
        .iter()
        .map(|network| {
            let epochs: Vec<Json> = network
                .epochs
                .iter()
                .map(|epoch| {
                    let differs: serde_json::Map<String, Json> = registry()
                        .iter()
                        .zip(scenario.values.iter().zip(epoch.values.iter()))
                        .filter(|(_, (base, value))| base != value)
                        .map(|(parameter, (_, &value))| (parameter.path(), json!(in_words(parameter, value))))
                        .collect();
                    json!({ "from": tables::date_on(scenario.start, epoch.day).to_string(), "differs": differs })
                })
                .collect();
            json!({ "name": network.name, "epochs": epochs })
        })
        .collect();
    json!({
        "start": scenario.start.to_string(),
        "days": scenario.days,
        "base": base,
        "networks": networks,
    })
}

/// JSON as it is written: indented, ending with a line feed.
pub fn pretty(json: &Json) -> String {
    let mut text = serde_json::to_string_pretty(json).expect("plain JSON");
    text.push('\n');
    text
}

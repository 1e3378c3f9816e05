//! The parameters of the model as tables for readers.

use std::fmt::Write;

use super::parameter::{Role, Unit};
use super::parameters::{registry, section_docs};
use super::structure::allowed_values;
use super::words::meaning;

/// `docs/parameters.md`: one table for each section, in the order of the registry.
pub fn reference_markdown() -> String {
    let mut text = format!(
        "# Parameters\n\n\
         All {} parameters of the model, by section of a scenario file. This page is made from the declarations in \
         `src/scenario/parameters/`; a test keeps it in step.\n\n\
         *Role*: a **setting** is a fact about the place; a **belief** is about how people and services behave; a \
         **lever** is something a commissioner decides; a **unit cost** is a price. Levers and unit costs may change at a \
         date. *Strength* of the source, strongest first: controlled, cohort, survey, guidance, qualitative, judgement. \
         Letters with a number (D10, L22, …) are rows of the evidence file.\n",
        registry().len()
    );
    for (section, doc) in section_docs() {
        let doc = doc.split_whitespace().collect::<Vec<_>>().join(" ");
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n## {section}\n\n{doc}\n\n\
             | parameter | default | unit | allowed | role | prior | strength | source | meaning |\n\
             | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        );
        for parameter in registry()
            .iter()
            .filter(|parameter| parameter.section == section)
        {
            let allowed = match parameter.unit {
                Unit::None => allowed_values(parameter),
                unit => allowed_values(parameter).replace(&format!(" ({})", unit.label()), ""),
            };
            let role = match parameter.role {
                Role::Setting => "setting",
                Role::Belief => "belief",
                Role::Lever => "lever",
                Role::UnitCost => "unit cost",
            };
            let cells = [
                format!("`{}`", parameter.name),
                parameter.default.to_string(),
                parameter.unit.label().to_owned(),
                allowed,
                role.to_owned(),
                parameter.prior.to_string(),
                parameter.strength.label().to_owned(),
                parameter.source.to_owned(),
                meaning(parameter),
            ];
            let row: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
            let _ = writeln!(text, "| {} |", row.join(" | "));
        }
    }
    text
}

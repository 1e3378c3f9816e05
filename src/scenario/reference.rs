//! The parameters of the model as tables for readers.

use std::fmt::Write;

use super::parameter::{Parameter, Role, Unit};
use super::parameters::{registry, section_docs};
use super::posterior::Posterior;
use super::structure::allowed_values;
use super::words::meaning;

/// What opens and closes a generated table in a hand-written page.
const OPENS: &str = "<!-- parameters:";
const CLOSES: &str = "<!-- /parameters -->";

/// `docs/parameters.md`: one table for each section, in the order of the registry.
pub fn reference_markdown() -> String {
    let mut text = format!(
        "# Parameters\n\n\
         All {} parameters of the model, by section of a scenario file. This page is made from the declarations in \
         `src/scenario/parameters/`; a test keeps it in step.\n\n\
         *Role*: a **setting** is a fact about the place; a **belief** is about how people and services behave; a \
         **lever** is something a commissioner decides; a **unit cost** is a price. Levers and unit costs may change at a \
         date. *Calibrated*: the default is the median of what the [calibration](calibration.md) to published figures found, \
         and 90% of its draws lie in this range; the source says where the prior comes from. *Strength* of the source, strongest first: controlled, cohort, survey, guidance, qualitative, judgement. \
         Letters with a number (D10, L22, …) are rows of the evidence file.\n",
        registry().len()
    );
    for (section, doc) in section_docs() {
        let doc = doc.split_whitespace().collect::<Vec<_>>().join(" ");
        // Writing to a string cannot fail.
        let _ = write!(text, "\n## {section}\n\n{doc}\n\n");
        text += &table(
            &[
                "parameter",
                "default",
                "unit",
                "allowed",
                "role",
                "prior",
                CALIBRATED,
                "strength",
                "source",
                "meaning",
            ],
            &of_section(section),
            |index, parameter| {
                let allowed = match parameter.unit {
                    Unit::None => allowed_values(parameter),
                    unit => allowed_values(parameter).replace(&format!(" ({})", unit.label()), ""),
                };
                vec![
                    format!("`{}`", parameter.name),
                    parameter.default.to_string(),
                    parameter.unit.label().to_owned(),
                    allowed,
                    role_label(parameter.role).to_owned(),
                    parameter.prior.to_string(),
                    calibrated(index),
                    parameter.strength.label().to_owned(),
                    parameter.source.to_owned(),
                    meaning(parameter),
                ]
            },
        );
    }
    text
}

/// The parameters of one section as a short table: name, default, unit, role, prior and strength of the source.
/// `None` if there is no such section. What each means and where it comes from is in [`reference_markdown`].
pub fn section_markdown(section: &str) -> Option<String> {
    let parameters = of_section(section);
    if parameters.is_empty() {
        return None;
    }
    Some(table(
        &[
            "parameter",
            "default",
            "unit",
            "role",
            "prior",
            CALIBRATED,
            "strength",
        ],
        &parameters,
        |index, parameter| {
            vec![
                format!("`{}`", parameter.name),
                parameter.default.to_string(),
                parameter.unit.label().to_owned(),
                role_label(parameter.role).to_owned(),
                parameter.prior.to_string(),
                calibrated(index),
                parameter.strength.label().to_owned(),
            ]
        },
    ))
}

/// Head of the column that only sections with calibrated parameters have.
const CALIBRATED: &str = "calibrated";

/// The parameters of a section with their positions in the registry.
fn of_section(section: &str) -> Vec<(usize, &'static Parameter)> {
    registry()
        .iter()
        .enumerate()
        .filter(|(_, parameter)| parameter.section == section)
        .collect()
}

/// A table of parameters, without the column of the calibrated where there is none.
fn table(
    head: &[&str],
    parameters: &[(usize, &'static Parameter)],
    cells: impl Fn(usize, &'static Parameter) -> Vec<String>,
) -> String {
    let some = parameters
        .iter()
        .any(|(index, _)| !calibrated(*index).is_empty());
    let row = |cells: Vec<String>| -> String {
        let shown: Vec<String> = cells
            .into_iter()
            .zip(head)
            .filter(|(_, head)| some || **head != CALIBRATED)
            .map(|(cell, _)| cell.replace('|', "\\|"))
            .collect();
        format!("| {} |\n", shown.join(" | "))
    };
    let mut text = row(head.iter().map(|&name| name.to_owned()).collect());
    text += &row(vec!["---".to_owned(); head.len()]);
    for &(index, parameter) in parameters {
        text += &row(cells(index, parameter));
    }
    text
}

/// A page with every table between `<!-- parameters:SECTION -->` and `<!-- /parameters -->` made anew from the
/// declarations. All other text stays as it is.
///
/// # Errors
/// A sentence that says what is wrong: a marker that is not closed, or a section that does not exist.
pub fn with_parameter_tables(page: &str) -> Result<String, String> {
    let mut made = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find(OPENS) {
        let (before, marked) = rest.split_at(at);
        made.push_str(before);
        let named = &marked[OPENS.len()..];
        let (section, after) = named
            .split_once(" -->")
            .ok_or("a marker of a parameter table has no end")?;
        let table = section_markdown(section)
            .ok_or_else(|| format!("there is no section `{section}` of parameters"))?;
        let (_, after) = after
            .split_once(CLOSES)
            .ok_or_else(|| format!("the table of `{section}` is not closed by `{CLOSES}`"))?;
        let _ = write!(made, "{OPENS}{section} -->\n{table}{CLOSES}");
        rest = after;
    }
    made.push_str(rest);
    Ok(made)
}

/// What the calibration of the default values found of a parameter: the range that holds 90% of its draws.
fn calibrated(index: usize) -> String {
    Posterior::of_defaults()
        .range_in_words(index)
        .unwrap_or_default()
}

fn role_label(role: Role) -> &'static str {
    match role {
        Role::Setting => "setting",
        Role::Belief => "belief",
        Role::Lever => "lever",
        Role::UnitCost => "unit cost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_markers_is_made_anew() {
        let page = "Before.\n<!-- parameters:champions -->\nold\n<!-- /parameters -->\nAfter.\n";
        let made = with_parameter_tables(page).unwrap();
        assert!(made.starts_with("Before.\n<!-- parameters:champions -->\n| parameter |"));
        assert!(made.contains("| `becomes` |") && !made.contains("old"));
        assert!(made.ends_with("<!-- /parameters -->\nAfter.\n"));
        assert_eq!(with_parameter_tables(&made).unwrap(), made);
    }

    #[test]
    fn a_marker_that_cannot_be_followed_is_an_error() {
        assert!(with_parameter_tables("<!-- parameters:x -->\n<!-- /parameters -->").is_err());
        assert!(with_parameter_tables("<!-- parameters:gp -->\n").is_err());
        assert!(with_parameter_tables("<!-- parameters:gp").is_err());
    }
}

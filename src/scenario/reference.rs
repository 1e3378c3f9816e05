//! The parameters of the model as tables for readers.

use std::fmt::Write;

use super::parameter::{Role, Unit};
use super::parameters::{registry, section_docs};
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
            let cells = [
                format!("`{}`", parameter.name),
                parameter.default.to_string(),
                parameter.unit.label().to_owned(),
                allowed,
                role_label(parameter.role).to_owned(),
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

/// The parameters of one section as a short table: name, default, unit, role, prior and strength of the source.
/// `None` if there is no such section. What each means and where it comes from is in [`reference_markdown`].
pub fn section_markdown(section: &str) -> Option<String> {
    let mut text = String::from(
        "| parameter | default | unit | role | prior | strength |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut found = false;
    for parameter in registry()
        .iter()
        .filter(|parameter| parameter.section == section)
    {
        found = true;
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} |",
            parameter.name,
            parameter.default,
            parameter.unit.label(),
            role_label(parameter.role),
            parameter.prior,
            parameter.strength.label()
        );
    }
    found.then_some(text)
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

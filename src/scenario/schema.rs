//! The JSON Schema of scenario files, for editors that complete and check while one writes.

use serde_json::{Map, Value as Json, json};

use super::parameter::{Kind, Parameter, Role, Strength, Value};
use super::parameters::{registry, section_docs};
use super::structure::{self, Key, Keys};
use super::words::{in_words, meaning};

/// The schema (draft 2020-12), made from the registry and the structural tables that checking uses, too.
pub fn json_schema() -> Json {
    let mut properties = Map::new();
    for key in structure::TOP {
        properties.insert(key.name.to_owned(), top(key));
    }
    for (section, doc) in section_docs() {
        properties.insert(
            section.to_owned(),
            section_table(section, doc, true, |_| true),
        );
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of spsim",
        "description": "A scenario of social prescribing. See docs/scenario-files.md.",
        "type": "object",
        "additionalProperties": false,
        "minProperties": 1,
        "properties": properties,
        "$defs": {
            "strength": {
                "description": "How strong the evidence is, strongest first.",
                "enum": Strength::ALL.map(Strength::label),
            },
            "prior": prior(),
            "with_unit": {
                "description": "A number with a unit that fits, such as \"90 days\", \"50 %\" or \"£37\".",
                "type": "string",
                "pattern": "^ *(£ *[+-]?[0-9]|[+-]?[0-9.][0-9.,_]* *[^0-9 .,_])",
            },
            "full_number": full_form(&json!({ "anyOf": [
                { "type": "number" },
                { "$ref": "#/$defs/with_unit" },
            ] })),
            "full_word": full_form(&json!({ "type": ["boolean", "string"] })),
        },
    })
}

fn top(key: &Key) -> Json {
    match key.name {
        "extends" => described(text(), key.doc),
        "scenario" => table(key, structure::SCENARIO, &[], |_| text()),
        "time" => {
            let mut time = table(key, structure::TIME, &[], |key| match key.name {
                "years" => json!({ "type": "integer", "minimum": 1, "maximum": 100 }),
                "days" => json!({ "type": "integer", "minimum": 1, "maximum": 36_600 }),
                "holidays" => json!({ "anyOf": [
                    { "enum": ["england", "none"] },
                    { "type": "array", "items": a_date() },
                ] }),
                _ => a_date(),
            });
            time["not"] = json!({ "anyOf": [
                { "required": ["years", "days"] },
                { "required": ["years", "end"] },
                { "required": ["days", "end"] },
            ] });
            time
        }
        "run" => table(key, structure::RUN, &[], |key| match key.name {
            "runs" => json!({ "type": "integer", "minimum": 1, "maximum": 1_000_000 }),
            "precision" => json!({ "type": "number", "minimum": 1e-6, "maximum": 1 }),
            "runs_at_most" => json!({ "type": "integer", "minimum": 10, "maximum": 1_000_000 }),
            "precise" => json!({ "type": "array", "items": text() }),
            _ => json!({ "type": "integer", "minimum": 0 }),
        }),
        "network_generator" => table(key, structure::GENERATOR, &[], |key| match key.name {
            "count" => json!({ "type": "integer", "minimum": 1, "maximum": 100_000 }),
            "registered_total" => {
                json!({ "type": "integer", "minimum": 1, "maximum": 100_000_000 })
            }
            "deprivation_spread" => json!({ "type": "number", "minimum": 0, "maximum": 3 }),
            "seed" => json!({ "type": "integer", "minimum": 0 }),
            _ => json!({ "type": "number", "minimum": 0, "maximum": 2 }),
        }),
        "network" => list(key, structure::NETWORK, &["name"], |_| text(), |_| true),
        "change" => list(
            key,
            structure::CHANGE,
            &["at"],
            |key| match key.name {
                "networks" => json!({ "type": "array", "items": text(), "minItems": 1 }),
                "note" => text(),
                _ => a_date(),
            },
            |parameter| parameter.role.may_change(),
        ),
        other => unreachable!("no table `{other}`"),
    }
}

/// Text with a letter at least.
pub(super) fn text() -> Json {
    json!({ "type": "string", "minLength": 1 })
}

/// TOML has dates of its own; editors read this format for them.
fn a_date() -> Json {
    json!({ "type": "string", "format": "date" })
}

pub(super) fn described(mut schema: Json, doc: &str) -> Json {
    schema["description"] = json!(doc);
    schema
}

pub(super) fn table(key: &Key, keys: Keys, required: &[&str], of: impl Fn(&Key) -> Json) -> Json {
    let properties: Map<String, Json> = keys
        .iter()
        .map(|key| (key.name.to_owned(), described(of(key), key.doc)))
        .collect();
    json!({
        "description": key.doc,
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

/// A list of tables that also hold parameters.
pub(super) fn list(
    key: &Key,
    keys: Keys,
    required: &[&str],
    of: impl Fn(&Key) -> Json,
    wanted: impl Fn(&Parameter) -> bool,
) -> Json {
    let mut item = table(key, keys, required, of);
    for (section, doc) in section_docs() {
        let section_schema = section_table(section, doc, false, &wanted);
        if section_schema["properties"] != json!({}) {
            item["properties"][section] = section_schema;
        }
    }
    json!({ "description": key.doc, "type": "array", "items": item })
}

fn section_table(
    section: &str,
    doc: &str,
    base: bool,
    wanted: impl Fn(&Parameter) -> bool,
) -> Json {
    let properties: Map<String, Json> = registry()
        .iter()
        .filter(|parameter| parameter.section == section && wanted(parameter))
        .map(|parameter| {
            let schema = if base {
                parameter_schema(parameter)
            } else {
                // In lists the meaning is told by reference: the same text many times would make the file huge.
                json!({ "$ref": format!("#/properties/{section}/properties/{}", parameter.name) })
            };
            (parameter.name.to_owned(), schema)
        })
        .collect();
    json!({
        "description": doc,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn parameter_schema(parameter: &Parameter) -> Json {
    let plain = match parameter.kind {
        Kind::Number(low, high) => json!({ "type": "number", "minimum": low, "maximum": high }),
        Kind::Integer(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Choice(labels) => json!({ "enum": labels }),
    };
    let forms = match parameter.kind {
        Kind::Number(..) | Kind::Integer(..) => vec![
            plain,
            json!({ "$ref": "#/$defs/with_unit" }),
            json!({ "$ref": "#/$defs/full_number" }),
        ],
        Kind::Flag | Kind::Choice(_) => vec![plain, json!({ "$ref": "#/$defs/full_word" })],
    };
    json!({
        "description": format!(
            "{}. Default: {}. Prior: {}. Source: {} [{}]. {}",
            meaning(parameter),
            in_words(parameter, parameter.default),
            parameter.prior,
            parameter.source,
            parameter.strength.label(),
            match parameter.role {
                Role::Lever | Role::UnitCost => "May change at a date.",
                Role::Belief | Role::Setting => "Holds for the whole run.",
            },
        ),
        "default": match parameter.default {
            Value::Number(x) => json!(x),
            Value::Integer(n) => json!(n),
            Value::Flag(flag) => json!(flag),
            Value::Choice(label) => json!(label),
        },
        "anyOf": forms,
    })
}

/// The form with evidence. Its value is looked at loosely: with a unit of its own, it may lie outside the range of the
/// declared unit; reading the file checks it.
fn full_form(value: &Json) -> Json {
    let key = Key {
        name: "",
        doc: "The value with its evidence. The value may be left out if only its evidence is new.",
    };
    let mut form = table(&key, structure::FULL_FORM, &[], |key| match key.name {
        "value" => value.clone(),
        "prior" => json!({ "$ref": "#/$defs/prior" }),
        "strength" => json!({ "$ref": "#/$defs/strength" }),
        _ => json!({ "type": "string", "minLength": 1 }),
    });
    form["minProperties"] = json!(1);
    form
}

fn prior() -> Json {
    let two = json!({
        "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2,
    });
    let mut distribution = table(
        &Key {
            name: "",
            doc: "One distribution with two numbers.",
        },
        structure::PRIOR,
        &[],
        |_| two.clone(),
    );
    distribution["minProperties"] = json!(1);
    distribution["maxProperties"] = json!(1);
    json!({
        "description": "What is believed about a value, in the unit of the parameter.",
        "anyOf": [{ "const": "fixed" }, distribution],
    })
}

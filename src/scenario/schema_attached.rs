//! The JSON Schemas of documents other than scenarios: sweeps, searches, evaluations and others. They are made from the tables of
//! keys that reading uses, too; the values of parameters are looked up in the schema of scenario files, beside these.

use serde_json::{Map, Value as Json, json};

use super::parameter::Parameter;
use super::parameters::{Population, registry, section_docs};
use super::schema::{described, list, table, text};
use super::structure::{Key, Keys};
use super::sweep::MOST_POINTS;
use super::{evaluation, frontier, observations, sensitivity, sweep, targets};

/// The schema of a sweep (draft 2020-12).
pub fn sweep_schema() -> Json {
    document(
        "Sweep",
        "docs/sweeps.md",
        sweep::TOP,
        &["scenario", "factor"],
        |key| match key.name {
            "runs" => described(whole(1, 1_000_000), key.doc),
            _ => of_points(key, MOST_POINTS),
        },
    )
}

/// The schema of a search; `measures` are the names that it may ask for.
pub fn frontier_schema(measures: &[&str]) -> Json {
    let a_measure = || json!({ "enum": measures });
    document(
        "Search",
        "docs/sweeps.md",
        frontier::TOP,
        &["scenario", "factor", "objective"],
        |key| match key.name {
            "objective" => {
                let mut objective = table(key, frontier::OBJECTIVE, &[], |_| a_measure());
                objective["minProperties"] = json!(1);
                objective["maxProperties"] = json!(1);
                objective
            }
            "constraint" => list(
                key,
                frontier::CONSTRAINT,
                &["measure"],
                |key| match key.name {
                    "measure" => a_measure(),
                    "subgroup" => {
                        json!({ "enum": ["all", "imd=1", "imd=2", "imd=3", "imd=4", "imd=5"] })
                    }
                    "in_share_of_runs" => number(0.01, 0.999),
                    "at_least_as_base" => json!({ "const": true }),
                    "margin" => number(0.0, 1e15),
                    _ => json!({ "type": "number" }),
                },
                |_| false,
            ),
            "selection" => table(key, frontier::SELECTION, &[], |key| match key.name {
                "method" => json!({ "enum": ["kn", "ocba"] }),
                "confidence" => number(0.6, 0.999),
                "indifference" => number(1e-9, 1e15),
                "first_runs" => whole(5, 1_000),
                _ => whole(5, 10_000),
            }),
            "frontier" => table(key, frontier::FRONTIER, &[], |_| a_measure()),
            _ => of_points(key, frontier::MOST_CANDIDATES),
        },
    )
}

/// The schema of a sensitivity analysis; `measures` are the names that it may ask for.
pub fn sensitivity_schema(measures: &[&str]) -> Json {
    let named = |of: Json| json!({ "type": "array", "minItems": 1, "items": of });
    document(
        "Sensitivity analysis",
        "docs/sensitivity.md",
        sensitivity::TOP,
        &["scenario", "measures"],
        |key| {
            let own = match key.name {
                "runs" => whole(2, 1_000),
                "design_seed" => whole(0, i64::MAX),
                "inputs" => json!({ "anyOf": [{ "const": "beliefs" }, named(a_parameter())] }),
                "measures" => named(json!({ "enum": measures })),
                "morris" => table(key, sensitivity::MORRIS, &[], |_| whole(1, i64::MAX)),
                "sobol" => table(key, sensitivity::SOBOL, &[], |_| whole(16, 16_384)),
                "prcc" => table(key, sensitivity::PRCC, &[], |_| whole(10, 100_000)),
                _ => return of_points(key, sensitivity::MOST_POINTS),
            };
            described(own, key.doc)
        },
    )
}

/// The schema of a file of targets.
pub fn targets_schema() -> Json {
    document(
        "Targets",
        "docs/calibrating.md",
        targets::TOP,
        &["target"],
        |key| match key.name {
            "targets" => table(key, targets::TARGETS, &[], |key| match key.name {
                "parameters" => json!({ "type": "array", "minItems": 1, "items": a_parameter() }),
                _ => text(),
            }),
            _ => list(
                key,
                targets::TARGET,
                &["id", "measure", "source"],
                |key| match key.name {
                    "value" | "tolerance" | "standard_error" | "weight" => {
                        json!({ "type": "number" })
                    }
                    "range" => json!({
                        "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2,
                    }),
                    "use" => json!({ "enum": ["calibration", "validation"] }),
                    _ => text(),
                },
                |_| false,
            ),
        },
    )
}

/// The schema of what a validation holds the model against.
pub fn validation_schema() -> Json {
    let one_or_more =
        || json!({ "anyOf": [text(), { "type": "array", "minItems": 1, "items": text() }] });
    let quantity = |key: &Key| match key.name {
        "measure" | "subgroup" | "per" | "per_subgroup" | "than" => one_or_more(),
        "times" => json!({ "enum": registry().iter().map(Parameter::path).collect::<Vec<_>>() }),
        "value" | "at_least" | "at_most" | "divided_by" => json!({ "type": "number" }),
        "standard_error" | "tolerance" | "useful_width" => {
            json!({ "type": "number", "exclusiveMinimum": 0 })
        }
        "range" => json!({
            "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2,
        }),
        _ => text(),
    };
    document(
        "Validation",
        "docs/validating.md",
        observations::TOP,
        &["observation"],
        |key| match key.name {
            "validation" => table(key, observations::VALIDATION, &[], |_| text()),
            "observation" => list(
                key,
                observations::OBSERVATION,
                &["id", "what", "measure", "source"],
                quantity,
                |_| false,
            ),
            _ => list(
                key,
                observations::PATTERN,
                &["id", "what", "more", "measure"],
                quantity,
                |_| false,
            ),
        },
    )
}

/// The schema of an evaluation.
pub fn evaluation_schema() -> Json {
    document(
        "Evaluation",
        "docs/evaluations.md",
        evaluation::TOP,
        &["scenario"],
        |key| {
            let keys = match key.name {
                "study" => evaluation::STUDY,
                "measurement" => evaluation::MEASUREMENT,
                "recruitment" => evaluation::RECRUITMENT,
                "follow_up" => evaluation::FOLLOW_UP,
                "before_after" | "cluster_trial" => evaluation::BEFORE_AFTER,
                "matched" => evaluation::MATCHED,
                "stepped" => evaluation::STEPPED,
                _ => return described(text(), key.doc),
            };
            table(key, keys, &[], |key| match key.name {
                "studies" => whole(1, 100_000),
                "seed" => whole(0, i64::MAX),
                "setup_months" | "recruitment_months" => whole(1, 60),
                "follow_up_months" => whole(1, 120),
                "networks" => whole(1, 10_000),
                "days_apart" => whole(0, 3_660),
                "steps" => whole(2, 50),
                "most_per_network" => whole(1, 1_000_000),
                "agree_share" | "answer_share" => number(0.0, 1.0),
                "odds_ratio_engaged" => number(0.01, 100.0),
                "odds_ratio_per_point" => number(0.1, 10.0),
                "caliper_points" => number(0.0, 28.0),
                _ => number(0.0, 10.0),
            })
        },
    )
}

fn document(
    kind: &str,
    page: &str,
    keys: Keys,
    required: &[&str],
    of: impl Fn(&Key) -> Json,
) -> Json {
    let properties: Map<String, Json> = keys
        .iter()
        .map(|key| (key.name.to_owned(), of(key)))
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("{kind} of spsim"),
        "description": format!("See {page}."),
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

/// What sweeps and searches share.
fn of_points(key: &Key, most_points: u64) -> Json {
    match key.name {
        "seed" => described(whole(0, i64::MAX), key.doc),
        "design" => table(key, sweep::DESIGN_KEYS, &[], |key| match key.name {
            "kind" => json!({ "enum": sweep::DesignKind::labels() }),
            "points" => json!({ "type": "integer", "minimum": 1, "maximum": most_points }),
            _ => whole(0, i64::MAX),
        }),
        "factor" => list(
            key,
            sweep::FACTOR_KEYS,
            &[],
            |key| match key.name {
                "parameter" => a_parameter(),
                "values" => json!({ "type": "array", "minItems": 1 }),
                "low" | "high" => json!({ "type": ["number", "string"] }),
                "steps" => whole(2, i64::MAX),
                "spacing" => json!({ "enum": ["linear", "logarithmic"] }),
                "levels" => levels(),
                _ => text(),
            },
            |_| false,
        ),
        _ => described(text(), key.doc),
    }
}

/// The path of a parameter that may be varied: all but those that say who lives there.
fn a_parameter() -> Json {
    let paths: Vec<String> = registry()
        .iter()
        .filter(|parameter| parameter.section != Population::SECTION)
        .map(|parameter| parameter.path())
        .collect();
    json!({ "enum": paths })
}

fn levels() -> Json {
    let set: Map<String, Json> = section_docs()
        .into_iter()
        .filter(|(section, _)| *section != Population::SECTION)
        .map(|(section, _)| {
            let of = format!("scenario.schema.json#/properties/{section}");
            (section.to_owned(), json!({ "$ref": of }))
        })
        .collect();
    let key = Key {
        name: "",
        doc: "A level: a label, and the values that hold at it.",
    };
    let level = table(
        &key,
        sweep::LEVEL_KEYS,
        &["label", "set"],
        |key| match key.name {
            "set" => json!({
                "type": "object",
                "additionalProperties": false,
                "properties": set,
            }),
            _ => text(),
        },
    );
    json!({ "type": "array", "minItems": 1, "items": level })
}

fn whole(least: i64, most: i64) -> Json {
    match most {
        i64::MAX => json!({ "type": "integer", "minimum": least }),
        most => json!({ "type": "integer", "minimum": least, "maximum": most }),
    }
}

fn number(least: f64, most: f64) -> Json {
    json!({ "type": "number", "minimum": least, "maximum": most })
}

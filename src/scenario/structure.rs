//! The tables of a scenario file that are not sections of parameters: their keys, and what each means.
//! Checking and the JSON Schema read the same lists.

use super::parameter::{Kind, Parameter, Unit};
use super::words::grouped;

/// One key of a structural table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub name: &'static str,
    pub doc: &'static str,
}

pub(super) type Keys = &'static [Key];

pub(super) const fn key(name: &'static str, doc: &'static str) -> Key {
    Key { name, doc }
}

pub(super) const TOP: Keys = &[
    key(
        "extends",
        "The file that this one builds on, relative to this file. What is not given here comes from there.",
    ),
    key("scenario", "What the scenario is about."),
    key("time", "From when to when, and which days nobody works."),
    key("run", "How often the scenario is run."),
    key(
        "network",
        "The primary care networks, one by one. A list here replaces the whole list of the file that is extended.",
    ),
    key(
        "network_generator",
        "Networks made up at random, instead of a list of them.",
    ),
    key(
        "change",
        "Levers and prices that change at a date. A list here replaces the whole list of the file that is extended.",
    ),
];

pub(super) const SCENARIO: Keys = &[
    key("title", "A short title."),
    key("description", "What the scenario describes."),
    key("question", "The question that it answers."),
];

pub(super) const TIME: Keys = &[
    key("start", "First day. Default: 2026-04-01."),
    key(
        "years",
        "Length in whole years. Give one of `years`, `days` and `end`. Default: 3 years.",
    ),
    key("days", "Length in days."),
    key("end", "Last day."),
    key(
        "holidays",
        "Days on which nobody works: \"england\" for the bank holidays by rule (default), \"none\", or a list of dates.",
    ),
];

pub(super) const RUN: Keys = &[
    key("runs", "How many times the scenario is run. Default: 20."),
    key("seed", "Master seed of the random numbers. Default: 1."),
];

pub(super) const NETWORK: Keys = &[key("name", "A name that no other network has.")];

pub(super) const GENERATOR: Keys = &[
    key("count", "How many networks."),
    key(
        "registered_total",
        "Registered patients of all networks together. Default: as many networks of the base size.",
    ),
    key(
        "size_cv",
        "Spread of sizes: coefficient of variation. Default: 0.3.",
    ),
    key(
        "deprivation_spread",
        "How much networks differ in deprivation: 0, all have the mix of [population]; 1, they differ strongly. The mix of all together stays. Default: 1.",
    ),
    key(
        "staffing_cv",
        "Spread of link workers per patient around that of [staffing] and [population]: coefficient of variation. Default: 0.25.",
    ),
    key(
        "seed",
        "Seed of the random networks; it does not change with the runs. Default: 1.",
    ),
];

pub(super) const CHANGE: Keys = &[
    key("at", "First day in force."),
    key(
        "until",
        "Last day in force. Afterwards what would hold without the change. Default: to the end.",
    ),
    key("networks", "Names of the networks concerned. Default: all."),
    key("note", "Why."),
];

pub(super) const FULL_FORM: Keys = &[
    key(
        "value",
        "The value, in `unit` if that is given, else in the unit of the parameter.",
    ),
    key("unit", "A unit that fits; the value is converted."),
    key(
        "prior",
        "What is believed about it, in the unit of the parameter: one distribution with two numbers, or \"fixed\".",
    ),
    key("source", "Where the value comes from."),
    key("strength", "How strong that source is."),
    key("note", "Anything else."),
];

pub(super) const PRIOR: Keys = &[
    key("beta", "Shapes alpha and beta."),
    key(
        "normal",
        "Mean and standard deviation; cut off at the allowed range.",
    ),
    key(
        "lognormal",
        "Median and standard deviation of the logarithm.",
    ),
    key("gamma", "Shape and scale."),
    key("uniform", "Lower and upper bound."),
];

/// The distributions and their numbers, in one line.
pub(super) fn prior_help() -> &'static str {
    "distributions: beta = [alpha, beta], normal = [mean, sd], lognormal = [median, sigma], gamma = [shape, scale], \
     uniform = [low, high]"
}

/// What values a parameter may take, in words.
pub(super) fn allowed_values(parameter: &Parameter) -> String {
    let unit = match parameter.unit {
        Unit::None => String::new(),
        unit => format!(" ({})", unit.label()),
    };
    match parameter.kind {
        Kind::Number(low, high) => format!("{} to {}{unit}", grouped(low), grouped(high)),
        Kind::Integer(low, high) => format!(
            "whole numbers from {} to {}{unit}",
            grouped(low as f64),
            grouped(high as f64)
        ),
        Kind::Flag => "true or false".to_owned(),
        Kind::Choice(labels) => labels
            .iter()
            .map(|label| format!("\"{label}\""))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

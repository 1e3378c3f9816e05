//! Contradictions between values that are each allowed on their own.

use super::parameter::{Kind, Parameter, Value};
use super::parameters::{Parameters, registry};
use super::structure::allowed_values;

/// Weeks in a month.
const WEEKS_A_MONTH: f64 = 30.4375 / 7.0;

/// Values that cannot hold together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contradiction {
    /// Paths of the parameters concerned.
    pub parameters: Vec<String>,
    pub message: String,
    pub help: String,
}

impl Contradiction {
    fn new(parameters: &[&str], message: String, help: &str) -> Self {
        Self {
            parameters: parameters.iter().map(|&path| path.to_owned()).collect(),
            message,
            help: help.to_owned(),
        }
    }
}

/// Whether a value has the kind of its parameter and lies within its range.
pub(super) fn fits(parameter: &Parameter, value: Value) -> bool {
    match (parameter.kind, value) {
        (Kind::Number(low, high), Value::Number(x)) => (low..=high).contains(&x),
        (Kind::Integer(low, high), Value::Integer(n)) => (low..=high).contains(&n),
        (Kind::Flag, Value::Flag(_)) => true,
        (Kind::Choice(labels), Value::Choice(label)) => labels.contains(&label),
        _ => false,
    }
}

/// All contradictions in one complete set of values. Values that were worked out, not written, may be out of range.
pub(super) fn contradictions(values: &[Value]) -> Vec<Contradiction> {
    let outside: Vec<Contradiction> = registry()
        .iter()
        .zip(values)
        .filter(|&(parameter, &value)| !fits(parameter, value))
        .map(|(parameter, value)| {
            Contradiction::new(
                &[&parameter.path()],
                format!("`{}` becomes {value}", parameter.path()),
                &format!("allowed: {}", allowed_values(parameter)),
            )
        })
        .collect();
    if !outside.is_empty() {
        return outside;
    }
    let parameters = Parameters::from_values(values);
    let mut found = Vec::new();
    weights(&parameters, &mut found);
    let population = &parameters.population;
    if population.practices > population.registered_patients {
        found.push(Contradiction::new(
            &["population.practices", "population.registered_patients"],
            format!(
                "there are more practices ({}) than registered patients ({})",
                population.practices, population.registered_patients
            ),
            "every practice needs patients",
        ));
    }
    let staffing = &parameters.staffing;
    let day_minutes = staffing.hours_per_week / 5.0 * 60.0;
    let contact = &parameters.contact;
    for (path, minutes) in [
        ("contact.first_minutes", contact.first_minutes),
        ("contact.follow_up_minutes", contact.follow_up_minutes),
        ("contact.telephone_minutes", contact.telephone_minutes),
    ] {
        if minutes > day_minutes {
            found.push(Contradiction::new(
                &[path, "staffing.hours_per_week"],
                format!(
                    "a contact of {minutes} minutes (`{path}`) is longer than a working day of {day_minutes} minutes"
                ),
                "a working day is a fifth of `staffing.hours_per_week`",
            ));
        }
    }
    let bound_hours =
        staffing.relationship_hours_per_week + staffing.supervision_hours_per_month / WEEKS_A_MONTH;
    if bound_hours >= staffing.hours_per_week {
        found.push(Contradiction::new(
            &[
                "staffing.relationship_hours_per_week",
                "staffing.supervision_hours_per_month",
                "staffing.hours_per_week",
            ],
            format!(
                "relationship building and supervision take {bound_hours:.1} hours of a week of {} hours",
                staffing.hours_per_week
            ),
            "no time is left for patients",
        ));
    }
    found
}

fn weights(parameters: &Parameters, found: &mut Vec<Contradiction>) {
    let population = &parameters.population;
    let need = &parameters.need;
    let groups = [
        (
            "ages",
            vec![
                ("population.age_18_29", population.age_18_29),
                ("population.age_30_44", population.age_30_44),
                ("population.age_45_64", population.age_45_64),
                ("population.age_65_74", population.age_65_74),
                ("population.age_75_plus", population.age_75_plus),
            ],
        ),
        (
            "IMD quintiles",
            vec![
                ("population.imd_1", population.imd_1),
                ("population.imd_2", population.imd_2),
                ("population.imd_3", population.imd_3),
                ("population.imd_4", population.imd_4),
                ("population.imd_5", population.imd_5),
            ],
        ),
        (
            "main needs",
            vec![
                ("need.weight_loneliness", need.weight_loneliness),
                ("need.weight_low_mood", need.weight_low_mood),
                ("need.weight_money_housing", need.weight_money_housing),
                ("need.weight_inactivity", need.weight_inactivity),
                (
                    "need.weight_long_term_condition",
                    need.weight_long_term_condition,
                ),
                ("need.weight_bereavement", need.weight_bereavement),
                ("need.weight_caring", need.weight_caring),
                ("need.weight_occupation", need.weight_occupation),
            ],
        ),
    ];
    for (name, weights) in groups {
        if weights.iter().all(|(_, weight)| *weight == 0.0) {
            let paths: Vec<&str> = weights.iter().map(|(path, _)| *path).collect();
            found.push(Contradiction::new(
                &paths,
                format!("the weights of all {name} are 0"),
                "at least one must be above 0; they need not sum to 1",
            ));
        }
    }
}

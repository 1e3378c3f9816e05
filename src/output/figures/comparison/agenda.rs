//! What is worth knowing against what is known.

use super::super::NamedFigure;
use super::{Datum, Setting, named, some, words};
use crate::analysis::evidence::{Agenda, Entry};
use crate::output::chart::{Axis, EndWords, Guide, NumberFormat, StripFrame, StripPoint, strip};
use crate::scenario::parameter::Strength;

/// Points that bear their name.
const NAMED: usize = 12;

/// A point for each uncertain parameter: its evidence, and what knowing it would be worth where that matters most.
pub fn research_agenda(setting: &Setting<'_>, agenda: &Agenda) -> NamedFigure {
    let pounds = |value: f64| NumberFormat::Pounds.text(value);
    let a_year = |value: f64| value / agenda.years();
    let column = |entry: &Entry| usize::from(entry.strength.weakness()) - 1;
    let points: Vec<StripPoint> = agenda
        .parameters
        .iter()
        .enumerate()
        .map(|(number, entry)| StripPoint {
            column: column(entry),
            value: a_year(entry.pounds()),
            label: match entry.stands_out && number < NAMED {
                true => format!("{} {}", number + 1, entry.assumption.path),
                false => String::new(),
            },
            is_muted: !entry.stands_out,
        })
        .collect();
    let noise = agenda
        .choices
        .iter()
        .flat_map(|choice| &choice.at)
        .map(|at| a_year(at.noise_pounds))
        .fold(0.0, f64::max);
    let frame = StripFrame {
        columns: Strength::ALL
            .iter()
            .map(|strength| strength.in_words().to_owned())
            .collect(),
        ends: EndWords {
            low: "stronger evidence".to_owned(),
            high: "weaker evidence".to_owned(),
        },
        floor: Some(Guide::new(noise, format!("noise: up to {}", pounds(noise)))),
        corner: Strength::ALL
            .iter()
            .position(|strength| strength.is_weak())
            .map(|first| (first, noise, "worth knowing and not known".to_owned())),
        words: [
            "Above the noise of its choice".to_owned(),
            "Cannot be told from noise".to_owned(),
        ],
    };
    let above = agenda.parameters.iter().filter(|entry| entry.stands_out);
    let parts = above.map(|entry| {
        format!(
            "{} a year for {} ({})",
            pounds(a_year(entry.pounds())),
            entry.assumption.path,
            entry.strength.label(),
        )
    });
    let parts: Vec<String> = parts.collect();
    let said = match parts.is_empty() {
        true => "Nothing stands above the noise.".to_owned(),
        false => some(parts, NAMED),
    };
    let caption = setting.caption(
        "What is worth finding out",
        &format!(
            "One point an uncertain parameter: the most that knowing it exactly could be worth a year, {}. Numbers are \
             places in the agenda. The dashed line is the noise of the least certain choice; that of others is less.",
            match agenda.choices.len() {
                1 => "at the value of a QALY where that is most".to_owned(),
                choices => format!(
                    "in that of {choices} choices and at that value of a QALY where it is most"
                ),
            }
        ),
        &said,
    );
    let axis = Axis::from_zero(
        "Value of knowing it, pounds a year for this place",
        NumberFormat::Pounds,
    );
    let rows = agenda.parameters.iter().map(|entry| {
        let at = agenda.where_most(entry).1;
        vec![
            words(&entry.assumption.path),
            words(entry.strength.label()),
            Datum::Number(a_year(entry.pounds())),
            Datum::Number(a_year(at.noise_pounds)),
            words(if entry.stands_out { "yes" } else { "no" }),
        ]
    });
    let columns = [
        "parameter",
        "strength",
        "value_pounds_a_year",
        "noise_pounds_a_year",
        "above_noise",
    ];
    let figure = strip(&caption, &axis, &frame, &points);
    named(
        "research-agenda",
        &caption,
        figure,
        &columns,
        rows.collect(),
    )
}

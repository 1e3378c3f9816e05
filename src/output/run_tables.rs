//! The tables of a run: what is in each, column by column.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::error::OutputError;
use super::table::{Cell, Column, ColumnType, TableSpec, TableWriter, column, optional};
use crate::analysis::measures::{Measure, OutcomeMeasures, SeriesMeasures};
use crate::analysis::results::{Observation, Results};
use crate::analysis::statistics::{Estimate, quantile, sorted};
use crate::measure::journey::{JourneyEvent, Portrait};
use crate::measure::series::WorkerWeek;
use crate::world::group::Category;
use crate::world::person::person_id;
use crate::world::stage::NEVER;

/// Name of the table of whole-run measures.
pub const OUTCOMES: &str = "outcomes";
/// Name of the table of measures by month.
pub const SERIES: &str = "series";
/// Name of the table of caseloads by post and week.
pub const LINK_WORKERS: &str = "link_workers";

/// The columns that every tidy table begins with.
fn tidy_columns() -> Vec<Column> {
    vec![
        column("scenario", ColumnType::Text, "", "Name of the scenario."),
        column(
            "run",
            ColumnType::Integer,
            "",
            "Replication, from 0: one simulated future.",
        ),
        column(
            "network",
            ColumnType::Text,
            "",
            "Network, or `all` for all of them together.",
        ),
        column(
            "time",
            ColumnType::Date,
            "",
            "Date of the observation; for a whole run its last day.",
        ),
        column(
            "subgroup",
            ColumnType::Text,
            "",
            "Whom it is about: `all`, or such as `imd=1` (most deprived fifth).",
        ),
        column(
            "measure",
            ColumnType::Text,
            "",
            "What is measured, see the data dictionary.",
        ),
        column(
            "value",
            ColumnType::Number,
            "see measure",
            "The value; a value that is not defined has no row.",
        ),
    ]
}

fn dictionary_of<'a>(measures: impl Iterator<Item = &'a Measure>) -> String {
    measures
        .map(|m| format!("\n- `{}` ({}): {}", m.id, m.unit, m.doc))
        .collect()
}

fn tidy(name: &str, title: &str, doc: String) -> TableSpec {
    TableSpec {
        name: name.to_owned(),
        title: title.to_owned(),
        doc,
        columns: tidy_columns(),
        primary_key: vec!["scenario", "run", "network", "time", "subgroup", "measure"],
    }
}

/// Whole-run measures, one row an observation.
pub fn outcomes_spec(measures: &OutcomeMeasures) -> TableSpec {
    let doc = format!(
        "Measures of whole runs. For all networks together every subgroup is given, for single networks everybody.\n\nMeasures:{}",
        dictionary_of(measures.list())
    );
    tidy(OUTCOMES, "Outcomes of whole runs", doc)
}

/// Measures by month, one row an observation.
pub fn series_spec(measures: &SeriesMeasures) -> TableSpec {
    let doc = format!(
        "The state at the start of each month and on the last day, all networks together.\n\nMeasures:{}",
        dictionary_of(measures.list())
    );
    tidy(SERIES, "Outcomes over time", doc)
}

/// Writes one observation of a tidy table.
///
/// # Errors
/// If the file cannot be written.
pub fn write_observation(
    table: &mut TableWriter,
    scenario: &str,
    start: Date,
    seen: Observation<'_>,
) -> Result<(), OutputError> {
    table.row(&[
        Cell::Text(scenario),
        Cell::Integer(i64::from(seen.run)),
        Cell::Text(seen.network),
        Cell::Date(date_on(start, seen.day)),
        Cell::Text(seen.subgroup),
        Cell::Text(seen.measure),
        Cell::Number(seen.value),
    ])
}

/// The date of a day of a run.
pub fn date_on(start: Date, day: u32) -> Date {
    let span: Span = i64::from(day).days();
    start.saturating_add(span)
}

/// Mean, interval and spread over runs, one row a measure and subgroup.
pub fn summary_spec() -> TableSpec {
    let number = |name, doc: &str| optional(name, ColumnType::Number, "see measure", doc);
    TableSpec {
        name: "summary".to_owned(),
        title: "Summary over runs".to_owned(),
        doc: "Whole-run measures over all runs and networks: mean with 95% confidence interval (Student's t), and the \
              spread of the runs."
            .to_owned(),
        columns: vec![
            column("scenario", ColumnType::Text, "", "Name of the scenario."),
            column("subgroup", ColumnType::Text, "", "Whom it is about."),
            column("measure", ColumnType::Text, "", "What is measured, see the table of outcomes."),
            column("unit", ColumnType::Text, "", "Unit of the measure."),
            column("runs", ColumnType::Integer, "", "Number of runs with a value."),
            number("mean", "Mean over runs."),
            number("lower_95", "Lower end of the 95% confidence interval of the mean."),
            number("upper_95", "Upper end of the 95% confidence interval of the mean."),
            number("sd", "Standard deviation between runs."),
            number("p10", "A tenth of the simulated futures fall below."),
            number("p50", "Half of the simulated futures fall below."),
            number("p90", "Nine tenths of the simulated futures fall below."),
        ],
        primary_key: vec!["scenario", "subgroup", "measure"],
    }
}

/// The cells of a measure over runs: runs, mean, 95% interval, standard deviation, 10%, 50% and 90% quantiles.
pub(super) fn spread_cells(values: &[f64]) -> [Cell<'static>; 8] {
    let (estimate, ordered) = (Estimate::of(values), sorted(values));
    [
        Cell::Integer(estimate.n as i64),
        Cell::defined(estimate.mean),
        Cell::defined(estimate.lower),
        Cell::defined(estimate.upper),
        Cell::defined(estimate.sd),
        Cell::defined(quantile(&ordered, 0.1)),
        Cell::defined(quantile(&ordered, 0.5)),
        Cell::defined(quantile(&ordered, 0.9)),
    ]
}

/// Writes the summary.
///
/// # Errors
/// If the file cannot be written.
pub fn write_summary(
    table: &mut TableWriter,
    scenario: &str,
    measures: &OutcomeMeasures,
    results: &Results,
) -> Result<(), OutputError> {
    for measure in measures.list() {
        for subgroup in (0..measure.by.count()).map(crate::world::demography::subgroup_label) {
            let values = results.outcome(&measure.id, &subgroup);
            let names = [
                Cell::Text(scenario),
                Cell::Text(&subgroup),
                Cell::Text(&measure.id),
                Cell::Text(measure.unit),
            ];
            table.row(&[&names[..], &spread_cells(values)].concat())?;
        }
    }
    Ok(())
}

/// Caseload and strain of each post by week, of the first run.
pub fn link_workers_spec() -> TableSpec {
    TableSpec {
        name: LINK_WORKERS.to_owned(),
        title: "Link workers by week".to_owned(),
        doc: "Caseload and strain of each post in each week of the first run (run 0).".to_owned(),
        columns: vec![
            column("scenario", ColumnType::Text, "", "Name of the scenario."),
            column("run", ColumnType::Integer, "", "Replication: 0."),
            column("network", ColumnType::Text, "", "Network."),
            column("time", ColumnType::Date, "", "First day of the week."),
            column(
                "link_worker",
                ColumnType::Integer,
                "",
                "Post within the network, from 1.",
            ),
            column(
                "in_post",
                ColumnType::Integer,
                "",
                "1 if the post is filled, 0 if it is vacant.",
            ),
            column(
                "caseload",
                ColumnType::Integer,
                "people",
                "Clients seen at least once.",
            ),
            column(
                "places_taken",
                ColumnType::Integer,
                "people",
                "Caseload places taken: clients, and people being called.",
            ),
            column(
                "safe_caseload",
                ColumnType::Number,
                "people",
                "Clients above which the post is strained.",
            ),
            column("strain", ColumnType::Number, "index", "Strain, 0 to 1."),
            column(
                "patient_minutes",
                ColumnType::Integer,
                "minutes",
                "Time with patients in the week before.",
            ),
            column(
                "admin_minutes",
                ColumnType::Integer,
                "minutes",
                "Admin of contacts in the week before.",
            ),
        ],
        primary_key: vec!["scenario", "run", "network", "time", "link_worker"],
    }
}

/// Writes one week of one post.
///
/// # Errors
/// If the file cannot be written.
pub fn write_worker_week(
    table: &mut TableWriter,
    scenario: &str,
    start: Date,
    network: &str,
    week: &WorkerWeek,
) -> Result<(), OutputError> {
    table.row(&[
        Cell::Text(scenario),
        Cell::Integer(0),
        Cell::Text(network),
        Cell::Date(date_on(start, week.day)),
        Cell::Integer(i64::from(week.slot) + 1),
        Cell::Integer(i64::from(week.in_post)),
        Cell::Integer(i64::from(week.caseload)),
        Cell::Integer(i64::from(week.places_taken)),
        Cell::Number(f64::from(week.safe_caseload)),
        Cell::Number(f64::from(week.strain)),
        Cell::Integer(i64::from(week.minutes[0])),
        Cell::Integer(i64::from(week.minutes[1])),
    ])
}

/// The journeys of chosen people, one row an event.
pub fn journeys_spec() -> TableSpec {
    let index = |name, doc: &str| column(name, ColumnType::Number, "index 0 to 1", doc);
    TableSpec {
        name: "journeys".to_owned(),
        title: "Journeys of chosen patients".to_owned(),
        doc: "What happened to each chosen patient of the first run, with the inner state after each event.".to_owned(),
        columns: vec![
            column("scenario", ColumnType::Text, "", "Name of the scenario."),
            column("run", ColumnType::Integer, "", "Replication: 0."),
            column("network", ColumnType::Text, "", "Network."),
            column("patient", ColumnType::Text, "", "Patient within the network."),
            column("number", ColumnType::Integer, "", "Number of the event in the patient's journey, from 1."),
            column("time", ColumnType::Date, "", "Date."),
            column("event", ColumnType::Text, "", "Kind of event."),
            column("text", ColumnType::Text, "", "What happened, in plain words."),
            column("stage", ColumnType::Integer, "", "Stage after the event, 0 to 5."),
            index("autonomy", "Autonomy after the event."),
            index("competence", "Competence after the event."),
            index("relatedness", "Relatedness after the event."),
            index("burden", "Burden after the event."),
            index("confidence", "Confidence after the event."),
            column("swemwbs", ColumnType::Number, "SWEMWBS points", "Wellbeing after the event."),
        ],
        primary_key: vec!["scenario", "run", "network", "patient", "number"],
    }
}

/// Writes one event of a journey; `number` counts the patient's events from 1.
///
/// # Errors
/// If the file cannot be written.
pub fn write_journey_event(
    table: &mut TableWriter,
    scenario: &str,
    start: Date,
    network: &str,
    number: usize,
    event: &JourneyEvent,
) -> Result<(), OutputError> {
    let patient = person_id(event.key);
    table.row(&[
        Cell::Text(scenario),
        Cell::Integer(0),
        Cell::Text(network),
        Cell::Text(&patient),
        Cell::Integer(number as i64),
        Cell::Date(date_on(start, event.day)),
        Cell::Text(event.kind),
        Cell::Text(&event.text),
        Cell::Integer(i64::from(event.stage)),
        Cell::Number(event.needs[0]),
        Cell::Number(event.needs[1]),
        Cell::Number(event.needs[2]),
        Cell::Number(event.burden),
        Cell::Number(event.confidence),
        Cell::Number(event.swemwbs),
    ])
}

const STAGE_DATES: [&str; 5] = ["stage_1", "stage_2", "stage_3", "stage_4", "stage_5"];
const CATEGORY_COLUMNS: [&str; Category::COUNT] = [
    "advice",
    "physical_activity",
    "wellbeing",
    "social",
    "creative",
    "volunteering",
];

/// Who the chosen people are and how far they came, one row a patient.
pub fn patients_spec() -> TableSpec {
    let mut columns = vec![
        column("scenario", ColumnType::Text, "", "Name of the scenario."),
        column("run", ColumnType::Integer, "", "Replication: 0."),
        column("network", ColumnType::Text, "", "Network."),
        column(
            "patient",
            ColumnType::Text,
            "",
            "Patient within the network.",
        ),
        column("age", ColumnType::Text, "", "Age band."),
        column("sex", ColumnType::Text, "", "Sex."),
        column(
            "imd",
            ColumnType::Integer,
            "",
            "Deprivation quintile, 1 most deprived.",
        ),
        column("need", ColumnType::Text, "", "Main need."),
        column(
            "burden",
            ColumnType::Number,
            "index 0 to 1",
            "Burden when the need began.",
        ),
        column(
            "entered_at",
            ColumnType::Integer,
            "",
            "Stage of entry, 1 or 2; 0 if none was reached.",
        ),
        column(
            "highest_stage",
            ColumnType::Integer,
            "",
            "Highest stage reached.",
        ),
        column(
            "contacts",
            ColumnType::Integer,
            "contacts",
            "Contacts with link workers.",
        ),
        column(
            "sessions",
            ColumnType::Integer,
            "sessions",
            "Sessions attended.",
        ),
    ];
    for name in STAGE_DATES {
        columns.push(optional(
            name,
            ColumnType::Date,
            "",
            "Date on which the stage was first reached.",
        ));
    }
    for name in CATEGORY_COLUMNS {
        columns.push(column(
            name,
            ColumnType::Integer,
            "",
            "1 if a session of this kind was attended, else 0.",
        ));
    }
    TableSpec {
        name: "patients".to_owned(),
        title: "Chosen patients".to_owned(),
        doc: "The patients whose journeys are told: who they are and how far they came in the first run.".to_owned(),
        columns,
        primary_key: vec!["scenario", "run", "network", "patient"],
    }
}

/// Writes one patient.
///
/// # Errors
/// If the file cannot be written.
pub fn write_patient(
    table: &mut TableWriter,
    scenario: &str,
    start: Date,
    network: &str,
    patient: &Portrait,
) -> Result<(), OutputError> {
    let id = person_id(patient.key);
    let mut cells = vec![
        Cell::Text(scenario),
        Cell::Integer(0),
        Cell::Text(network),
        Cell::Text(&id),
        Cell::Text(patient.age.label()),
        Cell::Text(patient.sex.label()),
        Cell::Integer(i64::from(patient.imd)),
        Cell::Text(patient.need.label()),
        Cell::Number(patient.burden),
        Cell::Integer(i64::from(patient.journey.entered_at)),
        Cell::Integer(i64::from(patient.journey.highest)),
        Cell::Integer(i64::from(patient.contacts)),
        Cell::Integer(i64::from(patient.sessions)),
    ];
    for day in patient.journey.first_reached {
        cells.push(if day == NEVER {
            Cell::Missing
        } else {
            Cell::Date(date_on(start, u32::from(day)))
        });
    }
    for attended in patient.attended {
        cells.push(Cell::Integer(i64::from(attended)));
    }
    table.row(&cells)
}

//! STRESS (Monks and others 2019: agent-based and discrete-event simulation) and CHEERS 2022 (Husereau and others),
//! filled in as far as the program knows. Items are named in our own words; what only a user can say is marked.

use super::Material;
use super::page::{created, long_date};
use super::sections::{Part, Section, in_a_sentence, inputs_of};
use super::table::{Cell, Row, Table, head};
use super::words::{Verdict, grouped};
use crate::analysis::decision::Decision;

const BY_YOU: Verdict = Verdict {
    word: "to be completed by you",
    class: "todo",
};

/// An item with what the program can say.
fn item(number: &str, asks: &str, answer: impl Into<String>) -> Row {
    Row {
        label: number.to_owned(),
        cells: vec![asks.into(), answer.into().into()],
    }
}

/// An item that a user completes, with what there is to begin with.
fn open(number: &str, asks: &str, begin: impl Into<String>) -> Row {
    Row {
        label: number.to_owned(),
        cells: vec![
            asks.into(),
            Cell {
                text: begin.into(),
                verdict: Some(BY_YOU),
                ..Cell::default()
            },
        ],
    }
}

fn section(id: &'static str, title: &'static str, lead: &str, rows: Vec<Row>) -> Section {
    let open = rows
        .iter()
        .filter(|row| row.cells.iter().any(|cell| cell.verdict.is_some()))
        .count();
    Section {
        id,
        title,
        parts: vec![
            Part::Text(format!(
                "{lead} {} of {} items are for you to complete or to check; they are marked.",
                open,
                rows.len()
            )),
            Part::Table(Table {
                id: format!("{id}-items"),
                caption: title.to_owned(),
                head: head(["Item", "What it asks", "Answer"]),
                rows,
                is_text: true,
                is_headed: true,
                ..Table::default()
            }),
        ],
    }
}

/// What both lists say again.
struct Facts {
    options: String,
    period: String,
    people: String,
    runs: String,
    discounting: String,
    thresholds: String,
    uncertainty: String,
    found: String,
    code: String,
}

impl Facts {
    fn of(material: &Material<'_>) -> Self {
        let decision = material.decision;
        let inputs = inputs_of(&material.manifest.scenarios[0]);
        let value = |path: &str| {
            inputs
                .iter()
                .find(|input| input.path == path)
                .map_or("not recorded", |input| input.value)
        };
        let program = &material.manifest.program;
        Self {
            options: decision
                .options
                .iter()
                .map(|option| option.title.clone())
                .collect::<Vec<_>>()
                .join("; "),
            period: format!(
                "{} days from {}",
                grouped(f64::from(decision.days), 0),
                long_date(decision.start)
            ),
            people: format!(
                "{} registered patients in {}",
                grouped(decision.registered_patients, 0),
                match decision.networks {
                    1 => "1 primary care network".to_owned(),
                    n => format!("{} primary care networks", grouped(n as f64, 0)),
                }
            ),
            runs: format!(
                "{} runs of each option, master seed {}, {} failed",
                grouped(decision.runs as f64, 0),
                decision.seed,
                decision.failed_runs
            ),
            discounting: format!(
                "Costs {}, effects {}; each event at its own time.",
                value("values.discount_rate"),
                value("values.discount_rate_effects")
            ),
            thresholds: decision
                .thresholds_pounds
                .iter()
                .map(|&pounds| format!("£{}", grouped(pounds, 0)))
                .collect::<Vec<_>>()
                .join(", "),
            uncertainty: match &decision.uncertainty {
                Some(of) => format!(
                    "{} draws of the uncertain inputs with {} runs each, on the same people for all options.",
                    grouped(of.draws as f64, 0),
                    grouped(of.runs_per_draw as f64, 0)
                ),
                None => "Chance only: 95% intervals over runs. Uncertain inputs were held at their central values.".to_owned(),
            },
            found: found(decision),
            code: format!(
                "{} {}{}, open source under MIT or Apache-2.0.",
                program.name,
                program.version,
                program
                    .git
                    .as_ref()
                    .map_or_else(String::new, |commit| format!(" ({commit})"))
            ),
        }
    }
}

fn found(decision: &Decision) -> String {
    if decision.options.len() > 2 {
        return "The table of the first page; all measures under their heading.".to_owned();
    }
    [
        "wait_median",
        "cost_nhs_and_personal_social_services",
        "qalys",
    ]
    .iter()
    .flat_map(|id| in_a_sentence(decision, id))
    .collect::<Vec<_>>()
    .join(". ")
}

/// Strengthening the Reporting of Empirical Simulation Studies.
pub fn stress(material: &Material<'_>) -> Section {
    let decision = material.decision;
    let environment = &material.manifest.environment;
    let facts = Facts::of(material);
    let rows = vec![
        open(
            "1.1",
            "Purpose of the model and of this study",
            match decision.question.as_str() {
                "" => "The scenario files name no question.".to_owned(),
                question => format!("{question} Say who decides, and by when."),
            },
        ),
        item(
            "1.2",
            "Outputs",
            "Waits, referrals, people seen, stages reached, wellbeing (SWEMWBS), use of health services, workload, costs, QALYs, WELLBYs; defined in data-dictionary.md in the folder of this page.",
        ),
        item(
            "1.3",
            "Aims of the experiments",
            format!(
                "To compare: {}. Differences are paired, run by run.",
                facts.options
            ),
        ),
        item(
            "2.1",
            "Overview of the base model, with a diagram",
            "From need to recognition, offer, referral, wait, contacts with a link worker, groups and stages of recovery: docs/model.md of the program, sections 1 to 3.",
        ),
        item(
            "2.2",
            "Logic of the base model",
            "docs/model.md, section 7, each process with its equations and source file.",
        ),
        item(
            "2.3",
            "Logic of the scenarios",
            format!(
                "{}. What differs is on the first page and under Inputs.",
                facts.options
            ),
        ),
        item(
            "2.4",
            "Algorithms",
            "Calendar of days and events within them; appointments booked into diaries in minutes; candidate consultations by thinning; service use from accumulated rates. Effects are measured against the same people without the service.",
        ),
        item(
            "2.5.1",
            "Agents and entities",
            "People in need, general practitioners, link workers, groups, the network; docs/model.md, section 2.",
        ),
        item(
            "2.5.2",
            "Activities and interactions",
            "Consulting, referring, first and further contacts, matching to groups, attendance, peers further on, champions, feedback to practitioners; docs/model.md, section 7.",
        ),
        item(
            "2.5.3",
            "Resources",
            "Hours of link workers, places in groups, money of the service; docs/model.md, section 7.",
        ),
        item(
            "2.5.4",
            "Queues",
            "Waiting list for a link worker and queues of groups, with their order and with people who give up waiting; docs/model.md, section 7.5.",
        ),
        item(
            "2.5.5",
            "Environment, entry and exit",
            format!(
                "{}. People enter at the onset of need and leave by recovery, drop-out, completion or the end of the period.",
                facts.people
            ),
        ),
        item(
            "3.1",
            "Sources of data",
            "Each input with its source and the strength of its evidence: under Inputs. Published sources only; no data on patients.",
        ),
        open(
            "3.2",
            "Preparation of data",
            "None by the program. Say how you derived values of your own.",
        ),
        item(
            "3.3",
            "Input parameters",
            "Under Inputs, all of them; in full in manifest.json.",
        ),
        item(
            "3.4",
            "Assumptions",
            "Under Assumptions and evidence; docs/model.md, What is not modelled.",
        ),
        item(
            "4.1",
            "Initial state and warm-up",
            "No warm-up: the run starts with a caseload, a waiting list and members of groups, as set by the section `start` of the inputs.",
        ),
        item("4.2", "Length of a run", facts.period.clone()),
        item(
            "4.3",
            "Estimation",
            format!(
                "{}; common random numbers for each person and purpose; paired t intervals of 95%. {}",
                facts.runs, facts.uncertainty
            ),
        ),
        item(
            "5.1",
            "Software and language",
            format!("{} Written in Rust.", facts.code),
        ),
        item(
            "5.2",
            "Random sampling",
            "Philox4x64-10, a counter-based generator: each draw is a function of master seed, run, network, person, purpose and index.",
        ),
        item(
            "5.3",
            "Execution of the model",
            "Events of a day in a fixed order; runs in parallel on any number of threads with the same results.",
        ),
        item(
            "5.4",
            "System",
            format!(
                "{} {}, on {}.",
                environment.os,
                environment.arch,
                created(&environment.created)
            ),
        ),
        open(
            "6.1",
            "Access to the code and to this study",
            format!(
                "{} Command: {}. Say where you keep this folder.",
                facts.code, material.manifest.command
            ),
        ),
    ];
    section(
        "stress",
        "STRESS checklist",
        "For agent-based and discrete-event simulation.",
        rows,
    )
}

/// Consolidated Health Economic Evaluation Reporting Standards 2022.
pub fn cheers(material: &Material<'_>) -> Section {
    let decision = material.decision;
    let facts = Facts::of(material);
    let has_economics = material.decision.economics.is_some();
    let rows = vec![
        item("1", "Title", decision.title.clone()),
        item("2", "Abstract", "The first page."),
        open("3", "Background and objectives", decision.question.clone()),
        open(
            "4",
            "Health economic analysis plan",
            "Say whether there was one before the results were known, and where it is.",
        ),
        open(
            "5",
            "Study population",
            format!(
                "{}, adults; need, age, sex and deprivation as under Inputs. Say how your place differs.",
                facts.people
            ),
        ),
        open(
            "6",
            "Setting and location",
            "Primary care networks in England unless the inputs say otherwise. Say which place this is about.",
        ),
        item("7", "Comparators", facts.options.clone()),
        item(
            "8",
            "Perspective",
            "NHS and personal social services for net benefit; society (time and fares of patients, time of volunteers) beside it.",
        ),
        item("9", "Time horizon", facts.period.clone()),
        item("10", "Discount rate", facts.discounting.clone()),
        item(
            "11",
            "Selection of outcomes",
            "QALYs; wellbeing (SWEMWBS), waits, reach and stages of recovery; WELLBYs as another lens, never added to QALYs.",
        ),
        item(
            "12",
            "Measurement of outcomes",
            "Difference between each person's course with the service and without it, simulated over the whole period.",
        ),
        item(
            "13",
            "Valuation of outcomes",
            format!(
                "Utility and life satisfaction per SWEMWBS point as under Inputs; a QALY valued at {}.",
                facts.thresholds
            ),
        ),
        item(
            "14",
            "Measurement and valuation of resources and costs",
            "Hours, places, consultations, attendances and admissions as they happen in the model, at unit costs under Inputs.",
        ),
        item(
            "15",
            "Currency, price date, conversion",
            format!(
                "Pounds sterling, prices of {}; no conversion.",
                decision.price_year
            ),
        ),
        item(
            "16",
            "Rationale and description of the model",
            "Agent-based, because queues, places in groups and peers make one person's course depend on others'; docs/model.md of the program.",
        ),
        item(
            "17",
            "Analytics and assumptions",
            format!(
                "{}. Paired differences; assumptions under their heading.",
                facts.runs
            ),
        ),
        item(
            "18",
            "Heterogeneity",
            "Results by deprivation quintile under Equity; by age, sex and need in the tables of the folder.",
        ),
        item(
            "19",
            "Distributional effects",
            "Gap between the most and the least deprived quintile, absolute and relative, and how options change it; equity-weighted QALYs under All measures.",
        ),
        item(
            "20",
            "Characterising uncertainty",
            facts.uncertainty.clone(),
        ),
        open(
            "21",
            "Engagement with patients and others affected",
            "Say who was asked, and about what.",
        ),
        item(
            "22",
            "Study parameters",
            "Under Inputs, with priors under Assumptions and evidence.",
        ),
        item("23", "Summary of main results", facts.found.clone()),
        if has_economics {
            item(
                "24",
                "Effect of uncertainty",
                "Under Money and Uncertainty: chance of being the best option, value of information, shares of variance.",
            )
        } else {
            open(
                "24",
                "Effect of uncertainty",
                "Chance only, as 95% intervals. Make the comparison with draws of the uncertain inputs to complete this item.",
            )
        },
        open(
            "25",
            "Effect of engagement",
            "Say what changed because of it.",
        ),
        open(
            "26",
            "Findings, limitations, generalisability",
            "Limits of the model: docs/model.md, What is not modelled. Say what holds for your place, and what is known from other studies.",
        ),
        open("27", "Source of funding", ""),
        open("28", "Conflicts of interest", ""),
    ];
    section(
        "cheers",
        "CHEERS 2022 checklist",
        "For health economic evaluations.",
        rows,
    )
}

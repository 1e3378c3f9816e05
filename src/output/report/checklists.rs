//! STRESS (Monks and others 2019: agent-based and discrete-event simulation) and CHEERS 2022 (Husereau and others),
//! filled in as far as the program knows: for a comparison on its page, and for the model as such as Markdown. Items are
//! named in our own words; what only a user can say is marked.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::Material;
use super::page::{created, long_date};
use super::sections::{Part, Section, in_a_sentence, inputs_of};
use super::table::{Cell, Row, Table, head};
use super::words::{Verdict, grouped};
use crate::analysis::decision::Decision;
use crate::analysis::measures::thresholds;
use crate::scenario::parameters::registry;
use crate::scenario::{Scenario, in_words, index_of};

const BY_YOU: Verdict = Verdict {
    word: "to be completed by you",
    class: "todo",
};

/// A checklist.
struct List {
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    items: Vec<Item>,
}

/// An item of a checklist.
struct Item {
    number: &'static str,
    asks: &'static str,
    answer: String,
    /// Whether a user completes it; the answer is then what there is to begin with.
    by_you: bool,
}

/// An item with what the program can say.
fn item(number: &'static str, asks: &'static str, answer: impl Into<String>) -> Item {
    Item {
        number,
        asks,
        answer: answer.into(),
        by_you: false,
    }
}

/// An item that a user completes, with what there is to begin with.
fn open(number: &'static str, asks: &'static str, begin: impl Into<String>) -> Item {
    Item {
        by_you: true,
        ..item(number, asks, begin)
    }
}

impl List {
    /// What stands above the items.
    fn lead(&self) -> String {
        let by_you = self.items.iter().filter(|item| item.by_you).count();
        format!(
            "{} {by_you} of {} items are for you to complete or to check; they are marked.",
            self.lead,
            self.items.len()
        )
    }

    fn section(self) -> Section {
        let lead = self.lead();
        let rows = self.items.into_iter().map(|item| Row {
            label: item.number.to_owned(),
            cells: vec![
                item.asks.into(),
                Cell {
                    text: item.answer,
                    verdict: item.by_you.then_some(BY_YOU),
                    ..Cell::default()
                },
            ],
        });
        Section {
            id: self.id,
            title: self.title,
            parts: vec![
                Part::Text(lead),
                Part::Table(Table {
                    id: format!("{}-items", self.id),
                    caption: self.title.to_owned(),
                    head: head(["Item", "What it asks", "Answer"]),
                    rows: rows.collect(),
                    is_text: true,
                    is_headed: true,
                    ..Table::default()
                }),
            ],
        }
    }

    fn markdown(&self) -> String {
        let mut text = format!(
            "# {}\n\nFor the model as such: the baseline against the what-if files. This page is made from the code, from \
             the same list as the one that `spsim report` fills in for a comparison of yours. {}\n\n\
             | item | what it asks | answer |\n| --- | --- | --- |\n",
            self.title,
            self.lead()
        );
        for item in &self.items {
            let mark = if item.by_you {
                format!(" **{}**", BY_YOU.word)
            } else {
                String::new()
            };
            let answer = item.answer.replace('|', "\\|");
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "| {} | {} | {}{mark} |",
                item.number,
                item.asks,
                linked(&answer)
            );
        }
        text
    }
}

/// Pages of the program that a text names as `docs/NAME.md` become links from `docs/reporting`.
fn linked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("docs/") {
        out.push_str(before);
        match after.split_once(".md") {
            Some((name, tail)) if name.chars().all(|c| c.is_ascii_lowercase() || c == '-') => {
                let _ = write!(out, "[{name}.md](../{name}.md)");
                rest = tail;
            }
            _ => {
                out.push_str("docs/");
                rest = after;
            }
        }
    }
    out + rest
}

/// Where a reader finds what a list points to.
struct Places {
    dictionary: &'static str,
    differences: &'static str,
    inputs: &'static str,
    all_inputs: &'static str,
    priors: &'static str,
    assumptions: &'static str,
    summary: &'static str,
    heterogeneity: &'static str,
    uncertainty: &'static str,
}

/// On the page of a comparison.
const ON_THE_PAGE: Places = Places {
    dictionary: "data-dictionary.md in the folder of this page",
    differences: "What differs is on the first page and under Inputs.",
    inputs: "under Inputs",
    all_inputs: "Under Inputs, all of them; in full in manifest.json.",
    priors: "Under Inputs, with priors under Assumptions and evidence.",
    assumptions: "the section Assumptions and evidence",
    summary: "The first page.",
    heterogeneity: "Results by deprivation quintile under Equity; by age, sex and need in the tables of the folder.",
    uncertainty: "Under Money and Uncertainty: chance of being the best option, value of information, shares of variance.",
};

/// In the documents of the program.
const IN_THE_DOCUMENTS: Places = Places {
    dictionary: "docs/data-dictionary.md",
    differences: "Each file in `scenarios/what-if` says what it changes; `spsim compare` tells the differences in words.",
    inputs: "docs/parameters.md, with docs/evidence.md",
    all_inputs: "docs/parameters.md, all of them; of a run in full in its manifest.json.",
    priors: "docs/parameters.md, with priors; how strong each source is: docs/evidence.md.",
    assumptions: "docs/evidence.md, with what nobody has measured",
    summary: "docs/model.md, section 1.",
    heterogeneity: "Every measure by deprivation quintile, age, sex and main need: docs/data-dictionary.md.",
    uncertainty: "`spsim compare` with `--draws`: chance of being the best option, value of information, shares of variance (docs/economics.md).",
};

/// What both lists say.
struct Facts {
    places: Places,
    title: String,
    question: String,
    options: String,
    period: String,
    people: String,
    runs: String,
    discounting: String,
    thresholds: String,
    price_year: u32,
    uncertainty: String,
    has_economics: bool,
    found: String,
    system: String,
    code: String,
    access: String,
}

impl Facts {
    /// Of a comparison.
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
        let environment = &material.manifest.environment;
        Self {
            places: ON_THE_PAGE,
            title: decision.title.clone(),
            question: match decision.question.as_str() {
                "" => "The scenario files name no question.".to_owned(),
                question => format!("{question} Say who decides, and by when."),
            },
            options: decision
                .options
                .iter()
                .map(|option| option.title.clone())
                .collect::<Vec<_>>()
                .join("; "),
            period: period(decision.days, decision.start),
            people: people(decision.registered_patients, decision.networks),
            runs: format!(
                "{} runs of each option, master seed {}, {} failed",
                grouped(decision.runs as f64, 0),
                decision.seed,
                decision.failed_runs
            ),
            discounting: discounting(
                value("values.discount_rate"),
                value("values.discount_rate_effects"),
            ),
            thresholds: worths(&decision.thresholds_pounds),
            price_year: decision.price_year,
            has_economics: decision.economics.is_some(),
            uncertainty: match &decision.uncertainty {
                Some(of) => format!(
                    "{} draws of the uncertain inputs with {} runs each, on the same people for all options.",
                    grouped(of.draws as f64, 0),
                    grouped(of.runs_per_draw as f64, 0)
                ),
                None => "Chance only: 95% intervals over runs. Uncertain inputs were held at their central values.".to_owned(),
            },
            found: found(decision),
            system: format!(
                "{} {}, on {}.",
                environment.os,
                environment.arch,
                created(&environment.created)
            ),
            code: code(
                &program.version,
                program
                    .git
                    .as_ref()
                    .map_or_else(String::new, |commit| format!(" ({commit})")),
            ),
            access: format!(
                "Command: {}. Say where you keep this folder.",
                material.manifest.command
            ),
        }
    }

    /// Of the model as such: the first scenario is the baseline, the others what it is compared with.
    fn of_the_model(scenarios: &[Scenario]) -> Self {
        let base = &scenarios[0];
        let parameters = base.parameters();
        let value = |path: &str| {
            let index = index_of(path).expect("declared in the registry");
            in_words(&registry()[index], base.values[index])
        };
        Self {
            places: IN_THE_DOCUMENTS,
            title: "spsim: an agent-based simulator of social prescribing pathways".to_owned(),
            question: "What would a change of the pathway do to waits, reach, journeys, wellbeing, use of health services \
                       and cost, and why? (docs/model.md, section 1.) Say what you decide, who decides, and by when."
                .to_owned(),
            options: scenarios
                .iter()
                .map(|scenario| scenario.title.clone())
                .collect::<Vec<_>>()
                .join("; "),
            period: period(base.days, base.start),
            people: people(
                f64::from(parameters.population.registered_patients),
                base.networks.len(),
            ),
            runs: format!(
                "{} runs of each option unless another number or a precision is asked for, master seed {}",
                base.runs, base.seed
            ),
            discounting: discounting(
                &value("values.discount_rate"),
                &value("values.discount_rate_effects"),
            ),
            thresholds: worths(&thresholds(&parameters.values)),
            price_year: parameters.costs.price_year,
            uncertainty: "Chance: 95% intervals over runs. Beliefs: draws of all uncertain parameters (`--draws`), some calibrated to published figures, other structures of \
                          the model (`--structure`), one parameter at a time (`--one-way-runs`): docs/comparing.md."
                .to_owned(),
            has_economics: true,
            found: "Those of the comparisons shown in docs/comparing.md; of yours on its page (`spsim report`).".to_owned(),
            system: "Any that Rust compiles for; results do not depend on it (docs/reproducibility.md).".to_owned(),
            code: code(env!("CARGO_PKG_VERSION"), String::new()),
            access: "`spsim compare scenarios/baseline.toml scenarios/what-if/one-more-link-worker.toml`, and likewise for \
                     the other files; `spsim reproduce` checks a folder. Say where you keep yours."
                .to_owned(),
        }
    }
}

fn period(days: u32, start: Date) -> String {
    format!(
        "{} days from {}",
        grouped(f64::from(days), 0),
        long_date(start)
    )
}

fn people(registered_patients: f64, networks: usize) -> String {
    format!(
        "{} registered patients in {}",
        grouped(registered_patients, 0),
        match networks {
            1 => "1 primary care network".to_owned(),
            n => format!("{} primary care networks", grouped(n as f64, 0)),
        }
    )
}

fn discounting(costs: &str, effects: &str) -> String {
    format!("Costs {costs}, effects {effects}; each event at its own time.")
}

fn worths(thresholds_pounds: &[f64]) -> String {
    thresholds_pounds
        .iter()
        .map(|&pounds| format!("£{}", grouped(pounds, 0)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn code(version: &str, commit: String) -> String {
    format!("spsim {version}{commit}, open source under MIT or Apache-2.0.")
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
fn stress_list(facts: &Facts) -> List {
    let items = vec![
        open(
            "1.1",
            "Purpose of the model and of this study",
            facts.question.clone(),
        ),
        item(
            "1.2",
            "Outputs",
            format!(
                "Waits, referrals, people seen, stages reached, wellbeing (SWEMWBS), use of health services, workload, costs, QALYs, WELLBYs; defined in {}.",
                facts.places.dictionary
            ),
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
            format!("{}. {}", facts.options, facts.places.differences),
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
            format!(
                "Each input with its source and the strength of its evidence: {}. Published sources only; no data on patients.",
                facts.places.inputs
            ),
        ),
        open(
            "3.2",
            "Preparation of data",
            "None by the program. Say how you derived values of your own.",
        ),
        item("3.3", "Input parameters", facts.places.all_inputs),
        item(
            "3.4",
            "Assumptions",
            format!(
                "In {}; docs/model.md, What is not modelled.",
                facts.places.assumptions
            ),
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
        item("5.4", "System", facts.system.clone()),
        open(
            "6.1",
            "Access to the code and to this study",
            format!("{} {}", facts.code, facts.access),
        ),
    ];
    List {
        id: "stress",
        title: "STRESS checklist",
        lead: "For agent-based and discrete-event simulation.",
        items,
    }
}

/// Consolidated Health Economic Evaluation Reporting Standards 2022.
fn cheers_list(facts: &Facts) -> List {
    let items = vec![
        item("1", "Title", facts.title.clone()),
        item("2", "Abstract", facts.places.summary),
        open("3", "Background and objectives", facts.question.clone()),
        open(
            "4",
            "Health economic analysis plan",
            "Say whether there was one before the results were known, and where it is.",
        ),
        open(
            "5",
            "Study population",
            format!(
                "{}, adults; need, age, sex and deprivation: {}. Say how your place differs.",
                facts.people, facts.places.inputs
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
                "Utility and life satisfaction per SWEMWBS point: {}; a QALY valued at {}.",
                facts.places.inputs, facts.thresholds
            ),
        ),
        item(
            "14",
            "Measurement and valuation of resources and costs",
            format!(
                "Hours, places, consultations, attendances and admissions as they happen in the model; unit costs: {}.",
                facts.places.inputs
            ),
        ),
        item(
            "15",
            "Currency, price date, conversion",
            format!(
                "Pounds sterling, prices of {}; no conversion.",
                facts.price_year
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
                "{}. Paired differences; assumptions in {}.",
                facts.runs, facts.places.assumptions
            ),
        ),
        item("18", "Heterogeneity", facts.places.heterogeneity),
        item(
            "19",
            "Distributional effects",
            "Gap between the most and the least deprived quintile, absolute and relative, and how options change it; equity-weighted QALYs among the measures.",
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
        item("22", "Study parameters", facts.places.priors),
        item("23", "Summary of main results", facts.found.clone()),
        if facts.has_economics {
            item("24", "Effect of uncertainty", facts.places.uncertainty)
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
    List {
        id: "cheers",
        title: "CHEERS 2022 checklist",
        lead: "For health economic evaluations.",
        items,
    }
}

/// Both lists of a comparison, as sections of its page.
pub fn sections(material: &Material<'_>) -> [Section; 2] {
    let facts = Facts::of(material);
    [stress_list(&facts).section(), cheers_list(&facts).section()]
}

/// Both lists of the model as such, as Markdown pages in `docs/reporting`: STRESS, then CHEERS 2022. The first scenario is
/// the baseline, the others what it is compared with.
///
/// # Panics
/// Without a scenario.
pub fn of_the_model(scenarios: &[Scenario]) -> [String; 2] {
    let facts = Facts::of_the_model(scenarios);
    [
        stress_list(&facts).markdown(),
        cheers_list(&facts).markdown(),
    ]
}

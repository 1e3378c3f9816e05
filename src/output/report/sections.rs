//! What stands in each section after the first page.

use super::live::{self, Live};
use super::measures::{by_quintile, gaps, tables};
use super::page::{NEEDS_DRAWS, created};
use super::stored::StoredFigure;
use super::table::{Cell, Row, Table, head};
use super::words::{POUNDS, Unit, grouped, percent, short_pounds, verdict, with_sign};
use super::{Material, checklists};
use crate::analysis::decision::{Assumption, Basis};
use crate::analysis::decision::{Decision, MeasureResult};
use crate::analysis::economics::CostEffectiveness as Economics;
use crate::analysis::headlines::{LEADING, Topic};
use crate::analysis::one_way::OneWay;
use crate::analysis::uncertainty::{MeasureUncertainty, Uncertainty};
use crate::output::manifest::{Manifest, ScenarioRecord};
use crate::scenario::parameter::Strength;
use crate::scenario::parameters::registry;

/// A section with its heading.
pub struct Section {
    /// Unique on the page.
    pub id: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What stands in it, in order.
    pub parts: Vec<Part>,
}

/// A part of a section.
pub enum Part {
    /// A heading below that of the section.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A list.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// A table that is opened by those who want it: summary and table.
    Folded(String, Table),
    /// A chart that can be changed.
    Live(Box<Live>),
    /// A figure of the folder, with its data table.
    Stored(Box<StoredFigure>),
}

/// Measures shown by deprivation quintile.
const BY_QUINTILE: [&str; 4] = [
    "wait_median",
    "seen_by_a_link_worker",
    "reached_stage_3",
    "qalys",
];

/// All sections.
pub fn all(material: &Material<'_>) -> Vec<Section> {
    let mut sections = vec![
        figures(material),
        measures(material.decision),
        equity(material.decision),
        money(material),
        uncertainty(material),
        assumptions(material),
        inputs(material.manifest),
        made(material),
    ];
    sections.extend(checklists::sections(material));
    for figure in material.figures {
        let place = place(&figure.name);
        if let Some(section) = sections.iter_mut().find(|section| section.id == place) {
            section.parts.push(Part::Stored(Box::new(figure.clone())));
        }
    }
    sections
}

/// The section in which a figure of the folder stands.
fn place(name: &str) -> &'static str {
    let about = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if name.starts_with("contributions") {
        "measures"
    } else if about(&["deprivation", "quintile", "equity"]) {
        "equity"
    } else if about(&["cost", "money", "acceptab", "plane", "frontier"]) {
        "money"
    } else if about(&[
        "evpi",
        "evppi",
        "information",
        "tornado",
        "variance",
        "convergence",
        "runs",
    ]) {
        "uncertainty"
    } else {
        "figures"
    }
}

fn figures(material: &Material<'_>) -> Section {
    let live = [
        live::differences(material.decision),
        live::course(material.decision),
    ];
    Section {
        id: "figures",
        title: "Figures",
        parts: live
            .into_iter()
            .flatten()
            .map(|live| Part::Live(Box::new(live)))
            .collect(),
    }
}

fn measures(decision: &Decision) -> Section {
    let topics = [
        Topic::Waits,
        Topic::Pathway,
        Topic::Outcomes,
        Topic::Workload,
        Topic::Money,
    ];
    let mut parts = vec![Part::Text(
        "Every headline measure: paired differences from the base first, levels beside them. A difference is called better or worse only where its 95% interval leaves zero out.".to_owned(),
    )];
    for (number, topic) in topics.into_iter().enumerate() {
        let of: Vec<&MeasureResult> = decision
            .measures
            .iter()
            .filter(|measure| measure.topic == topic)
            .collect();
        if of.is_empty() {
            continue;
        }
        parts.push(Part::Heading(topic.label().to_owned()));
        parts.extend(
            tables(
                &format!("topic-{number}"),
                topic.label(),
                decision,
                &of,
                false,
            )
            .into_iter()
            .map(|table| {
                Part::Table(Table {
                    is_headed: true,
                    ..table
                })
            }),
        );
    }
    parts.extend(contributions(decision));
    Section {
        id: "measures",
        title: "All measures",
        parts,
    }
}

/// What each changed setting contributes, where that was asked for.
fn contributions(decision: &Decision) -> Vec<Part> {
    if decision.contributions.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![
        Part::Heading("What each change contributes".to_owned()),
        Part::Text(
            "Each changed setting alone against the base, on the same people; then what they do together beyond the sum (interaction), which belongs to none of them alone.".to_owned(),
        ),
    ];
    for of in &decision.contributions {
        let option = &decision.options[of.option].title;
        for found in &of.measures {
            let Some(measure) = decision.measure(&found.id) else {
                continue;
            };
            let unit = Unit::from(measure);
            let told = found.parts(&of.settings).into_iter().map(|part| {
                let difference = part.change.map_or_else(
                    || "not possible alone".to_owned(),
                    |change| unit.difference(change),
                );
                format!("{}: {difference}", part.words)
            });
            parts.push(Part::Text(format!(
                "{option} – {}",
                decision.label_with_unit(measure)
            )));
            parts.push(Part::List(told.collect()));
        }
    }
    parts
}

fn equity(decision: &Decision) -> Section {
    let of: Vec<&MeasureResult> = BY_QUINTILE
        .iter()
        .filter_map(|id| decision.measure(id))
        .filter(|measure| !measure.quintiles.is_empty())
        .collect();
    let mut parts = vec![Part::Text(
        "Who gains? Differences from the base by fifth of areas, ranked by the Index of Multiple Deprivation (1 is the most deprived).".to_owned(),
    )];
    for (option, facts) in decision.options.iter().skip(1).enumerate() {
        parts.push(Part::Table(by_quintile(
            &format!("quintiles-{option}"),
            &format!(
                "{}: difference from the base (95% interval) by deprivation quintile",
                facts.title
            ),
            decision,
            &of,
            option,
        )));
    }
    parts.push(Part::Table(gaps("gaps", decision, &of)));
    Section {
        id: "equity",
        title: "Equity",
        parts,
    }
}

fn money(material: &Material<'_>) -> Section {
    let decision = material.decision;
    let mut parts = vec![Part::Text(format!(
        "Costs of the whole period in pounds of {}, not discounted. QALYs and WELLBYs are two lenses on the same gain and are never added.",
        decision.price_year
    ))];
    parts.extend(costs(decision).into_iter().map(Part::Table));
    match &decision.economics {
        None => parts.push(Part::Text(format!(
            "The full incremental analysis, the chance that an option is worth its money and the value of knowing more: each {NEEDS_DRAWS}."
        ))),
        Some(economics) => {
            parts.push(Part::Text(match decision.basis {
                Basis::Draws => format!(
                    "The analysis below is over {} draws of what is believed about the inputs: costs of the NHS and personal social services, QALYs, both discounted.",
                    grouped(economics.draws as f64, 0)
                ),
                Basis::Runs => format!(
                    "The analysis below is over {} runs with all inputs at their central values: it tells chance alone. Costs of the NHS and personal social services, QALYs, both discounted.",
                    grouped(economics.draws as f64, 0)
                ),
            }));
            parts.extend(cost_effectiveness(decision, economics));
            parts.extend(lenses(decision));
        }
    }
    Section {
        id: "money",
        title: "Money",
        parts,
    }
}

/// Costs by line, a table for every option.
fn costs(decision: &Decision) -> Vec<Table> {
    decision
        .options
        .iter()
        .skip(1)
        .enumerate()
        .map(|(option, facts)| Table {
            id: format!("costs-{option}"),
            caption: format!("Costs by line: {}", facts.title),
            head: head([
                "Line",
                "Paid by",
                "Base",
                facts.title.as_str(),
                "Difference (95% interval)",
            ]),
            rows: decision
                .costs
                .iter()
                .map(|cost| {
                    let (text, range) = POUNDS.difference_parts(&cost.changes[option]);
                    Row {
                        label: capital(&cost.line),
                        cells: vec![
                            match (cost.service, cost.nhs_and_pss) {
                                (true, _) => "the service",
                                (false, true) => "the NHS and social services",
                                (false, false) => "society",
                            }
                            .into(),
                            POUNDS.level(&cost.levels[0]).into(),
                            POUNDS.level(&cost.levels[option + 1]).into(),
                            Cell {
                                text,
                                range: range.unwrap_or_default(),
                                ..Cell::default()
                            },
                        ],
                    }
                })
                .collect(),
            note: "£m is a million pounds.".to_owned(),
            ..Table::default()
        })
        .collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn cost_effectiveness(decision: &Decision, economics: &Economics) -> Vec<Part> {
    let mut parts = vec![
        Part::Heading("Cost-effectiveness".to_owned()),
        Part::Text(format!(
            "Over {} draws of the uncertain inputs, compared with: {}.",
            grouped(economics.draws as f64, 0),
            economics.reference
        )),
        Part::Table(Table {
            id: "incremental".to_owned(),
            caption: "Full incremental analysis, in the order of cost".to_owned(),
            head: vec![
                "Option".to_owned(),
                "Expected cost".to_owned(),
                format!("Expected {}s", economics.effect_name),
                "Verdict".to_owned(),
            ],
            rows: economics
                .incremental
                .iter()
                .map(|line| {
                    Row::of(
                        line.strategy.clone(),
                        [
                            short_pounds(line.cost_pounds),
                            grouped(line.effect, 1),
                            line.words.clone(),
                        ],
                    )
                })
                .collect(),
            ..Table::default()
        }),
        Part::List(
            economics
                .differences
                .iter()
                .map(|line| format!("{}: {}", line.strategy, line.words))
                .collect(),
        ),
    ];
    let live = [
        live::plane(decision, economics),
        live::acceptability(decision, economics),
    ];
    parts.extend(
        live.into_iter()
            .flatten()
            .map(|live| Part::Live(Box::new(live))),
    );
    parts.extend(economics.notes.iter().cloned().map(Part::Text));
    parts
}

fn uncertainty(material: &Material<'_>) -> Section {
    let decision = material.decision;
    let mut parts = Vec::new();
    let ratios: Vec<String> = decision
        .options
        .iter()
        .skip(1)
        .enumerate()
        .filter_map(|(option, facts)| {
            let ratio = decision.variance_ratio(option)?;
            Some(format!(
                "{}: with separate people and chance events, the same intervals would need about {} times as many runs (median over measures).",
                facts.title,
                grouped(ratio, usize::from(ratio < 10.0))
            ))
        })
        .collect();
    parts.push(Part::Heading("Chance".to_owned()));
    parts.push(Part::Text(format!(
        "Every option was run {} times on the same people with the same chance events, so that a difference between options is not a difference between people.",
        grouped(decision.runs as f64, 0)
    )));
    parts.push(Part::List(ratios));
    parts.push(Part::Heading("Uncertain inputs and structure".to_owned()));
    match &decision.uncertainty {
        None => parts.push(Part::Text(format!(
            "How much of the uncertainty is chance, how much uncertain inputs and how much the model's structure: to tell them apart {NEEDS_DRAWS}."
        ))),
        Some(uncertainty) => parts.extend(layers(decision, uncertainty)),
    }
    if let Some(economics) = decision
        .economics
        .as_ref()
        .filter(|_| decision.basis == Basis::Draws)
    {
        parts.extend(information(decision, economics));
    }
    if let Some(found) = &decision.one_way {
        parts.extend(one_way(found));
    }
    Section {
        id: "uncertainty",
        title: "Uncertainty",
        parts,
    }
}

fn layers(decision: &Decision, uncertainty: &Uncertainty) -> Vec<Part> {
    let mut text = format!(
        "{} draws of the uncertain inputs, {} runs for each",
        grouped(uncertainty.draws as f64, 0),
        grouped(uncertainty.runs_per_draw as f64, 0)
    );
    if !uncertainty.structures.is_empty() {
        text.push_str(&format!(
            ", and {} draws under each of {} other structures of the model",
            grouped(uncertainty.structure_draws as f64, 0),
            uncertainty.structures.len()
        ));
    }
    text.push_str(". The leading measures are shown; the workbook has all");
    let leading: Vec<&MeasureUncertainty> = uncertainty
        .measures
        .iter()
        .filter(|of| LEADING.contains(&of.id.as_str()))
        .collect();
    let options = decision.labels();
    let name = |of: &MeasureUncertainty| {
        let measure = decision.measure(&of.id).map_or_else(
            || of.id.clone(),
            |measure| decision.label_with_unit(measure),
        );
        match options.len() {
            2 => measure,
            _ => format!("{measure}: {}", options[of.option]),
        }
    };
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), percent);
    let shown = |of: &MeasureUncertainty, value: Option<f64>| {
        decision.measure(&of.id).map_or_else(
            || "–".to_owned(),
            |measure| {
                let unit = Unit::from(measure);
                value.map_or_else(|| "–".to_owned(), |x| with_sign(x, unit.value(value)))
            },
        )
    };
    let level = |of: &MeasureUncertainty, which: usize| {
        let measure = decision.measure(&of.id);
        measure
            .filter(|measure| !measure.difference_only)
            .map_or_else(
                || "–".to_owned(),
                |measure| Unit::from(measure).value(of.levels[which]),
            )
    };
    let mut parts = vec![
        Part::Text(text + "."),
        Part::Table(Table {
            id: "draws".to_owned(),
            caption: "Levels and differences from the base over draws of the beliefs".to_owned(),
            head: head([
                "Measure",
                "Base, mean",
                "Option, mean",
                "Difference, mean",
                "95% of draws fall between",
                "Chance better",
            ]),
            rows: leading
                .iter()
                .map(|of| {
                    Row::of(
                        name(of),
                        [
                            level(of, 0),
                            level(of, 1),
                            shown(of, of.mean),
                            format!("{} and {}", shown(of, of.lower_95), shown(of, of.upper_95)),
                            share(of.improved),
                        ],
                    )
                })
                .collect(),
            ..Table::default()
        }),
        Part::Table(Table {
            id: "layers".to_owned(),
            caption: "Where the uncertainty of a difference comes from: shares of the variance"
                .to_owned(),
            head: head(["Measure", "Chance", "Uncertain inputs", "Structure"]),
            rows: leading
                .iter()
                .filter_map(|of| {
                    let layers = of.layers?;
                    Some(Row::of(
                        name(of),
                        [
                            Some(layers.chance),
                            Some(layers.parameters),
                            layers.structure,
                        ]
                        .map(share),
                    ))
                })
                .collect(),
            ..Table::default()
        }),
    ];
    if !uncertainty.structures.is_empty() {
        let mut columns = head(["Measure", "The model as it is"]);
        columns.extend(uncertainty.structures.iter().cloned());
        parts.push(Part::Table(Table {
            id: "structures".to_owned(),
            caption:
                "Mean difference from the base, by structure of the model, over the same draws"
                    .to_owned(),
            head: columns,
            rows: leading
                .iter()
                .map(|of| {
                    Row::of(
                        name(of),
                        of.by_structure.iter().map(|&mean| shown(of, mean)),
                    )
                })
                .collect(),
            ..Table::default()
        }));
    }
    parts
}

/// The same options through other lenses.
fn lenses(decision: &Decision) -> Vec<Part> {
    let rows: Vec<Row> = decision
        .lenses
        .iter()
        .flat_map(|lens| {
            lens.economics.differences.iter().map(move |line| {
                Row::of(
                    lens.title.clone(),
                    [line.strategy.clone(), line.words.clone()],
                )
            })
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    vec![
        Part::Heading("Other lenses on the same gain".to_owned()),
        Part::Table(Table {
            id: "lenses".to_owned(),
            caption: "Each option against the base, by whose costs count and in what the gain is measured".to_owned(),
            head: head(["Lens", "Option", "Against the base"]),
            rows,
            note: "Lenses are alternatives: nothing of one is added to another.".to_owned(),
            ..Table::default()
        }),
    ]
}

/// What knowing more would be worth.
fn information(decision: &Decision, economics: &Economics) -> Vec<Part> {
    if economics.strategies.len() < 2 {
        return Vec::new();
    }
    let factor = economics.population_factor.unwrap_or(1.0);
    let mut columns = vec!["To know".to_owned()];
    columns.extend(decision.thresholds_pounds.iter().map(|&pounds| {
        format!(
            "Worth at £{} a {}",
            grouped(pounds, 0),
            economics.effect_name
        )
    }));
    let everything = decision.thresholds_pounds.iter().map(|&pounds| {
        economics
            .curves
            .iter()
            .find(|at| at.threshold_pounds == pounds)
            .map_or_else(
                || "–".to_owned(),
                |at| short_pounds(at.evpi_pounds * factor),
            )
    });
    let mut rows = vec![Row::of("everything that is uncertain", everything)];
    let groups = economics.information.iter().filter(|line| line.is_group);
    let single = economics.information.iter().filter(|line| !line.is_group);
    rows.extend(groups.chain(single.take(MOST_SINGLE)).map(|line| {
        let name = if line.parameters > 1 {
            format!("{} ({} inputs together)", line.name, line.parameters)
        } else {
            line.name.clone()
        };
        match &line.problem {
            Some(problem) => Row::of(name, [problem.clone()]),
            None => Row::of(
                name,
                line.values.iter().map(|worth| {
                    format!(
                        "{} (± {})",
                        short_pounds(worth.pounds * factor),
                        short_pounds(worth.standard_error_pounds * factor)
                    )
                }),
            ),
        }
    }));
    // A problem takes one cell: the row is filled up.
    for row in &mut rows {
        row.cells.resize(columns.len() - 1, Cell::default());
    }
    vec![
        Part::Heading("What it would be worth to know more".to_owned()),
        Part::Table(Table {
            id: "information".to_owned(),
            caption: "The most that it can be worth to learn the truth before deciding".to_owned(),
            head: columns,
            rows,
            note: "± is a standard error. More than this is not worth spending on a study; a study never tells everything.".to_owned(),
            ..Table::default()
        }),
    ]
}

fn one_way(found: &OneWay) -> Vec<Part> {
    let note = format!(
        "Chance alone moves an outcome by ± {}. The {} inputs that move it most are shown.",
        short_pounds(found.tornado.noise_half_width_pounds),
        found.tornado.bars.len().min(MOST_SINGLE)
    );
    vec![
        Part::Heading("One input at a time".to_owned()),
        Part::Table(Table {
            id: "one-way".to_owned(),
            caption: "Net benefit when one input alone is moved to its low and to its high value"
                .to_owned(),
            head: head([
                "Input",
                "Low to high value",
                "Net benefit, low to high",
                "Changes the best option",
                "Beyond chance",
            ]),
            rows: found
                .tornado
                .bars
                .iter()
                .take(MOST_SINGLE)
                .map(|bar| {
                    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
                    Row::of(
                        bar.name.clone(),
                        [
                            format!("{} to {}", short(bar.inputs[0]), short(bar.inputs[1])),
                            format!(
                                "{} to {}",
                                short_pounds(bar.outcomes_pounds[0]),
                                short_pounds(bar.outcomes_pounds[1])
                            ),
                            yes(bar.changes_best),
                            yes(bar.above_noise),
                        ],
                    )
                })
                .collect(),
            note,
            ..Table::default()
        }),
    ]
}

/// Single inputs shown in a table; the workbook has all.
const MOST_SINGLE: usize = 15;

/// A number of any size with three digits.
fn short(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return grouped(x, 0);
    }
    let decimals = (2 - libm::floor(libm::log10(x.abs())) as i32).clamp(0, 6);
    let text = grouped(x, decimals.unsigned_abs() as usize);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// An input as the manifest keeps it.
pub struct Input<'a> {
    pub path: &'a str,
    pub value: &'a str,
    pub prior: &'a str,
    pub strength: &'a str,
    pub source: &'a str,
}

/// The inputs of a scenario, in the order of the registry.
pub fn inputs_of(record: &ScenarioRecord) -> Vec<Input<'_>> {
    let Some(base) = record.resolved["base"].as_object() else {
        return Vec::new();
    };
    base.iter()
        .map(|(path, entry)| {
            let text = |key: &str| entry[key].as_str().unwrap_or_default();
            Input {
                path,
                value: text("value"),
                prior: text("prior"),
                strength: text("strength"),
                source: text("source"),
            }
        })
        .collect()
}

/// What an input means: the first line of its declaration.
fn meaning(path: &str) -> String {
    registry()
        .iter()
        .find(|parameter| parameter.path() == path)
        .map_or_else(
            || path.to_owned(),
            |parameter| {
                parameter
                    .doc
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            },
        )
}

fn strength_in_words(label: &str) -> &'static str {
    Strength::of_label(label).map_or("–", Strength::in_words)
}

fn assumptions(material: &Material<'_>) -> Section {
    let inputs = inputs_of(&material.manifest.scenarios[0]);
    let counts = Strength::ALL.into_iter().map(|strength| {
        let of: Vec<&Input<'_>> = inputs
            .iter()
            .filter(|input| input.strength == strength.label())
            .collect();
        let uncertain = of.iter().filter(|input| input.prior != "fixed").count();
        Row::of(
            capital(strength_in_words(strength.label())),
            [of.len().to_string(), uncertain.to_string()],
        )
    });
    let mut parts = vec![
        Part::Text("Every number of the model has a source, and every source a strength. Where no figure was found, the number is the modellers' judgement and says so.".to_owned()),
        Part::Table(Table {
            id: "strengths".to_owned(),
            caption: "What the inputs of the base rest on, strongest first".to_owned(),
            head: head(["Evidence", "Inputs", "of which uncertain (with a prior)"]),
            rows: counts.collect(),
            ..Table::default()
        }),
    ];
    let named: Vec<&Assumption> = material
        .decision
        .assumptions
        .iter()
        .filter(|of| of.matters_pounds.is_some_and(|pounds| pounds > 0.0))
        .take(MOST_SINGLE)
        .collect();
    if named.is_empty() {
        parts.push(Part::Text(format!(
            "Which of these assumptions matter most for the decision: to say so {NEEDS_DRAWS}. The uncertain inputs that rest on judgement or interviews alone are listed below."
        )));
        let weak = inputs.iter().filter(|input| {
            input.prior != "fixed" && matches!(input.strength, "judgement" | "qualitative")
        });
        parts.push(Part::Folded(
            "Uncertain inputs that rest on judgement or interviews".to_owned(),
            assumption_table(
                "assumptions-items",
                "Uncertain inputs that rest on judgement or interviews",
                weak.map(|input| Assumption {
                    path: input.path.to_owned(),
                    meaning: meaning(input.path),
                    value: input.value.to_owned(),
                    prior: input.prior.to_owned(),
                    calibrated: false,
                    strength: input.strength.to_owned(),
                    source: input.source.to_owned(),
                    matters_pounds: None,
                }),
            ),
        ));
    } else {
        parts.push(Part::Table(assumption_table(
            "assumptions-items",
            "The uncertain inputs that it would be worth most to know, and their evidence",
            named.into_iter().cloned(),
        )));
        parts.push(Part::Folded(
            "All uncertain inputs".to_owned(),
            assumption_table(
                "assumptions-all",
                "All uncertain inputs and their evidence",
                material.decision.assumptions.iter().cloned(),
            ),
        ));
    }
    Section {
        id: "assumptions",
        title: "Assumptions and evidence",
        parts,
    }
}

fn assumption_table(
    id: &str,
    caption: &str,
    assumptions: impl Iterator<Item = Assumption>,
) -> Table {
    let assumptions: Vec<Assumption> = assumptions.collect();
    let matters = assumptions.iter().any(|of| of.matters_pounds.is_some());
    let mut columns = head(["Assumption", "Value", "Belief", "Evidence", "Source"]);
    if matters {
        columns.push("Worth of knowing it".to_owned());
    }
    Table {
        id: id.to_owned(),
        caption: caption.to_owned(),
        head: columns,
        rows: assumptions
            .into_iter()
            .map(|of| {
                let mut cells = vec![
                    of.value,
                    of.prior,
                    strength_in_words(&of.strength).to_owned(),
                    of.source,
                ];
                if matters {
                    cells.push(
                        of.matters_pounds
                            .map_or_else(|| "–".to_owned(), short_pounds),
                    );
                }
                Row::of(format!("{} ({})", of.meaning, of.path), cells)
            })
            .collect(),
        is_text: true,
        ..Table::default()
    }
}

fn inputs(manifest: &Manifest) -> Section {
    let all: Vec<Vec<Input<'_>>> = manifest.scenarios.iter().map(inputs_of).collect();
    let titles = manifest.scenarios.iter().map(|record| record.title.clone());
    let mut columns = vec!["Input".to_owned()];
    columns.extend(titles);
    let with_source = {
        let mut columns = columns.clone();
        columns.push("Source".to_owned());
        columns
    };
    let rows = |only_different: bool| -> Vec<Row> {
        all[0]
            .iter()
            .filter_map(|input| {
                let values: Vec<&str> = all
                    .iter()
                    .map(|inputs| {
                        inputs
                            .iter()
                            .find(|other| other.path == input.path)
                            .map_or("–", |other| other.value)
                    })
                    .collect();
                let differs = values.iter().any(|value| *value != values[0]);
                if only_different && !differs {
                    return None;
                }
                let mut cells: Vec<Cell> = values.into_iter().map(Cell::from).collect();
                if !only_different {
                    cells.push(input.source.into());
                }
                Some(Row {
                    label: format!("{} ({})", meaning(input.path), input.path),
                    cells,
                })
            })
            .collect()
    };
    let different = rows(true);
    let mut parts = Vec::new();
    if different.is_empty() {
        parts.push(Part::Text("No input has another value at the start; what differs, differs by date or by network and is told with the options.".to_owned()));
    } else {
        parts.push(Part::Table(Table {
            id: "different-inputs".to_owned(),
            caption: "Inputs that differ between the options".to_owned(),
            head: columns,
            rows: different,
            note: "Changes at a date or in single networks are told with the options.".to_owned(),
            is_text: true,
            ..Table::default()
        }));
    }
    parts.push(Part::Folded(
        format!("All {} inputs", all[0].len()),
        Table {
            id: "all-inputs".to_owned(),
            caption: "All inputs with their sources".to_owned(),
            head: with_source,
            rows: rows(false),
            is_text: true,
            ..Table::default()
        },
    ));
    Section {
        id: "inputs",
        title: "Inputs",
        parts,
    }
}

fn made(material: &Material<'_>) -> Section {
    let manifest = material.manifest;
    let program = &manifest.program;
    let mut facts = vec![
        Row::of(
            "Program",
            [match &program.git {
                Some(commit) => format!("{} {} ({commit})", program.name, program.version),
                None => format!("{} {}", program.name, program.version),
            }],
        ),
        Row::of("Command", [manifest.command.clone()]),
        Row::of("Master seed", [manifest.seed.to_string()]),
        Row::of("Runs of each option", [manifest.runs.to_string()]),
        Row::of(
            "Made on",
            [format!(
                "{}, {} {}",
                created(&manifest.environment.created),
                manifest.environment.os,
                manifest.environment.arch
            )],
        ),
    ];
    if let Some(file) = manifest.files.get("decision.json") {
        facts.push(Row::of(
            "Results shown here",
            [format!("decision.json, SHA-256 {}", file.sha256)],
        ));
    }
    let mut files: Vec<Row> = Vec::new();
    for record in &manifest.scenarios {
        for file in &record.files {
            files.push(Row::of(
                file.name.clone(),
                [record.title.clone(), file.sha256.clone()],
            ));
        }
        for change in &record.overrides {
            files.push(Row::of(
                format!("--set {change}"),
                [record.title.clone(), String::new()],
            ));
        }
    }
    Section {
        id: "made",
        title: "How this was made",
        parts: vec![
            Part::Text("The same program with the same scenario files and the same master seed gives the same numbers on every machine. The folder of this page keeps the scenario files word for word, every table, and the SHA-256 of each file.".to_owned()),
            Part::Table(Table {
                id: "versions".to_owned(),
                caption: "Version, command and seed".to_owned(),
                head: head(["What", "Value"]),
                rows: facts,
                is_text: true,
                ..Table::default()
            }),
            Part::Table(Table {
                id: "scenario-files".to_owned(),
                caption: "Scenario files".to_owned(),
                head: head(["File", "Option", "SHA-256"]),
                rows: files,
                is_text: true,
                ..Table::default()
            }),
        ],
    }
}

/// Levels of one measure by option, in words; for checklists.
pub fn in_a_sentence(decision: &Decision, id: &str) -> Vec<String> {
    let Some(measure) = decision.measure(id) else {
        return Vec::new();
    };
    let unit = Unit::from(measure);
    decision
        .options
        .iter()
        .skip(1)
        .zip(&measure.changes)
        .map(|(option, change)| {
            let word = verdict(measure.better, change)
                .map_or_else(String::new, |verdict| format!(", {}", verdict.word));
            format!(
                "{} – {}: {}{word}",
                option.title,
                decision.label_with_unit(measure),
                unit.difference(change)
            )
        })
        .collect()
}

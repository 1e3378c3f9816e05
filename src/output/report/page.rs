//! The page as strings and rows: the decision first, then section by section.

use askama::Template;

use super::Material;
use super::measures;
use super::sections::{self, Part, Section};
use super::table::{Cell, Row, Table, head};
use super::words::{FEWEST_RUNS, Unit, grouped, percent, short_pounds, with_sign};
use crate::analysis::comparison::Better;
use crate::analysis::decision::Decision;
use crate::analysis::headlines::LEADING;
use crate::output::chart::FONT_FACE_CSS;

const VEGA: &str = include_str!("../../../assets/vega/vega.min.js");
const VEGA_LITE: &str = include_str!("../../../assets/vega/vega-lite.min.js");
const VEGA_EMBED: &str = include_str!("../../../assets/vega/vega-embed.min.js");

/// Everything that stands on the page.
#[derive(Template)]
#[template(path = "report/page.html")]
pub struct Page {
    pub title: String,
    pub question: String,
    /// Where, when, how many.
    pub setting: String,
    pub options: Vec<OptionView>,
    pub answer: AnswerView,
    pub decision: Vec<Table>,
    pub sections: Vec<Section>,
    /// Program and date.
    pub made: String,
    pub css: &'static str,
    pub fonts: &'static str,
    pub libraries: [&'static str; 3],
    pub script: &'static str,
}

/// An option in words.
pub struct OptionView {
    pub title: String,
    pub description: String,
    pub differs: Vec<String>,
    pub is_base: bool,
    pub is_recommended: bool,
}

/// What is recommended, how surely, what would change it.
pub struct AnswerView {
    /// The answer; a sentence on how to get one where there is none.
    pub words: Vec<String>,
    pub is_given: bool,
    pub thresholds: Option<Table>,
    pub targets: Option<Table>,
    pub matter_most: Vec<String>,
    pub what_would_change: Vec<String>,
    pub caveats: Vec<String>,
}

impl Page {
    pub fn of(material: &Material<'_>) -> Self {
        let decision = material.decision;
        let answer = decision.answer.as_ref();
        let recommended = answer.and_then(|answer| answer.recommended);
        let on_first: Vec<_> = LEADING
            .iter()
            .filter_map(|id| decision.measure(id))
            .collect();
        Self {
            title: decision.title.clone(),
            question: decision.question.clone(),
            setting: setting(decision),
            options: decision
                .options
                .iter()
                .enumerate()
                .map(|(number, option)| OptionView {
                    title: option.title.clone(),
                    description: option.description.replace('\n', " "),
                    differs: option.differs.clone(),
                    is_base: number == 0,
                    is_recommended: recommended == Some(number),
                })
                .collect(),
            answer: answer_view(material),
            decision: measures::tables(
                "decision",
                "What each option changes, against the base on the same people",
                decision,
                &on_first,
                true,
            ),
            sections: sections::all(material),
            made: format!(
                "Made with {} {} from results of {}.",
                material.manifest.program.name,
                material.manifest.program.version,
                created(&material.manifest.environment.created)
            ),
            css: include_str!("../../../templates/report/style.css"),
            fonts: FONT_FACE_CSS,
            libraries: [VEGA, VEGA_LITE, VEGA_EMBED].map(without_source_map),
            script: include_str!("../../../templates/report/page.js"),
        }
    }
}

/// A library without the line that tells debuggers where to load its source from.
fn without_source_map(script: &'static str) -> &'static str {
    script
        .rsplit_once("\n//# sourceMappingURL=")
        .map_or(script, |(script, _)| script)
}

fn setting(decision: &Decision) -> String {
    let networks = match decision.networks {
        1 => "1 network".to_owned(),
        n => format!("{} networks", grouped(n as f64, 0)),
    };
    let last = super::live::date_after(decision, decision.days.saturating_sub(1));
    let runs = match decision.runs {
        1 => "1 run of each option".to_owned(),
        n => format!("{} runs of each option", grouped(n as f64, 0)),
    };
    let mut text = format!(
        "Simulated: {networks} with {} registered patients, {} to {}; {runs} on the same people with the same chance events; prices of {}.",
        grouped(decision.registered_patients, 0),
        long_date(decision.start),
        long_date(last),
        decision.price_year
    );
    if decision.failed_runs > 0 {
        text.push_str(&format!(
            " {} more failed and are in no number.",
            match decision.failed_runs {
                1 => "1 run".to_owned(),
                n => format!("{} runs", grouped(n as f64, 0)),
            }
        ));
    }
    text
}

/// "1 April 2026".
pub fn long_date(date: jiff::civil::Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// The day of a time stamp; the stamp as it is if it is none.
pub fn created(stamp: &str) -> String {
    stamp
        .get(..10)
        .and_then(|day| day.parse().ok())
        .map_or_else(|| stamp.to_owned(), long_date)
}

/// How to get what needs draws of the uncertain inputs.
pub const NEEDS_DRAWS: &str = "needs draws of the uncertain inputs, which this comparison was made without (spsim compare … --draws 1000)";

/// The chance of each option to keep each limit.
fn targets(decision: &Decision) -> Option<Table> {
    let mut columns = vec!["Target".to_owned()];
    columns.extend(decision.labels());
    let rows = decision.targets.iter().map(|result| {
        let target = &result.target;
        let limit = decision.measure(&target.measure).map_or_else(
            || target.limit.to_string(),
            |measure| {
                let unit = Unit::from(measure);
                format!(
                    "{} {}",
                    unit.value(Some(target.limit)),
                    unit_words(&measure.unit)
                )
            },
        );
        let side = match target.side {
            Better::Lower => "at most",
            Better::Higher => "at least",
        };
        Row::of(
            format!("{}: {side} {}", result.label, limit.trim()),
            result.chances.iter().map(|chance| {
                let [lower, upper] = chance.interval_95;
                chance.share.map_or_else(
                    || "–".to_owned(),
                    |share| {
                        format!(
                            "{} ({} to {})",
                            percent(share),
                            percent(lower),
                            percent(upper)
                        )
                    },
                )
            }),
        )
    });
    (!decision.targets.is_empty()).then(|| Table {
        id: "targets".to_owned(),
        caption: "Chance of meeting a target: share of runs, with its 95% interval".to_owned(),
        head: columns,
        rows: rows.collect(),
        ..Table::default()
    })
}

/// A unit as it follows a number: none for shares and money, which carry their sign.
fn unit_words(unit: &str) -> &str {
    match unit {
        "%" | "GBP" => "",
        unit => unit,
    }
}

fn answer_view(material: &Material<'_>) -> AnswerView {
    let decision = material.decision;
    let mut caveats = Vec::new();
    if decision.runs < FEWEST_RUNS {
        caveats.push(format!(
            "With fewer than {FEWEST_RUNS} runs no interval is printed and no direction is called clear: make more runs."
        ));
    }
    let Some(answer) = &decision.answer else {
        caveats.extend([
            "Intervals tell chance only: how far the mean difference could move if the runs were made again. They do not tell how uncertain the model's inputs are, many of which rest on judgement.".to_owned(),
            "Effects on wellbeing and on the use of health services are small beside how much people differ. This is a model of a made-up place, not a forecast, until it has been given that place's facts and checked against its records.".to_owned(),
            "QALYs and WELLBYs are two lenses on the same gain. They are never added.".to_owned(),
        ]);
        return AnswerView {
            words: vec![format!(
                "No recommendation is printed: to say which option is best, and how likely that is right, {NEEDS_DRAWS}. The table below shows what each option changes."
            )],
            is_given: false,
            thresholds: None,
            targets: targets(decision),
            matter_most: vec![format!("To name them {NEEDS_DRAWS}.")],
            what_would_change: Vec::new(),
            caveats,
        };
    };
    let name = |position: usize| {
        decision
            .options
            .get(position)
            .map_or("–", |option| option.title.as_str())
    };
    let thresholds = (!answer.at_thresholds.is_empty()).then(|| Table {
        id: "best".to_owned(),
        caption: "The best option, by what a QALY is worth".to_owned(),
        head: head([
            "A QALY is worth",
            "Best option",
            "Chance that this is right",
            "Expected gain against the base",
        ]),
        rows: answer
            .at_thresholds
            .iter()
            .map(|at| {
                let gain = short_pounds(at.expected_gain_pounds);
                Row::of(
                    format!("£{}", grouped(at.threshold_pounds, 0)),
                    [
                        Cell::from(name(at.best)),
                        percent(at.probability_best).into(),
                        match at.best {
                            0 => "–".into(),
                            _ => with_sign(at.expected_gain_pounds, gain).into(),
                        },
                    ],
                )
            })
            .collect(),
        ..Table::default()
    });
    caveats.extend(answer.caveats.iter().cloned());
    AnswerView {
        words: answer.words.clone(),
        is_given: true,
        thresholds,
        targets: targets(decision),
        matter_most: answer.matter_most.clone(),
        what_would_change: answer.what_would_change.clone(),
        caveats,
    }
}

//! Charts that a reader can change: a Vega-Lite specification, the rows of every view, and the same without scripts as a
//! drawing and a table.
//!
//! Rows carry their numbers as words too: what a tooltip, the table and the text alternative say is written once, here.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::measures::quintile_words;
use super::table::{Row, Table, head};
use super::words::{Unit, grouped, percent, short_pounds, verdict};
use crate::analysis::comparison::Better;
use crate::analysis::decision::{Change, Decision, MeasureResult, MonthlyResult};
use crate::analysis::economics::{CostEffectiveness as Economics, Spread};
use crate::output::chart::{Axis, BandSeries, Caption, NumberFormat, Point, bands, dot_intervals};

/// The Analysis Function's categorical palette, in its order: as in the drawings.
const COLOURS: [&str; 6] = [
    "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1",
];
const SHAPES: [&str; 6] = [
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "cross",
    "triangle-down",
];
const DASHES: [&[u32]; 6] = [
    &[],
    &[9, 4],
    &[3, 3],
    &[12, 3, 3, 3],
    &[16, 5],
    &[6, 3, 2, 3, 2, 3],
];
/// Letters of a line of a row's name.
const LINE: usize = 22;

/// A chart with its choices.
#[derive(Clone, Debug)]
pub struct Live {
    /// Unique on the page.
    pub id: &'static str,
    /// Heading.
    pub title: String,
    /// Under it.
    pub intro: String,
    /// How each option looks; empty where rows bear its name.
    pub key: Vec<KeyEntry>,
    /// What can be chosen; may be empty.
    pub controls: Vec<Control>,
    /// Specification and views, for the script.
    pub json: String,
    /// Drawn without scripts; absent where the table has to do.
    pub still: Option<String>,
    /// What the first view says.
    pub words: String,
    /// The numbers of the first view.
    pub table: Table,
}

/// One choice.
#[derive(Clone, Debug)]
pub struct Control {
    /// Name of the field.
    pub name: &'static str,
    /// What is chosen.
    pub label: &'static str,
    /// Whether it is a list rather than buttons.
    pub is_list: bool,
    /// Value and words of each choice, under headings that may be empty; the first is taken at the start.
    pub groups: Vec<(String, Vec<(String, String)>)>,
}

/// What is shown for one combination of choices.
#[derive(Clone, Debug, Serialize)]
struct View {
    /// Under the controls.
    words: String,
    /// The text alternative.
    alt: String,
    /// One a mark.
    rows: Vec<Json>,
}

impl View {
    fn cells(&self) -> impl Iterator<Item = Vec<String>> + '_ {
        self.rows.iter().filter_map(|row| {
            let cells = row["cells"].as_array()?;
            Some(
                cells
                    .iter()
                    .map(|cell| cell.as_str().unwrap_or_default().to_owned())
                    .collect(),
            )
        })
    }
}

#[derive(Serialize)]
struct Data<'a> {
    spec: Json,
    views: &'a BTreeMap<String, View>,
}

/// A chart of these views, the first of which is `first`.
fn live(
    (id, title, intro): (&'static str, String, String),
    key: Vec<KeyEntry>,
    controls: Vec<Control>,
    (spec, views, first): (Json, BTreeMap<String, View>, &str),
    columns: &[&str],
    still: Option<String>,
) -> Option<Live> {
    let shown = views.get(first)?;
    let rows = shown.cells().map(|mut cells| {
        let label = cells.remove(0);
        Row::of(label, cells)
    });
    Some(Live {
        id,
        table: Table {
            id: format!("{id}-data"),
            caption: format!("Numbers behind: {title}"),
            head: head(columns.iter().copied()),
            rows: rows.collect(),
            ..Table::default()
        },
        words: shown.words.clone(),
        json: serde_json::to_string(&Data {
            spec,
            views: &views,
        })
        .expect("finite numbers and text keys")
        // Inside a script element only this sign could end it.
        .replace('<', "\\u003c"),
        title,
        intro,
        key,
        controls,
        still,
    })
}

/// Words on lines short enough to stand beside a chart.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

fn looks(names: &[&str]) -> (Vec<&'static str>, Vec<&'static str>, Vec<&'static [u32]>) {
    let pick = |i: usize| i % COLOURS.len();
    (
        (0..names.len()).map(|i| COLOURS[pick(i)]).collect(),
        (0..names.len()).map(|i| SHAPES[pick(i)]).collect(),
        (0..names.len()).map(|i| DASHES[pick(i)]).collect(),
    )
}

/// What all specifications share: width of the page, named rows, quiet axes, text that can be read.
fn spec(height: Json, more: Json) -> Json {
    let mut spec = json!({
        "width": "container",
        "height": height,
        "autosize": { "type": "fit-x", "contains": "padding" },
        "data": { "name": "rows" },
        "config": {
            "font": "Roboto, Arial, sans-serif",
            "background": "#FFFFFF",
            "view": { "stroke": null },
            "axis": {
                "labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal",
                "labelColor": "#222222", "titleColor": "#222222", "labelLimit": 240,
                "domainColor": "#595959", "tickColor": "#595959", "gridColor": "#E2E2E2",
            },
            "text": { "fontSize": 13, "color": "#222222" },
        },
    });
    if let (Some(spec), Json::Object(more)) = (spec.as_object_mut(), more) {
        spec.extend(more);
    }
    spec
}

/// The said cells of a row, for tooltips and for those who listen.
fn said() -> Json {
    json!({ "calculate": "join(datum.cells, ' · ')", "as": "said" })
}

/// Colour, shape or dash by name. The page has a key of its own, which wraps on a telephone.
fn by_name(names: &[&str], range: Json) -> Json {
    json!({ "field": "name", "type": "nominal", "scale": { "domain": names, "range": range }, "legend": null })
}

/// A look in the key of a chart.
#[derive(Clone, Debug)]
pub struct KeyEntry {
    /// The option.
    pub name: String,
    /// Its colour.
    pub colour: &'static str,
    /// Its marker as a path around the origin; empty for lines.
    pub marker: &'static str,
    /// Its strokes and gaps; for lines.
    pub dash: String,
}

/// The paths of [`SHAPES`].
const PATHS: [&str; 6] = [
    "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0Z",
    "M-4.5 -4.5H4.5V4.5H-4.5Z",
    "M0 -5.5L5.5 4.5H-5.5Z",
    "M0 -6L5 0L0 6L-5 0Z",
    "M-5.5 -2H-2V-5.5H2V-2H5.5V2H2V5.5H-2V2H-5.5Z",
    "M0 5.5L5.5 -4.5H-5.5Z",
];

fn key(names: &[&str], has_markers: bool) -> Vec<KeyEntry> {
    names
        .iter()
        .enumerate()
        .map(|(i, name)| KeyEntry {
            name: (*name).to_owned(),
            colour: COLOURS[i % COLOURS.len()],
            marker: if has_markers {
                PATHS[i % PATHS.len()]
            } else {
                ""
            },
            dash: if has_markers {
                String::new()
            } else {
                DASHES[i % DASHES.len()]
                    .iter()
                    .map(u32::to_string)
                    .collect::<Vec<_>>()
                    .join(" ")
            },
        })
        .collect()
}

/// Paired differences, one measure at a time, of everybody or by deprivation quintile.
pub fn differences(decision: &Decision) -> Option<Live> {
    if decision.options.len() < 2 {
        return None;
    }
    let names: Vec<&str> = decision.options[1..]
        .iter()
        .map(|option| option.title.as_str())
        .collect();
    let mut views = BTreeMap::new();
    let mut groups: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for measure in &decision.measures {
        let choice = (measure.id.clone(), decision.label_with_unit(measure));
        let topic = measure.topic.label();
        match groups.last_mut() {
            Some((heading, choices)) if heading == topic => choices.push(choice),
            _ => groups.push((topic.to_owned(), vec![choice])),
        }
        let all = difference_view(decision, measure, false);
        let split = if measure.quintiles.is_empty() {
            View {
                words: format!(
                    "This measure is not counted by deprivation quintile: everyone is shown. {}",
                    all.words
                ),
                ..all.clone()
            }
        } else {
            difference_view(decision, measure, true)
        };
        views.insert(format!("{}|all", measure.id), all);
        views.insert(format!("{}|quintile", measure.id), split);
    }
    let first = decision.measures.first()?;
    let (colours, shapes, _) = looks(&names);
    let across = json!({ "field": "mean", "type": "quantitative", "axis": { "title": null, "format": ",f", "tickCount": 5 } });
    let y = json!({
        "field": "row", "type": "nominal", "sort": { "field": "order" },
        "axis": { "title": null, "labelExpr": "split(datum.label, '\\n')", "domain": false, "ticks": false, "labelPadding": 8, "labelBaseline": "middle" },
    });
    let lane = json!({ "field": "lane", "type": "nominal", "sort": { "field": "order" } });
    let on_row = |mark: Json, encoding: Json| {
        let mut encoding = encoding;
        encoding["y"] = y.clone();
        encoding["yOffset"] = lane.clone();
        json!({ "mark": mark, "encoding": encoding })
    };
    let spec = spec(
        json!({ "step": 64.max(18 * names.len()), "for": "position" }),
        json!({
            "transform": [said()],
            "layer": [
                { "mark": { "type": "rule", "color": "#595959", "strokeWidth": 1.5, "aria": false }, "encoding": { "x": { "datum": 0, "type": "quantitative" } } },
                on_row(
                    json!({ "type": "rule", "strokeWidth": 2, "aria": false }),
                    json!({
                        "x": { "field": "lower", "type": "quantitative" }, "x2": { "field": "upper" },
                        "color": by_name(&names, json!(colours)),
                    }),
                ),
                on_row(
                    json!({ "type": "point", "filled": true, "size": 110, "opacity": 1 }),
                    json!({
                        "x": across,
                        "color": by_name(&names, json!(colours)),
                        "shape": by_name(&names, json!(shapes)),
                        "tooltip": { "field": "said", "type": "nominal" },
                        "description": { "field": "said" },
                    }),
                ),
            ],
        }),
    );
    live(
        (
            "differences",
            "What changes, measure by measure".to_owned(),
            "Each mark is the mean difference between an option and the base on the same people; the line through it is its 95% interval. Where the line crosses zero, the direction is not clear.".to_owned(),
        ),
        if names.len() > 1 { key(&names, true) } else { Vec::new() },
        vec![
            Control { name: "measure", label: "Measure", is_list: true, groups },
            Control {
                name: "split",
                label: "Show",
                is_list: false,
                groups: vec![(
                    String::new(),
                    vec![
                        ("all".to_owned(), "everyone".to_owned()),
                        ("quintile".to_owned(), "by deprivation quintile".to_owned()),
                    ],
                )],
            },
        ],
        (spec, views, &format!("{}|all", first.id)),
        &["Who", "Option", "Difference (95% interval)", "Direction"],
        Some(still_differences(decision, first)),
    )
}

fn direction(better: Option<Better>) -> &'static str {
    match better {
        Some(Better::Higher) => "Right of zero is better.",
        Some(Better::Lower) => "Left of zero is better.",
        None => "Neither direction is better by itself.",
    }
}

fn difference_view(decision: &Decision, measure: &MeasureResult, split: bool) -> View {
    let unit = Unit::from(measure);
    let mut rows = Vec::new();
    let mut alt = Vec::new();
    let groups: Vec<(String, &[Change])> = if split {
        measure
            .quintiles
            .iter()
            .map(|of| (quintile_words(of.quintile), of.changes.as_slice()))
            .collect()
    } else {
        vec![("everyone".to_owned(), measure.changes.as_slice())]
    };
    for (who, changes) in groups {
        for (change, option) in changes.iter().zip(&decision.options[1..]) {
            let said = unit.difference(change);
            let word = verdict(measure.better, change).map_or("", |verdict| verdict.word);
            let number = |x: Option<f64>| x.map(|x| x * unit.scale());
            // A row of its own has its number beside its name.
            let row = match (split, changes.len()) {
                (true, 1) => format!("{who}\n{said}"),
                (true, _) => who.clone(),
                (false, _) => format!("{}\n{said}", wrapped(&option.title)),
            };
            alt.push(if split {
                format!("{}, quintile {who}: {said}", option.title)
            } else {
                format!("{}: {said}", option.title)
            });
            rows.push(json!({
                "row": row,
                "lane": if split { option.title.as_str() } else { "" },
                "order": rows.len(),
                "name": option.title,
                "mean": number(change.mean),
                "lower": number(change.lower_95),
                "upper": number(change.upper_95),
                "cells": [who, option.title, said, word],
            }));
        }
    }
    let counted = match (unit.of_differences(), measure.unit.as_str()) {
        ("", "") => String::new(),
        ("", unit) => format!(", in {unit}"),
        (words, _) => format!(", in {words}"),
    };
    let label = decision.label_with_unit(measure);
    let words = format!(
        "{label}: option less base{counted}. {}",
        direction(measure.better)
    );
    View {
        alt: format!("{words} {}.", alt.join("; ")),
        words,
        rows,
    }
}

fn format_of(unit: &str, decimals: usize) -> NumberFormat {
    match (unit, decimals) {
        ("%", _) => NumberFormat::Percent,
        ("GBP", _) => NumberFormat::Pounds,
        (_, 0) => NumberFormat::Integer,
        (_, 1) => NumberFormat::OneDecimal,
        _ => NumberFormat::ThreeDecimals,
    }
}

fn still_differences(decision: &Decision, measure: &MeasureResult) -> String {
    let view = difference_view(decision, measure, false);
    let nan = |x: Option<f64>| x.unwrap_or(f64::NAN);
    let rows: Vec<_> = measure
        .changes
        .iter()
        .zip(&decision.options[1..])
        .map(|(change, option)| crate::output::chart::Row {
            label: option.title.clone(),
            points: vec![Point {
                name: String::new(),
                value: nan(change.mean),
                lower: nan(change.lower_95),
                upper: nan(change.upper_95),
            }],
        })
        .collect();
    let caption = Caption {
        title: decision.label_with_unit(measure),
        subtitle: format!("Difference from: {}", decision.options[0].title),
        note: format!(
            "Mean of {} runs with 95% paired interval. {}",
            decision.runs,
            direction(measure.better)
        ),
        alt: view.alt,
    };
    let axis = Axis::number(
        "Option less base",
        format_of(&measure.unit, measure.decimals),
    );
    dot_intervals(&caption, &axis, &rows).svg
}

/// The course over the months: levels of all options or differences from the base.
pub fn course(decision: &Decision) -> Option<Live> {
    let months: Vec<&MonthlyResult> = decision
        .months
        .iter()
        .filter(|month| !month.days.is_empty())
        .collect();
    let first = *months.first()?;
    let names: Vec<&str> = decision.options.iter().map(|o| o.title.as_str()).collect();
    let mut views = BTreeMap::new();
    for month in &months {
        views.insert(format!("{}|levels", month.id), levels_view(decision, month));
        if decision.options.len() > 1 {
            views.insert(
                format!("{}|differences", month.id),
                changes_view(decision, month),
            );
        }
    }
    let (colours, _, dashes) = looks(&names);
    let named = |range: Json| by_name(&names, range);
    let x = json!({
        "field": "date", "type": "temporal", "scale": { "type": "utc" },
        "axis": { "title": null, "format": "%b %Y", "grid": false, "tickCount": 6, "labelOverlap": true },
    });
    let up = json!({ "field": "mean", "type": "quantitative", "scale": { "zero": true }, "axis": { "title": null, "format": ",f", "tickCount": 6 } });
    let spec = spec(
        json!(300),
        json!({
            "transform": [said()],
            "layer": [
                { "mark": { "type": "area", "opacity": if names.len() > 3 { 0.08 } else { 0.16 }, "aria": false },
                  "encoding": { "x": x, "y": { "field": "lower", "type": "quantitative" }, "y2": { "field": "upper" }, "fill": named(json!(colours)) } },
                { "mark": { "type": "rule", "color": "#595959", "aria": false }, "encoding": { "y": { "datum": 0, "type": "quantitative" } } },
                { "mark": { "type": "line", "strokeWidth": 2.5, "aria": false },
                  "encoding": { "x": x, "y": up, "color": named(json!(colours)), "strokeDash": named(json!(dashes)) } },
                { "params": [{ "name": "at", "select": { "type": "point", "on": "pointerover", "nearest": true, "clear": "pointerout" } }],
                  "mark": { "type": "point", "filled": true, "size": 90, "aria": false },
                  "encoding": { "x": x, "y": up, "fill": named(json!(colours)),
                                "tooltip": { "field": "said", "type": "nominal" },
                                "opacity": { "condition": { "param": "at", "empty": false, "value": 1 }, "value": 0 } } },
            ],
        }),
    );
    let mut show = vec![("levels".to_owned(), "levels".to_owned())];
    if decision.options.len() > 1 {
        show.push((
            "differences".to_owned(),
            "differences from the base".to_owned(),
        ));
    }
    live(
        (
            "course",
            "How it unfolds, month by month".to_owned(),
            "Levels are means with the band that holds 80% of the simulated futures; differences are means with their 95% interval.".to_owned(),
        ),
        key(&names, false),
        vec![
            Control {
                name: "measure",
                label: "Measure",
                is_list: true,
                groups: vec![(
                    String::new(),
                    months
                        .iter()
                        .map(|month| (month.id.clone(), monthly_label(month)))
                        .collect(),
                )],
            },
            Control { name: "split", label: "Show", is_list: false, groups: vec![(String::new(), show)] },
        ],
        (spec, views, &format!("{}|levels", first.id)),
        &["Date", "Option", "Mean", "Range"],
        Some(still_course(decision, first)),
    )
}

fn monthly_label(month: &MonthlyResult) -> String {
    if month.unit.is_empty() || month.unit == "GBP" || month.label.contains(&month.unit) {
        month.label.clone()
    } else {
        format!("{} ({})", month.label, month.unit)
    }
}

pub fn date_after(decision: &Decision, days: u32) -> jiff::civil::Date {
    decision
        .start
        .saturating_add(jiff::Span::new().days(i64::from(days)))
}

fn levels_view(decision: &Decision, month: &MonthlyResult) -> View {
    let unit = Unit::from(month);
    let mut rows = Vec::new();
    let mut alt = Vec::new();
    for (levels, option) in month.levels.iter().zip(&decision.options) {
        for (level, &day) in levels.iter().zip(&month.days) {
            let date = date_after(decision, day);
            let number = |x: Option<f64>| x.map(|x| x * unit.scale());
            rows.push(json!({
                "date": date.to_string(),
                "name": option.title,
                "mean": number(level.mean),
                "lower": number(level.p10),
                "upper": number(level.p90),
                "cells": [
                    date.strftime("%-d %b %Y").to_string(),
                    option.title,
                    unit.level(level),
                    format!("80% of futures: {} to {}", unit.value(level.p10), unit.value(level.p90)),
                ],
            }));
        }
        if let (Some(first), Some(last)) = (levels.first(), levels.last()) {
            alt.push(format!(
                "{}: from {} to {}",
                option.title,
                unit.level(first),
                unit.level(last)
            ));
        }
    }
    let words = format!("{}, all options.", monthly_label(month));
    View {
        alt: format!("{words} {}.", alt.join("; ")),
        words,
        rows,
    }
}

fn changes_view(decision: &Decision, month: &MonthlyResult) -> View {
    let unit = Unit::from(month);
    let mut rows = Vec::new();
    let mut alt = Vec::new();
    for (changes, option) in month.changes.iter().zip(&decision.options[1..]) {
        for (change, &day) in changes.iter().zip(&month.days) {
            let date = date_after(decision, day);
            let number = |x: Option<f64>| x.map(|x| x * unit.scale());
            let (mean, range) = unit.difference_parts(change);
            rows.push(json!({
                "date": date.to_string(),
                "name": option.title,
                "mean": number(change.mean),
                "lower": number(change.lower_95),
                "upper": number(change.upper_95),
                "cells": [
                    date.strftime("%-d %b %Y").to_string(),
                    option.title,
                    mean,
                    range.map_or_else(String::new, |range| format!("95% interval {range}")),
                ],
            }));
        }
        if let Some(last) = changes.last() {
            alt.push(format!(
                "{}: at the end {}",
                option.title,
                unit.difference(last)
            ));
        }
    }
    let words = format!(
        "{}: option less base. Zero is no change.",
        monthly_label(month)
    );
    View {
        alt: format!("{words} {}.", alt.join("; ")),
        words,
        rows,
    }
}

fn still_course(decision: &Decision, month: &MonthlyResult) -> String {
    let view = levels_view(decision, month);
    let nan = |x: Option<f64>| x.unwrap_or(f64::NAN);
    let series: Vec<BandSeries> = month
        .levels
        .iter()
        .zip(&decision.options)
        .map(|(levels, option)| BandSeries {
            name: option.title.clone(),
            x: month.days.iter().map(|&day| f64::from(day)).collect(),
            median: levels.iter().map(|level| nan(level.mean)).collect(),
            bands: Vec::new(),
        })
        .collect();
    let caption = Caption {
        title: month.label.clone(),
        subtitle: decision.title.clone(),
        note: format!(
            "Means of {} runs; the numbers below say how far single futures lie apart.",
            decision.runs
        ),
        alt: view.alt,
    };
    let y = Axis::from_zero(monthly_label(month), format_of(&month.unit, month.decimals));
    bands(&caption, &Axis::date(decision.start), &y, &series).svg
}

/// The chance of being the best over values of a QALY, and what should be chosen.
pub fn acceptability(decision: &Decision, economics: &Economics) -> Option<Live> {
    let names: Vec<&str> = economics
        .strategies
        .iter()
        .map(|s| s.strategy.as_str())
        .collect();
    if names.len() < 2 || economics.curves.is_empty() {
        return None;
    }
    let told: Vec<f64> = decision.thresholds_pounds.clone();
    let mut rows = Vec::new();
    let mut alt = Vec::new();
    for at in &economics.curves {
        let price = format!("£{}", grouped(at.threshold_pounds, 0));
        for (name, &chance) in names.iter().zip(&at.probability_best) {
            let mut row = json!({ "kind": "curve", "threshold": at.threshold_pounds, "name": name, "chance": 100.0 * chance, "said": format!("{price} · {name} · {}", percent(chance)) });
            if told.contains(&at.threshold_pounds) {
                let best = if names.get(at.best) == Some(name) {
                    "best expected net benefit"
                } else {
                    ""
                };
                row["cells"] = json!([price, name, percent(chance), best]);
            }
            rows.push(row);
        }
        rows.push(json!({ "kind": "frontier", "threshold": at.threshold_pounds, "chance": 100.0 * at.frontier }));
        if told.contains(&at.threshold_pounds) {
            rows.push(json!({ "kind": "threshold", "threshold": at.threshold_pounds }));
            alt.push(format!(
                "at {price} {} has the best expected net benefit and is best with a chance of {}",
                names.get(at.best).copied().unwrap_or_default(),
                percent(at.frontier)
            ));
        }
    }
    let words = "Chance of being the option with the highest net benefit (%), by the value of a QALY (pounds). The wide grey line marks the option with the best expected net benefit: what should be chosen. Dotted lines: the values shown in the tables.";
    let view = View {
        words: words.to_owned(),
        alt: format!("{words} {}.", alt.join("; ")),
        rows,
    };
    let (colours, _, dashes) = looks(&names);
    let named = |range: Json| by_name(&names, range);
    let only = |kind: &str| json!([{ "filter": format!("datum.kind == '{kind}'") }]);
    let x = json!({ "field": "threshold", "type": "quantitative", "axis": { "title": null, "format": ",f", "tickCount": 6, "grid": false } });
    let y = json!({ "field": "chance", "type": "quantitative", "scale": { "domain": [0, 100] }, "axis": { "title": null, "tickCount": 5 } });
    let spec = spec(
        json!(300),
        json!({ "layer": [
            { "transform": only("frontier"), "mark": { "type": "line", "strokeWidth": 11, "opacity": 0.45, "color": "#8A8A8A", "interpolate": "step-after", "aria": false }, "encoding": { "x": x, "y": y } },
            { "transform": only("threshold"), "mark": { "type": "rule", "color": "#595959", "strokeDash": [2, 3], "aria": false }, "encoding": { "x": x } },
            { "transform": only("curve"), "mark": { "type": "line", "strokeWidth": 2.5, "aria": false }, "encoding": { "x": x, "y": y, "color": named(json!(colours)), "strokeDash": named(json!(dashes)) } },
            { "transform": only("curve"),
              "params": [{ "name": "at", "select": { "type": "point", "on": "pointerover", "nearest": true, "clear": "pointerout" } }],
              "mark": { "type": "point", "filled": true, "size": 90, "aria": false },
              "encoding": { "x": x, "y": y, "fill": by_name(&names, json!(colours)), "tooltip": { "field": "said", "type": "nominal" },
                            "opacity": { "condition": { "param": "at", "empty": false, "value": 1 }, "value": 0 } } },
        ] }),
    );
    let caption = Caption {
        title: "Chance of being the best option, by the value of a QALY".to_owned(),
        subtitle: decision.title.clone(),
        note: format!("{} draws of the uncertain inputs.", economics.draws),
        alt: view.alt.clone(),
    };
    let curves: Vec<BandSeries> = names
        .iter()
        .enumerate()
        .map(|(i, name)| BandSeries {
            name: (*name).to_owned(),
            x: economics
                .curves
                .iter()
                .map(|at| at.threshold_pounds)
                .collect(),
            median: economics
                .curves
                .iter()
                .map(|at| at.probability_best.get(i).copied().unwrap_or(f64::NAN))
                .collect(),
            bands: Vec::new(),
        })
        .collect();
    let still = bands(
        &caption,
        &Axis::number("Value of a QALY", NumberFormat::Pounds),
        &Axis::from_zero("Chance of being the best", NumberFormat::Percent),
        &curves,
    );
    let views = BTreeMap::from([(String::new(), view)]);
    live(
        (
            "acceptability",
            "How likely each option is to be worth its money".to_owned(),
            String::new(),
        ),
        key(&names, false),
        Vec::new(),
        (spec, views, ""),
        &["Value of a QALY", "Option", "Chance of being the best", ""],
        Some(still.svg),
    )
}

/// The cost-effectiveness plane: differences in cost and in QALYs with the middle 95% of the draws.
pub fn plane(decision: &Decision, economics: &Economics) -> Option<Live> {
    if economics.differences.is_empty() {
        return None;
    }
    let names: Vec<&str> = economics
        .differences
        .iter()
        .map(|line| line.strategy.as_str())
        .collect();
    let ends = |spread: &Spread| {
        spread
            .interval_95
            .map_or((None, None), |[lower, upper]| (Some(lower), Some(upper)))
    };
    let mut rows = Vec::new();
    let mut alt = Vec::new();
    let mut furthest: f64 = 0.0;
    for line in &economics.differences {
        let (effect_lower, effect_upper) = ends(&line.effect);
        let (cost_lower, cost_upper) = ends(&line.cost_pounds);
        for x in [Some(line.effect.mean), effect_lower, effect_upper] {
            furthest = furthest.max(x.unwrap_or(0.0).abs());
        }
        let range = |lower: Option<f64>, upper: Option<f64>, text: &dyn Fn(f64) -> String| match (
            lower, upper,
        ) {
            (Some(lower), Some(upper)) => format!(" ({} to {})", text(lower), text(upper)),
            _ => String::new(),
        };
        let effect_text = |x: f64| grouped(x, 1);
        let effect = format!(
            "{}{}",
            effect_text(line.effect.mean),
            range(effect_lower, effect_upper, &effect_text)
        );
        let cost = format!(
            "{}{}",
            short_pounds(line.cost_pounds.mean),
            range(cost_lower, cost_upper, &short_pounds)
        );
        alt.push(format!(
            "{}: {effect} {}s, {cost}",
            line.strategy, economics.effect_name
        ));
        rows.push(json!({
            "kind": "option", "name": line.strategy,
            "effect": line.effect.mean, "effect_lower": effect_lower, "effect_upper": effect_upper,
            "cost": line.cost_pounds.mean, "cost_lower": cost_lower, "cost_upper": cost_upper,
            "said": format!("{} · {effect} {}s · {cost}", line.strategy, economics.effect_name),
            "cells": [line.strategy, effect, cost, percent(line.plane.better_and_dearer), percent(line.plane.better_and_cheaper), percent(line.plane.worse_and_dearer), percent(line.plane.worse_and_cheaper)],
        }));
    }
    for &pounds in &decision.thresholds_pounds {
        rows.push(json!({
            "kind": "threshold", "effect": 0, "to_effect": furthest, "cost": 0, "to_cost": pounds * furthest,
            "at": format!("£{} a {}", grouped(pounds, 0), economics.effect_name),
        }));
    }
    let words = format!(
        "Extra cost (pounds, upwards) against extra {}s (to the right), compared with: {}. Crosses hold the middle 95% of the draws. Below a dotted line an option is worth its money at that value of a {}.",
        economics.effect_name, economics.reference, economics.effect_name
    );
    let view = View {
        alt: format!("{words} {}.", alt.join("; ")),
        words,
        rows,
    };
    let (colours, shapes, _) = looks(&names);
    let named = |range: Json| by_name(&names, range);
    let only = |kind: &str| json!([{ "filter": format!("datum.kind == '{kind}'") }]);
    let number = |field: &str| json!({ "field": field, "type": "quantitative", "axis": { "title": null, "format": ",f", "tickCount": 6 } });
    let spec = spec(
        json!(340),
        json!({ "layer": [
            { "mark": { "type": "rule", "color": "#595959", "aria": false }, "encoding": { "x": { "datum": 0, "type": "quantitative" } } },
            { "mark": { "type": "rule", "color": "#595959", "aria": false }, "encoding": { "y": { "datum": 0, "type": "quantitative" } } },
            { "transform": only("threshold"), "mark": { "type": "rule", "strokeDash": [2, 3], "color": "#595959", "aria": false },
              "encoding": { "x": number("effect"), "y": number("cost"), "x2": { "field": "to_effect" }, "y2": { "field": "to_cost" } } },
            { "transform": only("threshold"), "mark": { "type": "text", "align": "right", "dy": -6, "aria": false },
              "encoding": { "x": number("to_effect"), "y": number("to_cost"), "text": { "field": "at" } } },
            { "transform": only("option"), "mark": { "type": "rule", "strokeWidth": 2, "aria": false },
              "encoding": { "x": number("effect_lower"), "x2": { "field": "effect_upper" }, "y": number("cost"), "color": named(json!(colours)) } },
            { "transform": only("option"), "mark": { "type": "rule", "strokeWidth": 2, "aria": false },
              "encoding": { "y": number("cost_lower"), "y2": { "field": "cost_upper" }, "x": number("effect"), "color": named(json!(colours)) } },
            { "transform": only("option"), "mark": { "type": "point", "filled": true, "size": 130, "opacity": 1 },
              "encoding": { "x": number("effect"), "y": number("cost"), "color": named(json!(colours)), "shape": named(json!(shapes)),
                            "tooltip": { "field": "said", "type": "nominal" }, "description": { "field": "said" } } },
        ] }),
    );
    let views = BTreeMap::from([(String::new(), view)]);
    live(
        (
            "plane",
            "Extra cost against extra effect".to_owned(),
            String::new(),
        ),
        key(&names, true),
        Vec::new(),
        (spec, views, ""),
        &[
            "Option",
            "Extra effect (95% of draws)",
            "Extra cost (95% of draws)",
            "Better and dearer",
            "Better and cheaper",
            "Worse and dearer",
            "Worse and cheaper",
        ],
        None,
    )
}

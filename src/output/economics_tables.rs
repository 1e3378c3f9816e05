//! The results of a cost-effectiveness analysis as tables, tidy and without words to be parsed.

use super::table::{Column, ColumnType, TableSpec, column, optional as may_miss};
use crate::analysis::economics::{CostEffectiveness, Spread};

/// What each table is, column by column; all of them are written as CSV.
pub fn economics_specs() -> Vec<TableSpec> {
    vec![
        strategies_spec(),
        incremental_spec(),
        differences_spec(),
        decisions_spec(),
        acceptability_spec(),
        perfect_information_spec(),
        partial_information_spec(),
    ]
}

/// Each table as the name of its file and its text: CSV with a header; amounts in pounds or in units of effect; a cell
/// without a value is empty.
pub fn economics_tables(results: &CostEffectiveness) -> Vec<(&'static str, String)> {
    let names: Vec<&str> = results
        .strategies
        .iter()
        .map(|line| line.strategy.as_str())
        .collect();
    let mut tables = vec![
        ("strategies.csv", strategies(results)),
        ("incremental.csv", incremental(results)),
        ("differences.csv", differences(results)),
        ("decisions.csv", decisions(results, &names)),
        ("acceptability.csv", acceptability(results, &names)),
        (
            "perfect_information.csv",
            perfect_information(results, &names),
        ),
    ];
    if !results.information.is_empty() {
        tables.push(("partial_information.csv", partial_information(results)));
    }
    tables
}

/// Writes CSV into memory.
struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    fn new(spec: &TableSpec) -> Self {
        let mut sheet = Self(csv::Writer::from_writer(Vec::new()));
        sheet.row(spec.columns.iter().map(|column| column.name.to_owned()));
        sheet
    }

    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().collect();
        self.0
            .write_record(&cells)
            .expect("memory takes rows of the same length");
    }

    fn text(self) -> String {
        let bytes = self.0.into_inner().expect("memory can be flushed");
        String::from_utf8(bytes).expect("cells are text")
    }
}

fn number(value: f64) -> String {
    // No negative zero.
    (value + 0.0).to_string()
}

fn optional(value: Option<f64>) -> String {
    value.map(number).unwrap_or_default()
}

/// Mean, lower and upper end.
fn spread(spread: Spread) -> [String; 3] {
    let ends = spread.interval_95;
    [
        number(spread.mean),
        optional(ends.map(|[lower, _]| lower)),
        optional(ends.map(|[_, upper]| upper)),
    ]
}

fn words(name: &'static str, doc: &str) -> Column {
    column(name, ColumnType::Text, "", doc)
}

fn pounds(name: &'static str, doc: &str) -> Column {
    may_miss(name, ColumnType::Number, "GBP", doc)
}

fn effect(name: &'static str, doc: &str) -> Column {
    may_miss(name, ColumnType::Number, "units of effect", doc)
}

fn share(name: &'static str, doc: &str) -> Column {
    column(name, ColumnType::Number, "share", doc)
}

fn threshold() -> Column {
    column(
        "threshold_pounds",
        ColumnType::Number,
        "GBP for one unit of effect",
        "Value of one unit of effect.",
    )
}

fn strategy() -> Column {
    words("strategy", "Name of the strategy.")
}

fn spec(
    name: &str,
    title: &str,
    doc: &str,
    columns: Vec<Column>,
    key: Vec<&'static str>,
) -> TableSpec {
    TableSpec {
        name: name.to_owned(),
        title: title.to_owned(),
        doc: doc.to_owned(),
        columns,
        primary_key: key,
    }
}

/// Cost and effect, each with its interval.
fn cost_and_effect() -> [Column; 6] {
    [
        pounds("cost_pounds", "Cost, mean over draws."),
        pounds("cost_pounds_lower", "2.5% of draws fall below."),
        pounds("cost_pounds_upper", "97.5% of draws fall below."),
        effect("effect", "Effect, mean over draws."),
        effect("effect_lower", "2.5% of draws fall below."),
        effect("effect_upper", "97.5% of draws fall below."),
    ]
}

fn strategies_spec() -> TableSpec {
    spec(
        "strategies",
        "Strategies",
        "Cost and effect of each strategy by itself.",
        [vec![strategy()], cost_and_effect().to_vec()].concat(),
        vec!["strategy"],
    )
}

fn strategies(results: &CostEffectiveness) -> String {
    let mut sheet = Sheet::new(&strategies_spec());
    for line in &results.strategies {
        sheet.row(
            [line.strategy.clone()]
                .into_iter()
                .chain(spread(line.cost_pounds))
                .chain(spread(line.effect)),
        );
    }
    sheet.text()
}

fn incremental_spec() -> TableSpec {
    spec(
        "incremental",
        "Full incremental analysis",
        "Strategies from the cheapest to the dearest; those on the frontier are compared with the one before them.",
        vec![
            strategy(),
            pounds("cost_pounds", "Cost, mean over draws."),
            effect("effect", "Effect, mean over draws."),
            words(
                "on_frontier",
                "`true` if it is best at some value of the effect, else `false`.",
            ),
            words(
                "compared_with",
                "The strategy before it on the frontier; empty off it and at its start.",
            ),
            pounds(
                "cost_difference_pounds",
                "Cost less that of `compared_with`.",
            ),
            effect("effect_difference", "Effect less that of `compared_with`."),
            pounds(
                "pounds_per_unit",
                "Pounds for one more unit of effect: the incremental ratio.",
            ),
            words("verdict", "What that means, in words."),
        ],
        vec!["strategy"],
    )
}

fn incremental(results: &CostEffectiveness) -> String {
    let mut sheet = Sheet::new(&incremental_spec());
    for line in &results.incremental {
        let step = line.step.as_ref();
        sheet.row([
            line.strategy.clone(),
            number(line.cost_pounds),
            number(line.effect),
            line.on_frontier.to_string(),
            step.map(|step| step.from.clone()).unwrap_or_default(),
            optional(step.map(|step| step.cost_pounds)),
            optional(step.map(|step| step.effect)),
            optional(step.map(|step| step.pounds_per_unit)),
            line.words.clone(),
        ]);
    }
    sheet.text()
}

fn differences_spec() -> TableSpec {
    let mut columns = vec![
        strategy(),
        words("reference", "The strategy that it is compared with."),
    ];
    columns.extend(cost_and_effect());
    columns.extend([
        share(
            "share_better_and_dearer",
            "Share of draws with more effect at more cost.",
        ),
        share(
            "share_better_and_cheaper",
            "Share of draws with more effect at less cost.",
        ),
        share(
            "share_worse_and_cheaper",
            "Share of draws with less effect at less cost.",
        ),
        share(
            "share_worse_and_dearer",
            "Share of draws with less effect at more cost.",
        ),
        share(
            "share_on_an_axis",
            "Share of draws in which one of the two is the same.",
        ),
        words("verdict", "What that means, in words."),
    ]);
    spec(
        "differences",
        "Differences from the reference",
        "Cost and effect of each strategy less those of the reference, draw by draw.",
        columns,
        vec!["strategy"],
    )
}

fn differences(results: &CostEffectiveness) -> String {
    let mut sheet = Sheet::new(&differences_spec());
    for line in &results.differences {
        let plane = line.plane;
        let shares = [
            plane.better_and_dearer,
            plane.better_and_cheaper,
            plane.worse_and_cheaper,
            plane.worse_and_dearer,
            plane.on_an_axis,
        ];
        sheet.row(
            [line.strategy.clone(), results.reference.clone()]
                .into_iter()
                .chain(spread(line.cost_pounds))
                .chain(spread(line.effect))
                .chain(shares.map(number))
                .chain([line.words.clone()]),
        );
    }
    sheet.text()
}

fn decisions_spec() -> TableSpec {
    spec(
        "decisions",
        "Decisions",
        "Net benefit of each strategy at the values of the effect that were asked for.",
        vec![
            threshold(),
            strategy(),
            pounds(
                "expected_net_benefit_pounds",
                "Net benefit, mean over draws.",
            ),
            pounds(
                "incremental_net_benefit_pounds",
                "The same less that of the reference.",
            ),
            pounds(
                "incremental_net_benefit_pounds_lower",
                "2.5% of draws fall below.",
            ),
            pounds(
                "incremental_net_benefit_pounds_upper",
                "97.5% of draws fall below.",
            ),
            share(
                "probability_best",
                "Share of draws in which it has the highest net benefit.",
            ),
            words(
                "is_best",
                "`true` for the highest expected net benefit, else `false`.",
            ),
        ],
        vec!["threshold_pounds", "strategy"],
    )
}

fn decisions(results: &CostEffectiveness, names: &[&str]) -> String {
    let mut sheet = Sheet::new(&decisions_spec());
    for decision in &results.decisions {
        for (s, name) in names.iter().enumerate() {
            sheet.row(
                [
                    number(decision.at.threshold_pounds),
                    (*name).to_owned(),
                    number(decision.at.expected_pounds[s]),
                ]
                .into_iter()
                .chain(spread(decision.incremental_pounds[s]))
                .chain([
                    number(decision.at.probability_best[s]),
                    (decision.at.best == s).to_string(),
                ]),
            );
        }
    }
    sheet.text()
}

fn acceptability_spec() -> TableSpec {
    spec(
        "acceptability",
        "Acceptability curves",
        "How likely each strategy is the best one, over a range of values of the effect.",
        vec![
            threshold(),
            strategy(),
            pounds(
                "expected_net_benefit_pounds",
                "Net benefit, mean over draws.",
            ),
            share(
                "probability_best",
                "Share of draws in which it has the highest net benefit.",
            ),
            words(
                "is_best",
                "`true` for the highest expected net benefit, else `false`: the frontier.",
            ),
        ],
        vec!["threshold_pounds", "strategy"],
    )
}

fn acceptability(results: &CostEffectiveness, names: &[&str]) -> String {
    let mut sheet = Sheet::new(&acceptability_spec());
    for at in &results.curves {
        for (s, name) in names.iter().enumerate() {
            sheet.row([
                number(at.threshold_pounds),
                (*name).to_owned(),
                number(at.expected_pounds[s]),
                number(at.probability_best[s]),
                (at.best == s).to_string(),
            ]);
        }
    }
    sheet.text()
}

fn perfect_information_spec() -> TableSpec {
    spec(
        "perfect_information",
        "Value of perfect information",
        "What it would be worth to know everything before deciding, over a range of values of the effect.",
        vec![
            threshold(),
            words(
                "best",
                "The strategy with the highest expected net benefit.",
            ),
            share("frontier", "How likely that strategy is the best one."),
            pounds(
                "evpi_pounds",
                "Expected value of perfect information, in the scale of the draws.",
            ),
            pounds(
                "evpi_population_pounds",
                "The same for the population asked for.",
            ),
        ],
        vec!["threshold_pounds"],
    )
}

fn perfect_information(results: &CostEffectiveness, names: &[&str]) -> String {
    let mut sheet = Sheet::new(&perfect_information_spec());
    for at in &results.curves {
        sheet.row([
            number(at.threshold_pounds),
            names[at.best].to_owned(),
            number(at.frontier),
            number(at.evpi_pounds),
            optional(
                results
                    .population_factor
                    .map(|factor| factor * at.evpi_pounds),
            ),
        ]);
    }
    sheet.text()
}

fn partial_information_spec() -> TableSpec {
    spec(
        "partial_information",
        "Value of partial information",
        "What it would be worth to know one parameter, or all of a group; only where parameters were given.",
        vec![
            words("name", "Parameter or group."),
            words("is_group", "`true` for a group, else `false`."),
            column(
                "parameters",
                ColumnType::Integer,
                "parameters",
                "How many it holds.",
            ),
            threshold(),
            pounds(
                "evppi_pounds",
                "Expected value of knowing it, in the scale of the draws.",
            ),
            pounds("standard_error_pounds", "Standard error of that."),
            pounds(
                "evppi_population_pounds",
                "The same for the population asked for.",
            ),
            may_miss("problem", ColumnType::Text, "", "Why there is no value."),
        ],
        vec!["name", "is_group", "threshold_pounds"],
    )
}

fn partial_information(results: &CostEffectiveness) -> String {
    let mut sheet = Sheet::new(&partial_information_spec());
    for line in &results.information {
        for (i, decision) in results.decisions.iter().enumerate() {
            let value = line.values.get(i);
            sheet.row([
                line.name.clone(),
                line.is_group.to_string(),
                line.parameters.to_string(),
                number(decision.at.threshold_pounds),
                optional(value.map(|value| value.pounds)),
                optional(value.map(|value| value.standard_error_pounds)),
                optional(value.and_then(|value| {
                    results
                        .population_factor
                        .map(|factor| factor * value.pounds)
                })),
                line.problem.clone().unwrap_or_default(),
            ]);
        }
    }
    sheet.text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::economics::Settings;
    use crate::analysis::economics::draws::DrawTable;

    #[test]
    fn every_table_has_its_rows_and_no_bare_negative_ratio() {
        let table = DrawTable::new(
            vec!["A".into(), "B, dear".into()],
            vec![vec![0.0, 0.0], vec![10.0, 30.0]],
            vec![vec![0.5, 0.5], vec![0.4, 0.4]],
        )
        .unwrap();
        let results = CostEffectiveness::of(&table, &Settings::default()).unwrap();
        let tables = economics_tables(&results);
        let lines = |name: &str| {
            let (_, text) = tables.iter().find(|(file, _)| *file == name).unwrap();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            lines("incremental.csv")[2],
            "\"B, dear\",20,0.4,false,,,,,dominated by A: £20.00 dearer and 0.1 QALYs worse"
        );
        assert_eq!(lines("strategies.csv").len(), 3);
        assert_eq!(lines("decisions.csv").len(), 1 + 4 * 2);
        assert_eq!(lines("acceptability.csv").len(), 1 + 121 * 2);
        assert_eq!(lines("perfect_information.csv")[1], "0,A,1,0,");
        assert!(
            !tables
                .iter()
                .any(|(name, _)| *name == "partial_information.csv")
        );
    }
}

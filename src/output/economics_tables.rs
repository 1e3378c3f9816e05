//! The results of a cost-effectiveness analysis as tables, tidy and without words to be parsed.

use crate::analysis::economics::{CostEffectiveness, Spread};

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
    fn new(header: &[&str]) -> Self {
        let mut sheet = Self(csv::Writer::from_writer(Vec::new()));
        sheet.row(header.iter().map(|name| (*name).to_owned()));
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

const COST_AND_EFFECT: [&str; 7] = [
    "strategy",
    "cost_pounds",
    "cost_pounds_lower",
    "cost_pounds_upper",
    "effect",
    "effect_lower",
    "effect_upper",
];

fn strategies(results: &CostEffectiveness) -> String {
    let mut sheet = Sheet::new(&COST_AND_EFFECT);
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

fn incremental(results: &CostEffectiveness) -> String {
    let mut sheet = Sheet::new(&[
        "strategy",
        "cost_pounds",
        "effect",
        "on_frontier",
        "compared_with",
        "cost_difference_pounds",
        "effect_difference",
        "pounds_per_unit",
        "verdict",
    ]);
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

fn differences(results: &CostEffectiveness) -> String {
    let mut header = COST_AND_EFFECT.to_vec();
    header.insert(1, "reference");
    header.extend([
        "share_better_and_dearer",
        "share_better_and_cheaper",
        "share_worse_and_cheaper",
        "share_worse_and_dearer",
        "share_on_an_axis",
        "verdict",
    ]);
    let mut sheet = Sheet::new(&header);
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

fn decisions(results: &CostEffectiveness, names: &[&str]) -> String {
    let mut sheet = Sheet::new(&[
        "threshold_pounds",
        "strategy",
        "expected_net_benefit_pounds",
        "incremental_net_benefit_pounds",
        "incremental_net_benefit_pounds_lower",
        "incremental_net_benefit_pounds_upper",
        "probability_best",
        "is_best",
    ]);
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

fn acceptability(results: &CostEffectiveness, names: &[&str]) -> String {
    let mut sheet = Sheet::new(&[
        "threshold_pounds",
        "strategy",
        "expected_net_benefit_pounds",
        "probability_best",
        "is_best",
    ]);
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

fn perfect_information(results: &CostEffectiveness, names: &[&str]) -> String {
    let mut sheet = Sheet::new(&[
        "threshold_pounds",
        "best",
        "frontier",
        "evpi_pounds",
        "evpi_population_pounds",
    ]);
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

fn partial_information(results: &CostEffectiveness) -> String {
    let mut sheet = Sheet::new(&[
        "name",
        "is_group",
        "parameters",
        "threshold_pounds",
        "evppi_pounds",
        "standard_error_pounds",
        "evppi_population_pounds",
        "problem",
    ]);
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

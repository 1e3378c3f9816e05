//! `spsim workbook`: the numbers of a folder as an Excel workbook, exactly, and none from a folder that was changed.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

use super::support::{Place, says};

/// A place with a comparison of two small scenarios in the folder `both`.
fn compared() -> Place {
    let place = Place::new();
    place.write(
        "more.toml",
        "extends = \"small.toml\"\n[scenario]\ntitle = \"More \\u0026 better <staff>\"\n\
         [staffing]\nlink_workers_fte = 1.0\n",
    );
    place.output_of(&[
        "compare",
        "small.toml",
        "more.toml",
        "--out",
        "both",
        "--runs",
        "3",
    ]);
    place
}

/// The rows of a sheet below the heading that begins with `first`, by column name.
fn table(place: &Place, file: &str, sheet: &str, first: &str) -> Vec<Vec<(String, Data)>> {
    let bytes = std::fs::read(place.path(file)).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let mut rows = range
        .rows()
        .skip_while(|row| row[0] != Data::String(first.to_owned()));
    let heading: Vec<String> = rows.next().unwrap().iter().map(Data::to_string).collect();
    rows.map(|row| heading.iter().cloned().zip(row.iter().cloned()).collect())
        .collect()
}

fn cell<'a>(row: &'a [(String, Data)], column: &str) -> &'a Data {
    let found = row.iter().find(|(name, _)| name == column);
    &found.unwrap_or_else(|| panic!("no column {column}")).1
}

/// A number of a document in a cell: the same bits, or nothing in both.
#[track_caller]
fn agrees(cell: &Data, expected: &Value) {
    match expected.as_f64() {
        Some(number) => assert_eq!(cell, &Data::Float(number)),
        None => assert_eq!(cell, &Data::Empty),
    }
}

#[test]
fn a_comparison_is_in_its_workbook_to_the_last_digit() {
    let place = compared();
    says(
        &place.output_of(&["workbook", "both"]),
        &["Wrote both/workbook.xlsx"],
    );
    let decision: Value = serde_json::from_str(&place.read("both/decision.json")).unwrap();
    let measures = decision["measures"].as_array().unwrap();
    let rows = table(&place, "both/workbook.xlsx", "Decision", "Topic");
    assert_eq!(rows.len(), measures.len());
    for (row, measure) in rows.iter().zip(measures) {
        let change = &measure["changes"][0];
        agrees(cell(row, "Difference"), &change["mean"]);
        agrees(cell(row, "Lower 95%"), &change["lower_95"]);
        agrees(cell(row, "Upper 95%"), &change["upper_95"]);
        agrees(cell(row, "Chance better"), &change["improved"]);
        agrees(cell(row, "Pairs of runs"), &change["runs"]);
        if measure["difference_only"] == false {
            agrees(cell(row, "Base, mean"), &measure["levels"][0]["mean"]);
            agrees(cell(row, "Option, mean"), &measure["levels"][1]["mean"]);
        }
    }
    let rows = table(&place, "both/workbook.xlsx", "By quintile", "Measure");
    let quintiles = measures
        .iter()
        .flat_map(|measure| measure["quintiles"].as_array().unwrap());
    for (pair, quintile) in rows.chunks(2).zip(quintiles) {
        agrees(cell(&pair[0], "Quintile"), &quintile["quintile"]);
        agrees(cell(&pair[0], "Difference"), &Value::Null);
        agrees(
            cell(&pair[1], "Difference"),
            &quintile["changes"][0]["mean"],
        );
    }
    let rows = table(&place, "both/workbook.xlsx", "Targets", "Measure");
    let target = &decision["targets"][0];
    assert_eq!(rows.len(), 2);
    for (row, chance) in rows.iter().zip(target["chances"].as_array().unwrap()) {
        agrees(cell(row, "Limit"), &target["target"]["limit"]);
        agrees(cell(row, "Chance"), &chance["share"]);
        agrees(cell(row, "Upper 95%"), &chance["interval_95"][1]);
    }
    let rows = table(&place, "both/workbook.xlsx", "Costs", "Line of cost");
    let costs = decision["costs"].as_array().unwrap();
    assert_eq!(rows.len(), 2 * costs.len());
    for (pair, cost) in rows.chunks(2).zip(costs) {
        agrees(
            cell(&pair[0], "90th percentile (GBP)"),
            &cost["levels"][0]["p90"],
        );
        agrees(
            cell(&pair[1], "Difference (GBP)"),
            &cost["changes"][0]["mean"],
        );
    }
}

#[test]
fn a_workbook_in_its_folder_is_listed_and_comes_out_the_same_again() {
    let place = compared();
    place.output_of(&["workbook", "both"]);
    let first = place.bytes("both")["workbook.xlsx"].clone();
    let listed = place.manifest("both")["files"]["workbook.xlsx"]["bytes"].clone();
    assert_eq!(listed, first.len());
    place.output_of(&["workbook", "both"]);
    place.output_of(&["workbook", "both", "--out", "board.xlsx"]);
    assert!(place.bytes("both")["workbook.xlsx"] == first);
    assert!(std::fs::read(place.path("board.xlsx")).unwrap() == first);
    // The folder is still one of this program's own, to be replaced by a new comparison.
    place.output_of(&[
        "compare",
        "small.toml",
        "more.toml",
        "--out",
        "both",
        "--runs",
        "2",
        "--force",
    ]);
}

#[test]
fn a_run_is_in_its_workbook_and_can_still_be_reproduced() {
    let place = Place::with_run(&["--no-figures"]);
    place.output_of(&["workbook", "run"]);
    let mut summary = csv::Reader::from_path(place.path("run/summary.csv")).unwrap();
    let with_a_value = summary
        .records()
        .map(Result::unwrap)
        .filter(|record| &record[4] != "0");
    let rows = table(&place, "run/workbook.xlsx", "All measures", "Measure");
    let mut compared = 0;
    for (row, record) in rows.iter().zip(with_a_value) {
        assert_eq!(cell(row, "Group").to_string(), record[1]);
        assert_eq!(cell(row, "Name in the CSV tables").to_string(), record[2]);
        for (column, position) in [("Mean", 5), ("Lower 95%", 6), ("90th percentile", 11)] {
            match record[position].parse::<f64>() {
                Ok(number) => assert_eq!(cell(row, column), &Data::Float(number)),
                Err(_) => assert_eq!(cell(row, column), &Data::Empty),
            }
        }
        compared += 1;
    }
    assert_eq!(compared, rows.len());
    assert!(compared > 1_000, "{compared}");
    says(&place.output_of(&["reproduce", "run"]), &["identical: "]);
}

#[test]
fn what_cannot_be_made_into_a_workbook_is_refused() {
    let place = compared();
    says(
        &place.refusal(&["workbook", "gone"]),
        &["gone does not exist"],
    );
    says(
        &place.refusal(&["workbook", "both", "--out", "both/decision.json"]),
        &["both/decision.json is no name for a workbook", ".xlsx"],
    );
    says(
        &place.refusal(&["workbook", "both", "--out", "nowhere/board.xlsx"]),
        &["cannot write nowhere/board.xlsx"],
    );
    place.edit("both/decision.json", "\"runs\": 3", "\"runs\": 4");
    says(
        &place.refusal(&["workbook", "both"]),
        &[
            "both/decision.json was changed after the comparison",
            "spsim compare small.toml more.toml",
        ],
    );
    std::fs::remove_file(place.path("both/decision.json")).unwrap();
    says(
        &place.refusal(&["workbook", "both"]),
        &["cannot read both/decision.json"],
    );
    place.edit_manifest("both", |manifest| manifest["kind"] = "sweep".into());
    says(
        &place.refusal(&["workbook", "both"]),
        &[
            "holds what `spsim sweep` makes",
            "`spsim run` or `spsim compare`",
        ],
    );
    assert!(!place.path("both/workbook.xlsx").exists());

    let place = Place::with_run(&["--no-figures"]);
    let text = place.read("run/outcomes.csv");
    place.write("run/outcomes.csv", text.trim_end());
    says(
        &place.refusal(&["workbook", "run"]),
        &["run/outcomes.csv was changed after the run"],
    );
}

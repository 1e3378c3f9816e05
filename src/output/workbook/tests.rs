//! Workbooks read back by another program's eyes.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use jiff::civil::date;
use serde_json::json;

use super::*;
use crate::analysis::comparison::Better;
use crate::analysis::decision::{
    Change, CostResult, GapResult, Level, MeasureResult, MonthlyResult, OptionFacts, QuintileResult,
};
use crate::analysis::headlines::Topic;
use crate::output::manifest::{Environment, Kind, Program, SCHEMA_VERSION};
use crate::scenario::SourceFile;

const SMALL: &str = "[scenario]\ntitle = \"Small\"\n[time]\nstart = 2026-04-01\ndays = 150\n\
                     [population]\nregistered_patients = 4_000\npractices = 1\n";

fn scenario(more: &str) -> Scenario {
    let file = SourceFile {
        name: "small.toml".to_owned(),
        text: format!("{SMALL}{more}"),
    };
    Scenario::from_files(&[file], &[]).unwrap()
}

fn manifest(kind: Kind) -> Manifest {
    Manifest {
        schema_version: SCHEMA_VERSION,
        kind,
        program: Program {
            name: "spsim".to_owned(),
            version: "9.9.9".to_owned(),
            git: None,
        },
        command: "spsim compare a.toml b.toml".to_owned(),
        environment: Environment::this(jiff::Timestamp::now()),
        seed: 3,
        runs: 2,
        scenarios: Vec::new(),
        options: json!({ "failed_runs": [{ "run": 1 }, { "run": 1 }] }),
        files: Default::default(),
    }
}

fn level(mean: f64) -> Level {
    Level {
        mean: Some(mean),
        lower_95: Some(mean - 0.1),
        upper_95: Some(mean + 0.1),
        p10: Some(mean - 0.2),
        p90: Some(mean + 0.2),
    }
}

const NO_LEVEL: Level = Level {
    mean: None,
    lower_95: None,
    upper_95: None,
    p10: None,
    p90: None,
};

fn change(mean: f64) -> Change {
    Change {
        mean: Some(mean),
        lower_95: Some(mean - 0.1),
        upper_95: Some(mean + 0.1),
        sd: Some(0.3),
        runs: 2,
        improved: Some(0.75),
        variance_ratio: None,
        identical: false,
    }
}

const NO_CHANGE: Change = Change {
    mean: None,
    lower_95: None,
    upper_95: None,
    sd: None,
    runs: 0,
    improved: None,
    variance_ratio: None,
    identical: false,
};

fn option(name: &str, title: &str) -> OptionFacts {
    OptionFacts {
        name: name.to_owned(),
        title: title.to_owned(),
        description: "Two\nlines.".to_owned(),
        question: String::new(),
        differs: Vec::new(),
    }
}

fn measure(id: &str, unit: &str, levels: Vec<Level>, changes: Vec<Change>) -> MeasureResult {
    MeasureResult {
        id: id.to_owned(),
        label: format!("The measure {id}"),
        unit: unit.to_owned(),
        decimals: 1,
        better: Some(Better::Lower),
        topic: Topic::Waits,
        difference_only: false,
        levels,
        changes,
        quintiles: Vec::new(),
        gaps: Vec::new(),
    }
}

fn decision() -> Decision {
    let wait = MeasureResult {
        quintiles: vec![QuintileResult {
            quintile: 1,
            levels: vec![level(21.0), NO_LEVEL],
            changes: vec![NO_CHANGE],
        }],
        gaps: vec![
            GapResult {
                absolute: level(2.0),
                relative: Some(1.25),
                change: None,
            },
            GapResult {
                absolute: NO_LEVEL,
                relative: None,
                change: Some(NO_CHANGE),
            },
        ],
        ..measure(
            "wait",
            "days",
            vec![level(20.0), level(0.1 + 0.2)],
            vec![change(-19.7)],
        )
    };
    let share = measure("share", "%", vec![level(0.5), NO_LEVEL], vec![NO_CHANGE]);
    let net_benefit = MeasureResult {
        difference_only: true,
        ..measure(
            "net_benefit_2",
            "GBP",
            vec![level(1e6), level(2e6)],
            vec![change(1e6)],
        )
    };
    Decision {
        basis: crate::analysis::decision::Basis::Runs,
        economics: None,
        plane: Vec::new(),
        lenses: Vec::new(),
        uncertainty: None,
        one_way: None,
        assumptions: Vec::new(),
        answer: None,
        precision: None,
        title: "=cmd|' /C calc'!A0 & <b>\"odd\"</b> \u{1}".to_owned(),
        question: "Does it hold?".to_owned(),
        options: vec![option("a", "The same title"), option("b", "The same title")],
        start: date(2026, 4, 1),
        days: 150,
        networks: 1,
        registered_patients: 4_000.0,
        runs: 2,
        failed_runs: 1,
        seed: 3,
        price_year: 2024,
        thresholds_pounds: vec![20_000.0, 25_000.0],
        measures: vec![wait, share, net_benefit],
        months: vec![MonthlyResult {
            id: "waiting_list".to_owned(),
            label: "People on the waiting list".to_owned(),
            unit: "people".to_owned(),
            decimals: 0,
            days: vec![0, 150],
            levels: vec![vec![level(1.0), level(2.0)], vec![level(3.0), level(4.0)]],
            changes: vec![vec![change(2.0), NO_CHANGE]],
        }],
        costs: vec![CostResult {
            line: "link workers".to_owned(),
            service: true,
            nhs_and_pss: true,
            levels: vec![level(45_000.0), level(90_000.0)],
            changes: vec![change(45_000.0)],
        }],
    }
}

fn made(decision: &Decision) -> Vec<u8> {
    let scenarios = [
        scenario(""),
        scenario("[staffing]\nlink_workers_fte = 1.5\n"),
    ];
    workbook(decision, &manifest(Kind::Comparison), &scenarios).unwrap()
}

fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// The rows of the table of a sheet, below the row that begins with `first`.
fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, first: &str) -> Vec<Vec<Data>> {
    let range: Range<Data> = book.worksheet_range(sheet).unwrap();
    range
        .rows()
        .skip_while(|row| row[0] != Data::String(first.to_owned()))
        .skip(1)
        .map(<[Data]>::to_vec)
        .collect()
}

fn text(text: &str) -> Data {
    Data::String(text.to_owned())
}

#[test]
fn numbers_are_numbers_in_full_and_what_is_absent_is_empty() {
    let mut book = opened(made(&decision()));
    let found = rows(&mut book, "Decision", "Topic");
    assert_eq!(found.len(), 3);
    assert_eq!(found[0][1], text("The measure wait"));
    let numbers: Vec<&Data> = found[0][5..11].iter().collect();
    assert_eq!(
        numbers,
        [20.0, 0.1 + 0.2, -19.7, -19.7 - 0.1, -19.7 + 0.1, 0.75]
            .map(Data::Float)
            .iter()
            .collect::<Vec<_>>()
    );
    assert_eq!(found[0][11], text("better"));
    assert_eq!(found[1][5], Data::Float(0.5));
    assert!(
        found[1][6..12].iter().all(|cell| *cell == Data::Empty),
        "{:?}",
        found[1]
    );
    assert_eq!(found[2][1], text("The measure net_benefit_2 (£25,000)"));
    assert_eq!((&found[2][5], &found[2][6]), (&Data::Empty, &Data::Empty));
    assert_eq!(found[2][7], Data::Float(1e6));
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).unwrap();
        for cell in range.rows().flatten() {
            assert!(!matches!(cell, Data::Error(_)), "{sheet}: {cell:?}");
            if let Data::String(words) = cell {
                assert!(
                    !words.contains("NaN") && !words.contains("inf "),
                    "{sheet}: {words}"
                );
            }
        }
    }
}

#[test]
fn every_sheet_has_its_table_and_the_cover_lists_them() {
    let mut book = opened(made(&decision()));
    let names = book.sheet_names();
    // Nothing changes at a date, so the sheet for that is not there.
    assert_eq!(
        names,
        [
            "Cover",
            "Decision",
            "Levels",
            "By quintile",
            "Gaps",
            "By month",
            "Costs",
            "Inputs",
            "Notes"
        ]
    );
    book.load_tables().unwrap();
    assert_eq!(
        book.table_names().len(),
        names.len() - 2,
        "one Excel table a sheet but cover and notes"
    );
    let cover = book.worksheet_range("Cover").unwrap();
    for name in &names[1..] {
        assert!(cover.rows().any(|row| row[0] == text(name)), "{name}");
    }
    // Text that looks like a formula stays text.
    assert!(
        matches!(&cover[(0, 0)], Data::String(title) if title.starts_with("=cmd|") && title.contains("<b>"))
    );
    let months = rows(&mut book, "By month", "Date");
    assert_eq!(months.len(), 4);
    assert!(
        matches!(&months[1][0], Data::DateTime(day) if day.as_f64() == 46_263.0),
        "29 August 2026"
    );
    assert_eq!(
        months[0][9],
        Data::Empty,
        "the base does not differ from itself"
    );
    let gaps = rows(&mut book, "Gaps", "Measure");
    assert_eq!(
        (&gaps[0][6], &gaps[1][6]),
        (&Data::Float(1.25), &Data::Empty)
    );
}

#[test]
fn options_of_one_title_are_told_apart() {
    let mut book = opened(made(&decision()));
    let levels = rows(&mut book, "Levels", "Topic");
    assert_eq!(levels[0][3], text("The same title (a)"));
    assert_eq!(levels[1][3], text("The same title (b)"));
}

#[test]
fn inputs_are_in_their_unit_and_differences_are_named_in_words() {
    let mut book = opened(made(&decision()));
    let found = rows(&mut book, "Inputs", "Section");
    let parameters = crate::scenario::parameters::registry();
    assert_eq!(found.len(), parameters.len());
    let of = |name: &str| found.iter().find(|row| row[1] == text(name)).unwrap();
    let staff = of("link_workers_fte");
    assert_eq!(staff[5], Data::Float(1.5));
    assert_eq!(staff[6], text("differs"));
    let patients = of("registered_patients");
    assert_eq!(
        (&patients[4], &patients[5]),
        (&Data::Float(4_000.0), &Data::Float(4_000.0))
    );
    assert_eq!(patients[6], text("same"));
    let differing = found.iter().filter(|row| row[6] == text("differs"));
    assert_eq!(differing.count(), 1);
    for (row, parameter) in found.iter().zip(parameters) {
        assert_eq!(row[0], text(parameter.section));
        assert!(row[2] != Data::Empty && row[9] != Data::Empty, "{:?}", row);
    }
}

#[test]
fn what_a_network_or_a_date_changes_has_a_row() {
    let changed = scenario("[[change]]\nat = 2026-06-01\nstaffing.link_workers_fte = 2.5\n");
    let bytes = workbook_of_run("Small", &changed, &Results::default(), &manifest(Kind::Run));
    let mut book = opened(bytes.unwrap());
    let found = rows(&mut book, "Inputs by place and date", "Scenario");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0][4], text("link_workers_fte"));
    assert_eq!(found[0][7], Data::Float(2.5));
    let base = changed.parameters().staffing.link_workers_fte;
    assert_eq!(found[0][6], Data::Float(base));
}

#[test]
fn the_same_results_make_the_same_bytes_whenever_they_were_made() {
    let (one, other) = (made(&decision()), made(&decision()));
    assert!(one == other, "manifests of two moments, one workbook");
}

#[test]
fn long_lists_and_long_texts_fit() {
    let mut decision = decision();
    decision.title = "é".repeat(40_000);
    decision.options[0].title = "A very long title, ".repeat(100);
    for number in 0..30 {
        decision
            .options
            .push(option(&format!("o{number}"), &format!("Option {number}")));
    }
    decision.measures[0].changes = vec![change(1.0); 31];
    let scenarios: Vec<Scenario> = decision.options.iter().map(|_| scenario("")).collect();
    let bytes = workbook(&decision, &manifest(Kind::Comparison), &scenarios).unwrap();
    let mut book = opened(bytes);
    let cover = book.worksheet_range("Cover").unwrap();
    let Data::String(title) = &cover[(0, 0)] else {
        panic!("no title")
    };
    assert_eq!(title.encode_utf16().count(), 32_767);
    // 31 options for the first measure, one for each of the others.
    assert_eq!(rows(&mut book, "Decision", "Topic").len(), 33);
    let inputs = book.worksheet_range("Inputs").unwrap();
    assert_eq!(inputs.width(), 4 + 32 + 1 + 4);
}

#[test]
fn scenarios_that_are_not_those_of_the_options_are_refused() {
    let refused = workbook(&decision(), &manifest(Kind::Comparison), &[scenario("")]);
    let message = refused.unwrap_err().to_string();
    assert!(message.contains("1 scenarios for 2 options"), "{message}");
}

#[test]
fn a_run_without_a_value_makes_a_workbook() {
    let mut results = Results::default();
    results.add_outcome(0, "referred", "all", 12.0);
    results.add_outcome(0, "wait_median", "all", f64::NAN);
    results.add_series(0, "waiting_list", "all", 30, 4.0);
    let bytes = workbook_of_run("Small", &scenario(""), &results, &manifest(Kind::Run)).unwrap();
    let mut book = opened(bytes);
    assert_eq!(
        book.sheet_names(),
        [
            "Cover",
            "Summary",
            "All measures",
            "By month",
            "Inputs",
            "Notes"
        ]
    );
    let summary = rows(&mut book, "Summary", "Topic");
    let of = |id: &str| {
        let found = summary.iter().find(|row| row.last() == Some(&text(id)));
        found.unwrap()[3..11].to_vec()
    };
    let mut one_run = vec![Data::Empty; 8];
    for (column, value) in [(0, 12.0), (4, 12.0), (5, 12.0), (6, 12.0), (7, 1.0)] {
        one_run[column] = Data::Float(value);
    }
    assert_eq!(of("referred"), one_run, "one run has no interval");
    let mut nothing = vec![Data::Empty; 8];
    nothing[7] = Data::Float(0.0);
    assert_eq!(of("wait_median"), nothing);
    assert_eq!(rows(&mut book, "By month", "Date").len(), 1);
    // 1 run that came through; the manifest above tells of one that failed, in two networks.
    let cover = book.worksheet_range("Cover").unwrap();
    let runs = cover.rows().find(|row| row[0] == text("Runs")).unwrap();
    assert_eq!(
        runs[1],
        text("1 simulated future; 1 more failed and is in no number")
    );
}

//! Workbooks read back by another program's eyes.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use jiff::civil::date;
use serde_json::json;

use super::*;
use crate::analysis::answer::{Answer, ThresholdAnswer};
use crate::analysis::comparison::Better;
use crate::analysis::decision::{
    Assumption, Basis, Change, CostResult, GapResult, Lens, Level, MeasureResult, MonthlyResult,
    OptionFacts, PreciseDifference, PrecisionFound, QuintileResult,
};
use crate::analysis::economics::draws::{DrawTable, ParameterColumn};
use crate::analysis::economics::{CostEffectiveness, Settings};
use crate::analysis::headlines::Topic;
use crate::analysis::one_way::{OneWay, Side, Sides};
use crate::analysis::uncertainty::{MeasureUncertainty, Shares, Uncertainty};
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
        targets: Vec::new(),
        contributions: Vec::new(),
        basis: Basis::Runs,
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

/// An option that costs £1,000 more and gains 0.08 QALYs in every other draw.
fn drawn() -> Decision {
    let decision = decision();
    let names = decision.labels();
    let gain: Vec<f64> = (0..60).map(|draw| 0.08 * f64::from(draw % 2)).collect();
    let column = |name: &str, values: Vec<f64>| ParameterColumn {
        name: name.to_owned(),
        values,
    };
    let zeros = vec![0.0; 60];
    let costs = vec![zeros.clone(), vec![1_000.0; 60]];
    let table = DrawTable::new(names, costs, vec![zeros, gain.clone()])
        .unwrap()
        .with_parameters(vec![
            column("contact.gain", gain),
            column("contact.idle", (0..60).map(f64::from).collect()),
        ])
        .unwrap();
    let economics = CostEffectiveness::of(&table, &Settings::default()).unwrap();
    let side = |input: f64, effect: f64| Side {
        input,
        costs_pounds: vec![vec![0.0; 2], vec![1_000.0; 2]],
        effects: vec![vec![0.0; 2], vec![effect; 2]],
    };
    let mut sides = Sides {
        base: side(0.5, 0.05),
        parameters: Vec::new(),
    };
    sides.add("contact.gain".to_owned(), 0, side(0.0, 0.0));
    sides.add("contact.gain".to_owned(), 1, side(1.0, 0.1));
    let of_wait = MeasureUncertainty {
        id: "wait".to_owned(),
        option: 1,
        levels: [Some(40.0), Some(21.0)],
        mean: Some(-19.0),
        lower_95: Some(-30.0),
        upper_95: Some(2.0),
        improved: Some(0.9),
        layers: Some(Shares {
            chance: 0.25,
            parameters: 0.5,
            structure: Some(0.25),
            truncated: true,
        }),
        by_structure: vec![Some(-18.0), None],
    };
    Decision {
        basis: Basis::Draws,
        lenses: vec![Lens {
            title: "Society's costs, QALYs".to_owned(),
            economics: economics.clone(),
        }],
        economics: Some(economics),
        uncertainty: Some(Uncertainty {
            draws: 60,
            runs_per_draw: 2,
            parameters: 2,
            passed_over: 0,
            effective_size: None,
            structures: vec!["Nothing works".to_owned()],
            structure_draws: 60,
            measures: vec![of_wait],
        }),
        one_way: Some(OneWay::of(&sides, 1, 25_000.0)),
        assumptions: vec![Assumption {
            path: "contact.gain".to_owned(),
            meaning: "What a contact gains".to_owned(),
            value: "0.5".to_owned(),
            prior: "uniform(0, 1)".to_owned(),
            calibrated: false,
            strength: "judgement".to_owned(),
            source: "No figure was found".to_owned(),
            matters_pounds: Some(500.0),
        }],
        answer: Some(Answer {
            recommended: None,
            at_thresholds: vec![ThresholdAnswer {
                threshold_pounds: 30_000.0,
                best: 1,
                probability_best: 0.5,
                expected_gain_pounds: 200.0,
            }],
            words: vec!["It depends.".to_owned()],
            matter_most: vec!["What a contact gains.".to_owned()],
            what_would_change: vec!["Knowing more.".to_owned()],
            caveats: vec!["A model.".to_owned()],
        }),
        precision: Some(PrecisionFound {
            enough: None,
            deciding: 0,
            half_widths: [None, None],
            each: vec![PreciseDifference {
                id: "wait".to_owned(),
                option: 1,
                words: "The wait".to_owned(),
                enough: None,
            }],
        }),
        ..decision
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

/// The cell of a row under the heading that begins so.
fn under<'a>(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    sheet: &str,
    row: &'a [Data],
    heading: &str,
) -> &'a Data {
    let range = book.worksheet_range(sheet).unwrap();
    let of = |row: &[Data]| {
        let begins =
            |cell: &Data| matches!(cell, Data::String(words) if words.starts_with(heading));
        row.iter()
            .position(begins)
            .filter(|_| row.len() > 2 && row[2] != Data::Empty)
    };
    &row[range
        .rows()
        .find_map(of)
        .unwrap_or_else(|| panic!("{sheet} has no {heading}"))]
}

fn close(cell: &Data, expected: f64) {
    assert!(
        matches!(cell, Data::Float(x) if (x - expected).abs() < 1e-6),
        "{cell:?} instead of {expected}"
    );
}

#[test]
fn the_answer_comes_first_and_each_part_of_the_economics_has_a_sheet() {
    let mut book = opened(made(&drawn()));
    assert_eq!(
        book.sheet_names(),
        [
            "Cover",
            "Answer",
            "Decision",
            "Levels",
            "By quintile",
            "Gaps",
            "By month",
            "Costs",
            "Cost-effectiveness",
            "Acceptability",
            "Other lenses",
            "Value of knowing",
            "Uncertainty",
            "One at a time",
            "Assumptions",
            "Inputs",
            "Notes"
        ]
    );
    let found = rows(&mut book, "Answer", "Part");
    let parts: Vec<&Data> = found.iter().map(|row| &row[0]).collect();
    let expected = [
        "The answer",
        "Best option",
        "Assumptions that matter most",
        "What would change it",
        "Keep in mind",
    ]
    .map(text);
    assert_eq!(parts, expected.iter().collect::<Vec<_>>());
    assert_eq!(found[0][1], text("It depends."));
    assert_eq!(
        found[1][2..],
        [
            Data::Float(30_000.0),
            text("The same title (b)"),
            Data::Float(0.5),
            Data::Float(200.0)
        ]
    );
    let cover = book.worksheet_range("Cover").unwrap();
    let fact = |name: &str| cover.rows().find(|row| row[0] == text(name)).unwrap()[1].to_string();
    assert_eq!(
        fact("Precision"),
        "The precision asked for was not reached with 2 runs, the most allowed. What decided: The wait."
    );
    assert!(fact("Draws").starts_with("60 draws of what is believed about 2 uncertain inputs"));
    assert!(fact("Begin with").starts_with("The sheet Answer"));
}

#[test]
fn net_benefit_and_chances_are_those_of_the_worked_example() {
    let mut book = opened(made(&drawn()));
    let found = rows(&mut book, "Cost-effectiveness", "Option");
    assert_eq!(found.len(), 2);
    let benefit = "Added net benefit at £30,000 a QALY (GBP)";
    assert_eq!(
        under(&mut book, "Cost-effectiveness", &found[0], benefit),
        &Data::Empty
    );
    close(
        under(&mut book, "Cost-effectiveness", &found[1], benefit),
        200.0,
    );
    close(
        under(
            &mut book,
            "Cost-effectiveness",
            &found[1],
            "Added cost (GBP)",
        ),
        1_000.0,
    );
    close(
        under(
            &mut book,
            "Cost-effectiveness",
            &found[1],
            "Added effect (QALYs)",
        ),
        0.04,
    );
    let lower = "Added net benefit at £30,000 a QALY, lower 95%";
    close(
        under(&mut book, "Cost-effectiveness", &found[1], lower),
        -1_000.0,
    );

    let grid = rows(&mut book, "Acceptability", "Value of a QALY (GBP)");
    let at = grid
        .iter()
        .find(|row| row[0] == Data::Float(30_000.0))
        .unwrap();
    assert_eq!(
        at[1..4],
        [
            Data::Float(0.5),
            Data::Float(0.5),
            text("The same title (b)")
        ]
    );
    // Half of the draws gain £1,400: knowing which is worth 700 less the 200 expected without.
    close(&at[4], 500.0);

    let knowing = rows(&mut book, "Value of knowing", "Kind");
    let names: Vec<String> = knowing.iter().map(|row| row[1].to_string()).collect();
    assert_eq!(names[..2], ["all that is uncertain", "contact"]);
    close(
        under(
            &mut book,
            "Value of knowing",
            &knowing[0],
            "Worth at £30,000",
        ),
        500.0,
    );
    let gain = knowing
        .iter()
        .find(|row| row[1] == text("contact.gain"))
        .unwrap();
    assert_eq!(gain[2], text("What a contact gains"));
    close(
        under(&mut book, "Value of knowing", gain, "Worth at £30,000"),
        500.0,
    );
    assert!(matches!(
        under(&mut book, "Value of knowing", gain, "Standard error at £30,000"),
        Data::Float(error) if *error > 0.0
    ));
    // One row an option but the base and value of a QALY.
    assert_eq!(rows(&mut book, "Other lenses", "Lens").len(), 4);
}

#[test]
fn what_is_uncertain_is_told_by_draws_structures_and_one_at_a_time() {
    let mut book = opened(made(&drawn()));
    let found = rows(&mut book, "Uncertainty", "Topic");
    assert_eq!(found.len(), 1);
    let row = &found[0];
    for (heading, expected) in [
        ("Difference, mean", -19.0),
        ("2.5% of the draws", -30.0),
        ("97.5% of the draws", 2.0),
        ("Variance from structure", 0.25),
        ("Difference, the model as it is", -18.0),
    ] {
        close(under(&mut book, "Uncertainty", row, heading), expected);
    }
    let missing = under(
        &mut book,
        "Uncertainty",
        row,
        "Difference, structure 1: Nothing works",
    );
    assert_eq!(missing, &Data::Empty);
    let truncated = under(&mut book, "Uncertainty", row, "A share too small to tell");
    assert_eq!(truncated, &text("yes"));

    // From -£1,000 to £1,500 in a straight line: nothing is gained or lost at 0.4.
    let found = rows(&mut book, "One at a time", "Parameter");
    assert_eq!(found.len(), 1);
    close(&found[0][4], -1_000.0);
    close(&found[0][5], 1_500.0);
    assert_eq!(found[0][7], text("yes"));
    close(&found[0][10], 0.4);
    assert_eq!(found[0][12], text("The same title (b)"));

    let found = rows(&mut book, "Assumptions", "Parameter");
    assert_eq!(found[0][4], text("judgement"));
    assert_eq!(found[0][6], Data::Float(500.0));
}

#[test]
fn notes_say_which_sheets_hold_doubt_about_the_inputs() {
    let said = |decision: &Decision| {
        let mut book = opened(made(decision));
        let notes = book.worksheet_range("Notes").unwrap();
        let row = notes
            .rows()
            .find(|row| row[0] == text("Doubt about inputs"));
        row.unwrap()[1].to_string()
    };
    let drawn = said(&drawn());
    assert!(
        drawn.contains("Uncertainty hold that doubt; those of all other sheets hold chance"),
        "{drawn}"
    );
    let undrawn = said(&decision());
    assert!(
        undrawn.contains("Neither holds doubt") && undrawn.contains("--draws"),
        "{undrawn}"
    );
}

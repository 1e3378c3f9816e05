//! `spsim cea`: the same answer from any table of draws, and none from a broken one.

use super::support::{Place, says};

/// Six strategies with the expected values of a published worked example; two draws each, apart from each other.
const WORKED: [(&str, f64, f64); 6] = [
    ("UC", 5_000.0, 1.0),
    ("A", 12_000.0, 1.5),
    ("B", 10_000.0, 2.0),
    ("C", 25_000.0, 3.0),
    ("D", 35_000.0, 4.0),
    ("E", 55_000.0, 5.0),
];

fn worked() -> String {
    let mut text = "draw,strategy,cost,effect\n".to_owned();
    for (draw, shift) in [(1, -100.0), (2, 100.0)] {
        for (name, cost, effect) in WORKED {
            text.push_str(&format!("{draw},{name},{},{effect}\n", cost + shift));
        }
    }
    text
}

/// A wide table with two parameters: the effect follows the first, nothing follows the second.
fn wide(draws: usize) -> String {
    let mut text =
        "draw,cost_usual care,effect_usual care,cost_service,effect_service,need.effect,need.idle\n"
            .to_owned();
    for i in 0..draws {
        // Two sequences that fill the unit interval evenly.
        let [u, v] = [0.618_033_988_749_895, 0.414_213_562_373_095]
            .map(|step| (step * (i as f64 + 1.0)).fract());
        let (effect, idle) = (0.06 * u, v);
        text.push_str(&format!(
            "{i},100,0.5,{},{},{u},{idle}\n",
            700,
            0.5 + effect
        ));
    }
    text
}

fn place_with(name: &str, text: String) -> Place {
    let place = Place::new();
    place.write(name, text);
    place
}

#[test]
fn the_worked_frontier_is_printed_in_words() {
    let place = place_with("draws.csv", worked());
    let printed = place.output_of(&["cea", "draws.csv"]);
    says(
        &printed,
        &[
            "draws.csv: 6 strategies, 2 draws, 0 parameters.",
            "2 draws are too few for 95% intervals",
            "£5,000 for each QALY gained over UC",
            "£12,500 for each QALY gained over B",
            "£20,000 for each QALY gained over D",
            "dominated by B: £2,000 dearer and 0.5 QALYs worse",
            "extendedly dominated: a mix of B and D",
        ],
    );
    place.holds_only(&["draws.csv"]);
}

#[test]
fn the_same_results_are_written_as_tables_and_json() {
    let place = place_with("draws.csv", wide(400));
    let arguments = [
        "cea",
        "draws.csv",
        "--parameters",
        "draws.csv",
        "--threshold",
        "30000",
        "--threshold",
        "20000",
        "--population",
        "1000",
        "--years",
        "3",
    ];
    let printed = place.output_of(&[&arguments[..], &["--out", "cea"]].concat());
    says(
        &printed,
        &[
            "2 strategies, 400 draws, 2 parameters",
            "better and dearer: £19,967 for each QALY gained",
            "1,000 people a year for 3 years, discounted at 3.5%: 2,900 decisions",
            "need.effect",
            "Written to cea",
        ],
    );
    assert_eq!(
        place.names("cea"),
        [
            "acceptability.csv",
            "decisions.csv",
            "differences.csv",
            "incremental.csv",
            "partial_information.csv",
            "perfect_information.csv",
            "results.json",
            "strategies.csv",
        ]
    );
    let json = place.output_of(&[&arguments[..], &["--json"]].concat());
    assert_eq!(json, place.read("cea/results.json"));
    let results: serde_json::Value = serde_json::from_str(&json).unwrap();
    // Uniform between £-600 and £600 (about £0 at £20,000): perfect information is worth 600 / 4.
    let at = &results["decisions"][0];
    assert_eq!(at["threshold_pounds"], 20_000.0);
    let evpi = at["evpi_pounds"].as_f64().unwrap();
    assert!((evpi - 150.0).abs() < 5.0, "{evpi}");
    // All of it is the first parameter.
    let information = results["information"].as_array().unwrap();
    let value = |name: &str| {
        let line = information.iter().find(|line| line["name"] == name);
        line.unwrap()["values"][0]["pounds"].as_f64().unwrap()
    };
    assert!((value("need") - evpi).abs() < 0.5 && (value("need.effect") - evpi).abs() < 0.5);
    assert!(value("need.idle") < 0.2 * evpi);
    let refused = place.refusal(&[&arguments[..], &["--out", "cea"]].concat());
    says(&refused, &["cea is not empty"]);
}

#[test]
fn the_reference_the_unit_and_the_file_can_be_chosen() {
    let place = place_with("draws.csv", worked());
    let printed = place.output_of(&[
        "cea",
        "draws.csv",
        "--reference",
        "D",
        "--effect-name",
        "healthy year",
        "--threshold",
        "100",
    ]);
    says(
        &printed,
        &[
            "Against D",
            "worse and cheaper: saves £10,000 for each healthy year given up",
            "better and dearer: £20,000 for each healthy year gained",
            "£100",
        ],
    );
    let single = place_with("one.csv", "cost_A,effect_A\n1,1\n2,1\n".into());
    let printed = single.output_of(&["cea", "one.csv"]);
    says(&printed, &["There is one strategy", "the only strategy"]);
}

#[test]
fn what_is_wrong_in_a_file_is_named_and_nothing_is_written() {
    let place = place_with("draws.csv", worked());
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "2,B,",
            "2,B,NaN,2\n3,B,",
            &[
                "draws.csv, line 10, column `cost`: found `NaN`",
                "not left out",
            ],
        ),
        (
            "strategy",
            "strategie",
            &["line 1: there is no column `strategy`", "`strategie`"],
        ),
        ("1,A,", "1,UC,", &["line 3: draw `1` of strategy `UC`"]),
        ("2,E,", "2,Ee,", &["draw `2` is missing"]),
    ];
    for (from, to, words) in cases {
        place.write("draws.csv", worked());
        place.edit("draws.csv", from, to);
        says(&place.refusal(&["cea", "draws.csv", "--out", "cea"]), words);
        place.holds_only(&["draws.csv"]);
    }
    place.write("draws.csv", worked());
    says(
        &place.refusal(&["cea", "draws.csv", "--reference", "F"]),
        &["--reference: there is no strategy `F`; the table has `UC`"],
    );
    place.write("p.csv", "draw,x\n1,2\n");
    says(
        &place.refusal(&["cea", "draws.csv", "--parameters", "p.csv"]),
        &["p.csv: draw `2` is missing"],
    );
    says(
        &place.refusal(&["cea", "gone.csv"]),
        &["cannot read gone.csv"],
    );
}

#[test]
fn wrong_arguments_say_what_is_allowed() {
    let place = place_with("draws.csv", worked());
    let cases: &[(&[&str], &[&str])] = &[
        (&[], &["<DRAWS>"]),
        (&["draws.csv", "--threshold", "-1"], &["'-1'", "from 0"]),
        (
            &["draws.csv", "--threshold", "20,000"],
            &["'20,000'", "without separators"],
        ),
        (&["draws.csv", "--threshold", "nan"], &["'nan'"]),
        (&["draws.csv", "--population", "10"], &["--years"]),
        (
            &["draws.csv", "--population", "0", "--years", "5"],
            &["from 1"],
        ),
        (
            &["draws.csv", "--population", "10", "--years", "0"],
            &["from 1 to 1000"],
        ),
        (&["draws.csv", "--discount-rate", "3.5"], &["0.035"]),
        (&["draws.csv", "--effect-name", ""], &["--effect-name"]),
    ];
    for (more, words) in cases {
        says(&place.misuse(&[&["cea"][..], more].concat()), words);
    }
}

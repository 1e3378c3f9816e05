//! `spsim compare` as a user meets it: what it prints and writes, what it refuses, and what later commands make of it.

use serde_json::Value;

use super::support::{Place, says, text};

/// A place with `small.toml` and a file that gives it more staff.
fn place() -> Place {
    let place = Place::new();
    place.write(
        "more.toml",
        "extends = \"small.toml\"\n[scenario]\ntitle = \"More staff\"\nquestion = \"Does more staff pay?\"\n\
         [staffing]\nlink_workers_fte = 4.0\n",
    );
    place
}

/// `spsim compare small.toml more.toml` into `both` with more arguments, without figures.
fn both<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![
        "compare",
        "small.toml",
        "more.toml",
        "--out",
        "both",
        "--no-figures",
    ];
    arguments.extend(more);
    arguments
}

fn decision(place: &Place) -> Value {
    serde_json::from_str(&place.read("both/decision.json")).unwrap()
}

/// Runs a comparison that must be refused once it has said what it compares, and gives the message.
fn late_refusal(place: &Place, arguments: &[&str]) -> String {
    let assert = place.spsim(arguments).assert().code(1);
    let output = assert.get_output();
    in_order(
        &text(&output.stdout),
        &["Base: A small place", "Option: More staff"],
    );
    let message = text(&output.stderr);
    assert!(!message.contains("panicked"), "{message}");
    says(&message, &["error: "]);
    message
}

/// Panics unless the words come in this order.
#[track_caller]
fn in_order(text: &str, words: &[&str]) {
    let mut rest = text;
    for word in words {
        let Some((_, after)) = rest.split_once(word) else {
            panic!("no {word:?}, or too early, in:\n{text}");
        };
        rest = after;
    }
}

#[test]
fn differences_are_printed_first_and_everything_is_written() {
    let place = place();
    let said = place.output_of(&[
        "compare",
        "small.toml",
        "more.toml",
        "--out",
        "both",
        "--runs",
        "2",
    ]);
    in_order(
        &said,
        &[
            "Base: A small place",
            "Option: More staff",
            "Does more staff pay?",
            "link_workers_fte",
            "2 runs of each option on the same people (seed 7)",
            "Waits",
            "difference",
            "Wait to first contact, median",
            "Differences by deprivation quintile",
            "The answer",
            "Keep in mind",
            "Written to both",
        ],
    );
    let names = place.names("both");
    for file in [
        "data-dictionary.md",
        "datapackage.json",
        "decision.json",
        "differences.csv",
        "differences.parquet",
        "figures",
        "manifest.json",
        "outcomes.csv",
        "series.csv",
        "summary.csv",
    ] {
        assert!(names.contains(&file.to_owned()), "no {file} in {names:?}");
    }
    let figures = place.names("both/figures");
    for ending in ["svg", "png", "csv", "txt"] {
        assert!(
            figures.contains(&format!("differences.{ending}")),
            "{figures:?}"
        );
    }
    assert_eq!(place.manifest("both")["kind"], "comparison");
    place.holds_only(&["both", "more.toml"]);
}

#[test]
fn without_a_name_the_folder_is_called_after_the_option_and_numbered() {
    let place = place();
    for folder in ["outputs/more-against-small", "outputs/more-against-small-2"] {
        let said = place.output_of(&[
            "compare",
            "small.toml",
            "more.toml",
            "--runs",
            "1",
            "--no-figures",
        ]);
        says(&said, &[&format!("Written to {folder}:")]);
    }
    let again = late_refusal(
        &place,
        &[
            "compare",
            "small.toml",
            "more.toml",
            "--runs",
            "1",
            "--out",
            "outputs/more-against-small",
        ],
    );
    says(&again, &["already holds results", "--force"]);
}

#[test]
fn scenarios_about_other_people_or_times_are_refused_with_every_reason() {
    let place = Place::new();
    place.write(
        "other.toml",
        "extends = \"small.toml\"\n[time]\nstart = 2026-05-01\ndays = 100\n[population]\nregistered_patients = 5_000\n",
    );
    let message = place.refusal(&["compare", "small.toml", "other.toml", "--out", "both"]);
    says(
        &message,
        &[
            "cannot be compared",
            "2026-04-01 in small, 2026-05-01 in other",
            "150 days in small, 100 days in other",
            "4,000 people",
            "5,000 people",
        ],
    );
    place.holds_only(&["other.toml"]);
}

#[test]
fn wrong_arguments_are_refused_before_anything_runs() {
    let place = place();
    let cases: &[(&[&str], &[&str])] = &[
        (&["compare", "small.toml"], &["<BASE>", "2"]),
        (&["compare"], &["<BASE>"]),
        (
            &both(&["--precision", "0"]),
            &["'--precision <P>'", "above 0 and at most 100%"],
        ),
        (
            &both(&["--precision", "120%"]),
            &["above 0 and at most 100%"],
        ),
        (
            &both(&["--precision", "fine"]),
            &["expected a share, such as 0.05 or 5%"],
        ),
        (
            &both(&["--precision", "5%", "--runs", "9"]),
            &["'--precision <P>'", "'--runs <N>'"],
        ),
        (
            &both(&["--precision", "5%", "--runs-at-most", "9"]),
            &["'--runs-at-most <N>'", "10"],
        ),
        (&both(&["--runs-per-draw", "3"]), &["--draws <N>"]),
        (&both(&["--structure", "small.toml"]), &["--draws <N>"]),
        (&both(&["--draws", "-1"]), &["'-1'", "'--draws <N>'"]),
    ];
    for (arguments, words) in cases {
        says(&place.misuse(arguments), words);
    }
    let message = place.refusal(&both(&["--precision", "5%", "--measure", "wait_medain"]));
    says(
        &message,
        &[
            "no headline measure `wait_medain`",
            "did you mean `wait_median`?",
        ],
    );
    let message = place.refusal(&["compare", "small.toml", "gone.toml", "--out", "both"]);
    says(&message, &["gone.toml"]);
    place.write("empty.toml", "[scenario]\ntitle = \"Nothing is set\"\n");
    let message = place.refusal(&both(&["--draws", "2", "--structure", "empty.toml"]));
    says(
        &message,
        &[
            "empty.toml cannot be used as another structure",
            "must set some parameters",
        ],
    );
    place.holds_only(&["empty.toml", "more.toml"]);
}

#[test]
fn a_precision_chooses_the_number_of_runs_and_shows_how() {
    let place = place();
    let said = place.output_of(&[
        "compare",
        "small.toml",
        "more.toml",
        "--out",
        "both",
        "--precision",
        "60%",
        "--runs-at-most",
        "40",
        "--measure",
        "seen_by_a_link_worker",
    ]);
    says(
        &said,
        &[
            "The precision asked for was reached with",
            "decided (half-width",
        ],
    );
    let precision = &decision(&place)["precision"];
    let enough = precision["enough"].as_u64().unwrap();
    assert_eq!(precision["each"][0]["id"], "seen_by_a_link_worker");
    assert!(precision["half_widths"][0].as_f64() <= precision["half_widths"][1].as_f64());
    let drawn = place.read("both/figures/convergence.csv");
    let chosen = drawn
        .lines()
        .find(|line| line.ends_with(",yes"))
        .expect("one is chosen");
    assert!(chosen.contains(&format!(",{enough},")), "{chosen}");
    // The difference after all runs is the one that is told.
    let mean = decision(&place)["measures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|measure| measure["id"] == "seen_by_a_link_worker")
        .and_then(|measure| measure["changes"][0]["mean"].as_f64())
        .unwrap();
    let last: Vec<&str> = drawn.lines().last().unwrap().rsplit(',').collect();
    let shown: f64 = last[3].parse().unwrap();
    assert!((shown - mean).abs() < 1e-9, "{shown} {mean}");
}

#[test]
fn a_precision_that_is_not_reached_is_told() {
    let place = place();
    let said = place.output_of(&both(&[
        "--precision",
        "0.1%",
        "--runs-at-most",
        "10",
        "--measure",
        "wait_median",
    ]));
    says(
        &said,
        &[
            "was not reached with 10 runs, the most allowed",
            "not reached",
        ],
    );
    assert_eq!(decision(&place)["precision"]["enough"], Value::Null);
    place.output_of(&["workbook", "both"]);
    says(&place.output_of(&["reproduce", "both"]), &["identical: "]);
}

#[test]
fn draws_one_at_a_time_and_a_workbook_come_out_identical_again() {
    let place = place();
    place.write(
        "nothing.toml",
        "[scenario]\ntitle = \"Contacts change nothing\"\n[contact]\ninner_need_gain = 0.0\n",
    );
    let said = place.output_of(&both(&[
        "--runs",
        "2",
        "--draws",
        "3",
        "--runs-per-draw",
        "1",
        "--structure",
        "nothing.toml",
    ]));
    says(
        &said,
        &[
            "Chances are shares of 3 draws",
            "cannot be told from 3 draws",
        ],
    );
    let found = decision(&place);
    assert_eq!(found["basis"], "draws");
    assert_eq!(found["uncertainty"]["draws"], 3);
    assert_eq!(
        found["uncertainty"]["structures"][0],
        "Contacts change nothing"
    );
    let names = place.names("both");
    assert!(names.contains(&"psa.csv".to_owned()), "{names:?}");
    assert!(!place.path("both.unfinished").exists());

    place.output_of(&["workbook", "both"]);
    let listed = &place.manifest("both")["files"];
    assert!(listed["workbook.xlsx"]["sha256"].is_string());
    let files = listed.as_object().unwrap().len();
    assert_eq!(
        place.output_of(&["reproduce", "both", "--threads", "1"]),
        format!("identical: {files} files of both came out the same to the last byte\n")
    );
    place.edit("both/decision.json", "\"draws\": 3", "\"draws\": 4");
    let message = place.refusal(&["reproduce", "both"]);
    says(
        &message,
        &["not identical", "both was changed since", "decision.json"],
    );
}

#[test]
fn a_package_is_taken_apart_and_its_parts_sum_to_the_whole() {
    let place = place();
    let message = late_refusal(&place, &both(&["--runs", "2", "--contributions"]));
    says(&message, &["no option changes two or more settings"]);
    place.edit(
        "more.toml",
        "[staffing]\n",
        "[waiting]\npriority = \"severity\"\n[staffing]\n",
    );
    let mut arguments = both(&["--runs", "3", "--contributions"]);
    arguments.retain(|word| *word != "--no-figures");
    let said = place.output_of(&arguments);
    in_order(
        &said,
        &[
            "What each changed setting contributes",
            "Together beyond their sum (interaction)",
            "All of them",
        ],
    );
    let found = decision(&place);
    let taken = &found["contributions"][0];
    assert_eq!(taken["option"], 1);
    assert_eq!(taken["settings"].as_array().unwrap().len(), 2);
    for measure in taken["measures"].as_array().unwrap() {
        let mean = |part: &Value| part["mean"].as_f64().unwrap();
        let parts: f64 = measure["alone"].as_array().unwrap().iter().map(mean).sum();
        let together = mean(&measure["together"]);
        let gap = parts + mean(&measure["interaction"]) - together;
        assert!(gap.abs() < 1e-6 * together.abs().max(1.0), "{measure}");
        // The whole is the difference that the comparison itself found.
        let measures = found["measures"].as_array().unwrap();
        let itself = measures.iter().find(|one| one["id"] == measure["id"]);
        assert_eq!(
            itself.unwrap()["changes"][0]["mean"],
            measure["together"]["mean"]
        );
    }
    says(&place.read("both/contributions.csv"), &[",3,interaction,"]);
    says(
        &place.read("both/figures/contributions-wait-median.txt"),
        &["waiting.priority: ", " to severity"],
    );
    place.output_of(&["workbook", "both"]);
    says(&place.output_of(&["reproduce", "both"]), &["identical: "]);
}

#[test]
fn what_another_plan_left_unfinished_is_kept_until_it_is_forced() {
    let place = place();
    place.write("both.unfinished/plan.json", "another plan\n");
    place.write("both.unfinished/records.csv", "0,1,2\n");
    let draws = ["--runs", "1", "--draws", "2", "--runs-per-draw", "1"];
    let message = late_refusal(&place, &both(&draws));
    says(
        &message,
        &[
            "both.unfinished keeps an unfinished experiment",
            "begin anew with --force",
        ],
    );
    assert_eq!(place.read("both.unfinished/records.csv"), "0,1,2\n");
    assert!(!place.path("both").exists());
    place.output_of(&both(&[&draws[..], &["--force"]].concat()));
    assert_eq!(decision(&place)["uncertainty"]["draws"], 2);
    place.holds_only(&["both", "more.toml"]);
}

#[test]
fn commands_for_the_folder_of_a_run_refuse_that_of_a_comparison() {
    let place = place();
    place.output_of(&both(&["--runs", "1"]));
    for command in ["plot", "journey"] {
        let message = place.refusal(&[command, "both"]);
        says(
            &message,
            &[
                "both holds what `spsim compare` makes",
                "needs the output folder of `spsim run`",
            ],
        );
    }
    assert!(!place.path("both/figures").exists());
}

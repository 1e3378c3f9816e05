//! `spsim sweep` and `spsim frontier`: what they write, and experiment files that cannot be used.

use std::fs;
use std::path::Path;

use spsim::scenario::frontier::Frontier;
use spsim::scenario::sensitivity::Sensitivity;
use spsim::scenario::sweep::Sweep;
use spsim::study::frontier::known_measures;

use super::support::{Place, names, says};

const GRID: &str = r#"title = "A grid"
scenario = "small.toml"

[[factor]]
name = "Link workers"
parameter = "staffing.link_workers_fte"
values = [0.2, 0.6]

[[factor]]
parameter = "referral.triage"
"#;

const SEARCH: &str = r#"title = "A search"
scenario = "small.toml"

[[factor]]
parameter = "staffing.link_workers_fte"
values = [0.6, 0.2]

[objective]
minimise = "cost_service_total"

[[constraint]]
measure = "referred"
at_least = 0

[selection]
indifference = 100
first_runs = 5
runs_at_most = 20
"#;

#[test]
fn a_sweep_prints_its_points_and_writes_a_whole_folder() {
    let place = Place::new();
    place.write("grid.toml", GRID);
    let told = place.output_of(&["sweep", "grid.toml", "--out", "swept"]);
    says(
        &told,
        &[
            "4 points (factorial) and the scenario as it is (point 0), 2 runs each",
            "Means by point",
            "as it is",
            "0.2 FTE",
            "Best and worst points",
            "Written to swept",
        ],
    );
    let names = place.names("swept");
    for name in [
        "points.csv",
        "outcomes.parquet",
        "summary.csv",
        "differences.csv",
        "sweep.json",
    ] {
        assert!(names.iter().any(|n| n == name), "{name} of {names:?}");
    }
    says(&told, &["10 figures"]);
    for kind in ["grid", "lines"] {
        let figure = format!("swept/figures/sweep-{kind}-wait-90th-percentile");
        says(
            &place.read(&format!("{figure}.txt")),
            &["90th percentile", "0.2"],
        );
        says(&place.read(&format!("{figure}.csv")), &["mean"]);
    }
    let manifest = place.manifest("swept");
    assert_eq!(manifest["kind"], "sweep");
    assert_eq!(manifest["scenarios"][1]["files"][0]["text"], GRID);

    // The folder is enough, wherever its files went.
    place.write("grid.toml", "title = \"Something else\"\n");
    place.write("small.toml", "[time]\ndays = 30\n");
    says(
        &place.output_of(&["reproduce", "swept", "--threads", "1"]),
        &["identical: "],
    );
    place.holds_only(&["grid.toml", "swept"]);
}

#[test]
fn what_the_command_line_changes_is_kept_for_reproduction() {
    let place = Place::new();
    place.write("grid.toml", GRID);
    place.write("search.toml", SEARCH);
    for (arguments, folder) in [
        (["sweep", "grid.toml", "--runs", "3"], "swept"),
        (["frontier", "search.toml", "--runs", "10"], "found"),
    ] {
        let more = ["--seed", "5", "--no-figures", "--out", folder];
        let told = place.output_of(&[&arguments[..], &more[..]].concat());
        assert!(!told.contains("figure"), "{told}");
        let manifest = place.manifest(folder);
        let command = manifest["command"].as_str().unwrap();
        let runs = arguments[2..].join(" ");
        says(command, &["--seed 5", &runs, "--no-figures"]);
        says(&place.output_of(&["reproduce", folder]), &["identical: "]);
        place.edit_manifest(folder, |manifest| manifest["seed"] = 6.into());
        says(&place.refusal(&["reproduce", folder]), &["not identical: "]);
    }
}

#[test]
fn a_search_says_what_it_chose_and_how_surely() {
    let place = Place::new();
    place.write("search.toml", SEARCH);
    let told = place.output_of(&["frontier", "search.toml", "--out", "found"]);
    says(
        &told,
        &[
            "Sought: the least of: Cost of the service",
            "Constraint 1: Referrals: at least 0 people on average",
            "Answer: candidate 2 (0.2 FTE)",
            "With a probability of at least 95%",
        ],
    );
    assert_eq!(place.manifest("found")["kind"], "frontier");
    says(&told, &["a figure"]);
    says(
        &place.read("found/figures/search-frontier.txt"),
        &["2 candidates, 2 of them feasible", "chosen: 0.2 FTE"],
    );
    says(
        &place.read("found/figures/search-frontier.csv"),
        &["0.2 FTE,"],
    );
    says(&place.output_of(&["reproduce", "found"]), &["identical: "]);

    place.edit("search.toml", "at_least = 0", "at_most = -1");
    let told = place.output_of(&["frontier", "search.toml", "--out", "none"]);
    says(&told, &["Answer: none. No candidate keeps all constraints"]);
    place.holds_only(&["found", "none", "search.toml"]);
}

#[test]
fn experiment_files_that_cannot_be_used_are_refused_with_every_reason() {
    let place = Place::new();
    place.write("grid.toml", GRID);
    place.edit("grid.toml", "[0.2, 0.6]", "[-1, \"x\"]");
    place.edit("grid.toml", "referral.triage", "population.practices");
    let message = place.refusal(&["sweep", "grid.toml", "--out", "swept"]);
    says(
        &message,
        &[
            "`staffing.link_workers_fte` is -1",
            "--> grid.toml:7:11",
            "`population.practices` cannot be varied",
            "decides who lives there",
        ],
    );
    place.write("search.toml", SEARCH);
    place.edit("search.toml", "cost_service_total", "cost_of_service");
    place.edit("search.toml", "at_least = 0", "at_lest = 0");
    let message = place.refusal(&["frontier", "search.toml", "--out", "found"]);
    says(
        &message,
        &[
            "there is no headline measure `cost_of_service`",
            "did you mean `cost_service_total`?",
            "`constraint` has no key `at_lest`",
            "did you mean `at_least`?",
        ],
    );
    place.write("search.toml", SEARCH);
    says(
        &place.refusal(&[
            "frontier",
            "search.toml",
            "--runs",
            "5",
            "--out",
            "small.toml",
        ]),
        &["small.toml"],
    );
    says(
        &place.refusal(&["sweep", "search.toml", "--out", "swept"]),
        &["a sweep has no `objective`"],
    );
    says(
        &place.refusal(&["sweep", "nowhere.toml"]),
        &["cannot read nowhere.toml: there is no such file"],
    );
    says(
        &place.misuse(&["sweep", "grid.toml", "--runs", "0"]),
        &["a whole number from 1 to 1000000"],
    );
    place.holds_only(&["grid.toml", "search.toml"]);
}

#[test]
fn values_that_contradict_each_other_at_a_point_are_named_before_the_first_run() {
    let place = Place::new();
    place.write("grid.toml", GRID);
    place.edit(
        "grid.toml",
        "referral.triage\"",
        "contact.first_minutes\"\nvalues = [45, 480]",
    );
    let message = place.refusal(&["sweep", "grid.toml", "--out", "swept"]);
    says(
        &message,
        &[
            "at 2 of 4 points",
            "point 2 (0.2 FTE, 480 minutes)",
            "longer than a working day",
        ],
    );
    place.holds_only(&["grid.toml"]);
}

#[test]
fn every_experiment_that_comes_with_the_program_is_in_order() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/experiments");
    let mut read = 0;
    for name in names(&folder) {
        let path = folder.join(&name);
        let text = fs::read_to_string(&path).unwrap();
        let result = if text.contains("[objective]") {
            Frontier::load(&path, &known_measures()).map(|_| ())
        } else if text.contains("measures = ") {
            Sensitivity::load(&path, &known_measures()).map(|_| ())
        } else {
            Sweep::load(&path).map(|_| ())
        };
        assert!(result.is_ok(), "{name}: {}", result.unwrap_err());
        read += 1;
    }
    assert!(read >= 4, "only {read} experiments were found");
}

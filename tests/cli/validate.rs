//! `spsim validate`: a tiny file of everything that it knows, and what it refuses.

use super::support::{Place, says};

const STUDY: &str = r#"title = "A study"
scenario = "year.toml"

[study]
setup_months = 1
recruitment_months = 4
follow_up_months = 1

[cluster_trial]
networks = 4
"#;

const AGAINST: &str = r#"[validation]
title = "Toys"
stages = "year.toml"

[[observation]]
id = "A"
what = "Reached"
scenario = "year.toml"
measure = "share_contacted"
value = 0.8
tolerance = 0.3
useful_width = 0.01
source = "toy (U1)"
note = "Any value would do."

[[observation]]
id = "B"
what = "Women by men"
scenario = "year.toml"
measure = "referred"
subgroup = "sex=female"
per = "referred"
per_subgroup = ["sex=male"]
times = "values.life_satisfaction_per_point"
unit = "ratio"
value = 40
standard_error = 0.1
useful_width = 1
source = "toy"
why = "Nobody could have forty times as many."

[[observation]]
id = "C"
what = "Finds nothing"
evaluation = "study.toml"
measure = "cluster_trial_finds_nothing"
at_least = 1
source = "toy"

[[pattern]]
id = "P1"
what = "more are offered than accept"
more = "year.toml"
measure = "offered"
than = "accepted"

[[pattern]]
id = "P2"
what = "more are referred where twice as many live"
more = "twice.toml"
less = "year.toml"
measure = "referred"
"#;

const QUICK: [&str; 8] = [
    "against.toml",
    "--draws",
    "20",
    "--pattern-runs",
    "12",
    "--seed",
    "5",
    "--threads",
];

fn place() -> Place {
    let place = Place::new();
    let year = "extends = \"small.toml\"\n[time]\ndays = 366\n";
    place.write("year.toml", year);
    place.write(
        "twice.toml",
        "extends = \"year.toml\"\n[population]\nregistered_patients = 8_000\n",
    );
    place.write("study.toml", STUDY);
    place.write("against.toml", AGAINST);
    place
}

#[test]
fn rows_are_judged_and_all_of_it_can_be_made_again() {
    let place = place();
    let told = place.output_of(&[&["validate"][..], &QUICK, &["2", "--out", "held"]].concat());
    says(
        &told,
        &[
            "A: Reached",
            "agrees, but says little",
            "fails: the model lies below",
            "The model fails: B.",
            "All 2 claims of the patterns hold.",
            "Written to held",
        ],
    );
    let page = place.read("held/validation.md");
    says(
        &page,
        &[
            "# Validation: Toys",
            "Model and inputs: `",
            "the posterior of the calibration (`scenarios/posteriors/england.csv`)",
            "| A† | Reached |",
            "**B** (Women by men)",
            "Nobody could have forty times as many.",
            "so in ",
            "Published: 11 of 17 entered at stage 1",
        ],
    );
    let table = place.read("held/validation.csv");
    assert_eq!(table.lines().count(), 4);
    assert_eq!(place.read("held/validation_draws.csv").lines().count(), 61);
    assert!(place.path("held/figures/validation.png").exists());
    let again = [&["validate"][..], &QUICK, &["1", "--out", "again"]].concat();
    place.output_of(&again);
    assert_eq!(page, place.read("again/validation.md"));
    says(
        &place.output_of(&["reproduce", "held", "--threads", "1"]),
        &["identical: "],
    );
    place.holds_only(&[
        "held",
        "again",
        "year.toml",
        "twice.toml",
        "study.toml",
        "against.toml",
    ]);
}

#[test]
fn mistakes_are_named_with_their_place() {
    let place = place();
    let wrong = AGAINST
        .replace("\"share_contacted\"", "\"share_contcted\"")
        .replace("useful_width = 1\n", "")
        .replace("at_least = 1", "at_least = 1\nat_most = 2")
        .replace("less = \"year.toml\"", "less = \"yaer.toml\"");
    place.write("wrong.toml", &wrong);
    let message = place.refusal(&["validate", "wrong.toml"]);
    says(
        &message,
        &[
            "no measure `share_contcted`",
            "did you mean `share_contacted`?",
            "this observation has no `useful_width`",
            "`at_least` and `at_most` are given",
            "yaer.toml",
            "wrong.toml:",
        ],
    );
}

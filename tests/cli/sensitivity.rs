//! `spsim sensitivity`: what it writes and says, and experiment files that cannot be used.

use super::support::{Place, says};

const DRIVERS: &str = r#"title = "What drives it"
scenario = "more.toml"
against = "small.toml"
measures = ["seen_by_a_link_worker", "qalys"]
inputs = ["contact.no_show"]

[morris]
trajectories = 2
keep = 2

[sobol]
rows = 16

[prcc]
points = 10

[[factor]]
name = "Hours"
parameter = "staffing.hours_per_week"
low = 20
high = 37.5

[[factor]]
parameter = "waiting.priority"
"#;

const MORE: &str = "extends = \"small.toml\"\n[staffing]\nlink_workers_fte = 1.5\n";

fn place() -> Place {
    let place = Place::new();
    place.write("more.toml", MORE);
    place.write("drivers.toml", DRIVERS);
    place
}

#[test]
fn an_analysis_says_what_drives_a_difference_and_can_be_reproduced() {
    let place = place();
    let told = place.output_of(&["sensitivity", "drivers.toml", "--out", "found"]);
    says(
        &told,
        &[
            "Measures are differences from: A small place",
            "3 inputs; screening at 8 points (2 trajectories), shares of variance at 64 points, rank correlations at 10",
            "The 2 most influential went on",
            "by itself (S1)",
            "Of 3 inputs screened",
            "is only chance",
            "not about the world",
            "Shares of variance are too rough to be read",
            " figures",
        ],
    );
    let names = place.names("found");
    for name in [
        "inputs.csv",
        "points.parquet",
        "outcomes.csv",
        "effects.csv",
        "indices.csv",
        "rank_correlations.csv",
        "spread.csv",
        "sensitivity.json",
    ] {
        assert!(names.iter().any(|n| n == name), "{name} of {names:?}");
    }
    says(
        &place.read("found/figures/variance-explained-qalys.txt"),
        &["What explains its spread", "by itself"],
    );
    let manifest = place.manifest("found");
    assert_eq!(manifest["kind"], "sensitivity");
    assert_eq!(manifest["scenarios"][2]["files"][0]["text"], DRIVERS);

    // The folder is enough, wherever its files went.
    for file in ["drivers.toml", "more.toml"] {
        place.write(file, "title = \"Something else\"\n");
    }
    let again = ["reproduce", "found", "--threads", "1"];
    says(&place.output_of(&again), &["identical: "]);
    place.edit_manifest("found", |manifest| manifest["seed"] = 8.into());
    says(&place.refusal(&again), &["not identical: "]);
    place.holds_only(&["drivers.toml", "found", "more.toml"]);
}

#[test]
fn files_that_cannot_be_used_are_refused_with_every_reason() {
    let place = place();
    place.edit("drivers.toml", "contact.no_show", "contact.noshow");
    place.edit("drivers.toml", "\"qalys\"", "\"qualys\"");
    place.edit("drivers.toml", "points = 10", "points = 2");
    let message = place.refusal(&["sensitivity", "drivers.toml", "--out", "found"]);
    says(
        &message,
        &[
            "there is no parameter `contact.noshow`",
            "did you mean `contact.no_show`?",
            "there is no headline measure `qualys`",
            "--> drivers.toml:4:38",
            "`points` is 2",
        ],
    );
    place.write("drivers.toml", DRIVERS);
    place.edit("drivers.toml", "against = \"small.toml\"\n", "");
    let message = place.refusal(&["sensitivity", "drivers.toml", "--out", "found"]);
    says(&message, &["only differences of `qalys` mean something"]);
    place.write("drivers.toml", DRIVERS);
    place.edit("more.toml", "[staffing]", "[time]\ndays = 90\n[staffing]");
    let message = place.refusal(&["sensitivity", "drivers.toml", "--out", "found"]);
    says(&message, &["cannot be compared", "the length"]);
    place.write("more.toml", MORE);
    place.edit("drivers.toml", "low = 20", "low = 1");
    let message = place.refusal(&["sensitivity", "drivers.toml", "--out", "found"]);
    says(
        &message,
        &[
            "values contradict each other at",
            "of the screening",
            "point",
        ],
    );
    place.holds_only(&["drivers.toml", "more.toml"]);
}

//! `spsim evaluate`: what it prints and writes, what it refuses.

use super::support::{Place, says};

const EVALUATION: &str = "title = \"A small study\"\nquestion = \"Does it work?\"\nscenario = \"place.toml\"\n\
                          [study]\nstudies = 2\nsetup_months = 1\nrecruitment_months = 2\nfollow_up_months = 2\n\
                          [before_after]\n[cluster_trial]\nnetworks = 4\n";

fn place() -> Place {
    let place = Place::new();
    let scenario = super::support::SMALL.replace("days = 150", "days = 250");
    place.write("place.toml", scenario);
    place.write("study.toml", EVALUATION);
    place
}

#[test]
fn an_evaluation_says_what_was_found_and_can_be_reproduced() {
    let place = place();
    let said = place.output_of(&["evaluate", "study.toml", "--out", "found", "--seed", "5"]);
    says(
        &said,
        &[
            "A small study",
            "2 virtual studies (seed 5)",
            "before and after",
            "dose subgroup of the trial",
            "regression to the mean",
            "For a power of 80%",
            "Wrote found.",
        ],
    );
    says(
        &place.read("found/studies.csv"),
        &["study,1,cluster randomised trial,"],
    );
    says(
        &place.read("found/figures/virtual-evaluation.txt"),
        &["Before and after: ", "bias ", "true effect "],
    );
    says(
        &place.output_of(&["reproduce", "found", "--threads", "1"]),
        &["identical: "],
    );
    let again = place.refusal(&["evaluate", "study.toml", "--out", "found"]);
    says(&again, &["already holds results"]);
}

#[test]
fn a_wrong_evaluation_is_refused_with_its_place() {
    let place = place();
    place.write(
        "wrong.toml",
        EVALUATION.replace("setup_months", "setup_month"),
    );
    let message = place.refusal(&["evaluate", "wrong.toml", "--out", "found"]);
    says(
        &message,
        &[
            "`study` has no key `setup_month`",
            "wrong.toml:6:1",
            "did you mean `setup_months`?",
        ],
    );
    let message = place.refusal(&["evaluate", "small.toml", "--out", "found"]);
    says(
        &message,
        &["an evaluation has no `time`", "no design is asked for"],
    );
    place.holds_only(&["place.toml", "study.toml", "wrong.toml"]);
}

/// Each is read, and a single study of it gives results.
#[test]
fn the_evaluations_that_come_with_the_program_can_be_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/evaluations");
    let mut found = 0;
    for name in super::support::names(folder.as_ref()) {
        let path = format!("{folder}/{name}");
        spsim::scenario::evaluation::Evaluation::load(path.as_ref())
            .unwrap_or_else(|error| panic!("{error}"));
        found += 1;
    }
    assert!(found >= 2, "only {found} evaluations were found");
}

//! `spsim verify`: what it prints and writes. All checks take minutes; here are some that take a moment.

use super::support::{Place, says};

const QUICK: [&str; 6] = [
    "--only",
    "no-link-worker",
    "--only",
    "leaving",
    "--out",
    "checked",
];

#[test]
fn checks_are_printed_and_written_and_can_be_made_again() {
    let place = Place::new();
    let told = place.output_of(&[&["verify"][..], &QUICK].concat());
    says(
        &told,
        &[
            "four competing ends: Recovered within 180 days",
            "people leave: Every event on its day",
            "5 of 5 checks pass",
            "Written to checked",
        ],
    );
    let page = place.read("checked/verification.md");
    says(
        &page,
        &[
            "**5 of 5 checks pass.**",
            "Model and inputs: `",
            "| 4 | ended: did not attend | 4 | 4 |",
            "`scenarios/verification/no-link-worker.toml`",
        ],
    );
    let table = place.read("checked/verification.csv");
    assert_eq!(table.lines().count(), 6);
    assert!(table.lines().skip(1).all(|line| line.ends_with(",passes")));
    assert!(place.path("checked/verification.parquet").exists());
    says(
        &place.output_of(&["reproduce", "checked", "--threads", "1"]),
        &["identical: "],
    );
    place.holds_only(&["checked"]);
}

#[test]
fn an_unknown_check_is_refused_with_the_known_ones() {
    let place = Place::new();
    let message = place.refusal(&["verify", "--only", "erlang-d", "--out", "x"]);
    says(&message, &["`erlang-d`", "allowed are", "erlang-c"]);
    place.holds_only(&[]);
}

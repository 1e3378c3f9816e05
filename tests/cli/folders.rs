//! Where results may be put, and where not.

use std::fs;

use super::support::{Place, says};

const QUICK: [&str; 3] = ["--no-figures", "--runs", "1"];

fn refused(place: &Place, more: &[&str]) -> String {
    let mut arguments = vec!["run", "small.toml"];
    arguments.extend(QUICK);
    arguments.extend(more);
    place.refusal(&arguments)
}

#[test]
fn results_are_replaced_only_with_force() {
    let place = Place::with_run(&QUICK);
    let before = place.bytes("run");
    let message = refused(&place, &["--out", "run", "--seed", "8"]);
    says(&message, &["run already holds results", "--force"]);
    assert_eq!(place.bytes("run"), before);

    place.run_into("run", &["--no-figures", "--seed", "8", "--force"]);
    assert_eq!(place.manifest("run")["seed"], 8);
    place.holds_only(&["run"]);
}

#[test]
fn a_folder_of_others_is_never_replaced() {
    let place = Place::new();
    place.write("thesis/chapter.tex", "years of work");
    for force in [&[][..], &["--force"]] {
        let message = refused(&place, &[&["--out", "thesis"], force].concat());
        says(
            &message,
            &["thesis is not empty", "it has no manifest.json"],
        );
    }
    place.run_into("run", &QUICK);
    place.write("run/notes.md", "my thoughts");
    let message = refused(&place, &["--out", "run", "--force"]);
    says(&message, &["`notes.md`"]);
    assert_eq!(place.read("thesis/chapter.tex"), "years of work");
    assert_eq!(place.read("run/notes.md"), "my thoughts");
    place.holds_only(&["run", "thesis"]);
}

#[test]
fn an_empty_folder_is_taken() {
    let place = Place::new();
    fs::create_dir(place.path("run")).unwrap();
    place.run_into("run", &QUICK);
    assert!(place.path("run/manifest.json").exists());
}

#[test]
fn a_place_that_cannot_be_is_refused_before_anything_runs() {
    let place = Place::new();
    place.write("file", "");
    says(
        &refused(&place, &["--out", "file"]),
        &["file is not a folder"],
    );
    says(
        &refused(&place, &["--out", "file/run", "--force"]),
        &["file is not a folder"],
    );
    says(
        &refused(&place, &["--out", "gone/run"]),
        &[
            "cannot create gone/run",
            "gone does not exist; create it first",
        ],
    );
    place.holds_only(&["file"]);
    place.write("outputs", "a file of that name");
    says(
        &refused(&place, &[]),
        &["cannot create the folder outputs", "--out"],
    );
}

/// These refuse new folders even to the superuser, as a read-only disk does.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_place_is_refused_at_once() {
    let place = Place::new();
    for target in ["/sys/spsim-test", "/proc/spsim-test"] {
        let message = refused(&place, &["--out", target]);
        says(&message, &["cannot create a folder in /"]);
    }
    place.run_into("run", &QUICK);
    let message = place.refusal(&["plot", "run", "--out", "/sys/spsim-test"]);
    says(&message, &["cannot create the folder /sys/spsim-test"]);
    place.write("file", "");
    let message = place.refusal(&["plot", "run", "--out", "file"]);
    says(&message, &["cannot create the folder file"]);
}

#[test]
fn a_refused_scenario_leaves_nothing_not_even_outputs() {
    let place = Place::new();
    refused(&place, &["--set", "staffing.link_workers_fte=-1"]);
    place.holds_only(&[]);
}

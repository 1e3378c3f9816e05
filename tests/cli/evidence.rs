//! `spsim evidence`: the research agenda of a few small choices, and what it refuses.

use spsim::scenario::parameter::{Parameter, Prior};
use spsim::scenario::parameters::registry;

use super::support::{Place, says};

fn place() -> Place {
    let place = Place::new();
    place.write(
        "more.toml",
        "extends = \"small.toml\"\n[scenario]\ntitle = \"More staff\"\n[staffing]\nlink_workers_fte = 0.6\n",
    );
    place
}

const TINY: [&str; 7] = [
    "small.toml",
    "more.toml",
    "--draws",
    "50",
    "--runs-per-draw",
    "1",
    "--no-figures",
];

/// `spsim evidence` of the two with few draws and more arguments.
fn tiny<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["evidence"], &TINY[..], more].concat()
}

#[test]
fn an_agenda_lists_every_uncertain_parameter_and_is_made_again_from_its_folder() {
    let place = place();
    let is_uncertain = |parameter: &&Parameter| parameter.prior != Prior::Fixed;
    let uncertain = registry().iter().filter(is_uncertain).count();
    let told = place.output_of(&tiny(&[
        "--out",
        "found",
        "--threshold",
        "20000",
        "--threshold",
        "30000",
        "--scale-to",
        "40000",
    ]));
    says(
        &told,
        &[
            "Base: A small place",
            &format!("50 draws of what is believed about {uncertain} parameters"),
            "The choices: what knowing everything would be worth a year",
            &format!("of {uncertain} uncertain parameters"),
            "Written to found",
        ],
    );
    let mut evidence = csv::Reader::from_path(place.path("found/evidence.csv")).unwrap();
    let header = evidence.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let [worth, all, noise, above, evpi] = [
        "evppi",
        "evppi_all_places",
        "noise",
        "above_noise",
        "share_of_evpi",
    ]
    .map(column);
    let rows: Vec<csv::StringRecord> = evidence.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), uncertain);
    for row in &rows {
        let number = |column: usize| row[column].parse::<f64>().unwrap();
        // Ten such places; the same rule for all.
        assert!((number(all) - 10.0 * number(worth)).abs() < 1e-6);
        assert_eq!(
            &row[above],
            if number(worth) > number(noise) {
                "yes"
            } else {
                "no"
            }
        );
        assert!(row[evpi].is_empty() || number(evpi) <= 1.0);
    }
    let choices = place.read("found/choices.csv");
    assert_eq!(choices.lines().count(), 1 + 2, "one choice at two values");
    assert_eq!(
        place.read("found/evppi.csv").lines().count(),
        1 + 2 * uncertain
    );
    says(
        &place.read("found/evidence.md"),
        &[
            "# What is worth finding out",
            "Model and inputs: `",
            "## Worth knowing and not known",
            "--threshold 20000 --threshold 30000 --scale-to 40000",
        ],
    );
    let psa = [
        "cea",
        "found/psa.csv",
        "--parameters",
        "found/psa_parameters.csv",
    ];
    says(&place.output_of(&psa), &["More staff"]);
    assert_eq!(place.manifest("found")["kind"], "evidence");

    place.write("small.toml", "[time]\ndays = 30\n");
    says(
        &place.output_of(&["reproduce", "found", "--threads", "1"]),
        &["identical: "],
    );
    place.edit_manifest("found", |manifest| manifest["seed"] = 8.into());
    says(
        &place.refusal(&["reproduce", "found"]),
        &["not identical: "],
    );
    place.holds_only(&["found", "more.toml"]);
}

#[test]
fn draws_of_another_plan_are_refused_unless_forced() {
    let place = place();
    place.write("found.unfinished/plan.json", "{}");
    place.write("found.unfinished/records.csv", "");
    let message = place.refusal(&tiny(&["--out", "found"]));
    says(&message, &["found.unfinished"]);
    assert!(!place.path("found").exists());
    place.output_of(&tiny(&["--out", "found", "--force"]));
    place.holds_only(&["found", "more.toml"]);
}

#[test]
fn what_gives_no_choice_is_refused() {
    let place = place();
    says(
        &place.refusal(&["evidence", "small.toml"]),
        &["there is nothing to choose"],
    );
    says(&place.refusal(&["evidence"]), &["scenarios/baseline.toml"]);
    place.write("scenarios/baseline.toml", super::support::SMALL);
    says(
        &place.refusal(&["evidence"]),
        &["the folder scenarios/what-if cannot be read"],
    );
    // A belief is no choice.
    place.write(
        "scenarios/what-if/no-show.toml",
        "extends = \"../baseline.toml\"\n[scenario]\ntitle = \"More no-shows\"\n[contact]\nno_show = 0.3\n",
    );
    says(
        &place.refusal(&["evidence", "--draws", "50"]),
        &["there is nothing to choose"],
    );
    says(
        &place.misuse(&["evidence", "small.toml", "more.toml", "--draws", "49"]),
        &["'--draws <N>'", "from 50 to 1000000"],
    );
    place.write("other.toml", "[time]\ndays = 60\n");
    says(
        &place.refusal(&["evidence", "small.toml", "other.toml"]),
        &["these scenarios cannot be compared"],
    );
    place.holds_only(&["more.toml", "other.toml", "scenarios"]);
}

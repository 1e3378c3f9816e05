//! `spsim run` on good input: what is printed, what is written, and where.

use super::support::{Place, SMALL, says};

#[test]
fn a_run_prints_what_happens_and_writes_a_complete_folder() {
    let place = Place::new();
    let printed = place.run_into("run", &["--journeys", "4"]);
    says(
        &printed,
        &[
            "A small place\n",
            "Does every command work?\n",
            "1 network, 4,000 registered patients, 2026-04-01 to 2026-08-28.\n",
            "Means over 2 simulated futures (seed 7), too few for intervals.",
            "people in need",
            "seen by a link worker",
            "wait to first contact, median (days)",
            "SWEMWBS",
            "before/after",
            "GP consultations",
            "link workers",
            "added, per referral",
            "Written to run: tables (CSV and Parquet), data dictionary, figures (SVG and PNG), manifest.",
            "patient-days a second",
            "spsim reproduce run\n",
        ],
    );
    place.holds_only(&["run"]);
    let written = place.bytes("run");
    for table in [
        "outcomes",
        "series",
        "summary",
        "link_workers",
        "patients",
        "journeys",
    ] {
        let csv = &written[&format!("{table}.csv")];
        assert!(csv.starts_with(b"scenario,"), "{table}");
        assert_eq!(&written[&format!("{table}.parquet")][..4], b"PAR1");
    }
    let manifest = place.manifest("run");
    let listed: Vec<&String> = manifest["files"].as_object().unwrap().keys().collect();
    let found: Vec<&String> = written
        .keys()
        .filter(|name| *name != "manifest.json")
        .collect();
    assert_eq!(listed, found);
    assert_eq!(manifest["runs"], 2);
    assert_eq!(manifest["seed"], 7);
    assert_eq!(manifest["scenarios"][0]["files"][0]["text"], SMALL);
    let patients = String::from_utf8(written["patients.csv"].clone()).unwrap();
    assert_eq!(patients.lines().count(), 1 + 4);
}

#[test]
fn runs_seed_and_values_of_the_command_line_beat_the_file() {
    let place = Place::new();
    let printed = place.run_into(
        "run",
        &[
            "--no-figures",
            "--runs",
            "1",
            "--seed",
            "11",
            "--set",
            "time.days=30",
            "--set",
            "waiting.priority=severity",
        ],
    );
    says(
        &printed,
        &[
            "2026-04-01 to 2026-04-30",
            "1 simulated future (seed 11): no intervals.",
            "data dictionary, manifest.",
        ],
    );
    assert!(!place.path("run/figures").exists());
    let manifest = place.manifest("run");
    assert_eq!(manifest["seed"], 11);
    assert_eq!(manifest["runs"], 1);
    assert_eq!(
        manifest["scenarios"][0]["overrides"],
        serde_json::json!(["time.days=30", "waiting.priority=severity"])
    );
    let base = &manifest["scenarios"][0]["resolved"]["base"];
    assert_eq!(base["waiting.priority"]["from"], "--set");
}

#[test]
fn without_out_runs_are_numbered_in_outputs_which_is_made() {
    let place = Place::new();
    for folder in ["small", "small-2", "small-3"] {
        let printed = place.output_of(&["run", "small.toml", "--no-figures", "--runs", "1"]);
        says(&printed, &[&format!("Written to outputs/{folder}:")]);
    }
    assert_eq!(place.names("outputs"), ["small", "small-2", "small-3"]);
    place.holds_only(&["outputs"]);
}

#[test]
fn nobody_can_be_served_without_link_workers_and_that_is_no_error() {
    let place = Place::with_run(&[
        "--set",
        "time.days=1",
        "--set",
        "staffing.link_workers_fte=0",
        "--set",
        "start.members_per_10000=0",
        "--journeys",
        "5",
    ]);
    assert_eq!(place.read("run/patients.csv").lines().count(), 1);
    assert_eq!(
        place.output_of(&["journey", "run"]),
        "Nobody was served in run 0.\n"
    );
    says(&place.output_of(&["plot", "run"]), &["Drew"]);
    says(&place.output_of(&["reproduce", "run"]), &["identical"]);
}

#[test]
fn the_smallest_scenario_there_can_be_runs() {
    let place = Place::new();
    let one = [
        "--set",
        "population.registered_patients=1",
        "--set",
        "time.days=1",
        "--runs",
        "1",
    ];
    says(
        &place.run_into("run", &one),
        &["1 registered patients, 2026-04-01 to 2026-04-01"],
    );
}

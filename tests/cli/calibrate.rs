//! `spsim calibrate`, and runs and comparisons that draw from what it found.

use super::support::{Place, says};

const PLACE: &str = "[scenario]\ntitle = \"A place\"\n[time]\nyears = 1\n[run]\nruns = 2\nseed = 7\n\
                     [population]\nregistered_patients = 5_000\npractices = 1\n";

const TARGETS: &str = r#"[targets]
title = "Two aims"
parameters = ["referral.inappropriate", "contact.no_show"]

[[target]]
id = "A"
measure = "share_inappropriate"
value = 0.25
tolerance = 0.03
what = "Inappropriate, of those referred"
source = "toy"

[[target]]
id = "B"
measure = "share_contacted"
subgroup = "imd=1"
range = [0.2, 0.99]
tolerance = 0.1
source = "toy"
use = "validation"
"#;

fn place() -> Place {
    let place = Place::new();
    place.write("place.toml", PLACE);
    place.write("aims.toml", TARGETS);
    place
}

#[test]
fn a_posterior_is_found_and_drawn_from_and_all_of_it_can_be_reproduced() {
    let place = place();
    let told = place.output_of(&[
        "calibrate",
        "place.toml",
        "aims.toml",
        "--particles",
        "30",
        "--draws",
        "60",
        "--generations",
        "2",
        "--runs",
        "1",
        "--checks",
        "20",
        "--out",
        "found",
    ]);
    says(
        &told,
        &[
            "A place – Two aims",
            "targets are met",
            "kept for validation",
            "of 2 free parameters",
            "Written to found",
        ],
    );
    let names = place.names("found");
    for name in [
        "calibration.md",
        "posterior.csv",
        "fit.csv",
        "parameters.parquet",
        "correlations.csv",
        "generations.csv",
    ] {
        assert!(names.iter().any(|n| n == name), "{name} of {names:?}");
    }
    let posterior = place.read("found/posterior.csv");
    let mut lines = posterior.lines();
    assert_eq!(
        lines.next(),
        Some("draw,weight,distance,referral.inappropriate,contact.no_show,A,B")
    );
    assert_eq!(lines.count(), 30);
    let page = place.read("found/calibration.md");
    says(
        &page,
        &[
            "# Calibration: Two aims",
            "Model and inputs: `",
            "B (validation)",
        ],
    );
    says(
        &place.read("found/figures/calibration-targets.txt"),
        &["A: aim 25%"],
    );
    assert_eq!(place.manifest("found")["kind"], "calibration");

    let drawn = ["--posterior", "found/posterior.csv"];
    let run = [
        "run",
        "place.toml",
        "--runs",
        "3",
        "--no-figures",
        "--out",
        "run",
    ];
    place.output_of(&[&run[..], &drawn].concat());
    place.output_of(&[
        "run",
        "place.toml",
        "--runs",
        "3",
        "--no-figures",
        "--out",
        "plain",
    ]);
    assert_ne!(
        place.read("run/outcomes.csv"),
        place.read("plain/outcomes.csv")
    );
    place.write(
        "other.toml",
        "extends = \"place.toml\"\n[staffing]\nlink_workers_fte = 0.7\n",
    );
    let compare = [
        "compare",
        "place.toml",
        "other.toml",
        "--runs",
        "2",
        "--draws",
        "6",
        "--runs-per-draw",
        "1",
        "--no-figures",
        "--out",
        "compared",
    ];
    place.output_of(&[&compare[..], &drawn].concat());
    // Every draw of the comparison is a row of the table.
    let psa = place.read("compared/psa_parameters.csv");
    let mut rows = psa.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let (one, two) = (at("referral.inappropriate"), at("contact.no_show"));
    for row in rows {
        let pair = format!(",{},{},", row[one], row[two]);
        assert!(posterior.contains(&pair), "{pair}");
    }

    // The folders are enough, wherever the files went.
    for name in ["place.toml", "aims.toml", "other.toml"] {
        place.write(name, "nonsense");
    }
    place.write("kept.csv", &posterior);
    let list = place.output_of(&["journey", "run"]);
    assert!(
        list.contains("A0") || list.contains("N0") || list.contains("Nobody"),
        "{list}"
    );
    for folder in ["run", "compared"] {
        says(&place.output_of(&["reproduce", folder]), &["identical: "]);
    }
    says(
        &place.output_of(&["reproduce", "found", "--threads", "1"]),
        &["identical: "],
    );
}

#[test]
fn what_cannot_be_used_is_refused_with_its_place() {
    let place = place();
    place.edit("aims.toml", "share_inappropriate", "share_inapropriate");
    says(
        &place.refusal(&["calibrate", "place.toml", "aims.toml"]),
        &[
            "no measure `share_inapropriate`",
            "did you mean `share_inappropriate`?",
            "aims.toml:7:",
        ],
    );
    place.write("aims.toml", TARGETS);
    says(
        &place.refusal(&[
            "calibrate",
            "place.toml",
            "aims.toml",
            "--particles",
            "30",
            "--draws",
            "20",
        ]),
        &["--draws 20 are fewer than the 30 points"],
    );
    place.misuse(&["calibrate", "place.toml", "aims.toml", "--quantile", "1"]);
    place.write("bad.csv", "contact.no_show\n2\n");
    says(
        &place.refusal(&["run", "place.toml", "--posterior", "bad.csv"]),
        &["`contact.no_show` is `2`", "bad.csv:2:", "0 to 1"],
    );
    place.misuse(&[
        "compare",
        "place.toml",
        "place.toml",
        "--posterior",
        "bad.csv",
    ]);
    place.write(
        "fixed.toml",
        "extends = \"place.toml\"\n[contact]\nno_show = 0.2\n",
    );
    place.write("only.csv", "contact.no_show\n0.3\n");
    says(
        &place.refusal(&["run", "fixed.toml", "--posterior", "only.csv"]),
        &["only.csv has draws of parameters that the scenario holds fixed"],
    );
    place.holds_only(&[
        "aims.toml",
        "bad.csv",
        "fixed.toml",
        "only.csv",
        "place.toml",
    ]);
}

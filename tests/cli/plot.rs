//! `spsim plot`: the same figures from the same tables, and none from tables that were changed.

use super::support::{Place, says};

#[test]
fn figures_come_out_the_same_in_place_and_elsewhere() {
    let place = Place::with_run(&[]);
    let before = place.bytes("run");
    let printed = place.output_of(&["plot", "run"]);
    says(&printed, &["Drew ", "run/figures"]);
    for (name, bytes) in &before {
        if name != "manifest.json" {
            assert!(place.bytes("run")[name] == *bytes, "{name} differs");
        }
    }
    place.output_of(&["plot", "run", "--out", "elsewhere/figures"]);
    let elsewhere = place.bytes("elsewhere/figures");
    let original: Vec<_> = before
        .iter()
        .filter_map(|(name, bytes)| Some((name.strip_prefix("figures/")?, bytes)))
        .collect();
    assert_eq!(elsewhere.len(), original.len());
    for (name, bytes) in original {
        assert!(elsewhere[name] == *bytes, "{name} differs");
    }
    says(&place.output_of(&["reproduce", "run"]), &["identical: "]);
}

#[test]
fn a_run_without_figures_is_given_them_and_can_still_be_reproduced() {
    let place = Place::with_run(&["--no-figures"]);
    place.output_of(&["plot", "run"]);
    says(&place.output_of(&["reproduce", "run"]), &["identical: "]);
}

#[test]
fn a_table_that_cannot_be_read_is_named_with_line_and_column() {
    let header = "scenario,run,network,time,subgroup,measure,value\n";
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "outcomes.csv",
            "run,network,time",
            "run,place,time",
            &["outcomes.csv", "line 2", "column `network`: is missing"],
        ),
        (
            "outcomes.csv",
            "small,0,all,",
            "small,-1,all,",
            &["outcomes.csv", "line 2", "column `run`: `-1`"],
        ),
        (
            "outcomes.csv",
            "small,0,all,",
            "small,9000000000,all,",
            &["line 2", "`9000000000`"],
        ),
        (
            "series.csv",
            "small,0,all,2026-04-01",
            "small,0,all,1.4.2026",
            &[
                "series.csv",
                "line 2",
                "column `time`: `1.4.2026` is not a date",
            ],
        ),
        (
            "series.csv",
            "small,0,all,2026-04-01",
            "small,0,all,2025-04-01",
            &["lies before the first day 2026-04-01"],
        ),
        (
            "link_workers.csv",
            "small,0,",
            "small,0,extra,",
            &["link_workers.csv", "line: 2"],
        ),
    ];
    for (file, from, to, words) in cases {
        let place = Place::with_run(&["--no-figures"]);
        place.edit(&format!("run/{file}"), from, to);
        says(&place.refusal(&["plot", "run"]), words);
        assert!(!place.path("run/figures").exists());
    }
    let place = Place::with_run(&["--no-figures"]);
    let first = place
        .read("run/outcomes.csv")
        .lines()
        .nth(1)
        .unwrap()
        .to_owned();
    for value in ["", "many", "NaN", "inf"] {
        let (before, _) = first.rsplit_once(',').unwrap();
        let broken = format!("{header}{before},{value}\n");
        place.write("run/outcomes.csv", broken);
        let message = place.refusal(&["plot", "run"]);
        says(
            &message,
            &[
                "outcomes.csv",
                "line 2",
                &format!("column `value`: `{value}` is not a number"),
            ],
        );
    }
    place.write(
        "run/outcomes.csv",
        [header.as_bytes(), b"small,0,\xff\n"].concat(),
    );
    says(
        &place.refusal(&["plot", "run"]),
        &["outcomes.csv", "line: 2"],
    );
    std::fs::remove_file(place.path("run/outcomes.csv")).unwrap();
    says(
        &place.refusal(&["plot", "run"]),
        &["cannot read run/outcomes.csv"],
    );
}

/// Every number is still a number: only the hash tells.
#[test]
fn a_table_whose_numbers_were_changed_is_named_and_not_drawn() {
    let place = Place::with_run(&["--no-figures"]);
    let text = place.read("run/series.csv");
    let last = text.trim_end().len();
    let digit = if text.as_bytes()[last - 1] == b'7' {
        "8"
    } else {
        "7"
    };
    place.write("run/series.csv", format!("{}{digit}\n", &text[..last - 1]));
    let message = place.refusal(&["plot", "run"]);
    says(
        &message,
        &[
            "run/series.csv was changed after the run",
            "spsim reproduce run",
        ],
    );
    assert!(!place.path("run/figures").exists());
}

#[test]
fn what_is_no_output_folder_is_refused() {
    let place = Place::new();
    place.write("photos/beach.txt", "");
    says(&place.refusal(&["plot", "gone"]), &["gone does not exist"]);
    says(
        &place.refusal(&["plot", "small.toml"]),
        &["small.toml is not a folder"],
    );
    says(
        &place.refusal(&["plot", "photos"]),
        &[
            "no manifest.json in photos",
            "not an output folder of this program",
        ],
    );
}

//! `spsim scenario`: check, explain, diff, schema; and scenario files that cannot be used, for every command that reads
//! one.

use super::support::{Place, says};

const MORE: &str = r#"extends = "small.toml"

[scenario]
title = "One more link worker, and triage"

[staffing]
link_workers_fte = { value = 3.6, source = "The plan of the network", strength = "judgement" }

[[change]]
at = 2026-06-01
referral.triage = true
"#;

fn place() -> Place {
    let place = Place::new();
    place.write("more.toml", MORE);
    place
}

#[test]
fn a_good_file_is_in_order() {
    let place = place();
    let checked = [
        place.output_of(&["scenario", "check", "small.toml"]),
        place.output_of(&["scenario", "check", "more.toml"]),
        place.output_of(&["scenario", "check", "more.toml", "--set", "time.years=2"]),
    ];
    insta::assert_snapshot!(checked.concat());
    place.holds_only(&["more.toml"]);
}

#[test]
fn a_field_is_explained_with_its_evidence() {
    let place = place();
    let fte = "staffing.link_workers_fte";
    let explained = [
        place.output_of(&[
            "scenario",
            "explain",
            "small.toml",
            "population.registered_patients",
        ]),
        place.output_of(&["scenario", "explain", "more.toml", fte]),
        place.output_of(&[
            "scenario",
            "explain",
            "more.toml",
            fte,
            "--set",
            "staffing.link_workers_fte=2",
        ]),
    ];
    insta::assert_snapshot!(explained.join("\n"));
}

#[test]
fn a_section_and_the_whole_are_explained_as_a_table() {
    let place = place();
    let section = place.output_of(&["scenario", "explain", "small.toml", "waiting"]);
    let whole = place.output_of(&["scenario", "explain", "small.toml"]);
    says(
        &section,
        &[
            "field",
            "strength",
            "waiting.patience_weeks",
            "waiting.priority",
        ],
    );
    let rows = |text: &str, section: &str| {
        text.lines()
            .filter(|line| line.trim_start().starts_with(section))
            .count()
    };
    assert_eq!(rows(&section, "waiting."), rows(&whole, "waiting."));
    assert_eq!(rows(&section, "staffing."), 0);
    assert!(rows(&whole, "staffing.") > 5);
    assert!(section.lines().all(|line| line == line.trim_end()));
}

#[test]
fn differences_are_told_in_words() {
    let place = place();
    insta::assert_snapshot!(place.output_of(&["scenario", "diff", "small.toml", "more.toml"]));
    assert_eq!(
        place.output_of(&["scenario", "diff", "more.toml", "more.toml"]),
        "No difference: both scenarios run the same.\n"
    );
}

#[test]
fn the_schema_is_json_and_knows_the_fields() {
    let schema: serde_json::Value =
        serde_json::from_str(&Place::new().output_of(&["scenario", "schema"])).unwrap();
    says(schema["$schema"].as_str().unwrap(), &["json-schema.org"]);
    for (section, field) in [
        ("staffing", "link_workers_fte"),
        ("time", "start"),
        ("run", "seed"),
    ] {
        let known = &schema["properties"][section]["properties"][field];
        assert!(known.is_object(), "{section}.{field} is {known}");
    }
}

/// The schema that editors fetch is the one that the program prints.
#[test]
fn the_schema_next_to_the_scenarios_is_the_one_printed() {
    let place = Place::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    for kind in [
        "scenario",
        "sweep",
        "frontier",
        "sensitivity",
        "targets",
        "evaluation",
    ] {
        let kept = std::fs::read_to_string(format!("{folder}/{kind}.schema.json")).unwrap();
        assert!(
            place.output_of(&["scenario", "schema", kind]) == kept,
            "write it again: spsim scenario schema {kind} > scenarios/{kind}.schema.json"
        );
    }
    assert_eq!(
        place.output_of(&["scenario", "schema"]),
        place.output_of(&["scenario", "schema", "scenario"])
    );
}

#[test]
fn every_scenario_that_comes_with_the_program_is_in_order() {
    let place = Place::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let mut found = 0;
    for folder in [folder.to_owned(), format!("{folder}/what-if")] {
        for name in super::support::names(folder.as_ref()) {
            if name.ends_with(".toml") {
                let file = format!("{folder}/{name}");
                says(
                    &place.output_of(&["scenario", "check", &file]),
                    &["is in order"],
                );
                found += 1;
            }
        }
    }
    assert!(found >= 15, "only {found} scenarios were found");
}

/// A file cannot be used: every command that reads it says so in the same words, and none leaves anything behind.
#[track_caller]
fn unusable(place: &Place, file: &str, words: &[&str]) {
    let commands: [&[&str]; 5] = [
        &["scenario", "check", file],
        &["scenario", "explain", file],
        &["scenario", "diff", "small.toml", file],
        &["run", file],
        &["run", file, "--out", "run"],
    ];
    let before = place.names("");
    let messages: Vec<String> = commands
        .iter()
        .map(|command| place.refusal(command))
        .collect();
    says(&messages[0], words);
    assert!(
        messages.iter().all(|message| *message == messages[0]),
        "{messages:?}"
    );
    assert_eq!(place.names(""), before);
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let place = Place::new();
    unusable(
        &place,
        "gone.toml",
        &["cannot read gone.toml: there is no such file"],
    );
    std::fs::create_dir(place.path("folder.toml")).unwrap();
    unusable(
        &place,
        "folder.toml",
        &["cannot read folder.toml: it is a folder"],
    );
    unusable(&place, "..", &["cannot read ..: it is a folder"]);
    unusable(
        &place,
        "small.toml/x.toml",
        &["cannot read small.toml/x.toml: "],
    );
    place.write("empty.toml", "");
    unusable(
        &place,
        "empty.toml",
        &["empty.toml:1:1", "the file says nothing"],
    );
    place.write("latin.toml", b"[scenario]\ntitle = \"Caf\xe9\"\n");
    unusable(&place, "latin.toml", &["line 2, column 13 is not UTF-8"]);
    place.write("binary.toml", [0_u8, 1, 2, 0, 255, 254]);
    unusable(
        &place,
        "binary.toml",
        &["cannot read binary.toml: line 1, column 5 is not UTF-8"],
    );
    place.write("picture.toml", "\u{0}\u{1}\u{2}");
    unusable(
        &place,
        "picture.toml",
        &["picture.toml:1:1", "this is not TOML"],
    );
    if cfg!(unix) {
        unusable(
            &place,
            "/dev/null",
            &["/dev/null: it is not a regular file"],
        );
    }
    // A hundred megabytes, none of which is read.
    let big = std::fs::File::create(place.path("big.toml")).unwrap();
    big.set_len(100_000_000).unwrap();
    unusable(
        &place,
        "big.toml",
        &["big.toml: it has 100000000 bytes; a scenario has at most 10000000"],
    );
}

#[test]
fn what_a_file_says_wrongly_is_shown_with_line_column_and_what_is_allowed() {
    let place = Place::new();
    let cases: &[(&str, &[&str])] = &[
        ("[time]\nyears 3\n", &["bad.toml:2:", "this is not TOML"]),
        (
            "[referral]\nacceptance = nan\n",
            &[
                "`referral.acceptance` is NaN",
                "bad.toml:2:14",
                "allowed: 0 to 1",
            ],
        ),
        (
            "[referral]\nacceptance = inf\n",
            &["`referral.acceptance` is inf", "bad.toml:2:14"],
        ),
        (
            "[staffing]\nlink_workers_fte = -2.6\n",
            &[
                "`staffing.link_workers_fte` is -2.6",
                "bad.toml:2:20",
                "allowed: 0 to",
            ],
        ),
        (
            "[population]\nregistered_patients = 0\n",
            &[
                "`population.registered_patients` is 0",
                "bad.toml:2:23",
                "from 1 to",
            ],
        ),
        (
            "[time]\ndays = 0\n",
            &["`days` is 0", "bad.toml:2:8", "allowed: 1 to"],
        ),
        (
            "[time]\nstart = 2026-04-01\nend = 2026-03-31\n",
            &["bad.toml:3:7"],
        ),
        (
            "[time]\nstart = 2026-04-01\ndays = 90\n[[change]]\nat = 2026-03-31\nreferral.triage = true\n",
            &["bad.toml:5:6", "2026-04-01"],
        ),
        ("[run]\nruns = 0\n", &["`runs` is 0", "bad.toml:2:8"]),
        (
            "[stafing]\nlink_workers_fte = 3\n",
            &["`stafing`", "bad.toml:1:2", "did you mean `staffing`?"],
        ),
        (
            "[staffing]\nlink_worker_fte = 3\n",
            &["bad.toml:2:1", "did you mean `link_workers_fte`?"],
        ),
        (
            "extends = \"basline.toml\"\n",
            &[
                "bad.toml:1:11",
                "cannot read basline.toml: there is no such file",
            ],
        ),
        ("extends = \"bad.toml\"\n", &["circle: bad.toml → bad.toml"]),
        (
            "[[network]]\nname = \"A\"\n[[network]]\nname = \"A\"\n",
            &["bad.toml:4:8", "two networks named \"A\""],
        ),
    ];
    for (text, words) in cases {
        place.write("bad.toml", text);
        unusable(&place, "bad.toml", words);
    }
}

#[test]
fn all_faults_of_a_file_are_reported_at_once() {
    let place = Place::new();
    place.write(
        "bad.toml",
        "[staffing]\nlink_workers_fte = -1\nbandd = 5\n[time]\ndays = 0\n",
    );
    let message = place.refusal(&["scenario", "check", "bad.toml"]);
    assert_eq!(message.matches("error: ").count(), 3, "{message}");
}

#[test]
fn a_wrong_set_is_shown_with_its_column() {
    let place = Place::new();
    let cases: &[(&str, &[&str])] = &[
        (
            "staffing.link_workers_fte",
            &["there is no `=`", "for example"],
        ),
        ("staffing=3", &["a section, a dot and a name"]),
        ("run.runs=", &["there is no value"]),
        (
            "staffing.link_worker_fte=3",
            &["--set:1:10", "did you mean `link_workers_fte`?"],
        ),
        (
            "staffing.link_workers_fte=-1",
            &["--set:1:27", "allowed: 0 to 100,000"],
        ),
        (
            "referral.acceptance=nan",
            &["`referral.acceptance` is NaN", "--set:1:21"],
        ),
        ("population.registered_patients=0", &["--set:1:32"]),
        ("time.days=0", &["`days` is 0"]),
        ("time.end=2025-01-01", &["--set:1:10"]),
        ("waiting.priority=sevrity", &["did you mean \"severity\"?"]),
    ];
    for (set, words) in cases {
        let checked = place.refusal(&["scenario", "check", "small.toml", "--set", set]);
        says(&checked, words);
        assert_eq!(place.refusal(&["run", "small.toml", "--set", set]), checked);
        assert_eq!(
            place.refusal(&["scenario", "explain", "small.toml", "--set", set]),
            checked
        );
    }
    place.holds_only(&[]);
}

#[test]
fn an_unknown_field_is_named_with_the_one_perhaps_meant() {
    let place = Place::new();
    for (asked, words) in [
        (
            "staffing.link_worker_fte",
            &[
                "`staffing.link_worker_fte`",
                "did you mean `staffing.link_workers_fte`?",
            ][..],
        ),
        ("waitng", &["`waitng`", "did you mean `waiting`?"]),
        ("zzzzzz", &["there is no parameter or section `zzzzzz`"]),
    ] {
        says(
            &place.refusal(&["scenario", "explain", "small.toml", asked]),
            words,
        );
    }
}

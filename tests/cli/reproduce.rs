//! `spsim reproduce`: identical, or the first difference; and manifests that are damaged.

use serde_json::json;

use super::support::{Place, says};

/// One way to damage a manifest.
type Change = fn(&mut serde_json::Value);

/// Changes the last letter or digit of a file to another.
fn change_one_byte(place: &Place, name: &str) {
    let mut bytes = std::fs::read(place.path(name)).unwrap();
    let at = bytes.iter().rposition(u8::is_ascii_alphanumeric).unwrap();
    bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
    place.write(name, bytes);
}

#[test]
fn a_run_comes_out_identical_wherever_the_folder_went_and_without_its_scenario_file() {
    let place = Place::with_run(&["--journeys", "3", "--set", "time.days=120"]);
    std::fs::rename(place.path("run"), place.path("moved")).unwrap();
    place.write("small.toml", "[scenario]\ntitle = \"Something else\"\n");
    let files = place.bytes("moved").len() - 1;
    assert_eq!(
        place.output_of(&["reproduce", "moved", "--threads", "1"]),
        format!("identical: {files} files of moved came out the same to the last byte\n")
    );
    place.holds_only(&["moved"]);
}

#[test]
fn one_changed_byte_in_any_file_is_found_and_the_file_named() {
    let place = Place::with_run(&["--no-figures", "--runs", "1", "--journeys", "2"]);
    for (name, bytes) in place.bytes("run") {
        if name == "manifest.json" {
            continue;
        }
        let path = format!("run/{name}");
        change_one_byte(&place, &path);
        let message = place.refusal(&["reproduce", "run"]);
        says(&message, &["not identical", "run was changed since", &name]);
        if name.ends_with(".csv") {
            says(&message, &["first in line ", "expected: ", "found: "]);
        }
        place.write(&path, bytes);
    }
    says(&place.output_of(&["reproduce", "run"]), &["identical: "]);
}

/// Drawing takes most of the time of so small a run, so one figure of each kind must do.
#[test]
fn one_changed_byte_in_a_figure_is_found_and_the_figure_named() {
    let place = Place::with_run(&["--runs", "1"]);
    for kind in [".png", ".svg", ".txt"] {
        let drawn = place.bytes("run");
        let in_figures = |name: &&String| name.starts_with("figures/") && name.ends_with(kind);
        let Some(name) = drawn.keys().find(in_figures) else {
            panic!("there is no figure {kind}");
        };
        let path = format!("run/{name}");
        change_one_byte(&place, &path);
        let message = place.refusal(&["reproduce", "run"]);
        says(&message, &["not identical", "run was changed since", name]);
        place.write(&path, &drawn[name]);
    }
}

#[test]
fn the_line_that_was_edited_is_shown() {
    let place = Place::with_run(&["--no-figures"]);
    let text = place.read("run/outcomes.csv");
    let third = text.lines().nth(2).unwrap();
    let (before, _) = third.rsplit_once(',').unwrap();
    let edited = format!("{before},123456");
    place.edit("run/outcomes.csv", third, &edited);
    let message = place.refusal(&["reproduce", "run"]);
    says(
        &message,
        &[
            "outcomes.csv differs, first in line 3:",
            &format!("expected: {third}"),
            &format!("found:    {edited}"),
        ],
    );
}

#[test]
fn a_missing_file_is_found_and_a_note_of_the_user_is_let_be() {
    let place = Place::with_run(&["--no-figures"]);
    place.write("run/notes.md", "my thoughts");
    says(&place.output_of(&["reproduce", "run"]), &["identical: "]);
    std::fs::remove_file(place.path("run/summary.parquet")).unwrap();
    says(
        &place.refusal(&["reproduce", "run"]),
        &["not identical", "summary.parquet is missing"],
    );
}

#[test]
fn another_seed_in_the_manifest_does_not_come_out_the_same() {
    let place = Place::with_run(&["--no-figures"]);
    place.edit_manifest("run", |manifest| {
        manifest["seed"] = json!(8);
        manifest["program"]["version"] = json!("0.0.1");
    });
    says(
        &place.refusal(&["reproduce", "run"]),
        &[
            "not identical: ",
            ".csv differs, first in line ",
            "made by version 0.0.1",
        ],
    );
}

#[test]
fn a_damaged_manifest_is_refused_by_every_command_that_reads_it() {
    let place = Place::with_run(&["--no-figures"]);
    let whole = place.read("run/manifest.json");
    let half = &whole[..whole.len() / 2];
    let all = |words: &[&str]| {
        for command in ["plot", "journey", "reproduce"] {
            says(&place.refusal(&[command, "run"]), words);
        }
    };
    for damaged in [half, "", "null", "[]", "\u{0}\u{1}"] {
        place.write("run/manifest.json", damaged);
        all(&["run/manifest.json"]);
    }
    place.write("run/manifest.json", half);
    all(&[
        "run/manifest.json is damaged",
        "line ",
        "run the experiment again",
    ]);
    place.write("run/manifest.json", b"{\"schema_version\": \"\xff\"}");
    all(&["run/manifest.json is damaged"]);

    let changes: &[(Change, &[&str])] = &[
        (
            |m| m["schema_version"] = json!(99),
            &["schema version 99", "this program reads version 2"],
        ),
        (|m| m["seed"] = json!("seven"), &["damaged", "invalid type"]),
        (
            |m| drop(m.as_object_mut().unwrap().remove("scenarios")),
            &["damaged", "missing field `scenarios`"],
        ),
        (|m| m["runs"] = json!(0), &["damaged", "it records 0 runs"]),
        (
            |m| m["scenarios"][0]["files"][0]["text"] = json!("[time]\ndays = 3\n"),
            &["damaged", "the text of small.toml"],
        ),
        (
            |m| m["scenarios"][0]["files"] = json!([]),
            &["no scenario file was kept"],
        ),
        (
            |m| m["scenarios"][0]["overrides"] = json!(["staffing.fte=3"]),
            &["no parameter `fte`"],
        ),
    ];
    for (change, words) in changes {
        place.write("run/manifest.json", &whole);
        place.edit_manifest("run", change);
        all(words);
    }
    place.write("run/manifest.json", &whole);
    says(&place.output_of(&["reproduce", "run"]), &["identical: "]);
}

#[test]
fn what_is_no_output_folder_is_refused() {
    let place = Place::new();
    says(
        &place.refusal(&["reproduce", "gone"]),
        &["gone does not exist"],
    );
    says(
        &place.refusal(&["reproduce", "."]),
        &["no manifest.json in ."],
    );
}

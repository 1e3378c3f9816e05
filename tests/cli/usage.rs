//! Arguments that are wrong before any file is touched: exit code 2 and a hint.

use super::support::{Place, says, text};

const COMMANDS: [&str; 15] = [
    "verify",
    "evidence",
    "sweep",
    "frontier",
    "sensitivity",
    "report",
    "run",
    "compare",
    "plot",
    "workbook",
    "journey",
    "reproduce",
    "evaluate",
    "cea",
    "scenario",
];

#[test]
fn help_and_version_are_printed() {
    let place = Place::new();
    let help = place.output_of(&["--help"]);
    says(&help, &COMMANDS);
    for command in COMMANDS {
        says(&place.output_of(&[command, "--help"]), &["Usage: spsim"]);
    }
    let version = place.output_of(&["--version"]);
    assert_eq!(version, concat!("spsim ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn without_a_command_the_help_is_shown_and_the_exit_code_is_2() {
    let assert = Place::new().spsim(&[]).assert().code(2);
    says(
        &text(&assert.get_output().stderr),
        &["Usage: spsim <COMMAND>"],
    );
}

#[test]
fn wrong_arguments_are_named_with_what_is_allowed_or_meant() {
    let place = Place::new();
    let cases: &[(&[&str], &[&str])] = &[
        (&["rum", "small.toml"], &["'rum'", "'run'"]),
        (&["run"], &["<SCENARIO>"]),
        (
            &["run", "small.toml", "--forse"],
            &["'--forse'", "'--force'"],
        ),
        (
            &["run", "small.toml", "--runs", "0"],
            &["'--runs <N>'", "from 1 to 1000000"],
        ),
        (
            &["run", "small.toml", "--runs", "-3"],
            &["'-3'", "'--runs <N>'"],
        ),
        (
            &["run", "small.toml", "--runs", "many"],
            &["'many'", "'--runs <N>'"],
        ),
        (
            &["run", "small.toml", "--seed", "-1"],
            &["'-1'", "'--seed <S>'"],
        ),
        (
            &["run", "small.toml", "--threads", "0"],
            &["'--threads <T>'", "from 1 to 1024"],
        ),
        (
            &["run", "small.toml", "--journeys", "99999"],
            &["'--journeys <N>'", "from 0 to 10000"],
        ),
        (&["run", "small.toml", "--out", ""], &["'--out <DIR>'"]),
        (&["plot"], &["<DIR>"]),
        (
            &["journey", "run", "--patient", "A1", "--stage-table"],
            &["'--stage-table'", "'--patient <ID>'"],
        ),
        (&["journey", "run", "--sample", "5"], &["--stage-table"]),
        (
            &["reproduce", "run", "--thread", "2"],
            &["'--thread'", "'--threads'"],
        ),
        (&["scenario", "chek", "small.toml"], &["'chek'", "'check'"]),
        (&["scenario", "diff", "small.toml"], &["<B>"]),
    ];
    for (arguments, words) in cases {
        let message = place.misuse(arguments);
        says(&message, words);
    }
    place.holds_only(&[]);
}

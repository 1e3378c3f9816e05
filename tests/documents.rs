//! What the documents say can be followed: links lead somewhere, commands are understood, examples can be read.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use clap::error::ErrorKind;
use spsim::cli::Cli;
use spsim::experiment::priors::Beliefs;
use spsim::scenario::{Scenario, SourceFile};
use spsim::study::evidence::{Options, USUAL_RUNS, stamp_of, standard_choices};
use spsim::study::stamp;

/// The file that readers are told to write themselves.
const OWN_FILE: &str = "scenarios/mine.toml";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every page for readers with its text.
fn pages() -> Vec<(PathBuf, String)> {
    let folders = ["", "docs", "docs/decisions", "docs/reporting", "outputs"];
    let mut pages = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path).unwrap();
                pages.push((path, text));
            }
        }
    }
    assert!(pages.len() > 10, "the documents were not found");
    pages
}

/// The anchor that a heading gets on the page.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let mut links = 0;
    for (page, text) in pages() {
        for after in text.split("](").skip(1) {
            let Some((link, _)) = after.split_once(')') else {
                continue;
            };
            if link.starts_with("http") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(file)
            };
            assert!(target.exists(), "{}: {link} leads nowhere", page.display());
            if !heading.is_empty() {
                let found = fs::read_to_string(&target).unwrap().lines().any(|line| {
                    line.starts_with('#') && anchor(line.trim_start_matches('#').trim()) == heading
                });
                assert!(found, "{}: {link} names no heading", page.display());
            }
            links += 1;
        }
    }
    assert!(links > 40, "only {links} links were found");
}

/// Commands in blocks and in running text, as a shell would split them.
fn commands(text: &str) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    for line in text.lines() {
        let fenced = [line];
        for piece in fenced.into_iter().chain(line.split('`').skip(1).step_by(2)) {
            let piece = piece.trim();
            let rest = piece
                .strip_prefix("cargo run --release -- ")
                .or_else(|| piece.strip_prefix("spsim "));
            if let Some(rest) = rest.filter(|rest| !rest.contains('`')) {
                let mut words = vec!["spsim".to_owned()];
                words.extend(rest.split_whitespace().map(|word| word.replace('"', "")));
                commands.push(words);
            }
        }
    }
    commands
}

#[test]
fn commands_are_understood() {
    let mut understood = 0;
    for (page, text) in pages() {
        // A paragraph may begin with the program's name.
        for words in commands(&text) {
            let known = [
                "run",
                "compare",
                "sweep",
                "frontier",
                "sensitivity",
                "calibrate",
                "report",
                "plot",
                "workbook",
                "journey",
                "reproduce",
                "evaluate",
                "evidence",
                "cea",
                "validate",
                "verify",
                "scenario",
                "--help",
            ];
            if !known.contains(&words[1].as_str()) {
                continue;
            }
            for word in &words {
                if word.starts_with("scenarios/") && word != OWN_FILE {
                    assert!(
                        root().join(word).exists(),
                        "{}: {word} does not exist",
                        page.display()
                    );
                }
            }
            match Cli::try_parse_from(&words) {
                Ok(_) => understood += 1,
                Err(error) => assert!(
                    matches!(
                        error.kind(),
                        // Help is asked for, or a command is only named.
                        ErrorKind::DisplayHelp
                            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
                            | ErrorKind::MissingRequiredArgument
                    ),
                    "{}: `{}`: {error}",
                    page.display(),
                    words.join(" ")
                ),
            }
        }
    }
    assert!(understood > 10, "only {understood} commands were found");
}

#[test]
fn the_research_agenda_was_made_from_this_model_and_these_scenarios() {
    let (scenarios, left_out) = standard_choices(&root()).unwrap();
    let page = fs::read_to_string(root().join("docs/research-agenda.md")).unwrap();
    let draws = page
        .split("--draws ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let options = Options {
        draws: draws
            .and_then(|draws| draws.parse().ok())
            .expect("the page tells its command"),
        runs_per_draw: USUAL_RUNS,
        seed: scenarios[0].seed,
        thresholds_pounds: Vec::new(),
        scale_to: None,
        left_out,
        beliefs: Beliefs::of_defaults(&scenarios),
        figures: true,
    };
    assert_eq!(
        stamp::found(&page),
        Some(stamp_of(&scenarios, &options).unwrap().as_str()),
        "make docs/research-agenda.md anew: see docs/economics.md"
    );
}

#[test]
fn the_scenario_of_the_readme_can_be_run() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let example = readme
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("the README shows a scenario");
    let read = |name: &str| SourceFile {
        name: name.to_owned(),
        text: fs::read_to_string(Path::new(&root()).join("scenarios").join(name)).unwrap(),
    };
    let files = [
        read("baseline.toml"),
        SourceFile {
            name: "mine.toml".to_owned(),
            text: example.to_owned(),
        },
    ];
    let scenario = Scenario::from_files(&files, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(scenario.changes.len(), 1);
}

#[test]
fn the_page_of_exact_checks_is_of_this_model_and_passes() {
    let page = fs::read_to_string(root().join("docs/verification.md")).unwrap();
    let now = spsim::study::verify::page_stamp().unwrap();
    assert_eq!(
        spsim::study::stamp::found(&page),
        Some(now.as_str()),
        "docs/verification.md is stale: run spsim verify and copy verification.md from its folder"
    );
    for wrong in ["**fails**", "| fails |", "too wide"] {
        assert!(!page.contains(wrong), "a check is not passed");
    }
}

#[test]
fn the_page_of_the_calibration_was_made_from_this_model_and_these_targets() {
    use spsim::scenario::posterior::Posterior;
    use spsim::scenario::targets::Targets;
    use spsim::study::calibrate::{known_measures, page_stamp};
    let scenario = Scenario::load(&root().join("scenarios/baseline.toml"), &[]).unwrap();
    let file = root().join("scenarios/targets/england.toml");
    let targets = Targets::load(&file, &known_measures(), &scenario).unwrap();
    let page = fs::read_to_string(root().join("docs/calibration.md")).unwrap();
    assert_eq!(
        stamp::found(&page),
        Some(page_stamp(&scenario, &targets).unwrap().as_str()),
        "docs/calibration.md is stale: see docs/calibrating.md, Calibrating the defaults anew"
    );
    assert_eq!(Posterior::of_defaults().parameters, targets.parameters);
}

#[test]
fn the_page_of_the_validation_was_made_from_this_model_and_these_inputs() {
    use spsim::study::validate::{
        Options, USUAL_DRAWS, USUAL_FILE, USUAL_PATTERN_RUNS, load, stamp_of,
    };
    let against = load(&root().join(USUAL_FILE)).unwrap();
    let scenarios: Vec<_> = against
        .settings
        .iter()
        .map(|setting| setting.scenario().clone())
        .collect();
    let options = Options {
        draws: USUAL_DRAWS,
        pattern_runs: USUAL_PATTERN_RUNS,
        seed: 1,
        beliefs: Beliefs::of_defaults(&scenarios),
        figures: true,
    };
    let page = fs::read_to_string(root().join("docs/validation.md")).unwrap();
    assert_eq!(
        spsim::study::stamp::found(&page),
        Some(stamp_of(&against, &options).unwrap().as_str()),
        "docs/validation.md is stale: run spsim validate and copy validation.md and figures/validation.png from its folder"
    );
}

#[test]
fn settings_of_the_validation_change_no_belief() {
    use spsim::scenario::Scenario;
    use spsim::scenario::observations::Setting;
    use spsim::study::evidence::is_choice;
    use spsim::study::validate::{USUAL_FILE, load};
    let against = load(&root().join(USUAL_FILE)).unwrap();
    let base = Scenario::load(&root().join("scenarios/baseline.toml"), &[]).unwrap();
    let settings = against
        .observations
        .iter()
        .map(|observation| observation.setting)
        .chain(against.stages);
    for setting in settings {
        let setting: &Setting = &against.settings[setting];
        assert!(
            is_choice(&base, setting.scenario()),
            "{} changes a belief: that would be a calibration",
            setting.name()
        );
    }
}

//! The room as a whole: what a user writes, and what comes of it.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use proptest::prelude::*;

use super::parameter::{Prior, Strength, Value};
use super::*;

fn file(name: &str, text: &str) -> SourceFile {
    SourceFile {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

fn read(text: &str) -> Result<Scenario, ScenarioError> {
    Scenario::from_files(&[file("mine.toml", text)], &[])
}

fn read_over(base: &str, text: &str) -> Scenario {
    let text = format!("extends = \"base.toml\"\n{text}");
    Scenario::from_files(&[file("base.toml", base), file("mine.toml", &text)], &[])
        .unwrap_or_else(|error| panic!("{error}"))
}

fn set(words: &[&str]) -> Vec<Override> {
    words.iter().map(|words| words.parse().unwrap()).collect()
}

fn value(scenario: &Scenario, path: &str) -> Value {
    scenario.values[index_of(path).unwrap()]
}

fn value_in(scenario: &Scenario, network: usize, epoch: usize, path: &str) -> Value {
    scenario.networks[network].epochs[epoch].values[index_of(path).unwrap()]
}

fn evidence<'a>(scenario: &'a Scenario, path: &str) -> &'a Evidence {
    &scenario.evidence[index_of(path).unwrap()]
}

const FTE: &str = "staffing.link_workers_fte";

// ---- messages ----

/// Each faulty file with its whole report, so that wording and marks are seen in review.
#[test]
fn every_fault_is_reported_with_its_place() {
    let cases: &[(&str, &str)] = &[
        ("empty", "# nothing yet\n"),
        ("not_toml", "[time]\nstart = 2026-04-01\nyears 3\n"),
        (
            "duplicate_key",
            "[staffing]\ncaseload_cap = 40\ncaseload_cap = 50\nbandd = 1\n",
        ),
        ("unknown_section", "[stafing]\nlink_workers_fte = 3\n"),
        ("parameter_without_section", "link_workers_fte = 3\n"),
        ("unknown_parameter", "[staffing]\nlink_worker_fte = 3\n"),
        (
            "parameter_of_another_section",
            "[waiting]\nlink_workers_fte = 3\n",
        ),
        (
            "unknown_structural_key",
            "[time]\nbegin = 2026-04-01\n[run]\nreplications = 3\n[scenario]\nname = \"x\"\n",
        ),
        (
            "out_of_range",
            "[referral]\nacceptance = 1.5\n[staffing]\nlink_workers_fte = -1\n[population]\nregistered_patients = 0\n",
        ),
        (
            "nan_and_infinity",
            "[referral]\nacceptance = nan\n[staffing]\nlink_workers_fte = inf\n",
        ),
        (
            "wrong_kind",
            "[referral]\nacceptance = true\nopen = 1\n[waiting]\npriority = 2\ncontact_tries = 2.5\npatience_weeks = \"long\"\n",
        ),
        (
            "number_in_quotes",
            "[staffing]\nlink_workers_fte = \"3.6\"\n",
        ),
        (
            "too_large_a_number",
            "[population]\nregistered_patients = 99999999999999999999\npractices = 9223372036854775807\n",
        ),
        (
            "wrong_unit",
            "[waiting]\npatience_weeks = \"90 GBP\"\n[contact]\nfirst_minutes = \"1 day\"\n[costs]\ngp_consultation = { value = 37, unit = \"weeks\" }\n[referral]\nopen = { value = true, unit = \"share\" }\n",
        ),
        ("unknown_choice", "[waiting]\npriority = \"sevrity\"\n"),
        (
            "full_form",
            "[referral]\nacceptance = { value = 0.9, strenght = \"survey\", strength = \"surveys\", source = \"\" }\ninappropriate = {}\n",
        ),
        (
            "priors",
            "[referral]\nacceptance = { value = 0.9, prior = { beta = [0, 2] } }\ninappropriate = { prior = { beta = [1, 2], gamma = [1, 2] } }\ntriage_sensitivity = { prior = \"wide\" }\neligibility_burden = { prior = { uniform = [0, 2] } }\ntrust_mean = { prior = { normal = [0.5] } }\nself_referral_rate = { prior = { gama = [1, 2] } }\n[waiting]\ncontact_tries = { prior = { gamma = [3, 1] } }\n",
        ),
        ("section_is_a_number", "staffing = 3\n"),
        ("horizon_given_twice", "[time]\nyears = 3\ndays = 100\n"),
        ("horizon_of_zero_days", "[time]\ndays = 0\n"),
        (
            "end_before_start",
            "[time]\nstart = 2026-04-01\nend = 2026-03-31\n",
        ),
        ("too_long", "[time]\nend = 2127-01-01\n"),
        (
            "more_than_a_century",
            "[time]\nstart = 2000-01-01\ndays = 36_600\n",
        ),
        ("far_away_start", "[time]\nstart = 1066-10-14\n"),
        ("date_in_quotes", "[time]\nstart = \"2026-04-01\"\n"),
        ("date_with_time", "[time]\nstart = 2026-04-01T09:00:00\n"),
        ("holidays", "[time]\nholidays = \"scotland\"\n"),
        ("no_runs", "[run]\nruns = 0\nseed = -1\n"),
        (
            "network_in_single_brackets",
            "[network]\nname = \"Alder\"\n",
        ),
        (
            "network_names",
            "[[network]]\nname = \"Alder\"\n[[network]]\nname = \"Alder\"\n[[network]]\npopulation.practices = 3\n[[network]]\nname = \" \"\n",
        ),
        (
            "network_keys",
            "[[network]]\nname = \"Alder\"\nregistered_patients = 3\nsize = 4\nreferral.acceptance = { value = 0.5, prior = { beta = [1, 1] } }\n",
        ),
        (
            "network_and_generator",
            "[[network]]\nname = \"Alder\"\n[network_generator]\ncount = 3\n",
        ),
        (
            "generator_without_count",
            "[network_generator]\nregistered_total = 100_000\n",
        ),
        (
            "generator_too_few_people",
            "[network_generator]\ncount = 30\nregistered_total = 10\n",
        ),
        (
            "change_before_start",
            "[time]\nstart = 2026-04-01\n[[change]]\nat = 2026-03-31\nstaffing.link_workers_fte = 3\n",
        ),
        (
            "change_after_end",
            "[time]\nyears = 1\n[[change]]\nat = 2027-04-01\nstaffing.link_workers_fte = 3\n",
        ),
        (
            "change_ends_before_it_begins",
            "[[change]]\nat = 2027-04-01\nuntil = 2027-03-31\nstaffing.link_workers_fte = 3\n",
        ),
        (
            "change_of_a_belief",
            "[[change]]\nat = 2027-04-01\nreferral.acceptance = 0.5\npopulation.practices = 3\n",
        ),
        (
            "change_without_content",
            "[[change]]\nat = 2027-04-01\n[[change]]\nstaffing.link_workers_fte = 3\n",
        ),
        (
            "change_of_unknown_network",
            "[[network]]\nname = \"Alder\"\n[[change]]\nat = 2027-04-01\nnetworks = [\"Adler\"]\nstaffing.link_workers_fte = 3\n",
        ),
        (
            "weights_of_zero",
            "[population]\nimd_1 = 0\nimd_2 = 0\nimd_3 = 0\nimd_4 = 0\nimd_5 = 0\n",
        ),
        (
            "more_practices_than_patients",
            "[population]\nregistered_patients = 3\n",
        ),
        (
            "contact_longer_than_a_day",
            "[staffing]\nhours_per_week = 10\n[[change]]\nat = 2027-04-01\ncontact.first_minutes = \"3 hours\"\n",
        ),
        (
            "generator_makes_too_much",
            "[population]\nregistered_patients = 5\n[network_generator]\ncount = 2\nregistered_total = 100_000_000\n",
        ),
        (
            "no_time_for_patients",
            "[staffing]\nrelationship_hours_per_week = 38\n",
        ),
    ];
    for (name, text) in cases {
        let error = read(text).expect_err(name);
        let report = format!("{text}\n=====\n{error}");
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(*name, report);
        });
    }
}

#[test]
fn all_problems_are_reported_in_the_order_of_the_file() {
    let error = read("[waiting]\npatience = 1\n[staffing]\nband = 5\n[referral]\nacceptance = 2\n")
        .unwrap_err();
    let places: Vec<(usize, usize)> = error
        .problems()
        .iter()
        .map(|problem| (problem.line, problem.column))
        .collect();
    assert_eq!(places, [(2, 1), (4, 8), (6, 14)]);
}

#[test]
fn columns_count_characters_and_lines_count_from_one() {
    let error =
        read("[scenario]\r\ntitle = \"Café — Straße\" # ok\r\nqüestion = 1\r\n").unwrap_err();
    // A bare key cannot hold ü: the parser's own place.
    assert_eq!(error.problems()[0].line, 3);
    let error = read("scenario = { title = \"Café — Straße\", nme = 1 }").unwrap_err();
    assert_eq!(
        (error.problems()[0].line, error.problems()[0].column),
        (1, 39)
    );
}

#[test]
fn faults_of_the_command_line_are_reported_likewise() {
    let reports: Vec<String> = [
        "staffing.link_worker_fte=3",
        "referral.acceptance=1.5",
        "waiting.patience_weeks=90 GBP",
        "waiting.priority=sevrity",
        "time.years=0",
        "run.rums=3",
        "network.name=3",
    ]
    .into_iter()
    .map(|words| {
        Scenario::from_files(&[file("mine.toml", "[run]\nseed = 2\n")], &set(&[words]))
            .unwrap_err()
            .to_string()
    })
    .chain(
        [
            "staffing=3",
            "staffing.link_workers_fte",
            "run.runs= ",
            "a.b.c=1",
        ]
        .into_iter()
        .map(|words| words.parse::<Override>().unwrap_err().to_string()),
    )
    .collect();
    insta::assert_snapshot!(reports.join("\n\n"));
}

#[test]
fn chains_that_cannot_be_followed_are_reported() {
    let circle = [
        file("a.toml", "extends = \"b.toml\"\n"),
        file("b.toml", "extends = \"mine.toml\"\n"),
        file("mine.toml", "extends = \"a.toml\"\n"),
    ];
    let missing = [file(
        "mine.toml",
        "extends = \"../base.toml\"\n[staffing]\nband = 5\n",
    )];
    let faulty = [
        file("base.toml", "[staffing]\nlink_workers_fte = -2\n"),
        file("mine.toml", "extends = \"base.toml\"\n[run]\nruns = 0\n"),
    ];
    let contradicting = [
        file("base.toml", "[time]\nyears = 1\n"),
        file(
            "mine.toml",
            "extends = \"base.toml\"\n[[change]]\nat = 2028-04-01\nstaffing.band = \"band 6\"\n",
        ),
    ];
    let reports: Vec<String> = [&circle[..], &missing, &faulty, &contradicting]
        .into_iter()
        .map(|files| Scenario::from_files(files, &[]).unwrap_err().to_string())
        .collect();
    insta::assert_snapshot!(reports.join("\n\n=====\n"));
}

#[test]
fn files_that_cannot_be_read_are_named_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let load = |name: &str| {
        Scenario::load(&folder.path().join(name), &[])
            .unwrap_err()
            .to_string()
    };
    assert!(load("none.toml").ends_with("there is no such file"));
    fs::create_dir(folder.path().join("folder.toml")).unwrap();
    assert!(load("folder.toml").contains("it is a folder"));
    fs::write(
        folder.path().join("latin.toml"),
        b"[scenario]\ntitle = \"Caf\xe9\"\n",
    )
    .unwrap();
    assert!(load("latin.toml").contains("line 2, column 13 is not UTF-8"));
    let large = fs::File::create(folder.path().join("large.toml")).unwrap();
    large.set_len(10_000_001).unwrap();
    assert!(load("large.toml").contains("10000001 bytes"));
    fs::write(
        folder.path().join("child.toml"),
        "extends = \"none.toml\"\n",
    )
    .unwrap();
    let error = Scenario::load(&folder.path().join("child.toml"), &[]).unwrap_err();
    assert!(
        error.problems()[0]
            .message
            .contains("there is no such file"),
        "{error}"
    );
}

#[test]
fn colour_is_only_used_when_asked_for() {
    let error = read("[run]\nruns = 0\n").unwrap_err();
    assert!(!error.render(false).contains('\u{1b}'));
    assert!(error.render(true).contains('\u{1b}'));
}

proptest! {
    /// Whatever stands in a file: an answer, never a panic, and every mark lies inside the text.
    #[test]
    fn no_text_makes_reading_panic(cut in 0usize..900, insert in "[\\PC\n]{0,12}", remove in 0usize..9) {
        let good = "[scenario]\ntitle = \"Tëst\"\n[time]\nstart = 2026-04-01\nyears = 2\nholidays = [2026-12-25]\n\
                    [run]\nruns = 3\n[waiting]\npatience_weeks = \"90 days\"\npriority = \"severity\"\n\
                    [referral]\nacceptance = { value = 0.9, unit = \"share\", prior = { beta = [9, 1] }, strength = \"survey\" }\n\
                    [[network]]\nname = \"A\"\nstaffing.link_workers_fte = 3\n\
                    [[change]]\nat = 2026-06-01\nuntil = 2026-07-01\nnetworks = [\"A\"]\ngroup_money.grant = \"£100 a month\"\n";
        prop_assert!(read(good).is_ok());
        let characters: Vec<char> = good.chars().collect();
        let at = cut.min(characters.len());
        let text: String = characters[..at]
            .iter()
            .copied()
            .chain(insert.chars())
            .chain(characters[at..].iter().copied().skip(remove))
            .collect();
        if let Err(error) = read(&text) {
            prop_assert!(!error.problems().is_empty());
            prop_assert!(!error.to_string().is_empty());
            for problem in error.problems() {
                prop_assert!(text.get(problem.span.clone()).is_some());
            }
        }
    }
}

// ---- values, layers, evidence ----

#[test]
fn a_title_alone_gives_the_defaults() {
    let scenario = read("scenario.title = \"Defaults\"\n").unwrap();
    assert_eq!(scenario.values, parameters::defaults());
    assert_eq!(scenario.start, date(2026, 4, 1));
    assert_eq!((scenario.days, scenario.runs, scenario.seed), (1096, 20, 1));
    assert_eq!(scenario.name, "mine");
    assert_eq!(scenario.networks.len(), 1);
    assert_eq!(scenario.networks[0].name, "network");
    assert_eq!(scenario.networks[0].epochs.len(), 1);
    assert_eq!(scenario.holidays[0], date(2026, 4, 3));
    assert_eq!(scenario.parameters(), parameters::Parameters::default());
}

#[test]
fn three_ways_to_say_how_long() {
    let days = |time: &str| {
        read(&format!("[time]\nstart = 2026-04-01\n{time}\n"))
            .unwrap()
            .days
    };
    assert_eq!(days("years = 3"), 1096);
    assert_eq!(days("days = 1096"), 1096);
    assert_eq!(days("end = 2029-03-31"), 1096);
    assert_eq!(days("end = 2026-04-01"), 1);
    assert_eq!(days("years = 100"), 36_524);
}

#[test]
fn units_are_converted_to_the_declared_one() {
    let scenario = read(
        "[waiting]\npatience_weeks = \"91 days\"\nreached_per_try = \"50 %\"\n[costs]\ngp_consultation = \"£42\"\n\
         [contact]\nfirst_minutes = { value = 1.5, unit = \"hours\" }\n[waiting.days_between_tries]\nvalue = \"2 weeks\"\n",
    )
    .unwrap();
    assert_eq!(
        value(&scenario, "waiting.patience_weeks"),
        Value::Number(13.0)
    );
    assert_eq!(
        value(&scenario, "waiting.reached_per_try"),
        Value::Number(0.5)
    );
    assert_eq!(
        value(&scenario, "costs.gp_consultation"),
        Value::Number(42.0)
    );
    assert_eq!(
        value(&scenario, "contact.first_minutes"),
        Value::Number(90.0)
    );
    assert_eq!(
        value(&scenario, "waiting.days_between_tries"),
        Value::Integer(14)
    );
}

#[test]
fn the_nearest_file_wins_field_by_field() {
    let base = "[time]\nyears = 2\n[staffing]\nlink_workers_fte = 4\ncaseload_cap = 40\n\
                [referral]\nacceptance = { value = 0.8, prior = { beta = [8, 2] }, source = \"Audit\", strength = \"survey\" }\n";
    let scenario = read_over(
        base,
        "[staffing]\ncaseload_cap = 50\n[referral]\nacceptance = { source = \"Second audit\" }\n[time]\nstart = 2027-04-01\n",
    );
    assert_eq!(value(&scenario, FTE), Value::Number(4.0));
    assert_eq!(
        value(&scenario, "staffing.caseload_cap"),
        Value::Integer(50)
    );
    assert_eq!((scenario.start, scenario.days), (date(2027, 4, 1), 731));
    // Evidence without a value keeps value, prior and strength.
    let acceptance = evidence(&scenario, "referral.acceptance");
    assert_eq!(acceptance.prior, Prior::Beta(8.0, 2.0));
    assert_eq!(
        (acceptance.source.as_str(), acceptance.strength),
        ("Second audit", Strength::Survey)
    );
    assert_eq!(
        acceptance.origin,
        Origin::File {
            name: "base.toml".to_owned(),
            line: 7
        }
    );
    // A value alone drops what was known about the old one.
    let scenario = read_over(base, "[referral]\nacceptance = 0.5\n");
    let acceptance = evidence(&scenario, "referral.acceptance");
    assert_eq!(
        (acceptance.prior, acceptance.strength),
        (Prior::Fixed, Strength::Judgement)
    );
    assert_eq!(acceptance.source, "set in mine.toml");
}

#[test]
fn files_are_kept_so_that_the_scenario_can_be_read_again() {
    let scenario = Scenario::load(
        &scenarios().join("what-if/new-groups.toml"),
        &set(&["run.runs=5"]),
    )
    .unwrap();
    let names: Vec<&str> = scenario
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["../baseline.toml", "new-groups.toml"]);
    let again = Scenario::from_files(&scenario.files, &set(&["run.runs=5"])).unwrap();
    assert_eq!(again, scenario);
}

#[test]
fn the_command_line_beats_files_and_networks() {
    let files = [file(
        "mine.toml",
        "[[network]]\nname = \"B\"\nstaffing.link_workers_fte = 1\n[[network]]\nname = \"A\"\n",
    )];
    let scenario = Scenario::from_files(
        &files,
        &set(&[
            "staffing.link_workers_fte=5",
            "time.years=1",
            "waiting.priority=first come",
            "run.seed=9",
            "waiting.patience_weeks = 91 days",
        ]),
    )
    .unwrap();
    assert_eq!(scenario.networks[0].name, "A");
    for network in 0..2 {
        assert_eq!(value_in(&scenario, network, 0, FTE), Value::Number(5.0));
    }
    assert_eq!((scenario.days, scenario.seed), (365, 9));
    assert_eq!(
        value(&scenario, "waiting.patience_weeks"),
        Value::Number(13.0)
    );
    assert_eq!(evidence(&scenario, FTE).origin, Origin::CommandLine);
}

// ---- networks and changes ----

#[test]
fn the_order_of_networks_in_the_file_never_matters() {
    let a = "[[network]]\nname = \"A\"\npopulation.practices = 2\n";
    let b = "[[network]]\nname = \"B\"\nstaffing.link_workers_fte = 7\n";
    let (one, other) = (
        read(&format!("{a}{b}")).unwrap(),
        read(&format!("{b}{a}")).unwrap(),
    );
    assert_eq!(one.networks, other.networks);
    assert_eq!(value_in(&one, 1, 0, FTE), Value::Number(7.0));
    assert_eq!(value_in(&one, 0, 0, FTE), Value::Number(2.6));
}

#[test]
fn changes_begin_end_and_the_later_one_wins() {
    let scenario = read(
        "[[network]]\nname = \"A\"\n[[network]]\nname = \"B\"\n\
         [[change]]\nat = 2026-04-11\nstaffing.link_workers_fte = 3\n\
         [[change]]\nat = 2026-04-21\nuntil = 2026-04-30\nnetworks = [\"B\"]\nstaffing.link_workers_fte = 4\n",
    )
    .unwrap();
    let story = |network: usize| -> Vec<(u32, Value)> {
        scenario.networks[network]
            .epochs
            .iter()
            .map(|epoch| (epoch.day, epoch.values[index_of(FTE).unwrap()]))
            .collect()
    };
    assert_eq!(
        story(0),
        [(0, Value::Number(2.6)), (10, Value::Number(3.0))]
    );
    assert_eq!(
        story(1),
        [
            (0, Value::Number(2.6)),
            (10, Value::Number(3.0)),
            (20, Value::Number(4.0)),
            (30, Value::Number(3.0)),
        ]
    );
}

#[test]
fn lists_replace_lists_and_generators_replace_networks() {
    let base =
        "[[network]]\nname = \"A\"\n[[change]]\nat = 2027-04-01\nstaffing.band = \"band 6\"\n";
    let scenario = read_over(base, "change = []\n[network_generator]\ncount = 3\n");
    assert!(scenario.changes.is_empty());
    let names: Vec<&str> = scenario
        .networks
        .iter()
        .map(|network| network.name.as_str())
        .collect();
    assert_eq!(names, ["network-0001", "network-0002", "network-0003"]);
    let base = "[network_generator]\ncount = 3\nseed = 4\n";
    assert_eq!(
        read_over(base, "[[network]]\nname = \"A\"\n")
            .networks
            .len(),
        1
    );
    assert_eq!(
        read_over(base, "[network_generator]\ncount = 5\n")
            .networks
            .len(),
        5
    );
    assert_eq!(
        read_over(base, "network = []\n").networks[0].name,
        "network"
    );
}

#[test]
fn generated_networks_scale_the_base() {
    let text = "[network_generator]\ncount = 4\nregistered_total = 400_000\nsize_cv = 0\nstaffing_cv = 0\n";
    let scenario = read(text).unwrap();
    assert_eq!(value_in(&scenario, 0, 0, FTE), Value::Number(5.2));
    assert_eq!(
        value_in(&scenario, 0, 0, "population.practices"),
        Value::Integer(10)
    );
    assert_eq!(
        value_in(&scenario, 0, 0, "start.waiting_list"),
        Value::Integer(80)
    );
    // Twice the base staffing is twice that of each network.
    let more = scenario
        .with_values(&[(index_of(FTE).unwrap(), Value::Number(5.2))])
        .unwrap();
    assert_eq!(value_in(&more, 0, 0, FTE), Value::Number(10.4));
}

#[test]
fn values_of_a_sweep_hold_for_all_networks_below_dated_changes() {
    let scenario = read(
        "[[network]]\nname = \"A\"\nstaffing.link_workers_fte = 1\n[[change]]\nat = 2027-04-01\nstaffing.link_workers_fte = 9\n",
    )
    .unwrap();
    let fte = index_of(FTE).unwrap();
    let other = scenario.with_values(&[(fte, Value::Number(4.0))]).unwrap();
    assert_eq!(value_in(&other, 0, 0, FTE), Value::Number(4.0));
    assert_eq!(value_in(&other, 0, 1, FTE), Value::Number(9.0));
    assert!(scenario.with_values(&[(fte, Value::Number(-1.0))]).is_err());
    let practices = index_of("population.practices").unwrap();
    assert!(
        scenario
            .with_values(&[(practices, Value::Integer(60_000))])
            .is_err()
    );
}

// ---- what is told ----

#[test]
fn differences_are_told_in_words() {
    let base = "[[network]]\nname = \"Alder\"\n[[network]]\nname = \"Birch\"\n[[change]]\nat = 2027-04-01\ngroup_money.grant = 750\n";
    let a = read(base).unwrap();
    assert_eq!(differences(&a, &a), []);
    let b = read(
        "[time]\nyears = 2\n[staffing]\nlink_workers_fte = 3.6\n\
         [referral]\nacceptance = { value = 0.9, prior = { beta = [9, 1] } }\ntrust_mean = { source = \"Our survey\", strength = \"survey\" }\n\
         [[network]]\nname = \"Alder\"\nwaiting.priority = \"severity\"\n[[network]]\nname = \"Birch\"\n\
         [[change]]\nat = 2027-04-01\nuntil = 2027-09-30\nnetworks = [\"Alder\"]\ngroup_money.grant = 500\n",
    )
    .unwrap();
    let told: Vec<String> = differences(&a, &b)
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn one_more_link_worker_differs_from_the_baseline_in_that_alone() {
    let load = |name: &str| Scenario::load(&scenarios().join(name), &[]).unwrap();
    let differences = differences(
        &load("baseline.toml"),
        &load("what-if/one-more-link-worker.toml"),
    );
    let paths: Vec<&str> = differences
        .iter()
        .map(|difference| difference.path.as_str())
        .collect();
    assert_eq!(paths, [FTE]);
    assert!(
        differences[0]
            .to_string()
            .ends_with("2.6 FTE → 3.6 FTE (staffing.link_workers_fte)")
    );
}

#[test]
fn values_are_explained_by_path_section_or_all() {
    let scenario = Scenario::from_files(
        &[file(
            "mine.toml",
            "[waiting]\n\npatience_weeks = { value = 30, note = \"guess\" }\n",
        )],
        &set(&["waiting.contact_tries=2"]),
    )
    .unwrap();
    let rows = explain(&scenario, Some("waiting")).unwrap();
    let patience = rows
        .iter()
        .find(|row| row.path == "waiting.patience_weeks")
        .unwrap();
    assert_eq!(patience.value, "30 weeks");
    assert_eq!(patience.origin.to_string(), "mine.toml:3");
    assert_eq!(patience.note, "guess");
    let tries = explain(&scenario, Some("waiting.contact_tries")).unwrap();
    assert_eq!(
        (tries.len(), tries[0].origin.to_string()),
        (1, "--set".to_owned())
    );
    assert_eq!(
        explain(&scenario, None).unwrap().len(),
        parameters::registry().len()
    );
    let error = explain(&scenario, Some("waiting.patience"))
        .unwrap_err()
        .to_string();
    assert!(
        error.ends_with("did you mean `waiting.patience_weeks`?"),
        "{error}"
    );
    let error = explain(&scenario, Some("wating")).unwrap_err().to_string();
    assert!(error.ends_with("did you mean `waiting`?"), "{error}");
}

// ---- the files of the repository ----

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn scenario_files() -> Vec<PathBuf> {
    let mut folders = vec![scenarios()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // Evaluations, sweeps, searches and targets are other documents; settings of the validation ask nothing.
                let other = ["evaluations", "experiments", "targets", "validation"]
                    .iter()
                    .any(|folder| path.ends_with(folder));
                folders.extend((!other).then_some(path));
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn every_scenario_of_the_repository_is_faultless_and_asks_a_question() {
    let files = scenario_files();
    assert!(files.len() >= 18, "{}", files.len());
    for path in files {
        let scenario = Scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}"));
        let baseline = Scenario::load(&scenarios().join("baseline.toml"), &[]).unwrap();
        let itself = scenario.name == "baseline";
        assert!(scenario.question.ends_with('?'), "{}", path.display());
        assert_eq!(
            scenario.title == baseline.title,
            itself,
            "{}",
            path.display()
        );
        assert_eq!(
            differences(&baseline, &scenario).is_empty(),
            itself,
            "{}",
            path.display()
        );
    }
}

#[test]
fn places_have_the_people_they_claim() {
    let people = |name: &str| -> i64 {
        Scenario::load(&scenarios().join(name), &[])
            .unwrap()
            .networks
            .iter()
            .map(|network| {
                match network.epochs[0].values[index_of("population.registered_patients").unwrap()]
                {
                    Value::Integer(n) => n,
                    other => panic!("{other}"),
                }
            })
            .sum()
    };
    assert_eq!(people("place-20-networks.toml"), 1_000_000);
    assert_eq!(people("england.toml"), 63_400_000);
}

/// Compares a file that is made by the program with what the program would make now; `SPSIM_UPDATE=1` writes it anew.
fn in_step(path: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("SPSIM_UPDATE").is_some() {
        fs::write(&path, now).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == now,
        "{} is out of step: run the tests once with SPSIM_UPDATE=1",
        path.display()
    );
}

#[test]
fn the_schema_is_in_step() {
    let mut text = serde_json::to_string_pretty(&json_schema()).unwrap();
    text.push('\n');
    in_step("scenarios/scenario.schema.json", &text);
}

#[test]
fn the_parameter_tables_are_in_step() {
    in_step("docs/parameters.md", &reference_markdown());
}

#[test]
fn the_parameter_tables_of_the_model_page_are_in_step_and_complete() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/model.md")).unwrap();
    for (section, _) in parameters::section_docs() {
        assert_eq!(
            page.matches(&format!("<!-- parameters:{section} -->"))
                .count(),
            1,
            "docs/model.md must hold the table of `{section}` once"
        );
    }
    in_step("docs/model.md", &with_parameter_tables(&page).unwrap());
}

/// The examples of the document are what a user copies first.
#[test]
fn the_examples_of_the_document_are_faultless() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scenario-files.md"))
            .unwrap();
    let examples: Vec<&str> = page
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(examples.len() >= 6);
    for example in examples {
        let networks = if example.contains("networks = [\"Alder\"]") {
            "\n[[network]]\nname = \"Alder\"\n"
        } else {
            ""
        };
        let files = [
            file("baseline.toml", "[scenario]\ntitle = \"Base\"\n"),
            file("mine.toml", &format!("{example}{networks}")),
        ];
        Scenario::from_files(&files, &[]).unwrap_or_else(|error| panic!("{error}"));
    }
}

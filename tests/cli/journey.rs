//! `spsim journey`: people of a recorded run.

use super::support::{Place, says};

/// Two networks, in which people come and go.
const TWO: &str = r#"extends = "small.toml"

[[network]]
name = "Alder"

[[network]]
name = "Birch"
"#;

/// The first word of the lines that list people.
fn listed(printed: &str) -> Vec<(String, String)> {
    printed
        .lines()
        .filter(|line| line.starts_with("  "))
        .map(|line| {
            let mut words = line.split_whitespace().map(str::to_owned);
            (words.next().unwrap(), words.next().unwrap())
        })
        .collect()
}

#[test]
fn people_are_listed_and_each_has_a_story() {
    let place = Place::new();
    place.write("two.toml", TWO);
    place.output_of(&["run", "two.toml", "--out", "run", "--no-figures"]);
    let printed = place.output_of(&["journey", "run"]);
    says(
        &printed,
        &["Some patients of run 0", "--patient ID --network NAME"],
    );
    let people = listed(&printed);
    assert_eq!(people.len(), 12);
    let mut stories = Vec::new();
    for (id, network) in people.iter().take(4) {
        assert!(id.starts_with(['A', 'N']) && ["Alder", "Birch"].contains(&network.as_str()));
        let story = place.output_of(&["journey", "run", "--patient", id, "--network", network]);
        says(&story, &["2026", network]);
        let again = place.output_of(&["journey", "run", "--patient", id, "--network", network]);
        assert_eq!(story, again);
        stories.push(story);
    }
    stories.sort();
    stories.dedup();
    assert_eq!(stories.len(), 4);
    assert_ne!(printed, place.output_of(&["journey", "run", "--run", "1"]));
    place.holds_only(&["run", "two.toml"]);
}

#[test]
fn the_stage_table_has_the_size_asked_for() {
    let place = Place::with_run(&["--no-figures", "--runs", "1", "--set", "time.days=400"]);
    let table =
        |more: &[&str]| place.output_of(&[&["journey", "run", "--stage-table"], more].concat());
    let (one, many) = (table(&["--sample", "1"]), table(&[]));
    says(&many, &["Payne", "stage 1"]);
    assert!(one.len() < many.len(), "{one}{many}");
    assert_eq!(many, table(&["--sample", "17"]));
}

#[test]
fn who_or_what_does_not_exist_is_named() {
    let place = Place::new();
    place.write("two.toml", TWO);
    place.output_of(&["run", "two.toml", "--out", "run", "--no-figures"]);
    let cases: &[(&[&str], &[&str])] = &[
        (
            &["--patient", "A99999"],
            &[
                "no patient A99999 in run 0 of network Alder",
                "without --patient",
            ],
        ),
        (
            &["--patient", "Mrs Smith"],
            &["`Mrs Smith` is not a patient", "A00012", "N00345"],
        ),
        (&["--patient", "A"], &["`A` is not a patient"]),
        (
            &["--patient", "A4294967295"],
            &["`A4294967295` is not a patient"],
        ),
        (&["--patient", "é"], &["`é` is not a patient"]),
        (
            &["--network", "Brich", "--patient", "A00001"],
            &["no network `Brich`", "did you mean `Birch`?"],
        ),
        (&["--run", "2"], &["no run 2", "runs 0 to 1"]),
        (
            &["--run", "4000000000", "--stage-table"],
            &["no run 4000000000"],
        ),
    ];
    for (more, words) in cases {
        let message = place.refusal(&[&["journey", "run"], *more].concat());
        says(&message, words);
    }
    says(
        &place.refusal(&["journey", "gone"]),
        &["gone does not exist"],
    );
}

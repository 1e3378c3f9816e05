//! What the sources of parameters and scenarios cite is listed in `docs/evidence.md`, and nothing else is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use spsim::scenario::parameters::registry;

/// The first letters of ids, one a topic.
const TOPICS: &str = "DIULCGOVRSNT";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(root().join("docs/evidence.md")).unwrap()
}

/// Topic and number of an id such as `D10` or `O1c`.
fn id(word: &str) -> Option<(char, u32)> {
    let topic = word.chars().next().filter(|c| TOPICS.contains(*c))?;
    let rest = &word[1..];
    let digits = rest.strip_suffix(|c: char| c.is_ascii_lowercase());
    let number = digits.unwrap_or(rest).parse().ok()?;
    Some((topic, number))
}

/// The anchors of what a text cites: ids, ranges of ids (`O24 to O26`), `seed 001`, `gap 4`.
fn cited(text: &str) -> BTreeSet<String> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut anchors: BTreeSet<String> = words
        .iter()
        .filter(|word| id(word).is_some())
        .map(|word| word.to_lowercase())
        .collect();
    for pair in words.windows(2) {
        if ["seed", "gap"].contains(&pair[0]) && pair[1].parse::<u32>().is_ok() {
            anchors.insert(pair.join("-"));
        }
    }
    for range in words.windows(3).filter(|range| range[1] == "to") {
        if let (Some((topic, first)), Some((same, last))) = (id(range[0]), id(range[2]))
            && topic == same
        {
            let topic = topic.to_ascii_lowercase();
            anchors.extend((first..=last).map(|number| format!("{topic}{number}")));
        }
    }
    anchors
}

/// The sources given in the scenario files of a folder and the folders in it.
fn scenario_sources(folder: &Path, sources: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scenario_sources(&path, sources);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let text = fs::read_to_string(&path).unwrap();
            for line in text.lines() {
                if let Some((_, source)) = line.split_once("source = \"") {
                    let source = source.split('"').next().unwrap_or_default();
                    sources.push((path.display().to_string(), source.to_owned()));
                } else if folder.ends_with("evaluations")
                    && let Some((_, source)) = line.split_once('#')
                {
                    // An evaluation says in comments where its numbers come from.
                    sources.push((path.display().to_string(), source.to_owned()));
                }
            }
        }
    }
}

/// Who cites, and the text in which it does.
fn sources() -> Vec<(String, String)> {
    let mut sources: Vec<(String, String)> = registry()
        .iter()
        .map(|parameter| (parameter.path(), parameter.source.to_owned()))
        .collect();
    scenario_sources(&root().join("scenarios"), &mut sources);
    sources
}

fn anchors(page: &str) -> Vec<String> {
    page.split("<a id=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

#[test]
fn citations_are_found_in_a_text() {
    let found = cited(
        "Small (O24 to O26), U10-U12 (D1; R3a), A&E in 2023/24, GBP 1 to 2, seed 001, gap 12",
    );
    let expected = [
        "d1", "gap-12", "o24", "o25", "o26", "r3a", "seed-001", "u10", "u12",
    ];
    assert!(found.iter().eq(expected), "{found:?}");
}

#[test]
fn every_citation_has_an_anchor() {
    let anchors: BTreeSet<String> = anchors(&page()).into_iter().collect();
    let mut citations = 0;
    for (who, source) in sources() {
        for anchor in cited(&source) {
            assert!(
                anchors.contains(&anchor),
                "{who} cites {anchor}, which docs/evidence.md does not list"
            );
            citations += 1;
        }
    }
    assert!(citations > 150, "only {citations} citations were found");
}

#[test]
fn every_row_is_cited_and_listed_once() {
    let cited: BTreeSet<String> = sources()
        .iter()
        .flat_map(|(_, source)| cited(source))
        .collect();
    let mut seen = BTreeSet::new();
    for anchor in anchors(&page()) {
        if id(&anchor.to_uppercase()).is_some() {
            assert!(cited.contains(&anchor), "nobody cites {anchor}");
        }
        assert!(seen.insert(anchor.clone()), "{anchor} is listed twice");
    }
}

#[test]
fn gaps_show_the_defaults_and_priors_in_force() {
    let page = page();
    let (_, gaps) = page.split_once("\n## Gaps\n").expect("the page has gaps");
    let mut shown = 0;
    for row in gaps.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let Some(path) = cells[2].strip_prefix('`').and_then(|p| p.strip_suffix('`')) else {
            continue;
        };
        let parameter = registry()
            .iter()
            .find(|parameter| parameter.path() == path)
            .unwrap_or_else(|| panic!("{path} is no parameter"));
        let expected = [
            parameter.default.to_string(),
            parameter.unit.label().to_owned(),
            parameter.prior.to_string(),
        ];
        assert_eq!(cells[3..6], expected, "{path}");
        shown += 1;
    }
    assert!(shown > 20, "only {shown} gaps were found");
}

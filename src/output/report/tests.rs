use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::*;
use crate::analysis::comparison::Better;
use crate::analysis::decision::{Basis, Change, Level, MeasureResult, MonthlyResult, OptionFacts};
use crate::analysis::headlines::Topic;
use crate::output::manifest::{Environment, Kind, Program, SCHEMA_VERSION, ScenarioRecord};

fn level(mean: f64) -> Level {
    Level {
        mean: Some(mean),
        lower_95: Some(mean - 1.0),
        upper_95: Some(mean + 1.0),
        p10: Some(mean - 3.0),
        p90: Some(mean + 3.0),
    }
}

fn change(mean: f64) -> Change {
    Change {
        mean: Some(mean),
        lower_95: Some(mean - 1.0),
        upper_95: Some(mean + 1.0),
        sd: Some(2.0),
        runs: 20,
        improved: Some(0.9),
        variance_ratio: Some(3.0),
        identical: false,
    }
}

fn decision(others: usize) -> Decision {
    let option = |number: usize| OptionFacts {
        name: format!("option-{number}"),
        title: format!("Option <{number}> & more"),
        description: "What it is".to_owned(),
        question: String::new(),
        differs: vec!["\"><script>alert(1)</script>".to_owned()],
    };
    Decision {
        title: "</title><script>alert(2)</script>".to_owned(),
        question: "What would <b>help</b>?".to_owned(),
        options: (0..=others).map(option).collect(),
        start: jiff::civil::date(2026, 4, 1),
        days: 365,
        networks: 1,
        registered_patients: 50_000.0,
        runs: 20,
        failed_runs: 0,
        seed: 1,
        price_year: 2024,
        thresholds_pounds: vec![20_000.0, 30_000.0],
        measures: vec![MeasureResult {
            id: "wait_median".to_owned(),
            label: "Wait to first contact, median".to_owned(),
            unit: "days".to_owned(),
            decimals: 1,
            better: Some(Better::Lower),
            topic: Topic::Waits,
            difference_only: false,
            levels: (0..=others).map(|i| level(20.0 - i as f64)).collect(),
            changes: (1..=others).map(|i| change(-2.0 * i as f64)).collect(),
            quintiles: Vec::new(),
            gaps: Vec::new(),
        }],
        months: vec![MonthlyResult {
            id: "waiting_list".to_owned(),
            label: "People on the waiting list".to_owned(),
            unit: "people".to_owned(),
            decimals: 0,
            days: vec![0, 30],
            levels: vec![vec![level(60.0), level(62.0)]; others + 1],
            changes: vec![vec![change(0.0), change(-4.0)]; others],
        }],
        costs: Vec::new(),
        targets: Vec::new(),
        contributions: Vec::new(),
        precision: None,
        basis: Basis::Runs,
        economics: None,
        plane: Vec::new(),
        lenses: Vec::new(),
        uncertainty: None,
        one_way: None,
        assumptions: Vec::new(),
        answer: None,
    }
}

fn manifest() -> Manifest {
    Manifest {
        schema_version: SCHEMA_VERSION,
        kind: Kind::Comparison,
        program: Program::this(),
        command: "spsim compare a.toml b.toml".to_owned(),
        environment: Environment::this(jiff::Timestamp::UNIX_EPOCH),
        seed: 1,
        runs: 20,
        scenarios: vec![ScenarioRecord {
            name: "a".to_owned(),
            title: "A".to_owned(),
            files: Vec::new(),
            overrides: vec!["x=<1>".to_owned()],
            resolved: serde_json::json!({}),
        }],
        options: serde_json::Value::Null,
        files: BTreeMap::new(),
    }
}

fn html(decision: &Decision) -> String {
    page(&Material {
        decision,
        manifest: &manifest(),
        figures: &[],
    })
}

#[test]
fn whatever_users_write_is_text_on_the_page() {
    let html = html(&decision(2));
    for foreign in ["<script>alert", "<b>help", "Option <1>", "x=<1>"] {
        assert!(!html.contains(foreign), "{foreign} was not escaped");
    }
    assert!(html.contains("Option &#60;1&#62; &#38; more"));
    // Three libraries, the page's own script and one block of data a chart.
    assert_eq!(html.matches("<script").count(), 3 + 1 + 2);
    assert_eq!(html.matches("</script>").count(), 3 + 1 + 2);
}

#[test]
fn what_was_not_computed_is_said_with_how_to_get_it() {
    let html = html(&decision(1));
    assert!(html.contains("No recommendation yet"));
    assert!(html.matches("needs draws of the uncertain inputs").count() >= 4);
    assert!(html.contains("Intervals tell chance only"));
}

#[test]
fn an_answer_is_printed_as_it_was_given() {
    let mut asked = decision(1);
    asked.answer = serde_json::from_value(serde_json::json!({
            "recommended": 1,
            "at_thresholds": [{ "threshold_pounds": 20_000.0, "best": 1, "probability_best": 0.814, "expected_gain_pounds": 12_345.0 }],
            "words": ["Employ one more."],
            "matter_most": ["What a contact gains.", "What it costs.", "Who comes."],
            "what_would_change": ["A cheaper way."],
            "caveats": ["Beliefs are priors."],
        }))
    .unwrap();
    let html = html(&asked);
    let place = |text: &str| {
        html.find(text)
            .unwrap_or_else(|| panic!("{text} is missing"))
    };
    let order = [
        "<h2 id=\"answer\">Recommendation</h2>",
        "<p>Employ one more.</p>",
        "<span class=\"tag recommended\">recommended</span>",
        "Wait to first contact, median (days)",
        ">£20,000</th>",
        ">81%</span>",
        ">+£12,300</span>",
        "The three assumptions that matter most",
        "<li>What a contact gains.</li>",
        "<li>A cheaper way.</li>",
        "<li>Beliefs are priors.</li>",
        "id=\"figures-title\"",
    ];
    for pair in order.windows(2) {
        assert!(
            place(pair[0]) < place(pair[1]),
            "{} stands after {}",
            pair[0],
            pair[1]
        );
    }
    assert!(!html.contains("Intervals tell chance only"));
}

#[test]
fn many_options_stand_in_tables_that_fit_a_page() {
    let html = html(&decision(5));
    assert!(html.contains("id=\"decision-0\"") && html.contains("id=\"decision-3\""));
    assert!(html.contains("options 4 to 5") && !html.contains("id=\"decision-4\""));
}

#[test]
fn a_base_alone_and_no_measures_are_no_trouble() {
    let mut alone = decision(0);
    assert!(html(&alone).contains("</html>"));
    alone.measures.clear();
    alone.months.clear();
    assert!(html(&alone).contains("</html>"));
}

#[test]
fn few_runs_give_no_interval_and_the_page_says_so() {
    let mut few = decision(1);
    few.runs = 3;
    few.measures[0].changes[0].runs = 3;
    let html = html(&few);
    assert!(html.contains("With fewer than 5 runs no interval is printed"));
    assert!(!html.contains("(−3.0 to −1.0)"));
}

#[test]
fn ids_are_unique() {
    let html = html(&decision(5));
    let body = html.split("<body>").nth(1).unwrap();
    let body = body.split("<script>").next().unwrap();
    let mut ids: Vec<&str> = body
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert!(all > 20);
}

#[test]
fn the_chart_library_is_the_one_that_was_checked_and_can_stand_in_a_page() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/vega");
    let sums = std::fs::read_to_string(root.join("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), 3);
    for line in sums.lines() {
        let (expected, file) = line.split_once("  ").unwrap();
        let bytes = std::fs::read(root.join(file)).unwrap();
        let found: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(found, expected, "{file}");
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            !text.contains("</script") && !text.contains("<!--"),
            "{file}"
        );
    }
}

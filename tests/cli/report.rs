//! `spsim report`: a page from a comparison's folder, and none from anything else.

use super::support::{Place, says};

fn compared() -> Place {
    let place = Place::new();
    place.write(
        "more.toml",
        "extends = \"small.toml\"\n[scenario]\ntitle = \"More <link> workers\"\n[staffing]\nlink_workers_fte = 0.6\n",
    );
    place.output_of(&[
        "compare",
        "small.toml",
        "more.toml",
        "--runs",
        "5",
        "--out",
        "compared",
    ]);
    place
}

#[test]
fn a_page_is_written_into_the_folder_and_listed_in_its_manifest() {
    let place = compared();
    says(
        &place.output_of(&["report", "compared"]),
        &["Wrote compared/report.html"],
    );
    let page = place.read("compared/report.html");
    says(
        &page,
        &[
            "<h1>More &#60;link&#62; workers, compared with: A small place</h1>",
            "Wait to first contact, median (days)",
            "link_workers_fte",
            "CHEERS 2022",
        ],
    );
    for address in ["src=\"http", "href=\"http", "url(http", "@import"] {
        assert!(
            !page.contains(address),
            "the page loads something: {address}"
        );
    }
    let listed = &place.manifest("compared")["files"]["report.html"];
    assert_eq!(listed["bytes"], page.len());
    // Again, and elsewhere: the same bytes, and the folder stays as it is.
    place.output_of(&["report", "compared"]);
    assert_eq!(place.read("compared/report.html"), page);
    let before = place.bytes("compared");
    place.output_of(&["report", "compared", "--out", "paper.html"]);
    assert_eq!(place.read("paper.html"), page);
    assert_eq!(place.bytes("compared"), before);
}

#[test]
fn the_figures_of_the_folder_stand_on_the_page() {
    let place = compared();
    place.run_into("run", &[]);
    for ending in ["svg", "txt", "csv"] {
        let text = place.read(&format!("run/figures/waiting-list.{ending}"));
        place.write(&format!("compared/figures/waiting-list.{ending}"), text);
    }
    // As the manifest of a comparison with figures lists them.
    let facts = place.manifest("run")["files"].clone();
    place.edit_manifest("compared", |manifest| {
        for ending in ["svg", "txt", "csv"] {
            let name = format!("figures/waiting-list.{ending}");
            manifest["files"][&name] = facts[&name].clone();
        }
    });
    place.output_of(&["report", "compared"]);
    let page = place.read("compared/report.html");
    says(
        &page,
        &[
            "<h3>People on the waiting list for a link worker</h3>",
            "id=\"data-waiting-list\"",
        ],
    );
    assert_eq!(
        page.matches("@font-face").count(),
        2,
        "the font is there once"
    );

    place.write("compared/figures/waiting-list.svg", "<svg></svg>");
    says(
        &place.refusal(&["report", "compared"]),
        &["figures/waiting-list.svg was changed or deleted after the comparison"],
    );
}

#[test]
fn what_is_no_unchanged_comparison_is_refused() {
    let place = compared();
    place.run_into("run", &["--no-figures"]);
    says(
        &place.refusal(&["report", "run"]),
        &["run holds what `spsim run` makes", "`spsim compare`"],
    );
    says(
        &place.refusal(&["report", "gone"]),
        &["gone does not exist"],
    );
    says(
        &place.refusal(&["report", "compared", "--out", "gone/paper.html"]),
        &["gone/paper.html"],
    );

    let text = place.read("compared/decision.json");
    place.edit("compared/decision.json", "\"runs\": 5", "\"runs\": 6");
    says(
        &place.refusal(&["report", "compared"]),
        &[
            "compared/decision.json was changed or deleted after the comparison",
            "spsim compare small.toml more.toml --runs 5",
        ],
    );
    std::fs::remove_file(place.path("compared/decision.json")).unwrap();
    says(
        &place.refusal(&["report", "compared"]),
        &["decision.json was changed or deleted"],
    );
    place.write("compared/decision.json", text);
    place.edit_manifest("compared", |manifest| {
        manifest["files"]
            .as_object_mut()
            .unwrap()
            .remove("decision.json");
    });
    says(
        &place.refusal(&["report", "compared"]),
        &["lists no decision.json"],
    );
    assert!(!place.path("compared/report.html").exists());
}

/// As another version might have written it: the hash is right, the content is not understood.
#[test]
fn a_document_of_another_version_is_refused_with_the_reason() {
    let place = compared();
    place.run_into("run", &["--no-figures"]);
    for (text, words) in [
        ("{}", "missing field"),
        ("[1, 2", "cannot be read by this version"),
    ] {
        place.write("compared/decision.json", text);
        let sha256 = sha256(text);
        place.edit_manifest("compared", |manifest| {
            manifest["files"]["decision.json"] =
                serde_json::json!({ "bytes": text.len(), "sha256": sha256 });
        });
        says(
            &place.refusal(&["report", "compared"]),
            &["compared/decision.json", words, "make the comparison again"],
        );
    }
}

fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

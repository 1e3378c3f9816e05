//! Documents made from the code are in step with it, those about the program agree with each other, and every file that
//! comes with the program keeps to the schema of its kind. `SPSIM_UPDATE=1 cargo test --test reporting` writes the made
//! ones anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use spsim::output::catalogue::{data_dictionary_of_all, written};
use spsim::output::report::checklists_of_the_model;
use spsim::scenario::{
    Scenario, evaluation_schema, frontier_schema, json_schema, sensitivity_schema, sweep_schema,
    targets_schema, validation_schema,
};
use spsim::study::frontier::known_measures;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Compares a made file with what would be made now; `SPSIM_UPDATE=1` writes it anew.
fn in_step(path: &str, now: &str) {
    if std::env::var_os("SPSIM_UPDATE").is_some() {
        fs::write(root().join(path), now).unwrap();
    }
    let kept = fs::read_to_string(root().join(path)).unwrap_or_default();
    assert!(
        kept == now,
        "{path} is out of step: SPSIM_UPDATE=1 cargo test --test reporting"
    );
}

/// Files of a folder with an ending, in order of name.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    files.sort();
    files
}

// Documents ---------------------------------------------------------------------------------------------------------

#[test]
fn the_data_dictionary_is_in_step() {
    in_step("docs/data-dictionary.md", &data_dictionary_of_all());
}

/// A table that a command writes and the list does not know would be missing from the dictionary.
#[test]
fn every_table_is_in_the_data_dictionary() {
    let list = read("src/output/catalogue.rs");
    let mut tables = 0;
    for path in files("src/output", "rs") {
        let text = fs::read_to_string(&path).unwrap();
        for rest in text.split("\npub fn ").skip(1) {
            let name = &rest[..rest.find('(').unwrap_or(0)];
            if name.ends_with("_spec") || name.ends_with("_specs") {
                let module = path.file_stem().unwrap().to_string_lossy();
                let module = module.trim_end_matches("_tables");
                let call = format!("{module}::{name}(");
                assert!(
                    list.contains(&call),
                    "src/output/catalogue.rs lacks {call})"
                );
                tables += 1;
            }
        }
    }
    assert!(tables > 15, "only {tables} tables were found");
    for of in written() {
        for table in &of.tables {
            for column in &table.columns {
                assert!(
                    column.doc.ends_with('.') && column.doc.len() > 2,
                    "{}: {}.{} is not explained",
                    of.command,
                    table.name,
                    column.name
                );
            }
        }
    }
}

#[test]
fn the_checklists_of_the_model_are_in_step() {
    let mut paths = vec![root().join("scenarios/baseline.toml")];
    paths.extend(files("scenarios/what-if", "toml"));
    let scenarios: Vec<Scenario> = paths
        .iter()
        .map(|path| Scenario::load(path, &[]).unwrap_or_else(|error| panic!("{error}")))
        .collect();
    let [stress, cheers] = checklists_of_the_model(&scenarios);
    assert!(stress.contains("| 6.1 | ") && cheers.contains("| 28 | "));
    in_step("docs/reporting/stress.md", &stress);
    in_step("docs/reporting/cheers.md", &cheers);
}

/// The elements of the ODD protocol in order, and the eleven design concepts (Grimm and others 2020).
#[test]
fn the_model_page_has_the_elements_of_odd() {
    let page = read("docs/model.md");
    let mut rest = page.as_str();
    for heading in [
        "## 1. Purpose and patterns",
        "## 2. Entities, state variables and scales",
        "## 3. Process overview and scheduling",
        "## 4. Design concepts",
        "**Basic principles.**",
        "**Emergence.**",
        "**Adaptation.**",
        "**Objectives.**",
        "**Learning.**",
        "**Prediction.**",
        "**Sensing.**",
        "**Interaction.**",
        "**Stochasticity.**",
        "**Collectives.**",
        "**Observation.**",
        "## 5. Initialisation",
        "## 6. Input data",
        "## 7. Submodels",
    ] {
        let at = rest.find(&format!("\n{heading}"));
        let at = at.unwrap_or_else(|| panic!("docs/model.md lacks “{heading}” in its place"));
        rest = &rest[at + 1..];
    }
    let concepts = page.split("## 4. Design concepts").nth(1).unwrap();
    let concepts = concepts.split("\n## 5.").next().unwrap();
    for concept in concepts.split("\n\n**").skip(1) {
        let words = concept.split_whitespace().count();
        assert!(words > 20, "a design concept says too little: {concept}");
    }
}

// The notebook of tests ---------------------------------------------------------------------------------------------

/// What a file of tests is about, and its tests.
struct Tests {
    file: String,
    command: String,
    about: String,
    tests: Vec<(String, String)>,
}

/// The sentences of a run of documentation lines.
fn told<'a>(lines: impl Iterator<Item = &'a str>, mark: &str) -> String {
    let lines: Vec<&str> = lines
        .map_while(|line| line.trim_start().strip_prefix(mark))
        .map(str::trim)
        .collect();
    lines.join(" ")
}

/// The patterns of the model page that a text names: P1 to P10.
fn patterns(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .flat_map(|word| word.split('_').next())
        .filter(|word| {
            let digits = word.strip_prefix(['P', 'p']);
            digits.is_some_and(|d| d.parse::<u8>().is_ok_and(|n| (1..=10).contains(&n)))
        })
        .map(str::to_uppercase)
        .collect()
}

fn tests_of(path: &Path, command: &str) -> Tests {
    let text = fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let about = told(lines.iter().copied(), "//!");
    let everywhere = patterns(&about);
    let mut tests = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if !matches!(line.trim(), "#[test]" | "#[tokio::test]") {
            continue;
        }
        // Properties of generated cases have the attribute as well; other attributes may follow.
        let after = lines[number..].iter().find_map(|line| {
            let rest = line.split_once("fn ")?.1;
            rest.split_once('(').map(|(name, _)| name.trim())
        });
        let name = after.expect("a test has a name");
        let before = lines[..number].iter().rev();
        let docs: Vec<&str> = before
            .take_while(|line| line.trim_start().starts_with("///"))
            .copied()
            .collect();
        let mut found = patterns(&format!("{name} {}", docs.join(" ")));
        found.extend(everywhere.clone());
        found.dedup();
        tests.push((name.replace('_', " "), found.join(", ")));
    }
    let file = path.strip_prefix(root()).unwrap();
    Tests {
        file: file.to_string_lossy().replace('\\', "/"),
        command: command.to_owned(),
        about,
        tests,
    }
}

/// All integration tests, as sections of the notebook.
fn table_of_tests() -> String {
    let mut all: Vec<Tests> = files("tests", "rs")
        .iter()
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            tests_of(path, &format!("cargo test --test {name}"))
        })
        .collect();
    for folder in ["cli", "page"] {
        all.extend(
            files(&format!("tests/{folder}"), "rs")
                .iter()
                .map(|path| tests_of(path, &format!("cargo test --test {folder}"))),
        );
    }
    let mut text = String::new();
    for of in all.iter().filter(|of| !of.tests.is_empty()) {
        write!(
            text,
            "\n### {}\n\n{} Run: `{}`.\n\n| test | pattern |\n| --- | --- |\n",
            of.file, of.about, of.command
        )
        .unwrap();
        for (name, patterns) in &of.tests {
            writeln!(text, "| {name} | {patterns} |").unwrap();
        }
    }
    text
}

const BEGIN: &str = "<!-- tests: made by tests/reporting.rs -->\n";
const END: &str = "\n<!-- end of tests -->";

#[test]
fn the_notebook_lists_every_test_and_every_pattern_has_one() {
    let page = read("docs/reporting/trace.md");
    let (before, rest) = page.split_once(BEGIN).expect("a place for the tests");
    let (_, after) = rest.split_once(END).expect("its end");
    let table = table_of_tests();
    for pattern in 1..=10 {
        assert!(
            table.contains(&format!(" P{pattern} |")) || table.contains(&format!(" P{pattern},")),
            "no test of pattern P{pattern}"
        );
    }
    in_step(
        "docs/reporting/trace.md",
        &format!("{before}{BEGIN}{table}{END}{after}"),
    );
    // The eight elements of TRACE (Grimm and others 2014), in order.
    let mut rest = before;
    for heading in [
        "Problem formulation",
        "Model description",
        "Data evaluation",
        "Conceptual model evaluation",
        "Implementation verification",
        "Model output verification",
        "Model analysis",
        "Model output corroboration",
    ] {
        let found = rest.split_once(heading);
        rest = found
            .unwrap_or_else(|| panic!("the notebook lacks {heading}"))
            .1;
    }
}

/// Files that the notebook names exist.
#[test]
fn what_the_notebook_points_to_is_there() {
    let page = read("docs/reporting/trace.md");
    let (before, _) = page.split_once(BEGIN).unwrap();
    let mut named = 0;
    for piece in before.split('`').skip(1).step_by(2) {
        let is_path = ["src/", "tests/", "docs/", "scenarios/", "benches/"]
            .iter()
            .any(|folder| piece.starts_with(folder));
        if is_path {
            assert!(root().join(piece).exists(), "{piece} does not exist");
            named += 1;
        }
    }
    assert!(named > 10, "only {named} files are named");
}

// About the program -------------------------------------------------------------------------------------------------

/// The value of a line `key: value` of a simple YAML file or `key = "value"` of Cargo.toml.
fn line_of(text: &str, key: &str) -> String {
    let line = text.lines().find_map(|line| {
        let rest = line.strip_prefix(key)?.trim_start();
        rest.strip_prefix([':', '='])
    });
    let value = line.unwrap_or_else(|| panic!("no line `{key}`")).trim();
    value.trim_matches('"').to_owned()
}

#[test]
fn what_archives_and_citations_say_agrees_with_the_package() {
    let cargo = read("Cargo.toml");
    let citation = read("CITATION.cff");
    let codemeta: Json = serde_json::from_str(&read("codemeta.json")).unwrap();
    let zenodo: Json = serde_json::from_str(&read(".zenodo.json")).unwrap();
    let version = line_of(&cargo, "version");
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    assert_eq!(line_of(&citation, "version"), version);
    assert_eq!(codemeta["version"], version.as_str());
    assert_eq!(zenodo["version"], version.as_str());

    let title = line_of(&citation, "title");
    assert!(title.starts_with(&format!("{}: ", line_of(&cargo, "name"))));
    assert_eq!(codemeta["name"], title.as_str());
    assert_eq!(zenodo["title"], title.as_str());

    let date = line_of(&citation, "date-released");
    assert_eq!(codemeta["dateModified"], date.as_str());
    assert_eq!(zenodo["publication_date"], date.as_str());

    let licences: Vec<String> = line_of(&cargo, "license")
        .split(" OR ")
        .map(str::to_owned)
        .collect();
    for licence in &licences {
        assert!(citation.contains(&format!("\n  - {licence}\n")));
        assert!(
            root()
                .join(format!(
                    "LICENSE-{}",
                    licence.split('-').next().unwrap().to_uppercase()
                ))
                .exists()
        );
    }
    let urls: Vec<String> = licences
        .iter()
        .map(|licence| format!("https://spdx.org/licenses/{licence}"))
        .collect();
    assert_eq!(codemeta["license"], Json::from(urls));
    assert!(
        licences
            .iter()
            .any(|licence| zenodo["license"] == licence.as_str())
    );

    for text in [
        citation.as_str(),
        &codemeta.to_string(),
        &zenodo.to_string(),
    ] {
        assert!(text.contains("spsim contributors"));
    }
    // The founding studies, by their DOIs.
    let evidence = read("docs/evidence.md").to_lowercase();
    let references = citation.matches("\n    doi: ").count();
    assert_eq!(references, 5);
    for line in citation
        .lines()
        .filter_map(|line| line.strip_prefix("    doi: "))
    {
        assert!(evidence.contains(&line.to_lowercase()), "{line}");
        assert!(zenodo.to_string().contains(line), "{line}");
        assert!(codemeta.to_string().contains(line), "{line}");
    }
    assert_eq!(line_of(&citation, "cff-version"), "1.2.0");
}

// Schemas -----------------------------------------------------------------------------------------------------------

fn schemas() -> [(&'static str, &'static str, Json); 6] {
    let known = known_measures();
    let ids: Vec<&str> = known.iter().map(|measure| measure.id).collect();
    [
        ("sweep", "experiments", sweep_schema()),
        ("frontier", "experiments", frontier_schema(&ids)),
        ("evaluation", "evaluations", evaluation_schema()),
        ("sensitivity", "experiments", sensitivity_schema(&ids)),
        ("targets", "targets", targets_schema()),
        ("validation", "validation", validation_schema()),
    ]
}

#[test]
fn the_schemas_of_other_files_are_in_step() {
    for (name, _, schema) in schemas() {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        in_step(&format!("scenarios/{name}.schema.json"), &text);
    }
}

/// What of `value` a schema does not allow: as much of JSON Schema as ours say.
fn faults(value: &Json, schema: &Json, root: &Json, path: &str) -> Vec<String> {
    if let Some(target) = schema["$ref"].as_str() {
        let (file, pointer) = target.split_once('#').expect("a place in a schema");
        let other = (!file.is_empty()).then(json_schema);
        let root = other.as_ref().unwrap_or(root);
        let schema = root
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{target} leads nowhere"));
        return faults(value, schema, root, path);
    }
    if let Some(forms) = schema["anyOf"].as_array() {
        let fits = forms
            .iter()
            .any(|form| faults(value, form, root, path).is_empty());
        return if fits {
            vec![]
        } else {
            vec![format!("{path}: {value} fits no form")]
        };
    }
    let mut found = Vec::new();
    let mut fault = |holds: bool, what: &str| {
        if !holds {
            found.push(format!("{path}: {value}: {what}"));
        }
    };
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("no type {other}"),
    };
    match &schema["type"] {
        Json::String(kind) => fault(is(kind), kind),
        Json::Array(kinds) => fault(kinds.iter().any(|kind| is(kind.as_str().unwrap())), "type"),
        _ => {}
    }
    if let Some(allowed) = schema["enum"].as_array() {
        fault(allowed.contains(value), "not one of the choices");
    }
    if let Some(only) = schema.get("const") {
        fault(value == only, "another constant");
    }
    if let Some(x) = value.as_f64() {
        fault(
            schema["minimum"].as_f64().is_none_or(|low| x >= low),
            "too small",
        );
        fault(
            schema["maximum"].as_f64().is_none_or(|high| x <= high),
            "too large",
        );
    }
    if let Some(fields) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten() {
            fault(
                fields.contains_key(name.as_str().unwrap()),
                &format!("{name} is missing"),
            );
        }
        for (name, value) in fields {
            match schema["properties"].get(name) {
                Some(schema) => {
                    found.extend(faults(value, schema, root, &format!("{path}.{name}")));
                }
                None => found.push(format!("{path}: no field `{name}`")),
            }
        }
    }
    for (number, value) in value.as_array().into_iter().flatten().enumerate() {
        if schema["items"].is_object() {
            found.extend(faults(
                value,
                &schema["items"],
                root,
                &format!("{path}[{number}]"),
            ));
        }
    }
    found
}

fn as_json(text: &str) -> Json {
    serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
}

#[test]
fn every_file_that_comes_with_the_program_keeps_to_its_schema() {
    let mut checked = 0;
    for (name, folder, schema) in schemas() {
        for path in files(&format!("scenarios/{folder}"), "toml") {
            let text = fs::read_to_string(&path).unwrap();
            // The first line says which schema a file keeps to, to editors and to this test.
            if !text.starts_with(&format!("#:schema ../{name}.schema.json\n")) {
                continue;
            }
            let found = faults(&as_json(&text), &schema, &schema, "");
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
            checked += 1;
        }
    }
    let folders = ["experiments", "evaluations", "targets"];
    let all: usize = folders
        .iter()
        .map(|folder| files(&format!("scenarios/{folder}"), "toml").len())
        .sum();
    // Beside the observations stand the scenarios of their settings.
    let all = all + 1;
    assert_eq!(checked, all, "some file names no schema in its first line");
}

#[test]
fn a_schema_finds_what_is_wrong() {
    let [
        (_, _, sweep),
        (_, _, frontier),
        (_, _, evaluation),
        (_, _, sensitivity),
        (_, _, targets),
        (_, _, validation),
    ] = schemas();
    let of = |schema: &Json, text: &str| faults(&as_json(text), schema, schema, "").join("\n");
    let head = "scenario = \"a.toml\"\n[[factor]]\n";
    for (schema, text, expected) in [
        (
            &sweep,
            format!("{head}parameter = \"staffing.caseload_cap\"\nvalue = [1]\n"),
            "no field `value`",
        ),
        (
            &sweep,
            format!("{head}parameter = \"population.imd_1\"\n"),
            "not one of the choices",
        ),
        (&sweep, "runs = 0\n".to_owned(), "too small"),
        (
            &sweep,
            format!("{head}levels = [{{ label = \"a\", set = {{ bridging.polcy = \"all\" }} }}]\n"),
            "no field `polcy`",
        ),
        (
            &frontier,
            format!("{head}[objective]\nminimise = \"cost\"\n"),
            "not one of the choices",
        ),
        (&frontier, head.to_owned(), "\"objective\" is missing"),
        (
            &evaluation,
            "scenario = \"a.toml\"\n[matched]\nsteps = 3\n".to_owned(),
            "no field `steps`",
        ),
        (
            &sensitivity,
            "scenario = \"a.toml\"\nmeasures = [\"wait\"]\n".to_owned(),
            "not one of the choices",
        ),
        (
            &targets,
            "[[target]]\nid = \"T1\"\nmeasure = \"referred\"\n".to_owned(),
            "\"source\" is missing",
        ),
        (
            &validation,
            "[[observation]]\nid = \"U2\"\nvalues = 0.7\n".to_owned(),
            "no field `values`",
        ),
    ] {
        let found = of(schema, &text);
        assert!(found.contains(expected), "{text}\n{found}");
    }
}

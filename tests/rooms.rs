//! The rooms of the house: arrows point one way.

use std::path::Path;

/// What each room may use. `scenario` is read by all rooms but the engine, `measure` is fed by the pathway.
const MAY_USE: [(&str, &[&str]); 10] = [
    ("engine", &[]),
    ("scenario", &[]),
    ("world", &["engine", "scenario"]),
    ("measure", &["scenario", "world"]),
    ("pathway", &["engine", "scenario", "world", "measure"]),
    ("experiment", &["engine", "scenario", "measure", "pathway"]),
    ("analysis", &["engine", "scenario", "world", "measure"]),
    ("output", &["scenario", "world", "measure", "analysis"]),
    (
        "study",
        &[
            "engine",
            "scenario",
            "world",
            "measure",
            "pathway",
            "experiment",
            "analysis",
            "output",
        ],
    ),
    (
        "cli",
        &[
            "scenario",
            "world",
            "measure",
            "pathway",
            "experiment",
            "analysis",
            "output",
            "study",
        ],
    ),
];

fn files_below(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The rooms that a line of code names by `crate::room`, comments and test modules apart.
fn rooms_named(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        })
        .collect()
}

#[test]
fn no_room_uses_one_above_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut rooms = 0;
    for (room, allowed) in MAY_USE {
        let mut files = Vec::new();
        files_below(&source.join(room), &mut files);
        assert!(!files.is_empty(), "the room {room} is gone");
        rooms += 1;
        for file in files {
            let code = std::fs::read_to_string(&file).expect("the file can be read");
            for named in rooms_named(&code) {
                let known = MAY_USE.iter().any(|(name, _)| *name == named);
                assert!(
                    !known || named == room || allowed.contains(&named.as_str()),
                    "{} uses the room {named}, which {room} must not know",
                    file.display()
                );
            }
        }
    }
    let folders = std::fs::read_dir(&source)
        .expect("src can be read")
        .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_dir()))
        .count();
    assert_eq!(rooms, folders, "a room was added: say here what it may use");
}

#[test]
fn what_a_room_may_use_has_no_circle() {
    // Each room only uses rooms listed before it.
    for (position, (room, allowed)) in MAY_USE.iter().enumerate() {
        for used in *allowed {
            let place = MAY_USE
                .iter()
                .position(|(name, _)| name == used)
                .expect("a room");
            assert!(place < position, "{room} uses {used}");
        }
    }
}

#[test]
fn the_reader_of_rooms_sees_what_it_should() {
    let code =
        "use crate::world::x;\n// crate::cli\nlet a = crate::engine::y(crate::measure::z);\n";
    assert_eq!(rooms_named(code), ["world", "engine", "measure"]);
}

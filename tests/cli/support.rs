//! A place on the disk to run `spsim` in, and what every refusal must look like.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use tempfile::TempDir;

/// The program under test.
pub const SPSIM: &str = env!("CARGO_BIN_EXE_spsim");

/// One small network, five months, two futures: all stages of the pathway in a few hundredths of a second.
pub const SMALL: &str = r#"[scenario]
title = "A small place"
question = "Does every command work?"

[time]
start = 2026-04-01
days = 150

[run]
runs = 2
seed = 7

[population]
registered_patients = 4_000
practices = 1
"#;

/// A run that would take minutes: to be stopped.
pub const LONG: &str = r#"[scenario]
title = "A long run"

[time]
years = 3

[run]
runs = 5000

[population]
registered_patients = 10_000
practices = 2
"#;

/// A temporary folder in which commands run; it holds `small.toml`.
pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn new() -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        place.write("small.toml", SMALL);
        place
    }

    /// A place with a run of `small.toml` in the folder `run`, made with more arguments.
    pub fn with_run(more: &[&str]) -> Self {
        let place = Self::new();
        place.run_into("run", more);
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces the first occurrence in a file, which must be there.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} does not contain {from:?}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// `spsim`, to be run here.
    pub fn spsim(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(SPSIM);
        command
            .current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .env_remove("COLUMNS")
            .args(arguments);
        command
    }

    /// Runs a command that must succeed, and gives what it printed.
    pub fn output_of(&self, arguments: &[&str]) -> String {
        let assert = self.spsim(arguments).assert().success();
        let errors = text(&assert.get_output().stderr);
        assert!(errors.is_empty(), "{arguments:?} complained: {errors}");
        text(&assert.get_output().stdout)
    }

    /// `spsim run small.toml --out <folder>` with more arguments.
    pub fn run_into(&self, folder: &str, more: &[&str]) -> String {
        let mut arguments = vec!["run", "small.toml", "--out", folder];
        arguments.extend(more);
        self.output_of(&arguments)
    }

    /// Runs a command that must be refused with exit code 1, and gives the message.
    pub fn refusal(&self, arguments: &[&str]) -> String {
        refusal_of(self.spsim(arguments).assert(), 1)
    }

    /// Runs a command whose arguments must be refused with exit code 2, and gives the message.
    pub fn misuse(&self, arguments: &[&str]) -> String {
        refusal_of(self.spsim(arguments).assert(), 2)
    }

    /// The names of everything in a folder, hidden ones included.
    pub fn names(&self, folder: &str) -> Vec<String> {
        names(&self.path(folder))
    }

    /// Every file of a folder with its bytes.
    pub fn bytes(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let folder = self.path(folder);
        let read = |name: String| {
            let bytes = fs::read(folder.join(&name)).unwrap();
            (name, bytes)
        };
        files(&folder, "").into_iter().map(read).collect()
    }

    /// The path of every file here.
    pub fn files(&self) -> Vec<String> {
        files(self.folder.path(), "")
    }

    /// The manifest of a run without the part that tells when and where it was made.
    pub fn manifest(&self, folder: &str) -> serde_json::Value {
        let text = self.read(&format!("{folder}/manifest.json"));
        let mut manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        let environment = manifest.as_object_mut().unwrap().remove("environment");
        assert!(environment.is_some_and(|environment| environment["created"].is_string()));
        manifest
    }

    /// Changes the manifest of a run.
    pub fn edit_manifest(&self, folder: &str, change: impl FnOnce(&mut serde_json::Value)) {
        let name = format!("{folder}/manifest.json");
        let mut manifest = serde_json::from_str(&self.read(&name)).unwrap();
        change(&mut manifest);
        self.write(&name, serde_json::to_string_pretty(&manifest).unwrap());
    }

    /// Panics if anything is left that a command makes on its way, or that was not here before.
    pub fn holds_only(&self, expected: &[&str]) {
        let mut expected: Vec<&str> = expected.to_vec();
        expected.push("small.toml");
        expected.sort_unstable();
        assert_eq!(self.names(""), expected);
    }
}

pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The path of every file under a folder. Folders may go away while they are looked at.
fn files(folder: &Path, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(files(&entry.path(), &format!("{name}/")));
        } else {
            found.push(name);
        }
    }
    found
}

/// The message of a refusal: on standard error alone, beginning with `error`, and no panic.
pub fn refusal_of(assert: Assert, code: i32) -> String {
    let assert = assert.code(code);
    let output = assert.get_output();
    let message = text(&output.stderr);
    assert!(
        message.starts_with("error: ") && !message.contains("panicked"),
        "{message}"
    );
    assert_eq!(text(&output.stdout), "", "something was printed as well");
    message
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Panics unless the message contains every one of the words.
#[track_caller]
pub fn says(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "no {word:?} in:\n{message}");
    }
}

//! What made an output folder, and whether another folder holds the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::error::OutputError;
use super::folder::replace_file;
use super::table::TableFacts;

/// The manifest's name in an output folder.
pub const MANIFEST_FILE: &str = "manifest.json";

/// The version of the manifest's layout that this program writes and reads.
pub const SCHEMA_VERSION: u32 = 2;

/// The most characters of a differing line that are shown.
const EXCERPT_CHARS: usize = 160;

/// What made an output folder. Two runs of the same thing have equal manifests but for [`Environment`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout of this document: [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What the folder holds.
    pub kind: Kind,
    /// What wrote the folder.
    pub program: Program,
    /// The command line, as given.
    pub command: String,
    /// When and where: the only part that may differ between runs of the same thing.
    pub environment: Environment,
    /// The master seed.
    pub seed: u64,
    /// How many runs were made.
    pub runs: u64,
    /// What was simulated: of a run one scenario, of a comparison the base first.
    pub scenarios: Vec<ScenarioRecord>,
    /// Every other option that decides the results, as resolved.
    pub options: Value,
    /// Every file of the folder but this one, by relative path with `/`.
    pub files: BTreeMap<String, FileFacts>,
}

/// What an output folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Runs of one scenario.
    Run,
    /// A comparison of scenarios.
    Comparison,
    /// A sweep over parameters.
    Sweep,
    /// A search for the best of some candidates.
    Frontier,
    /// A sensitivity analysis.
    Sensitivity,
    /// A virtual evaluation.
    Evaluation,
    /// Exact checks of the program.
    Verification,
    /// A calibration.
    Calibration,
    /// A research agenda.
    Evidence,
    /// The model beside what was published.
    Validation,
}

impl Kind {
    /// The command that makes such a folder.
    pub fn command(self) -> &'static str {
        match self {
            Kind::Run => "spsim run",
            Kind::Comparison => "spsim compare",
            Kind::Sweep => "spsim sweep",
            Kind::Frontier => "spsim frontier",
            Kind::Sensitivity => "spsim sensitivity",
            Kind::Evaluation => "spsim evaluate",
            Kind::Verification => "spsim verify",
            Kind::Calibration => "spsim calibrate",
            Kind::Evidence => "spsim evidence",
            Kind::Validation => "spsim validate",
        }
    }
}

/// The program that wrote a folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The commit it was built from, if the build was told (`SPSIM_GIT`).
    pub git: Option<String>,
}

impl Program {
    /// This program.
    pub fn this() -> Program {
        Program {
            name: env!("CARGO_PKG_NAME").into(),
            version: env!("CARGO_PKG_VERSION").into(),
            git: option_env!("SPSIM_GIT").map(Into::into),
        }
    }
}

/// When and where a folder was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// When, as RFC 3339.
    pub created: String,
    /// The operating system.
    pub os: String,
    /// The processor's architecture.
    pub arch: String,
    /// The compiler, if the build was told (`SPSIM_RUSTC`).
    pub rustc: Option<String>,
}

impl Environment {
    /// This machine, at the given time.
    pub fn this(created: jiff::Timestamp) -> Environment {
        Environment {
            created: created.to_string(),
            os: std::env::consts::OS.into(),
            arch: std::env::consts::ARCH.into(),
            rustc: option_env!("SPSIM_RUSTC").map(Into::into),
        }
    }
}

/// The scenario that was simulated, complete enough to run it again without the files it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioRecord {
    /// Its short name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The documents it was read from: itself and what it extends, in the order read.
    pub files: Vec<SourceFile>,
    /// What the command line changed, as given.
    pub overrides: Vec<String>,
    /// Every value after inheritance and overrides.
    pub resolved: Value,
}

/// One document a scenario was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its name.
    pub name: String,
    /// Its whole text.
    pub text: String,
    /// The SHA-256 of the text, in lower-case hexadecimal.
    pub sha256: String,
}

impl SourceFile {
    /// A document with its hash.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> SourceFile {
        let text = text.into();
        SourceFile {
            name: name.into(),
            sha256: hex(&Sha256::digest(text.as_bytes())),
            text,
        }
    }
}

/// What one file of an output folder holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// Its rows, if it is a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

impl Manifest {
    /// The document, indented, ending with a line feed.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self)
            .expect("a manifest has only text keys and finite numbers");
        text.push('\n');
        text
    }

    /// Reads the manifest of an output folder.
    ///
    /// # Errors
    /// When the folder does not exist or has none, or it cannot be read, is not a manifest, contradicts itself, or has
    /// another schema version.
    pub fn read(folder: &Path) -> Result<Manifest, OutputError> {
        let path = folder.join(MANIFEST_FILE);
        let document = read_document(folder)?.ok_or_else(|| match folder.is_dir() {
            true => OutputError::NoManifest {
                folder: folder.to_owned(),
            },
            false => OutputError::NoFolder {
                folder: folder.to_owned(),
                exists: folder.exists(),
            },
        })?;
        let bad = |source| OutputError::BadManifest {
            path: path.clone(),
            source,
        };
        let document = document.map_err(bad)?;
        // The version comes first: a document of another version need not have the same fields.
        if document["schema_version"] != SCHEMA_VERSION {
            let program = &document["program"];
            let written_by = program["name"].as_str().zip(program["version"].as_str());
            return Err(OutputError::ManifestVersion {
                found: match &document["schema_version"] {
                    Value::Null => "none".into(),
                    version => version.to_string(),
                },
                expected: SCHEMA_VERSION,
                written_by: written_by.map(|(name, version)| format!("{name} {version}")),
                path,
            });
        }
        let manifest: Manifest = serde_json::from_value(document).map_err(bad)?;
        match manifest.contradiction() {
            None => Ok(manifest),
            Some(what) => Err(bad(serde::de::Error::custom(what))),
        }
    }

    /// As [`Manifest::read`], of a folder that must hold results of one kind.
    ///
    /// # Errors
    /// Also when it holds another kind.
    pub fn read_kind(folder: &Path, kind: Kind) -> Result<Manifest, OutputError> {
        let manifest = Manifest::read(folder)?;
        if manifest.kind == kind {
            Ok(manifest)
        } else {
            Err(OutputError::OtherKind {
                folder: folder.to_owned(),
                found: manifest.kind.command(),
                wanted: kind.command(),
            })
        }
    }

    /// What the program never writes: a sign that the manifest was changed by hand.
    fn contradiction(&self) -> Option<String> {
        if self.runs == 0 {
            return Some("it records 0 runs".into());
        }
        if self.scenarios.is_empty() {
            return Some("it records no scenario".into());
        }
        let mut files = self.scenarios.iter().flat_map(|scenario| &scenario.files);
        let changed = files.find(|file| {
            SourceFile::new(file.name.as_str(), file.text.as_str()).sha256 != file.sha256
        })?;
        Some(format!(
            "the text of {} that it records is not the one that was run (its SHA-256 is another)",
            changed.name
        ))
    }
}

/// The manifest's JSON, whatever its version: nothing if there is no such file.
fn read_document(folder: &Path) -> Result<Option<Result<Value, serde_json::Error>>, OutputError> {
    let path = folder.join(MANIFEST_FILE);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes))),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(OutputError::io("read", &path)(error)),
    }
}

/// Why a folder may not be deleted as results of this program; nothing if every file in it is listed in its manifest.
///
/// # Errors
/// When the folder cannot be read.
pub(super) fn why_not_ours(folder: &Path) -> Result<Option<String>, OutputError> {
    let Some(document) = read_document(folder)? else {
        return Ok(Some(format!("it has no {MANIFEST_FILE}")));
    };
    let document = document.unwrap_or(Value::Null);
    if document["program"]["name"] != env!("CARGO_PKG_NAME") {
        return Ok(Some(format!(
            "its {MANIFEST_FILE} was not written by {}",
            env!("CARGO_PKG_NAME")
        )));
    }
    // Desktops leave these in every folder that is looked at.
    let ignored = |file: &str| {
        matches!(
            file.rsplit('/').next(),
            Some(".DS_Store" | "Thumbs.db" | "desktop.ini")
        )
    };
    let stranger = list_files(folder)?.into_iter().find(|file| {
        file != MANIFEST_FILE && !ignored(file) && document["files"].get(file).is_none()
    });
    Ok(stranger
        .map(|file| format!("it also holds `{file}`, which its {MANIFEST_FILE} does not list")))
}

/// Every file under a folder, by relative path with `/`, sorted. A link is a file and is not followed.
///
/// # Errors
/// When a folder cannot be read.
pub(super) fn list_files(folder: &Path) -> Result<Vec<String>, OutputError> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<(), OutputError> {
        for entry in std::fs::read_dir(folder).map_err(OutputError::io("read", folder))? {
            let entry = entry.map_err(OutputError::io("read", folder))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry
                .file_type()
                .map_err(OutputError::io("read", &entry.path()))?
                .is_dir()
            {
                walk(&entry.path(), &format!("{name}/"), found)?;
            } else {
                found.push(name);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    walk(folder, "", &mut found)?;
    found.sort();
    Ok(found)
}

impl Manifest {
    /// Writes the manifest again with the present facts of the files whose path begins with `prefix`, such as figures
    /// drawn anew. Other files keep the facts of the run, so that a table changed since is still found out.
    ///
    /// # Errors
    /// When a file cannot be read or the manifest not be written.
    pub fn refresh(&self, folder: &Path, prefix: &str) -> Result<(), OutputError> {
        let mut renewed = self.clone();
        renewed.files.retain(|file, _| !file.starts_with(prefix));
        let fresh = hash_files(folder, &[])?;
        renewed.files.extend(
            fresh
                .into_iter()
                .filter(|(file, _)| file.starts_with(prefix)),
        );
        replace_file(&folder.join(MANIFEST_FILE), renewed.to_json().as_bytes())
    }
}

/// Length and hash of every file under a folder but the manifest, with the rows of the files that are one of `tables`.
///
/// # Errors
/// When a file cannot be read.
pub fn hash_files(
    folder: &Path,
    tables: &[TableFacts],
) -> Result<BTreeMap<String, FileFacts>, OutputError> {
    let rows: BTreeMap<String, u64> = tables
        .iter()
        .flat_map(|table| {
            [
                (table.spec.csv_file(), table.rows),
                (table.spec.parquet_file(), table.rows),
            ]
        })
        .collect();
    list_files(folder)?
        .into_iter()
        .filter(|file| file != MANIFEST_FILE)
        .map(|file| {
            let facts = FileFacts {
                rows: rows.get(&file).copied(),
                ..hash_file(&folder.join(&file))?
            };
            Ok((file, facts))
        })
        .collect()
}

fn hash_file(path: &Path) -> Result<FileFacts, OutputError> {
    let mut hasher = Sha256::new();
    let bytes = File::open(path)
        .and_then(|file| io::copy(&mut BufReader::with_capacity(1 << 20, file), &mut hasher))
        .map_err(OutputError::io("read", path))?;
    Ok(FileFacts {
        bytes,
        sha256: hex(&hasher.finalize()),
        rows: None,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first file in which a folder departs from a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file, by relative path with `/`.
    pub file: String,
    /// How it departs.
    pub kind: DifferenceKind,
}

/// How a file departs from what a manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// The manifest lists it, but it is not there.
    Missing,
    /// It is there, but the manifest does not list it.
    Unexpected,
    /// It holds something else.
    Content {
        /// The first line that differs, if it is a text and the expected text is still at hand.
        line: Option<LineDifference>,
        /// Whether the folder of the manifest no longer holds what its own manifest says.
        original_altered: bool,
    },
}

/// The first line in which two texts differ. Long lines are cut around the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineDifference {
    /// Its number, from 1.
    pub number: u64,
    /// What was expected; nothing if the expected text had ended.
    pub expected: Option<String>,
    /// What was found; nothing if the found text had ended.
    pub found: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = &self.file;
        match &self.kind {
            DifferenceKind::Missing => write!(f, "{file} is missing"),
            DifferenceKind::Unexpected => write!(f, "{file} was not expected"),
            DifferenceKind::Content {
                line: Some(line), ..
            } => {
                let or_end = |text: &Option<String>| {
                    text.clone()
                        .unwrap_or_else(|| "(the file has ended)".into())
                };
                write!(f, "{file} differs, first in line {}:", line.number)?;
                write!(
                    f,
                    "\n  expected: {}\n  found:    {}",
                    or_end(&line.expected),
                    or_end(&line.found)
                )
            }
            DifferenceKind::Content {
                original_altered: true,
                ..
            } => {
                write!(
                    f,
                    "{file} differs from the manifest, and so does the original: it was altered later"
                )
            }
            DifferenceKind::Content { .. } => write!(f, "{file} differs"),
        }
    }
}

/// Compares the files of `found` with a manifest and names the first, by path, that departs from it; nothing if all
/// agree. The manifest's own file is not compared.
///
/// `original` is the folder that the manifest describes, if it is at hand; the first differing line is taken from it.
///
/// # Errors
/// When a file cannot be read.
pub fn first_difference(
    expected: &Manifest,
    found: &Path,
    original: Option<&Path>,
) -> Result<Option<Difference>, OutputError> {
    let present: BTreeSet<String> = list_files(found)?
        .into_iter()
        .filter(|file| file != MANIFEST_FILE)
        .collect();
    let files: BTreeSet<&String> = expected.files.keys().chain(&present).collect();
    for file in files {
        let kind = match expected.files.get(file) {
            None => Some(DifferenceKind::Unexpected),
            Some(facts) => departure(file, facts, found, original)?,
        };
        if let Some(kind) = kind {
            return Ok(Some(Difference {
                file: file.clone(),
                kind,
            }));
        }
    }
    Ok(None)
}

/// Names the first file, by path, that was changed or deleted in `folder` since its manifest was written; nothing if
/// all that are `wanted` are as recorded. Files that the manifest does not list are a user's own and do not count.
///
/// `again` is a folder that holds the same files as they were made, if one is at hand; the first differing line is
/// taken from it.
///
/// # Errors
/// When a file cannot be read.
pub fn first_altered(
    manifest: &Manifest,
    folder: &Path,
    again: Option<&Path>,
    wanted: impl Fn(&str) -> bool,
) -> Result<Option<Difference>, OutputError> {
    for (file, facts) in manifest.files.iter().filter(|(file, _)| wanted(file)) {
        if let Some(kind) = departure(file, facts, folder, again)? {
            return Ok(Some(Difference {
                file: file.clone(),
                kind,
            }));
        }
    }
    Ok(None)
}

/// How a file of `found` departs from its facts; nothing if it does not.
fn departure(
    file: &str,
    facts: &FileFacts,
    found: &Path,
    original: Option<&Path>,
) -> Result<Option<DifferenceKind>, OutputError> {
    let path = found.join(file);
    if !path.is_file() {
        return Ok(Some(DifferenceKind::Missing));
    }
    if same_content(&hash_file(&path)?, facts) {
        return Ok(None);
    }
    content_difference(file, facts, &path, original).map(Some)
}

fn same_content(a: &FileFacts, b: &FileFacts) -> bool {
    (a.bytes, &a.sha256) == (b.bytes, &b.sha256)
}

fn content_difference(
    file: &str,
    facts: &FileFacts,
    found: &Path,
    original: Option<&Path>,
) -> Result<DifferenceKind, OutputError> {
    let original = original
        .map(|folder| folder.join(file))
        .filter(|path| path.is_file());
    let Some(original) = original else {
        return Ok(DifferenceKind::Content {
            line: None,
            original_altered: false,
        });
    };
    // A line of an altered original says nothing about what the manifest promises.
    let original_altered = !same_content(&hash_file(&original)?, facts);
    let line = if is_text(file) && !original_altered {
        first_line(&original, found)?
    } else {
        None
    };
    Ok(DifferenceKind::Content {
        line,
        original_altered,
    })
}

fn is_text(file: &str) -> bool {
    let extension = Path::new(file)
        .extension()
        .and_then(|extension| extension.to_str());
    matches!(
        extension,
        Some("csv" | "json" | "toml" | "txt" | "md" | "html" | "svg")
    )
}

/// The first line in which two files differ, read one line at a time.
fn first_line(expected: &Path, found: &Path) -> Result<Option<LineDifference>, OutputError> {
    let open = |path: &Path| {
        File::open(path)
            .map(BufReader::new)
            .map_err(OutputError::io("read", path))
    };
    let (mut a, mut b) = (open(expected)?, open(found)?);
    let (mut line_a, mut line_b) = (Vec::new(), Vec::new());
    for number in 1.. {
        line_a.clear();
        line_b.clear();
        a.read_until(b'\n', &mut line_a)
            .map_err(OutputError::io("read", expected))?;
        b.read_until(b'\n', &mut line_b)
            .map_err(OutputError::io("read", found))?;
        if line_a != line_b {
            let place = line_a
                .iter()
                .zip(&line_b)
                .take_while(|(a, b)| a == b)
                .count();
            return Ok(Some(LineDifference {
                number,
                expected: excerpt(&line_a, place),
                found: excerpt(&line_b, place),
            }));
        }
        if line_a.is_empty() {
            break;
        }
    }
    Ok(None)
}

/// A line without its ending, cut to what surrounds byte `place`; nothing if the file had ended.
fn excerpt(line: &[u8], place: usize) -> Option<String> {
    if line.is_empty() {
        return None;
    }
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let start = place.min(line.len()).saturating_sub(EXCERPT_CHARS / 2);
    let end = line.len().min(start + EXCERPT_CHARS);
    // Decoding the cut bytes marks a character cut in two; dropping those marks at the edges keeps the text clean.
    let text = String::from_utf8_lossy(&line[start..end]);
    let text = text.trim_matches(char::REPLACEMENT_CHARACTER);
    let (before, after) = (
        if start > 0 { "…" } else { "" },
        if end < line.len() { "…" } else { "" },
    );
    Some(format!("{before}{text}{after}"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::fs;

    /// A manifest of whatever a folder holds, shared by the tests of this folder.
    pub(in crate::output) fn manifest_of(folder: &Path) -> Manifest {
        Manifest {
            schema_version: SCHEMA_VERSION,
            program: Program::this(),
            command: "spsim run small".into(),
            environment: Environment::this(jiff::Timestamp::UNIX_EPOCH),
            seed: u64::MAX,
            runs: 3,
            kind: Kind::Run,
            scenarios: vec![ScenarioRecord {
                name: "small".into(),
                title: "A small place".into(),
                files: vec![SourceFile::new("small.toml", "abc")],
                overrides: vec!["service.link_workers=3".into()],
                resolved: serde_json::json!({ "service": { "link_workers": 3, "share": 0.1 } }),
            }],
            options: serde_json::json!({ "threads_do_not_matter": true }),
            files: hash_files(folder, &[]).unwrap(),
        }
    }

    fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn a_manifest_reads_back_as_it_was_written() {
        let folder = folder_with(&[("a.csv", "x\n1\n"), ("figures/flow.svg", "<svg/>")]);
        let manifest = manifest_of(folder.path());
        fs::write(folder.path().join(MANIFEST_FILE), manifest.to_json()).unwrap();
        assert_eq!(Manifest::read(folder.path()).unwrap(), manifest);
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(manifest.scenarios[0].files[0].sha256, expected);
        assert_eq!(
            manifest.files.keys().collect::<Vec<_>>(),
            ["a.csv", "figures/flow.svg"]
        );
        assert_eq!(manifest.files["a.csv"].bytes, 4);
        assert_eq!(
            hash_files(folder.path(), &[]).unwrap(),
            manifest.files,
            "the manifest is not among its own files"
        );
    }

    #[test]
    fn what_cannot_be_read_as_a_manifest_is_said_plainly() {
        let folder = folder_with(&[]);
        let message = |folder: &Path| Manifest::read(folder).unwrap_err().to_string();
        assert!(message(folder.path()).contains("there is no manifest.json in"));
        assert!(message(&folder.path().join("gone")).contains("gone does not exist"));
        let path = folder.path().join(MANIFEST_FILE);
        fs::write(&path, "{ broken").unwrap();
        assert!(message(folder.path()).contains("is damaged: "));
        fs::write(&path, r#"{"schema_version": 2}"#).unwrap();
        assert!(message(folder.path()).contains("missing field"));
        fs::write(
            &path,
            r#"{"schema_version": 9, "program": {"name": "spsim", "version": "7.0.0"}}"#,
        )
        .unwrap();
        let newer = message(folder.path());
        assert!(
            newer.contains("schema version 9") && newer.contains("(spsim 7.0.0)"),
            "{newer}"
        );
    }

    #[test]
    fn equal_folders_do_not_differ() {
        let files = [("a.csv", "x\n1\n"), ("b.csv", "y\n2\n")];
        let (a, b) = (folder_with(&files), folder_with(&files));
        fs::write(b.path().join(MANIFEST_FILE), "{}").unwrap();
        assert_eq!(
            first_difference(&manifest_of(a.path()), b.path(), Some(a.path())).unwrap(),
            None
        );
    }

    #[test]
    fn the_first_differing_file_and_line_are_named() {
        let a = folder_with(&[
            ("a.csv", "x\n1\n"),
            ("b.csv", "y\n1\n2\n3\n"),
            ("c.csv", "z\n"),
        ]);
        let b = folder_with(&[
            ("a.csv", "x\n1\n"),
            ("b.csv", "y\n1\n9\n3\n"),
            ("c.csv", "other\n"),
        ]);
        let manifest = manifest_of(a.path());
        let difference = first_difference(&manifest, b.path(), Some(a.path()))
            .unwrap()
            .unwrap();
        assert_eq!(
            difference.to_string(),
            "b.csv differs, first in line 3:\n  expected: 2\n  found:    9"
        );
        let difference = first_difference(&manifest, b.path(), None)
            .unwrap()
            .unwrap();
        assert_eq!(difference.to_string(), "b.csv differs");
    }

    #[test]
    fn only_wanted_files_that_the_manifest_lists_count_as_altered() {
        let made = [("a.csv", "x\n1\n"), ("b.csv", "y\n1\n")];
        let (again, folder) = (folder_with(&made), folder_with(&made));
        let manifest = manifest_of(folder.path());
        fs::write(folder.path().join("a-note.md"), "mine").unwrap();
        let altered = |wanted: fn(&str) -> bool| {
            first_altered(&manifest, folder.path(), Some(again.path()), wanted)
                .unwrap()
                .map(|difference| difference.to_string())
        };
        assert_eq!(altered(|_| true), None);
        fs::write(folder.path().join("b.csv"), "y\n2\n").unwrap();
        let expected = "b.csv differs, first in line 2:\n  expected: 1\n  found:    2";
        assert_eq!(altered(|_| true).as_deref(), Some(expected));
        assert_eq!(altered(|file| file == "a.csv"), None);
    }

    #[test]
    fn a_shorter_file_a_missing_file_and_a_new_file_are_differences() {
        let a = folder_with(&[("a.csv", "x\n1\n"), ("b.csv", "y\n")]);
        let manifest = manifest_of(a.path());
        let text = |folder: &tempfile::TempDir| {
            first_difference(&manifest, folder.path(), Some(a.path()))
                .unwrap()
                .unwrap()
                .to_string()
        };
        let short = text(&folder_with(&[("a.csv", "x\n"), ("b.csv", "y\n")]));
        assert!(
            short.contains("line 2") && short.ends_with("(the file has ended)"),
            "{short}"
        );
        assert_eq!(text(&folder_with(&[("b.csv", "y\n")])), "a.csv is missing");
        let more = folder_with(&[("a.csv", "x\n1\n"), ("aa.csv", ""), ("b.csv", "y\n")]);
        assert_eq!(text(&more), "aa.csv was not expected");
    }

    #[test]
    fn an_original_altered_later_is_not_quoted() {
        let (a, b) = (
            folder_with(&[("a.csv", "x\n1\n")]),
            folder_with(&[("a.csv", "x\n2\n")]),
        );
        let manifest = manifest_of(a.path());
        fs::write(a.path().join("a.csv"), "x\n3\n").unwrap();
        let difference = first_difference(&manifest, b.path(), Some(a.path()))
            .unwrap()
            .unwrap();
        assert_eq!(
            difference.kind,
            DifferenceKind::Content {
                line: None,
                original_altered: true
            }
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_difference() {
        let long = "é".repeat(5_000);
        let (a, b) = (format!("{long}1{long}\n"), format!("{long}2{long}\n"));
        let (a, b) = (
            folder_with(&[("r.html", &a)]),
            folder_with(&[("r.html", &b)]),
        );
        let difference = first_difference(&manifest_of(a.path()), b.path(), Some(a.path()))
            .unwrap()
            .unwrap();
        let DifferenceKind::Content {
            line: Some(line), ..
        } = difference.kind
        else {
            panic!("{difference}")
        };
        let (expected, found) = (line.expected.unwrap(), line.found.unwrap());
        assert!(
            expected.contains('1')
                && found.contains('2')
                && expected.starts_with('…')
                && expected.ends_with('…')
        );
        assert!(
            expected.len() < 2 * EXCERPT_CHARS && !expected.contains(char::REPLACEMENT_CHARACTER),
            "{expected}"
        );
    }
}

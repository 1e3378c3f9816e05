//! A document of its own that names the scenario which it is about: how the two are read together.

use std::path::{Path, PathBuf};

use super::document::{self, Entry};
use super::error::{Finding, Place, Problem, ScenarioError, Source, SourceFile};
use super::evaluation::Evaluation;
use super::files;
use super::layer::Reader;
use super::names;
use super::resolved::Scenario;
use super::structure::Keys;

/// A document whose text is at hand, and where the scenario that it names is looked for.
pub(super) struct Document<'a> {
    source: Source,
    shelf: Shelf<'a>,
}

enum Shelf<'a> {
    /// This folder.
    Disk(PathBuf),
    /// The texts of each scenario that the document names; of each, the last is the scenario.
    Kept(Vec<&'a [SourceFile]>),
}

impl<'a> Document<'a> {
    /// The file at `path`.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn from_disk(path: &Path) -> Result<Self, ScenarioError> {
        let text = files::read(path).map_err(|reason| ScenarioError::Unreadable {
            path: path.to_owned(),
            reason,
        })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self {
            source: Source {
                name: name.into_owned(),
                shown: files::tidy(&path.to_string_lossy().replace('\\', "/")),
                text,
                from_command_line: false,
            },
            shelf: Shelf::Disk(path.parent().unwrap_or(Path::new("")).to_owned()),
        })
    }

    /// Texts that were kept: those of the scenario, then the document itself.
    ///
    /// # Errors
    /// If there is none.
    pub fn from_texts(files: &'a [SourceFile]) -> Result<Self, ScenarioError> {
        let Some((own, of_scenario)) = files.split_last() else {
            return Err(ScenarioError::Unreadable {
                path: PathBuf::new(),
                reason: "no file was kept".to_owned(),
            });
        };
        Ok(Self::from_kept(own, vec![of_scenario]))
    }

    /// A document that was kept, with the texts of each scenario that it names, in the order of its keys.
    pub fn from_kept(own: &SourceFile, scenarios: Vec<&'a [SourceFile]>) -> Self {
        Self {
            source: Source {
                name: own.name.clone(),
                shown: own.name.clone(),
                text: own.text.clone(),
                from_command_line: false,
            },
            shelf: Shelf::Kept(scenarios),
        }
    }

    /// Name of the file without its ending.
    pub fn name(&self) -> String {
        Path::new(&self.source.name)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    /// The document's own text.
    pub fn own_file(&self) -> SourceFile {
        SourceFile {
            name: self.source.name.clone(),
            text: self.source.text.clone(),
        }
    }

    /// The place after the last character.
    pub fn end(&self) -> Place {
        Place {
            source: 0,
            start: self.source.text.len(),
            end: self.source.text.len(),
        }
    }

    /// What the document says.
    ///
    /// # Errors
    /// If it is not TOML.
    pub fn entries(&self, findings: &mut Vec<Finding>) -> Result<Vec<Entry>, ()> {
        document::parse(0, &self.source.text, findings)
    }

    /// The scenario that `entry`, the key `scenario`, names. What is wrong with it is among the findings, or with its own
    /// files among the problems.
    pub fn scenario(
        &self,
        entry: Option<&Entry>,
        findings: &mut Vec<Finding>,
        problems: &mut Vec<Problem>,
    ) -> Option<Scenario> {
        let Some(entry) = entry else {
            findings.push(
                Finding::new(&self.end(), "no scenario is given")
                    .label("`scenario` is missing")
                    .help("write for example `scenario = \"../baseline.toml\"` above all tables"),
            );
            return None;
        };
        self.scenario_at(0, entry, findings, problems)
    }

    /// The scenario that `entry` names, the one at `position` among those that the document names.
    pub fn scenario_at(
        &self,
        position: usize,
        entry: &Entry,
        findings: &mut Vec<Finding>,
        problems: &mut Vec<Problem>,
    ) -> Option<Scenario> {
        let (load, keep) = (
            |path: &Path| Scenario::load(path, &[]),
            |files: &[SourceFile]| Scenario::from_files(files, &[]),
        );
        self.named(position, entry, findings, problems, load, keep)
    }

    /// The evaluation that `entry` names, likewise.
    pub fn evaluation_at(
        &self,
        position: usize,
        entry: &Entry,
        findings: &mut Vec<Finding>,
        problems: &mut Vec<Problem>,
    ) -> Option<Evaluation> {
        let (load, keep) = (Evaluation::load, Evaluation::from_files);
        self.named(position, entry, findings, problems, load, keep)
    }

    /// What `entry` names, read from the disk or from the texts that were kept.
    fn named<T>(
        &self,
        position: usize,
        entry: &Entry,
        findings: &mut Vec<Finding>,
        problems: &mut Vec<Problem>,
        load: impl Fn(&Path) -> Result<T, ScenarioError>,
        keep: impl Fn(&[SourceFile]) -> Result<T, ScenarioError>,
    ) -> Option<T> {
        let name = Reader { findings }.text(entry)?;
        let read = match &self.shelf {
            Shelf::Disk(folder) => {
                let joined = folder.join(&name).to_string_lossy().replace('\\', "/");
                load(Path::new(&files::tidy(&joined)))
            }
            Shelf::Kept(scenarios) => keep(scenarios.get(position).copied().unwrap_or_default()),
        };
        match read {
            Ok(found) => return Some(found),
            Err(ScenarioError::Invalid { problems: theirs }) => problems.extend(theirs),
            Err(ScenarioError::Unreadable { path, reason }) => findings.push(
                Finding::new(
                    &entry.node.place,
                    format!("cannot read {}: {reason}", path.display()),
                )
                .label("cannot be read"),
            ),
            Err(other) => findings.push(Finding::new(&entry.node.place, other.to_string())),
        }
        None
    }

    /// Everything that is wrong: the document's own faults first, then those of the scenario.
    pub fn error(self, findings: Vec<Finding>, theirs: Vec<Problem>) -> ScenarioError {
        match ScenarioError::from_findings(findings, &[self.source]) {
            ScenarioError::Invalid { mut problems } => {
                problems.extend(theirs);
                ScenarioError::Invalid { problems }
            }
            other => other,
        }
    }
}

/// Reports a key that a document of this kind does not have.
pub(super) fn unknown_top(reader: &mut Reader<'_>, kind: &str, entry: &Entry, keys: Keys) {
    let mut finding =
        Finding::new(&entry.key_place, format!("{kind} has no `{}`", entry.key)).label("not known");
    if let Some(meant) = names::closest(&entry.key, keys.iter().map(|key| key.name)) {
        finding = finding.help(format!("did you mean `{meant}`?"));
    }
    let all: Vec<String> = keys.iter().map(|key| format!("`{}`", key.name)).collect();
    reader.note(finding.help(format!("known: {}", all.join(", "))));
}

/// The word of a fixed list that a text is.
pub(super) fn one_of<T: Copy>(
    reader: &mut Reader<'_>,
    entry: &Entry,
    words: &[(&'static str, T)],
) -> Option<T> {
    let word = reader.text(entry)?;
    let found = words.iter().find(|(name, _)| *name == word);
    if found.is_none() {
        let mut finding = Finding::new(
            &entry.node.place,
            format!("`{}` cannot be \"{word}\"", entry.key),
        )
        .label("not one of the choices");
        if let Some(meant) = names::closest(&word, words.iter().map(|(name, _)| *name)) {
            finding = finding.help(format!("did you mean \"{meant}\"?"));
        }
        let all: Vec<String> = words
            .iter()
            .map(|(name, _)| format!("\"{name}\""))
            .collect();
        reader.note(finding.help(format!("allowed: {}", all.join(", "))));
    }
    found.map(|(_, value)| *value)
}

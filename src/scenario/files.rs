//! Reading a scenario file and all the files it extends, from the file system or from a list of texts.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::document;
use super::error::{Finding, Place, ScenarioError, Source, SourceFile, line_and_column};
use super::layer::{self, Layer};

/// Largest file that is read. A scenario of thousands of networks has less than one megabyte.
const MOST_BYTES: u64 = 10_000_000;
/// Longest chain of files.
const LONGEST_CHAIN: usize = 32;

/// All files of a scenario, the scenario itself first, the one that extends nothing last.
pub(super) struct Chain {
    pub sources: Vec<Source>,
    pub layers: Vec<Layer>,
    pub findings: Vec<Finding>,
}

/// Where texts come from.
trait Shelf {
    /// The text of the file of this name, relative to the scenario's folder.
    fn text(&self, name: &str) -> Result<String, String>;
    /// The name as messages show it.
    fn shown(&self, name: &str) -> String;
}

/// Reads the file at `path` and everything it extends.
///
/// # Errors
/// If the file itself cannot be read. What is wrong inside, or with the files it extends, is among the findings.
pub(super) fn from_disk(path: &Path) -> Result<Chain, ScenarioError> {
    let unreadable = |reason: String| ScenarioError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    let name = path
        .file_name()
        .ok_or_else(|| unreadable("it is a folder; a scenario is one file".to_owned()))?
        .to_string_lossy()
        .into_owned();
    let disk = Disk {
        folder: path.parent().unwrap_or(Path::new("")).to_owned(),
    };
    let text = read(path).map_err(unreadable)?;
    Ok(follow(&disk, name, text))
}

/// As [`from_disk`], from texts that were kept; the last one is the scenario.
///
/// # Errors
/// If there is no file at all.
pub(super) fn from_texts(files: &[SourceFile]) -> Result<Chain, ScenarioError> {
    let last = files.last().ok_or_else(|| ScenarioError::Unreadable {
        path: PathBuf::new(),
        reason: "no scenario file was kept".to_owned(),
    })?;
    Ok(follow(
        &Kept { files },
        last.name.clone(),
        last.text.clone(),
    ))
}

fn follow(shelf: &dyn Shelf, name: String, text: String) -> Chain {
    let mut chain = Chain {
        sources: Vec::new(),
        layers: Vec::new(),
        findings: Vec::new(),
    };
    let mut next = Some((name, text));
    while let Some((name, text)) = next.take() {
        let index = chain.sources.len();
        let entries = document::parse(index, &text, &mut chain.findings);
        chain.sources.push(Source {
            shown: shelf.shown(&name),
            name,
            text,
            from_command_line: false,
        });
        // A file that is not TOML may extend another, but nobody knows which.
        let Ok(entries) = entries else { break };
        if entries.is_empty() {
            chain.findings.push(empty(index, &chain.sources[index]));
        }
        let layer = layer::read(index, &entries, &mut chain.findings);
        if let Some(extends) = &layer.extends {
            let name = joined(&chain.sources[index].name, &extends.value);
            match step(shelf, &chain.sources, &name) {
                Ok(text) => next = Some((name, text)),
                Err((message, label)) => chain
                    .findings
                    .push(Finding::new(&extends.place, message).label(label)),
            }
        }
        chain.layers.push(layer);
    }
    chain
}

fn step(
    shelf: &dyn Shelf,
    before: &[Source],
    name: &str,
) -> Result<String, (String, &'static str)> {
    if let Some(first) = before.iter().position(|source| source.name == name) {
        let mut names: Vec<&str> = before[first..]
            .iter()
            .map(|source| source.name.as_str())
            .collect();
        names.push(name);
        return Err((
            format!("files extend each other in a circle: {}", names.join(" → ")),
            "closes the circle",
        ));
    }
    if before.len() == LONGEST_CHAIN {
        return Err((
            format!("more than {LONGEST_CHAIN} files extend one another"),
            "too long a chain",
        ));
    }
    shelf.text(name).map_err(|reason| {
        (
            format!("cannot read {}: {reason}", shelf.shown(name)),
            "cannot be read",
        )
    })
}

fn empty(index: usize, source: &Source) -> Finding {
    let place = Place {
        source: index,
        start: source.text.len(),
        end: source.text.len(),
    };
    Finding::new(&place, "the file says nothing")
        .label("no key and no section")
        .help("for the defaults alone, give it a title: `scenario.title = \"…\"`")
}

struct Disk {
    folder: PathBuf,
}

impl Shelf for Disk {
    fn text(&self, name: &str) -> Result<String, String> {
        read(&self.folder.join(name))
    }
    fn shown(&self, name: &str) -> String {
        tidy(&self.folder.join(name).to_string_lossy().replace('\\', "/"))
    }
}

struct Kept<'a> {
    files: &'a [SourceFile],
}

impl Shelf for Kept<'_> {
    fn text(&self, name: &str) -> Result<String, String> {
        self.files
            .iter()
            .find(|file| file.name == name)
            .map(|file| file.text.clone())
            .ok_or_else(|| "it was not kept with the scenario".to_owned())
    }
    fn shown(&self, name: &str) -> String {
        name.to_owned()
    }
}

pub(super) fn read(path: &Path) -> Result<String, String> {
    let in_words = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "reading it is not permitted".to_owned(),
        _ => error.to_string(),
    };
    let about = fs::metadata(path).map_err(in_words)?;
    if about.is_dir() {
        return Err("it is a folder; a scenario is one file".to_owned());
    }
    if !about.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    if about.len() > MOST_BYTES {
        return Err(format!(
            "it has {} bytes; a scenario has at most {MOST_BYTES}",
            about.len()
        ));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes))
        .map_err(in_words)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
            let (line, column) = line_and_column(&text, text.len());
            Err(format!(
                "line {line}, column {column} is not UTF-8; save the file as UTF-8"
            ))
        }
    }
}

/// The name of a file that `from` refers to by `to`.
fn joined(from: &str, to: &str) -> String {
    let to = to.replace('\\', "/");
    if Path::new(&to).is_absolute() {
        return tidy(&to);
    }
    match from.rsplit_once('/') {
        Some((folder, _)) => tidy(&format!("{folder}/{to}")),
        None => tidy(&to),
    }
}

/// Takes out `.` and `folder/..`, so that one file has one name.
pub(super) fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for (at, part) in path.split('/').enumerate() {
        match part {
            "." => {}
            "" if at > 0 => {}
            ".." if parts
                .last()
                .is_some_and(|last| *last != ".." && !last.is_empty()) =>
            {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_one_name() {
        assert_eq!(joined("b.toml", "../a.toml"), "../a.toml");
        assert_eq!(joined("../a.toml", "what-if/b.toml"), "../what-if/b.toml");
        assert_eq!(joined("x/b.toml", "./../a.toml"), "a.toml");
        assert_eq!(joined("../x/b.toml", "../../a.toml"), "../../a.toml");
        assert_eq!(tidy("/a/./b/../c"), "/a/c");
    }
}

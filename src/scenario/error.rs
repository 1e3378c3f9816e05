//! What can be wrong with a scenario, said with file, line and column.

use std::ops::Range;
use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Problems shown in full; the rest is counted. A file with more is not a scenario file.
const SHOWN: usize = 50;

/// The text of one file that a scenario was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path relative to the folder of the scenario file, with `/`.
    pub name: String,
    /// What the file holds.
    pub text: String,
}

/// A text that is being read: a file, or a `--set` of the command line.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// Path relative to the folder of the scenario file, or `--set`.
    pub name: String,
    /// Path as messages show it.
    pub shown: String,
    pub text: String,
    pub from_command_line: bool,
}

/// Some bytes of one source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub source: usize,
    pub start: usize,
    pub end: usize,
}

/// A problem as found, before its place is turned into line and column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finding {
    place: Place,
    message: String,
    label: String,
    help: Vec<String>,
    related: Option<(Place, String)>,
}

impl Finding {
    pub fn new(place: &Place, message: impl Into<String>) -> Self {
        Self {
            place: place.clone(),
            message: message.into(),
            label: String::new(),
            help: Vec::new(),
            related: None,
        }
    }

    /// The few words under the marked text.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// One more line that says what is allowed or what was perhaps meant.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The other place that the problem is about.
    pub fn related(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.related = Some((place.clone(), label.into()));
        self
    }

    fn into_problem(mut self, sources: &[Source]) -> Problem {
        let source = &sources[self.place.source];
        let text = source.text.as_str();
        let span = within(text, self.place.start, self.place.end);
        let mut lines = lines_around(text, &span);
        let mut related = None;
        if let Some((place, label)) = self.related.take() {
            if place.source == self.place.source {
                let other = within(text, place.start, place.end);
                let other_lines = lines_around(text, &other);
                lines = lines.start.min(other_lines.start)..lines.end.max(other_lines.end);
                related = Some((other, label));
            } else {
                let (line, column) = line_and_column(&sources[place.source].text, place.start);
                self.help.push(format!(
                    "{label} at {}:{line}:{column}",
                    sources[place.source].shown
                ));
            }
        }
        let (line, column) = line_and_column(text, span.start);
        Problem {
            message: self.message,
            file: source.shown.clone(),
            line,
            column,
            label: self.label,
            help: self.help,
            excerpt: Excerpt {
                text: text[lines.clone()].to_owned(),
                first_line: line_and_column(text, lines.start).0,
                marked: shifted(&span, lines.start),
                related: related.map(|(other, label)| (shifted(&other, lines.start), label)),
            },
            span,
        }
    }
}

/// One problem of a scenario, with the place where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, in one line.
    pub message: String,
    /// File as given, or `--set`.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Bytes of the file that are marked.
    pub span: Range<usize>,
    /// The few words under the marked text; may be empty.
    pub label: String,
    /// What is allowed, what was perhaps meant.
    pub help: Vec<String>,
    excerpt: Excerpt,
}

/// The lines of a file that a report shows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Excerpt {
    text: String,
    first_line: usize,
    marked: Range<usize>,
    related: Option<(Range<usize>, String)>,
}

impl Problem {
    /// The report as a compiler would print it.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let mut snippet = Snippet::source(self.excerpt.text.as_str())
            .line_start(self.excerpt.first_line)
            .path(self.file.as_str())
            .annotation(
                AnnotationKind::Primary
                    .span(self.excerpt.marked.clone())
                    .label(self.label.as_str()),
            );
        if let Some((span, label)) = &self.excerpt.related {
            snippet = snippet.annotation(
                AnnotationKind::Context
                    .span(span.clone())
                    .label(label.as_str()),
            );
        }
        let mut group = Level::ERROR
            .primary_title(self.message.as_str())
            .element(snippet);
        for help in &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }
}

/// Why a scenario cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The file cannot be read at all.
    #[error("error: cannot read {}: {reason}", path.display())]
    Unreadable {
        /// The file as given.
        path: PathBuf,
        /// What stands in the way.
        reason: String,
    },
    /// The file can be read, but what it says is wrong; all problems, in the order of the files.
    #[error("{}", self.render(false))]
    Invalid {
        /// At least one.
        problems: Vec<Problem>,
    },
    /// Values given by the program, not by a file, that are out of range or cannot hold together.
    #[error("error: {message}")]
    Contradiction {
        /// What is wrong.
        message: String,
    },
    /// A parameter or section that does not exist was asked for.
    #[error("error: there is no parameter or section `{path}`{}", hint(.suggestion))]
    UnknownPath {
        /// The name as given.
        path: String,
        /// The name that was perhaps meant.
        suggestion: Option<String>,
    },
}

fn hint(suggestion: &Option<String>) -> String {
    suggestion
        .as_ref()
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

impl ScenarioError {
    /// The whole report, with terminal colours if asked for.
    pub fn render(&self, color: bool) -> String {
        let Self::Invalid { problems } = self else {
            return self.to_string();
        };
        let mut reports: Vec<String> = problems
            .iter()
            .take(SHOWN)
            .map(|problem| problem.render(color))
            .collect();
        if problems.len() > SHOWN {
            reports.push(format!("… and {} more problems", problems.len() - SHOWN));
        }
        reports.join("\n\n")
    }

    /// The problems with their places; empty for a file that could not be read.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Invalid { problems } => problems,
            _ => &[],
        }
    }

    /// Turns findings into an error that lists each once, in the order of the files.
    pub(super) fn from_findings(mut findings: Vec<Finding>, sources: &[Source]) -> Self {
        findings.sort_by(|a, b| a.place.cmp(&b.place));
        findings.dedup();
        Self::Invalid {
            problems: findings
                .into_iter()
                .map(|finding| finding.into_problem(sources))
                .collect(),
        }
    }
}

/// Line and column, both from 1, of a byte.
pub(super) fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..within(text, byte, byte).start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

/// The span, kept inside the text and on borders of characters.
fn within(text: &str, start: usize, end: usize) -> Range<usize> {
    let start = text.floor_char_boundary(start.min(text.len()));
    start..text.ceil_char_boundary(end.clamp(start, text.len()))
}

/// The whole lines that the span touches.
fn lines_around(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |at| span.end + at);
    start..end
}

fn shifted(span: &Range<usize>, by: usize) -> Range<usize> {
    span.start - by..span.end - by
}

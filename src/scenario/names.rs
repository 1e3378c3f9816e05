//! Finding a parameter by name, and guessing which one was meant.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::parameters::{registry, section_docs};

static INDEX: LazyLock<BTreeMap<String, usize>> = LazyLock::new(|| {
    registry()
        .iter()
        .enumerate()
        .map(|(index, parameter)| (parameter.path(), index))
        .collect()
});

/// Position of `section.name` in [`registry`] and in every list of values.
pub fn index_of(path: &str) -> Option<usize> {
    INDEX.get(path).copied()
}

/// Whether there is such a section of parameters.
pub(super) fn is_section(name: &str) -> bool {
    section_docs().iter().any(|(section, _)| *section == name)
}

/// The candidate most like `name`, if any is like it at all.
pub(super) fn closest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let name = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::jaro_winkler(&name, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// The path that was perhaps meant by `section.name`: first the same name elsewhere, then a like name in the section,
/// then a like name anywhere.
pub(super) fn closest_path(section: &str, name: &str) -> Option<String> {
    let named = |wanted: &str| {
        registry()
            .iter()
            .find(|parameter| parameter.name == wanted && parameter.section != section)
            .map(|parameter| parameter.path())
    };
    let inside = registry()
        .iter()
        .filter(|parameter| parameter.section == section)
        .map(|parameter| parameter.name);
    closest(name, inside)
        .map(|name| format!("{section}.{name}"))
        .filter(|_| named(name).is_none())
        .or_else(|| named(name))
        .or_else(|| {
            closest(name, registry().iter().map(|parameter| parameter.name)).and_then(|name| {
                registry()
                    .iter()
                    .find(|parameter| parameter.name == name)
                    .map(|parameter| parameter.path())
            })
        })
}

//! A validation as a page in Markdown.

use std::fmt::Write as _;

use super::calibration_page::amount;
use super::report::percent;
use crate::analysis::validation::{FEW_DRAWS, Judged, MOST_DRAWS, Shown, Validation, Verdict};
use crate::scenario::observations::{Observation, Pattern, Seen, Setting};

/// What the page is made of besides the findings.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The command that makes it again.
    pub command: &'a str,
    /// The line that tells model and inputs.
    pub stamp: &'a str,
    /// Where the figure lies, seen from the page, if there is one.
    pub figure: Option<&'a str>,
}

/// Draws below which ranges are rough.
const ROUGH_BELOW: u32 = 50;

/// The page. The same findings give the same bytes.
pub fn page(validation: &Validation, beside: &Beside<'_>) -> String {
    let mut page = format!("# Validation: {}\n\n", validation.against.title);
    paragraph(&mut page, &about(validation));
    paragraph(
        &mut page,
        &format!("Made by `{}`. {}", beside.command, beside.stamp),
    );
    for sentence in answer(validation) {
        let _ = writeln!(page, "- {sentence}");
    }
    if let Some(figure) = beside.figure {
        // The numbers are in the table below.
        let _ = write!(
            page,
            "\n![Every published figure with its interval above the model's median and range; the table below has the numbers]({figure})\n"
        );
    }
    figures(&mut page, validation);
    failures(&mut page, validation);
    rows(&mut page, validation);
    settings(&mut page, validation);
    patterns(&mut page, validation);
    if let Some(table) = &validation.stages {
        stages(&mut page, validation, table);
    }
    reading(&mut page);
    page
}

fn paragraph(page: &mut String, text: &str) {
    page.push_str(text.trim());
    page.push_str("\n\n");
}

fn about(validation: &Validation) -> String {
    let believed = match &validation.posterior {
        Some(name) => format!(
            "the posterior of the calibration (`{name}`), and for parameters that are not in it their priors"
        ),
        None => "the priors: no calibration is behind it".to_owned(),
    };
    format!(
        "The model beside figures and patterns that were published and that the calibration did not use. Each setting is \
         described by an ordinary scenario or evaluation file. Predictions: {} draws of {believed}; one run, or one virtual \
         study, in each, from seed {}. Nothing was changed in the model to make a row agree, but its makers knew the figures.",
        validation.draws, validation.seed
    )
}

/// What was found, in sentences: for the top of the page, and for the terminal.
pub fn answer(validation: &Validation) -> Vec<String> {
    let [agree, little, fail] = validation.tally();
    let all = validation.judged.len();
    let of = |wanted: &dyn Fn(Verdict) -> bool| {
        let rows = validation
            .rows()
            .filter(|(_, judged)| wanted(judged.verdict))
            .map(|(observation, _)| observation.id.clone());
        listed(rows.collect())
    };
    let mut answer = vec![format!(
        "Of {all} published figures, {agree} {} with the model, {little} {} with it but would with nearly anything, and \
         {fail} {}.",
        plural(agree, "agrees", "agree"),
        plural(little, "agrees", "agree"),
        plural(fail, "does not", "do not"),
    )];
    let independent = validation
        .rows()
        .zip(&validation.behind)
        .filter(|((_, judged), behind)| judged.verdict == Verdict::Agrees && behind.is_empty())
        .count();
    if agree > 0 {
        answer.push(format!(
            "Of those that agree, {independent} {} on a source that no default or prior cites.",
            plural(independent, "rests", "rest")
        ));
    }
    if fail > 0 {
        answer.push(format!("The model fails: {}.", of(&Verdict::fails)));
    }
    if little > 0 {
        answer.push(format!(
            "Its agreement says little: {}.",
            of(&|verdict| verdict == Verdict::SaysLittle)
        ));
    }
    let patterns = validation.shown.len();
    if patterns > 0 {
        let missing: Vec<String> = validation
            .patterns()
            .filter(|(_, shown)| !shown.holds)
            .map(|(pattern, _)| format!("{} ({})", pattern.id, pattern.what))
            .collect();
        let holding = patterns - missing.len();
        answer.push(match missing.is_empty() {
            true => format!("All {patterns} claims of the patterns hold."),
            false => format!(
                "{holding} of {patterns} claims of the patterns hold; not shown: {}.",
                listed(missing)
            ),
        });
    }
    if validation.draws < ROUGH_BELOW {
        answer.push(format!(
            "{} draws are few: ranges are rough, and verdicts near an edge change with the seed.",
            validation.draws
        ));
    }
    answer
}

fn plural<'w>(n: usize, one: &'w str, many: &'w str) -> &'w str {
    if n == 1 { one } else { many }
}

fn figures(page: &mut String, validation: &Validation) {
    page.push_str(
        "\n## Published figures\n\nModel: median of the draws, with the range that holds 95% of them. \
         †: a default or prior of the model cites the same source, so the row is not quite independent.\n\n\
         | | what | observed | model | verdict |\n| --- | --- | --- | --- | --- |\n",
    );
    for ((observation, judged), behind) in validation.rows().zip(&validation.behind) {
        let verdict = judged.verdict.label();
        let _ = writeln!(
            page,
            "| {}{} | {} | {} | {} | {} |",
            observation.id,
            if behind.is_empty() { "" } else { "†" },
            cell(&observation.what),
            observed(observation, judged),
            predicted(observation, judged),
            match judged.verdict.fails() {
                true => format!("**{verdict}**"),
                false => verdict.to_owned(),
            },
        );
    }
}

/// What was observed, in words.
pub fn observed(observation: &Observation, judged: &Judged) -> String {
    let told = |x: f64| amount(x, &observation.quantity.unit);
    match observation.seen {
        Seen::Figure {
            ends: (low, high),
            half_width,
            ..
        } => {
            let figure = match low == high {
                true => told(low),
                false => format!("{} to {}", told(low), told(high)),
            };
            match half_width > 0.0 {
                true => format!("{figure} ± {}", told(half_width)),
                false => figure,
            }
        }
        Seen::AtLeast(1.0) if judged.is_event => "it did".to_owned(),
        Seen::AtLeast(bound) => format!("at least {}", told(bound)),
        Seen::AtMost(bound) => format!("at most {}", told(bound)),
    }
}

/// What the model gives, in words.
pub fn predicted(observation: &Observation, judged: &Judged) -> String {
    let told = |x: f64| amount(x, &observation.quantity.unit);
    if judged.draws == 0 {
        return "–".to_owned();
    }
    let [lower, upper] = judged.interval;
    let figure = format!(
        "{} ({} to {})",
        told(judged.median),
        told(lower),
        told(upper)
    );
    match judged.right_side {
        Some(share) if judged.is_event => format!("so in {} of the draws", percent(share)),
        Some(share) => format!("{figure}; so in {} of the draws", percent(share)),
        None => figure,
    }
}

fn failures(page: &mut String, validation: &Validation) {
    page.push_str("\n## Where the model fails, and why we think so\n\n");
    let mut any = false;
    for (observation, judged) in validation.rows() {
        if judged.verdict.fails() {
            any = true;
            let why = match observation.why.is_empty() {
                true => "We do not know why.",
                false => &observation.why,
            };
            let _ = writeln!(
                page,
                "- **{}** ({}): observed {}, model {}. {why}",
                observation.id,
                observation.what,
                observed(observation, judged),
                predicted(observation, judged)
            );
        }
    }
    if !any {
        page.push_str("Nowhere among these rows.\n");
    }
}

fn rows(page: &mut String, validation: &Validation) {
    page.push_str("\n## Row by row\n\nSource, setting, and what should be known before a row is believed.\n\n");
    for ((observation, _), behind) in validation.rows().zip(&validation.behind) {
        let mut text = format!(
            "- **{}** {}. Setting: `{}`.",
            observation.id,
            observation.source.trim_end_matches('.'),
            validation.against.settings[observation.setting].name()
        );
        if !observation.note.is_empty() {
            let _ = write!(text, " {}", observation.note);
        }
        if !behind.is_empty() {
            let paths: Vec<String> = behind.iter().map(|path| format!("`{path}`")).collect();
            let _ = write!(text, " The same source is behind {}.", listed(paths));
        }
        let _ = writeln!(page, "{text}");
    }
}

fn settings(page: &mut String, validation: &Validation) {
    page.push_str(
        "\n## The settings\n\nFiles in `scenarios/validation`; each says in comments what was set and why.\n\n\
         | file | what it describes |\n| --- | --- |\n",
    );
    let used = |number: usize| {
        let observed = validation.against.observations.iter();
        observed
            .map(|observation| observation.setting)
            .chain(validation.against.stages)
            .any(|setting| setting == number)
    };
    for (number, setting) in validation.against.settings.iter().enumerate() {
        if used(number) {
            let kind = match setting {
                Setting::Scenario(_) => "",
                Setting::Evaluation(_) => " (virtual study)",
            };
            let _ = writeln!(
                page,
                "| `{}.toml`{kind} | {} |",
                setting.name(),
                cell(setting.title())
            );
        }
    }
}

fn patterns(page: &mut String, validation: &Validation) {
    if validation.shown.is_empty() {
        return;
    }
    let _ = write!(
        page,
        "\n## Patterns\n\nThe patterns of the founding studies, at the values of the scenario files in \
         `scenarios/validation/patterns`: differences between {} pairs of runs on the same people with the same random \
         numbers, with 99% intervals (Student's t). A claim holds if the whole interval lies above zero. A test of the \
         library (`tests/patterns.rs`) asserts these same rows, and others on single people. P10 is \
         [verification.md](verification.md).\n\n\
         | | claim | more in | less in | difference | holds |\n| --- | --- | --- | --- | --- | --- |\n",
        validation.pattern_runs
    );
    for (pattern, shown) in validation.patterns() {
        let unit = &pattern.quantity.unit;
        let told = |x: f64| amount(x, unit);
        let ([difference, lower, upper], counted) = difference(pattern, shown);
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} ({} to {}){} | {} |",
            pattern.id,
            cell(&pattern.what),
            told(shown.means[0]),
            match pattern.less.is_some() || pattern.than.is_some() {
                true => told(shown.means[1]),
                false => "nothing".to_owned(),
            },
            difference,
            lower,
            upper,
            match counted {
                "" => String::new(),
                counted => format!(" {}", cell(counted)),
            },
            holds(shown),
        );
    }
}

/// The difference that a pattern claims and its interval, as they are printed, with what they are counted in.
pub fn difference<'p>(pattern: &'p Pattern, shown: &Shown) -> ([String; 3], &'p str) {
    let unit = pattern.quantity.unit.as_str();
    let told = shown.difference.map(|x| amount(x, unit));
    match (unit, pattern.less.is_some() || pattern.than.is_some()) {
        ("share", true) => (
            told.map(|text| text.trim_end_matches('%').to_owned()),
            "percentage points",
        ),
        ("share", false) => (told, ""),
        (unit, _) => (told, unit),
    }
}

fn holds(shown: &Shown) -> &'static str {
    if shown.holds { "yes" } else { "**no**" }
}

fn stages(page: &mut String, validation: &Validation, table: &str) {
    let _ = write!(
        page,
        "\n## Face validity: stages of long-term attenders\n\nThe founding study chose 17 people who had been attending for \
         half a year or more. Here is a sample of 17 simulated people chosen by the same rule, from one run under the first \
         draw (number 0, fixed beforehand), with the published counts beneath. Three shares of this table were targets of \
         the calibration (T12), there of an average network, here where people come as they did in the study; so it shows \
         what the model's people look like and is no independent check.\n\n```text\n{}\n```\n",
        table.trim_end()
    );
    let _ = writeln!(
        page,
        "\nSetting: `{}`.",
        validation
            .against
            .stages
            .map_or("", |stages| validation.against.settings[stages].name())
    );
}

fn reading(page: &mut String) {
    let _ = write!(
        page,
        "\n## How to read it\n\n\
         - **Agrees**: the published figure lies within the model's 95% range, widened by the figure's own 95% interval \
         (half-widths add up by squares). It does not say that the model is right; it says that this figure does not \
         speak against it. Where several figures were published, the nearest of them counts.\n\
         - **Says little**: so it does, but the model's range is wider than the width that was said beforehand to be of \
         use, or a bound is kept in fewer than {:.0}% of the draws. Nearly any figure would have agreed.\n\
         - **Fails**: it lies outside; or a bound is kept in fewer than {:.0}% of the draws.\n\
         - The range holds doubt about the parameters and chance between runs. It does not hold differences between \
         services that no parameter describes, so a figure from one place fails more easily than one from many.\n\
         - With few draws (fewer than {ROUGH_BELOW}) ranges and shares are rough, and verdicts near an edge change with the seed.\n\
         - With as many rows as here, one in twenty of a perfect model would fail by chance.\n\
         - What an uncontrolled study reports (before and after) is compared with what the model's own uncontrolled study \
         would report, never with what the service causes.\n",
        100.0 * MOST_DRAWS,
        100.0 * FEW_DRAWS
    );
}

/// Text that can stand in a cell.
fn cell(text: &str) -> String {
    let flowing: Vec<&str> = text.split_whitespace().collect();
    flowing.join(" ").replace('|', "/")
}

fn listed(items: Vec<String>) -> String {
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}

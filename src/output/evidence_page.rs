//! A research agenda as a page in Markdown.

use std::fmt::Write as _;

use super::report::{percent, short_pounds};
use crate::analysis::answer::first_clause;
use crate::analysis::evidence::{Agenda, Entry};

/// Rows of a list on the page; the table has all.
const MOST_ROWS: usize = 30;

/// What the page is made of besides the agenda.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The command that makes it again.
    pub command: &'a str,
    /// The line that tells model and inputs.
    pub stamp: &'a str,
    /// Where the figure lies, seen from the page, if there is one.
    pub figure: Option<&'a str>,
    /// What the figure shows, in words.
    pub alt: &'a str,
}

/// The page. The same agenda gives the same bytes.
pub fn page(agenda: &Agenda, beside: &Beside<'_>) -> String {
    let mut page = String::from("# What is worth finding out\n\n");
    paragraph(&mut page, &what(agenda));
    paragraph(
        &mut page,
        &format!("Made by `{}`. {}", beside.command, beside.stamp),
    );
    if let Some(figure) = beside.figure {
        paragraph(&mut page, &format!("![{}]({figure})", beside.alt));
    }
    let above: Vec<(usize, &Entry)> = agenda
        .parameters
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.stands_out)
        .collect();
    let (wanted, known): (Vec<_>, Vec<_>) = above
        .iter()
        .copied()
        .partition(|(_, entry)| entry.is_wanted());
    page.push_str("## Worth knowing and not known\n\n");
    paragraph(&mut page, &match wanted.len() {
        0 => "Nothing that rests on interviews or judgement alone stands above the noise.".to_owned(),
        1 => "One uncertain number rests on interviews or judgement alone and stands above the noise. To measure it \
              would serve these choices most."
            .to_owned(),
        n => format!(
            "{n} uncertain numbers rest on interviews or judgement alone and stand above the noise. To measure them \
             would serve these choices most."
        ),
    });
    list(&mut page, agenda, &wanted);
    page.push_str("## Worth knowing better\n\n");
    paragraph(&mut page, &match known.len() {
        0 => "Nothing with better evidence stands above the noise.".to_owned(),
        _ => "Somebody has counted or measured these, or they stand in a contract or a price list; a better figure \
              would still serve."
            .to_owned(),
    });
    list(&mut page, agenda, &known);
    page.push_str("## What noise hides\n\n");
    paragraph(&mut page, &hidden(agenda, above.len()));
    page.push_str("## The choices\n\n");
    choices(&mut page, agenda);
    page.push_str("## How to read it\n\n");
    for line in reading(agenda) {
        writeln!(page, "- {line}").expect("text");
    }
    page
}

fn paragraph(page: &mut String, text: &str) {
    page.push_str(text.trim());
    page.push_str("\n\n");
}

fn what(agenda: &Agenda) -> String {
    let mut text = format!(
        "The model has {} uncertain numbers. Which of them would it be worth most to know, before choosing between \
         “{}” and {}? From {} draws of all that is believed, {} of each option in each draw, for a place of {} \
         registered patients over {} years.",
        agenda.parameters.len(),
        agenda.base,
        match agenda.options.len() - 1 {
            1 => format!("“{}”", agenda.options[1]),
            n => format!("each of {n} other options"),
        },
        whole(f64::from(agenda.draws)),
        match agenda.runs_per_draw {
            1 => "one run".to_owned(),
            n => format!("{n} runs"),
        },
        whole(agenda.registered_patients),
        trimmed(agenda.years()),
    );
    if !agenda.left_out.is_empty() {
        write!(
            text,
            " Left out, because it changes what is believed and not what is decided: {}.",
            agenda.left_out.join(", ")
        )
        .expect("text");
    }
    text
}

fn list(page: &mut String, agenda: &Agenda, entries: &[(usize, &Entry)]) {
    if entries.is_empty() {
        return;
    }
    let scaled = agenda.places().is_some();
    page.push_str("| place | parameter | in the base | evidence | worth a year | ");
    if scaled {
        page.push_str("for all places, whole period | ");
    }
    page.push_str("of all there is to know | most for |\n| ---: | --- | --- | --- | ---: | ");
    if scaled {
        page.push_str("---: | ");
    }
    page.push_str("---: | --- |\n");
    for (number, entry) in entries.iter().take(MOST_ROWS) {
        let (choice, at) = agenda.where_most(entry);
        let assumption = &entry.assumption;
        let places = agenda.places().map_or_else(String::new, |places| {
            format!("{} | ", short_pounds(entry.pounds() * places))
        });
        writeln!(
            page,
            "| {} | {} (`{}`) | {} | {}; {} | {} | {places}{} | {}, a QALY at {} |",
            number + 1,
            cell(first_clause(&assumption.meaning).unwrap_or_default()),
            assumption.path,
            cell(&assumption.value),
            entry.strength.in_words(),
            cell(&assumption.source),
            short_pounds(entry.pounds() / agenda.years()),
            agenda
                .share_of_evpi(entry)
                .map_or_else(|| "–".to_owned(), percent),
            cell(&choice.label),
            short_pounds(at.threshold_pounds),
        )
        .expect("text");
    }
    if entries.len() > MOST_ROWS {
        writeln!(
            page,
            "\n{} more are in `evidence.csv`.",
            entries.len() - MOST_ROWS
        )
        .expect("text");
    }
    page.push('\n');
}

fn hidden(agenda: &Agenda, above: usize) -> String {
    let below = agenda.parameters.len() - above;
    format!(
        "The other {below} uncertain numbers cannot be told from noise with {} draws: what knowing them seems to be \
         worth is no more than shuffled numbers reach. That does not say that they do not matter; it says that for \
         these choices nobody can tell. They are in `evidence.csv`, marked as such. {} more numbers of the model are not \
         uncertain: decisions, counts, or values that are held.",
        whole(f64::from(agenda.draws)),
        agenda.held,
    )
}

fn choices(page: &mut String, agenda: &Agenda) {
    page.push_str(
        "Each option against the base, and all together. EVPI is what knowing everything would be worth a year: the \
         most that research for this one choice, in this one place, could be. Noise is the most that a shuffled number \
         seemed to be worth.\n\n\
         | choice | a QALY at | best | chance that it is | EVPI a year | noise a year |\n\
         | --- | ---: | --- | ---: | ---: | ---: |\n",
    );
    for choice in &agenda.choices {
        for at in &choice.at {
            writeln!(
                page,
                "| {} | {} | {} | {} | {} | {} |",
                cell(&choice.label),
                short_pounds(at.threshold_pounds),
                cell(&at.best),
                percent(at.probability_best),
                short_pounds(at.evpi_pounds / agenda.years()),
                short_pounds(at.noise_pounds / agenda.years()),
            )
            .expect("text");
        }
    }
    page.push('\n');
}

fn reading(agenda: &Agenda) -> Vec<String> {
    vec![
        "**Worth a year** is the expected value of partial perfect information: how much better the choice would turn \
         out, on average, if this one number were known exactly beforehand. It is the greatest over the choices and over \
         the values of a QALY shown; the last column says where. A study never tells everything, so it is worth less."
            .to_owned(),
        format!(
            "**Noise.** From a finite number of draws every number seems to be worth something. So all were shuffled {} \
             times against what the runs gave, and the greatest value that any of them reached in a choice, at a value \
             of a QALY, is the floor there. Where nothing at all is worth knowing, the chance that some number passes \
             all the same is about 1 in {} for each choice and value.",
            agenda.shuffles,
            agenda.shuffles + 1,
        ),
        "**The order** is worth times weakness of evidence, from 1 (a study with a control group) to 6 (judgement). The \
         weights are a convention. Worth already counts how wide the belief is; whoever trusts the beliefs sorts \
         `evidence.csv` by `evppi` alone."
            .to_owned(),
        "**Of all there is to know** is the share of EVPI. EVPI holds what luck is left in few runs a draw, so it comes \
         out too high, and the shares too low. Shares of several numbers do not add up."
            .to_owned(),
        "**A cut looks better than it is.** What groups do for members who are in no need of support, most of those who \
         come, is not valued; an option that spends less on groups saves money and seems to lose little."
            .to_owned(),
        "**Not here**: doubts about the structure of the model, which may weigh more than any number; choices that \
         nobody has written down as a scenario; numbers that matter only together."
            .to_owned(),
        "**A value judgement is no finding.** What a point of wellbeing is worth in QALYs may stand high in the list. No \
         trial of social prescribing tells it."
            .to_owned(),
    ]
}

/// Text that can stand in a cell.
fn cell(text: &str) -> String {
    let flowing: Vec<&str> = text.split_whitespace().collect();
    flowing.join(" ").replace('|', "\\|")
}

fn whole(x: f64) -> String {
    crate::scenario::grouped(x.round())
}

/// With one digit after the point at most.
fn trimmed(x: f64) -> String {
    crate::scenario::grouped((10.0 * x).round() / 10.0)
}

//! What happened to people, in words: one patient's story day by day, and the stage table of a sample.

use std::fmt::Write as _;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::measure::journey::{JourneyEvent, LONG_TERM_DAYS, Portrait};
use crate::world::demography::{ImdQuintile, MainNeed, Sex};
use crate::world::group::Category;
use crate::world::person::person_id;

/// Width of everything in characters: fits a wide terminal and a landscape page.
const WIDTH: u16 = 118;
/// Days of a month, for durations in words.
const MONTH_DAYS: f64 = 30.4375;

/// One patient's story: who they are, what happened on which day with their inner state after it, and a summary.
///
/// `portrait` is `None` for somebody whom the service and the groups never reached. `events` are those of one person,
/// in order of time. `network` and `run` say where in the experiment this is.
pub fn story(
    portrait: Option<&Portrait>,
    events: &[JourneyEvent],
    start: Date,
    network: &str,
    run: u32,
) -> String {
    let mut text = String::new();
    let key = portrait
        .map(|p| p.key)
        .or_else(|| events.first().map(|e| e.key));
    let person = key.map_or_else(
        || "Somebody".to_owned(),
        |key| format!("Patient {}", person_id(key)),
    );
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{person}, {}, run {run}", network_called(network));
    if let Some(portrait) = portrait {
        push_paragraph(&mut text, &who(portrait));
    }
    text.push('\n');
    if events.is_empty() {
        push_paragraph(&mut text, "Nothing happened to this person in this run.");
        return text;
    }
    let _ = writeln!(text, "{}", day_by_day(events, start));
    text.push('\n');
    push_paragraph(&mut text, &summary(portrait, events));
    push_paragraph(
        &mut text,
        "Autonomy, competence, relatedness, burden and confidence run from 0 to 1; SWEMWBS from 7 to 35 points, higher \
         is better. Stage 0 is before any help.",
    );
    text
}

fn who(p: &Portrait) -> String {
    let sex = match p.sex {
        Sex::Female => "woman",
        Sex::Male => "man",
    };
    let age = match p.age.label().strip_suffix('+') {
        Some(from) => format!("{from} or over"),
        None => p.age.label().replace('-', " to "),
    };
    let barriers: Vec<String> = p
        .barriers
        .present()
        .iter()
        .map(|(barrier, strength)| format!("{} ({strength:.1})", barrier.label()))
        .collect();
    let barriers = if barriers.is_empty() {
        "Nothing in particular stands in the way of joining in.".to_owned()
    } else {
        format!(
            "What stands in the way, from 0 to 1: {}.",
            barriers.join(", ")
        )
    };
    format!(
        "A {sex} aged {age}, living in {}. Main need: {}. Burden at the start: {:.2}.{} {barriers}",
        fifth(p.imd),
        p.need.label(),
        p.burden,
        if p.complex {
            " The needs go beyond what a link worker can do."
        } else {
            ""
        }
    )
}

fn fifth(imd: ImdQuintile) -> &'static str {
    match imd {
        1 => "one of the most deprived fifth of areas",
        2 => "one of the second most deprived fifth of areas",
        3 => "one of the middle fifth of areas by deprivation",
        4 => "one of the second least deprived fifth of areas",
        _ => "one of the least deprived fifth of areas",
    }
}

fn day_by_day(events: &[JourneyEvent], start: Date) -> String {
    let mut table = plain_table([
        "Date",
        "What happened",
        "Aut.",
        "Comp.",
        "Rel.",
        "Burden",
        "Conf.",
        "SWEMWBS",
        "Stage",
    ]);
    let mut before = None;
    for event in events {
        // The date stands once for all that happens on a day.
        let date = if before == Some(event.day) {
            String::new()
        } else {
            date_of(start, event.day)
        };
        before = Some(event.day);
        let [autonomy, competence, relatedness] = event.needs;
        table.add_row([
            date,
            event.text.clone(),
            format!("{autonomy:.2}"),
            format!("{competence:.2}"),
            format!("{relatedness:.2}"),
            format!("{:.2}", event.burden),
            format!("{:.2}", event.confidence),
            format!("{:.1}", event.swemwbs),
            event.stage.to_string(),
        ]);
    }
    right_aligned(&mut table, [2, 3, 4, 5, 6, 7, 8]);
    table.trim_fmt()
}

fn summary(portrait: Option<&Portrait>, events: &[JourneyEvent]) -> String {
    let (first, last) = (&events[0], &events[events.len() - 1]);
    let mut text = String::from("In short: ");
    match portrait {
        None => text.push_str("the service and the groups never reached this person. "),
        Some(p) => {
            let _ = write!(
                text,
                "{} with a link worker and {}",
                counted(p.contacts, "contact"),
                counted(p.sessions, "session"),
            );
            let attended = categories(p);
            if !attended.is_empty() {
                let _ = write!(text, " ({})", attended.join(", "));
            }
            match (p.journey.entered_at, p.journey.highest) {
                (0, _) => text.push_str("; the journey never began. "),
                (entered, highest) if entered == highest => {
                    let _ = write!(text, "; entered at stage {entered} and stayed there. ");
                }
                (entered, highest) => {
                    let _ = write!(
                        text,
                        "; entered at stage {entered} and reached stage {highest}{}. ",
                        if p.journey.current < highest {
                            format!(", now at stage {}", p.journey.current)
                        } else {
                            String::new()
                        }
                    );
                }
            }
            if p.still_member {
                text.push_str("Still belongs to a group at the end. ");
            }
        }
    }
    let _ = write!(
        text,
        "SWEMWBS {:.1} at the first of these events, {:.1} at the last",
        first.swemwbs, last.swemwbs
    );
    let days = last.day.saturating_sub(first.day);
    if days > 0 {
        let _ = write!(text, ", {} later", duration(days));
    }
    text.push('.');
    text
}

/// The stages of long-term attenders, laid out like Table 1 of the founding study (Payne, Walton and Burton 2020).
///
/// Eligible is who still belongs to a group or came within the last four weeks of the run of `days` days, and has been
/// engaged for at least six months since the first contact or session. Up to `sample` of them (the study had 17) are
/// chosen by a hash of their key: the same in every call. The published counts stand beneath.
pub fn stage_table(portraits: &[Portrait], start: Date, days: u32, sample: usize) -> String {
    let mut eligible: Vec<(&Portrait, u32)> = portraits
        .iter()
        .filter_map(|p| p.engaged_days(days).map(|engaged| (p, engaged)))
        .filter(|&(_, engaged)| engaged >= LONG_TERM_DAYS)
        .collect();
    let found = eligible.len();
    eligible.sort_by_key(|(p, _)| (scramble(p.key), p.key));
    eligible.truncate(sample);
    eligible.sort_by_key(|(p, _)| p.key);

    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "Stages reached by people who had been attending for six months or more on {}",
        date_of(start, days)
    );
    let _ = writeln!(text, "{} of {found} such people\n", eligible.len());
    if eligible.is_empty() {
        push_paragraph(&mut text, "Nobody had been attending for so long.");
    } else {
        let _ = writeln!(text, "{}\n", rows_of(&eligible));
        let count =
            |which: &dyn Fn(&Portrait) -> bool| eligible.iter().filter(|(p, _)| which(p)).count();
        let n = eligible.len();
        let entered_1 = count(&|p| p.journey.entered_at == 1);
        let entered_2 = count(&|p| p.journey.entered_at == 2);
        let reached_5 = count(&|p| p.journey.highest == 5);
        let _ = writeln!(
            text,
            "Here: {entered_1} of {n} entered at stage 1, {entered_2} of {n} at stage 2; {reached_5} of {n} reached stage 5."
        );
    }
    push_paragraph(
        &mut text,
        "Published: 11 of 17 entered at stage 1, 6 of 17 at stage 2; 13 of 17 reached stage 5 (7 from stage 1, 6 from \
         stage 2), 2 stayed at stage 1, 1 at stage 3, 1 at stage 4. Source: Table 1 of Payne K, Walton E, Burton C \
         (2020) Steps to benefit from social prescription: a qualitative interview study, British Journal of General \
         Practice 70(690): e36-e44. Its participants were chosen on purpose at one provider, so the counts are a \
         pattern to compare with, not rates.",
    );
    push_paragraph(
        &mut text,
        "Stages: 1 professional support; 2 engaging with others; 3 new skills and ways of relating; 4 seeing oneself \
         and the future differently; 5 moving forward.",
    );
    text
}

fn rows_of(sample: &[(&Portrait, u32)]) -> String {
    let mut table = plain_table([
        "ID",
        "Reason for referral",
        "Engaged",
        "Stages",
        "Advice",
        "Physical",
        "Wellbeing",
        "Social",
        "Creative",
        "Volunteer",
    ]);
    for (p, engaged) in sample {
        let stages = match (p.journey.entered_at, p.journey.highest) {
            (0, _) => "none".to_owned(),
            (entered, highest) if entered == highest => entered.to_string(),
            (entered, highest) => format!("{entered}–{highest}"),
        };
        let mut cells = vec![
            person_id(p.key),
            reason(p.need).to_owned(),
            duration(*engaged),
            stages,
        ];
        cells.extend(
            p.attended
                .iter()
                .map(|&came| if came { "y" } else { "" }.to_owned()),
        );
        table.add_row(cells);
    }
    right_aligned(&mut table, [0]);
    for column in 3..4 + Category::COUNT {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Center);
        }
    }
    table.trim_fmt()
}

/// The main need in the words of a referral.
fn reason(need: MainNeed) -> &'static str {
    match need {
        MainNeed::Loneliness => "Loneliness and isolation",
        MainNeed::LowMood => "Low mood and anxiety",
        MainNeed::MoneyHousing => "Money, housing, benefits",
        MainNeed::Inactivity => "Inactivity and lifestyle",
        MainNeed::LongTermCondition => "Long-term condition",
        MainNeed::Bereavement => "Bereavement",
        MainNeed::Caring => "Caring for somebody",
        MainNeed::Occupation => "Something to do",
    }
}

/// An order without meaning, the same on every machine (the finaliser of SplitMix64).
fn scramble(key: u32) -> u64 {
    let mut z = u64::from(key).wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn categories(p: &Portrait) -> Vec<&'static str> {
    Category::ALL
        .iter()
        .zip(p.attended)
        .filter(|&(_, came)| came)
        .map(|(category, _)| category.label())
        .collect()
}

/// "network Ash"; a network that nobody named is called "network" already.
pub fn network_called(name: &str) -> String {
    match name.starts_with("network") {
        true => name.to_owned(),
        false => format!("network {name}"),
    }
}

/// "no sessions", "1 session", "2 sessions".
pub fn counted(n: u16, what: &str) -> String {
    match n {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// "3 days", "7 weeks", "11 months", "2.5 years".
fn duration(days: u32) -> String {
    let whole = f64::from(days);
    let (number, unit) = match days {
        0..=20 => (whole, "day"),
        21..=90 => ((whole / 7.0).round(), "week"),
        91..=700 => ((whole / MONTH_DAYS).round(), "month"),
        _ => ((whole / MONTH_DAYS / 1.2).round() / 10.0, "year"),
    };
    format!("{number} {unit}{}", if number == 1.0 { "" } else { "s" })
}

fn date_of(start: Date, day: u32) -> String {
    start
        .checked_add(i64::from(day).days())
        .unwrap_or(Date::MAX)
        .strftime("%a %-d %b %Y")
        .to_string()
}

fn plain_table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table
        .load_style(NOTHING.header_separator(LineStyle::none().fill('─').junction('─')))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(header);
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    table
}

fn right_aligned<const N: usize>(table: &mut Table, columns: [usize; N]) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// Words wrapped at the width of the tables.
fn push_paragraph(text: &mut String, words: &str) {
    let mut length = 0;
    for word in words.split_whitespace() {
        let size = word.chars().count();
        if length > 0 && length + 1 + size > usize::from(WIDTH) {
            text.push('\n');
            length = 0;
        } else if length > 0 {
            text.push(' ');
            length += 1;
        }
        text.push_str(word);
        length += size;
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::barriers::{Barrier, Barriers};
    use crate::world::demography::AgeBand;
    use crate::world::stage::Journey;
    use jiff::civil::date;

    fn event(day: u32, kind: &'static str, text: &str, swemwbs: f64, stage: u8) -> JourneyEvent {
        JourneyEvent {
            person: 3,
            key: 4021,
            day,
            kind,
            text: text.into(),
            needs: [0.31, 0.35, 0.22 + 0.05 * f64::from(stage)],
            burden: 0.62 - 0.04 * f64::from(stage),
            confidence: 0.4,
            swemwbs,
            stage,
        }
    }

    fn portrait(key: u32) -> Portrait {
        let mut barriers = Barriers::default();
        barriers.0[Barrier::Transport.index()] = 0.6;
        barriers.0[Barrier::SocialAnxiety.index()] = 0.8;
        let mut journey = Journey::default();
        journey.reach(1, 40);
        journey.reach(2, 75);
        journey.reach(3, 130);
        Portrait {
            key,
            age: AgeBand::From45To64,
            sex: Sex::Female,
            imd: 1,
            need: MainNeed::Loneliness,
            complex: false,
            burden: 0.62,
            barriers,
            journey,
            contacts: 4,
            sessions: 31,
            attended_between: Some((75, 700)),
            attended: [true, false, false, true, false, false],
            still_member: true,
        }
    }

    #[test]
    fn a_story_can_be_read_day_by_day() {
        let events = [
            event(2, "need", "Falls into need: loneliness.", 17.2, 0),
            event(
                9,
                "offer",
                "Consults GP 4 feeling low; the GP offers social prescribing, and it is accepted.",
                17.0,
                0,
            ),
            event(
                9,
                "referral",
                "Referred; goes on the waiting list for a link worker.",
                17.0,
                0,
            ),
            event(40, "contact", "Contact 1 with the link worker.", 17.4, 1),
            event(
                75,
                "first session",
                "Comes to a first session of social (group 12).",
                18.9,
                2,
            ),
            event(
                130,
                "stage",
                "Reaches stage 3: learns new skills and ways of relating to others.",
                21.3,
                3,
            ),
        ];
        insta::assert_snapshot!(story(
            Some(&portrait(4021)),
            &events,
            date(2026, 4, 1),
            "Alder",
            7
        ));
    }

    #[test]
    fn somebody_never_reached_has_a_story_and_nobody_has_one_too() {
        let events = [event(0, "need", "Is in need: loneliness.", 17.2, 0)];
        let told = story(None, &events, date(2026, 4, 1), "Ash", 0);
        assert!(told.starts_with("Patient A04021, network Ash, run 0\n"));
        assert!(told.contains("never reached this person"));
        assert!(
            !told.contains("later"),
            "a single event has no duration: {told}"
        );
        assert!(
            story(None, &[], date(2026, 4, 1), "Ash", 0)
                .contains("Nothing happened to this person")
        );
    }

    #[test]
    fn the_stage_table_holds_long_term_attenders_only_and_counts_them() {
        let mut people: Vec<Portrait> = (1..=4).map(portrait).collect();
        people[1].journey = Journey::default();
        for (stage, day) in [(2, 90), (3, 200), (4, 300), (5, 400)] {
            people[1].journey.reach(stage, day);
        }
        people[1].still_member = false;
        people[1].attended_between = Some((90, 725));
        people[1].need = MainNeed::Occupation;
        // Stopped coming a year before the end.
        people[2].still_member = false;
        people[2].attended_between = Some((75, 365));
        // Came for the first time two months before the end.
        people[3].journey = Journey::default();
        people[3].journey.reach(2, 670);
        people[3].attended_between = Some((670, 725));
        let table = stage_table(&people, date(2026, 4, 1), 730, 17);
        insta::assert_snapshot!(table);
        assert!(
            table.contains("1 of 2 entered at stage 1, 1 of 2 at stage 2; 1 of 2 reached stage 5")
        );
        let empty = stage_table(&people[2..], date(2026, 4, 1), 730, 17);
        assert!(empty.contains("Nobody had been attending"));
    }

    #[test]
    fn the_sample_is_as_large_as_asked_and_the_same_in_any_order() {
        let people: Vec<Portrait> = (0..100).map(portrait).collect();
        let backwards: Vec<Portrait> = people.iter().rev().cloned().collect();
        let (start, days) = (date(2026, 4, 1), 730);
        let table = stage_table(&people, start, days, 17);
        assert_eq!(table, stage_table(&backwards, start, days, 17));
        assert!(table.contains("\n17 of 100 such people"));
        assert_eq!(table.matches("Loneliness and isolation").count(), 17);
    }

    #[test]
    fn durations_are_in_the_unit_people_would_use() {
        assert_eq!(duration(1), "1 day");
        assert_eq!(duration(49), "7 weeks");
        assert_eq!(duration(335), "11 months");
        assert_eq!(duration(1096), "3 years");
        assert_eq!(duration(913), "2.5 years");
    }
}

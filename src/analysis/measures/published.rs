//! Measures that published studies report: what calibration and validation compare the model with.

use super::{By, OutcomeMeasures, RunView};
use crate::measure::book::LESS_CONFIDENT;
use crate::measure::count::Count;
use crate::measure::pair::GAIN_MONTHS;
use crate::measure::questionnaires::ASKED_AGAIN_MONTHS;
use crate::measure::wellbeing::SERVED_MONTHS;
use crate::world::demography::{Sex, sex_subgroup};
use crate::world::group::Category;

/// Months after the first contact at which loneliness is reported.
const LONELINESS_MONTHS: [u32; 3] = [3, 6, 12];
/// Months after the first contact at which use of services is compared with that at first contact.
const USE_MONTHS: [u32; 2] = [6, 12];

impl OutcomeMeasures {
    pub(super) fn add_published(&mut self) {
        self.add_referred();
        self.add_sent();
        self.add_long_term();
        self.add_questionnaires();
        self.add_better();
        self.add_loneliness();
        self.add_use();
        self.add_patterns();
    }

    fn add_referred(&mut self) {
        self.add(
            "share_female_of_offered",
            "share",
            By::All,
            "Share of offers of social prescribing that were made to women.",
            |view, g| {
                view.count(Count::Offered, sex_subgroup(Sex::Female))
                    / view.count(Count::Offered, g)
            },
        );
        self.add(
            "share_completed_within_4_contacts",
            "share",
            By::All,
            "Share of episodes that ended with goals met after four contacts or fewer.",
            |view, _| {
                let contacts = &view.pair.with_service.contacts_of_completed;
                contacts.iter().filter(|&&n| n <= 4).count() as f64 / contacts.len() as f64
            },
        );
        self.add(
            "share_support_completed",
            "share",
            By::Subgroups,
            "Share of ended episodes that ended as they should: goals met, the length of the policy reached, or straight to a group.",
            |view, g| {
                let done = [
                    Count::EndedGoalsMet,
                    Count::EndedPolicyLength,
                    Count::EndedDirectToGroup,
                ];
                let ended: f64 = Count::endings().map(|count| view.count(count, g)).sum();
                done.map(|count| view.count(count, g)).iter().sum::<f64>() / ended
            },
        );
        self.add(
            "share_of_groups_turning_away",
            "share",
            By::All,
            "Share of groups open on the last day that turned somebody away for want of a place in the month before.",
            |view, _| {
                let [open, turning_away] = view.pair.with_service.open_and_turning_away;
                turning_away as f64 / open as f64
            },
        );
    }

    /// People sent to groups that run courses.
    fn add_sent(&mut self) {
        for &category in Category::ALL
            .iter()
            .filter(|category| category.runs_courses())
        {
            let name = super::slug(category.label());
            let of = category.label();
            self.add(
                format!("share_sent_who_came_{name}"),
                "share",
                By::All,
                format!("Share of those sent to {of} who came to a first session; places not taken up and not yet given up are left out."),
                move |view, _| {
                    let sent = view.pair.with_service.sent[category.index()];
                    sent.came as f64 / (sent.came + sent.never_came) as f64
                },
            );
            self.add(
                format!("share_sent_who_completed_{name}"),
                "share",
                By::All,
                format!("Share of those sent to {of} who came until the course was over, of those who did or gave up their place."),
                move |view, _| {
                    let sent = view.pair.with_service.sent[category.index()];
                    sent.completed as f64 / (sent.completed + sent.left_early) as f64
                },
            );
        }
    }

    fn add_long_term(&mut self) {
        self.add(
            "long_term_attenders",
            "people",
            By::All,
            "People who still come on the last day and have been engaged for half a year or more.",
            |view, _| view.pair.with_service.long_term.people as f64,
        );
        self.add(
            "share_of_long_term_attenders_entered_at_1",
            "share",
            By::All,
            "Share of them who entered the journey at stage 1.",
            |view, _| {
                let found = view.pair.with_service.long_term;
                found.entered_at_1 as f64 / found.people as f64
            },
        );
        self.add(
            "share_of_long_term_attenders_at_stage_5",
            "share",
            By::All,
            "Share of them who have reached stage 5.",
            |view, _| {
                let found = view.pair.with_service.long_term;
                found.reached_5[0] as f64 / found.people as f64
            },
        );
        self.add(
            "lead_of_long_term_attenders_entered_at_2",
            "share",
            By::All,
            "Share at stage 5 among long-term attenders who entered at stage 2 less the share among those who entered at stage 1.",
            |view, _| {
                let found = view.pair.with_service.long_term;
                let at_1 = found.reached_5[1] as f64 / found.entered_at_1 as f64;
                let others = found.reached_5[0] - found.reached_5[1];
                others as f64 / (found.people - found.entered_at_1) as f64 - at_1
            },
        );
    }

    fn add_questionnaires(&mut self) {
        self.add(
            "share_with_two_questionnaires",
            "share",
            By::Subgroups,
            format!("Share of referrals that leave the service with a questionnaire from the first contact and one from {ASKED_AGAIN_MONTHS} months later."),
            |view, g| {
                let found = &view.pair.questionnaires;
                found.paired[g] / found.people[g] as f64 * view.share(Count::Contacted, Count::Referred, g)
            },
        );
        self.add(
            "swemwbs_change_in_questionnaires",
            "SWEMWBS points",
            By::Subgroups,
            "Mean change between the two questionnaires of those who have both: what a service would report, not what it caused.",
            |view, g| {
                let found = &view.pair.questionnaires;
                found.swemwbs_change[g] / found.paired[g]
            },
        );
        self.add(
            "loneliness_change_in_questionnaires",
            "UCLA points",
            By::Subgroups,
            "The same for loneliness (three items, 3 to 9); below zero is less lonely.",
            |view, g| {
                let found = &view.pair.questionnaires;
                found.loneliness_change[g] / found.paired[g]
            },
        );
    }

    /// Shares of questionnaires that show a change.
    fn add_better(&mut self) {
        self.add(
            "share_less_lonely_in_questionnaires",
            "share",
            By::Subgroups,
            "Share of those with both questionnaires who are less lonely in the second, by a point of a scale in whole points.",
            |view, g| {
                let found = &view.pair.questionnaires;
                found.less_lonely[g] / found.paired[g]
            },
        );
        self.add(
            "share_better_in_questionnaires",
            "share",
            By::Subgroups,
            "Share of those with both questionnaires who are less lonely or report more wellbeing in the second, each by a point.",
            |view, g| {
                let found = &view.pair.questionnaires;
                found.better[g] / found.paired[g]
            },
        );
    }

    /// Rates of service use before and after, as a service would compare them, and what was caused.
    fn add_use(&mut self) {
        for (part, name, what) in [
            (0, "gp_use", "GP consultations"),
            (1, "hospital_use", "A&E attendances and admissions"),
        ] {
            for (mark, months) in SERVED_MONTHS
                .into_iter()
                .enumerate()
                .filter(|(_, months)| USE_MONTHS.contains(months))
            {
                self.add(
                    format!("{name}_before_after_change_month_{months}"),
                    "share",
                    By::Subgroups,
                    format!("Rate of {what} of the served, as their state on the day brings it: {months} months after first contact against at first contact; below zero is less use."),
                    move |view, g| {
                        let found = &view.pair.served_use[part];
                        found.with_service[mark][g] / found.before[mark][g] - 1.0
                    },
                );
                self.add(
                    format!("{name}_causal_change_month_{months}"),
                    "share",
                    By::Subgroups,
                    format!("What the service caused: the same rate {months} months after first contact with the service against without."),
                    move |view, g| {
                        let found = &view.pair.served_use[part];
                        found.with_service[mark][g] / found.without[mark][g] - 1.0
                    },
                );
            }
        }
    }

    /// What shows the patterns of the founding studies.
    fn add_patterns(&mut self) {
        for (entry, stage) in [(0, 1), (1, 2)] {
            self.add(
                format!("burden_of_those_entered_at_{stage}"),
                "index",
                By::All,
                format!("Mean burden at onset of those who entered the journey at stage {stage}."),
                move |view, _| {
                    let [people, sum] = view.pair.with_service.burden_at_entry[entry];
                    sum / people
                },
            );
        }
        for (late, name, who) in [
            (0, "early", "no further than stage 2 and in no group"),
            (1, "late", "at stage 4 or beyond"),
        ] {
            for (time, months) in GAIN_MONTHS.into_iter().enumerate() {
                self.add(
                    format!("{name}_stage_gain_month_{months}"),
                    "SWEMWBS points",
                    By::All,
                    format!("What the service caused {months} months after first contact in those who were {who} a year after it."),
                    move |view, _| {
                        let found = view.pair.gains_by_stage[late];
                        found[1 + time] / found[0]
                    },
                );
            }
        }
        for (half, name) in [(0, "less"), (1, "more")] {
            self.add(
                format!("share_with_first_session_{name}_confident"),
                "share",
                By::All,
                format!("Share of memberships of the {name} confident (confidence at onset parted at {LESS_CONFIDENT}) that came to a first session, of those that did or were given up without one."),
                move |view, _| {
                    let [came, never] = view.pair.with_service.first_sessions[half];
                    came as f64 / (came + never) as f64
                },
            );
        }
    }

    fn add_loneliness(&mut self) {
        for (mark, months) in SERVED_MONTHS
            .into_iter()
            .enumerate()
            .filter(|(_, months)| LONELINESS_MONTHS.contains(months))
        {
            self.add(
                format!("loneliness_causal_change_month_{months}"),
                "UCLA points",
                By::Subgroups,
                format!("What the service caused: loneliness of the served with the service less without, {months} months after first contact; below zero is less lonely."),
                move |view, g| {
                    let found = &view.pair.served_loneliness;
                    (found.with_service[mark][g] - found.without[mark][g]) / found.people[mark][g] as f64
                },
            );
            self.add(
                format!("loneliness_before_after_change_month_{months}"),
                "UCLA points",
                By::Subgroups,
                format!("Loneliness of the served {months} months after first contact less at first contact."),
                move |view, g| {
                    let found = &view.pair.served_loneliness;
                    (found.with_service[mark][g] - found.before[mark][g]) / found.people[mark][g] as f64
                },
            );
        }
        self.add(
            "share_of_adults_often_lonely",
            "share",
            By::All,
            "Share of adults who are in need and lonely often or always on the last day.",
            |view, _| often_lonely(view, &[0, 1]),
        );
        for (disabled, name) in [(1, "disabled"), (0, "other")] {
            self.add(
                format!("share_of_{name}_adults_often_lonely"),
                "share",
                By::All,
                format!("The same share among {name} adults."),
                move |view, _| often_lonely(view, &[disabled]),
            );
        }
    }
}

fn often_lonely(view: &RunView<'_>, among: &[usize]) -> f64 {
    let book = &view.pair.with_service;
    let lonely: u64 = among.iter().map(|&group| book.often_lonely[group]).sum();
    let adults: f64 = among.iter().map(|&group| book.adults[group]).sum();
    lonely as f64 / adults
}

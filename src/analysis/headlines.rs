//! The measures that a comparison leads with: what each is called, in which direction it is better, how it is printed.

use serde::{Deserialize, Serialize};

use super::comparison::Better;
use super::economics::words::pounds;

/// What a measure is about: the heading under which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// How long people wait.
    Waits,
    /// How far people come.
    Pathway,
    /// How people fare.
    Outcomes,
    /// Who carries the load.
    Workload,
    /// What it costs.
    Money,
}

impl Topic {
    /// The heading.
    pub fn label(self) -> &'static str {
        match self {
            Topic::Waits => "Waits",
            Topic::Pathway => "Reach and stages",
            Topic::Outcomes => "Wellbeing and use of health services",
            Topic::Workload => "Workload and groups",
            Topic::Money => "Money and worth",
        }
    }
}

/// The first of them to be read: those of a first page.
pub const LEADING: [&str; 11] = [
    "wait_median",
    "wait_90th_percentile",
    "seen_by_a_link_worker",
    "reached_stage_3",
    "causal_change_month_12",
    "cost_nhs_and_personal_social_services",
    "qalys",
    "net_benefit_1",
    "net_benefit_2",
    "net_benefit_3",
    "net_benefit_4",
];

/// A measure that a comparison leads with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Headline {
    /// Name of the measure.
    pub id: &'static str,
    /// What it is, in words.
    pub label: &'static str,
    /// Unit, as printed after the number; `%` for shares, which are then printed times 100.
    pub unit: &'static str,
    /// Digits after the point.
    pub decimals: usize,
    /// Which way is better; none where neither is.
    pub better: Option<Better>,
    /// Heading.
    pub topic: Topic,
    /// Whether it is shown by deprivation quintile.
    pub by_quintile: bool,
    /// Whether only its difference between scenarios means something.
    pub difference_only: bool,
    /// The half-width asked of its difference, where that is not a share of the level: for differences near zero.
    pub absolute_half_width: Option<f64>,
}

const fn headline(
    id: &'static str,
    label: &'static str,
    unit: &'static str,
    decimals: usize,
    better: Option<Better>,
    topic: Topic,
) -> Headline {
    Headline {
        id,
        label,
        unit,
        decimals,
        better,
        topic,
        by_quintile: true,
        difference_only: false,
        absolute_half_width: None,
    }
}

/// The value of a QALY in pounds at which a net benefit is reckoned, of those in use; none of other measures.
pub fn threshold_of(measure: &str, thresholds_pounds: &[f64]) -> Option<f64> {
    let number: usize = measure.strip_prefix("net_benefit_")?.parse().ok()?;
    thresholds_pounds.get(number.checked_sub(1)?).copied()
}

/// A measure in words, with the value of a QALY where it belongs.
pub fn label_at(measure: &str, label: &str, thresholds_pounds: &[f64]) -> String {
    match threshold_of(measure, thresholds_pounds) {
        Some(value) => format!("Net benefit at {} a QALY", pounds(value)),
        None => label.to_owned(),
    }
}

impl Headline {
    /// What it is, in words, with the value of a QALY where it belongs.
    pub fn label_at(&self, thresholds_pounds: &[f64]) -> String {
        label_at(self.id, self.label, thresholds_pounds)
    }

    const fn for_everybody(self) -> Self {
        Self {
            by_quintile: false,
            ..self
        }
    }

    const fn as_difference(self) -> Self {
        Self {
            difference_only: true,
            ..self
        }
    }

    const fn within(self, half_width: f64) -> Self {
        Self {
            absolute_half_width: Some(half_width),
            ..self
        }
    }

    /// What a value is multiplied by to be printed.
    pub fn scale(&self) -> f64 {
        if self.unit == "%" { 100.0 } else { 1.0 }
    }
}

const HIGHER: Option<Better> = Some(Better::Higher);
const LOWER: Option<Better> = Some(Better::Lower);

/// The measures that a comparison leads with, in the order of the tables.
pub const HEADLINES: &[Headline] = &[
    headline(
        "wait_median",
        "Wait to first contact, median",
        "days",
        1,
        LOWER,
        Topic::Waits,
    ),
    headline(
        "wait_90th_percentile",
        "Wait to first contact, 90th percentile",
        "days",
        1,
        LOWER,
        Topic::Waits,
    ),
    headline(
        "share_waiting_over_4_weeks",
        "Waited more than 4 weeks",
        "%",
        1,
        LOWER,
        Topic::Waits,
    ),
    headline(
        "mean_waiting_list",
        "People on the waiting list, mean",
        "people",
        0,
        LOWER,
        Topic::Waits,
    ),
    headline("referred", "Referrals", "people", 0, None, Topic::Pathway),
    headline(
        "seen_by_a_link_worker",
        "Seen by a link worker",
        "people",
        0,
        HIGHER,
        Topic::Pathway,
    ),
    headline(
        "share_contacted",
        "Share of referrals seen",
        "%",
        1,
        HIGHER,
        Topic::Pathway,
    ),
    headline(
        "came_to_an_onward_activity",
        "Came to an onward activity",
        "people",
        0,
        HIGHER,
        Topic::Pathway,
    ),
    headline(
        "no_fitting_group",
        "No fitting group found",
        "times",
        0,
        LOWER,
        Topic::Pathway,
    ),
    headline(
        "reached_stage_3",
        "Reached stage 3: new skills, relating to others",
        "people",
        0,
        HIGHER,
        Topic::Pathway,
    ),
    headline(
        "reached_stage_4",
        "Reached stage 4: seeing oneself and the future anew",
        "people",
        0,
        HIGHER,
        Topic::Pathway,
    ),
    headline(
        "reached_stage_5",
        "Reached stage 5: moving forward",
        "people",
        0,
        HIGHER,
        Topic::Pathway,
    ),
    headline(
        "swemwbs_in_need_month_12",
        "Wellbeing of everybody in need, 12 months after onset",
        "SWEMWBS points",
        3,
        HIGHER,
        Topic::Outcomes,
    )
    .within(0.01),
    headline(
        "causal_change_month_12",
        "Change caused in those served, 12 months on",
        "SWEMWBS points",
        3,
        HIGHER,
        Topic::Outcomes,
    )
    .within(0.03),
    headline(
        "gp_consultations",
        "GP consultations of people in need",
        "",
        0,
        LOWER,
        Topic::Outcomes,
    ),
    headline(
        "aande_attendances",
        "A&E attendances of people in need",
        "",
        0,
        LOWER,
        Topic::Outcomes,
    ),
    headline(
        "inpatient_admissions",
        "Inpatient admissions of people in need",
        "",
        0,
        LOWER,
        Topic::Outcomes,
    ),
    headline(
        "mean_caseload_per_fte",
        "Clients per full-time link worker",
        "people",
        1,
        None,
        Topic::Workload,
    )
    .for_everybody(),
    headline(
        "mean_strain",
        "Strain of link workers, 0 to 1",
        "",
        2,
        LOWER,
        Topic::Workload,
    )
    .for_everybody(),
    headline(
        "share_of_posts_vacant",
        "Posts vacant",
        "%",
        1,
        LOWER,
        Topic::Workload,
    )
    .for_everybody(),
    headline(
        "mean_share_of_groups_full",
        "Groups that are full",
        "%",
        1,
        None,
        Topic::Workload,
    )
    .for_everybody(),
    headline(
        "cost_service_total",
        "Cost of the service and its groups, not discounted",
        "GBP",
        0,
        LOWER,
        Topic::Money,
    )
    .for_everybody(),
    headline(
        "cost_nhs_and_personal_social_services",
        "Cost to the NHS and social services, service use included",
        "GBP",
        0,
        LOWER,
        Topic::Money,
    )
    .for_everybody(),
    headline(
        "cost_societal",
        "Cost to society, time of patients and volunteers included",
        "GBP",
        0,
        LOWER,
        Topic::Money,
    )
    .for_everybody(),
    headline(
        "qalys",
        "QALYs, discounted",
        "QALYs",
        2,
        HIGHER,
        Topic::Money,
    )
    .as_difference(),
    headline(
        "qalys_equity_weighted",
        "QALYs weighted for equity, discounted",
        "QALYs",
        2,
        HIGHER,
        Topic::Money,
    )
    .for_everybody()
    .as_difference(),
    headline(
        "wellbys",
        "WELLBYs, discounted (another lens on the same gain)",
        "WELLBYs",
        1,
        HIGHER,
        Topic::Money,
    )
    .as_difference(),
    headline(
        "net_benefit_1",
        "Net benefit at the lowest value of a QALY",
        "GBP",
        0,
        HIGHER,
        Topic::Money,
    )
    .for_everybody()
    .as_difference(),
    headline(
        "net_benefit_2",
        "Net benefit at the second value of a QALY",
        "GBP",
        0,
        HIGHER,
        Topic::Money,
    )
    .for_everybody()
    .as_difference(),
    headline(
        "net_benefit_3",
        "Net benefit at the third value of a QALY",
        "GBP",
        0,
        HIGHER,
        Topic::Money,
    )
    .for_everybody()
    .as_difference(),
    headline(
        "net_benefit_4",
        "Net benefit at the highest value of a QALY",
        "GBP",
        0,
        HIGHER,
        Topic::Money,
    )
    .for_everybody()
    .as_difference(),
    headline(
        "net_benefit_wellbys",
        "Net benefit by WELLBYs, society's costs",
        "GBP",
        0,
        HIGHER,
        Topic::Money,
    )
    .for_everybody()
    .as_difference(),
];

/// The measures of each month that a comparison shows.
pub const MONTHLY: &[(&str, &str, &str, usize)] = &[
    ("waiting_list", "People on the waiting list", "people", 0),
    (
        "wait_of_month",
        "Wait of those first seen in the month",
        "days",
        1,
    ),
    ("active_clients", "People with a link worker", "people", 0),
    ("strain", "Strain of link workers, 0 to 1", "", 2),
    ("groups_full", "Groups that are full", "groups", 0),
    (
        "reached_stage_3_so_far",
        "People who have reached stage 3",
        "people",
        0,
    ),
];

/// The headline of a measure, if it is one.
pub fn headline_of(id: &str) -> Option<&'static Headline> {
    HEADLINES.iter().find(|headline| headline.id == id)
}

#[cfg(test)]
mod tests {
    use super::super::measures::{By, OutcomeMeasures, SeriesMeasures};
    use super::*;

    #[test]
    fn every_headline_is_a_measure_and_is_known_for_its_subgroups() {
        let measures = OutcomeMeasures::new();
        for headline in HEADLINES {
            let measure = measures
                .list()
                .find(|measure| measure.id == headline.id)
                .unwrap_or_else(|| panic!("{}", headline.id));
            assert!(
                !headline.by_quintile || measure.by != By::All,
                "{}",
                headline.id
            );
        }
        let series = SeriesMeasures::new();
        for (id, ..) in MONTHLY {
            assert!(series.list().any(|measure| measure.id == *id), "{id}");
        }
    }
}

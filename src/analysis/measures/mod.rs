//! What each outcome is: its name, unit and meaning, and how it follows from the record of a run.

mod published;

use crate::measure::book::Book;
use crate::measure::count::Count;
use crate::measure::money::{CostLine, Perspective};
use crate::measure::pair::Pair;
use crate::measure::series::{BY_IMD, MonthSnapshot};
use crate::measure::wellbeing::{ONSET_MONTHS, SERVED_MONTHS};
use crate::scenario::parameters::{Parameters, Values};
use crate::world::demography::{ALL, SUBGROUPS};

/// Which subgroups a measure is given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Everybody only.
    All,
    /// Everybody and the five quintiles.
    Imd,
    /// All subgroups.
    Subgroups,
}

impl By {
    /// Number of subgroups, which are the first ones in order.
    pub fn count(self) -> usize {
        match self {
            By::All => 1,
            By::Imd => BY_IMD,
            By::Subgroups => SUBGROUPS,
        }
    }
}

/// Name, unit and meaning of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Name in tables: lower case, underscores.
    pub id: String,
    /// Unit.
    pub unit: &'static str,
    /// Meaning, in a sentence.
    pub doc: String,
    /// Subgroups.
    pub by: By,
}

/// A run's record with what several measures need worked out once.
pub struct RunView<'a> {
    pair: &'a Pair,
    parameters: &'a Parameters,
    registered: f64,
    years: f64,
    /// Waits in days in ascending order, by everybody and quintile.
    waits: [Vec<f64>; BY_IMD],
}

impl<'a> RunView<'a> {
    /// A view of a run (or of one network of it) of `days` days. `parameters` are those of the first day, for the
    /// values of outcomes; `registered` is the number of registered patients.
    pub fn new(pair: &'a Pair, parameters: &'a Parameters, registered: f64, days: u32) -> Self {
        let mut waits: [Vec<f64>; BY_IMD] = Default::default();
        for wait in &pair.with_service.waits {
            for group in [ALL, usize::from(wait.imd)] {
                waits[group].push(f64::from(wait.days));
            }
        }
        for group in &mut waits {
            group.sort_unstable_by(f64::total_cmp);
        }
        Self {
            pair,
            parameters,
            registered,
            years: f64::from(days) / 365.25,
            waits,
        }
    }

    fn count(&self, count: Count, subgroup: usize) -> f64 {
        self.pair.with_service.counts.get(count, subgroup) as f64
    }

    fn twin(&self, count: Count, subgroup: usize) -> f64 {
        self.pair.without.counts.get(count, subgroup) as f64
    }

    fn share(&self, part: Count, whole: Count, subgroup: usize) -> f64 {
        self.count(part, subgroup) / self.count(whole, subgroup)
    }

    /// Point-years of SWEMWBS gained by the service in a subgroup: plain (0) or discounted (1).
    fn point_years(&self, subgroup: usize, kind: usize) -> f64 {
        self.pair.with_service.gain_point_years[subgroup][kind]
            - self.pair.without.gain_point_years[subgroup][kind]
    }

    /// Discounted SWEMWBS point-years since onset in one of the two worlds.
    fn effect(&self, book: &Book, subgroup: usize) -> f64 {
        book.gain_point_years[subgroup][1]
    }

    /// Discounted cost in pounds in one of the two worlds.
    fn cost(&self, book: &Book, perspective: Perspective) -> f64 {
        book.money.discounted_pence_of(perspective) / 100.0
    }

    fn mean_over_months(&self, value: impl Fn(&MonthSnapshot) -> Option<f64>) -> f64 {
        let values: Vec<f64> = self
            .pair
            .with_service
            .months
            .iter()
            .skip(1)
            .filter_map(value)
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    }

    fn pounds(book: &Book, line: CostLine) -> f64 {
        book.money.pence[line.index()] as f64 / 100.0
    }

    fn service_pounds(&self) -> f64 {
        self.pair.with_service.money.service_pence() as f64 / 100.0
    }

    /// Service cost of the world with the service less that of its twin (grants are in both).
    fn added_pounds(&self) -> f64 {
        (self.pair.with_service.money.service_pence() - self.pair.without.money.service_pence())
            as f64
            / 100.0
    }

    fn use_difference_pounds(&self) -> f64 {
        [
            CostLine::GpConsultations,
            CostLine::AeAttendances,
            CostLine::Admissions,
            CostLine::OtherServices,
        ]
        .iter()
        .map(|&line| {
            Self::pounds(&self.pair.with_service, line) - Self::pounds(&self.pair.without, line)
        })
        .sum()
    }
}

type Extract = Box<dyn Fn(&RunView<'_>, usize) -> f64 + Send + Sync>;

/// Measures of a whole run with their extraction.
pub struct OutcomeMeasures {
    measures: Vec<(Measure, Extract)>,
}

/// The name of a label in tables: lower case words joined by underscores.
pub fn slug(label: &str) -> String {
    let mut slug = String::with_capacity(label.len());
    for c in label.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c == '&' {
            slug.push_str("and");
        } else if !slug.ends_with('_') && !slug.is_empty() {
            slug.push('_');
        }
    }
    slug.trim_end_matches('_').to_owned()
}

impl Default for OutcomeMeasures {
    fn default() -> Self {
        Self::new()
    }
}

impl OutcomeMeasures {
    /// All measures of a whole run, in the order of the tables.
    pub fn new() -> Self {
        let mut all = Self {
            measures: Vec::new(),
        };
        all.add_counts();
        all.add_shares();
        all.add_waits();
        all.add_capacity();
        all.add_service_use();
        all.add_wellbeing();
        all.add_published();
        all.add_money();
        all.add_economics();
        all
    }

    /// The measures.
    pub fn list(&self) -> impl Iterator<Item = &Measure> {
        self.measures.iter().map(|(measure, _)| measure)
    }

    /// The value of one measure for one subgroup; NaN where it is not defined.
    ///
    /// # Panics
    /// If there is no measure of that number.
    pub fn value(&self, view: &RunView<'_>, measure: usize, subgroup: usize) -> f64 {
        self.measures[measure].1(view, subgroup)
    }

    /// Calls `take` with (measure number, subgroup, value) for each measure and each of its subgroups, in order. A value
    /// that is not defined, such as the wait of nobody, is NaN.
    pub fn extract(&self, view: &RunView<'_>, mut take: impl FnMut(usize, usize, f64)) {
        for (number, (measure, value)) in self.measures.iter().enumerate() {
            for subgroup in 0..measure.by.count() {
                take(number, subgroup, value(view, subgroup));
            }
        }
    }

    fn add(
        &mut self,
        id: impl Into<String>,
        unit: &'static str,
        by: By,
        doc: impl Into<String>,
        value: impl Fn(&RunView<'_>, usize) -> f64 + Send + Sync + 'static,
    ) {
        self.measures.push((
            Measure {
                id: id.into(),
                unit,
                doc: doc.into(),
                by,
            },
            Box::new(value),
        ));
    }

    fn add_counts(&mut self) {
        let of_service_use = [
            Count::GpConsultations,
            Count::AeAttendances,
            Count::Admissions,
        ];
        for &count in Count::ALL
            .iter()
            .filter(|count| !of_service_use.contains(count))
        {
            let doc = format!("Number over the run: {}.", count.label());
            self.add(
                slug(count.label()),
                "people or events",
                By::Subgroups,
                doc,
                move |view, g| view.count(count, g),
            );
        }
        for stage in 1..=5_u8 {
            self.add(
                format!("reached_stage_{stage}_without_service"),
                "people",
                By::Subgroups,
                format!("People who reached stage {stage} in the no-service twin, by joining a group alone."),
                move |view, g| view.twin(Count::stage(stage), g),
            );
        }
    }

    fn add_shares(&mut self) {
        let shares = [
            (
                "share_declined",
                Count::Declined,
                Count::Offered,
                "Share of offers that were declined.",
            ),
            (
                "share_contacted",
                Count::Contacted,
                Count::Referred,
                "Share of referrals with a first attended contact.",
            ),
            (
                "share_inappropriate",
                Count::Inappropriate,
                Count::Referred,
                "Share of referrals found inappropriate.",
            ),
            (
                "share_three_contacts",
                Count::ThreeContacts,
                Count::Referred,
                "Share of referrals with three or more contacts.",
            ),
            (
                "share_onward",
                Count::Onward,
                Count::Referred,
                "Share of referrals that came to an onward activity.",
            ),
        ];
        for (id, part, whole, doc) in shares {
            self.add(id, "share", By::Subgroups, doc, move |view, g| {
                view.share(part, whole, g)
            });
        }
        self.add(
            "share_referred_medical",
            "share",
            By::Subgroups,
            "Share of referrals made by GPs, returns through the open door apart.",
            |view, g| {
                view.count(Count::ReferredByGp, g)
                    / (view.count(Count::Referred, g) - view.count(Count::ReturnedOpenDoor, g))
            },
        );
        self.add(
            "referred_per_1000_registered_a_year",
            "per 1,000 a year",
            By::All,
            "Referrals per 1,000 registered patients and year.",
            |view, g| 1_000.0 * view.count(Count::Referred, g) / view.years / view.registered,
        );
        self.add(
            "contacts_per_completed_episode",
            "contacts",
            By::All,
            "Mean number of contacts of episodes that ended with goals met.",
            |view, _| {
                let contacts = &view.pair.with_service.contacts_of_completed;
                contacts.iter().map(|&n| f64::from(n)).sum::<f64>() / contacts.len() as f64
            },
        );
    }

    fn add_waits(&mut self) {
        self.add(
            "wait_mean",
            "days",
            By::Imd,
            "Mean wait from referral to first contact, of those contacted.",
            |view, g| view.waits[g].iter().sum::<f64>() / view.waits[g].len() as f64,
        );
        for (id, p, name) in [
            ("wait_median", 0.5, "Median"),
            ("wait_90th_percentile", 0.9, "90th percentile of the"),
        ] {
            let doc = format!("{name} wait from referral to first contact, of those contacted.");
            self.add(id, "days", By::Imd, doc, move |view, g| {
                crate::analysis::statistics::quantile(&view.waits[g], p)
            });
        }
        self.add(
            "share_waiting_over_4_weeks",
            "share",
            By::Imd,
            "Share of those contacted who waited more than 28 days.",
            |view, g| {
                view.waits[g].iter().filter(|&&days| days > 28.0).count() as f64
                    / view.waits[g].len() as f64
            },
        );
    }

    fn add_capacity(&mut self) {
        self.add(
            "mean_waiting_list",
            "people",
            By::Imd,
            "People on the waiting list, mean over months.",
            |view, g| view.mean_over_months(|m| Some(f64::from(m.waiting[g]))),
        );
        self.add(
            "mean_active_clients",
            "people",
            By::Imd,
            "People with a link worker, mean over months.",
            |view, g| view.mean_over_months(|m| Some(f64::from(m.active[g]))),
        );
        self.add(
            "mean_caseload_per_fte",
            "people",
            By::All,
            "Clients per full-time equivalent in post, mean over months.",
            |view, _| view.mean_over_months(caseload_per_fte),
        );
        self.add(
            "mean_strain",
            "index",
            By::All,
            "Strain of link workers in post, 0 to 1, mean over months.",
            |view, _| view.mean_over_months(strain),
        );
        self.add(
            "share_of_posts_vacant",
            "share",
            By::All,
            "Share of the establishment that is vacant, mean over months.",
            |view, _| {
                view.mean_over_months(|m| {
                    (m.establishment_milli_fte > 0).then(|| {
                        1.0 - m.in_post_milli_fte as f64 / m.establishment_milli_fte as f64
                    })
                })
            },
        );
        self.add(
            "mean_share_of_places_used",
            "share",
            By::All,
            "Share of group places taken, mean over months.",
            |view, _| view.mean_over_months(places_used),
        );
        self.add(
            "mean_share_of_groups_full",
            "share",
            By::All,
            "Share of open groups without a free place, mean over months.",
            |view, _| {
                view.mean_over_months(|m| {
                    (m.groups_open > 0).then(|| f64::from(m.groups_full) / f64::from(m.groups_open))
                })
            },
        );
        for (i, why) in ["for_want_of_money", "for_other_reasons", "by_decision"]
            .into_iter()
            .enumerate()
        {
            let doc = format!("Groups that closed {}.", why.replace('_', " "));
            self.add(
                format!("groups_closed_{why}"),
                "groups",
                By::All,
                doc,
                move |view, _| f64::from(view.pair.with_service.closures[i]),
            );
        }
        self.add(
            "groups_opened",
            "groups",
            By::All,
            "Groups that opened after the first day.",
            |view, _| f64::from(view.pair.with_service.openings),
        );
    }

    fn add_service_use(&mut self) {
        for count in [
            Count::GpConsultations,
            Count::AeAttendances,
            Count::Admissions,
        ] {
            let id = slug(count.label());
            let name = count.label();
            self.add(
                id.clone(),
                "events",
                By::Subgroups,
                format!("{name} of people in need."),
                move |view, g| view.count(count, g),
            );
            self.add(
                format!("{id}_without_service"),
                "events",
                By::Subgroups,
                format!("{name} of the same people in the no-service twin."),
                move |view, g| view.twin(count, g),
            );
            self.add(
                format!("{id}_difference"),
                "events",
                By::Subgroups,
                format!("{name}: with the service less without; below zero is less use."),
                move |view, g| view.count(count, g) - view.twin(count, g),
            );
        }
    }

    fn add_wellbeing(&mut self) {
        for (mark, months) in SERVED_MONTHS.into_iter().enumerate() {
            let at = format!("month_{months}");
            self.add(
                format!("served_observed_{at}"),
                "people",
                By::Subgroups,
                format!("Served people observed {months} months after first contact."),
                move |view, g| view.pair.served.people[mark][g] as f64,
            );
            self.add(
                format!("swemwbs_served_{at}"),
                "SWEMWBS points",
                By::Subgroups,
                format!("Mean SWEMWBS of the served, {months} months after first contact."),
                move |view, g| {
                    view.pair.served.with_service[mark][g] / view.pair.served.people[mark][g] as f64
                },
            );
            self.add(format!("swemwbs_served_without_service_{at}"), "SWEMWBS points", By::Subgroups, format!("Mean SWEMWBS of the same people on the same days in the no-service twin, {months} months after first contact."), move |view, g| {
                view.pair.served.without[mark][g] / view.pair.served.people[mark][g] as f64
            });
            if months == 0 {
                continue;
            }
            self.add(format!("causal_change_{at}"), "SWEMWBS points", By::Subgroups, format!("What the service caused: SWEMWBS of the served with the service less without, {months} months after first contact."), move |view, g| {
                (view.pair.served.with_service[mark][g] - view.pair.served.without[mark][g]) / view.pair.served.people[mark][g] as f64
            });
            self.add(format!("before_after_change_{at}"), "SWEMWBS points", By::Subgroups, format!("What an uncontrolled evaluation would report: SWEMWBS {months} months after first contact less at first contact."), move |view, g| {
                (view.pair.served.with_service[mark][g] - view.pair.served.before[mark][g]) / view.pair.served.people[mark][g] as f64
            });
        }
        for (mark, months) in ONSET_MONTHS.into_iter().enumerate() {
            let mean = |book: &Book, g: usize, mark: usize| {
                book.onset_marks[mark].1[g] / book.onset_marks[mark].0[g] as f64
            };
            self.add(format!("swemwbs_in_need_month_{months}"), "SWEMWBS points", By::Subgroups, format!("Mean SWEMWBS of everybody in need, served or not, {months} months after onset (or the first day), passing distress averaged out."), move |view, g| {
                mean(&view.pair.with_service, g, mark)
            });
            self.add(
                format!("swemwbs_in_need_without_service_month_{months}"),
                "SWEMWBS points",
                By::Subgroups,
                format!("The same in the no-service twin, {months} months after onset."),
                move |view, g| mean(&view.pair.without, g, mark),
            );
        }
        for (mark, months) in ONSET_MONTHS.into_iter().enumerate() {
            for stage in 1..=5_usize {
                self.add(
                    format!("share_reached_stage_{stage}_by_month_{months}"),
                    "share",
                    By::Imd,
                    format!("Share of everybody in need, served or not, who had reached stage {stage} {months} months after onset (or the first day)."),
                    move |view, g| {
                        let book = &view.pair.with_service;
                        book.onset_stages[mark][stage - 1][g] as f64 / book.onset_marks[mark].0[g] as f64
                    },
                );
            }
        }
        for stage in 3..=5_usize {
            self.add(
                format!("days_to_stage_{stage}"),
                "days",
                By::All,
                format!(
                    "Mean time from entry to stage {stage}, of those who reached it within the run."
                ),
                move |view, _| {
                    let [people, days] = view.pair.with_service.days_to_stage[stage - 3];
                    days as f64 / people as f64
                },
            );
        }
        self.add("swemwbs_point_years_gained", "SWEMWBS point-years", By::Subgroups, "Area between the wellbeing of everybody in need with the service and without, over the run.", |view, g| view.point_years(g, 0));
        self.add(
            "qalys_gained",
            "QALYs",
            By::Subgroups,
            "The same as QALYs, at the utility of a SWEMWBS point; never to be added to WELLBYs.",
            |view, g| view.point_years(g, 0) * view.parameters.values.utility_per_point,
        );
        self.add(
            "qalys_gained_discounted",
            "QALYs",
            By::Subgroups,
            "QALYs gained, each discounted from its own time.",
            |view, g| view.point_years(g, 1) * view.parameters.values.utility_per_point,
        );
        self.add(
            "wellbys_gained",
            "WELLBYs",
            By::Subgroups,
            "The same as life-satisfaction point-years; never to be added to QALYs.",
            |view, g| view.point_years(g, 0) * view.parameters.values.life_satisfaction_per_point,
        );
    }

    fn add_money(&mut self) {
        for &line in CostLine::ALL {
            let of = if line.is_service() {
                "Cost of the service"
            } else if Perspective::NhsAndPss.counts(line) {
                "Cost of health and other services"
            } else {
                "Cost to others than the NHS"
            };
            self.add(
                format!("cost_{}", slug(line.label())),
                "GBP",
                By::All,
                format!("{of}: {}, over the run, undiscounted.", line.label()),
                move |view, _| RunView::pounds(&view.pair.with_service, line),
            );
        }
        self.add(
            "cost_service_total",
            "GBP",
            By::All,
            "Sum of all lines of the service, grants to groups included.",
            |view, _| view.service_pounds(),
        );
        self.add("cost_service_added", "GBP", By::All, "Cost of the service beyond what the no-service twin spends (grants to groups are in both).", |view, _| view.added_pounds());
        self.add(
            "cost_service_added_per_referral",
            "GBP",
            By::All,
            "Added cost of the service per referral.",
            |view, _| view.added_pounds() / view.count(Count::Referred, ALL),
        );
        self.add("cost_service_use_difference", "GBP", By::All, "GP, A&E, inpatient and other services: with the service less without; below zero is a saving.", |view, _| view.use_difference_pounds());
        self.add(
            "cost_net",
            "GBP",
            By::All,
            "Added cost of the service plus the difference in service use.",
            |view, _| view.added_pounds() + view.use_difference_pounds(),
        );
        self.add(
            "budget_left",
            "GBP",
            By::All,
            "Yearly budget times years less added cost of the service; missing without a budget.",
            |view, _| {
                let budget = view.parameters.costs.budget;
                if budget > 0.0 {
                    budget * view.years - view.added_pounds()
                } else {
                    f64::NAN
                }
            },
        );
    }
}

impl OutcomeMeasures {
    /// Levels of cost and effect, to be compared between scenarios on the same people.
    fn add_economics(&mut self) {
        for perspective in Perspective::ALL {
            let id = slug(perspective.label());
            let doc = format!(
                "Cost over the run, {} perspective, each part discounted from its own day.",
                perspective.label()
            );
            self.add(
                format!("cost_{id}"),
                "GBP",
                By::All,
                doc.clone(),
                move |view, _| view.cost(&view.pair.with_service, perspective),
            );
            self.add(
                format!("cost_{id}_without_service"),
                "GBP",
                By::All,
                format!("{doc} In the no-service twin."),
                move |view, _| view.cost(&view.pair.without, perspective),
            );
        }
        let since_onset = "since the onset of need, whatever brought them about, discounted from their own time; only the difference between scenarios means something";
        self.add(
            "qalys",
            "QALYs",
            By::Subgroups,
            format!("QALYs gained by everybody in need {since_onset}."),
            |view, g| {
                view.effect(&view.pair.with_service, g) * view.parameters.values.utility_per_point
            },
        );
        self.add(
            "qalys_without_service",
            "QALYs",
            By::Subgroups,
            "The same in the no-service twin.",
            |view, g| view.effect(&view.pair.without, g) * view.parameters.values.utility_per_point,
        );
        self.add(
            "qalys_equity_weighted",
            "QALYs",
            By::All,
            "QALYs as above, those of each deprivation quintile weighted by relative income to minus the aversion to inequality.",
            |view, _| {
                let v = &view.parameters.values;
                let incomes = [
                    v.relative_income_imd_1,
                    v.relative_income_imd_2,
                    v.relative_income_imd_3,
                    v.relative_income_imd_4,
                    v.relative_income_imd_5,
                ];
                let weighted: f64 = (1..BY_IMD)
                    .zip(incomes)
                    .map(|(g, income)| {
                        libm::pow(income, -v.inequality_aversion) * view.effect(&view.pair.with_service, g)
                    })
                    .sum();
                weighted * v.utility_per_point
            },
        );
        self.add(
            "wellbys",
            "WELLBYs",
            By::Subgroups,
            format!("Life-satisfaction point-years gained by everybody in need {since_onset}. Never to be added to QALYs."),
            |view, g| {
                view.effect(&view.pair.with_service, g)
                    * view.parameters.values.life_satisfaction_per_point
            },
        );
        for number in 1..=THRESHOLDS {
            self.add(
                format!("net_benefit_{number}"),
                "GBP",
                By::All,
                format!("Net monetary benefit: QALYs at `values.threshold_{number}` less cost, NHS and personal social services; only the difference between scenarios means something."),
                move |view, _| {
                    let v = &view.parameters.values;
                    let effect = view.effect(&view.pair.with_service, ALL) * v.utility_per_point;
                    thresholds(v)[number - 1] * effect
                        - view.cost(&view.pair.with_service, Perspective::NhsAndPss)
                },
            );
        }
        self.add(
            "net_benefit_wellbys",
            "GBP",
            By::All,
            "Net benefit by the other lens: WELLBYs at `values.wellby` less cost, societal perspective.",
            |view, _| {
                let v = &view.parameters.values;
                let effect = view.effect(&view.pair.with_service, ALL) * v.life_satisfaction_per_point;
                v.wellby * effect - view.cost(&view.pair.with_service, Perspective::Societal)
            },
        );
    }
}

/// How many values of a QALY are shown together.
pub const THRESHOLDS: usize = 4;

/// The values of a QALY that are shown together, in pounds.
pub fn thresholds(values: &Values) -> [f64; THRESHOLDS] {
    [
        values.threshold_1,
        values.threshold_2,
        values.threshold_3,
        values.threshold_4,
    ]
}

fn caseload_per_fte(m: &MonthSnapshot) -> Option<f64> {
    (m.in_post_milli_fte > 0)
        .then(|| f64::from(m.active[ALL]) * 1_000.0 / m.in_post_milli_fte as f64)
}

fn strain(m: &MonthSnapshot) -> Option<f64> {
    (m.in_post_milli_fte > 0).then(|| m.strain_milli_fte / m.in_post_milli_fte as f64)
}

fn places_used(m: &MonthSnapshot) -> Option<f64> {
    (m.places > 0).then(|| f64::from(m.taken_background + m.taken_members) / f64::from(m.places))
}

type ExtractMonth = Box<dyn Fn(&MonthSnapshot, usize) -> f64 + Send + Sync>;

/// Measures of each month with their extraction.
pub struct SeriesMeasures {
    measures: Vec<(Measure, ExtractMonth)>,
}

impl Default for SeriesMeasures {
    fn default() -> Self {
        Self::new()
    }
}

impl SeriesMeasures {
    /// All measures of the course of a run, in the order of the tables.
    pub fn new() -> Self {
        let mut all = Self {
            measures: Vec::new(),
        };
        all.add("in_need", "people", By::Imd, "People in need.", |m, g| {
            f64::from(m.in_need[g])
        });
        all.add(
            "waiting_list",
            "people",
            By::Imd,
            "People on the waiting list, those being called included.",
            |m, g| f64::from(m.waiting[g]),
        );
        all.add(
            "active_clients",
            "people",
            By::Imd,
            "People with a link worker.",
            |m, g| f64::from(m.active[g]),
        );
        all.add(
            "wait_of_month",
            "days",
            By::Imd,
            "Mean wait of those first contacted since the snapshot before.",
            |m, g| m.wait_days[g] as f64 / f64::from(m.first_contacts[g]),
        );
        all.add(
            "referred_so_far",
            "people",
            By::Imd,
            "Referrals so far.",
            |m, g| m.referred[g] as f64,
        );
        for stage in 0..5 {
            all.add(
                &format!("reached_stage_{}_so_far", stage + 1),
                "people",
                By::Imd,
                &format!("People who have reached stage {} so far.", stage + 1),
                move |m, g| m.stages[stage][g] as f64,
            );
        }
        all.add(
            "link_workers_in_post",
            "FTE",
            By::All,
            "Link workers in post.",
            |m, _| m.in_post_milli_fte as f64 / 1_000.0,
        );
        all.add(
            "caseload_per_fte",
            "people",
            By::All,
            "Clients per full-time equivalent in post.",
            |m, _| caseload_per_fte(m).unwrap_or(f64::NAN),
        );
        all.add(
            "strain",
            "index",
            By::All,
            "Mean strain of link workers in post, 0 to 1.",
            |m, _| strain(m).unwrap_or(f64::NAN),
        );
        all.add("groups_open", "groups", By::All, "Groups open.", |m, _| {
            f64::from(m.groups_open)
        });
        all.add(
            "groups_full",
            "groups",
            By::All,
            "Open groups without a free place.",
            |m, _| f64::from(m.groups_full),
        );
        all.add(
            "places",
            "places",
            By::All,
            "Places of open groups.",
            |m, _| f64::from(m.places),
        );
        all.add(
            "places_taken_by_people_in_need",
            "places",
            By::All,
            "Places taken by simulated people.",
            |m, _| f64::from(m.taken_members),
        );
        all.add(
            "places_taken_by_others",
            "places",
            By::All,
            "Places taken by other members.",
            |m, _| f64::from(m.taken_background),
        );
        for &line in CostLine::ALL.iter().filter(|line| line.is_service()) {
            all.add(
                &format!("cost_{}_so_far", slug(line.label())),
                "GBP",
                By::All,
                &format!("Cost so far: {}.", line.label()),
                move |m, _| m.spent_pence[line.index()] as f64 / 100.0,
            );
        }
        all
    }

    /// The measures.
    pub fn list(&self) -> impl Iterator<Item = &Measure> {
        self.measures.iter().map(|(measure, _)| measure)
    }

    /// Calls `take` with (measure number, subgroup, value) for one month.
    pub fn extract(&self, month: &MonthSnapshot, mut take: impl FnMut(usize, usize, f64)) {
        for (number, (measure, value)) in self.measures.iter().enumerate() {
            for subgroup in 0..measure.by.count() {
                take(number, subgroup, value(month, subgroup));
            }
        }
    }

    fn add(
        &mut self,
        id: &str,
        unit: &'static str,
        by: By,
        doc: &str,
        value: impl Fn(&MonthSnapshot, usize) -> f64 + Send + Sync + 'static,
    ) {
        let measure = Measure {
            id: id.to_owned(),
            unit,
            doc: doc.to_owned(),
            by,
        };
        self.measures.push((measure, Box::new(value)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_plain() {
        let (outcomes, series) = (OutcomeMeasures::new(), SeriesMeasures::new());
        for ids in [
            outcomes.list().map(|m| m.id.clone()).collect::<Vec<_>>(),
            series.list().map(|m| m.id.clone()).collect::<Vec<_>>(),
        ] {
            let unique: BTreeSet<&String> = ids.iter().collect();
            assert_eq!(unique.len(), ids.len());
            for id in &ids {
                assert!(
                    id.chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
                    "{id}"
                );
            }
        }
        assert_eq!(slug("A&E attendances"), "aande_attendances");
        assert_eq!(
            slug("ended: inappropriate, found at triage"),
            "ended_inappropriate_found_at_triage"
        );
    }
}

//! What a commissioner reads on the terminal after a run.

use comfy_table::{Cell, CellAlignment, Table, presets};

use super::scenario::trim_lines;
use super::text::{number, with_interval};
use crate::analysis::measures::slug;
use crate::analysis::results::Results;
use crate::analysis::statistics::Estimate;
use crate::measure::count::Count;
use crate::measure::money::CostLine;
use crate::measure::wellbeing::SERVED_MONTHS;
use crate::scenario::{Scenario, parameters::Parameters};
use crate::study::run::{Options, Product};

/// Months after first contact at which wellbeing is printed.
const MONTHS_SHOWN: [u32; 4] = [3, 6, 12, 24];
/// Runs from which on intervals are printed.
pub const FEWEST_RUNS: usize = 5;

/// The summary of a run.
pub fn summary(scenario: &Scenario, options: &Options, product: &Product) -> String {
    let page = Page {
        results: &product.results,
    };
    let mut text = heading(scenario, options, &product.results);
    section(&mut text, "The pathway over the whole run", page.pathway());
    section(
        &mut text,
        "Why people left, of all who left",
        page.endings(),
    );
    section(&mut text, "Waits and workload", page.workload());
    section(
        &mut text,
        "Wellbeing of those served (SWEMWBS, 7 to 35), by months after first contact",
        page.wellbeing(),
    );
    text.push_str(
        "\"Caused\" compares with the same people had there been no service. \"Before/after\" is what an uncontrolled\n\
         evaluation would report: most of it is recovery that would have come anyway. SWEMWBS is the short\n\
         Warwick-Edinburgh Mental Wellbeing Scale; 1 to 3 points matter to a single person.\n",
    );
    text.push_str(&page.worth());
    section(
        &mut text,
        "Use of health services by people in need",
        page.service_use(),
    );
    section(
        &mut text,
        &format!(
            "Cost over the whole run (price year {})",
            scenario.parameters().costs.price_year
        ),
        page.costs(),
    );
    budget(&mut text, scenario, &product.results);
    section(
        &mut text,
        "By deprivation quintile (1 = most deprived)",
        page.by_imd(),
    );
    footer(&mut text, options, product);
    text
}

fn heading(scenario: &Scenario, options: &Options, results: &Results) -> String {
    let registered: f64 = scenario
        .networks
        .iter()
        .map(|network| {
            f64::from(
                Parameters::from_values(&network.epochs[0].values)
                    .population
                    .registered_patients,
            )
        })
        .sum();
    let last = crate::output::run_tables::date_on(scenario.start, scenario.days - 1);
    let networks = match scenario.networks.len() {
        1 => "1 network".to_owned(),
        n => format!("{} networks", number(n as f64, 0)),
    };
    let mut text = format!(
        "\n{}\n",
        crate::study::run::shown_title(scenario, &options.overrides)
    );
    if !scenario.question.is_empty() {
        text.push_str(&format!("{}\n", scenario.question));
    }
    text.push_str(&format!(
        "{networks}, {} registered patients, {} to {last}.\n",
        number(registered, 0),
        scenario.start
    ));
    let runs = results.runs;
    text.push_str(&if runs > 1 && runs < FEWEST_RUNS {
        format!(
            "Means over {runs} simulated futures (seed {}), too few for intervals. Ask for more with --runs.\n",
            options.seed
        )
    } else if runs == 1 {
        format!("1 simulated future (seed {}): no intervals. Ask for more with --runs.\n", options.seed)
    } else {
        format!("Means over {runs} simulated futures (seed {}), with 95% confidence intervals of the mean.\n", options.seed)
    });
    if let Some(posterior) = &options.posterior {
        text.push_str(&format!(
            "Each has a draw of {} parameters from {}, whose rows tell as much as {} that count alike. How far single futures lie apart (p10 to p90 in summary.csv) holds chance and what is uncertain about these; more runs narrow the intervals of the mean, not that.\n",
            posterior.parameters.len(),
            posterior.file.name,
            number(posterior.effective_size(), 0)
        ));
    }
    text
}

fn budget(text: &mut String, scenario: &Scenario, results: &Results) {
    if scenario.parameters().costs.budget <= 0.0 {
        return;
    }
    let left = results.outcome("budget_left", "all");
    let kept = left.iter().filter(|&&x| x >= 0.0).count();
    text.push_str(&format!(
        "Budget: {} left on average; kept in {kept} of {} simulated futures.\n",
        pounds(Estimate::of(left).mean),
        left.len()
    ));
}

fn footer(text: &mut String, options: &Options, product: &Product) {
    let [events, patient_days] = product.work;
    let seconds = product.seconds.max(1e-9);
    text.push_str(&format!(
        "\nWritten to {}: tables (CSV and Parquet), data dictionary, {}manifest.\n",
        product.folder.display(),
        if options.figures {
            "figures (SVG and PNG), "
        } else {
            ""
        }
    ));
    text.push_str(&format!(
        "{:.1} s; {} million events and {} million patient-days a second (service and twin together).\n",
        product.seconds,
        number(events as f64 / seconds / 1e6, 1),
        number(patient_days as f64 / seconds / 1e6, 0)
    ));
    let shown = product.folder.display();
    text.push_str(&format!(
        "Next: spsim journey {shown}    spsim plot {shown}    spsim reproduce {shown}\n"
    ));
}

/// A share in percent with its interval; an en dash alone if it is not defined.
fn percent(share: Estimate) -> String {
    let text = with_interval(share, 100.0, 1);
    if share.mean.is_finite() {
        text + "%"
    } else {
        text
    }
}

fn pounds(value: f64) -> String {
    if value < 0.0 {
        format!("-£{}", number(-value, 0))
    } else {
        format!("£{}", number(value, 0))
    }
}

fn pounds_with_interval(estimate: Estimate) -> String {
    if estimate.lower.is_finite() && estimate.n >= FEWEST_RUNS {
        format!(
            "{} ({} to {})",
            pounds(estimate.mean),
            pounds(estimate.lower),
            pounds(estimate.upper)
        )
    } else {
        pounds(estimate.mean)
    }
}

struct Page<'a> {
    results: &'a Results,
}

impl Page<'_> {
    fn all(&self, measure: &str) -> Estimate {
        self.results.estimate(measure, "all")
    }

    fn count(&self, count: Count) -> String {
        with_interval(self.all(&slug(count.label())), 1.0, 0)
    }

    /// Share of one count in another, with its interval over runs.
    fn share(&self, part: Count, whole: Count) -> String {
        percent(self.ratio(&slug(part.label()), &slug(whole.label()), "all"))
    }

    fn ratio(&self, part: &str, whole: &str, subgroup: &str) -> Estimate {
        let (part, whole) = (
            self.results.outcome(part, subgroup),
            self.results.outcome(whole, subgroup),
        );
        let shares: Vec<f64> = part.iter().zip(whole).map(|(a, b)| a / b).collect();
        Estimate::of(&shares)
    }

    fn pathway(&self) -> Table {
        let mut table = plain();
        table.set_header(["", "people or events", "share of referrals"]);
        for count in [
            Count::PeopleInNeed,
            Count::Offered,
            Count::Declined,
            Count::Accepted,
        ] {
            table.add_row([count.label().to_owned(), self.count(count), String::new()]);
        }
        let of_referrals = [
            Count::Referred,
            Count::ReferredByGp,
            Count::ReferredBySelf,
            Count::ReferredByAgency,
            Count::ReturnedOpenDoor,
            Count::Inappropriate,
            Count::Contacted,
            Count::ThreeContacts,
            Count::Onward,
            Count::WaitingAtEnd,
        ];
        for count in of_referrals {
            let share = if count == Count::Referred {
                String::new()
            } else {
                self.share(count, Count::Referred)
            };
            table.add_row([count.label().to_owned(), self.count(count), share]);
        }
        for (stage, meaning) in (1..).zip([
            "professional support",
            "engaging with others",
            "new skills, relating to others",
            "seeing oneself and the future anew",
            "moving forward",
        ]) {
            let count = Count::stage(stage);
            let label = format!("{}: {meaning}", count.label());
            table.add_row([label, self.count(count), String::new()]);
        }
        table.add_row([
            "no fitting group found".to_owned(),
            self.count(Count::Unmatched),
            String::new(),
        ]);
        table
    }

    fn endings(&self) -> Table {
        let mut table = plain();
        let total: Vec<f64> = (0..self.results.runs)
            .map(|run| {
                Count::endings()
                    .filter_map(|count| {
                        self.results
                            .outcome(&slug(count.label()), "all")
                            .get(run)
                            .copied()
                    })
                    .sum()
            })
            .collect();
        for count in Count::endings() {
            let values = self.results.outcome(&slug(count.label()), "all");
            if values.iter().all(|&n| n == 0.0) {
                continue;
            }
            let shares: Vec<f64> = values.iter().zip(&total).map(|(a, b)| a / b).collect();
            let name = count.label().trim_start_matches("ended: ").to_owned();
            table.add_row([name, self.count(count), percent(Estimate::of(&shares))]);
        }
        table
    }

    fn workload(&self) -> Table {
        let mut table = plain();
        let rows = [
            (
                "wait to first contact, median (days)",
                "wait_median",
                1.0,
                1,
            ),
            (
                "wait to first contact, 90th percentile (days)",
                "wait_90th_percentile",
                1.0,
                1,
            ),
            (
                "waited more than 4 weeks (%)",
                "share_waiting_over_4_weeks",
                100.0,
                1,
            ),
            (
                "people on the waiting list, mean",
                "mean_waiting_list",
                1.0,
                0,
            ),
            (
                "clients per full-time link worker, mean",
                "mean_caseload_per_fte",
                1.0,
                1,
            ),
            ("strain of link workers, 0 to 1", "mean_strain", 1.0, 2),
            ("posts vacant (%)", "share_of_posts_vacant", 100.0, 1),
            (
                "group places taken (%)",
                "mean_share_of_places_used",
                100.0,
                0,
            ),
            (
                "groups that are full (%)",
                "mean_share_of_groups_full",
                100.0,
                0,
            ),
        ];
        for (label, measure, scale, decimals) in rows {
            table.add_row([
                label.to_owned(),
                with_interval(self.all(measure), scale, decimals),
            ]);
        }
        table
    }

    fn wellbeing(&self) -> Table {
        let mut table = plain();
        table.set_header([
            "months",
            "people",
            "with the service",
            "without it",
            "caused",
            "before/after",
        ]);
        for months in SERVED_MONTHS
            .into_iter()
            .filter(|months| MONTHS_SHOWN.contains(months))
        {
            let at = format!("month_{months}");
            let people = self.all(&format!("served_observed_{at}"));
            if people.mean.is_nan() || people.mean == 0.0 {
                continue;
            }
            table.add_row([
                months.to_string(),
                number(people.mean, 0),
                number(self.all(&format!("swemwbs_served_{at}")).mean, 2),
                number(
                    self.all(&format!("swemwbs_served_without_service_{at}"))
                        .mean,
                    2,
                ),
                with_interval(self.all(&format!("causal_change_{at}")), 1.0, 2),
                with_interval(self.all(&format!("before_after_change_{at}")), 1.0, 2),
            ]);
        }
        table
    }

    /// What the whole gain is worth by either lens; never to be added.
    fn worth(&self) -> String {
        format!(
            "Gained by everybody in need over the run: {} QALYs, or {} WELLBYs (two lenses on one gain, never to be added).\n",
            with_interval(self.all("qalys_gained"), 1.0, 1),
            with_interval(self.all("wellbys_gained"), 1.0, 0)
        )
    }

    fn service_use(&self) -> Table {
        let mut table = plain();
        table.set_header(["", "with the service", "without it", "difference"]);
        for count in [
            Count::GpConsultations,
            Count::AeAttendances,
            Count::Admissions,
        ] {
            let id = slug(count.label());
            table.add_row([
                count.label().to_owned(),
                number(self.all(&id).mean, 0),
                number(self.all(&format!("{id}_without_service")).mean, 0),
                with_interval(self.all(&format!("{id}_difference")), 1.0, 0),
            ]);
        }
        table
    }

    fn costs(&self) -> Table {
        let mut table = plain();
        for &line in CostLine::ALL.iter().filter(|line| line.is_service()) {
            let estimate = self.all(&format!("cost_{}", slug(line.label())));
            if estimate.mean != 0.0 {
                table.add_row([line.label().to_owned(), pounds_with_interval(estimate)]);
            }
        }
        for (label, measure) in [
            ("service, all lines", "cost_service_total"),
            (
                "of it added: not spent without the service",
                "cost_service_added",
            ),
            ("added, per referral", "cost_service_added_per_referral"),
            (
                "change in GP, A&E, inpatient and other services",
                "cost_service_use_difference",
            ),
            ("net: added, with that change", "cost_net"),
        ] {
            table.add_row([label.to_owned(), pounds_with_interval(self.all(measure))]);
        }
        table
    }

    fn by_imd(&self) -> Table {
        let mut table = plain();
        table.set_header([
            "quintile",
            "in need",
            "referred",
            "seen (%)",
            "wait, median",
            "stage 3+",
            "caused, 12 months",
        ]);
        for imd in 1..=5 {
            let group = format!("imd={imd}");
            let of = |measure: &str| self.results.estimate(measure, &group);
            table.add_row([
                imd.to_string(),
                number(of("people_in_need").mean, 0),
                number(of("referred").mean, 0),
                with_interval(of("share_contacted"), 100.0, 1),
                with_interval(of("wait_median"), 1.0, 1),
                number(of("reached_stage_3").mean, 0),
                with_interval(of("causal_change_month_12"), 1.0, 2),
            ]);
        }
        table
    }
}

/// A titled table, columns of numbers to the right.
pub fn section(text: &mut String, title: &str, mut table: Table) {
    for (i, column) in table.column_iter_mut().enumerate() {
        column.set_padding((2, 1));
        if i > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    text.push_str(&format!("\n{title}\n{}\n", trim_lines(&table.to_string())));
}

/// A table without lines.
pub fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(Vec::<Cell>::new());
    table
}

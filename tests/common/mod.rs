//! What the tests of the model share: building a plan from changed parameters, running replications, and intervals.

#![allow(dead_code)] // Each test file uses its own part.

use jiff::civil::date;
use rayon::prelude::*;
use spsim::engine::calendar::Calendar;
use spsim::engine::random::Streams;
use spsim::measure::book::Book;
use spsim::pathway::policy;
use spsim::pathway::run::{Discount, Epoch, Looks, NetworkPlan, Population, Trace, run};
use spsim::scenario::holidays;
use spsim::scenario::parameters::{ContactMode, Parameters};
use spsim::world::life::Lives;
use spsim::world::patient::WellbeingModel;
use spsim::world::person::{Person, people_in_need};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// A network and its levers over time, from Monday 5 January 2026 on.
pub struct Setup {
    pub name: &'static str,
    pub seed: u64,
    pub days: u32,
    pub epochs: Vec<Epoch>,
    pub calendar: Calendar,
    pub discount: Discount,
}

impl Setup {
    /// The default parameters with a change.
    pub fn new(days: u32, change: impl FnOnce(&mut Parameters)) -> Self {
        let mut parameters = Parameters::default();
        change(&mut parameters);
        Self::of(days, parameters)
    }

    /// These parameters from the first day to the last.
    pub fn of(days: u32, parameters: Parameters) -> Self {
        let holidays = holidays::england(2026..=2036);
        Self {
            name: "network",
            seed: 20_261_120,
            days,
            epochs: vec![Epoch { day: 0, parameters }],
            calendar: Calendar::new(date(2026, 1, 5), days, holidays),
            discount: {
                let factors: Vec<f64> = (0..=days)
                    .map(|day| libm::exp(-0.0344 * f64::from(day) / 365.25))
                    .collect();
                Discount {
                    costs: factors.clone(),
                    effects: factors,
                }
            },
        }
    }

    /// Every Monday to Friday is a working day.
    pub fn without_holidays(mut self) -> Self {
        self.calendar = Calendar::new(date(2026, 1, 5), self.days, []);
        self
    }

    /// A change of levers that comes into force on a day.
    pub fn changed_on(mut self, day: u32, change: impl FnOnce(&mut Parameters)) -> Self {
        let mut parameters = self.epochs[self.epochs.len() - 1].parameters.clone();
        change(&mut parameters);
        self.epochs.push(Epoch { day, parameters });
        self
    }

    pub fn plan(&self, replication: u32) -> NetworkPlan<'_> {
        NetworkPlan {
            name: self.name,
            epochs: &self.epochs,
            calendar: &self.calendar,
            discount: &self.discount,
            seed: self.seed,
            replication,
        }
    }

    pub fn streams(&self, replication: u32) -> Streams {
        Streams::new(self.seed, u64::from(replication), self.name)
    }

    pub fn people(&self, replication: u32) -> Vec<Person> {
        people_in_need(
            &self.epochs[0].parameters,
            self.streams(replication),
            self.days,
        )
    }

    pub fn lives(&self, people: &[Person], replication: u32) -> Lives {
        let p = &self.epochs[0].parameters;
        let model = WellbeingModel::new(p);
        Lives::draw(people, p, &model, self.streams(replication), self.days)
    }

    /// One replication and its no-service twin.
    pub fn with_twin(&self, replication: u32) -> (Book, Book) {
        self.both(replication, &Trace::default())
    }

    /// One replication and its no-service twin, with a portrait of everybody served.
    pub fn with_twin_and_portraits(&self, replication: u32) -> (Book, Book) {
        let trace = Trace {
            portraits: true,
            ..Trace::default()
        };
        self.both(replication, &trace)
    }

    /// Both worlds of one replication, each with its own looks.
    fn both(&self, replication: u32, trace: &Trace) -> (Book, Book) {
        let people = self.people(replication);
        let lives = self.lives(&people, replication);
        let population = Population {
            people: &people,
            lives: &lives,
        };
        let (plan, streams) = (self.plan(replication), self.streams(replication));
        let with_service = run(plan, population, streams, &self.epochs, Looks::Plan, trace);
        let closed: Vec<Epoch> = self.epochs.iter().map(policy::without_service).collect();
        let looks = Looks::Given(&with_service.looks);
        let without = run(plan, population, streams, &closed, looks, &Trace::default());
        (with_service, without)
    }

    /// One replication without its twin.
    pub fn served(&self, replication: u32, trace: &Trace) -> Book {
        let people = self.people(replication);
        let lives = self.lives(&people, replication);
        let population = Population {
            people: &people,
            lives: &lives,
        };
        run(
            self.plan(replication),
            population,
            self.streams(replication),
            &self.epochs,
            Looks::Plan,
            trace,
        )
    }

    /// One replication without its twin and with everybody's story.
    pub fn told(&self, replication: u32) -> Book {
        let trace = Trace {
            stories: self.people(replication).iter().map(|p| p.key).collect(),
            portraits: true,
            ..Trace::default()
        };
        self.served(replication, &trace)
    }

    /// One number of each of the first `n` replications, without their twins.
    pub fn measure(&self, n: u32, value: impl Fn(&Book) -> f64 + Sync + Send) -> Vec<f64> {
        each(n, |r| value(&self.served(r, &Trace::default())))
    }
}

/// The results of `f` for 0 to `n - 1`, worked out side by side.
pub fn each<T: Send>(n: u32, f: impl Fn(u32) -> T + Sync + Send) -> Vec<T> {
    (0..n).into_par_iter().map(f).collect()
}

/// A network in which nothing happens that is not asked for: people in need stay so and stay alive, nobody is
/// referred, staff are always there, everybody is reached and comes, nobody ends an episode, there are no groups, and
/// no two people or contacts differ in length or weight.
pub fn quiet(p: &mut Parameters) {
    let n = &mut p.need;
    n.incidence_per_1000 = 0.0;
    n.mean_duration_years = 50.0;
    n.duration_burden_ratio = 1.0;
    n.burden_sigma = 0.0;
    n.burden_per_imd_step = 0.0;
    n.setbacks_per_year = 0.0;
    n.moves_away_per_year = 0.0;
    n.deaths_per_year_18_64 = 0.0;
    n.deaths_per_year_65_74 = 0.0;
    n.deaths_per_year_75_plus = 0.0;
    p.gp.offer_scale = 0.0;
    p.gp.offer_again_ratio = 1.0;
    let r = &mut p.referral;
    r.inappropriate = 0.0;
    r.inappropriate_capability = 0.0;
    r.inappropriate_odds_complex = 1.0;
    r.acceptance_trust = 0.0;
    r.acceptance_stigma = 0.0;
    r.acceptance_burden = 0.0;
    r.agency_rate = 0.0;
    r.self_referral_open = false;
    r.triage = false;
    let w = &mut p.waiting;
    w.patience_weeks = 10_000.0;
    w.reached_per_try = 1.0;
    w.reached_imd = 0.0;
    w.try_minutes = 0.0;
    w.burden_per_year = 0.0;
    let s = &mut p.staffing;
    s.annual_leave_days = 0;
    s.sickness_share = 0.0;
    s.leavers_per_year = 0.0;
    s.supervision_hours_per_month = 0.0;
    s.peer_network = false;
    s.relationship_hours_per_week = 0.0;
    s.skills_training_days = 0.0;
    s.general_admin_share = 0.0;
    s.hours_per_week = 37.5;
    let c = &mut p.contact;
    c.mode = ContactMode::Telephone;
    c.length_cv = 0.0;
    c.admin_minutes_per_contact = 0.0;
    c.admin_minutes_per_client = 0.0;
    c.no_show = 0.0;
    c.drop_out = 0.0;
    c.drop_out_alliance = 0.0;
    c.goals_constant = -20.0;
    c.goals_per_contact = 0.0;
    c.goals_linked = 0.0;
    c.goals_burden = 0.0;
    c.burden_relief = 0.0;
    c.maximum_contacts = 1_000;
    c.maximum_weeks = 1_000.0;
    c.open_door = false;
    c.returns_per_year = 0.0;
    p.matching.proposal = 0.0;
    p.matching.joins_alone_per_year = 0.0;
    let g = &mut p.community;
    g.advice_per_10000 = 0.0;
    g.physical_per_10000 = 0.0;
    g.wellbeing_per_10000 = 0.0;
    g.social_per_10000 = 0.0;
    g.creative_per_10000 = 0.0;
    g.volunteering_per_10000 = 0.0;
    p.start.caseload_per_fte = 0.0;
    p.start.waiting_list = 0;
}

/// A mean over replications and the half-width of its confidence interval by Student's t.
#[derive(Clone, Copy, Debug)]
pub struct Interval {
    pub mean: f64,
    pub half_width: f64,
}

impl Interval {
    /// With confidence 99%.
    pub fn of(values: &[f64]) -> Self {
        Self::with_confidence(values, 0.99)
    }

    pub fn with_confidence(values: &[f64], confidence: f64) -> Self {
        let n = values.len() as f64;
        assert!(n >= 3.0, "an interval needs replications");
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
        let t = StudentsT::new(0.0, 1.0, n - 1.0)
            .expect("degrees of freedom are positive")
            .inverse_cdf(0.5 + 0.5 * confidence);
        Self {
            mean,
            half_width: t * (squares / (n - 1.0) / n).sqrt(),
        }
    }

    /// Of the differences `a - b` of the same replications.
    pub fn paired(a: &[f64], b: &[f64]) -> Self {
        assert_eq!(a.len(), b.len());
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        Self::of(&differences)
    }

    pub fn low(&self) -> f64 {
        self.mean - self.half_width
    }

    pub fn high(&self) -> f64 {
        self.mean + self.half_width
    }
}

/// The interval covers the true value and is narrow enough to mean something.
#[track_caller]
pub fn assert_covers(what: &str, values: &[f64], truth: f64, widest_half_width: f64) {
    let interval = Interval::of(values);
    assert!(
        interval.half_width < widest_half_width,
        "{what}: {interval:?} is wider than {widest_half_width}"
    );
    assert!(
        (interval.mean - truth).abs() <= interval.half_width,
        "{what}: {interval:?} does not cover {truth}"
    );
}

/// A share that should be binomial: within 3.5 standard errors, on enough trials to know it to `widest`.
#[track_caller]
pub fn assert_binomial(what: &str, successes: u64, trials: u64, p: f64, widest: f64) {
    let (successes, trials) = (successes as f64, trials as f64);
    let standard_error = (p * (1.0 - p) / trials).sqrt();
    let share = successes / trials;
    assert!(
        standard_error < widest,
        "{what}: only {trials} trials, standard error {standard_error:.4}"
    );
    assert!(
        (share - p).abs() < 3.5 * standard_error,
        "{what}: {share:.4} of {trials} instead of {p:.4} ± {standard_error:.4}"
    );
}

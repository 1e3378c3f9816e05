//! Money by line, in whole pence, so that totals equal the sum of their parts exactly.

use crate::world::demography::labelled;

labelled! {
    /// A line of cost.
    CostLine {
        /// Employment of link workers in post.
        LinkWorkers = "link workers",
        /// Assistants and administrators.
        AdminSupport = "admin support",
        /// Management, premises, equipment.
        Overheads = "overheads",
        /// Supervision.
        Supervision = "supervision",
        /// Skills training.
        SkillsTraining = "skills training",
        /// Recruitment.
        Recruitment = "recruitment",
        /// GP training.
        GpTraining = "GP training",
        /// Feedback to GPs.
        GpFeedback = "GP feedback",
        /// Marketing.
        Marketing = "marketing",
        /// Volunteers who accompany.
        VolunteerBridging = "volunteer bridging",
        /// Transport vouchers.
        TransportVouchers = "transport vouchers",
        /// Cost vouchers.
        CostVouchers = "cost vouchers",
        /// Grants to groups.
        Grants = "grants to groups",
        /// Payments per referral.
        PaymentsPerReferral = "payments per referral",
        /// Seed money for new groups.
        SeedMoney = "seed money",
        /// Champions and the volunteer programme.
        Volunteers = "volunteers and champions",
        /// Support of the climate of groups.
        ClimateSupport = "climate support",
        /// Other services that take on inappropriate referrals.
        OtherServices = "other services",
        /// GP consultations of people in need.
        GpConsultations = "GP consultations",
        /// A&E attendances of people in need.
        AeAttendances = "A&E attendances",
        /// Inpatient admissions of people in need.
        Admissions = "inpatient admissions",
        /// Time of people in need with link workers, in groups and on the way.
        PatientTime = "time of patients",
        /// Fares and fees that people in need pay themselves.
        PatientSpending = "fares and fees paid by patients",
        /// Unpaid hours of champions and of volunteers who accompany.
        VolunteerTime = "time of volunteers",
    }
}

/// Whose costs count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Perspective {
    /// The NHS and personal social services: the service, grants, and health service use.
    NhsAndPss,
    /// Everybody: also the time and money of patients, and the time of volunteers.
    Societal,
}

impl Perspective {
    /// Both, the narrower first.
    pub const ALL: [Perspective; 2] = [Perspective::NhsAndPss, Perspective::Societal];

    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Perspective::NhsAndPss => "NHS and personal social services",
            Perspective::Societal => "societal",
        }
    }

    /// Whether a line counts.
    pub fn counts(self, line: CostLine) -> bool {
        self == Perspective::Societal || line < CostLine::PatientTime
    }
}

impl CostLine {
    /// Whether the line is part of the cost of the service, not of health service use.
    pub fn is_service(self) -> bool {
        self < CostLine::OtherServices
    }
}

/// Pounds to whole pence.
#[inline]
pub fn pence(pounds: f64) -> i64 {
    (pounds * 100.0).round() as i64
}

/// Costs by line.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    /// Pence by line.
    pub pence: [i64; CostLine::COUNT],
    /// The same, each cost discounted from its day to the first day, in pence.
    pub discounted_pence: [f64; CostLine::COUNT],
}

impl Default for Money {
    fn default() -> Self {
        Self {
            pence: [0; CostLine::COUNT],
            discounted_pence: [0.0; CostLine::COUNT],
        }
    }
}

impl Money {
    /// Books a cost; `discount` is the factor of its day.
    #[inline]
    pub fn spend(&mut self, line: CostLine, pence: i64, discount: f64) {
        self.pence[line.index()] += pence;
        self.discounted_pence[line.index()] += pence as f64 * discount;
    }

    /// Cost of the service in pence, health service use apart.
    pub fn service_pence(&self) -> i64 {
        CostLine::ALL
            .iter()
            .filter(|line| line.is_service())
            .map(|line| self.pence[line.index()])
            .sum()
    }

    /// Cost by a perspective, each discounted from its day to the first day, in pence.
    pub fn discounted_pence_of(&self, perspective: Perspective) -> f64 {
        CostLine::ALL
            .iter()
            .filter(|&&line| perspective.counts(line))
            .map(|line| self.discounted_pence[line.index()])
            .sum()
    }

    /// Adds the costs of another part.
    pub fn merge(&mut self, other: &Money) {
        for (a, b) in self.pence.iter_mut().zip(&other.pence) {
            *a += b;
        }
        for (a, b) in self
            .discounted_pence
            .iter_mut()
            .zip(&other.discounted_pence)
        {
            *a += b;
        }
    }
}

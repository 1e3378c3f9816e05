//! What a parameter is: a value with its unit, its allowed range, its prior, its source and how strong that source is.
//!
//! Every number of the model is declared once, in [`crate::scenario::parameters`], with the `section!` macro. Checking,
//! explaining, the JSON Schema, the parameter tables of the documents and the typed values that the model reads all come
//! from that one declaration.

use serde::{Deserialize, Serialize};

/// One value of a parameter, as written or as resolved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A real number in the parameter's unit.
    Number(f64),
    /// A whole number in the parameter's unit.
    Integer(i64),
    /// Yes or no.
    Flag(bool),
    /// One of the labels that the parameter's [`Kind::Choice`] lists.
    Choice(&'static str),
}

impl Value {
    /// The value as a number, flags as 0 and 1; choices have none.
    pub fn as_number(self) -> Option<f64> {
        match self {
            Value::Number(x) => Some(x),
            Value::Integer(n) => Some(n as f64),
            Value::Flag(flag) => Some(f64::from(u8::from(flag))),
            Value::Choice(_) => None,
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Number(x) => write!(f, "{x}"),
            Value::Integer(n) => write!(f, "{n}"),
            Value::Flag(b) => write!(f, "{b}"),
            Value::Choice(label) => write!(f, "{label}"),
        }
    }
}

/// What values a parameter may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A real number between two bounds, both included.
    Number(f64, f64),
    /// A whole number between two bounds, both included.
    Integer(i64, i64),
    /// `true` or `false`.
    Flag,
    /// One of these labels.
    Choice(&'static [&'static str]),
}

/// What a parameter is for; decides whether a dated change may set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A fact about the place: its people, its practices.
    Setting,
    /// A belief about how people and services behave. It has a prior and does not change during a run.
    Belief,
    /// Something a commissioner decides. It may begin, change or end at a date.
    Lever,
    /// A price. It may change at a date.
    UnitCost,
}

impl Role {
    /// Whether a `[[change]]` may set a parameter of this role at a date.
    pub fn may_change(self) -> bool {
        matches!(self, Role::Lever | Role::UnitCost)
    }
}

/// How strong the evidence behind a value is, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// A trial or another study with a control group.
    Controlled,
    /// Routine data, official counts or a cohort.
    Cohort,
    /// A survey or an audit.
    Survey,
    /// Guidance, contracts, price lists.
    Guidance,
    /// Interviews and focus groups.
    Qualitative,
    /// No figure was found: the modellers' judgement, with a wide prior.
    Judgement,
}

impl Strength {
    /// All strengths, strongest first.
    pub const ALL: [Strength; 6] = [
        Strength::Controlled,
        Strength::Cohort,
        Strength::Survey,
        Strength::Guidance,
        Strength::Qualitative,
        Strength::Judgement,
    ];

    /// The word used in scenario files and tables.
    pub fn label(self) -> &'static str {
        match self {
            Strength::Controlled => "controlled",
            Strength::Cohort => "cohort",
            Strength::Survey => "survey",
            Strength::Guidance => "guidance",
            Strength::Qualitative => "qualitative",
            Strength::Judgement => "judgement",
        }
    }

    /// The strength that a word of scenario files and tables stands for.
    pub fn of_label(label: &str) -> Option<Strength> {
        Strength::ALL
            .into_iter()
            .find(|strength| strength.label() == label)
    }

    /// What stands behind the value, in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Strength::Controlled => "study with a control group",
            Strength::Cohort => "routine data or a cohort",
            Strength::Survey => "survey or audit",
            Strength::Guidance => "guidance, contract or price list",
            Strength::Qualitative => "interviews",
            Strength::Judgement => "judgement alone",
        }
    }

    /// How weak the evidence is, from 1 (a study with a control group) to 6 (judgement): its place in the order, no
    /// measurement.
    pub fn weakness(self) -> u8 {
        self as u8 + 1
    }

    /// Whether nobody has counted or measured: interviews or judgement alone.
    pub fn is_weak(self) -> bool {
        self >= Strength::Qualitative
    }
}

/// What is believed about a parameter before any calibration, in the parameter's unit.
///
/// In a scenario file: `prior = { beta = [4, 29] }`, or `prior = "fixed"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prior {
    /// Not uncertain: a decision or a count.
    Fixed,
    /// Beta with shapes `alpha` and `beta`, on 0 to 1.
    Beta(f64, f64),
    /// Normal with mean and standard deviation, cut off at the parameter's bounds.
    Normal(f64, f64),
    /// Log-normal with median and the standard deviation of the logarithm.
    LogNormal(f64, f64),
    /// Gamma with shape and scale.
    Gamma(f64, f64),
    /// Uniform between two bounds.
    Uniform(f64, f64),
}

impl std::fmt::Display for Prior {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Prior::Fixed => write!(f, "fixed"),
            Prior::Beta(a, b) => write!(f, "beta({a}, {b})"),
            Prior::Normal(mean, sd) => write!(f, "normal(mean {mean}, sd {sd})"),
            Prior::LogNormal(median, sigma) => {
                write!(f, "log-normal(median {median}, sigma {sigma})")
            }
            Prior::Gamma(shape, scale) => write!(f, "gamma(shape {shape}, scale {scale})"),
            Prior::Uniform(low, high) => write!(f, "uniform({low}, {high})"),
        }
    }
}

/// Units of measurement, closed so that a wrong one can be named and a compatible one converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share or probability from 0 to 1; may be written in percent.
    Share,
    /// An index from 0 to 1 for a state of mind or a quality.
    Index,
    /// A pure ratio: odds ratio, rate ratio, multiplier.
    Ratio,
    /// An additive term on the log-odds or log-rate scale.
    LogOdds,
    /// Minutes of working time.
    Minutes,
    /// Hours of working time.
    Hours,
    /// Hours of working time a week.
    HoursPerWeek,
    /// Hours of working time a month.
    HoursPerMonth,
    /// Calendar days.
    Days,
    /// Weeks of seven days.
    Weeks,
    /// Months of 30.4375 days.
    Months,
    /// Years of 365.25 days.
    Years,
    /// Events per person and year.
    PerYear,
    /// Share a week.
    PerWeek,
    /// Events per 1,000 people and year.
    PerThousandAYear,
    /// People.
    People,
    /// Full-time equivalents.
    Fte,
    /// Contacts with a link worker.
    Contacts,
    /// Sessions of a group.
    Sessions,
    /// Groups.
    Groups,
    /// Groups per 10,000 registered patients.
    GroupsPer10000,
    /// Places in a group.
    Places,
    /// Attempts.
    Tries,
    /// Practices.
    Practices,
    /// Points on the SWEMWBS scale (7 to 35).
    SwemwbsPoints,
    /// Points on the three-item UCLA loneliness scale (3 to 9).
    UclaPoints,
    /// Utility (QALY weight) per SWEMWBS point.
    UtilityPerPoint,
    /// Points of 0–10 life satisfaction per SWEMWBS point.
    LifeSatisfactionPerPoint,
    /// Pounds sterling.
    Pounds,
    /// Pounds a year.
    PoundsPerYear,
    /// Pounds an hour.
    PoundsPerHour,
    /// A calendar year used as a price year.
    PriceYear,
    /// Yes/no and choices have no unit.
    None,
}

impl Unit {
    /// The unit as printed in tables and as accepted in a scenario file's `unit`.
    pub fn label(self) -> &'static str {
        match self {
            Unit::Share => "share",
            Unit::Index => "index",
            Unit::Ratio => "ratio",
            Unit::LogOdds => "log-odds",
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::HoursPerWeek => "hours a week",
            Unit::HoursPerMonth => "hours a month",
            Unit::Days => "days",
            Unit::Weeks => "weeks",
            Unit::Months => "months",
            Unit::Years => "years",
            Unit::PerYear => "a year",
            Unit::PerWeek => "a week",
            Unit::PerThousandAYear => "per 1,000 a year",
            Unit::People => "people",
            Unit::Fte => "FTE",
            Unit::Contacts => "contacts",
            Unit::Sessions => "sessions",
            Unit::Groups => "groups",
            Unit::GroupsPer10000 => "groups per 10,000 registered",
            Unit::Places => "places",
            Unit::Tries => "tries",
            Unit::Practices => "practices",
            Unit::SwemwbsPoints => "SWEMWBS points",
            Unit::UclaPoints => "UCLA points",
            Unit::UtilityPerPoint => "utility per SWEMWBS point",
            Unit::LifeSatisfactionPerPoint => "life satisfaction per SWEMWBS point",
            Unit::Pounds => "GBP",
            Unit::PoundsPerYear => "GBP a year",
            Unit::PoundsPerHour => "GBP an hour",
            Unit::PriceYear => "price year",
            Unit::None => "",
        }
    }
}

/// The declaration of one parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Table of the scenario file that holds it, such as `referral`.
    pub section: &'static str,
    /// Its name within the table.
    pub name: &'static str,
    /// What it means, in one or more lines.
    pub doc: &'static str,
    /// Unit of its value.
    pub unit: Unit,
    /// What values it may take.
    pub kind: Kind,
    /// What it is for.
    pub role: Role,
    /// Default value.
    pub default: Value,
    /// Prior in its unit.
    pub prior: Prior,
    /// Strength of the evidence for the default.
    pub strength: Strength,
    /// Where the default comes from.
    pub source: &'static str,
}

impl Parameter {
    /// `section.name`, the way a user names it on the command line.
    pub fn path(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }
}

/// A Rust type that holds a parameter's value in the typed view of the model.
pub trait Typed: Copy {
    /// Reads the value; the kind was checked before.
    fn from_value(value: Value) -> Self;
    /// The value as declared in the registry.
    fn into_value(self) -> Value;
}

impl Typed for f64 {
    fn from_value(value: Value) -> Self {
        match value {
            Value::Number(x) => x,
            Value::Integer(n) => n as f64,
            other => unreachable!("a number was checked, found {other}"),
        }
    }
    fn into_value(self) -> Value {
        Value::Number(self)
    }
}

impl Typed for u32 {
    fn from_value(value: Value) -> Self {
        match value {
            Value::Integer(n) => u32::try_from(n).expect("the range was checked"),
            other => unreachable!("a whole number was checked, found {other}"),
        }
    }
    fn into_value(self) -> Value {
        Value::Integer(i64::from(self))
    }
}

impl Typed for i32 {
    fn from_value(value: Value) -> Self {
        match value {
            Value::Integer(n) => i32::try_from(n).expect("the range was checked"),
            other => unreachable!("a whole number was checked, found {other}"),
        }
    }
    fn into_value(self) -> Value {
        Value::Integer(i64::from(self))
    }
}

impl Typed for bool {
    fn from_value(value: Value) -> Self {
        match value {
            Value::Flag(b) => b,
            other => unreachable!("a flag was checked, found {other}"),
        }
    }
    fn into_value(self) -> Value {
        Value::Flag(self)
    }
}

/// Declares a choice: an enum whose labels are the words of the scenario file.
macro_rules! choice {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $vdoc:literal])+ $variant:ident = $label:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[doc = $vdoc])+ $variant,)+ }

        impl $name {
            /// The words of the scenario file, in order of declaration.
            pub const LABELS: &'static [&'static str] = &[$($label,)+];
            /// The word of the scenario file.
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label,)+ }
            }
        }

        impl $crate::scenario::parameter::Typed for $name {
            fn from_value(value: $crate::scenario::parameter::Value) -> Self {
                match value {
                    $($crate::scenario::parameter::Value::Choice($label) => $name::$variant,)+
                    other => unreachable!("a choice was checked, found {other}"),
                }
            }
            fn into_value(self) -> $crate::scenario::parameter::Value {
                $crate::scenario::parameter::Value::Choice(self.label())
            }
        }
    };
}

/// Declares one section: the typed struct that the model reads and the registry entries behind it.
///
/// Each line reads: `name: type = default, kind, unit, role, prior, strength, "source";`
macro_rules! section {
    (
        $(#[doc = $sdoc:literal])+
        $name:ident in $section:literal {
            $(
                $(#[doc = $doc:literal])+
                $field:ident : $ty:ty = $default:expr, $kind:expr, $unit:ident, $role:ident, $prior:expr, $strength:ident, $source:literal;
            )+
        }
    ) => {
        $(#[doc = $sdoc])+
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: $ty,)+
        }

        impl $name {
            /// Name of the table in a scenario file.
            pub const SECTION: &'static str = $section;
            /// What the section is about.
            pub const DOC: &'static str = concat!($($sdoc, "\n",)+);

            /// The declarations, in the order of the fields.
            pub fn declarations() -> Vec<$crate::scenario::parameter::Parameter> {
                #[allow(unused_imports)]
                use $crate::scenario::parameter::{Kind::*, Prior::*, Role, Strength, Unit, Parameter, Typed};
                vec![$(
                    Parameter {
                        section: $section,
                        name: stringify!($field),
                        doc: concat!($($doc, "\n",)+),
                        unit: Unit::$unit,
                        kind: $kind,
                        role: Role::$role,
                        default: <$ty as Typed>::into_value($default),
                        prior: $prior,
                        strength: Strength::$strength,
                        source: $source,
                    },
                )+]
            }

            /// Reads the section's values, given in the order of the fields.
            pub fn from_values(values: &mut impl Iterator<Item = $crate::scenario::parameter::Value>) -> Self {
                Self {
                    $($field: $crate::scenario::parameter::Typed::from_value(values.next().expect("one value a field")),)+
                }
            }
        }
    };
}

pub(crate) use {choice, section};

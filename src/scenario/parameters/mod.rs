//! All parameters of the model, declared once, by the room of the world they belong to.

mod access;
mod community;
mod economics;
mod outcomes;
mod people;
mod service;

pub use access::{Gp, Referral, Waiting, WaitingPolicy};
pub use community::{Attendance, Champions, Community, GroupMoney, Stages};
pub use economics::{Costs, ServiceUse, Start, Values};
pub use outcomes::{Loneliness, Questionnaires};
pub use people::{Need, Population, Wellbeing};
pub use service::{
    Band, Bridging, BridgingBy, BridgingPolicy, Contact, ContactMode, Matching, Staffing, Strain,
};

use std::sync::LazyLock;

use super::parameter::{Parameter, Value};

/// Lists the sections once: the typed view and the registry follow from it, in the same order.
macro_rules! sections {
    ($($(#[doc = $doc:literal])+ $field:ident: $section:ident,)+) => {
        /// The typed view of one complete set of values: what the model reads.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Parameters {
            $($(#[doc = $doc])+ pub $field: $section,)+
        }

        impl Parameters {
            /// Reads a complete set of checked values, in the order of [`registry`].
            pub fn from_values(values: &[Value]) -> Self {
                let mut values = values.iter().copied();
                Self { $($field: $section::from_values(&mut values),)+ }
            }
        }

        static REGISTRY: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
            let mut all = Vec::new();
            $(all.extend($section::declarations());)+
            all
        });

        /// Name and purpose of each section, in the order of the registry.
        pub fn section_docs() -> Vec<(&'static str, &'static str)> {
            vec![$(($section::SECTION, $section::DOC.trim()),)+]
        }
    };
}

sections! {
    /// Registered population.
    population: Population,
    /// Need and natural recovery.
    need: Need,
    /// Inner needs and wellbeing.
    wellbeing: Wellbeing,
    /// Loneliness.
    loneliness: Loneliness,
    /// Questionnaires.
    questionnaires: Questionnaires,
    /// General practitioners.
    gp: Gp,
    /// Referral.
    referral: Referral,
    /// Waiting list.
    waiting: Waiting,
    /// Link workers in post.
    staffing: Staffing,
    /// Strain of link workers.
    strain: Strain,
    /// Contacts.
    contact: Contact,
    /// Matching to groups.
    matching: Matching,
    /// Bridging.
    bridging: Bridging,
    /// Groups.
    community: Community,
    /// Attendance.
    attendance: Attendance,
    /// Stages.
    stages: Stages,
    /// Champions.
    champions: Champions,
    /// Money of groups.
    group_money: GroupMoney,
    /// Health service use.
    service_use: ServiceUse,
    /// Unit costs.
    costs: Costs,
    /// Values of outcomes.
    values: Values,
    /// The first day.
    start: Start,
}

/// All declarations, in the order in which values are stored.
pub fn registry() -> &'static [Parameter] {
    &REGISTRY
}

/// The default values, in the order of [`registry`].
pub fn defaults() -> Vec<Value> {
    registry()
        .iter()
        .map(|parameter| parameter.default)
        .collect()
}

impl Default for Parameters {
    fn default() -> Self {
        Self::from_values(&defaults())
    }
}

#[cfg(test)]
mod tests {
    use super::super::parameter::{Kind, Prior, Unit};
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_path_is_declared_once_and_every_default_is_allowed() {
        let mut paths = BTreeSet::new();
        for parameter in registry() {
            assert!(
                paths.insert(parameter.path()),
                "{} is declared twice",
                parameter.path()
            );
            assert!(
                !parameter.source.is_empty() && !parameter.doc.trim().is_empty(),
                "{}",
                parameter.path()
            );
            match (parameter.kind, parameter.default) {
                (Kind::Number(low, high), Value::Number(x)) => {
                    assert!((low..=high).contains(&x), "{}", parameter.path());
                }
                (Kind::Integer(low, high), Value::Integer(n)) => {
                    assert!((low..=high).contains(&n), "{}", parameter.path());
                }
                (Kind::Flag, Value::Flag(_)) => assert_eq!(parameter.unit, Unit::None),
                (Kind::Choice(labels), Value::Choice(label)) => assert!(labels.contains(&label)),
                other => panic!("{}: kind and default differ: {other:?}", parameter.path()),
            }
        }
    }

    #[test]
    fn beliefs_have_a_prior_whose_middle_is_near_the_default() {
        for parameter in registry() {
            let Value::Number(default) = parameter.default else {
                continue;
            };
            let (middle, spread) = match parameter.prior {
                Prior::Fixed => continue,
                Prior::Beta(a, b) => (
                    a / (a + b),
                    (a * b / ((a + b) * (a + b) * (a + b + 1.0))).sqrt(),
                ),
                Prior::Normal(mean, sd) => (mean, sd),
                Prior::LogNormal(median, sigma) => (median, median * sigma),
                Prior::Gamma(shape, scale) => (shape * scale, shape.sqrt() * scale),
                Prior::Uniform(low, high) => ((low + high) / 2.0, (high - low) / 2.0),
            };
            assert!(
                (default - middle).abs() <= spread,
                "{}: {default} against {middle} ± {spread}",
                parameter.path()
            );
        }
    }

    #[test]
    fn the_typed_view_reads_values_in_the_order_of_the_registry() {
        let parameters = Parameters::default();
        assert_eq!(parameters.population.registered_patients, 50_000);
        assert_eq!(parameters.start.waited_weeks, 2.0);
        assert_eq!(parameters.bridging.policy, BridgingPolicy::Nobody);
    }
}

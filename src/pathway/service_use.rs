//! Process 16: GP consultations, A&E attendances and admissions.
//!
//! The rates follow a person's state over time ([`crate::world::patient::Patient::accrue`]); the number of each is
//! Poisson with the mean that the person's whole course gives. One uniform for each keeps the numbers of the same
//! person close together across scenarios: the lower the mean, the lower the number.

use super::run::Run;
use crate::engine::sample::{POISSON_MEAN_MAX, normal, poisson};
use crate::measure::count::Count;
use crate::measure::money::{CostLine, pence};
use crate::world::demography::AgeBand;
use crate::world::person::YEAR_DAYS;
use crate::world::stream::Stream;

/// Counts the service use of everybody over the whole run and books its cost; called on the last day. Of the events
/// of a person only the number is drawn: each is discounted by the mean factor over the person's own course, which is
/// the expected factor of an event.
pub fn count_all(run: &mut Run<'_>) {
    for i in 0..run.patients.len() as u32 {
        let person = &run.people[i as usize];
        let patient = &run.patients[i as usize];
        let p = &run.p.service_use;
        let old = matches!(person.age, AgeBand::From65To74 | AgeBand::From75);
        let admissions = p.inpatient_per_year * if old { p.inpatient_ratio_65_plus } else { 1.0 };
        let years = patient.hospital_days / YEAR_DAYS;
        let means = [
            patient.expected_consultations,
            p.ae_per_year * years,
            admissions * years,
        ];
        let draw = run.draw(Stream::ServiceUse, i, 0);
        let subgroups = person.subgroups();
        let areas = [patient.expected_consultations, patient.hospital_days];
        let factors: [f64; 2] = std::array::from_fn(|k| {
            if areas[k] > 0.0 {
                patient.discounted_use[k] / areas[k]
            } else {
                1.0
            }
        });
        let c = &run.p.costs;
        let kinds = [
            (
                Count::GpConsultations,
                CostLine::GpConsultations,
                c.gp_consultation,
                factors[0],
            ),
            (
                Count::AeAttendances,
                CostLine::AeAttendances,
                c.ae_attendance,
                factors[1],
            ),
            (
                Count::Admissions,
                CostLine::Admissions,
                c.inpatient_admission,
                factors[1],
            ),
        ];
        for (k, (count, line, price, factor)) in kinds.into_iter().enumerate() {
            let events = number(draw.uniform(k), means[k]);
            run.book.counts.add_many(count, subgroups, events);
            run.book
                .money
                .spend(line, events as i64 * pence(price), factor);
        }
    }
}

/// The Poisson number with a mean that one uniform gives: exact up to a mean of 50, above by the Cornish–Fisher
/// expansion of the quantile, which is then right to within one.
fn number(u: f64, mean: f64) -> u64 {
    if mean <= 0.0 {
        0
    } else if mean <= POISSON_MEAN_MAX {
        u64::from(poisson(u, mean))
    } else {
        let z = normal(u);
        (mean + mean.sqrt() * z + (z * z - 1.0) / 6.0)
            .round()
            .max(0.0) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn large_means_keep_mean_and_variance() {
        let n = 100_000;
        for mean in [49.9, 50.1, 300.0] {
            let draws: Vec<f64> = (0..n)
                .map(|i| number((f64::from(i) + 0.5) / f64::from(n), mean) as f64)
                .collect();
            let average = draws.iter().sum::<f64>() / f64::from(n);
            let variance = draws
                .iter()
                .map(|x| (x - average) * (x - average))
                .sum::<f64>()
                / f64::from(n);
            assert!(
                (average - mean).abs() < 0.02 * mean.sqrt(),
                "{mean}: {average}"
            );
            assert!((variance / mean - 1.0).abs() < 0.02, "{mean}: {variance}");
        }
    }
}

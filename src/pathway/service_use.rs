//! Process 16: A&E attendances and admissions, as rates that follow a person's state. GP consultations are in
//! [`super::consultation`].

use super::event::{Event, Kind};
use super::run::Run;
use crate::engine::sample::exponential;
use crate::measure::count::Count;
use crate::world::demography::AgeBand;
use crate::world::person::{YEAR_DAYS, day_after};
use crate::world::stream::Stream;

/// Highest factor of a person's state on the rate of hospital use.
const STATE_CAP: f64 = 3.0;

/// Rates per year of A&E attendance and admission at middling burden and wellbeing.
fn rates(run: &Run<'_>, i: u32) -> [f64; 2] {
    let p = &run.p.service_use;
    let old = matches!(
        run.people[i as usize].age,
        AgeBand::From65To74 | AgeBand::From75
    );
    [
        p.ae_per_year,
        p.inpatient_per_year * if old { p.inpatient_ratio_65_plus } else { 1.0 },
    ]
}

/// Plans the next candidate; its time does not depend on policy.
pub fn plan_next(run: &mut Run<'_>, i: u32) {
    let [ae, admissions] = rates(run, i);
    let rate = (ae + admissions) * STATE_CAP / YEAR_DAYS;
    if rate <= 0.0 {
        return;
    }
    let counters = &mut run.patients[i as usize].counters;
    let occurrence = counters.hospital;
    counters.hospital += 1;
    let gap = exponential(
        run.draw(Stream::Hospital, i, occurrence).uniform(0),
        1.0 / rate,
    );
    run.plan_event(day_after(run.day, gap), Event::new(Kind::Hospital, i));
}

/// A candidate comes up: taken with the probability that the person's state gives.
pub fn hospital(run: &mut Run<'_>, i: u32) {
    if run.patients[i as usize].gone {
        return;
    }
    let draw = run.draw(
        Stream::Hospital,
        i,
        run.patients[i as usize].counters.hospital - 1,
    );
    let p = run.p.service_use;
    let [ae, admissions] = rates(run, i);
    run.accrue(i);
    let patient = &run.patients[i as usize];
    let points = patient.points_above_trait(&run.people[i as usize], &run.model);
    let factor = patient.use_ratio(points, p.per_point, p.burden, run.p.need.burden_median);
    if draw.uniform(1) * STATE_CAP < factor.min(STATE_CAP) {
        if draw.uniform(2) * (ae + admissions) < ae {
            run.count(Count::AeAttendances, i);
            run.tell(i, "A&E", |_| "Goes to A&E.".to_owned());
        } else {
            run.count(Count::Admissions, i);
            run.tell(i, "admission", |_| "Is admitted to hospital.".to_owned());
        }
    }
    plan_next(run, i);
}

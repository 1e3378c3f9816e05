//! What later costs and effects are worth today, and rates against probabilities.
//!
//! The model discounts each event at its own time, so that no half-cycle correction is needed.

/// `(1 + r)^-t`: the present value of one pound, or one QALY, after `years` at `rate_per_year` (0.035 for 3.5%).
pub fn factor(rate_per_year: f64, years: f64) -> f64 {
    libm::pow(1.0 + rate_per_year, -years)
}

/// A discount rate that falls with time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    /// The last year of each step and its rate a year; the last step never ends.
    steps: [(f64, f64); 6],
}

/// The ends of the steps of the Green Book, in years.
const GREEN_BOOK_ENDS: [f64; 6] = [30.0, 75.0, 125.0, 200.0, 300.0, f64::INFINITY];

impl Schedule {
    /// The social time preference rate of HM Treasury's Green Book: 3.5% in years 0 to 30, 3.0% in years 31 to 75, 2.5%
    /// to year 125, 2.0% to year 200, 1.5% to year 300, 1.0% after.
    pub const GREEN_BOOK: Self = Self::of([0.035, 0.030, 0.025, 0.020, 0.015, 0.010]);
    /// The Green Book's rate for health effects: 1.5%, 1.29%, 1.07%, 0.86%, 0.64%, 0.43% in the same steps.
    pub const GREEN_BOOK_HEALTH: Self = Self::of([0.015, 0.0129, 0.0107, 0.0086, 0.0064, 0.0043]);

    const fn of(rates_per_year: [f64; 6]) -> Self {
        let mut steps = [(0.0, 0.0); 6];
        let mut i = 0;
        while i < 6 {
            steps[i] = (GREEN_BOOK_ENDS[i], rates_per_year[i]);
            i += 1;
        }
        Self { steps }
    }

    /// The present value of one pound after `years`: each year is discounted at the rate of its own step, so that year 31
    /// is year 30 divided by 1.03. Time before the start is not discounted.
    pub fn factor(&self, years: f64) -> f64 {
        let mut product = 1.0;
        let mut from = 0.0;
        for (end, rate_per_year) in self.steps {
            if years <= from {
                break;
            }
            product *= factor(rate_per_year, years.min(end) - from);
            from = end;
        }
        product
    }
}

/// The probability of at least one event in `years` at a constant `rate_per_year`: `1 - exp(-r t)`.
pub fn probability_over_years(rate_per_year: f64, years: f64) -> f64 {
    -libm::expm1(-rate_per_year * years)
}

/// The constant rate a year under which an event happens within `years` with `probability`: `-ln(1 - p) / t`; infinite if
/// the probability is 1. `None` if the probability is not in 0 to 1 or the time not above 0.
pub fn rate_per_year(probability: f64, years: f64) -> Option<f64> {
    ((0.0..=1.0).contains(&probability) && years > 0.0)
        .then(|| -libm::log1p(-probability) / years + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 5e-7, "{a} is not {b}");
    }

    #[test]
    fn published_factors() {
        for (years, expected) in [
            (0.0, 1.0),
            (1.0, 0.966184),
            (5.0, 0.841973),
            (10.0, 0.708919),
            (30.0, 0.356278),
        ] {
            near(factor(0.035, years), expected);
            near(Schedule::GREEN_BOOK.factor(years), expected);
        }
    }

    #[test]
    fn the_green_book_steps_down_after_thirty_years() {
        let schedule = Schedule::GREEN_BOOK;
        near(schedule.factor(31.0), 0.345_901);
        near(schedule.factor(31.0), schedule.factor(30.0) / 1.03);
        near(schedule.factor(76.0), schedule.factor(75.0) / 1.025);
        near(schedule.factor(301.0), schedule.factor(300.0) / 1.01);
        near(Schedule::GREEN_BOOK_HEALTH.factor(1.0), 1.0 / 1.015);
        assert_eq!(schedule.factor(-1.0), 1.0);
        assert!(schedule.factor(30.5) < schedule.factor(30.0));
    }

    #[test]
    fn rates_and_probabilities_are_each_others_inverse() {
        near(probability_over_years(0.5, 2.0), 0.632_121);
        for years in [1.0 / 12.0, 1.0, 5.0] {
            let p = probability_over_years(0.3, years);
            near(rate_per_year(p, years).unwrap(), 0.3);
        }
        assert_eq!(rate_per_year(0.0, 1.0), Some(0.0));
        assert_eq!(rate_per_year(1.0, 1.0), Some(f64::INFINITY));
        assert_eq!(rate_per_year(1.1, 1.0), None);
        assert_eq!(rate_per_year(0.5, 0.0), None);
    }
}

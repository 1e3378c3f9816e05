//! Ends that compete: the Aalen–Johansen estimator, and what it should find where hazards are constant.

/// A time under observation and how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// Whole days under observation.
    pub days: u32,
    /// Number of the cause that ended it; `None` if it was still open when observation stopped.
    pub cause: Option<usize>,
}

/// The chance that each of `causes` has ended a spell by `day`, by Aalen and Johansen (*Scandinavian Journal of
/// Statistics* 5, 1978): the sum over days of the chance of no end before × ends of the cause among those at risk. Open
/// spells count as at risk until and on the day on which observation stopped.
pub fn aalen_johansen(spells: &[Spell], causes: usize, day: u32) -> Vec<f64> {
    let mut ends = vec![vec![0_u32; causes]; day as usize + 1];
    let mut leave = vec![0_usize; day as usize + 1];
    for spell in spells {
        if spell.days <= day {
            leave[spell.days as usize] += 1;
            if let Some(cause) = spell.cause {
                ends[spell.days as usize][cause] += 1;
            }
        }
    }
    let (mut at_risk, mut open) = (spells.len(), 1.0);
    let mut chances = vec![0.0; causes];
    for (ends, leave) in ends.iter().zip(leave) {
        if at_risk == 0 {
            break;
        }
        let before = open;
        for (chance, &n) in chances.iter_mut().zip(ends) {
            let share = f64::from(n) / at_risk as f64;
            *chance += before * share;
            open -= before * share;
        }
        at_risk -= leave;
    }
    chances
}

/// Rates a day at which a person leaves the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hazards {
    /// Giving up.
    pub gives_up: f64,
    /// Recovering.
    pub recovers: f64,
    /// Moving away.
    pub moves: f64,
    /// Dying.
    pub dies: f64,
}

/// Number of causes of [`Hazards`] and of being seen.
pub const CAUSES: usize = 5;
/// Position of being seen among the causes, after those of [`Hazards`] in their order.
pub const SEEN: usize = 4;

impl Hazards {
    fn sum(&self) -> f64 {
        self.gives_up + self.recovers + self.moves + self.dies
    }

    fn each(&self) -> [f64; 4] {
        [self.gives_up, self.recovers, self.moves, self.dies]
    }

    /// Chance of each end by `day` in continuous time. People come evenly over `window` days, and all who are left at its
    /// end are seen; without a window nobody is seen.
    pub fn closed(&self, day: f64, window: Option<f64>) -> [f64; CAUSES] {
        let h = self.sum();
        let gone = 1.0 - libm::exp(-h * day);
        let mut chances = [0.0; CAUSES];
        for (chance, rate) in chances.iter_mut().zip(self.each()) {
            // With a window, the integral of rate × exp(-h u) × (1 - u / window).
            *chance = rate
                * match window {
                    None => gone / h,
                    Some(w) => gone / h - (gone / h - day * libm::exp(-h * day)) / (h * w),
                };
        }
        if let Some(w) = window {
            chances[SEEN] = gone / (h * w);
        }
        chances
    }

    /// The same on whole days: recovery comes before moving and dying, and these before patience; nobody leaves on the
    /// day of referral; patience of a first day counts with that of the second.
    ///
    /// With a window, somebody referred `n` days before its end is called `n + 1` days and seen `n + 2` days after the
    /// referral; in between only moving and dying can end the wait.
    pub fn on_days(&self, day: u32, window: Option<u32>) -> [f64; CAUSES] {
        let exits = self.moves + self.dies;
        let left = |days: f64| libm::exp(-days * exits);
        let mut chances = [0.0; CAUSES];
        let entries = window.map_or(1, |w| w);
        for n in 1..=entries {
            let (called, seen) = match window {
                None => (u32::MAX, u32::MAX),
                Some(_) => (n + 1, n + 2),
            };
            let mut open = 1.0 / f64::from(entries);
            for age in 1..=day.min(seen) {
                if age > called {
                    let exit = open * (1.0 - left(1.0));
                    chances[2] += exit * self.moves / exits;
                    chances[3] += exit * self.dies / exits;
                    open -= exit;
                } else {
                    let risk = if age == 1 { 2.0 } else { 1.0 };
                    let recover = open * (1.0 - libm::exp(-self.recovers));
                    let exit = (open - recover) * (1.0 - left(1.0));
                    let rest = open - recover - exit;
                    let give_up = rest * (1.0 - libm::exp(-risk * self.gives_up));
                    chances[0] += give_up;
                    chances[1] += recover;
                    chances[2] += exit * self.moves / exits;
                    chances[3] += exit * self.dies / exits;
                    open = rest - give_up;
                }
                if age == seen {
                    chances[SEEN] += open;
                }
            }
        }
        chances
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spell(days: u32, cause: Option<usize>) -> Spell {
        Spell { days, cause }
    }

    /// Five people: 1 ends by the first cause after 2 days, one is lost to sight after 3, then one each.
    #[test]
    fn an_estimate_by_hand() {
        let spells = [
            spell(2, Some(0)),
            spell(3, None),
            spell(4, Some(1)),
            spell(5, Some(0)),
            spell(9, None),
        ];
        // Day 2: 1/5. Day 4: 4/5 open, 3 at risk, 4/15. Day 5: 8/15 open, 2 at risk, 4/15.
        let found = aalen_johansen(&spells, 2, 5);
        assert!((found[0] - (0.2 + 4.0 / 15.0)).abs() < 1e-12, "{found:?}");
        assert!((found[1] - 4.0 / 15.0).abs() < 1e-12, "{found:?}");
        // Without open spells it is the plain share.
        let closed = [
            spell(1, Some(0)),
            spell(2, Some(1)),
            spell(3, Some(0)),
            spell(3, Some(1)),
        ];
        assert_eq!(aalen_johansen(&closed, 2, 3), [0.5, 0.5]);
    }

    #[test]
    fn constant_hazards_on_days_tend_to_the_closed_form() {
        let hazards = Hazards {
            gives_up: 2e-5,
            recovers: 1e-5,
            moves: 5e-6,
            dies: 3e-6,
        };
        let none = (
            hazards.closed(20_000.0, None),
            hazards.on_days(20_000, None),
        );
        let some = (
            hazards.closed(900.0, Some(1_800.0)),
            hazards.on_days(900, Some(1_800)),
        );
        for (closed, days) in [none, some] {
            for (a, b) in closed.iter().zip(days) {
                // A day in 900 is one part in a thousand.
                assert!((a - b).abs() < 3e-3 * a.max(0.1), "{closed:?} {days:?}");
            }
        }
        // In the end everybody has left, in the shares of the rates.
        let end = hazards.closed(1e7, None);
        assert!((end.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!((end[0] / end[3] - 20.0 / 3.0).abs() < 1e-9);
        // By the end of the window everybody has left or been seen.
        let all = hazards.on_days(1_802, Some(1_800));
        assert!((all.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

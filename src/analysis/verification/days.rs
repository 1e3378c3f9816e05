//! A caseload on whole days: the queue that the model is when everything else is switched off, solved exactly.
//!
//! The closed forms know no calendar. In the model people are referred on any day, but link workers call and see people
//! on working days only, and times are whole days. Between two mornings the number of people on the list and on the
//! caseload is a Markov chain whose steps repeat every week. Its steady state is found by following it week after week
//! until nothing changes. What it differs from the closed form by is the grain of days, computed and not guessed.

use super::queues::{Moments, poisson_at_most};

/// Days of a week and how many of them are working days, from Monday on.
const WEEK: usize = 7;
const WORKING: usize = 5;
/// Chances below this are not followed.
const NEGLIGIBLE: f64 = 1e-17;
/// Change of all chances over a week below which the state is steady.
const STEADY: f64 = 1e-11;
/// Weeks after which the state is taken as steady in any case.
const MOST_WEEKS: u32 = 5_000;

/// People come, wait for a place on the caseload, and hold it from the day of the call. Each working day after it each is
/// seen once and it may be for the last time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Caseload {
    /// Places.
    pub places: u32,
    /// People a day, on all seven days of the week.
    pub arrivals_a_day: f64,
    /// Chance that a contact was the last one.
    pub last: f64,
    /// Rate a day at which those on the list leave it by themselves; whoever leaves is gone on the next day at the
    /// earliest, and has by then been at risk for two days.
    pub leaving_a_day: f64,
    /// Most people on list and caseload together; who comes to as many is turned away.
    pub room: Option<u32>,
}

/// The caseload in its steady state.
#[derive(Clone, Debug, PartialEq)]
pub struct Steady {
    /// Mean number of people on the list at the end of a day.
    pub waiting: f64,
    /// Share of arrivals that leave the list by themselves.
    pub leaves: f64,
    /// Share of arrivals that are turned away.
    pub turned_away: f64,
    /// Mean number of places taken at the end of a day.
    pub taken: f64,
    /// Chance that all places are taken at the end of a Monday.
    pub full_on_monday: f64,
    /// Chance of 0, 1, 2, … people on list and caseload together at the end of a day.
    pub together: Vec<f64>,
}

impl Steady {
    /// Mean days on the list of all who are not turned away, by Little's law: exact for whole days.
    pub fn days_on_list(&self, caseload: &Caseload) -> f64 {
        self.waiting / (caseload.arrivals_a_day * (1.0 - self.turned_away))
    }
}

/// Chances of the number of places taken (rows) and of people on the list (columns).
type State = Vec<Vec<f64>>;

/// Follows the chain to its steady state. The list is followed up to `longest` people.
pub fn steady(caseload: &Caseload, longest: u32) -> Steady {
    let places = caseload.places as usize;
    let mut state: State = vec![vec![0.0; longest as usize + 1]; places + 1];
    state[0][0] = 1.0;
    let step = Step::new(caseload);
    for _ in 0..MOST_WEEKS {
        let before = state.clone();
        for day in 0..WEEK {
            state = step.day(&state, day < WORKING, &mut Tally::default());
        }
        let moved: f64 = before
            .iter()
            .flatten()
            .zip(state.iter().flatten())
            .map(|(a, b)| (a - b).abs())
            .sum();
        if moved < STEADY {
            break;
        }
    }
    let mut tally = Tally::default();
    let mut full_on_monday = 0.0;
    let mut together = vec![0.0; places + longest as usize + 1];
    let mut taken = 0.0;
    for day in 0..WEEK {
        state = step.day(&state, day < WORKING, &mut tally);
        if day == 0 {
            full_on_monday = state[places].iter().sum();
        }
        for (served, row) in state.iter().enumerate() {
            for (waiting, chance) in row.iter().enumerate() {
                together[served + waiting] += chance / WEEK as f64;
                taken += chance * served as f64 / WEEK as f64;
            }
        }
    }
    let arrivals = caseload.arrivals_a_day * WEEK as f64;
    Steady {
        waiting: tally.waiting / WEEK as f64,
        leaves: tally.left / arrivals,
        turned_away: tally.turned_away / arrivals,
        taken,
        full_on_monday,
        together,
    }
}

/// What is summed over the days of a week.
#[derive(Default)]
struct Tally {
    waiting: f64,
    left: f64,
    turned_away: f64,
}

/// The chances of a day.
struct Step<'a> {
    caseload: &'a Caseload,
    /// Of 0, 1, … arrivals.
    arrivals: Vec<f64>,
    /// Of 0, 1, … of so many clients being seen for the last time.
    seen_last: Vec<Vec<f64>>,
    /// Chance of leaving the list on a day.
    leaves: f64,
    /// Of 0, 1, … of so many new people leaving.
    new_leave: Vec<Vec<f64>>,
}

impl<'a> Step<'a> {
    fn new(caseload: &'a Caseload) -> Self {
        let mut arrivals = Vec::new();
        let mut chance = libm::exp(-caseload.arrivals_a_day);
        while chance > NEGLIGIBLE || (arrivals.len() as f64) < caseload.arrivals_a_day {
            arrivals.push(chance);
            chance *= caseload.arrivals_a_day / arrivals.len() as f64;
        }
        let leaves = 1.0 - libm::exp(-caseload.leaving_a_day);
        Self {
            caseload,
            new_leave: (0..=arrivals.len())
                .map(|new| binomial(new, leaves))
                .collect(),
            arrivals,
            seen_last: (0..=caseload.places as usize)
                .map(|clients| binomial(clients, caseload.last))
                .collect(),
            leaves,
        }
    }

    /// From the end of a day to the end of the next, which works or not.
    fn day(&self, state: &State, works: bool, tally: &mut Tally) -> State {
        let state = &self.some_leave(state, tally);
        let mut next: State = vec![vec![0.0; state[0].len()]; state.len()];
        for (served, row) in state.iter().enumerate() {
            for (waiting, &chance) in row.iter().enumerate() {
                if chance < NEGLIGIBLE {
                    continue;
                }
                for (come, &arrive) in self.arrivals.iter().enumerate() {
                    let room = self.caseload.room.map_or(usize::MAX, |room| {
                        (room as usize).saturating_sub(served + waiting)
                    });
                    let new = come.min(room);
                    tally.turned_away += chance * arrive * (come - new) as f64;
                    if works {
                        for (ends, &end) in self.seen_last[served].iter().enumerate() {
                            let chance = chance * arrive * end;
                            self.place(
                                &mut next,
                                (served - ends, waiting, new),
                                true,
                                chance,
                                tally,
                            );
                        }
                    } else {
                        let from = (served, waiting, new);
                        self.place(&mut next, from, false, chance * arrive, tally);
                    }
                }
            }
        }
        next
    }

    /// Each on the list may leave in the morning.
    fn some_leave(&self, state: &State, tally: &mut Tally) -> State {
        if self.leaves <= 0.0 {
            return state.clone();
        }
        let mut next: State = vec![vec![0.0; state[0].len()]; state.len()];
        for (row, next) in state.iter().zip(&mut next) {
            for (waiting, &chance) in row.iter().enumerate() {
                if chance < NEGLIGIBLE {
                    continue;
                }
                for (leave, share) in binomial(waiting, self.leaves).into_iter().enumerate() {
                    next[waiting - leave] += chance * share;
                    tally.left += chance * share * leave as f64;
                }
            }
        }
        next
    }

    /// Calls people while places are free, in order of arrival, and puts the chance where it belongs. Those who came
    /// today and are still on the list face their second day of risk now: they are counted on the list tonight, but
    /// nobody will call them.
    fn place(
        &self,
        next: &mut State,
        (served, waiting, new): (usize, usize, usize),
        works: bool,
        chance: f64,
        tally: &mut Tally,
    ) {
        let all = waiting + new;
        let called = if works {
            (self.caseload.places as usize - served).min(all)
        } else {
            0
        };
        let list = all - called;
        tally.waiting += chance * list as f64;
        let fresh = new.min(list);
        let longest = next[0].len() - 1;
        for (leave, share) in self.new_leave[fresh].iter().enumerate() {
            next[served + called][(list - leave).min(longest)] += chance * share;
            tally.left += chance * share * leave as f64;
        }
    }
}

/// Chances of 0, 1, … successes, up to where they are negligible.
fn binomial(trials: usize, success: f64) -> Vec<f64> {
    if success >= 1.0 {
        let mut all = vec![0.0; trials + 1];
        all[trials] = 1.0;
        return all;
    }
    let odds = success / (1.0 - success);
    let mut chances = vec![libm::pow(1.0 - success, trials as f64)];
    for k in 1..=trials {
        let chance = chances[k - 1] * odds * (trials - k + 1) as f64 / k as f64;
        if chance < NEGLIGIBLE && k as f64 > trials as f64 * success {
            break;
        }
        chances.push(chance);
    }
    chances
}

/// Moments of the days for which a place is held when it is held for `n` working days with chance `chances[n - 1]`: a
/// stay may begin on any working day, and each weekend in it adds two days.
pub fn stay(chances: &[f64]) -> Moments {
    let starts = 0..WORKING;
    Moments::of(starts.flat_map(|start| {
        chances.iter().enumerate().map(move |(n, chance)| {
            let weekends = (start + n + 1) / WORKING;
            let days = (n + 1) + (WEEK - WORKING) * weekends;
            (days as f64, chance / WORKING as f64)
        })
    }))
}

/// Chances of a stay of 1, 2, … `most` working days when each contact is the last one with a constant chance.
pub fn contacts(last: f64, most: u32) -> Vec<f64> {
    let mut left = 1.0;
    let mut chances = Vec::new();
    for n in 1..=most {
        let ends = if n == most { left } else { left * last };
        chances.push(ends);
        left -= ends;
        if left < NEGLIGIBLE {
            break;
        }
    }
    chances
}

/// Moments of the time from a moment that is evenly spread over the week to the end of the first working day since: what
/// somebody waits who finds a free place.
pub fn until_the_link_worker_looks() -> Moments {
    let of_day = |whole: f64| Moments {
        mean: whole + 0.5,
        square: whole * whole + whole + 1.0 / 3.0,
    };
    let days = [0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 1.0].map(of_day);
    Moments {
        mean: days.iter().map(|day| day.mean).sum::<f64>() / WEEK as f64,
        square: days.iter().map(|day| day.square).sum::<f64>() / WEEK as f64,
    }
}

/// Mean whole days from onset to the first referral where candidates come at rate `candidates_a_day` and each is a
/// referral with chance `share`. A gap is cut to whole days and is one day at least.
pub fn days_to_referral(candidates_a_day: f64, share: f64) -> f64 {
    let beyond = libm::exp(-candidates_a_day);
    (1.0 + beyond * beyond / (1.0 - beyond)) / share
}

/// Chance that at most `n` people are between onset and referral.
pub fn not_yet_referred(n: u32, onsets_a_day: f64, days: f64) -> f64 {
    poisson_at_most(n, onsets_a_day * days)
}

#[cfg(test)]
mod tests {
    use super::super::queues::{erlang_a, erlang_b, erlang_c, mmc_wait, mmck};
    use super::*;

    fn near(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() < tolerance, "{a} instead of {b}");
    }

    /// The finer the grain, the closer the closed form: stays of 140 days, then of 1,400.
    #[test]
    fn the_chain_tends_to_the_closed_forms() {
        let mut off: Vec<[f64; 5]> = Vec::new();
        for last in [0.05, 0.005] {
            let service = last * 5.0 / 7.0;
            let arrivals_a_day = 1.6 * service;
            let plain = Caseload {
                places: 2,
                arrivals_a_day,
                last,
                leaving_a_day: 0.0,
                room: None,
            };
            let open = steady(&plain, 120);
            let loss = Caseload {
                room: Some(2),
                ..plain
            };
            let full = Caseload {
                room: Some(4),
                ..plain
            };
            let impatient = Caseload {
                leaving_a_day: 0.5 * service,
                ..plain
            };
            let a = erlang_a(2, arrivals_a_day, service, 0.5 * service);
            off.push([
                open.full_on_monday / erlang_c(2, 1.6) - 1.0,
                open.days_on_list(&plain) / mmc_wait(2, arrivals_a_day, service) - 1.0,
                steady(&loss, 4).turned_away / erlang_b(2, 1.6) - 1.0,
                steady(&full, 6).turned_away / mmck(2, 4, 1.6)[4] - 1.0,
                steady(&impatient, 80).leaves / a.gives_up - 1.0,
            ]);
            near(open.taken, 1.6, 0.02);
            near(open.together.iter().sum(), 1.0, 1e-9);
        }
        for (coarse, fine) in off[0].iter().zip(&off[1]) {
            assert!(coarse.abs() < 0.2 && fine.abs() < 0.02, "{off:?}");
        }
    }

    #[test]
    fn nobody_is_lost_from_sight() {
        let caseload = Caseload {
            places: 2,
            arrivals_a_day: 0.3,
            last: 0.1,
            leaving_a_day: 0.02,
            room: Some(6),
        };
        let found = steady(&caseload, 8);
        // Arrivals are turned away, leave, or are served: places taken on working days × chance of a last contact.
        let served = 1.0 - found.turned_away - found.leaves;
        let seen_on_working_days = found.taken * 0.1 * 5.0 / 7.0;
        assert!((served * 0.3 / seen_on_working_days - 1.0).abs() < 0.05);
        assert!(found.turned_away > 0.01 && found.leaves > 0.01);
    }

    #[test]
    fn stays_by_hand() {
        // Five working days are a week from whatever day on.
        let week = stay(&[0.0, 0.0, 0.0, 0.0, 1.0]);
        near(week.mean, 7.0, 1e-12);
        near(week.square, 49.0, 1e-12);
        // One working day is one day, or three from Friday to Monday.
        let day = stay(&[1.0]);
        near(day.mean, 1.4, 1e-12);
        near(day.square, (4.0 + 9.0) / 5.0, 1e-12);
        near(contacts(0.1, 1_000).iter().sum(), 1.0, 1e-12);
        assert_eq!(contacts(0.5, 3), [0.5, 0.25, 0.25]);
        assert_eq!(contacts(0.0, 2), [0.0, 1.0]);
        // Monday to Friday half a day; from Saturday two and a half, from Sunday one and a half.
        near(until_the_link_worker_looks().mean, 6.5 / 7.0, 1e-12);
        near(days_to_referral(1e-6, 0.5), 2e6, 1.5);
    }
}

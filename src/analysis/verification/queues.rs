//! Closed forms of queues. `load` is arrivals over the rate of service of one server, in Erlangs; times are in the unit
//! of the rates.
//!
//! Sources: Erlang's formulas and M/M/c/K as in Gross, Shortle, Thompson and Harris, *Fundamentals of Queueing Theory*,
//! 4th ed. 2008, chapters 2 and 3; Erlang-A as in Garnett, Mandelbaum and Reiman, *Manufacturing & Service Operations
//! Management* 4(3) 2002; priority as in Cobham, *Operations Research* 2(1) 1954; a delayed first service as in Welch,
//! *Operations Research* 12(5) 1964.

/// Share of arrivals that find all `servers` busy where nobody waits (Erlang B, M/G/c/c).
pub fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |b, k| load * b / (f64::from(k) + load * b))
}

/// Share of arrivals that have to wait where everybody does (Erlang C, M/M/c). The load is below the servers.
pub fn erlang_c(servers: u32, load: f64) -> f64 {
    let b = erlang_b(servers, load);
    b / (1.0 - load / f64::from(servers) * (1.0 - b))
}

/// Mean wait in M/M/c, of all arrivals.
pub fn mmc_wait(servers: u32, arrivals: f64, service: f64) -> f64 {
    erlang_c(servers, arrivals / service) / (f64::from(servers) * service - arrivals)
}

/// Chances of 0 to `room` people in the system in M/M/c/K: `room` is K, servers included.
pub fn mmck(servers: u32, room: u32, load: f64) -> Vec<f64> {
    let weights = birth_and_death(room, |n| load / f64::from(n.min(servers)));
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// Weights of 0 to `most` people, the first 1, where each further one multiplies by a ratio of birth to death.
fn birth_and_death(most: u32, ratio: impl Fn(u32) -> f64) -> Vec<f64> {
    let mut weights = vec![1.0];
    for n in 1..=most {
        weights.push(weights[n as usize - 1] * ratio(n));
    }
    weights
}

/// Erlang-A (M/M/c+M): those who wait give up at rate `patience` each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangA {
    /// Share of arrivals that give up.
    pub gives_up: f64,
    /// Mean number of people waiting.
    pub waiting: f64,
    /// Mean number of servers busy.
    pub busy: f64,
}

/// Erlang-A by its birth-and-death chain, cut where fewer than one in 10¹⁵ is left.
pub fn erlang_a(servers: u32, arrivals: f64, service: f64, patience: f64) -> ErlangA {
    let (mut weight, mut sum, mut waiting, mut busy) = (1.0, 1.0, 0.0, 0.0);
    for n in 1_u32..1_000_000 {
        let over = f64::from(n.saturating_sub(servers));
        let served = f64::from(n.min(servers));
        weight *= arrivals / (served * service + over * patience);
        sum += weight;
        waiting += over * weight;
        busy += served * weight;
        if n > servers && weight < 1e-15 * sum {
            break;
        }
    }
    ErlangA {
        gives_up: patience * waiting / sum / arrivals,
        waiting: waiting / sum,
        busy: busy / sum,
    }
}

/// Mean and mean square of a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Mean.
    pub mean: f64,
    /// Mean of the square.
    pub square: f64,
}

impl Moments {
    /// Of times with their chances, which sum to 1.
    pub fn of(times: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut moments = Self {
            mean: 0.0,
            square: 0.0,
        };
        for (time, chance) in times {
            moments.mean += chance * time;
            moments.square += chance * time * time;
        }
        moments
    }

    /// Of an exponential time.
    pub fn exponential(mean: f64) -> Self {
        Self {
            mean,
            square: 2.0 * mean * mean,
        }
    }
}

/// Mean wait in M/G/1 (Pollaczek and Khinchine): `arrivals × E[S²] / (2 (1 - load))`.
pub fn mg1_wait(arrivals: f64, service: Moments) -> f64 {
    arrivals * service.square / (2.0 * (1.0 - arrivals * service.mean))
}

/// Mean wait in M/G/1 where whoever finds nobody waits a time `delay` before service begins (Welch 1964).
pub fn delayed_mg1_wait(arrivals: f64, service: Moments, delay: Moments) -> f64 {
    mg1_wait(arrivals, service)
        + (2.0 * delay.mean + arrivals * delay.square) / (2.0 * (1.0 + arrivals * delay.mean))
}

/// Mean waits of two classes in M/G/1 where the first goes before the second but interrupts nobody (Cobham). `wait` is
/// the mean wait in order of arrival, `loads` those of the classes.
pub fn priority_waits(wait: f64, loads: [f64; 2]) -> [f64; 2] {
    let all = loads[0] + loads[1];
    let remaining = (1.0 - all) * wait;
    let first = remaining / (1.0 - loads[0]);
    [first, first / (1.0 - all)]
}

/// Chance that a Poisson number with this mean is at most `n`.
pub fn poisson_at_most(n: u32, mean: f64) -> f64 {
    let mut chance = libm::exp(-mean);
    let mut sum = chance;
    for k in 1..=n {
        chance *= mean / f64::from(k);
        sum += chance;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() < tolerance, "{a} instead of {b}");
    }

    #[test]
    fn waits_are_the_published_ones() {
        near(mmc_wait(1, 5.0, 8.0), 0.208_333, 1e-6);
        near(mmc_wait(3, 0.2, 0.1), 4.444_444, 1e-6);
        near(mmc_wait(4, 0.2, 0.1), 0.869_565, 1e-6);
        near(mmc_wait(5, 0.25, 0.1), 0.521_485, 1e-6);
        near(
            mg1_wait(5.0, Moments::exponential(0.125)),
            mmc_wait(1, 5.0, 8.0),
            1e-12,
        );
        // A fixed service halves the wait.
        near(mg1_wait(5.0, Moments::of([(0.125, 1.0)])), 0.104_167, 1e-6);
    }

    #[test]
    fn a_full_station_is_between_loss_and_endless_room() {
        near(erlang_b(5, 3.0), 0.110_054, 1e-6);
        near(mmck(5, 5, 3.0)[5], erlang_b(5, 3.0), 1e-12);
        let endless = mmck(3, 2_000, 2.0);
        near(endless[3..].iter().sum(), erlang_c(3, 2.0), 1e-9);
        // One server, room for two: 1 : a : a².
        near(mmck(1, 2, 0.5)[2], 0.25 / 1.75, 1e-12);
    }

    #[test]
    fn patience_has_known_ends() {
        let patient = erlang_a(3, 0.2, 0.1, 1e-9);
        assert!(patient.gives_up < 1e-6);
        near(patient.waiting / 0.2, 4.444_444, 1e-4);
        near(patient.busy, 2.0, 1e-6);
        near(erlang_a(4, 3.0, 1.0, 1e9).gives_up, erlang_b(4, 3.0), 1e-6);
        // When patience ends as fast as service, the number in the system is Poisson.
        let poisson = 1.0 - (1.0 - libm::exp(-2.0)) / 2.0;
        near(erlang_a(1, 2.0, 1.0, 1.0).gives_up, poisson, 1e-9);
    }

    #[test]
    fn classes_share_the_wait_that_order_of_arrival_would_give() {
        let service = Moments::exponential(0.125);
        let [first, second] = priority_waits(mg1_wait(5.0, service), [0.25, 0.375]);
        near(first, 0.625 / 8.0 / 0.75, 1e-12);
        near(second, 0.625 / 8.0 / 0.75 / 0.375, 1e-12);
        // Kleinrock's conservation law.
        let shared = (0.25 * first + 0.375 * second) / 0.625;
        near(shared, mg1_wait(5.0, service), 1e-12);
    }

    #[test]
    fn a_delay_without_length_changes_nothing() {
        let service = Moments::exponential(0.125);
        let none = Moments::of([(0.0, 1.0)]);
        near(
            delayed_mg1_wait(5.0, service, none),
            mg1_wait(5.0, service),
            1e-12,
        );
        // With a fixed delay and hardly any customers, all of them wait for it.
        let always = Moments::of([(3.0, 1.0)]);
        near(delayed_mg1_wait(1e-9, service, always), 3.0, 1e-6);
        near(poisson_at_most(1, 2.0), 3.0 * libm::exp(-2.0), 1e-12);
    }
}

//! Exact results (pattern P10): the engine's primitives against queueing theory, and the model against closed forms
//! where its parameters reduce it to them.

mod common;

use std::collections::{BTreeMap, VecDeque};

use common::{Setup, assert_binomial, assert_covers, each, quiet};
use spsim::analysis::verification::queues::{
    Moments, erlang_a, erlang_b, erlang_c, mg1_wait, mmc_wait, mmck, priority_waits,
};
use spsim::engine::queue::DayQueue;
use spsim::engine::random::{Block, StreamId, Streams};
use spsim::engine::sample::{erlang, exponential};
use spsim::engine::server::Server;
use spsim::measure::book::Book;
use spsim::measure::count::Count;
use spsim::measure::money::CostLine;
use spsim::pathway::run::Trace;

/// A service time as a function of one block of uniforms.
type Service = fn(Block) -> f64;

// The engine's primitives in continuous time ----------------------------------------------------------------------

const TICKS: f64 = (1_u64 << 24) as f64;

#[derive(Clone, Copy)]
struct Customer;

impl StreamId for Customer {
    fn number(self) -> u32 {
        1
    }
}

fn ticks(time: f64) -> u64 {
    (time * TICKS) as u64
}

/// Customers come by a Poisson process to `servers` servers in order of arrival.
struct Station {
    servers: usize,
    arrivals: f64,
    service: fn(Block) -> f64,
    /// Most in the system; a customer who finds it full is lost.
    room: Option<usize>,
    /// Mean time for which a customer waits, exponential.
    patience: Option<f64>,
}

/// What customers met.
#[derive(Default)]
struct Met {
    customers: f64,
    served: f64,
    wait: f64,
    waited: f64,
    waited_over: f64,
    turned_away: f64,
    gave_up: f64,
}

impl Station {
    fn run(&self, replication: u32, customers: u32, over: f64) -> Met {
        let streams = Streams::new(5, u64::from(replication), "station");
        let mut servers = vec![Server::new(); self.servers];
        let mut inside: VecDeque<u64> = VecDeque::new();
        let mut met = Met::default();
        let mut now = 0;
        for n in 0..customers {
            let draw = streams.block(Customer, n, 0);
            now += ticks(exponential(draw.uniform(0), 1.0 / self.arrivals));
            // The first part fills the station and is not counted.
            let counts = f64::from(u8::from(n >= customers / 20));
            met.customers += counts;
            inside.retain(|&end| end > now);
            if self.room.is_some_and(|room| inside.len() >= room) {
                met.turned_away += counts;
                continue;
            }
            let server = servers
                .iter_mut()
                .min_by_key(|server| server.free_at())
                .expect("there is a server");
            let wait = server.free_at().saturating_sub(now);
            if let Some(mean) = self.patience
                && ticks(exponential(draw.uniform(2), mean)) < wait
            {
                met.gave_up += counts;
                continue;
            }
            let (start, end) = server.book(now, ticks((self.service)(draw)));
            assert_eq!(start, now + wait);
            if self.room.is_some() {
                inside.push_back(end);
            }
            let wait = wait as f64 / TICKS;
            met.served += counts;
            met.wait += counts * wait;
            met.waited += counts * f64::from(u8::from(wait > 0.0));
            met.waited_over += counts * f64::from(u8::from(wait > over));
        }
        met
    }
}

#[test]
fn one_server_and_exponential_service() {
    let station = Station {
        servers: 1,
        arrivals: 5.0,
        service: |draw| exponential(draw.uniform(1), 1.0 / 8.0),
        room: None,
        patience: None,
    };
    let met = each(40, |r| station.run(r, 100_000, 0.3));
    let share = |f: fn(&Met) -> f64| -> Vec<f64> { met.iter().map(|m| f(m) / m.served).collect() };
    let waits = erlang_c(1, 0.625);
    assert_covers(
        "mean wait",
        &share(|m| m.wait),
        mmc_wait(1, 5.0, 8.0),
        0.004,
    );
    assert_covers("P(wait > 0)", &share(|m| m.waited), waits, 0.003);
    let tail = waits * libm::exp(-3.0 * 0.3);
    assert_covers("P(wait > 0.3)", &share(|m| m.waited_over), tail, 0.004);
}

#[test]
fn several_servers_and_exponential_service() {
    for (servers, arrivals, rate, over) in [(3, 0.2, 0.1, 10.0), (5, 0.25, 0.1, 3.0)] {
        let station = Station {
            servers,
            arrivals,
            service: |draw| exponential(draw.uniform(1), 10.0),
            room: None,
            patience: None,
        };
        let met = each(40, |r| station.run(r, 100_000, over));
        let share =
            |f: fn(&Met) -> f64| -> Vec<f64> { met.iter().map(|m| f(m) / m.served).collect() };
        let waits = erlang_c(servers as u32, arrivals / rate);
        let wait = mmc_wait(servers as u32, arrivals, rate);
        let tail = waits * libm::exp(-(servers as f64 * rate - arrivals) * over);
        assert_covers("mean wait", &share(|m| m.wait), wait, 0.03 * wait);
        assert_covers("P(wait > 0)", &share(|m| m.waited), waits, 0.02 * waits);
        assert_covers("P(wait > t)", &share(|m| m.waited_over), tail, 0.05 * tail);
    }
}

/// Pollaczek and Khinchine: the mean wait follows from the mean and the coefficient of variation of the service.
#[test]
fn one_server_and_any_service() {
    let services: [(&str, Service, f64); 3] = [
        ("constant", |_| 0.15, 0.0),
        (
            "Erlang of shape 2",
            |draw| erlang([draw.uniform(1), draw.uniform(3)], 0.15),
            0.5,
        ),
        (
            "one in five is long",
            |draw| if draw.uniform(1) < 0.2 { 0.55 } else { 0.05 },
            0.04 / 0.0225,
        ),
    ];
    for (name, service, variation) in services {
        let station = Station {
            servers: 1,
            arrivals: 5.0,
            service,
            room: None,
            patience: None,
        };
        let met = each(40, |r| station.run(r, 100_000, 0.0));
        let waits: Vec<f64> = met.iter().map(|m| m.wait / m.served).collect();
        let held = Moments {
            mean: 0.15,
            square: 0.15 * 0.15 * (1.0 + variation),
        };
        let wait = mg1_wait(5.0, held);
        assert_covers(name, &waits, wait, 0.04 * wait);
    }
}

#[test]
fn a_full_station_turns_people_away() {
    // No waiting room: Erlang's loss formula, whatever the form of the service.
    let exponentially: fn(Block) -> f64 = |draw| exponential(draw.uniform(1), 1.0);
    for service in [exponentially, |_| 1.0] {
        let station = Station {
            servers: 4,
            arrivals: 3.0,
            service,
            room: Some(4),
            patience: None,
        };
        let met = each(40, |r| station.run(r, 50_000, 0.0));
        let lost: Vec<f64> = met.iter().map(|m| m.turned_away / m.customers).collect();
        assert_covers("loss", &lost, erlang_b(4, 3.0), 0.002);
    }
    // Two servers and three chairs: M/M/2/5, by its birth-and-death chain.
    let station = Station {
        servers: 2,
        arrivals: 1.8,
        service: exponentially,
        room: Some(5),
        patience: None,
    };
    let met = each(40, |r| station.run(r, 50_000, 0.0));
    let lost: Vec<f64> = met.iter().map(|m| m.turned_away / m.customers).collect();
    assert_covers("M/M/2/5", &lost, mmck(2, 5, 1.8)[5], 0.003);
}

#[test]
fn impatient_customers_give_up() {
    for (servers, arrivals, patience) in [(4, 5.0, 2.0), (10, 9.0, 0.5)] {
        let station = Station {
            servers,
            arrivals,
            service: |draw| exponential(draw.uniform(1), 1.0),
            room: None,
            patience: Some(patience),
        };
        let met = each(40, |r| station.run(r, 50_000, 0.0));
        let gave_up: Vec<f64> = met.iter().map(|m| m.gave_up / m.customers).collect();
        let expected = erlang_a(servers as u32, arrivals, 1.0, 1.0 / patience).gives_up;
        assert_covers("Erlang-A", &gave_up, expected, 0.003);
    }
}

/// The queue of events, driven by arrivals and ends of service, starts every customer at the same tick as the servers
/// that look ahead. With classes of customers it serves the first class first (Cobham's formula).
#[test]
fn events_in_order_of_time_give_the_same_as_looking_ahead() {
    const DAY: u64 = 1 << 24;
    let simulate = |replication: u32, customers: u32, first_class: f64| -> Vec<(u64, u64, usize)> {
        let streams = Streams::new(5, u64::from(replication), "station");
        let mut queue = DayQueue::new(u32::MAX >> 8);
        let mut waiting = [VecDeque::new(), VecDeque::new()];
        let mut met = vec![(0, 0, 0); customers as usize];
        let mut busy = false;
        let plan = |queue: &mut DayQueue, time: u64, end_of_service: bool, n: u32| {
            let order = (time % DAY) << 1 | u64::from(!end_of_service);
            queue.push((time / DAY) as u32, order, u64::from(n));
        };
        let gap = |n| ticks(exponential(streams.block(Customer, n, 0).uniform(0), 0.2));
        plan(&mut queue, gap(0), false, 0);
        while let Some(entry) = queue.next() {
            let now = u64::from(entry.day) * DAY + (entry.order >> 1);
            if entry.order & 1 == 1 {
                let n = entry.payload as u32;
                let draw = streams.block(Customer, n, 0);
                let class = usize::from(draw.uniform(3) >= first_class);
                met[n as usize] = (now, 0, class);
                waiting[class].push_back(n);
                if n + 1 < customers {
                    plan(&mut queue, now + gap(n + 1), false, n + 1);
                }
            } else {
                busy = false;
            }
            if !busy {
                let [first, second] = &mut waiting;
                if let Some(n) = first.pop_front().or_else(|| second.pop_front()) {
                    busy = true;
                    met[n as usize].1 = now;
                    let length = exponential(streams.block(Customer, n, 0).uniform(1), 0.125);
                    plan(&mut queue, now + ticks(length), true, n);
                }
            }
        }
        met
    };

    let streams = Streams::new(5, 0, "station");
    let mut server = Server::new();
    for (n, (arrival, start, _)) in simulate(0, 50_000, 1.0).into_iter().enumerate() {
        let length = exponential(streams.block(Customer, n as u32, 0).uniform(1), 0.125);
        assert_eq!(server.book(arrival, ticks(length)).0, start, "customer {n}");
    }

    // Load 0.25 of the first class and 0.375 of the second; remaining service of whoever is served 0.625 / 8.
    let met = each(40, |r| {
        let mut sums = [[0.0; 2]; 2];
        for (arrival, start, class) in simulate(r, 50_000, 0.4).into_iter().skip(2_500) {
            sums[class][0] += (start - arrival) as f64 / TICKS;
            sums[class][1] += 1.0;
        }
        sums.map(|[wait, n]| wait / n)
    });
    let of = |class: usize| -> Vec<f64> { met.iter().map(|waits| waits[class]).collect() };
    let in_order = mg1_wait(5.0, Moments::exponential(0.125));
    let [first, second] = priority_waits(in_order, [0.25, 0.375]);
    assert_covers("first class", &of(0), first, 0.003);
    assert_covers("second class", &of(1), second, 0.012);
}

// The model by ordinary parameters --------------------------------------------------------------------------------

/// With no queue every step of the funnel is a coin, and the shares are those of the parameters.
#[test]
fn the_funnel_thins_binomially() {
    let setup = Setup::new(800, |p| {
        quiet(p);
        p.population.registered_patients = 60_000;
        p.gp.offer_scale = 3.0;
        p.gp.recognition = 0.9;
        p.referral.acceptance = 0.8;
        p.referral.inappropriate = 0.15;
        p.referral.triage = true;
        p.referral.triage_minutes = 1.0;
        p.referral.triage_sensitivity = 0.7;
        p.waiting.reached_per_try = 0.5;
        p.waiting.contact_tries = 3;
        p.contact.no_show = 0.2;
        p.contact.no_shows_allowed = 2;
        p.contact.drop_out = 0.1;
        p.contact.maximum_contacts = 4;
        p.contact.first_minutes = 1.0;
        p.contact.telephone_minutes = 1.0;
        p.staffing.link_workers_fte = 20.0;
        p.staffing.caseload_cap = 5_000;
    })
    // Long enough for every episode to come to its end.
    .changed_on(500, |p| p.referral.open = false);
    let books = each(4, |r| setup.served(r, &Trace::default()));
    let sum = |count| -> u64 { books.iter().map(|book| book.counts.all(count)).sum() };

    assert_eq!(sum(Count::WaitingAtEnd) + sum(Count::ActiveAtEnd), 0);
    assert_eq!(sum(Count::Accepted), sum(Count::Referred));
    assert_binomial(
        "accepted",
        sum(Count::Accepted),
        sum(Count::Offered),
        0.8,
        0.01,
    );

    // A few leave on the weekend before they are called; that is independent of all that follows.
    let left = sum(Count::EndedRecoveredWaiting) + sum(Count::EndedLostPatience);
    let called = sum(Count::Referred) - left;
    let triaged_out = sum(Count::EndedInappropriateTriage);
    assert_binomial("triage", triaged_out, called, 0.15 * 0.7, 0.005);
    let rung = called - triaged_out;
    let not_reached = sum(Count::EndedNotReached);
    assert_binomial(
        "not reached in three tries",
        not_reached,
        rung,
        0.125,
        0.005,
    );
    // Missing an appointment twice in a row ends the episode; otherwise the next stage is reached.
    let comes = 1.0 - 0.2 * 0.2;
    let seen = sum(Count::Contacted);
    assert_binomial("seen", seen, rung - not_reached, comes, 0.005);
    let hidden = 0.15 * 0.3 / (0.15 * 0.3 + 0.85);
    let found = sum(Count::EndedInappropriateSeen);
    assert_binomial("found at the first appointment", found, seen, hidden, 0.005);
    let on = seen - found;
    let stays = 0.9 * comes;
    let thrice = sum(Count::ThreeContacts);
    assert_binomial("three contacts", thrice, on, stays * stays, 0.01);
    let full = sum(Count::EndedPolicyLength);
    assert_binomial(
        "all four contacts",
        full,
        on,
        0.9 * stays * stays * stays,
        0.01,
    );
    assert_eq!(
        on,
        full + sum(Count::EndedDroppedOut)
            + (sum(Count::EndedDidNotAttend) - (rung - not_reached - seen))
    );
}

/// Ten people on the list, one link worker, appointments of 150 minutes and a day of 450: every contact by hand.
#[test]
fn a_week_worked_out_by_hand() {
    let setup = Setup::new(29, |p| {
        quiet(p);
        p.start.waiting_list = 10;
        p.staffing.link_workers_fte = 1.0;
        p.contact.first_minutes = 150.0;
        p.contact.telephone_minutes = 75.0;
        p.contact.rhythm_days = 7.0;
        p.contact.maximum_contacts = 2;
        p.need.burden_median = 0.45;
        p.costs.link_worker_band_5 = 36_525.0;
        p.costs.overhead_share = 0.1;
    })
    .without_holidays();
    let book = setup.told(0);
    let mut contacts: BTreeMap<u32, u32> = BTreeMap::new();
    for event in &book.recorder.as_ref().expect("stories are told").events {
        if event.kind == "contact" {
            *contacts.entry(event.day).or_default() += 1;
        }
    }
    // Called on Monday, day 0: three first appointments a day from Tuesday, one on Friday; a week later the second.
    let expected = [
        (1, 3),
        (2, 3),
        (3, 3),
        (4, 1),
        (8, 3),
        (9, 3),
        (10, 3),
        (11, 1),
    ];
    assert_eq!(contacts, BTreeMap::from(expected));
    assert_eq!(book.counts.all(Count::EndedPolicyLength), 10);
    let weeks: Vec<(u32, [u32; 2])> = book
        .worker_weeks
        .iter()
        .map(|week| (week.places_taken, week.minutes))
        .collect();
    assert_eq!(
        weeks,
        [
            (10, [0, 0]),
            (10, [1_500, 0]),
            (0, [750, 0]),
            (0, [0, 0]),
            (0, [0, 0])
        ]
    );
    // 100 pounds a day for 29 days, in one settlement on the first of February (day 27) and one at the end.
    assert_eq!(book.money.pence[CostLine::LinkWorkers.index()], 290_000);
    assert_eq!(book.money.pence[CostLine::Overheads.index()], 29_000);
    assert_eq!(book.money.service_pence(), 319_000);
}

/// With four places on the caseload and one contact each, the list empties by four a day: called in the afternoon,
/// seen the next working day, the place free again that afternoon.
#[test]
fn a_caseload_cap_by_hand() {
    let setup = Setup::new(15, |p| {
        quiet(p);
        p.start.waiting_list = 18;
        p.staffing.link_workers_fte = 1.0;
        p.staffing.caseload_cap = 4;
        p.contact.first_minutes = 30.0;
        p.contact.maximum_contacts = 1;
    })
    .without_holidays();
    let book = setup.told(0);
    let mut contacts: BTreeMap<u32, u32> = BTreeMap::new();
    for event in &book.recorder.as_ref().expect("stories are told").events {
        if event.kind == "contact" {
            *contacts.entry(event.day).or_default() += 1;
        }
    }
    let expected = [(1, 4), (2, 4), (3, 4), (4, 4), (7, 2)];
    assert_eq!(contacts, BTreeMap::from(expected));
}

/// Appointments made two months ahead know nothing of sickness: the share of them that is moved is the share of time
/// for which staff are away. Spells begin on some day of a week in which the worker was well at its start and last whole
/// days, which moves the share by less than a sixth of itself.
#[test]
fn sickness_takes_the_share_of_time_that_it_should() {
    let setup = Setup::new(1_100, |p| {
        quiet(p);
        p.start.waiting_list = 400;
        p.need.prevalence_at_start = 0.1;
        p.staffing.link_workers_fte = 40.0;
        p.staffing.caseload_cap = 1_000;
        p.staffing.sickness_share = 0.05;
        p.staffing.sickness_spell_days = 8.0;
        p.strain.sickness_ratio = 1.0;
        p.contact.first_minutes = 1.0;
        p.contact.telephone_minutes = 1.0;
        p.contact.rhythm_days = 60.0;
    })
    .without_holidays();
    let shares = each(40, |r| {
        let book = setup.served(r, &Trace::default());
        let (moved, held) = (
            book.counts.all(Count::MovedAppointments) as f64,
            book.counts.all(Count::Contacts) as f64,
        );
        moved / held
    });
    let interval = common::Interval::of(&shares);
    assert!(interval.half_width < 0.005, "{interval:?}");
    assert!((interval.mean - 0.05).abs() < 0.05 / 6.0, "{interval:?}");
}

/// Everybody's story, told and counted by hand, gives the monthly numbers waiting and with a link worker.
#[test]
fn snapshots_agree_with_the_stories_of_everybody() {
    let setup = Setup::new(500, |p| {
        p.population.registered_patients = 8_000;
        p.staffing.link_workers_fte = 0.4;
        p.staffing.leavers_per_year = 0.0;
        p.start.caseload_per_fte = 0.0;
        p.start.waiting_list = 0;
        p.referral.agency_rate = 0.2;
        p.referral.self_referral_open = true;
    });
    for replication in 0..3 {
        let book = setup.told(replication);
        let events = &book.recorder.as_ref().expect("stories are told").events;
        let mut busy = 0;
        for month in &book.months {
            let (mut waiting, mut active) = (0, 0);
            let mut state: BTreeMap<u32, u8> = BTreeMap::new();
            // A snapshot is taken at the end of its day.
            for event in events.iter().filter(|event| event.day <= month.day) {
                let place = state.entry(event.person).or_default();
                match event.kind {
                    "referral" => *place = 1,
                    "contact" => *place = 2,
                    "ended" => *place = 0,
                    _ => {}
                }
            }
            for place in state.into_values() {
                waiting += u32::from(place == 1);
                active += u32::from(place == 2);
            }
            assert_eq!((month.waiting[0], month.active[0]), (waiting, active));
            busy += active;
        }
        assert!(busy > 30);
    }
}

/// Little's law on the real waiting list in the long run: people waiting = arrivals a day × mean wait. The list is known
/// on the first of each month only; weekdays are given equal weight, because the list grows over a weekend.
#[test]
fn littles_law_holds_on_the_waiting_list() {
    let setup = Setup::new(2_600, |p| {
        quiet(p);
        // As many fall into need as recover, so that arrivals are even.
        p.need.prevalence_at_start = 0.1;
        p.need.incidence_per_1000 = 2.0;
        p.population.registered_patients = 20_000;
        p.referral.agency_rate = 0.27;
        p.staffing.link_workers_fte = 1.0;
        p.staffing.caseload_cap = 500;
        p.contact.first_minutes = 60.0;
        p.contact.telephone_minutes = 60.0;
        p.contact.maximum_contacts = 4;
        p.start.waiting_list = 10;
    })
    .without_holidays();
    let pairs = each(80, |r| {
        let book = setup.served(r, &Trace::default());
        let window = &book.months[12..book.months.len() - 1];
        let mut by_weekday = [[0.0; 2]; 7];
        for month in window {
            let sums = &mut by_weekday[usize::from(setup.calendar.weekday(month.day))];
            sums[0] += f64::from(month.waiting[0]);
            sums[1] += 1.0;
        }
        let waiting = by_weekday.iter().map(|[sum, n]| sum / n).sum::<f64>() / 7.0;
        let days = f64::from(window[window.len() - 1].day - window[0].day);
        // Waits are kept from one snapshot to the next.
        let waited: u64 = window[1..].iter().map(|month| month.wait_days[0]).sum();
        (waiting, waited as f64 / days)
    });
    let people: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
    let difference: Vec<f64> = pairs.iter().map(|pair| pair.0 - pair.1).collect();
    let mean = people.iter().sum::<f64>() / people.len() as f64;
    assert!(mean > 3.0, "there was no queue: {mean}");
    assert_covers("Little's law", &difference, 0.0, 0.04 * mean);
}

/// A caseload is a station with as many servers as places. A place is held for a geometric number of working days
/// (one contact each, a constant chance that it was the last), people come by a Poisson process and wait for an
/// exponential time: Erlang-A, but for whole days and weekends.
///
/// The step from continuous time: a stay of mean 33 working days is rounded to days, arrivals of a weekend come
/// together on Monday, patience of mean 70 days is cut to days. Each moves a share by about half a day in such a time,
/// so 4% of the result are allowed beside the interval.
#[test]
fn places_on_the_caseload_are_the_servers_of_erlang_a() {
    const PLACES: u32 = 10;
    let last = 0.03;
    let patience_days = 70.0;
    let days = 1_500;
    let setup = Setup::new(days, |p| {
        quiet(p);
        // As many fall into need as recover, so that arrivals are even.
        p.need.prevalence_at_start = 0.1;
        p.need.incidence_per_1000 = 2.0;
        p.population.registered_patients = 50_000;
        p.referral.agency_rate = 0.024;
        p.waiting.patience_weeks = patience_days / 7.0;
        p.staffing.link_workers_fte = 1.0;
        p.staffing.caseload_cap = PLACES;
        p.contact.first_minutes = 1.0;
        p.contact.telephone_minutes = 1.0;
        p.contact.rhythm_days = 1.0;
        p.contact.drop_out = last;
        p.start.caseload_per_fte = f64::from(PLACES);
        p.start.waiting_list = 4;
    })
    .without_holidays();
    let books = each(400, |r| setup.served(r, &Trace::default()));
    let mean = |f: &dyn Fn(&Book) -> f64| -> Vec<f64> { books.iter().map(f).collect() };
    let arrivals = mean(&|book| book.counts.all(Count::Referred) as f64 / f64::from(days));
    let arrivals = arrivals.iter().sum::<f64>() / 400.0;
    // In working days, of which a week has five.
    let gives_up = erlang_a(PLACES, 1.4 * arrivals, last, 1.4 / patience_days).gives_up;
    let given_up = mean(&|book| {
        book.counts.all(Count::EndedLostPatience) as f64 / (f64::from(days) * arrivals)
    });
    let interval = common::Interval::of(&given_up);
    assert!(interval.half_width < 0.08 * gives_up, "{interval:?}");
    assert!(
        (interval.mean - gives_up).abs() < interval.half_width + 0.04 * gives_up,
        "{interval:?} instead of {gives_up}"
    );
    // Little's law on the caseload: places taken = people taken on a working day × mean stay.
    let difference = mean(&|book| {
        let weeks = &book.worker_weeks;
        let taken =
            weeks.iter().map(|w| f64::from(w.places_taken)).sum::<f64>() / weeks.len() as f64;
        let ended = book.counts.all(Count::EndedDroppedOut) as f64;
        taken - ended / (f64::from(days) / 1.4) / last
    });
    assert_covers("places taken less those due", &difference, 0.0, 0.3);
}

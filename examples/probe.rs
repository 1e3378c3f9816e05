use spsim::engine::calendar::Calendar;
use spsim::measure::count::Count;
use spsim::pathway::run::*;
use spsim::scenario::parameters::Parameters;
fn main() {
    use spsim::scenario::parameter::Value;
    let mut values = spsim::scenario::parameters::defaults();
    for a in std::env::args().skip(2) {
        let (path, v) = a.split_once('=').unwrap();
        let i = spsim::scenario::index_of(path).expect(path);
        values[i] = match values[i] {
            Value::Number(_) => Value::Number(v.parse().unwrap()),
            Value::Integer(_) => Value::Integer(v.parse().unwrap()),
            Value::Flag(_) => Value::Flag(v == "true"),
            Value::Choice(_) => {
                let spsim::scenario::parameter::Kind::Choice(l) =
                    spsim::scenario::parameters::registry()[i].kind
                else {
                    panic!()
                };
                Value::Choice(l.iter().find(|x| **x == v).unwrap())
            }
        };
    }
    let p = Parameters::from_values(&values);
    let start = jiff::civil::date(2026, 4, 1);
    let calendar = Calendar::new(
        start,
        1096,
        spsim::engine::calendar::england_bank_holidays(2026..=2029),
    );
    let discount: Vec<f64> = (0..1100)
        .map(|d| libm::exp(-0.0344 * d as f64 / 365.25))
        .collect();
    let epochs = vec![Epoch {
        day: 0,
        parameters: p.clone(),
    }];
    let n = std::env::args().nth(1).map_or(20, |s| s.parse().unwrap());
    let t = std::time::Instant::now();
    let mut books = Vec::new();
    for r in 0..n {
        let plan = NetworkPlan {
            name: "network",
            epochs: &epochs,
            calendar: &calendar,
            discount: &discount,
            seed: 1,
            replication: r,
        };
        books.push(run_with_twin(plan, &Trace::default()));
    }
    let el = t.elapsed().as_secs_f64() / n as f64;
    let m = n as f64;
    println!(
        "{:.1} ms a replication; events {} + {}",
        el * 1e3,
        books[0].0.events,
        books[0].1.events
    );
    for &c in Count::ALL {
        let a: u64 = books.iter().map(|b| b.0.counts.all(c)).sum();
        let b: u64 = books.iter().map(|b| b.1.counts.all(c)).sum();
        println!(
            "{:45} {:10.1} {:10.1}",
            c.label(),
            a as f64 / m,
            b as f64 / m
        );
    }
    let mut waits: Vec<u16> = books
        .iter()
        .flat_map(|b| b.0.waits.iter().map(|w| w.days))
        .collect();
    waits.sort();
    println!(
        "wait median {} p90 {} mean {:.1}",
        waits[waits.len() / 2],
        waits[waits.len() * 9 / 10],
        waits.iter().map(|&w| w as f64).sum::<f64>() / waits.len() as f64
    );
    let cc: Vec<u16> = books
        .iter()
        .flat_map(|b| b.0.contacts_of_completed.iter().copied())
        .collect();
    println!(
        "completed contacts mean {:.2}, <=4 {:.2}",
        cc.iter().map(|&c| c as f64).sum::<f64>() / cc.len() as f64,
        cc.iter().filter(|&&c| c <= 4).count() as f64 / cc.len() as f64
    );
    let g = |c: Count| books.iter().map(|b| b.0.counts.all(c)).sum::<u64>() as f64;
    let r = g(Count::Referred);
    println!(
        "T1 referred/yr {:.2}%  T2 declined {:.3}  T3 contact {:.3}  T4 onward {:.3}  T6 3+ {:.3}  medical {:.3} inapp {:.3} first/agreed {:.2} never {:.2}",
        r / m / 3.0 / 500.0,
        g(Count::Declined) / g(Count::Offered),
        g(Count::Contacted) / r,
        g(Count::Onward) / r,
        g(Count::ThreeContacts) / r,
        g(Count::ReferredByGp) / r,
        g(Count::Inappropriate) / r,
        g(Count::FirstSessions) / (g(Count::FirstSessions) + g(Count::NeverCame)),
        g(Count::NeverCame)
    );
    for mark in 0..8u8 {
        let (mut with, mut without, mut before, mut k) = (0.0, 0.0, 0.0, 0.0);
        for (a, b) in &books {
            let mut base = std::collections::BTreeMap::new();
            for l in &a.looks {
                if l.mark == 0 {
                    base.insert(l.person, l.points);
                }
            }
            for (x, y) in a.looks.iter().zip(&b.looks) {
                if x.mark == mark {
                    with += x.points;
                    without += y.points;
                    before += base[&x.person];
                    k += 1.0;
                }
            }
        }
        println!(
            "mark {mark}: n {:.0} before {:.2} with {:.2} without {:.2} naive {:.2} causal {:.3}",
            k / m,
            before / k,
            with / k,
            without / k,
            (with - before) / k,
            (with - without) / k
        );
    }
    for month in [0, 6, 12, 18, 24, 30, 36] {
        let s: Vec<_> = books.iter().map(|b| &b.0.months[month]).collect();
        let f = |g: &dyn Fn(&spsim::measure::series::MonthSnapshot) -> f64| {
            s.iter().map(|x| g(x)).sum::<f64>() / m
        };
        println!(
            "month {month}: need {:.0} waiting {:.0} active {:.0} strain {:.2} post {:.2} groups {:.0} full {:.0} places {:.0} bg {:.0} members {:.0} wait {:.1}",
            f(&|x| x.in_need[0] as f64),
            f(&|x| x.waiting[0] as f64),
            f(&|x| x.active[0] as f64),
            f(&|x| x.strain_milli_fte / x.in_post_milli_fte.max(1) as f64),
            f(&|x| x.in_post_milli_fte as f64 / 1e3),
            f(&|x| x.groups_open as f64),
            f(&|x| x.groups_full as f64),
            f(&|x| x.places as f64),
            f(&|x| x.taken_background as f64),
            f(&|x| x.taken_members as f64),
            f(&|x| x.wait_days[0] as f64 / x.first_contacts[0].max(1) as f64)
        );
    }
    println!(
        "closures {:?} openings {}",
        books[0].0.closures, books[0].0.openings
    );
    for &l in spsim::measure::money::CostLine::ALL {
        println!(
            "{:30} {:12.0}",
            l.label(),
            books
                .iter()
                .map(|b| b.0.money.pence[l.index()] as f64)
                .sum::<f64>()
                / m
                / 100.0
        );
    }
    println!(
        "gain point-years {:?} {:?}",
        books[0].0.gain_point_years[0], books[0].1.gain_point_years[0]
    );
}

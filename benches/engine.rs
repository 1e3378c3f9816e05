//! What the engine costs: its pieces, and the reference workload (events per second).

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

use spsim::engine::logarithm::ln;
use spsim::engine::queue::DayQueue;
use spsim::engine::random::{StreamId, Streams};
use spsim::engine::sample;

#[allow(dead_code)] // Only the number of events is read here.
mod reference;

fn main() {
    divan::main();
}

#[derive(Clone, Copy)]
struct Only;
impl StreamId for Only {
    fn number(self) -> u32 {
        1
    }
}

/// One replication of SP-REF-1; items are its events.
#[divan::bench(args = [1, 10], sample_count = 20)]
fn reference_pathway(bencher: Bencher, scale: u32) {
    let events = reference::Pathway::new(1, scale).run().events;
    bencher
        .counter(ItemsCount::new(events))
        .bench(|| reference::Pathway::new(black_box(1), scale).run());
}

/// Take the next event, put one in about a month later: items are such pairs.
#[divan::bench(args = [1_000, 100_000], sample_count = 10)]
fn day_queue_hold(bencher: Bencher, pending: u32) {
    const PAIRS: u32 = 500_000;
    let streams = Streams::new(1, 0, "hold");
    let ahead = |i: u32| {
        let block = streams.block(Only, i, 0);
        (
            1 + sample::exponential(block.uniform(0), 30.0) as u32,
            block.0[1],
        )
    };
    let full = || {
        let mut queue = DayQueue::new(u32::from(u16::MAX));
        for i in 0..pending {
            let (day, order) = ahead(i);
            queue.push(day, order, u64::from(i));
        }
        queue
    };
    bencher
        .counter(ItemsCount::new(PAIRS))
        .with_inputs(full)
        .bench_local_values(|mut queue| {
            for i in 0..PAIRS {
                if let Some(entry) = queue.next() {
                    let (days, order) = ahead(pending + i);
                    queue.push(entry.day + days, order, entry.payload);
                }
            }
            queue.executed()
        });
}

/// The first uniform of a keyed block.
#[divan::bench]
fn keyed_block(bencher: Bencher) {
    let streams = Streams::new(1, 0, "block");
    bencher.counter(ItemsCount::new(1_000_u32)).bench(|| {
        (0..1_000)
            .map(|agent| streams.uniform(Only, black_box(agent), 0))
            .sum::<f64>()
    });
}

fn grid(function: impl Fn(f64) -> f64) -> f64 {
    (0..1_000)
        .map(|i| function(black_box((f64::from(i) + 0.5) / 1_000.0)))
        .sum()
}

#[divan::bench]
fn logarithm(bencher: Bencher) {
    bencher
        .counter(ItemsCount::new(1_000_u32))
        .bench(|| grid(ln));
}

#[divan::bench]
fn logarithm_of_libm(bencher: Bencher) {
    bencher
        .counter(ItemsCount::new(1_000_u32))
        .bench(|| grid(libm::log));
}

#[divan::bench]
fn normal(bencher: Bencher) {
    bencher
        .counter(ItemsCount::new(1_000_u32))
        .bench(|| grid(sample::normal));
}

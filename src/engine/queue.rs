//! Events by day: a bucket per day, sorted when the day comes, and a small heap for what is added to a day that
//! has begun.
//!
//! Entries come out in the exact order (day, order, payload), whatever the order they were put in. So ties do not
//! depend on history: give `order` a meaning (phase and agent, or the fraction of the day), not a running number.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// One event. What `order` and `payload` mean is the caller's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Day since the start.
    pub day: u32,
    /// Position within the day: lower comes first.
    pub order: u64,
    /// What the caller keeps with the event.
    pub payload: u64,
}

/// (order, payload): the day is known from the bucket.
type Slot = (u64, u64);

const NONE: u32 = u32::MAX;
const CHUNK_SLOTS: usize = 7;

/// A piece of a bucket; 128 bytes, two cache lines. Pieces are taken from and given back to a common store.
#[derive(Debug, Clone)]
#[repr(align(128))]
struct Chunk {
    slots: [Slot; CHUNK_SLOTS],
    next: u32,
}

/// A chain of chunks, of which only the first may be partly filled.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    first: u32,
    used_in_first: u32,
}

const EMPTY: Bucket = Bucket {
    first: NONE,
    used_in_first: CHUNK_SLOTS as u32,
};

/// A queue of events over the days `0..horizon_days`. Memory follows the number of pending events.
#[derive(Debug, Clone)]
pub struct DayQueue {
    buckets: Vec<Bucket>,
    chunks: Vec<Chunk>,
    first_free_chunk: u32,
    /// Days before this one have been opened; the last of them is today.
    next_day: u32,
    /// What was known of today when it was opened, last first.
    sorted: Vec<Slot>,
    /// What was added to today since.
    late: BinaryHeap<Reverse<Slot>>,
    pending: u64,
    executed: u64,
}

impl DayQueue {
    /// An empty queue for this many days.
    #[must_use]
    pub fn new(horizon_days: u32) -> Self {
        Self {
            buckets: vec![EMPTY; horizon_days as usize],
            chunks: Vec::new(),
            first_free_chunk: NONE,
            next_day: 0,
            sorted: Vec::new(),
            late: BinaryHeap::new(),
            pending: 0,
            executed: 0,
        }
    }

    /// Adds an event. One at or after the horizon never happens and is dropped.
    ///
    /// `day` must not lie before today; in a build without assertions such an event happens today.
    #[inline]
    pub fn push(&mut self, day: u32, order: u64, payload: u64) {
        debug_assert!(
            day >= self.today(),
            "event of day {day} added on day {}",
            self.today()
        );
        if day < self.next_day {
            self.late.push(Reverse((order, payload)));
            self.pending += 1;
        } else if let Some(bucket) = self.buckets.get_mut(day as usize) {
            if bucket.used_in_first as usize == CHUNK_SLOTS {
                let next = bucket.first;
                bucket.first = Self::take_chunk(&mut self.chunks, &mut self.first_free_chunk, next);
                bucket.used_in_first = 0;
            }
            self.chunks[bucket.first as usize].slots[bucket.used_in_first as usize] =
                (order, payload);
            bucket.used_in_first += 1;
            self.pending += 1;
        }
    }

    /// The next event, which becomes the present; days without events are passed over.
    #[inline]
    #[allow(clippy::should_implement_trait)] // More events may be added after it has returned None.
    pub fn next(&mut self) -> Option<Entry> {
        self.next_by(NONE)
    }

    /// The next event if its day is not after `day`; otherwise None, and `day` has become today.
    #[inline]
    pub fn next_by(&mut self, day: u32) -> Option<Entry> {
        loop {
            let from_sorted = match (self.sorted.last(), self.late.peek()) {
                (Some(slot), Some(Reverse(late))) => key(*slot) <= key(*late),
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => {
                    if self.next_day > day || self.next_day as usize >= self.buckets.len() {
                        return None;
                    }
                    self.open_next_day();
                    continue;
                }
            };
            let slot = if from_sorted {
                self.sorted.pop()
            } else {
                self.late.pop().map(|Reverse(slot)| slot)
            };
            self.pending -= 1;
            self.executed += 1;
            return slot.map(|(order, payload)| Entry {
                day: self.today(),
                order,
                payload,
            });
        }
    }

    /// The day of the last event, or of the last [`DayQueue::next_by`].
    #[inline]
    #[must_use]
    pub fn today(&self) -> u32 {
        self.next_day.saturating_sub(1)
    }

    /// Days that the queue covers: events at or after this day never happen.
    #[must_use]
    pub fn horizon_days(&self) -> u32 {
        self.buckets.len() as u32
    }

    /// Events waiting to happen.
    #[must_use]
    pub const fn pending(&self) -> u64 {
        self.pending
    }

    /// Events that have happened.
    #[must_use]
    pub const fn executed(&self) -> u64 {
        self.executed
    }

    fn take_chunk(chunks: &mut Vec<Chunk>, first_free: &mut u32, next: u32) -> u32 {
        if *first_free == NONE {
            chunks.push(Chunk {
                slots: [(0, 0); CHUNK_SLOTS],
                next,
            });
            return (chunks.len() - 1) as u32;
        }
        let taken = *first_free;
        let chunk = &mut chunks[taken as usize];
        *first_free = chunk.next;
        chunk.next = next;
        taken
    }

    /// Moves the next day's bucket into `sorted` and gives its chunks back.
    fn open_next_day(&mut self) {
        let bucket = std::mem::replace(&mut self.buckets[self.next_day as usize], EMPTY);
        self.next_day += 1;
        let (mut index, mut used) = (bucket.first, bucket.used_in_first as usize);
        while index != NONE {
            let chunk = &mut self.chunks[index as usize];
            self.sorted.extend_from_slice(&chunk.slots[..used]);
            let following = chunk.next;
            chunk.next = self.first_free_chunk;
            self.first_free_chunk = index;
            (index, used) = (following, CHUNK_SLOTS);
        }
        self.sorted.sort_unstable_by_key(|&slot| Reverse(key(slot)));
    }
}

/// Orders like the pair, in one comparison without a branch.
#[inline]
fn key((order, payload): Slot) -> u128 {
    (u128::from(order) << 64) | u128::from(payload)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn days_come_in_order_and_the_end_is_the_end() {
        let mut queue = DayQueue::new(10);
        for day in [9, 3, 10, 3, 4_000_000_000, 0] {
            queue.push(day, 1, u64::from(day));
        }
        assert_eq!(queue.pending(), 4, "two lie at or after the horizon");
        let days: Vec<u32> = std::iter::from_fn(|| queue.next())
            .map(|entry| entry.day)
            .collect();
        assert_eq!(days, [0, 3, 3, 9]);
        assert_eq!((queue.pending(), queue.executed()), (0, 4));
    }

    #[test]
    fn a_day_can_be_worked_off_and_added_to() {
        let mut queue = DayQueue::new(10);
        queue.push(2, 5, 50);
        queue.push(3, 0, 0);
        assert_eq!(queue.next_by(1), None);
        assert_eq!(queue.today(), 1);
        assert_eq!(
            queue.next_by(2),
            Some(Entry {
                day: 2,
                order: 5,
                payload: 50
            })
        );
        queue.push(2, 4, 40);
        queue.push(2, 6, 60);
        assert_eq!(
            queue.next_by(2),
            Some(Entry {
                day: 2,
                order: 4,
                payload: 40
            })
        );
        assert_eq!(
            queue.next_by(2),
            Some(Entry {
                day: 2,
                order: 6,
                payload: 60
            })
        );
        assert_eq!(queue.next_by(2), None);
        queue.push(2, 7, 70);
        assert_eq!(
            queue.next_by(2),
            Some(Entry {
                day: 2,
                order: 7,
                payload: 70
            })
        );
        assert_eq!(
            queue.next(),
            Some(Entry {
                day: 3,
                order: 0,
                payload: 0
            })
        );
    }

    #[test]
    fn memory_follows_what_is_pending() {
        let mut queue = DayQueue::new(100_000);
        for day in 0..99_000 {
            for order in 0..20 {
                queue.push(day + 1 + (order as u32 * 37) % 50, order, 0);
            }
            while queue.next_by(day).is_some() {}
        }
        assert!(queue.executed() > 1_900_000);
        assert!(
            queue.chunks.len() < 1_000,
            "{} chunks for about 500 pending events",
            queue.chunks.len()
        );
    }

    proptest! {
        /// Against a map of what is pending. Pushes and pops alternate, and many fall on the present day.
        #[test]
        fn agrees_with_a_sorted_map(steps in prop::collection::vec((0_u32..3, 0_u32..6, 0_u64..4, 0_u64..4, 0_usize..4), 1..300)) {
            const HORIZON: u32 = 40;
            let mut queue = DayQueue::new(HORIZON);
            let mut model: BTreeMap<(u32, u64, u64), u32> = BTreeMap::new();
            let mut today = 0;
            let mut executed = 0;
            let mut pop = |queue: &mut DayQueue, model: &mut BTreeMap<(u32, u64, u64), u32>, today: &mut u32| {
                let expected = model.first_entry().map(|mut first| {
                    let (day, order, payload) = *first.key();
                    *first.get_mut() -= 1;
                    if *first.get() == 0 {
                        first.remove();
                    }
                    *today = day;
                    executed += 1;
                    Entry { day, order, payload }
                });
                let got = queue.next();
                assert_eq!(got, expected);
                assert_eq!(queue.executed(), executed);
                got.is_some()
            };
            for (same_day, ahead, order, payload, pops) in steps {
                let day = if same_day == 0 { today } else { today + ahead };
                queue.push(day, order, payload);
                if day < HORIZON {
                    *model.entry((day, order, payload)).or_default() += 1;
                }
                // When nothing is pending the queue runs to its end, and today with it: leave the last event.
                for _ in 0..pops {
                    if model.values().sum::<u32>() > 1 {
                        pop(&mut queue, &mut model, &mut today);
                    }
                }
                prop_assert_eq!(queue.pending(), u64::from(model.values().sum::<u32>()));
            }
            while pop(&mut queue, &mut model, &mut today) {}
            prop_assert_eq!(queue.pending(), 0);
        }
    }
}

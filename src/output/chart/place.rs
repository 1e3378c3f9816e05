//! Where words go when several want the same place.

use super::sheet::Rect;

/// Moves spans, given by centre and half length, apart between `low` and `high`; their order stays. Where there is
/// too little room for all, some leave it.
pub(super) fn spread(spans: &mut [(f64, f64)], low: f64, high: f64) {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by(|&a, &b| spans[a].0.total_cmp(&spans[b].0));
    let (mut upwards, mut downwards) = (spans.to_vec(), spans.to_vec());
    push(&mut upwards, &order, low, 1.0);
    push(&mut upwards, &order, high, -1.0);
    push(&mut downwards, &order, high, -1.0);
    push(&mut downwards, &order, low, 1.0);
    // Half way between two arrangements without overlaps there is none either, and no span moves far.
    for (i, span) in spans.iter_mut().enumerate() {
        span.0 = (upwards[i].0 + downwards[i].0) / 2.0;
    }
}

/// Pushes spans away from `end` (upwards for a `sign` of 1, downwards for -1) until none overlaps the one before.
fn push(spans: &mut [(f64, f64)], order: &[usize], end: f64, sign: f64) {
    let mut edge = end * sign;
    let mut place = |i: usize| {
        let (centre, half) = spans[i];
        let placed = (centre * sign).max(edge + half);
        edge = placed + half;
        spans[i].0 = placed * sign;
    };
    if sign > 0.0 {
        order.iter().for_each(|&i| place(i));
    } else {
        order.iter().rev().for_each(|&i| place(i));
    }
}

/// Boxes already taken on a plot.
pub(super) struct Taken {
    bounds: Rect,
    boxes: Vec<Rect>,
    /// Those of words: no line may lead through them.
    words: Vec<Rect>,
}

impl Taken {
    pub fn new(bounds: Rect) -> Self {
        Self {
            bounds,
            boxes: Vec::new(),
            words: Vec::new(),
        }
    }

    pub fn take(&mut self, taken: Rect) {
        self.boxes.push(taken);
    }

    fn is_free(&self, one: &Rect) -> bool {
        one.left >= self.bounds.left
            && one.right <= self.bounds.right
            && one.top >= self.bounds.top
            && one.bottom <= self.bounds.bottom
            && self.boxes.iter().all(|other| {
                one.right <= other.left
                    || other.right <= one.left
                    || one.bottom <= other.top
                    || other.bottom <= one.top
            })
    }

    /// Takes a free box of the given size near a point: beside it, else above or below, else farther away.
    pub fn near(&mut self, (x, y): (f64, f64), width: f64, height: f64) -> Option<Rect> {
        const FIRST: f64 = 10.0;
        for ring in 0..10 {
            let away = FIRST + 13.0 * f64::from(ring);
            let beside = [(1.0, 0.0), (-1.0, 0.0), (1.0, -0.7), (1.0, 0.7)];
            let others = [(-1.0, -0.7), (-1.0, 0.7), (0.0, -1.0), (0.0, 1.0)];
            for (dx, dy) in beside.into_iter().chain(others) {
                let middle = (
                    x + dx * (away + width / 2.0),
                    y + dy * (away + height / 2.0),
                );
                let one = Rect {
                    left: middle.0 - width / 2.0,
                    top: middle.1 - height / 2.0,
                    right: middle.0 + width / 2.0,
                    bottom: middle.1 + height / 2.0,
                };
                let leader = leader((x, y), &one);
                let crosses = |(x, y): &(f64, f64)| {
                    let through =
                        |w: &Rect| (w.left..=w.right).contains(x) && (w.top..=w.bottom).contains(y);
                    self.words.iter().any(through)
                };
                if self.is_free(&one) && !leader.iter().any(crosses) {
                    self.take(one);
                    self.words.push(one);
                    for (x, y) in leader {
                        self.take(Rect {
                            left: x - 1.0,
                            top: y - 1.0,
                            right: x + 1.0,
                            bottom: y + 1.0,
                        });
                    }
                    return Some(one);
                }
            }
        }
        None
    }
}

/// The box that reaches so far from a point.
pub(super) fn around((x, y): (f64, f64), reach: f64) -> Rect {
    Rect {
        left: x - reach,
        top: y - reach,
        right: x + reach,
        bottom: y + reach,
    }
}

/// The point of a box nearest to another point.
pub(super) fn nearest((x, y): (f64, f64), to: &Rect) -> (f64, f64) {
    (x.max(to.left).min(to.right), y.max(to.top).min(to.bottom))
}

/// Points on the way from a point to a box.
fn leader(from: (f64, f64), to: &Rect) -> Vec<(f64, f64)> {
    let end = nearest(from, to);
    let steps = (libm::hypot(end.0 - from.0, end.1 - from.1) / 3.0).clamp(1.0, 100.0) as usize;
    (1..steps)
        .map(|step| {
            let share = step as f64 / steps as f64;
            (
                from.0 + (end.0 - from.0) * share,
                from.1 + (end.1 - from.1) * share,
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_moved_apart_and_stay_between_the_ends() {
        let mut spans = [(50.0, 10.0), (52.0, 10.0), (95.0, 10.0)];
        spread(&mut spans, 0.0, 100.0);
        assert_eq!(spans.map(|(centre, _)| centre), [41.0, 61.0, 90.0]);
        let mut late = [(99.0, 10.0), (98.0, 10.0)];
        spread(&mut late, 0.0, 100.0);
        assert_eq!(late.map(|(centre, _)| centre), [90.0, 70.0]);
    }

    #[test]
    fn a_label_goes_where_nothing_is() {
        let page = Rect {
            left: 0.0,
            top: 0.0,
            right: 100.0,
            bottom: 100.0,
        };
        let mut taken = Taken::new(page);
        let first = taken.near((20.0, 50.0), 40.0, 14.0).unwrap();
        assert_eq!(first.left, 30.0, "beside the point");
        let second = taken.near((20.0, 52.0), 40.0, 14.0).unwrap();
        assert!(second.top >= first.bottom || second.bottom <= first.top);
        assert!(taken.near((50.0, 50.0), 101.0, 14.0).is_none());
    }
}

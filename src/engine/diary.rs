//! The diary of one agent: how many minutes of each day are open, and how many of them are booked.

/// How far apart two open days may lie, in days.
pub const WINDOW_DAYS: u32 = 256;

const NO_DAY: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Page {
    day: u32,
    capacity_minutes: u32,
    booked_minutes: u32,
}

const BLANK: Page = Page {
    day: NO_DAY,
    capacity_minutes: 0,
    booked_minutes: 0,
};

/// Whole minutes per day, for any [`WINDOW_DAYS`] consecutive days. A day that is not open has no room.
///
/// The pages are a ring: opening a day takes the page of the day [`WINDOW_DAYS`] earlier, which must be closed.
#[derive(Debug, Clone)]
pub struct Diary {
    pages: Box<[Page; WINDOW_DAYS as usize]>,
}

impl Default for Diary {
    fn default() -> Self {
        Self::new()
    }
}

impl Diary {
    /// A diary without open days.
    #[must_use]
    pub fn new() -> Self {
        Self {
            pages: Box::new([BLANK; WINDOW_DAYS as usize]),
        }
    }

    /// Sets the capacity of a day. What is already booked on it stays booked, even beyond a lower capacity.
    pub fn open(&mut self, day: u32, minutes: u32) {
        let page = &mut self.pages[(day % WINDOW_DAYS) as usize];
        if page.day != day {
            debug_assert!(
                page.day == NO_DAY,
                "day {} was not closed before day {day} was opened",
                page.day
            );
            *page = Page { day, ..BLANK };
        }
        page.capacity_minutes = minutes;
    }

    /// Ends a day and returns the minutes that were booked on it (0 for a day that was not open).
    pub fn close(&mut self, day: u32) -> u32 {
        let booked = self.booked(day);
        let page = &mut self.pages[(day % WINDOW_DAYS) as usize];
        if page.day == day {
            *page = BLANK;
        }
        booked
    }

    /// Minutes still free. 0 if the day is not open or overbooked.
    #[inline]
    #[must_use]
    pub fn free(&self, day: u32) -> u32 {
        self.page(day).map_or(0, |page| {
            page.capacity_minutes.saturating_sub(page.booked_minutes)
        })
    }

    /// Minutes booked.
    #[inline]
    #[must_use]
    pub fn booked(&self, day: u32) -> u32 {
        self.page(day).map_or(0, |page| page.booked_minutes)
    }

    /// Capacity in minutes; 0 if the day is not open.
    #[inline]
    #[must_use]
    pub fn capacity(&self, day: u32) -> u32 {
        self.page(day).map_or(0, |page| page.capacity_minutes)
    }

    /// Books minutes if the day is open and has room for them; says whether it did.
    #[inline]
    pub fn book(&mut self, day: u32, minutes: u32) -> bool {
        let page = &mut self.pages[(day % WINDOW_DAYS) as usize];
        let fits =
            page.day == day && page.capacity_minutes.saturating_sub(page.booked_minutes) >= minutes;
        if fits {
            page.booked_minutes += minutes;
        }
        fits
    }

    /// Gives minutes back, at most those that are booked.
    #[inline]
    pub fn release(&mut self, day: u32, minutes: u32) {
        let page = &mut self.pages[(day % WINDOW_DAYS) as usize];
        if page.day == day {
            page.booked_minutes = page.booked_minutes.saturating_sub(minutes);
        }
    }

    /// The first open day in `from_day..until_day` with room for `minutes`; looks [`WINDOW_DAYS`] ahead at most.
    #[must_use]
    pub fn first_fit(&self, from_day: u32, until_day: u32, minutes: u32) -> Option<u32> {
        let until_day = until_day.min(from_day.saturating_add(WINDOW_DAYS));
        (from_day..until_day).find(|&day| {
            self.page(day).is_some_and(|page| {
                page.capacity_minutes.saturating_sub(page.booked_minutes) >= minutes
            })
        })
    }

    #[inline]
    fn page(&self, day: u32) -> Option<&Page> {
        let page = &self.pages[(day % WINDOW_DAYS) as usize];
        (page.day == day).then_some(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn books_only_what_fits() {
        let mut diary = Diary::new();
        assert!(!diary.book(3, 1), "a day that is not open has no room");
        diary.open(3, 360);
        assert!(diary.book(3, 300));
        assert!(!diary.book(3, 61));
        assert!(diary.book(3, 60));
        assert_eq!(
            (diary.free(3), diary.booked(3), diary.capacity(3)),
            (0, 360, 360)
        );
        diary.release(3, 45);
        assert_eq!((diary.free(3), diary.booked(3)), (45, 315));
        assert_eq!(diary.close(3), 315);
        assert_eq!((diary.free(3), diary.booked(3), diary.close(3)), (0, 0, 0));
    }

    #[test]
    fn a_lower_capacity_keeps_what_is_booked() {
        let mut diary = Diary::new();
        diary.open(10, 240);
        assert!(diary.book(10, 200));
        diary.open(10, 120);
        assert_eq!((diary.free(10), diary.booked(10)), (0, 200));
        assert!(!diary.book(10, 1));
    }

    #[test]
    fn first_fit_is_the_earliest_open_day_with_room() {
        let mut diary = Diary::new();
        for day in [2, 3, 6, 250] {
            diary.open(day, 60);
        }
        diary.book(2, 30);
        assert_eq!(diary.first_fit(0, 300, 30), Some(2));
        assert_eq!(diary.first_fit(0, 300, 31), Some(3));
        assert_eq!(diary.first_fit(4, 300, 60), Some(6));
        assert_eq!(diary.first_fit(4, 6, 60), None);
        assert_eq!(diary.first_fit(7, 300, 60), Some(250));
        assert_eq!(diary.first_fit(0, 300, 61), None);
    }

    #[test]
    fn the_ring_turns() {
        let mut diary = Diary::new();
        for day in 0..2_000 {
            diary.open(day, 100);
            assert!(diary.book(day, day % 100));
            if day >= 200 {
                assert_eq!(diary.close(day - 200), (day - 200) % 100);
            }
        }
        assert_eq!(diary.booked(1_999 - 256), 0);
    }
}

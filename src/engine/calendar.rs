//! Day numbers and dates. Day 0 is the first day of a run; everything is worked out beforehand, every question is
//! answered from an array.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

/// How far past the last day of a run questions may still be asked, so that "the next working day" and
/// "in six weeks" need no special case near the end.
pub const TAIL_DAYS: u32 = 400;

/// The days of one run. Functions that take a day panic beyond `days() + TAIL_DAYS`.
#[derive(Debug, Clone)]
pub struct Calendar {
    start: Date,
    days: u32,
    dates: Vec<Date>,
    next_working: Vec<u32>,
    /// Working days among `0..day`; one longer than `dates`.
    working_before: Vec<u32>,
}

/// The calendar would leave the years that dates can express (-9999 to 9999).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{days} days from {start} go past the end of the calendar")]
pub struct CalendarError {
    /// The first day asked for.
    pub start: Date,
    /// The number of days asked for.
    pub days: u32,
}

impl Calendar {
    /// `days` days from `start` on. Monday to Friday are working days unless they are in `holidays`.
    ///
    /// # Panics
    /// If the days go past the year 9999; see [`Calendar::try_new`].
    #[must_use]
    pub fn new(start: Date, days: u32, holidays: impl IntoIterator<Item = Date>) -> Self {
        match Self::try_new(start, days, holidays) {
            Ok(calendar) => calendar,
            Err(error) => panic!("{error}"),
        }
    }

    /// As [`Calendar::new`], for dates a user can give.
    ///
    /// # Errors
    /// If the days, and [`TAIL_DAYS`] more, go past the year 9999.
    pub fn try_new(
        start: Date,
        days: u32,
        holidays: impl IntoIterator<Item = Date>,
    ) -> Result<Self, CalendarError> {
        let error = CalendarError { start, days };
        // Refuse before reserving: a date has at most 20,000 years.
        if days > 8_000_000 {
            return Err(error);
        }
        let holidays: BTreeSet<Date> = holidays.into_iter().collect();
        let length = days + TAIL_DAYS + 1;
        let mut dates = Vec::with_capacity(length as usize);
        let mut working_before = Vec::with_capacity(length as usize + 1);
        let mut working_days = 0;
        let mut date = start;
        for day in 0..length {
            if day > 0 {
                date = date.tomorrow().map_err(|_| error.clone())?;
            }
            dates.push(date);
            working_before.push(working_days);
            let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            working_days += u32::from(!weekend && !holidays.contains(&date));
        }
        working_before.push(working_days);
        let mut next_working = vec![length; length as usize];
        let mut next = length;
        for day in (0..length).rev() {
            if working_before[day as usize + 1] > working_before[day as usize] {
                next = day;
            }
            next_working[day as usize] = next;
        }
        Ok(Self {
            start,
            days,
            dates,
            next_working,
            working_before,
        })
    }

    /// Days of the run.
    #[inline]
    #[must_use]
    pub const fn days(&self) -> u32 {
        self.days
    }

    /// The date of a day.
    #[inline]
    #[must_use]
    pub fn date(&self, day: u32) -> Date {
        self.dates[day as usize]
    }

    /// The number of a day of the run; None before its start or after its end.
    #[must_use]
    pub fn day_of(&self, date: Date) -> Option<u32> {
        let days = (date - self.start).get_days();
        u32::try_from(days).ok().filter(|&day| day < self.days)
    }

    /// 0 is Monday, 6 is Sunday.
    #[inline]
    #[must_use]
    pub fn weekday(&self, day: u32) -> u8 {
        self.date(day).weekday().to_monday_zero_offset() as u8
    }

    /// Whether a day is a working day: Monday to Friday and no holiday.
    #[inline]
    #[must_use]
    pub fn is_working_day(&self, day: u32) -> bool {
        self.next_working[day as usize] == day
    }

    /// The first working day on or after `day`; it may lie after the end of the run.
    #[inline]
    #[must_use]
    pub fn next_working_day(&self, day: u32) -> u32 {
        self.next_working[day as usize]
    }

    /// True on the first of a month.
    #[inline]
    #[must_use]
    pub fn is_month_start(&self, day: u32) -> bool {
        self.date(day).day() == 1
    }

    /// Working days in `from..until`; 0 if the range is empty.
    #[inline]
    #[must_use]
    pub fn working_days_between(&self, from: u32, until: u32) -> u32 {
        self.working_before[until as usize].saturating_sub(self.working_before[from as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// As published on gov.uk.
    #[test]
    fn days_and_dates_go_both_ways() {
        let calendar = Calendar::new(date(2024, 2, 26), 366, []);
        assert_eq!(calendar.date(3), date(2024, 2, 29));
        assert_eq!(calendar.weekday(0), 0);
        assert_eq!(calendar.weekday(6), 6);
        assert!(calendar.is_month_start(4) && !calendar.is_month_start(3));
        for day in 0..366 {
            assert_eq!(calendar.day_of(calendar.date(day)), Some(day));
        }
        assert_eq!(calendar.day_of(date(2024, 2, 25)), None);
        assert_eq!(calendar.day_of(date(2025, 2, 26)), None);
        assert_eq!(calendar.days(), 366);
    }

    #[test]
    fn working_days_are_counted_and_found() {
        // Wednesday 24 December 2025; 25 and 26 and 1 January are holidays.
        let calendar = Calendar::new(
            date(2025, 12, 24),
            12,
            [date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1)],
        );
        let working: Vec<u32> = (0..12)
            .filter(|&day| calendar.is_working_day(day))
            .collect();
        assert_eq!(working, [0, 5, 6, 7, 9]);
        assert_eq!(calendar.next_working_day(0), 0);
        assert_eq!(calendar.next_working_day(1), 5);
        assert_eq!(
            calendar.next_working_day(10),
            12,
            "the Monday after the end"
        );
        assert_eq!(calendar.working_days_between(0, 12), 5);
        assert_eq!(calendar.working_days_between(1, 5), 0);
        assert_eq!(calendar.working_days_between(9, 3), 0);
        for from in 0..12 {
            for until in from..12 {
                let counted = (from..until)
                    .filter(|&day| calendar.is_working_day(day))
                    .count() as u32;
                assert_eq!(calendar.working_days_between(from, until), counted);
            }
        }
    }

    #[test]
    fn a_calendar_past_the_last_year_is_refused() {
        assert!(Calendar::try_new(date(9999, 1, 1), 10, []).is_err());
        assert!(Calendar::try_new(date(2025, 1, 1), u32::MAX, []).is_err());
    }
}

//! Day numbers and dates. Day 0 is the first day of a run; everything is worked out beforehand, every question is
//! answered from an array.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jiff::Span;
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

/// The bank holidays of England and Wales, in order, by the rules in force since 1978 and, from the year 2000 on,
/// with the changes that were proclaimed for single years (<https://www.gov.uk/bank-holidays>).
#[must_use]
pub fn england_bank_holidays(years: RangeInclusive<i16>) -> Vec<Date> {
    let mut holidays: Vec<Date> = years.flat_map(holidays_of_year).collect();
    holidays.sort_unstable();
    holidays
}

fn holidays_of_year(year: i16) -> Vec<Date> {
    let on = |month: i8, day: i8| Date::constant(year, month, day);
    let new_year = match on(1, 1).weekday() {
        Weekday::Saturday => on(1, 3),
        Weekday::Sunday => on(1, 2),
        _ => on(1, 1),
    };
    let easter = easter_sunday(year);
    let early_may = match year {
        2020 => on(5, 8), // 75 years after the war in Europe ended
        _ => first_monday_from(on(5, 1)),
    };
    let spring = match year {
        2002 => on(6, 4),
        2012 => on(6, 4),
        2022 => on(6, 2),
        _ => first_monday_from(on(5, 25)),
    };
    let summer = first_monday_from(on(8, 25));
    // A day off that falls on a weekend is given on the next working day that is not one already.
    let christmas = match on(12, 25).weekday() {
        Weekday::Saturday | Weekday::Sunday => on(12, 27),
        _ => on(12, 25),
    };
    let boxing = match on(12, 26).weekday() {
        Weekday::Saturday | Weekday::Sunday => on(12, 28),
        _ => on(12, 26),
    };
    let mut holidays = vec![
        new_year,
        easter.saturating_sub(Span::new().days(2)),
        easter.saturating_add(Span::new().days(1)),
        early_may,
        spring,
        summer,
        christmas,
        boxing,
    ];
    match year {
        2002 => holidays.push(on(6, 3)),                // Golden Jubilee
        2011 => holidays.push(on(4, 29)),               // royal wedding
        2012 => holidays.push(on(6, 5)),                // Diamond Jubilee
        2022 => holidays.extend([on(6, 3), on(9, 19)]), // Platinum Jubilee; state funeral
        2023 => holidays.push(on(5, 8)),                // coronation
        _ => {}
    }
    holidays
}

fn first_monday_from(date: Date) -> Date {
    let ahead = (7 - date.weekday().to_monday_zero_offset()) % 7;
    date.saturating_add(Span::new().days(ahead))
}

/// The Gregorian computus of Meeus, Jones and Butcher (J. Meeus, "Astronomical Algorithms", 1991, chapter 8).
fn easter_sunday(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let g = (8 * b + 13).div_euclid(25);
    let h = (19 * a + b - b.div_euclid(4) - g + 15).rem_euclid(30);
    let l = (32 + 2 * b.rem_euclid(4) + 2 * (c / 4) - h - c % 4).rem_euclid(7);
    let m = (a + 11 * h + 19 * l).div_euclid(433);
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::constant(year, month as i8, day as i8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// As published on gov.uk.
    #[test]
    fn bank_holidays_are_those_that_were_published() {
        let published = [
            (2022, "0103 0415 0418 0502 0602 0603 0829 0919 1226 1227"),
            (2023, "0102 0407 0410 0501 0508 0529 0828 1225 1226"),
            (2024, "0101 0329 0401 0506 0527 0826 1225 1226"),
            (2025, "0101 0418 0421 0505 0526 0825 1225 1226"),
            (2026, "0101 0403 0406 0504 0525 0831 1225 1228"),
            (2027, "0101 0326 0329 0503 0531 0830 1227 1228"),
            (2028, "0103 0414 0417 0501 0529 0828 1225 1226"),
        ];
        for (year, expected) in published {
            let found: Vec<String> = england_bank_holidays(year..=year)
                .iter()
                .map(|d| format!("{:02}{:02}", d.month(), d.day()))
                .collect();
            assert_eq!(found.join(" "), expected, "{year}");
        }
        assert!(england_bank_holidays(2020..=2020).contains(&date(2020, 5, 8)));
        assert!(!england_bank_holidays(2020..=2020).contains(&date(2020, 5, 4)));
        assert_eq!(
            england_bank_holidays(2021..=2021)[6..],
            [date(2021, 12, 27), date(2021, 12, 28)]
        );
        let many = england_bank_holidays(2000..=2060);
        assert!(many.is_sorted() && many.len() >= 61 * 8);
    }

    #[test]
    fn easter_is_right_for_dates_that_trip_simpler_rules() {
        for (year, month, day) in [
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2038, 4, 25),
            (2049, 4, 18),
            (1981, 4, 19),
        ] {
            assert_eq!(easter_sunday(year), date(year, month, day));
        }
    }

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
        let calendar = Calendar::new(date(2025, 12, 24), 12, england_bank_holidays(2025..=2026));
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

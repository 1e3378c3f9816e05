//! The bank holidays of England and Wales, by rule.

use std::ops::RangeInclusive;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// The bank holidays of England and Wales in these years, in order of date. Valid from 2000 on; the one-offs known
/// are those from 2002 to 2023 (gov.uk/bank-holidays). A holiday on a weekend moves to the next free weekday.
///
/// # Panics
/// For years outside 1 to 9998.
pub fn england(years: RangeInclusive<i16>) -> Vec<Date> {
    let mut all: Vec<Date> = years.flat_map(of_year).collect();
    all.sort();
    all
}

fn of_year(year: i16) -> Vec<Date> {
    let date = |month, day| Date::new(year, month, day).expect("a day that every year has");
    let monday = |month, nth| {
        date(month, 1)
            .nth_weekday_of_month(nth, Weekday::Monday)
            .expect("every month has such a Monday")
    };
    let easter = easter_sunday(year);
    let early_may = match year {
        // Moved to the 75th anniversary of VE Day.
        2020 => date(5, 8),
        _ => monday(5, 1),
    };
    // Jubilees moved the spring holiday to their four-day weekend.
    let spring = match year {
        2002 | 2012 => date(6, 4),
        2022 => date(6, 2),
        _ => monday(5, -1),
    };
    let mut holidays = vec![
        next_weekday(date(1, 1)),
        after(easter, -2),
        after(easter, 1),
        early_may,
        spring,
        monday(8, -1),
    ];
    let christmas = date(12, 25);
    let boxing_day = date(12, 26);
    holidays.extend(match christmas.weekday() {
        Weekday::Friday => [christmas, date(12, 28)],
        Weekday::Saturday => [date(12, 27), date(12, 28)],
        Weekday::Sunday => [boxing_day, date(12, 27)],
        _ => [christmas, boxing_day],
    });
    match year {
        2002 => holidays.push(date(6, 3)),
        2011 => holidays.push(date(4, 29)),
        2012 => holidays.push(date(6, 5)),
        2022 => holidays.extend([date(6, 3), date(9, 19)]),
        2023 => holidays.push(date(5, 8)),
        _ => {}
    }
    holidays.sort();
    holidays
}

fn next_weekday(date: Date) -> Date {
    match date.weekday() {
        Weekday::Saturday => after(date, 2),
        Weekday::Sunday => after(date, 1),
        _ => date,
    }
}

fn after(date: Date, days: i32) -> Date {
    let span: Span = days.days();
    date.checked_add(span).expect("within the calendar")
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876).
fn easter_sunday(year: i16) -> Date {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, g) = (b / 4, b % 4, (8 * b + 13) / 25);
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year as i16, month as i8, day as i8).expect("Easter is a date")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2022 to 2027 as announced (gov.uk/bank-holidays); 2028 worked out by hand from a calendar.
    const PUBLISHED: [(i16, &[(i8, i8)]); 7] = [
        (
            2022,
            &[
                (1, 3),
                (4, 15),
                (4, 18),
                (5, 2),
                (6, 2),
                (6, 3),
                (8, 29),
                (9, 19),
                (12, 26),
                (12, 27),
            ],
        ),
        (
            2023,
            &[
                (1, 2),
                (4, 7),
                (4, 10),
                (5, 1),
                (5, 8),
                (5, 29),
                (8, 28),
                (12, 25),
                (12, 26),
            ],
        ),
        (
            2024,
            &[
                (1, 1),
                (3, 29),
                (4, 1),
                (5, 6),
                (5, 27),
                (8, 26),
                (12, 25),
                (12, 26),
            ],
        ),
        (
            2025,
            &[
                (1, 1),
                (4, 18),
                (4, 21),
                (5, 5),
                (5, 26),
                (8, 25),
                (12, 25),
                (12, 26),
            ],
        ),
        (
            2026,
            &[
                (1, 1),
                (4, 3),
                (4, 6),
                (5, 4),
                (5, 25),
                (8, 31),
                (12, 25),
                (12, 28),
            ],
        ),
        (
            2027,
            &[
                (1, 1),
                (3, 26),
                (3, 29),
                (5, 3),
                (5, 31),
                (8, 30),
                (12, 27),
                (12, 28),
            ],
        ),
        (
            2028,
            &[
                (1, 3),
                (4, 14),
                (4, 17),
                (5, 1),
                (5, 29),
                (8, 28),
                (12, 25),
                (12, 26),
            ],
        ),
    ];

    #[test]
    fn the_rule_gives_the_published_lists() {
        for (year, days) in PUBLISHED {
            let expected: Vec<Date> = days
                .iter()
                .map(|&(month, day)| Date::new(year, month, day).unwrap())
                .collect();
            assert_eq!(england(year..=year), expected);
        }
    }

    #[test]
    fn no_holiday_falls_on_a_weekend_or_twice_on_one_day() {
        let all = england(2000..=2200);
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(
            all.iter()
                .all(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
        );
    }

    #[test]
    fn ve_day_moved_the_early_may_holiday_of_2020() {
        let may: Vec<i8> = england(2020..=2020)
            .into_iter()
            .filter(|day| day.month() == 5)
            .map(Date::day)
            .collect();
        assert_eq!(may, [8, 25]);
    }
}

//! Birth dates, which the BRP may know in part: `2012-05-00` without its day, `2012-00-00` with its year only, `0000-00-00` not at all.

use jiff::civil::Date;

/// A day of the calendar, or a date with zeros for its last parts.
pub fn birth_date(text: &str) -> bool {
    match parts(text) {
        Some(("0000", "00", "00")) => true,
        Some(("0000", ..)) | None => false,
        Some((_, "00", day)) => day == "00",
        Some((_, month, "00")) => month.parse::<u8>().is_ok_and(|month| month <= 12),
        Some(_) => text.parse::<Date>().is_ok(),
    }
}

/// A birth date that is known in part only.
pub fn incomplete(text: &str) -> bool {
    text.ends_with("-00") && birth_date(text)
}

/// The first possible day of a birth date; none where any day is possible.
pub fn earliest(text: &str) -> Option<Date> {
    let (year, ..) = parts(text).filter(|(year, ..)| *year != "0000")?;
    let day = |month: &str, day: &str| format!("{year}-{month}-{day}").parse().ok();
    match parts(text)? {
        (_, "00", "00") => day("01", "01"),
        (_, month, "00") => day(month, "01"),
        (_, month, last) => day(month, last),
    }
}

fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let digits =
        |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    (digits(year, 4) && digits(month, 2) && digits(day, 2)).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_the_brp_does_not_know_is_written_with_zeros_at_the_end() {
        for text in [
            "2012-05-31",
            "2012-02-29",
            "2012-05-00",
            "2012-12-00",
            "2012-00-00",
            "0000-00-00",
        ] {
            assert!(birth_date(text), "{text}");
        }
        for text in [
            "2011-02-29",
            "2012-13-00",
            "2012-00-31",
            "0000-05-00",
            "0000-05-31",
            "2012-5-00",
            "20120500",
            "2012-05",
            "",
            "x-y-00",
        ] {
            assert!(!birth_date(text), "{text}");
        }
        assert!(incomplete("2012-00-00") && !incomplete("2012-10-10") && !incomplete("2012-13-00"));
    }

    #[test]
    fn the_first_day_that_it_may_be() {
        assert_eq!(earliest("2012-05-04"), Some(date(2012, 5, 4)));
        assert_eq!(earliest("2012-05-00"), Some(date(2012, 5, 1)));
        assert_eq!(earliest("2012-00-00"), Some(date(2012, 1, 1)));
        assert_eq!(earliest("0000-00-00"), None);
    }
}

//! A text -> whether it holds a telephone number, as people in the Netherlands write one. Days, hours, years and long numbers are none.

/// The most other signs between two groups of digits, as in `(038) 123 45 67`.
const MOST_BETWEEN: usize = 3;

/// The most groups of digits in a number; a longer row of groups is not read to its end from each of its zeros.
const MOST_GROUPS: usize = 8;

/// The signs that may stand between two groups.
const BETWEEN: [char; 7] = [' ', '\u{a0}', '-', '.', '/', '(', ')'];

/// The prefixes of an international number, of any country.
const ABROAD: [&str; 2] = ["+", "00"];

/// The groups of the ten digits of a Dutch number: after 06, after an area code of three digits, after one of four.
const SHAPES: [&[usize]; 16] = [
    &[10],
    &[2, 8],
    &[2, 4, 4],
    &[2, 3, 3, 2],
    &[2, 3, 2, 3],
    &[2, 2, 3, 3],
    &[2, 2, 2, 2, 2],
    &[5, 5],
    &[3, 7],
    &[3, 3, 4],
    &[3, 4, 3],
    &[3, 3, 2, 2],
    &[3, 2, 2, 3],
    &[4, 6],
    &[4, 3, 3],
    &[4, 2, 2, 2],
];

/// Whether the text holds a telephone number.
pub fn holds(text: &str) -> bool {
    let mut before = None;
    text.char_indices().any(|(at, c)| {
        let glued = before.replace(c).is_some_and(char::is_alphanumeric);
        matches!(c, '0' | '+') && !glued && text.get(at..).is_some_and(begins)
    })
}

/// Whether the text begins with a telephone number.
fn begins(text: &str) -> bool {
    let abroad = ABROAD.iter().find_map(|prefix| text.strip_prefix(prefix));
    match abroad {
        Some(number) if number.starts_with(|c: char| ('1'..='9').contains(&c)) => {
            international(number)
        }
        _ => dutch(text),
    }
}

/// Nine to fifteen digits, country code included (ITU E.164).
fn international(text: &str) -> bool {
    let lengths = groups(text).into_iter().map(|(_, digits)| digits.len());
    let sums = lengths.scan(0, |sum, length| {
        *sum += length;
        Some(*sum)
    });
    sums.into_iter().any(|sum| (9..=15).contains(&sum))
}

/// Ten digits from the first 0, in groups that people write. A day has other groups: `06-05-2026 10`.
fn dutch(text: &str) -> bool {
    let area = text
        .split(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default();
    if area.starts_with("00") || (area.len() == 2 && area != "06") {
        return false;
    }
    let groups = groups(text);
    let fits = |shape: &&&[usize]| {
        groups.len() >= shape.len()
            && shape
                .iter()
                .zip(&groups)
                .all(|(length, (_, digits))| *length == digits.len())
    };
    let Some(shape) = SHAPES.iter().find(fits) else {
        return false;
    };
    // five pairs may be a day and an hour, `06-05-26 10.30`: a number has one sign between all of them
    let mut signs = groups.iter().skip(2).take(3).map(|(before, _)| before);
    let alike = signs
        .next()
        .is_some_and(|first| signs.all(|other| other == first));
    shape.len() < 5 || alike
}

/// The groups of digits from the start of a text, each with the signs before it. Digits that a letter follows are no group.
fn groups(text: &str) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut rest = text;
    loop {
        let (before, tail) = rest.split_at(
            rest.find(|c: char| c.is_ascii_digit())
                .unwrap_or(rest.len()),
        );
        let (digits, after) = tail.split_at(
            tail.find(|c: char| !c.is_ascii_digit())
                .unwrap_or(tail.len()),
        );
        let joins =
            before.chars().count() <= MOST_BETWEEN && before.chars().all(|c| BETWEEN.contains(&c));
        if digits.is_empty()
            || !joins
            || found.len() == MOST_GROUPS
            || after.starts_with(char::is_alphanumeric)
        {
            return found;
        }
        found.push((before, digits));
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_found_however_it_is_written() {
        let numbers = [
            "06-12345678",
            "0612345678",
            "06 12 34 56 78",
            "06-12.34.56.78",
            "06 1234 5678",
            "06 - 123 456 78",
            "0612 345 678",
            "06123 45678",
            "038-1234567",
            "(038) 123 45 67",
            "038 123 4567",
            "0572-123456",
            "0572 12 34 56",
            "088 123 4567",
            "+31612345678",
            "+31 6 12345678",
            "+31 (0)6 12 34 56 78",
            "0031 6 12345678",
            "+32 470 12 34 56",
            "+31612345678 2026-03-12",
            "+06 12345678",
        ];
        for number in numbers {
            for text in [
                number.to_owned(),
                format!("bel ({number})."),
                format!("tel:{number}, na 16 uur"),
                format!("{number} 12 maart"),
            ] {
                assert!(holds(&text), "{text}");
            }
        }
    }

    #[test]
    fn days_hours_years_and_other_numbers_are_no_telephone_number() {
        let others = [
            "16 uur in 4 weken",
            "van 06-05-2026 10 uur tot 12 uur",
            "06-05-26 10.30",
            "06-05-2026 10.30-11.15",
            "06.30-07.15 10",
            "2025-2026",
            "03-11-2025 tot 12-11-2025",
            "lokaal 0.12 en 0.13",
            "00000099000000001000",
            "0012345678",
            "000612345678",
            "0001234567",
            "06, 12345678",
            "06-12345678a",
            "0800-1234",
            "0900 8844",
            "112",
            "999990019",
            "02CD-2026-000017",
            "2026-0000017",
            "0193",
            "0612345678901",
            "a0612345678",
            "+2025-2026",
            "+31",
            "groep 7 + 8",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "",
        ];
        for text in others {
            assert!(!holds(text), "{text}");
        }
    }
}

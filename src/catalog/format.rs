//! The string formats that the schemas may use beside the standard ones. Each says yes or no; none keeps or shows a value.

pub mod birth;
pub mod telephone;

/// The weighted sum of nine digits (weights 9 8 7 6 5 4 3 2 -1) modulo 11.
fn eleven_remainder(text: &str) -> Option<i64> {
    if text.len() != 9 || !text.bytes().all(|b| b.is_ascii_digit()) || text == "000000000" {
        return None;
    }
    const WEIGHTS: [i64; 9] = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i64 = text
        .bytes()
        .zip(WEIGHTS)
        .map(|(b, weight)| i64::from(b - b'0') * weight)
        .sum();
    Some(sum.rem_euclid(11))
}

/// Burgerservicenummer: passes the 11-test (Besluit burgerservicenummer).
pub fn bsn(text: &str) -> bool {
    eleven_remainder(text) == Some(0)
}

/// Onderwijsnummer: the same weights, five left over.
pub fn onderwijsnummer(text: &str) -> bool {
    eleven_remainder(text) == Some(5)
}

/// Persoonsgebonden nummer: a BSN, or an onderwijsnummer for a pupil without one.
pub fn pgn(text: &str) -> bool {
    bsn(text) || onderwijsnummer(text)
}

/// School number: two digits, two capitals.
pub fn brin(text: &str) -> bool {
    matches!(text.as_bytes(), [a, b, c, d] if a.is_ascii_digit() && b.is_ascii_digit() && c.is_ascii_uppercase() && d.is_ascii_uppercase())
}

/// Organisatie-identificatienummer: eight digits of a known prefix, twelve digits or capitals (OIN-Stelsel; a school's holds its BRIN).
pub fn oin(text: &str) -> bool {
    const PREFIXES: [&str; 8] = [
        "00000001", "00000003", "00000004", "00000006", "00000007", "00000008", "00000009",
        "00000099",
    ];
    let Some((prefix, number)) = text.split_at_checked(8) else {
        return false;
    };
    PREFIXES.contains(&prefix)
        && number.len() == 12
        && number
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// A Dutch postcode, or one that can only be foreign. A text with a digit in front and letters behind is Dutch, or a slip.
pub fn postcode(text: &str) -> bool {
    let may_stand = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-');
    let foreign = text.len() <= 10
        && text.chars().all(may_stand)
        && text.contains(|c: char| c.is_ascii_digit());
    let slip = text.starts_with(|c: char| c.is_ascii_digit())
        && text.contains(|c: char| c.is_ascii_alphabetic());
    dutch_postcode(text) || foreign && text.len() >= 3 && !slip
}

/// Postcode of the Netherlands, without a space: four digits of which the first is not 0, two capitals.
pub fn dutch_postcode(text: &str) -> bool {
    matches!(text.as_bytes(), [a, b, c, d, e, f] if (b'1'..=b'9').contains(a)
        && [b, c, d].iter().all(|x| x.is_ascii_digit()) && e.is_ascii_uppercase() && f.is_ascii_uppercase())
}

/// A context attribute without personal number, telephone number or mail address: attributes are readable all along the way.
pub fn without_personal_data(text: &str) -> bool {
    let text = without_uuids(text);
    !text.contains('@') && !holds_pgn(&text) && !telephone::holds(&text)
}

/// A document's name, without mail address or telephone number. The check for a personal number needs the document beside the name.
pub fn document_number(text: &str) -> bool {
    !text.contains('@') && !telephone::holds(&without_uuids(text))
}

/// A text without UUIDs. One UUID in sixty has digits that look like a personal number, and most systems use a UUID for an id.
fn without_uuids(text: &str) -> String {
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words
        .map(|word| {
            if is_uuid(word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric())) {
                "uuid:"
            } else {
                word
            }
        })
        .collect()
}

/// Hexadecimal digits in groups of 8, 4, 4, 4 and 12.
fn is_uuid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// Whether a text holds nine digits that pass the test of a personal number, also in groups with a space, dot or hyphen between them.
pub fn holds_pgn(text: &str) -> bool {
    let mut groups: Vec<&str> = Vec::new();
    let mut rest = text;
    loop {
        let (between, tail) = rest.split_at(
            rest.find(|c: char| c.is_ascii_digit())
                .unwrap_or(rest.len()),
        );
        let (digits, after) = tail.split_at(
            tail.find(|c: char| !c.is_ascii_digit())
                .unwrap_or(tail.len()),
        );
        if !matches!(between, " " | "." | "-" | "\u{a0}") {
            if groups_hold_pgn(&groups) {
                return true;
            }
            groups.clear();
        }
        if digits.is_empty() {
            return groups_hold_pgn(&groups);
        }
        groups.push(digits);
        rest = after;
    }
}

/// Whether whole groups hold such a number: nine digits inside a longer number (an OIN, a telephone number) are another number.
fn groups_hold_pgn(groups: &[&str]) -> bool {
    if groups.iter().map(|group| group.len()).sum::<usize>() < 9 {
        return false;
    }
    (0..groups.len()).any(|from| {
        let mut joined = String::new();
        groups.iter().skip(from).take(9).any(|group| {
            joined.push_str(group);
            pgn(&joined)
        })
    })
}

/// A name that can be part of a queue's name: small letters, digits and hyphens.
pub fn plain_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(plain)
}

/// Whether a text holds a mail address, also with `@` written out.
pub fn holds_email(text: &str) -> bool {
    if !text.contains(['@', '(', '[']) {
        return false;
    }
    let at = text
        .match_indices('@')
        .chain(text.match_indices("(at)"))
        .chain(text.match_indices("[at]"));
    at.into_iter().any(|(at, sign)| {
        let (before, after) = (
            text.get(..at).unwrap_or_default(),
            text.get(at + sign.len()..).unwrap_or_default(),
        );
        let named = before
            .strip_suffix(' ')
            .unwrap_or(before)
            .ends_with(|c: char| c.is_alphanumeric());
        let host = after.strip_prefix(' ').unwrap_or(after);
        let host = host
            .split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.'))
            .next()
            .unwrap_or_default();
        let (domain, top) = host
            .trim_end_matches('.')
            .rsplit_once('.')
            .unwrap_or_default();
        named
            && !domain.is_empty()
            && top.len() >= 2
            && top.bytes().all(|b| b.is_ascii_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_numbers_follow_the_eleven_test() {
        assert!(bsn("999990019") && bsn("999900006"));
        assert!(!bsn("999990018") && !bsn("000000000") && !bsn("99999001") && !bsn("99999001a"));
        let made = (0..10)
            .map(|last| format!("99999001{last}"))
            .find(|n| onderwijsnummer(n))
            .unwrap();
        assert!(pgn(&made) && !bsn(&made));
    }

    #[test]
    fn a_personal_number_is_found_in_a_text_however_it_is_written() {
        for text in [
            "bsn 999990019.",
            "999990019",
            "nr:9999.90.019 moeder",
            "9999 90 019",
            "999-990-019!",
            "groep 8 999990019",
            "999990019 12",
        ] {
            assert!(holds_pgn(text), "{text}");
        }
        for text in [
            "06-12345678",
            "00000099000000001000",
            "999990018",
            "om 10.30 uur, lokaal 12",
            "",
        ] {
            assert!(!holds_pgn(text), "{text}");
        }
    }

    #[test]
    fn a_mail_address_is_found_also_when_at_is_written_out() {
        for text in [
            "mail a.voorbeeld@school.nl.",
            "A.V@SCHOOL.AMSTERDAM",
            "(x@y.nl)",
            "a.v (at) school.nl",
            "a[at]b.c.org",
        ] {
            assert!(holds_email(text), "{text}");
        }
        for text in [
            "3 flesjes @ 2 euro",
            "@leerling op sociale media",
            "a@b",
            "zie school.nl",
            "x@1.23",
            "",
            "@",
            "a@.nl",
        ] {
            assert!(!holds_email(text), "{text}");
        }
    }

    #[test]
    fn a_uuid_is_no_personal_number_but_what_stands_beside_it_may_be() {
        let uuid = "5b0e99c0-9999-9001-9b1a-a999990019bc";
        assert!(
            holds_pgn(uuid),
            "no test: these digits do not look like a personal number"
        );
        for text in [
            uuid,
            &uuid.to_uppercase(),
            &format!("urn:uuid:{uuid}"),
            &format!("/{uuid}/1"),
        ] {
            assert!(without_personal_data(text), "{text}");
        }
        for text in [
            format!("{uuid}/999990019"),
            format!("999990019:{uuid}"),
            format!("999990019-{uuid}"),
            uuid.replace("5b0e", "5b0"),
        ] {
            assert!(!without_personal_data(&text), "{text}");
        }
    }

    #[test]
    fn an_oin_has_a_known_prefix_and_may_hold_letters() {
        assert!(oin("00000099000000001000") && oin("0000000700001AB00000"));
        assert!(
            !oin("00000002000000001000")
                && !oin("0000009900000000100")
                && !oin("00000099ab0000001000")
        );
    }

    #[test]
    fn a_postcode_of_another_country_is_one_and_a_slip_in_a_dutch_one_is_not() {
        assert!(
            ["48527", "3600", "L-1009", "SW1A 1AA", "110 00", "D02 AF30"]
                .iter()
                .all(|text| postcode(text))
        );
        assert!(
            [
                "801AB",
                "80111AB",
                "8011-AB",
                "",
                "12",
                "postcode",
                "1234567890123",
                "4852\u{37}\u{a0}"
            ]
            .iter()
            .all(|text| !postcode(text))
        );
    }

    #[test]
    fn postcode_and_brin_are_strict() {
        assert!(
            postcode("8011AB")
                && !postcode("8011 AB")
                && !postcode("0011AB")
                && !postcode("8011ab")
        );
        assert!(
            dutch_postcode("8011AB") && !dutch_postcode("48527") && !dutch_postcode("SW1A 1AA")
        );
        assert!(brin("01AB") && !brin("1ABC") && !brin("01ab"));
    }
}

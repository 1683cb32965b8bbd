//! JSON text -> the same text with integers of more than 64 bits as texts: no number can hold such an integer, and
//! two ids would turn into one.

use std::borrow::Cow;

pub(super) fn kept(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let (mut inside, mut escaped, mut at, mut done) = (false, false, 0, 0);
    let mut kept = String::new();
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            _ if escaped || inside => at,
            b'-' | b'0'..=b'9' => {
                at + bytes
                    .get(at..)
                    .unwrap_or_default()
                    .iter()
                    .take_while(|byte| of_a_number(**byte))
                    .count()
            }
            _ => at,
        };
        if let Some(number) = text
            .get(at..end)
            .filter(|number| is_long(number) && !names_a_field(text, end))
        {
            kept.push_str(text.get(done..at).unwrap_or_default());
            kept.push_str(&format!("\"{number}\""));
            done = end;
        }
        if end > at {
            at = end;
            continue;
        }
        match (inside, byte) {
            _ if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => inside = !inside,
            _ => {}
        }
        at += 1;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    kept.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(kept)
}

fn of_a_number(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

/// Whether a number is digits only, as JSON writes them, and too long.
fn is_long(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    plain && digits.len() > 18 && number.parse::<i64>().is_err() && number.parse::<u64>().is_err()
}

/// Whether a number names a field: a number in front of a colon is no JSON, and stays so.
fn names_a_field(text: &str, end: usize) -> bool {
    text.get(end..)
        .is_some_and(|rest| rest.trim_start().starts_with(':'))
}

//! CSV bytes -> the place of each record. A quote that never closes well costs its own line; the next line begins anew.

use std::ops::Range;

/// Most lines of one record: longer than any text that people type between quotes. Bounds the work when many quotes stand open.
const MOST_LINES: usize = 200;

/// One record.
pub(super) struct TextRecord {
    /// The line that the record begins on, from 1.
    pub(super) line: usize,
    /// Bytes of the record, without the end of its line.
    pub(super) range: Range<usize>,
    /// The rule by which the record cannot be told apart.
    pub(super) broken: Option<&'static str>,
}

/// All records of a file, one after the other. Empty lines are none.
pub(super) struct Records<'b> {
    bytes: &'b [u8],
    separator: u8,
    at: usize,
    line: usize,
}

/// State of the reading of one field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum QuoteState {
    Begin,
    Plain,
    Quoted,
    Closed,
}

impl<'b> Records<'b> {
    pub(super) const fn new(bytes: &'b [u8], separator: u8) -> Self {
        Self {
            bytes,
            separator,
            at: 0,
            line: 1,
        }
    }

    /// Moves to a place, counting the lines on the way.
    fn go_to(&mut self, end: usize) {
        let passed = self.bytes.get(self.at..end).unwrap_or_default();
        let next = passed
            .iter()
            .skip(1)
            .chain(self.bytes.get(end))
            .map(Some)
            .chain([None]);
        // a carriage return before a line feed is no end of its own
        let ends = passed
            .iter()
            .zip(next)
            .filter(|(byte, next)| **byte == b'\n' || (**byte == b'\r' && *next != Some(&b'\n')));
        self.line += ends.count();
        self.at = end;
    }

    /// The end of the record that begins here, or the rule by which the record never ends well.
    fn end(&self) -> Result<usize, &'static str> {
        let (mut state, mut lines) = (QuoteState::Begin, 0);
        for (at, byte) in (self.at..).zip(self.bytes.get(self.at..).unwrap_or_default()) {
            let ends = *byte == b'\n' || (*byte == b'\r' && self.bytes.get(at + 1) != Some(&b'\n'));
            state = match (state, byte) {
                (QuoteState::Quoted, b'"') => QuoteState::Closed,
                (QuoteState::Quoted, _) if ends && lines == MOST_LINES => return Err("csv:quote"),
                (QuoteState::Quoted, _) if ends => {
                    lines += 1;
                    QuoteState::Quoted
                }
                (QuoteState::Quoted, _) => QuoteState::Quoted,
                (_, b'\n' | b'\r') => return Ok(at),
                (_, byte) if *byte == self.separator => QuoteState::Begin,
                (QuoteState::Begin | QuoteState::Closed, b'"') => QuoteState::Quoted,
                // within one line such a quote is a mark like any other; over lines the quote closed a field that
                // stood open by mistake
                (QuoteState::Closed, _) if lines > 0 => return Err("csv:quote"),
                _ => QuoteState::Plain,
            };
        }
        if state == QuoteState::Quoted {
            Err("csv:quote")
        } else {
            Ok(self.bytes.len())
        }
    }
}

impl Iterator for Records<'_> {
    type Item = TextRecord;

    fn next(&mut self) -> Option<TextRecord> {
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let rest = self.bytes.get(self.at..)?;
        self.go_to(self.at + rest.iter().position(|byte| !is_end(byte))?);
        let (start, line) = (self.at, self.line);
        let (end, broken) = match self.end() {
            Ok(end) => (end, None),
            Err(rule) => {
                let rest = self.bytes.get(start..).unwrap_or_default();
                (
                    start + rest.iter().position(is_end).unwrap_or(rest.len()),
                    Some(rule),
                )
            }
        };
        self.go_to(end);
        let nul = self
            .bytes
            .get(start..end)
            .is_some_and(|bytes| bytes.contains(&0))
            .then_some("csv:nul");
        Some(TextRecord {
            line,
            range: start..end,
            broken: broken.or(nul),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(usize, &str, Option<&'static str>)> {
        Records::new(text.as_bytes(), b';')
            .map(|record| (record.line, text.get(record.range).unwrap(), record.broken))
            .collect()
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        assert_eq!(
            all("a;b\r\n\r\n1;2\r\n3;4"),
            [(1, "a;b", None), (3, "1;2", None), (4, "3;4", None)]
        );
        assert_eq!(
            all("a\r1\r\r2\n"),
            [(1, "a", None), (2, "1", None), (4, "2", None)]
        );
        assert_eq!(
            all("a;\"x\r\ny\"\r\n1;2"),
            [(1, "a;\"x\r\ny\"", None), (3, "1;2", None)]
        );
        assert_eq!(all(""), []);
        assert_eq!(all("\n\r\n"), []);
    }

    #[test]
    fn a_quote_that_stands_open_costs_its_own_line() {
        let open = Some("csv:quote");
        assert_eq!(
            all("1;\"a\n2;b\n3;c\n"),
            [(1, "1;\"a", open), (2, "2;b", None), (3, "3;c", None)]
        );
        assert_eq!(
            all("1;\"a\n2;\"b\"\n3;c\n"),
            [(1, "1;\"a", open), (2, "2;\"b\"", None), (3, "3;c", None)]
        );
        assert_eq!(all("1;a\n2;\"b"), [(1, "1;a", None), (2, "2;\"b", open)]);
        assert_eq!(
            all("1;\"a\"b\"c\n2;b\n"),
            [(1, "1;\"a\"b\"c", None), (2, "2;b", None)],
            "as it always was"
        );
        assert_eq!(
            all("1;\"a\"\"b\nc\"\n2;b"),
            [(1, "1;\"a\"\"b\nc\"", None), (3, "2;b", None)]
        );
        let long = format!("1;\"{}", "x\n".repeat(MOST_LINES + 5));
        assert_eq!(all(&long).len(), MOST_LINES + 5);
        assert_eq!(
            all("1;a\0b\n2;c"),
            [(1, "1;a\0b", Some("csv:nul")), (2, "2;c", None)]
        );
    }

    #[test]
    fn many_open_quotes_end_soon() {
        // each of these opens a quote when read first, and keeps a quote open when read inside another
        let lines = "x\";\"\n".repeat(20_000);
        assert!(Records::new(lines.as_bytes(), b';').count() > 1000);
    }
}

//! A content header's payload -> whether the AMQP library can read the payload; if not, a harmless header in its
//! place that names the fault.
//!
//! Total and bounded: no recursion, nothing kept while checking but the places of the header names, every byte
//! looked at once at the most. The check accepts nothing that the library refuses (amq-protocol 10: unknown types,
//! short strings that are not UTF-8, bytes too few or too many), and less: a table within a table within a table …
//! the library follows until its thread has no stack left; and of two headers of one name the library shows the
//! last, so that no reader behind the guard could tell which was meant.

use std::collections::BTreeSet;
use std::fmt;

/// Most tables and lists within each other. Messages that were dead-lettered have three.
const DEEPEST: usize = 32;
/// Bytes before the properties: class, weight and size of the body.
const FIXED: usize = 12;

/// The reason that the library may not see a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nested too deep.
    Depth,
    /// A text that is not UTF-8.
    Utf8,
    /// Bytes that are missing, or that nothing accounts for.
    Length,
    /// A value of a type that does not exist.
    Type,
    /// Larger than both sides agreed for a frame.
    FrameSize,
    /// Two headers of one name.
    Twice,
}

impl Fault {
    /// The rule that the sender is told.
    pub(crate) const fn rule(self) -> &'static str {
        match self {
            Fault::Depth => "nesting",
            Fault::Utf8 => "utf-8",
            Fault::Length => "length",
            Fault::Type => "type",
            Fault::FrameSize => "frame-size",
            Fault::Twice => "duplicate-name",
        }
    }

    /// All faults.
    pub(crate) const ALL: [Fault; 6] = [
        Fault::Depth,
        Fault::Utf8,
        Fault::Length,
        Fault::Type,
        Fault::FrameSize,
        Fault::Twice,
    ];
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule())
    }
}

/// The type of a property.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FieldShape {
    Text,
    Table,
    Octet,
    Time,
}

/// The properties of class `basic`, from the highest bit of the flags down. Source: AMQP 0-9-1, class 60.
const PROPERTIES: [FieldShape; 14] = [
    FieldShape::Text,  // content-type
    FieldShape::Text,  // content-encoding
    FieldShape::Table, // headers
    FieldShape::Octet, // delivery-mode
    FieldShape::Octet, // priority
    FieldShape::Text,  // correlation-id
    FieldShape::Text,  // reply-to
    FieldShape::Text,  // expiration
    FieldShape::Text,  // message-id
    FieldShape::Time,  // timestamp
    FieldShape::Text,  // type
    FieldShape::Text,  // user-id
    FieldShape::Text,  // app-id
    FieldShape::Text,  // cluster-id
];
const HEADERS: usize = 2;
const MESSAGE_ID: usize = 8;
const USER_ID: usize = 11;

/// Checks whether the library can read this payload of a content header frame.
pub(crate) fn check(payload: &[u8]) -> Result<(), Fault> {
    let mut rest = Bytes(payload);
    rest.take(FIXED)?;
    let flags = rest.short()?;
    for (n, shape) in PROPERTIES.iter().enumerate() {
        if flags & (1 << (15 - n)) == 0 {
            continue;
        }
        match shape {
            FieldShape::Text => rest.text().map(drop)?,
            FieldShape::Octet => rest.take(1).map(drop)?,
            FieldShape::Time => rest.take(8).map(drop)?,
            FieldShape::Table => table(&mut rest)?,
        }
    }
    if rest.0.is_empty() {
        Ok(())
    } else {
        Err(Fault::Length)
    }
}

/// An open table or list: how many bytes lie behind its end, and whether its entries have names.
#[derive(Clone, Copy)]
struct OpenField {
    behind: usize,
    named: bool,
}

fn table(rest: &mut Bytes<'_>) -> Result<(), Fault> {
    let mut stack = [OpenField {
        behind: 0,
        named: true,
    }; DEEPEST];
    let mut depth = 0;
    let mut names = BTreeSet::new();
    enter(rest, &mut stack, &mut depth, true)?;
    while let Some(open) = depth.checked_sub(1).and_then(|top| stack.get(top)).copied() {
        if rest.0.len() == open.behind {
            depth -= 1;
            continue;
        }
        // a value may not reach beyond its table
        if open.named {
            let name = rest.text()?;
            // fields within a header are read by nobody here
            if depth == 1 && !names.insert(name) {
                return Err(Fault::Twice);
            }
        }
        match rest.octet()? {
            b't' | b'b' | b'B' => rest.take(1).map(drop)?,
            b's' | b'U' | b'u' => rest.take(2).map(drop)?,
            b'I' | b'i' | b'f' => rest.take(4).map(drop)?,
            b'D' => rest.take(5).map(drop)?,
            b'L' | b'l' | b'd' | b'T' => rest.take(8).map(drop)?,
            b'S' | b'x' => rest.long_bytes().map(drop)?,
            b'V' => {}
            b'F' => enter(rest, &mut stack, &mut depth, true)?,
            b'A' => enter(rest, &mut stack, &mut depth, false)?,
            _ => return Err(Fault::Type),
        }
        if rest.0.len() < open.behind {
            return Err(Fault::Length);
        }
    }
    Ok(())
}

fn enter(
    rest: &mut Bytes<'_>,
    stack: &mut [OpenField; DEEPEST],
    depth: &mut usize,
    named: bool,
) -> Result<(), Fault> {
    let length = rest.long()?;
    let behind = rest.0.len().checked_sub(length).ok_or(Fault::Length)?;
    if let Some(around) = depth.checked_sub(1).and_then(|top| stack.get(top))
        && behind < around.behind
    {
        return Err(Fault::Length);
    }
    *stack.get_mut(*depth).ok_or(Fault::Depth)? = OpenField { behind, named };
    *depth += 1;
    Ok(())
}

/// The payload of a header that the library can read: the same class and size of body, user and message id when
/// they are texts, and one entry `name` that holds `token` and the fault.
pub(crate) fn harmless(payload: &[u8], fault: Fault, name: &str, token: &str) -> Vec<u8> {
    let mut fixed = [0; FIXED];
    fixed
        .iter_mut()
        .zip(payload)
        .for_each(|(to, from)| *to = *from);
    let kept = texts(payload);
    let of = |property: usize| {
        kept.iter()
            .find(|(n, _)| *n == property)
            .map(|(_, text)| *text)
    };
    let mut header = fixed.to_vec();
    let mut flags: u16 = 1 << (15 - HEADERS);
    for property in [MESSAGE_ID, USER_ID] {
        if of(property).is_some() {
            flags |= 1 << (15 - property);
        }
    }
    header.extend(flags.to_be_bytes());
    let value = format!("{token}:{}", fault.rule());
    let mut entry = short(name);
    entry.push(b'S');
    entry.extend(u32::try_from(value.len()).unwrap_or(0).to_be_bytes());
    entry.extend(value.as_bytes());
    header.extend(u32::try_from(entry.len()).unwrap_or(0).to_be_bytes());
    header.extend(entry);
    for property in [MESSAGE_ID, USER_ID] {
        if let Some(text) = of(property) {
            header.extend(short(text));
        }
    }
    header
}

fn short(text: &str) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(text.len()).unwrap_or(0)];
    bytes.extend(text.as_bytes());
    bytes
}

/// The properties that are texts, as far as the payload can be followed: a table is passed over by its length.
fn texts(payload: &[u8]) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut rest = Bytes(payload);
    let flags = match rest.take(FIXED).and_then(|_| rest.short()) {
        Ok(flags) => flags,
        Err(_) => return found,
    };
    for (n, shape) in PROPERTIES.iter().enumerate() {
        if flags & (1 << (15 - n)) == 0 {
            continue;
        }
        let followed = match shape {
            FieldShape::Text => rest.short_bytes().map(|bytes| {
                if let Ok(text) = std::str::from_utf8(bytes) {
                    found.push((n, text));
                }
            }),
            FieldShape::Octet => rest.take(1).map(drop),
            FieldShape::Time => rest.take(8).map(drop),
            FieldShape::Table => rest.long_bytes().map(drop),
        };
        if followed.is_err() {
            break;
        }
    }
    found
}

/// The bytes that are left to read.
pub(super) struct Bytes<'b>(pub(super) &'b [u8]);

impl<'b> Bytes<'b> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'b [u8], Fault> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Fault::Length)?;
        self.0 = rest;
        Ok(taken)
    }

    fn octet(&mut self) -> Result<u8, Fault> {
        self.take(1)
            .map(|bytes| bytes.first().copied().unwrap_or(0))
    }

    pub(super) fn short(&mut self) -> Result<u16, Fault> {
        self.take(2).map(|bytes| {
            bytes
                .iter()
                .fold(0, |sum, byte| sum << 8 | u16::from(*byte))
        })
    }

    pub(super) fn long(&mut self) -> Result<usize, Fault> {
        self.take(4).map(|bytes| {
            bytes
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte))
        })
    }

    fn long_bytes(&mut self) -> Result<&'b [u8], Fault> {
        let length = self.long()?;
        self.take(length)
    }

    pub(super) fn short_bytes(&mut self) -> Result<&'b [u8], Fault> {
        let length = self.octet()?;
        self.take(usize::from(length))
    }

    fn text(&mut self) -> Result<&'b str, Fault> {
        std::str::from_utf8(self.short_bytes()?).map_err(|_| Fault::Utf8)
    }
}

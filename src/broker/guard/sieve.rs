//! The bytes that the broker sends -> the same bytes, with every frame that the AMQP library would choke on
//! replaced by a harmless one.
//!
//! Bodies and heartbeats pass as they come. A method or a content header is held until the frame is whole; of a
//! frame larger than any right one just enough is kept to answer its sender.

use super::header::{self, Bytes, Fault};
use std::collections::BTreeMap;

const METHOD: u8 = 1;
const HEADER: u8 = 2;
const BODY: u8 = 3;
const HEARTBEAT: u8 = 8;
/// Bytes before the payload of a frame: type, channel and length. One octet stands behind the payload.
const PREFIX: usize = 7;
const END: u8 = 0xCE;
/// The smallest size of a frame that may be agreed.
const LEAST_FRAME: usize = 4096;
/// Most bytes that are kept of a held frame. The bound of the broker is 128 KiB, with its own additions.
const MOST_KEPT: usize = 1 << 20;

const TUNE: (u16, u16) = (10, 30);
const CONNECTION_CLOSE: (u16, u16) = (10, 50);
const CHANNEL_CLOSE: (u16, u16) = (20, 40);
const RETURN: (u16, u16) = (60, 50);
const DELIVER: (u16, u16) = (60, 60);

/// The mark of a replaced header.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StreamMark {
    /// The name of the header.
    pub(crate) name: &'static str,
    /// A token that no sender can know.
    pub(crate) token: &'static str,
}

enum SieveState {
    /// At the beginning of a frame, with some bytes of its prefix.
    Prefix,
    /// Within a frame that passes as it comes; so many bytes are left.
    Passing(usize),
    /// Within a frame that is held; so many bytes are left.
    Holding(usize),
    /// The bytes are no frames: the AMQP library will say so.
    Open,
}

/// One connection's bytes, from the broker to the library.
pub(crate) struct Sieve {
    state: SieveState,
    mark: StreamMark,
    /// The prefix of the frame, and its payload when it is held.
    held: Vec<u8>,
    /// The length that the prefix of a held frame gives.
    length: usize,
    /// Largest frame; 0 until the size is agreed, and when there is no bound.
    frame_max: usize,
    /// Channels whose next header belongs to a method that had to be mended.
    mended: BTreeMap<u16, Fault>,
    /// The channel that was given the latest delivery.
    last: Option<u16>,
    /// Headers that were replaced.
    replaced: u64,
}

impl Sieve {
    /// A sieve for a new connection, on which the library asks for frames of at most `wish` bytes; 0 is no wish.
    pub(crate) fn new(wish: u32, mark: StreamMark) -> Self {
        let held = Vec::with_capacity(1024);
        let frame_max = usize::try_from(wish).unwrap_or(0);
        Self {
            state: SieveState::Prefix,
            mark,
            held,
            length: 0,
            frame_max,
            mended: BTreeMap::new(),
            last: None,
            replaced: 0,
        }
    }

    /// The channel that was given the latest delivery: a connection that breaks over a message breaks over one of this channel.
    pub(crate) fn last(&self) -> Option<u16> {
        self.last
    }

    /// How many headers were replaced.
    pub(crate) fn replaced(&self) -> u64 {
        self.replaced
    }

    /// Takes bytes of the broker and adds to `out` the bytes that the library may have.
    pub(crate) fn push(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) {
        while !bytes.is_empty() {
            bytes = match self.state {
                SieveState::Open => {
                    out.extend(bytes);
                    return;
                }
                SieveState::Prefix => self.prefix(bytes, out),
                SieveState::Passing(left) => {
                    let (now, later) = split(bytes, left);
                    out.extend(now);
                    self.state = after(left - now.len(), SieveState::Passing);
                    later
                }
                SieveState::Holding(left) => self.hold(left, bytes, out),
            };
        }
    }

    fn prefix<'b>(&mut self, bytes: &'b [u8], out: &mut Vec<u8>) -> &'b [u8] {
        let (now, later) = split(bytes, PREFIX - self.held.len());
        self.held.extend(now);
        let kind = self.held.first().copied().unwrap_or_default();
        if !matches!(kind, METHOD | HEADER | BODY | HEARTBEAT) {
            out.append(&mut self.held);
            self.state = SieveState::Open;
            return later;
        }
        if self.held.len() < PREFIX {
            return later;
        }
        self.length = Bytes(self.held.get(3..).unwrap_or_default())
            .long()
            .unwrap_or(0);
        let left = self.length.saturating_add(1);
        self.state = if matches!(kind, METHOD | HEADER) {
            SieveState::Holding(left)
        } else {
            out.append(&mut self.held);
            SieveState::Passing(left)
        };
        later
    }

    fn hold<'b>(&mut self, left: usize, bytes: &'b [u8], out: &mut Vec<u8>) -> &'b [u8] {
        let (now, later) = split(bytes, left);
        let room = (PREFIX + MOST_KEPT).saturating_sub(self.held.len());
        self.held.extend(split(now, room).0);
        self.state = after(left - now.len(), SieveState::Holding);
        if matches!(self.state, SieveState::Prefix) {
            let end = now.last().copied().unwrap_or_default();
            self.whole(end, out);
            self.held.clear();
        }
        later
    }

    /// Passes or replaces a held frame that has come to its end.
    fn whole(&mut self, end: u8, out: &mut Vec<u8>) {
        let channel = Bytes(self.held.get(1..3).unwrap_or_default())
            .short()
            .unwrap_or_default();
        if end != END {
            // this is no end of a frame: the library says so, and nothing can be made of the bytes that follow
            out.append(&mut self.held);
            self.state = SieveState::Open;
            return;
        }
        let kept = self.held.get(PREFIX..).unwrap_or_default();
        let payload = split(kept, self.length).0;
        if self.held.first() == Some(&METHOD) {
            let fault = self.method(channel);
            match fault {
                Some(fault) => drop(self.mended.insert(channel, fault)),
                None => drop(self.mended.remove(&channel)),
            }
            out.extend(&self.held);
            return;
        }
        let size = PREFIX + self.length + 1;
        let checked = match self.mended.remove(&channel) {
            Some(fault) => Err(fault),
            None if self.frame_max > 0 && size > self.frame_max || payload.len() < self.length => {
                Err(Fault::FrameSize)
            }
            None => header::check(payload),
        };
        match checked {
            Ok(()) => out.extend(&self.held),
            Err(fault) => {
                self.replaced += 1;
                let harmless = header::harmless(payload, fault, self.mark.name, self.mark.token);
                out.extend(self.held.get(..3).unwrap_or_default());
                out.extend(u32::try_from(harmless.len()).unwrap_or(0).to_be_bytes());
                out.extend(harmless);
                out.push(END);
            }
        }
    }

    /// Checks a held method. Texts that are not UTF-8 lose every character outside ASCII, and keep their length.
    fn method(&mut self, channel: u16) -> Option<Fault> {
        let payload = self.held.get_mut(PREFIX..)?;
        let mut rest = Bytes(payload);
        let method = (rest.short().ok()?, rest.short().ok()?);
        // where the texts begin, and how many there are; a delivery has one before its tag, which is ours
        let (begin, texts) = match method {
            TUNE => {
                rest.take(2).ok()?;
                let offer = rest.long().ok()?;
                self.frame_max = agreed(self.frame_max, offer);
                return None;
            }
            DELIVER => {
                self.last = Some(channel);
                let tag = rest.short_bytes().ok()?;
                (4 + 1 + tag.len() + 8 + 1, 2)
            }
            RETURN => (4 + 2, 3),
            CONNECTION_CLOSE | CHANNEL_CLOSE => (4 + 2, 1),
            _ => return None,
        };
        let fault = ascii(payload, begin, texts);
        if matches!(method, DELIVER | RETURN) {
            fault
        } else {
            None
        }
    }
}

/// Mends a number of short strings that stand one after the other.
fn ascii(payload: &mut [u8], begin: usize, texts: usize) -> Option<Fault> {
    let (mut at, mut fault) = (begin, None);
    for _ in 0..texts {
        let length = usize::from(*payload.get(at)?);
        let text = payload.get_mut(at + 1..at + 1 + length)?;
        if std::str::from_utf8(text).is_err() {
            text.iter_mut()
                .filter(|byte| !byte.is_ascii())
                .for_each(|byte| *byte = b'?');
            fault = Some(Fault::Utf8);
        }
        at += 1 + length;
    }
    fault
}

/// The smaller of two bounds, where 0 is none.
fn agreed(wish: usize, offer: usize) -> usize {
    match (wish, offer) {
        (0, bound) | (bound, 0) => bound.max(if bound == 0 { 0 } else { LEAST_FRAME }),
        (wish, offer) => wish.min(offer).max(LEAST_FRAME),
    }
}

fn split(bytes: &[u8], at: usize) -> (&[u8], &[u8]) {
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}

fn after(left: usize, state: fn(usize) -> SieveState) -> SieveState {
    if left == 0 {
        SieveState::Prefix
    } else {
        state(left)
    }
}
